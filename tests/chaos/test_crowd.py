"""A small crowd: whatever people do at once, what must hold of the agency's data holds.

`make bench` has the big one.
"""

from __future__ import annotations

from tests.support import crowd
from tests.support.crowd import Plan


def test_whatever_people_do_at_once_all_holds(database_url: str) -> None:
    outcome = crowd.press(database_url, Plan(acts=8))
    assert outcome.is_clean, str(outcome)
    assert min(outcome.changes, sum(outcome.acts.values())) > 40, str(outcome)
