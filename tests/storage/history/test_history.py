"""Every change of an audited table is history, or it does not happen."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import delete, select, update

from storage.database import history
from storage.database.base import Base
from storage.database.engine import Database
from storage.database.errors import ReadOnly, Unaudited
from storage.database.history import ChangeItem, ChangeRow
from storage.day.todo import Todo
from storage.feedback.feedback import Feedback, FeedbackItem, FeedbackKind
from storage.history import records
from storage.work.deliverable import Deliverable
from tests.support.world import World


def items_of(database: Database, verb: str) -> list[tuple[str, str, object, object]]:
    with database.read() as session:
        rows = session.execute(
            select(ChangeItem.entity, ChangeItem.field, ChangeItem.before, ChangeItem.after)
            .join(ChangeRow, ChangeRow.id == ChangeItem.change_id)
            .where(ChangeRow.verb == verb)
            .order_by(ChangeItem.id)
        )
        return [tuple(row) for row in rows]


def test_a_change_names_who_why_and_each_field_before_and_after(database: Database) -> None:
    world = World(database)
    huong = world.person("U01HUONG")
    world.project(huong)
    work = world.deliverable(huong, date(2026, 12, 15))
    with database.write() as session:
        huong.begin(session, "move", world.now, why="khách dời")
        session.get_one(Deliverable, work).due_on = date(2026, 12, 18)
    assert items_of(database, "move") == [("deliverable", "due_on", "2026-12-15", "2026-12-18")]
    with database.read() as session:
        change = session.scalars(select(ChangeRow).where(ChangeRow.verb == "move")).one()
        assert (change.actor_id, change.why, change.at) == (huong.member_id, "khách dời", world.now)


def test_an_expired_row_still_tells_what_was_before(database: Database) -> None:
    world = World(database)
    huong = world.person("U01HUONG")
    world.project(huong)
    work = world.deliverable(huong, date(2026, 12, 15))
    with database.write() as session:
        row = session.get_one(Deliverable, work)
        session.expire(row)
        huong.begin(session, "rename", world.now)
        row.title = "KV phụ"
    assert items_of(database, "rename") == [("deliverable", "title", "KV chính", "KV phụ")]


def test_nothing_changed_leaves_no_trace(database: Database) -> None:
    world = World(database)
    huong = world.person("U01HUONG")
    world.project(huong)
    work = world.deliverable(huong, date(2026, 12, 15))
    with database.write() as session:
        huong.begin(session, "nothing", world.now)
        session.get_one(Deliverable, work).title = "KV chính"
    with database.read() as session:
        assert session.scalar(select(ChangeRow.id).where(ChangeRow.verb == "nothing")) is None


def test_a_deleted_row_keeps_its_last_values_in_history(database: Database) -> None:
    world = World(database)
    huong = world.person("U01HUONG")
    with database.write() as session:
        huong.begin(session, "todo", world.now)
        session.add(
            Todo(
                workspace_id=huong.workspace_id,
                owner_id=huong.member_id,
                text="gọi",
                due_on=date(2026, 11, 24),
            )
        )
    with database.write() as session:
        huong.begin(session, "forget", world.now)
        session.delete(session.scalars(select(Todo)).one())
    assert ("todo", "text", "gọi", None) in items_of(database, "forget")


def test_an_audited_row_cannot_change_outside_of_a_change(database: Database) -> None:
    world = World(database)
    huong = world.person("U01HUONG")
    world.project(huong)
    work = world.deliverable(huong, date(2026, 12, 15))
    with pytest.raises(Unaudited), database.write() as session:
        session.get_one(Deliverable, work).title = "lén"
    with database.read() as session:
        assert session.get_one(Deliverable, work).title == "KV chính"


@pytest.mark.parametrize(
    "statement", [update(Deliverable).values(title="x"), delete(Deliverable)], ids=["update", "delete"]
)
def test_bulk_changes_of_audited_tables_are_refused(database: Database, statement: object) -> None:
    with pytest.raises(Unaudited), database.write() as session:
        session.execute(statement)  # type: ignore[call-overload]


def test_a_change_begun_while_only_reading_says_where_to_register_it_and_keeps_nothing(
    database: Database,
) -> None:
    world = World(database)
    huong = world.person("U01HUONG")
    with pytest.raises(ReadOnly, match=r'"todo\.add" .*writes=True'), database.read() as session:
        huong.begin(session, "todo.add", world.now)


@pytest.mark.parametrize("flushes", [True, False], ids=["flushed", "left to the end"])
def test_a_row_changed_while_only_reading_is_refused_and_stays(database: Database, flushes: bool) -> None:
    world = World(database)
    huong = world.person("U01HUONG")
    world.project(huong)
    work = world.deliverable(huong, date(2026, 12, 15))
    with pytest.raises(ReadOnly, match=r"deliverable .*writes=True"), database.read() as session:
        session.get_one(Deliverable, work).title = "lén"
        if flushes:
            session.flush()
    with database.read() as session:
        assert session.get_one(Deliverable, work).title == "KV chính"


def test_the_cause_of_a_message_is_the_change_itself(database: Database) -> None:
    world = World(database)
    huong = world.person("U01HUONG")
    with database.write() as session:
        history.begin_change(session, world.change(huong))
        first = history.identify(session)
        assert history.identify(session) == first


def test_each_item_names_its_project_also_of_what_is_taken_out_again(database: Database) -> None:
    world = World(database)
    huong = world.person("U01HUONG")
    project, other = world.project(huong), world.project(huong, "Hè", "he", channel=None)
    work = world.deliverable(huong, date(2026, 12, 15))
    with database.write() as session:
        huong.begin(session, "feedback", world.now)
        for project_id, deliverable_id in ((project, work), (other, None)):
            capture = Feedback(
                workspace_id=1, project_id=project_id, deliverable_id=deliverable_id, round=1, source="Logo",
                author_id=huong.member_id, at=world.now,
            )  # fmt: skip
            session.add(capture)
            session.flush()
            point = {"feedback_id": capture.id, "position": 0, "kind": FeedbackKind.MUST, "text": "Logo to"}
            session.add(FeedbackItem(workspace_id=1, **point))
    with database.write() as session:
        huong.begin(session, "feedback.drop", world.now)
        session.delete(session.get_one(FeedbackItem, 1))
    with database.read() as session:
        found = session.execute(
            select(ChangeItem.project_id, ChangeItem.entity, ChangeItem.entity_id).distinct()
        )
        mine = {(entity, row_id) for project_id, entity, row_id in found if project_id == project}
        assert mine == {("project", project), ("deliverable", work), ("feedback", 1), ("feedback_item", 1)}
        verbs = [row.verb for row in records.page(session, records.of_project(project), None, 9)]
        assert verbs == ["feedback.drop", "feedback", "add", "project"]
        older = records.page(session, records.of_project(project), 4, 9)
        assert all(row.id < 4 for row in older)
        assert records.formerly(session, "feedback_item", "feedback_id", {1}) == {1: 1}
        assert records.ever(session, "feedback_item", "kind", "must", {1, 2, 3}) == {1, 2}
        assert records.ever(session, "feedback_item", "kind", "money", {1}) == set()
        assert records.at_last(session, "feedback_item", "text", {1, 2}) == {1: "Logo to"}


def test_every_audited_table_that_hangs_on_a_project_says_how() -> None:
    """Else what is changed in it shows in no project's history."""
    kinds = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    hang = {name for name, kind in kinds.items() if kind.project_path or "project_id" in kind.__table__.c}
    silent = {
        f"{name}.{key.parent.name}"
        for name, kind in kinds.items()
        if kind.audited and name not in hang
        for key in kind.__table__.foreign_keys
        if not key.parent.nullable and key.column.table.name in {*hang, "project"}
    }
    assert silent == set()
