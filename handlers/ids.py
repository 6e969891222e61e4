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
    BRIEF = "brief"
    BRIEF_MORE = "brief.more"
    BRIEF_SHOWN = "brief.shown"
    ADD = "add"
    DELIVERABLE = "deliverable"
    PROJECT = "project"
    ADMIN = "admin"
    CALENDAR_DAY = "admin.day"
    PERSON = "admin.person"
    MY_SETTINGS = "home.settings"


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
    BRIEF_PROJECT = "brief.project"
    BRIEF_TEMPLATE = "brief.template"
    BRIEF_DISCARD = "brief.discard"
    BRIEF_SHOW = "brief.show"
    BRIEF_EDIT = "brief.edit"
    ADD_OPEN = "add.open"
    ADD_FIX = "add.fix"
    DELIVERABLE_DONE = "deliverable.done"
    DELIVERABLE_MENU = "deliverable.menu"
    TODO_DONE = "todo.done"
    TODO_TICK = "todo.tick"
    TODO_DROP = "todo.drop"
    PROJECT_EDIT = "project.edit"
    PROJECT_HOLD = "project.hold"
    PROJECT_RESUME = "project.resume"
    PROJECT_CLOSE = "project.close"
    PROJECT_NEW = "project.new"
    STATUS_SHARE = "status.share"
    STATUS_SHOW = "status.show"
    ADMIN_COMPANY = "admin.company"
    ADMIN_DAY = "admin.add_day"
    ADMIN_DAY_DROP = "admin.drop_day"
    ADMIN_PERSON = "admin.choose_person"
    HOME_SETTINGS = "home.open_settings"


class Shortcut(enum.StrEnum):
    """callback_id of message shortcuts."""

    SAVE_FEEDBACK = "feedback.save"
    BRIEF_FROM_MESSAGE = "brief.from_message"
