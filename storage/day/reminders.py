"""Planning of the daily digests: a few set-based statements for all people in all zones."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    text,
    true,
    union_all,
)  # fmt: skip
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.dml import Insert, ReturningInsert

from storage.ball import dependency
from storage.database.base import Instant
from storage.database.dialect import LONG_AGO, is_sqlite, upsert
from storage.day import burning, digest_rules
from storage.day.escalation import UNTOLD, Escalation, Step
from storage.messages.outbox import UNDELIVERED, Outbox, OutboxState, announce
from storage.messages.recipient_queue import RecipientQueue, marked_undelivered
from storage.messages.redraws import redraw_card
from storage.people.member import Member, Role
from storage.project.project import Project, ProjectState
from storage.project.risk import Risk
from storage.work.deliverable import DUE_HERE, Deliverable

DIGEST = "digest"
_PLANNING = 0x1A151  # any free number
_AT_LENGTH = text("SET LOCAL statement_timeout = '30s'")
"""The statement time-out for planning. No ack waits for it, and with the usual one a very large agency would
never finish.
"""


def zones(session: Session) -> Sequence[tuple[int, str]]:
    """The pairs (workspace, zone) in which people live."""
    rows = session.execute(select(Member.workspace_id, Member.zone).where(Member.gone.is_(False)).distinct())
    return [(workspace_id, zone) for workspace_id, zone in rows]


def in_zone(session: Session, workspace_id: int, zone: str, most: int) -> Sequence[int]:
    """Some of those who live in a zone."""
    there = select(Member.id).where(Member.workspace_id == workspace_id, Member.zone == zone)
    return session.scalars(there.where(Member.gone.is_(False)).order_by(Member.id).limit(most)).all()


def due_people(
    session: Session, local_times: Sequence[digest_rules.LocalTime]
) -> list[digest_rules.DuePerson]:
    """The people whose digest hour has come and whose digest of today is not decided."""
    working = [row for row in local_times if row.kept_by is None]
    if not working:
        return []
    bound = {"local_times": digest_rules.as_json(working)}
    found = session.connection().execute(_planning(is_sqlite(session)).people, bound)
    return [digest_rules.DuePerson(row) for row in found.scalars().all()]


def plan_digests(session: Session, now: datetime, people: Sequence[digest_rules.DuePerson]) -> int:
    """Put today's digest into the outbox for those of these people who have something due.

    `now` is the business instant. People decided meanwhile are skipped. Returns the number of new digests.
    """
    planning, connection = _planning(is_sqlite(session)), session.connection()
    bound = {
        "now": now, "persons": digest_rules.as_persons(people), "said_before": now - digest_rules.OVERNIGHT
    }  # fmt: skip
    if not is_sqlite(session):
        connection.execute(_AT_LENGTH)
    connection.execute(planning.escalations, bound)
    made = connection.execute(planning.digests, bound).scalars().all()
    if made:
        connection.execute(planning.queues, {"now": now, "first": min(made), "last": max(made)})
    connection.execute(planning.decided, bound)
    announce(session)
    return len(made)


def planning_alone(session: Session) -> bool:
    """Whether no other process plans at this moment, so that planners do not wait for each other's rows.

    It only saves work: the keys prevent a second digest. SQLite has one writer anyway.
    """
    return is_sqlite(session) or bool(session.scalar(select(func.pg_try_advisory_xact_lock(_PLANNING))))


def decide(session: Session, member_id: int, day: date) -> None:
    """Mark this person's digest of this local day as decided: no other one will be planned."""
    insert = upsert(session, digest_rules.DigestDay).values(member_id=member_id, day=day)
    session.execute(_moved_on(insert))


@dataclass(frozen=True, slots=True)
class _Planning:
    """The statements of one tick, built once because building them takes longer than running them.

    Parameters: `local_times` for the due people; `now`, and `persons` or the `first` and `last` digest, for
    the rest.
    """

    people: Select[str]
    escalations: Insert
    digests: ReturningInsert[int]
    queues: Insert
    decided: Insert


@cache
def _planning(on_sqlite: bool) -> _Planning:
    insert = sqlite.insert if on_sqlite else postgresql.insert
    here = digest_rules.local_times(on_sqlite)
    whose = select(digest_rules.due_person(here, on_sqlite)).select_from(Member)
    due = _due(digest_rules.persons(on_sqlite))
    digests = insert(Outbox).from_select(COLUMNS, _digests(due)).on_conflict_do_nothing()
    queues = insert(RecipientQueue).from_select(
        ["workspace_id", "recipient", "next_at", "undelivered"], _just_made()
    )
    who = select(due.c.member_id, due.c.day).where(true())
    return _Planning(
        people=digest_rules.beside(whose, here).where(*digest_rules.rules(here).values()),
        escalations=insert(Escalation)
        .from_select(_ESCALATION_COLUMNS, escalations(due))
        .on_conflict_do_nothing(),
        digests=digests.returning(Outbox.id),
        queues=marked_undelivered(queues),
        decided=_moved_on(insert(digest_rules.DigestDay).from_select(["member_id", "day"], who)),
    )


