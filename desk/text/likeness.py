"""What reads alike, however it is spaced, marked, accented or spelled (F67)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import filterfalse

from desk.text.letters import fold, nfc, seen

_LONGEST_NAME = 200
"""No name is longer; what is longer reads like nothing but itself."""
_KEPT_WORD = 24
"""Longest word of which it is kept what it reads like."""
_WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[\s_~*·.\-\u2010-\u2015\u2212]+")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_Y_FOR_I = re.compile(r"(?:[hklmst]|qu)y[\u0300-\u036f]*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, from place `start` to `end`. `spelled`: for comparing, with accents; `bare`: without
    accents. `begins`: it is separated from the word before by more than a gap.
    """

    start: int
    end: int
    spelled: str
    bare: str
    begins: bool

    def reads_as(self, other: Word) -> bool:
        """Whether this word matches `other`: with its accents, or without any."""
        return self.spelled == other.spelled or (self.spelled == self.bare == other.bare)


def words(text: str) -> list[Word]:
    """The words of a stored text. Blanks and `_~*-·.` between two are a gap; other characters
    separate them.
    """
    found: list[Word] = []
    end = 0
    for hit in _WORD.finditer(text):
        word, start = hit[0], hit.start()
        spelled, bare = _read(word) if len(word) <= _KEPT_WORD else _read.__wrapped__(word)
        gap = text[end:start]
        begins = gap != " " and not _GAP.fullmatch(unicodedata.normalize("NFKC", gap))
        end = hit.end()
        found.append(Word(start, end, spelled, bare, begins))
    return found


@lru_cache(maxsize=4096)
def _read(word: str) -> tuple[str, str]:
    """A word for comparing, with accents and without."""
    spelled = _spelled(word)
    return spelled, "".join(filterfalse(unicodedata.combining, spelled)).replace("đ", "d")


def alike(text: str) -> str:
    """For comparing names: those that read alike are the same, however they are spaced, marked, accented or
    spelled ("Mộc-An", "moc  an"; "Kỹ" and "Kĩ"; "Game" and "Games")."""
    return _alike(text) if len(text) <= _LONGEST_NAME else fold(text)


@lru_cache(maxsize=4096)
def _alike(text: str) -> str:
    plain, parts, end = nfc(seen(text)), list[str](), 0
    for word in words(plain):
        parts += [plain[end : word.start], word.bare]
        end = word.end
    beside = [_GAP.sub(" ", unicodedata.normalize("NFKC", part)) for part in (*parts, plain[end:])]
    return " ".join("".join(beside).split())


def _spelled(word: str) -> str:
    """A word for comparing: decomposed, singular, `lý` as `lí`, its tone at the end."""
    lowered = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold())
    one = _singular(lowered)
    if _Y_FOR_I.fullmatch(one):
        one = one.replace("y", "i")
    return _TONES.sub("", one) + "".join(_TONES.findall(one))


def _singular(word: str) -> str:
    """An English word as one of them; any other stays."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("sses", "shes", "ches", "xes", "zes")) else word[:-1]
