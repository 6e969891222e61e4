"""What a text says that a budget is: one amount, the sum of several, or that nobody knows yet.

read("Budget KOL: 300tr, production 450tr").amount.value      # 750,000,000 VND
read("gói A 90tr, gói B 120tr").amount.readings               # both, to be asked
read("chưa chốt").is_open                                     # True
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from desk.text import tokens
from desk.text.money.choice import relevant, shared_vat
from desk.text.money.items import Item, added, is_added, items
from desk.text.money.surroundings import Surroundings
from desk.text.money.undecided import is_open
from desk.text.money.values import Amount, Vat
from desk.text.money.vat import vats
from desk.text.phrases import Phrases
from desk.text.spans import Answer, Why

_MOST_READINGS = 6
_SIGNS_OF_TOTALS = frozenset({":", "(", "=", "→", "–", "-"})


@dataclass(frozen=True, slots=True)
class Part:
    """One item of a budget that has several. `words`: as it was typed, with its label."""

    words: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class Budget:
    """The budget in a text. `amount`: taken, to be asked, or missing; `is_open`: not decided yet, also beside
    an amount. `place`: the amount's place in the tidied text.
    """

    amount: Answer[Amount]
    is_open: bool = False
    parts: tuple[Part, ...] = ()
    place: tuple[int, int] | None = None


def find(text: str, currency: str = "VND") -> Budget:
    """The budget that the beginning of a text names; `currency` applies to amounts without
    one.
    """
    lines = [Surroundings(Phrases(line)) for line in tokens.read(tokens.read_answer(text)).lines]
    found = items(lines, currency)
    undecided = is_open(lines, has_amounts=bool(found))
    chosen = shared_vat(relevant(found))
    if not chosen:
        return Budget(Answer(why=None if undecided else Why.MISSING), undecided)
    return replace(_settled(chosen), is_open=undecided)


def vat_of(text: str) -> Vat | None:
    """Whether an answer about a known amount says that VAT is in it; None when it does not say."""
    lines = [Surroundings(Phrases(line)) for line in tokens.read(tokens.read_answer(text)).lines]
    said = {one for line in lines for _, one in vats(line)}
    return said.pop() if len(said) == 1 else None


def _settled(found: Sequence[Item]) -> Budget:
    """The budget that amounts make together."""
    bounds = [one for one in found if one.is_bound]
    plain = [one for one in found if not one.is_bound]
    if not plain:
        return _from_bounds(bounds)
    total = _total(plain)
    if total:
        return _from_total(total, [one for one in plain if one is not total], bounds)
    outer = [one for one in plain if "inside" not in one.roles]
    if len(outer) == 1:
        return _from_total(outer[0], [one for one in plain if one is not outer[0]], bounds)
    return _from_several(outer or plain, bounds)


def _total(plain: Sequence[Item]) -> Item | None:
    """The amount that is called the total, or is marked as one and equals the sum of the others."""
    whole = sum(one.value.high or 0 for one in plain)
    for role in ("total", "whole"):
        told = [one for one in plain if role in one.roles]
        if told:
            summed = [one for one in told if (one.value.high or 0) * 2 == whole]  # "500tr = 200tr + 300tr"
            return told[0] if len(told) == 1 else summed[0] if len(summed) == 1 else None
    first, last = plain[0], plain[-1]
    same = len({one.value.currency for one in plain}) == 1 and all(one.value.is_one for one in plain)
    if len(plain) < 3 or not same:
        return None
    for one, place in ((first, first.said.end), (last, last.said.start - 1)):
        if (one.value.high or 0) * 2 == whole and one.around.text(place) in _SIGNS_OF_TOTALS:
            return one
    return None


def _from_bounds(bounds: Sequence[Item]) -> Budget:
    """Ceilings and floors only; one of each makes a range."""
    if len(bounds) == 1:
        return _one(bounds[0], [])
    values = [one.value for one in bounds]
    if len(values) == 2 and _comparable(*values):
        floor, ceiling = sorted(values, key=lambda one: one.low is None)
        if floor.high is None and ceiling.low is None and (floor.low or 0) <= (ceiling.high or 0):
            return _taken(replace(ceiling, low=floor.low), bounds)
    return _asked(values, bounds)


def _from_total(total: Item, parts: Sequence[Item], bounds: Sequence[Item]) -> Budget:
    """A total with the parts that are said of it."""
    beside = [one for one in parts if one.line == total.line]
    more = next((one for one in beside if one.said.start > total.said.start), None)
    if (
        more and is_added(total, more) and "inside" not in more.roles
    ):  # "8 x 25tr = 200tr, plus 60tr boosting"
        whole = (total.value.high or 0) + (more.value.high or 0)
        return _asked([replace(total.value, low=whole, high=whole), total.value], [total, more])
    if any(one.value.per != total.value.per for one in beside):
        return _asked([total.value, *(one.value for one in beside)], [total, *beside])
    parts = [one for one in parts if "delta" not in one.roles]
    same = [one for one in parts if one.value.currency == total.value.currency and one.value.is_one]
    together = sum(one.value.high or 0 for one in same)
    if total.value.is_one and together > (total.value.high or 0):
        if beside != parts:  # an estimate, with its rates and sums between the lines
            return _one(total, bounds)
        return _asked([total.value, replace(total.value, low=together, high=together)], [total, *same])
    if together != total.value.high:
        same = [one for one in same if one.is_certain]
    return replace(_one(total, bounds), parts=_parts(same))


def _from_several(plain: Sequence[Item], bounds: Sequence[Item]) -> Budget:
    """Several amounts: the last if it is said to be valid now, their sum, or all of them to choose from."""
    if len(plain) == 1:
        return _one(plain[0], bounds)
    if any("delta" in one.roles for one in plain):
        return _with_delta(plain)
    if "now" in plain[-1].roles and not any("now" in one.roles for one in plain[:-1]):
        return _one(plain[-1], bounds)
    whole = added(plain)
    if whole is None:
        return _asked((each for one in plain for each in one.said.amounts), plain)
    certain, amount = whole
    if not certain:
        return _asked([amount, *(one.value for one in plain)], plain)
    return replace(_taken(_capped(amount, bounds), plain), parts=_parts(plain))


def _with_delta(plain: Sequence[Item]) -> Budget:
    """ "170tr, xin thêm 20tr được không": the person chooses with or without the addition."""
    base = [one.value for one in plain if "delta" not in one.roles]
    more = [one.value for one in plain if "delta" in one.roles]
    readings = base or more
    if len(base) == len(more) == 1 and _comparable(base[0], more[0]) and base[0].is_one:
        less = any("less" in one.roles for one in plain)
        whole = (base[0].high or 0) + (more[0].high or 0) * (-1 if less else 1)
        readings = [base[0], replace(base[0], low=whole, high=whole)] if whole > 0 else base
    return _asked(readings, plain)


def _one(one: Item, bounds: Sequence[Item]) -> Budget:
    """A single amount, with the ceiling beside it."""
    if "vague" in one.roles:
        return Budget(Answer(words=one.words, why=Why.WHICH), place=_place([one]))
    if "more_than" in one.roles:
        return _asked([one.value, replace(one.value, high=None)], [one])
    if any(_contradicts(bound, one) for bound in bounds):
        return _asked([one.value, *(bound.value for bound in bounds)], [one, *bounds])
    if not one.is_certain or one.roles & {"delta", "earlier"}:
        return _asked((_capped(each, bounds) for each in one.said.amounts), [one, *bounds])
    return _taken(_capped(one.value, bounds), [one, *bounds])


def _contradicts(bound: Item, one: Item) -> bool:
    """Whether a bound cannot be the ceiling of an amount: it is lower, in another currency, or a floor."""
    ceiling = bound.value.ceiling
    return ceiling is None or bound.value.currency != one.value.currency or ceiling < (one.value.high or 0)


def _capped(amount: Amount, bounds: Sequence[Item]) -> Amount:
    for one in bounds:
        if one.value.currency == amount.currency and one.value.ceiling is not None:
            amount = replace(amount, ceiling=one.value.ceiling)
    return amount


def _comparable(first: Amount, second: Amount) -> bool:
    return (first.currency, first.per) == (second.currency, second.per)


def _parts(found: Sequence[Item]) -> tuple[Part, ...]:
    return tuple(Part(one.line_words, one.value) for one in found)


def _taken(amount: Amount, told: Sequence[Item]) -> Budget:
    return Budget(Answer(amount, _words(told)), place=_place(told))


def _asked(readings: Iterable[Amount], told: Sequence[Item]) -> Budget:
    each = tuple(dict.fromkeys(readings))[:_MOST_READINGS]
    return Budget(Answer(None, _words(told), Why.WHICH, each), place=_place(told))


def _words(told: Sequence[Item]) -> str:
    ordered = sorted(told, key=lambda one: (one.line, one.said.start))
    return " … ".join(one.words for one in ordered[:_MOST_READINGS])


def _place(told: Sequence[Item]) -> tuple[int, int]:
    starts = [one.around.tokens[one.said.start].start for one in told]
    ends = [one.around.tokens[one.said.end - 1].end for one in told]
    return min(starts), max(ends)
