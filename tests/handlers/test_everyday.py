"""Status, own work, to-dos, projects, settings, Home and help through Slack's door."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from storage.day.todo import Todo
from storage.messages.outbox import Outbox
from storage.people.calendar import CalendarOverride
from storage.people.member import Member, Role
from storage.project.project import ClientChannel, Project, ProjectState
from tests.handlers.conftest import CHI, HUONG, LAN, MINH, Office, shows, typed
from tests.support.limits import assert_fits

OVERDUE, TODAY, LATER = date(2026, 11, 20), date(2026, 11, 23), date(2026, 12, 15)


@pytest.fixture
def busy(office: Office) -> Office:
    for title, due in (("Concept", OVERDUE), ("KV", TODAY), ("TVC", LATER)):
        office.world.deliverable(office.lan, due, project="moc-an-tet-2027", title=title)
    return office


def said(office: Office, method: str = "chat.postMessage") -> dict[str, str]:
    """Deliver; what was posted last in each channel, or drawn anew."""
    office.bot.deliver()
    return {told["channel"]: str(told["blocks"]) for name, told in office.slack.calls if name == method}


def test_status_answers_in_the_ack(busy: Office) -> None:
    answer = busy.bot.command(HUONG, "/tiendo", "moc an")
    shows(answer, "Mộc An Tết 2027", "0/3", "Concept", "trễ 1 ngày làm việc", "<@U03LAN>", "status.share")
    assert answer.body["response_type"] == "ephemeral"


@pytest.mark.parametrize("text", ["moc-an-tet-2027", "Mộc An", "MOC AN TET", ""])
def test_status_finds_the_project_however_it_is_typed(office: Office, text: str) -> None:
    shows(office.bot.command(HUONG, "/project-status", text), "Mộc An Tết 2027")


def test_an_unknown_project_gives_the_nearest(office: Office) -> None:
    shows(office.bot.command(HUONG, "/tiendo", "moc ann tett"), "Mộc An Tết 2027", "Gần giống")


@pytest.mark.parametrize(
    ("said", "suggested"),
    [
        ("statsu moc an", "status"), ("tiendoo moc an", "tiendo"), ("hạn mục KV", "hạng mục"),
        ("lich", "lịch sử"),
    ],
)  # fmt: skip
def test_an_unknown_verb_gives_the_nearest_in_the_words_of_who_asks(
    office: Office, said: str, suggested: str
) -> None:
    shows(office.bot.command(HUONG, "/ae", said), f"Gần giống: {suggested}.")


def test_a_name_that_several_projects_go_by_names_them(office: Office) -> None:
    office.world.project(office.huong, "Mộc An 8/3", "moc-an-8-3")
    answer = office.bot.command(HUONG, "/tiendo", "moc an")
    shows(answer, "nhiều dự án", "Mộc An Tết 2027", "Mộc An 8/3")


@pytest.mark.parametrize(("members", "sees_owner"), [([HUONG, LAN], True), ([HUONG, CHI], False)])
def test_a_shared_status_is_for_its_readers(busy: Office, members: list[str], sees_owner: bool) -> None:
    busy.slack.answers["conversations.members"] = {"members": members}
    busy.bot.action(HUONG, "status.post", str(busy.project))
    shared = said(busy)["C02MOCAN"]
    assert "TVC" in shared
    assert (LAN in shared, "trễ" in shared) == (sees_owner, sees_owner)


def test_mine_shows_own_work_worst_first(busy: Office) -> None:
    words = busy.bot.command(LAN, "/ae", "việc của tôi").words
    assert words.index("Concept") < words.index("KV") < words.index("TVC")
    shows(busy.bot.command(MINH, "/ae", "mine"), "Không có gì đến hạn")


def test_mine_shows_whoever_leads_a_project_what_is_late_and_due_in_it_and_whose(busy: Office) -> None:
    answer = busy.bot.command(HUONG, "/ae", "mine")
    shows(answer, "*Mộc An Tết 2027 · 1 trễ · 1 đến hạn hôm nay*", "Concept", "KV", f"<@{LAN}>")
    assert "TVC" not in answer.words


@pytest.mark.on_both
def test_the_digest_goes_out_once_and_its_lines_are_struck_when_done(busy: Office) -> None:
    """To whoever has the work, and to whoever leads its project."""
    busy.slack.answers["conversations.open"] = lambda asked: {"channel": {"id": f"D-{asked['users']}"}}
    busy.bot.clock.forward(days=2)
    for _ in range(3):
        busy.bot.liaison.ticker.tick()
    sent = said(busy)
    assert sorted(sent) == [f"D-{HUONG}", f"D-{LAN}"]
    assert all("Concept" in words for words in sent.values())
    assert sorted(row.recipient for row in busy.rows(Outbox) if row.kind == "digest") == [HUONG, LAN]
    busy.bot.action(LAN, "deliverable.done", "1", channel=f"D-{LAN}")
    assert "~Concept~" in said(busy, "chat.update")[f"D-{LAN}"]


def test_a_todo_is_read_kept_and_done(office: Office) -> None:
    shows(office.bot.command(LAN, "/ae", "todo gọi client 9h mai"), "gọi client", "09:00, Th 3, 24/11")
    (row,) = office.rows(Todo)
    assert (row.text, row.due_on, row.due_minute) == ("gọi client", date(2026, 11, 24), 540)
    shows(office.bot.command(LAN, "/ae", "todo"), "gọi client")
    office.bot.action(HUONG, "todo.done", str(row.id), response_url=office.slack.hook)
    assert office.rows(Todo)[0].done_at is None
    office.bot.action(LAN, "todo.done", str(row.id), response_url=office.slack.hook)
    assert office.rows(Todo)[0].done_at is not None


@pytest.mark.parametrize(
    ("text", "why"), [("gọi 20/11/2026", "đã qua"), ("mai", "To-do gì"), ("x" * 501, "500")]
)
def test_a_todo_that_cannot_be_kept_says_why(office: Office, text: str, why: str) -> None:
    shows(office.bot.command(LAN, "/ae", f"todo {text}"), why)
    assert office.rows(Todo) == []


def test_a_project_is_made_changed_held_and_closed(office: Office) -> None:
    office.bot.action(HUONG, "project.new", "new")
    form = office.opened()
    assert typed(form)["channel"] is None  # another project lives where this was pressed
    chosen = {"name": "Phố Cà Phê", "client": "Phố", "channel": "C05PHO", "creative": [LAN]}
    office.bot.submit(HUONG, form, typed(form, **chosen, client_channels=["C06PHO", "C05PHO"]))
    made = office.rows(Project)[-1]
    assert (made.name, made.slug, made.channel) == ("Phố Cà Phê", "pho-ca-phe", "C05PHO")
    assert [row.channel for row in office.rows(ClientChannel)] == ["C06PHO"]
    shows(office.bot.command(HUONG, "/ae", "project phố cà phê"), "Phố Cà Phê", "<@U03LAN>", "<#C06PHO>")
    for verb, state in (("hold", "on_hold"), ("resume", "active"), ("close", "closed")):
        office.bot.action(HUONG, f"project.{verb}", str(made.id))
        assert office.rows(Project)[-1].state == ProjectState(state)
    shows(office.bot.command(HUONG, "/ae", "project"), "Mộc An Tết 2027")


@pytest.mark.parametrize(
    ("values", "field"),
    [({"name": ""}, "name"), ({"name": "mộc an tết 2027"}, "name"), ({"name": "X", "ae": CHI}, "ae")],
)
def test_a_project_that_cannot_be_says_why_at_the_field(
    office: Office, values: dict[str, Any], field: str
) -> None:
    office.bot.action(HUONG, "project.new", "new")
    form = office.opened()
    assert office.bot.submit(HUONG, form, typed(form, **values)).body["errors"].keys() == {field}
    assert len(office.rows(Project)) == 1


def test_only_those_who_lead_a_project_change_it(office: Office) -> None:
    office.bot.action(LAN, "project.close", str(office.project), response_url=office.slack.hook)
    assert "AE" in str(office.slack.wait("hook"))
    assert office.rows(Project)[0].state is ProjectState.ACTIVE


def test_the_first_workspace_admin_administers(office: Office) -> None:
    office.slack.answers["users.info"] = {"user": {"id": LAN, "is_admin": False}}
    office.bot.command(LAN, "/ae", "admin", response_url=office.slack.hook)
    assert "Slack" in str(office.slack.wait("hook"))
    office.slack.answers["users.info"] = {"user": {"id": MINH, "is_admin": True}}
    office.bot.command(MINH, "/ae", "admin", response_url=office.slack.hook)
    assert "Cài đặt chung" in str(office.slack.wait("hook"))
    shows(office.bot.command(MINH, "/ae", "admin"), "Admin")
    shows(office.bot.command(LAN, "/ae", "admin"), "Chỉ AM hoặc admin", "Hỏi Trần Quang Minh")


@pytest.mark.on_both
def test_an_admin_sets_days_people_and_defaults(office: Office) -> None:
    office.role(MINH, Role.ADMIN)
    office.bot.action(MINH, "admin.add_day", "day")
    form = office.opened()
    office.bot.submit(MINH, form, typed(form, day="2026-12-24", kind="off", name="Year end party"))
    (day,) = office.rows(CalendarOverride)
    assert (day.day, day.working) == (date(2026, 12, 24), False)
    office.bot.action(MINH, "admin.drop_day", str(day.id), response_url=office.slack.hook)
    assert office.rows(CalendarOverride) == []
    office.bot.action(MINH, "admin.choose_person", LAN)
    form = office.opened()
    office.bot.submit(MINH, form, typed(form, role="lead", department="creative"), view_id="V2")
    assert next(one for one in office.rows(Member) if one.user == LAN).role is Role.LEAD
    office.bot.action(MINH, "admin.company", "company")
    form = office.opened()
    office.bot.submit(
        MINH, form, typed(form, hour="08:30", language="en", saturdays=["makeup"]), view_id="V3"
    )
    shows(office.bot.command(MINH, "/ae", "admin"), "08:30", "Company settings")


def test_the_last_admin_stays_one(office: Office) -> None:
    office.role(MINH, Role.ADMIN)
    office.bot.action(MINH, "admin.choose_person", MINH)
    form = office.opened()
    assert office.bot.submit(MINH, form, typed(form, role="member")).body["errors"].keys() == {"role"}


def test_home_is_drawn_and_redrawn_after_a_press_in_it(busy: Office) -> None:
    busy.bot.event(LAN, {"type": "app_home_opened", "tab": "home", "channel": "D1"})
    home = busy.slack.wait("views.publish")["view"]
    assert_fits(home)
    assert "Concept" in str(home)
    view = home | {"id": "V9", "type": "home", "state": {"values": {}}}
    busy.bot.action(LAN, "deliverable.done", "1", channel="", view=view, container={"type": "view"})
    assert "Concept" not in str(busy.slack.wait("views.publish")["view"])


def test_own_settings_change_the_language(office: Office) -> None:
    view = {"id": "V9", "type": "home", "blocks": [], "state": {"values": {}}}
    office.bot.action(LAN, "home.open_settings", "open", view=view)
    form = office.opened()
    assert office.bot.submit(LAN, form, typed(form, leave_from="2026-12-02")).body["errors"].keys() == {
        "leave_to"
    }
    late = office.bot.submit(LAN, form, typed(form, hour="20:00"), view_id="V3")
    assert late.body["errors"].keys() == {"hour"}  # a digest would never come
    office.bot.submit(LAN, form, typed(form, language="en"), view_id="V2")
    shows(office.bot.command(LAN, "/ae", "help"), "What Liaison does")


def test_guests_get_a_home_and_nothing_of_the_house(busy: Office) -> None:
    busy.bot.event(CHI, {"type": "app_home_opened", "tab": "home", "channel": "D1"})
    assert "Concept" not in str(busy.slack.wait("views.publish"))
    for text in ("mine", "todo x", "project", "admin", "add KV @lan 15/12"):
        shows(busy.bot.command(CHI, "/ae", text), "agency")
    status = busy.bot.command(CHI, "/tiendo", "moc an")
    shows(status, "Mộc An Tết 2027")
    assert LAN not in status.words
    shows(busy.bot.command(CHI, "/tiendo", "moc an", channel="C09KHAC"), "kênh của dự án")


@pytest.mark.parametrize("text", ["help", "trợ giúp", "HELP"])
def test_help_names_every_verb(office: Office, text: str) -> None:
    shows(office.bot.command(HUONG, "/ae", text), "/brief", "/ae add", "/tiendo")


def test_a_guests_help_names_what_serves_them(office: Office) -> None:
    answer = office.bot.command(CHI, "/ae", "help")
    shows(answer, "/tiendo", "/ae help")
    assert "/ae admin" not in answer.words


def test_what_is_not_understood_names_what_is_near(office: Office) -> None:
    shows(office.bot.command(HUONG, "/ae", "tod gì đó"), "todo")
