"""An edited message does nothing twice, and whoever edited it is told how to change what was done."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from storage.day.todo import Todo
from storage.work.deliverable import Deliverable
from tests.support.town import HUONG, MOCAN, Town, open_town
from tests.support.world import World

KEPT = "sửa tin không đổi được"


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with open_town(database_url) as town:
        huong = town.bot.meet(HUONG, "Nguyễn Thu Hương")
        World(town.bot.liaison.database).project(huong, "Mộc An Tết 2027", "moc-an-tet-2027")
        yield town


def rows(town: Town, kind: Any) -> list[Any]:
    with town.bot.database.read() as session:
        return list(session.scalars(select(kind).order_by(kind.id)))


def heard(town: Town, words: str) -> int:
    return sum(words in one for one in town.hears(HUONG, MOCAN))


WHERE = {"mention": (MOCAN, "<@U0LIAISON> "), "direct message": ("dm", "")}


@pytest.mark.parametrize("where", WHERE)
def test_what_a_message_did_is_done_once_and_its_edit_is_answered_once(town: Town, where: str) -> None:
    channel, call = WHERE[where]
    sent = town.slack.say(HUONG, channel, f"{call}add KV @lan 15/12/2027")
    town.comes(lambda: heard(town, "Đã thêm"))
    for day in (16, 17, 18):
        town.slack.edit(HUONG, channel, sent["ts"], f"{call}add KV @lan {day}/12/2027")
    town.comes(lambda: heard(town, KEPT))
    town.settle()
    assert [one.due_on.day for one in rows(town, Deliverable)] == [15]
    assert (heard(town, "Đã thêm"), heard(town, KEPT)) == (1, 1)


@pytest.mark.parametrize("where", WHERE)
def test_where_nothing_was_done_the_edited_words_count(town: Town, where: str) -> None:
    channel, call = WHERE[where]
    sent = town.slack.say(HUONG, channel, f"{call}ad KV @lan 15/12/2027")
    town.comes(lambda: heard(town, "Chưa hiểu"))
    town.slack.edit(HUONG, channel, sent["ts"], f"{call}add KV @lan 15/12/2027")
    town.comes(lambda: heard(town, "Đã thêm"))
    asked = town.slack.say(HUONG, channel, f"{call}tiến độ")
    town.slack.edit(HUONG, channel, asked["ts"], f"{call}tiến độ moc an")
    town.comes(lambda: heard(town, "Mộc An Tết 2027") >= 2)
    town.settle()
    assert len(rows(town, Deliverable)) == 1
    assert heard(town, KEPT) == 0


def test_an_edit_that_slack_tells_twice_and_an_original_that_comes_late_do_nothing_more(town: Town) -> None:
    said = {"type": "app_mention", "channel": MOCAN, "ts": "1764000000.000100"}
    first = said | {"text": "<@U0LIAISON> add KV @lan 15/12/2027"}
    edited = said | {"text": "<@U0LIAISON> add KV2 @lan 16/12/2027", "edited": {"ts": "1764000009.000100"}}
    for event in (edited, edited, first):
        town.bot.event(HUONG, event)
    town.comes(lambda: rows(town, Deliverable))
    town.settle()
    assert [one.title for one in rows(town, Deliverable)] == ["KV2"]
    assert heard(town, KEPT) == 0


AGAIN = {
    "a question": ("tiến độ moc an", "Mộc An Tết 2027"),
    "words that are not understood": ("ủa rồi sao ta", "Chưa hiểu"),
    "a change that is refused": ("add KV @lan 30/2", "không có trên lịch"),
    "a change": ("todo gọi khách mai", "gọi khách"),
}


@pytest.mark.on_both
@pytest.mark.parametrize("what", AGAIN)
def test_a_message_that_slack_sends_again_while_it_is_read_is_answered_once(town: Town, what: str) -> None:
    text, words = AGAIN[what]
    event = {"type": "message", "channel_type": "im", "channel": "D01HUONG", "ts": "1764000000.000100"}
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: town.bot.event(HUONG, event | {"text": text}), range(4)))
    town.comes(lambda: heard(town, words))
    town.bot.event(HUONG, event | {"text": text})
    town.settle()
    assert heard(town, words) == 1


def test_a_mention_that_is_added_by_an_edit_is_a_first_one(town: Town) -> None:
    sent = town.slack.say(HUONG, MOCAN, "add KV @lan 15/12/2027")
    town.slack.edit(HUONG, MOCAN, sent["ts"], "<@U0LIAISON> add KV @lan 15/12/2027")
    town.comes(lambda: rows(town, Deliverable))
    assert heard(town, KEPT) == 0


def test_a_preview_of_a_link_is_no_edit(town: Town) -> None:
    sent = town.slack.say(HUONG, "dm", "todo xem https://moc-an.vn mai")
    town.comes(lambda: heard(town, "moc-an.vn"))
    message = {"type": "message", "user": HUONG, "ts": sent["ts"], "text": "todo xem https://moc-an.vn mai"}
    event = {
        "type": "message", "subtype": "message_changed", "channel": "D01HUONG", "channel_type": "im",
        "hidden": True, "ts": "1764.9", "previous_message": message,
        "message": message | {"attachments": [{"title": "Mộc An", "from_url": "https://moc-an.vn"}]},
    }  # fmt: skip
    town.bot.event(HUONG, event)
    town.settle()
    assert len(rows(town, Todo)) == 1
    assert heard(town, KEPT) == 0


def test_who_is_back_at_work_is_told_so_where_they_pressed(town: Town) -> None:
    town.slack.command(HUONG, MOCAN, "/ae", "off 3 ngày")
    answer = town.slack.by_bot(HUONG, MOCAN)[-1]
    town.slack.click(HUONG, "leave.end", channel=MOCAN, message_ts=answer["ts"])
    town.comes(lambda: heard(town, "Chào mừng trở lại"))
    assert heard(town, "Chào mừng trở lại") == 1
    assert heard(town, "Đã đi làm lại") == 0
