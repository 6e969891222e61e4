"""What real Slack would refuse of messages, views and manifests: limits and shapes, as tables.

The limits are Slack's, from its Block Kit reference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Thing = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal; `path` is a JSON pointer."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.message} [json-pointer:{self.path}]"


PLAIN, TEXT, STRING, LIST, FLAG, OBJECT = "plain", "text", "string", "list", "flag", "object"

# Each thing: field -> (kind, longest or most). A star marks what is required.
_COMMON = {"type": (STRING, 50), "block_id": (STRING, 255)}
BLOCKS: dict[str, dict[str, tuple[str, int]]] = {
    "section": {"text": (TEXT, 3000), "fields": (LIST, 10), "accessory": (OBJECT, 0), "expand": (FLAG, 0)},
    "header": {"text*": (PLAIN, 150), "level": (OBJECT, 0)},
    "divider": {},
    "context": {"elements*": (LIST, 10)},
    "actions": {"elements*": (LIST, 25)},
    "image": {
        "image_url": (STRING, 3000), "slack_file": (OBJECT, 0), "alt_text*": (STRING, 2000),
        "title": (PLAIN, 2000),
    },
    "input": {
        "label*": (PLAIN, 2000), "element*": (OBJECT, 0), "hint": (PLAIN, 2000), "optional": (FLAG, 0),
        "dispatch_action": (FLAG, 0),
    },
    "markdown": {"text*": (STRING, 12000)},
    "rich_text": {"elements*": (LIST, 1000)},
    "table": {"rows*": (LIST, 100), "column_settings": (LIST, 20)},
    "alert": {"text*": (TEXT, 3000), "level": (STRING, 20)},
}  # fmt: skip
IN_MESSAGE = {
    "section",
    "header",
    "divider",
    "context",
    "actions",
    "image",
    "markdown",
    "rich_text",
    "table",
    "input",
    "alert",
}
IN_MODAL = {"section", "header", "divider", "context", "actions", "image", "input", "rich_text", "alert"}
IN_HOME = IN_MODAL

_OPTIONS = {
    "options": (LIST, 100),
    "option_groups": (LIST, 100),
    "placeholder": (PLAIN, 150),
    "focus_on_load": (FLAG, 0),
    "confirm": (OBJECT, 0),
}
_PICKER = {"placeholder": (PLAIN, 150), "focus_on_load": (FLAG, 0), "confirm": (OBJECT, 0)}
_FIELD = {
    "placeholder": (PLAIN, 150),
    "focus_on_load": (FLAG, 0),
    "dispatch_action_config": (OBJECT, 0),
    "initial_value": (STRING, 3000),
}
ELEMENTS: dict[str, dict[str, tuple[str, int]]] = {
    "button": {
        "text*": (PLAIN, 75), "value": (STRING, 2000), "url": (STRING, 3000), "style": (STRING, 10),
        "confirm": (OBJECT, 0), "accessibility_label": (STRING, 75),
    },
    "overflow": {"options*": (LIST, 5), "confirm": (OBJECT, 0)},
    "static_select": {**_OPTIONS, "initial_option": (OBJECT, 0)},
    "multi_static_select": {**_OPTIONS, "initial_options": (LIST, 100), "max_selected_items": (OBJECT, 0)},
    "users_select": {**_PICKER, "initial_user": (STRING, 20)},
    "multi_users_select": {**_PICKER, "initial_users": (LIST, 100), "max_selected_items": (OBJECT, 0)},
    "conversations_select": {
        **_PICKER, "initial_conversation": (STRING, 20), "default_to_current_conversation": (FLAG, 0),
        "filter": (OBJECT, 0), "response_url_enabled": (FLAG, 0),
    },
    "multi_conversations_select": {
        **_PICKER, "initial_conversations": (LIST, 100), "filter": (OBJECT, 0),
        "max_selected_items": (OBJECT, 0),
    },
    "channels_select": {**_PICKER, "initial_channel": (STRING, 20), "response_url_enabled": (FLAG, 0)},
    "datepicker": {**_PICKER, "initial_date": (STRING, 10)},
    "timepicker": {**_PICKER, "initial_time": (STRING, 5), "timezone": (STRING, 50)},
    "datetimepicker": {"focus_on_load": (FLAG, 0), "confirm": (OBJECT, 0), "initial_date_time": (OBJECT, 0)},
    "checkboxes": {
        "options*": (LIST, 10), "initial_options": (LIST, 10), "focus_on_load": (FLAG, 0),
        "confirm": (OBJECT, 0),
    },
    "radio_buttons": {
        "options*": (LIST, 10), "initial_option": (OBJECT, 0), "focus_on_load": (FLAG, 0),
        "confirm": (OBJECT, 0),
    },
    "plain_text_input": {
        **_FIELD, "multiline": (FLAG, 0), "min_length": (OBJECT, 0), "max_length": (OBJECT, 0),
    },
    "number_input": {
        **_FIELD, "is_decimal_allowed*": (FLAG, 0), "min_value": (STRING, 50), "max_value": (STRING, 50),
    },
    "email_text_input": _FIELD,
    "url_text_input": _FIELD,
    "rich_text_input": {**_FIELD, "initial_value": (OBJECT, 0)},
    "image": {"image_url": (STRING, 3000), "alt_text*": (STRING, 2000)},
}  # fmt: skip
_IN_INPUT = set(ELEMENTS) - {"button", "overflow", "image"}
_IN_ACTIONS = {
    "button", "overflow", "static_select", "multi_static_select", "users_select", "multi_users_select",
    "conversations_select", "multi_conversations_select", "channels_select", "datepicker", "timepicker",
    "datetimepicker", "checkboxes", "radio_buttons",
}  # fmt: skip
_IN_ACTIONS_OF_MESSAGES = _IN_ACTIONS - {
    "multi_static_select",
    "multi_users_select",
    "multi_conversations_select",
}
_VIEW = {
    "type", "title", "blocks", "close", "submit", "private_metadata", "callback_id", "clear_on_close",
    "notify_on_close", "external_id", "submit_disabled",
}  # fmt: skip


def check_message(args: Thing) -> list[Problem]:
    """What Slack would refuse of a message's text and blocks."""
    found: list[Problem] = []
    blocks = args.get("blocks") or []
    text = args.get("text") or ""
    if not isinstance(text, str) or len(text) > 40000:
        found.append(Problem("/text", "must be a string of less than 40001 characters"))
    found += _blocks(blocks, 50, IN_MESSAGE, in_message=True)
    if sum(len(block.get("text", "")) for block in blocks if block.get("type") == "markdown") > 12000:
        found.append(Problem("/blocks", "markdown text must be less than 12001 characters in total"))
    return found


