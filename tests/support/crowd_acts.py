"""The acts of a crowd's people: each makes one request from what exists at the moment."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from desk.brief import versions
from desk.people.member import Department
from desk.work import spreadsheet
from handlers.brief.brief_ids import BriefView
from handlers.brief.question_views import QuestionAction, QuestionView
from handlers.brief.relay_views import RelayAction, RelayView
from handlers.day.home_ids import HomeAction
from handlers.day.todo_views import TodoAction
from handlers.feedback.feedback_views import FeedbackAction, FeedbackView
from handlers.history.undo_views import UndoAction
from handlers.people.admin_views import AdminAction, AdminView
from handlers.people.leave_views import LeaveAction
from handlers.project.project_views import ProjectAction, ProjectView
from handlers.project.status_views import StatusAction
from handlers.work.deliverable_views import WorkAction, WorkView
from handlers.work.spreadsheet_views import ImportAction
from storage.brief.brief import Brief
from storage.brief.question import Question
from storage.brief.relay import Relay
from storage.database.base import Base
from storage.day.todo import Todo
from storage.feedback.feedback import FeedbackItem
from storage.people.calendar import CalendarOverride
from storage.people.member import Member
from storage.project.project import Project
from storage.work.deliverable import Deliverable, Status
from tests.at_once.briefs import PROJECT, TEMPLATE, TEXTS
from tests.support.house import House, Letter, Pen
from tests.support.world import NOW

HUONG, LAN = "U01HUONG", "U03LAN"
NAMES = ("Tết", "Hè", "Trung thu", "Noel", "Khai trương", "Ra mắt")
FIELDS = ("objective", "metric", "audience", "message", "approver", "deliverables")
HOME = {
    HomeAction.LANGUAGE: ("vi", "en"), HomeAction.HOUR: ("08:30", "09:30"),
    HomeAction.QUIET_FROM: ("21:00", "22:00"), HomeAction.QUIET_TO: ("06:00", "07:00"),
    LeaveAction.END: ("",),
}  # fmt: skip
TOLD = ("member_joined_channel", "member_left_channel", "channel_shared", "channel_rename", "channel_archive")


@dataclass(frozen=True)
class Asked:
    """One request. `token`: unique words in what it makes."""

    name: str
    letter: Letter
    token: str = ""


class Crowd:
    """The people, and the rows that they can use."""

    def __init__(self, house: House, projects: int = 2) -> None:
        self.house = house
        self._numbers = itertools.count(1)
        leads = {LAN: Department.MEDIA, house.staff[5].user: Department.CREATIVE}
        house.roles(admins=[HUONG, *(who.user for who in house.staff[:4])], leads=leads)
        self.projects = [house.project() for _ in range(projects)]

    def token(self) -> str:
        """A unique word."""
        return f"K{next(self._numbers)}x"

    def one(self, dice: random.Random, table: type[Base], **same: object) -> Any:
        """One of these rows at random, or None."""
        rows = self.house.rows(table, **same)
        return dice.choice(rows) if rows else None

    def someone(self, dice: random.Random) -> str:
        """Anybody of the agency; more often project leads and owners of work."""
        return dice.choice([HUONG, HUONG, LAN, *(who.user for who in self.house.staff)])

    def slug(self, dice: random.Random) -> str:
        """A project's slug."""
        return self.house.slug(dice.choice(self.projects))


Act = Callable[[Crowd, random.Random, Pen], str | None]
"""Writes one request with the pen. Returns the words by which its effect is found, if any; None: not possible
now.
"""


def add(crowd: Crowd, dice: random.Random, pen: Pen) -> str:
    token, who = crowd.token(), crowd.someone(dice)
    if dice.random() < 0.5:
        pen.say(who, f"add {crowd.slug(dice)} {token} <@{dice.choice([LAN, HUONG])}> 15/12")
    else:
        values = {"project": str(dice.choice(crowd.projects)), "lines": f"{token} <@{LAN}> 16/12"}
        pen.form(who, WorkView.ADD, {"channel": ""}, crowd.house.fresh(), **values)
    return token


