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
from storage.database.engine import Database
from storage.messages.outbox import Outbox
from storage.messages.queue import LONG_AGO, Lane, is_sqlite
from storage.people.member import Department, Member, Role
from storage.people.workspace import Workspace
from tests.support.street import Street, close_street, open_street
from tests.support.world import TEAM, VIETNAM

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo(VIETNAM))
HUONG, MINH, LAN = "U01HUONG", "U02MINH", "U03LAN"
ODD_ZONE = "Mars/Olympus_Mons"
BRIEF = brief.Told(
    1, "", "", None, "campaign",
    {
        "objective": "Bán 10.000 hộp", "metric": "Số hộp", "audience": "Mẹ trẻ", "message": "Chua mà ngọt",
        "deliverables": "KV", "deadline": "25/12", "budget": "chưa chốt", "approver": "Chị Chi",
    }, "", "",
)  # fmt: skip


@pytest.fixture
def street(database_url: str) -> Iterator[Street]:
    """Three people: Hương, an AE, Minh, who administers Liaison, and Lan."""
    street = open_street(database_url, MONDAY - timedelta(days=1))
    huong = street.world.person(HUONG, "Nguyễn Thu Hương")
    street.world.person(MINH, "Trần Quang Minh", role=Role.ADMIN)
    street.world.person(LAN, "Phạm Ngọc Lan")
    street.world.project(huong)
    street.bot.clock.instant = street.world.now = MONDAY
    yield street
    close_street(street)


def said(street: Street, user: str) -> list[str]:
    """The plain lines that somebody got, in their order."""
    words = " ".join(ping.words.partition("[")[0] for ping in street.pings if ping.user == user)
    return words.split()


