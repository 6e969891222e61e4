"""A line of work: its title, who does it, who helps, when it is due."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from desk.text import seams, sight
from desk.text.doors import due, places
from desk.text.doors.due import Due
from desk.text.people import roles
from desk.text.people.names import Mark
from desk.text.people.roles import Cast, Role, Stand
from desk.text.phrases import Phrases
from desk.text.spans import Answer, Context, Span, Why
from desk.text.time.when import When
from desk.text.tokens import Kind, Line, read_line

TITLE_LENGTH = 150
_MOST_RIVALS = 8


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of work as it was understood. `owner` and `helpers` are ids; `hour` counts from midnight.

    `doubt`: the title may have lost a word, or kept one too many. `offers`: it keeps a name or a time that is
    offered as owner or as due day.
    """

    text: str
    title: str
    owner: Answer[str]
    helpers: tuple[str, ...]
    due: Answer[date]
    hour: Answer[int]
    outside: tuple[str, ...] = ()
    doubt: bool = False
    offers: bool = False

    @property
    def asks(self) -> dict[str, Why]:
        """What must be asked before it can be saved, by field."""
        found = {}
        for name, answer in (("owner", self.owner), ("due", self.due), ("hour", self.hour)):
            if answer.why:
                found[name] = answer.why
        if not self.title:
            found["title"] = Why.MISSING
        elif len(self.title) > TITLE_LENGTH:
            found["title"] = Why.LONG
        elif self.doubt or self.offers:
            found["title"] = Why.WHICH
        return found


