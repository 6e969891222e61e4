"""The order of the tests: what waits runs beside what computes, so that no processor is idle, and long ones
come first, so that no worker is left with one at the end.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import cycle

import pytest

_WAITING = (
    "tests/bot/doors/", "tests/bot/test_boot.py", "tests/bot/test_running.py", "tests/chaos/test_acks.py",
    "tests/chaos/test_durable.py", "tests/chaos/test_replicas.py", "tests/chaos/test_slow_slack.py",
    "tests/chaos/test_steps.py", "tests/chaos/test_storm.py", "tests/handlers/core/test_answers.py",
    "tests/playground/test_habits.py", "tests/playground/test_link.py", "tests/playground/test_page.py",
    "tests/playground/test_strict.py", "tests/stories/", "tests/test_benchmarks.py",
)  # fmt: skip
"""They mostly wait: for leases, time-outs and processes of their own."""
_LONG = (
    "tests/bot/test_agency.py", "tests/chaos/", "tests/desk/history/test_undo.py",
    "tests/handlers/client/test_firewall.py", "tests/handlers/core/test_long_texts.py",
    "tests/handlers/core/test_odd_payloads.py",
)  # fmt: skip
"""They compute for long."""
_WEIGHTS = {"chaos": 4, "stories": 2, "playground": 2}
_MANY_CONNECTIONS = "tests/chaos/test_steps.py"
"""Beside each other they would need more connections than a PostgreSQL server takes."""


def mixed(items: Sequence[pytest.Item], workers: int) -> list[pytest.Item]:
    """For xdist's `worksteal`, which first gives each worker an equal part, and later the end of another's.

    The parts of one half of the workers begin with what waits, those of the other half with what computes for
    long.
    """
    shares: list[list[pytest.Item]] = [[] for _ in range(workers)]
    patient = shares[: (workers + 1) // 2]
    for group in _groups([item for item in items if item.nodeid.startswith(_WAITING)]):
        min(patient, key=_weight).extend(group)
    busy = cycle(shares[len(patient) :] or shares)
    others = list[pytest.Item]()
    for item in items:
        if not item.nodeid.startswith(_WAITING):
            (next(busy) if item.nodeid.startswith(_LONG) else others).append(item)
    return list(_in_parts(shares, others))


def _groups(items: Sequence[pytest.Item]) -> list[list[pytest.Item]]:
    """What one worker should run in a row, as it shares a browser or a server; then the others, one by one
    and shuffled, because some need more of the machine than others.
    """
    browsing = {item.path for item in items if item.get_closest_marker("browser")}
    together = defaultdict[str, list[pytest.Item]](list)
    alone = list[list[pytest.Item]]()
    for item in items:
        if item.path in browsing:
            together["browser"].append(item)
        elif "crashing_url" in getattr(item, "fixturenames", ()):
            together["server that may be crashed"].append(item)
        elif item.nodeid.startswith(_MANY_CONNECTIONS):
            together["many connections"].append(item)
        else:
            alone.append([item])
    random.Random(1).shuffle(alone)  # the same order in each worker
    return [*together.values(), *alone]


def _weight(share: Sequence[pytest.Item]) -> int:
    """How long a share of what waits takes, roughly."""
    return sum(_WEIGHTS.get(item.nodeid.split("/")[1], 1) for item in share)


def _in_parts(shares: Sequence[list[pytest.Item]], others: Sequence[pytest.Item]) -> Iterator[pytest.Item]:
    """Parts of equal size, each of which begins with its share."""
    left, rest = sum(map(len, shares)) + len(others), iter(others)
    for number, share in enumerate(shares):
        size = left // (len(shares) - number)
        part = share + [item for _, item in zip(range(size - len(share)), rest, strict=False)]
        left -= len(part)
        yield from part
    yield from rest
