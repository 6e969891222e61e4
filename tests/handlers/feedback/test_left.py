"""What a client said that became no point: the form shows it, and one press makes it a point."""

from __future__ import annotations

from typing import Any

import pytest

from storage.feedback.feedback import Feedback
from tests.handlers.feedback.test_feedback import CHI, HUONG, Desk, _chosen, _initial, _shortcut, desk  # noqa: F401
from tests.support.limits import assert_fits

CHAT = """Chị Chi: hi em
Chị Chi: logo to lên giúp chị
Chị Chi: nước cho khách nữa
Chị Chi: nền phải sáng hơn
Chị Chi: đổi font luôn nha
Chị Chi: à thôi khỏi đổi font
Chị Chi: thanks em"""
DAY = """[10:12] Chị Chi: hi em, chị xem rồi nha
[10:12] Chị Chi: KV thì đẹp rồi, mà logo hơi nhỏ, phóng to lên giúp chị
[10:13] Chị Chi: màu hồng đậm bỏ nha, sếp chị ko thích
[10:15] Chị Chi: media plan thì budget tiktok cắt 20%, dồn qua FB
[10:16] Chị Chi: à mà concept chốt luôn nhé 👍
[10:18] Chị Chi: thêm 1 bản KV dọc 9x16 được ko em?
[10:19] Chị Chi: T5 16h gửi lại chị nhé, à nhầm, thứ 6 nha
[10:20] Chị Chi: thanks em"""
WATER = "nước cho khách nữa"


def test_what_became_no_point_stands_between_the_points_in_its_words(desk: Desk) -> None:  # noqa: F811
    page = _page(desk, CHAT)
    assert _shown(page) == [
        ("Ý 1", "logo to lên giúp chị"),
        ("Không thành ý", WATER),
        ("Ý 2", "nền phải sáng hơn"),
        ("Không thành ý, vì khách rút lại (“à thôi khỏi đổi font”)", "đổi font"),
    ]
    assert "2 câu *không thành ý*" in page["blocks"][0]["text"]["text"]
    assert "hi em" not in str(page["blocks"])


def test_every_wish_of_a_days_chat_is_a_point_with_the_day_it_is_wanted_on(desk: Desk) -> None:  # noqa: F811
    page = _page(desk, DAY)
    assert [words for _, words in _shown(page)] == [
        "KV thì đẹp rồi",
        "logo hơi nhỏ, phóng to lên giúp chị",
        "màu hồng đậm bỏ nha, sếp chị ko thích",
        "media plan thì budget tiktok cắt 20%, dồn qua FB",
        "concept chốt",
        "thêm 1 bản KV dọc 9x16 được ko",
        "T5 16h gửi lại chị nhé, à nhầm, thứ 6",
    ]
    dues = {name: day for name, day in _initial(page).items() if name.startswith("due-")}
    assert len(set(dues.values())) == 1
    assert list(dues) == ["due-1", "due-2", "due-3"]  # what is beyond the scope has no day


def test_one_press_makes_it_a_point_in_its_place_and_keeps_what_was_typed(desk: Desk) -> None:  # noqa: F811
    page = _page(desk, CHAT)
    typed = _initial(page) | {"text-0": "Logo to gấp đôi", "kind-2": "should", "new": "? In kịp không"}
    taken = _taken(desk, page, typed, WATER)
    assert [words for label, words in _shown(taken) if label.startswith("Ý")] == [
        "Logo to gấp đôi", WATER, "nền phải sáng hơn", "In kịp không",
    ]  # fmt: skip
    desk.bot.submit(HUONG, taken, _initial(taken))
    assert desk.points() == [
        ("must", "Logo to gấp đôi"),
        ("must", WATER),
        ("should", "nền phải sáng hơn"),
        ("question", "In kịp không"),
    ]


def test_what_nobody_makes_a_point_is_kept_in_the_clients_words_alone(desk: Desk) -> None:  # noqa: F811
    page = _page(desk, CHAT)
    desk.bot.submit(HUONG, page, _initial(page) | {"kind-2": "above"})
    assert desk.points() == [("must", "logo to lên giúp chị; nền phải sáng hơn")]
    assert [row.source for row in desk.rows(Feedback)] == [CHAT]


def test_a_button_pressed_twice_makes_one_point(desk: Desk) -> None:  # noqa: F811
    page = _page(desk, CHAT)
    taken = _taken(desk, page, _initial(page), WATER)
    assert _shown(_taken(desk, page, _initial(page), WATER)) == _shown(taken)


