"""One running process: schema first, then the doors, until SIGTERM or SIGINT."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable

from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import DBAPIError

from bot.app import Liaison, compose
from bot.settings import Settings
from desk.actor import Identity
from desk.errors import Busy
from handlers import people
from storage import schema

log = logging.getLogger(__name__)

_REFRESH_SECONDS = 24 * 3600.0
_RETRY_SECONDS = 60.0


class CannotStart(Exception):
    """Why the bot does not start, and what to do about it."""


def run(settings: Settings) -> None:
    """Run until a signal says stop. Raises `CannotStart`."""
    liaison = compose(settings)
    _prepare_schema(liaison)
    serve, close = _door(liaison)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    liaison.start()
    threading.Thread(target=_know_everybody, args=[liaison, stopping], name="people", daemon=True).start()
    door = threading.Thread(target=serve, name="door", daemon=True)
    door.start()
    stopping.wait()
    log.info("stopping; what is in flight finishes first")
    close()
    door.join(5)
    liaison.stop()


def _prepare_schema(liaison: Liaison) -> None:
    database = liaison.database
    try:
        if schema.is_current(database):
            return
        if not database.is_sqlite:
            raise CannotStart("The database's schema is not up to date. Run: python -m bot migrate")
        schema.upgrade(database)
    except DBAPIError as error:
        where = database.url.render_as_string(hide_password=True)
        raise CannotStart(
            f"The database at {where} cannot be used: {error.orig}. Check DATABASE_URL."
        ) from error


def _door(liaison: Liaison) -> tuple[Callable[[], None], Callable[[], None]]:
    settings = liaison.settings
    if settings.slack_app_token:
        from bot.socket import SocketDoor

        socket = SocketDoor(liaison.app, settings.slack_app_token.get_secret_value(), settings.slack_api_url)
        return socket.serve, socket.stop
    from bot.http import serve

    secret = settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else ""
    server = serve(liaison.app, secret, settings.host, settings.port)
    log.info("listening for Slack on %s:%s", settings.host, settings.port)
    return server.run, server.close


def _know_everybody(liaison: Liaison, stopping: threading.Event) -> None:
    """Read the workspace's people at the start and once a day: names, zones, guests, leavers (F21)."""
    while not stopping.is_set():
        wait = _REFRESH_SECONDS
        try:
            who = liaison.services.client.auth_test()
            identity = Identity(who.get("enterprise_id") or "", who["team_id"], who["user_id"])
            log.info("know %s people", people.learn_everyone(liaison.services, identity))
        except (SlackApiError, OSError, Busy) as error:
            log.warning("could not read the workspace's people (%s); trying again", error)
            wait = _RETRY_SECONDS
        stopping.wait(wait)
