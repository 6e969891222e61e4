"""How much of what people really write is understood, by labelled sets, with the figures wanted of them."""

from __future__ import annotations

import pytest

from tests.desk.text import judges, scoring

SETS = {"lines": judges.line, "dates": judges.date, "people": judges.person}


@pytest.mark.parametrize(("name", "half"), [(name, half) for name in SETS for half in scoring.halves(name)])
def test_the_figures_of_a_labelled_set(name: str, half: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = scoring.figures(f"{half} {name}", SETS[name], scoring.entries(half, name))
    with capsys.disabled():
        print(f"\n{found.report}")
    scoring.hold(half, found)
