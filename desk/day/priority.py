"""Why a line is in a person's list, and the order of lines (F27).

Pure functions: the order depends only on the facts. All days are the reader's local days.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from storage.work.deliverable import Status

_NO_HOUR = 24 * 60


class Why(enum.StrEnum):
    """Why a line is in the list, the most urgent first; lines of a section are sorted by it.

    `client_waits`: the client answered, and it is our turn. `promised`: snoozed until today. `with_client`:
    the only thing to do is to ask the client. `with_supplier`: the same of a supplier.
    """

    CLIENT_WAITS = "client_waits"
    DUE_AT = "due_at"
    PROMISED = "promised"
    OVERDUE = "overdue"
    DUE = "due"
    WITH_CLIENT = "with_client"
    WITH_SUPPLIER = "with_supplier"
    SNOOZED = "snoozed"


_RANK = {why: rank for rank, why in enumerate(Why)}


@dataclass(frozen=True, slots=True)
class Reason:
    """The reason that a line shows. `days`: working days late, or working days that the client has waited."""

    why: Why
    days: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a deliverable. `due_minute` counts from local midnight.

    `asked_on`: the day of the client's oldest point that is still open in the current round. `is_away`: a
    supplier has it.
    """

    status: Status
    due_on: date
    due_minute: int | None
    snoozed_until: date | None
    asked_on: date | None
    is_away: bool = False


def of_work(facts: Facts, today: date, passed: Mapping[date, int]) -> Reason:
    """The strongest reason. `passed`: the working days since a day, for every day in `facts`."""
    late = passed.get(facts.due_on, 0)
    if facts.snoozed_until is not None and facts.snoozed_until > today:
        return Reason(Why.SNOOZED, late)
    if facts.is_away:
        return Reason(Why.WITH_SUPPLIER, late)
    if facts.status is Status.WITH_CLIENT:
        return Reason(Why.WITH_CLIENT, late)
    if facts.status is Status.APPROVED:
        return Reason(Why.DUE)
    if facts.status is Status.CHANGES or facts.asked_on is not None:
        return Reason(Why.CLIENT_WAITS, passed.get(facts.asked_on, 0) if facts.asked_on else 0)
    if facts.snoozed_until == today:
        return Reason(Why.PROMISED)
    return of_date(facts.due_on, facts.due_minute, today, passed)


def of_date(due_on: date, due_minute: int | None, today: date, passed: Mapping[date, int]) -> Reason:
    """The reason that follows from the due date alone, as for a to-do. `passed`: as for `of_work`."""
    if due_on < today:
        return Reason(Why.OVERDUE, passed.get(due_on, 0))
    return Reason(Why.DUE_AT if due_on == today and due_minute is not None else Why.DUE)


def place(reason: Reason, due_on: date, due_minute: int | None) -> tuple[int, int, date, int]:
    """The sort key of a line within its section: reason, duration, date, hour."""
    hour = _NO_HOUR if due_minute is None else due_minute
    return _RANK[reason.why], -reason.days, due_on, hour
