"""To-dos: typed in one line, for oneself or for a colleague; one's own are visible only to oneself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.actor import Actor
from desk.core.errors import Conflict, Invalid, NotFound
from desk.core.feature import Entity, Feature, Kind, Subject, Undoing, Verb, When, always, no_project
from desk.core.permissions import TEAM, Action
from desk.day import rings, todo_work
from desk.day.rings import Stands
from desk.day.todo_reading import PAST, Choice, Doubt, Typed, Wanted, is_only_a_time, read
from desk.people import attention
from desk.people.company_calendar import calendar_of
from desk.people.reading import context
from desk.text.letters import clean
from storage.database import history, locks
from storage.day import reminders
from storage.day import todo as todos
from storage.day.todo import ASKED_FOR, OUTCOME, RING, Todo
from storage.history.records import Item
from storage.messages import draft as drafts
from storage.messages.draft import Draft
from storage.people import member as members
from storage.people.member import Member

OWN_TODOS = Action("todo", "one's own to-dos", TEAM)

LENGTH = 500
TOMORROW_MINUTE = 9 * 60
"""The minute of the next day to which a reminder is put off."""
_DRAFT = "todo"


@dataclass(frozen=True, slots=True)
class Task:
    """A to-do. `due_minute` counts from midnight in the owner's zone. `asked_by`: the name of the colleague
    who asked for it, if any. `days_late`: in working days.
    """

    id: int
    text: str
    due_on: date
    due_minute: int | None
    is_open: bool
    asked_by: str = ""
    days_late: int = 0


@dataclass(frozen=True, slots=True)
class Sent:
    """A colleague was asked. `told_at` and `rings_at`, in the asker's zone, are set only when the colleague
    is told later than now or reminded at another minute than the due one.
    """

    name: str
    told_at: datetime | None
    rings_at: datetime | None


@dataclass(frozen=True, slots=True)
class Saved:
    """What was stored, with the writer's days and hours. `task`: the writer's own to-do."""

    text: str
    due_on: date
    due_minute: int | None
    task: Task | None
    sent: tuple[Sent, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """Nothing was stored yet. `draft`: the id of the kept text; `names`: of the people that may be meant, by
    Slack id; `me`: the person who is asked.
    """

    draft: int
    text: str
    doubt: Doubt
    names: Mapping[str, str]
    me: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A typed text that still waits for an answer."""

    draft: int
    text: str


def add(
    session: Session, actor: Actor, text: str, now: datetime, attached: str = "", *, reminds: bool = False
) -> Saved | Asked:
    """Store a to-do; the time is taken out of the text, and without one it is due today.

    What is ambiguous is asked, and the text is kept until the answer. Raises `Invalid`. `attached`: the name
    and address of an attached file or the like; `reminds`: it was typed after a word for reminding, so it may
    begin with a name.
    """
    permissions.check(session, actor, OWN_TODOS)
    text = clean(text, multiline=False)
    if len(text) > LENGTH:
        raise Invalid("text", "error.todo_long", most=LENGTH, length=len(text))
    return _settled(session, actor, Typed(text, attached, reminds), Choice(), now, None)


def answer(session: Session, actor: Actor, draft_id: int, choice: Choice, now: datetime) -> Saved | Asked:
    """Continue with the kept text, using the choice. Raises `Conflict` when it was answered or discarded, and
    `Invalid` for people who cannot be asked.
    """
    permissions.check(session, actor, OWN_TODOS)
    draft = _kept(session, actor, draft_id)
    typed = Typed(
        str(draft.values.get("text", "")), str(draft.values.get("attached", "")),
        bool(draft.values.get("reminds")),
    )  # fmt: skip
    return _settled(session, actor, typed, choice, now, draft)


def kept(session: Session, actor: Actor) -> list[Kept]:
    """The texts that wait for the actor's answer, newest first."""
    rows = drafts.of_member(session, actor.member_id, _DRAFT)
    return [Kept(row.id, str(row.values.get("text", ""))) for row in rows]


def forget(session: Session, actor: Actor, draft_id: int) -> None:
    """Discard a kept text. Raises `Conflict` when it was answered."""
    permissions.check(session, actor, OWN_TODOS)
    session.delete(_kept(session, actor, draft_id))


def done(session: Session, actor: Actor, todo_id: int, now: datetime) -> Task:
    """Mark it as done; a second time changes nothing. Raises `NotFound` for another person's."""
    row = _mine(session, actor, todo_id)
    if row.done_at is None:
        actor.begin(session, "todo.done", now)
        row.done_at = now
        session.flush()
        rings.report(session, actor, row, Stands.DONE, now)
        _redraw(session, actor, row, now)
    return _task(row)


