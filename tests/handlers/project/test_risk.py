"""Risks of a project, through Slack's doors."""

from __future__ import annotations

from typing import Any

import pytest

from storage.project.risk import Risk
from tests.handlers.conftest import CHI, HUONG, LAN, Office, shows, typed
from tests.support.app import Answer

WORDS = "nhà in có thể trễ"
WRITTEN = (
    f"risk Mộc An Tết 2027: {WORDS}", f"rủi ro moc-an-tet-2027 {WORDS}", f"risk {WORDS}",
    f"risk Mộc An: {WORDS}",
)  # fmt: skip


def risks(office: Office) -> list[tuple[str, bool, str]]:
    return [(row.text, row.closed_at is None, row.outcome) for row in office.rows(Risk)]


def value(answer: Answer | dict[str, Any], action_id: str) -> str:
    """The value of the first button of this kind, or of the first choice of its menu."""
    blocks = (answer if isinstance(answer, dict) else answer.body)["blocks"]
    elements = [one for block in blocks for one in [*block.get("elements", []), block.get("accessory", {})]]
    found = next(one for one in elements if one.get("action_id") == action_id)
    return str(found["options"][0]["value"] if "options" in found else found["value"])


def press(office: Office, action_id: str, chosen: str, user: str = HUONG) -> None:
    if action_id == "risk.menu":
        menu = {
            "type": "overflow", "action_id": action_id, "block_id": "b", "selected_option": {"value": chosen}
        }  # fmt: skip
        office.bot.action(user, action_id, actions=[menu], response_url=office.slack.hook)
    else:
        office.bot.action(user, action_id, chosen, response_url=office.slack.hook)


@pytest.mark.every_row_on_both
@pytest.mark.parametrize("said", WRITTEN)
def test_a_risk_is_in_the_status_with_who_watches_it_until_it_is_closed(office: Office, said: str) -> None:
    answer = office.bot.command(HUONG, "/ae", said, channel="C0ELSE")
    shows(answer, WORDS, "Mộc An Tết 2027", f"<@{HUONG}> xem lại Th 3, 01/12")
    for asked in ("status moc-an-tet-2027", "risk moc-an-tet-2027"):
        shows(office.bot.command(LAN, "/ae", asked), WORDS, f"<@{HUONG}>, xem lại Th 3, 01/12")
    listed = office.bot.command(LAN, "/ae", "risk Mộc An Tết 2027")
    press(office, "risk.menu", value(listed, "risk.menu"), LAN)
    form = office.opened()
    refused = office.bot.submit(LAN, form, typed(form, outcome="  "), view_id="V1")
    assert refused.body["errors"].keys() == {"outcome"}
    assert risks(office) == [(WORDS, True, "")]
    office.bot.submit(LAN, form, typed(form, outcome="đã tránh"))
    assert risks(office) == [(WORDS, False, "đã tránh")]
    assert WORDS not in office.bot.command(HUONG, "/ae", "status moc-an-tet-2027").words
    told = office.bot.command(HUONG, "/ae", "history moc-an-tet-2027")
    shows(told, "Đóng rủi ro", WORDS, "đã tránh", "Ghi rủi ro")


def test_each_step_is_undone_by_a_press(office: Office) -> None:
    answer = office.bot.command(HUONG, "/ae", WRITTEN[0])
    press(office, "undo.press", value(answer, "undo.press"))
    office.slack.wait("hook")
    assert risks(office) == []
    office.bot.command(HUONG, "/ae", WRITTEN[0])
    listed = office.bot.command(HUONG, "/ae", "risk Mộc An Tết 2027")
    press(office, "risk.menu", value(listed, "risk.menu"))
    form = office.opened()
    office.bot.submit(HUONG, form, typed(form, outcome="đã tránh"))
    closed = office.bot.command(HUONG, "/ae", "undo")
    shows(closed, "Đóng rủi ro")
    press(office, "undo.press", value(closed, "undo.press"))
    office.slack.wait("hook")
    assert risks(office) == [(WORDS, True, "")]


