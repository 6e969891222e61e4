"""What every handler may use: composed once in `bot/app.py`, passed on, never global."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from slack_sdk import WebClient
from sqlalchemy.orm import Session

from desk.brief_rules import Rules
from desk.clock import Clock
from desk.member import Defaults
from handlers.access import Access
from handlers.i18n import Catalogs


class Database(Protocol):
    """Hands out short sessions; see `storage.engine.Database`."""

    def read(self) -> AbstractContextManager[Session]:
        """A session for reading only."""

    def write(self) -> AbstractContextManager[Session]:
        """One transaction."""


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
    later: Executor
    wake: Callable[[], None]
    rules: Rules
    commands: Commands = field(default_factory=Commands)
