"""The colour of a project from its numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.project.colour_rule import (
    DEFAULTS,
    LIMITED,
    Colour,
    Limit,
    Limits,
    Measure,
    Numbers,
    causes,
    colour,
    worst_first,
)

LATE, SLACK, BRIEF, CLIENT, QUESTION, ROUND = Measure
GREEN, AMBER, RED = Colour

# Numbers, the colour, and the measures that are told as its reason, in order.
TABLE: tuple[tuple[Numbers, Colour | None, tuple[Measure, ...]], ...] = (
    ({}, None, ()),
    ({LATE: 0}, GREEN, ()),
    ({LATE: 0, SLACK: 2, BRIEF: 0, QUESTION: 2, ROUND: 2}, GREEN, ()),
    ({LATE: 1}, AMBER, (LATE,)),
    ({LATE: 2}, AMBER, (LATE,)),
    ({LATE: 3}, RED, (LATE,)),
    ({LATE: 400}, RED, (LATE,)),
    ({LATE: 0, SLACK: 1}, AMBER, (SLACK,)),
    ({LATE: 0, SLACK: 0}, AMBER, (SLACK,)),
    ({BRIEF: 1}, AMBER, (BRIEF,)),
    ({BRIEF: 3}, RED, (BRIEF,)),
    ({CLIENT: 0}, GREEN, ()),
    ({CLIENT: 1}, AMBER, (CLIENT,)),
    ({CLIENT: 400}, AMBER, (CLIENT,)),
    ({QUESTION: 3}, AMBER, (QUESTION,)),
    ({QUESTION: 5}, AMBER, (QUESTION,)),
    ({QUESTION: 6}, RED, (QUESTION,)),
    ({LATE: 0, ROUND: 3}, AMBER, (ROUND,)),
    ({LATE: 0, ROUND: 4}, RED, (ROUND,)),
    ({LATE: 1, SLACK: 0, ROUND: 5}, RED, (ROUND, LATE, SLACK)),
    ({LATE: 3, SLACK: 0, BRIEF: 3, QUESTION: 6, ROUND: 4}, RED, (LATE, BRIEF, QUESTION, ROUND, SLACK)),
)

days = st.integers(min_value=0, max_value=30)
some_numbers = st.dictionaries(st.sampled_from(Measure), days)


@st.composite
def some_limits(draw: st.DrawFn) -> Limits:
    pairs = {one: sorted((draw(days), draw(days))) for one in LIMITED}
    return {one: Limit(high, low) if one is SLACK else Limit(low, high) for one, (low, high) in pairs.items()}


@pytest.mark.parametrize(("numbers", "expected", "reason"), TABLE)
def test_the_colour_is_that_of_the_worst_number_and_names_what_is_wrong(
    numbers: Numbers, expected: Colour | None, reason: tuple[Measure, ...]
) -> None:
    assert colour(numbers, DEFAULTS) is expected
    assert tuple(one.measure for one in causes(numbers, DEFAULTS)) == reason


@given(some_numbers, some_limits(), st.sampled_from(Measure), days)
def test_more_trouble_never_improves_the_colour(
    numbers: Numbers, limits: Limits, worse: Measure, by: int
) -> None:
    more = min(numbers.get(SLACK, by), by) if worse is SLACK else numbers.get(worse, 0) + by
    before, after = colour(numbers, limits), colour({**numbers, worse: more}, limits)
    assert worst_first(after) <= worst_first(before)


@given(some_numbers, some_limits())
def test_a_colour_that_is_not_green_always_has_a_reason_of_that_colour(
    numbers: Numbers, limits: Limits
) -> None:
    found = [one.colour for one in causes(numbers, limits)]
    assert (colour(numbers, limits) in (AMBER, RED)) is bool(found)
    assert found == sorted(found, key=worst_first)
    assert found[:1] == ([colour(numbers, limits)] if found else [])
