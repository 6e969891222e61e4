"""The relay through Slack's door: from a brief to the departments that have understood it."""

from __future__ import annotations

import enum
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desk.brief.question import MOST
from desk.people.admin import PATIENCE_HOURS
from desk.people.attention import MOST_AN_HOUR
from handlers.brief.question_views import QuestionAction
from handlers.brief.relay_views import RelayAction, RelayView
from handlers.history.undo_views import UndoAction
from handlers.people.admin_views import AdminAction
from handlers.work.deliverable_views import WorkAction
from storage.brief.question import Question
from storage.brief.relay import Relay, RelayAsk, RelayState
from storage.database.dialect import LONG_AGO
from storage.database.history import ChangeItem, ChangeRow
from storage.day.todo import Todo
from storage.messages import outbox
from storage.messages.outbox import Outbox, OutboxState
from storage.messages.rate_limit import RateLimit
from storage.messages.recipient_queue import RecipientQueue
from storage.people.member import Department, Member, ProjectPerson, Role
from storage.people.workspace import Workspace
from storage.project.project import Project
from storage.work.deliverable import Deliverable, Status
from tests.handlers.brief.test_brief import FILLED, submit
from tests.handlers.conftest import CHI, HUONG, LAN, MINH, Office, shows, typed
from tests.support.app import MONDAY
from tests.support.limits import assert_fits

KHOA, AN = "U04KHOA", "U09AN"
BRIEF = FILLED | {
    "objective": "Bán 10.000 hộp\nTăng nhận biết", "audience": "Mẹ trẻ ở Q. 7. Bà nội", "budget": "1 tỷ",
    "deadline": "15/12",
}  # fmt: skip
WORDS = "Bán cho mẹ trẻ ở TP. HCM. Chua mà ngọt."


@dataclass
class Desk:
    """An office whose departments have people: Lan by her part, Minh and Khoa as leads."""

    office: Office

    def told(self) -> list[tuple[str, str, str]]:
        """Deliver, and what waits for what was just said two minutes later, and say who got what: user, kind,
        and all it shows."""
        self.office.bot.deliver()
        self.office.bot.clock.forward(minutes=2)
        self.office.bot.deliver()
        calls, self.office.slack.calls = self.office.slack.calls, []
        found = []
        for method, said in calls:
            if method == "chat.postMessage" and "metadata" in said:
                _, kind, user, _ = said["metadata"]["event_payload"]["key"].split("/", 3)
                found.append((user, kind, json.dumps(said["blocks"], ensure_ascii=False)))
        return sorted(one for one in found if one[0].startswith("U"))

    def answered(self) -> str:
        """What the person who submitted a form was told."""
        return str(self.office.slack.wait("chat.postEphemeral")["blocks"])

    def drawn(self) -> str:
        """Deliver, and give the card in the project's channel as it was drawn anew."""
        self.office.slack.calls.clear()
        self.office.bot.deliver()
        updates = [said for method, said in self.office.slack.calls if method == "chat.update"]
        return next(str(said["blocks"]) for said in updates if said["channel"] == "C02MOCAN")

    def take(self) -> None:
        """The first version, of the project that is there."""
        form = self.office.form("/brief", "moc an")
        place = {"brief.project": str(self.office.project), "name": "", "client": ""}
        assert submit(self.office, form, **BRIEF | place).body["response_action"] == "clear"

    def change(self, view_id: str = "V2", **values: str) -> None:
        """A next version."""
        form = self.office.form("/brief", "moc an")
        answer = submit(self.office, form, view_id, **{"why": "Khách đổi ý"} | values)
        assert answer.body["response_action"] == "clear"

    def row(self, department: Department) -> Relay:
        """What the department was given last."""
        found: list[Relay] = [one for one in self.office.rows(Relay) if one.department is department]
        return found[-1]

    def press(self, user: str, action: enum.StrEnum, value: object, **more: Any) -> None:
        self.office.bot.action(user, action, str(value), response_url=self.office.slack.hook, **more)

    def fill(self, user: str, action: enum.StrEnum, value: object, view_id: str, **values: Any) -> Any:
        """Press a button that opens a form, and submit it."""
        self.press(user, action, value)
        form = self.office.opened()
        return self.office.bot.submit(user, form, typed(form, **values), view_id=view_id)

    def play(self, user: str, relay: int, view_id: str = "P1", words: str = WORDS) -> Any:
        picks = {"playback": words, "objective": "1", "audience": "else"}
        return self.fill(user, RelayAction.ACKNOWLEDGE, relay, view_id, **picks)

    def refused(self) -> str:
        """What was answered to a press."""
        return str(self.office.slack.wait("hook"))

    def states(self) -> dict[tuple[str, int], str]:
        return {(one.department.value, one.version): one.state.value for one in self.office.rows(Relay)}


@pytest.fixture
def desk(office: Office) -> Desk:
    office.bot.meet(KHOA, "Lê Đăng Khoa")
    known = {one.user: one.id for one in office.rows(Member)}
    with office.world.database.write() as session:
        office.huong.begin(session, "test", office.bot.clock.now())
        for user, department in ((MINH, Department.MEDIA), (KHOA, Department.RESEARCH)):
            row = session.get_one(Member, known[user])
            row.department, row.role = department, Role.LEAD
        session.add(
            ProjectPerson(
                workspace_id=office.huong.workspace_id, project_id=office.project,
                member_id=known[LAN], part=Department.CREATIVE,
            )
        )  # fmt: skip
    return Desk(office)


def notice(office: Office, user: str, cause: str) -> None:
    """A plain line for somebody."""
    told = {"key": "common.save", "language": "vi", "facts": {}}
    with office.world.database.write() as session:
        outbox.enqueue(
            session, workspace_id=1, kind="notice", recipient=user, cause=cause, at=office.bot.clock.now(),
            payload=told,
        )  # fmt: skip


