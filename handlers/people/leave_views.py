"""How a leave is said."""

from __future__ import annotations

import enum
from datetime import date

from desk.people.leave import Leave
from handlers.core.blocks import Mrkdwn, actions, button, lines, mention, section
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.day.home_ids import HomeAction


class LeaveAction(enum.StrEnum):
    """action_id of its buttons, selects and pickers."""

    END = "leave.end"


def line(t: Translator, leave: Leave, today: date) -> Mrkdwn:
    """From when to when, and who stands in."""
    facts = {"first": t.day(leave.first, today), "last": t.day(leave.last, today)}
    if leave.delegate:
        return t.md("leave.line_for", who=mention(leave.delegate), **facts)
    return t.md("leave.line", **facts)


def taken(t: Translator, leave: Leave | None, today: date) -> Message:
    """What was understood, and what it means."""
    if leave is None:
        words = t.md("leave.over")
        return Message(words, [section(words)])
    words = line(t, leave, today)
    meaning = t.md("leave.means_for" if leave.delegate else "leave.means")
    buttons = [
        button(t("leave.change"), HomeAction.SETTINGS, "open"),
        button(t("leave.end"), LeaveAction.END, "end"),
    ]
    return Message(words, [section(lines(words, meaning)), actions(buttons)])
