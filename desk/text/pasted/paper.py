"""A pasted text in its parts, as they are found."""

from __future__ import annotations

from dataclasses import dataclass, field

from desk.text.pasted.cues import Cues
from desk.text.pasted.rows import PartKind
from desk.text.pasted.source import Source


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a pasted text, from `start` up to `end` of the text as it came.

    `cues`: its tokens, with places in the tidied text, and what they can mean. `speaker`: who says it, as a
    chat names them; `ours`: one of our own people. `talk`: the number of its message in a chat, 0 in no
    chat. `headings`: those over it and before it in its line, the outermost first. `answers`: the words that
    it answers. `bullet`: what stood before it ("1.", "-"). `listed`: an item of a list, a table's remark, a
    line under a heading. `low`: in a table, of low priority. `block`: counts the paragraphs. `field`: the
    field of a brief that a label over it or before it names; `old`: which says that it holds no more.
    """

    kind: PartKind
    start: int
    end: int
    words: str
    cues: Cues = field(repr=False, compare=False)
    speaker: str = ""
    ours: bool = False
    talk: int = 0
    headings: tuple[str, ...] = ()
    answers: str = ""
    bullet: str = ""
    listed: bool = False
    low: bool = False
    block: int = 0
    field: str = ""
    old: bool = False

    @property
    def number(self) -> int | None:
        """The number before it, in a numbered list."""
        digits = "".join(char for char in self.bullet if char.isdigit())
        return int(digits) if digits and len(digits) < 3 else None


@dataclass(frozen=True, slots=True)
class Paper:
    """A pasted text and its parts, in their order.

    `clients`: those of its chat who are not ours. `unread`: where the tidied text goes on behind the last
    part that was read; its length when everything was.
    """

    source: Source
    parts: tuple[Part, ...]
    chat: bool
    mail: bool
    clients: frozenset[str] = frozenset()
    unread: int = 0

    def said(self) -> list[Part]:
        """What somebody says who is not one of ours."""
        return [part for part in self.parts if part.kind is PartKind.SAID and not part.ours]
