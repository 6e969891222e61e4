"""The blocks that show data: data_table and data_visualization, as tables."""

from __future__ import annotations

from playground.blockkit_rule import AMOUNT, Spec, items, must, number, string, thing, typed

COLUMNS = 20
_CELLS = ("raw_text", "raw_number", "rich_text", "action_cell")

BLOCKS: dict[str, Spec] = {
    "data_table": {
        "caption": must(string(3000)), "rows": must(items(items(typed("cells", _CELLS), COLUMNS), 201, 2)),
        "page_size": number(1, 100), "row_header_column_index": number(0, COLUMNS - 1),
    },
    "data_visualization": {
        "title": must(string(50)), "chart": must(typed("charts", ["pie", "bar", "line", "area"])),
    },
}  # fmt: skip

ACTION_CELL: Spec = {
    "element": must(typed("elements", ["button"])),
    "fallback": typed("cells", ["raw_text", "raw_number"]),
}

_SERIES: Spec = {"series": must(items(thing("series"), 12)), "axis_config": must(thing("axis"))}

CHARTS: dict[str, Spec] = {
    "pie": {"segments": must(items(thing("segment"), 12))},
    "bar": _SERIES,
    "line": _SERIES,
    "area": _SERIES,
}

_LABELLED: Spec = {"label": must(string(20)), "value": must(AMOUNT)}

THINGS: dict[str, Spec] = {
    "segment": _LABELLED,
    "series": {"name": must(string(20)), "data": must(items(thing("point"), 20))},
    "point": _LABELLED,
    "axis": {
        "categories": must(items(string(20), 20)), "x_label": string(50), "y_label": string(50),
    },
}  # fmt: skip
