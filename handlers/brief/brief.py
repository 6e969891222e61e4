"""The brief in Slack: `/brief`, a message's shortcut, the form and the card's buttons."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import Any

from slack_sdk import WebClient
from sqlalchemy.orm import Session

from desk.brief import answers, brief, filling, question, relay, versions
from desk.brief.brief import BRIEF_WRITE, CRITICAL, SUPPORTING, TEMPLATES, BriefForm, Problem
from desk.brief.drafts import Kept
from desk.brief.filling import Filled
from desk.brief.versions import BriefForTeam
from desk.client import audience
from desk.client.audience import Audience
from desk.core import permissions
from desk.core.errors import Conflict, Invalid, NotFound, Overtaken
from desk.project import names, placing, project, rights
from desk.project.project import NAME_LENGTH
from desk.text.letters import fold
from handlers.brief import brief_views as views
from handlers.brief import diff, drafts, question_views, relay_views, work_lines
from handlers.brief import relay as relays
from handlers.brief.brief_ids import CHOICES, BriefAction, BriefShortcut, BriefView
from handlers.client.audience_views import with_inner_words
from handlers.core import permalink
from handlers.core.blocks import channel_link
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.outgoing import Kind, Outgoing
from handlers.core.reply import NOTHING, Message, Reply
from handlers.core.request import Incoming, Request, as_number
from handlers.core.services import Services
from handlers.core.verbs import Verb
from handlers.project import channels

_SHOW = {fold(word) for word in ("show", "xem")}
_HISTORY = {fold(word) for word in ("history", "lịch sử", "lichsu")}
_DIFF = {fold(word) for word in ("diff", "compare", "sosanh")}
_RELAY = {fold(word) for word in ("relay", "chuyển")}


def register(on: Listening) -> None:
    """Answer `/brief`, its form and the card's buttons."""
    on.verb("brief", _brief)
    on.shortcut(BriefShortcut.FROM_MESSAGE, _from_message)
    on.action(BriefAction.SHOW, _show)
    on.action(BriefAction.EDIT, _edit)
    on.view(BriefView.PASTE, _pasted)
    on.view(BriefView.BRIEF, _first_page, ahead=_read)
    on.view(BriefView.MORE, _second_page, ahead=_read, first=BriefView.BRIEF)


def card(session: Session, outgoing: Outgoing) -> Message:
    """The brief's card, for the people who can read the channel."""
    catalogs, now = outgoing.catalogs, outgoing.now
    if outgoing.audience is Audience.CLIENT:
        safe = versions.for_client(session, outgoing.workspace_id, outgoing.subject_id, now)
        return views.client_card(catalogs.translator(safe.language), safe)
    whole = versions.for_team(session, outgoing.workspace_id, outgoing.subject_id, now)
    to_ask = question.count_to_ask(session, outgoing.workspace_id, whole, outgoing.rules)
    t, sheet = (
        catalogs.translator(whole.language),
        relay.of_brief(session, outgoing.workspace_id, whole.id, outgoing.now),
    )
    return views.card(t, whole, to_ask, relay_views.on_card(t, sheet))


def _brief(session: Session, request: Request) -> Reply:
    permissions.check(session, request.actor, BRIEF_WRITE)
    if request.text.startswith("\n"):  # only the client's words
        return _form(session, request, {views.SOURCE: request.text.strip()}, message_ts=request.thread_ts)
    word, rest = [*request.text.split(maxsplit=1), "", ""][:2]
    if fold(word) in _SHOW:
        ref = names.here(session, request.actor, rest, request.channel)
        return Reply(
            message=views.whole(request.t, versions.show(session, request.actor, ref.id, request.now))
        )
    if fold(word) in _HISTORY:
        ref = names.here(session, request.actor, rest, request.channel)
        return Reply(
            message=views.history(request.t, versions.versions(session, request.actor, ref.id, request.now))
        )
    if fold(word) in _DIFF:
        return Reply(message=diff.asked(session, request, rest))
    if fold(word) in _RELAY:
        return Reply(message=relays.sheet(session, request, rest))
    return _open(session, request, request.text.strip())


