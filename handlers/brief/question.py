"""Questions to the client in Slack: `/brief questions`, `ask`, `answer`, and the findings."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from desk.brief import question
from desk.core.errors import Conflict, Invalid, NotFound
from desk.history import undo
from desk.people import member
from desk.project import names, project
from desk.project.project import ProjectRef
from handlers.brief import question_views as views
from handlers.brief.question_views import QuestionAction, QuestionView
from handlers.core.feature import Feature
from handlers.core.i18n import Translator
from handlers.core.listening import Listening
from handlers.core.outgoing import Kind, Outgoing
from handlers.core.reply import NOTHING, Message, Reply
from handlers.core.request import Request, as_number

_NUMBERED = re.compile(r"(?<!\S)(?:câu |q)?#?(\d{1,3})[.:)]?\s+", re.I)


def register(on: Listening) -> None:
    """Answer everything about questions."""
    on.word("brief", ("questions", "câu hỏi"), _questions)
    on.word("brief", ("ask", "hỏi"), _ask, writes=True)
    on.word("brief", ("answer", "trả lời"), _answer, writes=True)
    on.action(QuestionAction.SHOW, _found)
    on.action(QuestionAction.LIST, _listed)
    on.action(QuestionAction.ADD, _add, writes=True)
    on.action(QuestionAction.ADD_ALL, _add, writes=True)
    on.action(QuestionAction.SENT, _sent, writes=True)
    on.action(QuestionAction.ANSWER, _open)
    on.view(QuestionView.ANSWER, _submit)


def raised(session: Session, outgoing: Outgoing) -> Message | None:
    """A department's question, for the account team; None when it was answered before it was sent."""
    one = question.raised(session, outgoing.workspace_id, outgoing.subject_id)
    if one is None or (outgoing.sent_at is None and one.answer is not None):
        return None
    return views.raised(_translator(session, outgoing), one)


def told(session: Session, outgoing: Outgoing) -> Message | None:
    """The answer, for the person who asked; None when the answer was undone."""
    one = question.raised(session, outgoing.workspace_id, outgoing.subject_id)
    if one is None or (outgoing.sent_at is None and one.answer is None):
        return None
    return views.told(_translator(session, outgoing), one)


def _translator(session: Session, outgoing: Outgoing) -> Translator:
    return outgoing.catalogs.translator(
        member.language_of(session, outgoing.workspace_id, outgoing.recipient)
    )


def _questions(session: Session, request: Request) -> Reply:
    ref = names.here(session, request.actor, request.text, request.channel)
    return _listing(session, request, ref.id)


def _listing(session: Session, request: Request, project_id: int) -> Reply:
    about = question.listed(session, request.actor, project_id, request.services.rules, request.now)
    to_client = request.services.catalogs.translator(about.language)
    return Reply(message=views.listing(request.t, to_client, about))


def _ask(session: Session, request: Request) -> Reply:
    query, text = names.leading(session, request.actor, request.text, alone=True)
    ref = names.here(session, request.actor, query, request.channel)
    about = question.ask(session, request.actor, ref.id, text, request.services.rules, request.now)
    return Reply(message=views.asked(request.t, about))


def _answer(session: Session, request: Request) -> Reply:
    query, rest = names.leading(session, request.actor, request.text)
    before, number, answer = numbered(rest)
    ref = names.here(session, request.actor, query or before, request.channel)
    return Reply(message=_answered(session, request, ref, number, answer))


def numbered(text: str) -> tuple[str, int, str]:
    """The text before a question's number on its line, the number, and the answer after it. Raises
    `Invalid`.
    """
    text = text.strip()
    found = _NUMBERED.search(text)
    before = text[: found.start()].rstrip() if found else ""
    if found is None or "\n" in before:
        raise Invalid("text", "error.question_how")
    return before, int(found[1]), text[found.end() :]


def _answered(session: Session, request: Request, ref: ProjectRef, number: int, text: str) -> Message:
    why = request.services.catalogs.translator(ref.language)("question.why", number=number)
    newest = question.answer(session, request.actor, ref.id, number, text, why, request.now)
    about = question.listed(session, request.actor, ref.id, request.services.rules, request.now)
    return views.answered(request.t, about, number, newest)


def _listed(session: Session, request: Request) -> Reply:
    return _listing(session, request, as_number(request.value))


def _found(session: Session, request: Request) -> Reply:
    about = question.listed(
        session, request.actor, as_number(request.value), request.services.rules, request.now
    )
    return Reply(view=views.found_modal(request.t, about))


def _add(session: Session, request: Request) -> Reply:
    """Add one finding, or all; the page or message with the button then shows the rest."""
    project_id, _, wanted = request.value.partition("/")
    rules = request.services.rules
    about = question.add(session, request.actor, as_number(project_id), wanted, rules, request.now)
    if request.incoming.view:
        return Reply(update=views.found_modal(request.t, about))
    return Reply(message=views.added(request.t, about))


def _sent(session: Session, request: Request) -> Reply:
    project_id, _, number = request.value.partition("/")
    about, count = question.send(
        session, request.actor, as_number(project_id), as_number(number), request.services.rules, request.now
    )
    change = undo.being_made(session) if count else None
    return Reply(message=views.sent(request.t, about, count, change))


def _open(session: Session, request: Request) -> Reply:
    project_id, _, number = request.value.partition("/")
    rules = request.services.rules
    about = question.listed(session, request.actor, as_number(project_id), rules, request.now)
    one = about.numbered(as_number(number))
    if one is None:
        raise NotFound("error.question_none", query=number)
    if one.answer is not None:
        raise Conflict("error.question_answered", number=one.number)
    return Reply(view=views.answer_form(request.t, about, one, request.channel))


def _submit(session: Session, request: Request) -> Reply:
    if request.made:
        return NOTHING
    project_id, number = (as_number(request.metadata.get(name)) for name in ("project", "number"))
    ref = project.get(session, request.actor, project_id)
    message = _answered(session, request, ref, number, request.field(views.ANSWER))
    said = message if request.metadata.get("channel") else None  # the Home shows it already
    return Reply(clear=True, made=f"{project_id}/{number}", message=said)


FEATURE = Feature(
    "question",
    register,
    kinds=(Kind("relay_question", raised, together=True), Kind("question_answer", told, together=True)),
)
