"""Answers to questions in one's own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from desk.day.ask import Guess, InBrief, Listed, Off, Unheard
from desk.day.ask_names import Line
from desk.day.waiting import Unanswered
from desk.project.colour import Colour
from desk.text.doors.intent import Intent
from handlers.core import ids
from handlers.core.blocks import (
    Block,
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
from handlers.core.carrying import packed as says
from handlers.core.i18n import Translator
from handlers.core.reply import Message, Said
from handlers.day import waiting_views
from handlers.day.ask_offers_views import TITLE, steps
from handlers.people import leave_views
from handlers.people.admin_views import AdminAction

EXAMPLES = (
    Intent.LATE, Intent.DUE, Intent.WHO_HAS, Intent.WHERE_IS, Intent.BALL, Intent.DELAY,
    Intent.UNACKNOWLEDGED,
    Intent.CLIENT_SAID, Intent.AGREED, Intent.BUDGET, Intent.BRIEF_SAYS, Intent.OFF_WHO,
    Intent.MY_DAY, Intent.ACHIEVED,
    Intent.COLOUR, Intent.MOVE, Intent.DONE, Intent.SENT, Intent.APPROVED, Intent.GIVE, Intent.HOLD,
    Intent.CANCEL, Intent.WAIT, Intent.SPLIT, Intent.REMIND, Intent.LEAVE,
)  # fmt: skip
"""Example sentences in the help: `ask.example.<intent>` in the catalogs."""
_SUGGESTED = (Intent.LATE, Intent.DUE, Intent.MY_DAY)
MOST_PROJECTS = 10
MOST_BRIEFS = 10


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
    if found.intent is Intent.WHO_HAS and found.people and not found.lines:
        people = Mrkdwn(", ".join(mention(user) for user in found.people))
        key, facts = "ask.who_has.none_of", {"people": people, "scope": named(found.projects)}
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


def to_acknowledge(t: Translator, briefs: Sequence[Unanswered]) -> Message:
    """The briefs that wait for the writer, each with the buttons that acknowledge and decline it."""
    title = t.md("ask.acknowledge" if briefs else "ask.acknowledge.none")
    rows = [row for one in briefs[:MOST_BRIEFS] for row in waiting_views.to_answer(t, one)]
    return Message(title, [section(title), *rows])


def of_colour(t: Translator, colour: Colour, counts: Mapping[Colour | None, int]) -> Message:
    """How many projects have this colour."""
    count = counts.get(colour, 0)
    words = t.md("ask.colour" if count else "ask.colour.none", colour=t(f"colour.{colour}"), count=count)
    return Message(words, [section(words)])


def in_briefs(t: Translator, field: str, found: Sequence[InBrief]) -> Message:
    """What a field of the briefs says."""
    rows = []
    for one in found:
        key = (
            "ask.in_brief.no_brief"
            if one.words is None
            else "ask.in_brief"
            if one.words
            else "ask.in_brief.none"
        )
        facts = {"project": one.project, "field": t(f"brief.{field}")}
        rows.append(t.md(key, **facts, words=clamp(one.words or "", 500)))
    said = lines(*rows)
    presses = [
        say(t("ask.press.show_brief", project=clamp(one.project, TITLE)), Said("brief", f"show {one.slug}"))
        for one in found
        if one.words is not None
    ]
    return Message(said, [section(said), *presses])


def missing(t: Translator, intent: Intent, closed: Sequence[str]) -> Message:
    """The text named no open work."""
    if closed:
        words = t.md("ask.closed", titles=", ".join(closed))
    else:
        words = t.md("ask.which_work", example=example(t, intent))
    return Message(words, [section(words)])


def none_waits(t: Translator) -> Message:
    """What a client gave, though no work is known to wait for a client."""
    words = t.md("ask.none_waits", example=example(t, Intent.BEGUN))
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
    return Message(title, [section(title), *presses])


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
