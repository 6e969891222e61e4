"""Which work waits for which: circles, undo, who hears that they can start, on both databases."""

from __future__ import annotations

import random
import threading
from collections import Counter
from datetime import date

import pytest
from sqlalchemy.orm import Session

from desk.core.errors import Conflict, DeskError, Invalid, NotAllowed, NotFound
from desk.history import history, undo
from desk.history.history import Root
from desk.work import cards, deliverable, dependency
from desk.work.deliverable import Status, Wanted
from storage.ball.dependency import Dependency
from storage.database.engine import Database
from storage.people.member import Role
from tests.support.world import NOW, World

DUE = date(2026, 12, 15)


class Studio(World):
    """Hương leads two projects; Lan and Tú work in both."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.huong = self.person("U01HUONG", "Hương", role=Role.AE)
        self.lan, self.tu = self.person("U03LAN", "Lan"), self.person("U04TU", "Tú")
        self.project(self.huong)
        self.project(self.huong, "Hè 2027", "he-2027", channel=None)
        self.pieces = [
            self.deliverable(self.lan, DUE, title=title, project=project)
            for title, project in (
                ("Storyboard", "tet-2027"), ("KV", "tet-2027"), ("Banner", "he-2027"), ("Clip", "he-2027"),
            )
        ]  # fmt: skip

    def waits(self, waiting: int, blocker: int) -> None:
        with self.database.write() as session:
            dependency.add(session, self.huong, self.pieces[waiting], self.pieces[blocker], NOW)

    def waiting(self, piece: int) -> list[str]:
        with self.database.read() as session:
            item = cards.get(session, self.huong, self.pieces[piece], NOW)
        return [one.title for one in item.waits]

    def undoes(self) -> None:
        with self.database.write() as session:
            last = undo.offered(session, self.huong, NOW)[0]
            undo.undo(session, self.huong, last.id, "", NOW)

    def stored(self) -> set[tuple[int, int]]:
        with self.database.read() as session:
            rows = session.query(Dependency)
            return {
                (self.pieces.index(one.deliverable_id), self.pieces.index(one.blocker_id)) for one in rows
            }


STORYBOARD, KV, BANNER, CLIP = range(4)


@pytest.fixture
def studio(database: Database) -> Studio:
    return Studio(database)


def test_a_circle_is_refused_with_its_titles_and_nothing_is_stored(studio: Studio) -> None:
    studio.waits(KV, STORYBOARD)
    studio.waits(KV, STORYBOARD)
    assert studio.stored() == {(KV, STORYBOARD)}, "the second time changes nothing"
    with pytest.raises(Invalid) as refused:
        studio.waits(STORYBOARD, KV)
    assert refused.value.facts["circle"] == "Storyboard → KV → Storyboard"
    studio.waits(BANNER, KV)
    with pytest.raises(Invalid) as refused:
        studio.waits(STORYBOARD, BANNER)
    assert refused.value.facts["circle"] == (
        "Storyboard (Tết 2027) → Banner (Hè 2027) → KV (Tết 2027) → Storyboard (Tết 2027)"
    )
    with pytest.raises(Invalid, match="self"):
        studio.waits(KV, KV)
    assert studio.stored() == {(KV, STORYBOARD), (BANNER, KV)}


def test_a_circle_through_work_that_is_done_is_one_too_as_it_may_be_opened_again(studio: Studio) -> None:
    studio.waits(KV, STORYBOARD)
    studio.waits(STORYBOARD, CLIP)
    with studio.database.write() as session:
        deliverable.done(session, studio.huong, studio.pieces[STORYBOARD], NOW)
    assert studio.waiting(KV) == []
    with pytest.raises(Invalid, match="circle"):
        studio.waits(CLIP, KV)
    with pytest.raises(Invalid, match="closed"):
        studio.waits(BANNER, STORYBOARD)


def test_only_who_may_change_the_work_says_what_it_waits_for(studio: Studio) -> None:
    stranger = studio.person("U05NA", "Na")
    other = studio.person("U09", "Khách", guest=True)
    for who in (stranger, other):
        with studio.database.write() as session, pytest.raises(NotAllowed):
            dependency.add(session, who, studio.pieces[KV], studio.pieces[CLIP], NOW)
    with studio.database.write() as session, pytest.raises(NotFound):
        dependency.add(session, studio.lan, studio.pieces[KV], 999, NOW)
    assert studio.stored() == set()


def test_undo_takes_it_back_and_the_history_of_the_work_says_it(studio: Studio) -> None:
    studio.waits(KV, STORYBOARD)
    studio.undoes()
    assert studio.waiting(KV) == []
    studio.waits(KV, STORYBOARD)
    with studio.database.write() as session:
        dependency.drop(session, studio.huong, studio.pieces[KV], studio.pieces[STORYBOARD], NOW)
    assert studio.waiting(KV) == []
    studio.undoes()
    assert studio.waiting(KV) == ["Storyboard"]
    with studio.database.read() as session:
        page = history.of_root(session, studio.huong, Root("deliverable", studio.pieces[KV]), NOW)
    told = [(one.verb, [thing.label for thing in one.things]) for one in page.changes[:3]]
    assert told == [
        ("undo", ["Storyboard"]), ("dependency.drop", ["Storyboard"]), ("dependency.add", ["Storyboard"]),
    ]  # fmt: skip


def test_undo_does_not_bring_back_half_of_a_circle(studio: Studio) -> None:
    studio.waits(KV, BANNER)
    with studio.database.write() as session:
        dependency.drop(session, studio.huong, studio.pieces[KV], studio.pieces[BANNER], NOW)
    with studio.database.write() as session:
        dependency.add(session, studio.lan, studio.pieces[BANNER], studio.pieces[KV], NOW)
    with pytest.raises(Conflict, match="circle"):
        studio.undoes()
    assert studio.stored() == {(BANNER, KV)}


def test_the_form_sets_exactly_what_was_chosen_and_leaves_what_is_done(studio: Studio) -> None:
    def edit(blockers: list[int] | None) -> None:
        wanted = Wanted("KV", "U03LAN", DUE, None, Status.BRIEFED, None, "", blockers=blockers)
        with studio.database.write() as session:
            deliverable.edit(session, studio.huong, studio.pieces[KV], wanted, NOW)

    edit([studio.pieces[STORYBOARD], studio.pieces[CLIP]])
    assert studio.waiting(KV) == ["Storyboard", "Clip"]
    edit(None)
    assert studio.waiting(KV) == ["Storyboard", "Clip"]
    with studio.database.write() as session:
        deliverable.done(session, studio.huong, studio.pieces[STORYBOARD], NOW)
    edit([studio.pieces[BANNER]])
    assert studio.waiting(KV) == ["Banner"]
    assert studio.stored() == {(KV, STORYBOARD), (KV, BANNER)}
    studio.undoes()
    assert studio.waiting(KV) == ["Clip"]
    edit([])
    assert studio.stored() == {(KV, STORYBOARD)}
    with studio.database.read() as session:
        item = cards.get(session, studio.huong, studio.pieces[KV], NOW)
        offered = dependency.choice(session, studio.huong, item)
    assert [(name, [title for _, title in work]) for name, work in offered.groups] == [
        ("Hè 2027", ["Banner", "Clip"])
    ]


def test_what_is_done_takes_no_place_of_what_it_may_wait_for(studio: Studio) -> None:
    many = [studio.deliverable(studio.lan, DUE, title=f"Việc {one}") for one in range(dependency.MOST + 4)]

    def edit(blockers: list[int]) -> None:
        wanted = Wanted("KV", "U03LAN", DUE, None, Status.BRIEFED, None, "", blockers=blockers)
        with studio.database.write() as session:
            deliverable.edit(session, studio.huong, studio.pieces[KV], wanted, NOW)

    edit(many[:4])
    for one in many[:4]:
        with studio.database.write() as session:
            deliverable.done(session, studio.huong, one, NOW)
    edit(many[4:])
    assert len(studio.waiting(KV)) == dependency.MOST
    with pytest.raises(Invalid, match="dependency_many"):
        edit([*many[4:], studio.pieces[CLIP]])


def test_of_two_people_who_add_the_halves_of_a_circle_at_once_one_is_refused(studio: Studio) -> None:
    """Also when the halves have no project in common: the circle is closed by what stands between them."""
    studio.waits(KV, BANNER)
    spring, autumn = _far(studio)
    with studio.database.write() as session:
        dependency.add(session, studio.huong, autumn, spring, NOW)
    halves = [(studio.pieces[BANNER], autumn), (spring, studio.pieces[KV])]
    for _ in range(3):
        assert sorted(at_once(studio, halves)) == ["", "error.dependency_circle"]
        for waiting, blocker in halves:
            with studio.database.write() as session:
                dependency.drop(session, studio.huong, waiting, blocker, NOW)


def at_once(studio: Studio, halves: list[tuple[int, int]]) -> list[str]:
    """What is said to those who add these at the same moment: the reason of a refusal, or ""."""
    start, said = threading.Barrier(len(halves)), list[str]()

    def add(half: tuple[int, int]) -> None:
        start.wait()
        try:
            with studio.database.write() as session:
                dependency.add(session, studio.huong, *half, NOW)
            said.append("")
        except DeskError as refused:
            said.append(refused.reason)

    people = [threading.Thread(target=add, args=(half,)) for half in halves]
    for one in people:
        one.start()
    for one in people:
        one.join()
    return said


def _far(studio: Studio) -> list[int]:
    """Two pieces of work of two further projects."""
    found = []
    for slug in ("thu-2027", "dong-2027"):
        studio.project(studio.huong, slug, slug, channel=None)
        found.append(studio.deliverable(studio.lan, DUE, title=slug, project=slug))
    return found


def test_whatever_is_said_and_taken_back_there_is_never_a_circle(studio: Studio) -> None:
    """A wait is refused exactly when the other work waits already, by whatever way, for what would wait."""
    dice, refusals = random.Random(3), Counter[str]()
    for _ in range(90):
        act = dice.choice(["add", "add", "add", "add", "drop", "done", "open", "open", "undo"])
        first, second = dice.sample(range(4), 2)
        before = studio.stored()
        refused = _tried(studio, act, first, second)
        after = studio.stored()
        refusals[refused] += 1
        assert not any(_reaches(after, one, one) for one in range(4)), after
        if act == "add" and refused != "error.dependency_closed" and (first, second) not in before:
            assert (refused == "error.dependency_circle") == _reaches(before, second, first)
        assert not refused or before == after
    assert refusals["error.dependency_circle"] > 2, refusals


def _tried(studio: Studio, act: str, first: int, second: int) -> str:
    """The reason of a refusal, or ""."""
    pieces, huong = studio.pieces, studio.huong

    def do(session: Session) -> None:
        if act == "add":
            dependency.add(session, huong, pieces[first], pieces[second], NOW)
        elif act == "drop":
            dependency.drop(session, huong, pieces[first], pieces[second], NOW)
        elif act == "undo":
            undo.undo(session, huong, undo.offered(session, huong, NOW)[0].id, "", NOW)
        else:
            status = Status.DELIVERED if act == "done" else Status.IN_PROGRESS
            deliverable.set_status(session, huong, pieces[first], status, NOW)

    try:
        with studio.database.write() as session:
            do(session)
    except DeskError as refused:
        return refused.reason
    return ""


def _reaches(links: set[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one waits for another, directly or by others: an own walk."""
    left, seen = [blocker for waiting, blocker in links if waiting == start], set[int]()
    while left:
        one = left.pop()
        if one == end:
            return True
        if one not in seen:
            seen.add(one)
            left += [blocker for waiting, blocker in links if waiting == one]
    return False
