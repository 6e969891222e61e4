"""The amounts of a whole text, each with the words that name it as an item, and how they are joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from desk.text.money.amounts import Said, said
from desk.text.money.surroundings import Surroundings
from desk.text.money.values import Amount, Per, Vat
from desk.text.tokens import Kind

_FILLERS = ("sum_list_filler", "sum_about", "sum_particle")
_LONGEST_LABEL = 4
_EACH = frozenset({Per.POST, Per.PIECE, Per.PERSON, Per.ROUND, Per.HOUR, Per.DAY})
"""Rates for single things do not add up: nobody pays a post to each of two people together."""


@dataclass(frozen=True, slots=True)
class Item:
    """An amount in its line. `label`: the tokens that name it, before it or behind; None without such."""

    said: Said
    around: Surroundings
    line: int
    label: tuple[int, int] | None

    @property
    def value(self) -> Amount:
        """The likeliest reading."""
        return self.said.value

    @property
    def roles(self) -> frozenset[str]:
        """What the words around it make of it."""
        return self.said.roles

    @property
    def is_certain(self) -> bool:
        """Whether it is an amount to spend, beyond doubt."""
        return self.said.firm and self.said.clear and self.said.fit

    @property
    def is_bound(self) -> bool:
        """Whether it is a ceiling or a floor."""
        return bool(self.roles & {"ceiling", "floor"})

    @property
    def words(self) -> str:
        """Its words as they were typed."""
        return self.around.phrases.words(self.said.start, self.said.end)

    @property
    def line_words(self) -> str:
        """Its words with its label."""
        start, end = self.said.start, self.said.end
        if self.label:
            start, end = min(start, self.label[0]), max(end, self.label[1])
        return self.around.phrases.words(start, end)

    @property
    def is_known(self) -> bool:
        """Whether its label is of the things that agencies spend money on, or a stage of the work."""
        if self.label is None:
            return False
        stages = (mark.end for mark in self.around.within(*self.label, "sum_stage"))
        return self.around.has(*self.label, "sum_item") or any(map(self.around.is_number, stages))

    def with_roles(self, roles: frozenset[str]) -> Item:
        """The same in other roles."""
        return self if roles == self.roles else replace(self, said=replace(self.said, roles=roles))

    def with_vat(self, vat: Vat | None) -> Item:
        """The same before VAT or with it, where that is said."""
        return replace(self, said=self.said.with_vat({vat})) if vat else self


def items(lines: Sequence[Surroundings], currency: str) -> list[Item]:
    """The amounts of all lines, in order."""
    return [
        Item(one, around, number, _label(one, around))
        for number, around in enumerate(lines)
        for one in said(around, currency)
    ]


def added(parts: Sequence[Item]) -> tuple[bool, Amount] | None:
    """The sum of amounts that are joined as items are, and whether it is meant beyond doubt; None when they
    are not of one kind, or no items."""
    first, values = parts[0].value, [one.value for one in parts]
    if any((one.currency, one.per) != (first.currency, first.per) for one in values) or first.per in _EACH:
        return None
    joins = {_join(one, other) for one, other in pairwise(parts)}
    known = [one.is_known for one in parts]
    if "" in joins or any("option" in one.roles for one in parts) or ("list" in joins and not any(known)):
        return None
    certain = (joins == {"plus"} or all(known)) and _is_sure(parts, joins)
    low, high = sum(one.low or 0 for one in values), sum(one.high or 0 for one in values)
    return certain, replace(first, low=low, high=high, ceiling=None)


def is_added(first: Item, second: Item) -> bool:
    """Whether a "plus" between two amounts that follow each other adds the second to the first."""
    return _join(first, second) == "plus"


def _is_sure(parts: Sequence[Item], joins: set[str]) -> bool:
    """Whether all are money beyond doubt; those that are only perhaps are when added to one that is."""
    sure = [one.is_certain for one in parts]
    single = all(len(one.said.readings) == 1 for one in parts)
    return all(sure) or (any(sure) and single and joins == {"plus"})


def _join(first: Item, second: Item) -> str:
    """How two amounts are joined: "plus", "list", or "" when they are not."""
    labelled = "list" if first.label and second.label else ""
    if first.line != second.line:
        return labelled
    around, start, end = first.around, first.said.end, second.said.start
    if around.has(start, end, "sum_either", "sum_took_back", "sum_correct"):
        return ""
    if any(around.starting(mark.end, "vat") is None for mark in around.within(start, end, "sum_plus")):
        return "plus"
    return labelled if around.is_cut(start, end) or around.has(start, end, "sum_list") else ""


def _label(one: Said, around: Surroundings) -> tuple[int, int] | None:
    start = around.clause_start(one.number)
    for mark in around.within(start, one.number, "sum_plus", "sum_list"):
        start = max(start, mark.end)
    end = around.clause_end(one.end)
    joins = (mark.start for mark in around.within(one.end, end, "sum_plus", "sum_list"))
    end = min(end, *joins, end)
    front = (start, one.number) if _names(around, start, one.number) else None
    behind = (one.end, end) if _names(around, one.end, end) else None
    rather = front and behind and not around.has(*front, "sum_item") and around.has(*behind, "sum_item")
    return behind if rather else front or behind  # "client cho 150tr production"


def _names(around: Surroundings, start: int, end: int) -> bool:
    """Whether a few words stand here that are more than fillers."""
    words = [place for place in range(start, end) if around.tokens[place].kind is Kind.WORD]
    named = [
        place
        for place in words
        if around.starting(place, "sum_item") or not around.starting(place, *_FILLERS)
    ]
    return 0 < len(named) <= _LONGEST_LABEL
