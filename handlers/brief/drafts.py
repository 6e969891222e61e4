"""Drafts of a brief's form: kept, offered again, and shown again for another kind of work (F02, F04)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from desk.brief import brief, diff, drafts, filling, versions
from desk.brief.brief import CRITICAL, SUPPORTING, TEMPLATES, Problem
from desk.brief.drafts import Kept
from desk.brief.filling import Filled
from desk.brief.versions import BriefForTeam
from desk.core.errors import Overtaken
from desk.project import project
from desk.text.letters import fold
from handlers.brief import brief_views as views
from handlers.brief.brief_ids import BriefAction, BriefView
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import NOTHING, Reply
from handlers.core.request import Request, as_number
from handlers.feedback.feedback_views import source_field

FIELDS = (*CRITICAL, *SUPPORTING, *dict.fromkeys(name for names in TEMPLATES.values() for name in names))
"""All fields of a brief, for every kind of work."""
_TYPED = (views.NAME, views.CLIENT, views.WHY, views.PROJECT, views.TEMPLATE, *views.MEANT.values(), *FIELDS)


def register(on: Listening) -> None:
    """Register listeners for choices in the open form."""
    on.action(BriefAction.PROJECT, _changed, writes=True)
    on.action(BriefAction.TEMPLATE, _template, writes=True)
    on.action(BriefAction.DISCARD, _discard, writes=True)


def offered(
    session: Session, request: Request, known: BriefForTeam | None, asked: dict[str, str]
) -> Kept | None:
    """A draft to continue, for a new brief or a change of `known`, unless the request is about something
    else.
    """
    draft = drafts.offered(session, request.actor, _about(known), request.now)
    if draft is None or views.SOURCE in asked:
        return None
    before = {name: fold(draft.values.get(name, "")) for name in (views.PROJECT, views.NAME)}
    wanted = {name: fold(asked.get(name, "")) for name in before}
    return draft if not any(wanted.values()) or not any(before.values()) or before == wanted else None


def values_of(version: BriefForTeam | None) -> dict[str, str]:
    """The form's fields as this version fills them; None: all empty."""
    if version is None:
        return {}
    return versions.as_typed(version) | {views.TEMPLATE: version.template, views.SOURCE: version.source}


def typed_in(request: Request) -> dict[str, str]:
    """The values of the fields that the form showed."""
    typed = {name: request.field(name) for name in _TYPED if name in request.values}
    boxes = _sources(request)
    return typed | ({views.SOURCE: "\n".join(boxes).strip()} if boxes else {})


def kept(session: Session, request: Request) -> Mapping[str, str] | None:
    """What was kept of this form."""
    return drafts.find(session, request.actor, request.view_id)


def kept_before(session: Session, request: Request) -> dict[str, str]:
    """What was kept of this form, or of the draft that it began with."""
    for form in (request.view_id, str(request.metadata.get("draft", ""))):
        kept = drafts.find(session, request.actor, form)
        if kept is not None:
            return dict(kept)
    return {}


def keep(session: Session, request: Request, typed: dict[str, str]) -> None:
    """Keep the values under this form's id, with those of hidden fields; the draft that it began
    with ends.
    """
    edits, base = as_number(request.metadata.get("edits")), as_number(request.metadata.get("base"))
    about = f"{edits}/{base}" if edits else ""
    typed = kept_before(session, request) | typed
    drafts.keep(session, request.actor, request.view_id, about, typed, request.now)
    if request.metadata.get("draft") != request.view_id:
        drafts.forget(session, request.actor, str(request.metadata.get("draft", "")))


def forget(session: Session, request: Request) -> None:
    """Delete the drafts of this form: it was submitted or discarded."""
    drafts.forget(session, request.actor, request.view_id, str(request.metadata.get("draft", "")))


def newest(session: Session, request: Request) -> BriefForTeam | None:
    """The newest version of the brief that the form changes."""
    edits = as_number(request.metadata.get("edits"))
    return versions.find(session, request.actor, edits, request.now) if edits else None


