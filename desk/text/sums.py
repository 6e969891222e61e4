"""One sum of money at one place of a line: a number, its scale, what hangs on behind, its currency.

"1tỷ2" is 1.2 billion, "1 tỷ 50" is one billion and fifty million, "2 triệu 500 ngàn" is two and a half
million, "tỷ rưỡi" one and a half billion. Whether a sum is meant as money at all, and as which, is not said
here: `desk.text.amounts`.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from decimal import Decimal

from desk.text import figures
from desk.text.figures import Ends, Figure
from desk.text.phrases import Phrases, Sense
from desk.text.tokens import Kind, Token

_PARTS = 6
_SCALES = ("scale", "scale_letter", "scale_slang")
_CLOSING = frozenset({Kind.SEPARATOR, Kind.BRACKET, Kind.QUOTE, Kind.MARK, Kind.EMOJI, Kind.SYMBOL, Kind.BULLET})
_OPENERS = frozenset("([{\"“‘'«,;:|→–-+=>*_~≈<±/\t")
_HUNDREDS = {"x100": 100, "x10": 10}


class Look(enum.IntEnum):
    """How much a sum looks like money by itself."""

    BARE = 0
    """A mere number: it needs a unit from beside it, or a door that asks for money."""
    SLANG = 1
    LETTER = 2
    SCALE = 3
    SIGN = 4


@dataclass(frozen=True, slots=True)
class Sum:
    """Tokens `start` up to `end` as a sum, in the main unit of its currency ("" when none is named).

    `unit`: the scale that a bare number beside it would share, `tens` of it a "trăm" or "chục". `digits`: of the number itself. `grouped`:
    written with marks between thousands. `spaced`: its scale stands apart from it.
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
    """The sum that begins at a token. `joined`: what it is glued to is known to belong to it."""
    tokens = phrases.tokens
    sign = _sign_before(phrases, place)
    start = sign.end if sign else place
    if start >= len(tokens) or not (sign or joined or _may_begin(tokens, place)):
        return None
    return _Reader(phrases, place, start, sign.value if sign else "").sum()


def closes(phrases: Phrases, place: int) -> bool:
    """Whether a number that ends here counts nothing: the line ends, or a sign or a mere particle follows."""
    if place >= len(phrases.tokens):
        return True
    token = phrases.tokens[place]
    if token.kind in _CLOSING:
        return token.text not in "%°″" and not _is_decimal_mark(phrases.tokens, place)
    return phrases.one(place, *_HARMLESS) is not None


_HARMLESS = (
    "sum_particle", "per_lead", "per_word", "vat", "vat_lead", "currency", "sum_floor_behind", "sum_ceiling_behind",
    "sum_range_word", "sum_total_behind", "sum_earlier_behind", "sum_spent_behind", "sum_item", "undecided", "not_yet", "length_lead",
    "sum_plus", "sum_either", "sum_now", "sum_stage", "sum_earlier", "sum_ceiling",
)  # fmt: skip


def _is_decimal_mark(tokens: tuple[Token, ...], place: int) -> bool:
    return (
        tokens[place].text in ".,"
        and tokens[place].glued
        and place + 1 < len(tokens)
        and tokens[place + 1].kind is Kind.NUMBER
        and tokens[place + 1].glued
    )


def _may_begin(tokens: tuple[Token, ...], place: int) -> bool:
    token = tokens[place]
    if token.kind not in (Kind.NUMBER, Kind.WORD):
        return False
    if not token.glued or not place:
        return True
    before = tokens[place - 1]
    if before.kind is Kind.BULLET:
        return True
    if before.text not in _OPENERS:
        return False
    return before.text not in "-–/,:" or place < 2 or not before.glued or tokens[place - 2].kind is not Kind.NUMBER


def _sign_before(phrases: Phrases, place: int) -> Sense | None:
    """A currency before its number: "$", "USD", "S$"; no word such as "đồng" stands there."""
    tokens = phrases.tokens
    sense = phrases.one(place, "currency")
    if sense is None or sense.end >= len(tokens) or tokens[sense.end].kind is not Kind.NUMBER:
        return None
    if place and tokens[place].glued and tokens[place - 1].kind in (Kind.NUMBER, Kind.WORD):
        return None
    word = tokens[place]
    if word.bare == "d":
        return None
    is_code = word.kind is Kind.SYMBOL or word.text.isupper() or tokens[sense.end - 1].kind is Kind.SYMBOL
    return sense if is_code or word.bare in ("usd", "vnd") else None


