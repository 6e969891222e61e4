"""The colour of a project from its numbers (F33): pure functions, the same rule for every project."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storage.project.colour import Colour as Colour


class Measure(enum.StrEnum):
    """What a colour comes from; of equally bad ones the first is told first.

    `late`: how late the latest open work is. `slack`: the time left until the first due date of work that has
    not begun. `brief`: how long a department has not taken the brief. `question`: how long the client has not
    answered a question about the brief. `client`: how long ago the first date of the work passed that the
    client has: they are waited for, so it is never red. All in working days. `round`: the highest round of
    feedback that open work is in.
    """

    LATE = "late"
    SLACK = "slack"
    BRIEF = "brief"
    CLIENT = "client"
    QUESTION = "question"
    ROUND = "round"


@dataclass(frozen=True, slots=True)
class Limit:
    """From which number a measure is amber, and from which it is red; of slack, below which."""

    amber: int
    red: int


Limits = Mapping[Measure, Limit]
"""What is set, by the measure; work that the client has is amber when our own would be."""
LIMITED: Sequence[Measure] = tuple(one for one in Measure if one is not Measure.CLIENT)
"""The measures that have limits of their own."""

DEFAULTS: Limits = {
    Measure.LATE: Limit(1, 3),
    Measure.SLACK: Limit(2, 0),
    Measure.BRIEF: Limit(1, 3),
    Measure.QUESTION: Limit(3, 6),
    Measure.ROUND: Limit(3, 4),
}
"""Late and slack: product.md §5.12 (amber: a slip of 1–2 working days or a float below 2; red: a slip of more
than 2); slack alone is never red. Brief: amber when its AE is told, after a whole working day (notices.md),
and red like a slip, since the work cannot begin earlier. Question: red when the client's 5 working days of
§5.5 are over, and amber in their second half. Round: 2 are included (§5.5), so the third is amber; that the
fourth is red is our proposal.
"""

Numbers = Mapping[Measure, int]
"""The numbers of a project; what it has nothing of is missing."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A measure that is not green, with its number."""

    measure: Measure
    number: int
    colour: Colour


_RANK = {colour: rank for rank, colour in enumerate(Colour)}


def worst_first(colour: Colour | None) -> int:
    """The sort key of a colour; no colour comes last."""
    return len(Colour) if colour is None else -_RANK[colour]


def causes(numbers: Numbers, limits: Limits) -> Sequence[Cause]:
    """Every measure that is not green, the worst first."""
    found = [Cause(one, numbers[one], _of(one, numbers[one], limits)) for one in Measure if one in numbers]
    return sorted(
        (one for one in found if one.colour is not Colour.GREEN), key=lambda one: worst_first(one.colour)
    )


def colour(numbers: Numbers, limits: Limits) -> Colour | None:
    """The colour of the worst measure; None when there is nothing to measure."""
    worst = causes(numbers, limits)
    if worst:
        return worst[0].colour
    return Colour.GREEN if numbers else None


def _of(measure: Measure, number: int, limits: Limits) -> Colour:
    if measure is Measure.CLIENT:
        return Colour.AMBER if number >= limits[Measure.LATE].amber else Colour.GREEN
    limit = limits[measure]
    if measure is Measure.SLACK:
        is_red, is_amber = number < limit.red, number < limit.amber
    else:
        is_red, is_amber = number >= limit.red, number >= limit.amber
    return Colour.RED if is_red else Colour.AMBER if is_amber else Colour.GREEN
