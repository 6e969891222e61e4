"""A database with an agency's worth of work, and the bot on it in this process, to see what it does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from desk.core.actor import Actor
from storage.client.client import Client
from storage.database.engine import Database
from storage.project.project import Project
from storage.work.deliverable import Deliverable, Status
from tests.support.app import Answer, Bot
from tests.support.web_api import WebApi
from tests.support.world import World

USER, NAME = "U01HUONG", "Nguyễn Thu Hương"
SMALL, MIDDLE, LARGE = "du-an-nho", "du-an-vua", "du-an-lon"
"""Projects by slug. The channel of one is called as it is."""
FEW_OF_SMALL, FEW_OF_MIDDLE, MANY_OF_LARGE = 20, 30, 2_000
"""Deliverables in each."""


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

    def body_of_status(self, project: str, channel: str = "C0ELSEWHERE") -> bytes:
        """The request of a `/status` that is answered as it should be."""
        answer = self.command(USER, "/tiendo", project, channel=channel)
        if '"actions"' not in answer.text:
            raise RuntimeError(f"no status in {answer.text[:300]}")
        return self.last

    def form(self, project: str) -> dict[str, Any]:
        """The form that `/brief` opens, after the page to paste in where that comes first."""
        self.command(USER, "/brief", project)
        view: dict[str, Any] = self.slack.wait("views.open")["view"]
        if view["callback_id"] == "brief.paste":
            view = self.submit(USER, view, {"source": None}, view_id=f"pasted {project}").body["view"]
        return view


@contextmanager
def house(url: str) -> Iterator[House]:
    """The bot, not started, on a database."""
    slack = WebApi()
    bot = House(url, slack)
    try:
        yield bot
    finally:
        bot.close()
        slack.close()


def furnish(url: str, rows: int = 0, large: int = MANY_OF_LARGE) -> None:
    """Fill an empty database: three projects, the largest with `large` deliverables, and `rows` deliverables
    in projects with a fourth of those."""
    database = Database(url)
    world = World(database)
    lead = world.person(USER, NAME)
    for slug, size in ((SMALL, FEW_OF_SMALL), (MIDDLE, FEW_OF_MIDDLE), (LARGE, large)):
        number = world.project(lead, f"Dự án {slug[-3:]}", slug, channel=f"C0{slug[-3:].upper()}")
        _work(world, lead, number, size)
    with database.write() as session:
        lead.begin(session, "bench", world.now)
        client = Client(workspace_id=lead.workspace_id, name="Mộc An", folded="moc an", language="vi")
        session.add(client)
        session.flush()
        session.get_one(Project, world.projects[MIDDLE]).client_id = client.id
    if rows:
        _old_projects(world, lead, rows // (large // 4), large // 4)
    database.close()


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


def _old_projects(world: World, lead: Actor, count: int, each: int) -> None:
    """So many projects with the first of the largest's work, copied by the database itself."""
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
                " WHERE project.slug LIKE 'cu-%' AND work.number <= :each"
            ),
            {"template": world.projects[LARGE], "each": each},
        )
    if not world.database.is_sqlite:
        with world.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("VACUUM ANALYZE"))
            connection.invalidate()
