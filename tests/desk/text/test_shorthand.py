"""Words that are typed short, as the reader of requests knows them."""

from __future__ import annotations

import pytest

from desk.text import shorthand
from desk.text.tokens import read_line


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ai trễ ko", "ai trễ không"), ("con viec gi tre ko", "con viec gi tre khong"),
        ("dc ko e", "duoc khong em"), ("kv ntn r", "kv nhu the nao roi"), ("e off hnay", "em off hom nay"),
        ("nhac a Minh gui file trc 5h", "nhac anh minh gui file truoc 5 h"), ("xong r a", "xong roi a"),
        ("viec cua a", "viec cua anh"), ("xem 400k", "xem 400 k"), ("gửi bản A", "gửi bản a"),
        ("make a plan b", "make a plan b"), ("gửi v2 nha", "gửi v 2 nha"), ("file .ai k mở được",
        "file . ai không mở được"), ("CX ở DC", "cx ở dc"), ("", ""),
    ],
)  # fmt: skip
def test_short_words_are_compared_written_out(typed: str, read: str) -> None:
    line = shorthand.written_out(read_line(typed))
    assert " ".join(token.form for token in line.tokens) == read


def test_what_was_typed_stays() -> None:
    line = read_line("e hỏi kv ntn r hnay")
    found = shorthand.written_out(line)
    assert found.text == line.text
    assert [line.text[one.start : one.end] for one in found.tokens if one.text] == [
        one.text for one in line.tokens
    ]
