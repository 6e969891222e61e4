"""What the desk has to know of a feature: its rows, its changes, and what its messages are about.

Each feature says it in its own file; history, undo and delivery read it from here.
`desk/__init__.py` collects it all, once, when the desk is first imported.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.core.actor import Actor
from desk.core.changes import set_before
from desk.core.permissions import Action, Target
from desk.core.unique import by_name
from storage.database.base import Base, InWorkspace
from storage.history.records import Item
from storage.people.member import Member


class Way(enum.StrEnum):
    """What undoing means for a verb."""

    BACK = "back"
    """What it set is set back."""
    KEPT = "kept"
    """It cannot be taken back; `undo.kept.<verb>` says why."""
    ASIDE = "aside"
    """It only followed from another change, which is the one to undo."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A kind of change, as `actor.begin` names it; `did.<name>` says it in words."""

    name: str
    way: Way = Way.BACK


@dataclass(frozen=True, slots=True)
class Undoing:
    """A change, done by `verb`, that somebody takes back.

    `started`: the projects that it started; whoever may start one may fill it. `why`: what a brief's next
    version says.
    """

    session: Session
    actor: Actor
    verb: str
    started: Collection[int]
    why: str
    now: datetime

    @property
    def today(self) -> date:
        """The actor's local day."""
        return self.actor.today(self.now)


Asks = Callable[[Undoing, int, Sequence[Item]], Iterable[tuple[Action, Target]]]
PutAway = Callable[[Session, Any, datetime], None]
SetBack = Callable[[Undoing, Any, Sequence[Item]], None]
People = Callable[[Session, int], Iterable[int]]
Unsaid = Callable[[Session, Actor, Mapping[int, Sequence[Item]]], Mapping[int, Collection[str]]]
Parting = Callable[[Session, Member, datetime], None]
Redraws = Callable[[Undoing, Sequence[Any], Sequence[Item]], Iterable[str]]


def always(action: Action) -> Asks:
    """Undoing asks for this action, whatever the row hangs on."""

    def asks(_undoing: Undoing, _row_id: int, _items: Sequence[Item]) -> Iterator[tuple[Action, Target]]:
        yield action, Target()

    return asks


def no_more(_undoing: Undoing, _row_id: int, _items: Sequence[Item]) -> Iterable[tuple[Action, Target]]:
    """Undoing asks for nothing besides what the other rows of the change ask for."""
    return ()


def delete(session: Session, row: Base, _now: datetime) -> None:
    """Delete what was added: nothing refers to it."""
    session.delete(row)


def leave(_session: Session, _row: Base, _now: datetime) -> None:
    """Leave what was added, as it does not matter on its own."""


def as_before(_undoing: Undoing, row: Base, items: Sequence[Item]) -> None:
    """Set every field back."""
    set_before(row, items)


def nothing(_undoing: Undoing, _rows: Sequence[Base], _items: Sequence[Item]) -> Iterable[str]:
    """No message shows it."""
    return ()


def nobody(_session: Session, _row_id: int) -> Iterable[int]:
    """No person's own: whoever holds its project decides about it."""
    return ()


def all_said(
    _session: Session, _actor: Actor, _changed: Mapping[int, Sequence[Item]]
) -> Mapping[int, Collection[str]]:
    """History tells every colleague all of it."""
    return {}


@dataclass(frozen=True, slots=True)
class Entity:
    """A table that people change, which history calls by its name and `thing.<table>` in words.

    `asks`: what whoever takes a change of a row back must be allowed to. `put_away`: what becomes of a row
    whose making is undone; `undo.put_away.<table>` says so where that is neither `delete` nor `leave`.
    `named_by`: the columns by which people know a row, its label last; `called_by`: the field to which a row
    that is gone, or has no name, owes its label. `is_called`: people know it without its project.
    `set_back`: how a changed row becomes what it was; `redraws`: the subjects of the messages that show it.
    `follows`: the tables whose changes it only follows from; with one of them it is not set back itself.
    `first_stays`: the sentence that says why its making cannot be undone. `stays`: a row is never set back.
    `unsaid`: the fields, by row, that history does not tell this reader of these changes.
    `is_told`: history has a line for it; False: other rows of the change say it. `people`: whose own a row
    is, so that undoing takes its turn among what they do.
    """

    table: type[Base]
    asks: Asks
    put_away: PutAway
    named_by: tuple[str, ...] = ()
    called_by: str = ""
    is_called: bool = False
    set_back: SetBack = as_before
    redraws: Redraws = nothing
    follows: tuple[str, ...] = ()
    first_stays: str = ""
    stays: bool = False
    unsaid: Unsaid = all_said
    is_told: bool = True
    people: People = nobody

    @property
    def name(self) -> str:
        """What history calls it."""
        return str(self.table.__tablename__)


