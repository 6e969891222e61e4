"""Labels of a brief's fields, as forms and lists have them: "Mục tiêu:", "Budget (ex VAT) -", "Objctive:"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from desk.text import lexicon
from desk.text.letters import fold
from desk.text.pasted.cues import Cue, Cues, known_words
from desk.text.tokens import Kind

_LONGEST = 7
_SHORTEST_MISSPELT = 6


@dataclass(frozen=True, slots=True)
class Label:
    """A label: its field, the tokens from `start` up to `end`, and where its value begins.

    `begin` is after the line's end if the value is below. `old`: no longer valid. `exact`: no other words are
    between it and the mark that ends it.
    """

    field: str
    start: int
    end: int
    begin: int
    old: bool = False
    exact: bool = True


def find(cues: Cues, start: int = 0) -> Label | None:
    """The label with which a line begins."""
    tokens = cues.tokens
    while start < len(tokens) and tokens[start].kind in (Kind.MARK, Kind.BULLET, Kind.EMOJI):
        start += 1
    loose: Label | None = None
    for place in _starts(cues, start):
        cue = _whole(cues, place)
        label = _labelled(cues, place, cue) if cue else None
        if label and label.exact:
            return label
        loose = loose or label
    return _head(cues, start, loose) or _misspelt(cues, start) or loose


def _starts(cues: Cues, start: int) -> Iterator[int]:
    yield start
    for _ in range(2):
        lead = cues.one(start, "label_lead")
        if lead is None:
            return
        start = lead.end
        yield start


def _whole(cues: Cues, place: int) -> Cue | None:
    return cues.one(place, "label")


def _labelled(cues: Cues, place: int, cue: Cue) -> Label | None:
    closed = _closed(cues, cue)
    exact = closed is not None and closed[0] <= _behind_brackets(cues, cue.end)
    if closed is None or (cue.weak and not (exact and closed[0] < len(cues.tokens))):
        return None
    if any(cues.one(at, "wish_fault") for at in range(cue.end, closed[0])):
        return None  # "Tên miền ghi sai: …"
    old = any(cues.one(at, "label_old") for at in range(cue.end, closed[0]))
    return Label(_named(cues, cue, closed[0]), place, closed[0], closed[1], old, exact)


def _named(cues: Cues, cue: Cue, end: int) -> str:
    """The field of a label; a deadline may only be that of a pitch: "Deadline gửi proposal"."""
    if cue.value == "deadline":
        said = [_whole(cues, at) for at in range(cue.end, end)]
        return next((one.value for one in said if one and one.value in ("pitch", "draft")), cue.value)
    return cue.value


def _head(cues: Cues, start: int, loose: Label | None) -> Label | None:
    """ "Business objective:", "Brand key message:": in English the last words name the field."""
    if cues.line.accented or (loose and _is_bare(cues, loose)):
        return None
    for place in range(start + 1, min(start + 4, len(cues.tokens))):
        if cues.tokens[place].kind is not Kind.WORD or cues.tokens[place].bare in known_words("label_of"):
            return None
        cue = _whole(cues, place)
        label = _labelled(cues, place, cue) if cue and not cue.bare else None
        if label and label.exact and cues.words_at(label.end) == ":":
            return replace(label, start=start)
    return None


def _is_bare(cues: Cues, label: Label) -> bool:
    return any(cue.kind == "label" and cue.bare for cue in cues.at(label.start))


def _closed(cues: Cues, cue: Cue) -> tuple[int, int] | None:
    """Where a label's words end and its value begins: behind a colon, a dash, or at the line's end."""
    tokens, at = cues.tokens, cue.end
    at = _behind_brackets(cues, at)
    for extra in range(_LONGEST):
        if _ends(cues, at):
            return (at, len(tokens)) if not extra or (extra < 2 and _is_title(cues)) else None
        token = tokens[at]
        if token.text in (":", "：", "="):
            return at, _behind_marks(cues, at + 1)
        spaced = not token.glued and (at + 1 >= len(tokens) or not tokens[at + 1].glued)
        if token.form in ("-", "–", "→", "|", "/") and (spaced or token.form == "|"):
            return (at, at + 1) if extra < (1 if token.form == "/" else 3) else None
        if token.text in ".;!" or (token.text == "," and extra):
            return None
        if token.text == "?":
            behind = at + 1
            while behind < len(tokens) and tokens[behind].kind in (Kind.MARK, Kind.SEPARATOR):
                behind += 1
            asks = cue.end - cue.start > 2 or behind > at + 1 or behind >= len(tokens)
            return (at, behind) if asks and not extra else None
        at = _behind_brackets(cues, at + 1)
    return None


def _behind_marks(cues: Cues, at: int) -> int:
    """Behind the "*" that ends what is bold."""
    while at < len(cues.tokens) and cues.tokens[at].kind is Kind.MARK:
        at += 1
    return at


def _ends(cues: Cues, at: int) -> bool:
    return _behind_marks(cues, at) >= len(cues.tokens)


def _is_title(cues: Cues) -> bool:
    """Whether a line without a colon is all capitals, as headings are."""
    words = [token for token in cues.tokens if token.kind is Kind.WORD]
    return all(token.text.isupper() for token in words)


def _behind_brackets(cues: Cues, at: int) -> int:
    tokens = cues.tokens
    if at < len(tokens) and tokens[at].text in "([":
        close = next(
            (end for end in range(at, min(at + 10, len(tokens))) if tokens[end].text in ")]"), at - 1
        )
        return close + 1
    if at + 1 < len(tokens) and tokens[at].text in ("/", "&") and cues.one(at + 1, "label"):
        return cues.one(at + 1, "label").end  # type: ignore[union-attr]
    return at


def _misspelt(cues: Cues, start: int) -> Label | None:
    """A label with one letter missing, added, wrong or swapped, before a colon."""
    tokens = cues.tokens
    colon = next((at for at in range(start, min(start + 5, len(tokens))) if tokens[at].text == ":"), None)
    if colon is None or colon == start or any(token.kind is not Kind.WORD for token in tokens[start:colon]):
        return None
    word = fold(cues.words(start, colon))
    if len(word) < _SHORTEST_MISSPELT:
        return None
    near = {known for part in (word, *_without_one(word)) for known in _spellings().get(part, ())}
    fields = {field for name, field in near if abs(len(name) - len(word)) < 2 and field != "other"}
    return Label(fields.pop(), start, colon, colon + 1) if len(fields) == 1 else None


def _without_one(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


@cache
def _spellings() -> dict[str, tuple[tuple[str, str], ...]]:
    """Every label, whole and with each letter left out, for looking up misspelt ones."""
    found: dict[str, set[tuple[str, str]]] = {}
    for field, names in lexicon.of("pasted").tables["label"].items():
        for name in map(fold, names):
            if len(name) >= _SHORTEST_MISSPELT:
                for part in (name, *_without_one(name)):
                    found.setdefault(part, set()).add((name, field))
    return {part: tuple(names) for part, names in found.items()}
