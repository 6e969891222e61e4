"""`python -m bot migrate`: what an operator does before a new release starts."""

from __future__ import annotations

from click.testing import CliRunner

from bot.cli import main
from storage.database import schema
from storage.database.engine import Database


def test_a_database_is_brought_up_to_date_and_the_second_time_is_so_already(bare_database_url: str) -> None:
    environ = {"LIAISON_ENV_FILE": "", "DATABASE_URL": bare_database_url}
    first, again = (CliRunner().invoke(main, ["migrate"], env=environ) for _ in range(2))
    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    assert schema.HEAD in first.output
    assert "Already up to date" in again.output
    database = Database(bare_database_url)
    schema.check(database)
    database.close()
