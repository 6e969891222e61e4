"""People in a line: by mention, by "@" and by name, with the titles before them and the side they are on."""

from __future__ import annotations

import enum
from collections.abc import Collection
from dataclasses import dataclass

from desk.text.letters import fold
from desk.text.people import roster
from desk.text.people.roster import Entry, Fit, Roster
from desk.text.phrases import Phrases, known_words
from desk.text.spans import Context, Dimension, Person, Span, Why
from desk.text.tokens import Kind, Token
from desk.text.tongue import is_everyday_english

_NAME_KINDS = (Kind.WORD, Kind.NUMBER)
_LITTLE_TITLES = frozenset({"em", "minh", "con"})
_HOUSE_WORDS = 3
_WEEK = frozenset({"tuan"})
_PARTICLES = frozenset({"de", "du", "da", "del", "della", "von", "der", "den", "bin"})
_HOUSES = frozenset({"ben", "phia", "from"})
_AFTER_NAME = frozenset({"verb", "owner_behind", "weekday", "month", "relative", "helper_behind"})
_BEFORE_NAME = (
    "verb", "owner_lead", "helper_lead", "title", "not_lead", "do", "weekday", "and", "object_lead", "month",
    "greeting", "or", "all", "please",
)  # fmt: skip


class Mark(enum.StrEnum):
    """How it shows that a name is meant."""

    MENTION = "mention"
    AT = "at"
    TITLE = "title"
    CAPITAL = "capital"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class Named:
    """Who is named: one person, or several who are called so; nobody for a mention we do not know.

    `mark`: how it shows. `common`: written small it is an everyday word as well. `stranger`: somebody of
    another house who is called like one of ours. `me`: whoever types. `nobody`: "someone", "???".
    `doubtful`: only an initial tells who, or a brand may be called so.
    """

    people: tuple[Person, ...]
    mark: Mark
    common: bool = False
    stranger: bool = False
    me: bool = False
    nobody: bool = False
    doubtful: bool = False

    @property
    def person(self) -> Person | None:
        """The one who is meant, when there is no doubt."""
        return self.people[0] if len(self.people) == 1 else None

    @property
    def outside(self) -> bool:
        """Whether all who may be meant are a client's or a supplier's."""
        return bool(self.people) and all(person.side for person in self.people)

    @property
    def of_client(self) -> bool:
        """Whether all who may be meant are a client's."""
        return bool(self.people) and all(person.side == "client" for person in self.people)


def find(phrases: Phrases, context: Context, blocked: Collection[int] = ()) -> list[Span[Named]]:
    """The people of a line, in its order. Small words that may be names are among them, not firm."""
    names = roster.of(context.people)
    found: list[Span[Named]] = []
    place = 0
    while place < len(phrases.tokens):
        span = None if place in blocked else _at(phrases, place, names, context)
        if span and not any(at in blocked for at in range(span.start, span.end)):
            found.append(span)
            place = span.end
        else:
            place += 1
    return found


def _at(phrases: Phrases, place: int, names: Roster, context: Context) -> Span[Named] | None:
    token = phrases.tokens[place]
    if token.kind is Kind.MENTION:
        person = names.by_id.get(token.form)
        return _span(phrases, place, place + 1, Named((person,) if person else (), Mark.MENTION))
    if token.kind is Kind.AT:
        return _after_at(phrases, place, names)
    if token.kind is Kind.SEPARATOR:
        return _nobody(phrases, place)
    if token.kind is not Kind.WORD:
        return None
    return (
        _nobody(phrases, place)
        or _me(phrases, place, names, context)
        or _titled(phrases, place, names)
        or _by_name(phrases, place, names)
    )


def _nobody(phrases: Phrases, place: int) -> Span[Named] | None:
    """ "ai đó", "someone", "???"."""
    found = phrases.one(place, "nobody")
    end = found.end if found else _team(phrases, place)
    return _span(phrases, place, end, Named((), Mark.SMALL, nobody=True)) if end else None


def _team(phrases: Phrases, place: int) -> int:
    """Where a department ends that begins the line and does something, "team design làm …"; 0 for none."""
    if place != phrases.first_word:
        return 0
    lead = phrases.one(place, "team_word")
    of = phrases.one(lead.end if lead else place, "department")
    behind = None if lead or of is None else phrases.one(of.end, "team_word")
    if of is None or not (lead or behind):
        return 0
    end = behind.end if behind else of.end
    verb = phrases.one(end, "verb")
    plain = verb is not None and (verb.bare or phrases.tokens[end].accented)
    return end if plain or phrases.one(end, "do", "owner_will") else 0


