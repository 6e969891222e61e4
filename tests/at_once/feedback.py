"""Feedback by many at once: captured, drafted, closed and opened again."""

from __future__ import annotations

from typing import Any

from desk.core.actor import Actor
from desk.feedback import drafts, feedback
from desk.feedback.drafts import Typed
from desk.feedback.lines import Line, Why
from handlers.feedback.feedback_views import FeedbackAction, FeedbackView
from storage.feedback.feedback import Feedback, FeedbackItem, FeedbackKind
from storage.work.deliverable import Deliverable, Status
from tests.support.house import PRESSES, House, Trial
from tests.support.world import NOW

HUONG = "U01HUONG"


def first_page(house: House) -> Trial:
    """The first page keeps one draft."""
    project, who, form, pen = house.project(), house.staff[6], house.fresh(), house.pen()
    _forget(house, who)
    values = {"source": "Logo to hơn", "feedback.project": str(project)}
    for _ in PRESSES:
        pen.form(who.user, FeedbackView.FEEDBACK, {"channel": "C02MOCAN"}, form, **values)
    return Trial(pen.letters, {}, _drafted(house, who, [form]))


def capturing(house: House) -> Trial:
    """Many people keep feedback each."""
    project, pen = house.project(), house.pen()
    work = house.work(project)
    for who in house.staff:
        form = house.fresh()
        typed = Typed(source="Logo to hơn", project_id=project, deliverable_id=work, channel="C02MOCAN")
        house.do(lambda session: drafts.save(session, who, form, typed, NOW))  # noqa: B023
        pen.form(who.user, FeedbackView.CHECK, {"channel": "C02MOCAN"}, form, **{"kind-0": "must"})
    return Trial(pen.letters, {"feedback": len(PRESSES)}, _captured(house, project, len(PRESSES)))


def sending(house: House) -> Trial:
    """Many guests send their words."""
    project, pen = house.project(), house.pen()
    channel = f"C{house.slug(project).upper()}"
    for who in house.guests:
        metadata = {"channel": channel, "project": project}
        pen.form(who.user, FeedbackView.GUEST, metadata, house.fresh(), source="Logo to hơn")
    return Trial(pen.letters, {"feedback": len(PRESSES)}, _captured(house, project, len(PRESSES)))


def saying(house: House) -> Trial:
    """Many guests say something to the bot."""
    project, pen = house.project(), house.pen()
    for who in house.guests:
        pen.say(who.user, "Logo to hơn nữa", channel=f"C{house.slug(project).upper()}")
    return Trial(pen.letters, {"feedback": len(PRESSES)}, _captured(house, project, len(PRESSES)))


def editing(house: House) -> Trial:
    """A point is called a question once, and another one is added once."""
    kept, item = _kept(house)
    pen = house.pen()
    for who in house.staff:
        values = {f"kind-{item}": "question", "new": "~ Ấm màu hơn"}
        metadata = {"feedback": kept, "ids": [item], "channel": ""}
        pen.form(who.user, FeedbackView.POINTS, metadata, house.fresh(), **values)

    def so() -> None:
        said = [(row.kind, row.text) for row in house.rows(FeedbackItem, feedback_id=kept)]
        assert said == [(FeedbackKind.QUESTION, "Logo to hơn"), (FeedbackKind.SHOULD, "Ấm màu hơn")]

    return Trial(pen.letters, {"feedback.points": 1}, so)


def taking(house: House) -> Trial:
    """Words that became no point are made one once."""
    who, form, pen, project = house.staff[5], house.fresh(), house.pen(), house.project()
    _forget(house, who)
    said = [
        Line(FeedbackKind.MUST, "Logo to hơn"),
        Line(FeedbackKind.MUST, "nước cho khách", left=Why.UNCLEAR),
    ]
    typed = Typed(source="Logo to hơn", project_id=project, channel="C02MOCAN").with_lines(said)
    house.do(lambda session: drafts.save(session, who, form, typed, NOW))
    for _ in PRESSES:
        pen.within(who.user, FeedbackAction.TAKE, "1", FeedbackView.CHECK, form)

    def so() -> None:
        kept = house.do(lambda session: drafts.find(session, who, form))
        assert (kept.turn, kept.lines) == (1, tuple(line.as_point() for line in said))

    return Trial(pen.letters, {}, so)


def going_back(house: House) -> Trial:
    """Whoever goes back from the second page has one draft, with the first page's words."""
    who, form, pen, project = house.staff[5], house.fresh(), house.pen(), house.project()
    _forget(house, who)
    typed = Typed(source="Logo to hơn", project_id=project, channel="C02MOCAN")
    house.do(lambda session: drafts.save(session, who, form, typed, NOW))
    for _ in PRESSES:
        pen.within(who.user, FeedbackAction.BACK, "back", FeedbackView.CHECK, form)

    def so() -> None:
        _drafted(house, who, [form])()
        assert house.do(lambda session: drafts.find(session, who, form)).source == "Logo to hơn"

    return Trial(pen.letters, {}, so)


