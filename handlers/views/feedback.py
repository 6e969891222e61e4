"""How feedback looks: the form and its second page, the card of each audience, the list of what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from desk.feedback import ROUND_LIMIT, SAID_BY_LIMIT, Choice, FeedbackKind, Place
from desk.feedback_cards import FeedbackForClient, FeedbackForTeam, Group, Item
from desk.feedback_drafts import Typed
from desk.feedback_lines import Line
from handlers import ids
from handlers.blocks import (
    INPUT_TEXT,
    MESSAGE_BLOCKS,
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
    input_block,
    lines,
    link,
    mention,
    modal,
    option,
    plain,
    quote,
    section,
    static_select,
    text_input,
)
from handlers.i18n import Translator
from handlers.reply import Message

SOURCE, ITEMS, ROUND, SAID_BY = "source", "items", "round", "said_by"
WHOLE_PROJECT = "all"
LEFT_OUT = "none"
CHECKED_LINES = 90
"""How many lines the second page lists; further ones are kept as they were understood."""

_ICONS = {
    FeedbackKind.MUST: "🔴",
    FeedbackKind.SHOULD: "🟡",
    FeedbackKind.QUESTION: "❓",
    FeedbackKind.OUT_OF_SCOPE: "💰",
    FeedbackKind.PRAISE: "💚",
}
_CARD_ITEMS = 44
_LINE = 500
_LABEL = 300
_SNIPPET = 80
_ROUNDS_AHEAD = 5
_SOURCE_BLOCKS = 20
_PART = 1500


@dataclass(frozen=True, slots=True)
class Form:
    """What the first page is filled with.

    `unknown`: a project's name that nothing has. `edition` counts how often its words were put in anew:
    Slack keeps what a field holds for as long as the block's name stays. `draft`: one that can be restored.
    """

    projects: Sequence[tuple[int, str]]
    typed: Typed
    place: Place | None = None
    unknown: str = ""
    nearest: str = ""
    edition: int = 0
    draft: Typed | None = None


def kind_field(position: int) -> str:
    """The field with the kind of one line."""
    return f"kind-{position}"


def source_field(part: int) -> str:
    """The box with one part of the client's words."""
    return SOURCE if part == 0 else f"{SOURCE}-{part}"


def form(t: Translator, filled: Form) -> dict[str, Any]:
    """Page 1: the client's words first, then the points, then where they belong."""
    typed = filled.typed
    blocks: list[Block] = []
    if filled.unknown:
        key = "feedback.form.unknown_near" if filled.nearest else "feedback.form.unknown"
        blocks.append(section(t.md(key, query=filled.unknown, nearest=filled.nearest)))
    if filled.draft:
        words = clamp((filled.draft.items or filled.draft.source).replace("\n", " · "), _SNIPPET)
        restore = button(t("feedback.form.restore"), ids.Action.FEEDBACK_RESTORE, "restore")
        discard = button(t("feedback.form.discard"), ids.Action.FEEDBACK_DISCARD, "discard")
        blocks += [section(t.md("feedback.form.draft", words=words)), actions([restore, discard])]
    blocks += _source_boxes(t, typed.source, filled.edition)
    items = text_input(ITEMS, multiline=True, initial=typed.items, placeholder=t("feedback.form.items_like"))
    said_by = text_input(SAID_BY, initial=typed.said_by, max_length=SAID_BY_LIMIT)
    blocks += [
        input_block(
            _named(ITEMS, filled.edition),
            t("feedback.form.items"),
            items,
            optional=True,
            hint=t("feedback.form.items_hint"),
        ),
        _project_box(t, filled),
        *(_place_boxes(t, typed, filled.place, filled.edition) if filled.place else ()),
        input_block(_named(SAID_BY, filled.edition), t("feedback.form.said_by"), said_by, optional=True),
    ]
    return modal(
        ids.View.FEEDBACK,
        t("feedback.form.title"),
        blocks,
        submit=t("common.next"),
        close=t("common.cancel"),
        metadata=_origin(typed, filled.edition),
    )


def guest_form(t: Translator, project: str, source: str, origin: dict[str, Any]) -> dict[str, Any]:
    """The form of a client's person: their words, nothing else."""
    intro = section(t.md("feedback.guest.intro", project=bold(project)))
    return modal(
        ids.View.FEEDBACK_GUEST,
        t("feedback.guest.title"),
        [intro, *_boxes(t, source, t("feedback.guest.source"), t("feedback.guest.source_like"))],
        submit=t("feedback.guest.send"),
        close=t("common.cancel"),
        metadata=origin,
    )


