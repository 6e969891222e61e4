"""The App Home: what it shows, and that what is set in it is one change and is drawn again (F65)."""

from __future__ import annotations

import contextlib
import enum
import json
import re
import threading
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from desk.core.actor import Identity
from desk.feedback import feedback
from desk.feedback.lines import Line
from handlers.brief.question_views import QuestionAction
from handlers.brief.relay_views import RelayAction
from handlers.core.reply import Message
from handlers.day import home as home_tab
from storage.brief.brief import Brief, BriefVersion
from storage.brief.question import Question
from storage.brief.relay import Relay, RelayState
from storage.database.history import ChangeItem, ChangeRow
from storage.feedback.feedback import FeedbackKind
from storage.people.member import Department, Member, ProjectPerson, Role
from storage.project.project import Project, ProjectState
from storage.work.deliverable import Deliverable, Status
from tests.handlers.conftest import CHI, HUONG, LAN, MINH, Office, shows, typed
from tests.support.limits import assert_fits

HOME = {"id": "V9", "type": "home", "blocks": [], "state": {"values": {}}}
SETTINGS: dict[str, tuple[str, dict[str, Any], list[tuple[str, Any, Any]]]] = {
    "language": ("home.language", {"selected_option": {"value": "en"}}, [("language", None, "en")]),
    "hour": ("home.hour", {"selected_time": "08:30"}, [("digest_minute", None, 510)]),
    "quiet from": (
        "home.quiet_from", {"selected_time": "19:00"},
        [("quiet_from", None, 1140), ("quiet_to", None, 480)],
    ),
    "quiet to": (
        "home.quiet_to", {"selected_time": "07:00"}, [("quiet_from", None, 1200), ("quiet_to", None, 420)],
    ),
}  # fmt: skip


def press(office: Office, user: str, action: str, **chosen: Any) -> None:
    element = {"type": "x", "action_id": action, "block_id": "b"} | chosen
    answer = office.bot.action(
        user, action, channel="", actions=[element], view=HOME, container={"type": "view"}, response_url=None,
        message=None,
    )  # fmt: skip
    assert answer.status == 200


def turn(office: Office, user: str, page: str, number: str = "") -> dict[str, Any]:
    """Turn to this page of the Home; what it shows."""
    press(office, user, page, value=number or page)
    office.bot.liaison.services.later.settle(60)
    home: dict[str, Any] = office.slack.wait("views.publish")["view"]
    assert_fits(home)
    return home


def changed(office: Office, verb: str) -> list[list[tuple[str, Any, Any]]]:
    """The changes of this verb, each with its items."""
    with office.world.database.read() as session:
        rows = session.scalars(select(ChangeRow).where(ChangeRow.verb == verb).order_by(ChangeRow.id)).all()
        return [
            [
                (item.field, item.before, item.after)
                for item in session.scalars(
                    select(ChangeItem).where(ChangeItem.change_id == row.id).order_by(ChangeItem.field)
                )
            ]
            for row in rows
        ]


@pytest.mark.every_row_on_both
@pytest.mark.parametrize("what", SETTINGS)
def test_a_setting_changed_in_the_home_is_one_change_and_drawn_at_once(office: Office, what: str) -> None:
    action, chosen, items = SETTINGS[what]
    turn(office, LAN, "home.settings")
    press(office, LAN, action, **chosen)
    assert changed(office, "settings") == [items]
    home = office.slack.wait("views.publish")["view"]
    assert_fits(home)
    assert ("My settings" in str(home)) == (what == "language")
    assert next((value for value in chosen.values() if isinstance(value, str)), "") in str(home)


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_a_home_that_a_busy_database_did_not_give_is_said_to_be_old_and_the_press_to_be_kept(
    office: Office,
) -> None:
    office.bot.command(LAN, "/ae", "todo gọi nhà in")
    with office.world.database.engine.connect() as other:
        other.execute(text("LOCK TABLE relay IN ACCESS EXCLUSIVE MODE"))  # read by the Home alone
        press(office, LAN, "todo.done", value="1")
        told = office.slack.wait("chat.postMessage")["text"]
    assert "đã được ghi nhận, nhưng Home chưa vẽ lại được" in told
    assert len(changed(office, "todo.done")) == 1


