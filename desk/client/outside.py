"""Work as a client may see it: the one way out of the house for titles and states (M7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desk.client.internal_terms import found
from desk.client.people_in_text import House
from storage.work.deliverable import INNER, Status


@dataclass(frozen=True, slots=True)
class WorkForClient:
    """A deliverable as a client may see it: no name, no lateness, no inner state.

    `title` is "" when it has words that stay in the house. `due_minute` counts from midnight.
    """

    number: int
    title: str
    status: Status
    due_on: date
    due_minute: int | None


def work(
    house: House, number: int, title: str, status: Status, due_on: date, due_minute: int | None
) -> WorkForClient:
    """What may be told of a deliverable, without the people of this house."""
    shown, safe = Status.IN_PROGRESS if status in INNER else status, house.without(title)
    return WorkForClient(number, "" if found(safe) else safe, shown, due_on, due_minute)
