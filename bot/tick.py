"""The alarm clock: one APScheduler interval that asks the database what is due. It decides nothing itself."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.blocking import BlockingScheduler
from sqlalchemy.orm import Session

from bot.delivery.steps import Reached, Step, unwatched
from bot.metrics import Metrics
from desk.core.errors import Busy
from desk.day.planning import (
    DuePerson,
    Skipped,
    due_people,
    due_wraps,
    plan_nudges,
    plan_some,
    plan_wraps,
)
from desk.messages import pruning
from desk.project import card
from handlers.core.ports import Database
from handlers.core.services import Services
from storage.messages import inbox

log = logging.getLogger(__name__)

TICK_SECONDS = 15
_TIDY_EVERY = timedelta(hours=1)
PEOPLE_AT_ONCE = 500
"""People planned in one transaction, during which nobody else can write to SQLite."""
_FIRST = timedelta(seconds=1)
"""Delay of the first tick, which imports the holidays of all countries: waiting people are answered first."""
LATE_SECONDS = 120.0
"""After this long without a run the alarm clock counts as broken."""
REPLAYS_KEPT = timedelta(days=3)
"""Slack repeats events for up to 24 hours (slack-facts §1.1); three days leave room."""


class Ticker:
    """Plans what is due, every `TICK_SECONDS` and on request."""

    def __init__(
        self, services: Services, metrics: Metrics, kept: timedelta, *, reached: Reached = unwatched
    ) -> None:
        self._services = services
        self._metrics = metrics
        self._kept = kept
        self._reached = reached
        self._turn = threading.Lock()
        self._tidied = datetime.min.replace(tzinfo=UTC)
        self.skipped: tuple[Skipped, ...] = ()
        """Whom the last tick passed over."""
        # A memory job store, as every replica ticks for itself; late ticks run, missed ones are merged.
        self._scheduler = BlockingScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        first = datetime.now(UTC) + _FIRST
        self._scheduler.add_job(self.tick, "interval", seconds=TICK_SECONDS, id="tick", next_run_time=first)
        self._scheduler.add_job(self.tidy, "interval", seconds=_TIDY_EVERY.total_seconds(), id="tidy")
        # On our own thread, so that its death is noticed: APScheduler's keeps saying "running".
        self._thread = threading.Thread(target=self._scheduler.start, name="scheduler", daemon=True)

    def start(self) -> None:
        """Start ticking."""
        self._thread.start()

    def stop(self) -> None:
        """Stop; a running tick is waited for."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def dead(self) -> list[str]:
        """The threads that should run and do not."""
        started = self._thread.ident is not None
        return [self._thread.name] if started and not self._thread.is_alive() else []

    def tick(self) -> int:
        """Plan what is due now and wake delivery. Returns the number of new digests."""
        with self._turn:
            now, database, skipped = self._services.clock.now(), self._services.database, list[Skipped]()

            def nudge() -> int:
                with database.write() as session:
                    return plan_nudges(session, now, skipped)

            planned = self._part(lambda: plan(database, now, self._reached, skipped))
            wrapped = self._part(lambda: plan(database, now, self._reached, skipped, WRAPS))
            nudged = self._part(nudge)
            self._note(skipped)
        if None not in (planned, wrapped, nudged):
            self._metrics.ticked_at = time.monotonic()
        self._reached(Step.PLANNED)
        if planned or wrapped or nudged:
            counts = (planned or 0, wrapped or 0, nudged or 0)
            log.info("planned %s digests, %s wraps and %s nudges", *counts)
            self._services.wake()
        return planned or 0

    def catch_up(self) -> int:
        """Do what is due after the clock was moved: a tick, and the tidying of the hours that it skipped."""
        planned = self.tick()
        if abs(self._services.clock.now() - self._tidied) >= _TIDY_EVERY:
            self.tidy()
        return planned

    def _part(self, do: Callable[[], int]) -> int | None:
        """Do one part of a tick; None: it failed, and the other parts still run."""
        try:
            return do()
        except Busy:
            log.warning("the database was busy for the tick; the next one makes up for it")
        except Exception:
            log.exception("a part of the tick failed")
        return None

    def _note(self, skipped: list[Skipped]) -> None:
        for one in set(skipped) - set(self.skipped):
            log.error("members %s are not reminded: %s", list(one.members), one.why)
        self.skipped = tuple(dict.fromkeys(skipped))

    def tidy(self) -> None:
        """Draw anew the cards of an earlier day; delete requests that Slack can no longer replay, and
        messages older than `kept`.
        """
        now, database = self._services.clock.now(), self._services.database
        try:
            with database.write() as session:
                card.draw_old(session, now)
            self._services.wake()
            with database.write() as session:
                inbox.forget(session, now - REPLAYS_KEPT)
            gone = prune(database, now - self._kept)
        except Busy:
            log.warning("the database was busy for tidying; the next hour makes up for it")
        else:
            self._tidied = now
            if gone:
                log.info("pruned %s messages", gone)


def prune(database: Database, before: datetime) -> int:
    """Delete the messages that ended before business instant `before` and are not needed, a few per
    transaction. Returns how many.

    Raises `Busy`; earlier transactions stay committed.
    """
    gone, after = 0, 0
    while True:
        with database.write() as session:
            some = pruning.prune(session, before, after)
        gone += some.gone
        if some.after is None:
            return gone
        after = some.after


@dataclass(frozen=True, slots=True)
class Planned:
    """A message that is planned once a day for many people: whose is to be decided, and their planning."""

    name: str
    due: Callable[[Session, datetime, list[Skipped]], list[DuePerson]]
    plan: Callable[[Session, datetime, Sequence[DuePerson]], int]


DIGESTS, WRAPS = Planned("digest", due_people, plan_some), Planned("wrap", due_wraps, plan_wraps)


def plan(
    database: Database,
    now: datetime,
    reached: Reached = unwatched,
    skipped: list[Skipped] | None = None,
    what: Planned = DIGESTS,
) -> int:
    """Plan the digests (or `what`) that are due at `now`, a few people at a time, as others cannot write
    meanwhile.

    Returns the number of new ones; people who cannot be planned are added to `skipped`. Raises `Busy`;
    earlier transactions stay committed.
    """
    odd = [] if skipped is None else skipped
    with database.read() as session:
        people = what.due(session, now, odd)
    made = 0
    for first in range(0, len(people), PEOPLE_AT_ONCE):
        made += _plan(database, now, people[first : first + PEOPLE_AT_ONCE], reached, odd, what)
    return made


def _plan(
    database: Database, now: datetime, people: Sequence[DuePerson], reached: Reached, odd: list[Skipped],
    what: Planned,
) -> int:  # fmt: skip
    """Plan these people in one transaction; if one of them makes it fail, in halves."""
    try:
        with database.write() as session:
            made = what.plan(session, now, people)
            reached(Step.PLANNING)
    except Busy:
        raise
    except Exception as error:
        if len(people) == 1:
            log.exception("a %s cannot be planned", what.name)
            odd.append(Skipped.one(people[0], error))
            return 0
        half = len(people) // 2
        parts = (people[:half], people[half:])
        return sum(_plan(database, now, some, reached, odd, what) for some in parts)
    return made
