"""Somebody from outside comes into a channel where the team talked: in the playground, all of it real."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from playground.client import Workspace
from tests.stories.conftest import Agency, open_agency
from tests.stories.test_first_day import HUONG, MOCAN, card, take_brief, words

pytestmark = pytest.mark.e2e


@pytest.fixture
def alone(sqlite_url: str) -> Iterator[Agency]:
    yield from open_agency("socket", sqlite_url)


def test_cards_become_the_clients_when_another_company_reads_along(alone: Agency) -> None:
    slack = alone.slack
    take_brief(slack)
    slack.command(HUONG, MOCAN, "/ae", "add KV chính @lan 3/12")
    assert "<@U03LAN>" in words(card(slack, MOCAN, "Hạng mục · Mộc An"))
    assert "1,2 tỷ" in words(card(slack, MOCAN, "Brief · Mộc An"))
    slack.share(MOCAN, "T0KHACH")
    for title, inner in (("Hạng mục · Mộc An", "<@U03LAN>"), ("Brief · Mộc An", "1,2 tỷ")):
        slack.until(partial(_is_rid_of, slack, title, inner))
    slack.until(lambda: any("công ty khác" in words(one) for one in slack.by_bot(HUONG, "dm")))


def _is_rid_of(slack: Workspace, title: str, inner: str) -> bool:
    return inner not in words(card(slack, MOCAN, title))
