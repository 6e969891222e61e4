"""Slack's door: listeners in, Block Kit out, in the reader's language."""

from __future__ import annotations

from handlers import admin, brief, deliverable, feedback, help, home, mine, people, project, status, todo
from handlers.listening import Listening

FEATURES = (people, help, brief, deliverable, feedback, status, mine, todo, project, admin, home)


def register_all(on: Listening) -> None:
    """Register every feature's listeners."""
    for feature in FEATURES:
        feature.register(on)
