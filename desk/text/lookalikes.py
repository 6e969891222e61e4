"""What looks like a time, a sum or a name and is something else: sizes, ratios, versions, addresses, quotes.

They claim their words, so that nobody else takes their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from desk.text.phrases import Phrases, before
from desk.text.pieces import Chain, chain
from desk.text.spans import Dimension, Span
from desk.text.tokens import Kind

_SIZES = frozenset("x×*")
_UNITS = re.compile(
    r"(?:s|sec|g|gr|kg|mg|ml|l|cm|mm|km|px|pt|fps|k|tr|mb|gb|kva|w|kw|v|p|hz|khz|in|ft|oz|x|d|đ)"
)
_OWN_UNITS = frozenset({"h", "g", "p", "am", "pm", "d"})
_PAPER = re.compile(r"[ab][0-9]|[0-9]k|[0-9]d", re.IGNORECASE)
_QUOTES = {"“": "”", "‘": "’", "«": "»", "„": "“", '"': '"', "`": "`"}
_LONGEST_QUOTE = 60


def find(phrases: Phrases, names: Collection[int] = ()) -> list[Span[str]]:
    """The look-alikes of a line, in its order; the value is the words themselves. `names` are no part of any."""
    found: list[Span[str]] = []
    quotes = _quoted(phrases)
    place = 0
    while place < len(phrases.tokens):
        if place in names:
            place += 1
            continue
        end = quotes.get(place)
        named = (end, Dimension.NAME) if end else _at(phrases, place)
        if named and named[0] > place:
            words = phrases.words(place, named[0])
            found.append(Span(place, named[0], named[1], words, words))
            place = named[0]
        elif phrases.tokens[place].kind is Kind.NUMBER:
            place = chain(phrases.tokens, place).end
        else:
            place += 1
    return found


def blocked(phrases: Phrases, names: Collection[int] = ()) -> set[int]:
    """The tokens that look-alikes claim."""
    return {place for span in find(phrases, names) for place in range(span.start, span.end)}


def quoted(phrases: Phrases) -> set[int]:
    """The tokens of quotes."""
    return {place for start, end in _quoted(phrases).items() for place in range(start, end)}


def _quoted(phrases: Phrases) -> dict[int, int]:
    """Where a quote begins, and where it ends. One that is the whole line quotes nothing."""
    found: dict[int, int] = {}
    opened: dict[str, int] = {}
    for place, token in enumerate(phrases.tokens):
        if token.kind not in (Kind.QUOTE, Kind.MARK):
            continue
        begin = opened.pop(token.text, None)
        if begin is not None and 1 < place - begin < _LONGEST_QUOTE:
            found[begin] = place + 1
            opened.clear()
        elif token.text in _QUOTES and (not token.glued or phrases.tokens[place - 1].kind is not Kind.NUMBER):
            opened[_QUOTES[token.text]] = place
    whole = {0: len(phrases.tokens)}
    return {} if found == whole else found


def _at(phrases: Phrases, place: int) -> tuple[int, Dimension] | None:
    token = phrases.tokens[place]
    if token.kind is Kind.URL:
        return place + 1, Dimension.NAME
    if token.kind is Kind.WORD:
        return _word(phrases, place)
    if token.kind is Kind.NUMBER:
        return _number(phrases, place)
    innocent = phrases.one(place, "innocent") if token.kind is not Kind.BULLET else None
    return (innocent.end, Dimension.NAME) if innocent else None


def _word(phrases: Phrases, place: int) -> tuple[int, Dimension] | None:
    innocent = phrases.one(place, "innocent")
    if innocent:
        return innocent.end, Dimension.NAME
    after = phrases.tokens[place + 1] if place + 1 < len(phrases.tokens) else None
    if after and after.kind is Kind.NUMBER and after.glued:
        return _coded(phrases, place)
    lead = phrases.one(place, "numbered")
    if lead and _is_number(phrases, lead.end) and _belongs(phrases, lead.end):
        end = max(_listed(phrases, lead.end))
        while (
            end < len(phrases.tokens) and phrases.tokens[end].glued and phrases.tokens[end].kind is Kind.WORD
        ):
            end += 1
        return end, Dimension.VERSION
    return None


def _coded(phrases: Phrases, place: int) -> tuple[int, Dimension] | None:
    """Letters with numbers glued to them, "KV27", "v1.2", "GA4", "D1"; a weekday or a month is none."""
    if phrases.one(place, "weekday", "month", "month_word", "quarter_word", "day_word"):
        return None
    if phrases.tokens[place].glued and phrases.tokens[place - 1].kind is Kind.NUMBER:
        return None
    if phrases.tokens[place].bare in ("t", "th") and not phrases.tokens[place].glued:
        return None
    end = chain(phrases.tokens, place + 1).end
    while end < len(phrases.tokens) and phrases.tokens[end].glued and phrases.tokens[end].kind in (
        Kind.WORD, Kind.NUMBER
    ):  # fmt: skip
        end += 1
    return end, Dimension.VERSION


def _belongs(phrases: Phrases, place: int) -> bool:
    """Whether a number belongs to the word before it, rather than to the words after: "đợt 3 ngày nữa"."""
    numbers = chain(phrases.tokens, place)
    unit = phrases.one(numbers.end, "unit", "hour_mark", "month_word", "meridiem")
    if unit and unit.value not in ("minute", "month"):
        return False
    if numbers.signs in ("//", "--", "..") or phrases.one(numbers.end, "month"):
        return False
    if numbers.signs in ("/", "-", "."):
        lead = phrases.tokens[place - 1].bare
        return lead in _BEFORE_DATES
    return len(numbers.numbers[0]) < 5


_BEFORE_DATES = frozenset({"so", "version", "ver", "v", "ngo", "hem", "kiet", "no", "duong"})


def _listed(phrases: Phrases, place: int) -> Iterator[int]:
    """The ends of numbers in a list: "slide 12, 15 và 18"; the last of them is that of the list."""
    end = chain(phrases.tokens, place).end
    yield end
    while end + 1 < len(phrases.tokens) and (
        phrases.tokens[end].form in (",", "&", "+", "-", "–") or phrases.tokens[end].bare in ("va", "and")
    ):
        numbers = chain(phrases.tokens, end + 1) if _is_number(phrases, end + 1) else None
        if numbers is None or phrases.one(numbers.end, "unit", "month_word", "month", "hour_mark", "number"):
            return
        bare = phrases.tokens[end].bare in ("va", "and")
        if numbers.signs and not bare:
            return
        end = numbers.end
        yield end


def _number(phrases: Phrases, place: int) -> tuple[int, Dimension] | None:
    innocent = phrases.one(place, "innocent")
    if innocent:
        return innocent.end, Dimension.NAME
    tokens = phrases.tokens
    numbers = chain(tokens, place)
    phone = _phone(phrases, place)
    if phone:
        return phone, Dimension.PHONE
    size = _size(phrases, place, numbers.end)
    if size:
        return size, Dimension.SIZE
    ratio = _ratio(phrases, place, numbers)
    if ratio:
        return numbers.end, Dimension.RATIO
    if place and tokens[place].glued and tokens[place - 1].text in ("#", "$", "€", "£", "_", "~"):
        return numbers.end, Dimension.COUNT
    counted = _count(phrases, place, numbers)
    if counted:
        return counted, Dimension.COUNT
    address = _address(phrases, place, numbers)
    return (address, Dimension.ADDRESS) if address else None


def _phone(phrases: Phrases, place: int) -> int:
    """Where a telephone number ends: at least nine digits, from 0 or +84."""
    tokens = phrases.tokens
    plus = place > 0 and tokens[place - 1].text == "+" and tokens[place].glued
    if not plus and not tokens[place].text.startswith("0"):
        return 0
    digits, at, end = "", place, place
    while at < len(tokens) and len(digits) < 13:
        if tokens[at].kind is Kind.NUMBER:
            digits += tokens[at].text
            end = at + 1
        elif tokens[at].text not in (".", "-", "(", ")"):
            break
        at += 1
    return end if 9 <= len(digits) <= 13 else 0


def _size(phrases: Phrases, place: int, end: int) -> int:
    """Where a size such as "60 x 160 cm" or "1080×1920" ends."""
    tokens, found = phrases.tokens, 0
    while end + 1 < len(tokens):
        unit = int(
            tokens[end].kind is Kind.WORD and tokens[end].glued and tokens[end].bare in ("m", "cm", "mm")
        )
        cross = end + unit
        if (
            cross + 1 >= len(tokens)
            or tokens[cross].bare not in _SIZES
            or tokens[cross + 1].kind is not Kind.NUMBER
        ):
            break
        end = found = chain(tokens, cross + 1).end
    if found and found < len(tokens) and tokens[found].bare in ("m", "cm", "mm", "px", "in", "inch"):
        found += 1
    return found


def _ratio(phrases: Phrases, place: int, numbers: Chain) -> bool:
    """ "9:16", "1:1", "4:5"; "4:15" is an hour unless a word around makes it a format or a length."""
    if numbers.signs != ":" or not all(len(one) < 3 for one in numbers.numbers):
        return False
    first, second = numbers.numbers
    if len(second) == 1 or (first, second) in (("9", "16"), ("16", "10")):
        return phrases.one(numbers.end, "meridiem", "part") is None
    return phrases.one(numbers.end, "length_word") is not None or (
        place > 0 and phrases.one(place - 1, "length_word", "ratio_word") is not None
    )


def _count(phrases: Phrases, place: int, numbers: Chain) -> int:
    """Where a number with what it counts ends: "3-5 dòng", "4/4 màu", "30s", "5.12 triệu", "20%"."""
    tokens = phrases.tokens
    after = tokens[numbers.end] if numbers.end < len(tokens) else None
    if after is None:
        return 0
    if after.text in ("%", "$", "€", "£", '"', "″", "+", "°") and after.glued:
        return numbers.end + 1
    if after.kind is not Kind.WORD:
        return 0
    if after.glued:
        if after.bare in _OWN_UNITS and not numbers.signs:
            return 0
        return numbers.end + 1 if _UNITS.fullmatch(after.bare) or numbers.signs not in ("", ":") else 0
    noun = phrases.one(numbers.end, "count_noun", "money_unit")
    if before(phrases, place, "month_word", "day_word", "clock_word", "ahead_lead") is not None:
        return 0
    if noun is None or (noun.bare and phrases.one(numbers.end, "tail", "owner_behind", "due_behind")):
        return 0
    if phrases.one(numbers.end, "unit", "meridiem", "hour_mark"):
        return 0
    if len(after.text) == 1 and not after.glued and not phrases.line.accented:
        return 0
    return noun.end


def _address(phrases: Phrases, place: int, numbers: Chain) -> int:
    """Where a house number with its street ends: "12/4 Điện Biên Phủ", "27/11 Lý Thái Tổ"."""
    if numbers.signs not in ("/", "//", "", "-") or not _is_capital(phrases, numbers.end):
        return 0
    if phrases.one(numbers.end, "month", "weekday", "relative", "owner_lead", "verb"):
        return 0
    end = numbers.end
    while _is_capital(phrases, end):
        end += 1
    led = any(
        sense.kind in ("address_lead", "numbered") and sense.end == place
        for start in range(max(0, place - 2), place)
        for sense in phrases.at(start)
    )
    street = phrases.one(end, "street")
    if street:
        return street.end
    if led and (end - numbers.end >= 2 or numbers.signs):
        return end
    return end if numbers.signs and end - numbers.end >= 3 else 0


def _is_capital(phrases: Phrases, place: int) -> bool:
    if place >= len(phrases.tokens):
        return False
    token = phrases.tokens[place]
    return token.kind is Kind.WORD and token.capital and not token.text.isupper()


def _is_number(phrases: Phrases, place: int) -> bool:
    return place < len(phrases.tokens) and phrases.tokens[place].kind is Kind.NUMBER
