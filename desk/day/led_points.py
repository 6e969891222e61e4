"""What a client wanted to have changed by now, for whoever leads the project: late points by their owner, and
those that nobody has.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from desk.day.lines import Reader
from desk.people import attention
from storage.day import digest_rules
from storage.feedback.feedback import Feedback, FeedbackItem
from storage.people.member import Member
from storage.project.project import Project


@dataclass(frozen=True, slots=True)
class LatePoints:
    """Late points of one owner (a Slack id) in a project, or those that nobody has (None). `days`: working
    days since the oldest was due, 0 for those due on the day itself; since the oldest was said, where nobody
    has them.
    """

    project_id: int
    project: str
    slug: str
    owner: str | None
    count: int
    days: int


def of(
    session: Session, reader: Reader, day: date, leads: Collection[int], *, evening: bool = False
) -> list[LatePoints]:
    """Those of others in the projects that these people lead on local day `day`, the latest first, then those
    that were nobody's when the day began. `evening`: what is due on the day itself is told too.
    """
    return [*_late(session, reader, day, leads, evening=evening), *_nobodys(session, reader, day, leads)]


def _late(
    session: Session, reader: Reader, day: date, leads: Collection[int], *, evening: bool
) -> list[LatePoints]:
    due_on, is_today = FeedbackItem.due_on, case((FeedbackItem.due_on == day, 1), else_=0)
    rows = session.execute(
        select(Project.id, Project.name, Project.slug, Member.user, func.count(), func.min(due_on))
        .select_from(FeedbackItem)
        .join(Feedback, Feedback.id == FeedbackItem.feedback_id)
        .join(Project, Project.id == Feedback.project_id)
        .join(Member, Member.id == FeedbackItem.owner_id)
        .where(
            digest_rules.is_led_by(leads), *digest_rules.LED_POINTS,
            due_on <= day if evening else due_on < day, FeedbackItem.owner_id.not_in(leads),
        )
        .group_by(Project.id, Project.name, Project.slug, Member.user, is_today)
        .order_by(func.min(due_on), Project.id, Member.user)
    )  # fmt: skip
    return [
        LatePoints(*row[:-1], reader.calendar.days_after(oldest, day)) for row in rows if (oldest := row[-1])
    ]


def _nobodys(session: Session, reader: Reader, day: date, leads: Collection[int]) -> list[LatePoints]:
    zone = ZoneInfo(reader.person.zone)
    rows = session.execute(
        select(Project.id, Project.name, Project.slug, func.count(), func.min(Feedback.at))
        .select_from(FeedbackItem)
        .join(Feedback, Feedback.id == FeedbackItem.feedback_id)
        .join(Project, Project.id == Feedback.project_id)
        .where(
            digest_rules.is_led_by(leads), *digest_rules.LED_POINTS,
            digest_rules.is_nobodys(attention.at_minute(day, 0, zone)),
        )
        .group_by(Project.id, Project.name, Project.slug)
        .order_by(func.min(Feedback.at), Project.id)
    )  # fmt: skip
    return [
        LatePoints(*row[:3], None, row[3], reader.calendar.days_after(row[4].astimezone(zone).date(), day))
        for row in rows
    ]
