"""Import: how a table is read, what is wrong with it line by line, and that it is all or nothing, once."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from desk.core.actor import Actor
from desk.core.calendar import WorkCalendar
from desk.core.errors import Conflict, Invalid, NotAllowed, NotFound
from desk.people.member import Department, Person, Role
from desk.text import spans as text_spans
from desk.text.letters import clean
from desk.text.spans import Context
from desk.work import spreadsheet
from desk.work.spreadsheet import MOST_ROWS, Checked
from desk.work.spreadsheet_lines import read
from desk.work.table_answers import Answers, Ask
from desk.work.table_columns import Column
from desk.work.table_dates import Order
from handlers.core.i18n import LANGUAGES, Catalogs
from storage.database.engine import Database
from storage.database.history import ChangeRow
from storage.messages.outbox import Outbox
from storage.project.project import Project
from storage.work.deliverable import Deliverable, Status
from storage.work.import_answers import ImportAnswers
from tests.support.world import NOW, World

TODAY = date(2026, 11, 23)
PEOPLE = [
    Person(1, "U01HUONG", "Nguyễn Thu Hương", Role.AE, Department.ACCOUNT, False),
    Person(2, "U03LAN", "Phạm Ngọc Lan", Role.MEMBER, Department.CREATIVE, False),
    Person(3, "U06CHI", "Trần Mai Chi", Role.GUEST, None, True),
]
CONTEXT = Context(
    NOW,
    WorkCalendar("VN"),
    tuple(text_spans.Person(one.user, one.name, side="client" if one.external else "") for one in PEOPLE),
)
HEAD = "Dự án,Hạng mục,PIC,Deadline"


@pytest.mark.parametrize(
    "text",
    [
        "Dự án\tHạng mục\tPIC\tDeadline\tTrạng thái\tBộ phận\nTết\tKV\tLan\t15/12/2026\tđang làm\tCreative",
        "du an;hang muc;pic;han;tinh trang;bo phan\r\nTết;KV;@Ngọc Lan;2026-12-15;IN PROGRESS;sáng tạo\r\n",
        "\ufeffJob,Task,Owner,Due,Status,Team\n\n,,,,,\n Tết , KV ,<@U03LAN>,15.12.2026,Đang  làm,creative",
        'PIC,"Dự án","Đầu việc","Ngày giao",Tiến độ,Phòng ban\n"Lan","Tết","KV","15/12/2026",WIP,design',
    ],
    ids=["tabs", "semicolons", "commas, mark, blank lines", "quoted, in another order"],
)
def test_whatever_the_spreadsheet_the_rows_are_the_same(text: str) -> None:
    sheet = read(text, PEOPLE, CONTEXT)
    assert sheet.faults == ()
    (row,) = sheet.rows
    assert (row.project, row.title, row.owner, row.due_on) == ("Tết", "KV", PEOPLE[1], date(2026, 12, 15))
    assert (row.status, row.department) == (Status.IN_PROGRESS, Department.CREATIVE)


@pytest.mark.parametrize(
    ("row", "header", "reason", "fact"),
    [
        ("Tết,,Lan,15/12", "Hạng mục", "error.line_title_missing", ""),
        ("Tết,KV,,15/12", "PIC", "error.line_owner_missing", ""),
        ("Tết,KV,Lân Phạm Ngọc,15/12", "PIC", "error.line_owner_unknown", "Phạm Ngọc Lan"),
        ("Tết,KV,Chi,15/12", "PIC", "error.person_outside", "Trần Mai Chi"),
        ("Tết,KV,Lan,", "Deadline", "error.line_due_missing", ""),
        ("Tết,KV,Lan,ASAP", "Deadline", "error.line_due_urgent", "ASAP"),
        ("Tết,KV,Lan,30/2/2026", "Deadline", "error.line_due_impossible", "30/2/2026"),
        ("Tết,KV,Lan,sớm thôi", "Deadline", "error.import_date", "sớm thôi"),
        ("Tết,KV,Lan,15/12,thừa", "Dự án", "error.import_cells", ""),
        (f"Tết,{'x' * 151},Lan,15/12", "Hạng mục", "error.import_long", "151"),
    ],
)
def test_each_fault_names_its_line_its_column_and_what_is_near(
    row: str, header: str, reason: str, fact: str
) -> None:
    sheet = read(f'{HEAD}\n"Tết","KV\nphụ",Lan,15/12\n{row}', PEOPLE, CONTEXT)
    (found,) = sheet.faults
    assert (found.line, found.header, found.fault.reason) == (4, header, reason)
    assert fact in str(found.fault.facts)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "import_empty"),
        (HEAD, "import_empty"),
        ("KV @lan 15/12\nTVC @lan 16/12", "import_columns"),
        (f'{HEAD}\nTết,"KV,Lan,15/12', "import_quotes"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(text: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        read(text, PEOPLE, CONTEXT)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Hạng mục,PIC\nKV,Lan", ["due", "project"]),
        (f"{HEAD},Hạn\nTết,KV,Lan,15/12,16/12", ["due"]),
        (f"{HEAD},Hạn\nTết,KV,Lan,15/12,15/12", []),
        ("Dự án,Thứ gì,Ai,Lúc nào\nTết,KV,Lan,15/12", []),
        ("Cái gì,Ai làm\nKV,Lan", ["title", "owner", "due", "project"]),
    ],
)
def test_a_column_that_is_missing_or_there_twice_is_asked(text: str, asked: list[str]) -> None:
    sheet = read(text, PEOPLE, CONTEXT)
    assert [(one.ask, one.about) for one in sheet.questions] == [(Ask.COLUMN, one) for one in asked]
    assert bool(sheet.faults) == bool(asked)


@pytest.mark.parametrize(
    ("header", "cells", "days"),
    [
        ("Due", ["12/05/2026", "12/20/2026"], ["2026-12-05", "2026-12-20"]),
        ("Due", ["05/12/2026", "20/12/2026"], ["2026-12-05", "2026-12-20"]),
        ("Due", ["05/12/2026", "06/12/2026"], []),
        ("Due", ["20/12/2026", "12/20/2026", "05/12/2026"], []),
        ("Due", ["05.12.2026", "06.06.2026"], ["2026-12-05", "2026-06-06"]),
        ("Due (mm/dd)", ["12/05/2026"], ["2026-12-05"]),
        ("Due", ["12/05/2026 9h", "before 12/20/2026"], ["2026-12-05", "2026-12-20"]),
        ("Due", ["trước 05/12/2026", "20/12/2026"], ["2026-12-05", "2026-12-20"]),
        ("Due", ["05/12/2026 9h", "06/12/2026"], []),
        ("Due (dd/mm/yyyy)", ["12/05/2026"], ["2026-05-12"]),
    ],
)
def test_which_number_is_the_month_is_decided_over_the_column(
    header: str, cells: list[str], days: list[str]
) -> None:
    rows = "\n".join(f"Tết,KV {n},Lan,{cell}" for n, cell in enumerate(cells))
    sheet = read(f"Dự án,Hạng mục,PIC,{header}\n{rows}", PEOPLE, CONTEXT)
    if days:
        assert ([str(row.due_on) for row in sheet.rows], sheet.questions) == (days, ())
    else:
        (asked,) = sheet.questions
        assert (asked.ask, asked.choices) == (Ask.ORDER, ("2026-12-05", "2026-05-12"))
        for order, day in zip(Order, asked.choices, strict=True):
            sheet = read(
                f"Dự án,Hạng mục,PIC,{header}\n{rows}", PEOPLE, CONTEXT, answers=Answers(order=order)
            )
            assert day in [str(row.due_on) for row in sheet.rows]
            assert sheet.faults == ()


def test_an_empty_project_is_that_above_only_where_each_is_named_once() -> None:
    grouped = (
        "Dự án,Hạng mục,PIC,Deadline\nTết,KV,Lan,15/12\n,Banner,Lan,15/12\nHè,Áo,Lan,15/12\n,Mũ,Lan,15/12"
    )
    assert [row.project for row in read(grouped, PEOPLE, CONTEXT).rows] == ["Tết", "Tết", "Hè", "Hè"]
    for text in (
        "Project,Name,Assignee,Due\nTết,KV,Lan,15/12\nTết,TVC,Lan,15/12\n,Banner,Lan,15/12",
        "ID,Project,Title,Assignee,Due date\nA-1,Tết,KV,Lan,15/12\nA-2,,Banner,Lan,15/12",
    ):
        sheet = read(text, PEOPLE, CONTEXT)
        assert [(one.ask, one.count) for one in sheet.questions] == [(Ask.PROJECT, 1)]
        sheet = read(text, PEOPLE, CONTEXT, answers=Answers(project="Khác"))
        assert ([row.project for row in sheet.rows][-1], sheet.faults) == ("Khác", ())


def test_thousands_of_rows_take_time_in_proportion() -> None:
    def steps(count: int) -> int:
        rows = [
            f"Dự án {n},Việc {n},Ai {n % 50},{n % 28 + 1}/12/2026,Chờ {n % 300},Nhóm" for n in range(count)
        ]
        seen = 0

        def count_one(*_: object) -> None:
            nonlocal seen
            seen += 1

        sys.setprofile(count_one)
        try:
            read("\n".join([f"{HEAD},Trạng thái,Cha", *rows]), PEOPLE, CONTEXT)
        finally:
            sys.setprofile(None)
        return seen

    steps(1_250)  # what is read once and kept
    assert steps(5_000) < 4.6 * steps(1_250)


_CELL = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)


@settings(max_examples=30)
@given(st.lists(st.tuples(_CELL, _CELL), min_size=1, max_size=5), st.sampled_from("\t;,|"))
def test_any_cell_comes_through_quoting_as_it_is(cells: list[tuple[str, str]], separator: str) -> None:
    written = io.StringIO()
    table = csv.writer(written, delimiter=separator, quoting=csv.QUOTE_ALL)
    table.writerows([("Dự án", "Hạng mục", "PIC", "Deadline"), *((*pair, "Lan", "15/12") for pair in cells)])
    sheet = read(written.getvalue(), PEOPLE, CONTEXT)
    wanted = [(clean(a, multiline=False), clean(b, multiline=False)) for a, b in cells]
    assert [(row.project, row.title) for row in sheet.rows] == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cards_call_a_status_or_a_department_is_understood(language: str) -> None:
    t = Catalogs("vi").translator(language)
    for status in Status:
        sheet = read(f"{HEAD},Status\nTết,KV,Lan,15/12,{t(f'status.{status}')}", PEOPLE, CONTEXT)
        assert [row.status for row in sheet.rows] == [status]
    for one in Department:
        sheet = read(f"{HEAD},Team\nTết,KV,Lan,15/12,{t(f'department.{one}')}", PEOPLE, CONTEXT)
        assert [row.department for row in sheet.rows] == [one]
        assert sheet.headers[Column.DEPARTMENT] == "Team"


# --- beside what is there --------------------------------------------------------------------------

TABLE = """Dự án,Khách,AE,Hạng mục,PIC,Deadline,Trạng thái,Ghi chú
Mộc An Tết,Mộc An,Lan,KV,Lan,15/12/2026,đang làm,x
Mộc An Tết,,,TVC,Hương,1/10/2026 17:00,xong,
Hè,,,,,,,
Hè,Phố,,Banner,Hương,16/12/2026,,"""


ALL = {"all": True}


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


@pytest.fixture
def huong(world: World) -> Actor:
    world.person("U03LAN", "Phạm Ngọc Lan")
    return world.person("U01HUONG", "Nguyễn Thu Hương", role=Role.AM)


def check(world: World, who: Actor, text: str, once: Mapping[str, Any] = ALL) -> Checked:
    with world.database.read() as session:
        return spreadsheet.check(session, who, text, NOW, once=once)


def write(world: World, who: Actor, text: str, once: Mapping[str, Any] = ALL) -> Checked:
    with world.database.write() as session:
        return spreadsheet.write(session, who, text, NOW, once=once)


def rows(world: World, table: Any) -> list[Any]:
    with world.database.read() as session:
        return list(session.scalars(select(table).order_by(table.id)))


def changes(world: World) -> int:
    with world.database.read() as session:
        return session.scalar(select(func.count()).where(ChangeRow.verb == "import")) or 0


def test_written_once_and_again_it_changes_nothing(world: World, huong: Actor) -> None:
    wanted = check(world, huong, TABLE)
    assert (wanted.projects, wanted.added, wanted.unread) == (("Mộc An Tết", "Hè"), 3, ("Ghi chú",))
    assert rows(world, Project) == []
    assert write(world, huong, TABLE) == wanted
    kv, tvc, banner = rows(world, Deliverable)
    assert [(one.title, one.number, one.status) for one in (kv, tvc, banner)] == [
        ("KV", 1, Status.IN_PROGRESS), ("TVC", 2, Status.DELIVERED), ("Banner", 1, Status.BRIEFED),
    ]  # fmt: skip
    assert (tvc.due_on, tvc.due_minute, tvc.done_at) == (date(2026, 10, 1), 17 * 60, NOW)
    first, second = rows(world, Project)
    assert (first.ae_id, second.ae_id) == (kv.owner_id, huong.member_id)
    assert (first.client_id is None, second.client_id is None) == (False, False)
    assert {one.kind for one in rows(world, Outbox)} == {"work_given"}
    for text in (TABLE, TABLE.replace("Mộc An Tết", "mộc an tet").replace("KV,", "kv,")):
        again = write(world, huong, text)
        assert (again.added, again.changed, again.same, again.projects, again.writes) == (0, 0, 3, (), False)
    assert changes(world) == 1


@pytest.mark.on_both
def test_what_is_otherwise_is_changed_and_an_empty_cell_says_nothing(world: World, huong: Actor) -> None:
    write(world, huong, TABLE)
    done = write(
        world, huong, f"{HEAD},Trạng thái\nHè,banner,Lan,17/12/2026,\nMộc An Tết,TVC,Hương,1/10/2026,"
    )
    assert (done.added, done.changed, done.same) == (0, 1, 1)
    _, tvc, banner = rows(world, Deliverable)
    assert (banner.due_on, banner.status, banner.title) == (date(2026, 12, 17), Status.BRIEFED, "Banner")
    assert (tvc.due_minute, tvc.status) == (17 * 60, Status.DELIVERED)


@pytest.mark.on_both
def test_one_fault_and_nothing_at_all_is_written(world: World, huong: Actor) -> None:
    bad = f"{TABLE}\nHè,,,Sticker,Lan,hôm nào đó,,"
    (fault,) = check(world, huong, bad).faults
    assert (fault.line, fault.header) == (6, "Deadline")
    with pytest.raises(Conflict, match="import_changed"):
        write(world, huong, bad)
    twice = check(world, huong, f"{TABLE}\nhe,,,BANNER,Lan,16/12/2026,,").faults
    assert [(one.line, one.fault.reason, one.fault.facts) for one in twice] == [
        (6, "error.import_same", {"line": "5"})
    ]
    assert (rows(world, Project), rows(world, Deliverable), changes(world)) == ([], [], 0)


@pytest.mark.on_both
def test_what_is_done_and_not_here_yet_is_left_out_and_said(world: World, huong: Actor) -> None:
    wanted = check(world, huong, TABLE, {})
    assert (wanted.added, wanted.left, wanted.faults) == (2, 1, ())
    write(world, huong, TABLE, {})
    assert [one.title for one in rows(world, Deliverable)] == ["KV", "Banner"]
    done = write(world, huong, TABLE.replace("đang làm", "xong"), {})
    assert (done.changed, done.left) == (1, 1)
    assert rows(world, Deliverable)[0].status is Status.DELIVERED
    assert (write(world, huong, TABLE).added, write(world, huong, TABLE).left) == (1, 0)
    nobody = f"{HEAD},Trạng thái\nHè,Cũ,Người Đã Nghỉ,hôm nào,xong\nHè,Mới,Lan,15/12/2026,"
    assert check(world, huong, nobody, {}).faults == ()
    assert len(check(world, huong, nobody).faults) == 2


def test_what_was_answered_is_remembered_for_these_columns(world: World, huong: Actor) -> None:
    head = "Chiến dịch,Bài,PIC,Hạn,Trạng thái"
    text = f"{head}\nHè,Banner,Bé Na,05/12/2026,Chờ dev\nHè,KV,Lan,07/12/2026,"
    once: dict[str, Any] = {}
    for expected, said in (
        ([(Ask.COLUMN, "title")], ["Bài"]),
        (
            [(Ask.STATUS, "Chờ dev"), (Ask.PERSON, "Bé Na"), (Ask.ORDER, "05/12/2026")],
            ["on_hold", "U03LAN", "dmy"],
        ),
    ):
        found = check(world, huong, text, once)
        assert [(one.ask, one.about) for one in found.questions] == expected
        with world.database.write() as session:
            once = spreadsheet.answer(session, huong, text, dict(enumerate(said)), NOW, once=once)
    assert (write(world, huong, text, once).added, once) == (2, {})
    banner, kv = rows(world, Deliverable)
    assert (banner.due_on, banner.status, banner.owner_id) == (date(2026, 12, 5), Status.ON_HOLD, kv.owner_id)
    later = check(world, huong, f"{head}\nĐông,Áo,Bé Na,04/03/2027,Chờ dev", {})
    assert (later.faults, later.questions, later.first[0].due_on) == ((), (), date(2027, 3, 4))
    other = check(world, huong, f"{HEAD},Trạng thái\nHè,Áo,Bé Na,04/03/2027,Chờ dev", {})
    assert [one.ask for one in other.questions] == [Ask.STATUS, Ask.PERSON, Ask.ORDER]


@pytest.mark.on_both
def test_what_was_read_otherwise_since_is_not_written(world: World, huong: Actor) -> None:
    text = f"{HEAD},Trạng thái\nHè,Banner,Lan,15/12/2026,Chờ dev"
    with world.database.write() as session:
        spreadsheet.answer(session, huong, text, {0: "on_hold"}, NOW)
    key = check(world, huong, text, {}).key
    with world.database.write() as session:
        stored = session.scalars(select(ImportAnswers)).one()
        stored.values = {**stored.values, "words": {"status/cho dev": "approved"}}
    with world.database.write() as session, pytest.raises(NotFound, match="import_gone"):
        spreadsheet.write(session, huong, text, NOW, key=key)
    assert rows(world, Deliverable) == []


def test_who_may_import_and_how_much(world: World, huong: Actor) -> None:
    write(world, huong, TABLE)
    khoa = world.person("U04KHOA", "Khoa")
    faults = check(world, khoa, f"{HEAD}\nHè,Sticker,Khoa,16/12/2026\nMới,KV,Khoa,16/12/2026").faults
    assert [(one.line, one.fault.reason) for one in faults] == [(2, "error.project_not_yours")]
    with pytest.raises(NotAllowed):
        check(world, world.person("U06CHI", guest=True), TABLE)
    many = "\n".join([HEAD, *(f"Mới,Việc {n},Lan,16/12/2026" for n in range(MOST_ROWS + 1))])
    with pytest.raises(Invalid, match="import_many"):
        check(world, huong, many)
