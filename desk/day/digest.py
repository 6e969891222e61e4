"""What is due for a person: overdue, today, the next working day, and their to-dos (F18)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Date, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from desk.core.actor import Actor
from desk.core.feature import Feature, Kind, When
from desk.day import burning, led_colours, led_projects, planning, points, risks, unsent
from desk.day.burning import Burning as Burning
from desk.day.led_colours import LedColour as LedColour
from desk.day.led_projects import LedProject as LedProject
from desk.day.lines import JOINED, Reader, Row, around_rows, place, reminder, rows_of, works
from desk.day.lines import Reminder as Reminder
from desk.day.lines import Work as Work
from desk.day.points import Point as Point
from desk.day.priority import Why as Why
from desk.day.risks import DueRisk as DueRisk
from desk.day.unsent import Unsent as Unsent
from desk.work.waits import Waits
from storage.ball import dependency
from storage.day import digest_rules, escalation
from storage.day import todo as todos
from storage.day.escalation import Escalation
from storage.day.escalation import Step as Step
from storage.day.reminders import DIGEST as DIGEST
from storage.day.todo import Todo
from storage.people.member import Member
from storage.project.project import Project, ProjectState
from storage.work.deliverable import DONE_HERE, DUE_HERE, OPEN, Deliverable, Status, is_late


@dataclass(frozen=True, slots=True)
class Cover:
    """The work of a colleague on leave, in the digest of the person who stands in (F23)."""

    member_id: int
    name: str
    work: Sequence[Work]


@dataclass(frozen=True, slots=True)
class Escalated:
    """Somebody else's late work, told to the lead or the AM (F20). `owner` is a Slack id.

    `days`: working days since the promised date.
    """

    work: Work
    owner: str
    step: Step
    days: int


@dataclass(frozen=True, slots=True)
class Desk:
    """What is due for a person on local day `today`; `next_day` is the next working day after it.

    Each section is sorted by priority (F27); work that holds up others' is in the section in which theirs
    would be. In a digest, `colours`: of the led projects that are not green; `burning`: the projects that
    need the reader, as their AM, most; `risks`: to be looked at again.
    """

    language: str
    today: date
    next_day: date
    overdue: Sequence[Work]
    due_today: Sequence[Work]
    due_next: Sequence[Work]
    later: Sequence[Work]
    todos: Sequence[Reminder]
    points: Sequence[Point] = ()
    covers: Sequence[Cover] = ()
    escalated: Sequence[Escalated] = ()
    led: Sequence[LedProject] = ()
    colours: Sequence[LedColour] = ()
    burning: Sequence[Burning] = ()
    risks: Sequence[DueRisk] = ()
    unsent: Sequence[Unsent] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is due now; later work does not count."""
        return not (self.has_lines or self.burning)

    @property
    def has_lines(self) -> bool:
        """Whether there is work to list."""
        own = self.overdue or self.due_today or self.due_next or self.points or self.todos or self.risks
        return bool(own or self.covers or self.escalated or self.led or self.unsent)


def of_actor(session: Session, actor: Actor, now: datetime) -> Desk:
    """Everything that the actor has to do, including what is due later."""
    person = session.get_one(Member, actor.member_id)
    rows = rows_of(session, _OPEN_OF, _whose(person))
    today = now.astimezone(ZoneInfo(person.zone)).date()
    reader = Reader.of(session, person)
    own = todos.open_of(session, person.id)
    waits = around_rows(session, rows)
    desk = _laid_out(reader, today, rows, own, todos.askers(session, own), waits)
    return replace(
        desk,
        points=points.open_of(session, person.id, today, reader.calendar),
        covers=_covers(session, reader, today),
        led=led_projects.of(session, reader, today),
        unsent=unsent.of(session, reader, today),
    )


def of_day(
    session: Session, member_id: int, day: date, now: datetime, message_id: int | None = None
) -> Desk | None:
    """The content of the digest planned for local day `day`, at instant `now`: only what is due and not
    snoozed. None: the digest is not wanted any more, or nothing is due.

    Escalations belong to the digest `message_id` and are told in no other.
    """
    person = session.get_one(Member, member_id)
    reader = Reader.of(session, person)
    if not planning.is_still_wanted(person, reader.calendar, day, now):
        return None
    rows = _due_of(session, reader, person, day)
    own = [row for row in todos.open_of(session, person.id) if row.due_on <= day]
    desk = _laid_out(reader, day, rows, own, todos.askers(session, own), around_rows(session, rows))
    if led_projects.leads_any(session, reader, day):
        desk = _with_led(session, reader, day, now, desk)
    desk = replace(
        desk,
        points=points.open_of(session, person.id, day, reader.calendar, reader.calendar.next_working(day)),
        covers=_covers(session, reader, day),
        escalated=_besides(_escalated(session, reader, day, message_id), desk.led) if message_id else (),
        risks=risks.due_of(session, member_id, day),
    )
    return None if desk.is_empty else desk


