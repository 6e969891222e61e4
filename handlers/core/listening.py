"""Brings each of Slack's requests to its handler; `request_run` does the rest.

Bolt tries listeners one after the other, so it gets one listener per kind of request; names are looked up
here.
"""

from __future__ import annotations

import enum
import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_bolt.response import BoltResponse
from sqlalchemy.orm import Session

from desk.core.actor import Identity
from desk.core.errors import Busy
from desk.core.unique import claim
from desk.people import member
from desk.text.doors import thread
from desk.text.letters import fold
from handlers.core import carrying, ids, profiles
from handlers.core.calling import TROUBLE, failure
from handlers.core.request import (
    Door,
    Incoming,
    is_org_wide,
    of_action,
    of_command,
    of_event,
    of_shortcut,
    of_view,
    spoken,
    teams_claimed,
    teams_installed,
)
from handlers.core.request_run import Ahead, Entry, Handler, PublishHome, RequestRun
from handlers.core.retrying import until_taken
from handlers.core.services import Services
from handlers.core.table_files import tables

log = logging.getLogger(__name__)

_ANY = re.compile("")
_ENDS = ("app_uninstalled", "tokens_revoked")
_NOT_OURS = (
    "dialog_cancellation", "dialog_submission", "dialog_suggestion", "interactive_message",
    "workflow_step_edit",
)  # fmt: skip
"""Requests for removed features; an old installation may still send them."""


@dataclass(frozen=True, slots=True)
class SystemEvent:
    """An event that Slack sends on its own; nobody waits for an answer."""

    workspace_id: int
    event: Mapping[str, Any]
    channel: str
    now: datetime


Hearer = Callable[[Session, SystemEvent], bool]
"""Records an event. False: call again once the person in it is known."""


def unheard(body: Mapping[str, Any]) -> BoltResponse:
    """Acknowledge a request that no handler wants: otherwise Slack repeats it or shows an error."""
    kind = body.get("type")
    if kind == "app_rate_limited":
        minute = body.get("minute_rate_limited")
        log.warning(
            "Slack held events back in minute %s: there were more than it sends an app in an hour", minute
        )
    else:
        log.info("a %s was taken, and nobody here answers it", kind)
    return BoltResponse(status=200, body="")


