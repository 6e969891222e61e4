"""What was typed into a feedback form that is not saved yet: nothing typed is lost.

A form's draft goes by the form's own id, so two forms open at once keep apart. A sent one stays until the
next is sent, because a corrected resubmission of the form needs the lines again.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from desk.actor import Actor
from storage import draft
from storage.draft import Draft

KIND = "feedback"
OFFERED_FOR = timedelta(days=14)
"""How long an unsent draft is offered again."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of the form as they stood. `channel` and `message_ts`: where it was opened, and on what."""

    source: str = ""
    items: str = ""
    said_by: str = ""
    project_id: int | None = None
    deliverable_id: int | None = None
    round: int | None = None
    channel: str = ""
    message_ts: str | None = None
    sent: bool = False


def save(session: Session, actor: Actor, form: str, typed: Typed, now: datetime) -> None:
    """Keep what stands in the form with this id."""
    row = draft.find(session, actor.member_id, KIND, form)
    if row is None:
        row = Draft(workspace_id=actor.workspace_id, member_id=actor.member_id, kind=KIND, scope=form)
        session.add(row)
    row.values, row.at = asdict(typed), now
    session.flush()


def find(session: Session, actor: Actor, form: str) -> Typed | None:
    """What was kept of the form with this id, sent or not."""
    row = draft.find(session, actor.member_id, KIND, form)
    return None if row is None else Typed(**row.values)


def unsent(session: Session, actor: Actor, now: datetime, *, but_not: str = "") -> Typed | None:
    """The newest draft of this person that has words and was never sent, not of the form `but_not`."""
    return next((typed for form, typed in _unsent(session, actor, now) if form != but_not), None)


def take_over(session: Session, actor: Actor, form: str, now: datetime) -> Typed | None:
    """Move the newest unsent draft of another form into the one with this id."""
    for other, typed in _unsent(session, actor, now):
        if other != form:
            draft.drop(session, actor.member_id, KIND, other)
            save(session, actor, form, typed, now)
            return typed
    return None


def drop(session: Session, actor: Actor, *, but_not: str, now: datetime) -> None:
    """Throw the newest unsent draft of another form away."""
    for form, _ in _unsent(session, actor, now):
        if form != but_not:
            draft.drop(session, actor.member_id, KIND, form)
            return


def sent(session: Session, actor: Actor, form: str, now: datetime) -> None:
    """The form was sent: it is not offered again. Those sent before it, and very old ones, are forgotten."""
    for row in draft.of_member(session, actor.member_id, KIND):
        typed = Typed(**row.values)
        if row.scope == form:
            row.values = asdict(replace(typed, sent=True))
        elif typed.sent or now - row.at > OFFERED_FOR:
            session.delete(row)


def _unsent(session: Session, actor: Actor, now: datetime) -> list[tuple[str, Typed]]:
    rows = draft.of_member(session, actor.member_id, KIND)
    kept = [(row.scope, Typed(**row.values)) for row in rows if now - row.at <= OFFERED_FOR]
    return [(form, typed) for form, typed in kept if not typed.sent and (typed.source or typed.items)]
