"""What of a client's words became no point: it is told, unless it is surely talk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.feedback.lines import read_typed
from desk.text.doors import feedback, paste
from desk.text.doors.feedback import Reading, Why, WishKind
from storage.feedback.feedback import FeedbackKind
from tests.desk.text import overlap, scoring
from tests.desk.text.overlap import Words
from tests.desk.text.world import CONTEXT

TALK = [
    "hi em, chị xem rồi nha", "ok em", "thanks em", "dạ", "oki em nha", "cảm ơn em nhiều nha", "👍👍",
    "chị đang họp xíu nha", "Hi team", "em ơi", "ok thanks em", "haha", "cheers x", "noted, thanks",
    "Trân trọng,\nTrần Mai Chi", "ok giữ nguyên", "~add a second can~", "Will get back to you",
]  # fmt: skip
LEFT = {
    "nước cho khách nữa": "nước cho khách nữa",
    "chào em, xe đón ở văn phòng chị nha": "xe đón ở văn phòng chị nha",
    "ok em, phở tái 65 nghìn, thanks em": "phở tái 65 nghìn",
    "The Danang boards can stay as they are": "The Danang boards can stay as they are",
    "Chị Lan: thêm bản dọc:\nChị Lan: logo to lên": "thêm bản dọc",
    "nội dung bài nè:\n1. Cho 3 viên đá\n2. Rót đầy": "Cho 3 viên đá",
}


@dataclass
class Tally:
    """What clients said in chats: what they want, whether a point or not, and their talk."""

    said: int = 0
    silent: list[str] = field(default_factory=list)
    talk: int = 0
    shown: list[str] = field(default_factory=list)

    def add(self, entry: dict[str, Any]) -> None:
        """Count one chat."""
        text = entry["text"]
        told = _told(text)
        wanted = [*(point["quote"] for point in entry["points"]), *entry["left"]]
        self.said += len(wanted)
        self.silent += [one for one in wanted if not _is_told(text, one, told)]
        self.talk += len(entry["chat"])
        self.shown += [one for one in entry["chat"] if _is_told(text, one, told)]


def read(text: str) -> Reading:
    """The points of a text, and what is left."""
    return feedback.read(paste.find(text, CONTEXT))


@pytest.mark.parametrize("half", scoring.halves("chats"))
def test_nothing_that_a_client_wants_in_a_chat_is_dropped_in_silence(
    half: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = Tally()
    for entry in scoring.entries(half, "chats"):
        tally.add(entry)
    with capsys.disabled():
        print(f"\n{half} chats: {len(tally.silent)} of {tally.said} silent {tally.silent}")
        print(f"  {len(tally.shown)} of {tally.talk} words of talk shown {tally.shown}")
    assert len(tally.silent) * 100 <= tally.said
    assert len(tally.shown) * 5 <= tally.talk


@pytest.mark.parametrize("half", scoring.halves("feedback"))
def test_every_labelled_point_is_at_least_shown(half: str) -> None:
    for entry in scoring.entries(half, "feedback"):
        told = _told(entry["text"])
        assert all(_is_told(entry["text"], one["quote"], told) for one in entry["points"]), entry["id"]


@pytest.mark.parametrize("text", TALK)
def test_talk_is_not_shown(text: str) -> None:
    assert read(text).left == ()


@pytest.mark.parametrize("text", LEFT)
def test_what_is_not_surely_talk_is_shown_in_its_words(text: str) -> None:
    assert read(text).left[0].quote == LEFT[text]


def test_what_is_taken_back_is_shown_with_the_words_that_took_it_back() -> None:
    (left,) = read("Chị Nga: đổi nền trắng\nChị Nga: logo to lên\nChị Nga: à thôi khỏi đổi nền").left
    assert (left.quote, left.why, left.by) == ("đổi nền trắng", Why.TAKEN_BACK, "à thôi khỏi đổi nền")


def test_words_about_money_that_are_not_understood_are_for_account_people() -> None:
    (left,) = read("tiền còn lại hôm lắp nha").left
    assert left.kind is WishKind.MONEY


def test_words_behind_the_last_that_are_read_are_shown_as_not_read() -> None:
    once = "logo to lên, "
    text = once * (paste.MOST_TOKENS // 4) + "bỏ chữ"
    (left,) = [one for one in read(text).left if one.why is Why.UNREAD]
    assert left.quote.endswith("bỏ chữ")
    assert len(left.quote) < len(once)


def test_what_is_not_read_is_for_account_people_alone_when_it_may_be_about_money() -> None:
    """The end of a very long price list stood in the channel, as a point like any other."""
    begin = "\n".join(f"logo {number} to lên" for number in range(paste.MOST_LINES))
    for words in ("bảng giá: 500tr", "giam gia cho chi", "what is the fee"):
        assert feedback.may_be_money(words)
    (left,) = read(f"{begin}\nbảng giá: 500tr").left
    assert (left.why, left.kind, left.quote) == (Why.UNREAD, WishKind.MONEY, "bảng giá: 500tr")
    *_, before, last = read_typed(f"{begin}\nbảng giá: 500tr", CONTEXT)
    assert (before.kind, last.kind) == (FeedbackKind.MUST, FeedbackKind.MONEY)


def test_lines_behind_the_last_that_is_read_are_shown_as_not_read() -> None:
    lines = [f"logo {number} to lên" for number in range(paste.MOST_LINES + 3)]
    said = read("\n".join(lines))
    assert len(said.points) == paste.MOST_LINES
    assert [(one.why, one.quote) for one in said.left] == [(Why.UNREAD, "\n".join(lines[-3:]))]


@given(st.text())
def test_what_is_left_stands_in_the_text_and_in_no_point(text: str) -> None:
    said = read(text)
    behind = 0
    for one in said.left:
        assert behind <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.quote != ""
        assert not any(one.start <= point.start < one.end for point in said.points)
        behind = one.end


def _told(text: str) -> Words:
    """The words that are in a point or shown beside the points."""
    said = read(text)
    places = [overlap.words(text, one.start, one.end) for one in said.points]
    places += [overlap.words(text, one.start, one.end) for one in said.left]
    return frozenset().union(*places, *(overlap.labelled(text, one.by) for one in said.left if one.by))


def _is_told(text: str, quote: str, told: Words) -> bool:
    """Whether at least half of the words of a quote are told."""
    words = overlap.labelled(text, quote, [told])
    return 2 * len(words & told) >= len(words)
