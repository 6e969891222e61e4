"""The brief through Slack's door."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from desk.brief.brief import CRITICAL
from handlers.brief.brief_ids import BriefAction, BriefShortcut
from storage.brief.brief import Brief, BriefVersion
from storage.messages.draft import Draft
from storage.project.project import Project
from tests.handlers.conftest import CHI, HUONG, Office, shows, typed
from tests.support.patience import until

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


NEW = "C05SUA"
"""A channel in which no project lives yet."""
LISTENING_IN = {"members": [HUONG, CHI]}


def from_message(office: Office, text: str, user: str = HUONG) -> Any:
    """The shortcut on a message of the client's, in a thread."""
    message = {"ts": "1764.01", "thread_ts": "1763.01", "user": CHI, "text": text}
    payload = {"callback_id": BriefShortcut.FROM_MESSAGE, "message": message}
    return office.bot.interact(
        user,
        {"type": "message_action", "channel": {"id": "C02MOCAN"}, "response_url": office.slack.url} | payload,
    )


def submit(office: Office, form: dict[str, Any], view_id: str = "V1", **values: Any) -> Any:
    return office.bot.submit(HUONG, form, typed(form, **values), view_id=view_id)


def test_a_brief_makes_a_project_a_version_and_a_card(office: Office) -> None:
    form = office.form("/brief", "Ra mắt sữa chua", channel=NEW)
    assert typed(form)["name"] == "Ra mắt sữa chua"
    assert submit(office, form, **FILLED).body["response_action"] == "clear"
    (version,) = office.rows(BriefVersion)
    assert version.source == FILLED["source"]
    assert version.links == ["https://mocan.vn/brief"]
    assert version.fields["deadline_on"] == "2026-12-04"
    made = office.rows(Project)[-1]
    assert (made.name, made.channel, made.ae_id) == ("Ra mắt sữa chua", NEW, office.huong.member_id)
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
    assert submit(office, page, background="Năm ngoái thua đối thủ").body["response_action"] == "clear"
    fields = office.rows(BriefVersion)[0].fields
    assert (fields["background"], fields["objective"]) == ("Năm ngoái thua đối thủ", FILLED["objective"])
    assert [one for one in office.rows(Draft) if one.kind == "brief"] == []


def test_names_typed_in_pieces_are_stored_whole(office: Office) -> None:
    submit(office, office.form("/brief"), **FILLED | {"name": unicodedata.normalize("NFD", "Đà Lạt Tết")})
    assert office.rows(Project)[-1].name == "Đà Lạt Tết"


def test_a_guest_takes_no_brief(office: Office) -> None:
    for text in ("", "show moc an", "history moc an"):
        shows(office.bot.command(CHI, "/brief", text), "agency")
    submit(office, office.form("/brief"), **FILLED)
    from_message(office, "Chị gửi brief", user=CHI)
    for action in (BriefAction.SHOW, BriefAction.EDIT):
        office.bot.action(CHI, action, str(office.rows(Project)[-1].id))
    office.form("/brief", "moc an")
    assert [name for name, _ in office.slack.calls if name == "views.open"] == []


def test_a_change_keeps_the_second_page_and_the_date_that_was_meant(office: Office) -> None:
    page = submit(office, office.form("/brief"), **FILLED, more=["yes"]).body["view"]
    submit(office, page, background="Bối cảnh", references="https://x.vn")
    office.bot.clock.forward(days=8)
    form = office.form("/brief", "ra mat sua chua")
    assert typed(form)["deadline"] == "04/12/2026"
    submit(office, form, "V2", budget="500tr", why="Chốt tiền")
    first, second = office.rows(BriefVersion)
    changed = {"budget": "500tr", "budget_is": "500000000/500000000/VND///", "deadline": "04/12/2026"}
    assert second.fields == first.fields | changed
    page = submit(office, office.form("/brief", "ra mat"), "V3", why="Bớt", more=["yes"]).body["view"]
    assert typed(page)["background"] == "Bối cảnh"
    submit(office, page, "V3", references="")
    assert "references" not in office.rows(BriefVersion)[-1].fields


