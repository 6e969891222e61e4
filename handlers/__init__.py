"""Slack's door: listeners in, Block Kit out, in the reader's language."""

from __future__ import annotations

from handlers import feedback, mine, people
from handlers.listening import Listening

FEATURES = (people, feedback, mine)


def register_all(on: Listening) -> None:
    """Register every feature's listeners."""
    for feature in FEATURES:
        feature.register(on)
