"""Words that stay in the house, as data: what a client reads has none of them (M7)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from desk.names import flat, nfc

_FILE = Path(__file__).parent / "rules" / "internal.toml"
LEFT_OUT = "…"
"""What stands in place of a line that has such a word."""


def found(text: str) -> Sequence[str]:
    """The inner words in a text, in their order, each once."""
    lowered = nfc(text).casefold()
    is_bare = flat(lowered) == lowered
    return tuple(dict.fromkeys(hit[0] for hit in _pattern(bare=is_bare).finditer(lowered)))


def without_inner(text: str) -> str:
    """The text without the lines that have an inner word."""
    return "\n".join(LEFT_OUT if found(line) else line for line in text.split("\n"))


@cache
def _pattern(*, bare: bool) -> re.Pattern[str]:
    words = tomllib.loads(_FILE.read_text(encoding="utf-8"))["words"]
    lowered = [nfc(word).casefold() for word in words]
    known = {*lowered, *map(flat, lowered)} if bare else set(lowered)
    longest_first = sorted(known, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
