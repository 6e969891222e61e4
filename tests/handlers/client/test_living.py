"""Between clients: in a channel that outsiders read, only what lives there is ever said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from desk.client import audience
from desk.client.audience import ChannelFacts
from handlers.feedback.feedback_views import FeedbackAction
from handlers.history.undo_views import UndoAction
from handlers.project.placing_views import PlacingAction
from handlers.project.project_views import CLIENT_CHANNELS, ProjectAction
from handlers.project.status_views import StatusAction
from handlers.work.deliverable_views import WorkAction
from storage.database.history import ChangeRow
from storage.feedback.feedback import Feedback
from storage.messages.outbox import Outbox, OutboxState
from storage.project.project import ClientChannel, Project
from tests.handlers.brief.test_brief import FILLED, submit
from tests.handlers.conftest import CHI, HUONG, LAN, MINH, Office, shows, typed
from tests.support.app import MONDAY

MOCAN, DALAT, GENERAL, CLIENTS, OURS = "C02MOCAN", "C04DALAT", "C01CHUNG", "C03CLIENT", "C09OURS"
"""Mộc An's own channel, Đà Lạt Milk's with its client in it, one with guests that nobody lives in, one for
Mộc An's client, and one of colleagues."""
WITH_GUESTS = {DALAT, GENERAL, CLIENTS}
SECRETS = ("Mộc An", "KV chính", "15/12", "Bán 10.000 hộp", "Logo to hơn", LAN, HUONG)
"""What of Mộc An's stands in its cards."""


@pytest.fixture
def town(office: Office) -> Office:
    """Two clients' projects, each in its channel."""
    office.slack.answers["conversations.members"] = lambda asked: {
        "members": [HUONG, LAN, *([CHI] if asked["channel"] in WITH_GUESTS else [])]
    }
    office.slack.answers["conversations.info"] = lambda asked: {
        "channel": {"id": asked["channel"], "name": "x"}
    }
    office.world.project(office.huong, "Đà Lạt Milk", "da-lat-milk", channel=DALAT)
    return office


def settle(office: Office) -> dict[str, list[tuple[str, str]]]:
    """Deliver; by channel, what was said there since last asked: the method, and all of its words."""
    office.bot.deliver()
    said: dict[str, list[tuple[str, str]]] = {}
    for method, told in office.slack.calls:
        if method in ("chat.postMessage", "chat.update"):
            words = json.dumps([told["text"], told.get("blocks")], ensure_ascii=False)
            said.setdefault(told["channel"], []).append((method, words))
    office.slack.calls.clear()
    return said


def cards(office: Office) -> None:
    """Mộc An has a brief, work and feedback, whose cards stand in its channel."""
    submit(office, office.form("/brief", "mộc an"), "B", **FILLED | {"name": "", "brief.project": "1"})
    office.bot.command(HUONG, "/ae", "add moc-an-tet-2027 KV chính @lan 15/12/2026")
    form = office.form("/gopy", "mộc an")
    form = office.bot.submit(HUONG, form, typed(form, source="Logo to hơn"), view_id="F").body["view"]
    office.bot.submit(HUONG, form, typed(form), view_id="F")
    assert [method for method, _ in settle(office)[MOCAN]] == ["chat.postMessage"] * 3


def change(office: Office, view_id: str, **values: Any) -> str:
    """Change Mộc An in the project's form; what was answered."""
    office.bot.action(HUONG, ProjectAction.EDIT, "1")
    form = office.opened()
    office.slack.calls.clear()
    assert (
        office.bot.submit(HUONG, form, typed(form, **values), view_id=view_id).body["response_action"]
        == "clear"
    )
    return str(office.slack.wait("chat.postEphemeral"))


def leaks(words: str) -> list[str]:
    return [one for one in SECRETS if one in words]


# --- a project that leaves a channel -----------------------------------------------------------------


