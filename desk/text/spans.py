"""The results of recognisers and their context: one format for all of them.

A recogniser looks at the tokens of one line and says what words mean, independently of the others. A door
decides which meanings are taken, by what it expects and by their place. Words with another known meaning (a
size, a ratio, a phone number) are spans too, so that their numbers are not used.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Dimension(enum.StrEnum):
    """The kinds of things that words can be about."""

    TIME = "time"
    DURATION = "duration"
    MONEY = "money"
    PERSON = "person"
    SIZE = "size"
    RATIO = "ratio"
    COUNT = "count"
    VERSION = "version"
    ADDRESS = "address"
    PHONE = "phone"
    NAME = "name"


class Why(enum.StrEnum):
    """Why something is asked, or what is missing."""

    MISSING = "missing"
    WHICH = "which"
    WEEKDAY = "weekday"
    PAST = "past"
    IMPOSSIBLE = "impossible"
    URGENT = "urgent"
    PERSON = "person"
    UNKNOWN = "unknown"
    OUTSIDE = "outside"
    SPLIT = "split"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Span(Generic[T_co]):
    """The tokens from `start` up to `end` of a line, and their meaning.

    `sure`: there is one sensible reading. Otherwise `why` says what is doubtful, and `readings` has those to
    choose from, the likeliest first; `value` is then the likeliest, which is offered and never taken without
    asking. `firm`: no other meaning is possible; others count only where a door looks for them.
    """

    start: int
    end: int
    dimension: Dimension
    value: T_co
    words: str
    sure: bool = True
    readings: tuple[T_co, ...] = ()
    why: Why | None = None
    firm: bool = True


class Working(Protocol):
    """The working days of a company, as `desk.calendar` knows them."""

    def is_working(self, day: date) -> bool:
        """Whether people work on this day."""

    def next_working(self, day: date) -> date:
        """The first working day after this one."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person who may be named. `called`: display name and nicknames; `department`: the words for it.

    `side`: "client" or "supplier" for people from outside, "" for colleagues.
    """

    id: str
    name: str
    called: tuple[str, ...] = ()
    department: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """The writer, the time and the place. `now` is aware and in the writer's zone.

    `things`: the names of clients and projects; their words are not read as dates or people.
    """

    now: datetime
    calendar: Working
    people: tuple[Person, ...] = ()
    things: tuple[str, ...] = ()
    writer: str = ""
    language: str = "vi"

    @property
    def today(self) -> date:
        """The writer's day."""
        return self.now.date()

    @property
    def minute(self) -> int:
        """Minutes since the writer's midnight."""
        return self.now.hour * 60 + self.now.minute


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What a door found in a text: taken, to be asked, or nothing.

    Taken: `value` and the exact `words` it came from. To be asked: `why`, no value, and the `readings` for
    buttons, the likeliest first. Nothing: neither.
    """

    value: T | None = None
    words: str = ""
    why: Why | None = None
    readings: tuple[T, ...] = ()

    @property
    def asked(self) -> bool:
        """Whether it must be asked."""
        return self.why is not None
