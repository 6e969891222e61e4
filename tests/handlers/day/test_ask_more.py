"""A new name, all work of somebody, points by their numbers, a language, a meeting and what a brief lacks: in
one's own words, and nothing is changed before a press."""

from __future__ import annotations

import json
from typing import Any

import pytest

from desk.feedback import feedback
from desk.feedback.lines import Line
from handlers.brief.relay_views import RelayAction
from storage.brief.question import Question
from storage.brief.relay import RelayState
from storage.database.history import ChangeRow
from storage.day.todo import Todo
from storage.feedback.feedback import FeedbackItem, FeedbackKind
from storage.people.member import Department, Member
from storage.work.deliverable import Deliverable
from tests.handlers.brief.test_relay import Desk, desk
from tests.handlers.conftest import CHI, HUONG, LAN, MINH, Office, shows
from tests.handlers.day.test_ask import busy, buttons, changes, does
from tests.handlers.day.test_ask_news import _press

__all__ = ["busy", "desk"]
OFFERED = [
    ("đổi tên concept thành Concept Tết", ["Đổi tên Concept thành Concept Tết"]),
    ("doi ten landing page thanh Microsite nha", ["Đổi tên Landing page thành Microsite"]),
    ("rename the TVC 15s to TVC 30s", ["Đổi tên TVC 15s thành TVC 30s"]),
    ('sửa tên "Landing page" thành "Landing Tết" giúp em', ["Đổi tên Landing page thành Landing Tết"]),
    ("chuyển hết việc của Lan cho Minh", ["Giao 4 việc của Phạm Ngọc Lan cho Trần Quang Minh"]),
    ("giao hết việc của Lan cho mình", ["Giao 4 việc của Phạm Ngọc Lan cho Nguyễn Thu Hương"]),
    ("chuyen het viec cua lan cho Minh nha", ["Giao 4 việc của Phạm Ngọc Lan cho Trần Quang Minh"]),
    ("reassign all of Lan's work to Minh", ["Giao 4 việc của Phạm Ngọc Lan cho Trần Quang Minh"]),
    ("nói tiếng Anh với tôi đi", ["Speak English to me"]),
    ("switch to English", ["Speak English to me"]),
    ("tra loi minh bang tieng viet nha", ["Nói tiếng Việt với tôi"]),
    ("chị Chi bảo dời deadline concept lên 18/12", ["Dời Concept sang Th 6, 18/12"]),
    ("the client wants to move the landing page to 18 Dec", ["Dời Landing page sang Th 6, 18/12"]),
]


def _titles(office: Office) -> list[str]:
    return sorted(row.title for row in office.rows(Deliverable))


def _owners(office: Office) -> set[str]:
    names = {row.id: row.user for row in office.rows(Member)}
    return {names[row.owner_id] for row in office.rows(Deliverable)}


def _undo(office: Office, said: dict[str, Any]) -> None:
    back = [one for row in said["blocks"] if row["type"] == "actions" for one in row["elements"]][-1]
    office.bot.action(HUONG, back["action_id"], back["value"], channel="D1")


@pytest.mark.parametrize(("text", "labels"), OFFERED)
def test_what_is_ordered_is_offered_in_words_that_say_it_whole(
    busy: Office, text: str, labels: list[str]
) -> None:
    before = changes(busy)
    assert does(busy.bot.command(HUONG, "/ae", text, channel="D1")) == labels
    assert changes(busy) == before


def test_a_new_name_is_given_by_a_press_and_taken_back(busy: Office) -> None:
    answer = busy.bot.command(HUONG, "/ae", "đổi tên concept thành Concept Tết", channel="D1")
    said = _press(busy, answer)
    assert "Concept Tết" in str(said)
    assert "Concept Tết" in _titles(busy)
    assert busy.rows(ChangeRow)[-1].verb == "deliverable.rename"
    _undo(busy, said)
    assert "Concept" in _titles(busy)


def test_who_may_not_change_it_gives_no_name(busy: Office) -> None:
    answer = busy.bot.command(HUONG, "/ae", "đổi tên concept thành Concept Tết", channel="D1")
    before = _titles(busy)
    _press(busy, answer, who=MINH)
    busy.bot.action(CHI, "ask.do", json.dumps({"do": "rename", "id": 1, "said": "x"}), channel="D1")
    assert _titles(busy) == before


def test_all_work_goes_over_by_one_press_as_one_change_and_comes_back(busy: Office) -> None:
    before = changes(busy)
    answer = busy.bot.command(HUONG, "/ae", "chuyển hết việc của Lan cho Minh", channel="D1")
    shows(answer, "Concept", "KV chính", "Landing page", "TVC 15s")
    said = _press(busy, answer)
    assert _owners(busy) == {MINH}
    assert changes(busy) == before + 1
    _undo(busy, said)
    assert _owners(busy) == {LAN}


