"""Notes of a project, by many at once."""

from __future__ import annotations

from desk.project import note
from handlers.project.note_views import NoteAction
from storage.project.note import Note
from tests.support.house import PRESSES, House, Trial
from tests.support.world import NOW


def noting(house: House) -> Trial:
    """The same words are noted once, whoever says them."""
    project, pen = house.project(), house.pen()
    for number in PRESSES:
        pen.say(house.staff[number % len(house.staff)].user, f"note {house.slug(project)} tránh màu hồng đậm")

    def so() -> None:
        assert [row.text for row in house.rows(Note, project_id=project)] == ["tránh màu hồng đậm"]

    return Trial(pen.letters, {"note.add": 1}, so)


def taking_off(house: House) -> Trial:
    """A note is taken off once."""
    project, pen = house.project(), house.pen()
    found = house.do(lambda session: note.add(session, house.staff[0], project, "tránh màu hồng đậm", NOW))
    for who in house.staff:
        pen.press(who.user, NoteAction.DROP, str(found.notes[0].id))

    def so() -> None:
        assert house.rows(Note, project_id=project) == []

    return Trial(pen.letters, {"note.drop": 1}, so)


TABLE = {"verb note": (noting,), f"action {NoteAction.DROP}": (taking_off,)}
