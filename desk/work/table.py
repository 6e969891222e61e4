"""The cells of a table, pasted or from a file of any program; their meaning is not known here."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from desk.core.errors import Invalid

Line = tuple[int, list[str]]
"""The line number at which a row begins, counted from 1, and its cells."""
SEPARATORS = "\t;,|"
MOST_CELLS = 2_000_000
"""Cells of a workbook that are read: a small packed file may claim to have billions."""
_SEPARATOR_LINE = re.compile(r"\s*sep=(.)\s*(?:\r\n|\r|\n|$)", re.IGNORECASE)
_QUOTED = re.compile(r'"([^"]*(?:""[^"]*)*)"')
_BREAK = re.compile(r"\r\n|\r|\n")
_ZIP = b"PK\x03\x04"
_MOST_TRIED = 40


def text_of(raw: bytes) -> str:
    """A file as text for `lines`: a workbook's first sheet that is not empty, or a text in UTF-8 or UTF-16,
    with or without a byte order mark.

    Raises `Invalid` (`rows`).
    """
    if raw.startswith(_ZIP):
        return _of_workbook(raw)
    try:
        return raw.decode(_encoding(raw))
    except UnicodeDecodeError:
        raise Invalid("rows", "error.import_encoding") from None


def lines(text: str, is_known: Callable[[str], bool]) -> list[Line]:
    """Each row that is not empty.

    The separator is the one with which a row has the most `is_known` cells, as column names are; a first line
    `sep=;` names it. Raises `Invalid` (`rows`) for an unclosed quotation mark.
    """
    text = text.lstrip("\ufeff")
    said = _SEPARATOR_LINE.match(text)
    separator = said[1] if said else _separator(text, is_known)
    begins = len(_BREAK.findall(text, 0, said.end())) if said else 0
    return list(_rows(text[said.end() :] if said else text, separator, begins + 1))


def _encoding(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    start = raw[:2000]
    half = len(start) // 4  # in UTF-16 most blanks, signs and line breaks have 0 as the other byte
    if start[1::2].count(0) > half or start[0::2].count(0) > half:
        return "utf-16-le" if start[1::2].count(0) >= start[0::2].count(0) else "utf-16-be"
    return "utf-8-sig"


def _separator(text: str, is_known: Callable[[str], bool]) -> str:
    first = [line for line in text[:20_000].splitlines() if line.strip()][:_MOST_TRIED]

    def known(separator: str) -> tuple[int, int]:
        found = [sum(is_known(cell.strip(' "')) for cell in line.split(separator)) for line in first]
        parted = sum(line.count(separator) for line in first[:10])
        return max(found, default=0), parted

    best = max(SEPARATORS, key=lambda one: known(one)[0])
    # Without a known column, take the most frequent separator; tabs first.
    return (
        best
        if known(best)[0]
        else max(SEPARATORS, key=lambda one: known(one)[1] * (20 if one == "\t" else 1))
    )


def _rows(text: str, separator: str, line: int) -> Iterator[Line]:
    """The rows of a text. A cell counts as quoted only if its closing mark ends it: `"Tết" KV` is taken
    literally.
    """
    stop = re.compile(f"[{re.escape(separator)}\r\n]")
    at, begins, cells = 0, line, list[str]()
    while at <= len(text):
        quoted = _QUOTED.match(text, at)
        if quoted is None and text.startswith('"', at):
            raise Invalid("rows", "error.import_quotes", line=line)
        if quoted and (quoted.end() == len(text) or stop.match(text, quoted.end())):
            cells.append(quoted[1].replace('""', '"').strip())
            line += len(_BREAK.findall(quoted[1]))
            at = quoted.end()
        else:
            stopped = stop.search(text, at)
            end = stopped.start() if stopped else len(text)
            cells.append(text[at:end].strip())
            at = end
        if text.startswith(separator, at):
            at += 1
            continue
        if any(cells):
            yield begins, cells
        ended = _BREAK.match(text, at)
        if ended is None:
            return
        at, line = ended.end(), line + 1
        begins, cells = line, []


def _of_workbook(raw: bytes) -> str:
    """A workbook as comma-separated text; each row of a merged cell repeats its value."""
    from zipfile import BadZipFile

    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError, TypeError, AttributeError, EOFError) as error:
        raise Invalid("rows", "error.import_workbook") from error
    sheet = next((one for one in book.worksheets if one.sheet_state == "visible" and one.max_row > 1), None)
    if sheet is None:
        raise Invalid("rows", "error.import_empty")
    if sheet.max_row * sheet.max_column > MOST_CELLS:
        raise Invalid("rows", "error.import_workbook")
    rows = [[_said(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    for merged in sheet.merged_cells.ranges:
        _fill(rows, merged.min_row - 1, merged.max_row, merged.min_col - 1)
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


def _fill(rows: Sequence[list[str]], top: int, bottom: int, column: int) -> None:
    for row in rows[top + 1 : bottom]:
        row[column] = rows[top][column]


def _said(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
