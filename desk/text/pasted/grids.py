"""Tables in a pasted text: columns parted by tabs or pipes, or a table whose cells fell under each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from desk.text.pasted.cues import Cues
from desk.text.pasted.rows import PartKind, Row
from desk.text.tokens import Kind

_PIPES = re.compile(r"\|")
_RULE = re.compile(r"[\s|:+=\-–—_]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its row and the places of its words in the text."""

    row: Row
    start: int
    end: int

    def cues(self) -> Cues:
        """What its words can mean."""
        return self.row.whole.part(self.start, self.end)

    @property
    def words(self) -> str:
        """Its words."""
        return self.row.line.text[self.start - self.row.line.start : self.end - self.row.line.start]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. `head`: the meaning of each column ("remark", "place", "index", "other" or ""), empty when
    the table has no head; `top`: its cells; `lines`: those below it."""

    head: tuple[str, ...]
    top: tuple[Cell, ...]
    lines: tuple[tuple[Cell, ...], ...]
    rows: tuple[Row, ...]


def find(rows: Sequence[Row]) -> list[Grid]:
    """The tables of a text, in its order."""
    return [*_parted(rows), *_fallen(rows)]


def _parted(rows: Sequence[Row]) -> list[Grid]:
    found: list[Grid] = []
    group: list[Row] = []
    mark = ""
    for row in [*rows, None]:
        now = _parting(row) if row is not None and row.kind is PartKind.SAID else ""
        if now and now == mark:
            group.append(row)  # type: ignore[arg-type]
            continue
        if len(group) > 1 and (grid := _grid(group, mark)):
            found.append(grid)
        group, mark = ([row], now) if row is not None and now else ([], "")
    return found


def _parting(row: Row) -> str:
    if "\t" in row.text:
        return "\t"
    return "|" if row.text.count("|") > 1 or " | " in row.text else ""


def _grid(group: Sequence[Row], mark: str) -> Grid | None:
    lines = [cells for row in group if not _RULE.fullmatch(row.text) and (cells := _cells(row, mark))]
    if not lines or max(map(len, lines)) < 2:
        return None
    head = tuple(_column(cell) for cell in lines[0])
    if sum(map(bool, head)) < max(2, len(head) // 2):
        return Grid((), (), tuple(lines), tuple(group))
    return Grid(head, lines[0], tuple(lines[1:]), tuple(group))


def _cells(row: Row, mark: str) -> tuple[Cell, ...]:
    parts: list[Cell] = []
    text, start = row.text, 0
    for piece in text.split(mark):
        blank = len(piece) - len(piece.lstrip())
        begin = row.begin + start + blank
        parts.append(Cell(row, begin, max(begin, row.begin + start + len(piece.rstrip()))))
        start += len(piece) + 1
    if mark == "|":
        parts = parts[not parts[0].words :]
        parts = parts[: len(parts) - (not parts[-1].words)] if parts else parts
    return tuple(parts)


def _column(cell: Cell) -> str:
    cues = cell.cues()
    words = [at for at, token in enumerate(cues.tokens) if token.kind is not Kind.MARK]
    if not words:
        return ""
    for cue in cues.at(words[0]):
        if cue.kind == "column" and cue.end > words[-1]:
            return cue.value
    return ""


def _fallen(rows: Sequence[Row]) -> list[Grid]:
    """A table out of a document whose cells stand under each other: the head's first, then rows of as many,
    counted 1, 2, 3 in the column of the numbers."""
    said = [row for row in rows if row.kind is PartKind.SAID and not row.blank and not row.talk]
    cells = [Cell(row, row.begin, row.end) for row in said]
    for start in range(min(3, len(cells))):
        head: list[str] = []
        while start + len(head) < len(cells) and (name := _column(cells[start + len(head)])):
            head.append(name)
        width = len(head)
        body = cells[start + width :]
        if width < 2 or "index" not in head or len(body) < width:
            continue
        at = head.index("index")
        whole = len(body) // width
        if all(body[line * width + at].words.strip(".") == str(line + 1) for line in range(whole)):
            lines = tuple(tuple(body[line * width : line * width + width]) for line in range(whole))
            top = tuple(cells[start : start + width])
            return [Grid(tuple(head), top, lines, tuple(said[start : start + width * (whole + 1)]))]
    return []
