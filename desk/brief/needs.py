"""What each department needs of a brief, and so which changes of a brief concern it (product.md §5.1, M2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from storage.people.member import Department

CORE = (Department.MEDIA, Department.CREATIVE, Department.RESEARCH)
"""The departments that every brief goes to (F07); others get it when they have a part in the project."""
TEMPLATE = "template"
"""The kind of work, one of the fields of a version: a change of it concerns everybody."""
NEEDS: Mapping[Department, tuple[str, ...]] = {
    Department.MEDIA: (
        "audience", "budget", "objective", "metric", "deadline", "channels", "flight", "kpi", "platforms",
        "frequency", "phases", "deliverables",
    ),
    Department.CREATIVE: (
        "message", "audience", "objective", "deliverables", "deadline", "tone", "mandatories", "background",
        "references", "sizes", "duration", "storyboard", "platforms", "frequency", "talent", "pages",
        "phases",
    ),
    Department.RESEARCH: ("audience", "objective", "metric", "message", "background", "deadline", "kpi"),
    Department.PRODUCTION: (
        "deliverables", "budget", "deadline", "duration", "storyboard", "shooting", "talent", "sizes",
        "venue", "schedule", "guests", "pages", "integrations", "mandatories",
    ),
    Department.OTHER: (
        "objective", "deliverables", "deadline", "audience", "message", "metric", "budget", "approver",
        "background", "mandatories", "references", "phases", "channels", "duration", "storyboard", "talent",
        "shooting", "platforms", "frequency", "tone", "sizes", "venue", "guests", "schedule", "flight", "kpi",
        "pages", "integrations",
    ),
}  # fmt: skip
"""The fields that each department needs of a brief, the most important first (product.md §5.1, §5.2). Only a
change of one of these asks the department again (M2).
"""


def concerns(department: Department, changed: Collection[str]) -> bool:
    """Whether one of the changed fields concerns a department."""
    return TEMPLATE in changed or not set(NEEDS.get(department, ())).isdisjoint(changed)