class _Reader:
    """Reads one sum, part by part."""

    def __init__(self, phrases: Phrases, place: int, start: int, currency: str) -> None:
        self._phrases, self._tokens = phrases, phrases.tokens
        self._place, self._start, self._at = place, start, start
        self._currency = currency
        self._parts: list[tuple[tuple[Ends, ...], int]] = []
        self._look = Look.BARE
        self._digits, self._tens = 0, 1
        self._words = self._grouped = self._spaced = False

    def sum(self) -> Sum | None:
        figure = self._figure(self._at)
        if figure is None:
            if not self._lone_scale():
                return None
        elif not self._first(figure):
            return self._bare(figure)
        while len(self._parts) < _PARTS and self._next():
            pass
        self._tail()
        return self._finished()

    def _figure(self, at: int) -> Figure | None:
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
        return Figure(end, readings, figure.digits, factor=factor)

    def _scale(self, figure: Figure) -> tuple[int, int, str] | None:
        """The scale behind a number: its factor, where it ends, and the kind of its table."""
        at = figure.end
        if at >= len(self._tokens) or self._tokens[at].kind is not Kind.WORD:
            return None
        token = self._tokens[at]
        sense = self._phrases.one(at, *_SCALES)
        if sense is None:
            return self._compound(at)
        if sense.kind == "scale_letter" and token.bare in _SHORTEST and not token.glued:
            followed = self._phrases.one(sense.end, "currency")
            if not (followed or (token.text.isupper() and token.bare in "kmb")):
                return None
        if figure.digits == 0 and not self._is_number_in_words(figure, at):
            return None
        return sense.number, sense.end, sense.kind

    def _compound(self, at: int) -> tuple[int, int, str] | None:
        """A scale and a currency typed as one word: "kusd", "trđ"; the currency is taken with it."""
        token = self._tokens[at]
        for scale, factor in _SHORT.items():
            currency = _CODES.get(token.bare.removeprefix(scale)) if token.bare.startswith(scale) else None
            if currency and token.glued:
                self._currency = self._currency or currency
                return factor, at + 1, "scale"
        return None

    def _is_number_in_words(self, figure: Figure, scale: int) -> bool:
        """Words with capitals are a name ("Năm Tỷ"), unless they are too many for one or a currency follows."""
        if not self._tokens[scale].capital:
            return True
        return scale + 1 - self._at >= 4 or self._phrases.one(scale + 1, "currency") is not None

    def _first(self, figure: Figure) -> bool:
        scale = self._scale(figure)
        if scale is None:
            return False
        factor, end, kind = scale
        self._look = {"scale": Look.SCALE, "scale_letter": Look.LETTER, "scale_slang": Look.SLANG}[kind]
        self._spaced = not self._tokens[figure.end].glued
        self._digits, self._words, self._grouped = figure.digits, figure.digits == 0, figure.grouped
        self._add(self._plausible(figure, factor), factor)
        self._doubt(figure, factor)
        self._tens = figure.factor
        self._at = end
        return True

    def _doubt(self, figure: Figure, factor: int) -> None:
        """Slang that is one scale to some and another to others: "cành"."""
        senses = self._phrases.at(figure.end)
        others = {sense.number for sense in senses if sense.kind == "scale_slang"} - {factor}
        if others and self._look is Look.SLANG:
            readings, _ = self._parts.pop()
            more = tuple(pair for other in others for pair in figures.times(figure.readings, other))
            self._parts.append((readings + more, factor))

    def _plausible(self, figure: Figure, factor: int) -> tuple[Ends, ...]:
        """What a number before a scale can be: "1.500 triệu" is 1500, or 1.5 as others write it."""
        if figure.split:
            return figure.readings + figures.one(self._tokens[figure.end - 1].text)
        if figure.sure:
            return self._misheard(figure)
        grouped, fraction = figure.readings
        comma = self._tokens[self._at + 1].text == ","
        english = comma and self._tokens[figure.end].bare in ("million", "billion", "thousand")
        local = self._currency in ("", "VND") and factor == 1000
        if english or local:
            return (grouped,)
        return (fraction, grouped) if factor >= 10**9 else (grouped, fraction)

    def _misheard(self, figure: Figure) -> tuple[Ends, ...]:
        """ "tam tram" typed without accents is eight hundred, or about a hundred."""
        token = self._tokens[self._at]
        if figure.digits or token.form != "tam" or figure.end == self._at + 1:
            return figure.readings
        rest = figures.in_words(self._phrases, self._at + 1)
        return figure.readings + rest.readings if rest else figure.readings

    def _lone_scale(self) -> bool:
        """ "tỷ rưỡi", "tỷ hai": one of it goes without saying."""
        sense = self._phrases.one(self._at, "scale")
        token = self._tokens[self._at]
        if sense is None or token.capital or token.bare == "tr" or sense.number < 10**6:
            return False
        tail = self._phrases.one(sense.end, "numeral")
        digit = tail is not None and tail.value.isdigit() and 0 < int(tail.value) < 10
        half = tail is not None and tail.value == "plus_half"
        if tail is None or not (half or (digit and self._is_free(tail.end))):
            return False
        if half and not self._phrases.line.accented and tail.bare is False:
            return False
        self._look, self._words = Look.SCALE, True
        self._add(figures.one(1), sense.number)
        self._at = sense.end
        return True

    def _add(self, readings: tuple[Ends, ...], factor: int) -> None:
        self._parts.append((figures.times(readings, factor), factor))

    def _next(self) -> bool:
        """One more part: "2 triệu | 500 ngàn", "một nghìn | hai trăm tỷ", "1 nghìn | tỷ"."""
        again = self._phrases.one(self._at, "scale")
        last = self._parts[-1][1]
        if again and again.number > last and not self._tokens[self._at].capital:
            self._raise(figures.one(0), again.number)
            self._at = again.end
            return True
        begin = self._at + (self._words and self._is_joined())
        figure = self._figure(begin)
        scale = self._scale(figure) if figure else None
        if figure is None or scale is None or scale[2] == "scale_slang" or figure.digits > 3:
            return False
        factor, end, _ = scale
        if factor < last and figure.readings[0][1] * factor < last:
            self._add(figure.readings, factor)
        elif factor > last and self._words and figure.digits == 0:
            self._raise(figure.readings, factor)
        else:
            return False
        self._at = end
        return True

    def _is_joined(self) -> int:
        sense = self._phrases.one(self._at, "numeral")
        return int(sense is not None and sense.value in ("and", "linh"))

    def _raise(self, readings: tuple[Ends, ...], factor: int) -> None:
        """All so far was of a larger scale: "một nghìn hai trăm tỷ"."""
        so_far = readings
        while self._parts and self._parts[-1][1] < factor:
            so_far = figures.plus(self._parts.pop()[0], so_far)
        self._add(so_far, factor)

    def _tail(self) -> None:
        """What hangs on behind the last scale without one of its own: "rưỡi", "2", "50", "hai"."""
        scale = self._parts[-1][1]
        half = self._phrases.one(self._at, "numeral")
        if half and half.value == "plus_half":
            self._parts.append((figures.one(Decimal(scale) / 2), scale))
            self._at = half.end
            return
        if scale < 10**3 or self._at >= len(self._tokens):
            return
        token = self._tokens[self._at]
        if token.kind is Kind.NUMBER:
            self._tail_in_digits(token, scale)
        elif token.kind is Kind.WORD and not token.capital:
            self._tail_in_words(scale)

    def _tail_in_digits(self, token: Token, scale: int) -> None:
        whole = all(low == low.to_integral_value() for low, _ in self._parts[-1][0])
        free = self._is_free(self._at + 1) and not _is_counted_slash(self._tokens, self._at + 1)
        if token.glued:
            free = self._stands_free(self._at + 1, hundreds=False)
        if not free or len(token.text) > 3 or (not token.glued and not whole):
            return
        places = len(token.text)
        fraction = figures.one(Decimal(int(token.text)) * scale / 10**places)
        spoken = figures.one(Decimal(int(token.text)) * scale / 1000)
        if places != 2 or token.text[0] == "0":
            readings = fraction
        elif token.glued:
            readings = fraction + spoken
        else:
            readings = spoken if token.text[1] == "0" else spoken + fraction
        self._parts.append((readings, scale))
        self._at += 1

    def _is_free(self, end: int) -> bool:
        unit = self._phrases.one(end, "sum_particle") or self._phrases.one(end, "per_unit")
        return closes(self._phrases, end) and (unit is None or unit.kind == "sum_particle")

    def _tail_in_words(self, scale: int) -> None:
        last = self._phrases.one(self._at, "numeral")
        if last and last.value.startswith("last") and self._is_free(last.end):
            self._parts.append((figures.one(int(last.value[4:]) * scale // 10), scale))
            self._at = last.end
            return
        figure = figures.in_words(self._phrases, self._at)
        if figure is None or not self._is_free(figure.end):
            return
        value = figure.readings[0][0]
        if self._is_english(self._at):
            if scale == 1000 and figure.sure and value >= 10:
                self._parts.append((figures.one(value), 1))
                self._at = figure.end
            return
        if value != figure.readings[0][1] or value != value.to_integral_value() or not value:
            return
        several = figure.end > self._at + 1
        if value < 10 and not several:
            readings = figures.one(value * scale / 10)
        elif value < 100 and value % 10 and not self._phrases.one(self._at + 1, "numeral"):
            return
        else:
            readings = figures.one(value * scale / 1000)
        self._parts.append((readings, scale))
        self._at = figure.end

    def _is_english(self, at: int) -> bool:
        word = self._tokens[at].bare
        return word in ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "a", "an", "half")

    def _finished(self) -> Sum | None:
        readings = figures.one(0)
        for part, _ in self._parts:
            readings = figures.plus(readings, part)
        self._sign_behind(readings)
        return self._made(readings, self._parts[0][1] * self._tens)

    def _bare(self, figure: Figure) -> Sum | None:
        """A number without a scale: money by its currency, or perhaps by what stands beside it."""
        self._at = figure.end
        hundreds = figure.digits == 0 or self._tokens[figure.end - 1].kind is Kind.WORD
        self._digits, self._words, self._grouped = figure.digits, figure.digits == 0, figure.grouped
        readings = figure.readings[:1]
        self._sign_behind(readings)
        if figure.split and not (self._currency or figure.digits >= 7):
            return None
        if not self._currency and not self._stands_free(figure.end, hundreds=hundreds):
            return None
        return self._made(readings, 1)

    def _stands_free(self, end: int, *, hundreds: bool) -> bool:
        if hundreds:
            last = self._phrases.one(end - 1, "numeral")
            whole = last is not None and last.value in ("x100", "x10", "plus_half") and closes(self._phrases, end)
            return whole or self._phrases.one(end, "sum_range_word", "sum_either") is not None
        token = self._tokens[end] if end < len(self._tokens) else None
        if token is None or not token.glued:
            return True
        if token.kind in (Kind.WORD, Kind.NUMBER, Kind.ORDINAL) or token.text in "%:°":
            return False
        digit = end + 1 < len(self._tokens) and self._tokens[end + 1].glued and self._tokens[end + 1].kind is Kind.NUMBER
        return not (digit and token.text in "/.,:")

    def _sign_behind(self, readings: tuple[Ends, ...]) -> None:
        sense = self._phrases.one(self._at, "currency", "no_currency", "unknown_currency")
        if sense is None or sense.kind != "currency" or not self._is_sign(sense, readings):
            if sense is not None and sense.kind == "unknown_currency" and not self._currency:
                self._currency = "XXX"
            return
        self._currency = self._currency or sense.value
        self._at = sense.end
        self._hundredths()

    def _is_sign(self, sense: Sense, readings: tuple[Ends, ...]) -> bool:
        word = self._tokens[self._at]
        if word.bare == "d" and sense.end == self._at + 1:
            scaled = bool(self._parts)
            few = readings[0][1] < (1 if scaled else 500)
            return not few and (word.glued or (word.form == "đ"))
        if sense.bare and self._words and not self._parts:
            return False
        if sense.bare or word.bare in ("sing", "bath", "tệ", "te", "kip", "pound", "bat"):
            return closes(self._phrases, sense.end)
        if sense.end == self._at + 1 and word.bare in ("rm", "rp"):
            return word.text.isupper() and closes(self._phrases, sense.end)
        return True

    def _hundredths(self) -> None:
        """ "… đô la và năm mươi xu"."""
        joined = self._phrases.one(self._at, "numeral", "sum_range_word")
        at = joined.end if joined and joined.value == "and" else self._at
        figure = self._figure(at)
        cent = self._phrases.one(figure.end, "currency_hundredth") if figure else None
        if figure is None or cent is None or not figure.sure or figure.readings[0][1] >= 100:
            return
        self._parts.append((figures.times(figure.readings, Decimal("0.01")), 0))
        self._at = cent.end

    def _made(self, readings: tuple[Ends, ...], unit: int) -> Sum | None:
        cents = [part for part, factor in self._parts if factor == 0]
        for part in cents:
            readings = figures.plus(readings, part)
        look = Look.SIGN if self._currency and self._look is not Look.SLANG else self._look
        return Sum(
            self._place, self._at, tuple(dict.fromkeys(readings)), unit, self._currency, look, self._digits,
            self._grouped, self._spaced, self._tens,
        )  # fmt: skip


_SHORTEST = frozenset({"k", "m", "b", "t", "ng", "ngh"})
_SHORT = {"k": 10**3, "tr": 10**6, "trieu": 10**6, "ty": 10**9, "ti": 10**9, "m": 10**6, "bn": 10**9, "b": 10**9,
          "mil": 10**6}  # fmt: skip
_CODES = {"vnd": "VND", "d": "VND", "usd": "USD", "eur": "EUR", "sgd": "SGD", "thb": "THB", "gbp": "GBP", "jpy": "JPY",
          "do": "USD", "dong": "VND", "myr": "MYR", "hkd": "HKD", "aud": "AUD", "krw": "KRW"}  # fmt: skip


def _is_counted_slash(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether a number is the first of a date or a ratio: "1 tỷ 2/3"."""
    return (
        place + 1 < len(tokens)
        and tokens[place].text in "/:-"
        and tokens[place].glued
        and tokens[place + 1].kind is Kind.NUMBER
        and tokens[place + 1].glued
    )
