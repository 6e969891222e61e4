"""The evening's wrap of whoever leads projects: whose is to be decided, what changed, and its planning."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    ForeignKey,
    Integer,
    Row,
    Select,
    and_,
    exists,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column
from sqlalchemy.sql.dml import Insert, ReturningInsert

from storage.brief.relay import RelayAsk
from storage.database import json_table
from storage.database.base import Base, Instant
from storage.database.dialect import LONG_AGO, is_sqlite, upsert
from storage.database.history import ChangeItem, ChangeRow
from storage.day import digest_rules, reminders
from storage.day.digest_rules import DuePerson, LocalTime, Rule
from storage.feedback.feedback import Feedback, FeedbackItem
from storage.messages.outbox import Outbox, announce
from storage.messages.recipient_queue import RecipientQueue, marked_undelivered
from storage.people.member import Member
from storage.people.workspace import Workspace
from storage.project.project import Project
from storage.work.deliverable import OPEN, Deliverable

WRAP = "wrap"


class WrapDay(Base):
    """The last local day for which a person's wrap was decided, sent or not: it is decided once a day."""

    __tablename__ = "wrap_day"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), unique=True)
    day: Mapped[date]


@dataclass(frozen=True, slots=True)
class Span:
    """A lead's wrap of local day `day`: it tells of changes from instant `since` until before `until`."""

    member_id: int
    workspace_id: int
    day: date
    next_day: date
    since: datetime
    until: datetime


def undecided(session: Session, local_times: Sequence[LocalTime]) -> Sequence[Row[Member, str, date]]:
    """Those who lead a running project, or stand in for somebody who does, and may get a wrap at these local
    times: each with their zone and their local day.
    """
    if not local_times:
        return []
    bound = {"local_times": digest_rules.as_json(local_times)}
    return session.execute(_undecided(is_sqlite(session)), bound).all()


def decided(session: Session, member_id: int) -> date | None:
    """The last local day for which this person's wrap was decided."""
    return session.scalar(select(WrapDay.day).where(WrapDay.member_id == member_id))


def as_due(span: Span, on_sqlite: bool) -> DuePerson:
    """A span as planning takes it."""
    row = {
        "member_id": span.member_id, "workspace_id": span.workspace_id, "day": span.day.isoformat(),
        "next_day": span.next_day.isoformat(), "since": json_table.instant(span.since, on_sqlite),
        "until": json_table.instant(span.until, on_sqlite),
    }  # fmt: skip
    return DuePerson(json.dumps(row))


def plan(session: Session, now: datetime, people: Sequence[DuePerson]) -> int:
    """Put the wrap into the outbox for those of these people for whom something changed or is due.

    `now` is the business instant. People decided meanwhile are skipped. Returns the number of new wraps.
    """
    planning, connection = _planning(is_sqlite(session)), session.connection()
    bound = {"now": now, "persons": digest_rules.as_persons(people)}
    made = connection.execute(planning.wraps, bound).all()
    if made:
        rows = [
            {"workspace_id": workspace_id, "recipient": user, "next_at": LONG_AGO, "undelivered": True}
            for workspace_id, user in sorted(tuple(row) for row in made)
        ]
        connection.execute(marked_undelivered(upsert(session, RecipientQueue)), rows)
    connection.execute(planning.decided, bound)
    announce(session)
    return len(made)


def changes(
    session: Session, workspace_id: int, projects: Collection[int], since: datetime, until: datetime
) -> Sequence[Row[*tuple[Any, ...]]]:
    """What a wrap may tell of these projects, in order: entity, entity_id, field, before, after, and the
    change's actor_id.
    """
    fields = (ChangeItem.entity, ChangeItem.entity_id, ChangeItem.field, ChangeItem.before, ChangeItem.after)
    rows = (
        select(*fields, ChangeRow.actor_id)
        .join(ChangeRow, ChangeRow.id == ChangeItem.change_id)
        .where(
            ChangeRow.workspace_id == workspace_id, ChangeRow.at >= since, ChangeRow.at < until,
            ChangeItem.project_id.in_(projects), _TOLD,
        )
        .order_by(ChangeItem.change_id, ChangeItem.id)
    )  # fmt: skip
    return session.execute(rows).all()


def untold(session: Session, relay_ids: Collection[int], since: datetime) -> set[int]:
    """Those of these relays whose people were asked by instant `since` and of whose silence a message is
    still to tell.
    """
    rows = select(RelayAsk.relay_id).where(
        RelayAsk.relay_id.in_(relay_ids), RelayAsk.step.is_not(None), RelayAsk.at <= since
    )
    return set(session.scalars(rows))


_TOLD = or_(
    and_(
        ChangeItem.entity == "deliverable", ChangeItem.field.in_(("status", "due_on")),
        ChangeItem.before.is_not(None),
    ),
    and_(ChangeItem.entity == "feedback", ChangeItem.field == "round", ChangeItem.before.is_(None)),
    and_(ChangeItem.entity == "relay", ChangeItem.field == "state", ChangeItem.before.is_not(None)),
    ChangeItem.entity == "colour_override",
)  # fmt: skip
"""Work that got another state or date, new feedback, briefs that were answered, and colours that were set."""


