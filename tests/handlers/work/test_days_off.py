"""A date that is a day off is taken as it was typed, and softly told of."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.work.days_off_views import DayOffAction
from storage.work.deliverable import Deliverable
from tests.handlers.conftest import HUONG, Office, typed

SAID = {
    ("vi", "12/12"): "*KV*: Th 7, 12/12 là ngày nghỉ.",
    ("vi", "1/1/2027"): "*KV*: Th 6, 01/01 là ngày nghỉ (Tết Dương lịch).",
    ("en", "12/12"): "*KV*: Sat 12/12 is a day off.",
}


@pytest.mark.parametrize(("language", "typed_day"), list(SAID))
def test_a_day_off_is_saved_as_it_was_typed_and_said_beside_it(
    office: Office, language: str, typed_day: str
) -> None:
    if language == "en":
        office.english(HUONG)
    words = office.bot.command(HUONG, "/ae", f"add moc-an-tet-2027 KV @lan {typed_day}").words
    assert SAID[language, typed_day] in words, words
    (row,) = office.rows(Deliverable)
    assert row.due_on.isoweekday() == 6 or (row.due_on.month, row.due_on.day) == (1, 1)
    before = date(2026, 12, 11) if typed_day == "12/12" else date(2026, 12, 31)
    assert f"{row.id}/{before.isoformat()}" in words
    office.bot.action(HUONG, DayOffAction.KEEP, str(row.id))
    assert office.rows(Deliverable)[0].due_on == row.due_on
    office.bot.action(HUONG, DayOffAction.MOVE, f"{row.id}/{before.isoformat()}")
    assert office.rows(Deliverable)[0].due_on == before


def test_a_working_day_is_no_news_and_a_move_onto_a_day_off_is(office: Office) -> None:
    assert "day_off" not in office.bot.command(HUONG, "/ae", "add moc-an-tet-2027 KV @lan 11/12").words
    (row,) = office.rows(Deliverable)
    office.bot.action(
        HUONG, "deliverable.menu", f"move/{row.id}",
        actions=[{"type": "overflow", "action_id": "deliverable.menu", "block_id": "b",
                  "selected_option": {"value": f"move/{row.id}"}}],
    )  # fmt: skip
    form = office.opened()
    office.slack.calls.clear()
    office.bot.submit(HUONG, form, typed(form, due="2026-12-12"))
    assert DayOffAction.MOVE in str(office.slack.wait("chat.postEphemeral"))
