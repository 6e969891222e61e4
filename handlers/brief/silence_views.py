"""The message that departments have not answered a brief."""

from __future__ import annotations

from collections.abc import Sequence

from desk.brief.relay import Relayed, RelayState
from handlers.brief.brief_ids import BriefAction
from handlers.brief.relay_views import RelayAction, need_button, people_of, standing_line
from handlers.core.blocks import actions, button, lines, section
from handlers.core.i18n import Translator
from handlers.core.reply import Message


def silent(t: Translator, parts: Sequence[Relayed], *, decides: bool) -> Message:
    """Departments that have not answered for a whole day, and the answers of those that have by now;
    `decides`: with the actions of the account team, so that each department has its own line.
    """
    first, waiting = parts[0], [one for one in parts if one.standing.state is RelayState.WAITING]
    facts = {"project": first.project, "version": first.version}
    names = [
        t("relay.silent.one", department=t(f"department.{one.standing.department}"),
          people=people_of(t, one.standing))
        for one in waiting
    ]  # fmt: skip
    words = (
        t.md("relay.silent", departments=", ".join(names), **facts)
        if waiting
        else t.md("relay.sheet", **facts)
    )
    answered = [standing_line(t, one.standing) for one in parts if one not in waiting]
    buttons = [button(t("brief.show"), BriefAction.SHOW, str(first.project_id))]
    if decides and any(one.standing.silent for one in waiting):
        again = button(t("relay.remind"), RelayAction.AGAIN, str(first.project_id), style="primary")
        buttons.insert(0, again)
    if not decides:
        return Message(words, [section(lines(words, *answered)), actions(buttons)])
    rows = [section(standing_line(t, one.standing), accessory=need_button(t, one.standing)) for one in parts]
    return Message(words, [section(words), *rows, actions(buttons)])
