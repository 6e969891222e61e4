"""What happened, told in one's own words: one press makes it so, and nothing is changed before."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desk.feedback import feedback
from desk.feedback.lines import Line
from storage.database.history import ChangeRow
from storage.day.todo import Todo
from storage.feedback.feedback import FeedbackItem, FeedbackKind
from storage.people.member import Member, Role
from storage.work.deliverable import Deliverable, Status
from tests.handlers.conftest import CHI, HUONG, LAN, MINH, Office, shows
from tests.handlers.day.test_ask import PROJECT, TODAY, busy, buttons, changes, does
from tests.support.app import Answer

__all__ = ["busy"]
OFFERED = [
    ("khách duyệt concept rồi", ["Khách đã duyệt: Concept"]),
    ("khach duyet concept roi", ["Khách đã duyệt: Concept"]),
    ("client approved the concept", ["Khách đã duyệt: Concept"]),
    ("chị Chi duyệt KV rồi", ["Khách đã duyệt: KV chính"]),
    ("chi Chi duyet KV r", ["Khách đã duyệt: KV chính"]),
    ("KV được khách duyệt rồi nha", ["Khách đã duyệt: KV chính"]),
    ("gửi khách KV rồi", ["Đã gửi, chờ khách duyệt: KV chính"]),
    ("gui khach KV roi nhe", ["Đã gửi, chờ khách duyệt: KV chính"]),
    ("sent the KV to the client", ["Đã gửi, chờ khách duyệt: KV chính"]),
    ("khách gửi logo rồi", ["Khách đã gửi, làm tiếp: TVC 15s"]),
    ("khach gui logo roi, Lan lam TVC di nhe", ["Khách đã gửi, làm tiếp: TVC 15s"]),
    ("logo mới về rồi", ["Khách đã gửi, làm tiếp: TVC 15s"]),
    ("the client sent the logo", ["Khách đã gửi, làm tiếp: TVC 15s"]),
    ("khách gửi logo rồi, Lan làm concept đi nhé", ["Đang làm: Concept"]),
    ("khách gửi logo rồi, Minh làm concept đi nhé",
     ["Đang làm: Concept", "Giao Concept cho Trần Quang Minh"]),
    ("concept đang làm", ["Đang làm: Concept"]),
    ("landing page dang lam", ["Đang làm: Landing page"]),
    ("bắt đầu làm concept rồi", ["Đang làm: Concept"]),
    ("landing page in progress", ["Đang làm: Landing page"]),
    ("huỷ concept", ["Huỷ: Concept"]),
    ("cancel the landing page", ["Huỷ: Landing page"]),
    ("huỷ #1", ["Huỷ: Concept"]),
    ("huy #1 #3 cua Moc An Tet, nham khach", ["Huỷ: #1, #3 · Mộc An Tết 2027"]),
    ("#1 #3 xong rồi", ["Xong: #1, #3 · Mộc An Tết 2027"]),
    ("dời #3 sang thứ 6", ["Dời Landing page sang Th 6, 27/11"]),
    ("mai tui xin nghi buoi sang nhe", ["Nghỉ sáng Th 3, 24/11"]),
    ("KV chờ concept duyệt xong", ["KV chính chờ Concept xong"]),
    ("KV cho concept duyet xong", ["KV chính chờ Concept xong"]),
    ("nộp KV cho khách rồi", ["Đã gửi, chờ khách duyệt: KV chính"]),
    ("em xong KV rồi nhưng chờ chị duyệt", ["Nhờ duyệt nội bộ: KV chính"]),
    ("bỏ concept đi, khách không cần nữa", ["Huỷ: Concept"]),
    ("KV kẹt tới thứ 6 mới xong", ["Dời KV chính sang Th 6, 27/11"]),
    ("gấp: khách cần KV trước thứ 5", ["Dời KV chính sang Th 5, 26/11"]),
    ("KV bị trả về, Lan sửa lại vòng 2", ["Khách trả về, cần sửa: KV chính"]),
    ("the KV was sent back", ["Khách trả về, cần sửa: KV chính"]),
    ("KV xong 3/5 rồi", []),
    ("khach chua duyet KV", []), ("nếu khách duyệt KV rồi thì báo em", []),
    ("khách gửi logo chưa?", []), ("khách chưa gửi logo", []), ("đừng huỷ concept", []),
    ("khách duyệt ngân sách KV rồi", []), ("huỷ lịch họp concept", []), ("Huy lam concept roi", []),
    ("concept chưa làm", []),
]  # fmt: skip


UNNAMED = [
    ("logo mới chờ concept xong", "logo mới chờ Concept xong", ["Thêm: logo mới"]),
    ("logo moi cho concept xong", "logo moi chờ Concept xong", ["Thêm: logo moi"]),
    ("the new logo is waiting for the concept", "new logo chờ Concept xong", ["Thêm: new logo"]),
    ("concept chờ artwork duyệt xong", "Concept chờ artwork xong", ["Thêm: artwork"]),
    ("bản demo chờ bộ nhận diện xong", "bản demo chờ bộ nhận diện xong",
     ["Thêm: bản demo", "Thêm: bộ nhận diện"]),
    ("lannding pagee chờ concept xong", "lannding pagee chờ Concept xong",
     ["Landing page chờ Concept xong", "Thêm: lannding pagee"]),
]  # fmt: skip


@pytest.mark.parametrize(("said", "understood", "offered"), UNNAMED, ids=[said for said, _, _ in UNNAMED])
def test_work_that_waits_and_that_nobody_wrote_down_may_be_added_or_chosen(
    busy: Office, said: str, understood: str, offered: list[str]
) -> None:
    answer = busy.bot.command(HUONG, "/ae", said, channel="D1")
    shows(answer, understood)
    assert [one["text"]["text"] for one in buttons(answer)] == offered


@pytest.mark.parametrize(("said", "offered"), OFFERED, ids=[said for said, _ in OFFERED])
def test_what_happened_gets_a_button_that_makes_it_so(busy: Office, said: str, offered: list[str]) -> None:
    before = changes(busy)
    assert does(busy.bot.command(HUONG, "/ae", said, channel="D1")) == offered
    assert changes(busy) == before


@pytest.mark.parametrize("said", ["gửi khách concept rồi", "đã gửi concept cho chị Chi"])
def test_work_that_its_maker_finished_is_still_sent_to_the_client(busy: Office, said: str) -> None:
    _press(busy, busy.bot.command(LAN, "/ae", "concept xong rồi", channel="D1"), who=LAN)
    assert _statuses(busy)["Concept"] is Status.DELIVERED
    answer = busy.bot.command(HUONG, "/ae", said, channel="D1")
    assert does(answer) == ["Đã gửi, chờ khách duyệt: Concept"]
    _press(busy, answer)
    assert _statuses(busy)["Concept"] is Status.WITH_CLIENT


def test_finished_work_is_offered_beside_open_work_that_is_called_alike(busy: Office) -> None:
    busy.world.deliverable(busy.lan, TODAY, project=PROJECT, title="Concept Valentine", status=Status.BRIEFED)
    _press(busy, busy.bot.command(LAN, "/ae", "concept xong rồi", channel="D1"), who=LAN)
    offered = does(busy.bot.command(HUONG, "/ae", "chị Chi duyệt concept rồi", channel="D1"))
    assert sorted(offered) == ["Khách đã duyệt: Concept", "Khách đã duyệt: Concept Valentine"]


def test_what_the_client_approved_counts_as_done_and_asks_nobody_any_more(busy: Office) -> None:
    busy.bot.command(HUONG, "/ae", f"remind <@{LAN}> gửi concept trước 17h")
    with busy.world.database.write() as session:
        busy.huong.begin(session, "test", busy.bot.clock.now())
        (task,) = session.scalars(select(Todo))
        task.deliverable_id = next(row.id for row in busy.rows(Deliverable) if row.title == "Concept")
    shows(busy.bot.command(LAN, "/ae", "mine"), "gửi concept")
    _press(busy, busy.bot.command(LAN, "/ae", "concept xong rồi", channel="D1"), who=LAN)
    shows(busy.bot.command(HUONG, "/status", PROJECT), "1/4 hạng mục đã xong")
    _press(busy, busy.bot.command(HUONG, "/ae", "khách duyệt concept rồi", channel="D1"))
    shows(busy.bot.command(HUONG, "/status", PROJECT), "1/4 hạng mục đã xong")
    assert "gửi concept" not in busy.bot.command(LAN, "/ae", "mine").words


@pytest.mark.parametrize(
    "said", ["gọi nhà in rồi, xong cái đó", "xong việc gọi nhà in", "goi nha in roi nha"]
)
def test_a_to_do_that_is_done_in_words_is_closed_by_a_press(busy: Office, said: str) -> None:
    busy.bot.command(HUONG, "/ae", "todo gọi nhà in")
    (press,) = buttons(busy.bot.command(HUONG, "/ae", said, channel="D1"))
    assert press["text"]["text"] == "Xong: gọi nhà in"
    busy.bot.action(HUONG, press["action_id"], press["value"], channel="D1")
    assert [one.done_at is not None for one in busy.rows(Todo)] == [True]


def _press(office: Office, answer: Answer, number: int = 0, who: str = HUONG) -> Any:
    one = [one for one in buttons(answer) if one["action_id"] == "ask.do"][number]
    hook = {"channel": "D1", "response_url": office.slack.hook}
    office.bot.action(who, one["action_id"], one["value"], **hook)
    return office.slack.wait("hook")


def _statuses(office: Office) -> dict[str, Status]:
    return {row.title: row.status for row in office.rows(Deliverable)}


@pytest.mark.on_both
def test_several_numbers_are_cancelled_by_one_press_as_one_change_and_come_back_together(
    busy: Office,
) -> None:
    before = changes(busy)
    said = _press(busy, busy.bot.command(HUONG, "/ae", "huỷ #1 #3 của Mộc An Tết", channel="D1"))
    assert changes(busy) == before + 1
    there = _statuses(busy)
    assert (there["Concept"], there["Landing page"]) == (Status.CANCELLED, Status.CANCELLED)
    assert there["KV chính"] is Status.IN_PROGRESS
    back = next(one for row in said["blocks"] if row["type"] == "actions" for one in row["elements"])
    busy.bot.action(HUONG, back["action_id"], back["value"], channel="D1")
    there = _statuses(busy)
    assert (there["Concept"], there["Landing page"]) == (Status.BRIEFED, Status.BRIEFED)


def test_no_more_is_changed_by_one_press_than_is_shown_above_it(busy: Office) -> None:
    lines = "\n".join(f"Bài {number} @lan 20/12" for number in range(24))
    busy.bot.command(HUONG, "/ae", f"add Mộc An Tết 2027: {lines}")
    numbers = " ".join(f"#{row.number}" for row in busy.rows(Deliverable) if row.title.startswith("Bài"))
    answer = busy.bot.command(HUONG, "/ae", f"huỷ {numbers} của Mộc An Tết", channel="D1")
    pressed = [json.loads(one["value"]) for one in buttons(answer) if one["action_id"] == "ask.do"]
    assert [1 + len(one.get("more", [])) for one in pressed] == [10, 10, 4]


APART = {
    "#1 xong rồi, #3 chưa xong": {"Concept", "Landing page"},
    "huỷ #1, giữ #3": {"Concept", "Landing page"},
    "cancel #1 but keep #3": {"Concept", "Landing page"},
}


@pytest.mark.parametrize("said", APART)
def test_numbers_that_have_words_of_their_own_are_not_changed_by_one_press(busy: Office, said: str) -> None:
    """One press marked as done what had just been called not done."""
    answer = busy.bot.command(HUONG, "/ae", f"{said} của Mộc An Tết", channel="D1")
    for one in buttons(answer):
        if one["action_id"] == "ask.do":
            assert json.loads(one["value"]).get("more") in (None, [])


def test_a_number_in_a_title_names_the_title(busy: Office) -> None:
    number = 3
    with busy.world.database.write() as session:
        busy.huong.begin(session, "test", busy.bot.clock.now())
        row = session.scalars(select(Deliverable).where(Deliverable.title == "Concept")).one()
        row.title = f"Post #{number}"
        assert row.number != number
    answer = busy.bot.command(HUONG, "/ae", f"post #{number} xong rồi", channel="D1")
    assert does(answer) == [f"Xong: Post #{number}"]


def test_what_the_client_has_approved_already_is_done_and_what_is_so_is_not_offered(busy: Office) -> None:
    _press(busy, busy.bot.command(HUONG, "/ae", "khách duyệt concept rồi", channel="D1"))
    assert _statuses(busy)["Concept"] is Status.APPROVED
    answer = busy.bot.command(HUONG, "/ae", "khách duyệt concept rồi", channel="D1")
    assert does(answer) == ["Xong: Concept"]
    shows(busy.bot.command(HUONG, "/ae", "KV đang làm", channel="D1"), "Đã đúng như vậy rồi")


def test_who_may_not_change_work_changes_nothing_by_these_buttons_either(busy: Office) -> None:
    work = next(row for row in busy.rows(Deliverable) if row.title == "Landing page")
    before = changes(busy)
    for what in ("cancel", "approved", "sent", "begun", "back"):
        value = json.dumps({"do": what, "id": work.id, "more": [1, 2]})
        for who in (CHI, MINH):
            busy.bot.action(who, "ask.do", value, channel="D1")
    for value in ('{"do": "cancel", "id": 1, "more": "x"}', '{"do": "point", "id": "x"}'):
        busy.bot.action(CHI, "ask.do", value, channel="D1")
    assert changes(busy) == before
    statuses = _statuses(busy)
    for text in ("dự án nào đang đỏ?", "huỷ concept", "khách duyệt KV rồi", "vì sao Mộc An Tết đỏ?"):
        answer = busy.bot.command(CHI, "/ae", text)
        assert does(answer) == []
        assert "Landing page" not in answer.words
    assert _statuses(busy) == statuses


def test_no_work_with_the_client_is_said_when_something_came(busy: Office) -> None:
    _press(busy, busy.bot.command(HUONG, "/ae", "khách gửi logo rồi", channel="D1"))
    assert _statuses(busy)["TVC 15s"] is Status.IN_PROGRESS
    shows(
        busy.bot.command(HUONG, "/ae", "khách gửi logo rồi", channel="D1"), "Không có việc nào đang chờ khách"
    )


@pytest.mark.parametrize("said", ["hoãn nhắc KV chính đến chiều mai", "hoan nhac KV chinh den chieu mai",
                                  "snooze the reminder for the KV until tomorrow"])  # fmt: skip
def test_a_reminder_that_is_put_off_opens_its_form_with_the_day(busy: Office, said: str) -> None:
    answer = busy.bot.command(HUONG, "/ae", said, channel="D1")
    (press,) = buttons(answer)
    assert press["text"]["text"] == "Hoãn nhắc KV chính đến Th 3, 24/11"
    shows(answer, "Việc vẫn chạy")
    busy.bot.action(HUONG, press["action_id"], press["value"], channel="D1")
    form = busy.opened()
    assert json.loads(form["private_metadata"])["what"] == "snooze"
    assert (TODAY + timedelta(days=1)).isoformat() in json.dumps(form)


@pytest.mark.parametrize(
    "said", ["nhắc t gọi chị Chi ngày mai 10h", "khach hen gap ngay mai 10h sang, nhac t goi chi Chi",
             "khách hẹn gặp ngày mai 10h sáng, nhắc mình gọi chị Chi",
             "remind me to call chị Chi tomorrow 10am"]
)  # fmt: skip
def test_who_asks_to_be_reminded_is_and_no_client(busy: Office, said: str) -> None:
    answer = busy.bot.command(HUONG, "/ae", said, channel="D1")
    assert "<@U06CHI>" not in json.dumps([one["text"] for one in buttons(answer)])
    for one in [one for one in buttons(answer) if one["action_id"] != "undo.press"][:1]:
        if not busy.rows(Todo):
            assert one["text"]["text"].startswith("Nhắc tôi: ")
            busy.bot.action(HUONG, one["action_id"], one["value"], channel="D1")
    (row,) = busy.rows(Todo)
    people = {one.id: one.user for one in busy.rows(Member)}
    assert (people[row.owner_id], row.due_on, row.due_minute) == (HUONG, date(2026, 11, 24), 600)
    assert "Chi" in row.text


def test_a_favour_is_asked_of_a_colleague_at_its_hour_and_gives_nothing_away(busy: Office) -> None:
    said = "Nho Lan gui KV truoc 4h chieu nay de gui khach"
    answer = busy.bot.command(HUONG, "/ae", said, channel="D1")
    (one,) = buttons(answer)
    assert one["text"]["text"].startswith("Nhắc: Phạm Ngọc Lan: gui KV")
    busy.bot.action(HUONG, one["action_id"], one["value"], channel="D1")
    (row,) = busy.rows(Todo)
    people = {one.id: one.user for one in busy.rows(Member)}
    assert (people[row.owner_id], row.due_on, row.due_minute) == (LAN, TODAY, 16 * 60)


@pytest.mark.parametrize(
    "said", ["t khong nhan Landing page dau, t la media ma", "mình không làm kịp landing page, quá tải rồi",
             "I can't finish the landing page"]
)  # fmt: skip
def test_who_cannot_do_it_may_tell_the_account_person_hand_it_over_or_move_it(
    busy: Office, said: str
) -> None:
    answer = busy.bot.command(LAN, "/ae", said, channel="D1")
    labels = [one["text"]["text"] for one in buttons(answer)]
    assert labels == [
        "Báo Nguyễn Thu Hương: Landing page",
        "Đổi người: Landing page",
        "Dời ngày: Landing page",
    ]
    assert busy.rows(Todo) == []
    tell = buttons(answer)[0]
    busy.bot.action(LAN, tell["action_id"], tell["value"], channel="D1")
    busy.bot.action(LAN, tell["action_id"], tell["value"], channel="D1")
    busy.bot.deliver()
    posts = [call for name, call in busy.slack.calls if name == "chat.postMessage"]
    (one,) = [post for post in posts if said[:20] in str(post)]
    assert f"<@{LAN}> nói về" in str(one)
    assert busy.rows(Todo) == [], "a button that tells sets no reminder"


def test_work_that_was_handed_over_may_be_handed_back_by_who_refuses_it(busy: Office) -> None:
    (give,) = buttons(busy.bot.command(HUONG, "/ae", "giao landing page cho Minh", channel="D1"))
    busy.bot.action(HUONG, give["action_id"], give["value"], channel="D1")
    answer = busy.bot.command(MINH, "/ae", "em không nhận landing page đâu", channel="D1")
    assert does(answer) == ["Báo Nguyễn Thu Hương: Landing page", "Giao Landing page cho Phạm Ngọc Lan"]


def test_work_is_given_and_the_leave_that_is_said_besides_is_offered_of_the_right_person(
    busy: Office,
) -> None:
    busy.bot.meet("U12VY", "Đỗ Hà Vy")
    busy.role(MINH, Role.AM)
    said = "chuyen Landing page cua Moc An qua cho Minh, Vy nghi tuan sau"
    given = "Giao Landing page cho Trần Quang Minh"
    assert does(busy.bot.command(HUONG, "/ae", said, channel="D1")) == [given]  # who may not record it
    busy.role(HUONG, Role.AM)
    answer = busy.bot.command(HUONG, "/ae", said, channel="D1")
    assert does(answer) == [given, "Đỗ Hà Vy nghỉ Th 2, 30/11 đến hết Th 6, 04/12"]


@pytest.mark.on_both
@pytest.mark.parametrize(
    "said", ["đã phóng logo lên 20% rồi", "da phong logo len 20% roi", "phóng logo xong rồi nhé"]
)
def test_a_point_of_feedback_that_is_done_in_words_is_closed_by_a_press(busy: Office, said: str) -> None:
    with busy.world.database.write() as session:
        lines = (
            Line(FeedbackKind.MUST, "Phóng logo lên 20%", LAN),
            Line(FeedbackKind.MUST, "Đổi nền sang trắng", LAN),
        )
        feedback.capture(
            session, busy.huong, feedback.Capture(busy.project, "…", lines), busy.bot.clock.now()
        )
    answer = busy.bot.command(LAN, "/ae", said, channel="D1")
    assert does(answer) == ["Xong: Phóng logo lên 20%"]
    assert does(busy.bot.command(MINH, "/ae", said, channel="D1")) == []
    _press(busy, answer, who=LAN)
    assert [row.done_at is not None for row in busy.rows(FeedbackItem)] == [True, False]
    assert busy.rows(ChangeRow)[-1].verb == "feedback.done"


COLOURS = [
    "dự án nào đang đỏ?",
    "du an nao dang do va vi sao?",
    "which projects are red?",
    "dự án nào cháy?",
    "list the projects that are red",
]
OF_ONE = [
    "vì sao Mộc An Tết đỏ?",
    "sao Moc An Tet do?",
    "sao Mộc An Tết 2027 đỏ vậy",
    "why is Mộc An Tết 2027 red?",
    "vi sao Moc An Tet 2027 do",
    "tại sao Mộc An Tết đỏ",
]


def test_colours_are_told_worst_first_with_why(busy: Office) -> None:
    busy.world.project(busy.huong, "Mây Hồng", "may-hong", channel=None)
    busy.world.projects["moc-an-tet-2027"] = busy.project
    busy.world.deliverable(busy.lan, date(2026, 11, 12), project="moc-an-tet-2027", title="Booking")
    for said in COLOURS:
        answer = busy.bot.command(HUONG, "/ae", said, channel="D1")
        shows(answer, "🔴 Đỏ: 1 dự án", "🔴 Đỏ · *Mộc An Tết 2027*", "trễ 7 ngày làm việc", "Mây Hồng")
    for said in OF_ONE:
        answer = busy.bot.command(LAN, "/ae", said, channel="D1")
        shows(answer, "🔴 Đỏ · *Mộc An Tết 2027*", "trễ 7 ngày làm việc")
        assert buttons(answer)[0]["text"]["text"] == "Xem việc trễ", said
    busy.english(HUONG)
    shows(busy.bot.command(HUONG, "/ae", COLOURS[0]), "🔴 Red: 1.", "working days late: 7")
    shows(busy.bot.command(HUONG, "/ae", "dự án nào đang xanh?"), "🟢 Green: no project")
