"""Which of a project's work each point of feedback is about, and who is likely to answer it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desk.feedback.lines import Line
from desk.text.letters import fold
from desk.text.requests import about
from storage.feedback.feedback import FeedbackKind

_ABOUT_WORK = (FeedbackKind.MUST, FeedbackKind.SHOULD, FeedbackKind.QUESTION)


@dataclass(frozen=True, slots=True)
class Choice:
    """A deliverable that feedback can be about, with its current round. `owner`: the Slack id of the
    colleague who makes it.
    """

    id: int
    number: int
    title: str
    round: int
    owner: str | None = None


def read(lines: Sequence[Line], work: Sequence[Choice], whole: int | None = None) -> tuple[Line, ...]:
    """The lines, each with the one piece of work that it names, and with its owner where it has none.

    `whole`: the work that all of it is about.
    """
    titles = [one.title for one in work]
    return tuple(proposed(_placed(line, work, titles), work, whole) for line in lines)


@dataclass(frozen=True, slots=True)
class Scope:
    """What feedback is read for: a project's work, and which piece all of it is about, if any."""

    work: Sequence[Choice]
    whole: int | None


def read_anew(lines: Sequence[Line], before: Scope, after: Scope) -> tuple[Line, ...]:
    """Lines that were read for one scope, for another. What somebody chose themselves stays, where it is
    there.
    """
    return tuple(proposed(_placed_anew(line, before, after), after.work, after.whole) for line in lines)


def _placed_anew(line: Line, before: Scope, after: Scope) -> Line:
    given = _owner(line, before.work, before.whole)
    bare = replace(line, piece=None, owner=None if line.owner == given else line.owner)
    if line.piece == _placed(bare, before.work, [one.title for one in before.work]).piece:
        return _placed(bare, after.work, [one.title for one in after.work])
    is_there = any(one.id == line.piece for one in after.work)
    return replace(bare, piece=line.piece if is_there else None)


def proposed(line: Line, work: Sequence[Choice], whole: int | None = None) -> Line:
    """The line with the owner of its work, where it asks for work and has no owner."""
    owner = _owner(line, work, whole) if line.is_work and not line.left else None
    return replace(line, owner=line.owner or owner)


def titled(title: str | None, words: str) -> str:
    """The words of a point behind the title of the work it is about, which they may begin with already."""
    heading = about.heading_of(words)
    if title is None or fold(words).startswith(fold(title)):
        return words
    if heading and about.says(heading, title):
        return f"{title}:{words.partition(':')[2]}"
    return f"{title}: {words}"


def _placed(line: Line, work: Sequence[Choice], titles: Sequence[str]) -> Line:
    if not titles or line.piece or line.kind not in _ABOUT_WORK:
        return line
    place = about.piece(line.text, titles)
    return line if place is None else replace(line, piece=work[place].id)


def _owner(line: Line, work: Sequence[Choice], whole: int | None) -> str | None:
    wanted = line.piece or whole
    return next((one.owner for one in work if one.id == wanted), None)
