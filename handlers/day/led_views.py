"""Lines of a digest about the projects that its reader leads, other than others' work."""

from __future__ import annotations

from collections.abc import Sequence

from desk.day.led_colours import LedColour
from desk.day.led_points import LatePoints
from desk.day.led_projects import NotTaken
from desk.day.unsent import Unsent
from desk.project.colour import Colour
from handlers.brief.question_views import QuestionAction
from handlers.brief.relay_views import RelayAction
from handlers.core import carrying, ids
from handlers.core.blocks import Block, Mrkdwn, button, mention, packed, section
from handlers.core.i18n import Translator
from handlers.project import colour_views

MOST_NAMED = 2
MOST_COLOURS = 5
"""How many projects that are not green are named with the reason, the worst; the rest is counted."""


def worst(t: Translator, found: Sequence[LedColour]) -> list[str]:
    """The projects that burn most, for the notification: it is all that is seen on a locked phone."""
    worst = [one for one in found if one.colour.gravest is not Colour.GREEN][:MOST_NAMED]
    return [f"{one.project}: {t(f'colour.{one.colour.gravest}')}" for one in worst]


def colours(t: Translator, found: Sequence[LedColour]) -> list[Block]:
    """The projects that are not green, each with the reason."""
    if not found:
        return []
    rows = [colour_views.of_project(t, one.project, one.colour, one.works) for one in found[:MOST_COLOURS]]
    more = len(found) - len(rows)
    return packed([*rows, *([t.md("mine.colours.more", count=more)] if more else [])])


def points(t: Translator, row: LatePoints) -> Mrkdwn:
    """The client's points of one owner that are late or due today, or those that nobody has."""
    if row.owner is None:
        return t.md("mine.nobodys_points", count=row.count, days=row.days)
    key = "mine.late_points" if row.days else "mine.points_today"
    return t.md(key, count=row.count, owner=mention(row.owner), days=row.days)


def line(t: Translator, row: LatePoints | NotTaken | Unsent) -> Block:
    """The client's points that are late, departments without the brief, or questions that nobody has sent."""
    if isinstance(row, LatePoints):
        look = button(t("home.look"), ids.OPEN_FORM, carrying.packed("feedback", f"show {row.slug}"))
        return section(points(t, row), accessory=look)
    if isinstance(row, NotTaken):
        departments = ", ".join(t(f"department.{one}") for one in row.departments)
        words = t.md(f"mine.not_taken.{row.state}", departments=departments, count=row.days)
        remind = button(t("relay.remind"), RelayAction.AGAIN, str(row.project_id))
        return section(words, accessory=remind if row.is_open else None)
    if not row.count:
        return section(t.md("mine.unsent_done", project=row.project))
    to_list = button(t("question.to_list"), QuestionAction.LIST, str(row.project_id))
    words = t.md("mine.unsent_line", project=row.project, count=row.count)
    return section(words, accessory=to_list)
