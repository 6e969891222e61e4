"""Whether a number is meant as money, beyond doubt, perhaps, or not at all.

A currency says so, a scale nearly always; "k" and "M" and slang need something beside them, and a mere number
needs the unit of another amount, or a word such as "ngân sách" before it.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from desk.text.money.edges import closes
from desk.text.money.spots import Spot, is_near
from desk.text.money.sums import Look, Sum
from desk.text.money.surroundings import Surroundings
from desk.text.money.values import Per
from desk.text.tokens import Kind

_NEAR = _FEW = 3
_UNEXPLAINED = 1
"""So many words that no table explains may stand beside an amount that nothing else makes a budget."""
_LEAST, _LARGEST = 500_000, 100 * 10**9
"""Nobody has a whole budget of 59,000 đồng, or of 120 billion."""
_LEAST_RUNNING = 300_000
_RUNNING = frozenset({Per.WEEK, Per.MONTH, Per.QUARTER, Per.YEAR})
_RESOLUTIONS = frozenset(Decimal(number * 1000) for number in (2, 4, 5, 6, 8, 10, 12, 16))
_PAGES = 20 * 10**6
_THINGS = ("sum_item", "sum_stage", "counted", "counted_weak", "per_unit", "sum_number_before")


def is_something_else(spot: Spot) -> bool:
    """Whether it counts, measures or names something: views, pages, a resolution, a purchase order."""
    if spot.low.look is Look.SIGN:
        return False
    tests = (_is_thing, _is_page, _is_resolution, _is_measured, _is_code, _is_idiom)
    return bool(counted_end(spot)) or any(test(spot) for test in tests)


def counted_end(spot: Spot) -> int:
    """Where the words end that make it a count of something; 0 when they do not."""
    around, at = spot.around, spot.number_end
    for _ in range(_NEAR):
        mark = around.starting(at, "counted") or around.starting(at, "counted_weak")
        if mark and (mark.kind == "counted" or closes(around.phrases, mark.end)):
            return mark.end
        filler = around.starting(at, "counted_filler")
        if filler is None:
            return 0
        at = filler.end
    return 0


def is_firm(spot: Spot) -> bool:
    """Whether it is money beyond doubt, as far as its own words and those beside it tell."""
    if spot.low.look is Look.SIGN or (spot.low.look is Look.SCALE and _says_money(spot)):
        return True
    return _has_evidence(spot)


def is_idle(spot: Spot) -> bool:
    """Whether nothing makes it money: one small letter ("standee 2m"), thousands of nothing ("run 10k")."""
    word, last = spot.around.tokens[spot.number_end - 1], spot.last
    small = len(word.bare) == 1 and word.text not in ("k", "K", "M")
    thousands = last.look is Look.LETTER and last.unit == 1000 and last.readings[0][1] < _LEAST
    return small or (thousands and not spot.around.kinds & {"money_word", "currency"})


def is_plausible(currency: str, per: Per | None, high: int) -> bool:
    """Whether somebody may well have that, in minor units, to spend."""
    if currency != "VND":
        return True
    least = _LEAST if per in (None, Per.PIECE) else _LEAST_RUNNING if per in _RUNNING else 1
    return least <= high < _LARGEST


def is_doubted(spot: Spot) -> bool:
    """Whether its clause denies something, supposes, or tells of others: "nếu 300tr", "ko có 300tr đâu"."""
    around = spot.around
    colon = max(
        (place for place in range(spot.left, spot.start) if around.text(place) == ":"), default=spot.left
    )
    marks = list(around.within(colon, spot.start, "hedge", "sum_never", "contrast"))
    return bool(marks) and marks[-1].kind != "contrast"


def is_spent(spot: Spot) -> bool:
    """Whether the line speaks of somebody who pays, or of what is paid for, or says little besides the
    amount; and not of other money alone, such as prices and prizes."""
    kinds = spot.around.kinds
    if is_of_other_money(spot):
        return False
    if kinds & {"payer", "money_word", "sum_item", "vat"} or spot.rate.per:
        return True
    return spot.around.other_words <= _UNEXPLAINED


def is_of_other_money(spot: Spot) -> bool:
    """Whether the line speaks of prices, prizes or profits, and of nothing that is to be spent."""
    kinds = spot.around.kinds
    return "other_money" in kinds and "money_word" not in kinds


def is_cut_off(spot: Spot) -> bool:
    """Whether something stands right before it that may belong to it: a minus, a number, a run of them."""
    around, before = spot.around, spot.start - 1
    dash = around.text(before) in ("-", "–")
    if dash and around.tokens[spot.start].glued and not around.is_tied(before):
        return True
    number = before - dash
    if around.is_number(number):
        return around.ending(number, "sum_number_before", "sum_stage", "sum_option") is None or dash
    return around.ending(spot.start, "numeral_ten") is not None


def is_asked(spot: Spot) -> bool:
    """Whether its clause ends in a question mark."""
    return spot.around.text(spot.around.clause_end(spot.end)) == "?"


def factors(spot: Spot) -> list[int]:
    """How many times the amount may have to be taken: "15tr x 3", "3 clip x 15tr"."""
    around = spot.around
    behind, before = around.starting(spot.end, "multiply"), around.ending(spot.start, "multiply")
    if behind:
        return _small(around, behind.end)
    numbers = [place for place in range(max(0, spot.start - 4), spot.start) if around.is_number(place)]
    if before and numbers:
        return _small(around, numbers[-1])
    return _several(around, spot.start - 3) if around.text(spot.start - 1) == "of" else []


def _small(around: Surroundings, place: int) -> list[int]:
    return [int(around.text(place))] if around.is_number(place) and len(around.text(place)) < 4 else []


def _several(around: Surroundings, place: int) -> list[int]:
    """ "two payments of 45M", "3 posts of 4M"."""
    if place < 0 or around.tokens[place + 1].kind is not Kind.WORD:
        return []
    word = around.starting(place, "numeral")
    if word and word.value.isdigit() and word.end == place + 1:
        return [int(word.value)]
    return _small(around, place)


# --- a mere number


def borrowed(spot: Spot, lender: Sum | None) -> Sum | None:
    """A mere number with the unit of another amount in the line, where that makes it one of the same kind."""
    one = spot.low
    value = one.readings[0][0]
    if lender is None or not is_free(spot) or one.digits > 4 or value < 10 or value % 1 or is_year(one):
        return None
    named = spot.around.ending(spot.start, "sum_number_before", "code_lead", "multiply")
    if named and (one.digits < 3 or named.kind != "sum_number_before"):
        return None
    lent = one.scaled(lender)
    return lent if is_near(lent, lender) else None


def with_unit_in_brackets(spot: Spot) -> Spot:
    """A mere number with the unit that brackets beside it tell: "(triệu đồng): 450", "35,000 (USD)"."""
    unit = _in_brackets(spot) if spot.is_bare and is_free(spot) else None
    if unit is None:
        return spot
    return replace(spot, low=replace(spot.low.times(unit[0]), currency=unit[1], look=Look.SIGN))


def _in_brackets(spot: Spot) -> tuple[int, str] | None:
    around, at = spot.around, spot.start
    while around.text(at - 1) in (":", "="):
        at -= 1
    if around.text(at - 1) == ")":
        opens = next(
            (place for place in range(at - 2, max(at - 6, -1), -1) if around.text(place) == "("), None
        )
        return _unit(around, opens + 1, at - 1) if opens is not None else None
    if around.text(spot.end) != "(":
        return None
    closing = next((place for place in range(spot.end + 1, spot.end + 5) if around.text(place) == ")"), None)
    return _unit(around, spot.end + 1, closing) if closing is not None else None


def _unit(around: Surroundings, start: int, end: int) -> tuple[int, str] | None:
    scale = around.starting(start, "scale", "scale_letter")
    currency = around.starting(scale.end if scale else start, "currency")
    last = currency or scale
    if last is None or last.end != end:
        return None
    return int(scale.value) if scale else 1, currency.value if currency else ""


def is_free(spot: Spot) -> bool:
    """Whether a mere number counts nothing, and belongs to no run of numbers such as "25-34"."""
    around = spot.around
    if not closes(around.phrases, spot.end) or around.starting(spot.end, *_THINGS):
        return False
    dashes = [place for place in (spot.start - 1, spot.number_end) if around.text(place) in ("-", "–")]
    return not any(around.is_number(place - 1) and around.is_number(place + 1) for place in dashes)


def is_whole(spot: Spot) -> bool:
    """Whether a mere number is so large, or so marked, that it is an amount to the last đồng."""
    near = spot.around.has(spot.left, spot.start, "money_word") or spot.rate.per is not None
    large = bool(spot.low.digits) and spot.low.readings[0][0] >= 10**6
    if any(_is_code_of_three(spot.around, place) for place in (spot.start - 1, spot.end)):
        return False
    return large and is_free(spot) and (is_asked_for(spot) or near or spot.low.grouped)


def _is_code_of_three(around: Surroundings, place: int) -> bool:
    """Whether three capitals stand here that may be a currency no table has."""
    token = around.tokens[place] if 0 <= place < len(around.tokens) else None
    return token is not None and token.kind is Kind.WORD and len(token.text) == 3 and token.text.isupper()


def is_asked_for(spot: Spot) -> bool:
    """Whether something says that a mere number is money: "budget 500", "tầm 150", "hai trăm rưỡi"."""
    one, around = spot.low, spot.around
    slang = not one.digits and around.ending(one.end, "numeral_half") is not None
    about = any(mark.value == "approx" for mark in spot.chain) and 10 <= one.readings[0][0] < 10**4
    led = any(mark.kind == "money_word" and mark.value != "vague" for mark in spot.chain)
    return slang or about or led or _is_alone(spot)


def is_year(one: Sum) -> bool:
    """Whether a number looks like a year."""
    return one.digits == 4 and 1900 <= one.readings[0][0] < 2100 and not one.grouped


# --- what it could be instead


def _is_thing(spot: Spot) -> bool:
    """ "5 củ hành": slang for money is a thing when a thing follows."""
    slang = spot.last.look is Look.SLANG or spot.around.ending(spot.number_end, "scale_thing") is not None
    return slang and spot.last.unit > 1 and not closes(spot.around.phrases, spot.number_end)


def _is_page(spot: Spot) -> bool:
    behind = spot.around.starting(spot.number_end, "sum_page_behind")
    page = spot.around.ending(spot.number_end, "sum_page")
    return behind is not None and page is not None and spot.low.readings[0][0] <= _PAGES


def _is_resolution(spot: Spot) -> bool:
    word = spot.around.tokens[spot.number_end - 1]
    video = word.text == "K" and spot.high is None and spot.low.readings[0][0] in _RESOLUTIONS
    return video and not _has_evidence(spot)


def _is_measured(spot: Spot) -> bool:
    """ "KPI 5M": the last word before it that tells says that something is counted."""
    words = list(spot.around.within(spot.left, spot.start, "counted_lead", "money_word", "sum_item"))
    return bool(words) and words[-1].kind == "counted_lead" and not spot.rate.end


def _is_code(spot: Spot) -> bool:
    lead = spot.around.ending(spot.start, "code_lead")
    money = spot.around.ending(spot.start, "money_word")
    bare = spot.low.look in (Look.BARE, Look.LETTER)
    if lead is None or not bare:
        return False
    return money is None or lead.start < money.start or (spot.is_bare and lead.start == money.start)


def _is_idiom(spot: Spot) -> bool:
    """ "one in a million"."""
    idioms = spot.around.within(max(0, spot.start - _NEAR), spot.end + _NEAR, "money_idiom")
    return any(mark.start < spot.end and spot.start < mark.end for mark in idioms)


# --- what speaks for money


def _says_money(spot: Spot) -> bool:
    """Whether a scale is enough: nothing unknown follows that might be counted ("1 tỷ nụ cười"), and it is no
    "a million" of thanks, and no "3 tr" that may be pages."""
    first, tokens = spot.low, spot.around.tokens
    idle = tokens[first.start].bare in ("a", "an") and first.readings[0][1] == first.unit
    page = first.spaced and tokens[first.end - 1].bare == "tr" and first.readings[0][1] <= _PAGES
    return closes(spot.around.phrases, spot.end) and not idle and not page


def _has_evidence(spot: Spot) -> bool:
    around, last = spot.around, spot.last
    if spot.rate.per or spot.rate.goods or _is_alone(spot):
        return True
    if {mark.kind for mark in spot.chain} - {"sum_about", "sum_vague", "sum_took_back"}:
        return True
    if around.starting(spot.end, "sum_ceiling_behind", "sum_floor_behind", "multiply"):
        return True
    if around.has(spot.left, spot.start, "money_word") or around.ending(spot.start, "multiply"):
        return True
    if around.has(spot.end, min(spot.right, spot.end + _NEAR), "money_word", "vat"):
        return True
    large = last.readings[0][1] >= 10 * last.unit
    behind = spot.end + (around.text(spot.end) in ("for", "cho"))
    item = around.starting(behind, "sum_item") or around.has(spot.left, spot.start, "sum_item")
    if item and (large or last.look is Look.SCALE):
        return True
    return last.look is Look.LETTER and large and _is_clear(spot)


def _is_clear(spot: Spot) -> bool:
    """Whether letters behind a large number are hardly anything but money: "600M", "800k", "1.2bn"."""
    word = spot.around.tokens[spot.number_end - 1]
    thousands = word.bare == "k" and spot.last.readings[0][1] >= _LEAST
    clear = len(word.bare) > 1 or word.text == "M" or thousands
    return clear and closes(spot.around.phrases, spot.number_end)


def _is_alone(spot: Spot) -> bool:
    """Whether nothing but particles stands beside it in the whole line."""
    begin = min([spot.start, *(mark.start for mark in spot.chain)])
    telling = spot.around.telling
    return len(telling) <= spot.end - begin and all(begin <= place < spot.end for place in telling)
