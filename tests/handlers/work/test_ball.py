"""Who holds the ball, through Slack's doors: asked in one's own words, and in the status."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from desk.ball.ball import Ball, Share, Spent, Who
from desk.ball.holding import Side
from desk.day.ask_names import Line
from desk.day.ball import Holding, Times
from desk.work.supplier import NAME_LENGTH
from handlers.core.i18n import LANGUAGES, Catalogs
from handlers.day import holding_views
from handlers.work import ball_views
from storage.client.client import Client
from storage.people.member import Department
from storage.project.project import Project
from storage.work.deliverable import Deliverable, Status
from tests.handlers.conftest import CHI, HUONG, LAN, Office, shows
from tests.support.limits import assert_fits

NASTY = "<!channel> & <https://x.vn|đừng> *~_` 🧧 " * 20
PROJECT = "moc-an-tet-2027"
LATE, LATER = date(2026, 11, 20), date(2026, 12, 15)


@pytest.fixture
def busy(office: Office) -> Office:
    """Late work that the client has had since Monday 09:00, a review, and two pieces that Lan works on."""
    for title, due, status in (
        ("TVC 15s", LATE, Status.WITH_CLIENT), ("KV chính", LATER, Status.INTERNAL_REVIEW),
        ("Landing page", LATER, Status.IN_PROGRESS), ("Banner", LATER, Status.BRIEFED),
    ):  # fmt: skip
        office.world.deliverable(office.lan, due, project=PROJECT, title=title, status=status)
    office.bot.clock.forward(days=2)  # Wednesday: Tuesday was a holiday
    return office


def press(answer: Any, label: str) -> dict[str, Any]:
    """The button with this label."""
    rows = [one for one in answer.body["blocks"] if one["type"] == "actions"]
    (found,) = (one for row in rows for one in row["elements"] if one["text"]["text"] == label)
    return dict(found)


@pytest.mark.parametrize("channel", ["D1", "C02MOCAN"])
@pytest.mark.parametrize("said", ["Ai đang giữ bóng?", "mình đang chờ ai?", "who are we waiting for?"])
def test_who_is_waited_for_is_answered_with_since_when_and_how_long(
    busy: Office, said: str, channel: str
) -> None:
    answer = busy.bot.command(HUONG, "/ae", said, channel=channel)
    shows(answer, "Ai đang giữ bóng", "Khách (1) từ Th 2, 23/11", "Account (1)", f"<@{LAN}> (2)")
    shows(answer, "TVC 15s", "Khách từ Th 2, 23/11, 1 ngày", "chờ khách duyệt")
    assert ("Landing page" in answer.words) == (channel == "C02MOCAN"), "anywhere: only who is waited for"


@pytest.mark.on_both
def test_it_is_answered_by_project_by_client_and_for_one_piece_of_work(busy: Office) -> None:
    for said in ("Mộc An Tết 2027 bóng đang ở ai?", "đang chờ ai bên Mộc An?"):
        answer = busy.bot.command(HUONG, "/ae", said, channel="D1")
        shows(answer, "*Mộc An Tết 2027*", "TVC 15s", "Landing page")
    answer = busy.bot.command(HUONG, "/ae", "TVC 15s đang chờ ai?", channel="D1")
    shows(answer, "TVC 15s", "Khách từ Th 2, 23/11")
    assert "Landing page" not in answer.words


@pytest.mark.on_both
def test_a_client_with_two_projects_is_answered_about_both(busy: Office) -> None:
    busy.world.project(busy.huong, "Hè 2027", "he-2027", channel=None)
    with busy.world.database.write() as session:
        busy.huong.begin(session, "test", busy.bot.clock.now())
        client = Client(workspace_id=1, name="Sun World", folded="sun world", language="vi")
        session.add(client)
        session.flush()
        for one in session.query(Project):
            one.client_id = client.id
    busy.world.deliverable(busy.lan, LATER, project="he-2027", title="Standee", status=Status.WITH_CLIENT)
    answer = busy.bot.command(HUONG, "/ae", "Sun World đang chờ ai?", channel="D1")
    shows(answer, "Khách (2) từ Th 2, 23/11", "TVC 15s", "Standee", "Landing page")
    busy.world.project(busy.huong, "Khác", "khac", channel=None)
    busy.world.deliverable(busy.lan, LATE, project="khac", title="Poster", status=Status.WITH_CLIENT)
    busy.world.deliverable(busy.lan, LATE, project="he-2027", title="Banner hè", status=Status.CHANGES)
    for said, title in (("Sun World đang chờ ai?", "TVC 15s"), ("Sun World có gì trễ không?", "Banner hè")):
        answer = busy.bot.command(HUONG, "/ae", said, channel="D1")
        shows(answer, title)
        assert "Poster" not in answer.words, said
    answer = busy.bot.command(HUONG, "/ae", "Sun World chậm do ai?", channel="D1")
    shows(answer, "*Mộc An Tết 2027*: khách 1 ngày / agency 3 ngày")
    shows(answer, "*Hè 2027*: khách 1 ngày / agency 1 ngày")


def test_the_time_is_told_by_side_after_a_press_or_in_ones_own_words(busy: Office) -> None:
    answer = busy.bot.command(HUONG, "/ae", "Ai đang giữ bóng?", channel="C02MOCAN")
    button = press(answer, "Mộc An Tết 2027 chậm do ai?")
    busy.bot.action(HUONG, button["action_id"], button["value"], channel="D1", response_url=busy.slack.hook)
    told = json.dumps(busy.slack.wait("hook"), ensure_ascii=False)
    for words in ("khách 1 ngày / agency 3 ngày", "TVC 15s", "trễ 2 ngày làm việc", "một ngày là 9 giờ"):
        assert words in told
    for said in ("Mộc An chậm do ai?", "báo cáo chậm Mộc An", "khách giữ bao lâu bên Mộc An?"):
        shows(busy.bot.command(HUONG, "/ae", said, channel="D1"), "khách 1 ngày / agency 3 ngày")
    answer = busy.bot.command(HUONG, "/ae", "TVC 15s chậm do ai?", channel="D1")
    shows(answer, "khách 1 ngày / agency 0 ngày")
    shows(busy.bot.command(HUONG, "/ae", "chậm do ai?", channel="D1"), "Mộc An Tết 2027")


@pytest.mark.on_both
def test_english_readers_are_answered_in_english(busy: Office) -> None:
    busy.english(HUONG)
    shows(
        busy.bot.command(HUONG, "/ae", "who are we waiting for?", channel="C02MOCAN"),
        "The ball is with: Client (1) since Mon 23/11", "TVC 15s", "Client since Mon 23/11, 1 days",
    )  # fmt: skip
    shows(
        busy.bot.command(HUONG, "/ae", "who delayed Mộc An?", channel="D1"),
        "client 1 days / agency 3 days", "late by 2 working days",
    )  # fmt: skip


@pytest.mark.on_both
def test_the_status_has_one_line_of_it_and_none_when_nothing_is_open(busy: Office) -> None:
    for command in (("/ae", "status moc an"), ("/status", "moc an")):
        words = busy.bot.command(HUONG, *command, channel="D1").words
        assert words.count("Bóng ở: Khách (1) từ Th 2, 23/11 · Account (1)") == 1
    with busy.world.database.write() as session:
        busy.huong.begin(session, "test", busy.bot.clock.now())
        for one in session.query(Deliverable):
            one.status = Status.DELIVERED
    assert "Bóng ở" not in busy.bot.command(HUONG, "/ae", "status moc an", channel="D1").words
    shows(busy.bot.command(HUONG, "/ae", "mình đang chờ ai?", channel="D1"), "Không có việc nào đang chờ ai")


def test_a_guest_reads_the_clients_status_and_nothing_of_the_ball(busy: Office) -> None:
    for said in ("mình đang chờ ai?", "who are we waiting for?", "status", "chậm do ai?", "delay report"):
        answer = busy.bot.command(CHI, "/ae", said, channel="C02MOCAN")
        for hidden in ("bóng", "Bóng", "ball", "ngày /", "Account", LAN):
            assert hidden not in answer.words, (said, hidden)
    shows(busy.bot.command(CHI, "/ae", "mình đang chờ ai?", channel="C02MOCAN"), "Đang chờ khách (1)")
    shows(busy.bot.command(CHI, "/ae", "chậm do ai?", channel="C02MOCAN"), "Đã nhận góp ý")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_answers_fit(language: str) -> None:
    t, day = Catalogs("vi").translator(language), date(2026, 11, 23)
    whos = [Who(Side.CLIENT), *(Who(Side.SUPPLIER, supplier=f"{n}{NASTY}"[:NAME_LENGTH]) for n in range(3))]
    whos += [*(Who(Side.DEPARTMENT, department=one) for one in Department)]
    whos += [Who(Side.PERSON, f"U{number:010}") for number in range(500)]
    shares = [Share(one, 9999, day) for one in whos]
    line = Line(1, NASTY[:300], NASTY[:200], "x", LAN, day, 600, Status.INTERNAL_REVIEW, 99, is_late=True)
    held = [(line, Ball(one, day, 99999)) for one in whos[:10]]
    holding = Holding(shares, held, 500, [NASTY[:200]] * 3, day)
    spent = [Spent(1, NASTY[:300], 99999, 99999, 99999, 99)] * 10
    for message in (
        holding_views.holding(t, holding),
        holding_views.holding(t, Holding((), (), 0, [NASTY[:200]], day)),
        holding_views.times(t, [Times(NASTY[:200], 99999, 99999, 99999, spent, 500)]),
        holding_views.times(t, [Times("", 0, 0, 0, (), 0)]),
        holding_views.times(t, [Times(NASTY[:200], 99999, 99999, 99999, spent, 500)] * 60),
    ):
        assert_fits(message)
    assert len(ball_views.line(t, shares, day) or "") < 500
