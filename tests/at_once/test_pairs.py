"""Two different changes of one row at once: the end is that of one after the other, in one of both orders."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import update

from desk.history import undo
from desk.people.member import Department
from desk.project import note
from desk.work import deliverable
from handlers.brief.relay_views import RelayAction, RelayView
from handlers.history.undo_views import UndoAction
from handlers.project.note_views import NoteAction
from handlers.project.project_views import ProjectAction
from handlers.work.deliverable_views import WorkAction, WorkView
from storage.brief.brief import Brief
from storage.brief.relay import Relay, RelayAsk
from storage.project.note import Note
from storage.project.project import Project
from storage.work.deliverable import Deliverable
from tests.at_once.briefs import briefed
from tests.support.house import House, Pen, Trial, heard
from tests.support.world import NOW

HUONG, LAN = "U01HUONG", "U03LAN"
LATER = date(2026, 12, 20)
ROUNDS = 3


@dataclass(frozen=True)
class Pair:
    """Two requests about one project."""

    project: int
    one: Pen
    other: Pen


def asked_again_and_answered(house: House) -> Pair:
    """A department answers while it is asked again."""
    pair, given = _silent(house)
    metadata = {"id": given, "channel": "D1"}
    picks = {"playback": "Bán cho mẹ trẻ.", "objective": "0", "audience": "0"}
    pair.other.form(LAN, RelayView.PLAY, metadata, house.fresh(), **picks)
    return pair


def asked_again_and_declined(house: House) -> Pair:
    """A department declines while it is asked again."""
    pair, given = _silent(house)
    pair.other.form(LAN, RelayView.DECLINE, {"id": given, "channel": "D1"}, house.fresh(), said="Kín lịch")
    return pair


def given_away_and_done(house: House) -> Pair:
    """Work gets another owner while it is done."""
    pair, work = _worked(house)
    metadata = {"what": "reassign", "id": work, "channel": ""}
    pair.one.form(HUONG, WorkView.DELIVERABLE, metadata, house.fresh(), owner=house.staff[2].user)
    pair.other.press(LAN, WorkAction.DONE, work)
    return pair


def closed_and_noted(house: House) -> Pair:
    """A project is closed while somebody notes something."""
    project = house.project()
    pair = Pair(project, house.pen(), house.pen())
    pair.one.press(HUONG, ProjectAction.CLOSE, project)
    pair.other.say(LAN, f"note {house.slug(project)} kỵ hồng đậm")
    return pair


def noted_and_undone(house: House) -> Pair:
    """The words of a note are noted again while it is undone."""
    pair, change = _noted(house)
    pair.one.say(LAN, f"note {house.slug(pair.project)} kỵ hồng đậm")
    pair.other.press(HUONG, UndoAction.UNDO, change)
    return pair


def dropped_and_undone(house: House) -> Pair:
    """A note is deleted while it is undone."""
    pair, change = _noted(house)
    (row,) = house.rows(Note, project_id=pair.project)
    pair.one.press(LAN, NoteAction.DROP, row.id)
    pair.other.press(HUONG, UndoAction.UNDO, change)
    return pair


def undone_by_two(house: House) -> Pair:
    """Two people undo their own changes of one piece of work."""
    pair, work = _worked(house)
    house.do(lambda session: deliverable.move(session, house.huong, work, LATER, None, "", NOW))
    house.do(lambda session: deliverable.reassign(session, house.lan, work, HUONG, NOW))
    for pen, who in ((pair.one, house.huong), (pair.other, house.lan)):
        pen.press(who.user, UndoAction.UNDO, house.do(lambda session: undo.offered(session, who, NOW)[0].id))  # noqa: B023
    return pair


PAIRS: tuple[Callable[[House], Pair], ...] = (
    asked_again_and_answered, asked_again_and_declined, given_away_and_done, closed_and_noted,
    noted_and_undone, dropped_and_undone, undone_by_two,
)  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.__name__)
def test_two_changes_at_once_are_as_good_as_one_after_the_other(
    house: House, pair: Callable[[House], Pair]
) -> None:
    ends = set[str]()
    for turned in (False, True):
        made, before = pair(house), house.newest_change()
        letters = [*made.one.letters, *made.other.letters]
        for letter in reversed(letters) if turned else letters:
            house.send(letter)
            house.settled()
        ends.add(_end(house, made.project, before))
    for seed in range(ROUNDS):
        made, before = pair(house), house.newest_change()
        with heard("bot") as told:
            trial = Trial([*made.one.letters, *made.other.letters])
            assert house.try_it(trial, random.Random(seed)).unexpected == []
        assert told.unexpected == []
        assert _end(house, made.project, before) in ends


def _end(house: House, project: int, before: int) -> str:
    """What stands in the project, and what was changed."""
    briefs = [row.id for row in house.rows(Brief, project_id=project)]
    relays = [row for row in house.rows(Relay) if row.brief_id in briefs]
    ids = {row.id for row in relays}
    return json.dumps(
        {
            "project": [row.state for row in house.rows(Project, id=project)],
            "work": [
                (row.status, row.owner_id, str(row.due_on))
                for row in house.rows(Deliverable, project_id=project)
            ],
            "notes": [row.text for row in house.rows(Note, project_id=project)],
            "relays": [(row.department, row.state, row.playback, row.said) for row in relays],
            "asks": [row.step for row in house.rows(RelayAsk) if row.relay_id in ids],
            "changes": house.wrote(before),
        },
        sort_keys=True,
    )


def _silent(house: House) -> tuple[Pair, int]:
    """A department that has not answered its nudge; it is asked again."""
    house.roles(leads={LAN: Department.MEDIA})
    project = house.project()
    (row,) = house.rows(Relay, brief_id=briefed(house, project))
    asks = update(RelayAsk).where(RelayAsk.relay_id == row.id).values(step=None)
    house.do(lambda session: session.execute(asks))
    pair = Pair(project, house.pen(), house.pen())
    pair.one.press(HUONG, RelayAction.AGAIN, project)
    return pair, row.id


def _worked(house: House) -> tuple[Pair, int]:
    project = house.project()
    return Pair(project, house.pen(), house.pen()), house.work(project)


def _noted(house: House) -> tuple[Pair, int]:
    """A project with a note of Hương's, and the change that made it."""
    project, who = house.project(), house.huong
    house.do(lambda session: note.add(session, who, project, "kỵ hồng đậm", NOW))
    return Pair(project, house.pen(), house.pen()), house.do(
        lambda session: undo.offered(session, who, NOW)[0].id
    )
