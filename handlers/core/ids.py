"""Ids in Slack's views that several features share.

A feature's other ids are in its views, shared by builder and handler.
"""

from __future__ import annotations

OPEN_FORM = "form.open"
"""Repeats the request for a form by a press, which has a trigger."""
OPEN_BESIDE = "form.open.beside"
"""The same, for a second such button in one row: an id may stand in a row only once."""
SAY_FORM = "form.say"
"""Opens the form in which a person types what they would type after a verb; its value is from `said_in`."""


def said_in(what: str, slug: str = "") -> str:
    """The value of a button with `SAY_FORM`: what is typed (as `handlers.day.saying` lists it), and in which
    project.
    """
    return f"{what}/{slug}"
