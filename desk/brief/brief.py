"""The brief: taken once with everything critical in it, then versioned; no version changes (F01, F03)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from desk.brief import lint, relay, versions
from desk.brief.rules import Rules
from desk.brief.versions import BriefForTeam
from desk.client import living
from desk.core import permissions
from desk.core.actor import Actor
from desk.core.errors import Invalid, NotFound, Overtaken
from desk.core.permissions import About, Deed
from desk.project import project
from desk.project.project import ProjectRef
from desk.text import dates
from desk.text import old_money as money
from desk.text.dates import NotADate
from desk.text.names import clean
from storage.brief import brief as briefs
from storage.brief.brief import Brief, BriefVersion
from storage.database import locks
from storage.history import history
from storage.messages import redraws
from storage.project.project import Project

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
class BriefForm:
    """What somebody submits. `project_id` None: a new project called `name`, living in `channel` unless
    another does.

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


def read_ahead(fields: Mapping[str, str], rules: Rules) -> None:
    """Let the doctor read what a form says, as it would be stored, before that is done."""
    lint.read_ahead({name: clean(text) for name, text in fields.items() if text.strip()}, rules)


def submit(
    session: Session,
    actor: Actor,
    told: BriefForm,
    now: datetime,
    *,
    earlier: int | None,
    verb: str = "brief",
) -> BriefForTeam:
    """Store a brief: version 1, or the next one with a `why`; a card appears in the project's channel, and
    the departments that it concerns get it (`desk.brief.relay`).

    A next version is the newest one with what was changed since `told.base`, so two people who edit at once
    keep each other's words; who changes what another just changed meets `Overtaken`. A project without a
    channel shows its card nowhere. `earlier`: the brief that an earlier submit of this same form made; a
    further version then follows without asking why.
    `verb` is what history calls it. Raises `Invalid` at the first field that cannot be taken.
    """
    permissions.check(session, actor, Deed.BRIEF_WRITE)
    for name, text, most in (("source", told.source, SOURCE_LENGTH), ("why", told.why, LENGTH)):
        if len(text) > most:
            raise Invalid(name, "error.brief_long", length=len(text), most=most)
    actor.begin(session, verb, now, why=clean(told.why) or None)
    ref = _place(session, actor, told, earlier)
    locks.projects(session, ref.id)
    owner = session.get_one(Project, ref.id)
    row = briefs.of_project(session, ref.id)
    if row is not None and not told.why.strip() and earlier is None:
        raise Invalid("why", "error.brief_why")
    known = versions.version_of(session, row, row.version, now) if row else None
    told = _merged(session, row, known, told, now, is_correction=earlier is not None)
    fields, today = told.fields, project.today(session, actor, now, owner.id)
    for name, problem in check(fields, today, known).items():
        raise Invalid(name, problem.reason, **problem.facts)
    if known and clean(fields.get("budget", "")) != known.fields.get("budget", ""):
        permissions.check(session, actor, Deed.BRIEF_BUDGET, About(ref))
    due = _kept_deadline(fields, known) or dates.mentioned(fields["deadline"], today).day
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
    living.announce(session, owner, f"{CARD}:{row.id}", now)
    kept = versions.shown(row, version, owner, actor.user, now)
    relay.hand_out(session, owner, row, differing(known, kept) if known else kept.fields, now)
    return kept


def link(session: Session, actor: Actor, brief_id: int, number: int, url: str, now: datetime) -> None:
    """Keep the address of the message that a version quotes, first among its links."""
    permissions.check(session, actor, Deed.BRIEF_WRITE)
    row = versions.row_of(session, actor.workspace_id, brief_id)
    locks.projects(session, row.project_id)
    found = briefs.version(session, row.id, number)
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
    row = versions.row_of(session, actor.workspace_id, brief_id)
    locks.projects(session, row.project_id)
    owner = session.get_one(Project, row.project_id)
    known = versions.version_of(session, row, row.version, now)
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
    living.announce(session, owner, f"{CARD}:{row.id}", now)
    kept = versions.shown(row, version, owner, actor.user, now)
    relay.hand_out(session, owner, row, differing(known, kept), now)


def redraw(session: Session, workspace_id: int, brief_id: int, now: datetime) -> None:
    """Queue a redraw of the brief's cards, because of the change that is being written."""
    redraws.redraw(session, workspace_id, f"{CARD}:{brief_id}", str(history.identify(session)), now)


def _place(session: Session, actor: Actor, told: BriefForm, earlier: int | None) -> ProjectRef:
    if earlier is not None:
        return project.get(session, actor, versions.row_of(session, actor.workspace_id, earlier).project_id)
    if told.project_id is not None:
        return project.get(session, actor, told.project_id)
    channel = told.channel
    if channel and not living.is_free(session, actor.workspace_id, channel, told.client):
        channel = None
    return project.start(session, actor, told.name, channel=channel, client=told.client)


def _merged(
    session: Session, row: Brief | None, known: BriefForTeam | None, told: BriefForm, now: datetime,
    *, is_correction: bool,
) -> BriefForm:  # fmt: skip
    """What the form changed, over all that the newest version says."""
    if row is None or known is None:
        return told
    newest, mine = _said(known), {**told.fields, relay.TEMPLATE: told.template, SOURCE: clean(told.source)}
    if told.base:
        is_newest = told.base == row.version
        before = newest if is_newest else _said(versions.version_of(session, row, told.base, now))
        mine = {name: text for name, text in mine.items() if clean(text) != before.get(name, "")}
        theirs = [one for one in mine if newest.get(one, "") not in (before.get(one, ""), clean(mine[one]))]
        if theirs and not is_correction:
            raise Overtaken("error.brief_overtaken", base=told.base, version=row.version, fields=theirs)
    said = newest | mine
    return replace(told, template=said.pop(relay.TEMPLATE), source=said.pop(SOURCE), fields=said)


def _said(brief: BriefForTeam) -> dict[str, str]:
    """All that two people could change at once."""
    return versions.as_typed(brief) | {relay.TEMPLATE: brief.template, SOURCE: brief.source}


def _kept_deadline(fields: Mapping[str, str], known: BriefForTeam | None) -> date | None:
    """The day that was understood before, when the deadline's words are those that the form offered."""
    if known is None or clean(fields.get("deadline", "")) != versions.as_typed(known).get("deadline"):
        return None
    return known.deadline


def _add(session: Session, actor: Actor, row: Brief, version: BriefVersion, now: datetime) -> None:
    """Make this the brief's newest version."""
    row.version += 1
    session.flush()
    version.workspace_id, version.brief_id, version.number = row.workspace_id, row.id, row.version
    version.author_id, version.at = actor.member_id, now
    session.add(version)
    session.flush()


def _stored(fields: Mapping[str, str], due: date) -> dict[str, str]:
    kept = {name: clean(text) for name, text in fields.items() if text.strip()}
    return kept | {"deadline_on": due.isoformat()}
