"""The labelled briefs are what their README says: well-formed, balanced, true to field and calendar."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from desk.brief.brief import CRITICAL, SUPPORTING, TEMPLATES
from desk.core.calendar import WorkCalendar
from desk.text.doors import deadline
from desk.text.spans import Context

RULES = {"vague", "no_measure", "many_propositions", "budget_silent", "deadline_off", "missing"}
PLACE = {
    "no_measure": {"objective", "metric"},
    "many_propositions": {"message"},
    "budget_silent": {"budget"},
    "deadline_off": {"deadline"},
    "missing": set(CRITICAL),
}
"""The fields in which a rule can be broken; vague words can be anywhere."""
WHOLE_DATE = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2} [A-Z][a-z]+ \d{4}")
SETS: dict[str, list[dict[str, Any]]] = {
    name: [
        json.loads(line)
        for line in (Path(__file__).parent / "briefs" / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    for name in ("open", "frozen")
}


def seen_on(day: date) -> Context:
    """Somebody in Vietnam who reads on this day."""
    return Context(datetime.combine(day, time(9), UTC), WorkCalendar("VN"))


BRIEFS = [brief for briefs in SETS.values() for brief in briefs]


def test_no_two_briefs_are_the_same() -> None:
    assert len({brief["id"] for brief in BRIEFS}) == len(BRIEFS)
    said = Counter(text for brief in BRIEFS for text in brief["fields"].values() if len(text.split()) > 5)
    assert [text for text, times in said.items() if times > 1] == []


@pytest.mark.parametrize("name", SETS)
def test_each_half_of_a_set_is_balanced(name: str) -> None:
    assert Counter(brief["language"] for brief in SETS[name]) == {"vi": 24, "en": 24}
    assert {brief["template"] for brief in SETS[name]} == set(TEMPLATES)
    for language in ("vi", "en"):
        half = [brief for brief in SETS[name] if brief["language"] == language]
        findings = Counter(min(len(brief["findings"]), 2) for brief in half)
        assert findings == {0: 6, 1: 6, 2: 12}
        assert max(len(brief["findings"]) for brief in half) <= 4
        rules = Counter(finding["rule"] for brief in half for finding in brief["findings"])
        assert rules.keys() == RULES
        assert min(rules.values()) >= 6, rules


@pytest.mark.parametrize("brief", BRIEFS, ids=lambda brief: str(brief["id"]))
def test_a_brief_is_well_formed(brief: dict[str, Any]) -> None:
    assert brief.keys() == {"id", "language", "template", "today", "fields", "findings"}
    assert brief["id"].startswith(brief["language"])
    fields = brief["fields"]
    assert set(CRITICAL) <= fields.keys() <= {*CRITICAL, *SUPPORTING, *TEMPLATES[brief["template"]]}
    assert 60 <= sum(len(text.split()) for text in fields.values()) <= 220
    for finding in brief["findings"]:
        rule, field, quote = finding["rule"], finding["field"], finding["quote"]
        assert field in PLACE.get(rule, fields)
        assert fields[field].count(quote) == 1
        assert (quote == "") == (rule == "missing")
    empty = {name for name, text in fields.items() if not text.strip()}
    assert empty == {finding["field"] for finding in brief["findings"] if finding["rule"] == "missing"}


@pytest.mark.parametrize("name", SETS)
def test_a_deadline_is_labelled_when_and_only_when_nobody_works_on_it(name: str) -> None:
    for brief in SETS[name]:
        today = date.fromisoformat(brief["today"])
        off = [finding["quote"] for finding in brief["findings"] if finding["rule"] == "deadline_off"]
        assert all(WHOLE_DATE.search(quote) for quote in off), brief["id"]
        for said in WHOLE_DATE.findall(brief["fields"]["deadline"]):
            day = deadline.find(said, seen_on(today)).day.value
            assert day is not None, brief["id"]
            assert day > today, brief["id"]
            assert WorkCalendar("VN").is_working(day) != any(said in quote for quote in off), brief["id"]
