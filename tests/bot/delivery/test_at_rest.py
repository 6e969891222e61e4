"""A project on hold or closed is quiet: whatever kind of message it is, but for answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from desk.core.feature import When, collected
from desk.feedback import feedback
from desk.feedback.lines import Line
from desk.project import project
from desk.work import deliverable
from storage.feedback.feedback import FeedbackKind
from storage.messages import outbox
from storage.messages.outbox import Outbox, OutboxState
from storage.people.member import Role
from storage.project.project import ProjectState
from tests.support.reminder_harness import ReminderHarness, close_harness, open_harness
from tests.support.world import VIETNAM

HUONG, LAN = "U01HUONG", "U03LAN"
DESPITE_REST = {
    "project_card",
    "answer", "notice", "undelivered",  # about what the reader did
    "brief", "deliverables", "feedback", "status",  # cards of a channel
    "question_answer", "relay_answer", "relay_back", "relay_question",  # one person answers another
    "feedback_from_client",
}  # fmt: skip


def local(at: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{at}").replace(tzinfo=ZoneInfo(VIETNAM))


@pytest.fixture
def harness(database_url: str) -> Iterator[ReminderHarness]:
    """Wednesday 25/11/2026, 08:00 in Ho Chi Minh City. Hương leads the project."""
    harness = open_harness(database_url, local("25T08:00"))
    harness.world.project(harness.world.person(HUONG, role=Role.AE))
    harness.world.person(LAN)
    yield harness
    close_harness(harness)


def put(harness: ReminderHarness, state: ProjectState) -> None:
    huong = harness.world.person(HUONG, role=Role.AE)
    with harness.bot.database.write() as session:
        project.set_state(session, huong, 1, state, harness.bot.clock.now())


def test_no_kind_of_message_about_its_work_is_said_before_it_goes_on(harness: ReminderHarness) -> None:
    kinds = [one for one in collected().kinds.values() if one.name not in DESPITE_REST]
    assert {one.name for one in kinds} >= {"work_hour", "work_given", "relay_nudge", "feedback_owed"}
    for state, hours in (
        (ProjectState.ON_HOLD, ("25T10:00", "26T09:00")),
        (ProjectState.CLOSED, ("27T09:00", "27T17:35")),
    ):
        put(harness, state)
        with harness.bot.database.write() as session:
            for kind in kinds:
                outbox.enqueue(
                    session, workspace_id=1, kind=kind.name, recipient=LAN, cause=state, at=local(hours[0]),
                    subject="deliverables:1", payload={},
                )  # fmt: skip
        assert [ping for at in hours for ping in harness.at(local(at))] == []
        with harness.bot.database.read() as session:
            became = {row.kind: row.state for row in session.scalars(select(Outbox).filter_by(cause=state))}
        for kind in kinds:
            is_over = kind.when is When.HOUR or state is ProjectState.CLOSED
            assert became[kind.name] is (OutboxState.DROPPED if is_over else OutboxState.PENDING), kind.name
    with harness.bot.database.read() as session:
        assert set(session.scalars(select(Outbox.state))) == {OutboxState.DROPPED}


def test_on_hold_nothing_rings_and_what_is_still_to_come_rings_when_it_goes_on(
    harness: ReminderHarness,
) -> None:
    huong, lan = harness.world.person(HUONG, role=Role.AE), harness.world.person(LAN)
    monday, far = date(2026, 11, 23), date(2026, 12, 18)
    late, soon, later = (harness.world.deliverable(lan, day) for day in (monday, far, far))
    points = (Line(FeedbackKind.MUST, "Logo to hơn", LAN, date(2026, 11, 25)),)
    with harness.bot.database.write() as session:
        now = harness.bot.clock.now()
        deliverable.move(session, lan, soon, date(2026, 11, 25), 17 * 60, "", now)
        deliverable.move(session, lan, later, date(2026, 11, 27), 15 * 60, "", now)
        told = feedback.Capture(1, "Logo to hơn", points, channel="C02MOCAN")
        feedback.capture(session, huong, told, now)
    put(harness, ProjectState.ON_HOLD)
    with harness.bot.database.write() as session:
        deliverable.reassign(session, huong, late, HUONG, harness.bot.clock.now())
    quiet = ("25T09:00", "25T12:00", "25T16:30", "25T17:00", "25T17:30", "26T09:00", "26T17:30")
    assert [ping for at in quiet for ping in harness.at(local(at))] == []
    put(harness, ProjectState.ACTIVE)
    rings = [one for at in ("27T09:00", "27T14:30", "27T15:00") for one in harness.at(local(at))]
    heard = [(one.kind, one.at.hour) for one in rings if one.user == LAN]
    assert heard == [("feedback_owed", 9), ("digest", 9), ("work_hour", 14), ("work_hour", 15)]
    assert "từ bạn sang người khác" in rings[[one.user for one in rings].index(LAN)].words
