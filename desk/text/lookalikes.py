"""What looks like a time, a sum or a name and is something else: sizes, ratios, versions, addresses, quotes.

They claim their words, so that nobody else takes their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from desk.text.phrases import Phrases, before
from desk.text.spans import Dimension, Span
from desk.text.time.pieces import Chain, chain
from desk.text.tokens import Kind, read_line

_CROSSES = frozenset("x×*")
_METRES = frozenset({"m", "cm", "mm", "px", "in", "inch"})
_GLUED_UNIT = re.compile(
    r"s|sec|gr|kg|mg|ml|l|cm|mm|m|km|px|pt|fps|k|tr|mb|gb|kva|kw|w|v|hz|khz|in|ft|oz|x|đ|th"
)
_SIGNS_BEFORE = frozenset("#$€£_~")
_SIGNS_BEHIND = frozenset('%$€£"″+°')
_FORMATS = frozenset({("9", "16"), ("16", "10")})
_RATIOS = frozenset({
    ("9", "16"), ("16", "9"), ("4", "5"), ("5", "4"), ("1", "1"), ("3", "4"), ("4", "3"), ("2", "3"),
    ("3", "2"), ("16", "10"), ("21", "9"), ("1", "2"), ("2", "1"),
})  # fmt: skip
_JOINS_RATIOS = (
    "and", "or", "range_join", "denied", "turn", "move_to", "tail", "ratio_word", "ratio_named",
    "clause_join", "title", "me",
)  # fmt: skip
_FAR = 6
_SHOP = ("7", "11")
_NUMBERED_DATES = frozenset({"so", "version", "ver", "v", "ngo", "hem", "kiet", "no", "duong"})
"""Of the words that number things, those that a number with a slash belongs to: "version 4/12"."""
_QUOTES = {"“": "”", "‘": "’", "«": "»", "„": "“", '"': '"', "`": "`", "'": "'"}
_LONGEST_QUOTE = 60
_Found = tuple[int, Dimension] | None


def find(phrases: Phrases, names: Collection[int] = ()) -> list[Span[str]]:
    """The look-alikes of a line, in its order; their value is the words. `names` are no part of any."""
    found: list[Span[str]] = []
    quotes = _quotes(phrases)
    place = 0
    while place < len(phrases.tokens):
        claimed = None
        if place not in names:
            claimed = (quotes[place], Dimension.NAME) if place in quotes else _at(phrases, place)
        if claimed:
            end, dimension = claimed
            words = phrases.words(place, end)
            found.append(Span(place, end, dimension, words, words))
        elif phrases.is_number(place):
            end = chain(phrases.tokens, place).end
        else:
            end = place + 1
        place = end
    return found


def blocked(phrases: Phrases, names: Collection[int] = ()) -> set[int]:
    """The tokens that look-alikes claim."""
    return {place for span in find(phrases, names) for place in range(span.start, span.end)}


def quoted(phrases: Phrases) -> set[int]:
    """The tokens of quotes."""
    return {place for start, end in _quotes(phrases).items() for place in range(start, end)}


def things(phrases: Phrases, named: tuple[str, ...]) -> set[int]:
    """The tokens of the names of clients and projects."""
    known = _known(named)
    found: set[int] = set()
    for place in range(len(phrases.tokens)):
        for words in known.get(phrases.bare(place), ()):
            end = place + len(words)
            if tuple(token.bare for token in phrases.tokens[place:end]) == words:
                found.update(range(place, end))
                break
    return found


@lru_cache(maxsize=32)
def _known(named: tuple[str, ...]) -> dict[str, list[tuple[str, ...]]]:
    """Names by their first word, the longest first; one of a single word says too little."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for name in sorted(named, key=len, reverse=True):
        words = tuple(token.bare for token in read_line(name).tokens)
        if len(words) > 1:
            found.setdefault(words[0], []).append(words)
    return found


def _quotes(phrases: Phrases) -> dict[int, int]:
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
        elif token.text in _QUOTES and not _is_behind_word(phrases, place):
            opened[_QUOTES[token.text]] = place
    return {} if found == {0: len(phrases.tokens)} else found


def _is_behind_word(phrases: Phrases, place: int) -> bool:
    """Whether a mark belongs to what it touches, and opens no quote: 15" is a length, Lan' a possessive."""
    token = phrases.tokens[place]
    return token.glued and (
        phrases.is_number(place - 1) or (token.text == "'" and phrases.tokens[place - 1].kind is Kind.WORD)
    )


def _at(phrases: Phrases, place: int) -> _Found:
    kind = phrases.tokens[place].kind
    if kind is Kind.URL:
        return place + 1, Dimension.NAME
    innocent = phrases.one(place, "innocent") if kind is not Kind.BULLET else None
    if innocent:
        return innocent.end, Dimension.NAME
    if kind is Kind.WORD:
        return _word(phrases, place)
    return _number(phrases, place) if kind is Kind.NUMBER else None


