"""Locks: who decides from a row does so alone, nobody waits in a circle, a key that is hit is tried again."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storage.client.client import Client
from storage.database import locks
from storage.database.engine import Database
from storage.database.errors import Lost
from storage.database.locks import OutOfOrder
from storage.messages import outbox
from storage.messages.outbox import Outbox
from storage.project.project import Project
from tests.support.patience import patience
from tests.support.world import NOW, World

Take = Callable[[Session], None]


@pytest.fixture
def world(database: Database) -> World:
    world = World(database)
    huong = world.person("U01HUONG")
    for number in range(2):
        world.project(huong, f"Dự án {number}", f"du-an-{number}")
    return world


IN_ORDER: list[Take] = [
    lambda s: locks.request(s, 1, "a"),
    lambda s: locks.change(s, 1),
    lambda s: locks.workspace(s, 1),
    lambda s: locks.projects(s, 1),
    lambda s: locks.projects(s, 2),
    lambda s: locks.people(s, 1),
    lambda s: locks.channel(s, 1),
]


def test_locks_are_taken_in_one_order_and_once(world: World) -> None:
    with world.database.write() as session:
        for take in [*IN_ORDER, *reversed(IN_ORDER)]:  # what is held need not be taken again
            take(session)


@pytest.mark.parametrize("late", range(1, len(IN_ORDER)))
def test_a_lock_out_of_order_is_a_programming_error_on_any_database(world: World, late: int) -> None:
    with pytest.raises(OutOfOrder), world.database.write() as session:
        IN_ORDER[late](session)
        IN_ORDER[late - 1](session)


def test_a_commit_gives_locks_back(world: World) -> None:
    for take in reversed(IN_ORDER):
        with world.database.write() as session:
            take(session)


def test_who_waited_reads_what_was_decided_meanwhile(world: World) -> None:
    seen: list[str] = []
    is_held = threading.Event()

    def wait() -> None:
        is_held.wait()
        with world.database.write() as session:
            row = session.get_one(Project, 1)
            locks.projects(session, row.id)
            seen.append(row.name)

    waiting = threading.Thread(target=wait)
    waiting.start()
    with world.database.write() as session:
        locks.projects(session, 1)
        is_held.set()
        waiting.join(0.3)
        session.execute(text("UPDATE project SET name = 'Tên mới' WHERE id = 1"))
    waiting.join()
    assert seen == ["Tên mới"]


def test_messages_to_the_same_people_in_any_order_are_no_deadlock(world: World) -> None:
    failed: list[Exception] = []
    both_began = threading.Barrier(1 if world.database.is_sqlite else 2)  # SQLite has one writer

    def say(users: list[str]) -> None:
        try:
            with world.database.write() as session:
                for user in users:
                    outbox.enqueue(
                        session, workspace_id=1, kind="notice", recipient=user, cause=users[0], at=NOW
                    )
                    if user is users[0]:
                        both_began.wait(patience(5))
        except Exception as error:  # noqa: BLE001 - looked at in the thread of the test
            failed.append(error)

    users = ["U01", "U02", "U03"]
    threads = [threading.Thread(target=say, args=[order]) for order in (users, users[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with world.database.read() as session:
        rows = session.execute(select(Outbox.recipient, Outbox.cause).order_by(Outbox.id)).all()
        assert sorted(rows) == sorted((user, cause) for user in users for cause in ("U01", "U03"))


def test_what_is_rolled_back_is_not_said(world: World) -> None:
    with world.database.write() as session:
        outbox.enqueue(session, workspace_id=1, kind="notice", recipient="U01", cause="a", at=NOW)
        session.rollback()
    with world.database.read() as session:
        assert session.scalars(select(Outbox)).all() == []


def test_what_a_savepoint_takes_back_is_neither_said_nor_held(world: World) -> None:
    with world.database.write() as session:
        outbox.enqueue(session, workspace_id=1, kind="notice", recipient="U01", cause="stays", at=NOW)
        with pytest.raises(ZeroDivisionError), session.begin_nested():
            locks.people(session, 1)
            outbox.enqueue(session, workspace_id=1, kind="notice", recipient="U01", cause="goes", at=NOW)
            raise ZeroDivisionError
        with session.begin_nested():
            locks.projects(session, 1)
            outbox.enqueue(session, workspace_id=1, kind="notice", recipient="U01", cause="kept", at=NOW)
    with world.database.read() as session:
        assert session.scalars(select(Outbox.cause).order_by(Outbox.id)).all() == ["stays", "kept"]


def test_a_key_that_is_hit_and_a_row_that_is_gone_may_be_tried_again(world: World) -> None:
    huong = world.person("U01HUONG")

    def add_client(session: Session) -> None:
        huong.begin(session, "test", NOW)
        session.add(Client(workspace_id=1, name="Mộc An", folded="moc an", language="vi"))

    def change_what_is_gone(session: Session) -> None:
        huong.begin(session, "test", NOW)
        row = session.scalars(select(Client)).one()
        session.execute(text("DELETE FROM client"))
        row.name = "Mộc"

    with world.database.write() as session:
        add_client(session)
    for act in (add_client, change_what_is_gone):
        with pytest.raises(Lost), world.database.write() as session:
            act(session)


def test_what_a_table_forbids_otherwise_stays_an_error(world: World) -> None:
    with pytest.raises(IntegrityError), world.database.write() as session:
        session.execute(text("INSERT INTO workspace (team) VALUES ('T2')"))
