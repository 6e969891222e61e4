"""Headings over lines and before a line's words: "Slide 3:", "0:12", "Mặt sau - ", "Page 2 … Sticky Note"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desk.text.pasted import labels
from desk.text.pasted.cues import Cues, known_words
from desk.text.pasted.rows import Row
from desk.text.tokens import Kind

_CODE = re.compile(
    r"[\[(]?\d{1,2}:\d{2}(?:[:.]\d{2})?(?:s|\s*(?:-|–|—|>|->|→|to|đến|tới)\s*\d{1,2}:\d{2}(?:[:.]\d{2})?s?)?[\])]?"
    r"(?=\s)(\s*[:\-–—]?\s*)"
)
_FILE = re.compile(r"\S+\.(?:pdf|docx?|pptx?|xlsx?|ai|psd|mp4|mov|jpe?g|png)\b", re.IGNORECASE)
_CLOSING = {"[": "]", "(": ")", "【": "】"}
LONGEST_LEAD = 5
LONGEST_HEADING = 10


@dataclass(frozen=True, slots=True)
class Lead:
    """A heading before a line's own words: its words, where they end, and where the line's own begin.

    `silent`: what stands behind it wants nothing. `field`: the field of a brief it labels; `old`: no more.
    """

    words: str
    end: int
    begin: int
    silent: bool = False
    field: str = ""
    old: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that is a whole line, without its colon."""

    words: str
    field: str = ""
    old: bool = False
    noted: bool = False


def is_title(cues: Cues, following: Row | None) -> bool:
    """Whether a first line is a title over remarks."""
    tokens = cues.tokens
    if not tokens or following is None:
        return False
    text = cues.line.text
    if text[-1] not in ".?!" and len(tokens) < 26:
        named = any(
            cue.kind == "remarks" for at in range(min(3, len(tokens))) for cue in cues.at(at)
        ) or _FILE.match(text)
        capitals = sum(token.capital for token in tokens[:8] if token.kind is Kind.WORD)
        listed = following.text[:1] in "-–•*+▪●|0123456789[(" or bool(_place(following.cues(), 0))
        return bool(named and (listed or _FILE.match(text)) and (capitals or text[-1] == ":"))
    return False


def is_heading(cues: Cues, following: Row | None, bulleted: bool, talk: bool) -> Heading | None:
    """The heading that a whole line is. `bulleted`: a bullet stands before it; `talk`: it is a message."""
    tokens, text = cues.tokens, cues.line.text
    if not tokens or following is None:
        return None
    noted = _noted(cues)
    if noted:
        return Heading(noted, noted=True)
    label = labels.find(cues)
    if label and label.begin >= len(tokens) and not (talk and tokens[-1].text != ":"):
        return Heading(cues.words(label.start, label.end), label.field, label.old)
    if text.startswith("#") and len(tokens) < LONGEST_HEADING:
        return Heading(text.lstrip("# ").rstrip(": "))
    marks = "*_"
    if (
        not bulleted
        and text[0] in marks
        and text.rstrip(":")[-1] in marks
        and len(tokens) < LONGEST_HEADING + 4
    ):
        return Heading(text.strip("*_ :"))
    if tokens[-1].text in (":", "：") and len(tokens) <= LONGEST_HEADING + 1:
        return Heading("" if _is_person(cues) else text.rstrip(":： ").strip("*_ "))
    end = _place(cues, 0)
    if end and text[-1] not in ".?!," and len(tokens) - end < 7:
        rest = tokens[end:]
        if not rest or (rest[0].text in ("-", "–", "—", "(", "·", "|") and not _place(following.cues(), 0)):
            return Heading(text)
    if not talk and _heads_a_list(cues, following, bulleted):
        return Heading(text)
    return None


def _heads_a_list(cues: Cues, following: Row, bulleted: bool) -> bool:
    """ "1. Trang bìa", "Cooler wrap" above lines that begin with dashes."""
    words = [token for token in cues.tokens if token.kind is Kind.WORD]
    ticked = following.text[:1] in "-–•*+▪●◦" and following.text[1:2].isspace()
    named = bulleted or (len(words) < 4 and words[:1] and words[0].capital)
    return bool(named) and ticked and 0 < len(words) < 6 and cues.line.text[-1] not in ".?!,;"


def _is_person(cues: Cues) -> bool:
    """ "Chị Thu:" says who speaks below."""
    tokens = [token for token in cues.tokens if token.kind is Kind.WORD]
    return (
        1 < len(tokens) < 5
        and tokens[0].bare in known_words("person_title")
        and all(token.capital for token in tokens[1:])
    )


def lead_of(cues: Cues, listed: bool) -> Lead | None:
    """The heading before a line's own words."""
    tokens, text, start = cues.tokens, cues.line.text, cues.line.start
    label = labels.find(cues)
    if label and label.begin < len(tokens):
        words, end = cues.words(label.start, label.end), tokens[label.begin - 1].end
        return Lead(words, end, tokens[label.begin].start, _silent(cues, label.end), label.field, label.old)
    if (
        tokens[0].text in _CLOSING
        and (end := _place(cues, 1))
        and cues.words_at(end) == _CLOSING[tokens[0].text]
    ):
        begin = end + 1 + (cues.words_at(end + 1) in (":", "-", "–"))
        return _lead(cues, end + 1, begin) if begin < len(tokens) else None
    code = _CODE.match(text)
    if code and code.end() < len(text):
        words = text[: code.start(1)].strip()
        return Lead(words, start + code.start(1), start + code.end())
    place = _place(cues, 0)
    if place and place < len(tokens):
        return _place_lead(cues, place)
    return _labelled(cues, listed)


