"""`python -m playground`: a small Slack in the browser, with the bot running in it."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import webbrowser
from pathlib import Path
from typing import Any

from playground import server, story
from playground.doors import SIGNING_SECRET
from playground.webapi import APP_TOKEN, BOT_TOKEN

DATA = Path(".demo")
PORT = 4321
BOT_PORT = 4322
START_SECONDS = 60.0
TRY = "Try in #moc-an-tet-2027: /brief show   /ae add KV @lan 15/12   /tiendo moc an"
TRY_WHEN_EMPTY = "Try in #chung: /brief   /ae todo gọi client 9h mai   /ae help"


def main() -> int:
    """Run until Ctrl-C, or until the bot dies. Returns the exit code."""
    options = _options()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        people, at = ("empty", None) if options.empty else ("sample", story.times()[0])
        running = server.start(options.port, _manifest(options), people, _request_url(options), at)
    except OSError:
        print(f"Port {options.port} is taken: is a playground running already? Choose another: --port 0")
        return 1
    bot = _start_bot(running.url, options)
    try:
        return _follow(running, bot, options)
    except KeyboardInterrupt:
        return 0
    finally:
        bot.terminate()
        bot.wait(15)
        running.stop()


def _follow(running: server.Playground, bot: subprocess.Popen[bytes], options: argparse.Namespace) -> int:
    print("Starting the bot…", flush=True)
    end = time.monotonic() + START_SECONDS
    while not running.world.connected and time.monotonic() < end and bot.poll() is None:
        time.sleep(0.05)
    if bot.poll() is not None or not running.world.connected:
        print("The bot did not start: see what it said above.")
        return 1
    if not options.empty:
        story.play(running.workspace)
    print(f"\nReady: {running.url}\n\n{TRY_WHEN_EMPTY if options.empty else TRY}")
    print("Then press “Next working morning 09:00” at the top. Ctrl-C ends it.", flush=True)
    if options.check:
        return 0
    if not options.no_browser and _has_browser():
        webbrowser.open(running.url)
    bot.wait()
    print(f"The bot has ended (exit code {bot.returncode}): see what it said above.")
    return 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m playground", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT, help=f"where the page is ({PORT}; 0: any free one)")
    parser.add_argument("--empty", action="store_true", help="start without a client and a project")
    parser.add_argument("--http", action="store_true", help="talk to the bot by signed HTTP, not Socket Mode")
    parser.add_argument("--no-browser", action="store_true", help="print the address only")
    parser.add_argument("--check", action="store_true", help="end as soon as everything runs")
    return parser.parse_args()


def _settings() -> dict[str, str]:
    """The bot's settings; nothing of the developer's own .env is used."""
    shutil.rmtree(DATA, ignore_errors=True)
    DATA.mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SYSTEMROOT") if name in os.environ}
    return kept | {
        "LIAISON_ENV_FILE": "",
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "DATABASE_URL": f"sqlite:///{DATA / 'liaison.db'}",
        "LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
    }


def _start_bot(url: str, options: argparse.Namespace) -> subprocess.Popen[bytes]:
    settings = _settings() | {"SLACK_API_URL": f"{url}/api/", "LIAISON_CLOCK_URL": f"{url}/clock"}
    if options.http:
        settings |= {"SLACK_SIGNING_SECRET": SIGNING_SECRET, "PORT": str(BOT_PORT)}
    else:
        settings |= {"SLACK_APP_TOKEN": APP_TOKEN, "PORT": "0"}
    return subprocess.Popen([sys.executable, "-m", "bot", "run"], env=settings)


def _manifest(options: argparse.Namespace) -> dict[str, Any]:
    door = ["--http", _request_url(options) or ""] if options.http else ["--socket"]
    command = [sys.executable, "-m", "bot", "manifest", *door, "--with", "feedback"]
    made = subprocess.run(command, env=_settings(), check=True, stdout=subprocess.PIPE)  # noqa: S603
    found: dict[str, Any] = json.loads(made.stdout)
    return found


def _request_url(options: argparse.Namespace) -> str | None:
    return f"http://127.0.0.1:{BOT_PORT}/slack/events" if options.http else None


def _has_browser() -> bool:
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return False
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