def _stands(due: CTE) -> CTE:
    """Each due person beside everybody for whom they answer: themselves and those they stand in for (F23)."""
    common = (due.c.member_id, due.c.day, due.c.lead_by, due.c.am_by, due.c.workspace_id)
    own = select(*common, due.c.member_id.label("for_id"), due.c.role, due.c.department)
    others = (
        select(*common, Member.id.label("for_id"), Member.role, Member.department)
        .select_from(due)
        .join(Member, and_(Member.delegate_id == due.c.member_id, digest_rules.is_away(Member, due.c.day)))
    )
    return own.union_all(others).cte("stands")


def _broken(by: ColumnElement[date]) -> ColumnElement[bool]:
    """Whether the work is late and was promised for `by` or before: its due date, or the date it was snoozed
    to.
    """
    return and_(
        DUE_HERE,
        Deliverable.due_on <= by,
        or_(Deliverable.snoozed_until.is_(None), Deliverable.snoozed_until <= by),
    )


def escalations(due: CTE) -> CompoundSelect[*tuple[Any, ...]]:
    """Escalations for the leads and AMs who are due; a unique key allows each one once (F20).

    The department's first lead and the project's AM are told. Nobody is told of their own work. Work that a
    supplier has, or that waits for other work, does not go to a lead.
    """
    stands = _stands(due)
    promised = case(
        (Deliverable.snoozed_until > Deliverable.due_on, Deliverable.snoozed_until), else_=Deliverable.due_on
    )
    lead = aliased(Member)
    first_lead = (
        select(func.min(lead.id))
        .where(
            lead.workspace_id == stands.c.workspace_id,
            lead.department == stands.c.department,
            lead.role == Role.LEAD,
            lead.gone == false(),
        )
        .correlate(stands)
        .scalar_subquery()
    )

    def of(step: Step) -> Select[*tuple[Any, ...]]:
        return select(
            stands.c.workspace_id,
            Deliverable.id.label("deliverable_id"),
            literal(step, Escalation.step.type).label("step"),
            promised.label("promised_on"),
            stands.c.member_id,
        ).select_from(stands)

    to_leads = (
        of(Step.LEAD)
        .join(
            Deliverable,
            and_(
                Deliverable.workspace_id == stands.c.workspace_id,
                Deliverable.department == stands.c.department,
                _broken(stands.c.lead_by),
            ),
        )
        .join(Project, Project.id == Deliverable.project_id)
        .where(
            stands.c.role == Role.LEAD,
            stands.c.for_id == first_lead,
            digest_rules.is_here(),
            ~dependency.is_blocked(),
        )
    )
    # An AM of a project without an AE gets the list that an AE gets each morning.
    answers = and_(Project.am_id == stands.c.for_id, Project.ae_id.is_not(None))
    to_ams = (
        of(Step.AM)
        .join(Project, answers)
        .join(Deliverable, and_(Deliverable.project_id == Project.id, _broken(stands.c.am_by)))
        # Implied by the above, but PostgreSQL uses the index on the date only with a constant for all rows.
        .where(Deliverable.due_on <= select(func.max(due.c.am_by)).scalar_subquery())
    )
    wanted = [Deliverable.owner_id != stands.c.for_id, Project.state == ProjectState.ACTIVE]
    return union_all(to_leads.where(*wanted), to_ams.where(*wanted))


_ESCALATION_COLUMNS = ["workspace_id", "deliverable_id", "step", "promised_on", "member_id"]


def _due(person: CTE) -> CTE:
    """The given people with the columns that planning needs, without those decided meanwhile."""
    known = (Member.workspace_id, Member.user, Member.role, Member.department)
    undecided = or_(digest_rules.DigestDay.day.is_(None), digest_rules.DigestDay.day < person.c.day)
    return (
        select(person, *known)
        .join(Member, Member.id == person.c.member_id)
        .outerjoin(digest_rules.DigestDay, digest_rules.DigestDay.member_id == Member.id)
        .where(undecided)
        .cte("due")
    )


def redraw_digests(session: Session, member_ids: Collection[int], cause: str, at: datetime) -> None:
    """Queue a redraw of the newest digest of each of these people, including one that was merged.

    Older digests are redrawn when somebody presses a button there: a year of them would take Slack minutes.
    """
    told = aliased(Outbox)
    is_told = exists().where(told.merged_into_id == Outbox.id, told.kind == DIGEST)
    for member_id in sorted(member_ids):
        theirs = (
            select(Outbox)
            .join(Member, and_(Member.workspace_id == Outbox.workspace_id, Member.user == Outbox.recipient))
            .where(Member.id == member_id, or_(Outbox.kind == DIGEST, is_told), Outbox.card_id.is_(None))
        )
        said = theirs.where(Outbox.sent_at.is_not(None))
        newest = said.order_by(Outbox.sent_at.desc(), Outbox.id.desc()).limit(1)
        # A digest that is being sent was rendered before this change.
        for digest in [*session.scalars(newest), *session.scalars(theirs.where(UNDELIVERED))]:
            redraw_card(session, digest, cause, at)


