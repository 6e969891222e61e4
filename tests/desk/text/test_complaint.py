"""A client who complains is heard, in any spelling; a remark about the work is none."""

from __future__ import annotations

import pytest

from desk.text.doors import complaint

HEARD = [
    "Chị thất vọng quá em ơi", "chi that vong qua em oi", "KV vẫn chưa thấy, nhắc mấy lần rồi em",
    "KV van chua thay em oi, nhac may lan roi", "Nếu mai không có chị đổi agency đó",
    "sếp chị không hài lòng với bản này", "làm việc kiểu gì vậy em", "bên em trễ hoài",
    "We are disappointed with round two", "This is unacceptable.", "I have asked how many times for this?",
    "If it happens again we will find another agency", "lần thứ 3 rồi đó em",
    "làm ăn gì kỳ vậy, chị muốn gặp sếp em", "lam an gi ky vay, chi muon gap sep em", "cho chị số sếp em",
    "I want to talk to your manager",
]  # fmt: skip
NOT_HEARD = [
    "Video hơi chậm, tăng tốc giúp chị", "Logo to hơn 20%", "Chị rất hài lòng, cảm ơn em",
    "màu tệ hơn bản trước một chút, chỉnh lại", "Happy with this, thanks", "gian hàng ở trung tâm thương mại",
    "lần thứ ba đăng bài thì đổi caption", "agency gửi lại file in giúp chị", "đơn giản hơn đi em", "",
    "sếp chị muốn gặp em bàn KV", "KV thêm câu làm ăn phát đạt", "chị gặp sếp chị xin ý kiến đã",
]  # fmt: skip


@pytest.mark.parametrize("text", HEARD)
def test_a_complaint_is_heard(text: str) -> None:
    assert complaint.heard(f"Em ơi,\n{text}\nchị Chi")


@pytest.mark.parametrize("text", NOT_HEARD)
def test_a_remark_is_no_complaint(text: str) -> None:
    assert not complaint.heard(text)
