"""Work that is split so that others help, through Slack's doors: the form, the card, the news, and what is
asked before the whole is done.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from handlers.core.i18n import LANGUAGES, Catalogs
from handlers.day.ask_offers_views import AskAction
from handlers.history.undo_views import UndoAction
from handlers.work import parts_views
from handlers.work.deliverable_views import WorkAction
from handlers.work.parts_views import PartsAction
from storage.ball.dependency import Dependency
from storage.work.deliverable import Deliverable, Status
from tests.handlers.conftest import CHI, HUONG, LAN, MINH, Office, shows, typed
from tests.support.limits import assert_fits

KV, LAYOUT, HELP = 1, 2, 3
HELPED: dict[str, Any] = {"title.0": "Layout", "owner.0": MINH, "due.0": "2026-12-10", "owner.1": HUONG}


@pytest.fixture
def busy(office: Office) -> Office:
    """Lan has one piece of work."""
    office.bot.command(HUONG, "/ae", f"add KV chính <@{LAN}> 15/12")
    office.bot.deliver()
    return office


def form(office: Office) -> dict[str, Any]:
    """The form of the button that is in the form which hands work on."""
    office.bot.action(LAN, WorkAction.MENU, f"reassign/{KV}")
    below = office.opened()
    (press,) = [
        one
        for block in below["blocks"]
        for one in block.get("elements", [])
        if one.get("action_id") == PartsAction.OPEN
    ]
    office.bot.action(LAN, PartsAction.OPEN, press["value"], view=below | {"id": "V7"}, channel="")
    return office.opened("views.push")


def split(office: Office, view_id: str = "V8", **values: Any) -> Any:
    opened = form(office)
    return office.bot.submit(LAN, opened, typed(opened, **values), view_id=view_id)


def works(office: Office) -> list[tuple[str, Status]]:
    return [(row.title, row.status) for row in office.rows(Deliverable)]


def said(office: Office, method: str) -> list[str]:
    """What was said by this method, as text."""
    office.bot.deliver()
    return [json.dumps(one, ensure_ascii=False) for name, one in office.slack.calls if name == method]


def card(office: Office) -> str:
    """The card in the project's channel with the whole, as it was drawn anew last."""
    return [one for one in said(office, "chat.update") if "C02MOCAN" in one and f"/{KV}" in one][-1]


def press(office: Office, user: str, work: int) -> None:
    office.bot.action(user, WorkAction.DONE, str(work), response_url=office.slack.hook)


@pytest.mark.on_both
def test_parts_are_work_of_their_own_and_the_whole_shows_how_many_are_done(busy: Office) -> None:
    assert split(busy, **HELPED).body == {"response_action": "clear"}
    layout, helping = busy.rows(Deliverable)[1:]
    assert (layout.title, layout.due_on, helping.title) == ("Layout", date(2026, 12, 10), "Phụ: KV chính")
    assert helping.due_on == date(2026, 12, 15), "the whole's own date is offered"
    assert {(row.deliverable_id, row.blocker_id, row.is_part) for row in busy.rows(Dependency)} == {
        (KV, LAYOUT, True), (KV, HELP, True),
    }  # fmt: skip
    drawn = card(busy)
    assert "🧩 0/2 phần xong" in drawn
    assert f"chờ: Layout (<@{MINH}>), Phụ: KV chính (<@{HUONG}>)" in drawn
    posted = said(busy, "chat.postMessage")
    assert any(MINH in one and "Layout" in one and "🧩 phần của *KV chính*" in one for one in posted)
    assert not [one for one in posted if "C02MOCAN" in one and "Layout" in one], "the channel is not told"
    shows(busy.bot.command(MINH, "/ae", "mine", channel="D1"), "Layout", f"đang chờ việc này: <@{LAN}>")
    press(busy, MINH, LAYOUT)
    assert "🧩 1/2 phần xong" in card(busy)
    shows(busy.bot.command(LAN, "/ae", "mine", channel="D1"), "🧩 1/2 phần xong")
    press(busy, HUONG, HELP)
    assert "🧩" not in card(busy)
    busy.bot.clock.forward(minutes=3)  # what follows another message within two minutes waits
    assert any("Bắt đầu được rồi" in one and LAN in one for one in said(busy, "chat.postMessage"))
    press(busy, LAN, KV)
    assert works(busy)[0] == ("KV chính", Status.DELIVERED), "nothing is asked any more"


