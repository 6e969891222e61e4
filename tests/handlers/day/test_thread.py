"""A mention in a thread that wants it kept: read from Slack, offered, and saved by nobody but a person."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from desk.text.doors.thread import Wanted, wanted
from storage.brief.brief import BriefVersion
from storage.feedback.feedback import Feedback
from tests.handlers.conftest import CHI, HUONG, LAN, Office, shows, typed
from tests.support.app import Answer
from tests.support.limits import assert_fits

MOCAN, ROOT, BOT = "C02MOCAN", "1764000000.000100", "U0LIAISON"
KEPT = {
    "": Wanted.EITHER, "👀": Wanted.EITHER, "lưu lại giúp": Wanted.EITHER,
    "luu lai giup em nhe": Wanted.EITHER, "save this please": Wanted.EITHER, "brief": Wanted.BRIEF,
    "tạo brief từ thread này giúp chị": Wanted.BRIEF, "make a brief of this": Wanted.BRIEF,
    "feedback": Wanted.FEEDBACK, "lưu góp ý của khách nha": Wanted.FEEDBACK,
    "save this as feedback, thanks": Wanted.FEEDBACK, "lưu brief hoặc feedback": None, "brief Sen Vàng": None,
    "còn việc gì trễ không?": None, "done": None, "giúp": None, "add KV @lan 3/12": None,
    "feedback show": None,
}  # fmt: skip


def message(number: int, user: str, text: str, **more: Any) -> dict[str, Any]:
    ts = f"{1764000000 + 60 * number}.000100"
    return {"type": "message", "ts": ts, "thread_ts": ROOT, "user": user, "text": text} | more


THREAD = [
    message(0, CHI, "Em ơi bên chị cần 3 banner + 1 clip 15s, ngân sách tầm 300tr chưa VAT"),
    message(1, BOT, "Đã lưu", bot_id="B0LIAISON", app_id="A0LIAISON"),
    message(2, LAN, "Dạ deadline sao chị?"),
    message(3, CHI, "xong trước 9/12 nha <@U03LAN> &amp; đừng dùng màu đen"),
    message(4, HUONG, "joined", subtype="channel_join"),
    message(5, HUONG, f"<@{BOT}> lưu lại giúp"),
]


def pages(thread: list[dict[str, Any]], size: int = 200) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Slack's answers: pages of a thread, with its first message on every page."""

    def answer(asked: dict[str, Any]) -> dict[str, Any]:
        at = int(asked.get("cursor") or 0)
        page = thread[at : at + size]
        more = str(at + size) if at + size < len(thread) else ""
        return {
            "messages": page if not at else [thread[0], *page],
            "has_more": bool(more),
            "response_metadata": {"next_cursor": more},
        }

    return answer


def mention(office: Office, said: str, user: str = HUONG, *, ts: str = "1764000300.000100") -> dict[str, Any]:
    """What a mention in the thread is answered with, alone."""
    event = {"type": "app_mention", "channel": MOCAN, "ts": ts, "thread_ts": ROOT, "text": f"<@{BOT}> {said}"}
    office.bot.event(user, event)
    shown = office.slack.wait("chat.postEphemeral")
    assert_fits(shown | {"type": "message"})
    assert shown["thread_ts"] == ROOT
    return shown


def buttons(shown: dict[str, Any]) -> list[tuple[str, str, str]]:
    rows = [block["elements"] for block in shown["blocks"] if block["type"] == "actions"]
    return [(one["text"]["text"], one["action_id"], one["value"]) for row in rows for one in row]


def press(office: Office, action: str, value: str, user: str = HUONG, channel: str = MOCAN) -> Answer:
    return office.bot.action(user, action, value, channel=channel, response_url=office.slack.hook)


@pytest.fixture
def thread(office: Office) -> Office:
    office.slack.answers["conversations.replies"] = pages(THREAD, 2)
    return office


@pytest.mark.parametrize("said", KEPT)
def test_only_words_that_want_the_thread_kept_have_it_read(said: str) -> None:
    assert wanted(said) is KEPT[said]


