"""The brief through Slack's door."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from desk.brief import CRITICAL
from storage.brief import Brief, BriefVersion
from storage.draft import Draft
from storage.project import Project
from tests.handlers.conftest import CHI, HUONG, Office, shows, typed

FILLED: dict[str, Any] = {
    "brief.project": None,
    "source": "Nguyên văn: https://mocan.vn/brief <!channel> & 🥛",
    "name": "Ra mắt sữa chua",
    "client": "Mộc An",
    "objective": "Bán 10.000 hộp",
    "metric": "Số hộp",
    "audience": "Mẹ trẻ",
    "message": "Chua mà ngọt",
    "deliverables": "KV @lan 15/12",
    "deadline": "thứ 6 tuần sau",
    "budget": "chưa chốt",
    "approver": "Chị Chi",
}


def submit(office: Office, form: dict[str, Any], view_id: str = "V1", **values: Any) -> Any:
    return office.bot.submit(HUONG, form, typed(form, **values), view_id=view_id)


def test_a_brief_makes_a_project_a_version_and_a_card(office: Office) -> None:
    form = office.form("/brief", "Ra mắt sữa chua")
    assert typed(form)["name"] == "Ra mắt sữa chua"
    assert submit(office, form, **FILLED).body["response_action"] == "clear"
    (version,) = office.rows(BriefVersion)
    assert version.source == FILLED["source"]
    assert version.links == ["https://mocan.vn/brief"]
    assert version.fields["deadline_on"] == "2026-12-04"
    made = office.rows(Project)[-1]
    assert (made.name, made.channel, made.ae_id) == ("Ra mắt sữa chua", "C02MOCAN", office.huong.member_id)
    card = office.posted()
    assert "Bán 10.000 hộp" in str(card["blocks"])
    assert "<!channel>" not in str(card["blocks"])


def test_what_is_missing_is_said_at_its_field_and_nothing_is_stored(office: Office) -> None:
    form = office.form("/brief")
    errors = submit(office, form, name="X").body["errors"]
    assert errors.keys() == {*CRITICAL, "name"}  # the channel's project was chosen already
    errors = submit(office, form, **FILLED | {"name": "", "deadline": "gấp", "budget": "nhiều"}).body[
        "errors"
    ]
    assert errors.keys() == {"name", "deadline", "budget"}
    assert "gấp" in errors["deadline"]
    assert office.rows(BriefVersion) == []
    assert len(office.rows(Project)) == 1


@pytest.mark.parametrize("name", [*CRITICAL, "name", "client"])
def test_over_long_text_is_refused_at_its_field(office: Office, name: str) -> None:
    form = office.form("/brief")
    assert submit(office, form, **FILLED | {name: "x" * 2001}).body["errors"].keys() == {name}
    assert office.rows(BriefVersion) == []


def test_a_replay_has_one_effect_and_a_correction_makes_the_next_version(office: Office) -> None:
    form = office.form("/brief")
    for _ in range(2):
        submit(office, form, **FILLED)
    assert len(office.rows(BriefVersion)) == 1
    submit(office, form, **FILLED | {"budget": "500tr"})
    assert [one.number for one in office.rows(BriefVersion)] == [1, 2]
    assert len(office.rows(Brief)) == 1


def test_a_new_version_asks_why_and_history_tells_it(office: Office) -> None:
    submit(office, office.form("/brief"), **FILLED)
    form = office.form("/brief", "ra mat sua chua")
    assert typed(form)["objective"] == FILLED["objective"]
    assert submit(office, form, "V2", objective="Bán 20.000 hộp").body["errors"].keys() == {"why"}
    submit(office, form, "V2", objective="Bán 20.000 hộp", why="Khách nâng mục tiêu")
    shows(office.bot.command(HUONG, "/brief", "history ra mat"), "Khách nâng mục tiêu", "Bản 2", "Bản 1")
    shows(office.bot.command(HUONG, "/brief", "show ra mat"), "Bán 20.000 hộp")
    assert office.rows(BriefVersion)[0].fields["objective"] == FILLED["objective"]


def test_the_second_page_keeps_the_first_and_a_closed_form_is_offered_again(office: Office) -> None:
    page = submit(office, office.form("/brief"), **FILLED, more=["yes"]).body["view"]
    assert office.rows(BriefVersion) == []
    again = office.form("/brief")
    assert typed(again)["objective"] == FILLED["objective"]
    assert submit(office, page, "V2", background="Năm ngoái thua đối thủ").body["response_action"] == "clear"
    fields = office.rows(BriefVersion)[0].fields
    assert (fields["background"], fields["objective"]) == ("Năm ngoái thua đối thủ", FILLED["objective"])
    assert [one for one in office.rows(Draft) if one.kind == "brief"] == []


def test_names_typed_in_pieces_are_stored_whole(office: Office) -> None:
    submit(office, office.form("/brief"), **FILLED | {"name": unicodedata.normalize("NFD", "Đà Lạt Tết")})
    assert office.rows(Project)[-1].name == "Đà Lạt Tết"


def test_a_guest_takes_no_brief(office: Office) -> None:
    shows(office.bot.command(CHI, "/brief"), "agency")