@pytest.mark.parametrize("value", ["", "x", "-1", "99", "0"])
def test_a_forged_button_changes_nothing(desk: Desk, value: str) -> None:  # noqa: F811
    page = _page(desk, CHAT)
    desk.bot.interact(HUONG, _chosen(page, _initial(page), "feedback.take", value))
    assert _shown(desk.slack.wait("views.update")["view"]) == _shown(page)


def test_words_that_are_no_point_are_not_said_to_want_nothing(desk: Desk) -> None:  # noqa: F811
    page = _page(desk, WATER)
    assert "Không có ý nào cần làm" not in str(page["blocks"])
    assert _shown(page) == [("Không thành ý", WATER)]
    assert desk.bot.submit(HUONG, page, _initial(page)).body == {"response_action": "clear"}
    assert (desk.points(), [row.source for row in desk.rows(Feedback)]) == ([], [WATER])


def test_talk_alone_still_wants_nothing(desk: Desk) -> None:  # noqa: F811
    assert "Không có ý nào cần làm" in str(_page(desk, "ok em, chị xem rồi nha")["blocks"])


def test_many_of_them_come_page_by_page_and_none_is_lost(desk: Desk) -> None:  # noqa: F811
    said = [
        f"xe số {n} đón chị nha\nlogo {n} to lên" if n % 3 else f"xe số {n} đón chị nha" for n in range(60)
    ]
    page = _page(desk, "\n".join(said))
    seen = _shown(page)
    assert "ở trang sau" in str(page["blocks"])
    while "ở trang sau" in str(page["blocks"]):
        page = desk.bot.submit(HUONG, page, _initial(page)).body["view"]
        assert_fits(page)
        seen += _shown(page)
    assert [words for label, words in seen if not label.startswith("Ý")] == [
        f"xe số {n} đón chị nha" for n in range(60)
    ]
    assert [label for label, _ in seen if label.startswith("Ý")] == [f"Ý {n}" for n in range(1, 41)]
    desk.bot.interact(HUONG, _chosen(page, _initial(page), "feedback.back", "back"))
    before = desk.slack.wait("views.update")["view"]
    assert _shown(before)[-1] == seen[-len(_shown(page)) - 1]


def test_the_longest_words_still_fit_a_form(desk: Desk) -> None:  # noqa: F811
    car = "xe <16> & đón đoàn ở văn phòng chị "
    assert _shown(_page(desk, car * 80))[0][1].endswith("…")
    assert len(_shown(_page(desk, "\n".join([car * 3] * 28)))) == 20


def test_a_message_saved_as_feedback_shows_it_too(desk: Desk) -> None:  # noqa: F811
    desk.bot.interact(HUONG, _shortcut(CHI, f"logo to lên giúp chị\n{WATER}"))
    page = desk.next(desk.opened(), **{"feedback.project": str(desk.project)}).body["view"]
    assert _shown(page) == [("Ý 1", "logo to lên giúp chị"), ("Không thành ý", WATER)]


def test_what_a_guest_sends_is_a_point_unless_it_is_surely_talk(desk: Desk) -> None:  # noqa: F811
    desk.learn("C02MOCAN", 1)
    form = desk.open("", user=CHI)
    desk.bot.submit(CHI, form, {"source": CHAT.replace("Chị Chi: ", "")})
    assert [text for _, text in desk.points()] == ["logo to lên giúp chị", WATER, "nền phải sáng hơn"]


def _page(desk: Desk, source: str) -> dict[str, Any]:  # noqa: F811
    page: dict[str, Any] = desk.next(desk.open("moc-an-tet-2027"), source=source).body["view"]
    assert_fits(page)
    return page


def _taken(desk: Desk, page: dict[str, Any], typed: dict[str, str], words: str) -> dict[str, Any]:  # noqa: F811
    """The page after the button beside some words was pressed."""
    (value,) = (
        block["accessory"]["value"]
        for block in page["blocks"]
        if "accessory" in block and words in block["text"]["text"]
    )
    desk.bot.interact(HUONG, _chosen(page, typed, "feedback.take", value))
    taken: dict[str, Any] = desk.slack.wait("views.update")["view"]
    assert_fits(taken)
    return taken


def _shown(page: dict[str, Any]) -> list[tuple[str, str]]:
    """The points and what became none, from top to bottom: the label, and the words."""
    found = []
    for block in page["blocks"]:
        if "accessory" in block:
            label, _, words = block["text"]["text"].removeprefix("*").partition(":* ")
            found.append((label, words))
        elif block.get("element", {}).get("action_id", "").startswith("text-"):
            found.append((block["label"]["text"], block["element"]["initial_value"]))
    return found
