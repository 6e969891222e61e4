"""The schema goes up, down and up again, and says the same as the code."""

from __future__ import annotations

from datetime import date

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import insert, inspect, select, true

from desk.text.likeness import alike
from storage.ball import ball
from storage.brief.question import Question
from storage.database import schema
from storage.database.engine import Database
from storage.messages.outbox import Outbox, OutboxState
from storage.people.member import Member
from storage.people.workspace import Workspace
from storage.project import project
from storage.project.project import Project, ProjectState
from tests.support.world import NOW


def test_up_down_and_up_again(bare_database_url: str) -> None:
    database = Database(bare_database_url)
    assert schema.current(database) is None
    schema.upgrade(database)
    assert schema.is_current(database)
    schema.downgrade(database, "base")
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    schema.upgrade(database)
    schema.check(database)
    database.close()


def test_digest_hours_at_which_nobody_would_hear_are_brought_forward(bare_database_url: str) -> None:
    database = Database(bare_database_url)
    schema.upgrade(database, "0002")
    with database.engine.begin() as connection:
        for number, minute in enumerate((540, 1140, 1425)):
            connection.exec_driver_sql(
                "INSERT INTO workspace (enterprise, team, language, country, zone, digest_minute, "
                f"makeup_saturdays) VALUES ('', 'T{number}', 'vi', 'VN', 'UTC', {minute}, false)"
            )
    schema.upgrade(database)
    with database.read() as session:
        found = session.scalars(select(Workspace.digest_minute).order_by(Workspace.team)).all()
    assert found == [540, 1140, 1140]
    database.close()


def test_projects_that_were_there_are_found_by_their_names(bare_database_url: str) -> None:
    database = Database(bare_database_url)
    schema.upgrade(database, "0009")
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO workspace (id, enterprise, team, language, country, zone, digest_minute, "
            "quiet_from, quiet_to, makeup_saturdays) "
            "VALUES (1, '', 'T1', 'vi', 'VN', 'UTC', 540, 1200, 480, false)"
        )
        connection.exec_driver_sql(
            "INSERT INTO project (id, workspace_id, name, slug, language, zone, currency, state) "
            "VALUES (7, 1, 'Đại lý  Mộc An', 'dai-ly', 'vi', 'UTC', 'VND', 'active')"
        )
    schema.upgrade(database)
    with database.read() as session:
        assert [row.id for row in project.named(session, 1, alike("dai ly mộc an"))] == [7]
    database.close()


def test_a_question_that_was_there_was_sent_when_it_was_written_down(bare_database_url: str) -> None:
    """So nothing that was with the client comes back, in rows and in history."""
    database = Database(bare_database_url)
    schema.upgrade(database, "0029")
    asked = "2026-11-23 02:00:00+00:00"
    told = '"2026-11-23T02:00:00+00:00"'
    with database.engine.begin() as connection:
        for statement in (
            "INSERT INTO workspace (id, enterprise, team, language, country, zone, digest_minute, "
            "quiet_from, quiet_to, makeup_saturdays, installed) "
            "VALUES (1, '', 'T1', 'vi', 'VN', 'UTC', 540, 1200, 480, false, true)",
            'INSERT INTO member (id, workspace_id, "user", name, zone, role, external, gone) '
            "VALUES (1, 1, 'U1', 'Lan', 'UTC', 'ae', false, false)",
            "INSERT INTO project (id, workspace_id, name, slug, folded, language, zone, state) "
            "VALUES (7, 1, 'Tết', 'tet', 'tet', 'vi', 'UTC', 'active')",
            "INSERT INTO brief (id, workspace_id, project_id, version) VALUES (1, 1, 7, 1)",
            "INSERT INTO question (id, workspace_id, brief_id, number, quote, words, asked_by_id, asked_at) "
            f"VALUES (1, 1, 1, 1, '', '{{}}', 1, '{asked}')",
            f"INSERT INTO change (id, workspace_id, verb, at) VALUES (1, 1, 'brief.ask', '{asked}')",
            "INSERT INTO change_item (change_id, project_id, entity, entity_id, field, after) "
            f"VALUES (1, 7, 'question', 1, 'asked_at', '{told}')",
        ):
            connection.exec_driver_sql(statement)
    schema.upgrade(database)
    with database.read() as session:
        row = session.scalars(select(Question)).one()
        assert row.sent_at == row.asked_at
        (event,) = ball.events(session, [7], true())
        assert (event.field, event.after) == ("sent_at", "2026-11-23T02:00:00+00:00")
    database.close()


