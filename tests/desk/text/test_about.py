"""Which piece of work a remark is about: by its heading, or by what it names."""

from __future__ import annotations

import pytest

from desk.feedback import about as points
from desk.text.requests import about

TITLES = (
    "KV chính", "3 banner", "Clip 15s", "Clip 30s mở hộp", "Bộ sticker", "Sổ tay thương hiệu", "Quay clip",
    "Media plan", "Post 1-4",
)  # fmt: skip


@pytest.mark.parametrize(
    ("remark", "title"),
    [
        ("KV: tang logo 20%", "KV chính"),
        ("Key visual: bigger logo", "KV chính"),
        ("kv chinh: doi nen", "KV chính"),
        ("KV phụ: đổi nền", None),
        ("Banner: chữ nhỏ quá", "3 banner"),
        ("Banner 300x250: chữ nhỏ quá", "3 banner"),
        ("Clip: nhạc nhanh hơn", None),
        ("Clip 15s: nhạc nhanh hơn", "Clip 15s"),
        ("clip 15s nhạc nhanh hơn", "Clip 15s"),
        ("the 30s clip is too slow", None),
        ("Clip mở hộp: nhạc nhanh hơn", "Clip 30s mở hộp"),
        ("Sổ tay: in giấy mờ", "Sổ tay thương hiệu"),
        ("sổ tay thương hiệu in giấy mờ", "Sổ tay thương hiệu"),
        ("so tay thuong hieu in giay mo", "Sổ tay thương hiệu"),
        ("phóng to logo trên KV giúp chị", "KV chính"),
        ("make the logo bigger on the key visual", "KV chính"),
        ("sticker màu nhạt quá", "Bộ sticker"),
        ("banner theo màu của KV", None),
        ("Headline: đổi “Tết sum vầy” thành “Bữa cơm đoàn viên”", None),
        ("Logo: to hơn", None),
        ("chỉnh lại màu nền", None),
        ("quay lại cảnh 2", None),
        ("xem https://mocan.vn/kv-chinh", None),
        ("", None),
        (":", None),
    ],
)
def test_a_remark_is_about_the_one_piece_that_it_names(remark: str, title: str | None) -> None:
    place = about.piece(remark, TITLES)
    assert (None if place is None else TITLES[place]) == title
    assert about.piece(remark, ()) is None


@pytest.mark.parametrize(
    ("title", "words", "shown"),
    [
        ("KV chính", "KV: tăng logo 20%", "KV chính: tăng logo 20%"),
        ("KV chính", "tăng logo 20%", "KV chính: tăng logo 20%"),
        ("KV chính", "kv chính: tăng logo", "kv chính: tăng logo"),
        ("3 banner", "Banner 300x250: chữ nhỏ", "3 banner: Banner 300x250: chữ nhỏ"),
        ("KV chính", "Headline: đổi chữ", "KV chính: Headline: đổi chữ"),
        (None, "KV: tăng logo 20%", "KV: tăng logo 20%"),
    ],
)
def test_a_point_is_shown_behind_its_work_and_says_it_once(title: str | None, words: str, shown: str) -> None:
    assert points.titled(title, words) == shown