@pytest.mark.parametrize(
    ("said", "language", "labels", "needle"),
    [
        (
            "",
            "vi",
            ["Tạo brief", "Lưu feedback"],
            "Đã đọc 3 tin trong thread này, của Trần Mai Chi, Phạm Ngọc Lan",
        ),
        ("lưu feedback nhé", "vi", ["Lưu feedback", "Tạo brief"], "Chưa lưu gì"),
        ("save this please", "en", ["Make a brief", "Save feedback"], "Nothing is saved yet"),
    ],
)
def test_a_thread_is_offered_and_nothing_is_saved_before_a_press(
    thread: Office, said: str, language: str, labels: list[str], needle: str
) -> None:
    if language == "en":
        thread.english(HUONG)
    shown = mention(thread, said)
    assert needle in str(shown)
    assert [label for label, *_ in buttons(shown)] == labels
    assert (thread.rows(BriefVersion), thread.rows(Feedback)) == ([], [])


def test_the_briefs_form_holds_what_people_wrote_in_its_order_and_who(thread: Office) -> None:
    """The bot's own posts, the request and who joined are no part of it."""
    _, action, value = buttons(mention(thread, "brief giúp em"))[0]
    press(thread, action, value)
    form = thread.opened()
    filled = typed(form)
    assert filled["source"] == (
        "[24/11, 23:00] Trần Mai Chi: Em ơi bên chị cần 3 banner + 1 clip 15s, ngân sách tầm 300tr chưa VAT\n"
        "[24/11, 23:02] Phạm Ngọc Lan: Dạ deadline sao chị?\n"
        "[24/11, 23:03] Trần Mai Chi: xong trước 9/12 nha @Phạm Ngọc Lan & đừng dùng màu đen"
    )
    assert filled["deliverables"] == "3 banner + 1 clip 15s"
    assert "300tr" in filled["budget"]
    assert "9/12" in filled["deadline"]
    assert json.loads(form["private_metadata"])["ts"] == ROOT


def test_a_clients_words_that_a_colleague_pasted_are_read_as_the_clients(office: Office) -> None:
    office.slack.answers["conversations.replies"] = pages(
        [message(0, LAN, "Chị cần 3 banner, xong trước 9/12")]
    )
    _, action, value = buttons(mention(office, "lưu feedback"))[0]
    press(office, action, value)
    filled = typed(office.opened())
    assert (filled["source"], filled["said_by"]) == ("Chị cần 3 banner, xong trước 9/12", "Phạm Ngọc Lan")


REFUSED = [
    ("missing_scope", "vi", "chưa được cấp quyền", "Tạo brief từ tin này"),
    ("missing_scope", "en", "may not read messages", "Save as feedback"),
    ("not_in_channel", "vi", "chưa ở trong kênh", "/invite"),
    ("channel_not_found", "en", "is not in this channel", "/invite"),
    ("ratelimited", "vi", "Slack đang bận", "30 giây"),
    ("thread_not_found", "en", "thread is gone", ""),
    ("ekm_access_denied", "vi", "chưa đưa nội dung", "⋯"),
]


@pytest.mark.parametrize(("code", "language", "needle", "instead"), REFUSED)
def test_what_slack_refuses_is_said_with_what_to_do_instead(
    office: Office, code: str, language: str, needle: str, instead: str
) -> None:
    if language == "en":
        office.english(HUONG)
    office.slack.answers["conversations.replies"] = {"ok": False, "error": code}
    shown = mention(office, "")
    said = str(shown)
    assert needle in said
    assert instead in said
    assert code not in said
    press(office, "thread.brief", f"{ROOT}/{BOT}")  # granted then, and taken away since
    assert needle in str(office.slack.wait("hook"))
    gone_or_busy = code in ("ratelimited", "thread_not_found")
    assert [action for _, action, _ in buttons(shown)] == (
        [] if gone_or_busy else ["thread.brief", "thread.feedback"]
    )


