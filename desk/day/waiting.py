"""What waits for one person: answers about briefs, decisions about the client's points, and internal
reviews.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from desk.brief.needs import CORE
from desk.core.actor import Actor
from desk.project import placing
from desk.project.placing import Unplaced
from storage.brief.brief import Brief
from storage.brief.question import Question
from storage.brief.relay import HERE, Relay, RelayAsk, RelayState
from storage.feedback.feedback import Feedback, FeedbackItem, FeedbackKind
from storage.people.member import Department, Member, ProjectPerson, Role
from storage.project.project import Project, ProjectState
from storage.work.deliverable import Deliverable, Status

_TO_DECIDE = (FeedbackKind.QUESTION, FeedbackKind.OUT_OF_SCOPE, FeedbackKind.MONEY)
"""Points on which work cannot begin before the AE has answered."""


@dataclass(frozen=True, slots=True)
class Points:
    """The client's open questions and points out of scope in one project."""

    project: str
    slug: str
    count: int


@dataclass(frozen=True, slots=True)
class Review:
    """A piece of work in internal review. `owner` is a Slack id."""

    id: int
    number: int
    title: str
    project: str
    owner: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A brief that waits for the answer of the actor's department."""

    relay_id: int
    department: Department
    version: int
    project: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A department's answer to a brief, for the account team to act on: `words` are a playback or the reason
    of a refusal. `by` is a Slack id.
    """

    relay_id: int
    department: Department
    version: int
    words: str
    by: str
    project_id: int
    project: str


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """A department's question that the account team has not answered. `by` is a Slack id."""

    number: int
    text: str
    department: Department
    by: str
    project_id: int
    project: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for one person. Briefs, questions, playbacks and refusals: the longest waiting first;
    points: the most first; reviews: the soonest due first.
    """

    briefs: Sequence[Unanswered]
    questions: Sequence[ToAnswer]
    playbacks: Sequence[Answered]
    declined: Sequence[Answered]
    points: Sequence[Points]
    reviews: Sequence[Review]
    unplaced: Sequence[Unplaced] = ()

    @property
    def kinds(self) -> Sequence[Sequence[object]]:
        """All of it, by kind."""
        asked = (self.briefs, self.questions, self.playbacks, self.declined)
        return (*asked, self.points, self.reviews, self.unplaced)

    @property
    def count(self) -> int:
        """The number of things that wait."""
        return sum(map(len, self.kinds)) + sum(one.count - 1 for one in self.points)


def on_actor(session: Session, actor: Actor) -> Waiting:
    """What waits for the actor in running projects, in a fixed number of statements.

    Briefs: for those who answer for a department. Departments' answers, and briefs that are posted nowhere:
    for the AE and AM. Points: for the AE. Work in review: for the AE, the AM and the lead of the department
    that did it.
    """
    actor.must_be_team()
    department = session.get_one(Member, actor.member_id).department
    leads = department if actor.role is Role.LEAD else None
    answered = _answered(session, actor)
    return Waiting(
        _briefs(session, actor, leads),
        _questions(session, actor),
        answered[RelayState.ACKNOWLEDGED],
        answered[RelayState.DECLINED],
        _points(session, actor),
        _reviews(session, actor, leads),
        placing.unplaced(session, actor),
    )


def briefs(session: Session, actor: Actor) -> Sequence[Unanswered]:
    """The briefs that wait for the actor's answer in running projects, the longest waiting first."""
    actor.must_be_team()
    department = session.get_one(Member, actor.member_id).department
    return _briefs(session, actor, department if actor.role is Role.LEAD else None)