def _place_lead(cues: Cues, end: int) -> Lead | None:
    """ "Slide 3 (bìa): …", "Frame 4 - …", "p.2 …" """
    tokens = cues.tokens
    colon = _colon(cues, end)
    if colon:
        return _lead(cues, colon, colon + 1)
    if tokens[end].text in ("-", "–", "—", "→", "->", ".", ")", "|") and end + 1 < len(tokens):
        return _lead(cues, end, end + 1)
    short = tokens[0].bare in known_words("page")
    follows = tokens[end].kind in (Kind.WORD, Kind.QUOTE, Kind.BRACKET, Kind.NUMBER)
    return _lead(cues, end, end) if short and follows else None


def _colon(cues: Cues, at: int) -> int:
    """Where a colon follows a place, behind a few words or brackets that name it; 0 for nowhere."""
    tokens, bracketed = cues.tokens, False
    for place in range(at, min(at + 7, len(tokens) - 1)):
        if tokens[place].text == ":" and not bracketed:
            return 0 if tokens[place + 1].glued else place
        if tokens[place].text in ',.;?„“"':
            return 0
        bracketed = tokens[place].text == "(" or (bracketed and tokens[place].text != ")")
    return 0


def _labelled(cues: Cues, listed: bool) -> Lead | None:
    """ "Mặt sau: …", "Logo - …": a few words before a colon, a dash or an arrow."""
    tokens = cues.tokens
    for at, token in enumerate(tokens[: LONGEST_LEAD + 1]):
        if not at:
            continue
        last = at + 1 >= len(tokens)
        if last or token.kind in (Kind.QUOTE, Kind.URL, Kind.NUMBER) or token.text in ",.;?!":
            return None
        if token.text == ":" and not tokens[at + 1].glued:
            faulty = any(cues.one(place, "wish_fault") for place in range(2, at))
            return None if faulty or _tells_whose(cues) else _lead(cues, at, at + 1)
        dash = token.form in ("-", "–", "→") and not token.glued and not tokens[at + 1].glued
        if dash:
            alone = cues.one(0, "place_alone")
            return _lead(cues, at, at + 1) if alone and alone.end == at else None
    return None


def _tells_whose(cues: Cues) -> bool:
    """ "Brief mới của Sen Vàng: …": what stands before the colon is said, too."""
    cue = cues.one(0, "said_client")
    return cue is not None and cue.end > 1 and cues.tokens[0].bare in known_words("brief_word")


def _lead(cues: Cues, end: int, begin: int) -> Lead:
    tokens = cues.tokens
    return Lead(cues.words(0, end), tokens[end - 1].end, tokens[begin].start, _silent(cues, end))


def _silent(cues: Cues, end: int) -> bool:
    """Whether the words before a colon say that nothing is wanted: "note to self:" """
    return any(cue.kind == "agenda" and cue.end == end for at in range(end) for cue in cues.at(at))


def _place(cues: Cues, at: int) -> int:
    """Behind which token a numbered place ends: "Slide 6-7", "p.2", "khung 3 và 4"; 0 for none."""
    tokens = cues.tokens
    place = cues.one(at, "place")
    if place is None:
        return 0
    at = place.end
    while at < len(tokens) and tokens[at].text in ("#", ".", ":", "số", "so", "no"):
        at += 1
    end = 0
    while at < len(tokens) and (tokens[at].kind is Kind.NUMBER or (end == 0 and _letter(tokens[at].text))):
        end = at = at + 1
        joined = at < len(tokens) and (
            tokens[at].text in ("-", "–", ",", "&", "+", "/", "và", "and", "to", "đến")
        )
        if not joined or at + 1 >= len(tokens) or tokens[at + 1].kind is not Kind.NUMBER:
            break
        at += 1
    return end


def _letter(text: str) -> bool:
    return len(text) == 1 and text.isalpha() and text.isupper()


def _noted(cues: Cues) -> str:
    """The page of what a tool wrote above a remark: "Page 1  slim  Sticky Note  20/11/2026"."""
    end = _place(cues, 0)
    if not end or not any(cues.one(at, "note_kind") for at in range(end, min(end + 6, len(cues.tokens)))):
        return ""
    digits = any(token.kind is Kind.NUMBER for token in cues.tokens[end:])
    return cues.words(0, end) if digits or len(cues.tokens) < end + 5 else ""


def silences(cues: Cues) -> bool:
    """Whether a heading stands over what wants nothing: an agenda, "for info"."""
    return any(cue.kind == "agenda" for cue in cues.at(0))


def is_state(cues: Cues, noted: bool) -> bool:
    """Whether a tool wrote a line about a remark: "Status: Accepted" among `noted` ones, or several such
    labels in a line: "Author: chi  Date: 19/11/2026"."""
    if cues.one(0, "note_state") is None:
        return False
    ends = [cue.end for at in range(len(cues.tokens)) for cue in cues.at(at) if cue.kind == "note_state"]
    labelled = sum(end < len(cues.tokens) and cues.tokens[end].text == ":" for end in ends)
    return labelled > (0 if noted else 1)


def opens_copy(cues: Cues) -> bool:
    """Whether a line announces words that are to be used as they are."""
    return any(cue.kind == "copy_follows" for at in range(len(cues.tokens)) for cue in cues.at(at))
