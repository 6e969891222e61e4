"""Feedback through Slack's door: signed requests in, answers and calls out, on both databases."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from desk.client import audience
from desk.client.audience import ChannelFacts
from desk.core.actor import Actor
from desk.feedback import cards
from handlers.core.calling import EVENT_TYPE
from storage.client.client import Client
from storage.database.engine import Database
from storage.feedback.feedback import Feedback, FeedbackItem
from storage.messages.draft import Draft
from storage.messages.outbox import Outbox
from storage.project.project import Project
from storage.work.deliverable import Deliverable, Status
from tests.support.app import Answer, Bot
from tests.support.limits import assert_fits
from tests.support.patience import until
from tests.support.web_api import WebApi
from tests.support.world import World

HUONG, LAN, CHI = "U01HUONG", "U03LAN", "U06CHI"
SAID = "Chào em,\nLogo to hơn 20%\nIn kịp 20/12 không em?"
TYPED = "! Logo to hơn 20%\n~ Ấm màu hơn\nIn kịp 20/12 không?\n$ thêm TVC 15s\n+ concept hay"


@dataclass
class Desk:
    """The bot behind its door, a project in a channel, an AE and a client's person."""

    bot: Bot
    slack: WebApi
    world: World
    huong: Actor
    project: int
    kv: int

    def open(self, text: str = "", *, user: str = HUONG, channel: str = "C02MOCAN") -> dict[str, Any]:
        """The form that `/feedback` opens."""
        answer = self.bot.command(user, "/feedback", text, channel=channel)
        assert (answer.status, answer.text) == (200, "")
        return self.opened()

    def opened(self) -> dict[str, Any]:
        """The view opened last."""
        view: dict[str, Any] = self.slack.wait("views.open")["view"]
        assert_fits(view)
        return view

    def next(
        self, form: dict[str, Any], /, *, view_id: str = "V1", user: str = HUONG, **typed: str
    ) -> Answer:
        """Press "Tiếp" with these fields, and what the form was opened with in the others."""
        return self.bot.submit(user, form, _initial(form) | typed, view_id=view_id)

    def keep(self, kinds: dict[str, str] | None = None, /, **typed: str) -> Answer:
        """The whole way: command, form, second page, saved."""
        page = self.next(self.open(), **typed).body["view"]
        assert_fits(page)
        return self.bot.submit(HUONG, page, _initial(page) | (kinds or {}))

    def rows(self, table: type[Any]) -> list[Any]:
        with self.world.database.read() as session:
            return list(session.scalars(select(table).order_by(table.id)))

    def points(self) -> list[tuple[str, str]]:
        return [(item.kind.value, item.text) for item in self.rows(FeedbackItem)]

    def learn(self, channel: str, guests: int) -> None:
        """Make Slack say who is in a channel."""
        self.slack.answers["conversations.members"] = {"members": [HUONG, CHI] if guests else [HUONG, LAN]}
        with self.world.database.write() as session:
            facts = ChannelFacts(channel, channel, False, guests)
            audience.learn(session, self.huong.workspace_id, facts, self.bot.clock.now())

    def posted(self) -> dict[str, Any]:
        """Deliver, and give the message posted last."""
        self.bot.deliver()
        return self.slack.wait("chat.postMessage")


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    slack = WebApi()
    bot = Bot(database_url, api_url=slack.url)
    database = Database(database_url)
    world = World(database)
    huong = bot.meet(HUONG, "Nguyễn Thu Hương")
    bot.meet(LAN, "Phạm Ngọc Lan")
    bot.meet(CHI, "Trần Mai Chi", guest=True)
    project = world.project(huong, "Mộc An Tết 2027", "moc-an-tet-2027")
    kv = world.deliverable(huong, date(2026, 12, 15), project="moc-an-tet-2027", status=Status.WITH_CLIENT)
    yield Desk(bot, slack, world, huong, project, kv)
    bot.close()
    slack.close()
    database.close()


