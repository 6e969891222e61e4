"""To-dos and reminders as messages."""

from __future__ import annotations

import enum
import json
from collections.abc import Sequence
from datetime import date, datetime

from desk.day.rings import Stands, Word
from desk.day.todo import Asked, Kept, Saved, Sent, Task
from desk.day.todo_reading import Choice
from handlers.core import ids
from handlers.core.blocks import Block, Mrkdwn, actions, bold, button, context, esc, header, lines, section
from handlers.core.i18n import Translator, clock
from handlers.core.reply import Message
from handlers.history.undo_views import UndoAction


class TodoAction(enum.StrEnum):
    """action_id of its buttons, selects and pickers."""

    DONE = "todo.done"
    TICK = "todo.tick"
    DROP = "todo.drop"
    CHOOSE = "todo.choose"
    ASK = "todo.ask"
    FORGET = "todo.forget"
    LATER = "todo.later"
    TOMORROW = "todo.tomorrow"


MOST = 20
MOST_KEPT = 5


def saved(t: Translator, found: Saved, today: date, change_id: int) -> Message:
    """What was understood, who was told, and an undo button."""
    due = t.dated(found.due_on, found.due_minute, today)
    rows: list[Mrkdwn | None] = []
    buttons = []
    if found.task:
        rows.append(t.md("todo.saved", text=found.text, due=due))
        rows.append(t.md("todo.rings", due=due) if found.due_minute is not None else None)
        buttons = [
            button(t("mine.done"), TodoAction.TICK, str(found.task.id)),
            button(t("todo.drop"), TodoAction.DROP, str(found.task.id)),
        ]
    for one in found.sent:
        rows.append(t.md("todo.sent", name=one.name, text=found.text, due=due))
        rows.append(_waits(t, one, found, today))
    if found.sent:
        rows.append(t.md("todo.sent.after"))
        buttons = [button(t("undo.button"), UndoAction.UNDO, str(change_id))]
    words = lines(*rows)
    return Message(words, [section(words), actions(buttons)])


def asked(t: Translator, question: Asked, today: date) -> Message:
    """The question before it is stored: a button for each reading."""
    doubt = question.doubt
    facts = {
        name: clock(fact) if name in ("minute", "start", "end") and isinstance(fact, int) else fact
        for name, fact in doubt.facts.items()
    }
    words = lines(t.md("todo.ask", text=question.text), t.md(doubt.reason, **facts))
    shown: list[Block] = [section(words)]
    for choice in doubt.choices:
        value = {
            "draft": question.draft, "who": choice.who, "minute": choice.due_minute, "rings": choice.rings,
            "day": choice.due_on.isoformat() if choice.due_on else "",
        }  # fmt: skip
        label = _label(t, question, choice, today)
        shown.append(actions([button(label, TodoAction.CHOOSE, json.dumps(value))]))
    return Message(words, [*shown, context(t.md("todo.ask.kept"))])


def listing(t: Translator, tasks: Sequence[Task], today: date, kept: Sequence[Kept] = ()) -> Message:
    """All open to-dos, and texts that wait for an answer."""
    title = t("todo.title")
    shown: list[Block] = [header(title)]
    for task in tasks[:MOST]:
        shown.append(_line(t, task, today))
    if not tasks:
        shown.append(section(t.md("todo.none")))
    if len(tasks) > MOST:
        shown.append(context(t.md("status.more", count=len(tasks) - MOST)))
    if kept:
        shown.append(section(bold(t("todo.kept", count=len(kept)))))
    for one in kept[:MOST_KEPT]:
        choose = button(t("todo.kept.ask"), TodoAction.ASK, str(one.draft))
        forget = button(t("todo.drop"), TodoAction.FORGET, str(one.draft))
        shown += [section(t.md("todo.kept.line", text=one.text)), actions([choose, forget])]
    new = button(t("say.todo"), ids.SAY_FORM, ids.said_in("todo"))
    return Message(title, [*shown, actions([new])])


