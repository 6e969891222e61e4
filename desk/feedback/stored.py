"""The stored points of a capture: written from lines, replaced, given to people."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.orm import Session

from desk.core.actor import Actor
from desk.core.errors import Invalid
from desk.feedback.lines import Line
from desk.text.letters import clean
from storage.feedback import feedback
from storage.feedback.feedback import Feedback, FeedbackItem
from storage.people import member as members
from storage.work.deliverable import Deliverable

Owners = Mapping[str, int]
"""Member ids by Slack user id."""


def set_points(session: Session, row: Feedback, points: Sequence[Line | None], owners: Owners) -> None:
    """Change the stored points to `points`: those that stay keep their id and whether they are done."""
    known = {item.position: item for item in feedback.items(session, row.id)}
    for position, point in enumerate(points):
        item = known.pop(position, None)
        if point is None:
            if item:
                session.delete(item)
        elif item:
            _say(row, item, point, owners)
        else:
            session.add(_new_item(row, position, point, owners))
    for item in known.values():
        session.delete(item)
    session.flush()


def replace(
    session: Session, row: Feedback, kept: list[FeedbackItem], item: FeedbackItem | None,
    said: Sequence[Line], owners: Owners,
) -> None:  # fmt: skip
    """Replace this point by these lines; without a point, add them at the end."""
    place = kept.index(item) if item else len(kept)
    new = [_new_item(row, 0, line, owners) for line in (said[1:] if item else said)]
    session.add_all(new)
    if item and said:
        _say(row, item, said[0], owners)
    elif item:
        session.delete(item)
    kept[place : place + bool(item)] = [*([item] if item and said else []), *new]
    if new:
        for position, one in enumerate(kept):
            one.position = position


def is_said(
    row: Feedback, kept: Sequence[FeedbackItem], item: FeedbackItem | None, said: Sequence[Line],
    owners: Owners,
) -> bool:  # fmt: skip
    """Whether these lines are stored already: a form may be sent twice."""
    if item is None:
        return all(clean(line.text) in {one.text for one in kept} for line in said)
    place = kept.index(item)
    there = kept[place : place + len(said)]
    same = (_says(row, one, line, owners) for one, line in zip(there, said, strict=False))
    return bool(said) and len(there) == len(said) and all(same)


def owners_of(session: Session, actor: Actor, points: Sequence[Line | None]) -> Owners:
    """The members who are to answer these points, by Slack id. Raises `Invalid` (field `owner`;
    `facts["at"]`: the position of the point) for a person who is no colleague.
    """
    found: dict[str, int] = {}
    for at, point in enumerate(points):
        if point is None or not point.owner or point.owner in found:
            continue
        person = members.by_user(session, actor.workspace_id, point.owner)
        if person is None or not person.is_colleague:
            reason = "error.person_outside" if person else "error.feedback_owner"
            raise Invalid("owner", reason, name=person.name if person else "", at=at)
        found[point.owner] = person.id
    return found


def check_work(session: Session, project_id: int, points: Sequence[Line | None]) -> None:
    """Raise `Invalid` (field `piece`; `facts["at"]`) for a point about another project's work."""
    for at, point in enumerate(points):
        if point is None or point.piece is None:
            continue
        work = session.get(Deliverable, point.piece)
        if work is None or work.project_id != project_id:
            raise Invalid("piece", "error.feedback_deliverable", at=at)


def work_of(session: Session, items: Collection[FeedbackItem]) -> Sequence[Deliverable]:
    """The pieces of work that these points name."""
    ids = sorted({item.deliverable_id for item in items if item.deliverable_id})
    return [session.get_one(Deliverable, one) for one in ids]


def _new_item(row: Feedback, position: int, line: Line, owners: Owners) -> FeedbackItem:
    item = FeedbackItem(workspace_id=row.workspace_id, feedback_id=row.id, position=position)
    _say(row, item, line, owners)
    return item


def _say(row: Feedback, item: FeedbackItem, line: Line, owners: Owners) -> None:
    item.kind, item.text, item.due_on = line.kind, clean(line.text), line.due_on
    item.owner_id = owners[line.owner] if line.owner else None
    item.deliverable_id = _own_work(row, line)


def _says(row: Feedback, item: FeedbackItem, line: Line, owners: Owners) -> bool:
    owner = owners[line.owner] if line.owner else None
    there = (item.kind, item.text, item.owner_id, item.due_on, item.deliverable_id)
    return there == (line.kind, clean(line.text), owner, line.due_on, _own_work(row, line))


def _own_work(row: Feedback, line: Line) -> int | None:
    """The work of a point, unless it is what all of the capture is about."""
    return line.piece if line.piece != row.deliverable_id else None
