"""Checks that an answer of Slack's Web API has what the bot reads of it.

An answer without that is as good as none: whether the call was done is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from handlers.core.calling import UNREADABLE

_NEEDED: Mapping[str, Mapping[str, type]] = {
    "chat.getPermalink": {"permalink": str},
    "chat.postMessage": {"ts": str},
    "conversations.info": {"channel.id": str},
    "conversations.members": {"members": list},
    "conversations.open": {"channel.id": str},
    "conversations.replies": {"messages": list},
    "users.info": {"user.id": str},
    "users.list": {"members": list},
    "users.lookupByEmail": {"user.id": str},
}
"""What the answer of a method must have."""
_IF_THERE: Mapping[str, type] = {
    "channel.name": str, "enterprise_id": str, "response_metadata": dict,
    "response_metadata.next_cursor": str, "team_id": str, "ts": str, "user.enterprise_user": dict,
    "user.profile": dict, "user.teams": list,
}  # fmt: skip
"""The types of what any answer may have."""
_OF_TEXTS = "conversations.members"
"""The method whose members are ids."""


class WholeClient(WebClient):
    """slack_sdk's client; an answer of an unknown shape raises like an answer that cannot be read."""

    def api_call(self, api_method: str, **how: Any) -> SlackResponse:
        """Call a method. Raises `SlackApiError` and `OSError`."""
        try:
            answer = super().api_call(api_method, **how)
        except SlackApiError as error:
            if isinstance(error.response.data, dict):
                raise
            raise _unreadable(error.response) from error
        except AttributeError as error:  # slack_sdk expects an object
            raise _unreadable(self._nothing(api_method)) from error
        return whole(api_method, answer)

    def _nothing(self, method: str) -> SlackResponse:
        return SlackResponse(
            client=self, http_verb="POST", api_url=self.base_url + method, req_args={}, data={}, headers={},
            status_code=200,
        )  # fmt: skip


def whole(method: str, answer: SlackResponse) -> SlackResponse:
    """The answer of a method, when it has what is read of it. Raises `SlackApiError`."""
    told = answer.data
    if not isinstance(told, dict) or not _is_whole(method, told):
        raise _unreadable(answer)
    return answer


def _is_whole(method: str, told: Mapping[str, Any]) -> bool:
    needed = _NEEDED.get(method, {})
    if not all(isinstance(_at(told, path), kind) and _at(told, path) != "" for path, kind in needed.items()):
        return False
    if method == _OF_TEXTS and not all(isinstance(one, str) for one in told["members"]):
        return False
    return all(isinstance(_at(told, path), kind | None) for path, kind in _IF_THERE.items())


def _at(told: Any, path: str) -> Any:
    """The value at a path; None where the path does not exist."""
    for name in path.split("."):
        told = told.get(name) if isinstance(told, dict) else None
    return told


def _unreadable(answer: SlackResponse) -> SlackApiError:
    told = SlackResponse(
        client=answer._client, http_verb="POST", api_url=answer.api_url, req_args={},
        data={"ok": False, "error": UNREADABLE}, headers=answer.headers, status_code=answer.status_code,
    )  # fmt: skip
    return SlackApiError("an answer of an unknown shape", told)  # type: ignore[no-untyped-call]