def test_two_forms_open_at_once_keep_apart(office: Office) -> None:
    forms = {name: office.form("/brief") for name in ("Dự án A", "Dự án B")}
    pages = {
        name: submit(office, form, name, **FILLED | {"name": name}, more=["yes"]).body["view"]
        for name, form in forms.items()
    }
    submit(office, pages["Dự án A"], "Dự án A", background="của A")
    assert office.rows(Project)[-1].name == "Dự án A"
    assert typed(office.form("/brief"))["name"] == "Dự án B"
    submit(office, pages["Dự án B"], "Dự án B", background="của B")
    assert [one.fields["background"] for one in office.rows(BriefVersion)] == ["của A", "của B"]


def test_a_second_page_can_be_corrected_and_one_without_a_first_says_so(office: Office) -> None:
    page = submit(office, office.form("/brief"), **FILLED, more=["yes"]).body["view"]
    for background in ("Một", "Một", "Hai"):
        submit(office, page, background=background)
    assert [one.fields["background"] for one in office.rows(BriefVersion)] == ["Một", "Hai"]
    assert "errors" in submit(office, page, "V9", background="Ba").body
    assert len(office.rows(BriefVersion)) == 2


def test_a_draft_is_offered_only_for_what_it_is_about(office: Office) -> None:
    submit(office, office.form("/brief"), **FILLED | {"name": "Dự án A"}, more=["yes"])
    assert typed(office.form("/brief", "dự án a"))["objective"] == FILLED["objective"]
    assert typed(office.form("/brief", "Dự án B"))["objective"] is None
    submit(office, office.form("/brief", "Dự án B"), "V2", **FILLED | {"name": "Dự án B"})
    form = office.form("/brief", "du an b")
    submit(office, form, "V3", objective="Bán 20.000 hộp", why="Khách nâng", more=["yes"])
    again = office.form("/brief", "du an b")
    assert (typed(again)["objective"], typed(again)["why"]) == ("Bán 20.000 hộp", "Khách nâng")
    submit(office, again, "V4")
    assert [one.fields["objective"] for one in office.rows(BriefVersion)][-1] == "Bán 20.000 hộp"
    assert typed(office.form("/brief", "du an b"))["why"] is None


def test_what_was_typed_is_kept_when_a_select_changes_and_can_be_thrown_away(office: Office) -> None:
    form = office.form("/brief")
    chosen = {"type": "static_select", "action_id": "brief.template", "selected_option": {"value": "tvc"}}
    for words in ("", "Khách nhắn Zalo"):
        state = {
            "source": {"source": {"type": "plain_text_input", "value": words or None}},
            "brief.template": {"brief.template": chosen},
        }
        view = form | {"id": "V1", "hash": "h", "state": {"values": state}}
        office.bot.interact(
            HUONG, {"type": "block_actions", "actions": [chosen | {"block_id": "b"}], "view": view}
        )
        assert len(office.rows(Draft)) == bool(words)
        office.opened("views.update")
    again = office.form("/brief")
    assert (typed(again)["source"], typed(again)["brief.template"]) == ("Khách nhắn Zalo", "tvc")
    drop = {"type": "button", "action_id": "brief.discard", "block_id": "b", "value": "drop"}
    view = again | {"id": "V2", "hash": "h", "state": {"values": {}}}
    office.bot.interact(HUONG, {"type": "block_actions", "actions": [drop], "view": view})
    assert typed(office.opened("views.update"))["source"] is None
    assert office.rows(Draft) == []


def test_a_name_that_is_taken_is_said_before_the_second_page(office: Office) -> None:
    answer = submit(office, office.form("/brief"), **FILLED | {"name": "moc an tet 2027"}, more=["yes"])
    assert answer.body["errors"].keys() == {"name"}


