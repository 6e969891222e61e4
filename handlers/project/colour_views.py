"""A project's colour and its reason, for colleagues, and the form to set it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

from desk.project.colour import MOST_DAYS, REASON_LENGTH, Asked, Colour, Coloured
from desk.project.colour_limits import LEAST, MOST
from desk.project.colour_rule import Cause, Limits, Measure
from desk.project.project import ProjectRef, ProjectState
from handlers.core import ids
from handlers.core.blocks import (
    Element,
    Mrkdwn,
    actions,
    button,
    clamp,
    datepicker,
    input_block,
    mention,
    modal,
    number_input,
    option,
    radio,
    section,
    text_input,
)
from handlers.core.carrying import packed
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.history.undo_views import UndoAction


class ColourAction(enum.StrEnum):
    """action_id of its buttons."""

    OPEN = "colour.open"
    BY_NUMBERS = "colour.by_numbers"
    LIMITS = "colour.limits"


class ColourView(enum.StrEnum):
    """callback_id of its modals."""

    OVERRIDE = "colour.override"
    LIMITS = "colour.limits"


Works = Mapping[Measure, str]
NO_WORKS: Works = {}
_TITLE = 40


def line(t: Translator, one: Coloured) -> Mrkdwn:
    """The colour in words, and why, in one line."""
    return t.md("colour.line", colour=t(f"colour.{one.colour}"), why=_why(t, one))


def of_project(t: Translator, name: str, one: Coloured, works: Works = NO_WORKS) -> Mrkdwn:
    """The same for one of several projects. `works`: the titles of the work that the numbers come from."""
    return t.md("colour.project", colour=t(f"colour.{one.colour}"), name=name, why=_why(t, one, works))


def answer(t: Translator, found: Asked, change: int | None = None, *, may_lead: bool = True) -> Message:
    """The colour of a project, with what the reader may do about it. `change`: what was just done."""
    name, one = found.project.name, found.colour
    words = of_project(t, name, one) if one else t.md("colour.none", project=name)
    elements = _next(t, found)
    if may_lead and found.project.state is ProjectState.ACTIVE:
        elements.append(button(t("colour.set"), ColourAction.OPEN, str(found.project.id)))
    if may_lead and one and one.override:
        elements.append(button(t("colour.unset"), ColourAction.BY_NUMBERS, str(found.project.id)))
    if change:
        elements.append(button(t("undo.button"), UndoAction.UNDO, str(change)))
    return Message(words, [section(words), *([actions(elements)] if elements else [])])


def form(t: Translator, ref: ProjectRef, channel: str) -> dict[str, Any]:
    """The form to set a project's colour."""
    colours = [option(t(f"colour.{one}"), one) for one in Colour]
    reason = text_input("reason", max_length=REASON_LENGTH)
    rows = [
        section(t.md("colour.form.about", project=ref.name)),
        input_block("colour", t("colour.form.colour"), radio("colour", colours)),
        input_block("reason", t("colour.form.reason"), reason),
        input_block(
            "until",
            t("colour.form.until"),
            datepicker("until"),
            hint=t("colour.form.until.hint", most=MOST_DAYS),
        ),
    ]
    return modal(
        ColourView.OVERRIDE, t("colour.set"), rows, submit=t("common.save"), close=t("common.cancel"),
        metadata={"project": ref.id, "channel": channel},
    )  # fmt: skip


def limits_form(t: Translator, limits: Limits, channel: str) -> dict[str, Any]:
    """The form of the numbers from which projects are amber and red."""
    rows = [section(t.md("colour.limits.about"))]
    for measure, limit in limits.items():
        for colour, number in ((Colour.AMBER, limit.amber), (Colour.RED, limit.red)):
            name = f"{measure}_{colour}"
            field = number_input(name, number, least=LEAST[measure], most=MOST)
            rows.append(input_block(name, t(f"field.{name}"), field))
    return modal(
        ColourView.LIMITS, t("colour.limits.title"), rows, submit=t("common.save"), close=t("common.cancel"),
        metadata={"channel": channel},
    )  # fmt: skip


def limits_saved(t: Translator, change: int | None) -> Message:
    """After the form."""
    words = t.md("colour.limits.saved")
    undo = [actions([button(t("undo.button"), UndoAction.UNDO, str(change))])] if change else []
    return Message(words, [section(words), *undo])


def _next(t: Translator, found: Asked) -> list[Element]:
    """The likeliest next step: where the worst reason is seen and ended."""
    causes = found.colour.causes if found.colour else ()
    if not causes:
        return []
    verb, words = _STEPS[causes[0].measure]
    value = packed(verb, f"{words}{found.project.slug}")
    return [button(t(f"colour.next.{causes[0].measure}"), ids.OPEN_FORM, value, style="primary")]


_STEPS = {
    Measure.LATE: ("status", ""), Measure.SLACK: ("status", ""), Measure.BRIEF: ("brief", "relay "),
    Measure.CLIENT: ("status", ""), Measure.QUESTION: ("brief", "questions "),
    Measure.ROUND: ("feedback", "show "),
}  # fmt: skip


def _why(t: Translator, one: Coloured, works: Works = NO_WORKS) -> Mrkdwn | str:
    causes = " · ".join(_cause(t, cause, works) for cause in one.causes) or t("colour.why.nothing")
    if one.override:
        known = one.by_numbers and t("colour.by", colour=t(f"colour.{one.by_numbers}"), why=causes)
        return t.md(
            "colour.set_by", who=mention(one.override.by), until=t.date(one.override.until),
            reason=one.override.reason, numbers=known or t("colour.by_nothing"),
        )  # fmt: skip
    return t("colour.lapsed", why=causes, until=t.date(one.lapsed_on)) if one.lapsed_on else causes


def _cause(t: Translator, one: Cause, works: Works) -> str:
    is_due = one.measure is Measure.SLACK and one.number == 0
    why = t("colour.why.due" if is_due else f"colour.why.{one.measure}", count=one.number)
    title = works.get(one.measure)
    return t("colour.why.of", why=why, title=clamp(title, _TITLE)) if title else why
