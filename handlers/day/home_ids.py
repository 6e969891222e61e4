"""The ids of the Home's elements, which messages use too."""

from __future__ import annotations

import enum


class HomeAction(enum.StrEnum):
    """action_id of its buttons, selects and pickers."""

    LANGUAGE = "home.language"
    HOUR = "home.hour"
    QUIET_FROM = "home.quiet_from"
    QUIET_TO = "home.quiet_to"
    TODAY = "home.today"
    PROJECTS = "home.projects"
    EARLIER = "home.earlier"
    FURTHER = "home.further"
    SETTINGS = "home.settings"


PAGES = (HomeAction.TODAY, HomeAction.PROJECTS, HomeAction.SETTINGS)
"""The buttons that choose the page."""
