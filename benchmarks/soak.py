"""The whole for a long time: two webs, two workers, PostgreSQL, a line that breaks, a database crash.

`python -m benchmarks.soak --minutes 40`. Writes a line a minute, and the reckoning in the end.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
from sqlalchemy import select

from storage import member as members
from storage import schema
from storage.calendar import CalendarOverride
from storage.deliverable import Deliverable
from storage.engine import Database
from storage.history import AuditedSession
from storage.project import Project
from tests.support import agency, postgresql, service, storm
from tests.support.service import Replica
from tests.support.storm import SlackProcess
from tests.support.world import World

PROJECTS, PEOPLE = 12, 300
EVERY_SECONDS = 0.7
"""Between two commands, so that the pace of the workspace is not what is measured."""


def main() -> int:
    """Run it; the exit code says whether nothing was lost, doubled or grew."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=40)
    minutes = parser.parse_args().minutes
    folder = Path(tempfile.mkdtemp(prefix="liaison-soak-"))
    url = postgresql.start(folder / "data", durable=True)
    try:
        return 0 if _soak(url, minutes) else 1
    finally:
        postgresql.stop(folder / "data")
        shutil.rmtree(folder, ignore_errors=True)


def _soak(url: str, minutes: float) -> bool:
    database = Database(url)
    schema.upgrade(database)
    channels = [f"C{number:06d}" for number in range(PROJECTS)]
    users = _fill(database, channels)
    slack = SlackProcess(users, channels, zone=_morning())
    calm = {
        method: {kind: chance / 3 for kind, chance in kinds.items()}
        for method, kinds in storm.CHANCES.items()
    }
    slack.workspace.weather(seed=1, chances=calm, seconds=2.0, stall=15.0, visibility=1.0)
    environ = service.environ(url, f"{slack.url}/api/", LIAISON_TIMEZONE=_morning())
    replicas = [Replica(role, environ) for role in ("web", "web", "worker", "worker")]
    for replica in replicas:
        replica.start()
    for replica in replicas:
        replica.until_alive()
    sent, refused, samples = _work(database, url, replicas, users, minutes)
    print("no more commands; waiting until everything is said", flush=True)
    end = time.monotonic() + 300
    while agency.undelivered(database, datetime.now(UTC)) and time.monotonic() < end:
        time.sleep(1)
    codes = [replica.end() for replica in replicas]
    time.sleep(3)
    reckoning = agency.reckon(database, slack.workspace.ledger())
    with database.read() as session:
        stored = Counter(session.scalars(select(Deliverable.title)))
    lost = sum(title not in stored for title in sent)
    doubled = sum(count > 1 for title, count in stored.items() if title.startswith("Soak"))
    print(f"messages: {reckoning}")
    print(f"commands: {len(sent)} acked, {lost} of them lost, {doubled} doubled, {len(refused)} not acked")
    print(f"the first not acked: {refused[:3]}")
    print(f"faults: {slack.workspace.weather()}")
    print(f"exit codes after SIGTERM: {codes}")
    flat = _growth(samples)
    slack.stop()
    database.close()
    return reckoning.is_clean and not lost and not doubled and flat and codes == [0] * 4


def _fill(database: Database, channels: list[str]) -> list[str]:
    """An agency on a working morning: people with something overdue each, and projects."""
    world, zone, now = World(database), _morning(), datetime.now(UTC)
    users = agency.people(database, PEOPLE)
    lead = world.person("U0LEAD")
    with AuditedSession(database.engine) as session, session.begin():
        lead.begin(session, "soak", now)
        today = now.astimezone(ZoneInfo(zone)).date()
        session.add(CalendarOverride(workspace_id=lead.workspace_id, day=today, working=True))
        for person in members.everyone(session, lead.workspace_id):
            person.zone = zone
        session.add_all(
            Project(
                workspace_id=lead.workspace_id, name=f"Dự án {channel}", folded=f"du an {channel.lower()}",
                slug=f"du-an-{channel.lower()}", channel=channel, ae_id=lead.member_id, language="vi",
                zone=zone,
            )
            for channel in channels
        )  # fmt: skip
    return users


def _morning() -> str:
    """A zone where it is between ten and eleven now; its name's sign is the other way round."""
    offset = (10 - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-offset:+d}" if offset else "Etc/GMT"


def _work(
    database: Database, url: str, replicas: list[Replica], users: list[str], minutes: float
) -> tuple[list[str], list[str], list[dict[str, float]]]:
    """Commands all the time, one in twenty given to both webs; the database crashes in the middle."""
    dice, started = random.Random(1), time.monotonic()
    sent, refused, samples = list[str](), list[str](), list[dict[str, float]]()
    due = (datetime.now(UTC) + timedelta(days=20)).strftime("%d/%m/%Y")
    number, crashed, next_sample = 0, False, started
    while time.monotonic() - started < minutes * 60:
        number += 1
        title = f"Soak {number}x"
        project = f"du-an-c{dice.randrange(PROJECTS):06d}"
        text = f"add {project} {title} <@{dice.choice(users)}> {due}"
        trigger = f"soak.{number}.{time.time_ns()}"
        web = replicas[number % 2]
        if dice.random() < 0.05:
            other = replicas[(number + 1) % 2]
            threading.Thread(target=_quietly, args=[other.port, text, trigger]).start()
        try:
            status, body = service.command(web.port, "U0LEAD", "/ae", text, trigger=trigger)
        except OSError as error:
            status, body = 0, repr(error)
        if status == 200 and "bận" not in body:
            sent.append(title)
        else:
            refused.append(f"{status} {body[:80]}")
        if not crashed and time.monotonic() - started > minutes * 30:
            crashed = True
            print("the database crashes", flush=True)
            postgresql.crash(url)
        if time.monotonic() >= next_sample:
            next_sample += 60
            samples.append(_sample(database, url, replicas))
            print(
                f"{(time.monotonic() - started) / 60:5.1f} min  {len(sent)} commands  {samples[-1]}",
                flush=True,
            )
        time.sleep(EVERY_SECONDS)
    return sent, refused, samples


def _quietly(port: int, text: str, trigger: str) -> None:
    with contextlib.suppress(OSError):
        service.command(port, "U0LEAD", "/ae", text, trigger=trigger)


def _sample(database: Database, url: str, replicas: list[Replica]) -> dict[str, float]:
    found = {f"{one.role}{number} MiB": round(one.memory(), 1) for number, one in enumerate(replicas)}
    try:
        with psycopg.connect(url) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname IS NOT NULL"
            ).fetchone()
        return found | {
            "connections": row[0] if row else 0,
            "waiting": agency.undelivered(database, datetime.now(UTC)),
        }
    except psycopg.OperationalError:
        return found


def _growth(samples: list[dict[str, float]]) -> bool:
    """Whether memory and connections stay as they are, once warm."""
    warm = samples[len(samples) // 4 :]
    if len(warm) < 4:
        return True
    flat = True
    for name in warm[0]:
        values = [sample[name] for sample in warm if name in sample]
        first, last = (
            statistics.mean(values[: len(values) // 3]),
            statistics.mean(values[-len(values) // 3 :]),
        )
        if name != "waiting":
            print(f"{name}: {first:.1f} in the first third, {last:.1f} in the last")
            flat = flat and last <= first * 1.1 + 1
    return flat


if __name__ == "__main__":
    sys.exit(main())
