"""Who changed what, when and why: the history of a project or a deliverable, in people's terms (F62)."""

from __future__ import annotations

import enum
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk.core import permissions, within
from desk.core.actor import Actor
from desk.core.changes import Did, grouped, value_of, what_happened
from desk.core.errors import NotFound
from desk.core.feature import collected
from desk.core.permissions import SEE
from desk.project import names as project_names
from desk.project import project
from desk.project.project import ProjectRef
from desk.text.letters import fold
from desk.text.likeness import alike
from storage.ball import dependency as dependencies
from storage.brief import brief as briefs
from storage.feedback import feedback as feedbacks
from storage.history import records
from storage.history.records import Item
from storage.work import deliverable as deliverables

_NUMBER = re.compile(r"(?P<mark>#)?(?P<number>\d{1,4})$")
PAGE = 8
"""Changes on one screen: each is a paragraph, and people read it on phones too."""

UNSAID = "…"
"""Replaces the name of a row that this reader may not read."""

Value = bool | int | str | date | datetime | enum.StrEnum | None
"""A value in people's terms: a name for a reference, else a day, an instant or a plain value."""


@dataclass(frozen=True, slots=True)
class Root:
    """The scope of a history page: a whole project, or a deliverable with its feedback."""

    entity: str
    id: int


@dataclass(frozen=True, slots=True)
class Field:
    """One field before and after. Names that end in `_minute` count from midnight."""

    name: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Thing:
    """A row that was changed. `entity`: its kind in history; `label`: its name for people; `told_with`: what
    is told of it when it is new.
    """

    entity: str
    id: int
    number: int | None
    label: str
    did: Did
    fields: tuple[Field, ...]
    told_with: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One change. `who` is a Slack id, None for the bot; `at` is in the reader's zone; `more`: how many
    things are not in `things`.
    """

    id: int
    who: str | None
    verb: str
    why: str | None
    at: datetime
    things: tuple[Thing, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of history, newest first. `older`: where the next page begins; `number`, `title`: of the
    deliverable, if the page is about one.
    """

    project: str
    number: int | None
    title: str | None
    root: Root
    today: date
    changes: tuple[ChangeShown, ...]
    older: int | None
    is_newest: bool


def asked(session: Session, actor: Actor, query: str, channel: str) -> Root:
    """The scope of "tết 2027", "tết 2027 #3", "tết 2027 3" or "" (this channel's project).

    Raises `NotFound` with the nearest names, and `NotAllowed` for people from outside.
    """
    permissions.check(session, actor, SEE)
    query = query.strip()
    named = _NUMBER.search(query)
    if named and (named["mark"] or not _is_name(session, actor, query)):
        about = query[: named.start()].rstrip()
        found = _numbered(session, actor, about, int(named["number"]), channel)
        if found is not None:
            return found
        if named["mark"]:
            raise NotFound("error.history_number", query=f"#{named['number']}")
    return Root("project", project_names.here(session, actor, query, channel).id)


def of_root(session: Session, actor: Actor, root: Root, now: datetime, before: int | None = None) -> Page:
    """The changes in this scope that are older than change `before`.

    Every page takes the same number of statements. Raises `NotFound` for another workspace's project.
    """
    permissions.check(session, actor, SEE)
    ref, number, title = _of(session, actor, root)
    which = records.of_project(root.id)
    if root.entity == "deliverable":
        which = records.of_rows(_rows_about(session, ref.id, root.id))
    rows = records.page(session, which, before, PAGE + 1)
    shown = [row.id for row in rows[:PAGE]]
    items = records.items(session, which, shown)
    counts = records.counts(session, which, shown)
    return Page(
        project=ref.name,
        number=number,
        title=title,
        root=root,
        today=actor.today(now),
        changes=tuple(tell(session, actor, rows[:PAGE], items, counts)),
        older=shown[-1] if len(rows) > PAGE else None,
        is_newest=before is None,
    )


def tell(
    session: Session, actor: Actor, rows: Sequence[Any], items: Sequence[Item], counts: Mapping[int, int]
) -> list[ChangeShown]:
    """These changes (id, actor_id, verb, why, at) with their items, in the reader's zone."""
    names = _Names(session, actor, items, [row.actor_id for row in rows if row.actor_id])
    found = []
    for row in rows:
        mine = [item for item in items if item.change_id == row.id]
        things = names.things(mine)
        found.append(
            ChangeShown(
                id=row.id,
                who=names.user(row.actor_id),
                verb=row.verb,
                why=row.why,
                at=row.at.astimezone(ZoneInfo(actor.zone)),
                things=tuple(things),
                more=max(counts.get(row.id, 0) - len(things), 0),
            )
        )
    return found


def _is_name(session: Session, actor: Actor, query: str) -> bool:
    """Whether a project has exactly this name, including its digits."""
    try:
        ref = project_names.find(session, actor, query.strip())
    except NotFound:
        return False
    return fold(query) == ref.slug or alike(query) == alike(ref.name)


def _numbered(session: Session, actor: Actor, name: str, number: int, channel: str) -> Root | None:
    try:
        ref = project_names.here(session, actor, name, channel)
    except NotFound:
        return None
    found = deliverables.by_number(session, ref.id, number)
    return None if found is None else Root("deliverable", found.id)


def _of(session: Session, actor: Actor, root: Root) -> tuple[ProjectRef, int | None, str | None]:
    if root.entity == "deliverable":
        kind, gone = deliverables.Deliverable, "error.deliverable_gone"
        row = within.found(session, actor.workspace_id, kind, root.id, gone)
        return project.get(session, actor, row.project_id), row.number, row.title
    return project.get(session, actor, root.id), None, None


