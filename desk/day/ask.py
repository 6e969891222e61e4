"""Questions and orders in one's own words: their meaning, and the data of the answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.brief import versions
from desk.core import permissions
from desk.core.actor import Actor
from desk.core.calendar import WorkCalendar
from desk.core.permissions import SEE
from desk.day.ask_names import House, Line, Wish, told, work
from desk.text import tongue
from desk.text.doors import intent as door
from desk.text.doors.intent import Intent, Shelf, Tone, Unsure
from desk.text.pasted.cues import Cues
from desk.text.requests.naming import WORDS
from desk.text.requests.scene import Scene
from desk.text.spans import Context
from desk.text.tokens import read_line
from storage.brief.brief import Brief
from storage.brief.relay import Relay, RelayState
from storage.day import ask as counted
from storage.people import member as members
from storage.people.member import Department, Half, Member
from storage.project.project import Project, ProjectState

MOST = 10
"""How many lines an answer has; further ones are only counted."""
SHOWN_DAYS = 30
"""The number of days for which an admin sees how much was not understood."""
_MOST_BRIEFS = 4


@dataclass(frozen=True, slots=True)
class Meant:
    """All readings, the likeliest first; only one when it is clear. `language`: of the text. `tone`: whether
    it is talk or a question, though it may begin with a verb's word.
    """

    wishes: tuple[Wish, ...]
    today: date
    language: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Listed:
    """The work that was asked for: the first lines, and the total number. `people`: whose, by Slack id;
    `projects`: of which, () for all.
    """

    intent: Intent
    lines: Sequence[Line]
    count: int
    projects: Sequence[str]
    people: Sequence[str]
    period: tuple[date, date] | None
    today: date


@dataclass(frozen=True, slots=True)
class Away:
    """A person on leave from `first` to `last`, or for this `half` of a day. `user`, `delegate`:
    Slack ids.
    """

    user: str
    first: date
    last: date
    delegate: str | None
    half: Half | None


@dataclass(frozen=True, slots=True)
class Off:
    """The people on leave in a period. `asked`: about whom the question was, by Slack id; () for all."""

    period: tuple[date, date]
    people: Sequence[Away]
    today: date
    asked: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Unheard:
    """A department that has not acknowledged a version of a brief, or declined it."""

    project: str
    slug: str
    department: Department
    version: int


@dataclass(frozen=True, slots=True)
class InBrief:
    """What a field of a project's brief says; "" for an empty field, None without a brief."""

    project: str
    slug: str
    words: str | None


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody who was named. `user`: their Slack id."""

    user: str
    name: str
    is_outside: bool


@dataclass(frozen=True, slots=True)
class Guess:
    """A question that may have been meant: its intent, and its subject."""

    intent: Intent
    about: str = ""


def warm(sentences: Iterable[str]) -> None:
    """Load the tables of words by reading these sentences, before a person waits for it."""
    nobody = Context(datetime.now(ZoneInfo("UTC")), WorkCalendar("VN"))
    for text in sentences:
        door.find(text, nobody, Shelf())


def understand(session: Session, actor: Actor, text: str, channel: str, now: datetime) -> Meant:
    """The meaning of a text, with the names that the actor may know."""
    house = House.of(session, actor, channel, now)
    is_english = tongue.is_english(read_line(text[: door.LONGEST]).tokens, actor.language == "en")
    language = "en" if is_english else "vi"
    tone = door.tone(text, house.context, house.shelf)
    return Meant(house.wishes(text, now), house.context.today, language, tone)


def tone(session: Session, actor: Actor, text: str, now: datetime) -> Tone:
    """The tone of a text, judged without any names of work."""
    return door.tone(text, told(session, actor, now), Shelf())


def asks_of_late(text: str) -> bool:
    """Whether a question is about what is late."""
    cues = Cues(read_line(text[: door.LONGEST]), words=WORDS)
    return any(cues.one(at, "late", "late_word") for at in range(len(cues.tokens)))


def of_guest(session: Session, actor: Actor, text: str, now: datetime) -> Intent:
    """The intent of a person from outside, judged without any names of the agency."""
    found = door.find(text, told(session, actor, now), Shelf())
    return (found.readings[0] if isinstance(found, Unsure) else found).intent


def guesses(session: Session, actor: Actor, text: str, channel: str, now: datetime) -> list[Guess]:
    """The three questions closest to a text that was not understood, about what it names."""
    house = House.of(session, actor, channel, now)
    scene = Scene(read_line(" ".join(text[: door.LONGEST].split())), house.context, house.shelf)
    found = [Guess(Intent.WHERE_IS, one.title) for one in scene.meant.pieces[:1]]
    found += [Guess(Intent.WHO_HAS, one.title) for one in scene.meant.pieces[:1]]
    found += [Guess(Intent.AGREED, one.name) for one in scene.meant.jobs[:1]]
    found += [Guess(Intent.LATE), Guess(Intent.DUE), Guess(Intent.MY_DAY)]
    return found[:3]


def listed(session: Session, actor: Actor, wish: Wish, now: datetime) -> Listed:
    """The work that a question is about: late, due, owned by somebody, or named."""
    permissions.check(session, actor, SEE)
    people, period = _ids(session, actor, wish.slots.people), wish.slots.period
    today = actor.today(now)
    if wish.intent is Intent.DUE and period is None:
        period = today, today + timedelta(days=6 - today.weekday())
    rows = work(session, actor, wish, people, now)
    if wish.intent is Intent.LATE:
        rows = [one for one in rows if one.is_late]
    elif wish.intent is Intent.DUE and period:
        rows = [one for one in rows if period[0] <= one.due_on <= period[1]]
    return Listed(
        wish.intent, rows[:MOST], len(rows), [] if wish.lines else [ref.name for ref in wish.projects],
        wish.slots.people, period, today,
    )  # fmt: skip


def away(session: Session, actor: Actor, wish: Wish, now: datetime) -> Off:
    """Who is on leave, today or in the days that were asked about."""
    permissions.check(session, actor, SEE)
    today = actor.today(now)
    first, last = wish.slots.period or (today, today)
    everyone = {row.id: row for row in members.everyone(session, actor.workspace_id)}
    found = [
        Away(row.user, row.leave_from, row.leave_to, _user(everyone, row.delegate_id), row.leave_half)
        for row in everyone.values()
        if row.is_colleague and row.leave_from and row.leave_to
        and row.leave_from <= last and first <= row.leave_to
        and (not wish.slots.people or row.user in wish.slots.people)
    ]  # fmt: skip
    return Off((first, last), sorted(found, key=lambda one: (one.first, one.user)), today, wish.slots.people)


def unheard(session: Session, actor: Actor, wish: Wish) -> list[Unheard]:
    """Who has not acknowledged a brief, or declined it, in running projects."""
    permissions.check(session, actor, SEE)
    wanted = select(Project.name, Project.slug, Relay.department, Relay.version)
    rows = session.execute(
        wanted.join(Brief, Brief.project_id == Project.id)
        .join(Relay, Relay.brief_id == Brief.id)
        .where(
            Project.workspace_id == actor.workspace_id,
            Project.state == ProjectState.ACTIVE,
            Relay.state.in_((RelayState.WAITING, RelayState.DECLINED)),
            *([Project.id.in_([ref.id for ref in wish.projects])] if wish.projects else []),
        )
        .order_by(Relay.at, Relay.id)
    )
    return [Unheard(*row) for row in rows]


def in_briefs(session: Session, actor: Actor, wish: Wish, field: str, now: datetime) -> list[InBrief]:
    """What a field of these projects' briefs says."""
    permissions.check(session, actor, SEE)
    found = []
    for ref in wish.projects[:_MOST_BRIEFS]:
        brief = versions.find(session, actor, ref.id, now)
        words = brief.fields.get(field, "") if brief else None
        found.append(InBrief(ref.name, ref.slug, words))
    return found


def called(session: Session, actor: Actor, users: Sequence[str]) -> list[Called]:
    """The names of people who were named, for a colleague."""
    permissions.check(session, actor, SEE)
    rows = members.by_users(session, actor.workspace_id, list(users)).values()
    return [Called(row.user, row.name, not row.is_colleague) for row in rows]


def not_understood(session: Session, actor: Actor, kind: str, language: str, now: datetime) -> None:
    """Count a text that was not understood; the text is not stored."""
    counted.count_one(session, actor.workspace_id, actor.today(now), kind, language)


def misses(session: Session, actor: Actor, now: datetime) -> Sequence[tuple[str, str, int]]:
    """Recent counts for admins: kind, language and number."""
    permissions.check(session, actor, SEE)
    return counted.counts(session, actor.workspace_id, actor.today(now) - timedelta(days=SHOWN_DAYS))


def _ids(session: Session, actor: Actor, users: Sequence[str]) -> list[int]:
    return [row.id for row in members.by_users(session, actor.workspace_id, list(users)).values()]


def _user(everyone: dict[int, Member], member_id: int | None) -> str | None:
    row = everyone.get(member_id) if member_id else None
    return row.user if row else None
