"""Briefs as they are taken, versioned, announced, and shown to each audience."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desk.brief import brief, drafts, versions
from desk.brief.brief import CRITICAL, LENGTH, SOURCE_LENGTH, SUPPORTING, TEMPLATES, BriefForm
from desk.brief.versions import BriefForTeam
from desk.core.actor import Actor
from desk.core.errors import Invalid, NotAllowed, NotFound
from desk.project import project
from desk.text.money.values import Amount, Per, Vat
from storage.brief.brief import Brief, BriefVersion
from storage.database.engine import Database
from storage.database.history import ChangeRow
from storage.messages.draft import Draft
from storage.messages.outbox import Outbox, OutboxState
from storage.project.project import Project, ProjectState
from tests.desk.brief.test_briefs_data import seen_on
from tests.support.world import NOW, World

TODAY = date(2026, 11, 23)
FIELDS = {
    "objective": "Bán 10.000 hộp",
    "metric": "Số hộp",
    "audience": "Mẹ trẻ",
    "message": "Chua mà ngọt",
    "deliverables": "- KV chính @lan 15/12\nTVC 30s <@U03LAN> 20/12\nBanner @ngoai.le",
    "deadline": "thứ 6 tuần sau",
    "budget": "500tr",
    "approver": "Chị Chi",
}
FORM = BriefForm(None, "Ra mắt sữa chua", "Mộc An", "C05SUA", "kv", FIELDS, "Nguyên văn của khách", "")


@dataclass
class Room:
    """An AE, a colleague, a client's person, and a project without a brief."""

    world: World
    huong: Actor
    lan: Actor
    chi: Actor
    project: int

    def submit(
        self, told: BriefForm, who: Actor | None = None, earlier: int | None = None, now: datetime = NOW
    ) -> BriefForTeam:
        with self.world.database.write() as session:
            return brief.submit(session, who or self.huong, told, now, earlier=earlier)

    def change(self, base: int, fields: Mapping[str, str], **parts: Any) -> BriefForTeam:
        """A next version from a form that showed these fields, filled with version `base`."""
        now = parts.pop("now", NOW)
        told = replace(FORM, project_id=self.project, fields=fields, why="Khách đổi ý", base=base)
        return self.submit(told, now=now, **parts)

    def all(self, table: Any) -> list[Any]:
        with self.world.database.read() as session:
            return list(session.scalars(select(table).order_by(table.id)))

    def posted(self, state: OutboxState) -> None:
        """What delivery did with the first card."""
        with self.world.database.write() as session:
            card = session.scalars(select(Outbox)).first()
            assert card
            card.state, card.channel, card.ts = state, card.recipient, "1.1"


@pytest.fixture
def room(database: Database) -> Room:
    world = World(database)
    huong = world.person("U01HUONG", "Nguyễn Thu Hương")
    lan = world.person("U03LAN", "Phạm Ngọc Lan")
    chi = world.person("U06CHI", "Trần Mai Chi", guest=True)
    return Room(world, huong, lan, chi, world.project(huong))


def test_a_brief_starts_its_project_in_the_same_transaction(room: Room) -> None:
    kept = room.submit(replace(FORM, source="Xem https://mocan.vn/a, <https://mocan.vn/b|đây>"))
    made = room.all(Project)[-1]
    assert (made.id, made.name, made.channel, made.ae_id) == (
        kept.project_id, "Ra mắt sữa chua", "C05SUA", room.huong.member_id,
    )  # fmt: skip
    assert (kept.version, kept.template, kept.deadline, kept.author) == (
        1, "kv", date(2026, 12, 4), "U01HUONG",
    )  # fmt: skip
    assert kept.fields == FIELDS
    assert kept.links == ["https://mocan.vn/a,", "https://mocan.vn/b"]
    (card,) = room.all(Outbox)
    assert (card.kind, card.recipient, card.subject) == ("brief", "C05SUA", f"brief:{kept.id}")
    with pytest.raises(Invalid):
        room.submit(replace(FORM, name="Dự án khác", fields=FIELDS | {"deadline": "gấp"}))
    assert len(room.all(Project)) == 2


