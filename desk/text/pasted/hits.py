"""The telling words of a line, found once and asked about clause by clause."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection

from desk.text.pasted.cues import Cue, Cues
from desk.text.tokens import Kind, Token

_FRAME = frozenset(
    {
        "wish_lead",
        "wish_tail",
        "wish_not",
        "wish_i",
        "wish_thou",
        "wish_own",
        "wish_want",
        "wish_past",
        "wish_opinion",
        "wish_approve_not",
        "wish_not_money",
        "wish_dear",
        "wish_placed",
        "wish_thing",
        "wish_soft_end",
        "wish_noun",
        "wish_kind",
        "wish_keeps",
        "wish_share",
        "wish_amount",
        "wish_denied",
        "wish_return",
        "wish_extra",
        "wish_adds",
        "wish_format",
        "wish_other_format",
        "wish_pressed",
        "wish_look_over",
        "wish_supposed",
        "wish_looked",
        "wish_praise_last",
        "wish_risen",
        "wish_compared",
        "wish_shop",
        "wish_received",
        "ask_begin",
        "ask_subject",
        "ask_end",
        "ask_end_tail",
    }
)
"""Kinds that describe the frame of a clause: words in them may have another meaning too."""
_TELLING = ("wish_", "ask_")


_NOT_NAMES = frozenset(
    {"wish_fault", "wish_praise", "wish_verb", "wish_need", "wish_more", "wish_give", "wish_soft"}
)


def _names(tokens: tuple[Token, ...]) -> frozenset[int]:
    """The words of names: a capital beside another one, in a line that is not all capitals."""
    words = [token for token in tokens if token.kind is Kind.WORD]
    if 2 * sum(token.capital for token in words) > len(words) + 2:
        return frozenset()
    capital = [token.kind is Kind.WORD and token.capital for token in tokens]
    return frozenset(
        at
        for at in range(1, len(tokens))
        if capital[at]
        and (capital[at - 1] or tokens[at - 1].form in _TITLES or capital[at + 1 : at + 2] == [True])
        and tokens[at - 1].kind is Kind.WORD
    )


_TITLES = frozenset(["anh", "chị", "em", "cô", "chú", "bạn", "bác", "ông", "bà", "sếp", "anh", "chi", "co"])


class Hits:
    """The meanings of a line's words. Words of the work itself (`kept`) have none. In a line of one language
    no word of the other counts; in one without accents no word that is also an everyday word.
    """

    def __init__(self, cues: Cues, kinds: tuple[str, ...], kept: Collection[int]) -> None:
        self.cues = cues
        self.kept = kept
        self._found: dict[str, list[Cue]] = {}
        self._starts: dict[str, list[int]] = {}
        names = _names(cues.tokens)
        foreign = "vi" if cues.english else "en" if not cues.line.accented else ""
        widest: list[tuple[int, int]] = []
        ends: dict[str, int] = {}
        for place in range(len(cues.tokens)):
            if place in kept:
                continue
            widest = [span for span in widest if span[1] > place]
            for cue in cues.at(place):
                if not cue.kind.startswith(kinds) or cue.end - 1 in kept:
                    continue
                if cue.bare and cue.weak:
                    continue
                if cue.value == foreign and not cues.tokens[place].accented:
                    continue
                length = cue.end - place
                telling = cue.kind not in _FRAME and cue.kind.startswith(_TELLING)
                if length == 1 and cue.kind in _NOT_NAMES and place in names:
                    continue
                if telling and any(last >= cue.end and last - first > length for first, last in widest):
                    continue
                if cue.end > ends.get(cue.kind, 0):
                    self._found.setdefault(cue.kind, []).append(cue)
                    self._starts.setdefault(cue.kind, []).append(place)
                    ends[cue.kind] = cue.end
                if telling and cue.end - place > 1:
                    widest.append((place, cue.end))

    def all(self, kind: str, start: int, end: int) -> list[Cue]:
        """The hits of a kind that lie within some tokens."""
        starts = self._starts.get(kind)
        if starts is None:
            return []
        first = bisect_left(starts, start)
        hits = self._found[kind][first : bisect_left(starts, end, first)]
        return [hit for hit in hits if hit.end <= end] if hits else hits

    def first(self, kind: str, start: int, end: int, value: str = "") -> Cue | None:
        """The first of them, of one value maybe."""
        return next((hit for hit in self.all(kind, start, end) if not value or hit.value == value), None)

    def has(self, kind: str, start: int, end: int, value: str = "") -> bool:
        """Whether there is one."""
        return self.first(kind, start, end, value) is not None

    def at(self, kind: str, place: int) -> Cue | None:
        """The hit of a kind that begins at a token."""
        return next((hit for hit in self.all(kind, place, place + 12) if hit.start == place), None)
