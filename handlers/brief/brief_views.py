"""How the brief looks: its form, the card for each audience, the full text, and its history."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desk.brief import terms
from desk.brief.brief import CRITICAL, LENGTH, SUPPORTING, TEMPLATES, Problem
from desk.brief.diff import Diff
from desk.brief.filling import Filled
from desk.brief.versions import BriefForClient, BriefForTeam
from desk.project.project import NAME_LENGTH, ProjectRef
from desk.text.money.values import Amount
from handlers.brief.brief_ids import BriefAction, BriefView
from handlers.brief.diff_views import DiffAction, overtaken
from handlers.brief.question_views import QuestionAction
from handlers.core.blocks import (
    INPUT_TEXT,
    TEXT,
    Block,
    Element,
    Mrkdwn,
    actions,
    button,
    channel_link,
    checkboxes,
    clamp,
    context,
    esc,
    header,
    input_block,
    lines,
    link,
    mention,
    modal,
    option,
    plain,
    section,
    static_select,
    text_input,
)
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.feedback.feedback_views import source_field, split
from handlers.project import placing_views
from handlers.work.deliverable_views import WorkAction

SOURCE, NAME, CLIENT, WHY, MORE = "source", "name", "client", "why", "more"
MEANT = {"deadline": "deadline.is", "budget": "budget.is"}
"""Choices of the meaning of a field, when its words have several."""
PROJECT, TEMPLATE = str(BriefAction.PROJECT), str(BriefAction.TEMPLATE)
_MULTILINE = {"objective", "audience", "message", "deliverables", *SUPPORTING}
_ON_CARD = ("objective", "metric", "message", "deliverables")
_OFTEN_LEFT_OUT = ("metric", "message", "approver")
"""Critical fields of which clients often say nothing; how to say so in the others is in their example."""
_CARD_TEXT = 600
_LINKS = 10
_LINK_TEXT = 70
_HINT = 400


@dataclass(frozen=True, slots=True)
class Form:
    """The initial content of the first page. A new `edition` of block ids makes Slack discard what it showed.

    `known`: the version that is changed; None for a new brief. `draft`: the form that the values were typed
    into before. `message_ts`: the quoted message. `sources`: the texts of the paste boxes; without them the
    pasted words are spread over as many boxes as needed. `theirs`: what others changed meanwhile in the same
    fields. `problems`: questions about the words of a field, with the possible meanings. `filled`: what the
    pasted words say for the fields.
    """

    projects: Sequence[ProjectRef]
    values: Mapping[str, str]
    channel: str
    known: BriefForTeam | None = None
    draft: str = ""
    message_ts: str | None = None
    edition: int = 0
    sources: Sequence[str] = ()
    wants_more: bool = False
    theirs: Diff | None = None
    problems: Mapping[str, Problem] = field(default_factory=dict)
    filled: Filled = field(default_factory=Filled)


def paste(t: Translator, start: Form) -> dict[str, Any]:
    """The page before the first: a box for the client's words. It may be left empty."""
    known = {name: start.values[name] for name in (PROJECT, NAME) if start.values.get(name)}
    return modal(
        BriefView.PASTE, t("brief.form.title"),
        [*_source(t, start), context(t.md("brief.paste.about"))],
        submit=t("brief.paste.next"), close=t("common.cancel"),
        metadata={"channel": start.channel, "ts": start.message_ts, "known": known},
    )  # fmt: skip


def form(t: Translator, start: Form) -> dict[str, Any]:
    """The first page: the paste box, the project, the critical fields, and the fields for this kind
    of work.
    """
    rows: list[Block] = []
    if start.draft:
        rows.append(
            section(t.md("brief.draft"), accessory=button(t("brief.draft.drop"), BriefAction.DISCARD, "drop"))
        )
    if start.known:
        rows.append(context(t.md("brief.editing", project=start.known.project, version=start.known.version)))
        rows += overtaken(t, start.theirs) if start.theirs else []
        rows.append(_text(t, start, WHY))
    rows += _source(t, start)
    rows += _where(t, start)
    for name in CRITICAL:
        rows += [_text(t, start, name), *_meaning(t, start, name)]
    template = start.values.get(TEMPLATE) or "campaign"
    rows += [_text(t, start, name, optional=True) for name in TEMPLATES.get(template, ())]
    ticked = ["yes"] if start.wants_more else []
    wanted = checkboxes(MORE, [option(t("brief.more"), "yes", t("brief.more.about"))], initial=ticked)
    rows.append(input_block(_block(start, MORE), t("brief.more.label"), wanted, optional=True))
    metadata = {
        "channel": start.channel,
        "edition": start.edition,
        "draft": start.draft,
        "ts": start.message_ts,
        "edits": start.known.project_id if start.known else None,
        "base": start.known.version if start.known else None,
    }
    return modal(
        BriefView.BRIEF, t("brief.form.title"), rows, submit=t("common.save"), close=t("common.cancel"),
        metadata=metadata, notify_on_close=True,
    )  # fmt: skip


