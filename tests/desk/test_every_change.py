"""Every use case that changes something writes one change: its verb, its actor, its exact items (F62)."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.brief import brief, question, relay, relay_answers
from desk.brief.relay_answers import Playback
from desk.brief.rules import load
from desk.client import audience
from desk.core import actor
from desk.core.actor import Actor, Identity
from desk.day import todo
from desk.day.todo_reading import Choice
from desk.feedback import feedback
from desk.feedback.lines import Line
from desk.history import undo
from desk.people import admin, installation, member
from desk.people.admin import Company, Own
from desk.people.installation import Installation
from desk.people.member import Profile, Role
from desk.project import colour, colour_limits, note, placing, project, risk, status
from desk.project.colour import Colour
from desk.project.colour_rule import DEFAULTS as DEFAULTS_OF_COLOURS
from desk.project.colour_rule import Limit, Measure
from desk.project.project import ProjectState, Settings
from desk.work import deliverable, dependency, parts, spreadsheet, supplier
from desk.work.deliverable import Department, Status, Wanted
from storage.brief.brief import Brief
from storage.brief.question import Question
from storage.brief.relay import Relay
from storage.database.engine import Database
from storage.database.history import ChangeItem, ChangeRow
from storage.day.todo import Todo
from storage.feedback.feedback import Feedback, FeedbackItem, FeedbackKind
from storage.people.calendar import CalendarOverride
from storage.project.channel import Channel, find
from storage.project.note import Note
from storage.project.risk import Risk
from storage.work.deliverable import Deliverable
from tests.support.world import DEFAULTS, NOW, TEAM, World

DESK = Path(__file__).parents[2] / "desk"
EXPECTED = Path(__file__).parent / "changes.txt"
RULES = load()
DUE, LATER = date(2026, 12, 15), date(2026, 12, 18)
FIELDS = dict.fromkeys(("objective", "metric", "audience", "message", "approver", "deliverables"), "x") | {
    "deadline": "15/12/2026", "budget": "500tr",
}  # fmt: skip
FORM = brief.BriefForm(None, "Noel", "Mộc An", None, "tvc", FIELDS, "Chị muốn…", "")
SHEET = """Dự án,Hạng mục,PIC,Deadline,Trạng thái
Tết,TVC 15s,Lan Phạm,15/12/2026,xong
Tết,KV chính,Lan Phạm,16/12/2026,"""
SET = Settings("Tết 2027", "", "vi", "C02MOCAN", "U01HUONG", None)
WANTED = Wanted("KV phụ", "U03LAN", LATER, 600, Status.DELIVERED, Department.CREATIVE, "Sếp duyệt")


@dataclass
class Desk:
    """What a use case works on: its session, Hương (who acts), and the rows made last."""

    session: Session
    huong: Actor

    def last(self, kind: Any) -> int:
        """The id of the row made last."""
        return self.session.scalar(select(func.max(kind.id))) or 0

    def lines(self, text: str) -> Any:
        """Pasted lines, as they are understood."""
        return deliverable.understand(self.session, self.huong, text, NOW)

    def doubted(self, text: str) -> int:
        """What is asked about a to-do, before it is written down."""
        asked = todo.add(self.session, self.huong, text, NOW, reminds=False)
        assert isinstance(asked, todo.Asked)
        return asked.draft

    def looked_at(self, channel: str, name: str) -> str:
        """A channel that only colleagues read."""
        facts = {"external": False, "guests": 0, "bot_is_in": True, "checked_at": NOW}
        if find(self.session, 1, channel) is None:
            self.session.add(Channel(workspace_id=1, channel=channel, name=name, **facts))
            self.session.flush()
        return channel

    def captured(self, text: str, earlier: int | None = None) -> object:
        """Feedback about the first deliverable."""
        told = feedback.Capture(1, text, (Line(FeedbackKind.MUST, text),), "Chi", 1, 2)
        return feedback.capture(self.session, self.huong, told, NOW, earlier=earlier)


# In order: each begins with what those before it left. The name is the use case's, and after a space, which
# of its ways.
CASES: tuple[tuple[str, Callable[[Session, Actor, Desk], object]], ...] = (
    ("member.learn", lambda s, _, d: member.learn(
        s, member.workspace_with(s, 1), [Profile("U03LAN", "Lan Phạm", None, False, False)], NOW)),
    ("member.workspace_of", lambda s, _, d: member.workspace_of(s, "T2", DEFAULTS, NOW)),
    ("installation.keep", lambda s, _, d: installation.keep(
        s, Installation(TEAM, "E01ORG"), DEFAULTS, NOW)),
    ("admin.become_first", lambda s, who, d: admin.become_first(s, who, NOW)),
    ("admin.set_company", lambda s, who, d: admin.set_company(
        s, who, Company("en", "", 600, True, patience_hours=6), NOW)),
    ("admin.set_day", lambda s, who, d: admin.set_day(s, who, DUE, False, "Nghỉ mát", NOW)),
    ("admin.drop_day", lambda s, who, d: admin.drop_day(s, who, d.last(CalendarOverride), NOW)),
    ("admin.set_person", lambda s, who, d: admin.set_person(
        s, who, "U03LAN", Role.LEAD, Department.CREATIVE, NOW)),
    ("admin.set_own", lambda s, who, d: admin.set_own(
        s, who, Own("en", 480, DUE, LATER, "U03LAN", 1260, 450), NOW)),
    ("admin.set_some", lambda s, who, d: admin.set_some(s, who, NOW, quiet_to=420)),
    ("admin.set_leave_of", lambda s, who, d: admin.set_leave_of(
        s, who, "U03LAN", NOW, leave_from=LATER, leave_to=LATER)),
    ("project.set_up alone", lambda s, who, d: project.set_up(s, who, replace(SET, name="Phố Cà Phê"), NOW)),
    ("project.set_up", lambda s, who, d: project.set_up(
        s, who, replace(SET, name="Hè", client="Phố", parts=[(Department.MEDIA, "U03LAN")]), NOW)),
    ("project.change", lambda s, who, d: project.change(
        s, who, 1, replace(SET, name="Tết", am="U03LAN", language="en"), NOW)),
    ("project.change parts", lambda s, who, d: project.change(
        s, who, 3, replace(SET, name="Hè", client="Phố", parts=[(Department.CREATIVE, "U03LAN")]), NOW)),
    ("project.change where its client reads", lambda s, who, d: project.change(
        s, who, 3, replace(SET, name="Hè", client="Phố", parts=[(Department.CREATIVE, "U03LAN")],
                           client_channels=("C0KHACH",)), NOW)),
    ("project.change without a channel", lambda s, who, d: project.change(
        s, who, 2, replace(SET, name="Phố Cà Phê", channel=None), NOW)),
    ("placing.place", lambda s, who, d: placing.place(s, who, 2, d.looked_at("C07PHO", "pho-ca-phe"), NOW)),
    ("project.set_state on hold", lambda s, who, d: project.set_state(s, who, 1, ProjectState.ON_HOLD, NOW)),
    ("project.set_state closed", lambda s, who, d: project.set_state(s, who, 1, ProjectState.CLOSED, NOW)),
    ("project.set_state active", lambda s, who, d: project.set_state(s, who, 1, ProjectState.ACTIVE, NOW)),
    ("deliverable.add_many", lambda s, who, d: deliverable.add_many(
        s, who, 1, d.lines("TVC <@U03LAN> 15/12"), NOW)),
    ("deliverable.correct_many", lambda s, who, d: deliverable.correct_many(
        s, who, [2], 1, d.lines("TVC 30s <@U03LAN> 15/12 9h\nBanner <@U03LAN> 15/12"), NOW)),
    ("deliverable.snooze", lambda s, who, d: deliverable.snooze(
        s, who, 1, date(2026, 12, 1), NOW, "chờ khách")),
    ("deliverable.move", lambda s, who, d: deliverable.move(s, who, 1, LATER, 600, "khách dời", NOW)),
    ("deliverable.reassign", lambda s, who, d: deliverable.reassign(s, who, 1, "U01HUONG", NOW)),
    ("deliverable.set_status", lambda s, who, d: deliverable.set_status(s, who, 1, Status.IN_PROGRESS, NOW)),
    ("deliverable.done", lambda s, who, d: deliverable.done(s, who, 1, NOW)),
    ("deliverable.set_status back", lambda s, who, d: deliverable.set_status(
        s, who, 1, Status.WITH_CLIENT, NOW)),
    ("deliverable.reassign_many", lambda s, who, d: deliverable.reassign_many(
        s, who, [1, 2], "U03LAN", NOW)),
    ("deliverable.set_status_many", lambda s, who, d: deliverable.set_status_many(
        s, who, [1, 2], Status.APPROVED, NOW)),
    ("deliverable.edit", lambda s, who, d: deliverable.edit(s, who, 2, WANTED, NOW)),
    ("deliverable.rename", lambda s, who, d: deliverable.rename(s, who, 2, "KV mới", NOW)),
    ("dependency.add", lambda s, who, d: dependency.add(s, who, 1, d.last(Deliverable), NOW)),
    ("dependency.drop", lambda s, who, d: dependency.drop(s, who, 1, d.last(Deliverable), NOW)),
    ("supplier.wait", lambda s, who, d: supplier.wait(s, who, d.last(Deliverable), "Minh Phúc", LATER, NOW)),
    ("supplier.wait for another day", lambda s, who, d: supplier.wait(
        s, who, d.last(Deliverable), "minh phuc", None, NOW)),
    ("supplier.back", lambda s, who, d: supplier.back(s, who, d.last(Deliverable), NOW)),
    ("deliverable.edit what it waits for", lambda s, who, d: deliverable.edit(
        s, who, d.last(Deliverable), replace(WANTED, status=Status.BRIEFED, blockers=(1,)), NOW)),
    ("parts.split", lambda s, who, d: parts.split(
        s, who, 1, d.lines("Layout <@U03LAN> 15/12\nCopy <@U01HUONG> 15/12"), NOW)),
    ("brief.submit", lambda s, who, d: brief.submit(s, who, FORM, NOW, earlier=None)),
    ("project.change its media people", lambda s, who, d: project.change(
        s, who, 4, replace(SET, name="Noel", client="Mộc An", parts=[(Department.MEDIA, "U01HUONG")]), NOW)),
    ("brief.submit again", lambda s, who, d: brief.submit(
        s, who, replace(FORM, project_id=4, fields={"budget": "600tr"}, why="khách tăng", base=1), NOW,
        earlier=None)),
    ("brief.link", lambda s, who, d: brief.link(s, who, d.last(Brief), 2, "https://x.vn/p1", NOW)),
    ("relay_answers.ask", lambda s, who, d: relay_answers.ask(s, who, d.last(Relay), "Chia sao?", NOW)),
    ("relay_answers.acknowledge", lambda s, who, d: relay_answers.acknowledge(
        s, who, d.last(Relay), Playback("Bán 500 hộp.", "x", ""), NOW)),
    ("relay_answers.confirm", lambda s, who, d: relay_answers.confirm(s, who, d.last(Relay), NOW)),
    ("relay_answers.correct", lambda s, who, d: relay_answers.correct(
        s, who, d.last(Relay), "600 hộp", NOW)),
    ("relay_answers.decline", lambda s, who, d: relay_answers.decline(
        s, who, d.last(Relay), "Kín lịch", NOW)),
    ("relay_answers.not_needed", lambda s, who, d: relay_answers.not_needed(s, who, d.last(Relay), NOW)),
    ("relay.needed", lambda s, who, d: relay.needed(s, who, d.last(Relay), NOW)),
    ("relay_answers.decline again", lambda s, who, d: relay_answers.decline(
        s, who, d.last(Relay), "Kín lịch", NOW)),
    ("relay.again", lambda s, who, d: relay.again(s, who, 4, NOW)),
    ("relay_answers.nobody_needed", lambda s, who, d: relay_answers.nobody_needed(
        s, who, 4, Department.RESEARCH, NOW)),
    ("deliverable.add_many noel", lambda s, who, d: deliverable.add_many(
        s, who, 4, d.lines("KV <@U03LAN> 15/12"), NOW)),
    ("deliverable.set_status anyway", lambda s, who, d: deliverable.set_status(
        s, who, d.last(Deliverable), Status.IN_PROGRESS, NOW, override="khách gấp")),
    ("question.add", lambda s, who, d: question.add(s, who, 4, "", RULES, NOW)),
    ("question.ask", lambda s, who, d: question.ask(s, who, 4, "Ai duyệt?", RULES, NOW)),
    ("question.send", lambda s, who, d: question.send(s, who, 4, 3, RULES, NOW)),
    ("question.answer", lambda s, who, d: question.answer(s, who, 4, 2, "120 đơn/ngày", "client nói", NOW)),
    ("question.answer of a department", lambda s, who, d: question.answer(s, who, 4, 1, "Đều nhau", "", NOW)),
    ("question.answer own words", lambda s, who, d: question.answer(
        s, who, 4, s.scalar(select(func.max(Question.number))) or 0, "Chị Mai", "client nói", NOW)),
    ("feedback.capture", lambda s, who, d: d.captured("Logo to hơn")),
    ("feedback.capture corrected", lambda s, who, d: d.captured("Logo nhỏ lại", d.last(Feedback))),
    ("feedback.edit", lambda s, who, d: feedback.edit(s, who, d.last(Feedback), [
        (d.last(FeedbackItem), [Line(FeedbackKind.QUESTION, "Logo nhỏ lại?", "U03LAN", DUE)]),
        (None, [Line(FeedbackKind.SHOULD, "Ấm màu", piece=2)]),
    ], NOW)),
    ("feedback.edit drops", lambda s, who, d: feedback.edit(
        s, who, d.last(Feedback), [(d.last(FeedbackItem), [])], NOW)),
    ("feedback.close", lambda s, who, d: feedback.close(s, who, d.last(FeedbackItem), NOW)),
    ("feedback.reopen", lambda s, who, d: feedback.reopen(s, who, d.last(FeedbackItem), NOW)),
    ("feedback.link", lambda s, who, d: feedback.link(s, who, d.last(Feedback), "https://x.vn/p2", NOW)),
    ("status.share", lambda s, who, d: status.share(s, who, 1, "C02MOCAN", NOW, for_client=False)),
    ("colour.override", lambda s, who, d: colour.override(s, who, 1, Colour.RED, "Khách dọa", LATER, NOW)),
    ("colour.override again", lambda s, who, d: colour.override(s, who, 1, Colour.GREEN, "Êm", DUE, NOW)),
    ("colour.by_numbers", lambda s, who, d: colour.by_numbers(s, who, 1, NOW)),
    ("colour_limits.keep", lambda s, who, d: colour_limits.keep(
        s, who, {**DEFAULTS_OF_COLOURS, Measure.LATE: Limit(2, 5)}, NOW)),
    ("note.add", lambda s, who, d: note.add(s, who, 1, "tránh màu hồng đậm", NOW)),
    ("note.drop", lambda s, who, d: note.drop(s, who, d.last(Note), NOW)),
    ("risk.add", lambda s, who, d: risk.add(s, who, 1, risk.Wanted("nhà in có thể trễ"), NOW)),
    ("risk.change", lambda s, who, d: risk.change(
        s, who, d.last(Risk), risk.Wanted("nhà in có thể trễ", "U03LAN", LATER), NOW)),
    ("risk.close", lambda s, who, d: risk.close(s, who, d.last(Risk), "đã tránh", NOW)),
    ("todo.add", lambda s, who, d: todo.add(s, who, "gọi client 9h mai", NOW)),
    ("todo.put_off", lambda s, who, d: todo.put_off(s, who, d.last(Todo), 30, NOW)),
    ("todo.done", lambda s, who, d: todo.done(s, who, d.last(Todo), NOW)),
    ("todo.drop", lambda s, who, d: todo.drop(s, who, d.last(Todo), NOW)),
    ("todo.answer", lambda s, who, d: todo.answer(
        s, who, d.doubted("nhắc Lan và Hương họp 15h"), Choice(("U03LAN",)), NOW)),
    ("audience.renumbered", lambda s, _, d: audience.renumbered(s, 1, "C02MOCAN", "C03MOCAN", NOW)),
    ("spreadsheet.write", lambda s, who, d: spreadsheet.write(s, who, SHEET, NOW, once={"all": True})),
    ("undo.undo", lambda s, who, d: undo.undo(s, who, undo.offered(s, who, NOW)[0].id, "", NOW)),
)  # fmt: skip


def written(database: Database, after: int) -> list[str]:
    """The changes after one, a line a change and a line an item."""
    with database.read() as session:
        changes = session.scalars(select(ChangeRow).where(ChangeRow.id > after).order_by(ChangeRow.id)).all()
        said = []
        for change in changes:
            said.append(
                f"{change.verb} by {change.actor_id}" + (f" because {change.why}" if change.why else "")
            )
            items = session.scalars(select(ChangeItem).where(ChangeItem.change_id == change.id))
            said += sorted(
                f"  {one.entity} {one.entity_id} {one.field}: {_json(one.before)} → {_json(one.after)}"
                for one in items
            )
    return said


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def lived_through(database: Database) -> str:
    """What all cases write, as the golden file tells it."""
    world = World(database)
    huong = world.person("U01HUONG", "Nguyễn Thu Hương")
    lan = world.person("U03LAN", "Phạm Ngọc Lan")
    world.project(huong)
    world.deliverable(lan, DUE)
    told = []
    for name, act in CASES:
        with database.read() as session:
            after = session.scalar(select(func.max(ChangeRow.id))) or 0
        with database.write() as session:
            who = actor.found(session, Identity(TEAM, huong.user))
            act(session, who, Desk(session, who))
        told += [f"{name}:", *(f"  {line}" for line in written(database, after)), ""]
    return "\n".join(told)


@pytest.mark.on_both
def test_one_request_is_one_change_with_exactly_its_items(database: Database) -> None:
    assert lived_through(database) == EXPECTED.read_text(encoding="utf-8"), "if it is right: make accept"


def test_no_case_is_of_what_is_gone() -> None:
    assert {name.partition(" ")[0] for name, _ in CASES} - set(changing()) == set()


def begun() -> set[str]:
    """The verbs that the desk begins changes with; `*` stands for any word."""
    return {verb for module in DESK.rglob("*.py") for verb in _verbs(module)}


def changing() -> list[str]:
    """The public functions of the desk that begin a change, themselves or through their module."""
    found = []
    for module in sorted(DESK.rglob("*.py")):
        functions = {
            node.name: node
            for node in ast.parse(module.read_text()).body
            if isinstance(node, ast.FunctionDef)
        }
        for name in functions:
            if not name.startswith("_") and _begins(name, functions, set()):
                found.append(f"{module.stem}.{name}")
    return found


def _begins(name: str, functions: dict[str, ast.FunctionDef], seen: set[str]) -> bool:
    for call in ast.walk(functions[name]):
        if not isinstance(call, ast.Call):
            continue
        called = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if isinstance(call.func, ast.Attribute) and called in ("begin", "begin_change"):
            return True
        inner = isinstance(call.func, ast.Name) and called in functions and called not in seen
        if inner and _begins(called, functions, seen | {name}):
            return True
    return False


def _verbs(module: Path) -> set[str]:
    calls = (one for one in ast.walk(ast.parse(module.read_text())) if isinstance(one, ast.Call))
    said = (one.args for one in calls if getattr(one.func, "attr", "") in ("begin", "Change"))
    arguments = [part for args in said for arg in args for part in _choices(arg)]
    return {_word(one) for one in arguments if isinstance(one, ast.Constant | ast.JoinedStr)} - {"None"}


def _choices(argument: ast.expr) -> list[ast.expr]:
    return [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]


def _word(said: ast.expr) -> str:
    if isinstance(said, ast.JoinedStr):
        return "".join(_word(part) for part in said.values)
    return str(said.value) if isinstance(said, ast.Constant) else "*"
