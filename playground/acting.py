"""Acting as a person: what they type, press and submit goes to the app, and its answer comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground import forms, outcomes, payloads, reading
from playground.blockkit import RESERVED, check_message, check_view, refused_on_request
from playground.doors import Ack, Door
from playground.events import Events
from playground.shapes import BOT_USER, Channel, Message, Person, SlackError, View
from playground.world import World

Facts = dict[str, Any]
REFUSED = "Slack could not show the app's answer: it breaks Slack's rules. See the violations."


class Acting:
    """One method per action of people. Each returns an outcome: what the app acked and what Slack shows."""

    def __init__(self, world: World, door: Door, events: Events, url: Callable[[], str]) -> None:
        self.world = world
        self._door, self._events = door, events
        self._url = url

    async def command(self, facts: Facts) -> Facts:
        """A slash command; refused in threads and for people of other companies, as in Slack."""
        person, channel = self._where(facts)
        name, text = facts["command"], facts.get("text") or ""
        if facts.get("thread_ts"):
            return outcomes.unsent(shown=f"{name} is not supported in threads. Sorry!")
        if person.is_external or not self._has_command(name):
            return outcomes.unsent(shown=f"{name} is not a valid command.")
        reading.mark(self.world, person.id, channel)
        hook = self._url() + self.world.hook(person.id, channel.id)
        trigger = self.world.trigger(person.id)
        sent = payloads.command(self.world, person, channel, name, text, hook, trigger)
        ack = await self._door.send("slash_commands", sent)
        outcome = outcomes.of(ack, trigger, f'{name} failed with the error "dispatch_failed"')
        if ack.status == "timeout":
            outcome["shown"] = f'{name} failed with the error "operation_timeout"'
        if ack.status == "acked" and (ack.payload.get("text") or ack.payload.get("blocks")):
            if self._refuses("command response", check_message(ack.payload), ack.payload):
                return outcome | {"ok": False, "shown": REFUSED}
            self._answer(ack.payload, channel, person.id)
        return outcome

    async def say(self, facts: Facts) -> Facts:
        """A message. The app gets the event if its manifest subscribes to it."""
        person, channel = self._where(facts)
        text = facts["text"]
        thread_ts = facts.get("thread_ts")
        if thread_ts:
            self._seen(person, channel, thread_ts)
        hung = {name: facts[name] for name in ("files", "attachments") if facts.get(name)}
        subtype = facts.get("subtype") or ("file_share" if facts.get("files") else None)
        message = self.world.post(channel, person.id, text, thread_ts=thread_ts, subtype=subtype, **hung)
        reading.mark(self.world, person.id, channel, message.ts)
        began = self.world.message(channel.id, message.thread_ts).user if message.thread_ts else None
        heard = payloads.heard(channel, message, began)
        ack = Ack("acked")
        if channel.im_with:
            ack = await self._events.send("message.im", heard, channel)
        elif BOT_USER in channel.members:
            kind = "groups" if channel.is_private else "channels"
            ack = await self._events.send(f"message.{kind}", heard, channel, person.team)
            if f"<@{BOT_USER}>" in text:
                ack = await self._events.send("app_mention", payloads.mention(channel, message), channel)
        return outcomes.of(ack) | {"ok": True, "ts": message.ts}

    async def edit(self, facts: Facts) -> Facts:
        """Edit one's own message. An app that is mentioned gets a new event."""
        person, channel = self._where(facts)
        message = self._seen(person, channel, facts["ts"])
        before = message.text
        self.world.edit(channel.id, message, facts["text"], None)
        told, kind = payloads.edited(channel, message, before), "groups" if channel.is_private else "channels"
        if channel.im_with:
            return outcomes.of(await self._events.send("message.im", told, channel))
        ack = await self._events.send(f"message.{kind}", told, channel, person.team)
        if f"<@{BOT_USER}>" in message.text and BOT_USER in channel.members:
            ack = await self._events.send("app_mention", payloads.mention(channel, message), channel)
        return outcomes.of(ack)

    async def click(self, facts: Facts) -> Facts:
        """A press or a choice, in a message, a modal or the Home."""
        person, action_id = self.world.person(facts["user"]), facts["action_id"]
        if facts.get("view_id"):
            return await self._click_in_view(person, facts, action_id)
        _, channel = self._where(facts)
        message = self._seen(person, channel, facts["message_ts"])
        block, element = forms.find(message.blocks, action_id, facts.get("block_id"))
        action = payloads.pressed(element, block["block_id"], forms.typed(element, facts.get("value")))
        hook = self._url() + self.world.hook(person.id, channel.id, message.ts)
        trigger = self.world.trigger(person.id)
        sent = payloads.action_in_message(person, channel, message, action, hook, trigger)
        return outcomes.of(await self._door.send("interactive", sent), trigger)

    async def submit(self, facts: Facts) -> Facts:
        """Submit a form; `values` maps blocks to simple values, which override the fields' current values."""
        person = self.world.person(facts["user"])
        view = self.world.view(person.id, facts["view_id"])
        self._fill(view, facts.get("values") or {})
        if not view.content.get("submit"):
            raise forms.CannotType("this view has no submit button")
        faults = forms.faults(view.content, view.values)
        if faults:
            return outcomes.unsent() | {"errors": faults}
        trigger = self.world.trigger(person.id)
        ack = await self._door.send("interactive", payloads.submission(person, view, trigger))
        outcome = outcomes.of(ack, trigger)
        return self._submitted(person, view, ack, outcome) if ack.status == "acked" else outcome

    async def close(self, facts: Facts) -> Facts:
        """Close a form; with `all`, the whole stack."""
        person = self.world.person(facts["user"])
        everything = bool(facts.get("all"))
        ack = Ack("acked")
        for view in self.world.close_views(person.id, None if everything else 1):
            if view.content.get("notify_on_close"):
                sent = payloads.closed(person, view, is_cleared=everything)
                ack = await self._door.send("interactive", sent)
        return outcomes.of(ack)

    async def shortcut(self, facts: Facts) -> Facts:
        """A shortcut, on a message or global."""
        person, trigger = self.world.person(facts["user"]), self.world.trigger(facts["user"])
        if person.is_external:
            raise forms.CannotType("people of other companies have no shortcuts of this app")
        known = self.world.manifest.get("features", {}).get("shortcuts", [])
        if self.world.manifest and all(one["callback_id"] != facts["callback_id"] for one in known):
            raise forms.CannotType(f"the manifest has no shortcut {facts['callback_id']}")
        if not facts.get("message_ts"):
            sent = payloads.shortcut(person, facts["callback_id"], trigger)
        else:
            _, channel = self._where(facts)
            message = self._seen(person, channel, facts["message_ts"])
            hook = self._url() + self.world.hook(person.id, channel.id, message.ts)
            sent = payloads.message_action(person, channel, message, facts["callback_id"], hook, trigger)
        return outcomes.of(await self._door.send("interactive", sent), trigger)

    async def home(self, facts: Facts) -> Facts:
        """Open the app in the sidebar."""
        person, tab = self.world.person(facts["user"]), facts.get("tab") or "home"
        if person.is_external:
            raise forms.CannotType("people of other companies have no Home of this app")
        opened = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": self.world.im(person.id).id,
            "tab": tab,
        }
        if person.id in self.world.homes and tab == "home":
            opened["view"] = self.world.homes[person.id].payload
        return outcomes.of(await self._events.send("app_home_opened", opened))

    def respond(self, key: str, answer: Facts) -> None:
        """What the app posts to a response_url. Raises `SlackError`."""
        hook = self.world.use_hook(key)
        channel = self.world.channel(hook.channel)
        if self._refuses("response_url", check_message(answer), answer):
            raise SlackError("invalid_blocks")
        quoted = next(
            (one for one in self.world.messages.get(channel.id, ()) if one.ts == hook.message_ts), None
        )
        if answer.get("delete_original") and quoted:
            self.world.remove(channel.id, quoted)
        elif answer.get("replace_original") and quoted:
            self.world.edit(channel.id, quoted, answer.get("text") or "", answer.get("blocks"))
        else:
            self._answer(answer, channel, hook.user)

    async def _click_in_view(self, person: Person, facts: Facts, action_id: str) -> Facts:
        view = self.world.view(person.id, facts["view_id"])
        self._fill(view, facts.get("state") or {})
        block, element = forms.find(view.content["blocks"], action_id, facts.get("block_id"))
        typed = forms.typed(element, facts.get("value"))
        if element["type"] not in ("button", "overflow"):
            view.values.setdefault(block["block_id"], {})[action_id] = facts.get("value")
        if block["type"] == "input" and not block.get("dispatch_action"):
            return outcomes.unsent()
        trigger = self.world.trigger(person.id)
        action = payloads.pressed(element, block["block_id"], typed)
        sent = payloads.action_in_view(person, view, action, trigger)
        return outcomes.of(await self._door.send("interactive", sent), trigger)

    def _submitted(self, person: Person, view: View, ack: Ack, outcome: Facts) -> Facts:
        answer = ack.payload
        kind = answer.get("response_action")
        if kind == "errors":
            fields = {block["block_id"] for block in view.content["blocks"] if block["type"] == "input"}
            if not answer.get("errors") or answer["errors"].keys() - fields:
                self.world.violate("errors at blocks that are no inputs", answer)
                return outcome | {"ok": False, "shown": outcomes.TROUBLE}
            return outcome | {"errors": answer["errors"]}
        if kind in ("update", "push"):
            shown = answer.get("view") or {}
            if self._refuses(f"response_action {kind}", check_view(shown), shown):
                return outcome | {"ok": False, "shown": outcomes.TROUBLE}
            if kind == "update":
                self.world.update_view(view, answer["view"])
            else:
                self.world.open_view(person.id, answer["view"], push=True)
        elif kind == "clear":
            self.world.close_views(person.id)
        elif kind is None:
            self.world.close_views(person.id, 1)
        else:
            self.world.violate("unknown response_action", answer)
        return outcome

    def _fill(self, view: View, given: Facts) -> None:
        """Put simple values into a view's fields, by block_id or by action_id."""
        for block in view.content["blocks"]:
            for element in forms.elements_of(block):
                for key in (block["block_id"], element.get("action_id")):
                    if key in given and element["type"] not in ("button", "overflow"):
                        forms.typed(element, given[key])
                        view.values.setdefault(block["block_id"], {})[element["action_id"]] = given[key]
        known = {block["block_id"] for block in view.content["blocks"]}
        known |= {
            one.get("action_id") for block in view.content["blocks"] for one in forms.elements_of(block)
        }
        if given.keys() - known:
            raise forms.CannotType(f"no such field here: {', '.join(sorted(given.keys() - known))}")

    def _answer(self, answer: Facts, channel: Channel, user: str) -> None:
        only = None if answer.get("response_type") == "in_channel" else user
        words = answer.get("text") or ""
        self.world.post(channel, BOT_USER, words, answer.get("blocks"), ephemeral_to=only)

    def _where(self, facts: Facts) -> tuple[Person, Channel]:
        person = self.world.person(facts["user"])
        channel = self.world.channel(facts["channel"], person.id)
        if person.id not in channel.members:
            raise SlackError("not_in_channel")
        return person, channel

    def _seen(self, person: Person, channel: Channel, ts: str) -> Message:
        message = self.world.message(channel.id, ts)
        if message.ephemeral_to not in (None, person.id):
            raise SlackError("message_not_found")
        return message

    def _has_command(self, name: str) -> bool:
        if name.removeprefix("/") in RESERVED:
            return False
        known = self.world.manifest.get("features", {}).get("slash_commands", [])
        return not self.world.manifest or any(one["command"] == name for one in known)

    def _refuses(self, what: str, problems: list[Any], content: Facts) -> bool:
        """Whether Slack refuses it; what it was asked to refuse is no violation."""
        if problems:
            self.world.violate(what, [str(problem) for problem in problems])
        return bool(problems or refused_on_request(content, self.world.refused_blocks))
