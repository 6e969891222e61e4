"""People as Slack knows them: names, zones, guests and leavers, read and kept fresh (F21, F63)."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError
from sqlalchemy.orm import Session

from desk.core.installation import Installation
from desk.messages import attention
from desk.people import member
from desk.people.member import Profile
from handlers.core.reply import NOTHING, Reply
from handlers.core.request import Request
from handlers.core.retrying import until_taken
from handlers.core.services import Services

if TYPE_CHECKING:
    from handlers.core.listening import Listening

log = logging.getLogger(__name__)

_PAGE = 200
_SPELL_FRESH, _SILENT, _NOT_ALLOWED = timedelta(minutes=10), timedelta(minutes=1), timedelta(hours=6)
"""For how long an answer about do-not-disturb is believed, the lack of one, and that the scope is missing."""
_NOT_PEOPLE = {"USLACKBOT"}


def register(on: Listening) -> None:
    """Hear of people who change or join."""
    on.event("user_change", _changed, writes=True)
    on.event("team_join", _changed, writes=True)
    on.event("dnd_updated_user", _disturbed, writes=True)


def learn(services: Services, installed: Installation, users: Iterable[str]) -> None:
    """Read these people's profiles from Slack and keep them. Raises `TROUBLE`."""
    found = []
    for user in users:
        answer = services.client.users_info(user=user)
        if is_person(answer["user"]):
            found.append(profile(answer["user"], installed))
    _keep(services, installed, found)


def learn_spells(services: Services, workspace_id: int, user: str) -> None:
    """Ask Slack who of those about to be written to wants no notifications, unless it is known (F25).

    Without the scope, or an answer, only quiet hours hold; Slack is asked again later.
    """
    now = services.clock.now()
    with services.database.read() as session:
        users = attention.to_ask_about(session, workspace_id, user, now)
    if not users:
        return
    fresh, said = _SPELL_FRESH, dict[str, Any]()
    try:
        said = services.client.dnd_teamInfo(users=users).get("users") or {}
    except SlackApiError as error:
        fresh = _NOT_ALLOWED if error.response.get("error") == "missing_scope" else _SILENT
    except OSError:
        fresh = _SILENT
    spells = {one: spell for one, facts in said.items() if (spell := _spell(facts))}
    with services.database.write() as session:
        attention.note_spells(session, workspace_id, users, spells, now + fresh)


def learn_everyone(services: Services, installed: Installation) -> int:
    """Read the whole workspace's people, page by page. Returns how many. Raises `TROUBLE`."""
    count, cursor = 0, ""
    while True:
        answer = services.client.users_list(limit=_PAGE, cursor=cursor)
        found = list(_profiles(answer["members"], installed))
        _keep(services, installed, found)
        count += len(found)
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return count


def _profiles(users: Iterable[Mapping[str, Any]], installed: Installation) -> Iterator[Profile]:
    """Those who are people; one of a shape that nobody knows keeps no other out."""
    for user in users:
        try:
            if is_person(user):
                yield profile(user, installed)
        except (KeyError, TypeError, AttributeError):
            log.warning("a person of an unknown shape is left out")


def is_person(user: Mapping[str, Any]) -> bool:
    """Whether a Slack user is a human being."""
    return not user.get("is_bot") and user["id"] not in _NOT_PEOPLE


def profile(user: Mapping[str, Any], installed: Installation) -> Profile:
    """What counts of a Slack user. Strangers, guests and people of other workspaces are guests."""
    names = user.get("profile") or {}
    return Profile(
        user=user["id"],
        name=names.get("real_name") or user.get("real_name") or names.get("display_name") or user["id"],
        zone=user.get("tz"),
        guest=bool(
            user.get("is_restricted")
            or user.get("is_ultra_restricted")
            or user.get("is_stranger")
            or _is_elsewhere(user, installed)
        ),
        gone=bool(user.get("deleted")),
    )


def is_workspace_admin(services: Services, user: str) -> bool:
    """Whether Slack itself calls this person an admin or owner. Raises `SlackApiError`."""
    found = services.client.users_info(user=user)["user"]
    return bool(found.get("is_admin") or found.get("is_owner"))


def _changed(session: Session, request: Request) -> Reply:
    user = request.incoming.event["user"]
    if not is_person(user):
        return NOTHING
    was_outside = request.actor.is_outside
    workspace = member.workspace_with(session, request.actor.workspace_id)
    found = profile(user, Installation(workspace.team, workspace.enterprise))
    member.learn(session, workspace, [found], request.now)
    return Reply(home=found.guest and not was_outside)


def _is_elsewhere(user: Mapping[str, Any], installed: Installation) -> bool:
    """Whether a user belongs to another workspace. In an organisation they have several, and `team_id` may be
    the organisation's own."""
    theirs = user.get("team_id")
    more = [*(user.get("teams") or ()), *((user.get("enterprise_user") or {}).get("teams") or ())]
    if installed.team in more:
        return False
    return theirs not in (None, "", installed.team) and not (theirs == installed.enterprise and not more)


def _disturbed(session: Session, request: Request) -> Reply:
    event = request.incoming.event
    spell = _spell(event["dnd_status"])
    spells = {event["user"]: spell} if spell else {}
    fresh_until = request.now + _SPELL_FRESH
    attention.note_spells(session, request.actor.workspace_id, [event["user"]], spells, fresh_until)
    return NOTHING


def _spell(facts: Mapping[str, Any]) -> tuple[datetime, datetime] | None:
    """A person's next do-not-disturb, as dnd.teamInfo and its event tell it; an odd one is none."""
    try:
        starts, ends = facts.get("next_dnd_start_ts"), facts.get("next_dnd_end_ts")
        if not facts.get("dnd_enabled") or not starts or not ends:
            return None
        return datetime.fromtimestamp(starts, UTC), datetime.fromtimestamp(ends, UTC)
    except (AttributeError, TypeError, ValueError, OverflowError, OSError):
        return None


def _keep(services: Services, installed: Installation, found: list[Profile]) -> None:
    now = services.clock.now()

    def write() -> None:
        with services.database.write() as session:
            row = member.workspace_of(session, installed.team, services.defaults, now)
            member.learn(session, row, found, now)

    until_taken(write)
