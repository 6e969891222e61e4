"""Attention: when the bot may send a person a message on its own, and how often a day (F25, M6)."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk.core import subjects
from desk.core.calendar import WORKDAY, WorkCalendar
from desk.core.feature import Undoing, When, collected
from desk.core.subjects import Rest
from desk.people.company_calendar import calendar_of
from storage.day.reminders import DIGEST
from storage.day.todo import RING
from storage.day.wrap import WRAP
from storage.history.records import Item
from storage.messages import dnd, message_log, outbox, rate_limit, recipient_queue
from storage.messages.outbox import ANSWER as ANSWER
from storage.messages.outbox import Outbox
from storage.people import member as members
from storage.people.member import MIDDAY, Half, Member
from storage.people.workspace import Workspace

MOST_ASKED = 50
"""How many people one dnd.teamInfo call covers."""
MOST_A_DAY = 2
"""How many messages that can wait a person gets on one local day, beside the digest. M6 of product.md leaves
the number open. Further messages are held until the next working morning and merged into one.
"""
TOGETHER = timedelta(minutes=2)
"""Messages that follow another one within this time are merged into one more message (notices.md)."""
MOST_AN_HOUR = 6
"""After this many messages within an hour, the rest are merged into one at its end (notices.md)."""
_LOOK_AGAIN = timedelta(days=365)
"""A leave that is this long may have no end: people choose the last possible date for "until further notice".
"""
_HOUR = timedelta(hours=1)
_PUNCTUAL = (DIGEST, WRAP, RING, ANSWER)
"""Kinds that are sent at their own hour, or at once; the limits on frequent messages do not apply to them."""
_OWN_HOUR = (When.HOUR, When.MORNING, When.EVENING)
_BEFORE_THE_END = 30
"""The wrap comes so many minutes before the working day ends, so that something can still be done."""
EARLIEST_WRAP = MIDDAY
"""No wrap comes in the morning, whatever the quiet hours are."""
_ON_TIME = timedelta(minutes=15)
"""For this long after its hour a reminder is sent even in silent hours; later it is held like any other
message.
"""
MOST_TOGETHER = 20
"""How many messages are merged into one, as long as their blocks fit."""
MOST_BLOCKS = 50
"""Slack's limit for one message (slack-facts §2.1)."""


class Held(enum.StrEnum):
    """The rules that hold a direct message."""

    NOT_YET = "not_yet"
    LEAVE = "leave"
    DAY_OFF = "day_off"
    QUIET = "quiet"
    DO_NOT_DISTURB = "do_not_disturb"
    BUDGET = "budget"
    RESTING = "resting"
    JUST_TOLD = "just_told"


@dataclass(frozen=True, slots=True)
class Hold:
    """The rule that holds a direct message, and until which instant."""

    rule: Held
    until: datetime


