"""The workspace that the bot's token was issued for; a request cannot change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from desk.people.member import Defaults, workspace_of
from storage.database import history
from storage.people import workspace


@dataclass(frozen=True, slots=True)
class Installation:
    """Slack's ids of the workspace; `enterprise` is "" outside Enterprise Grid."""

    team: str
    enterprise: str


def known(session: Session) -> Installation | None:
    """The workspace in which the bot was last seen installed; None: never yet."""
    home = workspace.installed(session)
    return None if home is None else Installation(home.team, home.enterprise)


def keep(session: Session, found: Installation, defaults: Defaults, now: datetime) -> None:
    """Store where the bot is installed, for times when Slack cannot be asked."""
    home = workspace_of(session, found.team, defaults, now)
    if home.installed and home.enterprise == found.enterprise:
        return
    history.begin_change(session, history.Change(home.id, None, "install", now))
    before = workspace.installed(session)
    if before is not None:
        before.installed = False
    home.installed, home.enterprise = True, found.enterprise
