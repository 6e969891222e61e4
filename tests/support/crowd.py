"""A crowd: people of an agency who all do random things in a few projects at once, while messages are
delivered. `tests/chaos` uses a short form and `make bench` the long one.

Seeded: each thread draws the same values every time; the order between threads varies.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import event, select

from storage.brief.question import Question
from storage.database.history import ChangeItem
from storage.day.todo import Todo
from storage.feedback.feedback import Feedback
from storage.work.deliverable import Deliverable
from tests.support import invariants
from tests.support.crowd_acts import Asked, Crowd, ask
from tests.support.house import House, heard
from tests.support.patience import Waiting

_TWICE = 0.25
"""How often a request is sent twice at the same moment, as a replay."""
_BUSY = ("Đang bận", "Busy right now")
_CARRIED = re.compile(r'"value": "(?:[^"\\]|\\.)*"')
"""The text of buttons in an answer that asks back: such an answer promises nothing."""
_DEADLOCK, _TAKEN = "40P01", "23505"
_DRAIN_SECONDS = 60
_MADE = (Deliverable.title, Feedback.source, Question.words, Todo.text)
"""Where the effect of a request is found by its words."""


@dataclass
class Plan:
    """In each of `rounds`, `threads` threads send `acts` requests each."""

    threads: int = 8
    acts: int = 20
    rounds: int = 2
    seed: int = 1


@dataclass
class Outcome:
    """The result. `broken`: violated invariants; `taken`: how often a unique key was taken and the work
    retried.
    """

    acts: Counter[str] = field(default_factory=Counter)
    unexpected: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    busy: int = 0
    deadlocks: int = 0
    taken: int = 0
    changes: int = 0
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        """Whether all invariants held, and nobody saw an unexpected error."""
        return not (self.unexpected or self.broken or self.lost or self.doubled or self.deadlocks)

    def __str__(self) -> str:
        wrong = [*self.unexpected[:2], *self.broken[:5], *self.lost[:3], *self.doubled[:3]]
        return (
            f"{sum(self.acts.values())} requests of {len(self.acts)} kinds made {self.changes} changes: "
            f"{len(self.unexpected)} unexpected errors, {len(self.broken)} broken, {len(self.lost)} lost, "
            f"{len(self.doubled)} doubled, {self.deadlocks} deadlocks, {self.taken} keys hit, {self.busy} "
            f"told to press again, {self.seconds:.0f} s. {wrong or ''}"
        )


def press(database_url: str, plan: Plan) -> Outcome:
    """Run a crowd on a database, and check the invariants after each round."""
    outcome, started, house = Outcome(), time.monotonic(), House(database_url)
    acked: list[str] = []
    asked: set[str] = set()
    try:
        crowd = Crowd(house)
        with heard("handlers", "bot") as told, _trouble(house, outcome), _at_work(house):
            for number in range(plan.rounds):
                _round(crowd, plan, number, outcome, asked, acked)
                house.settled()
                _drained(house)
                with house.database.read() as session:
                    outcome.broken += invariants.broken(session)
            outcome.unexpected, outcome.busy = told.unexpected, told.busy
        outcome.changes = house.newest_change()
        _reckon(house, asked, acked, outcome)
    finally:
        house.close()
    outcome.seconds = time.monotonic() - started
    return outcome


def _round(
    crowd: Crowd, plan: Plan, number: int, outcome: Outcome, asked: set[str], acked: list[str]
) -> None:
    def work(thread: int) -> None:
        dice = random.Random(f"{plan.seed}/{number}/{thread}")
        for _ in range(plan.acts):
            one = ask(crowd, dice)
            if one is None:
                continue
            outcome.acts[one.name] += 1
            asked.add(one.token)
            twin = threading.Thread(target=crowd.house.send, args=[one.letter])
            if dice.random() < _TWICE:
                twin.start()
            if _is_yes(crowd.house, one):
                acked.append(one.token)
            if twin.ident:
                twin.join()

    _all([partial(work, thread) for thread in range(plan.threads)])


def _all(works: list[Callable[[], None]]) -> None:
    failed: list[Exception] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - raised again in the thread that waits
            failed.append(error)

    threads = [threading.Thread(target=guarded, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def _is_yes(house: House, one: Asked) -> bool:
    """Whether the answer promises that the request had its effect; of two copies either may have had it."""
    answer = house.send(one.letter)
    if not one.token or answer.status != 200 or any(words in answer.words for words in _BUSY):
        return False
    return one.token in _CARRIED.sub("", answer.words) or answer.body.get("response_action") == "clear"


def _reckon(house: House, asked: set[str], acked: list[str], outcome: Outcome) -> None:
    with house.database.read() as session:
        texts = [str(text) for column in _MADE for text in session.scalars(select(column))]
    found = Counter(word.strip("?'}") for text in texts for word in text.split())
    outcome.lost = [token for token in acked if not found[token] and not _dropped(house, token)]
    outcome.doubled = [token for token in asked if token and found[token] > 1]


def _dropped(house: House, token: str) -> bool:
    """Whether a to-do was made and undone since."""
    return any(token in str(row.before) for row in house.rows(ChangeItem, entity="todo", field="text"))


@contextmanager
def _trouble(house: House, outcome: Outcome) -> Iterator[None]:
    """Count the database's refusals meanwhile."""

    def refused(context: object) -> None:
        state = getattr(getattr(context, "original_exception", None), "sqlstate", None)
        outcome.deadlocks += state == _DEADLOCK
        outcome.taken += state == _TAKEN

    engines = [bot.liaison.database.engine for bot in house.bots]
    for engine in engines:
        event.listen(engine, "handle_error", refused)
    try:
        yield
    finally:
        for engine in engines:
            event.remove(engine, "handle_error", refused)


@contextmanager
def _at_work(house: House) -> Iterator[None]:
    """Run delivery and the alarm clock meanwhile."""
    over = threading.Event()
    replicas = [bot.liaison for bot in house.bots]

    def tick() -> None:
        while not over.wait(0.2):
            for one in replicas:
                one.ticker.tick()

    ticking = threading.Thread(target=tick)
    for one in replicas:
        one.delivery.start()
    ticking.start()
    try:
        yield
    finally:
        over.set()
        ticking.join()


def _drained(house: House) -> None:
    waiting = Waiting(_DRAIN_SECONDS)
    while house.bot.liaison.delivery.pending() and waiting.goes_on():
        time.sleep(0.05)
