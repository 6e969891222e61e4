"""What every handler may use: composed once in `bot/app.py` and passed on, never global."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from slack_sdk import WebClient

from desk.brief.rules import Rules
from desk.core.clock import Clock
from desk.people.member import Defaults
from handlers.core.access import Access
from handlers.core.i18n import Catalogs
from handlers.core.outgoing import Kind
from handlers.core.ports import Database, Later
from handlers.core.turns import Turns
from handlers.core.verbs import Verbs


@dataclass(frozen=True, slots=True)
class Commands:
    """The slash commands, as the settings name them (`LIAISON_COMMAND_*`)."""

    brief: tuple[str, ...] = ("/brief",)
    feedback: tuple[str, ...] = ("/gopy", "/feedback")
    status: tuple[str, ...] = ("/tiendo", "/project-status", "/status")
    umbrella: tuple[str, ...] = ("/ae",)


@dataclass(frozen=True, slots=True)
class Services:
    """The parts that a request needs.

    `access`: the bot's access to Slack. `later`: runs work after an ack. `wake`: tells delivery that
    something was written. `rules`: of the brief doctor. `verbs` and `kinds`: what the features answer and
    send. `homes`: whose Home is drawn now.
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
    verbs: Verbs
    kinds: Mapping[str, Kind]
    commands: Commands = field(default_factory=Commands)
    homes: Turns = field(default_factory=Turns)
