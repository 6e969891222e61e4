"""What comes in broken, twice, too late or from strangers: always an answer, never a traceback."""

from __future__ import annotations

import time
from typing import Any, cast
from urllib.parse import urlencode

import pytest
from sqlalchemy import Connection, event

from storage.database.engine import Database
from storage.database.history import ChangeRow
from storage.day.todo import Todo
from storage.feedback.feedback import Feedback, FeedbackItem
from storage.work.deliverable import Deliverable
from tests.handlers.conftest import HUONG, LAN, Office, shows, typed
from tests.support.app import sign
from tests.support.patience import patience

ODD_NUMBERS_IN = ("CONTENT_LENGTH", "HTTP_X_SLACK_REQUEST_TIMESTAMP")
ODD_NUMBERS = (
    "many", "+1", "-1", " 1", "1 ", "1_0", "0x1", "1.0", "1e3", "１", "٣", "²", "9" * 30, "9" * 5000, "inf",
)  # fmt: skip
STALE = str(int(time.time()) - 400)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"HTTP_X_SLACK_SIGNATURE": "v0=0000"}, 401),
        ({"HTTP_X_SLACK_SIGNATURE": ""}, 401),
        ({"HTTP_X_SLACK_SIGNATURE": "v0=đ"}, 401),
        ({"HTTP_X_SLACK_REQUEST_TIMESTAMP": ""}, 401),
        ({"HTTP_X_SLACK_REQUEST_TIMESTAMP": STALE, "HTTP_X_SLACK_SIGNATURE": sign(b"x=1", STALE)}, 401),
        *(({name: odd}, 400) for name in ODD_NUMBERS_IN for odd in ODD_NUMBERS),
        ({"CONTENT_LENGTH": str(2 * 1024 * 1024)}, 413),
        ({"PATH_INFO": "/"}, 404),
        ({"REQUEST_METHOD": "GET"}, 404),
    ],
)
def test_unsigned_old_and_misplaced_requests_are_refused(
    office: Office, headers: dict[str, str], status: int
) -> None:
    assert office.bot.post("x=1", **headers).status == status


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("", "application/x-www-form-urlencoded"),
        ("{", "application/json"),
        ("[]", "application/json"),
        ("[" * 200_000, "application/json"),
        ('{"a":' * 100_000, "application/json"),
        ('{"type": "event_callback", "event": ' + '{"a":' * 900 + "1" + "}" * 901, "application/json"),
        ("9" * 5000, "application/json"),
        ("payload=" + "[" * 200_000, "application/x-www-form-urlencoded"),
        ("null", "application/json"),
        ("{}", "application/json"),
        ('{"type": "event_callback"}', "application/json"),
        ('{"type": "event_callback", "event": {}}', "application/json"),
        ("payload=", "application/x-www-form-urlencoded"),
        ("payload=%7B", "application/x-www-form-urlencoded"),
        ("payload=%5B%5D", "application/x-www-form-urlencoded"),
        (urlencode({"payload": '{"type": "block_actions"}'}), "application/x-www-form-urlencoded"),
        (
            urlencode({"payload": '{"type": "view_submission", "view": {}}'}),
            "application/x-www-form-urlencoded",
        ),
        ("command=%2Fae", "application/x-www-form-urlencoded"),
        (b"\xff\xfe\xff", "application/x-www-form-urlencoded"),
    ],
)
def test_a_signed_body_of_an_odd_shape_is_never_a_crash(
    office: Office, body: str | bytes, content_type: str
) -> None:
    assert office.bot.post(body, content_type=content_type).status in (200, 400, 404)


def test_a_text_with_the_word_payload_in_it_arrives(office: Office) -> None:
    office.bot.command(LAN, "/ae", 'todo sửa payload={"x": 1} mai')
    assert office.rows(Todo)[0].text == 'sửa payload={"x": 1}'


def test_a_replayed_request_has_one_effect(office: Office) -> None:
    for _ in range(3):
        office.bot.command(LAN, "/ae", "todo gọi client", trigger_id="1.same")
        office.bot.command(HUONG, "/ae", "add KV @lan 15/12", trigger_id="2.same")
    assert (len(office.rows(Todo)), len(office.rows(Deliverable))) == (1, 1)


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_a_commit_whose_answer_was_lost_is_stored_once_and_answered(office: Office) -> None:
    broken: list[Connection] = []

    def commit_and_break(connection: Connection) -> None:
        if not broken:
            broken.append(connection)
            connection.connection.commit()
            connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    event.listen(cast("Database", office.bot.database).engine, "commit", commit_and_break)
    shows(office.bot.command(LAN, "/ae", "todo gọi client"), "gọi client")
    assert (len(broken), len(office.rows(Todo))) == (1, 1)


