"""A database with many people who have something due, and the comparison after a storm."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import insert, select

from storage.database.engine import Database
from storage.database.history import AuditedSession
from storage.messages import outbox
from storage.messages.outbox import Outbox, OutboxState
from storage.people.member import Member
from storage.work.deliverable import Deliverable, Status
from tests.support.worker import MORNING
from tests.support.world import World

OVERDUE = date(2026, 11, 20)
LEAD = "U0LEAD"


def people(database: Database, count: int) -> list[str]:
    """Store `count` people, each with one overdue deliverable; returns their user ids."""
    world = World(database)
    lead = world.person(LEAD)
    project = world.project(lead)
    users = [f"U{number:06d}" for number in range(count)]
    common = {
        "workspace_id": lead.workspace_id, "zone": "Asia/Ho_Chi_Minh", "role": "member", "external": False,
        "gone": False, "folded": "x", "is_slack_admin": False,
    }  # fmt: skip
    with database.engine.begin() as connection:  # no history is needed for generated people
        columns = {column.name for column in Member.__table__.columns}
        rows = [{"user": user, "name": user} | common for user in users]
        connection.execute(
            insert(Member), [{key: value for key, value in row.items() if key in columns} for row in rows]
        )
        ids = connection.execute(select(Member.id, Member.user).where(Member.user.in_(users))).all()
        connection.execute(
            insert(Deliverable),
            [
                {
                    "workspace_id": lead.workspace_id, "project_id": project, "number": number, "title": "KV",
                    "owner_id": row.id, "due_on": OVERDUE, "status": Status.BRIEFED, "definition_of_done": "",
                    "round": 1,
                }
                for number, row in enumerate(ids, 1)
            ],
        )  # fmt: skip
    return users


def notices(database: Database, recipients: Iterable[str], each: int, at: datetime = MORNING) -> None:
    """Notices for everybody named, due at business instant `at`."""
    for recipient in recipients:
        with AuditedSession(database.engine) as session, session.begin():
            for number in range(each):
                outbox.enqueue(
                    session, workspace_id=1, kind="notice", recipient=recipient,
                    cause=f"{recipient}/{number}", at=at,
                    payload={"key": "common.save", "language": "vi", "facts": {}},
                )  # fmt: skip


@dataclass
class Reckoning:
    """The state of every message: the outbox compared with Slack."""

    sent: int = 0
    dropped: int = 0
    waiting: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        """How many were lost, undelivered, sent twice, or sent although not wanted."""
        return len(self.lost) + len(self.waiting) + len(self.twice) + len(self.unwanted)

    @property
    def is_clean(self) -> bool:
        """Nothing lost, nothing twice, nothing out of order, nothing left."""
        return not (self.wrong or self.disordered)

    def __str__(self) -> str:
        return (
            f"{self.sent} sent, {self.dropped} dropped, {len(self.waiting)} waiting, {len(self.lost)} lost, "
            f"{len(self.twice)} twice, {len(self.unwanted)} unwanted, {len(self.disordered)} out of order"
        )


def reckon(database: Database, ledger: dict[str, list[str]]) -> Reckoning:
    """Compare the outbox with the messages in Slack."""
    found, newest = Reckoning(), dict[str, float]()
    with database.read() as session:
        rows = session.scalars(select(Outbox).where(Outbox.card_id.is_(None)).order_by(Outbox.id)).all()
    for row in rows:
        said = ledger.get(row.key, [])
        if len(said) > 1:
            found.twice.append(row.key)
        if row.state is OutboxState.SENT:
            found.sent += 1
            if not said:
                found.lost.append(row.key)
            elif float(said[0]) < newest.get(row.recipient, 0):
                found.disordered.append(row.key)
            newest[row.recipient] = max([newest.get(row.recipient, 0), *map(float, said)])
        elif row.state is OutboxState.DROPPED:
            found.dropped += 1
            if said:
                found.unwanted.append(row.key)
        else:
            found.waiting.append(f"{row.key} {row.state} {row.reason}")
    known = {row.key for row in rows}
    found.unwanted += [key for key in ledger if key not in known]
    return found


def undelivered(database: Database, now: datetime = MORNING) -> int:
    """How many messages are due and not delivered."""
    with database.read() as session:
        return outbox.pending(session, now)
