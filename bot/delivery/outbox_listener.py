"""Hears from other processes that a message was written, so that it is sent within a second.

PostgreSQL notifies by LISTEN/NOTIFY. Nothing depends on it: delivery also looks every second.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from desk.core.errors import Busy
from storage.database.engine import Database
from storage.messages.outbox import NOTIFIED

log = logging.getLogger(__name__)

_RETRY_SECONDS = 2.0


class OutboxListener:
    """Wakes delivery when any process has written to the outbox."""

    def __init__(self, database: Database, wake: Callable[[], None]) -> None:
        self._database = database
        self._wake = wake
        self._stopping = threading.Event()

    def start(self) -> None:
        """Listen on its own thread. With SQLite there is only one process, so it does nothing."""
        if not self._database.is_sqlite:
            threading.Thread(target=self._run, name="outbox-listener", daemon=True).start()

    def stop(self) -> None:
        """Stop listening."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._database.listen(NOTIFIED, self._wake, self._stopping)
            except Busy as error:
                log.warning("lost the database's notices (%s); listening again", error)
                self._wake()
                self._stopping.wait(_RETRY_SECONDS)
