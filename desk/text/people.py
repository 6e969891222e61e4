"""People in a line: by mention, by "@" and by name, with the titles before them and the side they are on."""

from __future__ import annotations

import enum
from collections.abc import Collection
from dataclasses import dataclass

from desk.text import roster
from desk.text.letters import fold
from desk.text.phrases import Phrases, known_words
from desk.text.roster import Entry, Fit, Roster
from desk.text.spans import Context, Dimension, Person, Span, Why
from desk.text.tokens import Kind, Token

_NAME_KINDS = (Kind.WORD, Kind.NUMBER)


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
    if token.kind not in (Kind.WORD, Kind.SEPARATOR):
        return None
    pronoun = _pronoun(phrases, place, names, context)
    if token.kind is Kind.SEPARATOR or pronoun:
        return pronoun
    titled = _titled(phrases, place, names)
    if titled:
        return titled
    return _by_name(phrases, place, names)


def _pronoun(phrases: Phrases, place: int, names: Roster, context: Context) -> Span[Named] | None:
    """ "em", "me" for whoever types, and "ai đó", "???" for nobody; a title before a name is neither."""
    nobody = phrases.one(place, "nobody")
    if nobody:
        return _span(phrases, place, nobody.end, Named((), Mark.SMALL, nobody=True))
    me = phrases.one(place, "me")
    writer = names.by_id.get(context.writer)
    if me is None or writer is None or (place and phrases.tokens[place].glued):
        return None
    titled = phrases.one(place, "title") and _longest(phrases, me.end, names)
    if titled or _longest(phrases, place, names):
        return None
    return _span(phrases, place, me.end, Named((writer,), Mark.SMALL, me=True))


def _after_at(phrases: Phrases, place: int, names: Roster) -> Span[Named] | None:
    """The most words behind an "@" that name somebody, a title before them maybe; else its one word."""
    start = place + 1
    if (
        start >= len(phrases.tokens)
        or not phrases.tokens[start].glued
        or phrases.tokens[start].kind is not Kind.WORD
    ):
        return None
    title = _title(phrases, start)
    for begin in (start, title) if title else (start,):
        found = _longest(phrases, begin, names)
        if found and not (begin == start and title and _is_better_titled(phrases, title, names, found)):
            entries, end = found
            end = _with_house(phrases, end, entries)[0]
            return _span(phrases, place, end, Named(_people(entries), Mark.AT))
    end = start + 1
    while (
        end + 1 < len(phrases.tokens) and phrases.tokens[end].text in "._" and phrases.tokens[end + 1].glued
    ):
        end += 2
    return _span(phrases, place, end, Named((), Mark.AT))


def _is_better_titled(phrases: Phrases, title: int, names: Roster, found: tuple[list[Entry], int]) -> bool:
    """Whether "@anh Hùng" is Hùng rather than somebody called Anh: the name behind the title wins."""
    behind = _longest(phrases, title, names)
    return behind is not None and (behind[1] >= found[1])


def _titled(phrases: Phrases, place: int, names: Roster) -> Span[Named] | None:
    """ "chị Lan", "c.Mai", "Mr Hùng"."""
    start = _title(phrases, place)
    if start is None or (
        place and phrases.tokens[place].glued and phrases.tokens[place - 1].kind is Kind.WORD
    ):
        return None
    found = _longest(phrases, start, names)
    if found is None:
        return None
    entries, end = found
    whole = _longest(phrases, place, names)
    if whole and whole[1] >= end and whole[0][0].fit <= Fit.PART:
        return None  # "Anh Tuấn" is a name, no Mr Tuấn
    token = phrases.tokens[start]
    weak_title = len(phrases.tokens[place].bare) == 1 or fold(phrases.tokens[place].text) in (
        "em",
        "minh",
        "con",
    )
    if not token.capital and weak_title and phrases.line.accented and entries[0].fit is not Fit.CALLED:
        return None
    end, stranger = _with_house(phrases, end, entries)
    if _goes_on(phrases, end) and not stranger and entries[0].fit >= Fit.GIVEN:
        return _span(phrases, place, end, Named((), Mark.TITLE, stranger=True))
    return _span(phrases, place, end, Named(_people(entries), Mark.TITLE, stranger=stranger))


def _title(phrases: Phrases, place: int) -> int | None:
    """Where the name begins that stands behind a title at this token."""
    title = phrases.one(place, "title")
    if title is None:
        return None
    end = title.end
    if end < len(phrases.tokens) and phrases.tokens[end].text == "." and phrases.tokens[end].glued:
        end += 1
    return end if end < len(phrases.tokens) and phrases.tokens[end].kind is Kind.WORD else None


def _by_name(phrases: Phrases, place: int, names: Roster) -> Span[Named] | None:
    tokens = phrases.tokens
    if tokens[place].glued and place and tokens[place - 1].kind in (Kind.WORD, Kind.NUMBER):
        return None
    found = _longest(phrases, place, names)
    if found is None:
        return None
    entries, end = found
    if (
        end < len(tokens)
        and tokens[end].glued
        and (tokens[end].text in "-_/" or tokens[end].kind in (Kind.NUMBER, Kind.AT))
    ):
        follows = tokens[end + 1 : end + 2]
        if tokens[end].text not in "/" and (
            tokens[end].kind is Kind.NUMBER or (follows and follows[0].glued)
        ):
            return None
    bracket = next((at for at in range(place, end) if tokens[at].text in "(["), end)
    capital = all(tokens[at].capital for at in range(place, bracket) if tokens[at].kind is Kind.WORD)
    if capital and tokens[place].text.isupper() and len(tokens[place].text) > 1 and not _shouts(phrases):
        return None  # "ADA compliance"
    end, stranger = _with_house(phrases, end, entries)
    if (
        capital
        and not stranger
        and entries[0].fit is not Fit.WHOLE
        and (_goes_on(phrases, end) or _goes_before(phrases, place))
    ):
        return None
    if entries[0].fit is Fit.OTHER and not capital:
        return None
    common = end == place + 1 and tokens[place].bare in known_words("common_word")
    mark = Mark.CAPITAL if capital else Mark.SMALL
    vague = entries[0].fit is Fit.INITIAL or _names_thing(phrases, end)
    unclear = not capital and (
        phrases.line.accented and not any(tokens[at].accented for at in range(place, end))
    )
    return _span(
        phrases,
        place,
        end,
        Named(_people(entries), mark, common, stranger, doubtful=vague),
        firm=capital and not unclear and not (common and _opens(phrases, place)),
    )


