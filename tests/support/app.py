"""The bot behind its HTTP door, without a socket: raw signed requests in, answers out."""

from __future__ import annotations

import hashlib
import hmac
import io
import itertools
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode

from bot.app import Liaison, compose
from bot.doors.http import HttpDoor
from bot.settings import load
from desk.core.actor import Actor, Identity, found
from desk.people import member
from storage.messages.rate_limit import Pace

SECRET = "a-signing-secret"
TEAM = "T0AGENCY"
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Monday 2026-11-23, 09:00 in Ho Chi Minh City; the 24th is a public holiday in Vietnam."""
NOWHERE = "http://127.0.0.1:9/api/"
"""A Web API address that refuses every connection at once."""

_numbers = itertools.count(1)


class FixedClock:
    """A business clock that a test moves."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.instant = now

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        return self.instant

    def forward(self, **by: float) -> None:
        """Move the clock forward (arguments of `timedelta`)."""
        self.instant += timedelta(**by)


@dataclass(frozen=True)
class Answer:
    """The bot's answer to one request."""

    status: int
    text: str

    @property
    def body(self) -> dict[str, Any]:
        """The answer's JSON; {} when it is empty."""
        return cast("dict[str, Any]", json.loads(self.text)) if self.text.startswith("{") else {}

    @property
    def words(self) -> str:
        """All text in the answer, to search sentences in."""
        return json.dumps(self.body, ensure_ascii=False) if self.body else self.text


class Bot:
    """The composed bot. Nothing runs by itself: `deliver` and `liaison.ticker.tick` make time pass."""

    def __init__(self, database_url: str, *, api_url: str = NOWHERE, clock: FixedClock | None = None) -> None:
        environ = {
            "LIAISON_ENV_FILE": "",
            "SLACK_BOT_TOKEN": "xoxb-playground",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": api_url,
            "DATABASE_URL": database_url,
        }
        none = timedelta()
        quick = Pace(
            settle=timedelta(seconds=0.2), channel_gap=none, post_gap=none, update_gap=none, history_gap=none,
            open_gap=none, look_gap=none, dnd_gap=none,
        )  # fmt: skip
        self.clock = clock or FixedClock()
        self.liaison: Liaison = compose(load(environ), pace=quick, clock=self.clock)
        self.database = self.liaison.services.database
        self._door = HttpDoor(self.liaison.app, SECRET)

    def close(self) -> None:
        """Stop it."""
        self.liaison.stop()

    def meet(
        self, user: str, name: str = "", *, guest: bool = False, zone: str = "Asia/Ho_Chi_Minh"
    ) -> Actor:
        """Store a person's profile, as read from Slack."""
        return self.meet_all(profile(user, name, guest=guest, zone=zone))[0]

    def meet_all(self, *profiles: member.Profile) -> list[Actor]:
        """The same for several people at once."""
        with self.database.write() as session:
            home = member.workspace_of(session, TEAM, self.liaison.services.defaults, self.clock.now())
            member.learn(session, home, profiles, self.clock.now())
            session.flush()
            return [found(session, Identity(TEAM, one.user)) for one in profiles]

    def command(
        self, user: str, command: str, text: str = "", *, channel: str = "C02MOCAN", **more: str
    ) -> Answer:
        """A slash command."""
        form = {
            "command": command,
            "text": text,
            "user_id": user,
            "team_id": TEAM,
            "channel_id": channel,
            "trigger_id": f"{next(_numbers)}.trigger",
            "response_url": "http://127.0.0.1:9/hook",
            "api_app_id": "A0LIAISON",
        }
        return self.post(urlencode(form | more))

    def action(
        self, user: str, action_id: str, value: str = "", *, channel: str = "C02MOCAN", **more: Any
    ) -> Answer:
        """A button pressed in a message; `more` replaces parts of the payload."""
        action = {
            "type": "button",
            "action_id": action_id,
            "block_id": "b",
            "value": value,
            "action_ts": "1.1",
        }
        payload = {
            "type": "block_actions",
            "actions": [action],
            "container": {
                "type": "message",
                "message_ts": "1.1",
                "channel_id": channel,
                "is_ephemeral": False,
            },
            "channel": {"id": channel, "name": "x"},
            "message": {"ts": "1.1", "text": "", "blocks": []},
            "response_url": "http://127.0.0.1:9/hook",
        }
        return self.interact(user, payload | more)

    def submit(
        self, user: str, view: dict[str, Any], values: dict[str, Any], *, view_id: str = "V1"
    ) -> Answer:
        """Submit a form. `view`: what the bot opened; `values`: field to a string or a list of them."""
        state: dict[str, dict[str, Any]] = {}
        for block in view["blocks"]:
            elements = [block["element"]] if block["type"] == "input" else block.get("elements", [])
            for element in elements:
                if element.get("action_id") in values:
                    typed = _state(element["type"], values[element["action_id"]])
                    state.setdefault(block.get("block_id", "b"), {})[element["action_id"]] = typed
        filled = view | {"id": view_id, "hash": "h", "state": {"values": state}, "team_id": TEAM}
        return self.interact(user, {"type": "view_submission", "view": filled})

    def interact(self, user: str, payload: dict[str, Any]) -> Answer:
        """Send an interaction payload; the person and the trigger are added."""
        who = {"id": user, "team_id": TEAM}
        common = {"user": who, "team": {"id": TEAM}, "trigger_id": f"{next(_numbers)}.trigger"}
        return self.post(urlencode({"payload": json.dumps(common | payload)}))

    def event(self, user: str, event: dict[str, Any], *, event_id: str | None = None) -> Answer:
        """Send an event of the Events API."""
        body = {
            "type": "event_callback",
            "event_id": event_id or f"Ev{next(_numbers)}",
            "team_id": TEAM,
            "authorizations": [{"team_id": TEAM, "user_id": "U0LIAISON", "is_bot": True}],
            "event": {"user": user} | event,
        }
        return self.post(json.dumps(body), content_type="application/json")

    def post(
        self, body: str | bytes, *, content_type: str = "application/x-www-form-urlencoded", **headers: str
    ) -> Answer:
        """Send a signed request; `headers` (WSGI names) override the computed ones."""
        return through(self._door, body, CONTENT_TYPE=content_type, **headers)

    def deliver(self, most: int = 100) -> None:
        """Send what is due, until nothing is left (at most `most` messages)."""
        for _ in range(most):
            if not self.liaison.delivery.step():
                return
        raise AssertionError(f"more than {most} messages")


