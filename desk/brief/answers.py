"""What an answer makes of a brief, and which questions a new version answers by itself (F08, F09)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from desk.brief import terms, versions
from desk.brief.lint import check
from desk.brief.rules import Rule, Rules
from desk.brief.versions import BriefForTeam
from desk.core.actor import Actor
from desk.core.errors import Invalid
from desk.people.company_calendar import calendar_of
from desk.text.doors import budget
from desk.text.letters import fold
from desk.text.money.values import Amount
from desk.text.spans import Why
from storage.brief import question as questions
from storage.brief.question import Question

_READ_WITH = {Rule.NO_MEASURE: ("objective", "metric")}
"""Rules that read more fields than the one they ask about."""
_EMPTIED = "–"
"""The answer of a version that leaves a field empty: there is nothing to ask about any more."""


def filled(newest: BriefForTeam, row: Question, text: str) -> str:
    """The field's text with the answer: in its place, or added when both are needed."""
    before = versions.as_typed(newest).get(str(row.field), "")
    replaces = (
        not before
        or row.rule in (Rule.MISSING, Rule.MANY_PROPOSITIONS)
        or (row.field in terms.FIELDS and _says_anew(str(row.field), text, newest.today))
    )
    if replaces:
        return text
    said = f"{row.quote}: {text}" if row.rule == Rule.VAGUE else text
    return f"{before}; {said}"


def amount_kept(newest: BriefForTeam, row: Question, text: str) -> Amount | None:
    """The brief's amount when an answer about the budget names none: it says what is in it, as VAT.

    Raises `Invalid` for another sum that is named vaguely.
    """
    if row.field != "budget" or newest.amount is None or _says_anew("budget", text, newest.today):
        return None
    named = budget.find(text).amount
    if named.why is Why.WHICH:
        raise Invalid("answer", "error.brief_budget_which", text=named.words or text)
    return replace(newest.amount, vat=budget.vat_of(text) or newest.amount.vat)


def settle(session: Session, actor: Actor, newest: BriefForTeam, rules: Rules, now: datetime) -> list[int]:
    """Answer the doctor's questions to which a new version is the answer, inside the caller's change.

    These are the ones whose field reads otherwise than before, and which nobody would ask of it any more.
    Returns their numbers.
    """
    rows = [row for row in questions.of_brief(session, newest.id) if _may_be_settled(row)]
    if newest.version < 2 or not rows:
        return []
    before = versions.for_team(session, actor.workspace_id, newest.id, now, newest.version - 1)
    calendar = calendar_of(session, actor.workspace_id)
    asked = {(one.rule, one.field) for one in check(newest.fields, newest.today, calendar, rules)}
    settled = []
    for row in rows:
        rule, field = Rule(row.rule or ""), str(row.field)
        read = _READ_WITH.get(rule, (field,))
        changed = [name for name in read if newest.fields.get(name) != before.fields.get(name)]
        if not changed or (Rule.MISSING, field) in asked or _is_asked(row, rule, newest, asked):
            continue
        row.answer = newest.fields.get(field if field in changed else changed[0]) or _EMPTIED
        row.answered_by_id, row.answered_at = actor.member_id, now
        settled.append(row.number)
    session.flush()
    return settled


def _may_be_settled(row: Question) -> bool:
    by_doctor = row.rule is not None and row.rule != Rule.MISSING and row.relay_id is None
    return by_doctor and row.answer is None and bool(row.field)


def _is_asked(row: Question, rule: Rule, newest: BriefForTeam, asked: set[tuple[Rule, str]]) -> bool:
    """Whether the question still holds: of a vague word, as long as it stands there."""
    if rule is Rule.VAGUE:
        return fold(row.quote) in fold(newest.fields.get(str(row.field), ""))
    return (rule, str(row.field)) in asked


def _says_anew(field: str, text: str, today: date) -> bool:
    """Whether an answer contains an amount or a day, or several to choose from."""
    seen = terms.at(today)
    said = terms.budget_of(text, seen) if field == "budget" else terms.deadline_of(text, seen)
    return said.value is not None or bool(said.readings)
