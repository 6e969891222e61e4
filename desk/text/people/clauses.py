"""Where clauses begin and end around a name, and what is done in them."""

from __future__ import annotations

from desk.text.people.names import Mark, Named
from desk.text.phrases import Phrases, Sense, before, known_words
from desk.text.seams import separates
from desk.text.spans import Span
from desk.text.tokens import Kind

_APART = frozenset({Kind.BRACKET, Kind.EMOJI, Kind.MARK})
_WHO = frozenset({"owner", "helper", "not", "copy"})
_NEAR = 40
_FAR = 12
_OPENERS = (
    "or", "please", "turn", "greeting", "urgent", "do", "all", "clause_turn", "clause_so",
)  # fmt: skip
_OKS = frozenset({"ok", "okay", "oke", "okie"})
_ENGLISH_WILL = frozenset({"to", "can"})
_AGAIN = "lai"
_AGAINS = frozenset({"lại", "lai"})
_NO_DEEDS = (
    "owner_lead", "object_lead", "helper_lead", "not_lead", "joint", "and", "or", "range_join", "bound",
    "until", "tail", "hurry", "relative", "weekday", "part", "title", "me", "names_thing",
)  # fmt: skip
_DETERMINERS = frozenset({
    "the", "a", "an", "all", "our", "their", "his", "her", "its", "my", "this", "these", "those", "some",
    "any", "up", "out", "down", "off", "every", "each", "both",
})  # fmt: skip
_MAKES_VERBS = ("ise", "ize", "ify")
_WEEK_NAME = "tuan"
_DONE = frozenset({"rồi", "roi", "already"})


