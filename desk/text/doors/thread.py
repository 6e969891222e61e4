"""What a mention in a thread wants kept of the thread, when it asks for nothing else.

wanted("lưu brief này giúp em nhé")       # Wanted.BRIEF
wanted("save this as feedback please")    # Wanted.FEEDBACK
wanted("lưu lại giúp")                    # Wanted.EITHER; so with no words at all
wanted("brief Sen Vàng")                  # None: it says more
"""

from __future__ import annotations

import enum

from desk.text.pasted.cues import Cues
from desk.text.tokens import Kind, read_line

LONGEST = 80
"""A text of more characters says more."""
_WORDS = "thread"
_MEANT = (Kind.WORD, Kind.NUMBER, Kind.ORDINAL, Kind.URL)


class Wanted(enum.StrEnum):
    """What the thread is kept as."""

    BRIEF = "brief"
    FEEDBACK = "feedback"
    EITHER = "either"


def wanted(text: str) -> Wanted | None:
    """What a text wants the thread kept as; None when it says anything else."""
    if len(text) > LONGEST:
        return None
    cues, place, said = Cues(read_line(text), words=_WORDS), 0, set[str]()
    while place < len(cues.tokens):
        if cues.tokens[place].kind not in _MEANT:
            place += 1
            continue
        cue = cues.one(place, "keep")
        if cue is None:
            return None
        said.add(cue.value)
        place = cue.end
    kinds = said & {Wanted.BRIEF.value, Wanted.FEEDBACK.value}
    if len(kinds) == 1:
        return Wanted(kinds.pop())
    return Wanted.EITHER if kinds or "verb" in said or not said else None
