"""Amounts as people type them: "20tr", "1,5 tỷ", "1.200.000đ", "$1,500.50" (product.md §6, rule 2).

A money is a whole number of the currency's minor unit; nothing passes through a float. A lone separator
with three digits behind it groups thousands ("1.500" is 1500, "1,500" as well); with one or two digits it
is a decimal point ("1,5 tỷ").
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from desk.names import fold

_NO_MINOR_UNIT = {"VND", "JPY", "KRW"}
_MOST = 10**15
"""More than any budget, and safe in a 64-bit column."""


class MoneyReason(enum.StrEnum):
    """Why something is not an amount that can be taken."""

    UNKNOWN = "unknown"
    RANGE = "range"
    NEGATIVE = "negative"
    TOO_LARGE = "too_large"
    UNDECIDED = "undecided"


class NotMoney(ValueError):
    """The text names no usable amount; `reason` says why."""

    def __init__(self, reason: MoneyReason, text: str) -> None:
        super().__init__(f"{reason}: {text}")
        self.reason = reason
        self.text = text


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: whole minor units of an ISO currency."""

    minor: int
    currency: str


_SIGNS = {
    "vnd": "VND", "₫": "VND", "d": "VND", "dong": "VND", "vnđ": "VND",
    "us$": "USD", "usd": "USD", "$": "USD", "€": "EUR", "eur": "EUR", "jpy": "JPY", "¥": "JPY",
    "sgd": "SGD", "s$": "SGD", "gbp": "GBP", "£": "GBP",
}  # fmt: skip
_SCALES = {
    "k": 10**3, "nghin": 10**3, "ngan": 10**3, "ng": 10**3,
    "tr": 10**6, "trieu": 10**6, "m": 10**6, "mil": 10**6, "million": 10**6,
    "ty": 10**9, "ti": 10**9, "b": 10**9, "bn": 10**9, "billion": 10**9,
}  # fmt: skip
_UNDECIDED = re.compile(r"^(chua co|chua chot|chua biet|tbd|tba|n/a|unknown|not yet|tuy)\b")


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_AMOUNT = re.compile(
    rf"^(?P<before>{_any(_SIGNS)})?\s*(?P<number>\d[\d.,]*)\s*(?:(?P<scale>{_any(_SCALES)})(?P<tail>\d{{1,3}})?)?"
    rf"(?:\s*(?P<after>{_any(_SIGNS)}))?$"
)


def parse(text: str, currency: str = "VND") -> Money:
    """The amount that a text names, in `currency` unless it names its own. Raises `NotMoney`."""
    folded = fold(text).strip(" .")
    if _UNDECIDED.match(folded):
        raise NotMoney(MoneyReason.UNDECIDED, text)
    if folded.startswith(("-", "−", "(")):
        raise NotMoney(MoneyReason.NEGATIVE, text)
    if re.search(r"\d\D*?(?:-|–|—|~|\bden\b|\bto\b)\s*\D{0,3}\d", folded):
        raise NotMoney(MoneyReason.RANGE, text)
    found = _AMOUNT.match(folded)
    number = _number(found["number"]) if found else None
    if found is None or number is None:
        raise NotMoney(MoneyReason.UNKNOWN, text)
    scale = _SCALES.get(found["scale"] or "", 1)
    amount = number * scale
    if found["tail"]:  # "2tr5" is two and a half million: the digits go on where the word stands
        amount += Decimal(int(found["tail"])) * scale / 10 ** len(found["tail"])
    kind = _SIGNS.get(found["before"] or "") or _SIGNS.get(found["after"] or "") or currency
    minor = amount * (1 if kind in _NO_MINOR_UNIT else 100)
    if minor != minor.to_integral_value():
        raise NotMoney(MoneyReason.UNKNOWN, text)
    if minor > _MOST:
        raise NotMoney(MoneyReason.TOO_LARGE, text)
    return Money(int(minor), kind)


def _number(text: str) -> Decimal | None:
    """A number with either kind of separators; None when they contradict one another."""
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", text) and len(set(re.findall(r"[.,]", text))) == 1:
        return Decimal(re.sub(r"[.,]", "", text))
    if re.fullmatch(r"\d{1,3}(\.\d{3})+,\d{1,2}", text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d{1,3}(,\d{3})+\.\d{1,2}", text):
        return Decimal(text.replace(",", ""))
    if re.fullmatch(r"\d+([.,]\d{1,2})?", text):
        return Decimal(text.replace(",", "."))
    return None