def test_what_stands_in_a_channel_that_was_wrong_becomes_one_neutral_line_for_good(town: Office) -> None:
    cards(town)
    shows_moved = change(town, "P", channel=OURS)
    assert f"<#{MOCAN}>" in shows_moved
    assert f"<#{OURS}>" in shows_moved
    said = settle(town)
    assert [method for method, _ in said[MOCAN]] == ["chat.update"] * 3
    assert [leaks(words) for _, words in said[MOCAN]] == [[], [], []]
    assert [method for method, _ in said[OURS]] == ["chat.postMessage"]  # the brief comes along
    assert "Bán 10.000 hộp" in said[OURS][0][1]
    town.bot.action(LAN, WorkAction.DONE, "1")
    town.bot.action(HUONG, FeedbackAction.DONE, "1")
    form = town.form("/brief", "mộc an")
    submit(town, form, "B2", objective="Bán 20.000 hộp", why="Khách nâng")
    town.bot.action(HUONG, ProjectAction.HOLD, "1")
    later = settle(town)
    assert [leaks(words) for _, words in later.get(MOCAN, [])] == [[]] * len(later.get(MOCAN, []))
    assert "Bán 20.000 hộp" in str(later[OURS])


@pytest.mark.on_both
def test_what_waits_for_a_channel_that_was_wrong_is_said_in_the_right_one(town: Office) -> None:
    town.bot.command(HUONG, "/ae", "add moc-an-tet-2027 KV chính @lan 15/12/2026")
    change(town, "P", channel=OURS)
    said = settle(town)
    assert MOCAN not in said
    assert ["KV chính" in words for _, words in said[OURS]] == [True]


def test_what_waits_for_a_project_without_a_channel_any_more_is_told_of_and_feedback_goes_to_who_leads(
    town: Office,
) -> None:
    cards(town)
    town.bot.command(HUONG, "/ae", "add moc-an-tet-2027 Video @lan 16/12/2026")
    form = town.form("/gopy", "mộc an")
    page = town.bot.submit(HUONG, form, typed(form, source="Màu ấm hơn"), view_id="F2").body["view"]
    town.bot.submit(HUONG, page, typed(page), view_id="F2")
    assert f"<#{MOCAN}>" in change(town, "P", channel=None)
    said = settle(town)
    assert {method for method, _ in said[MOCAN]} == {"chat.update"}
    assert "Video" not in str(said[MOCAN])
    assert "không đăng vào" in str(said["D1"])
    assert "Màu ấm" in str(said["D1"])


def test_undoing_the_move_brings_the_cards_back_where_they_were(town: Office) -> None:
    cards(town)
    change(town, "P", channel=OURS)
    settle(town)
    last = max(row.id for row in town.rows(Outbox))
    asked = town.bot.command(HUONG, "/ae", "undo").words
    value = asked.rpartition('"value": "')[2].partition('"')[0]
    town.bot.action(HUONG, UndoAction.UNDO, value)
    said = settle(town)
    assert {"KV chính", "Bán 10.000 hộp", "Logo to hơn"} <= {
        one for one in SECRETS if one in str(said[MOCAN])
    }
    assert [leaks(words) for _, words in said[OURS]] == [[]]
    assert last


@pytest.mark.on_both
def test_a_card_that_is_on_its_way_while_its_project_moves_is_put_away_when_it_is_there(town: Office) -> None:
    town.bot.command(HUONG, "/ae", "add moc-an-tet-2027 KV chính @lan 15/12/2026")
    (row,) = (one for one in town.rows(Outbox) if one.recipient == MOCAN)
    with town.world.database.write() as session:
        session.get_one(Outbox, row.id).state = OutboxState.SENDING
    change(town, "P", channel=OURS)
    with town.world.database.write() as session:
        sent = session.get_one(Outbox, row.id)
        sent.state, sent.ts, sent.channel, sent.sent_at = OutboxState.SENT, "7.7", MOCAN, MONDAY
    said = settle(town)
    assert [(method, leaks(words)) for method, words in said[MOCAN]] == [("chat.update", [])]


def test_what_somebody_queued_while_the_project_moved_goes_where_it_lives_now(town: Office) -> None:
    town.bot.command(HUONG, "/ae", "add moc-an-tet-2027 KV chính @lan 15/12/2026")
    with town.world.database.write() as session:  # the project has moved before this was seen
        town.huong.begin(session, "test", MONDAY)
        session.get_one(Project, 1).channel = OURS
    said = settle(town)
    assert MOCAN not in said
    assert ["KV chính" in words for _, words in said[OURS]] == [True]


