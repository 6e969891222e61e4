"""How questions look: what the doctor found, the list to send to the client, and the form for an answer."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Any

from desk.brief.brief import LENGTH
from desk.brief.lint import Finding
from desk.brief.question import Asked, Questions, Raised, key
from desk.brief.versions import BriefForTeam
from handlers.brief.brief_ids import BriefAction
from handlers.core import ids
from handlers.core.blocks import (
    TEXT,
    Block,
    Element,
    Mrkdwn,
    actions,
    button,
    clamp,
    context,
    divider,
    header,
    input_block,
    lines,
    mention,
    modal,
    option,
    plain,
    quote,
    section,
    static_select,
    text_input,
)
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.history.undo_views import UndoAction


class QuestionView(enum.StrEnum):
    """callback_id of its modals."""

    ANSWER = "question.answer"
    QUESTIONS_FOUND = "question.found"


class QuestionAction(enum.StrEnum):
    """action_id of its buttons, selects and pickers."""

    SHOW = "question.show"
    ADD = "question.add"
    ADD_ALL = "question.add_all"
    LIST = "question.list"
    ANSWER = "question.choose"
    SENT = "question.sent"


ANSWER = "answer"
FIRST = 5
"""Findings that are shown at once; a button shows the others."""
_QUOTE, _QUESTION, _SAID, _SHOWN = 120, 400, 700, 80
_DEPARTMENTS = 10
_PARTS = 13
"""Blocks of questions for the client that are with them, and of those that are not: a message holds 50."""


def found(t: Translator, about: Questions) -> Message | None:
    """What the doctor found, the most important first; None when there is nothing."""
    if not about.found:
        return None
    title = t.md("question.found", count=len(about.found))
    rows = [section(_finding(t, one)) for one in about.found[:FIRST]]
    project_id = about.brief.project_id
    buttons = [
        button(t("question.add_all", count=len(about.found)), QuestionAction.ADD_ALL, f"{project_id}/")
    ]
    if len(about.found) > FIRST:
        buttons.append(
            button(t("question.show_all", count=len(about.found)), QuestionAction.SHOW, str(project_id))
        )
    else:
        buttons.append(button(t("question.choose"), QuestionAction.SHOW, str(project_id)))
    return Message(title, [section(title), *rows, actions(buttons)])


def found_modal(t: Translator, about: Questions) -> dict[str, Any]:
    """All findings, each with a button that adds it to the list; then the length of the list."""
    project_id = about.brief.project_id
    rows: list[Block] = [
        section(
            _finding(t, one),
            accessory=button(t("question.add"), QuestionAction.ADD, f"{project_id}/{key(one)}"),
        )
        for one in about.found[:_SHOWN]
    ]
    if rows:
        all_of_them = t("question.add_all", count=len(about.found))
        rows.append(actions([button(all_of_them, QuestionAction.ADD_ALL, f"{project_id}/")]))
    else:
        rows.append(section(t.md("question.nothing_found")))
    if about.to_client:
        rows.append(context(t.md("question.listed", count=len(about.to_client))))
    return modal(QuestionView.QUESTIONS_FOUND, t("question.title"), rows, close=t("common.close"))


def raised(t: Translator, one: Raised) -> Message:
    """A department's question, for the account team, and its answer once there is one."""
    words = t.md("question.raised", **_about(t, one))
    shown: list[Block] = [section(words), section(_quoted(one.text))]
    if one.answer is None:
        answer = f"{one.project_id}/{one.number}"
        return Message(words, [*shown, actions([
            button(t("question.give"), QuestionAction.ANSWER, answer, style="primary"),
            button(t("brief.edit"), BriefAction.EDIT, str(one.project_id)),
        ])])  # fmt: skip
    given = t.md("question.given", user=mention(one.answered_by or ""))
    return Message(words, [*shown, section(lines(given, _quoted(one.answer)))])


def told(t: Translator, one: Raised) -> Message:
    """The answer, for the colleague who asked."""
    key = "question.taken_back" if one.answer is None else "question.told"
    words = t.md(key, **_about(t, one), answerer=mention(one.answered_by or ""))
    shown: list[Block] = [
        section(words),
        context(t.md("question.you_asked", text=clamp(one.text, _QUESTION))),
    ]
    if one.answer is not None:
        shown.insert(1, section(_quoted(one.answer)))
    return Message(words, shown)


