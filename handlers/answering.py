"""How a `Reply` reaches the person: in the ack where Slack allows it, else by calls after the ack."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from handlers import blocks, ids
from handlers.i18n import Translator
from handlers.reply import Message, Reply
from handlers.request import Door, Incoming

log = logging.getLogger(__name__)

_RESPOND_SECONDS = 10
_BUTTON_VALUE = 2000
_STALE_TRIGGER = {"expired_trigger_id", "trigger_expired", "exchanged_trigger_id", "trigger_exchanged"}


def acknowledge(ack: Ack, incoming: Incoming, reply: Reply) -> Any:
    """Answer Slack's request itself with as much of the reply as its door takes."""
    if incoming.door is Door.COMMAND and reply.message:
        kind = "in_channel" if reply.in_channel else "ephemeral"
        return ack(text=reply.message.notification, blocks=reply.message.blocks, response_type=kind)
    if incoming.door is not Door.VIEW:
        return ack()
    if reply.errors:
        return ack(response_action="errors", errors=_at_inputs(incoming.view or {}, reply.errors))
    if reply.update:
        return ack(response_action="update", view=reply.update)
    if reply.view:
        return ack(response_action="push", view=reply.view)
    return ack(response_action="clear") if reply.clear else ack()


def afterwards(client: WebClient, incoming: Incoming, reply: Reply, again: Message) -> None:
    """Make the Slack calls that the ack could not carry. `again` is said where a form came too late."""
    calls: list[Callable[[], object]] = []
    if reply.view and incoming.door is not Door.VIEW:
        calls.append(lambda: _open(client, incoming, reply.view or {}, reply.push, again))
    if reply.update and incoming.door is Door.ACTION:
        calls.append(lambda: _update(client, incoming, reply.update or {}))
    if reply.replace:
        calls.append(lambda: _respond(incoming, reply.replace, replace=True))
    if reply.message and incoming.door is not Door.COMMAND:
        calls.append(lambda: say(client, incoming, reply.message, in_channel=reply.in_channel))
    if reply.later:
        calls.append(lambda: reply.later(client) if reply.later else None)
    for call in calls:
        call()


def has_more(incoming: Incoming, reply: Reply) -> bool:
    """Whether something of the reply is left for after the ack."""
    in_ack = {Door.COMMAND: reply.message, Door.VIEW: reply.view or reply.update}
    left = [reply.message, reply.view, reply.update, reply.replace, reply.later]
    return reply.home or any(part is not None and part is not in_ack.get(incoming.door) for part in left)


def say(client: WebClient, incoming: Incoming, message: Message | None, *, in_channel: bool = False) -> None:
    """Show a message to the person where they are: alone, unless `in_channel`."""
    if message is None:
        return
    user, content = incoming.identity.user, _content(message)
    if incoming.response_url:
        _respond(incoming, message, replace=False, in_channel=in_channel)
    elif incoming.view and incoming.trigger_id and incoming.door is Door.ACTION:
        _show_over(client, incoming, message)
    elif incoming.door is Door.DM:
        client.chat_postMessage(channel=incoming.channel, **content)
    elif channel := incoming.channel or incoming.metadata.get("channel"):
        try:
            client.chat_postEphemeral(channel=channel, user=user, thread_ts=incoming.thread_ts, **content)
        except SlackApiError as error:
            log.info("no ephemeral in %s (%s), so by DM", channel, error.response.get("error"))
            client.chat_postMessage(channel=user, **content)
    else:
        client.chat_postMessage(channel=user, **content)


def form_button(incoming: Incoming, verb: str, text: str, t: Translator) -> Message:
    """A button that opens a form, for doors that cannot open one themselves."""
    value = packed(verb, text, incoming.thread_ts)
    open_it = blocks.button(t("common.open_form"), ids.Action.OPEN_FORM, value, style="primary")
    words = t("common.form_ready")
    return Message(words, [blocks.section(blocks.esc(words)), blocks.actions([open_it])])


def packed(verb: str, text: str, thread_ts: str | None = None) -> str:
    """What a button carries that says this verb with this text.

    A text that is too long for it is cut: it still stands in the conversation.
    """
    asked = {"verb": verb, "text": text, "thread_ts": thread_ts}
    while len(value := json.dumps(asked, ensure_ascii=False)) > _BUTTON_VALUE:
        asked["text"] = text = text[: len(text) * 9 // 10]
    return value


def _open(client: WebClient, incoming: Incoming, view: dict[str, Any], push: bool, again: Message) -> None:
    method = client.views_push if push and incoming.view else client.views_open
    try:
        method(trigger_id=incoming.trigger_id or "", view=view)
    except SlackApiError as error:
        if error.response.get("error") not in _STALE_TRIGGER:
            raise
        log.warning("the trigger of %s was too old for its form", incoming.name)
        if incoming.response_url or incoming.door is Door.COMMAND:
            say(client, incoming, again)


def _update(client: WebClient, incoming: Incoming, view: dict[str, Any]) -> None:
    old = incoming.view or {}
    try:
        client.views_update(view_id=old["id"], hash=old.get("hash"), view=view)
    except SlackApiError as error:
        # The person changed something meanwhile; their next press brings the newer state.
        if error.response.get("error") != "hash_conflict":
            raise


def _show_over(client: WebClient, incoming: Incoming, message: Message) -> None:
    """In a form or the App Home there is no place for a message, so it opens as a small view."""
    content = message.blocks or [blocks.section(blocks.esc(message.text))]
    view = blocks.modal("notice", "Liaison", content)
    method = client.views_push if (incoming.view or {}).get("type") == "modal" else client.views_open
    method(trigger_id=incoming.trigger_id or "", view=view)


def _respond(incoming: Incoming, message: Message | None, *, replace: bool, in_channel: bool = False) -> None:
    if message is None or not incoming.response_url:
        return
    # Without slack_sdk's own second try: after a lost answer it would say the same thing twice.
    hook = WebhookClient(incoming.response_url, timeout=_RESPOND_SECONDS, retry_handlers=[])
    answer = hook.send(
        text=message.notification,
        blocks=message.blocks or None,
        response_type="in_channel" if in_channel else "ephemeral",
        replace_original=replace,
    )
    if answer.status_code != 200:
        log.warning("response_url answered %s", answer.status_code)


def _content(message: Message) -> dict[str, Any]:
    return {
        "text": message.notification,
        "blocks": message.blocks or None,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _at_inputs(view: Mapping[str, Any], errors: Mapping[str, str]) -> dict[str, str]:
    """Slack takes errors at input blocks only; one for any other field goes to the first of them.

    A field is named by its block or by the element in it.
    """
    inputs = [block for block in view.get("blocks", ()) if block.get("type") == "input"]
    blocks_of = {block["element"].get("action_id"): block["block_id"] for block in inputs}
    blocks_of |= {block["block_id"]: block["block_id"] for block in inputs}
    placed: dict[str, str] = {}
    for field, words in errors.items():
        block = blocks_of.get(field, inputs[0]["block_id"])
        placed[block] = f"{placed[block]} {words}" if block in placed else words
    return placed
