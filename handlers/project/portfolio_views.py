"""The portfolio: a page of projects by trouble, and a chart of their work."""

from __future__ import annotations

import enum
from dataclasses import replace
from datetime import date
from typing import Any

from desk.project.colour_rule import Colour
from desk.project.overview import LED_PAGE, Next, Overview, Standing
from desk.project.project import ProjectState
from handlers.core.blocks import (
    Block,
    Mrkdwn,
    actions,
    button,
    clamp,
    context,
    esc,
    header,
    lines,
    packed,
    section,
)
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.project import colour_views
from handlers.project.status_views import StatusAction
from handlers.work import ball_views


class PortfolioAction(enum.StrEnum):
    """action_id of its buttons."""

    BACK = "portfolio.back"
    ON = "portfolio.on"
    CHART = "portfolio.chart"


_TITLE, _LABEL = 60, 20
"""How much of a piece of work's title, and of a project's name in a chart, is shown."""
_NONE = "none"


def page(t: Translator, found: Overview) -> Message:
    """One page, each project with its colour and why, what is due next, and who has to act."""
    title = t("portfolio.title")
    if not found.count:
        words = t.md("portfolio.empty_all" if found.is_all else "portfolio.empty")
        return Message(words, [header(title), section(words)])
    shown: list[Block] = [header(title), context(_summary(t, found))]
    for line in found.standings:
        look = button(t("project.status"), StatusAction.SHOW, str(line.ref.id))
        shown.append(section(_line(t, line), accessory=look))
    return Message(f"{title} · {_counts(t, found)}", [*shown, *_buttons(t, found)])


def chart(t: Translator, found: Overview) -> Message:
    """The late and the other open work of each project of the page; as text where Slack draws no charts."""
    title = t("portfolio.chart.title")
    rows = [
        t.md("portfolio.chart.row", name=one.ref.name, late=one.late, open=one.open)
        for one in found.standings
    ]
    if not any(one.open for one in found.standings):
        words = t.md("portfolio.chart.nothing")
        return Message(words, [section(words)])
    told = lines(esc(title), *rows)
    return Message(
        told, [_bars(t, found)], otherwise=Message(told, packed([t.md("portfolio.chart.head"), *rows]))
    )


def _bars(t: Translator, found: Overview) -> Block:
    """A `data_visualization` block (slack_sdk has no class for it)."""
    first = (found.number - 1) * LED_PAGE + 1
    labels = [clamp(f"{at}. {one.ref.name}", _LABEL) for at, one in enumerate(found.standings, first)]

    def series(name: str, values: list[int]) -> dict[str, Any]:
        data = [{"label": label, "value": value} for label, value in zip(labels, values, strict=True)]
        return {"name": clamp(t(name), _LABEL), "data": data}

    return {
        "type": "data_visualization",
        "title": clamp(t("portfolio.chart.title"), 50),
        "chart": {
            "type": "bar",
            "series": [
                series("portfolio.chart.late", [one.late for one in found.standings]),
                series("portfolio.chart.open", [one.open - one.late for one in found.standings]),
            ],
            "axis_config": {"categories": labels, "y_label": clamp(t("portfolio.chart.axis"), 50)},
        },
    }


def _summary(t: Translator, found: Overview) -> Mrkdwn:
    words = esc(_counts(t, found))
    if found.pages == 1:
        return words
    return Mrkdwn(f"{words} · {t.md('portfolio.page', page=found.number, pages=found.pages)}")


def _counts(t: Translator, found: Overview) -> str:
    """How many projects there are, and how many of each colour, the worst first."""
    colours: list[Colour | None] = [*reversed(Colour), None]
    parts = [t("portfolio.count", count=found.count)]
    parts += [
        t(f"portfolio.count.{one or _NONE}", count=found.colours[one])
        for one in colours
        if found.colours.get(one)
    ]
    return " · ".join(parts)


def _line(t: Translator, line: Standing) -> Mrkdwn:
    """A project with the worst reason of its colour alone: the status has all of them."""
    if line.ref.state is not ProjectState.ACTIVE:
        named = t.md("home.project", name=line.ref.name, state=t(f"state.{line.ref.state}"))
    elif line.colour:
        worst = replace(line.colour, causes=line.colour.causes[:1])
        named = colour_views.of_project(t, line.ref.name, worst)
    else:
        named = t.md("portfolio.no_colour", name=line.ref.name)
    return lines(named, _next(t, line.next, line.today) if line.next else None)


def _next(t: Translator, one: Next, today: date) -> Mrkdwn:
    """What is due next, and who has to act."""
    if one.due_on < today:
        due = ball_views.past(t, one.status, one.days_past, one.due_on, today)
    else:
        due = esc(t.when(one.due_on, one.due_minute, today))
    facts = {"number": one.number, "title": clamp(one.title, _TITLE), "due": due}
    if one.holder is None:
        return t.md("portfolio.next", **facts)
    return t.md("portfolio.next_held", holder=ball_views.who(t, one.holder), **facts)


def _buttons(t: Translator, found: Overview) -> list[Block]:
    elements = []
    page = found.number - 1
    if page:
        elements.append(button(t("portfolio.back"), PortfolioAction.BACK, str(page - 1)))
    if page + 1 < found.pages:
        elements.append(button(t("portfolio.on"), PortfolioAction.ON, str(page + 1)))
    if any(one.open for one in found.standings):
        elements.append(button(t("portfolio.chart"), PortfolioAction.CHART, str(page)))
    return [actions(elements)] if elements else []
