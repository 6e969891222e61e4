"""A text as tokens, read in one pass: what stands where, in three spellings, with what a reader's eye sees.

    text = tokens.read("1. KV @lan – thứ 6")
    [token.form for token in text.lines[0].tokens]   # ["1", ".", "kv", "@", "lan", "–", "thứ", "6"]

Places count in `Text.text`, the tidied text. A token keeps its own spelling (`text`), the one for comparing
with accents (`form`) and the one without (`bare`). A line knows whether it was typed with accents: if so,
an accented word is only itself in it ("mãi" is no "mai"); if not, bare words stand for accented ones.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from desk.text.letters import fold, is_accented, spelled, tidy

ANSWER_LENGTH = 2_000
"""So many characters are read of what answers one question: a form's field holds no more."""
ANSWER_TOKENS = 450
"""And so many tokens; two thousand characters of prose have about as many."""


class Kind(enum.StrEnum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    ORDINAL = "ordinal"
    MENTION = "mention"
    AT = "at"
    SEPARATOR = "separator"
    BULLET = "bullet"
    EMOJI = "emoji"
    BRACKET = "bracket"
    QUOTE = "quote"
    MARK = "mark"
    URL = "url"
    SYMBOL = "symbol"


class Token(NamedTuple):
    """One token; a tuple, since a page has thousands. `glued`: there is no blank between it and the one
    before.

    `form` is "4" for the ordinal "4th", the user's id for a mention, "→" for every arrow, "–" for every dash
    except the hyphen, which stays "-".
    """

    kind: Kind
    text: str
    form: str
    bare: str
    start: int
    end: int
    glued: bool
    capital: bool
    accented: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text. `accented`: typed with accents; names do not count, as people keep their accents.

    `quoted`: it begins with ">", as somebody else's words.
    """

    text: str
    start: int
    tokens: tuple[Token, ...]
    accented: bool
    quoted: bool

    @property
    def is_blank(self) -> bool:
        """Whether it contains only bullets."""
        return all(token.kind is Kind.BULLET for token in self.tokens)


@dataclass(frozen=True, slots=True)
class Text:
    """A whole text, tidied, and its lines, blank ones too."""

    text: str
    lines: tuple[Line, ...]


def read(text: str) -> Text:
    """The tokens of a text, line by line."""
    tidied = tidy(text)
    lines = []
    start = 0
    for part in tidied.split("\n"):
        lines.append(_line(part, start))
        start += len(part) + 1
    return Text(tidied, tuple(lines))


def read_line(text: str) -> Line:
    """The tokens of a text as one line: breaks in it are blanks."""
    return _line(tidy(text).replace("\n", " "), 0)


def beginning(text: str, most: int) -> str:
    """The text up to its token number `most`: reading takes time by the token, not by the character."""
    if len(text) <= most:
        return text
    last = next(islice(_TOKEN.finditer(text), most, None), None)
    return text if last is None else text[: last.start()]


def read_answer(text: str) -> str:
    """What is read of a text that answers one question."""
    return beginning(text[:ANSWER_LENGTH], ANSWER_TOKENS)


def typed_with_accents(tokens: Sequence[Token]) -> bool:
    """Whether words were typed with accents; a capitalized name does not count, but the first word does."""
    first = True
    for token in tokens:
        if token.kind is Kind.WORD:
            if token.accented and (first or not token.capital):
                return True
            first = False
    return False


_ADDRESSES = r"(?:https?://|www\.)[^\s<>]+|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
_KINDS = (
    (Kind.WORD, r"[^\W\d_]+(?:['’](?![sS](?![^\W_]))[^\W\d_]+)*|['’][sS](?![^\W_])"),
    (Kind.ORDINAL, r"(?P<nth>[0-9]{1,4})(?:st|nd|rd|th)(?![^\W_])"),
    (Kind.NUMBER, r"[0-9]+"),
    (
        Kind.EMOJI,
        r":[a-z+][a-z0-9_+-]*:|[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3]+",
    ),
    (Kind.SEPARATOR, r"-{1,2}>|=>|[→⇒►]|//|\.{2,}|…|[–—―−]|-+|[\t,;|/\\:.!?·•●▪◦‣]"),
    (Kind.MENTION, r"<@(?P<user>[UW][A-Z0-9]+)(?:\|[^<>]*)?>"),
    (Kind.URL, r"<[#!][^<>\s]*>|<(?:https?|mailto|tel):[^<>]*>"),
    (Kind.AT, r"@"),
    (Kind.BRACKET, r"[()\[\]{}]"),
    (Kind.QUOTE, r"[\"“”„«»'‘’]"),
    (Kind.MARK, r"[*_~`>]"),
    (Kind.SYMBOL, r"\S"),
)
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS))
_TOKEN_OR_ADDRESS = re.compile(f"(?P<address>{_ADDRESSES})|{_TOKEN.pattern}")
_BY_NAME = {kind.value: kind for kind, _ in _KINDS} | {"address": Kind.URL}
_SAME = dict.fromkeys(["->", "-->", "=>", "⇒", "►", "→"], "→") | dict.fromkeys("–—―−", "–") | {"…": "..."}
_TICKS = frozenset("-–•●▪◦‣·*+☐□✓✔")
_CLOSES = frozenset(".)/")


def _line(text: str, start: int) -> Line:
    found = _tokens(text, start)
    begin, quoted = _bullets(found)
    for place in range(begin):
        found[place] = found[place]._replace(kind=Kind.BULLET)
    return Line(text, start, tuple(found), typed_with_accents(found), quoted)


def _tokens(text: str, offset: int) -> list[Token]:
    found: list[Token] = []
    before = -1
    pattern = _TOKEN_OR_ADDRESS if "@" in text or "://" in text or "www." in text else _TOKEN
    for match in pattern.finditer(text):
        start, end = match.span()
        kind, word = _BY_NAME[match.lastgroup or "symbol"], match[0]
        if kind is Kind.WORD:
            form, bare, capital, accented = _spellings(word)
        else:
            form = bare = match["user"] or match["nth"] or _SAME.get(word, word)
            capital = accented = False
        glued = start == before
        found.append(Token(kind, word, form, bare, start + offset, end + offset, glued, capital, accented))
        before = end
    return found


@lru_cache(maxsize=8192)
def _spellings(word: str) -> tuple[str, str, bool, bool]:
    return spelled(word).replace("’", "'"), fold(word).replace("’", "'"), word[0].isupper(), is_accented(word)


def _bullets(tokens: list[Token]) -> tuple[int, bool]:
    """How many tokens at the start are bullets, numbers, boxes and emoji; whether a ">" is among them."""
    place, quoted = 0, False
    while place < len(tokens):
        step = _bullet(tokens, place)
        if not step:
            break
        quoted = quoted or tokens[place].text == ">"
        place += step
    return place, quoted


def _bullet(tokens: list[Token], at: int) -> int:
    token, rest = tokens[at], len(tokens) - at
    apart = rest == 1 or not tokens[at + 1].glued
    if token.kind is Kind.EMOJI or token.text in "☐□>":
        return 1
    if token.text in _TICKS or token.form in _TICKS:
        return 1 if apart else 0
    if token.text == "#" and rest > 1 and tokens[at + 1].kind is Kind.NUMBER and tokens[at + 1].glued:
        return 2
    if token.text == "[":
        inside = next((n for n in (1, 2) if n < rest and tokens[at + n].text == "]"), 0)
        return (
            inside + 1 if inside == 1 or (inside == 2 and tokens[at + 1].form in ("x", "v", "✓", "✔")) else 0
        )
    if token.text == "(" and rest > 2 and tokens[at + 2].text == ")":
        return 3 if tokens[at + 1].kind is Kind.NUMBER and len(tokens[at + 1].text) < 3 else 0
    if rest > 1 and token.kind is Kind.NUMBER and tokens[at + 1].glued and "\u20e3" in tokens[at + 1].text:
        return 2  # a keycap
    closed = rest > 1 and tokens[at + 1].glued and tokens[at + 1].text in _CLOSES
    if not closed or (rest > 2 and tokens[at + 2].glued):
        return 0
    if token.kind is Kind.NUMBER and len(token.text) < 3:
        return 2
    return 2 if token.kind is Kind.WORD and len(token.text) == 1 and tokens[at + 1].text != "." else 0
