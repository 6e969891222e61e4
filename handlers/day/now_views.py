"""`/ae` alone: what somebody needs now, and everything that they may do, by presses."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from itertools import chain, islice

from desk.day.now import Now
from desk.project.colour import Coloured
from desk.project.project import ProjectRef
from handlers.core.blocks import (
    Block,
    Element,
    Mrkdwn,
    actions,
    bold,
    button,
    context,
    grouped_select,
    header,
    lines,
    option,
    section,
)
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.core.verbs import Choice, Group, Verb, Verbs
from handlers.day import mine_views, waiting_views
from handlers.project import colour_views
from handlers.project.status_views import StatusAction
from handlers.work import ball_views


class NowAction(enum.StrEnum):
    """action_id of the select of everything, and of the buttons for the usual choices."""

    MORE = "now.more"
    BRIEF = "now.brief"
    FEEDBACK = "now.feedback"
    ADD = "now.add"
    MINE = "now.mine"
    IMPORT = "now.import"
    STATUS = "now.status"
    HELP = "now.help"


MOST_LINES = 5
MOST_WAITING = 3
MOST_BURNING = 3
_LEADERS = (NowAction.FEEDBACK, NowAction.ADD, NowAction.BRIEF, NowAction.MINE)
_MAKERS = (NowAction.MINE, NowAction.STATUS, NowAction.FEEDBACK, NowAction.ADD)
_NEW = (NowAction.BRIEF, NowAction.IMPORT, NowAction.HELP)
_GUESTS = (NowAction.STATUS, NowAction.FEEDBACK)


def is_for_guests(verb: Verb, choice: Choice) -> bool:
    """Whether people from outside may press it: it does what they may type, with nothing after it."""
    return verb.guests and not choice.text and not choice.says


def now(t: Translator, found: Now, verbs: Verbs, *, is_office: bool) -> Message:
    """What a colleague needs now, on one screen of a phone as far as it goes."""
    desk = found.desk
    title = t("now.title", day=t.date(desk.today))
    shown: list[Block] = [header(title), *_here(t, found)]
    shown += [*burning(t, found), *_waiting(t, found)]
    work = mine_views.worst(t, desk, MOST_LINES)
    if work:
        shown += [section(bold(t("now.work"))), *work]
    elif not (found.waiting.count or found.burning):
        shown.append(section(t.md("now.new" if found.is_new else "now.calm")))
    return Message(title, [*shown, *presses(t, found, verbs, is_office=is_office)])


def guest(t: Translator, message: Message) -> Message:
    """What a guest asked for, with what they can do."""
    return Message(message.notification, [*message.blocks, actions([_button(t, one) for one in _GUESTS])])


def burning(t: Translator, found: Now) -> list[Block]:
    """The led projects that are not green, the worst."""
    shown = [_project(t, ref, one) for ref, one in found.burning[:MOST_BURNING]]
    more = len(found.burning) - len(shown)
    return [*shown, context(t.md("mine.colours.more", count=more))] if more else shown


def presses(t: Translator, found: Now, verbs: Verbs, *, is_office: bool) -> list[Block]:
    """The buttons of the usual choices, the first the most likely, and the select of all."""
    usual = _NEW if found.is_new else _LEADERS if found.leads else _MAKERS
    buttons = [_button(t, one, style="primary" if one is usual[0] else None) for one in usual]
    return [actions([*buttons, _more(t, verbs, is_office=is_office)])]


def _more(t: Translator, verbs: Verbs, *, is_office: bool) -> Element:
    """Everything that this person may do, by subject."""
    named = sorted(verbs.choices.items(), key=lambda one: one[1][1].place)
    theirs = [(name, one) for name, (_, one) in named if is_office or not one.office]
    groups = [
        (
            t(f"now.group.{group}"),
            [option(t(f"choice.{name}"), name) for name, one in theirs if one.group is group],
        )
        for group in Group
    ]
    return grouped_select(NowAction.MORE, groups, placeholder=t("now.more"))


def _button(t: Translator, action: NowAction, style: str | None = None) -> Element:
    name = action.removeprefix("now.")
    return button(t(f"choice.{name}"), action, name, style=style)


def _here(t: Translator, found: Now) -> list[Block]:
    """The projects of the channel: with one alone, who holds the ball too."""
    if found.standing is None:
        return [_project(t, ref, one) for ref, one in found.here]
    ((ref, one),) = found.here
    held = ball_views.line(t, found.standing.ball, found.standing.today)
    return [_project(t, ref, one, held)]


def _project(t: Translator, ref: ProjectRef, one: Coloured | None, held: Mrkdwn | None = None) -> Block:
    state = t.md("home.project", name=ref.name, state=t(f"state.{ref.state}"))
    words = colour_views.of_project(t, ref.name, one) if one else state
    return section(lines(words, held), accessory=button(t("project.status"), StatusAction.SHOW, str(ref.id)))


def _waiting(t: Translator, found: Now) -> list[Block]:
    if not found.waiting.count:
        return []
    each = waiting_views.each(t, found.waiting, MOST_WAITING)
    left = sum(map(len, found.waiting.kinds)) - min(len(each), MOST_WAITING)
    shown = [section(bold(t("home.waiting", count=found.waiting.count))), *_first(each)]
    return [*shown, context(t.md("now.waiting.more", count=left))] if left else shown


def _first(each: Iterable[Sequence[Block]]) -> list[Block]:
    return list(chain.from_iterable(islice(each, MOST_WAITING)))