@pytest.mark.on_both
def test_feedback_that_was_another_projects_leaves_the_channel_it_was_announced_in(town: Office) -> None:
    form = town.form("/gopy", "mộc an")
    page = town.bot.submit(HUONG, form, typed(form, source="Logo to hơn"), view_id="F").body["view"]
    town.bot.submit(HUONG, page, typed(page), view_id="F")
    settle(town)
    other = typed(form, source="Logo to hơn") | {FeedbackAction.PROJECT: "2"}
    page = town.bot.submit(HUONG, form, other, view_id="F").body["view"]
    town.bot.submit(HUONG, page, typed(page, **{"kind-0": "should"}), view_id="F")
    assert town.rows(Feedback)[0].project_id == 2
    said = settle(town)
    assert [(method, leaks(words)) for method, words in said[MOCAN]] == [("chat.update", [])]
    assert [method for method, _ in said[DALAT]] == ["chat.postMessage"]


# --- sharing -------------------------------------------------------------------------------------------


def look(office: Office, *where: str) -> None:
    """Let these channels have been looked at just now."""
    from handlers.project import channels

    for channel in where:
        channels.check(office.bot.liaison.services, office.huong.workspace_id, channel)
    office.slack.calls.clear()


def press(office: Office, action: str, channel: str, value: str = "1") -> str:
    office.bot.action(HUONG, action, value, channel=channel, response_url=office.slack.hook)
    return json.dumps(office.slack.wait("hook"), ensure_ascii=False)


@pytest.mark.parametrize(
    ("channel", "offered"), [(MOCAN, True), (OURS, True), (CLIENTS, False), (DALAT, False), (GENERAL, False)]
)
def test_a_share_is_not_offered_where_other_outsiders_read(town: Office, channel: str, offered: bool) -> None:
    look(town, channel)
    answer = town.bot.command(HUONG, "/tiendo", "mộc an", channel=channel)
    shows(answer, "Mộc An Tết 2027")
    assert ("status.share" in answer.words) is offered


@pytest.mark.every_row_on_both
@pytest.mark.parametrize("is_seen", [True, False])
@pytest.mark.parametrize("action", [StatusAction.SHARE, StatusAction.POST])
@pytest.mark.parametrize("channel", [DALAT, GENERAL])
def test_a_press_never_posts_a_project_where_other_outsiders_read(
    town: Office, channel: str, action: str, is_seen: bool
) -> None:
    town.world.projects["tet-2027"] = town.project
    town.world.deliverable(town.lan, MONDAY.date())
    if is_seen:
        look(town, channel)
    assert leaks(press(town, action, channel)) in ([], ["Mộc An"])
    assert settle(town) == {}
    assert town.rows(Outbox) == []


def test_among_colleagues_elsewhere_a_share_is_posted_only_as_it_was_shown_before(town: Office) -> None:
    town.world.projects["tet-2027"] = town.project
    town.world.deliverable(town.lan, MONDAY.date())
    preview = press(town, StatusAction.SHARE, OURS)  # nobody has looked at the channel yet
    assert "KV chính" in preview
    assert StatusAction.POST in preview
    assert settle(town) == {}
    press(town, StatusAction.POST, OURS)
    ((method, posted),) = settle(town)[OURS]
    assert method == "chat.postMessage"
    blocks = json.loads(posted)[1]
    assert all(json.dumps(block, ensure_ascii=False) in preview for block in blocks)


def test_a_guest_who_comes_reads_no_share_of_another_project(town: Office) -> None:
    look(town, OURS)
    press(town, StatusAction.POST, OURS)
    assert "Mộc An" in str(settle(town)[OURS])
    WITH_GUESTS.add(OURS)
    try:
        town.bot.event(CHI, {"type": "member_joined_channel", "channel": OURS})
        assert [leaks(words) for method, words in settle(town)[OURS] if method == "chat.update"] == [[]]
    finally:
        WITH_GUESTS.discard(OURS)


def test_a_share_that_guests_would_read_by_now_is_not_posted_and_its_author_is_told(town: Office) -> None:
    look(town, OURS)
    press(town, StatusAction.POST, OURS)
    WITH_GUESTS.add(OURS)
    try:
        town.bot.clock.forward(minutes=5)
        said = settle(town)
    finally:
        WITH_GUESTS.discard(OURS)
    assert OURS not in said
    assert f"<#{OURS}>" in str(said["D1"])


