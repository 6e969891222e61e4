"""Work as a client may see it: the one way out of the house for titles and states (M7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desk.client.internal_terms import found
from desk.client.people_in_text import House
from storage.work.deliverable import INNER, SILENT, Status


@dataclass(frozen=True, slots=True)
class WorkForClient:
    """A deliverable as a client may see it: no name, no count of days, no inner state.

    `title` is "" when it has words that stay in the house. `due_minute` counts from midnight. `is_past`: it
    is open, and its date has passed.
    """

    number: int
    title: str
    status: Status
    due_on: date
    due_minute: int | None
    is_past: bool = False


def work(
    house: House, number: int, title: str, status: Status, due_on: date, due_minute: int | None, today: date
) -> WorkForClient:
    """What may be told of a deliverable on a local day of its project, without the people of this house."""
    shown, safe = Status.IN_PROGRESS if status in INNER else status, house.without(title)
    is_past = due_on < today and status not in SILENT
    return WorkForClient(number, "" if found(safe) else safe, shown, due_on, due_minute, is_past)
