"""Who can read a channel."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk.client import audience
from desk.client.audience import Audience, ChannelFacts
from storage.database.engine import Database
from tests.support.world import NOW, World


def test_a_channel_nobody_looked_at_counts_as_the_clients(database: Database) -> None:
    home = World(database).person("U01HUONG").workspace_id
    with database.read() as session:
        assert audience.of_channel(session, home, "C02MOCAN", NOW) is Audience.CLIENT


@pytest.mark.parametrize(
    ("external", "guests", "who"),
    [
        (False, 0, Audience.TEAM),
        (False, 1, Audience.CLIENT),
        (False, None, Audience.CLIENT),
        (True, 0, Audience.CLIENT),
        (True, None, Audience.CLIENT),
    ],
)
def test_only_a_channel_without_guests_of_our_own_is_the_teams(
    database: Database, external: bool, guests: int | None, who: Audience
) -> None:
    home = World(database).person("U01HUONG").workspace_id
    with database.write() as session:
        audience.learn(session, home, ChannelFacts("C02MOCAN", "moc-an", external, guests), NOW)
    with database.read() as session:
        assert audience.of_channel(session, home, "C02MOCAN", NOW) is who
        assert audience.of_channel(session, home, "C03CLIENT", NOW) is Audience.CLIENT


@pytest.mark.on_both
def test_a_guest_who_comes_changes_the_audience_and_leaving_changes_it_back(database: Database) -> None:
    home = World(database).person("U01HUONG").workspace_id
    seen = []
    for guests in (0, 1, 0):
        with database.write() as session:
            audience.learn(session, home, ChannelFacts("C02MOCAN", "moc-an", False, guests), NOW)
        with database.read() as session:
            seen.append(audience.of_channel(session, home, "C02MOCAN", NOW))
    assert seen == [Audience.TEAM, Audience.CLIENT, Audience.TEAM]


@pytest.mark.parametrize("moved", [timedelta(days=2), timedelta(days=-2)])
def test_a_look_from_another_day_is_no_longer_trusted(database: Database, moved: timedelta) -> None:
    home = World(database).person("U01HUONG").workspace_id
    with database.write() as session:
        audience.learn(session, home, ChannelFacts("C02MOCAN", "moc-an", False, 0), NOW)
    with database.read() as session:
        assert audience.of_channel(session, home, "C02MOCAN", NOW + moved) is Audience.CLIENT
