"""The rule for one value that Slack checks, and short ways to write the common ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule for one value. `least` and `most`: the bounds of its characters, its items or the number
    itself.
    """

    kind: str
    """text, plain, string, flag, number (a whole one), amount (any number), list, thing, typed or any"""
    most: int = 0
    least: int = 0
    required: bool = False
    one_of: frozenset[str] = frozenset()
    """The allowed words of a string, or the types of a typed object."""
    of: str = ""
    """The table of a thing (in `THINGS`) or of a typed object (in `TYPED`)."""
    each: Rule | None = None
    pattern: str = ""
    wanted: str = ""
    """The pattern in words."""


Spec = Mapping[str, Rule]


def must(rule: Rule) -> Rule:
    return replace(rule, required=True)


def plain(most: int) -> Rule:
    return Rule("plain", most, 1)


def text(most: int) -> Rule:
    return Rule("text", most, 1)


def string(most: int, least: int = 1, pattern: str = "", wanted: str = "") -> Rule:
    return Rule("string", most, least, pattern=pattern, wanted=wanted)


def word(*words: str) -> Rule:
    return Rule("string", 255, one_of=frozenset(words))


def number(least: int, most: int) -> Rule:
    return Rule("number", most, least)


def items(each: Rule, most: int, least: int = 1) -> Rule:
    return Rule("list", most, least, each=each)


def thing(of: str) -> Rule:
    return Rule("thing", of=of)


def typed(of: str, types: Iterable[str]) -> Rule:
    return Rule("typed", of=of, one_of=frozenset(types))


FLAG, ANY, AMOUNT = Rule("flag"), Rule("any"), Rule("amount")
URL = string(3000, pattern=r"[A-Za-z][A-Za-z0-9+.-]*:\S+", wanted="a valid url")
WEB_URL = replace(URL, pattern=r"https?://\S+")
DATE = string(10, pattern=r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", wanted="a date as YYYY-MM-DD")
TIME = string(5, pattern=r"([01]\d|2[0-3]):[0-5]\d", wanted="a time as HH:mm")
NUMERAL = string(50, pattern=r"-?\d+(\.\d+)?", wanted="a number as a string")
USER = string(20, pattern=r"[UW][A-Z0-9]+", wanted="a user id")
CHANNEL = string(20, pattern=r"[CG][A-Z0-9]+", wanted="a channel id")
CONVERSATION = string(20, pattern=r"[CGDUW][A-Z0-9]+", wanted="a conversation id")
