"""What a client wanted to have changed by now, for whoever leads the project: late points by their owner."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.day.lines import Reader
from storage.day import digest_rules
from storage.feedback.feedback import Feedback, FeedbackItem
from storage.people.member import Member
from storage.project.project import Project


@dataclass(frozen=True, slots=True)
class LatePoints:
    """Late points of one owner (a Slack id) in a project. `days`: working days since the oldest was due."""

    project_id: int
    project: str
    slug: str
    owner: str
    count: int
    days: int


def of(session: Session, reader: Reader, day: date, leads: Collection[int]) -> list[LatePoints]:
    """Those of others in the projects that these people lead, the latest first."""
    late = digest_rules.led_points_late(day)
    rows = session.execute(
        select(
            Project.id, Project.name, Project.slug, Member.user, func.count(), func.min(FeedbackItem.due_on)
        )
        .select_from(FeedbackItem)
        .join(Feedback, Feedback.id == FeedbackItem.feedback_id)
        .join(Project, Project.id == Feedback.project_id)
        .join(Member, Member.id == FeedbackItem.owner_id)
        .where(
            digest_rules.is_led_by(leads),
            *late,
            FeedbackItem.owner_id.not_in(leads),
        )
        .group_by(Project.id, Project.name, Project.slug, Member.user)
        .order_by(func.min(FeedbackItem.due_on), Project.id, Member.user)
    )
    return [
        LatePoints(*row[:-1], reader.calendar.days_after(oldest, day)) for row in rows if (oldest := row[-1])
    ]
