"""What a client waits for reaches whoever leads: points that are late, due today, or nobody's."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from desk.feedback import feedback
from desk.feedback.feedback import Capture, FeedbackKind
from desk.feedback.lines import Line
from tests.handlers.conftest import HUONG, LAN, Office
from tests.handlers.day.test_wrap import MONDAY, wrap

MORNING = MONDAY.replace(hour=9)
NOBODYS = {
    "vi": "1 ý góp ý của khách chưa giao ai, đã 1 ngày",
    "en": "feedback given to nobody for 1 working",
}
TODAY = {"vi": "1 ý góp ý của khách đến hạn hôm nay", "en": "1 points of the client’s feedback due today"}
LATE = {"vi": "1 ý góp ý của khách trễ 1 ngày", "en": "feedback, late by up to 1 working days"}


def captured(office: Office, *points: Line) -> None:
    """A client's words, kept on Monday morning."""
    with office.world.database.write() as session:
        told = Capture(office.project, "Lời khách", points)
        feedback.capture(session, office.huong, told, MORNING - timedelta(minutes=30))


def digest(office: Office, at: datetime) -> str:
    """What Hương gets in a morning."""
    office.slack.calls.clear()
    office.bot.clock.instant = at
    office.bot.liaison.ticker.tick()
    office.bot.deliver(most=100)
    posts = [said for method, said in office.slack.calls if method == "chat.postMessage"]
    return str([one for one in posts if "/digest/" in str(one.get("metadata"))])


@pytest.mark.on_both
@pytest.mark.parametrize("language", ["vi", "en"])
def test_morning_and_evening_of_who_leads_have_what_the_client_waits_for(
    office: Office, language: str
) -> None:
    if language == "en":
        office.english(HUONG)
    must = FeedbackKind.MUST
    captured(
        office, Line(must, "Logo to hơn", LAN, date(2026, 11, 25)), Line(must, "Ấm màu"),
        Line(FeedbackKind.PRAISE, "Đẹp"), Line(FeedbackKind.MONEY, "Giá cao"),
    )  # fmt: skip
    monday = digest(office, MORNING)
    assert NOBODYS[language] not in monday, "it was said today"
    wednesday = digest(office, MORNING + timedelta(days=2))
    assert NOBODYS[language] in wednesday
    assert LATE[language] not in wednesday
    evening = str(wrap(office, MONDAY + timedelta(days=2)))
    assert TODAY[language] in evening
    assert NOBODYS[language] in evening
    thursday = digest(office, MORNING + timedelta(days=3))
    assert LATE[language] in thursday
