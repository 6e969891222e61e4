"""The amounts of a text that can be its budget: not withdrawn, spent, or about something else."""

from __future__ import annotations

from collections.abc import Sequence

from desk.text.money.items import Item
from desk.text.money.surroundings import Surroundings

_NEAR = 4
_LEAST = 500_000
"""Nobody has less to spend in all."""


def relevant(found: Sequence[Item]) -> list[Item]:
    """The amounts that can be the budget, each once."""
    inside = False
    kept = []
    for number, one in enumerate(found):
        before = found[number - 1] if number and found[number - 1].line == one.line else None
        after = found[number + 1] if number + 1 < len(found) and found[number + 1].line == one.line else None
        inside = before is not None and (inside or _opens(before, one))
        kept.append(one.with_roles(_roles(one, before, after, inside=inside)))
    prices = {one.line for one in kept if _is_small(one)}
    kept = [one for one in _in_lines_of_budget(kept) if not _is_out(one)]
    kept = [one for one in kept if one.is_certain or one.line not in prices]  # "2 chai còn 99k"
    return _once([one for one in kept if "earlier" not in one.roles] or kept)


def _is_out(one: Item) -> bool:
    """Whether an amount cannot be the budget; what is taken from it is asked about: "minus 150M spent"."""
    spent = "spent" in one.roles and "less" not in one.roles
    return spent or bool(one.roles & {"took_back", "other_money"}) or _is_small(one)


def _is_small(one: Item) -> bool:
    """Whether it is some thousand đồng and nothing around speaks of a budget: "giảm 50k cho khách mới"."""
    value = one.value
    small = value.currency == "VND" and value.per is None and 0 < (value.high or 0) < _LEAST
    kinds = one.around.kinds
    if not small or any(mark.kind == "money_word" and not mark.faint for mark in one.around.marks):
        return False
    return bool(kinds & {"other_money", "sum_shop"}) or not kinds & {
        "sum_item",
        "vat",
        "sum_ceiling",
        "sum_floor",
    }


def _names_budget(around: Surroundings) -> bool:
    """Whether a line is about a budget, and not about a meeting or a file for it."""
    return any(
        mark.kind == "money_word"
        and mark.value == "budget"
        and not around.starting(mark.end, "budget_compound")
        and not around.ending(mark.start, "budget_compound")
        for mark in around.marks
    )


def _in_lines_of_budget(found: Sequence[Item]) -> Sequence[Item]:
    """Of amounts in several lines, those whose line mentions the budget, if any does."""
    named = (
        {one.line for one in found if _names_budget(one.around)}
        if len({one.line for one in found}) > 1
        else ()
    )
    return [one for one in found if one.line in named] or found


def _roles(one: Item, before: Item | None, after: Item | None, *, inside: bool) -> frozenset[str]:
    """The roles of an amount, including those that follow from the amounts beside it."""
    roles = set(one.roles)
    if after:
        around, start, end = one.around, one.said.end, after.said.number
        if around.has(start, end, "sum_correct"):
            roles.add("took_back")
        if _is_change(one, after):
            roles.add("earlier")
        if "whole" in after.roles and end - start <= _NEAR and not around.is_cut(start, end):
            roles.add("inside")
    close = before is not None and one.said.number - before.said.end <= _NEAR
    if before and _is_change(before, one):
        roles = (roles | {"now"}) - {"earlier", "ceiling"}
    if before and close and "now" in roles and "other_money" in before.roles:
        roles.add("other_money")
    if inside:
        roles.add("inside")
    if before and _leaves_out(before, one):
        roles.add("delta")
    if not close:
        roles.discard("whole")
    return frozenset(roles)


def _is_change(first: Item, second: Item) -> bool:
    """Whether the words between two amounts say that the first became the second: "tăng từ 300tr lên
    350tr".
    """
    around, start, end = first.around, first.said.end, second.said.number
    word = around.starting(start, "sum_change")
    if word is None or end - start > _NEAR or around.is_cut(start, end) or around.text(start) == "→":
        return False
    led = around.has(max(0, first.said.number - _NEAR), first.said.number, "sum_change_lead")
    return led or around.tokens[start].bare not in ("to", "sang", "con")


def _opens(before: Item, one: Item) -> bool:
    """Whether the words between two amounts say that the second is part of the first: "trong đó"."""
    marks = one.around.within(before.said.end, one.said.number, "sum_of_which")
    return any(mark.value == "inside" and not one.around.ending(mark.end, "sum_besides") for mark in marks)


def _leaves_out(before: Item, one: Item) -> bool:
    """Whether they say that the second is not in the first: "800tr (chưa gồm phí KOL 200tr)"."""
    marks = one.around.within(before.said.end, one.said.number, "sum_besides")
    return any(one.around.starting(mark.end, "vat") is None for mark in marks)


def _once(found: Sequence[Item]) -> list[Item]:
    """Repeated amounts, also in words or another currency, count once; different items of one price
    do not.
    """
    kept: list[Item] = []
    places: dict[tuple[int | None, int | None, str], int] = {}
    for one in found:
        if kept and _is_converted(kept[-1], one):
            continue
        key = (one.value.low, one.value.high, one.value.currency)
        twin = places.get(key)
        if twin is None or (one.label and kept[twin].label):
            places[key] = len(kept)
            kept.append(one)
        else:
            better = one if one.is_certain and not kept[twin].is_certain else kept[twin]
            kept[twin] = better.with_vat(kept[twin].value.vat or one.value.vat)
    return kept


def _is_converted(first: Item, second: Item) -> bool:
    """Whether the second is the first in another currency."""
    if first.line != second.line or first.value.currency == second.value.currency:
        return False
    around, start, end = first.around, first.said.end, second.said.number
    return end - start <= _NEAR and (around.text(start) == "(" or around.has(start, end, "sum_equal"))


def shared_vat(found: Sequence[Item]) -> list[Item]:
    """Words about VAT at one amount apply to all, unless another has its own."""
    said = {reading.vat for one in found for reading in one.said.readings if reading.vat}
    return [one.with_vat(*said) for one in found] if len(said) == 1 else list(found)
