"""The same SQL by the bare driver inside Bolt: a command without SQLAlchemy, rules and languages."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from sqlalchemy import event
from sqlalchemy.engine import make_url

from benchmarks.house import House
from bot.http import HttpDoor
from storage.engine import Database
from tests.support.app import SECRET, through

CLIENT = WebClient("xoxb-raw", base_url="http://127.0.0.1:9/api/")


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement as it went to the driver."""

    sql: str
    parameters: Any
    many: bool

    @property
    def writes(self) -> bool:
        """Whether it changes anything."""
        return self.sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE"))

    @property
    def begins(self) -> bool:
        """Whether it only opens a transaction."""
        return self.sql.startswith("BEGIN")


@contextmanager
def recorded(database: Database) -> Iterator[list[Sent]]:
    """Everything that is sent to the database meanwhile."""
    sent: list[Sent] = []

    def note(_connection: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, many: bool) -> None:
        sent.append(Sent(sql, parameters, many))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


class Raw:
    """An app of Bolt's behind our door that sends the statements which `next_up` names, and answers."""

    def __init__(self, url: str, next_up: Callable[[], Sequence[Sent]], *, writes: bool) -> None:
        self._connection, self._is_sqlite = _connect(url)
        self._next_up, self._writes = next_up, writes
        app = App(
            client=CLIENT, process_before_response=True, request_verification_enabled=False,
            authorize=lambda: AuthorizeResult(enterprise_id=None, team_id=None, bot_token="xoxb-raw"),
        )  # fmt: skip
        app.command("/tiendo")(self._status)
        app.view("brief")(self._submit)
        self.door = HttpDoor(app, SECRET)

    def post(self, body: bytes) -> None:
        """A signed request."""
        answer = through(self.door, body)
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} {answer.text}")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _status(self, ack: Ack) -> None:
        """The blocks of ours, in the words that the database has."""
        rows = self._run()[-1]
        parts: dict[str, list[str]] = {}
        for row in rows:
            line = f"• #{row[8]} *{row[9]}* · *trễ {row[11]}* · {row[10]} · <@{row[13]}>"
            parts.setdefault(row[6], []).append(line)
        said = [f"{rows[0][0]}/{rows[0][1]}", *("\n".join([name, *lines]) for name, lines in parts.items())]
        buttons = [
            {"type": "button", "text": _plain(name), "action_id": f"status_{name}", "value": "1"}
            for name in ("add", "share")
        ]
        blocks: list[dict[str, Any]] = [
            {"type": "header", "text": _plain("status")},
            *({"type": "section", "text": _mrkdwn(text)} for text in said),
            {"type": "context", "elements": [_mrkdwn(f"v{rows[0][4]}, {rows[0][5]}")]},
            {"type": "divider"},
            {"type": "actions", "elements": buttons},
        ]
        ack(text=said[0], blocks=blocks, response_type="ephemeral")

    def _submit(self, ack: Ack) -> None:
        self._run()
        ack(response_action="clear")

    def _run(self) -> list[list[Any]]:
        """Send the statements in one transaction, as ours does; reads of PostgreSQL's need none."""
        found = []
        cursor = self._connection.cursor()
        if self._writes or self._is_sqlite:
            cursor.execute("BEGIN IMMEDIATE" if self._writes and self._is_sqlite else "BEGIN")
        for one in self._next_up():
            (cursor.executemany if one.many else cursor.execute)(one.sql, one.parameters)
            found.append(cursor.fetchall() if cursor.description else [])
        if self._writes:
            cursor.execute("COMMIT")
        elif self._is_sqlite:
            cursor.execute("ROLLBACK")
        cursor.close()
        return found


def reading(bot: House, body: bytes) -> Raw:
    """What answers this request with the SQL that ours sends for it."""
    with recorded(bot.liaison.database) as sent:
        bot.post(body)
    reads = [one for one in sent if not one.begins]
    return Raw(bot.url, lambda: reads, writes=False)


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": True}


def _mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _connect(url: str) -> tuple[Any, bool]:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return psycopg.connect(url, autocommit=True), False
    connection = sqlite3.connect(parsed.database or "", isolation_level=None, check_same_thread=False)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    return connection, True
