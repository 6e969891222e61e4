"""Import: a table is checked, unclear parts are asked about, then it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk import WebClient
from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.errors import DeskError, NotFound
from desk.history import undo
from desk.messages import paste_draft
from desk.work import spreadsheet
from desk.work.rights import WORK_ADD
from desk.work.spreadsheet import KIND, Checked
from handlers.core.answering import Answering
from handlers.core.blocks import clamp, context, section
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import Message, Reply
from handlers.core.request import Incoming, Request
from handlers.core.services import Services
from handlers.core.table_files import tables
from handlers.core.verbs import Choice, Group, Verb
from handlers.work import spreadsheet_answers_views as answers_views
from handlers.work import spreadsheet_outside as outside
from handlers.work import spreadsheet_views as views
from handlers.work.spreadsheet_views import ImportAction, ImportView


def register(on: Listening) -> None:
    """Register importing."""
    on.verb("import", _import, writes=True, ahead=_learn_of_words)
    on.view(ImportView.IMPORT, _check, ahead=_learn_of_form)
    on.view(ImportView.ANSWERS, _answer, first=ImportView.IMPORT)
    on.view(ImportView.CHECKED, _write, first=ImportView.IMPORT)
    on.action(ImportAction.EDIT, _edit)
    on.action(ImportAction.ANSWER, _ask)
    on.action(ImportAction.DONE, _with_done)
    on.action(ImportAction.WRITE, _press, writes=True)


def _import(session: Session, request: Request) -> Reply:
    """Rows after the verb are checked at once: a direct message may hold many."""
    permissions.check(session, request.actor, WORK_ADD)
    files = tables(request.incoming.event)
    if files:
        return Reply(later=lambda client: _of_file(request, client, files))
    if not request.text.strip():
        kept = paste_draft.kept(session, request.actor, KIND)
        return Reply(view=views.form(request.t, kept, request.channel))
    return Reply(message=_looked_at(session, request, request.text))


def _learn_of_words(services: Services, incoming: Incoming) -> None:
    if incoming.text.strip() and not tables(incoming.event):
        outside.learn_people(services, incoming, incoming.text)


def _learn_of_form(services: Services, incoming: Incoming) -> None:
    outside.learn_people(services, incoming, incoming.field(views.ROWS))


def _of_file(request: Request, client: WebClient, files: Sequence[Mapping[str, Any]]) -> None:
    """Read an attached file after the ack, from Slack's servers."""
    services, t = request.services, request.t
    try:
        text = outside.read(client, files[0])
        outside.learn_people(services, request.incoming, text)
        with services.database.write() as session:
            message = _looked_at(session, request, text)
    except DeskError as refused:
        words = t.md(refused.reason, **refused.facts)
        message = Message(words, [section(words)])
    if len(files) > 1:
        name = str(files[0].get("name") or files[0].get("title") or "")
        message.blocks.append(context(t.md("import.file_first", name=clamp(name, 80))))
    Answering(services, request.incoming, t, outside=False).say(message)


def _looked_at(session: Session, request: Request, text: str) -> Message:
    """The dry run of a table that came as a message or a file; it is kept until it is written."""
    checked = spreadsheet.check(session, request.actor, text, request.now)
    paste_draft.keep(session, request.actor, KIND, text, request.now)
    return views.checked(request.t, checked)


def _check(session: Session, request: Request) -> Reply:
    text = request.field(views.ROWS)
    checked = spreadsheet.check(session, request.actor, text, request.now)
    paste_draft.keep(session, request.actor, KIND, text, request.now)
    return Reply(update=_page(request, checked))


def _page(request: Request, checked: Checked) -> dict[str, Any]:
    """The next page: the questions, or what would be written."""
    if checked.questions:
        return answers_views.form(request.t, checked, request.channel)
    return views.checked_view(request.t, checked, request.channel)


def _edit(session: Session, request: Request) -> Reply:
    permissions.check(session, request.actor, WORK_ADD)
    kept = paste_draft.kept(session, request.actor, KIND)
    return _shown(request, views.form(request.t, kept, request.channel))


def _ask(session: Session, request: Request) -> Reply:
    _, once = views.unpacked(request.value)
    return _shown(request, _page(request, _kept(session, request, once)))


def _with_done(session: Session, request: Request) -> Reply:
    """The same table, with completed work."""
    _, once = views.unpacked(request.value)
    checked = _kept(session, request, {**once, "all": True})
    if request.incoming.view:
        return Reply(update=_page(request, checked))
    return Reply(replace=views.checked(request.t, checked))


def _shown(request: Request, form: dict[str, Any]) -> Reply:
    return Reply(update=form) if request.incoming.view else Reply(view=form)


def _kept(session: Session, request: Request, once: Mapping[str, Any]) -> Checked:
    return spreadsheet.check(session, request.actor, _text(session, request), request.now, once=once)


def _text(session: Session, request: Request) -> str:
    text = paste_draft.kept(session, request.actor, KIND)
    if not text:
        raise NotFound("error.import_gone", query="")
    return text


def _answer(session: Session, request: Request) -> Reply:
    """The answers apply to the table that was shown; for another one the questions are asked again."""
    once = _once(request.metadata.get("once"))
    text, checked = _text(session, request), _kept(session, request, once)
    if checked.key != request.metadata.get("key"):
        return Reply(update=_page(request, checked))
    if missing := answers_views.unanswered(request.t, request, checked):
        return Reply(errors=missing)
    given, instead = answers_views.answered(request, checked)
    once = spreadsheet.answer(session, request.actor, text, given, request.now, instead=instead, once=once)
    return Reply(update=_page(request, _kept(session, request, once)))


def _write(session: Session, request: Request) -> Reply:
    key, once = str(request.metadata.get("key")), _once(request.metadata.get("once"))
    return Reply(clear=True, made="import", message=_written(session, request, key, once))


def _press(session: Session, request: Request) -> Reply:
    return Reply(replace=_written(session, request, *views.unpacked(request.value)))


def _written(session: Session, request: Request, key: str, once: Mapping[str, Any]) -> Message:
    """Write the table that was checked, and nothing that was pasted since."""
    text = _text(session, request)
    done = spreadsheet.write(session, request.actor, text, request.now, once=once, key=key)
    paste_draft.forget(session, request.actor, KIND)
    return views.written(request.t, done, undo.being_made(session) if done.writes else None)


def _once(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


FEATURE = Feature(
    "spreadsheet", register, verbs=(Verb("import", ("nhập",), choices=(Choice(Group.PROJECT, 80),)),)
)
