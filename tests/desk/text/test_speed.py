"""Reading takes work that grows no faster than the text, whatever the text."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import pytest

from desk.text.doors import budget, deadline, intent, leave, move, purpose, snooze, todo, work_list
from tests.desk.text.world import CONTEXT, shelf
from tests.support.patience import patience

Door = Callable[[str], object]
LINE_DOORS: dict[str, Door] = {
    "todo": lambda text: todo.find(text, CONTEXT),
    "leave": lambda text: leave.find(text, CONTEXT),
    "deadline": lambda text: deadline.find(text, CONTEXT),
    "move": lambda text: move.find(text, CONTEXT),
    "snooze": lambda text: snooze.find(text, CONTEXT),
    "budget": budget.find,
    "work": lambda text: work_list.find(text, CONTEXT),
}
PASTE_DOORS: dict[str, Door] = {
    "purpose": lambda text: purpose.find(text, CONTEXT),  # a paste, a brief, feedback and work at once
    "intent": lambda text: intent.find(text, CONTEXT, shelf()),
}
TYPED = "khảo sát nhanh 50 mẹ: topline, Vy, thu 26/11 EOD. "
SAID = "Chị Hà: logo to lên, nền sáng hơn nha. Deadline 12/12, ngân sách 300tr\n"
QUICK, LITTLE = 0.05, 0.1
LINES = [
    "khảo sát nhanh 50 mẹ: topline, Vy, thu 26/11 EOD. ", "(", "@lan ", "4/12 ", "Lan + ", "trước ", "a.",
    "9h-", "nha ", "\n- ", "mai ", "“", "8, ", "3 ngày ", "May ", "; ", "Nguyễn ", "a", "Lan vẽ, Khoa viết, ",
    "Owner: Lan. Task: x. ", "trước 4/12 3 ngày ", "hoặc ",
]  # fmt: skip
PASTED = [
    "On ", "\n", "> > > ", "1. a ", "- a ", "| a ", "a\tb\n", "From: a\n", "Chị Hà: logo to lên\n",
    "[10:33] A: b\n",
    '"', "“", "(", "logo nhỏ quá, ", "em ơi ", "Deadline: 1/12\n", "we want ", "1/12 ", "300tr ", "và ",
    "à thôi ",
    "http://a.b ", "Name\nhello\n", "Slide 1:\n- a\n", "*a* ", "~a~ ", "On Mon, A wrote:\n",
    "đối tượng là ", "Hi A,\n",
    "Thanks,\nA\n", "a: ", "- - - ", "STT\nNội dung\n1\na\n", "1️⃣ a ", "chưa ", "🙂", "\u200b", "e\u0301",
    "A ", "a",
    "Chị Hà: logo to lên, nền sáng hơn nha. Deadline 12/12, ngân sách 300tr\n",
]  # fmt: skip


def cost(door: Door, text: str) -> float:
    """How long this process works to read a text, leaving out what the tests before left to clear away."""
    gc.disable()
    try:
        begin = time.process_time()
        door(text)
        return time.process_time() - begin
    finally:
        gc.enable()


def assert_in_its_length(door: Door, short: str, long: str, name: str = "") -> None:
    """Ten times the text: work in its square would be a hundred times as much."""
    seconds = cost(door, long)
    if seconds < LITTLE:
        return
    door(short)  # tables are loaded once
    allowed = 40 * cost(door, short) + LITTLE
    assert seconds < allowed or cost(door, long) < allowed, name


@pytest.mark.parametrize("seed", LINES)
def test_a_line_is_read_in_its_length(seed: str) -> None:
    for name in [name for name in LINE_DOORS if name != "work"]:  # which reads it among the pastes
        short, long = ((seed * length)[:length] for length in (300, 3_000))
        assert_in_its_length(LINE_DOORS[name], short, long, name)


@pytest.mark.parametrize("seed", PASTED)
def test_a_paste_is_read_in_its_length(seed: str) -> None:
    for name, door in PASTE_DOORS.items():
        short, long = ((seed * length)[:length] for length in (300, 3_000))
        assert_in_its_length(door, short, long, name)


@pytest.mark.parametrize(("name", "seed"), [("todo", "a."), ("budget", "5tr ")])
def test_a_very_long_line_is_read_in_its_length(name: str, seed: str) -> None:
    short, long = ((seed * length)[:length] for length in (3_000, 30_000))
    assert_in_its_length(LINE_DOORS[name], short, long)


@pytest.mark.parametrize("seed", ["> > > ", SAID])
def test_a_very_long_paste_is_read_in_its_length(seed: str) -> None:
    short, long = ((seed * length)[:length] for length in (3_000, 30_000))
    assert_in_its_length(PASTE_DOORS["purpose"], short, long)


@pytest.mark.parametrize("name", LINE_DOORS)
def test_three_thousand_characters_are_read_at_once(name: str) -> None:
    text = (TYPED * 3_000)[:3_000]
    LINE_DOORS[name](text)
    assert min(cost(LINE_DOORS[name], text) for _ in range(3)) < patience(QUICK)
