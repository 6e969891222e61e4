"""Colours that people set, by many at once."""

from __future__ import annotations

from datetime import timedelta

from desk.project import colour
from desk.project.colour import Colour
from handlers.project.colour_views import ColourAction, ColourView
from storage.project.colour import LIMITS, ColourLimits, ColourOverride
from tests.support.house import PRESSES, House, Trial
from tests.support.world import NOW

DAY = NOW.date() + timedelta(days=7)


def setting(house: House) -> Trial:
    """Each that is set replaces the one before; one is left."""
    project, pen = house.project(), house.pen()
    house.roles(admins=[who.user for who in house.staff])
    for number in PRESSES:
        who, chosen = house.staff[number % len(house.staff)], list(Colour)[number % len(Colour)]
        pen.form(
            who.user, ColourView.OVERRIDE, {"project": project}, f"V{house.fresh()}", colour=chosen,
            reason=f"vì {number}", until=DAY.isoformat(),
        )  # fmt: skip

    def so() -> None:
        (row,) = house.rows(ColourOverride, project_id=project)
        number = int(row.reason.removeprefix("vì "))
        assert row.colour is list(Colour)[number % len(Colour)]  # one person's whole choice, not parts of two

    return Trial(pen.letters, {"colour.override": len(PRESSES)}, so)


def taking_off(house: House) -> Trial:
    """It is taken off once."""
    project, pen = house.project(), house.pen()
    house.roles(admins=[who.user for who in house.staff])
    house.do(lambda session: colour.override(session, house.huong, project, Colour.RED, "vì", DAY, NOW))
    for who in house.staff:
        pen.press(who.user, ColourAction.BY_NUMBERS, str(project))

    def so() -> None:
        assert house.rows(ColourOverride, project_id=project) == []

    return Trial(pen.letters, {"colour.by_numbers": 1}, so)


def limiting(house: House) -> Trial:
    """The same limits are one change, whoever sets them."""
    pen = house.pen()
    house.roles(admins=[who.user for who in house.staff])
    late = "3" if [row.late_amber for row in house.rows(ColourLimits)] == [2] else "2"
    values = dict.fromkeys(LIMITS, "40") | {"late_amber": late}
    for number in PRESSES:
        who = house.staff[number % len(house.staff)]
        pen.form(who.user, ColourView.LIMITS, {}, f"V{house.fresh()}", **values)

    def so() -> None:
        assert [row.late_amber for row in house.rows(ColourLimits)] == [int(late)]

    return Trial(pen.letters, {"colour.limits": 1}, so)


TABLE = {
    f"view {ColourView.OVERRIDE}": (setting,),
    f"view {ColourView.LIMITS}": (limiting,),
    f"action {ColourAction.BY_NUMBERS}": (taking_off,),
}
