"""How the relay looks: the brief as a department gets it, its answers, and who has it."""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from desk.brief.diff import Diff
from desk.brief.needs import NEEDS
from desk.brief.relay import Off, Relayed, RelayState, Sheet, Standing
from desk.brief.relay_answers import MOST_SENTENCES, PLAYBACK_LENGTH, SAID_LENGTH, phrases
from desk.brief.versions import BriefForTeam, as_typed
from handlers.brief import brief_views, diff_views
from handlers.brief.brief_ids import BriefAction
from handlers.core.blocks import (
    Block,
    Element,
    Mrkdwn,
    actions,
    button,
    clamp,
    context,
    header,
    input_block,
    lines,
    mention,
    modal,
    option,
    quote,
    section,
    static_select,
    text_input,
)
from handlers.core.i18n import Translator
from handlers.core.reply import Message


class RelayView(enum.StrEnum):
    """callback_id of its modals."""

    PLAY = "relay.play"
    ASK = "relay.ask"
    DECLINE = "relay.decline"
    CORRECT = "relay.correct"


class RelayAction(enum.StrEnum):
    """action_id of its buttons, selects and pickers."""

    ACKNOWLEDGE = "relay.acknowledge"
    ASK = "relay.ask"
    DECLINE = "relay.decline"
    CONFIRM = "relay.confirm"
    CORRECT = "relay.correct"
    AGAIN = "relay.again"
    NOT_NEEDED = "relay.not_needed"
    NEEDED = "relay.needed"


PLAYBACK, OBJECTIVE, AUDIENCE, SAID = "playback", "objective", "audience", "said"
ELSE = "else"
_FIRST = 3
"""How many of a department's fields are shown at full length; the others are shortened."""
_LONG, _SHORT = 500, 150
FEWEST_CHOICES = 2
"""With fewer phrases there is nothing to choose, and the form does not ask."""
_NAMES = 5
_CHANGES = 10
"""How many changed fields are compared in one message, which may have to hold several departments."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one department gets: that version of the brief, and what changed since the one it had. `cover`:
    the name of the person for whom the reader stands in, or "".
    """

    relayed: Relayed
    brief: BriefForTeam
    diff: Diff | None
    cover: str = ""


