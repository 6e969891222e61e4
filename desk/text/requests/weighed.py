"""An intent with how much speaks for it."""

from __future__ import annotations

from dataclasses import dataclass

from desk.text.requests.intents import Intent
from desk.text.requests.scene import Hit

ENOUGH = 4
"""So much must speak for an intent."""
PLAINLY = 3
"""Words of so much weight tell by themselves."""
STRANGE = 2
"""So many words that no table knows may mean that something else is talked of."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """An intent, how much speaks for it, and the words that do."""

    intent: Intent
    weight: int
    hit: Hit | None = None

    @property
    def rank(self) -> tuple[int, int]:
        """Its order among others: with equal weight, the one with the more specific words is first."""
        return self.weight, self.hit.weight if self.hit else 0
