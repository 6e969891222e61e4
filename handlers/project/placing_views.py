"""The buttons that give a project without a channel the likeliest one, or another."""

from __future__ import annotations

import enum

from desk.project.project import ProjectRef
from handlers.core.blocks import Element, button, channel_link, section
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.project.project_views import ProjectAction


class PlacingAction(enum.StrEnum):
    """action_id of its buttons, selects and pickers."""

    PLACE = "placing.place"


def placed(t: Translator, ref: ProjectRef) -> Message:
    """Where the brief's card goes."""
    words = t.md("placing.placed", project=ref.name, channel=channel_link(ref.channel or ""))
    return Message(words, [section(words)])


def buttons(t: Translator, project_id: int, likely: str | None) -> list[Element]:
    """Take the likeliest channel, if there is one, or choose in the project's form."""
    if likely is None:
        return [button(t("placing.choose"), ProjectAction.EDIT, str(project_id), style="primary")]
    return [
        button(t("placing.there"), PlacingAction.PLACE, f"{project_id}/{likely}", style="primary"),
        button(t("placing.else"), ProjectAction.EDIT, str(project_id)),
    ]