@pytest.mark.parametrize("door", ["button", "menu", "form", "words"])
def test_the_whole_is_not_done_before_its_parts_unless_somebody_says_so(busy: Office, door: str) -> None:
    split(busy, **HELPED)
    if door == "form":
        busy.bot.action(LAN, WorkAction.MENU, f"edit/{KV}")
        opened = busy.opened()
        asked = busy.bot.submit(LAN, opened, typed(opened, status="delivered")).body["view"]
    else:
        told = json.dumps({"do": "done", "id": KV})
        presses = {
            "button": (WorkAction.DONE, str(KV)), "menu": (WorkAction.MENU, f"done/{KV}"),
            "words": (AskAction.DO, told),
        }  # fmt: skip
        busy.bot.action(LAN, *presses[door], response_url=busy.slack.hook)
        asked = busy.opened()
    assert "còn 2 phần chưa xong: Layout, Phụ: KV chính" in json.dumps(asked, ensure_ascii=False)
    assert works(busy)[0] == ("KV chính", Status.BRIEFED)
    assert busy.bot.submit(LAN, asked, {}, view_id="V9").body == {"response_action": "clear"}
    assert works(busy) == [
        ("KV chính", Status.DELIVERED), ("Layout", Status.BRIEFED), ("Phụ: KV chính", Status.BRIEFED),
    ]  # fmt: skip


@pytest.mark.parametrize("door", ["form", "words"])
def test_the_whole_is_not_dropped_before_its_parts_unless_somebody_says_so(busy: Office, door: str) -> None:
    split(busy, **HELPED)
    if door == "form":
        busy.bot.action(LAN, WorkAction.MENU, f"edit/{KV}")
        opened = busy.opened()
        asked = busy.bot.submit(LAN, opened, typed(opened, status="cancelled")).body["view"]
    else:
        value = json.dumps({"do": "cancel", "id": KV})
        busy.bot.action(LAN, AskAction.DO, value, response_url=busy.slack.hook)
        asked = busy.opened()
    shown = json.dumps(asked, ensure_ascii=False)
    assert "còn 2 phần chưa xong: Layout, Phụ: KV chính. Huỷ cả việc luôn?" in shown
    assert {status for _, status in works(busy)} == {Status.BRIEFED}
    assert busy.bot.submit(LAN, asked, {}, view_id="V9").body == {"response_action": "clear"}
    assert [status for _, status in works(busy)] == [Status.CANCELLED, Status.BRIEFED, Status.BRIEFED]


@pytest.mark.on_both
def test_an_undo_takes_no_work_away_of_which_others_have_parts(busy: Office) -> None:
    split(busy, **HELPED)
    told = busy.slack.wait("chat.postEphemeral")["blocks"]
    (undo,) = (json.loads(told) if isinstance(told, str) else told)[-1]["elements"]
    opened = form(busy)
    of_layout = opened | {"private_metadata": json.dumps({"id": LAYOUT, "channel": "C02MOCAN"})}
    busy.bot.submit(MINH, of_layout, typed(opened, **{"owner.0": HUONG}), view_id="V9")
    busy.bot.action(LAN, UndoAction.UNDO, undo["value"], channel="D1", response_url=busy.slack.hook)
    assert "“Layout” đã được chia và còn 1 phần chưa xong" in busy.slack.wait("hook")["text"]
    assert {status for _, status in works(busy)} == {Status.BRIEFED}
    assert len(busy.rows(Dependency)) == 3


def test_several_pieces_at_once_are_refused_with_what_is_left(busy: Office) -> None:
    busy.bot.command(HUONG, "/ae", f"add Banner <@{LAN}> 15/12")
    split(busy, **{"owner.0": MINH})
    value = json.dumps({"do": "done", "id": 2, "more": [KV]})
    busy.bot.action(LAN, AskAction.DO, value, channel="D1", response_url=busy.slack.hook)
    assert "Chưa ghi gì là xong" in json.dumps(busy.slack.wait("hook"), ensure_ascii=False)
    assert {status for _, status in works(busy)} == {Status.BRIEFED}


def test_one_press_takes_the_parts_away_again(busy: Office) -> None:
    split(busy, **HELPED)
    told = busy.slack.wait("chat.postEphemeral")["blocks"]
    blocks = json.loads(told) if isinstance(told, str) else told
    (undo,) = blocks[-1]["elements"]
    busy.bot.action(LAN, UndoAction.UNDO, undo["value"], channel="D1", response_url=busy.slack.hook)
    assert busy.rows(Dependency) == []
    assert [status for _, status in works(busy)] == [Status.BRIEFED, Status.CANCELLED, Status.CANCELLED]
    assert "🧩" not in card(busy)


