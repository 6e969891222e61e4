"""What the brief doctor looks for, as data: a TOML file a language, and one of the agency's own over them.

How words are written is told at the top of `rules/brief.vi.toml`. The agency's file adds and silences:

    silence = ["hiện đại", "deadline_off"]      # words, or whole rules, that are no finding here
    [vague.style]                               # a group that is there, or a new one
    words = ["chất như nước cất"]
    harmless = ["phòng chất lượng"]
    question = { vi = "…", en = "…" }           # only a new group must have it
"""

from __future__ import annotations

import enum
import hashlib
import re
import threading
import tomllib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from desk.text.letters import flat, nfc

LANGUAGES = ("vi", "en")
_FILES = Path(__file__).parent / "rules"
_NOTHING = re.compile(r"(?!)")
_KEPT = 2000
"""How many briefs' findings are cached, by field."""
Found = TypeVar("Found")
_LISTS = {
    "names": ("before", "after"),
    "forbidden": ("words", "just_before"),
    "measure": ("amounts", "not_success", "not_after", "opens", "dates"),
    "propositions": ("joins", "inside", "closes", "claims", "offers", "subjects", "leads", "refers"),
    "budget": ("told",),
}


class Rule(enum.StrEnum):
    """The kinds of finding, the most important first."""

    MISSING = "missing"
    NO_MEASURE = "no_measure"
    BUDGET_SILENT = "budget_silent"
    DEADLINE_OFF = "deadline_off"
    MANY_PROPOSITIONS = "many_propositions"
    VAGUE = "vague"


class BadRules(ValueError):
    """A rules file that cannot be used; the message says in one line what is wrong."""


@dataclass(frozen=True)
class Words:
    """A list of words that is searched in a text at once."""

    words: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds any of the words in `level` text."""
        return _any_of(self.words)

    @cached_property
    def bare(self) -> re.Pattern[str]:
        """Finds words of several syllables in a text that was typed without accents."""
        return _any_of(flat(word) for word in self.words if " " in word and not word.isascii())

    def find(self, text: str) -> list[re.Match[str]]:
        """The places of the words in a `level` text."""
        return [found for pattern in self._for(text) for found in pattern.finditer(text)]

    def near(self, text: str) -> bool:
        """Whether a `level` text contains one of the words."""
        return any(pattern.search(text) for pattern in self._for(text))

    def begins(self, text: str) -> bool:
        """Whether a `level` text begins with one of the words."""
        return any(pattern.match(text) for pattern in self._for(text))

    def _for(self, text: str) -> list[re.Pattern[str]]:
        return [self.pattern, self.bare] if text.isascii() else [self.pattern]


class Memory:
    """A cache of findings by the digest of the text, so that each text is read once and not stored."""

    def __init__(self) -> None:
        self._found: OrderedDict[bytes, Any] = OrderedDict()
        self._turn = threading.Lock()

    def forget(self) -> None:
        """Empty the cache."""
        self._found.clear()

    def once(self, what: str, texts: Sequence[str], read: Callable[[], Found]) -> Found:
        """The result of `read` for these texts, from the cache if possible."""
        key = hashlib.sha256("\0".join([what, *texts]).encode("utf-8", "surrogatepass")).digest()
        with self._turn:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]  # type: ignore[no-any-return]
        found = read()
        with self._turn:
            self._found[key] = found
            while len(self._found) > _KEPT:
                self._found.popitem(last=False)
        return found


@dataclass(frozen=True)
class Vague:
    """A group of vague words; `fields` empty: in every field.

    `once`: only the first of its words in a field is a finding.
    """

    name: str
    words: Words
    harmless: Words
    fields: frozenset[str]
    once: bool
    questions: Mapping[str, str]


@dataclass(frozen=True)
class Rules:
    """All rules of the doctor. Questions by language; `missing` by field, then by language."""

    missing: Mapping[str, Mapping[str, str]]
    questions: Mapping[str, Mapping[str, str]]
    vague: Sequence[Vague]
    lists: Mapping[str, Words]
    silent: frozenset[str]
    memory: Memory = field(default_factory=Memory, repr=False, compare=False)

    def __getitem__(self, name: str) -> Words:
        """A list by its name in the file: "measure.dates"."""
        return self.lists[name]


def level(text: str) -> str:
    """A text in the form in which words are compared, of the same length: lower case, straight quotes, old
    tone marks.
    """
    flattened = "".join(one if len(one.lower()) != 1 else one.lower() for one in text)
    return re.sub(r"o[àáảãạ]|o[èéẻẽẹ]|u[ỳýỷỹỵ]", _old_tone, flattened.translate(_QUOTES))


@cache
def load(path: str = "") -> Rules:
    """The rules of both languages, changed by the agency's file at `path`. Raises `BadRules`."""
    files = {language: _read(_FILES / f"brief.{language}.toml") for language in LANGUAGES}
    own = _read(Path(path)) if path else {}
    _must_fit(own, files)
    return Rules(
        missing={
            field: {language: files[language]["missing"][field] for language in LANGUAGES}
            for field in files["vi"]["missing"]
        },
        questions={
            rule: {language: files[language]["questions"][rule] for language in LANGUAGES}
            for rule in files["vi"]["questions"]
        },
        vague=[_vague(name, files, own.get("vague", {}).get(name, {})) for name in _groups(files, own)],
        lists={
            f"{table}.{key}": Words(tuple(word for file in files.values() for word in file[table][key]))
            for table, keys in _LISTS.items()
            for key in keys
        },
        silent=frozenset(level(nfc(word)) for word in own.get("silence", ())),
    )


