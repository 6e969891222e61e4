"""Dates as people type them, seen from Monday 2026-11-23."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.text import dates
from desk.text.dates import NotADate, Reason

TODAY = date(2026, 11, 23)

DAYS = {
    # numbers, day first
    "4/12": "2026-12-04", "04/12": "2026-12-04", "4-12": "2026-12-04", "04.12": "2026-12-04",
    "4/12/2026": "2026-12-04", "4/12/26": "2026-12-04", "04-12-2026": "2026-12-04",
    "04.12.2026": "2026-12-04",
    "2026-12-04": "2026-12-04", "ngày 4/12": "2026-12-04", "5/1": "2027-01-05", "23/11": "2026-11-23",
    "22/11": "2027-11-22", "29/2": "2028-02-29", "31/12": "2026-12-31", "1/1/2027": "2027-01-01",
    # words, Vietnamese
    "hôm nay": "2026-11-23", "hom nay": "2026-11-23", "mai": "2026-11-24", "ngày mai": "2026-11-24",
    "Ngày Mai": "2026-11-24", "mốt": "2026-11-25", "ngày kia": "2026-11-25", "tối nay": "2026-11-23",
    "chiều nay": "2026-11-23", "thứ 2": "2026-11-30", "thứ hai": "2026-11-30", "thứ 6": "2026-11-27",
    "thứ sáu": "2026-11-27", "thu sau": "2026-11-27", "t6": "2026-11-27", "T6": "2026-11-27",
    "thứ sáu này": "2026-11-27", "thứ 6 tuần này": "2026-11-27", "thứ 6 tuần sau": "2026-12-04",
    "thứ 6 sau": "2026-12-04", "thứ sáu tới": "2026-12-04", "thứ năm": "2026-11-26", "thứ 7": "2026-11-28",
    "chủ nhật": "2026-11-29", "CN": "2026-11-29", "cuối tuần": "2026-11-27", "cuối tuần sau": "2026-12-04",
    "đầu tuần sau": "2026-11-30", "giữa tuần sau": "2026-12-02", "tuần sau": "2026-11-30",
    "cuối tháng": "2026-11-30", "cuối tháng sau": "2026-12-31", "giữa tháng 12": "2026-12-15",
    "đầu tháng 12": "2026-12-01", "cuối tháng 12": "2026-12-31", "3 ngày nữa": "2026-11-26",
    "ba ngày nữa": "2026-11-26", "trong 3 ngày": "2026-11-26", "2 tuần nữa": "2026-12-07",
    "sau 2 tuần": "2026-12-07", "một tháng nữa": "2026-12-23", "4 tháng 12": "2026-12-04",
    "ngày 4 tháng 12": "2026-12-04", "ngày 4 tháng 12 năm 2026": "2026-12-04", "ngày 30": "2026-11-30",
    "ngày 5": "2026-12-05", "hạn 4/12": "2026-12-04", "trước 4/12": "2026-12-04",
    "deadline thứ 6": "2026-11-27",
    # words, English
    "today": "2026-11-23", "tomorrow": "2026-11-24", "tmr": "2026-11-24", "day after tomorrow": "2026-11-25",
    "friday": "2026-11-27", "Fri": "2026-11-27", "this friday": "2026-11-27", "next friday": "2026-12-04",
    "by friday": "2026-11-27", "monday": "2026-11-30", "next week": "2026-11-30", "eow": "2026-11-27",
    "end of week": "2026-11-27", "EOD": "2026-11-23", "end of month": "2026-11-30", "eom": "2026-11-30",
    "in 3 days": "2026-11-26", "in two weeks": "2026-12-07", "3 days from now": "2026-11-26",
    "4 Dec": "2026-12-04", "Dec 4": "2026-12-04", "December 4th": "2026-12-04",
    "4th of December": "2026-12-04",
    "4 Dec 2026": "2026-12-04", "Dec 4, 2026": "2026-12-04", "Jan 5": "2027-01-05", "due 4 Dec": "2026-12-04",
}  # fmt: skip

HOURS = {
    "9h mai": ("2026-11-24", 540), "mai 9h": ("2026-11-24", 540), "9h30 mai": ("2026-11-24", 570),
    "17h 4/12": ("2026-12-04", 1020), "4/12 17:30": ("2026-12-04", 1050), "3pm friday": ("2026-11-27", 900),
    "friday 3:15 pm": ("2026-11-27", 915), "3h chiều mai": ("2026-11-24", 900),
    "8h tối nay": ("2026-11-23", 1200),
    "12am tomorrow": ("2026-11-24", 0), "12pm tomorrow": ("2026-11-24", 720), "15h": ("2026-11-23", 900),
    "10 giờ thứ 6": ("2026-11-27", 600), "trước 17h thứ 6": ("2026-11-27", 1020),
}  # fmt: skip

NONE = {
    "": Reason.UNKNOWN, "KV chính": Reason.UNKNOWN, "bao giờ xong thì xong": Reason.UNKNOWN,
    "ASAP": Reason.URGENT, "gấp": Reason.URGENT, "gấp lắm": Reason.URGENT, "càng sớm càng tốt": Reason.URGENT,
    "urgent": Reason.URGENT, "TBD": Reason.URGENT, "30/2": Reason.IMPOSSIBLE, "31/4/2027": Reason.IMPOSSIBLE,
    "45/12": Reason.IMPOSSIBLE, "1/13": Reason.IMPOSSIBLE, "hôm qua": Reason.PAST, "yesterday": Reason.PAST,
    "20/11/2026": Reason.PAST, "2020-01-01": Reason.PAST,
}  # fmt: skip

LINES = {
    "KV chính @lan 15/12": ("2026-12-15", None, "15/12"),
    "gọi client 9h mai": ("2026-11-24", 540, "9h mai"),
    "Banner 1080x1080 thứ 6": ("2026-11-27", None, "thứ 6"),
    "Bộ 3 social post trước 4/12": ("2026-12-04", None, "4/12"),
    "send deck to Vy by friday 3pm": ("2026-11-27", 900, "friday 3pm"),
}


@pytest.mark.parametrize("text", DAYS)
def test_a_day_is_understood(text: str) -> None:
    found = dates.parse(text, TODAY)
    assert (found.day.isoformat(), found.minute) == (DAYS[text], None)


@pytest.mark.parametrize("text", HOURS)
def test_a_day_and_its_hour_are_understood(text: str) -> None:
    found = dates.parse(text, TODAY)
    assert (found.day.isoformat(), found.minute) == HOURS[text]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_usable_date_says_why(text: str) -> None:
    with pytest.raises(NotADate) as refused:
        dates.parse(text, TODAY)
    assert refused.value.reason == NONE[text]


@pytest.mark.parametrize("line", LINES)
def test_a_date_is_found_in_a_line(line: str) -> None:
    found = dates.find(line, TODAY)
    assert found is not None
    day, minute, words = LINES[line]
    assert (found.day.isoformat(), found.minute) == (day, minute)
    assert words in found.text
    assert line[slice(*found.span)] == found.text


@pytest.mark.parametrize(
    "line", ["Banner 1080x1080", "TVC 30s", "bản v1.2.3", "Mười hai con giáp", "", "KV 3"]
)
def test_other_numbers_are_no_dates(line: str) -> None:
    assert dates.find(line, TODAY) is None


@given(st.dates(TODAY, TODAY + timedelta(days=3000)))
def test_every_written_date_is_read_back(day: date) -> None:
    for written in (
        f"{day:%d/%m/%Y}",
        day.isoformat(),
        f"{day.day} tháng {day.month} năm {day.year}",
        f"{day:%d %b %Y}",
    ):
        assert dates.parse(written, TODAY).day == day


@given(st.dates(TODAY, TODAY + timedelta(days=364)))
def test_a_date_without_a_year_is_the_next_one(day: date) -> None:
    if (day.month, day.day) != (2, 29):
        assert dates.parse(f"{day.day}/{day.month}", TODAY).day == day


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = dates.find(text, TODAY)
    except NotADate:
        return
    if found is not None:
        assert found.day >= TODAY
        assert 0 <= found.span[0] < found.span[1] <= len(text)


@pytest.mark.parametrize(
    ("text", "day", "words"),
    [
        (
            "Bên anh cần file in thứ Bảy 19/12/2026, sáng đó vô khuôn",
            date(2026, 12, 19),
            "thứ Bảy 19/12/2026",
        ),
        ("chị Mai duyệt 20/12", date(2026, 12, 20), "20/12"),
        ("trước 03/09/2027, ngày đầu đi làm lại sau lễ 2/9", date(2027, 9, 3), "03/09/2027"),
        ("thứ 6 tuần sau giao nha", date(2026, 12, 4), "thứ 6 tuần sau"),
        ("Master by Sunday 28 February 2027", date(2027, 2, 28), "Sunday 28 February 2027"),
    ],
)
def test_the_day_that_a_longer_text_sets(text: str, day: date, words: str) -> None:
    found = dates.mentioned(text, date(2026, 11, 23))
    assert (found.day, found.text, text[slice(*found.span)]) == (day, words, words)


@pytest.mark.parametrize("text", ["The sooner the better", "ASAP please, we are late", "khi nào xong", ""])
def test_a_text_without_a_day_is_refused(text: str) -> None:
    with pytest.raises(dates.NotADate):
        dates.mentioned(text, date(2026, 11, 23))
