"""The account desk's work in its own words: use cases and rules. It knows no Slack."""

from __future__ import annotations

from desk.core.discovery import features
from desk.core.feature import Feature, collect

FEATURES: tuple[Feature, ...] = tuple(features(__name__, __path__, Feature).values())
collect(FEATURES)
