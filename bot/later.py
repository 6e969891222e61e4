"""Work after an ack, on its own threads: it waits for Slack, so it is limited and shared fairly between
people.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

THREADS = 16
AT_ONCE = 3
"""How many threads one person may use at a time."""
MOST_WAITING = 20
"""How much work may wait for one person: with a slow Slack, more would be answered too late."""
_TELLING_SECONDS = 3.0
Work = Callable[[], object]


@dataclass(slots=True)
class _Person:
    """One person's waiting work, each with the callback that reports that it was not done. `is_told`: it was
    called.
    """

    queued: deque[tuple[Work, Work]] = field(default_factory=deque)
    running: int = 0
    is_told: bool = False


class Later:
    """Threads that take turns between people: a person with many requests does not delay the others."""

    def __init__(self) -> None:
        self._people: dict[Hashable, _Person] = {}
        self._turns: deque[Hashable] = deque()
        lock = threading.Lock()
        self._has_turns, self._is_quiet = threading.Condition(lock), threading.Condition(lock)
        self._is_closed = self._is_started = False

    def submit(self, person: Hashable, work: Work, refused: Work) -> None:
        """Do this in the person's turn. If too much waits for this person it is not done, and `refused` is
        called: once, until nothing of theirs waits any more.
        """
        with self._has_turns:
            self._start()
            theirs = self._people.setdefault(person, _Person())
            if not self._is_closed and len(theirs.queued) < MOST_WAITING:
                theirs.queued.append((work, refused))
                self._line_up(person, theirs)
                return
            is_told, theirs.is_told = theirs.is_told, True
        if not is_told:
            log.warning("somebody asks more than can be answered")
            refused()

    def settle(self, timeout: float) -> None:
        """Wait until all work is done, at most `timeout` seconds."""
        with self._is_quiet:
            self._is_quiet.wait_for(lambda: not self._people, timeout)

    def stop(self, timeout: float) -> None:
        """Continue for `timeout` seconds, then accept no more; people without an answer are told."""
        self.settle(timeout)
        with self._is_quiet:
            self._is_closed = True
            self._has_turns.notify_all()
            left = [one.queued[0][1] for one in self._people.values() if one.queued and not one.is_told]
        end = time.monotonic() + _TELLING_SECONDS
        for refused in left:
            if time.monotonic() < end:
                refused()

    def _start(self) -> None:
        if not self._is_started:
            self._is_started = True
            for number in range(THREADS):
                threading.Thread(target=self._work, name=f"later-{number}", daemon=True).start()

    def _line_up(self, person: Hashable, theirs: _Person) -> None:
        if theirs.queued and theirs.running < AT_ONCE and person not in self._turns:
            self._turns.append(person)
            self._has_turns.notify()

    def _work(self) -> None:
        while True:
            with self._has_turns:
                self._has_turns.wait_for(lambda: self._turns or self._is_closed)
                if self._is_closed:
                    return
                person = self._turns.popleft()
                theirs = self._people[person]
                work, _ = theirs.queued.popleft()
                theirs.running += 1
                self._line_up(person, theirs)
            try:
                work()
            finally:
                with self._is_quiet:
                    theirs.running -= 1
                    self._line_up(person, theirs)
                    if not (theirs.queued or theirs.running):
                        del self._people[person]
                        self._is_quiet.notify_all()
