"""Values of forms: from simple values (text, ids, dates, option values) to Slack's state and back."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from playground.blockkit_grouped import WITHIN

Element = dict[str, Any]

_LONE = {
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
}
_MANY = {
    "multi_static_select": "selected_options",
    "checkboxes": "selected_options",
    "multi_external_select": "selected_options",
}
_PLAIN = {
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
}
_CHECKED = {
    "number_input": (r"^[+-]?[0-9]+(\.[0-9]+)?$", "Please enter a number."),
    "email_text_input": (r"^[^\s@]+@[^\s@]+\.[^\s@]+$", "Please enter a valid email address."),
    "url_text_input": (r"^https?://[^\s/]+", "Please enter a valid URL."),
}
REQUIRED = "Please complete this required field."


class CannotType(ValueError):
    """A person could not enter this into the element."""


def with_ids(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks, with a block_id and action_ids where they are missing, as Slack adds them."""
    made = []
    for block in blocks:
        block = {**block, "block_id": block.get("block_id") or secrets.token_urlsafe(4)}
        if block["type"] in WITHIN:
            block[WITHIN[block["type"]]] = with_ids(block[WITHIN[block["type"]]])
        for element in elements_of(block):
            if "type" in element and element["type"] in {*_LONE, *_MANY, *_PLAIN, "button"}:
                element.setdefault("action_id", secrets.token_urlsafe(4))
        made.append(block)
    return made


def all_blocks(blocks: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The blocks, and those within containers and carousels."""
    for block in blocks:
        yield block
        if block["type"] in WITHIN:
            yield from all_blocks(block[WITHIN[block["type"]]])


def elements_of(block: Mapping[str, Any]) -> Iterator[Element]:
    """The elements of a block that can be pressed or filled in."""
    if block["type"] == "actions":
        yield from block["elements"]
    elif block["type"] == "card":
        yield from block.get("actions", ())
    elif block["type"] == "data_table":
        yield from (cell["element"] for row in block["rows"] for cell in row if "element" in cell)
    elif block["type"] == "section" and block.get("accessory"):
        yield block["accessory"]
    elif block["type"] == "input":
        yield block["element"]


def find(
    blocks: list[dict[str, Any]], action_id: str, block_id: str | None = None
) -> tuple[Element, Element]:
    """The block and element of an action. Raises `CannotType`."""
    for block in all_blocks(blocks):
        for element in elements_of(block):
            if element.get("action_id") == action_id and block_id in (None, "", block["block_id"]):
                return block, element
    raise CannotType(f"nothing here has the action_id {action_id}")


def values(view: Mapping[str, Any], old: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The fields' values: earlier ones where the ids are the same, else the initial values."""
    found: dict[str, dict[str, Any]] = {}
    for block in view["blocks"]:
        for element in elements_of(block):
            if element["type"] in ("button", "overflow"):
                continue
            block_id, action_id = block["block_id"], element["action_id"]
            before = old.get(block_id, {})
            kept = before[action_id] if action_id in before else initial(element)
            found.setdefault(block_id, {})[action_id] = kept
    return found


def initial(element: Element) -> Any:
    """The element's initial value as a simple value."""
    kind = element["type"]
    if kind in _LONE:
        return (element.get("initial_option") or {}).get("value")
    if kind in _MANY:
        return [one["value"] for one in element.get("initial_options") or ()]
    return element.get(_PLAIN[kind][1])


def state(view: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """`view.state.values` as Slack sends it: every field, including empty ones."""
    found: dict[str, Any] = {}
    for block in view["blocks"]:
        for element in elements_of(block):
            if element["type"] not in ("button", "overflow"):
                value = known.get(block["block_id"], {}).get(element["action_id"])
                found.setdefault(block["block_id"], {})[element["action_id"]] = typed(element, value)
    return found


def typed(element: Element, value: Any) -> dict[str, Any]:
    """A simple value as Slack's element state. Raises `CannotType` for an option that is not offered."""
    kind = element["type"]
    made: dict[str, Any] = {"type": kind}
    if kind == "button":
        return made | ({"value": element["value"]} if "value" in element else {}) | {"text": element["text"]}
    if kind in _LONE:
        return made | {_LONE[kind]: _option(element, value) if value not in (None, "") else None}
    if kind in _MANY:
        return made | {_MANY[kind]: [_option(element, one) for one in value or ()]}
    name = _PLAIN[kind][0]
    if kind == "datepicker" and value:
        date.fromisoformat(value)
    if kind == "timepicker" and value and not re.fullmatch(r"[0-2]\d:[0-5]\d", value):
        raise CannotType(f"{value} is no hour")
    if kind.startswith("multi_"):
        return made | {name: list(value or ())}
    if name == "value":
        # Slack sends an empty field as null, never as "".
        return made | {name: str(value) if value not in (None, "") else None}
    return made | {name: value or None}


def faults(view: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """What Slack itself refuses, before the app is asked."""
    found = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        value = known.get(block["block_id"], {}).get(element["action_id"])
        if isinstance(value, dict):
            value = _words(value)
        if value in (None, "", []) or (isinstance(value, str) and not value.strip()):
            if not block.get("optional"):
                found[block["block_id"]] = REQUIRED
        elif words := _wrong(element, str(value).strip() if element["type"] in _CHECKED else str(value)):
            found[block["block_id"]] = words
    return found


def _wrong(element: Element, typed: str) -> str | None:
    kind = element["type"]
    if kind == "plain_text_input":
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        if len(typed) > most:
            return f"Please use at most {most} characters (now {len(typed)})."
        return f"Please use at least {least} characters." if len(typed) < least else None
    if kind in _CHECKED and not re.search(_CHECKED[kind][0], typed, re.IGNORECASE):
        return _CHECKED[kind][1]
    if kind == "number_input":
        return _wrong_number(element, typed)
    return None


def _wrong_number(element: Element, typed: str) -> str | None:
    if not element.get("is_decimal_allowed") and "." in typed:
        return "Please enter a whole number."
    if "min_value" in element and Decimal(typed) < Decimal(element["min_value"]):
        return f"Please enter {element['min_value']} or more."
    if "max_value" in element and Decimal(typed) > Decimal(element["max_value"]):
        return f"Please enter {element['max_value']} or less."
    return None


def _option(element: Element, value: str) -> dict[str, Any]:
    groups = [group["options"] for group in element.get("option_groups", ())]
    for one in [*element.get("options", ()), *(one for group in groups for one in group)]:
        if one["value"] == value:
            return dict(one)
    raise CannotType(f"{value!r} is not among the options of {element['action_id']}")


def _words(rich: dict[str, Any]) -> str:
    """All text of a rich_text value, to check whether it is empty."""
    own = str(rich.get("text", "")) if rich.get("type") in ("text", "link") else ""
    return own + "".join(_words(one) for one in rich.get("elements", ()) if isinstance(one, dict))