REFUSED = [
    *((name, "  ", "error.brief_missing") for name in CRITICAL),
    *((name, "x" * (LENGTH + 1), "error.brief_long") for name in (*CRITICAL, *SUPPORTING)),
    ("deadline", "ASAP", "error.brief_deadline_urgent"),
    ("deadline", "gấp", "error.brief_deadline_urgent"),
    ("deadline", "31/02", "error.brief_deadline_impossible"),
    ("deadline", "01/11/2026", "error.brief_deadline_past"),
    ("deadline", "khi nào xong", "error.brief_deadline_unknown"),
    ("deadline", "Chờ chị Mai báo", "error.brief_deadline_unknown"),
    ("deadline", "T6 5/12", "error.brief_deadline_which"),
    ("deadline", "tuần sau", "error.brief_deadline_which"),
    ("budget", "nhiều", "error.brief_budget"),
    ("budget", "vài chục triệu", "error.brief_budget"),
    ("budget", "-5tr", "error.brief_budget_which"),
    ("budget", "gói A 90tr, gói B 120tr", "error.brief_budget_which"),
]


@pytest.mark.parametrize(("field", "text", "reason"), REFUSED)
def test_a_field_that_cannot_be_taken(field: str, text: str, reason: str) -> None:
    problems = brief.check(FIELDS | {field: text}, seen_on(TODAY))
    assert {name: problem.reason for name, problem in problems.items()} == {field: reason}


BUDGETS = {
    "chưa chốt": None, "TBD": None, "khách chưa nói": None, "theo file": None,
    "300-500tr": Amount(300_000_000, 500_000_000, "VND"),
    "1,2 tỷ": Amount(1_200_000_000, 1_200_000_000, "VND"),
    "$20,000": Amount(20_000_00, 20_000_00, "USD"),
    "tầm 1 tỷ 2 đã VAT": Amount(1_200_000_000, 1_200_000_000, "VND", vat=Vat.AFTER),
    "1 tỷ 50": Amount(1_050_000_000, 1_050_000_000, "VND"),
    "45tr/tháng chưa VAT": Amount(45_000_000, 45_000_000, "VND", Per.MONTH, Vat.BEFORE),
    "max 500tr": Amount(None, 500_000_000, "VND", ceiling=500_000_000),
    "300tr KOL + 200tr media": Amount(500_000_000, 500_000_000, "VND"),
    "800 000 000 đ": Amount(800_000_000, 800_000_000, "VND"),
    "THB 200,000": Amount(200_000_00, 200_000_00, "THB"),
    "50 củ": Amount(50_000_000, 50_000_000, "VND"),
    "35m, VAT included": Amount(35_000_000, 35_000_000, "VND", vat=Vat.AFTER),
}  # fmt: skip


@pytest.mark.parametrize(("text", "amount"), BUDGETS.items())
def test_a_budget_is_taken_as_it_was_meant(room: Room, text: str, amount: Amount | None) -> None:
    kept = room.submit(replace(FORM, fields=FIELDS | {"budget": text}))
    assert (kept.amount, kept.fields["budget"]) == (amount, text)
    with room.world.database.read() as session:
        assert versions.show(session, room.huong, kept.project_id, NOW) == kept


@pytest.mark.parametrize("text", ["chưa chốt", "khách chưa nói", "TBD", "not fixed yet", "theo file"])
def test_a_deadline_that_is_not_known_yet_is_taken_so(room: Room, text: str) -> None:
    kept = room.submit(replace(FORM, project_id=room.project, fields=FIELDS | {"deadline": text}))
    assert (kept.deadline, kept.fields["deadline"]) == (None, text)
    later = room.change(1, versions.as_typed(kept) | {"deadline": "15/12/2026"})
    assert later.deadline == date(2026, 12, 15)


