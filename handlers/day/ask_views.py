"""Answers to questions in one's own words, and the buttons for changes."""

from __future__ import annotations

import enum
import json
from collections.abc import Sequence
from datetime import date

from desk.day.ask import Budget, Guess, Listed, Off, Offer, Unheard
from desk.day.ask_names import Line
from desk.text.doors.intent import Intent
from handlers.core import ids
from handlers.core.answering import packed as says
from handlers.core.blocks import (
    Block,
    Element,
    Mrkdwn,
    actions,
    bold,
    button,
    clamp,
    context,
    divider,
    esc,
    lines,
    mention,
    packed,
    section,
)
from handlers.core.i18n import Translator, clock
from handlers.core.reply import Message, Said
from handlers.history.undo_views import UndoAction
from handlers.people import leave_views
from handlers.people.admin_views import AdminAction
from handlers.work.deliverable_views import WorkAction


class AskAction(enum.StrEnum):
    """action_id of its buttons."""

    DO = "ask.do"


EXAMPLES = (
    Intent.LATE, Intent.DUE, Intent.WHO_HAS, Intent.WHERE_IS, Intent.BALL, Intent.DELAY,
    Intent.UNACKNOWLEDGED,
    Intent.CLIENT_SAID, Intent.AGREED, Intent.BUDGET, Intent.OFF_WHO, Intent.MY_DAY, Intent.ACHIEVED,
    Intent.MOVE, Intent.DONE, Intent.GIVE, Intent.HOLD, Intent.WAIT, Intent.REMIND, Intent.LEAVE,
)  # fmt: skip
"""Example sentences in the help: `ask.example.<intent>` in the catalogs."""
_SUGGESTED = (Intent.LATE, Intent.DUE, Intent.MY_DAY)
_FORMS = {Intent.MOVE: "move", Intent.GIVE: "reassign"}
TITLE = 30
_BUTTON = 75
"""So many characters of a label are seen whole."""
MOST_PROJECTS = 10


def example(t: Translator, intent: Intent, about: str = "") -> str:
    """A sentence with this intent, about this work or project if one is given."""
    return t(f"ask.try.{intent}", about=about) if about else t(f"ask.example.{intent}")


def examples(t: Translator) -> Mrkdwn:
    """Example sentences without a verb, for the help."""
    said = " · ".join(f"“{example(t, intent)}”" for intent in EXAMPLES)
    return t.md("ask.examples", examples=said)


def short(text: str) -> str:
    """The beginning of a text, for a button."""
    return clamp(" ".join(text.split()), 50)


def listed(t: Translator, found: Listed) -> Message:
    """Work, one line each, with the details that were asked for."""
    facts: dict[str, object] = {"count": found.count, "scope": _scope(t, found)}
    if found.period:
        facts["period"] = period_of(t, found.period, found.today)
    key = f"ask.{found.intent}" if found.lines else f"ask.{found.intent}.none"
    title = t.md(key, **facts)
    rows: list[Block] = [section(title)]
    rows += packed([_line(t, one, found) for one in found.lines])
    if found.count > len(found.lines):
        rows.append(context(t.md("status.more", count=found.count - len(found.lines))))
    if len(found.lines) == 1 and found.lines[0].is_open:
        rows.append(actions(steps(t, found.lines[0])))
    return Message(title, rows)


def away(t: Translator, off: Off) -> Message:
    """Who is on leave, until when, and who stands in."""
    period = period_of(t, off.period, off.today)
    key = "ask.off_who" if off.people else "ask.off_who.none_of" if off.asked else "ask.off_who.none"
    title = t.md(key, period=period, people=Mrkdwn(", ".join(map(mention, off.asked))))
    rows = [
        t.md(
            "ask.off_who.line_for" if one.delegate else "ask.off_who.line",
            who=mention(one.user), days=leave_views.days(t, one.first, one.last, one.half, off.today),
            delegate=mention(one.delegate or ""),
        )
        for one in off.people
    ]  # fmt: skip
    return Message(title, [section(title), *packed(rows)])


