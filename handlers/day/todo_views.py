"""How private to-dos look."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date

from desk.day.todo import Task
from handlers.core.blocks import Block, actions, button, context, esc, header, section
from handlers.core.i18n import Translator
from handlers.core.reply import Message


class TodoAction(enum.StrEnum):
    """action_id of its buttons, selects and pickers."""

    DONE = "todo.done"
    TICK = "todo.tick"
    DROP = "todo.drop"


MOST = 20


def saved(t: Translator, task: Task, today: date) -> Message:
    """What was understood, with its button."""
    words = t.md("todo.saved", text=task.text, due=t.when(task.due_on, task.due_minute, today))
    done = button(t("mine.done"), TodoAction.TICK, str(task.id))
    drop = button(t("todo.drop"), TodoAction.DROP, str(task.id))
    return Message(words, [section(words), actions([done, drop])])


def listing(t: Translator, tasks: Sequence[Task], today: date) -> Message:
    """All that are open."""
    title = t("todo.title")
    shown: list[Block] = [header(title)]
    for task in tasks[:MOST]:
        shown.append(_line(t, task, today))
    if not tasks:
        shown.append(section(t.md("todo.none")))
    if len(tasks) > MOST:
        shown.append(context(t.md("status.more", count=len(tasks) - MOST)))
    return Message(title, shown)


def done(t: Translator, task: Task) -> Message:
    """After it is done."""
    words = t.md("mine.todo_done", text=task.text)
    return Message(words, [section(words)])


def dropped(t: Translator, task: Task) -> Message:
    """After it was taken back."""
    words = t.md("todo.dropped", text=task.text)
    return Message(words, [section(words)])


def _line(t: Translator, task: Task, today: date) -> Block:
    late = (today - task.due_on).days
    due = esc(t.when(task.due_on, task.due_minute, today))
    if late > 0:
        due = t.md("mine.late", count=late, day=t.day(task.due_on, today))
    words = t.md("mine.todo", text=task.text, due=due)
    return section(words, accessory=button(t("mine.done"), TodoAction.TICK, str(task.id)))
