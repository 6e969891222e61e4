"""A project's colour and its reason, for colleagues."""

from __future__ import annotations

from desk.project.colour import Coloured
from desk.project.colour_rule import Cause, Measure
from handlers.core.blocks import Mrkdwn
from handlers.core.i18n import Translator


def line(t: Translator, one: Coloured) -> Mrkdwn:
    """The colour in words, and why, in one line."""
    return t.md("colour.line", colour=t(f"colour.{one.colour}"), why=_why(t, one))


def of_project(t: Translator, name: str, one: Coloured) -> Mrkdwn:
    """The same for one of several projects."""
    return t.md("colour.project", colour=t(f"colour.{one.colour}"), name=name, why=_why(t, one))


def _why(t: Translator, one: Coloured) -> str:
    return " · ".join(_cause(t, cause) for cause in one.causes) or t("colour.why.nothing")


def _cause(t: Translator, one: Cause) -> str:
    is_due = one.measure is Measure.SLACK and one.number == 0
    return t("colour.why.due" if is_due else f"colour.why.{one.measure}", count=one.number)
