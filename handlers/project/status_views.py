"""How a project's status looks, to the team and to a client."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from datetime import date

from desk.client.outside import WorkForClient
from desk.project.status import GroupForClient, Line, ProjectState, StatusForClient, StatusForTeam
from handlers.core.blocks import (
    Block,
    Mrkdwn,
    actions,
    bold,
    button,
    context,
    divider,
    esc,
    header,
    lines,
    mention,
    section,
)
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.work.deliverable_views import WorkAction


class StatusAction(enum.StrEnum):
    """action_id of its buttons, selects and pickers."""

    SHARE = "status.share"
    POST = "status.post"
    SHOW = "status.show"


BAR = 10
When = Callable[[date, int | None, date], str]


def team(t: Translator, status: StatusForTeam, *, can_share: bool) -> Message:
    """The whole picture, on one screen, for who asks now."""
    shown = _picture(t, status, t.when)
    elements = []
    if can_share:
        elements.append(button(t("status.share"), StatusAction.SHARE, str(status.project_id)))
    elements.append(button(t("status.add"), WorkAction.ADD_OPEN, str(status.project_id)))
    return Message(_summary(t, status), [*shown, divider(), actions(elements)])


def shared(t: Translator, status: StatusForTeam, by: str) -> Message:
    """The team's picture as a message in a channel, without buttons."""
    shown = _picture(t, status, t.dated)
    return Message(_summary(t, status), [*shown, context(t.md("status.shared_by", user=mention(by)))])


def preview(t: Translator, key: str, shown: Message, project_id: int, channel: Mrkdwn) -> Message:
    """Exactly what will be posted, for who is about to, with the button. `key` says who reads there."""
    words = t.md(key, channel=channel)
    post = button(t("status.post"), StatusAction.POST, str(project_id), style="primary")
    return Message(words, [section(words), divider(), *shown.blocks, divider(), actions([post])])


def client(t: Translator, status: StatusForClient) -> Message:
    """The picture for a channel that a client can read."""
    shown = _head(t, status.name, None, status.state, status.done, status.total)
    shown += _group_outside(t, "status.upcoming", status.upcoming, status)
    shown += _group_outside(t, "status.with_client_now", status.with_client, status)
    text = t("status.text", name=status.name, done=status.done, total=status.total)
    return Message(text, shown)


def said(t: Translator, key: str, **facts: object) -> Message:
    """A private line about what happened to a share."""
    words = t.md(key, **facts)
    return Message(words, [section(words)])


def _head(
    t: Translator, name: str, client: str | None, state: ProjectState, done: int, total: int
) -> list[Block]:
    facts = [esc(client)] if client else []
    if state is not ProjectState.ACTIVE:
        facts.append(bold(t(f"state.{state}")))
    progress = t.md("status.progress", bar=_bar(done, total), done=done, total=total) if total else None
    words = lines(Mrkdwn(" · ".join(facts)), progress or t.md("status.no_work"))
    return [header(name), section(words)]


def _picture(t: Translator, status: StatusForTeam, when: When) -> list[Block]:
    shown = _head(t, status.name, status.client, status.state, status.done, status.total)
    groups = {
        "status.overdue": status.overdue,
        "status.upcoming": status.upcoming,
        "status.with_client_now": status.with_client,
    }
    for key, group in groups.items():
        rows = [_line(t, row, status, when) for row in group.lines]
        shown += _grouped(t, key, rows, group.count)
    return [*shown, context(*_notes(t, status))]


def _group_outside(t: Translator, key: str, group: GroupForClient, status: StatusForClient) -> list[Block]:
    return _grouped(t, key, [_line_outside(t, row, status) for row in group.lines], group.count)


def _grouped(t: Translator, key: str, shown: Sequence[Mrkdwn], count: int) -> list[Block]:
    if not count:
        return []
    more = count - len(shown)
    tail = t.md("status.more", count=more) if more else None
    return [section(lines(bold(t(key, count=count)), *shown, tail))]


def _line_outside(t: Translator, row: WorkForClient, status: StatusForClient) -> Mrkdwn:
    return t.md(
        "status.line",
        number=row.number,
        title=row.title or t("audience.untitled", number=row.number),
        due=t.dated(row.due_on, row.due_minute, status.today),
        status=t(f"status.{row.status}"),
        owner="",
    )


def _line(t: Translator, row: Line, status: StatusForTeam, when: When) -> Mrkdwn:
    if row.days_late:
        due = t.md("mine.late", count=row.days_late, day=t.day(row.due_on, status.today))
    else:
        due = esc(when(row.due_on, row.due_minute, status.today))
    owner = Mrkdwn(f" · {mention(row.owner)}")
    return t.md(
        "status.line",
        number=row.number,
        title=row.title,
        due=due,
        status=t(f"status.{row.status}"),
        owner=owner,
    )


def _notes(t: Translator, status: StatusForTeam) -> list[Mrkdwn]:
    """Small facts that exist; nothing is said of what is not measured."""
    found = []
    if status.brief_version is not None:
        found.append(t.md("status.brief", version=status.brief_version))
    else:
        found.append(t.md("status.no_brief", slug=status.name))
    counts = ((f"status.count.{name}", count) for name, count in status.counts.items() if count)
    return [*found, *(t.md(key, count=count) for key, count in counts)]


def _summary(t: Translator, status: StatusForTeam) -> str:
    words = t("status.text", name=status.name, done=status.done, total=status.total)
    late = t("status.overdue", count=status.overdue.count) if status.overdue.count else ""
    return f"{words} · {late}" if late else words


def _bar(done: int, total: int) -> str:
    full = done * BAR // total
    return "▓" * full + "░" * (BAR - full)
