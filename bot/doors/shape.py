"""Checks that a request has Slack's format. Bolt and the readers after it rely on the format and would fail
on any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import NoneType
from typing import Any

_OBJECTS = (
    "user", "team", "channel", "view", "view.state", "view.state.values", "message", "container", "event",
    "event.message", "event.previous_message", "event.user.profile", "event.user.enterprise_user",
    "authorizations.0", "actions.0", "view.blocks.0",
)  # fmt: skip
_LISTS = ("actions", "authorizations", "view.blocks")
_EITHER = ("event.user", "event.channel")
"""An id, or an object that has one."""
_TEXTS = (
    "type", "command", "text", "user_id", "team_id", "channel_id", "trigger_id", "response_url",
    "callback_id", "event_id", "user.id", "team.id", "channel.id", "actions.0.action_id", "view.id",
    "view.type", "view.hash", "view.callback_id", "view.private_metadata", "message.ts", "message.user",
    "message.thread_ts", "container.message_ts", "event.type", "event.ts", "event.thread_ts",
    "event.user.id", "event.user.tz", "event.user.profile.real_name", "event.channel.id",
    "event.message.user",
)  # fmt: skip
_KINDS: Sequence[tuple[str, Any]] = [
    *((path, dict) for path in _OBJECTS),
    *((path, list) for path in _LISTS),
    *((path, str | dict) for path in _EITHER),
    *((path, str) for path in _TEXTS),
]
"""The type of each value, if it is present."""
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "block_actions": ("actions.0.action_id", "user.id", "trigger_id"),
    "view_submission": ("view.id", "view.type", "view.callback_id", "view.blocks", "user.id"),
    "view_closed": ("view.id", "view.callback_id", "user.id"),
    "message_action": ("callback_id", "user.id", "trigger_id"),
    "event_callback": ("event.type", "event_id"),
}
"""The values that a request of each type must have."""


def is_slacks(body: Mapping[str, Any]) -> bool:
    """Whether the values in this request have the types that Slack uses."""
    if any(_at(body, path) is None for path in _NEEDED.get(str(body.get("type")), ())):
        return False
    return all(isinstance(_at(body, path), kind | NoneType) for path, kind in _KINDS)


def _at(node: Any, path: str) -> Any:
    """The value at a path; None where the path does not exist."""
    for name in path.split("."):
        if isinstance(node, dict):
            node = node.get(name)
        else:
            # A null in a list is invalid: it is not an object, and it is not absent.
            node = (node[0] or False) if name == "0" and isinstance(node, list) and node else None
    return node
