"""Twelve commands at once while Slack's Web API takes four seconds: every one is acked in time."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from benchmarks.house import composed
from bot.manifest import build
from bot.socket import SocketDoor
from desk.actor import Identity
from handlers import people
from handlers.i18n import Catalogs
from handlers.services import Commands
from playground import server
from playground.webapi import APP_TOKEN, BOT_TOKEN

AT_ONCE = 12
API_SECONDS = 4.0


def run() -> bool:
    """Prints how many acks came and how long the slowest took."""
    slack = server.start(manifest=build(Catalogs("vi").translator("vi"), Commands()))
    api_url = f"{slack.url}/api/"
    with composed(SLACK_BOT_TOKEN=BOT_TOKEN, SLACK_APP_TOKEN=APP_TOKEN, SLACK_API_URL=api_url) as bot:
        people.learn_everyone(bot.services, Identity("", "T0AGENCY", "U01HUONG"))
        door = SocketDoor(bot.app, APP_TOKEN, api_url)
        thread = threading.Thread(target=door.serve)
        thread.start()
        while not slack.world.connected:
            time.sleep(0.01)
        slack.workspace.fault("*", "delay", seconds=API_SECONDS, times=1000)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            pressed = [
                pool.submit(slack.workspace.command, "U01HUONG", "C02MOCAN", "/brief", f"Dự án {number}")
                for number in range(AT_ONCE)
            ]
            outcomes = [one.result() for one in pressed]
        door.stop()
        thread.join()
    slack.stop()
    acked = [one["ack_ms"] for one in outcomes if one["status"] == "acked"]
    kept = len(acked) == AT_ONCE
    print(f"{AT_ONCE} commands at once over Socket Mode while the Web API takes {API_SECONDS:.0f} s:")
    slowest = max(acked, default=0)
    verdict = f"goal all {AT_ONCE}: {'kept' if kept else 'MISSED'}"
    print(f"  {len(acked)} acked, the slowest in {slowest} ms; {verdict}")
    return kept