def check_view(view: Thing) -> list[Problem]:
    """What Slack would refuse of a modal or a Home."""
    kind, blocks = view.get("type"), view.get("blocks")
    if kind not in ("modal", "home"):
        return [Problem("/view/type", "must be modal or home")]
    found = [Problem(f"/view/{name}", "unsupported field") for name in view.keys() - _VIEW]
    for name, most in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        if len(view.get(name) or "") > most:
            found.append(Problem(f"/view/{name}", f"must be less than {most + 1} characters"))
    if kind == "modal":
        for name in ("title", "submit", "close"):
            if name in view or name == "title":
                found += _text(view.get(name), PLAIN, 24, f"/view/{name}")
        has_input = any(block.get("type") == "input" for block in blocks or ())
        if has_input and not view.get("submit"):
            found.append(Problem("/view/submit", "is required when a modal has an input block"))
    found += _blocks(blocks, 100, IN_MODAL if kind == "modal" else IN_HOME, prefix="/view", least=1)
    if len(json.dumps(view).encode()) > 250_000:
        found.append(Problem("/view", "must be less than 250 kB"))
    return found


def check_manifest(manifest: Thing) -> list[Problem]:
    """What Slack would refuse of an app manifest, as far as this playground relies on it."""
    found: list[Problem] = []
    features, settings = manifest.get("features", {}), manifest.get("settings", {})
    scopes = set(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ()))
    commands = features.get("slash_commands", [])
    if len(commands) > 50:
        found.append(Problem("/features/slash_commands", "must be at most 50"))
    for index, command in enumerate(commands):
        here = f"/features/slash_commands/{index}"
        if not re.fullmatch(r"/[^\sA-Z/]{1,31}", command.get("command", "")):
            found.append(Problem(f"{here}/command", "must begin with / and be 2 to 32 lower-case characters"))
        if command.get("command", "")[1:] in RESERVED:
            found.append(Problem(f"{here}/command", "is one of Slack's own commands"))
        if not 0 < len(command.get("description", "")) <= 2000:
            found.append(Problem(f"{here}/description", "must be 1 to 2000 characters"))
        if len(command.get("usage_hint", "")) > 1000:
            found.append(Problem(f"{here}/usage_hint", "must be at most 1000 characters"))
    for index, shortcut in enumerate(features.get("shortcuts", [])):
        if not 0 < len(shortcut.get("name", "")) <= 24:
            found.append(Problem(f"/features/shortcuts/{index}/name", "must be 1 to 24 characters"))
    for event in settings.get("event_subscriptions", {}).get("bot_events", ()):
        needed = EVENT_SCOPES.get(event)
        if needed and needed not in scopes:
            found.append(Problem("/settings/event_subscriptions/bot_events", f"{event} needs {needed}"))
    return found


