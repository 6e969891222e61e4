"""Notes of a project, through Slack's doors."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from storage.client.client import Client
from storage.project.note import Note
from storage.project.project import Project
from tests.handlers.conftest import CHI, HUONG, LAN, Office, shows
from tests.support.app import Answer

WRITTEN = {
    "cho Mộc An: tránh màu hồng đậm": "tránh màu hồng đậm",
    "for Moc An: avoid dark pink": "avoid dark pink",
    "moc-an-tet-2027 tránh màu hồng đậm": "tránh màu hồng đậm",
    "Mộc An Tết 2027\ntránh màu đỏ\nlogo không nghiêng": "tránh màu đỏ\nlogo không nghiêng",
    "tránh màu hồng đậm": "tránh màu hồng đậm",  # the only project there is
}


def notes(office: Office) -> list[str]:
    return [row.text for row in office.rows(Note)]


def press(office: Office, answer: Answer, action_id: str, user: str = HUONG) -> str:
    """Press the first button of this kind; what is said then."""
    blocks: list[dict[str, Any]] = answer.body["blocks"]
    elements = [one for block in blocks for one in [*block.get("elements", []), block.get("accessory", {})]]
    found = next(one for one in elements if one.get("action_id") == action_id)
    office.bot.action(user, action_id, found["value"], response_url=office.slack.hook)
    return str(office.slack.wait("hook"))


@pytest.mark.every_row_on_both
@pytest.mark.parametrize("said", WRITTEN)
def test_a_note_is_kept_as_it_was_said_and_read_again(office: Office, said: str) -> None:
    answer = office.bot.command(HUONG, "/ae", f"note {said}", channel="C0ELSE")
    shows(answer, "Mộc An Tết 2027", WRITTEN[said].splitlines()[0])
    assert notes(office) == [WRITTEN[said]]
    office.english(HUONG)
    for asked in ("note Mộc An Tết 2027", "note Mộc An", "note moc-an-tet-2027", "note"):
        shows(office.bot.command(HUONG, "/ae", asked), "Notes on", WRITTEN[said].splitlines()[0], HUONG)
    shows(office.bot.command(LAN, "/ae", "status moc-an-tet-2027"), WRITTEN[said].splitlines()[0])
    assert notes(office) == [WRITTEN[said]]


def test_a_note_is_undone_by_undo_and_taken_off_by_its_button(office: Office) -> None:
    answer = office.bot.command(HUONG, "/ae", "note Mộc An: tránh màu hồng đậm")
    press(office, answer, "undo.press")
    assert notes(office) == []
    office.bot.command(HUONG, "/ae", "note Mộc An: tránh màu hồng đậm")
    office.bot.command(HUONG, "/ae", "note Mộc An: tránh màu hồng đậm")  # the same words are one note
    assert notes(office) == ["tránh màu hồng đậm"]
    said = press(office, office.bot.command(LAN, "/ae", "note Mộc An"), "note.drop", LAN)
    assert "chưa có ghi chú" in said
    assert notes(office) == []


def test_of_several_projects_it_is_asked_which_and_nothing_typed_is_lost(office: Office) -> None:
    office.world.project(office.huong, "Hè 2027", "he-2027", channel="C0HE")
    with office.world.database.write() as session:
        office.huong.begin(session, "test", office.bot.clock.now())
        client = Client(
            workspace_id=office.huong.workspace_id, name="Hạt Sen", folded="hat sen", language="vi"
        )
        session.add(client)
        session.flush()
        for row in session.scalars(select(Project)):
            row.client_id = client.id
    answer = office.bot.command(HUONG, "/ae", "note cho Hạt Sen: tránh màu hồng đậm", channel="D1")
    shows(answer, "Cho dự án nào", "tránh màu hồng đậm")
    assert notes(office) == []
    said = press(office, answer, "form.open")
    assert "Đã ghi chú" in said
    assert notes(office) == ["tránh màu hồng đậm"]


def test_said_in_a_sentence_one_press_keeps_it(office: Office) -> None:
    answer = office.bot.command(HUONG, "/ae", "lưu ý dự án Mộc An: logo không được nghiêng", channel="D1")
    assert notes(office) == []
    assert "Đã ghi chú" in press(office, answer, "form.open")
    assert notes(office) == ["logo không được nghiêng"]


@pytest.mark.parametrize("said", ["note Mộc An: x", "note Mộc An Tết 2027", "note", "status"])
def test_guests_neither_write_nor_read_notes(office: Office, said: str) -> None:
    office.bot.command(HUONG, "/ae", "note Mộc An: khách hay trễ")
    answer = office.bot.command(CHI, "/ae", said)
    assert "khách hay trễ" not in answer.text
    assert notes(office) == ["khách hay trễ"]


def test_a_note_that_is_too_long_is_refused_with_its_length(office: Office) -> None:
    shows(office.bot.command(HUONG, "/ae", f"note Mộc An: {'x' * 501}"), "501")
    assert notes(office) == []
