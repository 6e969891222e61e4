"""Work that is split so that others help: the form, and what is asked before the whole is done."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date
from typing import Any

from desk.core.errors import PartsOpen
from desk.work.cards import Item
from desk.work.lines import TITLE_LENGTH
from desk.work.parts import MOST_PARTS
from handlers.core.blocks import (
    Block,
    actions,
    button,
    context,
    datepicker,
    divider,
    input_block,
    modal,
    section,
    text_input,
    users_select,
)
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.history.undo_views import UndoAction
from handlers.work.deliverable_views import WorkView
from handlers.work.dependency_views import pieces


class PartsView(enum.StrEnum):
    """callback_id of its modals."""

    SPLIT = "parts.split"


class PartsAction(enum.StrEnum):
    """action_id of its buttons."""

    OPEN = "parts.open"


ANYWAY = "anyway"
"""Stands in the values of a form that was pressed again: the work is done though its parts are not."""


def opener(t: Translator, item: Item) -> list[Block]:
    """The button to the form, beside that which hands the whole on."""
    return [actions([button(t("parts.open"), PartsAction.OPEN, str(item.id))])] if item.is_open else []


def form(
    t: Translator, item: Item, channel: str, helpers: Sequence[str] = (), day: date | None = None
) -> dict[str, Any]:
    """Who helps, with which part, until when. `helpers`: Slack ids of those who were named already."""
    rows: list[Block] = [section(t.md("parts.form.about", title=item.title))]
    due = max(day or item.due_on, item.today).isoformat()
    for number in range(MOST_PARTS):
        title, owner, until = f"title.{number}", f"owner.{number}", f"due.{number}"
        helper = helpers[number] if number < len(helpers) else None
        what = text_input(title, max_length=TITLE_LENGTH, placeholder=t("parts.form.example"))
        rows += [
            *([divider()] if number else []),
            input_block(owner, t("parts.form.owner"), users_select(owner, initial=helper), optional=True),
            input_block(title, t("parts.form.title"), what, optional=True),
            input_block(until, t("deliverable.form.due"), datepicker(until, initial=due), optional=True),
        ]
    return modal(
        PartsView.SPLIT, t("parts.form"), rows, submit=t("common.save"), close=t("common.cancel"),
        metadata={"id": item.id, "channel": channel},
    )  # fmt: skip


def made(t: Translator, item: Item, change: int) -> Message:
    """A private message: what the whole waits for now, and an undo button."""
    words = t.md("parts.now", title=item.title, what=pieces(t, item.waits, item.project_id))
    return Message(words, [section(words), actions([button(t("undo.button"), UndoAction.UNDO, str(change))])])


def sure_form(t: Translator, refused: PartsOpen, metadata: dict[str, Any]) -> dict[str, Any]:
    """Whether it is done, or cancelled, though parts of it are not done."""
    asked = "parts.sure_cancel" if refused.reason == "error.parts_open_cancel" else "parts.sure"
    rows: list[Block] = [section(t.md(asked, **refused.facts)), context(t.md("parts.sure.stay"))]
    return modal(
        WorkView.OVERRIDE, t("parts.sure.title"), rows, submit=t(f"{asked}.done"),
        close=t("common.cancel"), metadata=metadata,
    )  # fmt: skip
