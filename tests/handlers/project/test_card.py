"""The project's card: one in its channel, drawn anew in its place whatever changes; and what becomes of one
that is deleted, archived or read by outsiders.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desk.project import card, colour
from desk.project.status import Group, Unheard
from handlers.core.i18n import Catalogs
from handlers.project import status_views
from storage.messages.outbox import Outbox
from storage.messages.redraws import CARD_GAP
from storage.people.member import Department
from storage.project.colour import Colour
from storage.project.project import Project, ProjectState
from storage.work.deliverable import Deliverable, Status
from tests.handlers.conftest import CHI, HUONG, LAN, Office, typed
from tests.handlers.test_views import TEAM_STATUS

HERE, THERE = "C02MOCAN", "C08MOI"


@pytest.fixture
def carded(office: Office) -> Office:
    """The office, with a late deliverable and the project's card in its channel."""
    office.world.deliverable(office.lan, date(2026, 11, 17), project="moc-an-tet-2027", title="Concept")
    share(office)
    told(office)
    return office


def share(office: Office, channel: str = HERE) -> None:
    office.bot.action(
        HUONG, "status.post", str(office.project), channel=channel, response_url=office.slack.hook
    )
    office.bot.liaison.services.later.settle(60)


def told(office: Office, method: str = "chat.update", channel: str = HERE) -> list[dict[str, Any]]:
    """Deliver what is due two seconds later; the calls of this method in the channel since the last time."""
    office.bot.clock.forward(seconds=CARD_GAP.total_seconds())
    office.bot.deliver()
    found = [said for name, said in office.slack.calls if (name, said.get("channel")) == (method, channel)]
    office.slack.calls.clear()
    return found


def cards(office: Office) -> list[Outbox]:
    return [row for row in office.rows(Outbox) if row.kind == card.PROJECT_CARD]


def change(office: Office, table: Any = Project, **values: Any) -> None:
    """A change of the project or of its work."""
    with office.world.database.write() as session:
        office.huong.begin(session, "test", office.bot.clock.now())
        row = session.scalars(select(table)).first()
        for name, value in values.items():
            setattr(row, name, value)


CHANGES: dict[str, tuple[Callable[[Office], object], str]] = {
    # what somebody does, and what the card says then
    "work is added": (lambda office: office.bot.command(HUONG, "/ae", "add Banner @lan 26/11"), "*Banner*"),
    "work is done": (
        lambda office: office.bot.action(LAN, "deliverable.done", str(office.rows(Deliverable)[0].id)),
        "1/1",
    ),
    "work goes to the client": (
        lambda office: change(office, Deliverable, status=Status.WITH_CLIENT), "Bóng ở: Khách",
    ),
    "its name changes": (lambda office: change(office, name="Mộc An Hè"), "Mộc An Hè"),
    "it is held": (lambda office: change(office, state=ProjectState.ON_HOLD), "tạm dừng"),
    "its colour is set": (lambda office: set_colour(office), "khách hài lòng"),
    "a change is undone": (lambda office: undone(office), "*Concept*"),
}  # fmt: skip


def set_colour(office: Office) -> None:
    with office.world.database.write() as session:
        now = office.bot.clock.now()
        colour.override(
            session, office.huong, office.project, Colour.GREEN, "khách hài lòng", date(2026, 11, 30), now
        )


def undone(office: Office) -> None:
    office.bot.command(HUONG, "/ae", "add Banner @lan 26/11")
    office.bot.command(HUONG, "/ae", "undo")


@pytest.mark.parametrize("what", CHANGES)
def test_the_card_is_drawn_anew_in_its_place_when(carded: Office, what: str) -> None:
    do, words = CHANGES[what]
    do(carded)
    (drawn,) = told(carded)
    assert drawn["ts"] == cards(carded)[0].ts
    assert words in str(drawn["blocks"])
    assert told(carded) == []


