"""Whatever is pasted is read, in work that grows no faster than the text."""

from __future__ import annotations

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
