"""Slack's door: listeners in, Block Kit out, in the reader's language."""

from __future__ import annotations

from handlers import (
    admin,
    audience,
    brief,
    brief_diff,
    brief_drafts,
    deliverable,
    feedback,
    feedback_cards,
    handover,
    help,
    history,
    home,
    leave,
    mine,
    people,
    project,
    question,
    relay,
    spreadsheet,
    status,
    todo,
    undo,
    why,
)
from handlers.listening import Listening

FEATURES = (
    people, audience, help, brief, brief_drafts, brief_diff, question, relay, deliverable, handover, feedback,
    feedback_cards, status, mine, todo, leave, project, admin, home, history, undo, why, spreadsheet,
)  # fmt: skip


def register_all(on: Listening) -> None:
    """Register every feature's listeners."""
    for feature in FEATURES:
        feature.register(on)
