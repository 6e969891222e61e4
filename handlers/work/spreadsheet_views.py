"""Import: the paste box, the faults by line, and what would be written."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from typing import Any

from desk.work.spreadsheet import Checked
from desk.work.spreadsheet_lines import Row
from handlers.core.blocks import (
    INPUT_TEXT,
    Block,
    Mrkdwn,
    actions,
    button,
    clamp,
    context,
    esc,
    input_block,
    lines,
    mention,
    modal,
    packed,
    section,
    text_input,
)
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.history.undo_views import UndoAction
from handlers.work.spreadsheet_words import day_in_words, faults


class ImportView(enum.StrEnum):
    """callback_id of its modals."""

    IMPORT = "import"
    ANSWERS = "import.answers"
    CHECKED = "import.checked"


class ImportAction(enum.StrEnum):
    """action_id of its buttons, selects and pickers."""

    ANSWER = "import.answer"
    DONE = "import.done"
    EDIT = "import.edit"
    WRITE = "import.write"


ROWS = "rows"
MOST_FAULTS = 30
_MOST_NAMES = 10


def form(t: Translator, text: str, channel: str) -> dict[str, Any]:
    """The paste box. A text longer than a field came by message, and has to come that way again."""
    shown = text if len(text) <= INPUT_TEXT else ""
    box = text_input(ROWS, multiline=True, initial=shown, placeholder=t("import.example"))
    return modal(
        ImportView.IMPORT,
        t("import.title"),
        [section(t.md("import.how")), input_block(ROWS, t("import.rows"), box, hint=t("import.hint"))],
        submit=t("import.check"),
        close=t("common.cancel"),
        metadata={"channel": channel},
    )


def checked(t: Translator, found: Checked) -> Message:
    """The dry run, as an answer; its button writes, or opens the form for the questions."""
    shown = _checked(t, found)
    pressed = packed_key(found)
    if found.questions:
        label = t("import.ask.open", count=len(found.questions))
        shown.append(actions([button(label, ImportAction.ANSWER, pressed, style="primary")]))
    elif found.writes:
        shown.append(actions([button(t("import.write"), ImportAction.WRITE, pressed, style="primary")]))
    return Message(_summary(t, found), shown)


def packed_key(found: Checked) -> str:
    """The value of a button for a checked table."""
    once = json.dumps(dict(found.once), ensure_ascii=False, separators=(",", ":")) if found.once else ""
    return f"{found.key} {once}".strip()


def unpacked(value: str) -> tuple[str, Mapping[str, Any]]:
    """The data of a button: the key, and the answers for this table only."""
    key, _, said = value.partition(" ")
    try:
        once = json.loads(said or "{}")
    except ValueError:
        once = {}
    return key, once if isinstance(once, dict) else {}


def checked_view(t: Translator, found: Checked, channel: str) -> dict[str, Any]:
    """The dry run, in place of the form; submitting writes."""
    return modal(
        ImportView.CHECKED,
        t("import.title"),
        _checked(t, found),
        submit=t("import.write") if found.writes else None,
        close=t("common.cancel"),
        metadata={"channel": channel, "key": found.key, "once": dict(found.once)},
    )


def written(t: Translator, done: Checked, change: int | None) -> Message:
    """What was written, and an undo button for `change`."""
    key = "import.written" if done.writes else "import.nothing"
    words = t.md(key, added=done.added, changed=done.changed, same=done.same, projects=len(done.projects))
    back = [actions([button(t("undo.button"), UndoAction.UNDO, str(change))])] if change else []
    return Message(words, [section(words), *back])


def _summary(t: Translator, found: Checked) -> Mrkdwn:
    if found.faults:
        return t.md("import.wrong", count=len(found.faults))
    key = "import.right" if found.writes else "import.nothing"
    projects = len(found.projects)
    return t.md(key, added=found.added, changed=found.changed, same=found.same, projects=projects)


def _checked(t: Translator, found: Checked) -> list[Block]:
    # Near the summary, so that faults are seen without scrolling.
    edit = None if found.writes else button(t("deliverable.fix"), ImportAction.EDIT, style="primary")
    shown = [section(_summary(t, found), accessory=edit)]
    if found.faults:
        wrong = faults(t, found.faults)
        shown += packed([esc(words) for words in wrong[:MOST_FAULTS]])
        if len(wrong) > MOST_FAULTS:
            shown.append(context(t.md("status.more", count=len(wrong) - MOST_FAULTS)))
    elif found.writes:
        shown.append(section(lines(t.md("import.first"), *(_row(t, row) for row in found.first))))
    if found.off:
        off = ", ".join(
            f"{clamp(row.title, 60)} ({row.owner.name})" for row in found.off[:_MOST_NAMES] if row.owner
        )
        shown.append(context(t.md("import.off", count=len(found.off), names=off)))
    if found.projects:
        names = ", ".join(clamp(name, 80) for name in found.projects[:_MOST_NAMES])
        shown.append(context(t.md("import.projects", count=len(found.projects), names=names)))
    if found.left:
        take = button(t("import.take_done"), ImportAction.DONE, packed_key(found))
        shown.append(section(t.md("import.left", count=found.left), accessory=take))
    if found.headings:
        shown.append(context(t.md("import.headings", names=clamp(", ".join(found.headings), 300))))
    if found.unread:
        shown.append(context(t.md("import.unread", names=clamp(", ".join(found.unread), 300))))
    return shown


def _row(t: Translator, row: Row) -> Mrkdwn:
    project = clamp(row.project, 60)
    if not row.title or row.owner is None or row.due_on is None:
        return t.md("import.row_project", project=project)
    return t.md(
        "import.row_status" if row.status else "import.row",
        project=project,
        title=clamp(row.title, 100),
        owner=mention(row.owner.user),
        due=day_in_words(t, row.due_on, row.due_minute),
        status=t(f"status.{row.status}") if row.status else "",
    )
