"""A call to Slack, and what became of it: done, surely not done, or unknown (design §5)."""

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
"""For slack_sdk's clients, which call each lost line an error: what it means is told by whoever called."""
QUIET.setLevel(logging.CRITICAL)
EVENT_TYPE = "liaison_message"
"""The event_type of a message's metadata."""
PATIENCE_SECONDS = 10.0
"""How long a call waits for Slack to take it: it holds a thread meanwhile, and SIGTERM waits for it."""
RATE_LIMITED = "ratelimited"
_AGAIN_SECONDS = 1.0
_WITHOUT_ADVICE = 30.0


class Outcome(enum.Enum):
    """What a failed call says about what it was to do."""

    NOT_SENT = "not sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed call. `pause`: seconds to leave Slack alone before anything else."""

    outcome: Outcome
    reason: str
    pause: float


class NotConnected(Exception):
    """There was no connection to Slack, so nothing was said."""


TROUBLE = (SlackApiError, HTTPException, OSError)
"""What slack_sdk's calls raise when they fail; `failure` says what it means."""


class HookRefused(Exception):
    """A response_url answered something else than "ok"."""

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
"""The app as a whole is locked out: nothing can be said until an admin has mended it."""
_NOT_NOW = {"missing_scope", "accesslimited", "org_login_required", "team_added_to_org"}
"""What this one call needs is not there, and may come: until then its message waits."""
UNREADABLE = "unreadable"
"""What came was no answer of Slack's: something on the way gave it."""
_UNSURE = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", UNREADABLE}
_CODE = re.compile(r"[a-z0-9_.-]{1,100}")


def tried(
    call: Callable[[], object], *, patience: float = PATIENCE_SECONDS, may_repeat: bool = False
) -> Failure | None:
    """Make a call; None: it is done. Else what its failure says.

    A 429 is waited for, within `patience` seconds. `may_repeat`: to do it twice is to do it once, so that it
    is tried again after an unknown fate as well.
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
    """What a call's exception says: surely not sent, refused for good, or unknown."""
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
    """What a message carries to be found again: its key and nothing else, as anybody there can read it."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}


def _answered(status: int, code: str, headers: Any) -> Failure:
    code = code if _CODE.fullmatch(code) else UNREADABLE
    if status == 429 or code in (RATE_LIMITED, "rate_limited"):
        return Failure(Outcome.NOT_SENT, RATE_LIMITED, _advice(headers))
    if status >= 500 or code in _UNSURE:
        return Failure(Outcome.UNKNOWN, code, 0)
    if code in LOCKED_OUT:  # whoever hears of it stops, and goes on at once when it is mended
        return Failure(Outcome.NOT_SENT, code, 0)
    if code in _NOT_NOW:
        return Failure(Outcome.NOT_SENT, code, 60)
    return Failure(Outcome.REFUSED, code, 0)


def _advice(headers: Any) -> float:
    """For how many seconds a 429 asks to be left alone."""
    told = str(headers.get("Retry-After", headers.get("retry-after", "")))
    return float(told) if re.fullmatch(r"[0-9]{1,5}(\.[0-9]+)?", told) else _WITHOUT_ADVICE
