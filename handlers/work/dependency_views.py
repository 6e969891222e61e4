"""What a piece of work waits for: as a line, and as a choice in its form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desk.work.cards import Item
from desk.work.dependency import MOST, Choice
from desk.work.waits import Piece
from handlers.core.blocks import (
    Block,
    Mrkdwn,
    clamp,
    input_block,
    mention,
    multi_static_select,
    option,
    section,
)
from handlers.core.i18n import Translator
from handlers.core.reply import Message

BLOCKERS = "blockers"
"""The field with what a piece of work waits for."""
_MOST_SHOWN = 3
_TITLE = 60


def waits(t: Translator, item: Item) -> Mrkdwn | None:
    """What open work waits for, and whose it is; None if nothing."""
    return waits_for(t, item.waits, item.project_id) if item.is_open else None


def waits_for(t: Translator, found: Sequence[Piece], project_id: int | None = None) -> Mrkdwn | None:
    """The same of these pieces; without a project each is named with its own."""
    return t.md("dependency.waits", what=pieces(t, found, project_id)) if found else None


def progress(t: Translator, parts: tuple[int, int] | None) -> Mrkdwn | None:
    """How many parts of a piece of work are done; None for what has none, or none that is open."""
    return t.md("parts.progress", done=parts[0], total=parts[1]) if parts else None


def part_of(t: Translator, item: Item) -> Mrkdwn | None:
    """Of what open work it is a part, and whose that is; None if of none."""
    if item.part_of is None or not item.is_open:
        return None
    whole = item.part_of
    return t.md("parts.part_of", title=clamp(whole.title, _TITLE), owner=mention(whole.user))


def held_up(t: Translator, found: Sequence[Piece], today: date) -> Mrkdwn | None:
    """Who waits, for which of their work, and when that is due; None if nobody does."""
    return t.md("dependency.held_up", what=waiting(t, found, today)) if found else None


def waiting(t: Translator, found: Sequence[Piece], today: date) -> Mrkdwn:
    """Those who wait, each with their work."""
    said = [
        t.md(
            "dependency.held_up.piece",
            who=mention(one.user),
            title=clamp(one.title, _TITLE),
            due=t.dated(one.due_on, None, today),
        )
        for one in found[:_MOST_SHOWN]
    ]
    if len(found) > _MOST_SHOWN:
        said.append(t.md("dependency.more", count=len(found) - _MOST_SHOWN))
    return Mrkdwn(", ".join(said))


def changed(t: Translator, item: Item) -> Message:
    """A private message with what it waits for now."""
    what = pieces(t, item.waits, item.project_id)
    key = "dependency.now" if item.waits else "dependency.now_free"
    words = t.md(key, title=item.title, what=what)
    return Message(words, [section(words)])


def pieces(t: Translator, found: Sequence[Piece], project_id: int | None) -> Mrkdwn:
    """Pieces of work with their owners; those of other projects than this one with their project."""
    said = []
    for one in found[:_MOST_SHOWN]:
        key = "dependency.piece" if one.project_id == project_id else "dependency.piece_of"
        said.append(t.md(key, title=clamp(one.title, _TITLE), owner=mention(one.user), project=one.project))
    if len(found) > _MOST_SHOWN:
        said.append(t.md("dependency.more", count=len(found) - _MOST_SHOWN))
    return Mrkdwn(", ".join(said))


def choose(t: Translator, choice: Choice | None) -> list[Block]:
    """The field with what it waits for, if there is anything to wait for."""
    if choice is None or not choice.groups:
        return []
    groups = [
        (project, [option(title, str(one)) for one, title in offered]) for project, offered in choice.groups
    ]
    chosen = [str(one) for one in choice.chosen]
    field = multi_static_select(
        BLOCKERS, groups, initial=chosen, placeholder=t("dependency.form.placeholder"), most=MOST
    )
    return [input_block(BLOCKERS, t("dependency.form"), field, optional=True, hint=t("dependency.form.hint"))]
