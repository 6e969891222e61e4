"""Every view within Slack's limits with the longest and oddest data that the desk lets through."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from desk.ball.ball import Ball, Share, Who
from desk.ball.holding import Side
from desk.brief.brief import CRITICAL, LENGTH, SOURCE_LENGTH, SUPPORTING, TEMPLATES
from desk.brief.filling import Filled
from desk.brief.relay_answers import PLAYBACK_LENGTH, SAID_LENGTH
from desk.brief.versions import BriefForClient, BriefForTeam
from desk.client.outside import WorkForClient
from desk.core.feature import collected
from desk.day import burning, wrap_changes
from desk.day.burning import Trouble
from desk.day.digest import Cover, Desk, DueRisk, Escalated, Point, Reminder, Step, Why, Work
from desk.day.led_colours import LedColour
from desk.day.led_projects import LedProject, NotTaken, Theirs
from desk.day.now import Now
from desk.day.priority import Reason
from desk.day.todo import LENGTH as TODO_LENGTH
from desk.day.todo import Task
from desk.day.waiting import Answered, Points, Review, ToAnswer, Unanswered, Waiting
from desk.day.wrap import Open, Wrap, Wrapped
from desk.day.wrap_changes import TURNED, Captured, Moved, Turned
from desk.people.admin import DAY_NAME_LENGTH, Company, Day, Office, Own
from desk.people.attention import Hours, Quiet
from desk.people.leave import Due, Leave, Taken
from desk.people.member import Department, Person, Role
from desk.project import overview
from desk.project.colour import REASON_LENGTH, Asked, Coloured, Override
from desk.project.colour_rule import DEFAULTS as LIMITS
from desk.project.colour_rule import Cause, Colour, Measure
from desk.project.overview import LED_PAGE, Next, Overview, Standing
from desk.project.placing import Unplaced
from desk.project.project import NAME_LENGTH, ProjectRef, ProjectState, Sheet
from desk.project.risk import LENGTH as RISK_LENGTH
from desk.project.risk import OUTCOME_LENGTH, Risked, Risks, Wanted
from desk.project.status import (
    Group,
    GroupForClient,
    Line,
    Risk,
    Risky,
    StatusForClient,
    StatusForTeam,
)
from desk.work.cards import Item
from desk.work.supplier import NAME_LENGTH as SUPPLIER_LENGTH
from desk.work.waits import Piece, Supplier
from handlers import VERBS
from handlers.brief import brief_views
from handlers.core.blocks import channel_link
from handlers.core.i18n import Catalogs
from handlers.core.services import Commands
from handlers.day import (
    burning_views,
    help_views,
    home_views,
    mine_views,
    now_views,
    todo_views,
    wrap_views,
)
from handlers.people import admin_views, leave_views
from handlers.project import colour_views, portfolio_views, project_views, risk_views, status_views
from handlers.work import deliverable_views, handover_views
from storage.brief.relay import RelayState
from storage.day.burning import Piece as Late
from storage.day.digest_rules import NOT_TAKEN
from storage.feedback.feedback import FeedbackKind
from storage.work.deliverable import Status
from tests.support.limits import assert_fits

NASTY = "<!channel> & *đậm* 🥛👍🏽 Ặ\u200b```" * 1000
TODAY, NOW = date(2026, 11, 23), datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
FIELDS = {*CRITICAL, *SUPPORTING, *(name for names in TEMPLATES.values() for name in names)}
MANY = 60

PIECES = [
    Piece(
        one, NASTY[:150], one, "U03LAN", one, NASTY[:NAME_LENGTH], Status.CHANGES, date(2025, 9, 1),
        is_running=True,
    )
    for one in range(9)
]  # fmt: skip

REF = ProjectRef(
    1, "x" * 40, NASTY[:NAME_LENGTH], "C01", "vi", "Asia/Ho_Chi_Minh", ProjectState.ON_HOLD, 1, 2,
    NASTY[:NAME_LENGTH],
)  # fmt: skip
PERSON = Person(1, "U01HUONG", NASTY[:80], Role.ADMIN, Department.CREATIVE, external=False)
BRIEF = BriefForTeam(
    id=1, version=99, newest=99, project_id=1, project=NASTY[:NAME_LENGTH], slug="x" * 40, channel="C01",
    language="vi", template="campaign", fields=dict.fromkeys(FIELDS, NASTY[:LENGTH]), deadline=TODAY,
    today=TODAY, source=NASTY[:SOURCE_LENGTH], links=["https://x.test"] * 20, why=NASTY[:LENGTH],
    author="U01HUONG", at=NOW,
)  # fmt: skip
LINE = Line(1, 999, NASTY[:150], Status.INTERNAL_REVIEW, TODAY, 1439, 400, "U01HUONG")
OUTSIDE = WorkForClient(999, NASTY[:150], Status.WITH_CLIENT, TODAY, 1439, is_past=True)
WORK = [
    Work(
        1,
        999,
        NASTY[:150],
        NASTY[:NAME_LENGTH],
        "x" * 40,
        Status.CHANGES,
        due,
        1439,
        TODAY,
        Reason(why, days),
        waits=PIECES,
        held_up=PIECES,
        supplier=Supplier(NASTY[:SUPPLIER_LENGTH], TODAY, TODAY) if why is Why.WITH_SUPPLIER else None,
    )
    for why in Why
    for days in (0, 400)
    for due in (TODAY, date(2025, 9, 1))
]
POINTS = [
    Point(1, kind, NASTY, NASTY[:NAME_LENGTH], due, Reason(Why.OVERDUE, 400), is_open=is_open)
    for kind in FeedbackKind for due in (None, TODAY) for is_open in (True, False)
]  # fmt: skip
REMINDER = Reminder(1, NASTY[:TODO_LENGTH], TODAY, 1439, Reason(Why.OVERDUE, 400))
TOLD = (*NOT_TAKEN, RelayState.ACKNOWLEDGED, RelayState.NOT_NEEDED, RelayState.STALE)
COLOURED = Coloured(
    Colour.AMBER, [Cause(measure, 9999, Colour.AMBER) for measure in Measure],
    Override(Colour.RED, NASTY[:REASON_LENGTH], "U03LAN", TODAY),
)  # fmt: skip
RISKED = [
    Risked(1, NASTY[:RISK_LENGTH], "U03LAN", TODAY),
    Risked(2, NASTY[:RISK_LENGTH], "U03LAN", TODAY, False, NASTY[:OUTCOME_LENGTH]),
]
RISKS = Risks(REF, RISKED * MANY, TODAY, RISKED[0])
DESK = Desk(
    "vi", TODAY, TODAY, WORK[:4] * 100, WORK[4:16], WORK[16:], WORK * 2, [REMINDER] * MANY, POINTS,
    [Cover(number, NASTY[:80], WORK[:1]) for number in range(MANY)],
    [Escalated(WORK[0], "U03LAN", step, 400) for step in Step] * MANY,
    [
        LedProject(
            1, NASTY[:NAME_LENGTH], [Theirs(one, "U03LAN") for one in WORK],
            [NotTaken(tuple(Department), state, 400, (1,), 1) for state in TOLD],
        )
    ] * MANY,
    [LedColour(1, NASTY[:NAME_LENGTH], COLOURED, dict.fromkeys(Measure, NASTY[:150]))] * MANY,
    [
        burning.weighed(
            1, NASTY[:NAME_LENGTH], "x" * 40,
            [
                burning.Reason(
                    trouble, 400, TODAY, Late(1, 1, 999, NASTY[:150], "U03LAN", TODAY, 9, False, None),
                    Department.PRODUCTION, state, 999,
                )
                for trouble in Trouble for state in (RelayState.WAITING, RelayState.DECLINED) * MANY
            ],
        )
    ] * burning.MOST,
    [
        DueRisk(1, NASTY[:RISK_LENGTH], NASTY[:NAME_LENGTH], TODAY, *state)
        for state in ((True, True), (False, True), (False, False, NASTY[:OUTCOME_LENGTH])) * MANY
    ],
)  # fmt: skip
ANSWERED = Answered(1, Department.PRODUCTION, 999, NASTY[:PLAYBACK_LENGTH], "U03LAN", 1, NASTY[:NAME_LENGTH])
WAITING = Waiting(
    [Unanswered(1, Department.PRODUCTION, 999, NASTY[:NAME_LENGTH])] * MANY,
    [ToAnswer(100, NASTY[:SAID_LENGTH], Department.PRODUCTION, "U03LAN", 1, NASTY[:NAME_LENGTH])] * MANY,
    [ANSWERED] * MANY,
    [ANSWERED] * MANY,
    [Points(NASTY[:NAME_LENGTH], "x" * 40, 9999)] * MANY,
    [Review(1, 999, NASTY[:150], NASTY[:NAME_LENGTH], "U03LAN")] * MANY,
    [Unplaced(1, NASTY[:NAME_LENGTH], "C09OURS")] * MANY,
)
SETTINGS = home_views.Settings(
    Own("vi", 0, TODAY, TODAY, "U03LAN", 0, 1439), Hours(1439, Quiet(0, 1439)),
    "America/Argentina/ComodRivadavia", Leave(TODAY, TODAY, "U03LAN"), is_office=True, is_lead=True,
)  # fmt: skip
HELD = (
    None,
    Ball(Who(Side.CLIENT), TODAY, 1),
    Ball(Who(Side.SUPPLIER, supplier=NASTY[:SUPPLIER_LENGTH]), TODAY, 1),
    Ball(Who(Side.DEPARTMENT, "", Department.PRODUCTION), None, 1),
)
WRAP = Wrap(
    "vi", TODAY, TODAY,
    [
        Wrapped(
            NASTY[:NAME_LENGTH],
            [
                *(Turned(999, NASTY[:150], "U03LAN", status) for status in TURNED),
                Moved(999, NASTY[:150], "U03LAN", date(2025, 9, 1), TODAY),
                *(Captured(title, 99, 99, one) for title in ("", NASTY[:150]) for one in (True, False)),
                *(wrap_changes.Answered(Department.PRODUCTION, state) for state in TOLD[1:3]),
                wrap_changes.Coloured("U03LAN", Colour.AMBER, NASTY[:REASON_LENGTH], TODAY),
            ] * 3,
            [Open(work, "U03LAN", 400, held) for work in WORK for held in HELD],
            [NotTaken(tuple(Department), state, 400, (1,), 1) for state in NOT_TAKEN],
        )
    ] * MANY,
    is_news=True,
)  # fmt: skip
ITEM = Item(
    1, 999, NASTY[:150], 1, NASTY[:NAME_LENGTH], "C01", "vi", "U03LAN", TODAY, 1439,
    Status.INTERNAL_REVIEW, NASTY[:1000], Department.CREATIVE, 400, TODAY,
)  # fmt: skip
SHEET = Sheet(REF, PERSON, PERSON, [(Department.CREATIVE, PERSON)] * 20)
COMPANY = Company("vi", "America/Argentina/ComodRivadavia", 1439, makeup_saturdays=True, patience_hours=40)
OFFICE = Office(
    COMPANY,
    [Day(1, TODAY, working=True, name=NASTY[:DAY_NAME_LENGTH])] * MANY,
    [PERSON] * 300,
    may_set_people=True,
)
TEAM_STATUS = StatusForTeam(
    1, NASTY[:NAME_LENGTH], NASTY[:NAME_LENGTH], ProjectState.CLOSED, "vi", "C01", TODAY, NOW, 1, 99999,
    Group([LINE] * 10, 9999), Group([LINE] * 3, 3), Group([LINE] * 10, 9999), 99,
    dict.fromkeys(collected().counts, 9999), ball=[
        Share(Who(Side.CLIENT), 9999, TODAY),
        Share(Who(Side.SUPPLIER, supplier=NASTY[:SUPPLIER_LENGTH]), 9999, TODAY),
        *(Share(Who(Side.DEPARTMENT, department=one), 9999, TODAY) for one in Department),
        *(Share(Who(Side.PERSON, f"U{number:010}"), 9999, TODAY) for number in range(99)),
    ], colour=COLOURED, risks=RISKED * MANY,
)  # fmt: skip
CLIENT_STATUS = StatusForClient(
    1, NASTY[:NAME_LENGTH], ProjectState.ACTIVE, "vi", TODAY, 1, 99999, GroupForClient([OUTSIDE] * 10, 9999),
    GroupForClient([OUTSIDE] * 3, 3), GroupForClient([OUTSIDE] * 10, 9999),
    [Risky(number, NASTY[:150], list(Risk)) for number in range(977, 1000)],
)  # fmt: skip
TASK = Task(1, NASTY[:TODO_LENGTH], TODAY, 1439, is_open=True)


def shown(t: Any) -> dict[str, Any]:
    form = brief_views.Form(
        [REF] * 150, dict.fromkeys(FIELDS, NASTY[:LENGTH]), "C01", known=BRIEF, draft="V01"
    )
    return {
        "brief card": brief_views.card(t, BRIEF),
        "brief client card": brief_views.client_card(
            t, BriefForClient(NASTY[:NAME_LENGTH], "vi", 9, NASTY[:LENGTH], NASTY[:LENGTH], TODAY, TODAY)
        ),
        "brief whole": brief_views.whole(t, BRIEF),
        "brief modal": brief_views.whole_modal(t, BRIEF),
        "brief history": brief_views.history(t, [BRIEF] * MANY),
        "brief saved": brief_views.saved(t, BRIEF, channel_link("C01")),
        "brief form": brief_views.form(t, form),
        "more": brief_views.more(
            t, {"background": NASTY[:LENGTH]}, {}, Filled(*[{"background": NASTY[:LENGTH]}] * 2)
        ),
        "colour": colour_views.answer(t, Asked(REF, COLOURED, TODAY), 1),
        "colour form": colour_views.form(t, REF, "C01"),
        "colour limits": colour_views.limits_form(t, LIMITS, "C01"),
        "risk": risk_views.saved(t, RISKS, 1),
        "risk closed": risk_views.saved(t, replace(RISKS, about=RISKED[1]), 1),
        "risks": risk_views.listed(t, RISKS),
        "risk form": risk_views.form(t, REF, Wanted(NASTY[:RISK_LENGTH], "U03LAN", TODAY), "C01", 1),
        "risk close form": risk_views.close_form(t, REF, RISKED[0], "C01"),
        "portfolio": portfolio_views.page(t, PORTFOLIO),
        "portfolio chart": portfolio_views.chart(t, PORTFOLIO).otherwise,
        "status team": status_views.team(t, TEAM_STATUS, can_share=True, may_lead=True),
        "project card": status_views.card(t, replace(TEAM_STATUS, state=ProjectState.ACTIVE)),
        "status shared": status_views.shared(t, TEAM_STATUS, "U01HUONG"),
        "status client": status_views.client(t, CLIENT_STATUS),
        "digest": mine_views.welcomed(
            t, mine_views.digest(t, DESK), Hours(1439, Quiet(0, 1439)), in_front=True
        ),
        "burning": burning_views.why(t, DESK.burning),
        "wrap": wrap_views.evening(t, WRAP),
        "wrap whole": wrap_views.whole(t, WRAP),
        "wrap off": wrap_views.turned(t, 1050, off=True),
        "snoozes": deliverable_views.snoozed_often(t, ITEM, "U03LAN", NASTY[:500], TODAY, TODAY),
        "handover": handover_views.card(t, NASTY[:80], [ITEM] * MANY, [1], TODAY, is_guest=True),
        "leave": leave_views.taken(t, LEAVE, TODAY),
        "mine": mine_views.mine(t, DESK),
        "now": now_views.now(t, NOW_FOUND, VERBS, is_office=True),
        "home today": home_views.today(t, NOW_FOUND, VERBS, is_office=True),
        "home projects": home_views.projects(t, OVERVIEW),
        "home settings": home_views.settings(
            t, TODAY, SETTINGS, help_views.overview(t, VERBS, Commands())
        ),
        "home outside": home_views.outside(t),
        "projects": project_views.listing(t, [REF] * MANY, {1: "U01HUONG"}, {REF.id}),
        "project sheet": project_views.sheet(t, SHEET, may_change=True),
        "project form": project_views.form(
            t, SHEET, channel="C01", user="U01HUONG", language="vi", home="C01"
        ),
        "project new": project_views.form(
            t, None, channel="", user="U01HUONG", language="vi", home=""
        ),
        "project saved": project_views.saved(
            t, REF, "C02", {f"C{n}": [NASTY[:80]] * 9 for n in range(11)}
        ),
        "status preview": status_views.preview(
            t, "status.preview", status_views.shared(t, TEAM_STATUS, "U01HUONG"), status_views.Chosen(1),
            channel_link("C01"),
        ),
        "status preview for a client": status_views.preview(
            t, "status.preview_client", status_views.client(t, CLIENT_STATUS),
            status_views.Chosen(1, for_client=True, left_out=frozenset(range(977, 990))), channel_link("C01"),
            CLIENT_STATUS.risky,
        ),
        "admin": admin_views.panel(t, OFFICE),
        "admin company": admin_views.company_form(t, COMPANY, "C01"),
        "admin day": admin_views.day_form(t, "C01"),
        "admin person": admin_views.person_form(t, PERSON, "C01"),
        "settings": admin_views.own_form(t, Own("vi", 0, TODAY, TODAY, "U03LAN", 0, 1439), "C01"),
        "todo": todo_views.listing(t, [TASK] * MANY, TODAY),
        "help": help_views.overview(t, VERBS, Commands()),
    }  # fmt: skip


NOW_FOUND = Now(
    DESK, WAITING, [(REF, COLOURED)] * 3, None, [(REF, COLOURED)] * MANY, leads=True, is_new=False
)
STANDINGS = [
    Standing(
        replace(REF, state=state), True, COLOURED, TODAY, 9999, 9999, 9999, 99,
        Next(999, NASTY[:150], TODAY, 1439, 400, Status.WITH_CLIENT, Who(Side.PERSON, "U03LAN")),
        TEAM_STATUS.ball,
    )
    for state in (ProjectState.ACTIVE, ProjectState.ON_HOLD)
] * overview.PAGE  # fmt: skip
COUNTS = dict.fromkeys((*Colour, None), 9999)
PORTFOLIO = Overview(STANDINGS[:LED_PAGE], 2, 99, 9999, COUNTS, TODAY)
OVERVIEW = Overview(STANDINGS[: overview.PAGE], 2, 3, 9999, COUNTS, TODAY)
LEAVE = Taken(
    Leave(TODAY, TODAY, "U03LAN", NASTY[:80]), (Due(NASTY[:200], NASTY[:80], 1, TODAY, 540),) * MANY
)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_everything_fits_and_notifies_nobody(language: str) -> None:
    for name, view in shown(Catalogs(language).translator(language)).items():
        try:
            assert_fits(view)
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from error
        blocks = view.blocks if hasattr(view, "blocks") else view["blocks"]
        marked = [text for text in _marked(blocks) if "<!channel>" in text]
        assert not marked, name


def test_nothing_of_the_home_is_cut_off_at_its_longest() -> None:
    t = Catalogs("vi").translator("vi")
    none: dict[str, Any] = dict.fromkeys(
        ("overdue", "due_today", "due_next", "points", "todos", "escalated"), ()
    )
    for desk in (DESK, replace(DESK, **none)):  # the second: each line stands in for another person
        drawn = home_views.today(t, replace(NOW_FOUND, desk=desk), VERBS, is_office=True)
        assert "now.more" in str(drawn["blocks"][-1])


def _marked(thing: Any) -> list[str]:
    """Every mrkdwn text in it."""
    if isinstance(thing, list):
        return [text for one in thing for text in _marked(one)]
    if not isinstance(thing, dict):
        return []
    own = [thing["text"]] if thing.get("type") == "mrkdwn" else []
    return own + [text for one in thing.values() for text in _marked(one)]
