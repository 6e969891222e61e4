"""A project's colour where people see it, through Slack's doors."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.handlers.conftest import CHI, HUONG, LAN, Office, shows
from tests.support.limits import assert_fits

LATE, LATER = date(2026, 11, 12), date(2026, 11, 20)
"""Seven working days before the bot's Monday, and one."""
MARKS = ("🔴", "🟡", "🟢", "Đỏ", "Vàng", "Xanh")


def late(office: Office, due_on: date, slug: str = "moc-an-tet-2027") -> None:
    office.world.projects["moc-an-tet-2027"] = office.project
    office.world.deliverable(office.lan, due_on, project=slug)


def home(office: Office, user: str) -> dict[str, Any]:
    office.bot.event(user, {"type": "app_home_opened", "tab": "home", "channel": "D1"})
    drawn: dict[str, Any] = office.slack.wait("views.publish")["view"]
    assert_fits(drawn)
    return drawn


def test_colleagues_read_the_colour_and_why_in_their_language(office: Office) -> None:
    shows(office.bot.command(HUONG, "/ae", "status moc-an-tet-2027"), "Chưa có hạng mục nào")
    late(office, LATE)
    shows(office.bot.command(LAN, "/ae", "status moc-an-tet-2027"), "🔴 Đỏ", "có việc trễ 7 ngày làm việc")
    office.english(HUONG)
    shows(office.bot.command(HUONG, "/ae", "status moc-an-tet-2027"), "🔴 Red", "working days late: 7")


def test_a_client_never_reads_the_colour(office: Office) -> None:
    late(office, LATE)
    office.bot.command(HUONG, "/ae", "status moc-an-tet-2027", channel="C02MOCAN")
    answer = office.bot.command(CHI, "/ae", "status", channel="C02MOCAN")
    said = answer.text + str([call for method, call in office.slack.calls if method != "views.publish"])
    assert not [mark for mark in MARKS if mark in said], said


def test_the_home_has_the_worst_project_first_with_the_reason(office: Office) -> None:
    for slug, name in (("vua", "Vừa"), ("tot", "Tốt"), ("trong", "Trống")):
        office.world.project(office.huong, name, slug, channel=None)
    late(office, LATER, "vua")
    late(office, date(2026, 12, 18), "tot")
    late(office, LATE)
    drawn = str(home(office, HUONG))
    lines = (
        "🔴 Đỏ · *Mộc An Tết 2027* · có việc trễ 7 ngày làm việc",
        "🟡 Vàng · *Vừa* · có việc trễ 1 ngày làm việc",
        "🟢 Xanh · *Tốt* · không có gì trễ hay chờ lâu", "*Trống* · đang chạy",
    )  # fmt: skip
    assert all(line in drawn for line in lines), drawn
    places = [drawn.index(line) for line in lines]
    assert places == sorted(places)
