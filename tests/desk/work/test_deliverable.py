"""Deliverables as they are added, changed, and announced; who may change them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.core.actor import Actor
from desk.core.errors import Invalid, NotAllowed, NotFound
from desk.messages import paste_draft
from desk.work import cards as deliverable_cards
from desk.work import deliverable
from desk.work.cards import Item
from desk.work.deliverable import Department, Wanted
from desk.work.lines import Read
from storage.database.engine import Database
from storage.database.history import ChangeItem, ChangeRow
from storage.messages.outbox import Outbox, OutboxState
from storage.people.member import Member, Role
from storage.project.project import Project
from storage.work.deliverable import Deliverable, Status
from tests.desk.project.test_status import counting
from tests.support.world import NOW, World

DUE, LATER = date(2026, 12, 15), date(2026, 12, 20)
TODAY = date(2026, 11, 23)
PASTE = "KV chính @lan 15/12\nMedia plan @khoa thứ 6 17h"
WANTED = Wanted("KV phụ", "U04KHOA", LATER, 600, Status.IN_PROGRESS, Department.CREATIVE, "Khách duyệt")

_numbers = itertools.count(1)


@dataclass
class Room:
    """An AE with a project, two colleagues and a client's person."""

    world: World
    huong: Actor
    lan: Actor
    khoa: Actor
    chi: Actor
    project: int

    def add(
        self, text: str = PASTE, who: Actor | None = None, earlier: list[int] | None = None
    ) -> list[Item]:
        actor = who or self.huong
        with self.world.database.write() as session:
            read = deliverable.understand(session, actor, text, NOW)
            if earlier is None:
                return deliverable.add_many(session, actor, self.project, read, NOW)
            return deliverable.correct_many(session, actor, earlier, self.project, read, NOW)

    def change(self, what: Callable[..., Item], who: Actor, *told: Any) -> Item:
        with self.world.database.write() as session:
            return what(session, who, *told, NOW)

    def all(self, table: Any) -> list[Any]:
        with self.world.database.read() as session:
            return list(session.scalars(select(table).order_by(table.id)))

    def verbs(self) -> list[str]:
        return [row.verb for row in self.all(ChangeRow) if row.verb.startswith("deliverable")]

    def sent(self, subject: str, *ids: int) -> int:
        """A card that stands in Slack and lists these deliverables; its id."""
        with self.world.database.write() as session:
            card = Outbox(
                workspace_id=self.huong.workspace_id, day=NOW.date(), kind="card", recipient="C02MOCAN",
                cause=f"{subject}/{next(_numbers)}", subject=subject, payload={"ids": ids}, not_before=NOW,
                state=OutboxState.SENT, attempts=1, channel="C02MOCAN", ts=f"{subject}/{ids}",
            )  # fmt: skip
            session.add(card)
            session.flush()
            return card.id

    def had_digest(self, of: Actor, days_ago: int = 0, merged_into: int | None = None) -> int:
        """A digest that this person has had, by itself or told in another message; its id."""
        at = NOW - timedelta(days=days_ago)
        with self.world.database.write() as session:
            digest = Outbox(
                workspace_id=of.workspace_id, day=at.date(), kind="digest", recipient=of.user, cause="",
                subject=f"digest:{of.member_id}", payload={}, not_before=at, attempts=1,
                merged_into_id=merged_into, state=OutboxState.DROPPED if merged_into else OutboxState.SENT,
                sent_at=None if merged_into else at, channel=None if merged_into else "D03LAN",
                ts=None if merged_into else f"{of.user}/{days_ago}",
            )  # fmt: skip
            session.add(digest)
            session.flush()
            return digest.id

    def redrawn(self) -> set[int]:
        return {row.card_id for row in self.all(Outbox) if row.kind == "redraw"}


@pytest.fixture
def room(database: Database) -> Room:
    world = World(database)
    huong = world.person("U01HUONG", "Nguyễn Thu Hương", role=Role.AE)
    lan = world.person("U03LAN", "Phạm Ngọc Lan")
    khoa = world.person("U04KHOA", "Lê Đăng Khoa")
    chi = world.person("U06CHI", "Trần Mai Chi", guest=True)
    return Room(world, huong, lan, khoa, chi, world.project(huong))


