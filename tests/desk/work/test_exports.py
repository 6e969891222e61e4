"""What other tools export: every row right, or asked about. The files are each in their tool's own format."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desk.core.calendar import WorkCalendar
from desk.people.member import Department, Person, Role
from desk.text import spans as text_spans
from desk.text.spans import Context
from desk.work import table
from desk.work.spreadsheet_lines import Sheet, read
from desk.work.table_answers import Answers, Ask
from tests.support.world import NOW

EXPORTS = Path(__file__).parent / "exports"
PEOPLE = [
    Person(1, "U01HUONG", "Nguyễn Thu Hương", Role.AE, Department.ACCOUNT, False),
    Person(2, "U03LAN", "Phạm Ngọc Lan", Role.MEMBER, Department.CREATIVE, False),
    Person(3, "U04KHOA", "Lê Đăng Khoa", Role.MEMBER, Department.CREATIVE, False),
    Person(4, "U05ADA", "Ada Lovelace", Role.MEMBER, Department.CREATIVE, False),
]
CONTEXT = Context(
    NOW.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")),
    WorkCalendar("VN"),
    tuple(text_spans.Person(one.user, one.name) for one in PEOPLE),
)
TET, HE = "Mộc An Tết 2027", "Hạt Sen Hè"
WANTED = {
    "asana.csv": [
        (TET, "Key visual", "U03LAN", "2026-12-15", "in_progress"),
        (TET, "Key visual: Resize 9:16", "U04KHOA", "2026-12-17", ""),
        (TET, "Moodboard", "U03LAN", "2026-11-18", "delivered"),
        (TET, "TVC 30s", "U04KHOA", "2026-12-22", "with_client"),
    ],
    "jira.csv": [
        (TET, "Landing page", "U03LAN", "2026-12-15", "in_progress"),
        (TET, "Landing page: Hero banner", "U04KHOA", "2026-12-18 17:00", "briefed"),
        (TET, "Sitemap", "", "2026-11-09", "delivered"),
        (TET, "Loading screen", "U04KHOA", "2026-12-20", ""),
    ],
    "trello.csv": [
        (HE, "Post khai trương", "U03LAN", "2026-12-09 15:00", "in_progress"),
        (HE, "Reels hậu trường (+ Phạm Ngọc Lan)", "U04KHOA", "2026-12-11 17:00", "briefed"),
        (HE, "Minigame", "U04KHOA", "2026-11-10 17:00", "delivered"),
        (HE, "Ý tưởng cũ", "", "", "briefed"),
    ],
    "clickup.csv": [
        (TET, "TVC 30s (+ Lê Đăng Khoa)", "U03LAN", "2026-12-15", "in_progress"),
        (TET, "TVC 30s: Casting", "U04KHOA", "2026-12-17 17:00", "briefed"),
        (TET, "Kịch bản", "", "2026-11-11 03:00", "delivered"),
    ],
    "linear.csv": [
        (HE, "Website Hè", "U03LAN", "2026-12-15", "in_progress"),
        (HE, "Website Hè: Icon set", "U04KHOA", "2026-12-18", "briefed"),
        (HE, "Trang cũ", "", "", "cancelled"),
    ],
    "notion.csv": [
        (TET, "Key visual", "U03LAN", "2026-12-15", "in_progress"),
        (TET, "Key visual: Bản in (+ Phạm Ngọc Lan)", "U04KHOA", "2026-12-17 17:00", "briefed"),
        (TET, "Chụp hình", "U04KHOA", "2026-12-05", "in_progress"),
        (TET, "Họp khởi động", "U01HUONG", "2026-11-03", "delivered"),
    ],
    "monday.xlsx": [
        (TET, "Key visual", "U03LAN", "2026-12-15", "in_progress"),
        (TET, "Key visual: Resize", "U04KHOA", "2026-12-17", ""),
        (TET, "TVC", "U04KHOA", "2026-12-22 17:00", "on_hold"),
        (TET, "Moodboard", "", "2026-11-10", "delivered"),
    ],
    "sheets.tsv": [
        (HE, 'Social – "Tết sum vầy" teaser', "U03LAN", "2026-12-03", "in_progress"),
        (HE, "Social – Reels hậu trường (+ Phạm Ngọc Lan)", "U04KHOA", "2026-12-05 17:00", "delivered"),
        (HE, "Banner – Banner website", "U01HUONG", "2026-12-07", "with_client"),
        (HE, "Banner – Post 12.12", "U03LAN", "2026-12-10", "briefed"),
    ],
    "excel.csv": [
        (HE, "Standee", "U03LAN", "2026-12-15", "in_progress"),
        (HE, "Tờ rơi; A5", "U04KHOA", "2026-12-16 09:30", "briefed"),
    ],
    "timeline.xlsx": [
        (TET, "Phim – TVC 30s", "U03LAN", "2026-12-15", "in_progress"),
        (TET, "Phim – TVC 15s", "U04KHOA", "2026-12-16 17:30", "briefed"),
        (TET, "In ấn – Standee", "U03LAN", "2026-12-18", "approved"),
    ],
}  # fmt: skip
ASKED = {"jira.csv": [(Ask.STATUS, "Chờ dev")]}
ONCE = {"monday.xlsx": Answers(project=TET)}
"""What its file does not say."""


def of_file(name: str) -> Sheet:
    text = table.text_of((EXPORTS / name).read_bytes())
    return read(text, PEOPLE, CONTEXT, answers=ONCE.get(name))


def shown(sheet: Sheet) -> list[tuple[str, str, str, str, str]]:
    found = []
    for row in sheet.rows:
        hour = "" if row.due_minute is None else f" {row.due_minute // 60:02d}:{row.due_minute % 60:02d}"
        due = f"{row.due_on}{hour}" if row.due_on else ""
        owner = row.owner.user if row.owner else ""
        found.append((row.project, row.title, owner, due, str(row.status or "")))
    return found


@pytest.mark.parametrize("name", WANTED)
def test_every_row_of_a_tools_own_file_is_right(name: str) -> None:
    sheet = of_file(name)
    assert shown(sheet) == WANTED[name]
    assert [(one.ask, one.about) for one in sheet.questions] == ASKED.get(name, [])
    assert len(sheet.faults) == len(sheet.questions)
    assert all(not one.offered for one in sheet.questions)
    over = [row.title for row in sheet.rows if row.is_over]
    done = [one[1] for one in WANTED[name] if one[4] in ("delivered", "cancelled") or one[1] == "Ý tưởng cũ"]
    assert over == done


def test_a_board_above_the_header_is_offered_as_the_project() -> None:
    sheet = read(table.text_of((EXPORTS / "monday.xlsx").read_bytes()), PEOPLE, CONTEXT)
    (asked,) = sheet.questions
    assert (asked.ask, asked.about, asked.offered) == (Ask.COLUMN, "project", TET)


@pytest.mark.parametrize("text", ["Đang lam", "In progres"])
def test_only_a_typing_error_is_filled_in_with_its_meaning(text: str) -> None:
    rows = f"Dự án,Hạng mục,PIC,Deadline,Status\nTết,KV,Lan,15/12,{text}\nTết,Áo,Lan,15/12,Chờ dev"
    asked = [(one.about, one.offered) for one in read(rows, PEOPLE, CONTEXT).questions]
    wanted = [] if text == "Đang lam" else [(text, "in_progress")]
    assert asked == [*wanted, ("Chờ dev", "")]


NAMES = (
    "Lan",
    "@lan",
    "<@U03LAN>",
    "chị Lan",
    "Phạm Ngọc Lan <a@b.example>",
    "lan.pham@b.example",
    "[Lan]",
    "LAN PHAM",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_person_is_found_however_a_cell_names_them(name: str) -> None:
    sheet = read(f"Dự án\tHạng mục\tPIC\tHạn\nTết\tKV\t{name}\t15/12", PEOPLE, CONTEXT)
    assert (sheet.faults, [row.owner for row in sheet.rows]) == ((), [PEOPLE[1]])


@pytest.mark.parametrize(
    ("name", "about", "offered"),
    [
        ("lan@b.example", "lan@b.example", "U03LAN"),
        ("ai@b.example", "ai@b.example", ""),
        ("Bé Na", "Bé Na", ""),
    ],
)
def test_who_is_not_plainly_meant_is_asked(name: str, about: str, offered: str) -> None:
    sheet = read(f"Dự án\tHạng mục\tPIC\tHạn\nTết\tKV\t{name}\t15/12", PEOPLE, CONTEXT)
    assert [(one.ask, one.about, one.offered) for one in sheet.questions] == [(Ask.PERSON, about, offered)]
    sheet = read(
        f"Dự án\tHạng mục\tPIC\tHạn\nTết\tKV\t{name}\t15/12", PEOPLE, CONTEXT,
        answers=Answers().with_answer(sheet.questions[0], "U05ADA"),
    )  # fmt: skip
    assert (sheet.faults, sheet.rows[0].owner) == ((), PEOPLE[3])


def test_a_row_that_a_tool_has_in_several_projects_is_asked_about_once_and_goes_where_it_was_said() -> None:
    header = "Task ID,Name,Assignee,Due Date,Projects\n"
    both = f'"{TET}, {HE}"'
    text = (
        f"{header}1,Key visual,Phạm Ngọc Lan,2026-12-15,{both}\n2,TVC 30s,Phạm Ngọc Lan,2026-12-16,{both}\n"
        f"3,Landing page,Phạm Ngọc Lan,2026-12-17,{TET}\n"
    )
    sheet = read(text, PEOPLE, CONTEXT)
    assert [(one.line, one.fault.reason) for one in sheet.faults] == [
        (2, "error.import_several"), (3, "error.import_several"),
    ]  # fmt: skip
    (question,) = sheet.questions
    assert (question.ask, question.choices, question.count) == (Ask.ONE_OF, (TET, HE, f"{TET}, {HE}"), 2)
    for chosen in question.choices:
        told = read(text, PEOPLE, CONTEXT, answers=Answers().with_answer(question, chosen))
        assert (told.faults, told.questions) == ((), ())
        assert [row.project for row in told.rows] == [chosen, chosen, TET]


def test_a_project_whose_name_has_a_comma_is_one_where_a_sheet_names_one_a_row() -> None:
    sheet = read(f'Project,Task,Owner,Due\n"Tết, miền Nam",KV,{PEOPLE[1].name},15/12/2026\n', PEOPLE, CONTEXT)
    assert [(row.project, sheet.faults) for row in sheet.rows] == [("Tết, miền Nam", ())]