def test_from_the_command_to_a_card_in_the_channel(desk: Desk) -> None:
    form = desk.open("moc-an-tet-2027")
    assert [block["block_id"] for block in form["blocks"]][:2] == ["source", "items"]
    assert _initial(form)["feedback.project"] == str(desk.project)
    page = desk.next(
        form, source=SAID, items=TYPED, said_by="Chi", **{"feedback.deliverable": str(desk.kv), "round": "2"}
    ).body
    assert page["response_action"] == "update"
    view = page["view"]
    assert {name: value for name, value in _initial(view).items() if "kind" in name} == {
        "kind-0": "must",
        "kind-1": "should",
        "kind-2": "question",
        "kind-3": "out_of_scope",
        "kind-4": "praise",
    }
    answer = desk.bot.submit(HUONG, view, _initial(view) | {"kind-1": "must"})
    assert answer.body == {"response_action": "clear"}
    assert desk.points()[1] == ("must", "Ấm màu hơn")
    (kept,) = desk.rows(Feedback)
    assert (kept.source, kept.round, kept.deliverable_id, kept.said_by) == (SAID, 2, desk.kv, "Chi")
    (kv,) = desk.rows(Deliverable)
    assert (kv.status, kv.round) == (Status.CHANGES, 2)
    desk.learn("C02MOCAN", 0)
    card = desk.posted()
    assert (card["channel"], card["metadata"]["event_type"]) == ("C02MOCAN", EVENT_TYPE)
    assert "Logo to hơn 20%" in str(card["blocks"])
    assert "0/4 xong" in str(card["blocks"])


def test_without_points_the_clients_lines_are_the_points_and_lines_can_be_left_out(desk: Desk) -> None:
    desk.keep({"kind-0": "none"}, source=SAID)
    assert desk.points() == [("question", "In kịp 20/12 không")]


def test_an_unknown_project_opens_the_form_and_names_what_comes_close(desk: Desk) -> None:
    form = desk.open("moc-ann-tet")
    assert "Mộc An Tết 2027" in str(form["blocks"][0])
    assert "feedback.project" not in _initial(form)
    answer = desk.next(form, source=SAID)
    assert answer.body["errors"] == {"project": "Chọn dự án giúp nhé."}


@pytest.mark.parametrize("said", ["Logo to hơn nữa, thêm 1 bản 6s", "Logo to hơn", "bigger logo please"])
def test_words_that_name_no_project_are_the_feedback_and_the_project_is_to_be_chosen(
    desk: Desk, said: str
) -> None:
    desk.world.project(desk.huong, "Hè 2027", "he-2027", channel="C09HE")
    form = desk.open(said, channel="D01HUONG")
    assert _initial(form)["source"] == said
    assert "feedback.project" not in _initial(form)
    here = desk.open(said)
    assert (_initial(here)["source"], _initial(here)["feedback.project"]) == (said, str(desk.project))
    named = desk.open(f"moc-an-tet-2027 {said}", channel="D01HUONG")
    assert (_initial(named)["source"], _initial(named)["feedback.project"]) == (said, str(desk.project))


def test_words_after_the_command_land_in_the_box(desk: Desk) -> None:
    words = "Khách nhắn logo to hơn 20% và ấm màu hơn, có kịp in 20/12 không"
    assert _initial(desk.open(words))["source"] == words
    assert _initial(desk.open(f"moc-an-tet-2027\n{words}"))["source"] == words


def test_the_same_submit_twice_has_one_effect_and_another_corrects_the_first(desk: Desk) -> None:
    page = desk.next(desk.open(), items=TYPED).body["view"]
    values = _initial(page)
    assert desk.bot.submit(HUONG, page, values).body == {"response_action": "clear"}
    assert desk.bot.submit(HUONG, page, values).status == 200
    corrected = desk.bot.submit(HUONG, page, values | {"kind-0": "none", "kind-1": "must"})
    assert corrected.body == {"response_action": "clear"}
    assert len(desk.rows(Feedback)) == 1
    assert [kind for kind, _ in desk.points()] == ["must", "question", "out_of_scope", "praise"]
    assert len([row for row in desk.rows(Outbox) if row.kind == "feedback"]) == 1


