"""The amounts of a line: how much, of what currency, for what, up to what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.text.money import amounts
from desk.text.money.values import Amount
from desk.text.phrases import Phrases
from desk.text.spans import Span
from desk.text.tokens import read_line

M, B = 10**6, 10**9


def found(text: str, currency: str = "VND") -> list[Span[Amount]]:
    """The amounts of a line."""
    return amounts.find(Phrases(read_line(text)), currency)


def only(text: str) -> Span[Amount]:
    """The one amount of a line."""
    spans = found(text)
    assert len(spans) == 1, spans
    return spans[0]


DIGITS = {
    "20tr": 20 * M, "20 triệu": 20 * M, "2tr5": 2_500_000, "2,5tr": 2_500_000, "1.5 tỉ": 1_500 * M,
    "1ty2": 1_200 * M, "1 tỷ 350": 1_350 * M, "1 tỷ 50": 1_050 * M, "1ty05": 1_050 * M, "1ty500": 1_500 * M,
    "1 triệu 500 ngàn": 1_500_000, "2 tỷ 300tr": 2_300 * M, "1.200.000đ": 1_200_000,
    "1,200,000 VND": 1_200_000, "800 000 000 đ": 800 * M, "500k VND": 500_000,
    "1,234,567.89 usd": 123_456_789, "350trđ": 350 * M, "VND1.2bn": 1_200 * M, "800M": 800 * M,
    "150 million": 150 * M, "5 nghìn tỷ": 5_000 * B, "2 trăm 5 chục triệu": 250 * M, "3 chục củ": 30 * M,
    "7 tỏi 2": 7_200 * M, "12 củ rưỡi": 12_500_000, "0,5 tỷ": 500 * M,
}  # fmt: skip
WORDS = {
    "năm mươi triệu": 50 * M, "hai mươi lăm triệu": 25 * M, "hai lăm triệu": 25 * M,
    "một tỷ rưỡi": 1_500 * M, "tỷ rưỡi": 1_500 * M, "ba tỷ tư": 3_400 * M, "tỷ hai": 1_200 * M,
    "một phẩy hai tỷ": 1_200 * M, "nửa tỷ": 500 * M, "trăm triệu": 100 * M, "chục củ": 10 * M,
    "hai trăm rưỡi triệu": 250 * M, "ba trăm hai triệu": 320 * M,
    "một tỷ không trăm năm mươi triệu": 1_050 * M, "ba tram trieu": 300 * M,
    "một nghìn hai trăm tỷ": 1_200 * B, "half a billion": 500 * M, "one point two billion dong": 1_200 * M,
    "two hundred fifty million": 250 * M, "twelve thousand dong": 12_000,
    "seven and a half million": 7_500_000, "one hundred and twenty-five million": 125 * M,
}  # fmt: skip
CURRENCIES = {
    "$5,000/month": (500_000, "USD"), "100k đô": (10_000_000, "USD"), "THB 200,000": (20_000_000, "THB"),
    "€8.5k": (850_000, "EUR"), "S$15k": (1_500_000, "SGD"), "HK$88,000": (8_800_000, "HKD"),
    "2 triệu yên": (2 * M, "JPY"), "15 triệu won": (15 * M, "KRW"), "20.000 tệ": (2_000_000, "CNY"),
    "RM 30,000": (3_000_000, "MYR"), "5.000 bạt tiền thuê": (500_000, "THB"), "GBP 6,000": (600_000, "GBP"),
    "60.000 đô Úc": (6_000_000, "AUD"), "3 ngàn rưỡi đô": (350_000, "USD"), "10k$": (1_000_000, "USD"),
    "100kusd": (10_000_000, "USD"), "twelve thousand euros": (1_200_000, "EUR"),
    "$1,250.75": (125_075, "USD"), "500 đô la Đài Loan": (50_000, "TWD"),
}  # fmt: skip
NEVER_MONEY = [
    "2 triệu view", "KPI 5M impression", "100k organic reach", "1.2M followers", "4,5 triệu phụ nữ",
    "1tr5 view", "50.000 lead", "hotline 0903 500 200", "+84 28 3822 9999", "năm 2027", "15/12/2026",
    "tỷ lệ 16:9", "VAT 8%", "số nhà 250 đường 3/2", "PO số 500123", "4K master, 25fps",
    "2 tr đầu, 3 tr cuối", "5 củ hành", "2 chai xịt", "standee 2m", "chị Tỷ", "Năm Tỷ is a puppy",
    "tỷ số 2-1", "top 10 triệu phú", "50 người", "12.500 fans", "5 ng k di duoc", "run 10k for charity",
    "500 USDT", "he's one in a million", "100 200.", "gap luc 3 toi nay", "sản lượng 40 triệu lít/năm",
    "1 in 5 women", "99999999 tỷ", "MST 0101234567-001", "budget Mây Hồng bao nhiêu?",
]  # fmt: skip
EITHER = {
    "1tỷ25": [1_250 * M, 1_025 * M], "1.500 triệu": [1_500 * M, 1_500_000],
    "1.250 tỷ": [1_250 * M, 1_250 * B], "50 cành một bài": [50_000, 5 * M],
    "tam tram trieu": [800 * M, 100 * M], "2 300 triệu": [2_300 * M, 300 * M],
    "một triệu năm trăm đồng": [1_500_000, 1_000_500], "chi phí 15tr x 3": [15 * M, 45 * M],
}  # fmt: skip
RATES = {
    "45tr/tháng": "month", "20tr 1 tháng": "month", "mỗi tháng 50tr": "month", "$3,500 monthly": "month",
    "45tr nha, tính theo tháng": "month", "10tr mỗi tuần": "week", "5M per post": "post",
    "2tr một bài": "post", "3.500.000đ/vòng": "round", "USD 85 per hour": "hour", "25tr/ngày": "day",
    "1 tỷ một năm": "year", "100tr 2 tháng": None, "3tr/KOL": "person",
}  # fmt: skip
VATS = {
    "350tr +VAT": "before", "350tr chưa VAT": "before", "350tr (VAT 8% chưa tính)": "before",
    "trước thuế 350tr": "before", "350tr, VAT tính riêng": "before", "350tr ex VAT": "before",
    "350tr plus 8% VAT": "before", "350tr gồm VAT": "after", "350tr (đã gồm 8% VAT)": "after",
    "350tr incl. VAT": "after", "350tr, VAT included": "after", "350tr sau thuế": "after",
    "350tr, thuế TNCN 10%": None,
}  # fmt: skip
RANGES = {
    "200-250tr": (200 * M, 250 * M), "từ 250 đến 300 triệu": (250 * M, 300 * M),
    "$8k–$10k": (800_000, 1_000_000), "between 300 and 350 million dong": (300 * M, 350 * M),
    "800 - 1 tỷ": (800 * M, 1_000 * M), "hai đến ba tỷ": (2 * B, 3 * B),
    "hai ba trăm triệu": (200 * M, 300 * M), "7-8 chục triệu": (70 * M, 80 * M),
    "hai trăm đến ba trăm triệu": (200 * M, 300 * M), "1 to 1.3 tỷ": (B, 1_300 * M),
    "tối đa 170tr": (None, 170 * M), "không quá 90 củ": (None, 90 * M),
    "no more than $11k": (None, 1_100_000), "dưới 500tr": (None, 500 * M), "300tr đổ lại": (None, 300 * M),
    "300tr là tối đa": (None, 300 * M), "budget <= 300tr": (None, 300 * M),
    "từ 2 tỷ trở lên": (2 * B, None), "ít nhất 200tr": (200 * M, None), "không dưới 600tr": (600 * M, None),
    "at least 200 mil VND": (200 * M, None), "trên 2 tỷ": (2 * B, None),
}  # fmt: skip


@pytest.mark.parametrize("text", [*DIGITS, *WORDS])
def test_an_amount_is_read_in_digits_and_in_words(text: str) -> None:
    span = only(text)
    assert span.sure
    assert span.value.low == span.value.high == (DIGITS | WORDS)[text]
    assert span.words == text


@pytest.mark.parametrize("text", CURRENCIES)
def test_a_currency_that_is_named_is_never_dong(text: str) -> None:
    value = only(text).value
    assert (value.low, value.currency) == CURRENCIES[text]


@pytest.mark.parametrize("text", NEVER_MONEY)
def test_what_only_looks_like_money_is_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", EITHER)
def test_two_sensible_readings_are_both_offered(text: str) -> None:
    span = only(text)
    assert not span.sure
    assert [one.low for one in span.readings] == EITHER[text]


@pytest.mark.parametrize("text", RATES)
def test_an_amount_knows_what_it_is_for(text: str) -> None:
    assert only(text).value.per == RATES[text]


@pytest.mark.parametrize("text", VATS)
def test_an_amount_is_before_or_after_vat(text: str) -> None:
    assert only(text).value.vat == VATS[text]


@pytest.mark.parametrize("text", ["350tr là chưa VAT hay gồm VAT", "350tr, VAT thế nào", "350tr có VAT chưa"])
def test_vat_that_is_not_understood_is_asked(text: str) -> None:
    assert [one.vat for one in only(text).readings] == ["before", "after"]


@pytest.mark.parametrize("text", RANGES)
def test_ranges_ceilings_and_floors(text: str) -> None:
    value = only(text).value
    assert (value.low, value.high) == RANGES[text]
    assert value.ceiling == (value.high if value.low is None else None)


def test_an_amount_is_of_the_currency_at_hand_when_none_is_named() -> None:
    assert [one.value.currency for one in found("5.000.000 cho KOL, thêm 200 EUR", "USD")] == ["USD", "EUR"]


def test_each_line_of_an_estimate_has_its_amount() -> None:
    lines = {
        "1. Tiền kỳ: kịch bản, storyboard – 35.000.000": [35 * M],
        "3. Thuê máy (2 ngày): 2 x 18.500.000 = 37.000.000": [18_500_000, 37 * M],
        "4. Diễn viên chính: 25tr/ngày x 2 ngày": [25 * M],
        "7. Nhạc bản quyền: 800 USD": [80_000],
        "Phí quản lý 8%: 20.672.000": [20_672_000],
        "TỔNG CỘNG: 301.397.760 VNĐ": [301_397_760],
    }
    assert {text: [one.value.low for one in found(text)] for text in lines} == lines


def test_a_clause_of_a_contract_has_its_rate_and_no_other_amount() -> None:
    text = "Two rounds are included; each further round within 5 working days costs VND 5,000,000 excl. VAT."
    value = only(text).value
    assert (value.low, value.vat) == (5 * M, "before")
    assert only("mỗi vòng phát sinh tính 3.500.000 đồng/vòng, tối đa 8%").value.per == "round"


def test_counted_things_are_claimed() -> None:
    claimed = amounts.lookalikes(Phrases(read_line("2 triệu lượt xem với 300k organic reach, budget 50tr")))
    assert [one.words for one in claimed] == ["2 triệu lượt xem", "300k organic reach"]


PIECES = st.sampled_from([
    "1", "2,5", "1.500", "20", "100", "300", "2026", "0903", "tr", "triệu", "tỷ", "k", "M", "bn", "$",
    "USD", "đ", "đồng", "VND", "rưỡi", "trăm", "hai", "năm", "mươi", "-", "–", "đến", "tới", "từ", "+", ",",
    ";", ".", ":", "/", "%", "x", "(", ")", "tối", "đa", "không", "quá", "VAT", "chưa", "gồm", "tháng",
    "mỗi", "một", "bài", "post", "view", "KPI", "khoảng", "và", "hoặc", "cho", "budget", "ngân", "sách",
    "tổng", "chốt", "?", "\"", "🎉", "tr5", "1tỷ2",
])  # fmt: skip


@given(
    st.one_of(
        st.text(), st.lists(PIECES, max_size=40).map(" ".join), st.lists(PIECES, max_size=40).map("".join)
    )
)
def test_any_text_is_read_and_each_amount_stands_in_it(text: str) -> None:
    line = read_line(text)
    before = 0
    for span in amounts.find(Phrases(line)):
        assert before <= span.start < span.end <= len(line.tokens)
        before = span.end
        assert span.words in line.text
        assert span.sure is (not span.readings) or span.value.low is not None
        for one in (span.value, *span.readings):
            assert all(minor is None or 0 <= minor <= 10**18 for minor in (one.low, one.high, one.ceiling))
            assert one.low is None or one.high is None or one.low <= one.high


@given(st.integers(500, 10**12))
def test_grouped_digits_are_read_back(amount: int) -> None:
    for written in (f"{amount:,} VND", f"{amount:,}đ".replace(",", "."), f"VND {amount}"):
        assert only(written).value.low == amount
