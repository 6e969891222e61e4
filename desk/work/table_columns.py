"""The meaning of each column of a sheet, by the names that people and tools use; and where its rows begin."""

from __future__ import annotations

import enum
import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from desk.core.errors import Invalid
from desk.text.letters import clean, fold
from desk.work.table import Line

_WORDS = Path(__file__).parent / "words"
_LINK = re.compile(r"\s*\((?:https?://|<https?://)[^()]*\)")
_MOST_ABOVE = 40
"""Lines above the header that are read."""
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SIGNS = re.compile(r"[^\w/+&' -]+")
_NUMBERING = re.compile(r"^\s*(?:\d+|[ivx]+|[a-z])[.)]\s+", re.IGNORECASE)
_EITHER = re.compile(r"\s*[/\n|–—]\s*|\s+-\s+")
_BLANKS = re.compile(r"[^\S\n]{2,}")
_NUMBER = re.compile(r"\d+|[ivx]+")
_NULL = "null"
"""What ClickUp writes into an empty cell."""
_SUBITEMS = "subitems"
"""The first header cell of monday's subitems: the rows below belong to the row above."""


class Column(enum.StrEnum):
    """The meaning of a column. GROUP: a heading above the work, or its title where there is no title column.
    COMPLETED, CANCELED and ARCHIVED: a date or a tick says that it is so.
    """

    PROJECT = "project"
    CLIENT = "client"
    AE = "ae"
    TITLE = "title"
    GROUP = "group"
    OWNER = "owner"
    HELPER = "helper"
    EMAIL = "email"
    DUE = "due"
    HOUR = "hour"
    STATUS = "status"
    DEPARTMENT = "department"
    DONE = "done"
    PARENT = "parent"
    ID = "id"
    COMPLETED = "completed"
    CANCELED = "canceled"
    ARCHIVED = "archived"


