"""News of changed work: one line per deliverable, with the likely next step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desk.work import news
from desk.work.cards import Item
from desk.work.deliverable import Status
from desk.work.news import News
from handlers.core.blocks import Block, Element, button, clamp, context, lines, mention, section
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.work import dependency_views
from handlers.work.deliverable_views import WorkAction, menu

MOST_LINES = 8
"""How many lines are shown; the rest is in the Home and on the project's card."""


def changed(t: Translator, kind: str, told: Sequence[News], by: str, why: str, today: date) -> Message:
    """What a person assigned, took, finished or moved. `today`: the local day of the message."""
    title = t.md(f"news.{kind}", user=mention(by), project=told[0].item.project, count=len(told))
    reason = t.md("news.why", why=clamp(why, 300)) if why else None
    shown: list[Block] = [section(lines(title, reason))]
    shown += [_line(t, kind, one, today) for one in told[:MOST_LINES]]
    if len(told) > MOST_LINES:
        shown.append(context(t.md("news.more", count=len(told) - MOST_LINES)))
    return Message(title, shown)


def hour(t: Translator, item: Item, today: date) -> Message:
    """A piece of work that is due at an hour."""
    key = "news.hour" if item.is_open else "news.hour_done"
    due = t.dated(item.due_on, item.due_minute, today)
    words = t.md(key, number=item.number, title=item.title, project=item.project, due=due)
    return Message(words, [section(words, accessory=menu(t, item))])


def leave(
    t: Translator, who: str, first: date, last: date, items: Sequence[Item], today: date, *, stands_in: bool
) -> Message:
    """The open work of a colleague on leave, and how much of it is due before they are back, for the
    stand-in or the project's lead.
    """
    key = "news.leave.stands_in" if stands_in else "news.leave"
    due_first = sum(item.due_on <= last for item in items)
    start, end = (t.dated(day, None, today) for day in (first, last))
    days = start if first == last else t("news.leave.days", first=start, last=end)
    title = t.md(key, user=mention(who), count=len(items), due=due_first, days=days)
    shown: list[Block] = [section(title)]
    for item in items[:MOST_LINES]:
        due = t.dated(item.due_on, item.due_minute, today)
        facts = {"number": item.number, "title": item.title, "project": item.project, "due": due}
        words = t.md("news.leave.line" if item.is_open else "news.hour_done", **facts)
        shown.append(section(words, accessory=menu(t, item)))
    if len(items) > MOST_LINES:
        shown.append(context(t.md("news.more", count=len(items) - MOST_LINES)))
    return Message(title, shown)


def _line(t: Translator, kind: str, told: News, today: date) -> Block:
    item = told.item
    words = t.md(
        f"news.{kind}.line" if told.is_so else "news.line_past",
        number=item.number,
        title=item.title,
        owner=mention(item.owner),
        due=t.dated(item.due_on, item.due_minute, today),
        was=t.dated(told.was_on, told.was_minute, today),
        status=t(f"status.{item.status}"),
    )
    whole = dependency_views.part_of(t, item) if kind == news.GIVEN and told.is_so else None
    return section(lines(words, whole), accessory=_next(t, kind, item))


def _next(t: Translator, kind: str, item: Item) -> Element:
    if kind == news.DONE and item.status is Status.DELIVERED:
        return button(t("news.to_client"), WorkAction.TO_CLIENT, str(item.id))
    return menu(t, item)
