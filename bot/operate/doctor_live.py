"""The live check of a workspace: one message is sent, found again and changed, as delivery does it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.delivery.slack import find_message, make_client
from bot.operate.doctor import Finding
from bot.settings import Settings
from desk.core.errors import Busy
from handlers.core.calling import metadata
from handlers.core.i18n import Catalogs, Translator
from storage.database.engine import Database
from storage.messages.rate_limit import Pace
from storage.people import member

NOT_CHECKED = (
    "Not checked: whether a message can be sent, found again and changed. That takes one message to you:\n"
    "  python -m bot doctor --live U…   (your member ID, from your Slack profile's ⋮ menu)"
)
_FIRST = "admin"
"""In place of a user id: the first person who administers Liaison."""


def examine(settings: Settings, user: str, pace: Pace | None = None) -> Iterator[Finding]:
    """Send one message to the bot's own conversation with `user`, find it again, and change it.

    `user`: a Slack user id, or "admin" for the first who administers Liaison. `pace`: how long a message
    may take to show.
    """
    pace = pace or Pace()
    language = None
    if user == _FIRST:
        try:
            found = _first_admin(settings)
        except Busy as error:
            found, reason = None, f"the database does not answer: {error}"
        else:
            reason = "nobody administers Liaison yet"
        if found is None:
            yield Finding("live message", False, reason, "name somebody: --live U…, a member ID")
            return
        user, language = found
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
    client = make_client(token, settings.slack_api_url)
    t = Catalogs(settings.language).translator(language)
    try:
        yield from _message(client, user, t, pace)
    except SlackApiError as error:
        code = error.response.get("error")
        fix = "look the scopes up above, paste the manifest again and reinstall the app; check the member ID"
        yield Finding("live message", False, f"Slack says {code}", fix)
    except OSError as error:
        yield Finding("live message", False, f"Slack cannot be reached: {error}", "check the network")


def _message(client: WebClient, user: str, t: Translator, pace: Pace) -> Iterator[Finding]:
    channel = str(client.conversations_open(users=user)["channel"]["id"])
    key, started = f"doctor/{secrets.token_hex(8)}", datetime.now(UTC)
    ts = str(client.chat_postMessage(channel=channel, text=t("doctor.trying"), metadata=metadata(key))["ts"])
    yield Finding("live message", True, f"sent one line to {user}")
    seconds = _until_found(client, channel, key, started, pace)
    most = pace.settle.total_seconds()
    fix = "without it an unsure message could be said twice: ask Slack why, before you go on"
    if seconds is None:
        yield Finding("found again", False, f"not in the history within {most:.0f} s", fix)
    else:
        yield Finding("found again", True, f"in the history after {seconds:.1f} s, of {most:.0f} s allowed")
    client.chat_update(channel=channel, ts=ts, text=t("doctor.unwell" if seconds is None else "doctor.well"))
    yield Finding("changed", True, "the line now says what was found")


def _until_found(client: WebClient, channel: str, key: str, started: datetime, pace: Pace) -> float | None:
    """Seconds from Slack's answer until the history shows the message; None: more than `pace.settle`."""
    answered = time.monotonic()
    while time.monotonic() - answered < pace.settle.total_seconds():
        if find_message(client, channel, key, started) is not None:
            return time.monotonic() - answered
        time.sleep(pace.history_gap.total_seconds())
    return None


def _first_admin(settings: Settings) -> tuple[str, str | None] | None:
    database = Database(settings.database_url)
    try:
        with database.read() as session:
            found = member.first_admin(session)
            return (found.user, found.language) if found else None
    finally:
        database.close()
