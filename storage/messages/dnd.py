"""Slack's last answer about people's do-not-disturb (F25)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, bindparam, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database.base import Base
from storage.database.dialect import upsert
from storage.messages.recipient_queue import RecipientQueue
from storage.people.member import Member


class DoNotDisturb(Base):
    """A person's next do-not-disturb period, or none; asked again after business instant `fresh_until`."""

    __tablename__ = "do_not_disturb"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), unique=True)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    fresh_until: Mapped[datetime]


_ENDS = select(DoNotDisturb.ends_at).where(
    DoNotDisturb.member_id == bindparam("member"),
    DoNotDisturb.starts_at <= bindparam("now"),
    DoNotDisturb.ends_at > bindparam("now"),
)
_FRESH_UNTIL = (
    select(Member.id, DoNotDisturb.fresh_until)
    .outerjoin(DoNotDisturb, DoNotDisturb.member_id == Member.id)
    .where(Member.workspace_id == bindparam("workspace"), Member.user == bindparam("user"))
)


def ends(session: Session, member_id: int, now: datetime) -> datetime | None:
    """When the do-not-disturb period ends that holds at business instant `now`; None: there is none."""
    return session.scalar(_ENDS, {"member": member_id, "now": now})


def is_stale(session: Session, workspace_id: int, user: str, now: datetime) -> bool:
    """Whether Slack has to be asked about this person; never for people who are not stored."""
    found = session.execute(_FRESH_UNTIL, {"workspace": workspace_id, "user": user}).first()
    return found is not None and (found.fresh_until is None or found.fresh_until <= now)


def stale_beside(session: Session, workspace_id: int, user: str, now: datetime, most: int) -> list[str]:
    """This user, and others with waiting messages whose state must be asked soon; `most` in all."""
    others = (
        select(Member.user)
        .join(RecipientQueue, RecipientQueue.recipient == Member.user)
        .outerjoin(DoNotDisturb, DoNotDisturb.member_id == Member.id)
        .where(
            RecipientQueue.workspace_id == workspace_id,
            RecipientQueue.undelivered,
            Member.workspace_id == workspace_id,
            Member.user != user,
            or_(DoNotDisturb.fresh_until.is_(None), DoNotDisturb.fresh_until <= now),
        )
        .order_by(RecipientQueue.next_at, RecipientQueue.id)
        .limit(most - 1)
    )
    return [user, *session.scalars(others)]


def keep(
    session: Session,
    member_ids: Sequence[int],
    spells: dict[int, tuple[datetime, datetime]],
    fresh_until: datetime,
) -> None:
    """Store these people's periods; a person not in `spells` has none."""
    rows = [
        {"member_id": one, "starts_at": starts_at, "ends_at": ends_at, "fresh_until": fresh_until}
        for one in sorted(member_ids)
        for starts_at, ends_at in [spells.get(one, (None, None))]
    ]
    if rows:
        insert = upsert(session, DoNotDisturb)
        told = {name: insert.excluded[name] for name in ("starts_at", "ends_at", "fresh_until")}
        session.execute(insert.on_conflict_do_update(index_elements=["member_id"], set_=told), rows)
