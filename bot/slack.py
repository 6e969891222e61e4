"""Slack's client as the bot uses it, and what its failures mean for a message (design §5)."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

TIMEOUT_SECONDS = 10


class Outcome(enum.Enum):
    """What a failed call says about the message."""

    NOT_SENT = "not sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed call. `pause`: seconds to leave the recipient alone before anything else."""

    outcome: Outcome
    reason: str
    pause: float


_UNSURE = {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}
# The app as a whole is locked out: messages wait until an admin has mended it.
_LOCKED_OUT = {
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "missing_scope",
}


def make_client(token: str, api_url: str) -> WebClient:
    """A client that never repeats a call by itself: slack_sdk's default posts again after a lost answer."""
    return WebClient(token=token, base_url=api_url, timeout=TIMEOUT_SECONDS, retry_handlers=[])


def failure(error: Exception) -> Failure:
    """What a call's exception says: surely not sent, refused for good, or unknown."""
    if isinstance(error, SlackApiError):
        return _answered(error)
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, ConnectionRefusedError) or type(cause).__name__ == "gaierror":
        return Failure(Outcome.NOT_SENT, "unreachable", 5)
    return Failure(Outcome.UNKNOWN, type(cause).__name__, 0)


def _answered(error: SlackApiError) -> Failure:
    response: Any = error.response
    code = str(response.get("error", "unknown"))[:100]
    if response.status_code == 429 or code == "ratelimited":
        return Failure(Outcome.NOT_SENT, "ratelimited", float(response.headers.get("Retry-After", 30)))
    if response.status_code >= 500 or code in _UNSURE:
        return Failure(Outcome.UNKNOWN, code, 0)
    if code in _LOCKED_OUT:
        return Failure(Outcome.NOT_SENT, code, 60)
    return Failure(Outcome.REFUSED, code, 0)
