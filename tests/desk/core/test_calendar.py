"""Working days (F22): the figures stand in product.md and in the government's notices."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.core.calendar import WorkCalendar, zone_row

VIETNAM = WorkCalendar("VN")
MAKING_UP = WorkCalendar("VN", makeup_saturdays=True)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-23", True),
        ("2026-11-24", False),  # Culture Day, new in 2026
        ("2026-11-28", False),
        ("2026-02-17", False),  # Tết
        ("2026-02-20", False),
        ("2026-09-02", False),
        ("2026-04-30", False),
        ("2026-12-25", True),
    ],
)
def test_vietnamese_days(day: str, works: bool) -> None:
    assert VIETNAM.is_working(date.fromisoformat(day)) is works


def test_a_makeup_saturday_counts_where_the_company_wants_it() -> None:
    saturday = date(2026, 8, 22)
    assert (VIETNAM.is_working(saturday), MAKING_UP.is_working(saturday)) == (False, True)
    assert not MAKING_UP.is_working(date(2026, 8, 29))


def test_the_company_beats_every_calendar() -> None:
    own = WorkCalendar("VN", {date(2026, 2, 17): True, date(2026, 11, 23): False})
    assert own.is_working(date(2026, 2, 17))
    assert not own.is_working(date(2026, 11, 23))
    assert own.next_working(date(2026, 11, 20)) == date(2026, 11, 25)


def test_clock_and_calendar_of_a_zone() -> None:
    row = zone_row(datetime(2026, 11, 22, 18, 30, tzinfo=UTC), "Asia/Ho_Chi_Minh", VIETNAM)
    assert (row.day, row.minute, row.working, row.next_working_day) == (
        date(2026, 11, 23),
        90,
        True,
        date(2026, 11, 25),
    )


def test_an_unknown_country_is_named() -> None:
    with pytest.raises(ValueError, match="XX"):
        WorkCalendar("XX").is_working(date(2026, 11, 23))


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_the_next_working_day_is_worked_and_later(day: date) -> None:
    after = VIETNAM.next_working(day)
    assert after > day
    assert VIETNAM.is_working(after)
    between = [day + timedelta(days=one) for one in range(1, (after - day).days)]
    assert not any(VIETNAM.is_working(one) for one in between)
