"""Dependencies: which piece of work has to wait until another one is done (F13)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    ForeignKey,
    Select,
    UniqueConstraint,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from storage.database.base import Base, InWorkspace
from storage.people.member import Member
from storage.project.project import Project, ProjectState
from storage.work.deliverable import CLOSED, SILENT, Deliverable, Status


class Dependency(InWorkspace, Base):
    """`deliverable_id` waits until `blocker_id` is done; it may be work of another project. `is_part`: that
    was split off from it, so that somebody helps.
    """

    __tablename__ = "dependency"
    audited = True
    project_path = "deliverable_id"

    deliverable_id: Mapped[int] = mapped_column(ForeignKey("deliverable.id"))
    blocker_id: Mapped[int] = mapped_column(ForeignKey("deliverable.id"), index=True)
    is_part: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (UniqueConstraint("deliverable_id", "blocker_id"),)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of work that waits, or that others wait for. `user`: its owner's Slack id; `is_running`:
    somebody is to work on it, so neither it nor its project is on hold.
    """

    id: int
    title: str
    owner_id: int
    user: str
    project_id: int
    project: str
    status: Status
    due_on: date
    is_running: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A piece of work that waits, and one that it waits for; `is_part`: that is a part of it."""

    waiting: Piece
    blocker: Piece
    is_part: bool


def of(session: Session, deliverable_ids: Collection[int]) -> Sequence[Dependency]:
    """All that these pieces of work have to wait for, done or not."""
    rows = select(Dependency).where(Dependency.deliverable_id.in_(deliverable_ids))
    return session.scalars(rows.order_by(Dependency.id)).all()


def links(session: Session, deliverable_ids: Iterable[int]) -> list[Link]:
    """Everything open that is tied to these pieces of work, directly or by others, in one statement."""
    ids = list(deliverable_ids)
    if not ids:
        return []
    rows = session.execute(_links(), {"ids": ids})
    half = len(fields(Piece))
    return [Link(_piece(row[:half]), _piece(row[half:-1]), bool(row[-1])) for row in rows]


def parts(session: Session, deliverable_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """How many parts of these pieces of work are done, and how many there are; only of those that have any.
    What was dropped is no part any more.
    """
    is_done = case((Deliverable.status == Status.DELIVERED, 1), else_=0)
    rows = session.execute(
        select(Dependency.deliverable_id, func.sum(is_done), func.count())
        .join(Deliverable, Deliverable.id == Dependency.blocker_id)
        .where(
            Dependency.deliverable_id.in_(deliverable_ids), Dependency.is_part,
            Deliverable.status != Status.CANCELLED,
        )
        .group_by(Dependency.deliverable_id)
    )  # fmt: skip
    return {one: (done, total) for one, done, total in rows}


def open_parts(session: Session, deliverable_ids: Collection[int]) -> dict[int, list[str]]:
    """The titles of the parts that are still to be done, by the id of the whole."""
    rows = session.execute(
        select(Dependency.deliverable_id, Deliverable.title)
        .join(Deliverable, Deliverable.id == Dependency.blocker_id)
        .where(
            Dependency.deliverable_id.in_(deliverable_ids), Dependency.is_part,
            Deliverable.status.not_in(CLOSED),
        )
        .order_by(Deliverable.due_on, Deliverable.id)
    )  # fmt: skip
    found: dict[int, list[str]] = {}
    for one, title in rows:
        found.setdefault(one, []).append(title)
    return found


def around(session: Session, deliverable_ids: Collection[int]) -> Sequence[tuple[int, int]]:
    """The owner and the project of each open piece of work that is tied to these, which may be closed."""
    tied = _tied()
    rows = (
        select(Deliverable.owner_id, Deliverable.project_id)
        .join(tied, tied.c.id == Deliverable.id)
        .where(Deliverable.id.not_in(deliverable_ids))
        .distinct()
    )
    found = session.execute(rows, {"ids": list(deliverable_ids)})
    return [(owner_id, project_id) for owner_id, project_id in found]


def way(session: Session, start: int, end: int) -> list[int]:
    """The pieces of work on a way from one to another, each of which waits for the next, done or not; [] if
    there is none.
    """
    behind = select(Dependency.deliverable_id, Dependency.blocker_id).where(
        Dependency.deliverable_id == start
    )
    found = behind.cte(recursive=True)
    more = select(Dependency.deliverable_id, Dependency.blocker_id)
    found = found.union(more.join(found, Dependency.deliverable_id == found.c.blocker_id))
    came_from: dict[int, int] = {}
    after: dict[int, list[int]] = {}
    for waiting, blocker in session.execute(select(found.c.deliverable_id, found.c.blocker_id)):
        after.setdefault(waiting, []).append(blocker)
    reached = [start]
    for one in reached:
        for following in sorted(after.get(one, ())):
            if following != start and following not in came_from:
                came_from[following] = one
                reached.append(following)
    if end not in came_from:
        return []
    back = [end]
    while back[-1] != start:
        back.append(came_from[back[-1]])
    return back[::-1]


def waiting_for(session: Session, blocker_ids: Collection[int]) -> Sequence[int]:
    """The work that waits for one of these, by id."""
    return list(waiting_where(session, blocker_ids))


def waiting_where(session: Session, blocker_ids: Collection[int]) -> dict[int, int]:
    """The project of each piece of work that waits for one of these, by its id."""
    rows = (
        select(Dependency.deliverable_id, Deliverable.project_id)
        .join(Deliverable, Deliverable.id == Dependency.deliverable_id)
        .where(Dependency.blocker_id.in_(blocker_ids))
        .distinct()
    )
    found = session.execute(rows.order_by(Dependency.deliverable_id))
    return {row.deliverable_id: row.project_id for row in found}


def still_waiting(session: Session, deliverable_ids: Collection[int]) -> set[int]:
    """Those of these pieces of work that wait for something that is not done."""
    blocker = aliased(Deliverable)
    rows = (
        select(Dependency.deliverable_id)
        .join(blocker, blocker.id == Dependency.blocker_id)
        .where(Dependency.deliverable_id.in_(deliverable_ids), blocker.status.not_in(CLOSED))
    )
    return set(session.scalars(rows))


def not_done(session: Session, deliverable_ids: Collection[int]) -> set[int]:
    """Those of these pieces of work that are not done."""
    rows = select(Deliverable.id).where(
        Deliverable.id.in_(deliverable_ids), Deliverable.status.not_in(CLOSED)
    )
    return set(session.scalars(rows))


def is_blocked() -> ColumnElement[bool]:
    """Whether a deliverable waits for something that is not done: its owner cannot be late with it."""
    blocker = aliased(Deliverable)
    waits = (
        select(Dependency.id)
        .join(blocker, blocker.id == Dependency.blocker_id)
        .where(Dependency.deliverable_id == Deliverable.id, *_is_none_of(blocker, CLOSED))
    )
    return waits.correlate(Deliverable).exists()


@cache
def wanted() -> CTE:
    """The work that other running work waits for, directly or by others, with the date for which that is
    promised; whoever has it holds all of that up.
    """
    waiting, between = aliased(Deliverable), aliased(Deliverable)
    is_put_off = waiting.snoozed_until > waiting.due_on
    promised = case((is_put_off, waiting.snoozed_until), else_=waiting.due_on)
    found = (
        select(Dependency.blocker_id.label("id"), promised.label("due_on"))
        .join(waiting, waiting.id == Dependency.deliverable_id)
        .join(Project, Project.id == waiting.project_id)
        .where(*_is_none_of(waiting, SILENT), Project.state == ProjectState.ACTIVE)
        .cte("wanted", recursive=True)
    )
    more = (
        select(Dependency.blocker_id, found.c.due_on)
        .join(found, found.c.id == Dependency.deliverable_id)
        .join(between, between.id == found.c.id)
        .where(*_is_none_of(between, CLOSED))
    )
    return found.union(more)


def to_wait_for(
    session: Session, workspace_id: int, project_id: int, most: int
) -> Sequence[tuple[int, str, int, str]]:
    """Open work of running projects that other work may wait for, the project's own first: id, title, project
    id and project.
    """
    rows = session.execute(
        select(Deliverable.id, Deliverable.title, Project.id, Project.name)
        .join(Project, Project.id == Deliverable.project_id)
        .where(
            Project.workspace_id == workspace_id, Project.state != ProjectState.CLOSED,
            Deliverable.status.not_in(CLOSED),
        )
        .order_by(Project.id != project_id, Project.name, Deliverable.due_on, Deliverable.id)
        .limit(most)
    )  # fmt: skip
    return [(one, title, project, name) for one, title, project, name in rows]


def _is_none_of(work: type[Deliverable], states: Sequence[Status]) -> list[ColumnElement[bool]]:
    """The conditions that a deliverable is in none of these states, one parameter each: planning builds its
    statements once.
    """
    return [work.status != one for one in states]


@cache
def _links() -> Select[*tuple[Any, ...]]:
    """Built once, as building it takes longer than running it."""
    tied, waiting, blocker = _tied(), aliased(Deliverable), aliased(Deliverable)
    first, second = _Ends.named(waiting), _Ends.named(blocker)
    return (
        select(*first.columns, *second.columns, Dependency.is_part)
        .select_from(tied)
        .join(Dependency, Dependency.deliverable_id == tied.c.id)
        .join(waiting, waiting.id == Dependency.deliverable_id)
        .join(blocker, blocker.id == Dependency.blocker_id)
        .join(first.owner, first.owner.id == waiting.owner_id)
        .join(first.project, first.project.id == waiting.project_id)
        .join(second.owner, second.owner.id == blocker.owner_id)
        .join(second.project, second.project.id == blocker.project_id)
        .where(waiting.status.not_in(CLOSED), blocker.status.not_in(CLOSED))
        .order_by(Dependency.id)
    )


def _tied() -> CTE:
    """The work of parameter `ids`, if it is tied to other work, and what is open and tied to it."""
    start = Deliverable.id.in_(bindparam("ids", expanding=True))
    tied = select(Deliverable.id.label("id")).where(start, _has_link()).cte(recursive=True)
    waits = Dependency.deliverable_id == tied.c.id
    other = case((waits, Dependency.blocker_id), else_=Dependency.deliverable_id)
    return tied.union(
        select(Deliverable.id)
        .select_from(Dependency)
        .join(tied, or_(waits, Dependency.blocker_id == tied.c.id))
        .join(Deliverable, Deliverable.id == other)
        .where(Deliverable.status.not_in(CLOSED))
    )


def _has_link() -> Any:
    """Whether a piece of work waits, or is waited for: most are neither, so nothing is followed from them."""
    waits = select(Dependency.id).where(Dependency.deliverable_id == Deliverable.id)
    blocks = select(Dependency.id).where(Dependency.blocker_id == Deliverable.id)
    return or_(waits.exists(), blocks.exists())


@dataclass(frozen=True, slots=True)
class _Ends:
    """The tables and columns of one end of a link."""

    owner: type[Member]
    project: type[Project]
    columns: tuple[Any, ...]

    @classmethod
    def named(cls, work: type[Deliverable]) -> _Ends:
        owner, project = aliased(Member), aliased(Project)
        runs = and_(work.status.not_in(SILENT), project.state == ProjectState.ACTIVE)
        columns = (
            work.id, work.title, work.owner_id, owner.user, work.project_id, project.name, work.status,
            work.due_on, runs,
        )  # fmt: skip
        return cls(owner, project, columns)


def _piece(row: Sequence[Any]) -> Piece:
    piece = Piece(*row)
    return replace(piece, is_running=bool(piece.is_running))