def no_project(_rest: str) -> str:
    """What a subject names is a person's own, and leads on to no project."""
    return ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a message is about, such as `brief:12`.

    The number is of a row of `table`, whose `field` leads on to another subject; without a table it is the
    project's own. `in_channels`: messages about it may stand in channels. `number`: finds the number in what
    follows the colon.
    """

    name: str
    table: type[InWorkspace] | None = None
    field: str = ""
    in_channels: bool = False
    number: Callable[[str], str] = str


class When(enum.StrEnum):
    """When a message is said (notices.md), in the words of docs/notices.md."""

    NOW = "at once"
    QUARTER = "at the next quarter of an hour"
    HOUR = "at its hour"
    MORNING = "at the hour of their digest"
    CAN_WAIT = "at once, two a day; the rest next morning"
    CARD = "at once, and drawn anew when it changes"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of message. `to`: who hears, in the words of docs/notices.md, which is made from here.

    `is_notice`: when it is lost nobody is told of it. `withheld`: what becomes of one that may not be said
    where it was to go, by its workspace and the number of its subject.
    """

    name: str
    to: str
    when: When = When.NOW
    is_notice: bool = False
    withheld: Callable[[Session, int, int], None] | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A number in a project's status, for colleagues; `status.count.<name>` says it where it is not zero.

    `sql` counts the rows of `:project`, by an index: it is part of the one statement that makes the status.
    """

    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class Feature:
    """All of that for one feature. `left`: what it does when a colleague has left Slack; `became_guest`: when
    one is a guest from now on. Both are part of the change that says so."""

    name: str
    entities: tuple[Entity, ...] = ()
    verbs: tuple[Verb, ...] = ()
    subjects: tuple[Subject, ...] = ()
    kinds: tuple[Kind, ...] = ()
    counts: tuple[Count, ...] = ()
    left: Parting | None = None
    became_guest: Parting | None = None


@dataclass(frozen=True, slots=True)
class Collected:
    """What all features say, by name; `left` and `became_guest` in the order of the features."""

    entities: Mapping[str, Entity]
    verbs: Mapping[str, Verb]
    subjects: Mapping[str, Subject]
    kinds: Mapping[str, Kind]
    can_wait: frozenset[str]
    counts: Mapping[str, Count]
    left: tuple[Parting, ...]
    became_guest: tuple[Parting, ...]


def collect(features: Sequence[Feature]) -> None:
    """Take in what the features say. Raises `NamedTwice`."""
    global _collected
    kinds = by_name(
        "kind of message", ((one.name, told.name, one) for told in features for one in told.kinds)
    )
    _collected = Collected(
        entities=by_name("table", ((one.name, told.name, one) for told in features for one in told.entities)),
        verbs=by_name("verb", ((one.name, told.name, one) for told in features for one in told.verbs)),
        subjects=by_name(
            "subject", ((one.name, told.name, one) for told in features for one in told.subjects)
        ),
        kinds=kinds,
        can_wait=frozenset(kind.name for kind in kinds.values() if kind.when is When.CAN_WAIT),
        counts=by_name("count", ((one.name, told.name, one) for told in features for one in told.counts)),
        left=tuple(told.left for told in features if told.left),
        became_guest=tuple(told.became_guest for told in features if told.became_guest),
    )


def collected() -> Collected:
    """What all features say."""
    return _collected


_collected = Collected({}, {}, {}, {}, frozenset(), {}, (), ())
