"""Undo: what was before is there again, whatever the verb; and when not, it says why and touches nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.brief import brief, relay_answers
from desk.brief.relay_answers import Playback
from desk.core import actor
from desk.core.actor import Actor, Identity
from desk.core.errors import Conflict, DeskError, NotAllowed, NotFound
from desk.core.feature import collected, delete, leave
from desk.history import history, undo
from desk.history.history import Root
from desk.people import admin, member
from desk.people.member import Department, Profile, Role
from desk.project import project
from desk.project.project import ProjectState
from desk.work import deliverable
from storage.brief.brief import BriefVersion
from storage.brief.relay import Relay, RelayState
from storage.database.base import Base
from storage.database.engine import Database
from storage.database.history import ChangeRow
from storage.day.todo import Todo
from storage.messages.outbox import Outbox
from storage.people.calendar import CalendarOverride
from storage.people.member import Member, ProjectPerson
from storage.project.project import Project
from storage.work.deliverable import Deliverable, Status
from tests.desk.test_every_change import CASES, DUE, FORM, LATER, SET, Desk
from tests.support.world import NOW, TEAM, World

_ADD = {
    "project.create": (Project, "state", ProjectState.CLOSED),
    "project.set_up": (Project, "state", ProjectState.CLOSED),
    "deliverable.add_many": (Deliverable, "status", Status.CANCELLED),
    "todo.add": (Todo, "done_at", NOW),
    "todo.answer": (Todo, "done_at", NOW),
}
_ANSWERED = tuple(f"relay_answers.{said}" for said in ("ask", "acknowledge", "correct", "decline"))
_NOT_BACK = ("status", "admin.become", "undo", "relay.again", "relay.needed", *_ANSWERED)
_OTHER = (
    "installation.",
    "member",
    "audience",
    "brief",
    "question",
    "feedback.capture",
    "feedback.link",
    *_NOT_BACK,
)


@pytest.fixture
def world(database: Database) -> World:
    world = World(database)
    huong = world.person("U01HUONG", "Nguyễn Thu Hương")
    world.project(huong)
    world.deliverable(world.person("U03LAN", "Phạm Ngọc Lan"), DUE)
    return world


def who(world: World, user: str) -> Actor:
    with world.database.read() as session:
        return actor.found(session, Identity(TEAM, user))


def snapshot(world: World) -> dict[str, list[Any]]:
    """All that history keeps watch over, as it stands."""
    tables = [kind.class_.__table__ for kind in Base.registry.mappers if kind.class_.audited]
    with world.database.read() as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(table.c.id))]
            for table in sorted(tables, key=lambda table: table.name)
        }


def known_before(now: dict[str, list[Any]], before: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The same without what was added since, where that is neither taken out nor left as it is."""
    put_away = {name for name, one in collected().entities.items() if one.put_away not in (delete, leave)}
    there = {name: {row[0] for row in rows} for name, rows in before.items()}
    return {
        name: [row for row in rows if row[0] in there[name]] if name in put_away else rows
        for name, rows in now.items()
    }


def press(world: World, one: Actor, now: Any = NOW) -> undo.Undone:
    """What `/ae undo` and its button do."""
    with world.database.read() as session:
        last = undo.offered(session, one, now)[0]
    with world.database.write() as session:
        return undo.undo(session, one, last.id, "Hoàn tác", now)


def do(world: World, act: Any, user: str = "U01HUONG") -> None:
    one = who(world, user)
    with world.database.write() as session:
        act(session, one, Desk(session, one))


@pytest.mark.on_both
def test_whatever_was_done_is_as_before_and_undone_once_more_as_after(world: World) -> None:
    tried, after = 0, snapshot(world)
    for name, act in CASES:
        before = after
        do(world, act)
        after = snapshot(world)
        use_case = name.partition(" ")[0]
        if use_case.startswith(_OTHER):
            continue
        tried += 1
        made = press(world, who(world, "U01HUONG"))
        assert (made.verb, made.takes_back) == (made_by(world), True), name
        if use_case in _ADD:
            kind, field, value = _ADD[use_case]
            with world.database.read() as session:
                newest = session.scalar(select(getattr(kind, field)).order_by(kind.id.desc()).limit(1))
                assert newest == value, name
        elif use_case not in ("deliverable.correct_many", "spreadsheet.write"):
            assert known_before(snapshot(world), before) == before, name
        again = press(world, who(world, "U01HUONG"))
        if use_case not in ("todo.drop", "admin.drop_day"):
            assert (again.verb, again.takes_back) == (made.verb, False), name
            assert snapshot(world) == after, name
        else:
            do(world, act)
            after = snapshot(world)
    assert tried >= 35


