"""To-dos, leave, deadlines, moves and snoozes, in one's own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desk.text.doors import deadline, leave, move, snooze, todo
from desk.text.doors.leave import Off
from desk.text.doors.moment import Moment
from desk.text.spans import Answer, Why
from tests.desk.text.world import CONTEXT


def point(at: Answer[Moment]) -> str:
    """A moment as the tables below write it, or why it is asked."""
    if at.value is None:
        return f"? {at.why}" if at.why else "-"
    return told(at.value)


def told(moment: Moment) -> str:
    """A moment: day, hour or part of the day."""
    minute = moment.minute
    clock = moment.part if minute is None else f"{minute // 60:02}:{minute % 60:02}"
    return " ".join(part for part in (moment.day.isoformat(), clock) if part)


TODOS = {
    "đọc lại điều thứ 4 của hợp đồng": ("đọc lại điều thứ 4 của hợp đồng", "-"),
    "họp lần thứ 3 với khách thứ 4": ("họp lần thứ 3 với khách", "2026-11-25"),
    "gọi nhà in thứ 3, thứ 5": ("gọi nhà in thứ 3, thứ 5", "? which"),
    "review deck Wed and Fri": ("review deck Wed and Fri", "? which"),
    "check slide 3, 10am": ("check slide 3", "2026-11-23 10:00"),
    "book a Monday slot with James": ("book a Monday slot with James", "-"),
    "gọi chị Chi 3h chiều nay": ("gọi chị Chi", "2026-11-23 15:00"),
    "viết contact report trước 10h mai": ("viết contact report", "2026-11-24 10:00"),
    "T5 17h chốt sổ chi phí": ("chốt sổ chi phí", "2026-11-26 17:00"),
    "thứ tư này đi coi in thử lúc 7h30 sáng": ("đi coi in thử", "2026-11-25 07:30"),
    "meet Duc's team Dec 3rd at half past two": ("meet Duc's team", "2026-12-03 14:30"),
    "hôm nay: gửi link cho Đức": ("gửi link cho Đức", "2026-11-23"),
    "đối chiếu công nợ cuối tháng": ("đối chiếu công nợ", "2026-11-30"),
    "Xem lại banner khuyến mãi": ("Xem lại banner khuyến mãi", "-"),
    "gửi sếp 3 phương án": ("gửi sếp 3 phương án", "-"),
    "đặt 2 máy quay": ("đặt 2 máy quay", "-"),
    "gọi chị Mai": ("gọi chị Mai", "-"),
    "buy 2 tickets for the 9pm show": ("buy 2 tickets for the 9pm show", "-"),
    "Ask Ada for the Monday Mile case": ("Ask Ada for the Monday Mile case", "-"),
    "tuần sau hỏi thăm chị Linh": ("hỏi thăm chị Linh", "? which"),
    "check mail lúc 8h": ("check mail", "? past"),
    "share Grab Friday promo with James": ("share Grab Friday promo with James", "-"),
    "ask w/ Mai at 3pm": ("ask w/ Mai", "2026-11-23 15:00"),
    "tối nay coi đá banh lúc 2h sáng": ("coi đá banh lúc 2h sáng", "? which"),
}  # fmt: skip


@pytest.mark.parametrize("text", TODOS)
def test_a_todo_is_understood(text: str) -> None:
    read = todo.find(text, CONTEXT)
    assert (read.title, point(read.at)) == TODOS[text]


@pytest.mark.parametrize(
    ("text", "title", "who", "at"),
    [
        ("nhắc Lan gửi file KV trước 5h", "gửi file KV", ("U10LAN",), "2026-11-23 17:00"),
        ("nhắc tôi gọi chị Linh 3h chiều nay", "gọi chị Linh", (), "2026-11-23 15:00"),
        ("nhắc Lan với Tũn chốt copy trước thứ 5", "chốt copy", ("U10LAN", "U13TUAN"), "2026-11-26"),
        ("remind Lan to send the file before lunch", "send the file", ("U10LAN",), "2026-11-23 12:00"),
        ("remind me to call mum tonight", "call mum", (), "2026-11-23 evening"),
    ],
)
def test_a_reminder_reaches_whom_it_names(text: str, title: str, who: tuple[str, ...], at: str) -> None:
    read = todo.find(text, CONTEXT)
    assert (read.remind, read.title, read.who, point(read.at)) == (True, title, who, at)


@pytest.mark.parametrize(
    ("text", "why"), [("nhắc Hùng gửi giá", Why.PERSON), ("nhắc chị Chi duyệt KV", Why.OUTSIDE)]
)
def test_whom_a_reminder_may_not_reach_is_asked(text: str, why: Why) -> None:
    assert todo.find(text, CONTEXT).who_asked.why is why


def test_an_hour_that_is_gone_is_offered_tonight_and_tomorrow() -> None:
    at = todo.find("check mail lúc 8h", CONTEXT).at
    assert [told(one) for one in at.readings] == ["2026-11-23 20:00", "2026-11-24 08:00"]


LEAVES = {
    "off 2 ngày 7 8/12": "2026-12-07/2026-12-08", "Mar 1 – May 2 unpaid leave": "2027-03-01/2027-05-02",
    "nghỉ 4/12, chiều 5/12 lên lại": "2026-12-04/2026-12-04", "nghỉ thứ 4, sáng": "2026-11-25/2026-11-25 am",
    "tuần sau": "2026-11-30/2026-12-04", "thứ 2 tuần sau đến thứ 4 tuần sau": "2026-11-30/2026-12-02",
    "đến 31/12": "2026-11-23/2026-12-31", "24-26/12": "2026-12-24/2026-12-26",
    "3 ngày": "2026-11-23/2026-11-26",
    "5 ngày làm việc bắt đầu từ 7/12": "2026-12-07/2026-12-11", "1 tháng": "2026-11-23/2026-12-22",
    "paternity leave 2 weeks from 4 Jan": "2027-01-04/2027-01-15",
    "20/11 - 25/11": "2026-11-20/2026-11-25",
    "nghỉ cưới 8, 9, 10/12": "2026-12-08/2026-12-10",
    "nghỉ bù thứ 3, thứ 4 tuần tới vì quay đêm": "2026-12-01/2026-12-02",
    "out 12/24-12/28": "2026-12-24/2026-12-28",
    "sáng thứ 5 đi khám, chiều lên lại": "2026-11-26/2026-11-26 am",
    "off tu trua nay": "2026-11-23/2026-11-23 pm",
    "WFH tuần này, but fully off Friday 27/11": "2026-11-27/2026-11-27", "nghỉ tới thứ 4, thứ 5 đi làm lại":
    "2026-11-23/2026-11-25", "đám cưới chị Mai ở Nam Định, nghỉ 4/12": "2026-12-04/2026-12-04",
}  # fmt: skip


@pytest.mark.parametrize("text", LEAVES)
def test_leave_is_understood(text: str) -> None:
    off = leave.find(text, CONTEXT).off.value
    assert off is not None
    assert f"{off.first}/{off.last} {off.half}".strip() == LEAVES[text]


@pytest.mark.parametrize(
    "text",
    ["cuối tuần này", "1/2 ngày", "half day Friday", "từ 7/12", "tháng 12", "Mon 14:00-16:00", "vài ngày",
     "tuần sau em đi công tác, vẫn online", "thứ 6 tới", "working from home Friday", "nghỉ",
     "Friday I am at a client's, not off", "mốt em vô trễ",
     "WFH thứ 5, off sáng", "qua noel em nghỉ", "mai em đi khám, chiều vào"],
)  # fmt: skip
def test_leave_that_may_be_several_days_is_asked(text: str) -> None:
    off = leave.find(text, CONTEXT).off
    assert off.value is None
    assert off.asked


@pytest.mark.parametrize(
    ("text", "cover"),
    [
        ("24/12 - 31/12 @lan", "U10LAN"),
        ("từ thứ 4 đến thứ 6 này, nhờ @khoa", "U11KHOA"),
        ("nghỉ thứ 5, có gì hỏi anh Khoa", "U11KHOA"),
        ("vacation Dec 24 to Jan 3, Ada covers", "U19ADA"),
        ("nghỉ 4/12 đám cưới chị Mai", None),
    ],
)
def test_who_stands_in_is_named(text: str, cover: str | None) -> None:
    assert leave.find(text, CONTEXT).cover.value == cover


@pytest.mark.parametrize("text", ["xong", "đi làm lại", "back", "huỷ"])
def test_leave_can_be_over(text: str) -> None:
    assert leave.find(text, CONTEXT).over


def test_two_who_may_stand_in_are_asked_about() -> None:
    assert leave.find("PTO next week, handover to Khoa and Vy", CONTEXT).cover.why is Why.PERSON
    assert leave.find("3 ngày @hung", CONTEXT).cover.why is Why.PERSON


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("tu mai den het tuan @khoa thay vy", ("U11KHOA", "U12VY")),
        ("từ mai đến hết tuần, Khoa làm thay cho Vy", ("U11KHOA", "U12VY")),
        ("next week, Khoa covers for Vy", ("U11KHOA", "U12VY")),
        ("3 ngày, gặp Khoa hỏi Vy", None), ("3 ngày, Khoa thay em", None), ("nghỉ mai, Vy làm thay", None),
    ],
)  # fmt: skip
def test_one_who_stands_in_for_another_is_seen(text: str, instead: tuple[str, str] | None) -> None:
    assert leave.find(text, CONTEXT).instead == instead


def test_leave_from_a_day_on_may_last_a_day_or_the_week() -> None:
    off = leave.find("nghỉ từ thứ 4", CONTEXT).off
    assert [(one.first.day, one.last.day) for one in off.readings] == [(25, 25), (25, 27)]


def test_half_days_are_offered() -> None:
    off = leave.find("half day Friday", CONTEXT).off
    friday = date(2026, 11, 27)
    assert off.readings == (Off(friday, friday, "am"), Off(friday, friday, "pm"))


DEADLINES = {
    "tháng 2 năm sau, ngày 15": "2027-02-15",
    "lên kệ 30/12, còn artwork phải có 12/12": "2026-12-12",
    "Final 12/12, sẽ báo nếu đổi": "2026-12-12",
    "Deadline 12/12. Chị sẽ báo giá in thứ 4": "2026-12-12",
    "Draft 1/12, final 15/12": "2026-12-15",
    "Campaign 1/1/2027 – 28/2/2027, nhận bài trước 15/12/2026": "2026-12-15",
    "Chương trình khuyến mãi chạy cả tháng 12, artwork cần có 27/11": "2026-11-27",
    "We go live on January 15, so we need everything by Jan 8": "2027-01-08",
    "Originally due 20 Nov, new date is 2 Dec": "2026-12-02",
    "yesterday would have been great :) but Wednesday is fine": "2026-11-25",
    "tuan sau thu 4 c can file, tre nhat 3h chieu": "2026-12-02 15:00",
    "The film is 1:30 long and airs at 9pm; master due 18/12": "2026-12-18",
    "urgent nha, need it asap hôm nay luôn": "2026-11-23",
    "Bên anh cần file in thứ Bảy 19/12/2026, sáng đó vô khuôn": "2026-12-19",
    "Master by Sunday 28 February 2027": "2027-02-28",
}  # fmt: skip


@pytest.mark.parametrize("text", DEADLINES)
def test_the_deadline_is_told_from_other_days(text: str) -> None:
    read = deadline.find(text, CONTEXT)
    assert read.day.value is not None
    assert point(Answer(Moment(read.day.value, read.hour.value))) == DEADLINES[text]


@pytest.mark.parametrize(
    ("text", "why", "days"),
    [
        ("November 1-14, 2027", Why.WHICH, ["2027-11-01", "2027-11-14"]),
        ("sau 8/12", Why.WHICH, ["2026-12-08", "2026-12-09"]),
        ("Cần 10/12 nhưng chưa chắc, để chị hỏi lại", Why.WHICH, ["2026-12-10"]),
        ("due 18/12, tentative", Why.WHICH, ["2026-12-18"]),
        ("file for the 18/12 board meeting at 9am", Why.WHICH, ["2026-12-18"]),
        ("plates 16 Dec, they take 3 working days", Why.WHICH, ["2026-12-16"]),
        ("first draft Monday, final the Friday after", Why.WHICH, ["2026-11-27"]),
        ("khai trương 20/12, treo trước đó 2 ngày", Why.WHICH, ["2026-12-18"]),
        ("trong tháng 12", Why.WHICH, ["2026-12-01", "2026-12-31"]),
        ("15/04/2027, ngay trước Giỗ Tổ", Why.WHICH, ["2027-04-16", "2027-04-15"]),
        ("càng sớm càng tốt", Why.URGENT, []),
        ("Chờ chị Mai báo", Why.MISSING, []),
        ("trong vòng 2 tuần kể từ ngày ký", Why.MISSING, []),
        ("hôm qua", Why.PAST, ["2026-11-22"]),
    ],
)
def test_a_deadline_that_is_not_clear_is_asked(text: str, why: Why, days: list[str]) -> None:
    read = deadline.find(text, CONTEXT)
    assert (read.day.why, [day.isoformat() for day in read.day.readings]) == (why, days)


@pytest.mark.parametrize(
    "text",
    [
        "chưa chốt",
        "khách chưa nói",
        "TBD",
        "no hard deadline yet",
        "chị báo sau",
        "bên chị sẽ báo lại vào thứ 4",
        "We will confirm the date next Monday",
    ],
)
def test_a_deadline_may_be_open(text: str) -> None:
    read = deadline.find(text, CONTEXT)
    assert (read.open, read.day.value, read.day.asked) == (True, None, False)


MOVES = {
    "dời sang 14-16/12": "? which", "từ 10/12 đến 14/12": "2026-12-14",
    "dời sang thứ 6 tuần sau": "2026-12-04", "Quay TVC dời từ 10/12 sang 14/12": "2026-12-14",
    "dời lại 15h chiều mai": "2026-11-24 15:00", "Tomorrow is a holiday, so Wednesday": "2026-11-25",
    "end of next week instead of Monday": "2026-12-04", "doi qua thu 4 2/12": "2026-12-02",
    "Dời thứ 5 11/12 được không?": "? weekday", "Friday or Monday": "? which",
    "Mon or Tue next week": "? which",
    "dời về 19/11/2026": "? past", "lùi 3-5 ngày": "? which", "hoãn tới khi khách chốt": "? missing",
    "tuần sau": "? which",
}  # fmt: skip


@pytest.mark.parametrize("text", MOVES)
def test_a_new_date_is_understood(text: str) -> None:
    assert point(move.find(text, CONTEXT)) == MOVES[text]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("lùi 1 tuần", "2026-12-11"),
        ("extend by 3 working days", "2026-12-09"),
        ("kéo sớm 2 ngày", "2026-12-02"),
    ],
)
def test_a_shift_is_counted_from_the_date_so_far(text: str, day: str) -> None:
    assert point(move.find(text, CONTEXT, date(2026, 12, 4))) == day
    assert move.find(text, CONTEXT).asked


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("lùi 1 ngày", ("2026-12-07",)),  # the day after a Friday
        ("lùi 2 ngày", ("2026-12-07", "2026-12-08")),
        ("push by 3 days", ("2026-12-07",)),
        ("sớm hơn 5 ngày", ("2026-11-27",)),
    ],
)
def test_a_shift_ends_on_no_day_off(text: str, days: tuple[str, ...]) -> None:
    found = move.find(text, CONTEXT, date(2026, 12, 4))
    moments = [found.value] if found.value else found.readings
    assert tuple(one.day.isoformat() for one in moments) == days


SNOOZES = {
    "15' nữa": "2026-11-23 09:15", "qua noel nhắc": "? which", "hết Tết": "? which",
    "30p nữa": "2026-11-23 09:30", "1 tiếng": "2026-11-23 10:00", "an hour and a half": "2026-11-23 10:30",
    "tới thứ 5": "2026-11-26", "chiều nay 3h nhé": "2026-11-23 15:00", "sáng mai": "2026-11-24 morning",
    "2 ngày nữa": "2026-11-25", "remind me mai 9g sáng": "2026-11-24 09:00", "next Monday": "2026-11-30",
    "a fortnight": "2026-12-07", "chiều": "2026-11-23 afternoon", "toi mai 8h": "? which",
    "sau 3h": "? which",
    "next week": "? which", "when BrightSip sends V2": "? which", "8h": "? past",
}  # fmt: skip


@pytest.mark.parametrize("text", SNOOZES)
def test_how_long_to_put_off_is_understood(text: str) -> None:
    assert point(snooze.find(text, CONTEXT)) == SNOOZES[text]


def test_an_hour_is_of_the_day_it_is_typed() -> None:
    late = replace(CONTEXT, now=CONTEXT.now.replace(hour=21))
    assert point(todo.find("gọi khách 22h", late).at) == "2026-11-23 22:00"
    at = todo.find("gọi khách 8h", late).at
    assert (at.why, [told(one) for one in at.readings]) == (Why.PAST, ["2026-11-24 08:00"])
