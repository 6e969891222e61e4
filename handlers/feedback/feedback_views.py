"""The form for feedback: its first page and the pages with points, and the form for guests."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desk.feedback.about import Choice
from desk.feedback.drafts import Kept, Typed
from desk.feedback.feedback import ROUND_LIMIT, SAID_BY_LIMIT, Place
from desk.feedback.lines import Line
from handlers.core.blocks import (
    INPUT_TEXT,
    TEXT,
    Block,
    Mrkdwn,
    actions,
    bold,
    button,
    clamp,
    clamp_mrkdwn,
    input_block,
    lines,
    modal,
    option,
    section,
    static_select,
    text_input,
)
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.feedback.rows_views import WHOLE, new_row, page_end, rest_row, rows, titled, work_options


class FeedbackView(enum.StrEnum):
    """callback_id of its modals."""

    FEEDBACK = "feedback"
    CHECK = "feedback.check"
    GUEST = "feedback.guest"
    POINTS = "feedback.points"
    SOURCE = "feedback.source"


class FeedbackAction(enum.StrEnum):
    """action_id of its buttons, selects and pickers."""

    PROJECT = "feedback.project"
    DELIVERABLE = "feedback.deliverable"
    RESTORE = "feedback.restore"
    DISCARD = "feedback.discard"
    BACK = "feedback.back"
    TAKE = "feedback.take"
    DONE = "feedback.done"
    REOPEN = "feedback.reopen"
    DONE_OWED = "feedback.done_owed"
    DONE_LISTED = "feedback.done_listed"
    LISTED = "feedback.listed"
    SOURCE = "feedback.show_source"
    POINTS = "feedback.open_points"
    APPROVED = "feedback.approved"


class FeedbackShortcut(enum.StrEnum):
    """callback_id of its message shortcut."""

    SAVE_FEEDBACK = "feedback.save"


SOURCE, ITEMS, ROUND, SAID_BY = "source", "items", "round", "said_by"
OF = "of"
"""Where a guest of several projects chooses one."""
LEFT_OUT = "none"
_SNIPPET = 80
_LEFT = 300
"""Characters of words that became no point; all of them stand in the point they are made."""
_ROUNDS_AHEAD = 5


@dataclass(frozen=True, slots=True)
class Form:
    """The initial content of the first page.

    `unknown`: a project name without a match. `edition`: counts how often its words were set anew, since
    Slack keeps a field's value while its block id stays. `draft`: one that can be restored.
    """

    projects: Sequence[tuple[int, str]]
    typed: Typed
    place: Place | None = None
    unknown: str = ""
    nearest: str = ""
    edition: int = 0
    draft: Kept | None = None


def source_field(part: int) -> str:
    """The box with one part of the client's words."""
    return SOURCE if part == 0 else f"{SOURCE}-{part}"


def form(t: Translator, filled: Form) -> dict[str, Any]:
    """Page 1: the client's words first, then the points, then the project."""
    typed = filled.typed
    blocks: list[Block] = []
    if filled.unknown:
        key = "feedback.form.unknown_near" if filled.nearest else "feedback.form.unknown"
        blocks.append(section(t.md(key, query=filled.unknown, nearest=filled.nearest)))
    if filled.draft:
        there, other = filled.draft.typed, filled.draft.form
        words = clamp((there.items or there.source).replace("\n", " · "), _SNIPPET)
        restore = button(t("feedback.form.restore"), FeedbackAction.RESTORE, other)
        discard = button(t("feedback.form.discard"), FeedbackAction.DISCARD, other)
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
        FeedbackView.FEEDBACK,
        t("feedback.form.title"),
        blocks,
        submit=t("common.next"),
        close=t("common.cancel"),
        metadata=_origin(typed, filled.edition),
    )


def guest_form(t: Translator, places: Sequence[Place], source: str, origin: dict[str, Any]) -> dict[str, Any]:
    """The form for a guest: their words, and a choice if they have several projects."""
    intro: Block = section(t.md("feedback.guest.intro", project=bold(places[0].name)))
    if len(places) > 1:
        options = [option(place.name, str(place.id)) for place in places]
        intro = input_block(OF, t("feedback.form.project"), static_select(OF, options))
    return modal(
        FeedbackView.GUEST,
        t("feedback.guest.title"),
        [intro, *_boxes(t, source, t("feedback.guest.source"), t("feedback.guest.source_like"))],
        submit=t("feedback.guest.send"),
        close=t("common.cancel"),
        metadata=origin,
    )


def check(t: Translator, place: Place, typed: Typed, edition: int) -> dict[str, Any]:
    """The following pages: each point as it was understood, a few at a time."""
    about = _deliverable_of(typed, place)
    where = t(
        "feedback.about",
        about=titled(about.number, about.title) if about else place.name,
        round=typed.round or (about.round if about else place.round),
    )
    said, turn = typed.lines, typed.turn
    end = page_end(said, typed.start)
    behind = said[end:]
    blocks: list[Block] = [section(lines(bold(where), *_understood(t, said)))]
    number = sum(not line.left for line in said[: typed.start])
    others = [one for one in place.deliverables if one != about]
    work = work_options(t, titled(about.number, about.title) if about else None, others)
    for at, line in enumerate(said[typed.start : end], typed.start):
        if line.left:
            blocks.append(_left_row(t, at, line))
        else:
            blocks += rows(t, [(at, line)], number, turn, work)
            number += 1
    blocks.append(rest_row(t, behind, turn) if behind else new_row(t, turn))
    blocks.append(actions([button(t("feedback.check.back"), FeedbackAction.BACK, "back")]))
    return modal(
        FeedbackView.CHECK,
        t("feedback.check.title"),
        blocks,
        submit=t("common.next") if behind else t("common.save"),
        close=t("common.cancel"),
        metadata=_origin(typed, edition) | {"turn": turn},
    )


def _understood(t: Translator, said: Sequence[Line]) -> tuple[Mrkdwn, ...]:
    """How many points the words contain, and what became none."""
    left = sum(bool(line.left) for line in said)
    points = len(said) - left
    if not said:
        return (t.md("feedback.check.none"),)
    intro = t.md("feedback.check.intro", count=points) if points else t.md("feedback.check.none_read")
    return (intro, t.md("feedback.check.left", count=left)) if left else (intro,)


def _left_row(t: Translator, at: int, line: Line) -> Block:
    """Words that became no point, and a button that makes them one."""
    words = t.md(f"feedback.left.{line.left}", words=clamp(line.text, _LEFT), by=clamp(line.by, _SNIPPET))
    return section(words, accessory=button(t("feedback.left.take"), FeedbackAction.TAKE, str(at)))


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
    return Message(clamp_mrkdwn(words, TEXT), [section(words)])


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
        FeedbackAction.PROJECT,
        [option(name, str(project_id)) for project_id, name in choices.items()],
        initial=str(place.id) if place else None,
        placeholder=t("feedback.form.project_like"),
    )
    return input_block(_named("project", filled.edition), t("feedback.form.project"), select, dispatch=True)


def _place_boxes(t: Translator, typed: Typed, place: Place, edition: int) -> list[Block]:
    """Deliverable and round. Their block ids contain the project and deliverable, so that no earlier choice
    for another one stays.
    """
    about = _deliverable_of(typed, place)
    options = [option(t("feedback.form.whole_project"), WHOLE)]
    options += [option(titled(one.number, one.title), str(one.id)) for one in place.deliverables]
    deliverable = static_select(
        FeedbackAction.DELIVERABLE, options, initial=str(about.id) if about else WHOLE
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
