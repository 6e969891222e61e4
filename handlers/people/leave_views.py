"""Leave as text and messages."""

from __future__ import annotations

import enum
import json
from datetime import date

from desk.people.leave import NOBODY, Asked, Chosen, Due, Half, Leave, Taken
from handlers.core.blocks import Block, Mrkdwn, actions, bold, button, lines, mention, section
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.people.admin_views import AdminAction


class LeaveAction(enum.StrEnum):
    """action_id of its buttons, selects and pickers."""

    CHOOSE = "leave.choose"
    END = "leave.end"


MOST_DUE = 10


def line(t: Translator, leave: Leave, today: date) -> Mrkdwn:
    """The days and who stands in."""
    span = days(t, leave.first, leave.last, leave.half, today)
    if leave.delegate:
        return t.md("leave.line_for", who=bold(leave.name), days=span)
    return t.md("leave.line", days=span)


def days(t: Translator, first: date, last: date, half: Half | None, today: date) -> str:
    """The days as text: from when to when, one day, or half of it."""
    start, end = (t.dated(day, None, today) for day in (first, last))
    if half:
        return t(f"leave.half.{half}", day=start)
    return start if start == end else t("leave.choice.span", first=start, last=end)


def taken(t: Translator, found: Taken, today: date) -> Message:
    """What was understood, its effect, and the work due during the leave."""
    leave = found.leave
    if leave is None:
        words = t.md("leave.over")
        return Message(words, [section(words)])
    if found.whose:
        span = days(t, leave.first, leave.last, leave.half, today)
        key = "leave.recorded_for" if leave.delegate else "leave.recorded"
        words = t.md(key, who=found.whose, days=span, name=leave.name)
        return Message(words, [section(words)])
    words = line(t, leave, today)
    meaning = "leave.means_half" if leave.half else "leave.means"
    buttons = [
        button(t("leave.change"), AdminAction.OWN, "open"),
        button(t("leave.end"), LeaveAction.END, "end"),
    ]
    shown: list[Block] = [section(lines(words, t.md(f"{meaning}_for" if leave.delegate else meaning)))]
    if found.due:
        shown.append(section(_meanwhile(t, found, today)))
    return Message(words, [*shown, actions(buttons)])


def recorded(t: Translator, by: str, leave: Leave, today: date) -> Message:
    """For who is off: a colleague recorded it."""
    span = days(t, leave.first, leave.last, leave.half, today)
    words = t.md("leave.recorded_by", who=mention(by), days=span)
    return Message(words, [section(words), actions([button(t("leave.change"), AdminAction.OWN, "open")])])


def asked(t: Translator, question: Asked, today: date) -> Message:
    """The question before it is stored: a button for each reading."""
    words = lines(t.md("leave.ask", text=question.text), t.md(question.reason, **question.facts))
    shown: list[Block] = [section(words)]
    for choice in question.choices:
        value = {
            "text": question.text, "first": choice.first.isoformat() if choice.first else "",
            "last": choice.last.isoformat() if choice.last else "", "cover": choice.cover,
            "half": choice.half or "", "whose": choice.whose,
        }  # fmt: skip
        press = button(
            _label(t, question, choice, today), LeaveAction.CHOOSE, json.dumps(value, ensure_ascii=False)
        )
        shown.append(actions([press]))
    return Message(words, shown)


def _label(t: Translator, question: Asked, choice: Chosen, today: date) -> str:
    if choice.cover:
        if choice.cover == NOBODY:
            return t("leave.choice.nobody")
        name = question.names.get(choice.cover, choice.cover)
        if choice.whose:
            return t("leave.choice.whose", who=question.names.get(choice.whose, choice.whose), name=name)
        return t("leave.choice.mine", name=name) if question.reason == "leave.ask.instead" else name
    if choice.first is None or choice.last is None:
        return question.text
    return days(t, choice.first, choice.last, choice.half, today)


def _meanwhile(t: Translator, found: Taken, today: date) -> Mrkdwn:
    rows = [_due(t, one, today) for one in found.due[:MOST_DUE]]
    more = len(found.due) - len(rows)
    tail = t.md("mine.more", count=more) if more else None
    return lines(t.md("leave.meanwhile", count=len(found.due)), *rows, tail)


def _due(t: Translator, one: Due, today: date) -> Mrkdwn:
    due = t.dated(one.due_on, one.due_minute, today)
    return t.md("leave.due", title=one.title, project=one.project, number=one.number, due=due)
