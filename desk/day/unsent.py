"""Questions that the account team has on its list and that nobody has sent to the client, for who leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_
from sqlalchemy.orm import Session

from desk.day.lines import Reader
from storage.brief import question as questions
from storage.day import digest_rules
from storage.people import member as members
from storage.project.project import Project


@dataclass(frozen=True, slots=True)
class Unsent:
    """The questions of one project that were not sent; `count` 0, in a digest that was sent before: none are
    left.
    """

    project_id: int
    project: str
    count: int


def of(session: Session, reader: Reader, day: date) -> list[Unsent]:
    """Those of the reader's projects, and of those for whose AE they stand in on local day `day`."""
    away = members.ids_stood_in_for(reader.person.id, day)
    mine = or_(digest_rules.is_led_by([reader.person.id]), digest_rules.is_led_by(away))
    return [Unsent(*row) for row in questions.unsent(session, mine)]


def of_shown(session: Session, project_ids: Sequence[int]) -> list[Unsent]:
    """The same, of the projects that a digest showed."""
    left = {row[0]: row[2] for row in questions.unsent(session, Project.id.in_(project_ids))}
    return [Unsent(one, session.get_one(Project, one).name, left.get(one, 0)) for one in project_ids]
