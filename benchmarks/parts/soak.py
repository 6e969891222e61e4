"""SO: the whole for forty minutes: two doors, two workers, PostgreSQL, a line that breaks, a database crash.

It is Monday morning all the while: each has something overdue, so each is told, and commands add more.
"""

from __future__ import annotations

import contextlib
import random
import statistics
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import psycopg
from sqlalchemy import select

from benchmarks import whole
from benchmarks.clock import BusinessClock
from benchmarks.engines import POSTGRESQL, engines
from benchmarks.results import Results
from storage.database.engine import Database
from storage.work.deliverable import Deliverable
from tests.support import agency, postgresql, service, storm
from tests.support.service import Replica
from tests.support.storm import SlackProcess
from tests.support.worker import MORNING
from tests.support.world import World

PATIENCE_SECONDS = 900.0
"""A busy hour of a whole agency may stand still to its end: 4 messages a second are let through then."""
DUE = (MORNING + timedelta(days=20)).strftime("%d/%m/%Y")


@dataclass(frozen=True, slots=True)
class Size:
    """How long, with how many projects and people; `every`: seconds between two commands, so that the pace of
    the workspace is not what is measured; `sample`: between two looks at the memory; `trouble`: the share of
    a storm's, with a message `late` seconds after its call at the most; and whether the database crashes."""

    roles: tuple[str, ...]
    seconds: float
    projects: int
    people: int
    every: float
    sample: float
    trouble: float
    late: float
    crash: bool


FULL = Size(
    roles=("web", "web", "worker", "worker"), seconds=40 * 60, projects=12, people=300, every=0.7, sample=60,
    trouble=1 / 3, late=3, crash=True,
)  # fmt: skip
TINY = Size(
    roles=("all",), seconds=0.5, projects=2, people=2, every=0.2, sample=0.2, trouble=0, late=0,
    crash=False,
)  # fmt: skip
"""A moment with one process; the PostgreSQL of the tests is not crashed."""


def measure(results: Results, size: Size) -> None:
    """All of it."""
    channels = [f"C{number:06d}" for number in range(size.projects)]
    with (
        engines(POSTGRESQL, crashing=size.crash) as (engine,),
        contextlib.closing(BusinessClock(MORNING)) as clock,
    ):
        url = engine.new()
        database = Database(url)
        users = agency.people(database, size.people)
        _projects(database, channels)
        slack = SlackProcess(users, channels)
        try:
            slack.workspace.weather(
                seed=1,
                chances=_trouble(size.trouble),
                seconds=size.late * 2 / 3,
                stall=15.0,
                visibility=size.late / 3,
            )
            with whole.following(clock, url, f"{slack.url}/api/", *size.roles) as replicas:
                work = _work(size, database, url, replicas, users)
                _until_said(database, clock)
                codes = [replica.end() for replica in replicas]
            time.sleep(size.late)
            _report(results, size, work, database, slack, codes)
        finally:
            slack.stop()
            database.close()


run, smoke = partial(measure, size=FULL), partial(measure, size=TINY)


@dataclass
class _Work:
    """What was asked, with the answers that call it saved, and looks at the memory meanwhile."""

    sent: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    samples: list[dict[str, float]] = field(default_factory=list)


def _projects(database: Database, channels: list[str]) -> None:
    world = World(database)
    lead = world.person(agency.LEAD)
    for channel in channels:
        world.project(lead, f"Dự án {channel}", f"du-an-{channel.lower()}", channel=channel)


def _trouble(share: float) -> dict[str, dict[str, float]]:
    return {
        method: {kind: chance * share for kind, chance in kinds.items()}
        for method, kinds in storm.CHANCES.items()
    }


def _work(size: Size, database: Database, url: str, replicas: list[Replica], users: list[str]) -> _Work:
    """Commands all the time, one in twenty given to two doors; the database crashes in the middle."""
    done, dice, started = _Work(), random.Random(1), time.monotonic()
    doors = [one for one in replicas if one.role != "worker"]
    number, crashed, next_sample = 0, not size.crash, started
    while time.monotonic() - started < size.seconds:
        number += 1
        title, project = f"Soak {number}x", f"du-an-c{dice.randrange(size.projects):06d}"
        text = f"add {project} {title} <@{dice.choice(users)}> {DUE}"
        trigger = f"soak.{number}.{time.time_ns()}"
        ports = [doors[(number + more) % len(doors)].port for more in range(2 if dice.random() < 0.05 else 1)]
        _ask(done, ports, title, text, trigger)
        if not crashed and time.monotonic() - started > size.seconds / 2:
            crashed = True
            print("the database crashes", flush=True)
            postgresql.crash(url)
        if time.monotonic() >= next_sample:
            next_sample += size.sample
            done.samples.append(_sample(database, url, replicas))
            minutes = (time.monotonic() - started) / 60
            print(f"{minutes:5.1f} min  {len(done.sent)} commands  {done.samples[-1]}", flush=True)
        time.sleep(size.every)
    return done


