"""Names must be unique: a duplicate stops the start and is reported with both places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


class NamedTwice(ValueError):
    """One name was given to two things."""


def by_name(what: str, said: Iterable[tuple[str, str, T]]) -> dict[str, T]:
    """The things by name, from triples (name, declaring module, thing). Raises `NamedTwice`."""
    found: dict[str, T] = {}
    sayers: dict[str, str] = {}
    for name, who, thing in said:
        claim(sayers, what, name, who)
        found[name] = thing
    return found


def claim(sayers: dict[str, str], what: str, name: str, who: str) -> None:
    """Record who uses a name. Raises `NamedTwice` when it is taken."""
    if name in sayers:
        raise NamedTwice(f'{what} "{name}" is said twice: in {sayers[name]} and in {who}')
    sayers[name] = who
