"""A to-do in one's own words: what, when, and who is to be reminded of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from desk.text import seams, sight
from desk.text.doors import places
from desk.text.doors.moment import Moment, moment
from desk.text.doors.places import Place
from desk.text.people.names import Mark, Named
from desk.text.phrases import Phrases
from desk.text.seams import separates
from desk.text.sight import Sight
from desk.text.spans import Answer, Context, Span, Why
from desk.text.time.when import Bound, Grain, When
from desk.text.tokens import Kind, read_line

_NEAR = timedelta(days=75)
_Ranked = tuple[int, Span[When], Place]


@dataclass(frozen=True, slots=True)
class Todo:
    """A to-do as it was understood. `who` are the ids of people to be reminded; nobody: whoever types.

    `at` is neither taken nor asked when no time was said.
    """

    title: str
    at: Answer[Moment]
    bound: Bound | None = None
    remind: bool = False
    who: tuple[str, ...] = ()
    who_asked: Answer[str] = field(default_factory=Answer)


def find(text: str, context: Context) -> Todo:
    """The to-do that a text says."""
    seen = sight.look(read_line(text), context)
    phrases = seen.phrases
    named = _reminded(seen)
    names = {at for one in named.spans for at in range(one.start, one.end)} | named.tokens
    best, wheres = _best(seen, names, context)
    taken = set(named.tokens)
    if best and (best.value.first or best.value.minute is not None or best.why is not Why.WHICH):
        taken |= {at for where in wheres for at in range(where.start, where.end)}
    taken |= places.tails(phrases, taken) if _rests(phrases, taken) else set()
    if named.tokens:
        taken |= _joints(phrases, max(named.tokens) + 1, taken)
    title = seams.rest(phrases, taken)
    at: Answer[Moment] = moment(best, context) if best else Answer()
    if at.value and seams.dangles(phrases, taken):  # the time may belong to what is left
        at = Answer(why=Why.WHICH, readings=(at.value,), words=at.words)
    bound = best.value.bound if best else None
    gone = at.why is Why.PAST and best is not None and best.value.first is not None
    if not title or (gone and best and best.value.first != context.today):  # "nộp lại file hôm 20/11"
        title = seams.rest(phrases, named.tokens)
    title = title or seams.rest(phrases, ())
    return Todo(title, at, bound, named.remind, named.ids, named.asked)


def _best(seen: Sight, names: set[int], context: Context) -> tuple[Span[When] | None, list[Place]]:
    """The time that the to-do is for; a day and an hour that stand apart are put together."""
    phrases = seen.phrases
    ranked: list[_Ranked] = []
    for span in seen.times:
        where = places.place(phrases, span, names)
        weight = _weight(phrases, span, where, context)
        if weight >= 50:
            ranked.append((weight, span, where))
    ranked = _with_listed(phrases, ranked)
    ranked.sort(key=lambda one: (one[1].value.grain is not Grain.DAY, -one[0]))
    dated = [one for one in ranked if one[1].value.first or one[1].why]
    days = [one for one in dated if one[1].value.bound is not Bound.AFTER] or dated
    hours = [
        one for one in ranked if not (one[1].value.first or one[1].why) and one[1].value.minute is not None
    ]
    if not days:
        return _of_hours(hours)
    weight, best, where = days[0]
    rivals = [one for one in days[1:] if weight - one[0] < 20 and one[1].value.last != best.value.last
              and (one[1].value.grain is Grain.DAY or best.value.grain is not Grain.DAY)]  # fmt: skip
    if best.value.minute is None and len(hours) == 1 and best.sure and hours[0][1].sure and not rivals:
        other = hours[0]
        if other[1].value.part not in (None, best.value.part or other[1].value.part):  # "tối nay … 1h sáng"
            return replace(best, sure=False, readings=(best.value,), why=Why.WHICH), [where]
        value = replace(
            best.value, minute=other[1].value.minute, bound=best.value.bound or other[1].value.bound
        )
        return replace(best, value=value, words=f"{best.words} {other[1].words}"), [where, other[2]]
    if rivals:
        both = (best, *(one[1] for one in rivals))
        readings = tuple(one.value for one in both if one.value.first)
        span = Span(best.start, best.end, best.dimension, When(), best.words, False, readings, Why.WHICH)
        joined = _joined_by_or(phrases, [days[0], *((one[0], one[1], one[2]) for one in rivals)])
        return (replace(span, value=best.value), [joined]) if joined else (span, [where])
    return best, [where]


def _with_listed(phrases: Phrases, ranked: list[_Ranked]) -> list[_Ranked]:
    """Days in a list, "thứ 4, thứ 6", stand equally well."""
    for at in range(1, len(ranked)):
        (low, first, place), (high, second, other) = ranked[at - 1], ranked[at]
        joint = phrases.one(first.end, "and")
        listed = second.start == (joint.end if joint else first.end + (phrases.form(first.end) == ","))
        if listed and second.start > first.end and first.value.first and second.value.first:
            weight = max(low, high)
            ranked[at - 1], ranked[at] = (weight, first, place), (weight, second, other)
    return ranked


def _of_hours(hours: Sequence[tuple[int, Span[When], Place]]) -> tuple[Span[When] | None, list[Place]]:
    """An hour of today; several are asked about and stay where they are: "check ads lúc 2h và 5h"."""
    if not hours:
        return None, []
    best, told = hours[0][1], tuple(one[1].value for one in hours)
    if len({one.minute for one in told}) == 1:
        return best, [hours[0][2]]
    return replace(best, sure=False, readings=told, why=Why.WHICH), []


def _joined_by_or(phrases: Phrases, rivals: Sequence[tuple[int, Span[When], Place]]) -> Place | None:
    """The place of two times with an "or" between them, "thứ 6 hoặc thứ 2"."""
    if len(rivals) != 2:
        return None
    first, second = sorted((one[2] for one in rivals), key=lambda one: one.start)
    either = phrases.one(first.end, "or")
    asks = phrases.form(second.end) == "?"  # "24/12 hay 25/12?" is what there is to find out
    joined = either is not None and either.end == second.start and not asks
    return replace(first, end=second.end) if joined else None


def _weight(phrases: Phrases, span: Span[When], where: Place, context: Context) -> int:
    """How well a time stands in a to-do; from 50 on it is what the to-do is for."""
    lead = phrases.one(span.start - 1, "bound", "joint", "until")
    led = lead is not None and phrases.bare(span.start - 1) not in ("about", "around")
    led = led or span.value.bound is not None
    if not where.right and "the" in (phrases.bare(span.start), phrases.bare(span.start - 1)) and not led:
        return 0  # "the 9pm show"
    if _is_told_of(phrases, span, where) or (not where.right and _is_one_such(phrases, span)):
        return 0
    numbers = all(not token.text.isalpha() for token in phrases.tokens[span.start : span.end])
    first = span.value.first
    near = first is None or context.today - timedelta(days=35) <= first <= context.today + _NEAR
    if where.left and where.right:
        return 90 if span.firm or where.led else 60 if near else 20
    if not span.firm and where.left and near and phrases.one(span.end, "verb"):
        return 75  # "mai mua cafe"
    if not span.firm:
        return 55 if near and (where.led or (where.soft and where.right)) else 20
    if where.right and where.last:
        return 80
    if where.left or where.led:
        return 75 if not numbers or near else 30
    if where.right:
        return 60 if near else 20
    if numbers and span.value.minute is None:
        return 0
    return 65 if near else 20


def _is_one_such(phrases: Phrases, span: Span[When]) -> bool:
    """Whether an article makes it a kind of thing: "a Sunday morning mood"."""
    words = (phrases.bare(span.start), phrases.bare(span.start - 1))
    return phrases.english and any(word in ("a", "an") for word in words)


def _is_told_of(phrases: Phrases, span: Span[When], where: Place) -> bool:
    """Whether it belongs to what is spoken of: a move from day to day, the month of an invoice."""
    if span.value.grain is Grain.MONTH:
        return not (where.left or where.led or where.soft or span.value.bound)
    begin, _ = sight.clause(phrases, span.start)
    moves = span.value.grain is Grain.DAYS and sight.kinds_in(phrases, begin, span.start, ("move_word",))
    return bool(moves)


@dataclass(frozen=True, slots=True)
class _Reminded:
    """Who is to be reminded, and the tokens that say so."""

    remind: bool
    ids: tuple[str, ...]
    asked: Answer[str]
    tokens: frozenset[int]
    spans: tuple[Span[Named], ...]


def _reminded(seen: Sight) -> _Reminded:
    """ "nhắc Lan gửi file": somebody is told and reminded; "nhắc tôi" is whoever types."""
    phrases = seen.phrases
    begin = next(
        (at for at, token in enumerate(phrases.tokens) if token.kind in (Kind.WORD, Kind.MENTION)), 0
    )
    none = _Reminded(False, (), Answer(), frozenset(), ())
    lead = _asks(phrases, begin)
    verb = phrases.one(lead, "remind") if lead is not None else None
    if verb is None or lead is None:
        return none
    spans = [one for one in seen.people if one.start == verb.end]
    if not spans:
        end = _behind_me(phrases, verb.end)
        return _Reminded(True, (), Answer(), frozenset(range(begin, _to(phrases, end))), ()) if end else none
    for one in seen.people:
        last = spans[-1]
        joined = phrases.one(last.end, "and")
        if (
            one.start > last.end
            and one.start in ((joined.end if joined else -1), last.end + 1)
            and (joined or phrases.tokens[last.end].form == ",")
        ):
            spans.append(one)
    tokens = frozenset(range(begin, _to(phrases, spans[-1].end)))
    if any(one.value.me for one in spans):
        return _Reminded(True, (), Answer(), tokens, tuple(spans))
    return _Reminded(True, *_ids(spans), tokens, tuple(spans))


def _behind_me(phrases: Phrases, place: int) -> int:
    """Where the writer's word for oneself ends, "nhắc t gọi khách"; 0 if there is none."""
    me = phrases.one(place, "me")
    is_short = phrases.bare(place) == "t" and not phrases.is_glued(place + 1)
    return me.end if me else place + 1 if is_short else 0


