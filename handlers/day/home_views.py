"""The App Home: my work today, what waits for me, my projects, my settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desk.day.digest import Desk
from desk.day.waiting import Answered, Points, Review, ToAnswer, Unanswered, Waiting
from desk.people.admin import Own
from desk.people.attention import Hours
from desk.people.leave import Leave
from desk.project.colour import Coloured
from desk.project.placing import Unplaced
from desk.project.project import ProjectRef
from handlers.brief.question_views import QuestionAction
from handlers.brief.relay_views import RelayAction, decisions
from handlers.core import answering, ids
from handlers.core.blocks import (
    Block,
    Mrkdwn,
    actions,
    button,
    channel_link,
    clamp,
    context,
    divider,
    esc,
    header,
    home,
    lines,
    mention,
    option,
    quote,
    section,
    static_select,
    timepicker,
)
from handlers.core.i18n import LANGUAGES, Translator, clock
from handlers.day import mine_views, wrap_views
from handlers.day.home_ids import HomeAction
from handlers.people import leave_views as leave
from handlers.people.admin_views import AdminAction
from handlers.people.leave_views import LeaveAction
from handlers.project import colour_views
from handlers.project.placing_views import buttons
from handlers.project.status_views import StatusAction
from handlers.work.deliverable_views import WorkAction

MOST_PROJECTS = 8
MOST_WAITING = 5
"""Lines shown of each kind that waits."""
MOST_UNPLACED = 3
"""The same of briefs that are posted nowhere: a line and its buttons are two blocks."""
COMPANYS = "company"
_QUOTE = 240


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


def tab(
    t: Translator, desk: Desk, waiting: Waiting, projects: Sequence[ProjectRef],
    colours: Mapping[int, Coloured], settings: Settings,
) -> dict[str, Any]:  # fmt: skip
    """A colleague's Home. `colours`: of those of the projects that have one, by id, the worst first."""
    return home(
        [
            header(t("home.work", day=t.date(desk.today))),
            *mine_views.work(t, desk),
            *mine_views.later(t, desk),
            *_waiting(t, waiting),
            divider(),
            *_projects(t, desk, projects, colours, is_lead=settings.is_lead),
            divider(),
            *_settings(t, desk, settings),
            context(t.md("home.help")),
        ]
    )


def outside(t: Translator) -> dict[str, Any]:
    """A guest's Home: whom to contact."""
    return home([section(t.md("home.outside"))])


def _waiting(t: Translator, waiting: Waiting) -> list[Block]:
    if not waiting.count:
        return []
    shown: list[Block] = [divider(), header(t("home.waiting", count=waiting.count))]
    shown += [_brief(t, one) for one in waiting.briefs[:MOST_WAITING]]
    shown += [block for one in waiting.unplaced[:MOST_UNPLACED] for block in _unplaced(t, one)]
    shown += [_question(t, one) for one in waiting.questions[:MOST_WAITING]]
    shown += [block for one in waiting.playbacks[:MOST_WAITING] for block in _playback(t, one)]
    shown += [_declined(t, one) for one in waiting.declined[:MOST_WAITING]]
    shown += [_points(t, one) for one in waiting.points[:MOST_WAITING]]
    shown += [_review(t, one) for one in waiting.reviews[:MOST_WAITING]]
    most = ((one, MOST_UNPLACED if one is waiting.unplaced else MOST_WAITING) for one in waiting.kinds)
    left = sum(max(len(one) - count, 0) for one, count in most)
    return [*shown, context(t.md("home.waiting.more", count=left))] if left else shown


def _brief(t: Translator, one: Unanswered) -> Block:
    words = t.md("home.brief", **_about(t, one), version=one.version)
    answer = button(t("relay.acknowledge"), RelayAction.ACKNOWLEDGE, str(one.relay_id), style="primary")
    return section(words, accessory=answer)


