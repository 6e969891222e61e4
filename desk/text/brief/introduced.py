"""What stands above a form and may name its project and its client; only offered."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from desk.text.brief.client import name_end
from desk.text.brief.fields import Field
from desk.text.brief.values import Stretch
from desk.text.pasted.paper import Paper, Part
from desk.text.pasted.rows import PartKind
from desk.text.seams import separates
from desk.text.tokens import Kind

_LONGEST = 7


def names(paper: Paper) -> list[Stretch]:
    """The client in a subject, "Fwd: Brief - Highlands", and the one name in quotes above the first label."""
    above = list(takewhile(lambda part: not part.field, paper.parts))
    quoted = [one for part in above if part.kind is PartKind.SAID for one in _quoted(part)]
    subjects = [one for part in above if part.kind is PartKind.HEADER for one in _subject(part)]
    return [*subjects[:1], *(quoted if len(quoted) == 1 else [])]


def _quoted(part: Part) -> Iterator[Stretch]:
    tokens = part.cues.tokens
    marks = [at for at, token in enumerate(tokens) if token.kind is Kind.QUOTE]
    for opens, closes in zip(marks[::2], marks[1::2], strict=False):
        led = any(cue.kind == "before_name" and cue.end == opens
                  for at in range(max(0, opens - 2), opens) for cue in part.cues.at(at))  # fmt: skip
        if led and 1 < closes - opens <= _LONGEST and tokens[opens + 1].capital:
            yield Stretch(Field.PROJECT, part, opens + 1, closes, sure=False)


def _subject(part: Part) -> Iterator[Stretch]:
    cues, tokens = part.cues, part.cues.tokens
    bare = {token.bare for token in tokens}
    if cues.one(0, "subject") is None or "brief" not in bare:
        return
    signs = [at for at in range(len(tokens)) if separates(tokens, at) or tokens[at].text == "|"]
    start = signs[-1] + 1 if signs else len(tokens)
    end = name_end(cues, start)
    if end > start and (end == len(tokens) or tokens[end].text == "("):
        yield Stretch(Field.CLIENT, part, start, end, sure=False)
