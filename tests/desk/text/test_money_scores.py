"""The figures of money over the labelled texts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from desk.text.doors import budget
from desk.text.money.values import Amount, Per, to_major
from desk.text.spans import Why
from tests.desk.text.scoring import Entry, Outcome, Scored, entries, figures, halves, hold

LABELLED_RATES = (Per.MONTH, Per.WEEK, Per.POST)
"""Other rates are labelled as none."""


def judge(entry: Entry) -> Scored:
    """What became of an entry. A budget that is missing is asked for, as the door does."""
    found = budget.find(entry["text"])
    said = f"{found.amount.value or found.amount.why} {found.amount.readings} open {found.is_open}"
    return Scored(entry, _outcome(entry, found), said)


def _outcome(entry: Entry, found: budget.Budget) -> Outcome:
    asked, missing = found.amount.why is Why.WHICH, found.amount.why is Why.MISSING
    if entry["ask"]:
        wanted = {_labelled(one) for one in entry["readings"]}
        same = asked and {_told(one) for one in found.amount.readings} == wanted
        return Outcome.RIGHT if same else Outcome.ASKED if asked or missing else Outcome.SILENT
    if missing:
        nothing = entry["is"] is None and not entry["open"]
        return Outcome.RIGHT if nothing else Outcome.ASKED
    if asked:
        return Outcome.ASKED
    value = found.amount.value
    same = (_told(value) if value else None) == (_labelled(entry["is"]) if entry["is"] else None)
    parts = [to_major(one.amount.high or 0, one.amount.currency) for one in found.parts]
    same = same and parts == entry["parts"] and found.is_open == entry["open"]
    return Outcome.RIGHT if same else Outcome.SILENT


def _told(one: Amount) -> tuple[object, ...]:
    ends = (
        None if minor is None else to_major(minor, one.currency) for minor in (one.low, one.high, one.ceiling)
    )
    return *ends, one.currency, one.per if one.per in LABELLED_RATES else None, one.vat


def _labelled(one: dict[str, Any]) -> tuple[object, ...]:
    ends = (None if one[key] is None else Decimal(str(one[key])) for key in ("low", "high", "ceiling"))
    return *ends, one["currency"], one["per"], one["vat"]


@pytest.mark.parametrize("half", halves("money"))
def test_money_is_understood(half: str) -> None:
    scored = figures(f"money, {half}", judge, entries(half, "money"))
    print(scored.report)
    hold(half, scored)
