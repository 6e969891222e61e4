"""The ids that travel through Slack and back. Builder and handler share them; nobody types them twice."""

from __future__ import annotations

import enum


class View(enum.StrEnum):
    """callback_id of modals."""


class Action(enum.StrEnum):
    """action_id of buttons, selects and pickers."""

    OPEN_FORM = "form.open"


class Shortcut(enum.StrEnum):
    """callback_id of message shortcuts."""
