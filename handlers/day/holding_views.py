"""Who holds the ball, and on whose side the time went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desk.ball.ball import Ball, Spent
from desk.day.ask_names import Line
from desk.day.ball import DAY, Holding, Times
from desk.text.doors.intent import Intent
from handlers.core.blocks import (
    Block,
    Mrkdwn,
    actions,
    clamp,
    context,
    lines,
    packed,
    section,
)
from handlers.core.i18n import Translator
from handlers.core.reply import Message, Said
from handlers.day import ask_views
from handlers.day.ask_offers_views import TITLE, steps
from handlers.work import ball_views
from handlers.work.dependency_views import waits_for


def holding(t: Translator, found: Holding) -> Message:
    """Who holds the ball: all holders in one line, then the work, with what is waited for first."""
    holders = ball_views.line(t, found.shares, found.today)
    scope = ask_views.named(found.projects)
    title = t.md("ask.ball" if holders else "ask.ball.none", scope=scope)
    rows: list[Block] = [section(lines(title, holders))]
    rows += packed(
        [
            lines(held(t, line, one, found.today), waits_for(t, found.waits.get(line.id, ())))
            for line, one in found.lines
        ]
    )
    if found.count > len(found.lines):
        rows.append(context(t.md("status.more", count=found.count - len(found.lines))))
    if len(found.lines) == 1:
        rows.append(actions(steps(t, found.lines[0][0])))
    if len(found.projects) == 1 and holders:
        name = found.projects[0]
        label = ask_views.example(t, Intent.DELAY, clamp(name, TITLE))
        rows.append(ask_views.say(label, Said("", ask_views.example(t, Intent.DELAY, name))))
    return Message(lines(title, holders), rows)


def times(t: Translator, found: Sequence[Times]) -> Message:
    """On whose side the working time of projects, or of some work, went; of one project, also of its work."""
    titles = [_time(t, one) for one in found[: ask_views.MOST_PROJECTS]]
    rows = [_spent(t, one) for one in found[0].lines] if len(found) == 1 else []
    more = found[0].count - len(rows) if len(found) == 1 else len(found) - len(titles)
    tail = [t.md("status.more", count=more)] if more else []
    how = t.md("ask.delay.how", hours=DAY // 60)
    return Message(lines(*titles), [*packed([*titles, *rows]), context(*tail, how)])


def held(t: Translator, line: Line, its: Ball, today: date) -> Mrkdwn:
    """A piece of work with who holds it, and since when."""
    facts = {
        "title": line.title, "project": line.project, "who": ball_views.who(t, its.who),
        "due": ask_views.due_words(t, line, today), "status": t(f"status.{line.status}"),
    }  # fmt: skip
    if its.since is None:
        return t.md("ask.ball.line", **facts)
    days = ball_views.days(t, its.minutes)
    return t.md("ask.ball.line_since", since=ask_views.dated(t, its.since, today), days=days, **facts)


def _time(t: Translator, one: Times) -> Mrkdwn:
    scope = ask_views.named([one.title] if one.title else [])
    return t.md("ask.delay" if one.count else "ask.delay.none", scope=scope, sides=_sides(t, one))


def _spent(t: Translator, one: Spent) -> Mrkdwn:
    key = "ask.delay.line_late" if one.days_late else "ask.delay.line"
    return t.md(key, title=one.title, count=one.days_late, sides=_sides(t, one))


def _sides(t: Translator, one: Times | Spent) -> str:
    """The days of each side; of suppliers only if they had any."""
    days = {side: ball_views.days(t, getattr(one, side)) for side in ("client", "supplier", "agency")}
    return t("ask.delay.sides_supplier" if one.supplier else "ask.delay.sides", **days)
