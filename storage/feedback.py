"""Feedback: what the client said, kept verbatim, and the items it was turned into."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, InWorkspace, words


class FeedbackKind(enum.StrEnum):
    """What an item asks for (F36)."""

    MUST = "must"
    SHOULD = "should"
    QUESTION = "question"
    OUT_OF_SCOPE = "out_of_scope"
    PRAISE = "praise"


class Feedback(InWorkspace, Base):
    """One capture: the words as they came, who said them, where they stand."""

    __tablename__ = "feedback"
    audited = True

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    deliverable_id: Mapped[int | None] = mapped_column(ForeignKey("deliverable.id"))
    round: Mapped[int]
    source: Mapped[str]
    said_by: Mapped[str] = mapped_column(default="")
    permalink: Mapped[str | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime]


class FeedbackItem(InWorkspace, Base):
    """One thing to answer or to do, closed on its own."""

    __tablename__ = "feedback_item"
    audited = True

    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id"))
    position: Mapped[int]
    kind: Mapped[FeedbackKind] = mapped_column(words(FeedbackKind))
    text: Mapped[str]
    done_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "feedback_id", "position"),)


def items(session: Session, feedback_id: int) -> Sequence[FeedbackItem]:
    """The items of one capture, in order."""
    rows = select(FeedbackItem).filter_by(feedback_id=feedback_id).order_by(FeedbackItem.position)
    return session.scalars(rows).all()
