"""A number that may be money, at its place in a line: what leads up to it, and the rest of its clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from desk.text.money import sums
from desk.text.money.rates import Rate, rate_of
from desk.text.money.sums import Look, Sum
from desk.text.money.surroundings import Mark, Surroundings
from desk.text.tokens import Kind

_LEADS = (
    "sum_about", "sum_ceiling", "sum_floor", "sum_floor_lead", "sum_took_back", "sum_now", "sum_delta",
    "sum_total", "sum_of_which", "money_word", "sum_vague", "sum_over", "sum_under",
)  # fmt: skip
_BEGINS = ("numeral", "scale", "currency")
_PHONE = (9, 13)
_FEW = 6
_NEAR_ENOUGH = 20
"""The ends of a range, and numbers that share a unit, differ by no more than so many times."""


@dataclass(frozen=True, slots=True)
class Spot:
    """The sum `low`, or a range up to `high`. `before` and `after`: the ends of the numbers beside it.

    `left` and `right` bound its clause, less the clauses of those numbers. `chain`: the entries that lead up
    to it without a gap, the nearest first.
    """

    around: Surroundings
    low: Sum
    high: Sum | None
    before: int
    after: int
    left: int
    right: int
    chain: tuple[Mark, ...]
    rate: Rate

    @property
    def start(self) -> int:
        """Where its first number begins."""
        return self.low.start

    @property
    def number_end(self) -> int:
        """Where its last number ends."""
        return self.last.end

    @property
    def end(self) -> int:
        """Where it ends, what it is for included."""
        return max(self.number_end, self.rate.end)

    @property
    def last(self) -> Sum:
        """The sum, or the upper end of the range."""
        return self.high or self.low

    @property
    def is_bare(self) -> bool:
        """Whether it is a mere number."""
        return self.low.look is Look.BARE

    def leads(self, *kinds: str) -> bool:
        """Whether one of these tables leads up to it."""
        return any(mark.kind in kinds for mark in self.chain)


def spots(around: Surroundings) -> list[Spot]:
    """The numbers of a line that may be money, from left to right."""
    found = list(_numbers(around))
    placed = []
    for number, (low, high) in enumerate(found):
        before = (found[number - 1][1] or found[number - 1][0]).end if number else 0
        after = found[number + 1][0].start if number + 1 < len(found) else len(around.tokens)
        start, end = low.start, (high or low).end
        left = max(before, around.clause_start(start))
        right = min(after, around.clause_end(end))
        chain = tuple(around.chain(start, before, *_LEADS))
        rate = rate_of(around, left, start, end, right, after)
        placed.append(Spot(around, low, high, before, after, left, right, chain, rate))
    return placed


def is_near(first: Sum, second: Sum) -> bool:
    """Whether two sums are of the same order."""
    least, most = sorted((first.readings[0][0], second.readings[0][1]))
    return least > 0 and most <= least * _NEAR_ENOUGH


def _numbers(around: Surroundings) -> Iterator[tuple[Sum, Sum | None]]:
    place = 0
    while place < len(around.tokens):
        if around.tokens[place].kind is not Kind.NUMBER and not around.starting(place, *_BEGINS):
            place += 1
            continue
        phone = _phone_end(around, place)
        if phone:
            place = phone
            continue
        first = sums.sum_at(around.phrases, place)
        if first is None:
            place = _behind(around, place)
            continue
        low, high = _range(around, first) or (first, None)
        yield low, high
        place = (high or low).end


def _phone_end(around: Surroundings, place: int) -> int:
    """Where a telephone number with its country ends, "+84 909 500 300"; 0 for none."""
    if around.text(place - 1) != "+" or not around.is_tied(place) or not around.is_number(place):
        return 0
    at, digits = place, 0
    while around.is_number(at) or (around.text(at) in (".", "-") and around.is_number(at + 1)):
        digits += len(around.text(at)) if around.is_number(at) else 0
        at += 1
    money = around.starting(at, "currency", "scale", "scale_letter")
    return at if _PHONE[0] <= digits <= _PHONE[1] and money is None else 0


def _behind(around: Surroundings, place: int) -> int:
    """The next token worth looking at: the groups of a telephone number go with its first."""
    tokens = around.tokens
    if tokens[place].kind is not Kind.NUMBER:
        return place + 1
    phone = tokens[place].text.startswith("0") and len(tokens[place].text) > 2
    at = place + 1
    while at < len(tokens) and tokens[at].kind is Kind.NUMBER and (phone or tokens[at].glued):
        at += 1
    return at


def _range(around: Surroundings, first: Sum) -> tuple[Sum, Sum] | None:
    """The range that begins with a sum: "200-250tr", "từ 250 đến 300 triệu", "$8k–$10k"."""
    join = around.starting(first.end, "sum_range_word")
    if join is None or (join.value == "and" and not _is_begun(around, first.start)):
        return None
    begin = around.ending(first.start, "sum_floor_lead")
    if around.ending(begin.start if begin else first.start, "sum_change_lead", "sum_delta"):
        return None  # "tăng từ 300tr đến 350tr", "cut by 50M to 450M"
    second = sums.sum_at(around.phrases, join.end, joined=True)
    if second is None:
        at = around.skip(join.end, 1, "sum_about")
        second = sums.sum_at(around.phrases, at, joined=True)
    if second is None:
        return None
    if not (first.unit > 1 or second.unit > 1 or first.currency or second.currency):
        return _capped(around, first, second)
    return _matched(around, first, second)


def _capped(around: Surroundings, first: Sum, second: Sum) -> tuple[Sum, Sum] | None:
    """A range of mere numbers that takes the unit of the ceiling behind it: "700-800, max 850tr"."""
    caps = list(around.within(second.end, second.end + _FEW, "sum_ceiling", "sum_over"))
    cap = sums.sum_at(around.phrases, caps[0].end) if caps else None
    if cap is None or cap.unit == 1 or max(first.digits, second.digits) > 4:
        return None
    low, high = first.scaled(cap), second.scaled(cap)
    fits = low.readings[0][0] < high.readings[0][1] and is_near(high, cap)
    return (low, high) if fits else None


def _is_begun(around: Surroundings, place: int) -> bool:
    return any(
        mark.kind == "sum_range_begin" for mark in around.chain(place, 0, "sum_range_begin", "sum_about")
    )


def _matched(around: Surroundings, first: Sum, second: Sum) -> tuple[Sum, Sum] | None:
    """Both ends with the unit and currency that one of them lends the other; None when they make no range."""
    if first.currency and second.currency and first.currency != second.currency:
        return None
    currency = first.currency or second.currency
    low, high = replace(first, currency=currency), replace(second, currency=currency)
    if first.look is Look.BARE or (first.unit == 1 and second.unit > 1 and first.digits < 5):
        if around.ending(first.start, "sum_number_before"):
            return None
        scale = second.unit // second.tens
        lent = (low.times(unit) for unit in (second.unit, scale, scale // 1000) if unit)
        fits = [one for one in lent if one.readings[0][0] < high.readings[0][1] and is_near(one, high)]
        return (replace(fits[0], look=max(first.look, second.look)), high) if fits else None
    if second.unit == 1 and not second.grouped and first.unit > 1:
        high = replace(high.times(first.unit), look=max(first.look, second.look))
    ordered = low.readings[0][0] < high.readings[0][1]
    return (low, high) if ordered and is_near(low, high) else None  # "15k usd ~ 380tr" is one and the same
