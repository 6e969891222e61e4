"""Four processes that all plan and all deliver: every reminder once (R6)."""

from __future__ import annotations

import time

from playground import server
from playground.shapes import Person
from storage.database.engine import Database
from tests.support import agency, worker
from tests.support.patience import Waiting
from tests.support.worker import Orders

PEOPLE = 40


def test_four_replicas_say_each_reminder_once(database: Database, database_url: str) -> None:
    slack = server.start()
    for user in agency.people(database, PEOPLE):
        slack.world.people[user] = Person(user, user)
    replicas = [worker.start(Orders(database_url, f"{slack.url}/api/", part="all")) for _ in range(4)]
    try:
        waiting = Waiting(30)
        while len(slack.workspace.ledger()) < PEOPLE or agency.undelivered(database):
            assert waiting.goes_on(), "they do not get done"
            time.sleep(0.1)
        time.sleep(0.5)  # one that said it again would do so now
        reckoning = agency.reckon(database, slack.workspace.ledger())
    finally:
        for one in replicas:
            one.kill()
            one.join()
        slack.stop()
    assert reckoning.is_clean, str(reckoning)
    assert reckoning.sent == PEOPLE