def minutes_pass(street: Street, minutes: int = 5) -> None:
    """Deliver for so long."""
    for _ in range(minutes * 60 // 11 + 1):
        street.deliver()
        street.bot.clock.forward(seconds=11)


def rows(street: Street) -> dict[str, Outbox]:
    """The outbox by cause."""
    with street.bot.database.read() as session:
        return {row.cause: row for row in session.scalars(select(Outbox).order_by(Outbox.id))}


def readyz(street: Street) -> tuple[int, dict[str, Any]]:
    """What an operator reads."""
    answer = health.pages(street.bot.liaison, Part.ALL)["/readyz"]()
    return answer.status, json.loads(answer.body or "")


def spoil(street: Street, cause: str, **values: Any) -> None:
    """Something has gone wrong with a message."""
    with street.bot.database.write() as session:
        session.execute(update(Outbox).where(Outbox.cause == cause).values(**values))


def spoil_raw(street: Street, cause: str, column: str, on_sqlite: str, on_postgresql: str) -> None:
    """Something stands in a column that never went in through the model."""
    with street.bot.database.write() as session:
        statement = text(f"UPDATE outbox SET {column} = :value WHERE cause = :cause")
        value = on_sqlite if is_sqlite(session) else on_postgresql
        session.execute(statement, {"value": value, "cause": cause})


ODD: dict[str, Callable[[Street, str], None]] = {
    "a payload without what its kind needs": lambda street, cause: spoil(street, cause, payload={}),
    "a sentence in no catalog": lambda street, cause: spoil(street, cause, payload={"key": "no.such"}),
    "facts that are none": lambda street, cause: spoil(street, cause, payload={"key": "x", "facts": 7}),
    "a kind that nobody knows": lambda street, cause: spoil(street, cause, kind="horoscope"),
    "a subject that is gone": lambda street, cause: spoil(street, cause, kind="relay", payload={"ids": 9}),
    "a subject without a number": lambda street, cause: spoil(street, cause, kind="feedback", subject="x"),
    "a payload that is no JSON": lambda street, cause: spoil_raw(street, cause, "payload", "{half", "[1]"),
    "a day that is none": lambda street, cause: spoil_raw(street, cause, "day", "never", "infinity"),
}


@pytest.mark.every_row_on_both
@pytest.mark.parametrize("what", ODD)
def test_a_message_that_cannot_be_made_ready_stops_nobody(street: Street, what: str) -> None:
    street.notice(LAN, "odd")
    street.notice(LAN, "hers", key="common.next")
    street.notice(HUONG, "another", key="common.close")
    ODD[what](street, "odd")
    minutes_pass(street)
    assert (said(street, LAN), said(street, HUONG)) == (["Tiếp"], ["Đóng"])
    status, found = readyz(street)
    assert status == 200, "it wants a look, and nothing is to be started anew for it"
    (aside,) = found["aside"]
    assert (aside["attempts"], aside["given_up"]) == (5, True)
    assert "liaison_outbox_aside 1.0" in street.bot.liaison.metrics.exposition().decode()
    street.bot.clock.forward(days=8)
    assert "aside" not in readyz(street)[1]


@pytest.mark.every_row_on_both
@pytest.mark.parametrize("what", ODD)
def test_what_is_told_with_others_is_put_aside_alone(street: Street, what: str) -> None:
    for cause, key in (("first", "common.save"), ("odd", "common.next"), ("last", "common.close")):
        street.notice(LAN, cause, key=key)
    ODD[what](street, "odd")
    street.deliver()
    assert said(street, LAN) == ["Lưu", "Đóng"]
    assert rows_state(street, "odd") == ("pending", 1)
    minutes_pass(street)
    assert said(street, LAN) == ["Lưu", "Đóng"]
    assert rows_state(street, "odd") == ("dropped", 5)


def rows_state(street: Street, cause: str) -> tuple[str, int]:
    """Where a message stands, and how often it could not be made ready."""
    with street.bot.database.read() as session:
        found = session.execute(select(Outbox.state, Outbox.stumbles).where(Outbox.cause == cause)).one()
    return str(found[0]), found[1]


def test_one_that_is_well_again_is_said_after_all(street: Street) -> None:
    street.notice(LAN, "odd")
    spoil(street, "odd", kind="horoscope")
    minutes_pass(street, 0)
    spoil(street, "odd", kind="notice")
    minutes_pass(street, 1)
    assert said(street, LAN) == ["Lưu"]
    assert "aside" not in readyz(street)[1]


def test_what_was_merged_into_one_that_turns_odd_goes_on_without_it(street: Street) -> None:
    street.notice(LAN, "head")
    street.notice(LAN, "merged", key="common.next")
    street.slack.answers["chat.postMessage"] = {"ok": False, "error": "ratelimited"}
    street.deliver()
    assert rows(street)["merged"].told_in_id == rows(street)["head"].id
    del street.slack.answers["chat.postMessage"]
    street.pings.clear()
    spoil(street, "head", kind="horoscope")
    wait_for_lanes(street)
    street.deliver()
    assert said(street, LAN) == ["Tiếp"]
    minutes_pass(street)
    assert said(street, LAN) == ["Tiếp"]


def wait_for_lanes(street: Street) -> None:
    """The pause that Slack asked for is over."""
    with street.bot.database.write() as session:
        session.execute(update(Lane).values(next_at=LONG_AGO))


def test_a_part_that_turns_odd_later_leaves_the_rest_of_its_message_true(street: Street) -> None:
    """Both cards went out as one message; then one changes, while the other cannot be drawn any more."""
    huong = street.world.person(HUONG)
    project = street.world.project(huong, "Phố", "pho", channel=None)
    for number in (1, 2):
        line = Line(FeedbackKind.MUST, f"Điểm {number}")
        told = feedback.Capture(project, line.text, (line,))
        write(street, partial(feedback.capture, actor=huong, told=told))
    street.deliver()
    (posted,) = street.pings
    assert ("Điểm 1" in posted.words, "Điểm 2" in posted.words) == (True, True)
    second = next(row for row in rows(street).values() if row.told_in_id)
    spoil(street, second.cause, kind="horoscope")
    write(street, lambda session, now: feedback.close(session, huong, 1, now))
    street.bot.deliver()
    (drawn,) = [arguments for method, arguments in street.slack.calls if method == "chat.update"]
    assert ("✅" in str(drawn), "không hiển thị được" in str(drawn)) == (True, True)


def write(street: Street, do: Callable[..., object]) -> None:
    """Somebody does something."""
    with street.bot.database.write() as session:
        do(session, now=street.bot.clock.now())


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", ("thẻ hạng mục", "không soạn được")),
        ("en", ("card of deliverables", "could not be made ready")),
    ],
)
def test_the_ae_hears_in_words_of_what_could_not_be_posted(
    street: Street, language: str, words: tuple[str, str]
) -> None:
    """Minh added the work; Hương leads the project. Both hear of it, once."""
    minh = street.world.person(MINH, role=Role.ADMIN)
    with street.bot.database.write() as session:
        for user in (HUONG, MINH):
            own = actor.found(session, Identity(TEAM, user))
            admin.set_own(session, own, replace(admin.own(session, own), language=language), MONDAY)
    write(street, lambda session, now: deliverable.add_many(
        session, minh, 1, deliverable.understand(session, minh, f"KV <@{LAN}> 15/12", now), now
    ))  # fmt: skip
    with street.bot.database.write() as session:
        session.execute(text("UPDATE project SET zone = 'Mars/Olympus_Mons'"))
    minutes_pass(street)
    told = [ping for ping in street.pings if "<#C02MOCAN>" in ping.words]
    assert sorted(ping.user for ping in told) == [HUONG, MINH]
    for ping in told:
        assert all(word in ping.words for word in words), ping.words