def test_all_lines_are_added_numbered_and_announced_by_one_card(room: Room) -> None:
    room.world.deliverable(room.lan, DUE, number=4)
    kv, plan = room.add()
    assert [
        (one.number, one.title, one.owner, one.due_on, one.due_minute, one.status) for one in (kv, plan)
    ] == [
        (5, "KV chính", "U03LAN", DUE, None, Status.BRIEFED),
        (6, "Media plan", "U04KHOA", date(2026, 11, 27), 17 * 60, Status.BRIEFED),
    ]
    (card,) = [one for one in room.all(Outbox) if one.recipient == "C02MOCAN"]
    assert (card.kind, card.recipient, card.subject) == (
        "deliverables",
        "C02MOCAN",
        f"deliverables:{room.project}",
    )
    assert card.payload == {"ids": [kv.id, plan.id], "by": "U01HUONG"}
    assert room.verbs() == ["deliverable.add"]


def test_a_line_with_a_fault_adds_nothing(room: Room) -> None:
    with pytest.raises(ValueError, match="faults"):
        room.add(PASTE + "\nTVC 15/12")
    assert room.all(Deliverable) == room.all(Outbox) == []


def test_a_project_without_a_channel_gets_no_card(room: Room) -> None:
    project = room.world.project(room.huong, "Nội bộ", "noi-bo", channel=None)
    with room.world.database.write() as session:
        read = deliverable.understand(session, room.huong, PASTE, NOW)
        assert len(deliverable.add_many(session, room.huong, project, read, NOW)) == 2
    assert {one.recipient for one in room.all(Outbox)} == {"U03LAN", "U04KHOA"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "error.lines_missing"), (" \n - \n", "error.lines_missing"), ("KV\n" * 41, "error.lines_many")],
)
def test_a_paste_without_lines_or_with_too_many_is_refused(room: Room, text: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused, room.world.database.read() as session:
        deliverable.understand(session, room.huong, text, NOW)
    assert (refused.value.field, refused.value.reason) == ("lines", reason)


def test_people_who_left_own_nothing_new(room: Room) -> None:
    with room.world.database.write() as session:
        room.huong.begin(session, "test", NOW)
        session.get_one(Member, room.lan.member_id).gone = True
    with room.world.database.read() as session:
        for line in ("KV @lan 15/12", "KV <@U03LAN> 15/12"):
            (read,) = deliverable.understand(session, room.huong, line, NOW)
            assert read.owner is None
    kv = room.world.deliverable(room.khoa, DUE)
    for user, reason in (("U03LAN", "error.person_unknown"), ("U06CHI", "error.person_outside")):
        with pytest.raises(Invalid) as refused:
            room.change(deliverable.reassign, room.huong, kv, user)
        assert (refused.value.field, refused.value.reason) == ("owner", reason)


def test_a_corrected_paste_takes_the_place_of_the_first(room: Room) -> None:
    first = [one.id for one in room.add()]
    again = room.add("KV chính @lan 18/12\nMedia plan @khoa thứ 6 17h\nTVC @lan 20/12", earlier=first)
    assert [one.id for one in again[:2]] == first
    assert [(one.title, one.due_on.day) for one in again] == [
        ("KV chính", 18),
        ("Media plan", 27),
        ("TVC", 20),
    ]
    shorter = room.add("KV chính @khoa 18/12", earlier=[one.id for one in again])
    assert [(one.id, one.owner) for one in shorter] == [(first[0], "U04KHOA")]
    assert [row.status for row in room.all(Deliverable)] == [Status.BRIEFED] + [Status.CANCELLED] * 2


Change = tuple[Callable[..., Item], tuple[Any, ...], str, Any]
CHANGES: dict[str, Change] = {
    "done": (deliverable.done, (), "status", Status.DELIVERED),
    "set_status": (deliverable.set_status, (Status.WITH_CLIENT,), "status", Status.WITH_CLIENT),
    "reassign": (deliverable.reassign, ("U04KHOA",), "owner_id", 3),
    "move": (deliverable.move, (LATER, 600, "khách dời"), "due_on", LATER),
    "snooze": (deliverable.snooze, (date(2026, 11, 25),), "snoozed_until", date(2026, 11, 25)),
    "edit": (deliverable.edit, (WANTED,), "definition_of_done", "Khách duyệt"),
}


@pytest.mark.every_row_on_both
@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_history_and_redraws_all_cards_that_show_it(room: Room, name: str) -> None:
    what, told, field, after = CHANGES[name]
    kv = room.world.deliverable(room.lan, DUE)
    others = {
        room.had_digest(room.huong, 1),
        room.had_digest(room.lan, 1),
        room.sent(f"deliverables:{room.project}", kv + 1),
    }
    cards = {room.sent(f"deliverables:{room.project}", kv, kv + 1), room.sent(f"deliverable:{kv}")}
    cards |= {room.had_digest(room.lan), room.had_digest(room.huong)}  # its owner's, and its AE's
    room.change(what, room.huong, kv, *told)
    (row,) = room.all(Deliverable)
    assert getattr(row, field) == after
    change = room.all(ChangeRow)[-1]
    fields = {item.field for item in room.all(ChangeItem) if item.change_id == change.id}
    assert change.actor_id == room.huong.member_id
    assert field in fields
    assert change.why == ("khách dời" if name == "move" else None)
    assert room.redrawn() == cards
    assert not others & room.redrawn()


def test_an_older_card_is_redrawn_when_it_is_pressed(room: Room) -> None:
    card = room.had_digest(room.lan, 9)
    for ts, known in (("U03LAN/9", True), ("1.1", False)):
        with room.world.database.write() as session:
            assert deliverable_cards.redraw_pressed(session, room.lan, "D03LAN", ts, NOW) is known
    assert room.redrawn() == {card}


def test_the_new_owners_digest_is_redrawn_too(room: Room) -> None:
    kv = room.world.deliverable(room.lan, DUE)
    card = room.had_digest(room.khoa)
    room.change(deliverable.reassign, room.huong, kv, "U04KHOA")
    assert room.redrawn() == {card}


@pytest.mark.on_both
def test_a_digest_that_was_told_in_another_message_is_redrawn_there(room: Room) -> None:
    kv = room.world.deliverable(room.lan, DUE)
    room.had_digest(room.lan, 2)
    head = room.sent("todo:1")
    with room.world.database.write() as session:
        said = session.get_one(Outbox, head)
        said.recipient, said.sent_at = "U03LAN", NOW
    room.had_digest(room.lan, 1, merged_into=head)
    room.change(deliverable.done, room.huong, kv)
    assert room.redrawn() == {head}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("owner", True), ("project's AE", True), ("project's AM", True), (Role.AM, True), (Role.LEAD, True),
        (Role.ADMIN, True), (Role.AE, True), (Role.MEMBER, False), ("guest", False),
    ],
)  # fmt: skip
def test_who_may_change_a_deliverable(room: Room, name: str, who: Role | str, may: bool) -> None:
    what, told, _, _ = CHANGES[name]
    kv = room.world.deliverable(room.lan, DUE)
    actor = {"owner": room.lan, "project's AE": room.huong, "guest": room.chi}.get(str(who))
    if actor is None:
        role = who if isinstance(who, Role) else Role.MEMBER
        actor = room.world.person("U09", "Vũ An", role=role)
        if who == "project's AM":
            _lead(room, actor)
    if may:
        assert room.change(what, actor, kv, *told).id == kv
        return
    with pytest.raises(NotAllowed) as refused:
        room.change(what, actor, kv, *told)
    assert refused.value.reason == ("error.team_only" if who == "guest" else "error.deliverable_not_yours")
    assert room.verbs() == []


