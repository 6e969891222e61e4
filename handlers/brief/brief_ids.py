"""The ids of a brief's forms and buttons, shared by other views of this folder."""

from __future__ import annotations

import enum


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
