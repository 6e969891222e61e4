"""Numbers as people write them, in digits ("1.200.000", "1,5", "800 000 000") and in words ("hai mươi lăm").

A number is a tuple of readings, the likeliest first, each with a lower and an upper end: "hai ba" in "hai ba
trăm triệu" is one reading from 2 to 3, "1.500" before "tr" is two readings, 1500 and 1.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from desk.text.phrases import Phrases
from desk.text.tokens import Kind, Token

Ends = tuple[Decimal, Decimal]

_MOST_DIGITS = 15
_MOST_GROUPS = 8
_MOST_WORDS = 14


@dataclass(frozen=True, slots=True)
class Figure:
    """A number up to the token `end`. `digits`: the number of its digits, 0 for words.

    `factor`: from a "trăm" or "chục" after the digits. `grouped`: with marks between thousands; `split`: with
    blanks there, which may also separate two numbers.
    """

    end: int
    readings: tuple[Ends, ...]
    digits: int = 0
    grouped: bool = False
    split: bool = False
    factor: int = 1

    @property
    def sure(self) -> bool:
        """Whether it can be read in one way only."""
        return len(self.readings) == 1


def one(value: Decimal | int | str) -> tuple[Ends, ...]:
    """The readings of a plain number."""
    exact = Decimal(value)
    return ((exact, exact),)


def times(readings: tuple[Ends, ...], factor: Decimal | int) -> tuple[Ends, ...]:
    """Every reading so many times."""
    return tuple((low * factor, high * factor) for low, high in readings)


def plus(first: tuple[Ends, ...], second: tuple[Ends, ...]) -> tuple[Ends, ...]:
    """Both together, every reading with every other."""
    return tuple((low + least, high + most) for low, high in first for least, most in second)


def in_digits(tokens: Sequence[Token], place: int) -> Figure | None:
    """The number that begins at a NUMBER token; None when it is a date, a telephone number or nonsense."""
    parts, marks, end = [tokens[place].text], "", place + 1
    while _joins(tokens, end):
        parts.append(tokens[end + 1].text)
        marks += tokens[end].text
        end += 2
        if len(parts) > _MOST_GROUPS:
            return None
    if marks:
        return _punctuated(parts, marks, end)
    spaced = _spaced(tokens, place)
    if spaced:
        return spaced
    text = parts[0]
    if len(text) > _MOST_DIGITS or (text[0] == "0" and len(text) > 1):
        return None
    return Figure(end, one(text), len(text))


def _joins(tokens: Sequence[Token], at: int) -> bool:
    return (
        at + 1 < len(tokens)
        and tokens[at].text in (".", ",")
        and tokens[at].glued
        and tokens[at + 1].kind is Kind.NUMBER
        and tokens[at + 1].glued
    )


def _punctuated(parts: list[str], marks: str, end: int) -> Figure | None:
    """A number with points or commas; three digits after a single mark have two readings."""
    first, *rest = parts
    digits = sum(map(len, parts))
    if digits > _MOST_DIGITS or (first[0] == "0" and len(first) > 1):
        return None
    threes = all(len(part) == 3 for part in rest) and len(first) <= 3 and first != "0"
    if threes and len(set(marks)) == 1:
        grouped = one("".join(parts))
        either = len(rest) == 1
        return Figure(end, grouped + one(f"{first}.{rest[0]}") if either else grouped, digits, grouped=True)
    if len(rest) == 1:
        return Figure(end, one(f"{first}.{rest[0]}"), digits)
    *groups, last = rest
    if len(set(marks[:-1])) == 1 and marks[-1] != marks[0] and all(len(part) == 3 for part in groups):
        return Figure(end, one(f"{first}{''.join(groups)}.{last}"), digits, grouped=True)
    return None


def _spaced(tokens: Sequence[Token], place: int) -> Figure | None:
    """A number with blanks between its thousands: "800 000 000"."""
    parts, end = [tokens[place].text], place + 1
    while (
        end < len(tokens)
        and tokens[end].kind is Kind.NUMBER
        and len(tokens[end].text) == 3
        and tokens[end].start == tokens[end - 1].end + 1
        and not _joins(tokens, end + 1)
    ):
        parts.append(tokens[end].text)
        end += 1
        if len(parts) > _MOST_GROUPS:
            return None
    text = "".join(parts)
    if len(parts) == 1 or len(parts[0]) > 3 or text[0] == "0" or len(text) > _MOST_DIGITS:
        return None
    return Figure(end, one(text), len(text), grouped=True, split=True)


def in_words(phrases: Phrases, place: int) -> Figure | None:
    """The number below a thousand that is written in words from a token on."""
    if phrases.one(place, "numeral") is None:
        return None
    reader = _Words(phrases, place)
    readings = reader.number()
    return Figure(reader.at, readings, factor=reader.factor) if readings else None


def is_english(token: Token) -> bool:
    """Whether a word of a number is English."""
    return token.bare in _ENGLISH


class _Words:
    """Reads a number in words, one symbol of the table `numeral` after the other."""

    def __init__(self, phrases: Phrases, place: int) -> None:
        self._phrases = phrases
        self._start = self.at = place
        self.factor = 1

    def number(self) -> tuple[Ends, ...] | None:
        """The number, with `at` moved behind it."""
        for symbol, value in (("half", "0.5"), ("quarter", "0.25")):
            if self._take(symbol):
                return one(value)
        if self._take("a"):
            hundred = self._take("x100")
            return self._after_hundred(one(100)) if hundred else one(1)
        if self._peek() == "x100":
            self._take("x100")
            return self._after_hundred(one(100))
        low = self._below_hundred()
        if low is None:
            return None
        if self._take("x100"):
            return self._after_hundred(times(low, 100))
        if self._take("x10"):  # "bảy tám chục"
            return times(low, 10)
        return self._decimals(low)

    def _below_hundred(self) -> tuple[Ends, ...] | None:
        symbol = self._peek()
        if symbol == "x10":
            self._take("x10")
            return self._after_ten(one(10))
        if symbol is None or not symbol.isdigit():
            return None
        self._take(symbol)
        value = int(symbol)
        if value >= 10:
            return self._after_ten(one(value)) if value == 10 or value >= 20 else one(value)
        if self._take("x10"):
            return self._after_ten(one(value * 10))
        return self._contracted(value)

    def _after_ten(self, tens: tuple[Ends, ...]) -> tuple[Ends, ...]:
        if self._take("plus_half"):
            return plus(tens, one(5))
        hyphen = self._is_hyphen()
        self.at += hyphen
        unit = self._unit()
        if unit is None:
            self.at -= hyphen
            return tens
        return plus(tens, one(unit))

    def _contracted(self, value: int) -> tuple[Ends, ...]:
        """One digit, "hai lăm" for 25, "hai ba" for 2 to 3, "hai rưỡi" for 2.5."""
        if self._take("plus_half"):
            return one(Decimal(value) + Decimal("0.5"))
        start, last = self.at, self._peek()
        if value and last in ("last1", "last4", "last5"):
            return one(value * 10 + (self._unit() or 0))
        if last and last.isdigit() and 0 < int(last) < 10 and self._is_vietnamese():
            self._take(last)
            if int(last) == value + 1 or (value, int(last)) in ((5, 7), (3, 5), (7, 9)):
                return ((Decimal(value), Decimal(int(last))),)
            self.at = start
        return one(value)

    def _after_hundred(self, hundreds: tuple[Ends, ...]) -> tuple[Ends, ...]:
        if self._take("plus_half"):
            return plus(hundreds, one(50))
        start = self.at
        joined = self._take("and") or self._take("linh")
        if joined:
            rest = self._below_hundred()
            if rest is None:
                self.at = start
                return hundreds
            return plus(hundreds, rest)
        vietnamese = self._is_vietnamese()
        rest = self._below_hundred()
        if rest is None:
            return hundreds
        short = vietnamese and self.at == start + 1 and rest[0][1] < 10  # "ba trăm hai" is 320
        return plus(hundreds, times(rest, 10) if short else rest)

    def _decimals(self, whole: tuple[Ends, ...]) -> tuple[Ends, ...]:
        start = self.at
        if not self._take("point"):
            return whole
        digits, first = "", self.at
        while self.at - first < 4 and (digit := self._unit()) is not None:
            digits += str(digit)
        if len(digits) < 2 and self.at < first + 2:
            self.at = first
            tail = self._below_hundred()
            digits = str(int(tail[0][0])) if tail else ""
        if not digits:
            self.at = start
            return whole
        return plus(whole, one(f"0.{digits}"))

    def _unit(self) -> int | None:
        symbol = self._peek()
        digit = symbol.removeprefix("last") if symbol else ""
        if symbol is None or len(digit) != 1 or not digit.isdigit():
            return None
        self._take(symbol)
        return int(digit)

    def _peek(self) -> str | None:
        symbols = self._symbols()
        return next((symbol for symbol in symbols if symbol not in ("a", "half")), None)

    def _symbols(self) -> dict[str, int]:
        if self.at - self._start >= _MOST_WORDS:
            return {}
        symbols: dict[str, int] = {}
        for sense in self._phrases.at(self.at):  # the longest first
            if sense.kind == "numeral":
                symbols.setdefault(sense.value, sense.end)
        return symbols

    def _take(self, symbol: str) -> bool:
        end = self._symbols().get(symbol)
        if end is None:
            return False
        self.at = end
        self.factor = {"x10": 10, "x100": 100}.get(symbol, 1)
        return True

    def _is_hyphen(self) -> bool:
        tokens = self._phrases.tokens
        return (
            self.at + 1 < len(tokens)
            and tokens[self.at].text == "-"
            and tokens[self.at].glued
            and tokens[self.at + 1].glued
        )

    def _is_vietnamese(self) -> bool:
        """Whether the current word is not English."""
        return self.at < len(self._phrases.tokens) and not is_english(self._phrases.tokens[self.at])


_ENGLISH = frozenset({
    "a", "an", "half", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred",
})  # fmt: skip
