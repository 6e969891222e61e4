"""What is for the account team reaches somebody at once although its AE is on leave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.brief import brief, relay_answers, relay_silence
from desk.client import audience
from desk.core.actor import Actor
from desk.core.feature import collected
from desk.day import telling
from desk.feedback import feedback
from desk.feedback.lines import Line
from desk.history import undo
from desk.messages import undelivered
from desk.people import admin, member
from desk.people.member import Profile
from desk.work import deliverable
from storage.brief.relay import Relay
from storage.feedback.feedback import FeedbackKind
from storage.messages.envelope import envelope
from storage.messages.outbox import Outbox
from storage.people.member import Department, Half, Member, Role
from storage.project.project import Project
from tests.at_once.briefs import TEXTS
from tests.bot.delivery.test_calm import local, set_to
from tests.support.reminder_harness import ReminderHarness, close_harness, open_harness
from tests.support.world import VIETNAM

HUONG, MINH, LAN, KHOA, GIA, CHI = "U1HUONG", "U2MINH", "U4LAN", "U5KHOA", "U7GIA", "U6CHI"
MONDAY, DUE, LATER = date(2026, 11, 23), date(2026, 12, 10), date(2026, 12, 11)


@dataclass
class Agency:
    """A project of Hương, who is on leave on Monday, and one of hers without a channel."""

    harness: ReminderHarness
    huong: Actor
    lan: Actor
    chi: Actor
    project: int
    bare: int
    kv: int
    clip: int

    @property
    def now(self) -> datetime:
        return self.harness.bot.clock.now()

    def does(self, act: Callable[[Session], object]) -> None:
        with self.harness.bot.database.write() as session:
            act(session)

    def sets(self, user: str, **values: object) -> None:
        """Change a person, as if they had said so long ago."""
        with self.harness.bot.database.read() as session:
            key = session.scalars(select(Member.id).where(Member.user == user)).one()
        set_to(self.harness, self.huong, Member, key, **values)

    def id_of(self, user: str) -> int:
        with self.harness.bot.database.read() as session:
            return session.scalars(select(Member.id).where(Member.user == user)).one()

    def after(self, **time: float) -> list[tuple[str, str]]:
        """Who gets which kind of message after this time."""
        return [(one.user, one.kind) for one in self.harness.at(self.now + timedelta(**time))]


@pytest.fixture
def agency(database_url: str) -> Iterator[Agency]:
    harness = open_harness(database_url, local("2026-11-20T08:30"))
    world = harness.world
    huong, lan = world.person(HUONG, "Hương", role=Role.AE), world.person(LAN, "Lan", role=Role.LEAD)
    for user in (MINH, KHOA, GIA):
        world.person(user, user[2:].title())
    chi = world.person(CHI, "Chi", guest=True)
    project, bare = world.project(huong), world.project(huong, "Hè", "he", channel=None)
    kv, clip = (world.deliverable(lan, DUE, title=title) for title in ("KV", "Clip"))
    made = Agency(harness, huong, lan, chi, project, bare, kv, clip)
    made.sets(LAN, department=Department.MEDIA)
    yield made
    close_harness(harness)


def _relay(session: Session) -> int:
    return session.scalars(select(Relay.id).where(Relay.department == Department.MEDIA)).one()


def _said(project: int, channel: str | None) -> feedback.Capture:
    return feedback.Capture(
        project, "Logo to hơn", (Line(FeedbackKind.MUST, "Logo to hơn"),), "Chi", channel=channel
    )


def _snoozed(agency: Agency, session: Session) -> None:
    for days in (1, 2, 3):
        deliverable.snooze(session, agency.lan, agency.clip, DUE + timedelta(days), agency.now, "chờ")


def _left(agency: Agency, session: Session) -> None:
    gone = Profile(GIA, "Gia", VIETNAM, guest=False, gone=True)
    member.learn(session, member.workspace_with(session, 1), [gone], agency.now)


def _lost(agency: Agency, session: Session) -> None:
    given_up = select(Outbox.id).where(Outbox.kind == "work_moved", Outbox.recipient == HUONG)
    undelivered.tell_of_aside(session, envelope(session, session.scalars(given_up).one()), agency.now)


def _warned(agency: Agency, session: Session) -> None:
    reader, project = (
        session.get_one(Member, agency.huong.member_id),
        session.get_one(Project, agency.project),
    )
    facts = {"project": project.name, "channel": "C02MOCAN", "count": 0, "guest": "Chi"}
    audience.warn(session, reader, project, "audience.guest", "guest/C02MOCAN", facts, agency.now)


ACTS: dict[str, Callable[[Agency, Session], object]] = {
    "feedback_from_client": lambda a, s: feedback.capture(s, a.chi, _said(a.project, "C02MOCAN"), a.now),
    "feedback": lambda a, s: feedback.capture(s, a.lan, _said(a.bare, None), a.now),
    "relay_silent": lambda a, s: relay_silence.tell_silent(s, [_relay(s)], a.now),
    "relay_question": lambda a, s: relay_answers.ask(s, a.lan, _relay(s), "Mấy clip?", a.now),
    "relay_answer": lambda a, s: relay_answers.decline(s, a.lan, _relay(s), "Kín lịch", a.now),
    "handover": _left,
    "work_done": lambda a, s: deliverable.done(s, a.lan, a.kv, a.now),
    "work_moved": lambda a, s: deliverable.move(s, a.lan, a.clip, LATER, None, "", a.now),
    "work_told": lambda a, s: telling.tell(s, a.lan, a.clip, HUONG, "không làm kịp", a.now),
    "snoozes": _snoozed,
    "undelivered": _lost,
    "alarm": _warned,
    "leave_due": lambda a, s: admin.set_own(
        s, a.lan, replace(admin.own(s, a.lan), leave_from=DUE, leave_to=LATER), a.now
    ),
}
"""What makes each kind of message, in an order in which none makes another untrue."""


def test_whatever_is_for_the_ae_reaches_at_once_who_stands_in(agency: Agency) -> None:
    """Feedback that a client sent on the AE's day off was read by nobody until the next morning."""
    kinds = collected().kinds.values()
    assert {one.name for one in kinds if one.covered} == {one.name for one in kinds if "AE" in one.to}
    assert {one.name for one in kinds if one.covered} == set(ACTS)
    gia = agency.harness.world.person(GIA)
    agency.harness.world.deliverable(gia, DUE, title="Post")
    told = brief.BriefForm(agency.project, "", "", None, "campaign", TEXTS, "", "")
    agency.harness.at(local("2026-11-23T09:30"))
    agency.sets(HUONG, leave_from=MONDAY, leave_to=MONDAY, delegate_id=agency.id_of(MINH))
    agency.does(lambda session: brief.submit(session, agency.huong, told, agency.now, earlier=None))
    agency.harness.at(local("2026-11-23T09:40"))
    for kind, act in ACTS.items():
        agency.does(lambda session: act(agency, session))  # noqa: B023
        pings = agency.harness.at(agency.now + timedelta(minutes=16))
        words = [one.words for one in pings if (one.user, one.kind) == (MINH, kind)]
        assert len(words) == 1, (kind, pings)
        assert f"<@{HUONG}> đang nghỉ" in words[0]
        assert HUONG not in [one.user for one in pings]
        assert MINH not in [one.user for one in agency.harness.deliver()], "once"
    agency.harness.at(local("2026-11-25T10:00"))
    back = [one.words for one in agency.harness.at(local("2026-11-25T11:30"))]
    back += [one.words for one in agency.harness.pings if one.user == HUONG]
    assert any("Logo to hơn" in words for words in back), "who was on leave reads it on coming back"


