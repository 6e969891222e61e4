"""Work as a client may see it: the only source of names, titles and states for clients (M7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desk.client.internal_terms import LEFT_OUT, found
from desk.client.people_in_text import House
from storage.work.deliverable import INNER, Status, is_late


@dataclass(frozen=True, slots=True)
class WorkForClient:
    """A deliverable as a client may see it: no names, no days late, no internal state.

    `title` is "" when it contains internal terms. `due_minute` counts from local midnight. `is_past`: it is
    open and its date has passed.
    """

    number: int
    title: str
    status: Status
    due_on: date
    due_minute: int | None
    is_past: bool = False


_ENDS = " -–—|·:,/"
"""Stands between a project's name and a person's."""


def name(house: House, text: str) -> str:
    """A project's name as a client may read it, without names of colleagues; `LEFT_OUT` when it contains an
    internal term, or nothing is left of it.
    """
    safe = house.without(text)
    safe = safe if safe == text else safe.strip(_ENDS)
    return safe if safe and not found(safe) else LEFT_OUT


def work(
    house: House, number: int, title: str, status: Status, due_on: date, due_minute: int | None, today: date
) -> WorkForClient:
    """The client's view of a deliverable on local day `today` of its project, without names of colleagues."""
    shown, safe = Status.IN_PROGRESS if status in INNER else status, house.without(title)
    is_past = is_late(status, due_on, today)
    return WorkForClient(number, "" if found(safe) else safe, shown, due_on, due_minute, is_past)
