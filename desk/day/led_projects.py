"""The morning view of a project lead: others' late work and its owners, what is due today, and the
departments that have not acknowledged a brief (notices.md, F28).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy import Row as SqlRow
from sqlalchemy.orm import Session

from desk.day import led_points
from desk.day.led_points import LatePoints
from desk.day.lines import JOINED, Reader, Row, Work, around_rows, due_by, place, rows_of, works
from desk.people import member
from storage.ball import dependency
from storage.brief.brief import Brief
from storage.brief.relay import Relay, RelayState
from storage.day import burning, digest_rules
from storage.people import member as members
from storage.people.member import Department
from storage.project.project import Project
from storage.work.deliverable import Deliverable, Status

_Asked = SqlRow[int, str, int, Department, RelayState, datetime]
_ANSWERED = (RelayState.CONFIRMED, RelayState.CORRECTED)


@dataclass(frozen=True, slots=True)
class Theirs:
    """A piece of somebody else's work. `owner` is a Slack id; `elsewhere`: it is of another project, whose
    work this project's waits for. `off_until`: its owner is on leave until then, and `stand_in` (a Slack id)
    does it. `client_since`: the day since which the client has it, if history tells.
    """

    work: Work
    owner: str
    elsewhere: bool = False
    off_until: date | None = None
    stand_in: str | None = None
    client_since: date | None = None


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Departments that have not acknowledged a brief; `state`: not answered, or declined. `days`: working
    days since they were asked. `relay_ids`: of what they were asked; `project_id`: whose brief.

    In a digest that was sent before, the state may also be that it was answered (acknowledged), that the
    department is not needed, or that it was asked again since (stale).
    """

    departments: tuple[Department, ...]
    state: RelayState
    days: int
    relay_ids: tuple[int, ...]
    project_id: int

    @property
    def is_open(self) -> bool:
        """Whether it still waits for the departments' answer."""
        return self.state in digest_rules.NOT_TAKEN


@dataclass(frozen=True, slots=True)
class LedProject:
    """A project that the reader leads: others' work that is late or due today, by priority, the departments
    that have not acknowledged its brief, and points of feedback that are late or nobody's. Instead of work
    that waits it has what that waits for: the cause and not the symptom (M6).
    """

    project_id: int
    project: str
    work: Sequence[Theirs]
    briefs: Sequence[NotTaken]
    points: Sequence[LatePoints] = ()


def leads_any(session: Session, reader: Reader, day: date) -> bool:
    """Whether the reader, or somebody for whom they stand in, is the AE or AM of a running project: for
    everybody else nothing is looked for there.
    """
    leads = reader.leads(session, day)
    mine = or_(Project.ae_id.in_(leads), Project.am_id.in_(leads))
    return bool(session.scalar(select(select(Project.id).where(digest_rules.ACTIVE, mine).exists())))


def of(
    session: Session, reader: Reader, day: date, until: date | None = None, *, own_away: bool = False
) -> list[LedProject]:
    """The reader's projects with something to tell on local day `day`, the most urgent first. `until`: with
    the work that is due by this day too, and points of feedback that are due today, as an evening tells;
    `own_away`: with the reader's own that a supplier or the client has.

    The projects of an AE on leave go to whoever stands in. Work that is listed for a colleague on leave is
    not listed again.
    """
    leads = reader.leads(session, day)
    others = Deliverable.owner_id.not_in(leads)
    is_away = or_(Deliverable.supplier.is_not(None), Deliverable.status == Status.WITH_CLIENT)
    whose = or_(others, is_away) if own_away else others
    theirs = JOINED.where(digest_rules.is_led_by(leads), whose)
    holding = dependency.wanted()
    is_wanted = digest_rules.is_wanted(holding, until or day)
    rows = rows_of(session, theirs.where(due_by(until or day)))
    known = {row.id for row, _, _ in rows}
    holding_up = select(Deliverable.id).join(holding, is_wanted).correlate(None)
    wanted = theirs.where(Deliverable.id.in_(holding_up), digest_rules.is_awake(day))
    rows += [one for one in rows_of(session, wanted) if one[0].id not in known]
    briefs = Relay.state.in_(digest_rules.NOT_TAKEN)
    return _laid_out(session, reader, day, leads, rows, briefs, evening=until is not None)


def of_shown(
    session: Session, reader: Reader, day: date, shown: Collection[int], relay_ids: Collection[int]
) -> list[LedProject]:
    """The same, with the current state of the work and briefs that a digest of local day `day` showed."""
    leads = reader.leads(session, day)
    wanted = JOINED.where(Deliverable.id.in_(shown), digest_rules.is_led_by(leads))
    briefs = Relay.id.in_(relay_ids)
    return _laid_out(session, reader, day, leads, rows_of(session, wanted), briefs, is_shown=True)


