"""The brief through Slack's doors: `/brief`, a message's shortcut, the form and the card's buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from desk import brief, brief_drafts, deliverable, project
from desk.audience import Audience
from desk.brief import CRITICAL, SUPPORTING, TEMPLATES, Told
from desk.errors import NotFound
from desk.names import fold
from desk.project import NAME_LENGTH
from handlers import ids
from handlers.blocks import channel_link
from handlers.reply import NOTHING, Message, Reply
from handlers.request import Request
from handlers.views import brief as views

if TYPE_CHECKING:
    from handlers.listening import Listening
    from handlers.outgoing import Outgoing

_SHOW = {fold(word) for word in ("show", "xem")}
_HISTORY = {fold(word) for word in ("history", "lịch sử", "lichsu")}
_FIELDS = (*CRITICAL, *SUPPORTING, *dict.fromkeys(name for names in TEMPLATES.values() for name in names))
_TYPED = (views.SOURCE, views.NAME, views.CLIENT, views.WHY, views.PROJECT, views.TEMPLATE, *_FIELDS)


def register(on: Listening) -> None:
    """Answer everything about briefs."""
    on.verb("brief", _brief)
    on.shortcut(ids.Shortcut.BRIEF_FROM_MESSAGE, _from_message)
    on.action(ids.Action.BRIEF_PROJECT, _keep, writes=True)
    on.action(ids.Action.BRIEF_TEMPLATE, _keep, writes=True)
    on.action(ids.Action.BRIEF_DISCARD, _discard, writes=True)
    on.action(ids.Action.BRIEF_SHOW, _show)
    on.action(ids.Action.BRIEF_EDIT, _edit)
    on.view(ids.View.BRIEF, _first_page)
    on.view(ids.View.BRIEF_MORE, _second_page)


def card(session: Session, outgoing: Outgoing) -> Message:
    """The brief's card for whoever can read the channel."""
    catalogs, now = outgoing.catalogs, outgoing.now
    if outgoing.audience is Audience.CLIENT:
        safe = brief.for_client(session, outgoing.workspace_id, outgoing.subject_id, now)
        return views.client_card(catalogs.translator(safe.language), safe)
    whole = brief.for_team(session, outgoing.workspace_id, outgoing.subject_id, now)
    return views.card(catalogs.translator(whole.language), whole)


def _brief(session: Session, request: Request) -> Reply:
    request.actor.must_be_team()
    word, rest = [*request.text.split(maxsplit=1), "", ""][:2]
    if fold(word) in _SHOW:
        ref = project.here(session, request.actor, rest, request.channel)
        return Reply(message=views.whole(request.t, brief.show(session, request.actor, ref.id, request.now)))
    if fold(word) in _HISTORY:
        ref = project.here(session, request.actor, rest, request.channel)
        return Reply(
            message=views.history(request.t, brief.versions(session, request.actor, ref.id, request.now))
        )
    return _open(session, request, request.text.strip())


def _from_message(session: Session, request: Request) -> Reply:
    request.actor.must_be_team()
    if request.message is None:
        return NOTHING
    return _form(session, request, {views.SOURCE: request.message.text}, None)


def _open(session: Session, request: Request, text: str) -> Reply:
    """The form; the first line names a project, old or new, and further lines are the client's words."""
    query, _, words = (part.strip() for part in text.partition("\n"))
    values = {views.SOURCE: words} if words else {}
    if query:
        try:
            return _form(session, request, values, project.find(session, request.actor, query).id)
        except NotFound:
            is_name = len(query) <= NAME_LENGTH
            return _form(
                session, request, values | ({views.NAME: query} if is_name else {views.SOURCE: text}), None
            )
    here = [ref for ref in project.running(session, request.actor) if ref.channel == request.channel]
    alone = here[0].id if len(here) == 1 else None
    if alone is not None and brief.find(session, request.actor, alone, request.now) is not None:
        alone = None  # a channel whose project has its brief: probably another project
    return _form(session, request, values, alone)


