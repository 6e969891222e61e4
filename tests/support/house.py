"""Composed bots with one database, and requests that all arrive at the same moment."""

from __future__ import annotations

import enum
import itertools
import json
import logging
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.people.member import Department
from handlers import register_all
from handlers.core.listening import Listening
from storage.database.base import Base
from storage.database.engine import Database
from storage.database.history import ChangeItem, ChangeRow
from storage.messages.draft import Draft
from storage.people.member import Member, Role
from tests.support.app import Answer, Bot
from tests.support.web_api import WebApi
from tests.support.world import World

THREADS = 40
PRESSES = range(10)
"""How many different requests, or presses of one button, are sent at once; each is sent several times, as a
replay.
"""
DUE = date(2026, 12, 15)
_MOST_TRIES = 10
_QUIET_SECONDS = 10


@dataclass(frozen=True)
class Letter:
    """A request as sent; the same one sent twice is a replay."""

    body: str
    content_type: str


class Pen(Bot):
    """Writes requests down instead of sending them. `hook`: their response_url."""

    def __init__(self, hook: str) -> None:
        self.hook = hook
        self.letters: list[Letter] = []

    def post(
        self, body: str | bytes, *, content_type: str = "application/x-www-form-urlencoded", **headers: str
    ) -> Answer:
        """Store it."""
        self.letters.append(Letter(str(body), content_type))
        return Answer(200, "")

    def say(self, user: str, text: str, *, command: str = "/ae", channel: str = "C02MOCAN") -> None:
        """A slash command."""
        self.command(user, command, text, channel=channel, response_url=self.hook)

    def press(
        self, user: str, action: enum.StrEnum, value: object = "", *, channel: str = "C02MOCAN", **more: Any
    ) -> None:
        """A button of a message."""
        self.action(user, action, str(value), channel=channel, response_url=self.hook, **more)

    def form(
        self, user: str, view: enum.StrEnum, metadata: Mapping[str, Any], view_id: str, **values: Any
    ) -> None:
        """A submitted form, as Slack sends its fields' values."""
        self.interact(user, {"type": "view_submission", "view": _view(view, metadata, view_id, values)})

    def within(
        self, user: str, action: enum.StrEnum, value: str, view: enum.StrEnum, view_id: str, **values: Any
    ) -> None:
        """Something pressed or chosen in an open form."""
        pressed = {"type": "button", "action_id": action, "block_id": "b", "value": value, "action_ts": "1.1"}
        self.interact(
            user,
            {
                "type": "block_actions", "actions": [pressed], "container": {"type": "view"},
                "view": _view(view, {}, view_id, values),
            },
        )  # fmt: skip

    def home(self, user: str, action: enum.StrEnum, value: str = "") -> None:
        """Something pressed in the App Home."""
        chosen = {"type": "button", "action_id": action, "block_id": "b", "value": value, "action_ts": "1.1"}
        home = {"id": f"H{user}", "type": "home", "blocks": [], "state": {"values": {}}}
        self.interact(user, {"type": "block_actions", "actions": [chosen], "view": home})


def _view(view: enum.StrEnum, metadata: Mapping[str, Any], view_id: str, values: Mapping[str, Any]) -> Any:
    state = {name: {name: _held(value)} for name, value in values.items()}
    box = {"type": "input", "block_id": "x", "element": {"type": "plain_text_input", "action_id": "x"}}
    return {
        "type": "modal", "id": view_id, "callback_id": view, "blocks": [box], "hash": "h",
        "private_metadata": json.dumps(metadata), "state": {"values": state},
    }  # fmt: skip


def _held(value: Any) -> dict[str, Any]:
    return {"selected_users": value} if isinstance(value, list) else {"value": value}


@dataclass
class Trial:
    """Requests to send at once; `wrote`: the number of changes that all of them should make, by verb.

    None: `so` counts them. `so`: fails unless the state afterwards is right.
    """

    letters: Sequence[Letter]
    wrote: Mapping[str, int] | None = field(default_factory=dict)
    so: Callable[[], None] = lambda: None