@pytest.mark.parametrize(
    ("action", "hour", "why"),
    [("home.hour", "20:00", "19:00"), ("home.quiet_to", "09:30", "giờ yên lặng")],
)
def test_an_hour_at_which_no_digest_would_come_is_refused(
    office: Office, action: str, hour: str, why: str
) -> None:
    press(office, LAN, action, selected_time=hour)
    assert why in str(office.opened())
    assert changed(office, "settings") == []


def test_the_home_shows_what_waits_for_the_ae_and_is_drawn_after_a_form_opened_in_it(office: Office) -> None:
    one = office.world.deliverable(
        office.lan, date(2026, 12, 1), project="moc-an-tet-2027", title="KV", status=Status.INTERNAL_REVIEW
    )
    kinds = (FeedbackKind.QUESTION, FeedbackKind.OUT_OF_SCOPE, FeedbackKind.MUST)
    told = feedback.Capture(office.project, "…", tuple(Line(kind, f"Ý {kind}") for kind in kinds))
    huong = office.bot.meet(HUONG, "Nguyễn Thu Hương")
    with office.bot.database.write() as session:
        feedback.capture(session, huong, told, office.bot.clock.now())
    office.bot.event(HUONG, {"type": "app_home_opened", "tab": "home", "channel": "D1"})
    home = str(office.slack.wait("views.publish")["view"])
    assert all(words in home for words in ("Đang chờ bạn (3)", "2 góp ý", "*KV* chờ duyệt nội bộ"))
    press(office, HUONG, "deliverable.status", value=str(one))
    form = office.opened()
    office.bot.submit(HUONG, form, typed(form, status="with_client"))
    assert "Đang chờ bạn (2)" in str(office.slack.wait("views.publish")["view"])
    assert "chat.postMessage" not in [method for method, _ in office.slack.calls]
    press(
        office,
        HUONG,
        "form.open",
        value='{"verb": "feedback", "text": "show moc-an-tet-2027", "thread_ts": null}',
    )
    assert "Ý question" in str(office.opened())


def test_who_reads_english_has_an_english_home_and_leave(office: Office) -> None:
    office.world.projects["moc-an-tet-2027"] = office.project
    office.world.deliverable(office.huong, date(2026, 11, 20), project="moc-an-tet-2027", title="KV")
    with office.world.database.write() as session:
        office.huong.begin(session, "test", office.bot.clock.now())
        add_relay(session, office, add_brief(session, office, "Phố", 1), RelayState.WAITING)
    press(office, HUONG, "home.language", selected_option={"value": "en"})
    home = str(office.slack.wait("views.publish")["view"])
    pages: dict[str, tuple[str, ...]] = {
        "home.today": (
            "My work · Mon 23/11", "Overdue (1)", "*KV*", "Waiting for you (1)",
            "waits for Media to acknowledge", "Settings & help", "More…",
        ),
        "home.projects": ("the most troubled first", "🟡 Amber · *Mộc An Tết 2027*", "1 late"),
        "home.settings": (
            "My settings", "*Language*", "Hour of the morning digest", "Quiet hours", "*Leave*: none planned",
            "What Liaison does", "/ae remind",
        ),
    }  # fmt: skip
    assert pages["home.today"][0] in home
    for page, said in pages.items():
        shown = str(turn(office, HUONG, page))
        assert [words for words in said if words not in shown] == []
    shows(
        office.bot.command(HUONG, "/ae", "off 3 days @minh"),
        "*Leave*: Mon 23/11 to Thu 26/11, *Trần Quang Minh* stands in", "stand-in’s digest",
    )  # fmt: skip
    shows(office.bot.command(HUONG, "/ae", "off asap"), "“asap” is not understood", "/ae off 3 days")
    shows(office.bot.command(HUONG, "/ae", "off back"), "Welcome back")


