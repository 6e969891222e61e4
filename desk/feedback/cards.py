"""Captured feedback as its cards and lists show it to colleagues and to the client, and where a card goes
(F36).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from desk.client import living, outside, people_in_text
from desk.core import permissions, within
from desk.core.actor import Actor
from desk.core.calendar import WorkCalendar
from desk.core.feature import Feature, Kind, Subject, When
from desk.core.permissions import SEE
from desk.feedback import money, stored
from desk.feedback.about import Choice
from desk.people import account, member
from desk.people.company_calendar import calendar_of
from desk.project import project as projects
from desk.text.doors import approval, complaint
from storage.client.client import Client
from storage.database import history, zones
from storage.feedback import feedback
from storage.feedback.feedback import Feedback, FeedbackItem, FeedbackKind
from storage.messages import outbox, redraws
from storage.people.member import Member
from storage.project.project import Project
from storage.work.deliverable import CLOSED, Deliverable, Status, of_project

CARD = "feedback"
"""The outbox kind of the card of one capture."""
FROM_CLIENT = "feedback_from_client"
"""The outbox kind of the same card for the project's lead, at once, when the client sent the words."""


@dataclass(frozen=True, slots=True)
class Item:
    """One point, closed alone. `position` counts from 0 over the lines of the capture; `owner` is a
    user id. `days_late`: in a list of open points, the working days since its date. `piece`: the work it is
    about, where that is not what all of its capture is about; in a list of open points, what it is about.
    """

    id: int
    position: int
    kind: FeedbackKind
    text: str
    done: bool
    owner: str | None = None
    due_on: date | None = None
    days_late: int = 0
    piece: Choice | None = None

    @property
    def is_to_do(self) -> bool:
        """Whether it needs an action; praise does not."""
        return self.kind is not FeedbackKind.PRAISE


@dataclass(frozen=True, slots=True)
class FeedbackForTeam:
    """A capture as one colleague, or a channel of them, sees it.

    `author` is a user id; `card_channel`, `language`, `today`: the project's. `by_client`: a guest sent it.
    `withheld`: how many points about money these readers may not see. `source`: for such a colleague without
    the words about money, or None when these cannot be separated; always None in channels. `approved`: the
    open work that a client's words approve.
    """

    id: int
    project: str
    project_id: int
    slug: str
    deliverable: str | None
    number: int | None
    round: int
    source: str | None
    said_by: str
    author: str
    by_client: bool
    channel: str | None
    message_ts: str | None
    permalink: str | None
    items: tuple[Item, ...]
    withheld: int
    card_channel: str | None
    language: str
    today: date
    approved: tuple[Choice, ...] = ()

    @property
    def done(self) -> int:
        """How many points that need an action are closed."""
        return sum(item.done and item.is_to_do for item in self.items)


