"""A person's attention: when the bot may speak to them of its own accord, and how often a day (F25, M6)."""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk.core.calendar import WorkCalendar
from desk.core.feature import collected
from desk.people.company_calendar import calendar_of
from storage.day.reminders import DIGEST
from storage.day.todo import RING
from storage.messages import dnd, message_log, rate_limit, recipient_queue
from storage.messages.outbox import ANSWER as ANSWER
from storage.messages.outbox import Outbox
from storage.people import member as members
from storage.people.member import MIDDAY, Half, Member
from storage.people.workspace import Workspace

MOST_ASKED = 50
"""People that dnd.teamInfo tells of in one call."""
MOST_A_DAY = 2
"""Messages that can wait a person gets on one local day, beside the digest. M6 of product.md leaves the
number open: one digest and two more are what a morning bears. The rest is held for the next working morning
and said in one message."""
TOGETHER = timedelta(minutes=2)
"""What follows a message within this time is said in one more message (notices.md)."""
MOST_AN_HOUR = 6
"""What comes after so many within an hour is said in one message at its end (notices.md)."""
_LOOK_AGAIN = timedelta(days=365)
"""People choose the last day there is for "until further notice", and no day comes after it."""
_HOUR = timedelta(hours=1)
_PUNCTUAL = (DIGEST, RING, ANSWER)
"""Kinds that come at an hour of their own, or at once: the pace of others is none of theirs."""
_ON_TIME = timedelta(minutes=15)
"""So long after its hour something rings whatever the hour; after that as everything else is said."""
MOST_TOGETHER = 20
"""Messages said in one, as long as their blocks fit."""
MOST_BLOCKS = 50
"""Slack's limit for one message (slack-facts §2.1)."""


class Held(enum.StrEnum):
    """Why a direct message waits."""

    NOT_YET = "not_yet"
    LEAVE = "leave"
    DAY_OFF = "day_off"
    QUIET = "quiet"
    DO_NOT_DISTURB = "do_not_disturb"
    BUDGET = "budget"
    JUST_TOLD = "just_told"


@dataclass(frozen=True, slots=True)
class Hold:
    """A direct message waits by this rule until this instant."""

    rule: Held
    until: datetime


def hold(session: Session, message: Outbox, now: datetime) -> Hold | None:
    """Why and until when a direct message waits, by its reader's own clock and calendar, and by what they
    were told just before.

    `now` is the business instant. Redraws ping nobody, and who did something a moment ago is there to be
    answered.
    """
    person = None
    if message.card_id is None and message.kind != ANSWER:
        person = members.by_user(session, message.workspace_id, message.recipient)
    if person is None:
        return None
    home = session.get_one(Workspace, person.workspace_id)
    own = home.digest_minute if person.digest_minute is None else person.digest_minute
    zone = ZoneInfo(person.zone)
    here = now.astimezone(zone)
    today, minute = here.date(), here.hour * 60 + here.minute
    if message.kind == DIGEST:
        # Its reader may have flown west since it was planned: then its day or hour has yet to come.
        if (today, minute) < (message.day, own):
            return Hold(Held.NOT_YET, at_minute(message.day, own, zone))
        if _is_off_till_noon(person, today, minute):
            return Hold(Held.LEAVE, at_minute(today, MIDDAY, zone))
        # Whoever chose an hour for it wants it then, whatever the company's quiet hours are.
        mine = Quiet.own(person)
        return _silence(session, person, mine.ends(today, minute) if mine else None, now)
    if message.kind == RING and (rings := _own_minute(message, zone)):
        if now < rings:  # its reader may have flown west since it was planned
            return Hold(Held.NOT_YET, rings)
        # Chosen by its reader, who was asked about the quiet hours; not what comes hours late.
        if message.payload.get("own") and now - rings < _ON_TIME:
            return None
    closed = silence(session, person, now)
    if closed is not None or message.kind in _PUNCTUAL:
        return closed
    if message.kind in collected().can_wait:
        midnight = at_minute(today, 0, zone)
        if len(_told_since(session, person, midnight, only=collected().can_wait)) >= MOST_A_DAY:
            calendar = calendar_of(session, person.workspace_id)
            next_day = _next_day(person, calendar, today)
            return Hold(Held.BUDGET, at_minute(next_day, min(own, home.digest_minute), zone))
    return _just_told(session, person, now)


def silence(session: Session, person: Member, now: datetime) -> Hold | None:
    """Why and until when nobody writes to a person at this instant, whatever their budget."""
    home = session.get_one(Workspace, person.workspace_id)
    zone = ZoneInfo(person.zone)
    here = now.astimezone(zone)
    today, minute = here.date(), here.hour * 60 + here.minute
    calendar = calendar_of(session, person.workspace_id)
    quiet = quiet_hours(person, home)
    ends = quiet.ends(today, minute)
    closed = {
        Held.LEAVE: person.is_away(today, minute),
        Held.DAY_OFF: not calendar.is_working(today),
        Held.QUIET: ends is not None and ends[0] > today,
    }
    rule = next((rule for rule, holds in closed.items() if holds), None)
    if rule is Held.LEAVE and calendar.is_working(today) and _is_off_till_noon(person, today, minute):
        return Hold(rule, at_minute(today, MIDDAY, zone))
    if rule is not None:
        return Hold(rule, at_minute(_next_day(person, calendar, today), quiet.opening, zone))
    return _silence(session, person, ends, now)


def may_join(session: Session, message: Outbox, head: Outbox, now: datetime) -> bool:
    """Whether a message that waits may be told in `head`, which is about to be said.

    What is said at an hour of its own takes along only what could be said by itself.
    """
    return head.kind not in _PUNCTUAL or hold(session, message, now) is None


