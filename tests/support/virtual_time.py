"""Time that a test moves, and workers that are suspended until the test resumes them.

A worker is a real `Delivery` in its own greenlet: it runs to its next named step, to the wait for an answer
or to a sleep. There it is left suspended, resumed or killed. Nothing happens by itself, so the same orders
always give the same run.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache

import pytest
from greenlet import greenlet
from slack_sdk.errors import SlackApiError

from bot.delivery.delivery import Delivery
from bot.delivery.steps import Reached, Step
from desk.core.errors import Busy
from handlers.core.calling import NotConnected

INSIDE = (Step.BEGINNING, Step.NOTING)
"""Steps inside a transaction: a worker may die there, but it is suspended only outside them."""


_TOGETHER = 3
"""How many messages a worker may claim at once."""
WAITING = "waiting"
"""The place of a worker that waits for an answer, or sleeps."""


class Killed(BaseException):
    """The process ends here, without executing anything more."""


class Time:
    """The second `now`, since 1970, and the reading of each clock.

    Replaces the module `time` for delivery: the clocks of the current worker.
    """

    def __init__(self, now: float) -> None:
        self.now = now
        self.worker: Worker | None = None

    def pass_until(self, instant: float) -> None:
        """Let time pass until `instant`, if it is later."""
        self.now = max(self.now, instant)

    def of_worker(self) -> tuple[float, float]:
        """When the current worker claimed its message, and when it began it."""
        return (self.worker.claimed_at, self.worker.begun_at) if self.worker else (self.now, self.now)

    def stand(self) -> None:
        """Suspend the current worker until it is resumed."""
        if self.worker:
            self.worker.stand()

    def monotonic(self) -> float:
        """A clock that stops while its machine sleeps."""
        return self.now - (self.worker.slept if self.worker else 0)

    def time(self) -> float:
        """A clock that somebody may have set back."""
        return self.now - (self.worker.behind if self.worker else 0)

    def sleep(self, seconds: float) -> None:
        """Suspend for at least `seconds`."""
        until = self.now + seconds
        self.stand()
        self.pass_until(until)


@dataclass
class Instants:
    """Replaces the class `datetime` for the database's clock."""

    time: Time

    def now(self, zone: tzinfo) -> datetime:
        """The instant in `zone`."""
        return datetime.fromtimestamp(self.time.now, zone)


@contextmanager
def on(time: Time, connect: Callable[..., object]) -> Iterator[None]:
    """Let delivery and the database use this time, and reach Slack through `connect`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.delivery.delivery.time", time)
        patch.setattr("bot.delivery.fence.time", time)
        patch.setattr("bot.delivery.delivery.datetime", Instants(time))
        patch.setattr("storage.database.dialect.datetime", Instants(time))
        patch.setattr("socket.create_connection", connect)
        # A real process reads the machine's certificates once; all workers here share one reading.
        patch.setattr("ssl.create_default_context", cache(ssl.create_default_context))
        yield


class Worker:
    """One process with one thread. `slept` and `behind`: by how many seconds its two clocks are wrong.

    `broken` collects unexpected exceptions.
    """

    def __init__(self, time: Time, make: Callable[[Reached], Delivery], broken: list[Exception]) -> None:
        self.slept = self.behind = 0.0
        self.claimed_at = self.begun_at = 0.0
        self._broken = broken
        self._time = time
        self._make = make
        self._delivery = make(self._reached)
        self._life: greenlet | None = None
        self._dies_at: Step | None = None
        self._did = False
        self._at = WAITING

    @property
    def is_standing(self) -> bool:
        """Whether it is suspended in the middle of something."""
        return self._life is not None

    def go_on(self, until: str = "", dies_at: Step | None = None) -> bool:
        """Resume it until it reaches this step, or `WAITING`, or finishes one message.

        Steps inside a transaction are passed, unless `dies_at` names one. False: there was nothing to do.
        """
        self._dies_at = dies_at
        if self._life is None:
            self._life = greenlet(self._work)
            self.claimed_at = self.begun_at = self._time.now
        while True:
            self._switch(self._life.switch)
            if self._life.dead:
                self._life = None
                return self._did
            if self._at == until:
                return True

    def kill(self) -> None:
        """Kill it where it is."""
        if self._life is not None:
            self._switch(lambda: self._life and self._life.throw(Killed))
            self._life = None
            self._delivery = self._make(self._reached)

    def stand(self, at: str = WAITING) -> None:
        """Called by the code it runs: suspend here."""
        self._at = at
        self._time.worker = None
        greenlet.getcurrent().parent.switch()
        self._time.worker = self

    def _switch(self, there: Callable[[], object]) -> None:
        self._time.worker = self
        there()
        self._time.worker = None

    def _work(self) -> None:
        self._did = True
        try:
            self._did = self._delivery.step(_TOGETHER)
        except Killed:
            self._delivery = self._make(self._reached)  # a restarted process remembers nothing
        except Busy:
            pass
        except (NotConnected, SlackApiError, OSError) as error:
            self._broken.append(error)

    def _reached(self, step: Step) -> None:
        if step is Step.BEGINNING:
            self.begun_at = self._time.now
        if step not in INSIDE:
            self.stand(step)
        elif step is self._dies_at:
            raise Killed