def test_the_status_shared_last_in_its_projects_channel_becomes_the_card(bare_database_url: str) -> None:
    database = Database(bare_database_url)
    schema.upgrade(database, "0029")
    team, client = {"for_client": False, "audience": "team"}, {"for_client": True, "audience": "client"}
    shared = {  # by id: where, what state, and what was drawn
        1: ("C1", OutboxState.SENT, team), 2: ("C1", OutboxState.SENT, team),
        3: ("C1", OutboxState.SENT, client), 4: ("C1", OutboxState.PENDING, team),
        5: ("C2", OutboxState.SENT, team),
    }  # fmt: skip
    with database.engine.begin() as connection:
        connection.execute(
            insert(Workspace).values(
                id=1, team="T1", language="vi", country="VN", zone="UTC", digest_minute=540, installed=True
            )
        )  # fmt: skip
        connection.execute(
            insert(Project).values(
                id=7, workspace_id=1, name="Tết", folded="tet", slug="tet", channel="C1", language="vi",
                zone="UTC", state=ProjectState.ACTIVE,
            )
        )  # fmt: skip
        for id_, (channel, state, payload) in shared.items():
            connection.execute(
                insert(Outbox).values(
                    id=id_, workspace_id=1, day=date(2026, 11, 23), kind="status", recipient=channel,
                    cause=str(id_), subject="status:7", payload=payload, not_before=NOW, state=state,
                    attempts=0, stumbles=0,
                )
            )  # fmt: skip
    schema.upgrade(database)
    with database.read() as session:
        found = session.execute(select(Outbox.kind, Outbox.subject).order_by(Outbox.id)).all()
    assert [tuple(one) for one in found] == [
        ("status", "status:7"), ("project_card", "project_card:7"), *[("status", "status:7")] * 3,
    ]  # fmt: skip
    schema.downgrade(database, "0029")
    with database.read() as session:
        found = session.execute(select(Outbox.kind, Outbox.subject)).all()
    assert {tuple(one) for one in found} == {("status", "status:7")}
    database.close()


def test_no_table_of_sqlite_gives_an_id_twice(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.engine.connect() as connection:
        made = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all()
    database.close()
    assert [name for name, sql in made if "AUTOINCREMENT" not in sql] == [
        "alembic_version",
        "sqlite_sequence",
    ]


def test_the_head_written_down_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "storage/migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == schema.HEAD


def test_of_workspaces_with_one_team_the_one_with_the_projects_stays_what_it_is(
    bare_database_url: str,
) -> None:
    """Others were made of requests that named an organisation: they keep what is theirs, out of the way."""
    database = Database(bare_database_url)
    schema.upgrade(database, "0014")
    made = ((1, "E9", "T1"), (2, "", "T1"), (3, "", "T0OTHER"), (4, "E1", "T1"))
    with database.engine.begin() as connection:
        for number, enterprise, team in made:
            connection.exec_driver_sql(
                "INSERT INTO workspace (id, enterprise, team, language, country, zone, digest_minute, "
                "quiet_from, quiet_to, makeup_saturdays) "
                f"VALUES ({number}, '{enterprise}', '{team}', 'vi', 'VN', 'UTC', 540, 1200, 480, false)"
            )
            connection.exec_driver_sql(
                'INSERT INTO member (id, workspace_id, "user", name, zone, role, external, gone) '
                f"VALUES ({number}, {number}, 'U{number}', 'Lan', 'UTC', 'member', false, false)"
            )
        connection.exec_driver_sql(
            "INSERT INTO project (id, workspace_id, name, folded, slug, language, zone, currency, state) "
            "VALUES (7, 2, 'Tết', 'tet', 'tet', 'vi', 'UTC', 'VND', 'active')"
        )
    schema.upgrade(database)
    with database.read() as session:
        found = session.execute(select(Workspace.id, Workspace.team, Workspace.installed)).all()
        people = session.execute(select(Member.id, Member.workspace_id)).all()
    kept = [(1, "T1/E9", False), (2, "T1", True), (3, "T0OTHER", False), (4, "T1/E1", False)]
    assert sorted(tuple(one) for one in found) == kept
    assert sorted(tuple(one) for one in people) == [(number, number) for number, *_ in made]
    schema.downgrade(database, "0014")
    with database.engine.connect() as connection:
        teams = connection.exec_driver_sql("SELECT id, enterprise, team FROM workspace ORDER BY id").all()
    assert [tuple(one) for one in teams] == list(made)
    database.close()