def unheard(t: Translator, found: Sequence[Unheard]) -> Message:
    """Which departments have not acknowledged which brief."""
    title = t.md("ask.unacknowledged" if found else "ask.unacknowledged.none")
    rows = [
        t.md(
            "ask.unacknowledged.line", project=one.project, department=t(f"department.{one.department}"),
            version=one.version,
        )
        for one in found
    ]  # fmt: skip
    slugs = dict.fromkeys((one.project, one.slug) for one in found)
    presses = [
        say(t("ask.press.relay", project=clamp(name, TITLE)), Said("brief", f"relay {slug}"))
        for name, slug in list(slugs)[:3]
    ]
    return Message(title, [section(title), *packed(rows), *presses])


def budgets(t: Translator, found: Sequence[Budget]) -> Message:
    """What the briefs say about the budget."""
    rows = []
    for one in found:
        key = "ask.budget.no_brief" if one.words is None else "ask.budget" if one.words else "ask.budget.none"
        rows.append(t.md(key, project=one.project, words=clamp(one.words or "", 500)))
    said = lines(*rows)
    presses = [
        say(t("ask.press.show_brief", project=clamp(one.project, TITLE)), Said("brief", f"show {one.slug}"))
        for one in found
        if one.words is not None
    ]
    return Message(said, [section(said), *presses])


def offers(t: Translator, found: Sequence[Offer], today: date) -> Message:
    """A button for each change that may be meant. Nothing is changed before a press."""
    key = "ask.offer.off" if found[0].what == "off" else "ask.offer" if len(found) == 1 else "ask.offer.which"
    title = t.md(key)
    rows: list[Block] = [section(title)]
    for one in found:
        style = "primary" if len(found) == 1 else None
        label = _label(t, one, today)
        press = button(label, AskAction.DO, _value(one), style=style)
        about = _about(t, one, today) or (esc(label) if len(label) > _BUTTON else None)
        rows += [section(about), actions([press])] if about else [actions([press])]
    return Message(title, rows)


def so_already(t: Translator, found: Sequence[Offer], today: date) -> Message:
    """It is already as the order says."""
    words = lines(t.md("ask.so_already"), *(_about(t, one, today) for one in found))
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


def missing(t: Translator, intent: Intent, closed: Sequence[str]) -> Message:
    """The text named no open work."""
    if closed:
        words = t.md("ask.closed", titles=", ".join(closed))
    else:
        words = t.md("ask.which_work", example=example(t, intent))
    return Message(words, [section(words)])


def no_draft(t: Translator, project: str, shown: Message) -> Message:
    """An answer to a client cannot be written; the project as the client may read it, to be copied."""
    title = t.md("ask.no_draft", project=project)
    return Message(title, [section(title), divider(), *shown.blocks])


def which(t: Translator, found: Sequence[tuple[str, Said]]) -> Message:
    """Several projects may be meant."""
    title = t.md("ask.which_project")
    return Message(title, [section(title), *(say(name, said) for name, said in found[:5])])


def handed(t: Translator, intent: Intent, found: Sequence[tuple[str, Said]]) -> Message:
    """The button for what a verb will do."""
    if not found:  # personal settings
        title = t.md("ask.settings")
        return Message(
            title, [section(title), actions([button(t("settings.title"), AdminAction.OWN, "open")])]
        )
    title = t.md(f"ask.handed.{intent}")
    presses = [say(label, said) for label, said in found]
    is_cut = any(json.loads(says(said.verb, said.text))["text"] != said.text for _, said in found)
    more = [context(t.md("ask.cut"))] if is_cut else []
    return Message(title, [section(title), *presses, *more])


def either(t: Translator, found: Sequence[Message]) -> Message:
    """Two readings, both to be chosen from."""
    return _under(t.md("ask.either"), found)


def perhaps(t: Translator, found: Sequence[Message]) -> Message:
    """What may only be talk: done by a press, if it was meant."""
    return _under(t.md("ask.perhaps"), found)


def as_typed(text: str, said: Said) -> Message:
    """A button that runs the text as typed."""
    return Message(esc(text), [say(short(text), said)])


def guesses(t: Translator, text: str, found: Sequence[Guess]) -> Message:
    """Nothing was understood: a button for each possible meaning."""
    title = t.md("ask.none", query=clamp(" ".join(text.split()), 60))
    presses = [say(example(t, one.intent, one.about), None) for one in found]
    return Message(title, [section(title), *presses, context(t.md("ask.none.help"))])


