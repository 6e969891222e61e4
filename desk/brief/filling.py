"""Fills a brief's form from a client's text: their own words, with the place in the text (F04)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from desk.brief import lint, terms
from desk.brief.brief import CRITICAL, LENGTH
from desk.brief.rules import Rules
from desk.project.project import NAME_LENGTH
from desk.text.brief.fields import Field
from desk.text.doors import brief, paste
from desk.text.doors.brief import Brief, Value
from desk.text.letters import clean
from desk.text.pasted.rows import PartKind
from desk.text.spans import Context

_CALLED = {Field.PROJECT: "name", Field.CLIENT: "client"}
"""Fields that have another name in the form."""
_FRAME = (PartKind.HEADER, PartKind.GREETING)
_BETWEEN = "\n"
_SAMPLE = "Mục tiêu: bán 10 hộp hiện đại\nNgân sách: 5tr gồm VAT\nDeadline: thứ 6 tuần sau"


@dataclass(frozen=True, slots=True)
class Filled:
    """The words of a text for the form, by field. `words`: fill a field; `sources`: the same with their
    labels, as in the text; `offered`: may be meant for a field, and are not filled in without a choice.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    offered: Mapping[str, str] = field(default_factory=dict)


def fill(text: str, seen: Context) -> Filled:
    """The client's words for each field, verbatim; nothing for fields that the text does not mention.

    Words that say "not known yet" fill the field too, so that it is asked about.
    """
    if not text.strip():
        return Filled()
    found = brief.find(text, seen)
    by_field = _grouped([*found.filled, *found.open])
    words = {_name(one): _words(one, values, found, seen) for one, values in by_field.items()}
    sources = {_name(one): _told(values) for one, values in by_field.items()}
    perhaps = {_name(one): _joined(values) for one, values in _grouped(found.offered).items()}
    _name_the_project(found, words, sources, perhaps)
    return Filled(words, sources, {name: said for name, said in perhaps.items() if name not in words})


def get_ready(rules: Rules) -> None:
    """Load all words before the first person needs them: it takes a second, and a form has three."""
    fill(_SAMPLE, terms.at(date(2026, 1, 1)))
    lint.read_ahead(dict.fromkeys(CRITICAL, _SAMPLE), rules)


def begins(text: str, seen: Context) -> bool:
    """Whether a text begins directly with the client's words, and not with a project's name."""
    parts = paste.find(text, seen).parts
    return bool(parts) and (parts[0].kind in _FRAME or bool(parts[0].field))


def names_project(line: str, more: str, seen: Context) -> bool:
    """Whether a line names a project, and is neither what the client said nor whose brief it is.

    `more`: the text behind it.
    """
    if len(line) > NAME_LENGTH or brief.introduces(line) or (more and begins(f"{line}\n{more}", seen)):
        return False
    found = brief.find(line, seen)
    return not {one.field for one in (*found.filled, *found.open)} - _CALLED.keys()


def as_typed(text: str) -> str:
    """The words for the box of what the client said, when they were typed behind the word "brief"."""
    return f"brief {text}" if brief.introduces(text) else text


def _name_the_project(
    found: Brief, words: dict[str, str], sources: dict[str, str], perhaps: dict[str, str]
) -> None:
    """A project that is called nothing gets the client's name and what it is for; the client's name alone is
    only offered.
    """
    client, occasion = words.get("client", ""), found.occasion
    if "name" in words or not client:
        return
    if occasion is None:
        perhaps.setdefault("name", client)
        return
    about = clean(occasion.words, multiline=False)
    words["name"] = f"{client} {about}"[:NAME_LENGTH]
    sources["name"] = f"{client} … {about}"


def _name(one: Field) -> str:
    return _CALLED.get(one, one.value)


def _grouped(values: Sequence[Value]) -> dict[Field, list[Value]]:
    """The values by field, in order; known ones before open ones."""
    found: dict[Field, list[Value]] = {}
    for value in values:
        found.setdefault(value.field, []).append(value)
    return found


def _words(one: Field, values: Sequence[Value], found: Brief, seen: Context) -> str:
    """The words, with their label when it says more about an amount or a day: "Ngân sách (chưa VAT)"."""
    alone = _joined(values)
    if one is Field.BUDGET and found.budget:
        is_same = terms.budget_of(alone, seen).value == found.budget.amount.value
    elif one is Field.DEADLINE and found.deadline:
        is_same = terms.deadline_of(alone, seen).value == found.deadline.day.value
    else:
        is_same = True
    return alone if is_same else clean(_BETWEEN.join(_labelled(value) for value in values))[:LENGTH]


def _joined(values: Sequence[Value]) -> str:
    """As many of them as a field holds, without cutting one."""
    kept = clean(values[0].words)[:LENGTH]
    for value in values[1:]:
        more = f"{kept}{_BETWEEN}{clean(value.words)}"
        if len(more) > LENGTH:
            break
        kept = more
    return kept


def _told(values: Sequence[Value]) -> str:
    """All of them for a hint; a label shared by several occurs once."""
    first, *more = values
    again = [replace(one, label="") if one.label == first.label else one for one in more]
    return " … ".join(_labelled(one) for one in (first, *again))


def _labelled(value: Value) -> str:
    words = clean(value.words, multiline=False)
    return f"{value.label}: {words}" if value.label else words
