"""Rows of a spreadsheet or of another tool's export: each cell is read, and questions are collected (F69)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from desk.core.errors import Invalid
from desk.people.member import Department, Person
from desk.project.project import NAME_LENGTH
from desk.text.letters import clean, fold
from desk.text.spans import Context, Why
from desk.work import table, table_dates, table_titles
from desk.work.deliverable import DONE_LENGTH, Status
from desk.work.lines import TITLE_LENGTH, Fault
from desk.work.table_answers import Answers, Ask, Question
from desk.work.table_columns import (
    ASKED,
    Column,
    Layout,
    Record,
    filled,
    is_known,
    lay_out,
    plain,
    row_words,
    words,
)
from desk.work.table_dates import Order, When
from desk.work.table_meanings import Meanings
from desk.work.table_people import People

_MOST_SUGGESTED = 20
"""For how many faults suggestions are made: comparing hundreds of names with all people takes seconds."""
_LIST_LENGTH, _MOST_LISTED = 200, 20
"""For a cell with several values: how much of it identifies the question, and how many are offered."""
_ONE = (Column.PROJECT, Column.DUE)
"""Meanings for which two columns must not differ."""
_OVER = (Status.DELIVERED, Status.CANCELLED)
_WHY = {Why.URGENT: "error.line_due_urgent", Why.IMPOSSIBLE: "error.line_due_impossible"}


@dataclass(frozen=True, slots=True)
class CellFault:
    """A fault in a line (counted from 1, including the header), in the column called `header`."""

    line: int
    header: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Row:
    """A row as understood; without a title it is only about a project. `due_minute` counts from local
    midnight. None, and "" in `done`: the cell was empty. `is_over`: done, dropped or archived.
    """

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
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read. `headers`: the sheet's names of the recognised columns; `unread`: the other columns.

    `questions`: their answers would remove some of the `faults`; `headings`: rows without work; `key`: of
    this set of columns.
    """

    headers: Mapping[Column, str]
    unread: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: tuple[CellFault, ...]
    questions: tuple[Question, ...] = ()
    headings: tuple[str, ...] = ()
    key: str = field(default="", compare=False)


def read(
    text: str,
    people: Sequence[Person],
    context: Context,
    most: int | None = None,
    answers: Answers | None = None,
) -> Sheet:
    """The rows under a header line, from any tool and with any separator.

    Past dates are accepted: late work is imported as late. Rows that are over are only imported as far as
    they are understood, unless completed work is included. Raises `Invalid` (field `rows`), also for more
    than `most` rows.
    """
    known = answers or Answers()
    layout = lay_out(table.lines(text, is_known), known.columns)
    if not layout.records:
        raise Invalid("rows", "error.import_empty")
    if most is not None and len(layout.records) > most:
        raise Invalid("rows", "error.import_many", most=most, count=len(layout.records))
    return _Reader(layout, people, context, known).sheet()


def key_of(text: str) -> str:
    """Identifies the set of columns of this text. Raises `Invalid` (field `rows`)."""
    return lay_out(table.lines(text, is_known), {}).key


