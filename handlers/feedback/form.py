"""The pages of the form for feedback: filled in, shown again, checked point by point, and saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.errors import Conflict, DeskError, Invalid
from desk.core.permissions import SEE
from desk.feedback import drafts, feedback, lines, stored
from desk.feedback.cards import FeedbackForTeam
from desk.feedback.drafts import Typed
from desk.feedback.feedback import Capture, Place
from desk.feedback.lines import Line
from handlers.core.blocks import INPUT_TEXT, channel_link
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import Message, Reply
from handlers.core.request import Request, as_number
from handlers.feedback import cards, rows_views
from handlers.feedback import cards_views as card_views
from handlers.feedback import feedback_views as views
from handlers.feedback.feedback_views import FeedbackAction, FeedbackView
from handlers.feedback.rows import Row, at_its_row
from handlers.feedback.rows import read as read_rows
from handlers.feedback.rows_views import page_end, page_start


def register(on: Listening) -> None:
    """Register the form's pages."""
    on.action(FeedbackAction.PROJECT, _other_project, writes=True)
    on.action(FeedbackAction.DELIVERABLE, _other_deliverable, writes=True)
    on.action(FeedbackAction.RESTORE, _restore, writes=True)
    on.action(FeedbackAction.DISCARD, _discard, writes=True)
    on.action(FeedbackAction.BACK, _back, writes=True)
    on.action(FeedbackAction.TAKE, _take, writes=True)
    on.view(FeedbackView.FEEDBACK, _next_page)
    on.view(FeedbackView.CHECK, _save, first=FeedbackView.FEEDBACK)


def first_page(
    session: Session,
    request: Request,
    typed: Typed,
    place: Place | None,
    *,
    unknown: str = "",
    nearest: str = "",
    edition: int = 0,
) -> dict[str, Any]:
    """The form with what was typed so far; `unknown`: a project name without a match, and its `nearest`."""
    choices = feedback.project_choices(session, request.actor)
    if not choices:
        raise DeskError("error.feedback_no_projects")
    draft = drafts.unsent(session, request.actor, request.now, but_not=request.view_id)
    return views.form(request.t, views.Form(choices, typed, place, unknown, nearest, edition, draft))


def typed_in(request: Request) -> Typed:
    """The values of the form's fields."""
    boxes: list[str] = []
    while (name := views.source_field(len(boxes))) in request.values:
        boxes.append(request.field(name))
    return Typed(
        source="\n".join(boxes).strip(),
        items=request.field(views.ITEMS),
        said_by=request.field(views.SAID_BY),
        project_id=as_number(request.field(FeedbackAction.PROJECT)) or None,
        deliverable_id=as_number(request.field(FeedbackAction.DELIVERABLE)) or None,
        round=as_number(request.field(views.ROUND)) or None,
        channel=request.channel,
        message_ts=request.metadata.get("ts"),
    )


def capture(
    session: Session, request: Request, typed: Typed, points: tuple[Line | None, ...]
) -> FeedbackForTeam:
    """Save what was typed, with its points."""
    told = Capture(
        project_id=typed.project_id or 0,
        source=typed.source or typed.items,
        points=points,
        said_by=typed.said_by,
        deliverable_id=typed.deliverable_id,
        round=typed.round,
        channel=typed.channel,
        message_ts=typed.message_ts,
    )
    earlier = as_number(request.made) or None
    return feedback.capture(session, request.actor, told, request.now, earlier=earlier)


def check_lengths(request: Request) -> None:
    """Raise `Invalid` at the field that is too long."""
    for name, value in request.values.items():
        limit = feedback.SAID_BY_LIMIT if name == views.SAID_BY else INPUT_TEXT
        if len(value) > limit:
            raise Invalid(name, "error.feedback_too_long", limit=limit)


def _other_project(session: Session, request: Request) -> Reply:
    return _refill(session, request, replace(typed_in(request), deliverable_id=None, round=None))


def _other_deliverable(session: Session, request: Request) -> Reply:
    return _refill(session, request, replace(typed_in(request), round=None))


def _restore(session: Session, request: Request) -> Reply:
    typed = drafts.take_over(session, request.actor, request.view_id, request.value, request.now)
    if typed is None:
        raise Conflict("error.feedback_draft_gone")
    return Reply(update=_again(session, request, typed, _edition(request) + 1))


