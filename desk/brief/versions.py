"""Versions of a brief, for colleagues, for the client and for filling a form again (F06)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from desk.brief import terms
from desk.client import outside, people_in_text
from desk.client.internal_terms import without_inner
from desk.core import within
from desk.core.actor import Actor
from desk.core.errors import NotFound
from desk.people.member import person
from desk.people.reading import context
from desk.project import project
from desk.text.doors import deadline
from desk.text.money.values import Amount
from desk.work import lines
from storage.brief import brief as briefs
from storage.brief.brief import Brief, BriefVersion
from storage.database import zones
from storage.people import member as members
from storage.project import project as projects
from storage.project.project import Project

DEADLINE, AMOUNT = "deadline_on", "budget_is"
"""The understood deadline and budget, stored beside their words."""
_TEXTS_KEPT = 256
"""How many readings of deadlines are cached: the same words are read for a form, its submission and each
card.
"""


@dataclass(frozen=True, slots=True)
class BriefForTeam:
    """A complete version of a brief. `author` is a Slack id; `deadline` and `amount`: as understood, None
    while the words say that they are not known yet. `at` is in the project's zone.
    """

    id: int
    version: int
    newest: int
    project_id: int
    project: str
    slug: str
    channel: str | None
    language: str
    template: str
    fields: Mapping[str, str]
    deadline: date | None
    today: date
    source: str
    links: Sequence[str]
    why: str | None
    author: str
    at: datetime
    amount: Amount | None = None


@dataclass(frozen=True, slots=True)
class BriefForClient:
    """What a client may see: their objective, list and date; no budget, and no names in the list."""

    project: str
    language: str
    version: int
    objective: str
    deliverables: str
    deadline: date | None
    today: date


def show(session: Session, actor: Actor, project_id: int, now: datetime) -> BriefForTeam:
    """The newest version. Raises `NotFound` when the project has no brief."""
    ref = project.get(session, actor, project_id)
    row = briefs.of_project(session, ref.id)
    if row is None:
        raise NotFound("error.brief_none", query=ref.name)
    return version_of(session, row, row.version, now)


def find(
    session: Session, actor: Actor, project_id: int, now: datetime, version: int | None = None
) -> BriefForTeam | None:
    """The newest version, or the one with this number; None for a project without a brief."""
    row = briefs.of_project(session, project.get(session, actor, project_id).id)
    return version_of(session, row, version, now) if row else None


def versions(session: Session, actor: Actor, project_id: int, now: datetime) -> list[BriefForTeam]:
    """All versions, newest first."""
    newest = show(session, actor, project_id, now)
    row = session.get_one(Brief, newest.id)
    return [version_of(session, row, one.number, now) for one in briefs.versions(session, row.id)]


def for_team(
    session: Session, workspace_id: int, brief_id: int, now: datetime, number: int | None = None
) -> BriefForTeam:
    """A version, or the newest, for colleagues; the caller has checked that they are. Raises `NotFound`."""
    return version_of(session, row_of(session, workspace_id, brief_id), number, now)


def for_client(session: Session, workspace_id: int, brief_id: int, now: datetime) -> BriefForClient:
    """The newest version as a client may see it, in their language."""
    row = row_of(session, workspace_id, brief_id)
    whole, house = version_of(session, row, None, now), people_in_text.of_workspace(session, workspace_id)
    listed = whole.fields.get("deliverables", "")
    return BriefForClient(
        project=outside.name(house, whole.project),
        language=client_language(session, row.project_id),
        version=whole.version,
        objective=without_inner(house.without(whole.fields.get("objective", ""))),
        deliverables=without_inner(
            house.without(_titles(session, workspace_id, house.mentioned(listed), now))
        ),
        deadline=whole.deadline,
        today=whole.today,
    )


def client_language(session: Session, project_id: int) -> str:
    """The language of messages to the project's client: the client's; without a client, the project's."""
    return projects.client_language(session, project_id)


def as_typed(brief: BriefForTeam) -> dict[str, str]:
    """The fields for filling a form again: if "mai" would mean another day by now, the date replaces it."""
    fields = dict(brief.fields)
    if brief.deadline and fields.get("deadline"):
        fields["deadline"] = _with_date(fields["deadline"], brief, brief.deadline)
    return fields


def row_of(session: Session, workspace_id: int, brief_id: int) -> Brief:
    """The row of a brief, inside the caller's use case. Raises `NotFound` for another workspace's."""
    return within.found(session, workspace_id, Brief, brief_id, "error.brief_gone")


def version_of(session: Session, row: Brief, number: int | None, now: datetime) -> BriefForTeam:
    """A version, or with None the newest, for a use case that has locked its brief. Raises `NotFound`."""
    found = briefs.version(session, row.id, number or row.version)
    if found is None:
        raise NotFound("error.brief_gone", query=str(row.id))
    version, author = found
    return shown(row, version, session.get_one(Project, row.project_id), author, now)


def shown(row: Brief, version: BriefVersion, owner: Project, author: str, now: datetime) -> BriefForTeam:
    """A version made from loaded rows. `author` is a Slack id."""
    fields = dict(version.fields)
    due, kept = fields.pop(DEADLINE, None), fields.pop(AMOUNT, None)
    today = now.astimezone(zones.of(owner.zone)).date()
    amount = terms.read(kept) if kept else terms.budget_of(fields.get("budget", ""), terms.at(today)).value
    return BriefForTeam(
        id=row.id,
        version=version.number,
        newest=row.version,
        project_id=owner.id,
        project=owner.name,
        slug=owner.slug,
        channel=owner.channel,
        language=owner.language,
        template=version.template,
        fields=fields,
        deadline=date.fromisoformat(due) if due else None,
        today=today,
        source=version.source,
        links=version.links,
        why=version.why,
        author=author,
        at=version.at.astimezone(zones.of(owner.zone)),
        amount=amount,
    )


def _with_date(text: str, brief: BriefForTeam, day: date) -> str:
    """The words, if they mean that day both now and on the day itself; else the words with the date."""
    if all(_may_mean(text, seen, day) for seen in (brief.today, day)):
        return text
    words = deadline.find(text, terms.at(brief.at.date())).day.words
    said = f"{day:%d/%m/%Y}"
    return text.replace(words, said, 1) if words and words in text else said


@lru_cache(_TEXTS_KEPT)
def _may_mean(text: str, seen: date, day: date) -> bool:
    found = deadline.find(text, terms.at(seen)).day
    return day == found.value or (day in found.readings and found.value is None)


def _titles(session: Session, workspace_id: int, text: str, now: datetime) -> str:
    """The list without the owners; other mentioned people are not named either."""
    people = [person(row) for row in members.everyone(session, workspace_id)]
    read = lines.read(text, people, context(session, workspace_id, now), spell_out=False)
    return "\n".join(one.title for one in read if one.title)