class _Reader:
    """Reads cells and collects faults and questions."""

    def __init__(self, layout: Layout, people: Sequence[Person], context: Context, answers: Answers) -> None:
        self._layout, self._context, self._answers = layout, context, answers
        self._people = People(people, context, answers.people)
        self._owner = next((one for one in people if one.user == answers.owner), None)
        self._headers = {column: names[0] for column, names in layout.given.items()}
        self._faults: list[CellFault] = []
        self._asked: dict[tuple[Ask, str], Question] = {}
        self._counts: Counter[tuple[Ask, str]] = Counter()
        self._open_dates: list[str] = []
        self._is_quiet = False  # completed rows ask questions only if they are imported
        self._whens: dict[str, When] = {}
        self._lists_projects = (
            fold(self._headers.get(Column.PROJECT, "")) in words("columns")["lists"]["project"]
        )
        self._statuses = Meanings(Ask.STATUS, answers)
        self._departments = Meanings(Ask.DEPARTMENT, answers)
        dues = [cell for one in layout.records for cell in one.cells.get(Column.DUE, ())]
        hints = [hint for name in layout.given.get(Column.DUE, ()) if (hint := table_dates.hinted(name))]
        self._order = answers.order or next(iter(hints), None) or table_dates.order(dues)

    def sheet(self) -> Sheet:
        """The whole sheet."""
        if missing := self._missing():
            return self._headless(missing)
        records = list(filled(self._layout.records))
        names = table_titles.by_id(records)
        rows = tuple(self._row(record, names) for record in records)
        if self._open_dates:
            self._ask_order()
        questions = tuple(
            replace(one, count=self._counts[key]) for key, one in self._asked.items() if self._counts[key]
        )
        return Sheet(
            self._headers, tuple(self._layout.free.values()), rows, tuple(self._faults), questions,
            self._layout.headings, self._layout.key,
        )  # fmt: skip

    def _missing(self) -> list[Question]:
        """The required columns that are missing and were not answered."""
        given, known = self._layout.given, self._answers
        instead = {Column.PROJECT: known.project, Column.OWNER: known.owner, Column.DUE: known.due}
        of_work = {Column.TITLE, Column.OWNER, Column.DUE} & set(given) or Column.PROJECT not in given
        wanted = ASKED if of_work else (Column.PROJECT,)
        also = Column.EMAIL in given
        missing = [
            one
            for one in wanted
            if one not in given and not instead.get(one) and not (one is Column.OWNER and also)
        ]
        asked = [Question(Ask.COLUMN, one, self._choices(), self._guess(one), 1) for one in missing]
        return [*asked, *(Question(Ask.COLUMN, one, given[one], "", 1) for one in _ONE if self._differ(one))]

    def _differ(self, column: Column) -> bool:
        """Whether two columns have this meaning and different values in some row."""
        cells = (one.cells.get(column, ()) for one in self._layout.records)
        return any(len({fold(cell) for cell in said}) > 1 for said in cells)

    def _choices(self) -> tuple[str, ...]:
        return tuple(self._layout.free.values())

    def _guess(self, column: Column) -> str:
        """The project named in the lines above the header, if any."""
        above = [line for line in self._layout.above if line and len(line) <= NAME_LENGTH]
        return clean(above[0], multiline=False) if column is Column.PROJECT and above else ""

    def _headless(self, missing: Sequence[Question]) -> Sheet:
        lacking = [one for one in missing if one.about not in self._layout.given]
        called = [words("columns")["strong"].get(one.about, (one.about,))[0] for one in lacking]
        seen = ", ".join(cell for cell in self._layout.header if cell)
        fault = Fault("error.import_columns", {"missing": ", ".join(called), "seen": seen[:200]})
        if not lacking:
            fault = Fault("error.import_twice", {"names": ", ".join(missing[0].choices)[:200]})
        wrong = CellFault(self._layout.records[0].line - 1, self._layout.header[0], fault)
        unread = tuple(self._layout.free.values())
        return Sheet(self._headers, unread, (), (wrong,), tuple(missing), (), self._layout.key)

    def _row(self, record: Record, names: Mapping[str, str]) -> Row:
        """One row."""
        status, is_over = self._state(record)
        self._is_quiet = is_over and not self._answers.with_done
        row = self._read(record, names, status, is_over)
        self._is_quiet = False
        return row

    def _read(self, record: Record, names: Mapping[str, str], status: Status | None, is_over: bool) -> Row:
        line = record.line
        if record.is_long:
            self._wrong(line, Column.PROJECT, Fault("error.import_cells", {}))
        own = table_titles.own(record)
        title = table_titles.whole(record, own, names)
        has_work = bool(own) or any(record.first(one) for one in (Column.OWNER, Column.DUE, Column.STATUS))
        if has_work and not own:
            self._wrong(line, Column.TITLE, Fault("error.line_title_missing", {}))
        when = self._due(record, has_work)
        owner, helpers = self._owners(record, has_work)
        project = self._text(line, self._project(record), Column.PROJECT, NAME_LENGTH)
        project = project or clean(self._answers.project, multiline=False)
        if not project:
            self._wrong(line, Column.PROJECT, Fault("error.import_no_project", {}))
            self._ask(Question(Ask.PROJECT))
        more = f" (+ {', '.join(one.name for one in helpers)})" if helpers and title else ""
        return Row(
            line=line,
            project=project,
            client=self._text(line, plain(record.first(Column.CLIENT)), Column.CLIENT, NAME_LENGTH),
            ae=self._ae(record),
            title=self._text(line, title + more, Column.TITLE, TITLE_LENGTH),
            owner=owner,
            due_on=when.day,
            due_minute=when.minute,
            status=status,
            department=self._department(record),
            done=self._text(line, record.first(Column.DONE), Column.DONE, DONE_LENGTH, multiline=True),
            is_over=is_over,
        )

    def _wrong(self, line: int, column: Column, fault: Fault) -> None:
        if self._is_quiet:
            return
        called = self._headers.get(column) or words("columns")["strong"].get(column, (column.value,))[0]
        self._faults.append(CellFault(line, called, fault))

    def _ask(self, question: Question) -> None:
        if self._is_quiet:
            return
        key = (question.ask, fold(question.about))
        self._asked.setdefault(key, question)
        self._counts[key] += 1

    def _text(self, line: int, said: str, column: Column, most: int, *, multiline: bool = False) -> str:
        text = clean(said, multiline=multiline)
        if len(text) > most:
            facts = {"most": str(most), "length": str(len(text))}
            self._wrong(line, column, Fault("error.import_long", facts))
        return text

    def _project(self, record: Record) -> str:
        """The project; a question when a tool lists several for one row."""
        said = plain(record.first(Column.PROJECT))
        listed = tuple(dict.fromkeys(one.strip() for one in said.split(",") if one.strip()))
        if not self._lists_projects or len(listed) < 2:
            return said
        about = said[:_LIST_LENGTH]
        if chosen := self._answers.word(Ask.ONE_OF, about):
            return chosen
        self._wrong(record.line, Column.PROJECT, Fault("error.import_several", {"text": said[:60]}))
        self._ask(Question(Ask.ONE_OF, about, (*listed[:_MOST_LISTED], said)))
        return said

    def _owners(self, record: Record, is_wanted: bool) -> tuple[Person | None, tuple[Person, ...]]:
        cells = [*record.cells.get(Column.OWNER, ()), *record.cells.get(Column.HELPER, ())]
        suggests = len(self._faults) < _MOST_SUGGESTED
        owners, unclear = self._people.of(cells, record.cells.get(Column.EMAIL, ()), suggests=suggests)
        for one in unclear:
            self._wrong(record.line, Column.OWNER, one.fault)
            self._ask(Question(Ask.PERSON, one.called, offered=one.offered))
        if owners or unclear:
            return next(iter(owners), None), tuple(owners[1:])
        if is_wanted and self._owner is None:
            self._wrong(record.line, Column.OWNER, Fault("error.line_owner_missing", {}))
            self._ask(Question(Ask.OWNER))
        return (self._owner if is_wanted else None), ()

    def _ae(self, record: Record) -> Person | None:
        cells = record.cells.get(Column.AE, ())
        found, unclear = self._people.of(cells, (), suggests=len(self._faults) < _MOST_SUGGESTED)
        for one in unclear:
            self._wrong(record.line, Column.AE, one.fault)
            self._ask(Question(Ask.PERSON, one.called, offered=one.offered))
        return next(iter(found), None)

    def _due(self, record: Record, is_wanted: bool) -> When:
        text = record.first(Column.DUE)
        hour = record.first(Column.HOUR)
        found = self._when(f"{text} {hour}".strip() if text else "")
        if found.day is not None:
            return found
        if not text or found.why is None:
            if is_wanted and self._answers.due is None:
                self._wrong(record.line, Column.DUE, Fault("error.line_due_missing", {}))
                self._ask(Question(Ask.DUE))
            return When(self._answers.due if is_wanted else None)
        if self._order is None and table_dates.is_open(text):
            self._open_dates += [] if self._is_quiet else [text]
            self._wrong(record.line, Column.DUE, Fault("error.import_order", {"text": text[:60]}))
        elif found.days:
            self._wrong(
                record.line, Column.DUE, Fault("error.line_due_which", {"text": text[:60]}, found.days)
            )
        else:
            reason = _WHY.get(found.why, "error.import_date")
            self._wrong(record.line, Column.DUE, Fault(reason, {"text": text[:60]}))
        return When(None)

    def _when(self, text: str) -> When:
        if not text:
            return When(None)
        if text not in self._whens:
            self._whens[text] = table_dates.read(text, self._order, self._context)
        return self._whens[text]

    def _ask_order(self) -> None:
        example = self._open_dates[0]
        read = [table_dates.read(example, order, self._context) for order in Order]
        choices = tuple(str(one.day or next(iter(one.days), "")) for one in read)
        self._asked[Ask.ORDER, ""] = Question(Ask.ORDER, example[:60], choices)
        self._counts[Ask.ORDER, ""] = len(self._open_dates)

    def _state(self, record: Record) -> tuple[Status | None, bool]:
        """The status of a row. A tick or a date in a status column takes precedence over the status word."""
        status = self._status(record)
        if _ticked(record.first(Column.CANCELED)):
            return Status.CANCELLED, True
        if _ticked(record.first(Column.COMPLETED)) and status not in _OVER:
            return Status.DELIVERED, True
        return status, status in _OVER or _ticked(record.first(Column.ARCHIVED))

    def _status(self, record: Record) -> Status | None:
        cells = record.cells.get(Column.STATUS, ())
        for text in cells:
            if found := self._statuses.of(text):
                return Status(found) if found in list(Status) else None
        if cells:
            self._unknown(record.line, Column.STATUS, self._statuses, cells[0])
        return None

    def _department(self, record: Record) -> Department | None:
        text = record.first(Column.DEPARTMENT)
        found = self._departments.of(text)
        if text and not found:
            self._unknown(record.line, Column.DEPARTMENT, self._departments, text)
        return Department(found) if found in list(Department) else None

    def _unknown(self, line: int, column: Column, meanings: Meanings, text: str) -> None:
        fault, question = meanings.unknown(text, suggests=len(self._faults) < _MOST_SUGGESTED)
        self._wrong(line, column, fault)
        self._ask(question)


def _ticked(text: str) -> bool:
    return fold(text) not in row_words("no")
