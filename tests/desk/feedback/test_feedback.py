"""Feedback as it is kept, corrected, closed and shown."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import date

import pytest
from sqlalchemy import select

from desk.core.actor import Actor
from desk.core.errors import Invalid, NotAllowed, NotFound
from desk.feedback import cards, feedback
from desk.feedback.cards import FeedbackForTeam
from desk.feedback.feedback import Capture
from desk.feedback.lines import Line
from desk.project import project
from storage.database.engine import Database
from storage.database.history import ChangeItem, ChangeRow
from storage.feedback.feedback import Feedback, FeedbackKind
from storage.messages.outbox import Outbox, OutboxState
from storage.people.member import Role
from storage.project.project import Project
from storage.work.deliverable import Deliverable, Status
from tests.support.world import NOW, World

MUST, SHOULD, QUESTION = FeedbackKind.MUST, FeedbackKind.SHOULD, FeedbackKind.QUESTION
POINTS = (Line(MUST, "Logo to hơn 20%"), Line(SHOULD, "Ấm màu hơn"), Line(QUESTION, "In kịp 20/12 không?"))
WORDS = "Chị gửi em nhé:\nLogo to hơn 20%\nẤm màu hơn\nIn kịp 20/12 không?"


@dataclass
class Room:
    """An AE with one project, and the ways to look at what became of their feedback."""

    world: World
    huong: Actor
    chi: Actor
    project: int

    @property
    def words(self) -> Capture:
        """Three points for the whole project."""
        return Capture(self.project, WORDS, POINTS, said_by="Trần Mai Chi")

    def capture(
        self, told: Capture, who: Actor | None = None, *, earlier: int | None = None
    ) -> FeedbackForTeam:
        with self.world.database.write() as session:
            return feedback.capture(session, who or self.huong, told, NOW, earlier=earlier)

    def outbox(self) -> list[Outbox]:
        with self.world.database.read() as session:
            return list(session.scalars(select(Outbox).order_by(Outbox.id)))

    def deliverable(self, deliverable_id: int) -> Deliverable:
        with self.world.database.read() as session:
            return session.get_one(Deliverable, deliverable_id)

    def verbs(self) -> list[str]:
        with self.world.database.read() as session:
            verbs = session.scalars(select(ChangeRow.verb).order_by(ChangeRow.id))
            return [verb for verb in verbs if verb.startswith("feedback")]


@pytest.fixture
def room(database: Database) -> Room:
    world = World(database)
    huong = world.person("U01HUONG", "Nguyễn Thu Hương")
    chi = world.person("U06CHI", "Trần Mai Chi", guest=True)
    return Room(world, huong, chi, world.project(huong))


@pytest.mark.on_both
def test_what_was_said_is_kept_and_announced_in_one_change(room: Room) -> None:
    told = replace(room.words, channel="C03CLIENT", message_ts="1764.01", round=2)
    kept = room.capture(told)
    assert (kept.source, kept.said_by, kept.author, kept.round) == (WORDS, "Trần Mai Chi", "U01HUONG", 2)
    assert [(item.kind, item.text, item.done) for item in kept.items] == [
        (MUST, "Logo to hơn 20%", False),
        (SHOULD, "Ấm màu hơn", False),
        (QUESTION, "In kịp 20/12 không?", False),
    ]
    (card,) = room.outbox()
    assert (card.kind, card.recipient, card.subject) == ("feedback", "C02MOCAN", f"feedback:{kept.id}")
    assert room.verbs() == ["feedback"]


def test_the_words_are_stored_composed_and_keep_every_character(room: Room) -> None:
    said = unicodedata.normalize("NFD", "Sửa chữ “Mộc An” 🧧🏮 <!channel> & <b>")
    kept = room.capture(replace(room.words, source=said, points=(Line(MUST, said),)))
    assert kept.source == kept.items[0].text == unicodedata.normalize("NFC", said)


@pytest.mark.on_both
def test_feedback_on_work_at_the_client_brings_it_back_in_the_round_that_was_said(room: Room) -> None:
    kv = room.world.deliverable(room.huong, date(2026, 12, 15), status=Status.WITH_CLIENT)
    kept = room.capture(replace(room.words, deliverable_id=kv, round=2))
    row = room.deliverable(kv)
    assert (row.status, row.round, kept.deliverable, kept.number) == (Status.CHANGES, 2, "KV chính", 1)
    with room.world.database.read() as session:
        change = session.scalars(select(ChangeRow).where(ChangeRow.verb == "feedback")).one()
        fields = session.execute(
            select(ChangeItem.field, ChangeItem.before, ChangeItem.after).where(
                ChangeItem.change_id == change.id, ChangeItem.entity == "deliverable"
            )
        ).all()
    assert {tuple(row) for row in fields} == {("status", "with_client", "changes"), ("round", 1, 2)}


@pytest.mark.parametrize("status", [Status.IN_PROGRESS, Status.CHANGES, Status.APPROVED])
def test_work_that_is_not_at_the_client_keeps_its_status_and_no_round_goes_back(
    room: Room, status: Status
) -> None:
    kv = room.world.deliverable(room.huong, date(2026, 12, 15), status=status)
    room.capture(replace(room.words, deliverable_id=kv, round=3))
    room.capture(replace(room.words, deliverable_id=kv, round=1))
    assert (room.deliverable(kv).status, room.deliverable(kv).round) == (status, 3)


def test_without_a_round_it_is_the_one_the_work_is_in(room: Room) -> None:
    kv = room.world.deliverable(room.huong, date(2026, 12, 15))
    assert room.capture(room.words).round == 1
    room.capture(replace(room.words, deliverable_id=kv, round=4))
    assert room.capture(replace(room.words, deliverable_id=kv)).round == 4
    assert room.capture(room.words).round == 4


def test_a_correction_changes_what_the_first_one_made(room: Room) -> None:
    first = room.capture(room.words)
    with room.world.database.write() as session:
        feedback.close(session, room.huong, first.items[2].id, NOW)
    second = room.capture(
        replace(room.words, points=(None, Line(MUST, "Ấm màu hơn"), POINTS[2], Line(SHOULD, "Thêm mai"))),
        earlier=first.id,
    )
    assert second.id == first.id
    assert [(item.kind, item.text, item.done) for item in second.items] == [
        (MUST, "Ấm màu hơn", False),
        (QUESTION, "In kịp 20/12 không?", True),
        (SHOULD, "Thêm mai", False),
    ]
    assert [item.id for item in second.items[:2]] == [item.id for item in first.items[1:]]
    assert [row.card_id for row in room.outbox()] == [None, 1], "drawn anew if it is on the line"
    with room.world.database.read() as session:
        assert len(session.scalars(select(Feedback)).all()) == 1


def test_a_card_that_was_sent_is_redrawn_for_every_change(room: Room) -> None:
    kept = room.capture(room.words)
    _pretend_sent(room)
    for change in (feedback.close, feedback.reopen):
        with room.world.database.write() as session:
            assert change(session, room.huong, kept.items[0].id, NOW) == kept.id
    with room.world.database.write() as session:
        feedback.edit(session, room.huong, kept.id, [(kept.items[0].id, [Line(SHOULD, POINTS[0].text)])], NOW)
        feedback.link(session, room.huong, kept.id, "https://xuongmay.slack.com/archives/C/p1", NOW)
    card, redraw = room.outbox()
    assert (redraw.kind, redraw.card_id, redraw.state) == ("redraw", card.id, OutboxState.PENDING)
    assert room.verbs() == [
        "feedback",
        "feedback.done",
        "feedback.reopen",
        "feedback.points",
        "feedback.link",
    ]


def test_closing_twice_is_one_change(room: Room) -> None:
    kept = room.capture(room.words)
    for _ in range(2):
        with room.world.database.write() as session:
            feedback.close(session, room.huong, kept.items[0].id, NOW)
    assert room.verbs() == ["feedback", "feedback.done"]
    with room.world.database.read() as session:
        assert cards.show(session, room.huong, kept.id, NOW).done == 1


def test_open_points_stand_by_deliverable_and_round(room: Room) -> None:
    kv = room.world.deliverable(room.huong, date(2026, 12, 15))
    whole = room.capture(room.words)
    room.capture(replace(room.words, deliverable_id=kv, round=1, points=POINTS[:1]))
    room.capture(replace(room.words, deliverable_id=kv, round=2, points=POINTS[1:]))
    with room.world.database.write() as session:
        feedback.close(session, room.huong, whole.items[0].id, NOW)
    with room.world.database.read() as session:
        groups = cards.open_points(session, room.huong, room.project, NOW).groups
    assert [(group.deliverable, group.round, len(group.items)) for group in groups] == [
        ("KV chính", 2, 2),
        ("KV chính", 1, 1),
        (None, 1, 2),
    ]


def test_a_guest_sends_words_to_the_project_of_the_channel_and_touches_nothing_else(room: Room) -> None:
    kv = room.world.deliverable(room.huong, date(2026, 12, 15), status=Status.WITH_CLIENT)
    told = replace(room.words, channel="C02MOCAN", deliverable_id=kv)
    kept = room.capture(told, room.chi)
    assert (kept.author, kept.deliverable, len(kept.items)) == ("U06CHI", None, 3)
    assert room.deliverable(kv).status is Status.WITH_CLIENT


def test_a_guest_reaches_no_project_from_elsewhere(room: Room) -> None:
    for channel in ("C03CLIENT", "", None):
        with pytest.raises(NotAllowed):
            room.capture(replace(room.words, channel=channel), room.chi)
    assert room.outbox() == []


def test_what_a_colleague_captured_in_a_channel_makes_nobody_there_a_guest_of_the_project(room: Room) -> None:
    room.capture(replace(room.words, channel="C01CHUNG"))
    with pytest.raises(NotAllowed):
        room.capture(replace(room.words, channel="C01CHUNG"), room.chi)


def test_guests_of_a_client_channel_have_its_project(room: Room) -> None:
    with room.world.database.write() as session:
        settings = project.Settings(
            "Tết 2027", "", "vi", "C02MOCAN", "U01HUONG", None, client_channels=["C03CLIENT"]
        )
        project.change(session, room.huong, room.project, settings, NOW)
    assert room.capture(replace(room.words, channel="C03CLIENT"), room.chi).author == "U06CHI"


def test_guests_and_unknown_people_see_and_close_nothing(room: Room) -> None:
    kept = room.capture(room.words)
    for who in (room.chi, replace(room.huong, known=False)):
        with room.world.database.write() as session:
            for forbidden in (
                lambda: cards.show(session, who, kept.id, NOW),  # noqa: B023
                lambda: feedback.close(session, who, kept.items[0].id, NOW),  # noqa: B023
                lambda: feedback.edit(session, who, kept.id, [], NOW),  # noqa: B023
                lambda: cards.open_points(session, who, room.project, NOW),  # noqa: B023
                lambda: feedback.project_choices(session, who),  # noqa: B023
            ):
                with pytest.raises(NotAllowed):
                    forbidden()
            assert feedback.place(session, who, room.project).deliverables == ()


def test_what_the_client_may_see_has_no_points_and_no_names(room: Room) -> None:
    kept = room.capture(room.words)
    with room.world.database.read() as session:
        safe = cards.for_client(session, room.huong.workspace_id, kept.id)
    assert (safe.project, safe.round, safe.count, safe.language) == ("Tết 2027", 1, 3, "vi")
    assert safe.complains is False
    assert {*safe.__dataclass_fields__} == {"id", "project", "round", "count", "language", "complains"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"source": " \n "}, "source"),
        ({"points": (None, None)}, "source"),
        ({"source": "x" * 50_001}, "source"),
        ({"said_by": "x" * 151}, "said_by"),
        ({"round": 0}, "round"),
        ({"round": 100}, "round"),
        ({"deliverable_id": 4711}, "deliverable"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(
    room: Room, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        room.capture(replace(room.words, **wrong))  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert room.outbox() == []


def test_another_workspaces_things_are_not_found(room: Room) -> None:
    kept = room.capture(room.words)
    stranger = replace(room.huong, workspace_id=room.huong.workspace_id + 1)
    with room.world.database.write() as session:
        with pytest.raises(NotFound):
            feedback.capture(session, stranger, room.words, NOW)
        with pytest.raises(NotFound):
            cards.show(session, stranger, kept.id, NOW)
        with pytest.raises(NotFound):
            feedback.close(session, stranger, kept.items[0].id, NOW)


def test_without_a_channel_the_lead_gets_the_card(room: Room) -> None:
    minh = room.world.person("U02MINH")
    with room.world.database.write() as session:
        room.huong.begin(session, "project", NOW)
        session.get_one(Project, room.project).channel = None
    room.capture(room.words, minh)
    assert [card.recipient for card in room.outbox()] == ["U01HUONG"]


def test_the_lead_gets_the_card_of_a_channel_that_cannot_show_it_once(room: Room) -> None:
    kept = room.capture(room.words)
    for _ in range(2):
        with room.world.database.write() as session:
            cards.hand_to_lead(session, room.huong.workspace_id, kept.id)
    assert [card.recipient for card in room.outbox()] == ["C02MOCAN", "U01HUONG"]


def test_without_a_lead_an_admin_hears_of_a_guests_words(room: Room) -> None:
    room.world.person("U02MINH", role=Role.ADMIN)
    with room.world.database.write() as session:
        room.huong.begin(session, "project", NOW)
        session.get_one(Project, room.project).ae_id = None
    kept = room.capture(replace(room.words, channel="C02MOCAN"), room.chi)
    with room.world.database.write() as session:
        cards.hand_to_lead(session, room.huong.workspace_id, kept.id)
    assert [card.recipient for card in room.outbox()] == ["C02MOCAN", "U02MINH"]


def test_the_form_offers_open_work_and_ones_own_projects_first(room: Room) -> None:
    minh = room.world.person("U02MINH")
    other = room.world.project(minh, "Hè 2027", "he-2027", channel=None)
    room.world.deliverable(room.huong, date(2026, 12, 1), title="Xong rồi", status=Status.DELIVERED)
    kv = room.world.deliverable(room.huong, date(2026, 12, 15))
    with room.world.database.read() as session:
        assert feedback.project_choices(session, room.huong) == (
            (room.project, "Tết 2027"),
            (other, "Hè 2027"),
        )
        offered = feedback.place(session, room.huong, room.project)
    assert [(one.id, one.title, one.round) for one in offered.deliverables] == [(kv, "KV chính", 1)]


def _pretend_sent(room: Room) -> None:
    with room.world.database.write() as session:
        card = session.scalars(select(Outbox)).one()
        card.state, card.ts = OutboxState.SENT, "1764.02"
