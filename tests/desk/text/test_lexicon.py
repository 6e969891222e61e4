"""The tables of words, of all folders."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from desk.text import lexicon
from desk.text.tokens import read_line

CODE = Path(lexicon.__file__).parent
FOLDERS = ["", "pasted", "intents", "tongue"]
ONLY_COVERS = {"wish_other", "wish_no_price"}
"""What these words mean is nothing; that their parts mean nothing in them is why they stand there."""


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_table_is_read_by_somebody(folder: str) -> None:
    code = "\n".join(path.read_text("utf-8") for path in CODE.rglob("*.py"))
    unread = {kind for kind in lexicon.of(folder).tables if not re.search(rf'"{kind}"', code)}
    assert unread <= ONLY_COVERS


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_table_stands_in_one_file(folder: str) -> None:
    counted = Counter(kind for tables in lexicon.of(folder).files.values() for kind in tables)
    assert [kind for kind, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_phrase_stands_twice_in_a_table(folder: str) -> None:
    counted = Counter(
        (entry.kind, " ".join(token.form for token in entry.tokens)) for entry in lexicon.of(folder).entries
    )
    assert [key for key, count in counted.items() if count > 1] == []


def test_the_longest_phrase_comes_first_and_accents_may_be_missing() -> None:
    tokens = read_line("thu 6 tuan sau").tokens
    found = lexicon.of().find(tokens, 0, accented=False, english=False)
    assert next((one.value, bare) for one, bare in found if one.kind == "weekday") == ("4", True)
    accented = lexicon.of().find(tokens, 2, accented=True, english=False)
    assert "which" not in {one.kind for one, _ in accented}
