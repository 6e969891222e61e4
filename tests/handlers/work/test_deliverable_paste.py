"""Pasting deliverables: which project is meant, and that what was pasted is never lost."""

from __future__ import annotations

import json
from datetime import date

import pytest

from storage.messages.draft import Draft
from storage.work.deliverable import Deliverable, Status
from tests.handlers.conftest import HUONG, LAN, Office, shows, typed


@pytest.fixture
def cafe(office: Office) -> int:
    return office.world.project(office.lan, "Phố Cà Phê", "pho-ca-phe", channel="C09")


@pytest.mark.parametrize(
    "text",
    [
        "pho-ca-phe Website @lan 15/12",
        "Phố Cà Phê Website @lan 15/12",
        "phố cà phê; Website @lan 15/12",
        "pho ca phe\nWebsite @lan 15/12",
        "cà phê\nWebsite @lan 15/12",
    ],
)
def test_a_project_may_be_named_before_the_lines(office: Office, cafe: int, text: str) -> None:
    shows(office.bot.command(HUONG, "/ae", f"add {text}"), "Phố Cà Phê", "Website")
    (row,) = office.rows(Deliverable)
    assert (row.project_id, row.title) == (cafe, "Website")


@pytest.mark.parametrize(
    "heading",
    ["việc:", "các việc sau:", "viec moi:", "Hạng mục", "to-do list:", "tasks:", "mấy việc này nha:"],
)
def test_a_heading_that_says_that_work_follows_is_no_project(office: Office, heading: str) -> None:
    office.bot.command(HUONG, "/ae", f"add {heading}\n- Banner 5 size - Lan - 15/12\n- Menu @huong 16/12")
    assert [row.title for row in office.rows(Deliverable)] == ["Banner 5 size", "Menu"]


@pytest.mark.parametrize(
    "heading",
    ["việc cho Phố Cà Phê:", "các việc của dự án phố cà phê", "tasks for pho ca phe:", "Phố Cà Phê:"],
)
def test_such_a_heading_may_name_the_project(office: Office, cafe: int, heading: str) -> None:
    office.bot.command(HUONG, "/ae", f"add {heading}\n- Banner 5 size - Lan - 15/12")
    (row,) = office.rows(Deliverable)
    assert (row.project_id, row.title) == (cafe, "Banner 5 size")


def test_a_first_line_that_is_no_project_says_so_itself(office: Office) -> None:
    answer = office.bot.command(HUONG, "/ae", "add Sen Hồng:\n- Banner 5 size - Lan - 15/12")
    said = str(answer.body)
    assert said.index("Sen Hồng") < said.index("không có dự án nào tên vậy") < said.index("Banner 5 size")


def test_works_in_one_line_behind_their_project_open_a_form_with_a_row_for_each(
    office: Office, cafe: int
) -> None:
    office.bot.command(HUONG, "/ae", "add Phố Cà Phê: thêm việc concept Lan 16/12, KV Lan 22/12")
    form = office.opened()
    office.bot.submit(HUONG, form, typed(form))
    assert [(row.project_id, row.title, row.due_on) for row in office.rows(Deliverable)] == [
        (cafe, "concept", date(2026, 12, 16)),
        (cafe, "KV", date(2026, 12, 22)),
    ]


def test_lines_after_a_named_one_go_to_its_project_too(office: Office, cafe: int) -> None:
    office.bot.command(HUONG, "/ae", "add pho-ca-phe Website @lan 15/12; Menu @huong 16/12\nBiển @lan 17/12")
    assert [(row.project_id, row.title) for row in office.rows(Deliverable)] == [
        (cafe, "Website"),
        (cafe, "Menu"),
        (cafe, "Biển"),
    ]


def test_a_table_needs_no_at_signs(office: Office) -> None:
    shows(
        office.bot.command(HUONG, "/ae", "add KV chính\tLan\t15/12\n2. Banner — Ngọc Lan — thứ 6"), "Banner"
    )
    assert [row.title for row in office.rows(Deliverable)] == ["KV chính", "Banner"]