@dataclass
class Refusals:
    """What people saw and should not have seen: codes of unexpected errors; and how often "busy"."""

    unexpected: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    @property
    def busy(self) -> int:
        """How often somebody was told to press again."""
        return len(self.refusals)


class House:
    """The bot, its people, and projects for trials. On PostgreSQL there are two bots, as replicas."""

    def __init__(self, database_url: str) -> None:
        self.slack, self.database = WebApi(), Database(database_url)
        replicas = range(1 if self.database.is_sqlite else 2)
        self.bots = [Bot(database_url, api_url=self.slack.url) for _ in replicas]
        self.bot, self._next = self.bots[0], itertools.cycle(self.bots)
        self.world = World(self.database)
        self.huong = self.world.person("U01HUONG", "Nguyễn Thu Hương")
        self.lan = self.world.person("U03LAN", "Phạm Ngọc Lan")
        self.staff = [self.world.person(f"U1{number:02}", f"Người {number:02}") for number in PRESSES]
        self.guests = [
            self.world.person(f"U7{number:02}", f"Khách {number:02}", guest=True) for number in PRESSES
        ]
        self.number = 0

    def close(self) -> None:
        """Stop it."""
        for bot in self.bots:
            bot.close()
        self.slack.close()
        self.database.close()

    def pen(self) -> Pen:
        """A pen for requests."""
        return Pen(self.slack.hook)

    def fresh(self) -> str:
        """A unique name."""
        self.number += 1
        return f"x{self.number}"

    def project(self) -> int:
        """A project of Hương's, with its own channel."""
        name = self.fresh()
        return self.world.project(self.huong, f"Dự án {name}", name, channel=f"C{name.upper()}")

    def slug(self, project_id: int) -> str:
        """Its slug."""
        return next(slug for slug, known in self.world.projects.items() if known == project_id)

    def project_name(self) -> str:
        """A name for a new project."""
        return f"Bảng {self.fresh()}"

    def work(self, project_id: int) -> int:
        """A deliverable of Lan's in it."""
        return self.world.deliverable(self.lan, DUE, project=self.slug(project_id))

    def set_row(self, table: type[Base], row_id: int, **values: object) -> None:
        """Set some fields of a row."""
        with self.database.write() as session:
            self.huong.begin(session, "test", self.world.now)
            row = session.get_one(table, row_id)
            for name, value in values.items():
                setattr(row, name, value)

    def do(self, act: Callable[[Session], Any]) -> Any:
        """Do something in one transaction."""
        with self.database.write() as session:
            return act(session)

    def roles(self, admins: Iterable[str] = (), leads: Mapping[str, Department] | None = None) -> None:
        """Set the admins and the leads of departments; all others become members."""
        admins, leads = set(admins), leads or {}
        with self.database.write() as session:
            self.huong.begin(session, "test", self.world.now)
            for row in session.scalars(select(Member).where(Member.external.is_(False))):
                row.role = (
                    Role.ADMIN if row.user in admins else Role.LEAD if row.user in leads else Role.MEMBER
                )
                row.department = leads.get(row.user)

    def rows(self, table: type[Base], **same: Any) -> list[Any]:
        """The rows with these values, ordered."""
        with self.database.read() as session:
            return list(session.scalars(select(table).filter_by(**same).order_by(table.id)))

    def drafts(self, user: str, kind: str) -> list[str]:
        """The forms of a person with kept drafts."""
        (who,) = self.rows(Member, user=user)
        return sorted(row.scope for row in self.rows(Draft, member_id=who.id, kind=kind))

    def newest_change(self) -> int:
        """The id of the newest change."""
        with self.database.read() as session:
            return session.scalar(select(func.max(ChangeRow.id))) or 0

    def wrote(self, after: int) -> dict[str, int]:
        """How many changes with items were made since, by verb."""
        changed = select(ChangeItem.id).where(ChangeItem.change_id == ChangeRow.id).exists()
        with self.database.read() as session:
            verbs = session.scalars(select(ChangeRow.verb).where(ChangeRow.id > after, changed))
            return dict(Counter(verbs))

    def try_it(self, trial: Trial, dice: random.Random, *, copies: int = THREADS) -> Refusals:
        """Send a trial's requests at once, each often enough for all threads, or only `copies` times.

        A request that was told that nothing was saved, as the machine is busy, is sent again, as people do.
        """
        threads = min(copies * len(trial.letters), THREADS)
        letters = [trial.letters[number % len(trial.letters)] for number in range(threads)]
        dice.shuffle(letters)
        with heard("handlers") as told:
            _at_once([partial(self.send, letter) for letter in letters])
            self.settled()
            for _ in range(_MOST_TRIES):
                before = told.busy
                if not before or told.unexpected:
                    break
                for letter in trial.letters:
                    self.send(letter)
                self.settled()
                if told.busy == before:
                    break
        return told

    def send(self, letter: Letter) -> Answer:
        """Send one request, to the replicas in turn."""
        return next(self._next).post(letter.body, content_type=letter.content_type)

    def settled(self) -> None:
        """Wait for the work after the acks."""
        for bot in self.bots:
            bot.liaison.services.later.settle(_QUIET_SECONDS)