def more(
    t: Translator, values: Mapping[str, str], metadata: Mapping[str, Any], filled: Filled
) -> dict[str, Any]:
    """The second page: supporting fields, the same for all kinds of work."""
    start = Form((), values, "", filled=filled)
    rows = [_text(t, start, name, optional=True) for name in SUPPORTING]
    return modal(
        BriefView.MORE, t("brief.form.title"), [context(t.md("brief.kept")), *rows],
        submit=t("common.save"), close=t("common.cancel"), metadata=dict(metadata),
        notify_on_close=True,
    )  # fmt: skip


def card(t: Translator, brief: BriefForTeam, to_ask: int = 0, more: Sequence[Block] = ()) -> Message:
    """The card in the project's channel; `more` is shown above its buttons.

    `to_ask`: how many questions there are for the client.
    """
    title = t("brief.card.title", project=brief.project, version=brief.version)
    rows = [_labelled(t, name, brief.fields.get(name, ""), _CARD_TEXT) for name in _ON_CARD]
    facts = t.md(
        "brief.card.facts",
        deadline=t.dated(brief.deadline, None, brief.today)
        if brief.deadline
        else clamp(brief.fields.get("deadline", ""), 100),
        budget=clamp(brief.fields.get("budget", ""), 100),
        template=t(f"template.{brief.template}"),
    )
    by = t.md("brief.card.by", user=mention(brief.author))
    why = t.md("brief.card.why", why=clamp(brief.why, 300)) if brief.why else None
    buttons = [
        button(t("brief.show"), BriefAction.SHOW, str(brief.project_id)),
        add_work(t, brief),
        button(t("brief.edit"), BriefAction.EDIT, str(brief.project_id)),
    ]
    if to_ask:
        asking = t("question.to_ask", count=to_ask)
        buttons.append(button(asking, QuestionAction.LIST, str(brief.project_id)))
    if brief.version > 1:
        buttons.append(button(t("brief.compare"), DiffAction.DIFF, f"{brief.project_id}/{brief.version}"))
    shown = [
        header(title),
        section(lines(*rows)),
        section(facts),
        context(*filter(None, [by, why])),
        *more,
        actions(buttons),
    ]
    return Message(title, shown)


def client_card(t: Translator, brief: BriefForClient) -> Message:
    """The card for a channel that a client can read."""
    title = t("brief.card.title", project=brief.project, version=brief.version)
    rows = [
        _labelled(t, "objective", brief.objective, _CARD_TEXT),
        _labelled(t, "deliverables", brief.deliverables, _CARD_TEXT),
    ]
    if brief.deadline:
        rows.append(
            t.md(
                "brief.field_line", label=t("brief.deadline"), text=t.dated(brief.deadline, None, brief.today)
            )
        )
    return Message(title, [header(title), section(lines(*rows))])


def whole(t: Translator, brief: BriefForTeam) -> Message:
    """The full brief."""
    title = t("brief.card.title", project=brief.project, version=brief.version)
    names = [*CRITICAL, *TEMPLATES.get(brief.template, ()), *SUPPORTING]
    shown: list[Block] = [header(title)]
    for name in dict.fromkeys(names):
        text = brief.fields.get(name, "")
        if text and name == "deadline" and brief.deadline:
            day = t.long_date(brief.deadline)
            text = day if text in day else f"{text} ({day})"
        if text and name == "budget" and brief.amount:
            text = f"{text} ({amount(t, brief.amount)})"
        if text:
            shown.append(section(_labelled(t, name, text, LENGTH + 60)))
    if brief.source:
        shown.append(section(t.md("brief.source_was")))
        shown += [{"type": "section", "text": plain(part)} for part in split(brief.source, TEXT)]
    if brief.links:
        shown.append(context(lines(*(link(url, clamp(url, _LINK_TEXT)) for url in brief.links[:_LINKS]))))
    shown.append(context(t.md("brief.card.by", user=mention(brief.author))))
    return Message(title, shown)