def of_shown(
    session: Session,
    member_id: int,
    day: date,
    now: datetime,
    shown: Sequence[int],
    shown_todos: Sequence[int],
    shown_points: Sequence[int] = (),
    shown_for: Mapping[int, Sequence[int]] | None = None,
    shown_led: Sequence[int] = (),
    shown_briefs: Sequence[int] = (),
    shown_burning: Sequence[int] = (),
    shown_risks: Sequence[int] = (),
    shown_unsent: Sequence[int] = (),
    message_id: int | None = None,
) -> Desk:
    """The current state of the lines that the digest of local day `day` showed, in the same places.

    `shown_for`: lines of colleagues on leave, by their member id. `shown_led`: others' work in projects that
    the reader leads; `shown_briefs`: the relays that were not acknowledged there; `shown_burning`: the
    projects that needed the reader; `shown_risks`: what was to be looked at; `shown_unsent`: the projects
    with questions to send. `message_id`: the digest, which identifies its escalations. Done lines are shown
    as done; lines that now have another owner are left out.
    """
    person = session.get_one(Member, member_id)
    wanted = JOINED.where(Deliverable.id.in_(shown), Deliverable.owner_id == member_id)
    for_shown = and_(Todo.deliverable_id.in_(shown), todos.is_open(), Todo.due_on <= day)
    mine = select(Todo).where(or_(Todo.id.in_(shown_todos), for_shown), Todo.owner_id == member_id)
    places = {one: place for place, one in enumerate(shown)}
    todo_places = {one: place for place, one in enumerate(shown_todos)}

    def as_shown(line: Work | Reminder) -> int:
        return todo_places.get(line.id, len(todo_places)) if isinstance(line, Reminder) else places[line.id]

    reader = Reader.of(session, person)
    own = session.scalars(mine).all()
    rows = rows_of(session, wanted)
    waits = around_rows(session, rows)
    desk = _laid_out(reader, day, rows, own, todos.askers(session, own), waits, as_shown)
    covers = []
    for owner_id, ids in (shown_for or {}).items():
        owner = session.get_one(Member, owner_id)
        theirs = JOINED.where(Deliverable.id.in_(ids), Deliverable.owner_id == owner_id)
        rows = rows_of(session, theirs)
        lines = {line.id: line for line in works(reader, day, rows, around_rows(session, rows))}
        covers.append(Cover(owner_id, owner.name, [lines[one] for one in ids if one in lines]))
    late = escalation.told_by(session, message_id) if message_id else []
    given = points.shown_of(session, member_id, day, reader.calendar, shown_points)
    colours = led_colours.of(session, reader, day, now)
    led = led_projects.of_shown(session, reader, day, shown_led, shown_briefs)
    escalated = _besides(_steps(session, reader, day, late), led)
    fires = burning.of_shown(session, reader, day, shown_burning)
    return replace(
        desk, points=given, covers=covers, escalated=escalated, led=led_colours.in_order(led, colours),
        colours=led_colours.besides(colours, fires), burning=fires,
        risks=risks.shown_of(session, member_id, day, shown_risks),
        unsent=unsent.of_shown(session, shown_unsent),
    )  # fmt: skip


def _with_led(session: Session, reader: Reader, day: date, now: datetime, desk: Desk) -> Desk:
    """The same with what there is to tell of the projects that the reader leads."""
    colours, fires = led_colours.of(session, reader, day, now), burning.of(session, reader, day)
    return replace(
        desk,
        led=led_colours.in_order(led_projects.of(session, reader, day, own_away=True), colours),
        colours=led_colours.besides(colours, fires),
        burning=fires,
        unsent=unsent.of(session, reader, day),
    )


def _covers(session: Session, reader: Reader, day: date) -> list[Cover]:
    """What is due for those for whom this person stands in, as in their own digests."""
    covers = []
    for owner in reader.covered(session, day):
        rows = _due_of(session, reader, owner, day)
        if rows:
            work = sorted(works(reader, day, rows, around_rows(session, rows)), key=place)
            covers.append(Cover(owner.id, owner.name, work))
    return covers


def _escalated(session: Session, reader: Reader, day: date, message_id: int) -> list[Escalated]:
    """The escalations that this person is to hear of; from now on they count as told.

    Work that was done, moved, snoozed or reassigned since is left out; if it is late again, a new escalation
    is made.
    """
    broken = []
    for one in escalation.to_tell(session, reader.person.id, message_id):
        row = session.get_one(Deliverable, one.deliverable_id)
        project = session.get_one(Project, row.project_id)
        is_so = is_late(row.status, row.due_on, day) and project.state is ProjectState.ACTIVE
        if is_so and one.promised_on == _promised(row) and row.owner_id != reader.person.id:
            one.digest_id = message_id
            broken.append(one)
        else:
            session.delete(one)
    return _steps(session, reader, day, broken)


