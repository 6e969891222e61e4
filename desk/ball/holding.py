"""Who held the ball when: a pure function of what history recorded (M3).

Each open piece of work has one holder at any time: its owner, a department, a supplier or the client. Working
time is charged to the holder. What somebody undid never was, so its time is charged to whoever held the ball
before.
"""

from __future__ import annotations

import enum
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any, TypeVar

from desk.core.calendar import WorkCalendar, worked
from storage.ball.ball import Event
from storage.brief.question import MISSING
from storage.brief.relay import RelayState
from storage.people.member import Department
from storage.project.project import ProjectState
from storage.work.deliverable import SILENT, Status


class Side(enum.StrEnum):
    """Where the ball is."""

    CLIENT = "client"
    SUPPLIER = "supplier"
    DEPARTMENT = "department"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has to act. `member_id`: of a person; `department`: of a department; `supplier`: the name of a
    supplier.
    """

    side: Side
    member_id: int | None = None
    department: Department | None = None
    supplier: str | None = None


CLIENT = Holder(Side.CLIENT)
ACCOUNT = Holder(Side.DEPARTMENT, department=Department.ACCOUNT)


@dataclass(frozen=True, slots=True)
class Work:
    """What decides who holds a piece of work. `supplier`: the name of the one who has it, if any."""

    status: Status
    owner_id: int
    department: Department | None
    supplier: str | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What decides it in the project. `before`: who has to act before a department's work can begin.
    `asks_client`: the client was sent a question about the brief and has not answered it; `unsent`: nobody
    has sent them one that is on the list. `runs`: the project is neither on hold nor closed.
    """

    before: Mapping[Department, Holder]
    asks_client: bool = False
    unsent: bool = False
    runs: bool = True


@dataclass(frozen=True, slots=True)
class Stretch:
    """The time in which one holder had to act. `begun`: since when it has been theirs, which is earlier when
    the project was on hold meanwhile.
    """

    holder: Holder
    since: datetime
    until: datetime
    begun: datetime


def holder(work: Work, around: Around) -> Holder | None:
    """Who holds a piece of work, in a project that runs; None while nothing is to be done about it.

    Work that has not begun waits first for its department's answer to the brief, then for the client's
    answers, then for the account team to send the client what is to be asked.
    """
    if work.status in SILENT:
        return None
    if work.supplier:
        return Holder(Side.SUPPLIER, supplier=work.supplier)
    if work.status is Status.WITH_CLIENT:
        return CLIENT
    if work.status is Status.INTERNAL_REVIEW:
        return Holder(Side.DEPARTMENT, department=work.department) if work.department else ACCOUNT
    if work.status is Status.BRIEFED:
        asked = around.before.get(work.department) if work.department else None
        if asked or around.asks_client:
            return asked or CLIENT
        if around.unsent:
            return ACCOUNT
    return Holder(Side.PERSON, member_id=work.owner_id)


def waits_for(department: Department, state: RelayState, *, asks: bool) -> Holder | None:
    """Who has to act about the version of the brief that a department has before its work can begin; None
    when it can. `asks`: the department waits for the answer to its question.
    """
    if state is RelayState.WAITING:
        return ACCOUNT if asks else Holder(Side.DEPARTMENT, department=department)
    return ACCOUNT if state in (RelayState.DECLINED, RelayState.STALE) else None


def around_brief(
    unsettled: Iterable[tuple[int, Department, RelayState]],
    asked: Iterable[tuple[int | None, str | None, bool]],
) -> Around:
    """The same from what is open about a brief: the departments that have not taken it, each with its relay,
    and the unanswered questions: the relay of the department that asks (None: it is for the client), the
    rule, and whether the client was sent it.
    """
    asked = list(asked)
    asking = {relay_id for relay_id, *_ in asked}
    before = {
        department: waits_for(department, state, asks=relay_id in asking)
        for relay_id, department, state in unsettled
    }
    sent = [is_sent for relay_id, rule, is_sent in asked if relay_id is None and rule != MISSING]
    return Around(
        {name: one for name, one in before.items() if one is not None},
        asks_client=any(sent),
        unsent=not all(sent),
    )


def around(events: Iterable[Event]) -> Around:
    """What the events of one project say about it now."""
    states = _states(_settled(events))
    return states[-1][1] if states else Around({})


def stretches(events: Iterable[Event], now: datetime) -> dict[int, list[Stretch]]:
    """Who held each piece of work of one project until `now`, by its id.

    The events are in the order in which they were recorded. Work whose addition was not recorded is missing.
    """
    fields = _settled(events)
    states = _states(fields)
    works: dict[int, dict[str, Steps]] = {}
    for (entity, row_id, name), steps in fields.items():
        if entity == "deliverable":
            works.setdefault(row_id, {})[name] = steps
    return {row_id: _stretches(mine, states, now) for row_id, mine in works.items() if mine.keys() >= _NEEDED}


def charged(found: Iterable[Stretch], zone: str, calendar: WorkCalendar) -> dict[Holder, int]:
    """The working minutes of each holder."""
    minutes: dict[Holder, int] = {}
    for one in found:
        minutes[one.holder] = minutes.get(one.holder, 0) + worked(one.since, one.until, zone, calendar)
    return minutes


