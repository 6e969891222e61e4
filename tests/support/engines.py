"""Which tests run on both databases, and which on SQLite only."""

from __future__ import annotations

import pytest

ON_BOTH = "on_both"
"""The marker of a test, or a module, that also runs on PostgreSQL."""
EVERY_ROW = "every_row_on_both"
"""The marker of a table whose rows use the database differently."""
_MARKED_ONLY = ("tests/bot/delivery/", "tests/desk/", "tests/handlers/")
_FIRST_ROW_ONLY = ("tests/bot/", "tests/desk/", "tests/handlers/")


def without_look_alikes(items: list[pytest.Item]) -> list[pytest.Item]:
    """Tests of the desk, of Slack's door and of delivery send the same statements over and over: they run on
    SQLite, and on PostgreSQL too where they are marked `on_both`, so that it meets each statement once
    (`tests.support.statements` holds that).

    Rows of a table usually differ in words, not in SQL: of the marked ones, and of the bot's, the first row
    runs on both databases, unless the table is marked `every_row_on_both`.

    Tests about the database itself, concurrency and failures run completely on both.
    """
    on_sqlite = {_table(item) for item in items if _engine(item) == "sqlite"}
    seen, kept = set[str](), list[pytest.Item]()
    for item in items:
        table = _table(item)
        if _engine(item) == "postgresql" and table in on_sqlite and not item.get_closest_marker(EVERY_ROW):
            if item.nodeid.startswith(_MARKED_ONLY) and not item.get_closest_marker(ON_BOTH):
                continue
            if item.nodeid.startswith(_FIRST_ROW_ONLY) and table in seen:
                continue
            seen.add(table)
        kept.append(item)
    return kept


def _table(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[0]


def _engine(item: pytest.Item) -> str | None:
    called = getattr(item, "callspec", None)
    return called.params.get("engine_name") if called is not None else None
