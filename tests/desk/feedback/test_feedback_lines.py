"""What kind each line of feedback is read as."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.feedback.lines import Line, read_typed, read_verbatim
from storage.feedback.feedback import FeedbackKind

MUST, SHOULD, QUESTION = FeedbackKind.MUST, FeedbackKind.SHOULD, FeedbackKind.QUESTION
OUT, PRAISE = FeedbackKind.OUT_OF_SCOPE, FeedbackKind.PRAISE


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("logo to hơn 20%", MUST, "logo to hơn 20%"),
        ("phải: logo to hơn 20%", MUST, "logo to hơn 20%"),
        ("Phải sửa : đổi giá 199k", MUST, "đổi giá 199k"),
        ("phai: doi mau nen", MUST, "doi mau nen"),
        ("BẮT BUỘC: có logo Bộ Y tế", MUST, "có logo Bộ Y tế"),
        ("must: bigger logo", MUST, "bigger logo"),
        ("! logo to hơn", MUST, "logo to hơn"),
        ("!!! gấp, sai giá", MUST, "gấp, sai giá"),
        ("nên: thêm cành mai", SHOULD, "thêm cành mai"),
        ("Nên sửa：thêm cành mai", SHOULD, "thêm cành mai"),
        ("should: warmer tone", SHOULD, "warmer tone"),
        ("~ ấm màu hơn", SHOULD, "ấm màu hơn"),
        ("~ 10 banner là đủ", SHOULD, "10 banner là đủ"),
        ("hỏi: in kịp không", QUESTION, "in kịp không"),
        ("q: which size", QUESTION, "which size"),
        ("? in kịp không", QUESTION, "in kịp không"),
        ("in kịp 20/12 không?", QUESTION, "in kịp 20/12 không?"),
        ("in kịp không? 🙏", QUESTION, "in kịp không? 🙏"),
        ("in kịp không？", QUESTION, "in kịp không？"),
        ("sao lại màu này?!", QUESTION, "sao lại màu này?!"),
        ("phải: đổi màu, được không?", MUST, "đổi màu, được không?"),
        ("ngoài phạm vi: thêm TVC 15s", OUT, "thêm TVC 15s"),
        ("Ngoài scope: thêm TVC 15s", OUT, "thêm TVC 15s"),
        ("OOS: extra landing page", OUT, "extra landing page"),
        ("phát sinh: quay thêm 1 ngày", OUT, "quay thêm 1 ngày"),
        ("$ thêm TVC 15s", OUT, "thêm TVC 15s"),
        ("khen: concept rất trúng", PRAISE, "concept rất trúng"),
        ("+ concept rất trúng", PRAISE, "concept rất trúng"),
        ("KV đẹp quá, khách rất thích!", MUST, "KV đẹp quá, khách rất thích!"),
        ("- phải: logo to hơn", MUST, "logo to hơn"),
        ("• ~ ấm màu hơn", SHOULD, "ấm màu hơn"),
        ("1. đổi giá", MUST, "đổi giá"),
        ("2) ? in kịp không", QUESTION, "in kịp không"),
        ("-logo to hơn", MUST, "logo to hơn"),
        ("-5% so với bản cũ", MUST, "-5% so với bản cũ"),
        ("2.5 triệu là quá cao", MUST, "2.5 triệu là quá cao"),
        ("$500 voucher thành 500k", MUST, "$500 voucher thành 500k"),
        ("~10 banner là đủ", MUST, "~10 banner là đủ"),
        ("+84 901 234 567 là hotline mới", MUST, "+84 901 234 567 là hotline mới"),
        ("xem https://mocan.vn/tet?", MUST, "xem https://mocan.vn/tet?"),
        ("Lưu ý: không dùng màu đỏ", MUST, "Lưu ý: không dùng màu đỏ"),
        ("phải đẹp: nhìn vào là thèm", MUST, "phải đẹp: nhìn vào là thèm"),
        ("👍", MUST, "👍"),
        ("!", MUST, "!"),
        ("?", QUESTION, "?"),
        ("<!channel> & *đậm*", MUST, "<!channel> & *đậm*"),
    ],
)
def test_a_typed_line(typed: str, kind: FeedbackKind, text: str) -> None:
    assert read_typed(typed) == (Line(kind, text),)


def test_letters_with_separate_accents_read_the_same() -> None:
    (line,) = read_typed(unicodedata.normalize("NFD", "ngoài phạm vi: thêm TVC"))
    assert line.kind is OUT


@pytest.mark.parametrize(
    ("said", "kind", "text"),
    [
        ("+ Logo to hơn", MUST, "Logo to hơn"),
        ("* Logo to hơn", MUST, "Logo to hơn"),
        ("> Logo to hơn", MUST, "Logo to hơn"),
        ("~ 10 banner", MUST, "~ 10 banner"),
        ("$ thêm tiền", MUST, "$ thêm tiền"),
        ("1.Logo to hơn", MUST, "Logo to hơn"),
        ("a) Logo to hơn", MUST, "Logo to hơn"),
        ("Có kịp Tết không em?", QUESTION, "Có kịp Tết không em?"),
        ("Phát sinh: quay thêm", OUT, "quay thêm"),
    ],
)
def test_in_a_clients_own_words_signs_are_bullets(said: str, kind: FeedbackKind, text: str) -> None:
    assert read_verbatim(said) == (Line(kind, text),)


def test_a_heading_names_the_kind_of_the_lines_below() -> None:
    typed = "Đổi giá\n\nNên sửa:\n- ấm màu hơn\n- in kịp không?\n! sai logo\nKhen:\nconcept hay"
    assert [(line.kind, line.text) for line in read_typed(typed)] == [
        (MUST, "Đổi giá"),
        (SHOULD, "ấm màu hơn"),
        (QUESTION, "in kịp không?"),
        (MUST, "sai logo"),
        (PRAISE, "concept hay"),
    ]


@pytest.mark.parametrize("nothing", ["", "  \n\t\n", "-----\n***\n___", "•\n"])
def test_empty_lines_and_rules_are_no_points(nothing: str) -> None:
    assert read_typed(nothing) == read_verbatim(nothing) == ()


@given(st.text(max_size=400))
def test_whatever_is_typed_every_point_has_words_and_comes_from_the_text(text: str) -> None:
    for line in (*read_typed(text), *read_verbatim(text)):
        assert line.text.strip() == line.text != ""
        assert line.text in text


@given(st.lists(st.text("abc đ", min_size=1).filter(str.strip), max_size=20))
def test_no_line_is_lost(lines: list[str]) -> None:
    assert [line.text for line in read_typed("\n".join(lines))] == [line.strip() for line in lines]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Concept “bữa cơm đoàn viên” chị rất thích", FeedbackKind.PRAISE),
        ("Great work!", FeedbackKind.PRAISE),
        ("Rất đẹp nhưng logo to hơn", FeedbackKind.MUST),
        ("Chị thích màu đỏ ấm hơn", FeedbackKind.MUST),
    ],
)
def test_praise_is_guessed_only_where_nothing_is_wanted(line: str, kind: FeedbackKind) -> None:
    assert read_verbatim(line)[0].kind is kind


@pytest.mark.parametrize(
    ("line", "is_greeting"),
    [
        ("Chào em,", True), ("Xin chào cả nhà 👋", True), ("Chị chào em nhé", True), ("Chào Hương,", True),
        ("Hi all!", True), ("Dear Ms. Lan,", True), ("Em ơi,", True), ("Cảm ơn em nhiều!", True),
        ("Thank you so much", True), ("Trân trọng,", True), ("Best regards", True),
        ("Chào em, logo to hơn", False), ("Hi-res logo", False), ("Hi res logo", False),
        ("Thanks, bigger logo", False), ("Cảm ơn em, sửa logo", False), ("Hi em?", False),
        ("Chào mừng năm mới: đổi thành Chúc mừng", False), ("Hello world is too small", False),
    ],
)  # fmt: skip
def test_a_greeting_is_no_point_unless_there_is_nothing_else(line: str, is_greeting: bool) -> None:
    point = "Logo to hơn 20%"
    for read in (read_typed, read_verbatim):
        assert [one.text for one in read(f"{line}\n{point}")] == ([point] if is_greeting else [line, point])
        assert [one.text for one in read(line)] == [line]
