"""A project's zone that this machine does not know: its days are those of UTC, and nobody else notices."""

from __future__ import annotations

from datetime import date

import pytest

from storage.project.project import Project
from tests.handlers.conftest import HUONG, LAN, Office


@pytest.mark.on_both
def test_a_project_whose_zone_is_unknown_here_keeps_nobody_from_an_answer(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    other = office.world.project(office.huong, "Sữa Hạt", "sua-hat", channel="C09SUA")
    for slug in ("moc-an-tet-2027", "sua-hat"):
        office.world.deliverable(office.lan, date(2026, 11, 19), project=slug, title=f"KV {slug}")
    with office.world.database.write() as session:
        office.huong.begin(session, "test", office.bot.clock.now())
        session.get_one(Project, other).zone = "Mars/Olympus_Mons"
    for words in ("còn việc gì trễ không?", "mine", "việc nào đang chờ khách?", "note sua-hat"):
        answer = office.bot.command(LAN, "/ae", words)
        assert (answer.status, "ngoài dự kiến" in answer.words) == (200, False), (words, answer.words)
    late = office.bot.command(HUONG, "/ae", "còn việc gì trễ không?", channel="D1").words
    assert "KV moc-an-tet-2027" in late
    assert "KV sua-hat" in late
    for name in ("moc-an-tet-2027", "sua-hat"):
        assert f"KV {name}" in office.bot.command(HUONG, "/tiendo", name).words
    assert [one.getMessage() for one in caplog.records if one.exc_info] == []
