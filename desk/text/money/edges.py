"""Where a number in a text may begin and end if it is complete and counts nothing."""

from __future__ import annotations

from desk.text.phrases import Phrases
from desk.text.tokens import Kind, Token

_CLOSING = frozenset(
    {Kind.SEPARATOR, Kind.BRACKET, Kind.QUOTE, Kind.MARK, Kind.EMOJI, Kind.SYMBOL, Kind.BULLET}
)
_OPENERS = frozenset("([{\"“‘'«,;:|→–-+=>*_~≈<±/\t")
_HARMLESS = (
    "sum_particle", "per_lead", "per_word", "vat", "vat_lead", "currency", "sum_floor_behind",
    "sum_ceiling_behind", "sum_range_word", "sum_total_behind", "sum_earlier_behind", "sum_spent_behind",
    "sum_item", "undecided", "not_yet", "length_lead", "sum_plus", "sum_either", "sum_now", "sum_stage",
    "sum_earlier", "sum_ceiling",
)  # fmt: skip


def closes(phrases: Phrases, place: int) -> bool:
    """Whether a number that ends here counts nothing: the line ends, or a sign or a particle follows."""
    if place >= len(phrases.tokens):
        return True
    token = phrases.tokens[place]
    if token.kind in _CLOSING:
        return token.text not in "%°″" and not (token.text in ".," and _is_between(phrases.tokens, place))
    return phrases.one(place, *_HARMLESS) is not None


def closes_tail(phrases: Phrases, place: int) -> bool:
    """The same for the number after a scale: not the "một" of "một tháng", nor the "2" of "2/3"."""
    tokens = phrases.tokens
    unit = phrases.one(place, "sum_particle") or phrases.one(place, "per_unit")
    dated = place < len(tokens) and tokens[place].text in "/:-" and _is_between(tokens, place)
    return closes(phrases, place) and not dated and (unit is None or unit.kind == "sum_particle")


def may_begin(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether a number that begins here is not part of something else, such as a date or a name."""
    token = tokens[place]
    if token.kind not in (Kind.NUMBER, Kind.WORD):
        return False
    if not token.glued or not place or tokens[place - 1].kind is Kind.BULLET:
        return True
    before = tokens[place - 1]
    if before.text not in _OPENERS:
        return False
    chained = before.text in "-–/,:" and place > 1 and before.glued and tokens[place - 2].kind is Kind.NUMBER
    return not chained


def stands_free(tokens: tuple[Token, ...], end: int) -> bool:
    """Whether nothing directly after a number makes it something else: "30s", "3/2"."""
    token = tokens[end] if end < len(tokens) else None
    if token is None or not token.glued:
        return True
    if token.kind in (Kind.WORD, Kind.NUMBER, Kind.ORDINAL) or token.text in "%:°":
        return False
    return not (token.text in "/.,:" and _is_between(tokens, end))


def _is_between(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether a token connects the word before it with a number after it."""
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    return tokens[place].glued and after is not None and after.glued and after.kind is Kind.NUMBER
