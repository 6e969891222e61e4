"""Sessions: nothing is lost under concurrent writers, and every wait has an end."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
import traceback
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from storage.database.engine import WAIT_SECONDS, Database
from storage.database.errors import Busy
from storage.work.deliverable import Deliverable
from tests.support.patience import patience
from tests.support.world import World

TYPED = "bí mật của khách"


def test_concurrent_writers_lose_no_update(database: Database) -> None:
    world = World(database)
    huong = world.person("U01HUONG")
    world.project(huong)
    work = world.deliverable(huong, date(2026, 12, 15))

    def raise_round() -> None:
        for _ in range(20):
            with database.write() as session:
                huong.begin(session, "round", world.now)
                row = session.scalars(
                    select(Deliverable).where(Deliverable.id == work).with_for_update()
                ).one()
                row.round += 1

    threads = [threading.Thread(target=raise_round) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert session.get_one(Deliverable, work).round == 81


def test_no_two_threads_make_what_compiled_statements_are_kept_by() -> None:
    made = "from sqlalchemy import Delete, Insert, Update; from sqlalchemy.sql import annotation; "
    made += "print({Delete, Insert, Update} <= set(annotation.annotated_classes))"
    ran = subprocess.run(
        [sys.executable, "-c", f"import storage.database.engine; {made}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ran.stdout == "True\n"


def test_a_failed_use_case_leaves_nothing_behind(database: Database) -> None:
    world = World(database)
    huong = world.person("U01HUONG")
    world.project(huong)
    with pytest.raises(ZeroDivisionError), database.write() as session:
        huong.begin(session, "add", world.now)
        session.add(Deliverable(
            workspace_id=huong.workspace_id, project_id=world.projects["tet-2027"], number=1, title="KV",
            owner_id=huong.member_id, due_on=date(2026, 12, 1),
        ))  # fmt: skip
        session.flush()
        raise ZeroDivisionError
    with database.read() as session:
        assert session.scalars(select(Deliverable)).all() == []


def test_a_locked_sqlite_is_busy_within_the_budget_and_works_again(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    world = World(database)
    world.person("U01HUONG")
    other = sqlite3.connect(str(make_url(sqlite_url).database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    with pytest.raises(Busy):
        world.person("U02MINH")
    assert time.monotonic() - started < WAIT_SECONDS + patience(1)
    other.close()
    assert world.person("U02MINH").user == "U02MINH"
    database.close()


def test_writers_of_a_sqlite_go_in_the_order_of_asking(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    order = list[str]()

    def write(name: str) -> None:
        with database.write():
            order.append(name)

    others = [threading.Thread(target=write, args=[name]) for name in ("first", "second", "third")]
    with database.write():
        for other in others:
            other.start()
            time.sleep(0.05)  # it waits by now
    write("again")  # whoever just had it does not push in
    for other in others:
        other.join()
    assert order == ["first", "second", "third", "again"]
    database.close()


def test_a_locked_row_in_postgresql_is_busy_within_the_budget(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    world = World(database)
    huong = world.person("U01HUONG")
    world.project(huong)
    work = world.deliverable(huong, date(2026, 12, 15))
    with database.engine.connect() as other:
        other.execute(text("SELECT * FROM deliverable FOR UPDATE"))
        with pytest.raises(Busy), database.write() as session:
            huong.begin(session, "move", world.now)
            session.get_one(Deliverable, work).title = "KV phụ"
    database.close()


def test_an_unknown_table_is_not_called_busy(database: Database) -> None:
    with pytest.raises(Exception, match="nowhere") as caught, database.read() as session:
        session.execute(text("SELECT * FROM nowhere"))
    assert not isinstance(caught.value, Busy)


@pytest.mark.parametrize(
    "statement",
    ["SELECT * FROM nowhere WHERE words = :words", "INSERT INTO workspace (team) VALUES (:words)"],
)
def test_an_error_does_not_repeat_what_was_typed(database: Database, statement: str) -> None:
    with pytest.raises(DBAPIError) as caught, database.write() as session:
        session.execute(text(statement), {"words": TYPED})
    assert TYPED not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(("asked", "name"), [({}, "liaison"), ({"application_name": "door"}, "door")])
def test_whoever_looks_at_postgresql_sees_whose_connections_they_are(
    postgresql_url: str, asked: dict[str, str], name: str
) -> None:
    database = Database(
        make_url(postgresql_url).update_query_dict(asked).render_as_string(hide_password=False)
    )
    with database.read() as session:
        assert session.scalar(text("SHOW application_name")) == name
    database.close()
