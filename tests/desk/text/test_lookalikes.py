"""What looks like a time, a sum or a name and is something else."""

from __future__ import annotations

import pytest

from desk.text import lookalikes, sight
from desk.text.phrases import Phrases
from desk.text.spans import Dimension
from desk.text.tokens import read_line
from tests.desk.text.world import CONTEXT

CLAIMED = {
    "standee 60x160": (Dimension.SIZE, "60x160"), "1080×1920": (Dimension.SIZE, "1080×1920"),
    "backdrop 3m x 5m": (Dimension.SIZE, "3m x 5m"), "Reel 9:16": (Dimension.RATIO, "9:16"),
    "KV 1:1": (Dimension.RATIO, "1:1"), "film is 1:30 long": (Dimension.RATIO, "1:30"),
    "In 4/4 màu": (Dimension.COUNT, "4/4 màu"), "3-5 dòng": (Dimension.COUNT, "3-5 dòng"),
    "TVC 30s": (Dimension.COUNT, "30s"), "5.12 triệu": (Dimension.COUNT, "5.12 triệu"),
    "giảm 20%": (Dimension.COUNT, "20%"), "7/10 mẹ": (Dimension.COUNT, "7/10 mẹ"),
    "slide 12, 15 và 18": (Dimension.VERSION, "slide 12, 15 và 18"), "tầng 5": (Dimension.VERSION, "tầng 5"),
    "version 4/12 of it": (Dimension.VERSION, "version 4/12"), "bản KV27": (Dimension.VERSION, "KV27"),
    "phòng 3A": (Dimension.VERSION, "phòng 3A"), "số 30/4 và 2/9": (Dimension.VERSION, "số 30/4 và 2/9"),
    "ở 12/5 Nguyễn Huệ": (Dimension.ADDRESS, "12/5 Nguyễn Huệ"),
    "27/11 Lý Thái Tổ": (Dimension.ADDRESS, "27/11 Lý Thái Tổ"),
    "gọi 0903 456 789": (Dimension.PHONE, "0903 456 789"), "“Mai này” MV": (Dimension.NAME, "“Mai này”"),
    "https://x.vn/4/12": (Dimension.NAME, "https://x.vn/4/12"),
    "đọc 'Thứ 2 đẹp nhất' nha": (Dimension.NAME, "'Thứ 2 đẹp nhất'"),
    "3 tháng 1 lần": (Dimension.COUNT, "1 lần"), "khuyến mãi": (Dimension.NAME, "khuyến mãi"),
    "sáng tạo": (Dimension.NAME, "sáng tạo"), "doanh thu": (Dimension.NAME, "doanh thu"),
}  # fmt: skip

LEFT = [
    "15/12 banner", "4/12 nha", "thứ 6 banner", "2 tuần nữa", "ngày 5 trang trí", "8h30", "KV 4/12", "T6",
    "3 giờ chiều", "lúc 8 anh ơi", "30/11 gửi khách", "12/4 Lan",
    "tu 8/12 toi 9/12", "đơn hàng thứ 4", "Lan's 3pm, James's 4pm",
]  # fmt: skip


@pytest.mark.parametrize("text", CLAIMED)
def test_a_look_alike_claims_its_words(text: str) -> None:
    (span, *_) = lookalikes.find(Phrases(read_line(text)))
    assert (span.dimension, span.words) == CLAIMED[text]


@pytest.mark.parametrize("text", LEFT)
def test_real_times_are_left_to_others(text: str) -> None:
    assert lookalikes.find(Phrases(read_line(text))) == []


@pytest.mark.parametrize("text", ["KV Sun World Countdown", "Mộc An Tết 2027: KV", "moc an tvc"])
def test_no_word_of_a_project_is_a_date_or_a_person(text: str) -> None:
    seen = sight.look(read_line(text), CONTEXT)
    assert (seen.times, seen.people) == ((), ())
