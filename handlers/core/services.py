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
from handlers.core.verbs import RESERVED, Verbs


@dataclass(frozen=True, slots=True)
class Commands:
    """The slash commands, as the settings name them (`LIAISON_COMMAND_*`)."""

    brief: tuple[str, ...] = ("/brief",)
    feedback: tuple[str, ...] = ("/gopy", "/feedback")
    status: tuple[str, ...] = ("/tiendo", "/project-status", "/status")
    umbrella: tuple[str, ...] = ("/ae",)

    def typed(self, verb: str) -> str:
        """The command that people type for a verb with one of its own; "" for any other, and where Slack
        reserves all its names.
        """
        own = {"brief": self.brief, "feedback": self.feedback, "status": self.status}.get(verb, ())
        return next((name for name in own if name.removeprefix("/") not in RESERVED), "")

    @property
    def names(self) -> dict[str, str]:
        """How people type what the sentences of the catalogs call `/ae`, `/brief`, `/gopy` and `/tiendo`."""
        ae = self.umbrella[0]
        own = {"/brief": "brief", "/gopy": "feedback", "/tiendo": "status"}
        return {"/ae": ae, **{name: self.typed(verb) or f"{ae} {verb}" for name, verb in own.items()}}


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