_QUOTES = str.maketrans("“”‘’«»", '""\'\'""')
_TONES = {
    new: old
    for plain, marked in (("oa", "òóỏõọ"), ("oe", "òóỏõọ"), ("uy", "ùúủũụ"))
    for new, old in zip(
        (plain[0] + one for one in {"oa": "àáảãạ", "oe": "èéẻẽẹ", "uy": "ỳýỷỹỵ"}[plain]),
        (one + plain[1] for one in marked),
        strict=True,
    )
}


def _old_tone(found: re.Match[str]) -> str:
    return _TONES[found[0]]


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, longest first, so that the longest match wins.

    Words are grouped by first letter: at most places of a text no letter matches.
    """
    by_letter: dict[str, list[str]] = {}
    for word in sorted(map(level, map(nfc, words)), key=len, reverse=True):
        letter = word[0] if word[0].isalpha() else ""
        by_letter.setdefault(letter, []).append(_as_pattern(word.removeprefix(letter)))
    groups = "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items())
    return re.compile(rf"(?<!\w)(?:{groups})(?!\w)") if groups else _NOTHING


def _as_pattern(word: str) -> str:
    # Bounded: otherwise a long text of digits and dots is read again from every digit.
    any_word = r"[^\s.;!?]{1,40}"
    signs = {
        " ": r"[\s-]{1,40}", "#": r"\d[\d.,]{0,20}", "*": r"\w*",
        "…": rf"(?:{any_word}\s{{1,40}}){{0,2}}{any_word}",
    }  # fmt: skip
    return "".join(signs.get(one, re.escape(one)) for one in word)


def _groups(files: Mapping[str, Any], own: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys([*files["vi"]["vague"], *own.get("vague", {})]))


def _vague(name: str, files: Mapping[str, Any], own: Mapping[str, Any]) -> Vague:
    shipped = [file["vague"].get(name, {}) for file in files.values()]
    said = own.get("question") or {
        language: files[language]["vague"][name]["question"] for language in LANGUAGES
    }
    parts = [*shipped, own]
    return Vague(
        name,
        Words(tuple(word for part in parts for word in part.get("words", ()))),
        Words(tuple(word for part in parts for word in part.get("harmless", ()))),
        frozenset(field for part in parts for field in part.get("fields", ())),
        any(part.get("once") for part in parts),
        said,
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadRules(f"cannot read {path}: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadRules(f"{path} is no TOML: {error}") from None


def _must_fit(own: Mapping[str, Any], files: Mapping[str, Any]) -> None:
    """Raise `BadRules` at the first item in an agency's file that would have no effect or fail later."""
    unknown = own.keys() - {"silence", "vague"}
    if unknown:
        raise BadRules(f"{min(unknown)} is not known; a file of your own has silence and [vague.…]")
    _must_be_words("silence", own.get("silence", []))
    groups = own.get("vague", {})
    if not isinstance(groups, dict) or not all(isinstance(group, dict) for group in groups.values()):
        raise BadRules("vague must have groups, like [vague.style]")
    for name, group in groups.items():
        unknown = group.keys() - {"words", "harmless", "fields", "question"}
        if unknown:
            raise BadRules(f"vague.{name}.{min(unknown)} is not known")
        for key in ("words", "harmless", "fields"):
            _must_be_words(f"vague.{name}.{key}", group.get(key, []))
        asked = group.get("question")
        if asked is None and name in files["vi"]["vague"]:
            continue
        if not isinstance(asked, dict) or not all(isinstance(asked.get(one), str) for one in LANGUAGES):
            raise BadRules(f'vague.{name}.question must be {{ vi = "…", en = "…" }}')
        _must_be_sentences(f"vague.{name}.question", asked)


def _must_be_words(name: str, words: object) -> None:
    if not isinstance(words, list) or not all(isinstance(one, str) and one.strip() for one in words):
        raise BadRules(f'{name} must be a list of words, like ["hiện đại"]')


def _must_be_sentences(name: str, sentences: Mapping[str, str]) -> None:
    for sentence in sentences.values():
        try:
            sentence.format(quote="")
        except (KeyError, IndexError, ValueError):
            raise BadRules(f"{name} may hold {{quote}} and no other braces") from None
