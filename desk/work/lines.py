"""Pasted work lines: the certain parts, and the questions with their possible readings (F10)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from desk.people.member import Person, Role
from desk.text import nearest
from desk.text.doors import tables, work, work_list
from desk.text.doors.work import Item
from desk.text.letters import clean
from desk.text.spans import Answer, Context, Why

TITLE_LENGTH = work.TITLE_LENGTH
MOST_LINES = 40
SPLIT = "error.line_split"
"""The question whether lines are several deliverables or one."""
_MENTION = re.compile(r"<@(\w+)(?:\|[^<>]*)?>")
_DUE = {
    Why.MISSING: "error.line_due_missing",
    Why.URGENT: "error.line_due_urgent",
    Why.PAST: "error.line_due_past",
    Why.IMPOSSIBLE: "error.line_due_impossible",
}
_MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a line: a catalog key and its facts. `days` and `hours` (minutes from midnight): the
    possible readings, the likeliest first.
    """

    reason: str
    facts: Mapping[str, object]
    days: tuple[date, ...] = ()
    hours: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """A line as understood. `due_minute` counts from local midnight. Without faults all parts are there.

    With faults, `offered` has the likeliest reading of each part, to fill a form with.
    """

    text: str
    title: str
    owner: Person | None
    due_on: date | None
    due_minute: int | None
    faults: tuple[Fault, ...]
    offered: Read | None = field(default=None, compare=False)


def read(
    text: str, people: Sequence[Person], context: Context, *, spell_out: bool = True
) -> tuple[Read, ...]:
    """The deliverables in a text. `people`: those of `context`.

    `spell_out`: the title names helpers and other mentioned people.
    """
    by_user = {one.user: one for one in people}
    found = work_list.find(text, context)
    lines = tuple(_line(item, by_user, spell_out=spell_out) for item in found.items)
    if found.split and lines:
        first = lines[0]
        asked = Fault(SPLIT, {"count": len(lines)})
        lines = (replace(first, faults=(asked, *first.faults)), *lines[1:])
    return lines


def whom(
    called: str, people: Sequence[Person], context: Context, *, suggests: bool = True
) -> tuple[Person | None, tuple[Fault, ...]]:
    """The colleague with this mention or name, or the faults. `suggests`: name similar people."""
    by_user = {one.user: one for one in people}
    answer = tables.person(called, context)
    fault = _of_owner(answer, by_user, called.strip().removeprefix("@"), suggests=suggests)
    return (None, (fault,)) if fault else (by_user[answer.value or ""], ())


def _line(item: Item, people: Mapping[str, Person], *, spell_out: bool) -> Read:
    owner = people.get(item.owner.value or "")
    title = _title(item.title, item.helpers, people, spell_out=spell_out)
    due_on = item.due.value
    minute = item.hour.value if due_on else None
    faults = tuple(_faults(item, title, people))
    found = Read(item.text, title, owner, due_on, minute, faults)
    return replace(found, offered=_offered(found, item, people)) if faults else found


def _title(title: str, helpers: Sequence[str], people: Mapping[str, Person], *, spell_out: bool) -> str:
    def spelled(found: re.Match[str]) -> str:
        one = people.get(found[1])
        return (f"@{one.name}" if one else f"@{found[1]}") if spell_out else f"<@{found[1]}>"

    words = clean(_MENTION.sub(spelled, title), multiline=False)
    names = ", ".join(people[one].name for one in helpers if one in people and spell_out)
    return f"{words} (+ {names})" if names and words else words


def _faults(item: Item, title: str, people: Mapping[str, Person]) -> Iterator[Fault]:
    owner = _of_owner(item.owner, people, item.owner.words.removeprefix("@"))
    if owner:
        yield owner
    due = _of_due(item.due)
    if due:
        yield due
    if item.hour.why:
        yield Fault("error.line_hour_which", {"text": item.hour.words}, hours=item.hour.readings)
    if not title:
        yield Fault("error.line_title_missing", {})
    elif len(title) > TITLE_LENGTH:
        yield Fault("error.line_title_long", {"most": str(TITLE_LENGTH), "length": str(len(title))})
    elif item.doubt:
        yield Fault("error.line_title_doubt", {"title": title})


def _of_owner(
    answer: Answer[str], people: Mapping[str, Person], called: str, *, suggests: bool = True
) -> Fault | None:
    if answer.value is not None and answer.value in people:
        return _outside([people[answer.value]])
    if not called:
        return Fault("error.line_owner_missing", {})
    if _MENTION.fullmatch(answer.words.strip()) and not answer.readings:
        return Fault("error.line_owner_unseen", {})
    meant = [people[one] for one in answer.readings if one in people]
    if meant:
        return _outside(meant) or _which(called, meant)
    known = [one.name for one in people.values() if not one.external] if suggests else []
    near = ", ".join(nearest.nearest(called, known))
    reason = "error.line_owner_unknown" if near else "error.line_owner_nobody"
    return Fault(reason, {"called": called, "nearest": near})


def _outside(meant: Sequence[Person]) -> Fault | None:
    first = meant[0]
    if all(one.external or one.role is Role.GUEST for one in meant):
        return Fault("error.person_outside", {"name": first.name})
    return None


def _which(called: str, meant: Sequence[Person]) -> Fault:
    if len(meant) == 1:
        return Fault("error.line_owner_likely", {"called": called, "name": meant[0].name})
    names = ", ".join(one.name for one in meant[:_MOST_NAMED])
    return Fault("error.line_owner_ambiguous", {"called": called, "names": names})


def _of_due(answer: Answer[date]) -> Fault | None:
    if answer.why is None:
        return None
    if answer.readings:
        return Fault("error.line_due_which", {"text": answer.words}, days=answer.readings)
    reason = _DUE.get(answer.why, "error.line_due_missing")
    return Fault(reason, {"text": answer.words} if answer.words else {})


def _offered(found: Read, item: Item, people: Mapping[str, Person]) -> Read:
    """The likeliest reading of each part that is asked. A name that may be the owner's is not put into the
    title.
    """
    owner, title = found.owner, found.title
    meant = [people[one] for one in item.owner.readings if one in people]
    inner = [one for one in meant if not one.external and one.role is not Role.GUEST]
    if owner is None and inner:
        owner = inner[0]
        title = clean(title.replace(item.owner.words, " ", 1), multiline=False) if len(meant) == 1 else title
    due_on = found.due_on or next(iter(item.due.readings), None)
    minute = found.due_minute if found.due_minute is not None else next(iter(item.hour.readings), None)
    return Read(found.text, title.strip(" ,;:–—-|"), owner, due_on, minute if due_on else None, ())
