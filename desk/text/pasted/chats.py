"""Recognises a copied chat: the author of each message, and the lines that a program wrote."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from desk.text.letters import fold
from desk.text.pasted.cues import Cues, known_words
from desk.text.pasted.rows import PartKind, Row
from desk.text.tokens import Kind

_TIME = r"\d{1,2}[:h]\d{2}(?::\d{2})?(?:\s*+(?:am|pm|sa|ch|sang|chieu|toi|trua))?"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = (
    r"(?:\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?|\d{4}-\d{1,2}-\d{1,2}"
    r"|\d{1,2} (?:thg|thang) \d{1,2},? ?(?:\d{4})?"
    rf"|{_MONTH} \d{{1,2}}(?:,? \d{{4}})?|\d{{1,2}} {_MONTH}(?: \d{{4}})?)"
)
_DAY = (
    r"(?:today|yesterday|hom nay|hom qua|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)|thu (?:hai|ba|tu|nam|sau|bay|\d)|chu nhat|t[2-7]|cn)"
)
_MOMENT = (
    rf"(?:(?:{_DATE}|{_DAY})\s*+,?\s*+(?:luc |at )?{_TIME}|{_TIME}\s*+,?\s*+(?:ngay )?(?:{_DATE}|{_DAY})"
    rf"|{_TIME}|{_DATE})"
)
_NAME = r"(?=\S)[^\n:\[\]<>|\t]{1,40}?"
_BEFORE = re.compile(rf"[\[(]?\s*+{_MOMENT}\s*+[\])]?\s*+[-–—:|]?\s*+({_NAME})\s*+:(?!//)\s*+")
_DATED = re.compile(rf"(?:{_DATE}|{_DAY})\s*+,?\s*+(?:luc |at )?{_TIME}|{_TIME}\s*+,?\s*+(?:ngay )?{_DATE}")
_BEHIND = re.compile(
    rf"({_NAME})(?:\s++app)?\s*+[-–—,•·|]?\s*+[\[(]?(?:(?:da gui|sent|luc|at)\s++)*{_MOMENT}[\])]?\s*+:?\s*+$"
)
_SPEAKS = re.compile(rf"({_NAME})\s*+:(?!//)\s*+")
_MOMENT_ALONE = re.compile(rf"[-–—\[( ]*+(?:{_MOMENT}|{_DAY}(?:,? {_DATE}(?:,? \d{{4}})?)?)[-–—\]) ]*+\s*+$")
_SENT = re.compile(rf"({_NAME}) (?:sent|da gui)(?: (?:{_DAY}|{_MOMENT}).*)?$")
_WRAPPED = re.compile(r"\s*+[\[<(]\s*+(.{2,60}?)\s*+[\])>]\s*+$")
_EDITED = re.compile(r"(?<!\s)\s*+[(<](?:edited|da chinh sua|da sua|this message was edited)[)>]\s*+$")
_TRANSCRIBED = re.compile(
    rf"[\[(]?\s*+{_TIME}\s*+[\])]?\s*+[-–—|]?\s*+"
    r"((?:speaker|nguoi noi) ?\d{1,2}(?:\s*+\([^()\n]{1,30}\))?)\s*+:?\s*+"
)
_SIGNED = re.compile(r"(?<=\S)\s++[-–—]\s*+([^\W\d_]{2,12}(?: [^\W\d_]{2,12}){0,2})\s*+$")
_ANNOUNCER = re.compile(r"(?:speaker|nguoi noi|unknown|user) ?\d{0,2}$")
_ANNOUNCED = re.compile(r"(?i:speaker|người nói) ?\d{1,2}\s*+\(([^()]+)\)")
_ASIDE = re.compile(r"(?<!\s)\s*+\([^()]*+\)\s*+$")


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A row that begins a message: who speaks, and from which of its characters on."""

    speaker: str
    begin: int
    firm: bool


