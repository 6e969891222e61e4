"""The brief: entered once with all critical fields, then versioned; a stored version never changes (F01,
F03).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from desk.brief import lint, relay, terms, versions
from desk.brief.needs import TEMPLATE
from desk.brief.rules import Rules
from desk.brief.versions import BriefForTeam
from desk.client import living
from desk.core import permissions
from desk.core.actor import Actor
from desk.core.errors import Invalid, NotFound, Overtaken
from desk.core.feature import Entity, Feature, Kind, Subject, Undoing, Verb, Way, When, always, leave
from desk.core.permissions import LEADERS, TEAM, Action, Target
from desk.people.reading import context
from desk.project import project
from desk.project.project import ProjectRef
from desk.text.letters import clean
from desk.text.money.values import Amount
from desk.text.spans import Context
from storage.brief import brief as briefs
from storage.brief.brief import Brief, BriefVersion
from storage.database import history, locks
from storage.history.records import Item
from storage.messages import redraws
from storage.project.project import Project

BRIEF_WRITE = Action("brief_write", "write or correct a brief", TEAM)
BRIEF_BUDGET = Action("brief_budget", "another budget than the brief had", LEADERS, "error.budget_not_yours")

CARD = "brief"
LENGTH = 2000
"""Longest field, in characters: a longer text belongs into an attachment."""
SOURCE_LENGTH = 40_000
"""Slack's own limit for a message: any message of a client can be quoted completely."""
CRITICAL = ("objective", "metric", "audience", "message", "deliverables", "deadline", "budget", "approver")
"""The seven critical items of product.md §5.1; the objective and its metric are separate fields (F03)."""
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
"""The fields of each kind of work, beyond the common ones."""


@dataclass(frozen=True, slots=True)
class BriefForm:
    """A submitted form. `project_id` None: a new project called `name`; `channel` becomes its own unless
    another project has it.

    `fields`: the fields that the form showed, "" for empty ones; others stay as they were. `base`: the
    version that the form was filled with. `chosen`: the readings that were chosen for ambiguous words, as
    `Problem` offered them. `amount`: what the budget is, whatever its words: an answer only told its terms.
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
    chosen: Mapping[str, str] = field(default_factory=dict)
    amount: Amount | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a field cannot be accepted: a catalog key and its facts. `days` or `amounts`: the possible meanings
    of its words, the likeliest first, when the question is which.
    """

    reason: str
    facts: Mapping[str, object]
    days: tuple[date, ...] = ()
    amounts: tuple[Amount, ...] = ()


@dataclass(frozen=True, slots=True)
class _Terms:
    """The understood deadline and budget, and the problems by field."""

    deadline: date | None
    amount: Amount | None
    problems: Mapping[str, Problem]


def here(session: Session, actor: Actor, now: datetime, project_id: int | None = None) -> Context:
    """The context for reading a brief, with the dates of its project, or of the company."""
    return context(session, actor.workspace_id, project.here(session, actor, now, project_id), actor.user)


def check(
    fields: Mapping[str, str], seen: Context, known: BriefForTeam | None = None,
    chosen: Mapping[str, str] | None = None, amount: Amount | None = None,
) -> dict[str, Problem]:  # fmt: skip
    """The problems by field; empty when the fields can be accepted.

    A date and an amount must be in the client's words, or the words say that they are not known yet. A field
    that is the same in `known` is accepted, even if its day has passed; so is a budget that is known to be
    `amount`.
    """
    found = {
        name: Problem("error.brief_missing", {}) for name in CRITICAL if not fields.get(name, "").strip()
    }
    for name, text in fields.items():
        if len(text) > LENGTH:
            found[name] = Problem("error.brief_long", {"length": len(text), "most": LENGTH})
    understood = _understood(fields, seen, known, chosen or {}, amount)
    return found | {name: one for name, one in understood.problems.items() if name not in found}