def _at_once(calls: Sequence[Callable[[], Answer]]) -> None:
    start = threading.Barrier(len(calls))
    failed: list[BaseException] = []

    def run(call: Callable[[], Answer]) -> None:
        start.wait()
        try:
            answer = call()
            assert answer.status in (200, 503), answer
        except Exception as error:  # noqa: BLE001 - raised again in the thread that waits
            failed.append(error)

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


@contextmanager
def heard(*logs: str) -> Iterator[Refusals]:
    """Collects from the logs the errors that people see."""
    told = Refusals()

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.levelno >= logging.ERROR:
                told.unexpected.append(logging.Formatter().format(record))
            elif "was busy" in record.getMessage():
                told.refusals.append(record.getMessage())

    ear = Ear()
    for log in logs:
        logging.getLogger(log).addHandler(ear)
    try:
        yield told
    finally:
        for log in logs:
            logging.getLogger(log).removeHandler(ear)


class Noted(Listening):
    """Notes the names of all writing handlers instead of registering them."""

    def __init__(self) -> None:
        self.writes: set[str] = set()
        self.names: list[str] = []

    def verb(self, name: str, handler: Any, *, writes: bool = False, ahead: Any = None) -> None:
        self._note(f"verb {name}", writes)

    def word(
        self,
        verb: str,
        words: tuple[str, ...],
        handler: Any,
        *,
        writes: bool = False,
        guests: bool = False,
    ) -> None:
        self._note(f"word {verb} {words[0]}", writes)

    def asked(self, handler: Any) -> None:
        """A read: not noted."""

    def thread(self, handler: Any) -> None:
        """A read: not noted."""

    def action(
        self, action_id: enum.StrEnum, handler: Any, *, writes: bool = False, guests: bool = False
    ) -> None:
        self._note(f"action {action_id}", writes)

    def home(self, publish: Any) -> None:
        """A read: not noted."""

    def view(self, callback_id: enum.StrEnum, handler: Any, **how: Any) -> None:
        self._note(f"view {callback_id}", True)

    def closed(self, callback_id: enum.StrEnum, handler: Any) -> None:
        self._note(f"closed {callback_id}", True)

    def shortcut(self, callback_id: enum.StrEnum, handler: Any, *, guests: bool = False) -> None:
        self._note(f"shortcut {callback_id}", writes=False)

    def event(self, kind: str, handler: Any, *, writes: bool = False) -> None:
        self._note(f"event {kind}", writes)

    def told(self, kind: str, hearer: Any) -> None:
        self._note(f"told {kind}", True)

    def _note(self, name: str, writes: bool) -> None:
        self.names.append(name)
        if writes:
            self.writes.add(name)


def answered(door: str) -> list[str]:
    """The names registered for a kind of request: action, view or shortcut."""
    noted = Noted()
    register_all(noted)
    return [name.partition(" ")[2] for name in noted.names if name.startswith(f"{door} ")]


def writing() -> set[str]:
    """All writing handlers, by kind and name."""
    noted = Noted()
    register_all(noted)
    return noted.writes
