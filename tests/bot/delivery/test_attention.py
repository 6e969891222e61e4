"""A person's attention at the door: how often, at which hours, and what is told together (F25, M6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from desk.core.actor import Actor
from desk.feedback import feedback
from desk.feedback.lines import Line
from desk.people.attention import ANSWER
from desk.work import deliverable
from storage.feedback.feedback import FeedbackItem, FeedbackKind
from storage.people.member import Member
from tests.support.reminder_harness import ReminderHarness, close_harness, open_harness
from tests.support.world import VIETNAM

NEW_YORK, LORD_HOWE = "America/New_York", "Australia/Lord_Howe"
LATE = date(2026, 11, 23)


@pytest.fixture
def harness(database_url: str) -> Iterator[ReminderHarness]:
    """Monday 23/11/2026 at midnight in Ho Chi Minh City; Tuesday is Culture Day."""
    harness = open_harness(database_url, local("2026-11-23T00:00"))
    yield harness
    close_harness(harness)


def local(text: str, zone: str = VIETNAM) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def change(harness: ReminderHarness, who: Actor, **values: Any) -> None:
    """What a person, or Slack, sets about them."""
    with harness.bot.database.write() as session:
        who.begin(session, "test", harness.bot.clock.now())
        row = session.get_one(Member, who.member_id)
        for name, value in values.items():
            setattr(row, name, value)


def says(harness: ReminderHarness, who: Actor, slug: str, words: str) -> None:
    """The client's words, captured for a project that has no channel: its AE gets the card."""
    told = feedback.Capture(harness.world.projects[slug], words, (Line(FeedbackKind.MUST, words),))
    with harness.bot.database.write() as session:
        feedback.capture(session, who, told, harness.bot.clock.now())


def test_what_follows_a_message_at_once_is_one_more_message_two_minutes_later(
    harness: ReminderHarness,
) -> None:
    harness.world.person("U03LAN")
    told = []
    for second in range(0, 300, 15):
        harness.plan(local("2026-11-25T10:00:00") + timedelta(seconds=second))
        if second < 240 and second % 30 == 0:
            harness.notice("U03LAN", str(second))
        told += [second for _ in harness.deliver()]
    assert told == [0, 120, 240]


def test_from_the_seventh_in_an_hour_on_what_comes_is_said_at_its_end(harness: ReminderHarness) -> None:
    harness.world.person("U03LAN")
    told = []
    for minute in range(0, 75, 3):
        harness.plan(local("2026-11-25T10:00") + timedelta(minutes=minute))
        if minute < 45:
            harness.notice("U03LAN", str(minute))
        told += [minute for _ in harness.deliver()]
    assert told == [0, 3, 6, 9, 12, 15, 60]


@pytest.mark.parametrize("zone", [NEW_YORK, LORD_HOWE])
def test_of_what_can_wait_a_local_day_bears_two_and_the_rest_comes_next_morning(
    harness: ReminderHarness, zone: str
) -> None:
    harness.plan(local("2026-11-25T00:00", zone))
    lan = harness.world.person("U03LAN", zone=zone)
    khoa = harness.world.person("U04KHOA", zone=zone)
    harness.world.project(lan)
    for number in range(4):
        harness.world.deliverable(khoa, date(2026, 12, 11), title=f"KV {number}")
    at = []
    for hour in (*range(9, 15), 19, 20, 32, 33):
        harness.plan(local("2026-11-25T00:00", zone) + timedelta(hours=hour))
        if 10 <= hour < 14:
            put_off_often(harness, khoa, hour - 9)
        at += [(hour, ping.kind) for ping in harness.deliver() if ping.user == lan.user]
    assert at == [(10, "snoozes"), (11, "snoozes"), (33, "snoozes")]
    assert all(f"KV {number}" in harness.pings[-1].words for number in (2, 3))


def put_off_often(harness: ReminderHarness, who: Actor, deliverable_id: int) -> None:
    """Somebody puts a piece of work off for the third time."""
    with harness.bot.database.write() as session:
        for day in (1, 2, 3):
            until, now = date(2026, 12, day), harness.bot.clock.now()
            deliverable.snooze(session, who, deliverable_id, until, now, "chờ")


