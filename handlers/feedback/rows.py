"""Changes to points of feedback in a form: edited, split, merged, left out, reassigned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from desk.core.errors import Invalid
from desk.feedback.feedback import FeedbackKind
from desk.feedback.lines import POINT_LIMIT, Line
from handlers.core.request import Request, as_day, as_number
from handlers.feedback import rows_views as views

Row = tuple[int, list[Line]]
"""The key of a point, and the lines that replace it."""


def read(request: Request, points: Sequence[tuple[int, Line]]) -> list[Row]:
    """The points by their keys, as the form left them; points that it did not show stay unchanged.

    Each line of a box is a point. A point merged with the one above adds its words to it. Raises `Invalid`
    when the result is longer than a form's field.
    """
    found: list[Row] = []
    for key, line in points:
        said = _said(request, key, line)
        chosen = request.field(views.kind_field(key))
        above = next((lines for _, lines in reversed(found) if lines and not lines[-1].left), None)
        if chosen == views.MERGED and above is not None:
            above[-1] = _merged(above[-1], said, views.text_field(key))
            said = []
        found.append((key, [] if chosen == views.LEFT_OUT else said))
    return found


def _said(request: Request, key: int, line: Line) -> list[Line]:
    name, owner, due = views.text_field(key), views.owner_field(key), views.due_field(key)
    piece = views.piece_field(key)
    changed = replace(
        line,
        kind=kind_of(request.field(views.kind_field(key))) or line.kind,
        owner=(request.field(owner) or None) if owner in request.values else line.owner,
        due_on=as_day(request.field(due)) if due in request.values else line.due_on,
        piece=(as_number(request.field(piece)) or None) if piece in request.values else line.piece,
    )
    if name not in request.values:
        return [changed]
    texts = (text.strip() for text in request.field(name).splitlines())
    return [replace(changed, text=text) for text in texts if text]


def _merged(above: Line, said: Sequence[Line], field: str) -> Line:
    text = "; ".join([above.text, *(line.text for line in said)])
    if len(text) > POINT_LIMIT:
        raise Invalid(field, "error.feedback_merged", limit=POINT_LIMIT)
    given = next((line for line in said if line.owner or line.due_on), above)
    piece = above.piece or next((line.piece for line in said if line.piece), None)
    return replace(
        above, text=text, owner=above.owner or given.owner, due_on=above.due_on or given.due_on, piece=piece
    )


def at_its_row(error: Invalid, rows: Sequence[Row]) -> Invalid:
    """The error about an owner or a piece of work, at the field of that row."""
    keys = [key for key, lines in rows for _ in range(max(len(lines), 1))]
    at = int(str(error.facts.get("at", 0)))
    fields = {"owner": views.owner_field, "piece": views.piece_field}
    if error.field not in fields or at >= len(keys):
        return error
    return Invalid(fields[error.field](keys[at]), error.reason, **error.facts)


def kind_of(value: str) -> FeedbackKind | None:
    """The kind chosen in a form, or None."""
    return FeedbackKind(value) if value in set(FeedbackKind) else None
