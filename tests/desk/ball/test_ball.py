"""Who holds the ball, from what use cases recorded: on both databases, in few statements."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.ball import ball
from desk.ball.ball import Share, Spent, Who
from desk.ball.holding import Side, charged, stretches
from desk.brief.rules import Rule
from desk.core.actor import Actor
from desk.core.calendar import WorkCalendar, worked
from desk.core.errors import DeskError
from desk.history import undo
from desk.project import project, status
from desk.project.project import ProjectState
from desk.work import deliverable, supplier
from storage.ball import ball as stored
from storage.brief.brief import Brief
from storage.brief.question import MISSING, Question
from storage.brief.relay import Relay, RelayState
from storage.database.engine import Database
from storage.database.history import ChangeItem, ChangeRow
from storage.people.member import Department, Role
from storage.project.status import MOST_HELD
from storage.work.deliverable import SILENT, Deliverable, Status
from tests.desk.project.test_status import counting, fill
from tests.support.world import NOW, VIETNAM, World

DUE = date(2026, 11, 26)
CLIENT = Who(Side.CLIENT)
CREATIVE, ACCOUNT = (
    Who(Side.DEPARTMENT, department=one) for one in (Department.CREATIVE, Department.ACCOUNT)
)
LAN = Who(Side.PERSON, "U03LAN")
HOUR = timedelta(hours=1)


class Agency(World):
    """A project of Hương's, with work that Lan holds, and a clock."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.huong = self.person("U01HUONG", "Hương", role=Role.AE)
        self.lan = self.person("U03LAN", "Lan")
        self.home = self.project(self.huong)

    def work(self, status: Status = Status.IN_PROGRESS, department: Department | None = None) -> int:
        number = self.deliverable(self.lan, DUE, status=status)
        if department:
            self.does(lambda session: setattr(session.get_one(Deliverable, number), "department", department))
        return number

    def does(self, act: Callable[[Session], object], who: Actor | None = None) -> None:
        with self.database.write() as session:
            (who or self.huong).begin(session, "test", self.now)
            act(session)

    def presses(self, work: int, status: Status) -> None:
        with self.database.write() as session:
            deliverable.set_status(session, self.huong, work, status, self.now, override="đã hỏi")

    def undoes(self) -> None:
        with self.database.write() as session:
            self.undo(session)

    def undo(self, session: Session) -> None:
        last = undo.offered(session, self.huong, self.now)[0]
        undo.undo(session, self.huong, last.id, "", self.now)

    def standing(self) -> Sequence[Share]:
        with self.database.read() as session:
            return status.of_workspace(session, self.huong.workspace_id, self.home, self.now).ball

    def held(self, work: int) -> tuple[Who, date | None, int] | None:
        with self.database.read() as session:
            balls = ball.of_work(session, self.huong.workspace_id, Deliverable.id == work, self.now)
        one = balls.get(work)
        return (one.who, one.since, one.minutes) if one else None

    def spent(self) -> list[Spent]:
        which = Deliverable.project_id == self.home
        with self.database.read() as session:
            return ball.spent(session, self.huong.workspace_id, which, self.now)


@pytest.fixture
def agency(database: Database) -> Agency:
    return Agency(database)


def test_the_client_is_charged_while_it_is_theirs_and_the_agency_for_the_rest(agency: Agency) -> None:
    work = agency.work()
    agency.now += 4 * HOUR  # Monday, 13:00
    agency.presses(work, Status.WITH_CLIENT)
    assert agency.held(work) == (CLIENT, date(2026, 11, 23), 0)
    agency.now = NOW + timedelta(days=7)  # a week with Culture Day, on which nobody works
    assert agency.held(work) == (CLIENT, date(2026, 11, 23), 5 * 60 + 3 * 540)
    assert agency.standing() == (Share(CLIENT, 1, date(2026, 11, 23)),)
    agency.presses(work, Status.CHANGES)
    agency.now += 3 * HOUR
    assert agency.held(work) == (LAN, date(2026, 11, 30), 3 * 60)
    assert agency.spent() == [Spent(agency.home, "KV chính", 5 * 60 + 3 * 540, 0, 7 * 60, 2)]


def test_undo_gives_the_ball_back_to_whoever_had_it_all_along(agency: Agency) -> None:
    work = agency.work()
    agency.now += HOUR
    agency.presses(work, Status.WITH_CLIENT)
    agency.now += 5 * HOUR
    agency.undoes()
    assert agency.held(work) == (LAN, date(2026, 11, 23), 6 * 60)
    assert agency.spent() == [Spent(agency.home, "KV chính", 0, 0, 6 * 60, 0)]


