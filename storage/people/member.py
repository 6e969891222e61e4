"""People: colleagues and guests, with their hours and settings."""

from __future__ import annotations

import enum
from collections.abc import Collection
from datetime import UTC, date, datetime

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, bindparam, event, select, text
from sqlalchemy.orm import Mapped, QueryContext, Session, aliased, mapped_column

from storage.database import zones
from storage.database.base import Base, InWorkspace, words
from storage.database.history import FOLLOWS
from storage.database.unit import unit


class Role(enum.StrEnum):
    """What a person may do in the whole workspace (F61)."""

    ADMIN = "admin"
    AM = "am"
    AE = "ae"
    LEAD = "lead"
    MEMBER = "member"
    GUEST = "guest"


class Department(enum.StrEnum):
    """Where a person works; a deliverable is some department's work."""

    ACCOUNT = "account"
    CREATIVE = "creative"
    MEDIA = "media"
    RESEARCH = "research"
    PRODUCTION = "production"
    OTHER = "other"


_HAS_DELEGATE = text("delegate_id IS NOT NULL")
_LEADS = text("role = 'lead'")


class Half(enum.StrEnum):
    """Half a day that somebody is on leave."""

    AM = "am"
    PM = "pm"


MIDDAY = 12 * 60
"""The minute of the day at which the morning ends and the afternoon begins."""


class Member(InWorkspace, Base):
    """A person of the workspace. Minutes count from local midnight; None: the company's value.

    `delegate_id`: who stands in while this person is on leave (F23). `leave_half`: on a leave of one day,
    only this half of it. `wrap_off`: they want no wrap in the evening. `home_page`: the page of the Home that
    they turned to last.
    """

    __tablename__ = "member"
    audited = True

    user: Mapped[str]
    name: Mapped[str]
    zone: Mapped[str]
    language: Mapped[str | None]
    role: Mapped[Role] = mapped_column(words(Role), default=Role.MEMBER)
    department: Mapped[Department | None] = mapped_column(words(Department))
    external: Mapped[bool] = mapped_column(default=False)
    gone: Mapped[bool] = mapped_column(default=False)
    leave_from: Mapped[date | None]
    leave_to: Mapped[date | None]
    leave_half: Mapped[Half | None] = mapped_column(words(Half))
    delegate_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    digest_minute: Mapped[int | None]
    quiet_from: Mapped[int | None]
    quiet_to: Mapped[int | None]
    wrap_off: Mapped[bool] = mapped_column(default=False)
    checked_at: Mapped[datetime | None]
    home_page: Mapped[str | None] = mapped_column(info=FOLLOWS)

    __table_args__ = (
        UniqueConstraint("workspace_id", "user"),
        Index(None, "workspace_id", "zone"),
        Index(
            "ix_member_delegate", "delegate_id",
            sqlite_where=_HAS_DELEGATE, postgresql_where=_HAS_DELEGATE,
        ),
        Index(
            "ix_member_lead", "workspace_id", "department", "id",
            sqlite_where=_LEADS, postgresql_where=_LEADS,
        ),
    )  # fmt: skip

    @property
    def is_outside(self) -> bool:
        """Whether this person is a guest, or of another company."""
        return self.external or self.role is Role.GUEST

    @property
    def is_colleague(self) -> bool:
        """Whether this person is a colleague and still here."""
        return not (self.gone or self.is_outside)

    def is_on_leave(self, day: date) -> bool:
        """Whether this person is on leave on their local day `day`, all day or half of it."""
        return (
            self.leave_from is not None
            and self.leave_to is not None
            and (self.leave_from <= day <= self.leave_to)
        )

    def is_away(self, day: date, minute: int | None = None) -> bool:
        """Whether this person is on leave at this minute of their local day `day`; `minute` None: all day."""
        if self.leave_half is None or not self.is_on_leave(day):
            return self.is_on_leave(day)
        return minute is not None and (minute < MIDDAY) == (self.leave_half is Half.AM)


class ProjectPerson(InWorkspace, Base):
    """A person's part in a project, other than AE and AM."""

    __tablename__ = "project_person"
    audited = True

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    part: Mapped[Department] = mapped_column(words(Department))

    __table_args__ = (UniqueConstraint("project_id", "member_id", "part"),)


@event.listens_for(Member, "load")
def _keep(row: Member, context: QueryContext) -> None:
    unit(context.session).kept[Member, row.workspace_id, row.user] = row


