"""What somebody must be allowed to take a change back: for each row what its verb asked, by the rights that
they have now (F61, F62)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.actor import Actor
from desk.core.errors import Conflict
from desk.core.permissions import About, Deed
from desk.history.history import Did, value_of, what_happened
from storage.database.base import Base
from storage.history import records
from storage.history.records import Item
from storage.people.member import Department, Member, Role
from storage.project.project import Project
from storage.work.deliverable import Deliverable

Groups = Mapping[tuple[str, int], Sequence[Item]]

_WHEREVER = {
    "brief": Deed.BRIEF_WRITE,
    "brief_version": Deed.BRIEF_WRITE,
    "question": Deed.QUESTION,
    "feedback_item": Deed.FEEDBACK_WORK,
    "todo": Deed.TODO,
    "workspace": Deed.COMPANY,
    "calendar_override": Deed.COMPANY,
}
"""What is asked about these, whatever they hang on."""
_LED = ("project_person", "relay")
"""What whoever leads the project decides about."""


def check(
    session: Session, actor: Actor, verb: str, groups: Groups, following: Collection[str], now: datetime
) -> None:
    """Raise `NotAllowed` for whoever may not do by now what `verb` did to these rows, as they were before,
    and `Conflict` where somebody would get something back who is not here any more.

    `following`: the kinds of rows that are not set back themselves.
    """
    started = {row_id for (entity, row_id), items in groups.items() if _is_new_project(entity, items)}
    asking = _Asking(session, actor, verb, started, actor.today(now))
    for (entity, row_id), items in groups.items():
        if entity not in following:
            for deed, about in asking.about(entity, row_id, items):
                permissions.check(session, actor, deed, about)
            _check_people(session, entity, items)


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


@dataclass(frozen=True, slots=True)
class _Asking:
    """What one change asks. `started`: the projects that it started; whoever may start one may fill it."""

    session: Session
    actor: Actor
    verb: str
    started: Collection[int]
    today: date

    def about(self, entity: str, row_id: int, items: Sequence[Item]) -> Iterator[tuple[Deed, About]]:
        """What is asked about one row."""
        if entity in _WHEREVER:
            yield _WHEREVER[entity], About()
        elif entity == "member":
            is_own = row_id == self.actor.member_id
            is_own = is_own and not any(item.field in ("role", "department") for item in items)
            yield (Deed.OWN_SETTINGS if is_own else Deed.PEOPLE), About()
        elif entity == "project":
            is_new = row_id in self.started
            deed = Deed.PROJECT_START if is_new else Deed.PROJECT_CHANGE
            yield deed, About(None if is_new else self._project(row_id, items))
        elif entity in _LED:
            for project_id in {item.project_id for item in items if item.project_id is not None}:
                yield from self._led(project_id)
        elif entity == "deliverable":
            yield from self._about_work(row_id, items)

    def _about_work(self, row_id: int, items: Sequence[Item]) -> Iterator[tuple[Deed, About]]:
        row, before = self.session.get_one(Deliverable, row_id), _before(Deliverable, items)
        project = self.session.get_one(Project, row.project_id)
        if self.verb == "import":
            yield from self._led(project.id)
            return
        if self.verb == "deliverable.correct" or what_happened("deliverable", items) is Did.ADDED:
            yield Deed.WORK_ADD, About()
            return
        work = _Work(
            row.title, project.id, before.get("owner_id", row.owner_id),
            before.get("department", row.department),
        )  # fmt: skip
        about = About(project, work, today=self.today)
        yield Deed.WORK_CHANGE, about
        for item in items:
            if item.field == "owner_id":
                yield Deed.WORK_GIVE, replace(about, to=self.session.get(Member, item.after))

    def _project(self, row_id: int, items: Sequence[Item]) -> _Led:
        row, before = self.session.get_one(Project, row_id), _before(Project, items)
        return _Led(row.name, before.get("ae_id", row.ae_id), before.get("am_id", row.am_id))

    def _led(self, project_id: int) -> Iterator[tuple[Deed, About]]:
        if project_id not in self.started:
            yield Deed.PROJECT_CHANGE, About(self.session.get_one(Project, project_id))


def _is_new_project(entity: str, items: Sequence[Item]) -> bool:
    return entity == "project" and what_happened(entity, items) is Did.ADDED


def _before(kind: type[Base], items: Sequence[Item]) -> dict[str, Any]:
    """What the fields were that were changed."""
    columns = kind.__table__.c
    return {item.field: value_of(item.before, columns[item.field]) for item in items}


def _check_people(session: Session, entity: str, items: Sequence[Item]) -> None:
    """Nobody who left, or is a guest by now, gets work, a project or somebody's leave back."""
    table = records.table_of(entity)
    for item in items:
        column = None if table is None else table.columns.get(item.field)
        keys = () if column is None else column.foreign_keys
        names_one = any(key.column.table.name == "member" for key in keys)
        who = session.get(Member, item.before) if names_one and item.before else None
        if who is not None and (who.gone or who.external or who.role is Role.GUEST):
            raise Conflict("error.undo_person", name=who.name)