def mark(rows: Sequence[Row], ours: Collection[str]) -> None:
    """Set the speaker of each row of a chat, and mark rows that nobody typed; nothing without a chat."""
    stamps = _stamps(rows, ours)
    if stamps:
        _give(rows, stamps)
    elif not _take_quoted_messages(rows):
        _take_names_behind(rows)
    for row in rows:
        if row.kind is PartKind.SAID and not row.blank:
            _mark_what_nobody_typed(row, bool(stamps))
    if stamps:
        _mark_answered(rows)


def _stamps(rows: Sequence[Row], ours: Collection[str]) -> dict[int, _Stamp]:
    """The rows that begin a message; none if there are too few for a chat."""
    live = [(at, row) for at, row in enumerate(rows) if not row.blank and row.kind is PartKind.SAID]
    for read in (_transcribed, _with_moment, _name_above, _before_colon, _name_alone):
        found = read(live, ours)
        if found:
            return found
    return {}


_Live = Sequence[tuple[int, Row]]


def _with_moment(live: _Live, ours: Collection[str]) -> dict[int, _Stamp]:
    """ "[10:33, 20/11/2026] Chị Hà: …", "00:04 chị chi: …" """
    found = {}
    for at, row in live:
        match = _BEFORE.match(row.flat)
        if match and match[1].strip() and _could_be_name(match[1]):
            firm = row.text[:1] in "[(" or _DATED.match(row.flat) is not None
            found[at] = _Stamp(_speaker(row, match), match.end(), firm)
    names = Counter(stamp.speaker for stamp in found.values())
    enough = len(found) > 1 and len(names) < len(found)
    return found if enough or any(stamp.firm for stamp in found.values()) else {}


def _transcribed(live: _Live, ours: Collection[str]) -> dict[int, _Stamp]:
    """ "00:03:10 SPEAKER 2 (Sarah) okay …", as an automatic transcript has it."""
    found = {}
    for at, row in live:
        match = _TRANSCRIBED.match(row.flat)
        if match:
            found[at] = _Stamp(row.text[match.start(1) : match.end(1)], match.end(), True)
    return found if len(found) > 1 else {}


def _name_above(live: _Live, ours: Collection[str]) -> dict[int, _Stamp]:
    """ "Chị Hà 10:33" above the message, as Zalo, Slack and Messenger copy it."""
    found = {}
    for at, row in live:
        match = _BEHIND.fullmatch(row.flat) or _SENT.fullmatch(row.flat)
        if match and _could_be_name(match[1]) and _is_capital(row, match):
            found[at] = _Stamp(_speaker(row, match), len(row.text), False)
    names = Counter(stamp.speaker for stamp in found.values())
    enough = any(count > 1 for count in names.values()) or any(is_ours(name, ours) for name in names)
    return found if enough and len(found) > 1 else {}


def _before_colon(live: _Live, ours: Collection[str]) -> dict[int, _Stamp]:
    """ "Chị Hà: …" in most rows."""
    begun: dict[int, _Stamp] = {}
    for at, row in live:
        match = _SPEAKS.match(row.flat)
        if match and row.line.tokens[0].kind is not Kind.BULLET and _could_speak(row, match, ours):
            begun[at] = _Stamp(_speaker(row, match), match.end(), False)
    names = Counter(stamp.speaker for stamp in begun.values())
    sure = {name for name, count in names.items() if count > 1 or is_ours(name, ours) or _is_titled(name)}
    if not any(names[name] > 1 for name in sure) and len(sure) < 2:
        return {}
    if sum(names[name] for name in sure) < 2:
        return {}
    mostly = len(begun) * 5 > len(live) * 3
    return {
        at: stamp for at, stamp in begun.items() if stamp.speaker in sure or (mostly and _is_short(stamp))
    }