@pytest.mark.on_both
def test_five_hundred_things_fit_into_one_home(office: Office) -> None:
    with office.bot.database.write() as session:
        office.huong.begin(session, "test", office.bot.clock.now())
        for number in range(500):
            owner = office.huong if number % 2 else office.lan
            session.add(
                Deliverable(
                    workspace_id=owner.workspace_id, project_id=office.project, number=number + 1,
                    title=f"{number} " + "*Ặ<&>" * 25, owner_id=owner.member_id,
                    due_on=date(2026, 11, 10 + number % 20),
                    status=Status.INTERNAL_REVIEW if number % 3 else Status.BRIEFED,
                )
            )  # fmt: skip
        for number in range(500):
            brief = add_brief(session, office, f"Dự án {number} " + "*Ặ<&>" * 9, number)
            state = list(RelayState)[number % 5]
            asked = add_relay(session, office, brief, state, "Ặ<&>" * 120)
            if state is RelayState.WAITING:
                session.add(
                    Question(
                        workspace_id=1, brief_id=brief, number=1, words={"": "Ặ<&>\n" * 200}, relay_id=asked,
                        asked_by_id=office.lan.member_id, asked_at=office.bot.clock.now(),
                    )
                )  # fmt: skip
    office.bot.event(HUONG, {"type": "app_home_opened", "tab": "home", "channel": "D1"})
    home = office.slack.wait("views.publish")["view"]
    assert_fits(home)
    kinds = ("chờ Media xác nhận", "*Media hỏi*", "*Media đã nhận*", "*Media từ chối*", "chờ duyệt nội bộ")
    assert [str(home).count(words) for words in kinds] == [5] * 5
    assert "Đang chờ bạn" in str(home)
    assert "Thêm…" in str(home["blocks"][-1])
    turn(office, HUONG, "home.projects")
    turn(office, HUONG, "home.further", "42")
    assert "Giờ yên lặng" in str(turn(office, HUONG, "home.settings"))


@pytest.mark.on_both
def test_who_leads_six_hundred_late_projects_still_gets_a_list_and_their_buttons(
    office: Office,
) -> None:
    with office.bot.database.write() as session:
        office.huong.begin(session, "test", office.bot.clock.now())
        for number in range(600):
            project = Project(
                workspace_id=1, name=f"{number} " + "Ặ<&>" * 19, folded=f"p {number}", slug=f"p-{number}",
                ae_id=office.huong.member_id, language="vi", zone="Asia/Ho_Chi_Minh",
                state=ProjectState.ACTIVE,
            )  # fmt: skip
            session.add(project)
            session.flush()
            session.add(
                Deliverable(
                    workspace_id=1, project_id=project.id, number=1, title="KV", status=Status.BRIEFED,
                    owner_id=office.lan.member_id, due_on=date(2026, 11, 10),
                )
            )  # fmt: skip
    mine = office.bot.command(HUONG, "/ae", "mine").body
    assert_fits(Message(mine["text"], mine["blocks"]))
    assert "KV" in str(mine["blocks"])
    office.bot.event(HUONG, {"type": "app_home_opened", "tab": "home", "channel": "D1"})
    home = office.slack.wait("views.publish")["view"]
    assert_fits(home)
    assert "Thêm…" in str(home["blocks"][-1])
    assert "trang 1/51" in str(turn(office, HUONG, "home.projects"))


