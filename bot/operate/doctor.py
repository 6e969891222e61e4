"""The doctor: checks everything that an installation needs, and says how to repair what is wrong (F71)."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from bot import VERSION
from bot.app import commands
from bot.delivery.slack import make_client
from bot.operate.health import LAG_SECONDS
from bot.operate.manifest import reserved, scopes
from bot.settings import Settings
from bot.tick import LATE_SECONDS
from desk.brief import rules
from desk.core.errors import Busy
from desk.day.planning import plan_digests
from handlers.core.verbs import OPTIONAL_SCOPES
from storage.database import schema
from storage.database.backup import BESIDE
from storage.database.dialect import database_now
from storage.database.engine import PRIVATE, Database
from storage.messages import outbox

_SYNCED = ("fsync", "full_page_writes")
_MOST_APART_SECONDS = 60.0
"""Signed requests are valid for 300 s, and the history is read from 300 s before a call."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was checked, the result, and the repair if it failed."""

    what: str
    ok: bool
    found: str
    fix: str = ""


def examine(settings: Settings) -> list[Finding]:
    """Check everything; a check that raises is a finding, never a traceback."""
    database = Database(settings.database_url)
    checks: list[Callable[[], Iterator[Finding]]] = [
        _version,
        lambda: _zones(settings),
        lambda: _names(settings),
        lambda: _rules(settings),
        lambda: _files(settings, database),
        lambda: _database(database),
        lambda: _reminders(database),
        lambda: _bot_token(settings),
        lambda: _door(settings),
    ]
    findings = [finding for check in checks for finding in check()]
    database.close()
    return findings


def _version() -> Iterator[Finding]:
    yield Finding("version", True, f"Liaison {VERSION} on Python {platform.python_version()}")


def _zones(settings: Settings) -> Iterator[Finding]:
    try:
        here = datetime.now(ZoneInfo(settings.timezone.key))
    except ZoneInfoNotFoundError:
        yield Finding("zone data", False, "none on this machine", "install the tzdata package")
        return
    yield Finding("zone data", True, f"{settings.timezone.key}, now {here:%H:%M}")


def _names(settings: Settings) -> Iterator[Finding]:
    kept = reserved(commands(settings))
    usable = [name for group in _groups(settings) for name in group if name not in kept]
    missing = [group[0] for group in _groups(settings) if not set(group) - set(kept)]
    yield Finding(
        "command names",
        not missing,
        f"{', '.join(usable)}"
        + (f" (Slack keeps {', '.join(kept)}; the manifest leaves it out)" if kept else ""),
        f"Slack reserves {', '.join(missing)}: add another name in LIAISON_COMMAND_*",
    )


def _groups(settings: Settings) -> list[tuple[str, ...]]:
    names = commands(settings)
    return [names.umbrella, names.brief, names.feedback, names.status]


def _rules(settings: Settings) -> Iterator[Finding]:
    """Rules that cannot be used make the settings unreadable, so here they are valid."""
    known = rules.load(settings.brief_rules)
    words = sum(len(group.words.words) for group in known.vague)
    own = f" and {settings.brief_rules}, {len(known.silent)} silenced" if settings.brief_rules else ""
    yield Finding("brief rules", True, f"{words} words of the house{own}")


def _files(settings: Settings, database: Database) -> Iterator[Finding]:
    """Files with tokens and people's words must be readable by their owner only."""
    yield from _private("settings file", [Path(settings.env_file)] if settings.env_file else [])
    if database.file is not None:
        files = [Path(f"{database.file}{suffix}") for suffix in BESIDE]
        yield from _private("database file", files)


def _private(what: str, files: Sequence[Path]) -> Iterator[Finding]:
    there = [(path, path.stat().st_mode & 0o777) for path in files if path.exists()]
    open_ones = [(path, mode) for path, mode in there if mode & ~PRIVATE]
    if there:
        found = ", ".join(f"{path} has mode {mode:03o}" for path, mode in open_ones or there[:1])
        fix = f"others can read it: chmod 600 {' '.join(str(path) for path, _ in open_ones)}"
        yield Finding(what, not open_ones, found, fix)


def _database(database: Database) -> Iterator[Finding]:
    where = database.url.render_as_string(hide_password=True)
    try:
        at = schema.current(database)
    except SQLAlchemyError as error:
        yield Finding("database", False, f"{where}: {error.__cause__ or error}", "check DATABASE_URL")
        return
    yield Finding("database", True, where)
    if _is_new(database):
        yield Finding("schema", True, "none yet: the bot makes it when it starts")
        return
    fits = at == schema.HEAD
    yield Finding("schema", fits, at or "empty", "run: .venv/bin/python -m bot migrate")
    if not database.is_sqlite:
        with database.engine.connect() as connection:
            off = [name for name in _SYNCED if connection.exec_driver_sql(f"SHOW {name}").scalar() == "off"]
        fix = f"ALTER SYSTEM SET {' = on, '.join(off)} = on: a power cut would lose what was answered"
        found = f"off: {', '.join(off)}" if off else "commits outlive a power cut"
        yield Finding("durability", not off, found, fix)