def test_work_that_is_not_ones_own_to_give_is_not_offered(busy: Office) -> None:
    answer = busy.bot.command(MINH, "/ae", "chuyển hết việc của Lan cho Hương", channel="D1")
    assert does(answer) == []
    shows(answer, "4 việc mà bạn không giao được")
    answer = busy.bot.command(HUONG, "/ae", "chuyển hết việc của Minh cho Lan", channel="D1")
    shows(answer, "không có việc nào đang mở")


def test_points_are_given_by_their_numbers(busy: Office) -> None:
    words = ("Logo to hơn", "Đổi nền trắng", "Bỏ tagline", "Chữ lớn hơn")
    with busy.world.database.write() as session:
        points = tuple(Line(FeedbackKind.MUST, text) for text in words)
        told = feedback.Capture(busy.project, "…", points)
        feedback.capture(session, busy.huong, told, busy.bot.clock.now())
    answer = busy.bot.command(HUONG, "/ae", "giao Lan mấy điểm 1,2,4 của feedback", channel="D1")
    assert does(answer) == ["Giao điểm 1, 2, 4 cho Phạm Ngọc Lan · Mộc An Tết 2027"]
    shows(answer, "Logo to hơn", "Chữ lớn hơn")
    said = _press(busy, answer)
    assert [row.owner_id is not None for row in busy.rows(FeedbackItem)] == [True, True, False, True]
    _undo(busy, said)
    assert all(row.owner_id is None for row in busy.rows(FeedbackItem))
    shows(busy.bot.command(HUONG, "/ae", "assign points 1 and 9 to Lan", channel="D1"), "Chưa thấy góp ý")


def test_a_language_is_chosen_in_words(busy: Office) -> None:
    said = _press(busy, busy.bot.command(HUONG, "/ae", "nói tiếng Anh với tôi đi", channel="D1"))
    assert "From now on Liaison speaks English" in str(said)
    assert next(row.language for row in busy.rows(Member) if row.user == HUONG) == "en"
    shows(busy.bot.command(HUONG, "/ae", "what's late?", channel="D1"), "late")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("chiều nay 2h họp với chị Chi", "họp với chị Chi"),
        ("chieu nay 2h hop voi chi Chi", "hop voi chi Chi"),
        ("meeting with Chi at 2pm today", "meeting with Chi"),
    ],
)  # fmt: skip
def test_a_meeting_is_offered_as_ones_own_to_do_with_its_hour(busy: Office, text: str, label: str) -> None:
    (press,) = buttons(busy.bot.command(HUONG, "/ae", text, channel="D1"))
    assert label in press["text"]["text"]
    assert busy.rows(Todo) == []
    busy.bot.action(HUONG, press["action_id"], press["value"], channel="D1")
    assert [(row.text, str(row.due_on), row.due_minute) for row in busy.rows(Todo)] == [
        (label, "2026-11-23", 14 * 60)
    ]


@pytest.mark.parametrize("where", ["C02MOCAN", "D1"])
def test_a_new_deadline_without_work_asks_which(busy: Office, where: str) -> None:
    answer = busy.bot.command(HUONG, "/ae", "chị Chi bảo dời deadline lên 18/12", channel=where)
    if where == "D1":
        shows(answer, "Việc nào")
        return
    assert does(answer) == [
        "Dời Concept sang Th 6, 18/12", "Dời KV chính sang Th 6, 18/12", "Dời Landing page sang Th 6, 18/12",
    ]  # fmt: skip


def test_a_new_deadline_may_be_the_briefs(desk: Desk) -> None:
    desk.take()
    answer = desk.office.bot.command(HUONG, "/ae", "dời deadline lên 18/12", channel="C02MOCAN")
    labels = [one["text"]["text"] for one in buttons(answer)]
    assert labels == ["Sửa deadline trong brief Mộc An Tết 2027"]


@pytest.mark.parametrize(
    "text", ["bạn có thể giúp gì", "how do I use this", "ban co the giup gi", "what can I ask you?"]
)
def test_help_is_found_in_words(busy: Office, text: str) -> None:
    shows(busy.bot.command(HUONG, "/ae", text, channel="D1"), "/ae")


