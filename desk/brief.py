"""The brief: taken once with everything critical in it, then versioned; no version changes (F01, F03)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk import dates, money, project
from desk.actor import Actor
from desk.dates import NotADate
from desk.errors import Invalid, NotFound
from desk.money import MoneyReason, NotMoney
from desk.names import clean
from desk.project import ProjectRef
from storage import brief as briefs
from storage import history, outbox
from storage.brief import Brief, BriefVersion
from storage.client import Client
from storage.member import Member
from storage.project import Project

CARD = "brief"
LENGTH = 2000
"""Longest field, in characters: more belongs into an attachment."""
SOURCE_LENGTH = 3000
"""Slack's own limit for one field of a form."""
CRITICAL = ("objective", "metric", "audience", "message", "deliverables", "deadline", "budget", "approver")
"""The seven critical things of product.md §5.1; the objective and its metric are asked apart (F03)."""
SUPPORTING = ("background", "mandatories", "references")
TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "campaign": ("phases", "channels"),
    "tvc": ("duration", "talent", "shooting"),
    "social": ("platforms", "frequency", "tone"),
    "kv": ("sizes", "tone"),
    "event": ("venue", "guests", "schedule"),
    "media": ("channels", "flight", "kpi"),
    "website": ("pages", "integrations"),
}
"""What each kind of work asks beyond the common fields."""


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody submits. `project_id` None: a new project called `name`, living in `channel`."""

    project_id: int | None
    name: str
    client: str
    channel: str | None
    template: str
    fields: Mapping[str, str]
    source: str
    why: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a field cannot be taken: a catalog key and its facts."""

    reason: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class BriefForTeam:
    """A version of a brief, whole. `author` is a Slack id; `deadline` the date that was understood."""

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


@dataclass(frozen=True, slots=True)
class BriefForClient:
    """What a client may see: their own aim, list and date; no budget, no names."""

    project: str
    language: str
    version: int
    objective: str
    deliverables: str
    deadline: date | None
    today: date


def check(fields: Mapping[str, str], today: date) -> dict[str, Problem]:
    """What is wrong with the fields, by field; nothing when they can be taken."""
    found = {
        name: Problem("error.brief_missing", {}) for name in CRITICAL if not fields.get(name, "").strip()
    }
    for name, text in fields.items():
        if len(text) > LENGTH:
            found[name] = Problem("error.brief_long", {"length": len(text), "most": LENGTH})
    if "deadline" not in found:
        try:
            dates.parse(fields["deadline"], today)
        except NotADate as refused:
            found["deadline"] = Problem(f"error.brief_deadline_{refused.reason}", {"text": refused.text})
    if "budget" not in found:
        try:
            money.parse(fields["budget"])
        except NotMoney as refused:
            if refused.reason not in (MoneyReason.UNDECIDED, MoneyReason.RANGE):
                found["budget"] = Problem("error.brief_budget", {"text": refused.text})
    return found


def submit(session: Session, actor: Actor, told: Told, now: datetime, *, earlier: int | None) -> BriefForTeam:
    """Store a brief: version 1, or the next one with a `why`; a card appears in the project's channel.

    `earlier`: the brief that an earlier submit of this same form made; its newest version is then replaced
    by a further one without asking why. Raises `Invalid` at the first field that cannot be taken.
    """
    actor.must_be_team()
    for name, problem in check(told.fields, actor.today(now)).items():
        raise Invalid(name, problem.reason, **problem.facts)
    if len(told.source) > SOURCE_LENGTH:
        raise Invalid("source", "error.brief_long", length=len(told.source), most=SOURCE_LENGTH)
    ref = _place(session, actor, told, earlier, now)
    row = briefs.of_project(session, ref.id)
    if row is not None and not told.why.strip() and earlier is None:
        raise Invalid("why", "error.brief_why")
    actor.begin(session, "brief", now, why=clean(told.why) or None)
    if row is None:
        row = Brief(workspace_id=actor.workspace_id, project_id=ref.id, version=0)
        session.add(row)
    row.version += 1
    session.flush()
    source = clean(told.source)
    session.add(
        BriefVersion(
            workspace_id=actor.workspace_id,
            brief_id=row.id,
            number=row.version,
            template=told.template if told.template in TEMPLATES else "campaign",
            fields=_stored(told.fields, actor.today(now)),
            source=source,
            links=re.findall(r"https?://[^\s<>|]+", " ".join([source, *told.fields.values()])),
            why=clean(told.why) or None,
            author_id=actor.member_id,
            at=now,
        )
    )
    session.flush()
    _announce(session, row, ref, now)
    return _for_team(session, row, row.version, now)


