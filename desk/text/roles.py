"""What the people of a line have to do with its work: who does it, who helps, who only gets or watches it."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from desk.text.people import Mark, Named
from desk.text.phrases import Phrases, Sense, before, known_words
from desk.text.resolver import separates
from desk.text.spans import Span
from desk.text.tokens import Kind


class Role(enum.StrEnum):
    """The part somebody plays."""

    OWNER = "owner"
    HELPER = "helper"
    OBJECT = "object"
    DENIED = "denied"
    INSIDE = "inside"


class Stand(enum.IntEnum):
    """How plainly somebody stands in a part; from `LIKELY` on it is taken, below it is asked."""

    NONE = 0
    VAGUE = 30
    OPENS = 35
    LIKELY = 60
    SUBJECT = 70
    LED = 80
    DOES = 84
    ALONE = 85
    MARKED = 90


@dataclass(frozen=True, slots=True)
class Cast:
    """A person in a part. The tokens `start` to `end` fall away with it: the name and its lead words."""

    span: Span[Named]
    role: Role
    stand: Stand
    start: int
    end: int
    either: bool = False

    @property
    def acts(self) -> bool:
        """Whether a verb of its own stands behind the name."""
        return self.stand in (Stand.SUBJECT, Stand.DOES)

    @property
    def taken(self) -> bool:
        """Whether it stands plainly enough."""
        return self.stand >= Stand.LIKELY


def cast(phrases: Phrases, people: Sequence[Span[Named]], edges: set[int]) -> list[Cast]:
    """The parts of the people of a line; `edges` are tokens of times, beside which a name stands alone."""
    found: list[Cast] = []
    edges = set(edges)
    for party in _parties(phrases, people):
        found += _party(phrases, party, edges)
        edges.update(range(party.start, party.end))
    return found


@dataclass(frozen=True, slots=True)
class _Party:
    """People who stand side by side: "Lan + Khoa". `either`: with an "or"."""

    people: tuple[Span[Named], ...]
    either: bool

    @property
    def start(self) -> int:
        return self.people[0].start

    @property
    def end(self) -> int:
        return self.people[-1].end


def _parties(phrases: Phrases, people: Sequence[Span[Named]]) -> list[_Party]:
    found: list[_Party] = []
    for span in people:
        last = found[-1] if found else None
        how = (
            _joined(phrases, last.end, span.start, last.people[-1].value.mark in (Mark.AT, Mark.MENTION))
            if last
            else None
        )
        if last is None or how is None:
            found.append(_Party((span,), False))
        elif how == "comma" and not _listed(phrases, last, span):
            found.append(_Party((span,), False))
        else:
            found[-1] = _Party((*last.people, span), last.either or how == "or")
    return found


def _joined(phrases: Phrases, start: int, end: int, marked: bool) -> str | None:
    """How two names are joined: "and", "or", "comma", or not at all."""
    marks = (Kind.AT, Kind.MENTION)
    if start == end:
        return "and" if phrases.tokens[end].kind in marks and marked else None
    if end - start > 3:
        return None
    while start < end and phrases.tokens[start].form in ("?", "!"):
        start += 1
    if end - start == 1 and phrases.tokens[start].form in (",", "/", "→"):
        return "comma" if phrases.tokens[start].form == "," else "or"
    if phrases.tokens[start].form == "," and end - start == 2:
        start += 1
    for sense in phrases.at(start):
        if sense.end == end and sense.kind in ("and", "or"):
            return sense.kind
    return None


def _listed(phrases: Phrases, party: _Party, span: Span[Named]) -> bool:
    """Whether a comma lists two names rather than parts two clauses: a verb behind the second is its own."""
    if party.start > phrases.first_word and (
        phrases.one(span.end, "helper_behind", "owner_behind") or _verb(phrases, span.end) is not None
    ):
        return False
    if before(phrases, party.start, "not_lead", "helper_lead") is not None:
        return False
    first, second = party.people[-1].value, span.value
    return (first.mark is Mark.SMALL) == (second.mark is Mark.SMALL) and first.person is not None


def _party(phrases: Phrases, party: _Party, edges: set[int]) -> list[Cast]:
    role, stand, start, end = _stand(phrases, party, edges)
    first, *others = party.people
    asked = party.end < len(phrases.tokens) and phrases.tokens[party.end].form == "?"
    either = party.either or first.value.doubtful or (asked and stand >= Stand.DOES)
    owns = role is Role.OWNER
    found = [Cast(first, role, stand, start, first.end if others else end, either)]
    place = first.end
    for span in others:
        closes = end if span is others[-1] else span.end
        part = Role.HELPER if owns and not party.either else role
        found.append(Cast(span, part, stand, place, closes, party.either))
        place = span.end
    return found


_Standing = tuple[Role, Stand, int, int]


def _stand(phrases: Phrases, party: _Party, edges: set[int]) -> _Standing:
    start, end = party.start, party.end
    named = party.people[0].value
    if named.me and not (_begins(phrases, start, edges) and _me_does(phrases, end, edges)):
        return Role.INSIDE, Stand.NONE, start, end
    if named.stranger:
        return Role.INSIDE, Stand.NONE, start, end
    if end < len(phrases.tokens) and phrases.tokens[end].form == "'s":
        return Role.INSIDE, Stand.NONE, start, end
    left = _lead(phrases, start)
    if left and left[1].kind == "not_lead":
        return Role.DENIED, Stand.LED, left[0], end
    helps, does = phrases.one(end, "helper_behind"), phrases.one(end, "owner_behind")
    if (
        left
        and left[1].kind == "helper_lead"
        and named.mark is not Mark.SMALL
        or (left and left[1].kind == "helper_lead" and _ends(phrases, end, edges))
    ):
        return Role.HELPER, Stand.LED, left[0], end
    if helps and (does is None or does.end <= helps.end) and _begins(phrases, start, edges):
        return Role.HELPER, Stand.LED, start, helps.end
    marked = named.mark in (Mark.AT, Mark.MENTION)
    if left and left[1].kind in ("object_lead", "owner_lead") and left[1].value in ("object", "for"):
        return _for_somebody(phrases, party, left, marked, edges)
    if marked:
        lead = left[0] if left and left[1].kind == "owner_lead" and left[1].value == "owner" else start
        return Role.OWNER, Stand.MARKED, lead, _with_does(phrases, end, edges)
    return _plain(phrases, party, left, edges)


def _me_does(phrases: Phrases, end: int, edges: set[int]) -> bool:
    return _ends(phrases, end, edges) or _is_closed(phrases, end) or _verb(phrases, end) is not None


def _plain(phrases: Phrases, party: _Party, left: tuple[int, Sense] | None, edges: set[int]) -> _Standing:
    """The part of names without a mark, by where they stand."""
    start, end, named = party.start, party.end, party.people[0].value
    small = named.mark is Mark.SMALL
    begins, ends = _begins(phrases, start, edges), _ends(phrases, end, edges)
    verb = _verb(phrases, end)
    if left and left[1].kind == "owner_lead" and left[1].value == "owner":
        if verb is not None and _ends(phrases, verb, edges) and _is_later(phrases, left[0], edges):
            return Role.OWNER, Stand.LED, left[0], verb
        return Role.OWNER, Stand.LED, left[0], _with_does(phrases, end, edges)
    if begins and (ends or _is_closed(phrases, end)):
        return Role.OWNER, Stand.ALONE, start, end
    does = phrases.one(end, "owner_behind")
    call = phrases.one(end, "vocative")
    if begins and call:
        return Role.OWNER, Stand.LED, start, call.end
    vague = small and _is_pronoun(phrases, party)
    if begins and does and _ends(phrases, does.end, edges):
        return Role.OWNER, Stand.VAGUE if vague else Stand.DOES, start, does.end
    if begins and verb is not None and _ends(phrases, verb, edges) and _is_later(phrases, start, edges):
        return Role.OWNER, Stand.DOES, start, verb
    asked = left is not None and left[1].kind == "owner_lead" and left[1].value == "ask" and not small
    if verb is not None and _is_closed(phrases, verb):
        verb = None  # "Trang liên hệ: …" is a page
    subject = begins or _is_job(phrases, start) or asked
    if subject and (does or verb is not None):
        stand = Stand.VAGUE if vague else Stand.SUBJECT
        lead = left[0] if asked and left else start
        light = end if _is_later(phrases, start, edges) else _light(phrases, end, does)
        return Role.OWNER, stand, lead, light
    after = phrases.one(end, "owner_lead")
    if asked and left and after and after.value == "for":
        return Role.OWNER, Stand.SUBJECT, left[0], after.end
    if begins and not small and after:
        return Role.OWNER, Stand.SUBJECT, start, end
    if ends and not small:
        return Role.OWNER, Stand.VAGUE, start, end
    later = _is_later(phrases, start, edges) or not named.common
    if begins and not small and len(phrases.tokens) > end and later:
        return Role.OWNER, Stand.OPENS, start, end
    return Role.INSIDE, Stand.NONE, start, end


def _for_somebody(
    phrases: Phrases, party: _Party, left: tuple[int, Sense], marked: bool, edges: set[int]
) -> _Standing:
    """ "cho Lan", "with Lan", "to Sarah": who gets it, or, where nothing is given, maybe who does it."""
    start, end = party.start, party.end
    verbs = _verbs_before(phrases, left[0])
    if left[1].value == "for" and "hands" in verbs:
        return Role.OWNER, Stand.LED, left[0], end
    does = phrases.one(end, "owner_behind")
    if (
        left[1].value == "for"
        and _begins(phrases, left[0], edges)
        and (does or _verb(phrases, end) is not None)
    ):
        return Role.OWNER, Stand.LED, left[0], _light(phrases, end, does)
    if left[1].value == "for" and "gives" not in verbs and _ends(phrases, end, edges):
        return Role.OWNER, Stand.MARKED if marked else Stand.VAGUE, left[0], end
    if marked and _ends(phrases, end, edges) and left[1].value == "object" and "gives" not in verbs:
        return Role.OWNER, Stand.VAGUE, start, end
    return Role.OBJECT, Stand.NONE, start, end


def _verbs_before(phrases: Phrases, place: int) -> set[str]:
    """What verbs of giving stand in the clause before a token."""
    found = set()
    for at in range(place - 1, max(-1, place - 12), -1):
        if separates(phrases.tokens, at):
            break
        for sense in phrases.at(at):
            if sense.kind in ("gives", "hands"):
                found.add(sense.kind)
    return found


def _lead(phrases: Phrases, start: int) -> tuple[int, Sense] | None:
    """The words right before a name that say what part it plays, a colon between them maybe."""
    end = start
    if end and phrases.tokens[end - 1].form in (":", "-", "=") and end > 1:
        end -= 1
    for stop in (start, end):
        at = before(phrases, stop, "not_lead", "helper_lead", "owner_lead", "object_lead")
        if at is not None:
            sense = next(one for one in phrases.at(at) if one.end == stop and one.kind.endswith("_lead")
                         and one.kind in ("not_lead", "helper_lead", "owner_lead", "object_lead"))  # fmt: skip
            if stop == start or sense.value in ("owner", "helper", "not"):
                return at, sense
    return None


def _begins(phrases: Phrases, place: int, edges: set[int]) -> bool:
    """Whether a clause begins here: a separator, a bracket, a time or a turn ("mà là") stands before."""
    if place == 0 or place - 1 in edges:
        return True
    token = phrases.tokens[place - 1]
    if token.kind in (Kind.BULLET, Kind.BRACKET, Kind.EMOJI, Kind.MARK):
        return True
    if separates(phrases.tokens, place - 1) or token.text in "+&":
        return True
    return before(phrases, place, "or", "please", "turn", "greeting", "urgent", "do") is not None


def _ends(phrases: Phrases, place: int, edges: set[int]) -> bool:
    """Whether a clause ends here: behind are a separator, a bracket, a time, small words, or nothing."""
    for _ in range(3):
        if place >= len(phrases.tokens) or place in edges:
            return True
        token = phrases.tokens[place]
        if token.kind in (Kind.BRACKET, Kind.EMOJI, Kind.MARK, Kind.AT, Kind.MENTION):
            return True
        if separates(phrases.tokens, place):
            return True
        tail = phrases.one(place, "tail")
        if tail is None:
            other = phrases.one(place, "helper_lead", "not_lead", "owner_behind")
            return other is not None and other.kind != "owner_behind"
        place = tail.end
    return False


def _is_closed(phrases: Phrases, place: int) -> bool:
    return place < len(phrases.tokens) and phrases.tokens[place].form == ":"


def _is_later(phrases: Phrases, start: int, edges: set[int]) -> bool:
    """Whether words of work stand before the clause that begins here, so that it only says who does them.

    `edges` has the names and the times before; a few words tell.
    """
    first = phrases.first_word
    near = range(first, min(start - 1, first + 40))
    return any(phrases.tokens[at].kind is Kind.WORD and at not in edges for at in near)


def _verb(phrases: Phrases, place: int) -> int | None:
    """Where the verb ends that stands behind a name, "sẽ" or "to" before it maybe."""
    will = phrases.one(place, "owner_will")
    at = will.end if will else place
    verb = phrases.one(at, "verb")
    if verb:
        return verb.end
    if at < len(phrases.tokens) and phrases.tokens[at].kind is Kind.WORD:
        word = phrases.tokens[at].bare
        if (
            word.isascii()
            and word.endswith("s")
            and any(base in known_words("verb") for base in (word[:-1], word[:-2], word[:-3] + "y"))
        ):
            return at + 1
    return will.end if will and will.value == "will" else None


def _with_does(phrases: Phrases, place: int, edges: set[int]) -> int:
    """Behind a marked name "làm", "lo nhé" and the like go with it."""
    does = phrases.one(place, "owner_behind")
    if does and (_ends(phrases, does.end, edges) or phrases.one(place, "do")):
        return does.end
    return place


def _light(phrases: Phrases, end: int, does: Sense | None) -> int:
    """Where the words that fall away end: "làm" and "to" do, a verb with a meaning stays in the title."""
    will = phrases.one(end, "owner_will")
    at = will.end if will else end
    light = phrases.one(at, "do")
    if light:
        return light.end
    return at if will or does is None else end


def _is_job(phrases: Phrases, start: int) -> bool:
    job = before(phrases, start, "job")
    return job is not None and (job == 0 or separates(phrases.tokens, job - 1))


def _is_pronoun(phrases: Phrases, party: _Party) -> bool:
    span = party.people[0]
    return span.end == span.start + 1 and phrases.tokens[span.start].bare in known_words("pronoun_name")