def drop(session: Session, actor: Actor, todo_id: int, now: datetime) -> Task:
    """Delete one that was misread or is not wanted. Raises `NotFound` for another person's."""
    row = _mine(session, actor, todo_id)
    task = _task(row)
    actor.begin(session, "todo.drop", now)
    rings.report(session, actor, row, Stands.DROPPED, now)
    session.delete(row)
    session.flush()
    _redraw(session, actor, row, now)
    return task


def put_off(session: Session, actor: Actor, todo_id: int, minutes: int | None, now: datetime) -> Task:
    """Remind again in `minutes`; None: the next day at nine. One that is done does not change.

    Raises `NotFound` for another person's.
    """
    row = _mine(session, actor, todo_id)
    if row.done_at is not None:
        return _task(row)
    day, minute = actor.today(now) + timedelta(days=1), TOMORROW_MINUTE
    if minutes is not None:
        here = (now + timedelta(minutes=minutes)).astimezone(ZoneInfo(actor.zone))
        day, minute = here.date(), here.hour * 60 + here.minute
    actor.begin(session, "todo.move", now)
    row.due_on, row.due_minute = day, minute
    session.flush()
    rings.plan(session, row, session.get_one(Member, row.owner_id), now, own=True)
    _redraw(session, actor, row, now)
    return _task(row)


def mine(session: Session, actor: Actor, now: datetime) -> list[Task]:
    """The actor's open to-dos, soonest first."""
    rows, today = todos.open_of(session, actor.member_id), actor.today(now)
    names, calendar = todos.askers(session, rows), calendar_of(session, actor.workspace_id)
    return [
        replace(
            _task(row, names.get(row.asked_by_id or 0, "")), days_late=calendar.days_after(row.due_on, today)
        )
        for row in rows
    ]


def _settled(
    session: Session, actor: Actor, typed: Typed, choice: Choice, now: datetime, draft: Draft | None
) -> Saved | Asked:
    here = context(session, actor.workspace_id, now.astimezone(ZoneInfo(actor.zone)), actor.user)
    if is_only_a_time(typed, here):
        raise Invalid("text", "error.todo_empty")
    found, names = read(typed, choice, here), {one.id: one.name for one in here.people}
    if isinstance(found, Wanted):
        doubt = _quiet(session, actor, found, choice)
        if doubt is None:
            if draft is not None:
                session.delete(draft)
            return _written(session, actor, found, typed.attached, now)
        found = doubt
    elif found.reason == PAST:
        found = _at_work(session, actor, found, here.today)
    return Asked(_keep(session, actor, typed, draft, now), typed.text, found, names, actor.user)


def _at_work(session: Session, actor: Actor, doubt: Doubt, today: date) -> Doubt:
    """The same question with days on which those who are to do it work; today is the writer's own choice."""
    calendar, choices = calendar_of(session, actor.workspace_id), list[Choice]()
    for one in doubt.choices:
        day, people = one.due_on, members.by_users(session, actor.workspace_id, one.who).values()
        if day is not None and day > today:
            off = [row for row in people if not calendar.is_working(day) or row.is_away(day, one.due_minute)]
            day = max([day, *(attention.next_day(row, calendar, day) for row in off)])
        choices.append(replace(one, due_on=day))
    return replace(doubt, choices=tuple(dict.fromkeys(choices)))


def _quiet(session: Session, actor: Actor, wanted: Wanted, choice: Choice) -> Doubt | None:
    """The question whether the reminder should come at an hour within the writer's own quiet hours."""
    if wanted.due_minute is None or choice.rings:
        return None
    quiet = attention.hours(session, actor.member_id).quiet
    ends = quiet.ends(wanted.due_on, wanted.due_minute)
    if ends is None or wanted.who != (actor.user,):
        return None
    then = Choice(wanted.who, wanted.due_on, wanted.due_minute, rings=True)
    facts = {"minute": wanted.due_minute, "start": quiet.start, "end": quiet.end}
    return Doubt("todo.ask.quiet", facts, (then, Choice(wanted.who, *ends, rings=True)))


def _written(session: Session, actor: Actor, wanted: Wanted, attached: str, now: datetime) -> Saved:
    text = " ".join([wanted.title, *clean(attached).splitlines()])
    people = [_asked(session, actor, user) for user in wanted.who]
    actor.begin(session, "todo.add", now)
    task, sent = None, []
    for person in people:
        own = person.id == actor.member_id
        due_on, due_minute = _of_theirs(actor, wanted, person, now)
        row = Todo(
            workspace_id=actor.workspace_id, owner_id=person.id, text=text, due_on=due_on,
            due_minute=due_minute, asked_by_id=None if own else actor.member_id,
            deliverable_id=todo_work.find(session, person.id, wanted.title),
        )  # fmt: skip
        session.add(row)
        session.flush()
        rings.plan(session, row, person, now, own=own)
        if own:
            task = _task(row)
        else:
            rings.ask(session, row, person, now)
            sent.append(_sent(session, actor, row, person, now))
    return Saved(text, wanted.due_on, wanted.due_minute, task, tuple(sent))


