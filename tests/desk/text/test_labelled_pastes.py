"""How much of what clients really send is understood: feedback as points, briefs as fields."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest

from desk.text.brief.fields import Field
from desk.text.doors import brief, feedback
from tests.desk.text import overlap, scoring
from tests.desk.text.world import CONTEXT

FORMS = ("labelled", "table")


@dataclass
class Tally:
    """What was labelled, what was found, and how much of it is the same."""

    name: str
    labelled: int = 0
    found: int = 0
    right: int = 0
    kinds: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """How much of what was found is right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """How much of what was labelled was found."""
        return self.right / self.labelled if self.labelled else 1.0

    @property
    def f1(self) -> float:
        """Both in one figure."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def report(self) -> str:
        """The figures and the ten worst texts."""
        head = f"{self.name}: precision {self.precision:.3f}, recall {self.recall:.3f}, F1 {self.f1:.3f}"
        worst = sorted(self.faults, key=lambda one: -one[0])[:10]
        return "\n".join([head, *(said for _, said in worst)])


@pytest.mark.parametrize("half", scoring.halves("feedback"))
def test_feedback_becomes_points(half: str, capsys: pytest.CaptureFixture[str]) -> None:
    tally = Tally(f"{half} feedback")
    for entry in scoring.entries(half, "feedback"):
        _score_points(entry, tally)
    kinds = tally.kinds / tally.right
    with capsys.disabled():
        print(f"\n{tally.report()}\n  of the right kind {kinds:.3f}")
    assert tally.f1 >= 0.9
    assert kinds >= 0.9


@pytest.mark.parametrize("half", scoring.halves("pastes"))
def test_a_brief_fills_its_fields(half: str, capsys: pytest.CaptureFixture[str]) -> None:
    forms, free = Tally(f"{half} briefs in forms"), Tally(f"{half} briefs in mails, chats and speech")
    opened: Counter[bool] = Counter()
    for entry in scoring.entries(half, "pastes"):
        opened += _score_brief(entry, forms if entry["form"] in FORMS else free)
    with capsys.disabled():
        print(f"\n{forms.report()}\n{free.report()}")
        print(f"  open questions seen {opened[True]}, missed {opened[False]}")
    found, right = forms.found + free.found, forms.right + free.right
    assert right / found >= 0.95
    assert forms.recall >= 0.75
    assert free.recall >= 0.5


@pytest.mark.parametrize("half", scoring.halves("paragraphs"))
def test_a_chat_in_one_paragraph_fills_its_fields(half: str, capsys: pytest.CaptureFixture[str]) -> None:
    tally = Tally(f"{half} briefs in one paragraph")
    opened: Counter[bool] = Counter()
    for entry in scoring.entries(half, "paragraphs"):
        opened += _score_brief(entry, tally)
    with capsys.disabled():
        print(f"\n{tally.report()}\n  open questions seen {opened[True]}, missed {opened[False]}")
    assert tally.precision >= 0.9
    assert tally.recall >= 0.75


def _score_points(entry: dict[str, Any], tally: Tally) -> None:
    text = entry["text"]
    read = feedback.find(text, CONTEXT)
    labels = [overlap.labelled(text, label["quote"]) for label in entry["points"]]
    found = [overlap.words(text, point.start, point.end) for point in read]
    paired = overlap.pairs(labels, found)
    tally.labelled += len(labels)
    tally.found += len(found)
    tally.right += len(paired)
    tally.kinds += sum(entry["points"][at]["kind"] == read[place].kind for at, place in paired)
    missed = [
        label["quote"] for at, label in enumerate(entry["points"]) if at not in {one for one, _ in paired}
    ]
    false = [point.quote for place, point in enumerate(read) if place not in {one for _, one in paired}]
    if missed or false:
        tally.faults.append((len(missed) + len(false), f"  {entry['id']} missed {missed} false {false}"))


def _score_brief(entry: dict[str, Any], tally: Tally) -> Counter[bool]:
    """Add one brief; whether its open questions were seen."""
    text = entry["text"]
    read = brief.find(text, CONTEXT)
    faults = []
    for name in Field:
        found = [overlap.words(text, value.start, value.end) for value in read.of(name)]
        labels = [overlap.labelled(text, quote, found) for quote in entry["fields"].get(name, ())]
        right = bool(labels) and overlap.same(frozenset().union(*labels), frozenset().union(*found))
        tally.labelled += bool(labels)
        tally.found += bool(found)
        tally.right += right
        if found and not right:
            said = [value.words for value in read.of(name)]
            faults.append(f"  {entry['id']} {name}: {said} instead of {entry['fields'].get(name, 'nothing')}")
    if faults:
        tally.faults.append((len(faults), "\n".join(faults)))
    asked = {value.field for value in read.open}
    return Counter(name in asked for name in entry.get("open") or ())