@pytest.mark.on_both
def test_from_a_brief_to_an_override(desk: Desk) -> None:
    office = desk.office
    desk.take()
    told = desk.told()
    assert [one[:2] for one in told] == [(MINH, "relay"), (LAN, "relay"), (KHOA, "relay")]
    by_user = {user: words for user, _, words in told}
    assert by_user[LAN].index("Chua mà ngọt") < by_user[LAN].index("Mẹ trẻ")  # the message first
    assert by_user[MINH].index("1 tỷ") < by_user[MINH].index("Bán 10.000")  # the budget before the aim
    assert "1 tỷ" not in by_user[KHOA]

    creative, media, research = map(desk.row, (Department.CREATIVE, Department.MEDIA, Department.RESEARCH))
    assert desk.play(LAN, creative.id).body.get("response_action") == "clear"
    desk.fill(MINH, RelayAction.ASK, media.id, "A1", said="Có tính VAT không?")
    desk.fill(KHOA, RelayAction.DECLINE, research.id, "D1", said="Kín lịch tới T12")
    ((user, kind, words),) = desk.told()  # what waits for one person is said in one message
    assert (user, kind) == (HUONG, "relay_answer")
    for said in (WORDS, "Tăng nhận biết", "Có tính VAT không?", "Kín lịch tới T12"):
        assert said in words

    desk.press(HUONG, RelayAction.CONFIRM, creative.id)
    desk.change(budget="500tr")
    assert desk.states() == {
        ("creative", 1): "confirmed", ("media", 1): "stale", ("research", 1): "declined",
        ("media", 2): "waiting",
    }  # fmt: skip
    told = desk.told()
    assert [one[:2] for one in told] == [(MINH, "relay")]
    assert "~1 tỷ~ *500tr*" in told[0][2]

    office.bot.command(HUONG, "/ae", "add Media plan <@U02MINH> 15/12")
    (plan,) = office.rows(Deliverable)
    desk.press(MINH, WorkAction.MENU, f"edit/{plan.id}")
    form = office.opened()
    pushed = office.bot.submit(MINH, form, typed(form, status="in_progress", title="Plan"), view_id="E1").body
    assert pushed["response_action"] == "push"
    assert_fits(pushed["view"])
    assert "Media" in str(pushed["view"]["blocks"])
    assert office.rows(Deliverable)[0].status is Status.BRIEFED
    before = len(office.rows(ChangeRow))
    why = {"override": "Khách duyệt miệng, ngân sách không ảnh hưởng"}
    assert office.bot.submit(MINH, pushed["view"], why, view_id="O1").body["response_action"] == "clear"
    (row,) = office.rows(Deliverable)
    assert (row.status, row.title) == (Status.IN_PROGRESS, "Plan")
    (change,) = office.rows(ChangeRow)[before:]
    assert (change.verb, change.why) == ("deliverable.override", why["override"])
    items = [(one.field, one.after) for one in office.rows(ChangeItem) if one.change_id == change.id]
    assert items == [("title", "Plan"), ("status", "in_progress")]


ASKED = {"asked_at", "asked_by_id", "brief_id", "number", "quote", "relay_id", "words"}
ACTS: dict[str, tuple[Callable[[Desk, Relay], object], set[str]]] = {
    "relay.acknowledge": (
        lambda desk, row: desk.play(LAN, row.id),
        {"state", "member_id", "answered_at", "playback", "objective"},
    ),
    "relay.decline": (
        lambda desk, row: desk.fill(LAN, RelayAction.DECLINE, row.id, "D", said="Kín lịch"),
        {"state", "member_id", "answered_at", "said"},
    ),
    "relay.ask": (lambda desk, row: desk.fill(LAN, RelayAction.ASK, row.id, "A", said="Vì sao?"), ASKED),
    "relay.confirm": (lambda desk, row: desk.press(HUONG, RelayAction.CONFIRM, row.id), {"state"}),
    "relay.correct": (
        lambda desk, row: desk.fill(HUONG, RelayAction.CORRECT, row.id, "C", said="Không phải mẹ trẻ"),
        {"state", "said"},
    ),
    "relay.again": (
        lambda desk, row: desk.press(HUONG, RelayAction.AGAIN, desk.office.project),
        {"state", "at", "member_id", "answered_at"},
    ),
}
BEFORE = {
    "relay.confirm": "relay.acknowledge",
    "relay.correct": "relay.acknowledge",
    "relay.again": "relay.decline",
}


@pytest.mark.every_row_on_both
@pytest.mark.parametrize("verb", ACTS)
def test_every_act_is_one_change_with_its_items_and_doing_it_again_changes_nothing(
    desk: Desk, verb: str
) -> None:
    desk.take()
    row = desk.row(Department.CREATIVE)
    desk.office.bot.clock.forward(minutes=5)
    if verb in BEFORE:
        ACTS[BEFORE[verb]][0](desk, row)
    before = len(desk.office.rows(ChangeRow))
    ACTS[verb][0](desk, row)
    (change,) = desk.office.rows(ChangeRow)[before:]
    items = [one for one in desk.office.rows(ChangeItem) if one.change_id == change.id]
    assert change.verb == verb
    assert {(one.entity, one.entity_id, one.field) for one in items} == {
        ("question", 1, field) if field in ASKED else ("relay", row.id, field) for field in ACTS[verb][1]
    }
    desk.office.slack.calls.clear()
    if verb in ("relay.confirm", "relay.again"):
        ACTS[verb][0](desk, row)
    elif verb in ("relay.acknowledge", "relay.decline"):
        desk.press(LAN, RelayAction.ACKNOWLEDGE, row.id)
        assert "Phạm Ngọc Lan" in desk.refused()
    assert len(desk.office.rows(ChangeRow)) == before + 1


@pytest.mark.on_both
def test_a_departments_question_is_answered_from_its_message_and_who_asked_hears_it_once(desk: Desk) -> None:
    office = desk.office
    desk.take()
    desk.told()
    media = desk.row(Department.MEDIA)
    asked = desk.fill(MINH, RelayAction.ASK, media.id, "A1", said="Đã gồm VAT?").body
    assert asked["response_action"] == "clear"
    assert desk.fill(MINH, RelayAction.ASK, media.id, "A1", said="Có tính VAT không?").body == asked
    (row,) = office.rows(Question)
    assert (row.number, row.relay_id, row.words) == (1, media.id, {"": "Có tính VAT không?"})
    listed = office.bot.command(HUONG, "/brief", "questions moc an")
    shows(
        listed, "Không có câu nào đang chờ khách", "*Câu 1* · Trần Quang Minh (Media)", "Có tính VAT không?"
    )
    ((user, kind, words),) = desk.told()
    assert (user, kind) == (HUONG, "relay_question")
    assert "Đã gồm VAT" not in words
    assert f'"{office.project}/1"' in words
    desk.press(HUONG, QuestionAction.ANSWER, f"{office.project}/1")
    form = office.opened()
    for _ in range(2):  # a double click
        office.bot.submit(HUONG, form, typed(form, answer="Đã gồm rồi"), view_id="Q1")
    office.bot.deliver()
    drawn = [str(said["blocks"]) for method, said in office.slack.calls if method == "chat.update"]
    assert any("Đã gồm rồi" in said and "question.choose" not in said for said in drawn)
    ((user, kind, words),) = desk.told()
    assert (user, kind) == (MINH, "question_answer")
    assert "Đã gồm rồi" in words
    assert "Có tính VAT không?" in words
    assert desk.row(Department.MEDIA).state is RelayState.WAITING
    change = office.rows(ChangeRow)[-1].id
    office.bot.action(HUONG, UndoAction.UNDO, str(change), response_url=office.slack.hook)
    office.bot.deliver()
    drawn = [str(said["blocks"]) for method, said in office.slack.calls if method == "chat.update"]
    assert any("rút lại" in said for said in drawn)
    assert any("question.choose" in said for said in drawn)
    assert desk.told() == []