@pytest.mark.on_both
def test_a_card_told_with_others_is_redrawn_with_them(harness: ReminderHarness) -> None:
    lan = harness.world.person("U03LAN")
    harness.world.project(lan, "a", "a", channel=None)
    harness.plan(local("2026-11-23T22:00"))
    for words in ("Logo to", "Chữ nhỏ"):
        says(harness, lan, "a", words)
    (ping,) = [one for one in harness.at(local("2026-11-25T09:00")) if one.kind != "digest"]
    assert ("Logo to" in ping.words, "Chữ nhỏ" in ping.words) == (True, True)
    with harness.bot.database.write() as session:
        second = session.scalars(select(FeedbackItem).order_by(FeedbackItem.id.desc())).first()
        assert second is not None
        feedback.close(session, lan, second.id, harness.bot.clock.now())
    harness.bot.deliver()
    redrawn = str(harness.slack.wait("chat.update")["blocks"])
    assert ("Logo to" in redrawn, "~Chữ nhỏ~" in redrawn, "~Logo to~" in redrawn) == (True, True, False)


def test_an_answer_comes_however_much_was_just_said(harness: ReminderHarness) -> None:
    """Two answers, messages that follow each other, another answer; and Slack says that its reader is not to
    be disturbed."""
    lan = harness.world.person("U03LAN")
    now = local("2026-11-25T10:00")
    told = []
    for number, kind in enumerate([ANSWER, ANSWER, "notice", "notice", "notice", ANSWER]):
        harness.plan(now + timedelta(minutes=number))
        if number == 5:
            spell = {"dnd_enabled": True, "next_dnd_start_ts": 1, "next_dnd_end_ts": 4000000000}
            harness.slack.answers["dnd.teamInfo"] = {"users": {lan.user: spell}}
            harness.bot.clock.forward(minutes=20)
        harness.notice(lan.user, f"{number}/{kind}", kind=kind)
        told += [(number, ping.kind) for ping in harness.deliver()]
    assert told == [(0, ANSWER), (1, ANSWER), (2, "notice"), (4, "notice"), (5, ANSWER)]


def test_an_answer_takes_nothing_along_that_is_held_for_the_morning(harness: ReminderHarness) -> None:
    """At night it comes alone; what waits for its reader's hours does not ride with it, out of its order."""
    lan = harness.world.person("U03LAN")
    harness.plan(local("2026-11-25T23:00"))
    harness.notice(lan.user, "an answer", kind=ANSWER)
    harness.notice(lan.user, "a line", key="common.next")
    (ping,) = harness.deliver()
    assert (ping.kind, "Tiếp" in ping.words) == (ANSWER, False)
    assert ["Tiếp" in ping.words for ping in harness.at(local("2026-11-26T08:00"))] == [True]


HOURS: dict[str, tuple[str, str, str, dict[str, Any], str]] = {
    "early": ("2026-11-23T07:30", "notice", VIETNAM, {}, "2026-11-23T08:00"),
    "in hours": ("2026-11-23T12:00", "notice", VIETNAM, {}, "2026-11-23T12:00"),
    "just in hours": ("2026-11-23T19:59", "notice", VIETNAM, {}, "2026-11-23T19:59"),
    "evening before a holiday": ("2026-11-23T20:00", "notice", VIETNAM, {}, "2026-11-25T08:00"),
    "holiday": ("2026-11-24T12:00", "notice", VIETNAM, {}, "2026-11-25T08:00"),
    "saturday": ("2026-11-28T12:00", "notice", VIETNAM, {}, "2026-11-30T08:00"),
    "sunday elsewhere": ("2026-11-29T12:00", "notice", NEW_YORK, {}, "2026-11-30T08:00"),
    "half an hour's zone": ("2026-11-27T20:00", "notice", LORD_HOWE, {}, "2026-11-30T08:00"),
    "an answer": ("2026-11-24T23:30", ANSWER, VIETNAM, {}, "2026-11-24T23:30"),
    "own early hour": ("2026-11-25T07:10", "notice", VIETNAM, {"digest_minute": 420}, "2026-11-25T07:10"),
    "own late hour": ("2026-11-25T10:00", "notice", VIETNAM, {"digest_minute": 660}, "2026-11-25T10:00"),
    "leave": (
        "2026-11-25T12:00", "notice", VIETNAM,
        {"leave_from": date(2026, 11, 25), "leave_to": date(2026, 11, 26)}, "2026-11-27T08:00",
    ),
    "morning off": (
        "2026-11-25T09:30", "notice", VIETNAM,
        {"leave_from": date(2026, 11, 25), "leave_to": date(2026, 11, 25), "leave_half": "am"},
        "2026-11-25T12:00",
    ),
    "morning before an afternoon off": (
        "2026-11-25T11:59", "notice", VIETNAM,
        {"leave_from": date(2026, 11, 25), "leave_to": date(2026, 11, 25), "leave_half": "pm"},
        "2026-11-25T11:59",
    ),
    "afternoon off": (
        "2026-11-25T12:00", "notice", VIETNAM,
        {"leave_from": date(2026, 11, 25), "leave_to": date(2026, 11, 25), "leave_half": "pm"},
        "2026-11-26T08:00",
    ),
    "evening before a morning off": (
        "2026-11-25T21:00", "notice", VIETNAM,
        {"leave_from": date(2026, 11, 26), "leave_to": date(2026, 11, 26), "leave_half": "am"},
        "2026-11-26T12:00",
    ),
    "a morning off on a holiday": (
        "2026-11-24T09:30", "notice", VIETNAM,
        {"leave_from": date(2026, 11, 24), "leave_to": date(2026, 11, 24), "leave_half": "am"},
        "2026-11-25T08:00",
    ),
    "evening before a leave": (
        "2026-11-25T21:00", "notice", VIETNAM,
        {"leave_from": date(2026, 11, 26), "leave_to": date(2026, 11, 27)}, "2026-11-30T08:00",
    ),
    "own quiet afternoon": (
        "2026-11-25T14:00", "notice", VIETNAM, {"quiet_from": 780, "quiet_to": 930}, "2026-11-25T15:30",
    ),
    "own quiet evening": (
        "2026-11-25T18:00", "notice", VIETNAM, {"quiet_from": 1050, "quiet_to": 570}, "2026-11-26T09:30",
    ),
    "no quiet hours": (
        "2026-11-25T22:00", "notice", VIETNAM, {"quiet_from": 0, "quiet_to": 0}, "2026-11-25T22:00",
    ),
}  # fmt: skip