def made_by(world: World) -> str:
    """The verb of the change before the last one of Hương's."""
    one = who(world, "U01HUONG")
    with world.database.read() as session:
        verbs = select(ChangeRow.verb).filter_by(actor_id=one.member_id).order_by(ChangeRow.id.desc())
        return session.scalars(verbs.offset(1).limit(1)).one()


def test_after_an_undo_the_change_before_it_can_be_reached_as_well(world: World) -> None:
    """Each step: what is pressed, and what is offered then, the first to be pressed first."""
    hold, off = ("project.on_hold", False), ("project.on_hold", True)
    move, moved = ("deliverable.move", False), ("deliverable.move", True)
    change = ("project.change", False)
    do(world, lambda s, one, _: project.change(s, one, 1, replace(SET, language="en"), NOW))
    do(world, moves)
    do(world, lambda s, one, _: project.set_state(s, one, 1, ProjectState.ON_HOLD, NOW))
    steps = [(0, [hold]), (0, [off, move]), (0, [hold]), (1, [off, move]), (0, [moved, change]), (0, [move])]
    huong, old = who(world, "U01HUONG"), 0
    for place, wanted in steps:
        with world.database.read() as session:
            offered = undo.offered(session, huong, NOW)
        assert [(one.verb, one.takes_back) for one in offered] == wanted
        with world.database.write() as session:
            undo.undo(session, huong, old := offered[place].id, "", NOW)
        with pytest.raises(Conflict, match=r"undo_(twice|older)"), world.database.write() as session:
            undo.undo(session, huong, old, "", NOW)


def test_what_cannot_be_done_again_does_not_hide_the_change_before_it(world: World) -> None:
    do(world, lambda s, one, _: project.change(s, one, 1, replace(SET, language="en"), NOW))
    do(world, moves)
    press(world, who(world, "U01HUONG"))
    do(world, moves, "U03LAN")
    assert press(world, who(world, "U01HUONG")).verb == "project.change"


def test_step_by_step_everything_of_the_day_can_be_taken_back(world: World) -> None:
    before = snapshot(world)["deliverable"]
    for days in range(3):
        day = LATER + timedelta(days=days)
        do(world, lambda s, one, _: deliverable.move(s, one, 1, day, None, "", NOW))  # noqa: B023
    for _ in range(3):
        with world.database.read() as session:
            last = undo.offered(session, who(world, "U01HUONG"), NOW)[-1]
        with world.database.write() as session:
            undo.undo(session, who(world, "U01HUONG"), last.id, "", NOW)
    assert snapshot(world)["deliverable"] == before


@pytest.mark.on_both
def test_a_brief_says_again_what_it_said(world: World) -> None:
    do(world, lambda s, one, _: brief.submit(s, one, FORM, NOW, earlier=None))
    with pytest.raises(Conflict, match="brief_first"):
        press(world, who(world, "U01HUONG"))
    richer = brief.BriefForm(2, "", "", None, "tvc", {"budget": "600tr"}, "", "khách tăng", 1)
    do(world, lambda s, one, _: brief.submit(s, one, richer, NOW, earlier=None))
    press(world, who(world, "U01HUONG"))
    with world.database.read() as session:
        said = session.scalars(select(BriefVersion).order_by(BriefVersion.number)).all()
        assert [(one.number, one.fields["budget"]) for one in said] == [
            (1, "500tr"),
            (2, "600tr"),
            (3, "500tr"),
        ]
        assert (said[2].fields, said[2].why) == (said[0].fields, "Hoàn tác")
        page = history.of_root(session, who(world, "U01HUONG"), Root("project", 2), NOW)
    fields = [field for thing in page.changes[0].things for field in thing.fields]
    assert [(one.before, one.after) for one in fields if one.name == "brief.budget"] == [("600tr", "500tr")]
    press(world, who(world, "U01HUONG"))
    with world.database.read() as session:
        newest = session.scalars(select(BriefVersion).order_by(BriefVersion.number.desc())).first()
        assert newest is not None
        assert newest.fields["budget"] == "600tr"


@pytest.mark.on_both
def test_departments_get_the_words_that_count_again_whatever_they_answered(world: World) -> None:
    do(world, lambda s, one, _: admin.become_first(s, one, NOW))
    do(world, lambda s, one, _: admin.set_person(s, one, "U03LAN", Role.LEAD, Department.MEDIA, NOW))
    do(world, lambda s, one, _: brief.submit(s, one, FORM, NOW, earlier=None))
    richer = brief.BriefForm(2, "", "", None, "tvc", {"budget": "600tr"}, "", "khách tăng", 1)
    do(world, lambda s, one, _: brief.submit(s, one, richer, NOW, earlier=None))
    said = Playback("600 triệu.", "x", "x")
    do(world, lambda s, one, d: relay_answers.acknowledge(s, one, d.last(Relay), said, NOW), "U03LAN")
    press(world, who(world, "U01HUONG"))
    with world.database.read() as session:
        given = session.scalars(select(Relay).order_by(Relay.version)).all()
        assert [(one.version, one.state) for one in given] == [
            (1, RelayState.STALE),
            (2, RelayState.STALE),
            (3, RelayState.WAITING),
        ]
        asked = session.scalars(select(Outbox).where(Outbox.kind == "relay").order_by(Outbox.id.desc()))
        newest = asked.first()
        assert newest is not None
        assert (newest.recipient, newest.payload["ids"]) == ("U03LAN", [given[-1].id])


