"""`python -m bot run`, forked from a process that has loaded the code and the words: it starts ten times
faster.

The normal start is tested with `service.Replica` and in tests/bot/test_boot.py.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from bot.cli import main
from tests.support import worker
from tests.support.service import Replica


class ForkedBot:
    """A process that runs the bot with these arguments and only this environment; `log`: the file for its
    output. It has the methods of `subprocess.Popen` for waiting and ending.
    """

    def __init__(self, arguments: list[str], environ: Mapping[str, str], log: Path | None = None) -> None:
        self._forked = worker.fork(_run, arguments, dict(environ), str(log or ""))
        self.pid = self._forked.pid or 0

    def poll(self) -> int | None:
        """The exit code; None while it runs."""
        return self._forked.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; returns the exit code. Raises `subprocess.TimeoutExpired`."""
        self._forked.join(timeout)
        if self._forked.exitcode is None:
            raise subprocess.TimeoutExpired("the bot", timeout or 0)
        return self._forked.exitcode

    def send_signal(self, number: int, /) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """SIGKILL."""
        self._forked.kill()


class Forked(Replica):
    """A replica that starts quickly."""

    def start(self) -> None:
        """Start or restart it; does not wait."""
        self.process = ForkedBot(
            ["run", "--role", self.role], self.environ | {"PORT": str(self.port)}, self.log
        )


def _run(arguments: list[str], environ: dict[str, str], log: str) -> None:
    os.environ.clear()
    os.environ.update(environ)
    if log:
        os.dup2(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), 2)
    main(arguments)