@pytest.mark.parametrize(
    ("language", "label"), [("vi", "Dán brief của khách"), ("en", "Paste the client's brief here")]
)
def test_a_message_of_any_length_is_quoted_whole_with_its_address(
    office: Office, language: str, label: str
) -> None:
    if language == "en":
        office.english(HUONG)
    permalink = "https://x.slack.com/archives/C02MOCAN/p176401"
    office.slack.answers["chat.getPermalink"] = {"permalink": permalink}
    text = "x" * 2000 + "\n" + "y" * 2500
    from_message(office, text + " &lt;!channel&gt;")
    form = office.opened()
    assert label in str(form)
    submit(office, form, **{name: text for name, text in FILLED.items() if name != "source"})
    assert office.slack.wait("chat.getPermalink")["message_ts"] == "1764.01"
    (version,) = office.rows(BriefVersion)
    assert version.source == text + " <!channel>"
    until(lambda: office.rows(BriefVersion)[0].links)
    assert office.rows(BriefVersion)[0].links == [permalink]


def test_where_a_client_reads_along_the_card_has_no_budget_and_no_names(office: Office) -> None:
    office.slack.answers["conversations.members"] = LISTENING_IN
    there = {"brief.project": str(office.project), "name": "", "client": ""}
    submit(office, office.form("/brief", "moc an"), **FILLED | there | {"budget": "987tr"})
    card = str(office.posted())
    assert "Bán 10.000 hộp" in card
    for secret in ("987tr", "@lan", HUONG, "button"):
        assert secret not in card


def test_the_cards_buttons_show_and_change_the_brief(office: Office) -> None:
    submit(office, office.form("/brief", channel=NEW), **FILLED | {"name": "<!channel> 🧧"})
    card = office.posted()
    assert "<!" not in card["text"]
    assert all("<!" not in str(block) for block in card["blocks"] if block["type"] != "header")
    buttons = [one for block in card["blocks"] if block["type"] == "actions" for one in block["elements"]]
    assert [one["action_id"] for one in buttons] == ["brief.show", "add.open", "brief.edit", "question.list"]
    shown = {}
    for one in (buttons[0], buttons[2]):
        office.bot.action(HUONG, one["action_id"], one["value"])
        shown[one["action_id"]] = office.opened()
    assert "Mẹ trẻ" in str(shown["brief.show"])
    assert typed(shown["brief.edit"])["audience"] == "Mẹ trẻ"
    assert "why" in typed(shown["brief.edit"])


def change_template(
    office: Office, form: dict[str, Any], template: str, user: str = HUONG, **values: Any
) -> dict[str, Any]:
    """Choose another kind of work in an open form with these values on the screen; the form that follows."""
    state: dict[str, Any] = {}
    on_screen = typed(form) | values
    for block in form["blocks"]:
        if block["type"] == "input" and block["element"]["type"] == "plain_text_input":
            name = block["element"]["action_id"]
            state[block["block_id"]] = {name: {"type": "plain_text_input", "value": on_screen[name]}}
    chosen = {"type": "static_select", "action_id": "brief.template", "selected_option": {"value": template}}
    state["brief.template"] = {"brief.template": chosen}
    view = form | {"id": "V1", "hash": "h", "state": {"values": state}}
    pressed = {"type": "block_actions", "actions": [chosen | {"block_id": "brief.template"}], "view": view}
    office.bot.interact(user, pressed)
    return office.opened("views.update")


def fields_of(form: dict[str, Any]) -> dict[str, str]:
    """block_id to action_id of a form's inputs."""
    inputs = [block for block in form["blocks"] if block["type"] == "input"]
    return {block["block_id"]: block["element"]["action_id"] for block in inputs}


