"""One line that says several pieces of work: where it may be cut, and whether that is sure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from desk.text.doors import work
from desk.text.doors.work import Item, Reading
from desk.text.people.roles import Cast, Role, Stand
from desk.text.spans import Answer, Context, Why
from desk.text.tokens import Line, read_line

_LONGEST_SPLIT = 400
_FEW_WORDS = 8


def parts(said: Reading, context: Context) -> tuple[tuple[Item, ...], bool] | None:
    """The pieces of work of a line, and whether it is to be asked if they are several; None for one."""
    return _apart(said, context) or _each_dated(said, context) or _perhaps(said)


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
    if len(said.times) < 2:
        return None
    text = said.phrases.line.text
    clauses = [part.strip() for part in text.split(",")]
    if not 1 < len(clauses) <= _FEW_WORDS or len(text) > _LONGEST_SPLIT:
        return None
    items = [work.item(read_line(clause), context) for clause in clauses]
    owned = all(item.owner.value or item.owner.why is Why.PERSON for item in items)
    return (tuple(items), True) if owned and all(item.due.value for item in items) else None


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
