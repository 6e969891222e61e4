"""What each stretch of a pasted text is, who says it, under which heading, in answer to what."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.text.doors import paste
from desk.text.pasted.paper import Part
from desk.text.pasted.rows import PartKind
from tests.desk.text.world import CONTEXT


def said(text: str) -> list[str]:
    """What clients say in a text."""
    return [part.words for part in paste.find(text, CONTEXT).said()]


def only(text: str, words: str) -> Part:
    """The one part of a text with these words."""
    return next(part for part in paste.find(text, CONTEXT).parts if part.words == words)


MAILS = {
    "From: Mai\nSubject: Re: KV\nLogo to hơn\nThanks & best regards,\nMai\nSent from my iPhone": [
        "Logo to hơn"
    ],
    "Từ: Hạnh <h@a.vn>\nĐến: Hương\nChủ đề: KV\n\nDear Hương,\n\nLogo to hơn.\n\nTrân trọng,\nHạnh\n"
    "ĐT: 0903 111 222": ["Logo to hơn."],
    "Hi Huong,\nLogo bigger.\n\nOn Mon, Nov 23, 2026 at 9:14 AM Huong <h@a.vn> wrote:\n> Here is v2.\n"
    ">> old": ["Logo bigger."],
    "Logo to hơn.\n\nVào Th 6, 20 thg 11, 2026 vào lúc 16:20 Hương <h@a.vn>\nđã viết:\n> Dạ em gửi bản 2": [
        "Logo to hơn."
    ],
    "Logo bigger.\n\nFrom: Huong\nSent: Thursday, November 19, 2026\nTo: Lena\nSubject: Two routes\n\n"
    "Hi,\nPlease choose.": ["Logo bigger."],
    "Em xem giúp chị.\n\n---------- Forwarded message ---------\nFrom: Sếp <s@a.vn>\nSubject: KV\n\n"
    "Logo to hơn.": [
        "Em xem giúp chị.",
        "Logo to hơn.",
    ],
    "fyi\n\n---------- Forwarded message ---------\nFrom: News <n@a.vn>\nSubject: 5 tips\n\n1. Make it "
    "big\n\nUnsubscribe | View in browser": ["fyi"],
    "Logo bigger.\n\nLena Vogel | Brand Lead\n+84 90 123 4567\n\nThis email and any attachments are "
    "confidential.": ["Logo bigger."],
    "Hương ơi,\nnền sáng lên\nCảm ơn em,\nChị Ngân - Ecom Mộc An\nGửi từ iPhone của tôi": ["nền sáng lên"],
}
CHATS = {
    "[10:33, 20/11/2026] Chị Hà: logo to lên\n[10:34, 20/11/2026] Chị Hà: [Hình ảnh]": ["logo to lên"],
    "[20/11/2026, 3:14:07 PM] Sarah: logo bigger\n[20/11/2026, 3:14:22 PM] Sarah: <image omitted>": [
        "logo bigger"
    ],
    "21/11/2026, 09:03 - Omar: logo bigger\n21/11/2026, 09:04 - Huong: On it": ["logo bigger"],
    "Chị Sương 9:41\nlogo to lên\nHương 9:42\nDạ chị\nChị Sương 9:43\nnền sáng lên": [
        "logo to lên",
        "nền sáng lên",
    ],
    "Mika  10:42 AM\nlogo bigger\nHuong  10:45 AM\nGot it.": ["logo bigger"],
    "Chị Hà: logo to lên\nHương: dạ\nChị Hà: nền sáng lên": ["logo to lên", "nền sáng lên"],
    "Co Ba Bun\nlogo to len\nCo Ba Bun\nnen sang len": ["logo to len", "nen sang len"],
    "00:04 chị chi: khung hai hạ xuống\n00:15 hương: dạ\n00:18 chị chi: khung năm đổi áo": [
        "khung hai hạ xuống",
        "khung năm đổi áo",
    ],
    "Chị Hà: tin nhắn đã được thu hồi\nChị Hà: logo to lên": ["logo to lên"],
}
LISTS = {
    "1. Logo to hơn 2. Đổi màu nền 3. Bỏ bông mai": ["Logo to hơn", "Đổi màu nền", "Bỏ bông mai"],
    "1/ Logo to hơn\n2/ Đổi màu": ["Logo to hơn", "Đổi màu"],
    "a) logo b) nền c) chữ": ["logo", "nền", "chữ"],
    "(1) logo (2) nền": ["logo", "nền"],
    "- logo\n• nền\n* chữ\n+ hình": ["logo", "nền", "chữ", "hình"],
    "1) Resize the 2.5m banner, v3.1 is at 2.5 2) The 4/4 spec was for A5": [
        "Resize the 2.5m banner, v3.1 is at 2.5",
        "The 4/4 spec was for A5",
    ],
    "1/ KV 9:16 méo 2/ in 4/4 màu": ["KV 9:16 méo", "in 4/4 màu"],
    "Trang\tGóp ý\nBìa\tđổi ảnh\n2\txoay lại": ["đổi ảnh", "xoay lại"],
    "| # | Asset | Comment | Owner |\n|---|---|---|---|\n| 1 | Hero | crop | Sarah |": ["crop"],
    "STT\nTrang\nGóp ý\n1\nBìa\nđổi ảnh\n2\n3\nxoay lại": ["đổi ảnh", "xoay lại"],
}
HEADINGS = {
    ("Slide 3:\n- đổi ảnh\n- bỏ chữ", "bỏ chữ"): ("Slide 3",),
    ("0:12 mặt bé cháy sáng", "mặt bé cháy sáng"): ("0:12",),
    ("- Mặt sau: thiếu ngày", "thiếu ngày"): ("Mặt sau",),
    ("p.2 “Mẹ ơi” nhỏ", "“Mẹ ơi” nhỏ"): ("p.2",),
    ("Slide 2 - Market\nSource missing", "Source missing"): ("Slide 2 - Market",),
    ("Page 1  slim  Sticky Note  20/11/2026\nToo long", "Too long"): ("Page 1",),
    ("Trang\tGóp ý\nBìa\tđổi ảnh", "đổi ảnh"): ("Bìa",),
    ("Mục tiêu: tăng nhận diện", "tăng nhận diện"): ("Mục tiêu",),
}


@pytest.mark.parametrize("text", MAILS)
def test_of_a_mail_only_what_was_written_now_is_said(text: str) -> None:
    assert said(text) == MAILS[text]


@pytest.mark.parametrize("text", CHATS)
def test_of_a_chat_stamps_and_our_own_messages_are_not_said_by_the_client(text: str) -> None:
    assert said(text) == CHATS[text]


@pytest.mark.parametrize("text", LISTS)
def test_bullets_numbers_and_cells_part_what_is_said(text: str) -> None:
    assert said(text) == LISTS[text]


@pytest.mark.parametrize(("text", "words"), HEADINGS)
def test_a_line_knows_its_heading(text: str, words: str) -> None:
    assert only(text, words).headings == HEADINGS[text, words]


def test_an_answer_knows_the_quoted_line_above_it() -> None:
    text = "> 1. Ảnh thật hay minh hoạ ạ?\nẢnh thật nha em.\n\nThêm một ý nữa"
    assert only(text, "Ảnh thật nha em.").answers == "1. Ảnh thật hay minh hoạ ạ?"
    assert only(text, "Thêm một ý nữa").answers == ""


def test_an_answer_knows_our_question_before_it() -> None:
    text = "Huong: what about the end card?\nSarah: perfect\nSarah: thanks\nHuong: noted"
    assert only(text, "perfect").answers == "what about the end card?"
    assert only(text, "thanks").answers == ""


def test_a_label_says_its_field_and_whether_it_still_holds() -> None:
    text = "Ngân sách (chưa VAT): 300tr\nObjctive: sell\nDeadline cũ: 1/12\nGiá bán: 30k"
    assert only(text, "300tr").field == "budget"
    assert only(text, "sell").field == "objective"
    assert only(text, "30k").field == "other"
    assert only(text, "1/12").old or only(text, "1/12").field == "draft"


def test_a_sentence_that_a_mail_broke_at_its_width_is_one() -> None:
    first = "The second character never touches the product, which is a problem for"
    text = f"{first}\nus, so maybe let her take the first sip instead of him, before the can\nopens."
    assert len(said(text)) == 1


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_part_is_a_stretch_of_the_text_as_it_came(form: Literal["NFC", "NFD"]) -> None:
    text = unicodedata.normalize(form, "Chị Hà: logo nhỏ quá\r\nHương: dạ\r\nChị Hà: đổi ảnh\u200b nha")
    found = paste.find(text, CONTEXT).parts
    assert [text[part.start : part.end] for part in found] == [part.words for part in found]
    assert [unicodedata.normalize("NFC", part.words) for part in found if part.kind is PartKind.SAID] == [
        "logo nhỏ quá",
        "dạ",
        "đổi ảnh\u200b nha",
    ]


@given(st.text())
def test_parts_come_in_order_and_never_overlap(text: str) -> None:
    behind = 0
    for part in paste.find(text, CONTEXT).parts:
        assert behind <= part.start <= part.end <= len(text)
        assert part.words == text[part.start : part.end]
        behind = part.end
