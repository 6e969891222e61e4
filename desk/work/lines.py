"""Deliverables as people paste them: one a line, with `@owner` and a date anywhere in it (F10)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from desk.people.member import Person, Role
from desk.text import dates
from desk.text.dates import NotADate, Reason
from desk.text.names import clean, fold, nearest

TITLE_LENGTH = 150
MOST_LINES = 40
_LINE_LENGTH = 1000
"""A line that is longer is one long title: nobody looks for an owner and a date in it."""
_NAME_WORDS = 4
_MENTION = re.compile(r"<@(\w+)(?:\|[^<>]*)?>")
_AT = re.compile(r"(?<![\w.])@(?=\w)")
_CALLED = re.compile(r"\w+(?:\.\w+)*")
_BULLET = re.compile(r"^\s*(?:[-–—•·+]|\*(?=\s|$)|\d{1,2}[.)/](?=\s|$)|☐|\[\s?\])\s*")
_EDGES = " \t-–—,;:|·/"
_EMPTIED = re.compile(r"\(\s*\)|\[\s*\]")
_PARTS = re.compile(r"[\t|—–]|(?<=\s)-(?=\s)")
_GAP = re.compile(r"(?<!\s)\s++([-–—|·,])(?:\s++[-–—|·,](?=\s))++\s++")

# Words that lead up to a date or a person and belong to neither title: "hạn 15/12", "cho @lan". The
# words before them make them part of a title: "bàn giao", "bản giới hạn", "bản xem trước".
_TO_DATE = re.compile(
    r"(?<![\w-])(?:(?:thời )?(?<!giới )(?<!gia )(?<!ngắn )(?<!dài )(?<!vô )hạn|deadline|due|(?<!xem )trước"
    r"|by|on|vào|(?<!theo )ngày)[\s:]*$",
    re.IGNORECASE,
)
_TO_OWNER = re.compile(
    r"(?<![\w-])(?:giao cho|(?<!bàn )giao|cho|for|owner|pic|phụ trách)[\s:]*$", re.IGNORECASE
)


Spelled = Callable[[str], str]
"""How somebody who is mentioned, by their Slack id, stands in a title."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line: a catalog key and its facts."""

    reason: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Read:
    """A line as it was understood. `due_minute` counts from midnight. Without faults all parts are there."""

    text: str
    title: str
    owner: Person | None
    due_on: date | None
    due_minute: int | None
    faults: tuple[Fault, ...]


def read(text: str, people: Sequence[Person], today: date, *, spell_out: bool = True) -> tuple[Read, ...]:
    """The lines of a paste, each read against `people`; `;` parts lines too, for clients that join them.

    `spell_out`: who is mentioned besides the owner is named in the title.
    """
    names = {one.user: one.name for one in people}

    def spelled(user: str) -> str:
        return f"@{names.get(user, user)}" if spell_out else f"<@{user}>"

    return tuple(_line(part, people, today, spelled) for part in parted(text))


def parted(text: str) -> list[str]:
    """The lines of a paste that say anything, unread."""
    normal = unicodedata.normalize("NFC", text)
    parts = [part.strip() for line in normal.splitlines() for part in line.split(";")]
    return [part for part in parts if _BULLET.sub("", part).strip()]


def whom(
    called: str, people: Sequence[Person], *, suggests: bool = True
) -> tuple[Person | None, tuple[Fault, ...]]:
    """The colleague who is called so, by mention or by name, or what is wrong with it. `suggests`: says who
    comes close."""
    faults: list[Fault] = []
    mention = _MENTION.fullmatch(called.strip())
    if mention:
        found = [one for one in people if one.user == mention[1]]
        if not found:
            return None, (Fault("error.line_owner_unseen", {}),)
    else:
        found = _named(called.strip().removeprefix("@"), people)
    return _checked(found, called.strip(), people, faults, suggests=suggests), tuple(faults)


def _line(line: str, people: Sequence[Person], today: date, spelled: Spelled) -> Read:
    if len(line) > _LINE_LENGTH:
        return Read(line, line, None, None, None, (_too_long(line),))
    faults: list[Fault] = []
    late_faults: list[Fault] = []
    rest = _BULLET.sub("", line)
    at = _MENTION.search(rest) or _AT.search(rest)
    owner = None
    if at:
        owner, rest = _owner(rest, at, people, faults)
    day, minute, rest = _due(rest, today, late_faults)
    if not at:
        owner, rest = _owner_of_table(rest, people, faults)
    title = _title(rest, spelled)
    faults += late_faults
    if not title:
        faults.append(Fault("error.line_title_missing", {}))
    elif len(title) > TITLE_LENGTH:
        faults.append(_too_long(title))
    return Read(line, title, owner, day, minute, tuple(faults))