def test_an_unmatched_press_is_answered(office: Office) -> None:
    office.bot.action(HUONG, "something.of.last.year", "7", response_url=office.slack.hook)
    assert "đã cũ" in str(office.slack.wait("hook"))


@pytest.mark.parametrize("kind", ["app_mention", "message"])
def test_words_to_the_bot_are_verbs_too(office: Office, kind: str) -> None:
    event = {"type": kind, "text": "<@U0LIAISON> tiến độ moc an", "channel": "C02MOCAN", "ts": "1.2"}
    if kind == "message":
        event |= {"channel": "D1", "channel_type": "im", "text": "tiến độ moc an"}
    office.bot.event(HUONG, event)
    said = office.slack.wait("chat.postEphemeral" if kind == "app_mention" else "chat.postMessage")
    assert "Mộc An Tết 2027" in str(said)


def test_a_form_asked_for_in_words_comes_as_a_button(office: Office) -> None:
    office.bot.event(
        HUONG, {"type": "message", "channel_type": "im", "text": "brief Phố", "channel": "D1", "ts": "1"}
    )
    button = office.slack.wait("chat.postMessage")["blocks"][-1]["elements"][0]
    office.bot.action(HUONG, button["action_id"], button["value"])
    assert typed(office.pasted(office.opened()))["name"] == "Phố"


@pytest.mark.parametrize(
    "command",
    [
        ("/brief", "Phố"), ("/gopy", "moc an"), ("/ae", "brief Phố"), ("/ae", "add"), ("/ae", "off"),
        ("/ae", "góp ý moc an"), ("/ae", "import"),
    ],
)  # fmt: skip
def test_a_form_whose_trigger_was_too_old_comes_by_the_button_that_is_offered(
    office: Office, command: tuple[str, str]
) -> None:
    office.bot.command(HUONG, *command)
    expected = office.opened()
    office.slack.answers["views.open"] = {"ok": False, "error": "expired_trigger_id"}
    office.bot.command(HUONG, *command, response_url=office.slack.hook)
    button = office.slack.wait("hook")["blocks"][-1]["elements"][0]
    del office.slack.answers["views.open"]
    office.slack.calls.clear()
    office.bot.action(HUONG, button["action_id"], button["value"])
    opened = office.opened()
    assert (opened["callback_id"], typed(opened)) == (expected["callback_id"], typed(expected))


def test_what_a_bot_says_is_left_alone(office: Office) -> None:
    event = {
        "type": "message",
        "channel_type": "im",
        "text": "help",
        "bot_id": "B1",
        "channel": "D1",
        "ts": "1",
    }
    assert office.bot.event(HUONG, event).status == 200
    time.sleep(0.2)
    assert not [name for name, _ in office.slack.calls if name.startswith("chat.")]


def test_a_stranger_is_met_before_they_are_answered(office: Office) -> None:
    office.slack.answers["users.info"] = {
        "user": {"id": "U9NEW", "real_name": "Người Mới", "tz": "Asia/Tokyo"}
    }
    office.bot.command("U9NEW", "/tiendo", "moc an", response_url=office.slack.hook)
    assert "Mộc An Tết 2027" in str(office.slack.wait("hook"))


def test_hostile_words_are_shown_harmless(office: Office) -> None:
    words = "<!channel> *x* <https://evil.test|ok> & <b> 🥛"
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    answer = office.bot.command(LAN, "/ae", f"todo {escaped}")
    assert "<!channel>" not in answer.words
    assert office.rows(Todo)[0].text == words


@pytest.mark.on_both
def test_a_busy_database_says_press_again_and_keeps_nothing_half(office: Office) -> None:
    database = office.world.database
    with database.engine.connect() as holder:
        # On SQLite any transaction here holds the one write lock.
        holder.exec_driver_sql("SELECT 1" if database.is_sqlite else "LOCK TABLE todo")
        started = time.monotonic()
        shows(office.bot.command(LAN, "/ae", "todo gọi client"), "Đang bận")
        assert time.monotonic() - started < patience(3)
        holder.rollback()
    assert office.rows(Todo) == []
    shows(office.bot.command(LAN, "/ae", "todo gọi client"), "gọi client")