def test_what_was_told_in_one_message_stays_in_it_when_a_part_of_it_is_answered(desk: Desk) -> None:
    office = desk.office
    desk.take()
    desk.told()
    desk.play(LAN, desk.row(Department.CREATIVE).id)
    for number, said in enumerate(("Có tính VAT không?", "Chạy mấy tuần?")):
        row = desk.row(Department.MEDIA)
        desk.fill(MINH, RelayAction.ASK, row.id, f"A{number}", said=said)
    answered = office.bot.command(HUONG, "/brief", "answer moc-an-tet-2027 2 Sáu tuần")
    shows(answered, "báo cho Trần Quang Minh")
    (words,) = [words for user, _, words in desk.told() if user == HUONG]
    assert WORDS in words
    assert "Có tính VAT không?" in words
    assert "mấy tuần" not in words  # she knows
    office.bot.command(HUONG, "/brief", "answer moc-an-tet-2027 1 Gồm rồi")
    office.bot.deliver()
    drawn = [str(said["blocks"]) for method, said in office.slack.calls if method == "chat.update"]
    (told,) = [said for said in drawn if WORDS in said]
    assert "Có tính VAT không?" in told
    assert "Gồm rồi" in told
    assert "mấy tuần" not in told


def test_a_question_too_many_is_refused_in_its_form_and_one_answered_unseen_is_not_sent(desk: Desk) -> None:
    office = desk.office
    desk.take()
    desk.told()
    row = desk.row(Department.CREATIVE)
    with office.world.database.write() as session:
        office.huong.begin(session, "test", office.bot.clock.now())
        session.add_all(
            Question(
                workspace_id=row.workspace_id, brief_id=row.brief_id, number=number, words={"": "Sao?"},
                asked_by_id=office.huong.member_id, asked_at=office.bot.clock.now(),
            )
            for number in range(1, MOST - 1)
        )  # fmt: skip
    for number in range(2):
        desk.fill(LAN, RelayAction.ASK, row.id, f"A{number}", said=f"Vì sao {number}?")
    refused = desk.fill(LAN, RelayAction.ASK, row.id, "B", said="Vì sao nữa?").body
    assert str(MOST) in refused["errors"]["said"]
    assert len(office.rows(Question)) == MOST
    assert [one.verb for one in office.rows(ChangeRow)].count("relay.ask") == 2
    office.bot.command(HUONG, "/brief", f"answer moc-an-tet-2027 {MOST} Vậy đó")
    said = " ".join(words for user, _, words in desk.told() if user == HUONG)
    assert "Vì sao 1?" not in said
    assert "Vì sao 0?" in said


@pytest.mark.on_both
def test_two_people_with_the_form_open_acknowledge_once(desk: Desk) -> None:
    office = desk.office
    khoa = next(one for one in office.rows(Member) if one.user == KHOA)
    with office.world.database.write() as session:
        office.huong.begin(session, "test", office.bot.clock.now())
        session.add(
            ProjectPerson(
                workspace_id=1, project_id=office.project, member_id=khoa.id, part=Department.CREATIVE
            )
        )
    desk.take()
    # Khoa leads, so of Creative's people he gets it, with Research in the same message.
    assert [one[:2] for one in desk.told()] == [(MINH, "relay"), (KHOA, "relay")]
    row = desk.row(Department.CREATIVE)
    forms = {}
    for user in (LAN, KHOA):
        desk.press(user, RelayAction.ACKNOWLEDGE, row.id)
        forms[user] = office.opened()
    picks = {"playback": WORDS, "objective": "0", "audience": "0"}
    for _ in range(2):  # a double click
        office.bot.submit(LAN, forms[LAN], picks, view_id="L")
    late = office.bot.submit(KHOA, forms[KHOA], picks, view_id="K").body
    assert "Phạm Ngọc Lan" in str(late["errors"])
    row = desk.row(Department.CREATIVE)
    assert (row.member_id, row.audience) == (office.lan.member_id, "Mẹ trẻ ở Q. 7.")
    assert len([one for one in office.rows(ChangeRow) if one.verb == "relay.acknowledge"]) == 1
    office.bot.submit(LAN, forms[LAN], picks | {"playback": "Bán cho bà."}, view_id="L")
    assert desk.row(Department.CREATIVE).playback == "Bán cho bà."


def test_a_button_of_an_older_version_opens_the_newest_and_says_so(desk: Desk) -> None:
    office = desk.office
    desk.take()
    old = desk.row(Department.CREATIVE)
    desk.press(LAN, RelayAction.ACKNOWLEDGE, old.id)
    form = office.opened()
    desk.change(message="Ngọt mà chua")
    told = [one[:2] for one in desk.told() if one[0] == LAN]
    assert told == [(LAN, "relay")]  # of version 1 nothing had been said yet: it is not any more
    picks = {"playback": WORDS, "objective": "0", "audience": "0"}
    shown = office.bot.submit(LAN, form, picks, view_id="L").body
    assert shown["response_action"] == "update"
    desk.press(LAN, RelayAction.DECLINE, old.id)
    for view in (shown["view"], office.opened()):
        assert "bản 2" in str(view["blocks"][0])
        assert "Ngọt mà chua" in str(view)
    assert desk.states()["creative", 1] == "stale"


def test_two_people_who_edit_at_once_re_ask_each_department_for_its_own_change(desk: Desk) -> None:
    office = desk.office
    desk.take()
    desk.told()
    forms = [office.form("/brief", "moc an", user=user) for user in (HUONG, LAN)]
    changes = ({"budget": "500tr"}, {"message": "Ngọt mà chua"})
    for form, user, change in zip(forms, (HUONG, LAN), changes, strict=True):
        office.bot.submit(user, form, typed(form, why="Đổi ý", **change), view_id=user)
    assert desk.states() == {
        ("creative", 1): "stale", ("research", 1): "stale", ("media", 1): "stale",
        ("media", 2): "waiting", ("creative", 3): "waiting", ("research", 3): "waiting",
    }  # fmt: skip
    told = {user: words for user, kind, words in desk.told() if kind == "relay"}
    assert "bản 3" in told[LAN]
    assert "~1 tỷ~ *500tr*" in told[MINH]
    assert desk.play(LAN, desk.row(Department.CREATIVE).id).body["response_action"] == "clear"


