"""Nothing that is typed is lost: every word lands in a field, says what a field is, or remains."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desk.text import lexicon
from desk.text.doors import feedback, paste, todo, work_list
from desk.text.letters import fold, tidy
from tests.desk.text import scoring
from tests.desk.text.world import CONTEXT

_WORD = re.compile(r"[^\W_]+")
STRANGE = [
    "zebra", "Quỳnh Châu", "bưởi", "4711", "xylophone", "kềnh càng", "№", "漢字", "مرحبا", "КВ", "bảng-hiệu",
    "hot&spicy", "tiramisu", "Đắk Lắk", "pasta",
]  # fmt: skip
KNOWN = [
    "KV", "@lan", "Lan", "chị Hà", "mai", "thứ 6", "4/12", "9h30", "trước", "EOD", "giao", "nhắc", "cho",
    "và", "nha", "+", "-", ",", ":", "|", "(", ")", "- ", "1. ", "Owner:", "làm", "gấp", "due",
    "by Friday",
    "300tr",
]  # fmt: skip
LINE = st.lists(st.sampled_from([*STRANGE, *KNOWN]), min_size=1, max_size=14).map(" ".join)
TEXT = st.lists(LINE, min_size=1, max_size=6).map("\n".join)


def words(text: str) -> list[str]:
    """The words of a text, small and bare."""
    return _WORD.findall(fold(tidy(text)))


def strange(text: str) -> set[str]:
    """The words of a text that say something only here: no table has them, and nobody is called so."""
    return {word for word in words(text) if word not in _familiar() and not word.isdigit()}


@cache
def _familiar() -> frozenset[str]:
    tables = (word for one in lexicon.of().entries for token in one.tokens for word in words(token.bare))
    called = (f"{person.id} {person.name} {' '.join(person.called)}" for person in CONTEXT.people)
    return frozenset(tables) | frozenset(word for name in called for word in words(name))


@given(TEXT)
def test_every_line_of_a_paste_of_work_is_a_piece_or_left_over(text: str) -> None:
    found = work_list.find(text, CONTEXT)
    kept = " ".join([*(item.text for item in found.items), *found.left])
    assert strange(text) <= set(words(kept))


@example("thứ 6 9h30 thứ 6")
@given(LINE)
def test_every_strange_word_of_a_line_of_work_stays_in_it(line: str) -> None:
    found = work_list.find(line, CONTEXT)
    fields = " ".join(
        f"{one.title} {one.owner.words} {one.due.words} {one.hour.words}" for one in found.items
    )
    assert strange(line) <= set(words(f"{fields} {' '.join(found.left)}"))


@given(LINE)
def test_every_strange_word_of_a_to_do_stays_in_it(line: str) -> None:
    found = todo.find(line, CONTEXT)
    assert strange(line) <= set(words(f"{found.title} {found.at.words} {found.who_asked.words}"))


def left_by(text: str) -> str:
    """What of a pasted text is in none of its parts, and is not who speaks in one, or when."""
    kept, behind = [], 0
    parts = paste.find(text, CONTEXT).parts
    for part in parts:
        kept.append(text[behind : part.start])
        behind = part.end
    speakers = {word for part in parts for word in words(part.speaker)}
    left = words(" ".join([*kept, text[behind:]]))
    return " ".join(word for word in left if word not in speakers and not word[0].isdigit())


@example("Quỳnh Châu zebra:\nQuỳnh Châu zebra:")
@given(TEXT)
def test_every_word_of_a_paste_is_in_a_part(text: str) -> None:
    assert not strange(left_by(text))


@pytest.mark.parametrize("name", ["feedback", "pastes"])
@pytest.mark.parametrize("half", scoring.HALVES)
def test_every_word_of_what_clients_send_is_in_a_part(half: str, name: str) -> None:
    for entry in scoring.entries(half, name) if half in scoring.halves(name) else ():
        assert not strange(left_by(entry["text"])), entry["id"]


@given(TEXT)
def test_a_point_of_feedback_is_kept_verbatim(text: str) -> None:
    for point in feedback.find(text, CONTEXT):
        assert text[point.start : point.end] == point.quote
