"""Briefs, questions and the relay, by many at once."""

from __future__ import annotations

import enum
from typing import Any

from desk.brief import brief, drafts, question, relay_answers
from desk.brief.brief import BriefForm
from desk.brief.relay_answers import Playback
from desk.brief.rules import load
from desk.core.actor import Actor
from desk.work.deliverable import Department
from handlers.brief.brief_ids import BriefAction, BriefView
from handlers.brief.question_views import QuestionAction, QuestionView
from handlers.brief.relay_views import RelayAction, RelayView
from storage.brief.brief import Brief, BriefVersion
from storage.brief.question import Question
from storage.brief.relay import Relay, RelayState
from storage.project.project import Project
from tests.support.house import PRESSES, House, Pen, Trial
from tests.support.world import NOW

HUONG, LAN = "U01HUONG", "U03LAN"
TEXTS = dict.fromkeys(
    ("objective", "metric", "audience", "message", "approver", "deliverables"), "Bán nhiều hơn"
) | {"deadline": "15/12/2026", "budget": "500tr"}  # fmt: skip
"""Vague enough for the doctor to ask about it."""
RULES = load()
TEMPLATE, PROJECT = str(BriefAction.TEMPLATE), str(BriefAction.PROJECT)


def briefed(house: House, project_id: int) -> int:
    """The project's brief, written down; returns its id."""
    told = BriefForm(project_id, "", "", None, "campaign", TEXTS, "", "")
    return int(house.do(lambda session: brief.submit(session, house.huong, told, NOW, earlier=None).id))


def first_briefs_of_new_projects(house: House) -> Trial:
    """Many people submit a brief for a new project of one name: one of them makes it."""
    name, pen = f"Brief chung {house.fresh()}", house.pen()
    for who in house.staff:
        values = TEXTS | {"name": name, "client": "", TEMPLATE: "campaign"}
        pen.form(who.user, BriefView.BRIEF, {"channel": "C02MOCAN"}, house.fresh(), **values)
    return Trial(pen.letters, {"brief": 1}, lambda: _one_brief(house, name))


def first_briefs_of_one_project(house: House) -> Trial:
    """Many people submit the first brief of one project: one of them is the first."""
    project, pen = house.project(), house.pen()
    for who in house.staff:
        _submit(pen, who, project, house.fresh())

    def so() -> None:
        (row,) = house.rows(Brief, project_id=project)
        assert [one.number for one in house.rows(BriefVersion, brief_id=row.id)] == [1]

    return Trial(pen.letters, {"brief": 1}, so)


def next_versions(house: House) -> Trial:
    """Eight people change a field each: eight versions, and nobody's words are lost."""
    project, pen = house.project(), house.pen()
    brief_id = briefed(house, project)
    fields = ("objective", "metric", "audience", "message", "approver", "deliverables", "background", "tone")
    for who, name in zip(house.staff, fields, strict=False):
        metadata = {"channel": "C02MOCAN", "edits": project, "base": 1}
        values = TEXTS | {name: f"Đổi {name}", "why": "khách đổi ý", TEMPLATE: "social"}
        pen.form(who.user, BriefView.BRIEF, metadata, house.fresh(), **values)

    def so() -> None:
        versions = house.rows(BriefVersion, brief_id=brief_id)
        assert [one.number for one in versions] == list(range(1, 10))
        assert {name: versions[-1].fields[name] for name in fields} == {
            name: f"Đổi {name}" for name in fields
        }

    return Trial(pen.letters, {"brief": 8}, so)


def second_pages(house: House) -> Trial:
    """The second page of many forms for a new project of one name."""
    name, pen = f"Trang hai {house.fresh()}", house.pen()
    for who in house.staff:
        form, typed = house.fresh(), TEXTS | {"name": name, "client": "", TEMPLATE: "campaign"}
        house.do(lambda session: drafts.keep(session, who, form, "", typed, NOW))  # noqa: B023
        pen.form(who.user, BriefView.MORE, {"channel": "C02MOCAN"}, form, background="Năm ngoái thua")
    return Trial(pen.letters, {"brief": 1}, lambda: _one_brief(house, name))


def pasting(house: House) -> Trial:
    """What the client wrote, pasted once and sent again and again, is one draft."""
    who, form, pen = house.staff[6], house.fresh(), house.pen()
    _forget(house, who)
    for _ in PRESSES:
        metadata = {"channel": "C02MOCAN", "known": {}}
        pen.form(who.user, BriefView.PASTE, metadata, form, source="Mục tiêu: bán hàng\nTA: mẹ trẻ")

    def so() -> None:
        assert house.drafts(who.user, drafts.KIND) == [form]

    return Trial(pen.letters, {}, so)