def _me(phrases: Phrases, place: int, names: Roster, context: Context) -> Span[Named] | None:
    """ "em", "me" for whoever types; before a name it is a title."""
    me, writer = phrases.one(place, "me"), names.by_id.get(context.writer)
    if me is None or writer is None or phrases.is_glued(place) or _longest(phrases, place, names):
        return None
    if phrases.in_compound(place):
        return None
    if phrases.one(place, "title") and _longest(phrases, me.end, names):
        return None
    return _span(phrases, place, me.end, Named((writer,), Mark.SMALL, me=True))


def _after_at(phrases: Phrases, place: int, names: Roster) -> Span[Named] | None:
    """The most words behind an "@" that name somebody, a title before them maybe; else its one word."""
    start = place + 1
    token = phrases.token(start)
    if token is None or not token.glued or token.kind is not Kind.WORD or _is_glued_to_word(phrases, place):
        return None
    whole, title = _longest(phrases, start, names), _title(phrases, start)
    behind = _longest(phrases, title, names) if title else None
    found = behind if behind and (whole is None or behind[1] >= whole[1]) else whole
    if found:
        entries, end, _ = _with_house(phrases, found[1], found[0])
        return _span(phrases, place, end, Named(_people(entries), Mark.AT))
    end = start + 1
    while phrases.is_glued(end) and phrases.tokens[end].kind in _NAME_KINDS:
        end += 1
    while phrases.form(end) in (".", "_") and phrases.is_glued(end + 1):
        end += 2
    typed = names.by_id.get(phrases.words(start, end))
    return _span(phrases, place, end, Named((typed,) if typed else (), Mark.AT))


def _titled(phrases: Phrases, place: int, names: Roster) -> Span[Named] | None:
    """ "chị Lan", "c.Mai", "Mr Hùng"."""
    start = _title(phrases, place)
    found = _longest(phrases, start, names) if start else None
    if start is None or found is None or _is_glued_to_word(phrases, place):
        return None
    does = phrases.one(found[1], "verb", "owner_behind", "vocative") is not None
    called = phrases.tokens[start].capital and (found[0][0].fit <= Fit.CALLED or does)  # no "anh hùng"
    if (phrases.in_compound(place) and not called) or (
        phrases.in_compound(start) and not phrases.tokens[start].capital
    ):
        return None
    entries, end = found
    whole = _longest(phrases, place, names)
    if whole and whole[1] >= end and whole[0][0].fit <= Fit.PART:
        turned = [] if phrases.line.accented else names.turned(phrases.bare(start), phrases.bare(place))
        if not turned or not phrases.tokens[place].capital or whole[1] > end:
            return None  # "Anh Tuấn" is a name, no Mr Tuấn
        return _span(phrases, place, end, Named(_people([*whole[0], *turned]), Mark.TITLE))
    little = len(phrases.bare(place)) == 1 or phrases.bare(place) in _LITTLE_TITLES
    if little and phrases.line.accented and not phrases.tokens[start].capital and entries[0].fit > Fit.CALLED:
        return None
    entries, end, stranger = _with_house(phrases, end, entries)
    theirs = all(one.person.side for one in entries)  # "chị Linh BrightSip": with the house she is of
    if not stranger and not theirs and entries[0].fit >= Fit.GIVEN and _goes_on(phrases, end):
        return _span(phrases, place, end, Named((), Mark.TITLE, stranger=True))
    return _span(phrases, place, end, Named(_people(entries), Mark.TITLE, stranger=stranger))


def _title(phrases: Phrases, place: int) -> int | None:
    """Where the name begins that stands behind a title at this token."""
    title = phrases.one(place, "title")
    if title is None or (phrases.english and title.end == place + 1 and phrases.form(place) == "a"):
        return None
    end = title.end + (phrases.form(title.end) == "." and phrases.is_glued(title.end))
    token = phrases.token(end)
    return end if token and token.kind is Kind.WORD else None