def _asked(session: Session, actor: Actor, user: str) -> Member:
    """A person who can be asked. Raises `Invalid`."""
    person = members.by_user(session, actor.workspace_id, user)
    if person is None or person.gone:
        raise Invalid("who", "error.person_unknown")
    if not person.is_colleague:
        raise Invalid("who", "error.person_outside", name=person.name)
    return person


def _of_theirs(actor: Actor, wanted: Wanted, person: Member, now: datetime) -> tuple[date, int | None]:
    """The same instant on another person's clock; without an hour the same day, or their today if that is
    later.
    """
    zone = ZoneInfo(person.zone)
    if wanted.due_minute is None:
        return max(wanted.due_on, now.astimezone(zone).date()), None
    at = attention.at_minute(wanted.due_on, wanted.due_minute, ZoneInfo(actor.zone)).astimezone(zone)
    return at.date(), at.hour * 60 + at.minute


def _sent(session: Session, actor: Actor, row: Todo, person: Member, now: datetime) -> Sent:
    zone, rings_at = ZoneInfo(actor.zone), rings.instant(row, person)
    waits = attention.silence(session, person, now)
    later = attention.silence(session, person, rings_at) if rings_at and rings_at > now else None
    return Sent(
        person.name,
        waits.until.astimezone(zone) if waits else None,
        later.until.astimezone(zone) if later else None,
    )


def _keep(session: Session, actor: Actor, typed: Typed, draft: Draft | None, now: datetime) -> int:
    """Keep what was typed until it is answered; the same text only once."""
    if draft is not None:
        return draft.id
    locks.people(session, actor.member_id)
    scope = hashlib.sha256(typed.text.encode()).hexdigest()[:16]
    drafts.drop(session, actor.member_id, _DRAFT, scope)
    row = Draft(
        workspace_id=actor.workspace_id, member_id=actor.member_id, kind=_DRAFT, scope=scope, at=now,
        values={"text": typed.text, "attached": typed.attached, "reminds": typed.reminds},
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def _kept(session: Session, actor: Actor, draft_id: int) -> Draft:
    locks.people(session, actor.member_id)
    row = session.get(Draft, draft_id)
    if row is None or row.member_id != actor.member_id or row.kind != _DRAFT:
        raise Conflict("error.todo_answered")
    return row


def _mine(session: Session, actor: Actor, todo_id: int) -> Todo:
    permissions.check(session, actor, OWN_TODOS)
    locks.people(session, actor.member_id)
    row = session.get(Todo, todo_id)
    if row is None or row.owner_id != actor.member_id:
        raise NotFound("error.todo_gone", query=str(todo_id))
    return row


def _redraw(session: Session, actor: Actor, row: Todo, now: datetime) -> None:
    reminders.redraw_digests(session, [actor.member_id], str(history.identify(session)), now)
    rings.redraw(session, row, now)


def _task(row: Todo, asked_by: str = "") -> Task:
    return Task(row.id, row.text, row.due_on, row.due_minute, row.done_at is None, asked_by)


def _finish(_session: Session, row: Todo, now: datetime) -> None:
    row.done_at = now


def _redraws(undoing: Undoing, rows: Sequence[Todo], _items: Sequence[Item]) -> Iterable[str]:
    cause = str(history.identify(undoing.session))
    reminders.redraw_digests(undoing.session, {row.owner_id for row in rows}, cause, undoing.now)
    return {todos.subject(row.id) for row in rows}


def _owner(session: Session, row_id: int) -> Iterable[int]:
    row = session.get(Todo, row_id)
    return (row.owner_id,) if row else ()


FEATURE = Feature(
    "todo",
    entities=(
        Entity(
            Todo,
            always(OWN_TODOS),
            _finish,
            named_by=("text",),
            is_called=True,
            redraws=_redraws,
            people=_owner,
        ),
    ),
    verbs=(Verb("todo.add"), Verb("todo.done"), Verb("todo.drop"), Verb("todo.move")),
    subjects=(Subject("todo", number=no_project),),
    kinds=(
        Kind(RING, "whose to-do it is", When.HOUR),
        Kind(ASKED_FOR, "who is asked by a colleague"),
        Kind(OUTCOME, "who asked"),
    ),
)
