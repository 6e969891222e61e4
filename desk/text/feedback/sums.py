"""Sums that a client asks about or states: what nobody said of the work itself is our money.

"360 triệu đúng không?" is about the invoice of the sentence before; "ghi giá 99k trên banner" is about the
banner.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from desk.text.feedback.found import Found
from desk.text.feedback.prices import is_of_a_shop
from desk.text.feedback.sorts import Sort
from desk.text.pasted.cues import known_words
from desk.text.pasted.hits import Hits
from desk.text.tokens import Kind

_KEPT = (Sort.MONEY, Sort.SCOPE, Sort.PRAISE)
_ASKED = (Sort.QUESTION, Sort.REMARK, Sort.UNSURE)
_OF_WORK = ("wish_thing", "wish_share", "wish_shop", "wish_placed")
_AROUND = 3
"""So many words beside "VAT" tell that it is the tax."""
_THOUSANDS = 3
"""Digits of each group in 720.000.000."""


def hide_sums(found: Sequence[Found], hits: dict[int, Hits]) -> None:
    """Make points of money of those that tell or ask a sum, by themselves or behind one about money. `hits`:
    by the identity of the part.
    """
    before: Found | None = None
    for one in found:
        after = before if before and before.sort is Sort.MONEY and _goes_on(before, one) else None
        if one.sort not in _KEPT and _is_sum_of_ours(one, hits[id(one.part)], after is not None):
            one.sort = Sort.MONEY
        before = one


def tells_sum(hits: Hits, start: int, end: int, *, after_money: bool = False) -> bool:
    """Whether a sum of ours stands between two tokens: a large one, the tax, an instalment; behind words
    about money any amount. What the work shows, or how many people it reaches, is none.
    """
    if _is_of_work(hits, start, end, after_money=after_money):
        return False
    if any(_large(hits, start, end)) or _taxes(hits, start, end) or _instalment(hits, start, end):
        return True
    return after_money and any(_amounts(hits, start, end))


def _is_of_work(hits: Hits, start: int, end: int, *, after_money: bool) -> bool:
    """ "Banner", "voucher 50k", "tặng 100 triệu"; "giá" and "bảng" are no part of the work beside a sum."""
    if is_of_a_shop(hits, start, end, headed=False):
        return True
    tokens = hits.cues.tokens
    named = (tokens[hit.start : hit.end] for kind in _OF_WORK for hit in hits.all(kind, start, end))
    if any(not all(one.bare in known_words("of_a_quote") for one in thing) for thing in named):
        return True
    if after_money:
        return False
    return any(one.form in _PRIZES or one.bare in known_words("sum_of_work") for one in tokens[start:end])


_PRIZES = ("tặng", "thưởng", "giải", "quà", "trúng")
"""Other words without their accents."""


def _is_sum_of_ours(one: Found, hits: Hits, after_money: bool) -> bool:
    of_work = one.sort is Sort.WISH and hits.has("wish_money", one.start, one.end, "weak")
    sure = one.sort in _ASKED or after_money or not one.part.listed
    return sure and not of_work and tells_sum(hits, one.start, one.end, after_money=after_money)


def _goes_on(before: Found, one: Found) -> bool:
    """Whether a point stands in the same remark as the one before, or in the next line without a bullet."""
    return before.part is one.part or not one.part.bullet


def _large(hits: Hits, start: int, end: int) -> Iterator[bool]:
    """ "360 triệu", "1.2 tỷ", "$15,000", "720.000.000"; not "2 triệu lượt xem"."""
    tokens = hits.cues.tokens
    for at in range(start, end):
        one = tokens[at]
        behind = tokens[at + 1].bare if at + 1 < end else ""
        if one.kind is Kind.NUMBER and behind in known_words("large_unit"):
            counted = tokens[at + 2].bare if at + 2 < end else ""
            yield counted not in known_words("counted_people")
        elif one.kind is Kind.NUMBER and _groups(hits, at, end) > 1:
            yield True
        elif one.text in ("$", "€", "£") and at + 1 < end and tokens[at + 1].kind is Kind.NUMBER:
            yield _groups(hits, at + 1, end) > 0


def _groups(hits: Hits, at: int, end: int) -> int:
    """How many groups of three digits follow a number: one in 15,000."""
    tokens, found = hits.cues.tokens, 0
    while (
        at + 2 < end
        and tokens[at + 1].text in (".", ",")
        and tokens[at + 2].kind is Kind.NUMBER
        and len(tokens[at + 2].text) == _THOUSANDS
        and tokens[at + 2].glued
    ):
        at, found = at + 2, found + 1
    return found


def _taxes(hits: Hits, start: int, end: int) -> bool:
    """ "VAT 8%", "đã gồm VAT", "chưa vat"; not "nhân vật"."""
    tokens = hits.cues.tokens
    for at in range(start, end):
        if tokens[at].form not in ("vat", "gtgt"):
            continue
        near = tokens[max(start, at - _AROUND) : min(end, at + _AROUND)]
        if tokens[at].text.isupper() or any(
            one.text == "%" or one.bare in known_words("beside_tax") for one in near
        ):
            return True
    return False


def _instalment(hits: Hits, start: int, end: int) -> bool:
    """ "Đợt 2 bao nhiêu"."""
    tokens = hits.cues.tokens
    return any(
        tokens[at].bare in ("dot", "instalment", "installment")
        and tokens[at + 1].kind is Kind.NUMBER
        and any(one.bare in known_words("how_much") for one in tokens[at + 2 : end])
        for at in range(start, end - 1)
    )


def _amounts(hits: Hits, start: int, end: int) -> Iterator[bool]:
    """Any amount, a share of one, or the question how much."""
    tokens = hits.cues.tokens
    for at in range(start, end):
        one, behind = tokens[at], tokens[at + 1] if at + 1 < end else None
        if one.kind is Kind.NUMBER and behind is not None:
            yield behind.bare in known_words("money_unit") or behind.text in ("%", "m", "$", "đ")
            yield _groups(hits, at, end) > 0
        yield one.text in ("$", "€", "£")
        yield one.bare in known_words("how_much") and end - start <= 2 * _AROUND
