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
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from sqlalchemy.orm import Session

from desk import actor as actors
from desk import replay
from desk.actor import Identity
from desk.errors import Busy, DeskError, Invalid
from handlers import answering, blocks, ids, people, verbs
from handlers.i18n import Translator
from handlers.reply import NOTHING, Message, Reply
from handlers.request import Door, Incoming, Request, of_action, of_command, of_event, of_shortcut, of_view
from handlers.services import Services

log = logging.getLogger(__name__)

Handler = Callable[[Session, Request], Reply]
HomeOf = Callable[[Session, Request], dict[str, Any]]
_ANY = re.compile("")


@dataclass(frozen=True, slots=True)
class _Entry:
    handler: Handler
    writes: bool


@dataclass(slots=True)
class _Turn:
    """One request on its way; `t` becomes the actor's own once they are found."""

    incoming: Incoming
    entry: _Entry | None
    t: Translator
    verb: str = ""
    is_stranger: bool = False
    profile_was_read: bool = False


class Listening:
    """Registers handlers by door and name, and answers Slack's requests with them."""

    def __init__(self, app: App, services: Services) -> None:
        self.services = services
        self._verbs: dict[str, _Entry] = {}
        self._named: dict[tuple[Door, str], _Entry] = {}
        self._home: HomeOf | None = None
        self._listen(app)

    def verb(self, name: str, handler: Handler, *, writes: bool = False) -> None:
        """Answer a verb, from commands, mentions and DMs alike; `request.text` is what follows it."""
        self._verbs[name] = _Entry(handler, writes)

    def action(self, action_id: ids.Action, handler: Handler, *, writes: bool = False) -> None:
        """Answer something pressed or chosen."""
        self._named[Door.ACTION, action_id] = _Entry(handler, writes)

    def home(self, draw: HomeOf) -> None:
        """How the App Home is drawn again after something was changed in it."""
        self._home = draw

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

    def _listen(self, app: App) -> None:
        def command(ack: Ack, body: dict[str, Any], context: BoltContext) -> Any:
            return self._heard(ack, lambda: of_command(body, _identity(context)))

        def action(ack: Ack, body: dict[str, Any], context: BoltContext) -> Any:
            return self._heard(ack, lambda: of_action(body, _identity(context)))

        def view(ack: Ack, body: dict[str, Any], context: BoltContext) -> Any:
            return self._heard(ack, lambda: of_view(body, _identity(context), Door.VIEW))

        def closed(ack: Ack, body: dict[str, Any], context: BoltContext) -> Any:
            return self._heard(ack, lambda: of_view(body, _identity(context), Door.CLOSED))

        def shortcut(ack: Ack, body: dict[str, Any], context: BoltContext) -> Any:
            return self._heard(ack, lambda: of_shortcut(body, _identity(context)))

        def event(ack: Ack, body: dict[str, Any], context: BoltContext) -> Any:
            if not context.user_id or body["event"].get("bot_id") or body["event"].get("subtype"):
                return ack()  # what bots say, edits and joins by nobody: nothing to answer
            return self._heard(ack, lambda: of_event(body, _identity(context)))

        app.command(_ANY)(command)
        app.action(_ANY)(action)
        app.view_submission(_ANY)(view)
        app.view_closed(_ANY)(closed)
        app.shortcut(_ANY)(shortcut)
        app.event(_ANY)(event)

    def _heard(self, ack: Ack, read: Callable[[], Incoming]) -> Any:
        """Answer a request that has Slack's shape; what has another is told so."""
        try:
            incoming = read()
        except (KeyError, IndexError, TypeError, AttributeError):
            log.warning("a request of an unknown shape", exc_info=True)
            return BoltResponse(status=400, body="unknown shape")
        return self._answer(ack, incoming)

    def _answer(self, ack: Ack, incoming: Incoming) -> Any:
        turn = self._resolve(incoming)
        reply = self._guarded(turn) if turn.entry else self._unmatched(turn)
        if turn.is_stranger:
            self._later(turn, lambda: self._first_time(turn))
            return ack()
        reply = self._fit(turn, reply)
        answer = answering.acknowledge(ack, turn.incoming, reply)
        if answering.has_more(turn.incoming, reply):
            self._later(
                turn, lambda: answering.afterwards(self.services.client, turn.incoming, reply, turn.t)
            )
        return answer

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
        return _Turn(replace(incoming, text=text, thread_ts=thread_ts), self._verbs.get(verb), t, verb)

    def _run(self, turn: _Turn) -> Reply:
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
            reply = _once(session, entry.handler, request)
            in_home = (request.incoming.view or {}).get("type") == "home"
            if in_home and self._home and reply.home is None:
                session.flush()
                reply = replace(reply, home=self._home(session, request))
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
        answering.afterwards(self.services.client, turn.incoming, reply, turn.t)

    def _fit(self, turn: _Turn, reply: Reply) -> Reply:
        """Doors that carry no trigger get a button in place of a form."""
        if reply.view is None or turn.incoming.trigger_id:
            return reply
        button = answering.form_button(turn.incoming, turn.verb, turn.incoming.text, turn.t)
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


def _once(session: Session, handler: Handler, request: Request) -> Reply:
    """Apply a change once: a replay does nothing, and what it made is remembered with the change itself."""
    incoming, workspace_id = request.incoming, request.actor.workspace_id
    earlier = replay.earlier(session, workspace_id, incoming.key)
    if earlier is not None:
        digest, _, made = earlier.partition("/")
        if digest == incoming.digest:
            return NOTHING
        request = replace(request, made=made or None)
    reply = handler(session, request)
    if reply.errors:
        session.rollback()
    elif incoming.door is not Door.VIEW or reply.made is not None:
        made = f"{incoming.digest}/{reply.made or ''}"
        replay.remember(session, workspace_id, incoming.key, made, request.now)
    return reply


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
