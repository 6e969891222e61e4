"""What waits for one person, each with the button for the likely next step."""

from __future__ import annotations

from desk.day.waiting import Answered, Points, Review, ToAnswer, Unanswered, Waiting
from desk.project.placing import Unplaced
from handlers.brief.question_views import QuestionAction
from handlers.brief.relay_views import RelayAction, decisions
from handlers.core import carrying, ids
from handlers.core.blocks import (
    Block,
    Mrkdwn,
    actions,
    button,
    channel_link,
    clamp,
    lines,
    mention,
    quote,
    section,
)
from handlers.core.i18n import Translator
from handlers.project.placing_views import buttons
from handlers.work.deliverable_views import WorkAction

MOST = 5
"""Lines shown of each kind that waits."""
MOST_UNPLACED = 3
"""The same of briefs that are posted nowhere: a line and its buttons are two blocks."""
_QUOTE = 240


def each(t: Translator, waiting: Waiting, most: int = MOST) -> list[list[Block]]:
    """The blocks of each thing that waits, at most `most` of a kind."""
    return [
        *([brief(t, one)] for one in waiting.briefs[:most]),
        *(_unplaced(t, one) for one in waiting.unplaced[: min(most, MOST_UNPLACED)]),
        *([_question(t, one)] for one in waiting.questions[:most]),
        *(_playback(t, one) for one in waiting.playbacks[:most]),
        *([_declined(t, one)] for one in waiting.declined[:most]),
        *([_points(t, one)] for one in waiting.points[:most]),
        *([_review(t, one)] for one in waiting.reviews[:most]),
    ]


def brief(t: Translator, one: Unanswered) -> Block:
    """A brief that waits, with the button that acknowledges it."""
    words = t.md("home.brief", **_about(t, one), version=one.version)
    answer = button(t("relay.acknowledge"), RelayAction.ACKNOWLEDGE, str(one.relay_id), style="primary")
    return section(words, accessory=answer)


def to_answer(t: Translator, one: Unanswered) -> list[Block]:
    """A brief that waits, with the buttons that acknowledge and decline it."""
    decline = button(t("relay.decline"), RelayAction.DECLINE, str(one.relay_id))
    return [brief(t, one), actions([decline])]


def _unplaced(t: Translator, one: Unplaced) -> list[Block]:
    reading = t.md("placing.likely", channel=channel_link(one.likely)) if one.likely else None
    words = t.md("home.unplaced", project=one.project)
    return [section(lines(words, reading)), actions(buttons(t, one.project_id, one.likely))]


def _question(t: Translator, one: ToAnswer) -> Block:
    words = t.md("home.question", **_about(t, one), user=mention(one.by))
    answer = button(t("question.give"), QuestionAction.ANSWER, f"{one.project_id}/{one.number}")
    return section(lines(words, _quoted(one.text)), accessory=answer)


def _playback(t: Translator, one: Answered) -> list[Block]:
    words = t.md("home.playback", **_about(t, one), user=mention(one.by), version=one.version)
    return [section(lines(words, _quoted(one.words))), actions(decisions(t, str(one.relay_id)))]


def _declined(t: Translator, one: Answered) -> Block:
    words = t.md("home.declined", **_about(t, one), user=mention(one.by), version=one.version)
    again = button(t("relay.again"), RelayAction.AGAIN, str(one.project_id))
    return section(lines(words, _quoted(one.words)), accessory=again)


def _about(t: Translator, one: Unanswered | ToAnswer | Answered) -> dict[str, object]:
    return {"department": t(f"department.{one.department}"), "project": one.project}


def _quoted(text: str) -> Mrkdwn:
    """A person's words, cut to a line of the Home."""
    return quote(clamp(" ".join(text.split()), _QUOTE))


def _points(t: Translator, points: Points) -> Block:
    words = t.md("home.points", count=points.count, project=points.project)
    look = button(t("home.look"), ids.OPEN_FORM, carrying.packed("feedback", f"show {points.slug}"))
    return section(words, accessory=look)


def _review(t: Translator, review: Review) -> Block:
    facts = {"title": review.title, "number": review.number, "project": review.project}
    words = t.md("home.review", owner=mention(review.owner), **facts)
    look = button(t("mine.menu.status"), WorkAction.STATUS, str(review.id))
    return section(words, accessory=look)
