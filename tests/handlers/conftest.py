"""The bot behind its door, with three colleagues, a client's person and one project."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desk.core.actor import Actor
from handlers.brief.brief_ids import BriefView
from storage.database.base import Base
from storage.database.engine import Database
from storage.people.member import Role
from tests.support.app import Answer, Bot, profile
from tests.support.limits import assert_fits
from tests.support.web_api import WebApi
from tests.support.world import World

HUONG, MINH, LAN, CHI = "U01HUONG", "U02MINH", "U03LAN", "U06CHI"
PROJECT = "moc-an-tet-2027"


@dataclass
class Office:
    """What a test of handlers needs at hand."""

    bot: Bot
    slack: WebApi
    world: World
    huong: Actor
    lan: Actor
    project: int
    pages: int = 0

    def form(self, *command: str, user: str = HUONG, channel: str = "C02MOCAN") -> dict[str, Any]:
        """The form that a command opens; where a page to paste in comes before it, that is skipped."""
        answer = self.bot.command(user, *command, channel=channel)
        assert (answer.status, answer.text) == (200, "")
        view = self.opened()
        return self.pasted(view, user=user) if view["callback_id"] == BriefView.PASTE else view

    def pasted(self, page: dict[str, Any], text: str | None = None, *, user: str = HUONG) -> dict[str, Any]:
        """The form that follows a page to paste in."""
        self.pages += 1
        answer = self.bot.submit(user, page, typed(page, source=text), view_id=f"P{self.pages}")
        view: dict[str, Any] = answer.body["view"]
        assert_fits(view)
        return view

    def opened(self, method: str = "views.open") -> dict[str, Any]:
        """The view opened last."""
        view: dict[str, Any] = self.slack.wait(method)["view"]
        assert_fits(view)
        return view

    def english(self, *users: str) -> None:
        """Let these people choose English in their Home."""
        chosen = {
            "type": "static_select", "action_id": "home.language", "block_id": "b",
            "selected_option": {"value": "en"},
        }  # fmt: skip
        home = {"id": "V9", "type": "home", "blocks": [], "state": {"values": {}}}
        for user in users:
            self.bot.action(user, "home.language", channel="", actions=[chosen], view=home)

    def posted(self) -> dict[str, Any]:
        """Deliver, and give the message posted last."""
        self.bot.deliver()
        return self.slack.wait("chat.postMessage")

    def rows(self, table: type[Base]) -> list[Any]:
        with self.world.database.read() as session:
            return list(session.scalars(select(table).order_by(table.id)))

    def role(self, user: str, role: Role) -> None:
        """Give somebody a role."""
        row = next(one for one in self.rows(_member()) if one.user == user)
        with self.world.database.write() as session:
            self.huong.begin(session, "test", self.bot.clock.now())
            session.get_one(_member(), row.id).role = role


def _member() -> Any:
    from storage.people.member import Member

    return Member


def typed(view: dict[str, Any], **values: Any) -> dict[str, Any]:
    """What a form was opened with, and these values over it."""
    found: dict[str, Any] = {}
    for block in view["blocks"]:
        element = block.get("element", {})
        for name in ("initial_value", "initial_date", "initial_time", "initial_user", "initial_conversation"):
            if name in element:
                found[element["action_id"]] = element[name]
        if "initial_option" in element:
            found[element["action_id"]] = element["initial_option"]["value"]
        if element.get("action_id") and element["action_id"] not in found:
            found[element["action_id"]] = [] if element["type"].startswith(("multi", "check")) else None
    return found | values


def shows(answer: Answer, *needles: str) -> None:
    """Fail unless the answer says all of this."""
    assert answer.status == 200
    for needle in needles:
        assert needle in answer.words, answer.words


@dataclass(frozen=True)
class Settled:
    """An SQLite file with the office's people and project in it: to copy it is quicker than to write them."""

    file: Path
    huong: Actor
    lan: Actor
    project: int


@pytest.fixture(scope="session")
def settled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Settled:
    file = tmp_path_factory.mktemp("office") / "liaison.db"
    shutil.copy(sqlite_template, file)
    bot, database = Bot(f"sqlite:///{file}"), Database(f"sqlite:///{file}")
    made = _settle(bot, World(database))
    bot.close()
    database.close()  # with the last connection all goes into the file
    return Settled(file, *made)


@pytest.fixture
def office(request: pytest.FixtureRequest, database_url: str) -> Iterator[Office]:
    slack = WebApi()
    bot = Bot(database_url, api_url=slack.url)
    database = Database(database_url)
    world = World(database)
    if database.file:
        known: Settled = request.getfixturevalue("settled")
        shutil.copyfile(known.file, database.file)
        huong, lan, project = known.huong, known.lan, known.project
        world.projects[PROJECT] = project
    else:
        huong, lan, project = _settle(bot, world)
    slack.answers["conversations.members"] = {"members": [HUONG, LAN]}
    yield Office(bot, slack, world, huong, lan, project)
    bot.close()
    slack.close()
    database.close()


def _settle(bot: Bot, world: World) -> tuple[Actor, Actor, int]:
    huong, _minh, lan, _chi = bot.meet_all(
        profile(HUONG, "Nguyễn Thu Hương"),
        profile(MINH, "Trần Quang Minh"),
        profile(LAN, "Phạm Ngọc Lan"),
        profile(CHI, "Trần Mai Chi", guest=True),
    )
    return huong, lan, world.project(huong, "Mộc An Tết 2027", PROJECT)
