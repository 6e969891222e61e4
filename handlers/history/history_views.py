"""History: who did what and when, then each field before and after, in people's words."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from desk.core.changes import Did
from desk.core.feature import collected
from desk.history.history import ChangeShown, Field, Page, Thing, Value
from handlers.core.blocks import (
    Block,
    Mrkdwn,
    actions,
    button,
    channel_link,
    clamp,
    context,
    esc,
    header,
    lines,
    mention,
    modal,
    section,
)
from handlers.core.i18n import Translator, clock
from handlers.core.reply import Message


class HistoryView(enum.StrEnum):
    """callback_id of its modals."""

    HISTORY = "history"


class HistoryAction(enum.StrEnum):
    """action_id of its buttons, selects and pickers."""

    OPEN = "history.open"
    OLDER = "history.older"
    NEWEST = "history.newest"


MOST_LINES = 12
"""How many lines a change gets on a screen."""
_TEXT = 80
UNSAID = frozenset(
    {
        "workspace_id", "project_id", "brief_id", "feedback_id", "author_id", "user", "slug", "folded",
        "position", "number", "version", "fields", "links", "why", "at", "message_ts", "permalink",
        "checked_at", "closed_at", "enterprise", "team", "installed", "brief.deadline_on", "brief.budget_is",
        "words", "quote", "rule", "field", "asked_by_id", "asked_at", "answered_by_id", "answered_at",
        "home_page", "sent_at", "supplier_since",
    }
)  # fmt: skip
"""Fields that are internal, or that the line already says."""
_SAID_BY_STATUS = ("deliverable", "done_at")
_ENUMS = {"Status": "status", "Department": "department", "ProjectState": "state", "Role": "role"} | {
    "FeedbackKind": "kind",
    "RelayState": "relay_state",
}


def message(t: Translator, page: Page) -> Message:
    """A page, as an answer."""
    return Message(_title(t, page), [header(_title(t, page)), *_body(t, page)])


def view(t: Translator, page: Page) -> dict[str, Any]:
    """A page, as a modal."""
    about = section(esc(_title(t, page)))
    return modal(HistoryView.HISTORY, t("history.open"), [about, *_body(t, page)], close=t("common.close"))


def change(t: Translator, told: ChangeShown, today: date) -> Block:
    """One change: what, who, when; then why, and each changed thing."""
    minute = told.at.hour * 60 + told.at.minute
    who = mention(told.who) if told.who else esc(t("history.bot"))
    head = t.md("history.head", did=did(t, told.verb), who=who, when=t.when(told.at.date(), minute, today))
    rows = lines_of(t, told, today)
    shown = rows[:MOST_LINES]
    hidden = len(rows) - len(shown) + told.more
    why = t.md("history.why", why=clamp(told.why, 300)) if told.why else None
    more = t.md("status.more", count=hidden) if hidden else None
    return section(lines(head, why, *shown, more))


def lines_of(t: Translator, told: ChangeShown, today: date) -> list[Mrkdwn]:
    """What a change was about, a line for each changed thing or field."""
    return [row for thing in told.things for row in _rows(t, thing, today)]


def did(t: Translator, verb: str) -> str:
    """The text for a verb."""
    return t(f"did.{verb}") if t.has(f"did.{verb}") else verb


def field_name(t: Translator, name: str) -> str | None:
    """The label of a field; None for fields that are not shown."""
    key = name if name.startswith("brief.") else f"field.{name}"
    return t(key) if name not in UNSAID and t.has(key) else None


def _title(t: Translator, page: Page) -> str:
    if page.number is None:
        return t("history.title", project=page.project)
    return t("history.title_one", number=page.number, title=page.title, project=page.project)


def _body(t: Translator, page: Page) -> list[Block]:
    rows = [change(t, one, page.today) for one in page.changes]
    if not rows:
        rows = [section(t.md("history.none"))]
    turns = []
    place = f"{page.root.entity}/{page.root.id}"
    if not page.is_newest:
        turns.append(button(t("history.newest"), HistoryAction.NEWEST, place))
    if page.older is not None:
        turns.append(button(t("history.older"), HistoryAction.OLDER, f"{place}/{page.older}"))
    last = [actions(turns)] if turns else []
    return [*rows, context(t.md("history.hint")), *last]


def _rows(t: Translator, thing: Thing, today: date) -> Iterator[Mrkdwn]:
    entity = collected().entities.get(thing.entity)
    if entity is not None and not entity.is_told:
        return
    name = _name(t, thing)
    if thing.did is Did.ADDED:
        for field in thing.told_with:
            name = t.md("history.with", thing=name, fact=_value(t, field, field.after, today))
        yield t.md("history.added", thing=name)
        yield from _said(t, thing, today)
    elif thing.did is Did.REMOVED:
        yield t.md("history.removed", thing=name)
    else:
        for field in thing.fields:
            words = None if (thing.entity, field.name) == _SAID_BY_STATUS else field_name(t, field.name)
            if words:
                yield _changed(t, name, words, field, today)


def _said(t: Translator, thing: Thing, today: date) -> Iterator[Mrkdwn]:
    """The fields of a brief version that differ from the one before."""
    for field in thing.fields:
        words = field_name(t, field.name) if field.name.startswith("brief.") else None
        if words:
            before, after = (_value(t, field, one, today) for one in (field.before, field.after))
            key = "history.brief_changed" if field.before else "history.brief_said"
            yield t.md(key, field=words, before=before, after=after)


def _changed(t: Translator, name: str, words: str, field: Field, today: date) -> Mrkdwn:
    before, after = (_value(t, field, one, today) for one in (field.before, field.after))
    return t.md("history.changed", thing=name, field=words, before=before, after=after)


def _name(t: Translator, thing: Thing) -> str:
    label = clamp(" ".join(thing.label.split()), _TEXT)
    if thing.entity == "calendar_override" and label:
        label = t.long_date(date.fromisoformat(label))
    if thing.entity == "relay" and label:
        label = t(f"department.{label}")
    key = f"thing.{thing.entity}"
    if thing.entity == "client_channel" and label:
        return t.md(key, label=channel_link(label))
    return t(key if t.has(key) else "thing.other", number=thing.number or "", label=label)


def _value(t: Translator, field: Field, value: Value, today: date) -> str | Mrkdwn:
    if field.name == "done_at":
        return t("history.done" if value else "history.undone")
    if value is None or value == "":
        return t("history.nothing")
    if isinstance(value, bool):
        return t("history.yes" if value else "history.no")
    if isinstance(value, enum.StrEnum):
        return t(f"{_ENUMS.get(type(value).__name__, type(value).__name__.lower())}.{value}")
    if isinstance(value, datetime | date):
        return t.date(value) if value.year == today.year else t.long_date(value)
    if isinstance(value, int):
        return clock(value) if field.name.endswith(("_minute", "quiet_from", "quiet_to")) else str(value)
    if field.name in ("language", "template"):
        return t(f"{field.name}.{value}")
    return channel_link(value) if field.name == "channel" else clamp(" ".join(value.split()), _TEXT)
