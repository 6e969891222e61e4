"""Runs the model many times, with or without an injected fault, and reports what it found."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from bot.delivery import delivery
from bot.delivery.delivery import Delivery
from bot.delivery.fence import Fence
from storage.messages.rate_limit import Pace
from tests.support import mutants, virtual_time
from tests.support.model import Delivering, Violation, Wrong
from tests.support.virtual_office import Office

STEPS = 30
"""The maximum number of rules in one example."""


_RIGHT = Pace()


@dataclass(frozen=True, slots=True)
class Mutant:
    """A fault, and the violation it should cause. `pace`: used by the workers instead of the right one."""

    leads_to: frozenset[Wrong]
    put_in: Callable[[pytest.MonkeyPatch], None] = lambda _patch: None
    pace: Pace = _RIGHT


MUTANTS = {
    "resends when unsure": Mutant(
        frozenset({Wrong.TWICE, Wrong.TOGETHER}),
        lambda patch: patch.setattr(Delivery, "_settle", mutants.resend),
    ),
    "marks before it sends": Mutant(
        frozenset({Wrong.LOST}), lambda patch: patch.setattr(Delivery, "_send", mutants.mark_first)
    ),
    "does not ask again whether it is wanted": Mutant(
        frozenset({Wrong.UNWANTED}),
        lambda patch: patch.setattr(delivery, "rendered", mutants.as_planned),
    ),
    "reads the history too early": Mutant(
        frozenset({Wrong.TWICE, Wrong.TOGETHER}), pace=replace(Pace(), settle=timedelta(seconds=2))
    ),
    "has no fence": Mutant(
        frozenset({Wrong.TWICE}), lambda patch: patch.setattr(Fence, "check", mutants.unfenced)
    ),
}


@dataclass(frozen=True, slots=True)
class Search:
    """The result of a search."""

    examples: int
    seconds: float
    found: Violation | None


def search(path: Path, most: int, mutant: Mutant | None = None, *, seed: int = 0) -> Search:
    """Try at most `most` examples; the first violation ends the search.

    `path`: a SQLite file without people, or a new one. The same seed gives the same examples.
    """
    started, right = time.monotonic(), mutant or Mutant(frozenset())
    office = Office(path, right.pace)

    @hypothesis.seed(seed)
    class Day(Delivering):
        pass

    Day.office, found = office, None
    logging.disable(logging.CRITICAL)  # every injected fault would be logged
    with pytest.MonkeyPatch.context() as patch, virtual_time.on(office.time, office.connect):
        right.put_in(patch)
        try:
            run_state_machine_as_test(Day, settings=_settings(most))
        except Violation as violation:
            found = violation
        finally:
            logging.disable(logging.NOTSET)
            office.close()
    return Search(Day.examples, time.monotonic() - started, found)


def _settings(most: int) -> settings:
    return settings(
        max_examples=most,
        stateful_step_count=STEPS,
        phases=[Phase.generate],  # the examples are short enough to read without shrinking
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
