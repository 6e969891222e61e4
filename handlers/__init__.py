"""Slack's door: listeners in, Block Kit out, in the reader's language."""

from __future__ import annotations

from desk.core.unique import by_name
from handlers.brief import brief, diff, drafts, question, relay
from handlers.client import audience
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.verbs import Verbs
from handlers.day import ask, help, home, mine, todo, why
from handlers.feedback import cards, feedback
from handlers.history import history, undo
from handlers.messages import notices
from handlers.people import admin, leave, profiles
from handlers.project import project, status
from handlers.work import days_off, deliverable, handover, spreadsheet

FEATURES: tuple[Feature, ...] = tuple(
    module.FEATURE
    for module in (
        brief, drafts, diff, question, relay, feedback, cards, status, deliverable, days_off, handover, mine,
        todo, leave, project, admin, history, undo, spreadsheet, why, ask, help, home, notices, profiles,
        audience,
    )
)  # fmt: skip
"""All features, in the order in which the help tells their verbs."""
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
