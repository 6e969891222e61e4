"""What a text says that a budget is."""

from __future__ import annotations

import sys
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.text.doors import budget
from desk.text.spans import Why
from desk.text.tokens import read

M, B = 10**6, 10**9

ONE = {
    "Ngân sách bên chị tầm 280 triệu": 280 * M,
    "budget ko phải 500 đâu e, là 550tr nha": 550 * M,
    "Not 300M, it's 330M — I misread the PO": 330 * M,
    "à nhầm, 65tr chứ ko phải 56tr nha": 65 * M,
    "năm ngoái 600tr, năm nay tăng lên 750tr": 750 * M,
    "khách duyệt tăng từ 400tr lên 460tr": 460 * M,
    "budget was raised from 300M to 350M": 350 * M,
    "đã chi 120tr trên tổng 400tr": 400 * M,
    "spend so far is 210tr of the 500tr budget": 500 * M,
    "Ngân sách: 1.200.000.000đ (một tỷ hai trăm triệu đồng)": 1_200 * M,
    "~ 1.3 tỷ (tương đương 50k USD)": 1_300 * M,
    "tiền KOL tối đa 40% của tổng, tổng thì 1 tỷ rưỡi": 1_500 * M,
    "100000000": 100 * M,
    "Ngân sách (triệu đồng): 450": 450 * M,
    "Budget has been cut by 50M to 450M": 450 * M,
    "ngân sách không đổi, vẫn 1 tỷ 2 như lần trước": 1_200 * M,
    "Brief cũ giá 35k một ly\nNgân sách: 180 triệu\nCa sĩ năm ngoái 45 triệu": 180 * M,
}
SUMS = {
    "120tr cho booking, 70tr dựng phim và 30tr in ấn": ([120 * M, 70 * M, 30 * M], 220 * M),
    "300m for KOLs and 100m for media": ([300 * M, 100 * M], 400 * M),
    "300tr KOL + 200tr media": ([300 * M, 200 * M], 500 * M),
    "Budget KOL: 300tr, production 450tr, media 1tỷ2 (đã gồm VAT)": (
        [300 * M, 450 * M, 1_200 * M],
        1_950 * M,
    ),
    "Total 800M: 500M media, 300M production": ([500 * M, 300 * M], 800 * M),
    "Tổng 650tr, trong đó media 400tr và production 250tr": ([400 * M, 250 * M], 650 * M),
    "Fee 120M, third-party 300M, contingency 30M => 450M": ([120 * M, 300 * M, 30 * M], 450 * M),
    "100tr đợt 1, 150tr đợt 2": ([100 * M, 150 * M], 250 * M),
    "phí 20tr mỗi tháng + content 45tr mỗi tháng": ([20 * M, 45 * M], 65 * M),
    "Ngân sách:\n- KOL 300tr\n- Media 200tr": ([300 * M, 200 * M], 500 * M),
}
ASKED = {
    "gói A 90tr, gói B 120tr": [90 * M, 120 * M],
    "200 hoặc 250tr tuỳ số clip": [200 * M, 250 * M],
    "nghe chị Chi nói 600tr mà trong mail ghi 550tr": [600 * M, 550 * M],
    "100, 150 hay 200 triệu nha": [100 * M, 150 * M, 200 * M],
    "ngân sách 500": [500 * M, 500_000],
    "hai trăm rưỡi thôi": [250 * M, 250_000],
    "170tr, xin thêm 20tr được không": [170 * M, 190 * M],
    "hơn 400tr": [400 * M, 400 * M],
    "nếu 150tr thì khách làm được gì": [150 * M],
    "15tr x 3 KOL": [15 * M, 45 * M],
    "4tr/post, tổng 12tr": [12 * M, 4 * M],
    "Sarah offered us 5M": [5 * M],
    "giá in là 15.000đ": [15_000],
    "-5tr": [5 * M],
    "phí KOC 600k/video, KOL 12tr/video": [600_000, 12 * M],
    "bên em báo 210tr, chị xin bớt 10tr": [210 * M, 200 * M],
    "two payments of 45M from the client": [45 * M, 90 * M],
    "1 tỷ nụ cười là tên chiến dịch": [B],
    "80tr được không?": [80 * M],
    "60tr cho 1 tháng": [60 * M, 60 * M],
    # what is added to a total, or said beside an amount, is not passed over
    "6 clip x 20tr = 120tr, plus 30tr boosting": [150 * M, 120 * M],
    "900M VND, stop at 1.1B": [900 * M, 1_100 * M],
    # words that nothing explains
    "ruộng nhà ngoại trúng 90tr": [90 * M],
}
OPEN = [
    "chưa chốt", "TBC", "khách chưa nói", "chưa có số đâu, em cứ đề xuất 2 mức", "ngân sách báo sau nha em",
    "we’d rather not disclose the budget", "client hasn't shared a number yet",
    "ngân sách mở, em cứ đề xuất", "budget: xác nhận sau lễ", "no figure from finance so far",
    "chờ sếp duyệt ngân sách", "budget chờ chị Hà bên tài chính ký",
    "KH ko chịu nói budget", "Budget: see attached",
]  # fmt: skip
OPEN_BESIDE = {
    "khoảng 200–250tr, còn chờ sếp chị duyệt": 250 * M,
    "the number isn’t locked: somewhere from 1 to 1.3 tỷ": 1_300 * M,
    "500M, pending sign-off from HQ": 500 * M,
}
NOTHING = [
    "deadline chưa chốt, chờ khách", "who signed off the budget?", "budget Mây Hồng bao nhiêu?",
    "khách chốt budget chưa", "budget meeting moved to 14:30, room 3",
    "poster ghi giá 15.000đ/chai, mua 2 tặng 1", "nhiều", "", 'Take the "from 350k" price flash off',
    "hotline +84-28-3822-1234", "gọi em số +84 912 345 678", "it sells for $3 in stores", "bán với giá 25k",
    "1tr8 view rồi", "đã ứng 50tr",
]  # fmt: skip