def choosing_in_a_form(house: House) -> Trial:
    """Whatever is chosen in one open form, it has one draft."""
    who, form, pen, project = house.staff[7], house.fresh(), house.pen(), house.project()
    _forget(house, who)
    work = str(house.work(project))
    values = {"source": "Logo", "feedback.project": str(project), "feedback.deliverable": work}
    for number in PRESSES:
        action = (FeedbackAction.PROJECT, FeedbackAction.DELIVERABLE)[number % 2]
        pen.within(who.user, action, values[action], FeedbackView.FEEDBACK, form, **values)
    return Trial(pen.letters, {}, _drafted(house, who, [form]))


def taking_a_draft_up(house: House) -> Trial:
    """One draft comes into the form; the one before it is left."""
    who, form, pen = house.staff[8], house.fresh(), house.pen()
    older, newer = _two_drafts(house, who)
    for _ in PRESSES:
        pen.within(who.user, FeedbackAction.RESTORE, newer, FeedbackView.FEEDBACK, form, source="")

    def so() -> None:
        _drafted(house, who, [older, form])()
        found = house.do(lambda session: drafts.find(session, who, form))
        assert found.source == newer

    return Trial(pen.letters, {}, so)


def throwing_a_draft_away(house: House) -> Trial:
    """The draft that was shown is thrown away, and not the one before it."""
    who, form, pen = house.staff[9], house.fresh(), house.pen()
    older, newer = _two_drafts(house, who)
    for _ in PRESSES:
        pen.within(who.user, FeedbackAction.DISCARD, newer, FeedbackView.FEEDBACK, form, source="")
    return Trial(pen.letters, {}, _drafted(house, who, [older, form]))


def closing(house: House) -> Trial:
    """A point is done, on its card, in the list and on its owner's desk."""
    kept, item = _kept(house)
    (row,) = house.rows(Feedback, id=kept)
    pen = house.pen()
    for number, who in enumerate(house.staff):
        if number % 3 < 2:
            pen.press(who.user, (FeedbackAction.DONE, FeedbackAction.DONE_OWED)[number % 3], item)
        else:
            pen.press(who.user, FeedbackAction.DONE_LISTED, f"{item}/{row.project_id}")
    return Trial(pen.letters, {"feedback.done": 1}, _item(house, item, done_at=NOW))


def reopening(house: House) -> Trial:
    """A point is open again."""
    _, item = _kept(house)
    house.do(lambda session: feedback.close(session, house.huong, item, NOW))
    pen = house.pen()
    for who in house.staff:
        pen.press(who.user, FeedbackAction.REOPEN, item)
    return Trial(pen.letters, {"feedback.reopen": 1}, _item(house, item, done_at=None))


def approving(house: House) -> Trial:
    """What a client's words approve is approved once."""
    project, pen = house.project(), house.pen()
    work = house.work(project)
    told = feedback.Capture(project, "KV ok rồi em", ())
    made = house.do(lambda session: feedback.capture(session, house.huong, told, NOW))
    for _ in PRESSES:
        pen.press(HUONG, FeedbackAction.APPROVED, f"{made.id}/{work}")

    def so() -> None:
        assert [row.status for row in house.rows(Deliverable, id=work)] == [Status.APPROVED]

    return Trial(pen.letters, {"deliverable.approved": 1}, so)


def _kept(house: House) -> tuple[int, int]:
    """A capture and its point."""
    told = feedback.Capture(house.project(), "Logo to hơn", (Line(FeedbackKind.MUST, "Logo to hơn"),))
    made = house.do(lambda session: feedback.capture(session, house.huong, told, NOW))
    return made.id, made.items[0].id


def _two_drafts(house: House, who: Actor) -> tuple[str, str]:
    _forget(house, who)
    forms = house.fresh(), house.fresh()
    for form in forms:
        house.do(lambda session: drafts.save(session, who, form, Typed(source=form), NOW))  # noqa: B023
    return forms


def _forget(house: House, who: Actor) -> None:
    for form in house.drafts(who.user, drafts.KIND):
        house.do(lambda session: drafts.drop(session, who, form))  # noqa: B023


def _drafted(house: House, who: Actor, forms: list[str]) -> Any:
    def so() -> None:
        assert house.drafts(who.user, drafts.KIND) == sorted(forms)

    return so


def _captured(house: House, project: int, count: int) -> Any:
    def so() -> None:
        kept = house.rows(Feedback, project_id=project)
        points = [row for one in kept for row in house.rows(FeedbackItem, feedback_id=one.id)]
        assert (len(kept), len(points)) == (count, count)

    return so


def _item(house: House, item: int, **values: object) -> Any:
    def so() -> None:
        (row,) = house.rows(FeedbackItem, id=item)
        assert {name: getattr(row, name) for name in values} == values

    return so
