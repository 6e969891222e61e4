"""The lines of a pasted text while it is found out what each of them is."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from desk.text.letters import flat
from desk.text.pasted.cues import Cues
from desk.text.tokens import Line

_QUOTING = re.compile(r"\s*(?:(?:>|&gt;)[ \t]?)+")


class PartKind(enum.StrEnum):
    """What a part of a pasted text is."""

    SAID = "said"
    """What somebody says in it."""
    HEADING = "heading"
    HEADER = "header"
    """Sender, subject and the like of a mail."""
    GREETING = "greeting"
    SIGNATURE = "signature"
    """Good-bye, name, address, the lawyers' lines."""
    STAMP = "stamp"
    """What a program wrote: who and when, a picture that is not there, "seen"."""
    QUOTED = "quoted"
    """What somebody said before."""
    OTHER = "other"
    """Forwarded text that is addressed to nobody here: a newsletter, an invitation, words to be used."""


@dataclass(slots=True, eq=False)
class Row:
    """A line, and what is known of it so far. `begin` and `end`: places in the text of the words that are
    its own, behind ">" and stamps. `stamped`: where its stamp begins. `level`: how many ">" stand before it.
    `talk`: the number of the message of a chat that it belongs to, 0 in no chat. `answers`: the place of the
    words it answers."""

    line: Line
    whole: Cues
    level: int
    begin: int
    end: int
    kind: PartKind = PartKind.SAID
    speaker: str = ""
    talk: int = 0
    answers: tuple[int, int] | None = None
    stamped: int = -1
    _flat: str | None = None
    _cues: Cues | None = None
    _end: int = -1

    def __post_init__(self) -> None:
        self.stamped = self.begin

    @property
    def text(self) -> str:
        """Its own words."""
        return self.line.text[self.begin - self.line.start : self.end - self.line.start]

    @property
    def flat(self) -> str:
        """Its own words, small and without accents, character for character."""
        if self._flat is None:
            self._flat = flat(self.line.text)
        return self._flat[self.begin - self.line.start : self.end - self.line.start]

    @property
    def blank(self) -> bool:
        """Whether it has no words of its own."""
        return self.begin >= self.end

    def cues(self) -> Cues:
        """What its own words can mean."""
        if self._cues is None or self._cues.line.start != self.begin or self._end != self.end:
            self._cues, self._end = self.whole.part(self.begin, self.end), self.end
        return self._cues


def rows_of(lines: tuple[Line, ...], english: bool) -> list[Row]:
    """The lines of a text as rows. `english`: the text as a whole is."""
    return [_row(line, english) for line in lines]


def _row(line: Line, english: bool) -> Row:
    quoting = _QUOTING.match(line.text)
    level = (quoting[0].count(">") + quoting[0].count("&gt;")) if quoting else 0
    begin = quoting.end() if quoting else 0
    while begin < len(line.text) and line.text[begin].isspace():
        begin += 1
    end = len(line.text.rstrip())
    whole = Cues(line, english)
    return Row(line, whole, level, line.start + begin, line.start + max(begin, end))