def test_a_thread_that_may_not_be_read_still_gives_its_forms_and_says_why_they_are_empty(
    office: Office,
) -> None:
    office.slack.answers["conversations.replies"] = {"ok": False, "error": "missing_scope"}
    shown = mention(office, "lưu feedback nhé")
    assert "mở ra còn trống" in str(shown)
    assert [label for label, *_ in buttons(shown)] == ["Lưu feedback", "Tạo brief"]
    for _, action, value in buttons(shown):
        press(office, action, value)
        form = office.opened()
        assert not typed(form).get("source")
        assert json.loads(form["private_metadata"])["ts"] == ROOT
        assert "chưa được cấp quyền" in str(office.slack.wait("hook"))
    offered = buttons(mention(office, "", CHI, ts="1764000360.000100"))
    assert [action for _, action, _ in offered] == ["thread.feedback"]
    press(office, *offered[0][1:], CHI)
    assert office.opened()["callback_id"] == "feedback.guest"


def test_a_thread_without_words_of_anybody_says_so(office: Office) -> None:
    office.slack.answers["conversations.replies"] = pages(THREAD[1:2] + THREAD[4:])
    assert "chưa có lời của ai" in str(mention(office, ""))


@pytest.mark.parametrize(
    ("thread", "left"),
    [
        ([message(at, CHI, f"ý {at}") for at in range(250)], "phần sau"),
        ([message(at, CHI, f"ý {at} " + "x" * 990) for at in range(60)], "tin phía sau"),
        ([message(at, CHI, "x" * 200) for at in range(1200)], "phần sau"),
        ([message(0, CHI, "x" * 40_000)], "phần sau"),
    ],
    ids=["many", "long", "endless", "one"],
)
def test_a_long_thread_is_read_within_bounds_and_says_what_it_left(
    office: Office, thread: list[dict[str, Any]], left: str
) -> None:
    office.slack.answers["conversations.replies"] = pages(thread)
    shown = mention(office, "brief")
    assert left in str(shown)
    press(office, *buttons(shown)[0][1:])
    form = office.opened()
    boxes = [text for name, text in typed(form).items() if name.startswith("source") and text]
    assert 1000 < sum(map(len, boxes)) <= 39_000
    assert sum(name == "conversations.replies" for name, _ in office.slack.calls) <= 4


def test_guests_may_send_feedback_of_it_and_nothing_else(thread: Office) -> None:
    assert "agency" in str(mention(thread, "brief", CHI))
    assert press(thread, "thread.brief", f"{ROOT}/{BOT}", CHI).status == 200
    assert "agency" in str(thread.slack.wait("hook"))
    assert [name for name, _ in thread.slack.calls if name == "conversations.replies"] == []
    offered = buttons(mention(thread, "", CHI, ts="1764000360.000100"))
    assert [action for _, action, _ in offered] == ["thread.feedback"]
    press(thread, *offered[0][1:], CHI)
    form = thread.opened()
    assert form["callback_id"] == "feedback.guest"
    assert "3 banner" in typed(form)["source"]


@pytest.mark.parametrize("value", ["", "x", f"{ROOT}", f"../{ROOT}/{BOT}", f"{ROOT}/{BOT}/x"])
def test_a_press_with_an_odd_value_reads_nothing(thread: Office, value: str) -> None:
    press(thread, "thread.feedback", value)
    press(thread, "thread.feedback", f"{ROOT}/{BOT}", channel="D1")
    assert [name for name, _ in thread.slack.calls if name == "conversations.replies"] == []


def test_a_mention_outside_a_thread_and_one_that_says_more_are_what_they_were(thread: Office) -> None:
    event = {"type": "app_mention", "channel": MOCAN, "ts": "1.2", "text": f"<@{BOT}>"}
    thread.bot.event(HUONG, event)
    assert "thread.brief" not in str(thread.slack.wait("chat.postEphemeral"))
    assert "thread.brief" not in str(mention(thread, "tiến độ moc an"))
    shows(thread.bot.command(HUONG, "/tiendo", "moc an"), "Mộc An Tết 2027")
