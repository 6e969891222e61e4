"""What the handlers need of the parts that `bot/` composes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy.orm import Session


class Database(Protocol):
    """Hands out short sessions; see `storage.database.engine.Database`."""

    def read(self) -> AbstractContextManager[Session]:
        """A session for reading only."""

    def write(self) -> AbstractContextManager[Session]:
        """One transaction."""


class Later(Protocol):
    """Does what follows an ack; see `bot.later.Later`."""

    def submit(self, person: Hashable, work: Callable[[], object], refused: Callable[[], object]) -> None:
        """Do this in this person's turn, or call `refused`: once, while too much waits for them."""

    def settle(self, timeout: float) -> None:
        """Wait until nothing is left to do."""

    def stop(self, timeout: float) -> None:
        """Take no more."""
