"""Whatever is typed is read, in work that grows no faster than the text."""

from __future__ import annotations

from collections.abc import Callable

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
    "KV", "@lan", "@", "Lan", "Tuấn Anh", "mai", "thứ", "6", "4/12", "12/4", "8-10/12", "9h30", "9:16",
    "trước", "từ",
    "đến", "by", "next", "week", "tuần", "sau", "3", "ngày", "nữa", "Dec", "May", "mùng", "Tết", "rằm",
    "(", ")", "–",
    "-", ",", ";", ":", "|", "\t", "\n", "- ", "1.", "“", "”",
    '"', "nha", "giao", "nhắc", "cho", "và", "hoặc", "+",
    "<@U10LAN>", "Owner:", "Task:", "tổng cộng", "30s", "~", "*", "?", "...", "âm lịch", "in", "half",
    "past", "2",
]  # fmt: skip
TYPED = st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))


@pytest.mark.parametrize("door", DOORS)
@settings(max_examples=100)
@given(TYPED)
def test_any_text_is_read(door: str, text: str) -> None:
    DOORS[door](text)


@given(TYPED)
def test_a_title_is_made_of_the_words_of_its_line(text: str) -> None:
    for item in work_list.find(text, CONTEXT).items:
        left = iter(item.text)
        assert all(any(letter == one for one in left) for letter in item.title if letter.isalnum())
