"""A database of the last release is brought up to date with all that is in it, and people work on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, Table, inspect, select, text

from desk.core.actor import Identity, found
from desk.history import history
from desk.history.history import Root
from handlers.history.undo_views import UndoAction
from storage.client.client import Client
from storage.database import schema
from storage.database.dialect import LONG_AGO
from storage.database.engine import Database
from storage.day.todo import Todo
from storage.messages.rate_limit import Call, RateLimit
from storage.project.project import Project
from tests.support.app import MONDAY, TEAM, Bot
from tests.support.web_api import WebApi

RELEASE = "0014"
ROWS = Path(__file__).parent / "releases" / f"{RELEASE}.sql"
REWORDED = {("project", "folded"), ("client", "folded"), ("outbox", "payload")}
"""What is looked up otherwise since, and what messages carry that is nobody's words."""
GONE = {
    ("project", "currency"), ("project", "starts_on"), ("project", "ends_on"), ("draft", "closed"),
    ("relay_ask", "still"),
}  # fmt: skip
"""Columns that nothing ever read, and `still`, which `step` says more exactly."""
TABLES = {"rung": "escalation", "lane": "recipient_queue"}
COLUMNS = {
    ("outbox", "told_in_id"): "merged_into_id", ("rung", "told_in_id"): "digest_id",
    ("lane", "waiting"): "undelivered",
}  # fmt: skip
"""What is called otherwise since."""
HUONG, LAN, CHI = "U01HUONG", "U03LAN", "U06CHI"


@pytest.fixture
def released(bare_database_url: str) -> Iterator[Database]:
    """A database as the last release left it."""
    database = Database(bare_database_url)
    schema.upgrade(database, RELEASE)
    script(database, ROWS.read_text(encoding="utf-8"))
    if not database.is_sqlite:
        script(database, "".join(
            f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) + 9 FROM {name}));\n"
            for name in tables(database)
        ))  # fmt: skip
    yield database
    database.close()


def script(database: Database, sql: str) -> None:
    statements = (line for line in sql.split(";\n") if line.strip())
    with database.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement.replace("%", "%%"))


def tables(database: Database) -> dict[str, Table]:
    there = MetaData()
    there.reflect(database.engine)
    return {name: table for name, table in there.tables.items() if name != "alembic_version"}


def rows(database: Database, known: dict[str, Table]) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of these tables, by the columns that they had; but the rate limits, which were lanes."""
    there, found = tables(database), {}
    with database.engine.connect() as connection:
        for name, table in known.items():
            by = there[name if name in there else TABLES[name]].c
            columns = [
                by[one.name if one.name in by else COLUMNS[name, one.name]]
                for one in table.c
                if (name, one.name) not in REWORDED | GONE
            ]
            wanted = select(*columns).order_by(by.id)
            if name == "lane":
                wanted = wanted.where(by.recipient.not_like(":%"))
            found[name] = [tuple(row) for row in connection.execute(wanted)]
    return found


def options(index: Any) -> list[Any]:
    return list(index.get("dialect_options", {}).values())


def test_every_row_is_kept_and_every_table_had_some(released: Database) -> None:
    known = tables(released)
    before = rows(released, known)
    assert [name for name, found in before.items() if not found] == []
    schema.upgrade(released)
    assert rows(released, known) == before
    with released.read() as session:
        limits = session.scalars(select(RateLimit)).all()
        assert [(limit.call, limit.next_at, limit.line_ends_at) for limit in limits] == [
            (Call.POST, LONG_AGO, LONG_AGO)
        ]
    schema.check(released)
    schema.downgrade(released, RELEASE)
    assert rows(released, known) == before


@pytest.fixture
def new(request: pytest.FixtureRequest, engine_name: str, tmp_path: Path) -> Iterator[Database]:
    """A database that was never anything else."""
    is_sqlite = engine_name == "sqlite"
    url = f"sqlite:///{tmp_path / 'new.db'}" if is_sqlite else request.getfixturevalue("postgresql_url")
    database = Database(url)
    schema.upgrade(database)
    yield database
    database.close()


def test_indexes_and_keys_are_those_of_a_new_database(
    released: Database, new: Database, engine_name: str
) -> None:
    schema.upgrade(released)
    shapes = [
        {
            name: (
                sorted(
                    (str(one["name"]), one["column_names"], one["unique"], sorted(map(str, options(one))))
                    for one in looked.get_indexes(name)
                ),
                sorted(str(one) for one in looked.get_foreign_keys(name)),
                sorted(str(one) for one in looked.get_unique_constraints(name)),
                sorted(str(one) for one in looked.get_check_constraints(name)),
            )
            for name in looked.get_table_names()
        }
        for looked in (inspect(released.engine), inspect(new.engine))
    ]
    assert shapes[0] == shapes[1]
    if engine_name == "sqlite":
        with released.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_the_id_of_a_todo_that_was_dropped_before_is_never_given_again(released: Database) -> None:
    schema.upgrade(released)
    with released.write() as session:
        huong = found(session, Identity(TEAM, HUONG))
        huong.begin(session, "todo.add", MONDAY)
        row = Todo(workspace_id=1, owner_id=2, text="riêng của Lan", due_on=MONDAY.date())
        session.add(row)
        session.flush()
        assert row.id > 2 or not released.is_sqlite


def test_names_that_read_alike_are_found_and_clients_that_were_two_stay_two(released: Database) -> None:
    schema.upgrade(released)
    with released.read() as session:
        assert session.scalars(select(Project.folded).order_by(Project.id)).all() == [
            "moc an tet 2027", "quan li kenh", "noi bo",
        ]  # fmt: skip
        assert session.scalars(select(Client.folded).order_by(Client.id)).all() == [
            "moc an", "moc an/2", "da lat milk",
        ]  # fmt: skip
    schema.downgrade(released, RELEASE)
    with released.engine.connect() as connection:
        kept = connection.execute(text("SELECT folded FROM client ORDER BY id")).scalars().all()
    assert kept == ["moc an", "moc-an", "da lat milk"]


def test_people_work_on_as_if_nothing_had_been(released: Database, bare_database_url: str) -> None:
    schema.upgrade(released)
    slack = WebApi()
    slack.answers["conversations.members"] = {"members": [HUONG, LAN]}
    bot = Bot(bare_database_url, api_url=slack.url)
    try:
        bot.deliver()
        posted = [told for method, told in slack.calls if method == "chat.postMessage"]
        redrawn = [told for method, told in slack.calls if method == "chat.update"]
        assert [told["channel"] for told in posted] == ["C02MOCAN"]
        assert "Bán 500 hộp" in str(posted)
        assert [told["ts"] for told in redrawn] == ["100.1"]
        assert "KV chính" in bot.command(LAN, "/ae", "mine").words
        slack.calls.clear()
        bot.command(LAN, "/brief", "ask noi-bo Mấy giờ?")
        bot.deliver()
        assert "Tiệc năm mới" in str([told for method, told in slack.calls if method == "chat.update"])
        assert "Quản lý kênh" in bot.command(HUONG, "/tiendo", "quản lí-kênh").words
        assert "Quản lý kênh" in bot.command(CHI, "/tiendo", channel="C03CLIENT").words
        assert "mua hoa" in bot.command(HUONG, "/ae", "undo").words
        bot.action(HUONG, UndoAction.UNDO, "3", response_url=slack.hook)
        assert "mua hoa" in bot.command(HUONG, "/ae", "todo").words
        bot.command(LAN, "/ae", "todo gọi in ấn")
        assert "gọi in ấn" in bot.command(LAN, "/ae", "todo").words
        assert "gọi chị Chi" in bot.command(HUONG, "/ae", "todo").words
        assert "Logo to hơn" in bot.command(HUONG, "/gopy", "show moc an tet 2027").words
    finally:
        bot.close()
        slack.close()


TWICE = """
INSERT INTO change (id, actor_id, verb, at, workspace_id) VALUES
    (4, 2, 'todo.add', '2026-11-23 01:00:00.000000', 1), (5, 1, 'feedback', '2026-11-23 01:00:00.000000', 1),
    (6, 1, 'feedback', '2026-11-23 01:00:00.000000', 1), (7, 1, 'feedback', '2026-11-23 01:00:00.000000', 1);
