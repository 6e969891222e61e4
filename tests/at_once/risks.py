"""Risks of a project, by many at once."""

from __future__ import annotations

from datetime import timedelta

from desk.project import risk
from desk.project.risk import Wanted
from handlers.project.risk_views import RiskView
from storage.project.risk import Risk
from tests.support.house import PRESSES, House, Trial
from tests.support.world import NOW

WORDS, DAY = "nhà in có thể trễ", NOW.date() + timedelta(days=7)


def writing_down(house: House) -> Trial:
    """The same words are open once, whoever says them."""
    project, pen = house.project(), house.pen()
    for number in PRESSES:
        pen.say(house.staff[number % len(house.staff)].user, f"risk {house.slug(project)} {WORDS}")

    def so() -> None:
        assert [row.text for row in house.rows(Risk, project_id=project)] == [WORDS]

    return Trial(pen.letters, {"risk.add": 1}, so)


def changing(house: House) -> Trial:
    """Each change is one person's whole form, not parts of two."""
    project, pen = house.project(), house.pen()
    found = house.do(lambda session: risk.add(session, house.huong, project, Wanted(WORDS), NOW))
    for number in PRESSES:
        who = house.staff[number % len(house.staff)]
        pen.form(
            who.user, RiskView.RISK, {"risk": found.risks[0].id}, f"V{house.fresh()}", text=f"trễ {number}",
            owner=who.user, review=(DAY + timedelta(days=number)).isoformat(),
        )  # fmt: skip

    def so() -> None:
        (row,) = house.rows(Risk, project_id=project)
        number = int(row.text.removeprefix("trễ "))
        who = house.staff[number % len(house.staff)]
        assert (row.owner_id, row.review_on) == (who.member_id, DAY + timedelta(days=number))

    return Trial(pen.letters, {"risk.change": len(PRESSES)}, so)


def closing(house: House) -> Trial:
    """A risk is closed once, with one outcome."""
    project, pen = house.project(), house.pen()
    found = house.do(lambda session: risk.add(session, house.huong, project, Wanted(WORDS), NOW))
    for number in PRESSES:
        who = house.staff[number % len(house.staff)]
        pen.form(
            who.user,
            RiskView.CLOSE,
            {"risk": found.risks[0].id},
            f"V{house.fresh()}",
            outcome=f"xong {number}",
        )

    def so() -> None:
        (row,) = house.rows(Risk, project_id=project)
        assert row.closed_at is not None
        assert row.outcome.startswith("xong ")

    return Trial(pen.letters, {"risk.close": 1}, so)


TABLE = {
    "verb risk": (writing_down,),
    f"view {RiskView.RISK}": (changing,),
    f"view {RiskView.CLOSE}": (closing,),
}
