"""Counts on what each test ran, for the summary line."""

from __future__ import annotations

from collections import Counter
from typing import Final

import pytest

SQLITE: Final = "on SQLite"
POSTGRESQL: Final = "on PostgreSQL"
BROWSER: Final = "in the browser"
END_TO_END: Final = "end to end"

_PROPERTY = "ran"


def note(item: pytest.Item, where: str) -> None:
    """Record that this test runs `where`; passed from the xdist worker to the summary."""
    if (_PROPERTY, where) not in item.user_properties:
        item.user_properties.append((_PROPERTY, where))


def line(reports: list[pytest.TestReport]) -> str:
    """How many of these tests ran on what, in words."""
    count = Counter(
        value for report in reports for name, value in report.user_properties if name == _PROPERTY
    )
    return ", ".join(f"{count[str(where)]} {where}" for where in (SQLITE, POSTGRESQL, END_TO_END, BROWSER))