def check(t: Translator, place: Place, typed: Typed, read: Sequence[Line], edition: int) -> dict[str, Any]:
    """Page 2: each line with the kind it was taken for."""
    options = [*_kind_options(t), option(t("feedback.check.left_out"), LEFT_OUT)]
    about = _deliverable_of(typed, place)
    where = t(
        "feedback.about",
        about=_about(about.number, about.title) if about else place.name,
        round=typed.round or (about.round if about else place.round),
    )
    blocks: list[Block] = [section(lines(bold(where), t.md("feedback.check.intro", count=len(read))))]
    blocks += [
        _kind_box(position, line.text, options, line.kind)
        for position, line in enumerate(read[:CHECKED_LINES])
    ]
    if len(read) > CHECKED_LINES:
        blocks.append(context(t.md("feedback.check.more", count=len(read) - CHECKED_LINES)))
    blocks.append(actions([button(t("feedback.check.back"), ids.Action.FEEDBACK_BACK, "back")]))
    return modal(
        ids.View.FEEDBACK_CHECK,
        t("feedback.check.title"),
        blocks,
        submit=t("common.save"),
        close=t("common.cancel"),
        metadata=_origin(typed, edition),
    )


def kinds_form(t: Translator, kept: FeedbackForTeam) -> dict[str, Any]:
    """The kinds of points that are kept already, to correct them."""
    options = _kind_options(t)
    boxes = [_kind_box(item.id, item.text, options, item.kind) for item in kept.items[:CHECKED_LINES]]
    return modal(
        ids.View.FEEDBACK_KINDS,
        t("feedback.kinds.title"),
        [section(bold(_where(t, kept))), *boxes],
        submit=t("common.save"),
        close=t("common.cancel"),
        metadata={"feedback": kept.id},
    )


def source(t: Translator, kept: FeedbackForTeam) -> dict[str, Any]:
    """The client's words as they came, with the address of the message they came in."""
    parts = split(kept.source, TEXT)
    blocks: list[Block] = [section(_origin_line(t, kept))]
    blocks += [{"type": "section", "text": plain(part)} for part in parts[:_SOURCE_BLOCKS]]
    return modal(ids.View.FEEDBACK_SOURCE, t("feedback.source.title"), blocks, close=t("common.close"))


def team_card(t: Translator, kept: FeedbackForTeam) -> Message:
    """The to-do list: each point with its kind and a button to close it."""
    title = t("feedback.card.title", where=_where(t, kept))
    progress = _progress(t, kept)
    blocks = [header(title), context(lines(_origin_line(t, kept), bold(progress)))]
    for item in _that_fit(kept.items):
        done, reopen = ids.Action.FEEDBACK_DONE, ids.Action.FEEDBACK_REOPEN
        words, action = ("feedback.card.reopen", reopen) if item.done else ("common.done", done)
        blocks.append(section(_item(t, item), accessory=button(t(words), action, str(item.id))))
    hidden = len(kept.items) - _CARD_ITEMS
    if hidden > 0:
        blocks.append(context(t.md("feedback.card.more", count=hidden, slug=kept.slug)))
    blocks.append(
        actions(
            [
                button(t("feedback.card.source"), ids.Action.FEEDBACK_SOURCE, str(kept.id)),
                button(t("feedback.card.kinds"), ids.Action.FEEDBACK_KINDS, str(kept.id)),
            ]
        )
    )
    return _message(esc(f"{title} · {progress}"), blocks)


def client_card(t: Translator, kept: FeedbackForClient) -> Message:
    """A thank-you that says that the words arrived."""
    facts = {"project": kept.project, "round": kept.round, "count": kept.count}
    words = t.md("feedback.thanks", **facts)
    return _message(words, [section(words)])


def received(t: Translator, kept: FeedbackForClient, words: str) -> Message:
    """To the guest who sent feedback: their own words, as they arrived."""
    thanks = client_card(t, kept)
    return replace(thanks, blocks=[*thanks.blocks, section(quote(clamp(words, _PART)))])


def saved(t: Translator, kept: FeedbackForTeam, channel: Mrkdwn | None) -> Message:
    """To the colleague who saved feedback from elsewhere: where its card stands."""
    facts = {"where": _where(t, kept), "count": len(kept.items)}
    if channel:
        words = t.md("feedback.saved_in", channel=channel, **facts)
    else:
        words = t.md("feedback.saved_lead", **facts)
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
            about = _about(group.number, group.deliverable)
        blocks.append(section(bold(t("feedback.about", about=about, round=group.round))))
        for item in group.items[: MESSAGE_BLOCKS - 1 - len(blocks)]:
            value = f"{item.id}/{project_id}"
            done = button(t("common.done"), ids.Action.FEEDBACK_DONE_LISTED, value)
            blocks.append(section(_item(t, item), accessory=done))
            shown += 1
    if count > shown:
        blocks.append(context(t.md("feedback.list.more", count=count - shown)))
    return _message(esc(title), blocks)