def _steps(session: Session, reader: Reader, day: date, late: Sequence[Escalation]) -> list[Escalated]:
    """One line per deliverable, the one late for longest first."""
    if not late:
        return []
    by_work = {one.deliverable_id: one for one in late}
    rows = rows_of(session, JOINED.where(Deliverable.id.in_(by_work)))
    owners = {row.id: session.get_one(Member, row.owner_id).user for row, _, _ in rows}
    passed = reader.calendar.passed(min(one.promised_on for one in late), day)
    escalated = []
    for line in works(reader, day, rows, around_rows(session, rows)):
        one = by_work[line.id]
        escalated.append(Escalated(line, owners[line.id], one.step, passed.get(one.promised_on, 0)))
    return sorted(escalated, key=lambda one: (-one.days, *place(one.work)))


def _besides(late: Sequence[Escalated], led: Sequence[LedProject]) -> list[Escalated]:
    """What is not listed already, to an AM who stands in for the AE."""
    listed = {theirs.work.id for one in led for theirs in one.work}
    return [one for one in late if one.work.id not in listed]


def _promised(row: Deliverable) -> date:
    return max(row.due_on, row.snoozed_until or row.due_on)


# Built once: hundreds of digests use it within a minute.
_OPEN_OF = JOINED.where(
    Deliverable.owner_id == bindparam("owner"),
    Deliverable.workspace_id == bindparam("workspace"),
    Project.state == ProjectState.ACTIVE,
    OPEN,
)
_READY_OF = _OPEN_OF.where(
    or_(Deliverable.snoozed_until.is_(None), Deliverable.snoozed_until <= bindparam("day")),
    digest_rules.is_here(),
    ~dependency.is_blocked(),
)
_UNTIL = bindparam("until", type_=Date)
_DUE_OF = _READY_OF.where(DUE_HERE, Deliverable.due_on <= _UNTIL)
_WANTED = dependency.wanted()
_WANTED_OF = _READY_OF.where(
    or_(Deliverable.due_on > _UNTIL, Deliverable.status == Status.APPROVED),
    Deliverable.id.in_(select(_WANTED.c.id).where(_WANTED.c.due_on <= _UNTIL)),
)


def _due_of(session: Session, reader: Reader, owner: Member, day: date) -> list[Row]:
    """What this person owns that is due by the reader's next working day, or holds up what is; not what waits
    for other work, a supplier or the client.
    """
    asked = _whose(owner) | {"until": reader.calendar.next_working(day), "day": day}
    return [*rows_of(session, _DUE_OF, asked), *rows_of(session, _WANTED_OF, asked)]


def _whose(owner: Member) -> dict[str, Any]:
    return {"owner": owner.id, "workspace": owner.workspace_id}


def _laid_out(
    reader: Reader,
    today: date,
    rows: Sequence[Row],
    own: Sequence[Todo],
    askers: Mapping[int, str],
    waits: Waits,
    place: Callable[[Work | Reminder], Any] = place,
) -> Desk:
    next_day = reader.calendar.next_working(today)
    passed = reader.calendar.passed(min((row.due_on for row in own), default=today), today)
    reminders = sorted((reminder(row, askers, today, passed) for row in own), key=place)
    listed = sorted(works(reader, today, rows, waits), key=place)
    work, reminders = _joined(listed, reminders, {row.id: row.deliverable_id for row in own}, next_day)
    overdue = [one for one in work if one.due_on < today and one.status not in DONE_HERE]
    soon = [one for one in work if one not in overdue and one.is_pressing]
    now = [one for one in soon if one.pressing_on <= next_day]
    return Desk(
        language=reader.person.language or reader.workspace.language,
        today=today,
        next_day=next_day,
        overdue=overdue,
        due_today=[one for one in now if one.pressing_on <= today],
        due_next=[one for one in now if one.pressing_on > today],
        later=[one for one in work if one not in overdue and one not in now],
        todos=reminders,
    )


def _joined(
    work: Sequence[Work], reminders: Sequence[Reminder], asks_for: Mapping[int, int | None], next_day: date
) -> tuple[list[Work], list[Reminder]]:
    """The soonest to-do that asks for a piece of work on the list stands on its line, and not beside it; but
    what is due now does not stand on a line of later work.
    """
    listed = {one.id: one for one in work if one.is_open}
    asked: dict[int, Reminder] = {}
    for one in reminders:
        piece = listed.get(asks_for[one.id] or 0)
        if piece and one.is_open and (piece.pressing_on <= next_day or one.due_on > next_day):
            asked.setdefault(piece.id, one)
    joined = {one.id for one in asked.values()}
    return (
        [replace(one, asked=asked[one.id]) if one.id in asked else one for one in work],
        [one for one in reminders if one.id not in joined],
    )


FEATURE = Feature(
    "digest",
    kinds=(
        Kind(DIGEST, "whoever has something due, leads what is late, or is needed as an AM", When.MORNING),
    ),
)
