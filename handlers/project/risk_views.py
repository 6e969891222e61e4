"""Risks of a project, for colleagues only: the list, the forms, and their lines in other answers."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date
from typing import Any

from desk.project.project import ProjectRef
from desk.project.risk import LENGTH, OUTCOME_LENGTH, Risked, Risks, Wanted
from handlers.core.blocks import (
    Block,
    Element,
    Mrkdwn,
    actions,
    bold,
    button,
    clamp,
    context,
    datepicker,
    input_block,
    lines,
    mention,
    modal,
    option,
    overflow,
    section,
    text_input,
    users_select,
)
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.history.undo_views import UndoAction


class RiskAction(enum.StrEnum):
    """action_id of its buttons and menus."""

    ADD = "risk.add"
    EDIT = "risk.edit"
    MENU = "risk.menu"


class RiskView(enum.StrEnum):
    """callback_id of its modals."""

    RISK = "risk.form"
    CLOSE = "risk.close"


CLOSE, EDIT = "close", "edit"
MOST = 20
"""How many risks one answer shows, each with its menu."""
MOST_BELOW = 5
"""How many are shown in a project's status; the rest is counted."""
_SHORT = 150


def saved(t: Translator, found: Risks, change: int | None) -> Message:
    """The risk as it is now, with what may be done next. `change`: what was just done."""
    one = found.about
    if one is None:
        return listed(t, found)
    key = "risk.saved" if one.is_open else "risk.closed"
    words = t.md(
        key, project=found.project.name, text=one.text, owner=mention(one.owner),
        day=t.dated(one.review_on, None, found.today), outcome=one.outcome,
    )  # fmt: skip
    elements = [button(t("risk.edit"), RiskAction.EDIT, str(one.id))] if one.is_open else []
    if change:
        elements.append(button(t("undo.button"), UndoAction.UNDO, str(change)))
    return Message(words, [section(words), *([actions(elements)] if elements else [])])


def listed(t: Translator, found: Risks) -> Message:
    """The open risks of a project, the soonest to look at first."""
    title = t.md("risk.title" if found.risks else "risk.none", project=found.project.name)
    shown: list[Block] = [section(title)]
    shown += [section(_line(t, one, found.today), accessory=menu(t, one.id)) for one in found.risks[:MOST]]
    if len(found.risks) > MOST:
        shown.append(context(t.md("risk.more", count=len(found.risks) - MOST)))
    return Message(title, [*shown, actions([add_button(t, found.project.id)])])


def below(t: Translator, risks: Sequence[Risked], today: date) -> list[Block]:
    """The open risks as a part of a project's status."""
    if not risks:
        return []
    rows = [_line(t, one, today, _SHORT) for one in risks[:MOST_BELOW]]
    hidden = len(risks) - len(rows)
    tail = t.md("risk.below_more", count=hidden) if hidden else None
    return [section(lines(bold(t("risk.below")), *rows, tail))]


def add_button(t: Translator, project_id: int) -> Element:
    """The button that opens the form for a new risk of this project."""
    return button(t("risk.add"), RiskAction.ADD, str(project_id))


def menu(t: Translator, risk_id: int) -> Element:
    """What may be done with an open risk."""
    choices = [option(t(f"risk.menu.{what}"), f"{what}/{risk_id}") for what in (CLOSE, EDIT)]
    return overflow(RiskAction.MENU, choices)


def form(
    t: Translator, ref: ProjectRef, wanted: Wanted, channel: str, risk_id: int | None = None
) -> dict[str, Any]:
    """The form of a risk: a new one, or `risk_id`."""
    review = wanted.review_on.isoformat() if wanted.review_on else None
    rows = [
        section(t.md("risk.form.about", project=ref.name)),
        input_block(
            "text",
            t("risk.form.text"),
            text_input("text", initial=wanted.text, max_length=LENGTH),
            hint=t("risk.form.text.hint"),
        ),
        input_block("owner", t("risk.form.owner"), users_select("owner", initial=wanted.owner or None)),
        input_block("review", t("risk.form.review"), datepicker("review", initial=review)),
    ]
    about = {"risk": risk_id} if risk_id else {"project": ref.id}
    return modal(
        RiskView.RISK, t("risk.form.title"), rows, submit=t("common.save"), close=t("common.cancel"),
        metadata=about | {"channel": channel},
    )  # fmt: skip


def close_form(t: Translator, ref: ProjectRef, one: Risked, channel: str) -> dict[str, Any]:
    """The question what came of a risk."""
    rows = [
        section(t.md("risk.close.about", project=ref.name, text=one.text)),
        input_block(
            "outcome",
            t("risk.close.outcome"),
            text_input("outcome", max_length=OUTCOME_LENGTH),
            hint=t("risk.close.hint"),
        ),
    ]
    return modal(
        RiskView.CLOSE, t("risk.menu.close"), rows, submit=t("common.save"), close=t("common.cancel"),
        metadata={"risk": one.id, "channel": channel},
    )  # fmt: skip


def _line(t: Translator, one: Risked, today: date, most: int | None = None) -> Mrkdwn:
    text = clamp(one.text, most) if most else one.text
    key = "risk.line_due" if one.review_on <= today else "risk.line"
    return t.md(key, text=text, owner=mention(one.owner), day=t.dated(one.review_on, None, today))