def split(text: str, limit: int) -> list[str]:
    """A text in parts of at most `limit` characters, cut at line ends where there are any."""
    parts = []
    while len(text) > limit:
        cut = text.rfind("\n", 0, limit + 1)
        end = cut if cut > 0 else limit
        parts.append(text[:end])
        text = text[end + 1 :] if cut > 0 else text[end:]
    return [*parts, text]


def help_text(t: Translator) -> Message:
    """What `/feedback` takes."""
    words = t.md("feedback.help")
    return _message(words, [section(words)])


def _message(words: Mrkdwn, blocks: list[Block]) -> Message:
    """`words` are read as mrkdwn too, in notifications."""
    return Message(clamp_mrkdwn(words, TEXT), blocks)


def _source_boxes(t: Translator, text: str, edition: int) -> list[Block]:
    return _boxes(t, text, t("feedback.form.source"), t("feedback.form.source_like"), edition)


def _boxes(t: Translator, text: str, label: str, like: str, edition: int = 0) -> list[Block]:
    """One box, and further ones for a quoted message that is longer than a box."""
    boxes = []
    for part, words in enumerate(split(text, INPUT_TEXT)):
        name = source_field(part)
        box = text_input(name, multiline=True, initial=words, placeholder=like)
        title = t("feedback.form.source_more", label=label, part=part + 1) if part else label
        boxes.append(input_block(_named(name, edition), title, box, optional=True))
    return boxes


def _project_box(t: Translator, filled: Form) -> Block:
    place, choices = filled.place, dict(filled.projects)
    if place:
        choices.setdefault(place.id, place.name)
    select = static_select(
        ids.Action.FEEDBACK_PROJECT,
        [option(name, str(project_id)) for project_id, name in choices.items()],
        initial=str(place.id) if place else None,
        placeholder=t("feedback.form.project_like"),
    )
    return input_block(_named("project", filled.edition), t("feedback.form.project"), select, dispatch=True)


def _place_boxes(t: Translator, typed: Typed, place: Place, edition: int) -> list[Block]:
    """Deliverable and round. They are named after what they hang on, so that nothing chosen for another
    project or deliverable stays behind."""
    about = _deliverable_of(typed, place)
    options = [option(t("feedback.form.whole_project"), WHOLE_PROJECT)]
    options += [option(_about(one.number, one.title), str(one.id)) for one in place.deliverables]
    deliverable = static_select(
        ids.Action.FEEDBACK_DELIVERABLE, options, initial=str(about.id) if about else WHOLE_PROJECT
    )
    current = about.round if about else place.round
    wanted = typed.round or current
    rounds = [
        option(
            t("feedback.form.round_now" if one == current else "feedback.form.round_n", round=one), str(one)
        )
        for one in range(1, min(max(current, wanted) + _ROUNDS_AHEAD, ROUND_LIMIT) + 1)
    ]
    round_ = static_select(ROUND, rounds, initial=str(wanted))
    named = _named(f"deliverable-{place.id}", edition)
    return [
        input_block(named, t("feedback.form.deliverable"), deliverable, dispatch=True),
        input_block(f"{named}-{ROUND}-{about.id if about else 0}", t("feedback.form.round"), round_),
    ]


def _deliverable_of(typed: Typed, place: Place) -> Choice | None:
    return next((one for one in place.deliverables if one.id == typed.deliverable_id), None)


def _origin(typed: Typed, edition: int) -> dict[str, Any]:
    return {"channel": typed.channel, "ts": typed.message_ts, "edition": edition}


def _named(name: str, edition: int) -> str:
    return f"{name}.{edition}" if edition else name


def _kind_options(t: Translator) -> list[Element]:
    return [option(f"{_ICONS[kind]} {t(f'kind.{kind}')}", kind.value) for kind in FeedbackKind]


def _kind_box(number: int, text: str, options: Sequence[Element], chosen: FeedbackKind) -> Block:
    name = kind_field(number)
    return input_block(name, clamp(text, _LABEL), static_select(name, options, initial=chosen.value))


def _item(t: Translator, item: Item) -> Mrkdwn:
    words = clamp(item.text, _LINE)
    if item.done:
        return Mrkdwn(f"✅ ~{esc(words.replace('~', '∼'))}~")
    return t.md("feedback.item", icon=_ICONS[item.kind], kind=bold(t(f"kind.{item.kind}")), text=words)


def _that_fit(items: Sequence[Item]) -> list[Item]:
    """All items in their order; when there are too many, the closed ones give way."""
    open_first = sorted(items, key=lambda item: item.done)
    return sorted(open_first[:_CARD_ITEMS], key=lambda item: item.position)


def _where(t: Translator, kept: FeedbackForTeam) -> str:
    about = _about(kept.number, kept.deliverable) if kept.deliverable else kept.project
    return t("feedback.about", about=about, round=kept.round)


def _about(number: int | None, title: str) -> str:
    return f"#{number} {title}"


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
