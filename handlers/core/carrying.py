"""Buttons that repeat a request. Slack lets a button carry 2,000 characters: a longer text is kept, and the
button carries its name.

Views write the whole request onto the button (`packed`); `lightened` is called before anything is sent.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from desk.core import actor as actors
from desk.core.actor import Identity
from desk.core.errors import Busy, DeskError
from desk.messages import carried
from handlers.core import ids
from handlers.core.blocks import BUTTON_VALUE, Block, Element, context
from handlers.core.i18n import Translator
from handlers.core.reply import Reply, Said
from handlers.core.request import Request
from handlers.core.retrying import until_taken
from handlers.core.services import Services

log = logging.getLogger(__name__)


def packed(verb: str, text: str, thread_ts: str | None = None) -> str:
    """The value of a button that repeats this verb with this text."""
    return json.dumps({"verb": verb, "text": text, "thread_ts": thread_ts}, ensure_ascii=False)


def lightened(services: Services, identity: Identity, t: Translator, blocks: Sequence[Block]) -> list[Block]:
    """The blocks with buttons that Slack takes: long texts are kept.

    While the database is busy a button carries only the beginning, and a line says how to take all.
    """
    heavy = list(_heavy(blocks))
    is_cut = False
    for one in heavy:
        asked = json.loads(one["value"])
        name = _kept(services, identity, asked["text"])
        is_cut = is_cut or name is None
        one["value"] = _cut(asked) if name is None else json.dumps(_named(asked, name), ensure_ascii=False)
    return [*blocks, context(t.md("answer.cut"))] if is_cut else list(blocks)


def repeated(session: Session, request: Request, verb: str, name: str) -> Reply:
    """The request of a button that carries only the name of its text."""
    text = carried.find(session, request.actor, name)
    if text is None:
        raise DeskError("error.gone")
    return Reply(instead=Said(verb, text))


def _heavy(blocks: Sequence[Block]) -> Iterator[Element]:
    """The buttons with too long a value."""
    for block in blocks:
        for one in (*block.get("elements", ()), block.get("accessory") or {}):
            if one.get("action_id") in _REPEATING and len(one.get("value", "")) > BUTTON_VALUE:
                yield one


_REPEATING = (ids.OPEN_FORM, ids.OPEN_BESIDE)


def _kept(services: Services, identity: Identity, text: str) -> str | None:
    """The name of a text that was kept now; None when it could not be."""

    def once() -> str | None:
        with services.database.write() as session:
            actor = actors.find(session, identity)
            return carried.keep(session, actor, text, services.clock.now()) if actor else None

    try:
        return until_taken(once)
    except (Busy, DeskError) as error:
        log.warning("a long text was not kept for its button: %s", error)
        return None


def _named(asked: dict[str, Any], name: str) -> dict[str, Any]:
    return {"verb": asked["verb"], "kept": name, "thread_ts": asked["thread_ts"]}


def _cut(asked: dict[str, Any]) -> str:
    text = asked["text"]
    while len(value := packed(asked["verb"], text, asked["thread_ts"])) > BUTTON_VALUE:
        text = text[: len(text) * 9 // 10]
    return value
