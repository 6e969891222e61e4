"""Slack's events about people: changed profiles, new people, do-not-disturb (F21, F25, F63)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from sqlalchemy.orm import Session

from desk.people import attention, member
from desk.people.installation import Installation
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.profiles import is_person, profile
from handlers.core.reply import NOTHING, Reply
from handlers.core.request import Request
from handlers.core.services import Services

_SPELL_FRESH, _SILENT, _NOT_ALLOWED = timedelta(minutes=10), timedelta(minutes=1), timedelta(hours=6)
"""How long each of these stays valid: an answer about do-not-disturb, a missing answer, a missing scope."""


def register(on: Listening) -> None:
    """Register events about people."""
    on.event("user_change", _changed, writes=True)
    on.event("team_join", _changed, writes=True)
    on.event("dnd_updated_user", _disturbed, writes=True)


def learn_spells(services: Services, workspace_id: int, user: str) -> None:
    """Ask Slack for the do-not-disturb of people who are about to get a message, unless it is known (F25).

    Without the scope, or an answer, only quiet hours apply; Slack is asked again later.
    """
    now = services.clock.now()
    with services.database.read() as session:
        users = attention.to_ask_about(session, workspace_id, user, now)
    if not users:
        return
    fresh, said = _SPELL_FRESH, dict[str, Any]()
    try:
        answer = services.client.dnd_teamInfo(users=users)
        said = answer["users"] if isinstance(answer["users"], dict) else {}
    except SlackApiError as error:
        fresh = _NOT_ALLOWED if error.response.get("error") == "missing_scope" else _SILENT
    except OSError:
        fresh = _SILENT
    spells = {one: spell for one, facts in said.items() if (spell := _spell(facts))}
    with services.database.write() as session:
        attention.note_spells(session, workspace_id, users, spells, now + fresh)


def _changed(session: Session, request: Request) -> Reply:
    user = request.incoming.event["user"]
    if not is_person(user):
        return NOTHING
    was_outside = request.actor.is_outside
    workspace = member.workspace_with(session, request.actor.workspace_id)
    found = profile(user, Installation(workspace.team, workspace.enterprise))
    member.learn(session, workspace, [found], request.now)
    return Reply(home=found.guest and not was_outside)


def _disturbed(session: Session, request: Request) -> Reply:
    event = request.incoming.event
    spell = _spell(event["dnd_status"])
    spells = {event["user"]: spell} if spell else {}
    fresh_until = request.now + _SPELL_FRESH
    attention.note_spells(session, request.actor.workspace_id, [event["user"]], spells, fresh_until)
    return NOTHING


def _spell(facts: Mapping[str, Any]) -> tuple[datetime, datetime] | None:
    """A person's next do-not-disturb period, from dnd.teamInfo or its event; None if the format is
    unknown.
    """
    try:
        starts, ends = facts.get("next_dnd_start_ts"), facts.get("next_dnd_end_ts")
        if not facts.get("dnd_enabled") or not starts or not ends:
            return None
        return datetime.fromtimestamp(starts, UTC), datetime.fromtimestamp(ends, UTC)
    except (AttributeError, TypeError, ValueError, OverflowError, OSError):
        return None


FEATURE = Feature("profiles", register)
