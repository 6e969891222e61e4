"""The one wrapper around every handler.

It resolves the actor, opens the session, drops replays, turns errors into words, answers in the ack,
and runs what follows the ack on a pool of its own. A change is committed before its ack (design §2).

Bolt matches listeners one after the other, so it gets one listener a door; names are looked up here.
"""

from __future__ import annotations

import contextlib
import json
import logging
import re
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from sqlalchemy.orm import Session

from desk import actor as actors
from desk import member, replay
from desk.actor import Identity
from desk.errors import Busy, DeskError, Invalid, Lost
from desk.names import fold
from handlers import answering, blocks, ids, people, verbs
from handlers.i18n import Translator
from handlers.reply import NOTHING, Message, Reply
from handlers.request import Door, Incoming, Request, of_action, of_command, of_event, of_shortcut, of_view
from handlers.services import Services

log = logging.getLogger(__name__)

Handler = Callable[[Session, Request], Reply]
PublishHome = Callable[[Services, Identity], None]
_ANY = re.compile("")
RETRY_SECONDS = 2.0
"""How long a request is tried again while the database is away: Slack waits 3 s for the answer."""
_PAUSE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class _Entry:
    handler: Handler
    writes: bool


@dataclass(frozen=True, slots=True)
class Told:
    """Something that Slack tells of its own accord, and that nobody waits for an answer to."""

    workspace_id: int
    event: Mapping[str, Any]
    channel: str
    now: datetime


Hearer = Callable[[Session, Told], bool]
"""Writes down what is told. False: it has to be asked again, once the person in it is known."""


@dataclass(slots=True)
class _Turn:
    """One request on its way; `t` becomes the actor's own once they are found.

    `ready`: what an attempt was about to answer. When its commit broke, the change may be stored though.
    """

    incoming: Incoming
    entry: _Entry | None
    t: Translator
    verb: str = ""
    is_stranger: bool = False
    profile_was_read: bool = False
    ready: Reply = NOTHING


