"""Private to-dos: how a line is read, and that nobody else ever has them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from desk.core.actor import Actor
from desk.core.errors import Invalid, NotAllowed, NotFound
from desk.day import digest, todo
from desk.day.todo import Saved, Task
from storage.database.engine import Database
from storage.database.history import ChangeItem, ChangeRow
from storage.day.todo import Todo
from storage.messages.outbox import Outbox
from tests.support.world import NOW, World

TODAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


@pytest.fixture
def lan(world: World) -> Actor:
    return world.person("U03LAN", "Phạm Ngọc Lan")


def add(world: World, who: Actor, text: str) -> Task:
    with world.database.write() as session:
        saved = todo.add(session, who, text, NOW)
    assert isinstance(saved, Saved)
    assert saved.task
    return saved.task


def rows(world: World, table: Any) -> list[Any]:
    with world.database.read() as session:
        return list(session.scalars(select(table).order_by(table.id)))


@pytest.mark.parametrize(
    ("typed", "text", "due", "minute"),
    [
        ("gọi client 9h mai", "gọi client", TOMORROW, 540),
        ("mai 9h gọi client", "gọi client", TOMORROW, 540),
        ("gọi client", "gọi client", TODAY, None),
        ("chiều mai gọi client", "chiều mai gọi client", TOMORROW, None),
        ("gọi client 15h30", "gọi client", TODAY, 15 * 60 + 30),
        ("gửi CE thứ 6", "gửi CE", date(2026, 11, 27), None),
        ("call client fri 5pm", "call client", date(2026, 11, 27), 17 * 60),
        ("đọc brief  <!channel> & 🧧", "đọc brief <!channel> & 🧧", TODAY, None),
        ("gấp: gọi client", "gấp: gọi client", TODAY, None),
    ],
)
def test_a_todo_is_read(
    world: World, lan: Actor, typed: str, text: str, due: date, minute: int | None
) -> None:
    kept = add(world, lan, typed)
    assert (kept.text, kept.due_on, kept.due_minute, kept.is_open) == (text, due, minute, True)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("mai", "error.todo_empty"),
        (" - ", "error.todo_empty"),
        ("x" * 501, "error.todo_long"),
    ],
)
def test_a_todo_that_cannot_be_kept(world: World, lan: Actor, typed: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        add(world, lan, typed)
    assert (refused.value.field, refused.value.reason) == ("text", reason)
    assert rows(world, Todo) == []


def test_only_its_owner_sees_and_changes_it(world: World, lan: Actor) -> None:
    huong, chi = world.person("U01HUONG"), world.person("U06CHI", guest=True)
    kept = add(world, lan, "gọi client 9h mai")
    for what in (todo.done, todo.drop):
        with pytest.raises(NotFound), world.database.write() as session:
            what(session, huong, kept.id, NOW)
    with pytest.raises(NotAllowed):
        add(world, chi, "gọi client")
    with world.database.read() as session:
        assert todo.mine(session, huong, NOW) == []
        assert list(digest.of_actor(session, huong, NOW).todos) == []
        assert [one.id for one in todo.mine(session, lan, NOW)] == [kept.id]
    assert [row.recipient for row in rows(world, Outbox)] == [lan.user]


def test_done_twice_is_one_change(world: World, lan: Actor) -> None:
    kept = add(world, lan, "gọi client 9h mai")
    for _ in range(2):
        with world.database.write() as session:
            assert not todo.done(session, lan, kept.id, NOW).is_open
    assert rows(world, Todo)[0].done_at == NOW
    assert [row.verb for row in rows(world, ChangeRow) if row.verb.startswith("todo")] == [
        "todo.add",
        "todo.done",
    ]
    with world.database.read() as session:
        assert todo.mine(session, lan, NOW) == []


def test_one_that_was_misread_is_taken_back_and_history_knows(world: World, lan: Actor) -> None:
    kept = add(world, lan, "gọi client 9h mai")
    with world.database.write() as session:
        assert todo.drop(session, lan, kept.id, NOW) == kept
    assert rows(world, Todo) == []
    last = rows(world, ChangeRow)[-1]
    fields = {item.field for item in rows(world, ChangeItem) if item.change_id == last.id}
    assert (last.verb, "text" in fields) == ("todo.drop", True)


def test_the_soonest_comes_first(world: World, lan: Actor) -> None:
    for text in ("gửi CE thứ 6", "gọi client mai 17h", "đọc brief mai 9h", "họp 15/12"):
        add(world, lan, text)
    with world.database.read() as session:
        assert [one.text for one in todo.mine(session, lan, NOW)] == [
            "đọc brief", "gọi client", "gửi CE", "họp",
        ]  # fmt: skip
