"""Two other ways to plan the digests of `benchmarks.big`: by hand in SQL, and as a textbook would."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from bot.tick import PEOPLE_AT_ONCE
from desk.core.calendar import WorkCalendar, zone_row
from desk.day.planning import AM_AFTER, LEAD_AFTER
from storage.database.dialect import LONG_AGO
from storage.database.engine import Database
from storage.day.digest_rules import LATEST_MINUTE, DigestDay
from storage.day.reminders import DIGEST
from storage.messages.outbox import Outbox
from storage.messages.recipient_queue import RecipientQueue
from storage.people.member import Member
from storage.people.workspace import Workspace
from storage.project.project import Project, ProjectState
from storage.work.deliverable import SILENT, Deliverable


@contextmanager
def by_hand(url: str) -> Iterator[ByHand]:
    """The statements of our planning, written by hand for the engine's own driver."""
    if url.startswith("sqlite"):
        sqlite = sqlite3.connect(str(make_url(url).database), isolation_level=None)
        for pragma in ("synchronous=FULL", "foreign_keys=ON"):
            sqlite.execute(f"PRAGMA {pragma}")
        yield ByHand(sqlite, "SELECT 1", "BEGIN IMMEDIATE", ":", _SQLITE_ZONES, _SQLITE_PERSONS)
        sqlite.close()
        return
    with psycopg.connect(url, autocommit=True) as connection:
        alone = "SELECT pg_try_advisory_xact_lock(107678)"
        yield ByHand(connection, alone, "BEGIN", "%", _POSTGRESQL_ZONES, _POSTGRESQL_PERSONS)


