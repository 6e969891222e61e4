"""What an amount is for: a month, a week, a post, or a thing in a shop."""

from __future__ import annotations

from dataclasses import dataclass

from desk.text.money.surroundings import Mark, Surroundings
from desk.text.money.values import Per

_REGULAR = frozenset({"month", "week", "post", "quarter", "year"})
_EACH = frozenset({"each", "mỗi", "apiece"})


@dataclass(frozen=True, slots=True)
class Rate:
    """`end`: where its words end if they directly follow the amount, else 0. `doubtful`: the words may be a
    duration ("cho 1 tháng"). `goods`: a thing, so the amount is its price.
    """

    per: Per | None = None
    end: int = 0
    doubtful: bool = False
    goods: bool = False


def rate_of(around: Surroundings, left: int, start: int, end: int, right: int, after: int) -> Rate:
    """The rate of an amount from `start` to `end`, whose clause is bounded by `left` and `right`."""
    return (
        _behind(around, end)
        or _length(around, end)
        or _in_clause(around, end, right)
        or _before(around, left, start)
        or _each(around, left, start, end)
        or _apart(around, right, after)
        or Rate()
    )


def _behind(around: Surroundings, end: int) -> Rate | None:
    """Right behind the amount: "/tháng", "một post", "hàng tháng", "/1 bài"."""
    lead, word = around.starting(end, "per_lead"), around.starting(end, "per_word")
    unit = around.starting(lead.end, "per_unit") if lead else None
    if lead and unit is None and lead.value == "every":
        one = around.starting(lead.end, "per_lead")
        unit = around.starting(one.end, "per_unit") if one and one.value == "one" else None
    if word and not (unit and unit.end > word.end):
        return Rate(Per(word.value), word.end)
    if unit is None:
        return None
    return Rate(None, unit.end, goods=True) if unit.value == "goods" else Rate(Per(unit.value), unit.end)


def _length(around: Surroundings, end: int) -> Rate | None:
    """ "cho 1 tháng": by the month, or for one."""
    length = around.starting(end, "length_lead")
    one = around.starting(length.end, "per_lead") if length else None
    unit = around.starting(one.end, "per_unit") if one and one.value == "one" else None
    return Rate(Per(unit.value), doubtful=True) if unit and unit.value in ("month", "week") else None


def _in_clause(around: Surroundings, end: int, right: int) -> Rate | None:
    """Later in the clause: "20tr tiền quản trị mỗi tháng"."""
    for mark in around.within(end, right, "per_word", "per_lead"):
        unit = _unit(around, mark)
        if unit and unit.value in _REGULAR and mark.value != "one":
            return Rate(Per(unit.value))
    return None


def _before(around: Surroundings, left: int, start: int) -> Rate | None:
    """Before the amount: "mỗi tháng chị chi 50tr", "một tháng 18 củ"."""
    for mark in around.within(left, start, "per_word", "per_lead"):
        unit = _unit(around, mark)
        if unit is None:
            continue
        close = unit.end == start
        if unit.value == "goods":
            if close:
                return Rate(goods=True)
            continue
        if close or (unit.value in _REGULAR and mark.value != "one"):
            return Rate(Per(unit.value))
    return None


def _unit(around: Surroundings, mark: Mark) -> Mark | None:
    return mark if mark.kind == "per_word" else around.starting(mark.end, "per_unit")


def _each(around: Surroundings, left: int, start: int, end: int) -> Rate | None:
    """ "3 posts at 4M each"."""
    if around.text(end) not in _EACH:
        return None
    units = [mark for mark in around.within(left, start, "per_unit") if mark.value != "goods"]
    return Rate(Per(units[-1].value)) if units else None


def _apart(around: Surroundings, right: int, after: int) -> Rate | None:
    """A clause of its own that says nothing else: "45tr nha, tính theo tháng"."""
    start = right + 1
    end = around.clause_end(start)
    word = next(around.within(start, min(end, after), "per_word"), None)
    if word is None:
        return None
    beside = (place for place in range(start, end) if not word.start <= place < word.end)
    if all(around.starting(place, "sum_particle", "money_word") for place in beside):
        return Rate(Per(word.value))
    return None
