"""Sentences of an import: faults with their lines, and unambiguous dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desk.work.spreadsheet_lines import CellFault
from handlers.core.blocks import clamp
from handlers.core.i18n import Translator, clock
from handlers.work.deliverable_views import fault_words


def faults(t: Translator, found: Sequence[CellFault]) -> list[str]:
    """The faults, each once with its column and its lines: one wrong name occurs in many lines."""
    places: dict[tuple[str, str], list[int]] = {}
    for one in found:
        words = fault_words(t, one.fault, date.min)
        places.setdefault((clamp(one.header, 40), words), []).append(one.line)
    return [
        t("import.fault" if len(at) == 1 else "import.faults", line=_spans(at), column=column, fault=words)
        for (column, words), at in places.items()
    ]


def day_in_words(t: Translator, day: date, minute: int | None) -> str:
    """A day with its month as a word, so that it is clear which number is the month."""
    from babel.dates import format_date

    words = format_date(day, "EEE, d MMMM y", locale=t.language)
    return words if minute is None else t("common.at", hour=clock(minute), day=words)


def _spans(at: Sequence[int]) -> str:
    """Line numbers, those that follow each other as "2–31"."""
    runs: list[list[int]] = []
    for line in at:
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return clamp(", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs), 60)
