"""News of changed work, and reminders of work due at an hour."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from desk.messages import cover
from desk.people import away, member
from desk.work import cards, hours, news
from handlers.core.feature import Feature
from handlers.core.i18n import Translator
from handlers.core.outgoing import Kind, Outgoing
from handlers.core.reply import Message
from handlers.work import news_views as views


def changed(session: Session, outgoing: Outgoing) -> Message | None:
    """The changed work; None when nothing of it is still so. Once sent, it keeps its lines."""
    payload = outgoing.payload
    told = news.of(session, outgoing.workspace_id, outgoing.kind, outgoing.recipient, payload, outgoing.now)
    if not told or not (outgoing.is_redraw or any(one.is_so for one in told)):
        return None
    shown = told if outgoing.is_redraw else [one for one in told if one.is_so]
    t = _translator(session, outgoing)
    return views.changed(t, outgoing.kind, shown, payload["by"], payload["why"], outgoing.day)


def hour(session: Session, outgoing: Outgoing) -> Message | None:
    """A reminder that work is due within half an hour, or now; None when it is not any more, waits for other
    work, or is told by the reminder at the hour.
    """
    item = hours.of(
        session,
        outgoing.workspace_id,
        outgoing.subject_id,
        outgoing.recipient,
        outgoing.payload,
        outgoing.now,
    )
    if item is None:
        return None
    if not (outgoing.is_redraw or hours.is_wanted(session, item, outgoing.payload, outgoing.now)):
        return None
    return views.hour(_translator(session, outgoing), item, outgoing.day)


def leave(session: Session, outgoing: Outgoing) -> Message | None:
    """The open work of a colleague on leave; None when the leave or the work is gone."""
    payload = outgoing.payload
    person = away.of(session, outgoing.subject_id, payload)
    found = cards.listed(session, outgoing.workspace_id, payload["ids"], outgoing.now)
    listed = sorted(found, key=lambda one: one.due_on)
    rests = away.resting(session, payload)
    left = [
        one for one in listed
        if person and one.owner == person.user and one.is_open and one.id not in rests
    ]  # fmt: skip
    if not listed or not (left or outgoing.is_redraw):
        return None
    t = _translator(session, outgoing)
    first, last = date.fromisoformat(payload["first"]), date.fromisoformat(payload["last"])
    shown = listed if outgoing.is_redraw else left
    who = person.user if person else listed[0].owner
    stands_in = payload["stands_in"] and cover.FOR not in payload  # who stands in has no stand-in
    return views.leave(t, who, first, last, shown, outgoing.day, stands_in=stands_in)


def _translator(session: Session, outgoing: Outgoing) -> Translator:
    return outgoing.catalogs.translator(
        member.language_of(session, outgoing.workspace_id, outgoing.recipient)
    )


FEATURE = Feature(
    "news",
    kinds=(
        Kind(news.GIVEN, changed, together=True),
        Kind(news.TAKEN, changed, together=True),
        Kind(news.DONE, changed, together=True),
        Kind(news.MOVED, changed, together=True),
        Kind(news.READY, changed, together=True),
        Kind(hours.HOUR, hour, together=True),
        Kind(away.KIND, leave, together=True),
    ),
)