def hold(session: Session, message: Outbox, now: datetime) -> Hold | None:
    """Why and until when a direct message is held, by its reader's clock and calendar and by their recent
    messages.

    `now` is the business instant. Redraws are never held, as they notify nobody; neither are answers to a
    recent act.
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
    if subjects.rest(session, person.workspace_id, message.kind, message.subject) is Rest.WAITS:
        return Hold(Held.RESTING, _next_morning(session, person, today, min(own, home.digest_minute)))
    if message.kind == DIGEST:
        # The reader may have travelled west since it was planned: then its day or hour is still to come.
        if (today, minute) < (message.day, own):
            return Hold(Held.NOT_YET, at_minute(message.day, own, zone))
        if _is_off_till_noon(person, today, minute):
            return Hold(Held.LEAVE, at_minute(today, MIDDAY, zone))
        # A person's own digest hour wins over the company's quiet hours.
        mine = Quiet.own(person)
        return _silence(session, person, mine.ends(today, minute) if mine else None, now)
    if message.kind == WRAP and (today, minute) < (message.day, wrap_minute(person, home)):
        return Hold(Held.NOT_YET, at_minute(message.day, wrap_minute(person, home), zone))
    if message.kind == RING and (rings := _own_minute(message, zone)):
        if now < rings:  # the reader may have travelled west since it was planned
            return Hold(Held.NOT_YET, rings)
        # Its owner chose this hour and was asked about the quiet hours. A reminder hours late is held.
        if message.payload.get("own") and now - rings < _ON_TIME:
            return None
    closed = silence(session, person, now)
    if closed is not None or message.kind in _PUNCTUAL:
        return closed
    if message.kind in collected().can_wait:
        midnight = at_minute(today, 0, zone)
        if len(_told_since(session, person, midnight, only=collected().can_wait)) >= MOST_A_DAY:
            return Hold(Held.BUDGET, _next_morning(session, person, today, min(own, home.digest_minute)))
    return _just_told(session, person, now)


def silence(session: Session, person: Member, now: datetime) -> Hold | None:
    """Why and until when this person gets no messages at this instant, apart from the daily budget."""
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
        return Hold(rule, at_minute(next_day(person, calendar, today), quiet.opening, zone))
    return _silence(session, person, ends, now)


def may_join(session: Session, message: Outbox, head: Outbox, now: datetime) -> bool:
    """Whether a queued message may be merged into `head`, which is about to be sent.

    A head that is sent at its own hour takes only messages that could be sent alone.
    """
    return head.kind not in _PUNCTUAL or hold(session, message, now) is None


def _just_told(session: Session, person: Member, now: datetime) -> Hold | None:
    """Hold a message when the person just got one, or got many within the hour: they are merged."""
    told = _told_since(session, person, now - _HOUR)
    if len(told) >= MOST_AN_HOUR:
        return Hold(Held.JUST_TOLD, told[-MOST_AN_HOUR] + _HOUR)
    if told and now - told[-1] < TOGETHER:
        return Hold(Held.JUST_TOLD, told[-1] + TOGETHER)
    return None


def _told_since(
    session: Session, person: Member, since: datetime, only: Collection[str] = ()
) -> list[datetime]:
    """When the person got messages since business instant `since`, oldest first."""
    workspace_id, user = person.workspace_id, person.user
    return message_log.sent_since(session, workspace_id, user, since, but=_PUNCTUAL, only=only)


def _silence(session: Session, person: Member, ends: tuple[date, int] | None, now: datetime) -> Hold | None:
    """The silence at this moment: quiet hours, which end at `ends`, else do-not-disturb in Slack."""
    if ends:
        return Hold(Held.QUIET, at_minute(*ends, ZoneInfo(person.zone)))
    until = dnd.ends(session, person.id, now)
    return Hold(Held.DO_NOT_DISTURB, until) if until else None


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours without notifications, in minutes from local midnight; they may include midnight (F25)."""

    start: int
    end: int

    @classmethod
    def own(cls, person: Member) -> Quiet | None:
        """The person's own quiet hours; None: the company's apply."""
        if person.quiet_from is None or person.quiet_to is None:
            return None
        return cls(person.quiet_from, person.quiet_to)

    @property
    def opening(self) -> int:
        """The minute at which a silent day ends its silence."""
        return self.end if self.start >= self.end else 0

    def holds(self, minute: int) -> bool:
        """Whether `minute` is within them. With equal start and end: never."""
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end

    def ends(self, day: date, minute: int) -> tuple[date, int] | None:
        """When the quiet hours at `minute` of `day` end, as a day and its minute; None: not in quiet
        hours.
        """
        if not self.holds(minute):
            return None
        past_midnight = minute >= self.start and self.start > self.end
        return (day + timedelta(days=1) if past_midnight else day), self.end


def quiet_hours(person: Member, home: Workspace) -> Quiet:
    """The quiet hours of this person.

    The company's quiet hours end early for a person whose own digest hour comes before their end.
    """
    mine = Quiet.own(person)
    if mine:
        return mine
    companys = Quiet(home.quiet_from, home.quiet_to)
    is_early = person.digest_minute is not None and person.digest_minute < companys.opening
    return Quiet(companys.start, person.digest_minute) if is_early and person.digest_minute else companys


