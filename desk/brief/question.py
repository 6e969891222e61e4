"""Questions about a brief: findings of the doctor, people's questions to the client and departments'
questions to the account team, until each is answered (F08, F09).
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from desk.brief import answers, brief, versions
from desk.brief.brief import LENGTH, BriefForm
from desk.brief.lint import Finding, check
from desk.brief.rules import Rule, Rules
from desk.brief.versions import BriefForTeam
from desk.core import permissions
from desk.core.actor import Actor
from desk.core.errors import Conflict, Invalid, NotFound
from desk.core.feature import Entity, Feature, Kind, Subject, Undoing, Verb, Way, always, leave
from desk.core.permissions import SEE, TEAM, Action
from desk.people import account
from desk.people.company_calendar import calendar_of
from desk.project import project
from desk.text.letters import clean
from storage.brief import question as questions
from storage.brief import relay as relays
from storage.brief.brief import Brief
from storage.brief.question import Question
from storage.brief.relay import Relay
from storage.database import history, locks
from storage.day import reminders
from storage.history.records import Item
from storage.messages import outbox, redraws
from storage.people.member import Department, Member
from storage.project.project import Project

QUESTION = Action("question", "ask about a brief, and answer", TEAM)

ANSWERED = "question_answer"
"""The outbox kind of the answer to the colleague who asked."""
MOST = 100
"""Maximum number of questions about one brief."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The current state of a question. `text`: the doctor's questions are in the client's language. `field`:
    the field that its answer fills, or None. `department`: the department for which the colleague `name`
    asks; None: the question is for the client, who has it once it `is_sent`.
    """

    number: int
    field: str | None
    text: str
    answer: str | None
    department: Department | None = None
    name: str = ""
    is_sent: bool = False


@dataclass(frozen=True, slots=True)
class Raised:
    """A department's question to the account team. `by` and `answered_by` are Slack ids; `version`: the
    version that it was about.
    """

    number: int
    project_id: int
    project: str
    version: int
    department: Department
    by: str
    text: str
    answer: str | None
    answered_by: str | None


@dataclass(frozen=True, slots=True)
class Questions:
    """All questions about a brief, and the doctor's findings that are not questions yet.

    `language`: the one in which to write to the client.
    """

    brief: BriefForTeam
    language: str
    asked: Sequence[Asked]
    found: Sequence[Finding]

    @property
    def open(self) -> list[Asked]:
        """Those without an answer."""
        return [one for one in self.asked if one.answer is None]

    @property
    def to_client(self) -> list[Asked]:
        """The open questions for the client."""
        return [one for one in self.open if one.department is None]

    @property
    def unsent(self) -> list[Asked]:
        """Those of them that nobody has sent yet."""
        return [one for one in self.to_client if not one.is_sent]

    @property
    def to_account(self) -> list[Asked]:
        """The departments' open questions. They were written for colleagues, so a client never gets them
        unedited.
        """
        return [one for one in self.open if one.department is not None]

    def numbered(self, number: int) -> Asked | None:
        """The question with this number."""
        return next((one for one in self.asked if one.number == number), None)


def key(finding: Finding) -> str:
    """A short name for a finding within its brief; the same as long as rule, field and words are the same."""
    return f"{finding.rule}.{finding.field}.{zlib.crc32(finding.quote.encode()):08x}"


def listed(session: Session, actor: Actor, project_id: int, rules: Rules, now: datetime) -> Questions:
    """The questions about the newest version. Raises `NotFound` when the project has no brief."""
    permissions.check(session, actor, SEE)
    newest = versions.show(session, actor, project_id, now)
    return of_version(session, actor.workspace_id, newest, rules)


def of_version(session: Session, workspace_id: int, newest: BriefForTeam, rules: Rules) -> Questions:
    """The questions about this version, which is the newest."""
    rows = questions.of_brief(session, newest.id)
    known = {(row.rule, row.field, row.quote) for row in rows}
    calendar = calendar_of(session, workspace_id)
    all_found = check(newest.fields, newest.today, calendar, rules)
    found = [one for one in all_found if (one.rule.value, one.field, one.quote) not in known]
    lacking = {one.field for one in all_found if one.rule is Rule.MISSING}
    language = versions.client_language(session, newest.project_id)
    by = questions.askers(session, newest.id) if rows else {}
    asked = []
    for row in rows:
        name, department = by.get(row.number, ("", None))
        text = _text(row.words, language)
        said = row.answer if row.answer is not None else _said_since(row, newest, lacking)
        is_sent = row.sent_at is not None
        asked.append(Asked(row.number, row.field, text, said, department, name, is_sent))
    return Questions(newest, language, asked, found)


def keep_open(session: Session, actor: Actor, newest: BriefForTeam, rules: Rules, now: datetime) -> Questions:
    """Add questions for fields that are not known yet, inside the caller's change."""
    about = of_version(session, actor.workspace_id, newest, rules)
    known = {"deadline": newest.deadline, "budget": newest.amount}
    asked = {one.field for one in about.to_client}
    lacking = [one for one in about.found if one.field in known and known[one.field] is None and one.quote]
    first = {one.field: one for one in reversed(lacking) if one.field not in asked}
    wanted = list(first.values())
    wanted = wanted[: MOST - len(about.asked)]
    if not wanted:
        return about
    _put(session, actor, about, wanted, now)
    return of_version(session, actor.workspace_id, newest, rules)


