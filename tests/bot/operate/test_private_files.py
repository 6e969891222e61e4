"""Files with tokens, or with what people said, are for their owner alone: made so, not closed afterwards."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.operate import backup as backups
from bot.operate.doctor import examine
from bot.settings import load
from storage.database import schema
from storage.database.engine import Database
from storage.database.single_process import single_process_lock


@pytest.fixture(autouse=True)
def open_to_all() -> Iterator[None]:
    """A machine on which new files can be read and written by everybody."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


def test_nobody_else_reads_the_database_or_what_stands_beside_it(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'data' / 'liaison.db'}")
    with single_process_lock(database):
        schema.upgrade(database)
        with database.write():
            backups.save(database, tmp_path / "data" / "copy.db")
            beside = modes(tmp_path / "data")
    database.close()
    assert {"liaison.db", "liaison.db-wal", "liaison.db-shm", "liaison.db.lock", "copy.db"} <= beside.keys()
    assert set(beside.values()) == {0o600}
    assert modes(tmp_path)["data"] == 0o700


def test_nobody_else_reads_a_database_that_was_restored(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'data' / 'liaison.db'}")
    schema.upgrade(database)
    backups.save(database, tmp_path / "data" / "copy.db")
    database.close()
    backups.restore(database, tmp_path / "data" / "copy.db", datetime.now(UTC))
    assert set(modes(tmp_path / "data").values()) == {0o600}


def test_the_doctor_says_how_to_close_files_that_others_can_read(tmp_path: Path) -> None:
    env, database = tmp_path / ".env", tmp_path / "liaison.db"
    env.write_text("LOG_LEVEL=INFO\n")
    schema.upgrade(Database(f"sqlite:///{database}"))
    database.chmod(0o644)
    given = {"LIAISON_ENV_FILE": str(env), "DATABASE_URL": f"sqlite:///{database}"}
    found = {one.what: one for one in examine(load(given | {"SLACK_API_URL": "http://127.0.0.1:9/api/"}))}
    for what, path in (("settings file", env), ("database file", database)):
        assert not found[what].ok
        assert f"chmod 600 {path}" in found[what].fix
        for one in found[what].fix.split("chmod 600 ")[1].split():
            Path(one).chmod(0o600)
    found = {one.what: one for one in examine(load(given | {"SLACK_API_URL": "http://127.0.0.1:9/api/"}))}
    assert found["settings file"].ok
    assert found["database file"].ok