def test_of_two_readings_the_chosen_one_is_kept_with_its_words(room: Room) -> None:
    fields = FIELDS | {"deadline": "T6 5/12", "budget": "gói A 90tr, gói B 120tr"}
    asked = brief.check(fields, seen_on(TODAY))
    assert asked["deadline"].days == (date(2026, 12, 4), date(2026, 12, 5))
    assert {90_000_000, 120_000_000} <= {one.high for one in asked["budget"].amounts}
    chosen = {"deadline": "2026-12-05", "budget": "120000000/120000000/VND///"}
    with pytest.raises(Invalid):
        room.submit(replace(FORM, fields=fields, chosen=chosen | {"deadline": "2026-12-06"}))
    kept = room.submit(replace(FORM, project_id=room.project, fields=fields, chosen=chosen))
    assert (kept.deadline, kept.amount) == (date(2026, 12, 5), Amount(120_000_000, 120_000_000, "VND"))
    again = room.change(1, versions.as_typed(kept) | {"message": "Ngọt"})
    assert (again.deadline, again.amount, again.fields["deadline"]) == (kept.deadline, kept.amount, "T6 5/12")


def test_every_kind_of_work_asks_something_of_its_own() -> None:
    assert len(TEMPLATES) == 7
    for names in TEMPLATES.values():
        assert names
        assert not {*names} & {*CRITICAL, *SUPPORTING}


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"source": "x" * (SOURCE_LENGTH + 1)}, "source"),
        ({"why": "x" * (LENGTH + 1)}, "why"),
        ({"name": "  "}, "name"),
        ({"name": "tet 2027"}, "name"),
        ({"client": "x" * 81}, "client"),
    ],
)
def test_what_is_refused_stores_nothing(room: Room, parts: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        room.submit(replace(FORM, **parts))
    assert refused.value.field == field
    assert room.all(Brief) == room.all(BriefVersion) == room.all(Outbox) == []


def test_text_typed_in_pieces_is_stored_whole(room: Room) -> None:
    pieces = unicodedata.normalize("NFD", "Bữa cơm đoàn viên 🧧")
    kept = room.submit(replace(FORM, name=pieces, source=pieces, fields=FIELDS | {"message": pieces}))
    assert {kept.project, kept.source, kept.fields["message"]} == {"Bữa cơm đoàn viên 🧧"}


def test_a_next_version_says_why_and_leaves_the_one_before_as_it_was(room: Room) -> None:
    first = room.submit(replace(FORM, project_id=room.project))
    with pytest.raises(Invalid) as refused:
        room.submit(replace(FORM, project_id=room.project))
    assert refused.value.field == "why"
    later = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    second = room.change(1, FIELDS | {"message": "Ngọt"}, who=room.lan, now=later)
    assert (second.id, second.version, second.why, second.author) == (first.id, 2, "Khách đổi ý", "U03LAN")
    with room.world.database.read() as session:
        newest, oldest = versions.versions(session, room.huong, room.project, later)
        assert versions.show(session, room.huong, room.project, later) == newest == second
    assert replace(oldest, newest=1, today=first.today) == first
    assert newest.at.date() == date(2026, 11, 25)  # three in the morning in Ho Chi Minh City
    assert [one.verb for one in room.all(ChangeRow)][-2:] == ["brief", "brief"]


def test_another_budget_is_for_those_who_lead_the_project(room: Room) -> None:
    room.submit(replace(FORM, project_id=room.project))
    with pytest.raises(NotAllowed) as refused:
        room.change(1, FIELDS | {"budget": "600tr"}, who=room.lan)
    assert refused.value.reason == "error.budget_not_yours"
    assert room.change(1, FIELDS | {"budget": "600tr"}).fields["budget"] == "600tr"


def test_a_change_keeps_what_its_form_did_not_show_and_the_date_that_was_meant(room: Room) -> None:
    first = room.submit(replace(FORM, project_id=room.project, fields=FIELDS | {"background": "Bối cảnh"}))
    shown = {name: text for name, text in versions.as_typed(first).items() if name != "background"}
    assert shown["deadline"] == "04/12/2026"
    second = room.change(1, shown | {"budget": "600tr"}, now=NOW + timedelta(days=8))
    assert (second.fields["background"], second.deadline) == ("Bối cảnh", first.deadline)
    third = room.change(2, versions.as_typed(second) | {"background": ""})
    assert "background" not in third.fields


def test_two_who_change_it_at_once_keep_each_others_words(room: Room) -> None:
    first = room.submit(replace(FORM, project_id=room.project))
    room.change(1, versions.as_typed(first) | {"budget": "600tr"})
    third = room.change(1, versions.as_typed(first) | {"message": "Ngọt mà chua"})
    assert (third.version, third.fields["budget"], third.fields["message"]) == (3, "600tr", "Ngọt mà chua")


def test_briefs_of_one_moment_become_versions_one_after_another(room: Room) -> None:
    told = replace(FORM, project_id=room.project, why="Cùng lúc")

    def take(_: int) -> int:
        with room.world.database.write() as session:
            versions.find(session, room.huong, room.project, NOW)  # as forms do, before they submit
            return brief.submit(session, room.huong, told, NOW, earlier=None).version

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(take, range(12))) == [*range(1, 13)]
    assert len(room.all(Brief)) == 1