def test_a_digest_that_cannot_be_made_is_told_to_who_administers_liaison(street: Street) -> None:
    lan = street.world.person(LAN)
    street.world.deliverable(lan, date(2026, 11, 20))
    street.plan(MONDAY)
    with street.bot.database.write() as session:
        session.execute(update(Outbox).where(Outbox.kind == "digest").values(subject="digest:404"))
    minutes_pass(street)
    assert [ping.user for ping in street.pings if f"<@{LAN}>" in ping.words] == [MINH]


def test_a_commit_that_fails_lets_the_message_go_out_later(street: Street) -> None:
    street.notice(LAN, "hers")
    failures = [1, 1, 1]

    def fail(_connection: Any) -> None:
        if failures and failures.pop():
            raise OperationalError("COMMIT", None, sqlite3.OperationalError("database is locked"))

    engine = street.world.database.engine
    event.listen(engine, "commit", fail)
    for _ in range(6):
        with contextlib.suppress(Busy):
            street.bot.liaison.delivery.step()
    event.remove(engine, "commit", fail)
    wait_for_lanes(street)
    street.deliver()
    assert said(street, LAN) == ["Lưu"]


def test_a_history_that_cannot_be_understood_holds_nobody_up_for_ever(street: Street) -> None:
    """Whether the card stands is not known in the end: it is not said again, and its AE hears of it."""
    huong = street.world.person(HUONG)
    read = partial(deliverable.understand, actor=huong, text=f"KV <@{LAN}> 15/12")
    with street.bot.database.write() as session:
        deliverable.add_many(session, huong, 1, read(session, now=MONDAY), MONDAY)
    street.slack.answers["chat.postMessage"] = {"ok": False, "error": "internal_error"}
    street.bot.deliver()
    del street.slack.answers["chat.postMessage"]
    street.slack.answers["conversations.history"] = {"messages": [7]}
    street.notice("C02MOCAN", "behind", key="common.close")
    time.sleep(0.25)  # settling
    for _ in range(10):
        wait_for_lanes(street)
        street.deliver()
    states = {cause: str(row.state) for cause, row in rows(street).items()}
    assert states["behind"] == "sent"
    assert "dropped" in states.values()
    assert [ping.user for ping in street.pings if "không gửi lại" in ping.words] == [HUONG]


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("users.info", {"ok": False, "error": "user_not_found"}),
        ("dnd.teamInfo", {"users": {LAN: {"dnd_enabled": True, "next_dnd_start_ts": 1e30}, MINH: None}}),
    ],
)
def test_an_odd_answer_about_one_person_keeps_no_message_back(
    street: Street, method: str, answer: dict[str, Any]
) -> None:
    street.slack.answers[method] = answer
    street.slack.answers["conversations.members"] = {"members": [HUONG, "U0NOBODY"]}
    for recipient in ("C02MOCAN", LAN):
        street.notice(recipient, recipient, key="error.not_posted")
        facts = {"key": "error.not_posted", "facts": {"channel": "C1", "reason": "x"}}
        spoil(street, recipient, payload=facts)
    minutes_pass(street, 2)
    assert {str(row.state) for row in rows(street).values()} == {"sent"}


