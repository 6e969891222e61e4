"""Trouble on the line: what is said arrives once, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from playground.client import Workspace
from tests.stories.conftest import Agency, open_agency
from tests.stories.test_first_day import BRIEF, HUONG, LAN, MOCAN, card, take_brief, told

pytestmark = pytest.mark.e2e


@pytest.fixture
def agency(sqlite_url: str) -> Iterator[Agency]:
    yield from open_agency("socket", sqlite_url)


def shown_to(slack: Workspace, channel: str) -> dict[str, Any]:
    """What the bot showed Hương alone in a channel last."""
    return [one for one in slack.by_bot(HUONG, channel) if one["ephemeral"]][-1]


def cards(agency: Agency, title: str) -> int:
    return len([one for one in agency.slack.by_bot(HUONG, MOCAN) if one["text"].startswith(title)])


@pytest.mark.parametrize("kind", ["429", "delay"])
def test_a_card_survives_a_busy_slack(agency: Agency, kind: str) -> None:
    agency.slack.fault("chat.postMessage", kind, seconds=1, times=1)
    take_brief(agency.slack)
    assert cards(agency, "Brief ·") == 1


def test_a_home_that_comes_late_does_not_bring_back_what_is_done(agency: Agency) -> None:
    slack = agency.slack
    take_brief(slack)
    slack.command(HUONG, MOCAN, "/ae", "add Concept @lan 2/12 18h")
    card(slack, MOCAN, "Concept")
    slack.open_home(LAN)
    slack.until(lambda: "Concept" in str(slack.home(LAN)) or None)
    before = len(slack.calls("views.publish"))
    slack.fault("views.publish", "delay", seconds=1, times=1)
    slack.open_home(LAN)
    slack.click(LAN, "deliverable.done", view_id=(slack.home(LAN) or {})["id"])
    slack.until(lambda: len(slack.calls("views.publish")) >= before + 2 or None)
    slack.until(lambda: "Concept" not in str(slack.home(LAN)) or None)


def test_a_slack_without_charts_shows_the_same_in_words(agency: Agency) -> None:
    slack = agency.slack
    take_brief(slack)
    slack.command(HUONG, MOCAN, "/ae", "add KV chính @lan 3/12")
    card(slack, MOCAN, "KV chính")
    slack.command(HUONG, MOCAN, "/ae", "portfolio")
    page = shown_to(slack, MOCAN)["ts"]

    def chart() -> str:
        before = len(slack.by_bot(HUONG, MOCAN))
        slack.click(HUONG, "portfolio.chart", channel=MOCAN, message_ts=page)
        slack.until(lambda: len(slack.by_bot(HUONG, MOCAN)) > before or None)
        return str(shown_to(slack, MOCAN)["blocks"])

    assert "data_visualization" in chart()
    slack.refuse_blocks("data_visualization")
    assert "*Mộc An Tết 2027*: 0 trễ, 1 đang mở" in chart()
    assert slack.violations() == []


def test_two_who_change_a_brief_at_once_merge(agency: Agency) -> None:
    slack = agency.slack
    take_brief(slack)
    for user in (HUONG, LAN):
        slack.command(user, MOCAN, "/brief", "moc an")
        slack.until(lambda user=user: slack.modal(user))  # type: ignore[misc]
    slack.submit(LAN, {"message": "Tết này về nhà ăn cơm", "approver": "Anh Bảo", "why": "Khách nhắn"})
    assert slack.modal(LAN) is None
    slack.submit(HUONG, {"message": "Cơm nhà có Mộc An", "why": "Họp với khách"})
    merging = str(slack.modal(HUONG))
    for words in ("Tết này về nhà ăn cơm", "Cơm nhà có Mộc An", "Anh Bảo", "gộp lại"):
        assert words in merging
    slack.submit(HUONG, {"message": "Tết này về nhà ăn cơm có Mộc An"})
    assert slack.modal(HUONG) is None
    shown = card(slack, MOCAN, "bản 3")
    assert "Tết này về nhà ăn cơm có Mộc An" in str(shown)
    slack.command(HUONG, MOCAN, "/brief", "show moc an")
    assert "Anh Bảo" in told(slack, HUONG, MOCAN)
    assert slack.violations() == []


def test_a_new_line_after_a_disconnect(agency: Agency) -> None:
    slack = agency.slack
    slack.disconnect("refresh_requested")
    slack.until(lambda: slack.command(LAN, MOCAN, "/ae", "help")["ok"] or None)
    assert "/brief" in told(slack, LAN, MOCAN)


def test_a_channel_without_the_bot_takes_commands_and_the_author_is_told(agency: Agency) -> None:
    slack = agency.slack
    slack.channel("phong-rieng", [HUONG, LAN], id="C09RIENG")
    slack.command(HUONG, "C09RIENG", "/brief")
    slack.until(lambda: slack.modal(HUONG))
    slack.submit(HUONG)  # nothing to paste
    slack.submit(HUONG, BRIEF)
    slack.until(lambda: "/invite" in str(slack.by_bot(HUONG, "dm")) or None)
    slack.command(LAN, "C09RIENG", "/tiendo", "moc an")
    assert "Mộc An Tết 2027" in told(slack, LAN, "C09RIENG")


def test_a_card_for_guests_hides_what_is_ours(agency: Agency) -> None:
    slack = agency.slack
    take_brief(slack)
    shown = str(card(slack, MOCAN, "Brief · Mộc An"))
    assert "1,2 tỷ" in shown
    slack.command(HUONG, MOCAN, "/ae", "project moc an")
    slack.click(HUONG, "project.edit", channel=MOCAN, message_ts=shown_to(slack, MOCAN)["ts"])
    slack.until(lambda: slack.modal(HUONG))
    slack.submit(HUONG, {"client_channels": ["C03CLIENT"]})
    slack.command(HUONG, "C03CLIENT", "/tiendo")
    slack.click(HUONG, "status.share", channel="C03CLIENT", message_ts=shown_to(slack, "C03CLIENT")["ts"])
    slack.until(lambda: "status.post" in str(shown_to(slack, "C03CLIENT")) or None)
    slack.click(HUONG, "status.post", channel="C03CLIENT", message_ts=shown_to(slack, "C03CLIENT")["ts"])
    shared = slack.until(
        lambda: [one for one in slack.by_bot(HUONG, "C03CLIENT") if not one["ephemeral"]] or None
    )[-1]
    assert "Brief bản" not in str(shared)
