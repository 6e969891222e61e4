"""People's answers about unclear parts of a sheet, and the questions."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from desk.text.letters import fold
from desk.work.table_dates import Order

NOTHING = "-"
"""The answer that a word has no meaning for the work."""
_MOST = 2_000
"""How many answers are stored for a set of columns."""


class Ask(enum.StrEnum):
    """Kinds of question: which column holds something, what a word or a name means, which of several values
    of a cell counts, and what all rows have in common.
    """

    COLUMN = "column"
    STATUS = "status"
    DEPARTMENT = "department"
    PERSON = "person"
    ORDER = "order"
    ONE_OF = "one_of"
    PROJECT = "project"
    OWNER = "owner"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `about`: the column's meaning, the word or the name. `choices`: column names, the two
    readings of a date, or the values of a cell. `offered`: the likeliest answer. `count`: how many rows it
    concerns.
    """

    ask: Ask
    about: str = ""
    choices: tuple[str, ...] = ()
    offered: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Answers:
    """What is known about a set of columns beyond their names.

    `columns`: by meaning, the folded name of the column. `words`: by kind and folded word, its meaning.
    `people`: by folded name, the user. The other fields apply to one sheet only: `project`, `owner` and `due`
    for rows without a value, and whether completed rows are imported.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    order: Order | None = None
    project: str = ""
    owner: str = ""
    due: date | None = None
    with_done: bool = False

    def word(self, ask: Ask, text: str) -> str:
        """The meaning of a word, or "" when nobody answered."""
        return self.words.get(f"{ask}/{fold(text)}", "")

    def with_answer(self, question: Question, answer: str) -> Answers:
        """These answers and one more; an empty or wrong answer changes nothing."""
        if not answer:
            return self
        if question.ask is Ask.COLUMN:
            return replace(self, columns={**self.columns, question.about: fold(answer)})
        if question.ask in (Ask.STATUS, Ask.DEPARTMENT, Ask.ONE_OF):
            return replace(self, words={**self.words, f"{question.ask}/{fold(question.about)}": answer})
        if question.ask is Ask.PERSON:
            return replace(self, people={**self.people, fold(question.about): answer})
        if question.ask is Ask.ORDER:
            return replace(self, order=Order(answer)) if answer in list(Order) else self
        if question.ask is Ask.DUE:
            return replace(self, due=_day(answer))
        if question.ask is Ask.OWNER:
            return replace(self, owner=answer)
        return replace(self, project=answer)

    def remembered(self) -> dict[str, Any]:
        """The answers for every sheet with these columns, to be stored."""
        return {
            "columns": dict(self.columns),
            "words": dict(list(self.words.items())[-_MOST:]),
            "people": dict(list(self.people.items())[-_MOST:]),
            "order": self.order,
        }

    def once(self) -> dict[str, Any]:
        """The answers for one sheet only, to be carried in a form or a button."""
        due = self.due.isoformat() if self.due else ""
        said = {"project": self.project, "owner": self.owner, "due": due, "all": self.with_done}
        return {name: value for name, value in said.items() if value}


def of_stored(stored: Mapping[str, Any], once: Mapping[str, Any]) -> Answers:
    """Stored answers together with those for this sheet. `once` came back from the client, so it is
    checked.
    """
    order = stored.get("order")
    return Answers(
        columns=dict(stored.get("columns") or {}),
        words=dict(stored.get("words") or {}),
        people=dict(stored.get("people") or {}),
        order=Order(order) if order else None,
        project=str(once.get("project") or ""),
        owner=str(once.get("owner") or ""),
        due=_day(str(once.get("due") or "")),
        with_done=once.get("all") is True,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
