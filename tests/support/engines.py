"""Which tests run on both databases, and which on one."""

from __future__ import annotations

import pytest

EVERY_ROW = "every_row_on_both"
"""The marker of a table whose rows do different things to the database."""
_FOLDERS = ("tests/bot/", "tests/desk/", "tests/handlers/")


def without_look_alikes(items: list[pytest.Item]) -> list[pytest.Item]:
    """The rows of a table differ in words and seldom in SQL: the first runs on both databases, the others on
    SQLite alone, unless the table is marked `every_row_on_both`. What is about the database itself, about
    two at once and about things that break runs on both, whole."""
    seen, kept = set[str](), list[pytest.Item]()
    for item in items:
        table = item.nodeid.partition("[")[0]
        if _is_on_postgresql(item) and item.nodeid.startswith(_FOLDERS):
            if table in seen and not item.get_closest_marker(EVERY_ROW):
                continue
            seen.add(table)
        kept.append(item)
    return kept


def _is_on_postgresql(item: pytest.Item) -> bool:
    called = getattr(item, "callspec", None)
    return called is not None and called.params.get("engine_name") == "postgresql"
