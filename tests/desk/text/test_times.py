"""Times in a line, seen from Monday 2026-11-23, 09:00; the 24th is a holiday in Vietnam."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.text.phrases import Phrases
from desk.text.spans import Span, Why
from desk.text.time import times
from desk.text.time.when import Duration, Grain, When
from desk.text.tokens import read_line
from tests.desk.text.world import CONTEXT

TODAY = date(2026, 11, 23)


def read(text: str) -> tuple[list[Span[When]], list[Span[Duration]]]:
    """The times and the lengths in a text."""
    return times.read(Phrases(read_line(text)), CONTEXT)


def told(when: When) -> str:
    """A time as the tables below write it: day, last day, hour, part of the day, side."""
    days = [one.isoformat() for one in (when.first, when.last if when.last != when.first else None) if one]
    parts = ["/".join(days)]
    if when.minute is not None:
        parts.append(f"{when.minute // 60:02}:{when.minute % 60:02}")
    elif when.part:
        parts.append(when.part)
    if when.bound:
        parts.append(when.bound)
    if when.grain in (Grain.WEEK, Grain.MONTH):
        parts.append(when.grain)
    return " ".join(part for part in parts if part)


POINTS = {
    # numbers, the day first
    "4/12": "2026-12-04", "04/12/2026": "2026-12-04", "4/12/26": "2026-12-04", "04-12-2026": "2026-12-04",
    "04.12.2026": "2026-12-04", "2026-12-04": "2026-12-04", "5/1": "2027-01-05", "12/25": "2026-12-25",
    "22/10": "2027-10-22", "29/2": "2028-02-29", "ngày 4-12": "2026-12-04", "mùng 5/1": "2027-01-05",
    # months in words
    "5 tháng 12": "2026-12-05", "ngày 5 tháng 12 năm 2027": "2027-12-05", "ngày 5 tháng sau": "2026-12-05",
    "4 Dec": "2026-12-04", "Dec 4th, 2026": "2026-12-04", "the 4th of December": "2026-12-04",
    "ngày 30": "2026-11-30", "mùng 5": "2026-12-05", "on the 30th": "2026-11-30",
    # weekdays
    "thứ 6": "2026-11-27", "thứ hai": "2026-11-30", "thu sau": "2026-11-27", "T6": "2026-11-27",
    "thứ 6 này": "2026-11-27", "thứ 6 tuần sau": "2026-12-04", "tuần sau thứ 4": "2026-12-02",
    "next Friday": "2026-12-04", "this Friday": "2026-11-27", "CN": "2026-11-29",
    # a weekday beside the day confirms it
    "thứ 4, 25/11": "2026-11-25", "4/12 (T6)": "2026-12-04", "Thu 3/12": "2026-12-03",
    "thu 4 2/12": "2026-12-02", "Tuesday the 8th": "2026-12-08", "Monday the 30th": "2026-11-30",
    # counted from today
    "hôm nay": "2026-11-23", "mai": "2026-11-24", "ngày mốt": "2026-11-25", "3 ngày nữa": "2026-11-26",
    "trong 2 tuần": "2026-12-07", "in 3 working days": "2026-11-27", "3 tuần sau": "2026-12-14",
    "sau 3 ngày làm việc": "2026-11-27", "six weeks from today": "2027-01-04", "in 3 days": "2026-11-26",
    # edges
    "cuối tháng 1/2027": "2027-01-31", "đầu tuần sau": "2026-11-30", "end of next week": "2026-12-04",
    "giữa tháng 12": "2026-12-15", "hết tháng 12": "2026-12-31", "EOM": "2026-11-30",
    "cuối tuần": "2026-11-27",
    "để next week đầu tuần": "2026-11-30", "ngày làm việc cuối cùng của năm": "2026-12-31",
    "the first working day of January": "2027-01-04",
    # the moon's calendar
    "28 Tết": "2027-02-04", "mùng 5 Tết": "2027-02-10", "rằm tháng Giêng": "2027-02-20",
    "23/12 âm lịch": "2027-01-30", "ngày 20 tháng Chạp": "2027-01-27", "ram thang 11 am": "2026-12-23",
    # counted from a day
    "2 weeks before Tet": "2027-01-23", "trước noel 1 tuần": "2026-12-18",
    # hours of an office
    "trước 15h mai": "2026-11-24 15:00 before", "chiều nay 4h30": "2026-11-23 16:30",
    "9h sáng mai": "2026-11-24 09:00", "8h tối thứ 5": "2026-11-26 20:00", "tối nay 8h": "2026-11-23 20:00",
    "1h trưa mai": "2026-11-24 13:00", "3 giờ rưỡi chiều mai": "2026-11-24 15:30", "9h30": "09:30",
    "17g30": "17:30", "at 4:15": "16:15", "05:30": "05:30", "half past two": "14:30", "3pm": "15:00",
    "4 giờ kém 15": "15:45", "noon tomorrow": "2026-11-24 12:00", "EOD t6": "2026-11-27 18:00",
    "before lunch on Thursday": "2026-11-26 12:00 before", "wed 9/12 trước 6pm": "2026-12-09 18:00 before",
    "Friday, 27-11-2026, 18.00": "2026-11-27 18:00", "ngoc 6h sang 10/12": "2026-12-10 06:00",
    # parts of the day, sides
    "sáng thứ 4": "2026-11-25 morning", "Monday afternoon": "2026-11-30 afternoon",
    "tomorrow am": "2026-11-24 morning", "first thing Monday": "2026-11-30 morning",
    "chậm nhất thứ 4 tuần sau": "2026-12-02 by", "sau 8/12": "2026-12-08 after",
    "đến 31/12": "2026-12-31 until",
    "từ 7/12": "2026-12-07 from", "EOD t6 at the latest": "2026-11-27 18:00 by",
    # ahead by the clock
    "30p nữa": "2026-11-23 09:30", "in an hour and a half": "2026-11-23 10:30",
    "trong vòng 48h": "2026-11-25 09:00",
}  # fmt: skip

STRETCHES = {
    "8 9 10/12": "2026-12-08/2026-12-10",
    "8-10/12": "2026-12-08/2026-12-10", "24/12 - 2/1": "2026-12-24/2027-01-02",
    "từ thứ 2 đến thứ 4 tuần sau": "2026-11-30/2026-12-02 from", "Thu-Fri this week": "2026-11-26/2026-11-27",
    "từ 8 đến 10/12": "2026-12-08/2026-12-10 from", "24, 25/12": "2026-12-24/2026-12-25",
    "Dec 17 and 18": "2026-12-17/2026-12-18", "November 1-14, 2027": "2027-11-01/2027-11-14",
    "28 Tết đến mùng 6": "2027-02-04/2027-02-11", "15/12 tới hết năm": "2026-12-15/2026-12-31",
    "1/1/2027–28/2/2027": "2027-01-01/2027-02-28", "12/21 - 12/24": "2026-12-21/2026-12-24",
    "tuần sau": "2026-11-30/2026-12-06 week", "nguyên tuần này": "2026-11-23/2026-11-29 week",
    "tháng 12": "2026-12-01/2026-12-31 month", "next month": "2026-12-01/2026-12-31 month",
    "tuần 7/12": "2026-12-07/2026-12-13 week",
}  # fmt: skip

DOUBTFUL = {
    "thứ 5 4/12": (Why.WEEKDAY, ["2026-12-03", "2026-12-04"]),
    "Thu 4 Dec": (Why.WEEKDAY, ["2026-12-03", "2026-12-04"]),
    "mai 25/11": (Why.WHICH, ["2026-11-24", "2026-11-25"]),
    "thứ 6 tới": (Why.WHICH, ["2026-11-27", "2026-12-04"]),
    "mai mốt": (Why.WHICH, ["2026-11-24", "2026-11-25"]),
    "toi mai 8h": (Why.WHICH, ["2026-11-24 20:00", "2026-11-24 20:00"]),
    "30 Tết": (Why.WHICH, ["2027-02-05"]),
    "trước Tết": (Why.WHICH, ["2027-02-06 before"]),
    "14h-16h thứ 4": (Why.WHICH, ["2026-11-25 14:00", "2026-11-25 16:00"]),
    "12/4 by": (Why.WHICH, ["2027-04-12", "2026-12-04"]),
    "hôm qua": (Why.PAST, []),
    "20/11/2026": (Why.PAST, []),
    "18/11": (Why.PAST, ["2026-11-18", "2027-11-18"]),
    "8h sáng nay": (Why.PAST, ["2026-11-23 20:00", "2026-11-24 08:00"]),
    "30/2": (Why.IMPOSSIBLE, []),
    "vài ngày nữa": (Why.WHICH, []),
    "early next week": (Why.WHICH, ["2026-11-30"]),
}

NOT_FIRM = [
    "mon",
    "KV Sun World",
    "4-12",
    "12.12",
    "8/3",
    "May 10",
    "9:16",
    "Trung thu",
    "chiều",
    "call at 4",
]

NONE = [
    "Banner khuyến mãi", "thứ tự", "thứ tự hạng mục", "gửi sếp 3 phương án", "máy quay", "bản một",
    "Black Friday", "tháng cô hồn", "trang 12", "KV27", "v1.2.3", "1/2/3/4", "30s",
    "trong 2 tuần kể từ ngày ký",
]  # fmt: skip


@pytest.mark.parametrize("text", POINTS)
def test_a_point_in_time_is_understood(text: str) -> None:
    (span,), _ = read(text)
    assert (told(span.value), span.sure) == (POINTS[text], True)


@pytest.mark.parametrize("text", STRETCHES)
def test_a_stretch_of_time_is_understood(text: str) -> None:
    (span,), _ = read(text)
    assert (told(span.value), span.sure) == (STRETCHES[text], True)


@pytest.mark.parametrize("text", DOUBTFUL)
def test_what_is_doubtful_says_why(text: str) -> None:
    (span, *_), _ = read(text)
    assert (span.why, [told(one).removesuffix(" evening") for one in span.readings]) == DOUBTFUL[text]
    assert not span.sure


@pytest.mark.parametrize("text", NOT_FIRM)
def test_what_other_things_look_like_too_is_not_firm(text: str) -> None:
    spans, _ = read(text)
    assert [span.firm for span in spans] == [False]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_time_is_none(text: str) -> None:
    spans, _ = read(text)
    assert spans == []


@pytest.mark.parametrize(
    ("text", "count", "unit"),
    [
        ("3 ngày", 3, "day"),
        ("5 ngày làm việc", 5, "work_day"),
        ("two weeks", 2, "week"),
        ("30p", 30, "minute"),
        ("nửa tiếng", 30, "minute"),
        ("1 tiếng rưỡi", 90, "minute"),
        ("a fortnight", 1, "fortnight"),
    ],
)
def test_a_mere_length_is_no_point(text: str, count: int, unit: str) -> None:
    spans, (length,) = read(text)
    assert (spans, length.value.count, length.value.unit) == ([], count, unit)


@given(st.dates(TODAY, TODAY + timedelta(days=3000)))
def test_every_written_date_is_read_back(day: date) -> None:
    for written in (
        f"{day:%d/%m/%Y}",
        day.isoformat(),
        f"{day.day} tháng {day.month} năm {day.year}",
        f"{day:%d %b %Y}",
        f"{day:%B} {day.day}, {day.year}",
    ):
        (span,), _ = read(written)
        assert (span.value.first, span.value.last, span.sure) == (day, day, True)


@given(st.dates(TODAY, TODAY + timedelta(days=330)))
def test_a_date_without_a_year_is_the_next_one(day: date) -> None:
    if (day.month, day.day) != (2, 29):
        (span,), _ = read(f"hạn {day.day}/{day.month}")
        assert span.value.first == day


@given(st.text())
def test_times_stand_where_they_say(text: str) -> None:
    phrases = Phrases(read_line(text))
    spans, lengths = times.read(phrases, CONTEXT)
    before = 0
    for span in spans:
        assert before <= span.start < span.end <= len(phrases.tokens)
        assert span.words == phrases.words(span.start, span.end)
        assert (span.why is None) == span.sure
        before = span.end
    assert all(0 <= length.start < length.end <= len(phrases.tokens) for length in lengths)


BESIDE = {
    # a number that an "and" or a "to" joins to a date may lend its month: both are offered
    "chọn 21 với 22/12": "2026-12-21/2026-12-22 | 2026-12-22",
    "for 9 and 10/12": "2026-12-09/2026-12-10 | 2026-12-10",
    # a number right behind a day may be an hour, or the day of a month
    "until Friday 4": "2026-11-27 16:00 until | 2026-12-04 until",
    "sáng 26": "",
    # more than the table of English weekdays knows
    "Friday week": "2026-12-04 | 2026-11-27",
    "till Thu 2": "2026-11-30 until | 2026-11-26 14:00 until",
    # an hour of another place
    "3/12 2pm Tokyo time": "2026-12-03 14:00",
    "9h giờ Seoul": "09:00",
    "10am UTC": "10:00",
    # without accents until then, or in the evening
    "toi 10h30": "10:30 | 22:30",
    # several days of work from a day on
    "quay 3 ngày từ 7/12": "2026-12-10 | 2026-12-07",
    # far as Europeans write it, near as Americans do
    "12/5-12/8": "2026-12-05/2026-12-08 | 2027-05-12/2027-08-12",
    # a length right before a time that has a side
    "an hour before 4pm": "16:00 before",
    # a number that opens the line
    "9 tonight": "2026-11-23 21:00",
    # nothing begins on a day off
    "đầu tháng 1": "2027-01-04 | 2027-01-01",
}  # fmt: skip


@pytest.mark.parametrize("text", BESIDE)
def test_a_time_that_something_unread_touches_is_asked(text: str) -> None:
    found = [one for one in read(text)[0] if one.why]
    assert [one.why for one in found] == [Why.WHICH]
    assert " | ".join(map(told, found[0].readings)) == BESIDE[text]


WHOLE = {
    # another day is denied
    "Fri, not Thu": "2026-11-27",
    "10/12 chứ không phải 8/12": "2026-12-10",
    "not the 8th but the 11th": "2026-12-11",
    "thay vì thứ 3 thì thứ 5": "2026-11-26",
    # counted on from a day
    "two weeks from Monday": "2026-12-14",
    "a month from tomorrow": "2026-12-24",
    # where only the begin tells that months come first
    "12/28 - 1/3": "2026-12-28/2027-01-03",
    # "toi" is "tới" here, and no money
    "tu 14/12 toi 16/12": "2026-12-14/2026-12-16 from",
    "7h toi thu 5": "2026-11-26 19:00",
    # an hour of here
    "3pm VN time": "15:00",
    "Tue 1/12 and Wed 2/12, 2 banners": "2026-12-01 2026-12-02",
}  # fmt: skip


@pytest.mark.parametrize("text", WHOLE)
def test_all_that_is_said_of_a_time_is_read_with_it(text: str) -> None:
    found = read(text)[0]
    assert " ".join(told(one.value) for one in found) == WHOLE[text]
    assert not any(one.why for one in found)


def test_a_day_that_alone_is_denied_is_asked() -> None:
    assert [one.why for one in read("not Thursday")[0]] == [Why.WHICH]
