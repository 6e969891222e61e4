"""The evening's wrap: by project, what changed and what is open; a screen of it, and all when asked."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass

from desk.brief.relay import RelayState
from desk.day.led_projects import NotTaken
from desk.day.wrap import Open, Wrap, Wrapped
from desk.day.wrap_changes import Answered, Captured, Change, Coloured, Moved
from desk.work.deliverable import Status
from handlers.core.blocks import (
    Block,
    Element,
    Mrkdwn,
    actions,
    bold,
    button,
    clamp,
    context,
    header,
    lines,
    mention,
    packed,
    section,
)
from handlers.core.i18n import Translator, clock
from handlers.core.reply import Message
from handlers.day import led_views
from handlers.work import ball_views, dependency_views


class WrapAction(enum.StrEnum):
    """action_id of its buttons."""

    MORE = "wrap.more"
    OFF = "wrap.off"
    ON = "wrap.on"


@dataclass(frozen=True, slots=True)
class _Room:
    """How much is shown: projects, lines in all, and lines of a project's changes and of its open work."""

    projects: int
    lines: int
    each: int


_SCREEN, _ALL = _Room(4, 14, 4), _Room(15, 80, 20)
_TITLE = 60


def evening(t: Translator, wrap: Wrap) -> Message:
    """The message of the evening: what fits on a screen."""
    blocks, hidden = _projects(t, wrap, _SCREEN)
    more = [button(t("wrap.more.press"), WrapAction.MORE, wrap.day.isoformat())] if hidden else []
    off = button(t("wrap.off.press"), WrapAction.OFF, wrap.day.isoformat())
    return Message(_summary(t, wrap), [*blocks, actions([*more, off])])


def whole(t: Translator, wrap: Wrap) -> Message:
    """All of it, for the one who asked."""
    blocks, _ = _projects(t, wrap, _ALL)
    if len(blocks) == 1:
        blocks.append(section(t.md("wrap.empty")))
    return Message(_summary(t, wrap), blocks)


def turned(t: Translator, minute: int, *, off: bool) -> Message:
    """That the wrap is off, with the way back; or on."""
    words = t.md("wrap.is_off" if off else "wrap.is_on", hour=clock(minute))
    return Message(words, [section(words, accessory=switch(t, off=off))])


def switch(t: Translator, *, off: bool) -> Element:
    """The button that turns it the other way."""
    if off:
        return button(t("wrap.on.press"), WrapAction.ON, "on")
    return button(t("wrap.off.press"), WrapAction.OFF, "off")


def _summary(t: Translator, wrap: Wrap) -> str:
    """The title with counts, for the notification."""
    counts = Counter[str]()
    for one in wrap.projects:
        counts["changed"] += len(one.changed)
        for row in one.open:
            counts[_when(wrap, row)] += 1
    parts = [
        t(f"wrap.count.{name}", count=counts[name])
        for name in ("changed", "late", "today", "next", "client")
        if counts[name]
    ]
    title = t("wrap.title", day=t.date(wrap.day))
    return t("wrap.text", title=title, parts=", ".join(parts)) if parts else title


def _when(wrap: Wrap, row: Open) -> str:
    if row.work.status is Status.WITH_CLIENT:
        return "client"
    if row.work.pressing_on < wrap.day:
        return "late"
    return "today" if row.work.pressing_on == wrap.day else "next"


def _projects(t: Translator, wrap: Wrap, room: _Room) -> tuple[list[Block], int]:
    """A section for each project, and how many lines had no room; their count is said."""
    shown: list[Block] = [header(t("wrap.title", day=t.date(wrap.day)))]
    left, hidden = room.lines, 0
    for place, one in enumerate(wrap.projects):
        here = _Room(1, left, room.each) if place < room.projects else _Room(0, 0, 0)
        rows, count = _project(t, wrap, one, here)
        left, hidden = left - count, hidden + _count(one) - count
        shown += packed([bold(clamp(one.project, _TITLE)), *rows]) if rows else []
    if hidden:
        shown.append(context(t.md("wrap.more", count=hidden)))
    return shown, hidden


def _project(t: Translator, wrap: Wrap, one: Wrapped, room: _Room) -> tuple[list[Mrkdwn], int]:
    """The lines of a project with their titles, and how many lines they are."""
    changed = [_changed(t, wrap, change) for change in one.changed[: min(room.each, room.lines)]]
    left = room.lines - len(changed)
    opened = [_brief(t, brief) for brief in one.briefs] + [led_views.points(t, row) for row in one.points]
    opened += [_opened(t, wrap, row) for row in one.open]
    opened = opened[: min(room.each, left)]
    rows = [t.md("wrap.changed"), *changed] if changed else []
    rows += [t.md("wrap.open"), *opened] if opened else []
    return rows, len(changed) + len(opened)


def _count(one: Wrapped) -> int:
    return len(one.changed) + len(one.briefs) + len(one.points) + len(one.open)


def _changed(t: Translator, wrap: Wrap, change: Change) -> Mrkdwn:
    if isinstance(change, Captured):
        who = "client" if change.by_client else "team"
        key = f"wrap.feedback.{who}_on" if change.title else f"wrap.feedback.{who}"
        facts = {"title": clamp(change.title, _TITLE), "round": change.round, "count": change.points}
        return t.md(key, **facts)
    if isinstance(change, Answered):
        is_declined = change.state is RelayState.DECLINED
        department = t(f"department.{change.department}")
        return t.md("wrap.brief.declined" if is_declined else "wrap.brief.taken", department=department)
    if isinstance(change, Coloured):
        return t.md(
            "wrap.coloured", who=mention(change.by), colour=t(f"colour.{change.colour}"),
            until=t.date(change.until), reason=change.reason,
        )  # fmt: skip
    facts = {
        "title": clamp(change.title, _TITLE),
        "number": change.number,
        "owner": mention(change.owner),
    }
    if isinstance(change, Moved):
        was, due = (t.dated(day, None, wrap.day) for day in (change.was_on, change.due_on))
        return t.md("wrap.moved", was=was, due=due, **facts)
    return t.md(f"wrap.turned.{change.status}", **facts)


def _opened(t: Translator, wrap: Wrap, row: Open) -> Mrkdwn:
    work, when = row.work, _when(wrap, row)
    if work.pressing_on < wrap.day:
        why = ball_views.past(t, work.status, row.days_past, work.due_on, wrap.day)
    else:
        when_due = "next" if when == "client" else when
        why = t.md(f"wrap.due.{when_due}", due=t.when(work.due_on, work.due_minute, wrap.day))
    facts = {"title": clamp(work.title, _TITLE), "number": work.number, "owner": mention(row.owner)}
    mark = Mrkdwn({"late": "🔴", "today": "🟠"}.get(when, "•"))
    held_up = dependency_views.held_up(t, work.held_up, wrap.day)
    if row.waits_for is None:
        return lines(t.md("wrap.line", mark=mark, why=why, **facts), held_up)
    who = ball_views.who(t, row.waits_for.who)
    if row.waits_for.since is None:
        return lines(t.md("wrap.line_waits", mark=mark, why=why, who=who, **facts), held_up)
    since = t.dated(row.waits_for.since, None, wrap.day)
    return lines(t.md("wrap.line_waits_since", mark=mark, why=why, who=who, since=since, **facts), held_up)


def _brief(t: Translator, brief: NotTaken) -> Mrkdwn:
    departments = ", ".join(t(f"department.{one}") for one in brief.departments)
    return t.md(f"mine.not_taken.{brief.state}", departments=departments, count=brief.days)
