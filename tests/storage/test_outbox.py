"""The outbox: a key once, a lane in order, one worker at a time."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from storage import outbox
from storage.engine import Database
from storage.outbox import Claim, Outbox, OutboxState
from tests.support.world import NOW, World

LEASE = timedelta(seconds=60)
NO_GAP = timedelta()


def say(
    database: Database, workspace_id: int, cause: str, *, recipient: str = "U03LAN", subject: str = ""
) -> None:
    with database.write() as session:
        outbox.enqueue(
            session, workspace_id=workspace_id, kind="notice", recipient=recipient, cause=cause, at=NOW,
            subject=subject,
        )  # fmt: skip


def claim(database: Database, token: str = "a", lease: timedelta = LEASE) -> Claim | None:
    with database.write() as session:
        return outbox.claim(session, NOW, token, lease, NO_GAP)


def finish(database: Database, held: Claim, state: OutboxState, pause: timedelta = NO_GAP) -> bool:
    with database.write() as session:
        return outbox.finish(session, held, state, pause)


def sent(database: Database, held: Claim, ts: str = "1.1") -> None:
    with database.write() as session:
        outbox.was_sent(session, held, ts, NOW, NO_GAP)


def states(database: Database) -> list[str]:
    with database.read() as session:
        return [str(state) for state in session.scalars(select(Outbox.state).order_by(Outbox.id))]


def test_the_same_key_is_kept_once(database: Database) -> None:
    huong = World(database).person("U01HUONG")
    for _ in range(3):
        say(database, huong.workspace_id, "7")
    assert states(database) == ["pending"]


def test_a_lane_is_leased_to_one_worker_and_keeps_its_order(database: Database) -> None:
    huong = World(database).person("U01HUONG")
    say(database, huong.workspace_id, "1")
    say(database, huong.workspace_id, "2")
    first = claim(database)
    assert first is not None
    assert claim(database, "b") is None
    sent(database, first)
    second = claim(database, "b")
    assert second is not None
    assert second.message_id > first.message_id


def test_an_unknown_message_holds_its_lane_back_but_no_other(database: Database) -> None:
    huong = World(database).person("U01HUONG")
    say(database, huong.workspace_id, "1")
    say(database, huong.workspace_id, "2")
    say(database, huong.workspace_id, "3", recipient="U04KHOA")
    held = claim(database)
    assert held is not None
    assert finish(database, held, OutboxState.UNKNOWN, timedelta(seconds=60))
    other = claim(database)
    assert other is not None
    assert other.lane_id != held.lane_id
    sent(database, other)
    assert claim(database) is None


def test_only_the_lease_holder_may_say_anything_but_sent(database: Database) -> None:
    huong = World(database).person("U01HUONG")
    say(database, huong.workspace_id, "1")
    late = claim(database, "late", timedelta(seconds=-1))
    now = claim(database, "now")
    assert late is not None
    assert now is not None
    assert not finish(database, late, OutboxState.PENDING)
    sent(database, late, "9.9")
    assert states(database) == ["sent"]


def test_redraws_of_a_card_fold_into_one(database: Database) -> None:
    huong = World(database).person("U01HUONG")
    say(database, huong.workspace_id, "1", subject="brief:1")
    held = claim(database)
    assert held is not None
    sent(database, held)
    for cause in ("5", "6", "7"):
        with database.write() as session:
            outbox.redraw(session, huong.workspace_id, "brief:1", cause, NOW)
    assert states(database) == ["sent", "pending"]
    redraw = claim(database)
    assert redraw is not None
    with database.write() as session:
        session.get_one(Outbox, redraw.message_id).state = OutboxState.SENDING
    with database.write() as session:
        outbox.redraw(session, huong.workspace_id, "brief:1", "8", NOW)
    assert states(database) == ["sent", "sending", "pending"]


def test_the_workspace_has_a_pace_of_its_own(database: Database) -> None:
    huong = World(database).person("U01HUONG")
    say(database, huong.workspace_id, "1")
    say(database, huong.workspace_id, "2", recipient="U04KHOA")
    with database.write() as session:
        assert outbox.claim(session, NOW, "a", LEASE, timedelta(seconds=30)) is not None
    with database.write() as session:
        assert outbox.claim(session, NOW, "b", LEASE, timedelta(seconds=30)) is None


def test_nothing_is_claimed_before_its_hour(database: Database) -> None:
    huong = World(database).person("U01HUONG")
    with database.write() as session:
        outbox.enqueue(
            session, workspace_id=huong.workspace_id, kind="notice", recipient="U03LAN", cause="1",
            at=NOW + timedelta(hours=1),
        )  # fmt: skip
    assert claim(database) is None