def whole_modal(t: Translator, brief: BriefForTeam) -> dict[str, Any]:
    """The full brief as a modal."""
    return modal(BriefView.SHOWN, t("brief.form.title"), whole(t, brief).blocks, close=t("common.close"))


def history(t: Translator, versions: Sequence[BriefForTeam]) -> Message:
    """The versions, newest first."""
    title = t("brief.history", project=versions[0].project)
    rows = [
        t.md(
            "brief.history.line",
            version=one.version,
            day=t.long_date(one.at.date()),
            user=mention(one.author),
            why=clamp(one.why or t("brief.history.first"), 200),
        )
        for one in versions[:20]
    ]
    return Message(title, [header(title), section(lines(*rows))])


def unplaced(
    t: Translator, brief: BriefForTeam, here: Mrkdwn | None, likely: str | None, *, decides: bool
) -> Message:
    """A private message: the brief is stored; asks where its card belongs, which is not `here`, where it was
    typed. `likely`: the likeliest channel.
    """
    words = t.md("brief.saved_silently", project=brief.project, version=brief.version)
    asking = t.md("brief.where_here", channel=here) if here else t.md("brief.where")
    if not decides:
        asked = [section(lines(asking, t.md("brief.where_tell")))]
    else:
        reading = t.md("placing.likely", channel=channel_link(likely)) if likely else None
        asked = [section(lines(asking, reading)), actions(placing_views.buttons(t, brief.project_id, likely))]
    then = add_work(t, brief) if brief.version == 1 else None
    return Message(words, [section(words, accessory=then), *asked, *_understood(t, brief)])


def saved(t: Translator, brief: BriefForTeam, channel: Mrkdwn) -> Message:
    """A private message: the brief is stored, and the next step."""
    key = "brief.saved" if brief.version == 1 else "brief.saved_again"
    words = t.md(key, project=brief.project, version=brief.version, channel=channel)
    then = add_work(t, brief)
    if brief.version > 1:
        then = button(t("brief.compare"), DiffAction.DIFF, f"{brief.project_id}/{brief.version}")
    return Message(words, [section(words, accessory=then), *_understood(t, brief)])


def add_work(t: Translator, brief: BriefForTeam) -> Element:
    """The button for the form for work, which is filled with the brief's lines."""
    return button(t("status.add"), WorkAction.ADD_OPEN, str(brief.project_id), style="primary")


def amount(t: Translator, spoken: Amount) -> str:
    """An amount: one sum, a range or one end of it, with what it is for, how far it may go, and VAT."""
    low, high, ceiling = (
        None if one is None else t.money(one, spoken.currency)
        for one in (spoken.low, spoken.high, spoken.ceiling)
    )
    if low and high:
        said = low if low == high else t("brief.amount_range", least=low, most=high)
    else:
        said = t("brief.amount_most", most=high) if high else t("brief.amount_least", least=low or "–")
    per = t(f"brief.amount_per.{spoken.per}") if spoken.per else ""
    grows = t("brief.amount_ceiling", most=ceiling) if ceiling and spoken.ceiling != spoken.high else ""
    vat = t(f"brief.amount_vat.{spoken.vat}") if spoken.vat else ""
    return ", ".join(filter(None, [f"{said}{per}", grows, vat]))


def _understood(t: Translator, brief: BriefForTeam) -> list[Block]:
    """The date and the amount as they were understood, so that a misreading is noticed at once."""
    if brief.deadline:
        day = t.md("brief.understood_date", day=t.long_date(brief.deadline))
    else:
        day = t.md("brief.open_date", text=clamp(brief.fields.get("deadline", ""), 100))
    if brief.amount:
        money = t.md("brief.understood_amount", amount=amount(t, brief.amount))
    else:
        money = t.md("brief.open_amount", text=clamp(brief.fields.get("budget", ""), 100))
    return [context(day, money)]


