"""History and undo through Slack's doors, and how they look at their worst."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event

from desk.core.changes import Did
from desk.core.feature import collected
from desk.history.history import PAGE, ChangeShown, Field, Page, Root, Thing
from desk.history.undo import Undone
from desk.work import deliverable
from desk.work.deliverable import Status
from handlers.core.i18n import LANGUAGES, Catalogs, Translator
from handlers.history import history_views as views
from handlers.history import undo_views
from storage.work.deliverable import Deliverable
from tests.handlers.conftest import CHI, HUONG, LAN, Office, shows
from tests.support.limits import assert_fits

TODAY = date(2026, 11, 23)
NASTY = "<!channel> & <https://x.vn|đừng> *~_` 🧧 " * 80


@pytest.fixture(params=LANGUAGES)
def t(request: pytest.FixtureRequest) -> Translator:
    return Catalogs("vi").translator(request.param)


def work(office: Office, text: str = "KV chính @lan 15/12") -> None:
    shows(office.bot.command(HUONG, "/ae", f"add moc-an-tet-2027 {text}"), "Đã thêm")


def move(office: Office, day: date, who: str = HUONG, why: str = "khách dời") -> None:
    actor = office.huong if who == HUONG else office.lan
    with office.world.database.write() as session:
        deliverable.move(session, replace(actor, known=True), 1, day, None, why, office.bot.clock.now())


@pytest.mark.on_both
@pytest.mark.parametrize("asked", ["moc an 1", "mộc an #1", "#1", "1"])
def test_a_deliverable_tells_who_changed_what_when_and_why(office: Office, asked: str) -> None:
    work(office)
    move(office, date(2026, 12, 18), LAN)
    answer = office.bot.command(HUONG, "/ae", f"history {asked}", channel="C02MOCAN")
    shows(answer, "#1 KV chính", "Dời ngày", "U03LAN", "khách dời", "hạn: Th 3, 15/12 → Th 6, 18/12")
    assert answer.words.index("Dời ngày") < answer.words.index("Thêm hạng mục")


def test_a_project_whose_name_ends_in_a_number_is_meant_by_its_name(office: Office) -> None:
    work(office)
    answer = office.bot.command(HUONG, "/ae", "history Mộc An Tết 2027")
    shows(answer, "Lịch sử · Mộc An Tết 2027", "Thêm hạng mục", "Phạm Ngọc Lan")
    shows(office.bot.command(HUONG, "/ae", "history moc an #9"), "Không có hạng mục #9")
    shows(office.bot.command(CHI, "/ae", "history moc an"), "chỉ dành cho người trong agency")


def test_pages_turn_and_ask_as_many_questions_however_much_there_is(office: Office) -> None:
    work(office)
    asked: list[str] = []
    event.listen(
        office.bot.liaison.database.engine, "before_cursor_execute", lambda *told: asked.append(told[2])
    )
    counts = []
    for months in (12, 1):
        for day in range(1, PAGE + 2):
            move(office, date(2026 + (months == 1), months, day))
        asked.clear()
        office.bot.command(HUONG, "/ae", "history moc an")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    answer = office.bot.command(HUONG, "/ae", "history moc an")
    older = next(one for one in buttons(answer.body["blocks"]) if one["action_id"] == "history.older")
    turned = press(office, "history.older", older["value"])
    assert ("history.newest" in turned, "'replace_original': True" in turned) == (True, True)
    assert "08/01" not in turned


@pytest.mark.on_both
def test_the_menu_of_what_is_closed_and_every_small_form_lead_to_it(office: Office) -> None:
    work(office)
    office.bot.action(HUONG, "deliverable.menu", "edit/1")
    form = office.opened()
    (open_it,) = [block["accessory"] for block in form["blocks"] if "accessory" in block]
    office.bot.action(HUONG, open_it["action_id"], open_it["value"], view=form | {"id": "V1", "state": {}})
    assert "KV chính" in str(office.opened("views.push"))
    office.bot.action(HUONG, "deliverable.menu", "history/1")
    assert "Thêm hạng mục" in str(office.opened())


def test_undo_says_what_it_would_do_asks_and_does_it_once(office: Office) -> None:
    work(office)
    move(office, date(2026, 12, 18))
    answer = office.bot.command(HUONG, "/ae", "undo")
    shows(answer, "Dời ngày", "15/12 → Th 6, 18/12", "confirm", "undo.press")
    (button,) = buttons(answer.body["blocks"])
    said = press(office, "undo.press", button["value"], trigger_id="one")
    assert ("Đã hoàn tác" in said, "18/12 → Th 3, 15/12" in said) == (True, True)
    office.bot.action(HUONG, "undo.press", button["value"], trigger_id="one")  # a replay
    assert office.rows(Deliverable)[0].due_on == date(2026, 12, 15)
    assert "đã được hoàn tác rồi" in press(office, "undo.press", button["value"])
    move(office, date(2026, 12, 21))
    assert "Gõ lại `/ae undo`" in press(office, "undo.press", button["value"])
    shows(office.bot.command(LAN, "/ae", "undo"), "chưa đổi gì")
    shows(office.bot.command(CHI, "/ae", "undo"), "chỉ dành cho người trong agency")


def test_undoing_an_addition_says_that_nothing_is_deleted(office: Office) -> None:
    work(office)
    shows(office.bot.command(HUONG, "/ae", "undo"), "+ #1 KV chính", "không bị xoá", "Dự án: Mộc An Tết 2027")


def press(office: Office, action: str, value: str, **more: str) -> str:
    office.bot.action(HUONG, action, value, response_url=office.slack.hook, **more)
    return str(office.slack.wait("hook"))


def buttons(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for block in blocks if block["type"] == "actions" for one in block["elements"]]


def told(fields: int, things: int = 60) -> ChangeShown:
    values = (NASTY, Status.CHANGES, date(2027, 1, 1), datetime(2026, 1, 1, tzinfo=UTC), True, 1439, None)
    names = (
        "definition_of_done",
        "status",
        "due_on",
        "done_at",
        "external",
        "due_minute",
        "channel",
        "language",
    )
    rows = tuple(
        Field(names[n % len(names)], None, values[n % len(values)] if n % 8 != 7 else "vi")
        for n in range(fields)
    )
    thing = Thing("deliverable", 1, 999, NASTY, Did.CHANGED, rows)
    added = replace(
        thing, did=Did.ADDED, fields=(Field("owner_id", None, NASTY), Field("due_on", None, TODAY))
    )
    gone = replace(thing, entity="feedback_item", did=Did.REMOVED)
    return ChangeShown(
        1,
        "U01HUONG",
        "deliverable.edit",
        NASTY,
        datetime(2026, 11, 23, 9, tzinfo=UTC),
        (added, gone, *[thing] * things),
        440,
    )


def test_the_worst_page_fits(t: Translator) -> None:
    changes = tuple([told(8)] * PAGE)
    for page in (
        Page(NASTY[:80], 999, NASTY[:150], Root("deliverable", 10**9), TODAY, changes, 10**12, False),
        Page("x", None, None, Root("project", 1), TODAY, (), None, True),
    ):
        shown = views.message(t, page)
        assert_fits(shown)
        assert_fits(views.view(t, page))
        assert "<!channel>" not in str(shown.blocks[1:])  # the first is a header, where it is only text
    for verb in collected().verbs:
        last = Undone(10**12, replace(told(1), verb=verb), (NASTY,) * 500)
        assert_fits(undo_views.question(t, last, TODAY))
        assert_fits(undo_views.done(t, last, TODAY))
