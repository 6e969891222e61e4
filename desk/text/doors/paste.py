"""A pasted text in its parts: who says what, under which heading, in answer to what, and where it stands.

    paper = paste.find("Slide 3:\\n- đổi ảnh\\n- bỏ chữ", context)
    [(part.kind, part.words, part.headings) for part in paper.parts]
    # heading "Slide 3:", said "đổi ảnh" under ("Slide 3",), said "bỏ chữ" under ("Slide 3",)

A mail's frame, earlier mails, stamps of chats and the like are parts too, of their own kinds. Every part is
a stretch of the text as it came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from desk.text import tokens
from desk.text.pasted import chats, commenters, grids, layout, mails
from desk.text.pasted.asks import asks_something
from desk.text.pasted.layout import Piece
from desk.text.pasted.paper import Paper, Part
from desk.text.pasted.rows import PartKind, Row, rows_of
from desk.text.pasted.source import Source
from desk.text.spans import Context
from desk.text.tongue import is_english

__all__ = ["Paper", "Part", "PartKind", "find"]


MOST_LINES = 2_000
MOST_TOKENS = 10_000
"""So many lines and tokens of a text are read: more than the longest message of Slack has in plain words."""


def find(text: str, context: Context) -> Paper:
    """The parts of a text, up to `MOST_LINES` lines and `MOST_TOKENS` tokens."""
    ours = _our_names(context)
    source = Source.of(text)
    beginning = tokens.beginning(source.text, MOST_TOKENS)
    every = tokens.read(beginning).lines
    lines = every[:MOST_LINES]
    rows = rows_of(lines, is_english(token for line in lines for token in line.tokens))
    mails.mark_frames(rows)
    if not commenters.mark(rows, ours):
        chats.mark(rows, ours)
    mails.mark_ends(rows)
    home = _our_speakers(rows, ours)
    pieces = _answering(layout.read(rows, grids.find(rows)), home)
    chat = any(row.talk for row in rows)
    mail = any(row.kind in _FRAME for row in rows)
    clients = frozenset(row.speaker for row in rows if row.speaker) - home
    unread = every[MOST_LINES].start if len(every) > MOST_LINES else len(beginning)
    parts = tuple(_part(source, one, home) for one in pieces)
    return Paper(source, parts, chat, mail and not chat, clients, unread)


_FRAME = (PartKind.HEADER, PartKind.GREETING, PartKind.SIGNATURE)


def _part(source: Source, piece: Piece, home: Collection[str]) -> Part:
    start, end = source.span(piece.start, piece.end)
    answers = source.words(*piece.answers) if piece.answers else ""
    return Part(
        piece.kind, start, end, source.original[start:end], piece.cues, piece.speaker, piece.speaker in home,
        piece.talk, piece.headings, answers, piece.bullet, piece.listed, piece.low, piece.block, piece.field,
        piece.old,
    )  # fmt: skip


def _our_names(context: Context) -> list[str]:
    """The names of colleagues, to recognise their messages in a chat."""
    return [name for person in context.people if not person.side for name in (person.name, *person.called)]


def _our_speakers(rows: Sequence[Row], ours: Collection[str]) -> frozenset[str]:
    """The colleagues in a chat: by name; if there is none, the person who mostly answers "dạ", "noted"."""
    said = Counter(row.speaker for row in rows if _is_message(row))
    known = {speaker for speaker in said if chats.is_ours(speaker, ours)}
    if known or len(said) < 2:
        return frozenset(known)
    obliging = Counter(row.speaker for row in rows if _is_message(row) and row.cues().one(0, "obliging"))
    return frozenset(speaker for speaker in said if obliging[speaker] * 2 > said[speaker])


def _is_message(row: Row) -> bool:
    return bool(row.speaker) and row.kind is PartKind.SAID and not row.blank


def _answering(pieces: list[Piece], home: Collection[str]) -> list[Piece]:
    """Words directly below a quoted line, or after our own question, are its answer."""
    asked: tuple[int, int] | None = None
    for piece in pieces:
        if piece.kind is PartKind.QUOTED:
            asked = piece.start, piece.end
        elif piece.kind is PartKind.SAID and piece.speaker in home:
            asked = (piece.start, piece.end) if asks_something(piece.cues) else None
        elif piece.kind is PartKind.SAID:
            if asked and piece.answers is None and not piece.bullet:
                piece.answers = asked
            asked = None
        elif piece.kind in (PartKind.HEADING, PartKind.HEADER):
            asked = None
    return pieces
