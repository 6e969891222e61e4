"""Whom an objective names, where nothing else says who it is for."""

from __future__ import annotations

from collections.abc import Sequence

from desk.text.brief.fields import Field
from desk.text.brief.values import Stretch
from desk.text.pasted.cues import known_words
from desk.text.tokens import Kind


def among(found: Sequence[Stretch]) -> list[Stretch]:
    """Whom an objective names, "drive trial | among office workers 22-30": offered as the audience."""
    for one in found:
        cues = one.part.cues
        if one.field is Field.OBJECTIVE and not one.open and (whom := _whom(one)):
            return [whom]
        for at in range(one.start, one.end) if one.field is Field.OBJECTIVE and not one.open else ():
            lead = cues.one(at, "among")
            if lead and any(
                cues.one(place, "people") for place in range(lead.end, min(lead.end + 4, one.end))
            ):
                return [Stretch(Field.AUDIENCE, one.part, lead.end, one.end, sure=False)]
    return []


def _whom(one: Stretch) -> Stretch | None:
    """ "We want | young professionals aged 25 to 34 | to apply online": who is described besides."""
    tokens, cues = one.part.cues.tokens, one.part.cues
    ends = (
        at for at in range(one.start + 1, one.end - 1)
        if tokens[at].bare in ("to", "who") and tokens[at + 1].kind is not Kind.NUMBER
    )  # fmt: skip
    until = next(ends, one.start)
    who = next((cue for at in range(one.start, until) if (cue := cues.one(at, "people"))), None)
    numbered = any(token.kind is Kind.NUMBER for token in tokens[one.start : until])
    if who is None or not numbered or not cues.english or until - one.start < _DESCRIBED:
        return None
    if tokens[who.start].bare in known_words("anybody") and who.end >= until:
        return None
    return Stretch(Field.AUDIENCE, one.part, one.start, until)


_DESCRIBED = 2
