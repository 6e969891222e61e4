"""`/ae why`: each rule names itself, and what it says is what planning and delivery do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from desk.core.actor import Actor
from desk.core.calendar import DayKind
from desk.core.errors import Invalid, NotAllowed
from desk.day import planning, why
from desk.day.chase import Chase, Holding, Spared
from desk.day.why import MOST, Entry, Now, Rule, Why
from desk.people.attention import Held
from desk.work.waits import Piece
from handlers.core.i18n import LANGUAGES, Catalogs
from handlers.day import why_views as views
from storage.day.why import Counts
from storage.messages.outbox import OutboxState
from storage.people.calendar import CalendarOverride
from storage.people.member import Department, Half, Member, Role
from storage.people.workspace import Workspace
from storage.project.project import Project, ProjectState
from storage.work.deliverable import Deliverable, Status
from tests.support.limits import assert_fits
from tests.support.reminder_harness import ReminderHarness, close_harness, open_harness
from tests.support.world import VIETNAM

LATE = date(2026, 11, 20)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(VIETNAM))


@pytest.fixture
def harness(database_url: str) -> Iterator[ReminderHarness]:
    """Monday 23/11/2026 at midnight in Ho Chi Minh City; Tuesday is Culture Day."""
    harness = open_harness(database_url, local("2026-11-23T00:00"))
    yield harness
    close_harness(harness)


@pytest.fixture
def lan(harness: ReminderHarness) -> Actor:
    lan = harness.world.person("U03LAN", "Phạm Ngọc Lan")
    harness.world.project(lan)
    harness.world.deliverable(lan, LATE)
    return lan


def company_off(harness: ReminderHarness, who: Actor, day: date) -> None:
    with harness.bot.database.write() as session:
        who.begin(session, "test", harness.bot.clock.now())
        session.add(CalendarOverride(workspace_id=1, day=day, working=False, name="Nghỉ mát"))


def asked(harness: ReminderHarness, who: Actor, at: str, of: str = "") -> Why:
    with harness.bot.database.read() as session:
        return why.of(session, who, of, local(at))


def plans(harness: ReminderHarness, at: str) -> int:
    """Whether planning plans now: tried, and rolled back."""
    with harness.bot.database.write() as session:
        planned = planning.plan_digests(session, local(at))
        session.rollback()
    return planned


NOBODY = dict[str, object]()
RULES: dict[str, tuple[str, Any, dict[str, object], Rule | None, str]] = {
    "planned": ("2026-11-25T09:00", None, NOBODY, None, "có 1 việc"),
    "early": ("2026-11-25T08:59", None, NOBODY, Rule.EARLY, "giờ nhắc 09:00"),
    "own hour": ("2026-11-25T09:59", Member, {"digest_minute": 600}, Rule.EARLY, "10:00"),
    "late": ("2026-11-25T20:00", None, NOBODY, Rule.LATE, "quá 20:00"),
    "holiday": ("2026-11-24T09:00", None, NOBODY, Rule.DAY_OFF, "Ngày Văn hóa Việt Nam"),
    "weekend": ("2026-11-28T09:00", None, NOBODY, Rule.DAY_OFF, "Ngày làm việc tới: Th 2, 30/11"),
    "leave": (
        "2026-11-25T09:00", Member, {"leave_from": date(2026, 11, 25), "leave_to": date(2026, 11, 26)},
        Rule.LEAVE, "đến Th 5, 26/11",
    ),
    "morning off": (
        "2026-11-25T11:59", Member,
        {"leave_from": date(2026, 11, 25), "leave_to": date(2026, 11, 25), "leave_half": Half.AM},
        Rule.LEAVE, "nghỉ buổi này",
    ),
    "morning over": (
        "2026-11-25T12:00", Member,
        {"leave_from": date(2026, 11, 25), "leave_to": date(2026, 11, 25), "leave_half": Half.AM},
        None, "có 1 việc",
    ),
    "gone": ("2026-11-25T09:00", Member, {"gone": True}, Rule.GONE, "đã rời"),
    "guest": ("2026-11-25T09:00", Member, {"external": True}, Rule.OUTSIDE, "khách"),
    "snoozed": (
        "2026-11-25T09:00", Deliverable, {"snoozed_until": date(2026, 11, 27)}, Rule.NOTHING_DUE,
        "1 việc đến hạn đang được hoãn",
    ),
    "on hold": (
        "2026-11-25T09:00", Project, {"state": ProjectState.ON_HOLD}, Rule.NOTHING_DUE, "dự án tạm dừng",
    ),
    "not yet due": (
        "2026-11-25T09:00", Deliverable, {"due_on": date(2026, 11, 27)}, Rule.NOTHING_DUE, "Th 5, 26/11",
    ),
    "makeup": ("2026-11-28T09:00", Workspace, {"makeup_saturdays": True}, Rule.DAY_OFF, "cuối tuần"),
}  # fmt: skip


@pytest.mark.on_both
def test_the_rule_that_is_named_is_the_one_that_keeps_planning(harness: ReminderHarness, lan: Actor) -> None:
    t = Catalogs("vi").translator("vi")
    for name, (at, kind, values, rule, words) in RULES.items():
        with harness.bot.database.write() as session:
            lan.begin(session, "test", harness.bot.clock.now())
            if kind:
                row = session.scalars(select(kind).order_by(kind.id.desc()).limit(1)).one()
                for field, value in values.items():
                    setattr(row, field, value)
                session.flush()
            told = why.of(session, lan, "", local(at))
            planned = planning.plan_digests(session, local(at))
            session.rollback()
        assert (told.now.rule, planned) == (rule, int(rule is None)), name
        assert words in str(views.message(t, told).blocks), name


def test_a_company_day_is_named_and_what_was_decided_is_not_decided_again(
    harness: ReminderHarness, lan: Actor
) -> None:
    company_off(harness, lan, date(2026, 11, 26))
    khoa = harness.world.person("U04KHOA")
    told = asked(harness, lan, "2026-11-26T09:00")
    assert (told.now.kind, told.now.name) == (DayKind.COMPANY_OFF, "Nghỉ mát")
    harness.at(local("2026-11-25T09:00"))
    for at in ("2026-11-25T11:00", "2026-11-25T21:00"):
        told = asked(harness, lan, at)
        assert (told.now.rule, plans(harness, at)) == (Rule.DECIDED, 0)
    t = harness.bot.liaison.services.catalogs.translator("vi")
    assert "đã tới lượt" in str(views.message(t, told).blocks)
    assert "nên không có tin" in str(views.message(t, asked(harness, khoa, "2026-11-25T11:00")).blocks)
    (sent,) = told.entries
    assert (sent.state, sent.rule, f"{sent.at:%H:%M}") == (OutboxState.SENT, "digest", "09:00")
    assert sent.key == told.now.key == "2026-11-25/digest/U03LAN/"


def test_what_waits_names_its_rule_and_until_when(harness: ReminderHarness, lan: Actor) -> None:
    harness.plan(local("2026-11-23T21:00"))
    harness.notice("U03LAN", "1")
    harness.deliver()
    (held,) = asked(harness, lan, "2026-11-23T21:01").entries
    assert (held.rule, held.until) == (Held.QUIET, local("2026-11-25T08:00"))
    harness.at(local("2026-11-25T09:00"))
    for number in range(3):
        harness.notice("U03LAN", f"2{number}")
        harness.deliver()
    rules = [one.rule for one in asked(harness, lan, "2026-11-25T09:01").entries]
    assert rules.count(Held.JUST_TOLD) == 3
    assert rules[-1] == "change"


def test_of_others_only_those_who_lead_may_ask(harness: ReminderHarness, lan: Actor) -> None:
    at = "2026-11-25T09:00"
    khoa = harness.world.person("U04KHOA", "Khoa")  # who has work in Lan's project
    harness.world.deliverable(khoa, LATE)
    minh = harness.world.person("U02MINH", "Minh", role=Role.AM)
    boss = harness.world.person("U01BOSS", "Bảo", role=Role.ADMIN)
    art = harness.world.person("U07ART", "Hà", role=Role.LEAD)
    film = harness.world.person("U08FILM", "Sơn", role=Role.LEAD)
    other_ae = harness.world.person("U09AE", "Vy", role=Role.AE)  # leads another project, without Khoa in it
    harness.world.project(other_ae, "Nhà Xanh", "nha-xanh", channel=None)
    colleague = harness.world.person("U10AN", "An")
    for who, department in ((khoa, "creative"), (art, "creative"), (film, "production")):
        with harness.bot.database.write() as session:
            who.begin(session, "test", harness.bot.clock.now())
            session.get_one(Member, who.member_id).department = Department(department)
    for leader in (lan, minh, boss, art, khoa):
        assert asked(harness, leader, at, "@khoa").user == "U04KHOA"
    for nobody in (film, other_ae, colleague):
        with pytest.raises(NotAllowed, match="why_others") as refused:
            asked(harness, nobody, at, "@khoa")
        assert refused.value.facts["ask"] == "Hà, Phạm Ngọc Lan"
        assert asked(harness, nobody, at).user == nobody.user
    with pytest.raises(NotAllowed) as refused:
        asked(harness, colleague, at, "@vy")  # who holds nothing, and is of no department
    assert refused.value.facts["ask"] == "Bảo, Minh"
    with pytest.raises(Invalid):
        asked(harness, colleague, at, "@tuấn")
    with pytest.raises(NotAllowed):
        asked(harness, harness.world.person("U06CHI", guest=True), at)


@pytest.mark.on_both
def test_a_refusal_to_say_why_names_whom_to_ask_in_the_readers_language(
    harness: ReminderHarness, lan: Actor
) -> None:
    harness.world.person("U04KHOA", "Khoa")
    harness.world.person("U02MINH", "Minh", role=Role.AM)
    for language, words in (("vi", "trưởng bộ phận của Khoa"), ("en", "the lead of Khoa's department")):
        with harness.bot.database.write() as session:
            lan.begin(session, "test", harness.bot.clock.now())
            session.get_one(Member, lan.member_id).language = language
        said = harness.bot.command("U03LAN", "/ae", "why @khoa").words
        assert words in said
        assert "Minh" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_words_and_the_longest_week_fits(language: str) -> None:
    t = Catalogs("vi").translator(language)
    at = datetime(2026, 11, 25, 9, tzinfo=UTC)
    long = "<!channel>" * 15
    piece = Piece(1, long, 1, "U03LAN", 1, long, Status.CHANGES, at.date(), is_running=True)
    entry = Entry("x" * 60, OutboxState.DROPPED, "y" * 300, at, at, "2026-11-25/" + "k" * 200)
    now = Now(
        None, at.date(), at, "America/Argentina/Ushuaia", DayKind.WORKDAY, "<!channel>" * 20, "VN", 540,
        at.date(), None, Counts(99, 99, 99, 99, 99, 99, 99, 99), at.date(), "k" * 200,
    )  # fmt: skip
    for rule, half in ((None, None), *((one, None) for one in Rule), (Rule.LEAVE, Half.AM)):
        kinds = (DayKind.WEEKEND, DayKind.HOLIDAY, DayKind.COMPANY_OFF) if rule is Rule.DAY_OFF else DayKind
        for kind in kinds:
            told = Why(
                "U1", "<!channel>" * 20, replace(now, rule=rule, kind=kind, half=half), (entry,) * MOST,
                chase=Chase([Spared(long, at.date(), [piece] * 9)] * 9, [Holding(long, [piece] * 9)] * 9),
            )  # fmt: skip
            shown = views.message(t, told)
            assert_fits(shown)
            assert "<!channel>" not in str(shown.blocks[1:])
    for word in (*Held, "digest", "change", "together", "not_needed", "stumbled", "on_its_way", "looking"):
        assert t.has(f"why.rule.{word}")


SAID = {
    "vi": (
        "Vì sao nhắc", "chưa tới giờ nhắc 09:00", "Múi giờ Asia/Ho_Chi_Minh", "lịch VN: ngày làm việc",
        "đang giữ: giờ yên lặng",
    ),
    "en": (
        "Why a reminder, why none", "the digest hour, 09:00, has not come yet", "Zone Asia/Ho_Chi_Minh",
        "calendar VN: a working day", "held: quiet hours",
    ),
}  # fmt: skip


@pytest.mark.on_both
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_verb_names_rule_time_and_calendar_and_no_keys(
    harness: ReminderHarness, lan: Actor, language: str
) -> None:
    with harness.bot.database.write() as session:
        lan.begin(session, "test", harness.bot.clock.now())
        session.get_one(Member, lan.member_id).language = language
    harness.plan(local("2026-11-25T07:00"))
    harness.notice("U03LAN", "1")
    words = harness.bot.command("U03LAN", "/ae", "why").words
    for one in (*SAID[language], "07:00"):
        assert one in words, (one, words)
    assert "2026-11-25/" not in words
