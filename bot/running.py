"""One running process: migrate the schema, open the doors, run until SIGTERM or SIGINT."""

from __future__ import annotations

import gc
import logging
import signal
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from slack_bolt import App
from sqlalchemy.exc import DBAPIError

from bot.app import Liaison, Role, compose
from bot.doors.http import HttpDoor, Page
from bot.operate import health
from bot.presence import Presence
from bot.settings import Settings
from desk.brief import filling
from handlers.core.services import Services
from handlers.day import ask
from storage.database import schema
from storage.database.single_process import InUse, single_process_lock

if TYPE_CHECKING:
    from bot.doors.server import Server

log = logging.getLogger(__name__)

_LOOK_SECONDS = 2.0


class CannotStart(Exception):
    """Why the bot does not start, and what to do about it."""


def run(settings: Settings, role: Role = Role.ALL) -> bool:
    """Run until a signal stops it. False: it ended by itself, as a required thread had died.

    Raises `CannotStart`.
    """
    liaison = compose(settings)
    if liaison.database.is_sqlite and role is not Role.ALL:
        raise CannotStart(
            f"SQLite serves one process only, so --role {role} does not work with it. "
            "Run without --role, or set DATABASE_URL to a PostgreSQL database."
        )
    try:
        with single_process_lock(liaison.database):
            return _run(liaison, role)
    except InUse as error:
        raise CannotStart(
            f"Another Liaison works on {error}, and SQLite serves one process only: end that one first."
        ) from error


def _run(liaison: Liaison, role: Role) -> bool:
    _prepare_schema(liaison)
    doors = _doors(liaison, role)
    signals = SimpleQueue[int]()  # a signal may interrupt get and put; an Event would deadlock
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: signals.put(number))
    liaison.start(role)
    presence = Presence(liaison.services, reads_people=role is not Role.WEB)
    presence.start()
    threads = [threading.Thread(target=serve, name="door", daemon=True) for serve, _ in doors]
    for thread in threads:
        thread.start()
    if role is not Role.WORKER:
        # In the background: loading the words of two languages takes a second.
        threading.Thread(target=_read_words, args=[liaison.services], name="words", daemon=True).start()
    well = _watch(liaison, threads, signals)
    presence.stop()
    log.info("stopping; what is in flight finishes first")
    for _, close in doors:
        close()
    for thread in threads:
        thread.join(5)
    liaison.stop()
    return well


def _read_words(services: Services) -> None:
    """The words are permanent, so they are kept out of garbage collection (see `bot.resting`)."""
    ask.warm(services.catalogs)
    filling.get_ready(services.rules)
    gc.freeze()


def _watch(liaison: Liaison, doors: list[threading.Thread], signals: SimpleQueue[int]) -> bool:
    """Wait for a signal, and check the threads; False: some have died."""
    while True:
        try:
            signals.get(timeout=_LOOK_SECONDS)
        except Empty:
            dead = [*liaison.dead(), *(door.name for door in doors if not door.is_alive())]
            if dead:
                log.critical("these threads have died: %s; ending, so that a supervisor starts anew", dead)
                return False
        else:
            return True


def _prepare_schema(liaison: Liaison) -> None:
    database = liaison.database
    try:
        if schema.is_current(database):
            return
        if not database.is_sqlite:
            raise CannotStart("The database's schema is not up to date. Run: .venv/bin/python -m bot migrate")
        schema.upgrade(database)
    except DBAPIError as error:
        where = database.url.render_as_string(hide_password=True)
        raise CannotStart(
            f"The database at {where} cannot be used: {error.orig}. Check DATABASE_URL."
        ) from error


_Door = tuple[Callable[[], None], Callable[[], None]]


def _doors(liaison: Liaison, role: Role) -> list[_Door]:
    """How each door is served and closed: Slack's, and the operator's pages."""
    settings, doors = liaison.settings, list[_Door]()
    app, line = None if role is Role.WORKER else liaison.app, None
    if settings.slack_app_token and app is not None:
        from bot.doors.socket import SocketDoor

        socket = SocketDoor(app, settings.slack_app_token.get_secret_value(), settings.slack_api_url)
        doors.append((socket.serve, socket.stop))
        app, line = None, socket.state
    if settings.port:
        server = _listening(settings, app, health.pages(liaison, role, line))
        doors.append((server.run, server.close))
    elif app is not None:
        raise CannotStart("PORT is 0, but over HTTP Slack needs a port: set PORT, or SLACK_APP_TOKEN.")
    return doors


def _listening(settings: Settings, app: App | None, pages: dict[str, Page]) -> Server:
    from bot.doors.server import Server

    secret = settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else ""
    where = f"{settings.host}:{settings.port}"
    try:
        server = Server(HttpDoor(app, secret, pages), settings.host, settings.port)
    except OSError as error:
        raise CannotStart(
            f"Cannot listen on {where} ({error.strerror}): set HOST and PORT to an address that is free. "
            "With Socket Mode, PORT=0 does without /healthz, /readyz and /metrics."
        ) from error
    log.info("listening on %s", where)
    return server
