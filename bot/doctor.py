"""The doctor: looks at everything an installation needs, and says the fix for what is wrong (F71)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from bot.app import commands
from bot.manifest import reserved, scopes
from bot.settings import Settings
from bot.slack import make_client
from desk.errors import Busy
from desk.planning import plan_digests
from handlers.verbs import OPTIONAL_SCOPES
from storage import outbox, schema
from storage.engine import Database


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, what was found, and the fix if it is not well."""

    what: str
    ok: bool
    found: str
    fix: str = ""


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; a check that breaks is a finding, never a traceback."""
    database = Database(settings.database_url)
    checks: list[Callable[[], Iterator[Finding]]] = [
        lambda: _zones(settings),
        lambda: _names(settings),
        lambda: _database(database),
        lambda: _reminders(database),
        lambda: _bot_token(settings),
        lambda: _door(settings),
    ]
    findings = [finding for check in checks for finding in check()]
    database.close()
    return findings


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


def _database(database: Database) -> Iterator[Finding]:
    where = database.url.render_as_string(hide_password=True)
    try:
        at = schema.current(database)
    except SQLAlchemyError as error:
        yield Finding("database", False, f"{where}: {error.__cause__ or error}", "check DATABASE_URL")
        return
    yield Finding("database", True, where)
    fits = at == schema.HEAD
    yield Finding("schema", fits, at or "empty", "run: python -m bot migrate")


def _reminders(database: Database) -> Iterator[Finding]:
    """Plan for real and take it back: whatever would stop the alarm clock stops it here."""
    now = datetime.now(UTC)
    try:
        with database.write() as session:
            waiting = outbox.pending(session, now)
            plan_digests(session, now)
            session.rollback()
    except (SQLAlchemyError, Busy, ValueError) as error:
        reason = str(error.__cause__ or error).splitlines()[0]
        yield Finding("reminders", False, reason, "mend the database above, then run the doctor again")
        return
    yield Finding("reminders", True, f"planning works, {waiting} messages waiting")


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
    yield Finding("bot token", True, f"{who.get('user')} in {who.get('team')}")
    headers = {name.lower(): value for name, value in who.headers.items()}
    granted = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",") if scope.strip()}
    missing = sorted(scopes() - granted)
    fix = "paste the manifest again (python -m bot manifest) and reinstall the app"
    yield Finding("scopes", not missing, f"missing {', '.join(missing)}" if missing else "all there", fix)
    unread = sorted(set(OPTIONAL_SCOPES) - granted)
    note = f"without {', '.join(unread)}: an unsure channel post is not repeated" if unread else "all there"
    yield Finding("optional scopes", True, note)


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
