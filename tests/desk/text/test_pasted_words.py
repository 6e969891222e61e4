"""The tables of words by which pasted texts are understood."""

from __future__ import annotations

import pytest

from desk.text.pasted.cues import Cues
from desk.text.tokens import read_line


def meant(text: str, kind: str) -> list[str]:
    """The longest phrase of a kind at each place of a line, as it stands there."""
    read = Cues(read_line(text))
    found = [read.one(at, kind) for at in range(len(read.tokens))]
    return [read.words(cue.start, cue.end) for cue in found if cue]


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("thôi bỏ qua đi em", "wish_back", ["thôi bỏ", "bỏ qua đi"]),
        ("thoi bo qua di em", "wish_back", ["thoi bo", "bo qua di"]),
        ("mục tiêu tăng", "wish_verb", ["tăng"]),
        ("cat food for the cats", "wish_verb", []),  # in English "cat" is no "cắt"
        ("cat ngan lai cho chi", "wish_verb", ["cat ngan"]),
        ("never mind, keep it", "wish_back", ["never mind"]),
    ],
)
def test_a_phrase_is_found_as_it_is_typed(text: str, kind: str, found: list[str]) -> None:
    assert meant(text, kind) == found


def test_a_message_is_read_as_typed_without_accents_whoever_sent_it() -> None:
    line = read_line("Chị Hà: bo cai logo di")
    part = Cues(line).part(line.text.index("bo"), len(line.text))
    assert not part.line.accented
    assert part.one(0, "wish_verb") is not None
