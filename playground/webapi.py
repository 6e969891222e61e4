"""Slack's Web API as an app meets it: arguments, scopes, answers and error codes."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from playground.blockkit import Problem, check_message, check_view
from playground.world import APP, BOT, BOT_USER, TEAM, Channel, Message, Person, SlackError, View, World

Args = Mapping[str, Any]
BOT_TOKEN, APP_TOKEN = "xoxb-playground", "xapp-playground"
_JSON = ("blocks", "view", "metadata", "attachments")
_PAGE, _MOST_A_PAGE = 200, 1000
_MOST_TEXT = 40_000
_PACE_SECONDS = 1.0


class WebApi:
    """Answers calls; what each does to the world stands in the method named after it."""

    def __init__(self, world: World, address: Callable[[], str]) -> None:
        """`address`: where Socket Mode connects, as `ws://…`."""
        self._world = world
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
            "conversations.info": ("read", lambda args: {"channel": self._channel_facts(self._known(args))}),
            "conversations.members": ("read", self._members),
            "conversations.list": ("read", self._channels),
            "conversations.join": ("channels:join", self._join),
            "conversations.history": ("history", self._history),
            "conversations.replies": ("history", self._replies),
            "users.info": (
                "users:read",
                lambda args: {"user": self._user(world.person(_need(args, "user")))},
            ),
            "users.list": ("users:read", self._users),
            "users.conversations": ("read", self._own_channels),
            "reactions.add": ("reactions:write", self._react),
            "views.open": (None, lambda args: self._open_view(args, push=False)),
            "views.push": (None, lambda args: self._open_view(args, push=True)),
            "views.update": (None, self._update_view),
            "views.publish": (None, self._publish),
        }

    @property
    def scopes(self) -> set[str]:
        """What the manifest was granted."""
        scopes = self._world.manifest.get("oauth_config", {}).get("scopes", {})
        return {*scopes.get("bot", ()), *scopes.get("bot_optional", ())}

    def call(self, method: str, args: Args, token: str) -> dict[str, Any]:
        """The answer to a call."""
        try:
            answer = {"ok": True, **self._answer(method, args, token)}
        except SlackError as error:
            answer = refusal(error)
        self._world.calls.append({"method": method, "args": dict(args), "answer": answer})
        self._world.note(
            "call", "bot → Slack", method, {"args": dict(args), "answer": answer}, bad=not answer["ok"]
        )
        return answer

    def _answer(self, method: str, args: Args, token: str) -> dict[str, Any]:
        if method not in self._methods:
            raise SlackError("unknown_method")
        if token != (APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN):
            raise SlackError("invalid_auth" if token else "not_authed")
        scope, handler = self._methods[method]
        args = {name: _parsed(name, value) for name, value in args.items()}
        self._need_scope(scope, args)
        return handler(args)

    def _need_scope(self, scope: str | None, args: Args) -> None:
        if scope is None or not self._world.manifest:
            return
        if scope in ("read", "history"):
            channel = self._world.channels.get(str(args.get("channel", "")))
            kind = "channels"
            if channel and channel.im_with:
                kind = "im"
            elif channel and channel.is_private:
                kind = "groups"
            scope = f"{kind}:{scope}"
        if scope not in self.scopes:
            self._world.violate("missing_scope", {"needed": scope})
            raise SlackError("missing_scope", f"needed: {scope}")

    def _auth_test(self, _: Args) -> dict[str, Any]:
        return {
            "url": "http://127.0.0.1/", "team": self._world.team, "user": "liaison", "team_id": TEAM,
            "user_id": BOT_USER, "bot_id": BOT, "is_enterprise_install": False,
        }  # fmt: skip

    # --- messages --------------------------------------------------------------------------------------

    def _post(self, args: Args) -> dict[str, Any]:
        channel = self._writable(args)
        self._check_message(args)
        _need_words(args)
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
        channel, user = self._writable(args), _need(args, "user")
        if user not in channel.members:
            raise SlackError("user_not_in_channel")
        self._check_message(args)
        _need_words(args)
        thread_ts = args.get("thread_ts") or None
        message = self._world.post(
            channel, BOT_USER, args.get("text") or "", args.get("blocks"), thread_ts=thread_ts,
            ephemeral_to=user,
        )  # fmt: skip
        return {"message_ts": message.ts}

    def _update(self, args: Args) -> dict[str, Any]:
        channel = self._known(args)
        message = self._world.message(channel.id, _need(args, "ts"))
        if message.user != BOT_USER or message.ephemeral_to:
            raise SlackError("cant_update_message")
        self._check_message(args)
        self._world.edit(channel.id, message, args.get("text") or "", args.get("blocks"))
        return {"channel": channel.id, "ts": message.ts, "text": message.text}

    def _delete(self, args: Args) -> dict[str, Any]:
        channel = self._known(args)
        message = self._world.message(channel.id, _need(args, "ts"))
        if message.user != BOT_USER:
            raise SlackError("cant_delete_message")
        self._world.remove(channel.id, message)
        return {"channel": channel.id, "ts": message.ts}

    def _react(self, args: Args) -> dict[str, Any]:
        channel, name = self._known(args), _need(args, "name")
        message = self._world.message(channel.id, _need(args, "timestamp"))
        for one in message.reactions:
            if one["name"] == name and BOT_USER in one["users"]:
                raise SlackError("already_reacted")
        message.reactions.append({"name": name, "users": [BOT_USER], "count": 1})
        self._world.emit("message_changed", channel=channel.id, ts=message.ts)
        return {}

    def _permalink(self, args: Args) -> dict[str, Any]:
        channel = self._known(args)
        message = self._world.message(channel.id, _need(args, "message_ts"))
        base = self._address().replace("ws://", "http://").partition("/link")[0]
        return {"channel": channel.id, "permalink": f"{base}/#/{channel.id}?ts={message.ts}"}

    # --- conversations and people ----------------------------------------------------------------------

    def _open(self, args: Args) -> dict[str, Any]:
        user = _need(args, "users")
        if user in self._world.people and self._world.people[user].is_bot:
            raise SlackError("is_bot")
        return {"channel": {"id": self._world.im(user).id}}

    def _join(self, args: Args) -> dict[str, Any]:
        channel = self._known(args)
        if channel.is_private or channel.im_with:
            raise SlackError("method_not_supported_for_channel_type")
        if BOT_USER not in channel.members:
            channel.members.append(BOT_USER)
            self._world.emit("channels")
        return {"channel": self._channel_facts(channel)}

    def _own_channels(self, args: Args) -> dict[str, Any]:
        found = [one for one in self._world.channels.values() if not one.im_with and BOT_USER in one.members]
        return _paged("channels", [self._channel_facts(one) for one in found], args)

    def _members(self, args: Args) -> dict[str, Any]:
        return _paged("members", [*self._known(args).members], args)

    def _channels(self, args: Args) -> dict[str, Any]:
        found = [one for one in self._world.channels.values() if not one.im_with and self._may_see(one)]
        return _paged("channels", [self._channel_facts(one) for one in found], args)

    def _history(self, args: Args) -> dict[str, Any]:
        channel = self._known(args)
        if BOT_USER not in channel.members:
            raise SlackError("not_in_channel")
        try:
            oldest = float(args.get("oldest") or 0)
        except (TypeError, ValueError):
            raise SlackError("invalid_ts_oldest") from None
        found = [
            message_facts(
                one, with_metadata=str(args.get("include_all_metadata", "")).lower() in ("1", "true")
            )
            for one in reversed(self._world.messages.get(channel.id, []))
            if one.ephemeral_to is None and one.thread_ts in (None, one.ts) and float(one.ts) > oldest
        ]
        return _paged("messages", found, args) | {"has_more": False}

    def _replies(self, args: Args) -> dict[str, Any]:
        channel, ts = self._known(args), _need(args, "ts")
        found = [
            message_facts(one)
            for one in self._world.messages.get(channel.id, ())
            if one.ephemeral_to is None and ts in (one.ts, one.thread_ts)
        ]
        if not found:
            raise SlackError("thread_not_found")
        return _paged("messages", found, args)

    def _users(self, args: Args) -> dict[str, Any]:
        return _paged("members", [self._user(one) for one in self._world.people.values()], args)

    def _user(self, person: Person) -> dict[str, Any]:
        return user_facts(person)

    def _channel_facts(self, channel: Channel) -> dict[str, Any]:
        if channel.im_with:
            return {"id": channel.id, "is_im": True, "user": channel.im_with, "is_archived": False}
        return {
            "id": channel.id, "name": channel.name, "is_channel": not channel.is_private,
            "is_group": channel.is_private, "is_im": False, "is_private": channel.is_private,
            "is_archived": False, "is_ext_shared": channel.is_ext_shared, "is_org_shared": False,
            "is_pending_ext_shared": False, "is_shared": channel.is_ext_shared,
            "is_member": BOT_USER in channel.members,
        }  # fmt: skip

    # --- views -----------------------------------------------------------------------------------------

    def _open_view(self, args: Args, *, push: bool) -> dict[str, Any]:
        view = _need_view(args)
        user = self._world.pull(_need(args, "trigger_id"))
        self._check(check_view(view), "invalid_arguments")
        return {"view": self._world.open_view(user, view, push=push).payload}

    def _update_view(self, args: Args) -> dict[str, Any]:
        view = self._world.view_by_id(_need(args, "view_id"))
        if args.get("hash") and args["hash"] != view.hash:
            raise SlackError("hash_conflict")
        content = _need_view(args)
        self._check(check_view(content), "invalid_arguments")
        return {"view": self._world.update_view(view, content).payload}

    def _publish(self, args: Args) -> dict[str, Any]:
        user, content = self._world.person(_need(args, "user_id")).id, _need_view(args)
        old = self._world.homes.get(user)
        if old and args.get("hash") and args["hash"] != old.hash:
            raise SlackError("hash_conflict")
        self._check(check_view(content), "invalid_arguments")
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

    def _pace(self, channel: Channel) -> None:
        """Slack wants a second between messages in a channel; more often is noted, not refused."""
        now = time.monotonic()
        if now - self._posted.get(channel.id, -_PACE_SECONDS) < _PACE_SECONDS:
            self._world.violate("rate", {"channel": channel.id, "method": "chat.postMessage"})
        self._posted[channel.id] = now

    def _known(self, args: Args) -> Channel:
        channel = self._world.channel(_need(args, "channel"))
        if not self._may_see(channel):
            raise SlackError("channel_not_found")
        return channel

    def _may_see(self, channel: Channel) -> bool:
        return not channel.is_private or BOT_USER in channel.members

    def _writable(self, args: Args) -> Channel:
        name = _need(args, "channel")
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


def message_facts(message: Message, *, with_metadata: bool = False) -> dict[str, Any]:
    """A message as the Web API and payloads show it."""
    facts: dict[str, Any] = {"type": "message", "ts": message.ts, "text": message.text, "team": TEAM}
    if message.user == BOT_USER:
        facts |= {"user": BOT_USER, "bot_id": BOT, "app_id": APP}
    else:
        facts["user"] = message.user
    if message.blocks:
        facts["blocks"] = message.blocks
    if message.thread_ts:
        facts["thread_ts"] = message.thread_ts
    if with_metadata and message.metadata:
        facts["metadata"] = message.metadata
    return facts


def user_facts(person: Person) -> dict[str, Any]:
    """A person as the Web API and events show them."""
    return {
        "id": person.id, "team_id": TEAM, "name": person.id.lower(), "real_name": person.name,
        "tz": person.tz, "deleted": person.deleted, "is_bot": person.is_bot, "is_app_user": False,
        "is_admin": person.is_admin,
        "is_owner": False, "is_primary_owner": False, "is_restricted": person.is_guest,
        "is_ultra_restricted": False, "updated": 0,
        "profile": {"real_name": person.name, "display_name": person.name, "title": person.title},
    }  # fmt: skip


def _parsed(name: str, value: Any) -> Any:
    if name not in _JSON or not isinstance(value, str) or not value:
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise SlackError("invalid_arguments", f"{name} is not JSON") from None


def _need(args: Args, name: str) -> str:
    value = args.get(name)
    if not isinstance(value, str) or not value:
        raise SlackError("invalid_arguments", f"missing required field: {name}")
    return value


def _need_view(args: Args) -> dict[str, Any]:
    view = args.get("view")
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", "missing required field: view")
    return view


def _need_words(args: Args) -> None:
    if not args.get("text") and not args.get("blocks"):
        raise SlackError("no_text")


def _paged(name: str, found: list[Any], args: Args) -> dict[str, Any]:
    start = _number(args, "cursor", 0, least=0, most=len(found))
    end = start + _number(args, "limit", _PAGE, least=1, most=_MOST_A_PAGE)
    cursor = str(end) if end < len(found) else ""
    return {name: found[start:end], "response_metadata": {"next_cursor": cursor}}


def _number(args: Args, name: str, default: int, *, least: int, most: int) -> int:
    try:
        value = int(args.get(name) or default)
    except (TypeError, ValueError):
        raise SlackError(f"invalid_{name}") from None
    if not least <= value <= most:
        raise SlackError(f"invalid_{name}")
    return value
