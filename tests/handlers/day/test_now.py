"""`/ae` alone: what each person finds in it, and that every verb is reached from it by presses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from desk.project import note
from handlers import VERBS
from handlers.core.i18n import read
from handlers.core.reply import Message
from handlers.core.verbs import Group
from handlers.day.now_views import is_for_guests
from storage.brief.brief import Brief
from storage.brief.question import Question
from storage.brief.relay import RelayState
from storage.day.todo import Todo
from storage.people.member import Role
from storage.project.note import Note
from storage.project.project import Project
from storage.work.deliverable import Deliverable, Status
from tests.handlers.conftest import CHI, HUONG, LAN, MINH, Office
from tests.handlers.day.test_home import add_brief, add_relay
from tests.support.limits import assert_fits

VI = read("vi")
OVERDUE, TODAY, LATER = date(2026, 11, 17), date(2026, 11, 23), date(2026, 12, 15)


@pytest.fixture
def busy(office: Office) -> Office:
    for title, due in (("Concept", OVERDUE), ("KV", TODAY), ("TVC", LATER)):
        office.world.deliverable(office.lan, due, project="moc-an-tet-2027", title=title)
    return office


def alone(office: Office, user: str, channel: str) -> dict[str, Any]:
    """What `/ae` answers."""
    body = office.bot.command(user, "/ae", "", channel=channel).body
    assert_fits(Message(body["text"], body["blocks"]))
    return body


def elements(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for block in body["blocks"] for one in block.get("elements", ()) if "action_id" in one]


def options(select: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for group in select["option_groups"] for one in group["options"]]


HERE, DM, ELSEWHERE = "C02MOCAN", "D1", "C09KHAC"
FIRST: dict[str, tuple[str, str, list[str], list[str]]] = {
    # who, where: what is in the answer in this order, and what is not in it
    "the AE in the project's channel": (
        HUONG, HERE,
        ["Bây giờ", "🔴 Đỏ · *Mộc An Tết 2027*", "Bóng ở: <@U03LAN>", "*Concept*", "Ghi góp ý", "Thêm…"],
        ["TVC", "Cài đặt chung"],
    ),
    "the AE elsewhere": (HUONG, DM, ["🔴 Đỏ · *Mộc An Tết 2027*", "*Concept*", "Ghi góp ý"], ["Bóng ở"]),
    "who makes it": (LAN, DM, ["*Concept*", "*KV*", "Việc của tôi", "Tiến độ"], ["Đỏ", "TVC"]),
    "who makes it, in the project's channel": (LAN, HERE, ["Đỏ", "Bóng ở", "*Concept*", "*KV*"], []),
    "an AM without anything": (MINH, ELSEWHERE, ["Mình là Liaison", "Nhập từ bảng tính"], ["Đỏ"]),
    "a client's person": (CHI, HERE, ["Ghi góp ý", "/tiendo", "Tiến độ"], ["Concept", "Thêm…", "/ae add"]),
}  # fmt: skip


@pytest.mark.parametrize("who", FIRST)
def test_ae_alone_says_what_its_reader_needs_now(busy: Office, who: str) -> None:
    user, channel, wanted, unwanted = FIRST[who]
    words = str(alone(busy, user, channel)["blocks"])
    places = [words.find(one) for one in wanted]
    assert -1 not in places, (wanted[places.index(-1)], words)
    assert places == sorted(places)
    assert not [one for one in unwanted if one in words]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_ae_alone_is_one_screen_however_much_there_is(office: Office, language: str) -> None:
    with office.world.database.write() as session:
        office.huong.begin(session, "test", office.bot.clock.now())
        for number in range(60):
            brief = add_brief(session, office, f"{number} " + "*Ặ<&>" * 15, number)
            add_relay(session, office, brief, list(RelayState)[number % 4], "Ặ<&>" * 120)
            project = session.scalars(select(Project.id).where(Project.slug == f"p-{number}")).one()
            for work in range(8):
                owner = office.huong if work % 2 else office.lan
                session.add(
                    Deliverable(
                        workspace_id=1, project_id=project, number=work, title="*Ặ<&>" * 40,
                        owner_id=owner.member_id, due_on=date(2026, 11, 10 + work), status=Status.BRIEFED,
                    )
                )  # fmt: skip
    if language == "en":
        office.english(HUONG)
    body = alone(office, HUONG, DM)
    assert len(body["blocks"]) <= 20
    assert not [one for one in body["blocks"] if "{" in one.get("text", {}).get("text", "")]


OFFERED = {
    Group.WORK: ["mine", "add", "todo", "todos", "remind", "undo"],
    Group.BRIEF: ["brief", "brief_show", "brief_relay", "brief_questions", "brief_history", "brief_diff"],
    Group.FEEDBACK: ["feedback", "feedback_show", "feedback_help"],
    Group.PROJECT: ["status", "portfolio", "colour", "risk", "note", "history", "project", "import"],
    Group.SELF: ["off", "why", "admin", "help"],
}


def test_the_choices_stand_in_the_order_in_which_they_are_wanted(office: Office) -> None:
    """A verb that comes without a place follows the others of its group."""
    office.role(MINH, Role.ADMIN)
    select = next(one for one in elements(alone(office, MINH, DM)) if one["action_id"] == "now.more")
    told = {
        VI[f"now.group.{group}"]: [VI[f"choice.{name}"] for name in names] for group, names in OFFERED.items()
    }
    found = {
        group["label"]["text"]: [one["text"]["text"] for one in group["options"]]
        for group in select["option_groups"]
    }
    assert list(found) == list(told)
    assert {group: each[: len(told[group])] for group, each in found.items()} == told


ROLES = {
    "a member": (LAN, Role.MEMBER), "a lead": (LAN, Role.LEAD), "an AE": (HUONG, Role.AE),
    "an AM": (MINH, Role.AM), "an admin": (MINH, Role.ADMIN), "a client's person": (CHI, None),
}  # fmt: skip


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("who", ROLES)
def test_every_verb_is_reached_by_presses_alone(busy: Office, who: str) -> None:
    """Each choice answers as the typed verb does; where a project has to be chosen, with a button for it."""
    user, role = ROLES[who]
    if role is not None:
        busy.role(user, role)
    body = alone(busy, user, HERE)
    offered = {
        one["value"]
        for element in elements(body)
        for one in ([element] if element["type"] == "button" else options(element))
    }
    theirs = {name for name, one in VERBS.choices.items() if is_for_guests(*one)}
    served = set(VERBS.choices) if role else theirs - {"help"}  # the help is what a guest sees first
    assert offered == served - (set() if role in (Role.AM, Role.ADMIN) else {"admin"})
    for name in sorted(offered):
        verb, choice = VERBS.choices[name]
        if choice.says:
            press(busy, user, name)
            assert busy.opened()["title"]["text"] == VI[f"say.{name}"]
            continue
        typed = busy.bot.command(
            user, "/ae", f"{verb.name} {choice.text}".strip(), channel=HERE, response_url=busy.slack.hook
        )
        busy.bot.liaison.services.later.settle(60)
        by_words = typed.body["text"] if typed.body else title(busy)
        press(busy, user, name)
        assert title(busy) == by_words, name


def test_where_the_project_is_not_known_it_is_one_press_more(office: Office) -> None:
    office.world.project(office.huong, "Hai Phong", "hai-phong", channel="C08HAI")
    for name in ("status", "brief_show", "history", "colour", "note"):
        press(office, HUONG, name, channel=DM)
        told = office.slack.wait("hook")
        assert {"Mộc An Tết 2027", "Hai Phong"} <= {one["text"]["text"] for one in elements(told)}, name


SAYINGS = {
    "todo": ({}, Todo, "text", "Gọi client"),
    "remind": ({"who": LAN}, Todo, "text", "Gọi client"),
    "note/moc-an-tet-2027": ({}, Note, "text", "Gọi client"),
    "ask/moc-an-tet-2027": ({}, Question, "words", {"": "Gọi client"}),
}


@pytest.mark.parametrize("what", SAYINGS)
def test_what_is_said_in_the_form_is_done_once_as_if_it_was_typed(office: Office, what: str) -> None:
    values, table, column, kept = SAYINGS[what]
    with office.world.database.write() as session:
        office.huong.begin(session, "test", office.bot.clock.now())
        brief = add_brief(session, office, "Khác", 1)
        session.get_one(Brief, brief).project_id = office.project
    office.bot.action(HUONG, "form.say", what, response_url=office.slack.hook)
    form = office.opened()
    empty = office.bot.submit(HUONG, form, {"words": None} | values)
    assert "words" in empty.body["errors"] or "who" in empty.body["errors"]
    for _ in range(2):  # Slack sends it again when the first answer is late
        assert office.bot.submit(HUONG, form, {"words": "Gọi client"} | values).status == 200
    office.bot.liaison.services.later.settle(60)
    assert [getattr(row, column) for row in office.rows(table)] == [kept]
    assert any(name == "chat.postEphemeral" for name, _ in office.slack.calls)


def test_what_is_said_in_the_home_is_in_the_home_at_once(office: Office) -> None:
    home = {"id": "V9", "type": "home", "blocks": [], "state": {"values": {}}}
    office.bot.action(
        HUONG, "form.say", "todo", channel="", view=home, container={"type": "view"}, response_url=None,
        message=None,
    )  # fmt: skip
    office.bot.submit(HUONG, office.opened(), {"words": "Gọi client"})
    assert "Gọi client" in str(office.slack.wait("views.publish")["view"])


def test_a_note_and_a_question_are_added_from_their_lists(office: Office) -> None:
    with office.world.database.write() as session:
        note.add(session, office.huong, office.project, "Không thích hồng", office.bot.clock.now())
    answer = office.bot.command(HUONG, "/ae", "note moc an")
    assert {one["value"] for one in elements(answer.body)} == {"note/moc-an-tet-2027"}
    assert office.rows(Note)[0].text in answer.words


def press(office: Office, user: str, name: str, channel: str = HERE) -> None:
    """Choose in the select."""
    chosen = {
        "type": "static_select", "action_id": "now.more", "block_id": "b", "action_ts": "1.1",
        "selected_option": {"value": name},
    }  # fmt: skip
    answer = office.bot.action(
        user, "now.more", channel=channel, actions=[chosen], response_url=office.slack.hook
    )
    assert answer.status == 200
    office.bot.liaison.services.later.settle(60)


def title(office: Office) -> str:
    """The text of the message, or the title of the form, that came last."""
    for index in reversed(range(len(office.slack.calls))):
        name, told = office.slack.calls[index]
        if name == "hook":
            return str(told["text"])
        if name == "views.open":
            return str(told["view"]["title"]["text"])
    raise AssertionError(office.slack.calls)
