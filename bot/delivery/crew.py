"""The threads of delivery: one polls for work, the others are woken when there is some."""

from __future__ import annotations

import abc
import logging
import threading
import time

from desk.core.errors import Busy

log = logging.getLogger(__name__)

_STOP_SECONDS = 12.0
_REST = 20
"""How many idle periods a thread rests when nobody wakes it."""


class Crew(abc.ABC):
    """Threads that repeat a round of work. The polling thread looks at least every `idle` seconds."""

    def __init__(self, count: int, idle: float) -> None:
        self._idle = idle
        self._stopping = threading.Event()
        self._wakes = [threading.Event() for _ in range(count)]
        self._threads = [
            threading.Thread(
                target=self._work, args=[wake, number == 0], name=f"delivery-{number}", daemon=True
            )
            for number, wake in enumerate(self._wakes)
        ]

    @abc.abstractmethod
    def _round(self) -> float:
        """Do one round of work; returns the seconds until the next one, 0 for at once."""

    @abc.abstractmethod
    def _finish(self) -> None:
        """Runs at the end of each thread, for work that must not be left undone."""

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Look for work at once."""
        for event in self._wakes:
            event.set()

    def stop(self, timeout: float = _STOP_SECONDS) -> None:
        """Let calls in flight finish, at most `timeout` seconds, and end the threads."""
        self._stopping.set()
        self.wake()
        end = time.monotonic() + timeout
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(end - time.monotonic(), 0))

    def dead(self) -> list[str]:
        """The threads that should run and do not."""
        if self._stopping.is_set():
            return []
        return [thread.name for thread in self._threads if thread.ident and not thread.is_alive()]

    def _work(self, wake: threading.Event, is_lookout: bool) -> None:
        while not self._stopping.is_set():
            wake.clear()
            try:
                pause = self._round()
            except Busy:
                log.warning("the database was busy for delivery")
                pause = self._idle
            except Exception:
                log.exception("delivery stumbled")
                pause = self._idle
            if pause:
                wake.wait(min(pause, self._idle) if is_lookout else self._idle * _REST)
            elif is_lookout:
                self.wake()
        try:
            self._finish()
        except Exception:
            log.exception("delivery ended in the middle of something")
