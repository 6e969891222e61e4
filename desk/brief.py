"""The brief: taken once with everything critical in it, then versioned; no version changes (F01, F03)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk import dates, deliverable_lines, money, permissions, project, relay
from desk.actor import Actor
from desk.dates import NotADate
from desk.errors import Invalid, NotFound, Overtaken
from desk.internal_terms import without_inner
from desk.member import person
from desk.money import Spoken
from desk.names import clean
from desk.permissions import About, Deed
from desk.project import ProjectRef
from storage import brief as briefs
from storage import history, outbox
from storage import member as members
from storage import project as projects
from storage.brief import Brief, BriefVersion
from storage.project import Project

CARD = "brief"
LENGTH = 2000
"""Longest field, in characters: more belongs into an attachment."""
SOURCE_LENGTH = 40_000
"""Slack's own limit for a message: whatever a client wrote in one can be quoted whole."""
CRITICAL = ("objective", "metric", "audience", "message", "deliverables", "deadline", "budget", "approver")
"""The seven critical things of product.md §5.1; the objective and its metric are asked apart (F03)."""
SOURCE = "source"
"""The client's own words, beside the fields."""
SUPPORTING = ("background", "mandatories", "references")
TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "campaign": ("phases", "channels"),
    "tvc": ("duration", "storyboard", "talent", "shooting"),
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

    `at` is in the project's zone; `amount` what was understood of the budget.
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
    amount: Spoken | None = None


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


def check(fields: Mapping[str, str], today: date, known: BriefForTeam | None = None) -> dict[str, Problem]:
    """What is wrong with the fields, by field; nothing when they can be taken.

    A date and an amount are found within the client's words. A deadline that stays as it is in `known` may
    have passed.
    """
    found = {
        name: Problem("error.brief_missing", {}) for name in CRITICAL if not fields.get(name, "").strip()
    }
    for name, text in fields.items():
        if len(text) > LENGTH:
            found[name] = Problem("error.brief_long", {"length": len(text), "most": LENGTH})
    if "deadline" not in found and _kept_deadline(fields, known) is None:
        try:
            dates.mentioned(fields["deadline"], today)
        except NotADate as refused:
            found["deadline"] = Problem(f"error.brief_deadline_{refused.reason}", {"text": refused.text})
    if "budget" not in found:
        budget = fields["budget"]
        if not money.find(budget) and not money.is_undecided(budget):
            found["budget"] = Problem("error.brief_budget", {"text": budget.strip()})
    return found


def submit(
    session: Session, actor: Actor, told: Told, now: datetime, *, earlier: int | None, verb: str = "brief"
) -> BriefForTeam:
    """Store a brief: version 1, or the next one with a `why`; a card appears in the project's channel, and
    the departments that it concerns get it (`desk.relay`).

    A next version is the newest one with what was changed since `told.base`, so two people who edit at once
    keep each other's words; who changes what another just changed meets `Overtaken`. A project without a
    channel shows its card in `told.channel`. `earlier`: the brief that an earlier submit of this same form
    made; a further version then follows without asking why.
    `verb` is what history calls it. Raises `Invalid` at the first field that cannot be taken.
    """
    permissions.check(session, actor, Deed.BRIEF_WRITE)
    for name, text, most in (("source", told.source, SOURCE_LENGTH), ("why", told.why, LENGTH)):
        if len(text) > most:
            raise Invalid(name, "error.brief_long", length=len(text), most=most)
    actor.begin(session, verb, now, why=clean(told.why) or None)
    ref = _place(session, actor, told, earlier)
    owner = session.get_one(Project, ref.id, with_for_update=True)  # who submits at the same moment waits
    row = briefs.of_project(session, ref.id)
    if row is not None and not told.why.strip() and earlier is None:
        raise Invalid("why", "error.brief_why")
    known = _for_team(session, row, row.version, now) if row else None
    told = _merged(session, row, known, told, now, is_correction=earlier is not None)
    fields = told.fields
    for name, problem in check(fields, actor.today(now), known).items():
        raise Invalid(name, problem.reason, **problem.facts)
    if known and clean(fields.get("budget", "")) != known.fields.get("budget", ""):
        permissions.check(session, actor, Deed.BRIEF_BUDGET, About(ref))
    due = _kept_deadline(fields, known) or dates.mentioned(fields["deadline"], actor.today(now)).day
    if row is None:
        row = Brief(workspace_id=actor.workspace_id, project_id=ref.id, version=0)
        session.add(row)
    source = clean(told.source)
    version = BriefVersion(
        template=told.template if told.template in TEMPLATES else "campaign",
        fields=_stored(fields, due),
        source=source,
        links=list(dict.fromkeys(re.findall(r"https?://[^\s<>|]+", " ".join([source, *fields.values()])))),
        why=clean(told.why) or None,
    )
    _add(session, actor, row, version, now)
    _announce(session, row, ref.channel or told.channel, now)
    kept = _told(row, version, owner, actor.user, now)
    relay.hand_out(session, owner, row, differing(known, kept) if known else kept.fields, now)
    return kept


