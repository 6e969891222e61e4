"""What somebody must be allowed to take a change back: for each row what its verb asked, by the rights that
they have now (F61, F62)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.errors import Conflict
from desk.core.feature import Undoing, collected
from storage.history import records
from storage.history.records import Item
from storage.people.member import Member, Role

Groups = Mapping[tuple[str, int], Sequence[Item]]


def check(undoing: Undoing, groups: Groups, following: Collection[str]) -> None:
    """Raise `NotAllowed` for whoever may not do by now what was done to these rows, as they were before, and
    `Conflict` where somebody would get something back who is not here any more.

    `following`: the kinds of rows that are not set back themselves.
    """
    for (name, row_id), items in groups.items():
        entity = collected().entities.get(name)
        if name in following or entity is None:
            continue
        for action, target in entity.asks(undoing, row_id, items):
            permissions.check(undoing.session, undoing.actor, action, target)
        _check_people(undoing.session, name, items)


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
