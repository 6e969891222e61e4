"""The account desk's work in its own words: use cases and rules. It knows no Slack."""

from __future__ import annotations

from desk.brief import brief, question, relay, relay_answers
from desk.client import audience
from desk.core.feature import Feature, collect
from desk.day import digest, todo
from desk.feedback import cards, feedback
from desk.history import undo
from desk.messages import answers, undelivered
from desk.people import admin, away, member
from desk.project import project, status
from desk.work import deliverable, handover, hours, news, spreadsheet

FEATURES: tuple[Feature, ...] = tuple(
    module.FEATURE
    for module in (
        brief, question, relay, relay_answers, deliverable, news, hours, spreadsheet, handover, feedback,
        cards, project, status, todo, digest, admin, away, member, audience, answers, undelivered, undo,
    )
)  # fmt: skip
collect(FEATURES)
