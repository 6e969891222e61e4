"""What somebody answered about a sheet that was not clear, and what there is to ask."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from desk.text.letters import fold
from desk.work.table_dates import Order

NOTHING = "-"
"""A word that says nothing about a piece of work, as somebody chose."""
_MOST = 2_000
"""Answers remembered for a set of columns."""


class Ask(enum.StrEnum):
    """What is asked: which column holds something, what a word or a name means, which one of several a cell
    stands for, what rows have in common."""

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
    """One thing to ask. `about`: the column's meaning, the word or the name; `choices`: columns' names,
    days as they would be read in either order, or what a cell lists; `offered`: the likeliest answer;
    `count`: rows of it."""

    ask: Ask
    about: str = ""
    choices: tuple[str, ...] = ()
    offered: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Answers:
    """What is known about a set of columns beside their names.

    `columns`: by meaning, the folded name of the column; `words`: by kind and folded word, what it means;
    `people`: by folded name, the user. The others are of one sheet alone: what the rows that do not say it
    have for `project`, `owner` and `due`, and whether what is done comes in too.
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
        """What a word means, or "" when nobody said."""
        return self.words.get(f"{ask}/{fold(text)}", "")

    def with_answer(self, question: Question, answer: str) -> Answers:
        """These answers and one more; an empty answer changes nothing, and a wrong one neither."""
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
        """What holds for every sheet with these columns, to be stored."""
        return {
            "columns": dict(self.columns),
            "words": dict(list(self.words.items())[-_MOST:]),
            "people": dict(list(self.people.items())[-_MOST:]),
            "order": self.order,
        }

    def once(self) -> dict[str, Any]:
        """What holds for one sheet alone, to go along with a form or a button."""
        due = self.due.isoformat() if self.due else ""
        said = {"project": self.project, "owner": self.owner, "due": due, "all": self.with_done}
        return {name: value for name, value in said.items() if value}


def of_stored(stored: Mapping[str, Any], once: Mapping[str, Any]) -> Answers:
    """Answers as they were remembered, and those of this sheet. `once` went through the client."""
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
