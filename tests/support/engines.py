"""Which tests run on both databases, and which on SQLite only."""

from __future__ import annotations

import pytest

EVERY_ROW = "every_row_on_both"
"""The marker of a table whose rows use the database differently."""
_FOLDERS = ("tests/bot/", "tests/desk/", "tests/handlers/")


def without_look_alikes(items: list[pytest.Item]) -> list[pytest.Item]:
    """Rows of a table usually differ in words, not in SQL: the first row runs on both databases, the others
    on SQLite only, unless the table is marked `every_row_on_both`.

    Tests about the database itself, concurrency and failures run completely on both.
    """
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
