"""What every handler may use: composed once in `bot/app.py`, passed on, never global."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from slack_sdk import WebClient
from sqlalchemy.orm import Session

from desk.brief.rules import Rules
from desk.core.clock import Clock
from desk.people.member import Defaults
from handlers.core.access import Access
from handlers.core.i18n import Catalogs


class Database(Protocol):
    """Hands out short sessions; see `storage.database.engine.Database`."""

    def read(self) -> AbstractContextManager[Session]:
        """A session for reading only."""

    def write(self) -> AbstractContextManager[Session]:
        """One transaction."""


class Later(Protocol):
    """Does what follows an ack; see `bot.later.Later`."""

    def submit(self, person: Hashable, work: Callable[[], object], refused: Callable[[], object]) -> None:
        """Do this in this person's turn, or call `refused`: once, while too much waits for them."""

    def settle(self, timeout: float) -> None:
        """Wait until nothing is left to do."""

    def stop(self, timeout: float) -> None:
        """Take no more."""


@dataclass(frozen=True, slots=True)
class Commands:
    """The slash commands of each door, as the settings name them (`LIAISON_COMMAND_*`)."""

    brief: tuple[str, ...] = ("/brief",)
    feedback: tuple[str, ...] = ("/gopy", "/feedback")
    status: tuple[str, ...] = ("/tiendo", "/project-status", "/status")
    umbrella: tuple[str, ...] = ("/ae",)


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of the house that a request needs.

    `access`: how the bot stands with Slack; `later` runs what follows an ack; `wake` tells delivery that
    something was written; `rules` are those of the brief doctor.
    """

    database: Database
    clock: Clock
    catalogs: Catalogs
    defaults: Defaults
    client: WebClient
    access: Access
    later: Later
    wake: Callable[[], None]
    rules: Rules
    commands: Commands = field(default_factory=Commands)
