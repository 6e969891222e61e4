"""What the playground refuses as Slack would: each limit at its edge, each wrong shape, any JSON at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground import blockkit_tables
from playground.blockkit import Problem, check_manifest, check_message, check_view
from playground.blockkit_data import CHARTS
from playground.blockkit_data import THINGS as DATA_PARTS
from playground.blockkit_tables import BLOCKS, ELEMENTS, IN_ACTIONS, IN_HOME, IN_INPUT, IN_MESSAGE, IN_MODAL

Thing = dict[str, Any]

SHARED = Path(__file__).parents[2].parent / "shared" / "slack"


def plain(words: str) -> Thing:
    return {"type": "plain_text", "text": words}


def mrkdwn(words: str) -> Thing:
    return {"type": "mrkdwn", "text": words}


def option(value: str = "a") -> Thing:
    return {"text": plain(value[:75]), "value": value}


def options(count: int) -> list[Thing]:
    return [option(f"v{index}") for index in range(count)]


def actions(*elements: Thing) -> Thing:
    return {"type": "actions", "elements": [*elements]}


def section(accessory: Thing) -> Thing:
    return {"type": "section", "text": mrkdwn("x"), "accessory": accessory}


def asked(element: Thing, **facts: Any) -> Thing:
    return {"type": "input", "label": plain("x"), "element": element, **facts}


def button(**facts: Any) -> Thing:
    return {"type": "button", "text": plain("x"), **facts}


def confirm(**facts: Any) -> Thing:
    words = {name: plain("x") for name in ("title", "text", "confirm", "deny")}
    return actions(button(confirm={**words, **facts}))


def image(**facts: Any) -> Thing:
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a", **facts}


def table(rows: int = 1, columns: int = 1, words: str = "x") -> Thing:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": words}] * columns] * rows}


def card(**facts: Any) -> Thing:
    return {"type": "card", "title": plain("x"), **facts}


def container(*children: Thing, **facts: Any) -> Thing:
    return {"type": "container", "title": plain("x"), "child_blocks": [*children], **facts}


def data_table(rows: int = 2, columns: int = 1, words: str = "x", **facts: Any) -> Thing:
    row = [{"type": "raw_text", "text": words}] * columns
    return {"type": "data_table", "caption": "x", "rows": [row] * rows, **facts}


def series(labels: list[str], name: str = "x") -> Thing:
    return {"name": name, "data": [{"label": label, "value": 1.5} for label in labels]}


def chart(*drawn: Thing, kind: str = "bar", categories: list[str] | None = None, **axes: Any) -> Thing:
    labels = categories or ["a", "b"]
    shown = {"series": [*(drawn or (series(labels),))], "axis_config": {"categories": labels, **axes}}
    return {"type": "data_visualization", "title": "x", "chart": {"type": kind, **shown}}


def pie(count: int = 1, label: str = "x", value: Any = 1) -> Thing:
    segments = [{"label": label, "value": value}] * count
    return {"type": "data_visualization", "title": "x", "chart": {"type": "pie", "segments": segments}}


def names(count: int) -> list[str]:
    return [f"n{index}" for index in range(count)]


def rich(*runs: Thing) -> Thing:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [*runs]}]}


def modal(*blocks: Thing, **facts: Any) -> Thing:
    return {"type": "modal", "title": plain("x"), "submit": plain("x"), "blocks": [*blocks], **facts}


def of_message(*blocks: Thing) -> list[Problem]:
    return check_message({"text": "x", "blocks": [*blocks]})


DIVIDER: Thing = {"type": "divider"}
LINE: Thing = {"type": "plain_text_input"}

PLAINEST: Mapping[str, Thing] = {
    "section": {"text": mrkdwn("x")},
    "header": {"text": plain("x")},
    "divider": {},
    "context": {"elements": [mrkdwn("x"), image()]},
    "actions": {"elements": [button()]},
    "image": image(),
    "input": asked(LINE),
    "rich_text": rich({"type": "text", "text": "x", "style": {"bold": True}}),
    "markdown": {"text": "# x"},
    "table": table(),
    "video": {
        "alt_text": "x", "title": plain("x"), "thumbnail_url": "https://example.com/t",
        "video_url": "https://example.com/v",
    },
    "alert": {"text": mrkdwn("x")},
    "card": card(),
    "carousel": {"elements": [card()]},
    "container": container(DIVIDER),
    "data_table": data_table(),
    "data_visualization": chart(),
}  # fmt: skip
"""Of each type of block the least that Slack takes."""

NEEDS: Mapping[str, Thing] = {
    "button": {"text": plain("x")},
    "workflow_button": {"text": plain("x"), "workflow": {}},
    "overflow": {"options": options(1)},
    "static_select": {"options": options(1)},
    "multi_static_select": {"options": options(1)},
    "checkboxes": {"options": options(1)},
    "radio_buttons": {"options": options(1)},
    "number_input": {"is_decimal_allowed": False},
    "image": image(),
    "plain_text": plain("x"),
    "mrkdwn": mrkdwn("x"),
}
"""What an element cannot do without, where that is more than its type."""


def element(kind: str, **facts: Any) -> Thing:
    return {**NEEDS.get(kind, {}), "type": kind, **facts}


# --- limits: the most that is fine, the least that is not ------------------------------------------------

MESSAGE_LIMITS: list[tuple[str, Any, int, str]] = [
    ("header", lambda n: {"type": "header", "text": plain("x" * n)}, 150, "/0/text/text"),
    ("section", lambda n: {"type": "section", "text": mrkdwn("x" * n)}, 3000, "/0/text/text"),
    ("field", lambda n: {"type": "section", "fields": [mrkdwn("x" * n)]}, 2000, "/0/fields/0/text"),
    ("fields", lambda n: {"type": "section", "fields": [mrkdwn("x")] * n}, 10, "/0/fields"),
    ("context", lambda n: {"type": "context", "elements": [mrkdwn("x")] * n}, 10, "/0/elements"),
    ("context text", lambda n: {"type": "context", "elements": [plain("x" * n)]}, 3000, "/0/elements/0/text"),
    ("actions", lambda n: actions(*[button()] * n), 25, "/0/elements"),
    ("block_id", lambda n: {"type": "divider", "block_id": "x" * n}, 255, "/0/block_id"),
    ("action_id", lambda n: actions(button(action_id="x" * n)), 255, "/0/elements/0/action_id"),
    ("button", lambda n: actions(button(text=plain("x" * n))), 75, "/0/elements/0/text/text"),
    ("button value", lambda n: actions(button(value="x" * n)), 2000, "/0/elements/0/value"),
    ("button url", lambda n: actions(button(url="https://" + "x" * (n - 8))), 3000, "/0/elements/0/url"),
    ("confirm title", lambda n: confirm(title=plain("x" * n)), 100, "/0/elements/0/confirm/title/text"),
    ("confirm text", lambda n: confirm(text=mrkdwn("x" * n)), 300, "/0/elements/0/confirm/text/text"),
    ("confirm yes", lambda n: confirm(confirm=plain("x" * n)), 30, "/0/elements/0/confirm/confirm/text"),
    ("confirm no", lambda n: confirm(deny=plain("x" * n)), 30, "/0/elements/0/confirm/deny/text"),
    ("overflow", lambda n: section(element("overflow", options=options(n))), 5, "/0/accessory/options"),
    (
        "select",
        lambda n: section(element("static_select", options=options(n))),
        100,
        "/0/accessory/options",
    ),
    ("checkboxes", lambda n: section(element("checkboxes", options=options(n))), 10, "/0/accessory/options"),
    ("radio", lambda n: section(element("radio_buttons", options=options(n))), 10, "/0/accessory/options"),
    (
        "placeholder",
        lambda n: section(element("users_select", placeholder=plain("x" * n))),
        150,
        "/0/accessory/placeholder/text",
    ),
    (
        "option value",
        lambda n: section(element("overflow", options=[option("x" * n)])),
        150,
        "/0/accessory/options/0/value",
    ),
    (
        "option text",
        lambda n: section(element("overflow", options=[{**option(), "text": plain("x" * n)}])),
        75,
        "/0/accessory/options/0/text/text",
    ),
    (
        "option description",
        lambda n: section(element("overflow", options=[{**option(), "description": plain("x" * n)}])),
        75,
        "/0/accessory/options/0/description/text",
    ),
    ("alt_text", lambda n: image(alt_text="x" * n), 2000, "/0/alt_text"),
    ("markdown", lambda n: {"type": "markdown", "text": "x" * n}, 12_000, "/0/text"),
    ("table rows", lambda n: table(rows=n), 100, "/0/rows"),
    ("table columns", lambda n: table(columns=n), 20, "/0/rows/0"),
    ("table text", lambda n: table(words="x" * n), 10_000, "/0/rows/0/0/text"),
    ("card title", lambda n: card(title=mrkdwn("x" * n)), 150, "/0/title/text"),
    ("card subtitle", lambda n: card(subtitle=mrkdwn("x" * n)), 150, "/0/subtitle/text"),
    ("card body", lambda n: card(body=mrkdwn("x" * n)), 200, "/0/body/text"),
    ("card subtext", lambda n: card(subtext=mrkdwn("x" * n)), 200, "/0/subtext/text"),
    ("card actions", lambda n: card(actions=[button()] * n), 3, "/0/actions"),
    ("carousel", lambda n: {"type": "carousel", "elements": [card()] * n}, 10, "/0/elements"),
    ("container title", lambda n: container(DIVIDER, title=plain("x" * n)), 150, "/0/title/text"),
    ("container subtitle", lambda n: container(DIVIDER, subtitle=plain("x" * n)), 150, "/0/subtitle/text"),
    ("container children", lambda n: container(*[DIVIDER] * n), 10, "/0/child_blocks"),
    ("data rows", lambda n: data_table(rows=n), 201, "/0/rows"),
    ("data columns", lambda n: data_table(columns=n), 20, "/0/rows/0"),
    ("data text", lambda n: data_table(words="x" * (n // 2)), 20_001, "/0/rows"),
    ("data page", lambda n: data_table(page_size=n), 100, "/0/page_size"),
    ("chart title", lambda n: chart() | {"title": "x" * n}, 50, "/0/title"),
    (
        "chart series",
        lambda n: chart(*(series(["a", "b"], name) for name in names(n))),
        12,
        "/0/chart/series",
    ),
    ("series name", lambda n: chart(series(["a", "b"], "x" * n)), 20, "/0/chart/series/0/name"),
    ("chart points", lambda n: chart(categories=names(n)), 20, "/0/chart/series/0/data"),
    ("categories", lambda n: chart(categories=names(n)), 20, "/0/chart/axis_config/categories"),
    ("category", lambda n: chart(categories=["x" * n]), 20, "/0/chart/axis_config/categories/0"),
    ("point label", lambda n: chart(categories=["x" * n]), 20, "/0/chart/series/0/data/0/label"),
    ("axis", lambda n: chart(y_label="x" * n, x_label="x" * n), 50, "/0/chart/axis_config/x_label"),
    ("segments", lambda n: pie(n), 12, "/0/chart/segments"),
    ("segment label", lambda n: pie(label="x" * n), 20, "/0/chart/segments/0/label"),
]


@pytest.mark.parametrize(
    ("_name", "make", "most", "where"), MESSAGE_LIMITS, ids=lambda value: str(value)[:20]
)
def test_block_limits(_name: str, make: Any, most: int, where: str) -> None:
    assert of_message(make(most)) == []
    over = {problem.path for problem in of_message(make(most + 1))}
    assert any(path.startswith(f"/blocks{where}") for path in over)


VIEW_LIMITS: list[tuple[str, Any, int, str]] = [
    ("title", lambda n: modal(DIVIDER, title=plain("x" * n)), 24, "/view/title/text"),
    ("submit", lambda n: modal(DIVIDER, submit=plain("x" * n)), 24, "/view/submit/text"),
    ("close", lambda n: modal(DIVIDER, close=plain("x" * n)), 24, "/view/close/text"),
    ("callback_id", lambda n: modal(DIVIDER, callback_id="x" * n), 255, "/view/callback_id"),
    ("external_id", lambda n: modal(DIVIDER, external_id="x" * n), 255, "/view/external_id"),
    ("metadata", lambda n: modal(DIVIDER, private_metadata="x" * n), 3000, "/view/private_metadata"),
    ("modal blocks", lambda n: modal(*[DIVIDER] * n), 100, "/view/blocks"),
    ("home blocks", lambda n: {"type": "home", "blocks": [DIVIDER] * n}, 100, "/view/blocks"),
    ("label", lambda n: modal(asked(LINE, label=plain("x" * n))), 2000, "/view/blocks/0/label/text"),
    ("hint", lambda n: modal(asked(LINE, hint=plain("x" * n))), 2000, "/view/blocks/0/hint/text"),
    ("typed", lambda n: modal(asked({**LINE, "max_length": n})), 3000, "/view/blocks/0/element/max_length"),
    ("alert", lambda n: modal({"type": "alert", "text": plain("x" * n)}), 200, "/view/blocks/0/text/text"),
]


@pytest.mark.parametrize(("_name", "make", "most", "where"), VIEW_LIMITS, ids=lambda value: str(value)[:20])
def test_view_limits(_name: str, make: Any, most: int, where: str) -> None:
    assert check_view(make(most)) == []
    assert [problem.path for problem in check_view(make(most + 1))] == [where]


def test_a_message_has_at_most_fifty_blocks_and_forty_thousand_characters() -> None:
    assert check_message({"text": "x" * 40_000, "blocks": [DIVIDER] * 50}) == []
    found = check_message({"text": "x" * 40_001, "blocks": [DIVIDER] * 51})
    assert [str(problem) for problem in found] == [
        "must be less than 40001 characters [json-pointer:/text]",
        "no more than 50 items allowed [json-pointer:/blocks]",
    ]


def test_markdown_counts_over_the_whole_message() -> None:
    half = {"type": "markdown", "text": "x" * 6000}
    assert of_message(half, half) == []
    assert len(of_message(half, half, {"type": "markdown", "text": "x"})) == 1


def test_a_table_counts_over_its_cells_and_stands_alone() -> None:
    assert of_message(table(rows=10, words="x" * 1000)) == []
    assert [one.path for one in of_message(table(rows=11, words="x" * 1000))] == ["/blocks/0/rows"]
    assert [one.path for one in of_message(table(), table())] == ["/blocks/1"]


def test_a_message_has_at_most_two_charts() -> None:
    assert of_message(chart(), pie()) == []
    assert [one.path for one in of_message(chart(), pie(), chart(kind="area"))] == ["/blocks/2"]


def test_a_press_in_a_data_table_is_unique_like_any_other() -> None:
    press = {"type": "action_cell", "element": button(action_id="a")}
    rows = [[{"type": "raw_text", "text": "x"}], [press]]
    assert of_message(data_table() | {"rows": rows}) == []
    assert of_message(data_table() | {"rows": [*rows, [press]]})[0].path.endswith("/action_id")


def test_a_view_weighs_at_most_250_kb() -> None:
    heavy = [asked({**LINE, "initial_value": "x" * 2950}) for _ in range(100)]
    assert check_view(modal(*heavy[:80])) == []
    assert [one.path for one in check_view(modal(*heavy))] == ["/view"]


# --- which type may stand where ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [*BLOCKS, "file", "nonsense", None, 7])
def test_blocks_stand_only_where_slack_draws_them(kind: Any) -> None:
    block = {**PLAINEST.get(kind, {}), "type": kind}
    assert (of_message(block) == []) == (kind in IN_MESSAGE)
    assert (check_view(modal(block)) == []) == (kind in IN_MODAL)
    assert (check_view({"type": "home", "blocks": [block]}) == []) == (kind in IN_HOME)


@pytest.mark.parametrize("kind", [*ELEMENTS, "nonsense"])
def test_elements_stand_only_in_the_blocks_that_take_them(kind: str) -> None:
    assert (of_message(actions(element(kind))) == []) == (kind in IN_ACTIONS)
    assert (check_view(modal(asked(element(kind)))) == []) == (kind in IN_INPUT)
    takes_choices = {"multi_static_select", "multi_users_select", "radio_buttons", "datepicker", "image"}
    refuses = {"plain_text_input", "number_input", "file_input", "datetimepicker", "mrkdwn", "nonsense"}
    if kind in takes_choices | refuses:
        assert (of_message(section(element(kind))) == []) == (kind in takes_choices)


@pytest.mark.parametrize("kind", [*BLOCKS])
def test_unknown_and_missing_keys_of_blocks(kind: str) -> None:
    where = modal if kind == "alert" else None
    block = {**PLAINEST[kind], "type": kind}

    def found(one: Thing) -> list[Problem]:
        return check_view(where(one)) if where else of_message(one)

    assert [one.message.split(" [")[0] for one in found({**block, "colour": "red"})] == [
        "invalid additional property: colour"
    ]
    for name, rule in BLOCKS[kind].items():
        if rule.required:
            lacking = {key: value for key, value in block.items() if key != name}
            assert f"missing required field: {name}" in found(lacking)[0].message


@pytest.mark.parametrize("kind", sorted(set(ELEMENTS) - {"plain_text", "mrkdwn"}))
def test_every_key_of_an_element_refuses_a_wrong_shape(kind: str) -> None:
    holder = asked if kind in IN_INPUT else section
    prefix = "/view/blocks/0/element" if kind in IN_INPUT else "/view/blocks/0/accessory"
    for name, rule in ELEMENTS[kind].items():
        if rule.kind != "any":
            found = check_view(modal(holder(element(kind, **{name: {"wrong": [None]}}))))
            assert any(one.path.startswith(f"{prefix}/{name}") for one in found), name


WRONG_IN_MESSAGES: list[tuple[str, Thing, str]] = [
    ("an empty text", {"type": "section", "text": mrkdwn("")}, "/0/text/text"),
    ("a bare string for a text", {"type": "section", "text": "x"}, "/0/text"),
    ("a text without its type", {"type": "section", "text": {"text": "x"}}, "/0/text"),
    ("mrkdwn in a header", {"type": "header", "text": mrkdwn("x")}, "/0/text/type"),
    ("mrkdwn on a button", actions(button(text=mrkdwn("x"))), "/0/elements/0/text/type"),
    ("emoji in mrkdwn", {"type": "section", "text": {**mrkdwn("x"), "emoji": True}}, "/0/text"),
    ("neither text nor fields", {"type": "section"}, "/0"),
    ("no elements", actions(), "/0/elements"),
    ("no options", section(element("overflow", options=[])), "/0/accessory/options"),
    ("a style of its own", actions(button(style="default")), "/0/elements/0/style"),
    ("a url without a scheme", actions(button(url="example.com")), "/0/elements/0/url"),
    ("an image from a file", image(image_url="file:///a.png"), "/0/image_url"),
    ("an image of two sources", image(slack_file={"id": "F1"}), "/0"),
    ("an option without a value", section(element("overflow", options=[{"text": plain("x")}])),
     "/0/accessory/options/0"),
    ("a url on a select's option", section(element("static_select", options=[{**option(), "url": "a:b"}])),
     "/0/accessory/options/0"),
    ("mrkdwn in a select's option",
     section(element("static_select", options=[{"text": mrkdwn("x"), "value": "x"}])),
     "/0/accessory/options/0/text/type"),
    ("a first choice from elsewhere", section(element("static_select", initial_option=option("other"))),
     "/0/accessory/initial_option"),
    ("a first choice in other words",
     section(element("static_select", initial_option={**option("v0"), "text": plain("V0")})),
     "/0/accessory/initial_option"),
    ("first ticks from elsewhere", section(element("checkboxes", initial_options=[option("other")])),
     "/0/accessory/initial_options/0"),
    ("options and groups", section(element("static_select", option_groups=[
        {"label": plain("x"), "options": options(1)}])), "/0/accessory"),
    ("a date as people write it", section(element("datepicker", initial_date="04/12/2026")),
     "/0/accessory/initial_date"),
    ("a day that is not", section(element("datepicker", initial_date="2026-02-30")),
     "/0/accessory/initial_date"),
    ("a time past midnight", section(element("timepicker", initial_time="24:00")),
     "/0/accessory/initial_time"),
    ("a name for a user", section(element("users_select", initial_user="@lan")), "/0/accessory/initial_user"),
    ("a user for a channel", section(element("channels_select", initial_channel="U01HUONG")),
     "/0/accessory/initial_channel"),
    ("half a confirm", actions(button(confirm={"title": plain("x")})), "/0/elements/0/confirm"),
    ("an unknown rich element", rich({"type": "sticker"}), "/0/elements/0/elements/0/type"),
    ("a rich style unheard of", rich({"type": "text", "text": "x", "style": {"big": True}}),
     "/0/elements/0/elements/0/style"),
    ("an empty cell", table(words=""), "/0/rows/0/0/text"),
    ("an empty card", {"type": "card", "subtitle": plain("x")}, "/0"),
    ("a menu on a card", card(actions=[element("overflow")]), "/0/actions/0/type"),
    ("two presses alike on a card", card(actions=[button(action_id="a")] * 2), "/0/actions/1/action_id"),
    ("a section in a carousel", {"type": "carousel", "elements": [{"type": "section", "text": plain("x")}]},
     "/0/elements/0/type"),
    ("a container without a head", {"type": "container", "child_blocks": [DIVIDER]}, "/0"),
    ("a chart in a container", container(chart()), "/0/child_blocks/0/type"),
    ("a container in a container", container(container(DIVIDER)), "/0/child_blocks/0/type"),
    ("folded and not to be unfolded", container(DIVIDER, default_collapsed=True), "/0/default_collapsed"),
    ("an id twice, once inside",
     container({**DIVIDER, "block_id": "a"}, block_id="a"), "/0/child_blocks/0/block_id"),
    ("a data table without rows", data_table(rows=1), "/0/rows"),
    ("a short row", data_table() | {"rows": [*data_table()["rows"], []]}, "/0/rows/2"),
    ("an empty data cell", data_table(words=""), "/0/rows/0/0/text"),
    ("rich text in a header", data_table() | {"rows": [[rich()], *data_table()["rows"]]}, "/0/rows/0/0"),
    ("no pages", data_table(page_size=0), "/0/page_size"),
    ("a chart of no kind", chart(kind="radar"), "/0/chart/type"),
    ("nothing of a pie", pie(value=0), "/0/chart/segments/0/value"),
    ("a word for a value", pie(value="3"), "/0/chart/segments/0/value"),
    ("two series alike", chart(series(["a", "b"]), series(["a", "b"])), "/0/chart/series/1/name"),
    ("a point too few", chart(series(["a"])), "/0/chart/series/0/data"),
    ("a null", {"type": "divider", "block_id": None}, "/0/block_id"),
]  # fmt: skip


@pytest.mark.parametrize(("_name", "block", "where"), WRONG_IN_MESSAGES, ids=lambda value: str(value)[:30])
def test_wrong_blocks(_name: str, block: Thing, where: str) -> None:
    assert f"/blocks{where}" in [problem.path for problem in of_message(block)]


def test_ids_are_unique_each_in_its_place() -> None:
    one, two = {**DIVIDER, "block_id": "a"}, {**DIVIDER, "block_id": "b"}
    assert of_message(one, two) == []
    assert [problem.path for problem in of_message(one, two, one)] == ["/blocks/2/block_id"]
    assert check_view(modal(one, one))[0].path == "/view/blocks/1/block_id"
    press = button(action_id="press")
    assert of_message(actions(press), actions(press)) == []
    assert [problem.path for problem in of_message(actions(press, press))] == [
        "/blocks/0/elements/1/action_id"
    ]


def test_first_choices_out_of_groups_are_fine() -> None:
    groups = [{"label": plain("x"), "options": options(2)}]
    chosen = {"type": "static_select", "option_groups": groups, "initial_option": option("v1")}
    assert of_message(section(chosen)) == []


def test_attachments_are_held_to_the_same_rules() -> None:
    good = {"color": "#36a64f", "blocks": [{"type": "header", "text": plain("x")}]}
    bad = {"blocks": [{"type": "header", "text": plain("x" * 151)}], "shade": 1}
    assert check_message({"text": "x", "attachments": [good]}) == []
    assert [one.path for one in check_message({"attachments": [good, bad]})] == [
        "/attachments/1",
        "/attachments/1/blocks/0/text/text",
    ]
    assert check_message({"attachments": [good] * 101})[0].path == "/attachments"


def test_other_arguments_of_a_message_are_not_its_matter() -> None:
    assert check_message({"channel": "C1", "text": "x", "blocks": None, "response_type": "ephemeral"}) == []
    assert [one.path for one in check_message({"text": 7, "blocks": "[]"})] == ["/text", "/blocks"]


# --- views -------------------------------------------------------------------------------------------------

WRONG_VIEWS: list[tuple[str, Thing, str]] = [
    ("nothing", {}, "/view"),
    ("a type of its own", {"type": "dialog"}, "/view/type"),
    ("no title", {"type": "modal", "blocks": [DIVIDER]}, "/view"),
    ("no blocks", modal(), "/view/blocks"),
    ("an input without submit", {"type": "modal", "title": plain("x"), "blocks": [asked(LINE)]}, "/view"),
    ("mrkdwn as title", modal(DIVIDER, title=mrkdwn("x")), "/view/title/type"),
    ("a view as it came back", modal(DIVIDER, id="V1", hash="1.a"), "/view"),
    ("a title on a Home", {"type": "home", "title": plain("x"), "blocks": [DIVIDER]}, "/view"),
    ("a word for a flag", modal(DIVIDER, notify_on_close="true"), "/view/notify_on_close"),
    ("metadata as an object", modal(DIVIDER, private_metadata={"a": 1}), "/view/private_metadata"),
    ("a word for dispatch", modal(asked(LINE, dispatch_action="yes")), "/view/blocks/0/dispatch_action"),
    ("a trigger unheard of",
     modal(asked({**LINE, "dispatch_action_config": {"trigger_actions_on": ["on_blur"]}})),
     "/view/blocks/0/element/dispatch_action_config/trigger_actions_on/0"),
    ("more at first than fits", modal(asked({**LINE, "max_length": 2, "initial_value": "abc"})),
     "/view/blocks/0/element/initial_value"),
    ("least over most", modal(asked({**LINE, "min_length": 3, "max_length": 2})),
     "/view/blocks/0/element/min_length"),
    ("two cursors", modal(*[asked({**LINE, "focus_on_load": True})] * 2), "/view/blocks"),
]  # fmt: skip


@pytest.mark.parametrize(("_name", "view", "where"), WRONG_VIEWS, ids=lambda value: str(value)[:30])
def test_wrong_views(_name: str, view: Thing, where: str) -> None:
    assert where in [problem.path for problem in check_view(view)]


def test_a_home_takes_inputs_without_a_submit() -> None:
    assert check_view({"type": "home", "blocks": [asked(LINE)]}) == []


# --- manifests ---------------------------------------------------------------------------------------------


def command(name: str = "/brief", **facts: Any) -> Thing:
    return {"command": name, "description": "x", **facts}


def shortcut(**facts: Any) -> Thing:
    return {"name": "x", "type": "message", "callback_id": "x", "description": "x", **facts}


def manifest(**parts: Any) -> Thing:
    return {
        "display_information": parts.get("display", {"name": "x"}),
        "features": {"bot_user": {"display_name": "x"}, **parts.get("features", {})},
        "oauth_config": {"scopes": {"bot": parts.get("scopes", ["commands", "chat:write"])}},
        "settings": {"socket_mode_enabled": True, **parts.get("settings", {})},
    }


def commands(*given: Thing) -> Thing:
    return manifest(features={"slash_commands": [*given]})


MANIFEST_LIMITS: list[tuple[str, Any, int]] = [
    ("name", lambda n: manifest(display={"name": "x" * n}), 35),
    ("description", lambda n: manifest(display={"name": "x", "description": "x" * n}), 140),
    ("commands", lambda n: commands(*[command(f"/c{index}") for index in range(n)]), 50),
    ("command", lambda n: commands(command("/" + "x" * (n - 1))), 32),
    ("command description", lambda n: commands(command(description="x" * n)), 2000),
    ("usage hint", lambda n: commands(command(usage_hint="x" * n)), 1000),
    ("shortcuts", lambda n: manifest(
        features={"shortcuts": [shortcut(callback_id=str(index)) for index in range(n)]}), 10),
    ("shortcut name", lambda n: manifest(features={"shortcuts": [shortcut(name="x" * n)]}), 24),
    ("shortcut id", lambda n: manifest(features={"shortcuts": [shortcut(callback_id="x" * n)]}), 255),
    ("shortcut description", lambda n: manifest(
        features={"shortcuts": [shortcut(description="x" * n)]}), 150),
]  # fmt: skip


@pytest.mark.parametrize(("_name", "make", "most"), MANIFEST_LIMITS, ids=lambda value: str(value)[:20])
def test_manifest_limits(_name: str, make: Any, most: int) -> None:
    assert check_manifest(make(most)) == []
    assert len(check_manifest(make(most + 1))) == 1


MENTIONS = {"event_subscriptions": {"bot_events": ["app_mention"]}}
WRONG_MANIFESTS: list[tuple[str, Thing, str]] = [
    ("nothing", {}, ""),
    ("an unknown part", {**manifest(), "extras": {}}, ""),
    ("no slash", commands(command("brief")), "/features/slash_commands/0/command"),
    ("capitals", commands(command("/Brief")), "/features/slash_commands/0/command"),
    ("reserved", commands(command("/status")), "/features/slash_commands/0/command"),
    ("twice", commands(command(), command()), "/features/slash_commands/1/command"),
    ("none", commands(), "/features/slash_commands"),
    ("an empty hint", commands(command(usage_hint="")), "/features/slash_commands/0/usage_hint"),
    ("no scope for commands", manifest(scopes=[], features={"slash_commands": [command()]}),
     "/features/slash_commands"),
    ("no scope for an event", manifest(settings=MENTIONS), "/settings/event_subscriptions/bot_events/0"),
    ("a scope in words", manifest(scopes=["Chat write"]), "/oauth_config/scopes/bot/0"),
    ("a shortcut of its own type", manifest(features={"shortcuts": [shortcut(type="any")]}),
     "/features/shortcuts/0/type"),
    ("no url for a command", manifest(
        features={"slash_commands": [command()]}, settings={"socket_mode_enabled": False}),
     "/features/slash_commands/0"),
    ("no url for events", manifest(scopes=["app_mentions:read"], settings={
        **MENTIONS, "socket_mode_enabled": False}), "/settings/event_subscriptions"),
    ("no url for presses", manifest(settings={
        "interactivity": {"is_enabled": True}, "socket_mode_enabled": False}), "/settings/interactivity"),
]  # fmt: skip


@pytest.mark.parametrize(("_name", "given_manifest", "where"), WRONG_MANIFESTS, ids=lambda v: str(v)[:30])
def test_wrong_manifests(_name: str, given_manifest: Thing, where: str) -> None:
    assert where in [problem.path for problem in check_manifest(given_manifest)]


def test_optional_scopes_are_enough_for_an_event() -> None:
    asked_for = manifest(settings=MENTIONS)
    asked_for["oauth_config"]["scopes"]["bot_optional"] = ["app_mentions:read"]
    assert check_manifest(asked_for) == []


# --- any JSON at all ---------------------------------------------------------------------------------------

NAMES = st.sampled_from([
    "type", "text", "blocks", "elements", "element", "options", "initial_option", "rows", "value", "title",
    "label", "accessory", "attachments", "features", "slash_commands", "settings", "command", "fields",
])  # fmt: skip
WORDS = st.sampled_from([*BLOCKS, *ELEMENTS, "modal", "home"]) | st.text(max_size=5)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=30,
)


@given(st.dictionaries(NAMES, JSON, max_size=6))
def test_any_json_gives_problems_never_an_exception(anything: Thing) -> None:
    for problem in [*check_message(anything), *check_view(anything), *check_manifest(anything)]:
        assert problem.message.endswith(f"[json-pointer:{problem.path or '/'}]")


@given(st.text(min_size=1, max_size=4000))
def test_length_alone_decides_over_words(words: str) -> None:
    assert (of_message({"type": "section", "text": mrkdwn(words)}) == []) == (len(words) <= 3000)


# --- Slack's own numbers -----------------------------------------------------------------------------------

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="needs the data about Slack, not in a clone")

PARTS = {
    ("data_visualization", "segments"): CHARTS["pie"]["segments"],
    ("data_visualization", "series"): CHARTS["bar"]["series"],
    ("data_visualization", "series_name"): DATA_PARTS["series"]["name"],
    ("data_visualization", "data"): DATA_PARTS["series"]["data"],
    ("data_visualization", "point_label"): DATA_PARTS["point"]["label"],
    ("data_visualization", "categories"): DATA_PARTS["axis"]["categories"],
    ("data_visualization", "axis_label"): DATA_PARTS["axis"]["x_label"],
    ("data_table", "columns"): BLOCKS["data_table"]["rows"].each,
    ("container", "child_blocks"): BLOCKS["container"]["child_blocks"],
}
"""Where the tables have what the shared data names flatly."""

OTHERWISE = {
    "option_group": ("THINGS", "option_group"),
    "option": ("THINGS", "menu_option"),
    "confirmation": ("THINGS", "confirm"),
    "select": ("ELEMENTS", "static_select"),
    "view": ("VIEWS", "modal"),
}
"""Names of the shared data whose tables are called differently here."""


@needs_shared
def test_the_tables_say_what_the_shared_limits_say() -> None:
    compared = 0
    for name, facts in json.loads((SHARED / "block-limits.json").read_text("utf-8")).items():
        place, key = OTHERWISE.get(name, ("BLOCKS" if name in BLOCKS else "ELEMENTS", name))
        spec = getattr(blockkit_tables, place).get(key, {})
        for part, limits in facts.items():
            rule = PARTS.get((name, part)) or spec.get(part)
            most = limits.get("max_length", limits.get("max_items")) if isinstance(limits, dict) else None
            if rule is None or most is None:
                continue
            allowed = {most, most - 1} if name == "video" else {most}  # Slack says "under 200" there
            assert rule.most in allowed, f"{name}.{part}"
            compared += 1
    assert compared >= 55


@needs_shared
@pytest.mark.parametrize(("_name", "make", "most"), MANIFEST_LIMITS, ids=lambda value: str(value)[:20])
def test_the_manifest_schema_agrees(_name: str, make: Any, most: int) -> None:
    schema = json.loads((SHARED / "manifest" / "manifest.schema.v1.json").read_text("utf-8"))
    validator = jsonschema.Draft7Validator(schema)
    assert validator.is_valid(make(most))
    assert not validator.is_valid(make(most + 1))


@needs_shared
def test_the_manifest_tables_know_every_key_of_the_schema() -> None:
    schema = json.loads((SHARED / "manifest" / "manifest.schema.v1.json").read_text("utf-8"))
    parts = schema["definitions"]
    for ours, theirs in {
        "features": "features.schema", "settings": "settings.schema", "oauth": "oauth_config.schema",
        "display": "display_information.schema", "app_home": "features.app_home",
        "bot_user": "features.bot_user", "scopes": "oauth_config.scopes",
        "interactivity": "settings.interactivity", "events": "settings.event_subscriptions",
    }.items():  # fmt: skip
        assert set(blockkit_tables.THINGS[ours]) == set(parts[f"app-manifests.v1.{theirs}"]["properties"]), (
            ours
        )
    assert set(blockkit_tables.THINGS["manifest"]) == set(schema["properties"])
