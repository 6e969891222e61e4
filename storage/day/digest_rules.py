"""Who is due for a digest, and what is due for it: each condition once, for planning and `/ae why`."""

from __future__ import annotations

import enum
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NewType

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    ForeignKey,
    Integer,
    Select,
    Text,
    and_,
    exists,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from storage.brief.brief import Brief
from storage.brief.relay import Relay, RelayState
from storage.database import json_table
from storage.database.base import Base
from storage.day.todo import Todo
from storage.feedback.feedback import Feedback, FeedbackItem, FeedbackKind
from storage.people.member import MIDDAY, Half, Member, Role
from storage.people.workspace import Workspace
from storage.project.project import Project, ProjectState
from storage.work.deliverable import OPEN, Deliverable

ACTIVE = Project.state == ProjectState.ACTIVE
NOT_TAKEN = (RelayState.WAITING, RelayState.DECLINED)
"""How a brief stands with a department that has not said what it understood."""
LATEST_MINUTE = 20 * 60
"""No digest is planned at or after 20:00 local: nobody is pinged late after an outage (design §5)."""


class DigestDay(Base):
    """The last local day on which a person's digest was decided, sent or not: it is decided once a day,
    so work handed out in the afternoon waits for the next morning."""

    __tablename__ = "digest_day"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), unique=True)
    day: Mapped[date]


class Rule(enum.StrEnum):
    """What keeps a person from a digest, in the order in which `/ae why` looks."""

    GONE = "gone"
    OUTSIDE = "outside"
    DAY_OFF = "day_off"
    LEAVE = "leave"
    DECIDED = "decided"
    LATE = "late"
    EARLY = "early"
    NOTHING_DUE = "nothing_due"


@dataclass(frozen=True, slots=True)
class LocalTime:
    """What the clock and the calendar say in one zone of one workspace; `minute` counts from midnight.

    `lead_by`, `am_by`: the latest promise that is broken for so long that a lead, or an AM, hears of it.
    """

    workspace_id: int
    zone: str
    day: date
    minute: int
    working: bool
    next_working_day: date
    lead_by: date
    am_by: date

    @property
    def kept_by(self) -> Rule | None:
        """The rule that keeps everybody here from a digest now; None when people may have theirs."""
        if not self.working:
            return Rule.DAY_OFF
        return Rule.LATE if self.minute >= LATEST_MINUTE else None


DuePerson = NewType("DuePerson", str)
"""Whose hour has come, and the local days that count for them: a row of `persons` in the database's words."""

_DAYS = ("day", "next_day", "lead_by", "am_by")
PERSONS_RULES = (Rule.GONE, Rule.OUTSIDE, Rule.EARLY, Rule.DECIDED, Rule.LEAVE)


def as_json(local_times: Sequence[LocalTime]) -> str:
    """The rows of `local_times`, for its parameter."""
    rows = [
        {
            "workspace_id": row.workspace_id, "zone": row.zone, "day": row.day.isoformat(),
            "minute": row.minute, "next_day": row.next_working_day.isoformat(),
            "lead_by": row.lead_by.isoformat(), "am_by": row.am_by.isoformat(),
        }
        for row in local_times
    ]  # fmt: skip
    return json.dumps(rows)


def local_times(on_sqlite: bool) -> CTE:
    """The table of local times."""
    return json_table.table(
        "local_time",
        {
            "workspace_id": Integer,
            "zone": Text,
            "day": Date,
            "minute": Integer,
            "next_day": Date,
            "lead_by": Date,
            "am_by": Date,
        },
        on_sqlite,
    )


def rules(here: CTE) -> dict[Rule, ColumnElement[bool]]:
    """What must be so of a person, each by the rule that keeps them when it is not."""
    return {
        Rule.GONE: Member.gone == false(),
        Rule.OUTSIDE: Member.external == false(),
        Rule.EARLY: here.c.minute >= func.coalesce(Member.digest_minute, Workspace.digest_minute),
        Rule.DECIDED: or_(DigestDay.day.is_(None), DigestDay.day < here.c.day),
        Rule.LEAVE: or_(
            Member.leave_from.is_(None),
            Member.leave_from > here.c.day,
            Member.leave_to < here.c.day,
            and_(Member.leave_half == Half.AM, here.c.minute >= MIDDAY),
            and_(Member.leave_half == Half.PM, here.c.minute < MIDDAY),
        ),
    }


def beside(wanted: Select[*tuple[Any, ...]], here: CTE) -> Select[*tuple[Any, ...]]:
    """People beside the clock of their zone and what was decided for them."""
    return (
        wanted.join(Workspace, Workspace.id == Member.workspace_id)
        .join(here, and_(here.c.workspace_id == Member.workspace_id, here.c.zone == Member.zone))
        .outerjoin(DigestDay, DigestDay.member_id == Member.id)
    )


