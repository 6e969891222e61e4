"""How a `Reply` reaches the person: in the ack where Slack allows it, else by calls after the ack.

Each call ends in one of three ways (docs/delivery.md). What was surely not sent is sent another way, finally
as a direct message of the outbox. What may have been sent is not sent again: a direct message is looked up in
its history; elsewhere a notice says that the answer may be missing, which is true either way.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from slack_bolt import Ack
from slack_sdk.webhook import WebhookClient

from desk.core.errors import Busy, DeskError, Several
from desk.messages import answers
from handlers.core import blocks, carrying, ids
from handlers.core.blocks import Element, esc
from handlers.core.calling import QUIET, Failure, HookRefused, Outcome, metadata, tried
from handlers.core.i18n import Translator
from handlers.core.reply import Message, Reply
from handlers.core.request import Door, Incoming
from handlers.core.services import Services

log = logging.getLogger(__name__)

_RESPOND_SECONDS = 10
_NAMED_AFTER_A_WORD = ("brief", "feedback")
"""With these verbs only a text that begins with a word of theirs asks for a project: `/brief show moc-an`."""
_NOTICE = "notice"
_CHANGED_MEANWHILE = {"hash_conflict", "not_found"}
"""The form was changed or closed meanwhile; the next press gets the newer state."""
_TRIES, _PAUSE_SECONDS = 5, 0.5


def acknowledge(ack: Ack, incoming: Incoming, reply: Reply) -> Any:
    """Answer Slack's request with as much of the reply as its kind allows in the ack."""
    if incoming.door is Door.COMMAND and reply.message:
        return ack(text=reply.message.notification, blocks=reply.message.blocks, response_type="ephemeral")
    if incoming.door is not Door.VIEW:
        return ack()
    if reply.errors:
        if placed := _at_inputs(incoming.view or {}, reply.errors):
            return ack(response_action="errors", errors=placed)
        return ack(response_action="push", view=_notice(_line(" ".join(reply.errors.values()))))
    if reply.update:
        return ack(response_action="update", view=reply.update)
    if reply.view:
        return ack(response_action="push", view=reply.view)
    return ack(response_action="clear") if reply.clear else ack()


def has_more(incoming: Incoming, reply: Reply) -> bool:
    """Whether some of the reply remains for after the ack."""
    in_ack = {Door.COMMAND: reply.message, Door.VIEW: reply.view or reply.update}
    left = [reply.message, reply.view, reply.update, reply.replace, reply.later]
    return reply.home or any(part is not None and part is not in_ack.get(incoming.door) for part in left)


