"""What whoever leads a project hears in the morning of others' work, through real planning and delivery."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from desk.brief import brief, relay_answers
from desk.brief.relay_answers import Playback
from desk.core.actor import Actor
from desk.day import digest
from desk.feedback import feedback
from desk.feedback.lines import Line
from desk.people import admin
from desk.people.admin import Own
from desk.project import colour
from desk.project.colour import Colour
from desk.work import deliverable
from storage.feedback.feedback import FeedbackKind
from storage.people.member import Department, Member, Role
from storage.project.project import Project
from storage.work.deliverable import Status
from tests.support.reminder_harness import ReminderHarness, close_harness, open_harness
from tests.support.world import VIETNAM

Act = Callable[[Session, dict[str, Actor], datetime], object]
ACTS: dict[str, tuple[Act, str]] = {
    "acknowledged": (lambda s, who, now: played(s, who["lan"], now), "đã nhận brief"),
    "stood in for": (lambda s, who, now: played(s, who["lan"], now), "đã nhận brief"),
    "declined": (lambda s, who, now: relay_answers.decline(s, who["lan"], 1, "Kín", now), "đã từ chối brief"),
    "not needed": (lambda s, who, now: relay_answers.not_needed(s, who["huong"], 1, now), "không cần brief"),
    "changed": (lambda s, who, now: changed(s, who["huong"], now), "vừa được hỏi lại về brief"),
}
"""What is done about a brief that Creative has not answered, and what the lead then reads."""


def local(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZoneInfo(VIETNAM))


@pytest.fixture
def harness(database_url: str) -> Iterator[ReminderHarness]:
    """Wednesday 25/11/2026 early in the morning in Ho Chi Minh City; Tuesday was a holiday."""
    harness = open_harness(database_url, local("25T06:00"))
    yield harness
    close_harness(harness)


def digests(harness: ReminderHarness, at: str) -> dict[str, str]:
    return {one.user: one.words for one in harness.at(local(at)) if one.kind == "digest"}


def test_the_ae_knows_what_is_late_and_whose_on_the_first_morning(harness: ReminderHarness) -> None:
    huong, lan = harness.world.person("U1HUONG", role=Role.AE), harness.world.person("U3LAN")
    harness.world.project(huong)
    harness.world.deliverable(lan, date(2026, 11, 25), title="KV chính")
    first = digests(harness, "25T09:00")
    assert all(word in first["U1HUONG"] for word in ("Tết 2027 · 1 đến hạn hôm nay", "<@U3LAN>"))
    second = digests(harness, "26T09:00")
    assert all(word in second["U1HUONG"] for word in ("Tết 2027 · 1 trễ", "KV chính", "trễ 1 ngày"))


@pytest.mark.on_both
def test_the_ae_knows_that_whoever_has_late_work_is_on_leave_and_who_does_it(
    harness: ReminderHarness,
) -> None:
    huong, lan = harness.world.person("U1HUONG", role=Role.AE), harness.world.person("U3LAN")
    vy = harness.world.person("U5VY")
    harness.world.project(huong)
    harness.world.deliverable(lan, date(2026, 11, 25), title="KV chính")
    off = {"leave_from": date(2026, 11, 25), "leave_to": date(2026, 11, 26)}
    with harness.bot.database.write() as session:
        admin.set_some(session, lan, harness.bot.clock.now(), **off, delegate=vy.user)
    said = {day: digests(harness, f"{day}T09:00")["U1HUONG"] for day in ("25", "26", "27")}
    away = "<@U3LAN> (nghỉ đến hết Th 5, 26/11, <@U5VY> làm thay)"
    assert [away in said[day].replace("ngày mai", "Th 5, 26/11") for day in said] == [True, True, False]


@pytest.mark.on_both
def test_the_ae_knows_whose_points_of_the_client_are_late(harness: ReminderHarness) -> None:
    huong, lan = harness.world.person("U1HUONG", role=Role.AE), harness.world.person("U3LAN")
    project, now = harness.world.project(huong), harness.bot.clock.now()
    points = [
        Line(FeedbackKind.MUST, "Logo to hơn", owner=lan.user, due_on=date(2026, 11, 24)),
        Line(FeedbackKind.MUST, "Đổi nền", owner=lan.user, due_on=date(2026, 11, 25)),
        Line(FeedbackKind.MUST, "Sửa giá", owner=huong.user, due_on=date(2026, 11, 24)),
        Line(FeedbackKind.PRAISE, "Đẹp", owner=lan.user, due_on=date(2026, 11, 24)),
        Line(FeedbackKind.MUST, "Đổi chữ", owner=lan.user, due_on=date(2026, 12, 24)),
    ]
    with harness.bot.database.write() as session:
        told = feedback.Capture(project, "Góp ý", tuple(points), channel="C02MOCAN")
        kept = feedback.capture(session, huong, told, now)
    said = {day: digests(harness, f"{day}T09:00").get("U1HUONG", "") for day in ("25", "26")}
    late = "🔴 {} ý góp ý của khách trễ {} ngày làm việc · <@U3LAN>"
    assert [late.format(1, 1) in said["25"], late.format(2, 2) in said["26"]] == [True, True], said
    with harness.bot.database.write() as session:
        for item in kept.items:
            feedback.close(session, huong, item.id, harness.bot.clock.now())
    assert "góp ý của khách trễ" not in digests(harness, "27T09:00").get("U1HUONG", "")


@pytest.mark.on_both
def test_the_am_hears_it_where_there_is_no_ae_and_on_the_fourth_day_where_there_is(
    harness: ReminderHarness,
) -> None:
    huong, minh = harness.world.person("U1HUONG", role=Role.AE), harness.world.person("U2MINH", role=Role.AM)
    lan = harness.world.person("U3LAN")
    harness.world.project(huong)
    harness.world.project(huong, "Không AE", "khong-ae", channel="C03OTHER")
    with harness.bot.database.write() as session:
        huong.begin(session, "test", harness.bot.clock.now())
        for row_id, ae in ((1, huong.member_id), (2, None)):
            row = session.get_one(Project, row_id)
            row.am_id, row.ae_id = minh.member_id, ae
    harness.world.deliverable(lan, date(2026, 11, 25), title="KV một")
    harness.world.deliverable(lan, date(2026, 11, 25), title="KV hai", project="khong-ae")
    told = {day: digests(harness, f"{day}T09:00") for day in ("26", "27", "30")}
    assert all("KV một" in told[day]["U1HUONG"] and "KV hai" not in told[day]["U1HUONG"] for day in told)
    assert all("KV hai" in told[day]["U2MINH"] and "KV một" not in told[day]["U2MINH"] for day in told)
    december = harness.at(datetime(2026, 12, 1, 9, tzinfo=ZoneInfo(VIETNAM)))
    (fourth,) = [one.words for one in december if one.user == "U2MINH"]
    assert all(word in fourth for word in ("KV một", "dẫn dự án"))


@pytest.mark.on_both
def test_the_morning_message_begins_with_the_projects_that_are_not_green_the_worst_first(
    harness: ReminderHarness,
) -> None:
    huong, lan = harness.world.person("U1HUONG", role=Role.AE), harness.world.person("U3LAN")
    for name, slug in (("Xanh", "green"), ("Vàng", "amber"), ("Đỏ", "red")):
        harness.world.project(huong, name, slug, channel=None)
    harness.world.deliverable(lan, date(2026, 12, 18), project="green")
    for number in range(3):  # more of it, but later
        harness.world.deliverable(lan, date(2026, 11, 24), project="amber", title=f"KV {number}")
    harness.world.deliverable(lan, date(2026, 11, 17), project="red")
    told = digests(harness, "25T09:00")
    words = told["U1HUONG"]
    assert "🟢" not in words
    places = [words.index(part) for part in (
        "🔴 Đỏ · *Đỏ* · có việc trễ 5 ngày làm việc (KV chính)",
        "🟡 Vàng · *Vàng* · có việc trễ 1 ngày làm việc (KV 0)",
        "Đỏ · 1 trễ", "Vàng · 3 trễ",
    )]  # fmt: skip
    assert places == sorted(places)
    assert "🟡" not in told["U3LAN"]


def test_a_set_green_hides_no_fire_in_the_morning(harness: ReminderHarness) -> None:
    huong, lan = harness.world.person("U1HUONG", role=Role.AE), harness.world.person("U3LAN")
    minh = harness.world.person("U2MINH", role=Role.ADMIN)
    for name, slug in (("Vàng", "amber"), ("Đỏ", "red")):
        harness.world.project(huong, name, slug, channel=None)
    harness.world.deliverable(lan, date(2026, 11, 24), project="amber")
    harness.world.deliverable(lan, date(2026, 11, 17), project="red")
    with harness.bot.database.write() as session:
        red, until = harness.world.projects["red"], date(2026, 12, 9)
        colour.override(session, minh, red, Colour.GREEN, "Đã nói với khách", until, harness.bot.clock.now())
    words = digests(harness, "25T09:00")["U1HUONG"]
    places = [words.index(part) for part in (
        "🟢 Xanh · *Đỏ* · <@U2MINH> đặt đến hết Th 4, 09/12: “Đã nói với khách” · theo số liệu: 🔴 Đỏ",
        "🟡 Vàng · *Vàng*", "Đỏ · 1 trễ", "Vàng · 1 trễ",
    )]  # fmt: skip
    assert places == sorted(places)


def test_the_morning_after_a_set_colour_lapsed_the_message_says_so_once(harness: ReminderHarness) -> None:
    huong, lan = harness.world.person("U1HUONG", role=Role.AE), harness.world.person("U3LAN")
    project_id = harness.world.project(huong)
    for day in (25, 26, 27, 30):  # the message is sent each morning
        harness.world.deliverable(lan, date(2026, 11, day), title=f"KV {day}", status=Status.IN_PROGRESS)
    with harness.bot.database.write() as session:
        until, now = date(2026, 11, 25), harness.bot.clock.now()
        colour.override(session, huong, project_id, Colour.RED, "Khách dọa đổi", until, now)
    told = [digests(harness, f"{day}T09:00")["U1HUONG"] for day in (25, 26, 27)]
    assert ["“Khách dọa đổi”" in words for words in told] == [True, False, False]
    assert ["đã hết hạn Th 4, 25/11" in words for words in told] == [False, True, False]


def test_an_am_who_stands_in_for_the_ae_reads_late_work_in_one_place(harness: ReminderHarness) -> None:
    huong, minh = harness.world.person("U1HUONG", role=Role.AE), harness.world.person("U2MINH", role=Role.AM)
    lan = harness.world.person("U3LAN")
    harness.world.project(huong)
    harness.world.deliverable(lan, date(2026, 11, 25), title="KV chính")
    off = {"leave_from": date(2026, 12, 1), "leave_to": date(2026, 12, 1)}
    with harness.bot.database.write() as session:
        now = harness.bot.clock.now()
        admin.set_some(session, huong, now, **off, delegate=minh.user)
        huong.begin(session, "test", now)
        session.get_one(Project, 1).am_id = minh.member_id
    for day in ("26", "27", "30"):
        digests(harness, f"{day}T09:00")
    december = harness.at(datetime(2026, 12, 1, 9, tzinfo=ZoneInfo(VIETNAM)))
    (fourth,) = [one.words for one in december if one.user == "U2MINH"]
    assert ("trễ 4 ngày" in fourth, "báo để bạn biết" in fourth) == (True, False)


def test_what_is_done_is_struck_out_in_the_morning_message_and_what_is_moved_is_gone_next_day(
    harness: ReminderHarness,
) -> None:
    huong, lan = harness.world.person("U1HUONG", role=Role.AE), harness.world.person("U3LAN")
    harness.world.project(huong)
    one = harness.world.deliverable(lan, date(2026, 11, 23), title="KV chính")
    other = harness.world.deliverable(lan, date(2026, 11, 23), title="Banner")
    assert set(digests(harness, "25T09:00")) == {"U1HUONG", "U3LAN"}
    with harness.bot.database.write() as session:
        deliverable.done(session, lan, one, harness.bot.clock.now())
    with harness.bot.database.write() as session:
        later = date(2026, 12, 4)
        deliverable.move(session, lan, other, later, None, "", harness.bot.clock.now())
    harness.plan(local("25T09:20"))
    harness.bot.deliver()
    redrawn = [str(said) for method, said in harness.slack.calls if method == "chat.update"]
    assert any("~KV chính~" in said and "<@U3LAN>" in said for said in redrawn)
    assert digests(harness, "26T09:00") == {}


def test_a_brief_that_a_department_has_not_taken_is_told_each_morning_until_it_is(
    harness: ReminderHarness,
) -> None:
    huong, lan = harness.world.person("U1HUONG", role=Role.AE), harness.world.person("U3LAN", role=Role.LEAD)
    with harness.bot.database.write() as session:
        huong.begin(session, "test", harness.bot.clock.now())
        session.get_one(Member, lan.member_id).department = Department.CREATIVE
    submitted(harness, huong)
    assert "U1HUONG" not in digests(harness, "25T09:00")
    assert "*Creative* chưa trả lời brief (1 ngày" in digests(harness, "26T09:00")["U1HUONG"]
    with harness.bot.database.write() as session:
        relay_answers.decline(session, lan, 1, "không có người", harness.bot.clock.now())
    assert "*Creative* đã từ chối brief" in digests(harness, "27T09:00")["U1HUONG"]


@pytest.mark.every_row_on_both
@pytest.mark.parametrize("what", ACTS)
def test_a_morning_message_does_not_go_on_asking_for_what_was_done_about_a_brief(
    harness: ReminderHarness, what: str
) -> None:
    huong, lan = harness.world.person("U1HUONG", role=Role.AE), harness.world.person("U3LAN", role=Role.LEAD)
    mai = harness.world.person("U9MAI")
    with harness.bot.database.write() as session:
        huong.begin(session, "test", harness.bot.clock.now())
        session.get_one(Member, lan.member_id).department = Department.CREATIVE
    submitted(harness, huong)
    harness.at(local("25T09:00"))
    if what == "stood in for":
        with harness.bot.database.write() as session:
            today = date(2026, 11, 26)
            own = Own("vi", None, today, today, "U9MAI")
            admin.set_own(session, huong, own, harness.bot.clock.now())
    reader = mai.user if what == "stood in for" else "U1HUONG"
    assert "*Creative* chưa trả lời brief (1 ngày" in digests(harness, "26T09:00")[reader]
    harness.slack.calls.clear()
    act, words = ACTS[what]
    with harness.bot.database.write() as session:
        act(session, {"huong": huong, "lan": lan}, harness.bot.clock.now())
    harness.bot.deliver(most=1000)
    drawn = [str(said["blocks"]) for method, said in harness.slack.calls if method == "chat.update"]
    (redrawn,) = [said for said in drawn if "Việc hôm nay" in said]
    assert f"*Creative* {words}" in redrawn
    assert "chưa trả lời" not in redrawn
    assert ("bộ phận chưa nhận" in redrawn) == (what == "declined")
    with harness.bot.database.read() as session:
        after = digest.of_actor(session, huong, harness.bot.clock.now())
    assert bool(after.led) == (what == "declined")


def test_a_department_is_reminded_by_a_press_in_the_morning_message(harness: ReminderHarness) -> None:
    huong, lan = harness.world.person("U1HUONG", role=Role.AE), harness.world.person("U3LAN", role=Role.LEAD)
    with harness.bot.database.write() as session:
        huong.begin(session, "test", harness.bot.clock.now())
        session.get_one(Member, lan.member_id).department = Department.CREATIVE
    submitted(harness, huong)
    digests(harness, "25T09:00")
    assert "'action_id': 'relay.again'" in digests(harness, "26T09:00")["U1HUONG"]
    harness.slack.calls.clear()
    harness.bot.action("U1HUONG", "relay.again", value="1", channel="D1")
    harness.bot.deliver(most=1000)
    drawn = [str(said["blocks"]) for method, said in harness.slack.calls if method == "chat.update"]
    assert any("*Creative* vừa được hỏi lại về brief" in said for said in drawn)


def submitted(harness: ReminderHarness, by: Actor) -> None:
    fields = {
        "objective": "Bán 10.000 hộp", "metric": "Số hộp", "audience": "Mẹ trẻ", "message": "Chua mà ngọt",
        "deliverables": "KV", "deadline": "25/12", "budget": "chưa chốt", "approver": "Chị Chi",
    }  # fmt: skip
    told = brief.BriefForm(None, "Mộc An", "", "C02MOCAN", "campaign", fields, "", "")
    with harness.bot.database.write() as session:
        brief.submit(session, by, told, harness.bot.clock.now(), earlier=None)


def played(session: Session, by: Actor, now: datetime) -> None:
    relay_answers.acknowledge(session, by, 1, Playback("Bán cho mẹ trẻ.", "", ""), now)


def changed(session: Session, by: Actor, now: datetime) -> None:
    told = brief.BriefForm(1, "", "", None, "campaign", {"message": "Ngọt"}, "", "khách đổi", 1)
    brief.submit(session, by, told, now, earlier=None)