def test_an_unsure_line_opens_a_form_that_is_filled_in(office: Office, cafe: int) -> None:
    office.bot.command(HUONG, "/ae", "add pho-ca-phe Website @lan")
    form = office.opened()
    assert typed(form) == {"title.0": "Website", "owner.0": LAN, "due.0": None}
    office.bot.submit(HUONG, form, typed(form, **{"due.0": "2026-12-15"}))
    (row,) = office.rows(Deliverable)
    assert (row.project_id, row.title, row.due_on) == (cafe, "Website", date(2026, 12, 15))
    assert office.rows(Draft) == []


def test_what_is_certain_is_saved_at_once_and_only_the_rest_is_asked(office: Office) -> None:
    shows(office.bot.command(HUONG, "/ae", "add KV @lan 15/12\nBanner khuyến mãi @lan"), "KV", "Hoàn tác")
    assert [row.title for row in office.rows(Deliverable)] == ["KV"]
    form = office.opened()
    assert typed(form)["title.0"] == "Banner khuyến mãi"
    office.bot.submit(HUONG, form, typed(form, **{"due.0": "2026-12-16"}))
    assert [row.title for row in office.rows(Deliverable)] == ["KV", "Banner khuyến mãi"]


def test_a_row_that_lacks_something_says_so_at_its_field(office: Office) -> None:
    office.bot.command(HUONG, "/ae", "add Website 15/12\nBanner @lan")
    form = office.opened()
    answer = office.bot.submit(HUONG, form, typed(form))
    assert answer.body["response_action"] == "errors"
    assert set(answer.body["errors"]) == {"owner.0", "due.1"}
    assert office.rows(Deliverable) == []


def test_a_row_without_a_title_is_left_out(office: Office) -> None:
    office.bot.command(HUONG, "/ae", "add Website 15/12\nBanner @lan")
    form = office.opened()
    answer = office.bot.submit(
        HUONG, form, typed(form, **{"title.0": "", "owner.0": None, "due.1": "2026-12-15"})
    )
    assert answer.body == {"response_action": "clear"}
    assert [row.title for row in office.rows(Deliverable)] == ["Banner"]


def test_in_a_direct_message_a_button_opens_the_form_of_what_is_unsure(office: Office) -> None:
    event = {"type": "message", "channel_type": "im", "channel": "D1", "ts": "5.1"}
    office.bot.event(HUONG, event | {"text": "add moc-an-tet-2027 Website @lan"})
    said = office.slack.wait("chat.postMessage")
    (button,) = said["blocks"][-1]["elements"]
    office.bot.action(HUONG, button["action_id"], button["value"])
    assert typed(office.opened())["title.0"] == "Website"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("pho ca fe\nWebsite @lan 15/12", "Phố Cà Phê"),
        ("zzzzzzzz\nWebsite @lan 15/12", "không có dự án nào"),
        ("\n".join(["KV @lan 15/12"] * 41), "tối đa 40"),
    ],
)
def test_what_is_refused_is_kept_for_the_form(office: Office, cafe: int, text: str, why: str) -> None:
    answer = office.bot.command(HUONG, "/ae", f"add {text}")
    shows(answer, why)
    assert office.rows(Deliverable) == []
    (button,) = answer.body["blocks"][-1]["elements"]
    office.bot.action(HUONG, button["action_id"], button["value"])
    form = office.opened()
    assert typed(form)["lines"] == text
    office.bot.submit(HUONG, form, typed(form, lines="KV @lan 15/12"))
    assert len(office.rows(Deliverable)) == 1
    assert office.rows(Draft) == []


def test_a_channel_without_a_project_asks_for_it_and_keeps_the_lines(office: Office, cafe: int) -> None:
    office.world.project(office.huong, "Mì Ba Miền", "mi-ba-mien", channel="C08")
    office.bot.command(HUONG, "/ae", "add Website @lan 15/12", channel="C01")
    form = office.opened()
    assert typed(form) == {"project": None, "lines": "Website @lan 15/12"}


