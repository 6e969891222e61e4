"""Stored feedback: the card for each audience, the list of open points, the client's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from desk.feedback.cards import FeedbackForClient, FeedbackForTeam, Item, OpenPoints
from desk.feedback.lines import Line
from handlers.core.blocks import (
    MESSAGE_BLOCKS,
    TEXT,
    Block,
    Mrkdwn,
    actions,
    bold,
    button,
    clamp,
    clamp_mrkdwn,
    context,
    esc,
    header,
    lines,
    link,
    mention,
    modal,
    plain,
    quote,
    section,
)
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.feedback.feedback_views import FeedbackAction, FeedbackView, split, titled
from handlers.feedback.rows_views import ICONS, PAGE, new_row, rows
from handlers.history.undo_views import UndoAction

_CARD_ITEMS = 43
_LINE = 500
_SOURCE_BLOCKS = 20
_PART = 1500


def team_card(t: Translator, kept: FeedbackForTeam, *, in_dm: bool = False) -> Message:
    """The list of points, each with its kind and a button to close it.

    `in_dm`: for the person who leads the project; a client's words are quoted when they contain no point.
    """
    is_news = in_dm and kept.by_client
    title = t("feedback.card.from_client" if is_news else "feedback.card.title", where=_where(t, kept))
    progress = _progress(t, kept)
    blocks = [header(title), context(lines(_origin_line(t, kept), bold(progress)))]
    for item in _that_fit(kept.items):
        done, reopen = FeedbackAction.DONE, FeedbackAction.REOPEN
        words, action = ("feedback.card.reopen", reopen) if item.done else ("common.done", done)
        press = button(t(words), action, str(item.id)) if item.done or item.is_to_do else None
        blocks.append(section(_item(t, kept, item), accessory=press))
    if is_news and not kept.items and kept.source:
        blocks.append(section(quote(clamp(kept.source, _PART))))
    if kept.withheld:
        blocks.append(context(t.md("feedback.card.withheld", count=kept.withheld)))
    hidden = len(kept.items) - _CARD_ITEMS
    if hidden > 0:
        blocks.append(context(t.md("feedback.card.more", count=hidden, slug=kept.slug)))
    blocks.append(
        actions(
            [
                button(
                    t("feedback.card.give" if is_news else "feedback.card.points"),
                    FeedbackAction.POINTS,
                    str(kept.id),
                    style="primary" if is_news else None,
                ),
                button(t("feedback.card.source"), FeedbackAction.SOURCE, str(kept.id)),
            ]
        )
    )
    return _message(esc(f"{title} · {progress}"), blocks)


def owed(t: Translator, kept: FeedbackForTeam, items: Sequence[Item], by: str) -> Message:
    """For the owner of points: which, until when, and a button to close each."""
    words = t.md("feedback.owed" if items else "feedback.owed.gone", where=_where(t, kept), by=by)
    blocks = [section(words)]
    for item in items[:_CARD_ITEMS]:
        press = None if item.done else button(t("common.done"), FeedbackAction.DONE_OWED, str(item.id))
        due = None
        if item.due_on and not item.done:
            due = t.md("feedback.item.due", day=t.dated(item.due_on, None, kept.today))
        blocks.append(section(lines(_words(t, item), due), accessory=press))
    return _message(words, blocks)


def answered(t: Translator, item: Item) -> Message:
    """For the person who closed a point in a message that only they see."""
    words = _words(t, item)
    return _message(words, [section(words)])


def client_card(t: Translator, kept: FeedbackForClient) -> Message:
    """A thank-you for a client: the words arrived."""
    facts = {"project": kept.project, "round": kept.round, "count": kept.count}
    words = t.md("feedback.thanks" if kept.count else "feedback.thanks_words", **facts)
    return _message(words, [section(words)])


def open_list(t: Translator, found: OpenPoints) -> Message:
    """The open points of a project, each with its owner and date; as many as fit."""
    title = t("feedback.list.title", project=found.project)
    count = sum(len(group.items) for group in found.groups)
    if not count:
        return _message(esc(title), [section(t.md("feedback.list.none", project=bold(found.project)))])
    blocks = [header(title)]
    shown = 0
    for group in found.groups:
        if len(blocks) + 3 > MESSAGE_BLOCKS:
            break
        about = t("feedback.form.whole_project")
        if group.deliverable:
            about = titled(group.number, group.deliverable)
        blocks.append(section(bold(t("feedback.about", about=about, round=group.round))))
        for item in group.items[: MESSAGE_BLOCKS - 1 - len(blocks)]:
            value = f"{item.id}/{found.project_id}"
            done = button(t("common.done"), FeedbackAction.DONE_LISTED, value)
            blocks.append(section(lines(_words(t, item), _given(t, item, found.today)), accessory=done))
            shown += 1
    if count > shown:
        blocks.append(context(t.md("feedback.list.more", count=count - shown)))
    return _message(esc(title), blocks)


def source(t: Translator, kept: FeedbackForTeam) -> dict[str, Any]:
    """The client's words verbatim, with the address of their message."""
    parts = split(t("feedback.source.withheld") if kept.source is None else kept.source, TEXT)
    blocks: list[Block] = [section(_origin_line(t, kept))]
    blocks += [{"type": "section", "text": plain(part)} for part in parts[:_SOURCE_BLOCKS]]
    return modal(FeedbackView.SOURCE, t("feedback.source.title"), blocks, close=t("common.close"))


