"""The titles of a sheet's rows: under their heading, and under the work that they are part of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from desk.text.letters import clean, fold
from desk.work.lines import TITLE_LENGTH
from desk.work.table_columns import Column, Record, plain

_IDS = re.compile(r"[A-Z]{2,10}-\d+|[0-9a-f]{8,}|\w*\d{5,}\w*", re.IGNORECASE)


def own(record: Record) -> str:
    """The row's own title, under its heading."""
    said = _joined(record.cells.get(Column.TITLE, ()))
    heading = clean(record.first(Column.GROUP), multiline=False)
    if said and heading and fold(heading) != fold(said):
        return f"{heading} – {said}"
    return said or (heading if record.first(Column.OWNER) or record.first(Column.DUE) else "")


def whole(record: Record, said: str, names: Mapping[str, str]) -> str:
    """The row's `own` title under that of the work that it is part of; `names`: the titles by ids."""
    called = plain(record.parent or record.first(Column.PARENT))
    above = names.get(fold(called), "" if _IDS.fullmatch(called) else called)
    if not said or not above or fold(above) == fold(said):
        return said
    room = max(TITLE_LENGTH - len(said) - 2, 20)
    return f"{above if len(above) <= room else above[: room - 1].rstrip() + '…'}: {said}"


def by_id(records: Sequence[Record]) -> dict[str, str]:
    """The titles of rows by their ids, for rows that name their parent by it."""
    found: dict[str, str] = {}
    for record in records:
        title = _joined(record.cells.get(Column.TITLE, ()))
        for called in record.cells.get(Column.ID, ()):
            found.setdefault(fold(called), title)
    return found


def _joined(cells: Sequence[str]) -> str:
    said = {fold(cell): clean(cell, multiline=False) for cell in reversed(cells)}
    return " – ".join(reversed(said.values()))
