"""Every part of `make bench` works, in a form of a few seconds; and what it keeps can be shown.

How fast anything is, is judged by `make bench` alone.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import kept, parts
from benchmarks.kept import Kept
from benchmarks.results import Results, Row
from tests.support.forked import Forked

ROW = Row("P5", "a|b", 1.5, 1.4, 1.6, "≤ 2", kept=True, figures="x")
SOME = Kept("a machine", "0" * 40, "2026-11-23", minutes=1.5, busy=0.01, rows=(ROW,))


@pytest.mark.e2e
@pytest.mark.parametrize("name", parts.names())
def test_a_part_measures_all_that_its_table_shows(
    name: str, postgresql_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_DATABASE_URL", postgresql_server)
    monkeypatch.setattr("benchmarks.whole.Replica", Forked)  # starts quickly, and is otherwise the same
    results = Results()
    parts.load(name).smoke(results)
    shown = {row.goal for row in kept.every()[name].rows} if name in kept.every() else set()
    assert {row.goal for row in results.rows} >= shown
    assert results.rows


def test_the_figures_that_are_kept_have_a_part_each() -> None:
    assert set(kept.every()) <= set(parts.names())


def test_figures_of_one_run_say_so_once() -> None:
    page = kept.page([SOME, SOME])
    assert page.count("2026-11-23") == 1
    assert "| P5 | a/b | 1.5 (1.4 to 1.6) | ≤ 2 | kept | x |" in page


def test_figures_of_several_days_say_of_each_row_when_and_of_what_it_is() -> None:
    busy = replace(SOME, day="2026-11-24", busy=0.4)
    page = kept.page([SOME, busy])
    assert "not of one day and commit" in page
    assert "| 2026-11-23, commit 000000000, older than the code |" in page
    assert "| 2026-11-24, commit 000000000, older than the code, on a busy machine |" in page


def test_the_page_shows_what_is_kept() -> None:
    """But for what is said of its age, which changes with the code."""
    page = (Path(kept.__file__).parents[1] / "docs" / "benchmarks.md").read_text()
    shown = [line for line in page.splitlines() if line.startswith("|")]
    for part in kept.every().values():
        for row in part.rows:
            cells = [row.goal, row.what.replace("|", "/"), row.words, row.bound]
            assert any(line.startswith(f"| {' | '.join(cells)} |") for line in shown), cells
