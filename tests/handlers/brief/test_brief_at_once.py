"""Two people change a brief at once: nothing is lost, the second sees the first's version and merges."""

from __future__ import annotations

from typing import Any

import pytest

from storage.brief.brief import BriefVersion
from storage.database.history import ChangeRow
from storage.messages.draft import Draft
from tests.handlers.brief.test_brief import FILLED, change_template, fields_of, submit
from tests.handlers.conftest import HUONG, LAN, Office, typed

pytestmark = pytest.mark.on_both

WORDS = {
    "vi": ("vừa lưu bản 2", "gộp lại", "Giữ cả những gì <@U03LAN> đã sửa ở bản 2: Loại việc, "),
    "en": ("has just saved version 2", "merge them", "What <@U03LAN> changed in version 2 is kept as well"),
}


@pytest.fixture(params=WORDS)
def both(request: pytest.FixtureRequest, office: Office) -> tuple[Office, tuple[str, ...]]:
    """The office with a brief, and the words that Hương reads."""
    submit(office, office.form("/brief"), **FILLED)
    office.slack.wait("chat.postEphemeral")
    if request.param == "en":
        office.english(HUONG)
    return office, WORDS[request.param]


def forms(office: Office) -> list[dict[str, Any]]:
    """Hương's and Lan's, open at once."""
    return [office.form("/brief", "ra mat sua chua", user=user) for user in (HUONG, LAN)]


def lan_saves(office: Office, form: dict[str, Any], **values: Any) -> None:
    answer = office.bot.submit(LAN, form, typed(form, why="Client nói", **values), view_id="L")
    assert answer.body["response_action"] == "clear"
    office.slack.wait("chat.postEphemeral")


def test_who_changes_the_same_words_sees_the_others_and_merges(both: tuple[Office, tuple[str, ...]]) -> None:
    office, (saved, merge, _) = both
    hers, his = forms(office)
    lan_saves(office, his, message="Chua mà rất ngọt", audience="Mẹ và bé", source="Client nhắn thêm")
    before = len(office.rows(ChangeRow))
    mine = {"message": "Ngọt mà chua", "metric": "Doanh số", "source": "Hương chép", "why": "Đổi ý"}
    merging = submit(office, hers, "V2", **mine).body
    assert merging["response_action"] == "update"
    assert (len(office.rows(BriefVersion)), len(office.rows(ChangeRow))) == (2, before)
    form = merging["view"]
    shown = str([block for block in form["blocks"] if block["type"] != "input"])
    for words in (saved, merge, f"<@{LAN}>", "Chua mà *rất* ngọt", "Client nhắn thêm"):
        assert words in shown, words
    assert "Mẹ và bé" not in shown  # no other changed it, so nothing is to be merged there
    assert typed(form) == typed(form, **mine, audience="Mẹ và bé")
    assert not fields_of(form).keys() & fields_of(hers).keys()  # or Slack would show the old words on
    again = office.form("/brief", "ra mat sua chua")  # closed instead, it is offered again
    assert typed(again)["message"] == "Ngọt mà chua"
    merged = submit(office, form, "V2", message="Chua mà rất ngọt, ngọt mà chua")
    assert merged.body["response_action"] == "clear"
    last = office.rows(BriefVersion)[-1]
    assert (last.number, last.fields["message"], last.fields["audience"], last.fields["metric"]) == (
        3, "Chua mà rất ngọt, ngọt mà chua", "Mẹ và bé", "Doanh số",
    )  # fmt: skip
    assert [one for one in office.rows(Draft) if one.scope == "V2"] == []


def test_who_changes_other_words_keeps_both_and_is_told(both: tuple[Office, tuple[str, ...]]) -> None:
    office, (_, _, kept) = both
    hers, his = forms(office)
    his = change_template(office, his, "media", user=LAN)
    lan_saves(office, his, message="Chua mà rất ngọt", source="Client nhắn thêm")
    assert submit(office, hers, "V2", metric="Doanh số", why="Đổi ý").body["response_action"] == "clear"
    last = office.rows(BriefVersion)[-1]
    assert (last.number, last.template, last.source, last.fields["message"], last.fields["metric"]) == (
        3, "media", "Client nhắn thêm", "Chua mà rất ngọt", "Doanh số",
    )  # fmt: skip
    assert kept in str(office.slack.wait("chat.postEphemeral"))


def test_the_second_page_merges_too(both: tuple[Office, tuple[str, ...]]) -> None:
    office, (saved, _, _) = both
    hers, his = forms(office)
    page = submit(office, hers, "V2", message="Ngọt mà chua", why="Đổi ý", more=["yes"]).body["view"]
    lan_saves(office, his, message="Chua mà rất ngọt")
    form = submit(office, page, "V2", background="Năm ngoái thua").body["view"]
    assert saved in str(form)
    assert (typed(form)["message"], typed(form)["why"]) == ("Ngọt mà chua", "Đổi ý")
    page = submit(office, form, "V2", more=["yes"]).body["view"]
    assert typed(page)["background"] == "Năm ngoái thua"
    assert submit(office, page, "V2").body["response_action"] == "clear"
    fields = office.rows(BriefVersion)[-1].fields
    assert (fields["message"], fields["background"]) == ("Ngọt mà chua", "Năm ngoái thua")
