"""What real Slack would refuse in a message, a view or an app manifest.

The limits are in `blockkit_tables.py`. This module checks each value against its rule, and the rules that
combine two values. Any JSON is accepted; a wrong type is a problem, never an exception.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from playground.blockkit_tables import (
    EVENT_SCOPES,
    MESSAGE,
    RESERVED,
    THINGS,
    TYPED,
    VIEWS,
    Rule,
    Spec,
    thing,
    typed,
)

__all__ = ["RESERVED", "Problem", "check_manifest", "check_message", "check_view"]

Thing = Mapping[str, object]

MARKDOWN_IN_ALL = 12_000
TABLE_IN_ALL = 10_000
VIEW_BYTES = 250_000


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal. `path`: a JSON pointer; `message`: in Slack's wording, with the pointer at its end."""

    path: str
    message: str

    def __str__(self) -> str:
        return self.message


def check_message(args: Thing) -> list[Problem]:
    """Refusals of the text, blocks and attachments of a message, however it is sent."""
    shown = {name: args[name] for name in MESSAGE if args.get(name) is not None}
    found = [*_members(shown, MESSAGE, "")]
    lists = [("/blocks", shown.get("blocks"))]
    for index, attachment in _objects(shown.get("attachments")):
        lists.append((f"/attachments/{index}/blocks", attachment.get("blocks")))
    for path, blocks in lists:
        found += _unique(blocks, "block_id", path)
    every = [(path, index, block) for path, blocks in lists for index, block in _objects(blocks)]
    if (
        sum(_length(one.get("text")) for _, _, one in every if one.get("type") == "markdown")
        > MARKDOWN_IN_ALL
    ):
        found.append(_problem("/blocks", f"markdown text must be less than {MARKDOWN_IN_ALL + 1} characters"))
    tables = [f"{path}/{index}" for path, index, one in every if one.get("type") == "table"]
    return found + [_problem(path, "only_one_table_allowed") for path in tables[1:]]


def check_view(view: Thing) -> list[Problem]:
    """Refusals of a modal or a Home, as `views.*` and a `response_action` would give them."""
    found = [*_check(view, typed("views", VIEWS), "/view")]
    blocks = view.get("blocks")
    found += _unique(blocks, "block_id", "/view/blocks")
    kinds = [block.get("type") for _, block in _objects(blocks)]
    if view.get("type") == "modal" and "input" in kinds and not view.get("submit"):
        found.append(_problem("/view", "missing required field: submit"))
    if _focused(blocks) > 1:
        found.append(_problem("/view/blocks", "focus_on_load must be set on one element at most"))
    if len(json.dumps(view, default=str, ensure_ascii=False).encode(errors="replace")) > VIEW_BYTES:
        found.append(_problem("/view", f"must be less than {VIEW_BYTES + 1} bytes"))
    return found


def check_manifest(manifest: Thing) -> list[Problem]:
    """Refusals of an app manifest: its schema, reserved commands, missing scopes, and URLs in HTTP mode."""
    found = [*_check(manifest, thing("manifest"), "")]
    features, settings = _object(manifest, "features"), _object(manifest, "settings")
    commands = features.get("slash_commands")
    asked = _object(_object(manifest, "oauth_config"), "scopes")
    scopes = {*_words(asked.get("bot")), *_words(asked.get("bot_optional"))}
    found += _unique(commands, "command", "/features/slash_commands")
    found += _unique(features.get("shortcuts"), "callback_id", "/features/shortcuts")
    for index, command in _objects(commands):
        if str(command.get("command")).removeprefix("/") in RESERVED:
            path = f"/features/slash_commands/{index}/command"
            found.append(_problem(path, "the slash command has an invalid name"))
    for name in ("slash_commands", "shortcuts"):
        if features.get(name) and "commands" not in scopes:
            found.append(_problem(f"/features/{name}", "requires the bot scope commands"))
    for index, event in enumerate(_words(_object(settings, "event_subscriptions").get("bot_events"))):
        if event in EVENT_SCOPES and EVENT_SCOPES[event] not in scopes:
            path = f"/settings/event_subscriptions/bot_events/{index}"
            found.append(_problem(path, f"{event} requires the bot scope {EVENT_SCOPES[event]}"))
    if not settings.get("socket_mode_enabled"):
        found += _urls(features, settings)
    return found


