"""One field of a brief: which of its words count, and what is still to be asked."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.text.brief.fields import Field
from desk.text.doors import brief_field
from desk.text.doors.brief_field import Doubt
from tests.desk.text.world import CONTEXT

ASKED = [
    ("metric", "TBD", "unknown"), ("audience", "n/a", "unknown"),
    ("message", "Em đề xuất giúp chị", "unknown"),
    ("deliverables", "see attached", "unknown"), ("budget", "đang xin sếp", "unknown"),
    ("deadline", "báo sau", "unknown"),
    ("message", "Xe nhẹ, giá tốt, nhiều tiện ích", "claims"),
    ("message", "Light, cheap, and everywhere", "claims"),
    ("audience", "Nam nữ từ 18 đến 60 tuổi", "everyone"), ("audience", "Everyone", "everyone"),
    ("audience", "18-65+", "everyone"), ("audience", "mọi lứa tuổi", "everyone"),
    ("deliverables", "Vài post Facebook, một số video", "uncounted"),
    ("deliverables", "3 KVs and some stories", "uncounted"),
    ("approver", "Chị Trang hoặc anh Hùng", "deciders"), ("approver", "Will or Dana", "deciders"),
]  # fmt: skip
CLEAR = [
    ("metric", "2 triệu view đến 15/12/2026"), ("message", "Chậm một đêm, gần một đời"),
    ("audience", "Nữ 25-34 ở TP.HCM"), ("audience", "Nam nữ 18-60 yêu chạy bộ"),
    ("audience", "mọi người dùng iPhone"), ("deliverables", "Creative: 3 KV; Production: 1 TVC 30s"),
    ("deliverables", "một số video (khoảng 3)"), ("approver", "Ms Lan, Head of Marketing and Sales"),
    ("approver", "chị Hà, anh Sơn duyệt cuối"), ("approver", "chị Hà và anh Sơn"),
    ("budget", "300tr chưa VAT"), ("metric", ""),
]  # fmt: skip
DUE = {
    "Draft 1/12, final 15/12": "final 15/12",
    "draft 1/12\nfinal 15/12": "final 15/12",
    "Campaign 1/1/2027 – 28/2/2027, nhận bài trước 15/12/2026": "nhận bài trước 15/12/2026",
    "14/12/2026; sự kiện diễn ra Chủ nhật 20/12/2026": "14/12/2026",
    "15/12/2026": "15/12/2026",
}
SETTLED = [
    ("objective", "Phủ 500 cửa hàng trên quy mô toàn quốc trước 30/6/2027", ["quy mô"], True),
    ("metric", "2 triệu view đến 15/12/2026", ["triệu view"], True),
    ("deliverables", "Creative: 3 KV; Production: 1 TVC 30s", ["Creative", "Production"], True),
    ("objective", "Hình ảnh hiện đại, phủ 500 cửa hàng trước 30/6", ["hiện đại"], False),
    ("objective", "Nâng tầm thương hiệu trước 30/6", ["Nâng tầm"], False),
    ("tone", "Modern but still Hanoi: green shutters", ["Modern"], False),
]  # fmt: skip


@pytest.mark.parametrize(("field", "text", "why"), ASKED)
def test_what_is_no_answer_yet_is_asked(field: str, text: str, why: str) -> None:
    found = brief_field.find(Field(field), text, CONTEXT)
    assert {one.why for one in found.doubts} == {Doubt(why)}


@pytest.mark.parametrize(("field", "text"), CLEAR)
def test_what_is_clear_is_not_asked_about(field: str, text: str) -> None:
    assert brief_field.find(Field(field), text, CONTEXT).doubts == ()


def test_every_uncounted_piece_is_asked_about_in_its_own_words() -> None:
    found = brief_field.find(Field.DELIVERABLES, "Vài post Facebook, một số video", CONTEXT)
    assert [one.words for one in found.doubts] == ["Vài post Facebook", "một số video"]


@pytest.mark.parametrize("text", DUE)
def test_of_the_days_of_a_plan_the_hand_over_counts(text: str) -> None:
    counts = brief_field.find(Field.DEADLINE, text, CONTEXT).counts
    assert counts
    assert text[slice(*counts)] == DUE[text]


@pytest.mark.parametrize(("field", "text", "words", "settled"), SETTLED)
def test_no_word_is_vague_in_a_label_or_beside_a_number_and_a_day(
    field: str, text: str, words: list[str], settled: bool
) -> None:
    found = brief_field.find(Field(field), text, CONTEXT).settled
    for word in words:
        at = text.index(word)
        assert any(start <= at < at + len(word) <= end for start, end in found) is settled


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_what_is_asked_is_quoted_as_it_was_typed(form: Literal["NFC", "NFD"]) -> None:
    text = unicodedata.normalize(form, "3 KV,\u00a0một số video\u200b ngắn\r\n")
    (asked,) = brief_field.find(Field.DELIVERABLES, text, CONTEXT).doubts
    assert asked.words == text[asked.start : asked.end]
    assert unicodedata.normalize("NFC", asked.words) == "một số video\u200b ngắn"


@given(st.sampled_from(Field), st.text())
def test_any_answer_is_read(field: Field, text: str) -> None:
    found = brief_field.find(field, text, CONTEXT)
    for one in found.doubts:
        assert one.words == text[one.start : one.end] != ""
