"""Projects at a glance: whose there are, in which order, and what they cost to read."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from desk.ball.ball import Who
from desk.ball.holding import Side
from desk.core.actor import Actor
from desk.core.errors import NotAllowed
from desk.day import digest
from desk.day import now as today
from desk.project import colour, overview
from desk.project.colour_rule import Colour
from desk.project.overview import LED_PAGE, Overview
from storage.brief.brief import Brief
from storage.brief.relay import Relay, RelayState
from storage.database.engine import Database
from storage.people.member import Department, Member, Role
from storage.project.project import Project, ProjectState
from storage.work.deliverable import Deliverable, Status
from tests.desk.project.test_status import counting
from tests.support.plans import plans, read_whole
from tests.support.world import NOW, World

LATE, SOON = date(2026, 11, 12), date(2026, 11, 27)


def read(database: Database, who: Actor, page: int = 1) -> Overview:
    with database.read() as session:
        return overview.of_led(session, who, page, NOW)


def names(found: Overview) -> list[str]:
    return [one.ref.name for one in found.standings]


def many(world: World, ae: Actor, count: int) -> None:
    """Projects with each kind of trouble in turn: red, amber, green, nothing open."""
    for number in range(count):
        slug = f"p{number:02}"
        world.project(ae, f"Dự án {number:02}", slug, channel=None)
        if number % 4 < 3:
            due = (LATE, NOW.date() - timedelta(days=3), SOON)[number % 4]
            world.deliverable(ae, due, project=slug, status=Status.IN_PROGRESS)


def test_sixty_projects_come_in_pages_by_trouble_each_once(database: Database) -> None:
    world = World(database)
    huong = world.person("U01HUONG", role=Role.AE)
    many(world, huong, 60)
    first = read(database, huong)
    assert (first.count, first.pages, len(first.standings)) == (60, -(-60 // LED_PAGE), LED_PAGE)
    pages = [read(database, huong, page + 1) for page in range(first.pages)]
    listed = [name for one in pages for name in names(one)]
    assert sorted(listed) == [f"Dự án {number:02}" for number in range(60)]
    kinds = [int(name[-2:]) % 4 for name in listed]
    assert kinds == sorted(kinds)
    assert [first.colours.get(one) for one in (*reversed(Colour), None)] == [15, 15, 15, 15]
    assert names(read(database, huong, 99)) == names(pages[-1])  # a page that is gone
    assert [(one.late, one.open) for one in first.standings] == [(1, 1)] * LED_PAGE


@pytest.mark.every_row_on_both
@pytest.mark.parametrize("count", [1, 60])
def test_it_takes_three_statements_whatever_their_number(database: Database, count: int) -> None:
    world = World(database)
    admin = world.person("U01HUONG", role=Role.ADMIN)
    minh = world.person("U02MINH", role=Role.AE)
    many(world, minh, count)
    for who in (admin, minh):
        for page in (overview.of, overview.of_led):
            with counting(database) as sent, database.read() as session:
                assert page(session, who, 1, NOW).count == count
            assert len(sent) == 3, "\n".join(sent)


@pytest.mark.on_both
def test_what_a_page_tells_is_looked_up_and_no_table_is_read_whole(database: Database) -> None:
    world = World(database)
    huong = world.person("U01HUONG", role=Role.AE)
    many(world, huong, 12)
    for page in (overview.of, overview.of_led):
        for plan in plans(database, lambda session, page=page: page(session, huong, 1, NOW)):  # type: ignore[misc]
            whole = read_whole(plan, ("deliverable", "work", "relay", "question", "brief", "member"))
            assert not whole, "\n".join(plan)


@pytest.mark.on_both
def test_the_home_the_digest_and_the_portfolio_have_projects_in_one_order(
    database: Database,
) -> None:
    world = World(database)
    huong, lan = world.person("U01HUONG", role=Role.AM), world.person("U03LAN")
    many(world, huong, 12)
    with database.write() as session:
        huong.begin(session, "test", NOW)
        for row in session.scalars(select(Deliverable)):
            row.owner_id = lan.member_id
        late = session.scalars(select(Deliverable.project_id).where(Deliverable.due_on == LATE)).first()
        assert late is not None
        colour.override(session, huong, late, Colour.GREEN, "đã nói", NOW.date(), NOW)
    with database.read() as session:
        home = [one.ref.name for one in overview.of(session, huong, 1, NOW).standings]
        led = names(overview.of_led(session, huong, 1, NOW))
        burning = [ref.name for ref, _ in today.of(session, huong, "", NOW).burning]
        morning = digest.of_day(session, huong.member_id, NOW.date(), NOW)
    assert morning is not None
    assert home[: len(led)] == led
    assert len(burning) > 3
    assert burning == [one for one in home if one in burning]
    told = [one.project for one in morning.colours]
    assert set(told) > set(burning)
    assert told == [one for one in home if one in told]


# Who looks, and the projects that they see: Hương is the AE and Minh the AM of one each, Lan works in both.
SEEN = {
    "U01HUONG": ["Của Hương"],
    "U02MINH": ["Của Minh"],
    "U03LAN": [],
    "U09ADMIN": ["Của Hương", "Của Minh"],
    "U04KHOA": ["Của Minh"],  # who stands in for Minh
}


@pytest.mark.every_row_on_both
@pytest.mark.parametrize("user", SEEN)
def test_only_who_leads_a_project_sees_it(database: Database, user: str) -> None:
    world = World(database)
    roles = {"U01HUONG": Role.AE, "U02MINH": Role.AM, "U09ADMIN": Role.ADMIN}
    people = {one: world.person(one, role=roles.get(one, Role.MEMBER)) for one in SEEN}
    world.project(people["U01HUONG"], "Của Hương", "huong", channel=None)
    of_minh = world.project(people["U01HUONG"], "Của Minh", "minh", channel=None)
    closed = world.project(people["U01HUONG"], "Đã đóng", "dong", channel=None)
    for slug in ("huong", "minh"):
        world.deliverable(people["U03LAN"], SOON, project=slug)
    with database.write() as session:
        people["U01HUONG"].begin(session, "test", NOW)
        row = session.get_one(Project, of_minh)
        row.ae_id, row.am_id = None, people["U02MINH"].member_id
        session.get_one(Project, closed).state = ProjectState.CLOSED
        away = session.get_one(Member, people["U02MINH"].member_id)
        away.leave_from = away.leave_to = NOW.date()
        away.delegate_id = people["U04KHOA"].member_id
    assert sorted(names(read(database, people[user]))) == SEEN[user]


def test_people_from_outside_see_nothing(database: Database) -> None:
    guest = World(database).person("U06CHI", guest=True)
    with pytest.raises(NotAllowed):
        read(database, guest)


# What the work that is due next is, whether the department has answered the brief, and who has to act.
HELD = (
    (Status.IN_PROGRESS, RelayState.CONFIRMED, Who(Side.PERSON, "U03LAN")),
    (Status.BRIEFED, RelayState.CONFIRMED, Who(Side.PERSON, "U03LAN")),
    (Status.BRIEFED, RelayState.WAITING, Who(Side.DEPARTMENT, "", Department.CREATIVE)),
    (Status.BRIEFED, RelayState.DECLINED, Who(Side.DEPARTMENT, "", Department.ACCOUNT)),
    (Status.INTERNAL_REVIEW, RelayState.CONFIRMED, Who(Side.DEPARTMENT, "", Department.CREATIVE)),
    (Status.WITH_CLIENT, RelayState.CONFIRMED, Who(Side.CLIENT)),
)


@pytest.mark.every_row_on_both
@pytest.mark.parametrize(("status", "state", "holder"), HELD)
def test_each_line_says_what_is_due_next_and_who_has_to_act(
    database: Database, status: Status, state: RelayState, holder: Who
) -> None:
    world = World(database)
    huong, lan = world.person("U01HUONG", role=Role.AE), world.person("U03LAN")
    project_id = world.project(huong)
    world.deliverable(lan, SOON, title="Sau")
    first = world.deliverable(lan, LATE, title="Trước", status=status)
    world.deliverable(lan, LATE - timedelta(days=9), title="Xong rồi", status=Status.DELIVERED)
    with database.write() as session:
        huong.begin(session, "test", NOW)
        session.get_one(Deliverable, first).department = Department.CREATIVE
        brief = Brief(workspace_id=huong.workspace_id, project_id=project_id, version=1)
        session.add(brief)
        session.flush()
        session.add(
            Relay(
                workspace_id=huong.workspace_id, brief_id=brief.id, version=1,
                department=Department.CREATIVE, state=state, at=NOW,
            )
        )  # fmt: skip
    (line,) = read(database, huong).standings
    assert line.next is not None
    assert (line.next.title, line.next.days_past, line.next.holder) == ("Trước", 7, holder)
    assert (line.open, line.late) == (2, 0 if status is Status.WITH_CLIENT else 1)