WHO: list[tuple[dict[str, str | None], dict[str, str | None], list[str]]] = [
    # Each away, with who stands in for them; the AM; who is told.
    ({HUONG: KHOA}, {"am": MINH}, [KHOA]),
    ({HUONG: None}, {"am": MINH}, [MINH]),
    ({HUONG: KHOA, KHOA: None}, {"am": MINH}, [MINH]),
    ({HUONG: None, MINH: KHOA}, {"am": MINH}, [KHOA]),
    ({HUONG: None, MINH: None}, {"am": MINH}, []),
    ({HUONG: None}, {"am": None}, []),
    ({HUONG: LAN}, {"am": MINH}, []),  # who moved it knows
    ({}, {"am": MINH}, [HUONG]),
]


def test_without_a_stand_in_the_am_hears_and_nobody_of_what_they_did_themselves(agency: Agency) -> None:
    agency.harness.at(local("2026-11-23T09:30"))
    for number, (away, am, told) in enumerate(WHO):
        for user in (HUONG, MINH, KHOA):
            cover = away.get(user)
            days: dict[str, Any] = {"leave_from": MONDAY, "leave_to": MONDAY} if user in away else {}
            agency.sets(
                user, delegate_id=agency.id_of(cover) if cover else None,
                **({"leave_from": None, "leave_to": None} | days),
            )  # fmt: skip
        leads = agency.id_of(MINH) if am["am"] else None
        set_to(agency.harness, agency.huong, Project, agency.project, am_id=leads)
        moved = DUE + timedelta(days=1 + number % 2)
        agency.does(lambda s: deliverable.move(s, agency.lan, agency.kv, moved, None, "", agency.now))  # noqa: B023
        heard = [user for user, kind in agency.after(minutes=16) if kind == "work_moved"]
        assert heard == told, (number, away)


