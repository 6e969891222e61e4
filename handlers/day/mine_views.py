"""Personal work lists: the digest, `/ae mine`, and the first half of the App Home."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, replace

from desk.day.digest import Desk, DueRisk, Escalated, Point, Reminder, Unsent, Why, Work
from desk.day.led_points import LatePoints
from desk.day.led_projects import LedProject, NotTaken, Theirs
from desk.people.attention import Hours
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
    divider,
    header,
    lines,
    mention,
    packed,
    section,
)
from handlers.core.i18n import Translator, clock
from handlers.core.reply import Message
from handlers.day import burning_views, led_views
from handlers.day.todo_views import TodoAction
from handlers.feedback.feedback_views import FeedbackAction
from handlers.people.admin_views import AdminAction
from handlers.project import risk_views
from handlers.work import dependency_views, supplier_views
from handlers.work.deliverable_views import MENU_AWAY, MENU_OPEN, WorkAction, menu_of


class LanguageAction(enum.StrEnum):
    """action_id of its buttons, selects and pickers."""

    VI = "settings.vi"
    EN = "settings.en"


MOST_LINES = 18
"""Lines with their own buttons: two blocks each, and a message holds 50 blocks."""
MOST_LATER = 10
MOST_OF_LED = 5
"""How many deliverables of others are shown for one project, the most urgent; the rest is counted."""
MOST_UNSEEN = 2
"""Blocks with the titles of groups that have no room for a line; the lines of all groups are counted."""
KEPT_FOR_COVERS, KEPT_FOR_ESCALATED, KEPT_FOR_LED = 4, 5, 6
"""Lines that are reserved for others' work, however long one's own list is."""
_POINT = 200
_NAMES_ITS_DATE = (Why.OVERDUE, Why.DUE_AT, Why.DUE)


@dataclass(frozen=True, slots=True)
class _Covered:
    """A line of a colleague on leave."""

    work: Work


_Line = Work | Reminder | Point | DueRisk | Escalated | Theirs | NotTaken | LatePoints | Unsent | _Covered
_Group = tuple[str, Sequence[_Line], int]
"""A title, its lines, and how many lines are reserved for the groups after it."""


def digest(t: Translator, desk: Desk) -> Message:
    """The digest (F18)."""
    counts = {name: count for name, count in _counts(desk).items() if count}
    parts = ", ".join(t(f"mine.digest.{name}", count=count) for name, count in counts.items())
    title = t("mine.digest.title", day=t.date(desk.today))
    said = t("mine.digest.text", parts=parts) if parts else title
    text = " · ".join([*led_views.worst(t, desk.colours), said])
    needed = [*burning_views.blocks(t, desk.burning, desk.today), *led_views.colours(t, desk.colours)]
    return Message(text, [header(title), *needed, *(work(t, desk) if desk.has_lines else [])])


def welcomed(t: Translator, message: Message, hours: Hours, *, in_front: bool) -> Message:
    """A message with the welcome: what Liaison sends, when, and how to change that."""
    quiet = hours.quiet
    facts = {"hour": clock(hours.digest_minute), "start": clock(quiet.start), "end": clock(quiet.end)}
    buttons = [
        button(t("language.vi"), LanguageAction.VI, "vi"),
        button(t("language.en"), LanguageAction.EN, "en"),
        button(t("mine.first.settings"), AdminAction.OWN, "open"),
    ]
    said = [section(t.md("mine.first", **facts)), actions(buttons)]
    rows = [*said, divider(), *message.blocks] if in_front else [*message.blocks, divider(), *said]
    return replace(message, blocks=rows)


def mine(t: Translator, desk: Desk) -> Message:
    """The answer to `/ae mine`."""
    title = t("mine.title", day=t.date(desk.today))
    return Message(title, [header(title), *work(t, desk), *later(t, desk)])


def work(t: Translator, desk: Desk) -> list[Block]:
    """Everything that is due, the most urgent first, each line with its buttons."""
    if desk.is_empty:
        return [section(t.md("mine.empty"))]
    for_escalated = min(len(desk.escalated), KEPT_FOR_ESCALATED)
    for_covers = for_escalated + min(sum(len(cover.work) for cover in desk.covers), KEPT_FOR_COVERS)
    led = sum(len(one.work) + len(one.briefs) for one in desk.led) + len(desk.unsent)
    for_others = for_covers + min(led, KEPT_FOR_LED)
    groups: list[_Group] = [
        (t("mine.overdue", count=len(desk.overdue)), desk.overdue, for_others),
        (t("mine.today", count=len(desk.due_today)), desk.due_today, for_others),
        (
            t("mine.next", day=t.day(desk.next_day, desk.today), count=len(desk.due_next)),
            desk.due_next,
            for_others,
        ),
        (t("mine.points", count=len(desk.points)), desk.points, for_others),
        (t("mine.todos", count=len(desk.todos)), desk.todos, for_others),
        (t("mine.risks", count=len(desk.risks)), desk.risks, for_others),
    ]
    groups += [_led(t, desk, one, for_covers) for one in desk.led]
    groups.append((t("mine.unsent", count=len(desk.unsent)), desk.unsent, for_covers))
    for cover in desk.covers:
        title = t("mine.cover", name=cover.name, count=len(cover.work))
        groups.append((title, [_Covered(row) for row in cover.work], for_escalated))
    groups.append((t("mine.escalated", count=len(desk.escalated)), desk.escalated, 0))
    left, shown, hidden, unseen = MOST_LINES, list[Block](), 0, list[Mrkdwn]()
    for title, rows, kept_free in groups:
        kept = rows[: max(left - kept_free, 0)]
        left -= len(kept)
        hidden += len(rows) - len(kept)
        if kept:
            shown.append(section(bold(title)))
        elif rows:  # no room for a line: the count only
            unseen.append(bold(title))
        for row in kept:
            shown += _line(t, desk, row)
    shown += packed(unseen)[:MOST_UNSEEN]
    if hidden:
        shown.append(context(t.md("mine.more", count=hidden)))
    return shown


def worst(t: Translator, desk: Desk, most: int) -> list[Block]:
    """The most urgent lines alone, a block each: one's own, and others' late work in the led projects."""
    own: list[Work | Point | Reminder] = [*desk.overdue, *desk.due_today, *desk.points]
    own += [*desk.todos, *desk.due_next]
    late = [(led, row) for led in desk.led for row in led.work if row.work.due_on < desk.today]
    kept = most - min(len(late), most // 2)
    shown = [_of_own(t, desk, row) for row in own[:kept]]
    left = late[: most - len(shown)]
    return shown + [_short(t, row.work, _late_line(t, desk, led, row)) for led, row in left]


def later(t: Translator, desk: Desk) -> list[Block]:
    """What is due after the next working day, as plain lines."""
    if not desk.later:
        return []
    rows = [work_line(t, desk, row) for row in desk.later[:MOST_LATER]]
    more = len(desk.later) - len(rows)
    tail = t.md("mine.more", count=more) if more else None
    return [section(lines(bold(t("mine.later", count=len(desk.later))), *rows, tail))]


def work_line(t: Translator, desk: Desk, row: Work) -> Mrkdwn:
    """One deliverable in two short lines, with its reason; struck through when done."""
    facts = {
        "title": row.title,
        "number": row.number,
        "project": row.project,
        "status": t(f"status.{row.status}"),
    }
    if not row.is_open:
        is_cancelled = row.status is Status.CANCELLED
        return t.md("mine.line_cancelled" if is_cancelled else "mine.line_done", **facts)
    mark, why = _mark(desk, row), _why(t, desk, row)
    if row.reason.why in _NAMES_ITS_DATE:
        words = t.md("mine.line", mark=mark, why=why, **facts)
    else:
        due = t.when(row.due_on, row.due_minute, desk.today)
        words = t.md("mine.line_due", mark=mark, why=why, due=due, **facts)
    return _tied(t, desk, row, words)


def _mark(desk: Desk, row: Work) -> Mrkdwn:
    if row.waits or row.supplier or row.status is Status.WITH_CLIENT:
        return Mrkdwn("⏳")
    return Mrkdwn("🔴" if row.is_late(desk.today) else "•")


def _tied(t: Translator, desk: Desk, row: Work, words: Mrkdwn) -> Mrkdwn:
    """A line with what its work waits for, who waits for it, and the to-do that asks for it."""
    waits = dependency_views.waits_for(t, row.waits)
    asked = _asked(t, desk, row.asked) if row.asked else None
    parts = dependency_views.progress(t, row.parts)
    return lines(words, asked, waits, parts, dependency_views.held_up(t, row.held_up, desk.today))


def _asked(t: Translator, desk: Desk, row: Reminder) -> Mrkdwn:
    """The to-do that asks for a piece of work, with its hour, under the line of the work."""
    due = t.when(row.due_on, row.due_minute, desk.today)
    if row.asked_by:
        return t.md("mine.asked_by", text=clamp(row.text, _POINT), due=due, by=row.asked_by)
    return t.md("mine.asked", text=clamp(row.text, _POINT), due=due)


def work_menu(t: Translator, row: Work) -> list[Element]:
    """The buttons under a deliverable; `handlers.work.deliverable` answers them."""
    away = ("back", "supplier", "move", "reassign", "edit")
    wanted = away if row.supplier else ("move", "snooze", "reassign", "supplier", "edit")
    return [
        button(t("mine.done"), WorkAction.DONE, str(row.id), style="primary"),
        menu_of(t, row.id, wanted),
    ]


def _led(t: Translator, desk: Desk, led: LedProject, kept_free: int) -> _Group:
    """A project that the reader leads: counts of others' late and due work, and the most urgent lines."""
    title = f"{led.project} · {trouble(t, desk, led)}".rstrip(" ·")
    return title, [*led.work[:MOST_OF_LED], *led.briefs, *led.points], kept_free


