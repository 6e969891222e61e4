"""The layout of what is said in a pasted text: bullets, numbers, runs in a line, headings, cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from desk.text.letters import flat
from desk.text.pasted import labels
from desk.text.pasted.cues import Cues, known_words
from desk.text.pasted.grids import Cell, Grid
from desk.text.pasted.headings import is_heading, is_state, is_title, lead_of, opens_copy, silences
from desk.text.pasted.labels import Label
from desk.text.pasted.rows import PartKind, Row
from desk.text.tokens import Line

_TICK = r"[-–—●▪◦‣·•*+☐□✓✔➤►▶→👉👈🔸🔹🔹✅❌❗⚠️❤🔴🟡🟢⭐️‼]+"
_BULLET = re.compile(
    rf"(?:{_TICK}|\[[ xv✓✔]?\]|\(\d{{1,2}}\)|\(?[a-z]\)|[ivx]{{1,4}}[.)]|\d️?⃣|[①-⑳])(?=\s|$)\s*"
    r"|[*_]{0,2}\(?\d{1,2}(?:\.\d{1,2})?(?:[.)/]|\s?[-–]|:)(?=\s)\s*"
    r"|\d{1,2}[.)/](?=[^\W\d_])|(?:👉|✅|🔸|🔹|➡️|▶️|📌|🔴|❌)\s*"
    r"|[a-h]\s[-–:]\s+"
    r"|(?:stt|no|so|diem|y|cau) ?\d{1,2}[.)/:](?=\s)\s*"
)
_RUN = re.compile(
    r"(?<![^\s,;.:!?])\(?(\d{1,2}|[a-h])([.)/:])(?=\s+\S|[^\W\d_])|(\d)️?⃣|(?<!\S)\((\d{1,2})\)(?=\s)"
)
_TICK_RUN = re.compile(r"(?:^|\s)([•●▪◦‣·+*–—-])\s+(?=\S)")
WRAPPED_FROM = 66
WIDEST = 100
"""A text that was broken at some width is at least and at most so wide."""


@dataclass(slots=True, eq=False)
class Piece:
    """A part while it is being read; places are those of the tidied text."""

    kind: PartKind
    cues: Cues
    start: int
    end: int
    speaker: str = ""
    talk: int = 0
    headings: tuple[str, ...] = ()
    answers: tuple[int, int] | None = None
    bullet: str = ""
    listed: bool = False
    low: bool = False
    block: int = 0
    field: str = ""
    old: bool = False


def read(rows: Sequence[Row], tables: Sequence[Grid]) -> list[Piece]:
    """The parts of all rows, in the order of the text."""
    tabled = {id(row): grid for grid in tables for row in grid.rows}
    reading = _Reading(width=max((row.end - row.line.start for row in rows), default=0))
    done: set[int] = set()
    following = _following(rows)
    for row, below in zip(rows, following, strict=True):
        grid = tabled.get(id(row))
        if grid is None:
            reading.take(row, below)
        elif id(grid) not in done:
            done.add(id(grid))
            reading.take_grid(grid)
    return reading.pieces


def _following(rows: Sequence[Row]) -> list[Row | None]:
    """For each row, the next row below that is not empty."""
    found: list[Row | None] = []
    below: Row | None = None
    for row in reversed(rows):
        found.append(below)
        if not row.blank and row.kind is PartKind.SAID:
            below = row
    return found[::-1]


@dataclass
class _Reading:
    """What was read so far, and what applies to the following rows: the headings above, the block."""

    width: int
    pieces: list[Piece] = field(default_factory=list)
    heading: str = ""
    field: str = ""
    old: bool = False
    listing: bool = False
    block: int = 0
    silent: bool = False
    copying: bool = False
    blank: bool = False
    speaker: str = ""
    last: Row | None = None
    spoken: bool = False
    noted: bool = False

    def take(self, row: Row, following: Row | None) -> None:
        if row.blank:
            if row.stamped < row.begin:  # somebody's name, and nothing said
                self._put(row, PartKind.STAMP, row.stamped, row.begin)
            self.blank = True
            return
        if self.blank:
            self.block += 1
        if row.kind is not PartKind.SAID:
            self._put(row, row.kind, row.begin, row.end)
            self.blank = False
            return
        self._take_said(row, following)
        self.blank, self.last, self.speaker = False, row, row.speaker

    def _take_said(self, row: Row, following: Row | None) -> None:
        start = row.begin
        bullet = _BULLET.match(row.flat)
        bullet_text = bullet[0].strip() if bullet else ""
        if bullet and bullet.end() < len(row.text):
            start += bullet.end()
        elif bullet:
            bullet_text = ""
        if self._continues(row, bool(bullet)):
            self._join(row)
            return
        self._leave_heading(row, bool(bullet))
        cues = row.whole.part(start, row.end)
        if is_state(cues, self.noted):
            self._put(row, PartKind.STAMP, row.begin, row.end)
            return
        if not bullet_text and not self.spoken and is_title(cues, following):
            self._put(row, PartKind.HEADING, row.begin, row.end)
            return
        numbered = bullet_text[:1].isdigit() or bullet_text[:1] == "("
        heading = is_heading(cues, following, numbered, row.talk > 0) if not _is_tick(bullet_text) else None
        if heading:
            self.heading, self.field, self.old = heading.words, heading.field, heading.old
            self.listing = True
            self.silent, self.copying = silences(cues), _copies(cues, following)
            self.noted = self.noted or heading.noted
            self._put(row, PartKind.HEADING, row.begin, row.end)
            return
        if not self.copying and _copies(cues, following):
            self.copying = True
            self._said(row, start, row.end, bullet_text)
            return
        if self.copying and bullet_text:
            self._put(row, PartKind.OTHER, start, row.end, bullet_text)
            return
        self.copying = False
        self._items(row, start, bullet_text)

    def take_grid(self, grid: Grid) -> None:
        """The cells of a table: places as headings, remarks as text, the rest as other."""
        labelled = _label_column(grid)
        remark = _remark_column(grid, labelled)
        for cell in grid.top:
            self._cell(cell, remark=False, place="", low=False, label=None)
        for cells in grid.lines:
            place, low, label = "", False, None
            for at, cell in enumerate(cells):
                name = grid.head[at] if at < len(grid.head) else ""
                if at == labelled or (not grid.head and at == 0 and remark):
                    name = "place"
                if name == "other":
                    low = low or any(cue.kind == "column_low" for cue in cell.cues().at(0))
                if name == "place" and not place:
                    place, label = cell.words, labels.find(cell.cues())
            for at, cell in enumerate(cells):
                self._cell(cell, at == remark, place, low, label)
        self.blank, self.last = False, None

    def _cell(self, cell: Cell, remark: bool, place: str, low: bool, label: Label | None) -> None:
        if cell.start >= cell.end:
            return
        kind = PartKind.SAID if remark else PartKind.OTHER
        if cell.words == place:
            kind = PartKind.HEADING
        said = kind is PartKind.SAID
        headings = (place,) if place and said else ()
        field, old = (label.field, label.old) if label and said else ("", False)
        self.pieces.append(
            Piece(kind, cell.cues(), cell.start, cell.end, cell.row.speaker, cell.row.talk, headings,
                  listed=said, low=low, block=self.block, field=field, old=old)
        )  # fmt: skip

    def _continues(self, row: Row, bullet: bool) -> bool:
        """Whether a row continues the sentence of the one above, which a mail broke at its line width."""
        last = self.last
        if bullet or self.blank or last is None or last.talk != row.talk or not self.pieces:
            return False
        piece = self.pieces[-1]
        room = self.width - (last.end - last.line.start) - 1
        return (
            piece.kind is PartKind.SAID
            and piece.end == last.end
            and WRAPPED_FROM <= self.width <= WIDEST
            and len(row.text.split(" ", 1)[0]) > room
            and row.text[0].islower()
            and row.speaker == piece.speaker
            and not row.talk
            and lead_of(row.cues(), False) is None
        )

    def _join(self, row: Row) -> None:
        piece = self.pieces[-1]
        before, more = piece.cues.line, row.cues().line
        words = before.text + " " * (row.begin - piece.end) + more.text
        accented = before.accented or more.accented
        piece.cues = Cues(Line(words, piece.start, (*before.tokens, *more.tokens), accented, False))
        piece.end = row.end
        self.last = row

    def _leave_heading(self, row: Row, bullet: bool) -> None:
        under_heading = bool(self.pieces) and self.pieces[-1].kind is PartKind.HEADING
        new_speaker = bool(self.speaker) and row.speaker != self.speaker
        if (self.blank and not bullet and not under_heading) or new_speaker:
            self.heading, self.field, self.old, self.silent, self.listing = "", "", False, False, False

    def _items(self, row: Row, start: int, bullet: str) -> None:
        runs = _runs(row, start, bullet)
        if not runs:
            self._said(row, start, row.end, bullet)
            return
        first = runs[0][0]
        if first > start:
            before = row.whole.part(start, first)
            if before.tokens and before.tokens[-1].text in (":", "-", "–", "—"):
                end = before.tokens[-1].end
                self._put(row, PartKind.HEADING, start, end)
            elif before.tokens:
                self._said(row, start, before.tokens[-1].end, bullet)
        for begin, behind, mark in runs:
            self._said(row, begin + len(mark), behind, mark.strip() or bullet)

    def _said(self, row: Row, start: int, end: int, bullet: str) -> None:
        """What one item says, without the heading before its colon."""
        cues = row.whole.part(start, end)
        if not cues.tokens:
            return
        start, end = cues.tokens[0].start, cues.tokens[-1].end
        lead = lead_of(cues, bool(bullet))
        headings = (self.heading,) if self.heading else ()
        if lead:
            headings = (*headings, lead.words)
            self._put(row, PartKind.HEADING, start, lead.end)
            start = lead.begin
        if start < end:
            listed = bool(bullet) or bool(headings) or self.listing
            silent = self.silent or (lead is not None and lead.silent)
            self._put(row, PartKind.OTHER if silent else PartKind.SAID, start, end, bullet, headings, listed)
            own = lead is not None and bool(lead.field or not self.field)
            self.pieces[-1].field = lead.field if lead and own else self.field
            self.pieces[-1].old = lead.old if lead and own else self.old

    def _put(
        self,
        row: Row,
        kind: PartKind,
        start: int,
        end: int,
        bullet: str = "",
        headings: tuple[str, ...] = (),
        listed: bool = False,
    ) -> None:
        cues = row.whole.part(start, end)
        self.spoken = self.spoken or kind is PartKind.SAID
        answers = row.answers if kind is PartKind.SAID else None
        self.pieces.append(
            Piece(kind, cues, start, end, row.speaker, row.talk, headings, answers, bullet, listed,
                  block=self.block)
        )  # fmt: skip


def _is_tick(bullet: str) -> bool:
    """Whether a bullet is not a number: then an item follows, hardly a heading."""
    return bool(bullet) and not any(char.isalnum() for char in bullet)


def _copies(cues: Cues, following: Row | None) -> bool:
    """Whether a line announces a list of words to be used literally."""
    return following is not None and _BULLET.match(following.flat) is not None and opens_copy(cues)


def _runs(row: Row, start: int, bullet: str) -> list[tuple[int, int, str]]:
    """The items of one line with numbers or bullets in it: from, to, and the mark before."""
    text = row.line.text[start - row.line.start : row.end - row.line.start]
    found = _numbered(text, bullet) or _ticked(text, bullet)
    if not found:
        return []
    ends = [match_start for match_start, _ in found[1:]] + [len(text)]
    items = [(start + at, start + end, mark) for (at, mark), end in zip(found, ends, strict=True)]
    if bullet and found[0][0] > 0:
        items.insert(0, (start, start + found[0][0], ""))
    return items


def _numbered(text: str, bullet: str) -> list[tuple[int, str]]:
    """Marks that count up: "1. … 2. … 3. …"; no number of a page: "2. Trang 3: …"."""
    wanted = _order(bullet) + 1 if bullet and _order(bullet) else 1
    least = 1 if bullet and wanted > 1 else 2
    found: list[tuple[int, str]] = []
    bare = flat(text)
    for match in _RUN.finditer(bare):
        before = bare[max(0, match.start() - _COUNTED) : match.start()].split()
        counted = bool(before) and before[-1] in known_words("counted")
        if _order(match[0]) == wanted + len(found) and not counted:
            found.append((match.start(), match[0]))
    return found if len(found) >= least else []


_COUNTED = 10
"""So many characters at most has the word before a number that it belongs to, with its blank."""


def _order(mark: str) -> int:
    """The number of a mark: "2)" and "b)" are 2; 0 for none."""
    inner = "".join(char for char in mark if char.isalnum() and char.isascii())
    if inner.isdigit():
        return int(inner)
    return (
        ord(inner.lower()) - 96
        if len(inner) == 1 and inner.isalpha() and mark.strip("(").endswith(")")
        else 0
    )


def _ticked(text: str, bullet: str) -> list[tuple[int, str]]:
    matches = list(_TICK_RUN.finditer(text))
    for tick in {match[1] for match in matches}:
        same = [match for match in matches if match[1] == tick]
        if bullet == tick or (len(same) > 1 and same[0].start() == 0):
            least = 2 if tick in "-–—" else 1
            if len(same) >= least:
                return [(match.start(1), match[0].lstrip()) for match in same]
    return []


def _label_column(grid: Grid) -> int:
    """The first column, if it holds labels of a brief's fields; -1 for none."""
    named = sum(labels.find(cells[0].cues()) is not None for cells in grid.lines if cells[0].words)
    return 0 if named > 1 and named * 2 >= len(grid.lines) else -1


def _remark_column(grid: Grid, labelled: int) -> int:
    """The column with the remarks: by its head, after labels, else the one with the most words."""
    for name in ("answer", "remark") if labelled >= 0 else ("remark", "answer"):
        if name in grid.head[labelled + 1 :]:
            return grid.head.index(name, labelled + 1)
    if labelled >= 0:
        return labelled + 1
    free = [
        at
        for at in range(1, max(map(len, grid.lines), default=0))
        if at >= len(grid.head) or not grid.head[at]
    ]
    if not free:
        return -1
    return max(free, key=lambda at: sum(len(cells[at].words) for cells in grid.lines if at < len(cells)))