def done(t: Translator, task: Task) -> Message:
    """After it is done."""
    words = t.md("mine.todo_done", text=task.text)
    return Message(words, [section(words)])


def moved(t: Translator, task: Task, today: date) -> Message:
    """After it was put off."""
    words = t.md("todo.moved", text=task.text, due=t.dated(task.due_on, task.due_minute, today))
    return Message(words, [section(words)])


def dropped(t: Translator, task: Task) -> Message:
    """After it was taken back."""
    words = t.md("todo.dropped", text=task.text)
    return Message(words, [section(words)])


def rang(t: Translator, word: Word) -> Message:
    """The reminder with its buttons; later the outcome."""
    if word.stands is not Stands.OPEN:
        return _became(t, word)
    due = t.dated(word.due_on, word.due_minute, word.today)
    key = "todo.ring_for" if word.other else "todo.ring"
    words = t.md(key, text=word.text, due=due, by=word.other)
    buttons = [
        button(t("mine.done"), TodoAction.DONE, str(word.id), style="primary"),
        button(t("todo.later"), TodoAction.LATER, str(word.id)),
        button(t("todo.tomorrow"), TodoAction.TOMORROW, str(word.id)),
    ]
    return Message(words, [section(words), actions(buttons)])


def asked_for(t: Translator, word: Word) -> Message:
    """A colleague's request; later the outcome."""
    if word.stands in (Stands.DONE, Stands.DROPPED):
        return _became(t, word)
    due = t.dated(word.due_on, word.due_minute, word.today)
    words = t.md("todo.asked_for", text=word.text, due=due, by=word.other)
    rings = t.md("todo.rings", due=due) if word.due_minute is not None else None
    press = button(t("mine.done"), TodoAction.DONE, str(word.id), style="primary")
    return Message(words, [section(lines(words, rings)), actions([press])])


def outcome(t: Translator, word: Word) -> Message:
    """The outcome of a request, for the colleague who asked."""
    words = t.md(f"todo.outcome.{word.stands}", text=word.text, name=word.other)
    return Message(words, [section(words)])


def _became(t: Translator, word: Word) -> Message:
    if word.stands is Stands.MOVED:
        words = t.md("todo.moved", text=word.text, due=t.dated(word.due_on, word.due_minute, word.today))
    else:
        key = "mine.todo_done" if word.stands is Stands.DONE else "todo.dropped"
        words = t.md(key, text=word.text)
    return Message(words, [section(words)])


def _label(t: Translator, question: Asked, choice: Choice, today: date) -> str:
    if choice.due_on:
        due = t.dated(choice.due_on, choice.due_minute, today)
        return t("todo.choice.ring", due=due) if choice.rings else due
    if choice.who == (question.me,):
        return t("todo.choice.me")
    if len(choice.who) > 1:
        return t("todo.choice.all", count=len(choice.who))
    return question.names.get(choice.who[0], choice.who[0])


def _waits(t: Translator, one: Sent, found: Saved, today: date) -> Mrkdwn | None:
    told = t.md("todo.sent.waits", when=_at(t, one.told_at, today)) if one.told_at else None
    rings = None
    if one.rings_at:
        rings = t.md("todo.sent.rings_later", when=_at(t, one.rings_at, today))
    elif found.due_minute is not None:
        rings = t.md("todo.rings", due=t.dated(found.due_on, found.due_minute, today))
    return lines(told, rings)


def _at(t: Translator, at: datetime, today: date) -> str:
    return t.dated(at.date(), at.hour * 60 + at.minute, today)


def _line(t: Translator, task: Task, today: date) -> Block:
    due = esc(t.dated(task.due_on, task.due_minute, today))
    if task.due_on < today:
        due = t.late(task.days_late, task.due_on, today)
    words = t.md("mine.todo", text=task.text, due=due)
    if task.asked_by:
        words = t.md("mine.todo_for", text=task.text, due=due, by=task.asked_by)
    return section(words, accessory=button(t("mine.done"), TodoAction.TICK, str(task.id)))
