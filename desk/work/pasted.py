"""Work as it is pasted or filled in, line by line, with what each line lacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.actor import Actor
from desk.core.errors import Invalid
from desk.core.permissions import SEE
from desk.people.member import Department as Department
from desk.people.member import person
from desk.people.reading import context
from desk.project import project as projects
from desk.text.letters import clean, is_blank
from desk.work.beginning import WHY_LENGTH as WHY_LENGTH
from desk.work.lines import MOST_LINES, TITLE_LENGTH, Fault, Read, read
from storage.people import member as members
from storage.work.deliverable import Status as Status

_MOST_PASTED = 3 * MOST_LINES
"""Lines that are read at all, including headings, rules and greetings, which are dropped later."""


@dataclass(frozen=True, slots=True)
class Row:
    """A deliverable as typed into a form. `owner` is a Slack id, "" for none."""

    title: str
    owner: str
    due_on: date | None
    due_minute: int | None


def understand(
    session: Session, actor: Actor, text: str, now: datetime, project_id: int | None = None
) -> tuple[Read, ...]:
    """Read pasted lines, with the project's dates. Raises `Invalid` (field `lines`) for none or too many."""
    permissions.check(session, actor, SEE)
    count = sum(bool(line.strip()) for line in text.splitlines())
    if count > _MOST_PASTED:
        raise Invalid("lines", "error.lines_many", most=MOST_LINES, count=count)
    people = [person(row) for row in members.everyone(session, actor.workspace_id)]
    here = projects.here(session, actor, now, project_id)
    found = read(text, people, context(session, actor.workspace_id, here, actor.user))
    if not found:
        raise Invalid("lines", "error.lines_missing")
    if len(found) > MOST_LINES:
        raise Invalid("lines", "error.lines_many", most=MOST_LINES, count=len(found))
    return found


def chosen(session: Session, actor: Actor, row: Row, today: date) -> Read:
    """A row of a form as a line, with what it still lacks on a day of its project; the fact `field` names the
    form's field.
    """
    title, faults = clean(row.title, multiline=False), []
    found = members.by_user(session, actor.workspace_id, row.owner) if row.owner else None
    owner = person(found) if found is not None and found.is_colleague else None
    if owner is None:
        reason = "error.line_owner_missing" if found is None else "error.person_outside"
        faults.append(Fault(reason, {"field": "owner", "name": found.name if found else ""}))
    if row.due_on is None:
        faults.append(Fault("error.line_due_missing", {"field": "due"}))
    elif row.due_on < today:
        faults.append(Fault("error.line_due_past", {"field": "due", "text": f"{row.due_on:%d/%m/%Y}"}))
    if is_blank(title):
        faults.append(Fault("error.line_title_missing", {"field": "title"}))
    elif len(title) > TITLE_LENGTH:
        facts = {"field": "title", "most": str(TITLE_LENGTH), "length": str(len(title))}
        faults.append(Fault("error.line_title_long", facts))
    return Read(title, title, owner, row.due_on, row.due_minute, tuple(faults))
