"""The run of one request: the one wrapper around every handler.

It finds the actor, opens the session, drops replays, translates errors, answers in the ack, and starts what
follows the ack on threads of its own. A change is committed before its ack (design §2).
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt import Ack
from sqlalchemy.orm import Session

from desk.core import actor as actors
from desk.core.actor import Actor, Identity
from desk.core.errors import Busy, DeskError, Invalid
from desk.messages import inbox, undelivered
from handlers.core import answering, blocks, carrying, profiles
from handlers.core.access import ORG_WIDE
from handlers.core.answering import Answering
from handlers.core.calling import TROUBLE, Failure, failure
from handlers.core.i18n import Translator
from handlers.core.reply import NOTHING, Message, Reply, Said
from handlers.core.request import MOST_TEXT, Door, Incoming, Request
from handlers.core.retrying import until_free, until_taken
from handlers.core.services import Services

log = logging.getLogger(__name__)

Handler = Callable[[Session, Request], Reply]
Ahead = Callable[[Services, Incoming], None]
PublishHome = Callable[[Services, Identity], Failure | None]
_FACT = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """A handler and its options. `writes`: runs in one transaction. `ahead`: slow work without the database,
    done before the transaction, during which nobody else can write. `guests`: people from outside may use it
    too. `first`: the form's first page, when this is a later one.
    """

    handler: Handler
    writes: bool
    ahead: Ahead | None = None
    guests: bool = False
    first: str | None = None


@dataclass(slots=True)
class RequestRun:
    """The run of one request; `t` becomes the actor's own once the actor is found.

    `verb` and `said`: the request in words, for a button that repeats it. `again`: the handler to use instead
    when the text means something else. `typed`: the whole text, of which people typed the verb as the first
    word. `ready`: the reply of an attempt whose commit broke; the change may be
    stored. `answered`: the handler has returned and its change is committed.
    """

    services: Services
    publish_home: PublishHome | None
    incoming: Incoming
    entry: Entry | None
    t: Translator
    again: Callable[[Incoming, str, str], RequestRun]
    verb: str = ""
    said: str = ""
    typed: str = ""
    is_stranger: bool = False
    profile_was_read: bool = False
    ready: Reply = NOTHING
    answered: bool = False
    outside: bool = True

    def answer(self, ack: Ack) -> Any:
        """Run the handler, answer in the ack, and leave the rest of the reply for after it."""
        reply = self._replied()
        if self.is_stranger:
            self.later(self._first_time)
            return ack()
        reply = self._fit(reply)
        answer = answering.acknowledge(ack, self.incoming, reply)
        if answering.has_more(self.incoming, reply):
            self.later(lambda: self._after(reply))
        return answer

    def later(self, work: Callable[[], object]) -> None:
        """Run `work` in the person's turn after the ack; the person is told when it fails or too
        much waits.
        """

        def guarded() -> None:
            try:
                work()
            except Exception:  # noqa: BLE001 - in a pool nobody else would hear of it
                if self.incoming.door not in (Door.CLOSED, Door.EVENT):
                    self._answering().failed()
                else:
                    self.unknown()

        self.services.later.submit(self.incoming.identity.user, guarded, self._unanswered)

    def _unanswered(self) -> None:
        try:
            with self.services.database.write() as session:
                undelivered.tell_unanswered(session, self.incoming.identity, self.services.clock.now())
        except Busy:
            log.warning("the database was busy, so that somebody does not hear that they were not answered")
        except DeskError as error:
            log.info("somebody who is not served asked more at once than is answered: %s", error)
        else:
            self.services.wake()

    def unknown(self) -> DeskError:
        """Log an unexpected error under a code that the person is told."""
        code = secrets.token_hex(3)
        log.exception("%s: %s %s failed", code, self.incoming.door, self.incoming.name)
        return DeskError("error.unknown" if self._writes else "error.unanswered", code=code)

    @property
    def _writes(self) -> bool:
        return self.entry is not None and self.entry.writes

    @property
    def _is_org_wide(self) -> bool:
        return self.incoming.org_wide or self.services.access.refused == ORG_WIDE

    def _replied(self) -> Reply:
        """The reply of the handler, or that there is none for this request."""
        if self._is_org_wide:
            return self._refusal(DeskError("error.org_wide"))
        return self._guarded() if self.entry else self._unmatched()

    def _guarded(self) -> Reply:
        try:
            if len(self.incoming.text) > MOST_TEXT:
                raise DeskError("error.text_long", most=MOST_TEXT)
            if self.entry and self.entry.ahead:
                self.entry.ahead(self.services, self.incoming)
            return until_taken(self._attempt)
        except DeskError as error:
            return self._refusal(error)
        except Busy as error:
            log.warning("the database was busy for %s: %s", self.incoming.name, error)
            reason = "error.busy_unsure" if self.ready is not NOTHING else "error.busy"
            return self._refusal(DeskError(reason if self._writes else "error.busy_unanswered"))
        except Exception:  # noqa: BLE001 - the last guard: nothing goes unanswered, and the code stands in the log
            return self._refusal(self.unknown())

    def _attempt(self) -> Reply:
        """Run the handler, or the one that it passes the request on to."""
        reply = self._handled()
        while reply.instead is not None:
            run = self.again(self.incoming, reply.instead.verb, reply.instead.text)
            if run.entry is None:
                raise DeskError("error.gone")
            self.incoming, self.entry, self.verb, self.said = run.incoming, run.entry, run.verb, run.said
            self.answered, self.typed, self.ready = False, "", NOTHING
            reply = self._handled()
        return reply

    def _handled(self) -> Reply:
        """Find the actor and run the handler in one session: a read, or one transaction.

        After a commit without an answer, the request's key shows whether it was stored. So nothing is applied
        twice, and the prepared reply is still sent.
        """
        entry, database = self.entry, self.services.database
        if entry is None:
            return NOTHING
        if not self.incoming.identity.team:
            self.is_stranger = True
            return NOTHING
        if self.incoming.door in (Door.MENTION, Door.DM) and self.incoming.digest and self._was_done():
            return self._not_followed()
        with database.write() if entry.writes else database.read() as session:
            actor = actors.find(session, self.incoming.identity)
            if actor is not None:
                self.t = self.services.catalogs.translator(actor.language)
                self.outside = actor.is_outside
            if actor is None or (not actor.known and not self.profile_was_read):
                self.is_stranger = True
                return NOTHING
            if actor.is_outside and self.typed:  # a client's sentence may begin as a verb does
                return Reply(instead=Said("", self.typed))
            if not entry.guests:  # the same answer whether or not the named thing exists
                actor.must_be_team()
            request = Request(
                self.incoming, self.services, actor, self.t, self.services.clock.now(), self.incoming.text
            )
            if not entry.writes:
                reply = entry.handler(session, request)
                self.answered = True
                return reply
            reply = _once(session, entry, request, self.ready, is_said=bool(self.verb))
            self.ready = reply = replace(reply, home=reply.home or _began_in_home(self.incoming, reply))
        self.answered = True
        self.services.wake()
        return reply

    def _first_time(self) -> None:
        """The person's profile was never read: read it, then answer by calls that need no ack."""
        self.is_stranger, self.profile_was_read = False, True
        reply = self._fit(self._introduced())
        if self.incoming.door is Door.VIEW and (reply.errors or reply.update):
            why = " ".join((reply.errors or {}).values()) or self.t("error.form_goes_on")
            reply = replace(reply, update=None, message=self._given_back(why))
        if self.incoming.door is Door.COMMAND and reply.message:
            self._answering().say(reply.message)
            reply = replace(reply, message=None)
        self._after(reply)

    def _given_back(self, why: str) -> Message:
        """Why a form that is closed by now was not accepted, with the typed words."""
        typed = [value for value in self.incoming.values.values() if isinstance(value, str) and value.strip()]
        words = self.t.md("error.form_closed", why=why)
        return Message(words, [blocks.section(words), *blocks.packed([blocks.quote(text) for text in typed])])

    def _introduced(self) -> Reply:
        """The reply after their profile is read and, the very first time, after the workspace is known."""
        identity, access = self.incoming.identity, self.services.access
        try:
            installed = access.installation or access.ask()
            if installed is None:
                return self._replied()
            self.incoming = replace(self.incoming, identity=identity._replace(team=installed.team))
            profiles.learn(self.services, installed, [identity.user])
        except TROUBLE as error:
            log.warning("%s is not known: %s", identity.user, failure(error).reason)
            return self._refusal(DeskError("error.nobody_unsaved" if self._writes else "error.nobody"))
        return self._guarded()

    def _after(self, reply: Reply) -> None:
        if self._is_answered():
            return
        telling = self._answering()
        telling.all_of(reply)
        if reply.home and self.publish_home:
            try:
                met = self.publish_home(self.services, self.incoming.identity)
            except Busy as error:
                telling.home_is_old(str(error))
            else:
                if met is not None:
                    telling.home_is_old(met.reason)

    def _answering(self) -> Answering:
        did = self.answered and self._writes
        return Answering(
            self.services, self.incoming, self.t, self.verb, self.said, did=did, outside=self.outside
        )

    def _is_answered(self) -> bool:
        """Whether another copy of this message gets the answer: Slack sends a message again when its ack was
        late, even while the first copy is still read.
        """
        is_told = self.incoming.door in (Door.MENTION, Door.DM) and not (self.answered and self._writes)
        if not is_told or self._is_org_wide:
            return False
        try:
            return until_free(self._claimed)
        except DeskError:
            return False  # who is not served is refused as often as they ask
        except Busy as error:
            log.warning("a message may be answered twice, as the database was busy: %s", error)
            return False

    def _claimed(self) -> bool:
        incoming, now = self.incoming, self.services.clock.now()
        with self.services.database.write() as session:
            actor = actors.find(session, incoming.identity)
            if actor is None:
                return False
            key = f"answered/{incoming.digest}/{_key(incoming, actor, None)}"
            if inbox.earlier(session, actor.workspace_id, key) is not None:
                return True
            inbox.remember(session, actor.workspace_id, key, "", now, again=False)
            return False

    def _was_done(self) -> bool:
        """Whether the message's earlier text had its effect; a second copy of the same edit is a replay."""
        incoming = self.incoming
        with self.services.database.read() as session:
            actor = actors.find(session, incoming.identity)
            key = _key(incoming, actor, self.entry) if actor else ""
            made = inbox.made(session, actor.workspace_id, key) if actor else None
        return made is not None and made.partition("/")[0] != incoming.digest

    def _not_followed(self) -> Reply:
        """Say once that editing a message does not change what was done."""
        with self.services.database.write() as session:
            actor = actors.found(session, self.incoming.identity)
            key = f"edited/{_key(self.incoming, actor, self.entry)}"
            self.t = self.services.catalogs.translator(actor.language)
            self.outside = actor.is_outside
            if inbox.made(session, actor.workspace_id, key) is not None:
                return NOTHING
            inbox.remember(session, actor.workspace_id, key, "", self.services.clock.now(), again=False)
        outside = "_outside" if self.outside else ""  # they have no undo
        return self._refusal(DeskError(f"error.edit_not_followed{outside}"))

    def _fit(self, reply: Reply) -> Reply:
        """The reply as Slack takes it: without a trigger a button in place of a form, and no button with too
        long a text.
        """
        if reply.view is not None and not self.incoming.trigger_id:
            reply = replace(reply, view=None, message=self._button())
        message, instead, view = reply.message, reply.replace, reply.view
        return replace(
            reply,
            message=message and replace(message, blocks=self._lightened(message.blocks)),
            replace=instead and replace(instead, blocks=self._lightened(instead.blocks)),
            view=view and {**view, "blocks": self._lightened(view["blocks"])},
        )

    def _lightened(self, shown: list[blocks.Block]) -> list[blocks.Block]:
        return carrying.lightened(self.services, self.incoming.identity, self.t, shown)

    def _button(self) -> Message:
        """A button that repeats the request for the form: a press has a trigger."""
        text = "\n".join(filter(None, [self.said, self.incoming.attached]))
        return answering.form_button(self.incoming, self.verb, text, self.t)

    def _unmatched(self) -> Reply:
        incoming = self.incoming
        if incoming.door is Door.ACTION and not incoming.value:
            return NOTHING  # a link button, or a field that only holds a value
        return self._refusal(DeskError("error.gone"))

    def _refusal(self, error: DeskError) -> Reply:
        """The refusal, in the person's language and in the right place."""
        facts = {name: _shown(fact) for name, fact in error.facts.items()}
        incoming, words = self.incoming, self.t(error.reason, **facts)
        if incoming.door in (Door.CLOSED, Door.EVENT):
            return NOTHING
        if incoming.door is Door.VIEW and self.profile_was_read:
            return Reply(message=self._given_back(words))
        refused = answering.refused(words, error, self.verb, self.said)
        if incoming.door is not Door.VIEW:
            return Reply(message=refused)
        if any(block.get("type") == "input" for block in (incoming.view or {}).get("blocks", ())):
            return Reply(errors={error.field if isinstance(error, Invalid) else "": words})
        return Reply(view=blocks.modal("notice", "Liaison", refused.blocks))


