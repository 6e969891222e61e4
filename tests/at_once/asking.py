"""Changes asked for in one's own words, by many at once."""

from __future__ import annotations

import json
from datetime import date

from desk.day.telling import TOLD
from desk.work import dependency
from handlers.day.ask_offers_views import AskAction
from storage.ball.dependency import Dependency
from storage.messages.outbox import Outbox
from storage.work.deliverable import Deliverable
from tests.support.house import PRESSES, House, Trial
from tests.support.world import NOW

HUONG, LAN = "U01HUONG", "U03LAN"
LATER = date(2026, 12, 20)


def moving(house: House) -> Trial:
    """One piece is moved to a day, by the same button of two people; it is moved once."""
    work, pen = house.work(house.project()), house.pen()
    value = json.dumps({"do": "move", "id": work, "day": LATER.isoformat()})
    for number in PRESSES:
        pen.press((HUONG, LAN)[number % 2], AskAction.DO, value)

    def so() -> None:
        (row,) = house.rows(Deliverable, id=work)
        assert row.due_on == LATER

    return Trial(pen.letters, {"deliverable.move": 1}, so)


def finishing(house: House) -> Trial:
    """One piece is done, by many presses."""
    work, pen = house.work(house.project()), house.pen()
    for _ in PRESSES:
        pen.press(LAN, AskAction.DO, json.dumps({"do": "done", "id": work}))

    def so() -> None:
        (row,) = house.rows(Deliverable, id=work)
        assert row.status == "delivered"

    return Trial(pen.letters, {"deliverable.delivered": 1}, so)


def waiting(house: House) -> Trial:
    """Two halves of a circle, each pressed by many: one half is stored once, the other is refused."""
    first, second = house.project(), house.project()
    works, pen = (house.work(first), house.work(second)), house.pen()
    for number in PRESSES:
        one, other = works if number % 2 else works[::-1]
        value = json.dumps({"do": "wait", "id": one, "other": other})
        pen.press(HUONG, AskAction.DO, value)

    def so() -> None:
        rows = house.rows(Dependency)
        assert len([row for row in rows if row.deliverable_id in works]) == 1

    return Trial(pen.letters, {"dependency.add": 1}, so)


def going_on(house: House) -> Trial:
    """What a piece of work waits for is taken off, once."""
    project, pen = house.project(), house.pen()
    work, other = house.work(project), house.work(project)
    house.do(lambda session: dependency.add(session, house.huong, work, other, NOW))
    for _ in PRESSES:
        pen.press(HUONG, AskAction.DO, json.dumps({"do": "go_on", "id": work, "other": other}))

    def so() -> None:
        assert house.rows(Dependency, deliverable_id=work) == []

    return Trial(pen.letters, {"dependency.drop": 1}, so)


def telling(house: House) -> Trial:
    """The account person is told the same words once, however often somebody presses."""
    work, pen = house.work(house.project()), house.pen()
    value = json.dumps({"do": "tell", "id": work, "user": HUONG, "said": "không kịp"})
    for _ in PRESSES:
        pen.press(LAN, AskAction.DO, value)

    def so() -> None:
        (row,) = house.rows(Outbox, kind=TOLD, subject=f"deliverable:{work}")
        assert (row.recipient, row.payload["said"]) == (HUONG, "không kịp")

    return Trial(pen.letters, {}, so)


TABLE = {f"action {AskAction.DO}": (moving, finishing, waiting, going_on, telling)}
