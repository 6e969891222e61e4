"""The state of this process: alive, ready, and metrics."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from slack_bolt.response import BoltResponse

from bot.app import Liaison, Role
from bot.doors.http import Page
from bot.metrics import ASIDE_SHOWN, CONTENT_TYPE
from bot.tick import LATE_SECONDS
from desk.core.errors import Busy
from storage.messages import aside, outbox

_MOST_LISTED = 50
LAG_SECONDS = 300.0
"""If a message is due for this long, delivery does not keep up or Slack accepts none."""


def pages(liaison: Liaison, role: Role, line: Callable[[], str] | None = None) -> dict[str, Page]:
    """The answers to GET: `/healthz`, `/readyz` and `/metrics`. `line`: the state of Socket Mode."""
    return {
        "/healthz": lambda: _healthz(liaison),
        "/readyz": lambda: _readyz(readiness(liaison, role, line)),
        "/metrics": lambda: _metrics(liaison),
    }


def readiness(liaison: Liaison, role: Role, line: Callable[[], str] | None = None) -> dict[str, Any]:
    """Whether this process is ready, and each part: `ok`, or what is wrong.

    Also what an operator should check although the bot is ready: messages put aside, people skipped.
    """
    found = {"database": _database(liaison)}
    access = liaison.services.access
    if access.refused:
        found["slack"] = f"{access.fix} ({access.refused})"
    elif line is not None:
        found["slack"] = line()
    works = role is not Role.WEB
    if works:
        found["scheduler"] = _scheduler(liaison)
        found["delivery"] = _delivery(liaison) if found["database"] == "ok" else "unknown"
    ready = all(state == "ok" for state in found.values())
    return {"ready": ready, **found, **(_to_look_at(liaison) if works and found["database"] == "ok" else {})}


def _to_look_at(liaison: Liaison) -> dict[str, list[dict[str, Any]]]:
    """Ids and kinds only: no words that people typed."""
    since = liaison.services.clock.now() - ASIDE_SHOWN
    with liaison.database.read() as session:
        put_aside = [asdict(one) for one in aside.listed(session, since, _MOST_LISTED)]
    found = {"aside": put_aside, "skipped": [asdict(one) for one in liaison.ticker.skipped]}
    return {name: some for name, some in found.items() if some}


def _healthz(liaison: Liaison) -> BoltResponse:
    dead = liaison.dead()
    return BoltResponse(status=503 if dead else 200, body=f"dead: {', '.join(dead)}" if dead else "alive")


def _readyz(found: dict[str, Any]) -> BoltResponse:
    return BoltResponse(
        status=200 if found["ready"] else 503,
        body=json.dumps(found),
        headers={"Content-Type": "application/json"},
    )


def _metrics(liaison: Liaison) -> BoltResponse:
    text = liaison.metrics.exposition().decode()
    return BoltResponse(status=200, body=text, headers={"Content-Type": CONTENT_TYPE})


def _database(liaison: Liaison) -> str:
    try:
        liaison.delivery.pending()
    except Busy:
        return "does not answer"
    return "ok"


def _scheduler(liaison: Liaison) -> str:
    age = liaison.metrics.tick_age()
    return "ok" if age < LATE_SECONDS else f"did nothing for {age:.0f} s"


def _delivery(liaison: Liaison) -> str:
    now = liaison.services.clock.now()
    with liaison.database.read() as session:
        oldest = outbox.oldest_due(session, now)
    lag = (now - oldest).total_seconds() if oldest else 0.0
    return "ok" if lag < LAG_SECONDS else f"a message waits for {lag:.0f} s"
