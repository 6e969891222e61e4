"""Whatever is pasted is read, in work that grows no faster than the text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.text.doors import purpose
from tests.desk.text.world import CONTEXT

WORDS = [
    "logo", "to lên", "nhỏ quá", "bỏ qua đi", "à thôi", "never mind", "please", "nếu được", "không",
    "chưa chốt",
    "Deadline:", "Ngân sách", "mục tiêu:", "300tr", "12/12", "TBD", "duyệt", "Chị Hà:", "[10:33]",
    "On 2/11 A wrote:",
    "From: a@b.vn", ">", ">>", "\n", "\n\n", "\t", "|", "- ", "1.", "a)", "Slide 3:", "“", "”", "*", "~",
    "?", ".", ",",
    "Thanks,", "Dear Huong,", "👍", "https://a.vn", "[Hình ảnh]", "\u200b", "e\u0301", "\r\n",
]  # fmt: skip
PASTED = st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))
SEEDS = [
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


@settings(max_examples=200)
@given(PASTED)
def test_any_paste_is_read_and_says_where_its_words_stand(text: str) -> None:
    found = purpose.find(text, CONTEXT)
    for part in found.paper.parts:
        assert text[part.start : part.end] == part.words
    for point in found.points:
        assert text[point.start : point.end] == point.quote != ""
    assert all(one.end <= other.start for one, other in zip(found.points, found.points[1:], strict=False))
    for value in (*found.brief.filled, *found.brief.offered, *found.brief.open):
        assert text[value.start : value.end] == value.words != ""


@pytest.mark.parametrize("seed", SEEDS)
def test_reading_a_paste_grows_no_faster_than_the_paste(seed: str) -> None:
    """Ten times the text: work in its square would be a hundred times as much."""
    little, short, long = ((seed * length)[:length] for length in (300, 3_000, 30_000))
    cost(little)  # tables are loaded once
    quick = cost(short)
    assert quick < 40 * cost(little) + 0.1
    assert cost(long) < 40 * quick + 0.1


def cost(text: str) -> float:
    """How long this process works to read a text."""
    begin = time.process_time()
    purpose.find(text, CONTEXT)
    return time.process_time() - begin