def finish(crowd: Crowd, dice: random.Random, pen: Pen) -> str | None:
    work = crowd.one(dice, Deliverable)
    if work is None:
        return None
    if dice.random() < 0.5:
        pen.press(crowd.someone(dice), WorkAction.DONE, work.id)
    else:
        pen.press(crowd.someone(dice), WorkAction.MENU, f"done/{work.id}")
    return ""


def change(crowd: Crowd, dice: random.Random, pen: Pen) -> str | None:
    work = crowd.one(dice, Deliverable)
    if work is None:
        return None
    day = f"2026-12-{dice.randrange(1, 29):02}"
    status = dice.choice(list(Status)).value
    ways: dict[str, dict[str, str]] = {
        "move": {"due": day, "why": "khách dời"},
        "snooze": {"until": day, "why": "chờ khách"},
        "reassign": {"owner": crowd.someone(dice)},
        "status": {"status": status},
        "edit": {
            "title": work.title, "owner": LAN, "due": day, "status": status, "done": "Sếp duyệt",
            "department": dice.choice(["", "media"]),
        },
    }  # fmt: skip
    what = dice.choice(list(ways))
    metadata = {"what": what, "id": work.id, "channel": "C02MOCAN"}
    pen.form(dice.choice([HUONG, LAN]), WorkView.DELIVERABLE, metadata, crowd.house.fresh(), **ways[what])
    return ""


def undo(crowd: Crowd, dice: random.Random, pen: Pen) -> str | None:
    who = crowd.someone(dice)
    asked = crowd.house.bot.command(who, "/ae", "undo", response_url=crowd.house.slack.hook)
    blocks = asked.body.get("blocks", [])
    buttons = [one for block in blocks if block["type"] == "actions" for one in block["elements"]]
    if not buttons:
        return None
    pen.press(who, UndoAction.UNDO, buttons[0]["value"])
    return ""


def brief(crowd: Crowd, dice: random.Random, pen: Pen) -> str:
    project, token = dice.choice(crowd.projects), crowd.token()
    with crowd.house.database.read() as session:
        known = versions.find(session, crowd.house.huong, project, NOW)
        fields = dict(versions.as_typed(known)) if known else {}
    metadata: dict[str, Any] = {"channel": "C02MOCAN"}
    values = TEXTS | fields | {TEMPLATE: known.template if known else "campaign", dice.choice(FIELDS): token}
    if known:
        metadata |= {"edits": project, "base": known.version}
        values |= {"why": "khách đổi ý"}
    else:
        values |= {PROJECT: str(project), "name": "", "client": ""}
    if dice.random() < 0.1:
        values |= {"budget": dice.choice(["600tr", "700tr"])}
    pen.form(crowd.someone(dice), BriefView.BRIEF, metadata, crowd.house.fresh(), **values)
    return ""


def question(crowd: Crowd, dice: random.Random, pen: Pen) -> str | None:
    who, slug, about = crowd.someone(dice), crowd.slug(dice), crowd.one(dice, Brief)
    if about is None:
        return None
    asked = crowd.one(dice, Question, brief_id=about.id)
    way = dice.randrange(4)
    if way == 0 or asked is None:
        token = crowd.token()
        pen.say(who, f"brief ask {slug} Ai duyệt {token}?")
        return token
    if way == 1:
        pen.press(who, QuestionAction.ADD_ALL, f"{about.project_id}/")
    elif way == 2:
        pen.say(who, f"brief answer {crowd.house.slug(about.project_id)} {asked.number} Chị Mai")
    else:
        metadata = {"project": about.project_id, "number": asked.number, "channel": "C02MOCAN"}
        pen.form(who, QuestionView.ANSWER, metadata, crowd.house.fresh(), answer="Chị Mai")
    return ""


