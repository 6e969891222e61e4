"""The account team's work: use cases and rules. This layer does not know Slack."""

from __future__ import annotations

from desk.core.discovery import features
from desk.core.feature import Feature, collect

FEATURES: tuple[Feature, ...] = tuple(features(__name__, __path__, Feature).values())
collect(FEATURES)
