"""Deliverables, projects, tables, sharing and undoing, by many at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from desk.client import audience
from desk.client.audience import ChannelFacts
from desk.history import undo
from desk.messages import paste_draft
from desk.project.project import ProjectState
from desk.work import deliverable, spreadsheet, supplier
from desk.work.deliverable import Department
from handlers.history.undo_views import UndoAction
from handlers.project.placing_views import PlacingAction
from handlers.project.project_views import ProjectAction, ProjectView
from handlers.project.status_views import StatusAction
from handlers.work.days_off_views import DayOffAction
from handlers.work.deliverable_views import WorkAction, WorkView
from handlers.work.handover_views import HandoverAction
from handlers.work.parts_views import PartsView
from handlers.work.spreadsheet_views import ImportAction, ImportView
from handlers.work.supplier_views import SupplierView
from storage.ball.dependency import Dependency
from storage.messages.outbox import Outbox, OutboxState
from storage.project.project import Project
from storage.work.deliverable import Deliverable, Status
from storage.work.import_answers import ImportAnswers
from tests.at_once.briefs import briefed
from tests.support.house import DUE, PRESSES, House, Trial
from tests.support.world import NOW

HUONG, LAN = "U01HUONG", "U03LAN"
LATER = date(2026, 12, 20)
_BUTTONS = {
    ProjectState.ON_HOLD: ProjectAction.HOLD,
    ProjectState.ACTIVE: ProjectAction.RESUME,
    ProjectState.CLOSED: ProjectAction.CLOSE,
}


def adding(house: House) -> Trial:
    """Many people add work to one project, by command and by form."""
    project, pen = house.project(), house.pen()
    for number, who in enumerate(house.staff):
        lines = f"KV {number} <@{LAN}> 15/12\nTVC {number} <@{LAN}> 16/12"
        if number % 2:
            pen.say(who.user, f"add {house.slug(project)}\n{lines}")
        else:
            pen.form(
                who.user, WorkView.ADD, {"channel": ""}, house.fresh(), project=str(project), lines=lines
            )

    def so() -> None:
        numbers = [row.number for row in house.rows(Deliverable, project_id=project)]
        assert sorted(numbers) == list(range(1, 2 * len(PRESSES) + 1))

    return Trial(pen.letters, {"deliverable.add": len(PRESSES)}, so)


def adding_rows(house: House) -> Trial:
    """The form of unsure lines, sent by many: each has its own piece of work."""
    project, pen = house.project(), house.pen()
    for number, who in enumerate(house.staff):
        metadata = {"channel": "", "project": project, "rows": 1}
        row = {"title.0": f"KV {number}", "owner.0": LAN, "due.0": DUE.isoformat()}
        pen.form(who.user, WorkView.ADD_ROWS, metadata, house.fresh(), **row)

    def so() -> None:
        titles = sorted(row.title for row in house.rows(Deliverable, project_id=project))
        assert titles == sorted(f"KV {number}" for number in PRESSES)

    return Trial(pen.letters, {"deliverable.add": len(PRESSES)}, so)


def finishing(house: House) -> Trial:
    """One piece is done, by a button and by a menu."""
    work, pen = house.work(house.project()), house.pen()
    for number in PRESSES:
        if number % 2:
            pen.press(LAN, WorkAction.DONE, work)
        else:
            pen.press(HUONG, WorkAction.MENU, f"done/{work}")
    return Trial(pen.letters, {"deliverable.delivered": 1}, _is(house, work, status=Status.DELIVERED))


def sending(house: House) -> Trial:
    """One piece goes to the client."""
    work, pen = house.work(house.project()), house.pen()
    for _ in PRESSES:
        pen.press(HUONG, WorkAction.TO_CLIENT, work)
    return Trial(pen.letters, {"deliverable.with_client": 1}, _is(house, work, status=Status.WITH_CLIENT))


def waiting_for_a_supplier(house: House) -> Trial:
    """Many suppliers, each with a day of their own: one of them has it, with their day."""
    work, pen = house.work(house.project()), house.pen()
    days = {f"Nhà in {number}": LATER + timedelta(days=number) for number in PRESSES}
    for name, day in days.items():
        metadata = {"id": work, "channel": "C02MOCAN"}
        pen.form(HUONG, SupplierView.WAIT, metadata, house.fresh(), supplier=name, until=day.isoformat())

    def so() -> None:
        (row,) = house.rows(Deliverable, id=work)
        assert row.supplier_since is not None
        assert row.supplier_until == days[row.supplier or ""]

    return Trial(pen.letters, {"supplier.wait": len(PRESSES)}, so)


def taking_back(house: House) -> Trial:
    """What a supplier has is taken back by many, once."""
    work, pen = house.work(house.project()), house.pen()
    house.do(lambda session: supplier.wait(session, house.huong, work, "Minh Phúc", None, NOW))
    for number in PRESSES:
        pen.press((LAN, HUONG)[number % 2], WorkAction.MENU, f"back/{work}")
    return Trial(pen.letters, {"supplier.back": 1}, _is(house, work, supplier=None))


def splitting(house: House) -> Trial:
    """Many get help with one piece, each with a part of their own."""
    work, pen = house.work(house.project()), house.pen()
    for number in PRESSES:
        metadata = {"id": work, "channel": "C02MOCAN"}
        part = {"title.0": f"Phần {number}", "owner.0": LAN, "due.0": DUE.isoformat()}
        pen.form(HUONG, PartsView.SPLIT, metadata, house.fresh(), **part)

    def so() -> None:
        ids = {row.blocker_id for row in house.rows(Dependency, deliverable_id=work, is_part=True)}
        titles = sorted(row.title for row in house.rows(Deliverable) if row.id in ids)
        assert titles == sorted(f"Phần {number}" for number in PRESSES)

    return Trial(pen.letters, {"parts.split": len(PRESSES)}, so)


def leaving_a_day_off(house: House) -> Trial:
    """One piece is moved to a working day, by one button."""
    work, pen = house.work(house.project()), house.pen()
    for _ in PRESSES:
        pen.press(LAN, DayOffAction.MOVE, f"{work}/{LATER.isoformat()}")
    return Trial(pen.letters, {"deliverable.move": 1}, _is(house, work, due_on=LATER))


def changing(house: House) -> Trial:
    """One gives it away while others move it and begin with it."""
    work, pen = house.work(house.project()), house.pen()
    wanted = {
        "move": {"due": LATER.isoformat()},
        "status": {"status": "in_progress"},
        "reassign": {"owner": HUONG},
    }
    for number in PRESSES:
        what = list(wanted)[number % 3]
        metadata = {"what": what, "id": work, "channel": "C02MOCAN"}
        pen.form(HUONG, WorkView.DELIVERABLE, metadata, house.fresh(), **wanted[what])
    return Trial(
        pen.letters,
        {"deliverable.move": 1, "deliverable.in_progress": 1, "deliverable.reassign": 1},
        _is(house, work, due_on=LATER, status=Status.IN_PROGRESS, owner_id=house.huong.member_id),
    )


def beginning_all_the_same(house: House) -> Trial:
    """Work begins before its department has answered the brief, with a reason."""
    project = house.project()
    house.roles(leads={LAN: Department.MEDIA})
    briefed(house, project)
    work, pen = house.work(project), house.pen()
    metadata = {"what": "status", "id": work, "channel": "C02MOCAN", "form": {"status": "in_progress"}}
    for _ in PRESSES:
        pen.form(HUONG, WorkView.OVERRIDE, metadata, house.fresh(), override="khách gấp")
    return Trial(pen.letters, {"deliverable.override": 1}, _is(house, work, status=Status.IN_PROGRESS))


def handing_on(house: House) -> Trial:
    """All that a leaver left, given to two people at once: one of them has all of it."""
    project, pen, ts = house.project(), house.pen(), house.fresh()
    left = [house.work(project) for _ in range(3)]
    payload = {"member": house.lan.member_id, "project": project, "ids": left}
    house.do(lambda session: session.add(_card(house, "handover", payload, ts)))
    for number in PRESSES:
        message = {"ts": ts, "text": "", "blocks": []}
        chosen = {
            "type": "users_select", "action_id": HandoverAction.ALL, "block_id": "b",
            "selected_user": house.staff[number % 2].user,
        }  # fmt: skip
        pen.press(HUONG, HandoverAction.ALL, channel="D1", message=message, actions=[chosen])

    def so() -> None:
        owners = {row.owner_id for row in house.rows(Deliverable, project_id=project)}
        assert len(owners) == 1, owners
        assert house.lan.member_id not in owners

    return Trial(pen.letters, {"deliverable.reassign": 1}, so)


def switching(house: House, after: ProjectState) -> Trial:
    """A project's button."""
    project, pen = house.project(), house.pen()
    before = ProjectState.CLOSED if after is ProjectState.ACTIVE else ProjectState.ACTIVE
    house.set_row(Project, project, state=before)
    for _ in PRESSES:
        pen.press(HUONG, _BUTTONS[after], project)

    def so() -> None:
        assert house.rows(Project, id=project)[0].state is after

    return Trial(pen.letters, {f"project.{after}": 1}, so)