def _name_alone(live: _Live, ours: Collection[str]) -> dict[int, _Stamp]:
    """The same name alone above each message."""
    lines = Counter(row.text for _, row in live)
    often = any(count > 1 for count in lines.values())
    found = {}
    for place, (at, row) in enumerate(live):
        if (
            (lines[row.text] > 1 or (often and is_ours(row.text, ours)))
            and place + 1 < len(live)
            and row.text != live[place + 1][1].text
        ):
            words = row.cues().tokens
            named = all(token.capital for token in words if token.kind is Kind.WORD)
            if named and len(words) < 6 and _could_be_name(row.flat) and row.text[-1:] not in ".?!:":
                found[at] = _Stamp(row.text, len(row.text), False)
    return found if len(found) > 1 else {}


def _speaker(row: Row, match: re.Match[str]) -> str:
    return row.text[match.start(1) : match.end(1)].strip(" -–—,•·@*_~\t")


def _is_capital(row: Row, match: re.Match[str]) -> bool:
    name = _speaker(row, match)
    return bool(name) and (name[0].isupper() or (name[0].isdigit() is False and _is_titled(name)))


def _could_be_name(folded: str) -> bool:
    name = _ASIDE.sub("", folded).strip(" -–—,•·@*_~\t")
    if not name or len(name.split()) > 5 or not any(char.isalpha() for char in name):
        return False
    return _ANNOUNCER.match(name) is not None or not any(char.isdigit() for char in name)


def _could_speak(row: Row, match: re.Match[str], ours: Collection[str]) -> bool:
    """Whether the words before a colon may be a person, not a heading or a label."""
    if not _could_be_name(match[1]):
        return False
    name = _ASIDE.sub("", _speaker(row, match))
    if not (name[:1].isupper() or _is_titled(name) or _ANNOUNCER.match(name)):
        return False
    cues = row.cues()
    named = {cue.kind for cue in cues.at(0) if cues.words_at(cue.end) == ":"}
    counts = cues.one(0, "place") is not None and cues.tokens[-1].kind is Kind.NUMBER and len(cues.tokens) < 4
    if counts or "note_state" in named:
        return False
    return is_ours(name, ours) or not named & {"place_alone", "mail_header", "remarks", "label"}


def _is_titled(name: str) -> bool:
    first, _, rest = fold(name).partition(" ")
    return first in known_words("person_title") and bool(rest)


def _is_short(stamp: _Stamp) -> bool:
    return (
        all(word[:1].isupper() for word in _ASIDE.sub("", stamp.speaker).split()) and len(stamp.speaker) < 25
    )


def is_ours(speaker: str, ours: Collection[str]) -> bool:
    """Whether a speaker has a colleague's name; a name with "chị …" does not count."""
    announced = _ANNOUNCED.fullmatch(speaker)
    if announced:
        return is_ours(announced[1], ours)
    aside = _ASIDE.search(fold(speaker))
    if aside and aside[0].strip(" ()") in known_words("our_house"):
        return True
    if _is_titled(speaker) or aside:
        return False
    words = fold(speaker).split()
    return bool(words) and any(
        words[-1] in name
        and set(words) <= set(name)
        and (len(words) > 1 or words[0] == name[-1] or (len(name) == 2 and words[0] == name[0]))
        for name in (fold(one).replace("(", " ").replace(")", " ").split() for one in ours)
        if name
    )


def _give(rows: Sequence[Row], stamps: dict[int, _Stamp]) -> None:
    """Assign each row to its speaker; rows above the first message are the chat's name."""
    first = min(stamps)
    above = [row for row in rows[:first] if row.kind is PartKind.SAID and not row.blank]
    for row in above:
        if len(above) < 3 or _names_chat(row):
            row.kind = PartKind.STAMP
    speaker, talk = "", 0
    for at, row in enumerate(rows[first:], first):
        stamp = stamps.get(at)
        if stamp:
            speaker, talk = stamp.speaker, talk + 1
            row.begin = min(row.end, row.begin + stamp.begin)
        if row.kind is PartKind.SAID:
            row.speaker, row.talk = speaker, talk


