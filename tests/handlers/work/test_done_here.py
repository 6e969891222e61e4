"""What lies at the client, or what they approved, is nobody's late work here, wherever one reads."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.work.deliverable_views import WorkAction
from storage.work.deliverable import Status
from tests.handlers.conftest import HUONG, LAN, Office, shows, typed
from tests.handlers.day.test_wrap import MONDAY

MORNING = MONDAY.replace(hour=9)
FRIDAY = MORNING + timedelta(days=4)  # three working days later: Tuesday was a holiday
KV, CONCEPT, BANNER = 1, 2, 3
HELD = {
    "vi": "khách giữ từ Th 2, 23/11, đã qua ngày hẹn 3 ngày làm việc",
    "en": "with the client since Mon 23/11, 3 working d past its date",
}
YELLOW = {
    "vi": "🟡 Vàng · *Mộc An Tết 2027* · khách giữ bài, đã qua ngày hẹn 3 ngày làm việc (KV chính)",
    "en": "🟡 Amber · *Mộc An Tết 2027* · with the client, working days past its date: 3 (KV chính)",
}


def turn(office: Office, work: int, status: Status) -> None:
    office.bot.action(HUONG, WorkAction.MENU, f"edit/{work}")
    opened = office.opened()
    office.bot.submit(HUONG, opened, typed(opened, status=status))


@pytest.fixture
def office_of_two(office: Office) -> Office:
    """Two pieces of Lan's, due on Monday at an hour: the client has one, and has approved the other."""
    office.bot.clock.instant = MORNING
    office.bot.command(HUONG, "/ae", f"add KV chính <@{LAN}> 11h 23/11\nConcept <@{LAN}> 12h 23/11")
    turn(office, KV, Status.WITH_CLIENT)
    turn(office, CONCEPT, Status.APPROVED)
    office.bot.deliver()
    return office


def told(office: Office, kind: str) -> dict[str, str]:
    """The messages of this kind, by who got them, from a tick at this minute on."""
    office.slack.calls.clear()
    office.bot.liaison.ticker.tick()
    office.bot.deliver()
    posts = [said for method, said in office.slack.calls if method == "chat.postMessage"]
    return {str(one["channel"]): str(one) for one in posts if f"/{kind}/" in str(one.get("metadata"))}


def only(found: dict[str, str]) -> str:
    (one,) = found.values()
    return one


@pytest.mark.on_both
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_morning_tells_the_ae_what_the_client_holds_and_the_maker_nothing(
    office_of_two: Office, language: str
) -> None:
    office = office_of_two
    if language == "en":
        office.english(HUONG)
    office.bot.clock.instant = FRIDAY
    morning = only(told(office, "digest"))
    assert HELD[language] in morning
    assert YELLOW[language] in morning
    assert "🔴" not in morning
    assert "Concept" not in morning


def test_no_hour_rings_for_what_the_client_has_or_approved(office_of_two: Office) -> None:
    for minutes in (90, 120, 150, 180):
        office_of_two.bot.clock.instant = MORNING + timedelta(minutes=minutes)
        assert told(office_of_two, "work_hour") == {}


@pytest.mark.on_both
def test_every_list_counts_the_same_work_as_late(office_of_two: Office) -> None:
    bot = office_of_two.bot
    bot.command(HUONG, "/ae", f"add Banner <@{LAN}> 25/11")
    turn(office_of_two, BANNER, Status.IN_PROGRESS)
    bot.clock.instant = FRIDAY
    shown = bot.command(HUONG, "/ae", "status moc an", channel="D1")
    shows(shown, "Quá hạn (1)", "Banner", "đã qua ngày hẹn 3 ngày làm việc")
    assert shown.words.count("trễ") == 2, "the colour and the banner"
    late = bot.command(HUONG, "/ae", "Mộc An có gì trễ không?", channel="D1")
    shows(late, "Banner")
    assert "KV chính" not in late.words
    assert "Concept" not in late.words
    mine = bot.command(LAN, "/ae", "mine", channel="D1").words
    assert "Quá hạn (1)" in mine
    assert "*Concept* · đến hạn" in mine
    assert "trễ 3" not in mine