def test_a_department_that_declined_is_relayed_to_again_and_then_only_if_it_concerns_it(desk: Desk) -> None:
    desk.take()
    desk.told()
    row = desk.row(Department.CREATIVE)
    desk.fill(LAN, RelayAction.DECLINE, row.id, "D1", said="Kín lịch")
    desk.change(budget="500tr")
    assert LAN not in [one[0] for one in desk.told()]
    assert desk.row(Department.CREATIVE).state is RelayState.DECLINED
    desk.press(HUONG, RelayAction.AGAIN, desk.office.project)
    assert [one[:2] for one in desk.told() if one[0] == LAN] == [(LAN, "relay")]
    assert desk.states()["creative", 2] == "waiting"
    assert desk.play(LAN, desk.row(Department.CREATIVE).id).body["response_action"] == "clear"


def test_a_refusal_that_is_heard_after_the_next_version_is_still_a_refusal(desk: Desk) -> None:
    desk.take()
    desk.told()
    reason = "Chưa có ngân sách nghiên cứu"
    desk.fill(KHOA, RelayAction.DECLINE, desk.row(Department.RESEARCH).id, "D1", said=reason)
    desk.change(audience="Ông bà ở quê")
    ((_, _, shown),) = [one for one in desk.told() if one[0] == HUONG]
    assert reason in shown
    assert "đã nhận brief" not in shown


def test_a_form_that_came_too_late_is_offered_by_a_button_that_opens_it(desk: Desk) -> None:
    desk.take()
    office = desk.office
    office.slack.answers["views.open"] = {"ok": False, "error": "expired_trigger_id"}
    desk.press(LAN, RelayAction.ACKNOWLEDGE, desk.row(Department.CREATIVE).id)
    offered = office.slack.wait("hook")
    assert "Slack chưa mở form kịp" in offered["text"]
    del office.slack.answers["views.open"]
    office.slack.calls.clear()
    button = offered["blocks"][-1]["elements"][0]
    office.bot.action(LAN, button["action_id"], button["value"], channel="D1")
    assert office.opened()["callback_id"] == RelayView.PLAY


def test_a_version_compares_itself_with_the_one_that_its_reader_knows(desk: Desk) -> None:
    """The one in between was held, and replaced before anybody read it."""
    desk.take()
    desk.told()
    desk.play(LAN, desk.row(Department.CREATIVE).id)
    desk.change("V2", deadline="18/12")
    desk.change("V3", message="Chua mà ngọt ngào")
    ((_, _, shown),) = [one for one in desk.told() if one[0] == LAN]
    assert "bản 1" in shown
    assert "bản 2" not in shown
    assert all(words in shown for words in ("15/12", "18/12", "Chua mà ngọt"))


def test_who_left_the_agency_or_the_project_answers_no_more(desk: Desk) -> None:
    office = desk.office
    desk.take()
    row = desk.row(Department.CREATIVE)
    with office.world.database.write() as session:
        office.huong.begin(session, "test", office.bot.clock.now())
        session.delete(session.get_one(ProjectPerson, office.rows(ProjectPerson)[0].id))
        gone = next(one.id for one in office.rows(Member) if one.user == KHOA)
        session.get_one(Member, gone).gone = True
    assert [one[0] for one in desk.told()] == [MINH]
    desk.press(LAN, RelayAction.ACKNOWLEDGE, row.id)
    assert "Mộc An" in desk.refused()
    for user in (CHI, HUONG):
        desk.press(user, RelayAction.ACKNOWLEDGE, row.id)
        assert desk.refused()
    listed = ("Creative: chưa có ai nhận", "Research: chưa có ai nhận")
    shows(office.bot.command(HUONG, "/brief", "relay moc an"), *listed)
    desk.change(message="Ngọt mà chua")
    answered = desk.answered()
    assert "Creative, Research: chưa có ai nhận" in answered
    assert "Media" not in answered
    desk.told()
    office.role(HUONG, Role.LEAD)
    with office.world.database.write() as session:
        office.huong.begin(session, "test", office.bot.clock.now())
        session.get_one(Member, office.huong.member_id).department = Department.CREATIVE
    desk.press(HUONG, RelayAction.AGAIN, office.project)
    assert [one[:2] for one in desk.told()] == [(HUONG, "relay")]


def test_only_those_who_lead_the_project_decide(desk: Desk) -> None:
    desk.take()
    row = desk.row(Department.CREATIVE)
    desk.play(LAN, row.id)
    for user in (LAN, CHI):
        for action, value in (
            (RelayAction.CONFIRM, row.id),
            (RelayAction.CORRECT, row.id),
            (RelayAction.AGAIN, desk.office.project),
        ):
            desk.press(user, action, value)
            assert desk.refused()
    assert desk.row(Department.CREATIVE).state is RelayState.ACKNOWLEDGED


@pytest.mark.on_both
def test_a_correction_goes_back_and_is_played_back_once_more(desk: Desk) -> None:
    desk.take()
    desk.told()
    row = desk.row(Department.CREATIVE)
    desk.play(LAN, row.id)
    desk.fill(HUONG, RelayAction.CORRECT, row.id, "C1", said="Cho bà nội, không phải mẹ trẻ")
    told = [one for one in desk.told() if one[0] == LAN]
    assert [one[1] for one in told] == ["relay_back"]
    assert "Cho bà nội" in told[0][2]
    desk.play(LAN, row.id, "P2", "Bán cho bà nội.")
    row = desk.row(Department.CREATIVE)
    assert (row.state, row.playback, row.said) == (RelayState.ACKNOWLEDGED, "Bán cho bà nội.", "")


def test_a_form_asks_nothing_that_has_one_answer_and_keeps_that_answer(desk: Desk) -> None:
    desk.take()
    desk.change(objective="Bán 10.000 hộp")
    creative = desk.row(Department.CREATIVE)
    desk.press(LAN, RelayAction.ACKNOWLEDGE, creative.id)
    form = desk.office.opened()
    asked = {block.get("block_id") for block in form["blocks"] if block["type"] == "input"}
    assert asked == {"playback", "audience"}
    desk.office.bot.submit(LAN, form, typed(form, playback=WORDS, audience="1"), view_id="P9")
    row = desk.row(Department.CREATIVE)
    assert (row.objective, row.audience) == ("Bán 10.000 hộp", "Bà nội")


