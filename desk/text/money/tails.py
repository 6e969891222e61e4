"""The part of a number after its scale: "rưỡi", the 2 of "1tỷ2", the 50 of "1 tỷ 50"."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from desk.text.money import figures
from desk.text.money.edges import closes_tail, stands_free
from desk.text.money.figures import Ends
from desk.text.phrases import Phrases
from desk.text.tokens import Kind


@dataclass(frozen=True, slots=True)
class Tail:
    """How much is added, in the readings that it allows, and where it ends."""

    readings: tuple[Ends, ...]
    end: int


def find(phrases: Phrases, place: int, scale: int, *, whole: bool) -> Tail | None:
    """The tail after a scale, at a token. `whole`: the number before it had no fraction."""
    half = phrases.one(place, "numeral")
    if half and half.value == "plus_half":
        return Tail(figures.one(Decimal(scale) / 2), half.end)
    if scale < 1000 or place >= len(phrases.tokens):
        return None
    token = phrases.tokens[place]
    if token.kind is Kind.NUMBER:
        return _in_digits(phrases, place, scale, whole=whole)
    return _in_words(phrases, place, scale) if token.kind is Kind.WORD and not token.capital else None


_OTHER_WORDS = frozenset({"lam", "nam", "năm", "tu", "bay", "tam", "bon", "muoi"})
"""Without accents "làm", "từ" and the like, or a year: they end a sum only where nothing follows."""


def _goes_on(phrases: Phrases, place: int) -> bool:
    token = phrases.token(place)
    if token is None or token.kind not in (Kind.WORD, Kind.NUMBER):
        return False
    ends = phrases.one(place, "tail", "title", "me", "address", "currency", "vat", "per_lead", "numeral")
    return token.kind is Kind.NUMBER or (ends is None and token.bare != "la")


def _in_digits(phrases: Phrases, place: int, scale: int, *, whole: bool) -> Tail | None:
    """ "1tỷ2" is 1.2, "1 tỷ 50" one and fifty million as it is spoken, "1tỷ25" either."""
    token = phrases.tokens[place]
    free = (
        stands_free(phrases.tokens, place + 1) if token.glued else whole and closes_tail(phrases, place + 1)
    )
    places = len(token.text)
    if not free or places > 3:
        return None
    fraction = figures.one(Decimal(int(token.text)) * scale / 10**places)
    spoken = figures.one(Decimal(int(token.text)) * scale / 1000)
    if places != 2 or token.text[0] == "0":
        readings = fraction
    elif token.glued:
        readings = fraction + spoken
    else:
        readings = spoken if token.text[1] == "0" else spoken + fraction
    return Tail(readings, place + 1)


def _in_words(phrases: Phrases, place: int, scale: int) -> Tail | None:
    """ "tỷ hai", "tỷ tư", "một tỷ hai trăm"; to the last đồng where a currency follows."""
    first = phrases.one(place, "numeral")
    if first is None:
        return None
    if phrases.form(place) in _OTHER_WORDS and _goes_on(phrases, first.end):
        return None  # "300tr lam 1 clip", "300tr năm nay"
    if first.value.startswith("last"):
        tenth = figures.one(int(first.value.removeprefix("last")) * scale // 10)
        return Tail(tenth, first.end) if closes_tail(phrases, first.end) else None
    figure = figures.in_words(phrases, place)
    if figure is None or not closes_tail(phrases, figure.end):
        return None
    low, high = figure.readings[0]
    money = phrases.one(figure.end, "currency") is not None
    if figures.is_english(phrases.tokens[place]) or first.value == "0":  # "không trăm linh năm đồng"
        exact = money or (scale == 1000 and low >= 10)
        return Tail(figures.one(low), figure.end) if exact else None
    if low != high or low != low.to_integral_value() or not low:
        return None
    if low < 10 and figure.end == place + 1:
        return Tail(figures.one(low * scale / 10), figure.end)
    if low < 100 and low % 10 and not phrases.one(place + 1, "numeral"):
        return None
    spoken = figures.one(low * scale / 1000)
    both = money and scale > 1000 and low >= 100  # "một triệu năm trăm đồng" may be either
    return Tail(spoken + figures.one(low) if both else spoken, figure.end)
