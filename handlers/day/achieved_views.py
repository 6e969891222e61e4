"""What was done in days that are over, as a message."""

from __future__ import annotations

from collections.abc import Sequence

from desk.day.achieved import MOST, Achieved, DoneLine
from handlers.core.blocks import Block, Mrkdwn, context, esc, mention, packed, section
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.day.ask_views import period_of


def done_in(t: Translator, found: Achieved) -> Message:
    """What was done: by who was asked about, in the projects one leads, and how many to-dos."""
    is_any = found.own or found.led or found.todos
    whose = Mrkdwn(f" · {', '.join(map(mention, found.people))}") if found.people else esc("")
    key = "ask.achieved" if is_any else "ask.achieved.none"
    title = t.md(key, period=period_of(t, found.period, found.today), scope=whose)
    rows: list[Block] = [section(title), *_part(t, "own", found.own), *_part(t, "led", found.led)]
    if found.todos:
        rows.append(context(t.md("ask.achieved.todos", count=found.todos)))
    return Message(title, rows)


def _part(t: Translator, part: str, done: Sequence[DoneLine]) -> list[Block]:
    if not done:
        return []
    rows = [
        t.md("ask.achieved.line", title=one.title, project=one.project, owner=mention(one.owner))
        for one in done[:MOST]
    ]
    more = [t.md("status.more", count=len(done) - MOST)] if len(done) > MOST else []
    return packed([t.md(f"ask.achieved.{part}", count=len(done)), *rows, *more])