def _urls(features: Thing, settings: Thing) -> Iterator[Problem]:
    """Without Socket Mode every URL that Slack calls must be given."""
    for index, command in _objects(features.get("slash_commands")):
        if not command.get("url"):
            yield _problem(f"/features/slash_commands/{index}", "missing required field: url")
    events, interactivity = _object(settings, "event_subscriptions"), _object(settings, "interactivity")
    if events.get("bot_events") and not events.get("request_url"):
        yield _problem("/settings/event_subscriptions", "missing required field: request_url")
    if interactivity.get("is_enabled") and not interactivity.get("request_url"):
        yield _problem("/settings/interactivity", "missing required field: request_url")


# --- one value, one rule -------------------------------------------------------------------------------


def _check(value: object, rule: Rule, path: str) -> Iterator[Problem]:
    yield from _KINDS[rule.kind](value, rule, path)


def _members(value: Thing, spec: Spec, path: str) -> Iterator[Problem]:
    for name in value:
        if name not in spec:
            yield _problem(path, f"invalid additional property: {name}")
    for name, rule in spec.items():
        if name in value:
            yield from _check(value[name], rule, f"{path}/{name}")
        elif rule.required:
            yield _problem(path, f"missing required field: {name}")


def _thing(value: object, rule: Rule, path: str) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield _problem(path, "must provide an object")
        return
    yield from _members(value, THINGS[rule.of], path)


def _typed(value: object, rule: Rule, path: str) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield _problem(path, "must provide an object")
        return
    kind = value.get("type")
    if kind is None:
        yield _problem(path, "missing required field: type")
    elif not isinstance(kind, str) or kind not in rule.one_of:
        yield _problem(f"{path}/type", f"unsupported type: {kind}")
    else:
        rest = {name: given for name, given in value.items() if name != "type"}
        yield from _members(rest, TYPED[rule.of][kind], path)
        for join in _JOINS.get(kind, ()):
            yield from join(value, path)


def _text(value: object, rule: Rule, path: str) -> Iterator[Problem]:
    kinds = ("plain_text",) if rule.kind == "plain" else ("plain_text", "mrkdwn")
    problems = [*_typed(value, typed("elements", kinds), path)]
    yield from problems
    if not problems and isinstance(value, Mapping):
        yield from _string(value["text"], Rule("string", rule.most, rule.least), f"{path}/text")


def _string(value: object, rule: Rule, path: str) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield _problem(path, "must provide a string")
    elif len(value) < rule.least:
        yield _problem(path, f"must be more than {rule.least - 1} characters")
    elif len(value) > rule.most:
        yield _problem(path, f"must be less than {rule.most + 1} characters")
    elif rule.one_of and value not in rule.one_of:
        yield _problem(path, f"must be one of: {', '.join(sorted(rule.one_of))}")
    elif rule.pattern and not re.fullmatch(rule.pattern, value):
        yield _problem(path, f"must be {rule.wanted}")


def _number(value: object, rule: Rule, path: str) -> Iterator[Problem]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield _problem(path, "must provide an integer")
    elif value < rule.least:
        yield _problem(path, f"must be greater than {rule.least - 1}")
    elif value > rule.most:
        yield _problem(path, f"must be less than {rule.most + 1}")


def _flag(value: object, _: Rule, path: str) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield _problem(path, "must provide a boolean")


def _list(value: object, rule: Rule, path: str) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield _problem(path, "must provide an array")
        return
    if len(value) < rule.least:
        yield _problem(path, f"no less than {rule.least} items allowed")
    if len(value) > rule.most:
        yield _problem(path, f"no more than {rule.most} items allowed")
    if rule.each is not None:
        for index, item in enumerate(value):
            yield from _check(item, rule.each, f"{path}/{index}")


def _any(_value: object, _rule: Rule, _path: str) -> Iterator[Problem]:
    yield from ()


_KINDS: dict[str, Callable[[object, Rule, str], Iterator[Problem]]] = {
    "text": _text, "plain": _text, "string": _string, "flag": _flag, "number": _number, "list": _list,
    "thing": _thing, "typed": _typed, "any": _any,
}  # fmt: skip