def choosing_in_a_form(house: House) -> Trial:
    """Whatever is chosen in one open form, it has one draft."""
    who, form, pen = house.staff[4], house.fresh(), house.pen()
    _forget(house, who)
    values = TEXTS | {"name": "Gõ dở", TEMPLATE: "campaign"}
    for number in PRESSES:
        action, value = ((BriefAction.PROJECT, "1"), (BriefAction.TEMPLATE, "tvc"))[number % 2]
        pen.within(who.user, action, value, BriefView.BRIEF, form, **values)

    def so() -> None:
        assert house.drafts(who.user, drafts.KIND) == [form]

    return Trial(pen.letters, {}, so)


def throwing_a_draft_away(house: House) -> Trial:
    """A draft thrown away is gone, and another one stays."""
    who, form, other, pen = house.staff[5], house.fresh(), house.fresh(), house.pen()
    _forget(house, who)
    for one in (form, other):
        house.do(lambda session: drafts.keep(session, who, one, "", TEXTS, NOW))  # noqa: B023
    for _ in PRESSES:
        pen.within(who.user, BriefAction.DISCARD, "drop", BriefView.BRIEF, form)

    def so() -> None:
        assert house.drafts(who.user, drafts.KIND) == [other]

    return Trial(pen.letters, {}, so)


def asking(house: House) -> Trial:
    """Many people ask a question each."""
    project, pen = house.project(), house.pen()
    brief_id = briefed(house, project)
    for number, who in enumerate(house.staff):
        pen.say(who.user, f"brief ask {house.slug(project)} Ai duyệt phần {number}?")
    return Trial(pen.letters, {"brief.ask": len(PRESSES)}, lambda: _questions(house, brief_id, len(PRESSES)))


def sending_questions(house: House) -> Trial:
    """Many people note that the questions were sent: one of them does, and none that came later is sent."""
    project, pen = house.project(), house.pen()
    brief_id = briefed(house, project)
    for text in ("Ai duyệt?", "Bao nhiêu?", "Thêm sau khi đọc?"):
        house.do(lambda session: question.ask(session, house.huong, project, text, RULES, NOW))  # noqa: B023
    for who in house.staff:
        pen.press(who.user, QuestionAction.SENT, f"{project}/2")

    def so() -> None:
        rows = house.rows(Question, brief_id=brief_id)
        assert [row.sent_at is not None for row in rows] == [True, True, False]

    return Trial(pen.letters, {"brief.send": 1}, so)


def answering(house: House) -> Trial:
    """Many people answer one question, by command and by form: one of them does."""
    project, pen = house.project(), house.pen()
    briefed(house, project)
    house.do(lambda session: question.ask(session, house.huong, project, "Ai duyệt?", RULES, NOW))
    metadata = {"project": project, "number": 1, "channel": "C02MOCAN"}
    for number, who in enumerate(house.staff):
        if number % 2:
            pen.say(who.user, f"brief answer {house.slug(project)} 1 Chị Mai {number}")
        else:
            pen.form(who.user, QuestionView.ANSWER, metadata, house.fresh(), answer=f"Chị Mai {number}")
    return Trial(pen.letters, {"brief.answer": 1})


def taking_up_findings(house: House, action: enum.StrEnum) -> Trial:
    """What the doctor found becomes a question once, whoever presses."""
    project, pen = house.project(), house.pen()
    brief_id = briefed(house, project)
    found = house.do(lambda session: question.listed(session, house.huong, project, RULES, NOW)).found
    wanted = [question.key(found[0])] if action is QuestionAction.ADD else [""]
    for who in house.staff:
        pen.press(who.user, action, f"{project}/{wanted[0]}")
    count = 1 if wanted[0] else len(found)
    return Trial(pen.letters, {"brief.ask": 1}, lambda: _questions(house, brief_id, count))


def playing_back(house: House) -> Trial:
    """A department plays the brief back once."""
    given, pen = _given(house), house.pen()
    for _ in PRESSES:
        values = {"playback": "Bán cho mẹ trẻ.", "objective": "0", "audience": "0"}
        pen.form(LAN, RelayView.PLAY, {"id": given, "channel": "D1"}, house.fresh(), **values)
    return Trial(pen.letters, {"relay.acknowledge": 1}, _stands(house, given, RelayState.ACKNOWLEDGED))