def _just_told(session: Session, person: Member, now: datetime) -> Hold | None:
    """The person heard something a moment ago, or much in this hour: what follows is said in one message."""
    told = _told_since(session, person, now - _HOUR)
    if len(told) >= MOST_AN_HOUR:
        return Hold(Held.JUST_TOLD, told[-MOST_AN_HOUR] + _HOUR)
    if told and now - told[-1] < TOGETHER:
        return Hold(Held.JUST_TOLD, told[-1] + TOGETHER)
    return None


def _told_since(
    session: Session, person: Member, since: datetime, only: Collection[str] = ()
) -> list[datetime]:
    """When the person was told something since business instant `since`, oldest first."""
    workspace_id, user = person.workspace_id, person.user
    return message_log.sent_since(session, workspace_id, user, since, but=_PUNCTUAL, only=only)


def _silence(session: Session, person: Member, ends: tuple[date, int] | None, now: datetime) -> Hold | None:
    """The person's silence now: the quiet hours, which end at `ends`, or else do-not-disturb in Slack."""
    if ends:
        return Hold(Held.QUIET, at_minute(*ends, ZoneInfo(person.zone)))
    until = dnd.ends(session, person.id, now)
    return Hold(Held.DO_NOT_DISTURB, until) if until else None


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which nobody is pinged, in minutes from local midnight; they may go past midnight (F25)."""

    start: int
    end: int

    @classmethod
    def own(cls, person: Member) -> Quiet | None:
        """The person's own; None: the company's hold for them."""
        if person.quiet_from is None or person.quiet_to is None:
            return None
        return cls(person.quiet_from, person.quiet_to)

    @property
    def opening(self) -> int:
        """The minute at which a day begins that was silent until then."""
        return self.end if self.start >= self.end else 0

    def holds(self, minute: int) -> bool:
        """Whether they hold at this minute. From an hour to the same hour: never."""
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end

    def ends(self, day: date, minute: int) -> tuple[date, int] | None:
        """When they end that hold at this minute of `day`, as a day and its minute; None: they do not."""
        if not self.holds(minute):
            return None
        past_midnight = minute >= self.start and self.start > self.end
        return (day + timedelta(days=1) if past_midnight else day), self.end


def quiet_hours(person: Member, home: Workspace) -> Quiet:
    """The hours in which this person is left alone.

    Of the company's, those are taken off in which the person's own digest may come: they are at work then.
    """
    mine = Quiet.own(person)
    if mine:
        return mine
    companys = Quiet(home.quiet_from, home.quiet_to)
    is_early = person.digest_minute is not None and person.digest_minute < companys.opening
    return Quiet(companys.start, person.digest_minute) if is_early and person.digest_minute else companys


@dataclass(frozen=True, slots=True)
class Hours:
    """When a person hears from the bot: the digest's minute from local midnight, and the quiet hours."""

    digest_minute: int
    quiet: Quiet


def hours(session: Session, member_id: int) -> Hours:
    """This person's hours, the company's where they chose none."""
    person = session.get_one(Member, member_id)
    home = session.get_one(Workspace, person.workspace_id)
    own = home.digest_minute if person.digest_minute is None else person.digest_minute
    return Hours(own, quiet_hours(person, home))


def hours_of(session: Session, workspace_id: int, user: str) -> Hours | None:
    """The same of who has this Slack id; None for strangers."""
    person = members.by_user(session, workspace_id, user)
    return hours(session, person.id) if person else None


def is_first(session: Session, workspace_id: int, user: str) -> bool:
    """Whether this person never had a direct message from the bot."""
    return not message_log.has_heard(session, workspace_id, user)


def at_minute(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The instant of a local day and minute of the wall clock."""
    return datetime.combine(day, time(), zone) + timedelta(minutes=minute)


def note_spells(
    session: Session,
    workspace_id: int,
    users: Collection[str],
    spells: Mapping[str, tuple[datetime, datetime]],
    fresh_until: datetime,
) -> None:
    """Keep what Slack says of the do-not-disturb of these users; who is not in `spells` has none now.

    It is believed until business instant `fresh_until`. Who waited for this answer waits no longer.
    """
    known = members.by_users(session, workspace_id, users)
    ids = [row.id for row in known.values()]
    by_id = {known[user].id: spell for user, spell in spells.items() if user in known}
    dnd.keep(session, ids, by_id, fresh_until)
    recipient_queue.leave_line(session, workspace_id, users, rate_limit.Call.DND)


def to_ask_about(session: Session, workspace_id: int, user: str, now: datetime) -> list[str]:
    """Whose do-not-disturb to ask Slack for in one call, so that this user can be written to."""
    if not dnd.is_stale(session, workspace_id, user, now):
        return []
    return dnd.stale_beside(session, workspace_id, user, now, MOST_ASKED)


def _own_minute(message: Outbox, zone: ZoneInfo) -> datetime | None:
    """The instant at which something rings, by its reader's clock."""
    day, minute = message.payload.get("due") or (None, None)
    return None if day is None or minute is None else at_minute(date.fromisoformat(day), minute, zone)


def _is_off_till_noon(person: Member, today: date, minute: int) -> bool:
    return person.leave_half is Half.AM and person.is_away(today, minute)


def _next_day(person: Member, calendar: WorkCalendar, today: date) -> date:
    """The person's next day at work; of a leave that goes on for years, a day on which to look again."""
    day = calendar.next_working(today)
    if not (person.leave_to and person.is_away(day)):
        return day
    return calendar.next_working(min(person.leave_to, today + _LOOK_AGAIN))