def test_what_is_typed_survives_another_project_and_comes_back_in_the_next_form(desk: Desk) -> None:
    other = desk.world.project(desk.huong, "Hè 2027", "he-2027", channel=None)
    form = desk.open()
    values = _initial(form) | {"source": SAID, "items": TYPED, "feedback.project": str(other)}
    desk.bot.interact(HUONG, _chosen(form, values, "feedback.project", str(other)))
    redrawn = desk.slack.wait("views.update")["view"]
    assert_fits(redrawn)
    assert {name: _initial(redrawn)[name] for name in ("source", "items", "feedback.project")} == {
        "source": SAID,
        "items": TYPED,
        "feedback.project": str(other),
    }
    again = desk.open()
    desk.bot.interact(HUONG, _chosen(again, _initial(again), "feedback.restore", "V1", view_id="V2"))
    restored = desk.slack.wait("views.update")["view"]
    assert _initial(restored)["items"] == TYPED
    assert {block["block_id"] for block in restored["blocks"] if block["type"] == "input"}.isdisjoint(
        {block["block_id"] for block in again["blocks"] if block["type"] == "input"}
    )
    answer = desk.next(restored, view_id="V2")
    assert desk.bot.submit(HUONG, answer.body["view"], {}, view_id="V2").body == {"response_action": "clear"}
    assert len(desk.points()) == 5
    assert desk.open()["blocks"][0]["block_id"] == "source"
    assert len(desk.rows(Draft)) == 1


def test_a_draft_can_be_thrown_away(desk: Desk) -> None:
    desk.next(desk.open(), items=TYPED)
    again = desk.open()
    assert "Logo to hơn" in str(again["blocks"][0])
    pressed = _chosen(again, {"source": "Ý mới"}, "feedback.discard", "V1", view_id="V2")
    desk.bot.interact(HUONG, pressed)
    redrawn = desk.slack.wait("views.update")["view"]
    assert _initial(redrawn)["source"] == "Ý mới"
    assert redrawn["blocks"][0]["block_id"] == "source"


def test_back_from_the_second_page_has_the_words_again(desk: Desk) -> None:
    page = desk.next(desk.open(), items=TYPED, source=SAID).body["view"]
    desk.bot.interact(HUONG, _chosen(page, _initial(page), "feedback.back", "back"))
    form = desk.slack.wait("views.update")["view"]
    assert (_initial(form)["items"], _initial(form)["source"]) == (TYPED, SAID)


def test_a_message_is_quoted_with_who_said_it_and_where_it_stands(desk: Desk) -> None:
    desk.slack.answers["chat.getPermalink"] = {"permalink": "https://x.slack.com/archives/C03CLIENT/p17"}
    desk.bot.interact(HUONG, _shortcut(CHI, "<@U01HUONG> ơi <!here>\nlogo &lt;to&gt; hơn &amp; rõ"))
    form = desk.opened()
    assert _initial(form)["source"] == "@Nguyễn Thu Hương ơi @here\nlogo <to> hơn & rõ"
    assert _initial(form)["said_by"] == "Trần Mai Chi"
    page = desk.next(form, **{"feedback.project": str(desk.project)}).body["view"]
    desk.bot.submit(HUONG, page, _initial(page))
    asked = desk.slack.wait("chat.getPermalink")
    assert (asked["channel"], asked["message_ts"]) == ("C03CLIENT", "1764.000100")
    until(lambda: desk.rows(Feedback)[0].permalink == "https://x.slack.com/archives/C03CLIENT/p17")
    said = desk.slack.wait("chat.postEphemeral")
    assert (said["channel"], "C02MOCAN" in said["text"]) == ("C03CLIENT", True)


def test_from_a_thread_a_button_opens_the_form_for_the_message_that_began_it(desk: Desk) -> None:
    began = {"type": "message", "ts": "1764.000100", "user": CHI, "text": SAID}
    desk.slack.answers["conversations.replies"] = {"messages": [began], "has_more": False}
    event = {"type": "app_mention", "text": "<@U0LIAISON> feedback", "channel": "C02MOCAN", "ts": "1764.9"}
    desk.bot.event(HUONG, event | {"thread_ts": "1764.000100"})
    said = desk.slack.wait("chat.postEphemeral")
    assert said["thread_ts"] == "1764.000100"
    offered = [one for block in said["blocks"] for one in block.get("elements", []) if "action_id" in one]
    button = offered[0]  # the other one is for a brief
    desk.bot.action(HUONG, button["action_id"], button["value"])
    page = desk.next(desk.opened(), source=SAID).body["view"]
    desk.bot.submit(HUONG, page, _initial(page))
    assert desk.rows(Feedback)[0].message_ts == "1764.000100"