@dataclass(slots=True)
class Answering:
    """What one person is told about one request after the ack.

    `verb` and `said`: the request in words. `did`: its change was committed, so a failed answer must not say
    that nothing was saved. `outside`: the person reads only what a client may.
    """

    services: Services
    incoming: Incoming
    t: Translator
    verb: str = ""
    said: str = ""
    did: bool = False
    outside: bool = True
    _count: int = 0

    def all_of(self, reply: Reply) -> None:
        """Make the Slack calls for what the ack could not carry."""
        incoming = self.incoming
        if reply.view and incoming.door is not Door.VIEW:
            self._open(reply.view, push=reply.push)
        if reply.update and incoming.door is Door.ACTION and (incoming.view or {}).get("id"):
            self._update(reply.update)
        elif reply.update and incoming.door is Door.ACTION:
            self._open(reply.update, push=False)
        if reply.replace:
            self._replace(reply.replace)
        if reply.message and incoming.door is not Door.COMMAND:
            self.say(reply.message)
        if reply.later:
            reply.later(self.services.client)

    def say(self, message: Message, *, by_trigger: bool = True) -> None:
        """Show a message only to the person, in the place of the request; else by direct message.

        `by_trigger`: the request's trigger is not used yet.
        """
        incoming = self.incoming
        shown = carrying.lightened(self.services, incoming.identity, self.t, message.blocks)
        message = replace(message, blocks=shown)
        channel = incoming.channel or str(incoming.metadata.get("channel", ""))
        if incoming.response_url:
            self._try(message, partial(_respond, incoming))
        elif incoming.door is Door.ACTION and incoming.view and incoming.trigger_id and by_trigger:
            self._try(message, self._show_over, patience=0)
        elif channel and incoming.door not in (Door.DM, Door.ACTION):
            self._try(message, partial(self._show_in, channel))
        else:
            self._say_directly(message)

    def failed(self) -> None:
        """An exception occurred after the ack: log it under a code, and tell the person the code."""
        code = secrets.token_hex(3)
        log.exception("%s: what follows %s %s failed", code, self.incoming.door, self.incoming.name)
        words = self.t("error.unanswered_done" if self.did else "error.unanswered", code=code)
        self._say_directly(_line(words))

    def home_is_old(self, why: str) -> None:
        """The App Home could not be redrawn; the change itself is kept."""
        log.warning("a Home was not drawn: %s", why)
        if self.did:
            self._say_directly(_line(self.t("answer.home_is_old")))

    def _open(self, view: dict[str, Any], *, push: bool) -> None:
        """Open a form within the three seconds of its trigger; else send a button that opens it."""
        client, incoming = self.services.client, self.incoming
        method = client.views_push if push and incoming.view else client.views_open
        met = tried(lambda: method(trigger_id=incoming.trigger_id or "", view=view), patience=0)
        if met is None:
            return
        log.log(_gravity(met), "the form of %s was not opened: %s", incoming.name, met.reason)
        self.say(self._offered(may_be_open=met.outcome is Outcome.UNKNOWN), by_trigger=False)

    def _offered(self, *, may_be_open: bool) -> Message:
        """The button for a form, with words that are true whether or not the form is open."""
        incoming, t = self.incoming, self.t
        words = t("answer.form_unsure" if may_be_open else "answer.form_late")
        if incoming.door is Door.COMMAND:
            return form_button(incoming, self.verb, self.said, t, words)
        if incoming.door is Door.ACTION:
            press = blocks.button(t("common.open_form"), incoming.name, incoming.value, style="primary")
            return _with_button(words, press)
        return _line(t("answer.form_unsure_again" if may_be_open else "common.press_again"))

    def _update(self, view: dict[str, Any]) -> None:
        old, client = self.incoming.view or {}, self.services.client
        met = tried(
            lambda: client.views_update(view_id=old["id"], hash=old.get("hash"), view=view), may_repeat=True
        )
        if met is not None and met.reason not in _CHANGED_MEANWHILE:
            log.log(_gravity(met), "the form of %s was not drawn anew: %s", self.incoming.name, met.reason)
            self.say(_line(self.t("common.press_again")), by_trigger=False)

    def _replace(self, message: Message) -> None:
        """Replace the pressed message. Tried once: a second call might overwrite the result of the next
        press.
        """
        incoming = self.incoming
        if incoming.response_url:
            self._try(message, partial(_respond, incoming, replace=True))
        elif (incoming.view or {}).get("callback_id") == _NOTICE:
            self._update(_notice(message))
        else:
            self.say(message)

    def _try(self, message: Message, call: Callable[[Message], object], **how: Any) -> None:
        """Send a message one way. If it was surely refused, send its plainer form the same way, or else send
        it directly; if it may have arrived, send a notice.
        """
        met = tried(lambda: call(message), **how)
        if met is None:
            return
        if met.outcome is Outcome.REFUSED and message.otherwise:
            log.warning("Slack refused the blocks of %s: %s", self.incoming.name, met.reason)
            self._try(message.otherwise, call, **how)
            return
        log.log(_gravity(met), "%s was not answered where it was asked: %s", self.incoming.name, met.reason)
        if met.outcome is Outcome.UNKNOWN:
            message = _line(self.t("answer.unsure_done" if self.did else "answer.unsure"))
        self._say_directly(message)

    def _show_over(self, message: Message) -> None:
        client, view = self.services.client, self.incoming.view or {}
        method = client.views_push if view.get("type") == "modal" else client.views_open
        method(trigger_id=self.incoming.trigger_id or "", view=_notice(message))

    def _show_in(self, channel: str, message: Message) -> None:
        user, thread = self.incoming.identity.user, self.incoming.thread_ts
        self.services.client.chat_postEphemeral(
            channel=channel, user=user, thread_ts=thread, **_content(message)
        )

    def _say_directly(self, message: Message) -> None:
        """Send a direct message at once; what Slack surely did not accept goes into the outbox."""
        self._count += 1
        incoming, in_dm = self.incoming, self.incoming.door is Door.DM
        note = answers.Note(
            incoming.identity, f"{incoming.key}/{self._count}", self.services.clock.now(),
            incoming.channel if in_dm else None,
        )  # fmt: skip
        met = tried(lambda: self._post(note, message), patience=0)
        if met is not None and met.outcome is Outcome.REFUSED and message.otherwise:
            log.warning("Slack refused the blocks of %s: %s", incoming.name, met.reason)
            self._say_directly(message.otherwise)
        elif met is not None:
            log.info("a direct message was not said at once: %s", met.reason)
            self._keep(note, message, is_unsure=met.outcome is Outcome.UNKNOWN)

    def _post(self, note: answers.Note, message: Message) -> None:
        self.services.client.chat_postMessage(
            channel=note.channel or note.identity.user, metadata=metadata(note.key),
            unfurl_links=False, unfurl_media=False, **_content(message),
        )  # fmt: skip

    def _keep(self, note: answers.Note, message: Message, *, is_unsure: bool) -> None:
        said = {
            "text": message.notification, "blocks": message.blocks, "language": self.t.language,
            "outside": self.outside, "asked": not self.did,
        }  # fmt: skip
        for _ in range(_TRIES):
            try:
                with self.services.database.write() as session:
                    answers.keep(session, note, said, is_unsure=is_unsure)
            except Busy:
                time.sleep(_PAUSE_SECONDS)
            else:
                self.services.wake()
                return
        log.error("an answer to %s was not kept: the database was busy", self.incoming.name)


