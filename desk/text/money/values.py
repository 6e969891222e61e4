"""Money: whole minor units of an ISO currency, and what a text can say about a sum of it.

Nothing passes through a float: 1,500.50 dollars are 150050, 20 million đồng are 20000000.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

MOST = 10**15
"""More than any budget, and safe in a 64-bit column."""


class Per(enum.StrEnum):
    """What a rate is for. A post is any piece that is published: a story, a clip."""

    MONTH = "month"
    WEEK = "week"
    POST = "post"
    DAY = "day"
    HOUR = "hour"
    QUARTER = "quarter"
    YEAR = "year"
    ROUND = "round"
    PERSON = "person"
    PIECE = "piece"


class Vat(enum.StrEnum):
    """Whether a sum is meant before VAT, or with it."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: whole minor units of an ISO currency."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in minor units: one number (`low` equals `high`), a range, or one end of it.

    "up to X" has no `low`, and X as `high` and `ceiling`; "X and more" has no `high`. An amount with a higher
    limit keeps both, the limit as `ceiling`. `per` and `vat` are None if they are not mentioned.
    """

    low: int | None
    high: int | None
    currency: str
    per: Per | None = None
    vat: Vat | None = None
    ceiling: int | None = None

    @property
    def is_one(self) -> bool:
        """Whether it is one number."""
        return self.low is not None and self.low == self.high


@cache
def minor_digits(currency: str) -> int:
    """How many digits the minor unit of a currency has: 2 for dollars, none for đồng."""
    from babel.numbers import get_currency_precision

    return get_currency_precision(currency)


def to_minor(amount: Decimal, currency: str) -> int | None:
    """An amount in minor units; None when it is negative, too large, or has a fraction of a minor unit."""
    minor = amount.scaleb(minor_digits(currency))
    if not 0 <= minor <= MOST or minor != minor.to_integral_value():
        return None
    return int(minor)


def to_major(minor: int, currency: str) -> Decimal:
    """Minor units as the amount that people write."""
    return Decimal(minor).scaleb(-minor_digits(currency))
