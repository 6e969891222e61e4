"""Delivery as a state machine: work, faults, deaths and time in any order, on the real code."""

from __future__ import annotations

import enum
import re
from collections import defaultdict
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.delivery.steps import Step
from desk.core.errors import Busy, Lost
from storage.messages.outbox import OutboxState
from storage.messages.rate_limit import Call
from tests.support.virtual_office import CHANNELS, PEOPLE, RECIPIENTS, Office, Row
from tests.support.virtual_slack import (
    DND,
    HIDDEN_SECONDS,
    HISTORY,
    INFO,
    KINDS,
    LATEST_SECONDS,
    OPEN,
    POST,
    REFUSALS,
    UPDATE,
    Arrival,
    Said,
    Trouble,
)  # fmt: skip
from tests.support.virtual_time import INSIDE, WAITING, Worker

_STANDS = (Step.BEGUN, Step.WRITING, WAITING, Step.ANSWERED, Step.CLAIMED, Step.KNOWN, Step.READ, Step.NOTED)
"""The steps at which a worker may be suspended."""
_MOST_STEPS = 1000
_WORD = re.compile(r"\bw\d+w\b")
_CALLS = {POST: Call.POST, UPDATE: Call.UPDATE, HISTORY: Call.HISTORY}
_REASONS = {*REFUSALS.values(), "outcome unknown"}
_PATIENCE = (1.1, 8.0, 61.0, 121.0)
"""Seconds: a pause between messages, a slow call, longer than settling, longer than the lease."""


class Wrong(enum.StrEnum):
    """What delivery must never do."""

    TWICE = "said twice"
    LOST = "lost"
    UNWANTED = "begun although it was no longer wanted"
    DISORDERED = "out of order"
    TOGETHER = "two of a queue at once"
    TOO_FAST = "too fast"
    FORGOTTEN = "known to be sent, and then not"
    BROKEN = "broke down"


class Violation(AssertionError):
    """Delivery did something that it must never do."""

    def __init__(self, wrong: Wrong, words: object) -> None:
        super().__init__(wrong, words)
        self.wrong = wrong

    def __str__(self) -> str:
        return ": ".join(map(str, self.args))


