"""Slack's door: listeners in, Block Kit out, in the reader's language."""

from __future__ import annotations

from handlers import admin, feedback, help, home, mine, people, project, status
from handlers.listening import Listening

FEATURES = (people, help, feedback, status, mine, project, admin, home)


def register_all(on: Listening) -> None:
    """Register every feature's listeners."""
    for feature in FEATURES:
        feature.register(on)
