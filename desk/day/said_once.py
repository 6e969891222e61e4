"""What a message of its own tells a lead on the same day is left out of the wrap, whichever comes first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, date
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk.brief import relay
from desk.brief.relay_silence import SILENT
from desk.core.calendar import WORKDAY, hours_ago
from desk.day.led_projects import LedProject, NotTaken
from desk.day.lines import Reader
from desk.day.planning import WHOLE_DAY
from desk.people import attention
from desk.people.admin import PATIENCE_HOURS
from storage.brief.brief import Brief
from storage.brief.relay import Relay
from storage.day import wrap as stored
from storage.messages import message_log
from storage.messages.outbox import OutboxState, ids_in
from storage.project.project import Project

_MOST_TOLD = 300
"""How many messages of the reader's are looked at: more than anybody gets in a day."""


def but_told(session: Session, reader: Reader, day: date, led: Sequence[LedProject]) -> list[LedProject]:
    """The same without the departments of whose silence the reader is told on local day `day`."""
    asked = {one for project in led for brief in project.briefs for one in brief.relay_ids}
    if not asked:
        return list(led)
    told = _told(session, reader, day) | _coming(session, reader, day, asked)
    found = [replace(one, briefs=_but(one.briefs, told)) for one in led]
    return [one for one in found if one.work or one.briefs or one.points]


def _but(briefs: Sequence[NotTaken], told: Collection[int]) -> list[NotTaken]:
    found = []
    for one in briefs:
        pairs = zip(one.departments, one.relay_ids, strict=True)
        left = [(department, relay_id) for department, relay_id in pairs if relay_id not in told]
        departments, ids = tuple(name for name, _ in left), tuple(relay_id for _, relay_id in left)
        found.append(replace(one, departments=departments, relay_ids=ids))
    return [one for one in found if one.departments]


def _told(session: Session, reader: Reader, day: date) -> set[int]:
    """The relays in such messages, sent on this day or on their way."""
    person, found = reader.person, set[int]()
    midnight = attention.at_minute(day, 0, ZoneInfo(person.zone))
    since = midnight.astimezone(UTC).date()
    for row, told_at in message_log.ledger(session, person.workspace_id, person.user, since, _MOST_TOLD):
        at = row.sent_at or told_at
        is_lost = at is None and row.state is OutboxState.DROPPED and row.merged_into_id is None
        if row.kind == SILENT and not is_lost and (at is None or at >= midnight):
            found |= set(ids_in(row.payload))
    return found


def _coming(session: Session, reader: Reader, day: date, asked: Collection[int]) -> set[int]:
    """Those of these relays of which this reader is to be told before the working day ends."""
    person, hours = reader.person, reader.workspace.patience_hours or PATIENCE_HOURS
    end = attention.at_minute(day, WORKDAY[1] - 1, ZoneInfo(person.zone))
    since = hours_ago(end, person.zone, reader.calendar, WHOLE_DAY * hours)
    waiting = stored.untold(session, asked, since) if since else set()
    return {one for one in waiting if _hears(session, one) == person.id}


def _hears(session: Session, relay_id: int) -> int | None:
    brief = session.get_one(Brief, session.get_one(Relay, relay_id).brief_id)
    account = relay.account_of(session, session.get_one(Project, brief.project_id), brief)
    return account.id if account else None
