"""Neighbours of what was once read wrongly and in silence, each beside what looks like it and is right."""

from __future__ import annotations

from datetime import date

import pytest

from desk.text.doors import budget, deadline, feedback, leave, move, snooze, work_list
from desk.text.doors.leave import Off
from desk.text.doors.moment import Moment
from desk.text.spans import Why
from tests.desk.text.world import CONTEXT

_MILLION = 10**6
_MON7, _TUE = date(2026, 12, 7), date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "sum_", "currency"),
    [
        ("tam 3 ty do e, ca san xuat lan media", 3000 * _MILLION, "VND"),
        ("300 trieu do", 300 * _MILLION, "VND"),
        ("50tr do em", 50 * _MILLION, "VND"),
        ("Tầm 3 tỷ đô em", 300_000 * _MILLION, "USD"),
        ("5k do nha", 500_000, "USD"),
        ("khoang 5 ty do la my", 500_000 * _MILLION, "USD"),
        ("tam 3 ty yen tam", 3000 * _MILLION, "VND"),
        ("200tr bat dau tu thang 1", 200 * _MILLION, "VND"),
        ("5 trieu yen", 5 * _MILLION, "JPY"),
        ("c co 300tr lam 1 clip", 300 * _MILLION, "VND"),
        ("2 ty lam TVC", 2000 * _MILLION, "VND"),
        ("300tr năm nay nha", 300 * _MILLION, "VND"),
        ("2 ty bay nha chi", 2700 * _MILLION, "VND"),
        ("1 ty bon em oi", 1400 * _MILLION, "VND"),
        ("1 tỷ năm trăm triệu", 1500 * _MILLION, "VND"),
    ],
)
def test_a_word_without_its_accent_is_money_only_where_nothing_else_is_possible(
    text: str, sum_: int, currency: str
) -> None:
    amount = budget.find(text).amount.value
    assert amount is not None
    assert (amount.low, amount.high, amount.currency) == (sum_, sum_, currency)


@pytest.mark.parametrize("text", ["1 trieu do", "300k do e"])
def test_a_sum_that_may_be_of_dollars_is_asked(text: str) -> None:
    assert budget.find(text).amount.value is None


@pytest.mark.parametrize(
    "text",
    [
        "Banner này tỉ lệ 4/5 chứ không phải 9/16 em nhé",
        "banner nay ti le 4/5 chu khong phai 9/16 em nhe",
        "crop 4/5 giúp chị",
        "gửi chị bản 9/16 nha",
        "aspect ratio 4/5 please",
        "file 4/5 hoặc 9/16 đều được",
        "Sản phẩm chỉ bán ở 7/11 thôi",
        "in 7/11 stores only",
    ],
)
def test_a_ratio_and_a_shop_are_no_days(text: str) -> None:
    assert deadline.find(text, CONTEXT).day.why is Why.MISSING


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("cần 12 banner, tỉ lệ 16/9, trước 4/12", date(2026, 12, 4)),
        ("deadline 5/4 nhé", date(2027, 4, 5)),
        ("chị cần 7/12", _MON7),
        ("aspect ratio 4/5, send by 4/12", date(2026, 12, 4)),
        ("mai la phai co booking list roi nha e", _TUE),
        ("chị cần trước đầu tháng 12", date(2026, 12, 1)),
        ("Landing page cần live đầu tuần sau em nhé", date(2026, 11, 30)),
        ("mid-December works", date(2026, 12, 15)),
    ],
)
def test_a_deadline_beside_them_is_read(text: str, day: date) -> None:
    assert deadline.find(text, CONTEXT).day.value == day


@pytest.mark.parametrize(
    "text",
    [
        "Đầu tháng 12 chị cần bản final", "dau thang 12 chi can ban final", "beginning of December please",
        "Sometime mid-December works for us", "đâu đó giữa tháng 12 nha em",
    ],
)  # fmt: skip
def test_a_part_of_a_month_that_nobody_means_to_the_day_is_asked(text: str) -> None:
    found = deadline.find(text, CONTEXT).day
    assert found.why is Why.WHICH
    assert found.readings


@pytest.mark.parametrize(
    ("text", "first", "last", "half"),
    [
        ("mung 6 den mung 7 tet", date(2027, 2, 11), date(2027, 2, 12), ""),
        ("mùng 6 - mùng 7 Tết", date(2027, 2, 11), date(2027, 2, 12), ""),
        ("mùng 2, mùng 3 tết", date(2027, 2, 7), date(2027, 2, 8), ""),
        ("từ 28 đến mùng 3 Tết", date(2027, 2, 4), date(2027, 2, 8), ""),
        ("28 tet den mung 6 tet", date(2027, 2, 4), date(2027, 2, 11), ""),
        ("mùng 6 đến 10/12", date(2026, 12, 6), date(2026, 12, 10), ""),
        ("cả ngày 7/12, check mail buổi tối", _MON7, _MON7, ""),
        ("7/12, check mail buổi tối", _MON7, _MON7, ""),
        ("all day 7/12, reply in the evening", _MON7, _MON7, ""),
        ("ca ngay mai, toi check mail", _TUE, _TUE, ""),
        ("7/12 nghỉ buổi chiều", _MON7, _MON7, "pm"),
        ("7/12, buổi chiều", _MON7, _MON7, "pm"),
        ("1 day thứ 3 nha", _TUE, _TUE, ""),
        ("tu 21/12 toi 24/12", date(2026, 12, 21), date(2026, 12, 24), ""),
        ("tối 24/12", date(2026, 12, 24), date(2026, 12, 24), "pm"),
    ],
)
def test_days_off(text: str, first: date, last: date, half: str) -> None:
    assert leave.find(text, CONTEXT).off.value == Off(first, last, half)