def _from_message(session: Session, request: Request) -> Reply:
    if request.message is None:
        return NOTHING
    return of_words(session, request, request.message.text, request.message.ts)


def of_words(session: Session, request: Request, text: str, message_ts: str | None) -> Reply:
    """The form, filled from a client's words, if there are any."""
    permissions.check(session, request.actor, BRIEF_WRITE)
    return _form(session, request, {views.SOURCE: text} if text else {}, message_ts=message_ts)


def _open(session: Session, request: Request, text: str) -> Reply:
    """The form. The first line names an existing or a new project; further lines are the client's words."""
    query, _, words = (part.strip() for part in text.partition("\n"))
    values = {views.SOURCE: words} if words else {}
    thread = request.thread_ts
    if not query:
        return _form(session, request, values, message_ts=thread)
    try:
        known = names.find(session, request.actor, query).id
        return _form(session, request, values, known, message_ts=thread)
    except NotFound:
        seen = brief.here(session, request.actor, request.now)
        is_name = filling.names_project(query, words, seen)
        if is_name:
            return _form(session, request, values | {views.NAME: query}, message_ts=thread)
        told = filling.as_typed(text)
        return _form(session, request, {views.SOURCE: told}, message_ts=thread, is_elsewhere=told != text)


def _form(
    session: Session, request: Request, values: dict[str, str], project_id: int | None = None,
    *, message_ts: str | None = None, is_elsewhere: bool = False,
) -> Reply:  # fmt: skip
    """The form, filled with the version to change or else with a draft, then with `values`.

    `is_elsewhere`: the words name whose brief it is, so that it is not taken for the channel's project.
    """
    known = versions.find(session, request.actor, project_id, request.now) if project_id else None
    place = {views.PROJECT: str(project_id)} if project_id and not known else {}
    draft = drafts.offered(session, request, known, values | place)
    start = drafts.values_of(known) | (dict(draft.values) if draft else {}) | values | place
    if not (is_elsewhere or any(start.get(name) for name in (views.PROJECT, views.NAME))):
        start |= _guess(session, request)
    look = _look(session, request)
    if not (known or draft or start.get(views.SOURCE)):
        return Reply(
            view=views.paste(request.t, views.Form((), start, request.channel, message_ts=message_ts)),
            later=look,
        )
    filled = drafts.filled(session, request, start.get(views.SOURCE, ""), known)
    if views.SOURCE in values:
        start = _filled_in(start, filled, known)
    return Reply(view=_shown(session, request, start, known, draft, filled, message_ts), later=look)


def _look(session: Session, request: Request) -> Callable[[WebClient], None] | None:
    """Check who reads the channel while the form is filled in: it may become a new project's channel."""
    workspace_id, channel = request.actor.workspace_id, request.channel
    if not channel.startswith(("C", "G")) or audience.is_known(session, workspace_id, channel, request.now):
        return None
    return lambda _: channels.look(request.services, workspace_id, channel)


def _shown(
    session: Session, request: Request, start: Mapping[str, str], known: BriefForTeam | None,
    draft: Kept | None, filled: Filled, message_ts: str | None,
) -> dict[str, Any]:  # fmt: skip
    form = views.Form(
        projects=project.running(session, request.actor),
        values=start,
        channel=request.channel,
        known=known,
        draft=draft.form if draft else "",
        message_ts=message_ts,
        wants_more=any(start.get(name) == filled.words.get(name, "") != "" for name in SUPPORTING),
        problems=_unclear(session, request, start, known),
        filled=filled,
    )
    return views.form(request.t, form)


def _pasted(session: Session, request: Request) -> Reply:
    """The form, filled with what was pasted, which is kept from now on."""
    permissions.check(session, request.actor, BRIEF_WRITE)
    place = request.metadata.get("known")
    start = {name: str(place[name]) for name in (views.PROJECT, views.NAME) if name in place} if place else {}
    typed = drafts.typed_in(request)
    filled = drafts.filled(session, request, typed.get(views.SOURCE, ""), None)
    if typed.get(views.SOURCE):
        start = _filled_in(start | typed, filled, None)
        drafts.keep(session, request, start)
    ts = request.metadata.get("ts")
    return Reply(update=_shown(session, request, start, None, None, filled, str(ts) if ts else None))


