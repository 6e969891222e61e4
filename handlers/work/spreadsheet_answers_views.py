"""The form with an import's questions: a select for each word, name or column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desk.people.member import Department
from desk.project.project import NAME_LENGTH
from desk.work.deliverable import Status
from desk.work.spreadsheet import Checked
from desk.work.table_answers import NOTHING, Ask, Question
from desk.work.table_columns import Column
from desk.work.table_dates import Order
from handlers.core.blocks import (
    Block,
    Element,
    clamp,
    context,
    datepicker,
    input_block,
    modal,
    option,
    radio,
    static_select,
    text_input,
    users_select,
)
from handlers.core.i18n import Translator
from handlers.core.request import Request, as_day, as_number
from handlers.work.spreadsheet_views import ImportView
from handlers.work.spreadsheet_words import day_in_words, faults

MOST = 30
"""Questions in one form; further ones are asked afterwards."""
_SHOWN = 10
_INSTEAD = (Column.PROJECT, Column.OWNER, Column.DUE)


def form(t: Translator, found: Checked, channel: str) -> dict[str, Any]:
    """The form for the questions."""
    asked = found.questions[:MOST]
    shown: list[Block] = [context(t.md("import.ask.about"))]
    for place, question in enumerate(asked):
        shown += _FIELDS[question.ask](t, place, question)
    if len(found.questions) > MOST:
        shown.append(context(t.md("import.ask.more", count=len(found.questions) - MOST)))
    others = [one for one in found.faults if one.fault.reason not in _ANSWERED]
    if others:
        words = " · ".join(faults(t, others)[:_SHOWN])
        shown.append(context(t.md("import.ask.beside", faults=clamp(words, 1500))))
    metadata = {"channel": channel, "key": found.key, "once": dict(found.once)}
    return modal(
        ImportView.ANSWERS,
        t("import.title"),
        shown,
        submit=t("import.ask.submit"),
        close=t("common.cancel"),
        metadata=metadata,
    )


def answered(request: Request, found: Checked) -> tuple[Mapping[int, str], Mapping[int, str]]:
    """The answers in the form, by the questions' positions; and the values for all rows, in place of a
    column.
    """
    given, instead = {}, {}
    for place, question in enumerate(found.questions[:MOST]):
        said = request.field(f"answer.{place}")
        if question.ask in (Ask.COLUMN, Ask.ONE_OF):
            at = as_number(said) - 1
            said = question.choices[at] if 0 <= at < len(question.choices) else ""
        given[place] = said
        instead[place] = request.field(f"instead.{place}")
    return given, instead


def unanswered(t: Translator, request: Request, found: Checked) -> dict[str, str]:
    """Why the form cannot be accepted yet, by field."""
    given, instead = answered(request, found)
    missing = {}
    for place, question in enumerate(found.questions[:MOST]):
        if not given[place] and not instead[place]:
            missing[f"answer.{place}" if _has_select(question) else f"instead.{place}"] = t(
                "import.ask.missing"
            )
    return missing


def _has_select(question: Question) -> bool:
    return question.ask is not Ask.COLUMN or bool(question.choices)


def _column(t: Translator, place: int, question: Question) -> list[Block]:
    meant = Column(question.about)
    shown: list[Block] = []
    if question.choices:
        options = [option(name, str(at)) for at, name in enumerate(question.choices, start=1)]
        label = t("import.ask.column", what=t(f"import.column.{meant}"))
        select = static_select(f"answer.{place}", options)
        shown.append(input_block(f"answer.{place}", label, select, optional=meant in _INSTEAD))
    if meant in _INSTEAD:
        label = t("import.ask.instead", what=t(f"import.column.{meant}"))
        optional = bool(question.choices)
        field = _of_all(meant, f"instead.{place}", question.offered)
        shown.append(input_block(f"instead.{place}", label, field, optional=optional))
    return shown or [context(t.md("import.ask.no_column", what=t(f"import.column.{meant}")))]


def _of_all(meant: Column, name: str, offered: str = "") -> Element:
    if meant is Column.OWNER:
        return users_select(name)
    if meant is Column.DUE:
        return datepicker(name)
    return text_input(name, initial=clamp(offered, NAME_LENGTH), max_length=NAME_LENGTH)


def _status(t: Translator, place: int, question: Question) -> list[Block]:
    options = [option(t(f"status.{one}"), one) for one in Status]
    return _word(t, place, question, "import.ask.status", options)


def _department(t: Translator, place: int, question: Question) -> list[Block]:
    options = [option(t(f"department.{one}"), one) for one in Department]
    return _word(t, place, question, "import.ask.department", options)


def _word(t: Translator, place: int, question: Question, key: str, options: list[Element]) -> list[Block]:
    nothing = option(t("import.ask.nothing"), NOTHING)
    select = static_select(f"answer.{place}", [*options, nothing], initial=question.offered or None)
    return [input_block(f"answer.{place}", _label(t, key, question), select)]


def _person(t: Translator, place: int, question: Question) -> list[Block]:
    select = users_select(f"answer.{place}", initial=question.offered or None)
    return [input_block(f"answer.{place}", _label(t, "import.ask.person", question), select)]


def _order(t: Translator, place: int, question: Question) -> list[Block]:
    options = [
        option(day_in_words(t, day, None), order)
        for order, text in zip(Order, question.choices, strict=False)
        if (day := as_day(text))
    ]
    return [
        input_block(
            f"answer.{place}", _label(t, "import.ask.order", question), radio(f"answer.{place}", options)
        )
    ]


def _one_of(t: Translator, place: int, question: Question) -> list[Block]:
    options = [option(name, str(at)) for at, name in enumerate(question.choices, start=1)]
    select = static_select(f"answer.{place}", options)
    return [input_block(f"answer.{place}", _label(t, "import.ask.one_of", question), select)]


def _for_all(t: Translator, place: int, question: Question) -> list[Block]:
    meant = {Ask.PROJECT: Column.PROJECT, Ask.OWNER: Column.OWNER, Ask.DUE: Column.DUE}[question.ask]
    label = _label(t, f"import.ask.{question.ask}", question)
    return [input_block(f"answer.{place}", label, _of_all(meant, f"answer.{place}", question.offered))]


def _label(t: Translator, key: str, question: Question) -> str:
    return t(key, text=clamp(question.about, 60), count=question.count)


_FIELDS = {
    Ask.COLUMN: _column,
    Ask.STATUS: _status,
    Ask.DEPARTMENT: _department,
    Ask.PERSON: _person,
    Ask.ORDER: _order,
    Ask.ONE_OF: _one_of,
    Ask.PROJECT: _for_all,
    Ask.OWNER: _for_all,
    Ask.DUE: _for_all,
}
_ANSWERED = (
    "error.import_columns", "error.import_twice", "error.import_word", "error.import_order",
    "error.import_several",
    "error.import_no_project", "error.line_owner_missing", "error.line_due_missing",
    "error.line_owner_likely", "error.line_owner_ambiguous", "error.line_owner_unknown",
    "error.line_owner_nobody", "error.line_owner_unseen", "error.person_outside",
)  # fmt: skip
"""Faults that the form asks about."""