def test_a_long_mention_still_gets_a_button_that_works(desk: Desk) -> None:
    said = f"<@U0LIAISON> feedback moc-an-tet-2027\n{SAID}\n" + "Chữ “to” hơn\n" * 500
    desk.bot.event(HUONG, {"type": "app_mention", "text": said, "channel": "C02MOCAN", "ts": "1764.9"})
    button = desk.slack.wait("chat.postEphemeral")["blocks"][-1]["elements"][0]
    desk.bot.action(HUONG, button["action_id"], button["value"])
    assert _initial(desk.opened())["source"].startswith(SAID)


def test_each_point_closes_from_the_card_and_opens_again(desk: Desk) -> None:
    desk.keep(items=TYPED)
    desk.learn("C02MOCAN", 0)
    card = desk.posted()
    buttons = [block["accessory"] for block in card["blocks"] if "accessory" in block]
    desk.bot.action(LAN, buttons[0]["action_id"], buttons[0]["value"])
    desk.bot.action(LAN, buttons[3]["action_id"], buttons[3]["value"])
    desk.bot.deliver()
    redrawn = desk.slack.wait("chat.update")
    assert "2/4 xong" in str(redrawn["blocks"])
    desk.bot.action(LAN, "feedback.reopen", buttons[0]["value"])
    desk.bot.deliver()
    assert "1/4 xong" in str(desk.slack.wait("chat.update")["blocks"])


@pytest.mark.on_both
def test_kinds_can_be_corrected_on_the_card(desk: Desk) -> None:
    desk.keep(items=TYPED)
    (kept,) = desk.rows(Feedback)
    desk.bot.action(LAN, "feedback.open_points", str(kept.id))
    form = desk.opened()
    first = next(name for name in _initial(form) if name.startswith("kind-"))
    assert desk.bot.submit(LAN, form, _initial(form) | {first: "praise"}, view_id="V9").body == {
        "response_action": "clear"
    }
    assert desk.points()[0][0] == "praise"


def test_what_the_client_said_can_be_read_in_full(desk: Desk) -> None:
    desk.keep(source=SAID)
    desk.bot.action(LAN, "feedback.show_source", str(desk.rows(Feedback)[0].id))
    assert SAID in [block["text"]["text"] for block in desk.opened()["blocks"]]


def test_open_points_are_listed_in_the_ack_and_close_there(desk: Desk) -> None:
    desk.keep(items=TYPED, **{"feedback.deliverable": str(desk.kv)})
    answer = desk.bot.command(HUONG, "/feedback", "show moc-an-tet-2027")
    assert answer.body["response_type"] == "ephemeral"
    assert "#1 KV chính · vòng 1" in answer.words
    button = next(block["accessory"] for block in answer.body["blocks"] if "accessory" in block)
    desk.bot.action(HUONG, button["action_id"], button["value"], response_url=desk.slack.hook)
    replaced = desk.slack.wait("hook")
    assert replaced["replace_original"] is True
    assert "Logo to hơn" not in str(replaced["blocks"])


def test_a_channel_with_guests_gets_a_thank_you_and_the_lead_the_list(desk: Desk) -> None:
    desk.learn("C02MOCAN", 1)
    desk.keep(items=TYPED, said_by="Chi khó tính")
    desk.bot.deliver()
    posts = [call for name, call in desk.slack.calls if name == "chat.postMessage"]
    channel, lead = posts
    assert channel["channel"] == "C02MOCAN"
    for inner in ("Ngoài phạm vi", "TVC", "khó tính", "Hương", "button"):
        assert inner not in str(channel)
    assert "(5 ý)" in str(channel["blocks"])
    assert "thêm TVC 15s" in str(lead["blocks"])