def test_whoever_may_not_set_a_budget_does_not_set_it_back(world: World) -> None:
    do(world, lambda s, one, _: brief.submit(s, one, FORM, NOW, earlier=None))
    richer = brief.BriefForm(2, "", "", None, "tvc", {"budget": "600tr"}, "", "khách tăng", 1)
    do(world, lambda s, one, _: brief.submit(s, one, richer, NOW, earlier=None))
    with world.database.write() as session:
        who(world, "U03LAN").begin(session, "test", NOW)
        session.get_one(Project, 2).ae_id = None
    with pytest.raises(NotAllowed):
        press(world, who(world, "U01HUONG"))


def moves(session: Any, one: Actor, _: Desk) -> object:
    return deliverable.move(session, one, 1, LATER, None, "", NOW)


def test_what_somebody_else_changed_since_stays_and_they_are_named(world: World) -> None:
    do(world, moves)
    do(world, lambda s, one, _: deliverable.move(s, one, 1, date(2026, 12, 20), None, "", NOW), "U03LAN")
    before = snapshot(world)
    with pytest.raises(Conflict) as refused:
        press(world, who(world, "U01HUONG"))
    facts = refused.value.facts
    assert (facts["who"], facts["what"], facts["when"]) == ("Phạm Ngọc Lan", "KV chính", "09:00 23/11")
    assert snapshot(world) == before


def test_another_field_changed_since_is_no_hindrance(world: World) -> None:
    do(world, moves)
    do(world, lambda s, one, _: deliverable.reassign(s, one, 1, "U01HUONG", NOW), "U03LAN")
    press(world, who(world, "U01HUONG"))
    with world.database.read() as session:
        row = session.get_one(Deliverable, 1)
        assert (row.due_on, row.owner_id) == (DUE, who(world, "U01HUONG").member_id)


def test_only_ones_own_and_only_for_a_day(world: World) -> None:
    do(world, moves)
    for user, now in (("U06CHI", NOW), ("U01HUONG", NOW + timedelta(days=1, seconds=1))):
        with pytest.raises(NotFound, match="undo_none"):
            press(world, world.person(user) if user == "U06CHI" else who(world, user), now)
    with pytest.raises(NotAllowed):
        press(world, world.person("U07KHACH", guest=True))


def test_an_old_button_does_nothing(world: World) -> None:
    do(world, moves)
    with world.database.read() as session:
        old = undo.offered(session, who(world, "U01HUONG"), NOW)[0].id
    do(world, lambda s, one, _: project.change(s, one, 1, SET, NOW))
    do(world, lambda s, one, _: project.set_state(s, one, 1, ProjectState.ON_HOLD, NOW))
    with pytest.raises(Conflict, match="undo_older"), world.database.write() as session:
        undo.undo(session, who(world, "U01HUONG"), old, "", NOW)


def test_what_admins_set_only_admins_set_back(world: World) -> None:
    do(world, lambda s, one, _: admin.become_first(s, one, NOW))
    do(world, lambda s, one, _: admin.set_person(s, one, "U03LAN", Role.ADMIN, None, NOW))
    do(world, lambda s, one, _: admin.set_person(s, one, "U01HUONG", Role.AE, None, NOW), "U03LAN")
    with pytest.raises(NotAllowed):
        press(world, who(world, "U01HUONG"))


_BY_FAULTS = ("spreadsheet.write",)
"""An import says in its faults what may not be written."""
_GAVE = ("deliverable.reassign_many",)
"""Who held something and gave it away takes it back: so they are asked as the holder that they were."""


def strip(session: Session, lan: Actor, mine: Member) -> None:
    """Somebody is a plain member now, leads nothing and holds nothing."""
    lan.begin(session, "test", NOW)
    mine.role, mine.department = Role.MEMBER, None
    for row in session.scalars(select(Project)):
        row.ae_id = row.am_id = None
    for work in session.scalars(select(Deliverable).filter_by(owner_id=mine.id)):
        work.owner_id = lan.member_id
    for part in session.scalars(select(ProjectPerson).filter_by(member_id=mine.id)):
        session.delete(part)
    session.flush()


