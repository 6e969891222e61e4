"""Translations: gettext catalogs, read by Babel at first use.

A msgid is a key (`brief.card.title`), a msgstr the whole sentence with `{name}` placeholders. Vietnamese and
English are both complete; a test compares their keys and placeholders.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from handlers.core.blocks import Mrkdwn, esc

LANGUAGES = ("vi", "en")
_LOCALE = Path(__file__).parents[1] / "locale"
_DAYS_KEPT = 4096
_SAFE = (Mrkdwn, int)


class Catalogs:
    """All catalogs; one object per process, read when the first sentence is needed."""

    def __init__(self, default: str, commands: Mapping[str, str] | None = None) -> None:
        """`default`: the language for readers whose own is not in `LANGUAGES`. `commands`: how people type
        the commands that sentences name, if not as these do.
        """
        self.default = default
        self._commands = commands or {}
        self._translators: dict[str, Translator] = {}
        self._lock = threading.Lock()

    def translator(self, language: str | None) -> Translator:
        """The translator for a language."""
        name = language if language in LANGUAGES else self.default
        found = self._translators.get(name)
        if found is None:
            with self._lock:
                found = self._translators.setdefault(name, Translator(name, self._read(name)))
        return found

    def _read(self, language: str) -> Mapping[str, str]:
        other = {name: typed for name, typed in self._commands.items() if name != typed}
        if not other:
            return read(language)
        named = re.compile(rf"(?<![\w/])(?:{'|'.join(map(re.escape, other))})(?![\w/-])")
        return {key: named.sub(lambda name: other[name[0]], said) for key, said in read(language).items()}


class Translator:
    """Translates keys into one language. Raises `KeyError` for an unknown key."""

    def __init__(self, language: str, sentences: Mapping[str, str]) -> None:
        self.language = language
        self._sentences = sentences
        # Cached: a screen shows the same few days many times, and each takes three lookups.
        self._day = lru_cache(_DAYS_KEPT)(self._said)

    def __call__(self, key: str, /, **facts: object) -> str:
        """The sentence as plain text, for titles, labels and buttons."""
        return self._sentences[key].format(**facts) if facts else self._sentences[key]

    def md(self, key: str, /, **facts: object) -> Mrkdwn:
        """The sentence as mrkdwn: facts are escaped unless they are `Mrkdwn`."""
        for name, fact in facts.items():
            if not isinstance(fact, _SAFE):
                facts[name] = esc(str(fact))
        return Mrkdwn(self(key, **facts))

    def has(self, key: str) -> bool:
        """Whether the catalogs have the key."""
        return key in self._sentences

    def date(self, day: dt.date) -> str:
        """A short date: "Th 6, 04/12", with the year only when it is not obvious."""
        return self("common.date", weekday=self.weekday(day), day=f"{day:%d/%m}")

    def long_date(self, day: dt.date) -> str:
        """A date with its year: "Th 6, 04/12/2026"."""
        return self("common.date", weekday=self.weekday(day), day=f"{day:%d/%m/%Y}")

    def weekday(self, day: dt.date) -> str:
        """The weekday's short name."""
        return self(f"common.weekday.{day.isoweekday()}")

    def day(self, day: dt.date, today: dt.date) -> str:
        """A date relative to today: "hôm nay", "mai", else the short date, with its year when it differs."""
        return self._day(day, today)

    def _said(self, day: dt.date, today: dt.date) -> str:
        if day == today:
            return self("common.today")
        if (day - today).days == 1:
            return self("common.tomorrow")
        return self.date(day) if day.year == today.year else self.long_date(day)

    def when(self, day: dt.date, minute: int | None, today: dt.date) -> str:
        """A date, with its hour (`minute` from midnight) if it has one."""
        words = self.day(day, today)
        return words if minute is None else self("common.at", hour=clock(minute), day=words)

    def dated(self, day: dt.date, minute: int | None, today: dt.date) -> str:
        """The same without "today" and the like, for a message that people read for weeks."""
        words = self.date(day) if day.year == today.year else self.long_date(day)
        return words if minute is None else self("common.at", hour=clock(minute), day=words)

    def late(self, days: int, day: dt.date, today: dt.date) -> Mrkdwn:
        """That work due on `day` is late by `days` working days; without any, only that its day is past."""
        key = "mine.why.overdue" if days else "mine.why.overdue_now"
        return self.md(key, count=days, day=self.day(day, today))

    def money(self, minor: int, currency: str) -> str:
        """An amount, given in the currency's minor unit, in the language's format."""
        from babel.numbers import format_currency, get_currency_precision

        amount = minor / 10 ** get_currency_precision(currency)
        return format_currency(amount, currency, locale=self.language)


def clock(minute: int) -> str:
    """Minutes from midnight as HH:MM."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def minutes(hour: str) -> int | None:
    """A time picker's "HH:MM" in minutes from midnight; None when none was chosen."""
    chosen = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", hour)
    return int(chosen[1]) * 60 + int(chosen[2]) if chosen else None


@cache
def read(language: str) -> Mapping[str, str]:
    """All sentences of a language, by key. A key in two files raises `ValueError`."""
    from babel.messages.pofile import read_po

    sentences: dict[str, str] = {}
    for path in sorted((_LOCALE / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if not message.id:
                    continue
                if message.id in sentences:
                    raise ValueError(f"{path.name}: {message.id} stands in another catalog too")
                sentences[str(message.id)] = str(message.string)
    return sentences
