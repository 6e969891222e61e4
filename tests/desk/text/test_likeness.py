"""What names are stored as, found by, and read like."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.text import letters, likeness, nearest

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
    assert letters.fold(text) == folded


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Mộc An Tết 2027", "moc-an-tet-2027"), ("  KV & TVC!! ", "kv-tvc"), ("🎉", ""), ("x" * 99, "x" * 40)],
)
def test_a_slug_can_be_typed(name: str, slug: str) -> None:
    assert letters.slug(name) == slug


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
    assert nearest.nearest(query, PROJECTS)[0] == first


@given(st.text())
def test_folding_and_cleaning_twice_change_nothing(text: str) -> None:
    assert letters.fold(letters.fold(text)) == letters.fold(text)
    assert letters.clean(letters.clean(text)) == letters.clean(text)
    assert letters.fold(letters.nfc(text)) == letters.fold(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mộc An Tết 2027", "moc an  tet 2027"),
        ("Mộc An", "Mộc-An"),
        ("Mộc An", "Mộc_An"),
        ("Mộc An", "*Mộc* ~An~"),
        ("Mộc An", "Mộc·An."),
        ("Mộc An", "M\u200bộc\u00a0An\u202e"),
        ("Mộc An", "Ｍộc　Ａn"),
        ("Công ty Hoà Bình", "Công ti Hòa Bình"),
        ("Quản lý kênh", "Quản lí kênh"),
        ("Mỹ phẩm Hạ", "Mĩ phẩm Hạ"),
        ("Sun World", "sun worlds"),
        ("Cherry", "Cherries"),
        ("Box", "boxes"),
    ],
)
def test_names_that_read_alike_are_the_same(one: str, other: str) -> None:
    assert likeness.alike(one) == likeness.alike(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C++", "C#"),
        ("Tết 2027", "Tết 2026"),
        ("Mộc An", "Mộc Lan"),
        ("Thuý", "Thui"),
        ("KV & TVC", "KV TVC"),
        ("🎉", "🎁"),
    ],
)
def test_names_that_read_otherwise_are_not(one: str, other: str) -> None:
    assert likeness.alike(one) != likeness.alike(other)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("gi\u200bá v\u2060ốn\ufeff", "giá vốn"),
        ("Hạn \u202e51/21\u202c\u200f", "Hạn 51/21"),
        ("KV\tLan\t15/12", "KV Lan 15/12"),
        ("một\u2028hai\vba\r\nbốn", "một\nhai\nba\nbốn"),
        ("👨‍👩‍👧 🏳️‍🌈 👩🏽‍💻 ❤️‍🔥 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👨‍👩‍👧 🏳️‍🌈 👩🏽‍💻 ❤️‍🔥 🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
        ("a\u200db\u00adc", "abc"),
    ],
)
def test_what_nobody_sees_is_not_kept_and_emoji_stay_whole(typed: str, kept: str) -> None:
    assert letters.clean(typed) == kept
    assert letters.clean(typed, multiline=False) == kept.replace("\n", " ")


@given(st.text(st.characters(categories=("Cf", "Cc", "Zs", "Zl", "Zp", "Lu", "So"))))
def test_nothing_unseen_is_ever_kept_outside_of_emoji(text: str) -> None:
    for kept in (letters.clean(text), letters.clean(text, multiline=False)):
        hidden = [one for one in kept if unicodedata.category(one) in ("Cc", "Zl", "Zp") and one != "\n"]
        turned = re.findall("[\u200b\u200c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]", kept)
        assert hidden == turned == []


@given(st.text())
def test_slugs_are_plain_and_short(text: str) -> None:
    slug = letters.slug(text)
    assert slug == letters.slug(slug)
    assert len(slug) <= letters.SLUG_LENGTH
    assert not slug.strip("abcdefghijklmnopqrstuvwxyz0123456789-")