class Listening:
    """Registers handlers by door and name, and answers Slack's requests with them."""

    def __init__(self, app: App, services: Services) -> None:
        self.services = services
        self._verbs: dict[str, _Entry] = {}
        self._words: dict[tuple[str, str], _Entry] = {}
        self._named: dict[tuple[Door, str], _Entry] = {}
        self._told: dict[str, Hearer] = {}
        self._publish_home: PublishHome | None = None
        self._listen(app)

    def verb(self, name: str, handler: Handler, *, writes: bool = False) -> None:
        """Answer a verb, from commands, mentions and DMs alike; `request.text` is what follows it."""
        self._verbs[name] = _Entry(handler, writes)

    def word(self, verb: str, words: tuple[str, ...], handler: Handler, *, writes: bool = False) -> None:
        """Answer a verb when one of these words follows it; `request.text` is what follows the word."""
        for word in words:
            self._words[verb, fold(word)] = _Entry(handler, writes)

    def action(self, action_id: ids.Action, handler: Handler, *, writes: bool = False) -> None:
        """Answer something pressed or chosen."""
        self._named[Door.ACTION, action_id] = _Entry(handler, writes)

    def home(self, publish: PublishHome) -> None:
        """How the App Home is shown when it is opened, and again after something was changed in it."""
        self._publish_home = publish

    def view(self, callback_id: ids.View, handler: Handler) -> None:
        """Answer a submitted form; a write. Only a reply with `made` is remembered against replays."""
        self._named[Door.VIEW, callback_id] = _Entry(handler, True)

    def closed(self, callback_id: ids.View, handler: Handler) -> None:
        """Hear that a form was closed; a write."""
        self._named[Door.CLOSED, callback_id] = _Entry(handler, True)

    def shortcut(self, callback_id: ids.Shortcut, handler: Handler) -> None:
        """Answer a message shortcut; a read, as it opens a form."""
        self._named[Door.SHORTCUT, callback_id] = _Entry(handler, False)

    def event(self, kind: str, handler: Handler, *, writes: bool = False) -> None:
        """Hear an event of Slack's."""
        self._named[Door.EVENT, kind] = _Entry(handler, writes)

    def told(self, kind: str, hearer: Hearer) -> None:
        """Hear an event that is about no person's wish; a write."""
        self._told[kind] = hearer

    def _listen(self, app: App) -> None:
        def command(ack: Ack, body: dict[str, Any], context: BoltContext) -> Any:
            return self._heard(ack, lambda: of_command(body, _identity(context)))

        def action(ack: Ack, body: dict[str, Any], context: BoltContext) -> Any:
            return self._heard(ack, lambda: of_action(body, _pressed_by(body, context)))

        def view(ack: Ack, body: dict[str, Any], context: BoltContext) -> Any:
            return self._heard(ack, lambda: of_view(body, _identity(context), Door.VIEW))

        def closed(ack: Ack, body: dict[str, Any], context: BoltContext) -> Any:
            return self._heard(ack, lambda: of_view(body, _identity(context), Door.CLOSED))

        def shortcut(ack: Ack, body: dict[str, Any], context: BoltContext) -> Any:
            return self._heard(ack, lambda: of_shortcut(body, _identity(context)))

        def event(ack: Ack, body: dict[str, Any], context: BoltContext) -> Any:
            if body["event"].get("type") in self._told:
                return self._heard(ack, lambda: of_event(body, _identity(context)), self._hear)
            if not context.user_id or body["event"].get("bot_id") or body["event"].get("subtype"):
                return ack()  # what bots say, edits and joins by nobody: nothing to answer
            return self._heard(ack, lambda: of_event(body, _identity(context)))

        app.command(_ANY)(command)
        app.action(_ANY)(action)
        app.view_submission(_ANY)(view)
        app.view_closed(_ANY)(closed)
        app.shortcut(_ANY)(shortcut)
        app.event(_ANY)(event)

    def _heard(
        self, ack: Ack, read: Callable[[], Incoming], then: Callable[[Ack, Incoming], Any] | None = None
    ) -> Any:
        """Answer a request that has Slack's shape; what has another is told so."""
        try:
            incoming = read()
        except (KeyError, IndexError, TypeError, AttributeError):
            log.warning("a request of an unknown shape", exc_info=True)
            return BoltResponse(status=400, body="unknown shape")
        return (then or self._answer)(ack, incoming)

    def _answer(self, ack: Ack, incoming: Incoming) -> Any:
        turn = self._resolve(incoming)
        reply = self._guarded(turn) if turn.entry else self._unmatched(turn)
        if turn.is_stranger:
            self._later(turn, lambda: self._first_time(turn))
            return ack()
        reply = self._fit(turn, reply)
        answer = answering.acknowledge(ack, turn.incoming, reply)
        if answering.has_more(turn.incoming, reply):
            self._later(turn, lambda: self._after(turn, reply))
        return answer

    def _hear(self, ack: Ack, incoming: Incoming) -> Any:
        """Write down what Slack tells; while that cannot be, Slack is asked to tell it again."""
        turn = _Turn(incoming, None, self.services.catalogs.translator(None))
        try:
            is_done = self._write_down(incoming)
        except Busy:
            log.warning("the database was busy for %s", incoming.name)
            return BoltResponse(status=503, body="busy")
        except Exception:  # noqa: BLE001 - the last guard, as for what people say
            _unknown(turn)
            return ack()
        if not is_done:
            self._later(turn, lambda: self._ask(incoming))
        return ack()

    def _ask(self, incoming: Incoming) -> None:
        people.learn(self.services, incoming.identity, [incoming.event["user"]])
        self._write_down(incoming)

    def _write_down(self, incoming: Incoming) -> bool:
        with self.services.database.write() as session:
            now = self.services.clock.now()
            home = member.home_of(session, incoming.identity, self.services.defaults, now)
            told = Told(home.id, incoming.event, incoming.channel, now)
            is_done = self._told[incoming.name](session, told)
        self.services.wake()
        return is_done

    def _guarded(self, turn: _Turn) -> Reply:
        try:
            return self._run(turn)
        except DeskError as error:
            return _refusal(turn, error)
        except Busy:
            log.warning("the database was busy for %s", turn.incoming.name)
            return _refusal(turn, DeskError("error.busy"))
        except Exception:  # noqa: BLE001 - the last guard: nothing goes unanswered, and the code stands in the log
            return _refusal(turn, _unknown(turn))

    def _resolve(self, incoming: Incoming) -> _Turn:
        """Who answers: by verb for what people say, by name for what they press and submit."""
        t = self.services.catalogs.translator(None)
        if incoming.door is Door.ACTION and incoming.name == ids.Action.OPEN_FORM:
            return self._reopened(incoming, t)
        if incoming.door not in (Door.COMMAND, Door.MENTION, Door.DM):
            return _Turn(incoming, self._named.get((incoming.door, incoming.name)), t)
        verb, text = self._verb_of(incoming)
        return self._said(incoming, verb, text, t)

    def _said(self, incoming: Incoming, verb: str, text: str, t: Translator) -> _Turn:
        for count in (2, 1):
            parts = text.split(maxsplit=count)
            entry = self._words.get((verb, fold(" ".join(parts[:count]))))
            if entry:
                return _Turn(replace(incoming, text="".join(parts[count:])), entry, t, verb)
        return _Turn(replace(incoming, text=text), self._verbs.get(verb), t, verb)

    def _verb_of(self, incoming: Incoming) -> tuple[str, str]:
        commands = self.services.commands
        for verb, names in (
            ("brief", commands.brief), ("feedback", commands.feedback), ("status", commands.status),
        ):  # fmt: skip
            if incoming.door is Door.COMMAND and incoming.name in names:
                return verb, incoming.text
        if not incoming.text.strip():
            return "help", ""
        found, rest = verbs.split(incoming.text)
        return (found.name, rest) if found else ("", incoming.text)

    def _reopened(self, incoming: Incoming, t: Translator) -> _Turn:
        try:
            asked = json.loads(incoming.value)
            verb, text, thread_ts = str(asked["verb"]), str(asked["text"]), asked["thread_ts"]
        except (ValueError, KeyError, TypeError):
            return _Turn(incoming, None, t)
        return self._said(replace(incoming, thread_ts=thread_ts), verb, text, t)

    def _run(self, turn: _Turn) -> Reply:
        """Let the handler work; while the database restarts, again until the ack's time is over.

        A commit whose answer was lost is found by the request's key, so nothing is applied twice, and what
        it was about to answer is answered.
        """
        end = time.monotonic() + RETRY_SECONDS
        while True:
            try:
                return self._attempt(turn)
            except Lost:
                if time.monotonic() > end:
                    raise
                time.sleep(_PAUSE_SECONDS)

    def _attempt(self, turn: _Turn) -> Reply:
        """Find the actor and let the handler work, in one session: a read, or one transaction."""
        entry, database = turn.entry, self.services.database
        if entry is None:
            return NOTHING
        with database.write() if entry.writes else database.read() as session:
            actor = actors.find(session, turn.incoming.identity)
            if actor is not None:
                turn.t = self.services.catalogs.translator(actor.language)
            if actor is None or (not actor.known and not turn.profile_was_read):
                turn.is_stranger = True
                return NOTHING
            request = Request(
                turn.incoming, self.services, actor, turn.t, self.services.clock.now(), turn.incoming.text
            )
            if not entry.writes:
                return entry.handler(session, request)
            reply = _once(session, entry.handler, request, turn.ready)
            turn.ready = reply = replace(reply, home=reply.home or _began_in_home(turn.incoming, reply))
        self.services.wake()
        return reply

    def _first_time(self, turn: _Turn) -> None:
        """Somebody whose profile was never read: read it, then answer by calls that need no ack."""
        people.learn(self.services, turn.incoming.identity, [turn.incoming.identity.user])
        turn.is_stranger, turn.profile_was_read = False, True
        reply = self._fit(turn, self._guarded(turn))
        if turn.incoming.door is Door.COMMAND:
            answering.say(self.services.client, turn.incoming, reply.message, in_channel=reply.in_channel)
            reply = replace(reply, message=None)
        self._after(turn, reply)

    def _after(self, turn: _Turn, reply: Reply) -> None:
        answering.afterwards(self.services.client, turn.incoming, reply, turn.t)
        if reply.home and self._publish_home:
            self._publish_home(self.services, turn.incoming.identity)

    def _fit(self, turn: _Turn, reply: Reply) -> Reply:
        """Doors that carry no trigger get a button in place of a form."""
        if reply.view is None or turn.incoming.trigger_id:
            return reply
        text = "\n".join(filter(None, [turn.incoming.text, turn.incoming.quoted]))
        button = answering.form_button(turn.incoming, turn.verb, text, turn.t)
        return replace(reply, view=None, message=button)

    def _unmatched(self, turn: _Turn) -> Reply:
        incoming = turn.incoming
        if incoming.door in (Door.COMMAND, Door.MENTION, Door.DM):
            near = ", ".join(verbs.nearest_names(incoming.text)) or "help"
            return _refusal(turn, DeskError("error.unknown_verb", query=incoming.text[:60], nearest=near))
        if incoming.door is Door.ACTION and not incoming.value:
            return NOTHING  # a link button, or a field that only keeps its value
        return _refusal(turn, DeskError("error.gone"))

    def _later(self, turn: _Turn, work: Callable[[], object]) -> None:
        def guarded() -> None:
            try:
                work()
            except Exception:  # noqa: BLE001 - in a pool nobody else would hear of it
                refusal = _refusal(turn, _unknown(turn))
                with contextlib.suppress(SlackApiError, OSError):
                    answering.say(self.services.client, turn.incoming, refusal.message)

        self.services.later.submit(guarded)