def _discard(session: Session, request: Request) -> Reply:
    drafts.drop(session, request.actor, request.value)
    return _refill(session, request, typed_in(request))


def _back(session: Session, request: Request) -> Reply:
    """The previous page, keeping the changes on this one; before the first page comes the form."""
    typed = _draft(session, request)
    if _is_open(request, typed):
        rows, first = _rows(request, typed)
        points = [*_after(typed, rows, first), *_new_points(session, request, typed)]
        turned = _turned(typed, points, page_start(points, _place_of(rows, first, typed.start)))
        drafts.save(session, request.actor, request.view_id, turned, request.now)
        if typed.start == 0:
            return Reply(update=_again(session, request, turned, _edition(request) + 1))
        typed = turned
    return Reply(update=_check(session, request, typed))


def _take(session: Session, request: Request) -> Reply:
    """Make words a point that were none, in their place, keeping the changes on this page."""
    typed = _draft(session, request)
    if _is_open(request, typed):
        rows, first = _rows(request, typed)
        taken = as_number(request.value)
        rows = [(key, [line.as_point() for line in said] if key == taken else said) for key, said in rows]
        points = [*_after(typed, rows, first), *_new_points(session, request, typed)]
        typed = _turned(typed, points, _place_of(rows, first, typed.start))
        drafts.save(session, request.actor, request.view_id, typed, request.now)
    return Reply(update=_check(session, request, typed))


def _next_page(session: Session, request: Request) -> Reply:
    """Keep the page as a draft, and show how the words were understood."""
    permissions.check(session, request.actor, SEE)
    check_lengths(request)
    typed = typed_in(request)
    if typed.project_id is None:
        raise Invalid("project", "error.feedback_no_project")
    if lines.is_empty(typed.items or typed.source):
        raise Invalid(views.SOURCE, "error.feedback_empty")
    typed = _as_read_before(session, request, typed) or _understood(session, request, typed)
    drafts.save(session, request.actor, request.view_id, typed, request.now)
    return Reply(update=_check(session, request, typed))


def _save(session: Session, request: Request) -> Reply:
    """Show the next page, or save everything."""
    typed = _draft(session, request)
    if typed.points is None:
        typed = _understood(session, request, typed)
    if not _is_open(request, typed):
        return Reply(update=_check(session, request, typed))
    rows, first = _rows(request, typed)
    behind = _behind(typed)
    if behind and not request.choices(rows_views.REST):
        return _turn(session, request, typed, rows, first)
    # A line that was left out keeps its position, for the form that corrects this one.
    changed = [line for _, said in rows for line in _or_none(said)]
    points = (*typed.lines[:first], *changed, *behind, *_new_points(session, request, typed))
    left_out = [key for key, said in rows if not said]
    if left_out and not any(map(_is_point, points)):
        raise Invalid(rows_views.kind_field(left_out[0]), "error.feedback_all_left_out")
    try:
        kept = capture(session, request, typed, _points_of(points))
    except Invalid as refused:
        before = [(place, [line]) for place, line in enumerate(typed.lines[:first])]
        raise at_its_row(refused, [*before, *rows]) from refused
    drafts.sent(session, request.actor, request.view_id, request.now)
    return Reply(
        clear=True,
        made=str(kept.id),
        message=_saved(session, request, kept),
        later=cards.link(request, kept),
    )


def _turn(session: Session, request: Request, typed: Typed, rows: Sequence[Row], first: int) -> Reply:
    """The next page, keeping the changes on this one."""
    try:
        stored.owners_of(session, request.actor, [line for _, said in rows for line in said])
    except Invalid as refused:
        raise at_its_row(refused, [row for row in rows if row[1]]) from refused
    points = _after(typed, rows, first)
    turned = _turned(typed, points, len(points) - len(_behind(typed)))
    drafts.save(session, request.actor, request.view_id, turned, request.now)
    return Reply(update=_check(session, request, turned))


def _refill(session: Session, request: Request, typed: Typed) -> Reply:
    """Show the first page again with what was typed, and keep it as a draft."""
    kept = _as_read_before(session, request, typed) or typed
    drafts.save(session, request.actor, request.view_id, kept, request.now)
    return Reply(update=_again(session, request, typed, _edition(request)))