def _names_thing(phrases: Phrases, end: int) -> bool:
    """Whether a word for a brand or a place stands in the next clause: "Ngọc Lan – brand guideline"."""
    return (
        end + 1 < len(phrases.tokens)
        and phrases.tokens[end].form in ("–", "-")
        and (phrases.one(end + 1, "as_name") is not None)
    )


def _longest(phrases: Phrases, place: int, names: Roster) -> tuple[list[Entry], int] | None:
    """The most words from a token on that name somebody, nicknames in brackets among them."""
    if not 0 <= place < len(phrases.tokens) or phrases.tokens[place].kind is not Kind.WORD:
        return None
    most = names.longest(phrases.tokens[place].bare)
    if not most:
        return None
    words: list[Token] = []
    found = None
    at = place
    while at < len(phrases.tokens) and len(words) < most:
        token = phrases.tokens[at]
        if token.kind in _NAME_KINDS:
            words.append(token)
            entries = names.called(tuple(one.bare for one in words), tuple(one.form for one in words))
            if entries:
                closes = (
                    at + 1 < len(phrases.tokens)
                    and phrases.tokens[at + 1].text == ")"
                    and _opened(phrases, place, at)
                )
                found = entries, at + 1 + closes
        elif not (words and (token.text in "([" or (token.text in "._-" and token.glued))):
            break
        at += 1
    return found


def _opened(phrases: Phrases, start: int, end: int) -> bool:
    return any(phrases.tokens[at].text == "(" for at in range(start, end))


def _with_house(phrases: Phrases, end: int, entries: list[Entry]) -> tuple[int, bool]:
    """Behind "bên …" or in brackets stands a department of ours, or the house of a stranger."""
    departments = {word for one in entries for word in fold(one.person.department).split()}
    token = phrases.tokens[end] if end < len(phrases.tokens) else None
    if token and token.bare in departments:
        return end + 1, False
    if token and token.text == "(" and end + 2 < len(phrases.tokens) and phrases.tokens[end + 2].text == ")":
        return (end + 3, False) if phrases.tokens[end + 1].bare in departments else (end, False)
    for at in (end, end + 1):
        house = phrases.one(at, "from_org")
        if (
            house is None
            or house.end >= len(phrases.tokens)
            or phrases.tokens[house.end].kind is not Kind.WORD
        ):
            continue
        if phrases.tokens[house.end].bare in departments:
            return house.end + 1, False
        if phrases.tokens[at].bare in ("ben", "phia", "from") and not all(one.person.side for one in entries):
            return end, True
    return end, False


def _goes_on(phrases: Phrases, end: int) -> bool:
    """Whether a capital word behind makes a longer name of it: "Nam Cường building", "Hung Kings"."""
    token = phrases.tokens[end] if end < len(phrases.tokens) else None
    if token and token.kind is Kind.WORD and phrases.one(end, "as_name"):
        return True
    if token is None or token.kind is not Kind.WORD or not token.capital or token.text.isupper():
        return False
    kinds = ("verb", "owner_behind", "weekday", "month", "relative", "helper_behind")
    return not any(sense.kind in kinds and not sense.bare for sense in phrases.at(end))


def _goes_before(phrases: Phrases, place: int) -> bool:
    """Whether a capital word before makes it part of a longer name, "Hà Lan"; the line's first word does not."""
    before = phrases.tokens[place - 1] if place else None
    if before is None or before.kind is not Kind.WORD or not before.capital or before.text.isupper():
        return phrases.one(place - 1, "as_name") is not None if place else False
    if place - 1 == phrases.first_word or phrases.tokens[place - 2].kind is not Kind.WORD:
        known = (
            "verb",
            "owner_lead",
            "helper_lead",
            "title",
            "not_lead",
            "do",
            "weekday",
            "and",
            "object_lead",
        )
        return phrases.one(place - 1, *known) is None and phrases.one(place - 1, "month", "greeting") is None
    return phrases.one(place - 1, "title", "weekday", "month") is None


def _opens(phrases: Phrases, place: int) -> bool:
    """Whether a word opens the line, so that its capital tells nothing."""
    return place <= phrases.first_word


def _shouts(phrases: Phrases) -> bool:
    """Whether the whole line is written in capitals."""
    words = [token for token in phrases.tokens if token.kind is Kind.WORD]
    return all(token.text.isupper() for token in words)


def _people(entries: list[Entry]) -> tuple[Person, ...]:
    return tuple(one.person for one in entries)


def _span(phrases: Phrases, start: int, end: int, named: Named, *, firm: bool = True) -> Span[Named]:
    several = len(named.people) > 1
    known = named.people or named.stranger or named.nobody
    why = Why.PERSON if several else None if known else Why.UNKNOWN
    return Span(start, end, Dimension.PERSON, named, phrases.words(start, end), why is None, (), why, firm)