@pytest.mark.parametrize(
    "text", ["Mai mình có họp gì không", "mai minh co hop gi ko", "do I have meetings tomorrow?"]
)
def test_meetings_are_asked_of_ones_own_day(busy: Office, text: str) -> None:
    shows(busy.bot.command(HUONG, "/ae", text, channel="D1"), "Việc của tôi")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("chưa nhận brief được vì chưa rõ ngân sách", "chưa rõ ngân sách"),
        ("chua nhan brief dc vi chua ro doi tuong la ai", "chua ro doi tuong la ai"),
        ("brief này thiếu kích thước banner, chưa nhận được", "thiếu kích thước banner"),
        ("can't accept the brief yet, the audience is unclear", "unclear"),
    ],
)
def test_what_a_brief_lacks_is_asked_of_the_account_person(desk: Desk, text: str, asked: str) -> None:
    desk.take()
    desk.told()
    answer = desk.office.bot.command(LAN, "/ae", text, channel="D1")
    assert does(answer) == ["Hỏi AE của Mộc An Tết 2027"]
    assert desk.office.rows(Question) == []
    _press(desk.office, answer, who=LAN)
    (row,) = desk.office.rows(Question)
    assert asked in row.words[""]
    assert row.relay_id == desk.row(Department.CREATIVE).id
    ((user, kind, words),) = desk.told()
    assert (user, kind) == (HUONG, "relay_question")
    assert asked in words
    assert desk.row(Department.CREATIVE).state is RelayState.WAITING


def test_who_has_no_brief_to_answer_adds_a_question_to_it(desk: Desk) -> None:
    desk.take()
    answer = desk.office.bot.command(HUONG, "/ae", "brief này chưa rõ đối tượng", channel="C02MOCAN")
    (press,) = buttons(answer)
    assert press["text"]["text"] == "Thêm câu hỏi: Mộc An Tết 2027"
    desk.office.bot.action(HUONG, press["action_id"], press["value"], channel="C02MOCAN")
    assert [row.words[""] for row in desk.office.rows(Question)] == ["chưa rõ đối tượng"]


@pytest.mark.parametrize("text", ["brief nói gì vậy", "what does the brief say?"])
def test_the_whole_brief_is_shown(desk: Desk, text: str) -> None:
    desk.take()
    shows(desk.office.bot.command(HUONG, "/ae", text, channel="C02MOCAN"), "Mẹ trẻ ở Q. 7")


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("landing page em gửi trễ 2 ngày nha, máy hư", ["Dời Landing page sang Th 5, 17/12"]),
        ("landing page em trễ 1 ngày nha", ["Dời Landing page sang Th 4, 16/12"]),
        ("landing page bị trễ, 18/12 em gửi", ["Dời Landing page sang Th 6, 18/12"]),
        ("landing page trễ quá", []), ("landing page trễ 2 ngày rồi", []),
        ("khách than landing page trễ quá", []),
        ("khách trả tiền cọc chưa", []), ("xong landing page phần 3/5, còn 2 đang chờ", []),
        ("xong 2 trong 5 post", []), ("landing page xong hết trừ bản dọc", []),
    ],
)  # fmt: skip
def test_what_is_told_of_work_that_is_late_or_half_done_is_never_answered_as_all_well(
    busy: Office, text: str, labels: list[str]
) -> None:
    before = changes(busy)
    answer = busy.bot.command(HUONG, "/ae", text, channel="D1")
    assert does(answer) == labels
    assert "Không có việc nào trễ" not in str(answer.body)
    assert "không nợ" not in str(answer.body)
    assert "Xong" not in str(buttons(answer))
    assert changes(busy) == before


def test_what_is_not_done_of_a_project_names_what_is_late_as_well(busy: Office) -> None:
    shows(busy.bot.command(HUONG, "/ae", "Mộc An còn gì chưa xong", channel="D1"), "Concept", "KV chính")


@pytest.mark.parametrize("text", ["việc của Lan", "viec cua Lan"])
def test_whose_work_is_named_is_asked_for_and_no_to_do(busy: Office, text: str) -> None:
    shows(busy.bot.command(HUONG, "/ae", text, channel="D1"), "Concept", "Landing page")
    assert busy.rows(Todo) == []


@pytest.mark.parametrize("text", ["nhắc lại brief Mộc An", "nhắc cả 3 phòng nhận brief Mộc An"])
def test_departments_are_chased_and_no_to_do_is_made(desk: Desk, text: str) -> None:
    desk.take()
    shows(desk.office.bot.command(HUONG, "/ae", text, channel="D1"), "Ai đã nhận brief", "Phạm Ngọc Lan")
    assert desk.office.rows(Todo) == []


@pytest.mark.parametrize(
    "text",
    ["nhận brief", "em nhận brief Mộc An rồi nha", "em nhận brief Mộc An, hiểu là làm KV",
     "không nhận được brief vì thiếu ngân sách"],
)  # fmt: skip
def test_a_lead_who_takes_or_refuses_a_brief_gets_both_buttons(desk: Desk, text: str) -> None:
    desk.take()
    answer = str(desk.office.bot.command(LAN, "/ae", text, channel="D1").body)
    assert RelayAction.ACKNOWLEDGE in answer
    assert RelayAction.DECLINE in answer
    assert desk.row(Department.CREATIVE).state is RelayState.WAITING