def test_the_clients_channel_gets_the_clients_picture_after_a_preview_of_just_that(town: Office) -> None:
    change(town, "P", **{CLIENT_CHANNELS: [CLIENTS]})
    town.world.projects["tet-2027"] = town.project
    town.world.deliverable(town.lan, MONDAY.date())
    WITH_GUESTS.discard(CLIENTS)
    try:
        for guests in (False, True):  # whoever is in it just now
            WITH_GUESTS.add(CLIENTS) if guests else WITH_GUESTS.discard(CLIENTS)
            town.bot.clock.forward(minutes=5)
            shows(town.bot.command(HUONG, "/tiendo", channel=CLIENTS), "Mộc An Tết 2027", "status.share")
            preview = press(town, StatusAction.SHARE, CLIENTS)
            assert "KV chính" in preview
            assert LAN not in preview
            press(town, StatusAction.POST, CLIENTS)
            ((_, posted),) = settle(town)[CLIENTS]
            assert all(json.dumps(one, ensure_ascii=False) in preview for one in json.loads(posted)[1])
    finally:
        WITH_GUESTS.add(CLIENTS)


# --- briefs --------------------------------------------------------------------------------------------


def test_a_brief_typed_in_another_clients_channel_is_posted_there_never_and_asks_where_it_belongs(
    town: Office,
) -> None:
    form = town.form("/brief", "Ra mắt sữa chua", channel=DALAT)
    town.bot.submit(HUONG, form, typed(form, **FILLED), view_id="B")
    asked = town.slack.wait("chat.postEphemeral")
    made = town.rows(Project)[-1]
    assert made.channel is None
    (buttons,) = [block["elements"] for block in asked["blocks"] if "project.edit" in str(block)]
    assert [(one["action_id"], one["value"]) for one in buttons] == [("project.edit", str(made.id))]
    assert settle(town) == {}
    town.bot.action(HUONG, "project.edit", str(made.id), channel=DALAT)
    page = town.opened()
    assert typed(page)["channel"] is None
    town.bot.submit(HUONG, page, typed(page, channel=OURS), view_id="P")
    assert ["Bán 10.000 hộp" in words for _, words in settle(town)[OURS]] == [True]


def test_a_brief_for_a_project_without_a_channel_is_posted_nowhere_and_says_who_can_choose(
    town: Office,
) -> None:
    with town.world.database.write() as session:
        town.huong.begin(session, "test", MONDAY)
        session.get_one(Project, 1).channel = None
    form = town.form("/brief", "mộc an", user=LAN, channel=GENERAL)
    values = FILLED | {"name": "", "brief.project": "1"}
    town.bot.submit(LAN, form, typed(form, **values), view_id="B")
    told = str(town.slack.wait("chat.postEphemeral"))
    assert "AE" in told
    assert "project.edit" not in told
    assert settle(town) == {}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_brief_that_is_posted_nowhere_is_placed_by_one_press(town: Office, language: str) -> None:
    if language == "en":
        town.english(HUONG)
    known(town, (OURS, "moc-an-tet-2027"), ("C08HE", "moc-an-he"), ("C07TRA", "tra"))
    with town.world.database.write() as session:
        town.huong.begin(session, "test", MONDAY)
        session.get_one(Project, 1).channel = None
    form = town.form("/brief", "mộc an", channel=GENERAL)
    town.slack.calls.clear()
    town.bot.submit(HUONG, form, typed(form, **FILLED | {"name": "", "brief.project": "1"}), view_id="B")
    asked = str(town.slack.wait("chat.postEphemeral"))
    reading = {"vi": f"Hợp nhất là <#{OURS}>", "en": f"Most likely it belongs in <#{OURS}>"}[language]
    assert reading in asked
    assert "project.edit" in asked  # another channel is one press away too
    assert "add.open" in asked  # no card offers it yet
    assert reading in home(town, HUONG)
    assert reading not in home(town, LAN)
    town.bot.action(LAN, PlacingAction.PLACE, f"1/{OURS}")
    assert town.rows(Project)[0].channel is None
    for _ in range(2):
        town.bot.action(HUONG, PlacingAction.PLACE, f"1/{OURS}", response_url=town.slack.hook)
        assert f"<#{OURS}>" in str(town.slack.wait("hook"))
    assert ["Bán 10.000 hộp" in words for _, words in settle(town)[OURS]] == [True]
    assert reading not in home(town, HUONG)
    change_id = town.rows(ChangeRow)[-1].id
    town.bot.action(HUONG, UndoAction.UNDO, str(change_id), response_url=town.slack.hook)
    assert town.rows(Project)[0].channel is None
    assert [leaks(words) for _, words in settle(town)[OURS]] == [[]]


