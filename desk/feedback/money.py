"""What a client says about money and the contract: only for those who lead the project."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.core.actor import Actor
from desk.core.permissions import LEADERS, OFFICE, Action, Relation
from desk.feedback import lines
from desk.people import reading
from storage.feedback.feedback import Feedback, FeedbackItem, FeedbackKind
from storage.history import records
from storage.history.records import Item
from storage.people import member as members
from storage.project.project import Project

FEEDBACK_MONEY = Action(
    "feedback_money", "read and answer what a client says of money and the contract", LEADERS,
    "error.feedback_money",
)  # fmt: skip
LEFT_OUT = "…"
"""Replaces words about money for people who may not read them."""


def reads(session: Session, user: str, row: Feedback) -> bool:
    """Whether this person, or channel, may read the capture's words about money: project leads, and the
    colleague who captured it.
    """
    person = members.by_user(session, row.workspace_id, user)
    if person is None or not person.is_colleague:
        return False
    project = session.get_one(Project, row.project_id)
    return person.id in (project.ae_id, project.am_id, row.author_id) or Relation(person.role) in OFFICE


def readable(
    session: Session, user: str, row: Feedback, rows: Sequence[FeedbackItem]
) -> Sequence[FeedbackItem]:
    """The points that this person, or channel, may read."""
    if reads(session, user, row):
        return rows
    return [item for item in rows if item.kind is not FeedbackKind.MONEY]


def without_money(session: Session, row: Feedback, rows: Sequence[FeedbackItem], now: datetime) -> str | None:
    """The client's words without those about money, as found by reading and by people's choice of kind, also
    for points that were dropped since.

    None when a point was edited, so that its words cannot be found in the text.
    """
    places = lines.money_in(row.source, reading.context(session, row.workspace_id, now))
    told = [" ".join(row.source[start:end].split()) for start, end in places]
    safe = row.source
    for start, end in reversed(places):
        safe = f"{safe[:start]}{LEFT_OUT}{safe[end:]}"
    texts = [item.text for item in rows if item.kind is FeedbackKind.MONEY]
    for text in [*texts, *_dropped(session, row, rows)]:
        if text.endswith(tuple(told)):
            continue
        if text not in safe:
            return None
        safe = safe.replace(text, LEFT_OUT)
    return safe


def unsaid_of_points(
    session: Session, actor: Actor, changed: Mapping[int, Sequence[Item]]
) -> dict[int, frozenset[str]]:
    """Words of points that are, or ever were, about money: hidden in history from people who may not read
    them.
    """
    rows = session.execute(
        select(FeedbackItem.id, Feedback.author_id)
        .join(Feedback, Feedback.id == FeedbackItem.feedback_id)
        .where(FeedbackItem.id.in_(changed))
    )
    authors = dict(rows.all())
    about_money = _about_money(session, changed)
    found = {one: frozenset({"text"}) for one in about_money if authors.get(one) != actor.member_id}
    return {} if _leads(session, actor, [item for row_id in found for item in changed[row_id]]) else found


def unsaid_of_captures(
    session: Session, actor: Actor, changed: Mapping[int, Sequence[Item]]
) -> dict[int, frozenset[str]]:
    """The client's words, when a point in them is, or ever was, about money."""
    points = _ever_in(session, changed)
    found = {points[one]: frozenset({"source"}) for one in _about_money(session, points)}
    return {} if _leads(session, actor, [item for row_id in found for item in changed[row_id]]) else found


def _about_money(session: Session, points: Collection[int]) -> set[int]:
    """Those of these points, dropped ones too, that are or ever were about money."""
    return records.ever(session, "feedback_item", "kind", FeedbackKind.MONEY.value, points)


def _ever_in(session: Session, captures: Collection[int]) -> dict[int, int]:
    """The points of these captures, dropped ones too, each with its capture."""
    rows = session.execute(
        select(FeedbackItem.id, FeedbackItem.feedback_id).where(FeedbackItem.feedback_id.in_(captures))
    )
    return records.formerly(session, "feedback_item", "feedback_id", captures) | dict(rows.all())


def _dropped(session: Session, row: Feedback, rows: Sequence[FeedbackItem]) -> Collection[str]:
    """The last words of points about money that were dropped from this capture."""
    gone = _about_money(session, _ever_in(session, [row.id])) - {item.id for item in rows}
    return records.at_last(session, "feedback_item", "text", gone).values()


def _leads(session: Session, actor: Actor, items: Sequence[Item]) -> bool:
    """Whether this person leads all projects of these items."""
    if not actor.is_outside and Relation(actor.role) in OFFICE:
        return True
    projects = [session.get(Project, one) for one in {item.project_id for item in items}]
    return all(one is not None and actor.member_id in (one.ae_id, one.am_id) for one in projects)
