"""Each verb finds its project from any of its channels; guests get theirs, and nobody another client's."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from handlers.project.project_views import CLIENT_CHANNELS, ProjectAction
from handlers.project.status_views import StatusAction
from storage.feedback.feedback import Feedback
from storage.messages.outbox import Outbox
from storage.people.member import Member
from tests.handlers.conftest import CHI, HUONG, LAN, MINH, Office, shows, typed
from tests.support.app import MONDAY

MOCAN, MAYHONG, CLIENTS, STRANGE = "C02MOCAN", "C05MAYHONG", "C03CLIENT", "C08LA"
"""Two clients' team channels, one where Mộc An's client reads, and one with guests where nobody lives."""
DM = "D0CHI"


@pytest.fixture
def town(office: Office) -> Office:
    """Mộc An with its client's channel, and Mây Hồng of another client; Chi is Mộc An's guest."""
    there = {CLIENTS: [HUONG, CHI], STRANGE: [HUONG, CHI]}
    office.slack.answers["conversations.members"] = lambda asked: {
        "members": there.get(asked["channel"], [HUONG, LAN])
    }
    office.slack.answers["conversations.info"] = lambda asked: {
        "channel": {"id": asked["channel"], "name": "x"}
    }
    office.world.projects["tet-2027"] = office.project
    setting(office, "1", client="Mộc An", **{CLIENT_CHANNELS: [CLIENTS]})
    office.world.project(office.huong, "Mây Hồng ra mắt", "may-hong", channel=MAYHONG)
    setting(office, "2", client="Mây Hồng")
    return office


def setting(office: Office, project: str, **values: Any) -> None:
    """Change a project in its form."""
    office.bot.action(HUONG, ProjectAction.EDIT, project)
    form = office.opened()
    office.slack.calls.clear()
    answer = office.bot.submit(HUONG, form, typed(form, **values), view_id=f"P{project}{sorted(values)}")
    assert answer.body["response_action"] == "clear"
    office.bot.liaison.services.later.settle(60)


def asked(office: Office, user: str, text: str = "", channel: str = CLIENTS) -> str:
    """What `/tiendo` answers, in its ack or after it."""
    office.slack.calls.clear()
    answer = office.bot.command(user, "/tiendo", text, channel=channel, response_url=office.slack.hook)
    assert answer.status == 200
    if answer.text:
        return answer.words
    office.bot.liaison.services.later.settle(60)
    return json.dumps(office.slack.calls, ensure_ascii=False)


def buttons(words: str) -> list[dict[str, Any]]:
    """What the buttons of an answer say when they are pressed."""
    found: list[dict[str, Any]] = []

    def walk(thing: Any) -> None:
        if isinstance(thing, dict):
            if thing.get("action_id") == "form.open":
                found.append({"label": thing["text"]["text"], **json.loads(thing["value"])})
            for one in thing.values():
                walk(one)
        elif isinstance(thing, list):
            for one in thing:
                walk(one)

    walk(json.loads(words))
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_client_reads_that_a_date_has_passed_and_never_that_all_is_on_time(
    town: Office, language: str
) -> None:
    row = next(one for one in town.rows(Member) if one.user == CHI)
    with town.world.database.write() as session:
        town.huong.begin(session, "test", MONDAY)
        session.get_one(Member, row.id).language = language
    town.world.deliverable(town.lan, date(2026, 11, 19), title="KV chính")
    town.world.deliverable(town.lan, date(2026, 11, 26), title="Video")
    words = asked(town, CHI)
    past = {"vi": "hẹn Th 5, 19/11, đã qua ngày", "en": "due Thu 19/11, date has passed"}[language]
    group = {"vi": "Đã qua ngày hẹn (1)", "en": "Date has passed (1)"}[language]
    for said in ("KV chính", "Video", past, group):
        assert said in words, words
    for inner in ("trễ", "Quá hạn", "late", "Overdue", LAN):
        assert inner not in words


def test_a_clients_card_of_work_says_that_its_date_has_passed(town: Office) -> None:
    town.bot.command(HUONG, "/ae", "add moc-an-tet-2027 KV chính @lan 24/11/2026")
    setting(town, "1", channel=CLIENTS, **{CLIENT_CHANNELS: []})
    town.bot.clock.forward(days=2)
    assert "hẹn Th 3, 24/11, đã qua ngày" in str(town.posted())


@pytest.mark.parametrize("verb", ["tiendo", "brief show", "brief history", "gopy show", "history"])
def test_every_verb_finds_the_project_from_its_clients_channel(town: Office, verb: str) -> None:
    first, _, rest = verb.partition(" ")
    command, text = (f"/{first}", rest) if first in ("tiendo", "brief", "gopy") else ("/ae", verb)
    answer = town.bot.command(HUONG, command, text, channel=CLIENTS)
    assert answer.status == 200
    assert "Mây Hồng" not in answer.words
    assert "Dự án nào" not in answer.words


@pytest.mark.parametrize(
    ("command", "text", "then"),
    [
        ("/tiendo", "", "may-hong"), ("/brief", "show", "show may-hong"), ("/gopy", "show", "show may-hong"),
        ("/brief", "answer 1 Có", "answer may-hong 1 Có"), ("/ae", "history", "may-hong"),
    ],
)  # fmt: skip
def test_a_channel_of_several_projects_offers_them_as_buttons_that_ask_the_same(
    town: Office, command: str, text: str, then: str
) -> None:
    setting(town, "1", channel=MAYHONG)
    answer = town.bot.command(HUONG, command, text, channel=MAYHONG)
    offered = buttons(answer.words)
    assert {one["label"] for one in offered} == {"Mộc An Tết 2027", "Mây Hồng ra mắt"}
    (mine,) = [one for one in offered if one["label"].startswith("Mây")]
    assert mine["text"] == then
    town.slack.calls.clear()
    town.bot.action(
        HUONG, "form.open", json.dumps({"verb": mine["verb"], "text": mine["text"], "thread_ts": None})
    )
    town.bot.liaison.services.later.settle(60)
    assert "Dự án nào" not in str(town.slack.calls)


def test_where_outsiders_read_and_nobody_lives_no_project_is_taken_for_granted(town: Office) -> None:
    setting(town, "2", channel=None)
    town.bot.action(HUONG, ProjectAction.CLOSE, "2")
    look(town, STRANGE)
    offered = buttons(asked(town, HUONG, channel=STRANGE))
    assert [one["label"] for one in offered] == ["Mộc An Tết 2027"]
    shows(town.bot.command(HUONG, "/tiendo", channel="C0TRONG"), "Mộc An Tết 2027")


def test_the_project_whose_feedback_came_from_a_channel_is_the_one_that_is_meant_there(town: Office) -> None:
    form = town.form("/gopy", "mộc an", channel=STRANGE)
    page = town.bot.submit(HUONG, form, typed(form, source="Logo to hơn"), view_id="F").body["view"]
    town.bot.submit(HUONG, page, typed(page), view_id="F")
    look(town, STRANGE)
    shows(town.bot.command(HUONG, "/tiendo", channel=STRANGE), "Mộc An Tết 2027", "1 ý feedback còn mở")


# --- guests ----------------------------------------------------------------------------------------------


def look(office: Office, channel: str) -> None:
    """Have the channel looked at, as delivery does."""
    from handlers.project import channels

    channels.check(office.bot.liaison.services, office.huong.workspace_id, channel)


def test_a_guest_asks_in_a_direct_message_and_gets_the_project_of_their_channel(town: Office) -> None:
    words = asked(town, CHI, channel=DM)
    assert "Mộc An Tết 2027" in words
    assert "Mây Hồng" not in words
    again = town.bot.command(CHI, "/tiendo", "may-hong", channel=DM)  # looked at by now
    shows(again, "Mộc An Tết 2027")


def test_a_guest_of_several_projects_chooses_by_a_button_and_never_another_clients(town: Office) -> None:
    town.world.project(town.huong, "Mộc An Hè", "moc-an-he", channel="C07HE")
    setting(town, "3", client="Mộc An", **{CLIENT_CHANNELS: [CLIENTS]})
    for channel in (CLIENTS, DM):
        look(town, CLIENTS)
        offered = buttons(asked(town, CHI, channel=channel))
        assert {one["label"] for one in offered} == {"Mộc An Tết 2027", "Mộc An Hè"}
        shows(town.bot.command(CHI, "/tiendo", "moc-an-he", channel=channel), "Mộc An Hè")
        assert buttons(asked(town, CHI, "may-hong", channel=channel)) == offered


def test_a_guests_button_for_a_project_tells_no_word_of_the_house_and_leads_to_it(town: Office) -> None:
    town.world.project(town.huong, "Mộc An giá vốn 20tr", "moc-an-gia-von-20tr", channel="C07HE")
    setting(town, "3", client="Mộc An", **{CLIENT_CHANNELS: [CLIENTS]})
    look(town, CLIENTS)
    offered = asked(town, CHI, channel=CLIENTS)
    assert "von" not in offered
    (hidden,) = [one for one in buttons(offered) if one["label"] == "…"]
    assert "…: xong 0/0" in asked(town, CHI, hidden["text"])


def test_where_projects_of_two_clients_live_a_guest_gets_none_of_them(town: Office) -> None:
    setting(town, "2", **{CLIENT_CHANNELS: [CLIENTS]})
    for channel in (CLIENTS, DM):
        words = asked(town, CHI, channel=channel)
        assert "Mộc An" not in words
        assert "Mây Hồng" not in words


@pytest.mark.on_both
def test_a_guest_who_left_the_channel_gets_its_project_no_more(town: Office) -> None:
    assert "Mộc An Tết 2027" in asked(town, CHI, channel=DM)
    town.slack.answers["conversations.members"] = {"members": [HUONG]}
    town.bot.event(CHI, {"type": "member_left_channel", "channel": CLIENTS})
    assert "Mộc An" not in asked(town, CHI, channel=DM)
    town.bot.clock.forward(days=2)
    assert "Mộc An" not in asked(town, CHI, channel=DM)


def test_a_guest_of_several_projects_says_for_which_their_words_are(town: Office) -> None:
    town.world.project(town.huong, "Mộc An Hè", "moc-an-he", channel="C07HE")
    setting(town, "3", client="Mộc An", **{CLIENT_CHANNELS: [CLIENTS]})
    look(town, CLIENTS)
    for place, channel in enumerate((CLIENTS, DM)):
        town.bot.command(CHI, "/gopy", "Logo to hơn", channel=channel)
        form = town.opened()
        town.slack.calls.clear()
        town.bot.submit(CHI, form, typed(form, of="3"), view_id=f"G{place}")
        assert [row.project_id for row in town.rows(Feedback)] == [3] * (place + 1)
        town.bot.submit(CHI, form, typed(form, of="2"), view_id=f"H{place}")  # not theirs
        assert len(town.rows(Feedback)) == place + 1


# --- sharing -----------------------------------------------------------------------------------------------


def pressed(office: Office, action: str, value: str, channel: str) -> dict[str, Any]:
    """What a press answers privately."""
    office.slack.calls.clear()
    office.bot.action(HUONG, action, value, channel=channel, response_url=office.slack.hook)
    return office.slack.wait("hook")


def accessories(message: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The lines that can be left out or taken in again, with their buttons."""
    return {block["text"]["text"]: block["accessory"] for block in message["blocks"] if "accessory" in block}