def add_brief(session: Session, office: Office, name: str, number: int) -> int:
    """A running project that Hương leads and has the Media part in, with a brief; returns the brief's id."""
    project = Project(
        workspace_id=1, name=name, folded=f"p {number}", slug=f"p-{number}", ae_id=office.huong.member_id,
        language="vi", zone="Asia/Ho_Chi_Minh", state=ProjectState.ACTIVE, channel=f"C7P{number}",
    )  # fmt: skip
    session.add(project)
    session.flush()
    brief = Brief(workspace_id=1, project_id=project.id, version=1)
    session.add(brief)
    session.add(
        ProjectPerson(
            workspace_id=1, project_id=project.id, member_id=office.huong.member_id, part=Department.MEDIA
        )
    )
    session.flush()
    session.add(
        BriefVersion(
            workspace_id=1, brief_id=brief.id, number=1, author_id=office.huong.member_id, template="kv",
            source="", fields={}, links=[], at=office.bot.clock.now(),
        )
    )  # fmt: skip
    return brief.id


def add_relay(session: Session, office: Office, brief: int, state: RelayState, words: str = "") -> int:
    """What Media was given and, unless it still waits, Lan answered; returns the relay's id."""
    now, waits = office.bot.clock.now(), state is RelayState.WAITING
    row = Relay(
        workspace_id=1, brief_id=brief, version=1, department=Department.MEDIA, state=state, at=now,
        member_id=None if waits else office.lan.member_id, answered_at=None if waits else now,
        playback="" if state is RelayState.DECLINED else words, said=words,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


@pytest.mark.on_both
def test_a_brief_is_answered_asked_about_and_decided_from_the_home(office: Office) -> None:
    now = office.bot.clock.now()
    with office.world.database.write() as session:
        office.huong.begin(session, "test", now)
        briefs = [add_brief(session, office, f"Dự án {number}", number) for number in range(4)]
        waiting, played, wrong = (
            add_relay(session, office, brief, state, "Bán cho mẹ trẻ")
            for brief, state in zip(
                briefs, [RelayState.WAITING, *[RelayState.ACKNOWLEDGED] * 2], strict=False
            )
        )
        declined = add_relay(session, office, briefs[3], RelayState.DECLINED, "Kín lịch")
        session.add(
            Question(
                workspace_id=1, brief_id=briefs[0], number=1, words={"": "Gồm VAT?"}, relay_id=waiting,
                asked_by_id=office.lan.member_id, asked_at=now,
            )
        )  # fmt: skip
    office.bot.event(HUONG, {"type": "app_home_opened", "tab": "home", "channel": "D1"})
    home = office.slack.wait("views.publish")["view"]
    assert_fits(home)
    assert "Đang chờ bạn (5)" in str(home)
    left = ["chờ Media xác nhận", "*Media hỏi*", "hiểu là", "*Media từ chối*"]
    assert [str(home).count(words) for words in left] == [1, 1, 2, 1]
    project = next(row.id for row in office.rows(Project) if row.name == "Dự án 0")
    again = next(row.id for row in office.rows(Project) if row.name == "Dự án 3")
    forms: list[tuple[enum.StrEnum, str, dict[str, str]]] = [
        (
            RelayAction.ACKNOWLEDGE, str(waiting),
            {"playback": "Bán 500 hộp.", "objective": "else", "audience": "else"},
        ),
        (QuestionAction.ANSWER, f"{project}/1", {"answer": "Có"}),
        (RelayAction.CORRECT, str(wrong), {"said": "Cho bà nội"}),
    ]  # fmt: skip
    counts = []
    for action, value, values in forms:
        press(office, HUONG, action, value=value)
        form = office.opened()
        office.bot.submit(HUONG, form, typed(form, **values), view_id=f"F{action}")
        counts.append(waits(office))
    for action, value in ((RelayAction.CONFIRM, str(played)), (RelayAction.AGAIN, str(again))):
        press(office, HUONG, action, value=value)
        counts.append(waits(office))
    # What was waited for is now a playback to confirm; what is given out again waits for Hương's own answer.
    assert counts == [5, 4, 3, 2, 2]
    assert {row.id: row.state.value for row in office.rows(Relay)} == {
        waiting: "acknowledged", played: "confirmed", wrong: "corrected", declined: "waiting",
    }  # fmt: skip
    assert "chat.postMessage" not in [method for method, _ in office.slack.calls]


def waits(office: Office) -> int:
    """How many things wait, as the Home that was drawn last says."""
    found = re.search(r"Đang chờ bạn \((\d+)\)", str(office.slack.wait("views.publish")["view"]))
    return int(found[1]) if found else 0


LEAVES = {
    "3 ngày": ("2026-11-23", "2026-11-26", None),  # Tuesday is a holiday
    "3 days from 25/11 <@U02MINH>": ("2026-11-25", "2026-11-27", MINH),
    "24/12 - 31/12 @minh": ("2026-12-24", "2026-12-31", MINH),
    "từ 24/12 đến hết 31/12": ("2026-12-24", "2026-12-31", None),
    "24/12-31/12": ("2026-12-24", "2026-12-31", None),
    "mai @Trần Quang Minh": ("2026-11-24", "2026-11-24", MINH),
    "2 tuần": ("2026-11-23", "2026-12-04", None),
    "tuần sau": ("2026-11-30", "2026-12-04", None),
    "thứ 2 đến thứ 4 tuần sau, Minh cover": ("2026-11-30", "2026-12-02", MINH),
    "28 Tết đến mùng 5 Tết": ("2027-02-04", "2027-02-10", None),
    "5 ngày làm việc từ 7/12": ("2026-12-07", "2026-12-11", None),
    "hôm qua đến 25/11": ("2026-11-22", "2026-11-25", None),
    "thứ 6": ("2026-11-27", "2026-11-27", None),
}
HALVES = {
    "sáng thứ 5 nghỉ": ("vi", "2026-11-26", "am", "sáng Th 5, 26/11"),
    "chiều mai, Minh thay": ("vi", "2026-11-24", "pm", "chiều Th 3, 24/11"),
    "off Friday afternoon": ("en", "2026-11-27", "pm", "the afternoon of Fri 27/11"),
    "Thursday morning": ("en", "2026-11-26", "am", "the morning of Thu 26/11"),
}


@pytest.mark.every_row_on_both
@pytest.mark.parametrize("text", LEAVES)
def test_leave_is_understood_as_typed_and_is_one_change(office: Office, text: str) -> None:
    first, last, delegate = LEAVES[text]
    shows(
        office.bot.command(LAN, "/ae", f"off {text}"),
        "Nghỉ phép",
        "Trần Quang Minh" if delegate else "chưa có",
    )
    (row,) = [row for row in office.rows(Member) if row.user == LAN]
    assert (str(row.leave_from), str(row.leave_to)) == (first, last)
    fields = {"leave_from": first, "leave_to": last}
    ids = {one.user: one.id for one in office.rows(Member)}
    wanted = fields | ({"delegate_id": ids[delegate]} if delegate else {})
    assert changed(office, "settings") == [[(name, None, wanted[name]) for name in sorted(wanted)]]
    shows(office.bot.command(LAN, "/ae", "nghỉ xong"), "trở lại")
    assert [row.leave_from for row in office.rows(Member) if row.user == LAN] == [None]


@pytest.mark.every_row_on_both
@pytest.mark.parametrize("text", HALVES)
def test_half_a_day_is_kept_as_half_a_day(office: Office, text: str) -> None:
    language, day, half, words = HALVES[text]
    if language == "en":
        office.english(LAN)
    shows(office.bot.command(LAN, "/ae", f"off {text}"), words)
    (row,) = [row for row in office.rows(Member) if row.user == LAN]
    assert (str(row.leave_from), str(row.leave_to), row.leave_half) == (day, day, half)
    form = office.form("/ae", "nghỉ", user=LAN)
    assert office.bot.submit(LAN, form, typed(form, language="en")).status == 200
    (row,) = [row for row in office.rows(Member) if row.user == LAN]
    assert (str(row.leave_from), row.leave_half) == (day, half)
    longer = typed(form, leave_to="2026-12-04")
    assert office.bot.submit(LAN, form, longer).body["errors"].keys() == {"leave_half"}
    office.bot.command(LAN, "/ae", "off 8-10/12")
    assert [row.leave_half for row in office.rows(Member) if row.user == LAN] == [None]


@pytest.mark.parametrize(
    ("first", "second", "fits"), [("sáng mai", "chiều mai", True), ("sáng mai", "sáng mai", False),
                                  ("sáng mai", "mai", False)],
)  # fmt: skip
def test_who_is_off_in_the_other_half_may_stand_in(
    office: Office, first: str, second: str, fits: bool
) -> None:
    office.bot.command(MINH, "/ae", f"off {first}")
    office.bot.command(LAN, "/ae", f"off {second} @minh")
    assert [row.leave_from is not None for row in office.rows(Member) if row.user == LAN] == [fits]


def test_a_morning_that_is_over_is_no_leave_any_more(office: Office) -> None:
    office.bot.clock.forward(hours=4)
    shows(office.bot.command(LAN, "/ae", "off sáng nay"), "đã qua")
    assert [row.leave_from for row in office.rows(Member) if row.user == LAN] == [None]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("gấp", "Chưa hiểu"), ("31/12 - 24/12", "Chưa hiểu"), ("3 ngày @zoe", "không"),
        ("3 ngày <@U03LAN>", "khác"),
        ("3 ngày <@U06CHI>", "là khách"), ("3 ngày <@U02MINH>", "cũng nghỉ"),
    ],
)  # fmt: skip
def test_leave_that_cannot_be_says_why_and_changes_nothing(office: Office, text: str, why: str) -> None:
    office.bot.command(MINH, "/ae", "off 25/11")
    before = len(changed(office, "settings"))
    answer = office.bot.command(LAN, "/ae", f"off {text}")
    assert why.lower() in answer.words.lower(), answer.words
    assert len(changed(office, "settings")) == before


