"""The bot's access to Slack: the workspace of its token, and whether Slack accepts the token."""

from __future__ import annotations

import logging

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from desk.core.clock import Clock
from desk.people import installation
from desk.people.installation import Installation
from desk.people.member import Defaults
from handlers.core.calling import LOCKED_OUT, failure
from handlers.core.ports import Database

log = logging.getLogger(__name__)

ORG_WIDE = "org_wide"
_FIXES = {
    "app_uninstalled": "The app was uninstalled: install it again, and put its new SLACK_BOT_TOKEN into .env",
    "tokens_revoked": "The bot's token was revoked: install the app again, and put its new SLACK_BOT_TOKEN "
    "into .env",
    ORG_WIDE: "The app is installed for a whole organisation, which Liaison does not serve: install it in "
    "one workspace, and put that SLACK_BOT_TOKEN into .env",
}
_FIX = "Slack refuses the bot's token: install the app again, and put its new SLACK_BOT_TOKEN into .env"


class Access:
    """The state of access; asked of Slack at the start and once a day, and stored in the database.

    While Slack refuses the token, messages wait in the outbox until a token works.
    """

    def __init__(self, database: Database, client: WebClient, defaults: Defaults, clock: Clock) -> None:
        self._database, self._client = database, client
        self._defaults, self._clock = defaults, clock
        self._installation: Installation | None = None
        self.refused = ""
        """Why Slack takes the token no more, in Slack's own word; "" while it does."""

    @property
    def fix(self) -> str:
        """What to do about `refused`, for the operator."""
        return _FIXES.get(self.refused, _FIX)

    @property
    def installation(self) -> Installation | None:
        """The workspace of the token; None when neither Slack nor the database has told it yet. Raises
        `Busy`.
        """
        if self._installation is None:
            with self._database.read() as session:
                self._installation = installation.known(session)
        return self._installation

    def ask(self) -> Installation | None:
        """Ask Slack, and store the answer; None for a token of a whole organisation. Raises `TROUBLE` and
        `Busy`.
        """
        try:
            told = self._client.auth_test()
        except SlackApiError as error:
            self.met(failure(error).reason)
            raise
        if told.get("is_enterprise_install"):
            self.refuse(ORG_WIDE)
            return None
        if not told.get("team_id"):
            raise ConnectionError("auth.test names no workspace")
        found = Installation(told["team_id"], told.get("enterprise_id") or "")
        with self._database.write() as session:
            installation.keep(session, found, self._defaults, self._clock.now())
        self._installation = found
        if self.refused:
            log.warning("Slack takes the bot's token again: what waited is said now")
            self.refused = ""
        return found

    def met(self, reason: str) -> None:
        """Note why Slack refused a call; most reasons concern only that call."""
        if reason in LOCKED_OUT:
            self.refuse(reason)

    def refuse(self, reason: str) -> None:
        """Note that Slack no longer accepts the token. Logged once."""
        if not self.refused:
            self.refused = reason
            log.critical("%s. Restart then; nothing that waits is lost (%s)", self.fix, reason)
