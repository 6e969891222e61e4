"""Which statements of the product the tests sent to SQLite and never to PostgreSQL.

Most tests run on SQLite only (see `tests.support.engines`). The end of a whole run tells which statements
they made the product send that no test has sent to a real PostgreSQL.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import SQLAlchemyError

_ROOT = Path(__file__).parents[2]
_PRODUCT = tuple(f"{_ROOT / floor}{os.sep}" for floor in ("bot", "desk", "handlers", "storage"))
_DATABASE = f"{_ROOT / 'storage' / 'database'}{os.sep}"
"""Sends what others have asked for."""
_OTHERS = tuple(f"{_ROOT / folder}{os.sep}" for folder in ("tests", "benchmarks", "storage/migrations"))
"""A migration is written for each engine, and run on both by its own tests."""

_POSTGRESQL: Any = PGDialect_psycopg
_VALUE = re.compile(r"%\(\w+\)s(::(TIMESTAMP WITH TIME ZONE|[A-Z]+))?")
"""A value with its name and type, for which SQLite has a question mark."""
_HINT = re.compile(r"(NOT )?MATERIALIZED ")
_UPDATE = re.compile(r"UPDATE (\w+) SET ((?:\w+=\?, )*\w+=\?) WHERE (.*)")
_INSERT = re.compile(r"(INSERT INTO \w+) \([\w, ]+\) VALUES \([?, ]+\)(.*)")
_ONE_ENGINES_OWN = re.compile(r"json_(each|extract)\(|sqlite_|PRAGMA |SAVEPOINT ")
"""What the other engine is asked in quite other words."""

_noted: dict[int, Any] = {}
"""Compiled statements by their id; held, so that no other one gets it."""
_met = defaultdict[str, set[str]](set)
"""By engine."""


def watch() -> None:
    """Note from now on what this process sends."""
    event.listen(Engine, "before_cursor_execute", _note)


def keep(folder: Path) -> None:
    """Write down what was noted, for `unmet`."""
    folder.mkdir(exist_ok=True)
    found = {engine: sorted(statements) for engine, statements in _met.items()}
    (folder / f"{os.getpid()}.json").write_text(json.dumps(found))


def unmet(folder: Path) -> list[str]:
    """What all processes of a run together have sent to SQLite only."""
    met = defaultdict[str, set[str]](set)
    for file in folder.glob("*.json"):
        for engine, statements in json.loads(file.read_text()).items():
            met[engine].update(statements)
    return sorted(met["sqlite"] - met["postgresql"])


def _note(connection: Connection, _cursor: Any, _text: str, _values: Any, context: Any, _many: bool) -> None:
    compiled = getattr(context, "compiled", None)
    if compiled is None or id(compiled) in _noted:
        return
    engine = connection.dialect.name
    if engine == "sqlite" and not _is_of_the_product(sys._getframe(1)):
        return
    _noted[id(compiled)] = compiled
    _met[engine].update(_parts(_words(compiled)))


def _is_of_the_product(frame: FrameType | None) -> bool:
    """Whether the product sent it, and not a test that looks what is there."""
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(_OTHERS):
            return False
        if name.startswith(_PRODUCT) and not name.startswith(_DATABASE):
            return True
        frame = frame.f_back
    return False


def _words(compiled: Any) -> str:
    """A statement as PostgreSQL would be sent it, whatever engine this one is for."""
    with suppress(SQLAlchemyError, AttributeError):  # an upsert, which each dialect has its own of
        return str(compiled.statement.compile(dialect=_POSTGRESQL(), column_keys=compiled.column_keys))
    return str(compiled)


def _parts(text: str) -> Iterator[str]:
    """What may go wrong by itself in it: whichever columns a row is changed in, each of them is one."""
    plain = _HINT.sub("", _VALUE.sub("?", text)).replace('"', "").partition(" RETURNING ")[0]
    plain = re.sub(r"\b(true|false)\b", lambda found: str(int(found[0] == "true")), plain)
    plain = " ".join(plain.split())
    if _ONE_ENGINES_OWN.search(plain):
        return
    if changed := _UPDATE.fullmatch(plain):
        table, columns, where = changed.groups()
        yield from (f"UPDATE {table} SET {column} WHERE {where}" for column in columns.split(", "))
    elif new := _INSERT.fullmatch(plain):
        yield f"{new[1]} VALUES{new[2]}"
    else:
        yield plain
