"""When only the answer fails: what was done is never called undone, and is told once, by whatever door."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from storage.day.todo import Todo
from storage.messages.outbox import Outbox, OutboxState
from storage.work.deliverable import Deliverable
from tests.support.town import HUONG, LAN, MOCAN, Town, open_town
from tests.support.world import World

pytestmark = pytest.mark.on_both

UNDONE = ("chưa lưu", "Chưa lưu", "chưa được lưu")
"""What must not be said of what was done, nor of a question."""
LOST = ("500", "internal_error", "drop_before_accept")
"""Slack did not take it, and nobody can know."""
TAKEN = ("500_after_accept", "internal_error_after_accept", "drop_after_accept", "stall_after_accept")
FAULTS = ("429", *LOST, *TAKEN)


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with open_town(database_url) as town:
        huong = town.bot.meet(HUONG, "Nguyễn Thu Hương")
        World(town.bot.liaison.database).project(huong, "Mộc An Tết 2027", "moc-an-tet-2027")
        yield town


def rows(town: Town, kind: Any) -> list[Any]:
    with town.bot.database.read() as session:
        return list(session.scalars(select(kind).order_by(kind.id)))


def told(town: Town, words: str, user: str = HUONG) -> int:
    """How often somebody was told these words; fails when they were told that nothing was done."""
    heard = town.hears(user, MOCAN)
    assert [one for one in heard if any(undone in one for undone in UNDONE)] == []
    return sum(words in one for one in heard)


def settle(town: Town, kind: str) -> None:
    """Until nothing more comes of a call that failed so."""
    town.settle(0.9 if kind == "stall_after_accept" else 0.3)


# --- direct messages: what may have been said is looked up, so it is said once ------------------------


def test_what_a_direct_message_did_is_told_once_whatever_happens_to_the_answer(town: Town) -> None:
    for kind in FAULTS:
        town.fault("chat.postMessage", kind)
        town.slack.say(HUONG, "dm", f"todo gọi {kind} mai")
        town.comes(lambda kind=kind: told(town, f"gọi {kind} ·"))  # type: ignore[misc]
        settle(town, kind)
    assert {kind: told(town, f"gọi {kind} ·") for kind in FAULTS} == dict.fromkeys(FAULTS, 1)
    assert [one.text for one in rows(town, Todo)] == [f"gọi {kind}" for kind in FAULTS]


def test_a_question_in_a_direct_message_is_answered_once(town: Town) -> None:
    for count, kind in enumerate(FAULTS, 1):
        town.fault("chat.postMessage", kind)
        town.slack.say(HUONG, "dm", "tiến độ moc an")
        town.comes(lambda count=count: told(town, "Mộc An Tết 2027") >= count)  # type: ignore[misc]
        settle(town, kind)
        assert told(town, "Mộc An Tết 2027") == count, kind


def test_a_question_is_not_answered_when_nobody_waits_for_it_any_more_but_what_was_done_is_told(
    town: Town,
) -> None:
    town.slack.fault("chat.postMessage", "429", times=2)
    town.slack.say(HUONG, "dm", "tiến độ moc an")
    town.slack.say(HUONG, "dm", "todo gọi client mai")
    town.slack.until(lambda: len(rows(town, Outbox)) == 2)
    town.bot.clock.forward(minutes=20)
    town.comes(lambda: told(town, "gọi client"))
    town.settle()
    assert told(town, "Mộc An Tết 2027") == 0
    assert told(town, "Lúc 09:00, hôm nay Liaison không trả lời được") == 1


def test_an_answer_for_a_colleague_who_is_none_by_now_is_not_said(town: Town) -> None:
    town.slack.fault("chat.postMessage", "429")
    town.slack.say(HUONG, "dm", "tiến độ moc an")
    town.slack.until(lambda: rows(town, Outbox))
    town.bot.meet(HUONG, "Nguyễn Thu Hương", guest=True)
    town.settle()
    assert {one.state for one in rows(town, Outbox)} == {OutboxState.DROPPED}
    assert town.hears(HUONG) == []


# --- channels: an answer for one pair of eyes is in no history ---------------------------------------


@pytest.mark.parametrize("engine_name", ["sqlite"])  # Slack fails here, and the outbox is asked above
def test_what_a_mention_did_is_told_once_and_never_called_undone(town: Town) -> None:
    for kind in FAULTS:
        town.fault("chat.postEphemeral", kind)
        before = told(town, "đã được xử lý")
        town.slack.say(HUONG, MOCAN, f"<@U0LIAISON> todo gọi {kind} mai")
        if kind == "429":
            town.comes(lambda: told(town, "gọi 429 ·"))
        else:
            town.comes(lambda before=before: told(town, "đã được xử lý") > before)  # type: ignore[misc]
        settle(town, kind)
        assert told(town, f"gọi {kind} ·") == (0 if kind in LOST else 1), kind
        assert told(town, "đã được xử lý") == before + (kind != "429"), kind
    assert len(rows(town, Todo)) == len(FAULTS)


def test_where_the_bot_may_not_speak_the_answer_comes_by_direct_message(town: Town) -> None:
    town.slack.remove("<bot>", MOCAN)
    town.slack.command(HUONG, MOCAN, "/ae", "add")
    town.slack.until(lambda: town.slack.modal(HUONG))
    town.slack.submit(HUONG, {"lines": "KV @lan 15/12/2027"})
    town.comes(lambda: told(town, "Đã thêm"))
    town.settle()
    assert told(town, "Đã thêm") == 1


# --- response_url -----------------------------------------------------------------------------------


@pytest.mark.parametrize("engine_name", ["sqlite"])  # Slack fails here, and the outbox is asked above
def test_a_press_whose_answer_fails_is_done_once_and_told_or_shown(town: Town) -> None:
    for kind in FAULTS:
        town.slack.command(HUONG, MOCAN, "/ae", f"todo gọi {kind} mai")
    town.slack.command(HUONG, MOCAN, "/ae", "todo")
    message = town.slack.until(lambda: town.slack.by_bot(HUONG, MOCAN)[-1])
    for kind in FAULTS:
        town.fault("response_url", kind)
        line = f"gọi {kind} ·"
        block = next(one for one in shown(town, message)["blocks"] if line in str(one))["block_id"]
        before = told(town, "đã được xử lý")
        town.slack.click(HUONG, "todo.tick", channel=MOCAN, message_ts=message["ts"], block_id=block)
        if kind not in LOST and kind != "stall_after_accept":
            town.comes(lambda line=line: line not in str(shown(town, message)["blocks"]))  # type: ignore[misc]
        if kind not in ("429", "stall_after_accept"):
            town.comes(lambda before=before: told(town, "đã được xử lý") > before)  # type: ignore[misc]
        settle(town, kind)
        assert (line in str(shown(town, message)["blocks"])) == (kind in LOST), kind
    assert all(one.done_at for one in rows(town, Todo))


def shown(town: Town, message: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in town.slack.by_bot(HUONG, MOCAN) if one["ts"] == message["ts"])


@pytest.mark.parametrize("engine_name", ["sqlite"])  # Slack fails here, and the outbox is asked above
def test_an_answer_whose_response_url_is_used_up_comes_by_direct_message_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.slack.command(
        HUONG, MOCAN, "/ae", "\n".join(["add", *(f"KV {kind} @lan 15/12/2027" for kind in FAULTS)])
    )
    town.comes(lambda: cards(town))
    for number, kind in enumerate(FAULTS, 1):
        town.fault("chat.postMessage", kind)
        card = cards(town)[0]
        menu = {"message_ts": card["ts"], "block_id": card["blocks"][number]["block_id"]}
        with monkeypatch.context() as patched:
            patched.setattr(town.running.world, "hook", lambda *_: "/hook/used-up")
            town.slack.click(LAN, "deliverable.menu", channel=MOCAN, value=f"done/{number}", **menu)
        town.comes(lambda kind=kind: told(town, f"*KV {kind}*", LAN))  # type: ignore[misc]
        settle(town, kind)
    assert {kind: told(town, f"*KV {kind}*", LAN) for kind in FAULTS} == dict.fromkeys(FAULTS, 1)


def cards(town: Town) -> list[dict[str, Any]]:
    return [one for one in town.slack.by_bot(LAN, MOCAN) if not one["ephemeral"]]


# --- forms ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine_name", ["sqlite"])  # Slack fails here, and the outbox is asked above
def test_a_form_that_may_not_have_opened_is_offered_by_a_button_that_opens_it(town: Town) -> None:
    for kind in FAULTS:
        town.fault("views.open", kind)
        before = len(town.hears(HUONG, MOCAN))
        town.slack.command(HUONG, MOCAN, "/gopy", "moc an")
        town.comes(lambda before=before: len(town.hears(HUONG, MOCAN)) > before)  # type: ignore[misc]
        settle(town, kind)
        assert (town.slack.modal(HUONG) is not None) == (kind in TAKEN), kind
        assert told(town, "form") == before + 1, kind
        town.slack.close(HUONG, all=True)
        offered = town.slack.by_bot(HUONG, MOCAN)[-1]
        button = offered["blocks"][-1]["elements"][0]
        town.slack.click(HUONG, button["action_id"], channel=MOCAN, message_ts=offered["ts"])
        form = town.slack.until(lambda: town.slack.modal(HUONG))
        assert "Mộc An Tết 2027" in str(form), kind
        town.slack.close(HUONG, all=True)


def settings_of(town: Town) -> Any:
    """The page of the Home with one's own settings."""
    town.slack.open_home(HUONG)
    home = town.slack.until(lambda: town.slack.home(HUONG))
    town.slack.click(HUONG, "home.settings", view_id=home["id"])

    def turned() -> Any:
        shown = town.slack.home(HUONG)
        return shown if "home.open_settings" in str(shown) else None

    return town.slack.until(turned)


