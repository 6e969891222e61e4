"""How the difference between two versions of a brief looks."""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from desk.brief.brief import LENGTH
from desk.brief.diff import Diff, FieldChange
from desk.brief.needs import TEMPLATE
from handlers.brief.brief_ids import BriefView
from handlers.core.blocks import (
    Block,
    Mrkdwn,
    actions,
    bold,
    button,
    clamp,
    context,
    esc,
    header,
    mention,
    modal,
    section,
)
from handlers.core.i18n import Translator
from handlers.core.reply import Message


class DiffAction(enum.StrEnum):
    """action_id of its buttons, selects and pickers."""

    DIFF = "brief.diff"
    DIFF_EARLIER = "brief.diff_earlier"
    DIFF_LATER = "brief.diff_later"


SHORT = 600
"""Up to this many characters, old and new together, a field is shown once with its changed words marked."""
_ALIKE = 0.3
"""Below this share of common words (difflib's ratio) old and new are shown separately."""


def message(t: Translator, diff: Diff) -> Message:
    """What a version changed, as a message."""
    title = t("diff.title", project=diff.project, old=diff.old, new=diff.new)
    shown: list[Block] = [header(title)]
    for change in diff.changes:
        shown += [section(one) for one in told(t, change)]
    if not diff.changes:
        shown.append(section(t.md("diff.nothing")))
    when = t("common.at", hour=f"{diff.at:%H:%M}", day=t.long_date(diff.at.date()))
    by = t.md("diff.by", user=mention(diff.author), when=when)
    why = t.md("brief.card.why", why=clamp(diff.why, 300)) if diff.why else None
    shown.append(context(*filter(None, [by, why])))
    steps = _steps(t, diff)
    return Message(title, [*shown, actions(steps)] if steps else shown)


def view(t: Translator, diff: Diff) -> dict[str, Any]:
    """What a version changed, as a modal."""
    return modal(BriefView.SHOWN, t("brief.form.title"), message(t, diff).blocks, close=t("common.close"))


def overtaken(t: Translator, theirs: Diff) -> list[Block]:
    """Above a form: what others changed in the same fields; the person's own words are still in the form."""
    note = t.md("brief.overtaken", user=mention(theirs.author), version=theirs.new)
    return [section(note), *(section(words) for change in theirs.changes for words in told(t, change))]


def merged(t: Translator, theirs: Diff) -> Block:
    """A line after saving: what others changed meanwhile is kept."""
    fields = ", ".join(t(f"brief.{change.field}") for change in theirs.changes)
    return context(t.md("brief.merged", user=mention(theirs.author), version=theirs.new, fields=fields))


def told(t: Translator, change: FieldChange) -> list[Mrkdwn]:
    """One field: with few changes the words are marked, else the whole text before and after."""
    label, before, after = t(f"brief.{change.field}"), change.before, change.after
    if change.field == TEMPLATE:
        before, after = t(f"template.{before}"), t(f"template.{after}")
    if len(before) + len(after) <= SHORT:
        return [t.md("brief.field_line", label=label, text=marked(before, after))]
    parts = (("diff.before", before), ("diff.after", after))
    return [t.md(key, label=label, text=clamp(text, LENGTH) or "–") for key, text in parts]


def marked(before: str, after: str) -> Mrkdwn:
    """The new words in bold among the unchanged ones, the old ones struck through."""
    old, new = (re.findall(r"\S+|\n", text) for text in (before, after))
    shown: list[Mrkdwn] = []
    match = SequenceMatcher(None, old, new, autojunk=False)
    whole = [("replace", 0, len(old), 0, len(new))]
    for what, a, b, c, d in match.get_opcodes() if match.ratio() >= _ALIKE else whole:
        if what == "equal":
            shown += _runs(old[a:b], esc)
        else:
            shown += _runs(old[a:b], _struck)
            shown += _runs(new[c:d], bold)
    return Mrkdwn(re.sub(r" *\n *", "\n", " ".join(shown)))


def _runs(tokens: Sequence[str], style: Any) -> list[Mrkdwn]:
    """The words in this style, line by line: Slack's styles end at a line's end."""
    pieces = re.split(r"(\n)", " ".join(tokens))
    return [Mrkdwn(one) if one == "\n" else style(one.strip()) for one in pieces if one.strip(" ")]


def _struck(text: str) -> Mrkdwn:
    """Escaped text, struck through. A tilde would end the style, so tildes inside become ∼."""
    return Mrkdwn(f"~{esc(text.replace('~', '∼'))}~")


def _steps(t: Translator, diff: Diff) -> list[dict[str, Any]]:
    """Buttons to the change before this one, and to the one after it."""
    found = []
    if diff.old > 1:
        value = f"{diff.project_id}/{diff.old}"
        label = t("diff.earlier", old=diff.old - 1, new=diff.old)
        found.append(button(label, DiffAction.DIFF_EARLIER, value))
    if diff.new < diff.newest:
        value = f"{diff.project_id}/{diff.new + 1}"
        label = t("diff.later", old=diff.new, new=diff.new + 1)
        found.append(button(label, DiffAction.DIFF_LATER, value))
    return found
