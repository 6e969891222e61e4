"""Where a time stands in a line: alone between separators, at an end, or inside a sentence."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from desk.text.phrases import Phrases, Sense, before
from desk.text.seams import separates
from desk.text.spans import Span
from desk.text.time.when import Bound, When
from desk.text.tokens import Kind

_SIGNS = frozenset(":-=–")
_SAID = frozenset({Kind.WORD, Kind.NUMBER, Kind.ORDINAL, Kind.URL, Kind.AT, Kind.MENTION})
_FEW = 4
_JOINTS = frozenset({"vao", "ngay", "luc", "on", "at", "hom"})


@dataclass(frozen=True, slots=True)
class Place:
    """The tokens `start` to `end` that fall away with a time, and what is around them.

    `left` and `right`: a separator, a name or an end of the line is there. `last`: nothing follows that is
    said. `led`: words before it say that something is due, or on which side of it; `named`: they are
    "deadline" and the like; `soft`: only a "for", "on" or "lúc".
    """

    start: int
    end: int
    left: bool
    right: bool
    last: bool
    led: bool
    named: bool
    soft: bool


def place(phrases: Phrases, span: Span[When], taken: Collection[int]) -> Place:
    """The place of a time; `taken` are tokens of names."""
    start, leads = _lead(phrases, span.start, taken)
    end = _behind(phrases, span.end, taken)
    sided = span.value.bound in (Bound.BEFORE, Bound.BY)
    left, right = _open(phrases, start - 1, taken), _open(phrases, end, taken)
    last = _last(phrases, end, taken)
    led = sided or not leads.isdisjoint(("due", "named"))
    soft = start < span.start or phrases.one(span.start, "clock_word") is not None
    return Place(start, end, left, right, last, led, "named" in leads, soft)


def tails(phrases: Phrases, taken: Collection[int]) -> set[int]:
    """The small words at the ends of clauses, "nha", "giúp em", "thanks", that no title keeps."""
    found: set[int] = set()
    for start in range(len(phrases.tokens)):
        tail = phrases.one(start, "tail") or _favour(phrases, start) or _hurry(phrases, start)
        token = phrases.tokens[start]
        if (
            tail is None
            or start in taken
            or start in found
            or token.glued
            or before(phrases, start + 1, "names_nothing") is not None
            or (token.capital and len(token.text) < 3)
        ):
            continue
        end = tail.end
        if phrases.is_glued(end) and phrases.tokens[end].kind is Kind.QUOTE:
            continue  # the last word of a quote
        for _ in range(_MOST_TAILS):
            more = phrases.one(end, "tail", "address") or _favour(phrases, end) or _hurry(phrases, end)
            if more is None or end in taken:
                break
            end = more.end
        particle = tail.value == "particle" and _open(phrases, end, taken)
        if particle or not _goes_on(phrases, end, taken):
            found.update(range(start, end))
    return found


_MOST_TAILS = 8
"""So many of them stand in a row: "nha em nhé, giúp chị với, cảm ơn"."""


def _hurry(phrases: Phrases, at: int) -> Sense | None:
    """How pressing it is."""
    return phrases.one(at, "hurry_end")


def _favour(phrases: Phrases, at: int) -> Sense | None:
    """ "giúp c", "hộ chị", "dùm tui": a favour, and to whom."""
    favour = phrases.one(at, "favour")
    whom = phrases.one(favour.end, "title", "me") if favour else None
    return favour._replace(end=whom.end, value="particle") if favour and whom else favour


def statuses(phrases: Phrases, taken: Collection[int]) -> set[int]:
    """Clauses that only say how far the work is, "– done", "(đang làm)", or how pressing: "; ASAP"."""
    found: set[int] = set()
    for at in range(1, len(phrases.tokens)):
        status = phrases.one(at, "status", "hurry", "open")
        if status and at > phrases.first_word and _open(phrases, at - 1, taken) and (
            _open(phrases, status.end, taken)
        ):  # fmt: skip
            found.update(range(at, status.end))
    return found - set(taken)


def _goes_on(phrases: Phrases, at: int, taken: Collection[int]) -> bool:
    """Whether something is said from here on that stays, besides what was taken out."""
    behind = enumerate(phrases.tokens[at : at + _FEW], at)
    return any(token.kind in _SAID and place not in taken for place, token in behind)


def _lead(phrases: Phrases, start: int, taken: Collection[int]) -> tuple[int, set[str]]:
    """Where the words begin that lead to a time, and what they are."""
    leads: set[str] = set()
    for _ in range(3):
        stop = start
        if stop > 1 and phrases.tokens[stop - 1].text in _SIGNS:
            stop -= 1
        found = before(phrases, start, "due_lead")
        end = start
        if found is None:
            found, end = before(phrases, stop, "due_lead"), stop
        if found is None or found in taken:
            break
        leads |= {one.value for one in phrases.at(found) if one.kind == "due_lead" and one.end == end}
        start = found
    joint = before(phrases, start, "joint")
    if joint is not None and joint not in taken and phrases.tokens[joint].bare in _JOINTS:
        start = joint
    return start, leads


def _behind(phrases: Phrases, end: int, taken: Collection[int]) -> int:
    for _ in range(3):
        behind = phrases.one(end, "due_behind", "tail")
        if behind is None or end in taken:
            break
        if not _open(phrases, behind.end, taken) and phrases.one(behind.end, "due_behind", "tail") is None:
            break
        end = behind.end
    return end


def _open(phrases: Phrases, at: int, taken: Collection[int]) -> bool:
    """Whether a token parts clauses, is a name's, or is not there."""
    if not 0 <= at < len(phrases.tokens) or at in taken:
        return True
    token = phrases.tokens[at]
    if token.kind in (Kind.BULLET, Kind.BRACKET, Kind.EMOJI, Kind.MARK):
        return True
    if token.kind is Kind.SYMBOL and token.form in "+&=":
        return True
    return separates(phrases.tokens, at)


def _last(phrases: Phrases, end: int, taken: Collection[int]) -> bool:
    """Whether only names, small words, signs and what brackets hold follow."""
    at, depth = end, 0
    while at < len(phrases.tokens):
        tail = phrases.one(at, "tail", "due_behind")
        depth = max(0, depth + (phrases.form(at) == "(") - (phrases.form(at) == ")"))
        if (
            depth
            or at in taken
            or phrases.tokens[at].kind not in (Kind.WORD, Kind.NUMBER, Kind.ORDINAL, Kind.URL)
        ):
            at += 1
        elif tail:
            at = tail.end
        else:
            return False
    return True