def _word(phrases: Phrases, place: int) -> _Found:
    """A word that its number belongs to: "KV27", "slide 12, 15", "tầng 5"."""
    if phrases.is_number(place + 1) and phrases.is_glued(place + 1):
        return _coded(phrases, place)
    lead = None if phrases.in_compound(place) else phrases.one(place, "numbered")
    nth = phrases.one(lead.end, "weekday") if lead and lead.value == "part" else None
    if nth and phrases.bare(nth.end - 2) == "thu" and phrases.one(nth.end, "which") is None:
        return nth.end, Dimension.VERSION  # "hạng mục thứ 3"
    if lead is None or not phrases.is_number(lead.end) or not _belongs(phrases, lead.end):
        return None
    return _with_letters(phrases, _list_end(phrases, lead.end)), Dimension.VERSION


def _coded(phrases: Phrases, place: int) -> _Found:
    """Letters with numbers glued to them, "v1.2", "GA4", "D1"; a weekday or a month is none."""
    if phrases.one(place, "weekday", "month", "month_word", "quarter_word", "day_word", "bound"):
        return None
    if phrases.is_glued(place) and phrases.is_number(place - 1):
        return None
    return _with_letters(phrases, chain(phrases.tokens, place + 1).end), Dimension.VERSION


def _with_letters(phrases: Phrases, end: int) -> int:
    """Behind the letters that are glued to a number: "3A"."""
    while phrases.is_glued(end) and phrases.tokens[end].kind in (Kind.WORD, Kind.NUMBER):
        end += 1
    return end


def _belongs(phrases: Phrases, place: int) -> bool:
    """Whether a number belongs to the word before it, rather than to what follows: "đợt 3 ngày nữa"."""
    numbers = chain(phrases.tokens, place)
    unit = phrases.one(numbers.end, "unit", "hour_mark", "month_word", "meridiem", "month")
    if unit and (unit.kind == "month" or unit.value not in ("minute", "month")):
        return False
    if numbers.signs in ("/", "-", "."):
        return phrases.bare(place - 1) in _NUMBERED_DATES
    return not numbers.signs and len(numbers.numbers[0]) < 5


def _list_end(phrases: Phrases, place: int) -> int:
    """Where a list of numbers ends: "slide 12, 15 và 18"."""
    end = chain(phrases.tokens, place).end
    while phrases.form(end) in (",", "&", "+", "-", "–") or phrases.bare(end) in ("va", "and"):
        if not phrases.is_number(end + 1):
            break
        numbers = chain(phrases.tokens, end + 1)
        if phrases.one(numbers.end, "unit", "month_word", "month", "hour_mark", "meridiem", "number"):
            break
        if numbers.signs and phrases.bare(end) not in ("va", "and"):
            break
        end = numbers.end
    return end


def _number(phrases: Phrases, place: int) -> _Found:
    numbers = chain(phrases.tokens, place)
    before_it = phrases.token(place - 1)
    if before_it and phrases.is_glued(place) and before_it.text in _SIGNS_BEFORE:
        return numbers.end, Dimension.COUNT
    if before_it and phrases.is_glued(place) and before_it.kind is Kind.WORD:
        return None  # the minutes of "10h30"
    if _is_ratio(phrases, place, numbers) or _is_slashed_ratio(phrases, place, numbers):
        return numbers.end, Dimension.RATIO
    if numbers.numbers == _SHOP and numbers.signs in ("/", "-") and (
        before(phrases, place, "shop_lead") is not None or phrases.one(numbers.end, "shop_behind")
    ):  # fmt: skip
        return numbers.end, Dimension.NAME
    for end, dimension in (
        (_phone(phrases, place), Dimension.PHONE),
        (_size(phrases, numbers.end), Dimension.SIZE),
        (_count(phrases, place, numbers), Dimension.COUNT),
        (_address(phrases, place, numbers), Dimension.ADDRESS),
    ):
        if end:
            return end, dimension
    return None


def _phone(phrases: Phrases, place: int) -> int:
    """Where a telephone number ends: at least nine digits, from 0 or +84; 0 for none."""
    plus = phrases.form(place - 1) == "+" and phrases.is_glued(place)
    if not plus and not phrases.form(place).startswith("0"):
        return 0
    digits, at, end = "", place, place
    while len(digits) < 13 and (phrases.is_number(at) or phrases.form(at) in (".", "-", "(", ")")):
        if phrases.is_number(at):
            digits += phrases.form(at)
            end = at + 1
        at += 1
    return end if 9 <= len(digits) <= 13 else 0


def _size(phrases: Phrases, end: int) -> int:
    """Where a size such as "60 x 160 cm" or "1080×1920" ends whose first number ends here; 0 for none."""
    found = 0
    while True:
        cross = end + (phrases.is_glued(end) and phrases.bare(end) in _METRES)
        if phrases.bare(cross) not in _CROSSES or not phrases.is_number(cross + 1):
            break
        end = found = chain(phrases.tokens, cross + 1).end
    return found + 1 if found and phrases.bare(found) in _METRES else found