def is_refused(world: World, act: Any) -> bool:
    """Whether Hương, with no rights left, may not do this; nothing stays of it."""
    lan = who(world, "U03LAN")
    with world.database.write() as session:
        strip(session, lan, session.scalars(select(Member).filter_by(user="U01HUONG")).one())
        try:
            act(session, actor.found(session, Identity(TEAM, "U01HUONG")))
        except NotAllowed:
            return True
        except DeskError:
            return False
        finally:
            session.rollback()
    return False


@pytest.mark.on_both
def test_an_undo_asks_what_doing_it_would_ask_by_now(world: World) -> None:
    told, differing = {True: 0, False: 0}, []
    for name, act in CASES:
        do(world, act)
        if name.startswith((*_OTHER, *_BY_FAULTS, *_GAVE)):
            continue
        again = is_refused(world, lambda s, one: act(s, one, Desk(s, one)))  # noqa: B023
        last = is_refused(world, lambda s, one: undo.offered(s, one, NOW)[0])
        press = is_refused(world, lambda s, one: undo.undo(s, one, change_of(s, one), "", NOW))
        told[again] += 1
        if (last, press) != (again, again):
            differing.append((name, again, last, press))
    assert differing == []
    assert min(told.values()) >= 10, told


def change_of(session: Session, one: Actor) -> int:
    return session.scalar(select(func.max(ChangeRow.id)).filter_by(actor_id=one.member_id)) or 0


def test_who_gave_their_own_work_away_takes_it_back(world: World) -> None:
    minh = world.person("U02MINH")
    do(world, lambda s, one, _: deliverable.reassign(s, one, 1, minh.user, NOW), "U03LAN")
    press(world, who(world, "U03LAN"))
    with world.database.read() as session:
        assert session.get_one(Deliverable, 1).owner_id == who(world, "U03LAN").member_id


def test_nobody_who_left_gets_work_back(world: World) -> None:
    do(world, lambda s, one, _: deliverable.reassign(s, one, 1, "U01HUONG", NOW))
    renamed = Profile("U03LAN", "Phạm Ngọc Lan", None, False, True)
    do(world, lambda s, _, __: member.learn(s, member.workspace_with(s, 1), [renamed], NOW))
    before = snapshot(world)
    with pytest.raises(Conflict, match="undo_person") as refused:
        press(world, who(world, "U01HUONG"))
    assert refused.value.facts == {"name": "Phạm Ngọc Lan"}
    assert snapshot(world) == before


@pytest.mark.on_both
def test_a_day_that_somebody_else_set_since_stays(world: World) -> None:
    do(world, lambda s, one, _: admin.become_first(s, one, NOW))
    do(world, lambda s, one, _: admin.set_person(s, one, "U03LAN", Role.ADMIN, None, NOW))
    do(world, lambda s, one, _: admin.set_day(s, one, DUE, False, "Nghỉ mát", NOW))
    do(world, lambda s, one, d: admin.drop_day(s, one, d.last(CalendarOverride), NOW))
    do(world, lambda s, one, _: admin.set_day(s, one, DUE, True, "Làm bù", NOW), "U03LAN")
    before = snapshot(world)
    with pytest.raises(Conflict, match="undo_overtaken") as refused:
        press(world, who(world, "U01HUONG"))
    assert refused.value.facts["who"] == "Phạm Ngọc Lan"
    assert snapshot(world) == before


@pytest.mark.parametrize("name", ["feedback.capture", "admin.become_first"])
def test_what_others_were_told_is_kept_and_that_is_said(world: World, name: str) -> None:
    do(world, dict(CASES)[name])
    with pytest.raises(Conflict, match=r"undo\.kept"):
        press(world, who(world, "U01HUONG"))


@pytest.mark.on_both
def test_the_cards_and_both_owners_digests_are_redrawn(world: World) -> None:
    do(world, dict(CASES)["deliverable.add_many"])
    huong, lan = who(world, "U01HUONG"), who(world, "U03LAN")
    with world.database.write() as session:
        card = session.scalars(select(Outbox).where(Outbox.kind == "deliverables")).one()
        card.state, card.ts = card.state.SENT, "1.1"
    do(world, lambda s, one, _: deliverable.reassign(s, one, 2, "U01HUONG", NOW))
    with world.database.write() as session:
        for redraw in session.scalars(select(Outbox).where(Outbox.card_id == card.id)):
            redraw.state = card.state.SENT
    press(world, huong)
    with world.database.read() as session:
        assert session.scalar(select(func.count()).where(Outbox.card_id == card.id)) == 2
        assert session.get_one(Deliverable, 2).owner_id == lan.member_id