def asked(t: Translator, parts: Sequence[Part], *, nudge: bool = False) -> Message:
    """The brief for one person, each department's own part first; `nudge`: a short reminder."""
    first = parts[0].brief
    has_changed = any(part.diff and part.diff.changes for part in parts)
    key = "relay.changed.title" if has_changed else "brief.card.title"
    key = "relay.nudge.title" if nudge else key
    title = t(key, project=first.project, version=first.version)
    shown: list[Block] = [header(title)]
    for part in parts:
        shown += _part(t, part, _CHANGES // len(parts), nudge=nudge)
    by = t.md("brief.card.by", user=mention(first.author))
    why = t.md("brief.card.why", why=clamp(first.why, 300)) if first.why else None
    shown.append(context(*filter(None, [by, why])))
    return Message(title, shown)


def answer(t: Translator, relayed: Relayed, *, still: bool = False) -> Message:
    """A department's answer, for the account team: a playback, or a refusal that `still` stands."""
    one = relayed.standing
    department = t(f"department.{one.department}")
    facts = {"department": department, "project": relayed.project, "version": relayed.version}
    user = mention(one.by or "")
    if not one.playback:  # whatever its state is now, for example after a new version
        words = t.md("relay.declined.still" if still else "relay.declined", user=user, **facts)
        buttons = [
            button(t("brief.edit"), BriefAction.EDIT, str(relayed.project_id), style="primary"),
            button(t("relay.again"), RelayAction.AGAIN, str(relayed.project_id)),
            button(t("relay.not_needed"), RelayAction.NOT_NEEDED, str(relayed.id)),
        ]
        is_open = one.state is RelayState.DECLINED
        end = actions(buttons) if is_open else context(standing_line(t, one))
        return Message(words, [section(words), section(_quoted(one.said)), end])
    words = t.md("relay.played", user=user, **facts)
    shown: list[Block] = [section(words), *_played(t, one)]
    if one.state is RelayState.ACKNOWLEDGED:
        shown.append(actions(decisions(t, str(relayed.id))))
    else:
        shown.append(context(standing_line(t, one)))
    return Message(words, shown)


def correction(t: Translator, relayed: Relayed) -> Message:
    """The account team's correction, for the department, which may send another playback."""
    one = relayed.standing
    words = t.md("relay.back", project=relayed.project, version=relayed.version)
    shown: list[Block] = [section(words), section(_quoted(one.said))]
    if one.state is RelayState.CORRECTED:
        again = button(t("relay.play_again"), RelayAction.ACKNOWLEDGE, str(relayed.id))
        shown.append(actions([again]))
    return Message(words, shown)


def on_card(t: Translator, sheet: Sheet) -> list[Block]:
    """Who has the brief and who has not, for its card."""
    rows = _overview(t, sheet.standings)
    return [section(lines(t.md("relay.card"), *rows))] if rows else []


def handed_out(t: Translator, sheet: Sheet) -> list[Block]:
    """For whoever has just submitted it: who is to acknowledge this version, and where nobody gets it."""
    asked = [one for one in sheet.standings if one.people and one.version == sheet.version]
    names = ", ".join(_waited_for(t, one) for one in asked if one.state is RelayState.WAITING)
    rows = _overview(t, [one for one in sheet.standings if not one.people])
    if names:
        rows.insert(0, t.md("relay.handed_out", departments=names))
    return [section(lines(*rows))] if rows else []


def listed(t: Translator, sheet: Sheet, *, decides: bool) -> Message:
    """Every department with its playback; `decides`: with the actions of an account lead."""
    title = t("relay.sheet", project=sheet.project, version=sheet.version)
    shown: list[Block] = [header(title)]
    for one in sheet.standings:
        if _has_nobody(one):
            continue
        shown.append(
            section(standing_line(t, one), accessory=need_button(t, one, "/sheet") if decides else None)
        )
        if one.playback:
            shown += _played(t, one)
        if decides and one.state is RelayState.ACKNOWLEDGED:
            shown.append(actions(decisions(t, f"{one.relay_id}/sheet")))
    shown += _of_nobody(t, sheet, decides=decides)
    if decides and sheet.may_go_again:
        value = f"{sheet.project_id}/sheet"
        shown.append(actions([button(t("relay.again"), RelayAction.AGAIN, value, style="primary")]))
    return Message(title, shown)


def _of_nobody(t: Translator, sheet: Sheet, *, decides: bool) -> list[Block]:
    """The departments that nobody answers for, one each for who may say that one is not needed."""
    found = [one for one in sheet.standings if _has_nobody(one)]
    if not decides:
        return [section(row) for row in _overview(t, found)]
    return [
        section(standing_line(t, one), accessory=need_button(t, one, "/sheet", sheet.project_id))
        for one in found
    ]


def play_form(t: Translator, relayed: Relayed, brief: BriefForTeam, channel: str) -> dict[str, Any]:
    """The form that acknowledges: the brief in one's own words, and its main phrases."""
    rows: list[Block] = [section(_about(t, relayed))]
    typed = text_input(
        PLAYBACK, multiline=True, max_length=PLAYBACK_LENGTH, placeholder=t("relay.play.example")
    )
    hint = t("relay.play.hint", most=MOST_SENTENCES)
    rows.append(input_block(PLAYBACK, t("relay.play.words"), typed, hint=hint))
    for name in (OBJECTIVE, AUDIENCE):
        words = phrases(brief.fields.get(name, ""))
        if len(words) < FEWEST_CHOICES:
            continue
        choices = [option(one, str(at)) for at, one in enumerate(words)] + [
            option(t("relay.play.else"), ELSE)
        ]
        chosen = static_select(name, choices, placeholder=t("relay.play.choose"))
        rows.append(input_block(name, t(f"relay.play.{name}"), chosen))
    return _form(t, RelayView.PLAY, "relay.acknowledge", rows, {"id": relayed.id, "channel": channel})


def ask_form(t: Translator, relayed: Relayed, channel: str) -> dict[str, Any]:
    """The form for a question before answering."""
    return _said_form(t, RelayView.ASK, "relay.ask", relayed, channel)


def decline_form(t: Translator, relayed: Relayed, channel: str) -> dict[str, Any]:
    """The form for a refusal, with its reason."""
    return _said_form(t, RelayView.DECLINE, "relay.decline", relayed, channel)


def correct_form(t: Translator, relayed: Relayed, channel: str) -> dict[str, Any]:
    """The form that corrects a playback."""
    return _said_form(t, RelayView.CORRECT, "relay.correct", relayed, channel, _played(t, relayed.standing))


def stale(t: Translator, brief: BriefForTeam, version: int | None) -> dict[str, Any]:
    """The newest version, after a button of an older one was pressed."""
    shown = brief_views.whole_modal(t, brief)
    note = t.md("relay.stale", version=version or "", newest=brief.newest)
    return shown | {"blocks": [section(note), *shown["blocks"]]}


def decisions(t: Translator, value: str) -> list[Element]:
    """The actions of an account lead for a playback; `value`: the relay's id and the place of the buttons."""
    return [
        button(t("relay.confirm"), RelayAction.CONFIRM, value, style="primary"),
        button(t("relay.correct"), RelayAction.CORRECT, value),
    ]


def line(words: Mrkdwn) -> Message:
    """A private line after something was done."""
    return Message(words, [section(words)])


def _part(t: Translator, part: Part, most: int, *, nudge: bool) -> list[Block]:
    relayed, one = part.relayed, part.relayed.standing
    department = t(f"department.{one.department}")
    show = button(t("brief.show"), BriefAction.SHOW, str(relayed.project_id))
    if one.state is RelayState.NOT_NEEDED:
        return [section(standing_line(t, one)), actions([show])]
    shown: list[Block] = [context(t.md("relay.cover", name=clamp(part.cover, 60)))] if part.cover else []
    changed = list(part.diff.changes[:most]) if part.diff else []
    if one.state is RelayState.STALE:
        shown.append(section(t.md("relay.stale", version=relayed.version, newest=relayed.newest)))
    elif part.diff and changed:
        about = t.md("relay.asked.changed", department=department, before=part.diff.old)
        shown += [
            section(about),
            *(section(words) for change in changed for words in diff_views.told(t, change)),
        ]
    else:
        shown.append(section(t.md("relay.asked.whole", department=department)))
    if one.state is RelayState.WAITING and one.said:
        shown.append(section(lines(t.md("relay.asked.again", department=department), _quoted(one.said))))
    if not nudge and one.state is not RelayState.STALE:
        shown += _needs(t, part, [change.field for change in changed])
    if one.state is RelayState.WAITING:
        shown.append(actions([*_answers(t, relayed.id), show]))
    elif one.state is RelayState.STALE:
        shown.append(actions([show]))
    else:
        shown += [section(standing_line(t, one)), actions([show])]
    return shown


def _needs(t: Translator, part: Part, told: Collection[str]) -> list[Block]:
    """The department's own part of the brief, the most needed first, without what `told` has shown
    already.
    """
    brief, typed = part.brief, as_typed(part.brief)
    names = [name for name in NEEDS[part.relayed.standing.department] if name not in told]
    texts = {name: text for name in names if (text := typed.get(name, ""))}
    if brief.deadline and "deadline" in texts:
        texts["deadline"] = t.dated(brief.deadline, None, brief.today)
    rows = [
        t.md("brief.field_line", label=t(f"brief.{name}"), text=clamp(text, _LONG if at < _FIRST else _SHORT))
        for at, (name, text) in enumerate(texts.items())
    ]
    found = [section(lines(*some)) for some in (rows[:_FIRST], rows[_FIRST:]) if some]
    if not found or told:
        return found
    needs = t.md("relay.asked.needs", department=t(f"department.{part.relayed.standing.department}"))
    return [section(needs), *found]


def _answers(t: Translator, relay_id: int) -> list[Element]:
    return [
        button(t("relay.acknowledge"), RelayAction.ACKNOWLEDGE, str(relay_id), style="primary"),
        button(t("relay.ask"), RelayAction.ASK, str(relay_id)),
        button(t("relay.decline"), RelayAction.DECLINE, str(relay_id)),
    ]


def need_button(t: Translator, one: Standing, place: str = "", project_id: int = 0) -> Element | None:
    """The account lead's button about whether a department is needed; `place`: where the button is;
    `project_id`: for one that was never asked.
    """
    is_off, asked = one.state is RelayState.NOT_NEEDED, one.relay_id or project_id
    if not asked or (is_off and not one.people):  # or there is nobody to ask
        return None
    if not (is_off or one.state in (RelayState.WAITING, RelayState.DECLINED)):
        return None
    action = RelayAction.NEEDED if is_off else RelayAction.NOT_NEEDED
    return button(t(str(action)), action, f"{one.relay_id or f'{project_id}:{one.department}'}{place}")


def _played(t: Translator, one: Standing) -> list[Block]:
    """A playback with what was picked."""
    picked = {name: getattr(one, name) or t("relay.play.else") for name in (OBJECTIVE, AUDIENCE)}
    return [section(_quoted(one.playback)), context(t.md("relay.picked", **picked))]


def _quoted(text: str) -> Mrkdwn:
    return quote(clamp(text, SAID_LENGTH)) or Mrkdwn("–")


def standing_line(t: Translator, one: Standing) -> Mrkdwn:
    """One department in one line. Names, not mentions: recipients get their own message anyway."""
    facts = {
        "department": t(f"department.{one.department}"),
        "people": people_of(t, one),
        "name": one.name,
        "version": one.version or "",
        "before": one.before or "",
        "when": t("common.at", hour=f"{one.at:%H:%M}", day=t.date(one.at.date())) if one.at else "",
        "said": clamp(one.said, 200),
    }
    key = str(one.state)
    if one.state is RelayState.WAITING:
        waits = "waits" if one.waits else "again" if one.before else "waiting"
        key = waits if one.people and one.relay_id else "unsent" if one.people else "nobody"
    return t.md(f"relay.line.{key}", **facts)


def _overview(t: Translator, standings: Sequence[Standing]) -> list[Mrkdwn]:
    """One line per department; those that nobody answers for share the last."""
    rows = [standing_line(t, one) for one in standings if not _has_nobody(one)]
    empty = ", ".join(t(f"department.{one.department}") for one in standings if _has_nobody(one))
    return [*rows, t.md("relay.line.nobody", department=empty)] if empty else rows


def _has_nobody(one: Standing) -> bool:
    return one.state is RelayState.WAITING and not one.people


def people_of(t: Translator, one: Standing) -> str:
    """Those who answer for a department; of who is on leave until when, and who stands in."""
    shown = ", ".join(_person(t, name, one.off.get(name)) for name in one.people[:_NAMES])
    more = len(one.people) - _NAMES
    return t("relay.names_more", names=shown, count=more) if more > 0 else shown


def _person(t: Translator, name: str, off: Off | None) -> str:
    name = clamp(name, 60)
    if off is None:
        return name
    key = "relay.off_cover" if off.stand_in else "relay.off"
    return t(key, name=name, until=t.date(off.until), stand_in=clamp(off.stand_in, 60))


def _waited_for(t: Translator, one: Standing) -> str:
    """A department by its name, with its people when somebody of them is on leave."""
    department = t(f"department.{one.department}")
    return t("relay.silent.one", department=department, people=people_of(t, one)) if one.off else department


def _about(t: Translator, relayed: Relayed) -> Mrkdwn:
    department = t(f"department.{relayed.standing.department}")
    return t.md("relay.about", project=relayed.project, version=relayed.version, department=department)


def _said_form(
    t: Translator, view: RelayView, key: str, relayed: Relayed, channel: str, more: Sequence[Block] = ()
) -> dict[str, Any]:
    typed = text_input(SAID, multiline=True, max_length=SAID_LENGTH)
    rows = [section(_about(t, relayed)), *more, input_block(SAID, t(f"{key}.label"), typed)]
    return _form(t, view, key, rows, {"id": relayed.id, "channel": channel})


def _form(
    t: Translator, view: RelayView, key: str, rows: Sequence[Block], metadata: dict[str, Any]
) -> dict[str, Any]:
    return modal(
        view, t(f"{key}.title"), rows, submit=t("relay.send"), close=t("common.cancel"), metadata=metadata
    )