@dataclass(frozen=True, slots=True)
class Given:
    """What a heading gives to the lines below it."""

    owner: Answer[str] | None = None
    helpers: tuple[str, ...] = ()
    due: Answer[date] | None = None
    hour: Answer[int] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was seen in a line, for whoever decides what it is."""

    phrases: Phrases
    times: Sequence[Span[When]]
    casts: Sequence[Cast]
    due: Due
    item: Item
    taken: frozenset[int]


def item(line: Line, context: Context, given: Given | None = None) -> Item:
    """The piece of work that a line says."""
    return reading(line, context, given).item


def reading(line: Line, context: Context, given: Given | None = None) -> Reading:
    """The piece of work that a line says, with all that was seen on the way."""
    seen = sight.look(line, context)
    phrases, said = seen.phrases, seen.times
    casts = roles.cast(phrases, seen.people, seen.edges)
    casts = _without_times(phrases, casts, said)
    owner, helpers = _owning(casts)
    of_people = {at for one in casts if _falls_away(one, owner) for at in range(one.start, one.end)}
    of_people |= {at - 1 for at in of_people if _is_both(phrases, at)}
    clear = [one for one in said if not of_people & set(range(one.start, one.end))]
    when = due.find(phrases, clear, of_people, context)
    taken = of_people | when.tokens
    taken |= places.statuses(phrases, taken) | _struck(phrases)
    taken |= places.tails(phrases, taken)
    torn = seams.torn(phrases, taken)
    taken -= torn
    title = seams.rest(phrases, taken | _leading(phrases, taken))
    if not title and when.hour.why is not Why.WHICH and (deed := _deed(phrases, said, when)):
        taken -= deed
        title = seams.rest(phrases, taken)
    outside = tuple(dict.fromkeys(
        one.span.value.people[0].id for one in casts
        if one.span.value.outside and (one.span.firm or one.role is not Role.INSIDE)))  # fmt: skip
    whose = _owner(phrases, owner, casts)
    aside = _said_aside(said, owner, when, torn)
    hour = _unless_aside(said, when, torn)
    doubt = aside or when.scattered or seams.dangles(phrases, taken)
    doubt = doubt or any(_helps_with(phrases, one) for one in casts)
    offers = _keeps_offered(whose, owner, when, taken)
    day = when.day if when.day.why is not Why.MISSING or when.day.readings else _hurried(phrases)
    read = with_given(
        Item(line.text.strip(), title, whose, helpers, day, hour, outside, doubt, offers), given
    )
    return Reading(phrases, said, casts, when, read, frozenset(taken))


def _deed(phrases: Phrases, said: Sequence[Span[When]], when: Due) -> set[int]:
    """The words behind an hour that are all that is to be done: "14h gửi khách – Hương"."""
    hours = [one for one in said if one.value.minute is not None and one.start in when.tokens]
    behind = {at for at in when.tokens if hours and at >= hours[-1].end}
    return behind if any(phrases.one(at, "verb") for at in behind) else set()


def _said_aside(said: Sequence[Span[When]], owner: Cast | None, when: Due, torn: Collection[int]) -> bool:
    """Whether the owner or the day stands in a bracket with more words, "(khách xem 4/12)": it may be a
    remark about something else.
    """
    days = (one.start for one in said if one.value.first and one.start in when.tokens)
    return (owner is not None and owner.taken and owner.span.start in torn) or any(at in torn for at in days)


def _unless_aside(said: Sequence[Span[When]], when: Due, torn: Collection[int]) -> Answer[int]:
    """The hour; in a bracket with more words a limit is taken, "(khách cần trước 9h)", others are asked."""
    inside = [one for one in said if one.start in when.tokens and one.start in torn and not one.value.first]
    loose = any(one.value.minute is not None and not one.value.bound for one in inside)
    if not loose or when.hour.value is None:
        return when.hour
    return Answer(why=Why.WHICH, readings=(when.hour.value,), words=when.hour.words)


def _hurried(phrases: Phrases) -> Answer[date]:
    """That no day was said, or only that it is pressing, which is none."""
    words = (
        phrases.words(at, sense.end)
        for at in range(len(phrases.tokens))
        for sense in phrases.at(at)
        if sense.kind == "hurry"
    )
    said = next(words, "")
    return Answer(why=Why.URGENT, words=said) if said else Answer(why=Why.MISSING)


def _keeps_offered(whose: Answer[str], owner: Cast | None, when: Due, taken: Collection[int]) -> bool:
    """Whether a name or a time stays in the title that is offered as owner or as due day: once chosen, it
    has to go."""
    named = bool(whose.readings) and owner is not None and owner.span.start not in taken
    return (named and whose.why is Why.PERSON) or (bool(when.day.readings) and not when.tokens)


def _helps_with(phrases: Phrases, one: Cast) -> bool:
    """Whether more is said of a helper than that, "Tuấn Anh hỗ trợ adapt": it may be a work of its own."""
    helps = one.end > one.span.end and phrases.one(one.span.end, "helper_behind") is not None
    if one.role is not Role.HELPER or not helps:
        return False
    token = phrases.token(one.end)
    return token is not None and token.kind is Kind.WORD and phrases.one(one.end, "tail") is None


def who(phrases: Phrases, casts: Sequence[Cast]) -> tuple[Answer[str], tuple[str, ...]]:
    """The owner and the helpers among people in their parts."""
    owner, helpers = _owning(casts)
    return _owner(phrases, owner, casts), helpers


def bare_title(text: str) -> str:
    """A title as it stands in a cell, without bullets and marks."""
    return seams.rest(Phrases(read_line(text)), ())


def _without_times(phrases: Phrases, casts: Sequence[Cast], said: Sequence[Span[When]]) -> list[Cast]:
    """ "mai" alone is a person only where another time is said, and nobody else to do it."""
    times = {at for when in said for at in range(when.start, when.end)}
    dated = {when.start for when in said if when.firm and when.value.first}
    owners = sum(one.role is Role.OWNER and one.taken for one in casts)
    kept = []
    for one in casts:
        itself = one.role is Role.OWNER and one.taken
        another, undated = owners > itself, len(dated) == (one.span.start in dated)
        capital = one.span.value.mark is Mark.CAPITAL
        if capital and one.acts and one.span.start > phrases.first_word:
            kept.append(one)  # "Minh ký, Mai gửi": tomorrow or somebody, which is asked
            continue
        either = undated and not another and not phrases.english
        if capital and one.acts and either and one.span.start in times:
            kept.append(replace(one, stand=Stand.VAGUE))  # "Mai gửi hoá đơn": tomorrow or somebody
            continue
        rather = (another and undated) if capital else (another or undated)
        if one.span.start not in times or not rather:
            kept.append(one)
    return kept


def _owning(casts: Sequence[Cast]) -> tuple[Cast | None, tuple[str, ...]]:
    """Who owns the work, and the ids of those who help: named beside, or asked for as helpers."""
    owners = [one for one in casts if one.role is Role.OWNER]
    known = [one for one in owners if one.span.value.people]
    ours = [one for one in known if not one.span.value.outside]
    best = max(ours or known or owners, key=lambda one: one.stand, default=None)
    if best is None or best.either:
        return best, ()
    plain = [one for one in casts if one is not best and one.taken and not one.either]
    helping = [one for one in plain if one.role is Role.HELPER or (
        one.role is Role.OWNER and best.taken and not one.acts)]  # fmt: skip
    people = [one.span.value.person for one in helping]
    ids = [person.id for person in people if person and not person.side]
    owner_id = best.span.value.person.id if best.span.value.person else ""
    return best, tuple(dict.fromkeys(one for one in ids if one != owner_id))


def _rivals(phrases: Phrases, best: Cast, casts: Sequence[Cast]) -> list[Cast]:
    """Others who do something of their own: one of them owns it, or each has a piece of work."""
    owners = [one for one in casts if one.role is Role.OWNER and (one.taken or one.stand is Stand.OPENS)]
    known = [one for one in owners if one.span.value.people and not one.span.value.outside]
    others = [one for one in known if one.span.value.people != best.span.value.people]
    return [
        one
        for one in others[:_MOST_RIVALS]
        if one.acts or one.stand is Stand.OPENS or _has_own_words(phrases, best, one)
    ]


def _has_own_words(phrases: Phrases, best: Cast, other: Cast) -> bool:
    """ "dàn ý: Ada, review: James": words with a colon lead to each."""
    first, second = sorted((best, other), key=lambda one: one.start)
    between = phrases.tokens[first.end : second.start]
    return bool(between) and between[-1].form == ":" and any(token.kind is Kind.WORD for token in between)


def _is_both(phrases: Phrases, at: int) -> bool:
    """Whether "both" or "cả" stands before a name that falls away."""
    lead = phrases.one(at - 1, "all")
    return lead is not None and lead.end == at


def _falls_away(one: Cast, owner: Cast | None) -> bool:
    ours = owner is not None and not owner.span.value.outside
    if one.role is not Role.DENIED and one.span.value.outside and ours:
        return False  # "shoot w/ Phong", "Ask Sarah for the files – me": the title keeps who is from outside
    if one.role in (Role.HELPER, Role.DENIED):
        return True
    if (
        owner is not None
        and one is not owner
        and one.acts
        and one.span.value.people == owner.span.value.people
    ):
        return False
    if not one.span.value.people and owner is not None and one is not owner:
        return one.either and one.span.value.nobody
    return one.role is Role.OWNER and one.taken and (one is owner or owner is None or owner.taken)


def _owner(phrases: Phrases, best: Cast | None, casts: Sequence[Cast]) -> Answer[str]:
    if best is None:
        helping = (one.span.value.person for one in casts if one.role is Role.HELPER)
        ids = tuple(person.id for person in helping if person and not person.side)
        return Answer(why=Why.PERSON if ids else Why.MISSING, readings=ids)
    people = best.span.value.people
    ours = tuple(one.id for one in people if not one.side)
    if best.either:
        either = {person.id: person for one in casts if one.either for person in one.span.value.people}
        own = [person.id for person in either.values() if not person.side]
        if len(own) == 1 and len(either) > 1 and not best.span.value.doubtful:
            return Answer(own[0], best.span.words)  # of a client's person and one of ours it is ours
        return Answer(why=Why.PERSON, readings=tuple(
            person.id for one in casts if one.either for person in one.span.value.people))  # fmt: skip
    if best.span.value.nobody:
        return Answer(why=Why.MISSING, words=best.span.words)
    if not people:
        return Answer(why=Why.UNKNOWN, words=best.span.words)
    if not ours:
        return Answer(why=Why.OUTSIDE, readings=tuple(one.id for one in people), words=best.span.words)
    rivals = _rivals(phrases, best, casts)
    if rivals:
        both = [*ours, *(person.id for one in rivals for person in one.span.value.people)]
        return Answer(why=Why.PERSON, readings=tuple(dict.fromkeys(both)), words=best.span.words)
    if len(ours) > 1 or not best.taken:
        return Answer(why=Why.PERSON, readings=ours, words=best.span.words)
    return Answer(ours[0], best.span.words)


def _leading(phrases: Phrases, taken: set[int]) -> set[int]:
    """ "làm", "gấp:" and "nhờ" before the title, which say that there is work, not what."""
    found: set[int] = set()
    at = 0
    while at < len(phrases.tokens):
        token = phrases.tokens[at]
        if at in taken or token.kind in (Kind.BULLET, Kind.EMOJI):
            at += 1
            continue
        urgent = phrases.one(at, "urgent")
        if urgent and urgent.end < len(phrases.tokens) and phrases.tokens[urgent.end].form in (":", "!", "-"):
            found.update(range(at, urgent.end + 1))
            at = urgent.end + 1
            continue
        bracketed = phrases.one(at + 1, "urgent") if phrases.form(at) in ("[", "(") else None
        if bracketed and phrases.form(bracketed.end) in ("]", ")"):
            found.update(range(at, bracketed.end + 1))
            at = bracketed.end + 1
            continue
        end = max(_please(phrases, at), _made(phrases, at))
        if at < end < len(phrases.tokens):
            found.update(range(at, end))
            at = end
            continue
        break
    return found


def _made(phrases: Phrases, at: int) -> int:
    """Where a "làm" ends that only says that what follows is to be made: not that of "làm lại", "làm rõ"."""
    do, verb = phrases.one(at, "do"), phrases.one(at, "verb")
    token = phrases.token(do.end) if do else None
    if do and token and token.form == ":" and do.end + 1 < len(phrases.tokens):  # "Task: …"
        return do.end + 1
    if do is None or do.value != "make" or token is None or token.kind not in (Kind.WORD, Kind.NUMBER):
        return at
    whole = (verb is None or verb.end <= do.end) and (
        phrases.one(do.end, "tail", "status", "names_nothing") is None)  # fmt: skip
    return do.end if whole else at


def _please(phrases: Phrases, at: int) -> int:
    """Where words that only ask for something end: "please", "làm giúp c", "giúp chị với"."""
    please, do = phrases.one(at, "please"), phrases.one(at, "do")
    favour = phrases.one(at, "favour") or (phrases.one(do.end, "favour") if do else None)
    if favour is None:
        return please.end if please else at
    whom = phrases.one(favour.end, "title", "me")
    end = whom.end if whom else favour.end
    return max(end, please.end if please else at)


def _struck(phrases: Phrases) -> set[int]:
    """Words that were struck through, "~old~"."""
    found: set[int] = set()
    begin = None
    for at, token in enumerate(phrases.tokens):
        if token.text == "~":
            if begin is not None and token.glued and at - begin > 1:
                found.update(range(begin, at + 1))
                begin = None
            else:
                begin = at if not token.glued else None
    return found


def with_given(read: Item, given: Given | None) -> Item:
    """The item with what a heading gives, where its own line says nothing."""
    if given is None:
        return read
    owner, helpers, day, hour = read.owner, read.helpers, read.due, read.hour
    if owner.why is Why.MISSING and given.owner:
        owner, helpers = given.owner, helpers or given.helpers
    only_hour = hour.value is not None and not day.words
    offered = day.why is Why.WHICH and not day.words  # by words of the title
    if given.due and day.why is hour.why is Why.PAST and not day.words and len(hour.readings) == 1:
        day, hour = given.due, Answer(hour.readings[0])  # an hour alone that is gone today is of that day
    if given.due and (day.why in (Why.MISSING, Why.URGENT) or only_hour or offered):
        day = given.due
    if given.hour and hour.value is None and not hour.asked and day.value:
        hour = given.hour
    offers = read.offers and not (offered and given.due and not owner.asked)
    return replace(read, owner=owner, helpers=helpers, due=day, hour=hour, offers=offers)
