"""Amounts in words, read back by the reader of amounts."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desk.text.money import amounts
from desk.text.money.in_words import in_words
from desk.text.money.values import MOST, Money
from desk.text.phrases import Phrases
from desk.text.tokens import read_line

WRITTEN = {
    (0, "VND", "vi"): "Không đồng",
    (21_000_000, "VND", "vi"): "Hai mươi mốt triệu đồng",
    (105_015, "VND", "vi"): "Một trăm linh năm nghìn không trăm mười lăm đồng",
    (1_200_000_000, "VND", "vi"): "Một tỷ hai trăm triệu đồng",
    (1_000_500, "VND", "vi"): "Một triệu không nghìn năm trăm đồng",
    (2_000_000_005, "VND", "vi"): "Hai tỷ không trăm linh năm đồng",
    (123_450, "USD", "vi"): "Một nghìn hai trăm ba mươi bốn đô la Mỹ và năm mươi xu",
    (10**12, "VND", "vi"): "Một nghìn tỷ đồng",
    (
        301_397_760,
        "VND",
        "en",
    ): "Three hundred and one million three hundred and ninety-seven thousand seven hundred and "
    "sixty Vietnamese dong",
    (123_450, "USD", "en"): "One thousand two hundred and thirty-four US dollars and fifty cents",
    (100, "USD", "en"): "One US dollar",
    (650, "GBP", "en"): "Six British pounds and fifty pence",
}


@pytest.mark.parametrize("written", WRITTEN)
def test_an_amount_is_written_out(written: tuple[int, str, str]) -> None:
    minor, currency, language = written
    assert in_words(Money(minor, currency), language) == WRITTEN[written]


SIZES = st.integers(0, 15).flatmap(lambda digits: st.integers(0, 10**digits))


@given(
    SIZES,
    st.sampled_from(["VND", "USD", "EUR", "GBP", "SGD", "THB", "JPY", "MYR"]),
    st.sampled_from(["vi", "en"]),
)
@example(MOST, "VND", "vi")
@example(MOST, "VND", "en")
@example(10**9 + 5, "VND", "en")
@example(10**12 + 500, "VND", "vi")
def test_what_is_written_out_reads_as_the_same_amount(minor: int, currency: str, language: str) -> None:
    words = in_words(Money(minor, currency), language)
    (found,) = amounts.find(Phrases(read_line(words)))
    assert found.words == words
    assert found.sure
    assert (found.value.low, found.value.high, found.value.currency) == (minor, minor, currency)