@dataclass(frozen=True, slots=True)
class FeedbackForClient:
    """A capture as the client may see it: that it arrived. `language` is the client's; `complains`: so do its
    words.
    """

    id: int
    project: str
    round: int
    count: int
    language: str
    complains: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The open points of one deliverable (None: of the whole project) in one round."""

    deliverable: str | None
    number: int | None
    round: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class OpenPoints:
    """The open points of a project on its day `today`."""

    project_id: int
    project: str
    today: date
    groups: tuple[Group, ...]


def show(session: Session, actor: Actor, feedback_id: int, now: datetime) -> FeedbackForTeam:
    """One capture, for a colleague. Raises `NotAllowed`, `NotFound`."""
    permissions.check(session, actor, SEE)
    found = for_team(session, actor.workspace_id, feedback_id, actor.user, now)
    if found.source is None:
        found = replace(found, source=_safe_source(session, actor.workspace_id, feedback_id, now))
    return found


def for_team(
    session: Session, workspace_id: int, feedback_id: int, reader: str, now: datetime
) -> FeedbackForTeam:
    """One capture with everything this reader may see; the caller has checked that the reader is a colleague,
    or a channel that only colleagues read.

    Points about money are not shown in channels. Raises `NotFound`.
    """
    row = find(session, workspace_id, feedback_id)
    project = session.get_one(Project, row.project_id)
    about = session.get_one(Deliverable, row.deliverable_id) if row.deliverable_id else None
    author = session.get_one(Member, row.author_id)
    rows = feedback.items(session, row.id)
    shown = money.readable(session, reader, row, rows)
    users, work = _users(session, shown), _work(session, shown)
    return FeedbackForTeam(
        id=row.id,
        project=project.name,
        project_id=project.id,
        slug=project.slug,
        deliverable=about.title if about else None,
        number=about.number if about else None,
        round=row.round,
        source=row.source if money.reads(session, reader, row) else None,
        said_by=row.said_by,
        author=author.user,
        by_client=author.is_outside,
        channel=row.channel,
        message_ts=row.message_ts,
        permalink=row.permalink,
        items=tuple(_shown(item, users, work.get(item.deliverable_id or 0)) for item in shown),
        withheld=len(rows) - len(shown),
        card_channel=project.channel,
        language=project.language,
        today=now.astimezone(zones.of(project.zone)).date(),
        approved=_approved(session, row) if author.is_outside else (),
    )


def for_client(session: Session, workspace_id: int, feedback_id: int) -> FeedbackForClient:
    """That one capture arrived, without its content. Raises `NotFound`."""
    row = find(session, workspace_id, feedback_id)
    project = session.get_one(Project, row.project_id)
    client = session.get_one(Client, project.client_id) if project.client_id else None
    return FeedbackForClient(
        id=row.id,
        project=outside.name(people_in_text.of_workspace(session, workspace_id), project.name),
        round=row.round,
        count=len(feedback.items(session, row.id)),
        language=client.language if client else project.language,
        complains=complaint.heard(row.source),
    )


def open_points(session: Session, actor: Actor, project_id: int, now: datetime) -> OpenPoints:
    """The open points of a project, by deliverable and round, in each the late ones first. Raises
    `NotAllowed`, `NotFound`.
    """
    permissions.check(session, actor, SEE)
    project = project_row(session, actor, project_id)
    about = {row.id: _choice(row) for row in of_project(session, project.id)}
    groups: dict[tuple[int | None, int], list[Item]] = {}
    found = feedback.open_items(session, project.id)
    users = _users(session, [item for _, item in found])
    today, calendar = (
        projects.today(session, actor, now, project.id),
        calendar_of(session, project.workspace_id),
    )
    for row, item in found:
        if item.kind is FeedbackKind.PRAISE:
            continue
        if item.kind is not FeedbackKind.MONEY or money.reads(session, actor.user, row):
            piece = about.get(item.deliverable_id or row.deliverable_id or 0)
            key = (piece.id if piece else None, row.round)
            groups.setdefault(key, []).append(_shown(item, users, piece))
    return OpenPoints(project.id, project.name, today, tuple(
        Group(
            deliverable=about[deliverable_id].title if deliverable_id else None,
            number=about[deliverable_id].number if deliverable_id else None,
            round=round_,
            items=tuple(sorted((_aged(one, calendar, today) for one in items), key=_lateness)),
        )
        for (deliverable_id, round_), items in groups.items()
    ))  # fmt: skip


def _aged(item: Item, calendar: WorkCalendar, today: date) -> Item:
    is_late = item.due_on is not None and item.due_on < today
    return (
        replace(item, days_late=calendar.days_after(item.due_on, today)) if item.due_on and is_late else item
    )


def _lateness(item: Item) -> tuple[date, int]:
    return item.due_on or date.max, item.id


def find(session: Session, workspace_id: int, feedback_id: int) -> Feedback:
    """The row of a capture, inside the caller's use case. Raises `NotFound`."""
    return within.found(session, workspace_id, Feedback, feedback_id, "error.feedback_gone")


def project_row(session: Session, actor: Actor, project_id: int) -> Project:
    """The row of a project that feedback is about, inside the caller's use case. Raises `NotFound`."""
    return within.found(session, actor.workspace_id, Project, project_id, "error.feedback_project_gone")


def announce(
    session: Session, actor: Actor, project: Project, row: Feedback, now: datetime, *, is_new: bool
) -> None:
    """Queue the card of a new capture, or a redraw of a corrected one, for the current change.

    A capture that was moved to another project gets a card there.
    """
    if row.deliverable_id:
        redraw_work(session, row, row.deliverable_id, now)
    living.announce(session, project, f"{CARD}:{row.id}", now)
    if is_new and (actor.is_outside or not project.channel):
        hand_to_lead(session, actor.workspace_id, row.id)
    announce_money(session, actor.workspace_id, row)
    said = [row.source, *(item.text for item in feedback.items(session, row.id))]
    if is_new and complaint.heard("\n".join(said)):
        _warn_manager(session, actor, project, row)


def announce_money(session: Session, workspace_id: int, row: Feedback) -> None:
    """Send the card by direct message when a point is about money: channels do not show it."""
    if any(item.kind is FeedbackKind.MONEY for item in feedback.items(session, row.id)):
        hand_to_lead(session, workspace_id, row.id)


