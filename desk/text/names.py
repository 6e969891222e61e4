"""Names as people type them: one form for storing, one without accents for finding, and one in which what
reads alike is the same (F67)."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

SLUG_LENGTH = 40
_CLOSE = 0.4
_KEPT = 200
"""Names and words are folded again and again, so what was found is kept; of longer texts nothing is."""
_LONGEST_NAME = 120
"""What is longer than any name is compared by its beginning."""

_EMOJI = "\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_UNSEEN = re.compile(
    # What emoji are made of: a family is people joined by U+200D, England's flag is spelled in tags.
    f"(?P<kept>(?<=[{_EMOJI}\ufe0f])\u200d(?=[{_EMOJI}])|\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)"
    "|[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e007f]+"
)
_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[\s_~*·.\-\u2010-\u2015\u2212]+")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_Y_FOR_I = re.compile(r"(?:[hklmst]|qu)y[\u0300-\u036f]*")


def nfc(text: str) -> str:
    """The composed form: "é" as one character, however it was typed."""
    return unicodedata.normalize("NFC", text)


def seen(text: str) -> str:
    """The text without what nobody sees: characters of no width, halves of one, and what turns a line round.

    An emoji keeps those that it is made of.
    """
    return text if text.isascii() else _UNSEEN.sub(lambda found: found["kept"] or "", text)


def fold(text: str) -> str:
    """For comparing: lower case, without accents, đ as d, single spaces. Folding twice changes nothing."""
    return _kept_fold(text) if len(text) <= _KEPT else _fold(text)


def _fold(text: str) -> str:
    lowered = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", seen(text)).casefold())
    bare = "".join(mark for mark in lowered if not unicodedata.combining(mark))
    return " ".join(bare.replace("đ", "d").split())


_kept_fold = lru_cache(maxsize=4096)(_fold)


def flat(text: str) -> str:
    """Lower case without accents, character for character, so that places in it are places in the text."""
    return "".join(map(_bare, text))


def slug(text: str) -> str:
    """For addressing: "Mộc An Tết 2027" as "moc-an-tet-2027"; "" when no letter or digit is left."""
    words = re.findall(r"[a-z0-9]+", fold(text))
    return "-".join(words)[:SLUG_LENGTH].strip("-")


def clean(text: str, *, multiline: bool = True) -> str:
    """What is stored: NFC, without control and unseen characters, trimmed; tabs are blanks, and line breaks
    are kept only when `multiline`."""
    lines = _BREAK.sub("\n", nfc(seen(text))).replace("\t", " ")
    kept = _CONTROL.sub("", lines)
    if not multiline:
        return " ".join(kept.split())
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip()


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, from place `start` to `end`. `spelled`: as all its spellings are compared, with its
    accents; `bare`: without them. `begins`: what parts it from the word before is more than a gap."""

    start: int
    end: int
    spelled: str
    bare: str
    begins: bool

    def reads_as(self, other: Word) -> bool:
        """Whether this word stands for `other`: with its accents, or without any."""
        return self.spelled == other.spelled or (self.spelled == self.bare == other.bare)


def words(text: str) -> list[Word]:
    """The words of a stored text. Blanks and `_~*-·.` between two are a gap, anything else parts them."""
    found: list[Word] = []
    end = 0
    for hit in _WORD.finditer(text):
        spelled = _spelled(hit[0])
        gap = unicodedata.normalize("NFKC", text[end : hit.start()])
        bare = "".join(mark for mark in spelled if not unicodedata.combining(mark)).replace("đ", "d")
        found.append(Word(hit.start(), hit.end(), spelled, bare, not _GAP.fullmatch(gap)))
        end = hit.end()
    return found


def alike(text: str) -> str:
    """For comparing names: those that read alike are the same, however they are spaced, marked, accented or
    spelled ("Mộc-An", "moc  an"; "Kỹ" and "Kĩ"; "Game" and "Games")."""
    return _alike(text) if len(text) <= _KEPT else _alike.__wrapped__(text)


@lru_cache(maxsize=4096)
def _alike(text: str) -> str:
    plain, parts, end = nfc(seen(text)), list[str](), 0
    for word in words(plain):
        parts += [plain[end : word.start], word.bare]
        end = word.end
    beside = [_GAP.sub(" ", unicodedata.normalize("NFKC", part)) for part in (*parts, plain[end:])]
    return " ".join("".join(beside).split())


def nearest(query: str, names: Iterable[str], limit: int = 3) -> Sequence[str]:
    """Up to `limit` of the names that come closest, closest first, whatever accents and word order."""
    scored = [(closeness(query, name, _CLOSE), name) for name in dict.fromkeys(names)]
    close = sorted((-score, name) for score, name in scored if score >= _CLOSE)
    return [name for _, name in close[:limit]]


def closeness(query: str, name: str, least: float = 0) -> float:
    """From 0 to 1, for a name that holds the query, whatever accents and word order; 0 for less than `least`.

    Of a query that is longer than any name, its beginning counts.
    """
    wanted, called = _sorted_words(query[:_LONGEST_NAME]), _sorted_words(name)
    if wanted and wanted.replace(" ", "") in called.replace(" ", ""):
        return 1.0
    match = difflib.SequenceMatcher(None, wanted, called)
    # The bounds cost next to nothing, and most names are far from most others.
    if match.real_quick_ratio() < least or match.quick_ratio() < least:
        return 0.0
    return match.ratio()


def _spelled(word: str) -> str:
    """A word as its spellings are compared: decomposed, one of many, `lý` as `lí`, its tone at the end."""
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


@lru_cache(maxsize=1024)
def _bare(character: str) -> str:
    if character in "đĐ":
        return "d"
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character


@lru_cache(maxsize=4096)
def _sorted_words(text: str) -> str:
    return " ".join(sorted(re.findall(r"\w+", fold(text))))
