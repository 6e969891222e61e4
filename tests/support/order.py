"""The order of the tests: long ones first, so that no worker is left with one at the end."""

from __future__ import annotations

import random

import pytest

_LONG = (
    "tests/bot/doors/test_socket.py", "tests/bot/test_agency.py", "tests/bot/test_boot.py",
    "tests/bot/test_running.py", "tests/chaos/", "tests/desk/project/test_status.py",
    "tests/handlers/client/test_firewall.py", "tests/handlers/core/test_answers.py",
    "tests/handlers/core/test_long_texts.py", "tests/handlers/core/test_odd_payloads.py", "tests/stories/",
    "tests/test_benchmarks.py",
)  # fmt: skip


def long_ones_first(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """For xdist's `worksteal`, which first gives each worker an equal part: each part begins with its share
    of the long tests. They are shuffled, because some compute and others wait.
    """
    long = [item for item in items if item.nodeid.startswith(_LONG)]
    random.Random(1).shuffle(long)  # the same order in each worker
    shares = [long[worker::workers] for worker in range(workers)]
    others = iter([item for item in items if not item.nodeid.startswith(_LONG)])
    ordered = list[pytest.Item]()
    for worker, share in enumerate(shares):
        size = (len(items) - len(ordered)) // (workers - worker)
        ordered += share
        ordered += [item for _, item in zip(range(size - len(share)), others, strict=False)]
    return ordered + list(others)