class Listening:
    """Registers handlers by kind of request and name, and answers Slack's requests with them."""

    def __init__(self, app: App, services: Services) -> None:
        self.services = services
        self._verbs: dict[str, Entry] = {}
        self._words: dict[tuple[str, str], Entry] = {}
        self._named: dict[tuple[Door, str], Entry] = {}
        self._told: dict[str, Hearer] = {}
        self._publish_home: PublishHome | None = None
        self._asked: Entry | None = None
        self._kept: Entry | None = None
        self._sayers: dict[str, str] = {}
        self._listen(app)

    def verb(self, name: str, handler: Handler, *, writes: bool = False, ahead: Ahead | None = None) -> None:
        """Register a verb, for commands, mentions and direct messages; `request.text` is the text after it.

        The `Verb` says whether people from outside may use it. `ahead`: runs before the transaction.
        """
        self._claim("verb", name, handler)
        self._verbs[name] = Entry(handler, writes, ahead, guests=self.services.verbs[name].guests)

    def word(
        self,
        verb: str,
        words: tuple[str, ...],
        handler: Handler,
        *,
        writes: bool = False,
        guests: bool = False,
    ) -> None:
        """Register a verb for texts that continue with one of these words; `request.text` is the text after
        the word.
        """
        for word in words:
            self._claim("word", f"{verb} {fold(word)}", handler)
            self._words[verb, fold(word)] = Entry(handler, writes, guests=guests)

    def asked(self, handler: Handler) -> None:
        """Register the handler for texts that begin with no verb, or that may be a sentence; a read.

        `request.text` is the whole text. `Reply.instead` passes it on to a verb.
        """
        self._claim("asked", "", handler)
        self._asked = Entry(handler, False, guests=True)

    def thread(self, handler: Handler) -> None:
        """Register the handler for a mention in a thread that only wants the thread kept; a read."""
        self._claim("thread", "", handler)
        self._kept = Entry(handler, False, guests=True)

    def action(
        self, action_id: enum.StrEnum, handler: Handler, *, writes: bool = False, guests: bool = False
    ) -> None:
        """Register a press or a choice.

        Here and below, `guests`: people from outside may do it too; otherwise only colleagues.
        """
        self._claim("action", action_id, handler)
        self._named[Door.ACTION, action_id] = Entry(handler, writes, guests=guests)

    def home(self, publish: PublishHome) -> None:
        """Register what shows the App Home: when it is opened, and after a change in it."""
        self._claim("home", "", publish)
        self._publish_home = publish

    def view(
        self,
        callback_id: enum.StrEnum,
        handler: Handler,
        *,
        ahead: Ahead | None = None,
        guests: bool = False,
        first: enum.StrEnum | None = None,
    ) -> None:
        """Register a submitted form; a write. Only a reply with `made` is protected against replays.

        `ahead`: runs before the transaction. `first`: the page that the form begins with, if this page
        replaces it: both are one form.
        """
        self._claim("view", callback_id, handler)
        self._named[Door.VIEW, callback_id] = Entry(handler, True, ahead, guests, first)

    def closed(self, callback_id: enum.StrEnum, handler: Handler) -> None:
        """Register a closed form; a write."""
        self._claim("closed view", callback_id, handler)
        self._named[Door.CLOSED, callback_id] = Entry(handler, True)

    def shortcut(self, callback_id: enum.StrEnum, handler: Handler, *, guests: bool = False) -> None:
        """Register a message shortcut; a read, as it opens a form."""
        self._claim("shortcut", callback_id, handler)
        self._named[Door.SHORTCUT, callback_id] = Entry(handler, False, guests=guests)

    def event(self, kind: str, handler: Handler, *, writes: bool = False) -> None:
        """Register an event that is a person's request."""
        self._claim("event", kind, handler)
        self._named[Door.EVENT, kind] = Entry(handler, writes, guests=True)

    def told(self, kind: str, hearer: Hearer) -> None:
        """Register a system event; a write."""
        self._claim("event", kind, hearer)
        self._told[kind] = hearer

    def _claim(self, door: str, name: str, handler: Callable[..., object]) -> None:
        """Each name has one handler."""
        claim(self._sayers, door, f"{door} {name}", f"{handler.__module__}.{handler.__qualname__}")

    def _listen(self, app: App) -> None:
        def command(ack: Ack, body: dict[str, Any], context: BoltContext) -> Any:
            return self._heard(ack, body, context, of_command)

        def action(ack: Ack, body: dict[str, Any], context: BoltContext) -> Any:
            return self._heard(ack, body, context, of_action)

        def view(ack: Ack, body: dict[str, Any], context: BoltContext) -> Any:
            return self._heard(ack, body, context, partial(of_view, door=Door.VIEW))

        def closed(ack: Ack, body: dict[str, Any], context: BoltContext) -> Any:
            return self._heard(ack, body, context, partial(of_view, door=Door.CLOSED))

        def shortcut(ack: Ack, body: dict[str, Any], context: BoltContext) -> Any:
            return self._heard(ack, body, context, of_shortcut)

        def event(ack: Ack, body: dict[str, Any], context: BoltContext) -> Any:
            kind, team = body["event"].get("type"), self._team()
            if (kind in _ENDS or kind in self._told) and team and teams_installed(body) - {team}:
                return ack()  # from another workspace that has the app
            if kind in _ENDS:
                if kind == "app_uninstalled" or (body["event"].get("tokens") or {}).get("bot"):
                    self.services.access.refuse(kind)
                return ack()
            if kind in self._told:
                return self._heard(ack, body, context, of_event, self._hear)
            is_message = kind in ("message", "app_mention")
            if not context.user_id or (is_message and spoken(body["event"]) is None):
                return ack()  # messages of bots and the like need no answer
            return self._heard(ack, body, context, of_event)

        app.command(_ANY)(command)
        app.action(_ANY)(action)
        app.view_submission(_ANY)(view)
        app.view_closed(_ANY)(closed)
        app.shortcut(_ANY)(shortcut)
        app.event(_ANY)(event)

    def _heard(
        self,
        ack: Ack,
        body: dict[str, Any],
        context: BoltContext,
        read: Callable[[Mapping[str, Any], Identity], Incoming],
        then: Callable[[Ack, Incoming], Any] | None = None,
    ) -> Any:
        """Answer a request that has Slack's format; refuse any other."""
        if body.get("type") in _NOT_OURS:
            log.info("a %s was acked: Liaison sends nothing that asks for one", body["type"])
            return ack()
        try:
            who = Identity(self._team(), context.user_id or "", teams_claimed(body))
            incoming = replace(read(body, who), org_wide=is_org_wide(body))
        except (KeyError, IndexError, TypeError, AttributeError, ValueError, RecursionError) as error:
            log.warning("a %s of an unknown shape: no %s", body.get("type", "command"), error)
            return BoltResponse(status=400, body="unknown shape")
        return then(ack, incoming) if then else self._resolve(incoming).answer(ack)

    def _team(self) -> str:
        """The workspace that the bot serves; "" while unknown, so that Slack is asked first."""
        try:
            installed = self.services.access.installation
        except Busy:
            return ""
        return installed.team if installed else ""

    def _hear(self, ack: Ack, incoming: Incoming) -> Any:
        """Record a system event; if that fails, the answer makes Slack send it again."""
        run = self._run(incoming, None)
        if not incoming.identity.team:
            run.later(self.services.access.ask)
            return BoltResponse(status=503, body="not yet")
        try:
            is_done = until_taken(lambda: self._write_down(incoming))
        except Busy:
            log.warning("the database was busy for %s", incoming.name)
            return BoltResponse(status=503, body="busy")
        except Exception:  # noqa: BLE001 - the last guard, as for what people say
            run.unknown()
            return ack()
        if not is_done:
            run.later(lambda: self._ask(incoming))
        return ack()

    def _ask(self, incoming: Incoming) -> None:
        installed, user = self.services.access.installation, incoming.event["user"]
        try:
            if installed is not None:
                profiles.learn(self.services, installed, [user])
        except TROUBLE as error:
            log.warning("%s is not known: %s", user, failure(error).reason)
        else:
            until_taken(lambda: self._write_down(incoming))

    def _write_down(self, incoming: Incoming) -> bool:
        with self.services.database.write() as session:
            now = self.services.clock.now()
            workspace = member.workspace_of(session, incoming.identity.team, self.services.defaults, now)
            event = SystemEvent(workspace.id, incoming.event, incoming.channel, now)
            is_done = self._told[incoming.name](session, event)
        self.services.wake()
        return is_done

    def _resolve(self, incoming: Incoming) -> RequestRun:
        """Find the handler: by verb for texts, by name for presses and forms."""
        if incoming.door is Door.ACTION and incoming.name in (ids.OPEN_FORM, ids.OPEN_BESIDE):
            return self._reopened(incoming)
        if incoming.door not in (Door.COMMAND, Door.MENTION, Door.DM):
            return self._run(incoming, self._named.get((incoming.door, incoming.name)))
        if self._wants_the_thread(incoming):
            return self._run(incoming, self._kept)
        verb, text = self._verb_of(incoming)
        run = self._said(incoming, verb, text)
        run.typed = incoming.text if verb and not self._named_by(incoming) else ""
        return run

    @staticmethod
    def _wants_the_thread(incoming: Incoming) -> bool:
        in_thread = incoming.door is Door.MENTION and incoming.is_reply and not incoming.attached
        return in_thread and thread.wanted(incoming.text) is not None

    def _said(self, incoming: Incoming, verb: str, text: str) -> RequestRun:
        if found := self._word_of(verb, text):
            entry, rest = found
            return self._run(replace(incoming, text=rest), entry, verb, text)
        return self._run(
            replace(incoming, text=text), self._verbs.get(verb) if verb else self._asked, verb, text
        )

    def _named_by(self, incoming: Incoming) -> str:
        """The verb that has a command of its own; "" for any other text."""
        commands = self.services.commands
        for verb, names in (
            ("brief", commands.brief), ("feedback", commands.feedback), ("status", commands.status),
        ):  # fmt: skip
            if incoming.door is Door.COMMAND and incoming.name in names:
                return verb
        return ""

    def _verb_of(self, incoming: Incoming) -> tuple[str, str]:
        if named := self._named_by(incoming):
            return named, incoming.text
        has_table = bool(tables(incoming.event))
        if not incoming.text.strip():
            return ("import" if has_table else "now"), ""
        verbs = self.services.verbs
        found, rest = verbs.split(incoming.text)
        if found is None and has_table:  # a table, whatever the text beside it
            return "import", ""
        if found is None or (
            verbs.may_be_a_sentence(incoming.text) and self._word_of(found.name, rest) is None
        ):
            return "", incoming.text
        return found.name, rest

    def _word_of(self, verb: str, text: str) -> tuple[Entry, str] | None:
        """The handler for the word after a verb, and the text after that word."""
        for count in (2, 1):
            parts = text.split(maxsplit=count)
            entry = self._words.get((verb, fold(" ".join(parts[:count]))))
            if entry:
                return entry, "".join(parts[count:])
        return None

    def _reopened(self, incoming: Incoming) -> RequestRun:
        try:
            asked = json.loads(incoming.value)
            verb, thread_ts, name = str(asked["verb"]), asked["thread_ts"], asked.get("kept")
            text = "" if name else str(asked["text"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return self._run(incoming, None)
        incoming = replace(incoming, thread_ts=thread_ts)
        if not name:
            return self._said(incoming, verb, text)
        again = partial(carrying.repeated, verb=verb, name=str(name))
        return self._run(incoming, Entry(again, False, guests=True))

    def _run(self, incoming: Incoming, entry: Entry | None, verb: str = "", said: str = "") -> RequestRun:
        t = self.services.catalogs.translator(None)
        return RequestRun(self.services, self._publish_home, incoming, entry, t, self._said, verb, said)
