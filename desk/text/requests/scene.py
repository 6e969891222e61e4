"""All that is seen in a request before it is decided what it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from desk.text import lookalikes, shorthand, sight, tongue
from desk.text.money import amounts
from desk.text.pasted.cues import Cue, Cues
from desk.text.people.names import Mark, Named
from desk.text.requests import mood, naming
from desk.text.requests.intents import ORDERS, READS, Intent
from desk.text.requests.mood import Mood
from desk.text.requests.naming import WORDS, Meant, Shelf
from desk.text.sight import Sight
from desk.text.spans import Context, Span
from desk.text.time.when import Grain, When
from desk.text.tokens import Kind, Line

_FILLING = (
    Kind.SEPARATOR,
    Kind.EMOJI,
    Kind.MARK,
    Kind.BULLET,
    Kind.QUOTE,
    Kind.BRACKET,
    Kind.AT,
    Kind.MENTION,
)


_TO = frozenset({"to", "with", "cho", "qua", "sang", "ben"})
"""Before a client's name: they get it, or do it; elsewhere the name tells whose the work is."""
_MAY = frozenset({"may"})
_SHOULD_BE = frozenset(
    {"khong", "ko", "k", "co", "chua", "minh", "em", "anh", "chi", "ban", "tui", "team", "ta"}
)
_THIS = frozenset({"tuan", "thang", "quy", "nam", "viec", "vu", "cai", "task", "job", "muc", "tin"})
_NOT_TOLD = (["gia"], ["cao"])
_SHOWN_AS = frozenset({"dang", "bi", "bao", "mau", "lai"})
_BEHIND_COLOUR = frozenset({"", "va", "vay", "the", "roi", "ha", "z", "v", "khong", "nhi", "a", "ta", "lam"})
_POSSESSIVE = ("'s", "’s")
_OF_SOMEBODY = frozenset(
    {"cua", "cho", "chi", "anh", "bao", "nhac", "giao", "qua", "to", "let", "put", "give", "assign", "remind"}
)


@dataclass(frozen=True, slots=True)
class Hit:
    """Words that speak for an intent, and how much. `words`: their tokens, where others stand between."""

    intent: Intent
    weight: int
    start: int
    end: int
    words: frozenset[int] = frozenset()

    @property
    def tokens(self) -> frozenset[int]:
        """The tokens of these words."""
        return self.words or frozenset(range(self.start, self.end))


