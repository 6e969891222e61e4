"""Lines of a brief that name who does them. A brief gives work to nobody, so they are offered as work."""

from __future__ import annotations

from collections.abc import Iterable

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
    """Keep what the form for work is to be filled with, and say which lines are no work yet.

    Of a first version these are all deliverables; of a later one the lines with a name that it added.
    """
    known = "" if kept.version == 1 else _deliverables(session, request, kept, kept.version - 1)
    lines = [line for line in _lines(kept) if line not in known.splitlines()]
    named = _named(session, request, kept, lines)
    listed = _filled(kept.fields.get("deliverables", "").splitlines())
    wanted = list(dict.fromkeys([*listed, *named])) if kept.version == 1 else named
    if wanted:
        paste_draft.keep(session, request.actor, deliverable.CARD, "\n".join(wanted), request.now)
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
    return [*_filled(listed.splitlines()), *_filled(
        line for line in kept.source.splitlines() if "@" in line and line.strip() not in listed
    )]  # fmt: skip


def _filled(lines: Iterable[str]) -> list[str]:
    return [line.strip() for line in lines if line.strip()]


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
