"""What real Slack would refuse in blocks and elements because of two values together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from playground.blockkit_looking import Problem, Thing, length, object_of, objects, problem, unique

TABLE_IN_ALL, DATA_TABLE_IN_ALL = 10_000, 20_000


def _text_or_fields(block: Thing, path: str) -> Iterator[Problem]:
    if "text" not in block and "fields" not in block:
        yield problem(path, "must define either `text` or `fields`")


def _one_source(image: Thing, path: str) -> Iterator[Problem]:
    if ("image_url" in image) == ("slack_file" in image):
        yield problem(path, "must define either `image_url` or `slack_file`")


def _one_action_each(block: Thing, path: str) -> Iterator[Problem]:
    yield from unique(block.get("elements"), "action_id", f"{path}/elements")


def _one_kind_of_options(select: Thing, path: str) -> Iterator[Problem]:
    if ("options" in select) == ("option_groups" in select):
        yield problem(path, "must define either `options` or `option_groups`")


def _options(element: Thing, path: str) -> Iterator[Problem]:
    """The initial option must equal one of the options."""
    options = [option for _, option in objects(element.get("options"))]
    for _, group in objects(element.get("option_groups")):
        options += [option for _, option in objects(group.get("options"))]
    chosen: list[tuple[str, object]] = [(f"{path}/initial_option", element.get("initial_option"))]
    for index, option in objects(element.get("initial_options")):
        chosen.append((f"{path}/initial_options/{index}", option))
    for where, choice in chosen:
        if isinstance(choice, Mapping) and choice not in options:
            yield problem(where, "must match one of the options")


def _lengths(field: Thing, path: str) -> Iterator[Problem]:
    least, most, typed_in = field.get("min_length"), field.get("max_length"), field.get("initial_value")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        yield problem(f"{path}/min_length", f"must be less than {most + 1}")
    if isinstance(most, int) and length(typed_in) > most:
        yield problem(f"{path}/initial_value", f"must be less than {most + 1} characters")


def _real_date(picker: Thing, path: str) -> Iterator[Problem]:
    try:
        date.fromisoformat(str(picker.get("initial_date", "2000-01-01")))
    except ValueError:
        yield problem(f"{path}/initial_date", "must be a day of the calendar")


def _cells(table: Thing, path: str) -> Iterator[Problem]:
    yield from _text_in_all(table, path, TABLE_IN_ALL)


def _data_cells(table: Thing, path: str) -> Iterator[Problem]:
    yield from _text_in_all(table, path, DATA_TABLE_IN_ALL)
    rows = _rows(table)
    for index, row in enumerate(rows):
        if len(row) != len(rows[0]):
            yield problem(f"{path}/rows/{index}", "must have as many cells as the header")
    for index, cell in objects(rows[0] if rows else None):
        if cell.get("type") in ("rich_text", "action_cell"):
            yield problem(f"{path}/rows/0/{index}", f"{cell['type']} is not allowed in the header")
    pressed = [object_of(cell, "element") for row in rows for _, cell in objects(row)]
    yield from unique(pressed, "action_id", f"{path}/rows")


def _text_in_all(table: Thing, path: str, most: int) -> Iterator[Problem]:
    cells = [cell for row in _rows(table) for _, cell in objects(row)]
    if sum(length(cell.get("text")) for cell in cells) > most:
        yield problem(f"{path}/rows", f"must be less than {most + 1} characters")


def _rows(table: Thing) -> list[list[object]]:
    rows = table.get("rows")
    return [row for row in rows if isinstance(row, list)] if isinstance(rows, list) else []


def _on_card(card: Thing, path: str) -> Iterator[Problem]:
    if not {"hero_image", "title", "actions", "body"} & set(card):
        yield problem(path, "must define at least one of `hero_image`, `title`, `actions` and `body`")
    yield from unique(card.get("actions"), "action_id", f"{path}/actions")


def _headed(container: Thing, path: str) -> Iterator[Problem]:
    if "title" not in container and "rich_text_title" not in container:
        yield problem(path, "must define either `title` or `rich_text_title`")
    if container.get("default_collapsed") is True and container.get("is_collapsible") is not True:
        yield problem(f"{path}/default_collapsed", "requires `is_collapsible`")


def _slices(pie: Thing, path: str) -> Iterator[Problem]:
    for index, segment in objects(pie.get("segments")):
        value = segment.get("value")
        if isinstance(value, int | float) and value <= 0:
            yield problem(f"{path}/segments/{index}/value", "must be greater than 0")


def _plotted(chart: Thing, path: str) -> Iterator[Problem]:
    """Series have names of their own, and a point for each category."""
    yield from unique(chart.get("series"), "name", f"{path}/series")
    categories = object_of(chart, "axis_config").get("categories")
    for index, series in objects(chart.get("series")):
        labels = [point.get("label") for _, point in objects(series.get("data"))]
        if labels != categories:
            yield problem(f"{path}/series/{index}/data", "must have the labels of `categories`")


_CHOSEN, _AXES = (_options, _one_kind_of_options), (_plotted,)
JOINS: dict[str, Sequence[Callable[[Thing, str], Iterator[Problem]]]] = {
    "section": (_text_or_fields,), "image": (_one_source,), "actions": (_one_action_each,),
    "static_select": _CHOSEN, "multi_static_select": _CHOSEN, "checkboxes": (_options,),
    "radio_buttons": (_options,), "plain_text_input": (_lengths,), "datepicker": (_real_date,),
    "table": (_cells,), "data_table": (_data_cells,), "card": (_on_card,), "container": (_headed,),
    "pie": (_slices,), "bar": _AXES, "line": _AXES, "area": _AXES,
}  # fmt: skip
