"""The colours in the morning message of whoever leads projects (F33)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from desk.day.burning import Burning
from desk.day.led_projects import LedProject
from desk.day.lines import Reader
from desk.project import colour
from desk.project.colour import Colour, Coloured
from storage.day import digest_rules
from storage.project import project as projects


@dataclass(frozen=True, slots=True)
class LedColour:
    """A project that the reader leads, and its colour."""

    project_id: int
    project: str
    colour: Coloured


def of(session: Session, reader: Reader, day: date, now: datetime) -> list[LedColour]:
    """The reader's projects that are amber or red by their numbers or as somebody set them, or whose set
    colour has just lapsed, the worst first; with those of whom they stand in for on local day `day`.
    """
    leads = reader.leads(session, day)
    led = projects.summaries(session, reader.workspace.id, digest_rules.is_led_by(leads))
    names = {row.id: row.name for row in led}
    found = colour.of_projects(session, names, now, reader.calendar)
    return [
        LedColour(project_id, names[project_id], one)
        for project_id, one in found.items()
        if one.gravest is not Colour.GREEN or one.lapsed_on
    ]


def in_order(led: Sequence[LedProject], colours: Sequence[LedColour]) -> list[LedProject]:
    """The same projects, those of `colours` first and in their order."""
    places = {one.project_id: place for place, one in enumerate(colours)}
    return sorted(led, key=lambda one: places.get(one.project_id, len(places)))


def besides(colours: Sequence[LedColour], burning: Sequence[Burning]) -> list[LedColour]:
    """These colours without those of projects that `burning` tells of at length; what somebody set stays."""
    told = {one.project_id for one in burning}
    return [
        one for one in colours
        if one.project_id not in told or one.colour.override or one.colour.lapsed_on
    ]  # fmt: skip