def test_no_channel_of_another_client_or_with_guests_is_the_likeliest(town: Office) -> None:
    known(town, (DALAT, "moc-an-tet-2027"), (GENERAL, "moc-an"), (OURS, "moc-an-noi-bo"), guests=(GENERAL,))
    with town.world.database.write() as session:
        town.huong.begin(session, "test", MONDAY)
        session.get_one(Project, 1).channel = None
    submit(town, town.form("/brief", "mộc an"), "B", **FILLED | {"name": "", "brief.project": "1"})
    assert PlacingAction.PLACE not in home(town, HUONG)
    for channel in (DALAT, GENERAL, "C99NOWHERE"):
        town.slack.calls.clear()
        town.bot.action(HUONG, PlacingAction.PLACE, f"1/{channel}", response_url=town.slack.hook)
        assert "Chưa đăng gì" in str(town.slack.wait("hook"))
    assert town.rows(Project)[0].channel is None
    change(town, "P", channel=OURS)
    town.bot.action(HUONG, PlacingAction.PLACE, f"1/{MOCAN}", response_url=town.slack.hook)
    assert town.rows(Project)[0].channel == OURS


@pytest.mark.on_both
def test_a_clients_next_project_most_likely_belongs_where_its_last_one_is(town: Office) -> None:
    known(town, (OURS, "khach-sua"), ("C07TRA", "tra"))
    town.bot.action(HUONG, ProjectAction.EDIT, "1")
    form = town.opened()
    town.bot.submit(HUONG, form, typed(form, client="Mộc An", channel=OURS), view_id="P")
    form = town.form("/brief", "Trung thu", channel=OURS)
    values = FILLED | {"name": "Trung thu", "client": "Mộc An"}
    town.slack.calls.clear()
    town.bot.submit(HUONG, form, typed(form, **values), view_id="B")
    assert f"Hợp nhất là <#{OURS}>" in str(town.slack.wait("chat.postEphemeral"))


def known(office: Office, *named: tuple[str, str], guests: tuple[str, ...] = ()) -> None:
    """Channels that were looked at."""
    with office.world.database.write() as session:
        for channel, name in named:
            facts = ChannelFacts(channel, name, external=False, guests=int(channel in guests))
            audience.learn(session, 1, facts, office.bot.clock.now())


def home(office: Office, user: str) -> str:
    office.slack.calls.clear()
    office.bot.event(user, {"type": "app_home_opened", "tab": "home", "channel": "D1"})
    return str(office.slack.wait("views.publish")["view"])


# --- guests --------------------------------------------------------------------------------------------


def test_feedback_saved_in_a_general_channel_makes_nobody_there_a_guest_of_its_project(town: Office) -> None:
    form = town.form("/gopy", "mộc an", channel=GENERAL)
    page = town.bot.submit(HUONG, form, typed(form, source="Logo to hơn"), view_id="F").body["view"]
    town.bot.submit(HUONG, page, typed(page), view_id="F")
    assert len(town.rows(Feedback)) == 1
    shows(town.bot.command(CHI, "/gopy", channel=GENERAL), "chưa gắn với dự án")
    shows(town.bot.command(CHI, "/tiendo", channel=GENERAL), "chưa biết dự án của bạn")


def test_guests_have_the_one_project_of_their_channel(town: Office) -> None:
    change(town, "P", **{CLIENT_CHANNELS: [CLIENTS]})
    shows(town.bot.command(CHI, "/tiendo", channel=CLIENTS), "Mộc An Tết 2027")
    shows(town.bot.command(CHI, "/tiendo", "đà lạt", channel=CLIENTS), "Mộc An Tết 2027")
    assert "Đà Lạt" not in town.bot.command(CHI, "/tiendo", "đà lạt", channel=CLIENTS).words
    form = town.form("/gopy", user=CHI, channel=CLIENTS)
    town.bot.submit(CHI, form, typed(form, source="Logo to hơn"), view_id="G")
    assert [row.project_id for row in town.rows(Feedback)] == [1]
    change(town, "P2", **{CLIENT_CHANNELS: [DALAT]})  # where another lives: which one is not known
    assert "Mộc An" not in town.bot.command(CHI, "/tiendo", channel=DALAT).words
    assert "Đà Lạt" not in town.bot.command(CHI, "/tiendo", channel=DALAT).words
    assert "Mộc An" not in town.bot.command(CHI, "/tiendo", channel=CLIENTS).words