def _filled_in(start: dict[str, str], filled: Filled, known: BriefForTeam | None) -> dict[str, str]:
    """The client's words in the fields that are still empty; the project is asked for only once."""
    placed = known is not None or start.get(views.PROJECT)
    spared = {views.NAME, views.CLIENT} if placed else set()
    words = {
        name: text[:NAME_LENGTH] if name in (views.NAME, views.CLIENT) else text
        for name, text in filled.words.items()
        if name not in spared and not start.get(name)
    }
    return start | words


def _unclear(
    session: Session, request: Request, values: Mapping[str, str], known: BriefForTeam | None
) -> dict[str, Problem]:
    """The fields whose words have several meanings."""
    seen = brief.here(session, request.actor, request.now, known.project_id if known else None)
    problems = brief.check({name: values.get(name, "") for name in drafts.FIELDS}, seen, known)
    return {name: one for name, one in problems.items() if one.days or one.amounts}


def _guess(session: Session, request: Request) -> dict[str, str]:
    """The channel's only project, unless it has a brief already: then the new brief is probably for another
    one.
    """
    here = project.of_channel(session, request.actor.workspace_id, request.channel)
    if here is None or _has_brief(session, request, here.id):
        return {}
    return {views.PROJECT: str(here.id)}


def _show(session: Session, request: Request) -> Reply:
    whole = versions.show(session, request.actor, as_number(request.value), request.now)
    return Reply(view=views.whole_modal(request.t, whole))


def _edit(session: Session, request: Request) -> Reply:
    permissions.check(session, request.actor, BRIEF_WRITE)
    return _form(session, request, {}, as_number(request.value) or None)


def _read(services: Services, incoming: Incoming) -> None:
    """Let the brief doctor read the form before anything is locked."""
    brief.read_ahead({name: incoming.field(name) for name in drafts.FIELDS}, services.rules)


def _first_page(session: Session, request: Request) -> Reply:
    typed = drafts.typed_in(request)
    if request.metadata.get("edits") and typed.get(views.WHY) and not request.choices(views.MORE):
        # For a changed brief, `submit` makes these checks; once is enough for most.
        with contextlib.suppress(Invalid):
            return _submit(session, request, typed)
    errors, problems = _errors(session, request, typed)
    if errors:
        return Reply(errors=errors)
    if problems:
        return Reply(update=drafts.shown_again(session, request, typed, problems))
    if request.choices(views.MORE):
        drafts.keep(session, request, typed)
        started = drafts.started_with(session, request)
        found = drafts.filled(session, request, typed.get(views.SOURCE, ""), started)
        values = drafts.values_of(started) | drafts.kept_before(session, request)
        words = {name: text for name, text in found.words.items() if name in SUPPORTING}
        return Reply(update=views.more(request.t, words | values, request.metadata, found))
    return _submit(session, request, typed)


def _second_page(session: Session, request: Request) -> Reply:
    kept = drafts.kept(session, request)
    if kept is None and request.made:
        made = versions.for_team(session, request.actor.workspace_id, as_number(request.made), request.now)
        kept = drafts.values_of(made)
    if kept is None:
        raise Conflict("error.brief_form_gone")
    return _submit(session, request, {**kept, **drafts.typed_in(request)})


def _errors(
    session: Session, request: Request, typed: dict[str, str]
) -> tuple[dict[str, str], dict[str, Problem]]:
    """All faults of the first page at once, by field, and the fields whose words have several meanings."""
    fields = {name: typed.get(name, "") for name in drafts.FIELDS}
    known = drafts.newest(session, request)
    seen = brief.here(session, request.actor, request.now, known.project_id if known else None)
    problems = brief.check(fields, seen, known, _chosen(typed))
    unclear = {name: one for name, one in problems.items() if one.days or one.amounts}
    found = {
        name: request.t(problem.reason, **problem.facts)
        for name, problem in problems.items()
        if name not in unclear
    }
    if request.metadata.get("edits"):
        if not typed.get(views.WHY):
            found[views.WHY] = request.t("error.brief_why")
    elif not request.made:
        found |= _misplaced(session, request, typed)
    return found, unclear


