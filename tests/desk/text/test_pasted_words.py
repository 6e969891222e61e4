"""The tables of words by which pasted texts are understood."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from desk.text.pasted import cues
from desk.text.pasted.cues import Cues
from desk.text.tokens import read_line

CODE = Path(cues.__file__).parent.parent
ONLY_COVERS = {"wish_other"}
"""What these words mean is nothing; that their parts mean nothing in them is why they stand there."""


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


def test_every_table_is_read_by_somebody() -> None:
    code = "\n".join(path.read_text("utf-8") for path in CODE.rglob("*.py"))
    unread = {kind for kind in cues.tables() if not re.search(rf'"{kind}"', code)}
    assert unread == ONLY_COVERS


def test_no_phrase_stands_twice_in_a_table() -> None:
    counted = Counter(
        (kind, " ".join(token.form for token in read_line(phrase.removeprefix("~")).tokens))
        for kind, table in cues.tables().items()
        for phrases in table.values()
        for phrase in phrases
    )
    assert [key for key, count in counted.items() if count > 1] == []
