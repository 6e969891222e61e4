"""What a text is for: a brief is offered as a brief, feedback as feedback, and the rest as what it is."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.text.doors import purpose
from desk.text.doors.purpose import Purpose
from tests.desk.text import scoring
from tests.desk.text.world import CONTEXT

SURE = {
    "Mục tiêu: tăng nhận diện\nĐối tượng: mẹ 25-34\nHạng mục: 3 KV\nDeadline: 12/12\nNgân sách: 300tr":
    "brief",
    "Objective\tGrow awareness\nAudience\tFamilies\nBudget\tUSD 40k\nDeliverables\t1 TVC": "brief",
    "Hi Huong,\nWe are Southern Cross Observatory. We want school groups to book weekday tours. The "
    "audience is "
    "teachers in Years 5 to 8. Please make a flyer and 4 reels. Everything needs to be handed over by 12 "
    "February. Budget is 25,000 US dollars.": "brief",
    "Slide 3: logo nhỏ quá\nSlide 5: đổi ảnh sản phẩm\nSlide 9: giá sai, 359k mới đúng": "feedback",
    "1. Make the logo bigger\n2. The price on frame 4 is wrong\n3. Love the music": "feedback",
    "Chị Hà: logo to lên\nHương: dạ\nChị Hà: nền sáng hơn nữa nha\nChị Hà: bỏ luôn câu cuối": "feedback",
    "KV Mộc An, Lan, 4/12\nTVC offline, Nam, 8/12\nKịch bản, Vy, 2/12": "work",
    "thứ 6 chị Chi trả lời chưa nhỉ": "sentence",
    "what is due this week?": "sentence",
    "Chào em,\nChị báo là văn phòng nghỉ Tết từ 4/2.\nHẹn gặp lại em sau Tết.\nThân mến,\nHà": "message",
}  # fmt: skip
UNSURE = {
    "logo nhỏ quá em ơi, cho to lên giúp chị": ("sentence", "feedback"),
    "Lan làm KV cho Mộc An, thứ 6 nộp": ("work", "sentence"),
}


@pytest.mark.parametrize("text", SURE)
def test_a_text_is_known_for_what_it_is(text: str) -> None:
    guess = purpose.find(text, CONTEXT).guess
    assert (guess.purpose, guess.sure) == (SURE[text], True)


@pytest.mark.parametrize("text", UNSURE)
def test_a_text_that_may_be_one_or_the_other_says_both(text: str) -> None:
    guess = purpose.find(text, CONTEXT).guess
    assert (guess.purpose, guess.other) == UNSURE[text]
    assert not guess.sure


@pytest.mark.parametrize("half", scoring.halves("pastes"))
def test_briefs_are_known_as_briefs(half: str, capsys: pytest.CaptureFixture[str]) -> None:
    guesses = Counter(
        purpose.find(one["text"], CONTEXT).guess.purpose for one in scoring.entries(half, "pastes")
    )
    with capsys.disabled():
        print(f"\n{half} briefs are taken for {dict(guesses)}")
    assert guesses[Purpose.BRIEF] >= 0.9 * guesses.total()


@pytest.mark.parametrize("half", scoring.halves("feedback"))
def test_feedback_is_never_surely_another_thing(half: str, capsys: pytest.CaptureFixture[str]) -> None:
    guesses = [purpose.find(one["text"], CONTEXT).guess for one in scoring.entries(half, "feedback")]
    offered = [one for one in guesses if Purpose.FEEDBACK in (one.purpose, one.other)]
    wrong = [one for one in guesses if one.sure and one not in offered]
    with capsys.disabled():
        print(f"\n{half} feedback: {len(offered)} of {len(guesses)} offered as that, {len(wrong)} surely not")
    assert len(offered) >= 0.85 * len(guesses)


@given(st.text())
def test_any_text_is_for_something(text: str) -> None:
    found = purpose.find(text, CONTEXT)
    assert found.guess.purpose in Purpose
    assert found.guess.other is not found.guess.purpose