def test_the_card_says_the_colour_and_why_and_who_holds_the_ball_on_a_screen(carded: Office) -> None:
    for number in range(12):
        carded.world.deliverable(
            carded.lan, date(2026, 11, 16 + number), project="moc-an-tet-2027", title=f"Việc {number}"
        )
    change(carded, name="Mộc An Tết 2028")
    (drawn,) = told(carded)
    words = str(drawn["blocks"])
    wanted = ["🔴 Đỏ* · có việc trễ", "Bóng ở: <@U03LAN> (13)", "Quá hạn (8)", "…và 5 mục nữa", "Sắp tới (5)"]
    assert [one for one in wanted if one not in words] == []
    assert words.count("<@U03LAN>") == 7
    assert len(drawn["blocks"][-1]["elements"]) <= 4


def test_a_project_has_one_card_however_often_it_is_shared(carded: Office) -> None:
    for _ in range(3):
        share(carded)
        assert "đang ở" in str(carded.slack.wait("hook"))
    assert len(told(carded)) == 1
    assert len(cards(carded)) == 1
    assert told(carded, "chat.postMessage") == []


ACTS = st.lists(st.tuples(st.sampled_from(["change", "share", "deliver"]), st.integers(0, 3000)), max_size=20)
"""What somebody does, and how many milliseconds after the last."""


@pytest.mark.parametrize("engine_name", ["sqlite"])
@given(ACTS)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # fmt: skip
def test_the_card_is_drawn_at_most_once_in_two_seconds_and_shows_the_newest_at_last(
    carded: Office, acts: list[tuple[str, int]]
) -> None:
    drawn, number, clock = list[datetime](), 0, carded.bot.clock

    def draws(_: object) -> dict[str, Any]:
        drawn.append(clock.now())
        return {}

    carded.slack.answers["chat.update"] = draws
    told(carded)
    drawn.clear()
    for what, pause in acts:
        clock.forward(milliseconds=pause)
        if what == "change":
            number += 1
            change(carded, name=f"Tên {number}")
        elif what == "share":
            share(carded)
        else:
            carded.bot.deliver()
    last = told(carded)
    assert all(later - earlier >= CARD_GAP for earlier, later in pairwise(drawn))
    if number:
        assert not last or f"Tên {number}" in str(last[-1]["blocks"])
        clock.forward(seconds=10)
        change(carded, name="Mộc An Tết 2027")
        assert "Mộc An Tết 2027" in str(told(carded)[-1]["blocks"])


GONE = {"ok": False, "error": "message_not_found"}


def test_a_card_that_was_deleted_by_hand_is_posted_anew_once(carded: Office) -> None:
    carded.slack.answers["chat.update"] = GONE
    change(carded, name="Một")
    (again,) = told(carded, "chat.postMessage")
    assert "Một" in str(again["blocks"])
    change(carded, name="Hai")  # and that one is deleted too
    assert told(carded, "chat.postMessage") == []
    for name in ("Ba", "Bốn"):
        change(carded, name=name)
        assert told(carded) == []
    del carded.slack.answers["chat.update"]
    share(carded)  # until somebody wants it
    (wanted,) = told(carded, "chat.postMessage")
    assert "Bốn" in str(wanted["blocks"])
    change(carded, name="Năm")
    assert len(told(carded)) == 1


@pytest.mark.parametrize("error", ["is_archived", "not_in_channel", "cant_update_message"])
def test_a_channel_that_takes_nothing_is_tried_once_a_change_and_gets_no_second_card(
    carded: Office, error: str
) -> None:
    carded.slack.answers["chat.update"] = {"ok": False, "error": error}
    for name in ("Một", "Hai"):
        change(carded, name=name)
        assert len(told(carded)) == 1
        assert told(carded) == []
    assert len(cards(carded)) == 1
    del carded.slack.answers["chat.update"]
    change(carded, name="Ba")
    (drawn,) = told(carded)
    assert "Ba" in str(drawn["blocks"])


def test_the_card_moves_with_its_project_and_leaves_a_neutral_line(carded: Office) -> None:
    carded.bot.action(HUONG, "project.edit", str(carded.project))
    form = carded.opened()
    carded.bot.submit(HUONG, form, typed(form, channel=THERE))
    office = carded
    office.bot.clock.forward(seconds=2)
    office.bot.deliver()
    calls = {(name, said.get("channel")): said for name, said in office.slack.calls if "blocks" in said}
    assert "Concept" in str(calls["chat.postMessage", THERE]["blocks"])
    assert "Concept" not in str(calls["chat.update", HERE]["blocks"])
    office.slack.calls.clear()
    change(office, name="Một")
    assert told(office) == []  # nothing is left to draw there
    change(office, name="Hai")
    assert len(told(office, channel=THERE)) == 1