class Watch:
    """Checks Slack and the outbox after every step. Raises `Violation`."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._arrivals = self._messages = 0
        self._at: dict[tuple[str, str], list[float]] = defaultdict(list)
        self._keys: set[str] = set()
        self._words: set[str] = set()
        self._newest: dict[str, int] = defaultdict(int)
        self._sent: set[int] = set()
        self.done_at: dict[str, float] = {}
        """Since when a person has nothing left to do."""

    def look(self) -> None:
        """Check what is new since the last time."""
        messages, arrivals = self._office.slack.said(), self._office.slack.arrivals
        for message in messages[self._messages :]:
            self._said(message)
        for arrival in arrivals[self._arrivals :]:
            self._arrived(arrival)
        self._messages, self._arrivals = len(messages), len(arrivals)
        self._stands_in_the_outbox(self._office.rows())

    def reckon(self) -> None:
        """At the end, when nothing runs: everything was sent, or there is a reason why not."""
        rows = {row.id: row for row in self._office.rows()}
        places = {message.key: message.ts for message in self._office.slack.said()}
        for row in rows.values():
            state, head = row.state, rows.get(row.merged_into_id or 0)
            if state not in (OutboxState.SENT, OutboxState.DROPPED):
                raise Violation(Wrong.LOST, row)
            if row.card_id is not None:
                continue
            if state == OutboxState.SENT and places.get(row.key) != row.ts:
                raise Violation(Wrong.LOST, row)
            is_said = state == OutboxState.SENT or (head is not None and head.state == OutboxState.SENT)
            if row.kind == "notice" and is_said and row.cause not in self._words:
                raise Violation(Wrong.LOST, row)
            if not is_said and not self._may_be_dropped(row, head):
                raise Violation(Wrong.LOST, row)

    def _said(self, message: Said) -> None:
        words = [*_WORD.findall(message.text)]
        if message.key in self._keys or self._words.intersection(words):
            raise Violation(Wrong.TWICE, message)
        self._keys.add(message.key)
        self._words.update(words)
        for number in (int(word.strip("w")) for word in words):
            if number < self._newest[message.channel]:
                raise Violation(Wrong.DISORDERED, message)
            self._newest[message.channel] = number

    def _arrived(self, arrival: Arrival) -> None:
        if arrival.method == POST and "/digest/" in arrival.key:
            person = arrival.key.split("/")[2]
            if arrival.begun_at > self.done_at.get(person, arrival.begun_at):
                raise Violation(Wrong.UNWANTED, arrival)
        if arrival.method != HISTORY:
            if arrival.overlaps:
                raise Violation(Wrong.TOGETHER, arrival)
            self._spaced("", arrival.channel, arrival.at, self._office.pace.channel_gap.total_seconds(), 1)
        # A place that was taken late does not delay the next one, so two may come close.
        gap = self._office.pace.gap(_CALLS[arrival.method]).total_seconds()
        self._spaced(arrival.method, "", arrival.claimed_at, gap, 2)

    def _spaced(self, method: str, channel: str, at: float, gap: float, back: int) -> None:
        seen = self._at[method, channel]
        seen.append(at)
        seen.sort()
        for one, other in zip(seen, seen[back:], strict=False):
            if other - one < gap - 1e-4:
                raise Violation(Wrong.TOO_FAST, (method, channel, one, other))

    def _stands_in_the_outbox(self, rows: list[Row]) -> None:
        unsure = [
            row.recipient for row in rows
            if row.card_id is None and row.state in (OutboxState.SENDING, OutboxState.UNKNOWN)
        ]  # fmt: skip
        if len(unsure) > len(set(unsure)):
            raise Violation(Wrong.TOGETHER, unsure)
        sent = {row.id for row in rows if row.card_id is None and row.state == OutboxState.SENT}
        if not self._sent <= sent:
            raise Violation(Wrong.FORGOTTEN, [row for row in rows if row.id in self._sent - sent])
        self._sent = sent

    def _may_be_dropped(self, row: Row, head: Row | None) -> bool:
        if row.reason == "not needed":
            return row.kind == "digest" and row.recipient in self.done_at
        return self._office.slack.has_refused and (head or row).reason in _REASONS


_workers = st.integers(0, 2)
_troubles = st.none() | st.builds(
    Trouble,
    # A message that Slack accepts late is the hardest case, so it is the most frequent.
    st.sampled_from(
        [(POST, "late_accept"), (POST, "stall_after_accept")] * 3
        + [(POST, kind) for kind in KINDS]
        + [(method, kind) for method in (HISTORY, UPDATE) for kind in ("429", "500", "refused")]
        + [(method, kind) for method in (OPEN, INFO, DND) for kind in ("refused", "drop_before_accept")]
    ),
    st.sampled_from([LATEST_SECONDS, 8.0, 0.5]),
)


class Delivering(RuleBasedStateMachine):
    """One example: a day at the office. `office` is set before the run."""

    office: ClassVar[Office]
    examples: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self._words = 0
        self._changes = 0
        self._asleep: list[Worker] = []
        self._is_planned = self._is_bad = False
        type(self).examples += 1

    @initialize(
        hidden=st.sampled_from([HIDDEN_SECONDS, 0.0]),
        recipients=st.lists(st.sampled_from(RECIPIENTS), min_size=2, max_size=5),
    )
    def begin(self, hidden: float, recipients: list[str]) -> None:
        self.office.begin(hidden)
        self._watch = Watch(self.office)
        for recipient in recipients:
            self.say(recipient)

    @rule(recipient=st.sampled_from(RECIPIENTS))
    def say(self, recipient: str) -> None:
        self._words += 1
        self.office.say(recipient, f"w{self._words}w")

    @precondition(lambda self: not self._is_planned)  # again would change nothing, and is slow
    @rule()
    def plan(self) -> None:
        self._is_planned = True
        self.office.plan()

    @precondition(lambda self: self.office.slack.said())
    @rule(recipient=st.sampled_from([*PEOPLE, *CHANNELS]))
    def change(self, recipient: str) -> None:
        self._changes += 1
        self.office.change(recipient, str(self._changes))

    @rule(person=st.sampled_from(PEOPLE))
    def complete(self, person: str) -> None:
        self.office.complete(person)
        self._watch.done_at.setdefault(person, self.office.time.now)

    @rule(number=_workers, until=st.sampled_from(_STANDS), trouble=_troubles)
    def go_on(self, number: int, until: str, trouble: Trouble | None) -> None:
        self._let_work(number, trouble, until=until)

    @rule(number=_workers, until=st.sampled_from(_STANDS), trouble=_troubles)
    def fall_asleep(self, number: int, until: str, trouble: Trouble | None) -> None:
        """Suspend a worker until the very end; another one replaces it."""
        self._let_work(number, trouble, until=until)
        self._asleep.append(self.office.workers[number])
        self.office.workers[number] = self.office.hire()

    @rule(number=_workers, trouble=_troubles)
    def go_on_to_the_end(self, number: int, trouble: Trouble | None) -> None:
        self._let_work(number, trouble)

    @rule(number=_workers, step=st.none() | st.sampled_from(INSIDE), trouble=_troubles)
    def kill(self, number: int, step: Step | None, trouble: Trouble | None) -> None:
        if step:
            self._let_work(number, trouble, dies_at=step)
        self.office.workers[number].kill()
        self.office.workers[number] = self.office.hire()

    @rule(seconds=st.sampled_from(_PATIENCE))
    def wait(self, seconds: float) -> None:
        self.office.time.now += seconds

    @rule(number=_workers, seconds=st.sampled_from(_PATIENCE), sleeps=st.booleans())
    def clocks_go_wrong(self, number: int, seconds: float, sleeps: bool) -> None:
        worker = self.office.workers[number]
        if sleeps and not worker.behind:  # with both clocks wrong nobody could notice
            worker.slept += seconds
            self.office.time.now += seconds
        elif not worker.slept:
            worker.behind += seconds

    @rule(met=st.lists(st.sampled_from([Busy, Lost]), min_size=1, max_size=3))
    def database_is_away(self, met: list[type[Busy]]) -> None:
        self.office.shaky.coming = [*met]

    @invariant()
    def all_is_well(self) -> None:
        self._look()
        self.office.time.now += 0.001  # so that before and after differ

    def teardown(self) -> None:
        """Let everything finish. Suspended workers continue last, after the others have done their work."""
        if self._is_bad or not hasattr(self, "_watch"):
            return
        self.office.slack.trouble, self.office.shaky.coming = None, []
        self._empty()
        for worker in (*self._asleep, *self.office.workers):
            if worker.is_standing:
                worker.go_on()
                self._look()
        self._empty()
        self.office.time.now += LATEST_SECONDS
        self._look()
        self._watch.reckon()
        if self.office.broken:
            raise Violation(Wrong.BROKEN, self.office.broken)

    def _look(self) -> None:
        try:
            self._watch.look()
        except Violation:
            self._is_bad = True
            raise

    def _let_work(
        self, number: int, trouble: Trouble | None, *, until: str = "", dies_at: Step | None = None
    ) -> None:
        worker, self.office.slack.trouble = self.office.workers[number], trouble
        if not worker.go_on(until, dies_at):
            self.office.time.now += _PATIENCE[0]

    def _empty(self) -> None:
        """Let a new worker do everything that is left."""
        worker, pause = self.office.hire(), 1.0
        for _ in range(_MOST_STEPS):
            if worker.go_on():
                pause = 1.0
                self._look()
            elif self.office.pending():
                self.office.time.now += pause
                pause *= 2
            elif not self.office.to_next_due():
                return
        raise Violation(Wrong.LOST, "it never becomes quiet")
