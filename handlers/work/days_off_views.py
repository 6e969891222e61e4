"""The hint that work is due on a day off, of the company or of its owner, with its buttons."""

from __future__ import annotations

import enum
from collections.abc import Sequence

from desk.work.days_off import DayOff, OwnerOff
from handlers.core.blocks import Block, Mrkdwn, actions, button, section
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.work.deliverable_views import WorkAction


class DayOffAction(enum.StrEnum):
    """action_id of its buttons."""

    MOVE = "day_off.move"
    KEEP = "day_off.keep"


_MOST = 5
"""How many deliverables one message names."""


def beside(
    t: Translator, message: Message, found: Sequence[DayOff], owners: Sequence[OwnerOff] = ()
) -> Message:
    """A message with a hint below: which of its dates are days off, and which owners are on leave then."""
    shown = [block for one in found[:_MOST] for block in _one(t, one)]
    shown += [block for one in owners[:_MOST] for block in _owner(t, one)]
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


def _owner(t: Translator, one: OwnerOff) -> list[Block]:
    item, owner = one.item, Mrkdwn(f"<@{one.item.owner}>")
    said = "day_off.owner_day" if one.first == one.last else "day_off.owner"
    said = "day_off.owner_back" if one.is_back else said
    due = t.dated(item.due_on, item.due_minute, item.today)
    words = t.md(said, title=item.title, owner=owner, first=t.date(one.first), last=t.date(one.last), due=due)
    if one.delegate:
        words = Mrkdwn(f"{words} {t.md('day_off.delegate', delegate=Mrkdwn(f'<@{one.delegate}>'))}")
    if one.there:
        there = Mrkdwn(", ".join(f"<@{user}>" for user in one.there))
        words = Mrkdwn(f"{words} {t.md('day_off.there', there=there)}")
    return [section(words), actions([button(t("day_off.reassign"), WorkAction.REASSIGN, str(item.id))])]
