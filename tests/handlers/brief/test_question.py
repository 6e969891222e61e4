"""Questions to the client through Slack's door."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from desk.ball import ball
from desk.ball.holding import Side
from desk.project import status
from desk.project.colour import Coloured
from desk.project.colour_rule import Measure
from handlers.brief.question_views import QuestionAction
from handlers.core.reply import Message
from handlers.history.undo_views import UndoAction
from storage.brief.brief import BriefVersion
from storage.brief.question import Question
from storage.client.client import Client
from storage.database.history import ChangeItem, ChangeRow
from storage.work.deliverable import Deliverable, Status
from tests.handlers.brief.test_brief import FILLED, NEW, submit
from tests.handlers.conftest import CHI, HUONG, Office, shows, typed
from tests.support.limits import assert_fits

VAGUE: dict[str, Any] = FILLED | {
    "objective": "Bán nhiều hơn",
    "metric": "Doanh số",
    "message": "Chua mà ngọt. Ngoài ra đang giảm giá 20%",
    "deadline": "Cần file chủ nhật 13/12/2026 nha em",
    "budget": "Tổng 800 triệu em nhé",
    "audience": "Mẹ trẻ năng động",
    "approver": "Chị Chi, lúc nào rảnh thì duyệt lúc đó",
}


@pytest.fixture
def briefed(office: Office) -> Office:
    """A brief with much to ask, not posted yet."""
    submit(office, office.form("/brief", channel=NEW), **VAGUE)
    return office


def said(office: Office) -> str:
    """What the person was told last, alone."""
    return str(office.slack.wait("chat.postEphemeral"))


def project_of(office: Office) -> str:
    return str(office.project + 1)


def items_of(office: Office) -> dict[str, list[tuple[str, str]]]:
    """The history since the brief: per verb and change, which fields of what changed."""
    with office.world.database.read() as session:
        changes = session.scalars(select(ChangeRow).order_by(ChangeRow.id)).all()
        return {
            f"{change.id} {change.verb}": sorted(
                (item.entity, item.field)
                for item in session.scalars(select(ChangeItem).filter_by(change_id=change.id))
            )
            for change in changes
            if change.verb in ("brief.ask", "brief.answer")
        }


def add_all(office: Office) -> None:
    """Press the button below the findings."""
    press(office, QuestionAction.ADD_ALL, f"{project_of(office)}/")


def press(office: Office, action: str, value: str) -> str:
    """Press a button in a message; returns what it answers."""
    office.bot.action(HUONG, action, value, response_url=office.slack.hook)
    return str(office.slack.wait("hook"))


def answer(office: Office, text: str) -> Any:
    return office.bot.command(HUONG, "/brief", f"answer ra-mat-sua-chua {text}")


def test_a_saved_brief_says_what_to_ask_and_what_was_understood(briefed: Office) -> None:
    words = said(briefed)
    for needle in ("13/12/2026", "800.000.000", "Bán nhiều hơn", "800 triệu", "năng động"):
        assert needle in words
    assert words.count("→") == 5  # the most important first, the others behind a button
    assert "lúc nào rảnh" not in words
    assert "Xem tất cả (6)" in words
    assert "6 câu hỏi cho khách" in str(briefed.posted())


def test_who_reads_english_with_a_client_who_does_has_findings_list_and_answer_in_it(office: Office) -> None:
    office.english(HUONG)
    with office.world.database.write() as session:
        office.huong.begin(session, "test", office.bot.clock.now())
        session.add(Client(workspace_id=1, name="Mộc An", folded="moc an", language="en"))
    submit(
        office, office.form("/brief"), **VAGUE | {"audience": "Dynamic young mothers", "budget": "$20,000"}
    )
    words = said(office)
    for needle in (
        "To ask the client before the team starts: 6", "“Dynamic”\n→ ",
        "Does “$20,000” include production and VAT?",
        "understood as Sun 13/12/2026", "See all (6)",
    ):  # fmt: skip
        assert needle.replace("\n", "\\n") in words, words
    add_all(office)
    listed = office.bot.command(HUONG, "/brief", "questions ra mat sua chua")
    shows(
        listed,
        "1. For the objective “Bán nhiều hơn”",
        "2. Does “$20,000” include production and VAT?",
    )
    shows(answer(office, "2 VAT included, production not"), "Answer 2 is in the brief (version 2)")
    assert office.rows(BriefVersion)[-1].fields["budget"] == "$20,000; VAT included, production not"
    shows(office.bot.command(HUONG, "/brief", "questions ra mat sua chua"), "Answered: 1")
    shows(answer(office, "2 again"), "Question 2 has its answer")


def test_a_clear_brief_says_nothing_more(office: Office) -> None:
    clear = {
        "objective": "Bán 10.000 hộp trong quý 1/2027", "budget": "800 triệu đã gồm VAT",
        "deadline": "11/12/2026",
    }  # fmt: skip
    submit(office, office.form("/brief", channel=NEW), **FILLED | clear)
    assert "→" not in said(office)
    assert "question" not in str(office.posted())
    shows(office.bot.command(HUONG, "/brief", "questions ra mat"), "Không có câu nào")


def test_findings_become_numbered_questions_and_answers_fill_the_brief(briefed: Office) -> None:
    project = project_of(briefed)
    briefed.posted()
    briefed.bot.action(HUONG, QuestionAction.SHOW, project)
    page = briefed.opened()
    first = page["blocks"][0]["accessory"]
    view = page | {"id": "V7", "hash": "h", "state": {"values": {}}}
    for _ in range(2):  # pressed twice before the page was redrawn
        pressed = {"type": "button", "block_id": "b", "action_ts": "1"} | first
        briefed.bot.interact(HUONG, {"type": "block_actions", "actions": [pressed], "view": view})
        assert len(briefed.opened("views.update")["blocks"]) == 7  # five left, add all, how many are listed
    (one,) = briefed.rows(Question)
    assert (one.number, one.field, one.rule, one.answer) == (1, "objective", "no_measure", None)
    add_all(briefed)
    assert [row.number for row in briefed.rows(Question)] == [1, 2, 3, 4, 5, 6]
    listed = briefed.bot.command(HUONG, "/brief", "questions ra mat sua chua")
    shows(
        listed,
        "1. Với mục tiêu “Bán nhiều hơn”",
        "2. “800 triệu” đã gồm production và VAT chưa?",
        f"{project}/6",
    )
    shows(
        answer(briefed, "2 chưa gồm VAT, đã gồm production"), "bản 2", "Tổng 800 triệu em nhé; chưa gồm VAT"
    )
    shows(answer(briefed, "3. Giao thứ sáu 11/12/2026"), "bản 3")
    shows(answer(briefed, "#4 Chua mà ngọt"), "bản 4")
    shows(answer(briefed, "5 đi làm, nuôi con một mình"), "bản 5")
    last = briefed.rows(BriefVersion)[-1]
    assert last.why == "khách trả lời câu 5"
    assert last.fields["deadline_on"] == "2026-12-11"
    assert last.fields["message"] == "Chua mà ngọt"
    assert last.fields["audience"] == "Mẹ trẻ năng động; năng động: đi làm, nuôi con một mình"
    assert last.fields["deliverables"] == FILLED["deliverables"]
    left = briefed.bot.command(HUONG, "/brief", "questions ra mat sua chua")
    shows(left, "Đã trả lời: 4")
    briefed.bot.deliver()
    assert "2 câu hỏi cho khách" in str(briefed.slack.wait("chat.update"))


def test_a_typed_question_keeps_its_answer_and_each_step_is_one_change(briefed: Office) -> None:
    shows(briefed.bot.command(HUONG, "/brief", "ask ra-mat-sua-chua Logo mới chốt chưa?"), "câu 1")
    shows(answer(briefed, "1 Rồi, gửi chiều nay"), "Đã ghi câu trả lời 1")
    assert len(briefed.rows(BriefVersion)) == 1
    add_all(briefed)
    answer(briefed, "3 đã gồm VAT")
    columns = ("answer", "answered_at", "answered_by_id")
    asked = sorted(
        ("question", name) for name in ("asked_at", "asked_by_id", "brief_id", "number", "quote", "words")
    )
    by_doctor = sorted([*asked, ("question", "field"), ("question", "rule")])
    version = sorted(
        ("brief_version", name)
        for name in ("at", "author_id", "brief_id", "fields", "links", "number", "source", "template", "why")
    )
    changes = items_of(briefed)
    assert [name.split()[1] for name in changes] == ["brief.ask", "brief.answer", "brief.ask", "brief.answer"]
    assert list(changes.values()) == [
        asked,
        [("question", name) for name in columns],
        sorted(by_doctor * 6),
        sorted([("brief", "version"), *version, *(("question", name) for name in columns)]),
    ]


def test_the_form_for_an_answer_says_what_it_fills_and_a_replay_does_nothing(briefed: Office) -> None:
    project = project_of(briefed)
    add_all(briefed)
    chosen = {"type": "static_select", "action_id": "question.choose", "block_id": "b"}
    pressed = chosen | {"selected_option": {"value": f"{project}/2"}}
    briefed.bot.action(HUONG, "question.choose", actions=[pressed])
    form = briefed.opened()
    assert "Tổng 800 triệu em nhé" in str(form)
    assert "errors" in briefed.bot.submit(HUONG, form, typed(form, answer="  "), view_id="V5").body
    for _ in range(2):
        briefed.bot.submit(HUONG, form, typed(form, answer="900 triệu gồm VAT"), view_id="V5")
    assert [row.fields["budget"] for row in briefed.rows(BriefVersion)][1:] == ["900 triệu gồm VAT"]
    briefed.bot.submit(HUONG, form, typed(form, answer="950 triệu"), view_id="V6")
    assert len(briefed.rows(BriefVersion)) == 2
    shows(answer(briefed, "2 950 triệu"), "Câu 2 đã có câu trả lời")


@pytest.mark.parametrize(
    ("text", "needle"),
    [
        ("ask ra-mat-sua-chua", "Viết câu hỏi"), ("answer ra-mat-sua-chua đã gồm", "Gõ số câu"),
        ("answer ra-mat-sua-chua 9 đã gồm", "Không có câu số 9"), ("questions nothing-here", "nothing-here"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_and_changes_nothing(briefed: Office, text: str, needle: str) -> None:
    shows(briefed.bot.command(HUONG, "/brief", text), needle)
    assert briefed.rows(Question) == []


def test_an_answer_that_the_brief_cannot_take_keeps_the_question_open(briefed: Office) -> None:
    add_all(briefed)
    shows(answer(briefed, "1 " + "x" * 1995), "2000")
    assert [row.answer for row in briefed.rows(Question)] == [None] * 6
    assert len(briefed.rows(BriefVersion)) == 1


def test_another_question_can_be_answered_when_the_deadline_has_passed(briefed: Office) -> None:
    add_all(briefed)
    briefed.bot.clock.forward(days=40)
    shows(answer(briefed, "2 đã gồm VAT"), "bản 2")
    assert briefed.rows(BriefVersion)[-1].fields["deadline_on"] == "2026-12-13"


def test_people_from_outside_neither_ask_nor_read(briefed: Office) -> None:
    for text in ("questions ra mat", "ask ra-mat-sua-chua Sao?", "answer ra-mat-sua-chua 1 Vậy"):
        shows(briefed.bot.command(CHI, "/brief", text), "agency")
    for action in (QuestionAction.SHOW, QuestionAction.LIST, QuestionAction.ADD_ALL):
        briefed.bot.action(CHI, action, project_of(briefed))
    assert briefed.rows(Question) == []
    assert [name for name, _ in briefed.slack.calls if name == "views.open" and "→" in str(_)] == []


ASKED = [
    (
        "vi",
        "khách chưa nói",
        "Ngân sách khoảng bao nhiêu",
        "Chưa chốt ngày",
        "Cần giao vào ngày nào",
        "chưa biết",
    ),
    ("en", "TBD", "Roughly how much is the budget", "not fixed yet", "On what date", "not known yet"),
]


@pytest.mark.parametrize(("language", "budget", "how_much", "deadline", "when", "unknown"), ASKED)
def test_what_the_client_has_not_decided_is_saved_and_becomes_a_question(
    office: Office, language: str, budget: str, how_much: str, deadline: str, when: str, unknown: str
) -> None:
    if language == "en":
        office.english(HUONG)
        with office.world.database.write() as session:
            office.huong.begin(session, "test", office.bot.clock.now())
            session.add(Client(workspace_id=1, name="Mộc An", folded="moc an", language="en"))
    form = office.form("/brief", channel=NEW)
    submit(office, form, **FILLED | {"budget": budget, "deadline": deadline})
    assert unknown in said(office)
    assert "deadline_on" not in office.rows(BriefVersion)[0].fields
    assert {(row.field, row.quote, row.answer) for row in office.rows(Question)} == {
        ("deadline", deadline, None), ("budget", budget, None),
    }  # fmt: skip
    listed = office.bot.command(HUONG, "/brief", "questions ra mat sua chua")
    shows(listed, f"“{budget}”", how_much, f"“{deadline}”", when)
    change = office.form("/brief", "ra mat sua chua")
    submit(office, change, "V2", budget="tầm 1 tỷ 2 đã VAT", why="Khách chốt")
    assert len(office.rows(Question)) == 2
    left = office.bot.command(HUONG, "/brief", "questions ra mat sua chua")
    shows(left, "tầm 1 tỷ 2 đã VAT", when)
    assert f"“{budget}”" not in str(left.words).split("divider")[0]


@pytest.mark.on_both
def test_what_a_client_was_asked_and_has_not_answered_is_owed(briefed: Office) -> None:
    asked = {"vi": "khách đang nợ mình cái gì?", "en": "what does the client owe us?"}
    ask = partial(briefed.bot.command, HUONG, "/ae", channel="D1")
    shows(ask(asked["vi"]), "Khách không nợ mình việc nào")
    add_all(briefed)
    shows(ask(asked["vi"]), "Khách không nợ mình việc nào")
    press(briefed, QuestionAction.SENT, f"{project_of(briefed)}/6")
    shows(ask(asked["vi"]), "6 câu hỏi về brief", QuestionAction.LIST)
    briefed.english(HUONG)
    shows(ask(asked["en"]), "6 unanswered questions about the brief")
    assert "6 unanswered" not in ask("what does the client owe us on Mộc An Tết 2027?").words
    for number in range(1, 7):
        answer(briefed, f"{number} có rồi nha")
    shows(ask(asked["en"]), "Nothing waits for the client")


def test_a_question_that_nobody_sent_is_the_account_teams_and_its_digest_says_so(briefed: Office) -> None:
    """On the list only, it turned the project red for the client's silence and charged them the days."""
    office, project = briefed, int(project_of(briefed))
    with office.world.database.write() as session:
        office.huong.begin(session, "test", office.bot.clock.now())
        session.add(Deliverable(
            workspace_id=1, project_id=project, number=1, title="KV", owner_id=office.lan.member_id,
            due_on=date(2026, 12, 11), status=Status.BRIEFED,
        ))  # fmt: skip
    assert "6 câu chưa gửi khách" in press(office, QuestionAction.ADD_ALL, f"{project}/")
    office.bot.clock.forward(days=8)

    def standing() -> tuple[Side, Side, Coloured | None, int]:
        with office.world.database.read() as session:
            now = office.bot.clock.now()
            seen = status.of_workspace(session, 1, project, now)
            (held,) = ball.of_work(session, 1, Deliverable.project_id == project, now).values()
            (spent,) = ball.spent(session, 1, Deliverable.project_id == project, now)
            return seen.ball[0].who.side, held.who.side, seen.colour, spent.client

    def asks(colour: Coloured | None) -> bool:
        return any(one.measure is Measure.QUESTION for one in colour.causes) if colour else False

    seen, held, colour, charged = standing()
    assert (seen, held, asks(colour), charged) == (Side.DEPARTMENT, Side.DEPARTMENT, False, 0)
    mine = office.bot.command(HUONG, "/ae", "mine", channel="D1")
    shows(mine, "Ra mắt sữa chua", "6 câu hỏi chưa gửi khách", QuestionAction.LIST)
    listed = office.bot.command(HUONG, "/brief", "questions ra mat sua chua")
    shows(listed, "Chưa gửi khách", "Đã gửi khách", f"{project}/6")

    office.bot.command(HUONG, "/brief", "ask ra-mat-sua-chua Ai chụp hình?")  # after the list was read
    sent = press(office, QuestionAction.SENT, f"{project}/6")
    assert "khách vừa nhận 6 câu hỏi" in sent
    assert standing()[0] is Side.CLIENT
    change = next(row.id for row in reversed(office.rows(ChangeRow)) if row.verb == "brief.send")
    assert (UndoAction.UNDO in sent, str(change) in sent) == (True, True)
    press(office, UndoAction.UNDO, str(change))
    assert standing()[0] is Side.DEPARTMENT
    press(office, QuestionAction.SENT, f"{project}/6")
    assert "đã được ghi là gửi khách rồi" in press(office, QuestionAction.SENT, f"{project}/6")
    shows(office.bot.command(HUONG, "/ae", "mine", channel="D1"), "1 câu hỏi chưa gửi khách")
    office.bot.clock.forward(days=4)
    seen, held, colour, charged = standing()
    assert (seen, held, asks(colour), charged > 0) == (Side.CLIENT, Side.CLIENT, True, True)
    shows(office.bot.command(HUONG, "/ae", "history ra mat sua chua"), "đã gửi câu hỏi cho client")
    office.english(HUONG)
    listed = office.bot.command(HUONG, "/brief", "questions ra mat sua chua")
    shows(listed, "Not sent yet", "Sent to the client*, not answered yet: 6")