def listing(t: Translator, to_client: Translator, about: Questions) -> Message:
    """The open questions as text for the client (`to_client`: in their language), those of departments for
    the account team only, and the answered ones.
    """
    title = t("question.list", project=about.brief.project)
    rows: list[Block] = [header(title)]
    unsent, sent = about.unsent, [one for one in about.to_client if one.is_sent]
    if unsent:
        words, told = _for_client(to_client, unsent)
        rows += [context(t.md("question.copy")), *words, *_left(t, len(unsent) - len(told))]
        rows.append(actions([_sent(t, about.brief.project_id, told)]))
    if sent:
        words, told = _for_client(to_client, sent)
        rows += [context(t.md("question.with_client", count=len(sent))), *words]
        rows += _left(t, len(sent) - len(told))
    if not about.to_client:
        rows.append(section(t.md("question.none_open")))
    rows += _of_departments(t, about.to_account)
    new = button(t("say.ask"), ids.SAY_FORM, ids.said_in("ask", about.brief.slug))
    rows.append(actions([*([_choose(t, about)] if about.open else []), new]))
    if done := [one for one in about.asked if one.answer is not None]:
        rows.append(divider())
        rows.append(section(_done(t, done)))
    if about.found:
        rows.append(divider())
        rows.append(
            section(
                t.md("question.more_found", count=len(about.found)),
                accessory=button(t("question.see"), QuestionAction.SHOW, str(about.brief.project_id)),
            )
        )
    return Message(title, rows)


def added(t: Translator, about: Questions) -> Message:
    """A private message: the questions are on the list."""
    words = t.md("question.added", project=about.brief.project, count=len(about.unsent))
    return Message(words, [section(words, accessory=_to_list(t, about))])


def sent(t: Translator, about: Questions, count: int, change: int | None) -> Message:
    """A private message: the client has so many more questions. `change`: what was just done."""
    if change is None:
        words = t.md("question.sent_already", project=about.brief.project)
        return Message(words, [section(words, accessory=_to_list(t, about))])
    words = t.md("question.sent", project=about.brief.project, count=count)
    undo = button(t("undo.button"), UndoAction.UNDO, str(change))
    return Message(words, [section(words), actions([_to_list(t, about), undo])])


def asked(t: Translator, about: Questions) -> Message:
    """A private message: the question that was typed, with its number."""
    newest = about.asked[-1]
    words = t.md("question.asked", number=newest.number, text=clamp(newest.text, _QUESTION))
    return Message(words, [section(words, accessory=_to_list(t, about))])


def answered(t: Translator, about: Questions, number: int, newest: BriefForTeam) -> Message:
    """A private message: the answer is stored, and what the brief says now."""
    one = about.numbered(number)
    field = one.field if one else None
    if field:
        words = t.md(
            "question.answered_field", number=number, version=newest.version, label=t(f"brief.{field}"),
            text=clamp(newest.fields.get(field, ""), _QUESTION), left=len(about.to_client),
        )  # fmt: skip
    elif one and one.department:
        words = t.md("question.answered_told", number=number, name=one.name)
    else:
        words = t.md("question.answered", number=number, left=len(about.to_client))
    return Message(words, [section(words, accessory=_to_list(t, about))])


def settled(t: Translator, numbers: Sequence[int]) -> list[Block]:
    """Which questions a new version answers by itself, and how to take that back."""
    if not numbers:
        return []
    return [context(t.md("question.settled", numbers=", ".join(map(str, numbers))))]


