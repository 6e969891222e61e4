"""The changes that an order may mean, each made by its own press; nothing is changed before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from sqlalchemy.orm import Session

from desk.ball import ball
from desk.ball.holding import Side
from desk.core import permissions
from desk.core.actor import Actor
from desk.core.permissions import SEE, Target
from desk.day.ask_names import Line, Wish, work
from desk.people import account
from desk.people.admin import LEAVE_OF_OTHERS
from desk.project.project import ProjectRef
from desk.text.doors.intent import Intent
from desk.text.doors.moment import Moment
from desk.work.parts import MOST_PARTS
from storage.database.history import was
from storage.people import member as members
from storage.people.member import Half, Member
from storage.project.project import Project, ProjectState
from storage.work.deliverable import Deliverable, Status

_MOST = 4
MOST_AT_ONCE = 10
"""So much work is changed by one press: no more than is shown above its button."""
STATUS = {
    "done": Status.DELIVERED, "review": Status.INTERNAL_REVIEW, "begun": Status.IN_PROGRESS,
    "back": Status.IN_PROGRESS,
    "returned": Status.CHANGES,
    "sent": Status.WITH_CLIENT, "approved": Status.APPROVED, "cancel": Status.CANCELLED,
    "hold": Status.ON_HOLD,
}  # fmt: skip
"""What makes work have which status. "back": the client has given what it waited for."""
_TOLD = {
    Intent.DONE: "done", Intent.REVIEW: "review", Intent.BEGUN: "begun", Intent.SENT: "sent",
    Intent.RETURNED: "returned",
    Intent.APPROVED: "approved",
    Intent.CANCEL: "cancel", Intent.HOLD: "hold",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """A change that was understood and is made by one press. `what`: move, give, pause (a whole project),
    wait, go_on, off, snooze, split, a key of `STATUS`; or tell, when somebody is only told. `more`: work that
    is changed together with `line`. `helpers`: the Slack ids of those who get parts of it. `user`, `name`:
    who gets the work, stands in or is told; `whose`, `off_name`: the colleague who is off, "" for the writer.
    `other`: the work that it waits for.
    """

    what: str
    line: Line | None = None
    project: ProjectRef | None = None
    day: date | None = None
    minute: int | None = None
    user: str = ""
    name: str = ""
    last: date | None = None
    half: Half | None = None
    whose: str = ""
    off_name: str = ""
    other: Line | None = None
    more: tuple[Line, ...] = ()
    helpers: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """All work that it changes."""
        return (self.line, *self.more) if self.line else ()

    @property
    def is_so(self) -> bool:
        """Whether it would change nothing: the work has that date or that status already."""
        if self.what in STATUS:
            return all(one.status is STATUS[self.what] for one in self.lines)
        return (
            self.what == "move"
            and self.line is not None
            and (self.line.due_on, self.line.due_minute) == (self.day, self.minute)
        )

    @property
    def changes_hour(self) -> bool:
        """Whether it is a move that takes the hour away, or sets another on the same day."""
        if self.what != "move" or self.line is None or self.minute == self.line.due_minute:
            return False
        return self.minute is None or self.day == self.line.due_on


def offers(session: Session, actor: Actor, wish: Wish, now: datetime) -> list[Offer]:
    """The changes that an order may mean; [] while something is missing."""
    permissions.check(session, actor, SEE)
    if wish.intent in _TOLD:
        return [_told(_TOLD[wish.intent], group) for group in _groups(actor, wish)] or _paused(wish)
    lines = _open(actor, wish)[:_MOST]
    if wish.intent is Intent.CAME:
        return _came(session, actor, wish, now)
    if wish.intent is Intent.REFUSE:
        return [one for line in lines for one in _refused(session, actor, line)]
    if wish.intent in (Intent.MOVE, Intent.SNOOZE):
        at = wish.slots.at
        moments = [at.value] if at.value else list(at.readings)
        if wish.intent is Intent.SNOOZE:
            return [to for line in lines for to in _snoozed(line, moments, now)]
        return [to for line in lines for to in _moves(line, moments, now)]
    if wish.intent is Intent.GIVE:
        return _given(session, actor, wish, lines)
    if wish.intent is Intent.SPLIT:
        return _split(session, actor, wish, lines, now)
    if wish.intent is Intent.WAIT:
        what, others = "go_on" if wish.slots.ends else "wait", [one for one in wish.blockers if one.is_open]
        both = [(line, other) for line in lines for other in others if line.id != other.id]
        return [Offer(what, line, other=other) for line, other in both[:_MOST]]
    if wish.intent is Intent.LEAVE and wish.slots.off:
        return _days_off(session, actor, wish, actor.today(now))
    return []


def _open(actor: Actor, wish: Wish) -> list[Line]:
    """The open work that may be meant, the actor's own first: of many only a few are offered."""
    return sorted((one for one in wish.lines if one.is_open), key=lambda one: one.owner != actor.user)


def _handed_in(wish: Wish) -> list[Line]:
    """Finished work that goes on with the client: who makes it says "xong" before it is sent. Of two that are
    called alike it may as well be this one.
    """
    goes_on = wish.intent in (Intent.SENT, Intent.RETURNED, Intent.APPROVED)
    return [one for one in wish.lines if goes_on and one.status is Status.DELIVERED]


def _groups(actor: Actor, wish: Wish) -> list[tuple[Line, ...]]:
    """What is changed by one press: each piece of work, or those of a project whose numbers were named, as
    many as an answer shows.
    """
    lines = [*_open(actor, wish), *_handed_in(wish)]
    if not wish.together:
        return [(one,) for one in lines[:_MOST]]
    projects = dict.fromkeys(one.slug for one in lines)
    groups = ([one for one in lines if one.slug == slug] for slug in projects)
    return [
        tuple(group[at : at + MOST_AT_ONCE]) for group in groups for at in range(0, len(group), MOST_AT_ONCE)
    ][:_MOST]