_NEEDED = {"status", "owner_id"}
_UNDO = "undo"
"""The verb of a change that sets another one back."""

Steps = Sequence[tuple[datetime, Any]]
"""The values of one field, each with the instant since which it had it."""
Name = tuple[str, int, str]
"""A field of a row: the table, the row's id and the column."""
K = TypeVar("K")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Step:
    """A value, and the step before it. Undo goes back to an earlier step, so steps share their past."""

    at: datetime
    value: Any
    earlier: _Step | None


def _settled(events: Iterable[Event]) -> dict[Name, Steps]:
    """The values of each field without those that were undone."""
    fields: dict[Name, list[Event]] = {}
    for one in events:
        fields.setdefault((one.entity, one.entity_id, one.field), []).append(one)
    found = {name: _steps(mine) for name, mine in fields.items()}
    return {name: steps for name, steps in found.items() if steps}


def _steps(events: Sequence[Event]) -> Steps:
    after: list[_Step | None] = []
    for one in events:
        last, before_last = after[-1] if after else None, after[-2] if len(after) > 1 else None
        if one.verb == _UNDO and after and _value(before_last) == one.after:
            after.append(before_last)
        else:  # the clocks of two processes may differ a little, but time only goes on
            after.append(_Step(max(one.at, last.at) if last else one.at, one.after, last))
    steps: list[tuple[datetime, Any]] = []
    step = after[-1]
    while step is not None:
        steps.append((step.at, step.value))
        step = step.earlier
    return steps[::-1]


def _value(step: _Step | None) -> Any:
    """The value of a field; None before it had one."""
    return step.value if step else None


def _swept(fields: Mapping[K, Steps]) -> Iterator[tuple[datetime, dict[K, Any]]]:
    """The values of all fields after each instant at which one changed; the dict is the same each time."""
    steps = [(at, name, value) for name, mine in fields.items() for at, value in mine]
    steps.sort(key=lambda one: one[0])
    values: dict[K, Any] = {}
    for at, same in groupby(steps, key=lambda one: one[0]):
        values.update((name, value) for _, name, value in same)
        yield at, values


def _stretches(
    fields: Mapping[str, Steps], states: Sequence[tuple[datetime, Around]], now: datetime
) -> list[Stretch]:
    work = [(at, _work(values)) for at, values in _swept(fields) if values.keys() >= _NEEDED]
    begins = work[0][0]
    points = sorted({at for at, _ in work} | {at for at, _ in states if at > begins})
    found: list[Stretch] = []
    held_by, begun = None, begins
    for at, until in pairwise([*points, max(now, points[-1])]):
        there = _at(states, at, Around({}))
        if (now_by := holder(_at(work, at), there)) != held_by:
            held_by, begun = now_by, at
        if held_by is None or not there.runs:
            continue
        last = found[-1] if found else None
        if last and (last.begun, last.until) == (begun, at):
            found[-1] = replace(last, until=until)
        else:
            found.append(Stretch(held_by, at, until, begun))
    return found


def _at(states: Sequence[tuple[datetime, T]], at: datetime, first: T | None = None) -> T:
    """The state at an instant; `first`: the one before all others."""
    place = bisect_right(states, at, key=lambda one: one[0])
    if place:
        return states[place - 1][1]
    if first is None:
        raise ValueError("nothing is known of this instant")
    return first


def _work(values: Mapping[str, Any]) -> Work:
    department = values.get("department")
    status, place = Status(values["status"]), Department(department) if department else None
    return Work(status, values["owner_id"], place, values.get("supplier"))


def _states(fields: Mapping[Name, Steps]) -> list[tuple[datetime, Around]]:
    """The states of the project, each with the instant since which it was so."""
    mine = {name: steps for name, steps in fields.items() if name[0] != "deliverable"}
    return [(at, _around(values)) for at, values in _swept(mine)]


def _around(values: Mapping[Name, Any]) -> Around:
    rows: dict[str, dict[int, dict[str, Any]]] = {"project": {}, "relay": {}, "question": {}}
    for (entity, row_id, name), value in values.items():
        rows[entity].setdefault(row_id, {})[name] = value
    open_questions = [
        row
        for row in rows["question"].values()
        if row.get("number") is not None and row.get("answer") is None
    ]
    asking = {row.get("relay_id") for row in open_questions}
    sent = {row.get("sent_at") is not None for row in open_questions if row.get("relay_id") is None}
    newest = {  # a department's later version has a higher id
        Department(row["department"]): (row_id, RelayState(row["state"]))
        for row_id, row in sorted(rows["relay"].items())
        if row.get("department") and row.get("state")
    }
    before = {one: waits_for(one, state, asks=row_id in asking) for one, (row_id, state) in newest.items()}
    return Around(
        {one: acts for one, acts in before.items() if acts is not None},
        asks_client=True in sent,
        unsent=False in sent,
        runs=all(row.get("state") == ProjectState.ACTIVE for row in rows["project"].values()),
    )