@pytest.mark.parametrize(
    ("playback", "why"),
    [("  ", "Ghi ngắn gọn"), ("x" * 501, "501"), ("Một. Hai! Ba", "2 câu"), ("Một\nHai\nBa", "2 câu")],
)
def test_a_playback_that_says_nothing_or_too_much_is_refused_at_its_field(
    desk: Desk, playback: str, why: str
) -> None:
    desk.take()
    row = desk.row(Department.CREATIVE)
    assert why in desk.play(LAN, row.id, words=playback).body["errors"]["playback"]
    assert desk.row(Department.CREATIVE).state is RelayState.WAITING


def test_the_card_says_who_has_it_and_the_client_reads_nothing_of_it(desk: Desk) -> None:
    office = desk.office
    desk.take()
    office.bot.deliver()
    desk.play(LAN, desk.row(Department.CREATIVE).id)
    card = desk.drawn()
    assert "Creative: Phạm Ngọc Lan đã nhận bản 1 lúc 09:00" in card
    assert "Media: chưa xác nhận bản 1 (Trần Quang Minh)" in card
    assert "<@U02MINH>" not in card
    office.slack.answers["conversations.members"] = {"members": [HUONG, CHI]}
    office.bot.clock.forward(days=2)
    desk.change(objective="Bán 20.000 hộp")
    card = desk.drawn()
    assert "20.000" in card
    assert not any(word in card for word in ("Minh", "Media", "Creative", "relay."))


@pytest.mark.on_both
def test_the_company_says_after_how_many_working_hours_a_nudge_comes(desk: Desk) -> None:
    office = desk.office
    office.role(HUONG, Role.ADMIN)
    office.bot.action(HUONG, AdminAction.COMPANY)
    form = office.opened()
    for wrong in ("0", "41", "-1", "", "x"):
        refused = office.bot.submit(HUONG, form, typed(form, patience=wrong), view_id=f"W{wrong}").body
        assert refused["errors"].keys() == {"patience"}, wrong
    assert office.rows(Workspace)[0].patience_hours is None
    answer = office.bot.submit(HUONG, form, typed(form, patience=str(PATIENCE_HOURS)), view_id="S")
    assert answer.body["response_action"] == "clear"
    assert office.rows(Workspace)[0].patience_hours is None  # what holds anyway is no choice
    office.bot.submit(HUONG, form, typed(form, patience="1"), view_id="P")
    (item,) = [one for one in office.rows(ChangeItem) if one.field == "patience_hours"]
    assert (item.before, item.after) == (None, 1)
    shows(office.bot.command(HUONG, "/ae", "admin"), "sau 1 giờ làm việc")
    desk.take()
    desk.told()
    for minutes, count in ((59, 0), (61, 3)):
        office.bot.clock.instant = MONDAY + timedelta(minutes=minutes)
        office.bot.liaison.ticker.tick()
        assert [kind for _, kind, _ in desk.told()].count("relay_nudge") == count


def test_the_first_message_whatever_it_is_says_what_comes_and_how_to_change_it(desk: Desk) -> None:
    desk.take()
    first = next(words for user, _, words in desk.told() if user == MINH)
    notice(desk.office, MINH, "x")
    second = next(words for user, _, words in desk.told() if user == MINH)
    assert ("Đây là Liaison" in first, "Đây là Liaison" in second) == (True, False)
    assert first.index("Mộc An Tết 2027") < first.index("Đây là Liaison")
    desk.fill(MINH, RelayAction.DECLINE, desk.row(Department.MEDIA).id, "D1", said="Kín lịch")
    desk.office.bot.deliver()
    drawn = [told for method, told in desk.office.slack.calls if method == "chat.update"]
    assert [str(told["blocks"]).count("Đây là Liaison") for told in drawn if told["channel"] == "D1"] == [1]


def test_an_answer_to_ones_question_comes_within_the_hour_however_much_was_said(desk: Desk) -> None:
    office = desk.office
    desk.take()
    heard = [kind for user, kind, _ in desk.told() if user == MINH]
    for number in range(MOST_AN_HOUR):
        notice(office, MINH, f"x{number}")
        heard += [kind for user, kind, _ in desk.told() if user == MINH]
    assert heard == ["relay", *["notice"] * (MOST_AN_HOUR - 1)]
    desk.fill(MINH, RelayAction.ASK, desk.row(Department.MEDIA).id, "A1", said="Đã gồm VAT?")
    office.bot.command(HUONG, "/brief", "answer moc-an-tet-2027 1 Đã gồm rồi")
    assert MINH not in [user for user, _, _ in desk.told()]
    office.bot.clock.instant = MONDAY + timedelta(hours=1)
    (words,) = [words for user, _, words in desk.told() if user == MINH]
    assert "Đã gồm rồi" in words


def test_what_was_told_with_a_brief_that_nobody_needs_any_more_is_told_by_itself(desk: Desk) -> None:
    office = desk.office
    desk.take()
    notice(office, MINH, "x")
    office.slack.answers["chat.postMessage"] = {"ok": False, "error": "ratelimited"}
    desk.told()
    assert [row.merged_into_id is None for row in office.rows(Outbox) if row.cause == "x"] == [False]
    desk.fill(MINH, RelayAction.DECLINE, desk.row(Department.MEDIA).id, "D1", said="Kín lịch")
    del office.slack.answers["chat.postMessage"]
    with office.world.database.write() as session:
        for row in (*session.scalars(select(RecipientQueue)), *session.scalars(select(RateLimit))):
            row.next_at = LONG_AGO  # they rest after a 429
    assert [kind for user, kind, _ in desk.told() if user == MINH] == ["notice"]


@pytest.mark.parametrize(
    ("language", "cover"), [("vi", "Bạn đang thay Phạm Ngọc Lan"), ("en", "You stand in for Phạm Ngọc Lan")]
)
def test_who_stands_in_for_somebody_on_leave_gets_their_brief_answers_and_is_nudged(
    desk: Desk, language: str, cover: str
) -> None:
    office = desk.office
    office.bot.meet(AN, "Vũ An")
    if language == "en":
        office.english(AN)
    office.bot.command(LAN, "/ae", f"off 3 days <@{AN}>")
    desk.take()
    told = {user: words for user, _, words in desk.told()}
    assert told.keys() == {MINH, KHOA, AN}
    assert cover in told[AN]
    assert cover not in told[KHOA]
    office.bot.clock.forward(hours=PATIENCE_HOURS)
    office.bot.liaison.ticker.tick()
    assert (AN, "relay_nudge") in [one[:2] for one in desk.told()]
    row = desk.row(Department.CREATIVE)
    assert desk.play(AN, row.id).body["response_action"] == "clear"
    shows(office.bot.command(HUONG, "/brief", "relay moc an"), "Creative: Vũ An")
    desk.told()
    office.bot.clock.instant = MONDAY + timedelta(days=4)  # Lan is back, and nobody waits for her
    office.bot.liaison.ticker.tick()
    assert [one for one in desk.told() if one[0] == LAN] == []
    with office.world.database.write() as session:
        office.huong.begin(session, "test", office.bot.clock.now())
        session.delete(session.get_one(ProjectPerson, office.rows(ProjectPerson)[0].id))
    desk.change(message="Ngọt mà chua")
    desk.press(AN, RelayAction.ACKNOWLEDGE, desk.row(Department.CREATIVE).id)
    assert "Mộc An" in desk.refused()