@dataclass(frozen=True, slots=True)
class _Planning:
    """The statements of one tick, built once. Parameters: `now` and `persons`."""

    wraps: ReturningInsert[int, str]
    decided: Insert


@cache
def _undecided(on_sqlite: bool) -> Select[Member, str, date]:
    here = digest_rules.local_times(on_sqlite)
    rules, away = digest_rules.rules(here), aliased(Member)
    stands_in = exists().where(
        away.delegate_id == Member.id, digest_rules.is_away(away, here.c.day), away.id.in_(_leads())
    )
    return (
        select(Member, here.c.zone, here.c.day)
        .join(Workspace, Workspace.id == Member.workspace_id)
        .join(here, and_(here.c.workspace_id == Member.workspace_id, here.c.zone == Member.zone))
        .outerjoin(WrapDay, WrapDay.member_id == Member.id)
        .where(
            rules[Rule.GONE], rules[Rule.OUTSIDE], rules[Rule.LEAVE], Member.wrap_off.is_(False),
            or_(WrapDay.day.is_(None), WrapDay.day < here.c.day), or_(Member.id.in_(_leads()), stands_in),
        )
    )  # fmt: skip


def _leads() -> Select[int]:
    """Who leads a running project: its AE, or its AM if it has no AE."""
    lead = func.coalesce(Project.ae_id, Project.am_id)
    return select(lead).where(digest_rules.ACTIVE, lead.is_not(None))


@cache
def _planning(on_sqlite: bool) -> _Planning:
    insert = sqlite.insert if on_sqlite else postgresql.insert
    due = _due(on_sqlite)
    wraps = insert(Outbox).from_select(reminders.COLUMNS, _wraps(due)).on_conflict_do_nothing()
    who = select(due.c.member_id, due.c.day).where(true())
    decided = insert(WrapDay).from_select(["member_id", "day"], who)
    return _Planning(
        wraps=wraps.returning(Outbox.workspace_id, Outbox.recipient),
        decided=decided.on_conflict_do_update(
            index_elements=["member_id"], set_={"day": decided.excluded.day}
        ),
    )


def _due(on_sqlite: bool) -> CTE:
    """The given people, without those decided meanwhile."""
    columns: dict[str, Any] = {"member_id": Integer, "workspace_id": Integer, "day": Date, "next_day": Date}
    person = json_table.table("person", columns | {"since": Instant, "until": Instant}, on_sqlite)
    return (
        select(person, Member.user)
        .join(Member, Member.id == person.c.member_id)
        .outerjoin(WrapDay, WrapDay.member_id == Member.id)
        .where(or_(WrapDay.day.is_(None), WrapDay.day < person.c.day))
        .cte("due")
    )


def _wraps(due: CTE) -> Select[*tuple[Any, ...]]:
    """Those for whom others changed something, or have work that is late or due by the next working day, or
    points of feedback that are late or due today.
    """
    changed, away = _changed(due), aliased(Member)
    news = exists().where(
        changed.c.project_id == Project.id, changed.c.at >= due.c.since, changed.c.at < due.c.until,
        changed.c.actor_id.is_distinct_from(due.c.member_id),
    ).correlate_except(changed)  # fmt: skip
    is_open = exists().where(
        Deliverable.project_id == Project.id, OPEN, Deliverable.due_on <= due.c.next_day,
        Deliverable.owner_id != due.c.member_id, digest_rules.is_awake(due.c.next_day),
    ).correlate_except(Deliverable)  # fmt: skip
    point_due = exists().where(
        *digest_rules.LED_POINTS, FeedbackItem.due_on <= due.c.day, FeedbackItem.owner_id != due.c.member_id,
    ).correlate_except(Feedback, FeedbackItem)  # fmt: skip
    told = or_(news, is_open, point_due)
    own = digest_rules.leads_one(due.c.member_id, told)
    for_away = exists().where(
        away.delegate_id == due.c.member_id, digest_rules.is_away(away, due.c.day),
        digest_rules.leads_one(away.id, told),
    )  # fmt: skip
    return select(*reminders.message(due, WRAP, "")).where(or_(own, for_away))


def _changed(due: CTE) -> CTE:
    """What happened since the earliest of the wraps begins: read once, however many people lead."""
    return (
        select(ChangeItem.project_id, ChangeRow.actor_id, ChangeRow.at)
        .join(ChangeRow, ChangeRow.id == ChangeItem.change_id)
        .where(
            ChangeRow.workspace_id.in_(select(due.c.workspace_id)),
            ChangeRow.at >= _of_all(func.min(due.c.since)),
            ChangeRow.at < _of_all(func.max(due.c.until)),
            _TOLD,
        )
        .distinct()
        .cte("changed")
        .prefix_with("MATERIALIZED")
    )


def _of_all(what: Any) -> ColumnElement[datetime]:
    return select(what).scalar_subquery()
