"""A brief out of what a client wrote: which words fill which field, and which are a question."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.text.brief.fields import Field
from desk.text.doors import brief
from tests.desk.text.world import CONTEXT

LABELS = {
    "Mục tiêu: tăng nhận diện": ("objective", "tăng nhận diện"),
    "muc tieu - tang nhan dien": ("objective", "tang nhan dien"),
    "Objctive: grow awareness": ("objective", "grow awareness"),
    "**Goal:** grow awareness": ("objective", "grow awareness"),
    "4. OBJECTIVE\nGrow awareness.": ("objective", "Grow awareness."),
    "TA: mẹ 25-34": ("audience", "mẹ 25-34"),
    "Khách hàng: người đi làm xa quê": ("audience", "người đi làm xa quê"),
    "Khách hàng: Sữa Đồi Cỏ": ("client", "Sữa Đồi Cỏ"),
    "Ngân sách (chưa VAT): 300tr": ("budget", "300tr"),
    "Budget: USD 60k (last year USD 85k, ticket USD 22)": ("budget", "USD 60k"),
    "Ngân sách: 320.000.000đ (chưa gồm VAT)": ("budget", "320.000.000đ (chưa gồm VAT)"),
    "Deadline of files: 25/1/2027": ("deadline", "25/1/2027"),
    "Timeline: draft 3 December. Final delivery 22 January 2027. Launch 15 February 2027.": (
        "deadline",
        "Final delivery 22 January 2027",
    ),
    "Deadline cũ: 1/12\nDeadline mới: 8/12": ("deadline", "8/12"),
    "Launch: 1 March 2027": ("deadline", "1 March 2027"),
    "Thông điệp: Chậm một đêm, gần một đời": ("message", "Chậm một đêm, gần một đời"),
    "Hạng mục | 3 KV, 1 TVC 30s\nKênh | Facebook, TikTok": ("deliverables", "3 KV, 1 TVC 30s"),
    "Mục\tNội dung\nNgười duyệt\tBà Lài, chủ tịch\nTông\tnhẹ": ("approver", "Bà Lài, chủ tịch"),
    "Section\tYour answer\tExample\nBudget\tUSD 45,000\tUSD 10,000\nTone\tdry\tfunny": (
        "budget",
        "USD 45,000",
    ),
    "Cấm kỵ: không nói “không đường”": ("mandatories", "không nói “không đường”"),
    "Who are we talking to? families within 2 km": ("audience", "families within 2 km"),
    "Bàn giao: 12/3/2027": ("deadline", "12/3/2027"),
    "Final assets: 9 Dec 2026\nLaunch: 14 Dec 2026": ("deadline", "9 Dec 2026"),
    "Deadline: 8/1/2027 nha (chạy ngày 20/1)": ("deadline", "8/1/2027"),
    "Target: nhân viên văn phòng 25-35 đã cài app": ("audience", "nhân viên văn phòng 25-35 đã cài app"),
    "Target: 500 khách mới": ("metric", "500 khách mới"),
    "Target: parents of two. Please make a film and a poster.": ("audience", "parents of two"),
}
SENTENCES = {
    "Bên chị muốn phụ huynh đưa con đi khám mắt mỗi năm một lần.": (
        "objective",
        "phụ huynh đưa con đi khám mắt mỗi năm một lần",
    ),
    "We want school groups to book weekday tours.": ("objective", "school groups to book weekday tours"),
    "Mục đích chính là tri ân nhân viên.": ("objective", "tri ân nhân viên"),
    "Người xem là ba mẹ có con tiểu học, nhất là mẹ.": ("audience", "ba mẹ có con tiểu học, nhất là mẹ"),
    "Thông điệp chị nghĩ là mưa thì ghé mây.": ("message", "mưa thì ghé mây"),
    "Please make a flyer, a poster and 4 reels.": ("deliverables", "a flyer, a poster and 4 reels"),
    "Chị cần catalogue 24 trang và một phim giới thiệu xưởng.": (
        "deliverables",
        "catalogue 24 trang và một phim giới thiệu xưởng",
    ),
    "Everything by 22/1, và chị Sương (owner) approves.": ("approver", "chị Sương (owner)"),
    "Everything needs to be handed over by 12 February.": (
        "deadline",
        "handed over by 12 February",
    ),
    "Deadline 21/12 nha, 1/1 là chạy rồi": ("deadline", "21/12"),
    "Ngân sách chị xin được 650 triệu đã VAT, có thể thêm nếu thấy đáng.": ("budget", "650 triệu đã VAT"),
    "Budget is 25,000 US dollars including shooting.": ("budget", "25,000 US dollars including shooting"),
    "Chị Hạnh, phó giám đốc, sẽ duyệt nha.": ("approver", "Chị Hạnh, phó giám đốc"),
    "Không dùng hình bác sĩ thật, không hứa hết cận.": (
        "mandatories",
        "Không dùng hình bác sĩ thật, không hứa hết cận",
    ),
    "Đo bằng tỷ lệ khách quay lại trong 60 ngày.": ("metric", "tỷ lệ khách quay lại trong 60 ngày"),
    "The audience is office workers of 25 to 40 who never go out. We have $25k.": (
        "audience",
        "office workers of 25 to 40 who never go out",
    ),
    "[20/11, 09:01] Chị Vân: thông điệp: mùa này mình chậm lại một chút để nghe con kể chuyện nhiều hơn\n"
    "cần 3 poster với 1 clip nha em\n[20/11, 09:05] Chị Vân: đi họp nha": (
        "message",
        "mùa này mình chậm lại một chút để nghe con kể chuyện nhiều hơn",
    ),
    "Tone happy but not candy.": ("tone", "happy but not candy"),
    "Kênh ưu tiên là tại quầy và Zalo.": ("channels", "tại quầy và Zalo"),
    "We are Southern Cross Observatory.": ("client", "Southern Cross Observatory"),
    "Client is Meerkat, a pet shop.": ("client", "Meerkat"),
    "Kính gửi Công ty Mây Trắng,\n\nNhà sách Gió Lộng trân trọng mời quý công ty.": (
        "client",
        "Nhà sách Gió Lộng",
    ),
    "Hạn cuối giao file là 22/2/2027.": ("deadline", "22/2/2027"),
    "Sản phẩm hoàn chỉnh bàn giao chậm nhất 8/1/2027.": ("deadline", "chậm nhất 8/1/2027"),
    "Ngân sách đợt 2 là 180 triệu (đợt 1 đã chi 220 triệu).": ("budget", "180 triệu"),
    "Người duyệt là chị Hà, em chỉ là đầu mối.": ("approver", "chị Hà"),
    "The approver is Khun Ploy, not the VN side.": ("approver", "Khun Ploy"),
    "Năm nay họ muốn đẩy tủ lạnh và máy giặt trước Tết.": ("objective", "đẩy tủ lạnh và máy giặt trước Tết"),
    "Bên Bệnh viện mắt Sáng Trong cần một chiến dịch.": ("client", "Bệnh viện mắt Sáng Trong"),
}
OPEN = {
    "Ngân sách: chưa chốt": "budget", "Budget - still being discussed with the sponsors": "budget",
    "Budget: TBD": "budget",
    "Ngân sách: theo file đính kèm": "budget", "Đo lường: em đề xuất giúp chị": "metric", "Audience: n/a":
    "audience",
    "Deliverables: see attached": "deliverables", "Thời gian: báo sau khi có lịch chạy tàu": "deadline",
    "Approver - let me come back to you": "approver", "Who signs off? I'll let you know after my call.":
    "approver",
    "Hương: ngân sách chị dự kiến bao nhiêu?\nChị Hà: chưa biết, kế toán chưa duyệt\nHương: dạ": "budget",
    "Lịch thi đấu chưa ra nên ngày tháng mình báo bạn sau.": "deadline",
}  # fmt: skip
NOT_FILLED = {
    "Reach năm ngoái: 12tr lượt": "budget", "Giá bán lẻ: 8.000đ/cây": "budget",
    "menu cũ giá 75k từ năm 2023": "budget",
    "our last agency charged USD 18,000 and delivered on 2 June": "budget", "Khai trương 1/3.": "deadline",
    "các bạn gửi chị ý tưởng ngày 3/12": "deadline", "Followers | 120k\nPrice | 39k": "budget",
    "học phí 12tr/tháng nha": "budget", "Contact: May Tran, assistant to Will": "approver",
    "Hi all at Liaison Creative,\nWe need a film.": "client", "The telescope has a 1.2 m objective.":
    "objective",
    "họp thứ 5 nha": "deadline", "Open to everyone": "objective",
    "Please keep it warm and nostalgic, never cute.": "mandatories",
    "I sign off alone, no committee.": "mandatories", "Tiền thì họ chưa chốt.": "approver",
    "Media ($200k) is handled by another agency.": "channels",
    "They are developers who secretly want to leave the city.": "objective",
    "We need 80 engineers to apply before Tết.": "deadline",
    "Tụi chị muốn làm một chương trình nhỏ.": "objective",
    "We would like to become the first name painters mention.": "deliverables",
    "Hộp sữa này tặng đại lý cấp 1 toàn quốc.": "background",
    "Kính gửi Công ty Mây Trắng,\nchị cần 3 poster.": "client",
    "Hương: mục tiêu là gì chị\nChị Hà: 8.000 khách ghé trong 3 ngày\nHương: dạ": "audience",
}  # fmt: skip
CORRECTED = {
    "Chi Ha: ngan sach 80tr, oh sorry 95tr gom quay\nChi Ha: tone vui": ("budget", "95tr gom quay"),
    "Hương: ngân sách sao chị\nChị Thư: tầm 100tr\nChị Thư: à sếp vừa nói 120tr em nhé\nHương: dạ": (
        "budget",
        "120tr",
    ),
    "A Son: can truoc 15/2\nA Son: a nham, 29/1, vi 15/2 la ngay bay": ("deadline", "29/1"),
}


def filled(text: str) -> dict[str, str]:
    """The words of each field that is filled."""
    found = brief.find(text, CONTEXT)
    return {
        name.value: " ⊕ ".join(value.words for value in found.of(name)) for name in Field if found.of(name)
    }


@pytest.mark.parametrize("text", LABELS)
def test_a_label_fills_its_field(text: str) -> None:
    field, words = LABELS[text]
    assert filled(text).get(field, "").rstrip(".") == words.rstrip(".")


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_fills_the_field_it_speaks_of(text: str) -> None:
    field, words = SENTENCES[text]
    assert filled(text).get(field) == words


@pytest.mark.parametrize("text", OPEN)
def test_what_is_not_known_yet_is_an_open_question(text: str) -> None:
    found = brief.find(text, CONTEXT)
    assert OPEN[text] in {value.field for value in found.open}
    assert OPEN[text] not in {value.field for value in found.filled}


@pytest.mark.parametrize("text", NOT_FILLED)
def test_what_only_looks_like_a_value_fills_nothing(text: str) -> None:
    assert NOT_FILLED[text] not in filled(text)


@pytest.mark.parametrize("text", CORRECTED)
def test_the_last_word_counts(text: str) -> None:
    field, words = CORRECTED[text]
    assert words in filled(text).get(field, "")


def test_an_answer_to_our_question_fills_the_field_that_we_asked_about() -> None:
    text = (
        "Huong: audience?\nLinh: weekend families and couples\nHuong: budget?\nLinh: 900M, ex VAT\nHuong: "
        "timeline?\nLinh: art by 20 Jan"
    )
    assert filled(text) == {
        "audience": "weekend families and couples",
        "budget": "900M, ex VAT",
        "deadline": "art by 20 Jan",
    }


def test_a_list_under_a_label_is_a_list_of_values() -> None:
    found = brief.find("Hạng mục:\n- 5 banner\n- 2 clip 15s\nTông: vui", CONTEXT)
    assert [value.words for value in found.of(Field.DELIVERABLES)] == ["5 banner", "2 clip 15s"]
    assert {value.label for value in found.of(Field.DELIVERABLES)} == {"Hạng mục"}


def test_what_was_said_before_and_the_frame_of_a_mail_fill_nothing() -> None:
    text = (
        "Hi Huong,\nWe need a menu design.\n\nOmar\n+84 90 123 4567\n\n"
        "> On 2 Nov 2026 Huong wrote:\n> Our rate card starts at SGD 5,000. Would 10 Dec work?"
    )
    assert set(filled(text)) == {"deliverables"}


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_value_is_the_clients_own_words_where_they_stand(form: Literal["NFC", "NFD"]) -> None:
    text = unicodedata.normalize(form, "Mục tiêu:\u00a0tăng nhận diện\r\nNgân sách: 300 triệu\r\nHạn: 12/12")
    found = brief.find(text, CONTEXT)
    assert len(found.filled) == 3
    for value in found.filled:
        assert text[value.start : value.end] == value.words


@given(st.text())
def test_any_text_is_read_and_nothing_is_invented(text: str) -> None:
    found = brief.find(text, CONTEXT)
    for value in (*found.filled, *found.offered, *found.open):
        assert value.words == text[value.start : value.end] != ""


NAMED = {
    "Deadline: draft 1/12, final 15/12\nNgân sách: tối đa 450tr đã VAT": ("2026-12-15", 450_000_000, False),
    "Timeline: 20/12/2026\nBudget: USD 25,000": ("2026-12-20", 2_500_000, False),
    "Deadline: báo sau\nNgân sách: chưa chốt": (None, None, True),
}


@pytest.mark.parametrize("text", NAMED)
def test_the_day_and_the_sum_are_read_as_their_doors_read_them(text: str) -> None:
    found = brief.find(text, CONTEXT)
    assert found.deadline
    assert found.budget
    day, amount = found.deadline.day.value, found.budget.amount.value
    named = (day.isoformat() if day else None, amount.high if amount else None)
    assert (*named, found.deadline.open and found.budget.is_open) == NAMED[text]


FORM = "Objective: drive trial\nDeliverables: 1 KV, 3 posts\nTimeline: 20 Jan\nMandatory: logo\n"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Budget around 800tr - 1 tỷ (chưa VAT).", "around 800tr - 1 tỷ (chưa VAT)"),
        ("Our total budget would be 500k USD incl. VAT", "500k USD incl. VAT"),
        ("Budget should not exceed 1.2 tỷ", "should not exceed 1.2 tỷ"),
        ("Ngân sách khoảng 500 triệu chưa VAT", "khoảng 500 triệu chưa VAT"),
        ("ngan sach ben chi co 450tr chua vat", "ben chi co 450tr chua vat"),
        ("Kinh phí không quá 700 triệu", "không quá 700 triệu"),
        ("NS 300tr đã VAT", "300tr đã VAT"),
    ],
)
def test_the_budget_of_a_form_needs_no_colon(line: str, words: str) -> None:
    found = brief.find(f"{FORM}{line}\nNote: fee quoted separately: 85tr", CONTEXT)
    assert [value.words for value in found.of(Field.BUDGET)] == [words]


@pytest.mark.parametrize(
    "line",
    [
        "Budget last year was 900tr",
        "Tổng ngân sách năm ngoái là 900tr",
        "Budget cho KOL 200tr",
        "Budget for media 2 tỷ, production 500tr",
        "Budget chưa chốt",
        "Phí dịch vụ 85tr báo riêng",
        "Fee quotation to be sent separately: 85tr",
    ],
)
def test_another_sum_of_a_form_is_not_its_budget(line: str) -> None:
    assert brief.find(f"{FORM}{line}", CONTEXT).of(Field.BUDGET) == ()


@pytest.mark.parametrize(
    ("objective", "people"),
    [
        ("drive trial among office workers 22-30 in HCMC & HN", "office workers 22-30 in HCMC & HN"),
        ("build preference amongst young parents", "young parents"),
        ("tăng dùng thử trong nhóm nhân viên văn phòng 22-30", "nhân viên văn phòng 22-30"),
        ("tang nhan dien trong nhom sinh vien nam cuoi", "sinh vien nam cuoi"),
        ("tăng doanh số 10%", None),
        ("be top of mind among milk brands", None),
    ],
)
def test_whom_an_objective_names_is_offered_as_the_audience(objective: str, people: str | None) -> None:
    found = brief.find(f"Objective: {objective}\nDeliverables: 1 KV", CONTEXT)
    assert found.of(Field.AUDIENCE) == ()
    offered = [value.words for value in found.offered if value.field is Field.AUDIENCE]
    assert offered == ([people] if people else [])


def test_an_audience_that_is_said_is_not_offered_again() -> None:
    found = brief.find("Objective: trial among office workers\nAudience: drivers", CONTEXT)
    assert [value.words for value in found.of(Field.AUDIENCE)] == ["drivers"]
    assert all(value.field is not Field.AUDIENCE for value in found.offered)


@pytest.mark.parametrize(
    ("above", "client", "name"),
    [
        (
            "Fwd: Brief từ anh Tuấn - Highlands (mail)\n\nHi Huong,\n"
            "We'd like you to propose a launch for our new \"Trà Sen Vàng Mini\" (Feb 2027).",
            ["Highlands"], ["Trà Sen Vàng Mini"],
        ),
        ("Subject: Brief Tết 2027 | Sữa Đồi Cỏ\n\nChào em,", ["Sữa Đồi Cỏ"], []),
        ("Fwd: brief moi - Highlands\n\nChao em,", ["Highlands"], []),
        ("Re: Lịch họp - Thứ Sáu\n\nChào em,", [], []),
        ("Chào em, chị cần ra mắt sản phẩm mới “Mây Hồng Mini”.", [], ["Mây Hồng Mini"]),
        ("Chào em, khách hay nói “Ngon quá” nên chị thích.", [], []),
    ],
)  # fmt: skip
def test_what_a_mail_says_above_its_form_is_offered_as_client_and_name(
    above: str, client: list[str], name: list[str]
) -> None:
    found = brief.find(f"{above}\n{FORM}", CONTEXT)
    offered = {field: [one.words for one in found.offered if one.field is field] for field in Field}
    assert (offered[Field.CLIENT], offered[Field.PROJECT]) == (client, name)
    assert found.of(Field.CLIENT) == found.of(Field.PROJECT) == ()
