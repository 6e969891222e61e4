"""Work that is with a supplier: as a line, and the form that says with whom."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date
from typing import Any

from desk.work.cards import Item
from desk.work.supplier import NAME_LENGTH
from desk.work.waits import Supplier
from handlers.core.blocks import (
    Block,
    Mrkdwn,
    actions,
    button,
    clamp,
    datepicker,
    input_block,
    mention,
    modal,
    option,
    section,
    static_select,
    text_input,
)
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.history.undo_views import UndoAction


class SupplierView(enum.StrEnum):
    """callback_id of its modals."""

    WAIT = "supplier.wait"


KNOWN, NAME, UNTIL = "known", "supplier", "until"
"""The fields of the form: one of those that the agency knows, or another one, and the day promised."""


def line(t: Translator, item: Item) -> Mrkdwn | None:
    """Who has open work outside the agency, since when and until when; None if nobody."""
    if item.supplier is None or not item.is_open:
        return None
    return t.md("dependency.waits", what=_held(t, item.supplier, item.today))


def why(t: Translator, supplier: Supplier, today: date) -> Mrkdwn:
    """The same, as the reason of a line in a person's list."""
    return t.md("supplier.why", what=_held(t, supplier, today))


def form(t: Translator, item: Item, known: Sequence[str], channel: str) -> dict[str, Any]:
    """Which supplier has it from now on, and for which day they promised it."""
    now = item.supplier.name if item.supplier else None
    until = item.supplier.until if item.supplier else None
    rows: list[Block] = [
        section(t.md("deliverable.about", number=item.number, title=item.title, project=item.project))
    ]
    if known:
        field = static_select(KNOWN, [option(one, one) for one in known], initial=now)
        rows.append(input_block(KNOWN, t("supplier.form.known"), field, optional=True))
    name = text_input(NAME, max_length=NAME_LENGTH, placeholder=t("supplier.form.example"))
    label = t("supplier.form.other" if known else "supplier.form.name")
    rows.append(input_block(NAME, label, name, optional=bool(known)))
    picked = datepicker(UNTIL, initial=until.isoformat() if until else None)
    rows.append(
        input_block(UNTIL, t("supplier.form.until"), picked, optional=True, hint=t("supplier.form.hint"))
    )
    return modal(
        SupplierView.WAIT,
        t("mine.menu.supplier"),
        rows,
        submit=t("common.save"),
        close=t("common.cancel"),
        metadata={"id": item.id, "channel": channel},
    )


def waits(t: Translator, item: Item, change: int | None) -> Message:
    """A private message: with whom it is now."""
    held = _held(t, item.supplier, item.today) if item.supplier else ""
    return _said(t, t.md("supplier.now", title=item.title, what=held), change)


def returned(t: Translator, item: Item, change: int | None) -> Message:
    """A private message: it is the owner's again."""
    return _said(t, t.md("supplier.now_back", title=item.title, owner=mention(item.owner)), change)


def _said(t: Translator, words: Mrkdwn, change: int | None) -> Message:
    back = [actions([button(t("undo.button"), UndoAction.UNDO, str(change))])] if change else []
    return Message(words, [section(words), *back])


def _held(t: Translator, one: Supplier, today: date) -> Mrkdwn:
    facts = {"name": clamp(one.name, NAME_LENGTH), "since": t.dated(one.since, None, today)}
    if one.until is None:
        return t.md("supplier.since", **facts)
    key = "supplier.over" if one.until < today else "supplier.until"
    return t.md(key, until=t.dated(one.until, None, today), **facts)
