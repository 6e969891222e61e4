"""What a version of a brief changed: exactly those fields, old and new, who, when and why (F06)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from desk.brief import brief, versions
from desk.brief.brief import SOURCE
from desk.brief.needs import TEMPLATE
from desk.brief.versions import BriefForTeam
from desk.core.actor import Actor
from desk.core.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, before and after; "" for nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Diff:
    """The fields of version `new` that differ from `old`. `at` is in the project's zone, `author` a
    Slack id.
    """

    project_id: int
    project: str
    old: int
    new: int
    newest: int
    author: str
    at: datetime
    why: str | None
    changes: Sequence[FieldChange]


def show(session: Session, actor: Actor, project_id: int, number: int | None, now: datetime) -> Diff:
    """What version `number`, or the newest, changed compared with the one before.

    Raises `NotFound` when there is no such version, and `Conflict` for the first.
    """
    newest = versions.show(session, actor, project_id, now)
    wanted = newest.version if number is None else number
    if not 1 <= wanted <= newest.version:
        raise NotFound("error.brief_version", query=str(wanted))
    if wanted == 1:
        raise Conflict("error.brief_diff_first", project=newest.project)
    return between(session, actor.workspace_id, newest.id, wanted - 1, wanted, now)


def between(
    session: Session,
    workspace_id: int,
    brief_id: int,
    old: int,
    new: int,
    now: datetime,
    fields: Collection[str] | None = None,
) -> Diff:
    """How version `new` differs from `old`, in all fields or in these, which may include `SOURCE`.

    For colleagues.
    """
    before = versions.for_team(session, workspace_id, brief_id, now, old)
    after = versions.for_team(session, workspace_id, brief_id, now, new)
    changes = [
        FieldChange(name, _text(before, name), _text(after, name))
        for name in brief.differing(before, after)
        if fields is None or name in fields
    ]
    if fields and SOURCE in fields:
        changes.append(FieldChange(SOURCE, before.source, after.source))
    return Diff(
        after.project_id, after.project, old, new, after.newest, after.author, after.at, after.why, changes
    )


def _text(one: BriefForTeam, name: str) -> str:
    return one.template if name == TEMPLATE else versions.as_typed(one).get(name, "")
