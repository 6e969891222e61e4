"""The first path through the house: brief, deliverables, feedback, status, word of new work at once, one
reminder next morning, and word of what is done."""

from __future__ import annotations

from typing import Any

import pytest

from playground.client import Workspace
from tests.stories.conftest import Agency

HUONG, MINH, LAN, KHOA, CHI = "U01HUONG", "U02MINH", "U03LAN", "U04KHOA", "U06CHI"
MOCAN, CLIENT = "C02MOCAN", "C03CLIENT"
BRIEF = {
    "source": "Chào em, Tết này bên chị muốn làm lớn: https://mocan.vn/tet\n<!channel> & <script>",
    "name": "Mộc An Tết 2027",
    "client": "Mộc An",
    "objective": "Tăng nhận biết sữa Mộc An dịp Tết",
    "metric": "Reach 5 triệu",
    "audience": "Mẹ 28–40 tuổi",
    "message": "Bữa cơm đoàn viên có Mộc An 🥛",
    "deliverables": "KV chính @lan 3/12\nMedia plan @khoa 15/12",
    "deadline": "15/12",
    "budget": "1,2 tỷ",
    "approver": "Chị Chi",
}
GIVEN = "giao cho bạn"

pytestmark = pytest.mark.e2e


def words(message: dict[str, Any]) -> str:
    """All that a message shows."""
    return str(message["text"]) + str(message["blocks"])


def card(slack: Workspace, channel: str, needle: str) -> dict[str, Any]:
    """The bot's public message that says this; waits for it."""
    return slack.until(
        lambda: next(
            (one for one in slack.by_bot(HUONG, channel) if not one["ephemeral"] and needle in words(one)),
            None,
        ),
    )


def heard(slack: Workspace, user: str, needle: str) -> dict[str, Any]:
    """The direct message that says this; waits for it."""
    return slack.until(
        lambda: next((one for one in slack.by_bot(user, "dm") if needle in words(one)), None),
    )


def told(slack: Workspace, user: str, channel: str) -> str:
    """What the bot last said to this person alone."""
    return words([one for one in slack.by_bot(user, channel) if one["ephemeral"]][-1])


def take_brief(slack: Workspace) -> None:
    assert slack.command(HUONG, MOCAN, "/brief")["ok"]
    slack.until(lambda: slack.modal(HUONG))
    slack.submit(HUONG)  # nothing to paste
    outcome = slack.submit(HUONG, BRIEF)
    assert (outcome["ok"], outcome["errors"]) == (True, None)
    assert slack.modal(HUONG) is None
    card(slack, MOCAN, "Brief · Mộc An Tết 2027")


def test_from_a_brief_to_one_reminder(agency: Agency) -> None:
    slack = agency.slack
    take_brief(slack)

    slack.command(HUONG, MOCAN, "/ae", "add KV chính @lan 3/12\nMedia plan @khoa 15/12 17h")
    added = card(slack, MOCAN, "Hạng mục · Mộc An")
    assert "Media plan" in words(added)
    assert "<@U03LAN>" in words(added)

    said = next(one for one in slack.messages(HUONG, CLIENT) if one["user"] == CHI)
    slack.shortcut(HUONG, "feedback.save", channel=CLIENT, message_ts=said["ts"])
    form = slack.until(lambda: slack.modal(HUONG))
    assert "Logo to hơn 20%" in str(form)
    outcome = slack.submit(HUONG)
    assert outcome["ok"], outcome
    outcome = slack.submit(HUONG)
    assert outcome["ok"], outcome
    card(slack, MOCAN, "Logo to hơn 20%")

    slack.command(LAN, MOCAN, "/tiendo", "moc an")
    status = told(slack, LAN, MOCAN)
    assert "Mộc An Tết 2027" in status
    assert "KV chính" in status

    for user, work in ((LAN, "KV chính"), (KHOA, "Media plan")):
        assert work in words(heard(slack, user, GIVEN))
    moved = slack.set_clock(next_working_morning=True)
    assert moved["settled"], moved
    heard_by_lan = slack.by_bot(LAN, "dm")
    assert len(heard_by_lan) == 2, [words(one) for one in heard_by_lan]
    digest = heard_by_lan[-1]
    assert "KV chính" in words(digest)
    assert len(slack.by_bot(KHOA, "dm")) == 1
    slack.set_clock(advance=3 * 3600)
    assert len(slack.by_bot(LAN, "dm")) == 2

    slack.click(LAN, "deliverable.done", channel="dm", message_ts=digest["ts"])
    slack.until(lambda: "✅" in words(slack.by_bot(LAN, "dm")[1]) or None)
    slack.set_clock(advance=15 * 60)
    assert "KV chính" in words(heard(slack, HUONG, "<@U03LAN> báo xong 1 việc"))
    slack.set_clock(next_working_morning=True)
    assert len(slack.by_bot(LAN, "dm")) == 2
    assert slack.violations() == []


def test_a_restart_sends_nothing_twice(agency: Agency) -> None:
    slack = agency.slack
    take_brief(slack)
    slack.command(HUONG, MOCAN, "/ae", "add KV chính @lan 3/12")
    card(slack, MOCAN, "Hạng mục · Mộc An")
    slack.set_clock(next_working_morning=True)
    agency.restart()
    slack.set_clock(advance=600)
    given, digest = slack.by_bot(LAN, "dm")
    assert GIVEN in words(given)
    assert "Việc hôm nay" in words(digest)
    briefs = [one for one in slack.by_bot(HUONG, MOCAN) if one["text"].startswith("Brief ·")]
    assert len(briefs) == 1