def test_a_card_in_a_channel_that_outsiders_read_by_now_tells_them_nothing_new(carded: Office) -> None:
    carded.slack.answers["conversations.members"] = {"members": [HUONG, LAN, CHI]}
    carded.bot.clock.forward(minutes=5)
    change(carded, name="Mật")
    (drawn,) = told(carded)
    assert "toàn đồng nghiệp" in str(drawn["blocks"])
    assert "Mật" not in str(drawn)


def test_a_card_of_yesterday_is_drawn_anew_once_a_day(carded: Office) -> None:
    carded.bot.liaison.ticker.tidy()
    assert told(carded) == []
    carded.bot.clock.forward(days=2)
    for _ in range(3):
        carded.bot.liaison.ticker.tidy()
    (drawn,) = told(carded)
    assert "trễ 5 ngày làm việc" in str(drawn["blocks"])
    carded.bot.liaison.ticker.tidy()
    assert told(carded) == []


STEPS: dict[str, tuple[dict[str, Any], list[str]]] = {
    # the state of the project, and the buttons of its card
    "no brief": ({"brief_version": None}, ["Viết brief", "Tiến độ", "Thêm hạng mục", "Thêm…"]),
    "all is well": ({}, ["Tiến độ", "Thêm hạng mục", "Thêm…"]),
    "a department has not taken the brief": (
        {"unheard": "waiting"}, ["Ai đã nhận brief", "Tiến độ", "Thêm hạng mục", "Thêm…"],
    ),
    "work is with the client": ({"with_client": 1}, ["Ghi góp ý", "Tiến độ", "Thêm hạng mục", "Thêm…"]),
    "on hold": ({"state": ProjectState.ON_HOLD, "with_client": 1}, ["Tiến độ", "Thêm hạng mục", "Thêm…"]),
    "closed": ({"state": ProjectState.CLOSED, "brief_version": None}, ["Tiến độ"]),
}  # fmt: skip


@pytest.mark.parametrize("state", STEPS)
def test_the_buttons_of_a_card_are_those_of_its_state(state: str) -> None:
    values, wanted = STEPS[state]
    values = dict(values)
    if "unheard" in values:
        values["unheard"] = Unheard((), [Department.MEDIA])
    values["with_client"] = Group([], values.get("with_client", 0))
    plain = replace(TEAM_STATUS, state=ProjectState.ACTIVE, unheard=Unheard(), brief_version=1)
    t = Catalogs("vi").translator("vi")
    shown = status_views.card(t, replace(plain, **values))
    assert [one["text"]["text"] for one in shown.blocks[-1]["elements"]] == wanted


def test_a_change_of_another_project_leaves_the_card_alone(carded: Office) -> None:
    carded.world.project(carded.huong, "Khác", "khac", channel=THERE)
    carded.bot.command(HUONG, "/ae", "add khac\nBanner @lan 26/11", channel=THERE)
    assert told(carded) == []


def test_the_line_that_a_moved_card_left_is_neither_drawn_daily_nor_posted_anew_when_deleted(
    carded: Office,
) -> None:
    """The card of the old channel, deleted by hand there, came a second time into the new channel."""
    carded.bot.action(HUONG, "project.edit", str(carded.project))
    form = carded.opened()
    carded.bot.submit(HUONG, form, typed(form, channel=THERE))
    carded.slack.answers["chat.update"] = lambda said: GONE if said["channel"] == HERE else {}
    assert len(told(carded)) == 1  # the line: that message was deleted a moment ago
    del carded.slack.answers["chat.update"]
    change(carded, name="Một")
    carded.bot.clock.forward(days=2)
    carded.bot.liaison.ticker.tidy()
    assert told(carded) == []
    assert len([row for row in cards(carded) if row.state == "sent" and row.recipient == THERE]) == 1
    assert [row.recipient for row in cards(carded)] == [HERE, THERE]
