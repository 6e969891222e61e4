"""Planning the daily digests, set-based: a few statements for all people of all zones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Select,
    String,
    and_,
    cast,
    column,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    values,
)  # fmt: skip
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, Instant
from storage.deliverable import OPEN, Deliverable
from storage.member import Member
from storage.outbox import Lane, Outbox, OutboxState, insert_ignoring
from storage.project import Project, ProjectState
from storage.todo import Todo
from storage.workspace import Workspace

DIGEST = "digest"
LATEST_MINUTE = 20 * 60
"""No digest is planned at or after 20:00 local: nobody is pinged late after an outage (design §5)."""


class DigestDay(Base):
    """The last local day on which a person's digest was decided, sent or not: it is decided once a day,
    so work handed out in the afternoon waits for the next morning."""

    __tablename__ = "digest_day"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), unique=True)
    day: Mapped[date]


@dataclass(frozen=True, slots=True)
class LocalTime:
    """What the clock and the calendar say in one zone of one workspace; `minute` counts from midnight."""

    workspace_id: int
    zone: str
    day: date
    minute: int
    working: bool
    next_working_day: date


def zones(session: Session) -> Sequence[tuple[int, str]]:
    """The pairs (workspace, zone) that somebody lives in."""
    rows = session.execute(select(Member.workspace_id, Member.zone).where(Member.gone.is_(False)).distinct())
    return [(workspace_id, zone) for workspace_id, zone in rows]


def plan_digests(session: Session, now: datetime, local_times: Sequence[LocalTime]) -> int:
    """Put today's digest into the outbox of everybody whose hour has come and who has something due.

    `now` is the business instant. Who was decided today is left alone. Returns how many digests are new.
    """
    working = [row for row in local_times if row.working and row.minute < LATEST_MINUTE]
    if not working:
        return 0
    turn = _whose_turn(working)
    if session.execute(turn.limit(1)).first() is None:
        return 0
    due = _with_something_due(turn, max(row.next_working_day for row in working))
    lanes = select(due.c.workspace_id, due.c.user, literal(datetime(2000, 1, 1, tzinfo=UTC), Instant)).where(
        true()
    )
    session.execute(
        insert_ignoring(session, Lane).from_select(["workspace_id", "recipient", "next_at"], lanes)
    )
    made = session.execute(_digests(session, due, now))
    session.execute(_decided(session, turn))
    return len(made.all())


def decide(session: Session, member_id: int, day: date) -> None:
    """Say that this person's digest of this local day is decided: there will be none, or no other."""
    here: Select[*tuple[Any, ...]] = select(
        literal(member_id).label("member_id"), literal(day, Date).label("day")
    )
    session.execute(_decided(session, here))


def _whose_turn(local_times: list[LocalTime]) -> Select[*tuple[Any, ...]]:
    here = (
        values(
            column("workspace_id", Integer),
            column("zone", String),
            column("day", Date),
            column("minute", Integer),
            column("working", Boolean),
            column("next_working_day", Date),
            name="here",
        )
        .data([astuple(row) for row in local_times])
        .cte("local_time")
    )
    return (
        select(
            Member.id.label("member_id"),
            here.c.day,
            here.c.next_working_day,
            Member.workspace_id,
            Member.user,
        )
        .join(Workspace, Workspace.id == Member.workspace_id)
        .join(here, and_(here.c.workspace_id == Member.workspace_id, here.c.zone == Member.zone))
        .outerjoin(DigestDay, DigestDay.member_id == Member.id)
        .where(
            Member.gone == false(),
            Member.external == false(),
            here.c.minute >= func.coalesce(Member.digest_minute, Workspace.digest_minute),
            or_(DigestDay.day.is_(None), DigestDay.day < here.c.day),
            or_(
                Member.leave_from.is_(None),
                Member.leave_from > here.c.day,
                Member.leave_to < here.c.day,
            ),
        )
    )


def _with_something_due(turn: Select[*tuple[Any, ...]], latest_due: date) -> Any:
    who = turn.cte("turn")
    deliverable_due = exists().where(
        Deliverable.owner_id == who.c.member_id,
        OPEN,
        Deliverable.due_on <= who.c.next_working_day,
        # Redundant, but constant: without it planners cannot see how few rows are due.
        Deliverable.due_on <= latest_due,
        or_(Deliverable.snoozed_until.is_(None), Deliverable.snoozed_until <= who.c.day),
        Project.id == Deliverable.project_id,
        Project.state == ProjectState.ACTIVE,
    )
    todo_due = exists().where(
        Todo.owner_id == who.c.member_id, Todo.done_at.is_(None), Todo.due_on <= who.c.day
    )
    return select(who).where(or_(deliverable_due, todo_due)).cte("due")


def _digests(session: Session, due: Any, now: datetime) -> Any:
    rows = select(
        due.c.workspace_id,
        due.c.day,
        literal(DIGEST),
        due.c.user,
        literal(""),
        literal("digest:") + cast(due.c.member_id, String),
        literal({}, Outbox.payload.type),
        literal(now, Instant),
        literal(OutboxState.PENDING, Outbox.state.type),
        literal(0),
    ).where(true())
    names = ["workspace_id", "day", "kind", "recipient", "cause", "subject", "payload"]
    names += ["not_before", "state", "attempts"]
    return insert_ignoring(session, Outbox).from_select(names, rows).returning(Outbox.id)


def _decided(session: Session, turn: Select[*tuple[Any, ...]]) -> Any:
    who = turn.subquery("who")
    rows = select(who.c.member_id, who.c.day).where(true())
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    insert = dialect.insert(DigestDay).from_select(["member_id", "day"], rows)
    return insert.on_conflict_do_update(index_elements=["member_id"], set_={"day": insert.excluded.day})