def nearest(t: Translator, text: str, found: Sequence[tuple[str, str, str]]) -> Message:
    """A word close to a verb was typed: word, verb, and the text after it."""
    near = ", ".join(word for word, _, _ in found)
    title = t.md("error.unknown_verb", query=text[:60], nearest=near)
    presses = [say(f"{word} {rest}".strip(), Said(verb, rest)) for word, verb, rest in found]
    return Message(title, [section(title), *presses])


def greeting(t: Translator) -> Message:
    """A greeting, with example questions."""
    title = t.md("ask.greeting")
    return Message(title, [section(title), *(say(example(t, one), None) for one in _SUGGESTED)])


def made(t: Translator, said: Message, change: int | None) -> Message:
    """The new state, with an undo button if something was changed."""
    if change is None:
        return said
    back = actions([button(t("undo.button"), UndoAction.UNDO, str(change))])
    return Message(said.text, [*said.blocks, back])


def paused(t: Translator, name: str) -> Message:
    """A project was put on hold."""
    words = t.md("ask.paused", project=name)
    return Message(words, [section(words)])


def period_of(t: Translator, period: tuple[date, date], today: date) -> str:
    """Days in words: one, or from the first to the last."""
    first, last = period
    if first == last:
        return dated(t, first, today)
    return t("ask.period", first=dated(t, first, today), last=dated(t, last, today))


def _under(title: Mrkdwn, found: Sequence[Message]) -> Message:
    message = Message(title, [section(title)])
    for one in found:
        message = message.and_then(one)
    return Message(title, message.blocks)


def say(label: str, said: Said | None) -> Block:
    """A button that runs this verb or sentence; each in its own row, as all have one id."""
    value = says(said.verb, said.text) if said else says("", label)
    return actions([button(label, ids.OPEN_FORM, value)])


def steps(t: Translator, line: Line) -> list[Element]:
    """The likeliest next steps for a deliverable: done, or another date."""
    done = Offer("done", line)
    return [
        button(_label(t, done, line.due_on), AskAction.DO, _value(done)),
        button(t("mine.menu.move"), WorkAction.MENU, f"move/{line.id}"),
    ]


def _label(t: Translator, one: Offer, today: date) -> str:
    """What exactly will happen, within the 75 characters of a button."""
    facts: dict[str, object] = {"name": clamp(one.name, TITLE), "who": clamp(one.off_name, TITLE)}
    if one.line:
        facts["title"] = clamp(one.line.title, TITLE)
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
    due = t.dated(one.line.due_on, one.line.due_minute, today)
    return t.md(
        "ask.line", title=one.line.title, project=one.line.project, owner=mention(one.line.owner), due=due,
        status=t(f"status.{one.line.status}"),
    )  # fmt: skip


def _value(one: Offer) -> str:
    row = one.line or one.project
    told = {
        "do": one.what, "id": row.id if row else None, "day": one.day.isoformat() if one.day else None,
        "minute": one.minute, "user": one.user, "last": one.last.isoformat() if one.last else None,
        "half": one.half, "whose": one.whose, "other": one.other.id if one.other else None,
    }  # fmt: skip
    return json.dumps({name: value for name, value in told.items() if value not in (None, "")})


def _line(t: Translator, one: Line, found: Listed) -> Mrkdwn:
    due = due_words(t, one, found.today)
    facts = {"title": one.title, "project": one.project, "owner": mention(one.owner), "due": due}
    return t.md("ask.line", status=t(f"status.{one.status}"), **facts)


def due_words(t: Translator, one: Line, today: date) -> Mrkdwn:
    if one.is_late:
        return t.late(one.days_late, one.due_on, today)
    return esc(t.when(one.due_on, one.due_minute, today))


def named(projects: Sequence[str]) -> Mrkdwn:
    """Which projects, after a title."""
    return Mrkdwn(f" · {', '.join(bold(name) for name in projects[:3])}") if projects else esc("")


def _scope(t: Translator, found: Listed) -> Mrkdwn:
    """Whose work and which projects, after the title."""
    of = [mention(user) for user in found.people] + [bold(name) for name in found.projects[:3]]
    return Mrkdwn(f" · {', '.join(of)}") if of else esc("")


def dated(t: Translator, day: date, today: date) -> str:
    return t.dated(day, None, today)
