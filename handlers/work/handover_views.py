"""A handover: each deliverable with its button, and one choice for all."""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from datetime import date

from desk.work.cards import Item
from desk.work.deliverable import Status
from handlers.core.blocks import Block, actions, button, context, mention, section, users_select
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.work.deliverable_views import WorkAction


class HandoverAction(enum.StrEnum):
    """action_id of its buttons, selects and pickers."""

    ALL = "handover.all"


MOST_LINES = 40


def card(
    t: Translator, name: str, items: Sequence[Item], left: Collection[int], today: date, *, is_guest: bool
) -> Message:
    """The work of a former colleague or new guest; those in `left` are still theirs."""
    key = "handover.title_guest" if is_guest else "handover.title"
    title = t.md(key, name=name, project=items[0].project, count=len(left))
    shown: list[Block] = [section(title)]
    for item in items[:MOST_LINES]:
        due = t.dated(item.due_on, item.due_minute, today)
        facts = {"title": item.title, "number": item.number, "due": due, "owner": mention(item.owner)}
        facts["status"] = t(f"status.{item.status}")
        if item.id in left:
            give = button(t("handover.give"), WorkAction.REASSIGN, str(item.id))
            shown.append(section(t.md("handover.line", **facts), accessory=give))
        else:
            key = "line_cancelled" if item.status is Status.CANCELLED else "line_done"
            shown.append(section(t.md(f"handover.{key}", **facts)))
    if len(items) > MOST_LINES:
        shown.append(context(t.md("handover.more", count=len(items) - MOST_LINES)))
    if left:
        shown.append(actions([users_select(HandoverAction.ALL, placeholder=t("handover.all"))]))
    return Message(title, shown)
