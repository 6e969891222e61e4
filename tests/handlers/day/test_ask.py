"""Questions and orders in one's own words, through Slack's door."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from handlers.core import blocks
from handlers.core.i18n import LANGUAGES
from handlers.day import ask_views
from storage.database.history import ChangeRow
from storage.day.ask import NotUnderstood
from storage.day.todo import Todo
from storage.people.member import Member, Role
from storage.project.project import Project, ProjectState
from storage.work.deliverable import Deliverable, Status
from tests.handlers.conftest import CHI, HUONG, LAN, MINH, Office, shows
from tests.support.app import Answer

PROJECT = "moc-an-tet-2027"
LATE, TODAY, FRIDAY, LATER = date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 27), date(2026, 12, 15)


@pytest.fixture
def busy(office: Office) -> Office:
    for title, due, status in (
        ("Concept", LATE, Status.BRIEFED), ("KV chính", TODAY, Status.IN_PROGRESS),
        ("Landing page", LATER, Status.BRIEFED), ("TVC 15s", LATER, Status.WITH_CLIENT),
    ):  # fmt: skip
        office.world.deliverable(office.lan, due, project=PROJECT, title=title, status=status)
    return office


def buttons(answer: Answer) -> list[dict[str, Any]]:
    """All buttons of an answer."""
    rows = [one for one in answer.body.get("blocks", []) if one["type"] == "actions"]
    return [one for row in rows for one in row["elements"]]


def does(answer: Answer) -> list[str]:
    """What its buttons would change, in the words that stand on them."""
    return [one["text"]["text"] for one in buttons(answer) if one["action_id"] == "ask.do"]


def changes(office: Office) -> int:
    with office.world.database.read() as session:
        return session.scalar(select(func.count(ChangeRow.id))) or 0


ASKED = [
    ("còn việc gì trễ không?", "1 việc trễ", "Concept"),
    ("con viec gi tre khong", "1 việc trễ", "Concept"),
    ("việc gì trễ?", "1 việc trễ", "Concept"),
    ("việc nào quá hạn rồi", "1 việc trễ", "Concept"),
    ("what's late?", "1 việc trễ", "Concept"),
    ("Minh đang giữ việc gì?", f"<@{MINH}> không giữ việc nào đang mở."),
    ("today what's late?", "1 việc trễ", "Concept"),
    ("what's due this week?", "đến hạn", "KV chính"),
    ("due today?", "đến hạn", "KV chính"),
    ("tuần này có gì đến hạn?", "đến hạn", "KV chính"),
    ("tuan nay co gi den han", "đến hạn", "KV chính"),
    ("ai đang giữ key visual?", "KV chính", f"<@{LAN}>"),
    ("ai dang giu landing page", "Landing page", f"<@{LAN}>"),
    ("who has the landing page?", "Landing page", f"<@{LAN}>"),
    ("KV chính tới đâu rồi?", "KV chính", "đang làm"),
    ("kv chinh toi dau roi", "KV chính", "đang làm"),
    ("KV xong chưa?", "KV chính", "đang làm"),
    ("where is the landing page?", "Landing page", "đã brief"),
    ("mình đang chờ ai?", "TVC 15s", "chờ khách duyệt"),
    ("who are we waiting on?", "TVC 15s", "chờ khách duyệt"),
    ("hôm nay ai nghỉ?", "không ai nghỉ"),
    ("who's off this week", "không ai nghỉ"),
    ("hôm nay tôi có việc gì?", "Việc của tôi"),
    ("my day", "Việc của tôi"),
    ("brief này ai chưa xác nhận?", "xác nhận brief"),
    ("ngân sách Mộc An bao nhiêu?", "chưa có brief"),
    ("what did we agree with Mộc An?", "chưa có brief"),
    ("khách nói gì về KV?", "góp ý"),
    ("feedback của khách về KV là gì?", "góp ý"),
]  # fmt: skip
ORDERED = [
    ("dời KV chính sang thứ 6", ["Dời KV chính sang Th 6, 27/11"]),
    ("doi kv chinh sang thu 6", ["Dời KV chính sang Th 6, 27/11"]),
    ("giúp em dời KV chính sang thứ 6", ["Dời KV chính sang Th 6, 27/11"]),
    ("move the landing page to Friday", ["Dời Landing page sang Th 6, 27/11"]),
    ("landing page xong rồi", ["Xong: Landing page"]),
    ("landing page xong roi, danh dau giup em", ["Xong: Landing page"]),
    ("the landing page is done", ["Xong: Landing page"]),
    ("giao concept cho Minh", ["Giao Concept cho Trần Quang Minh"]),
    ("give the concept to Minh", ["Giao Concept cho Trần Quang Minh"]),
    ("tạm dừng Mộc An", ["Tạm dừng dự án Mộc An Tết 2027"]),
    ("put Mộc An on hold", ["Tạm dừng dự án Mộc An Tết 2027"]),
    ("thứ 6 em nghỉ", ["Nghỉ Th 6, 27/11"]),
    ("KV chính chờ concept xong", ["KV chính chờ Concept xong"]),
    ("kv cho concept xong", ["KV chính chờ Concept xong"]),
    ("landing page phải đợi KV nha", ["Landing page chờ KV chính xong"]),
    ("the landing page is blocked by the key visual", ["Landing page chờ KV chính xong"]),
    ("landing page depends on the concept", ["Landing page chờ Concept xong"]),
    ("concept đang chặn landing page", ["Landing page chờ Concept xong"]),
    ("KV không phải chờ concept nữa", ["KV chính không chờ Concept nữa"]),
    ("landing page is no longer blocked by the KV", ["Landing page không chờ KV chính nữa"]),
]
UNCHANGED = [
    "đừng dời landing page", "định dời landing page sang thứ 6 mà thôi",
    "nghe nói landing page bị dời, đúng không?",
    "khi nào khách ký thì mới dời landing page", "ủa em tưởng giao Minh concept rồi mà",
    "xin chào", "cảm ơn em",
    'bài hát "Giao cho anh" nghe cuốn ghê', "I haven't finished the landing page", "landing page chưa xong",
    "don't move the landing page", "did anyone move the landing page to Friday?", "thanks, noted",
    "ko can undo dau, dung r", "Hương is off to the airport to pick up Sarah", "deadline", "asdf qwer", "🙂",
    "ai sẽ nghỉ thứ 6?", "có nên dời KV chính sang thứ 6 không?", "dời landing page", "giao concept",
    "mở form brief", "chuyển qua tiếng Anh đi", "15 phút nữa nhắc e vào họp", "dời cái đó sang thứ 6",
    "KV có phải chờ concept không?", "nếu KV chờ concept thì trễ mất", "nghe nói landing page chờ KV",
    "is the landing page blocked by the KV?", "KV đang chờ khách duyệt concept",
    "another deliverable: 5 GIFs for Zalo, with Lan, Dec 3", "keep a note on Mộc An: permit needs 15 days",
]  # fmt: skip


@pytest.mark.on_both
@pytest.mark.parametrize("said", ASKED, ids=[said[0] for said in ASKED])
def test_a_question_is_answered_at_once(busy: Office, said: tuple[str, ...]) -> None:
    before = changes(busy)
    answer = busy.bot.command(HUONG, "/ae", said[0], channel="D1")
    shows(answer, *said[1:])
    assert answer.body["response_type"] == "ephemeral"
    assert changes(busy) == before


@pytest.mark.parametrize(("said", "offered"), ORDERED, ids=[said for said, _ in ORDERED])
def test_an_order_gets_a_button_that_says_what_will_happen(
    busy: Office, said: str, offered: list[str]
) -> None:
    before = changes(busy)
    answer = busy.bot.command(HUONG, "/ae", said, channel="D1")
    assert does(answer) == offered
    assert changes(busy) == before


def test_whatever_is_said_changes_nothing_before_a_press(busy: Office) -> None:
    before = changes(busy)
    for text in [*UNCHANGED, *(one[0] for one in ASKED), *(one for one, _ in ORDERED)]:
        assert busy.bot.command(HUONG, "/ae", text, channel="D1").status == 200
    assert changes(busy) == before
    for text in UNCHANGED:
        answer = busy.bot.command(HUONG, "/ae", text, channel="D1")
        assert "Bạn muốn đổi" not in answer.words, text


def test_one_press_does_it_once_and_another_takes_it_back(busy: Office) -> None:
    pressed = buttons(busy.bot.command(HUONG, "/ae", "dời landing page sang thứ 6", channel="D1"))[0]
    how = {"channel": "D1", "trigger_id": "7.press", "response_url": busy.slack.hook}
    busy.bot.action(HUONG, "ask.do", pressed["value"], **how)
    said = busy.slack.wait("hook")
    after = changes(busy)
    busy.bot.action(HUONG, "ask.do", pressed["value"], **how)
    assert (_work(busy, "Landing page").due_on, changes(busy)) == (FRIDAY, after)
    back = next(one for row in said["blocks"] if row["type"] == "actions" for one in row["elements"])
    busy.bot.action(HUONG, back["action_id"], back["value"], channel="D1")
    assert _work(busy, "Landing page").due_on == LATER


@pytest.mark.parametrize(
    ("said", "title", "became"),
    [
        ("landing page xong rồi", "Landing page", {"status": Status.DELIVERED}),
        ("tạm dừng landing page", "Landing page", {"status": Status.ON_HOLD}),
        ("dời landing page sang thứ 6", "Landing page", {"due_on": FRIDAY}),
    ],
)
def test_each_change_is_made_by_its_button(
    busy: Office, said: str, title: str, became: dict[str, Any]
) -> None:
    for one in buttons(busy.bot.command(HUONG, "/ae", said, channel="D1")):
        busy.bot.action(HUONG, one["action_id"], one["value"], channel="D1")
    row = _work(busy, title)
    assert {name: getattr(row, name) for name in became} == became


@pytest.mark.parametrize(
    ("said", "label", "due", "told"),
    [
        ("dời teaser sang 4/12", "Dời Teaser sang 17:00, Th 6, 04/12", (date(2026, 12, 4), 1020), "17:00"),
        ("dời teaser sang chiều 4/12", "Dời Teaser sang 17:00, Th 6, 04/12", (date(2026, 12, 4), 1020),
         "17:00"),
        ("lùi teaser 1 tuần", "Dời Teaser sang 17:00, Th 6, 04/12", (date(2026, 12, 4), 1020), "17:00"),
        ("dời teaser sang 10h 4/12", "Dời Teaser sang 10:00, Th 6, 04/12", (date(2026, 12, 4), 600), "10:00"),
        ("dời teaser sang sáng 4/12", "Dời Teaser sang Th 6, 04/12, bỏ giờ 17:00", (date(2026, 12, 4), None),
         "không còn giờ 17:00"),
        ("dời teaser sang 10h thứ 6 27/11", "Đổi giờ Teaser thành 10:00, vẫn Th 6, 27/11", (FRIDAY, 600),
         "vẫn Th 6, 27/11, giờ mới 10:00"),
    ],
)  # fmt: skip
def test_a_move_keeps_the_hour_unless_it_says_another(
    busy: Office, said: str, label: str, due: tuple[date, int | None], told: str
) -> None:
    busy.bot.command(HUONG, "/ae", "add moc an\nTeaser @lan 17h 27/11")
    answer = busy.bot.command(HUONG, "/ae", said, channel="D1")
    assert does(answer) == [label]
    (press,) = buttons(answer)
    busy.bot.action(HUONG, "ask.do", press["value"], channel="D1", response_url=busy.slack.hook)
    row = _work(busy, "Teaser")
    assert (row.due_on, row.due_minute) == due
    assert told in json.dumps(busy.slack.wait("hook"), ensure_ascii=False)


@pytest.mark.parametrize(
    "said", ["dời teaser sang thứ 6", "dời teaser sang 27/11", "teaser dời sang 17h 27/11"]
)
def test_a_move_to_the_day_that_it_has_says_so_and_offers_nothing(busy: Office, said: str) -> None:
    busy.bot.command(HUONG, "/ae", "add moc an\nTeaser @lan 17h 27/11")
    answer = busy.bot.command(HUONG, "/ae", said, channel="D1")
    shows(answer, "Đã đúng ngày đó rồi", "17:00, Th 6, 27/11")
    assert does(answer) == []


def test_an_hour_that_is_gone_is_not_taken_along_to_today(busy: Office) -> None:
    busy.bot.command(HUONG, "/ae", "add moc an\nTeaser @lan 8h 27/11")
    answer = busy.bot.command(HUONG, "/ae", "dời teaser sang hôm nay", channel="D1")
    assert does(answer) == ["Dời Teaser sang Th 2, 23/11, bỏ giờ 08:00"]


def test_giving_pausing_and_being_off_are_made_by_their_buttons(busy: Office) -> None:
    for said in ("giao concept cho Minh", "tạm dừng Mộc An", "thứ 6 em nghỉ"):
        (one,) = buttons(busy.bot.command(HUONG, "/ae", said, channel="D1"))
        busy.bot.action(HUONG, one["action_id"], one["value"], channel="D1")
    people = {row.user: row for row in busy.rows(Member)}
    assert _work(busy, "Concept").owner_id == people[MINH].id
    assert busy.rows(Project)[0].state is ProjectState.ON_HOLD
    assert (people[HUONG].leave_from, people[HUONG].leave_to) == (FRIDAY, FRIDAY)


def test_half_a_day_off_is_offered_as_half_and_told_to_who_asks(busy: Office) -> None:
    (one,) = buttons(busy.bot.command(HUONG, "/ae", "sáng thứ 6 em nghỉ", channel="D1"))
    assert "sáng Th 6, 27/11" in one["text"]["text"]
    busy.bot.action(HUONG, one["action_id"], one["value"], channel="D1")
    (row,) = [row for row in busy.rows(Member) if row.user == HUONG]
    assert (row.leave_from, row.leave_half) == (FRIDAY, "am")
    shows(busy.bot.command(MINH, "/ae", "thứ 6 ai nghỉ?", channel="D1"), "sáng Th 6, 27/11")


WEDNESDAY = date(2026, 11, 25)


def _leave(office: Office, user: str) -> tuple[date | None, date | None, str]:
    people = {row.id: row for row in office.rows(Member)}
    row = next(one for one in people.values() if one.user == user)
    return row.leave_from, row.leave_to, people[row.delegate_id].user if row.delegate_id else ""


def test_leave_of_a_colleague_is_recorded_by_a_press_and_they_are_told(busy: Office) -> None:
    busy.role(HUONG, Role.AM)
    answer = busy.bot.command(HUONG, "/ae", "Lan nghỉ từ thứ 4 đến hết tuần, Minh làm thay", channel="D1")
    shows(answer, "Chưa có gì được ghi")
    days = "Th 4, 25/11 đến hết Th 6, 27/11"
    assert does(answer) == [f"Phạm Ngọc Lan nghỉ {days}, Trần Quang Minh thay"]
    assert _leave(busy, LAN) == (None, None, "")
    (press,) = buttons(answer)
    busy.bot.action(HUONG, "ask.do", press["value"], channel="D1", response_url=busy.slack.hook)
    assert _leave(busy, LAN) == (WEDNESDAY, FRIDAY, MINH)
    said = busy.slack.wait("hook")
    assert "Đã ghi *Phạm Ngọc Lan* nghỉ" in said["text"]
    busy.bot.deliver()
    told = [call["text"] for name, call in busy.slack.calls if name == "chat.postMessage"]
    assert any(one.startswith(f"<@{HUONG}> đã ghi bạn nghỉ {days}.") for one in told)
    back = next(one for row in said["blocks"] if row["type"] == "actions" for one in row["elements"])
    busy.bot.action(HUONG, back["action_id"], back["value"], channel="D1")
    assert _leave(busy, LAN) == (None, None, "")


@pytest.mark.parametrize("said", ["viec cua e hnay", "việc của em hôm nay", "viec cua e hnay ntn"])
def test_a_question_about_ones_own_work_becomes_no_todo(busy: Office, said: str) -> None:
    busy.bot.command(HUONG, "/ae", said, channel="D1")
    assert busy.rows(Todo) == []


def test_leave_without_an_end_is_offered_for_the_day_and_for_the_week(busy: Office) -> None:
    busy.role(HUONG, Role.AM)
    assert does(busy.bot.command(HUONG, "/ae", "Lan nghỉ từ thứ 4", channel="D1")) == [
        "Phạm Ngọc Lan nghỉ Th 4, 25/11", "Phạm Ngọc Lan nghỉ Th 4, 25/11 đến hết Th 6, 27/11",
    ]  # fmt: skip


def test_whoever_may_not_record_it_is_told_who_may_and_that_nothing_was_recorded(busy: Office) -> None:
    busy.role(HUONG, Role.AM)
    answer = busy.bot.command(MINH, "/ae", "chị Lan nghỉ từ thứ 4", channel="D1")
    shows(answer, "Chưa ghi gì", "Nguyễn Thu Hương")
    value = json.dumps({"do": "off", "whose": LAN, "day": "2026-11-25", "last": "2026-11-25"})
    for who in (MINH, CHI):
        busy.bot.action(who, "ask.do", value, channel="D1")
    assert _leave(busy, LAN) == (None, None, "")


@pytest.mark.parametrize("said", ["Lan nghỉ thứ 4 hả?", "Lan có nghỉ thứ 4 không", "Lan không nghỉ thứ 4"])
def test_a_question_about_a_colleagues_leave_offers_none(busy: Office, said: str) -> None:
    busy.role(HUONG, Role.AM)
    answer = busy.bot.command(HUONG, "/ae", said, channel="D1")
    shows(answer, f"<@{LAN}> chưa được ghi là nghỉ")
    assert does(answer) == []


def test_one_who_stands_in_for_another_is_asked_about(busy: Office) -> None:
    busy.role(HUONG, Role.AM)
    text = "off từ thứ 4 đến hết tuần @minh thay lan"
    answer = busy.bot.command(HUONG, "/ae", text, channel="D1")
    shows(answer, "Ai nghỉ, ai làm thay?")
    pressed = buttons(answer)
    assert [one["text"]["text"] for one in pressed] == [
        "Phạm Ngọc Lan nghỉ, Trần Quang Minh thay", "Tôi nghỉ, Trần Quang Minh thay",
        "Tôi nghỉ, Phạm Ngọc Lan thay",
    ]  # fmt: skip
    assert len(buttons(busy.bot.command(MINH, "/ae", text, channel="D1"))) == 2
    busy.bot.action(HUONG, pressed[0]["action_id"], pressed[0]["value"], channel="D1")
    assert (_leave(busy, LAN), _leave(busy, HUONG)) == ((WEDNESDAY, FRIDAY, MINH), (None, None, ""))


def test_rights_are_looked_at_again_when_it_is_pressed(busy: Office) -> None:
    value = json.dumps({"do": "done", "id": _work(busy, "Landing page").id})
    for who in (CHI, MINH):
        busy.bot.action(who, "ask.do", value, channel="D1")
    assert _work(busy, "Landing page").status is Status.BRIEFED


@pytest.mark.parametrize(
    "value", ["", "x", "[]", "{}", '{"do": "move", "id": 1, "day": "x"}',
              '{"do": "off", "day": "2026-11-27"}',
              '{"do": "move", "id": 1, "day": "2026-12-20", "minute": 9999}', '{"do": "done", "id": "1;"}']
)  # fmt: skip
def test_a_button_that_was_tampered_with_changes_nothing(busy: Office, value: str) -> None:
    before = changes(busy)
    assert busy.bot.action(HUONG, "ask.do", value, channel="D1").status == 200
    assert changes(busy) == before


def test_a_verb_keeps_working_as_it_is_typed(busy: Office) -> None:
    bot = busy.bot
    shows(bot.command(HUONG, "/ae", "todo gọi client 9h mai"), "☐ gọi client", "09:00, Th 3, 24/11")
    shows(bot.command(HUONG, "/ae", "việc in tờ rơi"), "☐ in tờ rơi")
    shows(bot.command(HUONG, "/ae", "nhắc gửi báo giá 17h"), "☐ gửi báo giá", "17:00")
    shows(bot.command(HUONG, "/ae", "status moc an"), "Mộc An Tết 2027", "Quá hạn")
    shows(bot.command(HUONG, "/ae", "tiến độ moc an"), "Mộc An Tết 2027", "Quá hạn")
    shows(bot.command(HUONG, "/ae", "add moc an\nKV Tết @lan 15/12"), "KV Tết")
    shows(bot.command(HUONG, "/ae", "nghỉ thứ 6"), "Nghỉ phép")
    shows(bot.command(HUONG, "/ae", "việc hôm nay"), "Việc của tôi")
    shows(bot.command(HUONG, "/ae", "giúp"), "Liaison làm được gì", "Còn việc gì trễ không?")
    assert [row.text for row in busy.rows(Todo)] == ["gọi client", "in tờ rơi", "gửi báo giá"]


@pytest.mark.parametrize(
    "said",
    [
        "remind me again why we took this client", "nhắc mới nhớ, mai họp với khách",
        "add to that, it was raining",
        "leave it, haha", "nhắc em lại vì sao mình nhận khách này với", "thêm muối vào là ngon 😂",
        "remind Lan of that again?", "off we go",
    ],
)  # fmt: skip
def test_talk_that_begins_with_the_word_of_a_verb_is_written_only_by_a_press(busy: Office, said: str) -> None:
    before = changes(busy)
    answer = busy.bot.command(HUONG, "/ae", said, channel="D1")
    assert (busy.rows(Todo), changes(busy)) == ([], before)
    assert answer.status == 200


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("nhắc chuyển khoản cho nhà in", "chuyển khoản cho nhà in"),
        ("việc sửa giao diện app", "sửa giao diện app"), ("nhắc viết kịch bản hài", "viết kịch bản hài"),
        ("nhắc hỏi khách chốt màu chưa?", "hỏi khách chốt màu chưa?"),
    ],
)  # fmt: skip
def test_what_is_typed_behind_a_verb_is_kept_though_its_words_are_of_talk_too(
    busy: Office, said: str, kept: str
) -> None:
    busy.bot.command(HUONG, "/ae", said, channel="D1")
    assert [row.text for row in busy.rows(Todo)] == [kept]


@pytest.mark.parametrize(
    "said", ["off 3 ngày @lan", "nghỉ 3 ngày @lan", "nghỉ từ 25/11 đến 27/11, Lan cover",
             "nghỉ thứ 6, có gì hỏi @lan", "leave 3 days, Lan covers"]
)  # fmt: skip
def test_leave_that_names_who_stands_in_is_taken_and_no_question(busy: Office, said: str) -> None:
    busy.bot.command(HUONG, "/ae", said, channel="D1")
    people = {row.user: row for row in busy.rows(Member)}
    assert (people[HUONG].leave_from is not None, people[HUONG].delegate_id) == (True, people[LAN].id)


def test_who_is_off_is_answered_though_it_begins_with_the_word_of_leave(busy: Office) -> None:
    for said in ("nghỉ thứ 6 có những ai", "off tuần này có ai không?"):
        shows(busy.bot.command(HUONG, "/ae", said, channel="D1"), "không ai nghỉ")


def test_what_may_be_talk_is_done_as_typed_by_its_button(busy: Office) -> None:
    (press,) = buttons(busy.bot.command(HUONG, "/ae", "remind me of that, haha", channel="D1"))
    busy.bot.action(HUONG, press["action_id"], press["value"], channel="D1", response_url=busy.slack.hook)
    assert "of that" in json.dumps(busy.slack.wait("hook"), ensure_ascii=False)


def test_an_order_with_strange_words_is_asked_about(busy: Office) -> None:
    answer = busy.bot.command(HUONG, "/ae", "I'm done with this landing page, it hates me", channel="D1")
    shows(answer, "Có thể đây chỉ là lời nói")
    assert does(answer) == ["Xong: Landing page"]


def test_an_english_reader_is_answered_in_english(busy: Office) -> None:
    busy.english(HUONG)
    shows(busy.bot.command(HUONG, "/ae", "what is late?"), "1 late", "Concept")
    shows(busy.bot.command(HUONG, "/ae", "asdf qwer"), "was not understood", "What is late?")
    shows(busy.bot.command(HUONG, "/ae", "statsu moc an"), "status")
    assert does(busy.bot.command(HUONG, "/ae", "move the landing page to Friday")) == [
        "Move Landing page to Fri 27/11"
    ]


@pytest.mark.on_both
def test_what_is_not_understood_gets_guesses_and_is_counted_without_its_words(busy: Office) -> None:
    busy.bot.command(HUONG, "/ae", "qwer asdf", channel="D1")
    answer = busy.bot.command(HUONG, "/ae", "asdf qwer", channel="D1")
    guesses = buttons(answer)
    assert len(guesses) == 3
    first, hook = guesses[0], busy.slack.hook
    busy.bot.action(HUONG, first["action_id"], first["value"], channel="D1", response_url=hook)
    assert "Concept" in json.dumps(busy.slack.wait("hook"), ensure_ascii=False)
    counted = busy.rows(NotUnderstood)
    assert [(row.kind, row.count) for row in counted] == [("command", 2)]
    busy.role(HUONG, Role.ADMIN)
    shows(busy.bot.command(HUONG, "/ae", "admin"), "Chưa hiểu trong 30 ngày qua", ": 2")
    metrics = busy.bot.liaison.metrics.exposition().decode()
    assert 'liaison_not_understood_total{kind="command",language="vi"} 2.0' in metrics


BRIEF = "Mục tiêu: tăng nhận diện\nĐối tượng: nữ 25-35\nNgân sách: 500tr\nDeadline: 15/12\nHạng mục: 3 KV"
REMARKS = "Logo nhỏ quá, phóng to lên.\nNhạc hay lắm.\nĐổi màu nền sang trắng giúp chị."


@pytest.mark.parametrize(
    ("text", "label", "kept"),
    [
        (BRIEF, "Tạo brief từ đoạn này", "Đối tượng: nữ 25-35"),
        (REMARKS, "Lưu góp ý từ đoạn này", "Logo nhỏ quá"),
    ],
)
def test_what_is_pasted_is_offered_for_what_it_is(busy: Office, text: str, label: str, kept: str) -> None:
    said = {"type": "message", "channel_type": "im", "channel": "D1", "ts": "1.1", "text": text}
    busy.bot.event(HUONG, said)
    posted = busy.slack.wait("chat.postMessage")["blocks"]
    (one,) = (element for row in posted if row["type"] == "actions" for element in row["elements"])
    assert one["text"]["text"] == label
    busy.bot.action(HUONG, one["action_id"], one["value"], channel="D1")
    assert kept in json.dumps(busy.opened(), ensure_ascii=False)


@pytest.mark.parametrize(
    "said",
    ["note cho Mộc An: tránh màu hồng đậm", "note cho Moc An: tranh mau hong dam"],
)
def test_of_two_projects_that_may_be_meant_none_is_picked_in_silence(busy: Office, said: str) -> None:
    busy.world.project(busy.huong, "Mộc An TVC", "moc-an-tvc", channel=None)
    before = changes(busy)
    answer = busy.bot.command(HUONG, "/ae", said, channel="D1")
    shows(answer, "ự án nào?")
    named = [one["text"]["text"].partition(" · ")[0] for one in buttons(answer)]
    assert sorted(named) == ["Mộc An TVC", "Mộc An Tết 2027"]
    assert changes(busy) == before


LONG = "\n".join(f"Bối cảnh {number}: khách muốn làm mới “cả” bộ nhận diện" for number in range(100))
MUCH = "\n".join(f"Slide {number}: logo nhỏ quá, phóng to lên giúp chị" for number in range(100))


@pytest.mark.on_both
@pytest.mark.parametrize(
    ("text", "last"),
    [(f"{BRIEF}\n{LONG}", "Bối cảnh 99"), (f"brief\n{BRIEF}\n{LONG}", "Bối cảnh 99"), (MUCH, "Slide 99"),
     (f"feedback\n{MUCH}", "Slide 99")],
)  # fmt: skip
def test_what_is_pasted_is_taken_whole_though_no_button_can_carry_it(
    busy: Office, text: str, last: str
) -> None:
    said = {"type": "message", "channel_type": "im", "channel": "D1", "ts": "1.1", "text": text}
    busy.bot.event(HUONG, said)
    posted = busy.slack.wait("chat.postMessage")["blocks"]
    (one,) = (element for row in posted if row["type"] == "actions" for element in row["elements"])
    assert len(one["value"]) <= blocks.BUTTON_VALUE
    busy.bot.action(HUONG, one["action_id"], one["value"], channel="D1")
    assert last in json.dumps(busy.opened(), ensure_ascii=False)
    hook = busy.slack.hook
    busy.bot.action(LAN, one["action_id"], one["value"], channel="D1", response_url=hook)
    assert "Nút này đã cũ" in json.dumps(busy.slack.wait("hook"), ensure_ascii=False)  # it is not hers


@pytest.mark.parametrize(("closed", "said"), [(True, "em không kịp"), (False, " "), (False, "\u2800")])
def test_nobody_reads_that_a_colleague_is_told_who_is_not(busy: Office, closed: bool, said: str) -> None:
    if closed:
        busy.bot.action(HUONG, "project.close", str(busy.project), response_url=busy.slack.hook)
        busy.slack.wait("hook")
    value = json.dumps({"do": "tell", "id": 1, "user": HUONG, "said": said})
    busy.bot.action(LAN, "ask.do", value, channel="D1", response_url=busy.slack.hook)
    answer = busy.slack.wait("hook")["text"]
    assert ("đã đóng" if closed else "Chưa có chữ nào") in answer
    assert "Đã báo" not in answer


@pytest.mark.parametrize("said", ["ok cảm ơn em nha", "ok", "thanks, noted", "👍", "Chị cảm ơn em nhé 🙏"])
def test_thanks_and_a_mere_ok_get_no_words(busy: Office, said: str) -> None:
    for who in (HUONG, CHI):
        assert busy.bot.command(who, "/ae", said, channel="D1").text == ""
    told = {"type": "message", "channel_type": "im", "channel": "D1", "ts": "1.1", "text": said}
    busy.bot.event(HUONG, told)
    busy.bot.event(HUONG, told | {"ts": "1.2", "text": "xin chào"})
    assert "Chào bạn" in busy.slack.wait("chat.postMessage")["text"]
    assert "chat.postMessage" not in [name for name, _ in busy.slack.calls]


@pytest.mark.parametrize("said", ["ok", "dc r", "đúng rồi", "làm đi", "yes"])
def test_who_types_ok_below_an_offer_hears_that_nothing_was_changed(busy: Office, said: str) -> None:
    told = {"type": "message", "channel_type": "im", "channel": "D1", "ts": "1.1"}
    busy.bot.event(HUONG, told | {"text": "KV dời sang thứ 6"})
    offer = busy.slack.wait("chat.postMessage")
    before = changes(busy)
    busy.slack.answers["conversations.history"] = {"messages": [{"blocks": offer["blocks"]}]}
    busy.bot.event(HUONG, told | {"ts": "1.2", "text": said})
    assert "Chưa có gì thay đổi" in busy.slack.wait("chat.postMessage")["text"]
    assert changes(busy) == before


@pytest.mark.parametrize(
    "offered", ["em đã gọi nhà in rồi", "dời KV chính", "todo gọi nhà in 20h", "off 3 ngày @hoà"]
)
def test_ok_below_whatever_is_asked_is_told_to_press(busy: Office, offered: str) -> None:
    busy.bot.command(LAN, "/ae", "todo gọi nhà in 17h", channel="D1")
    told = {"type": "message", "channel_type": "im", "channel": "D1", "ts": "1.1"}
    busy.bot.event(LAN, told | {"text": offered})
    asked = busy.slack.wait("chat.postMessage")
    assert [one for one in asked["blocks"] if one["type"] == "actions"]
    busy.slack.answers["conversations.history"] = {"messages": [{"blocks": asked["blocks"]}]}
    busy.bot.event(LAN, told | {"ts": "1.2", "text": "ok"})
    assert "Chưa có gì thay đổi" in busy.slack.wait("chat.postMessage")["text"]


def test_a_command_opens_the_form_with_all_that_was_pasted(busy: Office) -> None:
    more = "\n".join(f"Bối cảnh {number}: khách muốn làm mới" for number in range(100))
    busy.bot.command(HUONG, "/ae", f"{BRIEF}\n{more}", channel="D1")
    assert "Bối cảnh 99" in json.dumps(busy.opened(), ensure_ascii=False)


def test_a_client_gets_no_more_than_a_client_may_read(busy: Office) -> None:
    for text in ("còn việc gì trễ không?", "landing page tới đâu rồi?"):
        answer = busy.bot.command(CHI, "/ae", text)
        shows(answer, "Landing page")
        assert f"<@{LAN}>" not in answer.words
        assert "trễ" not in answer.words
    for text in ("ai nghỉ hôm nay?", "ngân sách bao nhiêu?", "dời landing page sang thứ 6"):
        shows(busy.bot.command(CHI, "/ae", text), "Đã nhận góp ý", text.strip("?"))
    shows(busy.bot.command(CHI, "/ae", "asdf"), "chỉ dành cho người trong agency")


def test_a_client_reads_no_word_of_the_house_beside_work_that_has_not_begun(busy: Office) -> None:
    shows(busy.bot.command(HUONG, "/ae", "status moc an"), "Landing page", "đã brief")
    answer = busy.bot.command(CHI, "/ae", "status moc an")
    shows(answer, "Landing page", "đã lên lịch")
    assert "brief" not in answer.words


@pytest.mark.parametrize(
    "said",
    [
        "chị Chi hỏi tới đâu rồi, soạn giúp câu trả lời", "chi Chi hoi toi dau roi, soan giup cau tra loi",
        "Mộc An tới đâu rồi? soạn giúp em câu trả lời cho khách", "where is the landing page? draft a reply",
        "KV tới đâu rồi, viết giúp em câu trả lời",
    ],
)  # fmt: skip
def test_who_is_to_answer_a_client_gets_what_that_client_may_read_and_no_draft(
    busy: Office, said: str
) -> None:
    answer = busy.bot.command(HUONG, "/ae", said, channel="D1")
    shows(answer, "chưa soạn được câu trả lời", "Mộc An Tết 2027", "Landing page", "đã lên lịch")
    assert not [word for word in (f"<@{LAN}>", "trễ", "brief", "Phạm") if word in answer.words]


@pytest.mark.on_both
def test_what_was_done_last_week_is_told_with_ones_own_and_with_what_one_leads(busy: Office) -> None:
    for title in ("Concept", "Landing page"):
        busy.bot.action(
            HUONG, "ask.do", json.dumps({"do": "done", "id": _work(busy, title).id}), channel="D1"
        )
    busy.bot.command(LAN, "/ae", "todo gọi khách")
    busy.bot.action(LAN, "todo.done", str(busy.rows(Todo)[0].id), channel="D1")
    busy.bot.clock.forward(days=7)
    for said in ("tuần trước em làm được gì?", "tuần rồi mình hoàn thành việc gì", "tổng kết tuần trước"):
        answer = busy.bot.command(LAN, "/ae", said, channel="D1")
        shows(answer, "Đã xong từ Th 2, 23/11 đến CN, 29/11", "Concept", "Landing page", "1 việc riêng")
        assert "KV chính" not in answer.words
    shows(busy.bot.command(MINH, "/ae", "tuần trước Lan làm được gì", channel="D1"), "Concept", f"<@{LAN}>")
    shows(busy.bot.command(MINH, "/ae", "tuần trước em xong được gì", channel="D1"), "Không có việc nào")
    with busy.world.database.write() as session:
        busy.huong.begin(session, "test", busy.bot.clock.now())
        session.get_one(Project, busy.project).ae_id = busy.huong.member_id
    shows(busy.bot.command(HUONG, "/ae", "what did we get done last week?", channel="D1"), "phụ trách (2)")


def test_a_mention_and_a_direct_message_are_read_alike(busy: Office) -> None:
    event = {"type": "message", "channel_type": "im", "channel": "D1", "ts": "1.1", "text": "việc gì trễ?"}
    busy.bot.event(HUONG, event)
    assert "Concept" in json.dumps(busy.slack.wait("chat.postMessage"), ensure_ascii=False)
    event = {"type": "app_mention", "channel": "C02MOCAN", "ts": "1.2", "text": "<@U0LIAISON> việc gì trễ?"}
    busy.bot.event(HUONG, event)
    assert "Concept" in json.dumps(busy.slack.wait("chat.postEphemeral"), ensure_ascii=False)


@pytest.mark.on_both
def test_every_example_of_the_help_is_understood_in_both_languages(busy: Office) -> None:
    busy.bot.meet("U11KHOA", "Lê Đăng Khoa")
    catalogs = busy.bot.liaison.services.catalogs
    for language in LANGUAGES:
        t = catalogs.translator(language)
        for intent in ask_views.EXAMPLES:
            answer = busy.bot.command(HUONG, "/ae", ask_views.example(t, intent), channel="D1")
            assert "Chưa hiểu" not in answer.words, (language, intent)


def _work(office: Office, title: str) -> Deliverable:
    row: Deliverable = next(row for row in office.rows(Deliverable) if row.title == title)
    return row
