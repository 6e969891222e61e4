"""A PostgreSQL server that these tests may crash without hurting any others."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy.engine import make_url

from storage.database import schema
from storage.database.engine import Database
from tests.conftest import RUN
from tests.support import postgresql, tally


@pytest.fixture(scope="session")
def crashing_server(pytestconfig: pytest.Config) -> Iterator[str]:
    """The URL of a server of this process's own."""
    folder = pytestconfig.stash[RUN] / f"crashing-{os.getpid()}"
    yield postgresql.start(folder, durable=True)
    postgresql.stop(folder)


@pytest.fixture
def crashing_url(crashing_server: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a fresh database, migrated, on a server that may be crashed."""
    tally.note(request.node, tally.POSTGRESQL)
    with psycopg.connect(crashing_server, autocommit=True) as admin:
        admin.execute("CREATE DATABASE crashing")
    url = make_url(crashing_server).set(database="crashing").render_as_string(hide_password=False)
    database = Database(url)
    schema.upgrade(database)
    database.close()
    yield url
    with psycopg.connect(crashing_server, autocommit=True) as admin:
        admin.execute("DROP DATABASE crashing WITH (FORCE)")
