"""Who is due for a digest, and what for: each condition stands once, for planning and `/ae why`."""

from __future__ import annotations

import enum
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
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

from storage.ball import dependency
from storage.brief.brief import Brief
from storage.brief.question import IS_OPEN, Question
from storage.brief.relay import Relay, RelayState
from storage.database import json_table
from storage.database.base import Base
from storage.day.todo import Todo
from storage.day.todo import is_open as todo_is_open
from storage.feedback.feedback import TO_DO, Feedback, FeedbackItem, FeedbackKind
from storage.people.member import MIDDAY, Half, Member, Role
from storage.people.workspace import Workspace
from storage.project.project import Project, ProjectState
from storage.project.risk import OPEN as RISK_IS_OPEN
from storage.project.risk import Risk
from storage.work.deliverable import DUE_HERE, OPEN, WITH_SUPPLIER, Deliverable, Status

ACTIVE = Project.state == ProjectState.ACTIVE
NOT_TAKEN = (RelayState.WAITING, RelayState.DECLINED)
"""The relay states in which a department has not confirmed what it understood."""
LATEST_MINUTE = 20 * 60
"""No digest is planned at or after 20:00 local time: after an outage nobody is notified in the evening
(design §5).
"""


class DigestDay(Base):
    """The last local day for which a person's digest was decided, sent or not.

    It is decided once a day, so work assigned in the afternoon waits for the next morning.
    """

    __tablename__ = "digest_day"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), unique=True)
    day: Mapped[date]


class Rule(enum.StrEnum):
    """The rules that keep a person from a digest, in the order in which `/ae why` checks them."""

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
    """The clock and the calendar in one zone of one workspace; `minute` counts from local midnight.

    `lead_by`, `am_by`: work promised for this date or before is late enough for a lead, or an AM, to hear of
    it.
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
        """The rule that keeps everybody in this zone from a digest now; None when digests may be planned."""
        if not self.working:
            return Rule.DAY_OFF
        return Rule.LATE if self.minute >= LATEST_MINUTE else None


DuePerson = NewType("DuePerson", str)
"""A person whose digest is due, with the local days that count for them: a row of `persons` as JSON."""

_DAYS = ("day", "next_day", "lead_by", "am_by")
PERSONS_RULES = (Rule.GONE, Rule.OUTSIDE, Rule.EARLY, Rule.DECIDED, Rule.LEAVE)


def as_json(local_times: Sequence[LocalTime]) -> str:
    """`local_times` as JSON, for the parameter of that name."""
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
    """The condition of each rule: the rule stops a person's digest when its condition is false."""
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
    """People joined with the clock of their zone and with their last decided day."""
    return (
        wanted.join(Workspace, Workspace.id == Member.workspace_id)
        .join(here, and_(here.c.workspace_id == Member.workspace_id, here.c.zone == Member.zone))
        .outerjoin(DigestDay, DigestDay.member_id == Member.id)
    )


def people(here: CTE) -> Select[*tuple[Any, ...]]:
    """People joined with their clock, with the columns that planning needs."""
    person = select(
        Member.id.label("member_id"), here.c.day, here.c.next_day, here.c.lead_by, here.c.am_by,
        Member.workspace_id, Member.user, Member.role, Member.department,
    )  # fmt: skip
    return beside(person, here)


def due_person(here: CTE, on_sqlite: bool) -> ColumnElement[str]:
    """A person and their clock as a `DuePerson`."""
    days = {name: here.c[name] for name in _DAYS}
    return json_table.row({"member_id": Member.id, **days}, on_sqlite)


def member_of(person: DuePerson) -> int:
    """The member id of a due person."""
    return int(json.loads(person)["member_id"])


def persons(on_sqlite: bool) -> CTE:
    """The table of due people."""
    return json_table.table("person", {"member_id": Integer, **dict.fromkeys(_DAYS, Date)}, on_sqlite)


def as_persons(people: Sequence[DuePerson]) -> str:
    """`people` as JSON, for the parameter of `persons`."""
    return f"[{','.join(people)}]"


def is_away(person: type[Member], day: ColumnElement[date]) -> ColumnElement[bool]:
    """Whether this person is still here and on leave all of local day `day`."""
    is_whole = person.leave_half.is_(None)
    return and_(person.leave_from <= day, person.leave_to >= day, is_whole, person.gone == false())