EVENT_SCOPES = {
    "app_mention": "app_mentions:read", "message.im": "im:history", "message.channels": "channels:history",
    "message.groups": "groups:history", "user_change": "users:read", "team_join": "users:read",
    "member_joined_channel": "channels:read",
}  # fmt: skip
RESERVED = {
    "me", "status", "away", "dnd", "shrug", "remind", "msg", "feed", "who", "collapse", "expand", "leave",
    "join",
    "open", "search", "topic", "mute", "pro", "shortcuts", "archive", "invite", "kick", "rename", "remove",
    "star",
    "mention", "list", "call",
}  # fmt: skip


def _blocks(
    blocks: Any, most: int, allowed: set[str], *, prefix: str = "", least: int = 0, in_message: bool = False
) -> Iterator[Problem]:
    if not isinstance(blocks, list):
        yield Problem(f"{prefix}/blocks", "must be an array")
        return
    if len(blocks) > most:
        yield Problem(f"{prefix}/blocks", f"no more than {most} items allowed")
    if len(blocks) < least:
        yield Problem(f"{prefix}/blocks", f"no less than {least} items allowed")
    ids: set[str] = set()
    for index, block in enumerate(blocks):
        here = f"{prefix}/blocks/{index}"
        kind = block.get("type") if isinstance(block, dict) else None
        if kind not in allowed:
            yield Problem(f"{here}/type", f"unsupported type: {kind}")
            continue
        if block.get("block_id") in ids:
            yield Problem(f"{here}/block_id", "block_id already exists")
        ids |= {block["block_id"]} if block.get("block_id") else set()
        yield from _block(block, kind, here, in_message)


def _block(block: Thing, kind: str, here: str, in_message: bool) -> Iterator[Problem]:
    yield from _fields(block, {**_COMMON, **BLOCKS[kind]}, here)
    if kind == "section":
        if not block.get("text") and not block.get("fields"):
            yield Problem(here, "must have text or fields")
        for index, field in enumerate(block.get("fields") or ()):
            yield from _text(field, TEXT, 2000, f"{here}/fields/{index}")
        if block.get("accessory"):
            yield from _element(block["accessory"], _IN_ACTIONS | {"image"}, f"{here}/accessory")
    elif kind == "actions":
        ids = [element.get("action_id") for element in block.get("elements") or ()]
        if len(ids) != len(set(ids)):
            yield Problem(f"{here}/elements", "action_id already exists in this block")
        allowed = _IN_ACTIONS_OF_MESSAGES if in_message else _IN_ACTIONS
        for index, element in enumerate(block.get("elements") or ()):
            yield from _element(element, allowed, f"{here}/elements/{index}")
    elif kind == "context":
        for index, element in enumerate(block.get("elements") or ()):
            path = f"{here}/elements/{index}"
            if element.get("type") == "image":
                yield from _element(element, {"image"}, path)
            else:
                yield from _text(element, TEXT, 3000, path)
    elif kind == "input":
        yield from _element(block.get("element") or {}, _IN_INPUT, f"{here}/element")


