"""What the words of a line can mean."""

from __future__ import annotations

import pytest

from desk.text.phrases import Phrases
from desk.text.tokens import read_line


def meant(text: str, kind: str) -> list[str]:
    """The values of a kind in a line, in its order."""
    read = Phrases(read_line(text))
    return [sense.value for at in range(len(read.tokens)) if (sense := read.one(at, kind))]


@pytest.mark.parametrize(
    ("text", "weekdays"),
    [
        ("họp thứ hai", ["0"]),
        ("hop thu hai", ["0"]),
        ("thứ tự hai phần", []),
        ("khuyến mãi thứ Tư", ["2"]),
        ("thu âm, thu tiền", ["3", "3"]),  # a weak "Thu", which `days` takes only with more evidence
        ("T6 hoặc t7", ["4", "5"]),
        ("send on Fri", ["4"]),
    ],
)
def test_an_accented_word_is_itself_in_an_accented_line(text: str, weekdays: list[str]) -> None:
    assert meant(text, "weekday") == weekdays


def test_in_english_no_bare_word_stands_for_an_accented_one() -> None:
    assert meant("send it to the client", "me") == []  # "to" is no "tớ"
    assert meant("mua to giay cho to", "me") == ["me", "me"]


def test_the_longest_phrase_comes_first() -> None:
    read = Phrases(read_line("thứ 6 tuần sau"))
    assert [sense.end for sense in read.at(0) if sense.kind == "weekday"] == [2]
    which = read.one(2, "which")
    assert which is not None
    assert (which.value, which.end) == ("next", 4)
