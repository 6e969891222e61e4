"""Who is named in a line, and what part each plays."""

from __future__ import annotations

import pytest

from desk.text import sight
from desk.text.people import roles, roster
from desk.text.people.names import Named
from desk.text.people.roles import Role
from desk.text.spans import Person, Span
from desk.text.tokens import read_line
from tests.desk.text.world import CONTEXT


def people(text: str) -> list[Span[Named]]:
    """The people of a text, those that show themselves as such."""
    return [one for one in sight.look(read_line(text), CONTEXT).people if one.firm]


def parts(text: str) -> dict[str, Role]:
    """The taken parts of a text, by id."""
    seen = sight.look(read_line(text), CONTEXT)
    found = roles.cast(seen.phrases, seen.people, seen.edges)
    return {one.span.value.people[0].id: one.role for one in found if one.taken and not one.either}


NAMED = {
    "<@U10LAN> ok": ["U10LAN"], "@lan": ["U10LAN"], "@tuan anh": ["U14TUANA"], "@tuananh": ["U14TUANA"],
    "@viethung": ["U17HUNGB"], "@Hùng Media": ["U16HUNG"], "gửi Tũn": ["U13TUAN"], "Tuấn (Tũn)": ["U13TUAN"],
    "nhờ Hùng bên media": ["U16HUNG"], "anh Khoa": ["U11KHOA"], "c.Mai": ["U22MAI"], "@chị Lan": ["U10LAN"],
    "Lan Phạm": ["U10LAN"], "Khoa Le": ["U11KHOA"], "Do Ha Vy": ["U12VY"], "Ngọc (production)": ["U15NGOC"],
    "Mr Duc": ["U21DUC"], "Lovelace": ["U19ADA"], "chị Linh BrightSip": ["U91LINH"],
    "c Chi Moc An": ["U90CHI"],
    "anh Phong Phim Nắng": ["U93PHONG"], "Either Ada or James": ["U19ADA", "U20JAMES"],
}  # fmt: skip

NOBODY = [
    "Lan Anh bakery", "Get a Linh Dan poster", "Lan von Trapp poster", "Nam Cường building",
    "Hung Kings holiday", "James Bond-style", "ADA compliance", "Hà Lan", "lan tỏa", "trang trí",
    "miền nam", "hoa mai", "tháng Ba", "Mai Anh", "Đăng tuyển",
]  # fmt: skip

OWNERS = {
    "KV – Lan": "U10LAN", "kv -> lan": "U10LAN", "(Việt Hùng) sửa intro": "U17HUNGB", "Lan: KV": "U10LAN",
    "giao Lan KV": "U10LAN", "nhờ em Vy check số": "U12VY", "KV để Lan lo": "U10LAN",
    "PIC: Lê Đăng Khoa": "U11KHOA",
    "Khoa gửi plan": "U11KHOA", "lan sua mau nap": "U10LAN", "Đức ơi sửa form": "U21DUC",
    "deck by Ada": "U19ADA",
    "can Duc add the box": "U21DUC", "please ask Khoa for the curve": "U11KHOA",
    "Ada's deck, Minh": "U02MINH",
    "không phải Lan mà là James vẽ": "U20JAMES", "cho Khoa làm plan": "U11KHOA", "me, Friday": "U01HUONG",
    "hand it to Tuấn Anh": "U14TUANA", "accountant Mai matches POs": "U22MAI", "KV @lan nha": "U10LAN",
}  # fmt: skip

HELPERS = {
    "KV – Lan + Khoa": ["U11KHOA"], "Vy & Ada: deck": ["U19ADA"], "Lan, hỗ trợ: Khoa": ["U11KHOA"],
    "KV @lan, Trang phụ": ["U18TRANG"], "Lan w/ help from James": ["U20JAMES"], "@lan @khoa KV": ["U11KHOA"],
    "Lý Thùy Trang, Cao Tuyết Mai: hồ sơ": ["U22MAI"], "@lan dựng lại mẫu với @nam": ["U23NAM"],
}  # fmt: skip

NOT_OWNERS = [
    "gửi Lan bên Mộc An xem", "Hung's notes", "họp với Minh", "lấy file từ Nam", "hỏi Khoa giá", "cc Minh",
    "cc Lan, Khoa – chưa giao ai: bảng giá", "Either Ada or James presents",
    "present to Sarah", "dịch sang tiếng Đức", "báo cáo miền Nam", "content cho chị em phụ nữ",
    "Chi phí quay",
    "Made in Đức", "Lan hoặc Khoa vẽ", "Hùng làm", "duyệt KV Lan", "minh lam", "t.anh lam",
]  # fmt: skip


@pytest.mark.parametrize("text", NAMED)
def test_people_are_known_by_every_way_to_call_them(text: str) -> None:
    assert [person.id for one in people(text) for person in one.value.people] == NAMED[text]


@pytest.mark.parametrize("text", NOBODY)
def test_a_name_in_something_else_is_nobody(text: str) -> None:
    assert people(text) == []


@pytest.mark.parametrize("text", OWNERS)
def test_who_does_it_owns_it(text: str) -> None:
    owners = [who for who, role in parts(text).items() if role is Role.OWNER]
    assert OWNERS[text] in owners


@pytest.mark.parametrize("text", HELPERS)
def test_the_others_help(text: str) -> None:
    assert [who for who, role in parts(text).items() if role is Role.HELPER] == HELPERS[text]


@pytest.mark.parametrize("text", NOT_OWNERS)
def test_who_is_only_spoken_of_owns_nothing(text: str) -> None:
    seen = sight.look(read_line(text), CONTEXT)
    found = roles.cast(seen.phrases, seen.people, seen.edges)
    taken = [one for one in found if one.role is Role.OWNER and one.taken and not one.either]
    assert [one.span.words for one in taken if one.span.value.person] == []


@pytest.mark.parametrize(
    ("name", "given"),
    [("Phạm Ngọc Lan", "lan"), ("James Nguyễn", "james"), ("Ada Lovelace", "ada"), ("Lan", "lan"), ("", "")],
)
def test_the_word_people_are_called_by(name: str, given: str) -> None:
    assert roster.given_name(name) == given


def test_two_who_are_called_so_are_both_meant() -> None:
    (hung,) = people("giao Hùng KV")
    assert {person.id for person in hung.value.people} == {"U16HUNG", "U17HUNGB"}


def test_the_given_name_comes_before_the_others() -> None:
    two = roster.Roster((Person("U1", "Phạm Ngọc Lan"), Person("U2", "Vũ Bảo Ngọc")))
    assert [one.person.id for one in two.called(("ngoc",), ("ngọc",))] == ["U2"]
    assert [one.person.id for one in two.called(("ngoc", "lan"), ("ngoc", "lan"))] == ["U1"]
    assert two.called(("lan",), ("lân",)) == []
