"""Rows, payloads, zones and renderers that are odd at random: all else is said once and in order.

`make bench` lives through more of such days.
"""

from __future__ import annotations

import pytest

from handlers import KINDS
from tests.support import oddity


@pytest.mark.parametrize(("engine_name", "seed"), [("sqlite", 13), ("postgresql", 13)])
def test_whatever_is_odd_only_the_odd_is_put_aside(database_url: str, seed: int) -> None:
    outcome = oddity.live_through(database_url, seed)
    assert outcome.faults == [], str(outcome)
    assert set(outcome.odd) >= oddity.FATAL, str(outcome)
    assert set(KINDS) - set(outcome.kinds) == set(), "every kind of message was there"
