"""The brief: taken once with everything critical in it, then versioned; no version changes (F01, F03)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk import dates, deliverable_lines, money, project
from desk.actor import Actor
from desk.dates import NotADate
from desk.errors import Invalid, NotFound
from desk.member import person
from desk.money import MoneyReason, NotMoney
from desk.names import clean
from desk.project import ProjectRef
from storage import brief as briefs
from storage import history, outbox
from storage import member as members
from storage.brief import Brief, BriefVersion
from storage.client import Client
from storage.member import Member
from storage.project import Project

CARD = "brief"
LENGTH = 2000
"""Longest field, in characters: more belongs into an attachment."""
SOURCE_LENGTH = 40_000
"""Slack's own limit for a message: whatever a client wrote in one can be quoted whole."""
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
    """What somebody submits. `project_id` None: a new project called `name`, living in `channel`.

    `fields` has what the form showed, "" for what was left empty; what it did not show stays as it was.
    `base` is the version that the form was filled with.
    """

    project_id: int | None
    name: str
    client: str
    channel: str | None
    template: str
    fields: Mapping[str, str]
    source: str
    why: str
    base: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a field cannot be taken: a catalog key and its facts."""

    reason: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class BriefForTeam:
    """A version of a brief, whole. `author` is a Slack id; `deadline` the date that was understood.

    `at` is in the project's zone.
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


@dataclass(frozen=True, slots=True)
class BriefForClient:
    """What a client may see: their own aim, list and date; no budget, and nobody's name in the list."""

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

    A next version is the newest one with what was changed since `told.base`, so two people who edit at once
    keep each other's words. A project without a channel shows its card in `told.channel`. `earlier`: the
    brief that an earlier submit of this same form made; a further version then follows without asking why.
    Raises `Invalid` at the first field that cannot be taken.
    """
    actor.must_be_team()
    for name, text, most in (("source", told.source, SOURCE_LENGTH), ("why", told.why, LENGTH)):
        if len(text) > most:
            raise Invalid(name, "error.brief_long", length=len(text), most=most)
    ref = _place(session, actor, told, earlier, now)
    row = _locked(session, ref)
    if row is not None and not told.why.strip() and earlier is None:
        raise Invalid("why", "error.brief_why")
    fields = _merged(session, row, told, now)
    for name, problem in check(fields, actor.today(now)).items():
        raise Invalid(name, problem.reason, **problem.facts)
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
            fields=_stored(fields, actor.today(now)),
            source=source,
            links=list(
                dict.fromkeys(re.findall(r"https?://[^\s<>|]+", " ".join([source, *fields.values()])))
            ),
            why=clean(told.why) or None,
            author_id=actor.member_id,
            at=now,
        )
    )
    session.flush()
    _announce(session, row, ref.channel or told.channel, now)
    return _for_team(session, row, row.version, now)


def link(session: Session, actor: Actor, brief_id: int, number: int, url: str, now: datetime) -> None:
    """Keep the address of the message that a version quotes, first among its links."""
    actor.must_be_team()
    version = briefs.version(session, _row(session, actor.workspace_id, brief_id).id, number)
    if version is not None and url not in version.links:
        actor.begin(session, "brief.link", now)
        version.links = [url, *version.links]


def as_typed(brief: BriefForTeam) -> dict[str, str]:
    """The fields as a form offers them again: the deadline as its date, for "mai" means another by now."""
    deadline = {"deadline": f"{brief.deadline:%d/%m/%Y}"} if brief.deadline else {}
    return dict(brief.fields) | deadline


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
        deliverables=_titles(session, workspace_id, whole.fields.get("deliverables", ""), whole.today),
        deadline=whole.deadline,
        today=whole.today,
    )


def _place(session: Session, actor: Actor, told: Told, earlier: int | None, now: datetime) -> ProjectRef:
    if earlier is not None:
        return project.get(session, actor, _row(session, actor.workspace_id, earlier).project_id)
    if told.project_id is not None:
        return project.get(session, actor, told.project_id)
    return project.create(session, actor, told.name, channel=told.channel, client=told.client, now=now)


def _locked(session: Session, ref: ProjectRef) -> Brief | None:
    """The project's brief as it stands now; whoever submits one at the same moment waits."""
    session.get_one(Project, ref.id, with_for_update=True)
    return briefs.of_project(session, ref.id)


def _merged(session: Session, row: Brief | None, told: Told, now: datetime) -> Mapping[str, str]:
    if row is None:
        return told.fields
    started = as_typed(_for_team(session, row, told.base, now)) if told.base else None
    changed = {
        name: text
        for name, text in told.fields.items()
        if started is None or clean(text) != started.get(name, "")
    }
    return as_typed(_for_team(session, row, row.version, now)) | changed


def _titles(session: Session, workspace_id: int, text: str, today: date) -> str:
    """The list without who owns what."""
    people = [person(row) for row in members.everyone(session, workspace_id)]
    titles = [one.title for one in deliverable_lines.read(text, people, today)]
    return "\n".join(re.sub(r"\s*(<@\w+>|(?<!\w)@[\w.]+)", "", title) for title in titles if title)


def _stored(fields: Mapping[str, str], today: date) -> dict[str, str]:
    kept = {name: clean(text) for name, text in fields.items() if text.strip()}
    return kept | {"deadline_on": dates.parse(fields["deadline"], today).day.isoformat()}


def _announce(session: Session, row: Brief, channel: str | None, now: datetime) -> None:
    """Redraw the card; one that never came, for want of a channel or of the bot in it, comes now."""
    cause, subject = str(history.identify(session)), f"brief:{row.id}"
    if outbox.has_card(session, row.workspace_id, subject):
        outbox.redraw(session, row.workspace_id, subject, cause, now)
    elif channel:
        outbox.enqueue(
            session, workspace_id=row.workspace_id, kind=CARD, recipient=channel, cause=cause, at=now,
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
        at=version.at.astimezone(ZoneInfo(owner.zone)),
    )
