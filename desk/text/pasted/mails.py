"""Recognises the frame of a mail: heads, earlier mails, greetings, sign-offs, small print."""

from __future__ import annotations

import re
from collections.abc import Sequence

from desk.text.pasted.cues import Cues
from desk.text.pasted.rows import PartKind, Row
from desk.text.tokens import Kind, Token

LONGEST_HEAD = 16
LONGEST_SIGNATURE = 10
_DASHES = re.compile(r"\s*[-–—_=*~#]{3,}\s*")
_DELIMITER = re.compile(r"--\s?")
_CONTACT = re.compile(
    r"[@|]|https?:|www\.|\+?\d[\d .()-]{6,}\d|\b(?:tel|mobile|hotline|phone|fax|ext|dt|sdt|m|t|a|e|w)\s*[:.]"
)
_ADDRESS = re.compile(r"<[^<>\s]+@[^<>\s]+>|\(via [^)]*\)")
_NO_REPLY = re.compile(r"\b(?:no|do-?not)-?reply\w*@|\bnotifications?@|\bmailer-daemon@")
_LONG = 4
"""This many words mark a newsletter's footer even if more follow."""
_PS = re.compile(r"(?:p\.?\s?/?\s?s|tb|tai but|nb)\b\s*[.:,-]?")
_NAMING = frozenset({Kind.WORD, Kind.SEPARATOR, Kind.BRACKET, Kind.MENTION, Kind.AT, Kind.EMOJI})


def mark_frames(rows: Sequence[Row]) -> None:
    """Say which rows are a mail's head, and which were said before."""
    history, quoted = False, False
    place, said = 0, False
    if _is_all_quoted(rows):
        return
    while place < len(rows):
        row = rows[place]
        head = _head(rows, place, said)
        wrote = 0 if head else _attribution(rows, place)
        if head:
            passed_on = _passes_on(rows, place, head, said)
            history = history if passed_on or not said else True
            quoted = False
        elif wrote:
            below = next((one for one in rows[place + wrote :] if not one.blank), None)
            quoted = below is not None and below.level > row.level
            history = history or not quoted
        for one in rows[place : place + (head or wrote)]:
            one.kind = PartKind.HEADER if not one.level else PartKind.QUOTED
        if head or wrote:
            place += head or wrote
            continue
        if row.level or history:
            row.kind = PartKind.QUOTED
        said = said or (not row.blank and row.kind is PartKind.SAID)
        place += 1


def _is_all_quoted(rows: Sequence[Row]) -> bool:
    """Whether what is quoted is what was pasted: nothing else is said but a line or two above it, as
    "client notes, pasting as is:", and nobody is said to have written it."""
    own = [at for at, row in enumerate(rows) if not row.blank and not row.level]
    quoted = [at for at, row in enumerate(rows) if not row.blank and row.level]
    if not quoted or len(own) > _LEADING or (own and own[-1] > quoted[0]):
        return False
    if max(rows[at].level for at in quoted) > 1 or any(_label(rows[at]) for at in (*own, *quoted)):
        return False
    return not any(_attribution(rows, at) for at in own)


_LEADING = 2


def mark_ends(rows: Sequence[Row]) -> None:
    """Mark the rows that are greetings, sign-offs and addresses, or that are addressed to nobody here."""
    for section in _sections(rows):
        _mark_ends(section)
    _mark_what_is_for_nobody(rows)


def greeting(cues: Cues, place: int = 0) -> int:
    """The token after a greeting that begins at a token; `place` itself if there is none."""
    greet = cues.one(place, "greet", "write_to")
    end = greet.end if greet else place
    named = _names(cues, end)
    if greet and greet.value == "write_to":
        return named if named > end and _closed(cues, named) and named >= len(cues.tokens) - 1 else place
    if greet:
        return named if _closed(cues, named) else place
    called = cues.one(named, "vocative") if named > place else None
    before = cues.tokens[named - 1] if named > place else None
    if called or (before and before.form in ("ơi", "oi")):
        return called.end if called else named
    return place


def _head(rows: Sequence[Row], place: int, said: bool) -> int:
    """How many rows from here are a mail's head; 0 for none."""
    if rows[place].blank:
        return 0
    start = place
    if _is_divider(rows[place]):
        place += 1
        while place < len(rows) and rows[place].blank:
            place += 1
    labels: list[str] = []
    end = place
    while end < min(len(rows), place + LONGEST_HEAD) and not rows[end].blank:
        label = _label(rows[end])
        if label:
            labels.append(label)
        elif not labels or not rows[end].line.text[:1].isspace():
            break
        end += 1
    if start < place:
        return end - start
    below = any(not row.blank for row in rows[end : end + 3])
    alone = labels in (["subject"], ["from"]) and not said and below
    known = len(set(labels)) > 1 and ("from" in labels or {"to", "subject"} <= set(labels))
    return end - start if known or alone else 0


def _is_divider(row: Row) -> bool:
    cues = row.cues()
    if not row.flat.startswith(("-", "_", "=", "*", "begin", "bat dau")) and len(cues.tokens) > 5:
        return False
    return any(cues.one(at, "mail_forward", "mail_original") for at in range(min(6, len(cues.tokens))))


