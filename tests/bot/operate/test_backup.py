"""Backups: taken under writes, put back whole, and what was said since is not said again."""

from __future__ import annotations

import os
import re
import shlex
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, text

from bot.cli import main
from bot.operate import backup
from bot.operate.backup import Refused
from playground import server
from storage.database import schema
from storage.database.engine import Database
from storage.database.single_process import single_process_lock
from storage.messages import outbox
from storage.messages.outbox import Outbox, OutboxState
from storage.people.member import Member
from tests.stories.conftest import manifest
from tests.support import postgresql
from tests.support.app import MONDAY, Bot
from tests.support.world import World


def liaison(url: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), env={"LIAISON_ENV_FILE": "", "DATABASE_URL": url})


def users(database: Database) -> set[str]:
    with database.read() as session:
        return set(session.scalars(select(Member.user)))


def test_a_backup_under_writes_is_whole_and_comes_back_equal(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url)
    world, over, written = World(database), threading.Event(), list[str]()

    def write() -> None:
        while not over.is_set():
            written.append(world.person(f"U{len(written)}").user)

    writing = threading.Thread(target=write)
    writing.start()
    while len(written) < 20:
        over.wait(0.01)
    before = set(written)
    saved = liaison(sqlite_url, "backup", str(tmp_path / "saved.db"))
    over.set()
    writing.join()
    database.close()
    assert saved.exit_code == 0, saved.output
    copied = Database(f"sqlite:///{tmp_path / 'saved.db'}")
    kept = users(copied)
    copied.close()
    assert before <= kept <= set(written)
    assert (tmp_path / "saved.db").stat().st_mode & 0o077 == 0
    restored = liaison(sqlite_url, "restore", str(tmp_path / "saved.db"))
    assert restored.exit_code == 0, restored.output
    assert users(database) == kept
    (old,) = tmp_path.glob("liaison.db.before-*[0-9]")
    earlier = Database(f"sqlite:///{old}")
    assert users(earlier) == set(written)
    earlier.close()
    database.close()


def test_nothing_is_written_over_and_no_bot_is_disturbed(sqlite_url: str, tmp_path: Path) -> None:
    database, saved = Database(sqlite_url), tmp_path / "saved.db"
    World(database).person("U01HUONG")
    assert liaison(sqlite_url, "backup", str(saved)).exit_code == 0
    again = liaison(sqlite_url, "backup", str(saved))
    assert (again.exit_code, "is there already" in again.stderr) == (2, True)
    with single_process_lock(database):  # as a bot does
        busy = liaison(sqlite_url, "restore", str(saved))
    assert (busy.exit_code, "end it first" in busy.stderr) == (2, True)
    database.close()


