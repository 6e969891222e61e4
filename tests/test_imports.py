"""No module and no wing imports itself by way of others: also not in a function, or for the types alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Set
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = ("bot", "handlers", "desk", "storage", "playground")


def modules() -> dict[str, Path]:
    """Every module of the house by its name."""
    found = {}
    for floor in FLOORS:
        for path in (ROOT / floor).rglob("*.py"):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = path
    return found


def imported(path: Path, known: dict[str, Path]) -> Iterator[str]:
    """The modules of ours that a module names in an import, wherever that stands in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                inner = f"{node.module}.{one.name}"
                if inner in known or node.module in known:
                    yield inner if inner in known else node.module


@cache
def graph() -> dict[str, set[str]]:
    """Every module, and those that it imports."""
    known = modules()
    assert len(known) > 200
    return {name: set(imported(path, known)) for name, path in known.items()}


def assert_no_circle(graph: Mapping[str, Set[str]]) -> None:
    """Fail, naming those that import each other."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(f"these import each other: {' -> '.join(error.args[1])}") from None


def test_no_module_stands_in_a_circle() -> None:
    assert_no_circle(graph())


@pytest.mark.parametrize("floor", FLOORS)
def test_no_wing_stands_in_a_circle(floor: str) -> None:
    """What two wings share stands in the lower one, or in the core; whoever only has to hear of something
    says so in its FEATURE."""
    wings: dict[str, set[str]] = {}
    for name, others in graph().items():
        if name.startswith(f"{floor}."):
            wing = wings.setdefault(wing_of(name), set())
            wing |= {wing_of(one) for one in others if one.startswith(f"{floor}.")} - {wing_of(name)}
    assert_no_circle(wings)


def wing_of(module: str) -> str:
    """The folder on its floor that a module stands in."""
    return ".".join(module.split(".")[:2])
