"""What waits for somebody: the same people as may answer, and as many statements for much as for little."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.brief import relay
from desk.brief.needs import NEEDS
from desk.core import actor
from desk.core.actor import Actor, Identity
from desk.day import waiting
from storage.brief import relay as relays
from storage.brief.brief import Brief
from storage.brief.question import Question
from storage.brief.relay import Relay, RelayState
from storage.database.engine import Database
from storage.people.member import Department, Member, ProjectPerson, Role
from storage.project.project import Project, ProjectState
from tests.desk.project.test_status import counting
from tests.support.world import NOW, TEAM, VIETNAM, World

USERS = [f"U{number}" for number in range(6)]


@pytest.fixture
def world(database: Database) -> World:
    """Six people of any role and department, one of whom has left."""
    made, dice = World(database), random.Random(7)
    for user in USERS:
        made.person(user, role=dice.choice([Role.LEAD, Role.LEAD, Role.MEMBER, Role.AM]))
    with database.write() as session:
        someone(session).begin(session, "test", NOW)
        for row in session.scalars(select(Member).where(Member.user.in_(USERS)).order_by(Member.id)):
            row.department = dice.choice(list(Department))
            row.gone = row.user == USERS[-1]
            row.delegate_id = dice.choice([None, someone(session, dice.choice(USERS[:-1])).member_id])
    return made


def someone(session: Session, user: str = USERS[0]) -> Actor:
    return actor.found(session, Identity(TEAM, user))


def fill(world: World, count: int) -> None:
    """Projects with any people, each with a brief that every department was given and asks about."""
    dice = random.Random(count)
    with world.database.write() as session:
        first = someone(session)
        first.begin(session, "test", NOW)
        here = {"workspace_id": first.workspace_id}
        people = list(session.scalars(select(Member).where(Member.user.in_(USERS)).order_by(Member.id)))
        for number in range(count):
            project = Project(
                **here, name=f"P{count}-{number}", folded=f"p{count}-{number}",
                slug=f"p-{count}-{number}", language="vi", zone=VIETNAM, ae_id=dice.choice(people).id,
                am_id=dice.choice(people).id, channel=f"C{count}-{number}",
                state=dice.choice([*[ProjectState.ACTIVE] * 4, ProjectState.ON_HOLD]),
            )  # fmt: skip
            session.add(project)
            session.flush()
            brief = Brief(**here, project_id=project.id, version=1)
            session.add(brief)
            session.flush()
            for at, department in enumerate(NEEDS):
                session.add_all(
                    ProjectPerson(**here, project_id=project.id, member_id=one.id, part=department)
                    for one in dice.sample(people, dice.choice([0, 0, 1, 2]))
                )
                row = _given(here, brief.id, department, dice.choice(list(RelayState)), dice.choice(people))
                session.add(row)
                session.flush()
                for one in dice.sample(people, dice.choice([0, 3, 6])):
                    relays.ask(session, row.id, one.id, NOW)
                session.add(
                    Question(
                        **here, brief_id=brief.id, number=at + 1, words={"": "Sao?"}, relay_id=row.id,
                        asked_by_id=dice.choice(people).id, asked_at=NOW, answer=dice.choice([None, "Vậy"]),
                    )
                )  # fmt: skip


def _given(here: Any, brief_id: int, department: Department, state: RelayState, by: Member) -> Relay:
    waits = state is RelayState.WAITING
    return Relay(
        **here, brief_id=brief_id, version=1, department=department, state=state, at=NOW,
        member_id=None if waits else by.id, answered_at=None if waits else NOW, said="Sao?",
    )  # fmt: skip


@pytest.mark.on_both
def test_a_brief_waits_for_exactly_those_who_may_answer_it(world: World) -> None:
    fill(world, 60)
    with world.database.read() as session:
        running = select(Project.id).where(Project.state == ProjectState.ACTIVE)
        rows = session.scalars(
            select(Relay).join(Brief, Brief.id == Relay.brief_id).where(Brief.project_id.in_(running))
        ).all()
        seen, cover = 0, 0
        for user in USERS[:-1]:
            who = someone(session, user)
            found = waiting.on_actor(session, who)
            projects = {row.id: session.get_one(Project, _project(session, row)) for row in rows}
            may = {
                row.id
                for row in rows
                if row.state is RelayState.WAITING and who.member_id in _answering(session, row, projects)
            }
            mine = {
                row.id for row in rows if who.member_id in (projects[row.id].ae_id, projects[row.id].am_id)
            }
            assert {one.relay_id for one in found.briefs} == may
            for listed, state in (
                (found.playbacks, RelayState.ACKNOWLEDGED),
                (found.declined, RelayState.DECLINED),
            ):
                assert {one.relay_id for one in listed} == {
                    row.id for row in rows if row.id in mine and row.state is state
                }
            needed = mine & {row.id for row in rows if row.state is not RelayState.NOT_NEEDED}
            open_ = select(Question).where(Question.relay_id.in_(needed), Question.answer.is_(None))
            assert len(found.questions) == len(session.scalars(open_).all())
            seen += len(may)
            cover += sum(
                bool(_answering(session, row, projects)[who.member_id]) for row in rows if row.id in may
            )
        assert seen > 10
        assert cover


def _answering(session: Session, row: Relay, projects: dict[int, Project]) -> dict[int, str]:
    return relay.answers_for(session, projects[row.id], row.id, row.department)


def _project(session: Session, row: Relay) -> int:
    return session.get_one(Brief, row.brief_id).project_id


def test_any_amount_takes_as_many_statements(world: World) -> None:
    sent: list[int] = []
    found: list[int] = []
    for count in (1, 90):
        fill(world, count)
        with world.database.read() as session:
            who = someone(session)
        with counting(world.database) as statements, world.database.read() as session:
            found.append(waiting.on_actor(session, who).count)
        sent.append(len(statements))
    assert found[1] > 50 > found[0]
    assert sent == [7, 7]
