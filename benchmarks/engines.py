"""Fresh databases of both engines for measuring; PostgreSQL with everything that a power cut calls for."""

from __future__ import annotations

import atexit
import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg
from sqlalchemy.engine import make_url

from storage import schema
from storage.engine import Database
from tests.support import postgresql

SQLITE: Final = "SQLite"
POSTGRESQL: Final = "PostgreSQL"
ENGINES = (SQLITE, POSTGRESQL)

Fresh = Callable[[str], str]
"""Makes the URL of a new database of an engine, with its tables."""


@contextmanager
def engines() -> Iterator[Fresh]:
    """Both engines in a temporary folder; PostgreSQL is started when it is first wanted."""
    folder, numbers = Path(tempfile.mkdtemp(prefix="liaison-bench-")), itertools.count(1)
    # Once more in the end, when PostgreSQL's wheel has put its own things away.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)

    def fresh(engine: str) -> str:
        url = f"sqlite:///{folder}/{next(numbers)}.db" if engine == SQLITE else on_postgresql()
        database = Database(url)
        schema.upgrade(database)
        database.close()
        return url

    def on_postgresql() -> str:
        server = postgresql.start(folder / "data", durable=True)
        name = f"bench_{next(numbers)}"
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name}")
        return make_url(server).set(database=name).render_as_string(hide_password=False)

    try:
        yield fresh
    finally:
        postgresql.stop(folder / "data")
        shutil.rmtree(folder, ignore_errors=True)