def count_to_ask(session: Session, workspace_id: int, newest: BriefForTeam, rules: Rules) -> int:
    """How many questions there are for the client: open ones, and findings that are not questions yet."""
    about = of_version(session, workspace_id, newest, rules)
    return len(about.to_client) + len(about.found)


def add(
    session: Session, actor: Actor, project_id: int, wanted: str, rules: Rules, now: datetime
) -> Questions:
    """Add the finding with this key to the questions, or with "" all of them."""
    about = _alone(session, actor, project_id, rules, now)
    chosen = [one for one in about.found if wanted in ("", key(one))][: MOST - len(about.asked)]
    if not chosen:
        return about
    actor.begin(session, "brief.ask", now)
    _put(session, actor, about, chosen, now)
    brief.redraw(session, actor.workspace_id, about.brief.id, now)
    return of_version(session, actor.workspace_id, about.brief, rules)


def ask(session: Session, actor: Actor, project_id: int, text: str, rules: Rules, now: datetime) -> Questions:
    """Add a question in one's own words. Raises `Invalid` when it is empty, too long or one too many."""
    about = _alone(session, actor, project_id, rules, now)
    text = clean(text, multiline=False)
    if not text:
        raise Invalid("text", "error.question_empty")
    if len(text) > LENGTH:
        raise Invalid("text", "error.brief_long", length=len(text), most=LENGTH)
    if len(about.asked) >= MOST:
        raise Invalid("text", "error.question_many", most=MOST)
    actor.begin(session, "brief.ask", now)
    row = _row(actor, about.brief.id, len(about.asked) + 1, now)
    row.words = {"": text}
    session.add(row)
    brief.redraw(session, actor.workspace_id, about.brief.id, now)
    return of_version(session, actor.workspace_id, about.brief, rules)


def send(
    session: Session, actor: Actor, project_id: int, up_to: int, rules: Rules, now: datetime
) -> tuple[Questions, int]:
    """The client was sent the questions on the list up to this number, so they are theirs to answer. Returns
    how many are new to them: those added after the list was read stay unsent.
    """
    permissions.check(session, actor, QUESTION)
    about = _alone(session, actor, project_id, rules, now)
    chosen = {one.number for one in about.unsent if one.number <= up_to}
    if not chosen:
        return about, 0
    actor.begin(session, "brief.send", now)
    for row in questions.of_brief(session, about.brief.id):
        if row.number in chosen:
            row.sent_at = now
    session.flush()
    _redraw_digests(session, {project_id}, now)
    return of_version(session, actor.workspace_id, about.brief, rules), len(chosen)


def answer(
    session: Session, actor: Actor, project_id: int, number: int, text: str, why: str, now: datetime
) -> BriefForTeam:
    """Store an answer; if the question has a field, a new version contains it, with the reason `why`. A
    colleague who asked for their department is told.

    Raises `NotFound` for an unknown number, `Conflict` for an answered question, `Invalid` when the field
    cannot be filled with the answer.
    """
    permissions.check(session, actor, QUESTION)
    locks.projects(session, project.get(session, actor, project_id).id)
    newest = versions.show(session, actor, project_id, now)
    row = next((one for one in questions.of_brief(session, newest.id) if one.number == number), None)
    text = clean(text)
    if row is None:
        raise NotFound("error.question_none", query=str(number))
    if row.answer is not None:
        raise Conflict("error.question_answered", number=number)
    if not text:
        raise Invalid("answer", "error.question_no_answer")
    if len(text) > LENGTH:
        raise Invalid("answer", "error.brief_long", length=len(text), most=LENGTH)
    if row.field:
        newest = _answered(session, actor, newest, row, text, why, now)
    else:
        actor.begin(session, "brief.answer", now)
    row.answer, row.answered_by_id, row.answered_at = text, actor.member_id, now
    session.flush()
    brief.redraw(session, actor.workspace_id, newest.id, now)
    if row.relay_id:
        if not questions.waited_for(session, [row.relay_id]):
            relays.go_on(session, row.relay_id, now)
        _tell_asker(session, row, now)
    return newest


