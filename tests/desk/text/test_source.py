"""Where in a text as it came stands what was found in its tidied form."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desk.text.letters import tidy
from desk.text.pasted.source import Source

WORDS = {
    "họp xong": "xong",
    unicodedata.normalize("NFD", "đổi ảnh ở mặt trước"): "ảnh",
    "a\r\nđổi\r\nb": "đổi",
    "đổi\u00a0\u200bảnh": "ảnh",
    "👨‍👩‍👧 gia đình": "gia",
    "e\u0301e\u0301 x": "x",
}
PIECES = st.text(
    st.sampled_from(
        "aeo \n\r\t\u0301\u0323\u0302đệ\u200d\u200b\u00a0👨👧❤\ufe0f\u1100\u1161\u11a8\u09c7\u09be\u0085"
    ),
    max_size=30,
)


@pytest.mark.parametrize("original", WORDS)
def test_words_are_found_where_they_stood(original: str) -> None:
    source = Source.of(original)
    start = source.text.index(WORDS[original])
    first, behind = source.span(start, start + len(WORDS[original]))
    assert unicodedata.normalize("NFC", original[first:behind]) == WORDS[original]


@example("\ufe0f\x1b\u200d\U0001f000")
@example("\ufe0f\u200d\x1b\U0001f000")
@given(st.one_of(st.text(), PIECES))
def test_every_character_has_a_place_and_none_goes_back(original: str) -> None:
    source = Source.of(original)
    assert source.text == tidy(original)
    spans = [source.span(at, at + 1) for at in range(len(source.text))]
    assert all(start < end for start, end in spans)
    assert all(one[0] <= two[0] and one[1] <= two[1] for one, two in pairwise(spans))
    if source.text == original:
        return
    assert len(source.places) == len(source.text)
    for at, mark in enumerate(source.text):
        assert mark in tidy(original[slice(*spans[at])])