def _form(session: Session, request: Request, values: dict[str, str], project_id: int | None) -> Reply:
    kept = brief_drafts.kept(session, request.actor)
    known = brief.find(session, request.actor, project_id, request.now) if project_id else None
    start = dict(known.fields) | {views.TEMPLATE: known.template, views.SOURCE: known.source} if known else {}
    if kept and not known:
        start |= kept.values
    start |= {name: text for name, text in values.items() if text}
    if project_id:
        start |= {views.PROJECT: str(project_id), views.NAME: ""}
    return Reply(
        view=views.form(
            request.t,
            views.Form(
                projects=project.running(session, request.actor),
                values=start,
                channel=request.channel,
                is_new_version=known is not None,
                has_draft=kept is not None and known is None,
            ),
        )
    )


def _keep(session: Session, request: Request) -> Reply:
    if not request.metadata.get("new"):
        brief_drafts.keep(session, request.actor, _typed(request), request.now)
    return NOTHING


def _discard(session: Session, request: Request) -> Reply:
    brief_drafts.drop(session, request.actor)
    edition = int(request.metadata.get("edition", 0)) + 1
    start = views.Form(
        project.running(session, request.actor), {}, request.channel,
        is_new_version=False, has_draft=False, edition=edition,
    )  # fmt: skip
    return Reply(update=views.form(request.t, start))


def _show(session: Session, request: Request) -> Reply:
    whole = brief.show(session, request.actor, _number(request.value) or 0, request.now)
    return Reply(view=views.whole_modal(request.t, whole))


def _edit(session: Session, request: Request) -> Reply:
    request.actor.must_be_team()
    return _form(session, request, {}, _number(request.value))


def _first_page(session: Session, request: Request) -> Reply:
    typed = _typed(request)
    errors = _errors(session, request, typed)
    if errors:
        return Reply(errors=errors)
    if request.choices(views.MORE):
        brief_drafts.keep(session, request.actor, typed, request.now)
        return Reply(update=views.more(request.t, typed[views.TEMPLATE], typed, request.channel))
    return _submit(session, request, typed)


def _second_page(session: Session, request: Request) -> Reply:
    kept = brief_drafts.kept(session, request.actor)
    if kept is None:
        return NOTHING
    typed = {**kept.values, **{name: text for name, text in _typed(request).items() if text}}
    return _submit(session, request, typed)


def _errors(session: Session, request: Request, typed: dict[str, str]) -> dict[str, str]:
    """Everything wrong with the first page at once, by field."""
    fields = {name: typed.get(name, "") for name in _FIELDS}
    found = {
        name: request.t(problem.reason, **problem.facts)
        for name, problem in brief.check(fields, request.actor.today(request.now)).items()
    }
    if not typed[views.PROJECT] and not typed[views.NAME]:
        found[views.NAME] = request.t("error.brief_where")
    elif typed[views.PROJECT] and typed[views.NAME]:
        found[views.NAME] = request.t("error.brief_both")
    known = _number(typed[views.PROJECT])
    if known and not typed[views.WHY] and views.WHY in request.values:
        found[views.WHY] = request.t("error.brief_why")
    elif (
        known and not request.made and views.WHY not in request.values and _has_brief(session, request, known)
    ):
        found[views.PROJECT] = request.t("error.brief_exists")
    return found


def _has_brief(session: Session, request: Request, project_id: int) -> bool:
    return brief.find(session, request.actor, project_id, request.now) is not None


def _submit(session: Session, request: Request, typed: dict[str, str]) -> Reply:
    told = Told(
        project_id=_number(typed.get(views.PROJECT, "")),
        name=typed.get(views.NAME, ""),
        client=typed.get(views.CLIENT, ""),
        channel=request.channel if request.channel.startswith(("C", "G")) else None,
        template=typed.get(views.TEMPLATE, "campaign"),
        fields={name: typed[name] for name in _FIELDS if typed.get(name)},
        source=typed.get(views.SOURCE, ""),
        why=typed.get(views.WHY, ""),
    )
    earlier = _number(request.made or "")
    kept = brief.submit(session, request.actor, told, request.now, earlier=earlier)
    brief_drafts.drop(session, request.actor)
    if kept.version == 1:
        deliverable.keep_lines(session, request.actor, told.fields["deliverables"], request.now)
    where = channel_link(kept.channel) if kept.channel else None
    return Reply(clear=True, made=str(kept.id), message=views.saved(request.t, kept, where))


def _typed(request: Request) -> dict[str, str]:
    return {name: request.field(name) for name in _TYPED}


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else None