def test_a_part_of_a_day_in_which_something_else_is_done_is_asked() -> None:
    assert leave.find("7/12, xem deck buổi tối", CONTEXT).off.readings == (
        Off(_MON7, _MON7),
        Off(_MON7, _MON7, "pm"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "ngày khác đi, mai chị Chi bận", "ngay khac di, mai chi Chi ban", "mai anh Hùng kẹt lịch",
        "another day pls, tomorrow Sarah is busy",
    ],
)  # fmt: skip
def test_a_day_on_which_somebody_is_busy_is_no_new_date(text: str) -> None:
    assert move.find(text, CONTEXT).value is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("mốt em bận, thứ 6 nha", date(2026, 11, 27)),
        ("thứ 4 không được, thứ 5 nha", date(2026, 11, 26)),
        ("hôm khác, sang thứ 6 đi", date(2026, 11, 27)),
        ("doi qua 10/12 vi 8/12 khach ban", date(2026, 12, 10)),
    ],
)
def test_the_other_day_is_the_new_date(text: str, day: date) -> None:
    assert move.find(text, CONTEXT).value == Moment(day)


def test_half_past_with_an_h_is_an_hour() -> None:
    assert snooze.find("thứ 4, 10h rưỡi nha thanks", CONTEXT).value == Moment(date(2026, 11, 25), 630)
    assert snooze.find("1h rưỡi nữa", CONTEXT).value == Moment(date(2026, 11, 23), 630)


@pytest.mark.parametrize(
    ("text", "title", "owner", "asks"),
    [
        ("Minh duyệt bản dựng lúc 2-3h chiều mai", "duyệt bản dựng", "U02MINH", {"hour"}),
        ("Minh duyet ban dung tam 2-3h chieu mai", "duyet ban dung", "U02MINH", {"hour"}),
        ("Vy quay 2-3h, thứ 6", "quay 2-3h", "U12VY", set()),
        ("team design làm bộ frame avatar, 1/12", "bộ frame avatar", None, {"owner"}),
        ("team design lam bo frame avatar, 1/12", "bo frame avatar", None, {"owner"}),
        ("phòng kế toán xuất hoá đơn đợt 2, 4/12", "xuất hoá đơn đợt 2", None, {"owner"}),
        ("design team to draw frames, 4/12", "draw frames", None, {"owner"}),
        ("team media plan Q1, Khoa, 4/12", "team media plan Q1", "U11KHOA", set()),
        ("Team building Đà Lạt, Trang, 4/12", "Team building Đà Lạt", "U18TRANG", set()),
        ("khoa viet bai pr luc nao ranh nha", "viet bai pr", "U11KHOA", {"due"}),
        ("Vy resize banner whenever", "resize banner", "U12VY", {"due"}),
        ("nhờ Đức upload cut lên Frame.io trc 6pm nay", "upload cut lên Frame.io", "U21DUC", set()),
        ("Trang tinh chi phi xe dua don, 26/11", None, None, {"owner", "title"}),
        ("Trang dang nhap, Duc, 4/12", "Trang dang nhap", "U21DUC", set()),
        ("Trang đi xem mặt bằng, thứ 5", "đi xem mặt bằng", "U18TRANG", set()),
        ("anh Hùng Media gửi plan, 4/12", "gửi plan", "U16HUNG", set()),
        ("anh hùng ca, Lan, 4/12", "anh hùng ca", "U10LAN", set()),
        ("nhắc Vy nộp timesheet, thứ 6", None, None, {"owner", "title"}),
        ("Lan finish frames Wed", "finish frames", "U10LAN", set()),
    ],
)
def test_lines_of_work(text: str, title: str | None, owner: str | None, asks: set[str]) -> None:
    (item,) = work_list.find(text, CONTEXT).items
    assert set(item.asks) == asks
    assert item.owner.value == owner
    if title is not None:
        assert item.title == title


@pytest.mark.parametrize(
    "text",
    [
        "nhạc thì để chị nghe lại tối nay rồi nói sau",
        "We may or may not join the charity post, still checking internally",
        "Riêng phần người mẫu nước ngoài hay Việt Nam, bên chị sẽ thảo luận thêm.",
    ],
)
def test_what_is_left_open_is_a_point(text: str) -> None:
    assert [point.kind for point in feedback.find(text, CONTEXT)] == ["unsure"]


def test_our_own_answers_in_comments_with_their_places_are_no_points() -> None:
    text = (
        "[Tờ rơi A5] Mai Chi: Bản đồ nhỏ xinh, dễ hiểu\n"
        "[Tờ rơi A5] Phạm Ngọc Lan: Dạ chị ơi em đổi địa chỉ rồi nha\n"
        "[Tờ rơi A5] Mai Chi: Bỏ số fax đi\n"
        "[Tờ rơi A5] Mai Chi: In giấy gì vậy Lan?"
    )
    assert [point.kind for point in feedback.find(text, CONTEXT)] == ["praise", "must", "question"]