def relay(crowd: Crowd, dice: random.Random, pen: Pen) -> str | None:
    rows = crowd.house.rows(Relay)[-4:]
    if not rows:
        return None
    given, form = dice.choice(rows), crowd.house.fresh()
    metadata = {"id": given.id, "channel": "D1"}
    way = dice.randrange(6)
    if way == 0:
        values = {"playback": "Bán cho mẹ trẻ.", "objective": "0", "audience": "0"}
        pen.form(LAN, RelayView.PLAY, metadata, form, **values)
    elif way == 1:
        pen.form(LAN, RelayView.DECLINE, metadata, form, said="Kín lịch")
    elif way == 2:
        pen.press(HUONG, RelayAction.CONFIRM, given.id)
    elif way == 3:
        pen.form(HUONG, RelayView.CORRECT, metadata, form, said=f"Không phải {crowd.token()}")
    elif way == 4:
        pen.press(HUONG, RelayAction.AGAIN, dice.choice(crowd.projects))
    else:
        token = crowd.token()
        pen.form(LAN, RelayView.ASK, metadata, form, said=f"Chia sao {token}?")
        return token
    return ""


def feedback(crowd: Crowd, dice: random.Random, pen: Pen) -> str:
    house, token, project = crowd.house, crowd.token(), dice.choice(crowd.projects)
    if dice.random() < 0.3:
        metadata = {"channel": f"C{house.slug(project).upper()}", "project": project}
        pen.form(dice.choice(house.guests).user, FeedbackView.GUEST, metadata, house.fresh(), source=token)
        return token
    who, form, page = crowd.someone(dice), house.fresh(), house.pen()
    values = {"source": token, "feedback.project": str(project)}
    work = crowd.one(dice, Deliverable, project_id=project)
    if work is not None:
        values["feedback.deliverable"] = str(work.id)
    page.form(who, FeedbackView.FEEDBACK, {"channel": "C02MOCAN"}, form, **values)
    house.send(page.letters[0])
    pen.form(who, FeedbackView.CHECK, {"channel": "C02MOCAN"}, form, **{"kind-0": "must"})
    return token


def point(crowd: Crowd, dice: random.Random, pen: Pen) -> str | None:
    item = crowd.one(dice, FeedbackItem)
    if item is None:
        return None
    who, way = crowd.someone(dice), dice.randrange(3)
    if way == 0:
        pen.press(who, FeedbackAction.DONE, item.id)
    elif way == 1:
        pen.press(who, FeedbackAction.REOPEN, item.id)
    else:
        values = {f"kind-{item.id}": dice.choice(["must", "question", "praise"])}
        metadata = {"feedback": item.feedback_id, "ids": [item.id], "channel": ""}
        pen.form(who, FeedbackView.POINTS, metadata, crowd.house.fresh(), **values)
    return ""


def todo(crowd: Crowd, dice: random.Random, pen: Pen) -> str:
    who = crowd.someone(dice)
    (member,) = crowd.house.rows(Member, user=who)
    mine = crowd.one(dice, Todo, owner_id=member.id)
    if mine is None or dice.random() < 0.5:
        token = crowd.token()
        said = ("todo {} mai", "todo {} 15h mai", f"remind <@{LAN}> gửi {{}} 15h mai")
        pen.say(who, dice.choice(said).format(token))
        return token
    presses = (TodoAction.DONE, TodoAction.TICK, TodoAction.DROP, TodoAction.LATER, TodoAction.TOMORROW)
    pen.press(who, dice.choice(presses), mine.id)
    return ""