def chosen(office: Office, text: str, label: str) -> str:
    """Press the button with this label under what is asked about a leave; what is said then."""
    answer = office.bot.command(LAN, "/ae", f"off {text}")
    shows(answer, "Chưa ghi", text)
    assert [row.leave_from for row in office.rows(Member) if row.user == LAN] == [None]
    found = {
        one["text"]["text"]: one["value"]
        for block in json.loads(answer.text)["blocks"] for one in block.get("elements", [])
    }  # fmt: skip
    office.bot.action(LAN, "leave.choose", found[label], response_url=office.slack.hook)
    return str(office.slack.wait("hook"))


@pytest.mark.parametrize(
    ("text", "label", "first", "last", "delegate"),
    [
        ("nửa ngày", "chiều Th 2, 23/11", "2026-11-23", "2026-11-23", None),
        ("4/12 (T5)", "Th 5, 03/12", "2026-12-03", "2026-12-03", None),
        ("cuối tuần", "Th 7, 28/11 đến hết CN, 29/11", "2026-11-28", "2026-11-29", None),
        ("8-10/12 @zorro", "Không ai thay", "2026-12-08", "2026-12-10", None),
        ("8-10/12 @khoa", "Lê Khoa", "2026-12-08", "2026-12-10", "U08KHOA"),
        ("8-10/12 @chi", "Không ai thay", "2026-12-08", "2026-12-10", None),
    ],
)  # fmt: skip
def test_leave_that_may_be_meant_otherwise_is_asked_with_a_button_a_reading(
    office: Office, text: str, label: str, first: str, last: str, delegate: str | None
) -> None:
    office.bot.meet("U08KHOA", "Lê Khoa")
    office.bot.meet("U09KHOA", "Vũ Khoa")
    said = chosen(office, text, label)
    (row,) = [row for row in office.rows(Member) if row.user == LAN]
    users = {one.id: one.user for one in office.rows(Member)}
    assert (str(row.leave_from), str(row.leave_to)) == (first, last), said
    assert users.get(row.delegate_id) == delegate


