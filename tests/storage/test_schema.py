"""The schema goes up, down and up again, and says the same as the code."""

from __future__ import annotations

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from storage import schema
from storage.engine import Database


def test_up_down_and_up_again(bare_database_url: str) -> None:
    database = Database(bare_database_url)
    assert schema.current(database) is None
    schema.upgrade(database)
    assert schema.is_current(database)
    schema.downgrade(database, "base")
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    schema.upgrade(database)
    schema.check(database)
    database.close()


def test_the_head_written_down_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "storage/migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == schema.HEAD