def test_the_client_is_thanked_in_their_own_language(desk: Desk) -> None:
    with desk.world.database.write() as session:
        desk.huong.begin(session, "project", desk.bot.clock.now())
        client = Client(workspace_id=desk.huong.workspace_id, name="Mộc An", folded="moc an", language="en")
        session.add(client)
        session.flush()
        session.get_one(Project, desk.project).client_id = client.id
    desk.learn("C02MOCAN", 1)
    desk.keep(items=TYPED)
    desk.bot.deliver()
    assert "Thank you" in next(call for name, call in desk.slack.calls if name == "chat.postMessage")["text"]


def test_a_guest_sends_words_and_sees_only_that_they_arrived(desk: Desk) -> None:
    form = desk.open("Logo to hơn", user=CHI)
    assert "feedback.project" not in str(form)
    assert "KV chính" not in str(form)
    answer = desk.next(form, user=CHI, source=SAID)
    assert answer.body == {"response_action": "clear"}
    said = desk.slack.wait("chat.postEphemeral")
    assert (said["channel"], said["user"]) == ("C02MOCAN", CHI)
    assert "Logo to hơn 20%" in str(said["blocks"])
    (kept,) = desk.rows(Feedback)
    assert (kept.said_by, kept.source) == ("Trần Mai Chi", SAID)
    corrected = desk.next(form, user=CHI, source="Thôi logo giữ nguyên")
    assert corrected.body == {"response_action": "clear"}
    assert desk.points() == [("must", "Thôi logo giữ nguyên")]


@pytest.mark.parametrize("door", ["mention", "command"])
@pytest.mark.parametrize(
    ("said", "points"),
    [
        (
            "chị duyệt KV nhé, và cho chị hỏi ngân sách còn bao nhiêu?",
            [("praise", "chị duyệt KV"), ("money", "cho chị hỏi ngân sách còn bao nhiêu")],
        ),
        ("KV approved, thank you", [("praise", "KV approved")]),
        ("KV chưa được, trả lại em sửa nền nhé", None),
        ("KV chị duyệt rồi, TVC tới đâu rồi em?", None),
        ("bao giờ gửi hợp đồng cho chị?", None),
    ],
)
def test_what_a_guest_says_to_the_bot_is_kept_for_the_lead_and_they_are_told(
    desk: Desk, said: str, points: list[tuple[str, str]] | None, door: str
) -> None:
    if door == "mention":
        event = {"type": "app_mention", "text": f"<@U0LIAISON> {said}", "channel": "C02MOCAN", "ts": "1764.9"}
        desk.bot.event(CHI, event)
        told = str(desk.slack.wait("chat.postEphemeral"))
    else:
        told = desk.bot.command(CHI, "/ae", said, channel="C02MOCAN").words
    (kept,) = desk.rows(Feedback)
    assert (kept.source, kept.said_by) == (said, "Trần Mai Chi")
    assert points is None or desk.points() == points
    assert said[:20] in told
    assert ("feedback_from_client", HUONG) in [(row.kind, row.recipient) for row in desk.rows(Outbox)]


@pytest.mark.parametrize(
    "said",
    [
        "brief này chị duyệt rồi nhé", "tiến độ ok, chị duyệt KV nhé", "status: KV approved", "now approved",
        "hướng dẫn em bỏ nền xanh đi nhé", "help me make the logo bigger",
        "thêm hotline vào KV giúp chị nhé", "nhắc em sửa logo to hơn nhé", "undo lại bản cũ giúp chị",
        "tiến độ KV tới đâu rồi, với lại logo to hơn giúp chị", "mine is approved",
    ],
)  # fmt: skip
def test_what_a_guest_says_is_kept_though_it_begins_as_a_verb_does(desk: Desk, said: str) -> None:
    event = {"type": "app_mention", "text": f"<@U0LIAISON> {said}", "channel": "C02MOCAN", "ts": "1764.9"}
    desk.bot.event(CHI, event)
    assert "Đã nhận góp ý" in str(desk.slack.wait("chat.postEphemeral"))
    assert [row.source for row in desk.rows(Feedback)] == [said]
    assert ("feedback_from_client", HUONG) in [(row.kind, row.recipient) for row in desk.rows(Outbox)]


