"""Big databases for measuring: up to a million deliverables, filled by the databases themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import Connection

from storage.database.engine import Database
from storage.day.digest_rules import LATEST_MINUTE

FEW = datetime(2026, 6, 3, 8, 0, tzinfo=UTC)
"""A Wednesday on which only the first few deliverables are due."""
MANY = datetime(2026, 6, 10, 8, 0, tzinfo=UTC)
"""The Wednesday after it, on which all the overdue are."""
TEAM = "T0AGENCY"
_SCATTER = 7_919
"""A prime, so that what is overdue lies scattered over the table as it does in life."""


@dataclass(frozen=True, slots=True)
class Size:
    """Deliverables: how many are open, how many of these overdue at `FEW` and at `MANY`, how many done."""

    open: int
    first_overdue: int
    overdue: int
    done: int
    owners: int = 5_000
    zones: int = 500
    projects: int = 2_000


SMALL = Size(open=10_000, first_overdue=500, overdue=500, done=2_000)
BIG = Size(open=1_000_000, first_overdue=500, overdue=50_000, done=200_000)


def fill(url: str, size: Size) -> None:
    """People of many zones with projects and deliverables, on the morning of an ordinary day:
    everybody has a queue, and was last decided the day before."""
    zones = ", ".join(f"({number}, '{zone}')" for number, zone in enumerate(_awake()[: size.zones]))
    _run(
        url,
        "CREATE TEMPORARY TABLE bench_zone (number INTEGER, zone VARCHAR)",
        f"INSERT INTO bench_zone VALUES {zones}",
        *_people(size),
        _deliverables(url, size),
    )


def people_of_zones(url: str, owners: Sequence[tuple[str, int]]) -> None:
    """An owner U0, U1 … for every zone and digest minute, each with something that has been overdue for
    long."""
    rows = ", ".join(f"({number}, '{zone}', {minute})" for number, (zone, minute) in enumerate(owners))
    _run(
        url,
        "CREATE TEMPORARY TABLE bench_owner (number INTEGER, zone VARCHAR, minute INTEGER)",
        f"INSERT INTO bench_owner VALUES {rows}",
        _WORKSPACE,
        """INSERT INTO member (id, workspace_id, "user", name, zone, role, external, gone, digest_minute)
        SELECT 1 + number, 1, 'U' || number, 'Người ' || number, zone, 'member', false, false, minute
        FROM bench_owner""",
        """INSERT INTO project (id, workspace_id, name, folded, slug, language, zone, currency, state)
        VALUES (1, 1, 'Dự án', 'du an', 'du-an', 'vi', 'Asia/Ho_Chi_Minh', 'VND', 'active')""",
        """INSERT INTO deliverable (workspace_id, project_id, number, title, owner_id, due_on, status,
        definition_of_done, round)
        SELECT 1, 1, 1 + number, 'Hạng mục', 1 + number, '2025-12-01', 'in_progress', '', 1
        FROM bench_owner""",
    )


def add_old_digests(url: str, days: int, owners: int) -> None:
    """Everybody's digest of so many days gone by: sent, and still there."""
    day = _day(url, "2025-06-01", f"n / {owners}")
    at = f"{day} || ' 02:00:00.000000'" if url.startswith("sqlite") else f"CAST({day} AS TIMESTAMPTZ)"
    columns = "workspace_id, day, kind, recipient, cause, subject, payload, not_before, state, attempts, "
    columns += "stumbles, sent_at, channel, ts"
    _run(
        url,
        f"""INSERT INTO outbox ({columns}) {_series(days * owners)}
            SELECT 1, {day}, 'digest', 'U' || (1 + n % {owners}), '', 'digest:' || (1 + n % {owners}),
            '{{}}', {at}, 'sent', 1, 0, {at}, 'D' || (1 + n % {owners}), '1764000000.' || n FROM series""",
    )


def undo(database: Database, now: datetime) -> None:
    """Take back what a sweep at `now` did, so that the next one finds the same morning."""
    with _unchecked(database) as connection:
        connection.exec_driver_sql(f"DELETE FROM outbox WHERE day = '{now.date()}'")
        connection.exec_driver_sql("UPDATE recipient_queue SET undelivered = false")
        connection.exec_driver_sql(f"UPDATE digest_day SET day = '{now.date() - timedelta(days=1)}'")
    settle(database, "VACUUM outbox, recipient_queue, digest_day")


def settle(database: Database, vacuum: str = "VACUUM ANALYZE") -> None:
    """Do now what the database would do by itself some time later."""
    options = {"liaison_begin": "SELECT 1"} if database.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
    statements = ["SET statement_timeout = 0", vacuum, "CHECKPOINT", "RESET statement_timeout"]
    if database.is_sqlite:
        statements = ["PRAGMA wal_checkpoint(TRUNCATE)"]
    with database.engine.connect().execution_options(**options) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def _run(url: str, *statements: str) -> None:
    database = Database(url)
    with _unchecked(database) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    settle(database)
    database.close()


