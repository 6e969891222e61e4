"""A colleague becomes a guest: nothing of the house stays before their eyes, and who leads hears at once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from handlers.day.todo_views import TodoAction
from handlers.work.deliverable_views import WorkAction
from storage.database.history import ChangeItem
from storage.messages.outbox import Outbox
from storage.people.member import Role
from storage.project.project import Project
from storage.work.deliverable import Deliverable
from tests.handlers.conftest import HUONG, LAN, MINH, Office
from tests.support.app import MONDAY

MOCAN, ELSEWHERE = "C02MOCAN", "C09OURS"
DMS = {HUONG: "D01", LAN: "D03", MINH: "D02"}
GUEST: dict[str, Any] = {
    "id": LAN,
    "real_name": "Phạm Ngọc Lan",
    "is_restricted": True,
    "team_id": "T0AGENCY",
}


@pytest.fixture
def floor(office: Office) -> Office:
    """Lan holds late work: it stands in two channels, of which she is in one, and in her digest."""
    members = {MOCAN: [HUONG, LAN], ELSEWHERE: [HUONG, MINH]}
    office.slack.answers["conversations.members"] = lambda asked: {"members": members[asked["channel"]]}
    office.slack.answers["conversations.open"] = lambda asked: {"channel": {"id": DMS[asked["users"]]}}
    office.world.project(office.huong, "Nhà Xanh", "nha-xanh", channel=ELSEWHERE)
    office.bot.command(HUONG, "/ae", "add moc-an-tet-2027 KV chính @lan 23/11/2026")
    office.bot.command(HUONG, "/ae", "add nha-xanh Poster @huong 23/11/2026")
    office.bot.command(LAN, "/ae", "todo khám bệnh")
    office.bot.clock.forward(days=2)  # to the next working day
    office.bot.liaison.ticker.tick()
    office.bot.deliver()
    assert {told["channel"] for _, told in office.slack.calls if "KV chính" in str(told)} >= {MOCAN, DMS[LAN]}
    office.slack.calls.clear()
    return office


def settle(office: Office) -> list[tuple[str, str, str]]:
    """Deliver: which calls were made, where, and all of their words."""
    office.bot.deliver()
    said = [
        (name, told["channel"], json.dumps([told["text"], told.get("blocks")], ensure_ascii=False))
        for name, told in office.slack.calls
        if name in ("chat.postMessage", "chat.update")
    ]
    office.slack.calls.clear()
    return said


def two_minutes_later(office: Office) -> list[tuple[str, str, str]]:
    """The same once the time is over within which what follows a message waits."""
    office.bot.clock.forward(minutes=2)
    return settle(office)


def become(office: Office, user: dict[str, Any] | None = None) -> None:
    who = user or GUEST
    assert office.bot.event(who["id"], {"type": "user_change", "user": who}).status == 200


def test_what_a_colleague_had_is_withdrawn_when_they_become_a_guest(floor: Office) -> None:
    become(floor)
    said = settle(floor)
    drawn = {channel: words for method, channel, words in said if method == "chat.update"}
    assert set(drawn) == {MOCAN, ELSEWHERE, DMS[LAN]}
    assert "KV chính" not in drawn[DMS[LAN]]
    assert "khám bệnh" not in drawn[DMS[LAN]]
    assert "KV chính" in drawn[MOCAN]  # as a client may read it
    assert LAN not in drawn[MOCAN]
    assert HUONG in drawn[ELSEWHERE]  # she is not there


@pytest.mark.parametrize(("language", "words"), [("vi", "giờ là khách"), ("en", "is a guest in Slack now")])
def test_who_leads_the_project_hears_of_it_at_once_and_once(floor: Office, language: str, words: str) -> None:
    if language == "en":
        floor.english(HUONG)
    for number in range(2):  # whatever else was said today
        from storage.messages import outbox

        with floor.world.database.write() as session:
            outbox.enqueue(
                session, workspace_id=1, kind="notice", recipient=HUONG, cause=str(number), at=MONDAY,
                payload={"key": "settings.saved"},
            )  # fmt: skip
        assert DMS[HUONG] in [channel for _, channel, _ in settle(floor)]
        floor.bot.clock.forward(minutes=2)
    for _ in range(3):
        become(floor)
    at_once, later = (
        [text for method, channel, text in said if (method, channel) == ("chat.postMessage", DMS[HUONG])]
        for said in (settle(floor), two_minutes_later(floor))
    )
    (warned,) = (text for text in at_once if words in text and "Mộc An Tết 2027" in text)
    assert "Phạm Ngọc Lan" in warned
    (card,) = later  # to hand on what they held
    assert "handover.all" in card
    assert "⚠️" not in card
    assert not any("Nhà Xanh" in text for text in (*at_once, card))


def test_an_ae_who_became_a_guest_is_told_of_to_the_am_and_else_to_the_admins(floor: Office) -> None:
    floor.role(MINH, Role.ADMIN)
    become(floor, GUEST | {"id": HUONG, "real_name": "Nguyễn Thu Hương"})
    said = settle(floor)
    told = "".join(
        text for method, channel, text in said if (method, channel) == ("chat.postMessage", DMS[MINH])
    )
    assert "Mộc An Tết 2027" in told
    assert "Nhà Xanh" in told
    assert "AM" in told
    assert [
        text for method, channel, text in said if channel == DMS[HUONG] and method == "chat.postMessage"
    ] == []


@pytest.mark.on_both
def test_what_waits_for_somebody_who_became_a_guest_is_not_said(floor: Office) -> None:
    with floor.world.database.write() as session:
        floor.huong.begin(session, "test", MONDAY)
        session.get_one(Project, 1).channel = None
    form = floor.form("/gopy", "mộc an", user=LAN)
    with floor.world.database.write() as session:
        floor.huong.begin(session, "test", MONDAY)
        session.get_one(Project, 1).ae_id = floor.lan.member_id
    from tests.handlers.conftest import typed

    page = floor.bot.submit(LAN, form, typed(form, source="Logo to hơn"), view_id="F").body["view"]
    floor.bot.submit(LAN, page, typed(page), view_id="F")
    assert [row.recipient for row in floor.rows(Outbox) if row.kind == "feedback"] == [LAN]
    floor.role(MINH, Role.ADMIN)
    become(floor)
    said = [*settle(floor), *two_minutes_later(floor), *two_minutes_later(floor)]  # after what she held
    assert not any("Logo to hơn" in words for _, channel, words in said if channel == DMS[LAN])
    assert any("Logo to hơn" in words for _, channel, words in said if channel == DMS[MINH])


def test_who_became_a_guest_can_do_nothing_as_a_colleague_and_their_home_says_so(floor: Office) -> None:
    become(floor)
    home = floor.slack.wait("views.publish")
    assert home["user_id"] == LAN
    assert "khám bệnh" not in str(home)
    before = len(floor.rows(ChangeItem))
    for text in (
        "mine",
        "todo",
        "add moc-an-tet-2027 Video @lan 16/12/2026",
        "status moc an",
        "history moc an",
    ):
        assert "KV chính" not in floor.bot.command(LAN, "/ae", text, channel=DMS[LAN]).words
    floor.bot.action(LAN, WorkAction.DONE, "1", channel=DMS[LAN])
    floor.bot.action(LAN, TodoAction.DONE, "1", channel=DMS[LAN])
    assert floor.rows(Deliverable)[0].done_at is None
    assert [(r.entity, r.field, r.before, r.after) for r in floor.rows(ChangeItem)[before:]] == []


def test_who_leads_can_hand_on_what_somebody_held_who_became_a_guest(floor: Office) -> None:
    become(floor)
    said = [*settle(floor), *two_minutes_later(floor)]
    (card,) = (words for _, channel, words in said if channel == DMS[HUONG] and "Giao lại" in words)
    assert "giờ là khách" in card
    assert "KV chính" in card
