"""What a client approves among other words is found; wishes, conditions, questions and plans are none."""

from __future__ import annotations

import pytest

from desk.text.doors import approval

WORK = ["Concept Tết", "KV chính", "Media plan", "Khảo sát nhanh 50 mẹ", "Banner trang chủ", "Banner app"]
APPROVED = {
    "Em ơi chị xem concept rồi, ok em. KV cho chị xem trước thứ 5, với lại làm thêm 1 clip": ["Concept Tết"],
    "concept ok nhé em": ["Concept Tết"],
    "chị duyệt concept rồi nha": ["Concept Tết"],
    "chi duyet KV roi nhe": ["KV chính"],
    "Concept đẹp rồi, chốt": ["Concept Tết"],
    "Chị coi KV rồi, đẹp lắm, duyệt nha em": ["KV chính"],
    "approved the concept, thanks": ["Concept Tết"],
    "media plan is approved. The KV needs a bigger logo": ["Media plan"],
    "KV duyệt, làm tiếp đi em": ["KV chính"],
    "KV ok, media plan sửa ngân sách giúp chị": ["KV chính"],
    "Khảo sát ok, concept ok": ["Concept Tết", "Khảo sát nhanh 50 mẹ"],
    "Banner app ok rồi\nBanner trang chủ cho chữ to lên": ["Banner app"],
}
NOT_APPROVED = [
    "ok em", "Cảm ơn em, ok nha", "KV ok nhưng logo to lên", "KV ok chưa em?", "chốt KV trước thứ 6 giúp chị",
    "duyệt giá media plan", "concept chưa duyệt", "để chị duyệt KV", "ai duyệt KV", "ok, KV cho chị xem lại",
    "KV với concept ok hết em", "banner ok rồi", "Nếu KV ok thì mai chị ký", "mai chị duyệt KV",
    "KV nhìn ok hơn bản trước",
    "we will approve the KV once legal is done", "can you get the KV approved by Friday", "KV isn't approved",
    "The media plan is almost approved", "KV ok, mà logo sửa giúp chị", "sếp chị không đồng ý KV", "",
]  # fmt: skip


@pytest.mark.parametrize("text", APPROVED)
def test_what_is_approved_is_found(text: str) -> None:
    assert [WORK[place] for place in approval.found(text, WORK)] == APPROVED[text]


@pytest.mark.parametrize("text", NOT_APPROVED)
def test_what_is_in_doubt_is_not(text: str) -> None:
    assert approval.found(text, WORK) == ()


@pytest.mark.parametrize(
    "text",
    [
        "ok duyệt nha em", "<@U0BOT> duyet nha em, in luon di", "Chị duyệt nhé em, cảm ơn cả team", "ok chốt",
        "approved, thanks team", "good to go!", "chị duyệt KV nha, in luôn đi",
    ],
)  # fmt: skip
def test_what_is_nothing_but_an_approval_means_the_one_work_that_waits_for_the_client(text: str) -> None:
    assert approval.found(text, WORK, [1]) == (1,)
    if "KV" not in text:
        assert approval.found(text, WORK) == approval.found(text, WORK, [0, 1]) == ()


@pytest.mark.parametrize(
    "text",
    [
        "ok em", "ok", "cảm ơn em", "duyệt chưa em?", "chưa duyệt nha em",
        "ok duyệt nha em. Mai chị gửi logo", "duyệt rồi nhưng sửa logo", "duyệt trước thứ 6 nha",
        "làm gì cũng được",
        "duyệt banner nha", "",
    ],
)  # fmt: skip
def test_what_says_more_or_only_nods_approves_nothing_that_waits(text: str) -> None:
    assert approval.found(text, WORK, [1]) == ()


def test_a_name_that_several_have_means_the_work_that_waits_for_the_client() -> None:
    assert approval.found("KV ok nha em", ["KV chính", "KV phụ"]) == ()
    assert approval.found("KV ok nha em", ["KV chính", "KV phụ"], [1]) == (1,)