def _where(t: Translator, start: Form) -> list[Block]:
    """An existing project, or the name of a new one; a new version keeps its project."""
    rows: list[Block] = []
    options = [] if start.known else [option(ref.name, str(ref.id)) for ref in start.projects]
    if options:
        chosen = static_select(
            PROJECT, options, initial=start.values.get(PROJECT), placeholder=t("brief.project.choose")
        )
        rows.append(
            input_block(_block(start, PROJECT), t("brief.project"), chosen, optional=True, dispatch=True)
        )
    if not start.known:
        for name in (NAME, CLIENT):
            typed = text_input(name, initial=start.values.get(name, ""), max_length=NAME_LENGTH)
            label, hint = t(f"brief.{name}"), _from(t, start, name)
            rows.append(input_block(_block(start, name), label, typed, optional=True, hint=hint))
    kinds = [option(t(f"template.{one}"), one) for one in TEMPLATES]
    template = static_select(TEMPLATE, kinds, initial=start.values.get(TEMPLATE) or "campaign")
    rows.append(input_block(_block(start, TEMPLATE), t("brief.template"), template, dispatch=True))
    return rows


def _source(t: Translator, start: Form) -> list[Block]:
    """The paste box, and further ones for a quoted message that is longer than a box."""
    boxes = []
    for part, words in enumerate(start.sources or split(start.values.get(SOURCE, ""), INPUT_TEXT)):
        box = text_input(
            source_field(part), multiline=True, initial=words, placeholder=t("brief.source.example")
        )
        label = t("brief.source")
        title = t("feedback.form.source_more", label=label, part=part + 1) if part else label
        boxes.append(input_block(_block(start, source_field(part)), title, box, optional=True))
    return boxes


def _meaning(t: Translator, start: Form, name: str) -> list[Block]:
    """Below a field whose words have several meanings: a choice of them."""
    problem = start.problems.get(name)
    options = readings(t, problem) if problem else []
    if problem is None or not options:
        return []
    element = static_select(
        MEANT[name], options, initial=start.values.get(MEANT[name]), placeholder=t("brief.meant.choose")
    )
    label = t(f"brief.meant.{name}", text=clamp(str(problem.facts.get("text", "")), 100))
    # Other readings need another block id: Slack keeps the choice of a field with the same id.
    block = f"{MEANT[name]}/{zlib.crc32(repr(options).encode()):08x}"
    return [input_block(block, label, element)]


def readings(t: Translator, problem: Problem) -> list[Element]:
    """The possible meanings of a field's words, each as an option."""
    days = [option(t.long_date(day), day.isoformat()) for day in problem.days]
    return days + [option(amount(t, one), terms.written(one)) for one in problem.amounts]


def _text(t: Translator, start: Form, name: str, *, optional: bool = False) -> Block:
    element = text_input(
        name, multiline=name in _MULTILINE, initial=start.values.get(name, ""), max_length=LENGTH,
        placeholder=t(f"brief.{name}.example") if t.has(f"brief.{name}.example") else None,
    )  # fmt: skip
    hint = _from(t, start, name)
    return input_block(_block(start, name), t(f"brief.{name}"), element, optional=optional, hint=hint)


def _from(t: Translator, start: Form, name: str) -> str | None:
    """Below a field: which of the client's words fill it, or may belong there."""
    words, value = start.filled.words.get(name), start.values.get(name, "")
    if words and value == words:
        return t("brief.filled_from", text=clamp(start.filled.sources[name], _HINT))
    perhaps = start.filled.offered.get(name, "")
    if perhaps and not value:
        return t("brief.perhaps", text=clamp(perhaps, _HINT))
    return t("brief.may_be_open") if name in _OFTEN_LEFT_OUT and not value else None


def _block(start: Form, name: str) -> str:
    return f"{name}/{start.edition}" if start.edition else name


def _labelled(t: Translator, name: str, text: str, most: int) -> Mrkdwn:
    return t.md("brief.field_line", label=t(f"brief.{name}"), text=esc(clamp(text, most)) if text else "–")
