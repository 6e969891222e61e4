"""One line that says several pieces of work: where it may be cut, and whether that is sure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from desk.text import seams, sight
from desk.text.doors import work
from desk.text.doors.work import Item, Reading
from desk.text.people.names import Named
from desk.text.people.roles import Cast, Role, Stand
from desk.text.seams import separates
from desk.text.spans import Answer, Context, Span, Why
from desk.text.time.when import When
from desk.text.tokens import Kind, Line, read_line

_LONGEST_SPLIT = 400
_FEW_WORDS = 8
_MOST_PIECES = 12
_JOINTS = frozenset({",", ";", "+", "&", ".", "và", "va", "and", "rồi", "roi", "then", "còn"})


def parts(said: Reading, context: Context) -> tuple[tuple[Item, ...], bool] | None:
    """The pieces of work of a line, and whether it is to be asked if they are several; None for one."""
    apart, dated = _apart(said, context), _each_dated(said, context)
    if dated and (apart is None or len(dated[0]) > len(apart[0])):
        return dated
    return apart or _perhaps(said)


def _perhaps(said: Reading) -> tuple[tuple[Item, ...], bool] | None:
    """Two works and two people, each joined: "KV + banner, Lan với Tuấn Anh" may be one for each."""
    if not _pairs(said):
        return None
    owner = said.item.owner
    if owner.value:
        owner = Answer(why=Why.PERSON, readings=(owner.value,), words=owner.words)
    return (replace(said.item, owner=owner),), True


def _pairs(said: Reading) -> bool:
    either = sum(one.either for one in said.casts)
    if len(said.item.helpers) != 1 and either != 2:
        return False
    tokens = read_line(said.item.title).tokens
    joins = sum(token.form in ("+", "&", "và") or token.text == "va" for token in tokens)
    return joins == 1 and len(tokens) <= _FEW_WORDS


def _apart(said: Reading, context: Context) -> tuple[tuple[Item, ...], bool] | None:
    """The pieces, each with its own owner; they may share a day."""
    if len(said.phrases.line.text) > _LONGEST_SPLIT:
        return None
    owners = [one for one in said.casts if one.role is Role.OWNER and one.taken]
    if len({one.span.value.people for one in owners}) < 2:
        return None
    for cuts, sure in _cuts(said, owners):
        bounds = [0, *cuts, len(said.phrases.tokens)]
        items = [work.item(_cut(said, start, end), context) for start, end in pairwise(bounds)]
        if not all(item.title and item.owner.value for item in items):
            continue
        dated = [item.due.value is not None for item in items]
        if all(dated):  # each has all of its own
            return tuple(items), not (sure or _is_told(items, owners))
        if sum(dated) == 1 and (dated[-1] or dated[0]):
            shared = items[-1] if dated[-1] else items[0]
            return tuple(replace(item, due=shared.due, hour=shared.hour) for item in items), True
    return None


def _each_dated(said: Reading, context: Context) -> tuple[tuple[Item, ...], bool] | None:
    """Clauses that each name somebody and a day, "copy Ada 1/12, layout James 3/12", may be one work each."""
    if len(said.times) < 2 or len(said.phrases.line.text) > _LONGEST_SPLIT:
        return None
    seen = sight.look(said.phrases.line, context)
    days = [one for one in seen.times if one.value.first]
    people = [one for one in seen.people if one.value.person and not one.value.outside]
    heads = bool(people) and said.phrases.form(people[0].end) == ":"  # "Lan: concept 16/12, KV 22/12"
    places = _places(said, days, [] if heads else people, people[0].end + 1 if heads else 0)
    if not 1 < len(places) <= _MOST_PIECES:
        return None
    items = []
    for start, end in places:
        who = people[:1] if heads else _within(people, start, end)
        when = _within(days, start, end)
        if len(who) != 1 or len(when) != 1:
            return None
        items.append(_piece(said, range(start, end), who[0], when[0], context))
    known = all(item and item.title and item.owner.value and item.due.value for item in items)
    return (tuple(item for item in items if item), True) if known else None


def _places(
    said: Reading, days: Sequence[Span[When]], people: Sequence[Span[Named]], start: int
) -> list[tuple[int, int]]:
    """Where pieces begin and end: at the first sign behind a title with its day, and its name if any has."""
    found: list[tuple[int, int]] = []
    tokens = said.phrases.tokens
    spoken = {at for one in (*days, *people) for at in range(one.start, one.end)}
    for at in range(start, len(tokens)):
        if at in spoken or not (tokens[at].form in _JOINTS or separates(tokens, at)):
            continue
        inside = [place for place in range(start, at) if place not in spoken]
        titled = any(tokens[place].kind is Kind.WORD for place in inside)
        named = not people or bool(_within(people, start, at))
        if titled and named and bool(_within(days, start, at)):
            found.append((start, at))
            start = at + 1
    rest = any(tokens[at].kind is Kind.WORD for at in range(start, len(tokens)))
    return [*found, (start, len(tokens))] if rest else found


_Any = TypeVar("_Any")


def _within(spans: Sequence[Span[_Any]], start: int, end: int) -> list[Span[_Any]]:
    return [one for one in spans if start <= one.start < end]


def _piece(said: Reading, place: range, who: Span[Named], when: Span[When], context: Context) -> Item | None:
    """One of them, its name and its day set apart from its title where they are not; None when that name has
    a part of its own, "gửi cho Lan".
    """
    phrases = said.phrases
    own = work.reading(_cut(said, place.start, place.stop), context)
    if any(one.role in _NO_OWNERS and one.span.words == who.words for one in own.casts):
        return None
    if not own.item.asks:
        return own.item
    known = {*range(who.start, who.end), *range(when.start, when.end)}
    title = seams.rest(phrases, known | (set(range(len(phrases.tokens))) - set(place)))
    return work.item(read_line(f"{title} - {who.words} - {when.words}"), context)


_NO_OWNERS = (Role.OBJECT, Role.HELPER, Role.DENIED)


def _is_told(items: Sequence[Item], owners: Sequence[Cast]) -> bool:
    """Whether nothing at all is doubtful about any of them, and each has a mention of its own."""
    apart = len({item.owner.value for item in items}) == len(items)
    marked = all(one.stand is Stand.MARKED for one in owners)
    return apart and marked and not any(item.asks for item in items)


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
