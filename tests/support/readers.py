"""A table of all functions that read people's words, and texts in shapes that are hard for them.

A new reader is added to `readers`: the tests and `make bench` try it with every shape.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from desk.brief import brief, filling, lint, relay_answers, terms
from desk.brief import rules as brief_rules
from desk.brief.diff import FieldChange
from desk.client import internal_terms
from desk.core.actor import Actor
from desk.core.calendar import WorkCalendar
from desk.core.errors import DeskError
from desk.day import ask, project_words, todo, why
from desk.feedback import lines as feedback_lines
from desk.history import history
from desk.people import leave
from desk.people.member import Role
from desk.project import names as project_names
from desk.text import letters, nearest
from desk.text.doors import budget, complaint, thread
from desk.text.requests import about
from desk.text.spans import Context
from desk.work import deliverable, spreadsheet
from desk.work import lines as deliverable_lines
from handlers import VERBS
from handlers.brief import diff_views, question
from handlers.core import wording
from handlers.core.i18n import Catalogs, Translator
from storage.database.engine import Database
from tests.support.world import NOW, World

Reader = Callable[[str], object]
SIZES = (300, 3_000, 30_000)
TODAY = date(2026, 11, 23)
_CALENDAR = WorkCalendar("VN")
_TITLES = ("KV chính", "3 banner", "Clip 15s", "Sổ tay thương hiệu", "Post 1-4")
_UNITS = (
    "a", "A", "Đ", "ạ", "ạ ", "á", "a\u0301", "\u0301", "\u200b", "🥛", "👍🏽", "a b ", " ", "\t", "\n",
    "x\n", "x;", "\r", "\x00", ".", ",", "-", "- ", " - ", "— ", "| ", "/", "?", "! ", '"', "'", "…", "(",
    ") (", "[ ]", "* ", "~", "#", "1", "1.", "1,", "1/", "1-", "1–", "12/", "24/11", "24/11 ", "24/11-",
    "2027 ", "#1 ", "q1 ", "câu 1 ", "15h ", "thứ 6 ", "ngày ", "ngày 1 ", "mai ", "một năm ", "trong 3 ",
    "in 3 days ", "15 tháng ", "cuối tháng ", "gấp ", "hạn ", "hạn 24/11 ", "trước ", "cho @a ", "@", "@a",
    "@a@", "@a.b ", "a@b.", "<", "<@", "<@U", "<@U|", "<#C|", "<!here", "<mailto:", "<https://a|", "http://",
    "&lt;", "$", "1tr", "1,5 tỷ ", "20tr - ", "tổng 1tr ", "to ", "em ", "em chào ", "cảm ơn ", "phải: ",
    "không ", "not ", "trẻ trung ", "nhìn-", "như ", "và ", "hơn ", "margin ",
)  # fmt: skip
"""The pieces that the texts repeat: blanks, digits and dots, letters of many kinds, and the beginning of
every pattern that readers search.
"""
_APART = (("moc an", "b"), ("24/11", "x"), ("1", "-"), ("x -", "- y"), ("@a", "@b"), ("hạn", "15/12"))


@cache
def shapes(size: int) -> tuple[tuple[str, str], ...]:
    """Texts of this size, each with a name."""
    return tuple(_shapes(size))


def _shapes(size: int) -> Iterator[tuple[str, str]]:
    for unit in _UNITS:
        yield repr(unit), (unit * (size // len(unit) + 1))[:size]
    for begins, ends in _APART:
        yield f"{begins} and {ends} apart", begins + " " * (size - len(begins) - len(ends)) + ends
    yield "one long mention", "<@" + "U" * (size - 2)
    yield "one long number", "1" * (size - 3) + " tr"
    dice = random.Random(size)
    for number in range(4):
        parts = [dice.choice(_UNITS) for _ in range(size)]
        yield f"mixed {number}", "".join(parts)[:size]


@contextmanager
def readers(database: Database) -> Iterator[Mapping[str, Reader]]:
    """The table. Readers that query the database have an agency of thirty people and thirty projects."""
    world = World(database)
    huong = world.person("U01HUONG", "Nguyễn Thu Hương", role=Role.ADMIN)
    for number in range(30):
        world.person(f"U1{number:03d}", f"Người Thứ {number} Phạm Ngọc")
        world.project(huong, f"Dự án Tết {number}", f"du-an-tet-{number}")
    with database.write() as session:
        yield PURE | {name: _in(session, huong, read) for name, read in ASKING.items()}
        session.rollback()


def cost(read: Reader, text: str, times: int = 1) -> float:
    """CPU seconds that a reader takes for a text, the minimum of `times` runs; refusing a text counts as
    reading it.
    """

    def once() -> float:
        started = time.thread_time()
        with suppress(DeskError):
            read(text)
        return time.thread_time() - started

    gc.disable()  # scanning all objects of the tests takes longer than most texts
    try:
        return min(once() for _ in range(times))
    finally:
        gc.enable()


@dataclass(frozen=True)
class _Asked:
    session: Session
    actor: Actor


def _in(session: Session, actor: Actor, read: Callable[[_Asked, str], object]) -> Reader:
    def within(text: str) -> object:
        with session.begin_nested() as kept:
            try:
                return read(_Asked(session, actor), text)
            finally:
                kept.rollback()

    return within


def _lint(text: str) -> object:
    """A brief with this text in every field, up to the field's size; without cached findings."""
    rules = brief_rules.load()
    rules.memory.forget()
    fields = dict.fromkeys((*brief.CRITICAL, "tone"), text[: brief.LENGTH])
    return lint.check(fields, TODAY, _CALENDAR, rules)


