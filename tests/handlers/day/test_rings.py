"""What is asked about a to-do, how it rings, and what a colleague is reminded of: through Slack's doors."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from storage.day.todo import Todo
from storage.messages.draft import Draft
from storage.messages.outbox import Outbox, OutboxState
from storage.people.member import Member
from tests.handlers.conftest import CHI, HUONG, LAN, MINH, Office, shows
from tests.support.world import VIETNAM

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
KHOA, KHOA_TOO = "U08KHOA", "U09KHOA"


def kept(office: Office) -> list[tuple[str, str, int | None]]:
    """Every to-do: its text, its day and its minute."""
    return [(row.text, str(row.due_on), row.due_minute) for row in office.rows(Todo)]


def buttons(words: str) -> dict[str, dict[str, Any]]:
    """What the buttons of a question carry, by what stands on them."""
    found = {}
    for block in json.loads(words)["blocks"]:
        for element in block.get("elements", []):
            if element.get("action_id") == "todo.choose":
                found[element["text"]["text"]] = json.loads(element["value"])
    return found


def choose(office: Office, user: str, value: dict[str, Any]) -> dict[str, Any]:
    office.bot.action(user, "todo.choose", json.dumps(value), response_url=office.slack.hook)
    said: dict[str, Any] = office.slack.wait("hook")
    return said


def at(office: Office, text: str) -> list[tuple[str, str]]:
    """It is so late in Ho Chi Minh City: to whom the delivery says what."""
    office.bot.clock.instant = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(VIETNAM))
    office.slack.calls.clear()
    office.bot.deliver()
    calls = [said for method, said in office.slack.calls if method == "chat.postMessage"]
    return [(said["metadata"]["event_payload"]["key"].split("/")[2], str(said)) for said in calls]


def press(office: Office, user: str, action: str, todo_id: int) -> None:
    """Press a button under the message that was said last to somebody."""
    sent = [row for row in office.rows(Outbox) if row.recipient == user and row.state is OutboxState.SENT]
    place = {"channel": sent[-1].channel, "message": {"ts": sent[-1].ts, "user": "UBOT"}}
    office.bot.action(user, action, str(todo_id), response_url=office.slack.hook, **place)


def changed(office: Office) -> str:
    """What stands in the messages that were drawn anew."""
    office.slack.calls.clear()
    office.bot.deliver()
    return str([said for method, said in office.slack.calls if method == "chat.update"])


@pytest.mark.parametrize(
    ("typed", "text", "due", "minute", "shown"),
    [
        ("todo gọi client chiều nay 4h30", "gọi client", MONDAY, 990, "16:30, Th 2, 23/11"),
        ("todo gọi client 9h mai", "gọi client", TUESDAY, 540, "09:00, Th 3, 24/11"),
        ("nhắc mình gọi client 15h", "gọi client", MONDAY, 900, "15:00, Th 2, 23/11"),
        ("nhắc gọi client 15h", "gọi client", MONDAY, 900, "15:00, Th 2, 23/11"),
        ("remind me to call the client at 3pm", "call the client", MONDAY, 900, "15:00, Th 2, 23/11"),
        ("todo gọi client", "gọi client", MONDAY, None, "Th 2, 23/11"),
    ],
)
def test_what_is_certain_is_saved_at_once_and_shown_unmistakably(
    office: Office, typed: str, text: str, due: date, minute: int | None, shown: str
) -> None:
    shows(office.bot.command(LAN, "/ae", typed), shown)
    assert kept(office) == [(text, str(due), minute)]


def test_in_english_too(office: Office) -> None:
    office.english(LAN)
    shows(office.bot.command(LAN, "/ae", "todo call the client 4:30pm"), "Mon 23/11 at 16:30", "Rings")
    shows(office.bot.command(LAN, "/ae", "todo call the client 8am"), "not saved yet", "Mon 23/11 at 20:00")


@pytest.mark.parametrize(
    ("typed", "labels", "said"),
    [
        ("gọi client 8h", ["20:00, Th 2, 23/11", "08:00, Th 4, 25/11"], "đã qua"),
        ("họp 4/12 (T5)", ["Th 5, 03/12", "Th 6, 04/12"], "không khớp"),
        ("gọi 30/2", ["Th 2, 23/11", "Th 3, 24/11"], "Không có ngày giờ"),
        ("gọi 20/11/2026", ["Th 2, 23/11", "Th 4, 25/11"], "đã qua"),
    ],
)
def test_what_may_be_meant_otherwise_is_asked_and_kept_and_never_saved_wrong(
    office: Office, typed: str, labels: list[str], said: str
) -> None:
    answer = office.bot.command(LAN, "/ae", f"todo {typed}")
    shows(answer, said, "Chưa lưu", typed)
    asked = buttons(answer.text)
    assert (sorted(asked), kept(office)) == (sorted(labels), [])
    shows(office.bot.command(LAN, "/ae", "todo"), "Chờ bạn chọn", typed)
    choice = asked[labels[-1]]
    assert labels[-1] in str(choose(office, LAN, choice))
    ((_, day, minute),) = kept(office)
    assert (day, minute) == (choice["day"], choice["minute"])
    assert office.rows(Draft) == []
    assert "trả lời" in str(choose(office, LAN, choice))  # pressed twice
    assert len(kept(office)) == 1


def test_a_question_is_asked_again_from_the_list_and_thrown_away_there(office: Office) -> None:
    office.bot.command(LAN, "/ae", "todo họp 4/12 (T5)")
    (draft,) = office.rows(Draft)
    office.bot.action(HUONG, "todo.ask", str(draft.id), response_url=office.slack.hook)
    assert "trả lời" in str(office.slack.wait("hook"))
    office.bot.action(LAN, "todo.ask", str(draft.id), response_url=office.slack.hook)
    assert "không khớp" in str(office.slack.wait("hook"))
    office.bot.action(LAN, "todo.forget", str(draft.id), response_url=office.slack.hook)
    assert "họp 4/12" not in str(office.slack.wait("hook"))
    assert (office.rows(Draft), kept(office)) == ([], [])


def test_it_rings_at_its_hour_once_beside_the_days_budget(office: Office) -> None:
    office.bot.command(LAN, "/ae", "todo gọi client 16h30")
    assert at(office, "2026-11-23T16:29") == []
    ((user, words),) = at(office, "2026-11-23T16:30")
    assert (user, "gọi client" in words, "16:30, Th 2, 23/11" in words) == (LAN, True, True)
    assert all(action in words for action in ("todo.done", "todo.later", "todo.tomorrow"))
    assert at(office, "2026-11-23T16:31") == []


@pytest.mark.parametrize("what", ["done", "dropped", "moved", "undone"])
def test_what_is_done_dropped_moved_or_undone_by_then_does_not_ring(office: Office, what: str) -> None:
    office.bot.command(LAN, "/ae", "todo gọi client 16h30")
    (row,) = office.rows(Todo)
    if what == "undone":
        shown = json.loads(office.bot.command(LAN, "/ae", "undo").text)
        (change,) = [one["value"] for block in shown["blocks"] for one in block.get("elements", [])
                     if one.get("action_id") == "undo.press"]  # fmt: skip
        office.bot.action(LAN, "undo.press", change, response_url=office.slack.hook)
    else:
        action = {"done": "todo.tick", "dropped": "todo.drop", "moved": "todo.tomorrow"}[what]
        office.bot.action(LAN, action, str(row.id), response_url=office.slack.hook)
    office.slack.wait("hook")
    assert at(office, "2026-11-23T16:30") == []
    rings = at(office, "2026-11-24T09:00")
    assert len(rings) == (1 if what == "moved" else 0)
    first = next(row for row in office.rows(Outbox) if row.kind == "ring")
    assert (first.state, first.reason) == (OutboxState.DROPPED, "not needed")


@pytest.mark.on_both
def test_dropped_and_taken_back_again_it_rings_once(office: Office) -> None:
    office.bot.command(LAN, "/ae", "todo gọi client 16h30")
    (row,) = office.rows(Todo)
    office.bot.action(LAN, "todo.drop", str(row.id), response_url=office.slack.hook)
    office.slack.wait("hook")
    shown = json.loads(office.bot.command(LAN, "/ae", "undo").text)
    (change,) = [one["value"] for block in shown["blocks"] for one in block.get("elements", [])
                 if one.get("action_id") == "undo.press"]  # fmt: skip
    office.bot.action(LAN, "undo.press", change, response_url=office.slack.hook)
    office.slack.wait("hook")
    assert len(at(office, "2026-11-23T16:30")) == 1
    assert at(office, "2026-11-23T16:31") == []


def test_what_comes_hours_late_wakes_nobody(office: Office) -> None:
    office.bot.command(LAN, "/ae", "todo gọi client 16h30")
    assert at(office, "2026-11-23T23:00") == []
    assert [user for user, _ in at(office, "2026-11-25T08:00")] == [LAN]  # Tuesday is a holiday


def test_what_rang_is_done_or_put_off_where_it_stands(office: Office) -> None:
    office.bot.command(LAN, "/ae", "todo gọi client 16h30")
    (row,) = office.rows(Todo)
    at(office, "2026-11-23T16:30")
    press(office, LAN, "todo.later", row.id)
    assert "dời sang 17:00, Th 2, 23/11" in changed(office)
    assert [user for user, _ in at(office, "2026-11-23T17:00")] == [LAN]
    press(office, LAN, "todo.done", row.id)
    assert "✅" in changed(office)
    assert at(office, "2026-11-24T09:00") == []


def test_quiet_hours_are_asked_about_when_it_is_typed(office: Office) -> None:
    answer = office.bot.command(LAN, "/ae", "todo gọi mẹ 21:30")
    shows(answer, "21:30 nằm trong giờ yên lặng của bạn (20:00–08:00)")
    asked = buttons(answer.text)
    assert sorted(asked) == ["Reo 08:00, Th 3, 24/11", "Reo 21:30, Th 2, 23/11"]
    choose(office, LAN, asked["Reo 21:30, Th 2, 23/11"])
    assert [user for user, _ in at(office, "2026-11-23T21:30")] == [LAN]
    later = buttons(office.bot.command(LAN, "/ae", "todo gọi ba 22:30").text)["Reo 08:00, Th 3, 24/11"]
    choose(office, LAN, later)
    assert at(office, "2026-11-23T22:30") == []
    assert [user for user, _ in at(office, "2026-11-24T08:00")] == [LAN]  # a day off: her own wish


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_colleague_is_told_at_once_and_rung_at_the_hour_and_the_asker_hears(
    office: Office, language: str
) -> None:
    if language == "en":
        office.english(LAN)
    shows(
        office.bot.command(HUONG, "/ae", "nhắc Lan gửi file KV trước 5h"),
        "Phạm Ngọc Lan",
        "17:00, Th 2, 23/11",
    )
    (row,) = office.rows(Todo)
    ids = {one.user: one.id for one in office.rows(Member)}
    assert (row.owner_id, row.asked_by_id) == (ids[LAN], ids[HUONG])
    reminds, done = {"vi": ("nhắc bạn", "Xong"), "en": ("reminds you", "Done")}[language]
    ((user, words),) = at(office, "2026-11-23T09:01")
    assert (user, reminds in words, "Nguyễn Thu Hương" in words, "gửi file KV" in words) == (
        LAN,
        True,
        True,
        True,
    )
    shows(office.bot.command(LAN, "/ae", "todo"), "gửi file KV", "Nguyễn Thu Hương")
    shows(office.bot.command(LAN, "/ae", "mine"), "gửi file KV", "Nguyễn Thu Hương")
    assert "gửi file KV" not in office.bot.command(HUONG, "/ae", "todo").words
    ((user, words),) = at(office, "2026-11-23T17:00")
    assert (user, done in words, "Nguyễn Thu Hương" in words) == (LAN, True, True)
    press(office, LAN, "todo.done", row.id)
    told = at(office, "2026-11-23T17:05")
    assert [(user, "đã xong" in words and "Phạm Ngọc Lan" in words) for user, words in told] == [
        (HUONG, True)
    ]


@pytest.mark.on_both
def test_what_a_colleague_drops_is_said_and_what_is_taken_up_again_before_is_not(office: Office) -> None:
    office.bot.command(HUONG, "/ae", "nhắc Lan gửi file mai")
    (row,) = office.rows(Todo)
    at(office, "2026-11-23T09:01")
    office.bot.action(LAN, "todo.drop", str(row.id), response_url=office.slack.hook)
    office.slack.wait("hook")
    ((user, words),) = at(office, "2026-11-23T09:02")
    assert (user, "đã bỏ" in words) == (HUONG, True)


def test_whoever_is_off_hears_later_and_the_asker_knows(office: Office) -> None:
    office.bot.command(LAN, "/ae", "off 23/11 - 25/11")
    shows(
        office.bot.command(HUONG, "/ae", "nhắc Lan gửi file 17h"), "tin tới lúc 08:00, Th 5, 26/11", "reo lúc"
    )
    assert at(office, "2026-11-23T17:00") == []
    told = at(office, "2026-11-26T08:00")
    assert {user for user, _ in told} == {LAN}


@pytest.mark.parametrize(
    ("typed", "said", "label", "owner", "text"),
    [
        ("nhắc Khoa nộp bài 15h", "là ai", "Lê Khoa", KHOA, "nộp bài"),
        ("nhắc Zorro nộp bài 15h", "đồng nghiệp nào tên “Zorro”", "Ghi cho tôi", HUONG, "Zorro nộp bài"),
        ("nhắc chị Chi duyệt bài mai", "ngoài công ty", "Ghi cho tôi", HUONG, "chị Chi duyệt bài mai"),
        ("nhắc Lan và Minh họp 15h", "nhiều người", "Tất cả 2 người", LAN, "họp"),
        ("nhắc Lan và Minh họp 15h", "nhiều người", "Trần Quang Minh", MINH, "họp"),
    ],
)  # fmt: skip
def test_who_is_meant_is_asked_and_nothing_is_lost(
    office: Office, typed: str, said: str, label: str, owner: str, text: str
) -> None:
    office.bot.meet(KHOA, "Lê Khoa")
    office.bot.meet(KHOA_TOO, "Vũ Khoa")
    answer = office.bot.command(HUONG, "/ae", typed)
    shows(answer, said)
    assert kept(office) == []
    choose(office, HUONG, buttons(answer.text)[label])
    ids = {one.id: one.user for one in office.rows(Member)}
    owners = {(ids[row.owner_id], row.text) for row in office.rows(Todo)}
    assert (owner, text) in owners
    assert len(owners) == (2 if label.startswith("Tất cả") else 1)


def test_nobody_from_outside_is_reminded_whatever_a_button_says(office: Office) -> None:
    asked = buttons(office.bot.command(HUONG, "/ae", "nhắc Lan và Minh họp 15h").text)
    forged = asked["Tất cả 2 người"] | {"who": [CHI]}
    choose(office, HUONG, forged)
    choose(office, HUONG, forged | {"who": ["U0NOBODY"]})
    choose(office, HUONG, {"draft": "x"})
    assert kept(office) == []
    office.bot.command(CHI, "/ae", "nhắc Lan gửi file 15h")
    assert "nhắc Lan gửi file 15h" in str(office.opened())  # offered as what the client says
    assert kept(office) == []


def test_the_hour_is_the_same_instant_for_a_colleague_elsewhere(office: Office) -> None:
    office.bot.meet("U07SAM", "Sam Lee", zone="Asia/Tokyo")
    office.bot.command(HUONG, "/ae", "nhắc <@U07SAM> gửi file 15h")
    assert [row[1:] for row in kept(office)] == [("2026-11-23", 17 * 60)]
    at(office, "2026-11-23T09:01")
    assert [user for user, _ in at(office, "2026-11-23T15:00")] == ["U07SAM"]


def test_a_reminder_of_work_that_is_listed_stands_on_its_line_and_is_over_with_it(office: Office) -> None:
    made = office.world.deliverable(office.lan, MONDAY, project="moc-an-tet-2027", title="KV chính")
    office.bot.command(HUONG, "/ae", "nhắc Lan gửi KV trước 5h")
    at(office, "2026-11-23T09:01")
    mine = office.bot.command(LAN, "/ae", "mine")
    shows(mine, "KV chính", "⏰ gửi KV · 17:00", "Nguyễn Thu Hương nhắc")
    assert "To-do của riêng bạn" not in mine.words
    office.bot.action(LAN, "deliverable.done", str(made), response_url=office.slack.hook)
    told = at(office, "2026-11-23T09:10")
    assert any(user == HUONG and "đã xong" in words and "gửi KV" in words for user, words in told)
    assert LAN not in {user for user, _ in at(office, "2026-11-23T17:00")}
