"""What is typed after a verb that keeps words about a project: "Mây Hồng: nhà in có thể trễ", "Mây Hồng"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from desk.core.actor import Actor
from desk.core.errors import NotFound
from desk.day import ask
from desk.project import names
from desk.project.project import ProjectRef, all_of, running
from desk.text.letters import fold
from desk.text.likeness import alike

_COLONS, _MARKS = (":", "："), ("?", "？")
_OF = frozenset({"cua", "cho", "of", "for"})
_ASKING = frozenset({"cua", "nao", "gi", "dau"})
"""A text that begins with one of these may be a question without its mark: "của Mộc An là gì"."""
_LONGEST_NAME = 200
_MOST_WORDS, _LONGEST_PART = 40, 12


@dataclass(frozen=True, slots=True)
class Typed:
    """`project`: the one that is named, if one is. `words`: what is to be kept; "" to show what is kept.
    `asked`: a question, which is not to be kept.
    """

    project: ProjectRef | None = None
    words: str = ""
    asked: str = ""


def read(session: Session, actor: Actor, text: str, now: datetime) -> Typed:
    """A project's name, whole or a part, and the words after it. A name alone and a question keep nothing;
    behind a colon or a line break everything is to be kept.

    Raises `NotFound` when a part fits the names of several projects.
    """
    typed = text.strip()
    if not typed or text.startswith("\n"):
        return Typed(None, typed)
    called, rest = names.leading(session, actor, typed, alone=True)
    words = rest.strip()
    if called:
        ref = names.find(session, actor, called)
        marked = called.endswith(_COLONS) or words.startswith(_COLONS) or "\n" in typed
        words = words.lstrip("".join(_COLONS)).strip()
        asks = not marked and _asks(session, actor, words, now)
        return Typed(ref, asked=words) if asks else Typed(ref, words)
    head, colon, below = typed.replace(_COLONS[1], _COLONS[0]).partition(_COLONS[0])
    if colon and (before := _part(session, actor, head)):
        return Typed(before, below.strip())
    if alone := _alone(session, actor, typed):
        return Typed(alone)
    if not _asks(session, actor, typed, now):
        return Typed(None, typed)
    return Typed(_named_in(session, actor, typed), asked=typed)


def _part(session: Session, actor: Actor, head: str) -> ProjectRef | None:
    """The project with these whole words in its name."""
    wanted = alike(head.strip())
    if not wanted or len(head) > _LONGEST_NAME:
        return None
    found = [ref for ref in all_of(session, actor) if f" {wanted} " in f" {alike(ref.name)} "]
    if len(found) > 1:  # of two that fit, none is guessed
        raise NotFound("error.project_many", query=head.strip(), nearest=tuple(ref.name for ref in found[:3]))
    return found[0] if found else None


def _named_in(session: Session, actor: Actor, question: str) -> ProjectRef | None:
    """The running project of whose name most words stand in a question: two together, or all."""
    names_of = [(f" {alike(ref.name)} ", ref) for ref in running(session, actor)]
    said = [word.strip("".join((*_COLONS, *_MARKS, ",", "."))) for word in question.split()[:_MOST_WORDS]]
    for length in range(min(len(said), _LONGEST_PART), 0, -1):
        for start in range(len(said) - length + 1):
            wanted = f" {alike(' '.join(said[start : start + length]))} "
            found = [ref for name, ref in names_of if wanted == name or (length > 1 and wanted in name)]
            if found and wanted.strip():
                return found[0] if len(found) == 1 else None
    return None


def _alone(session: Session, actor: Actor, typed: str) -> ProjectRef | None:
    """The project that is all that is named: "Mộc An", "của Mộc An?"."""
    first, _, rest = typed.partition(" ")
    query = (rest if fold(first) in _OF else typed).rstrip("".join(_MARKS)).strip()
    if not query or len(query) > _LONGEST_NAME or "\n" in query:
        return None
    try:
        return names.find(session, actor, query)
    except NotFound as error:
        if error.reason == "error.project_many":
            raise
        return None


def _asks(session: Session, actor: Actor, words: str, now: datetime) -> bool:
    """Whether words of one line are a question. A statement may have a question in it, "chưa chốt ai duyệt",
    so that without its mark only few beginnings tell.
    """
    if "\n" in words:
        return False
    begins = fold(words[:_LONGEST_NAME]).partition(" ")[0]
    return words.endswith(_MARKS) or (begins in _ASKING and ask.tone(session, actor, words, now).asks)