def put(session: Session, actor: Actor, owner: Relay, text: str, now: datetime) -> Question:
    """Add a department's question about its part of the relay, inside the caller's change. Raises `Invalid`
    (field `said`) when it is one too many.
    """
    locks.projects(session, session.get_one(Brief, owner.brief_id).project_id)
    number = len(questions.of_brief(session, owner.brief_id)) + 1
    if number > MOST:
        raise Invalid("said", "error.question_full", most=MOST)
    row = _row(actor, owner.brief_id, number, now)
    row.words, row.relay_id = {"": text}, owner.id
    session.add(row)
    session.flush()
    return row


def raised(session: Session, workspace_id: int, question_id: int) -> Raised | None:
    """The current state of a department's question; None when there is none with this id."""
    row = session.get(Question, question_id)
    if row is None or row.workspace_id != workspace_id or row.relay_id is None:
        return None
    owner = session.get_one(Relay, row.relay_id)
    home = session.get_one(Project, session.get_one(Brief, row.brief_id).project_id)
    answered_by = session.get_one(Member, row.answered_by_id).user if row.answered_by_id else None
    return Raised(
        row.number, home.id, home.name, owner.version, owner.department,
        session.get_one(Member, row.asked_by_id).user, _text(row.words, ""), row.answer, answered_by,
    )  # fmt: skip


def subject(question_id: int) -> str:
    """The subject of the messages about a department's question."""
    return f"question:{question_id}"


def _tell_asker(session: Session, row: Question, now: datetime) -> None:
    """Queue one message to the person who asked, unless they answered it; redraw the account team's
    message.
    """
    cause = str(history.identify(session))
    redraws.redraw(session, row.workspace_id, subject(row.id), cause, now)
    asker = session.get_one(Member, row.asked_by_id)
    if asker.gone or asker.id == row.answered_by_id:
        return
    outbox.enqueue(
        session, workspace_id=row.workspace_id, kind=ANSWERED, recipient=asker.user,
        cause=f"question/{cause}", at=now, subject=subject(row.id),
    )  # fmt: skip


def _answered(
    session: Session, actor: Actor, newest: BriefForTeam, row: Question, text: str, why: str, now: datetime
) -> BriefForTeam:
    fields = {str(row.field): answers.filled(newest, row, text)}
    told = BriefForm(
        newest.project_id, "", "", None, newest.template, fields, newest.source, why, newest.version,
        amount=answers.amount_kept(newest, row, text),
    )  # fmt: skip
    try:
        return brief.submit(session, actor, told, now, earlier=None, verb="brief.answer")
    except Invalid as refused:
        raise Invalid("answer", refused.reason, **refused.facts) from None


def _said_since(row: Question, newest: BriefForTeam, lacking: Collection[str]) -> str | None:
    """The brief's present text for a field that was missing: it answers the question about that field."""
    if row.rule != Rule.MISSING or row.field is None or row.field in lacking:
        return None
    return newest.fields.get(row.field) or None


def _put(session: Session, actor: Actor, about: Questions, chosen: Sequence[Finding], now: datetime) -> None:
    for number, finding in enumerate(chosen, len(about.asked) + 1):
        row = _row(actor, about.brief.id, number, now)
        row.field, row.rule, row.quote = finding.field, finding.rule.value, finding.quote
        row.words = dict(finding.questions)
        session.add(row)
    session.flush()


def _text(words: Mapping[str, str], language: str) -> str:
    return words.get(language) or next(iter(words.values()))


def _alone(session: Session, actor: Actor, project_id: int, rules: Rules, now: datetime) -> Questions:
    """The result of `listed` under a lock, so that concurrent questions get different numbers."""
    locks.projects(session, project.get(session, actor, project_id).id)
    return listed(session, actor, project_id, rules, now)


def _row(actor: Actor, brief_id: int, number: int, now: datetime) -> Question:
    return Question(
        workspace_id=actor.workspace_id, brief_id=brief_id, number=number, quote="",
        asked_by_id=actor.member_id, asked_at=now,
    )  # fmt: skip


def _redraw_digests(session: Session, project_ids: Collection[int], now: datetime) -> None:
    """The digests that tell of unsent questions."""
    readers = account.readers(session, project_ids, now)
    reminders.redraw_digests(session, readers, str(history.identify(session)), now)


def _redraws(undoing: Undoing, rows: Sequence[Question], items: Sequence[Item]) -> set[str]:
    if any(one.field == "sent_at" for one in items):
        projects = {one.project_id for one in items if one.project_id is not None}
        _redraw_digests(undoing.session, projects, undoing.now)
    return {f"{brief.CARD}:{row.brief_id}" for row in rows} | {subject(row.id) for row in rows}


FEATURE = Feature(
    "question",
    entities=(Entity(Question, always(QUESTION), leave, redraws=_redraws),),
    verbs=(Verb("brief.ask", Way.KEPT), Verb("brief.answer"), Verb("brief.send")),
    subjects=(Subject("question", Question, "brief_id"),),
    kinds=(Kind(ANSWERED, "who asked", despite_rest=True),),
)
"""The person asked for this answer, so the daily budget does not apply."""