def test_who_went_on_leave_since_is_not_nudged_and_who_stands_in_gets_the_brief(desk: Desk) -> None:
    office = desk.office
    office.bot.meet(AN, "Vũ An")
    office.bot.clock.forward(hours=7)  # Monday 16:00; the 24th is a holiday
    desk.take()
    assert [one[0] for one in desk.told()] == [MINH, LAN, KHOA]
    office.bot.command(LAN, "/ae", f"off 25/11 - 26/11 <@{AN}>")
    heard = []
    for hours in (48, 50, 52, 53, 56):  # Wednesday
        office.bot.clock.instant = MONDAY + timedelta(hours=hours)
        office.bot.liaison.ticker.tick()
        heard += [(hours, user, kind) for user, kind, _ in desk.told() if user in (LAN, AN)]
    assert heard == [(50, AN, "relay"), (56, AN, "relay_nudge")]


def test_who_waits_for_an_answer_is_not_nudged_before_it_came(desk: Desk) -> None:
    office = desk.office
    desk.take()
    desk.told()
    media = desk.row(Department.MEDIA)
    desk.fill(MINH, RelayAction.ASK, media.id, "A1", said="Có tính VAT không?")
    shows(office.bot.command(HUONG, "/brief", "relay moc an"), "❓ Media", "đang chờ trả lời")

    def nudged_after(hours: int) -> bool:
        office.bot.clock.forward(hours=hours)
        office.bot.liaison.ticker.tick()
        return any((user, kind) == (MINH, "relay_nudge") for user, kind, _ in desk.told())

    assert not nudged_after(7)
    office.bot.clock.instant = MONDAY + timedelta(days=2)  # the 24th is a holiday
    office.bot.command(HUONG, "/brief", "answer moc-an-tet-2027 1 Đã gồm rồi")
    shows(office.bot.command(HUONG, "/brief", "relay moc an"), "⏳ Media")
    assert not nudged_after(3)
    assert nudged_after(3)


def test_nobody_is_nudged_about_a_version_that_was_held_until_they_have_had_it(desk: Desk) -> None:
    desk.take()
    desk.told()
    desk.office.bot.clock.forward(hours=11.5)  # Monday 20:30, in the quiet hours; the 24th is a holiday
    for view_id, budget in (("V2", "900tr"), ("V3", "800tr")):
        desk.change(view_id, budget=budget)
        assert MINH not in [user for user, _, _ in desk.told()]
    heard = []
    for hours in (12, 24, 30, 46, 48, 50, 53):
        desk.office.bot.clock.instant = MONDAY + timedelta(hours=hours)
        desk.office.bot.liaison.ticker.tick()
        heard += [(hours, kind, "800tr" in words) for user, kind, words in desk.told() if user == MINH]
    assert heard == [(48, "relay", True), (53, "relay_nudge", True)]


def test_a_nudge_comes_once_in_working_hours_and_not_to_those_who_answered(desk: Desk) -> None:
    office = desk.office
    office.bot.clock.forward(hours=7)  # Monday 16:00; the 24th is a holiday
    desk.take()
    assert [one[:2] for one in desk.told()] == [(MINH, "relay"), (LAN, "relay"), (KHOA, "relay")]
    desk.play(LAN, desk.row(Department.CREATIVE).id)
    nudged: list[tuple[int, str]] = []
    for hours in (1, 2, 3, 41, 42, 43, 44, 48, 65, 90):
        office.bot.clock.instant = MONDAY + timedelta(hours=7 + hours)
        office.bot.liaison.ticker.tick()
        if hours == 43:  # Wednesday 11:00, planned and not yet said
            desk.fill(MINH, RelayAction.DECLINE, desk.row(Department.MEDIA).id, "D1", said="Kín lịch")
        nudged += [(hours, user) for user, kind, _ in desk.told() if kind == "relay_nudge"]
    assert nudged == [(43, KHOA)]
    minh = next(one for one in office.rows(Outbox) if one.kind == "relay_nudge" and one.recipient == MINH)
    assert (minh.state, minh.reason) == (OutboxState.DROPPED, "not needed")
    assert {one.step for one in office.rows(RelayAsk)} == {None}


@pytest.mark.on_both
def test_the_account_team_hears_once_of_a_department_that_is_silent_for_a_working_day(desk: Desk) -> None:
    office = desk.office
    an = office.world.person(AN, role=Role.LEAD, name="Vũ An")
    with office.world.database.write() as session:
        office.huong.begin(session, "test", office.bot.clock.now())
        session.get_one(Member, an.member_id).department = Department.CREATIVE
    desk.take()
    desk.told()
    desk.play(KHOA, desk.row(Department.RESEARCH).id)
    heard: list[tuple[float, str, str]] = []
    words = ""
    for hours in (3, 6, 7, 8.5, 48, 53, 73, 97):  # Tuesday the 24th is a holiday
        office.bot.clock.instant = MONDAY + timedelta(hours=hours)
        office.bot.liaison.ticker.tick()
        told = desk.told()
        heard += [(hours, user, kind) for user, kind, _ in told if kind in {"relay_nudge", "relay_silent"}]
        words += "".join(shown for user, kind, shown in told if (user, kind) == (HUONG, "relay_silent"))
    assert heard == [
        (6, MINH, "relay_nudge"), (6, LAN, "relay_nudge"),
        (8.5, HUONG, "relay_silent"), (8.5, AN, "relay_silent"),
    ]  # fmt: skip
    for said in ("Creative (Phạm Ngọc Lan), Media (Trần Quang Minh) chưa trả lời brief", "Nhắc lại"):
        assert words.count(said) == 1
    desk.press(HUONG, RelayAction.AGAIN, office.project)
    asked = [(user, kind) for user, kind, _ in desk.told() if kind == "relay"]
    assert asked == [(MINH, "relay"), (LAN, "relay")]


