"""Who depends on what, how long a department may take, and what counts as a sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.brief.brief import CRITICAL, SUPPORTING, TEMPLATES
from desk.brief.needs import CORE, NEEDS, TEMPLATE, concerns
from desk.brief.relay_answers import PHRASE_LENGTH, phrases, sentences
from desk.core.calendar import WORKDAY, WorkCalendar, hours_ago
from desk.people.admin import MOST_PATIENCE_HOURS
from storage.people.member import Department

FIELDS = {*CRITICAL, *SUPPORTING, *(name for names in TEMPLATES.values() for name in names)}
HCM = ZoneInfo("Asia/Ho_Chi_Minh")


def test_every_field_is_somebodys_and_the_core_needs_what_is_critical() -> None:
    for names in NEEDS.values():
        assert set(names) <= FIELDS
        assert len(names) == len(set(names))
    assert FIELDS - {name for names in NEEDS.values() for name in names} == set()
    assert NEEDS.keys() == {*Department} - {Department.ACCOUNT}
    assert set(CRITICAL) - {"approver"} <= {name for one in CORE for name in NEEDS[one]}


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        ("budget", {"media", "production", "other"}),
        ("message", {"creative", "research", "other"}),
        ("approver", {"other"}),
        ("flight", {"media", "other"}),
        (TEMPLATE, {"media", "creative", "research", "production", "other"}),
    ],
)
def test_only_those_who_depend_on_a_field_are_asked_again(changed: str, asked: set[str]) -> None:
    assert {one.value for one in NEEDS if concerns(one, [changed])} == asked


FIRST = datetime(2026, 11, 16, tzinfo=UTC)
CALENDAR = WorkCalendar("VN", {date(2026, 11, 28): True})


@given(
    st.integers(0, 35 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes)),
    st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/London", "Australia/Lord_Howe"]),
    st.integers(1, MOST_PATIENCE_HOURS),
)
def test_exactly_so_many_working_minutes_have_passed(now: datetime, zone: str, hours: int) -> None:
    since = hours_ago(now, zone, CALENDAR, hours)
    local = now.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    works = CALENDAR.is_working(local.date()) and WORKDAY[0] <= minute < WORKDAY[1]
    assert (since is not None) == works
    if since is not None:
        assert sum(_worked(since, now, day, zone) for day in _days(since, now, zone)) == hours * 60


def _days(since: datetime, now: datetime, zone: str) -> list[date]:
    first, last = (one.astimezone(ZoneInfo(zone)).date() for one in (since, now))
    return [first + timedelta(days=by) for by in range((last - first).days + 1)]


def _worked(since: datetime, now: datetime, day: date, zone: str) -> float:
    """The working minutes of one local day between two instants."""
    if not CALENDAR.is_working(day):
        return 0
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    first, last = (midnight + timedelta(minutes=minute) for minute in WORKDAY)
    return max((min(last, now) - max(first, since)).total_seconds() / 60, 0)


def test_half_a_day_from_friday_evening_ends_on_monday() -> None:
    monday = datetime(2026, 11, 30, 11, 30, tzinfo=HCM)
    calendar = WorkCalendar("VN")
    assert hours_ago(monday, "Asia/Ho_Chi_Minh", calendar, 4) == datetime(2026, 11, 27, 16, 30, tzinfo=HCM)
    assert hours_ago(monday.replace(hour=13, minute=0), "Asia/Ho_Chi_Minh", calendar, 4) == monday.replace(
        hour=9, minute=0
    )


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Bán cho mẹ trẻ", 1),
        ("Bán cho mẹ trẻ ở TP. HCM, tăng 1.5 lần.", 1),
        ("“Tết này về!” Cho mẹ trẻ.", 2),
        ("Một… Hai? Ba!", 3),
        ("Một\n\nHai", 2),
    ],
)
def test_sentences_are_counted_as_people_read_them(text: str, count: int) -> None:
    assert sentences(text) == count


def test_a_fields_own_words_can_be_picked() -> None:
    text = "1. Tăng nhận biết; - Bán 10.000 hộp\n• Mở ở TP. HCM. Giữ giá!\n\n2026\nTăng nhận biết"
    found = phrases(text)
    assert found == ["Tăng nhận biết", "Bán 10.000 hộp", "Mở ở TP. HCM.", "Giữ giá!", "2026"]
    assert all(len(one) <= PHRASE_LENGTH for one in phrases("x" * 2000 + "\n" + "y " * 900))