def people(here: CTE) -> Select[*tuple[Any, ...]]:
    """People beside their clock, with what planning needs to know of them."""
    person = select(
        Member.id.label("member_id"), here.c.day, here.c.next_day, here.c.lead_by, here.c.am_by,
        Member.workspace_id, Member.user, Member.role, Member.department,
    )  # fmt: skip
    return beside(person, here)


def due_person(here: CTE, on_sqlite: bool) -> ColumnElement[str]:
    """A person beside their clock as a `DuePerson`."""
    days = {name: here.c[name] for name in _DAYS}
    return json_table.row({"member_id": Member.id, **days}, on_sqlite)


def member_of(person: DuePerson) -> int:
    """Who is due."""
    return int(json.loads(person)["member_id"])


def persons(on_sqlite: bool) -> CTE:
    """The table of those who are due."""
    return json_table.table("person", {"member_id": Integer, **dict.fromkeys(_DAYS, Date)}, on_sqlite)


def as_persons(people: Sequence[DuePerson]) -> str:
    """The rows of `persons`, for its parameter."""
    return f"[{','.join(people)}]"


def is_away(person: type[Member], day: ColumnElement[date]) -> ColumnElement[bool]:
    """Whether this person is on leave all of a local day, and still here."""
    is_whole = person.leave_half.is_(None)
    return and_(person.leave_from <= day, person.leave_to >= day, is_whole, person.gone == false())


def is_due(member: Any, next_day: Any) -> ColumnElement[bool]:
    """Whether it is this person's open work, due by the next working day or late."""
    return and_(Deliverable.owner_id == member, OPEN, Deliverable.due_on <= next_day)


def is_awake(day: Any) -> ColumnElement[bool]:
    """Whether it is not snoozed past this local day."""
    return or_(Deliverable.snoozed_until.is_(None), Deliverable.snoozed_until <= day)


def todo_is_due(member: Any, day: Any) -> ColumnElement[bool]:
    """Whether it is this person's open to-do, due by this local day."""
    return and_(Todo.owner_id == member, Todo.done_at.is_(None), Todo.due_on <= day)


def is_led_by(members: Collection[Any]) -> ColumnElement[bool]:
    """Whether it is a running project of these people: one is its AE, or its AM where it has no AE."""
    is_am = and_(Project.ae_id.is_(None), Project.am_id.in_(members))
    return and_(ACTIVE, or_(Project.ae_id.in_(members), is_am))


def leads_one(member: Any, *what: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether there is a project that this person leads, and `what` in it."""
    # Apart, as each then looks into its own index: with an OR within, all projects are read for each person.
    is_ae = exists().where(ACTIVE, Project.ae_id == member, *what)
    is_am = exists().where(ACTIVE, Project.am_id == member, Project.ae_id.is_(None), *what)
    return or_(is_ae, is_am)


def led_is_due(member: Any, day: Any) -> tuple[Any, ...]:
    """The conditions that it is others' open work in the project, due by this local day or late."""
    return (
        Deliverable.project_id == Project.id, OPEN, Deliverable.due_on <= day, Deliverable.owner_id != member,
        is_awake(day),
    )  # fmt: skip


def not_taken() -> tuple[Any, ...]:
    """The conditions that it is a brief of the project, and a department has not taken it."""
    states = or_(*(Relay.state == one for one in NOT_TAKEN))
    return Brief.project_id == Project.id, Relay.brief_id == Brief.id, states


def is_point_of(member: Any) -> ColumnElement[bool]:
    """Whether it is an open point of feedback, of a running project, that this person is to answer. What is
    about money stands only with those who read of it (desk/feedback/money.py)."""
    office = aliased(Member)
    reads = exists().where(office.id == member, or_(office.role == Role.ADMIN, office.role == Role.AM))
    reads = reads.correlate_except(office)
    return and_(
        FeedbackItem.owner_id == member,
        FeedbackItem.done_at.is_(None),
        FeedbackItem.kind != FeedbackKind.PRAISE,
        Feedback.id == FeedbackItem.feedback_id,
        Project.id == Feedback.project_id,
        ACTIVE,
        or_(
            FeedbackItem.kind != FeedbackKind.MONEY,
            Project.ae_id == member,
            Project.am_id == member,
            Feedback.author_id == member,
            reads,
        ),
    )


def point_is_due(member: Any, next_day: Any) -> ColumnElement[bool]:
    """Whether it is such a point, due by the next working day or late."""
    return and_(is_point_of(member), FeedbackItem.due_on <= next_day)


def theirs_is_due(away: type[Member], member: Any, day: Any, next_day: Any) -> ColumnElement[bool]:
    """It is due, and its owner `away` has this person stand in for them."""
    return and_(
        away.delegate_id == member,
        is_away(away, day),
        is_due(away.id, next_day),
        is_awake(day),
        Project.id == Deliverable.project_id,
        ACTIVE,
    )
