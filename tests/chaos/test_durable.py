"""A commit outlives a crash of PostgreSQL, even where the server's own default would let it go."""

from __future__ import annotations

import time

import psycopg
import pytest
from sqlalchemy import func, select

from desk.core.errors import Busy
from storage.database.engine import Database
from storage.people.member import Member
from tests.support import postgresql
from tests.support.patience import Waiting
from tests.support.world import World


def test_what_is_committed_right_before_a_crash_is_there_after_it(crashing_url: str) -> None:
    with psycopg.connect(crashing_url, autocommit=True) as admin:
        admin.execute("ALTER DATABASE crashing SET synchronous_commit = off")
    database = Database(crashing_url)
    world = World(database)
    for number in range(20):
        world.person(f"U{number:02d}")
    postgresql.crash(crashing_url)
    assert _people(database) == 20
    database.close()


def _people(database: Database, seconds: float = 30) -> int:
    waiting = Waiting(seconds)
    while waiting.goes_on():
        try:
            with database.read() as session:
                return session.scalar(select(func.count()).select_from(Member)) or 0
        except Busy:
            time.sleep(0.05)
    pytest.fail("the server did not come back")
