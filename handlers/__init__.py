"""The Slack layer: listeners in, Block Kit out, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from desk.core.discovery import features
from desk.core.unique import by_name
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.verbs import Verbs

HELP = (
    "now", "brief", "feedback", "status", "deliverable", "mine", "todo", "leave", "project", "admin",
    "history", "undo", "spreadsheet", "why", "help",
)  # fmt: skip
"""The order of the features in the help. A feature that is not named here follows the last one of its folder.
"""


def _in_order(found: Mapping[str, Feature]) -> Iterator[Feature]:
    named = {name: place for place, name in enumerate(HELP)}
    last: dict[str, int] = {}
    for module, feature in found.items():
        wing = module.rpartition(".")[0]
        last[wing] = max(last.get(wing, -1), named.get(feature.name, -1))

    def place(module: str) -> tuple[int, bool]:
        name = found[module].name
        return named.get(name, last[module.rpartition(".")[0]]), name not in named

    return (found[module] for module in sorted(found, key=place))


FEATURES: tuple[Feature, ...] = tuple(_in_order(features(__name__, __path__, Feature)))
"""All features, in the order in which the help lists their verbs."""
VERBS = Verbs((feature.name, verb) for feature in FEATURES for verb in feature.verbs)
KINDS = by_name(
    "kind of message", ((kind.name, feature.name, kind) for feature in FEATURES for kind in feature.kinds)
)
"""Every kind of message that the outbox may hold."""
SHORTCUTS = tuple(shortcut for feature in FEATURES for shortcut in feature.shortcuts)


def register_all(on: Listening) -> None:
    """Register every feature's listeners."""
    for feature in FEATURES:
        if feature.register:
            feature.register(on)
