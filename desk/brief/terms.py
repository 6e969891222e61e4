"""What a brief says about its deadline and its budget: a value, not known yet, or unclear (F03)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Generic, TypeVar

from desk.core.calendar import WorkCalendar
from desk.text.brief.fields import Field
from desk.text.doors import brief_field, budget, deadline
from desk.text.doors.brief_field import Doubt
from desk.text.money.values import Amount, Per, Vat
from desk.text.spans import Context, Why
from desk.text.tokens import read_answer

T = TypeVar("T")
FIELDS = frozenset({"deadline", "budget"})
"""What a brief may leave open: it is accepted and becomes a question."""
_LABEL = "Budget: "
"""In the budget field an amount is read under the field's label: "35m" is not a length there."""
_REASONS = {Why.URGENT: "urgent", Why.IMPOSSIBLE: "impossible", Why.PAST: "past"}
_APART = "/"
_PLAIN = WorkCalendar("VN")


@dataclass(frozen=True, slots=True)
class Said(Generic[T]):
    """The meaning of words: a `value`; not known yet (`is_open`, also beside a value); or `readings` to
    choose from, the likeliest first. Otherwise `reason` says what is wrong with the `words`.
    """

    value: T | None = None
    is_open: bool = False
    readings: tuple[T, ...] = ()
    reason: str = ""
    words: str = ""


def deadline_of(text: str, seen: Context) -> Said[date]:
    """The deadline among the days in a text."""
    found = deadline.find(text, seen)
    day = found.day
    if day.value is not None and day.why is None:
        return _surely(Said(day.value, words=day.words), text)
    readings = tuple(one for one in day.readings if one >= seen.today)
    if readings:
        return Said(readings=readings, words=day.words or text.strip())
    if found.open or _is_unknown(Field.DEADLINE, text, seen):
        return Said(is_open=True)
    reason = f"error.brief_deadline_{_REASONS.get(day.why, 'unknown')}" if day.why else ""
    return Said(reason=reason or "error.brief_deadline_unknown", words=day.words or text.strip())


def budget_of(text: str, seen: Context) -> Said[Amount]:
    """The client's budget in a text."""
    found = budget.find(_LABEL + text)
    if found.amount.value is not None:
        return _surely(Said(found.amount.value, found.is_open, words=found.amount.words), text)
    if found.amount.readings:
        return Said(readings=found.amount.readings, words=found.amount.words)
    if found.is_open or _is_unknown(Field.BUDGET, text, seen):
        return Said(is_open=True)
    return Said(reason="error.brief_budget", words=text.strip())


def at(day: date, calendar: WorkCalendar = _PLAIN) -> Context:
    """The context for reading words again, as on this day and without a writer."""
    return Context(datetime.combine(day, time(), UTC), calendar)


def written(amount: Amount) -> str:
    """An amount in the format in which it is stored."""
    parts = (amount.low, amount.high, amount.currency, amount.per, amount.vat, amount.ceiling)
    return _APART.join("" if one is None else str(one) for one in parts)


def read(kept: str) -> Amount:
    """Reads the format of `written`."""
    low, high, currency, per, vat, ceiling = kept.split(_APART)
    return Amount(
        low=int(low) if low else None,
        high=int(high) if high else None,
        currency=currency,
        per=Per(per) if per else None,
        vat=Vat(vat) if vat else None,
        ceiling=int(ceiling) if ceiling else None,
    )


def _surely(said: Said[T], text: str) -> Said[T]:
    """The same, or a question when the text goes on behind what is read of it: that may say otherwise."""
    if said.value is None or len(read_answer(text)) >= len(text.rstrip()):
        return said
    return Said(readings=(said.value,), words=said.words)


def _is_unknown(field: Field, text: str, seen: Context) -> bool:
    """Whether a field only says that it is not known yet, or left to somebody."""
    return any(one.why is Doubt.UNKNOWN for one in brief_field.find(field, text, seen).doubts)
