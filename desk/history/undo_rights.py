"""Who may undo a change: for each row the right that its verb required, checked with the rights of now (F61,
F62).
"""

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
    """Raise `NotAllowed` when the actor has no right to change these rows as they were before, and `Conflict`
    when the undo would assign something to a person who has left.

    `following`: the kinds of rows that are not restored themselves.
    """
    for (name, row_id), items in groups.items():
        entity = collected().entities.get(name)
        if name in following or entity is None:
            continue
        for action, target in entity.asks(undoing, row_id, items):
            permissions.check(undoing.session, undoing.actor, action, target)
        _check_people(undoing.session, name, items)


def _check_people(session: Session, entity: str, items: Sequence[Item]) -> None:
    """Raise `Conflict` when the undo would give work, a project or a stand-in role to a guest or a person who
    has left.
    """
    table = records.table_of(entity)
    for item in items:
        column = None if table is None else table.columns.get(item.field)
        keys = () if column is None else column.foreign_keys
        names_one = any(key.column.table.name == "member" for key in keys)
        who = session.get(Member, item.before) if names_one and item.before else None
        if who is not None and (who.gone or who.external or who.role is Role.GUEST):
            raise Conflict("error.undo_person", name=who.name)
