"""How much of what people really write is understood, by labelled sets, with the figures wanted of them."""

from __future__ import annotations

import pytest

from desk.text.doors import deadline
from desk.text.time.when import Bound
from tests.desk.text import judges, scoring
from tests.desk.text.world import CONTEXT

SETS = {"lines": judges.line, "dates": judges.date, "people": judges.person}


@pytest.mark.parametrize(("name", "half"), [(name, half) for name in SETS for half in scoring.halves(name)])
def test_the_figures_of_a_labelled_set(name: str, half: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = scoring.figures(f"{half} {name}", SETS[name], scoring.entries(half, name))
    with capsys.disabled():
        print(f"\n{found.report}")
    scoring.hold(half, found)


@pytest.mark.parametrize("half", scoring.halves("dates"))
def test_no_deadline_with_before_or_by_is_passed_over(half: str) -> None:
    sided = (Bound.BEFORE, Bound.BY)
    texts = [entry["text"] for entry in scoring.entries(half, "dates")]
    bounded = [text for text in texts if deadline.find(text, CONTEXT).bound in sided]
    assert bounded
    assert [text for text in bounded if not deadline.is_bounded(text)] == []
