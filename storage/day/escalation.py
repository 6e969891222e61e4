"""Escalation: who else is told of late work beside its owner, each step once (F20)."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint, bindparam, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database.base import Base, InWorkspace, words

UNTOLD = text("escalation.digest_id IS NULL")
_UNTOLD_INDEX = text("digest_id IS NULL")
_DIGEST_INDEX = text("digest_id IS NOT NULL")


class Step(enum.StrEnum):
    """Who is told after the owner, in this order."""

    LEAD = "lead"
    AM = "am"


class Escalation(InWorkspace, Base):
    """`member_id` is to hear that a deliverable is late; `digest_id` is the digest that says so, once there
    is one.

    `promised_on`: the date that was missed, the due date or the one it was snoozed to. A new date escalates
    again.
    """

    __tablename__ = "escalation"

    deliverable_id: Mapped[int] = mapped_column(ForeignKey("deliverable.id"))
    step: Mapped[Step] = mapped_column(words(Step))
    promised_on: Mapped[date]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="CASCADE"))

    __table_args__ = (
        UniqueConstraint("deliverable_id", "step", "promised_on"),
        Index(
            "ix_escalation_untold", "member_id", sqlite_where=_UNTOLD_INDEX, postgresql_where=_UNTOLD_INDEX
        ),
        Index(
            "ix_escalation_digest", "digest_id", sqlite_where=_DIGEST_INDEX, postgresql_where=_DIGEST_INDEX
        ),
    )


_TO_TELL = (
    select(Escalation)
    .where(
        or_(Escalation.member_id == bindparam("member"), Escalation.digest_id == bindparam("message")),
        or_(UNTOLD, Escalation.digest_id == bindparam("message")),
    )
    .order_by(Escalation.id)
)


def to_tell(session: Session, member_id: int, message_id: int) -> Sequence[Escalation]:
    """Escalations that this person has not been told of, and those that the digest `message_id` holds."""
    return session.scalars(_TO_TELL, {"member": member_id, "message": message_id}).all()


def told_by(session: Session, message_id: int) -> Sequence[Escalation]:
    """Escalations that the digest `message_id` holds."""
    return session.scalars(
        select(Escalation).where(Escalation.digest_id == message_id).order_by(Escalation.id)
    ).all()