def _ask(done: _Work, ports: list[int], title: str, text: str, trigger: str) -> None:
    """Give these doors the same command at once; one of them answers, as the others see that it is done."""
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(partial(_answer, text=text, trigger=trigger), ports))
    saved = [body for status, body in answers if status == 200 and title in body and "bận" not in body]
    if saved:
        done.sent[title] = saved[0]
    else:
        done.refused.append(" / ".join(f"{status} {body[:80]}" for status, body in answers))


def _answer(port: int, text: str, trigger: str) -> tuple[int, str]:
    try:
        return service.command(port, agency.LEAD, "/ae", text, trigger=trigger)
    except OSError as error:
        return 0, repr(error)


def _until_said(database: Database, clock: BusinessClock) -> None:
    """All that is due while it is still the same morning: what came too often for its readers waits for the
    end of an hour, so the hour passes."""
    clock.go_on(timedelta(hours=1))
    end = time.monotonic() + PATIENCE_SECONDS
    while agency.undelivered(database, MORNING + timedelta(hours=2)) and time.monotonic() < end:
        time.sleep(0.2)


def _sample(database: Database, url: str, replicas: list[Replica]) -> dict[str, float]:
    found = {f"{one.role}{number} MiB": round(one.memory(), 1) for number, one in enumerate(replicas)}
    try:
        with psycopg.connect(url) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            ).fetchone()
        return found | {"connections": row[0] if row else 0}
    except psycopg.OperationalError:
        return found


def _report(
    results: Results, size: Size, work: _Work, database: Database, slack: SlackProcess, codes: list[int]
) -> None:
    found = agency.reckon(database, slack.workspace.ledger())
    with database.read() as session:
        stored = Counter(session.scalars(select(Deliverable.title)))
    lost = [title for title in work.sent if title not in stored]
    doubled = [title for title, count in stored.items() if title.startswith("Soak") and count > 1]
    met = slack.workspace.weather()
    faults = sum(count for kind, count in met.items() if kind != "delay")
    for title in (*lost, *doubled):
        print(f"{title}: {stored[title]} stored; answered {work.sent.get(title, '')[:300]}", flush=True)
    said = f"{size.seconds / 60:.0f} minutes, {' '.join(size.roles)}, PostgreSQL"
    trouble = f"{faults} calls failed and {met.get('delay', 0)} were slow"
    asked = f"of {len(work.sent) + len(work.refused):,}"
    bad = [found.lost, found.waiting, found.twice, found.unwanted, found.disordered]
    results.value(
        "SO", f"{said}: messages lost, left, twice, unwanted or out of order", [sum(map(len, bad))], ("=", 0),
        f"{found}; {trouble}",
    )  # fmt: skip
    why = "; ".join(work.refused[:2])
    results.value("SO", f"{said}: commands not answered", [len(work.refused)], ("=", 0), why or asked)
    results.value(
        "SO", f"{said}: commands acked and lost, or doubled", [len(lost) + len(doubled)], ("=", 0), asked
    )
    results.value("SO", f"{said}: processes that did not end well", [sum(map(bool, codes))], ("=", 0))
    for name, (first, last) in _growth(work.samples).items():
        results.value(
            "SO", f"{said}: {name}, last third in terms of the first", [last / first], ("≤", 1.1),
            f"{first:.1f} and {last:.1f}",
        )  # fmt: skip


def _growth(samples: list[dict[str, float]]) -> dict[str, tuple[float, float]]:
    """Means of the first third and of the last, once warm."""
    warm = samples[len(samples) // 4 :]
    third = max(len(warm) // 3, 1)
    values = {name: [one[name] for one in warm if name in one] for name in warm[0]}
    return {name: (statistics.mean(of[:third]), statistics.mean(of[-third:])) for name, of in values.items()}