def link(session: Session, actor: Actor, brief_id: int, number: int, url: str, now: datetime) -> None:
    """Keep the address of the message that a version quotes, first among its links."""
    permissions.check(session, actor, Deed.BRIEF_WRITE)
    found = briefs.version(session, _row(session, actor.workspace_id, brief_id).id, number)
    if found is not None and url not in found[0].links:
        version, _ = found
        actor.begin(session, "brief.link", now)
        version.links = [url, *version.links]


def differing(before: BriefForTeam, after: BriefForTeam) -> list[str]:
    """The fields in which two versions differ, in the order of the form; a deadline by its date."""
    fields = dict.fromkeys((*CRITICAL, *after.fields, *before.fields))
    changed = [
        name
        for name in fields
        if name != "deadline" and before.fields.get(name, "") != after.fields.get(name, "")
    ]
    if before.deadline != after.deadline:
        changed.append("deadline")
    return [relay.TEMPLATE, *changed] if before.template != after.template else changed


def restore(session: Session, actor: Actor, brief_id: int, number: int, why: str, now: datetime) -> None:
    """Say again what version `number` said, as a new version inside the caller's change.

    The departments that it concerns get it, like any other. Raises `NotAllowed` where its budget is another.
    """
    row = _row(session, actor.workspace_id, brief_id)
    owner = session.get_one(Project, row.project_id, with_for_update=True)
    known = _for_team(session, row, row.version, now)
    found = briefs.version(session, row.id, number)
    if found is None:
        raise NotFound("error.brief_gone", query=str(brief_id))
    old, _ = found
    if old.fields.get("budget", "") != known.fields.get("budget", ""):
        permissions.check(session, actor, Deed.BRIEF_BUDGET, About(owner))
    version = BriefVersion(
        template=old.template, fields=dict(old.fields), source=old.source, links=list(old.links), why=why
    )
    _add(session, actor, row, version, now)
    _announce(session, row, owner.channel, now)
    kept = _told(row, version, owner, actor.user, now)
    relay.hand_out(session, owner, row, differing(known, kept), now)


def as_typed(brief: BriefForTeam) -> dict[str, str]:
    """The fields as a form offers them again: where "mai" would mean another day by now, the date stands."""
    fields = dict(brief.fields)
    if brief.deadline and fields.get("deadline"):
        fields["deadline"] = _with_date(fields["deadline"], brief, brief.deadline)
    return fields


def show(session: Session, actor: Actor, project_id: int, now: datetime) -> BriefForTeam:
    """The newest version. Raises `NotFound` when the project has no brief."""
    ref = project.get(session, actor, project_id)
    row = briefs.of_project(session, ref.id)
    if row is None:
        raise NotFound("error.brief_none", query=ref.name)
    return _for_team(session, row, row.version, now)


def find(
    session: Session, actor: Actor, project_id: int, now: datetime, version: int | None = None
) -> BriefForTeam | None:
    """The newest version, or the one with this number; None for a project without a brief."""
    row = briefs.of_project(session, project.get(session, actor, project_id).id)
    return _for_team(session, row, version, now) if row else None


def versions(session: Session, actor: Actor, project_id: int, now: datetime) -> list[BriefForTeam]:
    """All versions, newest first."""
    newest = show(session, actor, project_id, now)
    row = session.get_one(Brief, newest.id)
    return [_for_team(session, row, one.number, now) for one in briefs.versions(session, row.id)]


def for_team(
    session: Session, workspace_id: int, brief_id: int, now: datetime, number: int | None = None
) -> BriefForTeam:
    """A version, or the newest, for readers who are colleagues. Raises `NotFound`."""
    return _for_team(session, _row(session, workspace_id, brief_id), number, now)


def for_client(session: Session, workspace_id: int, brief_id: int, now: datetime) -> BriefForClient:
    """The newest version as a client may see it, in their language."""
    row = _row(session, workspace_id, brief_id)
    whole = _for_team(session, row, None, now)
    return BriefForClient(
        project=whole.project,
        language=client_language(session, row.project_id),
        version=whole.version,
        objective=without_inner(whole.fields.get("objective", "")),
        deliverables=without_inner(
            _titles(session, workspace_id, whole.fields.get("deliverables", ""), whole.today)
        ),
        deadline=whole.deadline,
        today=whole.today,
    )


