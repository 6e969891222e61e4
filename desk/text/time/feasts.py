"""Days that have a name of their own: "Noel", "Trung thu", "giao thừa", "Tết"."""

from __future__ import annotations

from datetime import date, timedelta

from desk.text.phrases import Phrases
from desk.text.time import lunar, written
from desk.text.time.pieces import Piece, Sort
from desk.text.time.when import Bound, When

_NEW_YEAR = "1-1"
_PAST = frozenset({"qua", "ra", "xong", "het"})


def find(phrases: Phrases, place: int, today: date) -> Piece | None:
    """The feast that is named at a token: weak, since campaigns are called so.

    Tết is many days: "trước Tết" names none of them, though "2 weeks before Tet" counts from the first. "Qua
    Noel" is some day after it.
    """
    feast = phrases.one(place, "lunar_feast", "solar_feast")
    if feast is None:
        return None
    moon = feast.kind == "lunar_feast"
    day = _by_moon(feast.value, today) if moon else _by_sun(feast.value, today)
    if day is None:
        return None
    past = Bound.AFTER if phrases.bare(place - 1) in _PAST else None
    loose = past is not None or (moon and feast.value == _NEW_YEAR)
    when = When(day, day, lunar=moon, loose=loose, bound=past)
    return Piece(place, feast.end, Sort.DAY, when, weak=True, told=True)


def _by_moon(value: str, today: date) -> date | None:
    if value == "eve":
        new_year = lunar.coming(1, 1, today + timedelta(days=1))
        return new_year - timedelta(days=1) if new_year else None
    number, month = map(int, value.split("-"))
    return lunar.coming(number, month, today)


def _by_sun(value: str, today: date) -> date | None:
    number, month = map(int, value.split("-"))
    return written.coming(number, month, today)
