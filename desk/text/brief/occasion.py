"""What a brief is for: "khai trương", "sale 12/12"; with the client it makes a project's name."""

from __future__ import annotations

from desk.text.brief import facts
from desk.text.pasted.clauses import quoted, sentences
from desk.text.pasted.cues import Cue
from desk.text.pasted.hits import Hits
from desk.text.pasted.paper import Part
from desk.text.spans import Context
from desk.text.tokens import Kind


def occasion(part: Part, context: Context) -> tuple[int, int] | None:
    """Where a part first names what happens on a day: an opening before a feast; None when it names none."""
    cues = part.cues
    hits = Hits(cues, ("said_o",), frozenset())
    for value in ("day", "feast"):
        for clauses in sentences(cues, quoted(cues.tokens)):
            for clause in clauses:
                cue = hits.first("said_opening", clause.start, clause.end, value)
                if cue and (_is_led(hits, cue) or facts.days(cues, clause.start, clause.end, context)):
                    return cue.start, _with_day(part, cue)
    return None


def _is_led(hits: Hits, cue: Cue) -> bool:
    """Whether "cho đợt", "for our" stands right before it."""
    return any(
        one.end >= cue.start - 1 for one in hits.all("said_occasion", max(0, cue.start - 5), cue.start)
    )


def _with_day(part: Part, cue: Cue) -> int:
    """Behind the number that belongs to it: "sale 12/12", "tết 2027"."""
    tokens, end = part.cues.tokens, cue.end
    while (
        cue.value == "feast"
        and end < len(tokens)
        and (tokens[end].kind is Kind.NUMBER or tokens[end].text == "/")
    ):
        end += 1
    return end