def trouble(t: Translator, desk: Desk, led: LedProject) -> str:
    """A summary: how much of others' work is late, with the client or due in a project, and who has not
    acknowledged its brief.
    """
    late = sum(one.work.is_late(desk.today) for one in led.work)
    client = sum(one.work.status is Status.WITH_CLIENT for one in led.work)
    due = sum(one.work.is_due(desk.today) for one in led.work)
    briefs = sum(len(one.departments) for one in led.briefs if one.is_open)
    parts = {"late": late, "due": due, "client": client, "briefs": briefs}
    return " · ".join(t(f"mine.led.{name}", count=count) for name, count in parts.items() if count)


def _line(t: Translator, desk: Desk, row: _Line) -> list[Block]:
    if isinstance(row, Reminder):
        return _todo_line(t, desk, row)
    if isinstance(row, Point):
        return [_point_line(t, desk, row)]
    if isinstance(row, DueRisk):
        return [_risk_line(t, desk, row)]
    if isinstance(row, _Covered):
        return [_short(t, row.work, work_line(t, desk, row.work))]
    if isinstance(row, Theirs):
        return [_short(t, row.work, _theirs_line(t, desk, row))]
    if isinstance(row, LatePoints | NotTaken | Unsent):
        return [led_views.line(t, row)]
    if isinstance(row, Escalated):
        return [_short(t, row.work, _escalated_line(t, desk, row))]
    words = section(work_line(t, desk, row))
    return [words, actions(work_menu(t, row))] if row.is_open else [words]


