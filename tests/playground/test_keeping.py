"""People come and go, channels are shared, somebody wants quiet: the app hears it in Slack's own shapes."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from playground import server
from playground.client import Refused, Workspace
from tests.playground.apps import App, code, connected
from tests.playground.gallery import MANIFEST
from tests.playground.test_contract import SHARED, shape, unknown
from tests.support.patience import patience

HUONG, MINH, LAN, CHI, NGOC = "U01HUONG", "U02MINH", "U03LAN", "U06CHI", "U07NGOC"
MOCAN, CLIENT, PRIVATE, FILM = "C02MOCAN", "C03CLIENT", "G04NOIBO", "C05PHIM"
HOME, AWAY = "T0AGENCY", "T0NANG"
EVENTS = [
    "app_mention", "channel_left", "channel_shared", "dnd_updated_user", "group_left",
    "member_joined_channel", "member_left_channel", "message.channels", "message.groups", "message.im",
    "team_join", "user_change",
]  # fmt: skip
SCOPES = [
    "app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "dnd:read",
    "groups:history", "im:history", "im:write", "users:read",
]  # fmt: skip
WIDE = MANIFEST | {
    "oauth_config": {"scopes": {"bot": SCOPES}},
    "settings": MANIFEST["settings"] | {"event_subscriptions": {"bot_events": EVENTS}},
}


@pytest.fixture(scope="module")
def running() -> Iterator[App]:
    with connected(WIDE) as made:
        yield made


@pytest.fixture
def app(running: App) -> App:
    """The one app of this module; each test has a room of its own."""
    running.heard = queue.Queue()
    return running


@pytest.fixture
def room(app: App) -> str:
    """A new channel with the bot, shared with another company."""
    slack, members = app.slack.workspace, [HUONG, MINH, CHI, NGOC, "U0LIAISON"]
    made = slack.channel(f"phòng-{uuid4().hex[:8]}", members)["id"]
    slack.share(made, AWAY)
    app.heard.get(timeout=patience(5))
    return str(made)


Done = Callable[[Workspace, str], Any]
QUIET = ("2026-12-02T12:00:00+07:00", "2026-12-02T14:00:00+07:00")
HEARD: dict[str, tuple[str, Done, dict[str, Any], str, bool]] = {
    "a colleague comes": (
        "MemberJoinedChannel",
        lambda slack, room: slack.invite(LAN, room, by=HUONG),
        {"type": "member_joined_channel", "user": LAN, "channel_type": "C", "team": HOME, "inviter": HUONG},
        HOME, True,
    ),
    "a guest leaves": (
        "MemberLeftChannel",
        lambda slack, room: slack.remove(CHI, room),
        {"type": "member_left_channel", "user": CHI, "channel_type": "C", "team": HOME},
        HOME, True,
    ),
    "somebody of another company leaves": (
        "MemberLeftChannel",
        lambda slack, room: slack.remove(NGOC, room),
        {"type": "member_left_channel", "user": NGOC, "channel_type": "C", "team": AWAY},
        AWAY, True,
    ),
    "the bot is taken out": (
        "ChannelLeft",
        lambda slack, room: slack.remove("<bot>", room, by=MINH),
        {"type": "channel_left", "actor_id": MINH},
        HOME, True,
    ),
    "one more company": (
        "ChannelShared",
        lambda slack, room: slack.share(room, "T0KHAC"),
        {"type": "channel_shared", "connected_team_id": "T0KHAC"},
        HOME, True,
    ),
    "quiet hours": (
        "DndUpdatedUser",
        lambda slack, _: slack.quiet(LAN, *QUIET),
        {
            "type": "dnd_updated_user", "user": LAN,
            "dnd_status": {
                "dnd_enabled": True, "next_dnd_start_ts": 1796187600, "next_dnd_end_ts": 1796194800,
            },
        },
        HOME, False,
    ),
    "a word from outside": (
        "Message",
        lambda slack, room: slack.say(NGOC, room, "chào"),
        {"type": "message", "channel_type": "channel", "user": NGOC, "text": "chào", "team": AWAY},
        AWAY, True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", HEARD)
def test_the_app_hears_of_it(app: App, room: str, what: str) -> None:
    name, done, event, team, is_shared = HEARD[what]
    assert done(app.slack.workspace, room)["ok"]
    heard = app.told()
    told = {key: value for key, value in heard["event"].items() if key not in ("event_ts", "ts")}
    assert told == event | ({"channel": room} if "dnd_status" not in event else {})
    assert (heard["team_id"], heard["context_team_id"]) == (team, HOME)
    assert heard["authorizations"][0]["team_id"] == HOME
    assert heard["is_ext_shared_channel"] is is_shared
    if SHARED.exists():
        assert unknown(heard, shape(f"events/{name}")) <= {"/context_team_id", "/context_enterprise_id"}


def test_a_mention_from_outside_tells_both_teams(app: App, room: str) -> None:
    app.slack.workspace.say(NGOC, room, "<@U0LIAISON> help")
    assert app.told()["event"]["type"] == "message"
    heard = app.told()
    assert (heard["event"]["type"], heard["team_id"], heard["event"]["team"]) == ("app_mention", HOME, HOME)
    assert heard["event"]["user_team"] == heard["event"]["source_team"] == AWAY
    if SHARED.exists():
        assert unknown(heard, shape("events/AppMention")) <= {"/context_team_id", "/context_enterprise_id"}


def test_replies_and_mentions_in_a_thread_carry_it(app: App, room: str) -> None:
    slack = app.slack.workspace
    root = slack.say(HUONG, room, "mở chuỗi")["ts"]
    reply = slack.say(MINH, room, "một", thread_ts=root)["ts"]
    slack.say(MINH, room, "<@U0LIAISON> hai", thread_ts=reply)  # answers the reply: still one thread
    _, first, second, mention = [app.told()["event"] for _ in range(4)]
    assert {(one["thread_ts"], one.get("parent_user_id")) for one in (first, second)} == {(root, HUONG)}
    assert (mention["type"], mention["thread_ts"]) == ("app_mention", root)
    answer = app.web.chat_postMessage(channel=room, text="ba", thread_ts=mention["ts"])
    assert answer["message"]["thread_ts"] == root
    assert [one["text"] for one in slack.messages(HUONG, room, root)][1:] == [
        "một",
        "<@U0LIAISON> hai",
        "ba",
    ]
    began = app.web.conversations_replies(channel=room, ts=root)["messages"][0]
    assert (began["thread_ts"], began["reply_count"]) == (root, 3)
    assert began["reply_users"] == [MINH, "U0LIAISON"]
    assert [one["ts"] for one in app.web.conversations_history(channel=room)["messages"]] == [root]
    slack.shortcut(HUONG, "quote", channel=room, message_ts=reply)
    assert app.told()["message"]["thread_ts"] == root


def test_people_from_outside_press_buttons_and_run_nothing(app: App, room: str) -> None:
    slack = app.slack.workspace
    block = {"type": "actions", "elements": [
        {"type": "button", "action_id": "b", "text": {"type": "plain_text", "text": "Bấm"}}
    ]}  # fmt: skip
    ts = app.web.chat_postMessage(channel=room, text="x", blocks=[block])["ts"]
    assert slack.command(NGOC, room, "/form")["shown"] == "/form is not a valid command."
    refused: list[Done] = [
        lambda slack, room: slack.shortcut(NGOC, "quote", channel=room, message_ts=ts),
        lambda slack, room: slack.shortcut(NGOC, "form"),
        lambda slack, room: slack.open_home(NGOC),
    ]
    for done in refused:
        with pytest.raises(Refused, match="of this app"):
            done(slack, room)
    assert app.heard.empty()
    slack.click(NGOC, "b", channel=room, message_ts=ts)
    pressed = app.told()
    assert (pressed["user"]["team_id"], pressed["team"]["id"]) == (AWAY, HOME)
    assert slack.command(CHI, room, "/form")["ok"]  # a guest of this workspace may
    assert app.told()["user_id"] == CHI


def test_a_profile_moves_to_another_zone(app: App) -> None:
    app.slack.workspace.person(LAN, tz="Asia/Tokyo")
    heard = app.told()["event"]
    assert (heard["type"], heard["user"]["tz"], heard["user"]["tz_offset"]) == (
        "user_change",
        "Asia/Tokyo",
        32400,
    )
    app.slack.workspace.person("U99MOI", name="Người Mới", is_single_channel=True)
    joined = app.told()["event"]
    assert joined["type"] == "team_join"
    assert (joined["user"]["is_restricted"], joined["user"]["is_ultra_restricted"]) == (True, True)


def test_somebody_who_shares_no_channel_with_the_app_is_a_stranger(app: App, room: str) -> None:
    slack, other = app.slack.workspace, "U98KHAC"
    slack.person(other, name="Người Khác", team=AWAY)
    slack.invite(other, room)
    assert (
        app.told()["event"]["type"] == "member_joined_channel"
    )  # and no team_join: they are not of the team
    assert app.web.users_info(user=other)["user"]["is_stranger"] is False
    slack.remove("<bot>", room)
    assert app.web.users_info(user=other)["user"]["is_stranger"] is True
    assert other not in {one["id"] for one in app.web.users_list()["members"]}
    assert code(app.web.dnd_info, user=other) == "user_not_visible"
    assert code(app.web.conversations_open, users=other) == "user_not_visible"


def test_quiet_is_known_until_it_ends(app: App) -> None:
    slack = app.slack.workspace
    never = {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
    slack.quiet(LAN, *QUIET)
    assert app.web.dnd_info(user=LAN)["next_dnd_end_ts"] == 1796194800
    assert app.web.dnd_teamInfo(users=f"{HUONG},U404")["users"] == {HUONG: never}
    slack.end_quiet(LAN)
    assert [app.told()["event"]["dnd_status"]["dnd_enabled"] for _ in range(2)] == [True, False]
    assert app.web.dnd_info(user=LAN).data == {"ok": True} | never


@pytest.mark.parametrize(
    ("done", "words"),
    [
        (lambda slack, _: slack.invite(CHI, MOCAN), "ura_max_channels"),
        (lambda slack, _: slack.invite(NGOC, MOCAN), "invitee_cant_see_channel"),
        (lambda slack, _: slack.remove(LAN, CLIENT), "not_in_channel"),
        (lambda slack, _: slack.person(LAN, tz="Asia/Saigonn"), "no zone"),
        (lambda slack, _: slack.quiet(LAN, "2026-12-02T12:00:00", "2026-12-02T14:00:00"), "zone"),
        (lambda slack, _: slack.share(MOCAN, HOME), "another team"),
    ],
)
def test_what_slack_does_not_let_happen(app: App, done: Done, words: str) -> None:
    with pytest.raises(Refused, match=words):
        done(app.slack.workspace, "")
    assert app.heard.empty()


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("dnd.info", {"user": "U404"}, "user_not_found"),
        ("dnd.teamInfo", {}, "no_users_provided"),
        ("users.conversations", {"types": "channels"}, "invalid_types"),
        ("conversations.list", {"types": "private_channel"}, "missing_scope"),
        ("conversations.members", {"channel": PRIVATE}, "missing_scope"),
    ],
)
def test_calls_about_people_are_refused_with_slacks_codes(
    app: App, method: str, args: dict[str, Any], error: str
) -> None:
    assert code(app.web.api_call, api_method=method, params=args) == error


def test_channels_say_who_shares_them(app: App) -> None:
    seen = app.web.conversations_info(channel=FILM, include_num_members=True)["channel"]
    assert (seen["is_ext_shared"], seen["connected_team_ids"], seen["num_members"]) == (True, [AWAY], 4)
    seen = app.web.conversations_info(channel=MOCAN)["channel"]
    assert (seen["is_ext_shared"], seen["shared_team_ids"]) == (False, [HOME])
    assert "locale" not in app.web.users_info(user=NGOC, include_locale=True)["user"]
    assert app.web.users_info(user=LAN, include_locale=True)["user"]["locale"] == "en-US"


class TestReading:
    @pytest.fixture
    def slack(self) -> Iterator[Workspace]:
        running = server.start(manifest=MANIFEST)
        yield running.workspace
        running.stop()

    def test_what_is_new_is_counted_for_each_until_they_look(self, slack: Workspace) -> None:
        assert slack.unread(HUONG) == {}
        first = slack.say(MINH, MOCAN, "một")["ts"]
        slack.say(MINH, MOCAN, "<@U01HUONG> hai")
        slack.say(MINH, MOCAN, "<!channel> ba")
        assert slack.unread(HUONG) == {MOCAN: {"count": 3, "mentions": 2}}
        assert slack.unread(LAN) == {MOCAN: {"count": 3, "mentions": 1}}
        assert slack.unread(MINH) == {}
        slack.read(HUONG, MOCAN, first)
        assert slack.unread(HUONG)[MOCAN]["count"] == 2
        slack.say(LAN, MOCAN, "đang đọc")  # who writes has read
        slack.read(HUONG, MOCAN)
        slack.read(HUONG, MOCAN, first)  # it never goes back
        assert slack.unread(HUONG) == slack.unread(LAN) == {}

    def test_a_reply_counts_for_those_in_the_thread(self, slack: Workspace) -> None:
        root = slack.say(HUONG, MOCAN, "mở chuỗi")["ts"]
        for user in (MINH, LAN):
            slack.read(user, MOCAN)
        slack.say(MINH, MOCAN, "trả lời, <@U04KHOA>", thread_ts=root)
        assert slack.unread(HUONG) == {MOCAN: {"count": 1, "mentions": 0}}
        assert slack.unread("U04KHOA") == {MOCAN: {"count": 2, "mentions": 1}}
        assert slack.unread(LAN) == {}

    def test_who_comes_in_has_missed_nothing(self, slack: Workspace) -> None:
        slack.say(HUONG, CLIENT, "trước")
        slack.invite(LAN, CLIENT)
        assert slack.unread(LAN) == {}
