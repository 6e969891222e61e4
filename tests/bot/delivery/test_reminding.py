"""The digest on days unlike others: clocks that change, people who leave, a bot that was away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from desk.core.actor import Actor
from desk.people import admin
from desk.people.admin import Own
from desk.work import deliverable
from storage.messages.outbox import Outbox, OutboxState
from storage.people.calendar import CalendarOverride
from tests.support.reminder_harness import ReminderHarness, close_harness, open_harness
from tests.support.world import VIETNAM

NEW_YORK, LORD_HOWE, LONDON = "America/New_York", "Australia/Lord_Howe", "Europe/London"
LONG_AGO = date(2026, 1, 5)


@pytest.fixture
def harness(database_url: str) -> Iterator[ReminderHarness]:
    """January 2026, long before anything happens."""
    harness = open_harness(database_url, datetime(2026, 1, 5, tzinfo=UTC))
    yield harness
    close_harness(harness)


def local(text: str, zone: str = VIETNAM) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def late(harness: ReminderHarness, user: str, zone: str = VIETNAM, minute: int | None = None) -> Actor:
    """Somebody with one overdue piece of work, who wants the digest at this minute of the day."""
    who = harness.world.person(user, zone=zone)
    if not harness.world.projects:
        harness.world.project(who, channel=None)
    harness.world.deliverable(who, LONG_AGO, title=f"KV {user}")
    own(harness, who, digest_minute=minute)
    return who


def own(harness: ReminderHarness, who: Actor, **values: Any) -> None:
    """What a person sets about themselves."""
    nothing = {"language": None, "digest_minute": None, "leave_from": None, "leave_to": None}
    with harness.bot.database.write() as session:
        admin.set_own(session, who, Own(**(nothing | values)), harness.bot.clock.now())


def told(harness: ReminderHarness, who: Actor) -> list[str]:
    """When this person got digests, by the clock of Ho Chi Minh City."""
    return [
        f"{ping.at.astimezone(ZoneInfo(VIETNAM)):%d %H:%M}"
        for ping in harness.pings
        if ping.user == who.user and ping.kind == "digest"
    ]


@pytest.mark.parametrize(
    ("zone", "sunday"),
    [
        (NEW_YORK, "2026-03-08"),
        (NEW_YORK, "2026-11-01"),
        (NEW_YORK, "2027-03-14"),
        (LORD_HOWE, "2026-04-05"),  # by half an hour
        (LORD_HOWE, "2026-10-04"),
    ],
)
def test_the_day_the_clocks_change_has_one_digest_at_its_hour(
    harness: ReminderHarness, zone: str, sunday: str
) -> None:
    """A Sunday that is worked, and the Monday; 02:30 is skipped on some and comes twice on others."""
    days = [date.fromisoformat(sunday) + timedelta(days=by) for by in (0, 1)]
    expected: dict[str, list[datetime]] = {}
    huong = harness.world.person("U01HUONG")
    for zone_, minute in ((zone, 1), (zone, 150), (zone, 540), (VIETNAM, 540)):
        who = late(harness, f"U{len(expected):03}", zone_, minute)
        expected[who.user] = [first_at(zone_, day, minute) for day in days]
    with harness.bot.database.write() as session:
        huong.begin(session, "test", harness.world.now)
        for day, working in ((days[0], True), (days[0] - timedelta(days=1), False)):
            session.add(CalendarOverride(workspace_id=1, day=day, working=working))
    hours = {hour for one in expected.values() for hour in one}
    for now in sorted(hour + timedelta(minutes=by) for hour in hours for by in (-1, 0, 61)):
        harness.at(now)
    found = {user: [ping.at for ping in harness.pings if ping.user == user] for user in expected}
    assert {user: pings[:2] for user, pings in found.items()} == expected
    assert max(map(len, found.values())) <= 3  # at the most one of the Tuesday that has begun elsewhere


def first_at(zone: str, day: date, minute: int) -> datetime:
    """The first instant of a local day at which its wall clock shows this minute or a later one."""
    start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    for passed in range(26 * 60):
        here = (start + timedelta(minutes=passed)).astimezone(ZoneInfo(zone))
        if here.date() == day and here.hour * 60 + here.minute >= minute:
            return start + timedelta(minutes=passed)
    raise AssertionError(f"{day} has no such minute in {zone}")


@pytest.mark.on_both
def test_people_who_leave_fly_and_finish_are_told_once_a_day_of_theirs_and_not_in_vain(
    harness: ReminderHarness,
) -> None:
    """Wednesday 25/11/2026 to the Monday after; all of the table at once."""
    harness.plan(local("2026-11-24T12:00"))
    early, after, back = late(harness, "U0EARLY"), late(harness, "U0AFTER"), late(harness, "U0BACK")
    done, given = late(harness, "U0DONE"), late(harness, "U0GIVEN")
    east, west = late(harness, "U0EAST", NEW_YORK), late(harness, "U0WEST")
    quick, slow = late(harness, "U0QUICK", LONDON), late(harness, "U0SLOW")
    wednesday = {"leave_from": date(2026, 11, 25), "leave_to": date(2026, 11, 25)}

    def flies(who: Actor, zone: str) -> None:
        user = {"id": who.user, "team_id": "T0AGENCY", "tz": zone, "profile": {"real_name": who.user}}
        assert harness.bot.event(who.user, {"type": "user_change", "user": user}).status == 200

    def finishes() -> None:
        with harness.bot.database.write() as session:
            deliverable.done(session, done, 4, harness.bot.clock.now())
            deliverable.reassign(session, given, 5, "U0EARLY", harness.bot.clock.now())

    happens: dict[str, list[Callable[[], None]]] = {
        "25 08:30": [
            lambda: own(harness, early, **wednesday), lambda: own(harness, back, **wednesday),
            lambda: flies(slow, LONDON),
        ],
        "25 09:00": [finishes],  # between planning and sending
        "25 10:00": [lambda: own(harness, after, **wednesday)],
        "25 11:00": [lambda: own(harness, back)],
        "25 12:00": [lambda: flies(west, NEW_YORK)],
        "25 15:30": [lambda: flies(quick, VIETNAM)],
        "26 00:00": [lambda: flies(east, VIETNAM)],  # noon in New York
    }  # fmt: skip
    daily = [f"{day} {hour}" for day in ("26", "27", "28", "30") for hour in ("09:00", "16:00", "21:00")]
    quiet = ["25 11:30", "25 16:00", "25 21:00", "25 23:30"]
    for name in sorted({*happens, *daily, *quiet}):
        harness.plan(local(f"2026-11-{name.replace(' ', 'T')}"))
        for act in happens.get(name, []):
            act()
        harness.deliver()
    week = ["26 09:00", "27 09:00", "30 09:00"]
    assert told(harness, early) == week
    assert told(harness, after) == ["25 09:00", *week]
    assert told(harness, back) == ["25 11:30", *week]
    assert (told(harness, done), told(harness, given)) == ([], [])
    # One for each working day by their own calendars, whichever clock they have.
    assert told(harness, west) == ["25 09:00", "26 21:00", "27 21:00", "30 21:00"]
    assert told(harness, east) == ["25 21:00", *week]
    assert told(harness, quick) == ["25 16:00", *week]
    assert told(harness, slow) == [f"{day} 16:00" for day in ("25", "26", "27", "30")]


def test_a_bot_that_was_away_says_it_once_when_it_is_back_and_nothing_of_days_gone_by(
    harness: ReminderHarness,
) -> None:
    lan = late(harness, "U03LAN")
    wednesday = ["25 08:49", "25 09:20", "25 09:21", "25 13:00"]  # away from 08:50 to 09:20
    thursday: list[str] = []
    friday = ["27 20:30", "27 23:59", "28 00:01", "28 09:00"]
    monday = ["30 00:01", "30 08:59", "30 09:00", "30 09:01", "30 19:59", "30 20:00", "30 23:59"]
    for now in (*wednesday, *thursday, *friday, *monday):
        harness.at(local(f"2026-11-{now.replace(' ', 'T')}"))
    assert told(harness, lan) == ["25 09:20", "30 09:00"]


def test_a_digest_that_cannot_be_sent_by_the_evening_is_not_sent_at_night(harness: ReminderHarness) -> None:
    lan, khoa = late(harness, "U03LAN", minute=19 * 60), late(harness, "U04KHOA")
    assert harness.plan(local("2026-11-25T19:59")) == 2
    harness.bot.clock.instant = local("2026-11-25T20:00")
    assert harness.deliver() == []
    for now in ("26T09:00", "26T19:00"):
        harness.at(local(f"2026-11-{now}"))
    assert (told(harness, lan), told(harness, khoa)) == (["26 19:00"], ["26 09:00"])


@pytest.mark.on_both
def test_a_business_clock_that_steps_back_and_forth_says_nothing_twice(harness: ReminderHarness) -> None:
    lan = late(harness, "U03LAN")
    harness.plan(local("2026-11-25T09:00"))
    harness.at(local("2026-11-25T08:00"))  # set back before it was sent
    harness.at(local("2026-11-24T09:30"))
    assert told(harness, lan) == []
    for now in (
        "25T09:05",
        "25T08:00",
        "25T09:00",
        "23T09:00",
        "25T09:06",
        "27T10:00",
        "25T09:00",
        "27T11:00",
    ):
        harness.at(local(f"2026-11-{now}"))
    harness.at(local("2026-11-30T09:00"))
    assert told(harness, lan) == ["25 09:05", "27 10:00", "30 09:00"]
    with harness.bot.database.read() as session:
        assert set(session.scalars(select(Outbox.state))) == {OutboxState.SENT}