def _lead(room: Room, actor: Actor) -> None:
    with room.world.database.write() as session:
        room.huong.begin(session, "test", NOW)
        session.get_one(Project, room.project).am_id = actor.member_id


def test_done_twice_is_one_change_and_taking_it_back_is_another(room: Room) -> None:
    kv = room.world.deliverable(room.lan, DUE)
    for _ in range(2):
        item = room.change(deliverable.done, room.lan, kv)
        assert (item.status, item.is_open) == (Status.DELIVERED, False)
    assert room.all(Deliverable)[0].done_at == NOW
    assert room.change(deliverable.set_status, room.lan, kv, Status.IN_PROGRESS).is_open
    assert room.all(Deliverable)[0].done_at is None
    assert room.verbs() == ["deliverable.delivered", "deliverable.in_progress"]


MANY: dict[str, Callable[[Session, Actor, list[int]], list[Item]]] = {
    "done": lambda s, who, ids: deliverable.set_status_many(s, who, ids, Status.DELIVERED, NOW),
    "begun": lambda s, who, ids: deliverable.set_status_many(s, who, ids, Status.IN_PROGRESS, NOW),
    "handed on": lambda s, who, ids: deliverable.reassign_many(s, who, ids, "U04KHOA", NOW),
}


@pytest.mark.every_row_on_both
@pytest.mark.parametrize("name", MANY)
def test_many_pieces_changed_at_once_are_read_as_often_as_two(room: Room, name: str) -> None:
    read = []
    for count in (2, 9):
        ids = [room.world.deliverable(room.lan, DUE, number=100 * count + number) for number in range(count)]
        cards = {room.sent(f"deliverables:{room.project}", *ids)}
        cards |= {room.sent(f"deliverable:{one}") for one in ids}
        with counting(room.world.database) as sent, room.world.database.write() as session:
            items = MANY[name](session, room.huong, ids[::-1])
        assert [item.id for item in items] == ids[::-1]
        assert cards <= room.redrawn()
        read.append(sum(one.lstrip().startswith(("SELECT", "WITH")) for one in sent))
    assert read[0] == read[1]


