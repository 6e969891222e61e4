"""Half a day off: the part of a day that somebody is off, and the one in which they still look in."""

from __future__ import annotations

from collections.abc import Sequence

from desk.text import sight
from desk.text.phrases import before
from desk.text.sight import Sight
from desk.text.spans import Span
from desk.text.time.when import Grain, Part, When
from desk.text.tokens import Kind


def half(span: Span[When]) -> str:
    """ "am" or "pm" of the day; nothing for a whole one."""
    part = span.value.part
    if part is None or span.value.grain is not Grain.DAY:
        return ""
    return "am" if part is Part.MORNING else "pm"


def part_apart(seen: Sight, span: Span[When], back: Sequence[Span[When]]) -> Span[When] | None:
    """The part of the day that stands elsewhere, "7/12 nghỉ buổi chiều"; none where the whole day is said, or
    that is when somebody still looks in: "cả ngày 7/12, check mail buổi tối".
    """
    loose = [one for one in seen.times if one.value.part and one.value.first is None and one is not span]
    parts = [one for one in loose if one not in back and not is_reached(seen, one)]
    whole = before(seen.phrases, span.start, "whole_day", "whole") is not None or bool(
        sight.kinds_in(seen.phrases, 0, len(seen.phrases.tokens), ("whole_day",))
    )
    return parts[0] if len(parts) == 1 and span.value.is_day and not whole else None


def is_reached(seen: Sight, span: Span[When], *, behind_comma: bool = False) -> bool:
    """Whether the clause of a part of the day tells what is still done then. `behind_comma`: the part stands
    behind the comma of its own time.
    """
    place = span.end - 1 if behind_comma else span.start
    start, end = sight.clause(seen.phrases, place)
    parted = start > span.start and seen.phrases.one(start, "part") is not None
    if behind_comma and not parted:
        return False
    return bool(sight.kinds_in(seen.phrases, start, max(end, span.end), ("leave_reached",)))


def is_of_leave(seen: Sight, span: Span[When]) -> bool:
    """Whether nothing is said beside a part of the day but that somebody is off."""
    phrases = seen.phrases
    start, end = sight.clause(phrases, span.start)
    if sight.kinds_in(phrases, start, end, ("off_word",)):
        return True
    times = {at for one in seen.times for at in range(one.start, one.end)}
    said = (at for at in range(start, end) if at not in times and phrases.tokens[at].kind is Kind.WORD)
    return all(phrases.one(at, "tail", "joint", "title", "me", "half_day", "part", "cover") for at in said)
