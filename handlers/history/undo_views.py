"""Undo: what would be undone, the question, and the result."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date

from desk.core.changes import Did
from desk.core.feature import collected
from desk.history.undo import Undone
from handlers.core.blocks import (
    Block,
    Element,
    actions,
    button,
    clamp,
    confirmation,
    context,
    divider,
    lines,
    section,
)
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.history.history_views import change, did


class UndoAction(enum.StrEnum):
    """action_id of its buttons, selects and pickers."""

    UNDO = "undo.press"


_MOST_NAMES = 10


def with_undo(t: Translator, said: Message, change: int | None) -> Message:
    """The new state, with an undo button if something was changed."""
    if change is None:
        return said
    back = actions([button(t("undo.button"), UndoAction.UNDO, str(change))])
    return Message(said.text, [*said.blocks, back])


def question(t: Translator, offered: Sequence[Undone], today: date) -> Message:
    """What would be undone, and the button of each."""
    title = t.md("undo.question")
    blocks = [section(title)]
    for one in offered:
        blocks += [*([divider()] if one is not offered[0] else []), change(t, one.change, today)]
        blocks += [*_about(t, one), *_put_away(t, one), _press(t, one)]
    return Message(title, blocks)


def done(t: Translator, made: Undone, today: date) -> Message:
    """What was undone; this can be undone too."""
    title = t.md("undo.done")
    return Message(title, [section(title), change(t, made.change, today), *_about(t, made), _press(t, made)])


def _about(t: Translator, last: Undone) -> list[Block]:
    """The change and its project: the command can be typed in any channel."""
    names = ", ".join(clamp(name, 80) for name in last.projects[:_MOST_NAMES])
    return [context(t.md("undo.projects", names=names))] if names else []


def _put_away(t: Translator, last: Undone) -> list[Block]:
    added = {thing.entity for thing in last.change.things if thing.did is Did.ADDED}
    kept = [name for name in collected().entities if name in added and t.has(f"undo.put_away.{name}")]
    rows = [t.md(f"undo.put_away.{name}") for name in kept]
    return [context(lines(*rows))] if rows else []


def _press(t: Translator, last: Undone) -> Block:
    what = {"did": did(t, last.verb)}
    words = t("undo.again_of" if last.takes_back else "undo.of", **what)
    sure = t("undo.sure_again" if last.takes_back else "undo.sure", **what)
    short = t("undo.again" if last.takes_back else "undo.button")
    ask: Element = confirmation(short, sure, short, t("common.no"))
    return actions([button(words, UndoAction.UNDO, str(last.id), confirm=ask)])