class Clauses:
    """The clauses of a line. `edges` are tokens of times and of names before, beside which a clause ends."""

    def __init__(self, phrases: Phrases, edges: set[int]) -> None:
        self.phrases = phrases
        self.edges = set(edges)

    def begins(self, place: int) -> bool:
        """Whether a clause begins here: a separator, a bracket, a time or a turn ("mà là") stands before."""
        token = self.phrases.token(place - 1)
        if token is None or place - 1 in self.edges or token.kind is Kind.BULLET or token.kind in _APART:
            return True
        if separates(self.phrases.tokens, place - 1) or token.text in ("+", "&"):
            return True
        return before(self.phrases, place, *_OPENERS) is not None

    def ends(self, place: int) -> bool:
        """Whether a clause ends here: behind are a separator, a bracket, a time, small words, or nothing."""
        for _ in range(3):
            token = self.phrases.token(place)
            if token is None or place in self.edges or token.kind in _APART:
                return True
            if token.kind in (Kind.AT, Kind.MENTION) or separates(self.phrases.tokens, place):
                return True
            tail = self.phrases.one(place, "tail")
            if tail is None:
                other = self.phrases.one(place, "helper_lead", "not_lead", "owner_behind")
                return other is not None and other.kind != "owner_behind"
            place = tail.end
        return False

    def follows_words(self, start: int) -> bool:
        """Whether words of work stand before the clause that begins here, so that it only says who does them.

        The first words of a line tell.
        """
        first = self.phrases.first_word
        near = range(first, min(start - 1, first + _NEAR))
        return any(self.phrases.tokens[at].kind is Kind.WORD and at not in self.edges for at in near)

    def is_asked(self, place: int) -> bool:
        """Whether a question mark ends the name before it: "Nam?", "Nam ok?"."""
        return self.phrases.form(place + (self.phrases.bare(place) in _OKS)) == "?"

    def is_off(self, place: int) -> bool:
        """Whether who is named before it cannot do it: "Lan nghỉ, …"; without accents "nghi" also thinks."""
        off = self.phrases.one(place, "is_off")
        return off is not None and (not off.bare or self.ends(off.end))

    def is_past(self, place: int) -> bool:
        """Whether the clause says that it was done, "Hương duyệt rồi": who did it has nothing to do."""
        for at in range(place, min(place + _FAR, len(self.phrases.tokens))):
            if separates(self.phrases.tokens, at) or self.phrases.form(at) == ",":
                return False
            token = self.phrases.token(at + 1)
            ends = token is None or token.form == "," or separates(self.phrases.tokens, at + 1)
            if ends and at > place and self.phrases.form(at) in _DONE:
                return True
        return False

    def will(self, place: int) -> Sense | None:
        """The "sẽ" or "to" between a name and what it does; "Lan to mau", "Khoa can lai" are deeds."""
        will = self.phrases.one(place, "owner_will")
        if will is None or not self.phrases.vietnamese or self.phrases.line.accented or will.end > place + 1:
            return will
        other = will.value == "will" and self.phrases.form(place) in _ENGLISH_WILL
        return None if other or (will.bare and self.phrases.form(will.end) == _AGAIN) else will

    def verb(self, place: int) -> int | None:
        """Where the verb ends that stands behind a name, "sẽ" or "to" before it maybe."""
        will = self.will(place)
        at = will.end if will else place
        verb = self.phrases.one(at, "verb")
        if verb:
            return verb.end
        word = self.phrases.bare(at)
        if word.endswith("s") and {word[:-1], word[:-2], word[:-3] + "y"} & known_words("verb"):
            return at + 1
        return will.end if will and will.value == "will" else None

    def does_something(self, span: Span[Named]) -> bool:
        """Whether what stands behind a name that begins a line is done by who is called so, by words or by
        how they stand: "Trang tra lịch", "Đức sub lại video", "Lan vectorise the logo".

        A name of several words, or one that is no other word, needs no more in Vietnamese, where nobody's
        name stands before what is theirs.
        """
        phrases, at = self.phrases, span.end
        token, behind = phrases.token(at), phrases.token(at + 1)
        said = token is not None and token.kind is Kind.WORD and not token.capital and not token.glued
        deed = phrases.one(at, "deed") if said else None
        if deed and not self._counts(deed):
            return True
        if token is None or not said or phrases.one(at, *_NO_DEEDS):
            return False
        if phrases.form(at + 1) in _AGAINS and not self.ends(at + 2):
            return True
        if behind is None or self.ends(at + 1):
            return False
        if not phrases.vietnamese:
            counted = behind.kind is Kind.NUMBER and phrases.one(at, "numbered") is None
            return counted or behind.form in _DETERMINERS or _is_english_verb(phrases, at)
        plain = span.value.mark is Mark.TITLE or not _is_a_word(phrases, span)
        return plain and phrases.one(at, "as_name", "is_off") is None

    def tells_which(self, span: Span[Named]) -> bool:
        """Whether a name with its verb tells of which thing one speaks: "sửa màu chị Linh chọn", "theo deck
        Ada làm".
        """
        phrases, start = self.phrases, span.start
        if any(before(phrases, start - back, "object_lead") is not None for back in (1, 2)):
            return True
        said = span.value.outside or phrases.one(span.end, "tells") is not None
        return said and self.acted(start)

    def may_be_thing(self, span: Span[Named]) -> bool:
        """Whether a name that begins the line may begin that of a thing: "Trang đăng ký sự kiện"."""
        opens = span.start <= self.phrases.first_word and span.value.mark is Mark.CAPITAL
        either, thing = (self.phrases.one(span.start, kind) for kind in ("maybe_name", "no_name"))
        return opens and (either is not None or (thing is not None and thing.bare))

    def _counts(self, deed: Sense) -> bool:
        """Whether a word without its accents may number what stands behind it: "Trang so 5" is a page."""
        return not self.phrases.line.accented and self.phrases.is_number(deed.end)

    def acted(self, place: int) -> bool:
        """Whether a verb stands in the clause before a token: what follows it is what is done with."""
        for at in range(place - 1, max(-1, place - _FAR), -1):
            if separates(self.phrases.tokens, at) or self.phrases.form(at) == ",":
                return False
            if self.phrases.one(at, "verb", "gives"):
                return True
        return False

    def lead(self, start: int) -> tuple[int, Sense] | None:
        """The words right before a name that say what part it plays, a colon between them maybe."""
        found = self._lead(start, start)
        if found is None and start > 1 and self.phrases.form(start - 1) in (":", "-", "="):
            found = self._lead(start - 1, start)
        return found

    def _lead(self, stop: int, start: int) -> tuple[int, Sense] | None:
        kinds = ("not_lead", "helper_lead", "owner_lead", "object_lead")
        at = before(self.phrases, stop, *kinds)
        if at is None:
            return None
        sense = next(one for one in self.phrases.at(at) if one.end == stop and one.kind in kinds)
        return (at, sense) if stop == start or sense.value in _WHO else None

    def wants(self, place: int) -> bool:
        """Whether the line begins with needing something: "we need the plan from Khoa"."""
        return place > 0 and self.phrases.one(self.phrases.first_word, "wants") is not None

    def giving(self, place: int) -> set[str]:
        """What verbs of giving and handing over stand in the clause before a token."""
        found = set()
        for at in range(place - 1, max(-1, place - _FAR), -1):
            if separates(self.phrases.tokens, at):
                break
            found |= {sense.kind for sense in self.phrases.at(at) if sense.kind in ("gives", "hands")}
        return found


def _is_english_verb(phrases: Phrases, at: int) -> bool:
    """ "sanity-check", "re-check", "vectorise"."""
    last = at
    while phrases.form(last + 1) == "-" and phrases.is_glued(last + 1) and phrases.is_glued(last + 2):
        last += 2
    joined = last > at and phrases.one(last, "verb", "deed") is not None
    return joined or phrases.bare(last).endswith(_MAKES_VERBS)


def _is_a_word(phrases: Phrases, span: Span[Named]) -> bool:
    """Whether a name is another word as well: "Lan", and without accents "Tuan"."""
    if span.end - span.start > 1:
        return False
    bare = phrases.bare(span.start)
    return bare in known_words("common_word") or (bare == _WEEK_NAME and not phrases.line.accented)