def _by_name(phrases: Phrases, place: int, names: Roster) -> Span[Named] | None:
    found = _longest(phrases, place, names)
    if found is None or _is_glued_to_word(phrases, place) or _is_compound(phrases, found[1]):
        return None
    entries, end = found
    fit = entries[0].fit
    capital = _is_capital(phrases, place, end)
    named_so = capital and end > place + 1 and fit <= Fit.PART  # "Quốc Khánh" may well be a colleague
    named_so = named_so or (capital and place <= phrases.first_word and _may_do(phrases, place))
    if (phrases.in_compound(place) and not named_so) or (not capital and _is_address(phrases, place, end)):
        return None
    if fit is Fit.OTHER or (capital and _is_acronym(phrases, place)):
        return None  # a middle name alone calls nobody, and ADA is a law
    one_word = end == place + 1
    entries, end, stranger = _with_house(phrases, end, entries)
    longer = _goes_on(phrases, end) or _goes_before(phrases, place)
    if capital and longer and not stranger and fit is not Fit.WHOLE:
        return None
    common = one_word and phrases.bare(place) in known_words("common_word")
    doubtful = fit is Fit.INITIAL or _names_thing(phrases, end)
    named = Named(
        _people(entries), Mark.CAPITAL if capital else Mark.SMALL, common, stranger, doubtful=doubtful
    )
    opens = place <= phrases.first_word  # where every word has its capital
    return _span(phrases, place, end, named, firm=capital and not (common and opens))


def _may_do(phrases: Phrases, place: int) -> bool:
    """Whether only missing accents make a compound of a name: "Nam tinh tai trong"."""
    either = phrases.one(place, "maybe_name") or (
        phrases.one(place, "no_name") if phrases.one(place + 1, "verb") else None
    )
    return either is not None and either.bare and phrases.tokens[place].capital


def _is_address(phrases: Phrases, place: int, end: int) -> bool:
    """Whether a word typed small is itself how people are addressed: "anh"."""
    title = phrases.one(place, "title")
    return end == place + 1 and title is not None and title.end == end and not title.bare


def _is_glued_to_word(phrases: Phrases, place: int) -> bool:
    before_it = phrases.token(place - 1)
    return phrases.is_glued(place) and before_it is not None and before_it.kind in _NAME_KINDS


def _is_compound(phrases: Phrases, end: int) -> bool:
    """Whether something behind a name makes another word of it: "Bond-style", "Lan2", "tuan 48"."""
    if not phrases.is_glued(end):
        return (
            phrases.is_number(end) and phrases.bare(end - 1) in _WEEK and not phrases.tokens[end - 1].capital
        )
    return phrases.is_number(end) or (phrases.form(end) in ("-", "_") and phrases.is_glued(end + 1))


def _is_capital(phrases: Phrases, start: int, end: int) -> bool:
    """Whether all words of a name have a capital; a nickname in brackets needs none."""
    for at in range(start, end):
        token = phrases.tokens[at]
        if token.text in ("(", "["):
            break
        if token.kind is Kind.WORD and not token.capital:
            return False
    return True


def _is_acronym(phrases: Phrases, place: int) -> bool:
    """Whether a word is in capitals and its line is not: "ADA compliance"."""
    text = phrases.tokens[place].text
    return len(text) > 1 and text.isupper() and not phrases.line.text.isupper()


def _names_thing(phrases: Phrases, end: int) -> bool:
    """Whether a word for a brand or a place stands in the next clause: "Ngọc Lan – brand guideline"."""
    return phrases.form(end) in ("–", "-") and phrases.one(end + 1, "as_name") is not None


def _longest(phrases: Phrases, place: int, names: Roster) -> tuple[list[Entry], int] | None:
    """The most words from a token on that name somebody, nicknames in brackets among them."""
    most = names.longest(phrases.bare(place))
    words: list[Token] = []
    found, opened, at = None, False, place
    while at < len(phrases.tokens) and len(words) < most:
        token = phrases.tokens[at]
        if token.kind in _NAME_KINDS:
            words.append(token)
            entries = names.called(tuple(one.bare for one in words), tuple(one.form for one in words))
            if entries:
                found = entries, at + 1 + (opened and phrases.form(at + 1) == ")")
        elif not words or not (token.text in ("(", "[") or (token.glued and token.text in (".", "_", "-"))):
            break
        opened = opened or token.text == "("
        at += 1
    return found


