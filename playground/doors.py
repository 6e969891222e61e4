"""The two ways Slack reaches an app: Socket Mode, and signed HTTP requests."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from starlette.websockets import WebSocket, WebSocketDisconnect

from playground.world import World

ACK_SECONDS = 3.0
SIGNING_SECRET = "playground"  # noqa: S105 - it signs for this playground only
RETRIES = (0.0, 0.5, 1.0)
"""Seconds before each retry of an event; Slack itself waits up to five minutes."""

_BY_THE_NETWORK = ("abort", "silent")

Payload = dict[str, Any]


@dataclass
class Ack:
    """The app's answer. `status`: acked, timeout, error (refused or not reachable), unconnected."""

    status: str
    ms: int = 0
    payload: Payload = field(default_factory=dict)
    id: str = ""


class SocketDoor:
    """Sends envelopes over the connections that the app has opened."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._links: list[WebSocket] = []
        self._waiting: dict[str, asyncio.Future[Payload]] = {}
        self._owed: list[Payload] = []
        self._errands: set[asyncio.Task[None]] = set()
        self._turn = 0

    async def serve(self, link: WebSocket) -> None:
        """Keep one connection."""
        await link.accept()
        self._links.append(link)
        self._tell()
        hello = {
            "type": "hello", "num_connections": len(self._links), "connection_info": {"app_id": "A0LIAISON"},
            "debug_info": {"host": "playground", "approximate_connection_time": 18060},
        }  # fmt: skip
        try:
            await link.send_json(hello)
            errand = asyncio.create_task(self._send_owed())
            self._errands.add(errand)
            errand.add_done_callback(self._errands.discard)
            while True:
                self._acknowledged(json.loads(await link.receive_text()))
        except (WebSocketDisconnect, RuntimeError, ValueError):
            pass
        finally:
            if link in self._links:
                self._links.remove(link)
            self._tell()

    async def send(self, kind: str, payload: Payload) -> Ack:
        """Send one envelope and wait for its ack.

        An event without an ack is sent again; an event without any connection is kept for the next one.
        """
        ack = await self._once(kind, payload, 0, "")
        if kind == "events_api":
            for attempt, wait in enumerate(RETRIES, 1):
                if ack.status == "acked":
                    break
                await asyncio.sleep(wait)
                ack = await self._once(kind, payload, attempt, "timeout")
            if ack.status == "unconnected":
                self._owed.append(payload)
        return ack

    async def disconnect(self, reason: str) -> None:
        """Warn the app (`warning`), or close its connections (`refresh_requested`, `link_disabled`).

        Network failures: cut them without a message (`abort`), or keep them open and pass nothing (`silent`).
        """
        for link in list(self._links):
            if reason in _BY_THE_NETWORK:
                transport = link.scope["transport"]
                transport.abort() if reason == "abort" else transport.pause_reading()
                self._links.remove(link)
                self._tell()
                continue
            await link.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "playground"}}
            )
            if reason != "warning":
                await link.close()

    async def close(self) -> None:
        """Cut all connections."""
        for link in list(self._links):
            await link.close()

    async def _send_owed(self) -> None:
        owed, self._owed = self._owed, []
        for payload in owed:
            ack = await self._once("events_api", payload, len(RETRIES), "connection_failed")
            if ack.status == "unconnected":
                self._owed.append(payload)

    async def _once(self, kind: str, payload: Payload, attempt: int, reason: str) -> Ack:
        if not self._links:
            return Ack("unconnected")
        self._turn += 1
        link, envelope = self._links[self._turn % len(self._links)], str(uuid4())
        answers = kind != "events_api"
        sent = {
            "envelope_id": envelope,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": answers,
        }
        if kind == "events_api":
            sent |= {"retry_attempt": attempt, "retry_reason": reason}
        future = self._waiting[envelope] = asyncio.get_running_loop().create_future()
        self._world.note("envelope", "Slack → bot", kind, sent)
        started = time.monotonic()
        try:
            await link.send_text(json.dumps(sent, ensure_ascii=False))
            answer = await asyncio.wait_for(future, ACK_SECONDS)
        except TimeoutError:
            self._world.note("envelope", "✗", "no ack in 3 s", {"envelope_id": envelope}, bad=True)
            return Ack("timeout", int(ACK_SECONDS * 1000), id=envelope)
        except (RuntimeError, WebSocketDisconnect):
            return Ack("unconnected", id=envelope)
        finally:
            self._waiting.pop(envelope, None)
        took = int((time.monotonic() - started) * 1000)
        self._world.note("envelope", "bot → Slack", "ack", answer, took=f"{took} ms")
        return Ack("acked", took, answer.get("payload") or {}, envelope)

    def _acknowledged(self, answer: Any) -> None:
        if not isinstance(answer, dict):
            raise ValueError("an ack is an object")
        future = self._waiting.get(str(answer.get("envelope_id")))
        if future is not None and not future.done():
            future.set_result(answer)

    def _tell(self) -> None:
        self._world.connected = bool(self._links)
        self._world.emit("bot", connected=self._world.connected)


class HttpDoor:
    """Posts signed requests to the app's address."""

    def __init__(self, world: World, request_url: str) -> None:
        self._world = world
        self._url = request_url
        world.connected = True

    async def send(self, kind: str, payload: Payload) -> Ack:
        """Post one request and read the answer. An event that is refused is posted again."""
        ack = await self._once(kind, payload, {})
        if kind == "events_api":
            for attempt, wait in enumerate(RETRIES, 1):
                if ack.status == "acked":
                    break
                await asyncio.sleep(wait)
                reason = "http_timeout" if ack.status == "timeout" else "http_error"
                retry = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
                ack = await self._once(kind, payload, retry)
        return ack

    async def disconnect(self, reason: str) -> None:
        """There is nothing to disconnect."""

    async def close(self) -> None:
        """There is nothing to close."""

    async def _once(self, kind: str, payload: Payload, more: dict[str, str]) -> Ack:
        # Only the HTTP call runs on another thread: the world is used from one thread only.
        self._world.note("envelope", "Slack → bot", kind, payload)
        ack = await asyncio.to_thread(self._post, kind, payload, more)
        if ack.status == "acked":
            self._world.note("envelope", "bot → Slack", "ack", ack.payload, took=f"{ack.ms} ms")
        else:
            self._world.note("envelope", "✗", f"no ack: {ack.status}", ack.payload, bad=True)
        return ack

    def _post(self, kind: str, payload: Payload, more: dict[str, str]) -> Ack:
        if kind == "events_api":
            body, content_type = json.dumps(payload).encode(), "application/json"
        else:
            form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
            body, content_type = urlencode(form).encode(), "application/x-www-form-urlencoded"
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(body, timestamp),
        }
        request = urllib.request.Request(self._url, body, headers | more)  # noqa: S310 - an address of ours
        started = time.monotonic()
        try:
            with urllib.request.urlopen(request, timeout=ACK_SECONDS) as answer:  # noqa: S310
                text = answer.read().decode()
                answered = json.loads(text) if text.startswith("{") else {"text": text} if text else {}
        except urllib.error.HTTPError as error:
            error.close()
            return Ack("error", payload={"status": error.code})
        except TimeoutError:
            return Ack("timeout", int(ACK_SECONDS * 1000))
        except OSError:
            return Ack("unconnected")
        except ValueError:
            return Ack("error", payload={"status": 200, "why": "the answer is not JSON"})
        return Ack("acked", int((time.monotonic() - started) * 1000), answered)


Door = SocketDoor | HttpDoor


def sign(body: bytes, timestamp: str, secret: str = SIGNING_SECRET) -> str:
    """Slack's signature of a request (v0)."""
    base = f"v0:{timestamp}:".encode() + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