def _short(t: Translator, row: Work, words: Mrkdwn) -> Block:
    """Somebody else's work: one block, with a menu."""
    menu = menu_of(t, row.id, MENU_AWAY if row.supplier else MENU_OPEN) if row.is_open else None
    return section(words, accessory=menu)


def _theirs_line(t: Translator, desk: Desk, row: Theirs) -> Mrkdwn:
    """The owner and the reason."""
    work = row.work
    facts = {"title": work.title, "number": work.number, "owner": _owner(t, desk, row)}
    if not work.is_open:
        return t.md(f"mine.theirs_{'cancelled' if work.status is Status.CANCELLED else 'done'}", **facts)
    status = t(f"status.{work.status}")
    words = t.md("mine.theirs", mark=_mark(desk, work), why=_why_theirs(t, desk, row), status=status, **facts)
    if row.elsewhere:
        words = t.md("mine.theirs_elsewhere", line=words, project=work.project)
    return _tied(t, desk, work, words)


def _why_theirs(t: Translator, desk: Desk, row: Theirs) -> Mrkdwn:
    """The reason of somebody else's work; of what the client has, since when."""
    why = _why(t, desk, row.work)
    if row.work.reason.why is not Why.WITH_CLIENT or row.client_since is None:
        return why
    past = row.work.reason.days
    key = "mine.why.client_since_past" if past else "mine.why.client_since"
    return t.md(key, since=t.dated(row.client_since, None, desk.today), count=past)


def _owner(t: Translator, desk: Desk, row: Theirs) -> Mrkdwn:
    """The owner, and who stands in while they are on leave."""
    owner = mention(row.owner)
    if row.off_until is None:
        return owner
    last = t.dated(row.off_until, None, desk.today)
    if row.stand_in:
        return t.md("mine.owner_off_for", owner=owner, last=last, delegate=mention(row.stand_in))
    return t.md("mine.owner_off", owner=owner, last=last)


