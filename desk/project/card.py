"""The project's card: one in its own channel, drawn anew whatever changes in the project, and each morning.

It is posted when somebody shares the project's status there.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from desk.client import living
from desk.core.feature import Feature, Kind, Subject, When
from storage.database import zones
from storage.messages import message_log, outbox, project_cards, redraws
from storage.messages.outbox import Outbox
from storage.messages.redraws import PROJECT_CARD as PROJECT_CARD
from storage.project.project import Project

_AGAIN = "again"
"""Marks the payload of a card that replaces one which somebody deleted."""


def put(session: Session, project_id: int, now: datetime) -> bool:
    """Post the card for the current change, or draw it anew; returns whether it was there already."""
    owner, subject = session.get_one(Project, project_id), f"{PROJECT_CARD}:{project_id}"
    is_there = message_log.has_card(session, owner.workspace_id, subject, owner.channel)
    living.announce(session, owner, subject, now)
    return is_there


def is_gone(session: Session, card_id: int, now: datetime) -> None:
    """Slack has this card no more, as somebody deleted it: post it anew, but only once by itself, and not the
    line that it left behind when its project moved.
    """
    card = session.get(Outbox, card_id)
    if card is None or card.kind != PROJECT_CARD or not card.subject:
        return
    subject, card.subject = card.subject, ""
    if not (card.payload.get(_AGAIN) or card.payload.get("withdrawn")):
        outbox.enqueue(
            session, workspace_id=card.workspace_id, kind=PROJECT_CARD, recipient=card.recipient,
            cause=f"{card.cause}/{card.id}", at=now, subject=subject, payload={_AGAIN: True},
        )  # fmt: skip


def draw_old(session: Session, now: datetime) -> int:
    """Draw anew the cards that were last drawn on an earlier day of their project's zone, as what they say
    depends on the day. Returns how many.
    """
    old = [
        (card, zone)
        for card, zone, at in project_cards.posted(session, now)
        if at and at.astimezone(zones.of(zone)).date() < now.astimezone(zones.of(zone)).date()
    ]
    for card, zone in old:
        day = now.astimezone(zones.of(zone)).date()
        redraws.redraw_card(session, card, f"day/{day.isoformat()}", now)
    return len(old)


FEATURE = Feature(
    "card",
    subjects=(Subject(PROJECT_CARD, in_channels=True),),
    kinds=(Kind(PROJECT_CARD, "the project's channel, once it is shared there", When.CARD, gone=is_gone),),
)
