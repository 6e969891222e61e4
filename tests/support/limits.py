"""Slack's Block Kit limits, written independently of the code: what views must fit (slack-facts §2.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from handlers.core.reply import Message

_TEXTS = {
    ("header", "text"): 150,
    ("section", "text"): 3000,
    ("input", "label"): 2000,
    ("input", "hint"): 2000,
    ("button", "text"): 75,
    ("option", "text"): 75,
    ("option", "description"): 75,
    ("modal", "title"): 24,
    ("modal", "submit"): 24,
    ("modal", "close"): 24,
    ("confirm", "title"): 100,
    ("confirm", "text"): 300,
    ("confirm", "confirm"): 30,
    ("confirm", "deny"): 30,
}
_COUNTS = {
    ("section", "fields"): 10,
    ("context", "elements"): 10,
    ("actions", "elements"): 25,
    ("static_select", "options"): 100,
    ("multi_static_select", "options"): 100,
    ("checkboxes", "options"): 10,
    ("radio_buttons", "options"): 10,
    ("overflow", "options"): 5,
    ("modal", "blocks"): 100,
    ("home", "blocks"): 100,
}
_STRINGS = {
    "block_id": 255,
    "action_id": 255,
    "callback_id": 255,
    "value": 2000,
    "private_metadata": 3000,
    "url": 3000,
}


def assert_fits(shown: Message | dict[str, Any]) -> None:
    """Fail when Slack would refuse this message or view."""
    if isinstance(shown, Message):
        assert 0 < len(shown.text) <= 4000, f"message text of {len(shown.text)}"
        assert len(shown.blocks) <= 50, f"{len(shown.blocks)} blocks"
        content: Any = {"type": "message", "blocks": shown.blocks}
    else:
        content = shown
        has_input = any(block["type"] == "input" for block in shown["blocks"])
        assert not has_input or shown["type"] == "home" or shown.get("submit"), "inputs need a submit button"
        assert shown["blocks"], "a view needs a block"
    for problem in _problems(content, content["type"]):
        raise AssertionError(problem)
    ids = [block["block_id"] for block in content["blocks"] if "block_id" in block]
    assert len(ids) == len(set(ids)), f"block ids twice: {ids}"


def _problems(thing: Any, kind: str, path: str = "") -> Iterator[str]:
    if not isinstance(thing, dict):
        return
    for name, value in thing.items():
        here = f"{path}/{name}"
        if isinstance(value, dict) and value.get("type") in ("plain_text", "mrkdwn"):
            yield from _text(value, _TEXTS.get((kind, name), 150 if name == "placeholder" else 3000), here)
        elif isinstance(value, dict):
            yield from _problems(value, _kind(name, value), here)
        elif isinstance(value, list):
            most = _COUNTS.get((kind, name))
            if most is not None and not 0 < len(value) <= most:
                yield f"{here}: {len(value)} of at most {most}"
            yield from _each(kind, name, value, here)
        elif isinstance(value, str) and len(value) > (150 if kind == "option" else _STRINGS.get(name, 10**6)):
            yield f"{here}: {len(value)} characters"
        elif isinstance(value, str) and name in ("action_id", "block_id") and not value:
            yield f"{here}: empty"


def _each(kind: str, name: str, values: list[Any], path: str) -> Iterator[str]:
    if kind == "actions" and name == "elements":
        ids = [element.get("action_id") for element in values]
        if len(ids) != len(set(ids)):
            yield f"{path}: action ids twice: {ids}"
    for index, value in enumerate(values):
        here = f"{path}/{index}"
        if isinstance(value, dict) and value.get("type") in ("plain_text", "mrkdwn"):
            yield from _text(value, 2000 if name == "fields" else 3000, here)
        elif isinstance(value, dict):
            yield from _problems(value, _kind(name, value), here)


def _kind(name: str, value: dict[str, Any]) -> str:
    if name == "confirm":
        return "confirm"
    if "option" in name:
        return "option"
    return str(value.get("type", name))


def _text(text: dict[str, Any], most: int, path: str) -> Iterator[str]:
    if not 0 < len(text["text"]) <= most:
        yield f"{path}: {len(text['text'])} characters of 1 to {most}"
