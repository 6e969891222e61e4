"""The brief through Slack's doors: `/brief`, a message's shortcut, the form and the card's buttons."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.orm import Session

from desk import (
    audience,
    brief,
    brief_diff,
    brief_drafts,
    deliverable,
    permissions,
    project,
    question,
    relay,
    untaken,
)
from desk.audience import Audience
from desk.brief import CRITICAL, SUPPORTING, TEMPLATES, BriefForTeam, Told
from desk.brief_diff import Diff
from desk.brief_drafts import Kept
from desk.errors import Conflict, Invalid, NotFound, Overtaken
from desk.names import fold
from desk.permissions import Deed
from desk.project import NAME_LENGTH
from handlers import ids
from handlers import relay as relays
from handlers.blocks import Block, channel_link
from handlers.reply import NOTHING, Message, Reply
from handlers.request import Request
from handlers.views import brief as views
from handlers.views import brief_diff as diff_views
from handlers.views import question as question_views
from handlers.views import relay as relay_views
from handlers.views.audience import with_inner_words
from handlers.views.feedback import source_field

if TYPE_CHECKING:
    from handlers.listening import Listening
    from handlers.outgoing import Outgoing

log = logging.getLogger(__name__)

_SHOW = {fold(word) for word in ("show", "xem")}
_HISTORY = {fold(word) for word in ("history", "lịch sử", "lichsu")}
_DIFF = {fold(word) for word in ("diff", "compare", "sosanh")}
_RELAY = {fold(word) for word in ("relay", "chuyển")}
_FIELDS = (*CRITICAL, *SUPPORTING, *dict.fromkeys(name for names in TEMPLATES.values() for name in names))
_TYPED = (views.NAME, views.CLIENT, views.WHY, views.PROJECT, views.TEMPLATE, *_FIELDS)


def register(on: Listening) -> None:
    """Answer everything about briefs."""
    on.verb("brief", _brief)
    on.shortcut(ids.Shortcut.BRIEF_FROM_MESSAGE, _from_message)
    on.action(ids.Action.BRIEF_PROJECT, _keep, writes=True)
    on.action(ids.Action.BRIEF_TEMPLATE, _template, writes=True)
    on.action(ids.Action.BRIEF_DISCARD, _discard, writes=True)
    on.action(ids.Action.BRIEF_SHOW, _show)
    on.action(ids.Action.BRIEF_EDIT, _edit)
    on.action(ids.Action.BRIEF_DIFF, _compare)
    on.action(ids.Action.BRIEF_DIFF_EARLIER, _compare)
    on.action(ids.Action.BRIEF_DIFF_LATER, _compare)
    on.view(ids.View.BRIEF, _first_page)
    on.view(ids.View.BRIEF_MORE, _second_page)


def card(session: Session, outgoing: Outgoing) -> Message:
    """The brief's card for whoever can read the channel."""
    catalogs, now = outgoing.catalogs, outgoing.now
    if outgoing.audience is Audience.CLIENT:
        safe = brief.for_client(session, outgoing.workspace_id, outgoing.subject_id, now)
        return views.client_card(catalogs.translator(safe.language), safe)
    whole = brief.for_team(session, outgoing.workspace_id, outgoing.subject_id, now)
    to_ask = question.waiting(session, outgoing.workspace_id, whole, outgoing.rules)
    t, sheet = catalogs.translator(whole.language), relay.of_brief(session, outgoing.workspace_id, whole.id)
    return views.card(t, whole, to_ask, relay_views.on_card(t, sheet))


def _brief(session: Session, request: Request) -> Reply:
    permissions.check(session, request.actor, Deed.BRIEF_WRITE)
    word, rest = [*request.text.split(maxsplit=1), "", ""][:2]
    if fold(word) in _SHOW:
        ref = project.here(session, request.actor, rest, request.channel)
        return Reply(message=views.whole(request.t, brief.show(session, request.actor, ref.id, request.now)))
    if fold(word) in _HISTORY:
        ref = project.here(session, request.actor, rest, request.channel)
        return Reply(
            message=views.history(request.t, brief.versions(session, request.actor, ref.id, request.now))
        )
    if fold(word) in _DIFF:
        return Reply(message=diff_views.message(request.t, _diff(session, request, rest)))
    if fold(word) in _RELAY:
        return Reply(message=relays.sheet(session, request, rest))
    return _open(session, request, request.text.strip())


def _diff(session: Session, request: Request, rest: str) -> Diff:
    """The change that is asked for: a last number is a version, unless the project is called so."""
    *words, last = rest.split() or [""]
    number = last.lower().removeprefix("v")
    if number.isdecimal():
        try:
            ref = project.here(session, request.actor, " ".join(words), request.channel)
            return brief_diff.show(session, request.actor, ref.id, int(number), request.now)
        except NotFound as unknown:
            try:
                named = project.find(session, request.actor, rest)
            except NotFound:
                raise unknown from None
            return brief_diff.show(session, request.actor, named.id, None, request.now)
    ref = project.here(session, request.actor, rest, request.channel)
    return brief_diff.show(session, request.actor, ref.id, None, request.now)


