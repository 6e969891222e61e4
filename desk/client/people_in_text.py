"""Removes colleagues' names from a client's text, however the names are spelled."""

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

_MENTION = re.compile(r"\s*<(?:@|!subteam\^)\w+(?:\|[^>]*)?>")
"""Of a person, or of a group of people."""
_CALLED = re.compile(r"\s*(?<!\w)@[\w.]+")
_EMPTIED = re.compile(r"\s*(?:\(\s*\)|\[\s*\])")
_NOBODY = "<@U0>"
"""Stands for a mention of an unknown person."""
_BESIDE = re.compile(r"\s[-–—·]\s")
"""Separates a name from a remark beside it ("- AE"); brackets, bars and the like always do."""
_LONGEST = 7
"""The words of a name."""


@dataclass(frozen=True, slots=True)
class House:
    """The names of a workspace's people, each as a tuple of words. `whole`: colleagues' names of several
    words, with and without the remark beside them; `called`: words of anybody's name, as they may follow an
    `@`.
    """

    whole: frozenset[tuple[str, ...]]
    called: frozenset[tuple[str, ...]]

    def without(self, text: str) -> str:
        """The text without the names of colleagues."""
        plain = _MENTION.sub("", nfc(seen(text)).replace("＠", "@"))
        rest = _EMPTIED.sub("", _CALLED.sub("", self._with(plain, "")))
        return rest if rest == text else "\n".join(line.strip() for line in rest.split("\n"))

    def mentioned(self, text: str) -> str:
        """The text with each mention replaced by a mention of an unknown person, and without named
        colleagues.

        The reader of lines gets this: it understands what precedes a mention. From bare names it might take
        one word as the whole name, or `Thu` as Thursday.
        """
        return self._with(nfc(seen(text)), _NOBODY)

    def _with(self, text: str, called: str) -> str:
        """The text with `called` in place of mentioned people and without people who are only named."""
        kept, end = [], 0
        for start, stop in self._names(text):
            kept += [text[end:start].rstrip(" "), f" {called}" if text[start] == "@" and called else ""]
            end = stop
        return "".join([*kept, text[end:]])

    def _names(self, text: str) -> Iterable[tuple[int, int]]:
        """The places of names in a text; at each place the longest."""
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
        """Whether these words are a person's name, in any order. Two lower-case words do not count
        as a name.
        """
        if any(word.begins for word in spoken[1:]):
            return False
        is_written_so = len(spoken) > 2 or all(text[word.start].isupper() for word in spoken)
        known = self.called if is_called else self.whole
        return (is_called or is_written_so) and tuple(sorted(word.bare for word in spoken)) in known


def of_workspace(session: Session, workspace_id: int) -> House:
    """All people that the workspace ever had: a client need not read the names of former colleagues
    either.
    """
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
    """All forms of a person's name: any selection of its words."""
    bare = sorted(_spoken(name))
    return frozenset(part for count in range(1, len(bare) + 1) for part in combinations(bare, count))


@lru_cache(maxsize=4096)
def _whole(name: str) -> frozenset[tuple[str, ...]]:
    """A name of several words, with and without the remark beside it."""
    return frozenset(tuple(sorted(one)) for one in (_spoken(name), _alone(name)) if len(one) > 1)


def _spoken(name: str) -> list[str]:
    """The words of a name."""
    return [word.bare for word in words(nfc(seen(name)))[:_LONGEST]]


def _alone(name: str) -> list[str]:
    """The words of a name without remarks, as in "[AE] Phạm Ngọc Lan | Mộc An": the first uninterrupted
    group.
    """
    stretches: list[list[str]] = []
    for part in _BESIDE.split(nfc(seen(name))):
        for word in words(part):
            if word.begins:
                stretches.append([])
            stretches[-1].append(word.bare)
    return next((one[:_LONGEST] for one in stretches if len(one) > 1), [])
