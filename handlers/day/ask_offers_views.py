"""The buttons under an order that was understood: each says exactly what will happen."""

from __future__ import annotations

import enum
import json
from collections.abc import Sequence
from datetime import date

from desk.day.ask_names import Line, Wish
from desk.day.offers import MOST_AT_ONCE, Offer
from desk.day.points import Point
from desk.day.telling import LENGTH
from desk.day.todo import Task
from desk.text.doors.intent import Intent
from desk.work.cards import Item
from handlers.core import carrying, ids
from handlers.core.blocks import (
    Block,
    Element,
    Mrkdwn,
    actions,
    button,
    clamp,
    esc,
    lines,
    mention,
    packed,
    section,
)
from handlers.core.i18n import Translator, clock
from handlers.core.reply import Message
from handlers.day.todo_views import TodoAction
from handlers.people import leave_views
from handlers.people.admin_views import AdminAction
from handlers.work import deliverable_views
from handlers.work.deliverable_views import WorkAction


class AskAction(enum.StrEnum):
    """action_id of its buttons."""

    DO = "ask.do"
    SNOOZE = "ask.snooze"
    SPLIT = "ask.split"


_FORMS = {Intent.MOVE: "move", Intent.GIVE: "reassign", Intent.SNOOZE: "snooze"}
_OPENS = {"snooze": AskAction.SNOOZE, "split": AskAction.SPLIT}
"""What opens a form, which asks for the rest."""
_OWN_WORDS = ("off", "back", "snooze", "split", "tell")
"""What is offered with a sentence of its own above."""
TITLE = 30
_PROJECT, _SAID, _POINT = 20, 300, 55
_NO_QUOTES = str.maketrans("", "", '“”«»"')
"""What is told in quotes has none inside, which would end them."""
_BUTTON = 75
"""So many characters of a label are seen whole."""


def offers(t: Translator, found: Sequence[Offer], today: date, said: str = "") -> Message:
    """A button for each change that may be meant. Nothing is changed before a press. `said`: what somebody is
    told word for word.
    """
    first = found[0].what
    key = first if first in _OWN_WORDS else "" if len(found) == 1 else "which"
    title = t.md(f"ask.offer.{key}" if key else "ask.offer")
    rows: list[Block] = [section(title)]
    for one in found:
        label = _label(t, one, today)
        press = _press(one, label, said, style="primary" if len(found) == 1 else None)
        about = _about(t, one, today) or (esc(label) if len(label) > _BUTTON else None)
        rows += [section(about), actions([press])] if about else [actions([press])]
    return Message(title, rows)


def unnamed(t: Translator, wish: Wish, found: Sequence[Offer], today: date) -> Message:
    """What was understood of work that waits, where no work has such a name: the nearest, and to add it."""
    words = wish.slots.unnamed
    sides = zip(words, (wish.lines, wish.blockers), strict=True)
    called = [said or lines[0].title for said, lines in sides]
    missing = " · ".join(f"“{one}”" for one in words if one)
    title = t.md("ask.offer.unnamed", title=called[0], other=called[1], missing=missing)
    rows: list[Block] = [section(title)]
    for one in found:
        about = _about(t, one, today)
        press = actions([_press(one, _label(t, one, today), "", style=None)])
        rows += [section(about), press] if about else [press]
    where = wish.projects[0].slug if len(wish.projects) == 1 else ""
    for one_side in filter(None, words):
        label = t("ask.press.add", words=clamp(one_side, TITLE))
        rows.append(actions([button(label, ids.OPEN_FORM, carrying.packed("add", f"{where}\n{one_side}"))]))
    return Message(title, rows)


def refused(t: Translator, line: Line, found: Sequence[Offer], today: date, said: str) -> Message:
    """Who cannot or will not do a piece of work: whom to tell, and the forms that hand it over or move it."""
    title = t.md("ask.offer.refuse")
    presses = [_press(one, _label(t, one, today), said, style=None) for one in found]
    presses += [
        button(t(f"ask.press.{what}", title=clamp(line.title, TITLE)), WorkAction.MENU, f"{what}/{line.id}")
        for what in ("reassign", "move")
    ]
    about = _about_line(t, line, today)
    return Message(title, [section(title), section(about), *(actions([press]) for press in presses)])


def points(t: Translator, found: Sequence[Point]) -> Message:
    """A button for each point of feedback that may be done."""
    title = t.md("ask.offer.point")
    rows: list[Block] = [section(title)]
    for one in found:
        label = t("ask.do.point", text=clamp(" ".join(one.text.split()), _POINT))
        value = json.dumps({"do": "point", "id": one.id})
        about = t.md("ask.point", text=clamp(one.text, _SAID), project=one.project)
        rows += [section(about), actions([button(label, AskAction.DO, value)])]
    return Message(title, rows)


def told(t: Translator, name: str) -> Message:
    """A colleague is told what was said."""
    words = t.md("telling.sent", name=name)
    return Message(words, [section(words)])


