"""Twenty at once, through the door: one request or one button has one effect, different ones have all theirs,
and nobody is told of an error that is not theirs.

`make bench` has forty, in several rounds.
"""

from __future__ import annotations

import random

import pytest

from tests.at_once.table import ROWS, TABLE
from tests.support.house import House, writing


def test_no_row_of_the_table_is_of_what_is_gone() -> None:
    assert set(TABLE) - writing() == set()


@pytest.mark.parametrize("name", ROWS)
def test_twenty_at_once_are_as_good_as_one_after_the_other(house: House, name: str) -> None:
    trial, before = ROWS[name](house), house.newest_change()
    told = house.try_it(trial, random.Random(1), copies=2)
    assert told.unexpected == []
    if trial.wrote is not None:
        assert house.wrote(before) == trial.wrote
    trial.so()
