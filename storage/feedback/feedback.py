"""Feedback: the client's words, kept verbatim, and the points made from them."""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, func, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database.base import Base, InWorkspace, words


class FeedbackKind(enum.StrEnum):
    """What an item asks for (F36)."""

    MUST = "must"
    SHOULD = "should"
    QUESTION = "question"
    OUT_OF_SCOPE = "out_of_scope"
    MONEY = "money"
    """About the price or the contract: only for those who lead the project."""
    PRAISE = "praise"


TO_DO = (FeedbackKind.MUST, FeedbackKind.SHOULD)
"""Points of which something is to be changed."""
OPEN_POINTS = """SELECT count(*) FROM feedback_item JOIN feedback ON feedback.id = feedback_item.feedback_id
WHERE feedback.project_id = :project AND done_at IS NULL AND kind <> 'praise'"""
"""How many points of a project are open; praise needs no action and is not counted."""
_HAS_OWNER = text("owner_id IS NOT NULL")


class Feedback(InWorkspace, Base):
    """One capture: the words verbatim, who said them and where.

    `channel`: where it was captured. `message_ts`: the quoted message, if there was one.
    """

    __tablename__ = "feedback"
    audited = True

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    deliverable_id: Mapped[int | None] = mapped_column(ForeignKey("deliverable.id"))
    round: Mapped[int]
    source: Mapped[str]
    said_by: Mapped[str] = mapped_column(default="")
    channel: Mapped[str | None]
    message_ts: Mapped[str | None]
    permalink: Mapped[str | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime]

    __table_args__ = (Index(None, "workspace_id", "channel"),)


class FeedbackItem(InWorkspace, Base):
    """One point to answer or to do. It is closed alone; `owner_id` and `due_on` are set once known.

    `deliverable_id`: the piece of work it is about; None: what its capture is about.
    """

    __tablename__ = "feedback_item"
    audited = True
    project_path = "feedback_id"

    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id"))
    position: Mapped[int]
    kind: Mapped[FeedbackKind] = mapped_column(words(FeedbackKind))
    text: Mapped[str]
    deliverable_id: Mapped[int | None] = mapped_column(ForeignKey("deliverable.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]

    __table_args__ = (
        Index(None, "feedback_id", "position"),
        Index(
            "ix_feedback_item_owed", "owner_id", "done_at", "due_on",
            sqlite_where=_HAS_OWNER, postgresql_where=_HAS_OWNER,
        ),
    )  # fmt: skip


def items(session: Session, feedback_id: int) -> Sequence[FeedbackItem]:
    """The items of one capture, in order."""
    rows = select(FeedbackItem).filter_by(feedback_id=feedback_id).order_by(FeedbackItem.position)
    return session.scalars(rows).all()


def on_deliverable(session: Session, project_id: int, deliverable_id: int) -> Sequence[int]:
    """The captures about this deliverable of the project, by id."""
    # The project is in the condition because the index begins with it.
    rows = select(Feedback.id).where(
        Feedback.project_id == project_id, Feedback.deliverable_id == deliverable_id
    )
    return session.scalars(rows).all()


def points_about(
    session: Session, project_id: int, deliverable_id: int, captures: Collection[int]
) -> Sequence[int]:
    """The points of these captures of the project, and those about this deliverable of it, by id."""
    rows = (
        select(FeedbackItem.id)
        .join(Feedback, Feedback.id == FeedbackItem.feedback_id)
        .where(
            Feedback.project_id == project_id,
            or_(Feedback.id.in_(captures), FeedbackItem.deliverable_id == deliverable_id),
        )
    )
    return session.scalars(rows).all()


def of_channel(session: Session, workspace_id: int, channel: str) -> int | None:
    """The project of the newest feedback that was captured in this channel."""
    newest_first = (
        select(Feedback.project_id)
        .filter_by(workspace_id=workspace_id, channel=channel)
        .order_by(Feedback.id.desc())
    )
    return session.scalar(newest_first.limit(1))


def open_items(session: Session, project_id: int) -> Sequence[tuple[Feedback, FeedbackItem]]:
    """The open items of a project with the capture they belong to: by deliverable, newest round first."""
    about = func.coalesce(FeedbackItem.deliverable_id, Feedback.deliverable_id)
    rows = (
        select(Feedback, FeedbackItem)
        .join(FeedbackItem, FeedbackItem.feedback_id == Feedback.id)
        .where(Feedback.project_id == project_id, FeedbackItem.done_at.is_(None))
        .order_by(
            about.is_(None), about, Feedback.round.desc(), Feedback.id, FeedbackItem.position,
        )
    )  # fmt: skip
    return [(capture, item) for capture, item in session.execute(rows)]