@pytest.mark.parametrize(("language", "flight"), [("vi", "Thời gian chạy"), ("en", "Flight dates")])
def test_another_kind_of_work_asks_its_own_and_keeps_what_was_typed(
    office: Office, language: str, flight: str
) -> None:
    if language == "en":
        office.english(HUONG)
    first = office.form("/brief", "Ra mắt sữa chua")
    film = change_template(office, first, "tvc", objective="Bán 10.000 hộp")
    assert {"duration", "storyboard", "talent", "shooting"} <= set(fields_of(film).values())
    assert ("Storyboard" in str(film), flight in str(film)) == (True, False)
    media = change_template(
        office, film, "media", storyboard="6 khung", talent="Người thật", audience="Mẹ trẻ"
    )
    assert {"channels", "flight", "kpi"} <= set(fields_of(media).values())
    assert not {"storyboard", "talent", "shooting"} & set(fields_of(media).values())
    assert ("Storyboard" in str(media), flight in str(media)) == (False, True)
    assert (typed(media)["objective"], typed(media)["audience"]) == ("Bán 10.000 hộp", "Mẹ trẻ")
    kept = fields_of(film).keys() & fields_of(media).keys()
    assert {"source", "name", "objective", "budget", "more"} <= kept  # Slack keeps a field whose ids stay
    again = change_template(office, media, "tvc", flight="1/3–30/4")
    assert (typed(again)["talent"], typed(again)["storyboard"]) == ("Người thật", "6 khung")
    submit(office, again, **FILLED | {"talent": "Người thật", "brief.template": "tvc"})
    (version,) = office.rows(BriefVersion)
    assert (version.template, version.fields["talent"]) == ("tvc", "Người thật")
    assert "flight" not in version.fields
    assert [one for one in office.rows(Draft) if one.kind == "brief"] == []


def test_the_paste_boxes_stay_as_many_as_they_are(office: Office) -> None:
    from_message(office, "x" * 2000 + "\n" + "y" * 2500)
    form = office.opened()
    changed = change_template(office, form, "kv", source="ngắn lại")
    assert [one for one in fields_of(changed) if one.startswith("source")] == ["source", "source-1"]
    assert typed(changed)["source-1"] == "y" * 2500


def test_a_change_of_a_kind_keeps_what_the_other_kind_said(office: Office) -> None:
    submit(office, office.form("/brief"), **FILLED | {"brief.template": "campaign"}, phases="Teasing")
    form = office.form("/brief", "ra mat sua chua")
    assert typed(form)["phases"] == "Teasing"
    form = change_template(office, form, "media", why="Đổi sang media")
    submit(office, form, **typed(form, flight="1/3–30/4"))
    version = office.rows(BriefVersion)[-1]
    assert (version.template, version.fields["flight"], version.fields["phases"]) == (
        "media", "1/3–30/4", "Teasing",
    )  # fmt: skip


@pytest.mark.parametrize(("language", "label"), [("vi", "Mở form"), ("en", "Open the form")])
def test_a_mention_in_a_thread_opens_the_form_for_that_thread(
    office: Office, language: str, label: str
) -> None:
    if language == "en":
        office.english(HUONG)
    permalink = "https://x.slack.com/archives/C02MOCAN/p1763"
    office.slack.answers["chat.getPermalink"] = {"permalink": permalink}
    quoted = {"is_msg_unfurl": True, "text": "Chị cần KV &amp; TVC", "from_url": "https://x.slack.com/p9"}
    event = {
        "type": "app_mention", "text": "<@U0LIAISON> brief Ra mắt sữa chua", "channel": "C02MOCAN",
        "ts": "1764.05", "thread_ts": "1763.01", "attachments": [quoted, {"text": "một trang web"}],
    }  # fmt: skip
    office.bot.event(HUONG, event)
    answer = office.slack.wait("chat.postEphemeral")
    assert answer["thread_ts"] == "1763.01"
    button = answer["blocks"][1]["elements"][0]
    assert button["text"]["text"] == label
    office.bot.action(HUONG, button["action_id"], button["value"])
    form = office.opened()
    assert typed(form)["name"] == "Ra mắt sữa chua"
    assert typed(form)["source"] == "Chị cần KV & TVC\nhttps://x.slack.com/p9"
    submit(office, form, **FILLED | {"source": typed(form)["source"]})
    assert office.slack.wait("chat.getPermalink")["message_ts"] == "1763.01"


MEANT = [
    ("vi", "Hạn cuối “T6 5/12”", "Th 7, 05/12/2026", "gồm VAT", "chưa gồm VAT"),
    ("en", "deadline “T6 5/12”", "Sat 05/12/2026", "VAT included", "before VAT"),
]