def _again(session: Session, request: Request, typed: Typed, edition: int) -> dict[str, Any]:
    place = feedback.place(session, request.actor, typed.project_id) if typed.project_id else None
    return first_page(session, request, typed, place, edition=edition)


def _is_point(line: Line | None) -> bool:
    return line is not None and not line.left


def _points_of(said: Sequence[Line | None]) -> tuple[Line | None, ...]:
    """The points among lines, each in its position; none when there is no point at all."""
    return tuple(line if _is_point(line) else None for line in said) if any(map(_is_point, said)) else ()


def _or_none(said: Sequence[Line]) -> Sequence[Line | None]:
    return said or (None,)


def _is_open(request: Request, typed: Typed) -> bool:
    """Whether this is the open page of the draft: a page that is sent twice is processed once."""
    return as_number(request.metadata.get("turn")) == typed.turn


def _rows(request: Request, typed: Typed) -> tuple[list[Row], int]:
    """The changed lines of this page from the last point before them on, and the position of that one."""
    said = typed.lines
    before = (at for at in range(typed.start - 1, -1, -1) if not said[at].left)
    first = next(before, typed.start)
    return read_rows(request, list(enumerate(said))[first : page_end(said, typed.start)]), first


def _behind(typed: Typed) -> tuple[Line, ...]:
    """The lines of the following pages."""
    return typed.lines[page_end(typed.lines, typed.start) :]


def _after(typed: Typed, rows: Sequence[Row], first: int) -> list[Line]:
    """All lines, with the changes of this page."""
    changed = [line for _, said in rows for line in said]
    return [*typed.lines[:first], *changed, *_behind(typed)]


def _place_of(rows: Sequence[Row], first: int, start: int) -> int:
    """Where the page that began at a position begins with its changes."""
    return first + sum(len(said) for key, said in rows if key < start)


def _turned(typed: Typed, points: Sequence[Line], start: int) -> Typed:
    return replace(typed.with_lines(points), start=start, turn=typed.turn + 1)


def _new_points(session: Session, request: Request, typed: Typed) -> Sequence[Line]:
    """The points that were added below the others."""
    said = request.field(rows_views.NEW)
    return understood(session, request, replace(typed, items=said)) if said else ()


def understood(session: Session, request: Request, typed: Typed) -> Sequence[Line]:
    """The lines in what was typed."""
    return feedback.understand(
        session, request.actor, typed.source, typed.items, typed.project_id or 0, request.now,
        typed.deliverable_id,
    )  # fmt: skip


def _understood(session: Session, request: Request, typed: Typed) -> Typed:
    """With the points that its words are read as."""
    before = drafts.find(session, request.actor, request.view_id)
    read = understood(session, request, typed)
    return replace(typed.with_lines(read), turn=before.turn + 1 if before and before.points else typed.turn)


def _as_read_before(session: Session, request: Request, typed: Typed) -> Typed | None:
    """With the points as the earlier pages left them, if the words are unchanged; read for another project
    or piece of work, they are about that one.
    """
    before = drafts.find(session, request.actor, request.view_id)
    if before is None or before.points is None:
        return None
    if (before.source, before.items) != (typed.source, typed.items):
        return None
    typed = replace(typed, points=before.points, turn=before.turn + 1)
    if (before.project_id, before.deliverable_id) == (typed.project_id, typed.deliverable_id):
        return typed
    said = feedback.understood_anew(session, request.actor, typed.lines, before, typed)
    return typed.with_lines(said)


def _check(session: Session, request: Request, typed: Typed) -> dict[str, Any]:
    place = feedback.place(session, request.actor, typed.project_id or 0)
    return views.check(request.t, place, typed, _edition(request))


def _saved(session: Session, request: Request, kept: FeedbackForTeam) -> Message | None:
    """Where the card is; None when it is visible to the person anyway."""
    channel = kept.card_channel
    if channel and channel == request.channel:
        return None
    return card_views.saved(request.t, kept, channel_link(channel) if channel else None)


def _draft(session: Session, request: Request) -> Typed:
    typed = drafts.find(session, request.actor, request.view_id)
    if typed is None:
        raise Conflict("error.feedback_draft_gone")
    return typed


def _edition(request: Request) -> int:
    return as_number(request.metadata.get("edition"))


FEATURE = Feature("feedback_form", register)