def _briefs(session: Session, actor: Actor, leads: Department | None) -> list[Unanswered]:
    """For people with a part in the department's work; if there are none, for its lead; and for whoever was
    asked in place of one of these (`relay.answers_for`).
    """
    part = select(ProjectPerson.id).where(
        ProjectPerson.project_id == Project.id, ProjectPerson.part == Relay.department
    )
    own: list[ColumnElement[bool]] = [part.where(ProjectPerson.member_id == actor.member_id).exists()]
    staffed = part.join(Member, Member.id == ProjectPerson.member_id).where(*HERE)
    if leads in CORE:
        own.append(and_(Relay.department == leads, ~staffed.exists()))
    asked = select(RelayAsk.id).where(RelayAsk.relay_id == Relay.id, RelayAsk.member_id == actor.member_id)
    away = aliased(Member)
    holds = part.where(ProjectPerson.member_id == away.id).correlate(Project, Relay, away)
    is_lead = and_(away.role == Role.LEAD, away.department == Relay.department, Relay.department.in_(CORE))
    named = select(away.id).where(
        away.delegate_id == actor.member_id, away.gone.is_(False), away.external.is_(False),
        away.role != Role.GUEST,
        or_(holds.exists(), and_(is_lead, ~staffed.correlate(Project, Relay).exists())),
    )  # fmt: skip
    own.append(and_(asked.exists(), named.correlate(Project, Relay).exists()))
    rows = session.execute(
        select(Relay.id, Relay.department, Relay.version, Project.name)
        .join(Brief, Brief.id == Relay.brief_id)
        .join(Project, Project.id == Brief.project_id)
        .where(*_running(actor), Relay.state == RelayState.WAITING, or_(*own))
        .order_by(Relay.at, Relay.id)
    )
    return [Unanswered(*row) for row in rows]


def _questions(session: Session, actor: Actor) -> list[ToAnswer]:
    rows = session.execute(
        select(Question.number, Question.words, Relay.department, Member.user, Project.id, Project.name)
        .join(Relay, Relay.id == Question.relay_id)
        .join(Member, Member.id == Question.asked_by_id)
        .join(Brief, Brief.id == Question.brief_id)
        .join(Project, Project.id == Brief.project_id)
        .where(
            *_running(actor), _accounts(actor), Question.answer.is_(None),
            Relay.state != RelayState.NOT_NEEDED,
        )
        .order_by(Question.asked_at, Question.id)
    )  # fmt: skip
    return [ToAnswer(number, words[""], *rest) for number, words, *rest in rows]


def _answered(session: Session, actor: Actor) -> dict[RelayState, list[Answered]]:
    """Playbacks to confirm or correct, and refusals."""
    found: dict[RelayState, list[Answered]] = {RelayState.ACKNOWLEDGED: [], RelayState.DECLINED: []}
    rows = session.execute(
        select(Relay, Member.user, Project.id, Project.name)
        .join(Member, Member.id == Relay.member_id)
        .join(Brief, Brief.id == Relay.brief_id)
        .join(Project, Project.id == Brief.project_id)
        .where(*_running(actor), _accounts(actor), Relay.state.in_(found))
        .order_by(Relay.answered_at, Relay.id)
    )
    for row, by, project_id, name in rows:
        words = row.playback or row.said
        found[row.state].append(Answered(row.id, row.department, row.version, words, by, project_id, name))
    return found


def _running(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (Project.workspace_id == actor.workspace_id, Project.state == ProjectState.ACTIVE)


def _accounts(actor: Actor) -> ColumnElement[bool]:
    return or_(Project.ae_id == actor.member_id, Project.am_id == actor.member_id)


def _points(session: Session, actor: Actor) -> list[Points]:
    count = func.count(FeedbackItem.id)
    rows = session.execute(
        select(Project.name, Project.slug, count)
        .join(Feedback, Feedback.project_id == Project.id)
        .join(FeedbackItem, FeedbackItem.feedback_id == Feedback.id)
        .where(
            *_running(actor),
            Project.ae_id == actor.member_id,
            FeedbackItem.done_at.is_(None),
            FeedbackItem.kind.in_(_TO_DECIDE),
        )
        .group_by(Project.id, Project.name, Project.slug)
        .order_by(count.desc(), Project.name)
    )
    return [Points(*row) for row in rows]


def _reviews(session: Session, actor: Actor, leads: Department | None) -> list[Review]:
    looks = [_accounts(actor)]
    if leads:
        looks.append(Deliverable.department == leads)
    rows = session.execute(
        select(Deliverable.id, Deliverable.number, Deliverable.title, Project.name, Member.user)
        .join(Project, Project.id == Deliverable.project_id)
        .join(Member, Member.id == Deliverable.owner_id)
        .where(
            *_running(actor),
            Deliverable.status == Status.INTERNAL_REVIEW,
            Deliverable.owner_id != actor.member_id,
            or_(*looks),
        )
        .order_by(Deliverable.due_on, Project.name, Deliverable.number)
    )
    return [Review(*row) for row in rows]
