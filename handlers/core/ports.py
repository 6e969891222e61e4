"""The parts that handlers need and `bot/` provides."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy.orm import Session


class Database(Protocol):
    """Provides short sessions; see `storage.database.engine.Database`."""

    def read(self) -> AbstractContextManager[Session]:
        """A read-only session."""

    def write(self) -> AbstractContextManager[Session]:
        """One transaction."""


class Later(Protocol):
    """Runs work after the ack; see `bot.later.Later`."""

    def submit(self, person: Hashable, work: Callable[[], object], refused: Callable[[], object]) -> None:
        """Run `work` in this person's turn, or call `refused` (once) while too much waits for them."""

    def settle(self, timeout: float) -> None:
        """Wait until all work is done."""

    def stop(self, timeout: float) -> None:
        """Accept no more work."""