def _from_message(session: Session, request: Request) -> Reply:
    permissions.check(session, request.actor, Deed.BRIEF_WRITE)
    if request.message is None:
        return NOTHING
    return _form(session, request, {views.SOURCE: request.message.text}, message_ts=request.message.ts)


def _open(session: Session, request: Request, text: str) -> Reply:
    """The form; the first line names a project, old or new, and further lines are the client's words."""
    query, _, words = (part.strip() for part in text.partition("\n"))
    values = {views.SOURCE: words} if words else {}
    thread = request.thread_ts
    if not query:
        return _form(session, request, values, message_ts=thread)
    try:
        known = project.find(session, request.actor, query).id
        return _form(session, request, values, known, message_ts=thread)
    except NotFound:
        is_name = len(query) <= NAME_LENGTH
        values |= {views.NAME: query} if is_name else {views.SOURCE: text}
        return _form(session, request, values, message_ts=thread)


def _form(
    session: Session, request: Request, values: dict[str, str], project_id: int | None = None,
    *, message_ts: str | None = None,
) -> Reply:  # fmt: skip
    """The form, filled with the version to change or else with a draft, and over it with `values`."""
    known = brief.find(session, request.actor, project_id, request.now) if project_id else None
    place = {views.PROJECT: str(project_id)} if project_id and not known else {}
    draft = _draft(session, request, _about(known), values | place)
    start = (_filled(known) if known else {}) | (dict(draft.values) if draft else {}) | values | place
    if not any(start.get(name) for name in (views.PROJECT, views.NAME)):
        start |= _guess(session, request)
    return Reply(
        view=views.form(
            request.t,
            views.Form(
                projects=project.running(session, request.actor),
                values=start,
                channel=request.channel,
                known=known,
                draft=draft.form if draft else "",
                message_ts=message_ts,
            ),
        )
    )


def _draft(session: Session, request: Request, about: str, asked: dict[str, str]) -> Kept | None:
    """A draft to go on with, unless what was asked for is about something else."""
    draft = brief_drafts.offered(session, request.actor, about, request.now)
    if draft is None or views.SOURCE in asked:
        return None
    before = {name: fold(draft.values.get(name, "")) for name in (views.PROJECT, views.NAME)}
    wanted = {name: fold(asked.get(name, "")) for name in before}
    return draft if not any(wanted.values()) or not any(before.values()) or before == wanted else None


def _guess(session: Session, request: Request) -> dict[str, str]:
    """The channel's only project, unless it has its brief: then it is probably about another."""
    here = [ref.id for ref in project.running(session, request.actor) if ref.channel == request.channel]
    if len(here) != 1 or _has_brief(session, request, here[0]):
        return {}
    return {views.PROJECT: str(here[0])}


def _filled(known: BriefForTeam) -> dict[str, str]:
    return brief.as_typed(known) | {views.TEMPLATE: known.template, views.SOURCE: known.source}


def _about(known: BriefForTeam | None) -> str:
    return f"{known.project_id}/{known.version}" if known else ""


def _keep(session: Session, request: Request) -> Reply:
    typed = _typed(request)
    if any(text for name, text in typed.items() if name not in (views.PROJECT, views.TEMPLATE)):
        _keep_typed(session, request, typed)
    return NOTHING


def _template(session: Session, request: Request) -> Reply:
    """The form of another kind of work (F02).

    Slack keeps what stands in a field whose ids stay; what only the other kind asked comes back with it.
    """
    _keep(session, request)
    started = _started(session, request)
    typed = _before(session, request) | _typed(request)
    edition, ts = request.metadata.get("edition", 0), request.metadata.get("ts")
    form = views.Form(
        projects=project.running(session, request.actor),
        values=(_filled(started) if started else {}) | typed,
        channel=request.channel,
        known=started,
        draft=str(request.metadata.get("draft", "")),
        message_ts=str(ts) if ts else None,
        edition=_number(str(edition)) or 0,
        sources=_sources(request),
        wants_more=bool(request.choices(views.MORE)),
    )
    return Reply(update=views.form(request.t, form))


def _before(session: Session, request: Request) -> dict[str, str]:
    """What was kept of this form, or of the draft that it began with."""
    for form in (request.view_id, str(request.metadata.get("draft", ""))):
        kept = brief_drafts.find(session, request.actor, form)
        if kept is not None:
            return dict(kept)
    return {}


