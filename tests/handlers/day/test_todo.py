"""Private to-dos through Slack's door, and how they look at their worst."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from desk.day.todo import Saved, Task
from handlers.core.i18n import LANGUAGES, Catalogs, Translator
from handlers.day import todo_views as views
from storage.day.todo import Todo
from tests.handlers.conftest import HUONG, LAN, Office, shows
from tests.support.limits import assert_fits
from tests.support.world import VIETNAM

TODAY = date(2026, 11, 23)
NASTY = ("<!channel> & <https://x.vn|đừng> *~_` 🧧 " * 20)[:500]


@pytest.fixture(params=LANGUAGES)
def t(request: pytest.FixtureRequest) -> Translator:
    return Catalogs("vi").translator(request.param)


def press(office: Office, action: str, todo_id: int, user: str = LAN, **more: str) -> str:
    office.bot.action(user, action, str(todo_id), response_url=office.slack.hook, **more)
    return str(office.slack.wait("hook"))


def test_ticking_one_off_leaves_the_list_of_the_others(office: Office) -> None:
    for text in ("gọi client 9h mai", "gửi CE thứ 6", "đọc brief"):
        office.bot.command(LAN, "/ae", f"todo {text}")
    answer = office.bot.command(LAN, "/ae", "todo")
    shows(answer, "gọi client", "gửi CE", "đọc brief", "todo.tick")
    first = office.rows(Todo)[0]
    left = press(office, "todo.tick", first.id)
    assert ("gọi client" in left, "gửi CE" in left, "đọc brief" in left) == (False, True, True)
    assert "'replace_original': True" in left
    assert office.rows(Todo)[0].done_at is not None


def test_a_misread_one_is_taken_back(office: Office) -> None:
    shows(office.bot.command(LAN, "/ae", "todo gọi client 9h mai"), "chỉ bạn thấy", "todo.drop")
    (row,) = office.rows(Todo)
    assert "không còn" in press(office, "todo.drop", row.id, HUONG)
    assert "gọi client" in press(office, "todo.drop", row.id)
    assert office.rows(Todo) == []
    assert "không còn" in press(office, "todo.tick", row.id)


def test_done_in_an_answer_in_a_dm_is_said(office: Office) -> None:
    office.bot.command(LAN, "/ae", "todo gọi client 9h mai", channel="D1")
    (row,) = office.rows(Todo)
    assert "✅" in press(office, "todo.done", row.id, channel="D1")


@pytest.mark.parametrize(
    ("leave", "offered"), [("", "16:00, Th 2, 14/12"), ("off 14/12", "16:00, Th 3, 15/12")]
)
def test_an_hour_that_is_past_on_friday_is_offered_on_the_next_day_at_work_of_who_is_reminded(
    office: Office, leave: str, offered: str
) -> None:
    office.bot.clock.instant = datetime(2026, 12, 11, 17, 33, tzinfo=ZoneInfo(VIETNAM))
    if leave:
        office.bot.command(LAN, "/ae", leave)
    said = office.bot.command(HUONG, "/ae", "remind Lan to send KOL list by 4pm").words
    assert offered in said
    assert "Th 7" not in said


def test_many_long_ones_fit_and_the_rest_is_counted(t: Translator) -> None:
    tasks = [Task(n, NASTY, date(2026, 11, 1 + n % 28), 540, True) for n in range(120)]
    listed = views.listing(t, tasks, TODAY)
    assert_fits(listed)
    assert str(120 - views.MOST) in str(listed.blocks[-2])
    for shown in (
        views.listing(t, [], TODAY),
        views.saved(t, Saved(NASTY, TODAY, 540, tasks[0]), TODAY, 1),
        views.done(t, tasks[0]),
        views.dropped(t, tasks[0]),
    ):
        assert_fits(shown)
        assert "<!channel>" not in str(shown)