def _take_quoted_messages(rows: Sequence[Row]) -> bool:
    """ "From Mei just now:" above quoted lines: each is a message of somebody else, and no item of a list."""
    live = [row for row in rows if not row.blank and row.kind is PartKind.SAID]
    quoted = live[1:]
    if len(quoted) < _MESSAGES or live[0].level or not live[0].text.rstrip().endswith(":"):
        return False
    if any(row.level != 1 or not row.text[0].isalpha() or len(row.text) > _MESSAGE for row in quoted):
        return False
    live[0].kind = PartKind.STAMP
    for talk, row in enumerate(quoted, 1):
        row.talk = talk
    return True


_MESSAGES = 3
_MESSAGE = 200


def _take_names_behind(rows: Sequence[Row]) -> None:
    """ "Page 3: too dark - Thu Trang" in most rows: the author comes last."""
    live = [row for row in rows if not row.blank and row.kind is PartKind.SAID]
    signed = [(row, match) for row in live if (match := _SIGNED.search(row.flat)) and _is_named(row, match)]
    names = Counter(_speaker(row, match) for row, match in signed)
    if len(signed) < 3 or len(signed) * 2 < len(live) or len(names) == len(signed):
        return
    for row, match in signed:
        row.speaker = _speaker(row, match)
        row.end = row.begin + match.start()


def _is_named(row: Row, match: re.Match[str]) -> bool:
    return all(word[:1].isupper() for word in _speaker(row, match).split())


def _names_chat(row: Row) -> bool:
    cues = row.cues()
    return cues.one(0, "chat_group") is not None or len(cues.tokens) < 5


def _mark_what_nobody_typed(row: Row, chat: bool) -> None:
    """Missing pictures, deleted messages, dates between messages, "seen"."""
    edited = _EDITED.search(row.flat)
    if edited:
        row.end = row.begin + edited.start()
    if not row.blank and (
        (chat and row.stamped == row.begin and _MOMENT_ALONE.fullmatch(row.flat)) or _is_gone(row, chat)
    ):
        row.kind = PartKind.STAMP


def _is_gone(row: Row, chat: bool) -> bool:
    """Whether a row only says what was there, or what happened: "[Hình ảnh]", "Linh joined the group"."""
    cues, start = row.cues(), 0
    while start < len(cues.tokens) and (
        cues.tokens[start].kind in (Kind.BRACKET, Kind.BULLET) or cues.tokens[start].text == "<"
    ):
        start += 1
    gone = cues.one(start, "chat_gone")
    if gone is None:
        said = (cues.one(at, "chat_gone") for at in range(min(5, len(cues.tokens))))
        asks = row.flat.rstrip().endswith("?")
        return (
            chat and not asks and len(cues.tokens) < 9 and any(one and one.value == "system" for one in said)
        )
    rest = sum(token.kind in (Kind.WORD, Kind.NUMBER) for token in cues.tokens[gone.end :])
    if gone.value == "media":
        return not rest and _WRAPPED.match(row.flat) is not None
    return rest < 5 and (chat or gone.value == "deleted")


def _mark_answered(rows: Sequence[Row]) -> None:
    """ "Trả lời Hương: "…"" quotes what the next row answers."""
    answered: tuple[int, int] | None = None
    for row in rows:
        if row.kind is not PartKind.SAID or row.blank:
            continue
        cues = row.cues()
        if cues.one(0, "chat_reply"):
            quoted = _quoted_words(cues)
            if quoted:
                answered, row.kind = quoted, PartKind.QUOTED
                continue
        row.answers, answered = answered, None


def _quoted_words(cues: Cues) -> tuple[int, int] | None:
    colon = next((at for at, token in enumerate(cues.tokens) if token.text == ":" and at < 8), None)
    words = [token for token in cues.tokens[(colon or 0) + 1 :] if token.kind is not Kind.QUOTE]
    return (words[0].start, words[-1].end) if colon is not None and words else None
