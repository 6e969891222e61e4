"""Stored feedback: the card for each audience, the list of open points, the client's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from desk.feedback import about
from desk.feedback.cards import FeedbackForClient, FeedbackForTeam, Item, OpenPoints
from desk.feedback.feedback import Place
from desk.feedback.lines import Line
from handlers.core.blocks import (
    TEXT,
    Block,
    Element,
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
from handlers.feedback.feedback_views import FeedbackAction, FeedbackView, split
from handlers.feedback.rows_views import ICONS, PAGE, new_row, rows, titled, work_options
from handlers.history.undo_views import UndoAction

LATE = "late"
"""In the place of a list: only late points are shown."""
_CARD_ITEMS = 43
_LISTED = 15
_LINE = 500
_SOURCE_BLOCKS = 20
_APPROVED = 3
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
    presses = [
        button(
            t("feedback.card.give" if is_news else "feedback.card.points"),
            FeedbackAction.POINTS,
            str(kept.id),
            style="primary" if is_news else None,
        ),
        button(t("feedback.card.source"), FeedbackAction.SOURCE, str(kept.id)),
    ]
    blocks.append(actions([*(_approvals(t, kept) if is_news else ()), *presses]))
    return _message(esc(f"{title} · {progress}"), blocks)


def _approvals(t: Translator, kept: FeedbackForTeam) -> list[Element]:
    """What the client's words approve, a button each: nothing is taken for approved without a press."""
    return [
        button(t("feedback.card.approved", title=one.title), FeedbackAction.APPROVED, f"{kept.id}/{one.id}")
        for one in kept.approved[:_APPROVED]
    ]


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
    """A thank-you for a client: the words arrived; without cheer where they complain."""
    facts = {"project": kept.project, "round": kept.round, "count": kept.count}
    if kept.complains:
        words = t.md("feedback.thanks_calm", project=kept.project)
    else:
        words = t.md("feedback.thanks" if kept.count else "feedback.thanks_words", **facts)
    return _message(words, [section(words)])


def open_list(t: Translator, found: OpenPoints, page: int = 0, *, late: bool = False) -> Message:
    """The open points of a project, the late ones first, each with its owner and date; a few at a time.

    `late`: only late ones.
    """
    title = t("feedback.list.title_late" if late else "feedback.list.title", project=found.project)
    rows = list(_late_rows(t, found)) + ([] if late else list(_other_rows(t, found)))
    if not rows:
        return _message(esc(title), _nothing(t, found))
    last = (len(rows) - 1) // _LISTED
    page = page if 0 < page <= last else 0
    first = page * _LISTED
    place = f"{found.project_id}/{{page}}/{LATE if late else ''}"
    blocks, heading = [header(title)], ""
    for above, item in rows[first : first + _LISTED]:
        if above != heading:
            heading = above
            blocks.append(section(bold(above)))
        done = button(t("common.done"), FeedbackAction.DONE_LISTED, f"{item.id}/{place.format(page=page)}")
        given = _given(t, item, found.today, unassigned=True)
        blocks.append(section(lines(_words(t, item), given), accessory=done))
    if last:
        to = min(first + _LISTED, len(rows))
        blocks.append(context(t.md("feedback.list.page", first=first + 1, last=to, count=len(rows))))
        onward = t("feedback.list.next" if page < last else "feedback.list.first")
        turned = place.format(page=page + 1 if page < last else 0)
        blocks.append(actions([button(onward, FeedbackAction.LISTED, turned)]))
    return _message(esc(title), blocks)


def _nothing(t: Translator, found: OpenPoints) -> list[Block]:
    """Nothing is open, or nothing is late; then the others are one press away."""
    project, count = bold(found.project), sum(len(group.items) for group in found.groups)
    if not count:
        return [section(t.md("feedback.list.none", project=project))]
    others = button(t("feedback.list.open"), FeedbackAction.LISTED, f"{found.project_id}/0/")
    return [section(t.md("feedback.list.none_late", project=project, count=count), accessory=others)]


def _late_rows(t: Translator, found: OpenPoints) -> Iterator[tuple[str, Item]]:
    """The late points of all work, the latest first, under one heading."""
    late = [item for group in found.groups for item in group.items if item.days_late]
    for item in sorted(late, key=lambda one: (one.due_on or found.today, one.id)):
        yield t("feedback.list.late", count=len(late)), item


def _other_rows(t: Translator, found: OpenPoints) -> Iterator[tuple[str, Item]]:
    """The others, each under the work it is about."""
    for group in found.groups:
        about = titled(group.number, group.deliverable) if group.deliverable else None
        heading = t("feedback.about", about=about or t("feedback.form.whole_project"), round=group.round)
        for item in group.items:
            if not item.days_late:
                yield heading, replace(item, piece=None)


def source(t: Translator, kept: FeedbackForTeam) -> dict[str, Any]:
    """The client's words verbatim, with the address of their message."""
    parts = split(t("feedback.source.withheld") if kept.source is None else kept.source, TEXT)
    blocks: list[Block] = [section(_origin_line(t, kept))]
    blocks += [{"type": "section", "text": plain(part)} for part in parts[:_SOURCE_BLOCKS]]
    return modal(FeedbackView.SOURCE, t("feedback.source.title"), blocks, close=t("common.close"))


def points_form(
    t: Translator, kept: FeedbackForTeam, ids: Sequence[int], channel: str, place: Place, done: int = 0
) -> dict[str, Any]:
    """The form to correct the points with these ids, a few at a time. `done`: how many came before.

    What a client sent and nobody gave away yet is offered to those who make the work.
    """
    shown = [item for item in kept.items if item.id in ids][:PAGE]
    whole = next((one for one in place.deliverables if one.number == kept.number), None)
    points = [(item.id, line_of(item)) for item in shown]
    if kept.by_client and not any(item.owner or item.done for item in shown):
        of = whole.id if whole else None
        points = [(key, about.proposed(line, place.deliverables, of)) for key, line in points]
    others = [one for one in place.deliverables if one != whole]
    named = [item.piece for item in kept.items if item.piece]
    work = work_options(t, titled(kept.number, kept.deliverable) if kept.deliverable else None, others, named)
    behind = len(ids) > PAGE
    blocks: list[Block] = [section(lines(bold(_where(t, kept)), t.md("feedback.points.intro")))]
    blocks += rows(t, points, done, 0, work)
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
    return Line(item.kind, item.text, item.owner, item.due_on, piece=item.piece.id if item.piece else None)


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


def _given(t: Translator, item: Item, today: date, *, unassigned: bool = False) -> Mrkdwn | None:
    """To whom a point was given, and until when; with `unassigned`, that it was given to nobody."""
    nobody = [t.md("feedback.item.nobody")] if unassigned else []
    owed = [mention(item.owner)] if item.owner else nobody
    if item.due_on and item.days_late:
        owed.append(t.late(item.days_late, item.due_on, today))
    elif item.due_on:
        owed.append(t.md("feedback.item.due", day=t.dated(item.due_on, None, today)))
    return Mrkdwn(" · ".join(owed)) if owed else None


def _words(t: Translator, item: Item) -> Mrkdwn:
    words = clamp(about.titled(item.piece.title if item.piece else None, item.text), _LINE)
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