@pytest.mark.parametrize(("language", "label", "day", "after", "before"), MEANT)
def test_words_of_two_meanings_are_asked_with_each_of_them_and_nothing_is_lost(
    office: Office, language: str, label: str, day: str, after: str, before: str
) -> None:
    if language == "en":
        office.english(HUONG)
    unclear = {"deadline": "T6 5/12", "budget": "420 triệu, gồm production và VAT, chưa gồm phí KOC"}
    form = office.form("/brief", channel=NEW)
    asked = submit(office, form, **FILLED | unclear).body["view"]
    assert office.rows(BriefVersion) == []
    for words in (label, day, after, before):
        assert words in str(asked)
    selects = {
        block["element"]["action_id"]: block["element"]["options"]
        for block in asked["blocks"]
        if str(block.get("block_id")).startswith(("deadline.is", "budget.is"))
    }
    assert {name: len(options) for name, options in selects.items()} == {"deadline.is": 2, "budget.is": 2}
    assert typed(asked)["objective"] == FILLED["objective"]
    chosen = {"deadline.is": "2026-12-05", "budget.is": selects["budget.is"][1]["value"]}
    assert submit(office, asked, **chosen).body["response_action"] == "clear"
    (version,) = office.rows(BriefVersion)
    assert version.fields["deadline_on"] == "2026-12-05"
    assert {name: version.fields[name] for name in unclear} == unclear
    assert version.fields["budget_is"] == chosen["budget.is"]
    told = str(office.slack.wait("chat.postEphemeral"))
    assert day in told
    assert after in told


UNDERSTOOD = {
    "tầm 1 tỷ 2 đã VAT": ("1.200.000.000\xa0₫, gồm VAT", "₫1,200,000,000, VAT included"),
    "45tr/tháng chưa VAT": ("45.000.000\xa0₫/tháng, chưa gồm VAT", "₫45,000,000 a month, before VAT"),
    "max 500tr": ("tối đa 500.000.000\xa0₫", "up to ₫500,000,000"),
    "300-500tr": ("300.000.000\xa0₫ – 500.000.000\xa0₫", "₫300,000,000 – ₫500,000,000"),
    "trên 500tr": ("từ 500.000.000\xa0₫ trở lên", "₫500,000,000 or more"),
    "300tr KOL + 200tr media": ("500.000.000\xa0₫", "₫500,000,000"),
    "$5,000/month": ("5.000,00\xa0US$/tháng", "$5,000.00 a month"),
}


def test_the_budget_that_was_understood_is_shown_whole_in_both_languages(office: Office) -> None:
    submit(office, office.form("/brief", channel=NEW), **FILLED | {"budget": "500tr"})
    for number, (text, shown) in enumerate(UNDERSTOOD.items(), 2):
        form = office.form("/brief", "ra mat sua chua")
        submit(office, form, f"V{number}", budget=text, why="Khách đổi")
        shows(office.bot.command(HUONG, "/brief", "show ra mat sua chua"), shown[0])
        office.english(HUONG)
        shows(office.bot.command(HUONG, "/brief", "show ra mat sua chua"), shown[1])
        vietnamese(office)


def vietnamese(office: Office) -> None:
    """Back to the company's language."""
    chosen = {
        "type": "static_select", "action_id": "home.language", "block_id": "b",
        "selected_option": {"value": "vi"},
    }  # fmt: skip
    home = {"id": "V9", "type": "home", "blocks": [], "state": {"values": {}}}
    office.bot.action(HUONG, "home.language", channel="", actions=[chosen], view=home)


