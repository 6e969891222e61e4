"""Whether a wish may be left: "nếu được …", "… thì hay hơn", "maybe …"."""

from __future__ import annotations

from desk.text.pasted.cues import Cue, known_words
from desk.text.pasted.hits import Hits
from desk.text.tokens import Kind


def soft_of(hits: Hits, start: int, end: int) -> str:
    """ "sure" for an optional wish, "weak" for words that may mark one, "" for neither."""
    if any(hit.end >= end - 1 and _wished(hits, start, hit) for hit in hits.all("wish_soft_end", start, end)):
        return "sure"
    found = ""
    for soft in hits.all("wish_soft", start, end):
        words = hits.cues.tokens[soft.start : soft.end]
        if words[0].bare == "nghieng" and not hits.has("wish_i", max(start, soft.start - 3), soft.start):
            continue  # a thing leans to one side
        if words[0].bare == "nen" and not _advises(hits, soft, start):
            continue
        if len(words) > 1 or words[0].bare not in known_words("perhaps_soft"):
            return "sure"
        found = "weak"
    return found


def _wished(hits: Hits, start: int, good: Cue) -> bool:
    """Whether it says that a change would be good; "nền thì đẹp" says that it is good."""
    kinds = ("wish_verb", "wish_give", "wish_need", "wish_more", "wish_soft")
    own = hits.cues.words(good.start, good.end).lower()
    return not own.endswith("đẹp") or any(hits.has(kind, start, good.start) for kind in kinds)


def _advises(hits: Hits, nen: Cue, start: int) -> bool:
    """Whether "nên" means "should": it can also mean "so", and without accents "background"."""
    if any(hit.end == nen.start for hit in hits.all("wish_opinion", max(start, nen.start - 3), nen.start)):
        return True
    if hits.cues.tokens[nen.start].accented and _is_named(hits, nen.start - 1, start):
        return True
    if hits.cues.tokens[nen.start].accented and nen.start - start < 4:
        return hits.cues.tokens[nen.start - 1].text != "," or nen.start == start
    follows = nen.end
    return nen.start == start and (
        hits.at("wish_verb", follows) is not None
        or hits.at("wish_give", follows) is not None
        or hits.cues.tokens[min(follows, len(hits.cues.tokens) - 1)].bare == "co"
    )


def _is_named(hits: Hits, place: int, start: int) -> bool:
    """Whether a token ends the name of the subject: a thing, or words of the work."""
    if place < start:
        return False
    thing = any(hit.end == place + 1 for hit in hits.all("wish_thing", place, place + 1))
    return thing or hits.cues.tokens[place].kind is Kind.QUOTE
