"""Whatever is typed is read, in work that grows no faster than the text."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.text.doors import deadline, leave, move, snooze, todo, work_list
from tests.desk.text.world import CONTEXT

DOORS: dict[str, Callable[[str], object]] = {
    "work": lambda text: work_list.find(text, CONTEXT),
    "todo": lambda text: todo.find(text, CONTEXT),
    "leave": lambda text: leave.find(text, CONTEXT),
    "deadline": lambda text: deadline.find(text, CONTEXT),
    "move": lambda text: move.find(text, CONTEXT),
    "snooze": lambda text: snooze.find(text, CONTEXT),
}
WORDS = [
    "KV", "@lan", "@", "Lan", "Tuấn Anh", "mai", "thứ", "6", "4/12", "12/4", "8-10/12", "9h30", "9:16", "trước", "từ",
    "đến", "by", "next", "week", "tuần", "sau", "3", "ngày", "nữa", "Dec", "May", "mùng", "Tết", "rằm", "(", ")", "–",
    "-", ",", ";", ":", "|", "\t", "\n", "- ", "1.", "“", "”", '"', "nha", "giao", "nhắc", "cho", "và", "hoặc", "+",
    "<@U10LAN>", "Owner:", "Task:", "tổng cộng", "30s", "~", "*", "?", "...", "âm lịch", "in", "half", "past", "2",
]  # fmt: skip
TYPED = st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
SEEDS = [
    "khảo sát nhanh 50 mẹ: topline only, Vy, thu 26/11 EOD. ", "1 ", "(", "@lan ", "@", "4/12 ", "thứ 6 tuần sau ",
    "Lan, ", "Lan + ", "trước ", "từ 8/12 đến 10/12 ", "a.", "9h-", "nha ", "1) ", "\n", "\n- ", "giao ", "nhắc Lan ",
    "mai ", "<@U10LAN> ", "- ", '"', "“", "t6-", "8, ", "3 ngày ", "in 3 days ", "May ", "Dec ", ": ", "|", "\t", "; ",
    "và 4/12 ", "Nguyễn ", "a", "1/2/3/", "12:00-", "~x~ ", "Lan;", "Lan vẽ, Khoa viết, ", "hoặc ", "A: ",
    "Owner: Lan. Task: x. ", "trước 4/12 3 ngày ", "2 days before ", "x – Lan ", "\n> ", "Lan:\n- KV\n",
]  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
@settings(max_examples=200)
@given(TYPED)
def test_any_text_is_read(door: str, text: str) -> None:
    DOORS[door](text)


@given(TYPED)
def test_a_title_is_made_of_the_words_of_its_line(text: str) -> None:
    for item in work_list.find(text, CONTEXT).items:
        left = iter(item.text.split())
        words = [word for word in item.title.split() if word != "|"]
        assert all(any(word.strip(".,;:()") in one for one in left) for word in words)


def calls(door: Callable[[str], object], text: str) -> int:
    """How many functions are called to read a text."""
    count = 0

    def seen(_frame: FrameType, event: str, _arg: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(seen)
    try:
        door(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("seed", SEEDS)
def test_reading_grows_no_faster_than_the_text(seed: str) -> None:
    for name, door in DOORS.items():
        door(seed)  # tables are loaded once
        short, long = ((seed * length)[:length] for length in (1_000, 4_000))
        assert calls(door, long) < 6 * calls(door, short) + 5_000, name


@pytest.mark.parametrize(
    "seed", ["khảo sát 50 mẹ: topline, Vy, thu 26/11. ", "4/12 ", "(", "Lan, ", "a", "\n- "]
)
def test_thirty_thousand_characters_are_read(seed: str) -> None:
    for door in DOORS.values():
        door((seed * 30_000)[:30_000])
