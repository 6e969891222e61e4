"""The relay: which version of a brief each department got, and what it answered."""

from __future__ import annotations

import enum
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Exists,
    ForeignKey,
    Index,
    Integer,
    Row,
    Select,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    cast,
    false,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from storage.brief.brief import Brief
from storage.database import json_table
from storage.database.base import Base, Instant, InWorkspace, words
from storage.database.dialect import is_sqlite, upsert
from storage.messages.outbox import NO_DIGEST, Outbox, OutboxState, enqueue, ids_in
from storage.people.member import Department, Member, ProjectPerson, Role, stand_in
from storage.people.workspace import Workspace
from storage.project.project import Project, ProjectState

ASKED = "relay"
"""The outbox kind of the message that brings one person the brief."""
NUDGE = "relay_nudge"


class AskStep(enum.StrEnum):
    """The next step when a department does not answer: nudge the person who was asked, then tell the account
    team.
    """

    NUDGE = "nudge"
    TELL_ACCOUNT = "tell_account"


class RelayState(enum.StrEnum):
    """Where a department stands with one version (M2). `stale`: a later version asks it again; `not_needed`:
    the account team said that the brief does not concern it.
    """

    WAITING = "waiting"
    ACKNOWLEDGED = "acknowledged"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    DECLINED = "declined"
    STALE = "stale"
    NOT_NEEDED = "not_needed"


UNANSWERED = (RelayState.WAITING, RelayState.DECLINED, RelayState.STALE)
"""The states in which nobody has confirmed yet."""


class Relay(InWorkspace, Base):
    """One version given to one department. `member_id` answered at `answered_at`: with a playback and the
    phrases picked from the brief ("" for another answer), or with a reason in `said`. The AE's correction is
    in `said` too.
    """

    __tablename__ = "relay"
    audited = True
    project_path = "brief_id"

    brief_id: Mapped[int] = mapped_column(ForeignKey("brief.id"))
    version: Mapped[int]
    department: Mapped[Department] = mapped_column(words(Department))
    state: Mapped[RelayState] = mapped_column(words(RelayState), default=RelayState.WAITING)
    at: Mapped[datetime]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    answered_at: Mapped[datetime | None]
    playback: Mapped[str] = mapped_column(default="")
    objective: Mapped[str] = mapped_column(default="")
    audience: Mapped[str] = mapped_column(default="")
    said: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("brief_id", "department", "version"),)


_GOES_ON = text("step IS NOT NULL")


