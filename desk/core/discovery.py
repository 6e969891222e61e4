"""Finds features: every module that defines `FEATURE`. There is no list of them."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from importlib import import_module
from typing import TypeVar

T = TypeVar("T")


def features(floor: str, path: Iterable[str], kind: type[T]) -> dict[str, T]:
    """The `FEATURE` of each module under a package, sorted by module name."""
    names = sorted(one.name for one in pkgutil.walk_packages(path, f"{floor}."))
    said = {name: getattr(import_module(name), "FEATURE", None) for name in names}
    return {name: one for name, one in said.items() if isinstance(one, kind)}