def _once(session: Session, handler: Handler, request: Request, ready: Reply) -> Reply:
    """Apply a change once: what it made is remembered with the change itself, and a replay does nothing.

    `ready`: the answer of an attempt before, whose commit broke; `NOTHING` for a replay of Slack's.
    """
    incoming, workspace_id = request.incoming, request.actor.workspace_id
    earlier = replay.earlier(session, workspace_id, incoming.key)
    if earlier is not None:
        digest, _, made = earlier.partition("/")
        if digest == incoming.digest:
            return ready
        request = replace(request, made=made or None)
    reply = handler(session, request)
    if reply.errors:
        session.rollback()
    elif incoming.door is not Door.VIEW or reply.made is not None:
        made = f"{incoming.digest}/{reply.made or ''}"
        again = earlier is not None
        replay.remember(session, workspace_id, incoming.key, made, request.now, again=again)
    return reply


def _began_in_home(incoming: Incoming, reply: Reply) -> bool:
    """Whether something was changed in the Home itself, or by a form that was opened in it.

    A form remembers the channel that it was opened in; the Home is in none.
    """
    if incoming.door is Door.VIEW:
        return reply.made is not None and not incoming.metadata.get("channel", "")
    return (incoming.view or {}).get("type") == "home"


def _refusal(turn: _Turn, error: DeskError) -> Reply:
    """A refusal in the person's words, where they are looking."""
    incoming, words = turn.incoming, turn.t(error.reason, **error.facts)
    if incoming.door in (Door.CLOSED, Door.EVENT):
        return NOTHING
    content = [blocks.section(blocks.esc(words))]
    if incoming.door is not Door.VIEW:
        return Reply(message=Message(words, content))
    if any(block.get("type") == "input" for block in (incoming.view or {}).get("blocks", ())):
        return Reply(errors={error.field if isinstance(error, Invalid) else "": words})
    return Reply(view=blocks.modal("notice", "Liaison", content))


def _unknown(turn: _Turn) -> DeskError:
    code = secrets.token_hex(3)
    log.exception("%s: %s %s failed", code, turn.incoming.door, turn.incoming.name)
    return DeskError("error.unknown", code=code)


def _identity(context: BoltContext) -> Identity:
    return Identity(context.enterprise_id or "", context.team_id or "", context.user_id or "")


def _pressed_by(body: dict[str, Any], context: BoltContext) -> Identity:
    """Who pressed a button. Another company's people bring their own team; the message's is the bot's."""
    identity = _identity(context)
    team = (body.get("message") or {}).get("team")
    return identity._replace(team=team) if team else identity
