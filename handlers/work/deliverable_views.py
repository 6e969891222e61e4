"""Deliverables: the answer to a paste, the card, and the small forms of its menu."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date
from typing import Any

from desk.client.outside import WorkForClient
from desk.project.project import ProjectRef
from desk.work.cards import Item
from desk.work.client_card import CardForClient
from desk.work.deliverable import SNOOZES_TOLD, Status
from desk.work.lines import TITLE_LENGTH, Fault, Read
from handlers.core.blocks import (
    Block,
    Element,
    Mrkdwn,
    actions,
    button,
    clamp,
    context,
    datepicker,
    esc,
    header,
    input_block,
    lines,
    mention,
    modal,
    option,
    overflow,
    packed,
    quote,
    section,
    static_select,
    text_input,
    timepicker,
    users_select,
)
from handlers.core.i18n import Translator, clock
from handlers.core.reply import Message
from handlers.history.undo_views import UndoAction
from handlers.work import dependency_views, supplier_views


class WorkView(enum.StrEnum):
    """callback_id of its modals."""

    ADD = "add"
    ADD_ROWS = "add.rows"
    DELIVERABLE = "deliverable"
    OVERRIDE = "deliverable.override"


class WorkAction(enum.StrEnum):
    """action_id of its buttons, selects and pickers."""

    ADD_OPEN = "add.open"
    ADD_FIX = "add.fix"
    DONE = "deliverable.done"
    TO_CLIENT = "deliverable.to_client"
    MENU = "deliverable.menu"
    STATUS = "deliverable.status"
    REASSIGN = "deliverable.reassign"


MOST_ON_CARD = 40
CHANGES = ("move", "snooze", "reassign", "status", "edit")
MENU_OPEN = ("done", "move", "reassign", "supplier", "edit")
MENU_AWAY = ("done", "back", "supplier", "move", "edit")
MENU_CLOSED = ("status", "edit", "history")
"""An overflow menu holds five choices; `edit` sets the status too, and a digest is where one snoozes. "away":
a supplier has it.
"""
LINES, PLACE = "lines", "place"
MOST_ROWS = 12
"""Unclear lines in one form: five blocks each, of the hundred that a form holds, and few enough to check."""


def saved(t: Translator, items: Sequence[Item], project: str, today: date, change: int) -> Message:
    """What was added, as it was understood, and an undo button."""
    words = t.md("deliverable.saved", count=len(items), project=project)
    rows = [_line(t, item, _due_or_late(t, item, today)) for item in items]
    back = button(t("undo.button"), UndoAction.UNDO, str(change))
    return Message(words, [section(words), *packed(rows), actions([back])])


def misread(t: Translator, read: Sequence[Read], project_id: int, today: date) -> Message:
    """The unclear lines and why; none of them was saved."""
    bad = sum(bool(line.faults) for line in read)
    title = t.md("deliverable.misread", count=bad)
    rows = [_read_line(t, line, today) for line in read]
    return Message(title, [section(title), *packed(rows), _fix(t, project_id)])


def rows_form(
    t: Translator, read: Sequence[Read], project: ProjectRef, today: date, channel: str, place: str = ""
) -> dict[str, Any]:
    """The form for unclear lines, filled with the likeliest readings: one row per line, and the question.

    Lines beyond the form's size wait in the draft, which is that of `place`.
    """
    shown = read[:MOST_ROWS]
    blocks: list[Block] = [context(t.md("deliverable.rows.about", count=len(shown), project=project.name))]
    for number, line in enumerate(shown):
        blocks += _row(t, number, line, today)
    if len(read) > len(shown):
        blocks.append(context(t.md("deliverable.rows.more", count=len(read) - len(shown))))
    return modal(
        WorkView.ADD_ROWS,
        t("deliverable.form.title"),
        blocks,
        submit=t("common.save"),
        close=t("common.cancel"),
        metadata={"channel": channel, "project": project.id, "rows": len(shown), PLACE: place},
    )


def _row(t: Translator, number: int, line: Read, today: date) -> list[Block]:
    offered = line.offered or line
    name = f"title.{number}", f"owner.{number}", f"due.{number}", f"hour.{number}"
    why = lines(*(esc(fault_words(t, fault, today)) for fault in line.faults))
    quoted = quote(clamp(line.text, 200))
    rows = [
        section(lines(quoted, why) if line.faults else quoted),
        input_block(
            name[0],
            t("deliverable.form.name"),
            text_input(name[0], initial=clamp(offered.title, TITLE_LENGTH), max_length=TITLE_LENGTH),
            optional=True,
            hint=t("deliverable.rows.hint"),
        ),
        input_block(
            name[1],
            t("deliverable.form.owner"),
            users_select(name[1], initial=offered.owner.user if offered.owner else None),
            optional=True,
        ),
        input_block(
            name[2],
            t("deliverable.form.due"),
            datepicker(name[2], initial=offered.due_on.isoformat() if offered.due_on else None),
            optional=True,
        ),
    ]
    if offered.due_minute is not None:
        hour = timepicker(name[3], initial=clock(offered.due_minute))
        rows.append(input_block(name[3], t("deliverable.form.hour"), hour, optional=True))
    return rows


def fault_words(t: Translator, fault: Fault, today: date) -> str:
    """The question about a line, as a sentence."""
    days = t("common.or").join(t.dated(day, None, today) for day in fault.days)
    hours = t("common.or").join(clock(minute) for minute in fault.hours)
    return t(fault.reason, **{"days": days, "hours": hours, **fault.facts})


def refused(t: Translator, words: str, project_id: int) -> Message:
    """Why a paste was refused; its text is kept for the form."""
    return Message(esc(words), [section(esc(words)), _fix(t, project_id)])


def card(t: Translator, items: Sequence[Item], by: str, today: date) -> Message:
    """The card in the project's channel: one line a deliverable, each with its menu."""
    title = t("deliverable.card.title", project=items[0].project)
    shown: list[Block] = [header(title)]
    for item in items[:MOST_ON_CARD]:
        due = esc(t.dated(item.due_on, item.due_minute, today))
        shown.append(section(_line(t, item, due), accessory=menu(t, item)))
    if len(items) > MOST_ON_CARD:
        shown.append(context(t.md("status.more", count=len(items) - MOST_ON_CARD)))
    if by:
        shown.append(context(t.md("deliverable.card.by", user=mention(by))))
    return Message(esc(title), shown)