def read_ahead(fields: Mapping[str, str], rules: Rules) -> None:
    """Let the doctor read a form's fields before they are stored, so that its result is cached."""
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
    """Store a brief: version 1, or the next one with a `why`; a card is posted in the project's channel, and
    the departments that it concerns get it (`desk.brief.relay`).

    The next version is the newest one with the changes since `told.base`, so two people who edit at once keep
    each other's words; a change of a field that somebody else just changed raises `Overtaken`. A project
    without a channel gets no card. `earlier`: the brief that an earlier submission of this form stored; the
    new version then needs no reason. `verb`: its name in history. Raises `Invalid` at the first field that
    cannot be accepted.
    """
    permissions.check(session, actor, BRIEF_WRITE)
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
    fields, seen = told.fields, here(session, actor, now, owner.id)
    for name, problem in check(fields, seen, known, told.chosen, told.amount).items():
        raise Invalid(name, problem.reason, **problem.facts)
    if known and clean(fields.get("budget", "")) != known.fields.get("budget", ""):
        permissions.check(session, actor, BRIEF_BUDGET, Target(ref))
    understood = _understood(fields, seen, known, told.chosen, told.amount)
    if row is None:
        row = Brief(workspace_id=actor.workspace_id, project_id=ref.id, version=0)
        session.add(row)
    source = clean(told.source)
    version = BriefVersion(
        template=told.template if told.template in TEMPLATES else "campaign",
        fields=_stored(fields, understood),
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
    """Add the address of the message that a version quotes, as the first of its links."""
    permissions.check(session, actor, BRIEF_WRITE)
    row = versions.row_of(session, actor.workspace_id, brief_id)
    locks.projects(session, row.project_id)
    found = briefs.version(session, row.id, number)
    if found is not None and url not in found[0].links:
        version, _ = found
        actor.begin(session, "brief.link", now)
        version.links = [url, *version.links]


def differing(before: BriefForTeam, after: BriefForTeam) -> list[str]:
    """The fields in which two versions differ, in the order of the form; deadlines are compared by date."""
    fields = dict.fromkeys((*CRITICAL, *after.fields, *before.fields))
    changed = [
        name
        for name in fields
        if name != "deadline" and before.fields.get(name, "") != after.fields.get(name, "")
    ]
    if before.deadline != after.deadline or (
        after.deadline is None and before.fields.get("deadline") != after.fields.get("deadline")
    ):
        changed.append("deadline")
    if "budget" not in changed and before.amount != after.amount:
        changed.append("budget")
    return [TEMPLATE, *changed] if before.template != after.template else changed


def restore(session: Session, actor: Actor, brief_id: int, number: int, why: str, now: datetime) -> None:
    """Store the text of version `number` as a new version, inside the caller's change.

    The departments that it concerns get it, as for any version. Raises `NotAllowed` when it changes the
    budget without the right to.
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
        permissions.check(session, actor, BRIEF_BUDGET, Target(owner))
    version = BriefVersion(
        template=old.template, fields=dict(old.fields), source=old.source, links=list(old.links), why=why
    )
    _add(session, actor, row, version, now)
    living.announce(session, owner, f"{CARD}:{row.id}", now)
    kept = versions.shown(row, version, owner, actor.user, now)
    relay.hand_out(session, owner, row, differing(known, kept), now)


def redraw(session: Session, workspace_id: int, brief_id: int, now: datetime) -> None:
    """Queue a redraw of the brief's cards for the current change."""
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
    """The newest version with the form's changes."""
    if row is None or known is None:
        return told
    newest, mine = _said(known), {**told.fields, TEMPLATE: told.template, SOURCE: clean(told.source)}
    if told.base:
        is_newest = told.base == row.version
        before = newest if is_newest else _said(versions.version_of(session, row, told.base, now))
        mine = {name: text for name, text in mine.items() if clean(text) != before.get(name, "")}
        theirs = [one for one in mine if newest.get(one, "") not in (before.get(one, ""), clean(mine[one]))]
        if theirs and not is_correction:
            raise Overtaken("error.brief_overtaken", base=told.base, version=row.version, fields=theirs)
    said = newest | mine
    return replace(told, template=said.pop(TEMPLATE), source=said.pop(SOURCE), fields=said)


def _said(brief: BriefForTeam) -> dict[str, str]:
    """The fields that two people could change at once."""
    return versions.as_typed(brief) | {TEMPLATE: brief.template, SOURCE: brief.source}


def _understood(
    fields: Mapping[str, str], seen: Context, known: BriefForTeam | None, chosen: Mapping[str, str],
    told: Amount | None,
) -> _Terms:  # fmt: skip
    """The understood deadline and budget; words that are the same in `known` keep their meaning."""
    before = versions.as_typed(known) if known else {}
    same = {name for name in ("deadline", "budget") if clean(fields.get(name, "")) == before.get(name)}
    problems: dict[str, Problem] = {}
    day, amount = known.deadline if known else None, told or (known.amount if known else None)
    if "deadline" not in same:
        said = terms.deadline_of(fields.get("deadline", ""), seen)
        day = next((one for one in said.readings if one.isoformat() == chosen.get("deadline")), said.value)
        if day is None and not said.is_open:
            reason = said.reason or "error.brief_deadline_which"
            problems["deadline"] = Problem(reason, {"text": said.words}, days=said.readings)
    if "budget" not in same and told is None:
        spoken = terms.budget_of(fields.get("budget", ""), seen)
        picked = (one for one in spoken.readings if terms.written(one) == chosen.get("budget"))
        amount = next(picked, spoken.value)
        if amount is None and not spoken.is_open:
            reason = spoken.reason or "error.brief_budget_which"
            problems["budget"] = Problem(reason, {"text": spoken.words}, amounts=spoken.readings)
    return _Terms(day, amount, problems)


def _add(session: Session, actor: Actor, row: Brief, version: BriefVersion, now: datetime) -> None:
    """Add the brief's newest version."""
    row.version += 1
    session.flush()
    version.workspace_id, version.brief_id, version.number = row.workspace_id, row.id, row.version
    version.author_id, version.at = actor.member_id, now
    session.add(version)
    session.flush()


def _stored(fields: Mapping[str, str], understood: _Terms) -> dict[str, str]:
    kept = {name: clean(text) for name, text in fields.items() if text.strip()}
    if understood.deadline:
        kept[versions.DEADLINE] = understood.deadline.isoformat()
    if understood.amount:
        kept[versions.AMOUNT] = terms.written(understood.amount)
    return kept


def _set_back(undoing: Undoing, row: Brief, items: Sequence[Item]) -> None:
    """Undo by one more version, with the text of the one before."""
    version = next(item.before for item in items if item.field == "version")
    restore(undoing.session, undoing.actor, row.id, version, undoing.why, undoing.now)


FEATURE = Feature(
    "brief",
    entities=(
        Entity(
            Brief,
            always(BRIEF_WRITE),
            leave,
            set_back=_set_back,
            first_stays="undo.kept.brief_first",
            is_told=False,
        ),
        Entity(BriefVersion, always(BRIEF_WRITE), leave, named_by=("number",), stays=True),
    ),
    verbs=(Verb("brief"), Verb("brief.link", Way.ASIDE)),
    subjects=(Subject("brief", Brief, "project_id", in_channels=True),),
    kinds=(Kind(CARD, "the project's channel", When.CARD),),
)  # fmt: skip
