"""A channel's audience, kept by events: what stands there changes when somebody from outside comes."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.project.project_views import CLIENT_CHANNELS
from storage.database.history import ChangeItem
from storage.messages.outbox import Outbox, OutboxState
from storage.project.channel import Channel
from storage.project.project import ClientChannel, Project
from tests.handlers.conftest import CHI, HUONG, LAN, Office, typed
from tests.support.patience import until

HERE, STRANGER = "C02MOCAN", "U0FAR"
DMS = {HUONG: "D01", LAN: "D03"}


@pytest.fixture
def standing(office: Office) -> Office:
    """The office with a card for colleagues in the project's channel, whose work Lan has heard of."""
    office.slack.answers["conversations.open"] = lambda asked: {"channel": {"id": DMS[asked["users"]]}}
    office.bot.command(HUONG, "/ae", "add KV chính @lan 15/12/2027")
    said = said_where(office)
    assert set(said) == {HERE, DMS[LAN]}
    assert f"<@{LAN}>" in said[HERE]
    office.slack.calls.clear()
    return office


def told(office: Office, kind: str, **facts: Any) -> int:
    return office.bot.event(facts.pop("user", ""), {"type": kind, "channel": HERE, **facts}).status


def calls(office: Office, method: str) -> list[dict[str, Any]]:
    office.bot.deliver()
    return [arguments for name, arguments in office.slack.calls if name == method]


def said_where(office: Office) -> dict[str, str]:
    """Deliver; what was posted, by channel."""
    return {one["channel"]: str(one) for one in calls(office, "chat.postMessage")}


@pytest.mark.parametrize(("language", "words"), [("vi", "(khách) giờ ở trong"), ("en", "(a guest) is in")])
def test_a_guest_who_comes_sees_only_what_a_client_may_and_the_ae_hears_once(
    standing: Office, language: str, words: str
) -> None:
    if language == "en":
        standing.english(HUONG)
    standing.slack.answers["conversations.members"] = {"members": [HUONG, LAN, CHI]}
    for _ in range(3):
        assert told(standing, "member_joined_channel", user=CHI) == 200
    (redrawn,) = calls(standing, "chat.update")
    assert "KV chính" in str(redrawn)
    assert LAN not in str(redrawn)
    (warned,) = calls(standing, "chat.postMessage")
    assert warned["channel"] == DMS[HUONG]
    for part in ("Trần Mai Chi", f"<#{HERE}>", "Mộc An Tết 2027", ": 1", words):
        assert part in warned["text"], warned["text"]


def test_a_stranger_who_comes_is_looked_up_first(standing: Office) -> None:
    stranger = {"id": STRANGER, "real_name": "Far Away", "is_stranger": True, "team_id": "T0CLIENT"}
    standing.slack.answers["users.info"] = {"user": stranger}
    standing.slack.answers["conversations.members"] = {"members": [HUONG, LAN, STRANGER]}
    told(standing, "member_joined_channel", user=STRANGER)
    until(lambda: any("Far Away" in str(row.payload) for row in standing.rows(Outbox)))
    (redrawn,) = calls(standing, "chat.update")
    assert LAN not in str(redrawn)
    (warned,) = calls(standing, "chat.postMessage")
    assert "Far Away" in warned["text"]


def test_a_colleague_who_comes_changes_nothing(standing: Office) -> None:
    told(standing, "member_joined_channel", user="U02MINH")
    assert calls(standing, "chat.update") == calls(standing, "chat.postMessage") == []


@pytest.mark.on_both
@pytest.mark.parametrize(
    ("language", "words"), [("vi", "công ty khác"), ("en", "shared with another company")]
)
def test_a_channel_that_is_shared_is_the_clients_at_once(standing: Office, language: str, words: str) -> None:
    if language == "en":
        standing.english(HUONG)
    standing.slack.answers["conversations.info"] = {"channel": {"id": HERE, "is_ext_shared": True}}
    told(standing, "channel_shared", connected_team_id="T0CLIENT")
    told(standing, "channel_shared", connected_team_id="T0CLIENT")
    (redrawn,) = calls(standing, "chat.update")
    assert LAN not in str(redrawn)
    (warned,) = calls(standing, "chat.postMessage")
    assert words in warned["text"]


