"""Drafts of a feedback form that is not saved yet: nothing typed is lost.

A draft is stored by its form's id, so two open forms stay separate. A sent draft is kept until the next one
is sent, because a corrected resubmission of the form needs its lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from desk.core.actor import Actor
from desk.feedback.lines import Line
from storage.database import locks
from storage.feedback.feedback import FeedbackKind
from storage.messages import draft
from storage.messages.draft import Draft

KIND = "feedback"
OFFERED_FOR = timedelta(days=14)
"""How long an unsent draft is offered."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The values of the form's fields. `channel` and `message_ts`: where it was opened, and the quoted
    message.

    `points`: as they were read, and what became none, with the changes made on the pages after the first;
    None before these.
    `start`: the first point of the open page; `turn`: how many pages were opened before it.
    """

    source: str = ""
    items: str = ""
    said_by: str = ""
    project_id: int | None = None
    deliverable_id: int | None = None
    round: int | None = None
    channel: str = ""
    message_ts: str | None = None
    points: list[dict[str, Any]] | None = None
    start: int = 0
    turn: int = 0
    sent: bool = False

    @property
    def lines(self) -> tuple[Line, ...]:
        """The points."""
        return tuple(_line(**point) for point in self.points or ())

    def with_lines(self, points: Sequence[Line]) -> Typed:
        """With these points."""
        kept = [asdict(one) | {"due_on": one.due_on and one.due_on.isoformat()} for one in points]
        return replace(self, points=kept)


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft that was never sent: the id of its form, and its values."""

    form: str
    typed: Typed


def save(session: Session, actor: Actor, form: str, typed: Typed, now: datetime) -> None:
    """Store the values of the form with this id."""
    locks.people(session, actor.member_id)
    row = draft.find(session, actor.member_id, KIND, form)
    if row is None:
        row = Draft(workspace_id=actor.workspace_id, member_id=actor.member_id, kind=KIND, scope=form)
        session.add(row)
    row.values, row.at = asdict(typed), now
    session.flush()


def find(session: Session, actor: Actor, form: str) -> Typed | None:
    """The stored values of the form with this id, sent or not."""
    row = draft.find(session, actor.member_id, KIND, form)
    return None if row is None else Typed(**row.values)


def unsent(session: Session, actor: Actor, now: datetime, *, but_not: str = "") -> Kept | None:
    """This person's newest draft that is not empty and was never sent, except of the form `but_not`."""
    return next((kept for kept in _unsent(session, actor, now) if kept.form != but_not), None)


def take_over(session: Session, actor: Actor, form: str, other: str, now: datetime) -> Typed | None:
    """Move the values of the form `other` to `form`; if that was done before, the values of `form`."""
    locks.people(session, actor.member_id)
    for kept in _unsent(session, actor, now):
        if kept.form == other != form:
            draft.drop(session, actor.member_id, KIND, other)
            save(session, actor, form, kept.typed, now)
            return kept.typed
    return find(session, actor, form)


def drop(session: Session, actor: Actor, form: str) -> None:
    """Delete the values of the form with this id."""
    locks.people(session, actor.member_id)
    draft.drop(session, actor.member_id, KIND, form)


def sent(session: Session, actor: Actor, form: str, now: datetime) -> None:
    """Mark the draft as sent: it is not offered again. Earlier sent ones and very old ones are deleted."""
    locks.people(session, actor.member_id)
    for row in draft.of_member(session, actor.member_id, KIND):
        typed = Typed(**row.values)
        if row.scope == form:
            row.values = asdict(replace(typed, sent=True))
        elif typed.sent or now - row.at > OFFERED_FOR:
            session.delete(row)


def _line(
    kind: str, text: str, owner: str | None, due_on: str | None, left: str = "", by: str = "",
    piece: int | None = None,
) -> Line:  # fmt: skip
    due = date.fromisoformat(due_on) if due_on else None
    return Line(FeedbackKind(kind), text, owner, due, left, by, piece)


def _unsent(session: Session, actor: Actor, now: datetime) -> list[Kept]:
    rows = draft.of_member(session, actor.member_id, KIND)
    kept = [Kept(row.scope, Typed(**row.values)) for row in rows if now - row.at <= OFFERED_FOR]
    return [one for one in kept if not one.typed.sent and (one.typed.source or one.typed.items)]
