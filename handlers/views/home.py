"""How the App Home looks: my work today, my projects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desk.digest import Desk
from desk.project import ProjectRef
from handlers import ids
from handlers.blocks import Block, actions, button, context, divider, header, home, section
from handlers.i18n import Translator
from handlers.views import mine

MOST_PROJECTS = 10


def tab(t: Translator, desk: Desk, projects: Sequence[ProjectRef]) -> dict[str, Any]:
    """A colleague's Home."""
    shown: list[Block] = [header(t("home.work", day=t.date(desk.today)))]
    shown += [*mine.work(t, desk), *mine.later(t, desk), divider(), header(t("home.projects"))]
    if not projects:
        shown.append(section(t.md("home.no_projects")))
    for ref in projects[:MOST_PROJECTS]:
        words = t.md("home.project", name=ref.name, state=t(f"state.{ref.state}"))
        show = button(t("project.status"), ids.Action.STATUS_SHOW, str(ref.id))
        shown.append(section(words, accessory=show))
    settings = button(t("home.settings"), ids.Action.HOME_SETTINGS, "open")
    shown += [divider(), actions([settings]), context(t.md("home.help"))]
    return home(shown)


def outside(t: Translator) -> dict[str, Any]:
    """A guest's Home: who to turn to."""
    return home([section(t.md("home.outside"))])
