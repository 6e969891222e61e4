"""The points of a remark during reading."""

from __future__ import annotations

from dataclasses import dataclass

from desk.text.feedback.sorts import Sort
from desk.text.pasted.paper import Part


@dataclass(slots=True, eq=False)
class Found:
    """A point during reading: the tokens of its part from `start` up to `end`."""

    part: Part
    start: int
    end: int
    sort: Sort


@dataclass(frozen=True, slots=True)
class Dropped:
    """A point that was taken back, by the words of `part` from the token `start` up to `end`."""

    point: Found
    part: Part
    start: int
    end: int
