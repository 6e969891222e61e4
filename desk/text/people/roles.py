"""What the people of a line have to do with its work: who does it, who helps, who only gets or watches it."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from desk.text.people.clauses import Clauses
from desk.text.people.names import Mark, Named
from desk.text.phrases import Phrases, Sense, before, known_words
from desk.text.seams import separates
from desk.text.spans import Span
from desk.text.tokens import Kind

_NO_VERBS = ("owner_lead", "object_lead", "joint", "and", "or", "range_join", "bound", "helper_lead")
_GOES = ("đi", "di")
_MARKED = (Mark.AT, Mark.MENTION)


class Role(enum.StrEnum):
    """The part somebody plays."""

    OWNER = "owner"
    HELPER = "helper"
    OBJECT = "object"
    DENIED = "denied"
    INSIDE = "inside"


class Stand(enum.IntEnum):
    """How plainly somebody stands in a part; from `LIKELY` on it is taken, below it is asked.

    `OPENS`: a clause begins with the name, and what follows is no verb we know. `SUBJECT` and `DOES`: a verb
    of its own stands behind the name.
    """

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
    """A person in a part. The tokens `start` to `end` fall away with it: the name and its lead words.

    `either`: somebody is meant, and who is to be asked: "Lan hoặc Khoa", "Lan?".
    """

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
    clauses = Clauses(phrases, edges)
    for party in _parties(clauses, people):
        found += _joining(clauses, found, party) or _checking(clauses, found, party) or _party(clauses, party)
        clauses.edges.update(range(party.start, party.end))
    return found


def _joining(clauses: Clauses, found: Sequence[Cast], party: _Party) -> list[Cast]:
    """ "Khoa chốt với Mạnh Hùng": who does something with its doer, and nothing else is said of what."""
    at, sense = clauses.lead(party.start) or (party.start, None)
    doer = found[-1] if found else None
    if doer is None or sense is None or sense.kind != "object_lead":
        return []
    if not doer.acts and doer.stand is not Stand.MARKED:
        return []
    joins = clauses.phrases.one(at, "and")
    plain = len(party.people) == 1 and not party.first.outside and not party.first.stranger
    if not plain or joins is None or not clauses.ends(party.end):
        return []
    marked = party.first.mark in _MARKED and doer.span.value.mark in _MARKED  # both are called to it
    if not marked and clauses.verb(doer.span.end) != at:
        return []
    return [Cast(party.people[0], Role.HELPER, Stand.LED, at, party.end)]


def _checking(clauses: Clauses, found: Sequence[Cast], party: _Party) -> list[Cast]:
    """ "Ngọc viết, Vy check": who only looks over what somebody before does helps with it."""
    phrases, start = clauses.phrases, party.start
    doers = [one for one in found if one.role is Role.OWNER and one.taken and not one.either]
    ours = any(one.span.value.person and not one.span.value.outside for one in doers)
    small = party.first.mark is Mark.SMALL and any(one.span.value.mark is not Mark.SMALL for one in doers)
    if not ours or small or party.either or party.first.outside:
        return []
    will = clauses.will(party.end)
    checks = phrases.one(will.end if will else party.end, "checks")
    lead = before(phrases, start, "and", "then")
    if not (clauses.begins(start) or lead is not None) or checks is None or not clauses.ends(checks.end):
        return []
    ends = [span.end for span in party.people[:-1]] + [checks.end]
    starts = [start if lead is None else lead, *(span.end for span in party.people[:-1])]
    return [
        Cast(span, Role.HELPER, Stand.LED, begin, end)
        for span, begin, end in zip(party.people, starts, ends, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Party:
    """People who stand side by side: "Lan + Khoa". `either`: with an "or"."""

    people: tuple[Span[Named], ...]
    either: bool = False

    @property
    def start(self) -> int:
        return self.people[0].start

    @property
    def end(self) -> int:
        return self.people[-1].end

    @property
    def first(self) -> Named:
        return self.people[0].value


def _parties(clauses: Clauses, people: Sequence[Span[Named]]) -> list[_Party]:
    found: list[_Party] = []
    for span in people:
        how = _joined(clauses, found[-1], span) if found else None
        if how is None or (how == "comma" and not _is_listed(clauses, found[-1], span)):
            found.append(_Party((span,)))
        else:
            last = found[-1]
            found[-1] = _Party((*last.people, span), last.either or how == "or")
    return found


def _joined(clauses: Clauses, party: _Party, span: Span[Named]) -> str | None:
    """How a name is joined to those before it: "and", "or", "comma", or not at all."""
    phrases, start, end = clauses.phrases, party.end, span.start
    if start == end:
        both = party.people[-1].value.mark in _MARKED and span.value.mark in _MARKED
        return "and" if both else None
    if end - start > 3:
        return None
    while start < end and phrases.form(start) in ("?", "!"):
        start += 1
    if end - start == 1 and phrases.form(start) in (",", "/", "→"):
        if phrases.form(start) == "→" and not clauses.begins(party.start):
            return None
        return "comma" if phrases.form(start) == "," else "or"
    if phrases.form(start) == "," and end - start == 2:
        start += 1
    senses = (sense for sense in phrases.at(start) if sense.end == end and sense.kind in ("and", "or"))
    return next((sense.kind for sense in senses), None)


def _is_listed(clauses: Clauses, party: _Party, span: Span[Named]) -> bool:
    """Whether a comma lists two names rather than parts two clauses: a verb behind the second is its own,
    unless the list begins the line."""
    phrases = clauses.phrases
    does = phrases.one(span.end, "helper_behind", "owner_behind") or clauses.verb(span.end) is not None
    joined = len(party.people) > 1 and phrases.form(party.people[-1].start - 1) != ","
    if does and (joined or party.start > phrases.first_word):
        return False  # "Lan và Khoa, Vy hỗ trợ"
    if party.people[-1].value.outside != span.value.outside:
        return False  # "viết bài giới thiệu chị Chi, Tuấn"
    lead = clauses.lead(party.start)
    if lead and lead[1].kind in ("not_lead", "helper_lead"):
        labelled = phrases.form(party.start - 1) == ":" and lead[1].kind == "helper_lead"
        return labelled or lead[1].value == "copy"
    if lead and lead[1].value in ("object", "for") and party.first.outside != span.value.outside:
        return False  # "gửi cho Sarah, em Hương": one gets it, the other does it
    last = party.people[-1].value
    return (last.mark is Mark.SMALL) == (span.value.mark is Mark.SMALL) and last.person is not None


def _party(clauses: Clauses, party: _Party) -> list[Cast]:
    role, stand, start, end = _stand(clauses, party)
    first, *others = party.people
    asked = clauses.is_asked(party.end) and stand >= Stand.DOES
    either = party.either or party.first.doubtful or asked
    found = [Cast(first, role, stand, start, first.end if others else end, either)]
    part = Role.HELPER if role is Role.OWNER and not party.either else role
    for before_it, span in zip(party.people, others, strict=False):
        closes = end if span is others[-1] else span.end
        found.append(Cast(span, part, stand, before_it.end, closes, party.either))
    return found


_Standing = tuple[Role, Stand, int, int]


def _stand(clauses: Clauses, party: _Party) -> _Standing:
    start, end, named = party.start, party.end, party.first
    inside = (Role.INSIDE, Stand.NONE, start, end)
    if named.stranger:
        return inside
    if named.mark is not Mark.MENTION and (clauses.is_past(end) or clauses.is_off(end)):
        return (Role.OWNER, Stand.VAGUE, start, end) if named.mark is not Mark.SMALL else inside
    if clauses.phrases.form(end) == "'s":
        return _by_help_of(clauses, party) or inside
    if named.me and not (clauses.begins(start) and _me_does(clauses, end)):
        return inside
    helper = _helper(clauses, party)
    if helper:
        return helper
    at, sense = clauses.lead(start) or (start, None)
    if sense and sense.kind == "not_lead":
        return Role.DENIED, Stand.LED, at, end
    faint = sense is not None and sense.bare and named.mark in _MARKED  # "thiep moi @trang" invites nobody
    if sense and sense.value in ("object", "for") and not faint:
        return _for_somebody(clauses, party, at, sense)
    owner_lead = sense is not None and sense.value == "owner"
    if named.mark in _MARKED:
        return Role.OWNER, Stand.MARKED, at if owner_lead else start, _with_does(clauses, end)
    if owner_lead:
        verb = clauses.verb(end)
        only_who = verb is not None and clauses.ends(verb) and clauses.follows_words(at)
        return Role.OWNER, Stand.LED, at, verb if verb and only_who else _with_does(clauses, end)
    if sense is not None and sense.value == "remind" and clauses.verb(end) is not None:
        return Role.OWNER, Stand.VAGUE, start, end  # "nhắc Vy nộp timesheet": she does it, or who reminds her
    asked = sense is not None and sense.value == "ask"
    asked = asked and named.mark is not Mark.SMALL
    return _alone(clauses, party) or _subject(clauses, party, at, asked) or _vague(clauses, party) or inside


def _me_does(clauses: Clauses, end: int) -> bool:
    return clauses.ends(end) or clauses.phrases.form(end) == ":" or clauses.verb(end) is not None


def _helper(clauses: Clauses, party: _Party) -> _Standing | None:
    """ "hỗ trợ: Khoa", "Trang phụ"."""
    start, end, phrases = party.start, party.end, clauses.phrases
    at, sense = clauses.lead(start) or (start, None)
    own = phrases.one(end, "owner_behind")
    if own and clauses.ends(own.end) and phrases.one(end, "helper_behind") is None:
        return None  # "KV phụ: Lan chính"
    if sense and sense.kind == "helper_lead" and (party.first.mark is not Mark.SMALL or clauses.ends(end)):
        return Role.HELPER, Stand.LED, at, end
    helps, does = phrases.one(end, "helper_behind"), phrases.one(end, "owner_behind")
    if helps and (does is None or does.end <= helps.end) and clauses.begins(start):
        return Role.HELPER, Stand.LED, start, helps.end
    return None


def _by_help_of(clauses: Clauses, party: _Party) -> _Standing | None:
    """ "w/ Lan's help"."""
    at, sense = clauses.lead(party.start) or (party.start, None)
    helps = clauses.phrases.one(party.end + 1, "helper_behind")
    leads = sense is not None and sense.kind == "helper_lead"
    return (Role.HELPER, Stand.LED, at, helps.end) if leads and helps else None


def _alone(clauses: Clauses, party: _Party) -> _Standing | None:
    """A name that is a whole clause, or one that only says who: "… – Lan", "Lan:", "…, Lan lo nhé"."""
    start, end, phrases = party.start, party.end, clauses.phrases
    if not clauses.begins(start):
        verb = None if party.first.common else clauses.verb(end)
        closes = verb is not None and clauses.ends(verb) and clauses.follows_words(start + 1)
        if not closes or clauses.tells_which(party.people[-1]):
            return None
        return Role.OWNER, Stand.DOES, start, verb or end
    if clauses.ends(end) or phrases.form(end) == ":":
        either = (
            party.first.mark is Mark.SMALL and phrases.bare(start) == "minh" and not phrases.line.accented
        )
        return Role.OWNER, Stand.VAGUE if either else Stand.ALONE, start, end
    call = phrases.one(end, "vocative")
    if call:
        return Role.OWNER, Stand.LED, start, call.end
    does, verb = phrases.one(end, "owner_behind"), clauses.verb(end)
    if does and clauses.ends(does.end):
        return Role.OWNER, Stand.VAGUE if _is_small_pronoun(clauses, party) else Stand.DOES, start, does.end
    if verb is not None and clauses.ends(verb) and clauses.follows_words(start):
        return Role.OWNER, Stand.DOES, start, verb
    return None


def _subject(clauses: Clauses, party: _Party, at: int, asked: bool) -> _Standing | None:
    """A name with its verb: "Khoa gửi plan", "can Duc add …", "ask Khoa for …"; `at`: what asks begins."""
    start, end, phrases = party.start, party.end, clauses.phrases
    begins = clauses.begins(start)
    if not asked and phrases.one(end, "says") and phrases.one(end, "deed") is None:
        return None  # "Khoa nói số reach sai"
    does, verb = phrases.one(end, "owner_behind"), clauses.verb(end)
    if verb is not None and phrases.form(verb) == ":":
        verb = None  # "Trang liên hệ: …" is a page
    if (begins or asked or _has_job(phrases, start)) and (does or verb is not None):
        beside = party.first.me and clauses.follows_words(start)  # "KV @lan, mai em cần gửi khách"
        beside = beside or clauses.may_be_thing(party.people[-1])
        stand = Stand.VAGUE if beside or _is_small_pronoun(clauses, party) else Stand.SUBJECT
        will = clauses.will(end)
        light = _light(clauses, end, does)
        if clauses.follows_words(start):
            light = will.end if will else end
        return Role.OWNER, stand, at if asked else start, light
    after = phrases.one(end, "owner_lead")
    token = phrases.token(end)
    if asked and token and token.kind is Kind.WORD and not phrases.one(end, *_NO_VERBS):
        return Role.OWNER, Stand.SUBJECT, at, end
    if asked and after and after.value == "for":
        return Role.OWNER, Stand.SUBJECT, at, after.end
    if begins and after and party.first.mark is not Mark.SMALL:
        return Role.OWNER, Stand.SUBJECT, start, end
    return None


def _vague(clauses: Clauses, party: _Party) -> _Standing | None:
    """A name that may be meant: at the end of a clause, or at the begin before no verb that is known."""
    phrases, start, end, named = clauses.phrases, party.start, party.end, party.first
    if named.mark is Mark.SMALL:
        return None
    if clauses.ends(end):
        if named.outside and not clauses.begins(start) and clauses.acted(start):
            return None  # "viết bài giới thiệu chị Chi"
        return Role.OWNER, Stand.VAGUE, start, end
    if not clauses.begins(start):
        return None
    does = (
        start <= phrases.first_word
        and not clauses.may_be_thing(party.people[-1])
        and clauses.does_something(party.people[-1])
    )
    return Role.OWNER, Stand.SUBJECT if does else Stand.OPENS, start, end


def _for_somebody(clauses: Clauses, party: _Party, at: int, sense: Sense) -> _Standing:
    """ "cho Lan", "with Lan", "to Sarah": who gets it, or, where nothing is given, maybe who does it."""
    start, end, phrases = party.start, party.end, clauses.phrases
    marked, giving = party.first.mark in _MARKED, clauses.giving(at)
    does = phrases.one(end, "owner_behind")
    if sense.value == "for":
        if "hands" in giving:
            return Role.OWNER, Stand.LED, at, end
        if clauses.begins(at) and (does or clauses.verb(end) is not None):
            return Role.OWNER, Stand.LED, at, _light(clauses, end, does)
        if party.first.of_client:
            return Role.OBJECT, Stand.NONE, start, end
        if "gives" not in giving and clauses.ends(end):
            apart = clauses.begins(at) and clauses.follows_words(at) and party.first.mark is not Mark.SMALL
            stand = Stand.MARKED if marked else Stand.LED if apart else Stand.VAGUE
            return Role.OWNER, stand, at, end
    elif phrases.bare(at) in ("from", "tu") and clauses.ends(end) and clauses.wants(at):
        return Role.OWNER, Stand.LED, at, end
    elif marked and clauses.ends(end) and "gives" not in giving:
        return Role.OWNER, Stand.VAGUE, start, end
    return Role.OBJECT, Stand.NONE, start, end


def _with_does(clauses: Clauses, place: int) -> int:
    """Behind a plain name "làm", "lo nhé" and the like go with it."""
    does = clauses.phrases.one(place, "owner_behind")
    return does.end if does and (clauses.ends(does.end) or clauses.phrases.one(place, "do")) else place


def _light(clauses: Clauses, end: int, does: Sense | None) -> int:
    """Where the words that fall away end: "làm" and "to" do, a verb with a meaning stays in the title."""
    phrases, will = clauses.phrases, clauses.will(end)
    at = will.end if will and phrases.form(end) not in _GOES else end  # "Trang đi xem mặt bằng" goes there
    light, verb = phrases.one(at, "do"), phrases.one(at, "verb")
    again = light is not None and phrases.form(light.end) in ("lai", "lại")
    if light and not again and (verb is None or verb.end <= light.end):  # "làm lại" is to do it again
        return light.end
    return at if will or does is None else end


def _has_job(phrases: Phrases, start: int) -> bool:
    """Whether only what somebody is stands before the name: "accountant Mai"."""
    job = before(phrases, start, "job")
    return job is not None and (job == 0 or separates(phrases.tokens, job - 1))


def _is_small_pronoun(clauses: Clauses, party: _Party) -> bool:
    """Whether the name, written small, may be a little word: "minh lam" is "mình làm" as well."""
    span = party.people[0]
    one_word = span.end == span.start + 1 and clauses.phrases.tokens[span.start].kind is Kind.WORD
    small = party.first.mark is Mark.SMALL and not party.first.me
    phrases = clauses.phrases
    counts = phrases.one(span.start, "number") and phrases.one(span.end, "count_noun", "unit")
    pronoun = phrases.bare(span.start) in known_words("pronoun_name")
    return small and one_word and (pronoun or counts is not None)
