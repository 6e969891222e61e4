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

from desk.text.names import flat, fold, nfc

_NO_MINOR_UNIT = {"VND", "JPY", "KRW"}
_MOST = 10**15
"""More than any budget, and safe in a 64-bit column."""
_MOST_DIGITS = 40
"""More than any amount has, with all its separators."""


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


@dataclass(frozen=True, slots=True)
class Spoken:
    """An amount within a longer text, or a range of them (`least` < `most`), with where it stands."""

    least: Money
    most: Money
    span: tuple[int, int]
    text: str


_SIGNS = {
    "vnd": "VND", "₫": "VND", "d": "VND", "dong": "VND", "vnđ": "VND",
    "us$": "USD", "usd": "USD", "$": "USD", "€": "EUR", "eur": "EUR", "jpy": "JPY", "¥": "JPY",
    "sgd": "SGD", "s$": "SGD", "gbp": "GBP", "£": "GBP",
}  # fmt: skip
_SCALES = {
    "k": 10**3, "nghin": 10**3, "ngan": 10**3, "ng": 10**3,
    "tr": 10**6, "trieu": 10**6, "m": 10**6, "mil": 10**6, "mn": 10**6, "million": 10**6,
    "ty": 10**9, "ti": 10**9, "b": 10**9, "bn": 10**9, "bil": 10**9, "billion": 10**9,
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


def find(text: str, currency: str = "VND") -> Spoken | None:
    """The amount that a longer text speaks of: "khoảng 1,2 tỷ all-in", "150–200 million before VAT".

    The one after "tổng" or "total" counts, else the first. None when there is none; a bare number counts from
    five digits on, so that neither counts of things nor years are taken for money.
    """
    text = nfc(text)
    folded = flat(text)
    found = [one for one in _PHRASE.finditer(folded) if _is_money(folded, one)]
    total = [one for one in found if _TOTAL.search(folded, max(one.start() - _TOTAL_REACH, 0), one.start())]
    for one in [*total, *found]:
        least, most = _part(one, "1", currency), _part(one, "2", currency)
        if least is None or (most is None and one["number2"]):
            continue
        most = most or least
        if least.minor <= most.minor <= _MOST:
            return Spoken(least, most, one.span(), text[slice(*one.span())])
    return None


def is_undecided(text: str) -> bool:
    """Whether a text says that the amount is not decided yet."""
    return bool(
        re.search(
            r"\b(chua (co|chot|biet|quyet)|tb[dac]|not (yet|decided|set|fixed)|undecided)\b", fold(text)
        )
    )


_WORDS = {
    "nua": "0.5", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "nam": "5", "sau": "6", "bay": "7",
    "tam": "8", "chin": "9", "muoi": "10", "mot tram": "100", "hai tram": "200", "ba tram": "300",
    "bon tram": "400",
    "nam tram": "500", "sau tram": "600", "bay tram": "700", "tam tram": "800", "chin tram": "900",
    "half a": "0.5", "a": "1", "one": "1", "one and a half": "1.5", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "a hundred": "100",
    "one hundred": "100", "two hundred": "200", "three hundred": "300", "four hundred": "400",
    "five hundred": "500", "six hundred": "600", "seven hundred": "700", "eight hundred": "800",
    "nine hundred": "900",
}  # fmt: skip
"""Numbers written out, as far as budgets are; they count only right before a scale."""


def _amount(part: str) -> str:
    scales, signs = _any(_SCALES), _any(_SIGNS)
    return (
        rf"(?:(?P<before{part}>{signs})\s*)?"
        rf"(?:(?P<number{part}>\d[\d.,]{{0,{_MOST_DIGITS}}}(?<=\d))|(?P<word{part}>{_any(_WORDS)})(?=\s+(?:{scales})\b))"
        rf"(?:\s*(?P<scale{part}>{scales})(?![^\W\d_])(?:\s?(?P<tail{part}>\d{{1,3}})(?![\d%.,/]|\s?[^\W\d])"
        rf"|\s(?P<more{part}>\d{{1,3}})\s?(?:tr|trieu)\b|\s(?P<half{part}>ruoi)\b)?)?"
        rf"(?:\s*(?P<after{part}>{signs})(?!\w))?"
    )


_PHRASE = re.compile(
    rf"(?<![\w.,/]){_amount('1')}(?:\s*(?:-|–|—|~|\bden\b|\btoi\b|\bto\b)\s*{_amount('2')})?(?![\w%/]|\s?%)"
)


_TOTAL = re.compile(r"\b(tong|tong cong|total)\b[^\d,.;]{0,20}$")
_TOTAL_REACH = 40
_MINUS = re.compile(r"(?:^|\s)[-−]$")


def _is_money(folded: str, found: re.Match[str]) -> bool:
    marks = ("before1", "scale1", "after1", "before2", "scale2", "after2")
    start = found.start()
    if _MINUS.search(folded, max(start - 2, 0), start):  # less than nothing
        return False
    bare = not any(found[mark] for mark in marks)
    return not bare or (len(re.sub(r"\D", "", found["number1"] or "")) >= 5 and not found["number2"])


def _part(found: re.Match[str], part: str, currency: str) -> Money | None:
    """One end of what was found; scale and currency of the second count for the first that has none."""
    written, word = found[f"number{part}"], found[f"word{part}"]
    number = _number(written) if written else Decimal(_WORDS[word]) if word else None
    if number is None:
        return None
    scale = _SCALES.get(found[f"scale{part}"] or (found["scale2"] if part == "1" else None) or "", 1)
    amount = number * scale
    if tail := found[f"tail{part}"]:
        amount += Decimal(int(tail)) * scale / 10 ** len(tail)
    if more := found[f"more{part}"]:
        amount += int(more) * 10**6
    if found[f"half{part}"]:
        amount += Decimal(scale) / 2
    signs = (found[f"{side}{end}"] for end in (part, "1", "2") for side in ("before", "after"))
    kind = next((_SIGNS[sign] for sign in signs if sign), currency)
    minor = amount * (1 if kind in _NO_MINOR_UNIT else 100)
    return Money(int(minor), kind) if minor == minor.to_integral_value() else None


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
