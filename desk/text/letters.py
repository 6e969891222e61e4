"""Letters: one clean form for storage, one spelling for comparing, one without accents for searching."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import filterfalse

SLUG_LENGTH = 40
_KEPT = 200
"""Names and words are folded very often, so results are cached; not for longer texts."""

# Line breaks, blanks of all widths and invisible marks: each group becomes one character.
_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_BLANKS = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u3164\uffa0\u2800]")
_JOINER = re.compile(
    "(?<![\U0001f000-\U0001faff\u2600-\u27bf\ufe0f])\u200d|\u200d(?![\U0001f000-\U0001faff\u2600-\u27bf])"
)
_UNSEEN = re.compile(
    # England's flag is spelled in marks that are seen nowhere else.
    "(?P<kept>\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)|["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200c"
    "\u200e\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0e\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)

EMOJI = "\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
"""Emoji and pictures, for a class of characters."""
_WITHOUT_WIDTH = re.compile(
    # Parts of emoji: a family is people joined by U+200D, England's flag is spelled in tags.
    f"(?P<kept>(?<=[{EMOJI}\ufe0f])\u200d(?=[{EMOJI}])|\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)"
    "|[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e007f]+"
)

_TONES = {}
for _first, _second in (("o", "a"), ("o", "e"), ("u", "y")):
    for _mark in "\u0300\u0301\u0303\u0309\u0323":
        _new = _first + unicodedata.normalize("NFC", _second + _mark)
        _TONES[_new] = unicodedata.normalize("NFC", _first + _mark) + _second


def nfc(text: str) -> str:
    """The composed form: "é" as one character, however it was typed."""
    return unicodedata.normalize("NFC", text)


def seen(text: str) -> str:
    """The text without invisible characters: of no width, half of a pair, or changing the direction.

    Emoji keep the invisible characters that they consist of.
    """
    return text if text.isascii() else _WITHOUT_WIDTH.sub(lambda found: found["kept"] or "", text)


def tidy(text: str) -> str:
    """Composed, every line break as one character, every blank except the tab as " ", without invisible
    characters.
    """
    composed = _BLANKS.sub(" ", _BREAKS.sub("\n", nfc(text)))
    return _JOINER.sub("", _UNSEEN.sub(lambda found: found["kept"] or "", composed))


def clean(text: str, *, multiline: bool = True) -> str:
    """The form for storage: `tidy` and trimmed, tabs as blanks; line breaks are kept only when
    `multiline`.
    """
    kept = tidy(seen(text)).replace("\t", " ")
    if not multiline:
        return " ".join(kept.split())
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip()


def is_blank(text: str) -> bool:
    """Whether nothing of a text is seen: only blanks, invisible characters, or the signs of an emoji that is
    not there.
    """
    return not text.strip() or not clean(text).strip("\ufe0f\u200d ")


@lru_cache(maxsize=8192)
def spelled(word: str) -> str:
    """A word for comparing with accents: lower case, "hoà" and "thuỷ" as "hòa" and "thủy"."""
    lower = word.lower()
    old = _TONES.get(lower[-2:])
    return lower[:-2] + old if old and lower[-3:-2] != "q" else lower


def fold(text: str) -> str:
    """For comparing: lower case, without accents, đ as d, single spaces. Folding twice changes nothing."""
    return _kept_fold(text) if len(text) <= _KEPT else _fold(text)


def _fold(text: str) -> str:
    lowered = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", seen(text)).casefold())
    bare = "".join(filterfalse(unicodedata.combining, lowered))
    return " ".join(bare.replace("đ", "d").split())


_kept_fold = lru_cache(maxsize=4096)(_fold)


def flat(text: str) -> str:
    """Lower case without accents, of the same length, so that places in it are places in the text."""
    return "".join(map(_bare, text))


def slug(text: str) -> str:
    """For addressing: "Mộc An Tết 2027" as "moc-an-tet-2027"; "" when no letter or digit is left."""
    words = re.findall(r"[a-z0-9]+", fold(text))
    return "-".join(words)[:SLUG_LENGTH].strip("-")


def is_accented(word: str) -> bool:
    """Whether a word carries a Vietnamese accent."""
    return not word.isascii() and not _ACCENTED.isdisjoint(word)


@lru_cache(maxsize=1024)
def _bare(character: str) -> str:
    if character in "đĐ":
        return "d"
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character


def _accented_letters() -> frozenset[str]:
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    bases = [*"aeiouy", *(unicodedata.normalize("NFC", one) for one in "ăâêôơư")]
    small = {nfc(base + tone) for base in bases for tone in tones} - set("aeiouy") | {"đ"}
    return frozenset(small | {one.upper() for one in small})


_ACCENTED = _accented_letters()