def test_a_corrected_form_that_is_sent_again_corrects(office: Office) -> None:
    form = office.form("/ae", "add")
    for lines in ("KV @lan 15/12\nBanner @lan 15/12", "KV @lan 18/12\nBanner @huong 15/12"):
        assert office.bot.submit(HUONG, form, typed(form, lines=lines)).body == {"response_action": "clear"}
    assert [(row.title, row.due_on.day, row.owner_id) for row in office.rows(Deliverable)] == [
        ("KV", 18, office.lan.member_id),
        ("Banner", 15, office.huong.member_id),
    ]


def test_mrkdwn_and_odd_characters_are_kept_and_do_nothing(office: Office) -> None:
    answer = office.bot.command(HUONG, "/ae", "add KV &lt;!channel&gt; &amp; x 🧧 <@U03LAN> 15/12")
    shows(answer, "&lt;!channel&gt; &amp; x")
    assert "<!channel>" not in str(office.posted())
    assert office.rows(Deliverable)[0].title == "KV <!channel> & x"


def test_every_line_of_the_card_can_be_changed(office: Office) -> None:
    office.bot.command(HUONG, "/ae", "add KV @lan 15/12")
    (menu,) = [block["accessory"] for block in office.posted()["blocks"] if "accessory" in block]
    choices = {option["value"].partition("/")[0] for option in menu["options"]}
    assert choices == {"done", "move", "reassign", "supplier", "edit"}
    kv = office.rows(Deliverable)[0].id
    office.bot.action(LAN, menu["action_id"], f"edit/{kv}")
    form = office.opened()
    office.bot.submit(LAN, form, typed(form, status="delivered"))
    row = office.rows(Deliverable)[0]
    assert (row.status, row.due_on, row.done_at) == (
        Status.DELIVERED,
        date(2026, 12, 15),
        office.bot.clock.now(),
    )


def test_done_from_an_answer_in_a_dm_is_said_and_twice_is_no_error(office: Office) -> None:
    kv = office.world.deliverable(office.lan, date(2026, 12, 15), project="moc-an-tet-2027")
    for _ in range(2):
        office.bot.action(LAN, "deliverable.done", str(kv), channel="D1", response_url=office.slack.hook)
        assert "KV chính" in str(office.slack.wait("hook"))
    assert office.rows(Deliverable)[0].status is Status.DELIVERED


@pytest.fixture
def two_clients(office: Office) -> Office:
    office.world.project(office.huong, "Sen Vàng khai trương", "sen-vang-khai-truong", channel="C0SEN")
    return office


@pytest.mark.on_both
@pytest.mark.parametrize(
    "said", ["Sen Vang: Bộ key visual @lan 9/12", "sen vàng : Bộ key visual @lan 9/12\n3 banner @lan 11/12"]
)
def test_work_of_another_client_named_before_a_colon_goes_to_its_project(
    two_clients: Office, said: str
) -> None:
    two_clients.bot.command(HUONG, "/ae", f"add {said}", channel="C02MOCAN")
    rows = two_clients.rows(Deliverable)
    assert {row.project_id for row in rows} == {two_clients.project + 1}
    assert rows[0].title == "Bộ key visual"


@pytest.mark.on_both
def test_work_that_may_be_another_clients_is_asked_about_and_its_words_are_kept(two_clients: Office) -> None:
    answer = two_clients.bot.command(HUONG, "/ae", "add sen vang Bộ key visual @lan 9/12", channel="C02MOCAN")
    assert (answer.text, two_clients.rows(Deliverable)) == ("", [])
    view = two_clients.opened()
    assert all(
        words in json.dumps(view, ensure_ascii=False) for words in ("Sen Vàng", "Bộ key visual @lan 9/12")
    )
    two_clients.bot.submit(HUONG, view, typed(view))
    (row,) = two_clients.rows(Deliverable)
    assert (row.project_id, row.title) == (two_clients.project + 1, "Bộ key visual")


@pytest.mark.parametrize(
    "said", ["Mộc An poster @lan 9/12", "Sen Vàng @lan 9/12", "sen trang trí bàn @lan 9/12"]
)
def test_words_that_name_no_other_project_are_work_of_this_one(two_clients: Office, said: str) -> None:
    two_clients.bot.command(HUONG, "/ae", f"add {said}", channel="C02MOCAN")
    assert [row.project_id for row in two_clients.rows(Deliverable)] == [two_clients.project]
