"""Slack's door: listeners in, Block Kit out, in the reader's language."""

from __future__ import annotations

from handlers.brief import brief, diff, drafts, question, relay
from handlers.client import audience
from handlers.core.listening import Listening
from handlers.day import help, home, mine, todo, why
from handlers.feedback import cards, feedback
from handlers.history import history, undo
from handlers.people import admin, leave, profiles
from handlers.project import project, status
from handlers.work import deliverable, handover, spreadsheet

FEATURES = (
    profiles, audience, help, brief, drafts, diff, question, relay, deliverable, handover, feedback,
    cards, status, mine, todo, leave, project, admin, home, history, undo, why, spreadsheet,
)  # fmt: skip


def register_all(on: Listening) -> None:
    """Register every feature's listeners."""
    for feature in FEATURES:
        feature.register(on)
