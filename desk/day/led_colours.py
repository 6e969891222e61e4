"""The colours in the morning message of whoever leads projects (F33)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from desk.day.burning import Burning
from desk.day.led_projects import LedProject
from desk.day.lines import Reader
from desk.project import colour
from desk.project.colour import Colour, Coloured
from desk.project.colour_rule import Measure
from storage.day import digest_rules
from storage.project import project as projects


@dataclass(frozen=True, slots=True)
class LedColour:
    """A project that the reader leads, and its colour. `works`: the titles of the work that it comes from."""

    project_id: int
    project: str
    colour: Coloured
    works: Mapping[Measure, str] = field(default_factory=dict)


def of(session: Session, reader: Reader, day: date, now: datetime) -> list[LedColour]:
    """The reader's projects that are amber or red by their numbers or as somebody set them, or whose set
    colour has just lapsed, the worst first; with those of whom they stand in for on local day `day`.
    """
    leads = reader.leads(session, day)
    led = projects.summaries(session, reader.workspace.id, digest_rules.is_led_by(leads))
    names = {row.id: row.name for row in led}
    every = colour.of_projects(session, names, now, reader.calendar)
    found = {key: one for key, one in every.items() if one.gravest is not Colour.GREEN or one.lapsed_on}
    works = colour.works(session, found)
    return [LedColour(key, names[key], one, works.get(key, {})) for key, one in found.items()]


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