def client_card(t: Translator, shown: CardForClient) -> Message:
    """The card for a channel that a client can read: titles and dates."""
    title = t("deliverable.card.title", project=shown.project)
    rows = [
        t.md(
            f"deliverable.client_line{'_cancelled' if item.status is Status.CANCELLED else ''}",
            title=item.title or t("audience.untitled", number=item.number),
            due=due_outside(t, item, shown.today),
            status=status_outside(t, item.status),
        )
        for item in shown.items[:MOST_ON_CARD]
    ]
    return Message(esc(title), [header(title), *packed(rows)])


def due_outside(t: Translator, item: WorkForClient, today: date) -> str:
    """The due date for a client; a past date is marked as past."""
    due = t.dated(item.due_on, item.due_minute, today)
    return t("deliverable.past", due=due) if item.is_past else due


def status_outside(t: Translator, status: Status) -> str:
    """A status in a client's words: "briefed" says nothing to them."""
    return t("status.outside.briefed" if status is Status.BRIEFED else f"status.{status}")


def menu(t: Translator, item: Item) -> Element:
    """The ⋯ menu of one deliverable."""
    if not item.is_open:
        return menu_of(t, item.id, MENU_CLOSED)
    return menu_of(t, item.id, MENU_AWAY if item.supplier else MENU_OPEN)


def menu_of(t: Translator, deliverable_id: int, wanted: Sequence[str]) -> Element:
    """A ⋯ menu with these choices."""
    words = {"done": t("mine.done")}
    choices = [option(words.get(one) or t(f"mine.menu.{one}"), f"{one}/{deliverable_id}") for one in wanted]
    return overflow(WorkAction.MENU, choices)