_BY_USER = select(Member).where(
    Member.workspace_id == bindparam("workspace"), Member.user == bindparam("user")
)


def by_user(session: Session, workspace_id: int, user: str) -> Member | None:
    """The member with this Slack user id; read once per transaction."""
    found = unit(session).kept.get((Member, workspace_id, user))
    if found is not None and found in session:
        return found  # type: ignore[no-any-return]
    return session.scalar(_BY_USER, {"workspace": workspace_id, "user": user})


def by_users(session: Session, workspace_id: int, users: Collection[str]) -> dict[str, Member]:
    """The members with these Slack user ids, keyed by them."""
    rows = session.scalars(select(Member).where(Member.workspace_id == workspace_id, Member.user.in_(users)))
    return {row.user: row for row in rows}


def off_on(
    session: Session, workspace_id: int, ids: Collection[int], day: date
) -> dict[int, tuple[date, str | None]]:
    """Those of these members who are on leave on their local day `day`, by id: until when, and the Slack user
    id of who stands in.
    """
    stands_in = aliased(Member)
    rows = session.execute(
        select(Member.id, Member.leave_to, stands_in.user)
        .outerjoin(stands_in, stands_in.id == Member.delegate_id)
        .where(
            Member.workspace_id == workspace_id, Member.id.in_(ids), Member.leave_from <= day,
            Member.leave_to >= day,
        )
    )  # fmt: skip
    return {member_id: (last, user) for member_id, last, user in rows if last}


def everyone(session: Session, workspace_id: int) -> list[Member]:
    """All people who are still here, by name."""
    present = select(Member).where(Member.workspace_id == workspace_id, Member.gone.is_(False))
    return list(session.scalars(present.order_by(Member.name, Member.id)))


def of_department(session: Session, workspace_id: int, department: Department | None) -> list[Member]:
    """The colleagues of a department who are still here, by name; nobody for none."""
    rows = [] if department is None else everyone(session, workspace_id)
    return [one for one in rows if one.department is department and one.is_colleague]


_STOOD_IN_FOR = (
    select(Member)
    .where(
        Member.delegate_id == bindparam("delegate"),
        Member.leave_half.is_(None),
        Member.leave_from <= bindparam("day"),
        Member.leave_to >= bindparam("day"),
        Member.gone.is_(False),
    )
    .order_by(Member.name, Member.id)
)


def stood_in_for(session: Session, member_id: int, day: date) -> list[Member]:
    """Whom this person stands in for on a day: colleagues on leave all day who named them, by name (F23).

    Someone on leave for half a day is reminded in the other half.
    """
    return list(session.scalars(_STOOD_IN_FOR, {"delegate": member_id, "day": day}))


def ids_stood_in_for(member_id: int, day: date) -> Select[int]:
    """The ids of the same people, for a condition of another statement."""
    mine = _STOOD_IN_FOR.with_only_columns(Member.id).order_by(None)
    return mine.params(delegate=member_id, day=day)


def stand_in(session: Session, row: Member, now: datetime) -> Member | None:
    """The colleague who stands in for this person at `now`: named by them, still here, during leave (F23)."""
    if row.delegate_id is None or not is_off(row, now):
        return None
    named = session.get_one(Member, row.delegate_id)
    return None if named.gone or named.external or is_off(named, now) else named


def is_off(row: Member, now: datetime) -> bool:
    """Whether this person is on leave at `now`."""
    return row.is_away(*_local(row, now))


def has_admin(session: Session, workspace_id: int) -> bool:
    """Whether somebody administers Liaison in this workspace."""
    admins = select(Member.id).where(
        Member.workspace_id == workspace_id, Member.role == Role.ADMIN, Member.gone.is_(False)
    )
    return session.scalar(admins.limit(1)) is not None


def first_admin(session: Session) -> Member | None:
    """The first person who administers Liaison, of any workspace."""
    admins = select(Member).where(Member.role == Role.ADMIN, Member.gone.is_(False))
    return session.scalar(admins.order_by(Member.id).limit(1))


def present(session: Session, user: str) -> Member | None:
    """A member who is still here, in any workspace, with this Slack user id."""
    people = select(Member).where(Member.user == user, Member.gone.is_(False))
    return session.scalar(people.order_by(Member.id).limit(1))


def _local(row: Member, now: datetime) -> tuple[date, int]:
    """The local day and its minute at `now`."""
    # An unknown zone of one person must not fail another person's request.
    here = now.astimezone(zones.known(row.zone) or UTC)
    return here.date(), here.hour * 60 + here.minute
