"""Leave as people type it: "3 ngày", "tuần sau, Lan thay", "28 Tết đến mùng 5 Tết", "xong" (F23)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.actor import Actor
from desk.core.errors import Invalid
from desk.core.permissions import Target
from desk.people import admin
from desk.people.admin import Own
from desk.people.reading import context
from desk.text import nearest
from desk.text.doors import leave as door
from desk.text.doors.leave import Off
from desk.text.letters import clean
from desk.text.spans import Answer, Context, Why
from storage.people import member as members
from storage.people.member import MIDDAY
from storage.people.member import Half as Half
from storage.project import project as projects

_MOST_DAYS = 180
_LENGTH = 200
"""More words than anybody needs for a leave."""
_MOST = 5
NOBODY = "-"
"""The choice of no stand-in."""
_ASKED = {Why.PAST: "leave.ask.past", Why.WEEKDAY: "leave.ask.weekday"}


@dataclass(frozen=True, slots=True)
class Leave:
    """A leave from `first` to `last`, both included, in the person's zone; or this `half` of one day.
    `delegate`: a Slack id; `name`: their full name.
    """

    first: date
    last: date
    delegate: str | None
    name: str = ""
    half: Half | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A piece of the person's work that is due during the leave. `due_minute` counts from local midnight."""

    title: str
    project: str
    number: int
    due_on: date
    due_minute: int | None


@dataclass(frozen=True, slots=True)
class Taken:
    """The leave that was stored (None: it was ended), and the work due during it, soonest first. `whose`: the
    name of the colleague it was recorded for, "" for oneself.
    """

    leave: Leave | None
    due: tuple[Due, ...] = ()
    whose: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The choices made so far with buttons. `cover`: a Slack id, or `NOBODY`. `whose`: the Slack id of the
    colleague who is off, "" for oneself.
    """

    first: date | None = None
    last: date | None = None
    cover: str = ""
    half: Half | None = None
    whose: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Nothing was stored yet: a catalog key with its facts, and the possible readings, the likeliest first.
    `names`: of people, by Slack id.
    """

    text: str
    reason: str
    facts: Mapping[str, object]
    choices: tuple[Chosen, ...]
    names: Mapping[str, str]


def take(
    session: Session, actor: Actor, text: str, now: datetime, chosen: Chosen | None = None
) -> Taken | Asked:
    """Store the leave that a text names, with the choices made so far, or ask what it means.

    "3 ngày" counts working days from today. Without a new delegate the earlier one stays. Raises `Invalid`
    for a text without a leave, for past days, and for a delegate who cannot stand in.
    """
    actor.must_be_team()
    text, chosen = clean(text, multiline=False), chosen or Chosen()
    if len(text) > _LENGTH:
        raise Invalid("leave_from", "error.leave_unread", text=text[:60])
    here = context(session, actor.workspace_id, now.astimezone(ZoneInfo(actor.zone)), actor.user)
    found = door.find(text, here)
    if found.over:
        admin.set_some(session, actor, now, leave_from=None, leave_to=None, leave_half=None)
        return Taken(None)
    if f"<@{actor.user}" in text:
        raise Invalid("delegate", "error.delegate_self")
    days = _days(text, found.off, chosen, here)
    if isinstance(days, Asked):
        return days
    first, last, half = days.first, days.last, Half(days.half) if days.half else None
    chosen = replace(chosen, first=first, last=last, half=half)
    if found.instead and not chosen.cover:
        return _instead(session, actor, text, found.instead, chosen, here)
    asked = _who(text, found.cover, chosen, here)
    if asked is not None:
        return asked
    cover = chosen.cover or found.cover.value
    values: dict[str, Any] = {"leave_from": first, "leave_to": last, "leave_half": half}
    if cover:
        values["delegate"] = None if cover == NOBODY else cover
    if chosen.whose not in ("", actor.user):
        theirs = admin.set_leave_of(session, actor, chosen.whose, now, **values)
        return Taken(current(theirs, here.today), (), _name(here, chosen.whose))
    admin.set_some(session, actor, now, **values)
    return Taken(current(admin.own(session, actor), here.today), _meanwhile(session, actor, first, last))


