"""Feedback: the client's words kept verbatim, and the points they were turned into (F35, F36, F37)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk.client import outside, people_in_text
from desk.core import permissions, within
from desk.core.actor import Actor
from desk.core.errors import Invalid, Lost, NotAllowed, NotFound
from desk.core.feature import Count, Entity, Feature, Undoing, Verb, Way, always, delete, leave
from desk.core.permissions import SEE, TEAM, Action, Relation, Target
from desk.feedback import about, cards, lines, money, owed, stored
from desk.feedback.about import Choice
from desk.feedback.cards import FeedbackForTeam
from desk.feedback.drafts import Typed
from desk.feedback.lines import Line
from desk.people import member, reading
from desk.project import guests
from desk.text.letters import clean
from storage.database import locks
from storage.feedback import feedback
from storage.feedback.feedback import TO_DO, Feedback, FeedbackItem
from storage.feedback.feedback import FeedbackKind as FeedbackKind
from storage.history.records import Item
from storage.project import project as projects
from storage.project.project import Project
from storage.work.deliverable import CLOSED, Deliverable, Status, of_project

FEEDBACK_SEND = Action("feedback_send", "send feedback", TEAM | {Relation.GUEST_HERE})
FEEDBACK_WORK = Action("feedback_work", "sort feedback, close and reopen it", TEAM)

SOURCE_LIMIT = 50_000
"""In characters; Slack's own messages end at 40,000."""
SAID_BY_LIMIT = 150
ROUND_LIMIT = 99


