"""What real Slack would refuse in a message, a view or an app manifest.

The limits are in `blockkit_tables.py`. This module checks each value against its rule, and the rules that
combine two values. Any JSON is accepted; a wrong type is a problem, never an exception.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping

from playground.blockkit_joins import JOINS
from playground.blockkit_looking import (
    Problem,
    Thing,
    all_blocks,
    length,
    object_of,
    objects,
    problem,
    unique,
    unique_blocks,
    words_of,
)
from playground.blockkit_rule import Rule, Spec, thing, typed
from playground.blockkit_tables import EVENT_SCOPES, MESSAGE, RESERVED, THINGS, TYPED, VIEWS

__all__ = ["RESERVED", "Problem", "check_manifest", "check_message", "check_view", "refused_on_request"]

MARKDOWN_IN_ALL = 12_000
CHARTS_IN_ALL = 2
VIEW_BYTES = 250_000


def check_message(args: Thing) -> list[Problem]:
    """Refusals of the text, blocks and attachments of a message, however it is sent."""
    shown = {name: args[name] for name in MESSAGE if args.get(name) is not None}
    found = [*_members(shown, MESSAGE, "")]
    lists = [("/blocks", shown.get("blocks"))]
    for index, attachment in objects(shown.get("attachments")):
        lists.append((f"/attachments/{index}/blocks", attachment.get("blocks")))
    every = [[*all_blocks(blocks, path)] for path, blocks in lists]
    for those in every:
        found += unique_blocks(those)
    placed = [one for those in every for one in those]
    if sum(length(one.get("text")) for _, one in placed if one.get("type") == "markdown") > MARKDOWN_IN_ALL:
        found.append(problem("/blocks", f"markdown text must be less than {MARKDOWN_IN_ALL + 1} characters"))
    tables = [path for path, one in placed if one.get("type") == "table"]
    found += [problem(path, "only_one_table_allowed") for path in tables[1:]]
    charts = [path for path, one in placed if one.get("type") == "data_visualization"]
    words = f"no more than {CHARTS_IN_ALL} data_visualization blocks allowed"
    return found + [problem(path, words) for path in charts[CHARTS_IN_ALL:]]


def refused_on_request(content: Thing, types: Collection[str]) -> list[Problem]:
    """The blocks of a message or a view that are of one of these types, as if Slack did not know it."""
    return [
        problem(f"{path}/type", f"unsupported type: {one['type']}")
        for path, one in all_blocks(content.get("blocks"), "/blocks")
        if one.get("type") in types
    ]


def check_view(view: Thing) -> list[Problem]:
    """Refusals of a modal or a Home, as `views.*` and a `response_action` would give them."""
    found = [*_check(view, typed("views", VIEWS), "/view")]
    blocks = view.get("blocks")
    found += unique_blocks(all_blocks(blocks, "/view/blocks"))
    kinds = [block.get("type") for _, block in objects(blocks)]
    if view.get("type") == "modal" and "input" in kinds and not view.get("submit"):
        found.append(problem("/view", "missing required field: submit"))
    if _focused(blocks) > 1:
        found.append(problem("/view/blocks", "focus_on_load must be set on one element at most"))
    if len(json.dumps(view, default=str, ensure_ascii=False).encode(errors="replace")) > VIEW_BYTES:
        found.append(problem("/view", f"must be less than {VIEW_BYTES + 1} bytes"))
    return found


def check_manifest(manifest: Thing) -> list[Problem]:
    """Refusals of an app manifest: its schema, reserved commands, missing scopes, and URLs in HTTP mode."""
    found = [*_check(manifest, thing("manifest"), "")]
    features, settings = object_of(manifest, "features"), object_of(manifest, "settings")
    commands = features.get("slash_commands")
    asked = object_of(object_of(manifest, "oauth_config"), "scopes")
    scopes = {*words_of(asked.get("bot")), *words_of(asked.get("bot_optional"))}
    found += unique(commands, "command", "/features/slash_commands")
    found += unique(features.get("shortcuts"), "callback_id", "/features/shortcuts")
    for index, command in objects(commands):
        if str(command.get("command")).removeprefix("/") in RESERVED:
            path = f"/features/slash_commands/{index}/command"
            found.append(problem(path, "the slash command has an invalid name"))
    for name in ("slash_commands", "shortcuts"):
        if features.get(name) and "commands" not in scopes:
            found.append(problem(f"/features/{name}", "requires the bot scope commands"))
    for index, event in enumerate(words_of(object_of(settings, "event_subscriptions").get("bot_events"))):
        if event in EVENT_SCOPES and EVENT_SCOPES[event] not in scopes:
            path = f"/settings/event_subscriptions/bot_events/{index}"
            found.append(problem(path, f"{event} requires the bot scope {EVENT_SCOPES[event]}"))
    if not settings.get("socket_mode_enabled"):
        found += _urls(features, settings)
    return found


def _urls(features: Thing, settings: Thing) -> Iterator[Problem]:
    """Without Socket Mode every URL that Slack calls must be given."""
    for index, command in objects(features.get("slash_commands")):
        if not command.get("url"):
            yield problem(f"/features/slash_commands/{index}", "missing required field: url")
    events, interactivity = object_of(settings, "event_subscriptions"), object_of(settings, "interactivity")
    if events.get("bot_events") and not events.get("request_url"):
        yield problem("/settings/event_subscriptions", "missing required field: request_url")
    if interactivity.get("is_enabled") and not interactivity.get("request_url"):
        yield problem("/settings/interactivity", "missing required field: request_url")


# --- one value, one rule -------------------------------------------------------------------------------


def _check(value: object, rule: Rule, path: str) -> Iterator[Problem]:
    yield from _KINDS[rule.kind](value, rule, path)


def _members(value: Thing, spec: Spec, path: str) -> Iterator[Problem]:
    for name in value:
        if name not in spec:
            yield problem(path, f"invalid additional property: {name}")
    for name, rule in spec.items():
        if name in value:
            yield from _check(value[name], rule, f"{path}/{name}")
        elif rule.required:
            yield problem(path, f"missing required field: {name}")


def _thing(value: object, rule: Rule, path: str) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield problem(path, "must provide an object")
        return
    yield from _members(value, THINGS[rule.of], path)


def _typed(value: object, rule: Rule, path: str) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield problem(path, "must provide an object")
        return
    kind = value.get("type")
    if kind is None:
        yield problem(path, "missing required field: type")
    elif not isinstance(kind, str) or kind not in rule.one_of:
        yield problem(f"{path}/type", f"unsupported type: {kind}")
    else:
        rest = {name: given for name, given in value.items() if name != "type"}
        yield from _members(rest, TYPED[rule.of][kind], path)
        for join in JOINS.get(kind, ()):
            yield from join(value, path)


def _text(value: object, rule: Rule, path: str) -> Iterator[Problem]:
    kinds = ("plain_text",) if rule.kind == "plain" else ("plain_text", "mrkdwn")
    problems = [*_typed(value, typed("elements", kinds), path)]
    yield from problems
    if not problems and isinstance(value, Mapping):
        yield from _string(value["text"], Rule("string", rule.most, rule.least), f"{path}/text")


def _string(value: object, rule: Rule, path: str) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield problem(path, "must provide a string")
    elif len(value) < rule.least:
        yield problem(path, f"must be more than {rule.least - 1} characters")
    elif len(value) > rule.most:
        yield problem(path, f"must be less than {rule.most + 1} characters")
    elif rule.one_of and value not in rule.one_of:
        yield problem(path, f"must be one of: {', '.join(sorted(rule.one_of))}")
    elif rule.pattern and not re.fullmatch(rule.pattern, value):
        yield problem(path, f"must be {rule.wanted}")


def _number(value: object, rule: Rule, path: str) -> Iterator[Problem]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield problem(path, "must provide an integer")
    elif value < rule.least:
        yield problem(path, f"must be greater than {rule.least - 1}")
    elif value > rule.most:
        yield problem(path, f"must be less than {rule.most + 1}")


def _amount(value: object, _: Rule, path: str) -> Iterator[Problem]:
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield problem(path, "must provide a number")


def _flag(value: object, _: Rule, path: str) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield problem(path, "must provide a boolean")


def _list(value: object, rule: Rule, path: str) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield problem(path, "must provide an array")
        return
    if len(value) < rule.least:
        yield problem(path, f"no less than {rule.least} items allowed")
    if len(value) > rule.most:
        yield problem(path, f"no more than {rule.most} items allowed")
    if rule.each is not None:
        for index, item in enumerate(value):
            yield from _check(item, rule.each, f"{path}/{index}")


def _any(_value: object, _rule: Rule, _path: str) -> Iterator[Problem]:
    yield from ()


_KINDS: dict[str, Callable[[object, Rule, str], Iterator[Problem]]] = {
    "text": _text, "plain": _text, "string": _string, "flag": _flag, "number": _number,
    "amount": _amount, "list": _list, "thing": _thing, "typed": _typed, "any": _any,
}  # fmt: skip


def _focused(blocks: object) -> int:
    """How many elements have focus_on_load."""
    found = 0
    for _, block in objects(blocks):
        elements = [object_of(block, "element"), object_of(block, "accessory")]
        elements += [element for _, element in objects(block.get("elements"))]
        found += sum(1 for element in elements if element.get("focus_on_load") is True)
    return found
