"""Counts what each test ran on, for the line at the end of a run."""

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
    """Remember that this test runs `where`; survives the way from an xdist worker to the summary."""
    if (_PROPERTY, where) not in item.user_properties:
        item.user_properties.append((_PROPERTY, where))


def line(reports: list[pytest.TestReport]) -> str:
    """How many of these tests ran where, in words."""
    count = Counter(
        value for report in reports for name, value in report.user_properties if name == _PROPERTY
    )
    return ", ".join(f"{count[str(where)]} {where}" for where in (SQLITE, POSTGRESQL, END_TO_END, BROWSER))