MAIL = """From: Chi Tran <chi@mocan.vn>
Subject: Brief

Dear Linh,

Mục tiêu: tăng nhận diện dịp Tết
TA: mẹ 25-34 ở TP.HCM
Thông điệp: Tết là về nhà
Hạng mục:
- 3 KV
- 1 TVC 30s
Ngân sách (chưa VAT): 300tr
Deadline: Draft 1/12, final 15/12
Người duyệt: chị Chi, Brand Manager
Đo bằng gì: TBD

Best regards,
Chi Tran
0909 123 456"""
ENGLISH = """Hi Linh,
Objective: grow awareness before Tet
KPI: +10% sales by 1 February 2027
TA: mothers 25-34 in HCMC
Key message: Home is where Tet is
Deliverables: 3 KVs, 1 TVC 30s
Budget: USD 60k, VAT included
Deadline: 15 December 2026
Approver: Sarah Lim
Thanks,
Sarah"""
PASTED = [
    ("vi", MAIL, "từ: «", {
        "objective": "tăng nhận diện dịp Tết", "audience": "mẹ 25-34 ở TP.HCM", "message": "Tết là về nhà",
        "deliverables": "3 KV\n1 TVC 30s", "budget": "Ngân sách (chưa VAT): 300tr", "metric": "TBD",
        "deadline": "final 15/12", "approver": "chị Chi, Brand Manager",
    }, ("2026-12-15", "300000000/300000000/VND//before/")),
    ("en", ENGLISH, "from: «", {
        "objective": "grow awareness before Tet", "metric": "+10% sales by 1 February 2027",
        "audience": "mothers 25-34 in HCMC", "message": "Home is where Tet is",
        "deliverables": "3 KVs, 1 TVC 30s", "budget": "USD 60k, VAT included",
        "deadline": "15 December 2026", "approver": "Sarah Lim",
    }, ("2026-12-15", "6000000/6000000/USD//after/")),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "hint", "fields", "understood"), PASTED)
@pytest.mark.parametrize("door", ["shortcut", "command", "mention", "paste"])
def test_what_the_client_wrote_fills_the_form_with_their_words(
    office: Office, language: str, text: str, hint: str, fields: dict[str, str],
    understood: tuple[str, str], door: str,
) -> None:  # fmt: skip
    if language == "en":
        office.english(HUONG)
    if door == "shortcut":
        from_message(office, text.replace("<", "&lt;").replace(">", "&gt;"))
        form = office.opened()
    elif door == "paste":
        office.bot.command(HUONG, "/brief")
        form = office.pasted(office.opened(), text)
    elif door == "command":
        form = office.form("/brief", "Mộc An Tết 2027\n" + text.replace("<", "&lt;").replace(">", "&gt;"))
    else:
        mention(office, "brief", text.replace("<", "&lt;").replace(">", "&gt;"))
        form = office.opened()
    shown = typed(form)
    assert {name: shown[name] for name in fields} == fields
    kept = [line for line in text.splitlines() if line]
    assert [line for line in shown["source"].splitlines() if line][: len(kept)] == kept
    assert shown["brief.project"] == str(office.project)  # the channel's
    hints = {
        block["element"]["action_id"]: block["hint"]["text"] for block in form["blocks"] if "hint" in block
    }
    assert set(hints) == set(fields)
    assert all(one.startswith(hint) for one in hints.values())
    assert submit(office, form).body["response_action"] == "clear"
    (version,) = office.rows(BriefVersion)
    assert (version.fields["deadline_on"], version.fields["budget_is"]) == understood
    assert version.source == shown["source"]


def mention(office: Office, words: str, quoted: str) -> None:
    """Mention the bot in a thread with a message that is shared, and press the button that it answers."""
    shared = {"is_msg_unfurl": True, "text": quoted, "from_url": "https://x.slack.com/p9"}
    event = {
        "type": "app_mention", "text": f"<@U0LIAISON> {words}", "channel": "C02MOCAN",
        "ts": "1764.05", "thread_ts": "1763.01", "attachments": [shared],
    }  # fmt: skip
    office.bot.event(HUONG, event)
    button = office.slack.wait("chat.postEphemeral")["blocks"][1]["elements"][0]
    office.bot.action(HUONG, button["action_id"], button["value"])


