"""How a person's desk looks: the digest DM, `/ae mine`, and the first half of the App Home."""

from __future__ import annotations

from collections.abc import Sequence

from desk.digest import Desk, Reminder, Work
from handlers import ids
from handlers.blocks import (
    Block,
    Element,
    Mrkdwn,
    actions,
    bold,
    button,
    context,
    esc,
    header,
    lines,
    option,
    overflow,
    section,
)
from handlers.i18n import Translator, clock
from handlers.reply import Message

MOST_LINES = 18
"""Lines with their own buttons: two blocks each, and a message takes 50 blocks."""
MOST_LATER = 10


def digest(t: Translator, desk: Desk) -> Message:
    """The morning's one DM (F18)."""
    text = t("mine.digest.text", **_counts(desk))
    return Message(text, [header(t("mine.digest.title", day=t.date(desk.today))), *work(t, desk)])


def mine(t: Translator, desk: Desk) -> Message:
    """The answer to `/ae mine`."""
    title = t("mine.title", day=t.date(desk.today))
    return Message(title, [header(title), *work(t, desk), *later(t, desk)])


def work(t: Translator, desk: Desk) -> list[Block]:
    """Everything that wants doing, worst first, each line with its buttons."""
    if desk.is_empty:
        return [section(t.md("mine.empty"))]
    groups: list[tuple[str, Sequence[Work | Reminder]]] = [
        (t("mine.overdue", count=len(desk.overdue)), desk.overdue),
        (t("mine.today", count=len(desk.due_today)), desk.due_today),
        (t("mine.next", day=t.day(desk.next_day, desk.today), count=len(desk.due_next)), desk.due_next),
        (t("mine.todos", count=len(desk.todos)), desk.todos),
    ]
    left, shown, hidden = MOST_LINES, [], 0
    for title, rows in groups:
        kept = rows[:left]
        left -= len(kept)
        hidden += len(rows) - len(kept)
        if kept:
            shown.append(section(bold(title)))
        for row in kept:
            shown += _line(t, desk, row)
    if hidden:
        shown.append(context(t.md("mine.more", count=hidden)))
    return shown


def later(t: Translator, desk: Desk) -> list[Block]:
    """What is due after the next working day, as plain lines."""
    if not desk.later:
        return []
    rows = [work_line(t, desk, row) for row in desk.later[:MOST_LATER]]
    more = len(desk.later) - len(rows)
    tail = t.md("mine.more", count=more) if more else None
    return [section(lines(bold(t("mine.later", count=len(desk.later))), *rows, tail))]


def work_line(t: Translator, desk: Desk, row: Work) -> Mrkdwn:
    """One deliverable in one line; struck through when it is done."""
    key = "mine.line" if row.is_open else "mine.line_done"
    return t.md(
        key,
        mark=Mrkdwn(_mark(row)),
        title=row.title,
        number=row.number,
        project=row.project,
        due=_due(t, desk, row),
        status=t(f"status.{row.status}"),
    )


def work_menu(t: Translator, deliverable_id: int) -> list[Element]:
    """The buttons under a deliverable; `handlers.deliverable` answers them."""
    choices = [
        option(t(f"mine.menu.{what}"), f"{what}/{deliverable_id}")
        for what in ("move", "snooze", "reassign", "status", "edit")
    ]
    return [
        button(t("mine.done"), ids.Action.DELIVERABLE_DONE, str(deliverable_id), style="primary"),
        overflow(ids.Action.DELIVERABLE_MENU, choices),
    ]


def _line(t: Translator, desk: Desk, row: Work | Reminder) -> list[Block]:
    if isinstance(row, Reminder):
        return _todo_line(t, desk, row)
    words = section(work_line(t, desk, row))
    return [words, actions(work_menu(t, row.id))] if row.is_open else [words]


def _todo_line(t: Translator, desk: Desk, row: Reminder) -> list[Block]:
    key = "mine.todo" if row.is_open else "mine.todo_done"
    words = t.md(key, text=row.text, due=_due(t, desk, row))
    done = button(t("mine.done"), ids.Action.TODO_DONE, str(row.id)) if row.is_open else None
    return [section(words, accessory=done)]


def _due(t: Translator, desk: Desk, row: Work | Reminder) -> Mrkdwn:
    if row.days_late:
        return t.md("mine.late", count=row.days_late, day=t.day(row.due_on, desk.today))
    if row.due_on == desk.today and row.due_minute is not None:
        return esc(t("mine.at", hour=clock(row.due_minute)))
    return esc(t.when(row.due_on, row.due_minute, desk.today))


def _mark(row: Work) -> str:
    return "🔴" if row.days_late else "•"


def _counts(desk: Desk) -> dict[str, int]:
    return {
        "overdue": len(desk.overdue),
        "today": len(desk.due_today),
        "next": len(desk.due_next),
        "todos": len(desk.todos),
    }