def is_due(member: Any, next_day: Any) -> ColumnElement[bool]:
    """Whether a deliverable is this person's to do, due by the next working day or overdue, and waits for no
    other work, no supplier and no client: nobody is chased for what they cannot do, or have done (M6).
    """
    return and_(Deliverable.owner_id == member, DUE_HERE, _is_free(), Deliverable.due_on <= next_day)


def is_wanted(wanted: CTE, day: Any) -> ColumnElement[bool]:
    """Whether a deliverable, when joined to `dependency.wanted`, is open work that waits for no other work,
    no supplier and no client and that holds up what is due by this day: whoever has it is chased.
    """
    return and_(wanted.c.id == Deliverable.id, _is_free(), wanted.c.due_on <= day)


def is_here() -> ColumnElement[bool]:
    """Whether neither a supplier nor the client has a deliverable."""
    return and_(Deliverable.supplier.is_(None), Deliverable.status != Status.WITH_CLIENT)


def holding_up() -> CTE:
    """The open work of running projects that waits for no other work and that holds up others', with the
    date for which theirs is promised.

    Planning asks this small table about each person: otherwise SQLite looks up all the open work of each.
    Without the IN it looks up all open work of everybody, once.
    """
    wanted = dependency.wanted()
    first = select(func.min(wanted.c.due_on)).where(wanted.c.id == Deliverable.id)
    return (
        select(
            Deliverable.owner_id, Deliverable.project_id, Deliverable.snoozed_until,
            first.correlate(Deliverable).scalar_subquery().label("due_on"),
        )
        .join(Project, Project.id == Deliverable.project_id)
        .where(Deliverable.id.in_(select(wanted.c.id)), _is_free(), ACTIVE)
        .cte("holding_up")
        .prefix_with("MATERIALIZED")
    )  # fmt: skip


def holds_up(work: CTE, member: Any, until: Any, day: Any) -> ColumnElement[bool]:
    """Whether a row of `holding_up` is this person's, awake on local day `day`, and others' work is due by
    `until` behind it.
    """
    return and_(work.c.owner_id == member, work.c.due_on <= until, is_awake(day, work.c.snoozed_until))


def is_awake(day: Any, snoozed_until: Any = Deliverable.snoozed_until) -> ColumnElement[bool]:
    """Whether a deliverable is not snoozed beyond this local day."""
    return or_(snoozed_until.is_(None), snoozed_until <= day)


def risk_is_due(member: Any, day: Any) -> ColumnElement[bool]:
    """Whether a risk is open, watched by this person, and to be looked at again by this local day."""
    return and_(Risk.owner_id == member, RISK_IS_OPEN, Risk.review_on <= day)


def todo_is_due(member: Any, day: Any) -> ColumnElement[bool]:
    """Whether a to-do is this person's, open and due by this local day."""
    return and_(Todo.owner_id == member, todo_is_open(), Todo.due_on <= day)


def is_led_by(members: Collection[Any] | Select[Any]) -> ColumnElement[bool]:
    """Whether a project is running and led by one of these people: its AE, or its AM if it has no AE."""
    is_am = and_(Project.ae_id.is_(None), Project.am_id.in_(members))
    return and_(ACTIVE, or_(Project.ae_id.in_(members), is_am))