def test_what_came_on_the_evening_before_or_in_the_half_day_at_work(agency: Agency) -> None:
    """A message that waits for the morning finds its reader gone by then."""
    agency.harness.at(local("2026-11-20T21:00"))
    agency.sets(HUONG, leave_from=MONDAY, leave_to=MONDAY, delegate_id=agency.id_of(KHOA))
    agency.does(lambda s: deliverable.move(s, agency.lan, agency.kv, LATER, None, "", agency.now))
    assert agency.after(minutes=1) == []
    agency.harness.bot.clock.instant = local("2026-11-23T08:00")
    assert agency.after(minutes=1) == [(KHOA, "work_moved")]
    agency.sets(HUONG, leave_from=date(2026, 11, 25), leave_to=date(2026, 11, 25), leave_half=Half.PM)
    agency.harness.at(local("2026-11-25T11:00"))
    for hour, reader in (("11:10", HUONG), ("14:00", KHOA)):
        agency.harness.bot.clock.instant = local(f"2026-11-25T{hour}")
        day = DUE if reader == HUONG else LATER
        agency.does(lambda s: deliverable.move(s, agency.lan, agency.kv, day, None, "", agency.now))  # noqa: B023
        assert (reader, "work_moved") in agency.after(minutes=2)


COMES_BACK: dict[str, tuple[Callable[[Agency, Session], object], list[str]]] = {
    # What is said of Hương's leave of two weeks, and who reads then what came in it.
    "is back early": (lambda a, s: _says(a, s, leave_from=None, leave_to=None), [HUONG]),
    "an early return that a colleague records": (
        lambda a, s: admin.set_leave_of(s, _admin(a), HUONG, a.now, leave_from=None, leave_to=None), [HUONG],
    ),
    "the leave is undone": (
        lambda a, s: undo.undo(s, a.huong, undo.offered(s, a.huong, a.now)[0].id, "", a.now), [HUONG],
    ),
    "a stand-in is named at last": (lambda a, s: _says(a, s, delegate=KHOA), [KHOA]),
    "another hour is chosen": (lambda a, s: _says(a, s, digest_minute=600), []),
}  # fmt: skip


def _says(agency: Agency, session: Session, **values: Any) -> None:
    admin.set_own(session, agency.huong, replace(admin.own(session, agency.huong), **values), agency.now)


def _admin(agency: Agency) -> Actor:
    return replace(agency.lan, role=Role.ADMIN)


@pytest.mark.on_both
@pytest.mark.parametrize("said", COMES_BACK)
def test_what_is_held_for_a_leave_does_not_wait_for_its_planned_end(agency: Agency, said: str) -> None:
    """Who came back early read two weeks of messages on the day on which they were to come back."""
    act, readers = COMES_BACK[said]
    agency.harness.at(local("2026-11-23T09:30"))
    agency.does(lambda s: _says(agency, s, leave_from=MONDAY, leave_to=date(2026, 12, 4)))
    agency.does(lambda s: deliverable.move(s, agency.lan, agency.kv, LATER, None, "", agency.now))
    assert agency.after(minutes=16) == []
    agency.does(lambda s: act(agency, s))
    assert [user for user, kind in agency.after(minutes=3) if kind == "work_moved"] == readers
    assert agency.after(hours=1) == [], "once"


def test_who_reads_for_a_stand_in_is_not_told_that_they_stand_in(agency: Agency) -> None:
    """Khoa stands in for Lan in December, and is away today."""
    agency.harness.at(local("2026-11-23T09:30"))
    agency.harness.world.person(GIA)
    agency.sets(KHOA, leave_from=MONDAY, leave_to=MONDAY, delegate_id=agency.id_of(GIA))
    wanted: dict[str, Any] = {"leave_from": DUE, "leave_to": LATER, "delegate": KHOA}
    agency.does(
        lambda s: admin.set_own(s, agency.lan, replace(admin.own(s, agency.lan), **wanted), agency.now)
    )
    pings = agency.harness.at(agency.now + timedelta(minutes=16))
    (words,) = [one.words for one in pings if (one.user, one.kind) == (GIA, "leave_due")]
    assert f"<@{KHOA}> đang nghỉ" in words
    assert "nhờ bạn thay" not in words
