"""A colleague in New York, where it is Sunday evening while it is Monday morning for the agency's projects.

"Today" is the project's day where one is concerned, and one's own for one's to-dos and leave.
"""

from __future__ import annotations

from datetime import date

import pytest

from storage.brief.brief import BriefVersion
from storage.day.todo import Todo
from storage.people.member import Member, Role
from storage.work.deliverable import Deliverable
from tests.handlers.conftest import HUONG, LAN, Office, shows, typed
from tests.support.app import Answer

SAM = "U07SAM"
SUNDAY, MONDAY, TUESDAY = date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture
def sam(office: Office) -> Office:
    office.bot.meet(SAM, "Sam", zone="America/New_York")
    return office


@pytest.mark.parametrize(
    ("typed_day", "due", "said"),
    [("hôm nay", MONDAY, "hôm nay"), ("mai", TUESDAY, "ngày mai"), ("thứ 3", TUESDAY, "ngày mai"),
     ("23/11", MONDAY, "hôm nay")],
)  # fmt: skip
def test_work_is_due_on_the_projects_day(sam: Office, typed_day: str, due: date, said: str) -> None:
    shows(sam.bot.command(SAM, "/ae", f"add moc an\nKV @lan {typed_day}"), said)
    assert sam.rows(Deliverable)[0].due_on == due


def test_work_is_due_on_the_projects_day_in_a_form_too(sam: Office) -> None:
    sam.bot.action(SAM, "add.open", str(sam.project))
    form = sam.opened()
    sam.bot.submit(SAM, form, typed(form, lines="KV @lan mai"))
    assert sam.rows(Deliverable)[0].due_on == TUESDAY


def change(office: Office, what: str, **values: object) -> Answer:
    """Open a form of the deliverable's menu and submit it."""
    (row,) = office.rows(Deliverable)
    chosen = {
        "type": "overflow", "action_id": "deliverable.menu", "block_id": "b",
        "selected_option": {"value": f"{what}/{row.id}"},
    }  # fmt: skip
    office.bot.action(SAM, "deliverable.menu", actions=[chosen])
    form = office.opened()
    return office.bot.submit(SAM, form, typed(form, **values))


def test_a_day_that_is_over_for_the_project_is_past(sam: Office) -> None:
    sam.bot.command(SAM, "/ae", f"add moc an\nKV <@{SAM}> 27/11")
    assert "errors" in change(sam, "move", due=SUNDAY.isoformat()).body
    assert "errors" in change(sam, "snooze", until=MONDAY.isoformat(), why="x").body
    assert "errors" not in change(sam, "move", due=MONDAY.isoformat()).body


def test_a_briefs_deadline_is_the_projects_day(sam: Office) -> None:
    form = sam.form("/brief", "moc an", user=SAM)
    fields = {
        "objective": "Bán 10.000 hộp", "metric": "Số hộp", "audience": "Mẹ trẻ", "message": "Chua mà ngọt",
        "deliverables": "KV", "deadline": "hôm nay", "budget": "chưa chốt", "approver": "Chị Chi",
    }  # fmt: skip
    answer = sam.bot.submit(SAM, form, typed(form, **fields))
    assert answer.body["response_action"] == "clear", answer.words
    assert sam.rows(BriefVersion)[0].fields["deadline_on"] == MONDAY.isoformat()


def test_an_imported_date_is_the_projects_day(sam: Office) -> None:
    sam.role(SAM, Role.ADMIN)
    table = "dự án\thạng mục\tngười làm\thạn\nMộc An Tết 2027\tKV\tLan\tmai"
    shows(sam.bot.command(SAM, "/ae", f"import {table}"), "Th 3, 24 tháng 11")


def test_ones_own_to_dos_and_leave_are_of_ones_own_day(sam: Office) -> None:
    sam.bot.command(SAM, "/ae", "todo gọi khách mai")
    sam.bot.command(SAM, "/ae", "off hôm nay")
    assert sam.rows(Todo)[0].due_on == MONDAY
    (row,) = [one for one in sam.rows(Member) if one.user == SAM]
    assert (row.leave_from, row.leave_to) == (SUNDAY, SUNDAY)


def test_whoever_lives_where_the_project_is_sees_no_difference(sam: Office) -> None:
    sam.bot.command(HUONG, "/ae", f"add moc an\nKV <@{LAN}> hôm nay")
    assert sam.rows(Deliverable)[0].due_on == MONDAY