def test_who_lets_two_clients_share_a_channel_is_warned(town: Office) -> None:
    look(town, DALAT)
    assert "Đà Lạt Milk" in change(town, "P", channel=DALAT)
    assert "Đà Lạt Milk" not in change(town, "P2", channel=OURS)
    assert "Đà Lạt Milk" in change(town, "P3", channel=OURS, **{CLIENT_CHANNELS: [DALAT]})


def test_a_colleague_is_a_colleague_wherever_they_ask(town: Office) -> None:
    shows(town.bot.command(MINH, "/tiendo", "mộc an", channel=DALAT), "Mộc An Tết 2027")


@pytest.mark.on_both
@pytest.mark.parametrize(("language", "words"), [("vi", "Kênh có khách"), ("en", "Client channel")])
def test_history_tells_of_a_clients_channel_and_undo_takes_it_back(
    town: Office, language: str, words: str
) -> None:
    if language == "en":
        town.english(HUONG)
    change(town, "P", **{CLIENT_CHANNELS: [CLIENTS]})
    shows(town.bot.command(HUONG, "/ae", "history mộc an"), f"{words} <#{CLIENTS}>")
    asked = town.bot.command(HUONG, "/ae", "undo").words
    assert f"<#{CLIENTS}>" in asked
    press(town, UndoAction.UNDO, MOCAN, asked.rpartition('"value": "')[2].partition('"')[0])
    assert town.rows(ClientChannel) == []
    assert "Mộc An" not in town.bot.command(CHI, "/tiendo", channel=CLIENTS).words


def test_whoever_moves_a_project_keeps_nobody_waiting_in_a_circle(town: Office) -> None:
    """What is written for several channels takes their queues in one order, as all do who write."""
    most = 0
    for channel in ("C05", "C01", "C09", "C02"):
        town.bot.command(HUONG, "/ae", f"add moc-an-tet-2027 KV {channel} @lan 15/12/2026")
        if channel == "C01":
            town.bot.deliver()  # some stand in their channel, others wait for it
        with lanes_taken(town) as taken:
            places = [CLIENTS, "C07"] if channel == "C09" else []
            change(town, f"V{channel}", **{"channel": channel, CLIENT_CHANNELS: places})
        assert taken == sorted(taken)
        most = max(most, len(taken))
    assert most > 2
    with lanes_taken(town) as taken:
        renamed = {"old_channel_id": "C02", "new_channel_id": "C00", "type": "channel_id_changed"}
        town.bot.event(HUONG, renamed)
    assert taken == ["C00", "C02"]


@contextmanager
def lanes_taken(office: Office) -> Iterator[list[str]]:
    """The queues that are taken meanwhile, in this order."""
    taken: list[str] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if statement.startswith("INSERT INTO recipient_queue"):
            values = parameters.values() if isinstance(parameters, dict) else parameters
            taken.extend(one for one in values if str(one).startswith(("C", "U")))

    engine = office.bot.liaison.database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield taken
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_first_brief_typed_where_outsiders_read_lives_nowhere_until_somebody_says_where(
    town: Office, language: str
) -> None:
    if language == "en":
        town.english(HUONG)
    form = town.form("/brief", "Ra mắt sữa chua", channel=GENERAL)
    town.bot.liaison.services.later.settle(60)  # the channel is looked at meanwhile
    town.bot.submit(HUONG, form, typed(form, **FILLED), view_id="B")
    asked = town.slack.wait("chat.postEphemeral")
    made = town.rows(Project)[-1]
    assert made.channel is None
    asks = {"vi": "Thẻ brief chưa đăng ở đâu", "en": "Its card is posted nowhere yet"}[language]
    assert asks in str(asked)
    assert "project.edit" in str(asked)
    assert settle(town) == {}
    opened = town.bot.action(HUONG, "project.new", "new", channel=GENERAL)
    assert opened.status == 200
    block = next(one for one in town.opened()["blocks"] if one.get("block_id") == "channel")
    assert "initial_channel" not in block["element"]