def test_a_corrected_form_stays_with_its_brief_and_may_empty_a_field(room: Room) -> None:
    first = room.submit(replace(FORM, fields=FIELDS | {"background": "Bối cảnh"}))
    told = replace(FORM, name="Tên khác", fields=FIELDS | {"budget": "600tr", "background": ""})
    again = room.submit(told, earlier=first.id)
    assert (again.id, again.version, again.project) == (first.id, 2, "Ra mắt sữa chua")
    assert again.fields == FIELDS | {"budget": "600tr"}
    assert len(room.all(Project)) == 2


@pytest.mark.every_row_on_both
@pytest.mark.parametrize(
    ("state", "then"),
    [(OutboxState.SENT, "redraw"), (OutboxState.PENDING, "redraw"), (OutboxState.DROPPED, "brief")],
)
def test_a_new_version_redraws_the_card_or_brings_it(room: Room, state: OutboxState, then: str) -> None:
    """A card that is not said yet may be on the line; its redraw goes with it if it is not."""
    first = room.submit(replace(FORM, project_id=room.project))
    room.posted(state)
    room.change(1, versions.as_typed(first) | {"budget": "600tr"})
    assert [row.kind for row in room.all(Outbox)] == ["brief", then]


def test_a_project_without_a_channel_shows_its_card_nowhere_until_it_has_one(room: Room) -> None:
    silent = room.world.project(room.huong, "Nội bộ", "noi-bo", channel=None)
    first = room.submit(replace(FORM, project_id=silent))
    again = replace(FORM, project_id=silent, why="Đổi ý", base=1)
    room.submit(replace(again, fields=versions.as_typed(first)))
    assert room.all(Outbox) == []
    with room.world.database.write() as session:
        settings = project.Settings("Nội bộ", "", "vi", "C07NOIBO", "U01HUONG", None)
        project.change(session, room.huong, silent, settings, NOW)
    assert [row.recipient for row in room.all(Outbox)] == ["C07NOIBO"]


@pytest.mark.every_row_on_both
@pytest.mark.parametrize(
    ("state", "client", "lives"),
    [
        (ProjectState.ACTIVE, "Mộc An", None),
        (ProjectState.ON_HOLD, "Mộc An", None),
        (ProjectState.CLOSED, "Đà Lạt Milk", None),
        (ProjectState.CLOSED, "mộc-an", "C02MOCAN"),
    ],
)
def test_a_new_project_lives_unasked_in_no_other_clients_channel(
    room: Room, state: ProjectState, client: str, lives: str | None
) -> None:
    with room.world.database.write() as session:
        settings = project.Settings("Tết 2026", "Mộc An", "vi", "C02MOCAN", "U01HUONG", None)
        project.change(session, room.huong, room.project, settings, NOW)
        project.set_state(session, room.huong, room.project, state, NOW)
    kept = room.submit(replace(FORM, channel="C02MOCAN", client=client))
    assert kept.channel == lives
    assert [row.recipient for row in room.all(Outbox)] == ([lives] if lives else [])


