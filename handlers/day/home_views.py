"""The App Home: a page for my day, one for the projects, and one for my settings and the help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from desk.day.now import Now
from desk.day.waiting import Waiting
from desk.people.admin import Own
from desk.people.attention import Hours
from desk.people.leave import Leave
from desk.project.overview import Overview
from handlers.core import carrying, ids
from handlers.core.blocks import (
    Block,
    actions,
    button,
    context,
    divider,
    header,
    home,
    option,
    section,
    static_select,
    timepicker,
)
from handlers.core.i18n import LANGUAGES, Translator, clock
from handlers.core.reply import Message
from handlers.core.verbs import Verbs
from handlers.day import mine_views, now_views, overview_views, waiting_views, wrap_views
from handlers.day.home_ids import PAGES, HomeAction
from handlers.people import leave_views as leave
from handlers.people.admin_views import AdminAction
from handlers.people.leave_views import LeaveAction

COMPANYS = "company"


@dataclass(frozen=True, slots=True)
class Settings:
    """A person's own settings, and the values that apply without them. `zone`: an IANA name; `is_office`:
    they may change the company's settings; `is_lead`: they lead a project, and get the wrap.
    """

    own: Own
    hours: Hours
    zone: str
    leave: Leave | None
    is_office: bool = False
    is_lead: bool = False


def today(t: Translator, found: Now, verbs: Verbs, *, is_office: bool) -> dict[str, Any]:
    """What a colleague has to do, what burns in their projects, and what waits for them."""
    desk = found.desk
    return _page(
        t,
        HomeAction.TODAY,
        [
            header(t("home.work", day=t.date(desk.today))),
            *now_views.burning(t, found),
            *([section(t.md("now.new"))] if found.is_new else mine_views.work(t, desk)),
            *mine_views.later(t, desk),
            *_waiting(t, found.waiting),
            divider(),
            *now_views.presses(t, found, verbs, is_office=is_office),
        ],
    )


def projects(t: Translator, found: Overview) -> dict[str, Any]:
    """A page of the projects, the worst first."""
    way_in = [_way_in(t, "home.import", "import")]
    return _page(t, HomeAction.PROJECTS, [*overview_views.page(t, found), divider(), *way_in])


def settings(t: Translator, today: date, shown: Settings, help: Message) -> dict[str, Any]:
    """A person's own settings, and everything that one may type or press."""
    return _page(t, HomeAction.SETTINGS, [*_settings(t, today, shown), divider(), *help.blocks])


def outside(t: Translator) -> dict[str, Any]:
    """A guest's Home: whom to contact."""
    return home([section(t.md("home.outside"))])


def _waiting(t: Translator, waiting: Waiting) -> list[Block]:
    if not waiting.count:
        return []
    found = waiting_views.each(t, waiting)
    shown = [divider(), header(t("home.waiting", count=waiting.count)), *chain.from_iterable(found)]
    left = sum(map(len, waiting.kinds)) - len(found)
    return [*shown, context(t.md("home.waiting.more", count=left))] if left else shown


def _page(t: Translator, page: HomeAction, shown: Sequence[Block]) -> dict[str, Any]:
    """A page, below the buttons that choose one."""
    names = {one: t(f"home.page.{one.removeprefix('home.')}") for one in PAGES}
    choose = [button(name, one, one, style="primary" if one is page else None) for one, name in names.items()]
    return home([actions(choose), *shown])


def _way_in(t: Translator, words: str, verb: str) -> Block:
    """A button for a verb, for people who do not know its name."""
    press = button(t(f"{words}.press"), ids.OPEN_FORM, carrying.packed(verb, ""))
    return section(t.md(words), accessory=press)


def _settings(t: Translator, today: date, settings: Settings) -> list[Block]:
    """The settings, each with its own control."""
    own, hours = settings.own, settings.hours
    languages = [option(t("settings.company"), COMPANYS)]
    languages += [option(t(f"language.{name}"), name) for name in LANGUAGES]
    language = static_select(HomeAction.LANGUAGE, languages, initial=own.language or COMPANYS)
    hour = timepicker(HomeAction.HOUR, initial=clock(hours.digest_minute))
    quiet = [
        timepicker(HomeAction.QUIET_FROM, initial=clock(hours.quiet.start)),
        timepicker(HomeAction.QUIET_TO, initial=clock(hours.quiet.end)),
    ]
    words = leave.line(t, settings.leave, today) if settings.leave else t.md("leave.none")
    off = [button(t("leave.change" if settings.leave else "leave.plan"), AdminAction.OWN, "open")]
    if settings.leave:
        off.append(button(t("leave.end"), LeaveAction.END, "end"))
    return [
        header(t("home.settings")),
        section(t.md("home.language"), accessory=language),
        section(t.md("home.hour", zone=settings.zone), accessory=hour),
        section(t.md("home.quiet")),
        actions(quiet),
        *_wrap(t, settings),
        section(words),
        actions(off),
        *([_way_in(t, "home.company", "admin")] if settings.is_office else []),
    ]


def _wrap(t: Translator, settings: Settings) -> list[Block]:
    """The switch of the evening's wrap, for whoever may get one."""
    off = settings.own.wrap_off
    if not (settings.is_lead or off):
        return []
    words = t.md("home.wrap.off" if off else "home.wrap.on", hour=clock(settings.hours.wrap_minute))
    return [section(words, accessory=wrap_views.switch(t, off=off))]