def leads_one(member: Any, *what: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether this person leads a project for which `what` holds."""
    # Two queries, each with its own index: with one OR, all projects are read for each person.
    is_ae = exists().where(ACTIVE, Project.ae_id == member, *what)
    is_am = exists().where(ACTIVE, Project.am_id == member, Project.ae_id.is_(None), *what)
    return or_(is_ae, is_am)


def led_is_due(member: Any, day: Any) -> tuple[Any, ...]:
    """The conditions that a deliverable is others' work to do in the project, or the client has it, whosever
    it is, and that it is due by this local day or overdue; what is with a supplier is told apart
    (`led_is_away`).
    """
    with_client = Deliverable.status == Status.WITH_CLIENT
    return (
        Deliverable.project_id == Project.id, OPEN, Deliverable.due_on <= day,
        or_(with_client, and_(DUE_HERE, Deliverable.owner_id != member)),
        is_awake(day), Deliverable.supplier.is_(None),
    )  # fmt: skip


def led_is_away(day: Any) -> tuple[Any, ...]:
    """The conditions that a supplier has a deliverable of the project, whosever it is, and that it is due by
    this local day, or was promised before it.
    """
    return (
        Deliverable.project_id == Project.id, WITH_SUPPLIER, OPEN, is_awake(day),
        or_(Deliverable.due_on <= day, Deliverable.supplier_until < day),
    )  # fmt: skip


def led_holds_up(work: CTE, member: Any, day: Any) -> tuple[Any, ...]:
    """The conditions that a row of `holding_up` is others' work in the project, behind which something is due
    by this day, or overdue.
    """
    return (
        work.c.project_id == Project.id, work.c.owner_id != member, work.c.due_on <= day,
        is_awake(day, work.c.snoozed_until),
    )  # fmt: skip


def not_taken() -> tuple[Any, ...]:
    """The conditions that a brief of the project was not confirmed by some department."""
    states = or_(*(Relay.state == one for one in NOT_TAKEN))
    return Brief.project_id == Project.id, Relay.brief_id == Brief.id, states


OVERNIGHT = timedelta(hours=12)
"""What was said so long before a digest was said on the day before, or earlier."""
LED_POINTS = (
    Feedback.project_id == Project.id, FeedbackItem.feedback_id == Feedback.id,
    FeedbackItem.done_at.is_(None), FeedbackItem.kind.not_in((FeedbackKind.PRAISE, FeedbackKind.MONEY)),
)  # fmt: skip
"""The conditions that a point of feedback in the project is open; those about money are left out, as not
everybody may read them.
"""


def is_nobodys(said_before: Any) -> ColumnElement[bool]:
    """Whether a point asks for work, was said before this instant, and nobody has it."""
    asks = and_(FeedbackItem.kind.in_(TO_DO), FeedbackItem.owner_id.is_(None))
    return and_(asks, Feedback.at < said_before)


def led_points_told(member: Any, day: Any, said_before: Any) -> tuple[Any, ...]:
    """The conditions that a point in the project is not this person's own and was due before this local day,
    or is nobody's.
    """
    is_late = and_(FeedbackItem.due_on < day, FeedbackItem.owner_id != member)
    return (*LED_POINTS, or_(is_late, is_nobodys(said_before)))


def unsent() -> tuple[Any, ...]:
    """The conditions that a question about the project's brief was not sent to its client."""
    return Brief.project_id == Project.id, Question.brief_id == Brief.id, IS_OPEN, Question.sent_at.is_(None)


def leads_brief(member: Any) -> ColumnElement[bool]:
    """Whether this person leads a project whose brief was not confirmed, or has a question to send."""
    return or_(leads_one(member, *not_taken()), leads_one(member, *unsent()))


def is_point_of(member: Any) -> ColumnElement[bool]:
    """Whether a point of feedback is open, in a running project, and this person's to answer."""
    return and_(
        FeedbackItem.owner_id == member,
        FeedbackItem.done_at.is_(None),
        FeedbackItem.kind != FeedbackKind.PRAISE,
        Feedback.id == FeedbackItem.feedback_id,
        Project.id == Feedback.project_id,
        ACTIVE,
        point_is_readable(member),
    )


def point_is_readable(member: Any) -> ColumnElement[bool]:
    """Whether this person may read a point: one about money goes only to some (desk/feedback/money.py)."""
    office = aliased(Member)
    reads = exists().where(office.id == member, or_(office.role == Role.ADMIN, office.role == Role.AM))
    return or_(
        FeedbackItem.kind != FeedbackKind.MONEY,
        Project.ae_id == member,
        Project.am_id == member,
        Feedback.author_id == member,
        reads.correlate_except(office),
    )


def point_is_due(member: Any, next_day: Any) -> ColumnElement[bool]:
    """Whether it is such a point, due by the next working day or overdue."""
    return and_(is_point_of(member), FeedbackItem.due_on <= next_day)


def theirs_is_due(away: type[Member], member: Any, day: Any, next_day: Any) -> ColumnElement[bool]:
    """Whether it is due for `away`, for whom this person stands in."""
    stands = and_(away.delegate_id == member, is_away(away, day))
    runs = and_(Project.id == Deliverable.project_id, ACTIVE)
    return and_(stands, is_due(away.id, next_day), is_awake(day), runs)


def theirs_holds_up(
    work: CTE, away: type[Member], member: Any, day: Any, next_day: Any
) -> ColumnElement[bool]:
    """Whether a row of `holding_up` is `away`'s, for whom this person stands in."""
    return and_(away.delegate_id == member, is_away(away, day), holds_up(work, away.id, next_day, day))


def _is_free() -> ColumnElement[bool]:
    """Whether a deliverable is open, and waits for no other work, no supplier and no client."""
    return and_(OPEN, is_here(), ~dependency.is_blocked())
