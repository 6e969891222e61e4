"""Which work waits for which, through Slack's doors: the form, the words, the card."""

from __future__ import annotations

import json
from datetime import date

import pytest

from handlers.history.undo_views import UndoAction
from storage.ball.dependency import Dependency
from tests.handlers.conftest import HUONG, LAN, Office, shows
from tests.handlers.day.test_ask import buttons

DUE = date(2026, 12, 15)
PROJECT = "moc-an-tet-2027"


@pytest.fixture
def busy(office: Office) -> Office:
    office.world.project(office.huong, "Phố Cà Phê", "pho", channel="C09")
    for title, project in (("Storyboard", PROJECT), ("KV chính", PROJECT), ("Clip", "pho")):
        office.world.deliverable(office.lan, DUE, project=project, title=title)
    return office


STORYBOARD, KV, CLIP = 1, 2, 3


def links(office: Office) -> set[tuple[int, int]]:
    return {(row.deliverable_id, row.blocker_id) for row in office.rows(Dependency)}


def test_the_form_of_the_menu_sets_what_it_waits_for_and_says_a_circle_at_the_field(busy: Office) -> None:
    def form(work: int) -> dict[str, object]:
        busy.bot.action(LAN, "deliverable.menu", f"edit/{work}")
        return busy.opened()

    opened = form(KV)
    field = opened["blocks"][-1]["element"]  # type: ignore[index]
    groups = {
        group["label"]["text"]: [one["text"]["text"] for one in group["options"]]
        for group in field["option_groups"]
    }
    assert groups == {"Mộc An Tết 2027": ["Storyboard"], "Phố Cà Phê": ["Clip"]}
    values = {"title": "KV chính", "owner": LAN, "due": "2026-12-15", "status": "briefed", "done": ""}
    answer = busy.bot.submit(LAN, opened, values | {"blockers": [str(STORYBOARD), str(CLIP)]})
    assert answer.body.get("response_action") == "clear", answer.body
    assert links(busy) == {(KV, STORYBOARD), (KV, CLIP)}
    assert [one["value"] for one in form(KV)["blocks"][-1]["element"]["initial_options"]] == ["1", "3"]  # type: ignore[index]
    answer = busy.bot.submit(LAN, form(CLIP), values | {"title": "Clip", "blockers": [str(KV)]})
    told = answer.body["errors"]["blockers"]
    assert "Clip (Phố Cà Phê) → KV chính (Mộc An Tết 2027) → Clip (Phố Cà Phê)" in told
    assert links(busy) == {(KV, STORYBOARD), (KV, CLIP)}


def test_ones_own_words_get_a_button_and_the_press_is_undone_by_another(busy: Office) -> None:
    answer = busy.bot.command(HUONG, "/ae", "KV chờ storyboard xong", channel="D1")
    (press,) = [one for one in buttons(answer) if one["action_id"] == "ask.do"]
    assert links(busy) == set()
    busy.bot.action(HUONG, "ask.do", press["value"], channel="D1", response_url=busy.slack.hook)
    told = json.dumps(busy.slack.wait("hook"), ensure_ascii=False)
    assert "KV chính" in told
    assert f"chờ Storyboard (<@{LAN}>)" in told
    assert links(busy) == {(KV, STORYBOARD)}
    (undo,) = [
        one for one in json.loads(told)["blocks"][-1]["elements"] if one["action_id"] == UndoAction.UNDO
    ]
    busy.bot.action(HUONG, UndoAction.UNDO, undo["value"], channel="D1", response_url=busy.slack.hook)
    assert links(busy) == set()


def test_the_card_says_what_its_work_waits_for_and_is_drawn_anew_when_that_is_done(busy: Office) -> None:
    busy.bot.command(HUONG, "/ae", f"add Banner <@{LAN}> 15/12")
    busy.bot.deliver()
    value = json.dumps({"do": "wait", "id": 4, "other": CLIP})
    busy.bot.action(HUONG, "ask.do", value, channel="D1", response_url=busy.slack.hook)
    shown = drawn(busy)
    assert f"⏳ chờ: Clip (<@{LAN}>, Phố Cà Phê)" in shown
    busy.bot.action(LAN, "deliverable.done", str(CLIP), channel="D1", response_url=busy.slack.hook)
    shown = drawn(busy)
    assert "Banner" in shown
    assert "⏳" not in shown
    shows(busy.bot.command(HUONG, "/ae", "history moc an #3", channel="D1"), "chờ “Clip”")


def drawn(office: Office) -> str:
    """The card in the project's channel as it was drawn anew last."""
    office.bot.deliver()
    updates = [said for method, said in office.slack.calls if method == "chat.update"]
    return json.dumps([said for said in updates if said["channel"] == "C02MOCAN"][-1], ensure_ascii=False)


def test_who_asks_for_the_ball_reads_what_its_holder_waits_for(busy: Office) -> None:
    busy.bot.action(HUONG, "ask.do", json.dumps({"do": "wait", "id": KV, "other": CLIP}))
    for said in ("ai đang giữ bóng KV chính?", "Ai đang giữ bóng?"):
        shows(busy.bot.command(HUONG, "/ae", said, channel="D1"), "KV chính", "⏳ chờ: Clip", "Phố Cà Phê")
