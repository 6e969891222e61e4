"""Planning the daily digests, set-based: a few statements for all people of all zones."""

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

from storage.database.base import Instant
from storage.day import digest_rules as turns
from storage.day.escalation import UNTOLD, Rung, Step
from storage.messages.outbox import UNDELIVERED, Outbox, OutboxState, announce, redraw_card
from storage.messages.queue import LONG_AGO, Lane, is_sqlite, marked_waiting, upsert
from storage.people.member import Member, Role
from storage.project.project import Project, ProjectState
from storage.work.deliverable import OPEN, Deliverable, Status

DIGEST = "digest"
_PLANNING = 0x1A151  # any number of our own
_AT_LENGTH = text("SET LOCAL statement_timeout = '30s'")
"""No ack hangs on planning: cut off like other statements, it would never end where very many are due."""


def zones(session: Session) -> Sequence[tuple[int, str]]:
    """The pairs (workspace, zone) that somebody lives in."""
    rows = session.execute(select(Member.workspace_id, Member.zone).where(Member.gone.is_(False)).distinct())
    return [(workspace_id, zone) for workspace_id, zone in rows]


def in_zone(session: Session, workspace_id: int, zone: str, most: int) -> Sequence[int]:
    """Some of those who live in a zone."""
    there = select(Member.id).where(Member.workspace_id == workspace_id, Member.zone == zone)
    return session.scalars(there.where(Member.gone.is_(False)).order_by(Member.id).limit(most)).all()


def whose_turn(session: Session, local_times: Sequence[turns.LocalTime]) -> list[turns.Turn]:
    """Those whose hour has come, and for whom nothing was decided today."""
    working = [row for row in local_times if row.kept_by is None]
    if not working:
        return []
    bound = {"local_times": turns.as_json(working)}
    found = session.connection().execute(_planning(is_sqlite(session)).turns, bound)
    return [turns.Turn(row) for row in found.scalars().all()]


def plan_digests(session: Session, now: datetime, people: Sequence[turns.Turn]) -> int:
    """Put today's digest into the outbox of those of these people who have something due.

    `now` is the business instant. Who was decided meanwhile is left alone. Returns how many are new.
    """
    planning, connection = _planning(is_sqlite(session)), session.connection()
    bound = {"now": now, "persons": turns.as_persons(people)}
    if not is_sqlite(session):
        connection.execute(_AT_LENGTH)
    connection.execute(planning.rungs, bound)
    made = connection.execute(planning.digests, bound).scalars().all()
    if made:
        connection.execute(planning.lanes, {"now": now, "first": min(made), "last": max(made)})
    connection.execute(planning.decided, bound)
    announce(session)
    return len(made)


def planning_alone(session: Session) -> bool:
    """Whether nobody else plans at this very moment, so that planners do not wait for each other's rows.

    It only saves effort: the keys keep a digest from being planned twice. SQLite has one writer anyway.
    """
    return is_sqlite(session) or bool(session.scalar(select(func.pg_try_advisory_xact_lock(_PLANNING))))


def decide(session: Session, member_id: int, day: date) -> None:
    """Say that this person's digest of this local day is decided: there will be none, or no other."""
    insert = upsert(session, turns.DigestDay).values(member_id=member_id, day=day)
    session.execute(_moved_on(insert))


@dataclass(frozen=True, slots=True)
class _Planning:
    """The statements of one tick. Their parameters: for the turns `local_times`, for the others `now`, and
    `persons` or the `first` and `last` digest. Made once, for to build them takes longer than to run them."""

    turns: Select[str]
    rungs: Insert
    digests: ReturningInsert[int]
    lanes: Insert
    decided: Insert


@cache
def _planning(on_sqlite: bool) -> _Planning:
    insert = sqlite.insert if on_sqlite else postgresql.insert
    here = turns.local_times(on_sqlite)
    whose = select(turns.turn(here, on_sqlite)).select_from(Member)
    turn = _turn(turns.persons(on_sqlite))
    digests = insert(Outbox).from_select(_DIGEST_COLUMNS, _digests(turn)).on_conflict_do_nothing()
    lanes = insert(Lane).from_select(["workspace_id", "recipient", "next_at", "waiting"], _just_made())
    who = select(turn.c.member_id, turn.c.day).where(true())
    return _Planning(
        turns=turns.beside(whose, here).where(*turns.rules(here).values()),
        rungs=insert(Rung).from_select(_RUNG_COLUMNS, rungs(turn)).on_conflict_do_nothing(),
        digests=digests.returning(Outbox.id),
        lanes=marked_waiting(lanes),
        decided=_moved_on(insert(turns.DigestDay).from_select(["member_id", "day"], who)),
    )


def _stands(turn: CTE) -> CTE:
    """Whoever's turn it is, for themselves and for those they stand in for (F23)."""
    common = (turn.c.member_id, turn.c.day, turn.c.lead_by, turn.c.am_by, turn.c.workspace_id)
    own = select(*common, turn.c.member_id.label("for_id"), turn.c.role, turn.c.department)
    others = (
        select(*common, Member.id.label("for_id"), Member.role, Member.department)
        .select_from(turn)
        .join(Member, and_(Member.delegate_id == turn.c.member_id, turns.is_away(Member, turn.c.day)))
    )
    return own.union_all(others).cte("stands")


