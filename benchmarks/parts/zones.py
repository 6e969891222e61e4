"""R8: a year of ticks in every zone of the world, on the real planning: when does everybody's digest come?

An oracle in plain Python says when it should; beside it a reminder frozen at a time in UTC.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import select

from benchmarks.big import people_of_zones
from benchmarks.engines import SQLITE, engines
from benchmarks.results import Results
from desk.day.planning import plan_digests
from storage.database.engine import Database
from storage.day.digest_rules import LATEST_MINUTE
from storage.day.reminders import DIGEST
from storage.messages.outbox import Outbox

YEAR = 2026
HOURS = (time(9), time(2, 30), time(23, 45))
TICK = timedelta(minutes=15)
HOLIDAYS = frozenset(
    date(YEAR, month, day)
    for month, day in (
        (1, 1), (2, 16), (2, 17), (2, 18), (2, 19), (2, 20), (4, 26), (4, 27), (4, 30), (5, 1), (8, 31),
        (9, 1), (9, 2), (11, 24),
    )
)  # fmt: skip
"""Vietnam's public holidays of that year, written down by hand, apart from any library."""


@dataclass
class Found:
    """What was found over all zones, hours and days."""

    days: int = 0
    missed: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    on_days_off: list[str] = field(default_factory=list)
    too_early: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    hours_jumped_over: int = 0
    in_the_evening: int = 0
    frozen_off: int = 0
    frozen: int = 0


@dataclass(frozen=True, slots=True)
class Size:
    """The zones, and from which day on, and for how many days."""

    zones: tuple[str, ...]
    first: date
    days: int


FULL = Size(zones=tuple(sorted(available_timezones())), first=date(YEAR, 1, 1), days=365)
TINY = Size(zones=("America/New_York", "Asia/Ho_Chi_Minh"), first=date(YEAR, 3, 6), days=4)
"""Four days in two zones. In New York the clock jumps over 02:30 on the third of these days, a Sunday."""


def measure(results: Results, size: Size) -> None:
    """Tick through the year, then look what was planned when."""
    owners = [(zone, hour) for zone in size.zones for hour in HOURS]
    with engines(SQLITE) as (sqlite,):
        url = sqlite.new()
        people_of_zones(url, [(zone, hour.hour * 60 + hour.minute) for zone, hour in owners])
        database = Database(url)
        for now in _ticks(size):
            with database.write() as session:
                plan_digests(session, now)
        with database.read() as session:
            rows = session.execute(
                select(Outbox.recipient, Outbox.day, Outbox.not_before).where(Outbox.kind == DIGEST)
            ).all()
        database.close()
    planned: dict[tuple[str, date], list[datetime]] = defaultdict(list)
    for recipient, day, at in rows:
        planned[recipient, day].append(at)
    found = Found()
    for number, (zone, hour) in enumerate(owners):
        _judge(found, size, f"U{number}", zone, hour, planned)
    _report(results, found, size)


run, smoke = partial(measure, size=FULL), partial(measure, size=TINY)


def _ticks(size: Size) -> Iterator[datetime]:
    """Every quarter of an hour while it is one of those days anywhere on earth."""
    midnight = datetime.combine(size.first, time(), UTC)
    now = midnight - timedelta(hours=15)
    while now < midnight + timedelta(days=size.days, hours=13):
        yield now
        now += TICK


def _judge(
    found: Found,
    size: Size,
    user: str,
    zone: str,
    hour: time,
    planned: dict[tuple[str, date], list[datetime]],
) -> None:
    here = ZoneInfo(zone)
    frozen = datetime.combine(date(YEAR, 1, 1), hour, here).astimezone(UTC).time()
    for day in (size.first + timedelta(days=number) for number in range(size.days)):
        due = datetime.combine(day, hour, here)
        exists = due.astimezone(UTC).astimezone(here).replace(tzinfo=None) == due.replace(tzinfo=None)
        said = [at.astimezone(here) for at in planned.get((user, day), [])]
        where = f"{zone} {day} {hour:%H:%M}: {', '.join(at.strftime('%d %H:%M') for at in said) or 'none'}"
        _count(found, where, due, said, exists=exists)
        if hour.hour * 60 + hour.minute < LATEST_MINUTE:
            _freeze(found, day, hour, here, frozen)


def _count(found: Found, where: str, due: datetime, said: list[datetime], *, exists: bool) -> None:
    is_off = due.isoweekday() > 5 or due.date() in HOLIDAYS
    if due.hour * 60 + due.minute >= LATEST_MINUTE:
        found.in_the_evening += len(said)
        return
    found.days += not is_off
    if is_off and said:
        found.on_days_off.append(where)
    if len(said) > 1:
        found.doubled.append(where)
    if is_off:
        return
    if not said:
        found.missed.append(where)
        return
    found.hours_jumped_over += not exists
    if said[0].date() != due.date() or said[0].time() < due.time():
        found.too_early.append(where)
    elif said[0].astimezone(UTC) - due.astimezone(UTC) >= TICK:
        found.late.append(where)


def _freeze(found: Found, day: date, hour: time, here: ZoneInfo, frozen: time) -> None:
    """A reminder that was reckoned once, on 1 January, comes at the same time in UTC all year."""
    due = datetime.combine(day, hour, here).astimezone(UTC)
    comes = min(
        (datetime.combine(due.date() + timedelta(days=away), frozen, UTC) for away in (-1, 0, 1)),
        key=lambda at: abs(at - due),
    )
    found.frozen += 1
    found.frozen_off += comes != due


def _report(results: Results, found: Found, size: Size) -> None:
    early = [hour for hour in HOURS if hour.hour * 60 + hour.minute < LATEST_MINUTE]
    hours = " and ".join(f"{hour:%H:%M}" for hour in early)
    what = f"{len(size.zones)} zones, {size.days} days of {YEAR}, {hours}, ticks of a quarter of an hour"
    share = f"of {found.days:,} working days of owners"
    counts = {
        "missed": found.missed,
        "doubled": found.doubled,
        "on weekends and holidays": found.on_days_off,
        "before the hour or on another day": found.too_early,
        "later than a tick": found.late,
    }
    for name, wrong in counts.items():
        results.value("R8", f"digests {name}, {what}", [len(wrong)], ("=", 0), "; ".join(wrong[:3]) or share)
    results.value(
        "R8", "digests for 23:45, when nobody is reminded any more", [found.in_the_evening], ("=", 0),
        f"{found.hours_jumped_over} of the others came on days that jump over their hour",
    )  # fmt: skip
    off = 100 * found.frozen_off / found.frozen
    results.value("R8", f"% of days off by an hour with a time frozen in UTC, {what}", [off], ("≥", 15))
