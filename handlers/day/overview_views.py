"""The projects at a glance, a page of them: for the App Home."""

from __future__ import annotations

from desk.project.colour import Colour
from desk.project.overview import Overview, Standing
from handlers.core.blocks import (
    Block,
    Mrkdwn,
    actions,
    button,
    context,
    esc,
    header,
    lines,
    section,
)
from handlers.core.i18n import Translator
from handlers.day.home_ids import HomeAction
from handlers.project import colour_views
from handlers.project.project_views import ProjectAction
from handlers.project.status_views import StatusAction
from handlers.work import ball_views


def page(t: Translator, found: Overview) -> list[Block]:
    """The page, with the buttons for the pages beside it."""
    shown: list[Block] = [header(t("home.projects"))]
    if not found.standings:
        shown.append(section(t.md("home.no_projects")))
    else:
        shown.append(context(esc(_summary(t, found))))
    shown += [_line(t, found, one) for one in found.standings]
    turns = [
        button(t(f"home.{name}"), action, str(number))
        for name, action, number in (
            ("earlier", HomeAction.EARLIER, found.number - 1),
            ("further", HomeAction.FURTHER, found.number + 1),
        )
        if 1 <= number <= found.pages
    ]
    return [*shown, actions([*turns, button(t("project.new"), ProjectAction.NEW, "new")])]


def _summary(t: Translator, found: Overview) -> str:
    """How many projects there are, how many of them burn, and which page this is."""
    parts = [t("home.count", count=found.count)]
    parts += [
        t(f"home.count.{one}", count=found.colours[one])
        for one in (Colour.RED, Colour.AMBER)
        if found.colours.get(one)
    ]
    if found.pages > 1:
        parts.append(t("home.page_of", number=found.number, pages=found.pages))
    return " · ".join(parts)


def _line(t: Translator, found: Overview, one: Standing) -> Block:
    """The colour and why; what is late, due and unheard; who holds the ball."""
    named = t.md("home.project", name=one.ref.name, state=t(f"state.{one.ref.state}"))
    words = colour_views.of_project(t, one.ref.name, one.colour) if one.colour else named
    counts = {"late": one.late, "due": one.due, "unheard": one.unheard}
    told = " · ".join(t(f"home.count.{name}", count=count) for name, count in counts.items() if count)
    held: Mrkdwn | None = ball_views.line(t, one.ball, found.today)
    show = button(t("project.status"), StatusAction.SHOW, str(one.ref.id))
    return section(lines(words, esc(told), held), accessory=show)