def _rows_about(session: Session, project_id: int, deliverable_id: int) -> dict[str, set[int]]:
    """A deliverable, what it waits for, and the feedback about it with its points, including what was removed
    from it since.
    """
    captures = set(feedbacks.on_deliverable(session, project_id, deliverable_id))
    captures |= set(records.formerly(session, "feedback", "deliverable_id", [deliverable_id]))
    points = set(feedbacks.points_about(session, project_id, deliverable_id, captures))
    points |= set(records.formerly(session, "feedback_item", "feedback_id", captures))
    points |= set(records.formerly(session, "feedback_item", "deliverable_id", [deliverable_id]))
    waits = {one.id for one in dependencies.of(session, [deliverable_id])}
    waits |= set(records.formerly(session, "dependency", "deliverable_id", [deliverable_id]))
    return {
        "deliverable": {deliverable_id}, "dependency": waits, "feedback": captures, "feedback_item": points,
    }  # fmt: skip


class _Names:
    """The names of everything that these changes mention; each table is read once."""

    def __init__(
        self, session: Session, actor: Actor, items: Sequence[Item], actors: Collection[int]
    ) -> None:
        naming = {name: one.named_by for name, one in collected().entities.items() if one.named_by}
        wanted: dict[str, set[int]] = {table: set() for table in naming}
        wanted["member"] |= set(actors)
        for item in items:
            if item.entity in wanted:
                wanted[item.entity].add(item.entity_id)
            target = _target(item)
            if target in wanted:
                wanted[target] |= {one for one in (item.before, item.after) if isinstance(one, int)}
        self._found = {
            table: records.labels(session, table, wanted[table], *columns)
            for table, columns in naming.items()
        }
        changed: dict[str, dict[int, list[Item]]] = {}
        for (entity, row_id), mine in grouped(items).items():
            changed.setdefault(entity, {})[row_id] = mine
        self._unsaid = {
            name: collected().entities[name].unsaid(session, actor, rows)
            for name, rows in changed.items()
            if name in collected().entities
        }
        versions = {item.entity_id: item.after for item in items if _is(item, "brief_version", "brief_id")}
        numbers = [item.after - 1 for item in items if _is(item, "brief_version", "number")]
        self._brief_of = versions
        self._earlier = briefs.fields_of(session, set(versions.values()), set(numbers)) if versions else {}

    def user(self, member_id: int | None) -> str | None:
        """The Slack id of a member."""
        row = self._found["member"].get(member_id or 0)
        return None if row is None else str(row.user)

    def things(self, items: Sequence[Item]) -> list[Thing]:
        """The rows of these items, each with its fields."""
        return [self._thing(entity, row_id, mine) for (entity, row_id), mine in grouped(items).items()]

    def _thing(self, entity: str, row_id: int, items: Sequence[Item]) -> Thing:
        unsaid = self._unsaid.get(entity, {}).get(row_id, ())
        said = [item for item in items if item.field not in unsaid]
        fields = tuple(self._field(item) for item in said) + self._brief_fields(row_id, said)
        row = self._found.get(entity, {}).get(row_id)
        kept = {one.name: one.after if one.after is not None else one.before for one in fields}
        known = collected().entities.get(entity)
        called = kept.get(known.called_by or "".join(known.named_by[-1:])) if known else None
        label = str(row[-1]) if row is not None else str(called or "")
        if known and known.named_by[-1:] and known.named_by[-1] in unsaid:
            label = UNSAID
        number = getattr(row, "number", None)
        told = known.told_with if known else ()
        told_with = tuple(one for name in told for one in fields if one.name == name)
        return Thing(entity, row_id, number, label, what_happened(entity, items), fields, told_with)

    def _brief_fields(self, row_id: int, items: Sequence[Item]) -> tuple[Field, ...]:
        """The fields of a brief version that differ from the version before."""
        said = next((item.after for item in items if _is(item, "brief_version", "fields")), None)
        number = next((item.after for item in items if _is(item, "brief_version", "number")), None)
        if not isinstance(said, dict) or number is None:
            return ()
        earlier = self._earlier.get((self._brief_of.get(row_id, 0), number - 1), {})
        names = [name for name in (*earlier, *said) if earlier.get(name) != said.get(name)]
        return tuple(
            Field(f"brief.{name}", earlier.get(name), said.get(name)) for name in dict.fromkeys(names)
        )

    def _field(self, item: Item) -> Field:
        return Field(item.field, self._value(item, item.before), self._value(item, item.after))

    def _value(self, item: Item, value: Any) -> Value:
        target, table = _target(item), records.table_of(item.entity)
        if target is not None and isinstance(value, int):
            row = self._found.get(target, {}).get(value)
            return "" if row is None else str(row[-1])
        column = table.columns.get(item.field) if table is not None else None
        found = value if column is None else value_of(value, column)
        return found if not isinstance(found, (dict, list)) else None


def _is(item: Item, entity: str, field: str) -> bool:
    return (item.entity, item.field) == (entity, field) and item.after is not None


def _target(item: Item) -> str | None:
    """The table that the field refers to, if it is a foreign key."""
    table = records.table_of(item.entity)
    column = table.columns.get(item.field) if table is not None else None
    keys = [] if column is None else list(column.foreign_keys)
    return keys[0].column.table.name if keys else None
