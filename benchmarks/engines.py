"""Where databases for measuring are made, on both engines, with everything that a power cut calls for."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import uuid4

import psycopg
from sqlalchemy.engine import make_url

from storage.database import schema
from storage.database.engine import Database
from tests.support import postgresql

SQLITE: Final = "SQLite"
POSTGRESQL: Final = "PostgreSQL"
BOTH = (SQLITE, POSTGRESQL)


class Engine(ABC):
    """Makes databases that go away with it."""

    name: str

    def __init__(self) -> None:
        self._template = ""

    @property
    def is_sqlite(self) -> bool:
        """Whether its databases are files."""
        return self.name == SQLITE

    def new(self) -> str:
        """The URL of a new database with our tables, empty."""
        if not self._template:
            self._template = self._create()
            database = Database(self._template)
            schema.upgrade(database)
            database.close()
        return self.copy(self._template)

    @abstractmethod
    def copy(self, url: str) -> str:
        """The URL of a copy; nobody may be connected to the original."""

    @abstractmethod
    def drop(self, url: str) -> None:
        """Give the space back."""

    @abstractmethod
    def _create(self) -> str:
        """The URL of a new database without tables."""


class _Sqlite(Engine):
    name = SQLITE

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def copy(self, url: str) -> str:
        copied = self._create()
        shutil.copyfile(_name(url), _name(copied))
        return copied

    def drop(self, url: str) -> None:
        for path in self._folder.glob(f"{Path(_name(url)).name}*"):
            path.unlink()

    def _create(self) -> str:
        return f"sqlite:///{self._folder / uuid4().hex}.db"


class _PostgreSql(Engine):
    """A server that is started when it is first wanted, or one that is `given`."""

    name = POSTGRESQL

    def __init__(self, folder: Path, given: str | None) -> None:
        super().__init__()
        self._data, self._given = folder / "postgresql", given
        self._made: list[str] = []

    def copy(self, url: str) -> str:
        return self._create(_name(url))

    def drop(self, url: str) -> None:
        self._do(f"DROP DATABASE {_name(url)} WITH (FORCE)")
        self._made.remove(url)

    def close(self) -> None:
        """Leave nothing behind."""
        if self._given:
            for url in list(self._made):
                self.drop(url)
        postgresql.stop(self._data)

    def _create(self, template: str = "template1") -> str:
        name = f"bench_{uuid4().hex}"
        self._do(f"CREATE DATABASE {name} TEMPLATE {template}")
        url = make_url(self._server()).set(database=name).render_as_string(hide_password=False)
        self._made.append(url)
        return url

    def _server(self) -> str:
        return self._given or postgresql.start(self._data, durable=True)

    def _do(self, statement: str) -> None:
        with psycopg.connect(self._server(), autocommit=True) as admin:
            admin.execute(statement)


@contextmanager
def engines(*names: str, crashing: bool = False) -> Iterator[list[Engine]]:
    """These engines, or both. PostgreSQL is TEST_DATABASE_URL's, or one in a temporary folder.

    `crashing`: it will be crashed, so it is one of our own in any case.
    """
    folder = Path(tempfile.mkdtemp(prefix="liaison-bench-"))
    # Once more in the end, when PostgreSQL's wheel has put its own things away.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = _PostgreSql(folder, None if crashing else os.environ.get("TEST_DATABASE_URL"))
    try:
        yield [one for one in (_Sqlite(folder), server) if one.name in (names or BOTH)]
    finally:
        server.close()
        shutil.rmtree(folder, ignore_errors=True)


def _name(url: str) -> str:
    return str(make_url(url).database)