def test_a_press_in_the_status_opens_the_form_and_a_wrong_field_says_so(office: Office) -> None:
    status = office.bot.command(HUONG, "/ae", "status moc-an-tet-2027")
    press(office, "risk.add", value(status, "risk.add"))
    form = office.opened()
    assert typed(form)["owner"] == HUONG
    for wrong, field in (
        ({"text": " "}, "text"),
        ({"review": "2026-11-20"}, "review"),
        ({"owner": CHI}, "owner"),
    ):
        values = {"text": WORDS, "owner": LAN, "review": "2026-11-27"} | wrong
        refused = office.bot.submit(HUONG, form, typed(form, **values), view_id=f"V{field}")
        assert refused.body["errors"].keys() == {field}
    office.bot.submit(HUONG, form, typed(form, text=WORDS, owner=LAN, review="2026-11-27"))
    answer = office.bot.command(LAN, "/ae", "risk Mộc An Tết 2027")
    shows(answer, WORDS, f"<@{LAN}>, xem lại Th 6, 27/11")
    press(office, "risk.edit", str(office.rows(Risk)[0].id))
    form = office.opened()
    assert (typed(form)["text"], typed(form)["review"]) == (WORDS, "2026-11-27")
    office.bot.submit(HUONG, form, typed(form, review="2026-11-30"), view_id="V2")
    shows(office.bot.command(LAN, "/ae", "risk Mộc An Tết 2027"), "Th 2, 30/11")
    office.english(LAN)
    shows(office.bot.command(LAN, "/ae", "risk Mộc An Tết 2027"), "Risks of", "to look at on")


@pytest.mark.parametrize("said", [WRITTEN[2], "risk Mộc An Tết 2027", "status", "rủi ro"])
def test_people_from_outside_neither_write_nor_read_risks(office: Office, said: str) -> None:
    office.bot.command(HUONG, "/ae", "risk Mộc An Tết 2027: khách hay đổi ý")
    answer = office.bot.command(CHI, "/ae", said)
    assert "khách hay đổi ý" not in answer.words
    press(office, "risk.edit", str(office.rows(Risk)[0].id), CHI)
    assert "khách hay đổi ý" not in str(office.slack.wait("hook"))
    assert [text for text, _, _ in risks(office)] == ["khách hay đổi ý"]


def test_of_several_projects_it_is_asked_which_and_nothing_typed_is_lost(office: Office) -> None:
    office.world.project(office.huong, "Hè 2027", "he-2027", channel="C0HE")
    answer = office.bot.command(HUONG, "/ae", f"risk {WORDS}", channel="D1")
    assert risks(office) == []
    press(office, "form.open", value(answer, "form.open"))
    assert WORDS in str(office.slack.wait("hook"))
    assert risks(office) == [(WORDS, True, "")]


@pytest.mark.parametrize(("said", "words"), [(f"risk Mộc An Tết 2027: {'x' * 301}", "301")])
def test_what_is_too_long_is_refused_with_its_length(office: Office, said: str, words: str) -> None:
    shows(office.bot.command(HUONG, "/ae", said), words)
    assert risks(office) == []


def test_words_that_are_open_already_say_so_where_another_watcher_or_day_is_chosen(office: Office) -> None:
    office.bot.command(HUONG, "/ae", f"risk {WORDS}")
    press(office, "risk.add", str(office.project))
    form = office.opened()
    for number, other in enumerate(({"owner": LAN}, {"review": "2026-12-10"})):
        refused = office.bot.submit(HUONG, form, typed(form, text=WORDS, **other), view_id=f"V{number}")
        assert "Nguyễn Thu Hương xem lại ngày 01/12/2026" in refused.body["errors"]["text"]
    office.bot.submit(HUONG, form, typed(form, text=WORDS), view_id="V3")
    assert risks(office) == [(WORDS, True, "")]


def test_a_form_that_is_sent_again_with_other_words_corrects_its_risk(office: Office) -> None:
    press(office, "risk.add", str(office.project))
    form = office.opened()
    for words in ("nhà in trể", WORDS):
        office.bot.submit(HUONG, form, typed(form, text=words), view_id="V1")
    assert risks(office) == [(WORDS, True, "")]


def test_a_risk_that_is_open_again_by_undo_is_not_watched_by_who_left_meanwhile(office: Office) -> None:
    press(office, "risk.add", str(office.project))
    form = office.opened()
    office.bot.submit(HUONG, form, typed(form, text=WORDS, owner=LAN))
    (row,) = office.rows(Risk)
    assert row.owner_id == office.lan.member_id
    press(office, "risk.menu", f"close/{row.id}")
    form = office.opened()
    office.bot.submit(HUONG, form, typed(form, outcome="đã tránh"), view_id="V2")
    leaver = {"id": LAN, "team_id": "T0AGENCY", "deleted": True, "profile": {"real_name": "Lan"}}
    office.bot.event(LAN, {"type": "user_change", "user": leaver})
    closed = office.bot.command(HUONG, "/ae", "undo")
    press(office, "undo.press", value(closed, "undo.press"))
    office.slack.wait("hook")
    (row,) = office.rows(Risk)
    assert (row.closed_at, row.owner_id) == (None, office.huong.member_id)