def project(crowd: Crowd, dice: random.Random, pen: Pen) -> str:
    way = dice.randrange(3)
    if way == 0:
        button = dice.choice([ProjectAction.HOLD, ProjectAction.RESUME, ProjectAction.CLOSE])
        pen.press(HUONG, button, crowd.one(dice, Project).id)
        return ""
    known = crowd.one(dice, Project) if way == 1 else None
    name = dice.choice(NAMES)
    metadata: dict[str, Any] = {"channel": "C02MOCAN"}
    values = {"name": name, "client": dice.choice(["", "Mộc An", "Phố"]), "language": "vi", "ae": HUONG}
    parts = {"media": dice.choice([[], [LAN]]), "creative": dice.choice([[], [crowd.someone(dice)]])}
    if known is not None:
        metadata["project"] = known.id
        values["channel"] = known.channel or ""
    pen.form(
        HUONG if known else crowd.someone(dice),
        ProjectView.PROJECT,
        metadata,
        crowd.house.fresh(),
        **values,
        **parts,
    )
    return ""


def company(crowd: Crowd, dice: random.Random, pen: Pen) -> str:
    house, who, way = crowd.house, dice.choice(crowd.house.staff[:5]).user, dice.randrange(4)
    if way <= 1:
        other = dice.choice(house.staff[:5]).user
        values = {"role": dice.choice(["admin", "admin", "ae", "member", "am"]), "department": ""}
        pen.form(who, AdminView.PERSON, {"user": other, "channel": "C02MOCAN"}, house.fresh(), **values)
    elif way == 2:
        values = {
            "day": f"2027-01-0{dice.randrange(1, 5)}",
            "kind": dice.choice(["on", "off"]),
            "name": "Nghỉ",
        }
        pen.form(who, AdminView.CALENDAR_DAY, {"channel": "C02MOCAN"}, house.fresh(), **values)
    else:
        known = crowd.one(dice, CalendarOverride)
        pen.press(who, AdminAction.DAY_DROP, known.id if known else 1)
    return ""


def own(crowd: Crowd, dice: random.Random, pen: Pen) -> str:
    who = crowd.someone(dice)
    if dice.random() < 0.3:
        pen.say(who, dice.choice([f"off 3 ngày <@{HUONG}>", "off 24/12 - 26/12", "off back"]))
    else:
        action = dice.choice(list(HOME))
        pen.home(who, action, dice.choice(HOME[action]))
    return ""


def table(crowd: Crowd, dice: random.Random, pen: Pen) -> str:
    house, who, token = crowd.house, crowd.someone(dice), crowd.token()
    text = f"Dự án,Hạng mục,PIC,Deadline\n{dice.choice(NAMES)},{token},Phạm Ngọc Lan,15/12/2026"
    pasted = house.pen()
    pasted.say(who, f"import {text}")
    house.send(pasted.letters[0])
    pen.press(who, ImportAction.WRITE, spreadsheet.key_of(text))
    return ""


def share(crowd: Crowd, dice: random.Random, pen: Pen) -> str:
    pen.press(crowd.someone(dice), StatusAction.POST, dice.choice(crowd.projects))
    return ""


def slack_tells(crowd: Crowd, dice: random.Random, pen: Pen) -> str:
    kind, channel = dice.choice(TOLD), f"C{crowd.slug(dice).upper()}"
    told: Any = {"id": channel, "name": "moi"} if kind == "channel_rename" else channel
    pen.event(dice.choice(crowd.house.guests).user, {"type": kind, "channel": told})
    return ""


ACTS: Mapping[Act, int] = {
    add: 5, finish: 3, change: 5, undo: 5, brief: 4, question: 4, relay: 4, feedback: 3, point: 3, todo: 3,
    project: 3, company: 3, own: 3, table: 2, share: 1, slack_tells: 2,
}  # fmt: skip
"""The relative frequency of each act."""


def ask(crowd: Crowd, dice: random.Random) -> Asked | None:
    """A person's next request; None when there is nothing to act on yet."""
    (act,) = dice.choices(list(ACTS), list(ACTS.values()))
    pen = crowd.house.pen()
    token = act(crowd, dice, pen)
    return None if token is None else Asked(act.__name__, pen.letters[0], token)
