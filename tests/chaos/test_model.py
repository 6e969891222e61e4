"""Any order of work, trouble, deaths and time, on virtual time: the model finds what is wrong (R4).

That nothing is, is in tests/chaos/test_states.py; `make bench` has the long form.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.delivery.steps import Step
from storage.messages.rate_limit import Pace
from tests.support import virtual_time
from tests.support.search import MUTANTS, search
from tests.support.virtual_office import Office
from tests.support.virtual_slack import HISTORY, POST, Trouble

MOST, SEED = 4000, 2
"""Examples within which a fault must be found, and the seed with which each is by the sixth; with others one
takes more than sixty."""


@pytest.fixture
def path(sqlite_url: str) -> Path:
    """An empty database's file."""
    return Path(str(make_url(sqlite_url).database))


@pytest.mark.parametrize("name", MUTANTS)
def test_the_model_finds_a_fault(path: Path, name: str) -> None:
    mutant = MUTANTS[name]
    found = search(path, MOST, mutant, seed=SEED).found
    assert found is not None
    assert found.wrong in mutant.leads_to, found


@pytest.mark.parametrize("kind", ["500", "refused"])
def test_what_is_known_to_be_sent_stays_so_when_its_history_cannot_be_read(path: Path, kind: str) -> None:
    office = Office(path, Pace())
    slow, next_one = office.workers[:2]
    with virtual_time.on(office.time, office.connect):
        office.say("C000000", "w1w")
        slow.go_on(Step.ANSWERED)
        office.time.now += Pace().lease.total_seconds() + 1
        next_one.go_on(Step.CLAIMED)
        slow.go_on()
        office.slack.trouble = Trouble((HISTORY, kind), 1)
        next_one.go_on()
        found = office.rows()
    office.close()
    assert [(row.state, row.ts) for row in found] == [("sent", office.slack.said()[0].ts)]


def test_who_is_refused_too_late_does_not_part_what_another_has_said(path: Path) -> None:
    office = Office(path, Pace())
    slow, next_one = office.workers[:2]
    with virtual_time.on(office.time, office.connect):
        office.say("U000000", "w1w")
        office.say("U000000", "w2w")
        office.slack.trouble = Trouble((POST, "refused"), 1)
        slow.go_on(Step.ANSWERED)
        office.time.now += Pace().lease.total_seconds() + 1
        next_one.go_on()  # looks in the history
        next_one.go_on()
        slow.go_on()
        office.time.now += 2
        next_one.go_on()
    office.close()
    (said,) = office.slack.said()
    assert ("w1w" in said.text, "w2w" in said.text) == (True, True)
