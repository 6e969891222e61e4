"""Lines of a brief that name who does them. A brief gives work to nobody, so they are offered as work."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.brief import versions
from desk.brief.versions import BriefForTeam
from desk.core.errors import Invalid
from desk.messages import paste_draft
from desk.work import deliverable
from handlers.brief.brief_views import add_work
from handlers.core.blocks import Block, clamp, context, section
from handlers.core.request import Request

_LINE = 100
_MOST = 40
"""So many lines at most are read as work at once."""


def offered(session: Session, request: Request, kept: BriefForTeam) -> list[Block]:
    """Keep what the project's form for work is to be filled with, and say which lines are no work yet.

    Of a first version these are all deliverables; of a later one the lines with a name that it added. As long
    as earlier lines wait there, all that it added joins them, without what it took out again.
    """
    known = _filled(_deliverables(session, request, kept, kept.version - 1)) if kept.version > 1 else []
    every, place = _lines(kept), str(kept.project_id)
    lines = [line for line in every if line not in known]
    named = _named(session, request, kept, lines)
    waiting = _filled(paste_draft.kept(session, request.actor, deliverable.CARD, place))
    waiting = [line for line in waiting if line in every or line not in known]
    listed = _filled(kept.fields.get("deliverables", ""))
    added = [line for line in lines if line in listed] if kept.version == 1 or waiting else []
    if wanted := list(dict.fromkeys([*waiting, *added, *named])):
        paste_draft.keep(session, request.actor, deliverable.CARD, "\n".join(wanted), request.now, place)
    if not named:
        return []
    words = request.t.md("brief.no_work_yet", count=len(named), line=clamp(named[0], _LINE))
    if kept.version == 1:  # the message has the button already
        return [context(words)]
    return [section(words, accessory=add_work(request.t, kept))]


def _deliverables(session: Session, request: Request, kept: BriefForTeam, version: int) -> str:
    before = versions.for_team(session, request.actor.workspace_id, kept.id, request.now, version)
    return before.fields.get("deliverables", "")


def _lines(kept: BriefForTeam) -> list[str]:
    """The deliverables, and lines of the pasted words that mention somebody."""
    listed = kept.fields.get("deliverables", "")
    return [*_filled(listed), *(
        line for line in _filled(kept.source) if "@" in line and line not in listed
    )]  # fmt: skip


def _filled(text: str) -> list[str]:
    """The lines of a text that are not empty."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _named(session: Session, request: Request, kept: BriefForTeam, lines: list[str]) -> list[str]:
    """The lines that mention a colleague."""
    lines = [line for line in lines if "@" in line][:_MOST]
    try:
        read = deliverable.understand(
            session, request.actor, "\n".join(lines), request.now, kept.project_id
        ) if lines else ()  # fmt: skip
    except Invalid:
        return []
    return [one.text for one in read if (one.offered or one).owner]
