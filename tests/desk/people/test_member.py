"""Meeting people."""

from __future__ import annotations

import threading

from sqlalchemy import select

from desk.core.actor import Actor
from storage.database.engine import Database
from storage.people.member import Member
from storage.people.workspace import Workspace
from tests.support.world import World


def test_processes_that_start_together_meet_the_same_people_once(database: Database) -> None:
    world, met = World(database), list[Actor]()
    together = threading.Barrier(4)

    def meet() -> None:
        together.wait()
        for number in range(5):
            met.append(world.person(f"U{number}"))

    threads = [threading.Thread(target=meet) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert len(session.scalars(select(Workspace)).all()) == 1
        assert len(session.scalars(select(Member)).all()) == 5
    assert len(met) == 20
