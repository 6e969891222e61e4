"""Reminders that respect people: stand-ins, snoozes, do-not-disturb, who left, and the first digest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from desk.brief import question
from desk.brief.rules import load
from desk.core.actor import Actor
from desk.core.errors import NotAllowed
from desk.people import admin
from desk.project import risk
from desk.project.risk import Wanted
from desk.work import deliverable
from storage.brief.brief import Brief, BriefVersion
from storage.database.history import ChangeItem, ChangeRow
from storage.messages.outbox import Outbox
from storage.people.member import Department, Member, Role
from storage.project.project import Project
from storage.project.risk import Risk
from storage.work.deliverable import Deliverable
from tests.support import agency
from tests.support.reminder_harness import Ping, ReminderHarness, close_harness, open_harness
from tests.support.world import VIETNAM

RULES = load()
LATE = date(2026, 11, 20)
"""A Friday; Tuesday 24/11 is a holiday."""


@pytest.fixture
def harness(database_url: str) -> Iterator[ReminderHarness]:
    harness = open_harness(database_url, local("2026-11-16T12:00"))
    yield harness
    close_harness(harness)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(VIETNAM))


def own(harness: ReminderHarness, who: Actor, **values: Any) -> None:
    with harness.bot.database.write() as session:
        wanted = replace(admin.own(session, who), **values)
        admin.set_own(session, who, wanted, harness.bot.clock.now())


def set_to(harness: ReminderHarness, who: Actor, kind: type[Any], key: int, **values: object) -> None:
    with harness.bot.database.write() as session:
        who.begin(session, "test", harness.bot.clock.now())
        row = session.get_one(kind, key)
        for name, value in values.items():
            setattr(row, name, value)


def days(harness: ReminderHarness, *hours: str) -> list[tuple[str, str, str]]:
    """What arrives at these hours of November: when, to whom, of which kind."""
    found: list[Ping] = []
    for hour in hours:
        found += harness.at(local(f"2026-11-{hour.replace(' ', 'T')}"))
    return [(f"{ping.at.astimezone(ZoneInfo(VIETNAM)):%d %H:%M}", ping.user, ping.kind) for ping in found]


RAISED = {
    "vi": (("trễ 2 ngày làm việc", "lead của bộ phận"), ("trễ 4 ngày làm việc", "dẫn dự án")),
    "en": (
        ("2 working days late", "as the department’s lead"),
        ("4 working days late", "as you lead the project"),
    ),
}  # fmt: skip


@pytest.mark.on_both
@pytest.mark.parametrize("language", RAISED)
def test_late_work_is_raised_in_the_digest_with_its_reason_and_not_again(
    harness: ReminderHarness, language: str
) -> None:
    huong, am = harness.world.person("U1HUONG"), harness.world.person("U2MINH", role=Role.AM)
    lead, lan = harness.world.person("U3TU", role=Role.LEAD), harness.world.person("U4LAN")
    set_to(harness, lead, Member, lead.member_id, department=Department.CREATIVE, language=language)
    set_to(harness, am, Member, am.member_id, language=language)
    project = harness.world.project(huong)
    set_to(harness, huong, Project, project, am_id=am.member_id)
    one = harness.world.deliverable(lan, LATE)
    with harness.bot.database.write() as session:
        huong.begin(session, "test", harness.world.now)
        session.get_one(Deliverable, one).department = Department.CREATIVE
    mornings = ["23 09:00", "25 09:00", "26 09:00", "27 09:00", "30 09:00"]
    told = days(harness, *mornings)
    assert [at for at, user, _ in told if user == "U1HUONG"] == mornings
    assert [(at, user) for at, user, _ in told if user not in ("U1HUONG", "U4LAN")] == [
        ("25 09:00", "U3TU"),
        ("27 09:00", "U2MINH"),
        ("30 09:00", "U2MINH"),  # the project needs its AM each morning until it is better
    ]
    to_lead, to_am = (next(p.words for p in harness.pings if p.user == user) for user in ("U3TU", "U2MINH"))
    for words, said in zip(RAISED[language], (to_lead, to_am), strict=True):
        assert all(one in said for one in (*words, "<@U4LAN>"))
    assert RAISED[language][1][1] in to_am
    assert RAISED[language][1][1] not in harness.pings[-1].words


def in_dnd(harness: ReminderHarness, user: str, start: str, end: str) -> None:
    """Slack says that somebody wants no notifications between these hours of November."""
    harness.slack.answers["dnd.teamInfo"] = {"users": {user: spell(start, end)}}


def spell(start: str, end: str) -> dict[str, Any]:
    starts, ends = (local(f"2026-11-{one.replace(' ', 'T')}").timestamp() for one in (start, end))
    return {"dnd_enabled": True, "next_dnd_start_ts": int(starts), "next_dnd_end_ts": int(ends)}


def test_a_escalation_whose_digest_could_not_go_is_told_with_the_next(harness: ReminderHarness) -> None:
    huong, lan = harness.world.person("U1HUONG"), harness.world.person("U4LAN")
    harness.world.project(huong)
    harness.world.deliverable(lan, LATE, title="KV của Lan")
    in_dnd(harness, "U1HUONG", "27 08:00", "28 00:00")
    told = days(harness, "27 09:00", "27 23:00", "28 00:00", "28 09:00", "30 09:00")
    assert [at for at, user, _ in told if user == "U1HUONG"] == ["30 09:00"]
    assert "trễ 5 ngày làm việc" in next(p.words for p in harness.pings if p.user == "U1HUONG")


def test_what_is_promised_anew_between_planning_and_sending_is_not_raised(harness: ReminderHarness) -> None:
    huong, lan = harness.world.person("U1HUONG"), harness.world.person("U4LAN")
    harness.world.project(huong)
    one = harness.world.deliverable(lan, LATE)
    assert harness.plan(local("2026-11-27T09:00")) == 2
    with harness.bot.database.write() as session:
        deliverable.move(session, lan, one, date(2026, 12, 11), None, "", harness.bot.clock.now())
    assert [ping.kind for ping in harness.deliver()] == ["work_moved"]
    assert [at for at, user, _ in days(harness, "30 09:00") if user == "U1HUONG"] == []


@pytest.mark.on_both
@pytest.mark.parametrize(("language", "cover"), [("vi", "Thay cho"), ("en", "Standing in for")])
def test_who_stands_in_has_the_work_and_may_do_it_and_the_absent_hear_once_when_back(
    harness: ReminderHarness, language: str, cover: str
) -> None:
    lan, khoa = harness.world.person("U4LAN", "Phạm Ngọc Lan"), harness.world.person("U5KHOA")
    set_to(harness, khoa, Member, khoa.member_id, language=language)
    harness.world.project(harness.world.person("U1HUONG"))
    one = harness.world.deliverable(lan, LATE, title="KV của Lan")
    two = harness.world.deliverable(lan, date(2026, 11, 26), title="Banner")
    with pytest.raises(NotAllowed), harness.bot.database.write() as session:
        deliverable.done(session, khoa, one, harness.bot.clock.now())
    own(harness, lan, leave_from=date(2026, 11, 23), leave_to=date(2026, 11, 25), delegate="U5KHOA")
    harness.plan(local("2026-11-23T08:30"))
    harness.notice("U4LAN", "something")
    told = days(harness, "23 09:00", "23 14:00", "25 09:00", "25 18:00")
    told = [row for row in told if row[1] != "U1HUONG"]
    assert told == [("23 09:00", "U5KHOA", "digest"), ("25 09:00", "U5KHOA", "digest")]
    first, second = (ping.words for ping in harness.pings if ping.user == "U5KHOA")
    assert (f"{cover} Phạm Ngọc Lan (1)" in first, "Banner" in first) == (True, False)
    assert (f"{cover} Phạm Ngọc Lan (2)" in second, "Banner" in second) == (True, True)
    with harness.bot.database.write() as session:
        deliverable.done(session, khoa, one, harness.bot.clock.now())
    back = days(harness, "26 08:00", "26 09:00", "26 12:00")
    assert sorted(back) == [
        ("26 08:00", "U1HUONG", "work_done"), ("26 08:00", "U4LAN", "notice"),
        ("26 09:00", "U1HUONG", "digest"), ("26 09:00", "U4LAN", "digest"),
    ]  # fmt: skip
    with pytest.raises(NotAllowed), harness.bot.database.write() as session:
        deliverable.done(session, khoa, two, harness.bot.clock.now())


@pytest.mark.on_both
def test_do_not_disturb_holds_a_message_and_loses_none_and_is_asked_for_many_at_once(
    harness: ReminderHarness,
) -> None:
    users = agency.people(harness.bot.liaison.database, 60)
    in_dnd(harness, users[1], "23 09:50", "23 11:00")
    harness.plan(local("2026-11-23T07:00"))
    agency.notices(harness.bot.liaison.database, users[:2], 1, at=local("2026-11-23T08:10"))
    agency.notices(harness.bot.liaison.database, users[2:], 1, at=local("2026-11-28T10:00"))
    harness.bot.clock.instant = local("2026-11-23T10:00")
    harness.bot.deliver()
    asked = [said["users"].split(",") for method, said in harness.slack.calls if method == "dnd.teamInfo"]
    assert [len(one) for one in asked] == [50]
    assert {*users[:2]} <= {*asked[0]}
    assert [ping.user for ping in harness.deliver()] == [users[0]]
    harness.bot.clock.instant = local("2026-11-23T10:59")
    assert harness.deliver() == []
    harness.bot.clock.instant = local("2026-11-23T11:00")
    assert [ping.user for ping in harness.deliver()] == [users[1]]


def test_without_the_scope_quiet_hours_hold_alone_and_slack_is_not_asked_again_and_again(
    harness: ReminderHarness,
) -> None:
    harness.world.person("U4LAN")
    harness.slack.answers["dnd.teamInfo"] = {"ok": False, "error": "missing_scope"}
    asked = []
    for hour in ("09:00", "10:00", "16:00"):
        harness.plan(local(f"2026-11-23T{hour}"))
        harness.notice("U4LAN", hour)
        harness.bot.deliver()
        asked.append(any(method == "dnd.teamInfo" for method, _ in harness.slack.calls))
        harness.deliver()
    assert (asked, len(harness.pings)) == ([True, False, True], 3)


def test_slack_may_tell_of_do_not_disturb_by_itself(harness: ReminderHarness) -> None:
    harness.world.person("U4LAN")
    harness.plan(local("2026-11-23T10:00"))
    told = {"type": "dnd_updated_user", "dnd_status": spell("23 09:00", "23 10:05")}
    assert harness.bot.event("U4LAN", told).status == 200
    harness.notice("U4LAN", "1")
    assert days(harness, "23 10:04", "23 10:05") == [("23 10:05", "U4LAN", "notice")]
    harness.bot.event("U4LAN", {"type": "dnd_updated_user", "dnd_status": {"dnd_enabled": False}})
    harness.notice("U4LAN", "2")
    assert days(harness, "23 10:07") == [("23 10:07", "U4LAN", "notice")]


@pytest.mark.on_both
def test_the_third_snooze_of_one_piece_tells_the_ae_once_and_each_is_logged_with_its_reason(
    harness: ReminderHarness,
) -> None:
    harness.world.project(harness.world.person("U1HUONG"))
    lan = harness.world.person("U4LAN")
    one = harness.world.deliverable(lan, date(2026, 12, 11), title="KV của Lan")
    for number in range(1, 5):
        harness.plan(local(f"2026-11-{22 + number}T10:00"))
        with harness.bot.database.write() as session:
            until = date(2026, 12, number)
            deliverable.snooze(session, lan, one, until, harness.bot.clock.now(), f"chờ logo {number}")
        harness.deliver()
    assert [(ping.user, ping.kind) for ping in harness.pings] == [("U1HUONG", "snoozes")]
    assert all(word in harness.pings[0].words for word in ("lần thứ 3", "<@U4LAN>", "chờ logo 3", "03/12"))
    with harness.bot.database.read() as session:
        rows = session.execute(
            select(ChangeRow.why, ChangeItem.field, ChangeItem.after)
            .join(ChangeItem, ChangeItem.change_id == ChangeRow.id)
            .where(ChangeRow.verb == "deliverable.snooze")
            .order_by(ChangeItem.id)
        ).all()
    assert [tuple(row) for row in rows] == [
        (f"chờ logo {number}", "snoozed_until", f"2026-12-0{number}") for number in range(1, 5)
    ]


@pytest.mark.on_both
@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", ("3 hạng mục", "Giao lại")), ("en", ("has left Slack", "3 pieces of work", "Reassign"))],
)
def test_what_somebody_who_left_owes_is_handed_on_once_a_project(
    harness: ReminderHarness, language: str, words: tuple[str, ...]
) -> None:
    huong, lan = harness.world.person("U1HUONG"), harness.world.person("U4LAN", "Phạm Ngọc Lan")
    khoa = harness.world.person("U5KHOA")
    set_to(harness, huong, Member, huong.member_id, language=language)
    harness.world.project(huong)
    harness.world.project(huong, "Phố", "pho")
    ones = [harness.world.deliverable(lan, LATE, title=f"KV {number}") for number in range(3)]
    harness.world.deliverable(lan, LATE, project="pho", title="Banner")
    harness.plan(local("2026-11-25T08:30"))
    leaver = {"id": "U4LAN", "team_id": "T0AGENCY", "deleted": True, "profile": {"real_name": "Lan"}}
    assert harness.bot.event("U4LAN", {"type": "user_change", "user": leaver}).status == 200
    told = days(harness, "25 08:31", "25 08:33", "25 09:00")
    assert [row for row in told if row[2] != "digest"] == [
        ("25 08:31", "U1HUONG", "handover"), ("25 08:33", "U1HUONG", "handover"),
    ]  # fmt: skip
    (first,) = [ping for ping in harness.pings if "KV 0" in ping.words and ping.kind == "handover"]
    assert all(word in first.words for word in ("Lan", *words, "KV 2"))
    with harness.bot.database.write() as session:
        deliverable.reassign(session, huong, ones[0], khoa.user, harness.bot.clock.now())
    with harness.bot.database.read() as session:
        card = session.scalars(select(Outbox).where(Outbox.kind == "handover").order_by(Outbox.id)).first()
    assert card is not None
    chosen = {"type": "users_select", "action_id": "handover.all", "block_id": "b", "selected_user": "U5KHOA"}
    pressed: dict[str, Any] = {"actions": [chosen], "message": {"ts": card.ts, "text": "", "blocks": []}}
    answer = harness.bot.action("U1HUONG", "handover.all", channel=str(card.channel), **pressed)
    assert answer.status == 200
    with harness.bot.database.read() as session:
        owners = session.scalars(select(Deliverable.owner_id).order_by(Deliverable.id)).all()
    assert owners == [khoa.member_id] * 3 + [lan.member_id]
    harness.bot.deliver()
    redrawn = [str(said) for method, said in harness.slack.calls if method == "chat.update"]
    assert any(words[-2].replace("3", "0") in said for said in redrawn)


def test_the_first_digest_says_what_comes_and_lets_its_reader_choose_the_language_once(
    harness: ReminderHarness,
) -> None:
    lan = harness.world.person("U4LAN")
    harness.world.project(lan)
    harness.world.deliverable(lan, LATE)
    days(harness, "23 09:00", "25 09:00")
    first, second = (ping.words for ping in harness.pings)
    assert ("Đây là Liaison" in first, "Đây là Liaison" in second) == (True, False)
    assert all(word in first for word in ("09:00", "20:00", "English", "Đổi giờ"))
    with harness.bot.database.read() as session:
        card = session.scalars(select(Outbox).order_by(Outbox.id)).first()
    assert card is not None
    pressed: dict[str, Any] = {"message": {"ts": card.ts, "text": "", "blocks": []}}
    harness.bot.action("U4LAN", "settings.en", "en", channel=str(card.channel), **pressed)
    harness.bot.deliver()
    assert "This is Liaison" in str(harness.slack.wait("chat.update"))


def test_questions_that_nobody_sent_are_in_the_morning_of_who_leads_or_stands_in_until_sent(
    harness: ReminderHarness,
) -> None:
    huong, khoa = harness.world.person("U1HUONG", "Hương"), harness.world.person("U5KHOA")
    project = harness.world.project(huong)
    with harness.bot.database.write() as session:
        huong.begin(session, "test", harness.bot.clock.now())
        made = Brief(workspace_id=1, project_id=project, version=1)
        session.add(made)
        session.flush()
        session.add(BriefVersion(
            workspace_id=1, brief_id=made.id, number=1, template="tvc", fields={"budget": "1 tỷ"}, links=[],
            author_id=huong.member_id, at=harness.bot.clock.now(),
        ))  # fmt: skip
        session.flush()
        question.ask(session, huong, project, "Đã gồm VAT chưa?", RULES, harness.bot.clock.now())
    assert days(harness, "17 09:00", "17 12:00") == [("17 09:00", "U1HUONG", "digest")]
    assert "1 câu hỏi chưa gửi khách" in harness.pings[-1].words
    own(harness, huong, leave_from=date(2026, 11, 18), leave_to=date(2026, 11, 18), delegate="U5KHOA")
    assert days(harness, "18 09:00", "18 12:00") == [("18 09:00", "U5KHOA", "digest")]
    assert "1 câu hỏi chưa gửi khách" in harness.pings[-1].words
    with harness.bot.database.write() as session:
        question.send(session, khoa, project, 1, RULES, harness.bot.clock.now())
    harness.bot.deliver(most=1000)
    (drawn,) = [said for method, said in harness.slack.calls if method == "chat.update"][-1:]
    assert "không còn câu nào chưa gửi khách" in str(drawn)
    assert days(harness, "19 09:00", "19 12:00") == []


@pytest.mark.parametrize("is_am", [True, False])
def test_what_an_ae_who_left_held_and_watched_is_told_to_the_am_or_else_to_the_admins(
    harness: ReminderHarness, is_am: bool
) -> None:
    """It was sent to the AE who had left, so nobody read it."""
    huong, lan = harness.world.person("U1HUONG", "Hương", role=Role.AE), harness.world.person("U4LAN")
    minh = harness.world.person("U2MINH", role=Role.AM if is_am else Role.ADMIN)
    project = harness.world.project(huong)
    if is_am:
        set_to(harness, huong, Project, project, am_id=minh.member_id)
    harness.world.deliverable(huong, LATE, title="Kế hoạch")
    theirs = harness.world.deliverable(lan, LATE, title="KV")
    with harness.bot.database.write() as session:
        risk.add(session, huong, project, Wanted("nhà in có thể trễ"), harness.bot.clock.now())
    harness.plan(local("2026-11-16T10:00"))
    harness.deliver()
    leaver = {"id": "U1HUONG", "team_id": "T0AGENCY", "deleted": True, "profile": {"real_name": "Hương"}}
    assert harness.bot.event("U1HUONG", {"type": "user_change", "user": leaver}).status == 200
    told = days(harness, "16 10:01", "16 10:05")
    assert {(user, kind) for _, user, kind in told} == {("U2MINH", "alarm"), ("U2MINH", "handover")}
    words = " ".join(ping.words for ping in harness.pings[-2:])
    assert all(one in words for one in ("Kế hoạch", "Hương", "/ae project")), words
    assert "KV" not in words
    with harness.bot.database.write() as session:
        assert session.scalars(select(Risk.owner_id)).one() == minh.member_id
        for number in range(1, 4):
            now, until = harness.bot.clock.now(), date(2026, 12, number)
            deliverable.snooze(session, lan, theirs, until, now, f"chờ {number}")
    snoozed = days(harness, "16 10:10", "16 10:20")
    assert [(user, kind) for _, user, kind in snoozed] == ([("U2MINH", "snoozes")] if is_am else [])
