"""A name is given once: whoever gives it a second time hears it at the start, with both places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


class NamedTwice(ValueError):
    """One name was given to two things."""


def by_name(what: str, said: Iterable[tuple[str, str, T]]) -> dict[str, T]:
    """By its name, what each of (name, who says it, thing) says. Raises `NamedTwice`, naming both."""
    found: dict[str, T] = {}
    sayers: dict[str, str] = {}
    for name, who, thing in said:
        claim(sayers, what, name, who)
        found[name] = thing
    return found


def claim(sayers: dict[str, str], what: str, name: str, who: str) -> None:
    """Note who gives a name. Raises `NamedTwice`, naming both, when somebody has given it before."""
    if name in sayers:
        raise NamedTwice(f'{what} "{name}" is said twice: in {sayers[name]} and in {who}')
    sayers[name] = who
