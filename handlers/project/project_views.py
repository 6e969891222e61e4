"""Projects: the list, one project's settings, and the form."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from desk.people.member import Department, Person
from desk.project.project import NAME_LENGTH, ProjectRef, ProjectState, Sheet
from handlers.core.blocks import (
    Block,
    Element,
    Mrkdwn,
    actions,
    button,
    channel_link,
    channels_select,
    confirmation,
    context,
    esc,
    header,
    input_block,
    lines,
    mention,
    modal,
    multi_channels_select,
    multi_users_select,
    option,
    section,
    static_select,
    text_input,
    users_select,
)
from handlers.core.i18n import LANGUAGES, Translator
from handlers.core.reply import Message
from handlers.project.status_views import StatusAction


class ProjectView(enum.StrEnum):
    """callback_id of its modals."""

    PROJECT = "project"


class ProjectAction(enum.StrEnum):
    """action_id of its buttons, selects and pickers."""

    EDIT = "project.edit"
    HOLD = "project.hold"
    RESUME = "project.resume"
    CLOSE = "project.close"
    NEW = "project.new"


MOST = 15
PARTS = tuple(part for part in Department if part is not Department.ACCOUNT)
CLIENT_CHANNELS = "client_channels"
MOST_CLIENT_CHANNELS = 10
_SWITCHES = {
    ProjectState.ACTIVE: (ProjectAction.HOLD, ProjectAction.CLOSE),
    ProjectState.ON_HOLD: (ProjectAction.RESUME, ProjectAction.CLOSE),
    ProjectState.CLOSED: (ProjectAction.RESUME,),
}


def listing(
    t: Translator, refs: Sequence[ProjectRef], people: dict[int, str], led: Collection[int]
) -> Message:
    """The running projects. `people` maps member ids to Slack ids; `led`: what the reader may change."""
    title = t("project.list.title")
    shown: list[Block] = [header(title)]
    if not refs:
        shown.append(section(t.md("project.list.empty")))
    for ref in refs[:MOST]:
        words = t.md("project.list.line", **_facts(t, ref, people.get(ref.ae_id or 0)))
        press = button(t("project.status"), StatusAction.SHOW, str(ref.id))
        if ref.id in led:
            press = button(t("common.edit"), ProjectAction.EDIT, str(ref.id))
        shown.append(section(words, accessory=press))
    if len(refs) > MOST:
        shown.append(context(t.md("project.list.more", count=len(refs) - MOST)))
    shown.append(actions([button(t("project.new"), ProjectAction.NEW, "new", style="primary")]))
    return Message(title, shown)


def sheet(t: Translator, kept: Sheet, *, may_change: bool) -> Message:
    """One project, with buttons for people who may change it."""
    ref = kept.ref
    facts = _facts(t, ref, kept.ae.user if kept.ae else None)
    words = t.md(
        "project.sheet", am=_who(t, kept.am), language=t(f"language.{ref.language}"), **facts
    )  # fmt: skip
    links = Mrkdwn(" ".join(map(channel_link, kept.client_channels)))
    clients = t.md("project.client_channels", channels=links) if links else None
    shown: list[Block] = [section(lines(words, clients, *_parts(t, kept)))]
    show = button(t("project.status"), StatusAction.SHOW, str(ref.id), style="primary")
    elements: list[Element] = [show]
    if may_change:
        elements.append(button(t("project.edit"), ProjectAction.EDIT, str(ref.id)))
        elements += [_switch(t, ref, action) for action in _SWITCHES[ref.state]]
    shown.append(actions(elements))
    return Message(ref.name, shown)


def form(
    t: Translator, kept: Sheet | None, *, channel: str, user: str, language: str, home: str
) -> dict[str, Any]:
    """The form for a project, or for a new one when `kept` is None; then `user` is its AE. It begins with the
    channel `home`."""
    ref = kept.ref if kept else None
    chosen: dict[Department, list[str]] = defaultdict(list)
    for part, one in kept.parts if kept else ():
        chosen[part].append(one.user)
    ae = (kept.ae.user if kept.ae else None) if kept else user
    am = kept.am.user if kept and kept.am else None
    languages = [option(t(f"language.{name}"), name) for name in LANGUAGES]
    name = text_input("name", initial=ref.name if ref else "", max_length=NAME_LENGTH)
    client = text_input("client", initial=(ref.client_name or "") if ref else "", max_length=NAME_LENGTH)
    rows = [
        input_block("name", t("project.form.name"), name),
        input_block("client", t("project.form.client"), client, optional=True),
        input_block(
            "channel",
            t("project.form.channel"),
            channels_select("channel", initial=home or None),
            optional=True,
            hint=t("project.form.channel.hint"),
        ),
        input_block(
            CLIENT_CHANNELS,
            t("project.form.client_channels"),
            multi_channels_select(
                CLIENT_CHANNELS, initial=kept.client_channels if kept else (), most=MOST_CLIENT_CHANNELS
            ),
            optional=True,
            hint=t("project.form.client_channels.hint"),
        ),
        input_block("ae", "AE", users_select("ae", initial=ae), optional=True),
        input_block("am", "AM", users_select("am", initial=am), optional=True),
        input_block(
            "language",
            t("project.form.language"),
            static_select("language", languages, initial=ref.language if ref else language),
        ),
    ]
    for part in PARTS:
        people = multi_users_select(part.value, initial=chosen[part], most=20)
        label = t("project.form.part", part=t(f"department.{part}"))
        rows.append(input_block(part.value, label, people, optional=True))
    return modal(
        ProjectView.PROJECT,
        t("project.form.title"),
        rows,
        submit=t("common.save"),
        close=t("common.cancel"),
        metadata={"project": ref.id if ref else None, "channel": channel},
    )


def saved(t: Translator, ref: ProjectRef, before: str | None, beside: Mapping[str, Sequence[str]]) -> Message:
    """After the form. `before`: its previous channel; `beside`: by channel that outsiders may read, the
    projects of other clients in it.
    """
    words, moved = t.md("project.saved", name=ref.name), None
    if before and before != ref.channel:
        key = "project.moved" if ref.channel else "project.moved_away"
        moved = t.md(key, before=channel_link(before), channel=channel_link(ref.channel or ""))
    warned = [
        t.md("project.beside", channel=channel_link(channel), names=", ".join(names[:3]))
        for channel, names in beside.items()
    ]
    return Message(words, [section(lines(words, moved, *warned))])


def switched(t: Translator, ref: ProjectRef) -> Message:
    """After a change of state."""
    words = t.md(f"project.now.{ref.state}", name=ref.name)
    return Message(words, [section(words)])


def _switch(t: Translator, ref: ProjectRef, action: ProjectAction) -> Element:
    """A button whose id names its sentences: `project.hold`, `project.hold.ask`."""
    ask = confirmation(t(action), t(f"{action}.ask", name=ref.name), t("common.yes"), t("common.no"))
    return button(t(action), action, str(ref.id), confirm=ask)


def _facts(t: Translator, ref: ProjectRef, ae: str | None) -> dict[str, object]:
    return {
        "name": ref.name,
        "client": ref.client_name or t("project.no_client"),
        "state": t(f"state.{ref.state}"),
        "ae": mention(ae) if ae else esc(t("project.nobody")),
        "channel": channel_link(ref.channel) if ref.channel else esc(t("project.nobody")),
    }


def _who(t: Translator, person: Person | None) -> Mrkdwn:
    return mention(person.user) if person else esc(t("project.nobody"))


def _parts(t: Translator, kept: Sheet) -> list[Mrkdwn]:
    people: dict[Department, list[str]] = defaultdict(list)
    for part, one in kept.parts:
        people[part].append(mention(one.user))
    return [
        t.md("project.part", part=t(f"department.{part}"), people=Mrkdwn(" ".join(some)))
        for part, some in people.items()
    ]
