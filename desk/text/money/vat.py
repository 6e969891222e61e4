"""Whether VAT is said to be in an amount: "chưa VAT", "+8% VAT", "VAT tính riêng", "incl. tax"."""

from __future__ import annotations

from desk.text.money.surroundings import Mark, Surroundings
from desk.text.money.values import Vat

_FILLERS = 5


def vats(around: Surroundings) -> list[tuple[int, Vat | None]]:
    """Where a line mentions VAT, and its meaning; None if it is not understood."""
    nouns = [
        mark for mark in around.marks if mark.kind == "vat" and not around.starting(mark.start, "other_tax")
    ]
    return [(mark.start, _said(around, mark)) for mark in nouns]


def _said(around: Surroundings, noun: Mark) -> Vat | None:
    lead, tail = _lead(around, noun.start), _tail(around, noun.end)
    if lead and tail and lead != tail:  # "có VAT chưa": asked
        return None if lead is Vat.AFTER else lead
    return lead or tail


def _lead(around: Surroundings, at: int) -> Vat | None:
    for _ in range(_FILLERS):
        mark = around.ending(at, "vat_lead")
        if mark:
            return Vat(mark.value)
        filler = around.ending(at, "vat_filler")
        if filler is None and not around.is_number(at - 1):
            break
        at = filler.start if filler else at - 1
    return None


def _tail(around: Surroundings, at: int) -> Vat | None:
    for _ in range(_FILLERS):
        mark = around.starting(at, "vat_tail")
        if mark:
            return Vat(mark.value)
        filler = around.starting(at, "vat_filler")
        if filler is None and not around.is_number(at) and around.text(at) not in ("(", ")"):
            break
        at = filler.end if filler else at + 1
    return None
