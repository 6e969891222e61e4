"""What the sample agency has done before you come."""

from __future__ import annotations

from playground.client import Workspace


def play(workspace: Workspace) -> None:
    """Nothing yet."""