def test_a_client_sees_no_budget_and_nobodys_name(room: Room) -> None:
    kept = room.submit(FORM)
    with room.world.database.read() as session:
        seen = versions.for_client(session, room.huong.workspace_id, kept.id, NOW)
        whole = versions.for_team(session, room.huong.workspace_id, kept.id, NOW)
    assert seen.deliverables == "KV chính\nTVC 30s\nBanner"
    assert (seen.objective, seen.deadline) == ("Bán 10.000 hộp", date(2026, 12, 4))
    assert whole == kept


def test_people_from_outside_take_and_read_no_brief(room: Room) -> None:
    kept = room.submit(replace(FORM, project_id=room.project))
    with pytest.raises(NotAllowed):
        room.submit(FORM, who=room.chi)
    for read in (versions.show, versions.find, versions.versions):
        with room.world.database.read() as session, pytest.raises(NotAllowed):
            read(session, room.chi, room.project, NOW)
    with room.world.database.write() as session, pytest.raises(NotAllowed):
        brief.link(session, room.chi, kept.id, 1, "https://x.vn", NOW)


def test_what_is_not_there_is_said(room: Room) -> None:
    with room.world.database.read() as session:
        with pytest.raises(NotFound) as refused:
            versions.show(session, room.huong, room.project, NOW)
        assert refused.value.reason == "error.brief_none"
        assert versions.find(session, room.huong, room.project, NOW) is None
        with pytest.raises(NotFound):
            versions.for_team(session, room.huong.workspace_id, 999, NOW)
    kept = room.submit(replace(FORM, project_id=room.project))
    with room.world.database.read() as session, pytest.raises(NotFound):
        versions.for_team(session, room.huong.workspace_id + 1, kept.id, NOW)


def test_the_address_of_the_quoted_message_is_kept_once(room: Room) -> None:
    kept = room.submit(replace(FORM, source="https://mocan.vn/a"))
    for _ in range(2):
        with room.world.database.write() as session:
            brief.link(session, room.huong, kept.id, 1, "https://x.slack.com/p1", NOW)
    assert room.all(BriefVersion)[0].links == ["https://x.slack.com/p1", "https://mocan.vn/a"]


def test_drafts_keep_apart_by_form_and_by_what_they_are_about(room: Room) -> None:
    with room.world.database.write() as session:
        for form, about, text, at in (
            ("V1", "", "a", NOW), ("V2", "", "b", NOW + timedelta(hours=1)), ("V3", "7/1", "c", NOW),
        ):  # fmt: skip
            drafts.keep(session, room.huong, form, about, {"objective": text}, at)
    soon, late = NOW + timedelta(days=1), NOW + timedelta(days=15)
    with room.world.database.read() as session:
        newest = drafts.offered(session, room.huong, "", soon)
        assert newest == drafts.Kept("V2", {"objective": "b"})
        assert drafts.find(session, room.huong, "V1") == {"objective": "a"}
        assert drafts.offered(session, room.huong, "7/2", soon) is None
        assert drafts.offered(session, room.lan, "", soon) is None
        assert drafts.offered(session, room.huong, "", late) is None
    with room.world.database.write() as session:
        drafts.forget(session, room.huong, "V2", "V1")
        assert drafts.offered(session, room.huong, "", soon) is None
        drafts.keep(session, room.huong, "V4", "", {"objective": "d"}, late)
    assert [row.scope for row in room.all(Draft)] == ["V4"]