def _chosen(typed: Mapping[str, str]) -> dict[str, str]:
    """The chosen readings, by field."""
    return {name: typed[block] for name, block in views.MEANT.items() if typed.get(block)}


def _misplaced(session: Session, request: Request, typed: dict[str, str]) -> dict[str, str]:
    """Faults in the project or channel of a new brief."""
    chosen, name = as_number(typed.get(views.PROJECT, "")) or None, typed.get(views.NAME, "")
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


def _has_brief(session: Session, request: Request, project_id: int) -> bool:
    return versions.find(session, request.actor, project_id, request.now) is not None


def _submit(session: Session, request: Request, typed: dict[str, str]) -> Reply:
    template = typed.get(views.TEMPLATE, "campaign")
    asked = (*CRITICAL, *SUPPORTING, *TEMPLATES.get(template, ()))
    told = BriefForm(
        project_id=as_number(request.metadata.get("edits"))
        or as_number(typed.get(views.PROJECT, ""))
        or None,
        name=typed.get(views.NAME, ""),
        client=typed.get(views.CLIENT, ""),
        channel=request.channel if request.channel.startswith(("C", "G")) else None,
        template=template,
        fields={name: typed[name] for name in asked if name in typed},
        source=typed.get(views.SOURCE, ""),
        why=typed.get(views.WHY, ""),
        base=as_number(request.metadata.get("base")) or None,
        chosen=_chosen(typed),
    )
    earlier = as_number(request.made) or None
    try:
        kept = brief.submit(session, request.actor, told, request.now, earlier=earlier)
    except Overtaken as refused:
        return drafts.merging(session, request, typed, refused)
    drafts.forget(session, request)
    channel = kept.channel
    saved = (
        views.saved(request.t, kept, channel_link(channel)) if channel else _unplaced(session, request, kept)
    )
    handed = relay_views.handed_out(
        request.t, relay.of_brief(session, request.actor.workspace_id, kept.id, request.now)
    )
    merged = diff.merged(session, request, kept, told.base) if earlier is None else []
    lines = work_lines.offered(session, request, kept)
    message = Message(saved.text, [*saved.blocks, *lines, *merged, *handed])
    texts = [kept.fields.get(name, "") for name in ("objective", "deliverables")]
    words = audience.inner_words(session, request.actor.workspace_id, channel, texts)
    message = with_inner_words(request.t, message, words, channel)
    rules = request.services.rules
    settled = answers.settle(session, request.actor, kept, rules, request.now)
    message.blocks.extend(question_views.settled(request.t, settled))
    about = question.keep_open(session, request.actor, kept, rules, request.now)
    found = question_views.found(request.t, about)
    return Reply(
        clear=True,
        made=str(kept.id),
        message=message.and_then(found) if found else message,
        later=_link(request, kept),
    )


def _unplaced(session: Session, request: Request, kept: BriefForTeam) -> Message:
    """The brief is stored, and the question where its card belongs: for people who may decide, else whom to
    tell.
    """
    ref = project.get(session, request.actor, kept.project_id)
    here = request.channel if request.channel.startswith(("C", "G")) else None
    return views.unplaced(
        request.t,
        kept,
        channel_link(here) if here else None,
        placing.likely(session, request.actor, ref.id, here or ""),
        decides=rights.may_lead(session, request.actor, ref),
    )


def _link(request: Request, kept: BriefForTeam) -> Callable[[WebClient], None] | None:
    """A later step: ask Slack for the quoted message's address."""
    channel, ts = request.channel, request.metadata.get("ts")
    if not channel or not ts:
        return None

    def keep(session: Session, address: str) -> None:
        brief.link(session, request.actor, kept.id, kept.version, address, request.services.clock.now())

    return permalink.asked(request, channel, ts, keep)


FEATURE = Feature(
    "brief",
    register,
    verbs=(Verb("brief", ("đề bài",), everyday=frozenset({"brief"}), choices=CHOICES),),
    kinds=(Kind("brief", card),),
    shortcuts=(BriefShortcut.FROM_MESSAGE,),
)
