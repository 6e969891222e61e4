"""Why a line stands on somebody's desk, and in what order lines come (F27).

Pure: the same facts give the same order, whatever order they were read in. All days are the reader's own.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from storage.work.deliverable import Status

_NO_HOUR = 24 * 60


class Why(enum.StrEnum):
    """Why a line stands there, the most pressing first: lines of one section come in this order.

    `client_waits`: the client answered, and the work is ours. `promised`: put off until today.
    `with_client`: there is nothing to do but ask.
    """

    CLIENT_WAITS = "client_waits"
    DUE_AT = "due_at"
    PROMISED = "promised"
    OVERDUE = "overdue"
    DUE = "due"
    WITH_CLIENT = "with_client"
    SNOOZED = "snoozed"


_RANK = {why: rank for rank, why in enumerate(Why)}


@dataclass(frozen=True, slots=True)
class Reason:
    """The one reason that a line gives. `days`: working days late, or that the client has waited."""

    why: Why
    days: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a deliverable. `due_minute` counts from midnight.

    `asked_on`: the day of the client's oldest word in the present round that is still open.
    """

    status: Status
    due_on: date
    due_minute: int | None
    snoozed_until: date | None
    asked_on: date | None


def of_work(facts: Facts, today: date, passed: Mapping[date, int]) -> Reason:
    """The strongest reason. `passed`: the working days since a day, for every day named in `facts`."""
    late = passed.get(facts.due_on, 0)
    if facts.snoozed_until is not None and facts.snoozed_until > today:
        return Reason(Why.SNOOZED, late)
    if facts.status is Status.WITH_CLIENT:
        return Reason(Why.WITH_CLIENT, late)
    asked = facts.asked_on is not None and facts.status is not Status.APPROVED
    if facts.status is Status.CHANGES or asked:
        return Reason(Why.CLIENT_WAITS, passed.get(facts.asked_on, 0) if facts.asked_on else 0)
    if facts.snoozed_until == today:
        return Reason(Why.PROMISED)
    return of_date(facts.due_on, facts.due_minute, today, passed)


def of_date(due_on: date, due_minute: int | None, today: date, passed: Mapping[date, int]) -> Reason:
    """The reason that the due date alone gives, as for a to-do. `passed`: as for `of_work`."""
    if due_on < today:
        return Reason(Why.OVERDUE, passed.get(due_on, 0))
    return Reason(Why.DUE_AT if due_on == today and due_minute is not None else Why.DUE)


def place(reason: Reason, due_on: date, due_minute: int | None) -> tuple[int, int, date, int]:
    """Where a line comes within its section, as a sort key: the reason, how long, the date, the hour."""
    hour = _NO_HOUR if due_minute is None else due_minute
    return _RANK[reason.why], -reason.days, due_on, hour
