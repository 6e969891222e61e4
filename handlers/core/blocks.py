"""Small Block Kit builders: plain dicts; every text is escaped and cut to Slack's limit here.

Limits: slack-facts §2.1, as documented under docs.slack.dev/reference/block-kit. (slack_sdk's typed blocks
validate the same, but cost about 0.2 ms each before the ack.)
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

Block = dict[str, Any]
Element = dict[str, Any]

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
TEXT = 3000
BUTTON_VALUE = 2000
INPUT_TEXT = 3000
BUTTON_VALUE = 2000
OPTIONS = 100


class Mrkdwn(str):
    """Text that is safe in a mrkdwn object: people's words in it are escaped."""

    __slots__ = ()


def esc(text: str) -> Mrkdwn:
    """People's text, escaped: it cannot mention, link or broadcast."""
    return Mrkdwn(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def bold(text: str) -> Mrkdwn:
    """Escaped bold text. An asterisk would end bold, so asterisks inside become ∗."""
    inner = text.replace("*", "∗").strip()
    return Mrkdwn(f"*{esc(inner)}*") if inner else Mrkdwn("")


def code(text: str) -> Mrkdwn:
    """Typewriter text."""
    return Mrkdwn(f"`{esc(text.replace('`', ' '))}`")


def quote(text: str) -> Mrkdwn:
    """A block quote, every line of it."""
    return Mrkdwn("\n".join(f"> {esc(line)}" for line in text.splitlines()))


def mention(user: str) -> Mrkdwn:
    """A mention, which notifies the person."""
    return Mrkdwn(f"<@{user}>")


def channel_link(channel: str) -> Mrkdwn:
    """A link to a channel, for those who may see it."""
    return Mrkdwn(f"<#{channel}>")


def link(url: str, text: str) -> Mrkdwn:
    """A link; an address that is not http(s) stays text."""
    if not re.match(r"https?://[^\s<>|]+$", url):
        return esc(text)
    label = text.replace("|", "¦").replace("\n", " ")
    return Mrkdwn(f"<{esc(url)}|{esc(label)}>")


def lines(*parts: Mrkdwn | None) -> Mrkdwn:
    """The parts on separate lines; None and empty parts leave no gap."""
    return Mrkdwn("\n".join(part for part in parts if part))


def clamp(text: str, limit: int) -> str:
    """At most `limit` characters, with an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def clamp_mrkdwn(text: Mrkdwn, limit: int) -> Mrkdwn:
    """At most `limit` characters, never cut inside an entity or a link."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    cut = re.sub(r"<[^<>]*$|&[a-z]*$", "", cut)
    return Mrkdwn(cut.rstrip() + "…")


def plain(text: str, limit: int = TEXT) -> Element:
    """A plain_text object; Slack refuses an empty one."""
    return {"type": "plain_text", "text": clamp(text, limit) or " ", "emoji": True}


def mrkdwn(text: Mrkdwn, limit: int = TEXT) -> Element:
    """A mrkdwn object. `verbatim`: Slack adds no links or mentions of its own."""
    return {"type": "mrkdwn", "text": clamp_mrkdwn(text, limit) or " ", "verbatim": True}


def header(text: str) -> Block:
    """A large title."""
    return {"type": "header", "text": plain(text.replace("\n", " "), 150)}


def section(text: Mrkdwn, *, accessory: Element | None = None, block_id: str | None = None) -> Block:
    """A paragraph, with an optional element beside it."""
    return _with({"type": "section", "text": mrkdwn(text)}, accessory=accessory, block_id=block_id)


def packed(rows: Sequence[Mrkdwn]) -> list[Block]:
    """Rows in as few sections as possible; no row is split."""
    groups: list[list[Mrkdwn]] = []
    for row in rows:
        if not groups or sum(len(one) + 1 for one in groups[-1]) + len(row) > TEXT:
            groups.append([])
        groups[-1].append(row)
    return [section(lines(*group)) for group in groups]


def divider() -> Block:
    """A thin line."""
    return {"type": "divider"}


def context(*texts: Mrkdwn) -> Block:
    """Small grey text."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts[:10]]}


def actions(elements: Sequence[Element], *, block_id: str | None = None) -> Block:
    """A row of buttons and selects."""
    return _with({"type": "actions", "elements": list(elements[:25])}, block_id=block_id)


def button(
    text: str,
    action_id: str,
    value: str = "",
    *,
    style: str | None = None,
    confirm: Element | None = None,
    url: str | None = None,
) -> Element:
    """A button. `value`: longer than `BUTTON_VALUE` only with an id that `handlers.core.carrying` knows.
    `style`: "primary" or "danger"; `confirm` from `confirmation`."""
    made = {"type": "button", "text": plain(text, 75), "action_id": str(action_id)}
    return _with(made, value=value or None, style=style, confirm=confirm, url=url)


def confirmation(title: str, text: str, yes: str, no: str) -> Element:
    """The question Slack asks before a button acts."""
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }


def option(text: str, value: str, description: str | None = None) -> Element:
    """One choice."""
    made = {"text": plain(text.replace("\n", " "), 75), "value": value[:150]}
    return _with(made, description=plain(description, 75) if description else None)


def overflow(action_id: str, options: Sequence[Element]) -> Element:
    """The ⋯ menu: one to five choices."""
    return {"type": "overflow", "action_id": str(action_id), "options": list(options[:5])}


def static_select(
    action_id: str, options: Sequence[Element], *, initial: str | None = None, placeholder: str | None = None
) -> Element:
    """A drop-down of up to 100 choices; `initial`: the chosen value."""
    shown = _keeping(options, OPTIONS, {initial} if initial else set())
    chosen = next((one for one in shown if one["value"] == initial), None)
    made = {"type": "static_select", "action_id": str(action_id), "options": shown}
    return _with(made, initial_option=chosen, placeholder=_placeholder(placeholder))


def multi_static_select(
    action_id: str,
    groups: Sequence[tuple[str, Sequence[Element]]],
    *,
    initial: Collection[str] = (),
    placeholder: str | None = None,
    most: int | None = None,
) -> Element:
    """Several of up to 100 choices a group, each group under its title; `initial`: the chosen values."""
    shown: list[tuple[str, list[Element]]] = [
        (title, _keeping(options, OPTIONS, set(initial))) for title, options in groups[:OPTIONS]
    ]
    made: Element = {
        "type": "multi_static_select",
        "action_id": str(action_id),
        "option_groups": [{"label": plain(title, 75), "options": options} for title, options in shown],
    }
    return _with(
        made,
        initial_options=[one for _, options in shown for one in options if one["value"] in initial] or None,
        placeholder=_placeholder(placeholder),
        max_selected_items=most,
    )


def grouped_select(
    action_id: str, groups: Sequence[tuple[str, Sequence[Element]]], *, placeholder: str
) -> Element:
    """A drop-down whose choices stand under headings; a heading without choices is left out."""
    shown = [{"label": plain(name, 75), "options": list(some[:OPTIONS])} for name, some in groups if some]
    made = {"type": "static_select", "action_id": str(action_id), "option_groups": shown[:OPTIONS]}
    return _with(made, placeholder=_placeholder(placeholder))


def users_select(action_id: str, *, initial: str | None = None, placeholder: str | None = None) -> Element:
    """One person of the workspace."""
    made = {"type": "users_select", "action_id": str(action_id)}
    return _with(made, initial_user=initial, placeholder=_placeholder(placeholder))


def multi_users_select(
    action_id: str, *, initial: Sequence[str] = (), placeholder: str | None = None, most: int | None = None
) -> Element:
    """Several people of the workspace."""
    made = {"type": "multi_users_select", "action_id": str(action_id)}
    return _with(
        made,
        initial_users=list(initial) or None,
        placeholder=_placeholder(placeholder),
        max_selected_items=most,
    )


def channels_select(action_id: str, *, initial: str | None = None, placeholder: str | None = None) -> Element:
    """One channel, public or private, that the reader is in."""
    made: Element = {
        "type": "conversations_select",
        "action_id": str(action_id),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    return _with(made, initial_conversation=initial, placeholder=_placeholder(placeholder))


def multi_channels_select(action_id: str, *, initial: Sequence[str] = (), most: int | None = None) -> Element:
    """Several channels, public or private, that the reader is in."""
    made: Element = {
        "type": "multi_conversations_select",
        "action_id": str(action_id),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    return _with(made, initial_conversations=list(initial) or None, max_selected_items=most)


def datepicker(action_id: str, *, initial: str | None = None, placeholder: str | None = None) -> Element:
    """A day; `initial` as YYYY-MM-DD."""
    made = {"type": "datepicker", "action_id": str(action_id)}
    return _with(made, initial_date=initial, placeholder=_placeholder(placeholder))


def timepicker(action_id: str, *, initial: str | None = None, placeholder: str | None = None) -> Element:
    """An hour of the day; `initial` as HH:MM."""
    made = {"type": "timepicker", "action_id": str(action_id)}
    return _with(made, initial_time=initial, placeholder=_placeholder(placeholder))


def checkboxes(action_id: str, options: Sequence[Element], *, initial: Iterable[str] = ()) -> Element:
    """Up to ten boxes to tick."""
    return _ticks("checkboxes", action_id, options, set(initial))


def radio(action_id: str, options: Sequence[Element], *, initial: str | None = None) -> Element:
    """Up to ten choices, one of them chosen."""
    shown = list(options[:10])
    chosen = next((one for one in shown if one["value"] == initial), None)
    return _with(
        {"type": "radio_buttons", "action_id": str(action_id), "options": shown}, initial_option=chosen
    )


def text_input(
    action_id: str,
    *,
    multiline: bool = False,
    initial: str = "",
    placeholder: str | None = None,
    max_length: int = INPUT_TEXT,
) -> Element:
    """A text field. An initial value longer than `max_length` is cut."""
    made = {
        "type": "plain_text_input",
        "action_id": str(action_id),
        "multiline": multiline,
        "max_length": max_length,
    }
    return _with(made, initial_value=initial[:max_length] or None, placeholder=_placeholder(placeholder))


def number_input(action_id: str, initial: int, *, least: int, most: int) -> Element:
    """A field for a whole number."""
    bounds = {"min_value": str(least), "max_value": str(most), "initial_value": str(initial)}
    return {"type": "number_input", "action_id": str(action_id), "is_decimal_allowed": False, **bounds}


def input_block(
    block_id: str,
    label: str,
    element: Element,
    *,
    optional: bool = False,
    hint: str | None = None,
    dispatch: bool = False,
) -> Block:
    """A labelled field of a form. `dispatch`: each change is sent at once, for the draft."""
    made: Block = {
        "type": "input",
        "block_id": str(block_id),
        "label": plain(label, 2000),
        "element": element,
        "optional": optional,
    }
    return _with(made, hint=plain(hint, 2000) if hint else None, dispatch_action=True if dispatch else None)


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[Block],
    *,
    submit: str | None = None,
    close: str | None = None,
    metadata: dict[str, Any] | None = None,
    notify_on_close: bool = False,
) -> dict[str, Any]:
    """A modal view. `metadata` is stored in it as JSON, up to 3,000 characters: ids only."""
    packed = json.dumps(metadata or {}, ensure_ascii=False, separators=(",", ":"))
    if len(packed) > 3000:
        raise ValueError("a view's metadata is limited to 3,000 characters")
    made: dict[str, Any] = {
        "type": "modal",
        "callback_id": str(callback_id),
        "title": plain(title, 24),
        "blocks": list(blocks[:VIEW_BLOCKS]),
        "private_metadata": packed,
        "notify_on_close": notify_on_close,
    }
    return _with(
        made, submit=plain(submit, 24) if submit else None, close=plain(close, 24) if close else None
    )


def home(blocks: Sequence[Block]) -> dict[str, Any]:
    """An App Home view."""
    return {"type": "home", "blocks": list(blocks[:VIEW_BLOCKS])}


def _ticks(kind: str, action_id: str, options: Sequence[Element], wanted: set[str]) -> Element:
    shown = list(options[:10])
    chosen = [one for one in shown if one["value"] in wanted] or None
    return _with({"type": kind, "action_id": str(action_id), "options": shown}, initial_options=chosen)


def _keeping(options: Sequence[Element], limit: int, wanted: set[str]) -> list[Element]:
    """The first `limit` options, always including the chosen ones."""
    first = list(options[:limit])
    beyond = [one for one in options[limit:] if one["value"] in wanted]
    return first[: limit - len(beyond)] + beyond


def _placeholder(text: str | None) -> Element | None:
    return plain(text, 150) if text else None


def _with(made: dict[str, Any], **optional: Any) -> dict[str, Any]:
    made.update({name: value for name, value in optional.items() if value is not None})
    return made
