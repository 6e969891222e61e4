"""The outcome of something that a person does: what the app acked, and what Slack shows them of it."""

from __future__ import annotations

from typing import Any

from playground.doors import Ack

Facts = dict[str, Any]
TROUBLE = "We had some trouble connecting. Try again?"


def unsent(*, shown: str | None = None) -> Facts:
    """Of what never reached the app; `shown` says why, None that it did not have to."""
    return {
        "ok": shown is None, "status": "acked", "ack_ms": 0, "response": None, "shown": shown, "errors": None,
        "trigger_id": None, "envelope_id": None,
    }  # fmt: skip


def of(ack: Ack, trigger: str | None = None, failure: str = TROUBLE) -> Facts:
    """Of what the app was sent; `failure` is shown unless it acked."""
    status = "error" if ack.status == "unconnected" else ack.status
    return {
        "ok": ack.status == "acked", "status": status, "ack_ms": ack.ms, "response": ack.payload or None,
        "shown": None if ack.status == "acked" else failure, "errors": None, "trigger_id": trigger,
        "envelope_id": ack.id or None,
    }  # fmt: skip
