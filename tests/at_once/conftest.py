"""A house on each database, for all trials of a process: to compose one takes longer than a trial."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import invariants, tally
from tests.support.house import House


@pytest.fixture(scope="module")
def houses(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, module_postgresql_url: str
) -> Iterator[dict[str, House]]:
    path = tmp_path_factory.mktemp("at_once") / "liaison.db"
    shutil.copyfile(sqlite_template, path)
    made = {"sqlite": House(f"sqlite:///{path}"), "postgresql": House(module_postgresql_url)}
    yield made
    broken = []
    for house in made.values():
        with house.database.read() as session:
            broken += invariants.broken(session, administered=False)
        house.close()
    assert broken == []


@pytest.fixture
def house(request: pytest.FixtureRequest, engine_name: str, houses: dict[str, House]) -> House:
    """The house on SQLite, or on PostgreSQL."""
    tally.note(request.node, tally.SQLITE if engine_name == "sqlite" else tally.POSTGRESQL)
    return houses[engine_name]
