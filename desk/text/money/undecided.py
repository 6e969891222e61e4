"""Whether a text says that a sum is not decided yet: "chưa chốt", "TBC", "finance hasn't signed off"."""

from __future__ import annotations

from collections.abc import Sequence

from desk.text.money.surroundings import Mark, Surroundings
from desk.text.tokens import Kind

_FILLERS = 3


def is_open(lines: Sequence[Surroundings], *, has_amounts: bool) -> bool:
    """Whether a clause says so about the money; other undecided things do not count."""
    kinds = {kind for around in lines for kind in around.kinds}
    money = has_amounts or any(_names_money(around, 0, len(around.tokens)) for around in lines)
    if not money and "sum_topic" in kinds:
        return False
    return any(
        _is_about_money(around, start, end, money=money) for around in lines for start, end in _said(around)
    )


def _said(around: Surroundings) -> list[tuple[int, int]]:
    """Where a line says of something that it is not decided."""
    found = []
    for mark in around.marks:
        if around.has(max(0, mark.start - _FILLERS), mark.start, "vat"):
            continue  # "VAT tính sau"
        if _is_for(around, mark):
            continue
        if mark.kind == "undecided" and (mark.value == "undecided" or not around.has_numbers):
            found.append((mark.start, mark.end))
        elif mark.kind == "not_yet" or (mark.kind == "waits" and (mark.value == "for" or mark.faint)):
            end = _settled(around, mark)
            if end:
                found.append((mark.start, end))
    return found


def _is_for(around: Surroundings, mark: Mark) -> bool:
    """Whether "cho khach" without its accents is who gets something, and nobody who is waited for."""
    if around.phrases.line.accented or around.tokens[mark.start].bare != "cho" or mark.kind != "undecided":
        return False
    begins = mark.start == around.clause_start(mark.start) and not around.has_numbers
    return not begins and not _names_money(around, 0, mark.start)


def _settled(around: Surroundings, lead: Mark) -> int:
    """Where the words end that a "not yet" or a "waits for" negates; 0 if they are not about deciding."""
    if lead.value == "no":
        money = around.starting(lead.end, "money_word")
        return money.end if money else 0
    waits = lead.kind == "waits"
    denied = _DENIED["yet" if waits else lead.value]
    at = lead.end
    for _ in range(_FILLERS * (1 + waits)):
        settled = around.starting(at, "settled")
        filler = around.starting(at, "not_yet_filler")
        if settled and settled.value in denied:
            return settled.end if _is_denied(around, settled, waits=waits) else 0
        if settled and filler is None:
            return 0
        if filler is None and not waits:
            return 0
        at = filler.end if filler else at + 1
    return 0


_DENIED = {"yet": ("told", "done", "act"), "not": ("told", "done"), "refuses": ("told",)}


def _is_denied(around: Surroundings, settled: Mark, *, waits: bool) -> bool:
    """Whether the decision is negated, not the VAT or another unknown thing."""
    if around.has(settled.end, settled.end + _FILLERS, "vat"):
        return False
    if waits or not around.starting(settled.start, "settled_known"):
        return True
    follows = around.starting(settled.end, "money_word", "question", "sum_particle")
    return follows is not None or around.is_end(settled.end)


def _is_about_money(around: Surroundings, start: int, end: int, *, money: bool) -> bool:
    left, right = around.clause_start(start), around.clause_end(end)
    if right < len(around.tokens) and around.tokens[right].text == "?":
        return False
    if _names_money(around, left, right):
        return True
    if around.has(left, right, "sum_topic") or _is_stage(around, left, right):
        return False
    said = around.starting(start, "undecided")
    unknown = _FILLERS if said and not around.has_numbers else 0
    return money or (not around.asks and _others(around, left, right, start, end) <= unknown)


def _names_money(around: Surroundings, left: int, right: int) -> bool:
    """Whether money is named between two places; "so" without accents may be anything."""
    words = around.within(left, right, "money_word")
    return any(not (word.faint and word.value == "vague") for word in words)


def _is_stage(around: Surroundings, left: int, right: int) -> bool:
    """Whether a clause is about one stage of several: "phase 2 tính sau"."""
    stages = [mark.end for mark in around.within(left, right, "sum_stage") if mark.end < right]
    return any(around.tokens[end].kind is Kind.NUMBER for end in stages)


def _others(around: Surroundings, left: int, right: int, start: int, end: int) -> int:
    """How many words of a clause are not these, nor people and particles around them."""
    return sum(
        not start <= place < end
        and around.tokens[place].kind in (Kind.WORD, Kind.NUMBER)
        and around.starting(place, "sum_particle", "not_yet_filler") is None
        for place in range(left, right)
    )