class RelayAsk(Base):
    """Who was asked, and since when. `step`: the next step if nobody of the department answers; None: none.

    Unaudited: it repeats what the outbox was told.
    """

    __tablename__ = "relay_ask"

    relay_id: Mapped[int] = mapped_column(ForeignKey("relay.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime]
    step: Mapped[AskStep | None] = mapped_column(words(AskStep), default=AskStep.NUDGE)

    __table_args__ = (
        UniqueConstraint("relay_id", "member_id"),
        Index("ix_relay_ask_step", "at", sqlite_where=_GOES_ON, postgresql_where=_GOES_ON),
    )


HERE = (Member.gone == false(), Member.external == false(), Member.role != Role.GUEST)
"""Colleagues who can still answer."""


@dataclass(frozen=True, slots=True)
class Patience:
    """For one zone of one workspace: the step is due for people who were asked by `since`."""

    workspace_id: int
    zone: str
    step: AskStep
    since: datetime


# Built once: each submit of a brief uses them twice.
_OF_BRIEF = select(Relay).where(Relay.brief_id == bindparam("brief")).order_by(Relay.version)
_PARTS = (
    select(ProjectPerson.part, Member)
    .join(Member, Member.id == ProjectPerson.member_id)
    .where(ProjectPerson.project_id == bindparam("project"), *HERE)
    .order_by(Member.name, Member.id)
)
_LEADS = (
    select(Member.department, Member)
    .where(
        Member.workspace_id == bindparam("workspace"), Member.role == Role.LEAD,
        Member.department.is_not(None), *HERE,
    )
    .order_by(Member.name, Member.id)
)  # fmt: skip


def newest(session: Session, brief_id: int) -> dict[Department, Relay]:
    """Each department's row of the latest version it was given."""
    return {row.department: row for row in session.scalars(_OF_BRIEF, {"brief": brief_id})}


def earlier(session: Session, row: Relay) -> Relay | None:
    """The department's last answered row before this one; if it never answered, the first version it was
    given.

    A version in between may have been held back and replaced, so that nobody read it.
    """
    before = select(Relay).where(
        Relay.brief_id == row.brief_id, Relay.department == row.department, Relay.version < row.version
    )
    versions = session.scalars(before.order_by(Relay.version)).all()
    answered = [one for one in versions if one.answered_at is not None]
    return answered[-1] if answered else versions[0] if versions else None


def unsettled(session: Session, project_id: int) -> Sequence[Row[int, Department, RelayState, str]]:
    """Departments that declined this project's brief, each with its reason, or have not answered."""
    rows = (
        select(Relay.id, Relay.department, Relay.state, Relay.said)
        .join(Brief, Brief.id == Relay.brief_id)
        .where(Brief.project_id == project_id, Relay.state.in_((RelayState.WAITING, RelayState.DECLINED)))
        .order_by(Relay.at, Relay.id)
    )
    return session.execute(rows).all()


def current(session: Session, project_id: int, department: Department) -> Relay | None:
    """The department's row of the latest version that it was given of this project's brief."""
    rows = (
        select(Relay)
        .join(Brief, Brief.id == Relay.brief_id)
        .where(Brief.project_id == project_id, Relay.department == department)
    )
    return session.scalar(rows.order_by(Relay.version.desc()).limit(1))


def parts(session: Session, project_id: int) -> dict[Department, list[Member]]:
    """The colleagues with a part in a project, by department and name."""
    return _grouped(session.execute(_PARTS, {"project": project_id}))


def leads(session: Session, workspace_id: int) -> dict[Department, list[Member]]:
    """The leads of each department of the workspace, by name."""
    return _grouped(session.execute(_LEADS, {"workspace": workspace_id}))


def steps(session: Session, relay_id: int) -> dict[int, AskStep | None]:
    """The member ids that were asked, each with the next step."""
    rows = select(RelayAsk.member_id, RelayAsk.step).where(RelayAsk.relay_id == relay_id)
    return {row.member_id: row.step for row in session.execute(rows)}


def asked(session: Session, relay_id: int) -> set[int]:
    """The member ids that were asked."""
    return set(steps(session, relay_id))


def ask(session: Session, relay_id: int, member_id: int, at: datetime) -> None:
    """Write down that this person is asked from now on, or asked again."""
    made = upsert(session, RelayAsk).values(relay_id=relay_id, member_id=member_id, at=at, step=AskStep.NUDGE)
    session.execute(
        made.on_conflict_do_update(
            index_elements=["relay_id", "member_id"],
            set_={"at": made.excluded.at, "step": made.excluded.step},
        )
    )


def settle(session: Session, relay_id: int) -> None:
    """Cancel the nudges and messages about this relay."""
    session.execute(update(RelayAsk).where(RelayAsk.relay_id == relay_id).values(step=None))


def go_on(session: Session, relay_id: int, at: datetime) -> None:
    """Those who were asked have what they waited for: their time to answer begins at `at`."""
    session.execute(update(RelayAsk).where(RelayAsk.relay_id == relay_id).values(at=at, step=AskStep.NUDGE))


def without_message(session: Session, row: Relay) -> list[str]:
    """The Slack ids of those who were asked and have no message about this relay, sent or to be sent: it was
    dropped.
    """
    about = (Outbox.workspace_id == row.workspace_id, Outbox.subject == f"relay:{row.brief_id}", NO_DIGEST)
    stays = or_(Outbox.state != OutboxState.DROPPED, Outbox.merged_into_id.is_not(None))
    messages = session.execute(select(Outbox.recipient, Outbox.payload).where(*about, stays))
    told = {user for user, payload in messages if row.id in ids_in(payload)}
    asked_of = select(Member.user).join(RelayAsk, RelayAsk.member_id == Member.id)
    users = session.scalars(asked_of.where(RelayAsk.relay_id == row.id).order_by(Member.id))
    return [user for user in users if user not in told]


def zones_asked(session: Session) -> Sequence[tuple[int, str, int | None]]:
    """The pairs (workspace, zone) in which an answer is awaited, each with the workspace's patience
    in hours.
    """
    rows = session.execute(
        select(Member.workspace_id, Member.zone, Workspace.patience_hours)
        .join(RelayAsk, RelayAsk.member_id == Member.id)
        .join(Workspace, Workspace.id == Member.workspace_id)
        .where(RelayAsk.step.is_not(None))
        .distinct()
    )
    return [(workspace_id, zone, hours) for workspace_id, zone, hours in rows]


def plan_nudges(session: Session, now: datetime, patiences: Sequence[Patience]) -> int:
    """Put one nudge into the outbox for everybody who was asked long enough ago and whose department has not
    answered (F08). If that person is on leave, their stand-in gets the brief instead (F23).

    `now` is the business instant. Returns how many."""
    due = _due(session, patiences, AskStep.NUDGE)
    if not due:
        return 0
    for row in due:
        cover = stand_in(session, session.get_one(Member, row.member_id), now) if row.delegate_id else None
        if cover:
            ask(session, row.relay_id, cover.id, now)
        # Queued at the commit, beside what this transaction tells others: all queues are locked in one order.
        enqueue(
            session, workspace_id=row.workspace_id, kind=ASKED if cover else NUDGE,
            recipient=cover.user if cover else row.user, cause=f"{NUDGE}/{row.ask_id}/{row.at.isoformat()}",
            at=now, subject=f"relay:{row.brief_id}", payload={"ids": [row.relay_id]},
        )  # fmt: skip
    _go_to(session, [row.ask_id for row in due], AskStep.TELL_ACCOUNT)
    return len(due)


def silent(session: Session, patiences: Sequence[Patience]) -> list[int]:
    """The ids of the unanswered relays whose people were nudged and about which the account team is to be
    told now. Each is returned once, though its people were asked at different times or in different zones.
    """
    due = _due(session, patiences, AskStep.TELL_ACCOUNT)
    found = {row.relay_id for row in due}
    told = _told(session, found)
    _go_to(session, [row.ask_id for row in due], None)
    return sorted(found - told)


def _told(session: Session, relay_ids: Collection[int]) -> set[int]:
    """Those of these unanswered relays of which the account team was told since they were last relayed."""
    rows = (
        select(RelayAsk.relay_id)
        .join(Relay, Relay.id == RelayAsk.relay_id)
        .where(RelayAsk.relay_id.in_(relay_ids), RelayAsk.step.is_(None), RelayAsk.at >= Relay.at)
    )
    return set(session.scalars(rows)) if relay_ids else set()


def _grouped(rows: Iterable[Row[*tuple[Any, ...]]]) -> dict[Department, list[Member]]:
    found: dict[Department, list[Member]] = {}
    for department, member in rows:
        found.setdefault(department, []).append(member)
    return found


def _due(session: Session, patiences: Sequence[Patience], step: AskStep) -> Sequence[Row[*tuple[Any, ...]]]:
    on_sqlite, here = is_sqlite(session), [one for one in patiences if one.step is step]
    if not here:
        return []
    found = {"patiences": _as_json(here, on_sqlite), "step": step}
    return session.execute(_due_query(on_sqlite), found).all()


def _go_to(session: Session, ask_ids: Sequence[int], step: AskStep | None) -> None:
    if ask_ids:
        session.execute(update(RelayAsk).where(RelayAsk.id.in_(ask_ids)).values(step=step))


@cache
def _due_query(on_sqlite: bool) -> Select[*tuple[Any, ...]]:
    here = json_table.table("patience", {"workspace_id": Integer, "zone": Text, "since": Instant}, on_sqlite)
    return (
        select(
            RelayAsk.id.label("ask_id"), RelayAsk.at, Relay.id.label("relay_id"), Relay.brief_id,
            Member.workspace_id, Member.user, Member.id.label("member_id"), Member.delegate_id,
        )
        .join(Relay, Relay.id == RelayAsk.relay_id)
        .join(Brief, Brief.id == Relay.brief_id)
        .join(Project, Project.id == Brief.project_id)
        .join(Member, Member.id == RelayAsk.member_id)
        .join(here, and_(here.c.workspace_id == Member.workspace_id, here.c.zone == Member.zone))
        .where(
            RelayAsk.step == bindparam("step", type_=RelayAsk.step.type),
            RelayAsk.step.is_not(None),  # said as the index says it: a bound value alone does not choose it
            RelayAsk.at <= here.c.since, Relay.state == RelayState.WAITING,
            Project.state == ProjectState.ACTIVE, *HERE, ~_has_just_come(here.c.since),
        )
        # A project that is locked by a writer waits for the next tick: planning never waits for a person.
        # The asks are locked too, so that PostgreSQL reads their steps anew: another planner may be ahead.
        .with_for_update(of=[Project, RelayAsk], key_share=True, skip_locked=True)
    )  # fmt: skip


def _has_just_come(since: ColumnElement[datetime]) -> Exists:
    """Whether the brief did not reach the person, or reached them only after `since`: then they had no time
    to answer.
    """
    head = aliased(Outbox)
    on_its_way = (OutboxState.PENDING, OutboxState.SENDING, OutboxState.UNKNOWN)
    return (
        select(Outbox.id)
        .outerjoin(head, head.id == Outbox.merged_into_id)
        .where(
            Outbox.subject == literal("relay:").concat(cast(Relay.brief_id, Text)), NO_DIGEST,
            Outbox.kind == ASKED,
            Outbox.workspace_id == Member.workspace_id, Outbox.recipient == Member.user,
            or_(
                Outbox.state.in_(on_its_way), head.state.in_(on_its_way), Outbox.sent_at > since,
                head.sent_at > since,
            ),
        )
        .correlate(Relay, Member, since.table)
        .exists()
    )  # fmt: skip


def _as_json(patiences: Sequence[Patience], on_sqlite: bool) -> str:
    """The rows of `patiences`."""
    rows = [
        {
            "workspace_id": row.workspace_id, "zone": row.zone,
            "since": json_table.instant(row.since, on_sqlite),
        }
        for row in patiences
    ]  # fmt: skip
    return json.dumps(rows)
