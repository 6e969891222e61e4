"""The account desk's work in its own words: use cases and rules. It knows no Slack."""

from __future__ import annotations

from desk.brief import brief, question, relay, relay_answers
from desk.client import audience
from desk.core.feature import Feature, collect
from desk.day import digest, todo
from desk.feedback import cards, feedback, owed
from desk.history import undo
from desk.messages import answers, undelivered
from desk.people import admin, member
from desk.project import note, project, status
from desk.work import deliverable, handover, spreadsheet

FEATURES: tuple[Feature, ...] = tuple(
    module.FEATURE
    for module in (
        brief, question, relay, relay_answers, deliverable, spreadsheet, handover, feedback, cards, owed,
        project, note, status, todo, digest, admin, member, audience, answers, undelivered, undo,
    )
)  # fmt: skip
collect(FEATURES)