def _broken(by: ColumnElement[date]) -> ColumnElement[bool]:
    """The promise was for `by` or before: the due date, or the day it was snoozed to since."""
    return and_(
        OPEN,
        Deliverable.due_on <= by,
        or_(Deliverable.snoozed_until.is_(None), Deliverable.snoozed_until <= by),
    )


def rungs(turn: CTE) -> CompoundSelect[*tuple[Any, ...]]:
    """What leads and AMs whose turn it is are to hear of; a key keeps each rung to one telling (F20).

    A department's first lead hears, and the project's AM, or its AE where it has none; nobody hears of
    their own work. What lies with the client is no lead's business.
    """
    stands = _stands(turn)
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
            literal(step, Rung.step.type).label("step"),
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
            Deliverable.status != Status.WITH_CLIENT,
        )
    )
    answers = or_(
        Project.am_id == stands.c.for_id, and_(Project.am_id.is_(None), Project.ae_id == stands.c.for_id)
    )
    to_ams = (
        of(Step.AM)
        .join(Project, answers)
        .join(Deliverable, and_(Deliverable.project_id == Project.id, _broken(stands.c.am_by)))
        # Follows from the above; PostgreSQL looks a date up in the index only if it is one for all of them.
        .where(Deliverable.due_on <= select(func.max(turn.c.am_by)).scalar_subquery())
    )
    wanted = [Deliverable.owner_id != stands.c.for_id, Project.state == ProjectState.ACTIVE]
    return union_all(to_leads.where(*wanted), to_ams.where(*wanted))


_RUNG_COLUMNS = ["workspace_id", "deliverable_id", "step", "promised_on", "member_id"]


def _turn(person: CTE) -> CTE:
    """Those given, with what planning needs to know of them, unless they were decided meanwhile."""
    known = (Member.workspace_id, Member.user, Member.role, Member.department)
    undecided = or_(turns.DigestDay.day.is_(None), turns.DigestDay.day < person.c.day)
    return (
        select(person, *known)
        .join(Member, Member.id == person.c.member_id)
        .outerjoin(turns.DigestDay, turns.DigestDay.member_id == Member.id)
        .where(undecided)
        .cte("turn")
    )


def redraw_digests(session: Session, member_ids: Collection[int], cause: str, at: datetime) -> None:
    """Queue a redraw of the newest digest of each of these people, by itself or told in another message.

    An older one is redrawn when somebody presses in it: a year of them would keep Slack busy for minutes.
    """
    told = aliased(Outbox)
    is_told = exists().where(told.told_in_id == Outbox.id, told.kind == DIGEST)
    for member_id in sorted(member_ids):
        theirs = (
            select(Outbox)
            .join(Member, and_(Member.workspace_id == Outbox.workspace_id, Member.user == Outbox.recipient))
            .where(Member.id == member_id, or_(Outbox.kind == DIGEST, is_told), Outbox.card_id.is_(None))
        )
        said = theirs.where(Outbox.sent_at.is_not(None))
        newest = said.order_by(Outbox.sent_at.desc(), Outbox.id.desc()).limit(1)
        # One that is on the line was drawn before this change.
        for digest in [*session.scalars(newest), *session.scalars(theirs.where(UNDELIVERED))]:
            redraw_card(session, digest, cause, at)


def _digests(turn: CTE) -> Select[*tuple[Any, ...]]:
    """Whoever's turn it is and has something due. Each asks for a first one only, by index."""
    deliverable_due = exists().where(
        turns.is_due(turn.c.member_id, turn.c.next_day),
        turns.is_awake(turn.c.day),
        Project.id == Deliverable.project_id,
        turns.ACTIVE,
    )
    theirs_due = exists().where(
        turns.theirs_is_due(aliased(Member), turn.c.member_id, turn.c.day, turn.c.next_day)
    )
    untold = exists().where(Rung.member_id == turn.c.member_id, UNTOLD)
    todo_due = exists().where(turns.todo_is_due(turn.c.member_id, turn.c.day))
    return select(
        turn.c.workspace_id,
        turn.c.day,
        literal(DIGEST),
        turn.c.user,
        literal(""),
        literal("digest:") + cast(turn.c.member_id, String),
        literal({}, Outbox.payload.type),
        bindparam("now", type_=Instant),
        literal(OutboxState.PENDING, Outbox.state.type),
        literal(0),
        literal(0),
    ).where(or_(deliverable_due, todo_due, theirs_due, untold))


_DIGEST_COLUMNS = ["workspace_id", "day", "kind", "recipient", "cause", "subject", "payload"]
_DIGEST_COLUMNS += ["not_before", "state", "attempts", "stumbles"]


def _just_made() -> Select[*tuple[Any, ...]]:
    """The lanes of the digests that were just made: read back, which is less than to look again.

    In the order in which all who write take lanes.
    """
    made = select(Outbox.workspace_id, Outbox.recipient, literal(LONG_AGO, Instant), true()).where(
        Outbox.id.between(bindparam("first"), bindparam("last")),
        Outbox.kind == DIGEST,
        Outbox.not_before == bindparam("now", type_=Instant),
    )
    return made.order_by(Outbox.workspace_id, Outbox.recipient)


def _moved_on(insert: sqlite.Insert | postgresql.Insert) -> Insert:
    return insert.on_conflict_do_update(index_elements=["member_id"], set_={"day": insert.excluded.day})