def answer_form(t: Translator, about: Questions, one: Asked, channel: str) -> dict[str, Any]:
    """The form for the client's answer."""
    rows: list[Block] = [section(t.md("question.line", number=one.number, text=clamp(one.text, 2000)))]
    if one.department:
        rows.append(
            context(t.md("question.from", name=one.name, department=t(f"department.{one.department}")))
        )
    if one.field:
        now = clamp(about.brief.fields.get(one.field, ""), _QUESTION) or "–"
        rows.append(context(t.md("question.fills", label=t(f"brief.{one.field}"), text=now)))
    element = text_input(ANSWER, multiline=True, max_length=LENGTH)
    rows.append(input_block(ANSWER, t("question.give" if one.department else "question.answer"), element))
    return modal(
        QuestionView.ANSWER, t("question.give.title" if one.department else "question.title"), rows,
        submit=t("common.save"), close=t("common.cancel"),
        metadata={"project": about.brief.project_id, "number": one.number, "channel": channel},
    )  # fmt: skip


def _finding(t: Translator, one: Finding) -> Mrkdwn:
    """The field, the words, and the question to ask."""
    label = t(f"brief.{one.field}")
    ask = clamp(one.questions[t.language], _QUESTION)
    if not one.quote:
        return t.md("question.finding_empty", label=label, ask=ask)
    return t.md("question.finding", label=label, quote=clamp(one.quote, _QUOTE), ask=ask)


def _about(t: Translator, one: Raised) -> dict[str, object]:
    department = t(f"department.{one.department}")
    facts = {"number": one.number, "project": one.project, "version": one.version, "department": department}
    return facts | {"user": mention(one.by)}


def _quoted(text: str) -> Mrkdwn:
    return quote(clamp(text, LENGTH)) or Mrkdwn("–")


def _of_departments(t: Translator, asked: Sequence[Asked]) -> list[Block]:
    """The departments' questions, each with who asked."""
    rows = [
        lines(
            t.md(
                "question.department_line",
                number=one.number,
                name=one.name,
                department=t(f"department.{one.department}"),
            ),
            quote(clamp(one.text, _SAID)),
        )
        for one in asked[:_DEPARTMENTS]
    ]
    if len(asked) > _DEPARTMENTS:
        rows.append(t.md("question.department_more", count=len(asked) - _DEPARTMENTS))
    return [divider(), section(t.md("question.of_departments")), *map(section, rows)] if rows else []


def _for_client(t: Translator, asked: Sequence[Asked]) -> tuple[list[Block], Sequence[Asked]]:
    """One question per line and nothing else, as the sender adds a greeting; and for which there is room."""
    parts: list[str] = []
    for place, one in enumerate(asked):
        line = t("question.client_line", number=one.number, text=_in_a_line(one.text))
        if parts and len(parts[-1]) + len(line) < TEXT:
            parts[-1] += f"\n{line}"
        elif len(parts) < _PARTS:
            parts.append(line)
        else:
            return _plainly(parts), asked[:place]
    return _plainly(parts), asked


def _plainly(parts: Sequence[str]) -> list[Block]:
    return [{"type": "section", "text": plain(part)} for part in parts]


def _left(t: Translator, count: int) -> list[Block]:
    """How many questions did not fit."""
    return [context(t.md("question.more", count=count))] if count else []


def _sent(t: Translator, project_id: int, told: Sequence[Asked]) -> Element:
    """It names the last question that was read, as there may be more, or come more meanwhile."""
    return button(t("question.send"), QuestionAction.SENT, f"{project_id}/{told[-1].number}", style="primary")


def _choose(t: Translator, about: Questions) -> Element:
    options = [
        option(
            clamp(t("question.client_line", number=one.number, text=_in_a_line(one.text)), 75),
            f"{about.brief.project_id}/{one.number}",
        )
        for one in about.open
    ]
    return static_select(QuestionAction.ANSWER, options, placeholder=t("question.choose_answer"))


def _in_a_line(text: str) -> str:
    return " ".join(text.split())


def _done(t: Translator, done: Sequence[Asked]) -> Mrkdwn:
    return lines(
        t.md("question.done", count=len(done)),
        *(
            t.md(
                "question.done_line",
                number=one.number,
                text=clamp(_in_a_line(one.text), 60),
                answer=clamp(one.answer or "", 80),
            )
            for one in done[-15:]
        ),
    )


def _to_list(t: Translator, about: Questions) -> Element:
    return button(t("question.to_list"), QuestionAction.LIST, str(about.brief.project_id))
