"""The ids that travel through Slack and back. Builder and handler share them; nobody types them twice."""

from __future__ import annotations

import enum


class View(enum.StrEnum):
    """callback_id of modals."""

    FEEDBACK = "feedback"
    FEEDBACK_CHECK = "feedback.check"
    FEEDBACK_GUEST = "feedback.guest"
    FEEDBACK_KINDS = "feedback.kinds"
    FEEDBACK_SOURCE = "feedback.source"


class Action(enum.StrEnum):
    """action_id of buttons, selects and pickers."""

    OPEN_FORM = "form.open"
    FEEDBACK_PROJECT = "feedback.project"
    FEEDBACK_DELIVERABLE = "feedback.deliverable"
    FEEDBACK_RESTORE = "feedback.restore"
    FEEDBACK_DISCARD = "feedback.discard"
    FEEDBACK_BACK = "feedback.back"
    FEEDBACK_DONE = "feedback.done"
    FEEDBACK_REOPEN = "feedback.reopen"
    FEEDBACK_DONE_LISTED = "feedback.done_listed"
    FEEDBACK_SOURCE = "feedback.show_source"
    FEEDBACK_KINDS = "feedback.open_kinds"


class Shortcut(enum.StrEnum):
    """callback_id of message shortcuts."""

    SAVE_FEEDBACK = "feedback.save"
