"""What somebody must be allowed to take a change back: for each row what its verb asked, by the rights that
they have now (F61, F62)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from desk import permissions
from desk.actor import Actor
from desk.errors import Conflict
from desk.history import Did, value_of, what_happened
from desk.permissions import About, Deed
from storage import records
from storage.deliverable import Deliverable
from storage.member import Department, Member, Role
from storage.project import Project
from storage.records import Item

Groups = Mapping[tuple[str, int], Sequence[Item]]

_SAID = {
    "brief": Deed.BRIEF_WRITE,
    "brief_version": Deed.BRIEF_WRITE,
    "question": Deed.QUESTION,
    "feedback_item": Deed.FEEDBACK_WORK,
    "todo": Deed.TODO,
    "workspace": Deed.COMPANY,
    "calendar_override": Deed.COMPANY,
}
"""What is asked about these wherever they hang."""
_LED = ("project_person", "relay")
"""What whoever leads the project decides about."""


@dataclass(frozen=True, slots=True)
class _Led:
    """A project, as it was."""

    name: str
    ae_id: int | None
    am_id: int | None


@dataclass(frozen=True, slots=True)
class _Work:
    """A deliverable, as it was."""

    title: str
    project_id: int
    owner_id: int
    department: Department | None


def check(
    session: Session, actor: Actor, verb: str, groups: Groups, following: Collection[str], now: datetime
) -> None:
    """Raise `NotAllowed` for whoever may not do by now what `verb` did to these rows, as they were before,
    and `Conflict` where somebody would get something back who is not here any more.

    `following`: the kinds of rows that are not set back themselves.
    """
    for (entity, row_id), items in groups.items():
        if entity not in following:
            for deed, about in _asked(session, actor, verb, entity, row_id, items, now):
                permissions.check(session, actor, deed, about)
            _check_people(session, actor, entity, items)


def _asked(
    session: Session, actor: Actor, verb: str, entity: str, row_id: int, items: Sequence[Item], now: datetime
) -> Iterator[tuple[Deed, About]]:
    if entity in _SAID:
        yield _SAID[entity], About()
    elif entity == "member":
        is_own = row_id == actor.member_id and not any(one.field in ("role", "department") for one in items)
        yield (Deed.OWN_SETTINGS if is_own else Deed.PEOPLE), About()
    elif entity in ("project", "deliverable") and what_happened(entity, items) is Did.ADDED:
        yield (Deed.PROJECT_START if entity == "project" else Deed.WORK_ADD), About()
    elif entity == "project":
        yield Deed.PROJECT_CHANGE, About(_project(session, row_id, items))
    elif entity in _LED:
        gone = {item.before for item in items if item.field == "project_id" and item.after is None}
        for project_id in gone or records.projects(session, [(entity, row_id)]):
            yield Deed.PROJECT_CHANGE, About(session.get_one(Project, project_id))
    elif entity == "deliverable":
        yield from _asked_of_work(session, actor, verb, row_id, items, now)


def _asked_of_work(
    session: Session, actor: Actor, verb: str, row_id: int, items: Sequence[Item], now: datetime
) -> Iterator[tuple[Deed, About]]:
    work = _work(session, row_id, items)
    about = About(session.get_one(Project, work.project_id), work, today=actor.today(now))
    if verb == "deliverable.correct":
        yield Deed.WORK_ADD, about
    elif verb == "import":
        yield Deed.PROJECT_CHANGE, about
    else:
        yield Deed.WORK_CHANGE, about
        for item in items:
            if item.field == "owner_id":
                yield Deed.WORK_GIVE, replace(about, to=session.get(Member, item.after))


def _project(session: Session, row_id: int, items: Sequence[Item]) -> _Led:
    row, before = session.get_one(Project, row_id), {item.field: item.before for item in items}
    return _Led(row.name, before.get("ae_id", row.ae_id), before.get("am_id", row.am_id))


def _work(session: Session, row_id: int, items: Sequence[Item]) -> _Work:
    row, columns = session.get_one(Deliverable, row_id), Deliverable.__table__.c
    before = {item.field: value_of(item.before, columns[item.field]) for item in items}
    owner_id, department = before.get("owner_id", row.owner_id), before.get("department", row.department)
    return _Work(row.title, row.project_id, owner_id, department)


def _check_people(session: Session, actor: Actor, entity: str, items: Sequence[Item]) -> None:
    """Nobody who left, or is a guest by now, gets work, a project or somebody's leave back."""
    table = records.table_of(entity)
    for item in items:
        column = None if table is None else table.columns.get(item.field)
        keys = () if column is None else column.foreign_keys
        names_one = any(key.column.table.name == "member" for key in keys)
        who = session.get(Member, item.before) if names_one and item.before else None
        if who is not None and (who.gone or who.external or who.role is Role.GUEST):
            raise Conflict("error.undo_person", name=who.name)