def current(own: Own, today: date) -> Leave | None:
    """The current or coming leave; None: there is none."""
    if own.leave_from is None or own.leave_to is None or own.leave_to < today:
        return None
    return Leave(own.leave_from, own.leave_to, own.delegate, own.delegate_name, own.leave_half)


def _days(text: str, off: Answer[Off], chosen: Chosen, here: Context) -> Off | Asked:
    """The days, or half of one day. Raises `Invalid`."""
    if chosen.first and chosen.last:
        return _checked(text, Off(chosen.first, chosen.last, chosen.half or ""), here)
    if off.value is not None:
        return _checked(text, off.value, here)
    spans = dict.fromkeys(one for one in off.readings if not _is_gone(one, here))
    if not spans:
        reason = "error.leave_past" if off.why is Why.PAST else "error.leave_unread"
        raise Invalid("leave_from", reason, text=text)
    halves = all(one.half for one in spans)
    reason = "leave.ask.half" if halves else _ASKED.get(off.why or Why.WHICH, "leave.ask.which")
    choices = tuple(
        replace(chosen, first=one.first, last=one.last, half=Half(one.half) if one.half else None)
        for one in list(spans)[:_MOST]
    )
    return Asked(text, reason, {"words": off.words}, choices, {})


def _checked(text: str, off: Off, here: Context) -> Off:
    if _is_gone(off, here):
        raise Invalid("leave_to", "error.leave_past", text=text)
    if off.last < off.first or (off.last - off.first).days > _MOST_DAYS:
        raise Invalid("leave_to", "error.leave_unread", text=text)
    return off


def _is_gone(off: Off, here: Context) -> bool:
    """Whether all of it is past; from noon on the morning is."""
    is_afternoon = here.now.hour * 60 >= MIDDAY
    return off.last < here.today or (off.last == here.today and off.half == Half.AM and is_afternoon)


def _instead(
    session: Session, actor: Actor, text: str, pair: tuple[str, str], chosen: Chosen, here: Context
) -> Asked:
    """ "@khoa thay vy": whether one of them is off, or the writer. Another's leave is offered to whom it is
    allowed.
    """
    row = members.by_user(session, actor.workspace_id, pair[1])
    may = row is not None and permissions.may(session, actor, admin.LEAVE_OF_OTHERS, Target(person=row))
    theirs = [replace(chosen, cover=pair[0], whose=pair[1])] if may else []
    names = {one.id: one.name for one in here.people if not one.side}
    mine = [replace(chosen, cover=one) for one in pair]
    return Asked(text, "leave.ask.instead", {}, (*theirs, *mine), names)


def _who(text: str, cover: Answer[str], chosen: Chosen, here: Context) -> Asked | None:
    """The question about who stands in, if there is one."""
    if chosen.cover or cover.why is None:
        return None
    ours = {one.id: one.name for one in here.people if not one.side and one.id != here.writer}
    nobody, facts = replace(chosen, cover=NOBODY), {"called": cover.words.strip("<@>")}
    if cover.why is Why.OUTSIDE:
        name = next((one.name for one in here.people if one.id in cover.readings), cover.words)
        return Asked(text, "error.person_outside", {"name": name}, (nobody,), ours)
    meant: Sequence[str] = [one for one in cover.readings if one in ours]
    reason = "leave.ask.who" if meant else "leave.ask.nobody"
    if not meant:
        near = nearest.nearest(cover.words.strip("<@>"), list(ours.values()))
        meant = [one for one, name in ours.items() if name in near]
    choices = tuple(replace(chosen, cover=one) for one in meant[:_MOST])
    return Asked(text, reason, facts, (*choices, nobody), ours)


def _name(here: Context, user: str) -> str:
    return next((one.name for one in here.people if one.id == user), user)


def _meanwhile(session: Session, actor: Actor, first: date, last: date) -> tuple[Due, ...]:
    rows = projects.open_of(session, actor.member_id, first, last)
    return tuple(Due(row.title, name, row.number, row.due_on, row.due_minute) for row, name in rows)
