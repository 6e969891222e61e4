"""A date that is a day off is taken as it was typed, and softly told of."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from handlers.work.days_off_views import DayOffAction
from storage.people.member import Department, Member
from storage.work.deliverable import Deliverable
from tests.handlers.conftest import HUONG, LAN, Office, typed

SAID = {
    ("vi", "12/12"): "*KV*: Th 7, 12/12 là ngày nghỉ.",
    ("vi", "1/1/2027"): "*KV*: Th 6, 01/01 là ngày nghỉ (Tết Dương lịch).",
    ("en", "12/12"): "*KV*: Sat 12/12 is a day off.",
}


@pytest.mark.parametrize(("language", "typed_day"), list(SAID))
def test_a_day_off_is_saved_as_it_was_typed_and_said_beside_it(
    office: Office, language: str, typed_day: str
) -> None:
    if language == "en":
        office.english(HUONG)
    words = office.bot.command(HUONG, "/ae", f"add moc-an-tet-2027 KV @lan {typed_day}").words
    assert SAID[language, typed_day] in words, words
    (row,) = office.rows(Deliverable)
    assert row.due_on.isoweekday() == 6 or (row.due_on.month, row.due_on.day) == (1, 1)
    before = date(2026, 12, 11) if typed_day == "12/12" else date(2026, 12, 31)
    assert f"{row.id}/{before.isoformat()}" in words
    office.bot.action(HUONG, DayOffAction.KEEP, str(row.id))
    assert office.rows(Deliverable)[0].due_on == row.due_on
    office.bot.action(HUONG, DayOffAction.MOVE, f"{row.id}/{before.isoformat()}")
    assert office.rows(Deliverable)[0].due_on == before


def test_a_working_day_is_no_news_and_a_move_onto_a_day_off_is(office: Office) -> None:
    assert "day_off" not in office.bot.command(HUONG, "/ae", "add moc-an-tet-2027 KV @lan 11/12").words
    (row,) = office.rows(Deliverable)
    office.bot.action(
        HUONG, "deliverable.menu", f"move/{row.id}",
        actions=[{"type": "overflow", "action_id": "deliverable.menu", "block_id": "b",
                  "selected_option": {"value": f"move/{row.id}"}}],
    )  # fmt: skip
    form = office.opened()
    office.slack.calls.clear()
    office.bot.submit(HUONG, form, typed(form, due="2026-12-12"))
    assert DayOffAction.MOVE in str(office.slack.wait("chat.postEphemeral"))


MINH_DOES = "<@U02MINH> làm thay."
OFF = {
    (
        "7/12 - 11/12",
        "8/12",
    ): f"*KV* đến hạn lúc <@U03LAN> nghỉ (Th 2, 07/12 – Th 6, 11/12). {MINH_DOES}",
    ("8/12", "8/12"): f"*KV* đến hạn lúc <@U03LAN> nghỉ (Th 3, 08/12). {MINH_DOES}",
    ("sáng 8/12", "8/12 10h"): f"*KV* đến hạn lúc <@U03LAN> nghỉ (Th 3, 08/12). {MINH_DOES}",
    ("sáng 8/12", "8/12 15h"): "",
    ("7/12 - 11/12", "14/12"): "",
    (
        "7/12 - 11/12",
        "14/12 9h",
    ): f"*KV* đến hạn 09:00, Th 2, 14/12, mà <@U03LAN> nghỉ đến hết Th 6, 11/12. {MINH_DOES}",
    ("7/12 - 11/12", "14/12 15h"): "",
}


@pytest.mark.on_both
@pytest.mark.parametrize(("leave", "due"), OFF)
def test_work_that_is_due_while_its_owner_is_off_says_so_and_offers_another(
    office: Office, leave: str, due: str
) -> None:
    office.bot.command(LAN, "/ae", f"off {leave} <@U02MINH>")
    words = office.bot.command(HUONG, "/ae", f"add KV <@U03LAN> {due}").words
    expected = OFF[leave, due]
    assert (expected in words, "🌴" in words) == (True, bool(expected)), words
    (row,) = office.rows(Deliverable)
    if expected:
        assert f'"action_id": "deliverable.reassign", "value": "{row.id}"' in words


@pytest.mark.on_both
def test_work_moved_or_handed_on_into_somebodys_leave_says_so_too(office: Office) -> None:
    office.bot.command(LAN, "/ae", "off 7/12 - 11/12")
    office.bot.command(HUONG, "/ae", "add KV <@U03LAN> 15/12\nBanner <@U02MINH> 8/12")
    for said in ("dời KV sang 9/12", "giao banner cho Lan"):
        offer = office.bot.command(HUONG, "/ae", said)
        pressed = next(
            one for row in offer.body["blocks"] if row["type"] == "actions" for one in row["elements"]
        )
        office.bot.action(HUONG, "ask.do", pressed["value"], response_url=office.slack.hook)
        assert "đến hạn lúc <@U03LAN> nghỉ" in str(office.slack.wait("hook")), said
        office.slack.calls.clear()


def test_who_moves_work_onto_somebodys_day_off_reads_who_of_the_department_is_there(office: Office) -> None:
    office.bot.command(HUONG, "/ae", "add KV <@U03LAN> 15/12")
    with office.bot.database.write() as session:
        office.huong.begin(session, "test", office.bot.clock.now())
        for user in ("U03LAN", "U02MINH"):
            row = session.scalars(select(Member).where(Member.user == user)).one()
            row.department = Department.CREATIVE
    office.bot.command(LAN, "/ae", "off 7/12 - 11/12")
    offer = office.bot.command(HUONG, "/ae", "dời KV sang 9/12")
    (pressed,) = [one for row in offer.body["blocks"] if row["type"] == "actions" for one in row["elements"]]
    office.bot.action(HUONG, "ask.do", pressed["value"], response_url=office.slack.hook)
    assert "nghỉ (Th 2, 07/12 – Th 6, 11/12). Hôm đó có mặt: <@U02MINH>." in str(office.slack.wait("hook"))
