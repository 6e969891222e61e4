"""Notes of a project: `/ae note Mây Hồng: tránh màu hồng đậm`, `/ae note Mây Hồng`."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.core.errors import NotFound
from desk.day import ask, project_words
from desk.history import undo
from desk.project import names, note, project
from desk.project.project import ProjectRef
from desk.text.doors.intent import Intent
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import Message, Reply
from handlers.core.request import Request, as_number
from handlers.core.verbs import Choice, Group, Verb
from handlers.project import note_views as views
from handlers.project.note_views import NoteAction
from handlers.project.project_words_views import not_kept

_MOST_OFFERED = 5


def register(on: Listening) -> None:
    """Register notes."""
    on.verb("note", _note, writes=True)
    on.action(NoteAction.DROP, _drop, writes=True)


def _note(session: Session, request: Request) -> Reply:
    request.actor.must_be_team()
    said = project_words.read(session, request.actor, request.text, request.now)
    if not said.words:
        ref = said.project or names.here(session, request.actor, "", request.channel)
        shown = _listed(session, request, ref)
        return Reply(message=not_kept(request.t, shown, "note", ref, said.asked))
    refs, words = ([said.project], said.words) if said.project else _meant(session, request, said.words)
    if len(refs) != 1:
        offered = refs or project.running(session, request.actor)[:_MOST_OFFERED]
        return Reply(message=views.which(request.t, words, offered))
    found = note.add(session, request.actor, refs[0].id, words, request.now)
    return Reply(message=views.saved(request.t, found, words, undo.made(session)))


def _meant(session: Session, request: Request, text: str) -> tuple[list[ProjectRef], str]:
    """The projects that may be meant by words that name none at their beginning, and the note's text."""
    meant = ask.understand(session, request.actor, f"note {text}", request.channel, request.now).wishes
    said = [one for one in meant if one.intent is Intent.NOTE and one.slots.words]
    if not said:
        return _here(session, request), text
    refs = dict.fromkeys(ref for one in said for ref in one.projects)
    return list(refs) or _here(session, request), said[0].slots.words


def _here(session: Session, request: Request) -> list[ProjectRef]:
    """The project of this channel, or the writer's only one."""
    try:
        return [names.here(session, request.actor, "", request.channel)]
    except NotFound:
        return []


def _listed(session: Session, request: Request, ref: ProjectRef) -> Message:
    return views.listed(request.t, note.listed(session, request.actor, ref, request.now))


def _drop(session: Session, request: Request) -> Reply:
    found = note.drop(session, request.actor, as_number(request.value), request.now)
    return Reply(replace=views.listed(request.t, found, undo.made(session)))


FEATURE = Feature(
    "note",
    register,
    verbs=(
        Verb(
            "note",
            ("ghi chú",),
            everyday=frozenset({"note", "ghi chú"}),
            choices=(Choice(Group.PROJECT, 50),),
        ),
    ),
)
