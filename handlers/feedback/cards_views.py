"""How kept feedback looks: the card of each audience, the list of what is open, the client's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from desk.feedback.cards import FeedbackForClient, FeedbackForTeam, Group, Item
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
from handlers.feedback.feedback_views import (
    CHECKED_LINES,
    ICONS,
    FeedbackAction,
    FeedbackView,
    kind_box,
    kind_options,
    split,
    titled,
)

_CARD_ITEMS = 44
_LINE = 500
_SOURCE_BLOCKS = 20
_PART = 1500


def team_card(t: Translator, kept: FeedbackForTeam) -> Message:
    """The to-do list: each point with its kind and a button to close it."""
    title = t("feedback.card.title", where=_where(t, kept))
    progress = _progress(t, kept)
    blocks = [header(title), context(lines(_origin_line(t, kept), bold(progress)))]
    for item in _that_fit(kept.items):
        done, reopen = FeedbackAction.DONE, FeedbackAction.REOPEN
        words, action = ("feedback.card.reopen", reopen) if item.done else ("common.done", done)
        blocks.append(section(_item(t, item), accessory=button(t(words), action, str(item.id))))
    hidden = len(kept.items) - _CARD_ITEMS
    if hidden > 0:
        blocks.append(context(t.md("feedback.card.more", count=hidden, slug=kept.slug)))
    blocks.append(
        actions(
            [
                button(t("feedback.card.source"), FeedbackAction.SOURCE, str(kept.id)),
                button(t("feedback.card.kinds"), FeedbackAction.KINDS, str(kept.id)),
            ]
        )
    )
    return _message(esc(f"{title} · {progress}"), blocks)


def client_card(t: Translator, kept: FeedbackForClient) -> Message:
    """A thank-you that says that the words arrived."""
    facts = {"project": kept.project, "round": kept.round, "count": kept.count}
    words = t.md("feedback.thanks", **facts)
    return _message(words, [section(words)])


def open_list(t: Translator, project: str, project_id: int, groups: Sequence[Group]) -> Message:
    """The open points of a project; as many as fit."""
    title = t("feedback.list.title", project=project)
    count = sum(len(group.items) for group in groups)
    if not count:
        return _message(esc(title), [section(t.md("feedback.list.none", project=bold(project)))])
    blocks = [header(title)]
    shown = 0
    for group in groups:
        if len(blocks) + 3 > MESSAGE_BLOCKS:
            break
        about = t("feedback.form.whole_project")
        if group.deliverable:
            about = titled(group.number, group.deliverable)
        blocks.append(section(bold(t("feedback.about", about=about, round=group.round))))
        for item in group.items[: MESSAGE_BLOCKS - 1 - len(blocks)]:
            value = f"{item.id}/{project_id}"
            done = button(t("common.done"), FeedbackAction.DONE_LISTED, value)
            blocks.append(section(_item(t, item), accessory=done))
            shown += 1
    if count > shown:
        blocks.append(context(t.md("feedback.list.more", count=count - shown)))
    return _message(esc(title), blocks)


def source(t: Translator, kept: FeedbackForTeam) -> dict[str, Any]:
    """The client's words as they came, with the address of the message they came in."""
    parts = split(kept.source, TEXT)
    blocks: list[Block] = [section(_origin_line(t, kept))]
    blocks += [{"type": "section", "text": plain(part)} for part in parts[:_SOURCE_BLOCKS]]
    return modal(FeedbackView.SOURCE, t("feedback.source.title"), blocks, close=t("common.close"))


def kinds_form(t: Translator, kept: FeedbackForTeam) -> dict[str, Any]:
    """The kinds of points that are kept already, to correct them."""
    options = kind_options(t)
    boxes = [kind_box(item.id, item.text, options, item.kind) for item in kept.items[:CHECKED_LINES]]
    return modal(
        FeedbackView.KINDS,
        t("feedback.kinds.title"),
        [section(bold(_where(t, kept))), *boxes],
        submit=t("common.save"),
        close=t("common.cancel"),
        metadata={"feedback": kept.id},
    )


def saved(t: Translator, kept: FeedbackForTeam, channel: Mrkdwn | None) -> Message:
    """To the colleague who saved feedback from elsewhere: where its card stands."""
    facts = {"where": _where(t, kept), "count": len(kept.items)}
    if channel:
        words = t.md("feedback.saved_in", channel=channel, **facts)
    else:
        words = t.md("feedback.saved_lead", **facts)
    return _message(words, [section(words)])


def received(t: Translator, kept: FeedbackForClient, words: str) -> Message:
    """To the guest who sent feedback: their own words, as they arrived."""
    thanks = client_card(t, kept)
    return replace(thanks, blocks=[*thanks.blocks, section(quote(clamp(words, _PART)))])


def _message(words: Mrkdwn, blocks: list[Block]) -> Message:
    """`words` are read as mrkdwn too, in notifications."""
    return Message(clamp_mrkdwn(words, TEXT), blocks)


def _item(t: Translator, item: Item) -> Mrkdwn:
    words = clamp(item.text, _LINE)
    if item.done:
        return Mrkdwn(f"✅ ~{esc(words.replace('~', '∼'))}~")
    return t.md("feedback.item", icon=ICONS[item.kind], kind=bold(t(f"kind.{item.kind}")), text=words)


def _that_fit(items: Sequence[Item]) -> list[Item]:
    """All items in their order; when there are too many, the closed ones give way."""
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
    key = "feedback.card.all_done" if kept.done == len(kept.items) else "feedback.card.progress"
    return t(key, done=kept.done, count=len(kept.items))
