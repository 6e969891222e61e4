"""The projects that need their account manager most, with why and the likely next step (M13).

The same facts always give the same projects in the same order. Everything that counts has a line of its own;
what is gone counts no more.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_
from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.actor import Actor
from desk.core.permissions import SEE
from desk.day.lines import Reader
from desk.day.planning import AM_AFTER
from storage.brief.relay import RelayState
from storage.database import zones
from storage.day import burning as stored
from storage.day import digest_rules
from storage.day.burning import INCLUDED_ROUNDS, Piece
from storage.people.member import Department, Member
from storage.project import project as projects
from storage.project.project import Project

MOST = 3
"""How many projects are named (M13)."""


class Trouble(enum.StrEnum):
    """What may be wrong; of equally bad ones the first is told first.

    `late`: open work after its date. `brief`: a department has not taken its brief. `client`: the client has
    the work. `question`: the client has not answered questions about the brief. `round`: work is in a further
    round of feedback. All in working days, but for the round.
    """

    LATE = "late"
    BRIEF = "brief"
    CLIENT = "client"
    QUESTION = "question"
    ROUND = "round"


@dataclass(frozen=True, slots=True)
class Weight:
    """How many points each day or round is, after which number they begin, and how many count at most."""

    points: int
    after: int = 0
    most: int = 10


WEIGHTS: Mapping[Trouble, Weight] = {
    Trouble.LATE: Weight(2),
    Trouble.BRIEF: Weight(2),
    Trouble.CLIENT: Weight(1),
    Trouble.QUESTION: Weight(1),
    Trouble.ROUND: Weight(3, after=INCLUDED_ROUNDS),
}
"""What alone makes a project red (`desk.project.colour_rule`, product.md §5.12, §5.5) is six points: 3 days
late, a brief that waits for 3 days, 6 days with the client, the second round after the two included ones.
Days after the tenth do not count: what is older is old work (notices.md), not a fire.
"""
NEEDED_FROM = AM_AFTER * WEIGHTS[Trouble.LATE].points
"""From how many points a project needs its AM: as many as one piece of work on the day on which the AM hears
that it is late (notices.md).
"""


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact. `number`: of days or rounds; `since`: the day on which it began, or the work was due.
    `piece`: the work; `department`: of a brief, with its answer in `state`; `count`: of questions.
    """

    trouble: Trouble
    number: int
    since: date | None = None
    piece: Piece | None = None
    department: Department | None = None
    state: RelayState | None = None
    count: int = 1

    @property
    def points(self) -> int:
        """How much it weighs; 0 when it does not count."""
        weight = WEIGHTS[self.trouble]
        return weight.points * min(max(self.number - weight.after, 0), weight.most)


@dataclass(frozen=True, slots=True)
class Burning:
    """A project with what counts in it, by kind: the kind that weighs most first, and in each the heaviest
    fact.
    """

    project_id: int
    project: str
    slug: str
    reasons: Mapping[Trouble, Sequence[Reason]]

    @property
    def points(self) -> int:
        """How much it needs its AM."""
        return sum(one.points for some in self.reasons.values() for one in some)

    @property
    def is_needed(self) -> bool:
        """Whether that is enough to say so."""
        return self.points >= NEEDED_FROM

    @property
    def worst(self) -> Reason | None:
        """The heaviest fact of the kind that weighs most: the suggested step is about it."""
        return next((some[0] for some in self.reasons.values()), None)


def weighed(project_id: int, project: str, slug: str, found: Iterable[Reason]) -> Burning:
    """A project with those of these facts that count."""
    counting = sorted((one for one in found if one.points), key=_heaviest)
    kinds: dict[Trouble, list[Reason]] = {}
    for one in counting:
        kinds.setdefault(one.trouble, []).append(one)
    order = sorted(kinds, key=lambda kind: (-sum(one.points for one in kinds[kind]), _RANK[kind]))
    return Burning(project_id, project, slug, {kind: kinds[kind] for kind in order})


def first(found: Iterable[Burning]) -> list[Burning]:
    """The projects that need their AM most: by points, then by their heaviest fact, then by name."""
    return sorted((one for one in found if one.is_needed), key=_place)[:MOST]


def of(session: Session, reader: Reader, day: date) -> list[Burning]:
    """The projects that need the reader on local day `day`: of those of which they are the AM, or for whose
    AM they stand in.
    """
    return first(_all(session, reader, day))


def of_shown(session: Session, reader: Reader, day: date, shown: Sequence[int]) -> list[Burning]:
    """How the projects that a message named are now, in its order; those that are not the reader's any more
    are left out.
    """
    found = {one.project_id: one for one in _all(session, reader, day, shown)} if shown else {}
    return [found[one] for one in shown if one in found]


def why(session: Session, actor: Actor, shown: Sequence[int], now: datetime) -> list[Burning]:
    """The same for whoever asks why these projects were named. Raises `NotAllowed` for people from
    outside.
    """
    permissions.check(session, actor, SEE)
    reader = Reader.of(session, session.get_one(Member, actor.member_id))
    return of_shown(session, reader, actor.today(now), shown)


def _all(
    session: Session, reader: Reader, day: date, only: Collection[int] | None = None
) -> Iterator[Burning]:
    ams = reader.leads(session, day)
    mine = and_(Project.am_id.in_(ams), digest_rules.ACTIVE)
    rows = {row.id: row for row in projects.summaries(session, reader.workspace.id, mine)}
    ids = sorted(rows.keys() if only is None else rows.keys() & set(only))
    found: dict[int, list[Reason]] = {one: [] for one in ids}
    for project_id, one in _reasons(session, reader, ids, day) if ids else ():
        found[project_id].append(one)
    for project_id, some in found.items():
        yield weighed(project_id, rows[project_id].name, rows[project_id].slug, some)


def _reasons(
    session: Session, reader: Reader, ids: Collection[int], day: date
) -> Iterator[tuple[int, Reason]]:
    zone = zones.of(reader.person.zone)

    def days(since: date) -> int:
        return reader.calendar.days_after(since, day)

    for piece in stored.pieces(session, ids, day):
        if piece.with_client:
            since = piece.sent_at.astimezone(zone).date() if piece.sent_at else piece.due_on
            yield piece.project_id, Reason(Trouble.CLIENT, days(since), since, piece)
        else:
            yield piece.project_id, Reason(Trouble.LATE, days(piece.due_on), piece.due_on, piece)
        yield piece.project_id, Reason(Trouble.ROUND, piece.round, None, piece)
    for one in stored.silent(session, ids):
        since = one.at.astimezone(zone).date()
        yield (
            one.project_id,
            Reason(Trouble.BRIEF, days(since), since, department=one.department, state=one.state),
        )
    for owed in stored.asked(session, ids):
        since = owed.at.astimezone(zone).date()
        yield owed.project_id, Reason(Trouble.QUESTION, days(since), since, count=owed.count)


_RANK = {one: rank for rank, one in enumerate(Trouble)}


def _heaviest(one: Reason) -> tuple[int, date, int, str]:
    piece = one.piece.id if one.piece else 0
    return -one.points, one.since or date.max, piece, one.department or ""


def _place(one: Burning) -> tuple[int, int, str, int]:
    heaviest = max(reason.points for some in one.reasons.values() for reason in some)
    return -one.points, -heaviest, one.project, one.project_id