def _ids(spans: Sequence[Span[Named]]) -> tuple[tuple[str, ...], Answer[str]]:
    ids = []
    for one in spans:
        people = one.value.people
        if one.value.person is None or one.value.stranger:
            why = Why.PERSON if people else Why.UNKNOWN
            return (), Answer(why=why, readings=tuple(person.id for person in people), words=one.words)
        if one.value.outside:
            return (), Answer(why=Why.OUTSIDE, readings=(people[0].id,), words=one.words)
        if one.value.mark is Mark.SMALL and one.value.common and one.words in ("mai", "nam", "minh", "chi"):
            return (), Answer(why=Why.PERSON, readings=(people[0].id,), words=one.words)
        ids.append(people[0].id)
    return tuple(ids), Answer()


def _asks(phrases: Phrases, begin: int) -> int | None:
    """Where the verb stands: at the begin, or behind "can you", "em", "nhớ"."""
    if begin >= len(phrases.tokens):
        return None
    for start in (begin, begin + 1, begin + 2):
        if phrases.one(start, "remind"):
            return start
        if (
            phrases.one(start, "owner_lead", "title", "me", "tail", "vocative", "greeting", "owner_will")
            is None
        ):
            return None
    return None


def _to(phrases: Phrases, end: int) -> int:
    """Behind the "to" or "là" that leads to what it is about."""
    lead = phrases.one(end, "remind_to")
    if lead and lead.value == "to":
        return lead.end
    if end < len(phrases.tokens) and separates(phrases.tokens, end):
        return end + 1
    return end


def _joints(phrases: Phrases, start: int, taken: set[int]) -> set[int]:
    """A "to" that lost its neighbour because a time stood between: "remind Lan at 3 to send"."""
    at = start
    while at in taken:
        at += 1
    lead = phrases.one(at, "remind_to")
    return set(range(at, lead.end)) if lead and at > start and lead.value == "to" else set()


def _rests(phrases: Phrases, taken: set[int]) -> bool:
    return bool(seams.rest(phrases, taken))