def _element(element: Thing, allowed: set[str], here: str) -> Iterator[Problem]:
    kind = element.get("type")
    if kind not in allowed:
        yield Problem(f"{here}/type", f"unsupported type: {kind}")
        return
    own = {"type": (STRING, 50), "action_id": (STRING, 255), **ELEMENTS[kind]}
    yield from _fields(element, own, here)
    if element.get("style") not in (None, "primary", "danger"):
        yield Problem(f"{here}/style", "must be primary or danger")
    options = [*(element.get("options") or ())]
    for group in element.get("option_groups") or ():
        options += group.get("options") or ()
    if "options" in {name.rstrip("*") for name in ELEMENTS[kind]} and not options:
        yield Problem(f"{here}/options", "no less than 1 items allowed")
    for index, option in enumerate(options):
        yield from _option(option, kind, f"{here}/options/{index}")
    chosen = [element["initial_option"]] if element.get("initial_option") else []
    for one in [*chosen, *(element.get("initial_options") or ())]:
        if one not in options:
            yield Problem(f"{here}/initial_option", "must exactly match one of the options")
    if "initial_date" in element and not re.fullmatch(r"\d{4}-\d\d-\d\d", str(element["initial_date"])):
        yield Problem(f"{here}/initial_date", "must be YYYY-MM-DD")
    if "initial_time" in element and not re.fullmatch(r"[0-2]\d:[0-5]\d", str(element["initial_time"])):
        yield Problem(f"{here}/initial_time", "must be HH:mm")
    if element.get("confirm"):
        for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
            form = TEXT if name == "text" else PLAIN
            yield from _text(element["confirm"].get(name), form, most, f"{here}/confirm/{name}")


def _option(option: Thing, kind: str, here: str) -> Iterator[Problem]:
    ticks = kind in ("checkboxes", "radio_buttons")
    yield from _text(option.get("text"), TEXT if ticks else PLAIN, 75, f"{here}/text")
    value = option.get("value")
    if not isinstance(value, str) or not 0 < len(value) <= 150:
        yield Problem(f"{here}/value", "must be 1 to 150 characters")
    if option.get("description"):
        yield from _text(option["description"], TEXT if ticks else PLAIN, 75, f"{here}/description")


def _fields(thing: Thing, spec: Mapping[str, tuple[str, int]], here: str) -> Iterator[Problem]:
    known = {name.rstrip("*"): (name.endswith("*"), *rule) for name, rule in spec.items()}
    for name in thing:
        if name not in known:
            yield Problem(f"{here}/{name}", "unsupported field")
    for name, (is_required, kind, most) in known.items():
        value = thing.get(name)
        if value is None:
            if is_required:
                yield Problem(f"{here}/{name}", f"missing required field: {name}")
        elif kind in (PLAIN, TEXT):
            yield from _text(value, kind, most, f"{here}/{name}")
        elif kind == STRING and (not isinstance(value, str) or len(value) > most):
            yield Problem(f"{here}/{name}", f"must be less than {most + 1} characters")
        elif kind == LIST and (not isinstance(value, list) or not 0 < len(value) <= most):
            yield Problem(f"{here}/{name}", f"1 to {most} items allowed")
        elif kind == FLAG and not isinstance(value, bool):
            yield Problem(f"{here}/{name}", "must be a boolean")


def _text(text: Any, kind: str, most: int, here: str) -> Iterator[Problem]:
    if not isinstance(text, Mapping) or text.get("type") not in ("plain_text", "mrkdwn"):
        yield Problem(here, "must be a text object")
        return
    if kind == PLAIN and text["type"] != "plain_text":
        yield Problem(f"{here}/type", "must be plain_text")
    words = text.get("text")
    if not isinstance(words, str) or not words:
        yield Problem(f"{here}/text", "must be more than 0 characters")
    elif len(words) > most:
        yield Problem(f"{here}/text", f"must be less than {most + 1} characters")
    allowed = {"type", "text", "emoji"} if text["type"] == "plain_text" else {"type", "text", "verbatim"}
    for name in text.keys() - allowed:
        yield Problem(f"{here}/{name}", "unsupported field")