def test_what_came_back_to_the_client_by_undo_has_been_theirs_since_the_first_time(agency: Agency) -> None:
    work, monday = agency.work(), date(2026, 11, 23)
    agency.presses(work, Status.WITH_CLIENT)
    agency.now += timedelta(days=2)
    agency.presses(work, Status.CHANGES)
    agency.now += timedelta(hours=23)
    agency.undoes()
    assert agency.standing() == (Share(CLIENT, 1, monday),)
    assert agency.held(work) == (CLIENT, monday, 2 * 540)


@pytest.mark.on_both
def test_a_supplier_is_charged_until_the_work_is_taken_back_or_becomes_something_else(agency: Agency) -> None:
    work, printer = agency.work(Status.WITH_CLIENT), Who(Side.SUPPLIER, supplier="Minh Phúc")

    def waits(name: str, until: date | None = None) -> None:
        with agency.database.write() as session:
            supplier.wait(session, agency.huong, work, name, until, agency.now)

    monday = date(2026, 11, 23)
    agency.now += HOUR
    waits("Minh Phúc")
    agency.now += 2 * HOUR
    waits("  MINH PHUC ", DUE)  # the same one: since then, with a day
    assert agency.held(work) == (printer, monday, 2 * 60)
    assert agency.standing() == (Share(printer, 1, monday),)
    waits("Studio Quay")
    agency.now += HOUR
    with agency.database.write() as session:
        item = supplier.back(session, agency.huong, work, agency.now)
    assert (item.status, item.supplier) == (Status.IN_PROGRESS, None), "the client had it no more"
    agency.now += 2 * HOUR
    assert agency.spent() == [Spent(agency.home, "KV chính", 60, 3 * 60, 2 * 60, 0)]
    agency.undoes()
    assert agency.spent() == [Spent(agency.home, "KV chính", 60, 5 * 60, 0, 0)]
    agency.presses(work, Status.APPROVED)
    agency.now += HOUR
    assert agency.held(work) == (LAN, monday, 60)
    with agency.database.read() as session:
        assert supplier.offered(session, agency.huong) == ["Minh Phúc", "Studio Quay"]


def test_work_in_review_is_its_departments_and_of_none_the_account_teams(agency: Agency) -> None:
    agency.work(Status.INTERNAL_REVIEW)
    agency.work(Status.INTERNAL_REVIEW, Department.CREATIVE)
    agency.work(Status.APPROVED)
    assert [(one.who, one.count) for one in agency.standing()] == [(ACCOUNT, 1), (CREATIVE, 1), (LAN, 1)]


@pytest.mark.on_both
def test_work_that_cannot_begin_waits_for_who_has_the_brief_then_for_the_clients_answers(
    agency: Agency,
) -> None:
    work = agency.work(Status.BRIEFED, Department.CREATIVE)
    rows: list[Relay | Question] = []

    def brief(session: Session) -> None:
        made = Brief(workspace_id=1, project_id=agency.home, version=1)
        session.add(made)
        session.flush()
        relay = Relay(
            workspace_id=1, brief_id=made.id, version=1, department=Department.CREATIVE, at=agency.now,
            state=RelayState.WAITING,
        )  # fmt: skip
        session.add(relay)
        session.flush()
        asked = [
            Question(
                workspace_id=1, brief_id=made.id, number=number, words={"": "?"}, quote="", rule=rule,
                asked_by_id=agency.huong.member_id, asked_at=agency.now, relay_id=about,
            )
            for number, (rule, about) in enumerate([(MISSING, None), (None, None), (None, relay.id)], 1)
        ]  # fmt: skip
        session.add_all(asked)
        session.flush()
        rows.extend([relay, *asked])

    assert agency.held(work) == (LAN, date(2026, 11, 23), 0)
    agency.does(brief)
    relay, _, to_client, to_account = rows

    def then(row: Relay | Question, **values: object) -> tuple[Who, date | None, int] | None:
        def act(session: Session) -> None:
            for name, value in values.items():
                setattr(session.get_one(type(row), row.id), name, value)

        agency.now += HOUR
        agency.does(act)
        return agency.held(work)

    day = date(2026, 11, 23)
    assert agency.held(work) == (ACCOUNT, day, 0)  # the department asked, and waits for the answer
    assert then(to_account, answer="Có") == (CREATIVE, day, 0)
    assert then(relay, state=RelayState.DECLINED) == (ACCOUNT, day, 0)
    assert then(relay, state=RelayState.ACKNOWLEDGED) == (ACCOUNT, day, 60), "on the list, sent to nobody"
    assert agency.standing() == (Share(ACCOUNT, 1),)
    assert then(to_client, sent_at=agency.now) == (CLIENT, day, 0)
    assert agency.standing()[0].who == CLIENT
    assert then(to_client, answer="Được") == (LAN, day, 0)
    agency.now += HOUR
    assert agency.spent() == [Spent(agency.home, "KV chính", 60, 0, 5 * 60, 0)]


def test_the_rule_of_a_missing_field_has_one_name() -> None:
    assert Rule.MISSING == MISSING


