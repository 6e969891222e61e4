"""The evening's wrap as a lead gets it: at most a screen, the rest by a press, off by another (F28)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.handlers.conftest import HUONG, LAN, Office, shows
from tests.handlers.day.test_home import turn
from tests.support.limits import assert_fits
from tests.support.world import VIETNAM

MONDAY = datetime(2026, 11, 23, 17, 30, tzinfo=ZoneInfo(VIETNAM))
"""Tuesday is a holiday."""
NEXT = date(2026, 11, 25)
WORDS = {
    "vi": ("Cuối ngày · Th 2, 23/11", "đến hạn Th 4, 25/11", "…và 1 dòng nữa", "Thêm…", "Tắt tin cuối ngày"),
    "en": (
        "End of day · Mon 23/11",
        "due Wed 25/11",
        "…lines not shown: 1",
        "More…",
        "Turn off this message",
    ),
}
SAID = {
    "vi": (
        "Đã tắt tin cuối ngày",
        "Đã bật tin cuối ngày: tới lúc 17:30",
        "đang tắt",
        "*Tin cuối ngày* lúc 17:30",
    ),
    "en": (
        "at the end of the day is off",
        "is on: it comes at 17:30",
        "*End of day*: off",
        "*End of day* at 17:30",
    ),
}


def wrap(office: Office, at: datetime) -> dict[str, Any] | None:
    """What Hương gets in an evening, after a day that began with the digest."""
    for hour in (at.replace(hour=9, minute=0), at):
        office.slack.calls.clear()
        office.bot.clock.instant = hour
        office.bot.liaison.ticker.tick()
        office.bot.deliver(most=100)
    posted = [
        said for method, said in office.slack.calls
        if method == "chat.postMessage" and "/wrap/" in str(said.get("metadata"))
    ]  # fmt: skip
    assert len(posted) <= 1
    return posted[0] if posted else None


def work(office: Office, count: int) -> None:
    office.world.projects["moc-an-tet-2027"] = office.project
    for number in range(count):
        office.world.deliverable(office.lan, NEXT, project="moc-an-tet-2027", title=f"KV {number}")


def press(office: Office, action: str, value: str = "") -> str:
    """A button pressed in the conversation with the bot, and what it answers there."""
    office.slack.calls.clear()
    office.bot.action(HUONG, action, value, channel="D1")
    return str(office.slack.wait("chat.postMessage"))


def home(office: Office, user: str) -> str:
    return str(turn(office, user, "home.settings"))


@pytest.mark.on_both
@pytest.mark.parametrize("language", WORDS)
def test_it_is_a_screen_with_the_rest_behind_a_press_and_is_turned_off_and_on_by_one(
    office: Office, language: str
) -> None:
    if language == "en":
        office.english(HUONG)
    work(office, 5)
    said = wrap(office, MONDAY)
    assert said is not None
    assert_fits({"type": "message", "blocks": said["blocks"]})
    for words in WORDS[language]:
        assert words in str(said["blocks"]), words
    assert "KV 4" not in str(said["blocks"])
    assert "*KV 4*" in press(office, "wrap.more", "2026-11-23")
    off, on, home_off, home_on = SAID[language]
    assert home_on in home(office, HUONG)
    assert off in press(office, "wrap.off")
    assert home_off in home(office, HUONG)
    assert wrap(office, MONDAY + timedelta(days=2)) is None
    assert on in press(office, "wrap.on")
    office.world.deliverable(office.lan, date(2026, 11, 27), project="moc-an-tet-2027")
    assert wrap(office, MONDAY + timedelta(days=3)) is not None


def test_the_switch_is_in_the_home_of_who_leads_and_of_nobody_else(office: Office) -> None:
    assert "Tin cuối ngày" in home(office, HUONG)
    assert "Tin cuối ngày" not in home(office, LAN)


def test_why_says_what_decides_about_it_in_words(office: Office) -> None:
    work(office, 1)
    office.bot.clock.instant = MONDAY - timedelta(minutes=1)
    shows(office.bot.command(HUONG, "/ae", "why"), "*Tin cuối ngày*: chưa tới 17:30.")
    assert "Tin cuối ngày" not in office.bot.command(LAN, "/ae", "why").words
    office.bot.clock.instant = MONDAY
    shows(office.bot.command(HUONG, "/ae", "why"), "*Tin cuối ngày*: dự án có thay đổi hoặc việc sắp đến hạn")
    assert wrap(office, MONDAY) is not None
    shows(
        office.bot.command(HUONG, "/ae", "why"), "hôm nay đã tới lượt lúc 17:30", "tin cuối ngày",
        "đã gửi: cuối ngày làm việc và dự án có gì mới",
    )  # fmt: skip
    office.bot.clock.instant = MONDAY + timedelta(days=1)
    shows(office.bot.command(HUONG, "/ae", "why"), "*Tin cuối ngày*: chỉ gửi trong ngày làm việc")
    press(office, "wrap.off")
    shows(office.bot.command(HUONG, "/ae", "why"), "*Tin cuối ngày*: đang tắt")