@pytest.mark.on_both
def test_a_client_reads_the_whole_and_no_part_of_it_but_what_they_have(busy: Office) -> None:
    split(busy, **HELPED)
    read = busy.bot.command(CHI, "/tiendo")
    shows(read, "0/1 hạng mục", "KV chính")
    assert not [word for word in ("Layout", "Phụ") if word in read.words]
    shows(busy.bot.command(LAN, "/tiendo"), "0/3 hạng mục", "Layout")
    press(busy, MINH, LAYOUT)
    shows(busy.bot.command(CHI, "/tiendo"), "0/1 hạng mục")
    busy.bot.action(HUONG, AskAction.DO, json.dumps({"do": "sent", "id": HELP}), response_url=busy.slack.hook)
    shows(busy.bot.command(CHI, "/tiendo"), "0/2 hạng mục", "Phụ: KV chính")


def test_a_form_that_lacks_something_saves_nothing_and_says_what(busy: Office) -> None:
    assert "Chưa chọn ai giúp" in split(busy).body["errors"]["owner.0"]
    assert "owner.0" in split(busy, **{"title.0": "Layout"}).body["errors"]
    assert "due.1" in split(busy, "V8", **{"owner.1": MINH, "due.1": None}).body["errors"]
    assert works(busy) == [("KV chính", Status.BRIEFED)]
    assert split(busy, "V5", **HELPED).body == {"response_action": "clear"}
    again = split(busy, "V5", **{"owner.0": MINH}).words
    assert "đã được lưu như bạn gửi lần đầu" in again
    assert len(works(busy)) == 3
    press(busy, LAN, KV)
    busy.bot.submit(LAN, busy.opened(), {}, view_id="V6")
    busy.bot.action(LAN, WorkAction.MENU, f"reassign/{KV}")
    assert PartsAction.OPEN not in json.dumps(busy.opened())


@pytest.mark.on_both
@pytest.mark.parametrize("unseen", ["\x00", "\u2800", "\ufe0e", "\ufe0f", "\U000e0100", "\u200b"])
def test_a_title_of_which_nothing_is_seen_is_none(busy: Office, unseen: str) -> None:
    split(busy, **{"owner.0": MINH, "title.0": unseen})
    assert [title for title, _ in works(busy)] == ["KV chính", "Phụ: KV chính"]


@pytest.mark.parametrize("due", ["2026-11-22", "1990-01-01", "0001-01-01"])
def test_a_part_cannot_be_due_before_today(busy: Office, due: str) -> None:
    assert "đã qua" in split(busy, **{"owner.0": MINH, "due.0": due}).body["errors"]["due.0"]
    assert len(works(busy)) == 1


def test_in_a_project_that_is_closed_nobody_gets_a_part_of_which_they_would_not_hear(busy: Office) -> None:
    opened = form(busy)
    busy.bot.action(HUONG, "project.close", str(busy.project), response_url=busy.slack.hook)
    answer = busy.bot.submit(LAN, opened, typed(opened, **HELPED), view_id="V8")
    assert "đã đóng, nên chưa lưu gì" in str(answer.body["errors"])
    assert len(works(busy)) == 1


def test_who_shall_help_is_said_in_ones_own_words(busy: Office) -> None:
    busy.english(LAN)
    answer = busy.bot.command(LAN, "/ae", "chia KV chính cho Minh và Hương trước 10/12", channel="D1")
    shows(answer, "Split this to get help?")
    (button,) = [
        one for block in answer.body["blocks"] for one in block.get("elements", [])
        if one.get("action_id") == AskAction.SPLIT
    ]  # fmt: skip
    assert "KV chính" in button["text"]["text"]
    busy.bot.action(LAN, AskAction.SPLIT, button["value"], channel="D1")
    opened = busy.opened()
    busy.bot.submit(LAN, opened, typed(opened), view_id="V8")
    names = {MINH: date(2026, 12, 10), HUONG: date(2026, 12, 10)}
    members = {row.id: row.user for row in busy.rows(_member())}
    made = busy.rows(Deliverable)[1:]
    assert {members[row.owner_id]: row.due_on for row in made} == names
    assert {row.title for row in made} == {"Help with: KV chính"}


def _member() -> Any:
    from storage.people.member import Member

    return Member


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_forms_fit_slack_at_their_worst(busy: Office, language: str) -> None:
    t = Catalogs(language).translator(language)
    from desk.core.errors import PartsOpen

    refused = PartsOpen("error.parts_open", title="W" * 150, count=10, titles=", ".join(["W" * 150] * 3))
    assert_fits(parts_views.sure_form(t, refused, {"form": {"title": "W" * 150, "done": "W" * 1000}}))