def profile(
    user: str, name: str = "", *, guest: bool = False, zone: str = "Asia/Ho_Chi_Minh"
) -> member.Profile:
    """A profile as Slack describes it."""
    return member.Profile(user, name or user, zone, guest, gone=False)


def through(door: HttpDoor, body: str | bytes, **headers: str) -> Answer:
    """Send a signed form through a door; `headers` (WSGI names) override the computed ones."""
    raw = body.encode() if isinstance(body, str) else body
    timestamp = str(int(time.time()))
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/slack/events",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(raw)),
        "HTTP_X_SLACK_REQUEST_TIMESTAMP": timestamp,
        "HTTP_X_SLACK_SIGNATURE": sign(raw, timestamp),
        "wsgi.input": io.BytesIO(raw),
    }
    started: list[str] = []

    def start_response(status: str, _headers: Any, _error: Any = None) -> Any:
        started.append(status)

    parts = door(environ | headers, start_response)
    return Answer(int(started[0].split()[0]), b"".join(parts).decode())


def sign(raw: bytes, timestamp: str, secret: str = SECRET) -> str:
    """Slack's signature of a body."""
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + raw, hashlib.sha256)
    return f"v0={digest.hexdigest()}"


def _state(kind: str, value: Any) -> dict[str, Any]:
    many = value if isinstance(value, list) else [value]
    options = [{"text": {"type": "plain_text", "text": one or " "}, "value": one} for one in many]
    forms: dict[str, dict[str, Any]] = {
        "static_select": {"selected_option": options[0] if value else None},
        "radio_buttons": {"selected_option": options[0] if value else None},
        "multi_static_select": {"selected_options": options},
        "checkboxes": {"selected_options": options},
        "users_select": {"selected_user": value},
        "multi_users_select": {"selected_users": many},
        "conversations_select": {"selected_conversation": value},
        "multi_conversations_select": {"selected_conversations": many},
        "channels_select": {"selected_channel": value},
        "datepicker": {"selected_date": value},
        "timepicker": {"selected_time": value},
    }
    return {"type": kind} | forms.get(kind, {"value": value})