def _keep_typed(session: Session, request: Request, typed: dict[str, str]) -> None:
    """Keep it by this form's id, over what it hides now; the draft that it began with goes on here."""
    edits, base = request.metadata.get("edits"), request.metadata.get("base")
    about = f"{edits}/{base}" if edits else ""
    typed = _before(session, request) | typed
    brief_drafts.keep(session, request.actor, request.view_id, about, typed, request.now)
    if request.metadata.get("draft") != request.view_id:
        brief_drafts.forget(session, request.actor, str(request.metadata.get("draft", "")))


def _discard(session: Session, request: Request) -> Reply:
    brief_drafts.forget(session, request.actor, request.view_id, str(request.metadata.get("draft", "")))
    known = _known(session, request)
    start = views.Form(
        project.running(session, request.actor), _filled(known) if known else {}, request.channel, known,
        edition=(_number(str(request.metadata.get("edition", 0))) or 0) + 1,
    )  # fmt: skip
    return Reply(update=views.form(request.t, start))


def _show(session: Session, request: Request) -> Reply:
    whole = brief.show(session, request.actor, _number(request.value) or 0, request.now)
    return Reply(view=views.whole_modal(request.t, whole))


def _compare(session: Session, request: Request) -> Reply:
    project_id, _, number = request.value.partition("/")
    diff = brief_diff.show(
        session, request.actor, _number(project_id) or 0, _number(number) or 0, request.now
    )
    view = diff_views.view(request.t, diff)
    in_form = (request.incoming.view or {}).get("type") == "modal"
    return Reply(update=view) if in_form else Reply(view=view)


def _edit(session: Session, request: Request) -> Reply:
    permissions.check(session, request.actor, Deed.BRIEF_WRITE)
    return _form(session, request, {}, _number(request.value))


def _first_page(session: Session, request: Request) -> Reply:
    typed = _typed(request)
    if request.metadata.get("edits") and typed.get(views.WHY) and not request.choices(views.MORE):
        # What may be wrong with a change, `submit` reads and checks as well: once is enough for most.
        with contextlib.suppress(Invalid):
            return _submit(session, request, typed)
    errors = _errors(session, request, typed)
    if errors:
        return Reply(errors=errors)
    if request.choices(views.MORE):
        _keep_typed(session, request, typed)
        started = _started(session, request)
        filled = (_filled(started) if started else {}) | _before(session, request)
        return Reply(update=views.more(request.t, filled, request.metadata))
    return _submit(session, request, typed)


def _second_page(session: Session, request: Request) -> Reply:
    kept = brief_drafts.find(session, request.actor, request.view_id)
    if kept is None and request.made:
        made = brief.for_team(session, request.actor.workspace_id, _number(request.made) or 0, request.now)
        kept = _filled(made)
    if kept is None:
        raise Conflict("error.brief_form_gone")
    return _submit(session, request, {**kept, **_typed(request)})


def _errors(session: Session, request: Request, typed: dict[str, str]) -> dict[str, str]:
    """Everything wrong with the first page at once, by field."""
    fields = {name: typed.get(name, "") for name in _FIELDS}
    known = _known(session, request)
    found = {
        name: request.t(problem.reason, **problem.facts)
        for name, problem in brief.check(fields, request.actor.today(request.now), known).items()
    }
    if request.metadata.get("edits"):
        if not typed.get(views.WHY):
            found[views.WHY] = request.t("error.brief_why")
    elif not request.made:
        found |= _misplaced(session, request, typed)
    return found


def _misplaced(session: Session, request: Request, typed: dict[str, str]) -> dict[str, str]:
    """What is wrong with where a new brief is to go."""
    chosen, name = _number(typed.get(views.PROJECT, "")), typed.get(views.NAME, "")
    if not chosen and not name:
        return {views.NAME: request.t("error.brief_where")}
    if chosen and name:
        return {views.NAME: request.t("error.brief_both")}
    if chosen:
        has = _has_brief(session, request, chosen)
        return {views.PROJECT: request.t("error.brief_exists")} if has else {}
    try:
        project.checked_name(session, request.actor, name)
    except Invalid as refused:
        return {views.NAME: request.t(refused.reason, **refused.facts)}
    return {}


def _known(session: Session, request: Request) -> BriefForTeam | None:
    """The newest version of the brief that the form changes."""
    edits = request.metadata.get("edits")
    return brief.find(session, request.actor, int(edits), request.now) if edits else None


def _started(session: Session, request: Request) -> BriefForTeam | None:
    """The version that the form was filled with."""
    edits, base = request.metadata.get("edits"), request.metadata.get("base")
    return brief.find(session, request.actor, int(edits), request.now, base) if edits else None


def _has_brief(session: Session, request: Request, project_id: int) -> bool:
    return brief.find(session, request.actor, project_id, request.now) is not None


