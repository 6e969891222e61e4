"""Work as people paste it: one line or many, tables, lists with headings, two pieces in one line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from desk.text.doors import tables, work
from desk.text.doors.work import Given, Item, Reading
from desk.text.letters import tidy
from desk.text.people.roles import Cast, Role
from desk.text.phrases import Phrases
from desk.text.spans import Answer, Context, Why
from desk.text.tokens import Kind, Line, read, read_line


@dataclass(frozen=True, slots=True)
class Work:
    """All pieces of work of a text. `split`: it is to be asked whether they are several or one. `left`: its
    lines that are no piece of work: headings, sums, greetings, rules."""

    items: tuple[Item, ...]
    split: bool = False
    left: tuple[str, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether all can be saved as it stands."""
        return bool(self.items) and not self.split and not any(item.asks for item in self.items)


def find(text: str, context: Context) -> Work:
    """The work that a text says; none when it says none."""
    told = "\n".join(_unrolled(tables.spaced(line)) for line in tidy(text).split("\n"))
    lines = [line for line in read(told).lines if not line.is_blank]
    table = tables.find([line.text for line in lines])
    if table:
        rows = [row for row in table.rows if not _is_total(row)]
        texts = {row.text.strip() for row in rows}
        left = tuple(line.text for line in lines if line.text.strip() not in texts)
        return Work(tuple(tables.item(row, context) for row in rows), left=left)
    if len(lines) == 1:
        found = _one(lines[0], context)
        return found if found.items else replace(found, left=(lines[0].text,))
    return _many(lines, context)


_NUMBERED = re.compile(r"(?:(?<=\s)|^)\(?(\d{1,2})[.)/](?=\s)")


def _unrolled(line: str) -> str:
    """A numbered list that runs on in one line, "Ngọc: 1) casting 2) location", line by line."""
    marks = list(_NUMBERED.finditer(line))
    if len(marks) < 2 or [int(mark[1]) for mark in marks] != list(range(1, len(marks) + 1)):
        return line
    places = [mark.start() for mark in marks]
    parts = [line[: places[0]], *(line[a:b] for a, b in zip(places, [*places[1:], len(line)], strict=True))]
    return "\n".join(part.strip(" ,;") for part in parts if part.strip(" ,;"))


def _one(line: Line, context: Context) -> Work:
    row = tables.told(line.text)
    if row:
        return Work((tables.item(row, context),))
    said = work.reading(line, context)
    if not _has_words(said) or (_greets(said) and said.item.owner.asked and said.item.due.asked):
        return Work(())
    parts = _parts(said, context)
    if parts:
        return parts
    if _pairs(said):
        owner: Answer[str] = Answer(
            why=Why.PERSON, readings=(said.item.owner.value or "",), words=said.item.owner.words
        )
        return Work((replace(said.item, owner=owner),), split=True)
    return Work((said.item,))


def _many(lines: Sequence[Line], context: Context) -> Work:
    items: list[Item] = []
    left: list[str] = []
    given, wished = Given(), Given()
    split = heading = False
    for at, line in enumerate(lines):
        said = work.reading(line, context)
        if _is_no_work(said) or (not items and _greets(said)):
            left.append(line.text)
            continue
        if line.quoted:
            left.append(line.text)
            wished = _wish(said)
            continue
        below = lines[at + 1 :]
        if items and _is_for_all(said, below):
            left.append(line.text)
            items = [work.with_given(item, _given(said)) for item in items]
        elif _is_heading(said, below):
            left.append(line.text)
            given = _given(said, given if heading else Given())
            heading = True
            continue
        elif not (_greets(said) and said.item.owner.asked and said.item.due.asked):
            one = _one(line, context)
            items += [_with_wish(work.with_given(item, given), wished) for item in one.items]
            split = split or one.split
            left += () if one.items else (line.text,)
        else:
            left.append(line.text)
        heading = False
    return Work(tuple(items), split, tuple(left))


def _is_no_work(said: Reading) -> bool:
    """A rule, a row that sums up, a note in italics."""
    if not _has_words(said):
        return True
    tokens = [token for token in said.phrases.tokens if token.kind is not Kind.BULLET]
    if _sums_up(said.phrases.line.text) and not said.item.owner.value:
        return True
    note = said.phrases.one(_first(said), "note")
    italic = tokens[0].text == "_" and tokens[-1].text == "_" and len(tokens) > 2
    return (italic or note is not None) and not said.item.owner.value


def _has_words(said: Reading) -> bool:
    kinds = (Kind.WORD, Kind.NUMBER, Kind.MENTION, Kind.URL)
    return any(token.kind in kinds for token in said.phrases.tokens)


def _sums_up(text: str) -> bool:
    phrases = Phrases(read_line(text))
    at = next((at for at, token in enumerate(phrases.tokens) if token.kind is Kind.WORD), 0)
    found = phrases.one(at, "total")
    return found is not None and (
        found.end == len(phrases.tokens)
        or phrases.tokens[found.end].kind is not Kind.WORD
        or found.end > at + 1
    )


def _is_total(row: tables.Row) -> bool:
    return _sums_up(row.title) or _sums_up(row.text)


