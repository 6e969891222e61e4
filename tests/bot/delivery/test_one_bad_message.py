"""One odd message, person or row: all others hear what is theirs, and somebody is told of the odd one."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, insert, select, text, update
from sqlalchemy.exc import OperationalError

from bot.app import Role as Part
from bot.operate import health
from desk.brief import brief
from desk.core import actor
from desk.core.actor import Identity
from desk.core.errors import Busy
from desk.feedback import feedback
from desk.feedback.feedback import FeedbackKind
from desk.feedback.lines import Line
from desk.people import admin
from desk.work import deliverable
from storage.database.dialect import LONG_AGO, is_sqlite
from storage.database.engine import Database
from storage.messages.outbox import Outbox
from storage.messages.rate_limit import RateLimit
from storage.messages.recipient_queue import RecipientQueue
from storage.people.member import Department, Member, Role
from storage.people.workspace import Workspace
from tests.support.reminder_harness import ReminderHarness, close_harness, open_harness
from tests.support.world import TEAM, VIETNAM

pytestmark = pytest.mark.on_both

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo(VIETNAM))
HUONG, MINH, LAN = "U01HUONG", "U02MINH", "U03LAN"
ODD_ZONE = "Mars/Olympus_Mons"
BRIEF = brief.BriefForm(
    1, "", "", None, "campaign",
    {
        "objective": "Bán 10.000 hộp", "metric": "Số hộp", "audience": "Mẹ trẻ", "message": "Chua mà ngọt",
        "deliverables": "KV", "deadline": "25/12", "budget": "chưa chốt", "approver": "Chị Chi",
    }, "", "",
)  # fmt: skip


@pytest.fixture
def harness(database_url: str) -> Iterator[ReminderHarness]:
    """Three people: Hương, an AE, Minh, who administers Liaison, and Lan."""
    harness = open_harness(database_url, MONDAY - timedelta(days=1))
    huong = harness.world.person(HUONG, "Nguyễn Thu Hương")
    harness.world.person(MINH, "Trần Quang Minh", role=Role.ADMIN)
    harness.world.person(LAN, "Phạm Ngọc Lan")
    harness.world.project(huong)
    harness.bot.clock.instant = harness.world.now = MONDAY
    yield harness
    close_harness(harness)


def said(harness: ReminderHarness, user: str) -> list[str]:
    """The plain lines that somebody got, in their order."""
    words = " ".join(ping.words.partition("[")[0] for ping in harness.pings if ping.user == user)
    return words.split()


def minutes_pass(harness: ReminderHarness, minutes: int = 5) -> None:
    """Deliver for so long."""
    for _ in range(minutes * 60 // 11 + 1):
        harness.deliver()
        harness.bot.clock.forward(seconds=11)


def rows(harness: ReminderHarness) -> dict[str, Outbox]:
    """The outbox by cause."""
    with harness.bot.database.read() as session:
        return {row.cause: row for row in session.scalars(select(Outbox).order_by(Outbox.id))}


def readyz(harness: ReminderHarness) -> tuple[int, dict[str, Any]]:
    """What an operator reads."""
    answer = health.pages(harness.bot.liaison, Part.ALL)["/readyz"]()
    return answer.status, json.loads(answer.body or "")


def spoil(harness: ReminderHarness, cause: str, **values: Any) -> None:
    """Something has gone wrong with a message."""
    with harness.bot.database.write() as session:
        session.execute(update(Outbox).where(Outbox.cause == cause).values(**values))


def spoil_raw(harness: ReminderHarness, cause: str, column: str, on_sqlite: str, on_postgresql: str) -> None:
    """Something stands in a column that never went in through the model."""
    with harness.bot.database.write() as session:
        statement = text(f"UPDATE outbox SET {column} = :value WHERE cause = :cause")
        value = on_sqlite if is_sqlite(session) else on_postgresql
        session.execute(statement, {"value": value, "cause": cause})


ODD: dict[str, Callable[[ReminderHarness, str], None]] = {
    "a payload without what its kind needs": lambda harness, cause: spoil(harness, cause, payload={}),
    "a sentence in no catalog": lambda harness, cause: spoil(harness, cause, payload={"key": "no.such"}),
    "facts that are none": lambda harness, cause: spoil(harness, cause, payload={"key": "x", "facts": 7}),
    "a kind that nobody knows": lambda harness, cause: spoil(harness, cause, kind="horoscope"),
    "a subject that is gone": lambda harness, cause: spoil(harness, cause, kind="relay", payload={"ids": 9}),
    "a subject without a number": lambda harness, cause: spoil(harness, cause, kind="feedback", subject="x"),
    "a payload that is no JSON": lambda harness, cause: spoil_raw(harness, cause, "payload", "{half", "[1]"),
    "a day that is none": lambda harness, cause: spoil_raw(harness, cause, "day", "never", "infinity"),
}


@pytest.mark.every_row_on_both
@pytest.mark.parametrize("what", ODD)
def test_a_message_that_cannot_be_made_ready_stops_nobody(harness: ReminderHarness, what: str) -> None:
    harness.notice(LAN, "odd")
    harness.notice(LAN, "hers", key="common.next")
    harness.notice(HUONG, "another", key="common.close")
    ODD[what](harness, "odd")
    minutes_pass(harness)
    assert (said(harness, LAN), said(harness, HUONG)) == (["Tiếp"], ["Đóng"])
    status, found = readyz(harness)
    assert status == 200, "it wants a look, and nothing is to be started anew for it"
    (aside,) = found["aside"]
    assert (aside["attempts"], aside["given_up"]) == (5, True)
    assert "liaison_outbox_aside 1.0" in harness.bot.liaison.metrics.exposition().decode()
    harness.bot.clock.forward(days=8)
    assert "aside" not in readyz(harness)[1]


@pytest.mark.every_row_on_both
@pytest.mark.parametrize("what", ODD)
def test_what_is_told_with_others_is_put_aside_alone(harness: ReminderHarness, what: str) -> None:
    for cause, key in (("first", "common.save"), ("odd", "common.next"), ("last", "common.close")):
        harness.notice(LAN, cause, key=key)
    ODD[what](harness, "odd")
    harness.deliver()
    assert said(harness, LAN) == ["Lưu", "Đóng"]
    assert rows_state(harness, "odd")[0] == "pending"
    minutes_pass(harness)
    assert said(harness, LAN) == ["Lưu", "Đóng"]
    assert rows_state(harness, "odd") == ("dropped", 5)


def rows_state(harness: ReminderHarness, cause: str) -> tuple[str, int]:
    """Where a message stands, and how often it could not be made ready."""
    with harness.bot.database.read() as session:
        found = session.execute(select(Outbox.state, Outbox.stumbles).where(Outbox.cause == cause)).one()
    return str(found[0]), found[1]


def test_one_that_is_well_again_is_said_after_all(harness: ReminderHarness) -> None:
    harness.notice(LAN, "odd")
    spoil(harness, "odd", kind="horoscope")
    minutes_pass(harness, 0)
    spoil(harness, "odd", kind="notice")
    minutes_pass(harness, 1)
    assert said(harness, LAN) == ["Lưu"]
    assert "aside" not in readyz(harness)[1]


def test_what_was_merged_into_one_that_turns_odd_goes_on_without_it(harness: ReminderHarness) -> None:
    harness.notice(LAN, "head")
    harness.notice(LAN, "merged", key="common.next")
    harness.slack.answers["chat.postMessage"] = {"ok": False, "error": "ratelimited"}
    harness.deliver()
    assert rows(harness)["merged"].merged_into_id == rows(harness)["head"].id
    del harness.slack.answers["chat.postMessage"]
    harness.pings.clear()
    spoil(harness, "head", kind="horoscope")
    wait_for_queues(harness)
    harness.deliver()
    assert said(harness, LAN) == ["Tiếp"]
    minutes_pass(harness)
    assert said(harness, LAN) == ["Tiếp"]


def wait_for_queues(harness: ReminderHarness) -> None:
    """The pause that Slack asked for is over."""
    with harness.bot.database.write() as session:
        session.execute(update(RecipientQueue).values(next_at=LONG_AGO))
        session.execute(update(RateLimit).values(next_at=LONG_AGO))


def test_a_part_that_turns_odd_later_leaves_the_rest_of_its_message_true(harness: ReminderHarness) -> None:
    """Both cards went out as one message; then one changes, while the other cannot be drawn any more."""
    huong = harness.world.person(HUONG)
    project = harness.world.project(huong, "Phố", "pho", channel=None)
    for number in (1, 2):
        line = Line(FeedbackKind.MUST, f"Điểm {number}")
        told = feedback.Capture(project, line.text, (line,))
        write(harness, partial(feedback.capture, actor=huong, told=told))
    harness.deliver()
    (posted,) = harness.pings
    assert ("Điểm 1" in posted.words, "Điểm 2" in posted.words) == (True, True)
    second = next(row for row in rows(harness).values() if row.merged_into_id)
    spoil(harness, second.cause, kind="horoscope")
    write(harness, lambda session, now: feedback.close(session, huong, 1, now))
    harness.bot.deliver()
    (drawn,) = [arguments for method, arguments in harness.slack.calls if method == "chat.update"]
    assert ("✅" in str(drawn), "không hiển thị được" in str(drawn)) == (True, True)


def write(harness: ReminderHarness, do: Callable[..., object]) -> None:
    """Somebody does something."""
    with harness.bot.database.write() as session:
        do(session, now=harness.bot.clock.now())


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", ("thẻ hạng mục", "không soạn được")),
        ("en", ("card of deliverables", "could not be made ready")),
    ],
)
def test_the_ae_hears_in_words_of_what_could_not_be_posted(
    harness: ReminderHarness, language: str, words: tuple[str, str]
) -> None:
    """Minh added the work; Hương leads the project. Both hear of it, once."""
    minh = harness.world.person(MINH, role=Role.ADMIN)
    with harness.bot.database.write() as session:
        for user in (HUONG, MINH):
            own = actor.found(session, Identity(TEAM, user))
            admin.set_own(session, own, replace(admin.own(session, own), language=language), MONDAY)
    write(harness, lambda session, now: deliverable.add_many(
        session, minh, 1, deliverable.understand(session, minh, f"KV <@{LAN}> 15/12", now), now
    ))  # fmt: skip
    with harness.bot.database.write() as session:
        session.execute(update(Outbox).where(Outbox.recipient == "C02MOCAN").values(payload={"ids": "x"}))
    minutes_pass(harness)
    told = [ping for ping in harness.pings if "<#C02MOCAN>" in ping.words]
    assert sorted(ping.user for ping in told) == [HUONG, MINH]
    for ping in told:
        assert all(word in ping.words for word in words), ping.words


def test_a_digest_that_cannot_be_made_is_told_to_who_administers_liaison(harness: ReminderHarness) -> None:
    lan = harness.world.person(LAN)
    harness.world.deliverable(lan, date(2026, 11, 20))
    harness.plan(MONDAY)
    with harness.bot.database.write() as session:
        session.execute(update(Outbox).where(Outbox.kind == "digest").values(subject="digest:404"))
    minutes_pass(harness)
    assert [ping.user for ping in harness.pings if f"<@{LAN}>" in ping.words] == [MINH]


def test_a_commit_that_fails_lets_the_message_go_out_later(harness: ReminderHarness) -> None:
    harness.notice(LAN, "hers")
    failures = [1, 1, 1]

    def fail(_connection: Any) -> None:
        if failures and failures.pop():
            raise OperationalError("COMMIT", None, sqlite3.OperationalError("database is locked"))

    engine = harness.world.database.engine
    event.listen(engine, "commit", fail)
    for _ in range(6):
        with contextlib.suppress(Busy):
            harness.bot.liaison.delivery.step()
    event.remove(engine, "commit", fail)
    wait_for_queues(harness)
    harness.deliver()
    assert said(harness, LAN) == ["Lưu"]


def test_a_history_that_cannot_be_understood_holds_nobody_up_for_ever(harness: ReminderHarness) -> None:
    """Whether the card stands is not known in the end: it is not said again, and its AE hears of it."""
    huong = harness.world.person(HUONG)
    read = partial(deliverable.understand, actor=huong, text=f"KV <@{HUONG}> 15/12")
    with harness.bot.database.write() as session:
        deliverable.add_many(session, huong, 1, read(session, now=MONDAY), MONDAY)
    harness.slack.answers["chat.postMessage"] = {"ok": False, "error": "internal_error"}
    harness.bot.deliver()
    del harness.slack.answers["chat.postMessage"]
    harness.slack.answers["conversations.history"] = {"messages": [7]}
    harness.notice("C02MOCAN", "behind", key="common.close")
    time.sleep(0.25)  # settling
    for _ in range(10):
        wait_for_queues(harness)
        harness.deliver()
    states = {cause: str(row.state) for cause, row in rows(harness).items()}
    assert states["behind"] == "sent"
    assert "dropped" in states.values()
    assert [ping.user for ping in harness.pings if "không gửi lại" in ping.words] == [HUONG]


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("users.info", {"ok": False, "error": "user_not_found"}),
        ("dnd.teamInfo", {"users": {LAN: {"dnd_enabled": True, "next_dnd_start_ts": 1e30}, MINH: None}}),
    ],
)
def test_an_odd_answer_about_one_person_keeps_no_message_back(
    harness: ReminderHarness, method: str, answer: dict[str, Any]
) -> None:
    harness.slack.answers[method] = answer
    harness.slack.answers["conversations.members"] = {"members": [HUONG, "U0NOBODY"]}
    for recipient in ("C02MOCAN", LAN):
        harness.notice(recipient, recipient, key="error.not_posted")
        facts = {"key": "error.not_posted", "facts": {"channel": "C1", "reason": "x"}}
        spoil(harness, recipient, payload=facts)
    minutes_pass(harness, 2)
    assert {str(row.state) for row in rows(harness).values()} == {"sent"}


# --- planning --------------------------------------------------------------------------------------


def planned(harness: ReminderHarness, *users: str) -> list[str]:
    """Each has something overdue; who gets a digest."""
    for user in users:
        with harness.bot.database.read() as session:
            owner = actor.found(session, Identity(TEAM, user))
        harness.world.deliverable(owner, date(2026, 11, 20))
    return sorted(ping.user for ping in harness.at(MONDAY))


def test_somebody_whose_zone_cannot_be_read_keeps_nobody_from_their_digest(
    harness: ReminderHarness, caplog: pytest.LogCaptureFixture
) -> None:
    with harness.world.database.engine.begin() as connection:
        connection.execute(
            text('UPDATE member SET zone = :zone WHERE "user" = :user'), {"zone": ODD_ZONE, "user": LAN}
        )
    assert planned(harness, HUONG, LAN) == [HUONG]
    status, found = readyz(harness)
    lan = member_id(harness, LAN)
    assert (status, found["skipped"]) == (
        200, [{"members": [lan], "why": f"zone {ODD_ZONE}: ZoneInfoNotFoundError"}],
    )  # fmt: skip
    harness.plan(MONDAY)
    assert caplog.text.count(f"members [{lan}] are not reminded") == 1, "not every quarter of a minute"


def member_id(harness: ReminderHarness, user: str) -> int:
    with harness.bot.database.read() as session:
        return session.scalars(select(Member.id).where(Member.user == user)).one()


def test_a_company_whose_country_is_unknown_keeps_no_other_from_its_digests(harness: ReminderHarness) -> None:
    with harness.world.database.engine.begin() as connection:
        other = insert(Workspace).values(
            enterprise="", team="T0OTHER", language="vi", country="ATLANTIS", zone=VIETNAM, digest_minute=540,
            makeup_saturdays=False, quiet_from=0, quiet_to=0,
        )  # fmt: skip
        (workspace_id,) = connection.execute(other.returning(Workspace.id)).one()
        connection.execute(insert(Member).values(
            workspace_id=workspace_id, user="U9FAR", name="x", zone=VIETNAM, role=Role.MEMBER,
            external=False, gone=False,
        ))  # fmt: skip
    assert planned(harness, HUONG) == [HUONG]
    assert readyz(harness)[1]["skipped"]


def test_somebody_whom_the_database_does_not_take_keeps_nobody_from_their_digest(
    harness: ReminderHarness,
) -> None:
    with refused(harness.world.database, LAN):
        assert planned(harness, HUONG, LAN, MINH) == [HUONG, MINH]
        assert readyz(harness)[1]["skipped"][0]["members"] == [member_id(harness, LAN)]


@contextmanager
def refused(database: Database, user: str) -> Iterator[None]:
    """Whatever is put into the outbox for this user fails."""
    made = ["CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'odd'; END $$",
            f"CREATE TRIGGER odd BEFORE INSERT ON outbox FOR EACH ROW WHEN (NEW.recipient = '{user}')"
            " EXECUTE FUNCTION refuse()"]  # fmt: skip
    gone = ["DROP TRIGGER odd ON outbox", "DROP FUNCTION refuse"]
    if database.is_sqlite:
        made = [f"CREATE TRIGGER odd BEFORE INSERT ON outbox WHEN NEW.recipient = '{user}'"
                " BEGIN SELECT RAISE(ABORT, 'odd'); END"]  # fmt: skip
        gone = ["DROP TRIGGER odd"]
    run(database, made)
    try:
        yield
    finally:
        run(database, gone)


def run(database: Database, statements: list[str]) -> None:
    with database.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_digests_that_cannot_be_planned_are_no_reason_to_nudge_nobody(harness: ReminderHarness) -> None:
    """The whole part fails: it is in the log, `/readyz` says so in time, and the other part is done."""
    huong = harness.world.person(HUONG)
    lead = harness.world.person(LAN, role=Role.LEAD)
    with harness.bot.database.write() as session:
        huong.begin(session, "test", MONDAY)
        session.get_one(Member, lead.member_id).department = Department.CREATIVE
    write(harness, lambda session, now: brief.submit(session, huong, BRIEF, now, earlier=None))
    harness.deliver()
    harness.slack.calls.clear()
    run(harness.world.database, ["ALTER TABLE digest_day RENAME TO gone"])
    try:
        assert LAN in [ping.user for ping in harness.at(MONDAY.replace(hour=15))]
        assert harness.bot.liaison.metrics.ticked_at is None
    finally:
        run(harness.world.database, ["ALTER TABLE gone RENAME TO digest_day"])
