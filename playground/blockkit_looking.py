"""Looking into JSON of any shape, and saying what is wrong at a place in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from playground.blockkit_grouped import WITHIN

Thing = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal. `path`: a JSON pointer; `message`: in Slack's wording, with the pointer at its end."""

    path: str
    message: str

    def __str__(self) -> str:
        return self.message


def problem(path: str, words: str) -> Problem:
    return Problem(path, f"{words} [json-pointer:{path or '/'}]")


def objects(value: object) -> Iterator[tuple[int, Thing]]:
    for index, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, Mapping):
            yield index, item


def all_blocks(blocks: object, path: str) -> Iterator[tuple[str, Thing]]:
    """Each block with its place, those within others too."""
    for index, block in objects(blocks):
        yield f"{path}/{index}", block
        inner = WITHIN.get(str(block.get("type")))
        if inner:
            yield from all_blocks(block.get(inner), f"{path}/{index}/{inner}")


def object_of(value: Thing, name: str) -> Thing:
    found = value.get(name)
    return found if isinstance(found, Mapping) else {}


def words_of(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def length(value: object) -> int:
    return len(value) if isinstance(value, str) else 0


def unique(value: object, name: str, path: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, item in objects(value):
        given = item.get(name)
        if isinstance(given, str) and given in seen:
            yield problem(f"{path}/{index}/{name}", f"`{name}` already exists: {given}")
        elif isinstance(given, str):
            seen.add(given)


def unique_blocks(placed: Iterable[tuple[str, Thing]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for path, block in placed:
        given = block.get("block_id")
        if isinstance(given, str) and given in seen:
            yield problem(f"{path}/block_id", f"`block_id` already exists: {given}")
        elif isinstance(given, str):
            seen.add(given)
