"""What kind each line of feedback is read as."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.feedback import lines
from desk.feedback.lines import POINT_LIMIT, Line
from desk.text.letters import fold
from storage.feedback.feedback import FeedbackKind
from tests.desk.text.world import CONTEXT

MUST, SHOULD, QUESTION = FeedbackKind.MUST, FeedbackKind.SHOULD, FeedbackKind.QUESTION
OUT, PRAISE, MONEY = FeedbackKind.OUT_OF_SCOPE, FeedbackKind.PRAISE, FeedbackKind.MONEY


def read_typed(text: str) -> tuple[Line, ...]:
    return lines.read_typed(text, CONTEXT)


def read_verbatim(text: str) -> tuple[Line, ...]:
    return lines.read_verbatim(text, CONTEXT)


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
        ("tiền: báo giá cao", MONEY, "báo giá cao"),
        ("Giá cao quá", MONEY, "Giá cao quá"),
        ("! Giá cao quá", MUST, "Giá cao quá"),
        ("KV đẹp quá, khách rất thích!", MUST, "KV đẹp quá, khách rất thích!"),
        ("- phải: logo to hơn", MUST, "logo to hơn"),
        ("• ~ ấm màu hơn", SHOULD, "ấm màu hơn"),
        ("1. đổi giá", MUST, "đổi giá"),
        ("2) ? in kịp không", QUESTION, "in kịp không"),
        ("-logo to hơn", MUST, "logo to hơn"),
        ("-5% so với bản cũ", MUST, "-5% so với bản cũ"),
        ("2.5 triệu là quá cao", FeedbackKind.MONEY, "2.5 triệu là quá cao"),
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
        ("$ thêm tiền", MONEY, "$ thêm tiền"),
        ("1.Logo to hơn", MUST, "Logo to hơn"),
        ("a) Logo to hơn", MUST, "Logo to hơn"),
        ("Có kịp Tết không em?", QUESTION, "Có kịp Tết không"),
        ("Phóng to logo giúp chị được không?", MUST, "Phóng to logo giúp chị được không"),
        ("Phát sinh: quay thêm", OUT, "quay thêm"),
        ("Concept “bữa cơm đoàn viên” chị rất thích", PRAISE, "Concept “bữa cơm đoàn viên” chị rất thích"),
        ("Hợp đồng chưa có phụ lục, em gửi lại", MONEY, "Hợp đồng chưa có phụ lục, em gửi lại"),
    ],
)
def test_a_clients_own_words(said: str, kind: FeedbackKind, text: str) -> None:
    assert read_verbatim(said) == (Line(kind, text),)


@pytest.mark.parametrize(
    "said",
    [
        "ok giữ nguyên", "Chào em,", "Hi all!", "Dạ em cảm ơn ạ", "👍", "check giúp chị", "check giup chi",
        "please have a look",
    ],
)  # fmt: skip
def test_words_that_want_nothing_are_no_points(said: str) -> None:
    assert read_verbatim(said) == ()


def test_a_mail_is_read_without_what_surrounds_its_wishes() -> None:
    mail = (
        "From: Chi Tran <chi@mocan.vn>\nTo: huong@xuongmay.vn\nSubject: Re: KV Tết\n\n"
        "Chào Hương,\n\nBên chị xem rồi. Logo nhỏ quá, phóng to lên trước thứ 6. Màu đẹp lắm.\n\n"
        "Trân trọng,\nTrần Mai Chi\nBrand Manager | Mộc An\n"
    )
    assert [(line.kind, line.text, line.due_on) for line in read_verbatim(mail)] == [
        (MUST, "Logo nhỏ quá, phóng to lên trước thứ 6", date(2026, 11, 27)),
        (PRAISE, "Màu đẹp lắm", None),
    ]


def test_an_answer_below_a_quote_is_a_point_with_the_quote_as_its_context() -> None:
    (line,) = read_verbatim("> Logo hiện đang 10%\nTăng lên 20% nhé")
    assert line == Line(MUST, "Logo hiện đang 10%: Tăng lên 20%")


def test_a_name_marked_as_one_is_whose_point_it_is() -> None:
    (line,) = read_verbatim("@Phạm Ngọc Lan sửa lại logo cho to hơn trước 4/12")
    assert (line.owner, line.due_on) == ("U10LAN", date(2026, 12, 4))


def test_a_date_that_is_part_of_the_wish_is_not_when_it_is_due() -> None:
    (line,) = read_verbatim("Đổi ngày khai trương thành 12/12")
    assert line.due_on is None


WANTED = {
    "logo to lên\nnền đẹp quá\nthứ 6 gửi lại chị nhé": [date(2026, 11, 27), None, None],
    "logo to lên\nT5 16h gửi lại chị nhé, à nhầm, thứ 6 nha": [date(2026, 11, 27), None],
    "logo to lên trước thứ 4\nthứ 6 gửi lại chị nhé": [date(2026, 11, 25), None],
    "logo to lên\nthứ 6 gửi lại chị file logo": [None, None],
    "make the logo bigger\nneed it back by thursday, sorry, friday noon": [None, None],
    "logo to lên\nthứ 4 gửi lại chị nhé\nthứ 6 gửi lại chị nhé": [None, None, None],
}


@pytest.mark.parametrize("said", WANTED)
def test_the_one_day_on_which_a_client_wants_to_have_it_is_offered_for_what_is_to_do(said: str) -> None:
    assert [line.due_on for line in read_verbatim(said)] == WANTED[said]


def test_a_point_longer_than_a_field_becomes_several_and_loses_nothing() -> None:
    typed = "Logo to hơn " * 600
    found = read_typed(typed)
    assert all(len(line.text) <= POINT_LIMIT for line in found)
    assert " ".join(line.text for line in found).split() == typed.split()


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
    for line in read_typed(text):
        assert line.text.strip() == line.text != ""
        assert line.text in text
    for line in read_verbatim(text):
        assert line.text.strip() == line.text != ""


@given(st.lists(st.text("abc đ", min_size=1).filter(str.strip), max_size=20))
def test_no_line_is_lost(typed: list[str]) -> None:
    assert [line.text for line in read_typed("\n".join(typed))] == [line.strip() for line in typed]


@pytest.mark.parametrize("greeting", ["Chào em,", "Chào Hương,", "Hi all!", "Dear Ms. Lan,"])
def test_a_greeting_in_a_list_is_no_point(greeting: str) -> None:
    assert [line.text for line in read_typed(f"{greeting}\nLogo to hơn 20%")] == ["Logo to hơn 20%"]


@pytest.mark.parametrize(
    "text",
    [
        "Can truoc thu 4 nhe\n1. logo to len\n2. doi mau nen",
        "Cần trước thứ 4 nhé\n1. logo to lên\n2. đổi màu nền",
        "logo to lên\nđổi màu nền\nchị cần trước thứ 4",
    ],
)
def test_the_day_by_which_a_client_needs_all_is_that_of_each(text: str) -> None:
    found = read_verbatim(text)
    assert {line.due_on for line in found if not line.left} == {date(2026, 11, 25)}
    assert [line.left for line in found if "thu 4" in fold(line.text)] == ["when"]


@pytest.mark.parametrize("text", ["Cần trước thứ 4", "logo đẹp lắm\nchị cần trước thứ 4 nhé"])
def test_a_day_alone_stays_a_point_when_there_is_nothing_else_to_do(text: str) -> None:
    assert not any(line.left for line in read_verbatim(text))


@pytest.mark.parametrize(
    ("said", "kind", "left"),
    [
        ("banner size 300x250 bên em làm thêm được ko", QUESTION, ""),
        ("can you do an extra banner in 300x250?", QUESTION, ""),
        ("làm thêm giúp chị bản dọc nhé", FeedbackKind.OUT_OF_SCOPE, ""),
        ("Neu mai khong co chi doi agency that do.", MONEY, ""),
        ("nếu mai không có chị đổi agency thật đó", MONEY, ""),
        ("if this slips again we will find another agency", MONEY, ""),
        ("sep chi hoi lien tuc", QUESTION, "unclear"),
        ("sếp chị hỏi liên tục đó em", QUESTION, "unclear"),
        ("my boss keeps asking me", QUESTION, "unclear"),
    ],
)
def test_what_is_the_account_peoples_own_is_theirs_and_nothing_is_dropped(
    said: str, kind: FeedbackKind, left: str
) -> None:
    assert [(line.kind, line.left) for line in read_verbatim(said)] == [(kind, left)]


def test_a_point_under_the_name_of_a_thing_says_which() -> None:
    said = read_verbatim("KV:\n- logo to lên\nHeadline:\n- đổi “Tết sum vầy” thành “Bữa cơm đoàn viên”")
    assert [line.text for line in said] == [
        "KV: logo to lên", "Headline: đổi “Tết sum vầy” thành “Bữa cơm đoàn viên”",
    ]  # fmt: skip
    assert [line.text for line in read_verbatim("Góp ý:\n- logo to lên")] == ["logo to lên"]