@contextmanager
def _unchecked(database: Database) -> Iterator[Connection]:
    """A transaction that may take its time. What is written there fits: nobody looks at foreign keys."""
    # Without parameters a percent sign is only that. SQLite takes its pragma outside of transactions only.
    options = {"no_parameters": True, "liaison_begin": "PRAGMA foreign_keys=OFF"}
    begin = ["SET LOCAL session_replication_role = replica", "SET LOCAL statement_timeout = 0"]
    with database.engine.connect().execution_options(**options) as connection:
        for statement in ["BEGIN IMMEDIATE"] if database.is_sqlite else begin:
            connection.exec_driver_sql(statement)
        yield connection
        connection.commit()
        if database.is_sqlite:
            connection.invalidate()


def _awake() -> list[str]:
    """The zones in which it is that day at both instants, and early enough for a digest."""
    here = {zone: MANY.astimezone(ZoneInfo(zone)) for zone in sorted(available_timezones())}
    return [
        zone
        for zone, local in here.items()
        if local.date() == MANY.date() and local.hour * 60 + local.minute < LATEST_MINUTE
    ]


def _series(count: int) -> str:
    """The whole numbers `n` from 0, in the SQL of both engines."""
    return (
        "WITH RECURSIVE series (n) AS "
        f"(SELECT CAST(0 AS BIGINT) UNION ALL SELECT n + 1 FROM series WHERE n < {count - 1})"
    )


def _day(url: str, first: str, after: str) -> str:
    """So many days after a day, in the URL's SQL."""
    if url.startswith("sqlite"):
        return f"date('{first}', ({after}) || ' days')"
    return f"DATE '{first}' + CAST({after} AS INTEGER)"


_WORKSPACE = f"""
    INSERT INTO workspace (
        id, enterprise, team, language, country, zone, digest_minute, quiet_from, quiet_to, makeup_saturdays,
        installed
    ) VALUES (1, '', '{TEAM}', 'vi', 'VN', 'Asia/Ho_Chi_Minh', 0, 1200, 480, false, true)"""


def _people(size: Size) -> tuple[str, ...]:
    return (
        _WORKSPACE,
        f"""INSERT INTO member (id, workspace_id, "user", name, zone, role, external, gone, checked_at)
            {_series(size.owners)}
            SELECT 1 + n, 1, 'U' || (1 + n), 'Người ' || n, zone, 'member', false, false,
            '2030-01-01 00:00:00.000000' FROM series JOIN bench_zone ON number = n % {size.zones}""",
        f"""INSERT INTO project (id, workspace_id, name, folded, slug, channel, ae_id, language, zone,
            currency, state)
            {_series(size.projects)}
            SELECT 1 + n, 1, 'Dự án ' || n, 'du an ' || n, 'du-an-' || n, 'C' || n, 1 + n, 'vi',
            'Asia/Ho_Chi_Minh', 'VND', 'active' FROM series""",
        f"""INSERT INTO recipient_queue (workspace_id, recipient, channel, undelivered, next_at) {_series(size.owners)}
            SELECT 1, 'U' || (1 + n), 'D' || (1 + n), false, '2026-06-01 00:00:00.000000' FROM series""",
        f"""INSERT INTO digest_day (member_id, day) {_series(size.owners)}
            SELECT 1 + n, '2026-06-02' FROM series""",
    )


def _deliverables(url: str, size: Size) -> str:
    """`k` says what a deliverable is: the first few overdue, the other overdue, open or done."""
    count = size.open + size.done
    later = _day(url, "2026-07-01", "k % 300")
    return f"""
        INSERT INTO deliverable (workspace_id, project_id, number, title, owner_id, due_on, status,
        definition_of_done, round) {_series(count)},
        scattered (n, k) AS (SELECT n, (n * {_SCATTER}) % {count} FROM series)
        SELECT 1, 1 + n % {size.projects}, 1 + n / {size.projects}, 'Hạng mục ' || n, 1 + k % {size.owners},
        CASE WHEN k < {size.first_overdue} THEN {_day(url, "2026-05-01", "k % 30")}
        WHEN k < {size.overdue} THEN {_day(url, "2026-06-05", "k % 5")}
        WHEN k < {size.open} THEN {later} ELSE {_day(url, "2026-01-01", "k % 150")} END,
        CASE WHEN k < {size.open} THEN 'in_progress' ELSE 'delivered' END, '', 1
        FROM scattered"""