def test_a_guest_whose_coming_was_missed_is_found_at_the_next_message(standing: Office) -> None:
    standing.slack.answers["conversations.members"] = {"members": [HUONG, LAN, CHI]}
    standing.bot.clock.forward(minutes=5)
    standing.bot.command(HUONG, "/ae", "add Video @lan 16/12/2027")
    standing.bot.deliver()
    assert LAN not in str(standing.slack.wait("chat.update"))
    said = said_where(standing)
    assert "Video" in said[HERE]
    assert LAN not in said[HERE]
    assert "Trần Mai Chi" in said[DMS[HUONG]]
    assert "Video" in said[DMS[LAN]]


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("conversations.members", {"members": [HUONG, LAN, CHI]}),
        ("conversations.info", {"channel": {"id": HERE, "is_ext_shared": True}}),
    ],
)
def test_what_was_planned_for_colleagues_is_sent_as_a_client_may_read_it(
    office: Office, method: str, answer: dict[str, Any]
) -> None:
    office.bot.command(HUONG, "/ae", "add KV chính @lan 15/12/2027")
    office.slack.answers[method] = answer
    said = said_where(office)[HERE]
    assert "KV chính" in said
    assert LAN not in said


def test_a_card_on_its_way_while_a_guest_comes_is_drawn_again_when_it_is_there(standing: Office) -> None:
    (card,) = (row for row in standing.rows(Outbox) if row.recipient == HERE)
    with standing.world.database.write() as session:
        session.get_one(Outbox, card.id).state = OutboxState.SENDING
    told(standing, "member_joined_channel", user=CHI)
    waiting = [row for row in standing.rows(Outbox) if row.card_id == card.id]
    assert [row.state for row in waiting] == [OutboxState.PENDING]


@pytest.mark.every_row_on_both
@pytest.mark.parametrize(
    "kind", ["channel_unshared", "channel_archive", "channel_unarchive", "group_archive", "group_unarchive"]
)
def test_what_changed_is_looked_at_again(standing: Office, kind: str) -> None:
    assert told(standing, kind) == 200
    standing.bot.command(HUONG, "/ae", "add Video @lan 16/12/2027")
    assert calls(standing, "conversations.info") != []


def test_who_left_is_no_longer_counted(standing: Office) -> None:
    told(standing, "member_joined_channel", user=CHI)
    told(standing, "member_left_channel", user=CHI)
    assert standing.rows(Channel)[0].outsiders == []
    standing.bot.command(HUONG, "/ae", "add Video @lan 16/12/2027")
    assert f"<@{LAN}>" in said_where(standing)[HERE]


@pytest.mark.on_both
@pytest.mark.parametrize("kind", ["channel_rename", "group_rename"])
def test_a_new_name_is_kept(standing: Office, kind: str) -> None:
    told(standing, kind, channel={"id": HERE, "name": "moc-an-2027"})
    assert standing.rows(Channel)[0].name == "moc-an-2027"


def test_a_channel_with_another_id_takes_its_project_and_cards_along(standing: Office) -> None:
    before = len(standing.rows(ChangeItem))
    told(standing, "channel_id_changed", old_channel_id=HERE, new_channel_id="C0NEW", channel="")
    assert standing.rows(Project)[0].channel == "C0NEW"
    (item,) = standing.rows(ChangeItem)[before:]
    assert (item.entity, item.field, item.before, item.after) == ("project", "channel", HERE, "C0NEW")
    standing.bot.clock.forward(minutes=2)
    standing.bot.command(HUONG, "/ae", "add Video @lan 16/12/2027")
    assert set(said_where(standing)) == {"C0NEW", DMS[LAN]}
    standing.bot.action(LAN, "deliverable.done", "1", channel="C0NEW", response_url=standing.slack.hook)
    assert {one["channel"] for one in calls(standing, "chat.update")} == {"C0NEW", DMS[LAN]}


@pytest.mark.parametrize(
    ("own", "clients", "after"),
    [
        ("C0OWN", [HERE, "C0NEW"], ["C0NEW"]),
        ("C0NEW", [HERE], []),
        (HERE, ["C0NEW", "C0OTHER"], ["C0OTHER"]),
    ],
)
def test_a_channel_whose_new_id_was_chosen_by_hand_stands_there_once(
    standing: Office, own: str, clients: list[str], after: list[str]
) -> None:
    """However it was chosen, Slack's event about it is taken, and asked for no more."""
    standing.bot.action(HUONG, "project.edit", "1")
    form = standing.opened()
    answer = standing.bot.submit(HUONG, form, typed(form, **{"channel": own, CLIENT_CHANNELS: clients}))
    assert answer.body == {"response_action": "clear"}
    assert (
        told(standing, "channel_id_changed", old_channel_id=HERE, new_channel_id="C0NEW", channel="") == 200
    )
    assert [row.channel for row in standing.rows(Project)] == [own.replace(HERE, "C0NEW")]
    assert [row.channel for row in standing.rows(ClientChannel)] == after


def test_an_event_that_lacks_something_is_no_crash(standing: Office) -> None:
    assert told(standing, "channel_id_changed") == 200
    assert told(standing, "member_joined_channel") == 200
