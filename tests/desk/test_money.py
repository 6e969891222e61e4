"""Amounts as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import money
from desk.money import Money, MoneyReason, NotMoney

AMOUNTS = {
    "20tr": 20_000_000, "20 tr": 20_000_000, "20 triệu": 20_000_000, "20TR": 20_000_000,
    "20trieu": 20_000_000,
    "2tr5": 2_500_000, "2,5tr": 2_500_000, "2.5 triệu": 2_500_000, "1,5 tỷ": 1_500_000_000,
    "1.5 tỉ": 1_500_000_000,
    "1ty2": 1_200_000_000, "3 tỷ": 3_000_000_000, "500k": 500_000, "500 nghìn": 500_000, "500 ngàn": 500_000,
    "1.200.000": 1_200_000, "1,200,000": 1_200_000, "1.200.000đ": 1_200_000, "1.200.000 đồng": 1_200_000,
    "1.200.000 VND": 1_200_000, "1.200.000₫": 1_200_000, "1.500": 1500, "1,500": 1500, "0": 0,
    "1000000": 1_000_000,
    "150 million": 150_000_000, "1.2b": 1_200_000_000, "800m": 800_000_000, "20tr.": 20_000_000,
}  # fmt: skip
FOREIGN = {
    "$1,500.50": (150_050, "USD"), "$500": (50_000, "USD"), "500 USD": (50_000, "USD"),
    "2k usd": (200_000, "USD"),
    "€20": (2_000, "EUR"), "1.500,50 eur": (150_050, "EUR"), "S$300": (30_000, "SGD"), "¥1000": (1000, "JPY"),
}  # fmt: skip
NONE = {
    "": MoneyReason.UNKNOWN, "nhiều": MoneyReason.UNKNOWN, "1.2.3": MoneyReason.UNKNOWN,
    "20tr abc": MoneyReason.UNKNOWN,
    "1,5": MoneyReason.UNKNOWN, "20-30tr": MoneyReason.RANGE, "từ 20 đến 30 triệu": MoneyReason.RANGE,
    "20tr ~ 30tr": MoneyReason.RANGE, "-20tr": MoneyReason.NEGATIVE, "(20tr)": MoneyReason.NEGATIVE,
    "99999999 tỷ": MoneyReason.TOO_LARGE, "chưa chốt": MoneyReason.UNDECIDED, "TBD": MoneyReason.UNDECIDED,
    "chưa có": MoneyReason.UNDECIDED,
}  # fmt: skip


@pytest.mark.parametrize("text", AMOUNTS)
def test_an_amount_of_dong_is_understood(text: str) -> None:
    assert money.parse(text) == Money(AMOUNTS[text], "VND")


@pytest.mark.parametrize("text", FOREIGN)
def test_an_amount_names_its_own_currency(text: str) -> None:
    assert money.parse(text) == Money(*FOREIGN[text])


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_amount_says_why(text: str) -> None:
    with pytest.raises(NotMoney) as refused:
        money.parse(text)
    assert refused.value.reason == NONE[text]


@given(st.integers(0, 10**14))
def test_grouped_digits_are_read_back(amount: int) -> None:
    for written in (f"{amount:,}", f"{amount:,}".replace(",", "."), f"{amount}đ"):
        assert money.parse(written).minor == amount


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = money.parse(text)
    except NotMoney:
        return
    assert found.minor >= 0
