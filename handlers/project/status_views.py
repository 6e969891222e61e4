"""A project's status, for the team and for a client."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from desk.client.outside import WorkForClient
from desk.project.status import (
    GroupForClient,
    Line,
    ProjectState,
    Risky,
    StatusForClient,
    StatusForTeam,
    Unheard,
)
from handlers.core import ids
from handlers.core.blocks import (
    Block,
    Element,
    Mrkdwn,
    actions,
    bold,
    button,
    clamp,
    context,
    divider,
    esc,
    header,
    lines,
    mention,
    section,
)
from handlers.core.carrying import packed
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.core.request import as_number
from handlers.project import colour_views, risk_views
from handlers.project.colour_views import ColourAction
from handlers.work import ball_views
from handlers.work.deliverable_views import WorkAction, due_outside, status_outside


class StatusAction(enum.StrEnum):
    """action_id of its buttons, selects and pickers."""

    SHARE = "status.share"
    CHOOSE = "status.choose"
    POST = "status.post"
    SHOW = "status.show"


BAR = 10
MOST_ON_CARD = 3
"""Lines of each group on the card; the rest is counted."""
When = Callable[[date, int | None, date], str]


def team(t: Translator, status: StatusForTeam, *, can_share: bool, may_lead: bool) -> Message:
    """The full status, on one screen, for the person who asked."""
    shown, elements = _picture(t, status, t.when), _asked_step(t, status)
    if can_share:
        elements.append(button(t("status.share"), StatusAction.SHARE, str(status.project_id)))
    if status.state is not ProjectState.CLOSED:
        elements.append(button(t("status.add"), WorkAction.ADD_OPEN, str(status.project_id)))
    if status.colour and may_lead:
        elements.append(button(t("colour.set"), ColourAction.OPEN, str(status.project_id)))
    elements.append(risk_views.add_button(t, status.project_id))
    elements.append(button(t("now.more"), ids.OPEN_BESIDE, packed("now", "")))
    return Message(_summary(t, status), [*shown, divider(), actions(elements)])


def card(t: Translator, status: StatusForTeam) -> Message:
    """The project's card: a screen of a phone, and the likely next steps in the project's state."""
    shown = _picture(t, status, t.dated, MOST_ON_CARD)
    at = t.md(
        "status.drawn", when=t.dated(status.today, status.at.hour * 60 + status.at.minute, status.today)
    )
    return Message(_summary(t, status), [*shown, context(at), actions(_next_steps(t, status))])


def only_team(t: Translator) -> Message:
    """What stands in the card's place while outsiders read its channel."""
    words = t.md("status.only_team")
    return Message(words, [section(words)])


def _next_steps(t: Translator, status: StatusForTeam) -> list[Element]:
    """At most four: first what the state asks for."""
    project = str(status.project_id)
    show = button(t("project.status"), StatusAction.SHOW, project)
    if status.state is ProjectState.CLOSED:
        return [show]
    add = button(t("status.add"), WorkAction.ADD_OPEN, project)
    more = button(t("now.more"), ids.OPEN_BESIDE, packed("now", ""))
    return [*_asked_step(t, status), show, add, more]


def _asked_step(t: Translator, status: StatusForTeam) -> list[Element]:
    """The button for what the state asks for; [] for nothing."""
    asked = _asked_for(status)
    if asked is None or status.state is not ProjectState.ACTIVE:
        return []
    key, verb, text = asked
    return [button(t(key), ids.OPEN_FORM, packed(verb, text), style="primary")]


def _asked_for(status: StatusForTeam) -> tuple[str, str, str] | None:
    """The step that the state asks for: its name, and the verb with the words after it."""
    if status.brief_version is None:
        return "choice.brief", "brief", status.name
    if status.unheard.waiting or status.unheard.declined:
        return "choice.brief_relay", "brief", f"relay {status.name}"
    if status.with_client.count:
        return "choice.feedback", "feedback", status.name
    return None


