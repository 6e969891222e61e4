"""The separators between the clauses of a line, and the title that remains when names and times are
removed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from desk.text.phrases import Phrases
from desk.text.tokens import Kind, Token


def separates(tokens: Sequence[Token], place: int) -> bool:
    """Whether a token separates the words before and after it: " - " does, the hyphen in "kick-off"
    does not.
    """
    token = tokens[place]
    if token.kind is not Kind.SEPARATOR:
        return False
    if token.form in _ALWAYS:
        return True
    follows = tokens[place + 1].glued if place + 1 < len(tokens) else False
    if token.form in _NEVER_GLUED:
        return not (token.glued and follows)
    return not follows


def rest(phrases: Phrases, taken: Collection[int]) -> str:
    """The remaining words of a line, in order, without separators: empty brackets, doubled separators,
    bullets, marks of bold and italics, and emoji at the ends.
    """
    kept = left(phrases, taken)
    parts: list[str] = []
    for before, place in zip([None, *kept], kept, strict=False):
        token = phrases.tokens[place]
        closes = token.text in _CLOSES or token.text in (",", ";")
        leans = before is not None and (phrases.tokens[before].text in _OPENS or (closes and token.glued))
        if before is not None and not leans and (before != place - 1 or not token.glued):
            parts.append(" ")
        parts.append(token.text)
    return "".join(parts).strip()


def left(phrases: Phrases, taken: Collection[int]) -> list[int]:
    """The tokens that `rest` keeps."""
    kept = [
        place
        for place, token in enumerate(phrases.tokens)
        if place not in taken and token.kind is not Kind.BULLET
    ]
    return _without_seams(phrases.tokens, kept)


def torn(phrases: Phrases, taken: Collection[int]) -> set[int]:
    """The tokens of brackets that would lose some of their words and keep others: a remark stays whole."""
    found: set[int] = set()
    opened: list[int] = []
    for place, token in enumerate(phrases.tokens):
        if token.text in _OPENS:
            opened.append(place)
        elif token.text in _CLOSES and opened:
            inside = range(opened.pop(), place + 1)
            said = [at for at in inside if phrases.tokens[at].kind in _SAID]
            if len({at in taken for at in said}) > 1:
                found.update(inside)
    return found


def dangles(phrases: Phrases, taken: Collection[int]) -> bool:
    """Whether the rest may lack a word, or have one too many.

    Something was removed that belongs to the rest, "… backdrop hay", or from the start of a later clause, "…,
    Trang book studio", where it is not clear whether the clause belongs to the title.
    """
    kept = left(phrases, taken)
    belongs = any(
        (place + 1 in taken and phrases.one(place, "leads_on"))
        or (place - 1 in taken and phrases.one(place, "follows_on"))
        for place in kept
    )
    return belongs or _is_opened(phrases, set(kept), taken) or _is_crumb(phrases, kept, taken)


def _is_crumb(phrases: Phrases, kept: Sequence[int], taken: Collection[int]) -> bool:
    """Whether a word or two remain of a later clause whose end was removed, the "w/c" of "– w/c 30 Nov", or a
    number in brackets after a removed part, "Thursday (26th)".
    """
    clauses: list[list[int]] = [[]]
    for place, token in enumerate(phrases.tokens):
        if token.form != "/" and (separates(phrases.tokens, place) or token.text in "()[]{},"):
            clauses.append([])
        elif token.kind in (Kind.WORD, Kind.NUMBER, Kind.ORDINAL):
            clauses[-1].append(place)
    kept_places, spoken = set(kept), False
    for clause in clauses:
        left = [place for place in clause if place in kept_places]
        verb = any(phrases.one(place, "verb") for place in left)
        ends = bool(left) and clause[-1] in taken and left[0] == clause[0]
        if spoken and ends and len(left) < _CRUMBS and not verb:
            return True
        opened = bool(clause) and phrases.form(clause[0] - 1) == "(" and clause[0] - 2 in taken
        if opened and len(left) == 1 and phrases.tokens[left[0]].text[0].isdigit():
            return True
        is_tag = bool(clause) and phrases.form(clause[0] - 1) in ("[", "(") and not spoken
        spoken = spoken or (bool(left) and not is_tag)  # "[Mộc An] KV": the title follows a tag
    return False


def _is_opened(phrases: Phrases, kept: Collection[int], taken: Collection[int]) -> bool:
    """Whether the start of a clause was removed and its other words kept, after another kept clause."""
    earlier = here = fronted = False
    for place, token in enumerate(phrases.tokens):
        if separates(phrases.tokens, place) or token.kind is Kind.BRACKET:
            earlier, here, fronted = earlier or here, False, False
        elif token.kind is not Kind.WORD:
            fronted = fronted or (place in taken and not here)
        elif place in kept:
            if earlier and fronted:
                return True
            here = True
        else:
            fronted = fronted or (place in taken and not here)
    return False


_CRUMBS = 3
_SAID = frozenset({Kind.WORD, Kind.NUMBER, Kind.ORDINAL, Kind.MENTION, Kind.URL})
_OPENS = frozenset("([{")
_CLOSES = frozenset(")]}")
_ALWAYS = frozenset({"|", "\t", ";", "→", "–", "//", "...", "!", "?", "·", "•", "--", "---"})
_NEVER_GLUED = frozenset("-/\\")
_PAIRS = {"(": ")", "[": "]", "{": "}", "“": "”", "‘": "’", "«": "»"}
_ENDS = frozenset(
    {",", ";", ":", "|", "/", "\\", "-", "–", "→", "//", ".", "...", "·", "\t", "+", "&", "=", "!"}
)


def _without_seams(tokens: Sequence[Token], kept: list[int]) -> list[int]:
    for _ in range(3):  # a removal can join separators again; no real text needs more
        before = len(kept)
        kept = _paired(tokens, _trimmed(tokens, _single(tokens, kept)))
        if len(kept) == before:
            break
    return kept


def _is_inside(tokens: Sequence[Token], place: int) -> bool:
    """Whether a mark is inside a word: "0~0"."""
    return tokens[place].glued and place + 1 < len(tokens) and tokens[place + 1].glued


def _paired(tokens: Sequence[Token], kept: list[int]) -> list[int]:
    """Without a mark of bold or italics that has lost its other half."""
    marks = [place for place in kept if tokens[place].kind is Kind.MARK and not _is_inside(tokens, place)]
    odd = {
        [place for place in marks if tokens[place].text == mark][-1]
        for mark in {tokens[place].text for place in marks}
        if sum(tokens[place].text == mark for place in marks) % 2
    }
    return [place for place in kept if place not in odd] if odd else kept


def _single(tokens: Sequence[Token], kept: list[int]) -> list[int]:
    """Without empty brackets, and with one separator in place of several."""
    found: list[int] = []
    for place in kept:
        token = tokens[place]
        if found and token.text in _CLOSES and _parts(tokens[found[-1]]) and found[-1] != place - 1:
            found.pop()  # "(Nam, t4)" leaves a comma alone in its brackets
        if found and found[-1] != place - 1:  # words were taken out between the two
            last = tokens[found[-1]]
            if _PAIRS.get(last.text) == token.text:
                found.pop()
                continue
            if _parts(token) and _parts(last):
                continue
            if token.text in _OPENS and _parts(last):
                found.pop()  # "KV - Lan - 4/12 (bản 2)" leaves a dash before the bracket
        elif found and _PAIRS.get(tokens[found[-1]].text) == token.text:
            found.pop()
            continue
        found.append(place)
    return found


def _trimmed(tokens: Sequence[Token], kept: list[int]) -> list[int]:
    """Without separators, emoji, marks and single brackets at either end."""
    first, last = 0, len(kept)
    while first < last and _is_seam(tokens[kept[first]], "".join(_CLOSES) + "?"):
        first += 1
    while last > first and _is_seam(tokens[kept[last - 1]], "".join(_OPENS)):
        last -= 1
    return kept[first:last]


def _is_seam(token: Token, half: str) -> bool:
    return token.kind in (Kind.EMOJI, Kind.MARK) or token.form in _ENDS or token.text in half


def _parts(token: Token) -> bool:
    return token.kind is Kind.SEPARATOR and token.form in _ENDS
