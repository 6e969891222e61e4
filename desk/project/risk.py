"""Risks and issues of a project: watched by one person until they are closed, and looked at again on a day
(F34). They do not count in the project's colour, which comes from numbers alone (product.md §5.12).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from desk.core import permissions, within
from desk.core.actor import Actor
from desk.core.changes import set_before
from desk.core.errors import Conflict, Invalid
from desk.core.feature import Count, Entity, Feature, Undoing, Verb, always, delete
from desk.core.permissions import SEE, TEAM, Action
from desk.people import account, colleague
from desk.people.company_calendar import calendar_of
from desk.project import project
from desk.project.project import ProjectRef
from desk.text.letters import clean
from storage.database import history, locks, zones
from storage.day import reminders
from storage.history.records import Item
from storage.people.member import Member
from storage.project import risk as stored
from storage.project.project import Project
from storage.project.risk import Risk

RISK = Action("risk", "write down a risk of a project, change it and close it", TEAM)

LENGTH, OUTCOME_LENGTH = 300, 60
COUNT = "risks"
REVIEW_AFTER = 5
"""After how many working days a risk is looked at again when nobody says when: a week."""
_MOST_AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Risked:
    """A risk. `owner`: the Slack id of whoever watches it; `review_on`: the day to look at it again."""

    id: int
    text: str
    owner: str
    review_on: date
    is_open: bool = True
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Risks:
    """The open risks of a project, the soonest to look at first. `about`: the one that was just changed."""

    project: ProjectRef
    risks: Sequence[Risked]
    today: date
    about: Risked | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What people enter. `owner`: a Slack id, "" for whoever answers for the project; `review_on` None: in a
    week.
    """

    text: str
    owner: str = ""
    review_on: date | None = None