def wrap_minute(person: Member, home: Workspace) -> int:
    """The minute of their local day at which a lead's wrap comes: half an hour before the working day ends,
    or before their quiet hours begin if that is earlier.
    """
    end, quiet = WORKDAY[1], quiet_hours(person, home)
    begins = quiet.start if quiet.holds(end - 1) else end
    return max(begins, EARLIEST_WRAP + _BEFORE_THE_END) - _BEFORE_THE_END


@dataclass(frozen=True, slots=True)
class Hours:
    """A person's hours: the minutes of the digest and of a lead's wrap from local midnight, and the quiet
    hours.
    """

    digest_minute: int
    quiet: Quiet
    wrap_minute: int = WORKDAY[1] - _BEFORE_THE_END


def hours(session: Session, member_id: int) -> Hours:
    """This person's hours; the company's where they have no own."""
    person = session.get_one(Member, member_id)
    home = session.get_one(Workspace, person.workspace_id)
    own = home.digest_minute if person.digest_minute is None else person.digest_minute
    return Hours(own, quiet_hours(person, home), wrap_minute(person, home))


def hours_of(session: Session, workspace_id: int, user: str) -> Hours | None:
    """The hours of the person with this Slack id; None when they are not stored."""
    person = members.by_user(session, workspace_id, user)
    return hours(session, person.id) if person else None


def look_again(session: Session, person: Member, now: datetime) -> None:
    """Their hours, their leave or their stand-in has changed: what is held for them is looked at again at
    once, as it may be due, or be for whoever stands in now. What has an hour of its own keeps that.
    """
    kinds = [one.name for one in collected().kinds.values() if one.when not in _OWN_HOUR or one.name == RING]
    outbox.look_again(session, person.workspace_id, person.user, kinds, now)


def undone(undoing: Undoing, rows: Sequence[Member], _items: Sequence[Item]) -> Iterable[str]:
    """The same when a change of a person was undone."""
    for row in rows:
        look_again(undoing.session, row, undoing.now)
    return ()


def is_first(session: Session, workspace_id: int, user: str) -> bool:
    """Whether this person never had a direct message from the bot."""
    return not message_log.has_heard(session, workspace_id, user)


def at_minute(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The instant of a local day and minute in `zone`."""
    return datetime.combine(day, time(), zone) + timedelta(minutes=minute)


def note_spells(
    session: Session,
    workspace_id: int,
    users: Collection[str],
    spells: Mapping[str, tuple[datetime, datetime]],
    fresh_until: datetime,
) -> None:
    """Store Slack's answer about the do-not-disturb of these users; a user who is not in `spells` has none.

    The answer is valid until business instant `fresh_until`. Queues that waited for it continue.
    """
    known = members.by_users(session, workspace_id, users)
    ids = [row.id for row in known.values()]
    by_id = {known[user].id: spell for user, spell in spells.items() if user in known}
    dnd.keep(session, ids, by_id, fresh_until)
    recipient_queue.leave_line(session, workspace_id, users, rate_limit.Call.DND)


def to_ask_about(session: Session, workspace_id: int, user: str, now: datetime) -> list[str]:
    """The users to ask Slack about in one call so that this user can be written to."""
    if not dnd.is_stale(session, workspace_id, user, now):
        return []
    return dnd.stale_beside(session, workspace_id, user, now, MOST_ASKED)


def _own_minute(message: Outbox, zone: ZoneInfo) -> datetime | None:
    """The instant of a reminder by its reader's clock."""
    day, minute = message.payload.get("due") or (None, None)
    return None if day is None or minute is None else at_minute(date.fromisoformat(day), minute, zone)


def _is_off_till_noon(person: Member, today: date, minute: int) -> bool:
    return person.leave_half is Half.AM and person.is_away(today, minute)


def _next_morning(session: Session, person: Member, today: date, minute: int) -> datetime:
    """This minute of the person's next day at work."""
    calendar = calendar_of(session, person.workspace_id)
    return at_minute(next_day(person, calendar, today), minute, ZoneInfo(person.zone))


def next_day(person: Member, calendar: WorkCalendar, today: date) -> date:
    """The person's next day at work; during a leave of years, a day to check again."""
    day = calendar.next_working(today)
    if not (person.leave_to and person.is_away(day)):
        return day
    return calendar.next_working(min(person.leave_to, today + _LOOK_AGAIN))