def test_the_client_is_only_sent_what_the_list_showed_and_the_rest_is_counted(briefed: Office) -> None:
    """Of very many long questions the last stood nowhere, and were noted as sent."""
    for number in range(30):
        briefed.bot.command(HUONG, "/brief", f"ask ra-mat-sua-chua {number} {'dài ' * 490}")
    left = {row.number for row in briefed.rows(Question)}
    while left:
        body = briefed.bot.command(HUONG, "/brief", "questions ra mat sua chua").body
        assert_fits(Message(body["text"], body["blocks"]))
        texts = [block["text"]["text"] for block in body["blocks"] if block["type"] == "section"]
        shown = {one for one in left if any(f"\n{one}. " in f"\n{text}" for text in texts)}
        assert (shown < left) == ("chưa đủ chỗ ở đây" in str(body["blocks"][:20]))
        buttons = [one for block in body["blocks"] for one in block.get("elements", []) if "value" in one]
        (sent,) = [one["value"] for one in buttons if one["action_id"] == QuestionAction.SENT]
        press(briefed, QuestionAction.SENT, sent)
        now = {row.number for row in briefed.rows(Question) if row.sent_at is None}
        assert left - now == shown != set()
        left = now


TERMS = [
    "đã gồm VAT, chưa gồm production", "da gom VAT, chua gom production", "chưa gồm VAT, đã gồm production",
    "VAT included, production not", "production and VAT included", "rồi em", "chưa nha", "gồm hết rồi",
    "VAT 10% tính riêng", "có VAT, production tính sau", "both, yes",
]  # fmt: skip


