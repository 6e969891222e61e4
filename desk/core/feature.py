"""What a feature declares for the desk: its rows, its changes and the subjects of its messages.

Each feature declares it in its own file; history, undo and delivery read it from here. `desk/__init__.py`
collects all declarations once, when the desk is first imported.
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
    """What undo does with a verb."""

    BACK = "back"
    """Its fields are set back."""
    KEPT = "kept"
    """It cannot be undone; `undo.kept.<verb>` says why."""
    ASIDE = "aside"
    """It only followed from another change; undo that one."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A kind of change, as `actor.begin` names it; `did.<name>` is its text."""

    name: str
    way: Way = Way.BACK


@dataclass(frozen=True, slots=True)
class Undoing:
    """The undoing of a change that `verb` made.

    `started`: the projects that the change started; whoever may start a project may do anything in it. `why`:
    the reason in a brief's next version.
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
    """Undoing always requires this action, whatever project the row belongs to."""

    def asks(_undoing: Undoing, _row_id: int, _items: Sequence[Item]) -> Iterator[tuple[Action, Target]]:
        yield action, Target()

    return asks


def no_more(_undoing: Undoing, _row_id: int, _items: Sequence[Item]) -> Iterable[tuple[Action, Target]]:
    """Undoing requires nothing beyond what the change's other rows require."""
    return ()


def delete(session: Session, row: Base, _now: datetime) -> None:
    """Delete the added row: no other row refers to it."""
    session.delete(row)


def leave(_session: Session, _row: Base, _now: datetime) -> None:
    """Keep the added row: it has no effect alone."""


def as_before(_undoing: Undoing, row: Base, items: Sequence[Item]) -> None:
    """Set every field back."""
    set_before(row, items)


def nothing(_undoing: Undoing, _rows: Sequence[Base], _items: Sequence[Item]) -> Iterable[str]:
    """No message shows the row."""
    return ()


def nobody(_session: Session, _row_id: int) -> Iterable[int]:
    """The row is nobody's own: the lock of its project covers it."""
    return ()


def all_said(
    _session: Session, _actor: Actor, _changed: Mapping[int, Sequence[Item]]
) -> Mapping[int, Collection[str]]:
    """History tells every colleague everything."""
    return {}


@dataclass(frozen=True, slots=True)
class Entity:
    """A table that people change. History calls it by its name; `thing.<table>` is its text.

    `asks`: the actions that a person must be allowed in order to undo a change of a row. `put_away`: what
    happens to a row whose creation is undone; if it is neither `delete` nor `leave`, `undo.put_away.<table>`
    says so. `named_by`: the columns that name a row, its label last. `called_by`: the field that gives the
    label of a deleted or unnamed row. `is_called`: the label is understood without the project. `told_with`:
    the columns whose values history tells with a new row. `set_back`:
    restores a changed row. `redraws`: the subjects of messages that show the row. `follows`: tables whose
    changes cause this table's; if one of them is in the change, this row is not restored by itself.
    `first_stays`: the key of the sentence why creation cannot be undone. `stays`: a row is never restored.
    `unsaid`: by row, the fields whose values history hides from this reader. `is_told`: history has a line
    for it; False: other rows of the change describe it. `people`: the members who own a row, so that undo
    locks them.
    """

    table: type[Base]
    asks: Asks
    put_away: PutAway
    named_by: tuple[str, ...] = ()
    called_by: str = ""
    is_called: bool = False
    told_with: tuple[str, ...] = ()
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
        """Its name in history."""
        return str(self.table.__tablename__)


def no_project(_rest: str) -> str:
    """The subject belongs to a person and to no project."""
    return ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a message is about, such as `brief:12`.

    The number is the id of a row of `table`, whose `field` leads to another subject; without a table it is
    the project's id. `in_channels`: messages about it may be posted in channels. `number`: extracts the
    number from the text after the colon.
    """

    name: str
    table: type[InWorkspace] | None = None
    field: str = ""
    in_channels: bool = False
    number: Callable[[str], str] = str


class When(enum.StrEnum):
    """When a message is sent, in the words of docs/notices.md."""

    NOW = "at once"
    QUARTER = "at the next quarter of an hour"
    HOUR = "at its hour"
    MORNING = "at the hour of their digest"
    EVENING = "half an hour before their working day ends; off by one press"
    CAN_WAIT = "at once, two a day; the rest next morning"
    CARD = "at once, and drawn anew when it changes"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of message. `to`: the recipients, in the words of docs/notices.md, which is generated from here.

    `is_notice`: its loss is reported to nobody. `withheld`: what happens to a message that may not be posted
    where it was to go, by its workspace and the number of its subject. `gone`: what happens when somebody
    deleted a posted one, by its id and the time. `covered`: it is for whoever leads the account, so during
    their leave whoever stands in gets it at once.
    """

    name: str
    to: str
    when: When = When.NOW
    covered: bool = False
    is_notice: bool = False
    withheld: Callable[[Session, int, int], None] | None = None
    gone: Callable[[Session, int, datetime], None] | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A number in a project's status, for colleagues; `status.count.<name>` is its text when it is not zero.

    `sql` counts rows of `:project` by an index: it becomes part of the one status statement.
    """

    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class Feature:
    """Everything that one feature declares. `left`: called when a colleague has left Slack; `became_guest`:
    called when one became a guest. Both run inside the change that records it.
    """

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
    """The declarations of all features, by name; `left` and `became_guest` in the order of the features."""

    entities: Mapping[str, Entity]
    verbs: Mapping[str, Verb]
    subjects: Mapping[str, Subject]
    kinds: Mapping[str, Kind]
    can_wait: frozenset[str]
    counts: Mapping[str, Count]
    left: tuple[Parting, ...]
    became_guest: tuple[Parting, ...]


def collect(features: Sequence[Feature]) -> None:
    """Add the declarations of `features`. Raises `NamedTwice`."""
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
    """The declarations of all features."""
    return _collected


_collected = Collected({}, {}, {}, {}, frozenset(), {}, (), ())
