"""Every form can be come to by presses: from the Home, a card or a message, without knowing a verb's name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from handlers.brief.brief_ids import BriefView
from handlers.core import ids
from handlers.day.home_ids import HomeAction
from handlers.people.admin_views import AdminAction, AdminView
from handlers.work.deliverable_views import WorkAction, WorkView
from handlers.work.spreadsheet_views import ImportAction, ImportView
from storage.database.history import ChangeRow
from storage.people.calendar import CalendarOverride
from storage.people.member import Department, Member, ProjectPerson, Role
from storage.work.deliverable import Deliverable, Status
from tests.handlers.brief.test_brief import FILLED
from tests.support.town import HUONG, LAN, MINH, MOCAN, Town, open_town
from tests.support.world import World

SHEET = "Dự án,Hạng mục,PIC,Deadline\nMộc An Tết 2027,{title},{owner},15/12/2027"


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    """Hương leads a project in which Lan makes the creative work; Minh administers the company."""
    with open_town(database_url) as town:
        huong = town.bot.meet(HUONG, "Nguyễn Thu Hương")
        project = World(town.bot.liaison.database).project(huong, "Mộc An Tết 2027", "moc-an-tet-2027")
        people = {one.user: one.id for one in rows(town, Member)}
        with town.bot.database.write() as session:
            huong.begin(session, "test", town.bot.clock.now())
            session.get_one(Member, people[MINH]).role = Role.ADMIN
            session.get_one(Member, people[LAN]).department = Department.CREATIVE
            part = {"project_id": project, "member_id": people[LAN], "part": Department.CREATIVE}
            session.add(ProjectPerson(workspace_id=huong.workspace_id, **part))
        yield town


def rows(town: Town, kind: Any) -> list[Any]:
    with town.bot.database.read() as session:
        return list(session.scalars(select(kind).order_by(kind.id)))


def home(town: Town, user: str, page: HomeAction = HomeAction.TODAY) -> dict[str, Any]:
    """The Home, turned to this page."""
    town.slack.open_home(user)
    town.settle()
    shown: dict[str, Any] = town.slack.until(lambda: town.slack.home(user))
    if page is HomeAction.TODAY:
        return shown
    press(town, user, shown, page)
    town.settle()
    return town.slack.until(lambda: town.slack.home(user))


def element(shown: list[dict[str, Any]], action_id: str, value: str = "") -> dict[str, Any]:
    """Where such an element stands: its action and its block. `value`: what its value begins with."""
    for block in shown:
        for one in (block.get("accessory"), block.get("element"), *block.get("elements", ())):
            if one and one.get("action_id") == action_id and str(one.get("value", "")).startswith(value):
                return {"action_id": action_id, "block_id": block["block_id"]}
    raise AssertionError(f"no {action_id} among {json.dumps(shown, ensure_ascii=False)}")


def press(town: Town, user: str, view: dict[str, Any], action_id: str, value: str = "") -> None:
    where = element(view["blocks"], action_id, value)
    assert town.slack.click(user, view_id=view["id"], **where)["ok"]


def form(town: Town, user: str, callback_id: str) -> dict[str, Any]:
    """The form of this kind, once it is open."""
    return town.slack.until(
        lambda: ((view := town.slack.modal(user)) and view["callback_id"] == callback_id and view) or None
    )


def card(town: Town, user: str, words: str) -> dict[str, Any]:
    """The card in the channel that has these words, or this button."""
    town.settle()
    found = [
        one for one in town.slack.by_bot(user, MOCAN) if words in str(one["blocks"]) and not one["ephemeral"]
    ]
    return found[-1]


def on_card(town: Town, user: str, action_id: str, value: str) -> None:
    """Choose in a card's menu."""
    shown = card(town, user, action_id)
    where = element(shown["blocks"], action_id)
    assert town.slack.click(user, channel=MOCAN, message_ts=shown["ts"], value=value, **where)["ok"]


