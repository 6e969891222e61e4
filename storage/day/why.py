"""One person's state before planning: the same conditions, asked one by one (F70)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Date, Select, and_, bindparam, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from storage.ball import dependency
from storage.brief.brief import Brief
from storage.brief.relay import Relay
from storage.database.base import Instant
from storage.database.dialect import is_sqlite
from storage.day import digest_rules
from storage.day.escalation import UNTOLD, Escalation
from storage.day.reminders import escalations
from storage.day.todo import Todo
from storage.feedback.feedback import Feedback, FeedbackItem
from storage.people.member import Member
from storage.project.project import Project
from storage.project.risk import Risk
from storage.work.deliverable import Deliverable


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of one person's open work that is due by the next working day, or holds up what is. `cover`:
    work of people they stand in for. `escalated`: late work they hear of as a lead or an AM. `led`: others'
    work and unacknowledged briefs in projects they lead. `burning`: projects that need them as their AM;
    `risks`: what they are to look at again.
    """

    due: int
    snoozed: int
    on_hold: int
    todos: int
    points: int
    cover: int
    escalated: int
    led: int
    burning: int = 0
    risks: int = 0

    @property
    def told(self) -> int:
        """How much of it there is to tell."""
        own = self.due + self.todos + self.points + self.risks
        return own + self.cover + self.escalated + self.led + self.burning


@dataclass(frozen=True, slots=True)
class PlanningState:
    """One person's state before planning: the rules that keep them from a digest, and their work. `decided`:
    the last local day that was decided.
    """

    kept_by: frozenset[digest_rules.Rule]
    counts: Counts
    decided: date | None


def planning_state(
    session: Session, member_id: int, here: digest_rules.LocalTime, burning: int, now: datetime
) -> PlanningState:
    """The rules that keep this person from a digest now, each checked alone. `here`: their zone's row;
    `burning`: how many projects need them.
    """
    on_sqlite = is_sqlite(session)
    rules, escalated = (
        _asked(digest_rules.local_times(on_sqlite)),
        _escalated(digest_rules.local_times(on_sqlite)),
    )
    bound = {"local_times": digest_rules.as_json([here]), "member": member_id}
    row = session.execute(rules, bound).one()._mapping
    everybodys = {here.kept_by} if here.kept_by else set()
    kept = {rule for rule in digest_rules.PERSONS_RULES if not row[rule]} | everybodys
    days = {"member": member_id, "day": here.day, "next_day": here.next_working_day}
    counted = session.execute(_COUNTED, days).one()
    todos = session.scalar(_TODOS, days) or 0
    points = session.scalar(_POINTS, days) or 0
    cover = session.scalar(_COVER, days) or 0
    told = (session.scalar(escalated, bound) or 0) + (session.scalar(_WAITING, {"member": member_id}) or 0)
    led = (session.scalar(_LED, days) or 0) + (session.scalar(_NOT_TAKEN, {"member": member_id}) or 0)
    led += session.scalar(_LED_AWAY, days) or 0
    led += session.scalar(_LED_POINTS, days | {"said_before": now - digest_rules.OVERNIGHT}) or 0
    led += session.scalar(_UNSENT, {"member": member_id}) or 0
    counts = Counts(
        counted.due + (session.scalar(_WANTED, days) or 0), counted.snoozed, counted.on_hold, todos, points,
        cover, escalated=told, led=led, burning=burning, risks=session.scalar(_RISKS, days) or 0,
    )  # fmt: skip
    if not counts.told:
        kept.add(digest_rules.Rule.NOTHING_DUE)
    return PlanningState(frozenset(kept), counts, row["decided_day"])


def _asked(here: CTE) -> Select[*tuple[Any, ...]]:
    rules = [condition.label(rule) for rule, condition in digest_rules.rules(here).items()]
    wanted = select(*rules, digest_rules.DigestDay.day.label("decided_day")).select_from(Member)
    return digest_rules.beside(wanted, here).where(Member.id == bindparam("member"))


