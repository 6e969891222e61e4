"""Amounts as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.text import old_money as money
from desk.text.old_money import Money, MoneyReason, NotMoney

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


SPOKEN = {
    "800 triệu, chưa VAT": (800_000_000, 800_000_000, "VND"),
    "khoảng 1,2 tỷ all-in": (1_200_000_000, 1_200_000_000, "VND"),
    "Chị có 55 triệu": (55_000_000, 55_000_000, "VND"),
    "1 tỷ 350": (1_350_000_000, 1_350_000_000, "VND"),
    "1 tỷ 350 triệu": (1_350_000_000, 1_350_000_000, "VND"),
    "một tỷ rưỡi": (1_500_000_000, 1_500_000_000, "VND"),
    "half a billion": (500_000_000, 500_000_000, "VND"),
    "150–200 million before VAT": (150_000_000, 200_000_000, "VND"),
    "từ 3 đến 4 tỷ": (3_000_000_000, 4_000_000_000, "VND"),
    "USD 32k, VAT included": (3_200_000, 3_200_000, "USD"),
    "$50–60k": (5_000_000, 6_000_000, "USD"),
    "500tr media, tổng 800tr": (800_000_000, 800_000_000, "VND"),
    "1,6 tỷ media net, phí 7%": (1_600_000_000, 1_600_000_000, "VND"),
    "100000000": (100_000_000, 100_000_000, "VND"),
}


@pytest.mark.parametrize("text", SPOKEN)
def test_an_amount_is_found_in_what_clients_write(text: str) -> None:
    found = money.find(text)
    assert found
    assert (found.least.minor, found.most.minor, found.least.currency) == SPOKEN[text]
    assert text[slice(*found.span)] == found.text


@pytest.mark.parametrize(
    "text", ["nhiều", "-5tr", "2 ngày quay", "năm 2027", "15/12/2026", "VAT 8%", "50 người"]
)
def test_what_is_no_amount_is_not_taken_for_one(text: str) -> None:
    assert money.find(text) is None


@pytest.mark.parametrize("text", AMOUNTS)
def test_what_is_an_amount_alone_is_found_as_the_same(text: str) -> None:
    found = money.find(text)
    assert found is None or found.least == found.most == money.parse(text)


@pytest.mark.parametrize("text", ["chưa chốt", "Bên chị chưa chốt em ơi", "TBC", "not decided yet"])
def test_undecided_is_heard(text: str) -> None:
    assert money.is_undecided(text)
    assert not money.is_undecided("800 triệu")
