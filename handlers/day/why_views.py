"""The answer of `/ae why`: the rule that applies now, then a week of sent and held messages."""

from __future__ import annotations

from datetime import date, datetime

from desk.day.why import DIGEST, Entry, Now, Rule, Why
from handlers.core import reasons
from handlers.core.blocks import Block, Mrkdwn, clamp, context, divider, header, lines, packed, section
from handlers.core.i18n import Translator, clock
from handlers.core.reply import Message
from handlers.work import dependency_views

_MOST_CHASED = 5
_TITLE = 60
_MARKS = {"sent": "✅", "pending": "⏳", "sending": "⏳", "unknown": "🔎", "dropped": "▫️"}


def message(t: Translator, told: Why) -> Message:
    """Everything about one person's reminders."""
    title = t("why.title", name=told.name)
    today = told.now.day
    rows = [_entry(t, one, today) for one in told.entries]
    had_one = any(one.kind == DIGEST and one.at.date() == today for one in told.entries)
    by = context(_by(t, told.now))
    now = lines(_now(t, told.now, had_one), _wrap(t, told))
    shown: list[Block] = [header(title), section(now), *packed(_chase(t, told)), by, divider()]
    shown += [section(t.md("why.week" if rows else "why.week_empty")), *packed(rows)]
    return Message(title, shown)


def _now(t: Translator, now: Now, had_one: bool) -> Mrkdwn:
    """The rule that applies; `had_one`: the week includes today's digest."""
    when = t.when(now.day, now.at.hour * 60 + now.at.minute, now.day)
    if now.rule is None:
        return t.md("why.now.planned", when=when, count=now.counts.told)
    counts = [
        t.md(f"why.count.{name}", count=count)
        for name, count in (("snoozed", now.counts.snoozed), ("on_hold", now.counts.on_hold))
        if count and now.rule is Rule.NOTHING_DUE
    ]
    return lines(_rule(t, now, when, had_one), *counts)


def _rule(t: Translator, now: Now, when: str, had_one: bool) -> Mrkdwn:
    rule = now.rule or Rule.NOTHING_DUE
    key = f"why.now.day_off.{now.kind}" if rule is Rule.DAY_OFF else f"why.now.{rule}"
    if rule is Rule.DECIDED and not had_one:
        key = "why.now.decided_empty"
    if rule is Rule.LEAVE and now.half:
        key = "why.now.leave_half"
    leave_to = t.date(now.leave_to) if now.leave_to else ""
    return t.md(
        key,
        when=when,
        name=now.name or t("history.nothing"),
        hour=clock(now.minute),
        leave_to=leave_to,
        next=t.date(now.next_day),
    )


def _wrap(t: Translator, told: Why) -> Mrkdwn | None:
    """What decides about the wrap of somebody who leads projects."""
    if told.wrap is None:
        return None
    return t.md(f"why.wrap.{told.wrap.rule}", hour=clock(told.wrap.minute))


def _chase(t: Translator, told: Why) -> list[Mrkdwn]:
    """What this person is reminded of, or not, because of what waits for what."""
    today, rows = told.now.day, list[Mrkdwn]()
    for one in told.chase.spared[:_MOST_CHASED]:
        key = "why.chase.waits" if one.is_chased else "why.chase.none"
        what = dependency_views.pieces(t, one.causes, None)
        due = t.dated(one.due_on, None, today)
        rows.append(t.md(key, title=clamp(one.title, _TITLE), due=due, what=what))
    for away in told.chase.away[:_MOST_CHASED]:
        facts = {"title": clamp(away.title, _TITLE), "due": t.dated(away.due_on, None, today)}
        rows.append(t.md("why.chase.supplier", supplier=away.supplier, **facts))
    for held in told.chase.holding[:_MOST_CHASED]:
        what = dependency_views.waiting(t, held.held_up, today)
        rows.append(t.md("why.chase.holds", title=clamp(held.title, _TITLE), what=what))
    return rows


def _by(t: Translator, now: Now) -> Mrkdwn:
    """The data behind the answer: clock, calendar and hour."""
    calendar = t(f"why.calendar.{now.kind}")
    return t.md(
        "why.by",
        zone=now.zone,
        country=now.country,
        calendar=calendar,
        hour=clock(now.minute),
    )


def _entry(t: Translator, one: Entry, today: date) -> Mrkdwn:
    kind = t(f"why.kind.{one.kind}") if t.has(f"why.kind.{one.kind}") else t("why.kind.other")
    return t.md(
        "why.entry",
        mark=_MARKS[one.state],
        when=_when(t, one.at, today),
        kind=kind,
        rule=_why(t, one, today),
    )


def _why(t: Translator, one: Entry, today: date) -> str:
    key = f"why.rule.{one.rule}"
    if not t.has(key):
        return t("why.refused", reason=reasons.said(t, one.rule))
    words = t(key)
    return t("why.until", rule=words, until=_when(t, one.until, today)) if one.until else words


def _when(t: Translator, at: datetime, today: date) -> str:
    return t.when(at.date(), at.hour * 60 + at.minute, today)
