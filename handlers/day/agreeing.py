"""A mere "ok" in a direct message: below an offer it presses nothing, and that is said.

Whether an offer stands right above is read from Slack's history, since what was offered is stored nowhere.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from slack_sdk import WebClient

from handlers.core import ids
from handlers.core.answering import Answering
from handlers.core.blocks import section
from handlers.core.calling import tried
from handlers.core.reply import NOTHING, Message, Reply
from handlers.core.request import Door, Request
from handlers.day.ask_offers_views import AskAction
from handlers.day.todo_views import TodoAction
from handlers.people.leave_views import LeaveAction
from handlers.work.deliverable_views import WorkAction

log = logging.getLogger(__name__)

_PATIENCE = 5.0
_OFFERS = frozenset(
    {*AskAction, ids.OPEN_FORM, TodoAction.DONE, TodoAction.CHOOSE, LeaveAction.CHOOSE, WorkAction.MENU}
)
"""The buttons of what is offered or asked in answer to a sentence."""


def agreed(request: Request) -> Reply:
    """The answer to an "ok": none, unless an offer stands right above it."""
    if request.door is not Door.DM:
        return NOTHING
    at = str(request.incoming.event.get("ts", ""))

    def work(client: WebClient) -> None:
        above = dict[str, Any]()

        def look() -> None:
            page = client.conversations_history(channel=request.channel, latest=at, limit=1)
            above.update(next(iter(page.get("messages") or ()), {}))

        if met := tried(look, patience=_PATIENCE):
            log.info('what stands above an "ok" was not read: %s', met.reason)
        elif _offers(above):
            words = request.t.md("ask.press_instead")
            telling = Answering(request.services, request.incoming, request.t, outside=False)
            telling.all_of(Reply(message=Message(words, [section(words)])))

    return Reply(later=work)


def _offers(message: Mapping[str, Any]) -> bool:
    """Whether a message has a button that would do what was understood."""
    rows = [one for one in message.get("blocks", []) if one.get("type") == "actions"]
    return any(button.get("action_id") in _OFFERS for row in rows for button in row.get("elements", []))
