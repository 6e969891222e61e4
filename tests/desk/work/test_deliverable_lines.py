"""What each pasted line is read as: title, owner, date, or what it lacks."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.core.calendar import WorkCalendar
from desk.people.member import Person, Role
from desk.text import spans as text_spans
from desk.text.spans import Context
from desk.work import lines
from desk.work.lines import Read
from tests.support.world import NOW

MONDAY = date(2026, 11, 23)
FRIDAY, DUE = date(2026, 11, 27), date(2026, 12, 15)
PEOPLE = [
    Person(1, "U01HUONG", "Nguyễn Thu Hương", Role.AE, None, False),
    Person(2, "U02MINH", "Trần Quang Minh", Role.AM, None, False),
    Person(3, "U03LAN", "Phạm Ngọc Lan", Role.LEAD, None, False),
    Person(4, "U04KHOA", "Lê Đăng Khoa", Role.MEMBER, None, False),
    Person(5, "U05MAI", "Đỗ Mai", Role.MEMBER, None, False),
    Person(6, "U06CHI", "Trần Mai Chi", Role.GUEST, None, True),
]


def read(text: str, people: list[Person] = PEOPLE) -> tuple[Read, ...]:
    named = tuple(
        text_spans.Person(one.user, one.name, side="client" if one.external else "") for one in people
    )
    return lines.read(text, people, Context(NOW, WorkCalendar("VN"), named, writer="U01HUONG"))


def one(line: str, people: list[Person] = PEOPLE) -> Read:
    (found,) = read(line, people)
    return found


@pytest.mark.parametrize(
    ("line", "title", "owner", "due", "minute"),
    [
        ("KV chính @lan 15/12", "KV chính", "U03LAN", DUE, None),
        ("KV chính @Lan 15/12/2026", "KV chính", "U03LAN", DUE, None),
        ("KV chính @ngọc lan 15/12", "KV chính", "U03LAN", DUE, None),
        ("KV chính @Pham Ngoc Lan 15/12", "KV chính", "U03LAN", DUE, None),
        ("KV chính @lan. 15/12", "KV chính", "U03LAN", DUE, None),
        ("KV chính @lan.pham 15/12", "KV chính", "U03LAN", DUE, None),
        ("KV chính @đăng khoa 15/12", "KV chính", "U04KHOA", DUE, None),
        ("KV chính <@U03LAN> 15/12", "KV chính", "U03LAN", DUE, None),
        ("KV chính <@U03LAN|lan> 15/12", "KV chính", "U03LAN", DUE, None),
        ("2. Banner FB — Lan — thứ 6", "Banner FB", "U03LAN", FRIDAY, None),
        ("Banner FB - Ngọc Lan - thứ 6 17h", "Banner FB", "U03LAN", FRIDAY, 17 * 60),
        ("Banner FB\tKhoa\t15/12", "Banner FB", "U04KHOA", DUE, None),
        ("Banner FB | Đỗ Mai | 15/12", "Banner FB", "U05MAI", DUE, None),
        ("- KV @lan mai 9h", "KV", "U03LAN", date(2026, 11, 24), 9 * 60),
        ("• KV @lan fri 5pm", "KV", "U03LAN", FRIDAY, 17 * 60),
        ("1/ KV @lan 15/12", "KV", "U03LAN", DUE, None),
        ("☐ KV @lan 15/12", "KV", "U03LAN", DUE, None),
        ("*KV* chính @lan 15/12", "KV chính", "U03LAN", DUE, None),
        ("@lan: KV chính hạn 15/12", "KV chính", "U03LAN", DUE, None),
        ("15/12 KV chính giao cho @lan", "KV chính", "U03LAN", DUE, None),
        ("KV chính hạn 15/12 cho @lan", "KV chính", "U03LAN", DUE, None),
        ("Key visual for @lan by 15/12", "Key visual", "U03LAN", DUE, None),
        ("KV chính (15/12) @lan", "KV chính", "U03LAN", DUE, None),
        ("KV (bản dọc) @lan 15/12", "KV (bản dọc)", "U03LAN", DUE, None),
        ("[Mộc An] KV @lan 15/12", "[Mộc An] KV", "U03LAN", DUE, None),
        ("(Mộc An) KV @lan 15/12", "(Mộc An) KV", "U03LAN", DUE, None),
        ("Biên bản bàn giao @lan 15/12", "Biên bản bàn giao", "U03LAN", DUE, None),
        ("Hộp quà giới hạn @lan 15/12", "Hộp quà giới hạn", "U03LAN", DUE, None),
        ("Bản xem trước @lan 15/12", "Bản xem trước", "U03LAN", DUE, None),
        ("Lịch chụp theo ngày @lan 15/12", "Lịch chụp theo ngày", "U03LAN", DUE, None),
        ("TVC 30s @lan 15/12", "TVC 30s", "U03LAN", DUE, None),
        ("Story 9:16 & banner 1200x628 @lan 15/12", "Story 9:16 & banner 1200x628", "U03LAN", DUE, None),
        ("Gửi lan@mocan.vn bản in @khoa 15/12", "Gửi lan@mocan.vn bản in", "U04KHOA", DUE, None),
        ("KV <!channel> 🧧 @lan 15/12", "KV <!channel>", "U03LAN", DUE, None),
        ("KV @lan <@U04KHOA> 15/12", "KV (+ Lê Đăng Khoa)", "U03LAN", DUE, None),
        ("KV <@U03LAN> <@U04KHOA> 15/12", "KV (+ Lê Đăng Khoa)", "U03LAN", DUE, None),
        ("KV — @lan — bản 2 — 15/12", "KV — bản 2", "U03LAN", DUE, None),
    ],
)
def test_a_line_that_is_understood(line: str, title: str, owner: str, due: date, minute: int | None) -> None:
    found = one(line)
    assert found.faults == ()
    assert found.owner is not None
    assert (found.title, found.owner.user, found.due_on, found.due_minute) == (title, owner, due, minute)


@pytest.mark.parametrize(
    ("line", "reasons", "facts"),
    [
        ("KV chính 15/12", ["line_owner_missing"], {}),
        ("KV chính — 15/12", ["line_owner_missing"], {}),
        ("Lan 15/12", ["line_title_missing"], {}),
        ("KV chính @lann 15/12", ["line_owner_unknown"], {"called": "lann", "nearest": "Phạm Ngọc Lan"}),
        ("KV chính @zzz 15/12", ["line_owner_nobody"], {"called": "zzz"}),
        ("KV chính <@U0GONE> 15/12", ["line_owner_unseen"], {}),
        (
            "Concept chị Lan 4/12 hoặc 7/12",
            ["line_owner_likely", "line_due_which"],
            {"name": "Phạm Ngọc Lan"},
        ),
        ("KV chính @chi 15/12", ["person_outside"], {"name": "Trần Mai Chi"}),
        ("KV chính <@U06CHI> 15/12", ["person_outside"], {"name": "Trần Mai Chi"}),
        ("KV chính @lan", ["line_due_missing"], {}),
        ("KV chính @lan ASAP", ["line_due_urgent"], {"text": "ASAP"}),
        ("KV chính @lan gấp", ["line_due_urgent"], {"text": "gấp"}),
        ("KV chính @lan 20/11/2026", ["line_due_past"], {"text": "20/11/2026"}),
        ("KV chính @lan 30/2", ["line_due_impossible"], {"text": "30/2"}),
        ("@lan 15/12", ["line_title_missing"], {}),
        ("x" * 151 + " @lan 15/12", ["line_title_long"], {"length": "151", "most": "150"}),
        ("KV chính", ["line_owner_missing", "line_due_missing"], {}),
    ],
)
def test_a_line_that_lacks_something_says_what(line: str, reasons: list[str], facts: dict[str, str]) -> None:
    faults = one(line).faults
    assert [fault.reason.removeprefix("error.") for fault in faults] == reasons
    assert facts.items() <= faults[0].facts.items()


def test_a_whole_name_is_no_riddle() -> None:
    short = Person(9, "U09LAN", "Lan", Role.MEMBER, None, False)
    found = one("KV @lan 15/12", [*PEOPLE, short])
    assert found.owner == short


def test_lines_are_parted_at_breaks_and_semicolons_and_empty_ones_left_out() -> None:
    text = unicodedata.normalize(
        "NFD", "1. KV chính @lan 15/12; Banner @khoa mai\r\n\n - \n2)\n* TVC @minh 15/12"
    )
    assert [line.title for line in read(text)] == ["KV chính", "Banner", "TVC"]


PIECES = ["KV", "phụ kiện", "(bản dọc)", "[9:16]", "TVC", "“Tết”", "bàn giao"]
TITLES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map(" ".join)


@given(TITLES, st.sampled_from(["{} @lan 15/12", "15/12 {} @lan", "- {} — @lan — 15/12", "@lan {} 15/12"]))
def test_a_title_is_never_changed(title: str, line: str) -> None:
    assert one(line.format(title)).title == title


LINES = st.text() | st.lists(
    st.sampled_from(
        ["KV", "@lan", "@", "<@U03LAN>", "<@", "15/12", "30/2", "gấp", "mai", "—", "\t", ";", "\n", "9h"]
    )
).map(" ".join)


@given(LINES)
def test_nothing_that_is_pasted_crashes_or_is_taken_by_halves(text: str) -> None:
    for line in read(text):
        assert line.text
        assert line.faults or (line.title and line.owner and line.due_on and line.due_on >= MONDAY)
