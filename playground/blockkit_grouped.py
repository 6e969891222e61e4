"""The blocks that hold others or buttons: card, carousel and container, as tables."""

from __future__ import annotations

from playground.blockkit_rule import FLAG, Spec, items, must, plain, text, typed, word

IN_CONTAINER = {"actions", "context", "divider", "header", "image", "section", "table", "video"}
"""What both Slack's reference and its validator take in a container."""

WITHIN = {"container": "child_blocks", "carousel": "elements"}
"""Which key of a block holds blocks."""

_IMAGE = typed("elements", ["image"])

BLOCKS: dict[str, Spec] = {
    "card": {
        "hero_image": _IMAGE, "icon": _IMAGE, "title": text(150), "subtitle": text(150), "body": text(200),
        "subtext": text(200), "actions": items(typed("elements", ["button"]), 3),
    },
    "carousel": {"elements": must(items(typed("blocks", ["card"]), 10))},
    "container": {
        "title": plain(150), "rich_text_title": typed("blocks", ["rich_text"]), "subtitle": text(150),
        "child_blocks": must(items(typed("blocks", IN_CONTAINER), 10)), "icon": _IMAGE,
        "width": word("narrow", "standard", "wide", "full"), "is_collapsible": FLAG,
        "default_collapsed": FLAG, "has_header_divider": FLAG,
    },
}  # fmt: skip