ASKED = (Column.TITLE, Column.OWNER, Column.DUE, Column.PROJECT)
"""The columns to ask for when a sheet has none with such a name, in this order."""
Cells = Mapping[Column, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Record:
    """A row's cells by meaning, without empty ones. `parent`: the row it belongs to."""

    line: int
    cells: Cells
    parent: str = ""
    is_long: bool = False

    def first(self, column: Column) -> str:
        """The row's value in this column, or in the first of several with that meaning."""
        return next(iter(self.cells.get(column, ())), "")


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet. `above`: the text above its header; `headings`: rows that are only headings or sums; `free`:
    the columns that were not understood, by position; `given`: the columns' names by meaning.
    """

    header: tuple[str, ...]
    given: Mapping[Column, tuple[str, ...]]
    free: Mapping[int, str]
    records: tuple[Record, ...]
    headings: tuple[str, ...]
    above: tuple[str, ...] = field(default=())

    @property
    def key(self) -> str:
        """Identifies this set of columns."""
        return key_of(self.header)


def key_of(header: Sequence[str]) -> str:
    """Identifies this set of columns."""
    names = "\n".join(sorted(fold(cell) for cell in header if cell))
    return hashlib.sha256(names.encode()).hexdigest()


def words(file: str) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """A table of words: each meaning with all its words."""
    return _loaded(file)


@cache
def _loaded(file: str) -> dict[str, Any]:
    return tomllib.loads((_WORDS / f"{file}.toml").read_text("utf-8"))


@cache
def _called() -> dict[str, tuple[Column, bool]]:
    """The meaning of each column name, and whether it is certain."""
    read = words("columns")
    found = {fold(one): (Column(name), False) for name, every in read["weak"].items() for one in every}
    found |= {fold(one): (Column(name), True) for name, every in read["strong"].items() for one in every}
    return found


@cache
def row_words(kind: str) -> frozenset[str]:
    """Words that mark rows without work."""
    return frozenset(fold(one) for one in words("columns")["rows"][kind])


def is_known(cell: str) -> bool:
    """Whether a cell may be a column's name."""
    return _meaning(cell) is not None


def lay_out(lines: Sequence[Line], chosen: Mapping[str, str]) -> Layout:
    """The sheet made of these lines. `chosen`: by column, the folded name that a person chose. Raises
    `Invalid` (`rows`) when no line can be the header.
    """
    if not lines:
        raise Invalid("rows", "error.import_empty")
    top = _top(lines)
    header = tuple(clean(cell, multiline=False) for cell in lines[top][1])
    if sum(bool(cell) for cell in header) < 2:
        missing = ", ".join(words("columns")["strong"][one][0] for one in ("project", "title"))
        seen = ", ".join(cell for cell in header if cell) or "–"
        raise Invalid("rows", "error.import_columns", missing=missing, seen=seen[:200])
    places = _places(header, chosen, [cells for _, cells in lines[top + 1 :]])
    given: dict[Column, tuple[str, ...]] = {}
    for place, column in places.items():
        given[column] = (*given.get(column, ()), header[place])
    headings: list[str] = []
    records = tuple(_records(lines[top + 1 :], header, places, headings))
    free = {place: name for place, name in enumerate(header) if name and place not in places}
    above = tuple(" ".join(filter(None, cells)) for _, cells in lines[:top])
    return Layout(header, given, free, records, tuple(dict.fromkeys(headings)), above)


def filled(records: Sequence[Record]) -> Iterator[Record]:
    """The rows, completed with the values of merged cells and parents.

    An empty project or heading takes the one above, in a sheet that names each of them once; what a tool
    leaves empty stays empty.
    """
    falls = {one: _falls(records, one) for one in (Column.PROJECT, Column.GROUP)}
    projects: dict[str, str] = {}
    last: dict[Column, str] = {}
    for record in records:
        cells = dict(record.cells)
        above = projects.get(fold(plain(record.parent or record.first(Column.PARENT))), "")
        before = last.get(Column.PROJECT, "")
        project = record.first(Column.PROJECT) or above or (before if falls[Column.PROJECT] else "")
        if project != before:
            last = {Column.PROJECT: project}
        fallen = last.get(Column.GROUP, "") if falls[Column.GROUP] else ""
        heading = record.first(Column.GROUP) or fallen
        last[Column.GROUP] = heading
        if project and cells:
            cells[Column.PROJECT] = [project]
        if heading and record.first(Column.TITLE):
            cells[Column.GROUP] = [heading]
        for called in (record.first(Column.TITLE), *record.cells.get(Column.ID, ())):
            projects.setdefault(fold(called), project)
        yield replace(record, cells=cells)


def plain(text: str) -> str:
    """A cell without the addresses that Notion writes after links."""
    return clean(_LINK.sub("", text), multiline=False)


def _top(lines: Sequence[Line]) -> int:
    """The index of the header: among the first lines the one with the most column names, or the first with
    two cells.
    """
    known = [sum(map(is_known, cells)) for _, cells in lines[:_MOST_ABOVE]]
    best = max(known)
    if best > 1 or (best and len(lines) == 1):
        return known.index(best)
    return next((at for at, (_, cells) in enumerate(lines[:_MOST_ABOVE]) if sum(map(bool, cells)) > 1), 0)


@cache
def _meaning(cell: str) -> tuple[Column, bool] | None:
    if len(cell) > 80:
        return None
    whole = fold(_SIGNS.sub(" ", _NUMBERING.sub("", cell)))
    bare = fold(_SIGNS.sub(" ", _NUMBERING.sub("", _ASIDE.sub(" ", cell))))
    for name in (whole, bare, *(fold(part) for part in _EITHER.split(_ASIDE.sub(" ", cell)))):
        if name in _called():
            return _called()[name]
    return None


def _places(
    header: Sequence[str], chosen: Mapping[str, str], rows: Sequence[Sequence[str]]
) -> dict[int, Column]:
    meant = {place: found for place, cell in enumerate(header) if (found := _meaning(cell))}
    sure = {column for column, is_sure in meant.values() if is_sure}
    places = {place: column for place, (column, is_sure) in meant.items() if is_sure or column not in sure}
    if Column.GROUP in sure and Column.TITLE not in sure and not _heads(places, rows):
        places = {
            place: Column.TITLE if column is Column.GROUP else column
            for place, column in places.items()
            if column is not Column.TITLE
        }
    for name, called in chosen.items():
        column = Column(name)
        at = next((place for place, cell in enumerate(header) if fold(cell) == called), None)
        if at is not None:
            places = {place: one for place, one in places.items() if one is not column} | {at: column}
    return dict(sorted(places.items()))


def _heads(places: Mapping[int, Column], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a possible heading column is one: its values are fewer than the rows with titles beside it."""
    at = {column: place for place, column in sorted(places.items(), reverse=True)}
    if Column.TITLE not in at:
        return False
    width = max(at[Column.TITLE], at[Column.GROUP])
    titled = [row for row in rows if len(row) > width and row[at[Column.TITLE]]]
    return len({row[at[Column.GROUP]] for row in titled} - {""}) < len(titled)


def _records(
    lines: Sequence[Line], header: Sequence[str], places: Mapping[int, Column], headings: list[str]
) -> Iterator[Record]:
    """The rows, without repeated headers, group headings and sums."""
    width = len(header)
    again = [fold(cell) for cell in header]
    under: dict[int, Column] | None = None
    parent = ""
    for at, (line, cells) in enumerate(lines):
        filled = [cell for cell in cells if cell]
        if [fold(cell) for cell in cells[: len(again)]] == again:
            under = None
            continue
        if fold(cells[0]) == _SUBITEMS and sum(map(is_known, cells[1:])) > 1:
            under = _places(["", *(clean(one, multiline=False) for one in cells[1:])], {}, ())
            continue
        following = lines[at + 1][1] if at + 1 < len(lines) else []
        if _only_heads(cells, filled, following, again, places):
            headings.append(clean(filled[0], multiline=False)[:80])
            under = None
            continue
        if under is not None and not cells[0]:
            yield Record(line, _named(cells, under), parent)
            continue
        under = None
        found = Record(line, _named(cells, places), is_long=any(cells[width:]))
        parent = found.first(Column.TITLE)
        if Column.ID in places.values() and not parent and not found.first(Column.ID):
            continue  # a sum below a tool's group
        yield found


def _only_heads(
    cells: Sequence[str],
    filled: Sequence[str],
    following: Sequence[str],
    header: Sequence[str],
    places: Mapping[int, Column],
) -> bool:
    """Whether a row is only the name of a group, or a sum."""
    first = fold(filled[0]).strip(" :.")
    owned = any(column is Column.OWNER and "".join(cells[at : at + 1]) for at, column in places.items())
    if first in row_words("total") and not owned:
        return True
    if len(filled) > 1 or len(header) < 3:
        return False
    if following and [fold(cell) for cell in following[: len(header)]] == list(header):
        return True
    place = next(at for at, cell in enumerate(cells) if cell)
    begins, _, rest = first.partition(" ")
    named = begins in row_words("heading")
    return named and (places.get(place) is not Column.PROJECT or bool(_NUMBER.fullmatch(rest)))


def _named(cells: Sequence[str], places: Mapping[int, Column]) -> dict[Column, list[str]]:
    found: dict[Column, list[str]] = {}
    for place, column in places.items():
        said = cells[place] if place < len(cells) else ""
        if said and (said != _NULL or column in (Column.TITLE, Column.PROJECT)):
            found.setdefault(column, []).append(_BLANKS.sub(" ", cells[place]))
    return found


def _falls(records: Sequence[Record], column: Column) -> bool:
    """Whether a cell of this column applies to the empty ones below it."""
    named = [said for one in records if (said := one.first(column))]
    is_tools = any(Column.ID in one.cells for one in records)
    return not is_tools and len(set(named)) == len(named)
