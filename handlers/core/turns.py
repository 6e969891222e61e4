"""Work that two threads must not do at once for the same person."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Turn:
    """`wanted`: how many have it or wait for it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    wanted: int = 0


class Turns:
    """One person's work after the other, that of different people at once."""

    def __init__(self) -> None:
        self._turns: dict[Hashable, _Turn] = {}
        self._lock = threading.Lock()

    @contextmanager
    def of(self, person: Hashable) -> Iterator[None]:
        """Wait until nobody else is in this person's turn, and take it."""
        with self._lock:
            turn = self._turns.setdefault(person, _Turn())
            turn.wanted += 1
        try:
            with turn.lock:
                yield
        finally:
            with self._lock:
                turn.wanted -= 1
                if not turn.wanted:
                    del self._turns[person]