@pytest.mark.on_both
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_due_meanwhile_is_said_with_the_leave(office: Office, language: str) -> None:
    office.bot.command(HUONG, "/ae", "add moc an\nKV @lan 25/11 17h\nBanner @lan 4/12")
    if language == "en":
        office.english(LAN)
    wanted = {
        "vi": ("Th 4, 25/11 đến hết Th 6, 27/11", "17:00, Th 4, 25/11", "Trần Quang Minh"),
        "en": ("Wed 25/11 to Fri 27/11", "Wed 25/11 at 17:00", "Trần Quang Minh"),
    }[language]
    answer = office.bot.command(LAN, "/ae", "off 25/11 - 27/11 @minh")
    shows(answer, *wanted, "KV · Mộc An Tết 2027 #1")
    assert "Banner" not in answer.words


def test_without_words_a_form_opens_and_a_guest_is_told_whom_to_ask(office: Office) -> None:
    form = office.form("/ae", "off", user=LAN)
    values = typed(form, leave_from="2026-11-25", leave_to="2026-11-26", delegate=MINH)
    assert office.bot.submit(LAN, form, values).status == 200
    assert changed(office, "settings")[0][0][0] == "delegate_id"
    assert office.bot.submit(LAN, form, values).status == 200  # a replay
    assert len(changed(office, "settings")) == 1
    shows(office.bot.command(CHI, "/ae", "off 3 ngày"), "agency")


