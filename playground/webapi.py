"""Slack's Web API as an app meets it: arguments, scopes, answers and error codes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from playground.arguments import Args, allowed, is_set, kinds, need, need_view, need_words, paged, parsed
from playground.blockkit import Problem, check_message, check_view, refused_on_request
from playground.facts import channel_facts, dnd_facts, message_facts, user_facts
from playground.shapes import BOT, BOT_USER, TEAM, Channel, Message, Person, SlackError, View
from playground.world import World

BOT_TOKEN, APP_TOKEN = "xoxb-playground", "xapp-playground"
_MOST_TEXT = 40_000
_PACE_SECONDS = 1.0
_MOST_CALLS = 3000


class WebApi:
    """Answers calls; each Web API method has a method named after it."""

    def __init__(
        self, world: World, address: Callable[[], str], visibility: Callable[[], float] = lambda: 0.0
    ) -> None:
        """`address`: where Socket Mode connects, as `ws://…`; `visibility`: seconds until the history shows
        a message."""
        self._world = world
        self._visibility = visibility
        self._address = address
        self._posted: dict[str, float] = {}
        self._methods: dict[str, tuple[str | None, Callable[[Args], dict[str, Any]]]] = {
            "api.test": (None, lambda _: {}),
            "auth.test": (None, self._auth_test),
            "team.info": ("team:read", lambda _: {"team": {"id": TEAM, "name": world.team}}),
            "apps.connections.open": (None, lambda _: {"url": self._address()}),
            "chat.postMessage": ("chat:write", self._post),
            "chat.postEphemeral": ("chat:write", self._post_ephemeral),
            "chat.update": ("chat:write", self._update),
            "chat.delete": ("chat:write", self._delete),
            "chat.getPermalink": (None, self._permalink),
            "conversations.open": ("im:write", self._open),
            "conversations.info": ("read", self._channel),
            "conversations.members": ("read", self._members),
            "conversations.list": ("types", self._channels),
            "conversations.join": ("channels:join", self._join),
            "conversations.history": ("history", self._history),
            "conversations.replies": ("history", self._replies),
            "users.info": ("users:read", self._user),
            "users.list": ("users:read", self._users),
            "users.conversations": ("types", self._own_channels),
            "dnd.info": ("dnd:read", self._dnd),
            "dnd.teamInfo": ("dnd:read", self._team_dnd),
            "reactions.add": ("reactions:write", self._react),
            "views.open": (None, lambda args: self._open_view(args, push=False)),
            "views.push": (None, lambda args: self._open_view(args, push=True)),
            "views.update": (None, self._update_view),
            "views.publish": (None, self._publish),
        }

    @property
    def scopes(self) -> set[str]:
        """The scopes that the manifest requests."""
        scopes = self._world.manifest.get("oauth_config", {}).get("scopes", {})
        return {*scopes.get("bot", ()), *scopes.get("bot_optional", ())}

    def call(self, method: str, args: Args, token: str) -> dict[str, Any]:
        """The answer to a call."""
        try:
            answer = {"ok": True, **self._answer(method, args, token)}
        except SlackError as error:
            answer = refusal(error)
        self._world.calls.append({"method": method, "args": dict(args), "answer": answer})
        del self._world.calls[:-_MOST_CALLS]
        self._world.note(
            "call", "bot → Slack", method, {"args": dict(args), "answer": answer}, bad=not answer["ok"]
        )
        return answer

    def _answer(self, method: str, args: Args, token: str) -> dict[str, Any]:
        if method not in self._methods:
            raise SlackError("unknown_method")
        if self._world.refused and method != "apps.connections.open":
            raise SlackError(self._world.refused)
        if token != (APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN):
            raise SlackError("invalid_auth" if token else "not_authed")
        scope, handler = self._methods[method]
        args = {name: parsed(name, value) for name, value in args.items()}
        strange = args.keys() - allowed(method)
        if strange:  # unknown arguments: Slack ignores them, but the caller expects an effect
            self._world.violate("arguments", {"method": method, "unknown": sorted(strange)})
        self._need_scope(scope, args)
        return handler(args)

    def _need_scope(self, scope: str | None, args: Args) -> None:
        if scope is None or not self._world.manifest:
            return
        wanted = [scope]
        if scope == "types":
            wanted = [f"{one}:read" for one in kinds(args)]
        elif scope in ("read", "history"):
            channel = self._world.channels.get(str(args.get("channel", "")))
            wanted = [f"{_kind(channel) if channel else 'channels'}:{scope}"]
        for one in wanted:
            if one not in self.scopes:
                self._world.violate("missing_scope", {"needed": one})
                raise SlackError("missing_scope", f"needed: {one}")

    def _auth_test(self, _: Args) -> dict[str, Any]:
        enterprise = self._world.enterprise
        return {
            "url": "http://127.0.0.1/", "team": self._world.team, "user": "liaison",
            "team_id": enterprise if self._world.org_wide else TEAM, "user_id": BOT_USER, "bot_id": BOT,
            "is_enterprise_install": self._world.org_wide,
        } | ({"enterprise_id": enterprise} if enterprise else {})  # fmt: skip

    # --- messages --------------------------------------------------------------------------------------

    def _post(self, args: Args) -> dict[str, Any]:
        channel = self._writable(args)
        self._check_message(args)
        need_words(args)
        thread_ts = args.get("thread_ts") or None
        if thread_ts and all(one.ts != thread_ts for one in self._world.messages.get(channel.id, ())):
            raise SlackError("thread_not_found")
        self._pace(channel)
        message = self._world.post(
            channel, BOT_USER, args.get("text") or "", args.get("blocks"), thread_ts=thread_ts,
            metadata=args.get("metadata"),
        )  # fmt: skip
        return {"channel": channel.id, "ts": message.ts, "message": message_facts(message)}

    def _post_ephemeral(self, args: Args) -> dict[str, Any]:
        channel, user = self._writable(args), need(args, "user")
        if user not in channel.members:
            raise SlackError("user_not_in_channel")
        self._check_message(args)
        need_words(args)
        thread_ts = args.get("thread_ts") or None
        message = self._world.post(
            channel, BOT_USER, args.get("text") or "", args.get("blocks"), thread_ts=thread_ts,
            ephemeral_to=user,
        )  # fmt: skip
        return {"message_ts": message.ts}

    def _update(self, args: Args) -> dict[str, Any]:
        channel = self._known(args)
        message = self._world.message(channel.id, need(args, "ts"))
        if message.user != BOT_USER or message.ephemeral_to:
            raise SlackError("cant_update_message")
        self._check_message(args)
        self._world.edit(channel.id, message, args.get("text") or "", args.get("blocks"))
        return {"channel": channel.id, "ts": message.ts, "text": message.text}

    def _delete(self, args: Args) -> dict[str, Any]:
        channel = self._known(args)
        message = self._world.message(channel.id, need(args, "ts"))
        if message.user != BOT_USER:
            raise SlackError("cant_delete_message")
        self._world.remove(channel.id, message)
        return {"channel": channel.id, "ts": message.ts}

    def _react(self, args: Args) -> dict[str, Any]:
        channel, name = self._known(args), need(args, "name")
        message = self._world.message(channel.id, need(args, "timestamp"))
        for one in message.reactions:
            if one["name"] == name and BOT_USER in one["users"]:
                raise SlackError("already_reacted")
        message.reactions.append({"name": name, "users": [BOT_USER], "count": 1})
        self._world.emit("message_changed", channel=channel.id, ts=message.ts)
        return {}

    def _permalink(self, args: Args) -> dict[str, Any]:
        channel = self._known(args)
        message = self._world.message(channel.id, need(args, "message_ts"))
        base = self._address().replace("ws://", "http://").partition("/link")[0]
        return {"channel": channel.id, "permalink": f"{base}/#/{channel.id}?ts={message.ts}"}

    # --- conversations and people ----------------------------------------------------------------------

    def _open(self, args: Args) -> dict[str, Any]:
        person = self._visible(need(args, "users"))
        if person.is_bot:
            raise SlackError("is_bot")
        if person.deleted:
            raise SlackError("user_disabled")
        return {"channel": {"id": self._world.im(person.id).id}}

    def _join(self, args: Args) -> dict[str, Any]:
        channel = self._known(args)
        if channel.is_private or channel.im_with:
            raise SlackError("method_not_supported_for_channel_type")
        if BOT_USER not in channel.members:
            channel.members.append(BOT_USER)
            self._world.emit("channels")
        return {"channel": channel_facts(channel)}

    def _channel(self, args: Args) -> dict[str, Any]:
        return {"channel": channel_facts(self._known(args), with_count=is_set(args, "include_num_members"))}

    def _own_channels(self, args: Args) -> dict[str, Any]:
        asked = self._visible(str(args.get("user") or BOT_USER)).id
        return self._listed(args, lambda one: {asked, BOT_USER} <= {*one.members})

    def _channels(self, args: Args) -> dict[str, Any]:
        return self._listed(args, self._may_see)

    def _listed(self, args: Args, is_wanted: Callable[[Channel], bool]) -> dict[str, Any]:
        asked = kinds(args)
        found = [one for one in self._world.channels.values() if _kind(one) in asked and is_wanted(one)]
        return paged("channels", [channel_facts(one) for one in found], args)

    def _members(self, args: Args) -> dict[str, Any]:
        return paged("members", [*self._known(args).members], args)

    def _history(self, args: Args) -> dict[str, Any]:
        channel = self._known(args)
        if BOT_USER not in channel.members:
            raise SlackError("not_in_channel")
        oldest, latest = _bound(args, "oldest") or 0.0, _bound(args, "latest")
        seen = time.time() - self._visibility()
        found = [
            one
            for one in reversed(self._world.messages.get(channel.id, []))
            if one.ephemeral_to is None
            and not one.is_reply
            and oldest < float(one.ts) <= seen
            and (latest is None or float(one.ts) < latest)
        ]
        return self._told(channel, found, args) | {"has_more": False}

    def _replies(self, args: Args) -> dict[str, Any]:
        channel, ts = self._known(args), need(args, "ts")
        if BOT_USER not in channel.members:
            raise SlackError("not_in_channel")
        found = [
            one
            for one in self._world.messages.get(channel.id, ())
            if one.ephemeral_to is None and ts in (one.ts, one.thread_ts)
        ]
        if not found:
            raise SlackError("thread_not_found")
        page, began = self._told(channel, found, args), found[0].user
        for one in page["messages"]:
            if one.get("thread_ts", one["ts"]) != one["ts"]:
                one["parent_user_id"] = began
        return page | {"has_more": bool(page["response_metadata"]["next_cursor"])}

    def _told(self, channel: Channel, found: list[Message], args: Args) -> dict[str, Any]:
        """A page of messages; each that began a thread includes data about the thread."""
        page = paged("messages", found, args)
        with_metadata = is_set(args, "include_all_metadata")
        page["messages"] = [
            message_facts(
                one,
                with_metadata=with_metadata,
                replies=self._world.replies(channel, one.ts) if one.ts == one.thread_ts else (),
            )
            for one in page["messages"]
        ]
        return page

    def _user(self, args: Args) -> dict[str, Any]:
        person = self._world.person(need(args, "user"))
        return {"user": user_facts(self._world, person, with_locale=is_set(args, "include_locale"))}

    def _users(self, args: Args) -> dict[str, Any]:
        with_locale = is_set(args, "include_locale")
        known = [one for one in self._world.people.values() if self._world.is_known_to_app(one)]
        found = [user_facts(self._world, one, with_locale=with_locale) for one in known]
        return paged("members", found, args)

    def _dnd(self, args: Args) -> dict[str, Any]:
        return dnd_facts(self._visible(str(args.get("user") or BOT_USER)))

    def _team_dnd(self, args: Args) -> dict[str, Any]:
        """The do-not-disturb of several people; unknown people are left out."""
        asked = [one.strip() for one in str(args.get("users") or "").split(",") if one.strip()]
        if not asked:
            raise SlackError("no_users_provided")
        known = [self._world.people[one] for one in asked if one in self._world.people]
        return {"users": {one.id: dnd_facts(one) for one in known}}

    # --- views -----------------------------------------------------------------------------------------

    def _open_view(self, args: Args, *, push: bool) -> dict[str, Any]:
        view = need_view(args)
        user = self._world.pull(need(args, "trigger_id"))
        self._check_view(view)
        return {"view": self._world.open_view(user, view, push=push).payload}

    def _update_view(self, args: Args) -> dict[str, Any]:
        view = self._world.view_by_id(need(args, "view_id"))
        if args.get("hash") and args["hash"] != view.hash:
            raise SlackError("hash_conflict")
        content = need_view(args)
        self._check_view(content)
        return {"view": self._world.update_view(view, content).payload}

    def _publish(self, args: Args) -> dict[str, Any]:
        user, content = self._world.person(need(args, "user_id")).id, need_view(args)
        old = self._world.homes.get(user)
        if old and args.get("hash") and args["hash"] != old.hash:
            raise SlackError("hash_conflict")
        self._check_view(content)
        view: View = self._world.publish(user, content)
        return {"view": view.payload}

    # --- checking --------------------------------------------------------------------------------------

    def _check(self, problems: list[Problem], code: str) -> None:
        if problems:
            words = [str(problem) for problem in problems]
            self._world.violate(code, words)
            raise SlackError(code, *words)

    def _check_message(self, args: Args) -> None:
        text = args.get("text")
        if isinstance(text, str) and len(text) > _MOST_TEXT:
            self._world.violate("msg_too_long", len(text))
            raise SlackError("msg_too_long")
        self._check(check_message(args), "invalid_blocks")
        self._refuse(args, "invalid_blocks")

    def _check_view(self, view: dict[str, Any]) -> None:
        self._check(check_view(view), "invalid_arguments")
        self._refuse(view, "invalid_arguments")

    def _refuse(self, content: Mapping[str, Any], code: str) -> None:
        """Refuse what was asked to be refused; that is no violation."""
        if refused := refused_on_request(content, self._world.refused_blocks):
            raise SlackError(code, *map(str, refused))

    def _pace(self, channel: Channel) -> None:
        """Slack asks for one second between messages in a channel; faster ones are noted, not refused."""
        now = time.monotonic()
        if now - self._posted.get(channel.id, -_PACE_SECONDS) < _PACE_SECONDS:
            self._world.violate("rate", {"channel": channel.id, "method": "chat.postMessage"})
        self._posted[channel.id] = now

    def _visible(self, user: str) -> Person:
        person = self._world.person(user)
        if not self._world.is_known_to_app(person):
            raise SlackError("user_not_visible")
        return person

    def _known(self, args: Args) -> Channel:
        channel = self._world.channel(need(args, "channel"))
        if not self._may_see(channel):
            raise SlackError("channel_not_found")
        return channel

    def _may_see(self, channel: Channel) -> bool:
        return not channel.is_private or BOT_USER in channel.members

    def _writable(self, args: Args) -> Channel:
        name = need(args, "channel")
        channel = self._world.im(name) if name in self._world.people else self._known(args)
        if BOT_USER not in channel.members:
            raise SlackError("not_in_channel")
        return channel


def refusal(error: SlackError) -> dict[str, Any]:
    """A refused call's answer."""
    answer: dict[str, Any] = {"ok": False, "error": error.code}
    if error.details:
        answer["response_metadata"] = {"messages": [f"[ERROR] {one}" for one in error.details]}
    return answer


def _kind(channel: Channel) -> str:
    if channel.im_with:
        return "im"
    return "groups" if channel.is_private else "channels"


def _bound(args: Args, name: str) -> float | None:
    """A bound in time of a history, which is itself outside."""
    try:
        return float(args[name]) if args.get(name) else None
    except (TypeError, ValueError):
        raise SlackError(f"invalid_ts_{name}") from None
