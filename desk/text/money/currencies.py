"""The currency beside a number; an unknown currency is never read as đồng."""

from __future__ import annotations

from desk.text.money.edges import closes
from desk.text.phrases import Phrases, Sense
from desk.text.tokens import Kind

UNKNOWN = "XXX"
"""The code that ISO has for no currency."""

_CODES = frozenset(
    "VND USD EUR SGD THB GBP JPY MYR HKD AUD KRW CNY PHP IDR TWD CAD CHF".split()  # noqa: SIM905
)
"""Those that are typed in small letters too."""
_DOUBLE = frozenset({"sing", "bath", "te", "kip", "pound", "bat"})  # also ordinary words
_BEFORE = frozenset({"rm", "rp"})
_LITTLE = frozenset({"yen", "bat", "te", "kip"})
"""Without accents they are "yên tâm", "bắt đầu" and the like wherever more words follow."""
_LEAST_DOLLARS_ASKED, _MOST_DOLLARS = 50_000, 10_000_000
"""A bare "do" behind a scale is "đó" from the greater sum on, and from the smaller one on it is asked."""
_FEWEST_DONG = 500
"""Fewer with a mere "đ" behind are points of a mark."""

_SHORT = {
    "vnd": "VND", "d": "VND", "dong": "VND", "usd": "USD", "do": "USD", "eur": "EUR", "sgd": "SGD",
    "thb": "THB", "gbp": "GBP", "jpy": "JPY", "aud": "AUD", "hkd": "HKD", "krw": "KRW", "myr": "MYR",
}  # fmt: skip


def before(phrases: Phrases, place: int) -> Sense | None:
    """A currency before its number: "$", "USD", "S$"; a word such as "đồng" never comes before it."""
    tokens = phrases.tokens
    sense = phrases.one(place, "currency")
    if sense is None or sense.end >= len(tokens) or tokens[sense.end].kind is not Kind.NUMBER:
        return None
    word, last = tokens[place], tokens[sense.end - 1]
    tied = place > 0 and word.glued and tokens[place - 1].kind in (Kind.NUMBER, Kind.WORD)
    if tied or word.bare == "d":
        return None
    coded = Kind.SYMBOL in (word.kind, last.kind) or word.text.isupper() or word.bare in ("usd", "vnd")
    return sense if coded else None


def behind(phrases: Phrases, place: int, *, value: int, scaled: bool, worded: bool) -> tuple[str, int] | None:
    """A currency after its number, and where it ends; `UNKNOWN` for one that is not supported.

    `scaled`: the number has a scale; `worded`: it is in words.
    """
    sense = phrases.one(place, "currency", "no_currency", "unknown_currency")
    if sense is None or sense.kind == "no_currency":
        return None
    if sense.kind == "unknown_currency" or _is_elsewhere(phrases, sense):
        return UNKNOWN, place
    if sense.bare and scaled and phrases.bare(sense.end - 1) == "do" and value >= _LEAST_DOLLARS_ASKED:
        return (UNKNOWN, place) if value < _MOST_DOLLARS else None  # "tam 3 ty do e"
    few = value < _FEWEST_DONG and not scaled
    return (
        (sense.value, sense.end)
        if _is_meant(phrases, place, sense, few=few, bare=worded and not scaled)
        else None
    )


def glued(word: str, scale: str) -> str:
    """The currency of a scale and a currency typed as one word, "kusd"; "" for none."""
    return _SHORT.get(word.removeprefix(scale), "") if word.startswith(scale) else ""


def _is_elsewhere(phrases: Phrases, sense: Sense) -> bool:
    """ "đô la" before the name of a country without a supported currency."""
    tokens = phrases.tokens
    after = tokens[sense.end] if sense.end < len(tokens) else None
    dollar = tokens[sense.end - 1].bare in ("do", "la", "dola") and sense.value == "USD"
    return dollar and after is not None and after.kind is Kind.WORD and after.capital


def _is_meant(phrases: Phrases, place: int, sense: Sense, *, few: bool, bare: bool) -> bool:
    """Whether the word is the currency, and not the "đ" of points or the "do" of "because"."""
    word = phrases.tokens[place]
    if word.bare == "d" and sense.end == place + 1:
        return not few and (word.glued or word.form == "đ")
    if (sense.bare and bare) or (word.form in _LITTLE and _goes_on(phrases, sense.end)):
        return False
    if word.bare in _BEFORE or (word.form == sense.value.lower() and sense.value not in _CODES):
        return word.text.isupper()
    return not (sense.bare or word.bare in _DOUBLE) or closes(phrases, sense.end)


def _goes_on(phrases: Phrases, place: int) -> bool:
    token = phrases.token(place)
    return token is not None and token.kind is Kind.WORD and phrases.one(place, "tail", "vat") is None