@dataclass(frozen=True, slots=True)
class Capture:
    """What somebody wants to store. `points`: None stands for a line that was left out; the client's words
    may contain no point.

    `round` None: the current round of the deliverable, or of the project.
    """

    project_id: int
    source: str
    points: tuple[Line | None, ...]
    said_by: str = ""
    deliverable_id: int | None = None
    round: int | None = None
    channel: str | None = None
    message_ts: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The project of the feedback, as the form needs it. `round`: the highest of its deliverables."""

    id: int
    name: str
    round: int
    deliverables: tuple[Choice, ...]


def understand(
    session: Session, actor: Actor, source: str, items: str, project_id: int, now: datetime,
    whole: int | None = None,
) -> tuple[Line, ...]:  # fmt: skip
    """The points typed into a form about this project: those of the list; without a list, those in the
    client's words, and what became none of them. `whole`: the work that all of it is about.

    Each is about the work that it names, and its owner is proposed; a client's words give work to nobody.
    """
    here = now.astimezone(ZoneInfo(actor.zone))
    told = reading.context(session, actor.workspace_id, here, actor.user)
    work = _work(session, actor.workspace_id, project_id)
    titles = [one.title for one in work]
    found = lines.read_typed(items, told) if items else lines.read_verbatim(source, told, titles)
    if actor.is_outside:
        work = tuple(replace(one, owner=None) for one in work)
    return about.read(found, work, whole)


def kinds_in(session: Session, actor: Actor, text: str, now: datetime) -> frozenset[FeedbackKind]:
    """The kinds of the points in what a client says; none when it says nothing of the work."""
    told = reading.context(session, actor.workspace_id, now.astimezone(ZoneInfo(actor.zone)), actor.user)
    return frozenset(line.kind for line in lines.read_verbatim(text, told) if not line.left)


def understood_anew(
    session: Session, actor: Actor, said: Sequence[Line], before: Typed, wanted: Typed
) -> tuple[Line, ...]:
    """Lines that were read for one project or piece of work, for another one."""
    old, new = (
        about.Scope(_work(session, actor.workspace_id, one.project_id or 0), one.deliverable_id)
        for one in (before, wanted)
    )
    return about.read_anew(said, old, new)


def capture(
    session: Session, actor: Actor, told: Capture, now: datetime, *, earlier: int | None = None
) -> FeedbackForTeam:
    """Store feedback and announce it; with `earlier`, correct that capture.

    Guests may send feedback to a project that they may read in that channel. Raises `Invalid` for fields
    `source`, `said_by`, `round`, `deliverable` and `owner`, with the position of its point in `facts["at"]`,
    and `NotFound` for another workspace's project.
    """
    theirs = guests.readable(session, actor, told.channel or "", now) if actor.is_outside else ()
    here = next((ref for ref in theirs if ref.id == told.project_id), None)
    is_here = here is not None
    if not permissions.may(session, actor, FEEDBACK_SEND, Target(here, is_here=is_here)):
        raise NotAllowed("error.feedback_no_project_here")  # guests must not learn whether it exists
    project = cards.project_row(session, actor, told.project_id)
    deliverable = _deliverable(session, project, None if actor.is_outside else told.deliverable_id)
    source, said_by = clean(told.source), clean(told.said_by)
    _check(source, said_by, told)
    row = _row(session, actor, earlier)
    _hold(session, row, project.id)
    actor.begin(session, "feedback", now)
    row.project_id = project.id
    row.deliverable_id = deliverable.id if deliverable else None
    row.round = told.round or (deliverable.round if deliverable else _round(session, project.id))
    row.source, row.said_by = source, said_by
    row.channel, row.message_ts = told.channel or None, told.message_ts or None
    if earlier is None:
        row.author_id, row.at = actor.member_id, now
        session.add(row)
    session.flush()
    before = owed.owners(session, row)
    stored.check_work(session, project.id, told.points)
    stored.set_points(session, row, told.points, stored.owners_of(session, actor, told.points))
    owed.tell(session, actor, row, before, now)
    if deliverable:
        _send_back(deliverable, row.round)
    if not actor.is_outside:
        _send_back_named(session, row, feedback.items(session, row.id), now)
    cards.announce(session, actor, project, row, now, is_new=earlier is None)
    return cards.for_team(session, actor.workspace_id, row.id, actor.user, now)


def close(session: Session, actor: Actor, item_id: int, now: datetime) -> int:
    """Close one point. Returns the id of its capture. Raises `NotAllowed`, `NotFound`."""
    return _set_done(session, actor, item_id, now, now)


def reopen(session: Session, actor: Actor, item_id: int, now: datetime) -> int:
    """Open one point again. Returns the id of its capture. Raises `NotAllowed`, `NotFound`."""
    return _set_done(session, actor, item_id, None, now)


def edit(
    session: Session,
    actor: Actor,
    feedback_id: int,
    edits: Sequence[tuple[int | None, Sequence[Line]]],
    now: datetime,
) -> int:
    """Change points: by the id of each, the lines that replace it; under None, new ones.

    Of several lines the first replaces the point; without lines it is dropped. Returns how many points were
    changed. Raises `Invalid` (field `owner`), `NotAllowed`, `NotFound`.
    """
    permissions.check(session, actor, FEEDBACK_WORK)
    row = cards.find(session, actor.workspace_id, feedback_id)
    _hold(session, row)
    items = list(feedback.items(session, row.id))
    shown = {item.id: item for item in money.readable(session, actor.user, row, items)}
    if any(item_id is not None and item_id not in shown for item_id, _ in edits):
        raise NotFound("error.feedback_gone", query=str(feedback_id))
    wanted = [(shown.get(item_id or 0), said) for item_id, said in edits]
    points = [line for _, said in wanted for line in said]
    stored.check_work(session, row.project_id, points)
    owners = stored.owners_of(session, actor, points)
    changed = [one for one in wanted if not stored.is_said(row, items, *one, owners)]
    if not changed:
        return 0
    before = owed.owners(session, row)
    named = {item.id: item.deliverable_id for item in items}
    actor.begin(session, "feedback.points", now)
    for item, said in changed:
        stored.replace(session, row, items, item, said, owners)
    session.flush()
    moved = [one for one in items if one.deliverable_id != named.get(one.id)]
    _send_back_named(session, row, moved, now)
    owed.tell(session, actor, row, before, now)
    cards.announce_money(session, actor.workspace_id, row)
    cards.redraw(session, actor.workspace_id, row.id, now)
    return len(changed)


def link(session: Session, actor: Actor, feedback_id: int, permalink: str, now: datetime) -> None:
    """Store the address of the quoted message."""
    row = _row(session, actor, feedback_id)
    _hold(session, row)
    if row.permalink != permalink:
        actor.begin(session, "feedback.link", now)
        row.permalink = permalink
        cards.redraw(session, actor.workspace_id, feedback_id, now)


def place(session: Session, actor: Actor, project_id: int) -> Place:
    """A project as the form shows it. Guests see no deliverables and no internal terms. Raises `NotFound`."""
    project = cards.project_row(session, actor, project_id)
    if actor.is_outside:
        house = people_in_text.of_workspace(session, actor.workspace_id)
        return Place(project.id, outside.name(house, project.name), 1, ())
    work = _work(session, actor.workspace_id, project.id)
    return Place(project.id, project.name, max((one.round for one in work), default=1), work)


def project_choices(session: Session, actor: Actor) -> tuple[tuple[int, str], ...]:
    """Ids and names of the open projects, the actor's own first. Raises `NotAllowed`."""
    permissions.check(session, actor, SEE)
    rows = projects.summaries(
        session, actor.workspace_id, projects.RUNNING, projects.shared_by(actor.member_id)
    )
    own = {row.id: row.name for row in rows}
    rest = {row.id: row.name for row in projects.summaries(session, actor.workspace_id, projects.RUNNING)}
    return tuple((own | rest).items())


def last_project(session: Session, actor: Actor, channel: str) -> int | None:
    """The project of the last feedback in this channel, as the first choice in a colleague's form."""
    return feedback.of_channel(session, actor.workspace_id, channel) if channel else None