def _with_house(phrases: Phrases, end: int, entries: list[Entry]) -> tuple[list[Entry], int, bool]:
    """Behind "bên …" or in brackets stands a department of ours, which tells who, or a stranger's house."""
    ours_too = phrases.one(end, "our_house")
    if ours_too:
        return entries, ours_too.end, False
    place, closes = end, 1
    if phrases.form(end) == "(":
        place, closes = end + 1, 2
    ours = _of_department(phrases, place, entries)[0]
    if ours and (closes == 1 or phrases.form(place + 1) == ")"):
        return ours, place + closes, False
    aside = _aside(phrases, end)
    if aside:
        return entries, aside, False
    for at in (end, end + 1):
        house = phrases.one(at, "from_org")
        token = phrases.token(house.end) if house else None
        if house is None or token is None or token.kind is not Kind.WORD:
            continue
        ours, behind = _of_department(phrases, house.end, entries, _HOUSE_WORDS)
        if ours:
            return ours, behind, False
        named = phrases.bare(at) != "from" or token.capital
        if named and phrases.bare(at) in _HOUSES and not all(one.person.side for one in entries):
            return entries, end, True
    return entries, end, False


def _aside(phrases: Phrases, end: int) -> int | None:
    """Where a bracket of one or two words ends that says what somebody is and names no department of ours."""
    if phrases.form(end) != "(":
        return None
    closes = next((at for at in (end + 2, end + 3) if phrases.form(at) == ")"), None)
    if closes is None:
        return None
    inside = [phrases.tokens[at] for at in range(end + 1, closes)]
    plain = all(token.kind is Kind.WORD and not token.capital for token in inside)
    times = phrases.one(end + 1, "relative", "weekday", "part", "named_hour", "helper_lead", "helper_behind")
    return closes + 1 if plain and times is None and phrases.one(closes + 1, "verb", "owner_behind") else None


def _of_department(
    phrases: Phrases, place: int, entries: list[Entry], most: int = 1
) -> tuple[list[Entry], int]:
    """Those whose department is named at a token or soon behind it, "bên mua media", and where it ends."""
    for at in range(place, place + most):
        word = phrases.bare(at)
        found = [one for one in entries if word and word in fold(one.person.department).split()]
        if found:
            return found, at + 1
    return [], place


def _goes_on(phrases: Phrases, end: int) -> bool:
    """Whether a capital word behind makes a longer name of it: "Nam Cường building", "Hung Kings"."""
    token = phrases.token(end)
    if token is None or token.kind is not Kind.WORD:
        return False
    thing = phrases.one(end, "as_name")
    if thing and not (thing.bare and phrases.one(end, "verb")):
        return True
    if token.text in _PARTICLES and not phrases.vietnamese:
        after = phrases.token(end + 1)  # "Duc de Praslin"
        return after is not None and after.kind is Kind.WORD and after.capital
    verbs = any(sense.kind in _AFTER_NAME and not sense.bare for sense in phrases.at(end))
    return token.capital and not token.text.isupper() and not verbs


def _goes_before(phrases: Phrases, place: int) -> bool:
    """Whether a capital word before makes it part of a longer name, "Hà Lan"; a verb or a title does not."""
    token = phrases.token(place - 1)
    if token is None or token.kind is not Kind.WORD:
        return False
    if not token.capital or token.text.isupper():
        thing = phrases.one(place - 1, "as_name")
        return thing is not None and not thing.bare
    before_it = phrases.token(place - 2)
    if place - 1 == phrases.first_word and is_everyday_english(token.bare):
        return False  # "Is James …"
    opens = place - 1 == phrases.first_word or (before_it is not None and before_it.kind is not Kind.WORD)
    return phrases.one(place - 1, *(_BEFORE_NAME if opens else ("title", "weekday", "month"))) is None


def _people(entries: list[Entry]) -> tuple[Person, ...]:
    return tuple(one.person for one in entries)


def _span(phrases: Phrases, start: int, end: int, named: Named, *, firm: bool = True) -> Span[Named]:
    several = len(named.people) > 1
    known = named.people or named.stranger or named.nobody
    why = Why.PERSON if several else None if known else Why.UNKNOWN
    return Span(start, end, Dimension.PERSON, named, phrases.words(start, end), why is None, (), why, firm)
