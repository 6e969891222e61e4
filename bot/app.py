"""The composition: every part of the house is made here, from settings, and nowhere else."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult

from bot.clock import FollowedClock, SystemClock
from bot.delivery import Delivery, Pace
from bot.settings import Settings
from bot.slack import make_client
from bot.tick import Ticker
from desk.clock import Clock
from desk.member import Defaults
from handlers import register_all
from handlers.i18n import Catalogs
from handlers.listening import Listening
from handlers.services import Commands, Services
from storage.engine import Database

log = logging.getLogger(__name__)

LATER_THREADS = 16
"""Threads for what follows an ack: each may wait for Slack, none may hold up an ack."""


@dataclass(frozen=True, slots=True)
class Liaison:
    """The whole bot, composed and not started."""

    settings: Settings
    services: Services
    database: Database
    app: App
    delivery: Delivery
    ticker: Ticker

    def start(self) -> None:
        """Start delivery and the alarm clock."""
        self.delivery.start()
        self.ticker.start()
        if isinstance(self.services.clock, FollowedClock):
            self.services.clock.follow(self._arrived)

    def stop(self) -> None:
        """End gracefully: what is in flight finishes."""
        if isinstance(self.services.clock, FollowedClock):
            self.services.clock.stop()
        self.ticker.stop()
        self.services.later.shutdown(wait=True)
        self.delivery.stop()
        self.database.close()

    def _arrived(self) -> tuple[int, int]:
        planned = self.ticker.tick()
        self.delivery.wake()
        return planned, self.delivery.pending()


def compose(settings: Settings, *, pace: Pace | None = None, clock: Clock | None = None) -> Liaison:
    """Make all parts. Nothing is connected, opened or started yet, so it works with Slack unreachable.

    `pace` and `clock` replace those that the settings ask for.
    """
    waking: list[Delivery] = []
    database = Database(settings.database_url)
    services = Services(
        database=database,
        clock=clock or _clock(settings),
        catalogs=Catalogs(settings.language),
        defaults=_defaults(settings),
        client=make_client(_secret(settings.slack_bot_token), settings.slack_api_url),
        later=ThreadPoolExecutor(LATER_THREADS, thread_name_prefix="later"),
        wake=lambda: waking[0].wake(),
        commands=commands(settings),
    )
    waking.append(Delivery(services, pace))
    return Liaison(settings, services, database, create_app(services), waking[0], Ticker(services))


def create_app(services: Services) -> App:
    """The Bolt app with every listener. Answers inside the ack; signatures are checked by `bot.http`."""
    quiet = logging.getLogger("slack_bolt.liaison")
    # Bolt and slack_sdk log whole requests, with tokens and people's words, at INFO and below.
    quiet.setLevel(logging.ERROR)
    app = App(
        logger=quiet,
        client=services.client,
        authorize=_authorize(services),
        process_before_response=True,
        request_verification_enabled=False,
    )
    register_all(Listening(app, services))
    return app


def commands(settings: Settings) -> Commands:
    """The slash commands that the settings name."""
    return Commands(
        settings.command_brief, settings.command_feedback, settings.command_status, settings.command_ae
    )


def _authorize(services: Services) -> Any:
    """One workspace, one token: known without asking Slack, so the bot boots and answers without it."""

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=services.client.token)

    return authorize


def _clock(settings: Settings) -> Clock:
    return FollowedClock(settings.clock_url) if settings.clock_url else SystemClock()


def _defaults(settings: Settings) -> Defaults:
    digest = settings.digest_time
    return Defaults(
        settings.language, settings.country, settings.timezone.key, digest.hour * 60 + digest.minute
    )


def _secret(value: Any) -> str:
    return value.get_secret_value() if value else ""