def test_what_may_embarrass_before_a_client_is_marked_and_left_out_of_what_is_posted(town: Office) -> None:
    from storage.work.deliverable import Status

    add = town.world.deliverable
    add(town.lan, date(2026, 11, 19), title="KV trễ", status=Status.IN_PROGRESS)
    add(town.lan, date(2026, 11, 26), title="Video chưa làm")
    add(town.lan, date(2026, 11, 27), title="Giá vốn", status=Status.IN_PROGRESS)
    add(town.lan, date(2026, 11, 30), title="Post Facebook", status=Status.IN_PROGRESS)
    preview = pressed(town, StatusAction.SHARE, "1", CLIENTS)
    marks = accessories(preview)
    marked = "\n".join(marks)
    for said in ("KV trễ* · đã qua ngày", "Video chưa làm* · chưa bắt đầu", "Giá vốn* · tên có từ nội bộ"):
        assert said in marked
    assert "Post Facebook" not in marked
    shown = preview["blocks"][: len(preview["blocks"]) - 1 - len(marks)]
    assert "Giá vốn" not in str(shown)
    late = next(press for line, press in marks.items() if "KV trễ" in line)
    without = pressed(town, StatusAction.CHOOSE, late["value"], CLIENTS)
    (out,) = [line for line in accessories(without) if "không đăng" in line]
    assert "KV trễ" in out
    assert "đã qua ngày hẹn" not in str(without).lower()
    back = pressed(town, StatusAction.CHOOSE, accessories(without)[out]["value"], CLIENTS)
    assert back["blocks"] == preview["blocks"]
    post = without["blocks"][-1]["elements"][0]
    town.slack.calls.clear()
    town.bot.action(HUONG, StatusAction.POST, post["value"], channel=CLIENTS)
    town.bot.deliver()
    posted = town.slack.wait("chat.postMessage")
    assert posted["channel"] == CLIENTS
    assert "KV trễ" not in str(posted)
    assert all(block in without["blocks"] for block in posted["blocks"])


