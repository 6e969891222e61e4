"""What somebody may want of the bot."""

from __future__ import annotations

import enum


class Intent(enum.StrEnum):
    """What a person wants: information, a change, or nothing of the bot."""

    LATE = "late"
    DUE = "due"
    WHO_HAS = "who_has"
    WHERE_IS = "where_is"
    BALL = "ball"
    DELAY = "delay"
    UNACKNOWLEDGED = "unacknowledged"
    CLIENT_SAID = "client_said"
    AGREED = "agreed"
    MY_DAY = "my_day"
    OFF_WHO = "off_who"
    BUDGET = "budget"
    BRIEF_SAYS = "brief_says"
    CLIENT_OWES = "client_owes"
    ACHIEVED = "achieved"
    WHY = "why"
    COLOUR = "colour"
    HELP = "help"

    MOVE = "move"
    DONE = "done"
    REVIEW = "review"
    BEGUN = "begun"
    SENT = "sent"
    APPROVED = "approved"
    CAME = "came"
    RETURNED = "returned"
    CANCEL = "cancel"
    REFUSE = "refuse"
    ACKNOWLEDGE = "acknowledge"
    SNOOZE = "snooze"
    GIVE = "give"
    SPLIT = "split"
    RENAME = "rename"
    POINTS = "points"
    QUERY = "query"
    REMIND = "remind"
    ADD = "add"
    NOTE = "note"
    HOLD = "hold"
    WAIT = "wait"
    TODO = "todo"
    LEAVE = "leave"
    BRIEF = "brief"
    FEEDBACK = "feedback"
    STATUS_SHARE = "status_share"
    UNDO = "undo"
    SETTINGS = "settings"

    GREETING = "greeting"
    NONE = "none"

    @property
    def changes(self) -> bool:
        """Whether carrying it out changes something."""
        return self in ORDERS


READS = tuple(Intent)[: tuple(Intent).index(Intent.MOVE)]
ORDERS = tuple(Intent)[len(READS) : tuple(Intent).index(Intent.GREETING)]
FACTS = (
    Intent.DONE, Intent.REVIEW, Intent.BEGUN, Intent.SENT, Intent.APPROVED, Intent.CAME,
    Intent.RETURNED, Intent.CANCEL, Intent.REFUSE,
)  # fmt: skip
"""Orders that may be told as what has happened: "khách duyệt KV rồi"."""