def add_form(
    t: Translator, projects: Sequence[ProjectRef], chosen: int | None, text: str, channel: str,
    place: str = "",
) -> dict[str, Any]:  # fmt: skip
    """The form for many lines, which are those of the draft of `place`."""
    options = [option(ref.name, str(ref.id)) for ref in projects]
    rows = [
        input_block(
            "project",
            t("deliverable.form.project"),
            static_select("project", options, initial=str(chosen) if chosen else None),
        ),
        input_block(
            LINES,
            t("deliverable.form.lines"),
            text_input(LINES, multiline=True, initial=text, placeholder=t("deliverable.form.example")),
            hint=t("deliverable.form.hint"),
        ),
    ]
    return modal(
        WorkView.ADD,
        t("deliverable.form.title"),
        rows,
        submit=t("common.save"),
        close=t("common.cancel"),
        metadata={"channel": channel, PLACE: place},
    )


def changed(t: Translator, what: str, item: Item, today: date) -> Message:
    """A private message with the new state."""
    words = t.md(
        f"deliverable.now.{what}",
        title=item.title,
        due=t.when(item.due_on, item.due_minute, today),
        owner=mention(item.owner),
        status=t(f"status.{item.status}"),
    )
    return Message(words, [section(words)])


def moved(t: Translator, before: Item, item: Item) -> Message:
    """A private message after a move: the new date, and what became of its hour and its day."""
    minute = before.due_minute if item.due_minute is None else item.due_minute
    words = t.md(
        f"deliverable.now.{_what_moved(before, item)}", title=item.title, owner=mention(item.owner),
        due=t.when(item.due_on, item.due_minute, item.today), day=t.day(item.due_on, item.today),
        hour="" if minute is None else clock(minute), status=t(f"status.{item.status}"),
    )  # fmt: skip
    return Message(words, [section(words)])


def _what_moved(before: Item, item: Item) -> str:
    if (item.due_on, item.due_minute) == (before.due_on, before.due_minute):  # only a snooze has ended
        return "move_same"
    if item.due_minute is None and before.due_minute is not None:
        return "move_no_hour"
    return "move_hour" if item.due_on == before.due_on else "move"


def snoozed(t: Translator, item: Item, until: date, today: date) -> Message:
    """A private message after snoozing."""
    words = t.md("deliverable.now.snooze", title=item.title, day=t.day(until, today))
    return Message(words, [section(words)])


def snoozed_often(t: Translator, item: Item, by: str, why: str, until: date, today: date) -> Message:
    """For the AE: a deliverable was snoozed for the third time, with the reason given."""
    facts = {"title": item.title, "project": item.project, "number": item.number, "user": mention(by)}
    words = t.md("deliverable.snoozed_often", count=SNOOZES_TOLD, day=t.dated(until, None, today), **facts)
    reason = t.md("deliverable.snoozed_why", why=clamp(why, 300)) if why else None
    return Message(words, [section(lines(words, reason), accessory=menu(t, item))])


def _fix(t: Translator, project_id: int) -> Block:
    """A button to the form with the kept lines and this project."""
    return actions([button(t("deliverable.fix"), WorkAction.ADD_FIX, str(project_id), style="primary")])


def _due_or_late(t: Translator, item: Item, today: date) -> Mrkdwn:
    if item.is_late:
        return t.late(item.days_late, item.due_on, today)
    return esc(t.when(item.due_on, item.due_minute, today))


def _line(t: Translator, item: Item, due: Mrkdwn) -> Mrkdwn:
    done = "_cancelled" if item.status is Status.CANCELLED else "_done"
    words = t.md(
        f"deliverable.line{'' if item.is_open else done}",
        number=item.number,
        title=item.title,
        owner=mention(item.owner),
        due=due,
        status=t(f"status.{item.status}"),
    )
    parts = dependency_views.progress(t, item.parts) if item.is_open else None
    return lines(
        words, dependency_views.part_of(t, item), supplier_views.line(t, item),
        dependency_views.waits(t, item), parts,
    )  # fmt: skip


def _read_line(t: Translator, line: Read, today: date) -> Mrkdwn:
    if not line.faults and line.owner and line.due_on:
        due = t.when(line.due_on, line.due_minute, today)
        return t.md("deliverable.read", title=line.title, owner=mention(line.owner.user), due=due)
    why = "; ".join(fault_words(t, fault, today) for fault in line.faults)
    return t.md("deliverable.unread", text=clamp(line.text, 200), why=why)
