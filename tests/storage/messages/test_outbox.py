"""The outbox: a key once, a queue in order, one worker at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, update

from desk.client import audience
from desk.client.audience import ChannelFacts
from storage.database import dialect
from storage.database.engine import Database
from storage.messages import aside, merging, outbox, rate_limit, recipient_queue, redraws
from storage.messages import claim as claims
from storage.messages.claim import Claim, Wait
from storage.messages.outbox import Outbox, OutboxState
from storage.messages.rate_limit import Call, Pace
from storage.messages.recipient_queue import RecipientQueue
from tests.support.world import NOW, World

LEASE = timedelta(seconds=60)
NO_GAP = timedelta()


def pace(lease: timedelta = LEASE, post_gap: timedelta = NO_GAP) -> Pace:
    return Pace(
        lease, channel_gap=NO_GAP, post_gap=post_gap, update_gap=NO_GAP, history_gap=NO_GAP, open_gap=NO_GAP,
        look_gap=NO_GAP, dnd_gap=NO_GAP,
    )  # fmt: skip


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
        held = claims.claim(session, NOW, token, pace(lease))
        return None if isinstance(held, Wait) else held


def know(database: Database, *users: str) -> None:
    """Their conversations with the bot were opened before."""
    with database.write() as session:
        session.execute(
            update(RecipientQueue).where(RecipientQueue.recipient.in_(users)).values(channel="D01")
        )


def finish(database: Database, held: Claim, state: OutboxState, pause: timedelta = NO_GAP) -> bool:
    with database.write() as session:
        return claims.finish(session, held, state, pause)


def sent(database: Database, held: Claim, ts: str = "1.1") -> None:
    with database.write() as session:
        claims.was_sent(session, held, ts, NOW, NO_GAP)


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
    assert second.message.id > first.message.id


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
    assert other.queue_id != held.queue_id
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
            redraws.redraw(session, huong.workspace_id, "brief:1", cause, NOW)
    assert states(database) == ["sent", "pending"]
    redraw = claim(database)
    assert redraw is not None
    with database.write() as session:
        session.get_one(Outbox, redraw.message.id).state = OutboxState.SENDING
    with database.write() as session:
        redraws.redraw(session, huong.workspace_id, "brief:1", "8", NOW)
    assert states(database) == ["sent", "sending", "pending"]


def test_the_workspace_has_a_pace_of_its_own(database: Database) -> None:
    """What has to be asked first takes no place of it before the answer is there."""
    huong = World(database).person("U01HUONG")
    for number, user in enumerate(["U03LAN", "U04KHOA", "U02MINH"]):
        say(database, huong.workspace_id, str(number), recipient=user)
    know(database, "U03LAN", "U04KHOA")
    slow = pace(post_gap=timedelta(seconds=30))
    with database.write() as session:
        assert isinstance(claims.claim(session, NOW, "a", slow), Claim)
    with database.write() as session:
        turned_down = claims.claim(session, NOW, "b", slow)
    assert isinstance(turned_down, Wait)
    assert 28 < (turned_down.seconds or 0) <= 30
    with database.write() as session:
        session.execute(
            update(RecipientQueue)
            .where(RecipientQueue.recipient == "U04KHOA")
            .values(next_at=dialect.LONG_AGO, channel=None)
        )
        asking = claims.claim(session, NOW, "c", slow)
    assert isinstance(asking, Claim)
    with database.write() as session:
        assert not claims.take_place(session, asking, slow)
        assert claims.current(session, asking) is None, "it was handed back"


def test_while_no_message_may_be_said_those_in_line_go_on(database: Database) -> None:
    """A conversation is opened when its turn comes, however many known ones wait longer."""
    huong = World(database).person("U01HUONG")
    gap = timedelta(seconds=60)
    slow = replace(pace(post_gap=2 * gap), open_gap=gap)
    for number, user in enumerate(["U02MINH", "U03LAN", "U04KHOA", "U05VY"]):
        say(database, huong.workspace_id, str(number), recipient=user)
    know(database, "U04KHOA", "U05VY")

    def claimed() -> str:
        with database.write() as session:
            held = claims.claim(session, NOW, "a", slow)
            assert isinstance(held, Claim)
            return held.message.recipient

    assert [claimed(), claimed()] == ["U02MINH", "U04KHOA"]
    with database.write() as session:  # so long a time goes by, but for the pace of messages
        for row in session.scalars(
            select(RecipientQueue).where(RecipientQueue.recipient.in_(["U03LAN", Call.OPEN.value]))
        ):
            row.next_at -= gap
    assert claimed() == "U03LAN", "though U05VY waits longer"


def test_a_place_missed_by_a_little_is_not_lost(database: Database) -> None:
    """Places count from each other, not from the worker that comes late; a long rest saves up nothing."""
    huong, slow = World(database).person("U01HUONG"), pace(post_gap=timedelta(seconds=10))
    start = datetime(2026, 11, 23, tzinfo=UTC)
    with database.write() as session:

        def free_at(second: float) -> float | None:
            clock = start + timedelta(seconds=second)
            full = rate_limit.take_places(session, huong.workspace_id, [Call.POST], clock, slow)
            return None if full is None else (full[1] - start).total_seconds()

        asked = [free_at(second) for second in (0, 9, 13, 19, 20, 100, 101, 110)]
    assert asked == [None, 10, None, 20, None, None, 110, None]


def test_several_places_are_taken_together_or_none(database: Database) -> None:
    """Opening a conversation is slow: what waits for it takes no place in another pace."""
    huong, start = World(database).person("U01HUONG"), datetime(2026, 11, 23, tzinfo=UTC)
    slow = replace(pace(post_gap=timedelta(seconds=1)), open_gap=timedelta(seconds=10))
    with database.write() as session:

        def full(second: float, *calls: Call) -> Call | None:
            clock = start + timedelta(seconds=second)
            found = rate_limit.take_places(session, huong.workspace_id, calls, clock, slow)
            return found and found[0]

        assert full(0, Call.OPEN, Call.POST) is None
        assert full(5, Call.OPEN, Call.POST) is Call.OPEN
        assert full(5, Call.POST) is None
        assert full(5.5, Call.POST) is Call.POST
        assert full(10, Call.OPEN, Call.POST) is None


def test_others_pass_somebody_whose_conversation_has_to_wait(database: Database) -> None:
    huong = World(database).person("U01HUONG")
    slow = replace(pace(), open_gap=timedelta(seconds=30))
    for number, user in enumerate(["U03LAN", "U04KHOA", "U02MINH", "U05VY"]):
        say(database, huong.workspace_id, str(number), recipient=user)
    with database.write() as session:
        session.execute(
            update(RecipientQueue).where(RecipientQueue.recipient == "U05VY").values(channel="D05VY")
        )
    held = []
    for token in "abc":
        with database.write() as session:
            held.append(claims.claim(session, NOW, token, slow))
    assert [one.message.recipient for one in held if isinstance(one, Claim)] == ["U03LAN", "U05VY"]
    assert [one.known for one in held if isinstance(one, Claim)] == [False, True]


def test_a_line_has_a_place_for_each_and_loses_none(database: Database) -> None:
    """Who comes to a line stands at its end; an answer for many lets them go."""
    huong, start = World(database).person("U01HUONG"), datetime(2026, 11, 23, tzinfo=UTC)
    slow = replace(pace(), dnd_gap=timedelta(seconds=3))
    users = [f"U{number:04d}" for number in range(30)]
    for user in users:
        say(database, huong.workspace_id, user, recipient=user)

    def places() -> list[float]:
        with database.read() as session:
            rows = session.scalars(
                select(RecipientQueue).where(RecipientQueue.recipient.in_(users)).order_by(RecipientQueue.id)
            )
            return [(row.next_at - start).total_seconds() for row in rows]

    with database.write() as session:
        for number, row in enumerate(
            session.scalars(
                select(RecipientQueue).where(RecipientQueue.recipient.in_(users)).order_by(RecipientQueue.id)
            )
        ):
            clock = start + timedelta(milliseconds=100 * number)
            full = rate_limit.take_places(session, huong.workspace_id, [Call.DND], clock, slow)
            if full is not None:
                recipient_queue.stand_in_line(session, row, *full, slow)
    assert places()[1:] == [3.0 * turn for turn in range(1, 30)]
    with database.write() as session:
        recipient_queue.leave_line(session, huong.workspace_id, users[5:10], Call.OPEN)
        recipient_queue.leave_line(session, huong.workspace_id, users[10:20], Call.DND)
    assert all((place < 0) == (10 <= number < 20) for number, place in enumerate(places()) if number)


@pytest.mark.parametrize(
    ("seconds_ago", "known"), [(None, False), (0, True), (59, True), (60, False), (-1, False)]
)
def test_a_channel_is_looked_at_again_after_a_minute(
    database: Database, seconds_ago: int | None, known: bool
) -> None:
    huong = World(database).person("U01HUONG")
    say(database, huong.workspace_id, "1", recipient="C02MOCAN")
    if seconds_ago is not None:
        with database.write() as session:
            facts = ChannelFacts("C02MOCAN", "mộc-an", external=False, guests=0)
            audience.learn(session, huong.workspace_id, facts, NOW - timedelta(seconds=seconds_ago))
    held = claim(database)
    assert held is not None
    assert held.known is known


def test_what_a_recipient_got_before_is_not_read_again(sqlite_url: str) -> None:
    """SQLite knows no sizes: unasked, it looks for what is undelivered among all that was ever sent."""
    database = Database(sqlite_url)
    huong, plans = World(database).person("U01HUONG"), list[str]()

    def note(_connection: Any, cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if "outbox" in statement:
            rows = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            plans.extend(row[-1] for row in rows)

    say(database, huong.workspace_id, "1")
    event.listen(database.engine, "before_cursor_execute", note)
    held = claim(database)
    assert held is not None
    sent(database, held)
    assert claim(database) is None
    database.close()
    assert any("ix_outbox_undelivered" in plan for plan in plans)
    assert not [plan for plan in plans if "ix_outbox_sent" in plan or plan.startswith("SCAN outbox")]


def test_only_lanes_that_hold_something_are_looked_at(database: Database) -> None:
    huong = World(database).person("U01HUONG")

    def waiting() -> bool:
        with database.read() as session:
            return bool(
                session.scalar(select(RecipientQueue.undelivered).where(RecipientQueue.recipient == "U03LAN"))
            )

    say(database, huong.workspace_id, "1")
    say(database, huong.workspace_id, "2")
    seen = []
    for _ in range(2):
        held = claim(database)
        assert held is not None
        sent(database, held)
        seen.append(waiting())
    say(database, huong.workspace_id, "3")
    assert [*seen, waiting()] == [True, False, True]


def test_what_waits_for_the_same_person_is_told_together(database: Database) -> None:
    huong = World(database).person("U01HUONG")
    for cause in ("1", "2", "3", "4"):
        say(database, huong.workspace_id, cause)
    say(database, huong.workspace_id, "5", recipient="U04KHOA")
    with database.write() as session:
        head = session.scalars(select(Outbox).order_by(Outbox.id)).first()
        assert head is not None
        beside = merging.pending_beside(session, head, ["notice"], NOW, 2)
        for one in beside:
            merging.merge(session, one, head)
        assert merging.merged_into(session, head.id) == beside
        assert [session.get_one(Outbox, one).cause for one in beside] == ["2", "3"]
    assert states(database) == ["pending", "dropped", "dropped", "pending", "pending"]
    with database.write() as session:
        merging.unmerge(session, head.id)
    assert states(database) == ["pending"] * 5


def test_one_that_cannot_be_made_ready_moves_aside_and_is_dropped_in_the_end(database: Database) -> None:
    huong = World(database).person("U01HUONG")
    say(database, huong.workspace_id, "1")
    say(database, huong.workspace_id, "2")
    for attempt in range(1, aside.MOST_ATTEMPTS + 1):
        held = claim(database)
        assert held is not None
        assert held.message.cause == "1"
        with database.write() as session:
            is_last = attempt == aside.MOST_ATTEMPTS
            assert aside.put(session, held.message.id, NOW) is is_last
            assert not aside.put(session, held.message.id, NOW), "of two that met it, one counts"
            claims.give_back(session, held)
        if attempt == 1:
            other = claim(database)
            assert other is not None
            assert other.message.cause == "2"
            sent(database, other)
        if attempt < aside.MOST_ATTEMPTS:
            with database.write() as session:
                session.get_one(Outbox, held.message.id).not_before = NOW
    assert states(database) == ["dropped", "sent"]


def test_nothing_is_claimed_before_its_hour(database: Database) -> None:
    huong = World(database).person("U01HUONG")
    with database.write() as session:
        outbox.enqueue(
            session, workspace_id=huong.workspace_id, kind="notice", recipient="U03LAN", cause="1",
            at=NOW + timedelta(hours=1),
        )  # fmt: skip
    assert claim(database) is None
