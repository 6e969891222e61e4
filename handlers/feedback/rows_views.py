"""The rows in which points of feedback are checked: words, kind, owner and date of each."""

from __future__ import annotations

from collections.abc import Sequence

from desk.feedback.about import Choice
from desk.feedback.feedback import FeedbackKind
from desk.feedback.lines import POINT_LIMIT, Line
from handlers.core.blocks import (
    Block,
    Element,
    checkboxes,
    datepicker,
    input_block,
    option,
    static_select,
    text_input,
    users_select,
)
from handlers.core.i18n import Translator

PAGE = 10
"""Points on one page: five blocks each, of the hundred that a form holds, and few enough to check."""
LEFTS = 20
"""Words that became no point on one page: a block each."""
LEFT_OUT, MERGED = "none", "above"
NEW, REST = "new", "rest"
WHOLE = "all"

ICONS = {
    FeedbackKind.MUST: "🔴",
    FeedbackKind.SHOULD: "🟡",
    FeedbackKind.QUESTION: "❓",
    FeedbackKind.OUT_OF_SCOPE: "📦",
    FeedbackKind.MONEY: "💰",
    FeedbackKind.PRAISE: "💚",
}


def page_end(lines: Sequence[Line], start: int) -> int:
    """The position behind the last line of the page that begins at a position."""
    end = start
    while end < len(lines) and _fits(lines[start : end + 1]):
        end += 1
    return end


def page_start(lines: Sequence[Line], end: int) -> int:
    """The position of the first line of a page before a position."""
    start = end
    while start > 0 and _fits(lines[start - 1 : end]):
        start -= 1
    return start


def kind_field(key: int) -> str:
    """The field with the kind of one point. `key`: its position, or its id once it is stored."""
    return f"kind-{key}"


def text_field(key: int) -> str:
    """The field with its words."""
    return f"text-{key}"


def owner_field(key: int) -> str:
    """The field with its owner."""
    return f"owner-{key}"


def due_field(key: int) -> str:
    """The field with its date."""
    return f"due-{key}"


def piece_field(key: int) -> str:
    """The field with the work it is about."""
    return f"piece-{key}"


def titled(number: int | None, title: str) -> str:
    """A deliverable's name in feedback."""
    return f"#{number} {title}"


def rows(
    t: Translator, points: Sequence[tuple[int, Line]], start: int, turn: int, work: Sequence[Element] = ()
) -> list[Block]:
    """A row for each point, by its key. `start`: the position of the first one; `turn`: part of the block
    ids, as Slack keeps a field's value while its block id stays. `work`: what a point can be about.
    """
    blocks: list[Block] = []
    for number, (key, line) in enumerate(points, start + 1):
        owner = users_select(owner_field(key), initial=line.owner)
        due = datepicker(due_field(key), initial=line.due_on.isoformat() if line.due_on else None)
        words = text_input(text_field(key), multiline=True, initial=line.text, max_length=POINT_LIMIT)
        kinds = [*kind_options(t), *([option(t("feedback.row.merged"), MERGED)] if number > 1 else [])]
        kinds.append(option(t("feedback.row.left_out"), LEFT_OUT))
        kind = static_select(kind_field(key), kinds, initial=line.kind.value)
        blocks += [
            input_block(_named(text_field(key), turn), t("feedback.row.text", number=number), words),
            input_block(_named(kind_field(key), turn), t("feedback.row.kind", number=number), kind),
            *([_piece_box(t, key, turn, work, line)] if work else []),
            input_block(_named(owner_field(key), turn), t("feedback.row.owner"), owner, optional=True),
            input_block(_named(due_field(key), turn), t("feedback.row.due"), due, optional=True),
        ]
    return blocks


def work_options(
    t: Translator, whole: str | None, work: Sequence[Choice], points: Sequence[Choice] = ()
) -> list[Element]:
    """What a point can be about: what all of the capture is about (`whole`: the name of that piece of work,
    None for the project), or one of these; `points`: what points are about already. Empty for no choice.
    """
    named = {one.id: one for one in (*work, *points)}
    if not named:
        return []
    first = option(whole or t("feedback.form.whole_project"), WHOLE)
    return [first, *(option(titled(one.number, one.title), str(one.id)) for one in named.values())]


def _piece_box(t: Translator, key: int, turn: int, work: Sequence[Element], line: Line) -> Block:
    name = piece_field(key)
    chosen = str(line.piece) if line.piece else WHOLE
    return input_block(
        _named(name, turn), t("feedback.form.deliverable"), static_select(name, work, initial=chosen)
    )


def rest_row(t: Translator, behind: Sequence[Line], turn: int) -> Block:
    """A checkbox that accepts the following pages as they were understood."""
    left = sum(bool(line.left) for line in behind)
    key = "feedback.row.rest_left" if left else "feedback.row.rest"
    tick = checkboxes(REST, [option(t("feedback.row.rest_tick"), REST)])
    return input_block(_named(REST, turn), t(key, count=len(behind) - left, left=left), tick, optional=True)


def new_row(t: Translator, turn: int) -> Block:
    """A field to add points."""
    box = text_input(NEW, multiline=True, placeholder=t("feedback.form.items_like"))
    hint = t("feedback.row.new_hint")
    return input_block(_named(NEW, turn), t("feedback.row.new"), box, optional=True, hint=hint)


def kind_options(t: Translator) -> list[Element]:
    """The kinds of points, as options."""
    return [option(f"{ICONS[kind]} {t(f'kind.{kind}')}", kind.value) for kind in FeedbackKind]


def _fits(page: Sequence[Line]) -> bool:
    left = sum(bool(line.left) for line in page)
    return left <= LEFTS and len(page) - left <= PAGE


def _named(name: str, turn: int) -> str:
    return f"{name}.{turn}" if turn else name