@pytest.mark.on_both
@pytest.mark.parametrize("text", TERMS)
def test_what_the_client_says_of_vat_and_production_is_an_answer(briefed: Office, text: str) -> None:
    add_all(briefed)
    shows(answer(briefed, f"2 {text}"), "bản 2")
    fields = briefed.rows(BriefVersion)[-1].fields
    assert fields["budget"] == f"Tổng 800 triệu em nhé; {text}"
    assert fields["budget_is"].startswith("800000000/800000000/VND/")
    assert (
        "đã gồm production"
        not in briefed.bot.command(HUONG, "/brief", "questions ra mat").words.split("divider")[0]
    )


def test_another_sum_in_the_answer_is_not_taken_for_the_one_before(briefed: Office) -> None:
    add_all(briefed)
    shows(answer(briefed, "2 vài trăm triệu thôi em"), "trăm triệu” có nhiều cách hiểu")
    assert [row.number for row in briefed.rows(BriefVersion)] == [1]


CHANGED = {
    "budget": ("800 triệu, đã gồm VAT, chưa gồm production", 2),
    "deadline": ("thứ sáu 11/12/2026", 3),
    "message": ("Chua mà ngọt", 4),
    "audience": ("Mẹ 25-34 ở thành phố lớn, đi làm", 5),
    "metric": ("10.000 hộp trong quý 1/2027", 1),
}


