"""Asks Slack for the token's workspace, its validity, and the people: at the start and once a day.

While Slack refuses the token it asks every minute, so that the bot continues once the token is valid.
"""

from __future__ import annotations

import logging
import threading

from desk.core.errors import Busy
from handlers.core import profiles
from handlers.core.calling import TROUBLE, failure
from handlers.core.services import Services

log = logging.getLogger(__name__)

_FRESH_SECONDS = 24 * 3600.0
_AGAIN_SECONDS = 60.0
_LOOK_SECONDS = 1.0


class Presence:
    """The thread that asks. `reads_people`: it also reads everybody's profile (F21)."""

    def __init__(self, services: Services, *, reads_people: bool) -> None:
        self._services, self._reads_people = services, reads_people
        self._stopping = threading.Event()

    def start(self) -> None:
        """Start asking."""
        threading.Thread(target=self._work, name="presence", daemon=True).start()

    def stop(self) -> None:
        """Stop asking; a call in flight is not waited for."""
        self._stopping.set()

    def look(self) -> bool:
        """Ask now; returns whether Slack answered everything."""
        access = self._services.access
        was_refused = bool(access.refused)
        try:
            installed = access.ask()
            if was_refused and not access.refused:
                self._services.wake()
            if installed is not None and self._reads_people:
                log.info("know %s people", profiles.learn_everyone(self._services, installed))
        except TROUBLE as error:
            log.warning("Slack was asked in vain (%s); trying again", failure(error).reason)
            return False
        except Busy:
            log.warning("the database was busy for what Slack told; trying again")
            return False
        return installed is not None

    def _work(self) -> None:
        waited, pause = 0.0, 0.0
        while not self._stopping.is_set():
            if waited >= pause or (self._services.access.refused and waited >= _AGAIN_SECONDS):
                waited, pause = 0.0, _FRESH_SECONDS if self.look() else _AGAIN_SECONDS
            self._stopping.wait(_LOOK_SECONDS)
            waited += _LOOK_SECONDS