def test_a_chat_fills_what_is_plain_and_invents_nothing(office: Office) -> None:
    from_message(office, "em ơi tầm 1 tỷ 2 đã VAT nha, deadline thứ 6 tuần sau, chị Chi duyệt")
    shown = typed(office.opened())
    said = {name: shown[name] for name in CRITICAL if shown[name]}
    assert said == {"budget": "1 tỷ 2 đã VAT", "deadline": "thứ 6 tuần sau", "approver": "chị Chi"}


def test_pasted_words_of_two_meanings_are_asked_in_the_form_at_once(office: Office) -> None:
    from_message(office, "Mục tiêu: bán hàng\nNgân sách: gói A 90tr, gói B 120tr\nDeadline: T6 5/12")
    form = office.opened()
    assert {"deadline.is", "budget.is"} <= set(fields_of(form).values())


def test_a_changed_brief_keeps_what_it_says_where_a_message_says_something_else(office: Office) -> None:
    submit(office, office.form("/brief"), **FILLED)
    form = office.form("/brief", "Ra mắt sữa chua\nThông điệp: Ngọt\nBối cảnh: năm ngoái thua")
    assert typed(form)["message"] == FILLED["message"]
    assert "initial_options" in str(form)  # there is something for the second page
    page = submit(office, form, "V2", why="Khách kể thêm", more=["yes"]).body["view"]
    assert typed(page)["background"] == "năm ngoái thua"


@pytest.mark.parametrize(("language", "button"), [("vi", "Tiếp tục"), ("en", "Continue")])
def test_the_paste_page_comes_first_and_keeps_what_was_pasted(
    office: Office, language: str, button: str
) -> None:
    if language == "en":
        office.english(HUONG)
    office.bot.command(HUONG, "/brief", "Ra mắt sữa chua")
    page = office.opened()
    assert (list(fields_of(page).values()), page["submit"]["text"]) == (["source"], button)
    assert typed(office.pasted(page))["name"] == "Ra mắt sữa chua"  # skipped
    assert office.rows(Draft) == []
    form = office.pasted(page, MAIL)
    assert (typed(form)["name"], typed(form)["approver"]) == ("Ra mắt sữa chua", "chị Chi, Brand Manager")
    again = office.form("/brief", "Ra mắt sữa chua")  # closed without a word: offered again, with its hints
    assert typed(again)["source"] == MAIL
    assert typed(again)["approver"] == "chị Chi, Brand Manager"
    assert "Người duyệt: chị Chi" in str(again)


DIARY = (
    'moi cua Sen Vang: chi Trang ben Sen Vang nhan zalo sang nay\n"Em oi ben chi can gap bo key visual '
    "+ 3 banner + 1 clip 15s cho dot khai truong 19/12. Ngan sach tam 300tr chua VAT, doi tuong gia dinh tre "
    'o quan 7, tong tre trung vui ... gui som truoc 9/12 giup chi nhe"'
)


@pytest.mark.parametrize("door", ["dm", "command"])
@pytest.mark.parametrize("apart", ["\n", " "])
def test_a_chat_in_one_paragraph_fills_each_field_from_its_own_clause(
    office: Office, door: str, apart: str
) -> None:
    """The whole first line was the project's name, there was no client, and the tone was the goal."""
    text = DIARY.replace("\n", apart)
    if door == "command":
        office.bot.command(HUONG, "/brief", text)
    else:
        said = {"type": "message", "channel_type": "im", "channel": "D1", "ts": "1", "text": f"brief {text}"}
        office.bot.event(HUONG, said)
        press = office.slack.wait("chat.postMessage")["blocks"][-1]["elements"][0]
        office.bot.action(HUONG, press["action_id"], press["value"], channel="D1")
    form = office.opened()
    filled = typed(form)
    wanted = {
        "name": "Sen Vang khai truong", "client": "Sen Vang",
        "deliverables": "bo key visual + 3 banner + 1 clip 15s", "audience": "gia dinh tre o quan 7",
        "objective": None,
    }  # fmt: skip
    assert {name: filled[name] for name in wanted} == wanted
    assert "300tr chua VAT" in filled["budget"]
    assert "9/12" in filled["deadline"]
    assert "19/12" not in filled["deadline"]
    hints = {block["block_id"]: block["hint"]["text"] for block in form["blocks"] if block.get("hint")}
    assert hints["name"] == "từ: «Sen Vang … khai truong»"
    assert hints["deliverables"].startswith("từ: «bo key visual")


