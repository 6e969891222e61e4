"""The Vietnamese lunar calendar: "28 Tết", "mùng 5 tháng Giêng", "rằm"."""

from __future__ import annotations

from datetime import date, timedelta

_MONTHS = 12


def solar(day: int, month: int, year: int) -> date | None:
    """The solar date, or None when that month has no such day or the year is out of range."""
    from lunar_vn import convert_lunar_to_solar, solar_to_lunar

    try:
        found = convert_lunar_to_solar(day, month, year)
        back = solar_to_lunar(found)
    except ValueError:
        return None
    return found if (back.day, back.month, back.year) == (day, month, year) else None


def coming(day: int, month: int, today: date) -> date | None:
    """The next such day, including today; None when the next such month has no such day."""
    for year in (today.year - 1, today.year, today.year + 1):
        first = solar(1, month, year)
        found = solar(day, month, year)
        if found and found >= today:
            return found
        if found is None and first and first >= today:
            return None
    return None


def of_any_month(day: int, today: date) -> date | None:
    """The next such day of any month: "rằm" is the next full moon."""
    found = [coming(day, month, today) for month in range(1, _MONTHS + 1)]
    return min((one for one in found if one), default=None)


def earlier(day: int, until: date) -> date | None:
    """The last such day before a date: the 6th of the month of the 7th, the 28th of the month before it."""
    from lunar_vn import solar_to_lunar

    for back in range(1, 31):
        found = until - timedelta(days=back)
        if solar_to_lunar(found).day == day:
            return found
    return None