def _told(what: str, group: tuple[Line, ...]) -> Offer:
    """What the client approved twice is done."""
    if what == "approved" and all(one.status is Status.APPROVED for one in group):
        what = "done"
    return Offer(what, group[0], more=group[1:])


def _paused(wish: Wish) -> list[Offer]:
    if wish.intent is not Intent.HOLD or wish.here:
        return []
    active = [ref for ref in wish.projects if ref.state is ProjectState.ACTIVE]
    return [Offer("pause", project=ref) for ref in active[:_MOST]]


def _came(session: Session, actor: Actor, wish: Wish, now: datetime) -> list[Offer]:
    """What the client gave is what their work waited for: it goes on, with whom it is given to. Work that is
    named goes on though nobody wrote down that it waited.
    """
    lines = work(session, actor, wish, [], now)
    which = Deliverable.id.in_([one.id for one in lines])
    balls = ball.of_work(session, actor.workspace_id, which, now) if lines else {}
    theirs = [one for one in lines if one.id in balls and balls[one.id].who.side is Side.CLIENT]
    theirs.sort(key=lambda one: one.owner != actor.user)
    found = [Offer("back", one) for one in theirs[:_MOST]]
    if not found and wish.lines:
        found = [Offer("begun", one) for one in lines if one.is_open][:_MOST]
    return [*found, *_given(session, actor, wish, [one.line for one in found if one.line])]


def _given(session: Session, actor: Actor, wish: Wish, lines: Sequence[Line]) -> list[Offer]:
    named = members.by_users(session, actor.workspace_id, list(wish.slots.people[:2])).values()
    to = [row for row in named if row.is_colleague]
    return [
        Offer("give", line, user=row.user, name=row.name)
        for line in lines
        for row in to
        if row.user != line.owner
    ]


def _split(session: Session, actor: Actor, wish: Wish, lines: Sequence[Line], now: datetime) -> list[Offer]:
    """Parts for those colleagues, until the day that was said, if that is still to come."""
    users = wish.slots.people[:MOST_PARTS]
    named = members.by_users(session, actor.workspace_id, list(users))
    to = [named[one] for one in users if one in named and named[one].is_colleague]
    at = wish.slots.at.value
    day = at.day if at and at.day >= actor.today(now) else None
    names, helpers = ", ".join(row.name for row in to), tuple(row.user for row in to)
    return [Offer("split", line, day=day, name=names, helpers=helpers) for line in lines] if to else []


def _refused(session: Session, actor: Actor, line: Line) -> list[Offer]:
    """Who cannot or will not do it tells the account person, and may hand it back to whom it was before."""
    row = session.get_one(Deliverable, line.id)
    project = session.get_one(Project, row.project_id)
    leads = account.of_project(session, project)
    found = []
    if leads is not None and leads.id != actor.member_id:
        found.append(Offer("tell", line, user=leads.user, name=leads.name))
    before = session.get(Member, was(session, row, "owner_id") or 0)
    if before is not None and before.is_colleague and before.id not in (row.owner_id, actor.member_id):
        found.append(Offer("give", line, user=before.user, name=before.name))
    return found


def _snoozed(line: Line, moments: Sequence[Moment], now: datetime) -> list[Offer]:
    """Until the first two days that are still to come: a reminder is put off by days."""
    today = line.here(now).date()
    days = list(dict.fromkeys(one.day for one in moments if one.day > today))
    return [Offer("snooze", line, day=day) for day in days[:2]]


def _moves(line: Line, moments: Sequence[Moment], now: datetime) -> list[Offer]:
    """Moves to the first two that are not over where the project is."""
    today = line.here(now).date()
    return [_to(line, one, now) for one in [one for one in moments if one.day >= today][:2]]


def _to(line: Line, at: Moment, now: datetime) -> Offer:
    """A move to a day; the work keeps its hour where no other is said and it is still to come."""
    minute = at.minute
    if minute is None and line.due_minute is not None:
        here = line.here(now)
        is_today = line.due_on != at.day == here.date()
        is_gone = is_today and line.due_minute <= here.hour * 60 + here.minute
        fits = at.part is None or at.part.holds(line.due_minute)
        minute = line.due_minute if fits and not is_gone else None
    return Offer("move", line, day=at.day, minute=minute)


def _days_off(session: Session, actor: Actor, wish: Wish, today: date) -> list[Offer]:
    off = wish.slots.off.off if wish.slots.off else None
    spans = [] if off is None else [off.value] if off.value else list(off.readings)
    cover = members.by_users(session, actor.workspace_id, list(wish.slots.people[:1]))
    stands_in = next((row for row in cover.values() if row.is_colleague), None)
    user, name = (stands_in.user, stands_in.name) if stands_in else ("", "")
    whose = None if wish.slots.whose in ("", actor.user) else members.by_user(
        session, actor.workspace_id, wish.slots.whose
    )  # fmt: skip
    if whose is not None:
        permissions.check(session, actor, LEAVE_OF_OTHERS, Target(person=whose))
    left = (one for one in spans if one.last >= today)
    return [
        Offer(
            "off",
            day=one.first,
            last=one.last,
            half=Half(one.half) if one.half else None,
            user=user,
            name=name,
            whose=whose.user if whose else "",
            off_name=whose.name if whose else "",
        )
        for one in islice(left, _MOST)
    ]
