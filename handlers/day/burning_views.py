"""The projects that need their account manager most, each with why and one likely step."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from datetime import date

from desk.brief.relay import RelayState
from desk.day.burning import MOST, NEEDED_FROM, WEIGHTS, Burning, Reason, Trouble
from handlers.brief.question_views import QuestionAction
from handlers.brief.relay_views import RelayAction
from handlers.core import ids
from handlers.core.blocks import (
    Block,
    Element,
    Mrkdwn,
    actions,
    button,
    clamp,
    lines,
    mention,
    packed,
    section,
)
from handlers.core.carrying import packed as says
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.project.status_views import StatusAction
from handlers.work.deliverable_views import WorkAction


class BurningAction(enum.StrEnum):
    """action_id of its button."""

    WHY = "burning.why"


_EACH, _TITLE = 3, 60
"""How many facts of one kind are named; the rest is counted."""


def blocks(t: Translator, found: Sequence[Burning], today: date) -> list[Block]:
    """The projects, and the button that says why they are these."""
    if not found:
        return []
    shown = [_project(t, place, one, today) for place, one in enumerate(found, 1)]
    value = ",".join(str(one.project_id) for one in found)
    key = "burning.why.three" if len(found) == MOST else "burning.why.fewer"
    return [*shown, actions([button(t(key), BurningAction.WHY, value)])]


def why(t: Translator, found: Sequence[Burning]) -> Message:
    """How the projects are chosen, in words, and what each has."""
    title = t.md("burning.formula.title", needed=NEEDED_FROM, most=MOST)
    each = [
        t.md(f"burning.formula.{trouble}", points=weight.points, after=weight.after)
        for trouble, weight in WEIGHTS.items()
    ]
    days = WEIGHTS[Trouble.LATE].most
    rest = t.md("burning.formula.rest", most=days, needed=NEEDED_FROM)
    return Message(title, [section(lines(title, *each, rest)), *packed([_sum(t, one) for one in found])])


def _sum(t: Translator, one: Burning) -> Mrkdwn:
    parts = " + ".join(
        t("burning.part", kind=t(f"burning.kind.{kind}"), points=sum(reason.points for reason in some))
        for kind, some in one.reasons.items()
    )
    key = "burning.sum" if parts else "burning.sum_nothing"
    return t.md(key, name=one.project, points=one.points, parts=parts)


def _project(t: Translator, place: int, one: Burning, today: date) -> Block:
    if not one.is_needed or one.worst is None:
        return section(t.md("burning.calm", name=one.project))
    rows = [_kind(t, kind, some, today) for kind, some in one.reasons.items()]
    words = lines(t.md("burning.project", place=place, name=one.project), *rows)
    return section(words, accessory=_step(t, one, one.worst))


def _kind(t: Translator, kind: Trouble, some: Sequence[Reason], today: date) -> Mrkdwn:
    """One kind of trouble in a line: the first facts, and how many more there are."""
    said = [_fact(t, one, today) for one in some[:_EACH]]
    if len(some) > _EACH:
        said.append(t.md("burning.more", count=len(some) - _EACH))
    return t.md(f"burning.line.{kind}", facts=Mrkdwn(", ".join(said)))


def _fact(t: Translator, one: Reason, today: date) -> Mrkdwn:
    facts: dict[str, object] = {"count": one.number}
    if one.since:
        facts["since"] = t.dated(one.since, None, today)
    if one.piece:
        title, owner = clamp(one.piece.title, _TITLE), mention(one.piece.user)
        facts |= {"number": one.piece.number, "title": title, "owner": owner}
    if one.department:
        facts["department"] = t(f"department.{one.department}")
    if one.state:
        return t.md(f"burning.fact.brief.{one.state}", **facts)
    return t.md(f"burning.fact.{one.trouble}", questions=one.count, **facts)


def _step(t: Translator, project: Burning, worst: Reason) -> Element:
    """The likely step: about the heaviest fact of the kind that weighs most."""
    steps: dict[Trouble, Callable[[], Element]] = {
        Trouble.LATE: lambda: _about_work(t, worst),
        Trouble.BRIEF: lambda: _about_brief(t, project, worst),
        Trouble.CLIENT: lambda: button(t("burning.step.client"), StatusAction.SHOW, str(project.project_id)),
        Trouble.QUESTION: lambda: button(
            t("burning.step.question"), QuestionAction.LIST, str(project.project_id)
        ),
        Trouble.ROUND: lambda: button(
            t("burning.step.round"), ids.OPEN_FORM, says("feedback", f"show {project.slug}")
        ),
    }
    return steps[worst.trouble]()


def _about_work(t: Translator, worst: Reason) -> Element:
    number, id_ = (worst.piece.number, worst.piece.id) if worst.piece else (0, 0)
    return button(t("burning.step.late", number=number), WorkAction.REASSIGN, str(id_))


def _about_brief(t: Translator, project: Burning, worst: Reason) -> Element:
    key = "relay.again" if worst.state is RelayState.DECLINED else "burning.step.brief"
    return button(t(key), RelayAction.AGAIN, str(project.project_id))