@pytest.mark.on_both
def test_moving_ends_a_snooze_and_lateness_counts_working_days_of_open_work(room: Room) -> None:
    kv = room.world.deliverable(room.lan, TODAY - timedelta(days=3))
    assert room.change(deliverable.snooze, room.lan, kv, date(2026, 11, 25)).days_late == 1
    assert room.change(deliverable.move, room.lan, kv, LATER, None, "").days_late == 0
    assert room.all(Deliverable)[0].snoozed_until is None
    late = room.world.deliverable(room.lan, TODAY - timedelta(days=3))
    assert room.change(deliverable.done, room.lan, late).days_late == 0


YESTERDAY = TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("what", "told", "field", "reason"),
    [
        (deliverable.move, (YESTERDAY, None, ""), "due", "error.line_due_past"),
        (deliverable.snooze, (TODAY,), "until", "error.snooze_past"),
        (deliverable.edit, (("title", " "),), "title", "error.line_title_missing"),
        (deliverable.edit, (("title", "x" * 151),), "title", "error.line_title_long"),
        (deliverable.edit, (("due_on", None),), "due", "error.line_due_missing"),
        (deliverable.edit, (("due_on", YESTERDAY),), "due", "error.line_due_past"),
        (deliverable.edit, (("definition_of_done", "x" * 1001),), "done", "error.done_long"),
        (deliverable.edit, (("owner", "U06CHI"),), "owner", "error.person_outside"),
        (deliverable.edit, (("owner", "U0NOBODY"),), "owner", "error.person_unknown"),
    ],
)
def test_what_cannot_be_taken_is_refused_at_its_field(
    room: Room, what: Callable[..., Item], told: tuple[Any, ...], field: str, reason: str
) -> None:
    kv = room.world.deliverable(room.lan, DUE)
    if what is deliverable.edit:
        ((name, value),) = told
        told = (replace(WANTED, **{name: value}),)
    with pytest.raises(Invalid) as refused:
        room.change(what, room.huong, kv, *told)
    assert (refused.value.field, refused.value.reason) == (field, reason)
    assert room.verbs() == []


@pytest.mark.on_both
def test_an_old_date_may_stay_when_other_things_are_edited(room: Room) -> None:
    kv = room.world.deliverable(room.lan, YESTERDAY)
    assert room.change(deliverable.edit, room.huong, kv, replace(WANTED, due_on=YESTERDAY)).title == "KV phụ"


def test_another_workspaces_deliverable_is_not_there(room: Room) -> None:
    kv = room.world.deliverable(room.lan, DUE)
    stranger = replace(room.huong, workspace_id=room.huong.workspace_id + 1)
    for what, told, _, _ in CHANGES.values():
        with pytest.raises(NotFound):
            room.change(what, stranger, kv, *told)
    with pytest.raises(NotFound), room.world.database.write() as session:
        deliverable.add_many(session, stranger, room.project, _read(session, room), NOW)


def _read(session: Session, room: Room) -> tuple[Read, ...]:
    return deliverable.understand(session, room.huong, PASTE, NOW)


def test_snoozing_offers_working_days(room: Room) -> None:
    with room.world.database.read() as session:
        # The 24th is a public holiday in Vietnam.
        days = deliverable.snooze_days(session, room.lan, NOW.date())
    assert days == (date(2026, 11, 25), date(2026, 11, 26))


def test_lines_are_kept_until_they_are_added(room: Room) -> None:
    with room.world.database.write() as session:
        for text in ("KV @lan", "KV @lan 15/12"):
            paste_draft.keep(session, room.huong, deliverable.CARD, text, NOW)
    with room.world.database.write() as session:
        assert paste_draft.kept(session, room.huong, deliverable.CARD) == "KV @lan 15/12"
        assert paste_draft.kept(session, room.lan, deliverable.CARD) == ""
        paste_draft.forget(session, room.huong, deliverable.CARD)
        assert paste_draft.kept(session, room.huong, deliverable.CARD) == ""
