"""Errors that use cases raise; `handlers/` translates them in one place."""

from __future__ import annotations

from collections.abc import Collection

from storage.database.errors import Busy as Busy
from storage.database.errors import Lost as Lost


class DeskError(Exception):
    """A refusal that the person can act on. `reason`: the key of its sentence; `facts`: the values in it."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


class NotAllowed(DeskError):
    """The actor may not do this (F61)."""


class NotFound(DeskError):
    """Nothing has this name; `nearest`: up to three similar names."""

    def __init__(self, reason: str, *, query: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(reason, query=query, nearest=", ".join(nearest))
        self.query = query
        self.nearest = nearest


class Several(NotFound):
    """Several projects may be meant; `choices`: the name and the slug of each."""

    def __init__(self, reason: str, *, choices: tuple[tuple[str, str], ...]) -> None:
        super().__init__(reason, query="", nearest=tuple(name for name, _ in choices[:3]))
        self.choices = choices


class Invalid(DeskError):
    """A field cannot be accepted as typed; `field`: its name in the form."""

    def __init__(self, field: str, reason: str, **facts: object) -> None:
        super().__init__(reason, **facts)
        self.field = field


class Conflict(DeskError):
    """Somebody else acted first, or the thing's state does not allow it."""


class Overtaken(Conflict):
    """Somebody changed the same `fields` of a brief after the form was filled with version `base`."""

    def __init__(self, reason: str, *, base: int, version: int, fields: Collection[str]) -> None:
        super().__init__(reason, version=version)
        self.base = base
        self.version = version
        self.fields = fields


class PartsOpen(Conflict):
    """Work would be closed before its parts are: `count` of them, of which `titles` names the first."""

    def __init__(self, reason: str, *, title: str, count: int, titles: str) -> None:
        super().__init__(reason, title=title, count=count, titles=titles)


class NotAcknowledged(Conflict):
    """A department has not acknowledged the current brief; a reason overrides this (M2).

    `before`: the version that it acknowledged earlier, if any.
    """

    def __init__(self, reason: str, *, department: str, version: int, before: int | None) -> None:
        super().__init__(reason, version=version)
        self.department = department
        self.version = version
        self.before = before