def hand_to_lead(session: Session, workspace_id: int, feedback_id: int) -> None:
    """Send the card by direct message to the project's lead, when its channel cannot show it.

    Sent once, however often this is called; without a lead it goes to the author, or to an admin.
    """
    row = find(session, workspace_id, feedback_id)
    project = session.get_one(Project, row.project_id)
    by_client = session.get_one(Member, row.author_id).is_outside
    for person in account.or_admins(session, workspace_id, project, row.author_id)[:1]:
        outbox.enqueue(
            session, workspace_id=workspace_id, kind=FROM_CLIENT if by_client else CARD,
            recipient=person.user, cause=_told(row), at=row.at, subject=f"{CARD}:{row.id}",
        )  # fmt: skip


def _warn_manager(session: Session, actor: Actor, project: Project, row: Feedback) -> None:
    """Send the card of a complaint to the project's AM by direct message, beside whoever else gets it."""
    manager = session.get(Member, project.am_id) if project.am_id else None
    if manager is None or not manager.is_colleague or manager.id == row.author_id:
        return
    if actor.is_outside and manager in account.or_admins(session, row.workspace_id, project)[:1]:
        return
    outbox.enqueue(
        session, workspace_id=row.workspace_id, kind=FROM_CLIENT if actor.is_outside else CARD,
        recipient=manager.user, cause=_told(row), at=row.at, subject=f"{CARD}:{row.id}",
    )  # fmt: skip


def _told(row: Feedback) -> str:
    """One cause for all who are told of a capture: an AM who stands in for the AE gets one message."""
    return f"lead/{row.id}"


def redraw(session: Session, workspace_id: int, feedback_id: int, now: datetime) -> None:
    """Redraw the cards of one capture, for the current change."""
    redraws.redraw(session, workspace_id, f"feedback:{feedback_id}", str(history.identify(session)), now)


def redraw_work(session: Session, row: Feedback, deliverable_id: int, now: datetime) -> None:
    """Redraw the lists with a piece of work that feedback is about, for the current change."""
    cause, subject = str(history.identify(session)), f"deliverables:{row.project_id}"
    redraws.redraw(session, row.workspace_id, subject, cause, now, listing=deliverable_id)


def _safe_source(session: Session, workspace_id: int, feedback_id: int, now: datetime) -> str | None:
    row = find(session, workspace_id, feedback_id)
    return money.without_money(session, row, feedback.items(session, row.id), now)


def _users(session: Session, rows: Sequence[FeedbackItem]) -> dict[int, str]:
    return (
        member.users_of(session, rows[0].workspace_id, {row.owner_id for row in rows if row.owner_id})
        if rows
        else {}
    )


def _approved(session: Session, row: Feedback) -> tuple[Choice, ...]:
    """What is still to be approved; where no such work is meant, what the agency has closed already."""
    work = [
        one
        for one in of_project(session, row.project_id)
        if one.status not in (Status.APPROVED, Status.CANCELLED)
    ]
    still_open = [one for one in work if one.status not in CLOSED]
    return _approved_of(row, still_open) or _approved_of(row, work)


def _approved_of(row: Feedback, work: Sequence[Deliverable]) -> tuple[Choice, ...]:
    about = {at for at, one in enumerate(work) if one.id == row.deliverable_id}
    waiting = about or {at for at, one in enumerate(work) if one.status is Status.WITH_CLIENT}
    places = approval.found(row.source, [one.title for one in work], waiting)
    return tuple(_choice(work[place]) for place in places)


def _work(session: Session, rows: Sequence[FeedbackItem]) -> dict[int, Choice]:
    """The work that these points name, by id."""
    return {one.id: _choice(one) for one in stored.work_of(session, rows)}


def _choice(row: Deliverable) -> Choice:
    return Choice(row.id, row.number, row.title, row.round)


def _shown(item: FeedbackItem, users: Mapping[int, str], piece: Choice | None) -> Item:
    return Item(
        item.id, item.position, item.kind, item.text, item.done_at is not None,
        users.get(item.owner_id or 0), item.due_on, piece=piece,
    )  # fmt: skip


FEATURE = Feature(
    "feedback cards",
    subjects=(Subject(CARD, Feedback, "project_id", in_channels=True),),
    kinds=(
        Kind(
            CARD,
            "the project's channel; its AE where it has none",
            When.CARD,
            covered=True,
            withheld=hand_to_lead,
        ),
        Kind(
            FROM_CLIENT,
            "the project's AE; its AM too when the client complains",
            covered=True,
            despite_rest=True,
        ),
    ),
)
