"""All actions of the desk's permissions, and their rows in docs/permissions.md."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import desk
from desk.core.permissions import TEAM, Action, Relation

WHO = {
    Relation.GUEST: "guest",
    Relation.GUEST_HERE: "guest, where their project lives",
    Relation.PROJECT_LEAD: "AE or AM of the project",
    Relation.PART: "a part in the project",
    Relation.HOLDER: "who holds it",
    Relation.DEPARTMENT_LEAD: "lead of the department",
    Relation.ADMIN: "admin",
    Relation.AM: "AM",
    Relation.AE: "AE",
    Relation.LEAD: "lead",
    Relation.MEMBER: "member",
}


def actions() -> dict[str, list[Action]]:
    """Every action by its name; a test fails if a name has more than one."""
    found: dict[str, list[Action]] = {}
    for name in sorted(one.name for one in pkgutil.walk_packages(desk.__path__, "desk.")):
        for thing in vars(import_module(name)).values():
            if isinstance(thing, Action) and not any(thing is one for one in found.get(thing.name, ())):
                found.setdefault(thing.name, []).append(thing)
    return found


def row(action: Action) -> str:
    """The action's row in the docs."""
    beyond = [WHO[one] for one in Relation if one in action.who - TEAM]
    who = (
        ["every colleague", *beyond]
        if action.who >= TEAM
        else [WHO[one] for one in Relation if one in action.who]
    )
    return f"| `{action.name}` | {action.about} | {'; '.join(who)} |"
