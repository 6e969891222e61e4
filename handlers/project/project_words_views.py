"""A question after a verb that keeps words about a project: it is answered, and kept by one press."""

from __future__ import annotations

from desk.project.project import ProjectRef
from handlers.core import ids
from handlers.core.blocks import actions, button, clamp
from handlers.core.carrying import packed
from handlers.core.i18n import Translator
from handlers.core.reply import Message

_SHORT = 40


def not_kept(t: Translator, shown: Message, verb: str, ref: ProjectRef, asked: str) -> Message:
    """What the verb shows of the project. `asked`: the question, if it was one."""
    if not asked:
        return shown
    label = t("project_words.keep", words=clamp(asked, _SHORT))
    press = button(label, ids.OPEN_BESIDE, packed(verb, f"{ref.slug}\n{asked}"))
    return shown.and_then(Message(label, [actions([press])]))