def test_the_status_of_what_waits_for_me_is_set_from_my_home(town: Town) -> None:
    town.slack.command(HUONG, MOCAN, "/ae", "add KV @lan 15/12/2027")
    on_card(town, LAN, WorkAction.MENU, "edit/1")
    form(town, LAN, WorkView.DELIVERABLE)
    assert town.submit(LAN, {"status": Status.INTERNAL_REVIEW})["ok"]
    press(town, HUONG, home(town, HUONG), WorkAction.STATUS)
    form(town, HUONG, WorkView.DELIVERABLE)
    assert town.submit(HUONG, {"status": Status.APPROVED})["ok"]
    assert [one.status for one in rows(town, Deliverable)] == [Status.APPROVED]


def test_a_spreadsheet_is_imported_mended_and_written_from_my_home(town: Town) -> None:
    press(town, HUONG, home(town, HUONG, HomeAction.PROJECTS), ids.OPEN_FORM, '{"verb": "import"')
    form(town, HUONG, ImportView.IMPORT)
    town.submit(HUONG, {"rows": SHEET.format(title="KV", owner="Nobody")})
    form(town, HUONG, ImportView.ANSWERS)
    town.submit(HUONG, {"answer.0": LAN})
    form(town, HUONG, ImportView.CHECKED)
    town.submit(HUONG)
    assert [one.title for one in rows(town, Deliverable)] == ["KV"]


def test_rows_that_came_as_a_message_are_written_by_its_button(town: Town) -> None:
    town.slack.say(HUONG, "dm", "import\n" + SHEET.format(title="KV", owner="Phạm Ngọc Lan"))
    town.comes(lambda: town.slack.by_bot(HUONG, "dm"))
    shown = town.slack.by_bot(HUONG, "dm")[-1]
    where = element(shown["blocks"], ImportAction.WRITE)
    town.slack.click(HUONG, channel="dm", message_ts=shown["ts"], **where)
    assert [one.title for one in rows(town, Deliverable)] == ["KV"]


def test_work_begins_before_its_brief_is_acknowledged_with_a_reason(town: Town) -> None:
    town.slack.command(HUONG, MOCAN, "/brief", "moc an")
    form(town, HUONG, BriefView.PASTE)
    town.submit(HUONG)
    form(town, HUONG, BriefView.BRIEF)
    brief = {name: text for name, text in FILLED.items() if name not in ("name", "client", "brief.project")}
    assert town.submit(HUONG, brief)["ok"]
    town.slack.command(HUONG, MOCAN, "/ae", "add KV @lan 15/12/2027")
    on_card(town, HUONG, WorkAction.MENU, "edit/1")
    form(town, HUONG, WorkView.DELIVERABLE)
    town.submit(HUONG, {"status": Status.IN_PROGRESS})
    form(town, HUONG, WorkView.OVERRIDE)
    assert town.submit(HUONG, {"override": "Khách duyệt miệng"})["ok"]
    assert [one.status for one in rows(town, Deliverable)] == [Status.IN_PROGRESS]
    assert [one.why for one in rows(town, ChangeRow) if one.verb == "deliverable.override"] == [
        "Khách duyệt miệng"
    ]


def test_a_day_off_of_the_company_is_set_and_taken_back_from_my_home(town: Town) -> None:
    press(town, MINH, home(town, MINH, HomeAction.SETTINGS), ids.OPEN_FORM, '{"verb": "admin"')
    panel = form(town, MINH, "notice")
    press(town, MINH, panel, AdminAction.DAY)
    form(town, MINH, AdminView.CALENDAR_DAY)
    assert town.submit(MINH, {"day": "2026-12-15", "name": "Nghỉ mát"})["ok"]
    assert [one.name for one in rows(town, CalendarOverride)] == ["Nghỉ mát"]
    press(town, MINH, home(town, MINH, HomeAction.SETTINGS), ids.OPEN_FORM, '{"verb": "admin"')
    panel = town.slack.until(
        lambda: ((view := town.slack.modal(MINH)) and "Nghỉ mát" in str(view["blocks"]) and view) or None
    )
    press(town, MINH, panel, AdminAction.DAY_DROP)
    assert rows(town, CalendarOverride) == []
    assert town.slack.until(lambda: "Nghỉ mát" not in str((town.slack.modal(MINH) or {})["blocks"]))


def test_who_does_not_run_the_company_is_offered_none_of_its_settings(town: Town) -> None:
    assert '"admin"' not in json.dumps(home(town, LAN))
    assert '"verb\\": \\"admin' not in json.dumps(home(town, LAN, HomeAction.SETTINGS))
