"""Deliverables as people paste them: one a line, with `@owner` and a date anywhere in it (F10)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desk import dates
from desk.dates import NotADate, Reason
from desk.member import Person, Role
from desk.names import clean, fold, nearest

TITLE_LENGTH = 150
MOST_LINES = 40
_NAME_WORDS = 4
_MENTION = re.compile(r"<@(\w+)(?:\|[^>]*)?>")
_AT = re.compile(r"@(?=\w)")
_BULLET = re.compile(r"^\s*(?:[-–—•*·+]|\d{1,2}[.)](?=\s)|☐|\[\s?\])\s*")
_EDGES = " \t-–—,;:|·/()[]"
_FILLER = re.compile(
    r"(?:\b(?:hạn|deadline|due|trước|by|on|vào|ngày|giao|cho|owner|pic)\b\W*)+$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line: a catalog key and its facts."""

    reason: str
    facts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Read:
    """A line as it was understood. `due_minute` counts from midnight. Without faults all parts are there."""

    text: str
    title: str
    owner: Person | None
    due_on: date | None
    due_minute: int | None
    faults: tuple[Fault, ...]


def read(text: str, people: Sequence[Person], today: date) -> tuple[Read, ...]:
    """The lines of a paste, each read against `people`; `;` parts lines too, for clients that join them."""
    normal = unicodedata.normalize("NFC", text)
    parts = [part.strip() for line in normal.splitlines() for part in line.split(";")]
    return tuple(_line(part, people, today) for part in parts if _BULLET.sub("", part).strip())


def _line(line: str, people: Sequence[Person], today: date) -> Read:
    faults: list[Fault] = []
    rest = _BULLET.sub("", line)
    owner, rest = _owner(rest, people, faults)
    day, minute, rest = _due(rest, today, faults)
    title = clean(_FILLER.sub("", rest.strip(_EDGES)).strip(_EDGES), multiline=False)
    if not title:
        faults.append(Fault("error.line_title_missing", {}))
    elif len(title) > TITLE_LENGTH:
        faults.append(Fault("error.line_title_long", {"most": str(TITLE_LENGTH), "length": str(len(title))}))
    return Read(line, title, owner, day, minute, tuple(faults))


def _owner(line: str, people: Sequence[Person], faults: list[Fault]) -> tuple[Person | None, str]:
    mention = _MENTION.search(line)
    if mention:
        found = [one for one in people if one.user == mention[1]]
        rest = line[: mention.start()] + " " + line[mention.end() :]
        return _checked(found, mention[0], people, faults), rest
    at = _AT.search(line)
    if not at:
        faults.append(Fault("error.line_owner_missing", {}))
        return None, line
    words = list(re.finditer(r"[\w.]+", line[at.end() :]))[:_NAME_WORDS]
    for count in range(len(words), 0, -1):
        end = at.end() + words[count - 1].end()
        called = fold(line[at.end() : end])
        found = [one for one in people if f" {called} " in f" {fold(one.name)} "]
        if found:
            return _checked(found, called, people, faults), line[: at.start()] + " " + line[end:]
    end = at.end() + words[0].end()
    called = line[at.end() : end]
    return _checked([], called, people, faults), line[: at.start()] + " " + line[end:]


def _checked(
    found: Sequence[Person], called: str, people: Sequence[Person], faults: list[Fault]
) -> Person | None:
    if len(found) == 1:
        if found[0].external or found[0].role is Role.GUEST:
            faults.append(Fault("error.person_outside", {"name": found[0].name}))
            return None
        return found[0]
    if found:
        names = ", ".join(one.name for one in found[:4])
        faults.append(Fault("error.line_owner_ambiguous", {"called": called, "names": names}))
        return None
    near = ", ".join(nearest(called, [one.name for one in people if not one.external]))
    reason = "error.line_owner_unknown" if near else "error.line_owner_nobody"
    faults.append(Fault(reason, {"called": called, "nearest": near}))
    return None


def _due(line: str, today: date, faults: list[Fault]) -> tuple[date | None, int | None, str]:
    try:
        found = dates.find(line, today)
    except NotADate as refused:
        reason = "error.line_due_past" if refused.reason is Reason.PAST else "error.line_due_impossible"
        faults.append(Fault(reason, {"text": refused.text}))
        return None, None, line.replace(refused.text, " ")
    if found is None:
        urgent = dates.hurry(line)
        reason = "error.line_due_urgent" if urgent else "error.line_due_missing"
        faults.append(Fault(reason, {"text": urgent} if urgent else {}))
        return None, None, line
    start, end = found.span
    return found.day, found.minute, line[:start] + " " + line[end:]