@pytest.mark.parametrize("second", [HUONG, LAN])
def test_a_line_left_out_after_posting_was_pressed_is_not_posted_while_the_status_still_waits(
    town: Office, second: str
) -> None:
    from storage.work.deliverable import Status

    town.world.deliverable(town.lan, date(2026, 11, 19), title="KV trễ", status=Status.IN_PROGRESS)
    town.world.deliverable(town.lan, date(2026, 11, 30), title="Post Facebook", status=Status.IN_PROGRESS)
    whole = pressed(town, StatusAction.SHARE, "1", CLIENTS)
    (late,) = accessories(whole).values()
    without = pressed(town, StatusAction.CHOOSE, late["value"], CLIENTS)
    for user, shown in ((HUONG, whole), (second, without), (second, without)):
        post = shown["blocks"][-1]["elements"][0]
        town.bot.action(user, StatusAction.POST, post["value"], channel=CLIENTS)
    town.slack.calls.clear()
    town.bot.deliver()
    posts = [said for method, said in town.slack.calls if method == "chat.postMessage"]
    (posted,) = [said for said in posts if said["channel"] == CLIENTS]
    assert "Post Facebook" in str(posted)
    assert "KV trễ" not in str(posted)


def test_a_share_in_the_projects_own_channel_is_shown_first_too(town: Office) -> None:
    town.world.deliverable(town.lan, MONDAY.date(), title="KV chính")
    preview = pressed(town, StatusAction.SHARE, "1", MOCAN)
    assert town.rows(Outbox) == []
    assert "KV chính" in str(preview)
    post = preview["blocks"][-1]["elements"][0]
    town.slack.calls.clear()
    town.bot.action(HUONG, StatusAction.POST, post["value"], channel=MOCAN)
    town.bot.deliver()
    posted = town.slack.wait("chat.postMessage")
    assert posted["channel"] == MOCAN
    assert all(block in preview["blocks"] for block in posted["blocks"])