@pytest.mark.on_both
def test_a_department_that_is_not_needed_is_neither_asked_nor_counted_as_silent(desk: Desk) -> None:
    office = desk.office
    desk.take()
    desk.told()
    media = desk.row(Department.MEDIA)
    told = []
    for hours in (6, 8.5):
        office.bot.clock.instant = MONDAY + timedelta(hours=hours)
        office.bot.liaison.ticker.tick()
        told += desk.told()
    (words,) = [shown for user, kind, shown in told if (user, kind) == (HUONG, "relay_silent")]
    assert words.count("Không cần") == 3
    desk.press(LAN, RelayAction.NOT_NEEDED, media.id)
    assert desk.row(Department.MEDIA).state is RelayState.WAITING  # not hers to say
    desk.press(HUONG, RelayAction.NOT_NEEDED, media.id)
    office.slack.calls.clear()
    office.bot.deliver()
    drawn = [str(said["blocks"]) for method, said in office.slack.calls if method == "chat.update"]
    assert all("Media: không cần brief này" in said for said in drawn)
    (hers,) = [said for said in drawn if "relay.needed" in said]
    assert "Creative (Phạm Ngọc Lan), Research (Lê Đăng Khoa) chưa trả lời brief" in hers
    assert len([said for said in drawn if "relay." not in said]) == 3  # the card, the brief and its nudge
    office.slack.calls.clear()
    desk.press(MINH, RelayAction.ACKNOWLEDGE, media.id)
    assert "AE đã ghi là phòng ban này không cần" in desk.refused()

    desk.change(budget="500tr", message="Ngọt mà chua")
    assert [one[0] for one in desk.told() if one[1] == "relay"] == [LAN, KHOA]
    assert desk.states()["media", 1] == "not_needed"
    office.bot.clock.instant = MONDAY + timedelta(days=4)
    office.bot.liaison.ticker.tick()
    assert MINH not in [user for user, _, _ in desk.told()]
    office.bot.command(HUONG, "/ae", "add Media plan <@U02MINH> 15/12")
    (plan,) = office.rows(Deliverable)
    desk.press(MINH, WorkAction.MENU, f"edit/{plan.id}")
    form = office.opened()
    assert office.bot.submit(MINH, form, typed(form, status="in_progress"), view_id="E1").body == {
        "response_action": "clear"
    }
    shows(
        office.bot.command(HUONG, "/ae", "history moc an"), "Ghi là phòng ban không cần brief", "Media",
        "không cần",
    )  # fmt: skip


@pytest.mark.on_both
def test_a_department_that_is_needed_after_all_gets_what_was_dropped(desk: Desk) -> None:
    office = desk.office
    desk.take()
    media = desk.row(Department.MEDIA)
    desk.press(HUONG, RelayAction.NOT_NEEDED, f"{media.id}/sheet")
    sheet = str(office.slack.wait("hook"))
    assert "Media: không cần brief này" in sheet
    assert "Vẫn cần" in sheet
    assert [one[0] for one in desk.told()] == [LAN, KHOA]
    change = office.rows(ChangeRow)[-1]
    office.bot.action(HUONG, UndoAction.UNDO, str(change.id), response_url=office.slack.hook)
    assert [one[:2] for one in desk.told()] == [(MINH, "relay")]
    office.bot.clock.instant = MONDAY + timedelta(hours=6)
    office.bot.liaison.ticker.tick()
    assert MINH in [user for user, kind, _ in desk.told() if kind == "relay_nudge"]

    desk.fill(MINH, RelayAction.ASK, media.id, "A1", said="Cần media không?")
    desk.press(HUONG, RelayAction.NOT_NEEDED, media.id)
    office.bot.event(HUONG, {"type": "app_home_opened", "tab": "home", "channel": "D1"})
    assert "Cần media không?" not in str(office.slack.wait("views.publish")["view"])
    desk.change(budget="500tr")
    desk.told()
    desk.press(HUONG, RelayAction.NEEDED, f"{media.id}/sheet")
    ((user, kind, words),) = desk.told()
    assert (user, kind) == (MINH, "relay")
    assert "500tr" in words
    assert desk.states()["media", 2] == "waiting"
    assert desk.play(MINH, desk.row(Department.MEDIA).id).body["response_action"] == "clear"


@pytest.mark.on_both
def test_a_department_that_nobody_answers_for_can_be_not_needed_too(office: Office) -> None:
    desk = Desk(office)
    with office.world.database.write() as session:
        office.huong.begin(session, "test", office.bot.clock.now())
        for person in office.rows(Member):
            session.get_one(Member, person.id).department = None
    desk.take()
    value = f"{office.project}:media"
    shows(office.bot.command(HUONG, "/brief", "relay moc an"), "Media: chưa có ai nhận", f"{value}/sheet")
    for user in (LAN, CHI):
        desk.press(user, RelayAction.NOT_NEEDED, f"{value}/sheet")
        assert desk.refused()
    for _ in range(2):
        desk.press(HUONG, RelayAction.NOT_NEEDED, f"{value}/sheet")
        sheet = str(office.slack.wait("hook"))
        assert "Media: không cần brief này" in sheet
        assert "Research: chưa có ai nhận" in sheet
    assert [(row.department, row.state) for row in office.rows(Relay)] == [
        (Department.MEDIA, RelayState.NOT_NEEDED)
    ]
    desk.press(HUONG, RelayAction.NOT_NEEDED, f"{office.project}:magic/sheet")
    assert desk.refused()
    shows(office.bot.command(HUONG, "/ae", "history moc an"), "Ghi là phòng ban không cần brief", "Media")
    change = next(row.id for row in office.rows(ChangeRow) if row.verb == "relay.not_needed")
    office.bot.action(HUONG, UndoAction.UNDO, str(change), response_url=office.slack.hook)
    assert office.rows(Relay) == []
    desk.press(HUONG, RelayAction.NOT_NEEDED, f"{value}/sheet")
    desk.change(budget="500tr")
    assert [(row.state, row.version) for row in office.rows(Relay)] == [(RelayState.NOT_NEEDED, 1)]


def test_undone_after_another_version_came_the_department_is_shown_as_behind(desk: Desk) -> None:
    office = desk.office
    desk.take()
    desk.told()
    desk.press(HUONG, RelayAction.NOT_NEEDED, desk.row(Department.MEDIA).id)
    change = office.rows(ChangeRow)[-1]
    form = office.form("/brief", "moc an", user=LAN)
    office.bot.submit(LAN, form, typed(form, why="Đổi ý", message="Ngọt"), view_id="V9")
    office.bot.action(HUONG, UndoAction.UNDO, str(change.id), response_url=office.slack.hook)
    assert desk.states()["media", 1] == "stale"
    shows(office.bot.command(HUONG, "/brief", "relay moc an"), "Media: mới có bản 1, đã cũ", "Chuyển lại")


