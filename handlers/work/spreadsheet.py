"""Import through Slack's doors: a paste is checked first, and written by a second press."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.errors import NotFound
from desk.messages import paste_draft
from desk.project import project
from desk.work import spreadsheet
from desk.work.deliverable import WORK_ADD
from desk.work.spreadsheet import KIND
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import Message, Reply
from handlers.core.request import Request
from handlers.core.verbs import Verb
from handlers.work import spreadsheet_views as views
from handlers.work.spreadsheet_views import ImportAction, ImportView


def register(on: Listening) -> None:
    """Answer everything about importing."""
    on.verb("import", _import, writes=True)
    on.view(ImportView.IMPORT, _check)
    on.view(ImportView.CHECKED, _write, first=ImportView.IMPORT)
    on.action(ImportAction.EDIT, _edit)
    on.action(ImportAction.WRITE, _press, writes=True)


def _import(session: Session, request: Request) -> Reply:
    """Rows behind the verb are checked at once: in a direct message they may be many."""
    permissions.check(session, request.actor, WORK_ADD)
    if not request.text.strip():
        kept = paste_draft.kept(session, request.actor, KIND)
        return Reply(view=views.form(request.t, kept, request.channel))
    checked = spreadsheet.check(session, request.actor, request.text, request.now)
    paste_draft.keep(session, request.actor, KIND, request.text, request.now)
    today = project.today(session, request.actor, request.now)
    return Reply(message=views.checked(request.t, checked, today))


def _check(session: Session, request: Request) -> Reply:
    text = request.field(views.ROWS)
    checked = spreadsheet.check(session, request.actor, text, request.now)
    paste_draft.keep(session, request.actor, KIND, text, request.now)
    today = project.today(session, request.actor, request.now)
    return Reply(update=views.checked_view(request.t, checked, request.channel, today))


def _edit(session: Session, request: Request) -> Reply:
    permissions.check(session, request.actor, WORK_ADD)
    kept = paste_draft.kept(session, request.actor, KIND)
    form = views.form(request.t, kept, request.channel)
    return Reply(update=form) if request.incoming.view else Reply(view=form)


def _write(session: Session, request: Request) -> Reply:
    return Reply(
        clear=True, made="import", message=_written(session, request, str(request.metadata.get("key")))
    )


def _press(session: Session, request: Request) -> Reply:
    return Reply(replace=_written(session, request, request.value))


def _written(session: Session, request: Request, key: str) -> Message:
    """Write what was looked at, and nothing that was pasted since."""
    text = paste_draft.kept(session, request.actor, KIND)
    if spreadsheet.key_of(text) != key:
        raise NotFound("error.import_gone", query="")
    done = spreadsheet.write(session, request.actor, text, request.now)
    paste_draft.forget(session, request.actor, KIND)
    return views.written(request.t, done)


FEATURE = Feature("spreadsheet", register, verbs=(Verb("import", ("nhập",)),))