def test_what_comes_outside_ones_hours_waits_for_them(harness: ReminderHarness) -> None:
    """Everybody of the table at once: written down at the first hour, it arrives at the second."""
    said: dict[datetime, list[tuple[str, str]]] = {}
    expected: dict[str, datetime] = {}
    for name, (at, kind, zone, values, arrives) in HOURS.items():
        user = f"U{len(expected):04}"
        who = harness.world.person(user, name, zone=zone)
        change(harness, who, **values)
        said.setdefault(local(at, zone), []).append((user, kind))
        expected[user] = local(arrives, zone)
    instants = {*said, *expected.values()}
    instants |= {one + timedelta(minutes=by) for one in expected.values() for by in (-1, 60)}
    for now in sorted(instants):
        harness.plan(now)
        for user, kind in said.get(now, []):
            harness.notice(user, user, kind=kind)
        harness.deliver()
    assert {ping.user: ping.at for ping in harness.pings} == expected
    assert len(harness.pings) == len(expected)


def test_who_is_away_for_ever_is_written_to_once_they_are_back_after_all(harness: ReminderHarness) -> None:
    """The last day there is, which people choose for "until further notice", has no day after it."""
    lan = harness.world.person("U03LAN", "Lan")
    change(harness, lan, leave_from=date(2026, 11, 25), leave_to=date.max)
    harness.plan(local("2026-11-25T12:00"))
    harness.notice("U03LAN", "x")
    for _ in range(10):  # more often than a message that cannot be made ready is tried
        harness.plan(harness.bot.clock.now() + timedelta(hours=1))
        assert harness.deliver() == []
    change(harness, lan, leave_from=None, leave_to=None)
    harness.plan(local("2027-12-01T12:00"))
    assert [ping.user for ping in harness.deliver()] == ["U03LAN"]


@pytest.mark.parametrize(
    ("zone", "arrives"), [(NEW_YORK, "2026-11-25T09:00"), ("Europe/London", "2026-11-25T09:00")]
)
def test_a_digest_whose_reader_flies_west_before_it_goes_waits_for_their_morning(
    harness: ReminderHarness, zone: str, arrives: str
) -> None:
    lan = harness.world.person("U03LAN")
    harness.world.project(lan)
    harness.world.deliverable(lan, LATE)
    assert harness.plan(local("2026-11-25T09:00")) == 1
    change(harness, lan, zone=zone)
    assert harness.deliver() == []
    assert harness.at(local(arrives, zone) - timedelta(minutes=1)) == []
    for hours in range(12):
        harness.at(local(arrives, zone) + timedelta(hours=hours))
    assert [(ping.kind, ping.at) for ping in harness.pings] == [("digest", local(arrives, zone))]
