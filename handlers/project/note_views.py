"""Notes of a project, for colleagues only."""

from __future__ import annotations

import enum
from collections.abc import Sequence

from desk.project.note import Noted, Notes
from desk.project.project import ProjectRef
from handlers.core import ids
from handlers.core.blocks import Block, Mrkdwn, actions, bold, button, clamp, context, lines, mention, section
from handlers.core.carrying import packed as says
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.history.undo_views import UndoAction


class NoteAction(enum.StrEnum):
    """action_id of its buttons."""

    DROP = "note.drop"


MOST = 40
"""How many notes one answer shows, each with its button."""
MOST_BELOW = 3
"""How many notes are shown below another answer about the project."""
_SHORT = 200


def saved(t: Translator, found: Notes, words: str, change: int | None) -> Message:
    """The stored note, its project, and an undo button."""
    told = t.md("note.saved", project=found.project.name, text=words)
    return Message(told, [section(told), *_undo(t, change)])


def listed(t: Translator, found: Notes, change: int | None = None) -> Message:
    """All notes of a project, newest first."""
    title = t.md("note.title" if found.notes else "note.none", project=found.project.name)
    shown: list[Block] = [section(title)]
    for one in found.notes[:MOST]:
        shown.append(
            section(_line(t, one, found), accessory=button(t("note.drop"), NoteAction.DROP, str(one.id)))
        )
    if len(found.notes) > MOST:
        shown.append(context(t.md("note.more", count=len(found.notes) - MOST)))
    new = button(t("say.note"), ids.SAY_FORM, ids.said_in("note", found.project.slug))
    undo = [button(t("undo.button"), UndoAction.UNDO, str(change))] if change else []
    return Message(title, [*shown, actions([new, *undo])])


def below(t: Translator, found: Notes) -> list[Block]:
    """The newest notes, as the end of another answer about the project."""
    if not found.notes:
        return []
    rows = [_line(t, one, found, _SHORT) for one in found.notes[:MOST_BELOW]]
    hidden = len(found.notes) - len(rows)
    tail = t.md("note.below_more", count=hidden, slug=found.project.slug) if hidden else None
    return [section(lines(bold(t("note.below")), *rows, tail))]


def which(t: Translator, words: str, refs: Sequence[ProjectRef]) -> Message:
    """Nothing is stored yet: a button for each project that may be meant."""
    if not words:
        told = t.md("note.which_shown")
    else:
        told = t.md("note.which" if refs else "note.no_project", text=words)
    press = [
        actions([button(ref.name, ids.OPEN_FORM, says("note", f"{ref.slug}\n{words}".strip()))])
        for ref in refs
    ]
    return Message(told, [section(told), *press])


def _line(t: Translator, one: Noted, found: Notes, most: int | None = None) -> Mrkdwn:
    text = clamp(one.text, most) if most else one.text
    return t.md("note.line", text=text, who=mention(one.author), day=t.dated(one.on, None, found.today))


def _undo(t: Translator, change: int | None) -> list[Block]:
    return [actions([button(t("undo.button"), UndoAction.UNDO, str(change))])] if change else []