INSERT INTO todo (id, owner_id, text, due_on, workspace_id) VALUES (2, 2, 'khám bệnh', '2026-11-24', 1);
INSERT INTO change_item (change_id, entity, entity_id, field, "before", "after") VALUES
    (4, 'todo', 2, 'owner_id', NULL, '2'), (4, 'todo', 2, 'text', NULL, '"khám bệnh"'),
    (4, 'todo', 2, 'due_on', NULL, '"2026-11-24"'),
    (5, 'feedback_item', 2, 'feedback_id', NULL, '1'), (5, 'feedback_item', 2, 'text', NULL, '"Màu ấm"'),
    (6, 'feedback_item', 2, 'feedback_id', '1', NULL), (6, 'feedback_item', 2, 'text', '"Màu ấm"', NULL),
    (7, 'feedback_item', 2, 'feedback_id', NULL, '2'), (7, 'feedback_item', 2, 'text', NULL, '"Bỏ giá"');
INSERT INTO feedback (id, project_id, round, source, said_by, author_id, at, workspace_id) VALUES
    (2, 2, 1, 'Bỏ giá', 'Chi', 1, '2026-11-20 02:00:00.000000', 1);
INSERT INTO feedback_item (id, feedback_id, position, kind, text, workspace_id) VALUES
    (2, 2, 0, 'must', 'Bỏ giá', 1);
"""
"""On SQLite, Lan's to-do had got the id of the one that Hương had dropped, and a point of another project's
feedback that of one that was taken out."""


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_got_the_id_of_something_deleted_shows_in_nobody_elses_undo_or_history(
    released: Database, bare_database_url: str
) -> None:
    script(released, TWICE)
    schema.upgrade(released)
    bot = Bot(bare_database_url)
    with released.read() as session:
        page = history.of_root(session, found(session, Identity(TEAM, HUONG)), Root("project", 1), MONDAY)
        labels = {thing.label for change in page.changes for thing in change.things}
    assert "Màu ấm" in labels
    assert "Bỏ giá" not in labels
    with released.engine.begin() as connection:  # so that the last thing Hương did is the dropping
        connection.exec_driver_sql("UPDATE change SET at = '2026-11-01' WHERE id > 4")
    said = bot.command(HUONG, "/ae", "undo").words
    assert "mua hoa" in said
    assert "khám bệnh" not in said
    bot.action(HUONG, UndoAction.UNDO, "3")
    assert "mua hoa" in bot.command(HUONG, "/ae", "todo").words
    assert "khám bệnh" in bot.command(LAN, "/ae", "todo").words
    bot.close()