def test_nobody_holds_what_is_closed_on_hold_or_of_a_project_that_is(agency: Agency) -> None:
    works = [agency.work(one) for one in (Status.DELIVERED, Status.CANCELLED, Status.ON_HOLD)]
    assert agency.standing() == ()
    works.append(agency.work())
    agency.now += HOUR
    with agency.database.write() as session:
        project.set_state(session, agency.huong, agency.home, ProjectState.ON_HOLD, agency.now)
    agency.now += 3 * HOUR
    assert [agency.held(one) for one in works] == [None] * 4
    assert [one.agency for one in agency.spent()] == [60, 0, 0, 0]
    assert agency.standing() == ()


@pytest.mark.on_both
def test_whatever_colleagues_do_the_holders_times_add_up_to_the_time_that_it_was_open(
    agency: Agency,
) -> None:
    """Status, hand-over, suppliers, undo and undo of that, over nights, weekends and a holiday."""
    dice, calendar = random.Random(7), WorkCalendar("VN")
    work, done = agency.work(), 0
    for _ in range(60):
        agency.now += timedelta(minutes=dice.choice([1, 7, 95, 480, 1300]))
        with agency.database.write() as session:
            try:
                _act(agency, session, dice, work)
                done += 1
            except DeskError:
                session.rollback()
        with agency.database.read() as session:
            events = stored.events(session, [agency.home], Deliverable.id == work)
            charges = charged(stretches(events, agency.now)[work], VIETNAM, calendar)
            was_open = _opened(session, work, agency.now)
            state = session.get_one(Deliverable, work).status
        assert sum(charges.values()) == sum(worked(*span, VIETNAM, calendar) for span in was_open)
        held = agency.held(work)
        assert [(one.who, one.count) for one in agency.standing()] == ([(held[0], 1)] if held else [])
        assert (held is not None) == (state not in SILENT)
        if held and held[0].side in (Side.CLIENT, Side.SUPPLIER):
            assert agency.standing()[0].since == held[1], "the status and the answer say the same"
    assert done > 40


def _act(agency: Agency, session: Session, dice: random.Random, work: int) -> None:
    act = dice.randrange(6)
    if act == 4:
        supplier.wait(
            session, agency.huong, work, dice.choice(["Minh Phúc", "Studio Quay"]), None, agency.now
        )
    elif act == 5:
        supplier.back(session, agency.huong, work, agency.now)
    elif act == 0:
        agency.undo(session)
    elif act == 1:
        deliverable.reassign(session, agency.huong, work, dice.choice(["U01HUONG", "U03LAN"]), agency.now)
    else:
        said = dice.choice([one for one in Status if one is not Status.BRIEFED])
        deliverable.set_status(session, agency.huong, work, said, agency.now)


def _opened(session: Session, work: int, now: datetime) -> list[tuple[datetime, datetime]]:
    """When the work was open, as the states that were not taken back tell. The second of two undos in a row
    takes back the first.
    """
    rows = session.execute(
        select(ChangeRow.at, ChangeRow.verb, ChangeItem.after)
        .join(ChangeItem, ChangeItem.change_id == ChangeRow.id)
        .where(ChangeItem.entity == "deliverable", ChangeItem.entity_id == work, ChangeItem.field == "status")
        .order_by(ChangeItem.id)
    ).all()
    said: list[tuple[datetime, Any]] = []
    taken: tuple[datetime, Any] | None = None
    for at, verb, after in rows:
        if verb != "undo":
            said.append((at, after))
            taken = None
        elif taken is None:
            taken = said.pop()
        else:
            said.append(taken)
            taken = None
    ends = [*(at for at, _ in said[1:]), now]
    return [(at, end) for (at, state), end in zip(said, ends, strict=True) if state not in list(SILENT)]


@pytest.mark.parametrize("count", [1, 60, 400])
def test_any_amount_of_work_takes_the_same_statements(database: Database, count: int) -> None:
    agency = Agency(database)
    rows = fill(agency, agency.lan, count)
    is_open = sum(row.status not in SILENT for row in rows)
    told = sum(one.count for one in agency.standing())
    assert told == (is_open if is_open <= MOST_HELD else 0)
    with counting(database) as sent:
        agency.spent()
    assert len(sent) == 3
    with counting(database) as sent, database.read() as session:
        ball.of_work(session, 1, Deliverable.project_id == agency.home, NOW)
    assert len(sent) == 3


def test_a_client_reads_nothing_of_it(agency: Agency) -> None:
    agency.work(Status.WITH_CLIENT)
    with agency.database.read() as session:
        whole = status.of_workspace(session, 1, agency.home, NOW)
        safe = status.for_client(session, 1, agency.home, NOW)
    assert [one.who for one in whole.ball] == [CLIENT]
    assert not hasattr(safe, "ball")
