"""Business clocks: the machine's own, and one that follows a clock URL (the playground's)."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

log = logging.getLogger(__name__)

_WAIT_SECONDS = 20
_RETRY_SECONDS = 1.0


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        return datetime.now(UTC)


class FollowedClock:
    """A clock that another process moves: it long-polls `url`, keeps the offset and reports each move."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._offset = timedelta()
        self._seen = 0
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        return datetime.now(UTC) + self._offset

    def follow(self, arrived: Callable[[], tuple[int, int]]) -> None:
        """Follow the clock on its own thread.

        `arrived` is called after each move until nothing is pending. It does the due work and returns
        (planned, pending), which is reported to `url`.
        """
        self._thread = threading.Thread(target=self._run, args=[arrived], name="clock", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop following."""
        self._stop.set()

    def _run(self, arrived: Callable[[], tuple[int, int]]) -> None:
        while not self._stop.is_set():
            try:
                if self._poll():
                    self._report(arrived)
            except (URLError, OSError, ValueError) as error:
                log.warning("the clock at %s did not answer: %s", self._url, error)
                self._stop.wait(_RETRY_SECONDS)

    def _poll(self) -> bool:
        asked = f"{self._url}?seen={self._seen}&wait={_WAIT_SECONDS}"
        with urlopen(asked, timeout=_WAIT_SECONDS + 10) as answer:  # noqa: S310 - see settings
            state = json.load(answer)
        moved = state["seq"] != self._seen
        self._seen, self._offset = state["seq"], timedelta(seconds=state["offset"])
        return bool(moved)

    def _report(self, arrived: Callable[[], tuple[int, int]]) -> None:
        total = 0
        while not self._stop.is_set():
            planned, pending = arrived()
            total += planned
            self._post(seq=self._seen, now=self.now().isoformat(), planned=total, outbox_pending=pending)
            if not pending:
                return
            self._stop.wait(0.05)

    def _post(self, **report: Any) -> None:
        body = json.dumps(report).encode()
        request = Request(self._url, body, {"Content-Type": "application/json"})  # noqa: S310 - see settings
        with urlopen(request, timeout=10):  # noqa: S310
            pass
