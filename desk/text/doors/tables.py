"""Tables that people paste: a row of headings, and rows whose cells say title, owner and date."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

from desk.text.doors import due, work
from desk.text.doors.work import Item
from desk.text.letters import fold
from desk.text.people import names, roles
from desk.text.phrases import Phrases
from desk.text.spans import Answer, Context
from desk.text.time import times
from desk.text.tokens import read_line

_SIGNS = ("\t", "|", ";", ",")
_LONGEST_HEADING = 30
_LONGEST_LINE = 400
_WIDE = re.compile(r" {2,}")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row that are read; the others are left."""

    text: str
    title: str
    owner: str = ""
    helper: str = ""
    due: str = ""
    hour: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with headings."""

    rows: tuple[Row, ...]


def find(lines: Sequence[str]) -> Table | None:
    """The table in these lines, if the first one has column names; else None."""
    for top, line in enumerate(lines[: min(3, len(lines) - 1)]):
        for sign in (*_SIGNS, None):
            columns = [_column(cell) for cell in _cells(line, sign)]
            if "title" in columns and len(columns) > 1 and sum(bool(one) for one in columns) > 1:
                rows = [_row(text, _cells(text, sign), columns) for text in lines[top + 1 :]]
                return Table(tuple(row for row in rows if row and row.title))
    return None


def told(text: str) -> Row | None:
    """A line that names its own columns: "Owner: Lan. Task: … When: Friday"."""
    if len(text) > _LONGEST_LINE or text.count(":") + text.count("=") < 2:
        return None
    phrases = Phrases(read_line(text))
    places: list[tuple[int, int, str]] = []
    for at in range(len(phrases.tokens)):
        header = phrases.one(at, "header")
        if header and header.end < len(phrases.tokens) and phrases.tokens[header.end].form in (":", "="):
            places.append((at, header.end + 1, header.value))
    names = [name for _, _, name in places]
    if len(places) < 2 or "title" not in names or places[0][0] > 1:
        return None
    ends = [start for start, _, _ in places[1:]] + [len(phrases.tokens)]
    cells = [phrases.words(begin, end).strip(" .,;|-–/") if begin < end else ""
             for (_, begin, _), end in zip(places, ends, strict=True)]  # fmt: skip
    return _row(text, cells, names)


def spaced(text: str) -> str:
    """A line with columns separated by wide gaps, with separators in place of the gaps."""
    return _WIDE.sub(" | ", text.strip()) if len(_WIDE.findall(text.strip())) > 1 else text


def item(row: Row, context: Context) -> Item:
    """The piece of work that a row says."""
    title = work.item(read_line(row.title), context)
    owner, helpers = _people(row, context)
    phrases = Phrases(read_line(f"{row.due} {row.hour}".strip()))
    when = due.find(phrases, times.find(phrases, context), set(), context)
    return Item(
        row.text.strip(), work.bare_title(row.title), owner, helpers, when.day, when.hour, title.outside
    )


LONGEST_NAMES = 600
"""So many characters of what should be people are read for their names."""


def person(text: str, context: Context) -> Answer[str]:
    """Whom a cell, or an answer to "who", names."""
    return _people(Row(text, "", owner=text[:LONGEST_NAMES]), context)[0]


def _people(row: Row, context: Context) -> tuple[Answer[str], tuple[str, ...]]:
    text = f"pic: {row.owner}" if row.owner else ""
    text += f", support: {row.helper}" if row.helper else ""
    phrases = Phrases(read_line(text))
    return work.who(phrases, roles.cast(phrases, names.find(phrases, context), set()))


def _cells(line: str, sign: str | None) -> list[str]:
    if sign is None:
        return [cell.strip() for cell in _WIDE.split(line.strip())]
    if sign == "|":
        return [cell.strip() for cell in line.strip().strip("|").split("|")]
    return [cell.strip() for cell in next(csv.reader([line], delimiter=sign), [])]


def _column(cell: str) -> str:
    """The column that a heading names: "title", "owner", "due" …; "" for an unknown one."""
    if len(cell) > _LONGEST_HEADING:
        return ""
    phrases = Phrases(read_line(fold(cell).strip(" *_:#.")))
    found = phrases.one(0, "header") if phrases.tokens else None
    return found.value if found and found.end == len(phrases.tokens) else ""


def _row(text: str, cells: Sequence[str], columns: Sequence[str]) -> Row | None:
    found: dict[str, str] = {}
    for name, cell in zip(columns, cells, strict=False):
        if name and name != "ignored" and cell and name not in found:
            found[name] = cell
    if set("".join(cells)) <= set("-: ="):
        return None
    read = (found.get(name, "") for name in ("title", "owner", "helper", "due", "hour"))
    return Row(text, *read)
