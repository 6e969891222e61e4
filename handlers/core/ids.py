"""The ids that travel through Slack and back. Builder and handler share them; nobody types them twice."""

from __future__ import annotations

import enum
from collections.abc import Mapping


class View(enum.StrEnum):
    """callback_id of modals."""

    FEEDBACK = "feedback"
    FEEDBACK_CHECK = "feedback.check"
    FEEDBACK_GUEST = "feedback.guest"
    FEEDBACK_KINDS = "feedback.kinds"
    FEEDBACK_SOURCE = "feedback.source"
    BRIEF = "brief"
    BRIEF_PASTE = "brief.paste"
    BRIEF_MORE = "brief.more"
    BRIEF_SHOWN = "brief.shown"
    QUESTION_ANSWER = "question.answer"
    QUESTIONS_FOUND = "question.found"
    RELAY_PLAY = "relay.play"
    RELAY_ASK = "relay.ask"
    RELAY_DECLINE = "relay.decline"
    RELAY_CORRECT = "relay.correct"
    ADD = "add"
    ADD_ROWS = "add.rows"
    DELIVERABLE = "deliverable"
    DELIVERABLE_OVERRIDE = "deliverable.override"
    PROJECT = "project"
    ADMIN = "admin"
    CALENDAR_DAY = "admin.day"
    PERSON = "admin.person"
    MY_SETTINGS = "home.settings"
    HISTORY = "history"
    IMPORT = "import"
    IMPORT_CHECKED = "import.checked"


FIRST_PAGES: Mapping[str, View] = {
    View.FEEDBACK_CHECK: View.FEEDBACK,
    View.BRIEF_MORE: View.BRIEF,
    View.IMPORT_CHECKED: View.IMPORT,
}
"""The page that a form begins with, by the pages that take its place: together they are one form."""


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
    QUESTION_SHOW = "question.show"
    QUESTION_ADD = "question.add"
    QUESTION_ADD_ALL = "question.add_all"
    QUESTION_LIST = "question.list"
    QUESTION_ANSWER = "question.choose"
    BRIEF_DIFF = "brief.diff"
    BRIEF_DIFF_EARLIER = "brief.diff_earlier"
    BRIEF_DIFF_LATER = "brief.diff_later"
    RELAY_ACKNOWLEDGE = "relay.acknowledge"
    RELAY_ASK = "relay.ask"
    RELAY_DECLINE = "relay.decline"
    RELAY_CONFIRM = "relay.confirm"
    RELAY_CORRECT = "relay.correct"
    RELAY_AGAIN = "relay.again"
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
    STATUS_POST = "status.post"
    STATUS_SHOW = "status.show"
    ADMIN_COMPANY = "admin.company"
    ADMIN_DAY = "admin.add_day"
    ADMIN_DAY_DROP = "admin.drop_day"
    ADMIN_PERSON = "admin.choose_person"
    HOME_SETTINGS = "home.open_settings"
    HOME_LANGUAGE = "home.language"
    HOME_HOUR = "home.hour"
    HOME_QUIET_FROM = "home.quiet_from"
    HOME_QUIET_TO = "home.quiet_to"
    LEAVE_END = "leave.end"
    SPEAK_VI = "settings.vi"
    SPEAK_EN = "settings.en"
    DELIVERABLE_STATUS = "deliverable.status"
    DELIVERABLE_REASSIGN = "deliverable.reassign"
    HANDOVER_ALL = "handover.all"
    HISTORY_OPEN = "history.open"
    HISTORY_OLDER = "history.older"
    HISTORY_NEWEST = "history.newest"
    UNDO = "undo.press"
    IMPORT_EDIT = "import.edit"
    IMPORT_WRITE = "import.write"


class Shortcut(enum.StrEnum):
    """callback_id of message shortcuts."""

    SAVE_FEEDBACK = "feedback.save"
    BRIEF_FROM_MESSAGE = "brief.from_message"