def _greets(said: Reading) -> bool:
    """Whether a line is a greeting, with a name or two words more maybe: "Best" opens many titles."""
    greeting = said.phrases.one(_first(said), "greeting")
    if greeting is None:
        return False
    people = {at for one in said.casts for at in range(one.span.start, one.span.end)}
    behind = enumerate(said.phrases.tokens[greeting.end :], greeting.end)
    return sum(token.kind is Kind.WORD and at not in people for at, token in behind) <= _FEW


def _first(said: Reading) -> int:
    kinds = (Kind.BULLET, Kind.EMOJI, Kind.MARK)
    return next((at for at, token in enumerate(said.phrases.tokens) if token.kind not in kinds), 0)


def _is_heading(said: Reading, below: Sequence[Line]) -> bool:
    """Whether a line is about the lines below: it ends with a colon, or names only a person or a time."""
    tokens = [token for token in said.phrases.tokens if token.kind not in (Kind.EMOJI, Kind.MARK)]
    if tokens[-1].form == ":":
        return True
    bulleted = bool(below) and below[0].tokens[0].kind is Kind.BULLET
    plain = said.phrases.tokens[0].kind is not Kind.BULLET
    if below and plain and not said.item.title:
        return True
    return plain and bulleted and said.item.owner.asked and said.item.due.asked


def _is_for_all(said: Reading, below: Sequence[Line]) -> bool:
    """Whether a line below others holds for all of them: "all: Vy, 2/12", "hạn chung thứ 6"."""
    names_all = said.phrases.one(_first(said), "all")
    known = said.item.owner.value or said.item.due.value
    return bool(known) and (names_all is not None or (not said.item.title and not below))


def _given(said: Reading, above: Given | None = None) -> Given:
    """What a heading gives, over what the one right above it gave, if nothing is doubtful about it."""
    read = said.item
    before = above or Given()
    alone = any(one.role is Role.OWNER and one.taken for one in said.casts)
    owner = read.owner if alone and read.owner.value else None
    stands = read.due.value is not None and _stands_alone(said)
    hour = read.hour if stands and read.hour.value is not None else None
    only_hour = hour is not None and hour.words == read.due.words
    day = read.due if stands and not only_hour else None
    helpers = read.helpers if owner else before.helpers
    return Given(owner or before.owner, helpers, day or before.due, hour or before.hour)


def _stands_alone(said: Reading) -> bool:
    """Whether the date of a heading is its point: "By Friday:", not "Feedback 20/11 to action:"."""
    return not said.item.title or said.due.strong


def _wish(said: Reading) -> Given:
    days = tuple(when.value.last for when in said.times if when.value.last and when.sure)
    return Given(due=Answer(why=Why.WHICH, readings=days)) if days else Given()


def _with_wish(item: Item, wished: Given) -> Item:
    """A date that somebody else asked for is offered, never taken."""
    if wished.due is None or item.due.why not in (Why.MISSING, Why.URGENT):
        return item
    return replace(item, due=wished.due)


def _pairs(said: Reading) -> bool:
    """Two works and two people, each joined: "KV + banner, Lan với Tuấn Anh" may be one for each."""
    tokens = Phrases(read_line(said.item.title)).tokens
    joins = sum(token.form in ("+", "&", "và") or token.text == "va" for token in tokens)
    return joins == 1 and len(said.item.helpers) == 1 and len(tokens) <= 6


_LONGEST_SPLIT = 400
_FEW = 2


def _parts(said: Reading, context: Context) -> Work | None:
    """The pieces of work of one line, each with its own owner; None when it is one."""
    if len(said.phrases.line.text) > _LONGEST_SPLIT:
        return None
    owners = [one for one in said.casts if one.role is Role.OWNER and one.taken]
    if len({one.span.value.people for one in owners}) < 2:
        return None
    for cuts, sure in _cuts(said, owners):
        bounds = [0, *cuts, len(said.phrases.tokens)]
        lines = [_cut(said, start, end) for start, end in pairwise(bounds)]
        items = [work.item(line, context) for line in lines]
        if not all(item.title and item.owner.value for item in items):
            continue
        dated = [item.due.value is not None for item in items]
        if all(dated):
            return Work(tuple(items), split=not sure)
        if sum(dated) == 1 and (dated[-1] or dated[0]):
            shared = items[-1] if dated[-1] else items[0]
            both = [replace(item, due=shared.due, hour=shared.hour) for item in items]
            return Work(tuple(both), split=True)
    return None


def _cuts(said: Reading, owners: Sequence[Cast]) -> Iterator[tuple[list[int], bool]]:
    """Where a line may be cut into clauses, and whether that is sure: at every ";", or at "," and "+"."""
    tokens = said.phrases.tokens
    semicolons = [at for at, token in enumerate(tokens) if token.form == ";"]
    if semicolons:
        yield semicolons, True
    for signs in ((",",), ("+", "&"), (".", "!"), ("rồi", "then", "và", "and", "còn")):
        cuts = []
        for first, second in pairwise(owners):
            between = [at for at in range(first.end, second.end) if tokens[at].form in signs or (
                tokens[at].bare in signs)]  # fmt: skip
            if between:
                cuts.append(between[-1] if between[-1] < second.start else between[0])
        if cuts and all(cut > 0 for cut in cuts):
            yield cuts, False


def _cut(said: Reading, start: int, end: int) -> Line:
    tokens = said.phrases.tokens[start:end]
    text = said.phrases.words(start, end) if tokens else ""
    return read_line(text.lstrip(" ,;+&.!"))