def test_a_press_in_the_home_that_comes_late_offers_its_form(town: Town) -> None:
    home = settings_of(town)
    town.slack.fault("views.open", "429", seconds=20)
    town.slack.click(HUONG, "home.open_settings", view_id=home["id"])
    town.comes(lambda: told(town, "Slack chưa mở form kịp"))
    assert town.slack.modal(HUONG) is None
    offered = town.slack.by_bot(HUONG, "dm")[-1]
    town.slack.click(HUONG, "home.open_settings", channel="dm", message_ts=offered["ts"])
    assert town.slack.until(lambda: town.slack.modal(HUONG))
    assert told(town, "form") == 1


def test_a_home_that_cannot_be_drawn_again_says_that_what_was_pressed_is_done(town: Town) -> None:
    town.slack.command(HUONG, MOCAN, "/ae", "off 3 ngày")
    home = settings_of(town)
    town.slack.fault("views.publish", "429", seconds=30)
    town.slack.click(HUONG, "leave.end", view_id=home["id"])
    town.comes(lambda: told(town, "đã được ghi nhận"))
    town.settle()
    assert told(town, "đã được ghi nhận") == 1


# --- what breaks in the house -------------------------------------------------------------------------


def test_a_question_that_breaks_says_that_there_is_no_answer_and_nothing_of_saving(town: Town) -> None:
    with town.bot.liaison.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE todo RENAME TO gone")
    try:
        town.slack.command(HUONG, MOCAN, "/ae", "mine")
        town.slack.say(HUONG, MOCAN, "<@U0LIAISON> mine")
        town.comes(lambda: told(town, "Không trả lời được") == 2 or None)
    finally:
        with town.bot.liaison.database.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE gone RENAME TO todo")


