"""A project's colour where people see it, through Slack's doors."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from storage.database.history import ChangeRow
from storage.people.member import Role
from storage.project.colour import ColourOverride
from tests.handlers.conftest import CHI, HUONG, LAN, Office, shows, typed
from tests.handlers.day.test_home import turn

LATE, LATER = date(2026, 11, 12), date(2026, 11, 20)
"""Seven working days before the bot's Monday, and one."""
MARKS = ("🔴", "🟡", "🟢", "Đỏ", "Vàng", "Xanh")


def late(office: Office, due_on: date, slug: str = "moc-an-tet-2027") -> None:
    office.world.projects["moc-an-tet-2027"] = office.project
    office.world.deliverable(office.lan, due_on, project=slug)


def home(office: Office, user: str) -> dict[str, Any]:
    return turn(office, user, "home.projects")


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


def test_who_leads_sets_the_colour_by_presses_and_takes_it_off(office: Office) -> None:
    late(office, LATE)
    said = office.bot.command(HUONG, "/ae", "status moc-an-tet-2027")
    assert "colour.open" in str(said.body["blocks"])
    office.bot.action(LAN, "colour.open", str(office.project), response_url=office.slack.hook)
    assert "Nguyễn Thu Hương" in str(office.slack.wait("hook"))  # whom Lan may ask
    office.bot.action(HUONG, "colour.open", str(office.project))
    form = office.opened()
    for wrong, field in (
        ({"reason": " "}, "reason"),
        ({"until": "2026-11-20"}, "until"),
        ({"colour": ""}, "colour"),
    ):
        values = {"colour": "green", "reason": "Khách đã dời", "until": "2026-11-27"} | wrong
        refused = office.bot.submit(HUONG, form, typed(form, **values), view_id=f"V{field}")
        assert refused.body["errors"].keys() == {field}
    saved = typed(form, colour="green", reason="Khách đã dời", until="2026-11-27")
    assert office.bot.submit(HUONG, form, saved).body["response_action"] == "clear"
    asked = office.bot.command(LAN, "/ae", "colour moc-an-tet-2027")
    shows(asked, "🟢 Xanh", HUONG, "Khách đã dời", "theo số liệu: 🔴 Đỏ · có việc trễ 7 ngày làm việc")
    shows(office.bot.command(HUONG, "/ae", "history moc-an-tet-2027"), "Đặt màu dự án", "Khách đã dời")
    office.bot.action(HUONG, "colour.by_numbers", str(office.project), response_url=office.slack.hook)
    shows(office.bot.command(LAN, "/ae", "màu dự án moc-an-tet-2027"), "🔴 Đỏ")
    assert office.rows(ColourOverride) == []


@pytest.mark.on_both
def test_an_admin_sets_the_numbers_for_all_projects_and_undoes_it(office: Office) -> None:
    late(office, LATE)
    office.role(HUONG, Role.ADMIN)
    assert "colour.limits" in str(office.bot.command(HUONG, "/ae", "admin").body["blocks"])
    office.bot.action(HUONG, "colour.limits")
    form = office.opened()
    answer = office.bot.submit(HUONG, form, typed(form, late_red="0"), view_id="V1")
    assert answer.body["errors"].keys() == {"late_red"}
    saved = typed(form, late_amber="10", late_red="20")
    assert office.bot.submit(HUONG, form, saved).body["response_action"] == "clear"
    shows(office.bot.command(LAN, "/ae", "colour moc-an-tet-2027"), "🟡 Vàng", "chưa bắt đầu")
    change = office.rows(ChangeRow)[-1]
    assert change.verb == "colour.limits"
    office.bot.action(HUONG, "undo.press", str(change.id), response_url=office.slack.hook)
    shows(office.bot.command(LAN, "/ae", "colour moc-an-tet-2027"), "🔴 Đỏ")
