"""Profiles from Slack: names, zones, guests and people who left, read and stored (F21, F63)."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from desk.people import member
from desk.people.installation import Installation
from desk.people.member import Profile
from handlers.core.retrying import until_free
from handlers.core.services import Services

log = logging.getLogger(__name__)

_PAGE = 200
_NOT_PEOPLE = {"USLACKBOT"}


def learn(services: Services, home: Installation, users: Iterable[str]) -> None:
    """Read these people's profiles from Slack and store them. Raises `TROUBLE`."""
    found = []
    for user in users:
        answer = services.client.users_info(user=user)
        if is_person(answer["user"]):
            found.append(profile(answer["user"], home))
    _keep(services, home, found)


def learn_everyone(services: Services, home: Installation) -> int:
    """Read all people of the workspace, page by page. Returns how many. Raises `TROUBLE`."""
    count, cursor = 0, ""
    while True:
        answer = services.client.users_list(limit=_PAGE, cursor=cursor)
        found = list(_profiles(answer["members"], home))
        _keep(services, home, found)
        count += len(found)
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return count


def _profiles(users: Iterable[Mapping[str, Any]], home: Installation) -> Iterator[Profile]:
    """The profiles of people; one in an unknown format does not stop the others."""
    for user in users:
        try:
            if is_person(user):
                yield profile(user, home)
        except (KeyError, TypeError, AttributeError):
            log.warning("a person of an unknown shape is left out")


def is_person(user: Mapping[str, Any]) -> bool:
    """Whether a Slack user is a human being."""
    return not user.get("is_bot") and user["id"] not in _NOT_PEOPLE


def profile(user: Mapping[str, Any], home: Installation) -> Profile:
    """The profile of a Slack user. Strangers and people of other workspaces count as guests."""
    names = user.get("profile") or {}
    called = (names.get("real_name"), user.get("real_name"), names.get("display_name"))
    zone = user.get("tz")
    return Profile(
        user=user["id"],
        name=next((name for name in called if name and isinstance(name, str)), user["id"]),
        zone=zone if isinstance(zone, str) else None,
        guest=bool(
            user.get("is_restricted")
            or user.get("is_ultra_restricted")
            or user.get("is_stranger")
            or _is_elsewhere(user, home)
        ),
        gone=bool(user.get("deleted")),
    )


def is_workspace_admin(services: Services, user: str) -> bool:
    """Whether this person is an admin or owner in Slack. Raises `SlackApiError`."""
    found = services.client.users_info(user=user)["user"]
    return bool(found.get("is_admin") or found.get("is_owner"))


def _is_elsewhere(user: Mapping[str, Any], home: Installation) -> bool:
    """Whether a user belongs to another workspace. In an organisation a user has several, and `team_id` may
    be the organisation's.
    """
    theirs = user.get("team_id")
    more = [*(user.get("teams") or ()), *((user.get("enterprise_user") or {}).get("teams") or ())]
    if home.team in more:
        return False
    return theirs not in (None, "", home.team) and not (theirs == home.enterprise and not more)


def _keep(services: Services, home: Installation, found: list[Profile]) -> None:
    now = services.clock.now()

    def write() -> None:
        with services.database.write() as session:
            row = member.workspace_of(session, home.team, services.defaults, now)
            member.learn(session, row, found, now)

    until_free(write)
