"""Letters for keeping, comparing and finding."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.text import letters
from desk.text.nearest import nearest


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Mộc An Tết", "moc an tet"),
        ("ĐỖ  Hà\tVy", "do ha vy"),
        ("Straße", "strasse"),
        ("ﬁn", "fin"),
        ("", ""),
    ],
)
def test_one_form_for_finding(text: str, folded: str) -> None:
    assert letters.fold(text) == folded


@pytest.mark.parametrize(
    ("name", "slug"), [("Mộc An Tết 2027", "moc-an-tet-2027"), ("Trà & Hoa", "tra-hoa"), ("✨", "")]
)
def test_a_name_for_addressing(name: str, slug: str) -> None:
    assert letters.slug(name) == slug


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  a\u200bb\u00a0c  ", "ab c"),
        ("a\r\nb\u2028c", "a\nb\nc"),
        ("\u202eKV\u202c", "KV"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("a\x00b\x07", "ab"),
        ("x\u3000y", "x y"),
    ],
)
def test_what_is_kept_of_what_is_typed(typed: str, kept: str) -> None:
    assert letters.clean(typed) == kept


@pytest.mark.parametrize(
    ("one", "other"), [("Hoà", "hòa"), ("THUỲ", "thùy"), ("khoẻ", "khỏe"), ("quý", "quý")]
)
def test_both_places_of_a_tone_are_one_spelling(one: str, other: str) -> None:
    assert letters.spelled(one) == letters.spelled(other) == other


@given(st.text())
def test_folding_and_cleaning_twice_changes_nothing(text: str) -> None:
    assert letters.fold(letters.fold(text)) == letters.fold(text)
    assert letters.clean(letters.clean(text)) == letters.clean(text)
    assert letters.fold(letters.nfc(text)) == letters.fold(unicodedata.normalize("NFD", text))


@given(st.text())
def test_a_slug_is_its_own_slug(text: str) -> None:
    slug = letters.slug(text)
    assert slug == letters.slug(slug)
    assert len(slug) <= letters.SLUG_LENGTH


@given(st.text())
def test_flat_keeps_every_place(text: str) -> None:
    assert len(letters.flat(text)) == len(text)


PROJECTS = ["Mộc An Tết 2027", "Đà Lạt Farm", "Serum Mây Hồng"]


@pytest.mark.parametrize(
    ("query", "first"), [("moc an tte", 0), ("da lat", 1), ("2027 tet an moc", 0), ("serun", 2)]
)
def test_the_nearest_name_comes_first(query: str, first: int) -> None:
    assert nearest(query, PROJECTS)[0] == PROJECTS[first]


def test_what_is_like_no_name_is_near_none() -> None:
    assert nearest("zzz", PROJECTS) == []
