"""The form for one's own words."""

from __future__ import annotations

import enum
from typing import Any

from handlers.core import ids
from handlers.core.blocks import Block, input_block, modal, text_input, users_select
from handlers.core.i18n import Translator


class SayingAction(enum.StrEnum):
    """action_id of the button that opens it; its value is from `ids.said_in`."""

    OPEN = ids.SAY_FORM


class SayingView(enum.StrEnum):
    """callback_id of its modal."""

    SAY = ids.SAY_FORM


WORDS, WHO = "words", "who"


def form(t: Translator, what: str, slug: str, channel: str) -> dict[str, Any]:
    """The form. `what`: one of the sayings; `slug`: of the project it is about, if any."""
    who: list[Block] = []
    if what == "remind":
        who = [input_block(WHO, t("say.who"), users_select(WHO))]
    hint = t("say.hint.when") if what in ("todo", "remind") else None
    field = text_input(WORDS, multiline=True, placeholder=t(f"say.example.{what}"))
    return modal(
        SayingView.SAY,
        t(f"say.{what}"),
        [*who, input_block(WORDS, t(f"say.words.{what}"), field, hint=hint)],
        submit=t("common.save"),
        close=t("common.cancel"),
        metadata={"what": what, "slug": slug, "channel": channel},
    )
