"""A composed bot with an agency's worth of data, for measuring."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import Liaison, compose
from bot.settings import load
from desk import member
from desk.actor import Identity
from storage import schema
from storage.client import Client
from storage.deliverable import Deliverable, Status
from storage.project import Project

TEAM, USER = "T0AGENCY", "U01HUONG"
PROJECTS, EACH = 200, 30


@contextmanager
def composed(**environ: str) -> Iterator[Liaison]:
    """A bot on a fresh SQLite file, not started."""
    with TemporaryDirectory() as folder:
        settings = load(
            {"LIAISON_ENV_FILE": "", "DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.db'}"} | environ
        )
        liaison = compose(settings)
        schema.upgrade(liaison.database)
        yield liaison
        liaison.stop()


def fill(liaison: Liaison) -> None:
    """Two hundred projects with thirty deliverables each."""
    services, now = liaison.services, liaison.services.clock.now()
    identity = Identity("", TEAM, USER)
    with liaison.database.write() as session:
        home = member.home_of(session, identity, services.defaults, now)
        profile = member.Profile(USER, "Nguyễn Thu Hương", "Asia/Ho_Chi_Minh", guest=False, gone=False)
        member.learn(session, home, [profile], now)
        actor = member.meet(session, identity, services.defaults, now)
        actor.begin(session, "bench", now)
        client = Client(workspace_id=home.id, name="Mộc An", folded="moc an", language="vi")
        session.add(client)
        session.flush()
        for number in range(PROJECTS):
            project = Project(
                workspace_id=home.id, name=f"Dự án {number:03d}", slug=f"du-an-{number:03d}",
                client_id=client.id, channel=f"C{number:03d}", ae_id=actor.member_id, language="vi",
                zone="Asia/Ho_Chi_Minh",
            )  # fmt: skip
            session.add(project)
            session.flush()
            session.add_all(
                Deliverable(
                    workspace_id=home.id, project_id=project.id, number=one, title=f"Hạng mục {one}",
                    owner_id=actor.member_id, due_on=now.date() + timedelta(days=one - 5),
                    status=list(Status)[one % 7],
                )
                for one in range(1, EACH + 1)
            )  # fmt: skip
