"""Finds the spreadsheets among a message's files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ENDINGS = ("csv", "tsv", "tab", "xlsx", "xlsm")


def tables(event: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The spreadsheets attached to a message."""
    files = event.get("files")
    listed = [one for one in files if isinstance(one, dict)] if isinstance(files, list) else []
    return [one for one in listed if ending(one) in ENDINGS]


def ending(file: Mapping[str, Any]) -> str:
    return str(file.get("name") or file.get("title") or "").rpartition(".")[2].lower()