def test_a_guest_who_edits_what_they_said_is_not_told_to_undo_it(desk: Desk) -> None:
    said = {"type": "app_mention", "text": "<@U0LIAISON> KV chị duyệt", "channel": "C02MOCAN", "ts": "1764.9"}
    desk.bot.event(CHI, said)
    desk.slack.wait("chat.postEphemeral")
    again = {"text": "<@U0LIAISON> KV chị chưa duyệt", "edited": {"user": CHI, "ts": "1765.0"}}
    desk.bot.event(CHI, said | again)
    told = desk.slack.wait("chat.postEphemeral")["text"]
    assert "nhắn một tin mới" in told
    assert "undo" not in told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("tiến độ thế nào rồi em", "hạng mục"), ("status please", "hạng mục"), ("status mộc an", "hạng mục"),
        ("help please", "Liaison làm được gì"),
        ("add KV @lan 15/12", "dành cho người trong agency"), ("mine", "dành cho người trong agency"),
        ("brief show mộc an", "dành cho người trong agency"),
    ],
)  # fmt: skip
def test_a_guest_who_types_a_verb_is_answered_and_nothing_is_kept(desk: Desk, said: str, told: str) -> None:
    assert told in desk.bot.command(CHI, "/ae", said, channel="C02MOCAN").words
    assert desk.rows(Feedback) == []


@pytest.mark.parametrize("asked", ["show", "xem", "late", "show mộc an"])
def test_a_guest_who_asks_for_the_list_of_points_gets_the_form_to_send_some(desk: Desk, asked: str) -> None:
    form = desk.open(asked, user=CHI)
    assert asked.split()[0] not in _initial(form).get("source", "")


def test_what_a_client_says_of_a_price_behind_a_wish_does_not_reach_the_team(desk: Desk) -> None:
    form = desk.open("chị muốn logo to hơn nữa, và giá TVC cao quá", user=CHI)
    desk.next(form, user=CHI)
    assert desk.points() == [("must", "chị muốn logo to hơn nữa"), ("money", "giá TVC cao quá")]
    desk.learn("C02MOCAN", 0)
    desk.bot.deliver()
    posts = [call for name, call in desk.slack.calls if name == "chat.postMessage"]
    told = {call["channel"]: str(call["blocks"]) for call in posts}
    assert "logo to hơn" in told["C02MOCAN"]
    assert "giá" not in told["C02MOCAN"]
    assert ("feedback_from_client", HUONG) in [(row.kind, row.recipient) for row in desk.rows(Outbox)]


def test_a_guest_reads_and_closes_nothing(desk: Desk) -> None:
    desk.keep(items=TYPED)
    (kept,) = desk.rows(Feedback)
    item = desk.rows(FeedbackItem)[0]
    for action, value in (
        ("feedback.done", item.id),
        ("feedback.reopen", item.id),
        ("feedback.show_source", kept.id),
        ("feedback.open_points", kept.id),
        ("feedback.done_listed", f"{item.id}/{desk.project}"),
    ):
        desk.bot.action(CHI, action, str(value), response_url=desk.slack.hook)
        refusal = desk.slack.wait("hook")
        assert "agency" in refusal["text"]
        assert "Logo" not in str(refusal)
    assert not any(item.done_at for item in desk.rows(FeedbackItem))
    assert "Logo" not in desk.bot.command(CHI, "/feedback", "show moc-an-tet-2027", channel="C09").words


