"""How deliverables look, as data: within Slack's limits at their worst, safe, and fit for their audience."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from desk.client.outside import WorkForClient
from desk.project.project import NAME_LENGTH, ProjectRef, ProjectState
from desk.work.cards import Item
from desk.work.client_card import CardForClient
from desk.work.deliverable import DONE_LENGTH, Department, Status
from desk.work.dependency import MOST, MOST_OFFERED, Choice
from desk.work.lines import MOST_LINES, TITLE_LENGTH, Fault, Read
from desk.work.supplier import NAME_LENGTH as SUPPLIER_LENGTH
from desk.work.waits import Piece, Supplier
from handlers.core.i18n import LANGUAGES, Catalogs, Translator
from handlers.core.reply import Message
from handlers.work import change_views, supplier_views
from handlers.work import deliverable_views as views
from tests.support.limits import assert_fits

TODAY = date(2026, 11, 23)
NASTY = "<!channel> & <https://x.vn|đừng> *~_` 🧧 " * 80
STATUSES = tuple(Status)
DAYS = (date(2026, 11, 25), date(2026, 11, 26))
WAITS = tuple(
    Piece(
        n, NASTY[:TITLE_LENGTH], 1, "U03LAN", n % 2 + 7, NASTY[:NAME_LENGTH], Status.BRIEFED, DAYS[0],
        is_running=True,
    )
    for n in range(MOST)
)  # fmt: skip


@pytest.fixture(params=LANGUAGES)
def t(request: pytest.FixtureRequest) -> Translator:
    return Catalogs("vi").translator(request.param)


def items(count: int, title: str = NASTY) -> list[Item]:
    return [
        Item(
            id=10**9 + n, number=n + 1, title=title[:TITLE_LENGTH], project_id=7, project=NASTY[:NAME_LENGTH],
            channel="C02MOCAN", language="vi", owner="U03LAN",
            due_on=date(2026, 11, 1 + n % 28), due_minute=1439, status=STATUSES[n % len(STATUSES)],
            definition_of_done=NASTY[:DONE_LENGTH], department=Department.CREATIVE,
            days_late=max(22 - n % 28, 0), today=date(2026, 11, 23), waits=WAITS,
        )
        for n in range(count)
    ]  # fmt: skip


def read(count: int) -> list[Read]:
    reasons = Fault(
        "error.line_owner_ambiguous", {"called": NASTY[:60], "names": ", ".join([NASTY[:60]] * 4)}
    )
    late = Fault("error.line_due_past", {"text": "20/11/2026"})
    return [Read(NASTY, NASTY, None, None, None, (reasons, late)) for _ in range(count)]


def outside(shown: list[Item]) -> CardForClient:
    """The same as a client may see it."""
    found = [WorkForClient(one.number, one.title, one.status, one.due_on, one.due_minute) for one in shown]
    return CardForClient(NASTY[:NAME_LENGTH], "vi", TODAY, found)


@pytest.mark.parametrize("count", [1, 20, MOST_LINES, MOST_LINES + 20])
def test_messages_fit_and_no_line_is_cut_away(t: Translator, count: int) -> None:
    shown = items(count)
    for message in (views.card(t, shown, "U01HUONG", TODAY), views.client_card(t, outside(shown))):
        check(message, min(count, views.MOST_ON_CARD), "&lt;!channel&gt;")
    if count <= MOST_LINES:
        check(views.saved(t, shown, NASTY[:NAME_LENGTH], TODAY, 1), count, "U03LAN")
        check(views.misread(t, read(count), 7, TODAY), count, "20/11/2026")


def check(message: Message, count: int, needle: str) -> None:
    assert_fits(message)
    texts = list(_mrkdwn(message.blocks))
    assert "".join(texts).count(needle) >= count
    assert not [text for text in (*texts, message.text) if "<!channel>" in text or "<https://" in text]


def _mrkdwn(thing: Any) -> Iterator[str]:
    if isinstance(thing, list):
        for one in thing:
            yield from _mrkdwn(one)
    elif isinstance(thing, dict):
        if thing.get("type") == "mrkdwn":
            yield thing["text"]
        for one in thing.values():
            yield from _mrkdwn(one)


def test_what_a_card_cannot_show_is_counted(t: Translator) -> None:
    more = views.card(t, items(views.MOST_ON_CARD + 3), "U01HUONG", TODAY)
    assert "3" in str(more.blocks[-2])


def test_forms_fit_and_carry_what_is_so_now(t: Translator) -> None:
    (item,) = items(1)
    offered = [(number, NASTY[:TITLE_LENGTH]) for number in range(MOST_OFFERED)]
    choice = Choice([(NASTY[:NAME_LENGTH], offered[number::5]) for number in range(5)], range(MOST))
    for what in views.CHANGES:
        assert_fits(change_views.form(t, what, item, DAYS, TODAY, "C02MOCAN", choice))
    form: dict[str, Any] = change_views.form(t, "edit", item, DAYS, TODAY, "C02MOCAN", choice)
    assert len(form["blocks"][-1]["element"]["initial_options"]) == MOST
    projects = [
        ProjectRef(
            n, f"p-{n}", NASTY[:NAME_LENGTH], None, "vi", "Asia/Ho_Chi_Minh", ProjectState.ACTIVE, 1, 2, None
        )
        for n in range(150)
    ]
    form = views.add_form(t, projects, 149, NASTY, "C02MOCAN")
    assert_fits(form)
    assert form["blocks"][0]["element"]["initial_option"]["value"] == "149"
    assert_fits(views.refused(t, "x", 7))


@pytest.mark.parametrize("status", STATUSES)
def test_small_messages_and_menus_fit_in_every_status(t: Translator, status: Status) -> None:
    item = replace(items(1)[0], status=status)
    for what in ("move", "reassign", "status", "edit"):
        assert_fits(views.changed(t, what, item, TODAY))
    assert_fits(views.snoozed(t, item, DAYS[0], TODAY))
    choices = [option["value"] for option in views.menu(t, item)["options"]]
    assert (f"done/{item.id}" in choices) == item.is_open
    assert (f"supplier/{item.id}" in choices) == item.is_open
    away = replace(item, supplier=Supplier(NASTY[:SUPPLIER_LENGTH], TODAY, TODAY))
    choices = [option["value"] for option in views.menu(t, away)["options"]]
    assert (f"back/{item.id}" in choices) == item.is_open
    assert_fits(views.card(t, [away] * views.MOST_ON_CARD, "U01HUONG", TODAY))
    assert_fits(supplier_views.form(t, away, [NASTY[n : n + SUPPLIER_LENGTH] for n in range(99)], "C02MOCAN"))
    for message in (supplier_views.waits(t, away, 1), supplier_views.returned(t, item, 1)):
        assert_fits(message)


def test_a_client_sees_title_date_and_status_alone(t: Translator) -> None:
    words = str(views.client_card(t, outside(items(9, "KV chính"))))
    assert "KV chính" in words
    for inside in ("U03LAN", "Phạm Ngọc Lan", "Sếp", "trễ", "late", "overflow", "action_id"):
        assert inside not in words


def test_what_stands_for_weeks_names_dates_and_what_is_asked_now_says_today(t: Translator) -> None:
    due_today = [replace(one, due_on=TODAY, days_late=0) for one in items(1, "KV")]
    late = [replace(one, due_on=date(2026, 11, 20), days_late=1) for one in items(1, "KV")]
    for shown in (due_today, late):
        lasting = str(views.card(t, shown, "", TODAY).blocks) + str(
            views.client_card(t, outside(shown)).blocks
        )
        assert t("common.today") not in lasting
        assert t.late(1, late[0].due_on, TODAY) not in lasting
        assert lasting.count(t.date(shown[0].due_on)) == 2
    assert t("common.today") in str(views.saved(t, due_today, "Mộc An", TODAY, 1).blocks)
