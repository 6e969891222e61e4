"""Amounts in words, as documents have them under their totals: "Một tỷ hai trăm triệu đồng"."""

from __future__ import annotations

from desk.text.money.values import Money, minor_digits

_GROUP = 1000
_UNITS_VI = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_UNITS_EN = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS_EN = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES_VI = ("", "nghìn", "triệu")
_SCALES_EN = ("", "thousand", "million", "billion", "trillion", "quadrillion")
_BILLION = 10**9
_PENCE = {"GBP": "pence", "THB": "satang"}


def in_words(money: Money, language: str) -> str:
    """The amount in words, Vietnamese ("vi") or English, with a capital first letter."""
    whole, cents = divmod(money.minor, 10 ** minor_digits(money.currency))
    spell = vietnamese if language == "vi" else english
    words = f"{spell(whole)} {_currency(money.currency, whole, language)}"
    if cents and language == "vi":
        words += f" và {spell(cents)} xu"
    elif cents:
        words += f" and {spell(cents)} {_hundredths(money.currency, cents)}"
    return words[0].upper() + words[1:]


def vietnamese(number: int) -> str:
    """A whole number, nothing less than zero, in Vietnamese."""
    if number < _BILLION:
        return _below_billion(number)
    billions, rest = divmod(number, _BILLION)
    words = f"{vietnamese(billions)} tỷ"
    return f"{words} {_below_billion(rest, leads=True)}" if rest else words


def english(number: int) -> str:
    """A whole number, nothing less than zero, in English."""
    groups: list[str] = []
    scale = 0
    while number or not groups:
        number, group = divmod(number, _GROUP)
        if group or not (number or groups):
            groups.append(f"{_hundreds_en(group)} {_SCALES_EN[scale]}".strip())
        scale += 1
    return " ".join(reversed(groups))


def _below_billion(number: int, *, leads: bool = False) -> str:
    """`leads`: a larger group comes before, so groups below a hundred name their zeros."""
    parts: list[str] = []
    for scale in (2, 1, 0):
        group = number // _GROUP**scale % _GROUP
        before = leads or bool(parts)
        if group:
            words = _hundreds_vi(group, leads=before)
            parts.append(f"{words} {_SCALES_VI[scale]}".strip())
        elif (
            before and scale == 1 and number % _GROUP >= 100
        ):  # else five hundred would be heard as thousands
            parts.append(f"{_UNITS_VI[0]} {_SCALES_VI[scale]}")
    return " ".join(parts) or _UNITS_VI[0]


def _hundreds_vi(number: int, *, leads: bool) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds and not leads:
        return _tens_vi(rest)
    words = f"{_UNITS_VI[hundreds]} trăm"
    if not rest:
        return words
    return f"{words} linh {_UNITS_VI[rest]}" if rest < 10 else f"{words} {_tens_vi(rest)}"


def _tens_vi(number: int) -> str:
    tens, unit = divmod(number, 10)
    if not tens:
        return _UNITS_VI[unit]
    words = "mười" if tens == 1 else f"{_UNITS_VI[tens]} mươi"
    if not unit:
        return words
    last = {1: "mốt" if tens > 1 else "một", 5: "lăm"}.get(unit, _UNITS_VI[unit])
    return f"{words} {last}"


def _hundreds_en(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    tens = _UNITS_EN[rest] if rest < 20 else _TENS_EN[rest // 10]
    if rest >= 20 and rest % 10:
        tens = f"{tens}-{_UNITS_EN[rest % 10]}"
    if not hundreds:
        return tens
    return f"{_UNITS_EN[hundreds]} hundred and {tens}" if rest else f"{_UNITS_EN[hundreds]} hundred"


def _currency(currency: str, whole: int, language: str) -> str:
    from babel.numbers import get_currency_name

    if currency == "VND" and language == "vi":
        return "đồng"
    name = get_currency_name(currency, None if language == "vi" else whole, locale=language)
    return name[0].lower() + name[1:] if language == "vi" else name


def _hundredths(currency: str, cents: int) -> str:
    return _PENCE.get(currency, "cent" if cents == 1 else "cents")
