"""A module that has a `FEATURE` is a feature: it is found, and stands in no list."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from importlib import import_module
from typing import TypeVar

T = TypeVar("T")


def features(floor: str, path: Iterable[str], kind: type[T]) -> dict[str, T]:
    """What the modules of a floor say as their `FEATURE`, by module, in the order of the modules' names."""
    names = sorted(one.name for one in pkgutil.walk_packages(path, f"{floor}."))
    said = {name: getattr(import_module(name), "FEATURE", None) for name in names}
    return {name: one for name, one in said.items() if isinstance(one, kind)}
