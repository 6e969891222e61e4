"""The alarm clock: one APScheduler interval that asks the database what is due. It decides nothing itself."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from desk.errors import Busy
from desk.planning import plan_digests
from handlers.services import Services
from storage import processed

log = logging.getLogger(__name__)

TICK_SECONDS = 15
REPLAYS_KEPT = timedelta(days=3)
"""Slack repeats events for up to 24 hours (slack-facts §1.1); three days leave room."""


class Ticker:
    """Plans what has come due, every `TICK_SECONDS` and whenever it is asked."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._turn = threading.Lock()
        # A memory job store, as every replica ticks for itself; late ticks run, missed ones are folded.
        self._scheduler = BackgroundScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._scheduler.add_job(self.tick, "interval", seconds=TICK_SECONDS, id="tick")
        self._scheduler.add_job(self.tidy, "interval", hours=6, id="tidy")

    def start(self) -> None:
        """Start ticking."""
        self._scheduler.start()

    def stop(self) -> None:
        """Stop; a tick that runs is waited for."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def tick(self) -> int:
        """Plan what is due now and wake delivery. Returns how many digests are new."""
        with self._turn:
            try:
                with self._services.database.write() as session:
                    planned = plan_digests(session, self._services.clock.now())
            except Busy:
                log.warning("the database was busy for the tick; the next one makes up for it")
                return 0
        if planned:
            log.info("planned %s digests", planned)
            self._services.wake()
        return planned

    def tidy(self) -> None:
        """Forget requests that Slack can no longer replay."""
        with self._services.database.write() as session:
            processed.forget(session, self._services.clock.now() - REPLAYS_KEPT)