def shared(t: Translator, status: StatusForTeam, by: str) -> Message:
    """The team's status as a message in a channel, without buttons."""
    shown = _picture(t, status, t.dated)
    return Message(_summary(t, status), [*shown, context(t.md("status.shared_by", user=mention(by)))])


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be posted: which project, whether in the client's view, and the numbers to leave out."""

    project_id: int
    for_client: bool = False
    left_out: frozenset[int] = frozenset()

    @classmethod
    def read(cls, value: str) -> Chosen:
        """From a button's value, which came back from the client: the project is looked up again."""
        project, as_whom, numbers = [*value.split("/"), "", ""][:3]
        left_out = frozenset(filter(None, map(as_number, numbers.split(","))))
        return cls(as_number(project), as_whom == "client", left_out)

    @property
    def value(self) -> str:
        """As a button's value."""
        as_whom = "client" if self.for_client else "team"
        return f"{self.project_id}/{as_whom}/{','.join(map(str, sorted(self.left_out)))}"

    def without(self, *numbers: int) -> Chosen:
        """The same, with these lines left out as well."""
        return replace(self, left_out=self.left_out.union(numbers))

    def with_again(self, number: int) -> Chosen:
        """The same, with this line put back."""
        return replace(self, left_out=self.left_out - {number})


def preview(
    t: Translator, key: str, shown: Message, chosen: Chosen, channel: Mrkdwn, risky: Sequence[Risky] = ()
) -> Message:
    """Exactly what will be posted, with the button to post it.

    `key`: the sentence about who reads there; `risky`: the lines that may be embarrassing, each with a button
    to leave it out.
    """
    words = t.md(key, channel=channel)
    post = button(t("status.post"), StatusAction.POST, chosen.value, style="primary")
    return Message(
        words,
        [section(words), divider(), *shown.blocks, divider(), *_looks(t, chosen, risky), actions([post])],
    )


def _looks(t: Translator, chosen: Chosen, risky: Sequence[Risky]) -> list[Block]:
    if not risky:
        return []
    title = t.md("status.risky")
    left = [one.number for one in risky if one.number not in chosen.left_out]
    every = button(t("status.leave_out_all"), StatusAction.CHOOSE, chosen.without(*left).value)
    return [
        section(title, accessory=every if len(left) > 1 else None),
        *(_look(t, chosen, one) for one in risky),
    ]


def _look(t: Translator, chosen: Chosen, one: Risky) -> Block:
    """A line that may be embarrassing, why, and the button to leave it out or put it back."""
    is_out = one.number in chosen.left_out
    why = ", ".join(t(f"status.risk.{risk}") for risk in one.risks)
    words = t.md("status.left_out" if is_out else "status.look", number=one.number, title=one.title, why=why)
    then = chosen.with_again(one.number) if is_out else chosen.without(one.number)
    label = t("status.take_in" if is_out else "status.leave_out")
    return section(words, accessory=button(label, StatusAction.CHOOSE, then.value))


def client(t: Translator, status: StatusForClient) -> Message:
    """The status for a channel that a client can read."""
    shown = _head(t, status.name, None, status.state, status.done, status.total)
    shown += _group_outside(t, "status.past", status.past, status)
    shown += _group_outside(t, "status.upcoming", status.upcoming, status)
    shown += _group_outside(t, "status.with_client_now", status.with_client, status)
    text = t("status.text", name=status.name, done=status.done, total=status.total)
    past = t("status.past", count=status.past.count) if status.past.count else ""
    return Message(f"{text} · {past}" if past else text, shown)


def said(t: Translator, key: str, **facts: object) -> Message:
    """A private message about the result of posting."""
    words = t.md(key, **facts)
    return Message(words, [section(words)])