def _escalated_line(t: Translator, desk: Desk, row: Escalated) -> Mrkdwn:
    """The owner, how late it is, and why this reader is told (F20)."""
    if not row.work.is_open:
        return work_line(t, desk, row.work)
    work = row.work
    words = t.md(
        f"mine.escalated.{row.step}",
        title=work.title,
        number=work.number,
        project=work.project,
        status=t(f"status.{work.status}"),
        owner=mention(row.owner),
        count=row.days,
        due=t.day(work.due_on, desk.today),
    )
    away = supplier_views.why(t, work.supplier, desk.today) if work.supplier else None
    return _tied(t, desk, work, lines(words, away))


def _of_own(t: Translator, desk: Desk, row: Work | Point | Reminder) -> Block:
    """A line of one's own list in one block."""
    if isinstance(row, Work):
        return _short(t, row, work_line(t, desk, row))
    return _point_line(t, desk, row) if isinstance(row, Point) else _todo_line(t, desk, row)[0]


def _late_line(t: Translator, desk: Desk, led: LedProject, row: Theirs) -> Mrkdwn:
    """Somebody else's late work, with its project."""
    work = row.work
    return t.md(
        "mine.theirs_late", mark=_mark(desk, work), title=work.title, owner=_owner(t, desk, row),
        why=_why_theirs(t, desk, row), project=led.project, number=work.number,
        status=t(f"status.{work.status}"),
    )  # fmt: skip


def _todo_line(t: Translator, desk: Desk, row: Reminder) -> list[Block]:
    if not row.is_open:
        return [section(t.md("mine.todo_done", text=row.text))]
    words = t.md("mine.todo", text=row.text, due=_why(t, desk, row))
    if row.asked_by:
        words = t.md("mine.todo_for", text=row.text, due=_why(t, desk, row), by=row.asked_by)
    return [section(words, accessory=button(t("mine.done"), TodoAction.DONE, str(row.id)))]


def _point_line(t: Translator, desk: Desk, row: Point) -> Block:
    facts = {"text": clamp(row.text, _POINT), "project": row.project}
    if not row.is_open:
        return section(t.md("mine.point_done", **facts))
    words = t.md("mine.point", kind=t(f"kind.{row.kind}"), due=_why(t, desk, row), **facts)
    return section(words, accessory=button(t("mine.done"), FeedbackAction.DONE_OWED, str(row.id)))


def _risk_line(t: Translator, desk: Desk, row: DueRisk) -> Block:
    facts = {"text": clamp(row.text, _POINT), "project": row.project}
    if not row.is_open:
        return section(t.md("mine.risk_closed", outcome=row.outcome, **facts))
    day = t.day(row.review_on, desk.today)
    words = t.md("mine.risk" if row.is_due else "mine.risk_later", day=day, **facts)
    return section(words, accessory=risk_views.menu(t, row.id))


def _why(t: Translator, desk: Desk, row: Work | Reminder | Point) -> Mrkdwn:
    why, days = row.reason.why, row.reason.days
    if row.due_on is None:
        return t.md("mine.why.undated")
    match why:
        case Why.OVERDUE:
            return t.late(days, row.due_on, desk.today)
        case Why.CLIENT_WAITS:
            return t.md("mine.why.client_waits" if days else "mine.why.client_waits_now", count=days)
        case Why.WITH_CLIENT:
            return t.md("mine.why.client_past" if days else "mine.why.with_client", count=days)
        case Why.WITH_SUPPLIER if isinstance(row, Work) and row.supplier:
            return supplier_views.why(t, row.supplier, desk.today)
        case Why.SNOOZED if isinstance(row, Work) and row.snoozed_until:
            return t.md("mine.why.snoozed", day=t.day(row.snoozed_until, desk.today))
        case Why.PROMISED:
            return t.md("mine.why.promised")
        case Why.DUE_AT:
            return t.md("mine.why.due_at", hour=clock(row.due_minute or 0))
    return t.md("mine.why.due", day=t.when(row.due_on, row.due_minute, desk.today))


def _counts(desk: Desk) -> dict[str, int]:
    return {
        "burning": sum(one.is_needed for one in desk.burning),
        "overdue": len(desk.overdue),
        "today": len(desk.due_today),
        "next": len(desk.due_next),
        "points": len(desk.points),
        "todos": len(desk.todos),
        "risks": sum(one.is_due for one in desk.risks),
        "others": sum(len(cover.work) for cover in desk.covers)
        + len(desk.escalated)
        + sum(len(one.work) for one in desk.led),
        "briefs": sum(len(one.departments) for led in desk.led for one in led.briefs if one.is_open),
        "unsent": sum(one.count for one in desk.unsent),
    }
