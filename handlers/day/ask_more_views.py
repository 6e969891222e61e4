"""The buttons under orders about several things, a new name, a language, and what a brief lacks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from desk.brief.relay_answers import SAID_LENGTH
from desk.day.ask_names import Line, Wish
from desk.day.several import AllWork, Numbered
from desk.day.waiting import Unanswered
from desk.feedback.giving import Counted
from desk.project.project import ProjectRef
from desk.text.doors.intent import Intent
from handlers.core.blocks import Block, Mrkdwn, actions, button, clamp, context, mention, packed, section
from handlers.core.i18n import Translator
from handlers.core.reply import Message, Said
from handlers.day import ask_views, waiting_views
from handlers.day.ask_offers_views import TITLE, AskAction

_SHOWN = 10
_POINT = 150
_NAME = 60
_NAMED = 3


def renames(t: Translator, wish: Wish, today_lines: Sequence[Line]) -> Message:
    """A button for each piece that may get the new name."""
    title, name = t.md("ask.offer.rename"), wish.slots.words
    rows: list[Block] = [section(title)]
    for one in today_lines:
        label = t("ask.do.rename", title=clamp(one.title, TITLE), name=clamp(name, TITLE))
        about = t.md("ask.rename.line", title=one.title, project=one.project, name=name)
        rows += [section(about), _press(label, {"do": "rename", "id": one.id, "said": clamp(name, 250)})]
    return Message(title, rows)


def renamed(t: Translator, before: str, after: str) -> Message:
    """Work has another name."""
    words = t.md("ask.renamed", before=before, title=after)
    return Message(words, [section(words)])


def all_work(t: Translator, found: AllWork) -> Message:
    """One button for all work of somebody, which says how many pieces it is."""
    if not found.lines:
        words = t.md("ask.all_work.none" if not found.refused else "ask.all_work.refused", whose=found.whose,
                     count=found.refused)  # fmt: skip
        return Message(words, [section(words)])
    title = t.md("ask.offer.all_work", whose=found.whose, name=found.to, count=len(found.lines))
    label = t(
        "ask.do.all_work",
        count=len(found.lines),
        whose=clamp(found.whose, TITLE),
        name=clamp(found.to, TITLE),
    )
    told = {"do": "all_work", "user": found.user, "more": [one.id for one in found.lines]}
    rows = [t.md("ask.all_work.line", title=one.title, project=one.project) for one in found.lines[:_SHOWN]]
    blocks: list[Block] = [section(title), *packed(rows)]
    if len(found.lines) > _SHOWN:
        blocks.append(context(t.md("status.more", count=len(found.lines) - _SHOWN)))
    if found.refused:
        blocks.append(context(t.md("ask.all_work.refused", whose=found.whose, count=found.refused)))
    return Message(title, [*blocks, _press(label, told)])


def all_given(t: Translator, count: int, user: str) -> Message:
    """All that work has another owner."""
    words = t.md("ask.all_given", count=count, owner=mention(user))
    return Message(words, [section(words)])


def points(t: Translator, found: Numbered) -> Message:
    """A button for the numbered points of each capture that may be meant, below their words."""
    if not found.found:
        words = t.md("ask.points.none")
        return Message(words, [section(words)])
    title = t.md("ask.offer.points")
    rows: list[Block] = [section(title)]
    for one in found.found:
        told = {
            "do": "points",
            "id": one.feedback_id,
            "user": found.user,
            "more": [item.id for item in one.items],
        }
        rows += [*packed(_numbered(t, one)), _press(_points_label(t, found, one), told)]
    return Message(title, rows)


def points_given(t: Translator, count: int, user: str) -> Message:
    """Points have an owner."""
    words = t.md("ask.points_given", count=count, owner=mention(user))
    return Message(words, [section(words)])


def queries(
    t: Translator, said: str, briefs: Sequence[Unanswered], projects: Sequence[ProjectRef]
) -> Message:
    """A button that sends a department's question to whoever leads the project, and those that answer the
    brief; for others, one that adds it
    to the brief's questions.
    """
    said = clamp(said, SAID_LENGTH)
    if briefs:
        title = t.md("ask.offer.query", words=said)
        presses = [
            _press(
                t("ask.do.query", project=clamp(one.project, _NAME)),
                {"do": "query", "id": one.relay_id, "said": said},
            )
            for one in briefs[:_NAMED]
        ]
        answers = [row for one in briefs[:_NAMED] for row in waiting_views.to_answer(t, one)]
        return Message(title, [section(title), *presses, *answers])
    if projects:
        title = t.md("ask.offer.query_client", words=said)
        adds = [
            ask_views.say(
                t("ask.press.query", project=clamp(ref.name, TITLE)), Said("brief", f"ask {ref.slug} {said}")
            )
            for ref in projects[:_NAMED]
        ]
        return Message(title, [section(title), *adds])
    words = t.md("ask.query.which")
    return Message(words, [section(words)])


def asked(t: Translator) -> Message:
    """A department's question is on its way."""
    words = t.md("relay.asked")
    return Message(words, [section(words)])


def language(t: Translator, wanted: Translator, code: str) -> Message:
    """A button that turns to a language, which says so in that language."""
    title = t.md("ask.offer.language")
    return Message(
        title, [section(title), _press(wanted("ask.do.language"), {"do": "language", "said": code})]
    )


def speaks(t: Translator) -> Message:
    """From now on it is this language."""
    words = t.md("ask.speaks")
    return Message(words, [section(words)])


def which_moves(
    t: Translator, offered: Message | None, ref: ProjectRef | None, *, has_brief: bool
) -> Message:
    """A date was said, and no work: the project's next pieces, its brief, or the question which."""
    title = t.md(
        "ask.move_which" if offered or has_brief else "ask.which_work",
        example=ask_views.example(t, Intent.MOVE),
    )
    blocks: list[Block] = [section(title)]
    if offered:
        blocks += offered.blocks[1:]
    if ref and has_brief:
        blocks.append(
            ask_views.say(
                t("ask.press.brief_deadline", project=clamp(ref.name, TITLE)), Said("brief", ref.slug)
            )
        )
    return Message(title, blocks)


def _numbered(t: Translator, one: Counted) -> list[Mrkdwn]:
    pairs = zip(one.numbers, one.items, strict=True)
    return [
        t.md("ask.points.line", number=number, text=clamp(item.text, _POINT), project=one.project)
        for number, item in pairs
    ]


def _points_label(t: Translator, found: Numbered, one: Counted) -> str:
    numbers = clamp(", ".join(map(str, one.numbers)), TITLE)
    return t("ask.do.points", numbers=numbers, name=clamp(found.name, TITLE), project=clamp(one.project, 20))


def _press(label: str, told: Mapping[str, object]) -> Block:
    return actions([button(label, AskAction.DO, json.dumps(told, ensure_ascii=False))])
