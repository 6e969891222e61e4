"""Checking a channel: who can read it (M7, F63)."""

from __future__ import annotations

import logging
from functools import lru_cache

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from desk.client import audience
from desk.client.audience import ChannelFacts
from desk.people import member
from desk.people.installation import Installation
from desk.people.member import Profile
from handlers.core import profiles
from handlers.core.calling import TROUBLE, UNREADABLE, failure
from handlers.core.services import Services

log = logging.getLogger(__name__)

_PAGE = 1000
_UNKNOWN = ("user_not_found", "user_not_visible", UNREADABLE)
"""Answers about a user that do not tell who it is."""
_MOST = 5000
"""A channel with more people than this is not listed: it stays unknown, so external."""


def check(services: Services, workspace_id: int, channel: str) -> None:
    """Ask Slack about a channel and store the answer, in its own transaction.

    Raises `SlackApiError` and `OSError` when Slack does not answer.
    """
    info = services.client.conversations_info(channel=channel)["channel"]
    shared = any(info.get(name) for name in ("is_ext_shared", "is_pending_ext_shared", "is_org_shared"))
    users = None if shared else _members(services, channel)
    strangers = [] if users is None else _strangers(services, workspace_id, users)
    with services.database.write() as session:
        now = services.clock.now()
        if strangers:
            member.learn(session, member.workspace_with(session, workspace_id), strangers, now)
        outsiders = () if users is None else member.outsiders_among(session, workspace_id, users)
        facts = ChannelFacts(
            channel=channel,
            name=info.get("name") or "",
            external=shared,
            guests=None if users is None else len(outsiders),
            bot_is_in=bool(info.get("is_member")),
            outsiders=outsiders,
        )
        audience.learn(session, workspace_id, facts, now)


def look(services: Services, workspace_id: int, channel: str) -> None:
    """Check a channel for a step that continues anyway: if Slack does not answer, its readers stay
    unknown.
    """
    try:
        check(services, workspace_id, channel)
    except TROUBLE as error:
        log.info("nobody could look at %s: %s", channel, failure(error).reason)


def _strangers(services: Services, workspace_id: int, users: list[str]) -> list[Profile]:
    """The profiles of people who are not stored yet; bots are left out."""
    with services.database.read() as session:
        row = member.workspace_with(session, workspace_id)
        unmet = member.unmet(session, workspace_id, users)
    home = Installation(row.team, row.enterprise)
    found = [_profile(services.client, user, home) for user in unmet]
    return [one for one in found if one is not None]


@lru_cache(maxsize=1000)
def _bot(client: WebClient, user: str) -> bool:
    """Whether a user is a bot: this never changes, so it is asked once."""
    return not profiles.is_person(client.users_info(user=user)["user"])


def _profile(client: WebClient, user: str, home: Installation) -> Profile | None:
    """Slack's profile of a user; None for a bot. A user of whom Slack tells nothing counts as a guest."""
    try:
        if _bot(client, user):
            return None
        return profiles.profile(client.users_info(user=user)["user"], home)
    except SlackApiError as error:
        if error.response.get("error") not in _UNKNOWN:
            raise
    return Profile(user, user, None, guest=True, gone=False)


def _members(services: Services, channel: str) -> list[str] | None:
    """The channel's members; None when there are too many, or Slack does not list them."""
    found: list[str] = []
    cursor = ""
    while len(found) < _MOST:
        try:
            page = services.client.conversations_members(channel=channel, cursor=cursor, limit=_PAGE)
        except SlackApiError as error:
            if error.response.get("error") in ("fetch_members_failed", "missing_scope"):
                return None
            raise
        found += page["members"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return found
    return None