# --- planning --------------------------------------------------------------------------------------


def planned(street: Street, *users: str) -> list[str]:
    """Each has something overdue; who gets a digest."""
    for user in users:
        with street.bot.database.read() as session:
            owner = actor.found(session, Identity(TEAM, user))
        street.world.deliverable(owner, date(2026, 11, 20))
    return sorted(ping.user for ping in street.at(MONDAY))


def test_somebody_whose_zone_cannot_be_read_keeps_nobody_from_their_digest(
    street: Street, caplog: pytest.LogCaptureFixture
) -> None:
    with street.world.database.engine.begin() as connection:
        connection.execute(
            text('UPDATE member SET zone = :zone WHERE "user" = :user'), {"zone": ODD_ZONE, "user": LAN}
        )
    assert planned(street, HUONG, LAN) == [HUONG]
    status, found = readyz(street)
    lan = member_id(street, LAN)
    assert (status, found["skipped"]) == (
        200, [{"members": [lan], "why": f"zone {ODD_ZONE}: ZoneInfoNotFoundError"}],
    )  # fmt: skip
    street.plan(MONDAY)
    assert caplog.text.count(f"members [{lan}] are not reminded") == 1, "not every quarter of a minute"


def member_id(street: Street, user: str) -> int:
    with street.bot.database.read() as session:
        return session.scalars(select(Member.id).where(Member.user == user)).one()


def test_a_company_whose_country_is_unknown_keeps_no_other_from_its_digests(street: Street) -> None:
    with street.world.database.engine.begin() as connection:
        other = insert(Workspace).values(
            enterprise="", team="T0OTHER", language="vi", country="ATLANTIS", zone=VIETNAM, digest_minute=540,
            makeup_saturdays=False, quiet_from=0, quiet_to=0,
        )  # fmt: skip
        (workspace_id,) = connection.execute(other.returning(Workspace.id)).one()
        connection.execute(insert(Member).values(
            workspace_id=workspace_id, user="U9FAR", name="x", zone=VIETNAM, role=Role.MEMBER,
            external=False, gone=False,
        ))  # fmt: skip
    assert planned(street, HUONG) == [HUONG]
    assert readyz(street)[1]["skipped"]


def test_somebody_whom_the_database_does_not_take_keeps_nobody_from_their_digest(street: Street) -> None:
    with refused(street.world.database, LAN):
        assert planned(street, HUONG, LAN, MINH) == [HUONG, MINH]
        assert readyz(street)[1]["skipped"][0]["members"] == [member_id(street, LAN)]


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


def test_digests_that_cannot_be_planned_are_no_reason_to_nudge_nobody(street: Street) -> None:
    """The whole part fails: it is in the log, `/readyz` says so in time, and the other part is done."""
    huong = street.world.person(HUONG)
    lead = street.world.person(LAN, role=Role.LEAD)
    with street.bot.database.write() as session:
        huong.begin(session, "test", MONDAY)
        session.get_one(Member, lead.member_id).department = Department.CREATIVE
    write(street, lambda session, now: brief.submit(session, huong, BRIEF, now, earlier=None))
    street.deliver()
    street.slack.calls.clear()
    run(street.world.database, ["ALTER TABLE digest_day RENAME TO gone"])
    try:
        assert LAN in [ping.user for ping in street.at(MONDAY.replace(hour=15))]
        assert street.bot.liaison.metrics.ticked_at is None
    finally:
        run(street.world.database, ["ALTER TABLE gone RENAME TO digest_day"])
