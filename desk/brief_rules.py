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
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from desk.names import flat, nfc

LANGUAGES = ("vi", "en")
_FILES = Path(__file__).parent / "rules"
_NOTHING = re.compile(r"(?!)")
_LISTS = {
    "names": ("before", "after"),
    "forbidden": ("words", "just_before"),
    "measure": ("amounts", "not_success", "not_after", "opens", "dates"),
    "propositions": ("joins", "inside", "closes", "claims", "offers", "subjects", "leads", "refers"),
    "budget": ("told",),
}


class Rule(enum.StrEnum):
    """What can be found, most important first."""

    MISSING = "missing"
    NO_MEASURE = "no_measure"
    BUDGET_SILENT = "budget_silent"
    DEADLINE_OFF = "deadline_off"
    MANY_PROPOSITIONS = "many_propositions"
    VAGUE = "vague"


class BadRules(ValueError):
    """A file of rules that cannot be used; the message says in one line what is wrong in it."""


@dataclass(frozen=True)
class Words:
    """A list of words as one question to a text."""

    words: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds any of the words in `level` text."""
        return re.compile(rf"(?<!\w)(?:{'|'.join(_sorted(self.words))})(?!\w)") if self.words else _NOTHING

    @cached_property
    def bare(self) -> re.Pattern[str]:
        """Finds those of several words in a text that was typed without accents."""
        several = [flat(word) for word in self.words if " " in word and not word.isascii()]
        return re.compile(rf"(?<!\w)(?:{'|'.join(_sorted(several))})(?!\w)") if several else _NOTHING

    def find(self, text: str) -> list[re.Match[str]]:
        """Where the words stand in a `level` text."""
        found = list(self.pattern.finditer(text))
        return found + list(self.bare.finditer(text)) if text.isascii() else found

    def near(self, text: str) -> bool:
        """Whether one of the words stands in a `level` text."""
        return bool(self.find(text))


@dataclass(frozen=True)
class Vague:
    """A group of words that leave the team to guess; `fields` empty: in every field.

    once: the first of its words in a field says it all.
    """

    name: str
    words: Words
    harmless: Words
    fields: frozenset[str]
    once: bool
    questions: Mapping[str, str]


@dataclass(frozen=True)
class Rules:
    """All that the doctor knows. Questions by language; `missing` by field, then by language."""

    missing: Mapping[str, Mapping[str, str]]
    questions: Mapping[str, Mapping[str, str]]
    vague: Sequence[Vague]
    lists: Mapping[str, Words]
    silent: frozenset[str]

    def __getitem__(self, name: str) -> Words:
        """A list by its name in the file: "measure.dates"."""
        return self.lists[name]


def level(text: str) -> str:
    """A text as words are compared, character for character: lower case, straight quotes, old tone marks."""
    flattened = "".join(one if len(one.lower()) != 1 else one.lower() for one in text)
    return re.sub(r"o[àáảãạ]|o[èéẻẽẹ]|u[ỳýỷỹỵ]", _old_tone, flattened.translate(_QUOTES))


@cache
def load(path: str = "") -> Rules:
    """The rules of both languages, with those of the agency's file at `path` over them. Raises `BadRules`."""
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


def _sorted(words: Iterable[str]) -> list[str]:
    """Longest first, so that the longest of several readings wins."""
    return [_as_pattern(word) for word in sorted(words, key=len, reverse=True)]


def _as_pattern(word: str) -> str:
    signs = {" ": r"[\s-]+", "#": r"\d[\d.,]*", "*": r"\w*", "…": r"(?:[^\s.;!?]+\s+){0,2}[^\s.;!?]+"}
    return "".join(signs.get(one, re.escape(one)) for one in level(nfc(word)))


def _groups(files: Mapping[str, Any], own: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys([*files["vi"]["vague"], *own.get("vague", {})]))


def _vague(name: str, files: Mapping[str, Any], own: Mapping[str, Any]) -> Vague:
    given = [file["vague"].get(name, {}) for file in files.values()]
    said = own.get("question") or {
        language: files[language]["vague"][name]["question"] for language in LANGUAGES
    }
    parts = [*given, own]
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
    """Raise `BadRules` at the first thing in an agency's file that would change nothing or break later."""
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
