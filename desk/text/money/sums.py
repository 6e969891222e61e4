"""One sum of money at one place of a line: a number, its scale, what hangs on behind, its currency.

"1tỷ2" is 1.2 billion, "2 triệu 500 ngàn" two and a half million, "tỷ rưỡi" one and a half billion. Whether it
is meant as money at all, and as which, is not said here: `desk.text.money.evidence`, `desk.text.money.roles`.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from decimal import Decimal

from desk.text.money import currencies, figures, tails
from desk.text.money.edges import closes, closes_tail, may_begin, stands_free
from desk.text.money.figures import Ends, Figure
from desk.text.phrases import Phrases
from desk.text.tokens import Kind

_PARTS = 6
_HUNDREDS = {"x100": 100, "x10": 10}
_ALONE = frozenset({"k", "m", "b", "ng", "ngh"})
"""Letters that are a scale only when glued to their number, or with a currency behind."""
_SHORT = {
    "trieu": 10**6, "mil": 10**6, "tr": 10**6, "ty": 10**9, "ti": 10**9, "bn": 10**9, "k": 10**3,
    "m": 10**6, "b": 10**9,
}  # fmt: skip


class Look(enum.IntEnum):
    """How much a sum looks like money by itself."""

    BARE = 0
    """A mere number: it needs a unit from beside it, or a door that asks for money."""
    SLANG = 1
    LETTER = 2
    SCALE = 3
    SIGN = 4


_LOOKS = {"scale": Look.SCALE, "scale_letter": Look.LETTER, "scale_slang": Look.SLANG}


@dataclass(frozen=True, slots=True)
class Sum:
    """Tokens `start` up to `end` as a sum, in the main unit of its currency ("" if none is named).

    `unit`: the scale that a number alone beside it would share; `tens`: its factor from a "trăm" or "chục".
    `digits`: of the number itself. `grouped`: with marks between thousands. `spaced`: a blank before its
    scale.
    """

    start: int
    end: int
    readings: tuple[Ends, ...]
    unit: int
    currency: str
    look: Look
    digits: int
    grouped: bool = False
    spaced: bool = False
    tens: int = 1

    def times(self, unit: int) -> Sum:
        """A bare number in some unit."""
        return replace(self, readings=figures.times(self.readings, unit), unit=unit)

    def scaled(self, lender: Sum) -> Sum:
        """A bare number with the unit and the currency of another sum."""
        return replace(self.times(lender.unit), currency=lender.currency, look=lender.look)


def sum_at(phrases: Phrases, place: int, *, joined: bool = False) -> Sum | None:
    """The sum that begins at a token. `joined`: the characters directly before it belong to it."""
    sign = currencies.before(phrases, place)
    start = sign.end if sign else place
    if start >= len(phrases.tokens) or not (sign or joined or may_begin(phrases.tokens, place)):
        return None
    return _Reader(phrases, place, start, sign.value if sign else "").sum()


class _Reader:
    """Reads one sum, part by part."""

    def __init__(self, phrases: Phrases, place: int, start: int, currency: str) -> None:
        self._phrases, self._tokens = phrases, phrases.tokens
        self._place, self._at = place, start
        self._currency, self._look = currency, Look.BARE
        self._parts: list[tuple[tuple[Ends, ...], int]] = []
        self._figure = Figure(start, figures.one(1))
        self._spaced = False

    def sum(self) -> Sum | None:
        figure = self._figure_at(self._at)
        if figure is None:
            if not self._lone_scale():
                return None
        elif not self._first(figure):
            return self._bare(figure)
        while len(self._parts) < _PARTS and self._next():
            pass
        tail = tails.find(self._phrases, self._at, self._parts[-1][1], whole=self._is_whole())
        if tail:
            self._parts.append((tail.readings, self._parts[-1][1]))
            self._at = tail.end
        return self._made(self._parts[0][1] * self._figure.factor)

    # --- the first number and its scale

    def _figure_at(self, at: int) -> Figure | None:
        if at >= len(self._tokens):
            return None
        token = self._tokens[at]
        if token.kind is Kind.NUMBER:
            figure = figures.in_digits(self._tokens, at)
            return self._hundreds(figure) if figure else None
        follows = at > 0 and self._tokens[at - 1].kind is Kind.NUMBER
        if token.kind is Kind.WORD and not (follows and self._phrases.one(at, "numeral_ten")):
            return figures.in_words(self._phrases, at)
        return None

    def _hundreds(self, figure: Figure) -> Figure:
        """ "2 trăm", "3 chục", "2 trăm rưỡi"."""
        sense = self._phrases.one(figure.end, "numeral")
        factor = _HUNDREDS.get(sense.value, 0) if sense else 0
        if sense is None or not factor or figure.digits > 2 or self._tokens[figure.end].glued:
            return figure
        readings, end = figures.times(figure.readings, factor), sense.end
        half = self._phrases.one(end, "numeral")
        if half and half.value == "plus_half":
            readings, end = figures.plus(readings, figures.one(factor // 2)), half.end
        elif factor == 100 and end < len(self._tokens) and self._tokens[end].kind is Kind.NUMBER:
            rest = figures.in_digits(self._tokens, end)
            rest = self._hundreds(rest) if rest else None  # "2 trăm 5 chục"
            if rest and rest.factor != 100 and rest.readings[0][1] < 100 and self._scale(rest):
                readings, end = figures.plus(readings, rest.readings), rest.end
        return Figure(end, readings, figure.digits, factor=factor)

    def _scale(self, figure: Figure) -> tuple[int, int, str] | None:
        """The scale behind a number: its factor, where it ends, and the kind of its table."""
        at = figure.end
        if (
            at >= len(self._tokens)
            or self._tokens[at].kind is not Kind.WORD
            or self._phrases.one(at, "no_scale")
        ):
            return None
        token = self._tokens[at]
        sense = self._phrases.one(at, *_LOOKS)
        if sense is None:
            return self._compound(at)
        if sense.kind == "scale_letter" and token.bare in _ALONE and not token.glued:
            large = token.text.isupper() and token.bare in "kmb"
            if not (large or self._phrases.one(sense.end, "currency")):
                return None
        if figure.digits == 0 and token.capital and not self._is_long(at):
            return None
        if token.form == "toi":  # "tỏi", or "tới" of a range, "tối" of an evening, "tôi"
            closing = closes_tail(self._phrases, sense.end)
            return (sense.number, sense.end, "scale_slang") if closing else None
        return sense.number, sense.end, sense.kind

    def _compound(self, at: int) -> tuple[int, int, str] | None:
        """A scale and a currency typed as one word: "kusd", "trđ"; the currency is taken with it."""
        token = self._tokens[at]
        for scale, factor in _SHORT.items():
            currency = currencies.glued(token.bare, scale) if token.glued else ""
            if currency:
                self._currency = self._currency or currency
                return factor, at + 1, "scale"
        return None

    def _is_long(self, scale: int) -> bool:
        """Words with capitals are a name ("Năm Tỷ"), unless there are many, or a currency follows."""
        return scale + 1 - self._at >= 4 or self._phrases.one(scale + 1, "currency") is not None

    def _first(self, figure: Figure) -> bool:
        scale = self._scale(figure)
        if scale is None:
            return False
        factor, end, kind = scale
        self._look, self._figure = _LOOKS[kind], figure
        self._spaced = not self._tokens[figure.end].glued
        readings = figures.times(self._plausible(figure, factor), factor)
        self._parts.append((readings + self._other_slang(figure), factor))
        self._at = end
        return True

    def _other_slang(self, figure: Figure) -> tuple[Ends, ...]:
        """Slang that has different scales for different people: "cành"."""
        other = self._phrases.one(figure.end, "scale_slang_too")
        return figures.times(figure.readings, other.number) if other else ()

    def _plausible(self, figure: Figure, factor: int) -> tuple[Ends, ...]:
        """The possible values of a number before a scale: "1.500 triệu" is 1500, or 1.5 in other
        countries.
        """
        if figure.split:
            return figure.readings + figures.one(self._tokens[figure.end - 1].text)
        if len(figure.readings) == 1:
            return figure.readings + self._misheard(figure)
        grouped, fraction = figure.readings
        english = self._tokens[figure.end].bare in ("million", "billion", "thousand")
        if (english and self._tokens[self._at + 1].text == ",") or (
            self._currency in ("", "VND") and factor == 1000
        ):
            return (grouped,)
        return (fraction, grouped) if factor >= 10**9 else (grouped, fraction)

    def _misheard(self, figure: Figure) -> tuple[Ends, ...]:
        """ "tam tram" without accents is eight hundred, or about a hundred."""
        if figure.digits or self._tokens[self._at].form != "tam" or figure.end == self._at + 1:
            return ()
        rest = figures.in_words(self._phrases, self._at + 1)
        return rest.readings if rest else ()

    def _lone_scale(self) -> bool:
        """ "tỷ rưỡi", "tỷ hai": one of it goes without saying."""
        sense = self._phrases.one(self._at, "scale")
        token = self._tokens[self._at]
        if sense is None or token.capital or token.bare == "tr" or sense.number < 10**6:
            return False
        tail = self._phrases.one(sense.end, "numeral")
        if tail is None:
            return False
        digit = tail.value.isdigit() and 0 < int(tail.value) < 10 and closes_tail(self._phrases, tail.end)
        if not (digit or tail.value == "plus_half"):
            return False
        self._look = Look.SCALE
        self._parts.append((figures.one(sense.number), sense.number))
        self._at = sense.end
        return True

    # --- further parts

    def _next(self) -> bool:
        """One more part: "2 triệu | 500 ngàn", "một nghìn | hai trăm tỷ", "1 nghìn | tỷ"."""
        again = self._phrases.one(self._at, "scale")
        last = self._parts[-1][1]
        if again and again.number > last and not self._tokens[self._at].capital:
            self._raise(figures.one(0), again.number)
            self._at = again.end
            return True
        worded = not self._figure.digits
        joined = self._phrases.one(self._at, "numeral") if worded else None
        figure = self._figure_at(joined.end if joined and joined.value in ("and", "linh") else self._at)
        scale = self._scale(figure) if figure else None
        if figure is None or scale is None or scale[2] == "scale_slang" or figure.digits > 3:
            return False
        factor, end, _ = scale
        if factor < last and figure.readings[0][1] * factor < last:
            self._parts.append((figures.times(figure.readings, factor), factor))
        elif factor > last and worded and figure.digits == 0:
            self._raise(figure.readings, factor)
        else:
            return False
        self._at = end
        return True

    def _raise(self, readings: tuple[Ends, ...], factor: int) -> None:
        """Apply a larger scale to the value so far: "một nghìn hai trăm tỷ"."""
        so_far = readings
        while self._parts and self._parts[-1][1] < factor:
            so_far = figures.plus(self._parts.pop()[0], so_far)
        self._parts.append((figures.times(so_far, factor), factor))

    def _is_whole(self) -> bool:
        return all(low == low.to_integral_value() for low, _ in self._parts[-1][0])

    # --- no scale, and the end

    def _bare(self, figure: Figure) -> Sum | None:
        """A number without a scale: money by its currency, or perhaps by the words beside it."""
        self._at, self._figure = figure.end, figure
        self._parts.append((figure.readings[:1], 0))
        found = self._made(1)
        if found is None or found.currency:
            return found
        if figure.split and figure.digits < 7:
            return None
        worded = self._tokens[figure.end - 1].kind is Kind.WORD
        free = self._is_round(figure.end) if worded else stands_free(self._tokens, figure.end)
        return found if free else None

    def _is_round(self, end: int) -> bool:
        """Whether words end as prices do ("hai trăm rưỡi"), or begin a range."""
        last = self._phrases.one(end - 1, "numeral")
        whole = last is not None and last.value in ("x100", "x10", "plus_half") and closes(self._phrases, end)
        return whole or self._phrases.one(end, "sum_range_word", "sum_either") is not None

    def _made(self, unit: int) -> Sum | None:
        readings = figures.one(0)
        for part, _ in self._parts:
            readings = figures.plus(readings, part)
        sign = currencies.behind(
            self._phrases,
            self._at,
            value=int(readings[0][1]),
            scaled=unit > 1,
            worded=not self._figure.digits,
        )
        if sign:
            self._currency = self._currency or sign[0]
            self._at = sign[1]
            readings = figures.plus(readings, self._hundredths())
        look = Look.SIGN if self._currency and self._look is not Look.SLANG else self._look
        return Sum(
            self._place, self._at, tuple(dict.fromkeys(readings)), unit, self._currency, look,
            self._figure.digits, self._figure.grouped, self._spaced, self._figure.factor,
        )  # fmt: skip

    def _hundredths(self) -> tuple[Ends, ...]:
        """ "… đô la và năm mươi xu"."""
        joined = self._phrases.one(self._at, "numeral", "sum_range_word")
        figure = self._figure_at(joined.end if joined and joined.value == "and" else self._at)
        cent = self._phrases.one(figure.end, "currency_hundredth") if figure else None
        if figure is None or cent is None or figure.readings[0][1] >= 100:
            return figures.one(0)
        self._at = cent.end
        return figures.times(figure.readings[:1], Decimal("0.01"))