def client_language(session: Session, project_id: int) -> str:
    """In which language to write to the project's client: theirs, or the project's for want of a client."""
    return projects.client_language(session, project_id)


def redraw(session: Session, workspace_id: int, brief_id: int, now: datetime) -> None:
    """Queue a redraw of the brief's cards, because of the change that is being written."""
    outbox.redraw(session, workspace_id, f"{CARD}:{brief_id}", str(history.identify(session)), now)


def _place(session: Session, actor: Actor, told: Told, earlier: int | None) -> ProjectRef:
    if earlier is not None:
        return project.get(session, actor, _row(session, actor.workspace_id, earlier).project_id)
    if told.project_id is not None:
        return project.get(session, actor, told.project_id)
    return project.start(session, actor, told.name, channel=told.channel, client=told.client)


def _merged(
    session: Session, row: Brief | None, known: BriefForTeam | None, told: Told, now: datetime,
    *, is_correction: bool,
) -> Told:  # fmt: skip
    """What the form changed, over all that the newest version says."""
    if row is None or known is None:
        return told
    newest, mine = _said(known), {**told.fields, relay.TEMPLATE: told.template, SOURCE: clean(told.source)}
    if told.base:
        is_newest = told.base == row.version
        before = newest if is_newest else _said(_for_team(session, row, told.base, now))
        mine = {name: text for name, text in mine.items() if clean(text) != before.get(name, "")}
        theirs = [one for one in mine if newest.get(one, "") not in (before.get(one, ""), clean(mine[one]))]
        if theirs and not is_correction:
            raise Overtaken("error.brief_overtaken", base=told.base, version=row.version, fields=theirs)
    said = newest | mine
    return replace(told, template=said.pop(relay.TEMPLATE), source=said.pop(SOURCE), fields=said)


def _said(brief: BriefForTeam) -> dict[str, str]:
    """All that two people could change at once."""
    return as_typed(brief) | {relay.TEMPLATE: brief.template, SOURCE: brief.source}


def _kept_deadline(fields: Mapping[str, str], known: BriefForTeam | None) -> date | None:
    """The day that was understood before, when the deadline's words are those that the form offered."""
    if known is None or clean(fields.get("deadline", "")) != as_typed(known).get("deadline"):
        return None
    return known.deadline


def _with_date(text: str, brief: BriefForTeam, day: date) -> str:
    """The words as they are while they mean that day, today and on the day; else with the date in them."""
    try:
        if {dates.mentioned(text, seen).day for seen in (brief.today, day)} == {day}:
            return text
    except NotADate:
        pass
    try:
        start, end = dates.mentioned(text, brief.at.date()).span
    except NotADate:
        return f"{day:%d/%m/%Y}"
    return f"{text[:start]}{day:%d/%m/%Y}{text[end:]}"


def _add(session: Session, actor: Actor, row: Brief, version: BriefVersion, now: datetime) -> None:
    """Make this the brief's newest version."""
    row.version += 1
    session.flush()
    version.workspace_id, version.brief_id, version.number = row.workspace_id, row.id, row.version
    version.author_id, version.at = actor.member_id, now
    session.add(version)
    session.flush()


def _titles(session: Session, workspace_id: int, text: str, today: date) -> str:
    """The list without who owns what."""
    people = [person(row) for row in members.everyone(session, workspace_id)]
    titles = [one.title for one in deliverable_lines.read(text, people, today)]
    return "\n".join(re.sub(r"\s*(<@\w+>|(?<!\w)@[\w.]+)", "", title) for title in titles if title)


def _stored(fields: Mapping[str, str], due: date) -> dict[str, str]:
    kept = {name: clean(text) for name, text in fields.items() if text.strip()}
    return kept | {"deadline_on": due.isoformat()}


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
    found = briefs.version(session, row.id, number or row.version)
    if found is None:
        raise NotFound("error.brief_gone", query=str(row.id))
    version, author = found
    return _told(row, version, session.get_one(Project, row.project_id), author, now)


def _told(row: Brief, version: BriefVersion, owner: Project, author: str, now: datetime) -> BriefForTeam:
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
        author=author,
        at=version.at.astimezone(ZoneInfo(owner.zone)),
        amount=money.find(fields.get("budget", "")),
    )
