"""The ladder: who beside its owner is told of late work, each rung once (F20)."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database.base import Base, InWorkspace, words

UNTOLD = text("rung.told_in_id IS NULL")
_UNTOLD_INDEX = text("told_in_id IS NULL")
_TOLD_INDEX = text("told_in_id IS NOT NULL")


class Step(enum.StrEnum):
    """Who is told after the owner, in this order."""

    LEAD = "lead"
    AM = "am"


class Rung(InWorkspace, Base):
    """`member_id` is to hear that a deliverable is late, in the digest `told_in_id` once there is one.

    `promised_on`: the date that was broken, the due date or the one it was snoozed to. Another promise
    makes other rungs.
    """

    __tablename__ = "rung"

    deliverable_id: Mapped[int] = mapped_column(ForeignKey("deliverable.id"))
    step: Mapped[Step] = mapped_column(words(Step))
    promised_on: Mapped[date]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    told_in_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"))

    __table_args__ = (
        UniqueConstraint("deliverable_id", "step", "promised_on"),
        Index("ix_rung_untold", "member_id", sqlite_where=_UNTOLD_INDEX, postgresql_where=_UNTOLD_INDEX),
        Index("ix_rung_told_in", "told_in_id", sqlite_where=_TOLD_INDEX, postgresql_where=_TOLD_INDEX),
    )


def to_tell(session: Session, member_id: int, message_id: int) -> Sequence[Rung]:
    """What this person is still to hear of, and what the digest `message_id` already took up."""
    rows = select(Rung).where(
        or_(Rung.member_id == member_id, Rung.told_in_id == message_id),
        or_(UNTOLD, Rung.told_in_id == message_id),
    )
    return session.scalars(rows.order_by(Rung.id)).all()


def told_in(session: Session, message_id: int) -> Sequence[Rung]:
    """What the digest `message_id` took up."""
    return session.scalars(select(Rung).where(Rung.told_in_id == message_id).order_by(Rung.id)).all()
