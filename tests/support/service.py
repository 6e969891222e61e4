"""The bot as an operator runs it: `python -m bot run --role …` in processes, and signed requests to them."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import urlencode

from tests.support.app import TEAM, sign
from tests.support.patience import Waiting, patience

ROOT = Path(__file__).parents[2]
SECRET = "a-signing-secret"
_numbers = itertools.count(1)


class Process(Protocol):
    """A running process: a `subprocess.Popen`, or something with the same methods."""

    pid: int

    def poll(self) -> int | None:
        """The exit code; None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; returns the exit code. Raises `subprocess.TimeoutExpired`."""

    def send_signal(self, sig: int, /) -> None:
        """Send it a signal, unless it has ended."""

    def kill(self) -> None:
        """SIGKILL."""


@dataclass
class Replica:
    """One process. `role` as on the command line; it listens on `port`.

    `log`: a file for its output; `poison`: a thread that is to die, see `tests.support.poison`.
    """

    role: str
    environ: dict[str, str]
    port: int = field(default_factory=lambda: free_port())
    process: Process | None = None
    log: Path = Path(os.devnull)
    poison: str = ""

    def start(self) -> None:
        """Start or restart it; does not wait."""
        environ = self.environ | {"PORT": str(self.port)}
        module = ["tests.support.poison", self.poison] if self.poison else ["bot"]
        command = [sys.executable, "-m", *module, "run", "--role", self.role]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=environ, cwd=ROOT, stderr=log)

    def get(self, path: str, timeout: float = 3.0) -> tuple[int, str]:
        """Get a page; returns its status and body. Raises `OSError`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=patience(timeout))
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error
        finally:
            connection.close()

    def until_alive(self, seconds: float = 30.0) -> None:
        """Wait until it answers. Raises `AssertionError`."""
        waiting = Waiting(seconds)
        while waiting.goes_on():
            try:
                if self.get("/healthz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.02)
        raise AssertionError(f"the {self.role} on {self.port} does not answer")

    def kill(self) -> None:
        """SIGKILL."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def end(self, number: signal.Signals = signal.SIGTERM, seconds: float = 20.0) -> int:
        """Send it a signal and wait; returns the exit code. Raises `subprocess.TimeoutExpired`."""
        if self.process is None:
            return 0
        self.process.send_signal(number)
        return self.process.wait(patience(seconds))

    def memory(self) -> float:
        """Resident memory in MiB."""
        pid = self.process.pid if self.process else 0
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        return 0.0


def environ(database_url: str, api_url: str, **more: str) -> dict[str, str]:
    """The environment of a replica that listens over HTTP."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "LIAISON_ENV_FILE": "",
        "SLACK_BOT_TOKEN": "xoxb-playground",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": api_url,
        "DATABASE_URL": database_url,
        "LOG_LEVEL": "ERROR",
    } | more  # fmt: skip


def command(
    port: int, user: str, name: str, text: str, *, trigger: str = "", channel: str = "C02MOCAN",
    timeout: float = 5.0, secret: str = SECRET,
) -> tuple[int, str]:  # fmt: skip
    """Send a slash command to this port; returns status and body. Raises `OSError`."""
    form = {
        "command": name, "text": text, "user_id": user, "team_id": TEAM, "channel_id": channel,
        "trigger_id": trigger or f"{next(_numbers)}.{os.getpid()}.{time.time_ns()}",
        "response_url": "http://127.0.0.1:9/hook", "api_app_id": "A0LIAISON",
    }  # fmt: skip
    return post(port, urlencode(form).encode(), timeout=timeout, secret=secret)


class Connection:
    """A kept connection to a port of this machine, as a load balancer has it."""

    def __init__(self, port: int, *, timeout: float = 5.0) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=patience(timeout))

    def post(self, body: bytes, *, secret: str | None = SECRET, **more: str) -> tuple[int, str]:
        """Post a form, signed unless `secret` is None, with `more` headers; returns status and body. Raises
        `OSError`.
        """
        timestamp = str(int(time.time()))
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if secret is not None:
            headers["X-Slack-Request-Timestamp"] = timestamp
            headers["X-Slack-Signature"] = sign(body, timestamp, secret)
        headers |= {name.replace("_", "-"): value for name, value in more.items()}
        try:
            self._line.request("POST", "/slack/events", body, headers)
            answer = self._line.getresponse()
            return answer.status, answer.read().decode()
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error

    def close(self) -> None:
        """End it."""
        self._line.close()


def direct_message(port: int, user: str, text: str) -> tuple[int, str]:
    """Send a direct message to the bot, as an event; returns status and body. Raises `OSError`."""
    number = next(_numbers)
    body = {
        "type": "event_callback", "event_id": f"Ev{number}", "team_id": TEAM,
        "authorizations": [{"team_id": TEAM, "user_id": "U0LIAISON", "is_bot": True}],
        "event": {
            "type": "message", "channel_type": "im", "channel": f"D{user}", "ts": f"{number}.1", "user": user,
            "text": text,
        },
    }  # fmt: skip
    return post(port, json.dumps(body).encode(), Content_Type="application/json")


def post(
    port: int, body: bytes, *, timeout: float = 5.0, secret: str | None = SECRET, **more: str
) -> tuple[int, str]:
    """Post a form over a new connection."""
    with contextlib.closing(Connection(port, timeout=timeout)) as line:
        return line.post(body, secret=secret, **more)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
