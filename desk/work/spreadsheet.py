"""Import of projects and deliverables from a spreadsheet: checked first, then written completely or not at
all (F69).

A row is matched by its project and title, so the same rows again change nothing. Completed work that is not
stored yet is left out unless it is asked for. Nothing is announced in channels: an import has hundreds of
lines.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.actor import Actor
from desk.core.errors import Conflict, Invalid, NotAcknowledged, NotAllowed, NotFound
from desk.core.feature import Feature, Verb
from desk.people.member import person
from desk.people.reading import context
from desk.project import project
from desk.project.project import ProjectRef
from desk.project.rights import must_lead
from desk.text.letters import fold
from desk.text.likeness import alike
from desk.work import beginning, cards, news
from desk.work import spreadsheet_lines as sheets
from desk.work.deliverable import Status
from desk.work.lines import Fault
from desk.work.rights import WORK_ADD
from desk.work.sheet_values import differences, given, put
from desk.work.spreadsheet_lines import CellFault, Row, Sheet
from desk.work.table_answers import Answers, Ask, Question, of_stored
from desk.work.table_columns import Column
from desk.work.table_people import is_mail
from storage.database import locks
from storage.people import member as members
from storage.work import deliverable as deliverables
from storage.work import import_answers
from storage.work.deliverable import Deliverable

KIND = "import"
MOST_ROWS = 500
"""Rows that Slack may import at once: they are written well within the ack's time."""
SHOWN = 5
"""Rows that the preview shows, with their projects' names."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of a dry run; with `faults`, nothing is written. `first`: the first rows as understood.

    The counts are of deliverables. `unread`: the columns that were not understood. `key`: identifies this
    text and how it was read. `questions`: their answers would remove some of the faults. `left`: rows left
    out as done. `headings`: rows left out as headings. `once`: the answers that apply to this sheet only.
    `off`: rows that are due while their owner is on leave.
    """

    faults: tuple[CellFault, ...]
    projects: tuple[str, ...]
    added: int
    changed: int
    same: int
    unread: tuple[str, ...]
    first: tuple[Row, ...]
    key: str
    questions: tuple[Question, ...] = ()
    left: int = 0
    headings: tuple[str, ...] = ()
    once: Mapping[str, Any] = field(default_factory=dict)
    off: tuple[Row, ...] = ()

    @property
    def writes(self) -> bool:
        """Whether there is anything to write."""
        return not self.faults and bool(self.projects or self.added or self.changed)


def check(
    session: Session,
    actor: Actor,
    text: str,
    now: datetime,
    *,
    most: int | None = MOST_ROWS,
    once: Mapping[str, Any] | None = None,
) -> Checked:
    """The dry run: what is wrong with each row, and what would be written. `once`: from `Checked`.

    Raises `Invalid` (`rows`).
    """
    return _Plan(session, actor, text, now, most, once).checked()