def _laid_out(
    session: Session, reader: Reader, day: date, leads: Collection[int], rows: Sequence[Row],
    about: ColumnElement[bool], *, is_shown: bool = False, evening: bool = False,
) -> list[LedProject]:  # fmt: skip
    projects = {project.id: project.name for _, project, _ in rows}
    asked = _asked(session, leads, about)
    briefs = _not_taken(reader, day, asked, projects, is_shown=is_shown)
    work = _work(session, reader, day, leads, rows, is_shown=is_shown)
    for one in work.values():  # late work first, then what is due today, whatever its hour
        one.sort(key=lambda theirs: (not theirs.work.is_late(day), place(theirs.work)))
    late = led_points.of(session, reader, day, leads, evening=evening)
    if not is_shown:
        projects |= {one.project_id: one.project for one in late}
    found = [
        LedProject(
            one, name, work.get(one, ()), briefs.get(one, ()), [row for row in late if row.project_id == one]
        )
        for one, name in projects.items()
    ]
    told = [one for one in found if one.work or one.briefs or one.points]
    return sorted(told, key=lambda one: (-_late(one, day), -len(one.work), -len(one.briefs), one.project))


def _work(
    session: Session, reader: Reader, day: date, leads: Collection[int], rows: Sequence[Row], *,
    is_shown: bool,
) -> dict[int, list[Theirs]]:  # fmt: skip
    """The lines of each project. What waits is replaced by what it waits for, whosever project that is of;
    that is left out if it is the reader's own, who reads it among their own work. `is_shown`: a message has
    these lines already.
    """
    waits = around_rows(session, rows)
    causes = {} if is_shown else {row.id: [one.id for one in waits.causes(row.id)] for row, _, _ in rows}
    behind = {one for ids in causes.values() for one in ids} - {row.id for row, _, _ in rows}
    wanted = JOINED.where(Deliverable.id.in_(behind), Deliverable.owner_id.not_in(leads))
    known = {row.id: (row, project, at) for row, project, at in rows}
    known |= {row.id: (row, project, at) for row, project, at in (rows_of(session, wanted) if behind else ())}
    lines = {line.id: line for line in works(reader, day, list(known.values()), waits)}
    owner_ids = {row.owner_id for row, _, _ in known.values()}
    owners = member.users_of(session, reader.workspace.id, owner_ids)
    off = members.off_on(session, reader.workspace.id, owner_ids, day)
    sent = _sent_on(session, reader, [row for row, _, _ in known.values()])
    found: dict[int, dict[int, Theirs]] = {}
    for row, project, _ in rows:
        for one in causes.get(row.id) or [row.id]:
            if one in known:
                there, home, _ = known[one]
                is_elsewhere, away = home.id != project.id, off.get(there.owner_id, (None, None))
                theirs = Theirs(lines[one], owners[there.owner_id], is_elsewhere, *away)
                theirs = replace(theirs, client_since=sent.get(one))
                found.setdefault(project.id, {})[one] = theirs
    return {project_id: list(mine.values()) for project_id, mine in found.items()}


def _sent_on(session: Session, reader: Reader, rows: Sequence[Deliverable]) -> dict[int, date]:
    """Since which day of the reader's the client has the work that it has."""
    ids = [row.id for row in rows if row.status is Status.WITH_CLIENT]
    zone, sent = ZoneInfo(reader.person.zone), burning.sent_at(session, ids) if ids else {}
    return {one: at.astimezone(zone).date() for one, at in sent.items()}


def _late(led: LedProject, day: date) -> int:
    return sum(theirs.work.is_late(day) for theirs in led.work)


def _asked(session: Session, leads: Collection[int], about: ColumnElement[bool]) -> Sequence[_Asked]:
    rows = session.execute(
        select(Project.id, Project.name, Relay.id, Relay.department, Relay.state, Relay.at)
        .join(Brief, Brief.project_id == Project.id)
        .join(Relay, Relay.brief_id == Brief.id)
        .where(digest_rules.is_led_by(leads), about)
        .order_by(Relay.at, Relay.id)
    )
    return rows.all()


def _not_taken(
    reader: Reader, day: date, asked: Sequence[_Asked], projects: dict[int, str], *, is_shown: bool
) -> dict[int, list[NotTaken]]:
    """The departments by project; projects with nothing else to tell are added to `projects`. `is_shown`:
    a message names them already.
    """
    zone = ZoneInfo(reader.person.zone)
    days = [at.astimezone(zone).date() for *_, at in asked]
    passed = reader.calendar.passed(min(days, default=day), day)
    found: dict[int, dict[tuple[RelayState, int], list[tuple[Department, int]]]] = {}
    for (project_id, name, relay_id, department, state, _), on in zip(asked, days, strict=True):
        if on >= day and not is_shown:  # asked today: too early to tell
            continue
        projects.setdefault(project_id, name)
        now = _as_told(state, asked_since=on >= day)
        count = passed.get(on, 0) if now in digest_rules.NOT_TAKEN else 0
        found.setdefault(project_id, {}).setdefault((now, count), []).append((department, relay_id))
    return {
        project_id: [
            NotTaken(tuple(one for one, _ in which), *how, tuple(one for _, one in which), project_id)
            for how, which in by_state.items()
        ]
        for project_id, by_state in found.items()
    }


def _as_told(state: RelayState, *, asked_since: bool) -> RelayState:
    """The state of a department in a digest that was sent before."""
    if state is RelayState.WAITING and asked_since:
        return RelayState.STALE
    return RelayState.ACKNOWLEDGED if state in _ANSWERED else state
