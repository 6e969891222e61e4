"""One form for storing names, one for finding them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import names

PROJECTS = ["Mộc An Tết 2027", "Đà Lạt Milk 2027", "Ra mắt serum Hạ", "Website Phố Cà Phê"]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Mộc An  Tết", "moc an tet"),
        ("ĐÀ LẠT", "da lat"),
        (unicodedata.normalize("NFD", "Đường Nguyễn Huệ"), "duong nguyen hue"),
        ("Straße", "strasse"),
    ],
)
def test_accents_case_and_spaces_do_not_count(text: str, folded: str) -> None:
    assert names.fold(text) == folded


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Mộc An Tết 2027", "moc-an-tet-2027"), ("  KV & TVC!! ", "kv-tvc"), ("🎉", ""), ("x" * 99, "x" * 40)],
)
def test_a_slug_can_be_typed(name: str, slug: str) -> None:
    assert names.slug(name) == slug


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("moc an tte", PROJECTS[0]),
        ("da lat", PROJECTS[1]),
        ("2027 tet an moc", PROJECTS[0]),
        ("serun", PROJECTS[2]),
    ],
)
def test_the_nearest_name_comes_first(query: str, first: str) -> None:
    assert names.nearest(query, PROJECTS)[0] == first


@given(st.text())
def test_folding_and_cleaning_twice_change_nothing(text: str) -> None:
    assert names.fold(names.fold(text)) == names.fold(text)
    assert names.clean(names.clean(text)) == names.clean(text)
    assert names.fold(names.nfc(text)) == names.fold(unicodedata.normalize("NFD", text))


@given(st.text())
def test_slugs_are_plain_and_short(text: str) -> None:
    slug = names.slug(text)
    assert slug == names.slug(slug)
    assert len(slug) <= names.SLUG_LENGTH
    assert not slug.strip("abcdefghijklmnopqrstuvwxyz0123456789-")