def show(session: Session, actor: Actor, project_id: int, now: datetime) -> BriefForTeam:
    """The newest version. Raises `NotFound` when the project has no brief."""
    ref = project.get(session, actor, project_id)
    row = briefs.of_project(session, ref.id)
    if row is None:
        raise NotFound("error.brief_none", query=ref.name)
    return _for_team(session, row, row.version, now)


def find(session: Session, actor: Actor, project_id: int, now: datetime) -> BriefForTeam | None:
    """The newest version, if there is one."""
    row = briefs.of_project(session, project.get(session, actor, project_id).id)
    return _for_team(session, row, row.version, now) if row else None


def versions(session: Session, actor: Actor, project_id: int, now: datetime) -> list[BriefForTeam]:
    """All versions, newest first."""
    newest = show(session, actor, project_id, now)
    row = session.get_one(Brief, newest.id)
    return [_for_team(session, row, one.number, now) for one in briefs.versions(session, row.id)]


def for_team(session: Session, workspace_id: int, brief_id: int, now: datetime) -> BriefForTeam:
    """The newest version for a channel that only colleagues read."""
    return _for_team(session, _row(session, workspace_id, brief_id), None, now)


def for_client(session: Session, workspace_id: int, brief_id: int, now: datetime) -> BriefForClient:
    """The newest version as a client may see it, in their language."""
    row = _row(session, workspace_id, brief_id)
    whole = _for_team(session, row, None, now)
    owner = session.get_one(Project, row.project_id)
    client = session.get(Client, owner.client_id) if owner.client_id else None
    return BriefForClient(
        project=whole.project,
        language=client.language if client else whole.language,
        version=whole.version,
        objective=whole.fields.get("objective", ""),
        deliverables=whole.fields.get("deliverables", ""),
        deadline=whole.deadline,
        today=whole.today,
    )


def _place(session: Session, actor: Actor, told: Told, earlier: int | None, now: datetime) -> ProjectRef:
    if earlier is not None:
        return project.get(session, actor, _row(session, actor.workspace_id, earlier).project_id)
    if told.project_id is not None:
        return project.get(session, actor, told.project_id)
    return project.create(session, actor, told.name, channel=told.channel, client=told.client, now=now)


def _stored(fields: Mapping[str, str], today: date) -> dict[str, str]:
    kept = {name: clean(text) for name, text in fields.items() if text.strip()}
    return kept | {"deadline_on": dates.parse(fields["deadline"], today).day.isoformat()}


def _announce(session: Session, row: Brief, ref: ProjectRef, now: datetime) -> None:
    cause, subject = str(history.identify(session)), f"brief:{row.id}"
    if row.version > 1:
        outbox.redraw(session, row.workspace_id, subject, cause, now)
    elif ref.channel:
        outbox.enqueue(
            session, workspace_id=row.workspace_id, kind=CARD, recipient=ref.channel, cause=cause, at=now,
            subject=subject,
        )  # fmt: skip


def _row(session: Session, workspace_id: int, brief_id: int) -> Brief:
    row = session.get(Brief, brief_id)
    if row is None or row.workspace_id != workspace_id:
        raise NotFound("error.brief_gone", query=str(brief_id))
    return row


def _for_team(session: Session, row: Brief, number: int | None, now: datetime) -> BriefForTeam:
    version = briefs.version(session, row.id, number or row.version)
    if version is None:
        raise NotFound("error.brief_gone", query=str(row.id))
    owner = session.get_one(Project, row.project_id)
    fields = dict(version.fields)
    deadline = fields.pop("deadline_on", None)
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
        deadline=date.fromisoformat(deadline) if deadline else None,
        today=now.astimezone(ZoneInfo(owner.zone)).date(),
        source=version.source,
        links=version.links,
        why=version.why,
        author=session.get_one(Member, version.author_id).user,
        at=version.at,
    )
