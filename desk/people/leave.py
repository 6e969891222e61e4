"""Time off as people type it: "3 ngày", "24/11 - 26/11 @lan", "xong" (F23)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from desk.core.actor import Actor
from desk.core.calendar import WorkCalendar
from desk.core.errors import Invalid
from desk.people import admin
from desk.people.admin import Own
from desk.people.company_calendar import calendar_of
from desk.text import dates
from desk.text.dates import NotADate
from desk.text.names import clean, fold, nearest
from storage.people import member as members

_MOST_DAYS = 90
_LENGTH = 200
"""More words than anybody takes leave with."""
_WHO = re.compile(r"<@([UW][A-Z0-9]+)>|@(\S+(?: \S+){0,4})$")
_COUNT = re.compile(r"^(\d{1,2})\s*(?:ngay|days?|hom)\b\s*(?:(?:tu|from)\b)?\s*(.*)$")
_WEEKS = re.compile(r"^(\d)\s*(?:tuan|weeks?)\b\s*(?:(?:tu|from)\b)?\s*(.*)$")
_BETWEEN = re.compile(r" (?:đến hết|đến|den het|den|tới|toi|to|until|till) | ?[–—] ?| - |(?<=/\d\d)-(?=\d)")
_OVER = {"xong", "het", "huy", "di lam", "end", "back", "cancel", "over"}


@dataclass(frozen=True, slots=True)
class Leave:
    """Off from `first` to `last`, both included, in the person's own zone. `delegate`: a Slack id."""

    first: date
    last: date
    delegate: str | None


def take(session: Session, actor: Actor, text: str, now: datetime) -> Leave | None:
    """Write down the leave that a text names; None: it says that the leave is over.

    "3 ngày" counts working days from today. Without a new delegate the one named earlier stands in. Raises
    `Invalid` for what is no time off, for days gone by, and for a delegate who cannot stand in.
    """
    actor.must_be_team()
    text = clean(text, multiline=False)
    if len(text) > _LENGTH:
        raise Invalid("leave_from", "error.leave_unread", text=text[:60])
    if fold(text) in _OVER:
        admin.set_some(session, actor, now, leave_from=None, leave_to=None)
        return None
    rest, delegate = _delegate(session, actor, text)
    today = actor.today(now)
    try:
        first, last = _span(rest, today, calendar_of(session, actor.workspace_id))
    except NotADate as error:
        raise Invalid("leave_from", "error.leave_unread", text=rest[:60]) from error
    if last < today or (last - first).days > _MOST_DAYS * 2:
        raise Invalid("leave_to", "error.leave_unread", text=rest[:60])
    named = {"delegate": delegate} if delegate else {}
    admin.set_some(session, actor, now, leave_from=first, leave_to=last, **named)
    return Leave(first, last, admin.own(session, actor).delegate)


def current(own: Own, today: date) -> Leave | None:
    """The leave that holds or is to come; None: there is none."""
    if own.leave_from is None or own.leave_to is None or own.leave_to < today:
        return None
    return Leave(own.leave_from, own.leave_to, own.delegate)


def _span(text: str, today: date, calendar: WorkCalendar) -> tuple[date, date]:
    """Raises `NotADate`."""
    folded = fold(text)
    if counted := _COUNT.match(folded):
        first = dates.parse(counted[2], today).day if counted[2] else today
        return first, _working_day(first, int(counted[1]), calendar)
    if weeks := _WEEKS.match(folded):
        first = dates.parse(weeks[2], today).day if weeks[2] else today
        return first, first + timedelta(weeks=int(weeks[1]), days=-1)
    begin, *end = _BETWEEN.split(re.sub(r"^(?:từ|tu|from) ", "", text, flags=re.I), maxsplit=1)
    first = dates.parse(begin, today, allow_past=True).day
    return first, dates.parse(end[0], max(first, today)).day if end else first


def _working_day(first: date, count: int, calendar: WorkCalendar) -> date:
    """The `count`th working day from `first` on, itself included."""
    day = first if calendar.is_working(first) else calendar.next_working(first)
    for _ in range(max(count, 1) - 1):
        day = calendar.next_working(day)
    return day


def _delegate(session: Session, actor: Actor, text: str) -> tuple[str, str | None]:
    """The text without the colleague it names, and who that is, by mention or by name."""
    found = _WHO.search(text)
    if not found:
        return text.strip(), None
    rest = (text[: found.start()] + text[found.end() :]).strip()
    if found[1]:
        return rest, found[1]
    wanted, people = fold(found[2]), members.everyone(session, actor.workspace_id)
    named = [row for row in people if wanted in (fold(row.name), fold(row.name).split()[-1])]
    if len(named) != 1:
        near = ", ".join(nearest(found[2], [row.name for row in people]))
        raise Invalid("delegate", "error.leave_who", called=found[2], nearest=near or "–")
    return rest, named[0].user