class ByHand:
    """A connection of a driver, and the statements in its dialect."""

    def __init__(self, connection: Any, alone: str, begin: str, mark: str, zones: str, persons: str) -> None:
        self._connection, self._alone, self._begin = connection, alone, begin
        as_json = "json_object" if mark == ":" else "json_build_object"
        turn = f"WITH person AS MATERIALIZED ({persons}), turn AS ({_TURN})"
        statements = (
            f"WITH local_time AS MATERIALIZED ({zones}) {_TURNS.format(json_object=as_json)}",
            f"{turn} {_STANDS} {_ESCALATIONS}",
            f"{turn} {_DIGESTS}",
            _LANES,
            f"{turn} {_DECIDED}",
        )
        self._statements = [
            one if mark == ":" else re.sub(r":(zones|persons|now|first|last)\b", r"%(\1)s", one)
            for one in statements
        ]
        self._notifies = mark == "%"

    def plan(self, now: datetime) -> int:
        """Plan for as many people a transaction as the product does; returns how many digests are new."""
        run = self._connection.execute
        turns, escalations, digests, queues, decided = self._statements
        instant = {"now": now.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")}
        people = [row[0] for row in run(turns, {"zones": self._zones(now)}).fetchall()]
        count = 0
        for start in range(0, len(people), PEOPLE_AT_ONCE):
            some = {"persons": f"[{','.join(people[start : start + PEOPLE_AT_ONCE])}]"}
            run(self._begin)
            run(self._alone)
            run(escalations, some)
            made = [row[0] for row in run(digests, some | instant).fetchall()]
            run(queues, instant | {"first": min(made), "last": max(made)})
            run(decided, some)
            if self._notifies:
                run("SELECT pg_notify('liaison_outbox', '')")
            run("COMMIT")
            count += len(made)
        return count

    def _zones(self, now: datetime) -> str:
        run = self._connection.execute
        pairs = run("SELECT DISTINCT workspace_id, zone FROM member WHERE NOT gone").fetchall()
        country = run("SELECT country FROM workspace WHERE id = 1").fetchone()[0]
        days = run("SELECT day, working FROM calendar_override WHERE workspace_id = 1").fetchall()
        calendar = WorkCalendar(country, dict(days))
        here = [(workspace_id, zone_row(now, zone, calendar)) for workspace_id, zone in pairs]
        rows = [
            {
                "workspace_id": workspace_id, "zone": row.zone, "day": row.day.isoformat(),
                "minute": row.minute, "next_day": row.next_working_day.isoformat(),
                "lead_by": calendar.before(row.day, LEAD_AFTER).isoformat(),
                "am_by": calendar.before(row.day, AM_AFTER).isoformat(),
            }
            for workspace_id, row in here
            if row.working and row.minute < LATEST_MINUTE
        ]  # fmt: skip
        return json.dumps(rows)


_SQLITE_ZONES = """
    SELECT json_extract(value, '$.workspace_id') AS workspace_id, json_extract(value, '$.zone') AS zone,
    json_extract(value, '$.day') AS day, json_extract(value, '$.minute') AS minute,
    json_extract(value, '$.next_day') AS next_day, json_extract(value, '$.lead_by') AS lead_by,
    json_extract(value, '$.am_by') AS am_by FROM json_each(:zones)"""
_POSTGRESQL_ZONES = """
    SELECT * FROM jsonb_to_recordset(CAST(:zones AS JSONB))
    AS given (workspace_id INTEGER, zone TEXT, day DATE, minute INTEGER, next_day DATE, lead_by DATE,
    am_by DATE)"""
_SQLITE_PERSONS = """
    SELECT json_extract(value, '$.member_id') AS member_id, json_extract(value, '$.day') AS day,
    json_extract(value, '$.next_day') AS next_day, json_extract(value, '$.lead_by') AS lead_by,
    json_extract(value, '$.am_by') AS am_by FROM json_each(:persons)"""
_POSTGRESQL_PERSONS = """
    SELECT * FROM jsonb_to_recordset(CAST(:persons AS JSONB))
    AS given (member_id INTEGER, day DATE, next_day DATE, lead_by DATE, am_by DATE)"""
_TURNS = """
    SELECT CAST({json_object}('member_id', member.id, 'day', local_time.day, 'next_day', next_day,
        'lead_by', lead_by, 'am_by', am_by) AS TEXT)
    FROM member JOIN workspace ON workspace.id = member.workspace_id
    JOIN local_time ON local_time.workspace_id = member.workspace_id AND local_time.zone = member.zone
    LEFT JOIN digest_day ON digest_day.member_id = member.id
    WHERE NOT member.gone AND NOT member.external
    AND local_time.minute >= coalesce(member.digest_minute, workspace.digest_minute)
    AND (digest_day.day IS NULL OR digest_day.day < local_time.day)
    AND (member.leave_from IS NULL OR member.leave_from > local_time.day
        OR member.leave_to < local_time.day)"""
_TURN = """
    SELECT person.*, member.workspace_id, member."user", member.role, member.department
    FROM person JOIN member ON member.id = person.member_id
    LEFT JOIN digest_day ON digest_day.member_id = member.id
    WHERE digest_day.day IS NULL OR digest_day.day < person.day"""
_STANDS = """, stands AS (
    SELECT member_id, lead_by, am_by, workspace_id, member_id AS for_id, role, department FROM turn
    UNION ALL SELECT turn.member_id, turn.lead_by, turn.am_by, turn.workspace_id, member.id, member.role,
    member.department FROM turn JOIN member ON member.delegate_id = turn.member_id
    WHERE member.leave_from <= turn.day AND member.leave_to >= turn.day AND NOT member.gone) """
_PROMISED = "CASE WHEN snoozed_until > due_on THEN snoozed_until ELSE due_on END"
_LATE = """status NOT IN ('delivered', 'on_hold', 'cancelled') AND owner_id <> for_id
    AND project.state = 'active' AND due_on <= {by} AND (snoozed_until IS NULL OR snoozed_until <= {by})"""
_ESCALATIONS = f"""
    INSERT INTO escalation (workspace_id, deliverable_id, step, promised_on, member_id)
    SELECT stands.workspace_id, deliverable.id, 'lead', {_PROMISED}, member_id FROM stands
    JOIN deliverable ON deliverable.workspace_id = stands.workspace_id
        AND deliverable.department = stands.department
    JOIN project ON project.id = project_id
    WHERE role = 'lead' AND status <> 'with_client' AND {_LATE.format(by="lead_by")}
    AND for_id = (SELECT min(id) FROM member WHERE member.workspace_id = stands.workspace_id
        AND member.department = stands.department AND member.role = 'lead' AND NOT gone)
    UNION ALL SELECT stands.workspace_id, deliverable.id, 'am', {_PROMISED}, member_id FROM stands
    JOIN project ON am_id = for_id OR (am_id IS NULL AND ae_id = for_id)
    JOIN deliverable ON project_id = project.id
    WHERE {_LATE.format(by="am_by")}
    ON CONFLICT DO NOTHING"""
_DIGESTS = """
    INSERT INTO outbox (workspace_id, day, kind, recipient, cause, subject, payload, not_before, state,
    attempts, stumbles)
    SELECT workspace_id, day, 'digest', "user", '', 'digest:' || CAST(member_id AS VARCHAR), '{}', :now,
    'pending', 0, 0 FROM turn
    WHERE EXISTS (SELECT 1 FROM deliverable JOIN project ON project.id = deliverable.project_id
        WHERE owner_id = turn.member_id AND status NOT IN ('delivered', 'on_hold', 'cancelled')
        AND due_on <= turn.next_day AND (snoozed_until IS NULL OR snoozed_until <= turn.day)
        AND project.state = 'active')
    OR EXISTS (SELECT 1 FROM todo WHERE todo.owner_id = turn.member_id AND done_at IS NULL
        AND todo.due_on <= turn.day)
    OR EXISTS (SELECT 1 FROM member AS away
        JOIN deliverable ON deliverable.owner_id = away.id
        JOIN project ON project.id = deliverable.project_id
        WHERE away.delegate_id = turn.member_id AND NOT away.gone AND away.leave_from <= turn.day
        AND away.leave_to >= turn.day AND status NOT IN ('delivered', 'on_hold', 'cancelled')
        AND due_on <= turn.next_day AND (snoozed_until IS NULL OR snoozed_until <= turn.day)
        AND project.state = 'active')
    OR EXISTS (SELECT 1 FROM escalation WHERE escalation.member_id = turn.member_id AND digest_id IS NULL)
    ON CONFLICT DO NOTHING RETURNING id"""
_LANES = """
    INSERT INTO recipient_queue (workspace_id, recipient, next_at, undelivered)
    SELECT workspace_id, recipient, '2000-01-01 00:00:00.000000', true FROM outbox
    WHERE id BETWEEN :first AND :last AND kind = 'digest' AND not_before = :now
    ON CONFLICT (workspace_id, recipient) DO UPDATE SET undelivered = true"""
_DECIDED = """
    INSERT INTO digest_day (member_id, day) SELECT member_id, day FROM turn WHERE true
    ON CONFLICT (member_id) DO UPDATE SET day = excluded.day"""


def as_a_textbook(database: Database, now: datetime) -> int:
    """All open deliverables as objects; for each one that is due, look whether its owner's digest exists, and
    add it. Kind to itself: each owner's clock is read once. Returns how many digests are new."""
    made, here = 0, dict[int, Any]()
    with Session(database.engine) as session, session.begin():
        if not database.is_sqlite:
            session.connection().exec_driver_sql("SET LOCAL statement_timeout = 0")
        home = session.get_one(Workspace, 1)
        calendar = WorkCalendar(home.country)
        for work in session.scalars(select(Deliverable).where(Deliverable.status.not_in(SILENT))).all():
            owner = session.get_one(Member, work.owner_id)
            row = here.setdefault(owner.id, None) or zone_row(now, owner.zone, calendar)
            here[owner.id] = row
            hour = home.digest_minute if owner.digest_minute is None else owner.digest_minute
            is_time = row.working and hour <= row.minute < LATEST_MINUTE
            if not is_time or work.due_on > row.next_working_day or owner.gone or owner.external:
                continue
            if session.get_one(Project, work.project_id).state is not ProjectState.ACTIVE:
                continue
            made += _add_unless_there(session, owner, row.day, now)
    return made


def _add_unless_there(session: Session, owner: Member, day: Any, now: datetime) -> int:
    key = {"day": day, "kind": DIGEST, "recipient": owner.user, "cause": ""}
    if session.scalars(select(Outbox).filter_by(**key)).first() is not None:
        return 0
    session.add(
        Outbox(
            workspace_id=owner.workspace_id, subject=f"digest:{owner.id}", payload={}, not_before=now, **key
        )
    )
    queue = session.scalars(select(RecipientQueue).filter_by(recipient=owner.user)).first()
    if queue is None:
        queue = RecipientQueue(workspace_id=owner.workspace_id, recipient=owner.user, next_at=LONG_AGO)
        session.add(queue)
    queue.undelivered = True
    decided = session.scalars(select(DigestDay).filter_by(member_id=owner.id)).first()
    if decided is None:
        decided = DigestDay(member_id=owner.id)
        session.add(decided)
    decided.day = day
    return 1
