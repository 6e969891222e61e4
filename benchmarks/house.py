"""The bot behind its door with an agency's worth of work, and databases to put it on."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bot.http import HttpDoor
from bot.server import Server as WebServer
from desk.actor import Actor
from storage import schema
from storage.client import Client
from storage.deliverable import Deliverable, Status
from storage.engine import Database
from storage.project import Project
from tests.support import postgresql
from tests.support.app import SECRET, Answer, Bot, sign
from tests.support.web_api import WebApi
from tests.support.world import World

USER = "U01HUONG"
SMALL, MIDDLE, LARGE = ("du-an-nho", 20), ("du-an-vua", 30), ("du-an-lon", 2000)
"""Projects by slug, and how much work each has. The channel of one is called as it is."""
OLD = 500
"""Deliverables in each of the projects that fill a database."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where databases are made: a folder for SQLite's, or a PostgreSQL server as it is run outside."""

    name: str
    place: str

    def new(self, name: str) -> str:
        """The URL of a new and empty database."""
        if self.name == "SQLite":
            return f"sqlite:///{self.place}/{name}.db"
        with psycopg.connect(self.place, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return make_url(self.place).set(database=name).render_as_string(hide_password=False)


class House(Bot):
    """The bot of the tests, whose last request can be had again. Slack is a stub that agrees to all."""

    def __init__(self, url: str, slack: WebApi) -> None:
        super().__init__(url, api_url=slack.url)
        self.url = url
        self.slack = slack
        self.last = b""
        self._is_sending = True

    def post(
        self, body: str | bytes, *, content_type: str = "application/x-www-form-urlencoded", **headers: str
    ) -> Answer:
        """A signed request."""
        self.last = body if isinstance(body, bytes) else body.encode()
        if not self._is_sending:
            return Answer(200, "")
        answer = super().post(body, content_type=content_type, **headers)
        if answer.status != 200 or '"errors"' in answer.text:
            raise RuntimeError(f"{answer.status} {answer.text[:300]}")
        return answer

    @contextmanager
    def unsent(self) -> Iterator[None]:
        """Requests are only made, as `last`."""
        self._is_sending = False
        yield
        self._is_sending = True

    @property
    def door(self) -> HttpDoor:
        """Another door to the same bot."""
        return HttpDoor(self.liaison.app, SECRET)

    def body_of_status(self, project: str, channel: str = "C0ELSEWHERE") -> bytes:
        """The request of a `/status` that is answered as it should be."""
        answer = self.command(USER, "/tiendo", project, channel=channel)
        if '"actions"' not in answer.text:
            raise RuntimeError(f"no status in {answer.text[:300]}")
        return self.last

    def form(self, project: str) -> dict[str, Any]:
        """The form that `/brief` opens."""
        self.command(USER, "/brief", project)
        view: dict[str, Any] = self.slack.wait("views.open")["view"]
        return view


@contextmanager
def servers() -> Iterator[list[Server]]:
    """SQLite and PostgreSQL, in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="liaison-bench-") as folder:
        data = Path(folder) / "postgresql"
        try:
            yield [Server("SQLite", folder), Server("PostgreSQL", postgresql.start(data, durable=True))]
        finally:
            postgresql.stop(data)


@contextmanager
def over_http(door: HttpDoor) -> Iterator[Callable[[bytes], None]]:
    """Serve a door with waitress, as the bot does, on a thread of this process; gives what sends a request.

    One connection is kept, as a load balancer keeps it.
    """
    server = WebServer(door, "127.0.0.1", 0)
    threading.Thread(target=server.run, daemon=True).start()
    line = HTTPConnection("127.0.0.1", server.port)

    def send(body: bytes) -> None:
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(body, timestamp),
        }
        line.request("POST", "/slack/events", body, headers)
        answer = line.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} {text[:200]!r}")

    try:
        yield send
    finally:
        line.close()
        server.close()


@contextmanager
def house(url: str, rows: int = 0) -> Iterator[House]:
    """The bot, not started, on a database filled to `rows` deliverables in projects of `OLD`."""
    database = Database(url)
    schema.upgrade(database)
    slack = WebApi()
    bot = House(url, slack)
    lead = bot.meet(USER, "Nguyễn Thu Hương")
    _fill(World(database, now=bot.clock.now()), lead, rows)
    database.close()
    try:
        yield bot
    finally:
        bot.close()
        slack.close()


def _fill(world: World, lead: Actor, rows: int) -> None:
    for slug, size in (SMALL, MIDDLE, LARGE):
        number = world.project(lead, f"Dự án {slug[-3:]}", slug, channel=f"C0{slug[-3:].upper()}")
        _work(world, lead, number, size)
    with world.database.write() as session:
        lead.begin(session, "bench", world.now)
        client = Client(workspace_id=lead.workspace_id, name="Mộc An", folded="moc an", language="vi")
        session.add(client)
        session.flush()
        session.get_one(Project, world.projects[MIDDLE[0]]).client_id = client.id
    if rows:
        _old_projects(world, lead, rows // OLD)


def _work(world: World, lead: Actor, project: int, size: int) -> None:
    """Two in seven are delivered or cancelled, the rest open; half of it is late."""
    statuses = [status for status in Status if status is not Status.ON_HOLD]
    with world.database.write() as session:
        lead.begin(session, "bench", world.now)
        session.add_all(
            Deliverable(
                workspace_id=lead.workspace_id, project_id=project, number=one, title=f"Hạng mục {one}",
                owner_id=lead.member_id, status=statuses[one % len(statuses)],
                due_on=world.now.date() + timedelta(days=one * 7 % 60 - 30),
            )
            for one in range(1, size + 1)
        )  # fmt: skip


def _old_projects(world: World, lead: Actor, count: int) -> None:
    """Projects with the work of a fourth of the largest, copied by the database itself."""
    columns = "workspace_id, number, title, owner_id, due_on, status, definition_of_done, round"
    with world.database.engine.begin() as connection:
        if not world.database.is_sqlite:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        old = [
            {"workspace_id": lead.workspace_id, "name": f"Dự án cũ {one}", "slug": f"cu-{one}",
             "channel": f"C1{one:06d}", "language": "vi", "zone": "Asia/Ho_Chi_Minh", "state": "active"}
            for one in range(count)
        ]  # fmt: skip
        connection.execute(Project.__table__.insert(), old)  # type: ignore[attr-defined]
        connection.execute(
            text(
                f"INSERT INTO deliverable (project_id, {columns}) SELECT project.id, "
                + ", ".join(f"work.{name.strip()}" for name in columns.split(","))
                + " FROM project JOIN deliverable AS work ON work.project_id = :template"
                " WHERE project.slug LIKE 'cu-%' AND work.number <= :old"
            ),
            {"template": world.projects[LARGE[0]], "old": OLD},
        )
    if not world.database.is_sqlite:
        with world.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("VACUUM ANALYZE"))
            connection.invalidate()
