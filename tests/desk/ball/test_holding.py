"""Who held the ball when: an independent count, minute by minute, comes to the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from desk.ball.holding import ACCOUNT, CLIENT, Holder, Side, charged, stretches
from desk.core.calendar import WorkCalendar, worked
from storage.ball.ball import Event
from storage.brief.relay import RelayState
from storage.people.member import Department
from storage.project.project import ProjectState
from storage.work.deliverable import Status

CREATIVE, MEDIA = Department.CREATIVE, Department.MEDIA
CALENDAR = WorkCalendar("VN", {date(2026, 3, 28): True, date(2026, 3, 31): False})
ZONES = ("Asia/Ho_Chi_Minh", "America/New_York", "Europe/London", "Asia/Kathmandu", "Pacific/Auckland")
START = datetime(2026, 3, 27, 1, 17, 42, tzinfo=UTC)
"""A Friday before a Saturday that is worked here, the change to summer time in Europe, and a day off."""
Key = tuple[str, int, str]


@dataclass
class Past:
    """What was recorded, and beside it what was so since when. Undo forgets the last act, as if it never was;
    the next undo remembers it.
    """

    now: datetime = START
    events: list[Event] = field(default_factory=list)
    after: list[list[tuple[datetime, dict[Key, Any]]]] = field(default_factory=list)
    done: list[tuple[Key, Any, Any]] = field(default_factory=list)

    def at(self, when: datetime) -> dict[Key, Any]:
        """What was so at an instant."""
        found: dict[Key, Any] = {}
        for since, values in self.after[-1] if self.after else []:
            if since <= when:
                found = values
        return found

    def set(self, key: Key, value: Any) -> None:
        values = self.at(self.now)
        before = values.get(key)
        if before == value:
            return
        self.after.append([*(self.after[-1] if self.after else []), (self.now, values | {key: value})])
        self.done.append((key, before, value))
        self._record(key, value, "test")

    def undo(self) -> None:
        if len(self.done) <= len(MADE):
            return
        key, before, value = self.done[-1]
        self.after.append(self.after[-2])
        self.done.append((key, value, before))
        self._record(key, before, "undo")

    def _record(self, key: Key, value: Any, verb: str) -> None:
        entity, row_id, name = key
        self.events.append(Event(1, entity, row_id, name, value, self.now, verb))


STATUS, OWNER, OF = (
    ("deliverable", 7, "status"),
    ("deliverable", 7, "owner_id"),
    ("deliverable", 7, "department"),
)
SUPPLIER = ("deliverable", 7, "supplier")
STATE = ("project", 1, "state")
RELAY, TO = ("relay", 3, "state"), ("relay", 3, "department")
ASKED, ANSWER = ("question", 4, "number"), ("question", 4, "answer")
SENT, TO_THEM = ("question", 4, "sent_at"), ("question", 5, "sent_at")
OF_TEAM, SAID, ABOUT = ("question", 5, "number"), ("question", 5, "answer"), ("question", 5, "relay_id")
MADE = [
    (STATE, ProjectState.ACTIVE), (TO, CREATIVE), (RELAY, RelayState.WAITING), (STATUS, Status.BRIEFED),
    (OWNER, 1), (OF, CREATIVE),
]  # fmt: skip
ACTS = st.one_of(
    st.tuples(st.just(STATUS), st.sampled_from(Status)),
    st.tuples(st.just(STATUS), st.just(Status.BRIEFED)),
    st.tuples(st.just(OWNER), st.integers(1, 3)),
    st.tuples(st.just(OF), st.sampled_from([CREATIVE, MEDIA, None])),
    st.tuples(st.just(SUPPLIER), st.sampled_from(["Minh Phúc", "Studio Quay", None])),
    st.tuples(st.just(STATE), st.sampled_from(ProjectState)),
    st.tuples(st.just(RELAY), st.sampled_from(RelayState)),
    st.tuples(st.just(ASKED), st.just(1)),
    st.tuples(st.just(SENT), st.sampled_from(["2026-03-27T03:00:00+00:00", None])),
    st.tuples(st.just(ANSWER), st.just("Được")),
    st.tuples(st.just(ABOUT), st.just(3)),
    st.tuples(st.just(OF_TEAM), st.just(2)),
    st.tuples(st.just(SAID), st.just("Được")),
    st.tuples(st.just(TO_THEM), st.just("2026-03-27T03:00:00+00:00")),
    st.just("undo"),
)
PAUSES = st.integers(0, 40 * 3600) | st.integers(0, 120)


def holds(values: dict[Key, Any]) -> Holder | None:
    """The rule in other words."""
    status, department = values[STATUS], values.get(OF)
    if values[STATE] != "active" or status in ("delivered", "cancelled", "on_hold"):
        return None
    owner = Holder(Side.PERSON, member_id=values[OWNER])
    if values.get(SUPPLIER):
        return Holder(Side.SUPPLIER, supplier=values[SUPPLIER])
    if status == "with_client":
        return CLIENT
    if status == "internal_review":
        return Holder(Side.DEPARTMENT, department=department or Department.ACCOUNT)
    if status != "briefed":
        return owner
    from_team = values.get(OF_TEAM) and not values.get(SAID)
    if department is CREATIVE and values[RELAY] in ("declined", "stale"):
        return ACCOUNT
    if department is CREATIVE and values[RELAY] == "waiting":
        return ACCOUNT if from_team and values.get(ABOUT) else Holder(Side.DEPARTMENT, department=CREATIVE)
    to_client = [SENT] if values.get(ASKED) and not values.get(ANSWER) else []
    to_client += [TO_THEM] if from_team and not values.get(ABOUT) else []
    if not to_client:
        return owner
    return CLIENT if any(values.get(one) for one in to_client) else ACCOUNT


def minutes(since: datetime, until: datetime) -> Iterator[datetime]:
    """The begin of each minute."""
    at = since.replace(second=0, microsecond=0)
    while at < until.replace(second=0, microsecond=0):
        yield at
        at += timedelta(minutes=1)


def is_worked(at: datetime, zone: ZoneInfo) -> bool:
    local = at.astimezone(zone)
    return CALENDAR.is_working(local.date()) and 9 <= local.hour < 18


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(PAUSES, ACTS), max_size=9), PAUSES, st.sampled_from(ZONES))
def test_each_holder_is_charged_the_minutes_in_which_they_had_to_act(
    acts: list[tuple[int, Any]], rest: int, zone: str
) -> None:
    past = Past()
    for key, value in MADE:
        past.set(key, value)
    for pause, act in acts:
        past.now += timedelta(seconds=pause)
        past.undo() if act == "undo" else past.set(*act)
    now = past.now + timedelta(seconds=rest)

    counted: Counter[Holder] = Counter()
    for at in minutes(START, now):
        values = past.at(at + timedelta(seconds=59.999))
        held_by = holds(values)
        if held_by is not None and is_worked(at, ZoneInfo(zone)):
            counted[held_by] += 1
    found = stretches(past.events, now)[7]
    assert {one: spent for one, spent in charged(found, zone, CALENDAR).items() if spent} == counted
    for one, after in pairwise(found):
        assert one.until <= after.since
        assert one.holder != after.holder or one.until < after.since
    assert not found or holds(past.at(now)) in (None, found[-1].holder)


@given(st.lists(st.integers(0, 40 * 24 * 3600), min_size=3, max_size=3), st.sampled_from(ZONES))
def test_spans_that_adjoin_add_up(seconds: list[int], zone: str) -> None:
    first, middle, last = (START + timedelta(seconds=one) for one in sorted(seconds))
    parts = worked(first, middle, zone, CALENDAR) + worked(middle, last, zone, CALENDAR)
    assert parts == worked(first, last, zone, CALENDAR)


def test_a_press_that_was_undone_charges_nobody_else() -> None:
    """ "With the client" by mistake for a day: the owner had it all along, and since the beginning."""
    past = Past()
    for key, value in [*MADE, (RELAY, RelayState.CONFIRMED), (STATUS, Status.IN_PROGRESS)]:
        past.set(key, value)
    past.now += timedelta(days=3)
    past.set(STATUS, Status.WITH_CLIENT)
    past.now += timedelta(days=1)
    past.undo()
    (lan,) = stretches(past.events, past.now)[7][-1:]
    assert (lan.holder, lan.since) == (Holder(Side.PERSON, member_id=1), START)
    past.now += timedelta(hours=1)
    past.undo()  # it was with the client after all
    assert [one.holder for one in stretches(past.events, past.now)[7]][-1] == CLIENT
