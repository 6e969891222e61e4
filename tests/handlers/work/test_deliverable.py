"""Deliverables through Slack's door."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from storage.database.history import ChangeItem, ChangeRow
from storage.work.deliverable import Deliverable, Status
from tests.handlers.conftest import CHI, HUONG, LAN, MINH, Office, shows, typed

DUE = date(2026, 12, 15)


def delivered(office: Office, method: str = "chat.postMessage") -> dict[str, str]:
    """Deliver; what was posted last in each channel, or drawn anew."""
    office.bot.deliver()
    return {told["channel"]: str(told["blocks"]) for name, told in office.slack.calls if name == method}


def test_pasted_lines_are_all_saved_and_announced(office: Office) -> None:
    answer = office.bot.command(
        HUONG, "/ae", "add KV chính <@U03LAN|lan> 15/12\n- Media plan @ngọc lan thứ 6 17h"
    )
    shows(answer, "KV chính", "Media plan", "<@U03LAN>", "17:00")
    first, second = office.rows(Deliverable)
    assert (first.title, first.due_on, first.number, first.owner_id) == (
        "KV chính",
        DUE,
        1,
        office.lan.member_id,
    )
    assert (second.title, second.due_minute, second.number) == ("Media plan", 17 * 60, 2)
    said = delivered(office)
    assert set(said) == {"C02MOCAN", "D1"}  # the card, and a word to whose work it is
    for words in said.values():
        assert "KV chính" in words
        assert "Media plan" in words


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("KV chính 15/12", "thiếu người làm"),
        ("KV chính @lan", "thiếu ngày"),
        ("KV chính @lan gấp", "là ngày nào"),
        ("KV chính @lan ASAP", "là ngày nào"),
        ("KV chính @lan 20/11/2026", "đã qua"),
        ("KV chính @lan 30/2", "không có trên lịch"),
        ("KV chính @hoà 15/12", "không có ai tên"),
        ("Concept chị Lan 15/12", "là Phạm Ngọc Lan?"),
        ("KV chính @lan 4/12 hay 7/12", "Th 6, 04/12 hay Th 2, 07/12"),
        ("KV chính @chi 15/12", "là khách"),
        ("x" * 151 + " @lan 15/12", "tối đa 150"),
    ],
)
def test_an_unsure_line_is_asked_in_a_form_and_kept_until_it_is_answered(
    office: Office, line: str, why: str
) -> None:
    office.bot.command(HUONG, "/ae", f"add Banner @lan 15/12\n{line}")
    assert [row.title for row in office.rows(Deliverable)] == ["Banner"]
    assert why in str(office.opened())
    office.bot.action(HUONG, "add.fix", str(office.project))
    form = office.opened()
    assert why in str(form)
    answer = office.bot.submit(
        HUONG, form, typed(form, **{"title.0": "KV", "owner.0": LAN, "due.0": "2026-12-15"})
    )
    assert answer.body == {"response_action": "clear"}
    assert [row.title for row in office.rows(Deliverable)] == ["Banner", "KV"]


def test_the_form_saves_once_however_often_it_is_sent(office: Office) -> None:
    form = office.form("/ae", "add")
    values = typed(form, lines="KV chính @lan 15/12")
    for _ in range(2):
        assert "errors" not in office.bot.submit(HUONG, form, values).body
    assert len(office.rows(Deliverable)) == 1


def test_a_first_line_names_the_project(office: Office) -> None:
    office.world.project(office.lan, "Phố Cà Phê", "pho-ca-phe", channel="C09")
    office.bot.command(HUONG, "/ae", "add pho ca phe\nWebsite @lan 15/12")
    (row,) = office.rows(Deliverable)
    assert row.project_id != office.project


@pytest.mark.every_row_on_both
@pytest.mark.parametrize(
    ("what", "values", "field", "after"),
    [
        ("move", {"due": "2026-12-20", "why": "khách dời"}, "due_on", date(2026, 12, 20)),
        ("snooze", {"soon": "2026-11-25", "why": "chờ logo"}, "snoozed_until", date(2026, 11, 25)),
        ("status", {"status": "with_client"}, "status", Status.WITH_CLIENT),
        ("edit", {"title": "KV phụ", "done": "Khách duyệt"}, "title", "KV phụ"),
        ("reassign", {"owner": HUONG}, "owner_id", 1),
    ],
)
def test_every_form_behind_the_menu_changes_and_is_audited(
    office: Office, what: str, values: dict[str, str], field: str, after: object
) -> None:
    kv = office.world.deliverable(office.lan, DUE, project="moc-an-tet-2027")
    office.bot.action(LAN, "deliverable.menu", f"{what}/{kv}")
    form = office.opened()
    answer = office.bot.submit(LAN, form, typed(form, **values))
    assert answer.body.get("response_action") == "clear", answer.body
    (row,) = office.rows(Deliverable)
    assert getattr(row, field) == after
    assert any(item.entity == "deliverable" and item.field == field for item in office.rows(ChangeItem))


@pytest.mark.parametrize(
    ("what", "values", "due", "told"),
    [
        ("move", {"due": "2026-12-20"}, (date(2026, 12, 20), 1020), "hạn mới 17:00"),
        ("move", {"due": "2026-12-20", "hour": None}, (date(2026, 12, 20), None), "không còn giờ 17:00"),
        ("move", {"hour": "10:00"}, (DUE, 600), "giờ mới 10:00"),
        ("edit", {"due": "2026-12-20"}, (date(2026, 12, 20), 1020), "17:00"),
        ("snooze", {"soon": "2026-11-25", "why": "chờ logo"}, (DUE, 1020), "Th 4, 25/11"),
    ],
)
def test_every_form_keeps_the_hour_that_it_shows(
    office: Office, what: str, values: dict[str, Any], due: tuple[date, int | None], told: str
) -> None:
    office.bot.command(HUONG, "/ae", f"add KV @lan 17h {DUE:%d/%m}")
    office.bot.action(LAN, "deliverable.menu", f"{what}/1")
    form = office.opened()
    office.bot.submit(LAN, form, typed(form, **values))
    (row,) = office.rows(Deliverable)
    assert (row.due_on, row.due_minute) == due
    assert told in json.dumps(office.slack.wait("chat.postEphemeral"), ensure_ascii=False)


@pytest.mark.on_both
def test_another_date_ends_a_snooze_in_every_form(office: Office) -> None:
    kv = office.world.deliverable(office.lan, DUE, project="moc-an-tet-2027")
    said, changes = "", (("move", "2026-12-20"), ("edit", "2026-12-21"), ("move", "2026-12-21"))
    for number, (what, due) in enumerate(changes):
        for form_of, more in (("snooze", {"until": "2026-12-18", "why": "chờ logo"}), (what, {"due": due})):
            office.bot.action(LAN, "deliverable.menu", f"{form_of}/{kv}")
            form = office.opened()
            office.bot.submit(LAN, form, typed(form, **more), view_id=f"{form_of}{number}")
            said = json.dumps(office.slack.wait("chat.postEphemeral"), ensure_ascii=False)
        (row,) = office.rows(Deliverable)
        assert row.snoozed_until is None, what
    assert "hạn vẫn" in said


@pytest.mark.parametrize(
    ("language", "missing", "told"),
    [
        ("vi", "vì sao hoãn", ("bị hoãn lần thứ 3", "hẹn Th 5, 03/12", "Lý do: chờ logo 3")),
        ("en", "say why", ("put off for time number 3", "promises Thu 03/12", "Reason: chờ logo 3")),
    ],
)
def test_a_snooze_has_a_reason_and_a_day_and_the_third_tells_the_ae(
    office: Office, language: str, missing: str, told: tuple[str, ...]
) -> None:
    kv = office.world.deliverable(office.lan, DUE, project="moc-an-tet-2027")
    if language == "en":
        office.english(HUONG, LAN)
    heard: list[str] = []
    for number in range(1, 5):
        office.bot.action(LAN, "deliverable.menu", f"snooze/{kv}")
        form, day = office.opened(), f"2026-12-{number:02}"
        refused = office.bot.submit(LAN, form, typed(form, until=day, why="  "), view_id=f"S{number}").body
        assert missing in refused["errors"]["why"]
        why = f"chờ logo {number}"
        answer = office.bot.submit(LAN, form, typed(form, until=day, why=why), view_id=f"S{number}")
        assert answer.body["response_action"] == "clear"
        logged = [row.why for row in office.rows(ChangeRow) if row.verb == "deliverable.snooze"]
        assert logged == [f"chờ logo {one}" for one in range(1, number + 1)]
        office.bot.deliver()
        heard = [str(said["blocks"]) for name, said in office.slack.calls if name == "chat.postMessage"]
        assert len(heard) == (number >= 3)
    for words in (*told, f"<@{LAN}>"):
        assert words in heard[0]


def test_done_from_the_card_redraws_it(office: Office) -> None:
    office.bot.command(HUONG, "/ae", "add KV chính @lan 15/12")
    office.bot.deliver()
    (row,) = office.rows(Deliverable)
    shows(office.bot.action(LAN, "deliverable.done", str(row.id)))
    assert "✅" in delivered(office, "chat.update")["C02MOCAN"]
    assert office.rows(Deliverable)[0].status is Status.DELIVERED


def test_others_and_guests_change_nothing(office: Office) -> None:
    kv = office.world.deliverable(office.lan, DUE, project="moc-an-tet-2027")
    for user, words in ((MINH, "Phạm Ngọc Lan"), (CHI, "agency")):
        office.bot.action(user, "deliverable.done", str(kv), response_url=office.slack.hook)
        assert words in str(office.slack.wait("hook"))
    assert office.rows(Deliverable)[0].status is Status.BRIEFED


def test_a_client_reads_titles_and_dates_only(office: Office) -> None:
    office.slack.answers["conversations.members"] = {"members": [HUONG, CHI]}
    office.bot.command(HUONG, "/ae", "add KV chính @lan 15/12")
    card = delivered(office)["C02MOCAN"]
    assert "KV chính" in card
    assert LAN not in card