def test_what_follows_an_ack_and_breaks_does_not_call_undone_what_is_done(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(town.bot.liaison.services.client, "chat_postEphemeral", _breaks)
    town.slack.say(HUONG, MOCAN, "<@U0LIAISON> add KV @lan 15/12/2027")
    town.comes(lambda: told(town, "đã được xử lý"))
    assert [one.title for one in rows(town, Deliverable)] == ["KV"]


def _breaks(**_: Any) -> None:
    raise RuntimeError("as nobody foresaw")


def test_a_busy_slack_is_no_error_in_the_log(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    for method in ("chat.postMessage", "chat.postEphemeral", "views.open", "response_url", "views.publish"):
        town.slack.fault(method, "429")
    town.slack.say(HUONG, "dm", "mine")
    town.slack.say(HUONG, MOCAN, "<@U0LIAISON> mine")
    town.slack.command(HUONG, MOCAN, "/gopy", "moc an")
    town.slack.open_home(HUONG)
    town.comes(lambda: town.slack.home(HUONG) and len(town.hears(HUONG, MOCAN)) == 3)
    assert [one for one in caplog.records if one.levelno >= logging.WARNING] == []


def test_no_call_has_an_argument_that_its_method_does_not_have(town: Town) -> None:
    town.slack.say(HUONG, "dm", "mine")
    town.slack.say(HUONG, MOCAN, "<@U0LIAISON> add KV @lan 15/12/2027")
    town.slack.open_home(HUONG)
    town.comes(lambda: town.slack.home(HUONG) and len(town.hears(HUONG, MOCAN)) == 2)
    town.settle()
    assert town.slack.calls("chat.postEphemeral")
    assert town.slack.violations() == []