def _is_new(database: Database) -> bool:
    """Whether SQLite has no file yet: the bot's first start makes it."""
    return database.is_sqlite and schema.current(database) is None


def _reminders(database: Database) -> Iterator[Finding]:
    """Plan for real and roll back: an error that would stop the alarm clock appears here.

    Messages that were due a while ago and are not sent show whether the running bot keeps up.
    """
    now = datetime.now(UTC)
    try:
        if _is_new(database):
            yield Finding("reminders", True, "nothing to remind of yet")
            return
        with database.write() as session:
            waiting, oldest = outbox.pending(session, now), outbox.oldest_due(session, now)
            unplanned = plan_digests(session, now - timedelta(seconds=LATE_SECONDS))
            apart = (database_now(session) - datetime.now(UTC)).total_seconds()
            session.rollback()
    except (SQLAlchemyError, Busy, ValueError) as error:
        reason = str(error.__cause__ or error).splitlines()[0]
        yield Finding("reminders", False, reason, "mend the database above, then run the doctor again")
        return
    found = f"{unplanned} digests are due and not planned" if unplanned else "planning works, none is late"
    yield Finding("reminders", not unplanned, found, "start the bot, or read its log: its alarm clock stands")
    lag = (now - oldest).total_seconds() if oldest else 0.0
    found = f"{waiting} messages waiting, the first for {lag:.0f} s" if waiting else "nothing waits"
    fix = "start the bot, or read its log: what Slack refuses stands there"
    yield Finding("delivery", lag < LAG_SECONDS, found, fix)
    if not database.is_sqlite:
        yield _clock("database's clock", apart)


def _clock(what: str, apart: float) -> Finding:
    """`apart`: how many seconds the other clock is ahead of this machine's."""
    ok = abs(apart) < _MOST_APART_SECONDS
    return Finding(what, ok, f"{abs(apart):.1f} s from this machine's", "set both clocks by NTP")


def _bot_token(settings: Settings) -> Iterator[Finding]:
    if not settings.slack_bot_token:
        yield Finding(
            "bot token",
            False,
            "not set",
            "put SLACK_BOT_TOKEN into .env: OAuth & Permissions, Bot User OAuth Token",
        )
        return
    client = make_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    asked = datetime.now(UTC)
    try:
        who = client.auth_test()
    except SlackApiError as error:
        code = error.response.get("error")
        yield Finding("bot token", False, f"Slack says {code}", "reinstall the app and copy the token again")
        return
    except OSError as error:
        yield Finding(
            "bot token", False, f"Slack cannot be reached: {error}", "check the network and SLACK_API_URL"
        )
        return
    is_org_wide = bool(who.get("is_enterprise_install"))
    found = f"{who.get('user')} in {who.get('team')}" + (", a whole organisation" if is_org_wide else "")
    yield Finding(
        "bot token", not is_org_wide, found, "install the app in one workspace: org-wide is not served"
    )
    headers = {name.lower(): value for name, value in who.headers.items()}
    if "date" in headers:  # whole seconds, of some instant between the call and its answer
        between = asked + (datetime.now(UTC) - asked) / 2
        apart = (parsedate_to_datetime(headers["date"]) - between).total_seconds()
        yield _clock("Slack's clock", apart)
    granted = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",") if scope.strip()}
    missing = sorted(scopes() - granted)
    fix = "paste the manifest again (python -m bot manifest) and reinstall the app"
    yield Finding("scopes", not missing, f"missing {', '.join(missing)}" if missing else "all there", fix)
    yield Finding("optional scopes", True, _without(set(OPTIONAL_SCOPES) - granted))


def _without(missing: set[str]) -> str:
    notes = []
    if unread := sorted(missing & {"channels:history", "groups:history"}):
        notes.append(
            f"without {', '.join(unread)}: an unsure channel post is not repeated, and no thread is read"
        )
    if "dnd:read" in missing:
        notes.append("without dnd:read: only Liaison's own quiet hours hold, not Slack's do-not-disturb")
    if "files:read" in missing:
        notes.append("without files:read: spreadsheets are pasted, not sent as files")
    if "users:read.email" in missing:
        notes.append("without users:read.email: whose an e-mail address in a spreadsheet is gets asked")
    return "; ".join(notes) or "all there"


def _door(settings: Settings) -> Iterator[Finding]:
    if settings.slack_app_token:
        token = settings.slack_app_token.get_secret_value()
        try:
            make_client(token, settings.slack_api_url).apps_connections_open(app_token=token)
        except SlackApiError as error:
            found = f"Slack says {error.response.get('error')}"
            yield Finding(
                "app token",
                False,
                found,
                "make one with connections:write: Basic Information, App-Level Tokens",
            )
        except OSError as error:
            yield Finding("app token", False, f"Slack cannot be reached: {error}", "check the network")
        else:
            yield Finding("app token", True, "Socket Mode can connect")
        return
    secret = settings.slack_signing_secret
    fix = "put SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) into .env"
    found = f"HTTP mode on {settings.host}:{settings.port}" if secret else "neither token nor secret set"
    yield Finding("Slack's way in", bool(secret), found, fix)
