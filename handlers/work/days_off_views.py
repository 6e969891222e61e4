"""The hint that work is due on a day off, with its buttons."""

from __future__ import annotations

import enum
from collections.abc import Sequence

from desk.work.days_off import DayOff
from handlers.core.blocks import Block, Mrkdwn, actions, button, section
from handlers.core.i18n import Translator
from handlers.core.reply import Message


class DayOffAction(enum.StrEnum):
    """action_id of its buttons."""

    MOVE = "day_off.move"
    KEEP = "day_off.keep"


_MOST = 5
"""How many deliverables one message names."""


def beside(t: Translator, message: Message, found: Sequence[DayOff]) -> Message:
    """A message with a hint below: which of its dates are days off."""
    shown = [block for one in found[:_MOST] for block in _one(t, one)]
    return Message(message.text, [*message.blocks, *shown]) if shown else message


def kept(t: Translator, title: str, day: str) -> Message:
    """A private message after "keep"."""
    words = t.md("day_off.kept", title=title, day=day)
    return Message(words, [section(words)])


def _one(t: Translator, one: DayOff) -> list[Block]:
    item = one.item
    name: Mrkdwn | str = f" ({one.name})" if one.name else ""
    words = t.md("day_off.warning", title=item.title, day=t.date(item.due_on), name=name)
    move = button(
        t("day_off.move", day=t.date(one.instead)), DayOffAction.MOVE, f"{item.id}/{one.instead.isoformat()}"
    )
    return [section(words), actions([move, button(t("day_off.keep"), DayOffAction.KEEP, str(item.id))])]