def _label(row: Row) -> str:
    cues = row.cues()
    start = 1 if cues.tokens and cues.tokens[0].kind is Kind.MARK else 0
    label = cues.one(start, "mail_header", "mail_subject")
    if label is None:
        return ""
    behind = [token.text for token in cues.tokens[label.end : label.end + 2]]
    if ":" not in behind:
        return ""
    return "subject" if label.kind == "mail_subject" else label.value


def _passes_on(rows: Sequence[Row], place: int, head: int, said: bool) -> bool:
    """Whether the mail below this head is forwarded for reading, and not an earlier mail of the thread."""
    top = rows[place].cues()
    if any(top.one(at, "mail_original") for at in range(min(6, len(top.tokens)))):
        return not said
    if any(top.one(at, "mail_forward") for at in range(min(6, len(top.tokens)))):
        return True
    if rows[place].level:
        return False
    for row in rows[place : place + head]:
        if _label(row) == "subject" and re.match(r"[^:]*:\s*(?:fwd?|chuyen tiep)\b", row.flat):
            return True
    return not said


def _attribution(rows: Sequence[Row], place: int) -> int:
    """How many rows from here name the author of the text below: "On …, Huong wrote:"; 0 for none."""
    for count in (1, 2, 3):
        if place + count > len(rows):
            return 0
        row = rows[place + count - 1]
        if row.blank or row.level != rows[place].level or row.end - row.begin > 300:
            return 0
        cues = row.cues()
        last = len(cues.tokens) - 1
        if last < 0 or cues.tokens[last].text != ":":
            if count == 1 and not cues.one(0, "mail_wrote_lead"):
                return 0
            continue
        wrote = any(
            (cue := cues.one(at, "mail_wrote")) and cue.end == last for at in range(max(0, last - 2), last)
        )
        first = rows[place].cues()
        dated = any(char.isdigit() for one in rows[place : place + count] for char in one.text)
        return count if wrote and (first.one(0, "mail_wrote_lead") or dated or "@" in row.text) else 0
    return 0


