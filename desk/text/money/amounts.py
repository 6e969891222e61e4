"""The amounts of a line: how much, of what currency, for what, up to what, with or without VAT.

    find(Phrases(read_line("tối đa 170tr/tháng chưa VAT")))   # one span: up to 170,000,000 VND a month

Counted things ("2 triệu view") look like money and are none; `lookalikes` claims them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from desk.text.money import evidence
from desk.text.money.roles import bound_start, is_quoted, roles_of
from desk.text.money.spots import Spot, spots
from desk.text.money.sums import Look, Sum
from desk.text.money.surroundings import Surroundings
from desk.text.money.values import Amount, Per, Vat, to_minor
from desk.text.money.vat import vats
from desk.text.phrases import Phrases
from desk.text.spans import Dimension, Span, Why

_BOUNDING = frozenset({"ceiling", "floor"})
_CLAIMING = _BOUNDING | {"total", "now"}


@dataclass(frozen=True, slots=True)
class Said:
    """An amount in a line: tokens `start` up to `end`, with the words for its bound and its purpose.

    `number`: where its number begins. `readings`: amounts, the likeliest first. `firm`: certainly money;
    `clear`: with one meaning; `fit`: a plausible budget that says so. `roles`: from its clause, "ceiling",
    "total", "spent", "earlier".
    """

    start: int
    number: int
    end: int
    readings: tuple[Amount, ...]
    firm: bool
    clear: bool
    fit: bool
    roles: frozenset[str]

    @property
    def amounts(self) -> tuple[Amount, ...]:
        """The readings, with a ceiling or a floor set from the roles."""
        return tuple(self._bounded(one) for one in self.readings)

    @property
    def value(self) -> Amount:
        """The likeliest of them."""
        return self._bounded(self.readings[0])

    def with_vat(self, vats: Collection[Vat]) -> Said:
        """The same, before VAT or with it, or not clear which."""
        readings = tuple(replace(one, vat=vat) for one in self.readings for vat in sorted(vats, reverse=True))
        return replace(self, readings=readings, clear=self.clear and len(vats) == 1)

    def _bounded(self, one: Amount) -> Amount:
        if "ceiling" in self.roles:
            return replace(one, low=None if one.is_one else one.low, ceiling=one.high)
        return replace(one, high=None) if "floor" in self.roles else one


def find(phrases: Phrases, currency: str = "VND") -> list[Span[Amount]]:
    """The amounts of a line, in order; `currency` applies to amounts without one."""
    found = []
    for one in said(Surroundings(phrases), currency):
        words = phrases.words(one.start, one.end)
        readings, why = ((), None) if one.clear else (one.amounts, Why.WHICH)
        found.append(
            Span(one.start, one.end, Dimension.MONEY, one.value, words, one.clear, readings, why, one.firm)
        )
    return found


def lookalikes(phrases: Phrases) -> list[Span[str]]:
    """The numbers of a line that look like money but count something."""
    found = []
    for spot in spots(Surroundings(phrases)):
        end = evidence.counted_end(spot)
        if end and spot.low.look is not Look.SIGN:
            words = phrases.words(spot.start, end)
            found.append(Span(spot.start, end, Dimension.COUNT, words, words))
    return found


def said(around: Surroundings, currency: str) -> list[Said]:
    """All amounts of a line with their roles, including uncertain ones."""
    places = [evidence.with_unit_in_brackets(spot) for spot in spots(around)]
    found = [None if spot.is_bare else _named(spot, currency) for spot in places]
    if any(found):  # beside an amount a number with a scale is one too, "300M VND, hard stop at 350M"
        found = [one or (None if spot.is_bare else _named(spot, currency, beside=True))
                 for one, spot in zip(found, places, strict=True)]  # fmt: skip
    lenders = _lenders(places, found)
    for number, spot in enumerate(places):
        if spot.is_bare:
            found[number] = _bare(spot, lenders[number], currency)
    return _with_vat(around, [one for one in found if one])


def _lenders(places: Sequence[Spot], found: Sequence[Said | None]) -> list[Sum | None]:
    """For each number the nearest earlier amount that has a unit or a currency, else the next one."""
    lending = [spot.low if one else None for spot, one in zip(places, found, strict=True)]
    lenders: list[Sum | None] = []
    last: Sum | None = None
    for lender in lending:
        lenders.append(last)
        last = lender or last
    last = None
    for number in reversed(range(len(lenders))):
        lenders[number] = lenders[number] or last
        last = lending[number] or last
    return lenders


def _named(spot: Spot, currency: str, *, beside: bool = False) -> Said | None:
    """A number with a scale or a currency; `beside` an amount its letter needs nothing else to be a scale."""
    if spot.low.currency == "XXX" or evidence.is_something_else(spot):
        return None
    firm = evidence.is_firm(spot)
    if not firm and not beside and evidence.is_idle(spot):
        return None
    return _made(spot, _readings(spot.low, spot.high, spot.rate.per, currency), firm=firm)


def _bare(spot: Spot, lender: Sum | None, currency: str) -> Said | None:
    """A number alone: it takes the unit of another amount, or is asked about."""
    if evidence.is_something_else(spot):
        return None
    per, one = spot.rate.per, spot.low
    lent = evidence.borrowed(spot, lender)
    if lent:
        bound = roles_of(spot) & (_BOUNDING | {"now"})
        return _made(spot, _readings(lent, None, per, currency), firm=bool(bound))
    if spot.leads("sum_took_back"):
        return None
    if evidence.is_whole(spot):
        return _made(spot, _readings(one, None, per, currency), firm=True)
    value = one.readings[0][0]
    if not (value and evidence.is_free(spot) and evidence.is_asked_for(spot)) or evidence.is_year(one):
        return None
    units = (10**9, 10**6) if value < 10 else (10**6, 10**3) if value < 10**4 else (1, 10**3)
    readings = [each for unit in units for each in _readings(one.times(unit), None, per, currency)]
    return _made(spot, tuple(readings), firm=False)


def _readings(low: Sum, high: Sum | None, per: Per | None, currency: str) -> tuple[Amount, ...]:
    kind = low.currency or currency
    if high is None:
        pairs = list(low.readings)
    elif len(low.readings) == len(high.readings):
        both = zip(low.readings, high.readings, strict=True)
        pairs = [(least, most) for (least, _), (_, most) in both]
    else:
        pairs = [(least, most) for least, _ in low.readings for _, most in high.readings]
    found = []
    for least, most in pairs:
        first, second = to_minor(least, kind), to_minor(most, kind)
        if first is not None and second is not None and first <= second:
            found.append(Amount(first, second, kind, per))
    return tuple(found)


def _made(spot: Spot, readings: tuple[Amount, ...], *, firm: bool) -> Said | None:
    if not readings:
        return None
    roles = roles_of(spot)
    if spot.rate.doubtful:
        readings = tuple(replace(one, per=per) for one in readings for per in (spot.rate.per, None))
    else:  # also "2tr5/clip x 20 clip", where the whole has no rate
        readings += tuple(_times(one, factor) for factor in evidence.factors(spot) for one in readings)
    first = readings[0]
    clear = len(readings) == 1 and not roles & {"vague", "more_than"}
    fit = (
        evidence.is_plausible(first.currency, first.per, first.high or 0)
        and not (evidence.is_asked(spot) or evidence.is_cut_off(spot) or is_quoted(spot))
        and (bool(roles & (_BOUNDING | {"took_back"})) or not evidence.is_doubted(spot))
        and (evidence.is_spent(spot) or (bool(roles & _CLAIMING) and not evidence.is_of_other_money(spot)))
    )
    return Said(bound_start(spot), spot.start, spot.end, readings, firm, clear, fit, roles)


def _times(one: Amount, factor: int) -> Amount:
    return replace(one, low=(one.low or 0) * factor, high=(one.high or 0) * factor, per=None)


def _with_vat(around: Surroundings, found: list[Said]) -> list[Said]:
    """Each amount with the words about VAT after it, or before the first one."""
    told: dict[int, set[Vat]] = {}
    behind = 0
    for place, vat in vats(around):
        while behind < len(found) and found[behind].number < place:
            behind += 1
        if vat or behind:  # unknown words before the first amount may be its label
            told.setdefault(max(behind - 1, 0), set()).update({vat} if vat else set(Vat))
    return [one.with_vat(told[number]) if number in told else one for number, one in enumerate(found)]