def test_where_the_bot_is_not_in_the_channel_the_author_hears_of_it(office: Office) -> None:
    leave(office, "public")
    office.bot.command(HUONG, "/ae", "add KV @lan 15/12")
    assert "/invite" in told_author(office)
    assert len(office.rows(Deliverable)) == 1


def test_every_field_of_feedback_takes_emoji_and_refuses_too_much(office: Office) -> None:
    form = office.form("/gopy", "moc an")
    refused = office.bot.submit(HUONG, form, typed(form, source="x" * 3001)).body
    assert list(refused["errors"]) == ["source"]
    page = office.bot.submit(HUONG, form, typed(form, source="Đẹp quá 🥛👍🏽")).body["view"]
    office.bot.submit(HUONG, page, typed(page))
    assert office.rows(FeedbackItem)[0].text == "Đẹp quá"
    assert office.rows(Feedback)[0].source == "Đẹp quá 🥛👍🏽"


# --- channels that the bot is not in: private ones look as if they were not there (F64) --------------

HERE = "C02MOCAN"
NOT_IN = {
    "public": (("chat.postMessage",), "not_in_channel"),
    "private": (("conversations.info", "chat.postMessage"), "channel_not_found"),
}


def leave(office: Office, kind: str) -> None:
    """Take the bot out of the project's channel; each person has a DM of their own."""
    methods, error = NOT_IN[kind]
    for method in methods:
        office.slack.answers[method] = lambda asked: (
            {"ok": False, "error": error} if asked["channel"] == HERE else {}
        )
    office.slack.answers["conversations.open"] = lambda asked: {"channel": {"id": f"D-{asked['users']}"}}


def told_author(office: Office) -> str:
    """Deliver; what the bot says to who did it, in their DM."""
    office.bot.deliver()
    (text,) = (
        said["text"]
        for method, said in office.slack.calls
        if (method, said.get("channel")) == ("chat.postMessage", f"D-{HUONG}")
    )
    return str(text)


def share(office: Office) -> None:
    office.bot.action(HUONG, "status.post", str(office.project), response_url=office.slack.hook)


def add(office: Office) -> None:
    shows(office.bot.command(HUONG, "/ae", "add KV @lan 15/12"), "KV")


def feed(office: Office) -> None:
    form = office.form("/gopy", "moc an")
    page = office.bot.submit(HUONG, form, typed(form, source="Logo to hơn")).body["view"]
    office.bot.submit(HUONG, page, typed(page))


def brief(office: Office) -> None:
    form = office.form("/brief", "moc an")
    fields = {
        "objective": "Bán 10.000 hộp", "metric": "Số hộp", "audience": "Mẹ trẻ", "message": "Chua mà ngọt",
        "deliverables": "KV", "deadline": "thứ 6 tuần sau", "budget": "chưa chốt", "approver": "Chị Chi",
    }  # fmt: skip
    answer = office.bot.submit(HUONG, form, typed(form, **fields))
    assert answer.body["response_action"] == "clear", answer.words


@pytest.mark.every_row_on_both
@pytest.mark.parametrize("kind", NOT_IN)
@pytest.mark.parametrize("act", [share, add, feed, brief])
def test_where_the_bot_is_not_in_a_channel_all_is_kept_and_its_author_told_how_to_let_it_in(
    office: Office, act: Any, kind: str
) -> None:
    leave(office, kind)
    before = len(office.rows(ChangeRow))
    act(office)
    assert len(office.rows(ChangeRow)) > before
    told = told_author(office)
    assert "/invite @Liaison" in told
    assert f"<#{HERE}>" in told


@pytest.mark.parametrize("kind", NOT_IN)
def test_who_reads_english_is_told_in_it_how_to_let_the_bot_in(office: Office, kind: str) -> None:
    office.english(HUONG)
    leave(office, kind)
    add(office)
    words = (
        "Saved, but not posted in <#C02MOCAN> because Liaison is not in that channel. Type `/invite @Liaison`"
    )
    assert words in told_author(office)


def test_what_a_form_answers_comes_by_dm_where_the_bot_cannot_speak(office: Office) -> None:
    office.slack.answers["chat.postEphemeral"] = {"ok": False, "error": "channel_not_found"}
    office.bot.action(HUONG, "add.open", str(office.project))
    form = office.opened()
    office.bot.submit(HUONG, form, typed(form, lines="KV @lan 15/12"))
    said = office.slack.wait("chat.postMessage")
    assert said["channel"] == HUONG
    assert "KV" in str(said)