def test_what_is_no_sound_backup_is_refused_and_changes_nothing(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url)
    World(database).person("U01HUONG")
    database.close()
    liaison(sqlite_url, "backup", str(tmp_path / "saved.db"))
    sound = (tmp_path / "saved.db").read_bytes()
    (tmp_path / "words.db").write_text("no database")
    (tmp_path / "cut.db").write_bytes(sound[: len(sound) // 2])
    (tmp_path / "newer.db").write_bytes(sound)
    with sqlite3.connect(tmp_path / "newer.db") as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    newer.close()
    sqlite3.connect(tmp_path / "other.db").close()
    for name in ("words.db", "cut.db", "newer.db", "other.db", "missing.db"):
        refused = liaison(sqlite_url, "restore", str(tmp_path / name))
        assert (refused.exit_code, name in refused.stderr) == (2, True), refused.output
    assert users(database) == {"U01HUONG"}
    assert list(tmp_path.glob("*.before-*")) + list(tmp_path.glob("*.partial*")) == []
    database.close()


def test_a_backup_of_an_older_schema_is_brought_up_to_date(bare_sqlite_url: str, tmp_path: Path) -> None:
    database = Database(bare_sqlite_url)
    schema.upgrade(database, "0001")
    assert liaison(bare_sqlite_url, "backup", str(tmp_path / "old.db")).exit_code == 0
    assert liaison(bare_sqlite_url, "restore", str(tmp_path / "old.db")).exit_code == 0
    database.close()
    assert schema.is_current(database)
    database.close()


@pytest.fixture
def slack() -> Iterator[server.Playground]:
    running = server.start(manifest=manifest(None))
    yield running
    running.stop()


def test_what_was_said_after_the_backup_is_found_and_not_said_again(
    slack: server.Playground, sqlite_url: str, tmp_path: Path
) -> None:
    """A digest that was not planned yet, a word to a person never talked to, and one to a channel."""
    bot = Bot(sqlite_url, api_url=f"{slack.url}/api/")
    bot.meet("U01HUONG", "Hương")
    bot.clock.instant = bot.clock.instant.replace(hour=1)  # 08:00: before the digest
    world = World(bot.liaison.database, bot.clock.now())
    huong = world.person("U02MINH")
    world.project(huong)
    world.deliverable(huong, date(2026, 11, 20))
    bot.clock.instant = MONDAY.replace(minute=5)
    for recipient in ("U01HUONG", "C02MOCAN"):
        with bot.database.write() as session:
            outbox.enqueue(
                session, workspace_id=1, kind="notice", recipient=recipient, cause=recipient,
                at=bot.clock.now(), payload={"key": "common.save", "language": "vi", "facts": {}},
            )  # fmt: skip
    backup.save(bot.liaison.database, tmp_path / "saved.db")
    bot.liaison.ticker.tick()
    bot.deliver()
    said = {key: len(places) for key, places in slack.workspace.ledger().items()}
    assert sorted(said.values()) == [1, 1, 1]
    bot.close()

    told = backup.restore(Database(sqlite_url), tmp_path / "saved.db", bot.clock.now())
    assert "3 messages" in told
    again = Bot(sqlite_url, api_url=f"{slack.url}/api/", clock=bot.clock)
    again.liaison.ticker.tick()
    again.deliver()
    with again.database.read() as session:
        assert set(session.scalars(select(Outbox.state))) == {OutboxState.SENT}
    again.close()
    assert {key: len(places) for key, places in slack.workspace.ledger().items()} == said


# --- PostgreSQL ------------------------------------------------------------------------------------


def test_postgresql_is_told_its_own_commands_without_the_password(tmp_path: Path) -> None:
    url = "postgresql://me:hunter2@db.example/liaison"
    for verb, tool in (("backup", "pg_dump"), ("restore", "pg_restore")):
        told = liaison(url, verb, str(tmp_path / "x.dump"))
        assert (told.exit_code, "hunter2" in told.output) == (2, False)
        assert tool in told.stderr
        assert "postgresql://me@db.example/liaison" in told.stderr


def test_what_is_said_brings_a_dump_from_before_an_update_back(
    bare_postgresql_url: str, tmp_path: Path
) -> None:
    tools = postgresql.tools(bare_postgresql_url)
    if tools is None:
        pytest.skip("no tools as old as this server")
    environ = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}

    def follow(verb: str) -> None:
        told = liaison(bare_postgresql_url, verb, str(tmp_path / "x.dump"))
        for line in re.findall(r"^  (?!python)(.+)$", told.stderr, flags=re.MULTILINE):
            subprocess.run(shlex.split(line), check=True, env=environ)

    database = Database(bare_postgresql_url)
    schema.upgrade(database, "0014")
    follow("backup")
    schema.upgrade(database)
    database.close()
    follow("restore")
    assert schema.current(database) == "0014"
    told = liaison(bare_postgresql_url, "restore", "--dump-is-back")
    assert (told.exit_code, schema.is_current(database)) == (0, True), told.output
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f'DROP DATABASE "{database.url.database}_before"')
    database.close()


def test_after_a_dump_is_back_what_was_on_its_way_is_in_doubt(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    World(database).person("U01HUONG")
    with database.write() as session:
        outbox.enqueue(
            session, workspace_id=1, kind="notice", recipient="U01HUONG", cause="1", at=MONDAY, payload={}
        )
    told = liaison(postgresql_url, "restore", "--dump-is-back")
    assert (told.exit_code, "1 messages" in told.output) == (0, True), told.output
    with database.read() as session:
        row = session.scalars(select(Outbox)).one()
    assert (row.state, row.started_at is None) == (OutboxState.UNKNOWN, False)
    database.close()


def test_a_database_that_is_away_is_said_plainly() -> None:
    with pytest.raises(Refused, match="cannot be used"):
        backup.dump_is_back(Database("postgresql://me@127.0.0.1:9/none"), MONDAY)


def test_saving_leaves_the_words_of_an_open_transaction_out(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url)
    with database.write() as session:
        session.execute(text("CREATE TABLE half (x)"))
        backup.save(database, tmp_path / "saved.db")
        session.rollback()
    with sqlite3.connect(tmp_path / "saved.db") as saved:
        assert not saved.execute("SELECT 1 FROM sqlite_master WHERE name = 'half'").fetchall()
    saved.close()
    database.close()