LEFT_OUT = [("vi", "chưa rõ, hỏi khách"), ("en", "not known yet, ask the client")]


@pytest.mark.parametrize(("language", "unknown"), LEFT_OUT)
def test_the_form_says_that_not_known_yet_is_an_answer(office: Office, language: str, unknown: str) -> None:
    if language == "en":
        office.english(HUONG)
    form = office.form("/brief", channel=NEW)
    hints = {block["block_id"]: block["hint"]["text"] for block in form["blocks"] if block.get("hint")}
    assert all(unknown in hints[name] for name in ("metric", "message", "approver"))
    submit(office, form, **FILLED | dict.fromkeys(("metric", "message", "approver"), unknown))
    told = str(office.slack.wait("chat.postEphemeral"))
    assert told.count(f"“{unknown}”") >= 3  # each is a question to the client


WORK = "KV chính @lan 15/12\n3 banner\nMedia plan @huong 07/12"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_lines_of_a_brief_that_name_people_are_offered_as_work(office: Office, language: str) -> None:
    """Who had written "Media plan @khoa 07/12" into the brief believed that Khoa had it."""
    if language == "en":
        office.english(HUONG)
    project = str(office.project + 1)
    submit(office, office.form("/brief"), **FILLED | {"deliverables": WORK})
    told = str(office.slack.wait("chat.postEphemeral"))
    needle = {"vi": "chưa giao cho ai: 2 dòng", "en": "are no work yet: 2"}[language]
    assert needle in told
    assert "“KV chính @lan 15/12”" in told

    def rows() -> list[Any]:
        office.bot.action(HUONG, "add.open", project)
        filled = typed(office.opened())
        return [text for name, text in filled.items() if name.startswith("title.")]

    assert rows() == ["KV chính", "3 banner", "Media plan"]
    change = office.form("/brief", "ra mat sua chua")
    more = f"{WORK}\nPhim 30s @lan 20/12"
    submit(office, change, "V2", deliverables=more, why="Khách thêm phim")
    told = str(office.slack.wait("chat.postEphemeral"))
    assert needle.replace("2", "1") in told
    assert "add.open" in told
    assert rows() == ["KV chính", "3 banner", "Media plan", "Phim 30s"], "nothing was saved of the others yet"


def test_lines_that_wait_for_one_project_are_kept_beside_anothers_and_beside_what_is_pasted(
    office: Office,
) -> None:
    def rows(action: str, project: int) -> tuple[dict[str, Any], list[Any]]:
        office.bot.action(HUONG, action, str(project))
        form = office.opened()
        return form, [text for name, text in typed(form).items() if name.startswith("title.")]

    first = office.project + 1
    submit(office, office.form("/brief"), **FILLED | {"deliverables": WORK})
    office.bot.command(HUONG, "/ae", "add Poster @lan")  # when is not said
    office.opened()
    other = FILLED | {"name": "Hè rực rỡ", "deliverables": "Banner @lan 20/12"}
    submit(office, office.form("/brief", channel=NEW), "V3", **other)
    assert rows("add.open", first)[1] == ["KV chính", "3 banner", "Media plan"]
    assert rows("add.open", first + 1)[1] == ["Banner"]
    form, pasted = rows("add.fix", first)
    assert pasted == ["Poster"]
    form, _ = rows("add.open", first)
    office.bot.submit(HUONG, form, typed(form, **{"owner.1": "U03LAN", "due.1": "2026-12-20"}), view_id="V7")
    change = office.form("/brief", "ra mat sua chua")
    submit(office, change, "V4", deliverables=f"{WORK}\nPhim 30s @lan 20/12", why="Khách thêm phim")
    assert rows("add.open", first)[1] == ["Phim 30s"]
    assert rows("add.fix", first)[1] == ["Poster"], "what was pasted is still kept"
