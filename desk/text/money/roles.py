"""The role of an amount from the words around it: a ceiling, a total, spent, one of two packages."""

from __future__ import annotations

from desk.text.money.spots import Spot
from desk.text.money.surroundings import WINDOW, Mark
from desk.text.tokens import Kind

_NEAR = 3
_BEHIND = (
    "sum_ceiling_behind",
    "sum_floor_behind",
    "sum_total_behind",
    "sum_spent_behind",
    "sum_delta_behind",
)
_BEYOND = {"floor": "floor", "more": "more_than", "under": "ceiling", "over": "delta"}
_BOUNDS = ("sum_ceiling", "sum_floor", "sum_floor_lead", "sum_over", "sum_under")


def roles_of(spot: Spot) -> frozenset[str]:
    """The roles of an amount by the words of its own clause."""
    roles = _from_chain(spot) | _from_behind(spot)
    if "now" not in roles:
        roles |= _from_clause(spot)
    if spot.around.has(spot.left, spot.start, "sum_total"):
        roles.add("total")
    if "floor_lead" in roles:
        roles.discard("floor_lead")
        roles |= {"floor"} if spot.high is None else set()
    quoted = is_quoted(spot) and "payer" not in spot.around.kinds
    if spot.rate.goods or quoted or spot.around.starting(spot.end, "other_money_behind"):
        roles.add("other_money")
    if _is_option(spot):
        roles.add("option")
    return frozenset(roles)


def bound_start(spot: Spot) -> int:
    """Where the words begin that make it a ceiling or a floor; its own start if there are none."""
    return min([spot.start, *(mark.start for mark in spot.chain if mark.kind in _BOUNDS)])


def _from_chain(spot: Spot) -> set[str]:
    """By the words that lead up to it."""
    roles: set[str] = set()
    denied = spot.start
    for mark in spot.chain:
        if mark.kind in ("sum_over", "sum_under"):
            beyond = _beyond(spot, mark)
            roles |= beyond
            denied = mark.start if beyond & {"ceiling", "floor"} else denied
        elif mark.kind == "sum_took_back" and mark.end <= denied < spot.start:
            continue  # the "not" of "not more than"
        elif mark.kind == "sum_of_which":
            roles.add(mark.value)
        elif mark.kind == "sum_vague" and mark.end != spot.start:
            continue  # vague is the number that follows at once
        elif mark.kind not in ("sum_about", "sum_total", "money_word"):
            roles.add(mark.kind.removeprefix("sum_"))
            roles |= {"less"} if mark.value == "less" else set()
    return roles


def _beyond(spot: Spot, mark: Mark) -> set[str]:
    """ "trên X" is a floor, "không quá X" a ceiling; the reverse for "dưới"."""
    around, at = spot.around, mark.start
    for _ in range(_NEAR + 1):
        never = around.ending(at, "sum_never")
        if never and never.start >= spot.before:
            return {"floor" if mark.value == "under" else "ceiling"}
        filler = around.ending(at, "sum_never_filler")
        if filler is None:
            break
        at = filler.start
    faint = mark.faint and mark.value == "over"
    return {_BEYOND[mark.value]} if mark.value in _BEYOND and not faint else set()


def _from_behind(spot: Spot) -> set[str]:
    """From the words after it, with particles between; also ", not a cent more"."""
    around = spot.around
    roles = {"more_than"} if around.starting(spot.end, "sum_more_behind") else set()
    places = [spot.end]
    while len(places) <= _NEAR and not around.starting(places[-1], *_BEHIND):
        places.append(around.skip(places[-1], 1, "sum_particle"))
    marks = [around.starting(place, kind) for place in places for kind in _BEHIND]
    if around.text(spot.end) == ",":
        marks.append(around.starting(spot.end + 1, "sum_ceiling_behind"))
    for mark in marks:
        if mark and not _leads_on(spot, mark):
            roles.add(mark.kind.removeprefix("sum_").removesuffix("_behind"))
    return roles


def _leads_on(spot: Spot, mark: Mark) -> bool:
    """Whether words after an amount belong to the next one: "150tr, tối đa 170"."""
    return mark.start >= spot.after or spot.around.skip(mark.end, _NEAR, "sum_about") >= spot.after < len(
        spot.around.tokens
    )


def _from_clause(spot: Spot) -> set[str]:
    """From its clause: that it is past, spent, or the price of something."""
    around, roles = spot.around, set[str]()
    share = max(
        (place + 1 for place in range(spot.left, spot.start) if around.text(place) == "%"), default=spot.left
    )
    kinds = ("sum_spent", "sum_earlier", "other_money", "sum_now")
    marks = [mark for mark in around.within(share, spot.start, *kinds) if mark.value != "chain"]
    if marks:
        roles.add(marks[-1].kind.removeprefix("sum_"))
    behind = around.within(spot.end, spot.right, "sum_earlier_behind")
    if any(around.ending(mark.start, "same_as") is None for mark in behind):
        roles.add("earlier")
    return roles


def is_quoted(spot: Spot) -> bool:
    """Whether it is in quotes, so text of the work."""
    depth = 0
    for token in spot.around.tokens[max(0, spot.start - WINDOW) : spot.start]:
        if token.kind is Kind.QUOTE and token.text not in "'’":
            depth += -1 if token.text in "”»" or (token.text == '"' and depth) else 1
    return depth > 0


def _is_option(spot: Spot) -> bool:
    """Whether it is the price of one of several: "gói A", "option 2", "premium:"."""
    around = spot.around
    for mark in around.within(spot.left, spot.start, "sum_option", "sum_option_name"):
        if mark.kind == "sum_option_name":
            if mark.end == spot.start or around.text(mark.end) == ":":
                return True
            continue
        after = around.tokens[mark.end]
        letter = after.kind is Kind.WORD and len(after.text) == 1 and after.text.isupper()
        if mark.end < spot.start and (letter or (around.is_number(mark.end) and len(after.text) < 3)):
            return True
    return False
