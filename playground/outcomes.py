"""The outcome of a person's action: what the app acked, and what Slack shows."""

from __future__ import annotations

from typing import Any

from playground.doors import Ack

Facts = dict[str, Any]
TROUBLE = "We had some trouble connecting. Try again?"


def unsent(*, shown: str | None = None) -> Facts:
    """The outcome of an action that was not sent to the app; `shown`: why, None if it need not be."""
    return {
        "ok": shown is None, "status": "acked", "ack_ms": 0, "response": None, "shown": shown, "errors": None,
        "trigger_id": None, "envelope_id": None,
    }  # fmt: skip


def of(ack: Ack, trigger: str | None = None, failure: str = TROUBLE) -> Facts:
    """The outcome of an action that was sent to the app; `failure` is shown unless the app acked."""
    status = "error" if ack.status == "unconnected" else ack.status
    return {
        "ok": ack.status == "acked", "status": status, "ack_ms": ack.ms, "response": ack.payload or None,
        "shown": None if ack.status == "acked" else failure, "errors": None, "trigger_id": trigger,
        "envelope_id": ack.id or None,
    }  # fmt: skip
