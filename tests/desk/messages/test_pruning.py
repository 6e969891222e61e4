"""The outbox is pruned: what nobody needs goes, and what may be asked for or redrawn stays, however old."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import select

from bot.tick import prune
from desk.core.actor import Actor
from desk.messages import pruning
from storage.database.engine import Database
from storage.database.errors import Lost
from storage.day.escalation import Escalation, Step
from storage.messages import redraws
from storage.messages.outbox import Outbox, OutboxState
from storage.project.project import Project, ProjectState
from storage.work.deliverable import Deliverable, Status
from tests.support.world import NOW, World

OLD = NOW - timedelta(days=91)
BEFORE = NOW - timedelta(days=90)


class House:
    """An agency with a project that runs, one that is closed, and an outbox as a test fills it."""

    def __init__(self, database: Database) -> None:
        self.database, self.world = database, World(database)
        self.huong: Actor = self.world.person("U01HUONG")
        self.running = self.world.project(self.huong)
        self.closed = self.world.project(self.huong, "Hè", "he", channel="C03HE")
        self.late = self.world.deliverable(self.huong, date(2026, 8, 1))
        with database.write() as session:
            self.huong.begin(session, "project.close", NOW)
            session.get_one(Project, self.closed).state = ProjectState.CLOSED

    def said(self, cause: str, at: datetime = OLD, **columns: Any) -> int:
        """A message that was sent; returns its id."""
        values: dict[str, Any] = {"kind": "notice", "recipient": "U01HUONG", "subject": "", "sent_at": at}
        values |= {"state": OutboxState.SENT, "payload": {}, "attempts": 1} | columns
        with self.database.write() as session:
            row = Outbox(
                workspace_id=self.huong.workspace_id, day=at.date(), cause=cause, not_before=at, **values
            )
            session.add(row)
            session.flush()
            return row.id

    def left(self) -> list[str]:
        with self.database.read() as session:
            return list(session.scalars(select(Outbox.cause).order_by(Outbox.id)))


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def test_old_messages_go_and_young_ones_stay(house: House) -> None:
    house.said("old")
    house.said("dropped", state=OutboxState.DROPPED, sent_at=None)
    house.said("held till lately", sent_at=BEFORE + timedelta(hours=1))
    house.said("young", BEFORE + timedelta(hours=1))
    assert prune(house.database, BEFORE) == 2
    assert house.left() == ["held till lately", "young"]
    assert prune(house.database, BEFORE) == 0


@pytest.mark.on_both
@pytest.mark.parametrize("state", [OutboxState.PENDING, OutboxState.SENDING, OutboxState.UNKNOWN])
def test_what_is_not_delivered_stays(house: House, state: OutboxState) -> None:
    house.said("held", state=state, sent_at=None)
    house.said("young", NOW)
    assert prune(house.database, BEFORE) == 0


@pytest.mark.on_both
def test_cards_that_may_be_redrawn_stay_and_those_of_closed_projects_go(house: House) -> None:
    kinds = ("deliverables", "project", "status")
    for kind in kinds:
        for project in (house.running, house.closed):
            house.said(f"{kind}/{project}", kind="card", recipient="C02MOCAN", subject=f"{kind}:{project}")
    house.said("one", kind="card", recipient="C02MOCAN", subject=f"deliverable:{house.late}")
    house.said("by", kind="handover", recipient="C02MOCAN", subject=f"handover:1/{house.running}")
    house.said("by closed", kind="handover", recipient="C02MOCAN", subject=f"handover:1/{house.closed}")
    house.said("young", NOW, recipient="C02MOCAN")
    prune(house.database, BEFORE)
    assert house.left() == [*(f"{kind}/{house.running}" for kind in kinds), "one", "by", "young"]


def test_the_newest_message_and_the_newest_digest_of_each_stay(house: House) -> None:
    house.said("first digest", OLD - timedelta(days=1), kind="digest")
    house.said("last digest", kind="digest")
    house.said("notice", OLD + timedelta(hours=1))
    house.said("only one", recipient="U03LAN")
    prune(house.database, BEFORE)
    assert house.left() == ["last digest", "notice", "only one"]


@pytest.mark.on_both
def test_what_belongs_together_goes_together(house: House) -> None:
    head = house.said("head")
    house.said("merged", state=OutboxState.DROPPED, sent_at=None, merged_into_id=head)
    card = house.said("card")
    house.said("redraw", kind="redraw", card_id=card)
    house.said("young redraw", NOW, kind="redraw", card_id=house.said("card of today's redraw"))
    house.said("young", NOW)
    while prune(house.database, BEFORE):
        pass
    assert house.left() == ["card of today's redraw", "young redraw", "young"]


@pytest.mark.on_both
@pytest.mark.parametrize(("status", "stays"), [(Status.IN_PROGRESS, True), (Status.DELIVERED, False)])
def test_a_digest_that_told_of_late_work_stays_until_that_is_done(
    house: House, status: Status, stays: bool
) -> None:
    digest = house.said("digest", kind="digest")
    house.said("young", NOW, kind="digest")
    with house.database.write() as session:
        house.huong.begin(session, "deliverable.status", NOW)
        session.get_one(Deliverable, house.late).status = status
        session.add(
            Escalation(
                workspace_id=1, deliverable_id=house.late, step=Step.LEAD, promised_on=date(2026, 8, 1),
                member_id=house.huong.member_id, digest_id=digest,
            )
        )  # fmt: skip
    prune(house.database, BEFORE)
    assert ("digest" in house.left()) is stays
    with house.database.read() as session:
        assert bool(session.scalars(select(Escalation)).all()) is stays


@pytest.mark.on_both
def test_more_than_one_batch_is_pruned_and_two_at_once_do_no_harm(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "AT_ONCE", 7)
    for number in range(40):
        house.said(str(number))
    house.said("young", NOW)
    together, failed = Barrier(2), list[Exception]()

    def work() -> None:
        together.wait()
        try:
            prune(house.database, BEFORE)
        except Exception as error:  # noqa: BLE001 - shown below
            failed.append(error)

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    prune(house.database, BEFORE)
    assert failed == []
    assert house.left() == ["young"]


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_who_presses_on_a_card_while_it_is_pruned_is_answered(house: House) -> None:
    """The redraw of a card that another process has just taken away fails in a way that is tried again."""
    card = house.said("card")
    house.said("young", NOW)
    with pytest.raises(Lost), house.database.write() as session:
        redraws.redraw_card(session, session.get_one(Outbox, card), "x", NOW)
        prune(house.database, BEFORE)
