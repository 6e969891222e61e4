"""Colleagues are taken out of what a client reads: as a whole, in any order, with or without accents."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from desk.brief import brief, versions
from desk.client import people_in_text
from desk.project import status
from storage.brief.brief import Brief
from storage.database.engine import Database
from storage.database.history import AuditedSession
from storage.people.member import Member
from tests.desk.test_every_change import FORM
from tests.support.world import NOW, World


@pytest.mark.on_both
@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("KV cho Nguyễn Thu Hương duyệt", "KV cho duyệt"),
        ("KV, nguyen thu huong", "KV,"),
        ("KV (Huong Nguyen Thu)", "KV"),
        ("KV @Nguyễn Thu Hương 15/12", "KV 15/12"),
        ("KV @Thu Hương và @lan.pham", "KV và"),
        ("<@U01HUONG> KV <@U0AIDO|ai đó>", "KV"),
        ("KV của Ngô Văn Cũ", "KV của"),
        ("KV @ai.do", "KV"),
        ("KV ＠Thu Hương", "KV"),
        ("<!subteam^S01|@creative> KV <!subteam^S02>", "KV"),
        ("Hoa Hồng chụp KV, tặng hoa hồng", "chụp KV, tặng hoa hồng"),
        ("Chị Trần Mai Chi duyệt", "Chị Trần Mai Chi duyệt"),
        ("Thu hương mùa thu, a@b.vn", "Thu hương mùa thu, a@b.vn"),
        ("Nguyễn\u200b Thu\u00a0Hương KV", "KV"),
    ],
)
def test_a_name_goes_whole_and_nothing_else_does(database: Database, text: str, left: str) -> None:
    world = World(database)
    workspace = world.person("U01HUONG", "Nguyễn Thu Hương").workspace_id
    for number, name in enumerate(("Phạm Ngọc Lan", "Hoa Hồng", "Ngô Văn Cũ")):
        world.person(f"U1{number}", name)
    world.person("U06CHI", "Trần Mai Chi", guest=True)
    with AuditedSession(database.engine) as session, session.no_autoflush:
        gone = session.scalars(select(Member).filter_by(name="Ngô Văn Cũ")).one()
        gone.gone = True
        assert people_in_text.of_workspace(session, workspace).without(text) == left


@pytest.mark.parametrize(
    "beside",
    [
        "{} (AE)",
        "[AE] {}",
        "{} | Account Manager | Sao Mai",
        "{} - AE",
        "{}, Account",
        "{} 🌸 AE",
        "{} (cô ấy)",
    ],
)
@pytest.mark.parametrize("name", ["Nguyễn Thu Hương", "Hương Nguyễn", "Công Tằng Tôn Nữ Ngọc Lan"])
def test_a_client_reads_no_colleagues_name_whatever_stands_beside_it_in_slack(
    database: Database, name: str, beside: str
) -> None:
    workspace = World(database).person("U01HUONG", beside.format(name)).workspace_id
    with database.read() as session:
        house = people_in_text.of_workspace(session, workspace)
    assert house.without(f"KV cho {name} duyệt, {name.upper()}") == "KV cho duyệt,"
    assert house.without(f"Sao Mai tặng KV với @{name}") == "Sao Mai tặng KV với"


def test_a_client_reads_no_word_of_a_name_of_three_words(database: Database) -> None:
    world = World(database)
    huong = world.person("U01HUONG", "Nguyễn Thu Hương")
    world.person("U02MINH", "Trần Quang Minh")
    world.project(huong)
    world.deliverable(huong, date(2026, 12, 15), title="KV với @Trần Quang Minh, minh quang tran")
    fields = dict(FORM.fields) | {
        "objective": "Bán 500 hộp, Trần Quang Minh phụ trách",
        "deliverables": "KV <@U01HUONG> <@U02MINH> 15/12\nVideo @minh 16/12 với Nguyen Thu Huong",
    }
    with database.write() as session:
        brief.submit(
            session, huong, brief.BriefForm(1, "", "", None, "tvc", fields, "", ""), NOW, earlier=None
        )
    with database.read() as session:
        number = session.scalars(select(Brief.id)).one()
        seen = versions.for_client(session, huong.workspace_id, number, NOW)
        picture = status.for_client(session, huong.workspace_id, 1, NOW)
    assert (seen.objective, seen.deliverables) == ("Bán 500 hộp, phụ trách", "KV\nVideo")
    assert [line.title for line in picture.upcoming.lines] == ["KV với,"]


def test_a_name_that_reads_like_an_inner_word_hides_no_line(database: Database) -> None:
    world = World(database)
    huong = world.person("U01HUONG", "Margin Hương")
    world.project(huong)
    fields = dict(FORM.fields) | {"deliverables": "KV 15/12 với <@U01HUONG>"}
    with database.write() as session:
        brief.submit(
            session, huong, brief.BriefForm(1, "", "", None, "tvc", fields, "", ""), NOW, earlier=None
        )
    with database.read() as session:
        number = session.scalars(select(Brief.id)).one()
        assert versions.for_client(session, huong.workspace_id, number, NOW).deliverables == "KV 15/12 với"