def _once(session: Session, entry: Entry, request: Request, ready: Reply, *, is_said: bool) -> Reply:
    """Apply a change once: its result is recorded in its own transaction, and a replay does nothing.

    `ready`: the reply of an earlier attempt whose commit broke; `NOTHING` for a replay by Slack. `is_said`: a
    verb is applied; if a form said it, that is what the form made.
    """
    incoming, workspace_id = request.incoming, request.actor.workspace_id
    key = _key(incoming, request.actor, entry)
    earlier = inbox.earlier(session, workspace_id, key)
    if earlier is not None:
        digest, _, made = earlier.partition("/")
        if digest == incoming.digest or incoming.door is not Door.VIEW:  # only a form can be corrected
            return ready
        request = replace(request, made=made or None)
    reply = entry.handler(session, request)
    if is_said and incoming.door is Door.VIEW:
        reply = replace(reply, made=reply.made or incoming.name)
    if reply.errors:
        session.rollback()
    elif incoming.door is not Door.VIEW or reply.made is not None:
        made = f"{incoming.digest}/{reply.made or ''}"
        again = earlier is not None
        inbox.remember(session, workspace_id, key, made, request.now, again=again)
    return reply


def _key(incoming: Incoming, actor: Actor, entry: Entry | None) -> str:
    """The key of a request. For a form it includes the person and the form, not the page: only that form can
    be corrected.
    """
    family = (entry.first if entry else None) or incoming.name
    return f"{actor.member_id}/{family}/{incoming.key}"


def _shown(fact: object) -> object:
    """A typed text is shortened to its beginning."""
    return blocks.clamp(fact, _FACT) if isinstance(fact, str) else fact


def _began_in_home(incoming: Incoming, reply: Reply) -> bool:
    """Whether something was changed in the Home, or by a form opened there.

    A form stores the channel that it was opened in; the Home has none.
    """
    if incoming.door is Door.VIEW:
        return reply.made is not None and not incoming.metadata.get("channel", "")
    return (incoming.view or {}).get("type") == "home"