@cache
def _translator() -> Translator:
    return Catalogs("vi").translator("vi")


def _told(text: str) -> object:
    return diff_views.told(
        _translator(), FieldChange("objective", text[: brief.LENGTH], text[1 : brief.LENGTH])
    )


BY_MEANING = (
    "brief.fill", "brief.deadline_of", "brief.budget_of", "brief_lint.check", "deliverable_lines.whom",
    "feedback_lines.read_typed", "feedback_lines.read_verbatim", "feedback_lines.money_in", "about.piece",
    "todo.add", "deliverable.understand", "leave.take", "ask.understand", "spreadsheet.check", "why.of",
)  # fmt: skip
"""Readers that share one package for the meaning of words: each is tried with some of the shapes, and
together they cover all.
"""
LOOKS_UP = ("spreadsheet.check",)
"""Readers that query the database for each line, so that long texts are slow."""
WHOLE = (
    "brief.fill", "feedback_lines.read_typed", "feedback_lines.read_verbatim", "feedback_lines.money_in",
    "ask.understand", "spreadsheet.check", "brief_lint.check",
)  # fmt: skip
"""Readers of all that somebody pastes or fills in: a client's mail, a chat, a sheet, a form's nine fields."""
AT_MOST = dict.fromkeys(("brief_lint.check", "brief_diff.told"), brief.LENGTH)
"""Readers that get no more text than a field holds."""

PURE: dict[str, Reader] = {
    "brief.fill": lambda text: filling.fill(text, terms.at(TODAY)),
    "brief.deadline_of": lambda text: terms.deadline_of(text, terms.at(TODAY)),
    "brief.budget_of": lambda text: terms.budget_of(text, terms.at(TODAY)),
    "budget.vat_of": budget.vat_of,
    "complaint.heard": complaint.heard,
    "thread.wanted": thread.wanted,
    "letters.clean": letters.clean,
    "letters.fold": letters.fold,
    "letters.slug": letters.slug,
    "nearest.nearest": lambda text: nearest.nearest(text, [f"Nguyễn Thu Hương {n}" for n in range(100)]),
    "deliverable_lines.whom": lambda text: deliverable_lines.whom(text, (), Context(NOW, _CALENDAR)),
    "feedback_lines.read_typed": lambda text: feedback_lines.read_typed(text, Context(NOW, _CALENDAR)),
    "feedback_lines.read_verbatim": lambda text: feedback_lines.read_verbatim(text, Context(NOW, _CALENDAR)),
    "about.piece": lambda text: about.piece(text, _TITLES),
    "feedback_lines.money_in": lambda text: feedback_lines.money_in(text, Context(NOW, _CALENDAR)),
    "internal_terms.found": internal_terms.found,
    "internal_terms.without_inner": internal_terms.without_inner,
    "brief_lint.check": _lint,
    "brief_diff.told": _told,
    "relay_answers.phrases": relay_answers.phrases,
    "relay_answers.sentences": relay_answers.sentences,
    "verbs.nearest_names": VERBS.nearest_names,
    "verbs.split": VERBS.split,
    "verbs.may_be_a_sentence": VERBS.may_be_a_sentence,
    "wording.plain_text": wording.plain_text,
    "question.numbered": question.numbered,
}
READ_BY = {
    "answers": "brief.budget_of", "filling": "brief.fill", "lint": "brief_lint.check",
    "terms": "brief.deadline_of", "versions": "brief.deadline_of", "answered": "ask.understand",
    "ask_names": "ask.understand", "todo_reading": "todo.add", "cards": "complaint.heard",
    "lines": "feedback_lines.read_typed", "names": "project_names.find", "table_dates": "spreadsheet.check",
}  # fmt: skip
"""Modules of the desk that read people's words, and by which reader they are tried: those of another name."""

ASKING: dict[str, Callable[[_Asked, str], Any]] = {
    "deliverable.understand": lambda by, text: deliverable.understand(by.session, by.actor, text, NOW),
    "todo.add": lambda by, text: todo.add(by.session, by.actor, text, NOW),
    "leave.take": lambda by, text: leave.take(by.session, by.actor, text, NOW),
    "history.asked": lambda by, text: history.asked(by.session, by.actor, text, "C0"),
    "ask.understand": lambda by, text: ask.understand(by.session, by.actor, text, "C0", NOW),
    "why.of": lambda by, text: why.of(by.session, by.actor, text, NOW),
    "project_words.read": lambda by, text: project_words.read(by.session, by.actor, text, NOW),
    "project_names.find": lambda by, text: project_names.find(by.session, by.actor, text),
    "project_names.leading": lambda by, text: project_names.leading(by.session, by.actor, text),
    "spreadsheet.check": lambda by, text: spreadsheet.check(
        by.session, by.actor, f"dự án\thạng mục\tngười làm\thạn\n{text}", NOW
    ),
}