def write(
    session: Session,
    actor: Actor,
    text: str,
    now: datetime,
    *,
    most: int | None = MOST_ROWS,
    once: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Checked:
    """Write all rows as one change.

    Raises `Conflict` when a row has become invalid since the check, and `NotFound` when the checked text,
    identified by `key`, was another one or was read otherwise.
    """
    plan = _Plan(session, actor, text, now, most, once, alone=True)
    checked = plan.checked()
    if key is not None and checked.key != key:
        raise NotFound("error.import_gone", query="")
    if checked.faults:
        raise Conflict("error.import_changed", count=len(checked.faults))
    if checked.writes:
        actor.begin(session, "import", now)
        plan.write()
        news.tell(session, actor, now)
    return checked


def answer(
    session: Session,
    actor: Actor,
    text: str,
    given: Mapping[int, str],
    now: datetime,
    *,
    instead: Mapping[int, str] | None = None,
    once: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Accept answers to the questions of this text, and store those that also apply to later sheets with
    these columns.

    Returns the answers for this sheet only. `given`: by position; for `Ask.COLUMN`, a column's name, or in
    `instead` the value for all rows. Raises `Invalid` (`answer.<place>`) for a person who is no colleague.
    """
    permissions.check(session, actor, WORK_ADD)
    locks.workspace(session, actor.workspace_id)
    plan = _Plan(session, actor, text, now, None, once)
    answers = plan.answers
    for place, question in enumerate(plan.checked().questions):
        said, value = _said(question, given.get(place, ""), (instead or {}).get(place, ""))
        if said.ask in (Ask.PERSON, Ask.OWNER) and value:
            _must_be_colleague(session, actor, place, value)
        answers = answers.with_answer(said, value)
    import_answers.keep(session, actor.workspace_id, sheets.key_of(text), answers.remembered(), now)
    return answers.once()


def mails(session: Session, actor: Actor, text: str, now: datetime) -> tuple[str, ...]:
    """The e-mail addresses in a table whose owners are unknown. Raises `Invalid` (`rows`)."""
    asked = check(session, actor, text, now).questions
    return tuple(one.about for one in asked if one.ask is Ask.PERSON and is_mail(one.about))


def know(session: Session, actor: Actor, text: str, found: Mapping[str, str], now: datetime) -> None:
    """Store the owners of these addresses for this set of columns; people who are no colleagues are asked
    about later.
    """
    locks.workspace(session, actor.workspace_id)
    answers = _Plan(session, actor, text, now, None, None).answers
    for mail, user in found.items():
        row = members.by_user(session, actor.workspace_id, user)
        if row is not None and row.is_colleague:
            answers = answers.with_answer(Question(Ask.PERSON, mail), user)
    import_answers.keep(session, actor.workspace_id, sheets.key_of(text), answers.remembered(), now)


def key_of(text: str, answers: Answers | None = None) -> str:
    """The key of a pasted text and of how it was read."""
    known = answers or Answers()
    said = [known.remembered(), known.once()] if known != Answers() else []
    return hashlib.sha256((text + json.dumps(said, sort_keys=True)).encode()).hexdigest()[:16]


def _said(question: Question, given: str, instead: str) -> tuple[Question, str]:
    """The answer: which column it is, or the value for all rows where there is no such column."""
    of_all = {Column.PROJECT: Ask.PROJECT, Column.OWNER: Ask.OWNER, Column.DUE: Ask.DUE}
    if question.ask is Ask.COLUMN and not given and instead:
        return replace(question, ask=of_all[Column(question.about)]), instead
    return question, given


def _must_be_colleague(session: Session, actor: Actor, place: int, user: str) -> None:
    row = members.by_user(session, actor.workspace_id, user)
    if row is None:
        raise Invalid(f"answer.{place}", "error.line_owner_unseen")
    if not row.is_colleague:
        raise Invalid(f"answer.{place}", "error.person_outside", name=row.name)


class _Plan:
    """What is done with each row, compared with what is stored. `alone`: the locks are held until
    the commit.
    """

    def __init__(
        self,
        session: Session,
        actor: Actor,
        text: str,
        now: datetime,
        most: int | None,
        once: Mapping[str, Any] | None,
        alone: bool = False,
    ) -> None:
        permissions.check(session, actor, WORK_ADD)
        if alone:
            locks.workspace(session, actor.workspace_id)
        self._session, self._actor, self._now = session, actor, now
        kept = import_answers.find(session, actor.workspace_id, sheets.key_of(text))
        self.answers = of_stored(kept.values if kept else {}, once or {})
        self._key = key_of(text, self.answers)
        people = [person(row) for row in members.everyone(session, actor.workspace_id)]
        here = project.here(session, actor, now)
        reading = context(session, actor.workspace_id, here, actor.user)
        self._sheet: Sheet = sheets.read(text, people, reading, most, self.answers)
        self._refusals: dict[int, Fault | None] = {}
        self._projects = _by_name(project.all_of(session, actor))
        self._rows = self._sheet.rows
        ids = {ref.id for ref in map(self._project, self._rows) if ref}
        if alone:
            locks.projects(session, *ids)
        self._there = {
            (row.project_id, fold(row.title)): row for row in deliverables.of_projects(session, ids)
        }
        if not self.answers.with_done:  # completed rows only update what is stored
            self._rows = tuple(row for row in self._rows if not row.is_over or self._existing(row))

    def checked(self) -> Checked:
        """What would be written."""
        work = [row for row in self._rows if row.title]
        old = [(row, found) for row in work if (found := self._existing(row))]
        changed = [row for row, found in old if differences(row, found)]
        return Checked(
            faults=tuple(sorted([*self._sheet.faults, *self._misplaced()], key=lambda one: one.line)),
            projects=tuple(dict.fromkeys(row.project for row in self._firsts())),
            added=len(work) - len(old),
            changed=len(changed),
            same=len(old) - len(changed),
            unread=self._sheet.unread,
            first=tuple(
                replace(row, project=ref.name) if (ref := self._project(row)) else row
                for row in self._rows[:SHOWN]
            ),
            key=self._key,
            questions=self._sheet.questions,
            left=len(self._sheet.rows) - len(self._rows),
            headings=self._sheet.headings,
            off=self._off(work),
            once=self.answers.once(),
        )

    def write(self) -> None:
        """Write every row, inside the caller's change."""
        groups: dict[str, list[Row]] = {}
        for row in self._rows:
            groups.setdefault(alike(row.project), []).append(row)
        for first in self._firsts():
            self._start(first, groups[alike(first.project)])
        rows, owners = self._change()
        self._add()
        self._session.flush()
        if rows:
            cards.redraw_many(self._session, rows, owners, self._now)

    def _off(self, work: Sequence[Row]) -> tuple[Row, ...]:
        """The rows that are due while their owner is on leave."""
        users = {row.owner.user for row in work if row.owner}
        people = members.by_users(self._session, self._actor.workspace_id, users) if users else {}
        return tuple(
            row
            for row in work
            if row.owner and row.due_on and not row.is_over
            and people[row.owner.user].is_away(row.due_on, row.due_minute)
        )  # fmt: skip

    def _project(self, row: Row) -> ProjectRef | None:
        return self._projects.get(alike(row.project))

    def _existing(self, row: Row) -> Deliverable | None:
        ref = self._project(row)
        return self._there.get((ref.id, fold(row.title))) if ref else None

    def _firsts(self) -> list[Row]:
        """The first row of each new project."""
        new = [row for row in self._rows if row.project and self._project(row) is None]
        return list({alike(row.project): row for row in reversed(new)}.values())[::-1]

    def _misplaced(self) -> Iterable[CellFault]:
        """Faults between rows, and missing rights of the person who imports."""
        seen: dict[tuple[str, str], int] = {}
        for row in self._rows:
            ref, key = self._project(row), (alike(row.project), fold(row.title))
            if row.title and key in seen:
                yield self._fault(row, Column.TITLE, Fault("error.import_same", {"line": str(seen[key])}))
            seen.setdefault(key, row.line)
            if ref and (refusal := self._refusal(ref)):
                yield self._fault(row, Column.PROJECT, refusal)
            elif ref and (obstacle := self._obstacle(ref, row)):
                yield self._fault(row, Column.STATUS, obstacle)

    def _refusal(self, ref: ProjectRef) -> Fault | None:
        """Why the actor may not write into a project."""
        if ref.id not in self._refusals:
            self._refusals[ref.id] = None
            try:
                must_lead(self._session, self._actor, ref)
            except NotAllowed as refused:
                self._refusals[ref.id] = Fault(refused.reason, refused.facts)
        return self._refusals[ref.id]

    def _obstacle(self, ref: ProjectRef, row: Row) -> Fault | None:
        """Why its work may not begin: an import cannot give a reason to skip the acknowledgement (M2)."""
        found = self._existing(row)
        before = found.status if found else Status.BRIEFED
        if not row.title or row.status is None or not beginning.starts_work(before, row.status):
            return None
        own = found.department if found else None
        owner_id = row.owner.id if row.owner else found.owner_id if found else None
        try:
            beginning.must_be_known(self._session, ref.id, row.department or own, owner_id)
        except NotAcknowledged as refused:
            return Fault(refused.reason, refused.facts)
        return None

    def _fault(self, row: Row, column: Column, fault: Fault) -> CellFault:
        return CellFault(row.line, self._sheet.headers.get(column, column.value), fault)

    def _start(self, first: Row, mine: Sequence[Row]) -> None:
        client = next((row.client for row in mine if row.client), None)
        ae = next((row.ae for row in mine if row.ae), None)
        ref = project.start(
            self._session, self._actor, first.project, client=client, ae_id=ae.id if ae else None
        )
        self._projects[alike(first.project)] = ref

    def _change(self) -> tuple[list[Deliverable], set[int]]:
        """Update stored deliverables; returns the changed ones, and their owners before the change."""
        rows, owners = [], set()
        for row in self._rows:
            found = self._existing(row) if row.title else None
            values = differences(row, found) if found else {}
            if found and values:
                owners.add(found.owner_id)
                put(found, values, self._now)
                rows.append(found)
        return rows, owners

    def _add(self) -> None:
        numbers: dict[int, int] = {}
        for row in self._rows:
            ref = self._project(row)
            if not row.title or ref is None or self._existing(row):
                continue
            if ref.id not in numbers:
                numbers[ref.id] = deliverables.next_number(self._session, ref.id)
            made = Deliverable(
                workspace_id=self._actor.workspace_id,
                project_id=ref.id,
                number=numbers[ref.id],
                title=row.title,
                status=Status.BRIEFED,
                department=row.owner.department if row.owner else None,
            )
            put(made, given(row), self._now)
            self._session.add(made)
            numbers[ref.id] += 1


def _by_name(refs: Iterable[ProjectRef]) -> dict[str, ProjectRef]:
    """The projects by the name that a row may use: the name, or the slug where no project has that name."""
    found = list(refs)
    return {alike(ref.slug): ref for ref in found} | {alike(ref.name): ref for ref in found}


FEATURE = Feature("spreadsheet", verbs=(Verb("import"),))
