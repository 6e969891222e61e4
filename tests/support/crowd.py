"""A crowd: people of an agency who all do random things to the same few projects at once, while messages go
out. Used by `tests/chaos` in a short form and by `make bench` in the long one.

Seeded: what each thread draws is the same every time; in which order it comes about is not.
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
"""How often a request comes a second time at the same moment, as a replay does."""
_BUSY = ("Đang bận", "Busy right now")
_CARRIED = re.compile(r'"value": "(?:[^"\\]|\\.)*"')
"""What a button would do, in an answer that asks back: nothing is promised by it."""
_DEADLOCK, _TAKEN = "40P01", "23505"
_DRAIN_SECONDS = 60
_MADE = (Deliverable.title, Feedback.source, Question.words, Todo.text)
"""Where what was asked for in certain words can be found again."""


@dataclass
class Plan:
    """What happens: in each of `rounds` so many `threads` ask `acts` times each."""

    threads: int = 8
    acts: int = 20
    rounds: int = 2
    seed: int = 1


@dataclass
class Outcome:
    """What came of it. `broken`: what did not hold; `taken`: how often a key was hit, and tried again."""

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
        """Whether all held, and nobody saw an error that was not theirs."""
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
    """Let a crowd loose on a database, and look after each round whether all holds."""
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
    """Whether the answer promises that what was asked for is kept; a replay's twin may have had it."""
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
    """Whether a to-do was made and taken back since."""
    return any(token in str(row.before) for row in house.rows(ChangeItem, entity="todo", field="text"))


@contextmanager
def _trouble(house: House, outcome: Outcome) -> Iterator[None]:
    """Count what the database refuses meanwhile."""

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
    """Delivery sends, and the alarm clock ticks."""
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
