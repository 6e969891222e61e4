"""What ours sends to the database for a request, and what it answers: to be done again by the bare driver.

The answer is kept as it was, except that each text of it that stands in a row which was read is filled in
from that row, so the bare driver's answer is as long as ours and says the same. What ours works out from the
rows (dates in words, counts) stays in it ready-made, which is in the driver's favour.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import event

from benchmarks.house import House
from benchmarks.replay import Cell, Driver, Exchange, Filled, Found, Sent
from storage.database.engine import Database


@contextmanager
def recorded(database: Database) -> Iterator[list[Sent]]:
    """Everything that is sent to the database meanwhile, but for what only opens a transaction."""
    sent: list[Sent] = []

    def note(_connection: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, many: bool) -> None:
        if not sql.startswith("BEGIN"):
            sent.append(Sent(sql, parameters, many))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def exchange(bot: House, body: bytes) -> Exchange:
    """Let the bot answer a request, and note how it did. Raises `RuntimeError` if rows that were read are not
    in the answer to it: then the driver would be spared what makes ours slow."""
    with recorded(bot.liaison.database) as sent:
        text = bot.post(body).text
    answer = json.loads(text) if text else {}
    if any(one.writes for one in sent):  # what is written cannot be asked for once more
        return Exchange(tuple(sent), answer)
    with closing(Driver(bot.url)) as driver:
        found = driver.run(sent, writes=False)
    made = _made(answer, _cells(found))
    shown = {found[cell.statement][cell.row][cell.column] for cell in _cells_in(made)}
    missing = _names(found) - shown
    if missing:
        raise RuntimeError(f"read, and not in the answer: {missing}")
    return Exchange(tuple(sent), made)


def _cells(found: Found) -> dict[str, Cell]:
    """Where each text was read."""
    return {
        value: Cell(*where)
        for number, rows in enumerate(found)
        for index, row in enumerate(rows)
        for column, value in enumerate(row)
        if isinstance(value, str) and value
        for where in [(number, index, column)]
    }


def _names(found: Found) -> set[str]:
    """What tells the rows of the longest list apart: the column with the most different texts."""
    rows = max(found, key=len)
    columns = ({one for one in column if isinstance(one, str)} for column in zip(*rows, strict=True))
    return max(columns, key=len)


def _made(answer: Any, cells: dict[str, Cell]) -> Any:
    longest_first = sorted(cells, key=len, reverse=True)
    texts = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def make(node: Any) -> Any:
        if isinstance(node, dict):
            return {name: make(value) for name, value in node.items()}
        if isinstance(node, list):
            return [make(value) for value in node]
        return _filled(node, texts, cells) if isinstance(node, str) else node

    return make(answer)


def _filled(text: str, texts: re.Pattern[str], cells: dict[str, Cell]) -> str | Filled:
    pieces, end = list[str | Cell](), 0
    for match in texts.finditer(text):
        pieces += [text[end : match.start()], cells[match.group()]]
        end = match.end()
    pieces.append(text[end:])
    return Filled(tuple(piece for piece in pieces if piece)) if end else text


def _cells_in(made: Any) -> Iterator[Cell]:
    if isinstance(made, Filled):
        yield from (piece for piece in made.pieces if isinstance(piece, Cell))
    elif isinstance(made, dict | list):
        for node in made.values() if isinstance(made, dict) else made:
            yield from _cells_in(node)
