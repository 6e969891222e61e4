"""All that is seen in a request before it is decided what it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from desk.text import lookalikes, sight
from desk.text.money import amounts
from desk.text.pasted.cues import Cue, Cues
from desk.text.people.names import Mark, Named
from desk.text.requests import mood, naming
from desk.text.requests.intents import ORDERS, READS, Intent
from desk.text.requests.mood import Mood
from desk.text.requests.naming import WORDS, Meant, Shelf
from desk.text.sight import Sight
from desk.text.spans import Context, Span
from desk.text.time.when import When
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


_OF_SOMEBODY = frozenset({"cua", "cho", "chi", "anh", "bao", "nhac", "giao"})


@dataclass(frozen=True, slots=True)
class Hit:
    """Words that speak for an intent, and how much."""

    intent: Intent
    weight: int
    start: int
    end: int


class Scene:
    """A request of one line, with its people, times, pieces of work, mood, and the words that tell."""

    def __init__(self, line: Line, context: Context, shelf: Shelf) -> None:
        self.line, self.context, self.shelf = line, context, shelf
        self.cues = Cues(line, english=context.language == "en", words=WORDS)
        self.tokens = line.tokens
        self.sight: Sight = sight.look(line, context)
        self.closed = frozenset(_quoted(self.sight) | _struck(line))
        self.mood: Mood = mood.of(self.cues, self.closed)
        self.meant: Meant = naming.find(self.cues, shelf, self.closed)
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
        )

    def _is_led(self, one: Span[Named]) -> bool:
        """ "cua trang", "khoa tre": where somebody stands who is written small."""
        before = self.tokens[one.start - 1].bare if one.start else ""
        return not self.line.accented and (before in _OF_SOMEBODY or one.start == self.mood.head)

    @cached_property
    def has_money(self) -> bool:
        """Whether a sum of money is named."""
        return bool(amounts.find(self.sight.phrases))

    @property
    def times(self) -> tuple[Span[When], ...]:
        """The times that are said."""
        return self.sight.times

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

    def leads(self, place: int) -> bool:
        """Whether nothing but names, times and little words stands before a token."""
        at = min(self.mood.head, place)
        named = self.meant.tokens | self._spans | self.closed
        while at < place:
            lead = self.cues.one(at, "lead", "points_at", "begs", "polite_end", "carries")
            if at in named or self.tokens[at].kind in _FILLING:
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
                if cue.kind in _KINDS and not (cue.bare and cue.weak):
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