def _submit(session: Session, request: Request, typed: dict[str, str]) -> Reply:
    template = typed.get(views.TEMPLATE, "campaign")
    asked = (*CRITICAL, *SUPPORTING, *TEMPLATES.get(template, ()))
    told = Told(
        project_id=request.metadata.get("edits") or _number(typed.get(views.PROJECT, "")),
        name=typed.get(views.NAME, ""),
        client=typed.get(views.CLIENT, ""),
        channel=request.channel if request.channel.startswith(("C", "G")) else None,
        template=template,
        fields={name: typed[name] for name in asked if name in typed},
        source=typed.get(views.SOURCE, ""),
        why=typed.get(views.WHY, ""),
        base=request.metadata.get("base"),
    )
    earlier = _number(request.made or "")
    try:
        kept = brief.submit(session, request.actor, told, request.now, earlier=earlier)
    except Overtaken as refused:
        return _merging(session, request, typed, refused)
    brief_drafts.forget(session, request.actor, request.view_id, str(request.metadata.get("draft", "")))
    if kept.version == 1:
        untaken.keep(session, request.actor, deliverable.CARD, kept.fields["deliverables"], request.now)
    channel = kept.channel or told.channel
    saved = views.saved(request.t, kept, channel_link(channel) if channel else None)
    handed = relay_views.handed_out(request.t, relay.sheet(session, request.actor, kept.project_id))
    merged = _merged(session, request, kept, told.base) if earlier is None else []
    message = Message(saved.text, [*saved.blocks, *merged, *handed])
    texts = [kept.fields.get(name, "") for name in ("objective", "deliverables")]
    words = audience.inner_words(session, request.actor.workspace_id, channel, texts)
    message = with_inner_words(request.t, message, words, channel)
    about = question.of_version(session, request.actor.workspace_id, kept, request.services.rules)
    found = question_views.found(request.t, about)
    return Reply(
        clear=True,
        made=str(kept.id),
        message=message.and_then(found) if found else message,
        later=_link(request, kept),
    )


def _merging(session: Session, request: Request, typed: dict[str, str], refused: Overtaken) -> Reply:
    """The form once more, over the newest version: what somebody else changed in the same fields stands above
    one's own words, which are kept."""
    newest, started = _known(session, request), _started(session, request)
    if newest is None or started is None:
        raise refused
    filled = _filled(started)
    mine = {name: text for name, text in typed.items() if text != filled.get(name, "")}
    brief_drafts.forget(session, request.actor, str(request.metadata.get("draft", "")))
    brief_drafts.keep(session, request.actor, request.view_id, _about(newest), mine, request.now)
    ts = request.metadata.get("ts")
    start = views.Form(
        projects=(),
        values=_filled(newest) | mine,
        channel=request.channel,
        known=newest,
        message_ts=str(ts) if ts else None,
        edition=(_number(str(request.metadata.get("edition", 0))) or 0) + 1,
        wants_more=request.incoming.name == ids.View.BRIEF_MORE,
        theirs=brief_diff.between(
            session, request.actor.workspace_id, newest.id, refused.base, newest.version, request.now,
            refused.fields,
        ),
    )  # fmt: skip
    return Reply(update=views.form(request.t, start))


def _merged(session: Session, request: Request, kept: BriefForTeam, base: int | None) -> list[Block]:
    """What others changed while the form was open, which this version keeps."""
    if not base or kept.version == base + 1:
        return []
    workspace_id, last = request.actor.workspace_id, kept.version - 1
    theirs = brief_diff.between(session, workspace_id, kept.id, base, last, request.now)
    return [diff_views.merged(request.t, theirs)]


def _link(request: Request, kept: BriefForTeam) -> Callable[[WebClient], None] | None:
    """Afterwards, ask Slack for the quoted message's address."""
    channel, ts = request.channel, request.metadata.get("ts")
    if not channel or not ts:
        return None

    def ask(client: WebClient) -> None:
        try:
            permalink = client.chat_getPermalink(channel=channel, message_ts=ts)["permalink"]
        except SlackApiError as error:
            log.info("no address for %s in %s: %s", ts, channel, error.response.get("error"))
            return
        services = request.services
        with services.database.write() as session:
            brief.link(session, request.actor, kept.id, kept.version, permalink, services.clock.now())

    return ask


def _typed(request: Request) -> dict[str, str]:
    """What stands in the fields that the form showed."""
    typed = {name: request.field(name) for name in _TYPED if name in request.values}
    boxes = _sources(request)
    return typed | ({views.SOURCE: "\n".join(boxes).strip()} if boxes else {})


def _sources(request: Request) -> list[str]:
    """What stands in each paste box."""
    boxes: list[str] = []
    while (name := source_field(len(boxes))) in request.values:
        boxes.append(request.field(name))
    return boxes


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else None
