"""Dependencies: which piece of work waits for which (F13). A circle is refused, also over projects."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.actor import Actor
from desk.core.changes import Did, before, what_happened
from desk.core.errors import Conflict, Invalid
from desk.core.feature import Entity, Feature, Undoing, Verb, delete
from desk.core.permissions import SEE, Action, Target
from desk.work import cards, news, rights
from desk.work.cards import Item
from desk.work.rights import WORK_CHANGE
from storage.ball import dependency as dependencies
from storage.ball.dependency import Dependency
from storage.database import locks
from storage.history.records import Item as HistoryItem
from storage.work.deliverable import CLOSED, Deliverable

MOST = 10
"""For how many others one piece of work may wait: more is a plan, and no reason to wait."""
MOST_OFFERED = 100
"""So many pieces of work a form offers to wait for: those of the same project first."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a piece of work may wait for, by project, its own first: ids and titles. `chosen`: what it waits
    for.
    """

    groups: Sequence[tuple[str, Sequence[tuple[int, str]]]]
    chosen: Sequence[int]


def add(session: Session, actor: Actor, deliverable_id: int, blocker_id: int, now: datetime) -> Item:
    """Let a piece of work wait for another one; a second time changes nothing.

    Raises `Invalid` (field `blockers`) for a circle, and for work that is closed.
    """
    row = _held(session, actor, deliverable_id, [blocker_id], now)
    actor.begin(session, "dependency.add", now)
    kept = {one.blocker_id for one in dependencies.of(session, [row.id])}
    _put(session, actor, row, kept | {blocker_id}, kept, now)
    return _changed(session, actor, row, now)


def drop(session: Session, actor: Actor, deliverable_id: int, blocker_id: int, now: datetime) -> Item:
    """Let a piece of work no longer wait for another one."""
    row = _held(session, actor, deliverable_id, [], now)
    actor.begin(session, "dependency.drop", now)
    kept = {one.blocker_id for one in dependencies.of(session, [row.id])}
    _put(session, actor, row, kept - {blocker_id}, kept, now)
    return _changed(session, actor, row, now)


def choice(session: Session, actor: Actor, item: Item) -> Choice:
    """What a form offers this piece of work to wait for."""
    permissions.check(session, actor, SEE)
    groups: dict[int, tuple[str, list[tuple[int, str]]]] = {}
    chosen = [one.id for one in item.waits]
    offered = dependencies.to_wait_for(session, actor.workspace_id, item.project_id, MOST_OFFERED)
    kept = [(one.id, one.title, one.project_id, one.project) for one in item.waits]
    for one, title, project_id, project in dict.fromkeys([*offered, *kept]):
        if one != item.id:
            groups.setdefault(project_id, (project, []))[1].append((one, title))
    return Choice(list(groups.values()), chosen)


def hold(session: Session, actor: Actor, row: Deliverable, blocker_ids: Collection[int]) -> None:
    """Lock what decides whether a piece of work may wait for these.

    Two people may add the two halves of a circle, and each half may be of other projects. So all that is
    added in a workspace is added one after the other.
    """
    blockers = [cards.find(session, actor, one) for one in blocker_ids]
    if blockers:
        locks.workspace(session, actor.workspace_id)
    locks.projects(session, row.project_id, *(one.project_id for one in blockers))


def choose(
    session: Session, actor: Actor, row: Deliverable, blocker_ids: Collection[int], now: datetime
) -> None:
    """Let it wait for exactly these open pieces of work, inside the caller's change, after `hold`. What it
    waited for and is done is kept.
    """
    kept = {one.blocker_id for one in dependencies.of(session, [row.id])}
    done = {one for one in kept if session.get_one(Deliverable, one).status in CLOSED}
    _put(session, actor, row, {*blocker_ids, *done}, kept, now)


def _held(
    session: Session, actor: Actor, deliverable_id: int, blocker_ids: Collection[int], now: datetime
) -> Deliverable:
    """The piece of work, which the actor may change, locked with all that decides."""
    actor.must_be_team()
    row = cards.find(session, actor, deliverable_id)
    hold(session, actor, row, blocker_ids)
    permissions.check(session, actor, WORK_CHANGE, rights.about(session, actor, row, now))
    return row


def _put(
    session: Session, actor: Actor, row: Deliverable, wanted: Collection[int], kept: Collection[int],
    now: datetime,
) -> None:  # fmt: skip
    """Add and delete what differs. Who had what is not waited for any more reads so."""
    more = sorted(set(wanted) - set(kept))
    count = len(dependencies.not_done(session, wanted)) if more else 0
    for one in more:
        _check(session, row, cards.find(session, actor, one), count)
        session.add(Dependency(workspace_id=row.workspace_id, deliverable_id=row.id, blocker_id=one))
        session.flush()
    gone = set(kept) - set(wanted)
    for found in dependencies.of(session, [row.id]) if gone else ():
        if found.blocker_id in gone:
            session.delete(found)
            session.flush()
            cards.redraw(session, session.get_one(Deliverable, found.blocker_id), now)


def _check(session: Session, row: Deliverable, blocker: Deliverable, count: int) -> None:
    """Raise `Invalid` when it cannot wait for this."""
    closed = next((one for one in (row, blocker) if one.status in CLOSED), None)
    if closed is not None:
        raise Invalid("blockers", "error.dependency_closed", title=closed.title)
    if row.id == blocker.id:
        raise Invalid("blockers", "error.dependency_self", title=row.title)
    if count > MOST:
        raise Invalid("blockers", "error.dependency_many", most=MOST, count=count)
    if circle := _circle(session, row.id, blocker.id):
        raise Invalid("blockers", "error.dependency_circle", circle=circle)


def _circle(session: Session, deliverable_id: int, blocker_id: int) -> str:
    """The circle that would come about, in titles, with the projects if there are several; "" if none."""
    ids = dependencies.way(session, blocker_id, deliverable_id)
    rows = [session.get_one(Deliverable, one) for one in ids]
    pieces = cards.titles(session, [*rows[-1:], *rows])
    return " → ".join(pieces)


def _changed(session: Session, actor: Actor, row: Deliverable, now: datetime) -> Item:
    cards.redraw(session, row, now)
    news.tell(session, actor, now)
    return cards.shown(session, row, now)


def _asks(undoing: Undoing, _row_id: int, items: Sequence[HistoryItem]) -> Iterator[tuple[Action, Target]]:
    """The right to change the work that waits. A dependency that would come back as a part of a circle is
    refused.
    """
    session, was = undoing.session, before(Dependency, items)
    if what_happened("dependency", items) is Did.REMOVED:
        waiting = was["deliverable_id"]
        if circle := _circle(session, waiting, was["blocker_id"]):
            raise Conflict("error.dependency_circle", circle=circle)
    else:
        waiting = next(item.after for item in items if item.field == "deliverable_id")
    row = session.get_one(Deliverable, waiting)
    yield WORK_CHANGE, rights.about(session, undoing.actor, row, undoing.now)


def _redraws(undoing: Undoing, rows: Sequence[Dependency], items: Sequence[HistoryItem]) -> Iterable[str]:
    """The cards and digests of what waits, and of what it waits for; the news is told as of any change."""
    ids = {one for row in rows for one in (row.deliverable_id, row.blocker_id)}
    for one in sorted(ids):
        cards.redraw(undoing.session, undoing.session.get_one(Deliverable, one), undoing.now)
    news.tell(undoing.session, undoing.actor, undoing.now)
    return ()


FEATURE = Feature(
    "dependency",
    entities=(
        Entity(
            Dependency, _asks, delete, called_by="blocker_id", told_with=("deliverable_id",), redraws=_redraws
        ),
    ),
    verbs=(Verb("dependency.add"), Verb("dependency.drop")),
)