def test_a_guest_elsewhere_is_told_whom_to_ask(desk: Desk) -> None:
    answer = desk.bot.command(CHI, "/feedback", "moc-an-tet-2027", channel="C03CLIENT")
    assert "chưa gắn với dự án" in answer.words


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"source": "x" * 3001}, "source"),
        ({"items": "x" * 3001}, "items"),
        ({"said_by": "x" * 151}, "said_by"),
        ({"source": " \n "}, "source"),
        ({"source": "-----"}, "source"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(desk: Desk, typed: dict[str, str], field: str) -> None:
    answer = desk.next(desk.open(), **typed)
    assert answer.body["response_action"] == "errors"
    assert list(answer.body["errors"]) == [field]


def test_leaving_out_every_line_is_refused(desk: Desk) -> None:
    page = desk.next(desk.open(), source=SAID).body["view"]
    answer = desk.bot.submit(HUONG, page, dict.fromkeys(_initial(page), "none"))
    assert list(answer.body["errors"]) == ["kind-0"]
    assert desk.rows(Feedback) == []


def test_hostile_words_are_kept_as_they_are_and_shown_harmless(desk: Desk) -> None:
    said = unicodedata.normalize("NFD", "<!channel> & <https://x.vn|đừng> *~ payload=🧧👨‍👩‍👧")
    desk.keep(source=said, items=said, said_by="<@U03LAN>")
    (kept,) = desk.rows(Feedback)
    assert kept.source == unicodedata.normalize("NFC", said)
    desk.learn("C02MOCAN", 0)
    card = str(desk.posted())
    assert "<!channel>" not in card
    assert "<@U03LAN>" not in card
    assert "&lt;!channel&gt;" in card


@pytest.mark.parametrize("value", ["", "x", "9" * 30, "-1", "1;drop"])
def test_a_forged_button_is_refused_in_words(desk: Desk, value: str) -> None:
    desk.bot.action(HUONG, "feedback.done", value or "?", response_url=desk.slack.hook)
    assert "Không tìm thấy" in desk.slack.wait("hook")["text"]


def test_help_stands_in_the_ack(desk: Desk) -> None:
    assert "Lưu làm feedback" in desk.bot.command(HUONG, "/gopy", "help").words


def test_more_lines_than_the_page_lists_are_kept_too(desk: Desk) -> None:
    desk.keep({"rest": "rest"}, items="\n".join(f"~ ý {n}" for n in range(200)))
    assert desk.points() == [("should", f"ý {n}") for n in range(200)]


def test_a_person_who_reads_english_gets_english(desk: Desk) -> None:
    from storage.people.member import Member

    with desk.world.database.write() as session:
        desk.huong.begin(session, "settings", desk.bot.clock.now())
        session.get_one(Member, desk.huong.member_id).language = "en"
    assert desk.open()["title"]["text"] == "Client feedback"
    assert cards.CARD == "feedback"


def _initial(view: dict[str, Any]) -> dict[str, str]:
    """What the fields of a view hold when nobody touched them."""
    values = {}
    for block in view["blocks"]:
        element = block.get("element", {})
        if "initial_value" in element:
            values[element["action_id"]] = element["initial_value"]
        elif "initial_date" in element:
            values[element["action_id"]] = element["initial_date"]
        elif "initial_user" in element:
            values[element["action_id"]] = element["initial_user"]
        elif "initial_option" in element:
            values[element["action_id"]] = element["initial_option"]["value"]
    return values


def _chosen(
    view: dict[str, Any], values: dict[str, str], action_id: str, value: str, *, view_id: str = "V1"
) -> dict[str, Any]:
    """Something chosen or pressed in a view whose fields hold `values`."""
    state: dict[str, Any] = {}
    for block in view["blocks"]:
        name = block.get("element", {}).get("action_id")
        if name in values:
            kind = block["element"]["type"]
            held: dict[str, Any] = {"type": kind, "value": values[name]}
            if kind == "static_select":
                held = {"type": kind, "selected_option": {"value": values[name]}}
            state[block["block_id"]] = {name: held}
    action = {"type": "button", "action_id": action_id, "block_id": "b", "value": value, "action_ts": "1.1"}
    shown = view | {"id": view_id, "hash": "h", "state": {"values": state}}
    return {"type": "block_actions", "actions": [action], "container": {"type": "view"}, "view": shown}


def _shortcut(author: str, text: str) -> dict[str, Any]:
    return {
        "type": "message_action",
        "callback_id": "feedback.save",
        "channel": {"id": "C03CLIENT", "name": "moc-an-client"},
        "message": {"type": "message", "user": author, "ts": "1764.000100", "text": text},
        "message_ts": "1764.000100",
        "response_url": "http://127.0.0.1:9/hook",
    }