def points_form(
    t: Translator, kept: FeedbackForTeam, ids: Sequence[int], channel: str, done: int = 0
) -> dict[str, Any]:
    """The form to correct the points with these ids, a few at a time. `done`: how many came before."""
    shown = [item for item in kept.items if item.id in ids][:PAGE]
    behind = len(ids) > PAGE
    blocks: list[Block] = [section(lines(bold(_where(t, kept)), t.md("feedback.points.intro")))]
    blocks += rows(t, [(item.id, line_of(item)) for item in shown], done, 0)
    blocks += [] if behind else [new_row(t, done)]
    return modal(
        FeedbackView.POINTS,
        t("feedback.check.title"),
        blocks,
        submit=t("feedback.points.next") if behind else t("common.save"),
        close=t("common.cancel"),
        metadata={"feedback": kept.id, "ids": [item.id for item in shown], "channel": channel},
    )


def line_of(item: Item) -> Line:
    """A stored point as a line of a form."""
    return Line(item.kind, item.text, item.owner, item.due_on)


def edited(t: Translator, count: int, change: int) -> Message:
    """How many points were changed, and an undo button."""
    words = t.md("feedback.edited", count=count)
    back = button(t("undo.button"), UndoAction.UNDO, str(change))
    return Message(words, [section(words), actions([back])])


def saved(t: Translator, kept: FeedbackForTeam, channel: Mrkdwn | None) -> Message:
    """For a colleague who saved feedback from another channel: where its card is."""
    facts = {"where": _where(t, kept), "count": len(kept.items)}
    if channel:
        words = t.md("feedback.saved_in", channel=channel, **facts)
    else:
        words = t.md("feedback.saved_lead", **facts)
    return _message(words, [section(words)])


def received(t: Translator, kept: FeedbackForClient, words: str) -> Message:
    """For a guest who sent feedback: their own words."""
    thanks = client_card(t, kept)
    return replace(thanks, blocks=[*thanks.blocks, section(quote(clamp(words, _PART)))])


def _message(words: Mrkdwn, blocks: list[Block]) -> Message:
    """`words` are interpreted as mrkdwn in notifications too."""
    return Message(clamp_mrkdwn(words, TEXT), blocks)


def _item(t: Translator, kept: FeedbackForTeam, item: Item) -> Mrkdwn:
    return lines(_words(t, item), None if item.done else _given(t, item, kept.today))


def _given(t: Translator, item: Item, today: date) -> Mrkdwn | None:
    """To whom a point was given, and until when."""
    owed = [mention(item.owner)] if item.owner else []
    if item.due_on and item.days_late:
        owed.append(t.late(item.days_late, item.due_on, today))
    elif item.due_on:
        owed.append(t.md("feedback.item.due", day=t.dated(item.due_on, None, today)))
    return Mrkdwn(" · ".join(owed)) if owed else None


def _words(t: Translator, item: Item) -> Mrkdwn:
    words = clamp(item.text, _LINE)
    if item.done:
        return Mrkdwn(f"✅ ~{esc(words.replace('~', '∼'))}~")
    return t.md("feedback.item", icon=ICONS[item.kind], kind=bold(t(f"kind.{item.kind}")), text=words)


def _that_fit(items: Sequence[Item]) -> list[Item]:
    """All items in order; if there are too many, closed ones are left out."""
    open_first = sorted(items, key=lambda item: item.done)
    return sorted(open_first[:_CARD_ITEMS], key=lambda item: item.position)


def _where(t: Translator, kept: FeedbackForTeam) -> str:
    about = titled(kept.number, kept.deliverable) if kept.deliverable else kept.project
    return t("feedback.about", about=about, round=kept.round)


def _origin_line(t: Translator, kept: FeedbackForTeam) -> Mrkdwn:
    parts = [esc(kept.project)]
    if kept.said_by:
        parts.append(t.md("feedback.card.said_by", name=kept.said_by))
    parts.append(t.md("feedback.card.author", author=mention(kept.author)))
    if kept.permalink:
        parts.append(link(kept.permalink, t("feedback.card.link")))
    return Mrkdwn(" · ".join(parts))


def _progress(t: Translator, kept: FeedbackForTeam) -> str:
    count = sum(item.is_to_do for item in kept.items)
    if not count:
        return t("feedback.card.none")
    key = "feedback.card.all_done" if kept.done == count else "feedback.card.progress"
    return t(key, done=kept.done, count=count)
