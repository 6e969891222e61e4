"""A text as tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.text import tokens
from desk.text.letters import tidy
from desk.text.tokens import Kind

KINDS = {
    "KV chính": "word word",
    "4/12": "number separator number",
    "the 4th": "word ordinal",
    "<@U10LAN> ok": "mention word",
    "<@U10LAN|lan> ok": "mention word",
    "@lan": "at word",
    "lan@example.com": "url",
    "https://a.vn/12/4 mai": "url word",
    "KV :fire: ✅": "word emoji emoji",
    "9:16": "number separator number",
    "(Lan)": "bracket word bracket",
    "“mai”": "quote word quote",
    "*đậm*": "mark word mark",
    "Hung's edit": "word word word",
    "a -> b": "word separator word",
    "50%": "number symbol",
}
BULLETS = {
    "1. KV": 2, "2) KV": 2, "3/ KV": 2, "(4) KV": 3, "a) KV": 2, "- KV": 1, "* KV": 1, "• KV": 1, "☐ KV": 1,
    "[ ] KV": 2, "[x] KV": 3, "✅ KV": 1, "> KV": 1, "- [x] KV": 4, "2️⃣ KV": 2, "1/12 KV": 0, "3. 1. KV": 4,
    "A. Phong": 0, "-5 KV": 0, "2027. KV": 0, "4/12: KV": 0, "*KV* x": 0, "KV - x": 0,
}  # fmt: skip
ACCENTS = {
    "Gửi KV cho Lan": True, "gui KV cho Lan": False, "KV cho Tũn": False, "Tết sum vầy": True, "đi": True,
    "KV Tết @lan": False, "café": True, "": False,
}  # fmt: skip


@pytest.mark.parametrize("text", KINDS)
def test_a_token_knows_what_it_is(text: str) -> None:
    assert " ".join(token.kind for token in tokens.read_line(text).tokens) == KINDS[text]


@pytest.mark.parametrize("text", BULLETS)
def test_bullets_numbering_and_boxes_stand_apart(text: str) -> None:
    found = tokens.read_line(text).tokens
    assert sum(token.kind is Kind.BULLET for token in found) == BULLETS[text]


@pytest.mark.parametrize("text", ACCENTS)
def test_a_line_knows_whether_it_was_typed_with_accents(text: str) -> None:
    assert tokens.read_line(text).accented is ACCENTS[text]


def test_what_nobody_sees_is_gone_and_every_blank_is_one() -> None:
    text = tokens.read("K\u200bV\u00a0\u202ea\u0301\r\nx\u2028y")
    assert text.text == "KV á\nx\ny"
    assert [line.text for line in text.lines] == ["KV á", "x", "y"]


def test_one_spelling_for_comparing() -> None:
    forms = [token.form for token in tokens.read_line("Hoà THUỲ quý 4th —> – <@U1|x>").tokens]
    assert forms == ["hòa", "thùy", "quý", "4", "–", ">", "–", "U1"]


@given(st.text())
def test_every_token_stands_where_it_says(text: str) -> None:
    read = tokens.read(text)
    before = 0
    for line in read.lines:
        assert read.text[line.start : line.start + len(line.text)] == line.text
        for token in line.tokens:
            assert read.text[token.start : token.end] == token.text
            assert before <= token.start < token.end
            assert not read.text[before : token.start].strip()
            before = token.end
    assert not read.text[before:].strip()


@given(st.text(), st.integers(0, 20))
def test_a_beginning_has_so_many_tokens_as_are_wanted(text: str, most: int) -> None:
    text = tidy(text).replace("@", "a").replace("\n", " ")
    begun = tokens.beginning(text, most)
    assert text.startswith(begun)
    of_all, of_begun = (tokens.read_line(one).tokens for one in (text, begun))
    assert begun == text or len(of_begun) <= most <= len(of_all)


@given(st.text())
def test_reading_again_what_was_read_changes_nothing(text: str) -> None:
    once = tokens.read(text)
    assert tokens.read(once.text) == once
