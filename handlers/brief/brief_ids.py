"""The ids of a brief's forms and buttons, shared by other views of this folder, and its choices in `/ae`."""

from __future__ import annotations

import enum

from handlers.core.verbs import Choice, Group


class BriefView(enum.StrEnum):
    """callback_id of its modals."""

    BRIEF = "brief"
    PASTE = "brief.paste"
    MORE = "brief.more"
    SHOWN = "brief.shown"


class BriefAction(enum.StrEnum):
    """action_id of its buttons, selects and pickers."""

    PROJECT = "brief.project"
    TEMPLATE = "brief.template"
    DISCARD = "brief.discard"
    SHOW = "brief.show"
    EDIT = "brief.edit"


class BriefShortcut(enum.StrEnum):
    """callback_id of its message shortcut."""

    FROM_MESSAGE = "brief.from_message"


CHOICES = (
    Choice(Group.BRIEF, 10),
    Choice(Group.BRIEF, 20, "brief_show", "show"),
    Choice(Group.BRIEF, 30, "brief_relay", "relay"),
    Choice(Group.BRIEF, 40, "brief_questions", "questions"),
    Choice(Group.BRIEF, 50, "brief_history", "history"),
    Choice(Group.BRIEF, 60, "brief_diff", "diff"),
)