# --- rules that join two values ------------------------------------------------------------------------


def _text_or_fields(block: Thing, path: str) -> Iterator[Problem]:
    if "text" not in block and "fields" not in block:
        yield _problem(path, "must define either `text` or `fields`")


def _one_source(image: Thing, path: str) -> Iterator[Problem]:
    if ("image_url" in image) == ("slack_file" in image):
        yield _problem(path, "must define either `image_url` or `slack_file`")


def _one_action_each(block: Thing, path: str) -> Iterator[Problem]:
    yield from _unique(block.get("elements"), "action_id", f"{path}/elements")


def _one_kind_of_options(select: Thing, path: str) -> Iterator[Problem]:
    if ("options" in select) == ("option_groups" in select):
        yield _problem(path, "must define either `options` or `option_groups`")


def _options(element: Thing, path: str) -> Iterator[Problem]:
    """The initial option must equal one of the options."""
    options = [option for _, option in _objects(element.get("options"))]
    for _, group in _objects(element.get("option_groups")):
        options += [option for _, option in _objects(group.get("options"))]
    chosen: list[tuple[str, object]] = [(f"{path}/initial_option", element.get("initial_option"))]
    for index, option in _objects(element.get("initial_options")):
        chosen.append((f"{path}/initial_options/{index}", option))
    for where, choice in chosen:
        if isinstance(choice, Mapping) and choice not in options:
            yield _problem(where, "must match one of the options")


def _lengths(field: Thing, path: str) -> Iterator[Problem]:
    least, most, typed_in = field.get("min_length"), field.get("max_length"), field.get("initial_value")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        yield _problem(f"{path}/min_length", f"must be less than {most + 1}")
    if isinstance(most, int) and _length(typed_in) > most:
        yield _problem(f"{path}/initial_value", f"must be less than {most + 1} characters")


def _real_date(picker: Thing, path: str) -> Iterator[Problem]:
    try:
        date.fromisoformat(str(picker.get("initial_date", "2000-01-01")))
    except ValueError:
        yield _problem(f"{path}/initial_date", "must be a day of the calendar")


def _cells(table: Thing, path: str) -> Iterator[Problem]:
    rows = table.get("rows")
    cells = [cell for row in (rows if isinstance(rows, list) else ()) for _, cell in _objects(row)]
    if sum(_length(cell.get("text")) for cell in cells) > TABLE_IN_ALL:
        yield _problem(f"{path}/rows", f"must be less than {TABLE_IN_ALL + 1} characters")


_CHOSEN = (_options, _one_kind_of_options)
_JOINS: dict[str, Sequence[Callable[[Thing, str], Iterator[Problem]]]] = {
    "section": (_text_or_fields,), "image": (_one_source,), "actions": (_one_action_each,),
    "static_select": _CHOSEN, "multi_static_select": _CHOSEN, "checkboxes": (_options,),
    "radio_buttons": (_options,), "plain_text_input": (_lengths,), "datepicker": (_real_date,),
    "table": (_cells,),
}  # fmt: skip


# --- looking into what may have any shape --------------------------------------------------------------


def _problem(path: str, words: str) -> Problem:
    return Problem(path, f"{words} [json-pointer:{path or '/'}]")


def _objects(value: object) -> Iterator[tuple[int, Thing]]:
    for index, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, Mapping):
            yield index, item


def _object(value: Thing, name: str) -> Thing:
    found = value.get(name)
    return found if isinstance(found, Mapping) else {}


def _words(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _length(value: object) -> int:
    return len(value) if isinstance(value, str) else 0


def _unique(value: object, name: str, path: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, item in _objects(value):
        given = item.get(name)
        if isinstance(given, str) and given in seen:
            yield _problem(f"{path}/{index}/{name}", f"`{name}` already exists: {given}")
        elif isinstance(given, str):
            seen.add(given)


def _focused(blocks: object) -> int:
    """How many elements have focus_on_load."""
    found = 0
    for _, block in _objects(blocks):
        elements = [_object(block, "element"), _object(block, "accessory")]
        elements += [element for _, element in _objects(block.get("elements"))]
        found += sum(1 for element in elements if element.get("focus_on_load") is True)
    return found
