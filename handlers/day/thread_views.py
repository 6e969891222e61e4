"""How a thread that may be kept is offered: what was read of it, and the forms that it fills."""

from __future__ import annotations

import enum
from collections.abc import Sequence

from desk.text.doors.thread import Wanted
from handlers.core.blocks import Block, Element, actions, button, clamp, context, section
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.day.thread_words import Told

_WRITERS = 5
_NAMES = 300


class ThreadAction(enum.StrEnum):
    """action_id of its buttons."""

    BRIEF = "thread.brief"
    FEEDBACK = "thread.feedback"


def offer(t: Translator, told: Told, names: Sequence[str], wanted: Wanted, value: str) -> Message:
    """What was read, by whom, and a button for each form; the one that was asked for comes first."""
    who = ", ".join(names[:_WRITERS]) + (", …" if len(names) > _WRITERS else "")
    words = t.md("thread.read", count=told.count, who=clamp(who, _NAMES))
    shown: list[Block] = [section(words)]
    if not told.whole:
        shown.append(context(t.md("thread.left_more")))
    elif told.left:
        shown.append(context(t.md("thread.left", count=told.left)))
    return Message(words, [*shown, actions(_buttons(t, wanted, value))])


def for_guest(t: Translator, told: Told, names: Sequence[str], value: str) -> Message:
    """The same for people from outside, who may send feedback only."""
    whole = offer(t, told, names, Wanted.FEEDBACK, value)
    press = button(t("thread.feedback"), ThreadAction.FEEDBACK, value, style="primary")
    return Message(whole.text, [*whole.blocks[:-1], actions([press])])


def plain(t: Translator, wanted: Wanted, value: str, *, outside: bool) -> Message:
    """The forms alone, of a thread that was not read; feedback only for people from outside."""
    words = t.md("thread.plain")
    presses = _buttons(t, Wanted.FEEDBACK if outside else wanted, value)
    return Message(words, [context(words), actions(presses[:1] if outside else presses)])


def _buttons(t: Translator, wanted: Wanted, value: str) -> list[Element]:
    forms = [(t("thread.brief"), ThreadAction.BRIEF), (t("thread.feedback"), ThreadAction.FEEDBACK)]
    first, second = forms if wanted is not Wanted.FEEDBACK else forms[::-1]
    return [button(*first, value, style="primary"), button(*second, value)]
