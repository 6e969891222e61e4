"""One token has one workspace, whatever a request says: colleagues keep their data, others are outside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from storage.database.base import Base
from storage.database.engine import Database
from storage.day.todo import Todo
from storage.feedback.feedback import Feedback, FeedbackItem
from storage.people.member import Member
from storage.people.workspace import Workspace
from storage.work.deliverable import Deliverable
from tests.handlers.conftest import HUONG, LAN, Office, shows
from tests.support.app import TEAM, Bot
from tests.support.town import MOCAN, Town, open_town
from tests.support.world import World

NGOC, PHIM = "U07NGOC", "C05PHIM"
"""A producer of another company, and the channel that is shared with it."""
STRANGERS = "T0OTHER"


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with open_town(database_url) as town:
        huong = town.bot.meet(HUONG, "Nguyễn Thu Hương")
        World(town.bot.liaison.database).project(huong, "Mộc An TVC", "moc-an-tvc", channel=PHIM)
        yield town


def counted(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.read() as session:
        tables = [kind.class_.__table__ for kind in Base.registry.mappers]
        return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def rows(town: Town, kind: Any) -> list[Any]:
    with town.bot.database.read() as session:
        return list(session.scalars(select(kind).order_by(kind.id)))


# --- a client's company on Enterprise Grid -----------------------------------------------------------


@pytest.mark.on_both
@pytest.mark.parametrize("enterprise", ["", "E0NANG"])
def test_a_clients_feedback_from_a_shared_channel_arrives_wherever_their_company_is(
    town: Town, enterprise: str
) -> None:
    if enterprise:
        town.slack.join_grid(enterprise, "T0NANG")
    town.slack.say(NGOC, PHIM, "<@U0LIAISON> gopy")
    town.comes(lambda: [one for one in town.slack.by_bot(NGOC, PHIM) if one["ephemeral"]])
    offered = town.slack.by_bot(NGOC, PHIM)[-1]
    town.slack.click(NGOC, "form.open", channel=PHIM, message_ts=offered["ts"])
    town.slack.until(lambda: town.slack.modal(NGOC))
    sent = town.slack.submit(NGOC, {"source": "Logo to hơn nhé"})
    assert sent["ok"], sent
    town.comes(lambda: rows(town, FeedbackItem))
    town.settle()
    assert [one.text for one in rows(town, FeedbackItem)] == ["Logo to hơn"]
    assert [one.project_id for one in rows(town, Feedback)] == [1]
    assert "Logo to hơn nhé" in str(town.hears(NGOC, PHIM))
    assert [(one.team, one.id) for one in rows(town, Workspace)] == [(TEAM, 1)]
    assert [one.external for one in rows(town, Member) if one.user == NGOC] == [True]


# --- our own workspace joins one ---------------------------------------------------------------------


def test_a_workspace_that_joins_an_organisation_keeps_all_its_data(town: Town) -> None:
    town.slack.command(HUONG, MOCAN, "/ae", "todo gọi client mai")
    town.slack.join_grid("E0CONGTY")
    town.slack.command(HUONG, PHIM, "/tiendo")
    town.slack.command(HUONG, MOCAN, "/ae", "todo")
    heard = str(town.hears(HUONG, PHIM, MOCAN))
    assert "Mộc An TVC" in heard
    assert "gọi client" in heard
    town.bot.liaison.services.access.ask()
    town.slack.person(LAN, title="Trưởng nhóm")  # her profile is told anew, as those of an organisation are
    town.slack.command(LAN, MOCAN, "/tiendo", "moc an tvc")
    assert "Mộc An TVC" in str(town.hears(LAN, MOCAN))
    assert [(one.team, one.enterprise) for one in rows(town, Workspace)] == [(TEAM, "E0CONGTY")]
    assert [one.external for one in rows(town, Member)] == [False] * 3


def test_an_app_for_a_whole_organisation_says_so_at_every_door_and_touches_nothing(town: Town) -> None:
    town.slack.join_grid("E0CONGTY", org_wide=True)
    town.bot.liaison.services.access.ask()
    before = counted(town.bot.liaison.database)
    town.slack.command(HUONG, PHIM, "/tiendo")
    town.slack.say(HUONG, PHIM, "<@U0LIAISON> todo gọi client")
    town.comes(lambda: len(town.hears(HUONG, PHIM)) == 2 or None)
    assert [("org-wide" in one) for one in town.hears(HUONG, PHIM)] == [True, True]
    assert counted(town.bot.liaison.database) == before
    assert "whole organisation" in town.readiness()["slack"]


@pytest.mark.parametrize("flag", [True, "true"])
def test_a_request_for_an_app_of_a_whole_organisation_is_answered_so(office: Office, flag: Any) -> None:
    shows(office.bot.command(HUONG, "/tiendo", "moc an", is_enterprise_install=str(flag)), "org-wide")


# --- whoever comes from another workspace ------------------------------------------------------------

CLAIMS: dict[str, Any] = {
    "user.team_id": {"user": {"id": HUONG, "team_id": STRANGERS}},
    "team": {"user": {"id": HUONG}, "team": {"id": STRANGERS}},
    "team of an organisation": {
        "user": {"id": HUONG, "team_id": STRANGERS}, "team": {"id": STRANGERS, "enterprise_id": "E0"},
        "enterprise": {"id": "E0"},
    },
    "message.team and app_installed_team_id as ours": {
        "user": {"id": HUONG, "team_id": STRANGERS}, "team": {"id": TEAM},
        "message": {"ts": "1.1", "team": TEAM}, "view": {"type": "modal", "app_installed_team_id": TEAM},
    },
}  # fmt: skip


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_colleagues_id_from_another_workspace_does_nothing_here(office: Office, claim: str) -> None:
    office.bot.command(LAN, "/ae", "todo gọi client")
    before = counted(office.world.database)
    forged = CLAIMS[claim]
    field = {
        "type": "input", "block_id": "lines", "label": {}, "element": {"type": "x", "action_id": "lines"},
    }  # fmt: skip
    state = {"values": {"lines": {"lines": {"value": "KV @lan 15/12/2027"}}}}
    here = {"id": "C02MOCAN"}
    payloads: list[dict[str, Any]] = [
        {"type": "block_actions", "actions": [{"action_id": "todo.tick", "value": "1"}], "channel": here},
        {"type": "message_action", "callback_id": "feedback.save", "channel": here},
        {
            "type": "view_submission",
            "view": {
                "type": "modal", "callback_id": "add", "blocks": [field], "state": state, "id": "V1",
                "private_metadata": json.dumps({"channel": "C02MOCAN"}),
            },
        },
    ]  # fmt: skip
    for payload in payloads:
        view = {"view": payload["view"] | forged.get("view", {})} if "view" in payload else {}
        whole = {"response_url": office.slack.hook, "message": {"ts": "1"}, **payload, **forged, **view}
        office.bot.interact(HUONG, whole)
    office.bot.liaison.services.later.settle(60)
    assert counted(office.world.database) == before
    assert [one.done_at for one in office.rows(Todo)] == [None]
    assert "workspace khác" in str(office.slack.calls)


@pytest.mark.parametrize("where", ["team_id", "user_team", "source_team", "team"])
def test_a_colleagues_id_in_another_workspaces_message_does_nothing_here(office: Office, where: str) -> None:
    before = counted(office.world.database)
    event = {
        "type": "app_mention",
        "text": "<@U0LIAISON> add KV @lan 15/12/2027",
        "channel": "C02MOCAN",
        "ts": "1.5",
    }
    outer = {"team_id": STRANGERS} if where == "team_id" else {}
    inner = {} if outer else {where: STRANGERS}
    body = {
        "type": "event_callback", "event_id": "Ev1", "team_id": TEAM,
        "event": event | inner | {"user": HUONG},
    }  # fmt: skip
    office.bot.post(json.dumps(body | outer), content_type="application/json")
    office.bot.liaison.services.later.settle(60)
    assert counted(office.world.database) == before
    assert office.rows(Deliverable) == []


@pytest.mark.parametrize("where", ["team", "user_team", "source_team"])
def test_a_colleagues_id_in_a_message_edited_in_another_workspace_does_nothing_here(
    office: Office, where: str
) -> None:
    before = counted(office.world.database)
    said = {"type": "message", "user": HUONG, "ts": "1.5", "text": "todo gọi khách"}
    event = {
        "type": "message", "subtype": "message_changed", "channel": "D01", "channel_type": "im",
        "message": said | {"edited": {"user": HUONG, "ts": "1.6"}, where: STRANGERS},
        "previous_message": said | {"text": "x"},
    }  # fmt: skip
    office.bot.event(HUONG, event)
    office.bot.liaison.services.later.settle(60)
    assert counted(office.world.database) == before
    assert "workspace khác" in str(office.slack.calls)


@pytest.mark.on_both
def test_what_is_told_for_another_workspaces_installation_is_not_written_down(office: Office) -> None:
    before = counted(office.world.database)
    body = {
        "type": "event_callback", "event_id": "Ev1", "team_id": STRANGERS,
        "authorizations": [{"team_id": STRANGERS}],
        "event": {"type": "channel_shared", "channel": "C02MOCAN"},
    }  # fmt: skip
    assert office.bot.post(json.dumps(body), content_type="application/json").status == 200
    assert counted(office.world.database) == before


# --- before it is known --------------------------------------------------------------------------------


def test_the_very_first_request_is_answered_once_slack_has_said_whose_workspace_it_is(
    database_url: str,
) -> None:
    with open_town(database_url, people=()) as town:
        assert rows(town, Workspace) == []
        town.slack.command(HUONG, MOCAN, "/ae", "todo gọi client mai")
        town.comes(lambda: rows(town, Todo))
        town.settle()
        assert "gọi client" in str(town.hears(HUONG, MOCAN))
        assert [(one.team, one.installed) for one in rows(town, Workspace)] == [(TEAM, True)]


def test_with_slack_away_the_workspace_is_known_from_the_last_time(
    database: Database, database_url: str
) -> None:
    """Two workspaces are there: one that an older version made of another company's people is no matter."""
    world = World(database)
    huong = world.person(HUONG, "Nguyễn Thu Hương")
    with database.write() as session:
        huong.begin(session, "test", world.now)
        session.get_one(Workspace, 1).installed = True
        session.add(
            Workspace(
                team="T0AGENCY/E99", enterprise="E99", language="vi", country="VN", zone="UTC",
                digest_minute=540,
            )
        )  # fmt: skip
    bot = Bot(database_url)
    try:
        shows(bot.command(HUONG, "/ae", "todo gọi client mai"), "gọi client")
    finally:
        bot.close()


@pytest.mark.on_both
def test_a_form_of_somebody_nobody_knows_yet_is_taken_or_given_back_with_its_words(town: Town) -> None:
    """They are asked about after the ack, when the form is closed."""
    town.slack.person("U99MOI", name="Người Mới")
    town.settle()
    with town.bot.liaison.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE member SET checked_at = NULL WHERE \"user\" = 'U99MOI'")
    typed = {"project": "1", "lines": "KV không có ai làm"}
    view: dict[str, Any] = {
        "type": "modal", "callback_id": "add", "private_metadata": "{}", "id": "V1",
        "blocks": [{"type": "input", "block_id": "lines", "label": {}, "element": {"action_id": "lines"}}],
        "state": {"values": {name: {name: {"value": value}} for name, value in typed.items()}},
    }  # fmt: skip
    town.bot.interact("U99MOI", {"type": "view_submission", "view": view})
    town.comes(lambda: town.hears("U99MOI"))
    assert "KV không có ai làm" in str(town.hears("U99MOI"))
    assert rows(town, Deliverable) == []