def todos(t: Translator, found: Sequence[Task]) -> Message:
    """A button for each to-do that may be done."""
    title = t.md("ask.offer.todo")
    presses = [
        button(t("ask.do.done", title=clamp(one.text, _POINT)), TodoAction.DONE, str(one.id)) for one in found
    ]
    return Message(title, [section(title), *(actions([press]) for press in presses)])


def point_closed(t: Translator) -> Message:
    """A point of feedback was closed."""
    words = t.md("ask.point_closed")
    return Message(words, [section(words)])


def stand(t: Translator, items: Sequence[Item]) -> Message:
    """How work stands after its status was changed."""
    said = [deliverable_views.changed(t, "status", item, item.today) for item in items]
    words = lines(*(Mrkdwn(one.notification) for one in said))
    return said[0] if len(said) == 1 else Message(words, packed([Mrkdwn(one.text) for one in said]))


def so_already(t: Translator, found: Sequence[Offer], today: date) -> Message:
    """It is already as the order says."""
    key = "ask.so_already" if found[0].what == "move" else "ask.so_already.status"
    words = lines(t.md(key), *(_about(t, one, today) for one in found))
    return Message(words, [section(words)])


def by_form(t: Translator, intent: Intent, found: Sequence[Line]) -> Message:
    """The date or the person is missing: a button to the form that asks for it."""
    title, what = t.md(f"ask.form.{intent}"), _FORMS[intent]
    presses = [
        button(f"{t(f'mine.menu.{what}')}: {clamp(one.title, TITLE)}", WorkAction.MENU, f"{what}/{one.id}")
        for one in found
    ]
    return Message(title, [section(title), *(actions([press]) for press in presses)])


def own_form(t: Translator) -> Message:
    """The days are missing: a button to the personal settings."""
    title = t.md("ask.form.leave")
    press = button(t("settings.title"), AdminAction.OWN, "open")
    return Message(title, [section(title), actions([press])])


def paused(t: Translator, name: str) -> Message:
    """A project was put on hold."""
    words = t.md("ask.paused", project=name)
    return Message(words, [section(words)])


def steps(t: Translator, line: Line) -> list[Element]:
    """The likeliest next steps for a deliverable: done, or another date."""
    done = Offer("done", line)
    return [
        button(_label(t, done, line.due_on), AskAction.DO, _value(done)),
        button(t("mine.menu.move"), WorkAction.MENU, f"move/{line.id}"),
    ]


def _press(one: Offer, label: str, said: str, *, style: str | None) -> Element:
    words = clamp(said.translate(_NO_QUOTES), LENGTH) if one.what == "tell" else ""
    return button(label, _OPENS.get(one.what, AskAction.DO), _value(one, words), style=style)


def _label(t: Translator, one: Offer, today: date) -> str:
    """What exactly will happen, within the 75 characters of a button."""
    facts: dict[str, object] = {"name": clamp(one.name, TITLE), "who": clamp(one.off_name, TITLE)}
    if one.line:
        facts["title"] = _named(one)
    if one.other:
        facts["other"] = clamp(one.other.title, TITLE)
    if one.project:
        facts["project"] = clamp(one.project.name, TITLE)
    if one.day:
        facts["day"] = t.dated(one.day, one.minute, today)
    if one.last and one.day:
        facts["days"] = leave_views.days(t, one.day, one.last, one.half, today)
    what = f"{one.what}{'_of' * bool(one.whose)}{'_for' * bool(one.what == 'off' and one.user)}"
    if one.line and one.day and one.changes_hour:
        minute = one.line.due_minute if one.minute is None else one.minute
        what = "move_no_hour" if one.minute is None else "move_hour"
        facts |= {"day": t.dated(one.day, None, today), "hour": clock(minute or 0)}
    return t(f"ask.do.{what}", **facts)


def _about(t: Translator, one: Offer, today: date) -> Mrkdwn | None:
    """The deliverable and its current state."""
    if one.line is None:
        return None
    return lines(*(_about_line(t, line, today) for line in one.lines[:MOST_AT_ONCE]))


def _about_line(t: Translator, line: Line, today: date) -> Mrkdwn:
    return t.md(
        "ask.line", title=line.title, project=line.project, owner=mention(line.owner),
        due=t.dated(line.due_on, line.due_minute, today), status=t(f"status.{line.status}"),
    )  # fmt: skip


def _named(one: Offer) -> str:
    """The work in a label: one by its title, several by their numbers and their project."""
    first = one.lines[0]
    if not one.more:
        return clamp(first.title, TITLE)
    numbers = clamp(", ".join(f"#{line.number}" for line in one.lines), TITLE)
    return f"{numbers} · {clamp(first.project, _PROJECT)}"


def _value(one: Offer, said: str = "") -> str:
    row = one.line or one.project
    told = {
        "do": one.what, "id": row.id if row else None, "day": one.day.isoformat() if one.day else None,
        "minute": one.minute, "user": one.user, "last": one.last.isoformat() if one.last else None,
        "half": one.half, "whose": one.whose, "other": one.other.id if one.other else None,
        "more": [line.id for line in one.more], "helpers": list(one.helpers),
        "said": said,
    }  # fmt: skip
    known = {name: value for name, value in told.items() if value not in (None, "", [])}
    return json.dumps(known, ensure_ascii=False)