def form_button(incoming: Incoming, verb: str, text: str, t: Translator, words: str = "") -> Message:
    """A message with a button that opens a form, for requests that cannot open one."""
    value = carrying.packed(verb, text, incoming.thread_ts)
    open_it = blocks.button(t("common.open_form"), ids.OPEN_FORM, value, style="primary")
    return _with_button(words or t("common.form_ready"), open_it)


def refused(words: str, error: DeskError, verb: str, said: str) -> Message:
    """Why something was not done. If several projects may be meant, a button for each repeats the request
    with its name.
    """
    choices = error.choices if isinstance(error, Several) and verb else ()
    presses = [
        blocks.button(name, ids.OPEN_FORM, carrying.packed(verb, _about(verb, said, slug)))
        for name, slug in choices
    ]
    shown = [blocks.section(esc(words)), *(blocks.actions([press]) for press in presses)]
    return Message(words, shown)


def _about(verb: str, said: str, slug: str) -> str:
    """The text for a verb, with the project's name added where the verb takes it."""
    if verb == "status":  # takes only a name
        return slug
    if verb not in _NAMED_AFTER_A_WORD:
        return f"{slug} {said}".strip()
    word, _, rest = said.partition(" ")
    return f"{word} {slug} {rest}".strip()


def _respond(incoming: Incoming, message: Message, *, replace: bool = False) -> None:
    """Post to the request's response_url. Raises `HookRefused` and `OSError`."""
    # Without slack_sdk's retry: after a lost answer it would send the same message twice.
    hook = WebhookClient(
        incoming.response_url or "", timeout=_RESPOND_SECONDS, retry_handlers=[], logger=QUIET
    )
    answer = hook.send(
        text=message.notification,
        blocks=message.blocks or None,
        response_type="ephemeral",
        replace_original=replace,
    )
    refusal = _refusal(answer.body)
    if answer.status_code != 200 or refusal:
        raise HookRefused(answer.status_code, refusal or answer.body, answer.headers)


def _refusal(body: str) -> str:
    """The code of a refusal; most response_urls answer in plain text, some like the Web API."""
    try:
        told = json.loads(body)
    except ValueError:
        return ""
    return str(told.get("error", "")) if isinstance(told, dict) and told.get("ok") is False else ""


def _notice(message: Message) -> dict[str, Any]:
    """A message as a small view: a form or the App Home has no place for a message."""
    return blocks.modal(_NOTICE, "Liaison", message.blocks or [blocks.section(esc(message.text))])


def _gravity(met: Failure) -> int:
    """The log level of a failed call: a refusal may be a defect, a busy Slack is not."""
    return logging.WARNING if met.outcome is Outcome.REFUSED else logging.INFO


def _line(words: str) -> Message:
    return Message(words, [blocks.section(esc(words))])


def _with_button(words: str, button: Element) -> Message:
    return Message(words, [blocks.section(esc(words)), blocks.actions([button])])


def _content(message: Message) -> dict[str, Any]:
    return {"text": message.notification, "blocks": message.blocks or None}


def _at_inputs(view: Mapping[str, Any], errors: Mapping[str, str]) -> dict[str, str]:
    """Slack accepts errors at input blocks only; an error for another field goes to the first input.

    A field is named by its block or by the element in it. {} for a form without inputs.
    """
    inputs = [block for block in view.get("blocks") or () if block.get("type") == "input"]
    blocks_of = {(block.get("element") or {}).get("action_id"): block["block_id"] for block in inputs}
    blocks_of |= {block["block_id"]: block["block_id"] for block in inputs}
    placed: dict[str, str] = {}
    for field, words in errors.items() if inputs else ():
        block = blocks_of.get(field, inputs[0]["block_id"])
        placed[block] = f"{placed[block]} {words}" if block in placed else words
    return placed
