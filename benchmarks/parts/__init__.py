"""The parts of `make bench`: each module here is one, found by its name.

A part has `run(results)`, which measures at full length, and `smoke(results)`, which goes the same way in a
few seconds so that `make test` sees it work. Its docstring's first line says what it measures.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.results import Results


@dataclass(frozen=True, slots=True)
class Part:
    """One part, and what it measures in a line."""

    name: str
    about: str
    run: Callable[[Results], None]
    smoke: Callable[[Results], None]


def names() -> list[str]:
    """All there are."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def load(name: str) -> Part:
    """A part by its name. Raises `AttributeError` when it lacks one of its two forms."""
    module = importlib.import_module(f"{__name__}.{name}")
    about = (module.__doc__ or "").partition("\n")[0]
    return Part(name, about, module.run, module.smoke)