# --- one draw after the other ----------------------------------------------------------------------------


def done_in_the_home(office: Office) -> None:
    press(office, LAN, "deliverable.done", value="1")


def shown_with_the_work(office: Office) -> list[bool]:
    """For each Home that Slack got, in order, whether it has the work."""
    office.bot.liaison.services.later.settle(60)
    return ["Concept" in str(said["view"]) for name, said in office.slack.calls if name == "views.publish"]


def test_a_home_that_was_read_before_a_press_does_not_come_after_the_one_of_the_press(office: Office) -> None:
    office.world.deliverable(office.lan, date(2026, 11, 20), project="moc-an-tet-2027", title="Concept")
    is_read, may_go_on = threading.Event(), threading.Event()

    def hold(*_: object) -> None:
        """The first draw is held when it has read."""
        if threading.current_thread().name.startswith("later-") and not is_read.is_set():
            is_read.set()
            may_go_on.wait(20)

    event.listen(office.bot.liaison.database.engine, "checkin", hold)
    office.bot.event(LAN, {"type": "app_home_opened", "tab": "home", "channel": "D1"})
    assert is_read.wait(20)
    done_in_the_home(office)
    with contextlib.suppress(AssertionError):  # the draw of the press comes now, or waits for the first
        office.slack.wait("views.publish", seconds=0.5)
        office.slack.calls.append(("views.publish", {"view": "of the press"}))
    may_go_on.set()
    shown = shown_with_the_work(office)
    assert shown == sorted(shown, reverse=True)
    assert shown[-1] is False


def test_a_home_that_slack_did_not_answer_is_read_again_before_it_is_sent_again(office: Office) -> None:
    office.world.deliverable(office.lan, date(2026, 11, 20), project="moc-an-tet-2027", title="Concept")
    pressed: list[int] = []

    def answered(_arguments: dict[str, Any]) -> dict[str, Any]:
        """The first time Slack is in trouble, while the person goes on."""
        if pressed:
            return {}
        pressed.append(len(office.slack.calls))
        done_in_the_home(office)
        return {"ok": False, "error": "internal_error"}

    office.slack.answers["views.publish"] = answered
    office.bot.event(LAN, {"type": "app_home_opened", "tab": "home", "channel": "D1"})
    office.slack.wait("views.publish")
    office.bot.liaison.services.later.settle(60)
    shown = shown_with_the_work(office)
    assert shown
    assert not any(shown)


# --- pages -----------------------------------------------------------------------------------------------