def low(text: str) -> int | None:
    """The amount that is taken."""
    value = budget.find(text).amount.value
    assert value, text
    return value.low


@pytest.mark.parametrize("text", ONE)
def test_one_amount_is_the_budget(text: str) -> None:
    assert low(text) == ONE[text]


@pytest.mark.parametrize("text", ["ngân sách 250-300, tối đa 320tr", "250-300 thôi, không quá 320 triệu"])
def test_a_range_takes_the_unit_of_its_ceiling(text: str) -> None:
    value = budget.find(text).amount.value
    assert value
    assert (value.low, value.high, value.ceiling) == (250 * M, 300 * M, 320 * M)


@pytest.mark.parametrize("text", SUMS)
def test_items_are_added_and_kept_as_parts(text: str) -> None:
    parts, whole = SUMS[text]
    found = budget.find(text)
    assert low(text) == whole
    assert [one.amount.low for one in found.parts] == parts
    assert all(one.words in text for one in found.parts)


@pytest.mark.parametrize("text", ASKED)
def test_what_is_doubtful_is_asked_with_its_readings(text: str) -> None:
    found = budget.find(text).amount
    assert (found.value, found.why) == (None, Why.WHICH)
    assert [one.low if one.low is not None else one.high for one in found.readings] == ASKED[text]


@pytest.mark.parametrize("text", OPEN)
def test_not_yet_known_is_a_value(text: str) -> None:
    found = budget.find(text)
    assert found.is_open
    assert not found.amount.asked


@pytest.mark.parametrize("text", OPEN_BESIDE)
def test_an_amount_may_be_open_too(text: str) -> None:
    found = budget.find(text)
    assert found.is_open
    assert found.amount.value
    assert found.amount.value.high == OPEN_BESIDE[text]


@pytest.mark.parametrize("text", NOTHING)
def test_what_names_no_budget_is_said_to_be_missing(text: str) -> None:
    found = budget.find(text)
    assert (found.amount.why, found.amount.value, found.is_open) == (Why.MISSING, None, False)


def test_an_amount_keeps_the_ceiling_beside_it() -> None:
    for text in ("khoảng 350tr, không quá 400", "c chi co 350tr thoi, toi da 400", "$350, not over $400"):
        value = budget.find(text).amount.value
        assert value
        assert value.low == value.high == (350 * M if "$" not in text else 35_000)
        assert value.ceiling == (400 * M if "$" not in text else 40_000)
    asked = budget.find("mình tính 410tr, khách đòi dưới 350tr").amount
    assert [one.high for one in asked.readings] == [410 * M, 350 * M]


def test_vat_and_rate_of_a_budget() -> None:
    value = budget.find("phí quản lý 20tr mỗi tháng + content 45tr mỗi tháng, chưa VAT").amount.value
    assert value
    assert (value.per, value.vat) == ("month", "before")


def test_the_place_of_an_amount_is_in_the_text() -> None:
    text = "Chào em,\nngân sách tối đa 170tr/tháng nha"
    found = budget.find(text)
    assert found.place
    assert read(text).text[slice(*found.place)] == found.amount.words == "tối đa 170tr/tháng"


def test_an_estimate_with_its_total_is_that_total() -> None:
    text = "Quay: 60.000.000đ\nDiễn viên: 25tr/ngày\nNhạc: 800 USD\nCộng: 140.000.000\nVAT 8%: 11.200.000"
    text += "\nTổng cộng: 151.200.000đ"
    assert low(text) == 151_200_000


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    found = budget.find(text)
    assert found.amount.value is None or not found.amount.readings
    if found.place:
        assert 0 <= found.place[0] < found.place[1] <= len(read(text).text)


HARD = [
    "1.", "100 ", "100 200tr ", "hai trăm ", "5-", "1 tỷ ", "tối đa là ", "chưa ai được ", "VAT 8% chưa ",
    '"', "(1 tỷ) ", "9", "1k", "KOL 300tr, ", "KOL 300tr + ", "x 3 ", "từ 200 đến ",
    "khong duoc qua cho sep duyet ", "trong đó 5tr ", "1 tỷ\n", "nha nha 1k ", "%", "$", "mỗi tháng 5tr ",
]  # fmt: skip


@pytest.mark.parametrize("piece", HARD)
def test_the_work_grows_no_faster_than_the_text(piece: str) -> None:
    short, long = (piece * (size // len(piece)) for size in (300, 3_000))
    budget.find(short)
    assert _calls(long) < _calls(short) * 12


def _calls(text: str) -> int:
    """How many functions are called to read a text, those written in C included."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        budget.find(text)
    finally:
        sys.setprofile(None)
    return calls