def started_with(session: Session, request: Request) -> BriefForTeam | None:
    """The version that the form was filled with."""
    edits, base = as_number(request.metadata.get("edits")), as_number(request.metadata.get("base"))
    return versions.find(session, request.actor, edits, request.now, base) if edits else None


def filled(session: Session, request: Request, source: str, known: BriefForTeam | None) -> Filled:
    """What the pasted words say for the form, without the words from which `known` was filled earlier."""
    if not source or (known and source == known.source):
        return Filled()
    seen = brief.here(session, request.actor, request.now, known.project_id if known else None)
    return filling.fill(source, seen)


def merging(session: Session, request: Request, typed: dict[str, str], refused: Overtaken) -> Reply:
    """The form again, filled with the newest version and the person's own words; changes of others in the
    same fields are shown above. Raises `refused` when the brief is gone.
    """
    known, started = newest(session, request), started_with(session, request)
    if known is None or started is None:
        raise refused
    filled = values_of(started)
    mine = {name: text for name, text in typed.items() if text != filled.get(name, "")}
    drafts.forget(session, request.actor, str(request.metadata.get("draft", "")))
    drafts.keep(session, request.actor, request.view_id, _about(known), mine, request.now)
    ts = request.metadata.get("ts")
    start = views.Form(
        projects=(),
        values=values_of(known) | mine,
        channel=request.channel,
        known=known,
        message_ts=str(ts) if ts else None,
        edition=_edition(request) + 1,
        wants_more=request.incoming.name == BriefView.MORE,
        theirs=diff.between(
            session, request.actor.workspace_id, known.id, refused.base, known.version, request.now,
            refused.fields,
        ),
    )  # fmt: skip
    return Reply(update=views.form(request.t, start))


def shown_again(
    session: Session, request: Request, typed: Mapping[str, str],
    problems: Mapping[str, Problem] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The first page with its current values and the questions about their words."""
    started = started_with(session, request)
    ts = request.metadata.get("ts")
    form = views.Form(
        projects=project.running(session, request.actor),
        values=values_of(started) | dict(typed),
        channel=request.channel,
        known=started,
        draft=str(request.metadata.get("draft", "")),
        message_ts=str(ts) if ts else None,
        edition=_edition(request),
        sources=_sources(request),
        wants_more=bool(request.choices(views.MORE)),
        problems=problems or {},
        filled=filled(session, request, typed.get(views.SOURCE, ""), started),
    )
    return views.form(request.t, form)


def _changed(session: Session, request: Request) -> Reply:
    typed = typed_in(request)
    if any(text for name, text in typed.items() if name not in (views.PROJECT, views.TEMPLATE)):
        keep(session, request, typed)
    return NOTHING


def _template(session: Session, request: Request) -> Reply:
    """The form for another kind of work (F02).

    Slack keeps the values of fields whose ids stay; values of fields that only the other kind has come from
    the draft.
    """
    _changed(session, request)
    typed = kept_before(session, request) | typed_in(request)
    return Reply(update=shown_again(session, request, typed))


def _discard(session: Session, request: Request) -> Reply:
    forget(session, request)
    known = newest(session, request)
    start = views.Form(
        project.running(session, request.actor), values_of(known), request.channel, known,
        edition=_edition(request) + 1,
    )  # fmt: skip
    return Reply(update=views.form(request.t, start))


def _about(known: BriefForTeam | None) -> str:
    return f"{known.project_id}/{known.version}" if known else ""


def _sources(request: Request) -> list[str]:
    """The text of each paste box."""
    boxes: list[str] = []
    while (name := source_field(len(boxes))) in request.values:
        boxes.append(request.field(name))
    return boxes


def _edition(request: Request) -> int:
    return as_number(request.metadata.get("edition"))


FEATURE = Feature("drafts", register)
