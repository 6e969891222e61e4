"""The form in which one deliverable is changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from desk.work.cards import Item
from desk.work.deliverable import DONE_LENGTH, WHY_LENGTH, Department, Status
from desk.work.dependency import Choice
from desk.work.lines import TITLE_LENGTH
from handlers.core.blocks import (
    Block,
    button,
    datepicker,
    input_block,
    modal,
    option,
    radio,
    section,
    static_select,
    text_input,
    timepicker,
    users_select,
)
from handlers.core.i18n import Translator, clock
from handlers.history.history_views import HistoryAction
from handlers.work import dependency_views, parts_views
from handlers.work.deliverable_views import WorkView


def form(
    t: Translator,
    what: str,
    item: Item,
    days: tuple[date, date],
    today: date,
    channel: str,
    choice: Choice | None = None,
) -> dict[str, Any]:
    """One of the small forms: move, snooze, reassign, status, edit. `choice`: what it may wait for, to be
    edited.
    """
    forms: dict[str, Callable[[Translator, Item], list[Block]]] = {
        "move": _move,
        "snooze": lambda t, item: _snooze(t, days, today),
        "reassign": lambda t, item: [_owner(t, item), *parts_views.opener(t, item)],
        "status": _status,
        "edit": lambda t, item: _edit(t, item, choice),
    }
    about = section(
        t.md("deliverable.about", number=item.number, title=item.title, project=item.project),
        accessory=button(t("history.open"), HistoryAction.OPEN, str(item.id)),
    )
    return modal(
        WorkView.DELIVERABLE,
        t(f"mine.menu.{what}"),
        [about, *forms[what](t, item)],
        submit=t("common.save"),
        close=t("common.cancel"),
        metadata={"what": what, "id": item.id, "channel": channel},
    )


def _move(t: Translator, item: Item) -> list[Block]:
    return [
        _due(t, item),
        _hour(t, item),
        input_block(
            "why", t("deliverable.form.why"), text_input("why", max_length=WHY_LENGTH), optional=True
        ),
    ]


def _snooze(t: Translator, days: tuple[date, date], today: date) -> list[Block]:
    choices = [option(t.day(day, today), day.isoformat()) for day in dict.fromkeys(days)]
    other = input_block("until", t("deliverable.form.until"), datepicker("until"), optional=True)
    picked = radio("soon", choices, initial=choices[0]["value"])
    why = text_input("why", max_length=WHY_LENGTH, placeholder=t("deliverable.form.snooze_why.example"))
    return [
        input_block("soon", t("deliverable.form.snooze"), picked),
        other,
        input_block("why", t("deliverable.form.snooze_why"), why),
    ]


def _status(t: Translator, item: Item) -> list[Block]:
    options = [option(t(f"status.{status}"), status) for status in Status]
    return [
        input_block(
            "status", t("deliverable.form.status"), static_select("status", options, initial=item.status)
        )
    ]


def _edit(t: Translator, item: Item, choice: Choice | None) -> list[Block]:
    departments = [option(t(f"department.{one}"), one) for one in Department]
    return [
        input_block(
            "title",
            t("deliverable.form.name"),
            text_input("title", initial=item.title, max_length=TITLE_LENGTH),
        ),
        _owner(t, item),
        _due(t, item),
        _hour(t, item),
        *_status(t, item),
        input_block(
            "department",
            t("admin.department"),
            static_select("department", departments, initial=item.department),
            optional=True,
        ),
        input_block(
            "done",
            t("deliverable.form.done"),
            text_input("done", multiline=True, initial=item.definition_of_done, max_length=DONE_LENGTH),
            optional=True,
        ),
        *dependency_views.choose(t, choice),
    ]


def _owner(t: Translator, item: Item) -> Block:
    return input_block("owner", t("deliverable.form.owner"), users_select("owner", initial=item.owner))


def _due(t: Translator, item: Item) -> Block:
    return input_block("due", t("deliverable.form.due"), datepicker("due", initial=item.due_on.isoformat()))


def _hour(t: Translator, item: Item) -> Block:
    initial = clock(item.due_minute) if item.due_minute is not None else None
    return input_block("hour", t("deliverable.form.hour"), timepicker("hour", initial=initial), optional=True)
