"""What was deleted is gone: no old button, undo or history ever reaches what came after it."""

from __future__ import annotations

import enum
import json
import re

import pytest

from desk.feedback import feedback
from desk.feedback.lines import Line
from handlers.day.todo_views import TodoAction
from handlers.feedback.feedback_views import FeedbackAction
from handlers.history.undo_views import UndoAction
from handlers.people.admin_views import AdminAction
from storage.day.todo import Todo
from storage.feedback.feedback import FeedbackItem, FeedbackKind
from tests.handlers.conftest import HUONG, LAN, Office, typed
from tests.support.app import MONDAY, Answer

PRIVATE = "khám bệnh"


def pressed(office: Office, user: str, action: enum.StrEnum, value: str) -> str:
    """What was answered to a press."""
    office.bot.action(user, action, value, response_url=office.slack.hook)
    return json.dumps(office.slack.wait("hook"), ensure_ascii=False)


def value_of(answer: Answer, action: enum.StrEnum) -> str:
    """What a button in this answer carries."""
    found = re.search(rf'"action_id": "{action}", "value": "([^"]+)"', answer.words)
    assert found is not None, answer.words
    return found[1]


def test_an_undo_never_shows_a_colleagues_private_todo(office: Office) -> None:
    kept = office.bot.command(HUONG, "/ae", "todo mua hoa")
    pressed(office, HUONG, TodoAction.DROP, value_of(kept, TodoAction.DROP))
    office.bot.command(LAN, "/ae", f"todo {PRIVATE}")
    asked = office.bot.command(HUONG, "/ae", "undo")
    assert PRIVATE not in asked.words
    assert "mua hoa" in asked.words
    assert PRIVATE not in pressed(office, HUONG, UndoAction.UNDO, value_of(asked, UndoAction.UNDO))
    assert {row.text: row.owner_id for row in office.rows(Todo)} == {
        "mua hoa": office.huong.member_id, PRIVATE: office.lan.member_id,
    }  # fmt: skip


def test_an_old_button_closes_nothing_that_came_later(office: Office) -> None:
    old = value_of(office.bot.command(HUONG, "/ae", "todo mua hoa"), TodoAction.DROP)
    pressed(office, HUONG, TodoAction.DROP, old)
    office.bot.command(HUONG, "/ae", "todo ký hợp đồng")
    for action in (TodoAction.DONE, TodoAction.TICK, TodoAction.DROP):
        assert "ký hợp đồng" not in pressed(office, HUONG, action, old)
    (left,) = office.rows(Todo)
    assert (left.text, left.done_at) == ("ký hợp đồng", None)


def captured(office: Office, project: int, *points: str, earlier: int | None = None) -> int:
    told = feedback.Capture(project, "\n".join(points), tuple(Line(FeedbackKind.MUST, one) for one in points))
    with office.world.database.write() as session:
        return feedback.capture(session, office.huong, told, MONDAY, earlier=earlier).id


def test_an_old_card_closes_no_point_of_another_projects_feedback(office: Office) -> None:
    other = office.world.project(office.huong, "Đà Lạt Milk", "da-lat-milk", channel="C04DALAT")
    first = captured(office, office.project, "Logo to hơn", "Màu ấm")
    gone = office.rows(FeedbackItem)[-1].id
    captured(office, office.project, "Logo to hơn", earlier=first)
    captured(office, other, "Bỏ giá")
    pressed(office, HUONG, FeedbackAction.DONE, str(gone))
    assert [(row.text, row.done_at) for row in office.rows(FeedbackItem)] == [
        ("Logo to hơn", None), ("Bỏ giá", None),
    ]  # fmt: skip


@pytest.mark.on_both
def test_a_history_never_shows_another_projects_feedback(office: Office) -> None:
    other = office.world.project(office.huong, "Đà Lạt Milk", "da-lat-milk", channel="C04DALAT")
    first = captured(office, office.project, "Logo to hơn", "Màu ấm")
    captured(office, office.project, "Logo to hơn", earlier=first)
    captured(office, other, "Bỏ giá")
    said = office.bot.command(HUONG, "/ae", "history mộc an").words
    assert "Màu ấm" in said
    assert "Bỏ giá" not in said


def test_a_day_that_was_dropped_is_not_the_one_that_was_set_since(office: Office) -> None:
    from storage.people.calendar import CalendarOverride
    from storage.people.member import Role

    office.role(HUONG, Role.ADMIN)

    def set_day(day: str, view_id: str) -> None:
        office.bot.action(HUONG, AdminAction.DAY, "", response_url=office.slack.hook)
        form = office.opened()
        office.bot.submit(HUONG, form, typed(form, day=day, name="Nghỉ mát"), view_id=view_id)

    set_day("2026-12-10", "V1")
    (old,) = office.rows(CalendarOverride)
    pressed(office, HUONG, AdminAction.DAY_DROP, str(old.id))
    set_day("2026-12-11", "V2")
    pressed(office, HUONG, AdminAction.DAY_DROP, str(old.id))
    assert [row.day.isoformat() for row in office.rows(CalendarOverride)] == ["2026-12-11"]