def test_what_was_shown_as_the_clients_is_posted_as_that_though_no_guest_is_there_any_more(
    town: Office,
) -> None:
    town.world.deliverable(town.lan, MONDAY.date(), title="KV chính")
    setting(town, "1", channel=STRANGE, **{CLIENT_CHANNELS: []})
    town.bot.deliver()
    preview = pressed(town, StatusAction.SHARE, "1", STRANGE)
    assert LAN not in str(preview)
    post = preview["blocks"][-1]["elements"][0]
    town.slack.answers["conversations.members"] = {"members": [HUONG, MINH]}
    town.bot.clock.forward(minutes=5)
    town.slack.calls.clear()
    town.bot.action(HUONG, StatusAction.POST, post["value"], channel=STRANGE)
    town.bot.deliver()
    posted = town.slack.wait("chat.postMessage")
    assert posted["channel"] == STRANGE
    assert LAN not in str(posted["blocks"])


# --- what colleagues are told ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_teams_picture_tells_of_refusals_silence_and_questions_and_says_nothing_of_none(
    town: Office, language: str
) -> None:
    from storage.brief.relay import Relay, RelayState
    from tests.handlers.brief.test_brief import FILLED, submit

    if language == "en":
        town.english(HUONG)
    before = town.bot.command(HUONG, "/tiendo", "mộc an").words
    signs = ("🚫", "⏳", "❓")
    assert not any(one in before for one in signs)
    setting(town, "1", creative=[LAN], media=[MINH])
    submit(town, town.form("/brief", "mộc an"), "B", **FILLED | {"name": "", "brief.project": "1"})
    town.bot.command(HUONG, "/brief", "ask mộc an Khách có logo mới chưa?")
    (creative,) = [row for row in town.rows(Relay) if row.department.value == "creative"]
    town.bot.action(LAN, "relay.decline", str(creative.id))
    form = town.opened()
    town.bot.submit(LAN, form, typed(form, said="Hết người rồi"), view_id="D")
    assert [row.state for row in town.rows(Relay) if row.id == creative.id] == [RelayState.DECLINED]
    after = town.bot.command(HUONG, "/tiendo", "mộc an").words
    for one in ("Hết người rồi", "Media", *signs):
        assert one in after, after
    town.bot.action(HUONG, "relay.again", "1")
    town.bot.deliver()
    again = [str(told) for method, told in town.slack.calls if "Hết người rồi" in str(told)]
    assert any("relay.acknowledge" in one for one in again), "the card that is sent again has the reason"