def asking_back(house: House) -> Trial:
    """Many questions of a department."""
    given, pen = _given(house), house.pen()
    (row,) = house.rows(Relay, id=given)
    for number in PRESSES:
        metadata = {"id": given, "channel": "D1"}
        pen.form(LAN, RelayView.ASK, metadata, house.fresh(), said=f"Chia sao {number}?")
    return Trial(
        pen.letters, {"relay.ask": len(PRESSES)}, lambda: _questions(house, row.brief_id, len(PRESSES))
    )


def declining(house: House) -> Trial:
    """A department declines once."""
    given, pen = _given(house), house.pen()
    for _ in PRESSES:
        metadata = {"id": given, "channel": "D1"}
        pen.form(LAN, RelayView.DECLINE, metadata, house.fresh(), said="Kín lịch")
    return Trial(pen.letters, {"relay.decline": 1}, _stands(house, given, RelayState.DECLINED))


def confirming(house: House) -> Trial:
    """A playback is confirmed once."""
    given, pen = _played(house), house.pen()
    for _ in PRESSES:
        pen.press(HUONG, RelayAction.CONFIRM, given)
    return Trial(pen.letters, {"relay.confirm": 1}, _stands(house, given, RelayState.CONFIRMED))


def correcting(house: House) -> Trial:
    """A playback is corrected once."""
    given, pen = _played(house), house.pen()
    for _ in PRESSES:
        metadata = {"id": given, "channel": "D1"}
        pen.form(HUONG, RelayView.CORRECT, metadata, house.fresh(), said="600 hộp")
    return Trial(pen.letters, {"relay.correct": 1}, _stands(house, given, RelayState.CORRECTED))


def relaying_again(house: House) -> Trial:
    """What was declined is relayed again once."""
    given, pen = _given(house), house.pen()
    (row,) = house.rows(Relay, id=given)
    (about,) = house.rows(Brief, id=row.brief_id)
    house.do(lambda session: relay_answers.decline(session, house.lan, given, "Kín lịch", NOW))
    for _ in PRESSES:
        pen.press(HUONG, RelayAction.AGAIN, about.project_id)
    return Trial(pen.letters, {"relay.again": 1}, _stands(house, given, RelayState.WAITING))


def leaving_a_department_out(house: House) -> Trial:
    """A department is said once not to be needed."""
    given, pen = _given(house), house.pen()
    for _ in PRESSES:
        pen.press(HUONG, RelayAction.NOT_NEEDED, given)
    return Trial(pen.letters, {"relay.not_needed": 1}, _stands(house, given, RelayState.NOT_NEEDED))


def taking_a_department_in(house: House) -> Trial:
    """A department that is needed after all is relayed to once."""
    given, pen = _given(house), house.pen()
    house.do(lambda session: relay_answers.not_needed(session, house.huong, given, NOW))
    for _ in PRESSES:
        pen.press(HUONG, RelayAction.NEEDED, given)
    return Trial(pen.letters, {"relay.again": 1}, _stands(house, given, RelayState.WAITING))


def _submit(pen: Pen, who: Actor, project: int, view_id: str) -> None:
    values = TEXTS | {PROJECT: str(project), "name": "", "client": "", TEMPLATE: "campaign"}
    pen.form(who.user, BriefView.BRIEF, {"channel": "C02MOCAN"}, view_id, **values)


def _one_brief(house: House, name: str) -> None:
    (project,) = house.rows(Project, name=name)
    (row,) = house.rows(Brief, project_id=project.id)
    assert [one.number for one in house.rows(BriefVersion, brief_id=row.id)] == [1]


def _questions(house: House, brief_id: int, count: int) -> None:
    assert [row.number for row in house.rows(Question, brief_id=brief_id)] == list(range(1, count + 1))


def _given(house: House) -> int:
    """What Lan's department was given of a new brief."""
    house.roles(leads={LAN: Department.MEDIA})
    brief_id = briefed(house, house.project())
    (row,) = house.rows(Relay, brief_id=brief_id)
    return int(row.id)


def _played(house: House) -> int:
    given = _given(house)
    said = Playback("Bán cho mẹ trẻ.", "", "")
    house.do(lambda session: relay_answers.acknowledge(session, house.lan, given, said, NOW))
    return given


def _stands(house: House, given: int, state: RelayState) -> Any:
    def so() -> None:
        assert house.rows(Relay, id=given)[0].state is state

    return so


def _forget(house: House, who: Actor) -> None:
    forms = house.drafts(who.user, drafts.KIND)
    house.do(lambda session: drafts.forget(session, who, *forms))