def placing_a_brief(house: House) -> Trial:
    """The likeliest channel of a project without one."""
    project, pen, channel = house.project(), house.pen(), f"C{house.fresh()}"
    house.set_row(Project, project, channel=None)
    facts = ChannelFacts(channel, "x", external=False, guests=0)
    house.do(lambda session: audience.learn(session, 1, facts, NOW))
    for _ in PRESSES:
        pen.press(HUONG, PlacingAction.PLACE, f"{project}/{channel}")

    def so() -> None:
        assert house.rows(Project, id=project)[0].channel == channel

    return Trial(pen.letters, {"project.change": 1}, so)


def starting_projects(house: House) -> Trial:
    """Many people start a project of one name; all those of other names come about too."""
    name, pen = f"Tên chung {house.fresh()}", house.pen()
    others = [f"Tên riêng {house.fresh()}" for _ in PRESSES]
    client = f"Khách {house.fresh()}"
    for number, who in enumerate(house.staff):
        called = name if number % 2 else others[number]
        values = {"name": called, "client": client, "language": "vi", "ae": who.user}
        pen.form(who.user, ProjectView.PROJECT, {"channel": "C02MOCAN"}, house.fresh(), **values)

    def so() -> None:
        rows = [row for row in house.rows(Project) if row.name in (name, *others)]
        assert sorted(row.name for row in rows) == sorted([name, *others[::2]])
        assert len({row.client_id for row in rows}) == 1
        assert len({row.slug for row in rows}) == len(rows)

    return Trial(pen.letters, {"project.create": 1 + len(PRESSES) // 2}, so)


def sharing(house: House) -> Trial:
    """One button "post" under what was shown of a status in the project's own channel: its one card."""
    project, pen = house.project(), house.pen()
    (channel,) = (row.channel for row in house.rows(Project, id=project))
    for _ in PRESSES:
        pen.press(HUONG, StatusAction.POST, project, channel=channel)
    return Trial(pen.letters, {}, _is_posted_once(house, channel, "project_card"))


def posting(house: House) -> Trial:
    """One button "post" under what was shown of a status in another channel of colleagues: one message."""
    project, pen, channel = house.project(), house.pen(), f"C9{house.fresh().upper()}"
    facts = ChannelFacts(channel, "noi-bo", external=False, guests=0)
    house.do(lambda session: audience.learn(session, house.huong.workspace_id, facts, NOW))
    for _ in PRESSES:
        pen.press(HUONG, StatusAction.POST, project, channel=channel)
    return Trial(pen.letters, {}, _is_posted_once(house, channel, "status"))


def checking_a_table(house: House) -> Trial:
    """A table is kept until it is written, by command and by form."""
    who, pen, text = house.staff[0], house.pen(), _table(house.project_name())
    for number in PRESSES:
        if number % 2:
            pen.say(who.user, f"import {text}")
        else:
            pen.form(who.user, ImportView.IMPORT, {"channel": ""}, house.fresh(), rows=text)

    def so() -> None:
        assert house.drafts(who.user, spreadsheet.KIND) == [""]

    return Trial(pen.letters, {}, so)


def answering_about_a_table(house: House) -> Trial:
    """What is answered about a table's columns is remembered once."""
    who, pen, name = house.staff[1], house.pen(), house.project_name()
    text = f"{_table(name)}\n{name},Áo,Bé Na,16/12/2027"
    house.do(lambda session: paste_draft.keep(session, who, spreadsheet.KIND, text, NOW))
    key = house.do(lambda session: spreadsheet.check(session, who, text, NOW).key)
    metadata = {"channel": "C02MOCAN", "key": key}
    for _ in PRESSES:
        pen.form(who.user, ImportView.ANSWERS, metadata, house.fresh(), **{"answer.0": HUONG})

    def so() -> None:
        (row,) = house.rows(ImportAnswers)
        assert row.values["people"] == {"be na": HUONG}

    return Trial(pen.letters, {}, so)


def importing(house: House) -> Trial:
    """What was looked at is written once, by button and by form."""
    who, pen, name = house.staff[2], house.pen(), house.project_name()
    house.do(lambda session: paste_draft.keep(session, who, spreadsheet.KIND, _table(name), NOW))
    key = house.do(lambda session: spreadsheet.check(session, who, _table(name), NOW).key)
    for number in PRESSES:
        if number % 2:
            pen.press(who.user, ImportAction.WRITE, key)
        else:
            metadata = {"channel": "C02MOCAN", "key": key}
            pen.form(who.user, ImportView.CHECKED, metadata, house.fresh())

    def so() -> None:
        (project,) = house.rows(Project, name=name)
        assert [row.title for row in house.rows(Deliverable, project_id=project.id)] == ["KV", "TVC"]

    return Trial(pen.letters, {"import": 1}, so)


def undoing(house: House) -> Trial:
    """One undo, of the change before the one that was undone already."""
    work, pen, who = house.work(house.project()), house.pen(), house.huong
    house.do(lambda session: deliverable.move(session, who, work, LATER, None, "", NOW))
    house.do(lambda session: deliverable.reassign(session, who, work, HUONG, NOW))
    (last,) = house.do(lambda session: undo.offered(session, who, NOW))
    house.do(lambda session: undo.undo(session, who, last.id, "", NOW))
    _, before = house.do(lambda session: undo.offered(session, who, NOW))
    for _ in PRESSES:
        pen.press(HUONG, UndoAction.UNDO, before.id)
    return Trial(pen.letters, {"undo": 1}, _is(house, work, due_on=DUE))


def _is_posted_once(house: House, channel: str, kind: str) -> Callable[[], None]:
    def so() -> None:
        assert [row.kind for row in house.rows(Outbox, recipient=channel, card_id=None)] == [kind]

    return so


def _is(house: House, work: int, **values: object) -> Any:
    def so() -> None:
        (row,) = house.rows(Deliverable, id=work)
        assert {name: getattr(row, name) for name in values} == values

    return so


def _card(house: House, kind: str, payload: dict[str, Any], ts: str) -> Outbox:
    return Outbox(
        workspace_id=house.huong.workspace_id, day=NOW.date(), kind=kind, recipient=HUONG, cause=ts,
        subject=ts, payload=payload, not_before=NOW, state=OutboxState.SENT, attempts=1, stumbles=0,
        channel="D1", ts=ts, sent_at=NOW,
    )  # fmt: skip


def _table(name: str) -> str:
    rows = f"{name},KV,Phạm Ngọc Lan,15/12/2026\n{name},TVC,Phạm Ngọc Lan,16/12/2026"
    return f"Dự án,Hạng mục,PIC,Deadline\n{rows}"
