"""Work that is with a supplier, through Slack's doors: the menu, the form, the answers, and what clients
read.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from handlers.history.undo_views import UndoAction
from handlers.work.deliverable_views import WorkAction
from storage.work.deliverable import Deliverable, Status
from tests.handlers.conftest import CHI, HUONG, LAN, Office, shows, typed

DUE = date(2026, 12, 15)
PROJECT, PRINTER = "moc-an-tet-2027", "Nhà in Minh Phúc"
KV, BANNER = 1, 2


@pytest.fixture
def busy(office: Office) -> Office:
    """Two pieces of Lan's; the clock stands at Monday, 09:00."""
    office.bot.command(HUONG, "/ae", f"add KV chính <@{LAN}> 15/12\nBanner <@{LAN}> 15/12")
    office.bot.deliver()
    return office


def menu(office: Office, choice: str, work: int = KV, user: str = HUONG) -> None:
    office.bot.action(user, WorkAction.MENU, f"{choice}/{work}", response_url=office.slack.hook)


def form(office: Office, work: int = KV, user: str = HUONG) -> dict[str, Any]:
    menu(office, "supplier", work, user)
    return office.opened()


def waits(office: Office, work: int = KV, **values: Any) -> Any:
    opened = form(office, work)
    return office.bot.submit(HUONG, opened, typed(opened, **values))


def card(office: Office) -> str:
    """The card in the project's channel as it was drawn anew last."""
    office.bot.deliver()
    updates = [said for method, said in office.slack.calls if method == "chat.update"]
    return json.dumps([one for one in updates if one["channel"] == "C02MOCAN"][-1], ensure_ascii=False)


def row(office: Office, work: int = KV) -> Deliverable:
    (found,) = (one for one in office.rows(Deliverable) if one.id == work)
    assert isinstance(found, Deliverable)
    return found


@pytest.mark.on_both
def test_the_menu_gives_it_to_a_supplier_and_one_press_takes_it_back(busy: Office) -> None:
    assert waits(busy, supplier=PRINTER, until="2026-11-26").body == {"response_action": "clear"}
    drawn = card(busy)
    assert f"⏳ chờ: {PRINTER}, từ Th 2, 23/11, hẹn Th 5, 26/11" in drawn
    assert f"back/{KV}" in drawn
    busy.bot.clock.forward(days=4)  # Friday
    answer = busy.bot.command(HUONG, "/ae", "Ai đang giữ bóng?", channel="D1")
    shows(answer, f"{PRINTER} (1) từ Th 2, 23/11", "KV chính", f"{PRINTER} từ Th 2, 23/11, 3 ngày")
    shows(busy.bot.command(HUONG, "/ae", "status moc an", channel="D1"), f"{PRINTER} (1)")
    shows(busy.bot.command(HUONG, "/ae", "KV chính đang chờ ai?", channel="D1"), PRINTER)
    answer = busy.bot.command(HUONG, "/ae", "Mộc An chậm do ai?", channel="D1")
    shows(answer, "khách 0 ngày / nhà cung cấp 3 ngày / agency 3 ngày")
    menu(busy, "back")
    told = json.dumps(busy.slack.wait("hook"), ensure_ascii=False)
    assert f"đã nhận lại từ nhà cung cấp, giờ ở <@{LAN}>" in told
    assert (row(busy).supplier, row(busy).supplier_until) == (None, None)
    assert PRINTER not in card(busy)
    (undo,) = json.loads(told)["blocks"][-1]["elements"]
    busy.bot.action(HUONG, UndoAction.UNDO, undo["value"], channel="D1", response_url=busy.slack.hook)
    assert f"chờ: {PRINTER}, từ Th 2, 23/11, đã quá hẹn Th 5, 26/11" in card(busy)
    shows(
        busy.bot.command(HUONG, "/ae", "history moc an #1", channel="D1"),
        "ghi là đang chờ nhà cung cấp", PRINTER, "nhận lại từ nhà cung cấp",
    )  # fmt: skip


def test_a_name_is_remembered_and_offered_however_it_is_typed_later(busy: Office) -> None:
    waits(busy, supplier=PRINTER)
    menu(busy, "back")
    waits(busy, BANNER, supplier="nha in  minh phuc")
    assert row(busy, BANNER).supplier == PRINTER
    waits(busy, BANNER, supplier="Nhà in Minh Phục")  # another one
    assert row(busy, BANNER).supplier == "Nhà in Minh Phục"
    menu(busy, "back", BANNER)
    opened = form(busy)
    known = next(one["element"] for one in opened["blocks"] if one.get("block_id") == "known")
    assert [one["text"]["text"] for one in known["options"]] == [PRINTER, "Nhà in Minh Phục"]
    busy.bot.submit(HUONG, opened, typed(opened, known=PRINTER))
    assert row(busy).supplier == PRINTER
    chosen = form(busy)
    known = next(one["element"] for one in chosen["blocks"] if one.get("block_id") == "known")
    assert known["initial_option"]["value"] == PRINTER


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"supplier": "  "}, "supplier", "Chưa có tên nhà cung cấp"),
        ({"supplier": PRINTER, "until": "2026-11-20"}, "until", "20/11/2026 đã qua"),
        ({"supplier": "x" * 76}, "supplier", "dài nhất 75 ký tự"),
    ],
)
def test_what_cannot_be_said_is_refused_at_its_field(
    busy: Office, values: dict[str, str], field: str, words: str
) -> None:
    answer = waits(busy, KV, **values)
    assert words in answer.body["errors"][field]
    assert row(busy).supplier is None
    busy.bot.action(LAN, WorkAction.DONE, str(KV), response_url=busy.slack.hook)
    assert "đã xong hoặc đã bỏ" in waits(busy, supplier=PRINTER).body["errors"]["supplier"]


@pytest.mark.parametrize("status", [Status.WITH_CLIENT, Status.DELIVERED, Status.INTERNAL_REVIEW])
def test_whatever_becomes_of_it_the_supplier_has_it_no_more(busy: Office, status: Status) -> None:
    waits(busy, supplier=PRINTER)
    busy.bot.action(HUONG, WorkAction.MENU, f"edit/{KV}")
    opened = busy.opened()
    busy.bot.submit(HUONG, opened, typed(opened, status=status))
    assert (row(busy).status, row(busy).supplier) == (status, None)
    assert PRINTER not in card(busy)


@pytest.mark.on_both
def test_what_clients_read_never_names_the_supplier(busy: Office) -> None:
    waits(busy, supplier=PRINTER, until="2026-11-26")
    for said in ("status", "ai đang giữ bóng?", "chậm do ai?", "KV chính đang chờ ai?", "history"):
        answer = busy.bot.command(CHI, "/ae", said, channel="C02MOCAN")
        assert "Minh Phúc" not in answer.words, said
        assert "cung cấp" not in answer.words, said


def test_english_readers_are_answered_in_english(busy: Office) -> None:
    busy.english(HUONG)
    waits(busy, supplier=PRINTER, until="2026-11-26")
    told = json.dumps(busy.slack.wait("chat.postEphemeral"), ensure_ascii=False)
    assert f"waits for {PRINTER}, since Mon 23/11, promised for Thu 26/11" in told
    shows(
        busy.bot.command(HUONG, "/ae", "who delayed Mộc An?", channel="D1"), "client 0 days / agency 0 days"
    )