def _escalated(here: CTE) -> Select[int]:
    """How many new escalations planning would make for one person now, plus those not told yet."""
    made = escalations(
        digest_rules.people(here).where(Member.id == bindparam("member")).cte("due")
    ).subquery()
    is_made = exists().where(
        Escalation.deliverable_id == made.c.deliverable_id,
        Escalation.step == made.c.step,
        Escalation.promised_on == made.c.promised_on,
    )
    return select(func.count()).select_from(made).where(~is_made)


_DAY, _NEXT_DAY = bindparam("day", type_=Date), bindparam("next_day", type_=Date)


def _count(condition: ColumnElement[bool], name: str) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(name)


_COUNTED = (
    select(
        _count(and_(digest_rules.is_awake(_DAY), digest_rules.ACTIVE), "due"),
        _count(and_(~digest_rules.is_awake(_DAY), digest_rules.ACTIVE), "snoozed"),
        _count(~digest_rules.ACTIVE, "on_hold"),
    )
    .select_from(Deliverable)
    .join(Project, Project.id == Deliverable.project_id)
    .where(digest_rules.is_due(bindparam("member"), _NEXT_DAY))
)
_ALL_WANTED = dependency.wanted()
_WANTED = (
    select(func.count(Deliverable.id.distinct()))
    .join(_ALL_WANTED, digest_rules.is_wanted(_ALL_WANTED, _NEXT_DAY))
    .join(Project, Project.id == Deliverable.project_id)
    .where(
        Deliverable.owner_id == bindparam("member"), digest_rules.is_awake(_DAY), digest_rules.ACTIVE,
        Deliverable.due_on > _NEXT_DAY,
    )
)  # fmt: skip
_AWAY = aliased(Member)
_COVER = (
    select(func.count())
    .select_from(_AWAY)
    .join(Deliverable, Deliverable.owner_id == _AWAY.id)
    .join(Project, Project.id == Deliverable.project_id)
    .where(digest_rules.theirs_is_due(_AWAY, bindparam("member"), _DAY, _NEXT_DAY))
)
_LEADS = digest_rules.is_led_by([bindparam("member")])
_LED = (
    select(func.count())
    .select_from(Deliverable)
    .join(Project, Project.id == Deliverable.project_id)
    .where(_LEADS, *digest_rules.led_is_due(bindparam("member"), _DAY))
)
_LED_AWAY = (
    select(func.count())
    .select_from(Deliverable)
    .join(Project, Project.id == Deliverable.project_id)
    .where(_LEADS, *digest_rules.led_is_away(_DAY))
)
_NOT_TAKEN = (
    select(func.count())
    .select_from(Relay)
    .join(Brief, Brief.id == Relay.brief_id)
    .join(Project, Project.id == Brief.project_id)
    .where(_LEADS, *digest_rules.not_taken())
)
_LED_POINTS = (
    select(func.count())
    .select_from(FeedbackItem)
    .join(Feedback, Feedback.id == FeedbackItem.feedback_id)
    .join(Project, Project.id == Feedback.project_id)
    .where(
        _LEADS,
        *digest_rules.led_points_told(bindparam("member"), _DAY, bindparam("said_before", type_=Instant)),
    )
)
_UNSENT = select(func.count(Project.id.distinct())).select_from(Project).where(_LEADS, *digest_rules.unsent())
_WAITING = (
    select(func.count()).select_from(Escalation).where(Escalation.member_id == bindparam("member"), UNTOLD)
)
_POINTS = (
    select(func.count())
    .select_from(FeedbackItem)
    .join(Feedback, Feedback.id == FeedbackItem.feedback_id)
    .join(Project, Project.id == Feedback.project_id)
    .where(digest_rules.point_is_due(bindparam("member"), _NEXT_DAY))
)
_RISKS = (
    select(func.count())
    .select_from(Risk)
    .join(Project, Project.id == Risk.project_id)
    .where(digest_rules.risk_is_due(bindparam("member"), _DAY), digest_rules.ACTIVE)
)
_TODOS = select(func.count()).select_from(Todo).where(digest_rules.todo_is_due(bindparam("member"), _DAY))
