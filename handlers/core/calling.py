"""A call to Slack and its result: done, surely not done, or unknown (design §5)."""

from __future__ import annotations

import enum
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from slack_sdk.errors import SlackApiError

QUIET = logging.getLogger("slack_sdk.liaison")
"""The logger for slack_sdk's clients. It is quiet, as they log each lost connection as an error; the caller
logs failures.
"""
QUIET.setLevel(logging.CRITICAL)
EVENT_TYPE = "liaison_message"
"""The event_type of a message's metadata."""
PATIENCE_SECONDS = 10.0
"""Seconds that a call waits for Slack: it occupies a thread, and a shutdown waits for it."""
RATE_LIMITED = "ratelimited"
_AGAIN_SECONDS = 1.0
_WITHOUT_ADVICE = 30.0


class Outcome(enum.Enum):
    """What a failed call means for its effect."""

    NOT_SENT = "not sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed call. `pause`: seconds in which no other call should be made."""

    outcome: Outcome
    reason: str
    pause: float


class NotConnected(Exception):
    """There was no connection to Slack, so nothing was sent."""


TROUBLE = (SlackApiError, HTTPException, OSError)
"""The exceptions of slack_sdk's calls; `failure` interprets them."""


class HookRefused(Exception):
    """A response_url did not answer "ok"."""

    def __init__(self, status: int, words: str, headers: dict[str, str]) -> None:
        super().__init__(f"{status} {words}")
        self.status = status
        self.words = words
        self.headers = headers


LOCKED_OUT = frozenset(
    {
        "account_inactive", "invalid_auth", "not_allowed_token_type", "not_authed", "token_expired",
        "token_revoked",
    }
)  # fmt: skip
"""Codes by which the whole app is locked out: no message can be sent until an admin repairs it."""
_NOT_NOW = {"missing_scope", "accesslimited", "org_login_required", "team_added_to_org"}
"""Codes by which this call lacks something that may come later: its message waits."""
UNREADABLE = "unreadable"
"""Codes of answers that did not come from Slack but from something in between."""
_UNSURE = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", UNREADABLE}
_CODE = re.compile(r"[a-z0-9_.-]{1,100}")


def tried(
    call: Callable[[], object], *, patience: float = PATIENCE_SECONDS, may_repeat: bool = False
) -> Failure | None:
    """Make a call. None: it is done; else the failure.

    A 429 is waited for, within `patience` seconds. `may_repeat`: the call is idempotent, so it is retried
    after an unknown result as well.
    """
    end = time.monotonic() + patience
    while True:
        try:
            call()
        except (*TROUBLE, HookRefused) as error:
            met = failure(error)
        else:
            return None
        is_full = met.reason == RATE_LIMITED
        wait = met.pause if is_full else _AGAIN_SECONDS
        if not (is_full or (may_repeat and met.outcome is Outcome.UNKNOWN)) or time.monotonic() + wait > end:
            return met
        time.sleep(wait)


def failure(error: Exception) -> Failure:
    """The meaning of a call's exception: surely not sent, refused permanently, or unknown."""
    if isinstance(error, SlackApiError):
        response: Any = error.response
        return _answered(response.status_code, str(response.get("error", "unknown")), response.headers)
    if isinstance(error, HookRefused):
        return _answered(error.status, error.words.strip(), error.headers)
    cause = error.reason if isinstance(error, URLError) else error
    is_unreachable = isinstance(cause, ConnectionRefusedError) or type(cause).__name__ == "gaierror"
    if is_unreachable or isinstance(error, NotConnected):
        return Failure(Outcome.NOT_SENT, "unreachable", 5)
    return Failure(Outcome.UNKNOWN, type(cause).__name__, 0)


def metadata(key: str) -> dict[str, Any]:
    """The metadata by which a message is found again: only its key, as anybody there can read it."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}


def _answered(status: int, code: str, headers: Any) -> Failure:
    code = code if _CODE.fullmatch(code) else UNREADABLE
    if status == 429 or code in (RATE_LIMITED, "rate_limited"):
        return Failure(Outcome.NOT_SENT, RATE_LIMITED, _advice(headers))
    if status >= 500 or code in _UNSURE:
        return Failure(Outcome.UNKNOWN, code, 0)
    if code in LOCKED_OUT:  # the caller stops, and continues when access is repaired
        return Failure(Outcome.NOT_SENT, code, 0)
    if code in _NOT_NOW:
        return Failure(Outcome.NOT_SENT, code, 60)
    return Failure(Outcome.REFUSED, code, 0)


def _advice(headers: Any) -> float:
    """How many seconds a 429 asks to wait."""
    told = str(headers.get("Retry-After", headers.get("retry-after", "")))
    return float(told) if re.fullmatch(r"[0-9]{1,5}(\.[0-9]+)?", told) else _WITHOUT_ADVICE