def _digests(due: CTE) -> Select[*tuple[Any, ...]]:
    """The due people who have something due. Each EXISTS stops at the first row of an index."""
    deliverable_due = exists().where(
        digest_rules.is_due(due.c.member_id, due.c.next_day),
        digest_rules.is_awake(due.c.day),
        Project.id == Deliverable.project_id,
        digest_rules.ACTIVE,
    )
    theirs_due = exists().where(
        digest_rules.theirs_is_due(aliased(Member), due.c.member_id, due.c.day, due.c.next_day)
    )
    # Beside what is due, not in one condition with it: that would read all of a person's open work.
    work = digest_rules.holding_up()
    holds_up = exists().where(digest_rules.holds_up(work, due.c.member_id, due.c.next_day, due.c.day))
    theirs_holds_up = exists().where(
        digest_rules.theirs_holds_up(work, aliased(Member), due.c.member_id, due.c.day, due.c.next_day)
    )
    led_holds_up = digest_rules.leads_one(
        due.c.member_id, *digest_rules.led_holds_up(work, due.c.member_id, due.c.day)
    )
    untold = exists().where(Escalation.member_id == due.c.member_id, UNTOLD)
    away = _away(due)
    led_due = digest_rules.leads_one(due.c.member_id, *digest_rules.led_is_due(due.c.member_id, due.c.day))
    led_away = digest_rules.leads_one(due.c.member_id, *digest_rules.led_is_away(due.c.day))
    led_for_due = exists().where(
        away.c.member_id == due.c.member_id,
        or_(
            digest_rules.leads_one(away.c.id, *digest_rules.led_is_due(away.c.id, away.c.day)),
            digest_rules.leads_one(away.c.id, *digest_rules.led_is_away(away.c.day)),
            digest_rules.leads_brief(away.c.id),
            burning.may_burn(away.c.id, away.c.day),
        ),
    )
    burns = burning.may_burn(due.c.member_id, due.c.day)
    not_taken = digest_rules.leads_brief(due.c.member_id)
    said_before = bindparam("said_before", type_=Instant)
    led_points = digest_rules.leads_one(
        due.c.member_id, *digest_rules.led_points_told(due.c.member_id, due.c.day, said_before)
    )
    point_due = exists().where(digest_rules.point_is_due(due.c.member_id, due.c.next_day))
    todo_due = exists().where(digest_rules.todo_is_due(due.c.member_id, due.c.day))
    risk_due = exists().where(
        digest_rules.risk_is_due(due.c.member_id, due.c.day),
        Project.id == Risk.project_id,
        digest_rules.ACTIVE,
    )
    own = or_(deliverable_due, holds_up, todo_due, point_due, risk_due)
    others = or_(
        theirs_due, theirs_holds_up, untold, led_due, led_away, led_holds_up, not_taken, led_points,
        led_for_due, burns,
    )  # fmt: skip
    about = literal("digest:") + cast(due.c.member_id, String)
    return select(*message(due, DIGEST, about)).where(or_(own, others))


def _away(due: CTE) -> CTE:
    """Those on leave for whom the due people stand in, as a table: a condition that is nested any deeper
    would read `due` anew.
    """
    return (
        select(due.c.member_id, due.c.day, Member.id)
        .join(Member, and_(Member.delegate_id == due.c.member_id, digest_rules.is_away(Member, due.c.day)))
        .cte("away")
    )


def message(due: CTE, kind: str, subject: str | ColumnElement[str]) -> list[ColumnElement[Any]]:
    """The values of `COLUMNS` of one message of this kind for each of `due`, for their local day."""
    return [
        due.c.workspace_id,
        due.c.day,
        literal(kind),
        due.c.user,
        literal(""),
        literal(subject) if isinstance(subject, str) else subject,
        literal({}, Outbox.payload.type),
        bindparam("now", type_=Instant),
        literal(OutboxState.PENDING, Outbox.state.type),
        literal(0),
        literal(0),
    ]


COLUMNS = ["workspace_id", "day", "kind", "recipient", "cause", "subject", "payload"]
COLUMNS += ["not_before", "state", "attempts", "stumbles"]
"""What planning writes of a message."""


def _just_made() -> Select[*tuple[Any, ...]]:
    """The queues of the digests that were just inserted, read back because that is cheaper than computing
    them again.

    In the order in which all writers lock queues.
    """
    made = select(Outbox.workspace_id, Outbox.recipient, literal(LONG_AGO, Instant), true()).where(
        Outbox.id.between(bindparam("first"), bindparam("last")),
        Outbox.kind == DIGEST,
        Outbox.not_before == bindparam("now", type_=Instant),
    )
    return made.order_by(Outbox.workspace_id, Outbox.recipient)


def _moved_on(insert: sqlite.Insert | postgresql.Insert) -> Insert:
    return insert.on_conflict_do_update(index_elements=["member_id"], set_={"day": insert.excluded.day})
