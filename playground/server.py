"""The playground's server: Web API, Socket Mode, control API and the page, on one local port."""

from __future__ import annotations

import asyncio
import json
import math
import socket
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from playground import sample
from playground.acting import Acting
from playground.blockkit import check_manifest
from playground.client import Workspace
from playground.clock import Clock
from playground.control import Control
from playground.doors import Door, HttpDoor, SocketDoor
from playground.events import Events
from playground.faults import Fault, Faults
from playground.keeping import Keeping
from playground.shapes import SlackError
from playground.webapi import WebApi, refusal
from playground.world import World

HOST = "127.0.0.1"
PAGE = Path(__file__).parent / "page"


@dataclass
class Playground:
    """A running playground; `url`: the address of the page and of all APIs."""

    url: str
    workspace: Workspace
    world: World
    _server: uvicorn.Server
    _thread: threading.Thread

    def stop(self) -> None:
        """Stop it."""
        self._server.should_exit = True
        self._thread.join(5)


def start(
    port: int = 0,
    manifest: dict[str, Any] | None = None,
    people: str = "sample",
    request_url: str | None = None,
    at: datetime | None = None,
) -> Playground:
    """Start a playground on its own thread. `people`: "sample" or "empty"; `request_url`: HTTP mode; `at`:
    the start of its clock, by default now.

    Raises `OSError` when the port is taken.
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, port))
    url = f"http://{HOST}:{listener.getsockname()[1]}"
    world = World(manifest)
    for problem in check_manifest(manifest) if manifest is not None else ():
        world.violate("manifest", str(problem))
    if at is not None:
        world.offset = at - world.now()
    sample.fill(world, empty=people == "empty")
    config = uvicorn.Config(
        build(world, url, request_url),
        log_level="critical",
        ws="websockets-sansio",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, name="playground", daemon=True
    )
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    return Playground(url, Workspace(url), world, server, thread)


def build(world: World, url: str, request_url: str | None) -> ASGIApp:
    """The ASGI application around a world."""
    door: Door = HttpDoor(world, request_url) if request_url else SocketDoor(world)
    events = Events(world, door)
    acting = Acting(world, door, events, lambda: url)
    clock, faults = Clock(world), Faults()
    control = Control(acting, Keeping(world, events), door, clock, faults)
    api = WebApi(world, lambda: url.replace("http", "ws", 1) + "/link/", lambda: faults.weather.visibility)

    async def call(request: Request) -> Response:
        method = request.path_params["method"]
        fault = faults.take(method)
        if fault is not None:
            early = await _trouble(request, fault)
            if early is not None:
                return early
        try:
            arguments = await _arguments(request)
        except SlackError as error:
            world.violate(error.code, {"method": method, "why": error.details})
            return JSONResponse(refusal(error))
        wait = faults.weather.too_fast(method, str(arguments.get("channel")))
        if wait is not None:
            return _ratelimited(wait)
        if fault is not None and fault.kind == "late_accept":
            _drop(request)
            await asyncio.sleep(fault.seconds)
        answer = api.call(method, arguments, _token(request))
        if fault is not None and answer["ok"]:
            late = await _late_trouble(request, fault)
            if late is not None:
                return late
        return JSONResponse(answer, headers={"x-oauth-scopes": ",".join(sorted(api.scopes))})

    async def hook(request: Request) -> Response:
        fault = faults.take("response_url")
        if fault is not None:
            early = await _trouble(request, fault)
            if early is not None:
                return early
        try:
            acting.respond(request.path_params["key"], await _object(request))
        except ValueError:
            world.violate("response_url", "invalid_payload")
            return PlainTextResponse("invalid_payload", status_code=400)
        except SlackError as error:
            if error.code != "invalid_blocks":  # noted where it was found, unless it was asked for
                world.violate("response_url", error.code)
            return PlainTextResponse(error.code, status_code=404 if error.code == "used_url" else 400)
        late = await _late_trouble(request, fault) if fault is not None else None
        return late or PlainTextResponse("ok")

    async def read_clock(request: Request) -> Response:
        asked = request.query_params
        try:
            if request.method == "POST":
                await clock.reported(await _object(request))
                return JSONResponse({"ok": True})
            seen, wait = int(asked.get("seen", 0)), float(asked.get("wait", 0))
        except ValueError as error:
            return JSONResponse({"ok": False, "error": "invalid", "message": str(error)}, status_code=400)
        return JSONResponse(await clock.poll(seen, wait))

    async def link(socket: Any) -> None:
        if isinstance(door, SocketDoor):
            await door.serve(socket)
        else:
            await socket.close()

    routes = [
        Route("/api/{method}", call, methods=["GET", "POST"]),
        Route("/hook/{key:path}", hook, methods=["POST"]),
        Route("/clock", read_clock, methods=["GET", "POST"]),
        Route("/control/{verb}", control.answer, methods=["GET", "POST"]),
        WebSocketRoute("/link/", link),
        Mount("/", StaticFiles(directory=PAGE, html=True)),
    ]
    return _with_transport(Starlette(routes=routes))


def _with_transport(app: ASGIApp) -> ASGIApp:
    """Give handlers access to the connection, so that they can cut it."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            scope["transport"] = getattr(getattr(send, "__self__", None), "transport", None)
        await app(scope, receive, send)

    return wrapped


async def _trouble(request: Request, fault: Fault) -> Response | None:
    if fault.kind == "429":
        return _ratelimited(fault.seconds)
    if fault.kind == "500":
        return PlainTextResponse("Internal Server Error", status_code=500)
    if fault.kind == "internal_error":
        return JSONResponse({"ok": False, "error": "internal_error"})
    if fault.kind == "delay":
        await asyncio.sleep(fault.seconds)
    if fault.kind == "drop_before_accept":
        _drop(request)
        return PlainTextResponse("")
    return None


async def _late_trouble(request: Request, fault: Fault) -> Response | None:
    """A fault in the answer to a call that was done."""
    if fault.kind == "500_after_accept":
        return PlainTextResponse("Internal Server Error", status_code=500)
    if fault.kind == "internal_error_after_accept":
        return JSONResponse({"ok": False, "error": "internal_error"})
    if fault.kind == "stall_after_accept":
        await asyncio.sleep(fault.seconds)
    if fault.kind == "drop_after_accept":
        _drop(request)
    return None


def _ratelimited(seconds: float) -> Response:
    headers = {"Retry-After": f"{math.ceil(seconds)}"}
    return JSONResponse({"ok": False, "error": "ratelimited"}, status_code=429, headers=headers)


def _drop(request: Request) -> None:
    transport = request.scope.get("transport")
    if transport is not None:
        transport.abort()


async def _arguments(request: Request) -> dict[str, Any]:
    try:
        if "json" in request.headers.get("content-type", ""):
            return await _object(request)
        form = parse_qsl((await request.body()).decode(), keep_blank_values=True)
    except UnicodeDecodeError:
        raise SlackError("invalid_charset") from None
    except ValueError as error:
        raise SlackError("invalid_arguments", str(error)) from None
    return {**request.query_params, **dict(form)}


async def _object(request: Request) -> dict[str, Any]:
    """The JSON object in a body. Raises `ValueError`."""
    found = json.loads(await request.body() or b"{}")
    if not isinstance(found, dict):
        raise ValueError("the body is no JSON object")
    return found


def _token(request: Request) -> str:
    return request.headers.get("authorization", "").partition(" ")[2].strip()
