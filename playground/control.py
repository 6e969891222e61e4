"""The control API: the page, tests and scripts use it to act as people, to inspect, and to inject faults."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from playground import forms, reading
from playground.acting import Acting
from playground.clock import Clock
from playground.doors import Door
from playground.faults import Faults, Weather
from playground.keeping import Keeping
from playground.shapes import BOT_USER, TEAM, Channel, Message, SlackError

Facts = dict[str, Any]
HOME_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = 9


class Control:
    """Answers `/control/<verb>`."""

    def __init__(self, acting: Acting, keeping: Keeping, door: Door, clock: Clock, faults: Faults) -> None:
        self._world = acting.world
        self._door, self._clock, self._faults = door, clock, faults
        self._posts: dict[str, Callable[[Facts], Awaitable[Facts]]] = {
            "command": acting.command, "say": acting.say, "edit": acting.edit, "click": acting.click,
            "submit": acting.submit, "close": acting.close, "shortcut": acting.shortcut, "home": acting.home,
            "invite": keeping.invite, "remove": keeping.remove, "share": keeping.share,
            "dnd": keeping.quiet, "person": keeping.person, "grid": keeping.grid, "token": keeping.token,
            "refuse_blocks": keeping.refuse_blocks,
            "uninstall": keeping.uninstall, "send": self._send, "channel": self._new_channel,
            "read": self._read,
            "clock": self._move_clock, "fault": self._fault, "reset_faults": self._reset_faults,
            "weather": self._weather,
            "disconnect": self._disconnect,
        }  # fmt: skip
        self._gets: dict[str, Callable[[Facts], Facts]] = {
            "state": self._state, "messages": self._messages, "modal": self._modal, "home": self._home,
            "people": self._people, "channels": self._channels, "calls": self._calls,
            "traffic": self._traffic, "violations": self._violations, "clock": lambda _: self._clock_facts(),
            "ledger": self._ledger, "unread": self._unread,
        }  # fmt: skip

    async def answer(self, request: Request) -> Response:
        """One request."""
        verb = request.path_params["verb"]
        if verb == "stream":
            return StreamingResponse(self._stream(), media_type="text/event-stream")
        try:
            if request.method == "POST":
                facts = json.loads(await request.body() or b"{}")
                if not isinstance(facts, dict):
                    raise ValueError("say it as a JSON object")
                return JSONResponse(await self._posts[verb](facts))
            return JSONResponse({"ok": True, **self._gets[verb](dict(request.query_params))})
        except KeyError as error:
            return _refused("unknown", f"{verb} needs or knows no {error}")
        except SlackError as error:
            return _refused(error.code, f"Slack would say: {error.code}")
        except (forms.CannotType, ValueError, OverflowError) as error:
            return _refused("invalid", str(error))

    # --- looking ---------------------------------------------------------------------------------------

    def _state(self, _: Facts) -> Facts:
        features = self._world.manifest.get("features", {})
        return {
            "team": {"id": TEAM, "name": self._world.team},
            "teams": self._world.teams,
            **self._people({}),
            **self._channels({}),
            "commands": features.get("slash_commands", []),
            "shortcuts": features.get("shortcuts", []),
            "bot": {"id": BOT_USER, "name": "Liaison", "connected": self._world.connected},
            "violations": len(self._world.violations),
            "clock": self._clock_facts(),
        }

    def _people(self, _: Facts) -> Facts:
        return {"people": [asdict(one) for one in self._world.people.values()]}

    def _channels(self, _: Facts) -> Facts:
        return {"channels": [_channel(one) for one in self._world.channels.values()]}

    def _messages(self, facts: Facts) -> Facts:
        user = facts["user"]
        channel = self._world.channel(facts["channel"], user)
        seen = list(self._world.seen_by(user, channel))
        thread = facts.get("thread_ts")
        if thread:
            shown = [one for one in seen if thread in (one.ts, one.thread_ts)]
        else:
            shown = [one for one in seen if one.thread_ts in (None, one.ts)]
        replies: dict[str | None, list[Message]] = {}
        for one in seen:
            if one.is_reply:
                replies.setdefault(one.thread_ts, []).append(one)
        return {
            "channel": channel.id,
            "last_read": reading.last_read(self._world, user, channel),
            "newest": seen[-1].ts if seen else None,
            "messages": [_message(one) | _thread(replies.get(one.ts, [])) for one in shown],
        }

    def _unread(self, _: Facts) -> Facts:
        """Unread messages, by person and conversation."""
        people = [one.id for one in self._world.people.values() if not one.is_bot]
        return {"unread": {user: reading.unread(self._world, user) for user in people}}

    def _modal(self, facts: Facts) -> Facts:
        stack = self._world.stacks.get(facts["user"], [])
        if not stack:
            return {"view": None, "depth": 0, "values": {}}
        view = stack[-1]
        values = {
            block["block_id"]: view.values.get(block["block_id"], {}).get(block["element"]["action_id"])
            for block in view.content["blocks"]
            if block["type"] == "input"
        }
        return {"view": view.payload, "depth": len(stack), "values": values}

    def _home(self, facts: Facts) -> Facts:
        view = self._world.homes.get(facts["user"])
        return {"view": view.payload if view else None}

    def _calls(self, facts: Facts) -> Facts:
        method = facts.get("method")
        return {"calls": [one for one in self._world.calls if method in (None, one["method"])]}

    def _ledger(self, _: Facts) -> Facts:
        """Every ts of each of the bot's messages, by the key in its metadata."""
        found: dict[str, list[str]] = {}
        for messages in self._world.messages.values():
            for one in messages:
                key = ((one.metadata or {}).get("event_payload") or {}).get("key")
                if key:
                    found.setdefault(key, []).append(one.ts)
        return {"ledger": found}

    def _traffic(self, facts: Facts) -> Facts:
        after = int(facts.get("after") or 0)
        return {"traffic": [one for one in self._world.traffic if one["seq"] > after]}

    def _violations(self, _: Facts) -> Facts:
        return {"violations": self._world.violations}

    async def _stream(self) -> AsyncIterator[str]:
        queue: asyncio.Queue[Facts] = asyncio.Queue()
        stop = self._world.listen(queue.put_nowait)
        try:
            yield ": here\n\n"
            while True:
                yield f"data: {json.dumps(await queue.get(), ensure_ascii=False)}\n\n"
        finally:
            stop()

    # --- changing --------------------------------------------------------------------------------------

    async def _read(self, facts: Facts) -> Facts:
        """A person has read a conversation, up to the message `ts`."""
        channel = self._world.channel(facts["channel"], self._world.person(facts["user"]).id)
        reading.mark(self._world, facts["user"], channel, facts.get("ts"))
        return {"ok": True}

    async def _new_channel(self, facts: Facts) -> Facts:
        name = facts["name"].strip().lower().replace(" ", "-")
        if not name or any(one.name == name for one in self._world.channels.values()):
            raise ValueError("a channel needs a name of its own")
        key = facts.get("id") or f"C{len(self._world.channels):02d}{abs(hash(name)) % 10**6:06d}"
        channel = Channel(
            key,
            name,
            list(facts.get("members") or ()),
            is_private=bool(facts.get("private")),
        )
        self._world.channels[key] = channel
        self._world.emit("channels")
        return {"ok": True, "channel": _channel(channel)}

    async def _move_clock(self, facts: Facts) -> Facts:
        now = self._world.now()
        if facts.get("next_working_morning"):
            wanted = next_working_morning(now)
        elif "now" in facts:
            wanted = datetime.fromisoformat(facts["now"])
            if wanted.tzinfo is None:
                raise ValueError("say the time with its zone")
        else:
            wanted = now + timedelta(seconds=float(facts["advance"]))
        settled = await self._clock.move(wanted)
        return {"ok": True, "settled": settled, **self._clock_facts()}

    def _clock_facts(self) -> Facts:
        report = self._clock.report
        return {
            "now": self._world.now().isoformat(),
            "planned": report.get("planned", 0),
            "outbox_pending": report.get("outbox_pending", 0),
        }

    async def _fault(self, facts: Facts) -> Facts:
        self._faults.add(
            facts["method"], facts["kind"], float(facts.get("seconds", 1)), int(facts.get("times", 1))
        )
        return {"ok": True}

    async def _weather(self, facts: Facts) -> Facts:
        """Random faults from now on; returns the counts of the previous ones."""
        met, self._faults.weather = self._faults.weather.met, Weather.of(facts)
        return {"ok": True, "met": met}

    async def _reset_faults(self, _: Facts) -> Facts:
        self._faults.reset()
        return {"ok": True}

    async def _send(self, facts: Facts) -> Facts:
        """Send the app any payload as it is: `kind`, the envelope's type, and its `payload`."""
        ack = await self._door.send(facts["kind"], facts["payload"])
        return {"ok": ack.status == "acked", "status": ack.status, "response": ack.payload or None}

    async def _disconnect(self, facts: Facts) -> Facts:
        await self._door.disconnect(facts.get("reason") or "refresh_requested")
        return {"ok": True}


def next_working_morning(now: datetime) -> datetime:
    """The next 09:00 in Ho Chi Minh City on a working day there, after instant `now`."""
    local = now.astimezone(HOME_ZONE)
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    while morning <= local or not is_working(morning.date()):
        morning += timedelta(days=1)
    return morning


def is_working(day: date) -> bool:
    """Whether this is a working day in Vietnam: no weekend, no public holiday."""
    import holidays

    return day.isoweekday() <= 5 and day not in holidays.country_holidays("VN", years=day.year)


def _channel(channel: Channel) -> Facts:
    return asdict(channel) | {"is_im": channel.im_with is not None, "is_ext_shared": channel.is_ext_shared}


def _thread(replies: list[Message]) -> Facts:
    users = list(dict.fromkeys(one.user for one in replies))
    latest = replies[-1].at if replies else None
    return {"reply_count": len(replies), "reply_users": users, "latest_reply": latest}


def _message(message: Message) -> Facts:
    return asdict(message) | {"ephemeral": message.ephemeral_to is not None}


def _refused(code: str, words: str) -> JSONResponse:
    return JSONResponse({"ok": False, "error": code, "message": words}, status_code=400)
