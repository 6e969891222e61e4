"""The arguments of a Web API call, read as Slack reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from playground.shapes import SlackError

Args = Mapping[str, Any]
_JSON = ("blocks", "view", "metadata", "attachments")
_TYPES = {"public_channel": "channels", "private_channel": "groups", "mpim": "mpim", "im": "im"}
_PAGE, _MOST_A_PAGE = 200, 1000


_MESSAGE = (
    "attachments blocks channel icon_emoji icon_url link_names markdown_text metadata parse text thread_ts"
)
_ARGUMENTS = {
    "api.test": "error",
    "apps.connections.open": "",
    "auth.test": "",
    "chat.delete": "as_user channel ts",
    "chat.getPermalink": "channel message_ts",
    "chat.postEphemeral": f"{_MESSAGE} as_user user username",
    "chat.postMessage": f"{_MESSAGE} as_user mrkdwn reply_broadcast unfurl_links unfurl_media username",
    "chat.update": "as_user attachments blocks channel file_ids link_names markdown_text metadata parse "
    "reply_broadcast text ts",
    "conversations.history": "channel cursor include_all_metadata inclusive latest limit oldest",
    "conversations.info": "channel include_locale include_num_members",
    "conversations.join": "channel",
    "conversations.list": "cursor exclude_archived limit team_id types",
    "conversations.members": "channel cursor limit",
    "conversations.open": "channel prevent_creation return_im users",
    "conversations.replies": "channel cursor include_all_metadata inclusive latest limit oldest ts",
    "dnd.info": "team_id user",
    "dnd.teamInfo": "team_id users",
    "reactions.add": "channel name timestamp",
    "team.info": "domain team",
    "users.conversations": "cursor exclude_archived limit team_id types user",
    "users.info": "include_locale user",
    "users.list": "cursor include_locale limit team_id",
    "views.open": "interactivity_pointer trigger_id view",
    "views.publish": "hash interactivity_pointer user_id view",
    "views.push": "interactivity_pointer trigger_id view",
    "views.update": "external_id hash view view_id",
}


def allowed(method: str) -> set[str]:
    """The arguments of a method; `token` is always allowed."""
    return {"token", *_ARGUMENTS[method].split()}


def parsed(name: str, value: Any) -> Any:
    """An argument's value; JSON is parsed where Slack accepts it. Raises `SlackError`."""
    if name not in _JSON or not isinstance(value, str) or not value:
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise SlackError("invalid_arguments", f"{name} is not JSON") from None


def need(args: Args, name: str) -> str:
    """A required text argument. Raises `SlackError`."""
    value = args.get(name)
    if not isinstance(value, str) or not value:
        raise SlackError("invalid_arguments", f"missing required field: {name}")
    return value


def is_set(args: Args, name: str) -> bool:
    """Whether a flag is set."""
    return str(args.get(name, "")).lower() in ("1", "true")


def kinds(args: Args) -> list[str]:
    """The scope prefixes for the `types` asked for; public channels when none is given, as in Slack. Raises
    `SlackError`.
    """
    asked = [one.strip() for one in str(args.get("types") or "public_channel").split(",")]
    if any(one not in _TYPES for one in asked):
        raise SlackError("invalid_types")
    return [_TYPES[one] for one in asked]


def need_view(args: Args) -> dict[str, Any]:
    """The view. Raises `SlackError`."""
    view = args.get("view")
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", "missing required field: view")
    return view


def need_words(args: Args) -> None:
    """Checks that a message has text, blocks or attachments. Raises `SlackError`."""
    if not args.get("text") and not args.get("blocks"):
        raise SlackError("no_text")


def paged(name: str, found: list[Any], args: Args) -> dict[str, Any]:
    """The requested page of `found`, and the cursor of the next one. Raises `SlackError`."""
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