class Scene:
    """A request of one line, with its people, times, pieces of work, mood, and the words that tell."""

    def __init__(self, line: Line, context: Context, shelf: Shelf) -> None:
        self.line = line = shorthand.written_out(line)
        self.context, self.shelf = context, shelf
        self.cues = Cues(line, english=context.language == "en", words=WORDS)
        self.tokens = line.tokens
        self.sight: Sight = sight.look(line, context)
        others = _quoted(self.sight) | _struck(line)
        self.meant: Meant = naming.find(self.cues, shelf, others | _days(self.sight), _timely(self.sight))
        self.closed = frozenset(others | self.meant.of_jobs)
        self.mood: Mood = mood.of(self.cues, self.closed)
        self._places: dict[str, list[tuple[int, int]]] = {}
        self.hits = self._hits()

    @cached_property
    def people(self) -> tuple[Span[Named], ...]:
        """Those who are named, not the writer; a small everyday word is nobody."""
        return tuple(
            one
            for one in self.sight.people
            if one.value.people
            and not one.value.me
            and not one.value.stranger
            and self.meant.tokens.isdisjoint(range(one.start, one.end))
            and (one.firm or not one.value.common or one.value.mark is not Mark.SMALL or self._is_led(one))
            and not self._is_tomorrow(one)
        )

    def _is_tomorrow(self, one: Span[Named]) -> bool:
        """ "Mai mình có họp gì không", "dời qua mai": a day, though somebody is called so."""
        if one.end - one.start > 1 or all(time.start != one.start for time in self.sight.times):
            return False
        behind = self.cues.one(one.end, "me", "has_meeting", "is_on")
        moved = any(hit.intent is Intent.MOVE and hit.end == one.start for hit in self.hits)
        return behind is not None or (moved and one.value.mark is Mark.SMALL)

    def _is_led(self, one: Span[Named]) -> bool:
        """ "cua trang", "giao cho lan", "thu 6 nay lan off": where somebody stands who is written small."""
        before = self.tokens[one.start - 1].bare if one.start else ""
        if self.cues.one(one.start, "lead", "me") is not None:
            return False
        is_time = any(time.start <= one.start < time.end for time in self.sight.times)
        return before in _OF_SOMEBODY or (self.leads(one.start) and not is_time)

    @cached_property
    def has_money(self) -> bool:
        """Whether a sum of money is named."""
        return bool(amounts.find(self.sight.phrases))

    @cached_property
    def times(self) -> tuple[Span[When], ...]:
        """The times that are said; "December" in a title is none, nor is "may", how many, a month."""
        named = self.meant.tokens
        mere = _MAY if self.sight.phrases.vietnamese and not self.line.accented else frozenset()
        return tuple(
            one
            for one in self.sight.times
            if not named.issuperset(range(one.start, one.end)) and one.words.lower() not in mere
        )

    @cached_property
    def words(self) -> int:
        """How many words it has."""
        return sum(token.kind in (Kind.WORD, Kind.NUMBER) for token in self.tokens)

    def best(self, intent: Intent) -> Hit | None:
        """The words that speak most for an intent."""
        found = [one for one in self.hits if one.intent is intent]
        return max(found, key=lambda one: (one.weight, one.end - one.start), default=None)

    def first(self, intent: Intent) -> Hit | None:
        """The first words that speak for an intent."""
        return next((one for one in self.hits if one.intent is intent), None)

    def clause(self, place: int) -> tuple[int, int]:
        """The tokens of the clause around a token, from one comma, stop or "nên" to the next."""
        start = end = place
        while start and not self._parts(start - 1):
            start -= 1
        while end < len(self.tokens) and not self._parts(end):
            end += 1
        return start, end

    def _parts(self, at: int) -> bool:
        token = self.tokens[at]
        between = 0 < at < len(self.tokens) - 1 and all(
            one.kind is Kind.NUMBER for one in (self.tokens[at - 1], self.tokens[at + 1])
        )
        if token.kind is Kind.SEPARATOR and not between:
            return not token.glued or at == len(self.tokens) - 1 or not self.tokens[at + 1].glued
        if token.bare == "nen" and at and self.tokens[at - 1].bare in _SHOULD_BE:
            return False  # "không nên", "mình nên": what should be, and no "so"
        if token.bare == "roi" and self.tokens[at + 1 : at + 2] and self.tokens[at + 1].bare == "hay":
            return False  # "dừng rồi hay còn chạy"
        return self.cues.one(at, "joins") is not None

    def leads(self, place: int, *, begin: int | None = None) -> bool:
        """Whether nothing but names, times and little words stands before a token, from the beginning or
        another token on."""
        at = min(self.mood.head, place) if begin is None else begin
        named = self.meant.tokens | self._spans | self.closed
        while at < place:
            lead = self.cues.one(at, "lead", "points_at", "begs", "polite_end", "carries")
            if at in named or self.tokens[at].kind in _FILLING or self.tokens[at].form in _POSSESSIVE:
                at += 1
            elif lead:
                at = lead.end
            else:
                return False
        return True

    def has(self, kind: str, start: int = 0, end: int | None = None) -> bool:
        """Whether some phrase of a kind stands between two tokens."""
        stop = len(self.tokens) if end is None else end
        return any(start <= one.start and one.end <= stop for one in mood.hits(self.cues, kind, self.closed))

    @cached_property
    def later(self) -> bool:
        """Whether a day to come is said."""
        return any(one.value.first and one.value.first > self.context.today for one in self.times)

    @cached_property
    def known(self) -> frozenset[int]:
        """The tokens that names, times and the tables tell something about, and signs."""
        told = {
            at
            for at, one in enumerate(self.tokens)
            if one.kind is not Kind.WORD or tongue.is_little(one.bare)
        }
        for at in range(len(self.tokens)):
            told.update(at for cue in self.cues.at(at) for at in range(cue.start, cue.end))
        told.update(at for at, one in enumerate(self.tokens) if one.form in _POSSESSIVE)
        return frozenset(told | self.meant.tokens | self._spans | self.closed)

    def places(self, need: str) -> list[tuple[int, int]]:
        """Where words of a sense stand, or what is named: "work", "job", "client", "outsider" (a client, but
        no project), "person", "ours" (of our house), "day", "ahead" (not gone yet), "gone", "length", "here",
        "colon", "asks", "me"."""
        found = self._places.get(need)
        if found is None:
            found = self._places[need] = self._find(need)
        return found

    def _find(self, need: str) -> list[tuple[int, int]]:
        meant, times = self.meant, self.times
        if need == "work":
            return [(at, at + 1) for at in sorted(meant.of_pieces or meant.tokens)] if meant.pieces else []
        if need in ("job", "client"):
            of_jobs = [(at, at + 1) for at in sorted(meant.of_jobs)]
            if need == "job":
                return of_jobs
            outside = [(one.start, one.end) for one in self.sight.people if one.value.outside]
            return self._of_sense("client_word") + outside + of_jobs
        if need == "outsider":
            theirs = [one for one in self.sight.people if one.value.of_client]
            houses = [(at, at + 1) for at in sorted(meant.of_jobs) if at and self.tokens[at - 1].bare in _TO]
            return self._of_sense("client_word") + [(one.start, one.end) for one in theirs] + houses
        if need in ("person", "ours"):
            kept = [one for one in self.people if need == "person" or not one.value.outside]
            return [(one.start, one.end) for one in kept]
        if need == "day":
            return [(one.start, one.end) for one in times if one.value.first]
        if need == "ahead":
            today = self.context.today
            return [(one.start, one.end) for one in times if one.value.last and one.value.last >= today]
        if need == "gone":
            before = self.context.today
            return [(one.start, one.end) for one in times if one.value.last and one.value.last < before]
        if need == "length":
            return [(one.start, one.end) for one in self.sight.lengths]
        if need == "colon":
            last = len(self.tokens) - 1
            return [(at, at + 1) for at, token in enumerate(self.tokens) if token.text == ":" and at < last]
        if need in ("here", "asks"):
            return [(0, 0)] if (self.shelf.here if need == "here" else self.mood.asks) else []
        if need == "today":
            return [one for one in self._of_sense(need) if not self._is_of_week(one[0])]
        return self._of_sense(need)

    def _is_of_week(self, place: int) -> bool:
        """ "tuan nay", "viec nay": no "nay" of today."""
        return place > 0 and self.tokens[place - 1].bare in _THIS

    def _of_sense(self, kind: str) -> list[tuple[int, int]]:
        """Where words of a sense stand; the writer is no "em" that is only spoken to."""
        found = mood.hits(self.cues, kind, self.closed)
        places = [(one.start, one.end) for one in found]
        if kind == "me":
            named = {at for one in self.people for at in range(one.start, one.end)}  # "cho Minh"
            return [one for one in places if one[0] not in named and self._is_spoken_of(one)]
        if kind in ("says_so", "asks_for_others"):  # "cho mình hỏi" is nobody else's word
            return [one for one in places if one[0] >= self.mood.head]
        if kind == "away":  # a "kick-off" is no day off
            return [one for one in places if self.tokens[max(0, one[0] - 1)].text != "-"]
        if kind == "reminder_word":  # "báo giá", "báo cáo"
            return [
                one
                for one in places
                if [token.bare for token in self.tokens[one[1] : one[1] + 1]] not in _NOT_TOLD
            ]
        if kind == "why_word":
            return [one for one in places if self._is_why(one)]
        if kind == "already":
            return [one for one in places if self._ends(one[1])]
        if kind == "colour_word":
            return [one for one in places if not self._is_mere_do(one)]
        return places

    def _is_spoken_of(self, place: tuple[int, int]) -> bool:
        start, end = place
        last = max((at for at, one in enumerate(self.tokens) if one.kind is Kind.WORD), default=0)
        return (
            end <= last
            and self.tokens[end].bare != "oi"
            and not (start >= last - 1 and self.cues.one(end, "polite_end") is not None)
        )

    def _ends(self, at: int) -> bool:
        """Whether a clause ends here, particles aside: "gửi rồi nhé", no "gửi rồi báo em"."""
        while at < len(self.tokens) and self.tokens[at].kind is Kind.WORD:
            little = self.cues.one(at, "polite_end", "already")
            if little is None:
                return False
            at = little.end
        return True

    def _is_mere_do(self, place: tuple[int, int]) -> bool:
        """ "Mộc An do ai": typed without accents "đỏ" stands at the end, or behind "đang", "bị"."""
        start, end = place
        if self.tokens[start].form != "do":
            return False
        behind = (
            self.tokens[end].bare if end < len(self.tokens) and self.tokens[end].kind is Kind.WORD else ""
        )
        led = start > 0 and self.tokens[start - 1].bare in _SHOWN_AS
        return not led and behind not in _BEHIND_COLOUR

    def _is_why(self, place: tuple[int, int]) -> bool:
        """Whether "sao" asks for a reason: "KV sao rồi" asks how it stands."""
        start, end = place
        if self.tokens[start].bare != "sao":
            return True
        follows = self.tokens[end].bare if end < len(self.tokens) else ""
        return self.leads(start) and follows.isalpha() and follows not in ("roi", "vay", "ta", "nhi", "a")

    @cached_property
    def _spans(self) -> frozenset[int]:
        spans = [*self.sight.people, *self.sight.times]
        return frozenset(at for one in spans for at in range(one.start, one.end))

    def _hits(self) -> tuple[Hit, ...]:
        """The longest phrases that speak for something; a phrase inside a longer one says nothing."""
        found: list[tuple[Cue, Intent]] = []
        for at in range(len(self.tokens)):
            if at in self.closed:
                continue
            for cue in self.cues.at(at):
                if cue.kind in _KINDS and mood.holds(self.cues, cue):
                    found.append((cue, _KINDS[cue.kind]))
        longest = [
            (cue, intent)
            for cue, intent in found
            if not any(
                other.start <= cue.start
                and cue.end <= other.end
                and other.end - other.start > cue.end - cue.start
                for other, _ in found
            )
        ]
        return tuple(Hit(intent, int(cue.value), cue.start, cue.end) for cue, intent in longest)


_KINDS = {intent.value: intent for intent in (*READS, *ORDERS, Intent.GREETING)}


def _quoted(seen: Sight) -> set[int]:
    """Words between quotation marks; those that are only marked as code are the writer's own."""
    found = lookalikes.quoted(seen.phrases)
    return set() if any(seen.phrases.tokens[at].text == "`" for at in found) else found


def _days(seen: Sight) -> set[int]:
    """Words of a day that is said whole: "Dec 7" names no calendar of December."""
    whole = [one for one in seen.times if one.value.grain is Grain.DAY and one.end - one.start > 1]
    return {at for one in whole for at in range(one.start, one.end)}


def _timely(seen: Sight) -> set[int]:
    return {at for one in seen.times for at in range(one.start, one.end)}


def _struck(line: Line) -> set[int]:
    """Words that were struck through."""
    found: set[int] = set()
    begin = None
    for at, token in enumerate(line.tokens):
        if token.text != "~":
            continue
        if begin is None:
            begin = at
        else:
            found.update(range(begin, at + 1))
            begin = None
    return found
