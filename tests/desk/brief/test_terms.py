"""A deadline and a budget are taken from what is read of their field, and asked about when there is more."""

from __future__ import annotations

from datetime import date

import pytest

from desk.brief import terms

MONDAY = terms.at(date(2026, 11, 23))
MORE = "rồi chị kể thêm về bối cảnh nhé em " * 80


@pytest.mark.parametrize(
    ("text", "day"), [("10/12", date(2026, 12, 10)), ("xong trước 15/12", date(2026, 12, 15))]
)
def test_a_day_that_a_later_sentence_may_move_is_asked_about(text: str, day: date) -> None:
    assert terms.deadline_of(text, MONDAY).value == day
    long = terms.deadline_of(f"{text} {MORE} đổi lại 20/12 nhé", MONDAY)
    assert (long.value, long.readings) == (None, (day,))


def test_a_sum_that_a_later_sentence_may_change_is_asked_about() -> None:
    known = terms.budget_of("300 triệu", MONDAY).value
    assert known
    long = terms.budget_of(f"300 triệu {MORE} à không 500 triệu nhé", MONDAY)
    assert (long.value, long.readings) == (None, (known,))
