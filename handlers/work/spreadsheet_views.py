"""How an import looks: the paste box, what is wrong line by line, and what writing would do."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date
from typing import Any

from desk.work.spreadsheet import Checked
from desk.work.spreadsheet_lines import CellFault, Row
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


class ImportView(enum.StrEnum):
    """callback_id of its modals."""

    IMPORT = "import"
    CHECKED = "import.checked"


class ImportAction(enum.StrEnum):
    """action_id of its buttons, selects and pickers."""

    EDIT = "import.edit"
    WRITE = "import.write"


ROWS = "rows"
MOST_FAULTS = 30
_MOST_NAMES = 10


def form(t: Translator, text: str, channel: str) -> dict[str, Any]:
    """The paste box. What is longer than a field holds came by message, and comes so again."""
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


def checked(t: Translator, found: Checked, today: date) -> Message:
    """The dry run, as an answer; the button writes."""
    shown = _checked(t, found, today)
    if found.writes:
        shown.append(actions([button(t("import.write"), ImportAction.WRITE, found.key, style="primary")]))
    return Message(_summary(t, found), shown)


def checked_view(t: Translator, found: Checked, channel: str, today: date) -> dict[str, Any]:
    """The dry run, in the form's place; submitting writes."""
    return modal(
        ImportView.CHECKED,
        t("import.title"),
        _checked(t, found, today),
        submit=t("import.write") if found.writes else None,
        close=t("common.cancel"),
        metadata={"channel": channel, "key": found.key},
    )


def written(t: Translator, done: Checked) -> Message:
    """What was written."""
    key = "import.written" if done.writes else "import.nothing"
    words = t.md(key, added=done.added, changed=done.changed, same=done.same, projects=len(done.projects))
    hint = [context(t.md("import.undo"))] if done.writes else []
    return Message(words, [section(words), *hint])


def faults(t: Translator, found: Sequence[CellFault]) -> list[str]:
    """What is wrong, each thing once with its column and its lines: one wrong name stands on many."""
    places: dict[tuple[str, str], list[int]] = {}
    for one in found:
        words = t(one.fault.reason, **one.fault.facts)
        places.setdefault((clamp(one.header, 40), words), []).append(one.line)
    return [
        t("import.fault" if len(at) == 1 else "import.faults", line=_spans(at), column=column, fault=words)
        for (column, words), at in places.items()
    ]


def _spans(at: Sequence[int]) -> str:
    """Line numbers, those that follow each other as "2–31"."""
    runs: list[list[int]] = []
    for line in at:
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return clamp(", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs), 60)


def _summary(t: Translator, found: Checked) -> Mrkdwn:
    if found.faults:
        return t.md("import.wrong", count=len(found.faults))
    key = "import.right" if found.writes else "import.nothing"
    projects = len(found.projects)
    return t.md(key, added=found.added, changed=found.changed, same=found.same, projects=projects)


def _checked(t: Translator, found: Checked, today: date) -> list[Block]:
    # Beside the summary, so that nobody scrolls past what is wrong to find it.
    edit = None if found.writes else button(t("deliverable.fix"), ImportAction.EDIT, style="primary")
    shown = [section(_summary(t, found), accessory=edit)]
    if found.faults:
        wrong = faults(t, found.faults)
        shown += packed([esc(words) for words in wrong[:MOST_FAULTS]])
        if len(wrong) > MOST_FAULTS:
            shown.append(context(t.md("status.more", count=len(wrong) - MOST_FAULTS)))
    elif found.writes:
        shown.append(section(lines(t.md("import.first"), *(_row(t, row, today) for row in found.first))))
    if found.projects:
        names = ", ".join(clamp(name, 80) for name in found.projects[:_MOST_NAMES])
        shown.append(context(t.md("import.projects", count=len(found.projects), names=names)))
    if found.unread:
        shown.append(context(t.md("import.unread", names=clamp(", ".join(found.unread), 300))))
    return shown


def _row(t: Translator, row: Row, today: date) -> Mrkdwn:
    project = clamp(row.project, 60)
    if not row.title or row.owner is None or row.due_on is None:
        return t.md("import.row_project", project=project)
    return t.md(
        "import.row_status" if row.status else "import.row",
        project=project,
        title=clamp(row.title, 100),
        owner=mention(row.owner.user),
        due=t.when(row.due_on, row.due_minute, today),
        status=t(f"status.{row.status}") if row.status else "",
    )