def _check(source: str, said_by: str, told: Capture) -> None:
    if not source or (told.points and not any(told.points)):
        raise Invalid("source", "error.feedback_empty")
    if len(source) > SOURCE_LIMIT:
        raise Invalid("source", "error.feedback_too_long", limit=SOURCE_LIMIT)
    if len(said_by) > SAID_BY_LIMIT:
        raise Invalid("said_by", "error.feedback_too_long", limit=SAID_BY_LIMIT)
    if told.round is not None and not 1 <= told.round <= ROUND_LIMIT:
        raise Invalid("round", "error.feedback_round", limit=ROUND_LIMIT)


def _send_back(deliverable: Deliverable, round_: int) -> None:
    """The client answered, so the work is ours again, in the round of the answer."""
    if deliverable.status is Status.WITH_CLIENT:
        deliverable.status = Status.CHANGES
    deliverable.round = max(deliverable.round, round_)


def _send_back_named(session: Session, row: Feedback, items: Sequence[FeedbackItem], now: datetime) -> None:
    """The same for the work that points name, in its own round."""
    changing = [item for item in items if item.done_at is None and item.kind in TO_DO]
    for work in stored.work_of(session, changing):
        if work.status is Status.WITH_CLIENT:
            _send_back(work, work.round)
            cards.redraw_work(session, row, work.id, now)


def _set_done(session: Session, actor: Actor, item_id: int, done_at: datetime | None, now: datetime) -> int:
    item = _item(session, actor, item_id)
    _hold(session, cards.find(session, actor.workspace_id, item.feedback_id))
    if (item.done_at is None) != (done_at is None):
        actor.begin(session, "feedback.done" if done_at else "feedback.reopen", now)
        item.done_at = done_at
        owed.redraw(session, {item.owner_id} if item.owner_id else (), now)
        cards.redraw(session, actor.workspace_id, item.feedback_id, now)
    return item.feedback_id


def _row(session: Session, actor: Actor, earlier: int | None) -> Feedback:
    if earlier is not None:
        return cards.find(session, actor.workspace_id, earlier)
    return Feedback(workspace_id=actor.workspace_id)


def _hold(session: Session, row: Feedback, *more: int) -> None:
    """Lock the capture and its projects until the commit.

    Raises `Lost` when it was moved to another project during the wait.
    """
    project_id = row.project_id
    locks.projects(session, *more, *([project_id] if project_id else []))
    if row.project_id != project_id:
        raise Lost("the feedback was moved")


def _item(session: Session, actor: Actor, item_id: int) -> FeedbackItem:
    permissions.check(session, actor, FEEDBACK_WORK)
    item = within.found(session, actor.workspace_id, FeedbackItem, item_id, "error.feedback_gone")
    if item.kind is FeedbackKind.MONEY:
        project = session.get_one(Project, session.get_one(Feedback, item.feedback_id).project_id)
        permissions.check(session, actor, money.FEEDBACK_MONEY, Target(project))
    return item


def _deliverable(session: Session, project: Project, deliverable_id: int | None) -> Deliverable | None:
    if deliverable_id is None:
        return None
    deliverable = session.get(Deliverable, deliverable_id)
    if deliverable is None or deliverable.project_id != project.id:
        raise Invalid("deliverable", "error.feedback_deliverable")
    return deliverable


def _work(session: Session, workspace_id: int, project_id: int) -> tuple[Choice, ...]:
    """The open work of a project, each with the colleague who makes it."""
    rows = [row for row in _open_deliverables(session, project_id) if row.workspace_id == workspace_id]
    users = member.colleagues_of(session, workspace_id, {row.owner_id for row in rows})
    return tuple(Choice(row.id, row.number, row.title, row.round, users.get(row.owner_id)) for row in rows)


def _open_deliverables(session: Session, project_id: int) -> list[Deliverable]:
    return [row for row in of_project(session, project_id) if row.status not in CLOSED]


def _round(session: Session, project_id: int) -> int:
    return max((row.round for row in _open_deliverables(session, project_id)), default=1)


def _redraws(undoing: Undoing, rows: Sequence[FeedbackItem], items: Sequence[Item]) -> set[str]:
    were = {one for item in items if item.field == "owner_id" for one in (item.before, item.after)}
    owners = {row.owner_id for row in rows} | were
    owed.redraw(undoing.session, {int(one) for one in owners if one}, undoing.now)
    return {f"{cards.CARD}:{row.feedback_id}" for row in rows}


FEATURE = Feature(
    "feedback",
    entities=(
        Entity(
            Feedback, always(FEEDBACK_WORK), leave, named_by=("round",), unsaid=money.unsaid_of_captures
        ),
        Entity(
            FeedbackItem, always(FEEDBACK_WORK), delete, named_by=("text",), redraws=_redraws,
            unsaid=money.unsaid_of_points,
        ),
    ),
    verbs=(
        Verb("feedback", Way.KEPT), Verb("feedback.done"), Verb("feedback.reopen"), Verb("feedback.points"),
        Verb("feedback.link", Way.ASIDE),
    ),
    counts=(Count("points", feedback.OPEN_POINTS),),
)  # fmt: skip
