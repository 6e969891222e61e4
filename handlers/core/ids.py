"""Ids in Slack's views that several features share.

A feature's other ids are in its views, shared by builder and handler.
"""

from __future__ import annotations

OPEN_FORM = "form.open"
"""Repeats the request for a form by a press, which has a trigger."""