def test_cancelled_work_is_struck_and_never_looks_done(town: Office) -> None:
    from storage.work.deliverable import Status

    work = town.world.deliverable(town.lan, MONDAY.date(), title="Phim ngắn", status=Status.CANCELLED)
    for one in town.bot.command(HUONG, "/ae", "hạng mục phim ngắn đang ở đâu?").words, _card(town, work):
        assert "✅" not in one
    assert "~Phim ngắn~" in _card(town, work)
    assert "đã huỷ" in _card(town, work)


def _card(office: Office, work: int) -> str:
    from desk.work import cards
    from handlers.core.i18n import Catalogs
    from handlers.work import deliverable_views

    with office.world.database.read() as session:
        items = cards.listed(session, office.huong.workspace_id, [work], MONDAY)
    return str(deliverable_views.card(Catalogs("vi").translator("vi"), items, "", items[0].today).blocks)


def test_lateness_is_counted_in_working_days_wherever_it_is_said(town: Office) -> None:
    town.world.deliverable(town.lan, date(2026, 11, 20), title="KV chính")  # Friday; Tuesday is a holiday
    town.bot.clock.forward(days=2)
    for command, text in (("/tiendo", "mộc an"), ("/ae", "còn việc gì trễ không?")):
        words = town.bot.command(HUONG, command, text).words
        assert "trễ 2 ngày làm việc" in words, words
