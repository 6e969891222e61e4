"""Who comments in a list that names place and person: "Slide 5 – Khoa: …", "p.4 Minh Tran: …"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from desk.text.pasted import chats
from desk.text.pasted.rows import PartKind, Row

_NAMED = re.compile(
    r"(?:(?=[^:]{0,60}?[^\W\d_]{2}[^:]{0,60}?\s[-–—|]\s)[^:]{1,60}?\s++[-–—|]\s++|(?:p|pg|page|slide|trang|frame|khung)\b\.?\s*+\d{1,3}\s++)"
    r"([^\W\d_]+\.?(?:\s[^\W\d_]+\.?){0,4})\s*+:\s"
)
_BRACKETED = re.compile(
    r"\[(?=[^\]:\n]{0,60}?[^\W\d_]{2})[^\]:\n]{1,60}\]\s*+([^\W\d_]+\.?(?:\s[^\W\d_]+\.?){0,4})\s*+:\s"
)
_WITH_PLACE = re.compile(
    r"([^\W\d_]+\.?(?:\s[^\W\d_]+\.?){0,4})\s*+\((?:p|pg|page|slide|trang|frame|khung)\b[^()\n]{0,20}\)\s*+:\s"
)
_FORMS = (_NAMED, _BRACKETED, _WITH_PLACE)
_LINES = 3
"""So many lines name who comments, before any of them counts."""


def mark(rows: Sequence[Row], ours: Collection[str]) -> bool:
    """Set the speaker of each line of such a list, with our own answers in it; whether it is one."""
    live = [row for row in rows if not row.blank and row.kind is PartKind.SAID]
    named = [(row, name) for row in live if not row.speaker and (name := _name(row))]
    counts = Counter(name for _, name in named)
    home = {name for name in counts if chats.is_ours(name, ours)}
    theirs = sum(count for name, count in counts.items() if name not in home)
    if len(named) < _LINES or 2 * theirs < len(named) or 2 * len(named) < len(live):
        return False
    if not home:
        return False
    for row, name in named:
        row.speaker = name
    return True


def _name(row: Row) -> str:
    match = next((found for form in _FORMS if (found := form.match(row.flat))), None)
    name = row.text[match.start(1) : match.end(1)] if match else ""
    return name if name and all(word[0].isupper() for word in name.split()) else ""