def add(session: Session, actor: Actor, project_id: int, wanted: Wanted, now: datetime) -> Risks:
    """Add a risk; the same words are open once. Raises `NotFound`, and `Invalid`, also when they are open
    with another watcher or another day than was chosen.
    """
    permissions.check(session, actor, RISK)
    ref = project.get(session, actor, project_id)
    locks.projects(session, ref.id)
    text, owner_id, review_on = _checked(session, actor, ref, wanted, now)
    same = [row for row, _ in stored.of_project(session, ref.id) if row.text == text]
    if same:
        _check_same(session, same[0], wanted, owner_id)
        return listed(session, actor, ref, now, same[0])
    actor.begin(session, "risk.add", now)
    row = Risk(
        workspace_id=actor.workspace_id, project_id=ref.id, author_id=actor.member_id, owner_id=owner_id,
        at=now, text=text, review_on=review_on,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return listed(session, actor, ref, now, row)


def change(session: Session, actor: Actor, risk_id: int, wanted: Wanted, now: datetime) -> Risks:
    """Change an open risk. Raises `Invalid`, `NotFound`, and `Conflict` when it is closed."""
    permissions.check(session, actor, RISK)
    ref, row = _locked(session, actor, risk_id)
    text, owner_id, review_on = _checked(session, actor, ref, wanted, now)
    if (text, owner_id, review_on) == (row.text, row.owner_id, row.review_on):
        return listed(session, actor, ref, now, row)
    actor.begin(session, "risk.change", now)
    before, row.text, row.owner_id, row.review_on = row.owner_id, text, owner_id, review_on
    session.flush()
    _redraw(session, {before, owner_id}, now)
    return listed(session, actor, ref, now, row)


def close(session: Session, actor: Actor, risk_id: int, outcome: str, now: datetime) -> Risks:
    """Close a risk with a word about what came of it. Raises `Invalid` without one, `NotFound`, and
    `Conflict` when it is closed.
    """
    permissions.check(session, actor, RISK)
    ref, row = _locked(session, actor, risk_id)
    outcome = clean(outcome, multiline=False)
    if not outcome:
        raise Invalid("outcome", "error.risk_outcome")
    if len(outcome) > OUTCOME_LENGTH:
        raise Invalid("outcome", "error.risk_outcome_long", most=OUTCOME_LENGTH, length=len(outcome))
    actor.begin(session, "risk.close", now)
    row.closed_at, row.outcome = now, outcome
    session.flush()
    _redraw(session, {row.owner_id}, now)
    return listed(session, actor, ref, now, row)


def listed(
    session: Session, actor: Actor, ref: ProjectRef, now: datetime, about: Risk | None = None
) -> Risks:
    """The open risks of a project, for a colleague. Raises `NotAllowed`."""
    permissions.check(session, actor, SEE)
    today = now.astimezone(zones.of(ref.zone)).date()
    told = _risked(about, session.get_one(Member, about.owner_id).user) if about else None
    return Risks(ref, of_project(session, ref.id), today, told)


def one(session: Session, actor: Actor, risk_id: int) -> tuple[ProjectRef, Risked]:
    """A risk to change or close, and its project. Raises `NotAllowed`, `NotFound`, and `Conflict` when it is
    closed.
    """
    permissions.check(session, actor, RISK)
    row = _open(session, actor, risk_id)
    told = _risked(row, session.get_one(Member, row.owner_id).user)
    return project.get(session, actor, row.project_id), told


def of_project(session: Session, project_id: int) -> list[Risked]:
    """The open risks of a project; the caller has checked that the readers are colleagues."""
    return [_risked(row, user) for row, user in stored.of_project(session, project_id)]


def first_review(session: Session, actor: Actor, ref: ProjectRef, now: datetime) -> date:
    """The day on which a new risk is looked at again when nobody says when."""
    calendar, day = calendar_of(session, actor.workspace_id), now.astimezone(zones.of(ref.zone)).date()
    for _ in range(REVIEW_AFTER):
        day = calendar.next_working(day)
    return day


def watcher(session: Session, actor: Actor, ref: ProjectRef) -> str:
    """The Slack id of whoever watches a new risk when nobody says who: the project's AE or AM."""
    return _watcher(session, actor, ref).user


def _checked(
    session: Session, actor: Actor, ref: ProjectRef, wanted: Wanted, now: datetime
) -> tuple[str, int, date]:
    text, today = clean(wanted.text, multiline=False), now.astimezone(zones.of(ref.zone)).date()
    if not text:
        raise Invalid("text", "error.risk_empty")
    if len(text) > LENGTH:
        raise Invalid("text", "error.risk_long", most=LENGTH, length=len(text))
    review_on = wanted.review_on or first_review(session, actor, ref, now)
    if not today <= review_on <= today + _MOST_AHEAD:
        raise Invalid("review", "error.risk_review")
    if wanted.owner:
        return text, colleague.chosen(session, actor, "owner", wanted.owner).id, review_on
    return text, _watcher(session, actor, ref).id, review_on


def _check_same(session: Session, row: Risk, wanted: Wanted, owner_id: int) -> None:
    is_other = bool(wanted.owner) and owner_id != row.owner_id
    if is_other or wanted.review_on not in (None, row.review_on):
        name, day = session.get_one(Member, row.owner_id).name, f"{row.review_on:%d/%m/%Y}"
        raise Invalid("text", "error.risk_there", name=name, day=day)


def _watcher(session: Session, actor: Actor, ref: ProjectRef) -> Member:
    """Whoever answers for the project, else the actor."""
    lead = account.of_project(session, session.get_one(Project, ref.id))
    return lead or session.get_one(Member, actor.member_id)


def _locked(session: Session, actor: Actor, risk_id: int) -> tuple[ProjectRef, Risk]:
    """An open risk and its project, locked: it is read again after the wait."""
    project_id = _open(session, actor, risk_id).project_id
    locks.projects(session, project_id)
    row = _open(session, actor, risk_id)
    return project.get(session, actor, project_id), row


def _open(session: Session, actor: Actor, risk_id: int) -> Risk:
    row = within.found(session, actor.workspace_id, Risk, risk_id, "error.risk_gone")
    if row.closed_at is not None:
        raise Conflict("error.risk_closed", outcome=row.outcome)
    return row


def _risked(row: Risk, user: str) -> Risked:
    return Risked(row.id, row.text, user, row.review_on, row.closed_at is None, row.outcome)


def _redraw(session: Session, owner_ids: Iterable[int], now: datetime) -> None:
    """The newest digest of whoever watches it may have it."""
    reminders.redraw_digests(session, set(owner_ids), str(history.identify(session)), now)


def _redraws(undoing: Undoing, rows: Sequence[Risk], _items: Sequence[Item]) -> Iterable[str]:
    _redraw(undoing.session, {row.owner_id for row in rows}, undoing.now)
    return ()


def _hand_on(session: Session, leaver: Member, _now: datetime) -> None:
    """What somebody watched who left, or became a guest, is watched by whoever answers for the project; if
    nobody does, by an admin.
    """
    for row in stored.of_owner(session, leaver.id):
        _give_on(session, row)


def _set_back(undoing: Undoing, row: Risk, items: Sequence[Item]) -> None:
    """Set every field back; one that is open again is not watched by somebody who left meanwhile."""
    set_before(row, items)
    if row.closed_at is None and not undoing.session.get_one(Member, row.owner_id).is_colleague:
        _give_on(undoing.session, row)


def _give_on(session: Session, row: Risk) -> None:
    owner = session.get_one(Project, row.project_id)
    for person in account.or_admins(session, row.workspace_id, owner)[:1]:
        row.owner_id = person.id


FEATURE = Feature(
    "risk",
    entities=(
        Entity(
            Risk,
            always(RISK),
            delete,
            named_by=("text",),
            told_with=("review_on",),
            set_back=_set_back,
            redraws=_redraws,
        ),
    ),
    verbs=(Verb("risk.add"), Verb("risk.change"), Verb("risk.close")),
    counts=(Count(COUNT, stored.COUNT),),
    left=_hand_on,
    became_guest=_hand_on,
)
