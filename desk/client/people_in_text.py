"""Colleagues taken out of what a client reads: by member, as a whole, however their names are spelled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.text.letters import nfc, seen
from desk.text.likeness import Word, words
from storage.people.member import Member, Role

_MENTION = re.compile(r"\s*<@\w+(?:\|[^>]*)?>")
_CALLED = re.compile(r"\s*(?<!\w)@[\w.]+")
"""Somebody who is called, and is nobody whom we know."""
_EMPTIED = re.compile(r"\s*(?:\(\s*\)|\[\s*\])")
_NOBODY = "<@U0>"
_BESIDE = re.compile(r"\s[-–—·]\s")
"""What parts a name from what people write beside it: "- AE"; brackets, bars and the like do so anyway."""
_LONGEST = 7
"""Words of a name."""


@dataclass(frozen=True, slots=True)
class House:
    """The names of a workspace's people, each as its words in one order. `whole`: colleagues' names of
    several words, with and without what stands beside them; `called`: what can stand behind an `@`, words of
    anybody's name."""

    whole: frozenset[tuple[str, ...]]
    called: frozenset[tuple[str, ...]]

    def without(self, text: str) -> str:
        """The text with nobody of the house in it."""
        plain = _MENTION.sub("", nfc(seen(text)))
        rest = _EMPTIED.sub("", _CALLED.sub("", self._with(plain, "")))
        return rest if rest == text else "\n".join(line.strip() for line in rest.split("\n"))

    def mentioned(self, text: str) -> str:
        """The text with everybody who is called in it as a mention of nobody, and who is named taken out.

        So it goes to a reader of lines, which knows what leads up to a mention, and would take one word of a
        name for all of it, or `Thu` for a Thursday.
        """
        return self._with(nfc(seen(text)), _NOBODY)

    def _with(self, text: str, called: str) -> str:
        """The text with `called` in place of those who are called, and without those who are only named."""
        kept, end = [], 0
        for start, stop in self._names(text):
            kept += [text[end:start].rstrip(" "), f" {called}" if text[start] == "@" and called else ""]
            end = stop
        return "".join([*kept, text[end:]])

    def _names(self, text: str) -> Iterable[tuple[int, int]]:
        """Where names stand in a text, the longest at each place."""
        spoken, place = words(text), 0
        while place < len(spoken):
            first, ahead = spoken[place].start, spoken[place : place + _LONGEST]
            is_called = text[max(first - 1, 0) : first] == "@"
            counts = range(len(ahead), 0, -1)
            length = next((n for n in counts if self._is_name(text, ahead[:n], is_called=is_called)), 0)
            if length:
                yield first - is_called, spoken[place + length - 1].end
            place += length or 1

    def _is_name(self, text: str, spoken: Sequence[Word], *, is_called: bool) -> bool:
        """Whether these words are somebody's name, in whatever order. Two words that are written small are
        words like others."""
        if any(word.begins for word in spoken[1:]):
            return False
        is_written_so = len(spoken) > 2 or all(text[word.start].isupper() for word in spoken)
        known = self.called if is_called else self.whole
        return (is_called or is_written_so) and tuple(sorted(word.bare for word in spoken)) in known


def of_workspace(session: Session, workspace_id: int) -> House:
    """Everybody whom a workspace ever knew: who left is no client's business either."""
    people = session.execute(
        select(Member.name, Member.external, Member.role).where(Member.workspace_id == workspace_id)
    )
    whole, called = set[tuple[str, ...]](), set[tuple[str, ...]]()
    for name, external, role in people:
        parts = _parts(name)
        called |= parts
        if not external and role is not Role.GUEST:
            whole |= _whole(name)
    return House(frozenset(whole), frozenset(called))


@lru_cache(maxsize=4096)
def _parts(name: str) -> frozenset[tuple[str, ...]]:
    """All that a person can be called of their name: some of its words, or all."""
    bare = sorted(_spoken(name))
    return frozenset(part for count in range(1, len(bare) + 1) for part in combinations(bare, count))


@lru_cache(maxsize=4096)
def _whole(name: str) -> frozenset[tuple[str, ...]]:
    """A name of several words, with what stands beside it and without."""
    return frozenset(tuple(sorted(one)) for one in (_spoken(name), _alone(name)) if len(one) > 1)


def _spoken(name: str) -> list[str]:
    """The words of a name."""
    return [word.bare for word in words(nfc(seen(name)))[:_LONGEST]]


def _alone(name: str) -> list[str]:
    """The words of a name without what stands beside it in Slack, as in "[AE] Phạm Ngọc Lan | Mộc An": the
    first that stand together."""
    stretches: list[list[str]] = []
    for part in _BESIDE.split(nfc(seen(name))):
        for word in words(part):
            if word.begins:
                stretches.append([])
            stretches[-1].append(word.bare)
    return next((one[:_LONGEST] for one in stretches if len(one) > 1), [])
