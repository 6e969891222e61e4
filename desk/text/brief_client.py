"""Who the client of a brief is, by how people name their house."""

from __future__ import annotations

from collections.abc import Iterator

from desk.text.brief_fields import Field
from desk.text.brief_values import Stretch
from desk.text.parts import Paper


def clients(paper: Paper, *, form: bool) -> Iterator[Stretch]:
    """The client's name in a text."""
    return iter(())