def _is_ratio(phrases: Phrases, place: int, numbers: Chain) -> bool:
    """ "9:16", "1:1", "4:5"; "4:15" is an hour unless a word around makes it a format or a length."""
    if numbers.signs != ":" or any(len(one) > 2 for one in numbers.numbers):
        return False
    first, second = numbers.numbers
    if len(second) == 1 or (first, second) in _FORMATS:
        return phrases.one(numbers.end, "meridiem", "part") is None
    if phrases.one(numbers.end, "length_word"):
        return True
    return phrases.one(place - 1, "length_word", "ratio_word") is not None


def _is_slashed_ratio(phrases: Phrases, place: int, numbers: Chain) -> bool:
    """ "tỉ lệ 4/5 chứ không phải 9/16": one that is called so, or that only small words join to another."""
    if not _is_pair(numbers):
        return False
    return _is_called_ratio(phrases, place, numbers) or any(
        _is_called_ratio(phrases, at, other) for at, other in _ratios_beside(phrases, place, numbers.end)
    )


def _is_pair(numbers: Chain) -> bool:
    return numbers.signs in ("/", ":") and numbers.numbers in _RATIOS


def _is_called_ratio(phrases: Phrases, place: int, numbers: Chain) -> bool:
    """Whether a word says that it is a ratio, or no day is written so."""
    if numbers.signs == ":" or (phrases.vietnamese and numbers.numbers in _FORMATS):
        return True
    joint = before(phrases, place, "joint", "ratio_word")
    leads = (before(phrases, at, "ratio_named") for at in (place, joint) if at is not None)
    named = phrases.one(numbers.end, "ratio_named")
    return any(lead is not None for lead in leads) or named is not None


def _ratios_beside(phrases: Phrases, start: int, end: int) -> list[tuple[int, Chain]]:
    """The ratios before and behind that only small words join to this one."""
    found = []
    for places in (range(start - 1, max(-1, start - _FAR * 2), -1), range(end, end + _FAR * 2)):
        for at in places:
            if phrases.is_number(at) and not (phrases.is_glued(at) and phrases.form(at - 1) in ("/", ":")):
                numbers = chain(phrases.tokens, at)
                first, last = (end, at) if at >= end else (numbers.end, start)
                if _is_pair(numbers) and _only_joined(phrases, first, last):
                    found.append((at, numbers))
                break
    return found


def _only_joined(phrases: Phrases, start: int, end: int) -> bool:
    while start < end:
        sense = phrases.one(start, *_JOINS_RATIOS)
        if sense is None and phrases.form(start) not in (",", "/", "→", "->", ">"):
            return False
        start = sense.end if sense else start + 1
    return start == end


def _count(phrases: Phrases, place: int, numbers: Chain) -> int:
    """Where a number with what it counts ends: "3-5 dòng", "4/4 màu", "30s", "5.12 triệu", "20%"; 0: none."""
    after = phrases.token(numbers.end)
    if after is None:
        return 0
    if after.glued and after.text in _SIGNS_BEHIND:
        return numbers.end + 1
    if after.kind is not Kind.WORD:
        return 0
    if after.glued:
        unit = _GLUED_UNIT.fullmatch(after.bare) or numbers.signs in ("/", "-", ".")
        return 0 if not unit or phrases.one(numbers.end, "hour_mark", "meridiem") else numbers.end + 1
    if numbers.signs == "/" and int(numbers.numbers[0]) > int(numbers.numbers[1]):
        return 0  # more of them than there are: a date
    if phrases.form(numbers.end) == "lần" and before(phrases, place, "unit") is not None:
        return numbers.end + 1  # "6 tháng 1 lần"
    if before(phrases, place, "month_word", "day_word", "clock_word") is not None:
        return 0
    noun = phrases.one(numbers.end, "count_noun", "money_unit")
    if noun is None or before(phrases, numbers.end, "weekday") is not None:
        return 0
    if phrases.one(numbers.end, "unit", "meridiem", "hour_mark"):
        return 0
    if noun.bare and phrases.is_number(noun.end) and phrases.one(numbers.end, "range_join", "until"):
        return 0  # "10/12 toi 11/12"
    if not phrases.line.accented and (len(after.text) == 1 or noun.bare):
        return 0 if phrases.one(numbers.end, "tail", "owner_behind", "due_behind") else noun.end
    return noun.end


def _address(phrases: Phrases, place: int, numbers: Chain) -> int:
    """Where a house number with its street ends: "12/4 Điện Biên Phủ", "27/11 Lý Thái Tổ"; 0 for none."""
    if numbers.signs not in ("/", "//", "", "-"):
        return 0
    if phrases.one(numbers.end, "month", "weekday", "relative", "owner_lead", "verb"):
        return 0
    end = numbers.end
    while _is_capital(phrases, end):
        end += 1
    capitals = end - numbers.end
    street = phrases.one(end, "street")
    if not capitals or street:
        return street.end if capitals and street else 0
    led = before(phrases, place, "address_lead", "numbered") is not None
    return end if (led and (capitals > 1 or numbers.signs)) or (numbers.signs and capitals > 2) else 0


def _is_capital(phrases: Phrases, place: int) -> bool:
    token = phrases.token(place)
    return token is not None and token.kind is Kind.WORD and token.capital and not token.text.isupper()