def _head(
    t: Translator, name: str, client: str | None, state: ProjectState, done: int, total: int
) -> list[Block]:
    facts = [esc(client)] if client else []
    if state is not ProjectState.ACTIVE:
        facts.append(bold(t(f"state.{state}")))
    progress = t.md("status.progress", bar=_bar(done, total), done=done, total=total) if total else None
    words = lines(Mrkdwn(" · ".join(facts)), progress or t.md("status.no_work"))
    return [header(name), section(words)]


def _picture(t: Translator, status: StatusForTeam, when: When, most: int | None = None) -> list[Block]:
    shown = _head(t, status.name, status.client, status.state, status.done, status.total)
    shown += [section(colour_views.line(t, status.colour))] if status.colour else []
    held = ball_views.line(t, status.ball, status.today)
    shown += [section(held)] if held else []
    groups = {
        "status.overdue": status.overdue,
        "status.upcoming": status.upcoming,
        "status.with_client_now": status.with_client,
    }
    for key, group in groups.items():
        rows = [_line(t, row, status, when) for row in group.lines[:most]]
        shown += _grouped(t, key, rows, group.count)
    unheard = _unheard(t, status.unheard)
    shown += [section(lines(*unheard))] if unheard else []
    shown += risk_views.below(t, status.risks, status.today)
    return [*shown, context(*_notes(t, status))]


def _unheard(t: Translator, found: Unheard) -> list[Mrkdwn]:
    """What is open about the brief, one line each."""
    rows = [
        t.md("status.declined", department=t(f"department.{one}"), said=clamp(said, 200))
        for one, said in found.declined
    ]
    if found.waiting:
        names = ", ".join(t(f"department.{one}") for one in found.waiting)
        rows.append(t.md("status.unacknowledged", departments=names))
    if found.questions:
        rows.append(t.md("status.questions", count=found.questions))
    return rows


def _group_outside(t: Translator, key: str, group: GroupForClient, status: StatusForClient) -> list[Block]:
    return _grouped(t, key, [_line_outside(t, row, status) for row in group.lines], group.count)


def _grouped(t: Translator, key: str, shown: Sequence[Mrkdwn], count: int) -> list[Block]:
    if not count:
        return []
    more = count - len(shown)
    tail = t.md("status.more", count=more) if more else None
    return [section(lines(bold(t(key, count=count)), *shown, tail))]


def _line_outside(t: Translator, row: WorkForClient, status: StatusForClient) -> Mrkdwn:
    return t.md(
        "status.line",
        number=row.number,
        title=row.title or t("audience.untitled", number=row.number),
        due=due_outside(t, row, status.today),
        status=status_outside(t, row.status),
        owner="",
    )


def _line(t: Translator, row: Line, status: StatusForTeam, when: When) -> Mrkdwn:
    if row.due_on < status.today:
        due = ball_views.past(t, row.status, row.days_past, row.due_on, status.today)
    else:
        due = esc(when(row.due_on, row.due_minute, status.today))
    owner = Mrkdwn(f" · {mention(row.owner)}")
    return t.md(
        "status.line",
        number=row.number,
        title=row.title,
        due=due,
        status=t(f"status.{row.status}"),
        owner=owner,
    )


def _notes(t: Translator, status: StatusForTeam) -> list[Mrkdwn]:
    """Small facts that exist; missing data is not mentioned."""
    found = []
    if status.brief_version is not None:
        found.append(t.md("status.brief", version=status.brief_version))
    else:
        found.append(t.md("status.no_brief", slug=status.name))
    counts = ((f"status.count.{name}", count) for name, count in status.counts.items() if count)
    return [*found, *(t.md(key, count=count) for key, count in counts)]


def _summary(t: Translator, status: StatusForTeam) -> str:
    words = t("status.text", name=status.name, done=status.done, total=status.total)
    late = t("status.overdue", count=status.overdue.count) if status.overdue.count else ""
    return f"{words} · {late}" if late else words


def _bar(done: int, total: int) -> str:
    full = done * BAR // total
    return "▓" * full + "░" * (BAR - full)
