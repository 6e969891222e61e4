"""Changes asked for in one's own words, by many at once."""

from __future__ import annotations

import json
from datetime import date

from handlers.day.ask_views import AskAction
from storage.work.deliverable import Deliverable
from tests.support.house import PRESSES, House, Trial

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


TABLE = {f"action {AskAction.DO}": (moving, finishing)}