def _sections(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows with content, mail by mail: heads and earlier mails separate them."""
    found: list[list[Row]] = [[]]
    for row in rows:
        if row.kind is PartKind.HEADER or (row.kind is PartKind.SAID and _DASHES.fullmatch(row.text)):
            found.append([])
        if row.kind is PartKind.SAID:
            found[-1].append(row)
    return [section for section in found if any(not row.blank for row in section)]


def _mark_ends(section: list[Row]) -> None:
    """The greeting at the start and the sign-off at the end of one person's text."""
    words = [row for row in section if not row.blank]
    for row in words:
        if _DASHES.fullmatch(row.text):
            row.kind = PartKind.HEADER
        elif _is_small_print(row):
            row.kind = PartKind.SIGNATURE
    words = [row for row in words if row.kind is PartKind.SAID]
    for row in words[:2]:
        if greets(row):
            row.kind = PartKind.GREETING
    place = 0
    while place < len(section):
        row = section[place]
        if row.kind is PartKind.SAID and not row.talk and not row.blank and _says_good_bye(row):
            place = _sign_off(section, place)
        place += 1
    _mark_name_at_the_end(section)


def greets(row: Row) -> bool:
    """Whether a row greets somebody and says nothing else."""
    cues = row.cues()
    if not cues.tokens or len(cues.tokens) > 16:
        return False
    end = greeting(cues)
    while end and end < len(cues.tokens):
        end = _behind_comma(cues, end)
        again = greeting(cues, end)
        if again == end:
            break
        end = again
    if not end and all(token.capital or token.kind is not Kind.WORD for token in cues.tokens):
        named = _names(cues, 0)  # "Huong," or "Hương thân mến,"
        last = cues.tokens[-1].text
        end = named if named and last in ".,!" and len(cues.tokens) < 5 else 0
    return end > 0 and all(_is_closing(token) for token in cues.tokens[end:])


def _behind_comma(cues: Cues, place: int) -> int:
    while place < len(cues.tokens) and _is_closing(cues.tokens[place]):
        place += 1
    return place


def _is_closing(token: Token) -> bool:
    return token.kind in (Kind.SEPARATOR, Kind.EMOJI, Kind.BULLET) or token.text in "()❤"


def _names(cues: Cues, place: int) -> int:
    """The token after the addressed people: names and "em", "team", "mọi người"."""
    start = place
    while place < len(cues.tokens) and place - start < 10:
        named = _name(cues, place)
        if named > place:
            place = named
        elif cues.tokens[place].text in _BETWEEN_NAMES and place > start and _more_names(cues, place + 1):
            place += 1
        else:
            break
    return place


_BETWEEN_NAMES = (",", "/", "&", "+", ".")


def _name(cues: Cues, place: int) -> int:
    """The token after a name or "em"; the place itself if there is none."""
    if place >= len(cues.tokens):
        return place
    token, you = cues.tokens[place], cues.one(place, "you")
    if you:
        return you.end
    named = token.kind in (Kind.MENTION, Kind.AT) or (token.kind is Kind.WORD and token.capital)
    return place + 1 if named else place


def _more_names(cues: Cues, place: int) -> bool:
    """Whether more people are addressed after a comma, and nothing else is said of them."""
    if cues.one(place, "greet"):
        return False
    end = place
    while end - place < 4 and (named := _name(cues, end)) > end:
        end = named
    return end > place and _closed(cues, end)


def _closed(cues: Cues, place: int) -> bool:
    return place >= len(cues.tokens) or _is_closing(cues.tokens[place])


def _is_small_print(row: Row) -> bool:
    cues = row.cues()
    start = 0
    while start < len(cues.tokens) and cues.tokens[start].kind in (Kind.BRACKET, Kind.MARK, Kind.BULLET):
        start += 1
    labelled = next((at + 1 for at in range(start, start + 4) if cues.words_at(at) == ":"), start)
    return any(cues.one(at, "mail_sent_from", "mail_legal") for at in (start, labelled))


def _says_good_bye(row: Row) -> bool:
    cues = row.cues()
    close = cues.one(0, "mail_close")
    if close is None:
        return False
    end = _names(cues, close.end)
    return len(cues.tokens) < 12 and all(_is_closing(token) for token in cues.tokens[end:])


def _sign_off(section: list[Row], place: int) -> int:
    """Mark a sign-off with the name and address under it; returns the last place that belongs to it."""
    section[place].kind = PartKind.SIGNATURE
    last, lines = place, 0
    for at in range(place + 1, len(section)):
        row = section[at]
        if row.blank:
            continue
        if lines >= LONGEST_SIGNATURE or not _could_sign(row):
            break
        row.kind = PartKind.SIGNATURE
        last, lines = at, lines + 1
    return last


def _could_sign(row: Row) -> bool:
    if row.kind is PartKind.SIGNATURE:
        return True
    if row.talk or _PS.match(row.flat) or row.line.tokens[0].kind is Kind.BULLET:
        return False
    words = [token for token in row.cues().tokens if token.kind is Kind.WORD]
    if _CONTACT.search(row.flat) or row.cues().one(0, "house_line"):
        return len(words) < 16
    return len(words) < 9 and row.text[-1:] not in ".?!:" and (not words or words[0].capital)


def _mark_name_at_the_end(section: list[Row]) -> None:
    """A name at the very end is a signature too, with the address above or below it."""
    words = [at for at, row in enumerate(section) if not row.blank and row.kind is PartKind.SAID]
    if len(words) < 2 or section[words[-1]].talk:
        return
    last = words[-1]
    for at in reversed(words[1:][-4:]):
        row = section[at]
        if not _could_sign(row) or at < last - 5:
            return
        if not (section[at - 1].blank or section[at - 1].kind is PartKind.SIGNATURE):
            continue
        if is_name(row):
            for one in section[at : last + 1]:
                if not one.blank:
                    one.kind = PartKind.SIGNATURE
            return


def is_name(row: Row) -> bool:
    """Whether a row is a person's name, perhaps with title and company: "Chị Ngân - Ecom Mộc An"."""
    tokens = row.cues().tokens
    words = [token for token in tokens if token.kind is Kind.WORD]
    if not 0 < len(words) < 8 or any(token.kind not in _NAMING for token in tokens):
        return False
    return all(token.capital for token in words) and tokens[-1].text not in "?!:"


def _mark_what_is_for_nobody(rows: Sequence[Row]) -> None:
    """Newsletters and invitations are addressed to nobody here."""
    invites, after_head = set(), -1
    for at, row in enumerate(rows):
        if row.kind is PartKind.HEADER and row.flat.startswith(("-", "begin", "bat dau")):
            after_head = at
        cues = row.cues()
        for place in range(min(4, len(cues.tokens))):
            cue = cues.one(place, "mail_bulk", "mail_invite")
            if cue and cue.kind == "mail_bulk" and _is_for_many(row, cues, cue.end):
                for one in rows[after_head + 1 : at + 1]:
                    one.kind = PartKind.OTHER
            elif cue and cue.kind == "mail_invite":
                invites.add(cues.words(place, cue.end).lower())
    if len(invites) > 2 or (not any(row.talk for row in rows) and _answers_by_itself(rows)):
        for row in rows:
            row.kind = PartKind.OTHER


def _answers_by_itself(rows: Sequence[Row]) -> bool:
    """Whether it is an automatic out-of-office reply."""
    told: set[str] = set()
    for row in rows:
        if row.kind is PartKind.HEADER and _NO_REPLY.search(row.flat):
            return True
        cues = row.cues()
        for at in range(len(cues.tokens)):
            away = cues.one(at, "mail_away")
            if away and away.value == "program":
                return True
            if away and row.kind is PartKind.SAID:
                told.add(cues.words(at, away.end).lower())
    return len(told) > 1


def _is_for_many(row: Row, cues: Cues, end: int) -> bool:
    """Whether a row is the footer of a newsletter: "Unsubscribe | View in browser"."""
    bulleted = row.line.tokens[0].kind is Kind.BULLET
    return not bulleted and (end > _LONG or end >= len(cues.tokens) or cues.tokens[end].kind is not Kind.WORD)
