"""Rows out of a spreadsheet, pasted or from a file: which column means what, and each cell read (F69)."""

from __future__ import annotations

import csv
import enum
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from desk.core.errors import Invalid
from desk.people.member import Department, Person
from desk.project.project import NAME_LENGTH
from desk.text import dates
from desk.text.dates import NotADate, Reason
from desk.text.names import clean, fold, nearest
from desk.text.spans import Context
from desk.work.deliverable import DONE_LENGTH, Status
from desk.work.lines import TITLE_LENGTH, Fault, whom

Found = TypeVar("Found", bound=enum.StrEnum)


class Column(enum.StrEnum):
    """What a column holds."""

    PROJECT = "project"
    CLIENT = "client"
    AE = "ae"
    TITLE = "title"
    OWNER = "owner"
    DUE = "due"
    STATUS = "status"
    DEPARTMENT = "department"
    DONE = "done"


HEADERS: Mapping[Column, tuple[str, ...]] = {
    Column.PROJECT: ("dự án", "tên dự án", "project", "project name", "chiến dịch", "campaign", "job"),
    Column.CLIENT: ("khách", "khách hàng", "tên khách", "client", "customer", "brand", "nhãn hàng"),
    Column.AE: ("ae", "account", "account executive", "ae phụ trách", "project lead"),
    Column.TITLE: (
        "hạng mục", "tên hạng mục", "đầu việc", "công việc", "việc", "deliverable", "title", "task", "item",
    ),
    Column.OWNER: (
        "người phụ trách", "phụ trách", "pic", "người làm", "người thực hiện", "owner", "assignee",
        "assigned to",
    ),
    Column.DUE: (
        "deadline", "hạn", "hạn chót", "hạn hoàn thành", "thời hạn", "ngày giao", "due", "due date",
        "due on",
    ),
    Column.STATUS: ("trạng thái", "tình trạng", "tiến độ", "status", "state"),
    Column.DEPARTMENT: ("bộ phận", "phòng", "phòng ban", "team", "department"),
    Column.DONE: ("thế nào là xong", "tiêu chí", "definition of done", "done when"),
}  # fmt: skip
STATUSES: Mapping[Status, tuple[str, ...]] = {
    Status.BRIEFED: ("đã brief", "mới", "chưa làm", "briefed", "new", "to do", "not started"),
    Status.IN_PROGRESS: ("đang làm", "đang tiến hành", "in progress", "doing", "wip"),
    Status.INTERNAL_REVIEW: ("duyệt nội bộ", "internal review", "in internal review"),
    Status.WITH_CLIENT: ("chờ khách duyệt", "chờ khách", "chờ duyệt", "with client", "with the client"),
    Status.CHANGES: ("đang chỉnh sửa", "chỉnh sửa", "đang sửa", "changes", "in changes", "revising"),
    Status.APPROVED: ("đã duyệt", "duyệt", "approved"),
    Status.DELIVERED: ("đã bàn giao", "bàn giao", "xong", "hoàn thành", "đã xong", "delivered", "done"),
    Status.ON_HOLD: ("tạm dừng", "tạm hoãn", "on hold", "paused"),
    Status.CANCELLED: ("đã huỷ", "huỷ", "cancelled", "canceled"),
}
DEPARTMENTS: Mapping[Department, tuple[str, ...]] = {
    Department.ACCOUNT: ("account",),
    Department.CREATIVE: ("creative", "sáng tạo", "design", "thiết kế", "copy"),
    Department.MEDIA: ("media",),
    Department.RESEARCH: ("research", "nghiên cứu", "planning", "strategy", "chiến lược"),
    Department.PRODUCTION: ("production", "sản xuất"),
    Department.OTHER: ("khác", "other"),
}
REQUIRED = (Column.PROJECT,)
_OF_WORK = (Column.TITLE, Column.OWNER, Column.DUE)
_MOST_SUGGESTED = 20
"""Faults that say what may have been meant: to compare hundreds of names with all people takes seconds."""
_SEPARATORS = "\t;,|"
_BY_HEADER = {fold(word): column for column, words in HEADERS.items() for word in words}
_BY_STATUS = {word: status for status, words in STATUSES.items() for word in words}
_BY_DEPARTMENT = {word: one for one, words in DEPARTMENTS.items() for word in words}


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong in a line (counted from 1, the header among them), in the column called `header`."""

    line: int
    header: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was understood; without a title it is of a project alone. `due_minute` counts from
    midnight. None, and "" in `done`: the cell was empty."""

    line: int
    project: str
    client: str
    ae: Person | None
    title: str
    owner: Person | None
    due_on: date | None
    due_minute: int | None
    status: Status | None
    department: Department | None
    done: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read. `headers`: what the sheet calls each column that was recognised; `unread`: the rest."""

    headers: Mapping[Column, str]
    unread: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: tuple[CellFault, ...]


def read(text: str, people: Sequence[Person], context: Context, most: int | None = None) -> Sheet:
    """The rows under a header line; tabs, semicolons, commas or bars part the cells.

    Dates that have passed are taken: what is late is imported as late. Raises `Invalid` (field `rows`), also
    for more than `most` rows.
    """
    lines = list(_lines(text.lstrip("\ufeff")))
    if not lines:
        raise Invalid("rows", "error.import_empty")
    (_, header), body = lines[0], lines[1:]
    if most is not None and len(body) > most:
        raise Invalid("rows", "error.import_many", most=most, count=len(body))
    places = {place: _BY_HEADER.get(fold(cell)) for place, cell in enumerate(header)}
    _check_header(header, places)
    headers = {column: clean(header[place]) for place, column in places.items() if column}
    reader = _Reader(headers, people, context)
    rows = tuple(reader.row(line, _named(cells, places), len(cells) > len(header)) for line, cells in body)
    if not rows:
        raise Invalid("rows", "error.import_empty")
    unread = tuple(clean(header[place]) for place, column in places.items() if not column and header[place])
    return Sheet(headers, unread, rows, tuple(reader.faults))


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that says anything, with the line it begins on."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=lambda one: _recognised(first, one))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, [cell.strip() for cell in cells]
            begins = reader.line_num + 1
    except csv.Error:
        raise Invalid("rows", "error.import_quotes", line=begins) from None


def _recognised(header: str, separator: str) -> int:
    return sum(fold(cell.strip(' "')) in _BY_HEADER for cell in header.split(separator))


def _check_header(header: Sequence[str], places: Mapping[int, Column | None]) -> None:
    found = [column for column in places.values() if column]
    twice = next((column for column in found if found.count(column) > 1), None)
    if twice is not None:
        names = ", ".join(header[place] for place, column in places.items() if column is twice)
        raise Invalid("rows", "error.import_twice", names=names)
    wanted = [*REQUIRED, *(_OF_WORK if set(_OF_WORK) & set(found) else ())]
    missing = [HEADERS[column][0] for column in wanted if column not in found]
    if missing:
        seen = ", ".join(cell for cell in header if cell) or "–"
        raise Invalid("rows", "error.import_columns", missing=", ".join(missing), seen=seen[:200])


def _named(cells: Sequence[str], places: Mapping[int, Column | None]) -> dict[Column, str]:
    return {column: cells[place] for place, column in places.items() if column and place < len(cells)}


class _Reader:
    """Reads cells and gathers what is wrong with them."""

    def __init__(self, headers: Mapping[Column, str], people: Sequence[Person], context: Context) -> None:
        self.faults: list[CellFault] = []
        self._headers, self._people, self._context = headers, people, context
        self._called: dict[str, tuple[Person | None, tuple[Fault, ...]]] = {}

    def row(self, line: int, cells: Mapping[Column, str], is_long: bool) -> Row:
        """One row."""
        if is_long:
            self._wrong(line, Column.PROJECT, Fault("error.import_cells", {}))
        title = self._text(line, cells, Column.TITLE, TITLE_LENGTH)
        has_work = bool(title) or any(cells.get(one) for one in (Column.OWNER, Column.DUE, Column.STATUS))
        if has_work and not title:
            self._wrong(line, Column.TITLE, Fault("error.line_title_missing", {}))
        day, minute = self._due(line, cells, has_work)
        project = self._text(line, cells, Column.PROJECT, NAME_LENGTH)
        if not project:
            self._wrong(line, Column.PROJECT, Fault("error.import_no_project", {}))
        return Row(
            line=line,
            project=project,
            client=self._text(line, cells, Column.CLIENT, NAME_LENGTH),
            ae=self._person(line, cells, Column.AE, is_wanted=False),
            title=title,
            owner=self._person(line, cells, Column.OWNER, is_wanted=has_work),
            due_on=day,
            due_minute=minute,
            status=self._word(line, cells, Column.STATUS, _BY_STATUS),
            department=self._word(line, cells, Column.DEPARTMENT, _BY_DEPARTMENT),
            done=self._text(line, cells, Column.DONE, DONE_LENGTH, multiline=True),
        )

    def _wrong(self, line: int, column: Column, fault: Fault) -> None:
        self.faults.append(CellFault(line, self._headers.get(column, HEADERS[column][0]), fault))

    def _text(
        self, line: int, cells: Mapping[Column, str], column: Column, most: int, *, multiline: bool = False
    ) -> str:
        text = clean(cells.get(column, ""), multiline=multiline)
        if len(text) > most:
            facts = {"most": str(most), "length": str(len(text))}
            self._wrong(line, column, Fault("error.import_long", facts))
        return text

    def _person(
        self, line: int, cells: Mapping[Column, str], column: Column, *, is_wanted: bool
    ) -> Person | None:
        called = cells.get(column, "").lstrip("@")
        if not called:
            if is_wanted:
                self._wrong(line, column, Fault("error.line_owner_missing", {}))
            return None
        if called not in self._called:
            suggests = len(self.faults) < _MOST_SUGGESTED
            self._called[called] = whom(called, self._people, self._context, suggests=suggests)
        found, faults = self._called[called]
        for fault in faults:
            self._wrong(line, column, fault)
        return found

    def _due(self, line: int, cells: Mapping[Column, str], is_wanted: bool) -> tuple[date | None, int | None]:
        text = cells.get(Column.DUE, "")
        if not text:
            if is_wanted:
                self._wrong(line, Column.DUE, Fault("error.line_due_missing", {}))
            return None, None
        try:
            found = dates.parse(text, self._context.today, allow_past=True)
        except NotADate as refused:
            reasons = {Reason.URGENT: "error.line_due_urgent", Reason.IMPOSSIBLE: "error.line_due_impossible"}
            reason = reasons.get(refused.reason, "error.import_date")
            self._wrong(line, Column.DUE, Fault(reason, {"text": refused.text[:60]}))
            return None, None
        return found.day, found.minute

    def _word(
        self, line: int, cells: Mapping[Column, str], column: Column, words: Mapping[str, Found]
    ) -> Found | None:
        text = cells.get(column, "")
        folded = fold(text)
        found = next((one for word, one in words.items() if fold(word) == folded), None)
        if text and found is None:
            close = nearest(text, words) if len(self.faults) < _MOST_SUGGESTED else ()
            near = ", ".join(close) or ", ".join(list(words)[:3])
            self._wrong(line, column, Fault("error.import_word", {"text": text[:60], "nearest": near}))
        return found