def test_the_account_team_hears_once_of_a_silent_department_though_its_people_live_in_different_zones(
    desk: Desk,
) -> None:
    office = desk.office
    an = office.world.person(AN, "Vũ An", zone="Europe/London")
    with office.world.database.write() as session:
        office.huong.begin(session, "test", office.bot.clock.now())
        session.add(
            ProjectPerson(
                workspace_id=an.workspace_id, project_id=office.project, member_id=an.member_id,
                part=Department.CREATIVE,
            )
        )  # fmt: skip
    desk.take()
    desk.told()
    desk.play(MINH, desk.row(Department.MEDIA).id)
    desk.play(KHOA, desk.row(Department.RESEARCH).id, "P2")

    def heard(*hours: float) -> list[tuple[str, str]]:
        found = []
        for hour in hours:
            office.bot.clock.instant = MONDAY + timedelta(hours=hour)
            office.bot.liaison.ticker.tick()
            found += [
                (user, kind) for user, kind, _ in desk.told() if kind in ("relay_nudge", "relay_silent")
            ]
        return sorted(found)

    once = [(HUONG, "relay_silent"), (LAN, "relay_nudge"), (AN, "relay_nudge")]
    assert heard(6, 8.5, 12, 15, 48, 51) == once  # Tuesday the 24th is a holiday
    desk.press(HUONG, RelayAction.AGAIN, office.project)
    assert heard(55.5, 62, 76, 84, 100) == once


def test_nobody_hears_of_silence_that_has_ended_meanwhile(desk: Desk) -> None:
    office = desk.office
    desk.take()
    desk.told()
    for hours in (6, 8.5):
        desk.told()
        office.bot.clock.instant = MONDAY + timedelta(hours=hours)
        office.bot.liaison.ticker.tick()
    for user, department in ((LAN, Department.CREATIVE), (MINH, Department.MEDIA)):
        desk.play(user, desk.row(department).id, view_id=user)
    words = "".join(words for user, _, words in desk.told() if user == HUONG)
    assert words.count("chưa trả lời brief") == 1
    assert "Research (Lê Đăng Khoa) chưa trả lời brief" in words


def test_the_whole_way_is_spoken_in_english_too(desk: Desk) -> None:
    office = desk.office
    office.english(HUONG, MINH, LAN, KHOA)
    with office.world.database.write() as session:
        office.huong.begin(session, "test", office.bot.clock.now())
        session.get_one(Project, office.project).language = "en"
    desk.take()
    relayed = {user: words for user, _, words in desk.told()}
    for user, department in ((MINH, "Media"), (LAN, "Creative"), (KHOA, "Research")):
        for words in (f"What *{department}* needs first", "Acknowledge", "Decline", "This is Liaison"):
            assert words in relayed[user]
    creative, media, research = map(desk.row, (Department.CREATIVE, Department.MEDIA, Department.RESEARCH))
    refused = desk.play(LAN, creative.id, words="One. Two. Three.").body["errors"]
    assert refused == {"playback": "Say it in at most 2 sentences, these are 3."}
    desk.play(LAN, creative.id)
    desk.fill(MINH, RelayAction.ASK, media.id, "A1", said="Is VAT in it?")
    desk.fill(KHOA, RelayAction.DECLINE, research.id, "D1", said="Fully booked")
    card = desk.drawn()
    for words in (
        "Creative: Phạm Ngọc Lan acknowledged version 1",
        "Research: Lê Đăng Khoa declined version 1",
    ):
        assert words in card
    ((_, _, answers),) = desk.told() or [("", "", str(office.posted()))]
    for words in ("and understands", "That is right", "asks about the brief", "declines the brief"):
        assert words in answers
    desk.press(HUONG, RelayAction.CONFIRM, creative.id)
    desk.change(budget="500tr", message="Sour yet sweet")
    assert "To be acknowledged by: Creative, Media" in desk.answered()
    again = {user: words for user, _, words in desk.told()}
    assert "*Media*, please acknowledge again. Changed since version 1:" in again[MINH]
    shows(
        office.bot.command(HUONG, "/brief", "relay moc an"), "had version 1, version 2 not acknowledged yet"
    )
    desk.press(LAN, RelayAction.ACKNOWLEDGE, creative.id)
    assert "Version 1 is out of date, the newest is version 2" in str(office.opened())
    office.bot.command(HUONG, "/ae", f"add KV <@{LAN}> 15/12")
    (kv,) = office.rows(Deliverable)
    desk.press(LAN, WorkAction.MENU, f"edit/{kv.id}")
    form = office.opened()
    pushed = office.bot.submit(LAN, form, typed(form, status="in_progress"), view_id="E1").body["view"]
    assert "*Creative* acknowledged version 1, the brief is at version 2" in str(pushed)
    desk.told()
    office.bot.clock.instant = MONDAY + timedelta(days=2, hours=PATIENCE_HOURS)
    office.bot.liaison.ticker.tick()
    nudges = {user: words for user, kind, words in desk.told() if kind == "relay_nudge"}
    assert "Brief to acknowledge · Mộc An Tết 2027 · version 2" in nudges[LAN]


@pytest.mark.parametrize(
    "said", ["em nhận brief rồi nha, hiểu là bán cho mẹ trẻ", "got the brief, all clear"]
)
def test_who_says_that_they_have_the_brief_gets_the_button_that_acknowledges_it(
    desk: Desk, said: str
) -> None:
    desk.take()
    answer = str(desk.office.bot.command(LAN, "/ae", said, channel="D1").body)
    given = desk.row(Department.CREATIVE)
    assert "Mộc An Tết 2027" in answer
    assert f"'action_id': '{RelayAction.ACKNOWLEDGE}', 'value': '{given.id}'" in answer
    assert given.state is RelayState.WAITING
    nobody = str(desk.office.bot.command(HUONG, "/ae", said, channel="D1").body)
    assert "Không có brief nào đang chờ bạn xác nhận" in nobody


@pytest.mark.parametrize("said", ["nhắc lại team creative nhận brief", "pls chase creative on the brief"])
def test_who_chases_a_department_sees_who_was_asked_and_makes_no_to_do(desk: Desk, said: str) -> None:
    desk.take()
    answer = str(desk.office.bot.command(HUONG, "/ae", said, channel="D1").body)
    assert "Ai đã nhận brief" in answer
    assert "Phạm Ngọc Lan" in answer
    assert desk.office.rows(Todo) == []
