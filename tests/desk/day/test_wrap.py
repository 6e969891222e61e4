"""What whoever leads a project hears at the end of the day, through real planning and delivery."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.brief import brief, relay_answers
from desk.brief.relay_answers import Playback
from desk.core.actor import Actor
from desk.day import planning
from desk.feedback import feedback
from desk.feedback.lines import Line
from desk.history import undo
from desk.people import admin
from desk.project import colour
from desk.project.colour import Colour
from desk.work import deliverable
from storage.feedback.feedback import FeedbackKind
from storage.messages.outbox import Outbox
from storage.people.calendar import CalendarOverride
from storage.people.member import Department, Member, Role
from storage.project.project import Project
from storage.work.deliverable import Status
from tests.support.reminder_harness import ReminderHarness, close_harness, open_harness
from tests.support.world import VIETNAM

FRIDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 30)
FAR = date(2026, 12, 18)
"""Too far away to be due."""


def local(at: str, zone: str = VIETNAM) -> datetime:
    return datetime.fromisoformat(f"2026-11-{at}").replace(tzinfo=ZoneInfo(zone))


class Office:
    """Wednesday 25/11/2026, 08:00 in Ho Chi Minh City; Tuesday was a holiday. Hương leads the project."""

    def __init__(self, harness: ReminderHarness) -> None:
        self.harness = harness
        self.world = harness.world
        self.huong = self.world.person("U1HUONG", "Hương", role=Role.AE)
        self.lan = self.world.person("U3LAN", "Lan")
        self.project = self.world.project(self.huong)

    def do(self, at: str, act: Callable[[Session, datetime], object]) -> None:
        """Something happens at this moment, and what is to be said at once is said."""
        self.harness.at(local(at))
        with self.harness.bot.database.write() as session:
            act(session, local(at))
        self.harness.deliver()

    def evening(self, at: str, user: str = "U1HUONG") -> str:
        """The wrap that this person gets at a moment; "" when they get none."""
        told = [one.words for one in self.harness.at(local(at)) if one.user == user and one.kind == "wrap"]
        assert len(told) <= 1
        return told[0] if told else ""

    def set(self, table: type[Any], row_id: int, **values: object) -> None:
        with self.harness.bot.database.write() as session:
            self.huong.begin(session, "test", self.harness.bot.clock.now())
            row = session.get_one(table, row_id)
            for name, value in values.items():
                setattr(row, name, value)


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    harness = open_harness(database_url, local("25T08:00"))
    yield Office(harness)
    close_harness(harness)


def done(who: Actor, one: int) -> Callable[[Session, datetime], object]:
    return lambda session, now: deliverable.done(session, who, one, now)


def moved(who: Actor, one: int, day: date) -> Callable[[Session, datetime], object]:
    return lambda session, now: deliverable.move(session, who, one, day, None, "", now)


def captured(who: Actor, project: int, about: int | None = None) -> Callable[[Session, datetime], object]:
    points = (Line(FeedbackKind.MUST, "Logo to hơn"), Line(FeedbackKind.PRAISE, "Đẹp"))
    told = feedback.Capture(project, "Logo to hơn. Đẹp", points, deliverable_id=about, channel="C02MOCAN")
    return lambda session, now: feedback.capture(session, who, told, now)


@pytest.mark.on_both
def test_the_ae_reads_by_project_what_changed_today_and_what_is_open_for_tomorrow(office: Office) -> None:
    world, lan = office.world, office.lan
    world.project(office.huong, "Trung thu", "trung-thu", channel="C03OTHER")
    kv, tvc = (world.deliverable(lan, FAR, title=title) for title in ("KV chính", "TVC"))
    world.deliverable(lan, date(2026, 11, 23), title="Trễ quá")
    world.deliverable(lan, date(2026, 11, 26), title="Banner", project="trung-thu")
    world.deliverable(lan, FAR, title="Chưa tới", project="trung-thu")
    office.do("25T10:00", done(lan, kv))
    office.do("25T11:00", moved(lan, tvc, FRIDAY))
    office.do("25T14:00", captured(lan, office.project, tvc))
    assert office.evening("25T17:29") == ""
    said = office.evening("25T17:30")
    assert "Cuối ngày · Th 4, 25/11: 3 thay đổi, 1 việc trễ, 1 việc đến hạn tới hết ngày" in said
    for words in (
        "*Tết 2027*", "✅ *KV chính* (#1): xong · <@U3LAN>",
        "📅 *TVC* (#2): Th 6, 18/12 → Th 6, 27/11 · <@U3LAN>", "💬 Feedback mới cho *TVC*, vòng 1: 1 điểm",
        "🔴 *Trễ quá* (#3) · *trễ 1 ngày làm việc*", "*Trung thu*",
        "• *Banner* (#1) · đến hạn ngày mai · <@U3LAN>",
    ):  # fmt: skip
        assert words in said, words
    assert "Chưa tới" not in said
    assert said.index("*Tết 2027*") < said.index("*Trung thu*")
    assert office.evening("25T17:31") == office.evening("25T19:59") == ""


def takes_the_brief(office: Office, at: str) -> None:
    """Lan leads the department that is asked."""
    office.set(Member, office.lan.member_id, role=Role.LEAD, department=Department.CREATIVE)
    fields = {
        "objective": "Bán 10.000 hộp", "metric": "Số hộp", "audience": "Mẹ trẻ", "message": "Chua mà ngọt",
        "deliverables": "KV", "deadline": "25/12", "budget": "chưa chốt", "approver": "Chị Chi",
    }  # fmt: skip
    told = brief.BriefForm(office.project, "", "", None, "campaign", fields, "", "")
    office.do(at, lambda session, now: brief.submit(session, office.huong, told, now, earlier=None))


@pytest.mark.parametrize("at", ["25T15:00", "25T17:45"])
def test_of_a_silent_department_the_lead_hears_once_a_day(office: Office, at: str) -> None:
    takes_the_brief(office, at)
    office.world.deliverable(office.lan, FRIDAY, title="Banner")
    told = []
    for hour in ("26T09:00", "26T11:00", "26T15:05", "26T17:30", "26T17:50", "27T09:00", "27T17:30"):
        told += office.harness.at(local(hour))
    evenings = [one for one in told if one.user == "U1HUONG" and one.kind in ("wrap", "relay_silent")]
    said = [(one.kind, one.at.day) for one in evenings if "chưa trả lời brief" in one.words]
    assert said == [("relay_silent", 26), ("wrap", 27)]
    assert ("wrap", 26) in [(one.kind, one.at.day) for one in evenings]


@pytest.mark.parametrize("odd", [{"ids": 7}, {"ids": ["x", None]}, {}])
def test_an_odd_message_of_the_day_spoils_no_wrap(office: Office, odd: dict[str, object]) -> None:
    takes_the_brief(office, "25T15:00")
    office.world.deliverable(office.lan, FRIDAY, title="Banner")
    for hour in ("26T09:00", "26T11:00", "26T15:05"):
        office.harness.at(local(hour))
    with office.harness.bot.database.read() as session:
        told = session.scalars(select(Outbox.id).where(Outbox.kind == "relay_silent")).all()
    assert told
    for one in told:
        office.set(Outbox, one, payload=odd)
    assert "Banner" in office.evening("26T17:30")


def test_the_lead_hears_who_else_set_the_colour_of_the_project_and_why(office: Office) -> None:
    minh = office.world.person("U2MINH", "Minh", role=Role.ADMIN)
    office.do("25T10:00", coloured(minh, office.project))
    said = office.evening("25T17:30")
    assert "🎨 <@U2MINH> đặt màu 🟢 Xanh đến hết Th 6, 27/11: “Khách đã đồng ý”" in said


def coloured(who: Actor, project: int) -> Callable[[Session, datetime], object]:
    return lambda session, now: colour.override(
        session, who, project, Colour.GREEN, "Khách đã đồng ý", FRIDAY, now
    )


def test_the_client_and_the_departments_are_heard_in_it(office: Office) -> None:
    chi = office.world.person("U6CHI", guest=True)
    takes_the_brief(office, "25T09:30")
    answer = Playback("Bán cho mẹ trẻ.", "", "")
    office.do("25T10:30", lambda session, now: relay_answers.acknowledge(session, office.lan, 1, answer, now))
    office.do("25T11:30", captured(chi, office.project))
    said = office.evening("25T17:30")
    assert "📋 *Creative* đã nhận brief" in said
    assert said.index("💬 Khách góp ý, vòng 1: 1 điểm") < said.index("📋 *Creative*")


def test_work_that_waits_for_the_client_names_the_client_and_since_when(office: Office) -> None:
    kv = office.world.deliverable(office.lan, date(2026, 11, 26), title="KV chính")
    shown = Status.WITH_CLIENT
    office.do("25T10:00", lambda session, now: deliverable.set_status(session, office.lan, kv, shown, now))
    said = office.evening("25T17:30")
    assert "📤 *KV chính* (#1)" in said
    assert "• *KV chính* (#1) · đến hạn ngày mai · chờ: Khách, từ Th 4, 25/11" in said


@pytest.mark.on_both
def test_on_the_worst_day_what_is_late_is_told_though_nothing_moved(office: Office) -> None:
    for number in range(4):
        office.world.deliverable(office.lan, date(2026, 11, 20), title=f"Trễ {number}")
    office.harness.at(local("27T09:00"))
    said = office.evening("27T17:30")
    assert all(f"🔴 *Trễ {number}*" in said for number in range(4))


def test_the_sum_of_a_day_has_what_was_told_a_minute_ago_too(office: Office) -> None:
    for at, title in (("10:00", "KV chính"), ("17:00", "Concept")):
        office.do(f"25T{at}", done(office.lan, office.world.deliverable(office.lan, FAR, title=title)))
        office.harness.at(local(f"25T{at}") + timedelta(minutes=15))
    said = office.evening("25T17:30")
    assert "✅ *KV chính*" in said
    assert "✅ *Concept*" in said


Act = Callable[[Office], None]


def finishes_alone(office: Office) -> None:
    office.do("25T10:00", done(office.lan, office.world.deliverable(office.lan, FAR)))
    assert "work_done" in [one.kind for one in office.harness.at(local("25T10:15"))]


def does_it_herself(office: Office) -> None:
    for _ in range(2):
        one = office.world.deliverable(office.lan, FAR)
        office.do("25T10:00", done(office.huong, one))


def takes_it_back(office: Office) -> None:
    one, other = (office.world.deliverable(office.lan, FAR) for _ in range(2))
    office.do("25T10:00", done(office.lan, one))
    office.do("25T10:05", lambda s, now: undo.undo(
        s, office.lan, undo.offered(s, office.lan, now)[0].id, "", now
    ))  # fmt: skip
    office.do("25T11:00", moved(office.lan, other, FRIDAY))
    office.do("25T11:05", moved(office.lan, other, FAR))


def is_said_by_a_digest_that_came_late(office: Office) -> None:
    office.world.deliverable(office.lan, date(2026, 11, 25))
    assert "digest" in [one.kind for one in office.harness.at(local("25T16:00"))]


def is_her_own(office: Office) -> None:
    office.world.deliverable(office.huong, date(2026, 11, 26))


def happens_elsewhere(office: Office) -> None:
    office.world.project(office.lan, "Của Lan", "cua-lan", channel="C04LAN")
    khoa = office.world.person("U4KHOA")
    one, other = (office.world.deliverable(khoa, FAR, project="cua-lan") for _ in range(2))
    office.do("25T10:00", done(khoa, one))
    office.do("25T10:01", done(khoa, other))


def was_just_told(office: Office) -> None:
    one, other = (office.world.deliverable(office.lan, FAR) for _ in range(2))
    office.do("25T17:10", done(office.lan, one))
    office.do("25T17:20", done(office.lan, other))


def sets_the_colour_herself(office: Office) -> None:
    office.do("25T10:00", coloured(office.huong, office.project))


def is_told_late(office: Office) -> None:
    """Both messages were held until the evening, as somebody wanted no notifications."""
    one, other = (office.world.deliverable(office.lan, FAR) for _ in range(2))
    for number, work in enumerate((one, other)):
        office.harness.bot.clock.instant = local("25T10:00")
        with office.harness.bot.database.write() as session:
            moved(office.lan, work, date(2026, 12, 17 - number))(session, local("25T10:00"))


def is_off(office: Office) -> None:
    tells(office)
    office.do("25T12:00", lambda s, now: admin.set_some(s, office.huong, now, wrap_off=True))


def goes_on_leave(office: Office) -> None:
    tells(office)
    today = date(2026, 11, 25)
    office.do("25T12:00", lambda s, now: admin.set_some(
        s, office.huong, now, leave_from=today, leave_to=today
    ))  # fmt: skip


def is_on_hold(office: Office) -> None:
    tells(office)
    office.set(Project, office.project, state="on_hold")


def does_not_work_that_day(office: Office) -> None:
    tells(office)
    with office.harness.bot.database.write() as session:
        office.huong.begin(session, "test", office.harness.bot.clock.now())
        session.add(CalendarOverride(workspace_id=1, day=date(2026, 11, 25), working=False))


def tells(office: Office) -> None:
    """What makes a wrap."""
    office.world.deliverable(office.lan, date(2026, 11, 26), title="Banner")


SILENT: tuple[Act, ...] = (
    lambda _: None, finishes_alone, does_it_herself, takes_it_back, is_her_own,
    is_said_by_a_digest_that_came_late,
    happens_elsewhere, was_just_told, is_told_late, sets_the_colour_herself,
    is_off, goes_on_leave, is_on_hold, does_not_work_that_day,
)  # fmt: skip


@pytest.mark.parametrize("act", SILENT, ids=lambda act: act.__name__)
def test_nobody_is_told_what_is_nothing_new_or_not_theirs(office: Office, act: Act) -> None:
    act(office)
    assert [office.evening(at) for at in ("25T17:30", "25T18:30")] == ["", ""]


def test_what_makes_a_wrap_makes_one_when_nothing_is_against_it(office: Office) -> None:
    tells(office)
    assert "Banner" in office.evening("25T17:30")


@pytest.mark.on_both
def test_what_happens_after_the_wrap_is_in_that_of_the_next_working_day_and_in_no_other(
    office: Office,
) -> None:
    one, other = (office.world.deliverable(office.lan, FAR, title=title) for title in ("Một", "Hai"))
    office.do("27T17:29", captured(office.lan, office.project, one))
    assert "*Một*, vòng 1" in office.evening("27T17:30")
    office.do("27T17:30", captured(office.lan, office.project, other))
    office.do("28T11:00", captured(office.huong, office.project, one))
    assert office.evening("28T17:30") == office.evening("29T17:30") == ""
    office.evening("30T09:00")
    said = office.evening("30T17:30")
    assert "*Hai*, vòng 1" in said
    assert "*Một*" not in said


@pytest.mark.on_both
def test_the_stand_in_gets_it_while_the_ae_is_on_leave(office: Office) -> None:
    today, khoa = date(2026, 11, 25), office.world.person("U4KHOA")
    office.do("25T08:30", lambda s, now: admin.set_some(
        s, office.huong, now, leave_from=today, leave_to=today, delegate="U4KHOA"
    ))  # fmt: skip
    for hour, title in (("10", "KV chính"), ("11", "Clip")):  # one alone was told at once, to who stands in
        office.do(f"25T{hour}:00", done(office.lan, office.world.deliverable(office.lan, FAR, title=title)))
        office.harness.at(local(f"25T{hour}:16"))
    assert "✅ *KV chính*" in office.evening("25T17:30", khoa.user)
    assert {ping.user for ping in office.harness.pings if ping.kind == "wrap"} == {khoa.user}


def test_the_am_gets_it_where_there_is_no_ae(office: Office) -> None:
    minh = office.world.person("U2MINH", role=Role.AM)
    office.set(Project, office.project, am_id=minh.member_id)
    tells(office)
    assert office.evening("25T17:30", minh.user) == ""
    office.set(Project, office.project, ae_id=None)
    office.harness.at(local("26T09:00"))
    assert "Banner" in office.evening("26T17:30", minh.user)


HOURS = {
    "the company's": ({}, "17:30"),
    "quiet early": ({"quiet_from": 17 * 60, "quiet_to": 8 * 60}, "16:30"),
    "quiet from noon": ({"quiet_from": 12 * 60, "quiet_to": 17 * 60 + 45}, "17:45"),
    "quiet late": ({"quiet_from": 19 * 60, "quiet_to": 8 * 60}, "17:30"),
}


@pytest.mark.parametrize("hours", HOURS)
def test_it_comes_half_an_hour_before_their_own_day_ends(office: Office, hours: str) -> None:
    own, at = HOURS[hours]
    office.set(Member, office.huong.member_id, **own)
    tells(office)
    for minute in range(12 * 60, 20 * 60, 15):
        office.harness.at(local("25T00:00") + timedelta(minutes=minute))
    (wrap,) = [one for one in office.harness.pings if one.kind == "wrap"]
    assert f"{wrap.at.astimezone(ZoneInfo(VIETNAM)):%H:%M}" == at


def test_a_bot_that_was_away_says_it_once_when_it_is_back_and_nothing_at_night(office: Office) -> None:
    tells(office)
    assert "Banner" in office.evening("25T19:30")
    office.world.deliverable(office.lan, FRIDAY, title="Standee")
    assert [office.evening(at) for at in ("26T20:00", "26T23:30", "27T09:00")] == ["", "", ""]
    assert "Standee" in office.evening("27T17:45")


def test_what_is_planned_and_then_turned_off_is_not_sent(office: Office) -> None:
    tells(office)
    office.harness.plan(local("25T17:30"))
    with office.harness.bot.database.write() as session:
        admin.set_some(session, office.huong, local("25T17:30"), wrap_off=True)
    assert "wrap" not in [one.kind for one in office.harness.deliver()]
    with office.harness.bot.database.read() as session:
        (row,) = session.scalars(select(Outbox).where(Outbox.kind == "wrap")).all()
        assert row.reason == "not needed"


def test_two_planners_that_found_the_same_lead_plan_one_wrap(office: Office) -> None:
    tells(office)
    now, database = local("25T17:30"), office.harness.bot.database
    with database.read() as session:
        found = [planning.due_wraps(session, now) for _ in range(2)]
    made = []
    for people in found:
        with database.write() as session:
            made.append(planning.plan_wraps(session, now, people))
    assert made == [1, 0]
