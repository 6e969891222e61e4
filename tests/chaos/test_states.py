"""Whatever happens in whatever order, nothing is lost and nothing said twice (R4), and the ways that messages
go between their states are those that docs/delivery.md tells.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url

from bot.delivery.steps import Step
from storage.database.engine import Database
from storage.messages import outbox
from storage.messages.outbox import Begun, OutboxState
from storage.messages.rate_limit import Pace
from tests.support import virtual_time
from tests.support.search import search
from tests.support.virtual_office import Office
from tests.support.virtual_slack import HISTORY, POST, Trouble
from tests.support.worker import MORNING

EXAMPLES = 25
SETTLED, LEASED = (time.total_seconds() + 1 for time in (Pace().settle, Pace().lease))
DELIVERY = Path(__file__).parents[2] / "docs" / "delivery.md"
WATCHED = """
CREATE TRIGGER written AFTER INSERT ON outbox BEGIN SELECT went('', NEW.state); END;
CREATE TRIGGER moved AFTER UPDATE OF state ON outbox WHEN OLD.state <> NEW.state
BEGIN SELECT went(OLD.state, NEW.state); END;
"""

Ways = set[tuple[str, str]]


@pytest.fixture
def ways() -> Iterator[Ways]:
    """All ways that messages of watched databases have gone."""
    found: Ways = set()

    def watch(connection: sqlite3.Connection, _record: object) -> None:
        connection.create_function("went", 2, lambda old, new: found.add((old, new)))

    event.listen(Engine, "connect", watch)
    yield found
    event.remove(Engine, "connect", watch)


@pytest.fixture
def path(sqlite_url: str) -> Path:
    """The file of an empty database that is watched."""
    file = Path(str(make_url(sqlite_url).database))
    connection = sqlite3.connect(file)
    connection.executescript(WATCHED)
    connection.close()
    return file


def test_nothing_is_lost_or_said_twice_and_messages_go_the_ways_that_the_page_tells_and_no_other(
    path: Path, tmp_path: Path, ways: Ways
) -> None:
    other = tmp_path / "other.db"
    shutil.copy(path, other)
    searched = search(path, EXAMPLES)
    assert searched.found is None
    assert searched.examples >= EXAMPLES
    what_is_rare(other)
    a_backup_was_restored(other)
    table = DELIVERY.read_text(encoding="utf-8").partition("## The five states")[2].partition("## ")[0]
    told = re.findall(r"^\| (?:`(\w+)` )?\| `(\w+)` \|", table, flags=re.MULTILINE)
    assert {state for way in told for state in way} == {"", *OutboxState}
    assert sorted(ways) == sorted(told)


def what_is_rare(path: Path) -> None:
    """What no history tells, what a worker without its lease notes, what is told with what Slack refuses."""
    office = Office(path, Pace())
    slow, next_one, _ = office.workers
    with virtual_time.on(office.time, office.connect):
        office.say("C000000", "unsure")
        office.slack.trouble = Trouble((POST, "500"), 1)
        next_one.go_on()
        office.time.now += SETTLED
        office.slack.trouble = Trouble((HISTORY, "refused"), 1)
        next_one.go_on()
        for trouble, hidden in ((Trouble((HISTORY, "refused"), 1), 0), (None, 3 * LEASED)):
            office.say("C000001", f"hidden {hidden}")
            slow.go_on(Step.ANSWERED)
            office.time.now += LEASED
            office.slack.trouble, office.slack.hidden = trouble, hidden
            next_one.go_on()
            slow.go_on()
            office.time.now += LEASED
        office.say("U000000", "refused")
        office.say("U000000", "told with it")
        office.slack.trouble = Trouble((POST, "refused"), 1)
        next_one.go_on()
    office.close()


def a_backup_was_restored(path: Path) -> None:
    """What waits may have been said since; and an answer whose call had no clear end."""
    database, now = Database(f"sqlite:///{path}"), MORNING.astimezone(UTC)
    for begun in (None, Begun("D01", now)):
        with database.write() as session:
            outbox.enqueue(
                session, workspace_id=1, kind="notice", recipient="U000000", cause=str(begun), at=now,
                begun=begun,
            )  # fmt: skip
    with database.write() as session:
        outbox.doubt(session)
    database.close()
