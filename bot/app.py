"""The composition: every part is created here, from settings, and nowhere else."""

from __future__ import annotations

import enum
import logging
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse

from bot.clock import FollowedClock, SystemClock
from bot.delivery.delivery import Delivery
from bot.delivery.outbox_listener import OutboxListener
from bot.delivery.slack import TIMEOUT_SECONDS, make_client
from bot.delivery.steps import Reached, unwatched
from bot.later import Later
from bot.metrics import Metrics
from bot.settings import Settings
from bot.tick import Ticker
from desk.brief import rules
from desk.core.clock import Clock
from desk.people.member import Defaults
from handlers import KINDS, VERBS, register_all
from handlers.core.access import Access
from handlers.core.i18n import Catalogs
from handlers.core.listening import Listening, unheard
from handlers.core.services import Commands, Services
from storage.database.engine import Database
from storage.messages.rate_limit import Pace

LATER_SECONDS = 10.0
"""How long work after an ack may continue at shutdown; a supervisor waits 45 s for all of it."""


_UNHEARD = 404
"""Bolt's answer to a request without a listener."""


class Role(enum.StrEnum):
    """What one process does: Slack's requests, the alarm clock with delivery, or both."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"


@dataclass(frozen=True, slots=True)
class Liaison:
    """The whole bot, composed but not started."""

    settings: Settings
    services: Services
    database: Database
    app: App
    delivery: Delivery
    ticker: Ticker
    outbox_listener: OutboxListener
    metrics: Metrics

    def start(self, role: Role = Role.ALL) -> None:
        """Start delivery and the alarm clock, unless the role is only Slack's requests."""
        if role is not Role.WEB:
            self.delivery.start()
            self.ticker.start()
            self.outbox_listener.start()
        if isinstance(self.services.clock, FollowedClock):
            self.services.clock.follow(self._arrived)

    def dead(self) -> list[str]:
        """The threads that should run and do not: a process with dead threads must end."""
        return [*self.ticker.dead(), *self.delivery.dead()]

    def stop(self) -> None:
        """Shut down: calls in flight finish, and leases are given back."""
        if isinstance(self.services.clock, FollowedClock):
            self.services.clock.stop()
        self.outbox_listener.stop()
        self.ticker.stop()
        self.services.later.stop(LATER_SECONDS)
        self.delivery.stop()
        self.database.close()

    def _arrived(self) -> tuple[int, int]:
        planned = self.ticker.catch_up()
        self.delivery.wake()
        return planned, self.delivery.pending()


def compose(
    settings: Settings,
    *,
    pace: Pace | None = None,
    clock: Clock | None = None,
    timeout: float = TIMEOUT_SECONDS,
    reached: Reached = unwatched,
) -> Liaison:
    """Create all parts. Nothing is connected, opened or started yet, so this works while Slack is
    unreachable.

    `pace` and `clock` replace those from the settings. `timeout`: seconds for a call to Slack. `reached`:
    called at each step of a message.
    """
    deliveries: list[Delivery] = []
    database = Database(settings.database_url)
    clock = clock or _clock(settings)
    client = make_client(_secret(settings.slack_bot_token), settings.slack_api_url, timeout)
    services = Services(
        database=database,
        clock=clock,
        catalogs=Catalogs(settings.language, commands(settings).names),
        defaults=_defaults(settings),
        client=client,
        access=Access(database, client, _defaults(settings), clock),
        later=Later(),
        wake=lambda: deliveries[0].wake(),
        rules=rules.load(settings.brief_rules),
        verbs=VERBS,
        kinds=KINDS,
        commands=commands(settings),
    )
    metrics = Metrics(database, services.clock)
    deliveries.append(Delivery(services, metrics, pace, reached=reached))
    return Liaison(
        settings=settings,
        services=services,
        database=database,
        app=create_app(services, metrics),
        delivery=deliveries[0],
        ticker=Ticker(services, metrics, timedelta(days=settings.outbox_keep_days), reached=reached),
        outbox_listener=OutboxListener(database, deliveries[0].wake),
        metrics=metrics,
    )


class _MeasuredApp(App):
    """Bolt's app, which measures the time of each answer."""

    def __init__(self, metrics: Metrics, **options: Any) -> None:
        super().__init__(**options)
        self._metrics = metrics

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """Answer a request."""
        started = time.perf_counter()
        response = super().dispatch(req)
        if response.status == _UNHEARD:
            response = unheard(req.body)
        outcome = "ok" if response.status == 200 else "refused"
        self._metrics.acks.labels(_door(req.body), outcome).observe(time.perf_counter() - started)
        return response


def create_app(services: Services, metrics: Metrics) -> App:
    """The Bolt app with every listener. Answers inside the ack; `bot.doors.http` checks signatures."""
    quiet = logging.getLogger("slack_bolt.liaison")
    # At INFO and below, Bolt and slack_sdk log whole requests, with tokens and people's words.
    quiet.setLevel(logging.ERROR)
    app = _MeasuredApp(
        metrics,
        name="liaison",  # without a name Bolt searches all modules for its caller: 25 ms
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
        settings.command_brief, settings.feedback_commands, settings.status_commands, settings.command_ae
    )


def _door(body: dict[str, Any]) -> str:
    if "command" in body:
        return "command"
    kind = body.get("type")
    return kind if kind in ("block_actions", "view_submission", "view_closed", "event_callback") else "other"


def _authorize(services: Services) -> Any:
    """One workspace and one token, known without asking Slack: so the bot starts and answers without it."""

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
