"""What clients owe: the work that they have, and the questions about briefs that they have not answered."""

from __future__ import annotations

from desk.day.ball import Asked, Owed
from handlers.brief.question_views import QuestionAction
from handlers.core.blocks import Block, Mrkdwn, button, context, lines, packed, section
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.day import ask_views, holding_views


def owed(t: Translator, found: Owed) -> Message:
    """Work first, with since when they have had it; then the questions, each with its list one press away."""
    count, scope = found.count + len(found.asked), ask_views.named(found.projects)
    title = t.md("ask.client_owes" if count else "ask.client_owes.none", count=count, scope=scope)
    rows: list[Block] = [section(title)]
    rows += packed([holding_views.held(t, line, held, found.today) for line, held in found.lines])
    if found.count > len(found.lines):
        rows.append(context(t.md("status.more", count=found.count - len(found.lines))))
    for one in found.asked:
        listed = button(t("question.to_ask", count=one.count), QuestionAction.LIST, str(one.project_id))
        rows.append(section(_asked(t, one, found), accessory=listed))
    told = [_asked(t, one, found) for one in found.asked]
    return Message(lines(title, *told), rows)


def _asked(t: Translator, one: Asked, found: Owed) -> Mrkdwn:
    since = t.dated(one.since, None, found.today)
    return t.md("ask.client_owes.asked", project=one.project, count=one.count, since=since)