def _too_long(title: str) -> Fault:
    return Fault("error.line_title_long", {"most": str(TITLE_LENGTH), "length": str(len(title))})


def _title(rest: str, spelled: Spelled) -> str:
    """What is left, without the seams; whoever else is mentioned in it is `spelled`."""
    named = _MENTION.sub(lambda found: spelled(found[1]), rest)
    whole = _GAP.sub(r" \1 ", _EMPTIED.sub(" ", named))
    return clean(whole.strip(_EDGES), multiline=False)


def _owner(
    line: str, at: re.Match[str], people: Sequence[Person], faults: list[Fault]
) -> tuple[Person | None, str]:
    """The person of a mention, or of the most words after an `@` that name somebody."""
    before = _TO_OWNER.sub("", line[: at.start()]) + " "
    if at[0] != "@":
        found = [one for one in people if one.user == at[1]]
        if not found:
            faults.append(Fault("error.line_owner_unseen", {}))
            return None, before + line[at.end() :]
        return _checked(found, at[0], people, faults), before + line[at.end() :]
    words = list(islice(_CALLED.finditer(line, at.end()), _NAME_WORDS))
    for word in reversed(words):
        called = line[at.end() : word.end()]
        found = _named(called, people)
        if found:
            return _checked(found, called, people, faults), before + line[word.end() :].removeprefix(".")
    called = words[0][0]
    return _checked([], called, people, faults), before + line[words[0].end() :]


def _owner_of_table(line: str, people: Sequence[Person], faults: list[Fault]) -> tuple[Person | None, str]:
    """The person of a line without `@`, as out of a table: "Banner — Lan — thứ 6". The title stands first."""
    parts = [part.strip() for part in _PARTS.split(line) if part.strip(_EDGES)]
    for place in range(len(parts) - 1, -1, -1):
        called = parts[place].strip(_EDGES)
        found = _named(called, people) if len(parts) > 1 else []
        if found:
            return _checked(found, called, people, faults), " — ".join(parts[:place] + parts[place + 1 :])
    faults.append(Fault("error.line_owner_missing", {}))
    return None, line


def _named(called: str, people: Sequence[Person]) -> list[Person]:
    """Who is called so: by the whole name, by words of it that stand together, or as in "lan.pham"."""
    wanted = fold(called)
    whole = [one for one in people if fold(one.name) == wanted]
    if whole or not wanted:
        return whole
    words = set(wanted.split("."))
    return [
        one
        for one in people
        if f" {wanted} " in f" {fold(one.name)} " or (len(words) > 1 and words <= set(fold(one.name).split()))
    ]


def _checked(
    found: Sequence[Person], called: str, people: Sequence[Person], faults: list[Fault],
    *, suggests: bool = True,
) -> Person | None:  # fmt: skip
    if len(found) == 1:
        if found[0].external or found[0].role is Role.GUEST:
            faults.append(Fault("error.person_outside", {"name": found[0].name}))
            return None
        return found[0]
    if found:
        names = ", ".join(one.name for one in found[:4])
        faults.append(Fault("error.line_owner_ambiguous", {"called": called, "names": names}))
        return None
    known = [one.name for one in people if not one.external] if suggests else []
    near = ", ".join(nearest(called, known))
    reason = "error.line_owner_unknown" if near else "error.line_owner_nobody"
    faults.append(Fault(reason, {"called": called, "nearest": near}))
    return None


def _due(line: str, today: date, faults: list[Fault]) -> tuple[date | None, int | None, str]:
    try:
        found = dates.find(line, today)
    except NotADate as refused:
        reason = "error.line_due_past" if refused.reason is Reason.PAST else "error.line_due_impossible"
        faults.append(Fault(reason, {"text": refused.text}))
        start = line.rindex(refused.text)
        return None, None, _TO_DATE.sub("", line[:start]) + " " + line[start + len(refused.text) :]
    if found is None:
        urgent = dates.hurry(line)
        reason = "error.line_due_urgent" if urgent else "error.line_due_missing"
        faults.append(Fault(reason, {"text": urgent} if urgent else {}))
        return None, None, line
    start, end = found.span
    return found.day, found.minute, _TO_DATE.sub("", line[:start]) + " " + line[end:]
