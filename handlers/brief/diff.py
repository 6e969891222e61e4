"""The changes of a version of a brief: `/brief diff` and the buttons to other versions."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.brief import diff as brief_diff
from desk.brief.diff import Diff
from desk.brief.versions import BriefForTeam
from desk.core.errors import NotFound
from desk.project import names
from handlers.brief import diff_views as views
from handlers.brief.diff_views import DiffAction
from handlers.core.blocks import Block
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import Message, Reply
from handlers.core.request import Request, as_number


def register(on: Listening) -> None:
    """Answer the buttons that compare versions."""
    on.action(DiffAction.DIFF, _compare)
    on.action(DiffAction.DIFF_EARLIER, _compare)
    on.action(DiffAction.DIFF_LATER, _compare)


def asked(session: Session, request: Request, rest: str) -> Message:
    """The change that `/brief diff` asks for; `rest`: the text after it. Raises `NotFound`, `Conflict`."""
    return views.message(request.t, _diff(session, request, rest))


def merged(session: Session, request: Request, kept: BriefForTeam, base: int | None) -> list[Block]:
    """What others changed while a form was open that was filled with version `base`; it stays in `kept`."""
    if not base or kept.version == base + 1:
        return []
    workspace_id, last = request.actor.workspace_id, kept.version - 1
    theirs = brief_diff.between(session, workspace_id, kept.id, base, last, request.now)
    return [views.merged(request.t, theirs)]


def _diff(session: Session, request: Request, rest: str) -> Diff:
    """The requested change: a number at the end is a version, unless it belongs to a project's name."""
    *words, last = rest.split() or [""]
    number = last.lower().removeprefix("v")
    if number.isdecimal():
        try:
            ref = names.here(session, request.actor, " ".join(words), request.channel)
            return brief_diff.show(session, request.actor, ref.id, int(number), request.now)
        except NotFound as unknown:
            try:
                named = names.find(session, request.actor, rest)
            except NotFound:
                raise unknown from None
            return brief_diff.show(session, request.actor, named.id, None, request.now)
    ref = names.here(session, request.actor, rest, request.channel)
    return brief_diff.show(session, request.actor, ref.id, None, request.now)


def _compare(session: Session, request: Request) -> Reply:
    project_id, _, number = request.value.partition("/")
    diff = brief_diff.show(session, request.actor, as_number(project_id), as_number(number), request.now)
    view = views.view(request.t, diff)
    in_form = (request.incoming.view or {}).get("type") == "modal"
    return Reply(update=view) if in_form else Reply(view=view)


FEATURE = Feature("diff", register)