def _unplaced(t: Translator, one: Unplaced) -> list[Block]:
    reading = t.md("placing.likely", channel=channel_link(one.likely)) if one.likely else None
    words = t.md("home.unplaced", project=one.project)
    return [section(lines(words, reading)), actions(buttons(t, one.project_id, one.likely))]


def _question(t: Translator, one: ToAnswer) -> Block:
    words = t.md("home.question", **_about(t, one), user=mention(one.by))
    answer = button(t("question.give"), QuestionAction.ANSWER, f"{one.project_id}/{one.number}")
    return section(lines(words, _quoted(one.text)), accessory=answer)


def _playback(t: Translator, one: Answered) -> list[Block]:
    words = t.md("home.playback", **_about(t, one), user=mention(one.by), version=one.version)
    return [section(lines(words, _quoted(one.words))), actions(decisions(t, str(one.relay_id)))]


def _declined(t: Translator, one: Answered) -> Block:
    words = t.md("home.declined", **_about(t, one), user=mention(one.by), version=one.version)
    again = button(t("relay.again"), RelayAction.AGAIN, str(one.project_id))
    return section(lines(words, _quoted(one.words)), accessory=again)


def _about(t: Translator, one: Unanswered | ToAnswer | Answered) -> dict[str, object]:
    return {"department": t(f"department.{one.department}"), "project": one.project}


def _quoted(text: str) -> Mrkdwn:
    """A person's words, cut to a line of the Home."""
    return quote(clamp(" ".join(text.split()), _QUOTE))


def _points(t: Translator, points: Points) -> Block:
    words = t.md("home.points", count=points.count, project=points.project)
    look = button(t("home.look"), ids.OPEN_FORM, answering.packed("feedback", f"show {points.slug}"))
    return section(words, accessory=look)


def _review(t: Translator, review: Review) -> Block:
    facts = {"title": review.title, "number": review.number, "project": review.project}
    words = t.md("home.review", owner=mention(review.owner), **facts)
    look = button(t("mine.menu.status"), WorkAction.STATUS, str(review.id))
    return section(words, accessory=look)


def _projects(
    t: Translator,
    desk: Desk,
    projects: Sequence[ProjectRef],
    colours: Mapping[int, Coloured],
    *,
    is_lead: bool,
) -> list[Block]:
    """The projects with the worst colour first; colour and problems are shown in place of "running". Whoever
    leads more than fit here gets the button of the portfolio.
    """
    shown: list[Block] = [header(t("home.projects"))]
    if not projects:
        shown.append(section(t.md("home.no_projects")))
    wrong = {one.project_id: mine_views.trouble(t, desk, one) for one in desk.led}
    places = {project_id: place for place, project_id in enumerate(colours)}
    for ref in sorted(projects, key=lambda ref: places.get(ref.id, len(places)))[:MOST_PROJECTS]:
        words = t.md("home.project", name=ref.name, state=wrong.get(ref.id) or t(f"state.{ref.state}"))
        if ref.id in colours:
            named = colour_views.of_project(t, ref.name, colours[ref.id])
            words = lines(named, esc(wrong.get(ref.id, "")))
        show = button(t("project.status"), StatusAction.SHOW, str(ref.id))
        shown.append(section(words, accessory=show))
    if len(projects) > MOST_PROJECTS:
        more = t.md("home.projects.more", count=len(projects) - MOST_PROJECTS)
        all_of_them = button(t("home.portfolio"), ids.OPEN_FORM, answering.packed("portfolio", ""))
        shown.append(section(more, accessory=all_of_them) if is_lead else context(more))
    return [*shown, _way_in(t, "home.import", "import")]


def _way_in(t: Translator, words: str, verb: str) -> Block:
    """A button for a verb, for people who do not know its name."""
    press = button(t(f"{words}.press"), ids.OPEN_FORM, answering.packed(verb, ""))
    return section(t.md(words), accessory=press)


def _settings(t: Translator, desk: Desk, settings: Settings) -> list[Block]:
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
    words = leave.line(t, settings.leave, desk.today) if settings.leave else t.md("leave.none")
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