def projects(office: Office, count: int, work: int = 8) -> None:
    """So many projects of Minh's, each later than the one before, with work of Lan's; every second is Hương's
    too.
    """
    with office.bot.database.write() as session:
        office.huong.begin(session, "test", office.bot.clock.now())
        minh = session.scalars(select(Member).where(Member.user == MINH)).one()
        for number in range(count):
            brief = add_brief(session, office, f"P{number:03}", number)
            add_relay(session, office, brief, RelayState.WAITING)
            row = session.scalars(select(Project).where(Project.slug == f"p-{number}")).one()
            row.am_id = minh.id
            if number % 2 == 0:  # she has no part in it
                row.ae_id = None
                for part in session.scalars(select(ProjectPerson).where(ProjectPerson.project_id == row.id)):
                    session.delete(part)
            for one in range(work):
                session.add(
                    Deliverable(
                        workspace_id=1, project_id=row.id, number=one + 1, title="KV",
                        owner_id=office.lan.member_id, due_on=date(2026, 11, 27) - timedelta(days=number),
                        status=Status.IN_PROGRESS if one else Status.WITH_CLIENT,
                    )
                )  # fmt: skip


def names(home: dict[str, Any]) -> list[str]:
    """The projects on a page, in order."""
    return re.findall(r"\*(P\d{3})\*", str(home))


def test_projects_come_by_trouble_with_the_reason_and_whose_ball_it_is(office: Office) -> None:
    projects(office, 6)
    home = turn(office, HUONG, "home.projects")
    assert names(home) == ["P005", "P003", "P001", "P004", "P002", "P000"]  # her own first
    office.role(MINH, Role.AM)
    home = turn(office, MINH, "home.projects")
    assert names(home) == ["P005", "P004", "P003", "P002", "P001", "P000"]
    said = str(home)
    for words in (
        "7 dự án · 1 vàng", "🟡 Vàng · *P005*", "trễ 1 ngày làm việc", "7 việc trễ",
        "7 việc đến hạn tuần này", "1 bộ phận chưa nhận brief", "Bóng ở: Khách (1) · <@U03LAN> (7)",
    ):  # fmt: skip
        assert words in said, (words, said)


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_every_project_is_on_one_page_and_the_page_is_remembered(office: Office) -> None:
    projects(office, 60, work=1)
    office.role(MINH, Role.AM)
    home, seen = turn(office, MINH, "home.projects"), list[str]()
    while True:
        seen += names(home)
        further = [one for one in pressable(home) if one["action_id"] == "home.further"]
        if not further:
            break
        home = turn(office, MINH, "home.further", further[0]["value"])
    assert sorted(seen) == [f"P{number:03}" for number in range(60)]
    office.bot.event(MINH, {"type": "app_home_opened", "tab": "home", "channel": "D1"})
    assert names(office.slack.wait("views.publish")["view"]) == names(home)
    assert names(turn(office, MINH, "home.further", "999")) == names(home)
    assert "P000" not in str(turn(office, MINH, "home.today"))
    assert changed(office, "settings") == []


def pressable(home: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for block in home["blocks"] for one in block.get("elements", ()) if "action_id" in one]


@pytest.mark.parametrize("page", ["home.projects", "home.today", "home.settings"])
def test_a_page_takes_as_many_statements_whatever_there_is(office: Office, page: str) -> None:
    office.role(HUONG, Role.AM)
    turn(office, HUONG, page)
    few = statements(office)
    projects(office, 60, work=9)
    many = statements(office)
    assert many <= few + MORE[page]
    assert many <= MOST[page]


MOST = {"home.projects": 4, "home.today": 27, "home.settings": 6}
MORE = {"home.projects": 1, "home.today": 6, "home.settings": 0}
"""What a page asks for only when there is something of it."""


def statements(office: Office) -> int:
    """How many statements drawing the Home takes."""
    counted = list[str]()
    engine = office.bot.liaison.database.engine

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        counted.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        home_tab.publish(office.bot.liaison.services, Identity("T0AGENCY", HUONG))
    finally:
        event.remove(engine, "before_cursor_execute", count)
    read = [one for one in counted if one.lstrip().upper().startswith(("SELECT", "WITH"))]
    return len(read) // 2  # it is read once more after it was shown
