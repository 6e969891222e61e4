"""Reading to-dos: the certain parts, and the questions, with a reading for each button."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from desk.text import nearest
from desk.text.doors import todo as door
from desk.text.doors.moment import Moment
from desk.text.letters import clean, fold
from desk.text.spans import Answer, Context, Why

_REMIND = "remind"
"""A word for reminding, written without accents: it must not suggest a language for the text after it."""
_CALLS = re.compile(r"(?:nhắc|nhac|remind)\s+(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_NAME = re.compile(r"@?(?:[^\W\d_]+)")
_MOST = 5
PAST = "todo.ask.past"
"""The reason of a question about a time that is past; its choices are then ours and not what was typed."""
_ASKED = {Why.PAST: PAST, Why.IMPOSSIBLE: "todo.ask.impossible", Why.WEEKDAY: "todo.ask.weekday"}


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed. `attached`: the name and address of an attached file or the like; `reminds`: it
    was typed after a word for reminding.
    """

    text: str
    attached: str = ""
    reminds: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The choices made so far with buttons. `who`: Slack ids; `due_minute` counts from local midnight;
    `rings`: remind at that hour, even in quiet hours.
    """

    who: tuple[str, ...] = ()
    due_on: date | None = None
    due_minute: int | None = None
    rings: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question: a catalog key, its facts, and the possible readings, the likeliest first."""

    reason: str
    facts: Mapping[str, object]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A to-do without open questions, on its writer's day. `who`: the Slack ids of those who are to do it."""

    title: str
    due_on: date
    due_minute: int | None
    who: tuple[str, ...]


def read(typed: Typed, choice: Choice, context: Context) -> Wanted | Doubt:
    """The meaning of a text, with the choices made so far."""
    text = clean(typed.text, multiline=False)
    found = _found(typed, text, context)
    if not choice.who:
        doubt = _whom(typed, text, found, context)
        if doubt is not None:
            return doubt
    who = choice.who or found.who or (context.writer,)
    choice = replace(choice, who=who)
    due = _due(found.at, choice, context)
    if isinstance(due, Doubt):
        return due
    names_others = bool(found.who or found.who_asked.why)
    title = found.title
    if (names_others and who == (context.writer,)) or not (found.at.words or found.remind):
        title = text
    value = found.at.value
    if value is not None and value.part and value.minute is None and not found.remind:
        title = text  # "chiều mai": a part of a day has no other place to be kept
    if found.at.why is Why.IMPOSSIBLE and not names_others:
        title = text  # not a date here, so it may be anything else
    return Wanted(title.strip(" ,;–—-"), *due, who)


def is_only_a_time(typed: Typed, context: Context) -> bool:
    """Whether the text is only a time: "mai"."""
    text = clean(typed.text, multiline=False)
    found = _found(typed, text, context)
    return not re.search(r"\w", text) or (bool(found.at.words) and fold(found.at.words) == fold(text))


def _found(typed: Typed, text: str, context: Context) -> door.Todo:
    if typed.reminds:
        found = door.find(f"{_REMIND} {text}", context)
        if found.remind:
            return found
    return door.find(text, context)


def _whom(typed: Typed, text: str, found: door.Todo, context: Context) -> Doubt | None:
    me, asked = Choice((context.writer,)), found.who_asked
    if len(found.who) > 1:
        each = tuple(Choice((one,)) for one in found.who)
        return Doubt("todo.ask.several", {}, (Choice(found.who), *each))
    if asked.why is Why.OUTSIDE:
        name = next((one.name for one in context.people if one.id in asked.readings), asked.words)
        return Doubt("todo.ask.outside", {"name": name}, (me,))
    ours = tuple(one.id for one in context.people if one.id in asked.readings and not one.side)
    if asked.why and ours:
        choices = tuple(Choice((one,)) for one in ours[:_MOST])
        return Doubt("todo.ask.who", {"called": asked.words}, (*choices, me))
    called = asked.words.strip("<@>") if asked.why else _stranger(typed, text, found)
    return _nobody(called, me, context) if called else None


def _stranger(typed: Typed, text: str, found: door.Todo) -> str:
    """An unknown person's name, capitalized, directly after the word for reminding."""
    called = _CALLS.fullmatch(text)
    if found.remind or not (typed.reminds or called):
        return ""
    names = []
    for word in (text if typed.reminds else called["rest"] if called else "").split()[:4]:
        if not _NAME.fullmatch(word) or not (word[0] == "@" or word[0].isupper()):
            break
        names.append(word.lstrip("@"))
    return " ".join(names)


def _nobody(called: str, me: Choice, context: Context) -> Doubt:
    ours = {one.name: one.id for one in context.people if not one.side}
    near = tuple(Choice((ours[name],)) for name in nearest.nearest(called, ours))
    return Doubt("todo.ask.nobody", {"called": called}, (*near, me))


def _due(at: Answer[Moment], choice: Choice, context: Context) -> tuple[date, int | None] | Doubt:
    if choice.due_on is not None:
        if _is_past(choice.due_on, choice.due_minute, context):
            return Doubt(PAST, {"words": at.words}, _any_day(choice, context))
        return choice.due_on, choice.due_minute
    if at.value is not None:
        return at.value.day, at.value.minute
    if at.why is None:
        return context.today, None
    return Doubt(
        _ASKED.get(at.why, "todo.ask.which"), {"words": at.words}, _readings(at.readings, choice, context)
    )


def _readings(readings: Sequence[Moment], choice: Choice, context: Context) -> tuple[Choice, ...]:
    """The readings that are still in the future; if there is none, the next days."""
    coming = [one for one in readings if not _is_past(one.day, one.minute, context)]
    found = [replace(choice, due_on=one.day, due_minute=one.minute) for one in coming]
    return tuple(dict.fromkeys(found))[:_MOST] or _any_day(choice, context)


def _any_day(choice: Choice, context: Context) -> tuple[Choice, ...]:
    days = (context.today, context.today + timedelta(days=1))
    return tuple(replace(choice, due_on=day, due_minute=None) for day in days)


def _is_past(day: date, minute: int | None, context: Context) -> bool:
    return day < context.today or (day == context.today and minute is not None and minute <= context.minute)