@pytest.mark.on_both
@pytest.mark.parametrize("field", CHANGED)
def test_a_new_version_that_answers_a_question_closes_it_and_can_be_taken_back(
    briefed: Office, field: str
) -> None:
    """The brief said so, and the client still owed the answer, which fed the project's red."""
    add_all(briefed)
    said(briefed)
    words, number = CHANGED[field]
    change = briefed.form("/brief", "ra mat sua chua")
    submit(briefed, change, "V2", why="Khách nói rõ", **{field: words})
    assert f"đã trả lời câu hỏi {number}" in said(briefed)
    answered = {row.number: row.answer for row in briefed.rows(Question) if row.answer is not None}
    assert answered == {number: words}
    shows(briefed.bot.command(HUONG, "/brief", "questions ra mat sua chua"), "Đã trả lời: 1")
    shows(answer(briefed, f"{number} thêm"), f"Câu {number} đã có câu trả lời")
    shows(briefed.bot.command(HUONG, "/ae", "history ra mat sua chua"), words.split(",")[0])
    undone = next(row.id for row in reversed(briefed.rows(ChangeRow)) if row.verb == "brief")
    press(briefed, UndoAction.UNDO, str(undone))
    assert [row.answer for row in briefed.rows(Question)] == [None] * 6


NOT_CLOSED = {"budget": "900 triệu", "audience": "Mẹ 25-34 năng động", "deadline": "chủ nhật 20/12/2026"}


@pytest.mark.parametrize("field", NOT_CLOSED)
def test_a_new_version_that_leaves_it_open_closes_nothing(briefed: Office, field: str) -> None:
    add_all(briefed)
    said(briefed)
    change = briefed.form("/brief", "ra mat sua chua")
    submit(briefed, change, "V2", why="Khách đổi", **{field: NOT_CLOSED[field]})
    assert [row.answer for row in briefed.rows(Question)][:6] == [None] * 6
    assert "đã trả lời câu hỏi" not in said(briefed)
