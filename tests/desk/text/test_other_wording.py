"""Briefs and feedback in the many ways people lay them out, each kind by one small text."""

from __future__ import annotations

import pytest

from desk.text.brief.fields import Field
from desk.text.doors import brief, feedback
from tests.desk.text.world import CONTEXT

LABELS = {
    "JOB / Sleep Sunday": (Field.PROJECT, "Sleep Sunday"),
    "*2. Nhãn hàng:* Trắng Tinh": (Field.CLIENT, "Trắng Tinh"),
    "*Business objective:*\n  - Drive upgrades": (Field.OBJECTIVE, "Drive upgrades"),
    "Hạn mục: clip 15s": (Field.DELIVERABLES, "clip 15s"),
    "Budget: 800M incl. KOL": (Field.BUDGET, "800M incl. KOL"),
    "Pitch date: Thursday 10 December": (Field.DEADLINE, "Thursday 10 December"),
    "Nội dung|Thông tin|Ghi chú\nDự án|Phòng gym|\nMục tiêu|bán 500 thẻ|sếp muốn 800": (
        Field.OBJECTIVE,
        "bán 500 thẻ",
    ),
}
POINTS = {
    "00:03 SPEAKER 2 (Sarah) the can is in the wrong hand\n00:05 SPEAKER 1 (Huong) got it\n"
    "00:09 SPEAKER 2 (Sarah) fridge is missing": ["the can is in the wrong hand", "fridge is missing"],
    "Page 1: Use the new logo - Hanh\nPage 1: Noted, will replace - James\nPage 3: Too dark - Hanh": [
        "Use the new logo",
        "Too dark",
    ],
    "Hà: logo phóng to gấp rưỡi cho chị\nQuang: logo vậy vừa rồi, khỏi phóng\nHà: ok vậy để nguyên nha": [],
    "Subject: Automatic reply: landing page\n\nAll invoices must be sent to accounting.": [],
    "[Trang 2] bỏ dấu phẩy sau chữ Cảm ơn": ["bỏ dấu phẩy sau chữ Cảm ơn"],
    "1. Back of pack. The table is missing": ["The table is missing"],
    "Màu nền rất đã": ["Màu nền rất đã"],
}


@pytest.mark.parametrize("text", LABELS)
def test_a_label_is_known_however_it_is_set(text: str) -> None:
    field, words = LABELS[text]
    assert [value.words for value in brief.find(text, CONTEXT).of(field)] == [words]


@pytest.mark.parametrize("text", POINTS)
def test_points_are_found_however_they_are_laid_out(text: str) -> None:
    assert [point.quote for point in feedback.find(text, CONTEXT)] == POINTS[text]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Our club is empty. Locals don't feel it's for them.", Field.MANDATORIES),
        ("We want modern families to ask for us by name.", Field.DELIVERABLES),
        ("Hương: deadline ngày nào ạ?\nChị Lan: 18/1 cho chị coi nháp", Field.DEADLINE),
    ],
)
def test_no_field_is_filled_with_what_only_looks_like_it(text: str, field: Field) -> None:
    assert brief.find(text, CONTEXT).of(field) == ()
